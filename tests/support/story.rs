//! Runs a story from its file.

use trespor::engine::workflow::load;
pub use trespor::simulate::story::{log, with_log, workflow_of};

/// Runs a story about one of the workflow files that come with the program, and returns its log.
pub fn tell(text: &str) -> String {
    let path = format!("{}/workflows/{}.yaml", env!("CARGO_MANIFEST_DIR"), workflow_of(text));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let loaded = load(&bytes).unwrap_or_else(|findings| panic!("{path}: {findings:?}"));
    trespor::simulate::story::tell(&loaded, text).unwrap_or_else(|error| panic!("{error}"))
}
