//! What a step has to give away: places, budgets, lines, groups.

use super::super::exact::{Exact, RoundingMode};
use super::super::expr::{Expr, Value};
use super::compile::{DerivedRule, GroupRule, StepRule};
use super::fill::{Group, Limit, Supply};
use super::ledger::Ledger;
use super::order::Class;
use super::outcome::{DerivedLine, IssueCode, StepOutcome};
use super::spec::{OnEqual, ShareOf};
use super::step::Course;

pub fn number_of_places(
    ledger: &mut Ledger<'_>,
    course: &Course,
    rule: &StepRule,
    pool: &[usize],
    in_part: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    let mut places: Option<usize> = None;
    let mut at_most = |n: usize| places = Some(places.map_or(n, |p| p.min(n)));
    if let Some(number) = &rule.number
        && let Some(n) = ledger.pool_number(&number.places, pool, &rule.id)
    {
        if let Some(n) = n.to_count() {
            at_most(n);
        } else {
            ledger.note(IssueCode::NoResult, true, None, &rule.id, format!("{n} is no number of places"));
            at_most(0);
        }
    }
    if let Some(share) = &rule.share {
        let of = match share.spec.of.unwrap_or(ShareOf::Pool) {
            ShareOf::Received => (0..ledger.applicants.len()).filter(|&i| in_part(i)).count(),
            ShareOf::Suitable => course.suitable.iter().filter(|&&i| in_part(i)).count(),
            ShareOf::Pool => pool.len(),
        };
        if let Some(percent) = ledger.pool_number(&share.percent, pool, &rule.id) {
            let exact =
                (&percent * &Exact::from_count(of)).checked_div(&Exact::from_int(100)).unwrap_or(Exact::ZERO);
            let mut n = exact.round(0, share.spec.rounding.unwrap_or(RoundingMode::Down));
            if let Some(floor) = share.at_least.as_ref().and_then(|e| ledger.pool_number(e, pool, &rule.id)) {
                n = n.max(floor);
            }
            if let Some(ceiling) = share.at_most.as_ref().and_then(|e| ledger.pool_number(e, pool, &rule.id))
            {
                n = n.min(ceiling);
            }
            at_most(n.to_count().unwrap_or(0).min(of));
        }
    }
    places
}

/// A possible line: how many classes are above it, what they ask for, and the value of the last.
type Line = (usize, Exact, Option<Exact>);

/// Draws the line of a derived threshold; what is above it comes back.
pub fn line(
    ledger: &mut Ledger<'_>,
    rule: &StepRule,
    derived: &DerivedRule,
    classes: &[Class],
    pool: &[usize],
    result: &mut StepOutcome,
) -> Vec<Class> {
    let Some(budget) = ledger.pool_number(&derived.budget, pool, &rule.id) else { return Vec::new() };
    let costs = costs(ledger, &derived.cost, pool, &rule.id);
    let spec = &derived.spec;
    let aim = &budget * &spec.aim;
    let floor = spec.at_least.as_ref().map(|factor| &budget * factor);
    let ceiling = spec.at_most.as_ref().map(|factor| &budget * factor);
    // The line lies between two values of the order itself; the tie chain draws none.
    let mut sums: Vec<Line> = Vec::new();
    let mut last_keys: Option<Vec<Option<Value>>> = None;
    let mut requested = Exact::ZERO;
    for (at, class) in classes.iter().enumerate() {
        for &i in &class.members {
            requested += &costs[i];
        }
        let keys = rule.order.iter().map(|key| {
            ledger.eval_each(&key.value, &class.members[..1], pool, &rule.id, true).pop().flatten()
        });
        let keys: Vec<Option<Value>> = keys.collect();
        let value = match keys.first() {
            Some(Some(Value::Number(n))) => Some(n.clone()),
            _ => None,
        };
        let here = (at + 1, requested.clone(), value);
        match sums.last_mut() {
            Some(last) if !keys.is_empty() && last_keys.as_ref() == Some(&keys) => *last = here,
            _ => sums.push(here),
        }
        last_keys = Some(keys);
    }
    let within =
        |sum: &Exact| floor.as_ref().is_none_or(|f| sum >= f) && ceiling.as_ref().is_none_or(|c| sum <= c);
    let mut best: Option<(Exact, &Line)> = None;
    for candidate in sums.iter().filter(|(_, sum, _)| within(sum)) {
        let distance = (&candidate.1 - &aim).abs();
        let better = match &best {
            None => true,
            Some((least, _)) => {
                distance < *least || (distance == *least && spec.on_equal == Some(OnEqual::More))
            }
        };
        if better {
            best = Some((distance, candidate));
        }
    }
    let chosen = best.map(|(_, candidate)| candidate).or_else(|| {
        let message =
            format!("no line keeps what is asked for within the factors; all together ask for {requested}");
        ledger.note(IssueCode::LineOutOfReach, false, None, &rule.id, message);
        // Too little is asked for even by all: all stand above the line. Too much even by the first: they do.
        if floor.as_ref().is_some_and(|f| requested < *f) { sums.last() } else { sums.first() }
    });
    let Some((count, requested, threshold)) = chosen else { return Vec::new() };
    result.derived = Some(DerivedLine {
        threshold: threshold.clone(),
        requested: requested.clone(),
        ceiling: ceiling.filter(|ceiling| ceiling > requested).unwrap_or_else(|| requested.clone()),
        asked: pool.iter().map(|&i| (ledger.id(i).to_owned(), costs[i].clone())).collect(),
    });
    classes[..*count].to_vec()
}

/// Costs by applicant; one without a cost costs nothing and blocks by an issue.
fn costs(ledger: &mut Ledger<'_>, cost_of: &Expr, pool: &[usize], subject: &str) -> Vec<Exact> {
    let found = ledger.number_each(cost_of, pool, pool, subject, true);
    let mut costs = vec![Exact::ZERO; ledger.applicants.len()];
    for (cost, &i) in found.into_iter().zip(pool) {
        match cost {
            Some(cost) if cost.is_negative() => {
                ledger.note(
                    IssueCode::InvalidFact,
                    true,
                    Some(i),
                    subject,
                    format!("a cost of {cost} is below nought"),
                );
            }
            Some(cost) => costs[i] = cost,
            None => {
                let message = format!("{} has no value", cost_of.source());
                ledger.note(IssueCode::NoResult, true, Some(i), subject, message);
            }
        }
    }
    costs
}

pub fn supply(ledger: &mut Ledger<'_>, rule: &StepRule, pool: &[usize], places: Option<usize>) -> Supply {
    let mut limits = Vec::new();
    for limit in &rule.limits {
        let left = ledger.pool_number(&limit.amount, pool, &rule.id).unwrap_or_default();
        let costs = costs(ledger, &limit.cost, pool, &rule.id);
        limits.push(Limit {
            left,
            costs,
            at_line: limit.at_line,
            part_min_percent: limit.part_min_percent.clone(),
        });
    }
    let mut groups = Vec::new();
    for (g, group) in rule.groups.iter().enumerate() {
        groups.extend(resolve_group(ledger, rule, g, group, pool));
    }
    Supply { places, limits, groups }
}

fn resolve_group(
    ledger: &mut Ledger<'_>,
    rule: &StepRule,
    g: usize,
    group: &GroupRule,
    pool: &[usize],
) -> Vec<Group> {
    let subject = format!("{}.{}", rule.id, group.id);
    let floor = group.at_least.as_ref().and_then(|e| ledger.pool_number(e, pool, &subject));
    let cap = group.at_most.as_ref().and_then(|e| ledger.pool_number(e, pool, &subject));
    let belongs = match &group.filter {
        Some(filter) => ledger.truth_each(filter, pool, pool, &subject, true),
        None => vec![Some(true); pool.len()],
    };
    let values = match &group.each {
        Some(each) => ledger.eval_each(each, pool, pool, &subject, true),
        None => vec![None; pool.len()],
    };
    let count = ledger.applicants.len();
    let mut groups: Vec<Group> = Vec::new();
    let empty = |value| Group {
        rule: g,
        value,
        members: vec![false; count],
        floor: floor.clone(),
        cap: cap.clone(),
        counts: group.in_budget.then_some(rule.budget).flatten(),
        keep_open: group.keep_open,
        got: Exact::ZERO,
        reserved: Vec::new(),
    };
    if group.each.is_none() {
        groups.push(empty(None));
    }
    for ((belongs, value), &i) in belongs.into_iter().zip(values).zip(pool) {
        if belongs != Some(true) {
            continue;
        }
        // Somebody may belong to several areas at once.
        let names: Vec<Option<String>> = match value {
            Some(Value::List(items)) => items.iter().map(|item| Some(label(item))).collect(),
            Some(Value::Null) => Vec::new(),
            Some(value) => vec![Some(label(&value))],
            None if group.each.is_none() => vec![None],
            None => Vec::new(),
        };
        for name in names {
            let at = groups.iter().position(|known| known.value == name).unwrap_or_else(|| {
                groups.push(empty(name));
                groups.len() - 1
            });
            groups[at].members[i] = true;
        }
    }
    groups
}

/// The name of a group or part.
pub fn label(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        other => other.to_string(),
    }
}
