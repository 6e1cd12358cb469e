//! Turns `locales/*.ftl` into typed methods, so that a missing or misspelt text stops the build.

#[path = "build/texts.rs"]
mod texts;

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=locales");
    // The migrations are built into the program by a macro that cannot say so itself.
    println!("cargo::rerun-if-changed=migrations");

    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("texts.rs");
    match texts::generate(&read_locales(&root.join("locales"))) {
        Ok(code) => std::fs::write(&out, code)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", out.display())),
        Err(findings) => {
            for finding in &findings {
                println!("cargo::error={}", finding.replace('\n', " "));
            }
            std::process::exit(1);
        }
    }
}

/// Every `.ftl` file of the folder, sorted by name, so that the generated code does not depend on the disk.
fn read_locales(folder: &Path) -> Vec<texts::Locale> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder entry can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ftl"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| texts::Locale {
            code: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            source: std::fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display())),
        })
        .collect()
}
