//! The journal as owners and auditors read it: who is a role and a code, never a name.

use std::sync::Arc;

use super::Office;
use super::people::person_code;
use crate::app::{App, AppError};
use crate::engine::digest::Digest;
use crate::engine::event::{Event, LineEvent, Stream, What};
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::journal::Line;
use crate::engine::procedure::Event as ProcedureEvent;
use crate::engine::steps::{complaints, gathering, intake, joint, mandate, wait};
use crate::engine::workflow::definition::Role;
use crate::store::{self, StoreError};

/// Roles that read the journal.
pub const READERS: [Role; 2] = [Role::Owner, Role::Auditor];

/// Lines that one page shows.
pub const LINES_MAX: u32 = 100;

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// As of when it happened.
    pub at: Instant,
    /// Whose history it belongs to.
    pub of: Of,
    /// Place in that history, counted from one.
    pub seq: u64,
    /// What happened, as a stable dotted name: `intake.submitted`.
    pub what: String,
    /// The step that a line of steps came to.
    pub step: Option<String>,
    /// The finding of the gate that was set aside, and why.
    pub set_aside: Option<(String, String)>,
    /// Who caused it.
    pub who: Who,
    /// The line's fingerprint.
    pub hash: Digest,
}

/// Whose history a line belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// The procedure's.
    Procedure,
    /// A track's or a joint step's, by its short name.
    Line(String),
    /// An application's, by its code.
    Application(String),
}

/// Who caused something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody: time did.
    Time,
    /// Somebody with these roles, by their code.
    Office(Vec<Role>, String),
    /// Somebody whose role has been taken back, by their code.
    Former(String),
    /// Somebody who applies.
    Applicant,
    /// Somebody outside; it is not said who.
    Outside,
}

/// A page of the journal.
#[derive(Clone, Debug)]
pub struct Lines {
    /// The lines of this page, the latest first.
    pub lines: Vec<LineView>,
    /// All lines.
    pub total: u64,
    /// Roots that tie all histories together: as of when, the root, how many histories.
    pub checkpoints: Vec<(Instant, Digest, usize)>,
}

impl App {
    /// A page of the journal, `page` counted from zero.
    pub async fn journal_page(self: &Arc<Self>, office: &Office, page: u32) -> Result<Lines, AppError> {
        office.need(&READERS)?;
        let procedure = office.procedure.id;
        let mut db = self.store.read().await?;
        let heads = store::journal::heads(&mut db, procedure).await?;
        let total = heads.iter().map(|(_, head)| head.seq).sum();
        let offset = page.saturating_mul(LINES_MAX);
        let sealed = store::journal::page(&mut db, procedure, offset, LINES_MAX).await?;
        let given: Vec<_> = office.procedure.overridden.iter().map(|given| given.reason).collect();
        let reasons = store::prose::texts(&mut db, given).await?;
        let mut lines = Vec::with_capacity(sealed.len());
        for line in sealed {
            let read: Line = serde_json::from_str(&line.body).map_err(|error| {
                let why = error.to_string();
                StoreError::Unreadable { table: "journal", column: "body", value: line.stream.clone(), why }
            })?;
            let mut view = view(office, &read, line.hash);
            if let What::Procedure(ProcedureEvent::GateOverridden { finding, reason, .. }) = &read.event.what
            {
                view.set_aside = Some((finding.clone(), reasons.get(reason).cloned().unwrap_or_default()));
            }
            lines.push(view);
        }
        let checkpoints = store::journal::checkpoints(&mut db, procedure).await?;
        let checkpoints = checkpoints.into_iter().map(|(at, root, heads)| (at, root, heads.len()));
        Ok(Lines { lines, total, checkpoints: checkpoints.collect() })
    }
}

fn view(office: &Office, line: &Line, hash: Digest) -> LineView {
    let event = &line.event;
    LineView {
        at: event.at,
        of: match &event.stream {
            Stream::Procedure(_) => Of::Procedure,
            Stream::Line(_, name) => Of::Line(name.clone()),
            Stream::Application(id) => Of::Application(ApplicationId::code(*id)),
        },
        seq: line.seq,
        what: event.what.name(),
        step: match &event.what {
            What::Line(LineEvent::Entered { step }) | What::Wait(wait::Event::Began { step }) => {
                Some(step.clone())
            }
            _ => None,
        },
        set_aside: None,
        who: event.actor.map_or(Who::Time, |actor| who(office, event, actor)),
        hash,
    }
}

fn who(office: &Office, event: &Event, actor: PersonId) -> Who {
    if let What::Procedure(
        ProcedureEvent::Followed {} | ProcedureEvent::Unfollowed {} | ProcedureEvent::Asked { .. },
    ) = &event.what
    {
        // Whoever asks often follows right afterwards: to say who follows would hint at who asked.
        return Who::Outside;
    }
    if let Some(grants) = office.procedure.people.get(&actor) {
        let mut roles: Vec<_> = grants.iter().map(|grant| grant.role).collect();
        roles.dedup();
        return Who::Office(roles, person_code(actor));
    }
    match &event.what {
        What::Intake(intake::Event::Opened {} | intake::Event::Closed { .. }) => {
            Who::Former(person_code(actor))
        }
        What::Intake(_)
        | What::Complaints(complaints::Event::Filed { .. } | complaints::Event::TriedLate { .. })
        | What::Gathering(gathering::Event::Registered { .. })
        | What::Mandate(mandate::Event::Named { .. } | mandate::Event::Signed { .. })
        | What::Joint(joint::Event::Recommended { .. } | joint::Event::Stood { .. }) => Who::Applicant,
        _ => Who::Former(person_code(actor)),
    }
}
