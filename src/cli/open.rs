//! `trespor open`: a procedure from a workflow file, on the database of the settings.

use std::path::PathBuf;

use anyhow::Context as _;

use super::Configured;
use super::check::show;
use super::serve::assemble;
use crate::app::AppError;
use crate::app::clock::Clock;
use crate::i18n::Lang;

/// What to open.
#[derive(Debug, clap::Args)]
pub struct OpenArgs {
    /// Workflow file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Mail address of the first owner, who gives the others their roles.
    #[arg(long, value_name = "EMAIL")]
    owner: String,
    /// Name of the first owner.
    #[arg(long, default_value = "", value_name = "NAME")]
    owner_name: String,
    #[command(flatten)]
    configured: Configured,
}

/// Opens the procedure and prints its address.
pub async fn open(args: OpenArgs) -> anyhow::Result<()> {
    let source = std::fs::read_to_string(&args.file)
        .with_context(|| format!("reading the workflow file {}", args.file.display()))?;
    let app = assemble(args.configured.settings()?, Clock::system()).await?;
    let owner = app
        .person(&args.owner, &args.owner_name, Lang::DEFAULT)
        .await
        .with_context(|| format!("`{}` as the owner", args.owner))?;
    match app.open_procedure(&source, owner.id).await {
        Ok(procedure) => {
            println!("opened: {}/tenders/{procedure}", app.settings.address);
            println!("the owner signs in at {}/sign-in", app.settings.address);
            app.store.close().await;
            Ok(())
        }
        Err(AppError::Workflow(findings)) => {
            let path = args.file.display().to_string();
            let shown: Vec<_> = findings.iter().map(|finding| show(&path, &source, finding)).collect();
            anyhow::bail!("nothing was opened\n{}", shown.join("\n"))
        }
        Err(error) => Err(error.into()),
    }
}
