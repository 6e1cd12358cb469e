//! Applying: what the members of an applicant see of their own application, and what they do with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::gate::Ticket;
use super::tender::{Stage, stage_of_own};
use super::{App, AppError, random};
use crate::engine::access::{self, Reading};
use crate::engine::case::{Application, Member, MemberKind};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::{Stream, What};
use crate::engine::ids::{ApplicationId, MemberId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::journal;
use crate::engine::refusal::Refusal;
use crate::engine::steps::intake::{self, Party};
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::definition::Field;
use crate::engine::workflow::form::Content;
use crate::engine::workflow::{Definition, Loaded};
use crate::i18n::Lang;
use crate::seal::code::Code;
use crate::store::people::Person;
use crate::store::{self, Db};

/// Characters of a member's name at most.
pub const NAME_CHARS_MAX: usize = 200;

/// An application as its own members see it.
#[derive(Clone, Debug)]
pub struct Own {
    /// Of which procedure.
    pub procedure: ProcedureId,
    /// The workflow file.
    pub loaded: Arc<Loaded>,
    /// The application.
    pub application: Application,
    /// What is filled in now.
    pub draft: Content,
    /// Names and addresses of the members.
    pub parties: BTreeMap<MemberId, Party>,
    /// Who reads.
    pub person: PersonId,
    /// The last microsecond that is in time.
    pub deadline: Instant,
    /// How the track stands.
    pub stage: Stage,
    /// Whether people hold the keys, and the contents are sealed to a code of the members.
    pub coded: bool,
    /// From when until when the application was in the stage that is shown; nothing behind it while it is there.
    pub stage_lasted: (Instant, Option<Instant>),
    /// The stages that it went through, each with whether it is the one that is shown; one alone says nothing.
    pub stages: Vec<(Option<String>, bool)>,
    /// The fields that can be mended now, while a cure window is open for this application.
    pub curable: BTreeSet<String>,
}

/// How an application stands, as nobody may overlook it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing was handed in, and there is time.
    NotSubmitted,
    /// Nothing was handed in, and the deadline has passed.
    Missed,
    /// What lies in the draft is what was handed in.
    Submitted,
    /// It was handed in, and the draft was changed since.
    Changed,
    /// It was handed in, and members were invited since.
    Joined,
    /// It was handed in, and must be confirmed again because what it answers to was amended.
    Unconfirmed,
    /// It was taken back.
    Withdrawn,
}

/// What was handed in, and where the journal witnesses it.
#[derive(Clone, Debug)]
pub struct Received {
    /// The contents with their salt.
    pub prose: Prose,
    /// The same contents, read.
    pub content: Content,
    /// The journal's line.
    pub line: Option<journal::Sealed>,
}

impl Own {
    /// The workflow file.
    pub fn definition(&self) -> &Definition {
        &self.loaded.definition
    }

    /// What the stage that is shown asks for.
    pub fn form(&self) -> Vec<&Field> {
        self.definition().form_of(&self.application.track, self.application.stage.as_deref())
    }

    /// Which application.
    pub fn id(&self) -> ApplicationId {
        self.application.id
    }

    /// Whether anything can still be changed.
    pub fn open(&self) -> bool {
        self.stage == Stage::Open
    }

    /// Whether what is answered to `field` can be changed: before the deadline, or in a cure window.
    pub fn changeable(&self, field: &str) -> bool {
        self.open() || self.curable.contains(field)
    }

    /// Whether any answer can be changed.
    pub fn fillable(&self) -> bool {
        self.open() || !self.curable.is_empty()
    }

    /// Whether the reader acts for the lead.
    pub fn leads(&self) -> bool {
        self.application.is_led_by(self.person)
    }

    /// How it stands.
    pub fn status(&self) -> Status {
        let application = &self.application;
        match &application.submitted {
            _ if application.withdrawn_at.is_some() => Status::Withdrawn,
            Some(_) if application.unconfirmed.is_some() => Status::Unconfirmed,
            None if self.open() => Status::NotSubmitted,
            None => Status::Missed,
            // What was saved in a cure window and not handed in is no draft that can still be submitted.
            Some(submitted)
                if application.cure.is_none() && submitted.version.content != application.draft.content =>
            {
                Status::Changed
            }
            Some(_) if application.joined_since().next().is_some() => Status::Joined,
            Some(_) => Status::Submitted,
        }
    }

    /// The members whose signature is still owed.
    pub fn unsigned(&self) -> Vec<&Member> {
        intake::unsigned(self.definition(), &self.application).collect()
    }

    /// The members that the reader acts for and that owe a signature.
    pub fn owed(&self) -> Vec<&Member> {
        self.unsigned().into_iter().filter(|member| member.person == self.person).collect()
    }

    /// The name of a member.
    pub fn name(&self, member: MemberId) -> &str {
        self.parties.get(&member).map_or("", |party| &party.name)
    }

    /// How many things are missing.
    pub fn missing(&self) -> usize {
        self.application.draft.problems.len() + self.unsigned().len()
    }

    pub(super) fn proof(&self) -> Result<Reading, AppError> {
        access::own(&self.application, self.person).map_err(AppError::Refused)
    }
}

/// A name as it is kept: one line, not too long.
pub fn tidy_name(typed: &str) -> String {
    let line: String = typed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().chars().take(NAME_CHARS_MAX).collect()
}

/// From when until when `whole` was in the stage that `shown` is of.
fn lasted(whole: &Application, shown: &Application) -> (Instant, Option<Instant>) {
    let began = |one: &Application| one.stage_began.unwrap_or(one.started_at);
    let stages = whole.stages();
    let next = stages.iter().skip_while(|one| one.stage != shown.stage).nth(1);
    (began(shown), next.map(began))
}

pub(super) async fn read(
    app: &App,
    db: &mut Db,
    proof: &Reading,
    digest: Digest,
) -> Result<Option<(Prose, Content)>, AppError> {
    let Some(prose) = app.contents(db, proof, digest).await? else { return Ok(None) };
    let content = content(prose.body())?;
    Ok(Some((prose, content)))
}

/// The contents that a kept text holds.
fn content(body: &str) -> Result<Content, AppError> {
    serde_json::from_str(body).map_err(|error| {
        AppError::Store(store::StoreError::Unreadable {
            table: "prose",
            column: "body",
            // Never the text itself: it is sealed.
            value: format!("{} bytes", body.len()),
            why: error.to_string(),
        })
    })
}

impl App {
    /// An application, for one of its members.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else: that it exists is a secret.
    pub async fn own(self: &Arc<Self>, id: ApplicationId, person: PersonId) -> Result<Own, AppError> {
        self.own_in(id, person, None).await
    }

    /// The same as it stood in an earlier stage, which `look` names by its intake.
    ///
    /// # Errors
    /// [`AppError::NotFound`] also where it never came to that stage.
    pub async fn own_in(
        self: &Arc<Self>,
        id: ApplicationId,
        person: PersonId,
        look: Option<&str>,
    ) -> Result<Own, AppError> {
        let standing = self.with_application(id).await?;
        let whole = standing.case.applications.get(&id).ok_or(AppError::NotFound("application"))?;
        let seen = match look {
            Some(intake) => whole.as_of(standing.loaded.definition.stage_of(intake)),
            None => Some(whole.clone()),
        };
        let whole = whole.clone();
        let application = seen.filter(|_| whole.has_member(person));
        let application = application.ok_or(AppError::NotFound("application"))?;
        let proof = access::own(&application, person).map_err(|_| AppError::NotFound("application"))?;
        let mut db = self.store.read().await?;
        let draft = read(self, &mut db, &proof, application.draft.content).await?;
        let parties = store::applications::parties(&mut db, id).await?;
        let procedure = &standing.case.procedure;
        let definition = &standing.loaded.definition;
        Ok(Own {
            procedure: procedure.id,
            deadline: intake::closes_in(
                definition,
                procedure,
                &application.track,
                application.stage.as_deref(),
            )
            .unwrap_or_default(),
            coded: !procedure.key_holders.is_empty(),
            curable: super::curing::curable(procedure, &application, self.clock.now()),
            stage: stage_of_own(definition, procedure, &application, self.clock.now()),
            stage_lasted: lasted(&whole, &application),
            stages: whole
                .stages()
                .into_iter()
                .map(|one| (one.stage.clone(), one.stage == application.stage))
                .collect(),
            draft: draft.map(|(_, content)| content).unwrap_or_default(),
            parties,
            person,
            application,
            loaded: standing.loaded,
        })
    }

    /// Begins an application in `track`, or finds the one that `person` leads there already. Where people hold
    /// the keys, a code comes with a new one: it is shown once and kept nowhere.
    pub async fn start_application(
        self: &Arc<Self>,
        procedure: ProcedureId,
        track: &str,
        person: &Person,
        name: &str,
        kind: MemberKind,
        ticket: Ticket,
    ) -> Result<(ApplicationId, Option<Code>), AppError> {
        let mut others = BTreeSet::new();
        {
            let mut db = self.store.read().await?;
            for (id, of) in store::applications::of_person(&mut db, person.id).await? {
                if of != procedure {
                    continue;
                }
                let Some(found) = store::applications::get(&mut db, id).await? else { continue };
                let found = found.application;
                if !found.is_led_by(person.id) {
                    continue;
                }
                if found.track == track {
                    return Ok((id, None));
                }
                if found.withdrawn_at.is_none() {
                    others.insert(found.track);
                }
            }
        }
        let application = ApplicationId::new(random::id());
        let standing = self.head(procedure).await?;
        let sealed_by_people = !standing.case.procedure.key_holders.is_empty();
        let empty = random::prose("{}");
        let digest = empty.digest();
        let code = if sealed_by_people && standing.loaded.definition.track(track).is_some() {
            Some(self.make_coded_key(procedure, track, application, digest).await?)
        } else {
            None
        };
        let command = intake::Command::Start {
            application,
            track: track.to_owned(),
            member: MemberId::new(random::id()),
            kind,
            party: Party { name: tidy_name(name), email: person.email.clone() },
            others: u32::try_from(others.len()).unwrap_or(u32::MAX),
            empty,
        };
        let command = Command { actor: person.id, verb: Verb::Intake(command) };
        let done = self.act(procedure, ticket, command).await;
        self.keyring.settle(application, digest, done.is_ok(), self.clock.now());
        done?;
        Ok((application, code))
    }

    /// Under what name, and as what, `person` is a member of an application already: of one that they lead before
    /// another.
    pub async fn applied_as(
        self: &Arc<Self>,
        person: PersonId,
    ) -> Result<Option<(String, MemberKind)>, AppError> {
        let mut db = self.store.read().await?;
        for (id, _) in store::applications::of_person(&mut db, person).await? {
            let Some(found) = store::applications::get(&mut db, id).await? else { continue };
            let Some(member) = found.application.members.iter().find(|member| member.person == person) else {
                continue;
            };
            let parties = store::applications::parties(&mut db, id).await?;
            if let Some(party) = parties.get(&member.id).filter(|party| !party.name.is_empty()) {
                return Ok(Some((party.name.clone(), member.kind)));
            }
        }
        Ok(None)
    }

    /// Carries out an intake command of one of the application's members.
    pub async fn intake(
        self: &Arc<Self>,
        own: &Own,
        ticket: Ticket,
        command: intake::Command,
    ) -> Result<(), AppError> {
        let command = Command { actor: own.person, verb: Verb::Intake(command) };
        self.act(own.procedure, ticket, command).await?;
        Ok(())
    }

    /// What counts as handed in: the mended version, where formal errors were mended.
    pub(super) async fn handed_in(&self, own: &Own) -> Result<Option<(Prose, Content)>, AppError> {
        let Some(submitted) = &own.application.submitted else { return Ok(None) };
        let mut db = self.store.read().await?;
        read(self, &mut db, &own.proof()?, submitted.version.content).await
    }

    /// What was handed in last before the deadline, and where the journal witnesses it.
    pub async fn received(&self, own: &Own) -> Result<Option<Received>, AppError> {
        let Some(submitted) = &own.application.submitted else { return Ok(None) };
        let mut db = self.store.read().await?;
        let found = read(self, &mut db, &own.proof()?, submitted.received().content).await?;
        let Some((prose, content)) = found else { return Ok(None) };
        let stream = Stream::Application(own.id()).to_string();
        let line = store::journal::lines(&mut db, &stream).await?.into_iter().rev().find(|line| {
            let line: Option<journal::Line> = serde_json::from_str(&line.body).ok();
            line.is_some_and(|line| {
                // The count begins anew in each stage; what was handed in tells them apart.
                matches!(&line.event.what, What::Intake(intake::Event::Submitted { count, version })
                    if *count == submitted.count && version.content == submitted.received().content)
            })
        });
        Ok(Some(Received { prose, content, line }))
    }

    /// Asks somebody to be a member.
    pub async fn invite(
        self: &Arc<Self>,
        own: &Own,
        ticket: Ticket,
        name: &str,
        email: &str,
        kind: MemberKind,
        lang: Lang,
    ) -> Result<(), AppError> {
        if !own.leads() {
            // Before a person is made of what was typed.
            return Err(AppError::Refused(Refusal::NotAllowed { needs: Vec::new() }));
        }
        let name = tidy_name(name);
        let own_name = if kind == MemberKind::Person { name.as_str() } else { "" };
        let person = self.person(email, own_name, lang).await?;
        let command = intake::Command::Invite {
            application: own.id(),
            member: MemberId::new(random::id()),
            kind,
            person: person.id,
            party: Party { name, email: person.email },
        };
        self.intake(own, ticket, command).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line_and_not_too_long() {
        assert_eq!(tidy_name("  Rum\r\nBcc: x  "), "Rum  Bcc: x");
        assert_eq!(tidy_name(&"æ".repeat(300)).chars().count(), NAME_CHARS_MAX);
    }
}
