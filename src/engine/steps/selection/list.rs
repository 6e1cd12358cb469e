//! What a list that people decide must hold to.

use std::collections::BTreeSet;

use super::super::at_step;
use super::{List, ids, on_record, pick, rules};
use crate::engine::ids::ApplicationId;
use crate::engine::refusal::{Refusal, Waiting};
use crate::engine::select::outcome::StopKind;
use crate::engine::select::{self, Outcome};
use crate::engine::turn::Turn;

/// What the rules compute where people decide for `selected` among those whom they leave equal: with what comes after
/// the tie, in other parts and later steps.
fn with_list(turn: &Turn<'_>, track: &str, selected: &[ApplicationId]) -> Option<Outcome> {
    let (step, spec) = at_step(turn.definition, &turn.case, track, pick).ok()?;
    let (rules, mut inputs) = on_record(turn.definition, &turn.case, track, &step.id, spec)?;
    let selected = selected.iter().map(ToString::to_string).collect();
    inputs.decision = Some(select::inputs::Decision { selected, ..select::inputs::Decision::default() });
    Some(select::run(rules, &inputs))
}

/// The reserve list as the rules fill it once people have decided for `selected` among those whom they leave equal; empty
/// where the rules keep none, or came to their end without that.
pub(super) fn reserve_behind(
    turn: &Turn<'_>,
    track: &str,
    computed: &Outcome,
    selected: &[ApplicationId],
) -> Vec<ApplicationId> {
    if computed.stopped.as_ref().is_none_or(|stopped| stopped.kind != StopKind::Tie) {
        return Vec::new();
    }
    let settled = with_list(turn, track, selected).unwrap_or_default();
    let decided = settled.decided.as_ref().filter(|decided| decided.valid);
    let reserve = decided.map_or(&settled.reserve, |decided| &decided.reserve);
    ids(reserve).into_iter().filter(|id| !selected.contains(id)).collect()
}

/// Refuses a list that departs from what was computed, where the file allows no change. Where the rules are silent and
/// the computation stopped at equals, people decide among these and nothing else; where lots or a choice of the way are
/// what the file says, these come first.
pub(super) fn settles(
    turn: &Turn<'_>,
    track: &str,
    computed: &Outcome,
    selected: &[ApplicationId],
    changed: bool,
) -> Result<(), Refusal> {
    let bad = |why: &str| Err(Refusal::BadList { why: why.to_owned() });
    match computed.stopped.as_ref().map(|stopped| stopped.kind) {
        None if changed => bad("fixed"),
        None => Ok(()),
        Some(StopKind::Draw) => bad("lots"),
        Some(StopKind::Choice) => bad("way"),
        Some(_) => {
            let settled = with_list(turn, track, selected).unwrap_or_default();
            let by_rules: BTreeSet<_> = ids(&settled.selected).into_iter().collect();
            if settled.stopped.is_some() || by_rules != selected.iter().copied().collect() {
                return bad("fixed");
            }
            Ok(())
        }
    }
}

/// Refuses a list that no rules allow: with somebody who is not compared, or twice, or more than there is.
pub(super) fn check_list(
    turn: &Turn<'_>,
    track: &str,
    computed: &Outcome,
    list: &List<'_>,
) -> Result<(), Refusal> {
    let bad = |why: &str| Err(Refusal::BadList { why: why.to_owned() });
    if let Some(stopped) = &computed.stopped
        && matches!(stopped.kind, StopKind::Rules | StopKind::Incomplete)
    {
        let waiting = ids(&computed.pending)
            .into_iter()
            .map(|application| Waiting { application, have: 0, need: 1 })
            .collect();
        return Err(Refusal::Unfinished { waiting });
    }
    let compared: BTreeSet<_> = turn
        .case
        .counting(track)
        .filter(|a| super::super::screening::admitted(turn.definition, a))
        .map(|a| a.id)
        .collect();
    let mut seen = BTreeSet::new();
    for application in list.selected.iter().chain(list.reserve) {
        if !compared.contains(application) {
            return bad("unknown");
        }
        if !seen.insert(*application) {
            return bad("twice");
        }
    }
    let most = rules(turn, track).and_then(|rules| select::most(rules, computed));
    if most.is_some_and(|most| list.selected.len() > most) {
        return bad("over_max");
    }
    let names: Vec<_> = list.selected.iter().map(ToString::to_string).collect();
    if computed.beyond_means(&names).is_some() {
        return bad("over_means");
    }
    let nobody = computed.selected.is_empty() && computed.stopped.is_none() && list.reserve.is_empty();
    if list.selected.is_empty() && !nobody {
        // To take nobody of those whom the rules take is a cancellation, which is another act with a reason of its own.
        return bad("missing");
    }
    Ok(())
}
