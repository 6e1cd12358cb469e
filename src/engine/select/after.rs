//! After the choice: evidence, departures, the reserve list, and what people decided.

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::super::expr::Expr;
use super::compile::{Compiled, compile};
use super::inputs::{Decision, Departure, Evidence, Inputs, PlaceGivenUp};
use super::outcome::{Change, Decided, Difference, Issue, IssueCode, Outcome, StopKind};
use super::queue::Queue;
use super::spec::Spec;

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
    let mut queue = Queue::new(spec, rules, &outcome, Some(inputs));
    if let Some(reserve) = inputs.decision.as_ref().and_then(|decision| decision.reserve.as_ref()) {
        queue.in_order = true;
        queue.by_people = *reserve != outcome.reserve;
    }
    for departure in &inputs.departures {
        queue.depart(rules, departure);
    }
    queue.without(spec, &inputs.evidence);
    for place in &inputs.given_up {
        queue.give_up(&place.applicant, &place.limit, place.moves_up);
        queue.without(spec, &inputs.evidence);
    }
    if spec.conditional.is_some() {
        outcome.conditional = queue.unshown(&inputs.evidence);
    }
    let Queue { selected, reserve, changes, issues, granted, stopped, .. } = queue;
    if !changes.is_empty() {
        outcome.not_selected.retain(|id| !selected.contains(id) && !reserve.contains(id));
    }
    for change in &changes {
        outcome.granted.remove(&change.left);
    }
    outcome.granted.extend(granted);
    if let Some(decided) = outcome.decided.as_mut().filter(|decided| decided.valid) {
        decided.selected = selected;
        decided.reserve = reserve;
    } else {
        outcome.selected = selected;
        outcome.reserve = reserve;
    }
    outcome.changes = changes;
    outcome.issues.extend(issues);
    if let Some((stopped, tied)) = stopped {
        (outcome.stopped, outcome.tied, outcome.open_places) = (Some(stopped), tied, 1);
    }
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
    /// Somebody gave a place up under a limit over the tracks.
    GaveUp(PlaceGivenUp),
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
    let mut queue = Queue::new(spec, &rules, &outcome, None);
    // What people decided is the reserve list, also where the rules name none and where it is empty.
    queue.reserve = later.reserve.to_vec();
    queue.in_order = true;
    queue.by_people = later.reserve != computed.reserve;
    let mut evidence = later.evidence.clone();
    queue.without(spec, &evidence);
    for then in later.then {
        match then {
            Then::Left(departure) => queue.depart(&rules, departure),
            Then::GaveUp(place) => queue.give_up(&place.applicant, &place.limit, place.moves_up),
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

fn decide(spec: &Spec, rules: &Compiled, inputs: &Inputs, decision: &Decision, outcome: &mut Outcome) {
    let mut problems: Vec<(IssueCode, Option<String>, String)> = Vec::new();
    let place = |list: &[String], id: &String| list.iter().position(|other| other == id).map(|at| at + 1);
    let mut concerned: Vec<&String> = outcome.selected.iter().chain(&decision.selected).collect();
    concerned.sort_by(|a, b| super::ledger::natural(a, b));
    concerned.dedup();
    let settled: Vec<&String> = outcome.steps.iter().flat_map(|step| step.settled.iter().flatten()).collect();
    let differences: Vec<Difference> = concerned
        .into_iter()
        .filter_map(|id| {
            let (computed, decided) = (place(&outcome.selected, id), place(&decision.selected, id));
            // Whom the computation took because people decided so, it would not have placed by itself.
            let computed = computed.filter(|_| !settled.contains(&id) || decided.is_none());
            let reason = decision.reasons.get(id).filter(|reason| !reason.trim().is_empty()).cloned();
            (computed != decided).then(|| Difference { applicant: id.clone(), computed, decided, reason })
        })
        .collect();
    let may_change = spec.decision.as_ref().is_some_and(|rule| rule.may_change);
    // Where the computation stops at a tie, deciding among the tied is what it waits for, and no change.
    let completes = |id: &String| outcome.tied.contains(id) || settled.contains(&id);
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
    for (at, id) in decision.reserve.iter().flatten().enumerate() {
        let excluded = outcome.excluded.iter().any(|excluded| excluded.applicant == *id);
        let before = decision.reserve.iter().flatten().take(at).chain(&decision.selected);
        let why = if excluded {
            "is excluded and cannot wait on the reserve list"
        } else if before.into_iter().any(|other| other == id) {
            "has one place already, and cannot stand on the reserve list too"
        } else {
            continue;
        };
        problems.push((IssueCode::DecisionNotAllowed, Some(id.clone()), format!("{id} {why}")));
    }
    if let Some(places) = places(rules, outcome).filter(|places| decision.selected.len() > *places) {
        let message = format!("{} are decided, there are {places} places", decision.selected.len());
        problems.push((IssueCode::DecisionNotAllowed, None, message));
    }
    let silent = outcome.stopped.as_ref().is_some_and(|s| matches!(s.kind, StopKind::Tie | StopKind::Choice));
    if silent && !may_change {
        let message = format!(
            "the decision does not say who of {} gets what is open, or names more of them than there are places",
            outcome.tied.join(", ")
        );
        problems.push((IssueCode::DecisionNotAllowed, None, message));
    }
    if let Some(id) = outcome.beyond_means(&decision.selected) {
        let message = format!("with {id} the list asks for more than there is");
        problems.push((IssueCode::DecisionNotAllowed, Some(id.clone()), message));
    }
    let valid = problems.is_empty();
    outcome.decided = Some(Decided {
        selected: decision.selected.clone(),
        // Whoever is decided for waits no more.
        reserve: decision.reserve.clone().unwrap_or_else(|| {
            outcome.reserve.iter().filter(|id| !decision.selected.contains(id)).cloned().collect()
        }),
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
    if valid && silent {
        outcome.stopped = None;
    }
}

/// How many people may choose at most, where the rules name a number: it binds them as it binds the computation, unless
/// it is only a starting point. Ties may have widened it. Nothing where the steps computed so far do not say.
fn places(rules: &Compiled, outcome: &Outcome) -> Option<usize> {
    let mut sum = 0;
    for rule in rules.steps.iter().filter(|rule| !rule.is_stage) {
        let number = rule.number.as_ref();
        if number.is_some_and(|number| number.soft) {
            return None;
        }
        let count = |formula: &Expr| formula.as_number().and_then(Exact::to_count);
        let max = number.and_then(|number| number.max.as_ref()).and_then(count);
        let mut parts = outcome.steps.iter().filter(|done| done.id == rule.id).peekable();
        if parts.peek().is_none() {
            // It comes after a tie that is open: what it takes is known where it is written as a number.
            sum += max.or_else(|| count(&number?.places)).filter(|_| rule.per.is_none())?;
        }
        for done in parts {
            sum += max.or(done.places)?;
        }
    }
    Some(sum.max(outcome.selected.len()))
}

/// How many people may choose at most, by the rules of `spec`.
pub fn most(spec: &Spec, outcome: &Outcome) -> Option<usize> {
    places(&compile(spec).0, outcome)
}
