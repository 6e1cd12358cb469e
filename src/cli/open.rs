//! `trespor open`: a procedure from a workflow file, on the database of the settings.

use std::path::PathBuf;

use anyhow::Context as _;

use super::Configured;
use super::check::{NOT_ADVICE, show, show_rule};
use super::serve::assemble;
use crate::app::AppError;
use crate::app::clock::Clock;
use crate::engine::rules::Barred;
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
    /// Language of letters to the first owner, if the program does not know them yet: da, en or nb
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = super::language)]
    language: Lang,
    /// Set a finding of the gate aside, in the owner's name: its code, and why in at least ten characters.
    #[arg(long = "override", value_name = "CODE=REASON", value_parser = code_and_reason)]
    overrides: Vec<(String, String)>,
    #[command(flatten)]
    configured: Configured,
}

/// `L-SENT=the notice was late` as its two parts.
fn code_and_reason(typed: &str) -> Result<(String, String), String> {
    let (code, reason) =
        typed.split_once('=').ok_or("write the code, an equals sign and the reason: L-SENT=\"…\"")?;
    Ok((code.trim().to_owned(), reason.trim().to_owned()))
}

/// What stands in the way of opening, for whoever typed the command.
pub fn refused(path: &str, source: &str, barred: &Barred) -> String {
    match barred {
        Barred::File(findings) => {
            let shown: Vec<_> = findings.iter().map(|finding| show(path, source, finding)).collect();
            format!("nothing was opened\n{}", shown.join("\n"))
        }
        Barred::Gate(findings) => {
            let shown: Vec<_> = findings.iter().map(|finding| show_rule(path, source, finding)).collect();
            let hint = findings.iter().find(|finding| finding.can_be_overridden()).map(|finding| {
                let code = finding.code;
                format!("\nhint: mend it, or set it aside with a reason: --override {code}=\"…\"")
            });
            format!("nothing was opened\n{}\n{NOT_ADVICE}{}", shown.join("\n"), hint.unwrap_or_default())
        }
        Barred::NothingToOverride(code) => {
            format!(
                "nothing was opened: nothing is found under `{code}`\nhint: `trespor check` names the codes"
            )
        }
        Barred::ReasonNeeded(code) => format!(
            "nothing was opened: the reason for setting `{code}` aside is too short\n\
             hint: write at least ten characters; everybody can read it"
        ),
    }
}

/// Opens the procedure and prints its address.
pub async fn open(args: OpenArgs) -> anyhow::Result<()> {
    let source = std::fs::read_to_string(&args.file)
        .with_context(|| format!("reading the workflow file {}", args.file.display()))?;
    let app = assemble(args.configured.settings()?, Clock::system()).await?;
    let owner = app
        .person(&args.owner, &args.owner_name, args.language)
        .await
        .with_context(|| format!("`{}` as the owner", args.owner))?;
    match app.open_procedure(&source, owner.id, &args.overrides).await {
        Ok(procedure) => {
            say_line!("opened: {}/tenders/{procedure}", app.settings.address);
            say_line!("the owner signs in at {}/sign-in", app.settings.address);
            app.store.close().await;
            Ok(())
        }
        Err(AppError::Workflow(findings)) => {
            let path = args.file.display().to_string();
            anyhow::bail!(refused(&path, &source, &Barred::File(findings)))
        }
        Err(AppError::Barred(barred)) => {
            let path = args.file.display().to_string();
            anyhow::bail!(refused(&path, &source, &barred))
        }
        Err(error) => Err(error.into()),
    }
}
