//! Runs a story from its file.

use trespor::engine::workflow::load;
use trespor::simulate::story::block;
pub use trespor::simulate::story::{log, with_log, workflow_of};

/// Runs a story about one of the workflow files that come with the program, and returns its log.
pub fn tell(text: &str) -> String {
    let path = format!("{}/workflows/{}.yaml", env!("CARGO_MANIFEST_DIR"), workflow_of(text));
    let file = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let loaded =
        load(changed(text, file).as_bytes()).unwrap_or_else(|findings| panic!("{path}: {findings:?}"));
    trespor::simulate::story::tell(&loaded, text).unwrap_or_else(|error| panic!("{error}"))
}

/// The file with the changes that a story makes to it: lines `old => new` of a block `changes`.
fn changed(text: &str, file: String) -> String {
    block(text, "changes").lines().filter(|line| !line.trim().is_empty()).fold(file, |file, line| {
        let (old, new) = line.split_once(" =>").unwrap_or_else(|| panic!("{line}: write old => new"));
        assert_eq!(file.matches(old).count(), 1, "`{old}` does not stand in the file once");
        file.replace(old, &new.strip_prefix(' ').unwrap_or(new).replace("\\n", "\n"))
    })
}
