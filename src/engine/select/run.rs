//! One run: from the rules and the inputs to the outcome.

use std::collections::{BTreeMap, BTreeSet};

use super::super::exact::{Exact, RoundingMode};
use super::super::expr::{Memo, Type, Value};
use super::after;
use super::compile::{Compiled, DerivedRule, GroupRule, StepRule, compile};
use super::fill::{Edge, Filling, Group, Limit, Stop, Supply};
use super::finding::Severity;
use super::inputs::Inputs;
use super::ledger::{Cell, Ledger, natural, no_pool};
use super::order::{Class, order};
use super::outcome::{DerivedLine, GroupOutcome, Issue, IssueCode, Outcome, StepOutcome, StopKind, Stopped};
use super::score::{count_references, score};
use super::spec::{OnEqual, OnFailure, Rest, ShareOf, Spec};

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
        if course.stop.is_none() {
            checks(&mut ledger, Some(s), &taken);
            score(&mut ledger, Some(s), &taken);
        }
    }
    assemble(spec, ledger, course)
}

/// What the steps have done so far.
struct Course {
    suitable: Vec<usize>,
    taken: Vec<Vec<usize>>,
    /// No longer in the pool of further steps.
    gone: Vec<usize>,
    /// Each step's remaining candidates in order, for the reserve list.
    reserve: Vec<usize>,
    steps: Vec<StepOutcome>,
    granted: BTreeMap<usize, Exact>,
    /// Taken without a comparison: thresholds play no part for them.
    uncompared: Vec<usize>,
    pending: Vec<usize>,
    stop: Option<(usize, Stop)>,
}

impl Course {
    fn new(steps: &[StepRule], suitable: Vec<usize>) -> Self {
        Self {
            suitable,
            taken: vec![Vec::new(); steps.len()],
            gone: Vec::new(),
            reserve: Vec::new(),
            steps: Vec::new(),
            granted: BTreeMap::new(),
            uncompared: Vec::new(),
            pending: Vec::new(),
            stop: None,
        }
    }
}

fn validate(ledger: &mut Ledger<'_>, spec: &Spec) {
    if let Some(fields) = &spec.facts {
        let kind = Type::Record(fields.clone());
        let empty = Value::record([]);
        for i in 0..ledger.applicants.len() {
            let facts = &ledger.applicants[i].facts;
            let facts = if *facts == Value::Null { &empty } else { facts };
            if let Some((path, why)) = kind.mismatch(facts) {
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
        let verdicts = ledger.truth_each(&check.require, &asked, of, &check.id, true);
        for (verdict, i) in verdicts.into_iter().zip(asked) {
            match verdict {
                Some(true) => {}
                Some(false) => {
                    let pool = no_pool();
                    let reason = check.require.explain(&ledger.view(i, &pool), &mut Memo::new());
                    ledger.exclude(i, &check.id, check.message.clone(), reason);
                }
                None => ledger.facts_missing[i] = true,
            }
        }
    }
}

fn step(ledger: &mut Ledger<'_>, course: &mut Course, s: usize) {
    let rules = ledger.rules;
    let rule = &rules.steps[s];
    let base: Vec<usize> = match rule.from {
        Some(from) => course.taken[from].clone(),
        None => {
            let away = mask(ledger, course.taken.iter().flatten().chain(&course.gone));
            course.suitable.iter().copied().filter(|&i| !away[i]).collect()
        }
    };
    let mut pool: Vec<usize> = base.into_iter().filter(|&i| !ledger.excluded[i]).collect();
    pool.sort_unstable();
    if let Some(filter) = &rule.filter {
        let verdicts = ledger.truth_each(filter, &pool, &pool, &rule.id, true);
        for (verdict, &i) in verdicts.iter().zip(&pool) {
            if verdict.is_none() {
                ledger.facts_missing[i] = true;
            }
        }
        pool = pool
            .into_iter()
            .zip(verdicts)
            .filter(|(_, verdict)| *verdict != Some(false))
            .map(|(i, _)| i)
            .collect();
    }
    let parts: Vec<(Option<String>, Vec<usize>)> = match &rule.per {
        None => vec![(None, pool)],
        Some(per) => {
            let values = ledger.eval_each(per, &pool, &pool, &rule.id, true);
            let mut parts: Vec<(Option<String>, Vec<usize>)> = Vec::new();
            for (value, i) in values.into_iter().zip(pool) {
                let Some(value) = value else {
                    ledger.facts_missing[i] = true;
                    course.pending.push(i);
                    continue;
                };
                let name = Some(label(&value));
                match parts.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, members)) => members.push(i),
                    None => parts.push((name, vec![i])),
                }
            }
            parts.sort_by(|(a, _), (b, _)| {
                natural(a.as_deref().unwrap_or_default(), b.as_deref().unwrap_or_default())
            });
            parts
        }
    };
    for (name, pool) in parts {
        part(ledger, course, s, name, &pool);
    }
    if !course.pending.is_empty() && course.stop.is_none() {
        course.pending.sort_unstable();
        course.pending.dedup();
        let names = ledger.ids(&course.pending).join(", ");
        let why = format!(
            "{names} cannot be placed yet: something that is needed is missing or wrong; see the issues"
        );
        course.stop = Some((s, Stop { kind: StopKind::Incomplete, tied: Vec::new(), open_places: 0, why }));
    }
}

fn label(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        other => other.to_string(),
    }
}

/// One step for one value of `per`.
fn part(ledger: &mut Ledger<'_>, course: &mut Course, s: usize, name: Option<String>, candidates: &[usize]) {
    let rules = ledger.rules;
    let rule = &rules.steps[s];
    let mut result = StepOutcome { id: rule.id.clone(), part: name, ..StepOutcome::default() };
    let unknown: Vec<usize> = candidates.iter().copied().filter(|&i| ledger.facts_missing[i]).collect();
    let places = number_of_places(ledger, course, rule, candidates);
    if rule.take_all_if_fit && unknown.is_empty() && places.is_some_and(|places| candidates.len() <= places) {
        result.order = vec![ledger.ids(candidates)];
        result.taken = ledger.ids(candidates);
        result.places = places;
        result.unfilled = places.unwrap_or(0).saturating_sub(candidates.len());
        course.taken[s].extend_from_slice(candidates);
        course.uncompared.extend_from_slice(candidates);
        course.steps.push(result);
        minimum(ledger, rule, candidates.len());
        return;
    }
    result.compared = true;
    let in_question: Vec<usize> = candidates.iter().copied().filter(|&i| !ledger.failed[i]).collect();
    let (mut pool, waiting): (Vec<usize>, Vec<usize>) =
        in_question.into_iter().partition(|&i| !ledger.value_missing[i] && !ledger.facts_missing[i]);
    course.pending.extend(waiting);
    let (mut classes, open) = order(ledger, rule, &pool);
    for &i in &open {
        ledger.value_missing[i] = true;
    }
    course.pending.extend_from_slice(&open);
    pool.retain(|&i| !ledger.value_missing[i]);
    // A share or number may be of those in this pool, so it is looked up again now that the pool is known.
    let places = number_of_places(ledger, course, rule, &pool);
    result.places = places;
    let eligible: Vec<Class> = match &rule.derived {
        None => classes.clone(),
        Some(derived) => line(ledger, rule, derived, &classes, &pool, &mut result),
    };
    let supply = supply(ledger, rule, &pool, places);
    let edge_ids = ledger.applicants.clone();
    let ids = |i: usize| edge_ids[i].id.as_str();
    let edge = Edge { step: &rule.id, rule: &rule.edge, inputs: ledger.inputs, ids: &ids };
    let count = ledger.applicants.len();
    let mut filling = Filling::new(&edge, supply.clone(), count);
    let stop = if course.pending.is_empty() { filling.fill(&eligible).err() } else { None };
    if !supply.groups.is_empty() && course.pending.is_empty() {
        let mut plain = Filling::new(&edge, Supply { groups: Vec::new(), ..supply.clone() }, count);
        // Where even this stops, what it took so far is shown.
        let _ = plain.fill(&eligible);
        let is_taken = mask(ledger, &filling.taken);
        result.displaced =
            ledger.ids(&plain.taken.iter().copied().filter(|&i| !is_taken[i]).collect::<Vec<_>>());
        result.plain = ledger.ids(&plain.taken);
    }
    for (among, drawn) in &filling.drawn {
        split_as_drawn(&mut classes, among, drawn);
    }
    let position: BTreeMap<usize, usize> =
        classes.iter().flat_map(|class| &class.members).enumerate().map(|(at, &i)| (i, at)).collect();
    let mut taken = filling.taken.clone();
    taken.sort_by_key(|i| position.get(i));
    result.order = classes.iter().map(|class| ledger.ids(&class.members)).collect();
    result.taken = ledger.ids(&taken);
    result.unfilled = places.unwrap_or(0).saturating_sub(taken.len());
    result.draws = filling.draws.clone();
    result.expanded = filling.expanded.iter().map(|class| ledger.ids(class)).collect();
    let used = |l: usize| &supply.limits[l].left - &filling.supply.limits[l].left;
    // What a floor keeps open is not spent: count what was granted instead.
    result.spent = rule.budget.map(|_| filling.granted.values().sum());
    result.used = (rule.budget.map_or(0, |_| 1)..supply.limits.len()).next().map(used);
    if rule.budget.is_some() {
        course.granted.extend(filling.granted.clone());
    }
    result.groups = filling
        .supply
        .groups
        .iter()
        .map(|group| GroupOutcome {
            id: rule.groups[group.rule].id.clone(),
            value: group.value.clone(),
            got: group.got.clone(),
            met: group.floor.as_ref().is_none_or(|floor| group.got >= *floor),
            reserved: ledger.ids(&group.reserved),
        })
        .collect();
    for group in &result.groups {
        if !group.met && stop.is_none() && course.pending.is_empty() {
            let of = group.value.as_ref().map_or(String::new(), |value| format!(" ({value})"));
            let message =
                format!("the floor of {}{of} could not be filled: {} went to it", group.id, group.got);
            ledger.note(IssueCode::FloorUnfilled, false, None, &rule.id, message);
        }
    }
    if stop.is_none() && course.pending.is_empty() {
        minimum(ledger, rule, taken.len());
        let is_taken = mask(ledger, &taken);
        let rest: Vec<usize> = classes
            .iter()
            .flat_map(|class| class.members.iter().copied())
            .filter(|&i| !is_taken[i])
            .collect();
        match rule.rest {
            Rest::Next => {}
            Rest::Leave => course.gone.extend_from_slice(&rest),
            Rest::Reserve => {
                let max = rule.reserve_max.unwrap_or(usize::MAX);
                let mut before = 0;
                for class in &classes {
                    let waiting: Vec<usize> =
                        class.members.iter().copied().filter(|&i| !is_taken[i]).collect();
                    let matters = before < max;
                    before += waiting.len();
                    if waiting.len() > 1 && matters {
                        let names = ledger.ids(&waiting).join(", ");
                        ledger.note(
                            IssueCode::ReserveTied,
                            false,
                            None,
                            &rule.id,
                            format!("{names} are equal on the reserve list"),
                        );
                    }
                }
                course.gone.extend_from_slice(&rest);
                course.reserve.extend_from_slice(&rest);
            }
        }
    }
    course.taken[s].extend(taken);
    course.steps.push(result);
    if let Some(stop) = stop
        && course.stop.is_none()
    {
        course.stop = Some((s, stop));
    }
}

fn minimum(ledger: &mut Ledger<'_>, rule: &StepRule, taken: usize) {
    let Some(min) = rule.number.as_ref().and_then(|number| number.min.as_ref()) else { return };
    if let Some(min) = ledger.pool_number(min, &[], &rule.id)
        && Exact::from_count(taken) < min
    {
        let message = format!("{taken} could be taken, the rules want at least {min}");
        ledger.note(IssueCode::FewerThanMinimum, false, None, &rule.id, message);
    }
}

fn number_of_places(
    ledger: &mut Ledger<'_>,
    course: &Course,
    rule: &StepRule,
    pool: &[usize],
) -> Option<usize> {
    let mut places: Option<usize> = None;
    let mut at_most = |n: usize| places = Some(places.map_or(n, |p| p.min(n)));
    if let Some(number) = &rule.number
        && let Some(n) = ledger.pool_number(&number.places, pool, &rule.id)
    {
        match n.to_count() {
            Some(n) => at_most(n),
            None => {
                ledger.note(IssueCode::NoResult, true, None, &rule.id, format!("{n} is no number of places"));
                at_most(0);
            }
        }
    }
    if let Some(share) = &rule.share {
        let of = match share.spec.of.unwrap_or(ShareOf::Pool) {
            ShareOf::Received => ledger.applicants.len(),
            ShareOf::Suitable => course.suitable.len(),
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

/// Draws the line of a derived threshold; what is above it comes back.
fn line(
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
    let key = rule.order.first();
    let mut sums: Vec<(usize, Exact, Option<Exact>)> = Vec::new();
    let mut requested = Exact::ZERO;
    for (at, class) in classes.iter().enumerate() {
        for &i in &class.members {
            requested += &costs[i];
        }
        let value = key.and_then(|key| {
            match ledger.eval_each(&key.value, &class.members[..1], pool, &rule.id, true).pop() {
                Some(Some(Value::Number(n))) => Some(n),
                _ => None,
            }
        });
        match sums.last_mut() {
            Some(last) if value.is_some() && last.2 == value => *last = (at + 1, requested.clone(), value),
            _ => sums.push((at + 1, requested.clone(), value)),
        }
    }
    let within =
        |sum: &Exact| floor.as_ref().is_none_or(|f| sum >= f) && ceiling.as_ref().is_none_or(|c| sum <= c);
    let mut best: Option<(Exact, &(usize, Exact, Option<Exact>))> = None;
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
    result.derived = Some(DerivedLine { threshold: threshold.clone(), requested: requested.clone() });
    classes[..*count].to_vec()
}

/// Costs by applicant; one without a cost costs nothing and blocks by an issue.
fn costs(
    ledger: &mut Ledger<'_>,
    cost_of: &super::super::expr::Expr,
    pool: &[usize],
    subject: &str,
) -> Vec<Exact> {
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

fn supply(ledger: &mut Ledger<'_>, rule: &StepRule, pool: &[usize], places: Option<usize>) -> Supply {
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

fn split_as_drawn(classes: &mut Vec<Class>, among: &[usize], drawn: &[usize]) {
    let mut tied = among.to_vec();
    tied.sort_unstable();
    let found = classes.iter().position(|class| {
        let mut members = class.members.clone();
        members.sort_unstable();
        members == tied
    });
    let Some(at) = found else { return };
    let left: Vec<usize> = among.iter().copied().filter(|i| !drawn.contains(i)).collect();
    let singles = drawn.iter().map(|&i| Class { members: vec![i], wants: None });
    let rest = (!left.is_empty()).then_some(Class { members: left, wants: None });
    classes.splice(at..=at, singles.chain(rest));
}

fn assemble(spec: &Spec, mut ledger: Ledger<'_>, mut course: Course) -> Outcome {
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
        let stop = Stop { kind: StopKind::Incomplete, tied: Vec::new(), open_places: 0, why };
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
    let limit = rules
        .steps
        .iter()
        .filter(|rule| rule.rest == Rest::Reserve)
        .filter_map(|rule| rule.reserve_max)
        .max();
    let unlimited = rules.steps.iter().any(|rule| rule.rest == Rest::Reserve && rule.reserve_max.is_none());
    let shown = if unlimited { reserve.len() } else { limit.unwrap_or(0).min(reserve.len()) };
    let reserve: Vec<usize> = reserve[..shown].to_vec();
    let undecided = course.stop.is_some()
        && (incomplete || course.stop.as_ref().is_some_and(|(s, _)| *s + 1 < rules.steps.len()));
    let not_selected: Vec<usize> = if undecided {
        Vec::new()
    } else {
        let placed = mask(&ledger, selected.iter().chain(&reserve).chain(&tied).chain(&course.pending));
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
            let step = rules.steps.get(*s).map(|rule| rule.id.clone());
            (Some(Stopped { kind: stop.kind, step, why: stop.why.clone() }), stop.open_places)
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

/// Which applicants are among `of`.
fn mask<'i>(ledger: &Ledger<'_>, of: impl IntoIterator<Item = &'i usize>) -> Vec<bool> {
    let mut mask = vec![false; ledger.applicants.len()];
    for &i in of {
        mask[i] = true;
    }
    mask
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
