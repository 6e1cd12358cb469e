//! Who is signed in, in memory for a moment: a burst of requests does not ask the database for each.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::engine::digest::Digest;
use crate::engine::ids::PersonId;
use crate::engine::instant::Instant;
use crate::store::people::Person;
use crate::store::token_digest;

/// How long an answer of the database is believed. Whoever signs out here is out at once; on another instance of the
/// program, within this time.
const BELIEVED_SECONDS: i64 = 2;

/// Sessions in memory at most; then all are asked for again.
const KNOWN_MAX: usize = 10_000;

/// Sessions that were asked for a moment ago, by the digest of their token.
#[derive(Debug, Default)]
pub struct Sessions {
    known: Mutex<HashMap<Digest, (Person, Instant)>>,
}

impl Sessions {
    /// Whose session it is, if that was asked a moment ago.
    pub fn get(&self, token: &str, now: Instant) -> Option<Person> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (person, asked_at) = known.get(&token_digest(token))?;
        (now < asked_at.plus_seconds(BELIEVED_SECONDS)).then(|| person.clone())
    }

    /// The database said so at `asked_at`.
    pub fn put(&self, token: &str, person: Person, asked_at: Instant) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(token_digest(token), (person, asked_at));
    }

    /// A session has ended.
    pub fn end(&self, token: &str) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&token_digest(token));
    }

    /// Everything is asked for again.
    pub fn clear(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What is known of somebody has changed.
    pub fn changed(&self, who: PersonId) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (person, _)| person.id != who);
    }
}
