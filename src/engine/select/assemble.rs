//! The outcome, put together from the course of a run.

use std::collections::{BTreeMap, BTreeSet};

use super::super::exact::Exact;
use super::fill::Stop;
use super::ledger::{Cell, Ledger, mask};
use super::outcome::{Issue, IssueCode, Outcome, StopKind, Stopped};
use super::spec::Spec;
use super::step::Course;

pub fn assemble(spec: &Spec, mut ledger: Ledger<'_>, mut course: Course) -> Outcome {
    let rules = ledger.rules;
    // A result of a step that later steps choose from is no result of the whole.
    let mut selected: Vec<usize> = Vec::new();
    for (s, rule) in rules.steps.iter().enumerate() {
        let reached = course.stop.as_ref().is_none_or(|(at, _)| s <= *at);
        if !rule.is_stage && reached {
            selected.extend(
                course.taken[s].iter().filter(|&&i| !ledger.excluded[i] && !failed_after(&ledger, i, s)),
            );
        }
    }
    let blocked = ledger.issues.iter().any(|issue| issue.blocking && is_relevant(&ledger, issue));
    if blocked && course.stop.is_none() {
        let why = "something that is needed is missing or wrong; see the issues".to_owned();
        let (kind, at_floor) = (StopKind::Incomplete, false);
        let stop = Stop { kind, tied: Vec::new(), open_places: 0, why, at_floor };
        course.stop = Some((rules.steps.len().saturating_sub(1), stop));
    }
    let incomplete =
        matches!(&course.stop, Some((_, stop)) if stop.kind == StopKind::Incomplete && stop.tied.is_empty());
    if incomplete {
        selected.clear();
        course.granted.clear();
    }
    let tied: Vec<usize> = course.stop.as_ref().map(|(_, stop)| stop.tied.clone()).unwrap_or_default();
    let mut reserve: Vec<usize> = if course.stop.is_none() { course.reserve.clone() } else { Vec::new() };
    let is_selected = mask(&ledger, &selected);
    reserve.retain(|&i| !is_selected[i]);
    let undecided = course
        .stop
        .as_ref()
        .is_some_and(|(s, stop)| incomplete || stop.at_floor || *s + 1 < rules.steps.len());
    let not_selected: Vec<usize> = if undecided {
        Vec::new()
    } else {
        let known = selected.iter().chain(&reserve).chain(&tied);
        let placed = mask(&ledger, known.chain(&course.pending).chain(&course.perhaps));
        course.suitable.iter().copied().filter(|&i| !placed[i] && !ledger.excluded[i]).collect()
    };
    let not_selected = by_order(&course, &ledger, not_selected);
    let uncompared: BTreeSet<String> = ledger.ids(&course.uncompared).into_iter().collect();
    let failed = std::mem::take(&mut ledger.failures)
        .into_iter()
        .filter(|f| !uncompared.contains(&f.applicant))
        .collect();
    let mut issues = std::mem::take(&mut ledger.issues);
    if !course.uncompared.is_empty() {
        // Nothing was compared, so a score that is not there is not missing.
        issues.retain(|issue| {
            issue.blocking || issue.applicant.as_ref().is_none_or(|id| !uncompared.contains(id))
        });
    }
    let pending: BTreeSet<&str> = course.pending.iter().map(|&i| ledger.id(i)).collect();
    for issue in &mut issues {
        let is_pending = issue.applicant.as_deref().is_some_and(|id| pending.contains(id));
        issue.blocking |= is_pending && makes_pending(issue.code);
    }
    let mut scores: BTreeMap<String, BTreeMap<String, Exact>> = BTreeMap::new();
    for i in 0..ledger.applicants.len() {
        let values: BTreeMap<String, Exact> = (rules.columns.iter().zip(&ledger.cells))
            .filter_map(|(column, cells)| match &cells[i] {
                Cell::Value(value) => Some((column.id.clone(), value.clone())),
                _ => None,
            })
            .collect();
        if !values.is_empty() {
            scores.insert(ledger.id(i).to_owned(), values);
        }
    }
    let (stopped, open_places) = match &course.stop {
        None => (None, 0),
        Some((s, stop)) => {
            let at = rules.steps.get(*s).map(|rule| rule.id.clone());
            (Some(Stopped { kind: stop.kind, step: at, why: stop.why.clone() }), stop.open_places)
        }
    };
    let in_stop: Vec<usize> = selected.iter().copied().filter(|i| !tied.contains(i)).collect();
    Outcome {
        compared: course.steps.iter().any(|step| step.compared),
        order: course.steps.last().map(|step| step.order.clone()).unwrap_or_default(),
        selected: ledger.ids(&in_stop),
        reserve: ledger.ids(&reserve),
        not_selected: ledger.ids(&not_selected),
        tied: ledger.ids(&tied),
        open_places,
        pending: ledger.ids(&course.pending),
        stopped,
        granted: course
            .granted
            .iter()
            .map(|(&i, amount)| (ledger.id(i).to_owned(), amount.clone()))
            .collect(),
        references: std::mem::take(&mut ledger.references),
        excluded: std::mem::take(&mut ledger.exclusions),
        failed,
        scores,
        issues,
        steps: course.steps,
        readings: spec.readings.clone(),
        ..Outcome::default()
    }
}

/// Whether one whom a step took has failed what was scored only afterwards.
fn failed_after(ledger: &Ledger<'_>, i: usize, s: usize) -> bool {
    let later =
        |id: &str| ledger.rules.columns.iter().any(|column| column.id == id && column.after == Some(s));
    ledger.failed[i] && ledger.failures.iter().any(|f| f.applicant == ledger.id(i) && later(&f.criterion))
}

/// In the order of the last step, those without a place in it at the end.
fn by_order(course: &Course, ledger: &Ledger<'_>, mut of: Vec<usize>) -> Vec<usize> {
    let places: BTreeMap<&str, usize> = course
        .steps
        .iter()
        .flat_map(|step| step.order.iter().flatten())
        .enumerate()
        .map(|(at, id)| (id.as_str(), at))
        .collect();
    of.sort_by_key(|&i| places.get(ledger.id(i)).copied().unwrap_or(usize::MAX));
    of
}

fn makes_pending(code: IssueCode) -> bool {
    !matches!(
        code,
        IssueCode::TooManyAssessors
            | IssueCode::WideSpread
            | IssueCode::ScoreNotCalledFor
            | IssueCode::UnknownId
    )
}

/// An issue about one who is out anyway keeps nothing from being final.
fn is_relevant(ledger: &Ledger<'_>, issue: &Issue) -> bool {
    match issue.applicant.as_deref().and_then(|id| ledger.find(id)) {
        Some(i) => !ledger.excluded[i],
        None => true,
    }
}
