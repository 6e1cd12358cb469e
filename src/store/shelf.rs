//! What one transaction has read already, and what it will write: many turns of one commit read together and write
//! together, a statement for all instead of some twenty each.
//!
//! A connection has a shelf only between [`Db::shelve`] and the end of the write. Functions of the store that know it
//! look there first and put their rows there; every other one that reads the same tables calls [`Db::settle`], which
//! writes what waits.

use std::collections::{BTreeMap, HashMap};

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe};

use super::applications::Stored;
use super::journal::Line;
use super::outbox::Letter;
use super::people::Person;
use super::procedures::Head;
use super::prose::Row;
use super::seals::ApplicationKey;
use super::{Db, StoreError, applications, journal, outbox, people, procedures, prose, seals};
use crate::engine::digest::Digest;
use crate::engine::ids::{ApplicationId, MemberId, PersonId, ProcedureId};
use crate::engine::journal as chain;
use crate::engine::steps::intake::Party;

/// Rows of one statement, the largest chunk first. Few sizes, so that the databases know the statements again.
const CHUNKS: [usize; 4] = [64, 16, 4, 1];

/// What is known and what waits. Nothing where something was looked for and is not there.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub heads: HashMap<ProcedureId, Head>,
    pub applications: HashMap<ApplicationId, Option<Stored>>,
    pub chains: HashMap<String, chain::Head>,
    pub people: HashMap<PersonId, Person>,
    pub parties: HashMap<ApplicationId, BTreeMap<MemberId, Party>>,
    pub prose: HashMap<Digest, Row>,
    pub keys: HashMap<ApplicationId, Option<ApplicationKey>>,
    pub waiting: Waiting,
}

/// Rows that wait to be written.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Changed applications, and the revision that each was read at.
    pub applications: BTreeMap<ApplicationId, (u64, crate::engine::case::Application)>,
    /// Chains that moved: of which procedure, from where, to where.
    pub chains: BTreeMap<String, (ProcedureId, chain::Head, chain::Head)>,
    /// New lines.
    pub lines: Vec<Line>,
    /// New texts.
    pub prose: Vec<(ProcedureId, Digest, Row)>,
    /// New letters.
    pub letters: Vec<Letter>,
}

/// What a burst of turns will read.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Applications that the turns are about.
    pub applications: Vec<ApplicationId>,
    /// Procedures that they belong to.
    pub procedures: Vec<ProcedureId>,
}

impl Db {
    /// From here to the end of the write, rows are written together.
    pub fn shelve(&mut self) {
        // Whatever an earlier write that failed left behind goes with it.
        self.shelf = Some(Box::default());
    }

    /// Reads what `wanted` names, together, and keeps others from changing it until the end of the transaction.
    pub async fn fetch(&mut self, wanted: &Wanted) -> Result<(), StoreError> {
        let mut ids = wanted.applications.clone();
        ids.sort_unstable();
        ids.dedup();
        let mut procedures = wanted.procedures.clone();
        procedures.sort_unstable();
        procedures.dedup();
        for id in procedures {
            if let Some(head) = procedures::hold(self, id, false).await? {
                self.on_shelf().heads.insert(id, head);
            }
        }
        let found = applications::hold_many(self, &ids).await?;
        let streams: Vec<_> =
            ids.iter().map(|id| crate::engine::event::Stream::Application(*id).to_string()).collect();
        let chains = journal::hold_many(self, &streams).await?;
        let keys = seals::applications(self, &ids).await?;
        let parties = applications::parties_of(self, &ids).await?;
        let mut people_ids: Vec<_> = found.iter().flat_map(|stored| stored.application.people()).collect();
        people_ids.sort_unstable();
        people_ids.dedup();
        let people = people::by_ids(self, &people_ids).await?;
        let known = self.on_shelf();
        for id in &ids {
            known.applications.insert(*id, None);
            known.keys.insert(*id, None);
            known.parties.insert(*id, BTreeMap::new());
        }
        known.chains.extend(streams.into_iter().map(|stream| (stream, chain::Head::default())));
        known.chains.extend(chains);
        known.applications.extend(found.into_iter().map(|stored| (stored.application.id, Some(stored))));
        known.keys.extend(keys.into_iter().map(|(id, key)| (id, Some(key))));
        known.parties.extend(parties);
        known.people.extend(people.into_iter().map(|person| (person.id, person)));
        Ok(())
    }

    /// Writes what waits, so that what is read next is as if it had been written at once.
    pub async fn settle(&mut self) -> Result<(), StoreError> {
        let Some(lies) = &mut self.shelf else { return Ok(()) };
        let waiting = std::mem::take(&mut lies.waiting);
        prose::insert_many(self, &waiting.prose).await?;
        let changed: Vec<_> = waiting.applications.into_values().collect();
        applications::update_many(self, &changed).await?;
        for (revision, application) in &changed {
            if let Some(Some(stored)) = self.on_shelf().applications.get_mut(&application.id) {
                stored.revision = revision + 1;
            }
        }
        let moved: Vec<_> = waiting.chains.into_iter().collect();
        journal::move_heads(self, &moved).await?;
        journal::insert_many(self, &waiting.lines).await?;
        outbox::insert_many(self, &waiting.letters).await
    }

    /// The end of what [`Db::shelve`] began: everything is written.
    pub async fn unshelve(&mut self) -> Result<(), StoreError> {
        self.settle().await?;
        self.shelf = None;
        Ok(())
    }

    /// Writes what waits and forgets what was read: somebody changes the tables beside the shelf.
    pub(super) async fn anew(&mut self) -> Result<(), StoreError> {
        self.settle().await?;
        if self.shelf.is_some() {
            self.shelve();
        }
        Ok(())
    }

    fn on_shelf(&mut self) -> &mut Shelf {
        self.shelf.get_or_insert_default()
    }
}

/// Does something for `items` in chunks of few sizes: `sql` makes the statement for so many rows of places.
pub(super) async fn in_chunks<T>(
    db: &mut Db,
    items: &[T],
    places: usize,
    sql: impl Fn(&str) -> String,
    bind: impl for<'q> Fn(Bound<'q>, &T, &Db) -> Result<Bound<'q>, StoreError>,
) -> Result<u64, StoreError> {
    let mut affected = 0;
    let mut rest = items;
    while !rest.is_empty() {
        let size = chunk(rest.len());
        let (now, later) = rest.split_at(size);
        rest = later;
        let mut query = sqlx::query(AssertSqlSafe(sql(&rows(size, places))));
        for item in now {
            query = bind(query, item, db)?;
        }
        affected += query.execute(&mut *db).await?.rows_affected();
    }
    Ok(affected)
}

/// Finds the rows of `keys` in chunks of few sizes: `sql` makes the statement for a list of places.
pub(super) async fn find_in_chunks(
    db: &mut Db,
    keys: &[String],
    sql: impl Fn(&str) -> String,
) -> Result<Vec<AnyRow>, StoreError> {
    let mut found = Vec::with_capacity(keys.len());
    let mut rest = keys;
    while !rest.is_empty() {
        let size = chunk(rest.len());
        let (now, later) = rest.split_at(size);
        rest = later;
        let mut query = sqlx::query(AssertSqlSafe(sql(&rows(1, size))));
        for key in now {
            query = query.bind(key.clone());
        }
        found.extend(query.fetch_all(&mut *db).await?);
    }
    Ok(found)
}

/// A statement that values are bound to.
pub(super) type Bound<'q> = Query<'q, Any, AnyArguments>;

fn chunk(count: usize) -> usize {
    CHUNKS.into_iter().find(|size| *size <= count).unwrap_or(1)
}

/// Places for `count` rows of `width` values: `($1, $2), ($3, $4)`.
fn rows(count: usize, width: usize) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(count * width * 6);
    for row in 0..count {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            let comma = if column == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}${}", row * width + column + 1);
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_through() {
        assert_eq!(rows(2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(rows(1, 2), "($1, $2)");
    }

    #[test]
    fn chunks_are_of_few_sizes() {
        assert_eq!([200, 64, 63, 16, 15, 4, 3, 1].map(chunk), [64, 64, 16, 16, 4, 4, 1, 1]);
    }
}
