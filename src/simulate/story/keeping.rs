//! What stories say of keeping and erasing.

use super::Teller;
use crate::engine::retention::Command;
use crate::engine::turn::Verb;

impl Teller<'_> {
    /// `holds "why"`, `lifts-hold "why"`, `archives "to whom"`; what is none of these may be of a cure window.
    pub(super) fn later_verb(&mut self, words: &[&str], text: &str) -> Result<Verb, String> {
        Ok(Verb::Retention(match words {
            ["holds"] => Command::Hold { reason: self.world.prose(text) },
            ["lifts-hold"] => Command::Release { reason: self.world.prose(text) },
            ["archives"] => Command::Archive { note: self.world.prose(text) },
            other => return self.cure_verb(other, text),
        }))
    }
}
