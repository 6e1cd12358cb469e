//! The documents say what is true: every finding explained, every setting described, every link good.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Texts between quotation marks that look like the code of a finding: `G-FIRST`.
fn codes(source: &str) -> BTreeSet<&str> {
    let code = |word: &&str| {
        let (family, rest) = word.split_once('-').unwrap_or_default();
        family.len() == 1
            && rest.len() >= 2
            && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
    };
    source.split('"').skip(1).step_by(2).filter(code).collect()
}

#[test]
fn every_finding_is_explained_and_every_explanation_is_of_a_finding() {
    let (check, source) = (read("src/engine/workflow/check.rs"), read("src/engine/workflow/source.rs"));
    let keeping = read("src/engine/workflow/check/keeping.rs");
    let (kept, turnover) =
        (read("src/engine/rules/gate/keeping.rs"), read("src/engine/rules/gate/turnover.rs"));
    let (gate, simulated) = (read("src/engine/rules/gate.rs"), read("src/simulate/findings.rs"));
    let facts = read("src/engine/workflow/check/facts.rs");
    let mut found: BTreeSet<_> = codes(&check).union(&codes(&source)).copied().collect();
    let stages = read("src/engine/workflow/check/stages.rs");
    let network = read("src/engine/workflow/check/network.rs");
    for more in [&gate, &keeping, &kept, &turnover, &facts, &stages, &network] {
        found.extend(codes(more));
    }
    found.extend(codes(&simulated));
    assert!(found.len() > 20, "only {found:?} were found in the sources");
    let text = read("docs/checks.md");
    let explained: BTreeSet<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .map(|heading| heading.trim().trim_matches('`'))
        .filter(|heading| heading.chars().next().is_some_and(|c| c.is_ascii_uppercase()))
        .collect();
    assert_eq!(found.difference(&explained).collect::<Vec<_>>(), Vec::<&&str>::new(), "not explained");
    assert_eq!(explained.difference(&found).collect::<Vec<_>>(), Vec::<&&str>::new(), "no finding");
}

#[test]
fn every_setting_is_described() {
    let text = read("docs/operating.md");
    for line in read("src/app/settings.rs").lines() {
        let Some(field) = line.trim().strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) else {
            continue;
        };
        let name = field.0;
        if line.starts_with("    pub ") && !name.contains('(') && name != "demo" {
            let said = text.contains(&format!("{name}`")) || text.contains(&format!("`{name}."));
            assert!(said, "docs/operating.md says nothing of `{name}`");
        }
    }
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    let mut documents = vec![PathBuf::from("README.md"), "ARCHITECTURE.md".into(), "CHANGELOG.md".into()];
    for folder in ["docs", "docs/decisions"] {
        for entry in std::fs::read_dir(root().join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "md") {
                documents.push(path.strip_prefix(root()).expect("inside").to_path_buf());
            }
        }
    }
    for document in documents {
        let text = read(&document.display().to_string());
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") || path.starts_with("mailto:") {
                continue;
            }
            let target = root().join(document.parent().unwrap_or(Path::new(""))).join(path);
            assert!(target.exists(), "{}: the link to {path} leads nowhere", document.display());
        }
    }
}

#[test]
fn the_commands_of_the_readme_are_there() {
    let readme = read("README.md");
    for command in ["cargo run -- demo", "./scripts/test"] {
        assert!(readme.contains(command), "the README does not name {command}");
    }
    assert!(root().join("scripts/test").exists());
}

/// What the program prints.
fn printed(arguments: &[&str]) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_trespor")).args(arguments).output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_reference_and_the_schema_are_those_of_the_types() {
    for (path, arguments) in [
        ("docs/workflow-format.md", &["schema", "--markdown"][..]),
        ("docs/workflow.schema.json", &["schema"]),
    ] {
        assert!(
            read(path) == printed(arguments),
            "{path} is not what the types say\nhint: cargo run -- {} > {path}",
            arguments.join(" ")
        );
    }
}

/// Every link inside the reference leads to a section of it, and every section says what it is.
#[test]
fn the_reference_is_whole() {
    let text = read("docs/workflow-format.md");
    let sections: BTreeSet<_> =
        text.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_lowercase).collect();
    assert!(sections.len() > 60, "{sections:?}");
    for link in text.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(sections.contains(link), "nothing is called {link}");
    }
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let meaning = line.trim_end_matches(" |").rsplit("| ").next().unwrap_or_default();
        assert!(meaning.len() > 3, "no meaning: {line}");
    }
}

#[test]
fn every_code_is_explained_by_the_program() {
    let checks = read("docs/checks.md");
    for code in checks.lines().filter_map(|line| line.strip_prefix("### ")) {
        let said = printed(&["explain", code]);
        assert!(said.starts_with(&format!("{code}\n\n")) && said.lines().count() > 2, "{said}");
        assert!(!said.contains("###"), "{code} runs on: {said}");
    }
}
