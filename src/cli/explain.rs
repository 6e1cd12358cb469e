//! `trespor explain`: what a finding means and how to mend it, from the pages of `docs/checks.md`.

use std::fmt::Write as _;

use anyhow::Error;

use super::language;
use crate::app::explain::{page, pages};

/// Explain a code that a check printed.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// The code, such as T-LANG; every code with its first sentence where left out.
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// In which language: en, da or nb.
    #[arg(long, value_name = "CODE", default_value = "en")]
    language: String,
}

/// What to print.
///
/// # Errors
/// A code that no check has, or a language that the program does not speak.
pub fn explain(args: &ExplainArgs) -> anyhow::Result<String> {
    let lang = language(&args.language).map_err(Error::msg)?;
    let Some(asked) = &args.code else {
        let mut out = String::new();
        for (code, text) in pages(lang) {
            // The first sentence is the severity; the second says what is wrong.
            let said = text.lines().next().unwrap_or_default();
            writeln!(out, "{code:<22} {said}")?;
        }
        return Ok(out);
    };
    if let Some((code, text)) = page(lang, asked) {
        return Ok(format!("{code}\n\n{text}\n"));
    }
    let nearest = pages(lang)
        .map(|(code, _)| (strsim::jaro_winkler(&code.to_lowercase(), &asked.to_lowercase()), code))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = nearest.map(|(_, code)| format!("\nhint: did you mean {code}? `trespor explain` lists all"));
    anyhow::bail!("no check has the code `{asked}`{}", hint.unwrap_or_default())
}
