//! Keys in stories: `makes-keys ANNA BO CLEO` and `gives-key TRACK`. What lies under them is never looked at.

use super::Teller;
use crate::engine::keys::TrackSeal;
use crate::engine::procedure;
use crate::engine::steps::intake;
use crate::engine::turn::Verb;

impl Teller<'_> {
    /// The owner makes the keys of the people who are named.
    pub(super) fn makes_keys(&mut self, names: &[&str]) -> Verb {
        let holders = names.iter().map(|name| (self.person(name), format!("age1-of-{name}"))).collect();
        let tracks = &self.world.loaded.definition.tracks;
        let seals = tracks.iter().map(|track| (track.id.clone(), seal(&track.id))).collect();
        Verb::Procedure(procedure::Command::MakeKeys { holders, seals })
    }

    /// A holder gives the key to a track.
    pub(super) fn gives_key(&self, track: &str) -> Verb {
        let state = intake::state(&self.world.loaded.definition, &self.world.case.procedure, track);
        let seen = state.map_or(0, |state| u32::try_from(state.keys.len()).unwrap_or(u32::MAX));
        Verb::Intake(intake::Command::GiveKey { track: track.to_owned(), seen, seal: seal(track) })
    }
}

fn seal(track: &str) -> TrackSeal {
    TrackSeal { recipient: format!("age1-of-{track}"), layers: String::new(), secret: String::new() }
}
