//! From what the core says to the words' data: the one place where letters are composed.
//!
//! The program does it as it writes a letter, a simulation as it shows one, and a verification as it writes one
//! again from the journal. What the journal does not hold – names, texts, contents – comes from whoever composes.

mod after;
mod changes;
mod parts;

use super::{self as wording, Frame, Letter};
use crate::engine::answers;
use crate::engine::case::{Application, Case};
use crate::engine::digest::Digest;
use crate::engine::event::Event;
use crate::engine::ids::{ApplicationId, ComplaintId, MemberId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::{LetterContent, MandateNews};
use crate::engine::steps::complaints::Complaint;
use crate::engine::steps::{StepState, intake, letters, scoring};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;
use crate::engine::workflow::form::Content;
use crate::i18n::Lang;

/// What the journal does not hold. Whoever does not know something gives nothing, and may remember that it was asked.
pub trait Known {
    /// What a member of an application is called.
    fn name(&self, application: ApplicationId, member: MemberId) -> Option<String>;
    /// A reason, a question, an answer.
    fn text(&self, digest: Digest) -> Option<String>;
    /// What an application says, as `reader` may read it.
    fn contents(&self, application: &Application, reader: PersonId, digest: Digest) -> Option<Content>;
}

/// Why a letter cannot be composed: it tells of something that is not in the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// What kind of thing: `application`, `procedure`.
    pub noun: &'static str,
    /// Which one.
    pub key: String,
}

/// A letter, and the application that it is about.
pub type About = (Option<ApplicationId>, Letter);

/// What the letters of one turn are composed from.
pub struct Composer<'a, K> {
    /// The workflow file.
    pub definition: &'a Definition,
    /// The case as the turn left it.
    pub case: &'a Case,
    /// What happened in the turn.
    pub events: Vec<&'a Event>,
    /// Where the journal has what was handed in in the turn, if anything was.
    pub received: Option<wording::JournalPosition>,
    /// Base URL of the installation.
    pub address: &'a str,
    /// What the journal does not hold.
    pub known: &'a K,
}

impl<K: Known> Composer<'_, K> {
    /// What stands around the letters of this procedure.
    pub fn frame(&self, lang: Lang) -> Frame {
        let lead = self.definition.buyers.iter().find(|buyer| buyer.lead);
        Frame {
            lang,
            procedure_title: Some(self.definition.title.get(lang.code()).to_owned()),
            sender: lead.map(|buyer| buyer.name.clone()).unwrap_or_default(),
            contact: self.definition.contact.clone(),
            address: self.address.to_owned(),
            zone: self.definition.zone.clone(),
        }
    }

    /// A letter to `reader` in `lang`.
    ///
    /// # Errors
    /// It tells of something that is not in the case.
    pub fn letter(&self, reader: PersonId, lang: Lang, content: &LetterContent) -> Result<About, Gone> {
        let procedure = self.case.procedure.id;
        let tender = self.link(&format!("/tenders/{procedure}"));
        let made = match content {
            LetterContent::Receipt { application } => {
                let letter = self.receipt(reader, lang, *application)?;
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::CureAsked { application } | LetterContent::CureReceived { application } => {
                return Ok((Some(*application), self.cure(lang, *application)?));
            }
            LetterContent::StageInvitation { application, closes_at } => {
                let letter = self.stage_invitation(lang, *application, *closes_at)?;
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::Withdrawn { application } => {
                let found = self.application(*application)?;
                let letter = wording::Withdrawn {
                    applicant: self.name(*application),
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
                let letter = wording::MemberInvitation {
                    applicant: self.lead(found),
                    member: self.member(*application, *member),
                    track: self.track(&found.track, lang),
                    link: self.link(&format!("/applications/{application}/sign")),
                    deadline: self.deadline_of(found),
                };
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::MemberLeftOut { application, member } => {
                let found = self.application(*application)?;
                let letter = wording::MemberLeftOut {
                    applicant: self.lead(found),
                    member: self.member(*application, *member),
                    track: self.track(&found.track, lang),
                    code: application.code(),
                    submitted_at: found.submitted.as_ref().map(|s| s.at).unwrap_or_default(),
                    deadline: self.deadline_of(found),
                };
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::MemberDeclined { application, .. }
            | LetterContent::NotConfirmed { application }
            | LetterContent::DecisionRecalled { application, .. } => {
                return Ok((Some(*application), self.unasked(lang, *application, content)?));
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
            LetterContent::EvaluationReminder { track, until, over, left } => wording::EvaluationReminder {
                track: self.track(track, lang),
                until: *until,
                over: *over,
                left: *left,
                link: self.link(&format!("/procedures/{procedure}/tracks/{track}/scoring")),
            }
            .into(),
            LetterContent::EvaluationOpens { track } => wording::EvaluationOpens {
                track: self.track(track, lang),
                until: scoring::target(self.definition, &self.case.procedure, track),
                link: self.link(&format!("/procedures/{procedure}/tracks/{track}/scoring")),
            }
            .into(),
            LetterContent::Reminder { application, closes_at } => {
                let letter = self.reminder(lang, *application, *closes_at)?;
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::Extension { date, to, from, reason } => wording::Extension {
                date_name: self.definition.date_title(date, lang.code()).to_owned(),
                from: *from,
                to: *to,
                reason: self.text(*reason),
                link: tender,
            }
            .into(),
            LetterContent::Amendment { number, application } => {
                let letter = self.amendment(lang, *number, *application)?;
                return Ok((*application, letter.into()));
            }
            LetterContent::Document { number, withdrawn } => self.document(*number, *withdrawn)?.into(),
            LetterContent::Answer { question } => {
                let found = self.case.procedure.questions.iter().find(|q| q.id == *question);
                let answer = found.and_then(|q| q.answer.as_ref()).map(|answer| answer.text);
                wording::Answer {
                    question: self.maybe(found.map(|q| q.text)).unwrap_or_default(),
                    answer: self.maybe(answer).unwrap_or_default(),
                    link: tender,
                }
                .into()
            }
            LetterContent::Selected { .. }
            | LetterContent::NotSelected { .. }
            | LetterContent::Excluded { .. } => return self.decision(lang, content),
            LetterContent::MovedUp { .. }
            | LetterContent::Left { .. }
            | LetterContent::ChoosePlaces { .. }
            | LetterContent::GaveUp { .. } => return self.after(lang, content),
            LetterContent::TrackEnded { application, outcome, reason } => {
                let found = self.application(*application)?;
                let letter = wording::TrackEnded {
                    track: self.track(&found.track, lang),
                    outcome: *outcome,
                    reason: self.maybe(*reason),
                    link: tender,
                };
                return Ok((Some(*application), letter.into()));
            }
            LetterContent::ComplaintFiled { complaint, track } => {
                let filed = self.filed(*complaint);
                wording::ComplaintFiled {
                    track: self.track(track, lang),
                    applicant: filed.map(|filed| self.name(filed.application)).unwrap_or_default(),
                    text: self.maybe(filed.map(|filed| filed.text)).unwrap_or_default(),
                    link: self.link(&format!("/procedures/{procedure}/complaints")),
                }
                .into()
            }
            LetterContent::NotTold { application, track } => wording::NotTold {
                track: self.track(track, lang),
                applicant: self.name(*application),
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
                    reason: self.maybe(reason).unwrap_or_default(),
                    link: application.map_or(tender, |id| self.link(&format!("/applications/{id}/outcome"))),
                };
                return Ok((application, letter.into()));
            }
            LetterContent::Gathering { line, gathering, news, application, reason } => {
                let link = self.link(&format!("/gatherings/{procedure}/{line}/{gathering}"));
                let told = (self.maybe(*reason), link);
                let of = (self.definition, self.case, lang);
                let letter = wording::Gathering::of(of, (line, gathering), *news, *application, told);
                return Ok((*application, letter.ok_or_else(|| nowhere(content))?.into()));
            }
            LetterContent::Mandate { application, mandate, news, reason } => {
                let track = self.application(*application)?.track.clone();
                // Who decides sees all of the track; everybody else the mandate of one application.
                let link = match news {
                    MandateNews::Asked => {
                        self.link(&format!("/procedures/{procedure}/tracks/{track}/mandate"))
                    }
                    _ => self.link(&format!("/mandates/{application}/{mandate}")),
                };
                let told = (self.maybe(*reason), link);
                let of = (self.definition, self.case, lang);
                let about = (*news, self.name(*application));
                let letter = wording::Mandate::of(of, (&track, mandate), about, told);
                return Ok((Some(*application), letter.ok_or_else(|| nowhere(content))?.into()));
            }
            LetterContent::JointInvitation { step } => {
                let teams = match self.case.procedure.state(step, step) {
                    Some(StepState::Joint(state)) => state.teams.as_slice(),
                    _ => &[],
                };
                let title = self.definition.step(step).map(|step| &step.title);
                wording::JointInvitation {
                    step: title.map(|title| title.get(lang.code()).to_owned()).unwrap_or_default(),
                    teams: self.names(teams),
                    link: self.link(&format!("/joint/{procedure}/{step}")),
                }
                .into()
            }
        };
        Ok((None, made))
    }

    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    fn application(&self, id: ApplicationId) -> Result<&Application, Gone> {
        let found = self.case.applications.get(&id);
        found.ok_or_else(|| Gone { noun: "application", key: id.to_string() })
    }

    fn track(&self, id: &str, lang: Lang) -> String {
        let track = self.definition.track(id);
        track.map_or_else(|| id.to_owned(), |track| track.title.get(lang.code()).to_owned())
    }

    fn field(&self, id: &str, lang: Lang) -> String {
        let field = self.definition.field(id);
        field.map_or_else(|| id.to_owned(), |field| field.label.get(lang.code()).to_owned())
    }

    /// The members of an applicant by name, the lead first.
    fn name(&self, id: ApplicationId) -> String {
        let members = self.case.applications.get(&id).map(|a| a.members.as_slice());
        let names: Vec<_> = members
            .unwrap_or_default()
            .iter()
            .filter(|member| member.declined_at.is_none())
            .filter_map(|member| self.known.name(id, member.id))
            .collect();
        names.join(", ")
    }

    fn names(&self, ids: &[ApplicationId]) -> Vec<String> {
        ids.iter().map(|id| self.name(*id)).collect()
    }

    fn member(&self, application: ApplicationId, member: MemberId) -> String {
        self.known.name(application, member).unwrap_or_default()
    }

    fn lead(&self, found: &Application) -> String {
        found.lead().map(|lead| self.member(found.id, lead.id)).unwrap_or_default()
    }

    /// A text that may have been erased since: then nothing.
    fn text(&self, digest: Digest) -> String {
        self.known.text(digest).unwrap_or_default()
    }

    fn maybe(&self, digest: Option<Digest>) -> Option<String> {
        self.known.text(digest?)
    }

    /// The deadline of the stage that an application is in.
    fn deadline_of(&self, found: &Application) -> Instant {
        let (procedure, stage) = (&self.case.procedure, found.stage.as_deref());
        intake::closes_in(self.definition, procedure, &found.track, stage).unwrap_or_default()
    }

    /// The deadline that news are about.
    fn deadline(&self) -> Instant {
        let procedure = &self.case.procedure;
        let name = answers::until(self.definition, procedure);
        name.and_then(|name| procedure.date(&name)).unwrap_or_default()
    }

    /// The application in the stage whose decision is told: the same turn may have begun the next one.
    fn decided(&self, found: &Application) -> Application {
        let told = found.stages().into_iter().rev().find(|stage| {
            let (definition, procedure) = (self.definition, &self.case.procedure);
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
        let until = match self.case.procedure.state(track, &step.id) {
            Some(StepState::Complaints(window)) => window.until,
            _ => None,
        };
        let body = spec.body.get(lang.code()).to_owned();
        Some(wording::Complaint { body, days: spec.days, until })
    }

    fn filed(&self, id: ComplaintId) -> Option<&Complaint> {
        self.case.procedure.lines.values().find_map(|line| {
            line.states.values().find_map(|state| match state {
                StepState::Complaints(state) => state.complaints.iter().find(|c| c.id == id),
                _ => None,
            })
        })
    }
}

fn nowhere(content: &LetterContent) -> Gone {
    Gone { noun: "procedure", key: format!("{content:?}") }
}
