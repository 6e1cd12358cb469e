//! What a simulation found, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::calendar::Timers;
pub use super::calendar::{Entry, Happens};
use super::coverage::{Coverage, Noun, kind_of, letters};
use super::findings::{Findings, means};
use super::plan;
use super::run::{Blocked, Run, Wait};
use super::stress::{self, Reversal, Weight};
use super::{letters as words, page};
use crate::engine::event::{Stream, What};
use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::select;
use crate::engine::steps::{model, selection};
use crate::engine::workflow::definition::StepSpec;
use crate::engine::workflow::{Finding, Loaded, Severity};
use crate::i18n::Lang;

/// Random runs that can be asked for.
pub const RUNS_MAX: u64 = 10_000;

/// What is shorter is no wait that anybody notices.
const SHOWN_SECONDS_MIN: i64 = 60;

/// Which runs.
#[derive(Clone, Copy, Debug)]
pub struct Runs {
    /// The first seed.
    pub seed: u64,
    /// How many random runs, each with the next seed.
    pub count: u64,
}

/// One run in a line.
#[derive(Clone, Debug, Serialize)]
pub struct Path {
    /// What it is called.
    pub name: String,
    /// Applications begun.
    pub applications: usize,
    /// How each line ended; `runs` where it did not.
    pub ended: BTreeMap<String, String>,
    /// Turns of the engine.
    pub turns: usize,
    /// What ended it before its time.
    pub blocked: Vec<Blocked>,
}

/// A letter in one language.
#[derive(Clone, Debug, Serialize)]
pub struct LetterShown {
    /// Which kind.
    pub kind: String,
    /// Which language.
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// What one selection in one run showed.
#[derive(Clone, Debug, Serialize)]
pub struct Pool {
    /// In which path.
    pub path: String,
    /// In which track.
    pub track: String,
    /// By which model.
    pub model: String,
    /// How many were in it.
    pub applicants: usize,
    /// Stated and effective weights.
    pub weights: Vec<Weight>,
    /// From the last who is chosen to the next, in points of the total.
    pub margin: Option<Exact>,
    /// Whether it is a tie.
    pub tie: bool,
    /// Whose order turns round when another one leaves.
    pub reversals: Vec<Reversal>,
    /// Whom no weights could put first.
    pub never_first: Vec<String>,
}

/// What a simulation found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The procedure.
    pub title: String,
    /// The short name of the file.
    pub workflow: String,
    /// The file's version.
    pub version: u32,
    /// The findings, errors first.
    pub findings: Vec<Found>,
    /// The runs.
    pub paths: Vec<Path>,
    /// What was reached, and how often.
    pub coverage: Vec<Covered>,
    /// Dates and timers.
    pub calendar: Vec<Entry>,
    /// Every kind of letter in every language.
    pub letters: Vec<LetterShown>,
    /// The longest wait of each step, the longest first.
    pub waits: Vec<Wait>,
    /// The selections.
    pub pools: Vec<Pool>,
}

/// A finding as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// Stable code.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// Line of the file.
    pub line: u32,
    /// What is the matter.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
}

/// How often something was reached.
#[derive(Clone, Debug, Serialize)]
pub struct Covered {
    /// What kind of thing.
    pub noun: Noun,
    /// Which.
    pub name: String,
    /// How often.
    pub times: u64,
}

impl From<Finding> for Found {
    fn from(finding: Finding) -> Self {
        let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
        Self {
            code: finding.code,
            severity,
            line: finding.line,
            message: finding.message,
            hint: finding.hint,
        }
    }
}

/// Runs every named path and the random ones. `progress` hears how many of how many are done.
pub fn simulate(loaded: &Loaded, runs: Runs, mut progress: impl FnMut(u64, u64)) -> Report {
    let (report, _) = played(loaded, runs, |done, all| {
        progress(done, all);
        true
    });
    report
}

/// The same as long as `progress` says so after every run; nothing where it ended before the last.
pub fn simulate_while(loaded: &Loaded, runs: Runs, progress: impl FnMut(u64, u64) -> bool) -> Option<Report> {
    let (report, whole) = played(loaded, runs, progress);
    whole.then_some(report)
}

/// The runs as far as `progress` lets them go, and whether that was to the end.
fn played(loaded: &Loaded, runs: Runs, mut progress: impl FnMut(u64, u64) -> bool) -> (Report, bool) {
    let definition = &loaded.definition;
    let eligible = super::eligible(definition);
    let named = plan::named(definition);
    let all = named.len() as u64 + runs.count.min(RUNS_MAX);
    let seeds = (0..runs.count.min(RUNS_MAX)).map(|n| plan::random(definition, runs.seed.wrapping_add(n)));
    let mut findings = Findings::new(loaded);
    let mut coverage = Coverage::of(definition);
    let mut gathered = Gathered::default();
    let mut whole = true;
    for (n, plan) in named.into_iter().chain(seeds).enumerate() {
        let run = Run::play(loaded, plan.coming_through(&eligible));
        findings.run(&run);
        coverage.add(&run);
        gathered.run(&run);
        if !progress(n as u64 + 1, all) {
            whole = n as u64 + 1 == all;
            break;
        }
    }
    findings.coverage(&coverage, &eligible);
    findings.pools(&gathered.pools);
    let mut waits: Vec<_> = gathered.waits.into_values().collect();
    waits.sort_by_key(|wait| std::cmp::Reverse(wait.seconds));
    let report = Report {
        title: definition.title.get("en").to_owned(),
        workflow: definition.id.clone(),
        version: definition.version,
        findings: findings.all().into_iter().map(Found::from).collect(),
        paths: gathered.paths,
        coverage: coverage.0.into_iter().map(|((noun, name), times)| Covered { noun, name, times }).collect(),
        calendar: gathered.timers.entries(loaded),
        letters: gathered.letters.into_values().collect(),
        waits,
        pools: gathered.pools,
    };
    (report, whole)
}

/// What is kept of the runs: they themselves are too large.
#[derive(Default)]
struct Gathered {
    paths: Vec<Path>,
    letters: BTreeMap<(String, String), LetterShown>,
    waits: BTreeMap<(String, bool), Wait>,
    pools: Vec<Pool>,
    timers: Timers,
}

impl Gathered {
    fn run(&mut self, run: &Run<'_>) {
        let world = &run.teller.world;
        let ended = world.case.procedure.lines.iter().map(|(name, line)| {
            let value = serde_json::to_value(line.outcome).unwrap_or_default();
            (name.clone(), value.as_str().unwrap_or("runs").replace('_', " "))
        });
        self.paths.push(Path {
            name: run.plan.name.clone(),
            applications: world.case.applications.len(),
            ended: ended.collect(),
            turns: world.turns.len(),
            blocked: run.blocked.clone(),
        });
        for wait in run.waits.iter().filter(|wait| wait.seconds >= SHOWN_SECONDS_MIN) {
            let key = (wait.step.clone(), wait.could.is_empty());
            let longest = self.waits.entry(key).or_insert_with(|| wait.clone());
            if wait.seconds > longest.seconds {
                *longest = wait.clone();
            }
        }
        self.letters(run);
        self.timers.add(run);
        self.pools(run);
    }

    fn letters(&mut self, run: &Run<'_>) {
        let world = &run.teller.world;
        for turned in &world.turns {
            for letter in letters(&turned.outcome.effects) {
                let kind = kind_of(&letter.content);
                for language in &run.loaded().definition.languages {
                    let key = (kind.clone(), language.clone());
                    let Some(lang) = Lang::parse(language) else { continue };
                    if self.letters.contains_key(&key) {
                        continue;
                    }
                    if let Some(rendered) = words::render(world, turned, letter, lang) {
                        let shown = LetterShown {
                            kind: kind.clone(),
                            language: language.clone(),
                            subject: rendered.subject,
                            text: rendered.text,
                        };
                        self.letters.insert(key, shown);
                    }
                }
            }
        }
    }

    fn pools(&mut self, run: &Run<'_>) {
        let definition = &run.loaded().definition;
        for turned in &run.teller.world.turns {
            for event in &turned.outcome.events {
                let (What::Selection(selection::Event::Computed(_)), Stream::Line(_, track)) =
                    (&event.what, &event.stream)
                else {
                    continue;
                };
                // It was computed as the track came to the step, or while it stood there.
                let line = turned.outcome.case.procedure.lines.get(track);
                let step = definition.steps.iter().find_map(|step| match &step.does {
                    StepSpec::Selection(spec) if line.is_some_and(|line| line.step == step.id) => Some(spec),
                    _ => None,
                });
                let Some(spec) = step.and_then(|spec| Some((spec, definition.model(track, &spec.model)?)))
                else {
                    continue;
                };
                let (step, rules) = spec;
                let inputs = model::inputs(definition, &turned.outcome.case, track, rules);
                // A track may have a model of its own in the place of the one that the step names.
                let model = definition.model_name(track, &step.model);
                self.pools.push(pool(&run.plan.name, track, model, rules, &inputs, run));
            }
        }
    }
}

/// What one selection shows.
fn pool(
    path: &str,
    track: &str,
    model: &str,
    rules: &select::Spec,
    inputs: &select::Inputs,
    run: &Run<'_>,
) -> Pool {
    let outcome = select::run(rules, inputs);
    let called = |id: &String| id.parse().map_or_else(|_| id.clone(), |id| run.teller.name_of(id));
    let reversals = stress::reversals(rules, inputs).into_iter().map(|found| Reversal {
        dropped: called(&found.dropped),
        before: called(&found.before),
        after: called(&found.after),
    });
    Pool {
        path: path.to_owned(),
        track: track.to_owned(),
        model: model.to_owned(),
        applicants: inputs.applicants.len(),
        weights: stress::weights(rules, &outcome),
        margin: stress::margin(&outcome),
        tie: stress::is_tied(&outcome),
        reversals: reversals.collect(),
        never_first: stress::never_first(rules, &outcome).iter().map(called).collect(),
    }
}

/// A length of time for people: days, or hours where it is short.
pub fn long(seconds: i64) -> String {
    if seconds >= 2 * 86_400 {
        format!("{} days", (seconds + 43_200) / 86_400)
    } else if seconds >= 3_600 {
        format!("{} hours", (seconds + 1_800) / 3_600)
    } else {
        format!("{} minutes", seconds / 60)
    }
}

impl Report {
    /// Whether a finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == "error")
    }

    /// A self-contained HTML page without script.
    ///
    /// # Errors
    /// A template that cannot be filled in.
    pub fn html(&self) -> Result<String, askama::Error> {
        page::draw(self)
    }

    /// The mean stated and effective weights: model, criterion, stated, effective.
    pub fn weights(&self) -> Vec<(String, String, Exact, Exact)> {
        means(&self.pools)
    }

    /// For a terminal.
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "{} ({}, version {})\n", self.title, self.workflow, self.version)?;
        writeln!(out, "Paths")?;
        for path in &self.paths {
            let ended: Vec<_> = path.ended.iter().map(|(line, how)| format!("{line}: {how}")).collect();
            writeln!(out, "  {:<58} {:>2} applied  {}", path.name, path.applications, ended.join(", "))?;
        }
        for (noun, title) in NOUNS {
            let of: Vec<_> = self.coverage.iter().filter(|covered| covered.noun == noun).collect();
            let reached = of.iter().filter(|covered| covered.times > 0).count();
            writeln!(out, "\n{title}: {reached} of {} reached", of.len())?;
            for covered in of {
                let mark = if covered.times > 0 { " " } else { "!" };
                writeln!(out, "{mark} {:<40} {:>6}", covered.name, covered.times)?;
            }
        }
        writeln!(out, "\nCalendar")?;
        for entry in &self.calendar {
            let closed =
                entry.closed.as_ref().map(|closed| format!("  closed: {closed}")).unwrap_or_default();
            writeln!(out, "  {:<34} {}{closed}", entry.what, entry.local)?;
        }
        writeln!(out, "\nLongest waits")?;
        for wait in &self.waits {
            let could = if wait.could.is_empty() { "only the clock".into() } else { wait.could.join(", ") };
            writeln!(out, "  {:<20} {:<12} could act: {could}", wait.step, long(wait.seconds))?;
        }
        if !self.pools.is_empty() {
            let count = |of: fn(&Pool) -> bool| self.pools.iter().filter(|pool| of(pool)).count();
            writeln!(out, "\nThe model under stress: {} selections", self.pools.len())?;
            writeln!(out, "  with a tie                    {:>5}", count(|pool| pool.tie))?;
            writeln!(out, "  with a rank reversal          {:>5}", count(|pool| !pool.reversals.is_empty()))?;
            writeln!(
                out,
                "  where a balanced one cannot win {:>3}",
                count(|pool| !pool.never_first.is_empty())
            )?;
            if let Some(margin) = self.pools.iter().filter_map(|pool| pool.margin.clone()).min() {
                writeln!(
                    out,
                    "  smallest margin to the line   {:>5}",
                    margin.display(2, RoundingMode::HalfUp)
                )?;
            }
            for (model, criterion, stated, effective) in self.weights() {
                let percent =
                    |share: &Exact| (share * &Exact::from_int(100)).display(1, RoundingMode::HalfUp);
                let (stated, effective) = (percent(&stated), percent(&effective));
                writeln!(out, "  {model}: {criterion:<18} stated {stated:>5} %  effective {effective:>5} %")?;
            }
        }
        let kinds: std::collections::BTreeSet<_> = self.letters.iter().map(|l| l.kind.as_str()).collect();
        writeln!(out, "\nLetters: {} kinds; `--report` shows each in each language", kinds.len())?;
        writeln!(out, "\nFindings")?;
        for finding in &self.findings {
            writeln!(
                out,
                "  {} {} (line {}): {}",
                finding.severity, finding.code, finding.line, finding.message
            )?;
            if let Some(hint) = &finding.hint {
                writeln!(out, "    hint: {hint}")?;
            }
        }
        let errors = self.findings.iter().filter(|finding| finding.severity == "error").count();
        writeln!(out, "{errors} errors, {} warnings", self.findings.len() - errors)
    }
}

/// What is covered, in the order of the report.
pub const NOUNS: [(Noun, &str); 4] =
    [(Noun::Step, "Steps"), (Noun::Outcome, "Outcomes"), (Noun::Timer, "Timers"), (Noun::Letter, "Letters")];
