//! `trespor draw`: a workflow file as a picture.

use std::path::PathBuf;

use anyhow::{Context as _, Error};

use super::{language, load};
use crate::exchange::drawing;
use crate::i18n::Lang;

/// What to draw.
#[derive(Debug, clap::Args)]
pub struct DrawArgs {
    /// The workflow file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// As what.
    #[arg(long, value_enum, default_value_t = Format::Svg)]
    format: Format,
    /// In which language the program's words are [default: the first of the file that it has words in, else English].
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Where to write it [default: standard output].
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// A drawing that a browser shows.
    Svg,
    /// A flowchart in the language of Mermaid.
    Mermaid,
}

/// Draws the file.
pub fn draw(args: &DrawArgs) -> anyhow::Result<u8> {
    let loaded = load(&args.file)?;
    let definition = &loaded.definition;
    // A file in another language is drawn too: its own texts as they are, and the program's words in English.
    let lang = match &args.language {
        Some(wanted) => language(wanted).map_err(Error::msg)?,
        None => definition.languages.iter().find_map(|code| language(code).ok()).unwrap_or(Lang::En),
    };
    let drawn = match args.format {
        Format::Svg => drawing::svg(definition, &drawing::Standing::default(), lang)?,
        Format::Mermaid => drawing::mermaid(definition, lang),
    };
    match &args.out {
        Some(path) => std::fs::write(path, drawn).with_context(|| format!("writing {}", path.display()))?,
        None => say!("{drawn}"),
    }
    Ok(0)
}
