//! Folders are layers and arrows point down: `main → cli → web, worker → app → store, mail, exchange, simulate → engine`.
//!
//! The rules are tables at the top; a new layer is a new row. `#[cfg(test)]` items may name more.

#[path = "support/rust_text.rs"]
mod rust_text;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rust_text::{Named, Text};

/// Every layer, and which others it may name. What stands below, seen from everybody, comes last.
const LAYERS: &[(&str, &[&str])] = &[
    (
        "cli",
        &[
            "web", "worker", "app", "store", "mail", "objects", "scan", "hooks", "exchange", "simulate",
            "dossier", "seal", "i18n", "config", "engine",
        ],
    ),
    (
        "web",
        &[
            "app", "store", "mail", "hooks", "exchange", "simulate", "dossier", "seal", "i18n", "config",
            "engine",
        ],
    ),
    ("worker", &["app", "store", "mail", "hooks", "exchange", "simulate", "i18n", "config", "engine"]),
    (
        "app",
        &[
            "store", "mail", "objects", "scan", "hooks", "exchange", "simulate", "dossier", "seal", "i18n",
            "config", "engine",
        ],
    ),
    ("store", &["seal", "config", "engine"]),
    ("mail", &["i18n", "config", "engine"]),
    ("exchange", &["i18n", "engine"]),
    // Its report has charts, and they are drawn in one way.
    ("simulate", &["mail", "exchange", "i18n", "engine"]),
    // What a stranger checks with nothing but the program: the core, a file, and the words of letters, which are
    // composed again.
    ("dossier", &["mail", "i18n", "engine"]),
    // A protocol of others, and nothing of ours.
    ("objects", &[]),
    ("scan", &[]),
    ("hooks", &[]),
    // The format of what is sealed; it knows nothing of ours.
    ("seal", &[]),
    // Words and settings: leaves beside the engine.
    ("i18n", &["engine"]),
    ("config", &["engine"]),
    ("engine", &[]),
];

/// The files that put the layers together; they may name all.
const ROOTS: &[&str] = &["main.rs", "lib.rs"];

/// The one file that may ask the system what time it is.
const CLOCK: &str = "app/clock.rs";

/// Paths that the engine may not name, because it is pure.
const IMPURE: &[&str] = &[
    "std::env",
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "std::time::UNIX_EPOCH",
    "axum",
    "getrandom",
    "lettre",
    "rand",
    "rusqlite",
    "sqlx",
    "sqlx_core",
    "tokio",
    "tower",
    "tower_http",
    "tracing",
];

/// Functions that read the system's clock, by the end of their path. `clock.now()` is a method and none of them.
const CLOCK_CALLS: &[&str] = &[
    "Instant::now",
    "OffsetDateTime::now_local",
    "OffsetDateTime::now_utc",
    "SystemTime::now",
    "Timestamp::now",
    "UtcDateTime::now",
    "Uuid::now_v7",
    "Zoned::now",
];

/// Macros that are fine while one works and wrong in what is handed over.
const UNFINISHED: &[&str] = &["dbg", "todo", "unimplemented"];

/// A file longer than this holds two nouns.
const LINES_MAX: usize = 600;

/// A procedure opens by the proof that it passed the gate; what makes one without judging is for rehearsals.
#[test]
fn nothing_but_a_simulation_goes_round_the_gate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    collect(&root, &root, &mut files);
    let named: Vec<_> = files
        .iter()
        .filter(|(_, text)| text.contains("for_rehearsal"))
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(named, ["engine/rules/pass.rs", "simulate/world.rs"]);
}

/// What is drawn from a seed is no secret: simulations do that, from outside.
#[test]
fn nothing_of_the_program_draws_from_a_seed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    collect(&root, &root, &mut files);
    let named: Vec<_> =
        files.iter().filter(|(_, text)| text.contains("seeded(")).map(|(path, _)| path.as_str()).collect();
    assert_eq!(named, ["app/random.rs"]);
}

#[test]
fn the_source_keeps_its_architecture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    collect(&root, &root, &mut files);
    assert!(files.contains_key("engine/mod.rs"), "no source found under {}", root.display());
    let findings = check(&files);
    assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
}

/// Reads all Rust files under `folder`, by their path from `root`.
fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

/// All findings in a tree of files, named by their path from `src`.
fn check(files: &BTreeMap<String, String>) -> Vec<String> {
    let read: BTreeMap<&String, (&String, Text)> =
        files.iter().map(|(name, source)| (name, (source, rust_text::read(source)))).collect();
    let tests: Vec<Vec<String>> = read
        .iter()
        .flat_map(|(name, (_, text))| {
            text.test_modules.iter().map(|module| [module_path(name), vec![module.clone()]].concat())
        })
        .collect();
    let mut findings = Vec::new();
    for (name, (source, text)) in &read {
        let mut found = |line: usize, what: String| findings.push(format!("src/{name}:{line}: {what}"));
        let lines = source.lines().count();
        if lines > LINES_MAX {
            found(lines, format!("{lines} lines, at most {LINES_MAX}\nhint: split it by noun"));
        }
        for (called, line) in &text.macros {
            if UNFINISHED.contains(&called.as_str()) {
                found(*line, format!("`{called}!` is left over"));
            }
        }
        let module = module_path(name);
        if !tests.iter().any(|test| module.starts_with(test)) {
            for named in &text.paths {
                if let Some(what) = judge(name, &module, named) {
                    found(named.line, what);
                }
            }
        }
    }
    findings
}

/// The module that a file holds: `web/pages/mod.rs` and `web/pages.rs` are both `web::pages`.
fn module_path(name: &str) -> Vec<String> {
    let stem = name.trim_end_matches(".rs").trim_end_matches("/mod");
    if ROOTS.contains(&name) { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

/// What is wrong with naming this path in this file.
fn judge(name: &str, module: &[String], named: &Named) -> Option<String> {
    let written = named.segments.join("::");
    let layer = module.first().map(String::as_str);
    if ["sqlx", "sqlx_core", "rusqlite"].contains(&named.segments[0].as_str()) && layer != Some("store") {
        return Some(format!("`{written}`: only `store` may name {}", named.segments[0]));
    }
    if name != CLOCK
        && CLOCK_CALLS.iter().any(|call| written == *call || written.ends_with(&format!("::{call}")))
    {
        return Some(format!("`{written}`: only src/{CLOCK} may ask the system for the time"));
    }
    let layer = layer?;
    if layer == "engine" && IMPURE.iter().any(|path| reaches(named, path)) {
        return Some(format!("`{written}`: the engine is pure"));
    }
    let Some((_, below)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return Some(format!("`{layer}` has no place in the layers\nhint: give it a row in {}", file!()));
    };
    let target = target(module, named)?;
    match target.as_str() {
        target if target == layer || below.contains(&target) => None,
        "" | "*" => Some(format!("`{written}` hides which layer it names")),
        target if LAYERS.iter().any(|(name, _)| *name == target) => {
            Some(format!("`{written}`: an arrow from `{layer}` up to `{target}`"))
        }
        target => Some(format!("`{written}`: `{target}` is no layer\nhint: name the item by its layer")),
    }
}

/// Whether `named` lies within `path`, or imports a module or a glob that leads there.
fn reaches(named: &Named, path: &str) -> bool {
    let path: Vec<&str> = path.split("::").collect();
    let mut segments: Vec<&str> = named.segments.iter().map(String::as_str).collect();
    if segments.last() == Some(&"*") {
        segments.pop();
    }
    // A single word outside of an import is a name of its own, such as a variable `tower`.
    (segments.starts_with(&path) && (named.imported || segments.len() > 1))
        || (named.imported && path.starts_with(&segments))
}

/// The word that follows the crate's root in a path of ours: a layer, `*`, or nothing. `None` for other paths.
fn target(module: &[String], named: &Named) -> Option<String> {
    let segments = &named.segments;
    if segments.len() == 1 && !named.imported {
        // `pub(crate)`, `pub(super)`, `self.field`.
        return None;
    }
    let from_root = match segments[0].as_str() {
        "crate" | "trespor" => 1,
        "super" | "self" => {
            let after_self = usize::from(segments[0] == "self");
            let up = segments[after_self..].iter().take_while(|segment| *segment == "super").count();
            if up < module.len() + named.depth {
                return None;
            }
            after_self + up
        }
        _ => return None,
    };
    Some(segments.get(from_root).cloned().unwrap_or_default())
}

/// The findings in a tree of one file.
fn findings_in(name: &str, source: &str) -> Vec<String> {
    check(&BTreeMap::from([(name.to_owned(), source.to_owned())]))
}

#[track_caller]
fn refuses(name: &str, source: &str, words: &str) {
    let findings = findings_in(name, source);
    assert!(findings.iter().any(|found| found.contains(words)), "{name} with `{source}`: {findings:#?}");
}

#[track_caller]
fn accepts(name: &str, source: &str) {
    let findings = findings_in(name, source);
    assert!(findings.is_empty(), "{name} with `{source}`: {findings:#?}");
}

#[test]
fn a_planted_arrow_that_points_up_is_found() {
    refuses(
        "store/track.rs",
        "use crate::app::act;",
        "src/store/track.rs:1: `crate::app::act`: an arrow from `store`",
    );
    refuses("engine/mod.rs", "\n\nfn f() { crate::store::open() }", "src/engine/mod.rs:3: ");
    refuses("mail/mod.rs", "use crate::{engine::Case, store::{Pool, Row}};", "`crate::store::Pool`");
    refuses("app/act.rs", "use trespor::web;", "from `app` up to `web`");
    refuses("web/track.rs", "use super::super::cli::serve;", "from `web` up to `cli`");
    refuses("web/track.rs", "mod inner { use super::super::super::cli; }", "from `web` up to `cli`");
    refuses("web/track.rs", "fn f<'a>(a: &'a str) -> char { 'a'; '\\''; crate::cli::X }", "`crate::cli::X`");
    refuses("web/track.rs", "macro_rules! m { () => { $crate::cli::X } }", "`crate::cli::X`");
    // Neighbours do not know each other.
    refuses("mail/mod.rs", "use crate::store::Pool;", "from `mail` up to `store`");
    refuses("worker.rs", "use crate::web::router;", "from `worker` up to `web`");
}

#[test]
fn a_path_that_hides_its_layer_is_found() {
    refuses("engine/mod.rs", "use crate::*;", "`crate::*` hides");
    refuses("engine/mod.rs", "use crate as ours;", "hides");
    refuses("web/mod.rs", "use crate::Pool;", "`Pool` is no layer");
    refuses("helpers.rs", "use std::fmt;", "`helpers` has no place in the layers");
}

#[test]
fn arrows_that_point_down_are_fine() {
    accepts("main.rs", "use trespor::cli; fn main() { cli::run() }");
    accepts("cli/serve.rs", "use crate::{web, worker::{self, Beat}, config::Config}; use super::print;");
    accepts("web/track.rs", "use crate::app::act; use crate::web::page; pub(crate) fn f() { super::page() }");
    accepts(
        "worker.rs",
        "pub(super) struct Beat; impl Beat { fn f(&self) -> impl Fn() + use<'_> { self.g() } }",
    );
    accepts("engine/mod.rs", "fn f(tower: u8, rand: u8) { tower + rand }");
    accepts("store/pool.rs", "use sqlx::PgPool; #[derive(sqlx::FromRow)] struct Row;");
    accepts(
        "engine/select/order.rs",
        "use super::super::calendar; use std::time::Duration; use crate::engine::Case;",
    );
}

#[test]
fn comments_strings_and_tests_are_no_arrows() {
    accepts(
        "engine/mod.rs",
        "// crate::web::x\n/* crate::web /* crate::cli::y */ sqlx::z */ /// crate::app::z\n",
    );
    accepts(
        "engine/mod.rs",
        r##"const A: &str = "crate::web::x \" sqlx::y"; const B: &str = r#"" crate::web::z"#;"##,
    );
    accepts("engine/mod.rs", "#[cfg(test)]\nmod tests { use crate::store::Pool; fn f() { if a { b[0] } } }");
    let with = |attribute: &str| {
        check(&BTreeMap::from([
            ("engine/mod.rs".to_owned(), format!("{attribute} mod tests;")),
            ("engine/tests.rs".to_owned(), "use crate::store::Pool;".to_owned()),
        ]))
    };
    assert_eq!(with("#[cfg(test)]"), Vec::<String>::new());
    assert_eq!(with("").len(), 1);
    // Behind a test the rules hold again.
    refuses("engine/mod.rs", "#[cfg(test)] mod tests { fn f() {} } use crate::web::x;", "`crate::web::x`");
    refuses("engine/mod.rs", "#[cfg(test)] use crate::web::x; use crate::cli::y;", "`crate::cli::y`");
}

#[test]
fn only_the_store_names_sqlx() {
    refuses("app/act.rs", "fn f(pool: &sqlx::PgPool) {}", "only `store` may name sqlx");
    refuses("main.rs", "use sqlx as database;", "only `store` may name sqlx");
    refuses("app/act.rs", "fn f(c: &rusqlite::Connection) {}", "only `store` may name rusqlite");
    refuses("web/track.rs", "#[derive(sqlx::Type)] struct A;", "only `store` may name sqlx");
}

#[test]
fn the_engine_is_pure() {
    for bad in [
        "use std::fs;",
        "fn f() { std::net::lookup() }",
        "use std::{fmt, time::{Duration, SystemTime}};",
        "use std::time;",
        "use std::*;",
        "use tokio::spawn;",
        "fn f() { rand::random() }",
        "fn f() { getrandom::fill() }",
        "use axum::Router;",
    ] {
        refuses("engine/steps/intake.rs", bad, "the engine is pure");
    }
    accepts("web/mod.rs", "use axum::Router; use std::fs;");
}

#[test]
fn only_one_file_reads_the_clock() {
    for bad in [
        "fn f() { std::time::SystemTime::now() }",
        "fn f() { Instant::now() }",
        "fn f() { time::OffsetDateTime::now_utc() }",
        "fn f() { jiff::Timestamp::now() }",
        "fn f() { Uuid::now_v7() }",
    ] {
        refuses("web/mod.rs", bad, "only src/app/clock.rs may ask");
        refuses("main.rs", bad, "only src/app/clock.rs may ask");
        accepts("app/clock.rs", bad);
    }
    accepts("app/act.rs", "fn f(clock: &Clock) { clock.now() }");
}

#[test]
fn long_files_and_leftovers_are_found() {
    accepts("app/act.rs", &"\n".repeat(LINES_MAX));
    refuses("app/act.rs", &"\n".repeat(LINES_MAX + 1), "601 lines, at most 600");
    refuses("app/act.rs", "fn f() { todo!() }", "`todo!` is left over");
    refuses("app/act.rs", "fn f() { std::unimplemented!(\"later\") }", "`unimplemented!` is left over");
    refuses("app/act.rs", "#[cfg(test)] mod tests { fn f() { dbg!(1); } }", "`dbg!` is left over");
    accepts("app/act.rs", "// todo!()\nfn todo() { todo(); let odd = todo != 1; }");
}
