//! Letters: from what the core says to rows of the outbox, in each reader's language.
//!
//! What they say is composed in [`crate::mail::letters::compose`]; here is what that needs of the database.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::settings::Settings;
use super::{App, AppError, random};
use crate::engine::access;
use crate::engine::case::Application;
use crate::engine::digest::Digest;
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, MemberId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::Letter;
use crate::engine::steps::intake;
use crate::engine::turn::{Effect, Outcome};
use crate::engine::workflow::form::Content;
use crate::engine::workflow::{Definition, Loaded};
use crate::i18n::Lang;
use crate::mail::Mailbox;
use crate::mail::letters::compose::{Composer, Known};
use crate::mail::letters::{self as wording, Frame};
use crate::store::journal::Position;
use crate::store::outbox::{Letter as Row, LetterState};
use crate::store::people::Person;
use crate::store::{self, Db, StoreError};

/// Writes the letters of one turn.
pub struct Writer<'a> {
    app: &'a App,
    definition: &'a Definition,
    outcome: &'a Outcome,
    positions: &'a [Position],
    people: BTreeMap<PersonId, Person>,
    fetched: Fetched,
}

/// What was read from the database so far, and what a letter asked for that was not.
#[derive(Default)]
struct Fetched {
    names: BTreeMap<ApplicationId, BTreeMap<MemberId, String>>,
    texts: BTreeMap<Digest, Option<String>>,
    contents: BTreeMap<Digest, Option<Content>>,
    wanted: RefCell<Wanted>,
}

#[derive(Default)]
struct Wanted {
    names: BTreeSet<ApplicationId>,
    texts: BTreeSet<Digest>,
    contents: BTreeSet<(ApplicationId, PersonId, Digest)>,
}

impl Wanted {
    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.texts.is_empty() && self.contents.is_empty()
    }
}

impl Known for Fetched {
    fn name(&self, application: ApplicationId, member: MemberId) -> Option<String> {
        let Some(names) = self.names.get(&application) else {
            self.wanted.borrow_mut().names.insert(application);
            return None;
        };
        names.get(&member).cloned()
    }

    fn text(&self, digest: Digest) -> Option<String> {
        let found = self.texts.get(&digest);
        if found.is_none() {
            self.wanted.borrow_mut().texts.insert(digest);
        }
        found.cloned().flatten()
    }

    fn contents(&self, application: &Application, reader: PersonId, digest: Digest) -> Option<Content> {
        let found = self.contents.get(&digest);
        if found.is_none() {
            self.wanted.borrow_mut().contents.insert((application.id, reader, digest));
        }
        found.cloned().flatten()
    }
}

impl<'a> Writer<'a> {
    /// A writer for the letters of `outcome`, whose events lie at `positions`. The texts that the turn itself keeps are
    /// at hand, also where nothing of it is saved.
    pub fn new(app: &'a App, loaded: &'a Loaded, outcome: &'a Outcome, positions: &'a [Position]) -> Self {
        let (people, mut fetched) = (BTreeMap::new(), Fetched::default());
        for effect in &outcome.effects {
            if let Effect::Keep(prose) = effect {
                fetched.texts.insert(prose.digest(), Some(prose.body().to_owned()));
            }
        }
        Self { app, definition: &loaded.definition, outcome, positions, people, fetched }
    }

    /// Puts one letter into the outbox.
    pub async fn write(&mut self, db: &mut Db, letter: &Letter) -> Result<(), StoreError> {
        let row = self.render(db, letter).await?;
        store::outbox::insert(db, &row).await
    }

    /// Writes one letter without sending it.
    pub async fn render(&mut self, db: &mut Db, letter: &Letter) -> Result<Row, StoreError> {
        let person = self.person(db, letter.to).await?;
        let lang = Lang::parse(&person.language).unwrap_or(Lang::DEFAULT);
        // What it asks for is fetched, and it is composed again: there is no second list of what a letter needs.
        let (application, content) = loop {
            let composed = self.composer().letter(letter.to, lang, &letter.content);
            let wanted = self.fetched.wanted.take();
            if wanted.is_empty() {
                break composed.map_err(|gone| StoreError::Gone { table: gone.noun, key: gone.key })?;
            }
            self.fetch(db, wanted).await?;
        };
        let frame = self.composer().frame(lang);
        // Letters of one turn carry the instant of the turn: they go out at one moment.
        let at = self.outcome.events.last().map_or_else(|| self.app.clock.now(), |event| event.at);
        let mut row = row(self.app, &person, &frame, &content, at)
            .map_err(|error| StoreError::Broken(error.to_string()))?;
        row.procedure = Some(self.outcome.case.procedure.id);
        row.application = application;
        Ok(row)
    }

    fn composer(&self) -> Composer<'_, Fetched> {
        let handed_in = |what: &What| matches!(what, What::Intake(intake::Event::Submitted { .. }));
        let mut lines = self.outcome.events.iter().zip(self.positions);
        let line = lines.find(|(event, _)| handed_in(&event.what)).map(|(_, position)| position);
        Composer {
            definition: self.definition,
            case: &self.outcome.case,
            events: self.outcome.events.iter().collect(),
            received: line.map(|line| wording::JournalPosition {
                stream: line.stream.clone(),
                seq: line.seq,
                hash: line.hash,
            }),
            address: &self.app.settings.address,
            known: &self.fetched,
        }
    }

    async fn person(&mut self, db: &mut Db, id: PersonId) -> Result<Person, StoreError> {
        if let Some(found) = self.people.get(&id) {
            return Ok(found.clone());
        }
        let found = store::people::by_id(db, id).await?;
        let found = found.ok_or_else(|| StoreError::Gone { table: "person", key: id.to_string() })?;
        self.people.insert(id, found.clone());
        Ok(found)
    }

    async fn fetch(&mut self, db: &mut Db, wanted: Wanted) -> Result<(), StoreError> {
        for application in wanted.names {
            let parties = store::applications::parties(db, application).await?;
            let names = parties.into_iter().map(|(member, party)| (member, party.name)).collect();
            self.fetched.names.insert(application, names);
        }
        for digest in wanted.texts {
            let text = store::prose::text(db, digest).await?;
            self.fetched.texts.insert(digest, text);
        }
        for (application, reader, digest) in wanted.contents {
            let found = self.outcome.case.applications.get(&application);
            let content = match found.and_then(|found| access::own(found, reader).ok()) {
                Some(proof) => {
                    let contents = self.app.contents(db, &proof, digest).await;
                    let contents = contents.map_err(|why| StoreError::Broken(why.to_string()))?;
                    contents.and_then(|contents| serde_json::from_str(contents.body()).ok())
                }
                None => None,
            };
            self.fetched.contents.insert(digest, content);
        }
        Ok(())
    }
}

/// A letter as a row of the outbox, due at once.
fn row(
    app: &App,
    person: &Person,
    frame: &Frame,
    letter: &wording::Letter,
    at: Instant,
) -> Result<Row, AppError> {
    let rendered = letter.compose(frame).map_err(|error| AppError::Letter(error.to_string()))?;
    let id = random::id_in_time(at);
    let host = app.settings.address.split("//").nth(1).unwrap_or("localhost");
    let host = host.split([':', '/']).next().unwrap_or("localhost");
    Ok(Row {
        id,
        procedure: None,
        application: None,
        person: person.id,
        address: person.email.clone(),
        kind: letter.kind().to_owned(),
        language: frame.lang.code().to_owned(),
        subject: rendered.subject,
        text: rendered.text,
        wording: rendered.wording,
        message_id: format!("<{id}@{host}>"),
        dated_at: at,
        due_at: at,
        attempts: 0,
        state: LetterState::Waiting,
        last_reply: None,
        sent_at: None,
        erased_at: None,
    })
}

/// The letter with a sign-in link.
pub fn sign_in(app: &App, person: &Person, link: &str, now: Instant) -> Result<Row, AppError> {
    let lang = Lang::parse(&person.language).unwrap_or(Lang::DEFAULT);
    let sender = sender(&app.settings).map_err(AppError::Letter)?;
    let frame = Frame {
        lang,
        procedure_title: None,
        sender: sender.name.clone().unwrap_or_else(|| "Trespor".to_owned()),
        contact: sender.address.to_string(),
        address: app.settings.address.clone(),
        zone: "Europe/Copenhagen".to_owned(),
    };
    let valid_minutes = app.settings.sign_in.link_minutes;
    let letter = wording::SignInLink { link: link.to_owned(), valid_minutes };
    row(app, person, &frame, &letter.into(), now)
}

/// The sender of every letter, from the settings.
pub fn sender(settings: &Settings) -> Result<Mailbox, String> {
    let from = settings.mail.from.trim();
    let (name, address) = match from.rsplit_once('<') {
        Some((name, rest)) => (Some(name.trim().to_owned()), rest.trim_end_matches('>')),
        None => (None, from),
    };
    let address = address.trim().parse().map_err(|error| format!("mail.from: {error}"))?;
    Ok(Mailbox { name: name.filter(|name| !name.is_empty()), address })
}
