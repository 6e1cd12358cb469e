//! Stories: prose, a timeline of commands, the expected log; run with a hand-cranked clock.
//!
//! `STORIES=write cargo test --test stories` rewrites the logs: read the difference before you keep it.

#[path = "support/story.rs"]
mod story;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn stories() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of stories")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    found.sort();
    found
}

#[test]
fn every_story_ends_as_it_says() {
    let rewrite = std::env::var("STORIES").is_ok_and(|value| value == "write");
    let mut failed = Vec::new();
    let stories = stories();
    assert!(stories.len() >= 8, "only {} stories were found", stories.len());
    for path in stories {
        let text = std::fs::read_to_string(&path).expect("a story");
        let told = story::tell(&text);
        if rewrite {
            std::fs::write(&path, story::with_log(&text, &told)).expect("writing a story");
        } else if story::log(&text) != told {
            failed.push(format!("{}\n{}", path.display(), difference(story::log(&text), &told)));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn difference(expected: &str, told: &str) -> String {
    let mut out = String::new();
    let (expected, told): (Vec<_>, Vec<_>) = (expected.lines().collect(), told.lines().collect());
    for i in 0..expected.len().max(told.len()) {
        let (e, t) = (expected.get(i), told.get(i));
        if e != t {
            let (e, t) = (e.unwrap_or(&"-"), t.unwrap_or(&"-"));
            writeln!(out, "  expected: {e}\n  told:     {t}").expect("a string");
        }
    }
    out
}

/// Every workflow file that comes with the program has at least one story.
#[test]
fn every_workflow_file_has_a_story() {
    let told: Vec<_> = stories()
        .iter()
        .map(|path| story::workflow_of(&std::fs::read_to_string(path).expect("a story")).to_owned())
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows");
    for entry in std::fs::read_dir(folder).expect("the folder of workflow files") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            assert!(told.contains(&name), "no story tells of {name}");
        }
    }
}
