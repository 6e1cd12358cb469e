//! `trespor check`: findings with line, column and hint.

use std::fmt::Write as _;
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use anyhow::Context as _;

use crate::engine::workflow::{self, Finding, Severity};

/// What to check.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Workflow files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print findings as JSON, one object a file.
    #[arg(long)]
    json: bool,
}

/// Checks the files. The exit code is 1 when one has errors.
pub fn check(args: &CheckArgs) -> anyhow::Result<u8> {
    let mut bad = false;
    let mut out = String::new();
    let mut all = Vec::new();
    for path in &args.files {
        let bytes =
            std::fs::read(path).with_context(|| format!("reading the workflow file {}", path.display()))?;
        let findings = findings(&bytes);
        bad |= findings.iter().any(|finding| finding.severity == Severity::Error);
        if args.json {
            all.push(serde_json::json!({
                "file": path,
                "findings": findings.iter().map(json).collect::<Vec<_>>(),
            }));
        } else {
            let text = String::from_utf8_lossy(&bytes);
            for finding in &findings {
                writeln!(out, "{}\n", show(&path.display().to_string(), &text, finding))?;
            }
            let (errors, warnings) = count(&findings);
            writeln!(out, "{}: {errors} errors, {warnings} warnings", path.display())?;
        }
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&all)?);
    } else {
        print!("{out}");
    }
    Ok(u8::from(bad))
}

/// What is wrong with the bytes of a workflow file.
pub fn findings(bytes: &[u8]) -> Vec<Finding> {
    match workflow::load(bytes) {
        Ok(loaded) => workflow::check(&loaded),
        Err(findings) => findings,
    }
}

fn count(findings: &[Finding]) -> (usize, usize) {
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    (errors, findings.len() - errors)
}

fn json(finding: &Finding) -> serde_json::Value {
    serde_json::json!({
        "code": finding.code,
        "severity": match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "hint": finding.hint,
    })
}

/// A finding with the line it is about.
pub fn show(path: &str, text: &str, finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let line = text.lines().nth(finding.line.saturating_sub(1) as usize).unwrap_or_default();
    let start =
        line.char_indices().nth(finding.column.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at);
    let snippet = Snippet::source(line)
        .line_start(finding.line as usize)
        .path(path)
        .annotation(AnnotationKind::Primary.span(start..line.trim_end().len().max(start)));
    let mut group = level.primary_title(&finding.message).id(finding.code).element(snippet);
    if let Some(hint) = &finding.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    Renderer::plain().render(&[group])
}
