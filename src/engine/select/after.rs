//! After the choice: evidence, departures, the reserve list, and what people decided.

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::compile::{Compiled, compile};
use super::fill::{Fit, at_the_line};
use super::inputs::{Decision, Departure, Evidence, Inputs};
use super::outcome::{Change, Decided, Difference, Issue, IssueCode, LimitOutcome, Outcome};
use super::spec::{AtLine, OnFailure, Rest, Spec};

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
    queue.means = Means::of(rules, &outcome);
    for departure in &inputs.departures {
        queue.depart(rules, departure);
    }
    queue.without(spec, &inputs.evidence);
    if spec.conditional.is_some() {
        outcome.conditional = queue.unshown(&inputs.evidence);
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

/// A list that was decided, and what is known since.
#[derive(Clone, Copy, Debug)]
pub struct Later<'a> {
    /// The chosen, as decided.
    pub selected: &'a [String],
    /// The reserve list, as decided.
    pub reserve: &'a [String],
    /// Evidence that was shown before the decision, or was not.
    pub evidence: &'a BTreeMap<String, Evidence>,
    /// What happened since, in the order in which it did.
    pub then: &'a [Then],
}

/// Something that happens to a decided list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Somebody left.
    Left(Departure),
    /// Somebody showed evidence, or did not.
    Evidence(String, Evidence),
}

/// How a decided list stands with what came after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stands {
    /// The chosen.
    pub selected: Vec<String>,
    /// The reserve list, first to move up first.
    pub reserve: Vec<String>,
    /// Of the chosen, those whose evidence is still to come.
    pub conditional: Vec<String>,
    /// Who left, and who moved up.
    pub changes: Vec<Change>,
    /// What deserves attention: a place that stays open, and why.
    pub issues: Vec<Issue>,
}

/// Applies what came after the decision to the decided list, by the rules that hold before it too. No score is computed
/// and no place of the decided list is questioned. `computed` gives the order behind the reserve list and the sums that
/// run out; `recompute` leaves a place open, for a list that was told is not computed again.
pub fn stands(spec: &Spec, computed: &Outcome, later: &Later<'_>) -> Stands {
    let (rules, _) = compile(spec);
    let mut outcome = computed.clone();
    // Where the computation had stopped, people have decided what it waited for.
    outcome.stopped = None;
    outcome.decided = Some(Decided {
        selected: later.selected.to_vec(),
        reserve: later.reserve.to_vec(),
        differences: Vec::new(),
        valid: true,
        by: None,
    });
    let mut queue = Queue::new(spec, &rules, &outcome);
    // What people decided is the reserve list, also where the rules name none and where it is empty.
    queue.reserve = later.reserve.to_vec();
    queue.means = Means::of(&rules, &outcome);
    queue.means.fit(later.selected);
    let mut evidence = later.evidence.clone();
    queue.without(spec, &evidence);
    for then in later.then {
        match then {
            Then::Left(departure) => queue.depart(&rules, departure),
            Then::Evidence(id, found) => {
                evidence.insert(id.clone(), found.clone());
            }
        }
        queue.without(spec, &evidence);
    }
    let conditional = if spec.conditional.is_some() { queue.unshown(&evidence) } else { Vec::new() };
    let Queue { selected, reserve, changes, issues, .. } = queue;
    Stands { selected, reserve, conditional, changes, issues }
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
    /// By step: who was taken in it, and its sums.
    steps: Vec<(Vec<String>, Vec<Sum>)>,
    /// What those who moved up get.
    granted: BTreeMap<String, Exact>,
    /// What those who were chosen got.
    before: BTreeMap<String, Exact>,
}

/// A sum that runs out: what is left of it, what each asks, what happens at its line, and the smallest part in percent.
type Sum = (LimitOutcome, AtLine, Option<Exact>);

impl Means {
    fn of(rules: &Compiled, outcome: &Outcome) -> Self {
        let steps = outcome.steps.iter().filter(|done| !done.limits.is_empty()).map(|done| {
            let rule = rules.steps.iter().find(|rule| rule.id == done.id);
            let rules = rule.into_iter().flat_map(|rule| &rule.limits);
            let limits = done.limits.iter().cloned().zip(rules);
            let limits =
                limits.map(|(limit, rule)| (limit, rule.at_line, rule.part_min_percent.clone())).collect();
            (done.taken.clone(), limits)
        });
        Self { steps: steps.collect(), granted: BTreeMap::new(), before: outcome.granted.clone() }
    }

    /// Makes the sums those of `selected`, who may be others than the computed ones.
    fn fit(&mut self, selected: &[String]) {
        let taken: Vec<String> = self.steps.iter().flat_map(|(taken, _)| taken).cloned().collect();
        for id in taken.iter().filter(|id| !selected.contains(id)) {
            self.give_back(id);
        }
        for id in selected.iter().filter(|id| !taken.contains(id)) {
            let asks = |(_, limits): &(Vec<String>, Vec<Sum>)| {
                limits.iter().any(|(limit, ..)| limit.asked.contains_key(id))
            };
            if let Some(step) = self.steps.iter().position(asks) {
                self.take(step, id);
            }
        }
    }

    /// The step in which `id` was taken, and gives back what they had.
    fn give_back(&mut self, id: &str) -> Option<usize> {
        let at = self.steps.iter().position(|(taken, _)| taken.iter().any(|one| one == id))?;
        let (taken, limits) = &mut self.steps[at];
        taken.retain(|one| one != id);
        for (l, (limit, ..)) in limits.iter_mut().enumerate() {
            let had = if l == 0 { self.granted.remove(id).or_else(|| self.before.remove(id)) } else { None };
            let had = had.or_else(|| limit.asked.get(id).cloned()).unwrap_or_default();
            limit.left = &limit.left + &had;
        }
        Some(at)
    }

    /// Whether `id` can have what is free in a step. Who stands in another step asks nothing of this one.
    fn reaches(&self, step: usize, id: &str) -> Fit {
        let mut fits = self.steps[step].1.iter().filter_map(|(limit, at_line, part_min)| {
            Some(at_the_line(&limit.left, limit.asked.get(id)?, *at_line, part_min.as_ref()))
        });
        fits.find(|fit| *fit != Fit::Yes).unwrap_or(Fit::Yes)
    }

    fn take(&mut self, step: usize, id: &str) {
        let (taken, limits) = &mut self.steps[step];
        taken.push(id.to_owned());
        for (l, (limit, ..)) in limits.iter_mut().enumerate() {
            let Some(asked) = limit.asked.get(id).cloned() else { continue };
            let part = if asked > limit.left { limit.left.clone() } else { asked };
            limit.left = &limit.left - &part;
            if l == 0 {
                self.granted.insert(id.to_owned(), part);
            }
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
        let has_reserve = rules.steps.iter().any(|step| step.rest == Rest::Reserve);
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

    /// Lets somebody leave who left.
    fn depart(&mut self, rules: &Compiled, departure: &Departure) {
        // A step that keeps no reserve list names no trigger, and says nothing of the lists of others.
        let lists = || rules.steps.iter().filter(|step| step.rest == Rest::Reserve);
        let names = |trigger: &String| *trigger == departure.trigger;
        let moves = lists().next().is_none()
            || lists().any(|step| step.triggers.is_empty() || step.triggers.iter().any(names));
        self.leave(&departure.applicant, &departure.trigger, moves, Open::NoTrigger);
    }

    /// Lets those leave who are chosen and whose evidence was not shown. One who moves up may be without evidence too,
    /// so the chosen are looked through again.
    fn without(&mut self, spec: &Spec, evidence: &BTreeMap<String, Evidence>) {
        let Some(conditional) = &spec.conditional else { return };
        let replaces = conditional.on_failure == OnFailure::Replace;
        let failed = |id: &&String| evidence.get(*id).is_some_and(|evidence| !evidence.shown);
        while let Some(id) = self.selected.iter().find(failed).cloned() {
            self.leave(&id, EVIDENCE, replaces, Open::AsTheRulesSay);
        }
    }

    /// Those chosen who have not shown their evidence.
    fn unshown(&self, evidence: &BTreeMap<String, Evidence>) -> Vec<String> {
        let open = |id: &&String| !evidence.get(*id).is_some_and(|evidence| evidence.shown);
        self.selected.iter().filter(open).cloned().collect()
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
