//! The time of a procedure on one line a track: which steps it was in and when, and which dates are still to come.
//!
//! It says when a track came where, and nothing of any application.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Office;
use crate::app::{App, AppError};
use crate::engine::case::{Line, LineOutcome};
use crate::engine::event::{LineEvent, Stream, What};
use crate::engine::instant::Instant;
use crate::engine::journal;
use crate::engine::steps::{StepState, intake, scoring};
use crate::engine::workflow::definition::StepSpec;
use crate::store::{self, StoreError};

/// Seconds in an hour.
const HOUR: i64 = 3_600;

/// The time of a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// When it was opened.
    pub opened_at: Instant,
    /// As of when it is drawn.
    pub now: Instant,
    /// The tracks that the reader sees, then the joint steps.
    pub lanes: Vec<Lane>,
}

/// The time of one track or joint step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Short name.
    pub line: String,
    /// Where it was, the earliest first. A step that was done again is there twice.
    pub passed: Vec<Passed>,
    /// When and how it ended.
    pub ended: Option<(Instant, LineOutcome)>,
    /// What is still to come by the clock, the earliest first.
    pub ahead: Vec<Ahead>,
}

/// A step that a track is or was in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Short name of the step.
    pub step: String,
    /// When the track came to it.
    pub from: Instant,
    /// When it left it; nothing where it is there.
    pub to: Option<Instant>,
}

/// Something that the clock brings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ahead {
    /// When.
    pub at: Instant,
    /// What.
    pub what: Coming,
}

/// What the clock brings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coming {
    /// A named date.
    Date(String),
    /// Applicants are reminded of the end of this step.
    Reminder(String),
    /// The window of this step ends.
    Until(String),
}

impl App {
    /// The time of a procedure, for those who see its desk.
    pub async fn timeline(self: &Arc<Self>, office: &Office) -> Result<Timeline, AppError> {
        let definition = office.definition();
        let joint = definition.joint_steps().map(|(step, _)| step.id.clone());
        let names: Vec<_> = office.tracks().map(str::to_owned).chain(joint).collect();
        let mut db = self.store.read().await?;
        let mut lanes = Vec::new();
        for name in names {
            let Some(line) = office.procedure.lines.get(&name) else { continue };
            let stream = Stream::Line(office.procedure.id, name.clone()).to_string();
            let (mut passed, mut ended) = (Vec::<Passed>::new(), None);
            for sealed in store::journal::lines(&mut db, &stream).await? {
                let read: journal::Line = serde_json::from_str(&sealed.body).map_err(|error| {
                    let why = error.to_string();
                    StoreError::Unreadable { table: "journal", column: "body", value: stream.clone(), why }
                })?;
                let at = read.event.at;
                match read.event.what {
                    What::Line(LineEvent::Entered { step }) => {
                        if let Some(last) = passed.last_mut() {
                            last.to = Some(at);
                        }
                        passed.push(Passed { step, from: at, to: None });
                    }
                    What::Line(LineEvent::Ended(outcome)) => {
                        if let Some(last) = passed.last_mut() {
                            last.to = Some(at);
                        }
                        ended = Some((at, outcome));
                    }
                    _ => {}
                }
            }
            let ahead = if line.running() { ahead(office, &name, line) } else { Vec::new() };
            lanes.push(Lane { line: name, passed, ended, ahead });
        }
        Ok(Timeline { opened_at: office.procedure.opened_at, now: office.now, lanes })
    }
}

/// What is still to come for a line by the clock.
fn ahead(office: &Office, name: &str, line: &Line) -> Vec<Ahead> {
    let (definition, procedure) = (office.definition(), &office.procedure);
    let mut found = BTreeSet::new();
    let steps: Vec<_> = match definition.track(name) {
        Some(_) => definition.steps_of(name).collect(),
        None => definition.step(name).into_iter().collect(),
    };
    let here = steps.iter().position(|step| step.id == line.step).unwrap_or_default();
    for step in &steps[here.min(steps.len())..] {
        match &step.does {
            StepSpec::Intake(spec) => {
                let at = intake::closes_at(definition, procedure, name).filter(|_| step.id == line.step);
                let at = at.or_else(|| procedure.date(spec.until.as_ref()?));
                let Some(at) = at else { continue };
                let date = spec.until.clone().unwrap_or_else(|| step.id.clone());
                found.insert(Ahead { at, what: Coming::Date(date) });
                found.extend(spec.remind.iter().map(|remind| Ahead {
                    at: at.plus_seconds(-i64::from(remind.hours_before) * HOUR),
                    what: Coming::Reminder(step.id.clone()),
                }));
            }
            StepSpec::Gathering(spec) => {
                let at = procedure.date(&spec.at);
                found.extend(at.map(|at| Ahead { at, what: Coming::Date(spec.at.clone()) }));
            }
            _ => {}
        }
        let until = match line.states.get(&step.id) {
            Some(StepState::Complaints(state)) => state.until,
            Some(StepState::Screening(state)) => state.cure,
            Some(StepState::Scoring(_)) if step.id == line.step => {
                scoring::target(definition, procedure, name)
            }
            _ => None,
        };
        found.extend(until.map(|at| Ahead { at, what: Coming::Until(step.id.clone()) }));
    }
    found.retain(|one| one.at > office.now);
    found.into_iter().collect()
}
