//! Complaints over decisions, for those who settle them.

use std::sync::Arc;

use super::{Called, DESK, Office, called};
use crate::app::{App, AppError};
use crate::engine::ids::{ApplicationId, ComplaintId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::steps::StepState;
use crate::engine::steps::complaints::{Ruling, Spec, State};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepSpec};
use crate::store;

/// The complaint window of one track.
#[derive(Clone, Debug)]
pub struct Window {
    /// Short name of the track.
    pub track: String,
    /// The last microsecond that is in time.
    pub until: Option<Instant>,
    /// Whether an open complaint suspends the track.
    pub suspended: bool,
    /// Complaints in the order they came.
    pub complaints: Vec<ComplaintView>,
    /// Applicants whom the letter did not reach at first.
    pub untold: Vec<UntoldView>,
    /// Everybody whose application counts, in the order of their codes.
    pub applicants: Vec<(ApplicationId, Called)>,
}

/// An applicant whom the letter did not reach at first.
#[derive(Clone, Debug)]
pub struct UntoldView {
    /// Who.
    pub applicant: Called,
    /// Since when that is known.
    pub since: Instant,
    /// Why, where a person said it.
    pub why: Option<String>,
    /// When the applicant was told, until when complaints are in time, and how.
    pub told: Option<(Instant, Instant, Option<String>)>,
}

/// One complaint.
#[derive(Clone, Debug)]
pub struct ComplaintView {
    /// Which complaint.
    pub id: ComplaintId,
    /// Whose.
    pub applicant: Called,
    /// When it came.
    pub filed_at: Instant,
    /// What it says; nothing where it was erased.
    pub text: Option<String>,
    /// How it was settled, when, and why.
    pub ruling: Option<(Ruling, Instant, Option<String>)>,
}

impl App {
    /// The part of a reader who sees or settles the complaints of some track.
    pub async fn complaints_office(
        self: &Arc<Self>,
        procedure: ProcedureId,
        person: PersonId,
        as_of: Instant,
    ) -> Result<Office, AppError> {
        let office = self.any_office(procedure, person, as_of).await?;
        let reads = readers(office.definition());
        if reads.iter().any(|role| office.procedure.holds_somewhere(person, *role)) {
            Ok(office)
        } else {
            Err(AppError::NotFound("procedure"))
        }
    }

    /// The complaint windows of the tracks that the reader sees, those that have opened.
    pub async fn complaints(self: &Arc<Self>, office: &Office) -> Result<Vec<Window>, AppError> {
        let reads = readers(office.definition());
        let mut windows = Vec::new();
        for track in &office.definition().tracks {
            let sees = office.holds(&reads, Some(&track.id));
            if let Some(state) = state(office, &track.id).filter(|_| sees) {
                windows.push(self.window(office, &track.id, state).await?);
            }
        }
        Ok(windows)
    }

    /// One complaint, with the track that it concerns.
    pub async fn complaint(
        self: &Arc<Self>,
        office: &Office,
        id: ComplaintId,
    ) -> Result<(String, ComplaintView), AppError> {
        for window in self.complaints(office).await? {
            if let Some(found) = window.complaints.into_iter().find(|complaint| complaint.id == id) {
                return Ok((window.track, found));
            }
        }
        Err(AppError::NotFound("complaint"))
    }

    async fn window(
        self: &Arc<Self>,
        office: &Office,
        track: &str,
        state: &State,
    ) -> Result<Window, AppError> {
        let here = office.procedure.lines.get(track).and_then(|line| line.stage.clone());
        let case = self.opened_case(office, track, here.as_deref()).await?;
        let mut db = self.store.read().await?;
        let mut complaints = Vec::new();
        for complaint in &state.complaints {
            let code = || Called { code: complaint.application.code(), name: None, erased: false };
            let applicant = match case.applications.get(&complaint.application) {
                Some(found) => called(&mut db, office.definition(), &case, office.person, found).await?,
                None => code(),
            };
            let ruling = match &complaint.ruling {
                Some(settled) => {
                    let reason = store::prose::text(&mut db, settled.reason).await?;
                    Some((settled.ruling.clone(), settled.at, reason))
                }
                None => None,
            };
            complaints.push(ComplaintView {
                id: complaint.id,
                applicant,
                filed_at: complaint.filed_at,
                text: store::prose::text(&mut db, complaint.text).await?,
                ruling,
            });
        }
        let mut applicants = Vec::new();
        for application in case.counting(track) {
            let name = called(&mut db, office.definition(), &case, office.person, application).await?;
            applicants.push((application.id, name));
        }
        applicants.sort_by(|a, b| a.1.code.cmp(&b.1.code));
        let mut untold = Vec::new();
        for (id, found) in &state.untold {
            let Some((_, applicant)) = applicants.iter().find(|(known, _)| known == id) else { continue };
            let why = match found.why {
                Some(why) => store::prose::text(&mut db, why).await?,
                None => None,
            };
            let told = match &found.told {
                Some(told) => {
                    let how = match told.how {
                        Some(how) => store::prose::text(&mut db, how).await?,
                        None => None,
                    };
                    Some((told.at, told.until, how))
                }
                None => None,
            };
            untold.push(UntoldView { applicant: applicant.clone(), since: found.since, why, told });
        }
        let (until, suspended) = (state.until, state.suspended());
        Ok(Window { track: track.to_owned(), until, suspended, complaints, untold, applicants })
    }
}

fn state<'o>(office: &'o Office, track: &str) -> Option<&'o State> {
    // The window of the stage that the track is in; a window of an earlier one is over.
    let line = office.procedure.lines.get(track)?;
    office.definition().steps_in(line.stage.as_deref()).find_map(|step| match line.states.get(&step.id)? {
        StepState::Complaints(state) => Some(state),
        _ => None,
    })
}

/// Every complaint window of the file, with its rules.
pub fn rules(definition: &Definition) -> impl Iterator<Item = (&str, &Spec)> {
    definition.steps.iter().filter_map(|step| match &step.does {
        StepSpec::Complaints(spec) => Some((step.id.as_str(), spec)),
        _ => None,
    })
}

/// The complaint window of the stage that `track` is in, with its rules.
fn here<'o>(office: &'o Office, track: &str) -> Option<(&'o str, &'o Spec)> {
    let stage = office.procedure.lines.get(track)?.stage.as_deref();
    let definition = office.definition();
    rules(definition)
        .find(|(step, _)| definition.stage_of(step) == stage && definition.goes_through(track, step))
}

/// Roles that read complaints: those of the desk and those that settle.
fn readers(definition: &Definition) -> Vec<Role> {
    let settle = rules(definition).flat_map(|(_, spec)| spec.by.clone());
    DESK.into_iter().chain(settle).collect()
}

/// Whether the reader may settle complaints in `track`.
pub fn may_settle(office: &Office, track: &str) -> bool {
    here(office, track).is_some_and(|(_, spec)| office.holds(&spec.by, Some(track)))
}

/// The steps that a track can be sent back to: those of its stage after the intake and before the window.
pub fn redo_steps<'o>(office: &'o Office, track: &str) -> Vec<&'o str> {
    let window = here(office, track).map(|(step, _)| step);
    let stage = office.procedure.lines.get(track).and_then(|line| line.stage.as_deref());
    office
        .definition()
        .steps_of_in(track, stage)
        .skip_while(|step| matches!(step.does, StepSpec::Intake(_)))
        .map(|step| step.id.as_str())
        .take_while(|step| Some(*step) != window)
        .collect()
}
