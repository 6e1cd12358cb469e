//! The letters of a procedure and how each stands.
//!
//! Until the applications of a track are opened, a letter about one of them is known by the
//! application's code alone: not its reader, subject or text, nor what the mail server said of its address.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::{DESK, Office};
use crate::app::{App, AppError};
use crate::engine::access;
use crate::engine::case::{Application, Case};
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::envelope;
use crate::engine::workflow::definition::Role;
use crate::store::outbox::{Letter, LetterState};
use crate::store::{self, Db};

/// Letters that one page shows.
pub const LETTERS_MAX: u32 = 100;

/// One letter as the reader may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterView {
    /// Identifier of the letter.
    pub id: uuid::Uuid,
    /// Kind, such as `receipt`.
    pub kind: String,
    /// Date of the letter.
    pub dated_at: Instant,
    /// How it stands.
    pub state: LetterState,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next.
    pub due_at: Instant,
    /// When it was handed over.
    pub sent_at: Option<Instant>,
    /// What the mail server last said; without its words where they could tell the address.
    pub last_reply: Option<String>,
    /// To whom, and what it says.
    pub inside: Inside,
}

/// Who reads a letter and what it says, or what may be known instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inside {
    /// It may be read.
    Readable {
        /// Name; may be empty.
        name: String,
        /// Address.
        address: String,
        /// Subject.
        subject: String,
        /// The letter as text.
        text: String,
    },
    /// Its words and its address were erased.
    Erased(Instant),
    /// About an application that is sealed to the reader: its code.
    Sealed {
        /// The code.
        code: String,
    },
    /// To somebody who applies or follows, whose name is nobody's business yet.
    Hidden,
}

/// A page of letters.
#[derive(Clone, Debug)]
pub struct Letters {
    /// The letters of this page: those that were given up first, then the latest.
    pub letters: Vec<LetterView>,
    /// All letters.
    pub total: u64,
}

impl App {
    /// A page of the letters of a procedure, `page` counted from zero.
    pub async fn letters(self: &Arc<Self>, office: &Office, page: u32) -> Result<Letters, AppError> {
        office.need(&DESK)?;
        let procedure = office.procedure.id;
        let mut db = self.store.read().await?;
        let total = store::outbox::total(&mut db, procedure).await?;
        let offset = page.saturating_mul(LETTERS_MAX);
        let found = store::outbox::page(&mut db, procedure, offset, LETTERS_MAX).await?;
        let mut known = Known::default();
        let mut letters = Vec::with_capacity(found.len());
        for letter in found {
            letters.push(known.view(&mut db, office, letter).await?);
        }
        Ok(Letters { letters, total })
    }

    /// One letter of a procedure.
    pub async fn letter(self: &Arc<Self>, office: &Office, id: uuid::Uuid) -> Result<LetterView, AppError> {
        office.need(&DESK)?;
        let mut db = self.store.read().await?;
        let letter = store::outbox::get(&mut db, id).await?;
        let letter = letter.filter(|letter| letter.procedure == Some(office.procedure.id));
        let letter = letter.ok_or(AppError::NotFound("letter"))?;
        Known::default().view(&mut db, office, letter).await
    }

    /// Lets a letter that was given up be tried again at once.
    pub async fn try_again(self: &Arc<Self>, office: &Office, id: uuid::Uuid) -> Result<(), AppError> {
        office.need(&[Role::Owner, Role::Secretary])?;
        self.letter(office, id).await?;
        let now = self.clock.now();
        let done = self
            .store
            .write(move |db| Box::pin(async move { store::outbox::retry(db, id, now).await }))
            .await?;
        self.work.notify_one();
        if done { Ok(()) } else { Err(AppError::Refused(Refusal::Already)) }
    }
}

/// Applications looked up while one page is made.
#[derive(Default)]
struct Known {
    applications: BTreeMap<ApplicationId, Option<Application>>,
}

impl Known {
    async fn view(&mut self, db: &mut Db, office: &Office, letter: Letter) -> Result<LetterView, AppError> {
        let inside = self.inside(db, office, &letter).await?;
        let open = matches!(inside, Inside::Readable { .. });
        Ok(LetterView {
            id: letter.id,
            kind: letter.kind,
            dated_at: letter.dated_at,
            state: letter.state,
            attempts: letter.attempts,
            due_at: letter.due_at,
            sent_at: letter.sent_at,
            last_reply: letter.last_reply.map(|reply| if open { reply } else { reply_code(&reply) }),
            inside,
        })
    }

    async fn inside(&mut self, db: &mut Db, office: &Office, letter: &Letter) -> Result<Inside, AppError> {
        if let Some(application) = letter.application {
            let named = self.may_be_named(db, office, application).await?;
            // A receipt names files, and some may lie in an envelope that is shut.
            if !named || (letter.kind == "receipt" && self.has_shut_envelope(office, application)) {
                return Ok(Inside::Sealed { code: application.code() });
            }
        } else if !self.is_known(db, office, letter.person).await? {
            return Ok(Inside::Hidden);
        }
        if let Some(at) = letter.erased_at {
            return Ok(Inside::Erased(at));
        }
        let person = store::people::by_id(db, letter.person).await?;
        Ok(Inside::Readable {
            name: person.map(|person| person.name).unwrap_or_default(),
            address: letter.address.clone(),
            subject: letter.subject.clone(),
            text: letter.text.clone(),
        })
    }

    /// Whether the reader may know who wrote `application`.
    async fn may_be_named(
        &mut self,
        db: &mut Db,
        office: &Office,
        id: ApplicationId,
    ) -> Result<bool, AppError> {
        if let Entry::Vacant(place) = self.applications.entry(id) {
            let found = store::applications::get(db, id).await?;
            let found = found.filter(|found| found.procedure == office.procedure.id);
            place.insert(found.map(|found| found.application));
        }
        let Some(Some(application)) = self.applications.get(&id) else { return Ok(false) };
        let case = Case { procedure: office.procedure.clone(), applications: BTreeMap::new() };
        let proof = access::reading(office.definition(), &case, office.person, application);
        Ok(proof.is_ok_and(|proof| !proof.blind()))
    }

    fn has_shut_envelope(&self, office: &Office, id: ApplicationId) -> bool {
        let found = self.applications.get(&id).and_then(Option::as_ref);
        // A receipt is of one stage, and an envelope of an earlier one may stay shut for good.
        let shut = |there: &Application| !envelope::shut(office.definition(), there).is_empty();
        found.is_some_and(|found| found.stages().iter().any(shut))
    }

    /// Whether somebody has a role, or takes part in an application that the reader may read. A letter
    /// about no application, such as news, would otherwise tell who has begun one.
    async fn is_known(&mut self, db: &mut Db, office: &Office, person: PersonId) -> Result<bool, AppError> {
        if office.procedure.people.contains_key(&person) {
            return Ok(true);
        }
        for (application, procedure) in store::applications::of_person(db, person).await? {
            if procedure == office.procedure.id && self.may_be_named(db, office, application).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The numbers at the front of a mail server's reply, such as `550 5.1.1`: its words repeat the address.
fn reply_code(reply: &str) -> String {
    let numbers = reply.split([' ', '-']).take_while(|word| {
        !word.is_empty() && word.len() <= 9 && word.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    numbers.take(2).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::reply_code;

    #[test]
    fn only_the_numbers_of_a_reply_are_left() {
        assert_eq!(reply_code("550 5.1.1 <anna@firm.dk>: no such user"), "550 5.1.1");
        assert_eq!(reply_code("451-try later anna"), "451");
        assert_eq!(reply_code("anna@firm.dk is unknown"), "");
    }
}
