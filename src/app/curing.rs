//! The cure window: what those who screen and those who applied see of it, and what they do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::applicant::Own;
use super::gate::Ticket;
use super::judging::text_or_none;
use super::reading::{self, Stage, must_hold, opened, stage, staged_title};
use super::screening::{readers, screening_of};
use super::{App, AppError, random};
use crate::engine::access;
use crate::engine::case::{Application, Procedure};
use crate::engine::digest::Prose;
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::StepState;
use crate::engine::steps::screening::Command;
use crate::engine::steps::screening::cure::Fault;
use crate::engine::turn::{self, Verb};
use crate::engine::workflow::Definition;
use crate::engine::workflow::form::{Content, Problem};
use crate::i18n::Lang;

/// The cure page of a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CureDesk {
    /// Title of the procedure.
    pub procedure: String,
    /// Title of the track.
    pub track: String,
    /// IANA zone of the procedure.
    pub zone: String,
    /// The last microsecond of the window that is open, if one is.
    pub until: Option<Instant>,
    /// Those who were asked, in the order of their names.
    pub asked: Vec<Asked>,
    /// Fields that can be mended, with their labels.
    pub fields: Vec<(String, String)>,
    /// Those who can still be asked; nobody while a window is open, or for a reader who may not ask.
    pub candidates: Vec<Candidate>,
}

/// An applicant who was asked to mend something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which application.
    pub application: ApplicationId,
    /// Name of the lead.
    pub name: String,
    /// Labels of the fields.
    pub fields: Vec<String>,
    /// Why.
    pub reason: String,
    /// The last microsecond in time.
    pub until: Instant,
    /// When the mended version came, if it did.
    pub cured_at: Option<Instant>,
}

/// An applicant who can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which application.
    pub application: ApplicationId,
    /// Name of the lead.
    pub name: String,
    /// What is missing or wrong in what was handed in.
    pub problems: Vec<Problem>,
}

/// What is at fault, as it was typed: fields and reason by application.
pub type Faults = BTreeMap<ApplicationId, (BTreeSet<String>, String)>;

/// The fields of `application` that can be mended at `now`.
pub fn curable(procedure: &Procedure, application: &Application, now: Instant) -> BTreeSet<String> {
    let running = procedure.lines.get(&application.track).is_some_and(crate::engine::case::Line::running);
    let cure = application.cure.as_ref().filter(|cure| running && cure.open(now));
    cure.map(|cure| cure.fields.clone()).unwrap_or_default()
}

/// What was typed into a form that shows only the fields to be mended, with the rest of the draft.
pub fn completed(own: &Own, typed: &Content) -> Content {
    if own.open() || own.application.cure.is_none() {
        return typed.clone();
    }
    let mut content = own.draft.clone();
    content.answers.retain(|field, _| !own.curable.contains(field));
    let mended = typed.answers.iter().filter(|(field, _)| own.curable.contains(*field));
    content.answers.extend(mended.map(|(field, answer)| (field.clone(), answer.clone())));
    content
}

fn label(definition: &Definition, field: &str, lang: Lang) -> String {
    definition.field(field).map_or(field, |field| field.label.get(lang.code())).to_owned()
}

impl App {
    /// The cure page of a track.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for somebody who neither screens nor owns nor audits, and where the file has no
    /// cure window.
    pub async fn cure_desk(
        self: &Arc<Self>,
        person: PersonId,
        procedure: ProcedureId,
        track: &str,
        lang: Lang,
    ) -> Result<CureDesk, AppError> {
        let standing = self.whole(procedure, Some(track)).await?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let (step, spec) = screening_of(definition, case, track)?;
        must_hold(case, person, &readers(spec), track)?;
        let cure = spec.cure.as_ref().ok_or(AppError::NotFound("cure"))?;
        let until = match case.procedure.state(track, &step.id) {
            Some(StepState::Screening(state)) => state.cure,
            _ => None,
        };
        let may = stage(definition, case, track, &step.id) == Stage::Here
            && until.is_none()
            && must_hold(case, person, &spec.by, track).is_ok();
        let (mut asked, mut candidates) = (Vec::new(), Vec::new());
        if opened(definition, case, track) {
            let mut db = self.store.read().await?;
            for found in case.counting(track) {
                let application = found.id;
                let Ok(proof) = access::reading(definition, case, person, found) else { continue };
                let names = reading::names(&mut db, &proof, found).await?;
                let name = names.into_iter().next().unwrap_or_else(|| application.code());
                if let Some(cure) = &found.cure {
                    let fields = cure.fields.iter().map(|field| label(definition, field, lang)).collect();
                    let reason = text_or_none(&mut db, Some(cure.reason)).await?;
                    let (until, cured_at) = (cure.until, cure.cured_at);
                    asked.push(Asked { application, name, fields, reason, until, cured_at });
                } else if may {
                    let problems = found.submitted.iter().flat_map(|s| s.version.problems.clone()).collect();
                    candidates.push(Candidate { application, name, problems });
                }
            }
        }
        asked.sort_by(|a, b| (&a.name, a.application).cmp(&(&b.name, b.application)));
        candidates.sort_by(|a, b| (&a.name, a.application).cmp(&(&b.name, b.application)));
        Ok(CureDesk {
            procedure: definition.title.get(lang.code()).to_owned(),
            track: staged_title(definition, case, track, lang)?,
            zone: definition.zone.clone(),
            until,
            asked,
            fields: {
                let form = definition.form_of(track, super::reading::stage_of(case, track));
                let here = cure.fields.iter().filter(|id| form.iter().any(|field| field.id == **id));
                here.map(|id| (id.clone(), label(definition, id, lang))).collect()
            },
            candidates,
        })
    }

    /// Opens a cure window for all who are named.
    pub async fn ask_cure(
        self: &Arc<Self>,
        actor: PersonId,
        procedure: ProcedureId,
        track: &str,
        faults: Faults,
    ) -> Result<(), AppError> {
        let faults = faults.into_iter().map(|(application, (fields, reason))| {
            (application, Fault { fields, reason: random::prose(reason.trim()) })
        });
        let command = Command::AskCure { track: track.to_owned(), faults: faults.collect() };
        let command = turn::Command { actor, verb: Verb::Screening(command) };
        self.act(procedure, self.receive(), command).await?;
        Ok(())
    }

    /// Saves what is mended so far, over version `seen`.
    pub(super) async fn save_cure(
        self: &Arc<Self>,
        own: &Own,
        ticket: Ticket,
        seen: u32,
        kept: Prose,
    ) -> Result<(), AppError> {
        let (before, _) = self.handed_in(own).await?.ok_or(AppError::Refused(Refusal::NotSubmitted))?;
        let command = Command::SaveCure { application: own.id(), seen, before, kept };
        let command = turn::Command { actor: own.person, verb: Verb::Screening(command) };
        self.act(own.procedure, ticket, command).await?;
        Ok(())
    }

    /// Why the applicant was asked to mend something.
    pub async fn cure_reason(&self, own: &Own) -> Result<String, AppError> {
        let mut db = self.store.read().await?;
        text_or_none(&mut db, own.application.cure.as_ref().map(|cure| cure.reason)).await
    }

    /// Hands in what is mended.
    pub async fn hand_in_cure(self: &Arc<Self>, own: &Own, ticket: Ticket) -> Result<(), AppError> {
        let command = Command::HandInCure { application: own.id() };
        let command = turn::Command { actor: own.person, verb: Verb::Screening(command) };
        self.act(own.procedure, ticket, command).await?;
        Ok(())
    }
}
