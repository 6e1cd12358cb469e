//! What is kept until when and why, what stands in the way, and what was erased.

use std::sync::Arc;

use super::{DESK, Office};
use crate::app::gate::Ticket;
use crate::app::{App, AppError, random};
use crate::engine::ids::{PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::retention::{self, Archive, Command as Wanted, Due, Noted, dues};
use crate::engine::turn::{Command, Verb};
use crate::store::{self, Db};

/// What is kept of a procedure.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Each kind of thing in each track, and when it is erased if nothing changes.
    pub dues: Vec<(Due, Option<Instant>)>,
    /// The hold that is in force.
    pub held: Option<Note>,
    /// That the archive was handed over.
    pub archived: Option<Note>,
    /// Whether somebody must still confirm that the archive was handed over.
    pub archive_owed: bool,
    /// Whether the reader may hold, release and confirm.
    pub may_act: bool,
}

/// Something that a person said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Instant,
    /// Who, by name or else by code.
    pub by: String,
    /// What; nothing where it was erased.
    pub text: String,
}

impl Kept {
    /// The first instant at which something is erased, if nothing changes.
    pub fn next(&self) -> Option<Instant> {
        self.dues.iter().filter_map(|(_, at)| *at).min()
    }
}

impl App {
    /// Every procedure, for whoever runs the program.
    pub async fn all_procedures(self: &Arc<Self>) -> Result<Vec<ProcedureId>, AppError> {
        let mut db = self.store.read().await?;
        let listed = store::procedures::list(&mut db, u32::MAX >> 1).await?;
        Ok(listed.into_iter().map(|procedure| procedure.id).collect())
    }

    /// What is kept of a procedure, for those who see all of it.
    ///
    /// # Errors
    /// [`AppError::Refused`] for who has a part in one track only.
    pub async fn kept(self: &Arc<Self>, office: &Office) -> Result<Kept, AppError> {
        office.need(&DESK)?;
        let (definition, procedure) = (office.definition(), &office.procedure);
        let state = &procedure.retention;
        let spec = definition.retention.as_ref();
        let mut db = self.store.read().await?;
        let dues = dues(definition, procedure).into_iter();
        Ok(Kept {
            dues: dues.map(|due| (due.clone(), due.at(procedure))).collect(),
            held: note(&mut db, state.held.as_ref()).await?,
            archived: note(&mut db, state.archived.as_ref()).await?,
            archive_owed: spec.is_some_and(|spec| spec.archive == Some(Archive::Confirm))
                && state.archived.is_none(),
            may_act: spec.is_some_and(|spec| office.holds(&spec.by, None)),
        })
    }

    /// Holds, releases, or confirms the archive, with the reason that was typed.
    pub async fn keep(
        self: &Arc<Self>,
        procedure: ProcedureId,
        actor: PersonId,
        ticket: Ticket,
        wanted: Keeping,
        typed: &str,
    ) -> Result<(), AppError> {
        let text = random::prose(typed.trim());
        let wanted = match wanted {
            Keeping::Hold => Wanted::Hold { reason: text },
            Keeping::Release => Wanted::Release { reason: text },
            Keeping::Archive => Wanted::Archive { note: text },
        };
        self.act(procedure, ticket, Command { actor, verb: Verb::Retention(wanted) }).await?;
        Ok(())
    }
}

/// What a person does to what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Erase nothing from now on.
    Hold,
    /// Let what is due be erased again.
    Release,
    /// Confirm that the archive was handed over.
    Archive,
}

/// Characters that a reason has at least.
pub const REASON_CHARS_MIN: u32 = retention::REASON_CHARS_MIN;

async fn note(db: &mut Db, noted: Option<&Noted>) -> Result<Option<Note>, AppError> {
    let Some(noted) = noted else { return Ok(None) };
    let by = match noted.by {
        Some(person) => {
            let known = store::people::by_id(db, person).await?;
            let name = known.map(|known| if known.name.is_empty() { known.email } else { known.name });
            name.unwrap_or_else(|| super::people::person_code(person))
        }
        None => String::new(),
    };
    let text = store::prose::text(db, noted.text).await?.unwrap_or_default();
    Ok(Some(Note { at: noted.at, by, text }))
}
