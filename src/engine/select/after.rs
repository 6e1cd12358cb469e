//! After the choice: evidence, departures, the reserve list, and what people decided.

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::compile::Compiled;
use super::fill::{Fit, at_the_line};
use super::inputs::{Decision, Inputs};
use super::outcome::{Change, Decided, Difference, Issue, IssueCode, LimitOutcome, Outcome};
use super::spec::{AtLine, OnFailure, Spec};

/// The name under which missing evidence moves a reserve up.
const EVIDENCE: &str = "evidence";

/// Those chosen who were to show evidence and did not.
pub fn without_evidence(spec: &Spec, inputs: &Inputs, outcome: &Outcome) -> Vec<String> {
    if spec.conditional.is_none() {
        return Vec::new();
    }
    let failed = |id: &&String| inputs.evidence.get(*id).is_some_and(|evidence| !evidence.shown);
    outcome.selected.iter().filter(failed).cloned().collect()
}

/// Applies evidence, departures and the decision to a computed outcome. Nothing is computed again.
pub fn settle(spec: &Spec, rules: &Compiled, inputs: &Inputs, mut outcome: Outcome) -> Outcome {
    if let Some(decision) = &inputs.decision {
        decide(spec, rules, inputs, decision, &mut outcome);
    }
    if outcome.stopped.is_some() {
        return outcome;
    }
    let mut queue = Queue::new(spec, rules, &outcome);
    queue.means = Means::of(rules, &outcome, &queue.selected);
    let replaces = spec.conditional.as_ref().is_none_or(|c| c.on_failure == OnFailure::Replace);
    for departure in &inputs.departures {
        let moves = rules
            .steps
            .iter()
            .any(|step| step.triggers.is_empty() || step.triggers.contains(&departure.trigger));
        queue.leave(&departure.applicant, &departure.trigger, moves, Open::NoTrigger);
    }
    // One who moves up may be without evidence too, so the chosen are looked through again.
    while let Some(id) = (queue.selected.iter())
        .find(|id| {
            spec.conditional.is_some() && inputs.evidence.get(*id).is_some_and(|evidence| !evidence.shown)
        })
        .cloned()
    {
        queue.leave(&id, EVIDENCE, replaces, Open::AsTheRulesSay);
    }
    if spec.conditional.is_some() {
        let shown = |id: &&String| !inputs.evidence.get(*id).is_some_and(|evidence| evidence.shown);
        outcome.conditional = queue.selected.iter().filter(shown).cloned().collect();
    }
    let Queue { selected, reserve, changes, issues, means, .. } = queue;
    if !changes.is_empty() {
        outcome.not_selected.retain(|id| !selected.contains(id) && !reserve.contains(id));
        for change in &changes {
            outcome.granted.remove(&change.left);
        }
        outcome.granted.extend(means.granted);
    }
    if let Some(decided) = outcome.decided.as_mut().filter(|decided| decided.valid) {
        decided.selected = selected;
        decided.reserve = reserve;
    } else {
        outcome.selected = selected;
        outcome.reserve = reserve;
    }
    outcome.changes = changes;
    outcome.issues.extend(issues);
    outcome
}

/// Why a place stays open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// What happened is no trigger of the reserve list, which deserves a note.
    NoTrigger,
    /// The rules leave it open on purpose.
    AsTheRulesSay,
}

/// The chosen, and those who wait behind them.
struct Queue {
    selected: Vec<String>,
    reserve: Vec<String>,
    /// Those beyond the reserve list, who join it where it is filled up again.
    beyond: Vec<String>,
    gone: Vec<String>,
    changes: Vec<Change>,
    issues: Vec<Issue>,
    means: Means,
}

/// What there is of the sums that run out, as people leave and move up.
#[derive(Default)]
struct Means {
    steps: Vec<StepMeans>,
    /// What those who moved up get of a budget.
    granted: BTreeMap<String, Exact>,
}

/// Who holds a place of one step, and its sums.
struct StepMeans {
    taken: Vec<String>,
    sums: Vec<Sum>,
    /// Whether the first of the sums is a budget.
    has_budget: bool,
}

/// A sum that runs out: what is left of it, what each asks, what happens at its line, and the smallest part in percent.
type Sum = (LimitOutcome, AtLine, Option<Exact>);

impl Means {
    /// What there is once `chosen` have their places, whom people may have decided otherwise than computed.
    fn of(rules: &Compiled, outcome: &Outcome, chosen: &[String]) -> Self {
        let steps = outcome.steps.iter().filter(|done| !done.limits.is_empty()).map(|done| {
            let rule = rules.steps.iter().find(|rule| rule.id == done.id);
            let rules = rule.into_iter().flat_map(|rule| &rule.limits);
            let limits = done.limits.iter().cloned().zip(rules);
            let sums =
                limits.map(|(limit, rule)| (limit, rule.at_line, rule.part_min_percent.clone())).collect();
            StepMeans { taken: done.taken.clone(), sums, has_budget: done.spent.is_some() }
        });
        let mut means = Self { steps: steps.collect(), granted: BTreeMap::new() };
        let taken: Vec<String> = means.steps.iter().flat_map(|step| &step.taken).cloned().collect();
        for id in taken.iter().filter(|id| !chosen.contains(id)) {
            means.give_back(id);
        }
        for id in chosen.iter().filter(|id| !taken.contains(id)) {
            let asks = |step: &StepMeans| step.sums.iter().any(|(limit, ..)| limit.asked.contains_key(id));
            if let Some(step) = means.steps.iter().position(asks) {
                means.take(step, id);
            }
        }
        means
    }

    /// The step in which `id` was taken, and gives back what they had.
    fn give_back(&mut self, id: &str) -> Option<usize> {
        let at = self.steps.iter().position(|step| step.taken.iter().any(|one| one == id))?;
        let step = &mut self.steps[at];
        step.taken.retain(|one| one != id);
        for (limit, ..) in &mut step.sums {
            let had = limit.given.remove(id).or_else(|| limit.asked.get(id).cloned()).unwrap_or_default();
            limit.left = &limit.left + &had;
        }
        self.granted.remove(id);
        Some(at)
    }

    /// Whether `id` can have what is free in a step. Who stands in another step asks nothing of this one.
    fn reaches(&self, step: usize, id: &str) -> Fit {
        let mut fits = self.steps[step].sums.iter().filter_map(|(limit, at_line, part_min)| {
            Some(at_the_line(&limit.left, limit.asked.get(id)?, *at_line, part_min.as_ref()))
        });
        fits.find(|fit| *fit != Fit::Yes).unwrap_or(Fit::Yes)
    }

    fn take(&mut self, step: usize, id: &str) {
        let step = &mut self.steps[step];
        step.taken.push(id.to_owned());
        for (l, (limit, ..)) in step.sums.iter_mut().enumerate() {
            let Some(asked) = limit.asked.get(id).cloned() else { continue };
            let part = if asked > limit.left { limit.left.clone() } else { asked };
            limit.left = &limit.left - &part;
            if l == 0 && step.has_budget {
                self.granted.insert(id.to_owned(), part.clone());
            }
            limit.given.insert(id.to_owned(), part);
        }
    }
}

impl Queue {
    fn new(spec: &Spec, rules: &Compiled, outcome: &Outcome) -> Self {
        let decided = outcome.decided.as_ref().filter(|decided| decided.valid);
        let selected = decided.map_or(&outcome.selected, |d| &d.selected).clone();
        let mut reserve = decided.map_or(&outcome.reserve, |d| &d.reserve).clone();
        let mut waiting: Vec<String> =
            outcome.steps.iter().flat_map(|step| step.order.iter().flatten()).cloned().collect();
        waiting.retain(|id| {
            outcome.not_selected.contains(id) && !selected.contains(id) && !reserve.contains(id)
        });
        let has_reserve = rules.steps.iter().any(|step| step.rest == super::spec::Rest::Reserve);
        let refill = rules.steps.iter().any(|step| step.refill);
        if !has_reserve && spec.conditional.is_some() {
            // Without a reserve list of its own, a conditional choice falls back on the order.
            reserve = std::mem::take(&mut waiting);
        }
        if !refill {
            waiting.clear();
        }
        Self {
            selected,
            reserve,
            beyond: waiting,
            gone: Vec::new(),
            changes: Vec::new(),
            issues: Vec::new(),
            means: Means::default(),
        }
    }

    fn leave(&mut self, id: &str, trigger: &str, moves_up: bool, open: Open) {
        if let Some(at) = self.reserve.iter().position(|r| r == id) {
            self.reserve.remove(at);
            self.gone.push(id.to_owned());
            self.refill();
            self.changes.push(Change { left: id.to_owned(), trigger: trigger.to_owned(), moved_up: None });
            return;
        }
        let Some(at) = self.selected.iter().position(|s| s == id) else {
            self.beyond.retain(|b| b != id);
            self.issue(id, format!("{id} left ({trigger}) and had not been chosen"));
            return;
        };
        self.selected.remove(at);
        self.gone.push(id.to_owned());
        let step = self.means.give_back(id);
        let next = if moves_up { self.next(step, id) } else { None };
        if !moves_up && open == Open::NoTrigger {
            self.issue(
                id,
                format!("{trigger:?} is no trigger that lets a reserve move up; the place stays open"),
            );
        }
        self.selected.extend(next.clone());
        if next.is_some() {
            self.refill();
        }
        self.changes.push(Change { left: id.to_owned(), trigger: trigger.to_owned(), moved_up: next });
    }

    /// Takes the first of the reserve list who can have what is free.
    fn next(&mut self, step: Option<usize>, left: &str) -> Option<String> {
        let Some(step) = step else {
            return (!self.reserve.is_empty()).then(|| self.reserve.remove(0));
        };
        for at in 0..self.reserve.len() {
            match self.means.reaches(step, &self.reserve[at]) {
                Fit::Yes => {
                    let next = self.reserve.remove(at);
                    self.means.take(step, &next);
                    return Some(next);
                }
                Fit::Pass => {}
                Fit::Line => break,
            }
        }
        if !self.reserve.is_empty() {
            let first = self.reserve[0].clone();
            let message = format!("what {left} leaves free does not suffice for {first}; it stays open");
            self.issues.push(Issue {
                code: IssueCode::ReserveBeyondMeans,
                blocking: false,
                applicant: Some(first),
                subject: None,
                message,
            });
        }
        None
    }

    fn refill(&mut self) {
        if !self.beyond.is_empty() {
            self.reserve.push(self.beyond.remove(0));
        }
    }

    fn issue(&mut self, id: &str, message: String) {
        self.issues.push(Issue {
            code: IssueCode::DepartureWithoutEffect,
            blocking: false,
            applicant: Some(id.to_owned()),
            subject: None,
            message,
        });
    }
}

fn decide(spec: &Spec, rules: &Compiled, inputs: &Inputs, decision: &Decision, outcome: &mut Outcome) {
    let mut problems: Vec<(IssueCode, Option<String>, String)> = Vec::new();
    let place = |list: &[String], id: &String| list.iter().position(|other| other == id).map(|at| at + 1);
    let mut concerned: Vec<&String> = outcome.selected.iter().chain(&decision.selected).collect();
    concerned.sort_by(|a, b| super::ledger::natural(a, b));
    concerned.dedup();
    let differences: Vec<Difference> = concerned
        .into_iter()
        .filter_map(|id| {
            let (computed, decided) = (place(&outcome.selected, id), place(&decision.selected, id));
            let reason = decision.reasons.get(id).filter(|reason| !reason.trim().is_empty()).cloned();
            (computed != decided).then(|| Difference { applicant: id.clone(), computed, decided, reason })
        })
        .collect();
    let may_change = spec.decision.as_ref().is_some_and(|rule| rule.may_change);
    // Where the computation stopped at a tie, deciding among the tied is what it waits for, not a change.
    let completes = |id: &String| outcome.tied.contains(id);
    for difference in &differences {
        let id = &difference.applicant;
        if !may_change && !completes(id) {
            let message =
                format!("the place of {id} differs from the computed one, and the rules allow no change");
            problems.push((IssueCode::DecisionNotAllowed, Some(id.clone()), message));
        } else if difference.reason.is_none() {
            let message = format!("the place of {id} differs from the computed one, and no reason is given");
            problems.push((IssueCode::ChangeWithoutReason, Some(id.clone()), message));
        }
    }
    for (at, id) in decision.selected.iter().enumerate() {
        if decision.selected[..at].contains(id) {
            problems.push((
                IssueCode::DecisionNotAllowed,
                Some(id.clone()),
                format!("{id} is decided twice"),
            ));
        }
        if outcome.excluded.iter().any(|excluded| excluded.applicant == *id) {
            let message = format!("{id} is excluded and cannot be chosen");
            problems.push((IssueCode::DecisionNotAllowed, Some(id.clone()), message));
        }
        if !inputs.applicants.iter().any(|applicant| applicant.id == *id) {
            problems.push((IssueCode::DecisionNotAllowed, Some(id.clone()), format!("{id} did not apply")));
        }
    }
    // The number binds people as it binds the computation, unless it is only a starting point.
    let hard = rules
        .steps
        .iter()
        .filter(|step| !step.is_stage)
        .all(|step| step.number.as_ref().is_some_and(|n| !n.soft));
    let expanded = outcome.steps.iter().any(|step| !step.expanded.is_empty());
    let places: usize = (outcome.steps.iter())
        .filter_map(|done| {
            let rule = rules.steps.iter().find(|rule| rule.id == done.id && !rule.is_stage)?;
            let max = rule.number.as_ref().and_then(|n| n.max.as_ref()).and_then(|max| max.as_number());
            max.and_then(super::super::exact::Exact::to_count).or(done.places)
        })
        .sum();
    if hard && !expanded && rules.steps.len() == outcome.steps.len() && decision.selected.len() > places {
        let message = format!("{} are decided, there are {places} places", decision.selected.len());
        problems.push((IssueCode::DecisionNotAllowed, None, message));
    }
    if let Some(id) = outcome.beyond_means(&decision.selected) {
        let message = format!("with {id} the list asks for more than there is");
        problems.push((IssueCode::DecisionNotAllowed, Some(id.clone()), message));
    }
    let valid = problems.is_empty();
    outcome.decided = Some(Decided {
        selected: decision.selected.clone(),
        reserve: decision.reserve.clone().unwrap_or_else(|| outcome.reserve.clone()),
        differences,
        valid,
        by: decision.by.clone(),
    });
    for (code, applicant, message) in problems {
        outcome.issues.push(Issue {
            code,
            blocking: true,
            applicant,
            subject: Some("decision".to_owned()),
            message,
        });
    }
    if valid
        && outcome.stopped.as_ref().is_some_and(|s| {
            matches!(s.kind, super::outcome::StopKind::Tie | super::outcome::StopKind::Choice)
        })
    {
        outcome.stopped = None;
    }
}
