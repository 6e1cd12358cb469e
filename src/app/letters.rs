//! Letters: from what the core says to rows of the outbox, in each reader's language.

mod after;
mod changes;
mod network;

use std::collections::BTreeMap;

use super::settings::Settings;
use super::{App, AppError, random};
use crate::engine::case::Application;
use crate::engine::digest::Digest;
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, ComplaintId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::{Letter, LetterContent};
use crate::engine::steps::complaints::{self, Complaint, Ruling};
use crate::engine::steps::{StepState, intake, letters};
use crate::engine::turn::Outcome;
use crate::engine::workflow::definition::{StepSpec, Words};
use crate::engine::workflow::form::Content;
use crate::engine::workflow::{Definition, Loaded};
use crate::engine::{access, answers};
use crate::i18n::Lang;
use crate::mail::Mailbox;
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
    names: BTreeMap<ApplicationId, String>,
}

impl<'a> Writer<'a> {
    /// A writer for the letters of `outcome`, whose events lie at `positions`.
    pub fn new(app: &'a App, loaded: &'a Loaded, outcome: &'a Outcome, positions: &'a [Position]) -> Self {
        let (people, names) = (BTreeMap::new(), BTreeMap::new());
        Self { app, definition: &loaded.definition, outcome, positions, people, names }
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
        let (application, content) = self.compose(db, &person, lang, &letter.content).await?;
        let lead = self.definition.buyers.iter().find(|buyer| buyer.lead);
        let frame = Frame {
            lang,
            procedure_title: Some(self.definition.title.get(lang.code()).to_owned()),
            sender: lead.map(|buyer| buyer.name.clone()).unwrap_or_default(),
            contact: self.definition.contact.clone(),
            address: self.app.settings.address.clone(),
            zone: self.definition.zone.clone(),
        };
        // Letters of one turn carry the instant of the turn: they go out at one moment.
        let at = self.outcome.events.last().map_or_else(|| self.app.clock.now(), |event| event.at);
        let mut row = row(self.app, &person, &frame, &content, at)
            .map_err(|error| StoreError::Broken(error.to_string()))?;
        row.procedure = Some(self.outcome.case.procedure.id);
        row.application = application;
        Ok(row)
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

    /// The members of an applicant by name, the lead first.
    async fn name(&mut self, db: &mut Db, id: ApplicationId) -> Result<String, StoreError> {
        if let Some(found) = self.names.get(&id) {
            return Ok(found.clone());
        }
        let parties = store::applications::parties(db, id).await?;
        let members = self.outcome.case.applications.get(&id).map(|a| a.members.as_slice());
        let names: Vec<_> = members
            .unwrap_or_default()
            .iter()
            .filter(|member| member.declined_at.is_none())
            .filter_map(|member| parties.get(&member.id))
            .map(|party| party.name.as_str())
            .collect();
        let name = names.join(", ");
        self.names.insert(id, name.clone());
        Ok(name)
    }

    async fn named(&mut self, db: &mut Db, ids: &[ApplicationId]) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::with_capacity(ids.len());
        for id in ids {
            names.push(self.name(db, *id).await?);
        }
        Ok(names)
    }

    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.app.settings.address)
    }

    fn application(&self, id: ApplicationId) -> Result<&'a Application, StoreError> {
        let found = self.outcome.case.applications.get(&id);
        found.ok_or_else(|| StoreError::Gone { table: "application", key: id.to_string() })
    }

    fn track(&self, id: &str, lang: Lang) -> String {
        let track = self.definition.track(id);
        track.map_or_else(|| id.to_owned(), |track| track.title.get(lang.code()).to_owned())
    }

    /// The deadline of the stage that an application is in.
    fn deadline_of(&self, found: &Application) -> Instant {
        let (procedure, stage) = (&self.outcome.case.procedure, found.stage.as_deref());
        intake::closes_in(self.definition, procedure, &found.track, stage).unwrap_or_default()
    }

    /// The deadline that news are about.
    fn deadline(&self) -> Instant {
        let procedure = &self.outcome.case.procedure;
        let name = answers::until(self.definition, procedure);
        name.and_then(|name| procedure.date(&name)).unwrap_or_default()
    }

    /// The application in the stage whose decision is told: the same turn may have begun the next one.
    fn decided(&self, found: &'a Application) -> Application {
        let told = found.stages().into_iter().rev().find(|stage| {
            let (definition, procedure) = (self.definition, &self.outcome.case.procedure);
            letters::released_at(definition, procedure, &stage.track, stage.stage.as_deref()).is_some()
        });
        told.unwrap_or_else(|| found.clone())
    }

    /// How the decision in a stage of `track` can be complained over, where that has a window.
    fn complaint(&self, track: &str, stage: Option<&str>, lang: Lang) -> Option<wording::Complaint> {
        let (step, spec) = self.definition.steps_of_in(track, stage).find_map(|step| match &step.does {
            StepSpec::Complaints(spec) => Some((step, spec)),
            _ => None,
        })?;
        let until = match self.outcome.case.procedure.state(track, &step.id) {
            Some(StepState::Complaints(window)) => window.until,
            _ => None,
        };
        let body = spec.body.get(lang.code()).to_owned();
        Some(wording::Complaint { body, days: spec.days, until })
    }

    fn filed(&self, id: ComplaintId) -> Option<&'a Complaint> {
        self.outcome.case.procedure.lines.values().find_map(|line| {
            line.states.values().find_map(|state| match state {
                StepState::Complaints(state) => state.complaints.iter().find(|c| c.id == id),
                _ => None,
            })
        })
    }

    async fn compose(
        &mut self,
        db: &mut Db,
        reader: &Person,
        lang: Lang,
        content: &LetterContent,
    ) -> Result<(Option<ApplicationId>, wording::Letter), StoreError> {
        let procedure = self.outcome.case.procedure.id;
        let tender = self.link(&format!("/tenders/{procedure}"));
        let made = match content {
            LetterContent::Receipt { application } => {
                let letter = self.receipt(db, reader, lang, *application).await?;
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::CureAsked { application } | LetterContent::CureReceived { application } => {
                let letter = self.cure(db, lang, *application).await?;
                return Ok((Some(*application), letter));
            }
            LetterContent::StageInvitation { application, closes_at } => {
                let letter = self.stage_invitation(db, lang, *application, *closes_at).await?;
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::Withdrawn { application } => {
                let found = self.application(*application)?;
                let letter = wording::Withdrawn {
                    applicant: self.name(db, *application).await?,
                    track: self.track(&found.track, lang),
                    code: application.code(),
                    at: found.withdrawn_at.unwrap_or_default(),
                    link: self.link(&format!("/applications/{application}")),
                    deadline: self.deadline_of(found),
                };
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::MemberInvitation { application, member } => {
                let found = self.application(*application)?;
                let parties = store::applications::parties(db, *application).await?;
                let name = |id| parties.get(&id).map(|p| p.name.clone()).unwrap_or_default();
                let letter = wording::MemberInvitation {
                    applicant: found.lead().map(|lead| name(lead.id)).unwrap_or_default(),
                    member: name(*member),
                    track: self.track(&found.track, lang),
                    link: self.link(&format!("/applications/{application}/sign")),
                    deadline: self.deadline_of(found),
                };
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::MemberLeftOut { application, member } => {
                let found = self.application(*application)?;
                let parties = store::applications::parties(db, *application).await?;
                let name = |id| parties.get(&id).map(|p| p.name.clone()).unwrap_or_default();
                let letter = wording::MemberLeftOut {
                    applicant: found.lead().map(|lead| name(lead.id)).unwrap_or_default(),
                    member: name(*member),
                    track: self.track(&found.track, lang),
                    code: application.code(),
                    submitted_at: found.submitted.as_ref().map(|s| s.at).unwrap_or_default(),
                    deadline: self.deadline_of(found),
                };
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::KeyHeld { wanted } => {
                let link = self.link(&format!("/procedures/{procedure}/keys"));
                wording::KeyHeld { wanted: *wanted, link }.into()
            }
            LetterContent::RoleGranted { role, track, panel } => wording::RoleGranted {
                role: *role,
                track: track.as_ref().map(|track| self.track(track, lang)),
                panel: panel.as_ref().map(|panel| self.definition.panel_title(panel, lang.code()).to_owned()),
                link: self.link("/desk"),
            }
            .into(),
            LetterContent::EvaluationOpens { track } => wording::EvaluationOpens {
                track: self.track(track, lang),
                link: self.link(&format!("/procedures/{procedure}/tracks/{track}/scoring")),
            }
            .into(),
            LetterContent::Reminder { application, closes_at } => {
                let letter = self.reminder(db, lang, *application, *closes_at).await?;
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::Extension { date, to, from, reason } => wording::Extension {
                date_name: self.definition.date_title(date, lang.code()).to_owned(),
                from: *from,
                to: *to,
                reason: text(db, *reason).await?,
                link: tender,
            }
            .into(),
            LetterContent::Amendment { number, application } => {
                let letter = self.amendment(db, lang, *number, *application).await?;
                return Ok((*application, letter.into()));
            }
            LetterContent::Answer { question } => {
                let questions = &self.outcome.case.procedure.questions;
                let found = questions.iter().find(|q| q.id == *question);
                let answer = found.and_then(|q| q.answer.as_ref()).map(|answer| answer.text);
                wording::Answer {
                    question: maybe(db, found.map(|q| q.text)).await?.unwrap_or_default(),
                    answer: maybe(db, answer).await?.unwrap_or_default(),
                    link: tender,
                }
                .into()
            }
            LetterContent::Selected { .. }
            | LetterContent::NotSelected { .. }
            | LetterContent::Excluded { .. } => return self.decision(db, lang, content).await,
            LetterContent::MovedUp { .. } | LetterContent::Left { .. } => {
                return self.after(db, lang, content).await;
            }
            LetterContent::TrackEnded { application, outcome, reason } => {
                let found = self.application(*application)?;
                let letter = wording::TrackEnded {
                    track: self.track(&found.track, lang),
                    outcome: *outcome,
                    reason: maybe(db, *reason).await?,
                    link: tender,
                };
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::ComplaintFiled { complaint, track } => {
                let filed = self.filed(*complaint);
                let applicant = match filed {
                    Some(filed) => self.name(db, filed.application).await?,
                    None => String::new(),
                };
                wording::ComplaintFiled {
                    track: self.track(track, lang),
                    applicant,
                    text: maybe(db, filed.map(|filed| filed.text)).await?.unwrap_or_default(),
                    link: self.link(&format!("/procedures/{procedure}/complaints")),
                }
                .into()
            }
            LetterContent::NotTold { application, track } => wording::NotTold {
                track: self.track(track, lang),
                applicant: self.name(db, *application).await?,
                code: application.code(),
                link: self.link(&format!("/procedures/{procedure}/tracks/{track}/tellings")),
            }
            .into(),
            LetterContent::ComplaintSettled { complaint, track } => {
                let (ruling, reason) = self.settled(*complaint, lang);
                let application = self.filed(*complaint).map(|filed| filed.application);
                let letter = wording::ComplaintSettled {
                    track: self.track(track, lang),
                    ruling,
                    reason: maybe(db, reason).await?.unwrap_or_default(),
                    link: application.map_or(tender, |id| self.link(&format!("/applications/{id}/outcome"))),
                };
                return Ok((application, letter.into()));
            }
            LetterContent::Gathering { .. } | LetterContent::Mandate { .. } => {
                return self.network(db, lang, content).await;
            }
            LetterContent::JointInvitation { step } => {
                let teams = match self.outcome.case.procedure.state(step, step) {
                    Some(StepState::Joint(state)) => state.teams.clone(),
                    _ => Vec::new(),
                };
                let title = self.definition.step(step).map(|step| &step.title);
                wording::JointInvitation {
                    step: title.map(|title| title.get(lang.code()).to_owned()).unwrap_or_default(),
                    teams: self.named(db, &teams).await?,
                    link: self.link(&format!("/joint/{procedure}/{step}")),
                }
                .into()
            }
        };
        Ok((None, made))
    }

    async fn receipt(
        &mut self,
        db: &mut Db,
        reader: &Person,
        lang: Lang,
        id: ApplicationId,
    ) -> Result<wording::Receipt, StoreError> {
        let found = self.application(id)?;
        let submission = found.submitted.as_ref();
        let version = submission.map_or(&found.draft, |submission| &submission.version);
        let mut files = Vec::new();
        if let Ok(proof) = access::own(found, reader.id) {
            let contents = self.app.contents(db, &proof, version.content).await;
            let contents = contents.map_err(|why| StoreError::Broken(why.to_string()))?;
            let content: Content =
                contents.and_then(|contents| serde_json::from_str(contents.body()).ok()).unwrap_or_default();
            for field in self.definition.form_of(&found.track, found.stage.as_deref()) {
                for file in content.files(&field.id) {
                    files.push(wording::ReceivedFile {
                        field: field.label.get(lang.code()).to_owned(),
                        name: file.name.clone(),
                        size_bytes: file.size_bytes,
                        sha256: file.sha256,
                    });
                }
            }
        }
        let line = self
            .outcome
            .events
            .iter()
            .zip(self.positions)
            .find(|(event, _)| matches!(event.what, What::Intake(intake::Event::Submitted { .. })))
            .map(|(_, position)| position);
        Ok(wording::Receipt {
            applicant: self.name(db, id).await?,
            track: self.track(&found.track, lang),
            code: id.code(),
            received_at: submission.map(|submission| submission.at).unwrap_or_default(),
            times_submitted: submission.map_or(1, |submission| submission.count),
            files,
            content_digest: version.content,
            missing: self.missing(found, lang),
            position: wording::JournalPosition {
                stream: line.map(|line| line.stream.clone()).unwrap_or_default(),
                seq: line.map_or(0, |line| line.seq),
                hash: line.map_or(Digest::ZERO, |line| line.hash),
            },
            link: self.link(&format!("/applications/{id}/receipt")),
            deadline: self.deadline_of(found),
        })
    }

    /// What the form lacks, by label, and one line for each signature that is owed.
    fn missing(&self, application: &Application, lang: Lang) -> Vec<String> {
        application
            .draft
            .problems
            .iter()
            .map(|problem| {
                let field = self.definition.field(&problem.field);
                field.map_or_else(|| problem.field.clone(), |f| f.label.get(lang.code()).to_owned())
            })
            .collect()
    }

    async fn decision(
        &mut self,
        db: &mut Db,
        lang: Lang,
        content: &LetterContent,
    ) -> Result<(Option<ApplicationId>, wording::Letter), StoreError> {
        let (id, chosen) = match content {
            LetterContent::Selected { application, selected }
            | LetterContent::NotSelected { application, selected, .. }
            | LetterContent::Excluded { application, selected, .. } => (*application, selected),
            _ => return Err(StoreError::Broken("no decision letter".into())),
        };
        let found = self.application(id)?;
        let applicant = self.name(db, id).await?;
        let track = self.track(&found.track, lang);
        let code = id.code();
        let selected = self.named(db, chosen).await?;
        let told = self.decided(found).stage;
        let complaint = self.complaint(&found.track, told.as_deref(), lang);
        let stage = self.stage_title(told.as_deref(), lang);
        let link = self.link(&format!("/applications/{id}/outcome"));
        let letter = match content {
            LetterContent::NotSelected { reasons, decision, reserve, .. } => {
                let mut points = Vec::with_capacity(reasons.len());
                for reason in reasons {
                    points.push(wording::CriterionPoints {
                        criterion: self.title(&reason.criterion, lang),
                        points: reason.points.clone(),
                        points_max: self.points_max(&reason.criterion),
                        reasons: texts(db, &reason.reasons).await?,
                    });
                }
                wording::NotSelected {
                    applicant,
                    track,
                    stage,
                    code,
                    selected,
                    reasons: points,
                    decision: maybe(db, *decision).await?,
                    reserve: *reserve,
                    complaint,
                    link,
                }
                .into()
            }
            LetterContent::Excluded { reasons, .. } => {
                let mut unmet = Vec::with_capacity(reasons.len());
                for reason in reasons {
                    let check = self.title(&reason.check, lang);
                    let why = match reason.reason {
                        Some(digest) => text(db, digest).await?,
                        None => reason.rule.clone(),
                    };
                    unmet.push(wording::UnmetCheck { check, reason: why });
                }
                wording::Excluded { applicant, track, code, selected, reasons: unmet, complaint, link }.into()
            }
            _ => {
                let (next, terms) =
                    (String::new(), wording::Terms::of(self.definition, &self.outcome.case, id));
                wording::Selected { applicant, track, stage, code, selected, next, terms, complaint, link }
                    .into()
            }
        };
        Ok((Some(id), letter))
    }

    fn title(&self, id: &str, lang: Lang) -> String {
        self.definition.title_of(id, lang.code()).unwrap_or(id).to_owned()
    }

    fn points_max(&self, criterion: &str) -> Option<crate::engine::exact::Exact> {
        let models = self.definition.selections.values();
        let scale = models.into_iter().find_map(|model| model.scale(criterion));
        scale.map(|scale| scale.max.clone())
    }

    fn settled(&self, id: ComplaintId, lang: Lang) -> (wording::Ruling, Option<Digest>) {
        let event = self.outcome.events.iter().find_map(|event| match &event.what {
            What::Complaints(complaints::Event::Settled { complaint, ruling, reason })
                if *complaint == id =>
            {
                Some((ruling, *reason))
            }
            _ => None,
        });
        let Some((ruling, reason)) = event else { return (wording::Ruling::Dismissed, None) };
        let title = |step: &str| {
            let step = self.definition.step(step).map(|step: &_| -> &Words { &step.title });
            step.map(|title| title.get(lang.code()).to_owned()).unwrap_or_default()
        };
        let ruling = match ruling {
            Ruling::Dismissed => wording::Ruling::Dismissed,
            Ruling::Annulled => wording::Ruling::Annulled,
            Ruling::Redo { step } => wording::Ruling::Redo { step: title(step) },
        };
        (ruling, Some(reason))
    }
}

/// A text that may have been erased since: then nothing.
async fn text(db: &mut Db, digest: Digest) -> Result<String, StoreError> {
    Ok(store::prose::text(db, digest).await?.unwrap_or_default())
}

async fn maybe(db: &mut Db, digest: Option<Digest>) -> Result<Option<String>, StoreError> {
    match digest {
        Some(digest) => store::prose::text(db, digest).await,
        None => Ok(None),
    }
}

async fn texts(db: &mut Db, digests: &[Digest]) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::with_capacity(digests.len());
    for digest in digests {
        found.extend(store::prose::text(db, *digest).await?);
    }
    Ok(found)
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
    let id = random::id();
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
