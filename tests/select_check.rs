//! Every finding about the rules, each shown by breaking a good file in one place.

#[path = "support/translated.rs"]
mod translated;

use std::path::Path;

use trespor::engine::select::{Inputs, Severity, Spec, check, run};

const GOOD: &str = r"
facts: {years: number, price: number, until: date, refs: {list: {size: number}}, eu: bool}
parameters: {places: 3}
references:
  - {id: refs, list: facts.refs, max: 2, counts: first}
checks:
  - {id: old, require: facts.years >= 2}
scoring: {scale: {min: 0, max: 5, step: 1, words: {fair: 3}}, combine: mean, assessors: {min: 2, max: 3}}
criteria:
  - {id: relevance, weight: 50, threshold: 3}
  - {id: team, weight: 30}
  - id: experience
    kind: banded
    value: facts.years
    weight: 20
    bands:
      - {at_least: 7, points: 3}
      - {at_least: 5, below: 7, points: 2}
    otherwise: 0
  - {id: funded, kind: vote, majority: {more_than: 1/2}}
total: {method: scaled, max: 100, weights_sum: 100, threshold: 40}
steps:
  - id: main
    number: {min: 3, max: 5, take: max}
    tie: [relevance, {prefer: facts.eu}, {draw: {witness: notary}}]
    rest: reserve
    reserve: {max: 2, refill: true}
";

fn codes(text: &str) -> Vec<(String, String)> {
    let spec: Spec = serde_saphyr::from_str(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let found = check(&spec).into_iter().filter(|finding| finding.severity > Severity::Info);
    found
        .map(|finding| {
            let wrong = translated::wrong(&finding.message, finding.hint.as_deref());
            assert!(wrong.is_empty(), "{wrong:#?}");
            (finding.code.to_owned(), finding.path)
        })
        .collect()
}

#[test]
fn the_good_file_has_no_findings() {
    assert_eq!(codes(GOOD), []);
}

#[test]
fn every_mutant_is_found() {
    for (from, to, code, path) in [
        ("weights_sum: 100", "weights_sum: 90", "weights-sum", "total"),
        (
            "  - {id: team, weight: 30}",
            "  - {id: team, kind: formula, each: refs, items: sum, value: size(pool), pool: suitable, max: 5, weight: 30}",
            "pool-each",
            "criteria[1]",
        ),
        ("weight: 30", "weight: 40", "stated-maximum", "total"),
        ("weight: 30", "weight: -30", "weight-negative", "total.weights"),
        ("threshold: 40}", "threshold: 101}", "threshold-unreachable", "total.threshold"),
        ("threshold: 3}", "threshold: 6}", "threshold-unreachable", "criteria[0].threshold"),
        ("threshold: 3}", "threshold: 0}", "threshold-idle", "criteria[0].threshold"),
        ("threshold: 3}", "threshold: {at_most: 3}}", "threshold-direction", "criteria[0].threshold"),
        ("threshold: 3}", "threshold: {}}", "threshold-empty", "criteria[0].threshold"),
        ("below: 7", "at_most: 7", "bands-overlap", "criteria[2].bands"),
        ("    otherwise: 0\n", "", "bands-hole", "criteria[2].bands"),
        ("at_least: 5, below: 7", "at_least: 7, below: 5", "band-empty", "criteria[2].bands[1]"),
        ("{at_least: 7, points: 3}", "{points: 3}", "band", "criteria[2].bands[0]"),
        ("facts.years >= 2", "facts.year >= 2", "expression", "checks[0].require"),
        ("facts.years >= 2", "facts.years", "wrong-kind", "checks[0].require"),
        ("facts.years >= 2", "score.team >= 2", "expression", "checks[0].require"),
        ("{id: team, weight: 30}", "{id: relevance, weight: 30}", "duplicate-id", "criteria[1]"),
        ("{id: team, weight: 30}", "{id: total, weight: 30}", "invalid-id", "criteria[1]"),
        (
            "{id: team, weight: 30}",
            "{id: team, weight: 30, bands: [{is: 1, points: 1}]}",
            "field-not-used",
            "criteria[1].bands",
        ),
        ("step: 1", "step: 2", "scale-step", "criteria[0].scale"),
        ("words: {fair: 3}", "words: {fair: 3.5}", "scale-word", "criteria[0].scale.words.fair"),
        ("scale: {min: 0, max: 5, step: 1, words: {fair: 3}}, ", "", "scale-missing", "criteria[0]"),
        ("min: 0, max: 5", "min: 1, max: 5", "reading-missing", "total"),
        ("assessors: {min: 2, max: 3}", "assessors: {min: 4, max: 3}", "assessors", "criteria[0].assessors"),
        ("combine: mean, ", "", "combine-missing", "criteria[0]"),
        ("combine: mean", "combine: rescaled_mean", "reading-missing", "criteria[0]"),
        ("majority: {more_than: 1/2}", "direction: high", "reading-missing", "criteria[3]"),
        ("majority: {more_than: 1/2}", "majority: {of: cast}", "majority", "criteria[3].majority"),
        ("counts: first", "where: 'true'", "reading-missing", "references[0]"),
        (", take: max", "", "reading-missing", "steps[0].number"),
        ("min: 3, max: 5, take", "min: 6, max: 5, take", "number", "steps[0].number"),
        ("number: {min: 3, max: 5, take: max}", "number: 0", "number-zero", "steps[0].number"),
        ("number: {min: 3, max: 5, take: max}", "number: 2.5", "number", "steps[0].number"),
        (
            "number: {min: 3, max: 5, take: max}",
            "number: 3\n    from: other",
            "unknown-step",
            "steps[0].from",
        ),
        ("number: {min: 3, max: 5, take: max}\n", "if_all_fit: compare\n", "quantity", "steps[0]"),
        (
            "number: {min: 3, max: 5, take: max}",
            "share: {percent: 25, of: pool}",
            "reading-missing",
            "steps[0].share",
        ),
        (
            "number: {min: 3, max: 5, take: max}",
            "budget: {amount: 9, cost: facts.price}",
            "reading-missing",
            "steps[0].budget",
        ),
        ("tie: [relevance,", "tie: [stop, relevance,", "tie-unreachable", "steps[0].tie[0]"),
        ("tie: [relevance,", "tie: [relevanse,", "expression", "steps[0].tie[0]"),
        ("tie: [relevance,", "tie: [{coverage: {of: facts.refs}},", "reading-missing", "steps[0].tie[0]"),
        ("tie: [relevance,", "tie: [{by: relevance, earliest: true},", "tie", "steps[0].tie[0]"),
        (", refill: true", "", "reading-missing", "steps[0].reserve"),
        ("rest: reserve", "rest: leave", "reserve", "steps[0].reserve"),
        ("total: {method: scaled, ", "total: {", "reading-missing", "total"),
        (
            "steps:\n  - id: main",
            "steps:\n  - id: main\n    groups: [{id: g, where: facts.eu, at_least: 1}]",
            "reading-missing",
            "steps[0].groups[0]",
        ),
        (
            "steps:\n  - id: main",
            "steps:\n  - id: main\n    groups: [{id: g, where: facts.eu, at_most: 1, counts: budget}]",
            "group",
            "steps[0].groups[0]",
        ),
        (
            "  - {id: funded",
            "  - {id: idle, kind: formula, value: facts.years}\n  - {id: funded",
            "criterion-unused",
            "criteria[3]",
        ),
        (
            "  - {id: funded",
            "  - {id: cost, kind: formula, pool: qualified, value: \"min(pool.map(p, p.facts.price)) / facts.price\", threshold: 0.5}\n  - {id: funded",
            "price-relative",
            "criteria[3].value",
        ),
        (
            "  - {id: funded",
            "  - {id: cost, kind: formula, value: \"min(pool.map(p, p.facts.price)) - facts.price\", threshold: 0.5}\n  - {id: funded",
            "reading-missing",
            "criteria[3]",
        ),
        ("combine: mean", "combine: mean, rescale: {kind: range}", "field-not-used", "scoring.rescale"),
        (
            "{id: team, weight: 30}",
            "{id: team, weight: 30, rescale: {kind: range}}",
            "field-not-used",
            "criteria[1].rescale",
        ),
        (
            "{id: team, weight: 30}",
            "{id: team, weight: 30, spread: {more_than: 5, measure: points, action: consensus}}",
            "spread-limit",
            "criteria[1].spread",
        ),
        (
            "{id: team, weight: 30}",
            "{id: team, weight: 30, spread: {at_least: 101, measure: percent_of_higher, action: consensus}}",
            "spread-limit",
            "criteria[1].spread",
        ),
        (
            "{id: team, weight: 30}",
            "{id: team, weight: 30, assessors: {min: 2, max: 2}, spread: {more_than: 2, measure: points, action: one_more}}",
            "assessors",
            "criteria[1].assessors",
        ),
        (
            "number: {min: 3, max: 5, take: max}",
            "budget: {amount: 9, cost: facts.price, at_line: part, part_min_percent: 150}",
            "bounds",
            "steps[0].budget.part_min_percent",
        ),
        (
            "number: {min: 3, max: 5, take: max}",
            "budget: {amount: 9, cost: facts.price, at_line: skip, part_min_percent: 50}",
            "field-not-used",
            "steps[0].budget.part_min_percent",
        ),
        (
            "number: {min: 3, max: 5, take: max}",
            "share: {percent: 120, of: pool, rounding: up}",
            "bounds",
            "steps[0].share.percent",
        ),
        (
            "number: {min: 3, max: 5, take: max}",
            "share: {percent: 20, of: pool, rounding: up, at_least: 5, at_most: 3}",
            "bounds",
            "steps[0].share",
        ),
        (
            "steps:\n  - id: main",
            "steps:\n  - id: main\n    groups: [{id: g, where: facts.eu, at_least: 3, at_most: 2, if_unfilled: release}]",
            "bounds",
            "steps[0].groups[0]",
        ),
        (
            "steps:\n  - id: main",
            "steps:\n  - id: main\n    groups: [{id: g, where: facts.eu, at_least: 4, if_unfilled: release}, {id: h, where: '!facts.eu', at_least: 2, if_unfilled: release}]",
            "bounds",
            "steps[0].groups",
        ),
        (
            "reserve: {max: 2, refill: true}\n",
            "reserve: {max: 2, refill: true}\n  - {number: 1, tie: [{draw: {witness: notary}}]}\n",
            "step-empty",
            "steps[1]",
        ),
        ("facts.years >= 2", "'facts.until >= \"2027-02-30\"'", "wrong-kind", "checks[0].require"),
        (
            "facts: {years: number, price: number, until: date, refs: {list: {size: number}}, eu: bool}\n",
            "",
            "facts-undeclared",
            "facts",
        ),
    ] {
        let mutant = GOOD.replacen(from, to, 1);
        assert_ne!(mutant, GOOD, "{from:?} is not in the file");
        let found = codes(&mutant);
        assert!(
            found.contains(&(code.to_owned(), path.to_owned())),
            "{from:?} -> {to:?}: expected {code} at {path}, found {found:?}"
        );
    }
}

/// A day among the parameters, and what is as far as it can be.
#[test]
fn what_can_be_is_no_finding() {
    let dated = GOOD.replacen("facts.years >= 2", "'facts.until >= params.day'", 1);
    for (day, found) in [("2027-02-28", false), ("2027-02-30", true), ("5.2.2027", true)] {
        let text = dated.replacen("places: 3", &format!("day: '{day}'"), 1);
        let wrong =
            codes(&text).iter().any(|(code, path)| code == "wrong-kind" && path == "checks[0].require");
        assert_eq!(wrong, found, "{day}");
    }
    for (from, to) in [
        ("weight: 30}", "weight: 30, spread: {more_than: 4, measure: points, action: one_more}}"),
        (
            "steps:\n  - id: main",
            "steps:\n  - id: main\n    groups: [{id: g, where: facts.eu, at_least: 2, at_most: 2, if_unfilled: release}]",
        ),
        (
            "steps:\n  - id: main",
            "steps:\n  - {id: few, where: facts.eu, number: 1, tie: [stop], rest: leave}\n  - id: main",
        ),
    ] {
        assert_eq!(codes(&GOOD.replacen(from, to, 1)), [], "{to}");
    }
}

#[test]
fn an_unknown_name_is_an_error_with_its_place() {
    let wrong = GOOD.replacen("weight: 30", "wieght: 30", 1);
    let error = serde_saphyr::from_str::<Spec>(&wrong).unwrap_err().to_string();
    assert!(error.contains("wieght") && error.contains("weight"), "{error}");
    assert!(error.contains("11"), "the line is named: {error}");
}

#[test]
fn rules_with_errors_choose_nobody() {
    let spec: Spec =
        serde_saphyr::from_str(&GOOD.replacen("facts.years >= 2", "facts.year >= 2", 1)).unwrap();
    let outcome = run(&spec, &Inputs::default());
    assert!(outcome.selected.is_empty() && !outcome.is_final());
}

#[test]
fn rules_and_inputs_survive_json() {
    #[derive(serde::Deserialize)]
    struct File {
        rules: std::collections::BTreeMap<String, Spec>,
        #[serde(default)]
        runs: Vec<Run>,
    }
    #[derive(serde::Deserialize)]
    struct Run {
        #[serde(default)]
        inputs: Inputs,
    }
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/select")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let file: File = serde_saphyr::from_str(&text).unwrap();
        for spec in file.rules.values() {
            let json = serde_json::to_string(spec).unwrap();
            assert_eq!(&serde_json::from_str::<Spec>(&json).unwrap(), spec);
        }
        for run in &file.runs {
            let json = serde_json::to_string(&run.inputs).unwrap();
            assert_eq!(serde_json::from_str::<Inputs>(&json).unwrap(), run.inputs);
        }
    }
}
