//! `trespor report`: the report of a procedure, as the law asks for one.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;

use super::serve::assemble;
use super::{Configured, language};
use crate::app::clock::Clock;
use crate::engine::ids::ProcedureId;
use crate::exchange::report::{html, json, pdf};
use crate::i18n::Lang;

/// Which report, and as what.
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    #[command(flatten)]
    configured: Configured,
    /// The procedure.
    #[arg(value_name = "PROCEDURE")]
    procedure: ProcedureId,
    /// As what.
    #[arg(long, value_enum, default_value_t = Format::Html)]
    format: Format,
    /// In which language: da, en or nb
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = language)]
    language: Lang,
    /// Address of the owner, secretary or auditor who is to read it [default: an owner of the whole procedure]
    #[arg(long = "as", value_name = "EMAIL")]
    reader: Option<String>,
    /// Where to write it [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// A page that needs nothing beside it.
    Html,
    /// A document to print and to keep.
    Pdf,
    /// For other programs; docs/report.md explains each key.
    Json,
}

/// Draws the report up.
pub async fn report(args: ReportArgs) -> anyhow::Result<()> {
    let lang = args.language;
    let app = assemble(args.configured.settings()?, Clock::system()).await?;
    let office = app.report_office(args.procedure, args.reader.as_deref()).await;
    let office = office.with_context(|| format!("drawing up the report of {}", args.procedure))?;
    let report = app.report(&office, lang).await?;
    app.store.close().await;
    let bytes = match args.format {
        Format::Html => html::write(&report, lang)?.into_bytes(),
        Format::Pdf => pdf::write(&report, lang)?,
        Format::Json => json::write(&report)?.into_bytes(),
    };
    match &args.out {
        Some(path) => std::fs::write(path, bytes).with_context(|| format!("writing {}", path.display())),
        None => std::io::stdout().write_all(&bytes).context("writing to standard output"),
    }
}
