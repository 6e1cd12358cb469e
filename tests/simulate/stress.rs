//! The model of a selection under stress: weights as they work, and orders that turn round.

use trespor::engine::exact::Exact;
use trespor::engine::expr::Value;
use trespor::engine::select::inputs::{Applicant, Mark, Marks};
use trespor::engine::select::{self, Inputs, Spec};
use trespor::simulate::stress;
fn spec(text: &str) -> Spec {
    serde_saphyr::from_str(text).expect("rules")
}

fn exact(text: &str) -> Exact {
    text.parse().expect("a number")
}

fn judged(id: &str, marks: &[(&str, i64)]) -> Applicant {
    let scores = marks.iter().map(|(criterion, points)| {
        let mark = Mark::Points(Exact::from_int(*points));
        ((*criterion).to_owned(), Marks(vec![("e".to_owned(), mark)]))
    });
    Applicant { id: id.to_owned(), scores: scores.collect(), ..Applicant::default() }
}

/// Scenario S23: weights 0.6 and 0.4; quality lies within 6 points, price within 60. By hand:
/// 0.6 × 6 = 3.6 and 0.4 × 60 = 24, together 27.6; 3.6 / 27.6 = 3/23, 24 / 27.6 = 20/23.
#[test]
fn a_criterion_in_which_nobody_differs_weighs_little() {
    let rules = spec(
        "{scoring: {scale: {min: 0, max: 100}, combine: mean},
          criteria: [{id: quality, weight: 0.6}, {id: price, weight: 0.4}],
          total: {method: weighted_sum}, steps: [{number: 1, tie: [stop]}]}",
    );
    let pool = [("A", 72, 100), ("B", 75, 60), ("C", 78, 40), ("D", 74, 80)];
    let applicants = pool.map(|(id, quality, price)| judged(id, &[("quality", quality), ("price", price)]));
    let outcome = select::run(&rules, &Inputs { applicants: applicants.into(), ..Inputs::default() });
    let weights = stress::weights(&rules, &outcome);
    let of = |id: &str| weights.iter().find(|weight| weight.criterion == id).expect("a weight").clone();
    assert_eq!((of("quality").stated, of("quality").effective), (exact("3/5"), exact("3/23")));
    assert_eq!((of("price").stated, of("price").effective), (exact("2/5"), exact("20/23")));
    // By standard deviation: 0.6 × √4.6875 = 1.299038 and 0.4 × √500 = 8.944272: 12.68 and 87.32 percent.
    let share = of("quality").by_deviation;
    assert!(share > exact("0.1268") && share < exact("0.1269"), "{share}");
}

fn price(id: &str, quality: i64, price: i64) -> Applicant {
    let facts = Value::record([("price".to_owned(), Value::Number(Exact::from_int(price)))]);
    Applicant { facts, ..judged(id, &[("quality", quality)]) }
}

const RELATIVE: &str = "{facts: {price: number}, scoring: {scale: {min: 0, max: 100}, combine: mean},
    criteria: [{id: quality, weight: 50},
      {id: price, kind: formula, pool: suitable, weight: 50, min: 0, max: 100,
       value: '100 * min(pool.map(a, a.facts.price)) / facts.price'}],
    total: {method: weighted_mean}, steps: [{number: 1, tie: [stop]}]}";

/// Scenario S20: lowest price by price, half and half. A and C are equal at 75, and B between them has
/// 70.83: (75 + 100 × 50/75) / 2.
#[test]
fn a_balanced_bid_cannot_win_under_a_relative_price_formula() {
    let rules = spec(RELATIVE);
    let applicants = vec![price("A", 50, 50), price("B", 75, 75), price("C", 100, 100)];
    let outcome = select::run(&rules, &Inputs { applicants, ..Inputs::default() });
    assert_eq!(outcome.issues, []);
    let total = |id: &str| outcome.scores[id]["total"].clone();
    assert_eq!((total("A"), total("B"), total("C")), (exact("75"), exact("425/6"), exact("75")));
    assert!(stress::is_tied(&outcome));
    assert_eq!(stress::never_first(&rules, &outcome), ["B"]);
}

/// With D gone the cheapest is A: its price points rise to 100, and A passes B. By hand, with D (price 20):
/// A has (40 + 50) / 2 = 45, B has (80 + 20) / 2 = 50; without D: A (40 + 100) / 2 = 70, B (80 + 40) / 2 = 60.
#[test]
fn a_relative_formula_turns_the_order_round_when_one_leaves() {
    let rules = spec(RELATIVE);
    let applicants = vec![price("A", 40, 40), price("B", 80, 100), price("D", 0, 20)];
    let inputs = Inputs { applicants, ..Inputs::default() };
    let found = stress::reversals(&rules, &inputs);
    let one = found.iter().find(|found| found.dropped == "D").expect("the order turns round");
    assert_eq!((one.before.as_str(), one.after.as_str()), ("B", "A"));
    // Points that each has by itself do not depend on who else applies.
    let plain = spec(
        "{scoring: {scale: {min: 0, max: 100}, combine: mean}, criteria: [{id: quality, weight: 1}],
          total: {method: weighted_sum}, steps: [{number: 1, tie: [stop]}]}",
    );
    let applicants = vec![judged("A", &[("quality", 3)]), judged("B", &[("quality", 2)])];
    assert_eq!(stress::reversals(&plain, &Inputs { applicants, ..Inputs::default() }), []);
}
