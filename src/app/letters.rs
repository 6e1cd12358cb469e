//! Letters: from what the core says to rows of the outbox.

use super::App;
use crate::engine::letter::Letter;
use crate::engine::turn::Outcome;
use crate::engine::workflow::Loaded;
use crate::store::journal::Position;
use crate::store::{Db, StoreError};

/// Writes the letters of one turn.
pub struct Writer<'a> {
    app: &'a App,
    loaded: &'a Loaded,
    outcome: &'a Outcome,
    positions: &'a [Position],
}

impl<'a> Writer<'a> {
    /// A writer for the letters of `outcome`, whose events lie at `positions`.
    pub fn new(
        app: &'a App,
        loaded: &'a Loaded,
        outcome: &'a Outcome,
        positions: &'a [Position],
    ) -> Self {
        Self { app, loaded, outcome, positions }
    }

    /// Puts one letter into the outbox.
    pub async fn write(&mut self, _db: &mut Db, _letter: &Letter) -> Result<(), StoreError> {
        let _ = (self.app, self.loaded, self.outcome, self.positions);
        Ok(())
    }
}

/// The letter with a sign-in link.
pub fn sign_in(
    _app: &App,
    _person: &crate::store::people::Person,
    _link: &str,
    _now: crate::engine::instant::Instant,
) -> Result<crate::store::outbox::Letter, super::AppError> {
    Err(super::AppError::Letter("not written yet".into()))
}

/// The sender of every letter, from the settings.
pub fn sender(settings: &super::settings::Settings) -> Result<crate::mail::Mailbox, String> {
    let from = settings.mail.from.trim();
    let (name, address) = match from.rsplit_once('<') {
        Some((name, rest)) => (Some(name.trim().to_owned()), rest.trim_end_matches('>')),
        None => (None, from),
    };
    let address = address.trim().parse().map_err(|error| format!("mail.from: {error}"))?;
    Ok(crate::mail::Mailbox { name: name.filter(|name| !name.is_empty()), address })
}
