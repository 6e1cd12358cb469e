//! Keys that k of n named people hold: made before anybody can begin an application, given after the deadline.
//!
//! The core knows who holds a key, whose turn has been, and how many are needed. What lies under the keys passes
//! through it as text that it cannot read: the caller tries a key before it says that it was given.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::Procedure;
use super::event::What;
use super::ids::PersonId;
use super::letter::LetterContent;
use super::procedure::Event;
use super::refusal::Refusal;
use super::steps::intake;
use super::turn::{Effect, Turn};
use super::workflow::definition::{Definition, Role};

/// Groups that k of n people can make, in every order, at most: each is a row of layers that is kept.
pub const ROWS_MAX: u32 = 400;

/// How many of how many people it takes to open what was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quorum {
    /// How many of the holders must give their key.
    pub need: u32,
    /// How many people hold a key. The owner names them when the procedure has opened.
    pub of: u32,
}

impl Quorum {
    /// Whether so many of so many people can be: at least one, no more than there are, and no more than
    /// [`ROWS_MAX`] orders of groups.
    pub fn can_be(self) -> bool {
        let mut rows = 1_u32;
        let fits = self.need <= self.of
            && (0..self.need).all(|step| match rows.checked_mul(self.of - step) {
                Some(more) if more <= ROWS_MAX => {
                    rows = more;
                    true
                }
                _ => false,
            });
        self.need >= 1 && fits
    }
}

/// The key of one track as it is kept. All of it is text to the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackSeal {
    /// What comes in is sealed to this.
    pub recipient: String,
    /// What the holders have still to peel.
    pub layers: String,
    /// The secret half, hidden with the program's own key; empty before enough keys were given.
    pub secret: String,
}

/// The quorum that the file asks for, if it asks for one.
pub fn quorum(definition: &Definition) -> Option<Quorum> {
    intake::of(definition)?.1.quorum
}

/// Makes the keys: the owner says who holds them.
pub fn make(
    turn: &mut Turn<'_>,
    actor: PersonId,
    holders: &BTreeMap<PersonId, String>,
    seals: &BTreeMap<String, TrackSeal>,
) -> Result<(), Refusal> {
    super::steps::need(&turn.case, actor, &[Role::Owner], None)?;
    let quorum = quorum(turn.definition).ok_or_else(|| Refusal::unknown("quorum", ""))?;
    if !turn.case.procedure.key_holders.is_empty() {
        return Err(Refusal::Already);
    }
    let distinct: BTreeSet<_> = holders.values().collect();
    if holders.len() != quorum.of as usize || distinct.len() != holders.len() {
        return Err(Refusal::KeyHolders { of: quorum.of });
    }
    let tracks: BTreeSet<_> = turn.definition.tracks.iter().map(|track| &track.id).collect();
    if seals.keys().collect::<BTreeSet<_>>() != tracks {
        return Err(Refusal::KeysMissing);
    }
    let recipients = seals.iter().map(|(track, seal)| (track.clone(), seal.recipient.clone())).collect();
    turn.record_procedure(Event::KeysMade { holders: holders.clone(), recipients });
    for holder in holders.keys() {
        turn.letter(*holder, LetterContent::KeyHeld { wanted: false });
    }
    for (track, seal) in seals {
        turn.effect(Effect::KeepTrackSeal { track: track.clone(), seal: seal.clone() });
    }
    Ok(())
}

/// A holder gives the key to what a track received. The caller has tried it.
pub fn give(
    turn: &mut Turn<'_>,
    actor: PersonId,
    track: &str,
    seen: u32,
    seal: &TrackSeal,
) -> Result<(), Refusal> {
    if !turn.case.procedure.key_holders.contains_key(&actor) {
        return Err(Refusal::unknown("key", ""));
    }
    // The keys are made for the first intake; a later one has none.
    let state = intake::state_in(turn.definition, &turn.case.procedure, track, None);
    let state = state.ok_or_else(|| Refusal::unknown("track", track))?;
    if state.closed.is_none() {
        let until = intake::closes_at(turn.definition, &turn.case.procedure, track);
        return Err(Refusal::Sealed { until: until.unwrap_or_default() });
    }
    if state.keys.contains(&actor) {
        return Err(Refusal::Already);
    }
    let given = u32::try_from(state.keys.len()).unwrap_or(u32::MAX);
    if given != seen {
        return Err(Refusal::Stale { current: given });
    }
    turn.record_line(track, What::Intake(intake::Event::KeyGiven {}));
    turn.effect(Effect::KeepTrackSeal { track: track.to_owned(), seal: seal.clone() });
    Ok(())
}

/// Writes to the holders when the last intake has closed: their key is wanted. One letter, however many tracks.
pub fn want(turn: &mut Turn<'_>) {
    if wanted(turn.definition, &turn.case.procedure) {
        let holders: BTreeSet<_> = turn.case.procedure.key_holders.keys().copied().collect();
        turn.letters(&holders, &LetterContent::KeyHeld { wanted: true });
    }
}

/// Whether every track that runs has closed its intake, and something lies in one of them.
pub fn wanted(definition: &Definition, procedure: &Procedure) -> bool {
    let running = definition
        .tracks
        .iter()
        .filter(|track| procedure.lines.get(&track.id).is_some_and(super::case::Line::running));
    let states: Vec<_> =
        running.filter_map(|track| intake::state_in(definition, procedure, &track.id, None)).collect();
    let receiving = states.iter().any(|state| state.closed.is_none());
    let received = states.iter().filter_map(|state| state.closed.as_ref()).any(|closed| closed.count > 0);
    received && !receiving
}

/// Refuses to begin an application while the keys that it would be sealed to are not made, or for somebody who
/// holds one.
pub fn may_start(turn: &Turn<'_>, actor: PersonId) -> Result<(), Refusal> {
    let holders = &turn.case.procedure.key_holders;
    match quorum(turn.definition) {
        Some(_) if holders.is_empty() => Err(Refusal::KeysMissing),
        Some(_) if holders.contains_key(&actor) => Err(Refusal::Involved),
        Some(_) | None => Ok(()),
    }
}

/// Refuses to open before enough keys were given.
pub fn may_open(spec: &intake::Spec, state: &intake::State) -> Result<(), Refusal> {
    let given = u32::try_from(state.keys.len()).unwrap_or(u32::MAX);
    match spec.quorum {
        Some(quorum) if given < quorum.need => Err(Refusal::KeysNeeded { given, need: quorum.need }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Quorum;

    #[test]
    fn a_quorum_has_one_at_least_and_not_too_many_rows() {
        let can = |need, of| Quorum { need, of }.can_be();
        assert!(can(1, 1) && can(2, 3) && can(3, 7) && can(4, 6));
        assert!(!can(0, 3) && !can(4, 3) && !can(4, 7) && !can(6, 9));
    }
}
