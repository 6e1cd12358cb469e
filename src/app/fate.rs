//! What becomes of decision letters: a period runs from a letter that arrived, and from no other.

use std::sync::Arc;

use super::{App, AppError};
use crate::engine::steps::complaints;
use crate::engine::turn::{Command, Verb};
use crate::store;
use crate::store::outbox::Letter;

/// Kinds of letter that tell a decision.
pub const DECISIONS: [&str; 3] = ["selected", "not_selected", "excluded"];

impl App {
    /// Tells the procedure that a mail server took a decision letter, or did not. Only the letter to whoever acts for
    /// the lead counts as the notification of an applicant.
    pub async fn fate_of(self: &Arc<Self>, letter: &Letter, taken: bool) -> Result<(), AppError> {
        let (Some(procedure), Some(application)) = (letter.procedure, letter.application) else {
            return Ok(());
        };
        // Almost every letter is taken at its first try, and then nothing has to be corrected.
        if !DECISIONS.contains(&letter.kind.as_str()) || (taken && letter.attempts == 0) {
            return Ok(());
        }
        let mut db = self.store.read().await?;
        let found = store::applications::get(&mut db, application).await?;
        drop(db);
        if !found.is_some_and(|found| found.application.is_led_by(letter.person)) {
            return Ok(());
        }
        let verb = if taken {
            complaints::Command::Delivered { application }
        } else {
            complaints::Command::Undelivered { application }
        };
        let command = Command { actor: letter.person, verb: Verb::Complaints(verb) };
        match self.act(procedure, self.receive(), command).await {
            // It is known already, or there is no window that it could concern.
            Ok(_) | Err(AppError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
