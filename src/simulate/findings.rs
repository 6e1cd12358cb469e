//! What the runs found wrong, with codes that stay. `docs/checks.md` explains each.

use std::collections::{BTreeMap, BTreeSet};

use super::coverage::{Coverage, Noun, letters, outcome};
use super::eligible::{ByTrack, Unmet};
use super::report::Pool;
use super::run::Run;
use crate::engine::case::LineOutcome;
use crate::engine::event::{LineEvent, Stream, What};
use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::ids::PersonId;
use crate::engine::letter::LetterContent;
use crate::engine::select::outcome::StopKind;
use crate::engine::steps::{StepState, selection};
use crate::engine::workflow::definition::StepSpec;
use crate::engine::workflow::{Finding, Loaded, Severity};

/// How far a weight may be from the stated one, in hundredths of all weights, before it is a finding.
pub const WEIGHT_OFF_PERCENT: i64 = 15;

/// Things that a model still needs that are said at most.
const LACKS_MAX: usize = 3;

/// Findings of many runs: each thing is said once.
pub struct Findings<'l> {
    loaded: &'l Loaded,
    found: BTreeMap<(&'static str, String), Finding>,
}

impl<'l> Findings<'l> {
    /// Nothing found yet.
    pub const fn new(loaded: &'l Loaded) -> Self {
        Self { loaded, found: BTreeMap::new() }
    }

    /// All of them: errors first, then in the order of the file.
    pub fn all(self) -> Vec<Finding> {
        let mut all: Vec<_> = self.found.into_values().collect();
        all.sort_by_key(|finding| (finding.severity, finding.line, finding.column, finding.code));
        all
    }

    fn add(&mut self, severity: Severity, code: &'static str, path: &str, message: String, hint: &str) {
        let (line, column) = self.loaded.places.find(path);
        let hint = Some(hint.to_owned()).filter(|hint| !hint.is_empty());
        // One finding a place: the first path that shows it stands for the others.
        self.found.entry((code, path.to_owned())).or_insert(Finding {
            code,
            severity,
            line,
            column,
            message,
            hint,
        });
    }

    fn step(&self, id: &str) -> String {
        let steps = &self.loaded.definition.steps;
        let at = steps.iter().position(|step| step.id == id);
        at.map_or_else(|| "steps".to_owned(), |at| format!("steps[{at}]"))
    }

    /// What one run shows.
    pub fn run(&mut self, run: &Run<'_>) {
        let name = &run.plan.name;
        if let Some(why) = &run.broken {
            let message = format!("the path \"{name}\" could not be followed to its end: {why}");
            self.add(Severity::Error, "S-BROKEN", "steps", message, "look at the step named");
        }
        for blocked in &run.blocked {
            let message = if blocked.tried.is_empty() {
                format!("nobody can act in `{}`, and no clock ends it (path \"{name}\")", blocked.step)
            } else {
                let why = lacks(run, &blocked.line).unwrap_or_else(|| blocked.refusal.clone());
                format!(
                    "nobody can get on in `{}`: `{}` is refused: {why} (path \"{name}\")",
                    blocked.step, blocked.tried
                )
            };
            let hint = "give somebody the right to act, or the rule what it needs";
            self.add(Severity::Error, "S-STUCK", &self.step(&blocked.step), message, hint);
        }
        for accepted in &run.accepted {
            let message = format!("`{}` came too late and was accepted (path \"{name}\")", accepted.words);
            self.add(
                Severity::Error,
                "S-LATE",
                "steps",
                message,
                "this is a mistake of the program: report it",
            );
        }
        self.panels(run);
        self.untold(run);
        let mut at: BTreeMap<&str, &str> = BTreeMap::new();
        for event in run.teller.world.events() {
            if let (What::Line(LineEvent::Entered { step }), Stream::Line(_, line)) =
                (&event.what, &event.stream)
            {
                at.insert(line, step);
            }
            if let (What::Selection(selection::Event::Computed(computed)), Stream::Line(_, line)) =
                (&event.what, &event.stream)
                && computed.stopped.as_ref().is_some_and(|stopped| stopped.kind == StopKind::Tie)
            {
                let open = match computed.open_places {
                    // Where money is given out and nobody counts places.
                    0 => "what is left".to_owned(),
                    places => format!("{places} places"),
                };
                let message = format!(
                    "{} are equal for {open}, and the file does not say what separates them (path \"{name}\")",
                    computed.tied.len()
                );
                let step = at.get(line.as_str()).copied().unwrap_or_default();
                let model = match self.loaded.definition.step(step).map(|step| &step.does) {
                    Some(StepSpec::Selection(spec)) => {
                        self.loaded.definition.model_name(line, &spec.model).to_owned()
                    }
                    _ => step.to_owned(),
                };
                let path = format!("selections.{model}");
                let stopped = computed.stopped.as_ref().and_then(|stopped| stopped.step.as_deref());
                if self.means_to_stop(&model, stopped) {
                    continue;
                }
                self.add(
                    Severity::Warning,
                    "S-TIE",
                    &path,
                    message,
                    "end `tie` with draw, expand or authority",
                );
            }
        }
    }

    /// Whether the file says of the step of a model that it stops where equals are left.
    fn means_to_stop(&self, model: &str, step: Option<&str>) -> bool {
        let Some(model) = self.loaded.definition.selections.get(model) else { return false };
        let here = |id: &Option<String>| model.steps.len() == 1 || id.as_deref() == step;
        model.steps.iter().any(|step| here(&step.id) && step.tie.last().is_some_and(|tie| tie.stop))
    }

    /// Panels that a conflict or a silent evaluator leaves too small.
    fn panels(&mut self, run: &Run<'_>) {
        // One more who is called in because points are far apart is no lack.
        if run.plan.far_apart {
            return;
        }
        for (step, more) in run.appointed_by_step() {
            let message = format!(
                "a panel of the fewest that `{step}` needs is too small when one of them may not or does not \
                 judge: {more} had to be appointed afterwards (path \"{}\")",
                run.plan.name
            );
            let hint = "appoint one or two more than `evaluators_min` before the opening";
            self.add(Severity::Warning, "S-PANEL", &self.step(&step), message, hint);
        }
    }

    /// Applicants whom no letter told how their track ended.
    fn untold(&mut self, run: &Run<'_>) {
        let world = &run.teller.world;
        let mut ended: BTreeMap<&str, (usize, LineOutcome)> = BTreeMap::new();
        let mut told: BTreeMap<PersonId, usize> = BTreeMap::new();
        for (n, turned) in world.turns.iter().enumerate() {
            for event in &turned.outcome.events {
                if let (What::Line(LineEvent::Ended(how)), Stream::Line(_, line)) =
                    (&event.what, &event.stream)
                {
                    ended.insert(line, (n, *how));
                }
            }
            for letter in letters(&turned.outcome.effects) {
                if matches!(
                    letter.content,
                    LetterContent::Selected { .. }
                        | LetterContent::NotSelected { .. }
                        | LetterContent::Excluded { .. }
                        | LetterContent::GaveUp { .. }
                        | LetterContent::TrackEnded { .. }
                        | LetterContent::ComplaintSettled { .. }
                        | LetterContent::Gathering { .. }
                        | LetterContent::Mandate { .. }
                ) {
                    told.insert(letter.to, n);
                }
            }
        }
        for (line, (at, how)) in ended {
            // What ends a track after the decisions were told needs a letter of its own.
            let since = if matches!(how, LineOutcome::Annulled | LineOutcome::Cancelled) { at } else { 0 };
            let mut untold = BTreeSet::new();
            for application in world.case.counting(line) {
                if !application
                    .people()
                    .iter()
                    .any(|person| told.get(person).is_some_and(|when| *when >= since))
                {
                    untold.insert(run.teller.name_of(application.id.uuid()));
                }
            }
            if !untold.is_empty() {
                let called = outcome("track", how);
                let message = format!(
                    "`{called}`: {} of {} applicants of `{line}` get no letter about it (path \"{}\")",
                    untold.len(),
                    world.case.counting(line).count(),
                    run.plan.name
                );
                let hint = match how {
                    LineOutcome::Annulled => "tell the others yourself; the program writes to who complained",
                    _ => "add a letters step that tells them",
                };
                self.add(
                    Severity::Warning,
                    "S-LETTER",
                    &format!("steps.{}", called.replace(' ', "-")),
                    message,
                    hint,
                );
            }
        }
    }

    /// What no run reached. Where nothing was found that comes through a condition, nobody knows whether anything can, and
    /// the finding names it.
    pub fn coverage(&mut self, coverage: &Coverage, eligible: &ByTrack) {
        let unmet = eligible.values().find_map(|found| found.unmet.as_ref());
        // What follows from a path that stood still is not said a second time.
        let stood_still = self.found.keys().any(|(code, _)| matches!(*code, "S-STUCK" | "S-BROKEN"));
        for (noun, name) in coverage.missing().filter(|_| !stood_still) {
            let (severity, code, message, hint, path) = match noun {
                Noun::Step => (
                    Severity::Error,
                    "S-UNREACHED",
                    format!("no run came to the step `{name}`"),
                    "look at what the steps before it need",
                    self.step(name),
                ),
                Noun::Outcome => (
                    Severity::Warning,
                    "S-OUTCOME",
                    format!("no run ended with `{name}`"),
                    "",
                    format!("steps.{}", name.replace(' ', "-")),
                ),
                Noun::Timer => (
                    Severity::Warning,
                    "S-TIMER",
                    format!("in no run did time do this: {name}"),
                    "",
                    format!("steps.{}", name.replace(' ', "-")),
                ),
                Noun::Letter => (
                    Severity::Warning,
                    "S-UNSENT",
                    format!("no run sent the letter `{name}`"),
                    "",
                    format!("steps.{name}"),
                ),
            };
            match unmet {
                Some(Unmet { model, rule }) => {
                    let hint = format!(
                        "no invented applicant comes through `{rule}` of `{model}`, so that this may say nothing: \
                         look whether anybody can, and try the file with a story of your own"
                    );
                    self.add(Severity::Warning, code, &path, message, &hint);
                }
                None => self.add(severity, code, &path, message, hint),
            }
        }
    }

    /// What the model does under stress.
    pub fn pools(&mut self, pools: &[Pool]) {
        for pool in pools {
            let path = format!("selections.{}", pool.model);
            if let Some(first) = pool.reversals.first() {
                let message = format!(
                    "when {} leaves, {} passes {} in \"{}\": the order of the others depends on who else applies",
                    first.dropped, first.after, first.before, pool.path
                );
                self.add(Severity::Warning, "S-REVERSAL", &path, message, "score each application by itself");
            }
            if let Some(one) = pool.never_first.first() {
                let message = format!(
                    "no weights could put {one} first in \"{}\": it lies between two others that the formula favours",
                    pool.path
                );
                self.add(
                    Severity::Warning,
                    "S-BALANCED",
                    &path,
                    message,
                    "let points fall evenly with the value",
                );
            }
        }
        for (model, criterion, stated, effective) in means(pools) {
            let off = (&effective - &stated).abs();
            if off > Exact::ratio(WEIGHT_OFF_PERCENT, 100).unwrap_or_default() {
                let percent =
                    |share: &Exact| (share * &Exact::from_int(100)).display(0, RoundingMode::HalfUp);
                let message = format!(
                    "`{criterion}` is stated to weigh {} percent and weighs {} in the simulated pools",
                    percent(&stated),
                    percent(&effective)
                );
                let rules = self.loaded.definition.selections.get(&model);
                let at = rules.and_then(|rules| rules.criteria.iter().position(|one| one.id == criterion));
                let at = at.map_or_else(String::new, |at| format!(".criteria[{at}]"));
                let path = format!("selections.{model}{at}");
                self.add(
                    Severity::Warning,
                    "S-WEIGHT",
                    &path,
                    message,
                    "use the whole scale, or change the weight",
                );
            }
        }
    }
}

/// The means over the pools: model, criterion, stated and effective weight.
pub fn means(pools: &[Pool]) -> Vec<(String, String, Exact, Exact)> {
    let mut sums: BTreeMap<(String, String), (Exact, Exact, usize)> = BTreeMap::new();
    for pool in pools {
        for weight in &pool.weights {
            let key = (pool.model.clone(), weight.criterion.clone());
            let sum = sums.entry(key).or_insert((weight.stated.clone(), Exact::ZERO, 0));
            sum.1 += &weight.effective;
            sum.2 += 1;
        }
    }
    let mean = |((model, criterion), (stated, sum, count)): ((String, String), (Exact, Exact, usize))| {
        let effective = sum.checked_div(&Exact::from_count(count))?;
        Some((model, criterion, stated, effective))
    };
    sums.into_iter().filter_map(mean).collect()
}

/// What the selection that `line` is in still needs, where its model says so.
fn lacks(run: &Run<'_>, line: &str) -> Option<String> {
    let standing = run.teller.world.case.procedure.lines.get(line)?;
    let StepState::Selection(state) = standing.states.get(&standing.step)? else { return None };
    let computed = state.computed.as_ref()?;
    let stopped = computed.stopped.as_ref()?;
    if !matches!(stopped.kind, StopKind::Incomplete | StopKind::Rules) {
        return None;
    }
    let mut said: Vec<String> = Vec::new();
    for issue in &computed.issues {
        let subject = issue.subject.as_ref().map(|subject| format!("{subject}: ")).unwrap_or_default();
        let one = format!("{subject}{}", issue.message);
        if !said.contains(&one) && said.len() < LACKS_MAX {
            said.push(one);
        }
    }
    (!said.is_empty()).then(|| said.join("; "))
}
