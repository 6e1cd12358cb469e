//! What a selection is expected to come to, worked out by hand, and how an outcome is held against it.
//! A score written `~83.3333` is compared as displayed with that many places; any other one exactly.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use trespor::engine::exact::{Exact, RoundingMode};
use trespor::engine::select::outcome::{IssueCode, Outcome, StopKind};

/// Of references: those that count and those that do not, from 1.
type Positions = (Vec<usize>, Vec<usize>);

/// What is expected; what is not named is not compared.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    excluded: Option<BTreeMap<String, String>>,
    messages: BTreeMap<String, String>,
    compared: Option<bool>,
    selected: Option<Vec<String>>,
    selected_set: Option<BTreeSet<String>>,
    selected_count: Option<usize>,
    not_selected: Option<BTreeSet<String>>,
    reserve: Option<Vec<String>>,
    tied: Option<BTreeSet<String>>,
    open_places: Option<usize>,
    pending: Option<BTreeSet<String>>,
    order: Option<Vec<Vec<String>>>,
    failed: Option<BTreeMap<String, BTreeSet<String>>>,
    scores: BTreeMap<String, BTreeMap<String, String>>,
    without_score: BTreeMap<String, Vec<String>>,
    stopped: Option<StopKind>,
    issues: Option<BTreeSet<(IssueCode, String)>>,
    places: Option<usize>,
    spent: Option<Exact>,
    granted: BTreeMap<String, Exact>,
    /// All who are granted anything.
    granted_to: Option<BTreeSet<String>>,
    line: Option<(Exact, Exact)>,
    floors: BTreeMap<String, bool>,
    reserved: Option<BTreeSet<String>>,
    plain: Option<BTreeSet<String>>,
    displaced: Option<BTreeSet<String>>,
    drawn_among: Option<Vec<(BTreeSet<String>, usize)>>,
    references: BTreeMap<String, BTreeMap<String, Positions>>,
    conditional: Option<BTreeSet<String>>,
    moved_up: Option<Vec<String>>,
    decided: Option<Vec<String>>,
    is_final: Option<bool>,
}

fn set(ids: &[String]) -> BTreeSet<String> {
    ids.iter().cloned().collect()
}

/// Fails where `outcome` is not as expected, naming `at`.
pub fn assert_outcome(outcome: &Outcome, expect: &Expect, at: &str) {
    macro_rules! same {
        ($name:ident, $found:expr) => {
            if let Some(expected) = &expect.$name {
                assert_eq!(&$found, expected, "{at}: {}\n{outcome:#?}", stringify!($name));
            }
        };
    }
    let by_rule: BTreeMap<String, String> =
        outcome.excluded.iter().map(|e| (e.applicant.clone(), e.rule.clone())).collect();
    same!(excluded, by_rule);
    for (id, message) in &expect.messages {
        let found = outcome.excluded.iter().find(|e| e.applicant == *id).and_then(|e| e.message.as_ref());
        assert_eq!(found, Some(message), "{at}: the message for {id}");
    }
    same!(compared, outcome.compared);
    same!(selected, outcome.selected);
    same!(selected_set, set(&outcome.selected));
    same!(selected_count, outcome.selected.len());
    same!(not_selected, set(&outcome.not_selected));
    same!(reserve, outcome.reserve);
    same!(tied, set(&outcome.tied));
    same!(open_places, outcome.open_places);
    same!(pending, set(&outcome.pending));
    same!(order, outcome.order);
    let mut failed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for failure in &outcome.failed {
        failed.entry(failure.applicant.clone()).or_default().insert(failure.criterion.clone());
    }
    same!(failed, failed);
    for (id, scores) in &expect.scores {
        for (criterion, expected) in scores {
            let found = outcome.scores.get(id).and_then(|scores| scores.get(criterion));
            let found = found.unwrap_or_else(|| panic!("{at}: {id} has no {criterion}\n{outcome:#?}"));
            match expected.strip_prefix('~') {
                Some(rounded) => {
                    let places = rounded.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                    let places = u32::try_from(places).unwrap();
                    assert_eq!(
                        found.display(places, RoundingMode::HalfEven),
                        rounded,
                        "{at}: {id} {criterion}"
                    );
                }
                None => assert_eq!(*found, expected.parse().unwrap(), "{at}: {id} {criterion}"),
            }
        }
    }
    for (id, criteria) in &expect.without_score {
        for criterion in criteria {
            let found = outcome.scores.get(id).and_then(|scores| scores.get(criterion));
            assert_eq!(found, None, "{at}: {id} {criterion}");
        }
    }
    assert_eq!(outcome.stopped.as_ref().map(|s| s.kind), expect.stopped, "{at}: stopped\n{outcome:#?}");
    let issues: BTreeSet<(IssueCode, String)> =
        outcome.issues.iter().map(|i| (i.code, i.applicant.clone().unwrap_or_default())).collect();
    same!(issues, issues);
    let last = outcome.steps.last().cloned().unwrap_or_default();
    if expect.places.is_some() {
        assert_eq!(last.places, expect.places, "{at}: places");
    }
    if expect.spent.is_some() {
        assert_eq!(last.spent, expect.spent, "{at}: spent");
    }
    same!(granted_to, outcome.granted.keys().cloned().collect::<BTreeSet<_>>());
    for (id, amount) in &expect.granted {
        assert_eq!(outcome.granted.get(id), Some(amount), "{at}: granted to {id}");
    }
    if let Some((threshold, requested)) = &expect.line {
        let line = last.derived.clone().expect("a derived line");
        assert_eq!((line.threshold.as_ref(), &line.requested), (Some(threshold), requested), "{at}: line");
    }
    for (group, met) in &expect.floors {
        let found = last.groups.iter().filter(|g| g.id == *group).all(|g| g.met);
        assert_eq!(found, *met, "{at}: floor of {group}");
    }
    let reserved: BTreeSet<String> = last.groups.iter().flat_map(|g| g.reserved.clone()).collect();
    same!(reserved, reserved);
    same!(plain, set(&last.plain));
    same!(displaced, set(&last.displaced));
    let drawn: Vec<(BTreeSet<String>, usize)> =
        last.draws.iter().map(|d| (set(&d.among), d.places)).collect();
    same!(drawn_among, drawn);
    for (list, by_applicant) in &expect.references {
        for (id, (counted, ignored)) in by_applicant {
            let found = &outcome.references[list][id];
            assert_eq!((&found.counted, &found.ignored), (counted, ignored), "{at}: references of {id}");
        }
    }
    same!(conditional, set(&outcome.conditional));
    let moved_up: Vec<String> = outcome.changes.iter().filter_map(|c| c.moved_up.clone()).collect();
    same!(moved_up, moved_up);
    if let Some(decided) = &expect.decided {
        assert_eq!(outcome.decided.as_ref().map(|d| &d.selected), Some(decided), "{at}: decided");
    }
    same!(is_final, outcome.is_final());
}
