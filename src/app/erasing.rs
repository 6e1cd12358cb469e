//! What is erased with a turn, and what must follow its commit.
//!
//! Rows go in the transaction of the turn. Bytes of uploads go after it: they are noted down in that transaction, so
//! that a crash in between leaves a note, and a later sweep removes them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{App, AppError};
use crate::engine::event::{Event, Stream, What};
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::journal::Line;
use crate::engine::retention::{self, Erasure, Kind, texts};
use crate::store::{self, Db, StoreError};

/// Erases what a turn says, in its transaction.
pub(super) async fn erase(
    db: &mut Db,
    procedure: ProcedureId,
    erasure: &Erasure,
    now: Instant,
) -> Result<(), StoreError> {
    match erasure {
        Erasure::Kind { track, kind, applications } => {
            kind_of(db, procedure, track, *kind, applications, now).await
        }
        Erasure::Rest { followers } => {
            let mut people: BTreeSet<PersonId> = followers.iter().copied().collect();
            people.extend(store::erasure::written_to(db, procedure).await?);
            store::erasure::other_letters(db, procedure, now).await?;
            forget(db, people, now).await
        }
    }
}

async fn kind_of(
    db: &mut Db,
    procedure: ProcedureId,
    track: &str,
    kind: Kind,
    applications: &[ApplicationId],
    now: Instant,
) -> Result<(), StoreError> {
    if kind == Kind::Letters {
        for application in applications {
            store::erasure::letters(db, *application, now).await?;
        }
        return Ok(());
    }
    let of_track = events(db, &Stream::Line(procedure, track.to_owned())).await?;
    let mut people = BTreeSet::new();
    for application in applications {
        let own = events(db, &Stream::Application(*application)).await?;
        let gone = texts::gone(kind, *application, own.iter().chain(&of_track));
        store::erasure::texts(db, gone).await?;
        store::agreeing::erase(db, *application).await?;
        if kind.is_contents() {
            people.extend(store::erasure::people_of(db, *application).await?);
            store::erasure::uploads(db, *application, now).await?;
            store::erasure::receipts(db, *application, now).await?;
            store::erasure::members(db, *application).await?;
            store::seals::forget_application(db, *application).await?;
        }
    }
    forget(db, people, now).await
}

/// Takes name and address away from those who have no other part in anything.
async fn forget(db: &mut Db, people: BTreeSet<PersonId>, now: Instant) -> Result<(), StoreError> {
    for person in people {
        store::erasure::person(db, person, now).await?;
    }
    Ok(())
}

/// Everything that happened in a stream: what an application no longer says of its earlier drafts, the journal does.
async fn events(db: &mut Db, stream: &Stream) -> Result<Vec<Event>, StoreError> {
    let mut events = Vec::new();
    for line in store::journal::lines(db, &stream.to_string()).await? {
        let read: Line = serde_json::from_str(&line.body).map_err(|error| StoreError::Unreadable {
            table: "journal",
            column: "body",
            value: format!("line {} of {}", line.seq, line.stream),
            why: error.to_string(),
        })?;
        events.push(read.event);
    }
    Ok(events)
}

/// Whether something was erased in this turn.
pub(super) fn erased(events: &[Event]) -> bool {
    let is = |event: &Event| matches!(event.what, What::Retention(retention::Event::Due { .. }));
    events.iter().any(is)
}

impl App {
    /// Removes the bytes of uploads whose rows are gone, and has the database let go of what it deleted. Run after
    /// an erasure, and again by every sweep: what a crash or a busy database left is mended then.
    ///
    /// # Errors
    /// The folder or the database; what is left over waits for the next sweep.
    pub async fn clear_away(self: &Arc<Self>) -> Result<u64, AppError> {
        // Nor does memory keep what was erased.
        self.sessions.clear();
        self.at_hand.clear();
        let doomed = {
            let mut db = self.store.read().await?;
            store::erasure::doomed(&mut db).await?
        };
        let count = doomed.len() as u64;
        for attachment in doomed {
            self.blobs.remove(attachment).await?;
            self.store
                .write(move |db| Box::pin(async move { store::erasure::removed(db, attachment).await }))
                .await?;
        }
        self.store.forget().await?;
        Ok(count)
    }
}
