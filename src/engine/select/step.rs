//! One step of the choice: who stands in it, in which order, and whom it takes.

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::compile::StepRule;
use super::fill::{Edge, Filling, Lot, Stop, Supply};
use super::ledger::{Ledger, mask, natural};
use super::order::{Class, order};
use super::outcome::{GroupOutcome, IssueCode, LimitOutcome, StepOutcome, StopKind};
use super::spec::Rest;
use super::supply::{label, line, number_of_places, supply};

/// What the steps have done so far.
pub struct Course {
    pub suitable: Vec<usize>,
    pub taken: Vec<Vec<usize>>,
    /// No longer in the pool of further steps.
    pub gone: Vec<usize>,
    /// Each step's remaining candidates in order, for the reserve list.
    pub reserve: Vec<usize>,
    pub steps: Vec<StepOutcome>,
    pub granted: BTreeMap<usize, Exact>,
    /// Taken without a comparison: thresholds play no part for them.
    pub uncompared: Vec<usize>,
    pub pending: Vec<usize>,
    pub stop: Option<(usize, Stop)>,
    /// Behind the tied at the stop, and perhaps in all the same.
    pub perhaps: Vec<usize>,
}

impl Course {
    pub fn new(steps: &[StepRule], suitable: Vec<usize>) -> Self {
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
            perhaps: Vec::new(),
        }
    }
}

pub fn step(ledger: &mut Ledger<'_>, course: &mut Course, s: usize) {
    let rules = ledger.rules;
    let rule = &rules.steps[s];
    let base: Vec<usize> = if let Some(from) = rule.from {
        // Whom another step chose for good from the same stage holds a place already.
        let chosen = rules.steps.iter().zip(&course.taken).filter(|(step, _)| !step.is_stage);
        let away = mask(ledger, chosen.flat_map(|(_, taken)| taken).chain(&course.gone));
        course.taken[from].iter().copied().filter(|&i| !away[i]).collect()
    } else {
        let away = mask(ledger, course.taken.iter().flatten().chain(&course.gone));
        course.suitable.iter().copied().filter(|&i| !away[i]).collect()
    };
    let mut pool: Vec<usize> = base.into_iter().filter(|&i| !ledger.excluded[i]).collect();
    pool.sort_unstable();
    if let Some(filter) = &rule.filter {
        let verdicts = of_each(ledger, &pool, |ledger, of, blocking| {
            ledger.truth_each(filter, of, &pool, &rule.id, blocking)
        });
        for (verdict, &i) in verdicts.iter().zip(&pool) {
            if verdict.is_none() && !ledger.failed[i] {
                ledger.facts_missing[i] = true;
            }
        }
        let in_question = pool.into_iter().zip(verdicts).filter(|(i, verdict)| match verdict {
            Some(verdict) => *verdict,
            None => !ledger.failed[*i],
        });
        pool = in_question.map(|(i, _)| i).collect();
    }
    let parts: Vec<(Option<String>, Vec<usize>)> = match &rule.per {
        None => vec![(None, pool)],
        Some(per) => {
            let values = of_each(ledger, &pool, |ledger, of, blocking| {
                ledger.eval_each(per, of, &pool, &rule.id, blocking)
            });
            let mut parts: Vec<(Option<String>, Vec<usize>)> = Vec::new();
            for (value, i) in values.into_iter().zip(pool) {
                let Some(value) = value else {
                    if ledger.failed[i] {
                        continue;
                    }
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
    // A share may be of those of its part who are not in the pool any more.
    let kin: Vec<Option<String>> = match &rule.per {
        Some(per) if rule.share.is_some() => {
            let (all, said) = ((0..ledger.applicants.len()).collect::<Vec<_>>(), ledger.issues.len());
            let values = ledger.eval_each(per, &all, &all, &rule.id, false);
            ledger.issues.truncate(said);
            values.into_iter().map(|value| value.as_ref().map(label)).collect()
        }
        _ => Vec::new(),
    };
    for (name, pool) in parts {
        let in_part = |i: usize| kin.is_empty() || kin[i] == name;
        part(ledger, course, s, (name.clone(), &in_part), &pool);
    }
    if !course.pending.is_empty() && course.stop.is_none() {
        course.pending.sort_unstable();
        course.pending.dedup();
        let names = ledger.ids(&course.pending).join(", ");
        let why = format!(
            "{names} cannot be placed yet: something that is needed is missing or wrong; see the issues"
        );
        let (tied, open_places, at_floor) = (Vec::new(), 0, false);
        course.stop = Some((s, Stop { kind: StopKind::Incomplete, tied, open_places, why, at_floor }));
    }
}

/// The value of each of `pool`, in its order. Those who have failed stand in no list: what is missing of them is no
/// matter, and is not said.
fn of_each<'a, V>(
    ledger: &mut Ledger<'a>,
    pool: &[usize],
    mut values: impl FnMut(&mut Ledger<'a>, &[usize], bool) -> Vec<Option<V>>,
) -> Vec<Option<V>> {
    let (failed, sound): (Vec<usize>, Vec<usize>) = pool.iter().copied().partition(|&i| ledger.failed[i]);
    let of_sound = values(ledger, &sound, true);
    let said = ledger.issues.len();
    let of_failed = values(ledger, &failed, false);
    ledger.issues.truncate(said);
    let all = sound.into_iter().chain(failed).zip(of_sound.into_iter().chain(of_failed));
    let mut found: BTreeMap<usize, Option<V>> = all.collect();
    pool.iter().map(|i| found.remove(i).flatten()).collect()
}

/// One step for one value of `per`.
fn part(
    ledger: &mut Ledger<'_>,
    course: &mut Course,
    s: usize,
    (name, in_part): (Option<String>, &dyn Fn(usize) -> bool),
    candidates: &[usize],
) {
    let rules = ledger.rules;
    let rule = &rules.steps[s];
    let mut result = StepOutcome { id: rule.id.clone(), part: name, ..StepOutcome::default() };
    let unknown: Vec<usize> = candidates.iter().copied().filter(|&i| ledger.facts_missing[i]).collect();
    let places = number_of_places(ledger, course, rule, candidates, in_part);
    if rule.take_all_if_fit
        && unknown.is_empty()
        && places.is_some_and(|places| candidates.len() <= places)
        && all_can_have(ledger, rule, candidates, places)
    {
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
    let before = course.taken[..s].iter().zip(&rules.steps).filter(|(_, rule)| !rule.is_stage);
    let above: Vec<usize> = before.flat_map(|(taken, _)| taken.iter().copied()).collect();
    let (mut classes, open) = order(ledger, rule, &pool, &above);
    for &i in &open {
        ledger.value_missing[i] = true;
    }
    course.pending.extend_from_slice(&open);
    pool.retain(|&i| !ledger.value_missing[i]);
    // A share or number may be of those in this pool, so it is looked up again now that the pool is known.
    let places = number_of_places(ledger, course, rule, &pool, in_part);
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
    course.perhaps.append(&mut filling.perhaps);
    if !supply.groups.is_empty() && course.pending.is_empty() {
        let mut plain = Filling::new(&edge, Supply { groups: Vec::new(), ..supply.clone() }, count);
        // Where even this stops, what it took so far is shown.
        let _ = plain.fill(&eligible);
        let is_taken = mask(ledger, &filling.taken);
        result.displaced =
            ledger.ids(&plain.taken.iter().copied().filter(|&i| !is_taken[i]).collect::<Vec<_>>());
        result.plain = ledger.ids(&plain.taken);
    }
    for lot in &filling.drawn {
        split_as_drawn(&mut classes, lot);
    }
    let position: BTreeMap<usize, usize> =
        classes.iter().flat_map(|class| &class.members).enumerate().map(|(at, &i)| (i, at)).collect();
    let mut taken = filling.taken.clone();
    taken.sort_by_key(|i| position.get(i));
    result.order = classes.iter().map(|class| ledger.ids(&class.members)).collect();
    result.taken = ledger.ids(&taken);
    result.unfilled = places.unwrap_or(0).saturating_sub(taken.len());
    result.draws.clone_from(&filling.draws);
    result.settled = filling.settled.iter().map(|class| ledger.ids(class)).collect();
    result.expanded = filling.expanded.iter().map(|class| ledger.ids(class)).collect();
    let used = |l: usize| &supply.limits[l].left - &filling.supply.limits[l].left;
    // What a floor keeps open is not spent: count what was granted instead.
    result.spent = rule.budget.map(|budget| filling.given.values().map(|given| &given[budget]).sum());
    result.used = (rule.budget.map_or(0, |_| 1)..supply.limits.len()).next().map(used);
    if let Some(budget) = rule.budget {
        course.granted.extend(filling.given.iter().map(|(i, given)| (*i, given[budget].clone())));
    }
    // Money that a floor keeps open is not left for anybody else.
    let id = |i: usize| ledger.id(i).to_owned();
    let limits = supply.limits.iter().zip(&filling.supply.limits).enumerate();
    result.limits = limits
        .map(|(l, (before, after))| LimitOutcome {
            left: after.left.clone(),
            asked: pool.iter().map(|&i| (id(i), before.costs[i].clone())).collect(),
            given: filling.given.iter().map(|(&i, given)| (id(i), given[l].clone())).collect(),
        })
        .collect();
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
            weighs: if group.floor.is_some() || group.cap.is_some() {
                let weight = |i: usize| match group.counts {
                    Some(limit) => supply.limits[limit].costs[i].clone(),
                    None => Exact::ONE,
                };
                pool.iter().filter(|&&i| group.members[i]).map(|&i| (id(i), weight(i))).collect()
            } else {
                BTreeMap::new()
            },
            at_least: group.floor.clone(),
            at_most: group.cap.clone(),
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
                let mut listed: Vec<usize> = Vec::new();
                for class in &classes {
                    let mut waiting: Vec<usize> =
                        class.members.iter().copied().filter(|&i| !is_taken[i]).collect();
                    if listed.len() >= max || waiting.is_empty() {
                        continue;
                    }
                    // Nobody loses a place on the list by the letters of their name: a lot cuts it, or else all of the
                    // equals stand on it until a lot or people say who moves up.
                    if filling.in_drawn_order(&mut waiting) {
                        waiting.truncate(max - listed.len());
                    } else if waiting.len() > 1 {
                        let names = ledger.ids(&waiting).join(", ");
                        let beyond = listed.len() + waiting.len() > max;
                        let all =
                            if beyond { "; all of them stand on it, though it is to hold fewer" } else { "" };
                        let message = format!("{names} are equal on the reserve list{all}");
                        ledger.note(IssueCode::ReserveTied, false, None, &rule.id, message);
                    }
                    listed.extend(waiting);
                }
                course.gone.extend_from_slice(&rest);
                course.reserve.extend(listed);
            }
        }
    }
    course.taken[s].extend(taken);
    course.steps.push(result);
    let Some(stop) = stop else { return };
    match &mut course.stop {
        None => course.stop = Some((s, stop)),
        // People decide for all parts of a step at once; lots are drawn for one after the other.
        Some((at, first)) if *at == s && first.kind == StopKind::Tie && stop.kind == StopKind::Tie => {
            first.tied.extend(stop.tied);
            first.open_places += stop.open_places;
            first.at_floor |= stop.at_floor;
            first.why = format!("{}; {}", first.why, stop.why);
        }
        Some(_) => {}
    }
}

/// Whether everybody can have a place within the sums and under the caps of the step: there are fewer than places, and
/// still a budget may not suffice for all of them.
fn all_can_have(
    ledger: &mut Ledger<'_>,
    rule: &StepRule,
    candidates: &[usize],
    places: Option<usize>,
) -> bool {
    let supply = supply(ledger, rule, candidates, places);
    let sum = |costs: &[Exact], of: &dyn Fn(usize) -> bool| {
        candidates.iter().filter(|&&i| of(i)).map(|&i| &costs[i]).sum::<Exact>()
    };
    let limits = supply.limits.iter().all(|limit| sum(&limit.costs, &|_| true) <= limit.left);
    let caps = supply.groups.iter().all(|group| {
        let Some(cap) = &group.cap else { return true };
        let is_member = |i: usize| group.members[i];
        *cap >= match group.counts {
            Some(limit) => sum(&supply.limits[limit].costs, &is_member),
            None => Exact::from_count(candidates.iter().filter(|&&i| is_member(i)).count()),
        }
    });
    limits && caps
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

/// Puts what a lot decided into the order: those who had a place before, as a floor may have given them, then the lots as
/// drawn, then whom the record does not name. Whoever could have had nothing was in no lot, and stands where the record
/// puts them, or last.
fn split_as_drawn(classes: &mut Vec<Class>, lot: &Lot) {
    let Some(at) = classes.iter().position(|class| lot.among.iter().all(|i| class.members.contains(i)))
    else {
        return;
    };
    let members = &classes[at].members;
    // A lot for a floor says nothing of how its people stand to the others.
    if lot.for_floor && members.len() > lot.among.len() {
        return;
    }
    let drawn: Vec<usize> = lot.drawn.iter().copied().filter(|i| members.contains(i)).collect();
    let had: Vec<usize> =
        members.iter().copied().filter(|i| lot.had.contains(i) && !drawn.contains(i)).collect();
    let left: Vec<usize> =
        members.iter().copied().filter(|i| !had.contains(i) && !drawn.contains(i)).collect();
    let class = |members| Class { members, wants: None };
    let before = (!had.is_empty()).then(|| class(had));
    let rest = (!left.is_empty()).then(|| class(left));
    classes.splice(at..=at, before.into_iter().chain(drawn.into_iter().map(|i| class(vec![i]))).chain(rest));
}
