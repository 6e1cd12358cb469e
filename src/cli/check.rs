//! `trespor check`: findings with line, column and hint.

use std::fmt::Write as _;
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use anyhow::Context as _;

use crate::app::clock::Clock;
use crate::app::trying::{self, findings};
use crate::engine::calendar::{WallTime, Zone, resolve};
use crate::engine::rules;
use crate::engine::workflow::{self, Finding, Severity};

/// What to check.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Workflow files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The day on which the procedure would open [default: the day of its notice, or today]
    #[arg(long, value_name = "DATE")]
    opens: Option<String>,
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
        let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
        bad |= broken;
        // What the law asks is judged of a file that is whole.
        let law = if broken { Vec::new() } else { law(&bytes, args.opens.as_deref())? };
        bad |= law.iter().any(|finding| finding.severity == rules::Severity::Error);
        if args.json {
            all.push(serde_json::json!({
                "file": path,
                "findings": findings.iter().map(json).chain(law.iter().map(rule_json)).collect::<Vec<_>>(),
            }));
        } else {
            let text = String::from_utf8_lossy(&bytes);
            for finding in &findings {
                writeln!(out, "{}\n", show(&path.display().to_string(), &text, finding))?;
            }
            for finding in &law {
                writeln!(out, "{}\n", show_rule(&path.display().to_string(), &text, finding))?;
            }
            let (mut errors, mut warnings) = count(&findings);
            let of = |severity| law.iter().filter(|finding| finding.severity == severity).count();
            errors += of(rules::Severity::Error);
            warnings += of(rules::Severity::Warning);
            let notes = of(rules::Severity::Note);
            let notes = if notes == 0 { String::new() } else { format!(", {notes} for a person to judge") };
            writeln!(out, "{}: {errors} errors, {warnings} warnings{notes}", path.display())?;
            if !law.is_empty() {
                writeln!(out, "{NOT_ADVICE}")?;
            }
        }
    }
    if args.json {
        say_line!("{}", serde_json::to_string_pretty(&all)?);
    } else {
        say!("{out}");
    }
    Ok(u8::from(bad))
}

/// What the law asks of the bytes of a workflow file that opens on `opens`.
pub fn law(bytes: &[u8], opens: Option<&str>) -> anyhow::Result<Vec<rules::Finding>> {
    let Ok(loaded) = workflow::load(bytes) else { return Ok(Vec::new()) };
    let definition = &loaded.definition;
    let at = match opens {
        Some(typed) => {
            let wall: WallTime = typed.parse().with_context(|| format!("`{typed}` as the day of opening"))?;
            let zone: Zone = definition.zone.parse()?;
            if wall.is_date_only() {
                let before = wall.date().yesterday().context("a day before the first one")?;
                zone.day_end(before)
            } else {
                resolve(&wall, &zone)?
            }
        }
        None => rules::planned(definition).unwrap_or_else(|| Clock::system().now()),
    };
    Ok(trying::law(&loaded, at, &crate::simulate::rehearsal))
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

fn rule_json(finding: &rules::Finding) -> serde_json::Value {
    serde_json::json!({
        "code": finding.code,
        "severity": finding.severity.name(),
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "hint": finding.hint,
        "rule": finding.rule,
        "source": finding.source,
        "verified": finding.verified,
        "can_be_overridden": finding.can_be_overridden(),
    })
}

/// What stands under everything that a rule of law says.
pub const NOT_ADVICE: &str = "Nothing here is legal advice.";

/// A finding of the gate with the line it is about, the rule and its source.
pub fn show_rule(path: &str, text: &str, finding: &rules::Finding) -> String {
    let level = match finding.severity {
        rules::Severity::Error => Level::ERROR,
        rules::Severity::Warning => Level::WARNING,
        rules::Severity::Note => Level::NOTE,
    };
    let rule = finding.rule.as_ref().map(|rule| {
        let source = finding.source.as_deref().unwrap_or_default();
        format!("rule {rule}: {source}{}", if finding.verified { "" } else { " (unverified)" })
    });
    let place = (finding.line, finding.column);
    let notes: Vec<_> = rule.into_iter().collect();
    draw(path, text, place, level, finding.code, &finding.message, &notes, finding.hint.as_deref())
}

/// A finding with the line it is about.
pub fn show(path: &str, text: &str, finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let place = (finding.line, finding.column);
    draw(path, text, place, level, finding.code, &finding.message, &[], finding.hint.as_deref())
}

#[expect(clippy::too_many_arguments, reason = "the parts of one drawing, twice")]
fn draw(
    path: &str,
    text: &str,
    place: (u32, u32),
    level: Level<'static>,
    code: &'static str,
    message: &str,
    notes: &[String],
    hint: Option<&str>,
) -> String {
    let line = text.lines().nth(place.0.saturating_sub(1) as usize).unwrap_or_default();
    let start = line.char_indices().nth(place.1.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at);
    let snippet = Snippet::source(line)
        .line_start(place.0 as usize)
        .path(path)
        .annotation(AnnotationKind::Primary.span(start..line.trim_end().len().max(start)));
    let mut group = level.primary_title(message).id(code).element(snippet);
    for note in notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(hint) = hint {
        group = group.element(Level::HELP.message(hint));
    }
    Renderer::plain().render(&[group])
}
