//! No function of the store goes untested.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::rust_text;

/// The names of `pub async fn`s in a source, whether free or methods.
fn functions(source: &str) -> Vec<String> {
    source
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("pub async fn "))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn every_function_of_the_store_is_named_in_these_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let mut named = BTreeSet::new();
    for entry in fs::read_dir(root.join("tests/store")).unwrap() {
        for path in rust_text::read(&read(&entry.unwrap().path())).paths {
            let last_two = &path.segments[path.segments.len().saturating_sub(2)..];
            named.insert(last_two.join("::"));
        }
    }
    let top = read(&root.join("src/store/mod.rs"));
    // Methods of the store are called on one.
    let mut wanted: Vec<(String, String)> =
        functions(&top).into_iter().map(|name| (name.clone(), format!("Store::{name}"))).collect();
    for module in top.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        let source = read(&root.join(format!("src/store/{module}.rs")));
        wanted.extend(functions(&source).into_iter().map(|name| {
            let path = format!("{module}::{name}");
            (path.clone(), path)
        }));
    }
    assert!(wanted.len() > 50, "only {} functions were found: this test is blind", wanted.len());
    let missing: Vec<_> =
        wanted.iter().filter(|(called, path)| !named.contains(called) && !named.contains(path)).collect();
    assert!(missing.is_empty(), "no test in tests/store names {missing:?}");
}
