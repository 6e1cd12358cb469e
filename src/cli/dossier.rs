//! `trespor dossier`: everything of a procedure in one file.

use std::path::PathBuf;

use anyhow::Context as _;
use tokio::io::AsyncWriteExt as _;

use super::Configured;
use super::serve::assemble;
use crate::app::clock::Clock;
use crate::app::dossier::extent;
use crate::dossier::format::Extent;
use crate::engine::ids::ProcedureId;

/// Which procedure, for whom, and where to.
#[derive(Debug, clap::Args)]
pub struct DossierArgs {
    /// The procedure: the last part of its address.
    #[arg(value_name = "PROCEDURE")]
    procedure: ProcedureId,
    /// Mail address of the owner or auditor of the whole procedure, in whose name it is drawn up.
    #[arg(long, value_name = "EMAIL")]
    by: String,
    /// Where to write it; there must be no such file.
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    configured: Configured,
}

/// Draws the dossier up.
pub async fn dossier(args: DossierArgs) -> anyhow::Result<()> {
    let app = assemble(args.configured.settings()?, Clock::system()).await?;
    let about = || format!("drawing up the dossier of {} for `{}`", args.procedure, args.by);
    let office = app.report_office(args.procedure, Some(&args.by)).await.with_context(about)?;
    let extent = extent(office.definition(), &office.procedure);
    let mut parts = app.dossier(office).with_context(about)?;
    let partial = args.out.with_extension("partial");
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    anyhow::ensure!(!args.out.exists(), "there is a file {} already", args.out.display());
    let mut file = options.open(&partial).await.with_context(|| format!("writing {}", partial.display()))?;
    while let Some(part) = parts.recv().await {
        let written = match part {
            Ok(bytes) => file.write_all(&bytes).await.context("writing the dossier"),
            Err(error) => Err(error).with_context(about),
        };
        if let Err(error) = written {
            tokio::fs::remove_file(&partial).await?;
            return Err(error);
        }
    }
    file.sync_all().await?;
    tokio::fs::rename(&partial, &args.out).await?;
    app.store.close().await;
    if extent == Extent::Open {
        say_line!("not everybody has been told yet: the dossier holds nothing of any application");
    }
    say_line!("verify it with: trespor verify {}", args.out.display());
    Ok(())
}
