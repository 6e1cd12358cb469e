//! A scoring model under stress: does the order hold when somebody leaves, do the weights weigh what they
//! say, how near is the line.
//!
//! Everything is computed by [`select::run`] on the inputs of simulated pools; nothing is estimated.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::exact::Exact;
use crate::engine::select::outcome::StopKind;
use crate::engine::select::spec::{Criterion, CriterionKind, Direction, Method};
use crate::engine::select::{self, Inputs, Outcome, Spec};

/// Decimals of a standard deviation.
const DEVIATION_PLACES: u32 = 6;

/// The order of two applicants that turns round when a third one leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reversal {
    /// Who left.
    pub dropped: String,
    /// Who was better before.
    pub before: String,
    /// Who is better now.
    pub after: String,
}

/// A criterion's weight as it is stated and as it works in one pool. Shares of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Weight {
    /// Which criterion.
    pub criterion: String,
    /// Its weight by all weights.
    pub stated: Exact,
    /// Its weight times the distance of its highest from its lowest value, by the sum of these.
    pub effective: Exact,
    /// The same with the standard deviation (of the population) in place of the distance.
    pub by_deviation: Exact,
}

/// Whose order turns round when one of the others is not there. Pairs that were equal do not count.
pub fn reversals(spec: &Spec, inputs: &Inputs) -> Vec<Reversal> {
    let whole = select::run(spec, inputs);
    let base = positions(&whole);
    let mut found = Vec::new();
    for left in &inputs.applicants {
        let reduced = positions(&select::run(spec, &without(inputs, &left.id)));
        for (one, at) in &base {
            for (other, behind) in &base {
                if at >= behind || *one == left.id || *other == left.id {
                    continue;
                }
                if let (Some(a), Some(b)) = (reduced.get(one), reduced.get(other))
                    && a > b
                {
                    let dropped = left.id.clone();
                    found.push(Reversal { dropped, before: one.clone(), after: other.clone() });
                }
            }
        }
    }
    found
}

fn positions(outcome: &Outcome) -> BTreeMap<String, usize> {
    let classes = outcome.order.iter().enumerate();
    classes.flat_map(|(at, class)| class.iter().map(move |id| (id.clone(), at))).collect()
}

fn without(inputs: &Inputs, id: &str) -> Inputs {
    let mut rest = inputs.clone();
    rest.applicants.retain(|applicant| applicant.id != id);
    rest.exclusions.retain(|exclusion| exclusion.applicant != id);
    for given in rest.orders.values_mut() {
        given.order.retain(|name| name != id);
    }
    rest.draws.clear();
    rest
}

/// What each criterion of the total is worth to each applicant, in the points of the total; and its stated
/// weight.
fn worth(spec: &Spec, outcome: &Outcome) -> Vec<(String, Exact, BTreeMap<String, Exact>)> {
    let Some(total) = &spec.total else { return Vec::new() };
    let method = total.method.unwrap_or(Method::Sum);
    let counted = |id: &String| total.of.is_empty() || total.of.contains(id);
    let weighed = spec.criteria.iter().any(|criterion| criterion.weight.is_some());
    let mut all = Vec::new();
    for criterion in spec.criteria.iter().filter(|c| counted(&c.id) && !c.advice) {
        let weight = match (&criterion.weight, method) {
            (_, Method::Sum) => Exact::ONE,
            (Some(weight), _) => weight.clone(),
            (None, _) if weighed => continue,
            (None, _) => Exact::ONE,
        };
        let scale = spec.scale(&criterion.id);
        let full = match method {
            Method::Scaled => scale.map(|scale| scale.max.clone()).or_else(|| criterion.max.clone()),
            _ => None,
        };
        let each = weight.checked_div(&full.unwrap_or(Exact::ONE)).unwrap_or_default();
        let values = outcome.scores.iter().filter_map(|(id, scores)| {
            let value = scores.get(&criterion.id)?;
            let low = criterion.direction.or(scale.map(|scale| scale.direction)) == Some(Direction::Low);
            let worth = value * &each;
            Some((id.clone(), if low { &Exact::ZERO - &worth } else { worth }))
        });
        let values: BTreeMap<_, _> = values.collect();
        if !values.is_empty() {
            // Points that are just added weigh as much as there are points to get.
            let stated =
                if method == Method::Sum { points(spec, criterion, PARTS_DEEP_MAX) } else { Some(weight) };
            all.push((criterion.id.clone(), stated, values));
        }
    }
    // Where it is nowhere said how many points there are to get, no weight is stated, and nothing is compared with it.
    let stated = all.into_iter().map(|(id, stated, values)| Some((id, stated?, values)));
    stated.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Sums of sums that are followed: the check refuses deeper ones and those that come back to themselves.
const PARTS_DEEP_MAX: u8 = 8;

/// How many points there are to get for a criterion; nothing where the rules do not say.
fn points(spec: &Spec, criterion: &Criterion, deep: u8) -> Option<Exact> {
    if let Some(scale) = spec.scale(&criterion.id) {
        return Some(&scale.max - &scale.min);
    }
    if let Some(most) = criterion.scale_to.as_ref().or(criterion.max.as_ref()) {
        return Some(most.clone());
    }
    if criterion.kind == CriterionKind::Sum && deep > 0 {
        let part = |id: &String| points(spec, spec.criteria.iter().find(|part| part.id == *id)?, deep - 1);
        return criterion.of.iter().map(part).sum::<Option<Exact>>();
    }
    let given = || criterion.bands.iter().map(|band| &band.points).chain(&criterion.otherwise);
    Some(given().max()? - given().min()?)
}

/// Stated and effective weights of the criteria in one pool; empty where nothing differs.
pub fn weights(spec: &Spec, outcome: &Outcome) -> Vec<Weight> {
    let worth = worth(spec, outcome);
    let sum = |all: &[Exact]| all.iter().fold(Exact::ZERO, |sum, one| &sum + one);
    let stated = sum(&worth.iter().map(|(_, weight, _)| weight.clone()).collect::<Vec<_>>());
    let ranges: Vec<_> = worth.iter().map(|(_, _, values)| range(values.values())).collect();
    let deviations: Vec<_> = worth.iter().map(|(_, _, values)| deviation(values.values())).collect();
    let (all, spread) = (sum(&ranges), sum(&deviations));
    let mut weights = Vec::new();
    for ((criterion, weight, _), (range, deviation)) in worth.iter().zip(ranges.iter().zip(&deviations)) {
        let (Some(stated), Some(effective), Some(by_deviation)) =
            (weight.checked_div(&stated), range.checked_div(&all), deviation.checked_div(&spread))
        else {
            return Vec::new();
        };
        weights.push(Weight { criterion: criterion.clone(), stated, effective, by_deviation });
    }
    weights
}

fn range<'v>(values: impl Iterator<Item = &'v Exact> + Clone) -> Exact {
    match (values.clone().max(), values.min()) {
        (Some(high), Some(low)) => high - low,
        _ => Exact::ZERO,
    }
}

fn deviation<'v>(values: impl Iterator<Item = &'v Exact> + Clone) -> Exact {
    let count = Exact::from_count(values.clone().count());
    let mean = values.clone().fold(Exact::ZERO, |sum, value| &sum + value).checked_div(&count);
    let Some(mean) = mean else { return Exact::ZERO };
    let squares = values.fold(Exact::ZERO, |sum, value| {
        let off = value - &mean;
        &sum + &(&off * &off)
    });
    squares.checked_div(&count).and_then(|variance| variance.sqrt(DEVIATION_PLACES)).unwrap_or_default()
}

/// How far the last who is chosen lies above the best who is not, in points of the total.
pub fn margin(outcome: &Outcome) -> Option<Exact> {
    let total = |id: &String| outcome.scores.get(id)?.get("total").cloned();
    let last = outcome.selected.iter().filter_map(total).min()?;
    let next = outcome.reserve.iter().chain(&outcome.not_selected).filter_map(total).max()?;
    Some((&last - &next).abs())
}

/// Whether the run stopped because nothing separates some of them.
pub fn is_tied(outcome: &Outcome) -> bool {
    !outcome.tied.is_empty()
        && outcome
            .stopped
            .as_ref()
            .is_none_or(|stop| matches!(stop.kind, StopKind::Tie | StopKind::Draw | StopKind::Choice))
}

/// Applicants between two others in every criterion, whom no weights whatever could put first: a mixture of
/// the two is at least as good in each criterion and better in one, though neither of them is.
///
/// With `lowest price / price` this is the balanced bid: half-way in price earns less than half the points.
pub fn never_first(spec: &Spec, outcome: &Outcome) -> Vec<String> {
    let worth = worth(spec, outcome);
    let point = |id: &str| -> Option<Vec<Exact>> {
        worth.iter().map(|(_, _, values)| values.get(id).cloned()).collect()
    };
    let points: Vec<_> = outcome.scores.keys().filter_map(|id| Some((id.clone(), point(id)?))).collect();
    let mut found = Vec::new();
    for (id, b) in &points {
        let others: Vec<_> = points.iter().filter(|(other, _)| other != id).map(|(_, point)| point).collect();
        let dominated = others.iter().any(|a| a.iter().zip(b).all(|(a, b)| a >= b));
        if !dominated && others.iter().any(|a| others.iter().any(|c| mixture_beats(a, c, b))) {
            found.push(id.clone());
        }
    }
    found
}

/// Whether some share of `a` and the rest of `c` is at least `b` everywhere and more somewhere.
fn mixture_beats(a: &[Exact], c: &[Exact], b: &[Exact]) -> bool {
    let (mut low, mut high) = (Exact::ZERO, Exact::ONE);
    for ((a, c), b) in a.iter().zip(c).zip(b) {
        // share * (a - c) >= b - c
        let (slope, need) = (a - c, b - c);
        if slope.is_zero() {
            if need > Exact::ZERO {
                return false;
            }
        } else if let Some(at) = need.checked_div(&slope) {
            if slope.is_negative() { high = high.min(at) } else { low = low.max(at) }
        }
    }
    if low > high {
        return false;
    }
    let more = |share: &Exact| {
        a.iter().zip(c).zip(b).any(|((a, c), b)| {
            let mixed = &(share * a) + &(&(&Exact::ONE - share) * c);
            mixed > *b
        })
    };
    more(&low) || more(&high)
}
