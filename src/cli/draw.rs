//! `trespor draw`: a workflow file as a picture.

use std::path::PathBuf;

use anyhow::{Context as _, Error, anyhow};

use super::{language, load};
use crate::exchange::drawing;

/// What to draw.
#[derive(Debug, clap::Args)]
pub struct DrawArgs {
    /// The workflow file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// As what.
    #[arg(long, value_enum, default_value_t = Format::Svg)]
    format: Format,
    /// In which language [default: the first of the file].
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
    let wanted = args.language.as_ref().or_else(|| definition.languages.first());
    let wanted = wanted.map_or("en", String::as_str);
    if !definition.languages.iter().any(|language| language == wanted) {
        let known = definition.languages.join(", ");
        return Err(anyhow!("the file has no texts in `{wanted}`\nhint: one of {known}"));
    }
    let lang = language(wanted).map_err(Error::msg)?;
    let drawn = match args.format {
        Format::Svg => drawing::svg(definition, &drawing::Standing::default(), lang)?,
        Format::Mermaid => drawing::mermaid(definition, lang),
    };
    match &args.out {
        Some(path) => std::fs::write(path, drawn).with_context(|| format!("writing {}", path.display()))?,
        None => print!("{drawn}"),
    }
    Ok(0)
}
