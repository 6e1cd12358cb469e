//! `trespor schema`: the vocabulary of workflow files for editors, and as a reference for people.

use crate::engine::workflow::definition::Definition;
use crate::exchange::reference;

/// Print the JSON Schema of workflow files, made from the types that read them.
#[derive(Debug, clap::Args)]
pub struct SchemaArgs {
    /// Print it as a reference for people, in Markdown.
    #[arg(long)]
    markdown: bool,
}

/// What to print.
pub fn schema(args: &SchemaArgs) -> anyhow::Result<String> {
    let schema = schemars::schema_for!(Definition).to_value();
    if args.markdown {
        return Ok(reference::markdown(&schema));
    }
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    Ok(text)
}
