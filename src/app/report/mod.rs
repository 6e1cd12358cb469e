//! The report of a procedure, assembled for one reader.
//!
//! It holds what the owner's pages show to the same reader, by the same proofs: names and reasons only of
//! applications that [`access::reading`] opens, and of a track no outcome before its applicants were told.

mod history;
mod track;

use std::collections::BTreeMap;
use std::sync::Arc;

use history::History;

use super::ownership::journal::READERS;
use super::ownership::{DESK, Office};
use super::{App, AppError};
use crate::engine::case::LineOutcome;
use crate::engine::digest::Digest;
use crate::engine::event::Stream;
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::steps::{StepState, intake, joint};
use crate::engine::workflow::definition::Role;
use crate::exchange::report::{
    About, Amendment, At, Buyer, Document, Extension, FORM, Head, Joint, Journal, Law, NamedDate, Note,
    Office as Held, Pinned, Questions, Report, Said, SetAside, Withdrawn,
};
use crate::i18n::Lang;
use crate::store::{self, Db, StoreError};

/// Puts a report together.
struct Assembly<'o> {
    app: &'o Arc<App>,
    office: &'o Office,
    lang: Lang,
    history: History,
    /// What people with a role are called, by person.
    names: BTreeMap<PersonId, String>,
}

impl App {
    /// The report of a procedure as the reader of `office` may read it.
    pub async fn report(self: &Arc<Self>, office: &Office, lang: Lang) -> Result<Report, AppError> {
        let mut db = self.store.read().await?;
        let history = History::read(&mut db, office.definition(), office.procedure.id).await?;
        let names = names(&mut db, &history).await?;
        let assembly = Assembly { app: self, office, lang, history, names };
        assembly.whole(&mut db).await
    }

    /// The part of the reader for whom the command line draws a report up: whoever reads mail at `email`, or else
    /// the owner of the whole procedure whose identifier is the lowest.
    pub async fn report_office(
        self: &Arc<Self>,
        procedure: ProcedureId,
        email: Option<&str>,
    ) -> Result<Office, AppError> {
        let now = self.clock.now();
        let person = match email {
            Some(email) => {
                let mut db = self.store.read().await?;
                store::people::by_email(&mut db, email).await?.map(|person| person.id)
            }
            None => self.head(procedure).await?.case.procedure.holders(Role::Owner, None).next(),
        };
        let person = person.ok_or(AppError::NotFound("person with a part in this procedure"))?;
        self.office(procedure, person, now).await
    }
}

/// What everybody who ever held a role or acted in one is called.
async fn names(db: &mut Db, history: &History) -> Result<BTreeMap<PersonId, String>, StoreError> {
    let mut names = BTreeMap::new();
    for held in &history.offices {
        if let Some(person) = store::people::by_id(db, held.person).await? {
            let name = if person.name.is_empty() { person.email } else { person.name };
            names.insert(held.person, name);
        }
    }
    Ok(names)
}

/// A stable name of how a line ended.
const fn ended(outcome: LineOutcome) -> &'static str {
    match outcome {
        LineOutcome::Completed => "completed",
        LineOutcome::NoApplications => "no_applications",
        LineOutcome::NoneSuitable => "none_suitable",
        LineOutcome::Cancelled => "cancelled",
        LineOutcome::Annulled => "annulled",
    }
}

/// A text by its digest, or that it was erased.
async fn said(db: &mut Db, digest: Digest) -> Result<Said, StoreError> {
    Ok(store::prose::text(db, digest).await?.map_or(Said::Erased, Said::Text))
}

/// The same where there may be none.
async fn said_of(db: &mut Db, digest: Option<Digest>) -> Result<Option<Said>, StoreError> {
    match digest {
        Some(digest) => said(db, digest).await.map(Some),
        None => Ok(None),
    }
}

impl Assembly<'_> {
    async fn whole(&self, db: &mut Db) -> Result<Report, AppError> {
        let (office, lang) = (self.office, self.lang);
        let (definition, procedure) = (office.definition(), &office.procedure);
        let mut dates: Vec<_> = procedure
            .dates
            .iter()
            .map(|(name, date)| NamedDate {
                date: name.clone(),
                title: definition.date_title(name, lang.code()).to_owned(),
                local: date.wall.clone(),
                at: At(date.at),
            })
            .collect();
        dates.sort_by(|a, b| (a.at, &a.date).cmp(&(b.at, &b.date)));
        let counts = store::applications::counts(db, procedure.id).await?;
        let mut tracks = Vec::new();
        for track in office.tracks() {
            let line = procedure.lines.get(track);
            for (stage, (intake, _)) in definition.stages().zip(definition.intakes()) {
                // A stage that has not come is no part of what happened.
                if stage.is_none() || line.is_some_and(|line| line.states.contains_key(&intake.id)) {
                    tracks.push(self.track(db, track, stage, &counts).await?);
                }
            }
        }
        let answers = || procedure.questions.iter().filter_map(|question| question.answer.as_ref());
        Ok(Report {
            report: FORM,
            language: lang.code(),
            reader: self.reader(),
            procedure: self.about(),
            buyers: definition
                .buyers
                .iter()
                .map(|buyer| Buyer { name: buyer.name.clone(), lead: buyer.lead })
                .collect(),
            dates,
            tracks,
            joint: self.joint(db).await?,
            set_aside: self.set_aside(db).await?,
            amendments: self.amendments(db).await?,
            extensions: self.extensions(db).await?,
            questions: Questions {
                asked: procedure.questions.len(),
                answered: answers().count(),
                late_without_extension: answers().filter(|answer| answer.without.is_some()).count(),
            },
            documents: self.documents(db).await?,
            people: self.people(),
            journal: self.journal(db).await?,
        })
    }

    /// Every version of every document, in the order in which they are numbered.
    async fn documents(&self, db: &mut Db) -> Result<Vec<Document>, AppError> {
        let mut versions: BTreeMap<u32, u32> = BTreeMap::new();
        let mut all = Vec::new();
        for found in &self.office.procedure.documents {
            let published = &found.version;
            let version = versions.entry(published.document).or_default();
            *version += 1;
            all.push(Document {
                document: published.document,
                version: *version,
                title: said(db, published.title).await?,
                at: At(found.at),
                file: said(db, published.file_name).await?,
                media_type: published.media_type.clone(),
                size_bytes: published.size_bytes,
                sha256: published.sha256.to_string(),
                reason: said_of(db, published.reason).await?,
                withdrawn: match found.withdrawn {
                    Some(withdrawn) => {
                        Some(Withdrawn { at: At(withdrawn.at), reason: said(db, withdrawn.reason).await? })
                    }
                    None => None,
                },
            });
        }
        all.sort_by_key(|found| (found.document, found.version));
        Ok(all)
    }

    /// The roles by which the reader reads, each once.
    fn reader(&self) -> Vec<&'static str> {
        let holds = |role: &Role| self.office.procedure.holds_somewhere(self.office.person, *role);
        DESK.into_iter().filter(holds).map(Role::name).collect()
    }

    fn about(&self) -> About {
        let (definition, procedure) = (self.office.definition(), &self.office.procedure);
        let code = self.lang.code();
        About {
            id: procedure.id.to_string(),
            title: definition.title.get(code).to_owned(),
            subject: definition.summary.get(code).to_owned(),
            opened_at: At(procedure.opened_at),
            zone: definition.zone.clone(),
            country: definition.country.clone(),
            law: definition.law.as_ref().map(|law| Law {
                regime: law.regime.code(),
                procedure: law.procedure.code(),
                urgency: law.urgency.as_ref().map(|words| words.get(code).to_owned()),
            }),
            notice_sent: definition.notice.as_ref().and_then(|notice| notice.sent.clone()),
            workflow: Pinned {
                id: definition.id.clone(),
                version: definition.version,
                sha256: procedure.workflow.to_string(),
            },
            rules: procedure.rules.as_ref().map(|rules| Pinned {
                id: rules.pack.clone(),
                version: rules.version,
                sha256: rules.digest.to_string(),
            }),
        }
    }

    /// What somebody with a role is called; nobody where time acted.
    fn who(&self, person: Option<PersonId>) -> Option<String> {
        let person = person?;
        let code = || super::ownership::people::person_code(person);
        Some(self.names.get(&person).cloned().unwrap_or_else(code))
    }

    fn track_title(&self, id: &str) -> String {
        let found = self.office.definition().track(id);
        found.map_or(id, |track| track.title.get(self.lang.code())).to_owned()
    }

    async fn joint(&self, db: &mut Db) -> Result<Vec<Joint>, AppError> {
        let (definition, procedure) = (self.office.definition(), &self.office.procedure);
        let mut steps = Vec::new();
        for (step, _) in definition.joint_steps() {
            let Some(line) = procedure.lines.get(&step.id) else { continue };
            let cancelled = self.history.joint_cancelled.get(&step.id);
            let without = self.history.joint_without.get(&step.id);
            let teams = match line.states.get(&step.id) {
                Some(StepState::Joint(joint::State { teams, .. })) => teams.as_slice(),
                _ => &[],
            };
            steps.push(Joint {
                step: step.id.clone(),
                title: step.title.get(self.lang.code()).to_owned(),
                ended: line.outcome.map(ended),
                cancelled: match cancelled {
                    Some((at, by, reason)) => Some(self.note(db, *at, *by, *reason).await?),
                    None => None,
                },
                published_without: match without {
                    Some((at, by, reason)) => Some(self.note(db, *at, *by, *reason).await?),
                    None => None,
                },
                teams: teams.iter().copied().map(ApplicationId::code).collect(),
            });
        }
        Ok(steps)
    }

    async fn note(
        &self,
        db: &mut Db,
        at: Instant,
        by: Option<PersonId>,
        text: Option<Digest>,
    ) -> Result<Note, AppError> {
        Ok(Note { at: At(at), by: self.who(by), text: said_of(db, text).await? })
    }

    async fn set_aside(&self, db: &mut Db) -> Result<Vec<SetAside>, AppError> {
        let mut all = Vec::new();
        for given in &self.office.procedure.overridden {
            all.push(SetAside {
                finding: given.finding.clone(),
                rules: given.rules.iter().cloned().collect(),
                by: self.who(given.by),
                reason: said(db, given.reason).await?,
            });
        }
        Ok(all)
    }

    async fn amendments(&self, db: &mut Db) -> Result<Vec<Amendment>, AppError> {
        let mut all = Vec::new();
        for made in &self.office.procedure.amendments {
            // A text is told in the reader's language, or else in the first one of the file.
            let language = self.office.definition().spoken_to(self.lang.code());
            let of = |texts: &BTreeMap<String, Digest>| texts.get(language).copied();
            all.push(Amendment {
                at: At(made.at),
                part: made.part.clone(),
                tracks: made.tracks.iter().map(|track| self.track_title(track)).collect(),
                significant: made.significant,
                confirm: made.confirm,
                moved_to: made.moved.as_ref().map(|date| date.wall.clone()),
                before: said_of(db, of(&made.before)).await?,
                after: said_of(db, of(&made.after)).await?,
                reason: said(db, made.reason).await?,
            });
        }
        Ok(all)
    }

    async fn extensions(&self, db: &mut Db) -> Result<Vec<Extension>, AppError> {
        let mut all = Vec::new();
        for change in &self.office.procedure.changes {
            let title = self.office.definition().date_title(&change.date, self.lang.code());
            all.push(Extension {
                at: At(change.at),
                title: title.to_owned(),
                from: change.from.clone(),
                to: change.to.clone(),
                reason: said(db, change.reason).await?,
            });
        }
        Ok(all)
    }

    /// Who held which role, in the order in which roles were given.
    fn people(&self) -> Vec<Held> {
        let held = |held: &history::Held| Held {
            person: self.who(Some(held.person)).unwrap_or_default(),
            role: held.grant.role.name(),
            panel: held
                .grant
                .panel
                .as_deref()
                .map(|panel| self.office.definition().panel_title(panel, self.lang.code()).to_owned()),
            track: held.grant.track.as_deref().map(|track| self.track_title(track)),
            from: At(held.from),
            to: held.to.map(At),
            acts: self.history.acts.get(&held.person).copied().unwrap_or_default(),
        };
        self.history.offices.iter().map(held).collect()
    }

    async fn journal(&self, db: &mut Db) -> Result<Option<Journal>, AppError> {
        if !self.office.holds(&READERS, None) {
            return Ok(None);
        }
        let heads = store::journal::heads(db, self.office.procedure.id).await?;
        let root = store::journal::root_of(&heads).to_string();
        // Who has not handed in, or is not opened, is told of by a code alone: the identifier asks for pages.
        let mut hidden = BTreeMap::new();
        for stored in store::applications::all(db, self.office.procedure.id, None).await? {
            let application = stored.application;
            let opened = |one: &crate::engine::case::Application| {
                let (definition, procedure) = (self.office.definition(), &self.office.procedure);
                let state = intake::state_in(definition, procedure, &one.track, one.stage.as_deref());
                one.counts() && state.is_some_and(|state| state.opened.is_some())
            };
            if !application.stages().iter().any(opened) {
                let stream = Stream::Application(application.id).to_string();
                hidden.insert(stream, format!("application/{}", application.id.code()));
            }
        }
        let head = |(stream, head): (String, crate::engine::journal::Head)| Head {
            stream: hidden.get(&stream).cloned().unwrap_or(stream),
            lines: head.seq,
            hash: head.hash.to_string(),
        };
        Ok(Some(Journal { heads: heads.into_iter().map(head).collect(), root }))
    }
}
