//! Laws that hold for every selection, whatever its rules and inputs.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use trespor::engine::exact::{Exact, RoundingMode};
use trespor::engine::expr::Value;
use trespor::engine::select::inputs::{Applicant, Decision, Departure, DrawRecorded, Evidence, Mark, Marks};
use trespor::engine::select::{Inputs, Later, Outcome, Spec, Then, run, stands};

fn spec(text: &str) -> Spec {
    serde_saphyr::from_str(text).unwrap()
}

fn judged(tie: &str) -> Spec {
    spec(&format!(
        "{{scoring: {{scale: {{min: 0, max: 5, step: 1}}, combine: mean}},
           criteria: [{{id: a, weight: 60}}, {{id: b, weight: 40}}],
           total: {{method: scaled, max: 100, threshold: 20}},
           steps: [{{number: 3, tie: [{tie}]}}]}}"
    ))
}

fn applicant(n: usize, points: &[(i64, i64)]) -> Applicant {
    let marks = |value: fn(&(i64, i64)) -> i64| {
        let given = points.iter().enumerate();
        Marks(given.map(|(e, p)| (format!("e{e}"), Mark::Points(Exact::from_int(value(p))))).collect())
    };
    let scores = [("a".to_owned(), marks(|p| p.0)), ("b".to_owned(), marks(|p| p.1))];
    Applicant { id: format!("x{n}"), scores: scores.into(), ..Applicant::default() }
}

fn pool() -> impl Strategy<Value = Inputs> {
    let points = prop::collection::vec((0..=5_i64, 0..=5_i64), 1..4);
    prop::collection::vec(points, 0..9).prop_map(|pool| Inputs {
        applicants: pool.iter().enumerate().map(|(n, points)| applicant(n, points)).collect(),
        ..Inputs::default()
    })
}

fn total(outcome: &Outcome, id: &str) -> Exact {
    outcome.scores[id]["total"].clone()
}

/// Cost, points and group of each applicant, and a budget.
fn grants() -> impl Strategy<Value = Inputs> {
    let one = (0..20_i64, 0..6_i64, 0..3_i64);
    (prop::collection::vec(one, 0..10), 0..60_i64).prop_map(|(pool, budget)| Inputs {
        applicants: pool
            .iter()
            .enumerate()
            .map(|(n, (cost, points, group))| Applicant {
                id: format!("x{n}"),
                facts: Value::record([
                    ("cost".to_owned(), Value::Number(Exact::from_int(*cost))),
                    ("points".to_owned(), Value::Number(Exact::from_int(*points))),
                    ("group".to_owned(), Value::Number(Exact::from_int(*group))),
                ]),
                ..Applicant::default()
            })
            .collect(),
        parameters: [("budget".to_owned(), Value::Number(Exact::from_int(budget)))].into(),
        draws: vec![DrawRecorded {
            order: (0..pool.len()).map(|n| format!("x{n}")).collect(),
            ..Default::default()
        }],
        ..Inputs::default()
    })
}

fn fact(inputs: &Inputs, id: &str, name: &str) -> Exact {
    let applicant = inputs.applicants.iter().find(|a| a.id == id).unwrap();
    match applicant.facts.at(&[name.to_owned()]) {
        Some(Value::Number(n)) => n.clone(),
        other => panic!("{name} is {other:?}"),
    }
}

/// One step of a model, of the kinds that give something away, with what a notice may say of each.
fn step(n: usize) -> impl Strategy<Value = String> {
    let gives = prop::sample::select(vec![
        "number: 2".to_owned(),
        "number: 1".to_owned(),
        "share: {percent: 30, of: suitable, rounding: up}".to_owned(),
        "budget: {amount: 30, cost: facts.cost, at_line: stop}".to_owned(),
        "budget: {amount: 25, cost: facts.cost, at_line: skip}".to_owned(),
        "budget: {amount: 20, cost: facts.cost, at_line: part}".to_owned(),
        "capacity: {amount: 24, cost: facts.cost, at_line: skip}".to_owned(),
        "number: 3, budget: {amount: 30, cost: facts.cost, at_line: skip}".to_owned(),
        "derived: {budget: 20, cost: facts.cost, aim: 1, on_equal: more}".to_owned(),
    ]);
    let also = prop::sample::select(vec![
        "",
        "",
        ", where: facts.group < 2",
        ", per: facts.group",
        ", groups: [{id: g, each: facts.group, at_most: 1}]",
        ", groups: [{id: g, each: facts.lists, at_least: 1, if_unfilled: release}]",
        ", groups: [{id: g, each: facts.lists, at_least: 1, if_unfilled: keep_open}]",
        ", groups: [{id: g, where: facts.group == 1, at_least: 1, if_unfilled: release}]",
        ", rest: reserve, reserve: {max: 1, refill: false}",
        ", rest: leave",
    ]);
    (gives, also).prop_map(move |(gives, also)| {
        format!(
            "{{id: s{n}, order: [facts.points], tie: [{{by: applicant.id, direction: low}}], {gives}{also}}}"
        )
    })
}

/// A model of one to three steps, one after the other; perhaps the second has what the first leaves.
fn models() -> impl Strategy<Value = String> {
    ((step(1), step(2), step(3)), 1..=3_usize, any::<bool>()).prop_map(
        |((one, two, three), count, hands_on)| {
            let two = if hands_on && one.contains("budget: {amount: 3") && two.contains("amount: 25") {
                two.replace("amount: 25", "amount: 25 + left.s1")
            } else {
                two
            };
            let steps: Vec<String> = [one, two, three].into_iter().take(count).collect();
            format!("{{decision: {{may_change: false}}, steps: [{}]}}", steps.join(", "))
        },
    )
}

/// The applicants of [`grants`], each in one or two areas beside.
fn in_areas() -> impl Strategy<Value = Inputs> {
    grants().prop_map(|mut inputs| {
        inputs.parameters.clear();
        for applicant in &mut inputs.applicants {
            let Value::Record(fields) = &applicant.facts else { unreachable!() };
            let number = |name: &str| match &fields[name] {
                Value::Number(number) => number.clone(),
                other => panic!("{name} is {other:?}"),
            };
            let (group, points) = (number("group"), number("points"));
            let second = &group + &Exact::ONE;
            let mut areas = vec![Value::Number(group)];
            if points.is_multiple_of(&Exact::from_int(2)) {
                areas.push(Value::Number(second));
            }
            let all = fields.iter().map(|(name, value)| (name.clone(), value.clone()));
            applicant.facts = Value::record(all.chain([("lists".to_owned(), Value::list(areas))]));
        }
        inputs
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    // Nobody has two places; what people decide as it was computed is what they may decide; and whoever leaves makes
    // nobody spend what is not there.
    #[test]
    fn models_of_several_steps_keep_their_word(
        model in models(),
        inputs in in_areas(),
        gone in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) {
        let mut rules = spec(&model);
        let first = run(&rules, &inputs);
        prop_assume!(first.stopped.is_none() && !first.issues.iter().any(|issue| issue.blocking));
        let once = |list: &[String]| list.iter().collect::<BTreeSet<_>>().len() == list.len();
        prop_assert!(once(&first.selected), "{model}: {:?}", first.selected);
        let decision = Decision { selected: first.selected.clone(), ..Decision::default() };
        let decided = run(&rules, &Inputs { decision: Some(decision), ..inputs.clone() });
        prop_assert!(decided.is_final(), "{model}: {:?}: {:?}", first.selected, decided.issues);
        prop_assert_eq!(decided.chosen(), &first.selected);

        // The pots of the model, worked out from its words.
        let amount = |step: &str| {
            let at = step.find("budget: {amount: ")?;
            step[at + "budget: {amount: ".len()..].split([',', ' ']).next()?.parse::<i64>().ok()
        };
        let pots: Vec<Option<i64>> = model.split("id: s").skip(1).map(amount).collect();
        rules.decision = None;
        let mut later = inputs.clone();
        for who in gone {
            let Some(left) = first.selected.get(who.index(first.selected.len().max(1))) else { break };
            if later.departures.iter().all(|earlier| earlier.applicant != *left) {
                let departure = Departure { applicant: left.clone(), trigger: "gone".to_owned(), reason: None };
                later.departures.push(departure);
            }
        }
        let after = run(&rules, &later);
        prop_assert!(once(&after.selected), "{model}: {:?}", after.selected);
        prop_assert!(later.departures.iter().all(|left| !after.selected.contains(&left.applicant)));
        prop_assert!(after.selected.len() <= first.selected.len(), "{model}: {:?}", after.selected);
        if pots.iter().all(Option::is_some) && !model.contains("per: ") {
            let pot: i64 = pots.into_iter().flatten().sum();
            let spent: Exact = after.granted.values().sum();
            prop_assert!(spent <= Exact::from_int(pot), "{model}: {spent} of {pot}");
        }
    }
}

proptest! {
    #[test]
    fn the_order_of_the_inputs_plays_no_part(inputs in pool(), seed in any::<prop::sample::Index>()) {
        let rules = judged("a, stop");
        let mut turned = inputs.clone();
        if !turned.applicants.is_empty() {
            let by = seed.index(turned.applicants.len());
            turned.applicants.rotate_left(by);
            turned.applicants.swap(0, by);
        }
        prop_assert_eq!(run(&rules, &inputs), run(&rules, &turned));
    }

    #[test]
    fn nobody_worse_is_chosen_before_somebody_better(inputs in pool()) {
        let outcome = run(&judged("stop"), &inputs);
        for chosen in &outcome.selected {
            for other in outcome.tied.iter().chain(&outcome.not_selected) {
                prop_assert!(total(&outcome, chosen) >= total(&outcome, other));
            }
        }
        for tied in &outcome.tied {
            prop_assert_eq!(total(&outcome, tied), total(&outcome, &outcome.tied[0]));
        }
    }

    #[test]
    fn places_are_never_exceeded_and_a_stop_names_all_that_are_open(inputs in pool()) {
        let outcome = run(&judged("stop"), &inputs);
        prop_assert!(outcome.selected.len() <= 3);
        prop_assert_eq!(outcome.stopped.is_some(), !outcome.tied.is_empty());
        if outcome.stopped.is_some() {
            prop_assert_eq!(outcome.selected.len() + outcome.open_places, 3);
            prop_assert!(outcome.tied.len() > outcome.open_places);
        }
        let widened = run(&judged("expand"), &inputs);
        prop_assert!(widened.stopped.is_none());
        let mut all: Vec<String> = outcome.selected.iter().chain(&outcome.tied).cloned().collect();
        all.sort();
        let mut taken = widened.selected;
        taken.sort();
        prop_assert_eq!(all, taken);
    }

    #[test]
    fn everybody_stands_in_exactly_one_list(inputs in pool()) {
        let outcome = run(&judged("stop"), &inputs);
        for applicant in &inputs.applicants {
            let lists = [&outcome.selected, &outcome.not_selected, &outcome.tied, &outcome.pending, &outcome.reserve];
            let times: usize = lists.iter().map(|list| list.iter().filter(|id| **id == applicant.id).count()).sum();
            prop_assert_eq!(times, 1, "{} in {:?}", applicant.id, outcome);
        }
    }

    #[test]
    fn a_better_score_never_costs_the_place(inputs in pool(), which in any::<prop::sample::Index>()) {
        let rules = judged("stop");
        let before = run(&rules, &inputs);
        if !before.selected.is_empty() {
            let id = which.get(&before.selected).clone();
            let mut better = inputs.clone();
            let applicant = better.applicants.iter_mut().find(|a| a.id == id).unwrap();
            for (_, mark) in &mut applicant.scores.get_mut("a").unwrap().0 {
                *mark = Mark::Points(Exact::from_int(5));
            }
            prop_assert!(run(&rules, &better).selected.contains(&id));
        }
    }

    #[test]
    fn whoever_was_not_chosen_may_as_well_have_stayed_away(inputs in pool(), which in any::<prop::sample::Index>()) {
        let rules = judged("stop");
        let before = run(&rules, &inputs);
        if !before.not_selected.is_empty() {
            let id = which.get(&before.not_selected).clone();
            let mut without = inputs.clone();
            without.applicants.retain(|a| a.id != id);
            let after = run(&rules, &without);
            prop_assert_eq!(after.selected, before.selected);
            prop_assert_eq!(after.tied, before.tied);
        }
    }

    #[test]
    fn money_is_never_spent_twice(inputs in grants(), at_line in prop::sample::select(vec!["stop", "skip", "part"])) {
        let rules = spec(&format!(
            "{{parameters: {{budget: 0}},
               steps: [{{order: [facts.points], tie: [{{by: applicant.id, direction: low}}],
                         budget: {{amount: params.budget, cost: facts.cost, at_line: {at_line}}},
                         groups: [{{id: g, each: facts.group, at_most: 3}},
                                  {{id: one, where: facts.group == 1, at_least: 2, if_unfilled: release}}]}}]}}"
        ));
        let outcome = run(&rules, &inputs);
        prop_assert!(outcome.stopped.is_none(), "{:?}", outcome);
        let budget = match &inputs.parameters["budget"] { Value::Number(n) => n.clone(), _ => unreachable!() };
        let spent: Exact = outcome.granted.values().sum();
        prop_assert!(spent <= budget);
        prop_assert_eq!(outcome.steps[0].spent.clone(), Some(spent));
        for group in 0..3 {
            let of_group = outcome.selected.iter().filter(|id| fact(&inputs, id, "group") == Exact::from_int(group));
            prop_assert!(of_group.count() <= 3);
        }
        for id in &outcome.selected {
            let cost = fact(&inputs, id, "cost");
            let part = outcome.granted[id] != cost;
            prop_assert!(!part || (at_line == "part" && outcome.granted[id] < cost));
        }
    }

    // What `rank` makes of departures and evidence is what a running procedure makes of them after the decision, where
    // the list was decided as computed.
    #[test]
    fn after_the_decision_the_next_moves_up_as_in_rank(
        inputs in grants(),
        rule in prop::sample::select(vec![
            "number: 3, rest: reserve, reserve: {max: 2, refill: true, triggers: [gone]}",
            "number: 3, rest: reserve",
            "number: 3",
            "budget: {amount: params.budget, cost: facts.cost, at_line: stop}, rest: reserve",
            "budget: {amount: params.budget, cost: facts.cost, at_line: skip}, rest: reserve",
            "budget: {amount: params.budget, cost: facts.cost, at_line: part}, rest: reserve",
        ]),
        asked in prop::sample::select(vec!["", "conditional: {evidence: e, on_failure: replace}",
            "conditional: {evidence: e, on_failure: leave_open}"]),
        gone in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..4),
        lacking in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..4),
    ) {
        // Where a sum runs out, it matters who leaves first: of evidence `rank` knows no order.
        let asked = if rule.starts_with("budget") { "" } else { asked };
        let comma = if asked.is_empty() { "" } else { ", " };
        let rules = spec(&format!(
            "{{parameters: {{budget: 0}}, steps: [{{order: [facts.points],
               tie: [{{by: applicant.id, direction: low}}], {rule}}}]{comma}{asked}}}"
        ));
        let all: Vec<_> = inputs.applicants.iter().map(|applicant| applicant.id.clone()).collect();
        prop_assume!(!all.is_empty());
        let before = run(&rules, &inputs);
        prop_assume!(before.stopped.is_none() && !before.issues.iter().any(|issue| issue.blocking));
        let mut later = inputs.clone();
        let mut then = Vec::new();
        for (who, named) in gone {
            let departure = Departure {
                applicant: all[who.index(all.len())].clone(),
                trigger: if named { "gone" } else { "other" }.to_owned(),
                reason: None,
            };
            if later.departures.iter().any(|earlier| earlier.applicant == departure.applicant) {
                continue;
            }
            later.departures.push(departure.clone());
            then.push(Then::Left(departure));
        }
        for (who, shown) in lacking {
            let evidence = Evidence { shown, reason: None };
            later.evidence.insert(all[who.index(all.len())].clone(), evidence);
        }
        // Evidence is told at once here; what comes in on different days is a story of its own.
        let known = later.evidence.clone();
        then.extend(known.iter().map(|(id, found)| Then::Evidence(id.clone(), found.clone())));
        let ranked = run(&rules, &later);
        let decided = Later {
            selected: &before.selected,
            reserve: &before.reserve,
            evidence: &BTreeMap::new(),
            then: &then,
        };
        let stands = stands(&rules, &before, &decided);
        let sorted = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
        prop_assert_eq!(sorted(&stands.selected), sorted(&ranked.selected));
        prop_assert_eq!(&stands.reserve, &ranked.reserve);
        prop_assert_eq!(sorted(&stands.conditional), sorted(&ranked.conditional));
        // Nobody stands on both lists, and whoever left on neither.
        for change in &stands.changes {
            prop_assert!(!stands.selected.contains(&change.left) && !stands.reserve.contains(&change.left));
        }
        prop_assert!(stands.selected.iter().all(|id| !stands.reserve.contains(id)));
    }

    #[test]
    fn a_draw_decides_among_those_on_the_edge_only(inputs in grants()) {
        let rules = spec("{parameters: {budget: 0}, steps: [{order: [facts.points], number: 2, tie: [draw]}]}");
        // The recorded draw names everybody; where not everybody is tied it does not count.
        let outcome = run(&rules, &inputs);
        let all_equal = inputs.applicants.iter().all(|a| fact(&inputs, &a.id, "points") == fact(&inputs, "x0", "points"));
        if outcome.steps.iter().any(|step| !step.draws.is_empty()) {
            prop_assert!(all_equal && outcome.selected.len() == 2);
        }
        prop_assert!(outcome.selected.len() <= 2);
    }

    #[test]
    fn exact_numbers_obey_arithmetic(a in -999_i64..999, b in 1_i64..99, c in any::<i64>(), d in 1..=i64::MAX, e in any::<i64>()) {
        let x = Exact::ratio(a, b).unwrap();
        let y = Exact::ratio(c, d).unwrap();
        let z = Exact::from_int(e);
        prop_assert_eq!(&(&x + &y) - &y, x.clone());
        prop_assert_eq!(&x * &(&y + &z), &(&x * &y) + &(&x * &z));
        prop_assert_eq!(&(&x + &y) + &z, &x + &(&y + &z));
        if !y.is_zero() {
            prop_assert_eq!((&x * &y).checked_div(&y), Some(x.clone()));
        }
        prop_assert_eq!(x < y, (&x - &y).is_negative());
        prop_assert_eq!(Exact::parse(&x.to_string()).unwrap(), x.clone());
        let rounded = x.round(2, RoundingMode::HalfEven);
        prop_assert_eq!(rounded.display(2, RoundingMode::Down), x.display(2, RoundingMode::HalfEven));
        prop_assert!((&rounded - &x).abs() <= Exact::ratio(1, 200).unwrap());
    }

    #[test]
    fn nothing_that_is_read_makes_it_panic(source in "[a-z0-9.()+*/<>=!&|?: \\[\\],\"']{0,60}") {
        let mut rules = judged("stop");
        rules.checks = vec![serde_json::from_value(serde_json::json!({"id": "c", "require": source})).unwrap()];
        let inputs = Inputs { applicants: vec![applicant(0, &[(3, 3)])], ..Inputs::default() };
        run(&rules, &inputs);
        trespor::engine::select::check(&rules);
    }
}
