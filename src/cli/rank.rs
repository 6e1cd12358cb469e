//! `trespor rank`: the selection as a plain function of a workflow file and inputs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;

use super::check;
use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::rank::{self as core, Asked};
use crate::engine::select::across::Across;
use crate::engine::select::outcome::StopKind;
use crate::engine::select::{Inputs, Outcome, Spec};
use crate::engine::workflow::{self, Definition, Severity};
use crate::exchange::inputs::{self, Given};

/// Decimals of a number for people; the exact one stands in the JSON.
const PLACES: u32 = 4;

/// Exit code of a selection that is not final: something is tied, missing or still to be decided.
const STOPPED: u8 = 3;

/// Compute who is selected.
///
/// Exit codes: 0 the selection is final, 1 the rules of the file are wrong, 2 a file or an option cannot be
/// used, 3 the selection stopped and says why.
#[derive(Debug, clap::Args)]
pub struct RankArgs {
    /// Workflow file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What is known of the applicants: .yaml, .json, .csv or .xlsx; several files are put together.
    #[arg(long, required = true, value_name = "INPUTS")]
    inputs: Vec<PathBuf>,
    /// In which track [default: what the inputs say, the only one, or any where the tracks do not differ].
    #[arg(long, value_name = "NAME")]
    track: Option<String>,
    /// Which selection step [default: what the inputs say, or the only one].
    #[arg(long, value_name = "NAME", conflicts_with = "model")]
    step: Option<String>,
    /// A model of the file, in the place of a step.
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// Print JSON, with exact numbers.
    #[arg(long)]
    json: bool,
}

/// The whole answer, as `--json` prints it.
#[derive(Debug, Serialize)]
struct Answer {
    /// The workflow file's name for itself.
    workflow: String,
    /// Its version.
    version: u32,
    /// SHA-256 of its bytes.
    workflow_sha256: String,
    /// The model that was computed.
    model: String,
    /// Whether every result is final.
    is_final: bool,
    /// One result a track.
    results: Vec<Ranked>,
    /// What the limits over the tracks together change.
    #[serde(skip_serializing_if = "Option::is_none")]
    across: Option<Across>,
}

#[derive(Debug, Serialize)]
struct Ranked {
    track: String,
    is_final: bool,
    /// The chosen in the end: as decided, or else as computed.
    chosen: Vec<String>,
    #[serde(flatten)]
    outcome: Outcome,
}

/// Ranks and prints. Returns the exit code.
pub fn rank(args: &RankArgs) -> anyhow::Result<u8> {
    let bytes = std::fs::read(&args.file)
        .with_context(|| format!("reading the workflow file {}", args.file.display()))?;
    let loaded = match workflow::load(&bytes) {
        Ok(loaded) => loaded,
        Err(findings) => {
            let text = String::from_utf8_lossy(&bytes);
            for finding in &findings {
                eprintln!("{}\n", check::show(&args.file.display().to_string(), &text, finding));
            }
            anyhow::bail!("the workflow file cannot be read");
        }
    };
    let errors = workflow::check(&loaded).iter().filter(|f| f.severity == Severity::Error).count();
    if errors > 0 {
        eprintln!("note: the workflow file has {errors} errors; `trespor check` shows them");
    }
    let definition = &loaded.definition;
    let given = given(definition, &args.inputs)?;
    let step = args.step.clone().or_else(|| given.step.clone().filter(|_| args.model.is_none()));
    let asked =
        Asked { model: args.model.clone().or(given.model.clone()).filter(|_| args.step.is_none()), step };
    let runs = runs(definition, &given, args.track.as_deref())?;
    let mut results = Vec::new();
    let mut models = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (track, inputs) in &runs {
        let name = core::model_name(definition, track, &asked)?;
        if !names.contains(&name) {
            names.push(name.clone());
        }
        let model = core::model(definition, track, &name)?;
        let outcome = core::rank(definition, track, model, inputs);
        models.push(model);
        results.push(Ranked {
            track: track.clone(),
            is_final: outcome.is_final(),
            chosen: outcome.chosen().to_vec(),
            outcome,
        });
    }
    let ranked = runs.iter().zip(&models).zip(&results).map(|(((track, inputs), model), result)| {
        (track.clone(), core::Run { model, inputs, outcome: result.outcome.clone() })
    });
    let across = core::across(definition, asked.step.as_deref(), &ranked.collect(), &given.choices);
    let is_final = across.as_ref().is_none_or(Across::is_final);
    let answer = Answer {
        workflow: definition.id.clone(),
        version: definition.version,
        workflow_sha256: loaded.digest.to_string(),
        is_final: results.iter().all(|r| r.is_final) && is_final,
        // Tracks that go through steps of their own have models of their own.
        model: names.join(", "),
        results,
        across,
    };
    if args.json {
        say_line!("{}", serde_json::to_string_pretty(&answer)?);
    } else {
        say!("{}", as_text(&answer, &models, given.scenario.as_deref())?);
    }
    let wrong = answer
        .results
        .iter()
        .any(|r| r.outcome.stopped.as_ref().is_some_and(|stopped| stopped.kind == StopKind::Rules));
    Ok(if wrong {
        1
    } else if answer.is_final {
        0
    } else {
        STOPPED
    })
}

fn given(definition: &Definition, paths: &[PathBuf]) -> anyhow::Result<Given> {
    let texts = |path: &[String]| core::declares_text(definition, path);
    let mut all = Given::default();
    for path in paths {
        let bytes = std::fs::read(path).with_context(|| format!("reading the inputs {}", path.display()))?;
        let name = Path::new(path).display().to_string();
        all.join(inputs::read(&name, &bytes, &texts)?)?;
    }
    Ok(all)
}

/// The tracks that are ranked, each with its inputs.
fn runs(
    definition: &Definition,
    given: &Given,
    asked: Option<&str>,
) -> anyhow::Result<Vec<(String, Inputs)>> {
    if !given.tracks.is_empty() && given.inputs.is_some() {
        anyhow::bail!(
            "the inputs have both `inputs` and `tracks`\nhint: put those of the one track under its name in `tracks`"
        );
    }
    if given.tracks.is_empty() {
        let track = core::track_name(definition, asked.or(given.track.as_deref()))?;
        return Ok(vec![(track, given.inputs.clone().unwrap_or_default())]);
    }
    let mut runs = Vec::new();
    for (track, inputs) in &given.tracks {
        let track = core::track_name(definition, Some(track))?;
        if asked.is_none_or(|asked| asked == track) {
            runs.push((track, inputs.clone()));
        }
    }
    if runs.is_empty() {
        let asked = asked.unwrap_or_default();
        anyhow::bail!("the inputs say nothing of the track `{asked}`");
    }
    Ok(runs)
}

fn as_text(answer: &Answer, models: &[&Spec], scenario: Option<&str>) -> anyhow::Result<String> {
    let mut out = String::new();
    if let Some(scenario) = scenario {
        writeln!(out, "{scenario}")?;
    }
    writeln!(out, "{} version {}, model {}", answer.workflow, answer.version, answer.model)?;
    for (ranked, model) in answer.results.iter().zip(models) {
        writeln!(out, "\ntrack {}", ranked.track)?;
        result(&mut out, &ranked.outcome, model)?;
    }
    if let Some(across) = &answer.across {
        writeln!(out, "\nafter the limits over the tracks")?;
        for (track, selected) in &across.selected {
            writeln!(out, "  {track}: {}", listed(selected))?;
            for (name, amount) in across.granted.get(track).into_iter().flatten() {
                writeln!(out, "    {name} gets {}", shown(amount))?;
            }
        }
        for gone in &across.given_up {
            let why = if gone.chosen { "as the holder chose" } else { "by the rule for silence" };
            let next = gone.moved_up.as_ref().map(|next| format!("; {next} moves up")).unwrap_or_default();
            writeln!(out, "  {} gives up {} ({}, {why}){next}", gone.applicant, gone.track, gone.limit)?;
        }
        for problem in &across.problems {
            writeln!(out, "  wrong: {problem}")?;
        }
        for waiting in &across.waiting {
            let tracks = waiting.tracks.join(", ");
            writeln!(out, "  waits for {} to choose {} of {tracks}", waiting.holder, waiting.max)?;
        }
    }
    Ok(out)
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

fn shown(number: &Exact) -> String {
    let rounded = number.display(PLACES, RoundingMode::HalfEven);
    if !rounded.contains('.') {
        return rounded;
    }
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn result(out: &mut String, outcome: &Outcome, model: &Spec) -> std::fmt::Result {
    for excluded in &outcome.excluded {
        let message = excluded.message.as_deref().unwrap_or(&excluded.reason);
        writeln!(out, "  excluded: {} by {}: {message}", excluded.applicant, excluded.rule)?;
    }
    for failed in &outcome.failed {
        let value = shown(&failed.value);
        writeln!(
            out,
            "  failed: {} in {} with {value}: {}",
            failed.applicant, failed.criterion, failed.reason
        )?;
    }
    if !outcome.compared {
        writeln!(out, "  no comparison took place")?;
    }
    table(out, outcome, model)?;
    if outcome.scores.values().all(BTreeMap::is_empty) && !outcome.order.is_empty() {
        let places: Vec<_> = outcome.order.iter().map(|equal| equal.join(" = ")).collect();
        writeln!(out, "  order: {}", places.join(" > "))?;
    }
    for step in outcome.steps.iter().filter(|step| outcome.steps.len() > 1 || step.part.is_some()) {
        let part = step.part.as_ref().map(|part| format!(" for {part}")).unwrap_or_default();
        writeln!(out, "  step {}{part}: {}", step.id, listed(&step.taken))?;
    }
    let how = match &outcome.decided {
        Some(decided) if decided.valid => "computed",
        _ if outcome.is_final() => "selected",
        _ => "selected (provisional)",
    };
    writeln!(out, "  {how}: {}", listed(&outcome.selected))?;
    for (name, amount) in &outcome.granted {
        writeln!(out, "    {name} gets {}", shown(amount))?;
    }
    if let Some(decided) = &outcome.decided {
        let valid = if decided.valid { "" } else { " (not valid)" };
        writeln!(out, "  decided{valid}: {}", listed(&decided.selected))?;
    }
    let decided = outcome.decided.as_ref().filter(|decided| decided.valid);
    for (title, names) in [
        ("reserve", decided.map_or(&outcome.reserve, |decided| &decided.reserve)),
        ("not selected", &outcome.not_selected),
        ("conditional on evidence", &outcome.conditional),
        ("pending", &outcome.pending),
    ] {
        if !names.is_empty() {
            writeln!(out, "  {title}: {}", names.join(", "))?;
        }
    }
    for change in &outcome.changes {
        let next = change
            .moved_up
            .as_ref()
            .map_or_else(|| "nobody moves up".to_owned(), |n| format!("{n} moves up"));
        writeln!(out, "  {} left ({}): {next}", change.left, change.trigger)?;
    }
    let settled = outcome.decided.as_ref().is_some_and(|decided| decided.valid);
    if !outcome.tied.is_empty() && !settled {
        let of = match outcome.open_places {
            0 => "what is left".to_owned(),
            1 => "1 place".to_owned(),
            n => format!("{n} places"),
        };
        writeln!(out, "  tied for {of}: {}", outcome.tied.join(", "))?;
    }
    for issue in &outcome.issues {
        let who = issue.applicant.as_ref().map(|who| format!(" {who}")).unwrap_or_default();
        let subject = issue.subject.as_ref().map(|subject| format!(" {subject}")).unwrap_or_default();
        writeln!(out, "  note:{who}{subject}: {}", issue.message)?;
    }
    for reading in &outcome.readings {
        writeln!(out, "  reading: {}: {}", reading.point, reading.chosen)?;
    }
    match &outcome.stopped {
        Some(stopped) => writeln!(out, "  STOPPED: {}", stopped.why),
        None => Ok(()),
    }
}

/// Everybody with points, best first; equals share a place.
fn table(out: &mut String, outcome: &Outcome, model: &Spec) -> std::fmt::Result {
    let names: BTreeSet<&String> = outcome.scores.values().flat_map(BTreeMap::keys).collect();
    if names.is_empty() {
        return Ok(());
    }
    let mut columns: Vec<String> =
        model.criteria.iter().map(|c| c.id.clone()).filter(|id| names.contains(id)).collect();
    let rest: Vec<_> = names.into_iter().filter(|name| !columns.contains(name)).cloned().collect();
    columns.extend(rest);
    let mut rows = Vec::new();
    let mut place = 1;
    for equal in &outcome.order {
        for name in equal {
            rows.push((place.to_string(), name.clone()));
        }
        place += equal.len();
    }
    let placed: BTreeSet<_> = outcome.order.iter().flatten().collect();
    rows.extend(
        outcome.scores.keys().filter(|n| !placed.contains(n)).map(|n| (String::from("-"), n.clone())),
    );
    let cell = |name: &String, column: &String| {
        outcome.scores.get(name).and_then(|scores| scores.get(column)).map(shown).unwrap_or_default()
    };
    let width = |column: &String| {
        rows.iter()
            .map(|(_, n)| cell(n, column).chars().count())
            .max()
            .unwrap_or(0)
            .max(column.chars().count())
    };
    let wide = rows.iter().map(|(_, name)| name.chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = columns.iter().map(width).collect();
    write!(out, "  {:>4}  {:<wide$}", "", "")?;
    for (column, width) in columns.iter().zip(&widths) {
        write!(out, "  {column:>width$}")?;
    }
    writeln!(out)?;
    for (place, name) in &rows {
        write!(out, "  {place:>4}  {name:<wide$}")?;
        for (column, width) in columns.iter().zip(&widths) {
            write!(out, "  {:>width$}", cell(name, column))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
