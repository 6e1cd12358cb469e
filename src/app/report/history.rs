//! What a report takes from the journal: what the tables do not hold any more, or never did.

use std::collections::BTreeMap;

use crate::app::AppError;
use crate::app::verify::in_time;
use crate::engine::digest::Digest;
use crate::engine::event::{Event, LineEvent, Stream, What};
use crate::engine::ids::{ApplicationId, ComplaintId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::journal::Line;
use crate::engine::people::Grant;
use crate::engine::procedure;
use crate::engine::steps::complaints::{self, Ruling};
use crate::engine::steps::{contract, intake, joint, wait};
use crate::engine::workflow::Definition;
use crate::store::{self, Db, StoreError};

/// A role that somebody held.
pub struct Held {
    pub person: PersonId,
    pub grant: Grant,
    pub from: Instant,
    pub to: Option<Instant>,
}

/// A complaint and how it was settled. A redo takes it out of the tables, and the journal keeps it.
pub struct Complaint {
    pub id: ComplaintId,
    pub track: String,
    pub stage: Option<String>,
    pub application: ApplicationId,
    pub at: Instant,
    pub text: Digest,
    pub settled: Option<(Instant, Option<PersonId>, Ruling, Digest)>,
}

/// When, by whom, and what they wrote.
pub type Noted = (Instant, Option<PersonId>, Option<Digest>);

/// What a report takes from the journal.
#[derive(Default)]
pub struct History {
    pub offices: Vec<Held>,
    pub complaints: Vec<Complaint>,
    pub cancelled: BTreeMap<String, Noted>,
    pub contracts: BTreeMap<String, Noted>,
    /// Where a track went on without those that it waited for: the step, and who decided it.
    pub went_on: BTreeMap<String, Vec<(String, Noted)>>,
    /// The step before which each track waits by then.
    held: BTreeMap<String, String>,
    pub joint_cancelled: BTreeMap<String, Noted>,
    /// Where recommendations were published though a team had not answered.
    pub joint_without: BTreeMap<String, Noted>,
    /// Tries after a deadline, by track and the stage that it was in.
    pub late: BTreeMap<(String, Option<String>), u64>,
    /// The stage that each track was in by then.
    stages: BTreeMap<String, Option<String>>,
    /// Lines by who caused them, for people with a role.
    pub acts: BTreeMap<PersonId, u64>,
}

impl History {
    /// Reads every line of the procedure.
    pub async fn read(
        db: &mut Db,
        definition: &Definition,
        procedure: ProcedureId,
    ) -> Result<Self, AppError> {
        let mut streams = Vec::new();
        for (stream, _) in store::journal::heads(db, procedure).await? {
            let mut events = Vec::new();
            for line in store::journal::lines(db, &stream).await? {
                let read: Line = serde_json::from_str(&line.body).map_err(|error| {
                    let (value, why) = (line.stream.clone(), error.to_string());
                    StoreError::Unreadable { table: "journal", column: "body", value, why }
                })?;
                events.push(read.event);
            }
            streams.push(events);
        }
        let mut tracks = BTreeMap::new();
        for stored in store::applications::all(db, procedure, None).await? {
            tracks.insert(stored.application.id, stored.application.track);
        }
        let mut history = Self::default();
        for event in in_time(streams) {
            history.take(definition, &event, &tracks);
        }
        // Who never held a role is not named, nor counted: applicants are told of by their codes.
        let offices = &history.offices;
        history.acts.retain(|person, _| offices.iter().any(|held| held.person == *person));
        Ok(history)
    }

    fn take(&mut self, definition: &Definition, event: &Event, tracks: &BTreeMap<ApplicationId, String>) {
        if let Some(actor) = event.actor
            && !is_private(&event.what)
        {
            *self.acts.entry(actor).or_default() += 1;
        }
        match (&event.stream, &event.what) {
            (_, What::Procedure(what)) => self.take_procedure(event, what),
            (Stream::Application(id), What::Intake(intake::Event::TriedLate { .. })) => {
                if let Some(track) = tracks.get(id) {
                    self.came_late(track);
                }
            }
            (Stream::Line(_, track), What::Intake(intake::Event::TriedLate { .. })) => {
                self.came_late(track);
            }
            (Stream::Line(_, track), What::Line(LineEvent::Entered { step })) => {
                self.stages.insert(track.clone(), definition.stage_of(step).map(str::to_owned));
            }
            (Stream::Line(_, track), What::Complaints(what)) => self.take_complaint(event, track, what),
            (Stream::Line(_, step), What::Joint(joint::Event::Cancelled { reason })) => {
                self.joint_cancelled.insert(step.clone(), (event.at, event.actor, *reason));
            }
            (Stream::Line(_, step), What::Joint(joint::Event::Published { reason: Some(reason) })) => {
                self.joint_without.insert(step.clone(), (event.at, event.actor, Some(*reason)));
            }
            (Stream::Line(_, track), What::Wait(wait::Event::Began { step })) => {
                self.held.insert(track.clone(), step.clone());
            }
            (Stream::Line(_, track), What::Wait(wait::Event::WentOn { reason })) => {
                let step = self.held.get(track).cloned().unwrap_or_default();
                let noted = (event.at, event.actor, *reason);
                self.went_on.entry(track.clone()).or_default().push((step, noted));
            }
            (Stream::Line(_, track), What::Wait(wait::Event::GaveUp { reason })) => {
                self.cancelled.insert(track.clone(), (event.at, event.actor, Some(*reason)));
            }
            (Stream::Line(_, track), What::Contract(contract::Event::Concluded { note, .. })) => {
                self.contracts.insert(track.clone(), (event.at, event.actor, Some(*note)));
            }
            _ => {}
        }
    }

    fn came_late(&mut self, track: &str) {
        let stage = self.stages.get(track).cloned().flatten();
        *self.late.entry((track.to_owned(), stage)).or_default() += 1;
    }

    fn take_procedure(&mut self, event: &Event, what: &procedure::Event) {
        match what {
            procedure::Event::Granted { person, grant } => {
                self.offices.push(Held { person: *person, grant: grant.clone(), from: event.at, to: None });
            }
            procedure::Event::Revoked { person, grant } => {
                let mut open = self.offices.iter_mut().filter(|held| held.to.is_none());
                if let Some(held) = open.find(|held| held.person == *person && held.grant == *grant) {
                    held.to = Some(event.at);
                }
            }
            procedure::Event::TrackCancelled { track, reason } => {
                self.cancelled.insert(track.clone(), (event.at, event.actor, Some(*reason)));
            }
            _ => {}
        }
    }

    fn take_complaint(&mut self, event: &Event, track: &str, what: &complaints::Event) {
        match what {
            complaints::Event::Filed { complaint, application, text } => self.complaints.push(Complaint {
                id: *complaint,
                track: track.to_owned(),
                stage: self.stages.get(track).cloned().flatten(),
                application: *application,
                at: event.at,
                text: *text,
                settled: None,
            }),
            complaints::Event::Settled { complaint, ruling, reason } => {
                for found in self.complaints.iter_mut().filter(|found| found.id == *complaint) {
                    found.settled = Some((event.at, event.actor, ruling.clone(), *reason));
                }
            }
            complaints::Event::TriedLate { .. } => {
                self.came_late(track);
            }
            _ => {}
        }
    }
}

/// Whether it is not said who did this: whoever asks or follows stays unknown, also by a count.
fn is_private(what: &What) -> bool {
    use procedure::Event::{Asked, Followed, Unfollowed};
    matches!(what, What::Procedure(Followed {} | Unfollowed {} | Asked { .. }))
}
