//! Applications that their members are filling in right now, in memory: what a save needs of the one before it is not
//! read again. A save that starts from something older than the tables is refused as stale by the core, and read anew.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::applicant::Own;
use super::{App, AppError};
use crate::engine::case::Application;
use crate::engine::digest::Prose;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::workflow::form::Content;

/// How long one is held after it was read or saved.
const HELD_SECONDS: i64 = 60;

/// How many are held at most; then those that were read longest ago go.
const HELD_MAX: usize = 512;

/// An application at hand.
#[derive(Clone, Debug)]
pub struct Held {
    /// As its member saw it last.
    pub own: Arc<Own>,
    /// What counts as handed in, if anything does.
    pub handed_in: Option<Arc<(Prose, Content)>>,
    since: Instant,
}

/// Applications at hand.
#[derive(Debug, Default)]
pub struct AtHand {
    held: Mutex<HashMap<(ApplicationId, PersonId), Held>>,
}

impl AtHand {
    fn get(&self, application: ApplicationId, person: PersonId, now: Instant) -> Option<Held> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let found = held.get(&(application, person))?;
        // After the deadline everything is read: whether something can still be changed is no matter of memory.
        let fresh = now < found.since.plus_seconds(HELD_SECONDS) && now <= found.own.deadline;
        fresh.then(|| found.clone())
    }

    fn put(&self, own: Arc<Own>, handed_in: Option<Arc<(Prose, Content)>>, now: Instant) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= HELD_MAX {
            let mut since: Vec<_> = held.values().map(|held| held.since).collect();
            since.sort_unstable();
            let keep_after = since[since.len() / 2];
            held.retain(|_, held| held.since > keep_after);
        }
        held.insert((own.id(), own.person), Held { own, handed_in, since: now });
    }

    /// Nothing is at hand any more.
    pub fn clear(&self) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Somebody did something to an application beside its form.
    pub fn forget(&self, application: ApplicationId) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|(id, _), _| *id != application);
    }
}

impl App {
    /// An application for one of its members who is about to save: from memory, where it was read a moment ago.
    ///
    /// # Errors
    /// As [`App::own`].
    pub async fn own_at_hand(
        self: &Arc<Self>,
        id: ApplicationId,
        person: PersonId,
    ) -> Result<Held, AppError> {
        let now = self.clock.now();
        if let Some(found) = self.at_hand.get(id, person, now) {
            return Ok(found);
        }
        let held = self.held(self.own(id, person).await?).await?;
        // What is sealed to a code that only its members keep is not held in the open here.
        if !held.own.coded && held.own.application.cure.is_none() {
            self.at_hand.put(Arc::clone(&held.own), held.handed_in.clone(), now);
        }
        Ok(held)
    }

    /// An application with what counts as handed in, once and not kept.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn held(&self, own: Own) -> Result<Held, AppError> {
        let handed_in = self.handed_in(&own).await?.map(Arc::new);
        Ok(Held { own: Arc::new(own), handed_in, since: self.clock.now() })
    }

    /// What was saved becomes what is at hand.
    pub(super) fn saved_at_hand(
        &self,
        held: &Held,
        application: Application,
        draft: &Prose,
        content: Content,
    ) {
        let counts = application.submitted.as_ref().map(|submitted| submitted.version.content);
        let handed_in = if counts == Some(draft.digest()) {
            Some(Arc::new((draft.clone(), content.clone())))
        } else {
            held.handed_in.clone().filter(|handed_in| counts == Some(handed_in.0.digest()))
        };
        if held.own.coded || (counts.is_some() && handed_in.is_none()) {
            return self.at_hand.forget(application.id);
        }
        let own = Own { application, draft: content, ..(*held.own).clone() };
        self.at_hand.put(Arc::new(own), handed_in, self.clock.now());
    }
}
