//! What a total is made of, and the line between those who are chosen and those who are not.

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::compile::{ColumnKind, TOTAL, compile};
use super::outcome::Outcome;
use super::spec::Spec;

/// What one criterion gives to the total.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Which criterion.
    pub criterion: String,
    /// Points of the total by applicant.
    pub points: BTreeMap<String, Exact>,
}

/// What each criterion gives to the total, in the order of the rules; empty where the parts do not add up to it, as
/// where an evaluator's own sums are combined or a weight is stretched over what does not apply.
pub fn shares(spec: &Spec, outcome: &Outcome) -> Vec<Share> {
    let (rules, _) = compile(spec);
    let total = rules.columns.iter().find(|column| column.id == TOTAL);
    let Some(ColumnKind::Sum(sum)) = total.map(|column| &column.kind) else { return Vec::new() };
    let mut shares: Vec<_> = sum
        .parts
        .iter()
        .filter_map(|part| rules.columns.get(part.column))
        .map(|column| Share { criterion: column.id.clone(), points: BTreeMap::new() })
        .collect();
    for (id, scores) in &outcome.scores {
        let Some(total) = scores.get(TOTAL) else { continue };
        let mut added = Exact::ZERO;
        for (part, share) in sum.parts.iter().zip(&mut shares) {
            let Some(value) = scores.get(&share.criterion) else { return Vec::new() };
            let points = &(value - &part.offset) * &part.factor;
            let points = match &sum.divide_by {
                Some(by) => points.checked_div(by),
                None => Some(points),
            };
            let Some(points) = points else { return Vec::new() };
            added += &points;
            share.points.insert(id.clone(), points);
        }
        if added != *total {
            return Vec::new();
        }
    }
    shares
}

/// The most that a total can be; nothing where the rules set no end to it.
pub fn most(spec: &Spec) -> Option<Exact> {
    let (rules, _) = compile(spec);
    let total = rules.columns.into_iter().find(|column| column.id == TOTAL)?;
    total.extent.map(|(_, highest)| highest)
}

/// The line through the totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The total of the last who is chosen, or of those who are equal at the line.
    pub last: Exact,
    /// The highest total of the others.
    pub next: Exact,
}

impl Edge {
    /// How far `total` lies above the line, or below it where it is negative: what it could lose, or would have to
    /// win, to be on the other side or equal to it.
    pub fn margin(&self, total: &Exact) -> Exact {
        if *total >= self.last { total - &self.next } else { total - &self.last }
    }
}

/// The line through the totals; nothing where everybody is on one side of it, or where the choice does not follow the
/// totals, as with reserved places.
pub fn edge(outcome: &Outcome) -> Option<Edge> {
    let total = |id: &String| outcome.scores.get(id)?.get(TOTAL).cloned();
    let below = || outcome.reserve.iter().chain(&outcome.not_selected).filter_map(total);
    let chosen = || outcome.selected.iter().filter_map(total);
    let tied = || outcome.tied.iter().filter_map(total);
    let last = chosen().chain(tied()).min()?;
    let next = below().max();
    if next.as_ref().is_some_and(|next| *next > last) {
        return None;
    }
    match (tied().max(), next) {
        // Those who are equal are the line, as long as they are equal in the total.
        (Some(highest), _) if highest == last => Some(Edge { last: last.clone(), next: last }),
        (Some(_), _) | (None, None) => None,
        (None, Some(next)) => Some(Edge { last, next }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::select::spec::{Criterion, Method, Total};

    fn outcome(totals: &[(&str, i64)], selected: &[&str], tied: &[&str]) -> Outcome {
        let is = |list: &[&str], id: &str| list.contains(&id);
        let names = |list: &[&str]| list.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let rest: Vec<_> =
            totals.iter().map(|(id, _)| *id).filter(|id| !is(selected, id) && !is(tied, id)).collect();
        let score = |(id, total): &(&str, i64)| {
            ((*id).to_owned(), BTreeMap::from([(TOTAL.to_owned(), Exact::from(*total))]))
        };
        Outcome {
            scores: totals.iter().map(score).collect(),
            selected: names(selected),
            tied: names(tied),
            not_selected: names(&rest),
            ..Outcome::default()
        }
    }

    #[test]
    fn the_line_lies_between_the_last_who_is_chosen_and_the_next() {
        let three = [("a", 50), ("b", 40), ("c", 37)];
        let edge = edge(&outcome(&three, &["a", "b"], &[])).unwrap();
        let margin = |total: i64| edge.margin(&Exact::from(total)).to_string();
        assert_eq!((margin(50), margin(40), margin(37)), ("13".into(), "3".into(), "-3".into()));
    }

    #[test]
    fn those_who_are_equal_are_the_line() {
        let four = [("a", 50), ("b", 40), ("c", 40), ("d", 10)];
        let edge = edge(&outcome(&four, &["a"], &["b", "c"])).unwrap();
        let margin = |total: i64| edge.margin(&Exact::from(total)).to_string();
        assert_eq!((margin(50), margin(40), margin(10)), ("10".into(), "0".into(), "-30".into()));
    }

    #[test]
    fn there_is_no_line_where_the_choice_does_not_follow_the_totals() {
        let three = [("a", 50), ("b", 40), ("c", 37)];
        assert_eq!(edge(&outcome(&three, &["a", "c"], &[])), None);
        assert_eq!(edge(&outcome(&three, &["a", "b", "c"], &[])), None);
        assert_eq!(edge(&outcome(&three, &["a"], &["b", "c"])), None);
        assert_eq!(edge(&Outcome::default()), None);
    }

    #[test]
    fn shares_add_up_to_the_total_or_there_are_none() {
        let criterion = |id: &str, weight: i64| Criterion {
            id: id.to_owned(),
            weight: Some(Exact::from(weight)),
            ..Criterion::default()
        };
        let spec = Spec {
            criteria: vec![criterion("team", 3), criterion("price", 1)],
            total: Some(Total { method: Some(Method::WeightedMean), ..Total::default() }),
            ..Spec::default()
        };
        let scores = |total: i64| {
            let values = [("team", 4), ("price", 8), (TOTAL, total)];
            values.map(|(id, value)| (id.to_owned(), Exact::from(value))).into_iter().collect()
        };
        let outcome = |total| Outcome {
            scores: BTreeMap::from([("a".to_owned(), scores(total))]),
            ..Outcome::default()
        };
        let points: Vec<_> =
            shares(&spec, &outcome(5)).iter().map(|share| share.points["a"].to_string()).collect();
        assert_eq!(points, ["3", "2"]);
        assert_eq!(shares(&spec, &outcome(6)), []);
    }
}
