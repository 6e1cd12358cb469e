//! One run: from the rules and the inputs to the outcome.

use super::super::exact::Exact;
use super::super::expr::{Memo, Type, Value};
use super::after;
use super::assemble::assemble;
use super::compile::{Compiled, compile};
use super::finding::Severity;
use super::inputs::{Inputs, Removed};
use super::items::count_references;
use super::ledger::Ledger;
use super::outcome::{Issue, IssueCode, Outcome, StopKind, Stopped};
use super::score::score;
use super::spec::{OnFailure, Spec};
use super::step::{Course, step};

/// Computes a selection. It never fails: what is wrong with the rules or the inputs stands in the outcome.
///
/// The same rules and inputs give the same outcome, whatever the order of the applicants in the inputs.
pub fn run(spec: &Spec, inputs: &Inputs) -> Outcome {
    let (rules, findings) = compile(spec);
    let issues: Vec<Issue> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error && !super::check::is_accepted(spec, finding))
        .map(|finding| Issue {
            code: IssueCode::Rules,
            blocking: true,
            applicant: None,
            subject: Some(finding.path.clone()),
            message: finding.message.clone(),
        })
        .collect();
    if !issues.is_empty() {
        let why = "the rules have errors; check the file".to_owned();
        let stopped = Some(Stopped { kind: StopKind::Rules, step: None, why });
        return Outcome { issues, stopped, readings: spec.readings.clone(), ..Outcome::default() };
    }
    let outcome = once(spec, &rules, inputs, &[]);
    let failed = after::without_evidence(spec, inputs, &outcome);
    let recompute = spec.conditional.as_ref().is_some_and(|c| c.on_failure == OnFailure::Recompute);
    if recompute && !failed.is_empty() {
        return recomputed(spec, &rules, inputs, outcome);
    }
    after::settle(spec, &rules, inputs, outcome)
}

/// Excludes those without evidence, one round after the other, until nobody chosen is without.
fn recomputed(spec: &Spec, rules: &Compiled, inputs: &Inputs, first: Outcome) -> Outcome {
    let mut out: Vec<String> = Vec::new();
    let mut outcome = first;
    loop {
        let failed = after::without_evidence(spec, inputs, &outcome);
        // Every round excludes at least one more applicant, so the rounds end.
        if failed.is_empty() {
            return after::settle(spec, rules, inputs, outcome);
        }
        out.extend(failed);
        outcome = once(spec, rules, inputs, &out);
    }
}

fn once(spec: &Spec, rules: &Compiled, inputs: &Inputs, without_evidence: &[String]) -> Outcome {
    let mut ledger = Ledger::new(rules, &spec.parameters, inputs);
    validate(&mut ledger, spec);
    for exclusion in &inputs.exclusions {
        if let Some(i) = ledger.find(&exclusion.applicant) {
            ledger.exclude(i, &exclusion.rule, None, exclusion.reason.clone());
        }
    }
    for id in without_evidence {
        if let Some(i) = ledger.find(id) {
            ledger.exclude(i, "evidence", None, "the evidence was not shown".to_owned());
        }
    }
    let everybody = ledger.suitable();
    count_references(&mut ledger, &everybody);
    checks(&mut ledger, None, &everybody);
    let suitable = ledger.suitable();
    score(&mut ledger, None, &suitable);
    let mut course = Course::new(&rules.steps, suitable);
    for s in 0..rules.steps.len() {
        if course.stop.is_some() {
            break;
        }
        step(&mut ledger, &mut course, s);
        let taken = course.taken[s].clone();
        let id = rules.steps[s].id.replace('-', "_");
        ledger.taken.insert(id.clone(), Value::Number(Exact::from_count(taken.len())));
        // What a step leaves is of its budget; seats are nobody's money.
        let own = course.steps.iter().filter(|done| done.id == rules.steps[s].id && done.spent.is_some());
        if let Some(left) =
            own.filter_map(|done| done.limits.first()).map(|limit| limit.left.clone()).reduce(|a, b| &a + &b)
        {
            ledger.left.insert(id, Value::Number(left));
        }
        if course.stop.is_none() {
            checks(&mut ledger, Some(s), &taken);
            // Whoever a check has just excluded sets no price for the others.
            let still: Vec<usize> = taken.into_iter().filter(|&i| !ledger.excluded[i]).collect();
            score(&mut ledger, Some(s), &still);
        }
    }
    assemble(spec, ledger, course)
}

fn validate(ledger: &mut Ledger<'_>, spec: &Spec) {
    if let Some(fields) = &spec.facts {
        let kind = Type::Record(fields.clone());
        let empty = Value::record([]);
        for i in 0..ledger.applicants.len() {
            let facts = &ledger.applicants[i].facts;
            let facts = if *facts == Value::Null { &empty } else { facts };
            let unopened = &ledger.applicants[i].unopened;
            let mismatch = if unopened.is_empty() {
                kind.mismatch(facts)
            } else {
                let known = fields.iter().filter(|(name, _)| !unopened.contains(*name));
                Type::record(known.map(|(name, kind)| (name.clone(), kind.clone()))).mismatch(facts)
            };
            if let Some((path, why)) = mismatch {
                ledger.note(IssueCode::InvalidFact, true, Some(i), &format!("facts.{path}"), why);
                ledger.facts_missing[i] = true;
            }
        }
    }
    for (name, value) in &ledger.inputs.parameters {
        let declared = spec.parameters.get(name).map(Type::of);
        if let Some((path, why)) = declared.and_then(|kind| kind.mismatch(value)) {
            ledger.note(IssueCode::InvalidFact, true, None, &format!("parameters.{name}{path}"), why);
        }
    }
    let rules = ledger.rules;
    let known = |id: &str| rules.columns.iter().any(|column| column.id == id);
    let mut unknown = Vec::new();
    for (i, applicant) in ledger.applicants.iter().enumerate() {
        let given = applicant.scores.keys().chain(applicant.consensus.keys()).chain(applicant.items.keys());
        let given = given.chain(applicant.votes.keys()).chain(applicant.removed.iter().map(|r| &r.criterion));
        unknown.extend(
            given.filter(|id| !known(id)).map(|id| (Some(i), id.clone(), "there is no criterion of this id")),
        );
    }
    let inputs = ledger.inputs;
    unknown.extend(
        inputs
            .orders
            .keys()
            .filter(|id| !known(id))
            .map(|id| (None, id.clone(), "there is no criterion of this id")),
    );
    let named = (inputs.orders.values().flat_map(|given| &given.order))
        .chain(inputs.exclusions.iter().map(|e| &e.applicant))
        .chain(inputs.draws.iter().flat_map(|draw| &draw.order))
        .chain(inputs.departures.iter().map(|d| &d.applicant))
        .chain(inputs.evidence.keys())
        .chain(inputs.decision.iter().flat_map(|d| d.selected.iter().chain(d.reserve.iter().flatten())));
    unknown.extend(
        named
            .filter(|id| ledger.find(id).is_none())
            .map(|id| (None, id.clone(), "nobody of this id applied")),
    );
    for (i, applicant) in ledger.applicants.iter().enumerate() {
        let gave = |removed: &&Removed| {
            let marks = applicant.scores.get(&removed.criterion);
            marks.is_some_and(|marks| marks.0.iter().any(|(assessor, _)| *assessor == removed.assessor))
        };
        let idle = applicant.removed.iter().filter(|removed| known(&removed.criterion) && !gave(removed));
        unknown.extend(
            idle.map(|removed| (Some(i), removed.assessor.clone(), "gave no score that could be taken out")),
        );
    }
    let steps = inputs.draws.iter().filter_map(|draw| draw.step.as_ref());
    let steps = steps.chain(inputs.tie_choices.iter().filter_map(|choice| choice.step.as_ref()));
    unknown.extend(
        steps
            .filter(|id| !rules.steps.iter().any(|step| step.id == **id))
            .map(|id| (None, id.clone(), "there is no step of this id")),
    );
    for (i, id, what) in unknown {
        ledger.note(IssueCode::UnknownId, false, i, &id, format!("{id:?}: {what}"));
    }
    for (id, given) in &inputs.orders {
        for (at, name) in given.order.iter().enumerate() {
            if given.order[..at].contains(name) {
                let i = ledger.find(name);
                ledger.note(IssueCode::DuplicateId, true, i, id, format!("the order names {name:?} twice"));
            }
        }
    }
}

fn checks(ledger: &mut Ledger<'_>, after: Option<usize>, of: &[usize]) {
    let rules = ledger.rules;
    for check in rules.checks.iter().filter(|check| check.after == after) {
        let asked: Vec<usize> = of.iter().copied().filter(|&i| !ledger.excluded[i]).collect();
        let verdicts = ledger.truth_each(&check.require, &asked, &asked, &check.id, true);
        let pool = ledger.pool_value(&check.require, &asked);
        for (verdict, i) in verdicts.into_iter().zip(asked) {
            match verdict {
                Some(true) => {}
                Some(false) => {
                    let reason = check.require.explain(&ledger.view(i, &pool), &mut Memo::new());
                    ledger.exclude(i, &check.id, check.message.clone(), reason);
                }
                None => ledger.facts_missing[i] = true,
            }
        }
    }
}
