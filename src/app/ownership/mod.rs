//! The other side of the table: what owners, secretaries and auditors see and do.
//!
//! Every use case starts from an [`Office`], the one place that decides who has a part in a procedure.
//! Names of applicants leave this layer only through a proof of `engine::access`.

pub mod ahead;
pub mod complaints;
pub mod envelopes;
pub mod joint;
pub mod journal;
pub mod network;
pub mod news;
pub mod outbox;
pub mod overview;
pub mod people;
pub mod retention;
pub mod stage;
pub mod timeline;

use std::sync::Arc;

use super::{App, AppError};
use crate::engine::access;
use crate::engine::case::{Application, Case, Procedure};
use crate::engine::ids::{PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::workflow::definition::Role;
use crate::engine::workflow::{Definition, Loaded};
use crate::store::{self, Db};

/// Roles that see where a procedure stands.
pub const DESK: [Role; 3] = [Role::Owner, Role::Secretary, Role::Auditor];

/// A reader with a part in a procedure, and the procedure's head without any application.
#[derive(Clone, Debug)]
pub struct Office {
    /// The workflow file.
    pub loaded: Arc<Loaded>,
    /// The head of the procedure.
    pub procedure: Procedure,
    /// Who reads.
    pub person: PersonId,
    /// As of when.
    pub now: Instant,
}

impl Office {
    /// The workflow file.
    pub fn definition(&self) -> &Definition {
        &self.loaded.definition
    }

    /// Whether the reader owns the procedure as a whole.
    pub fn owns(&self) -> bool {
        self.holds(&[Role::Owner], None)
    }

    /// Whether the reader holds one of `roles` in `track`; `None` asks for the whole procedure.
    pub fn holds(&self, roles: &[Role], track: Option<&str>) -> bool {
        roles.iter().any(|role| self.procedure.holds(self.person, *role, track))
    }

    /// The short names of the tracks that the reader sees, in the order of the file.
    pub fn tracks(&self) -> impl Iterator<Item = &str> {
        let tracks = self.definition().tracks.iter().map(|track| track.id.as_str());
        tracks.filter(|track| self.holds(&DESK, Some(track)))
    }

    /// Lets nobody on who does not hold one of `roles` in the whole procedure.
    pub fn need(&self, roles: &[Role]) -> Result<(), AppError> {
        if self.holds(roles, None) {
            Ok(())
        } else {
            Err(AppError::Refused(Refusal::NotAllowed { needs: roles.to_vec() }))
        }
    }
}

impl App {
    /// The part that `person` has in a procedure as its owner, secretary or auditor, as of `as_of`.
    ///
    /// A handler that holds a [`Ticket`](super::gate::Ticket) passes the ticket's instant: what is due
    /// later waits for the ticket, so that asking for a later standing would wait for itself.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else: they do not learn that there is anything.
    pub async fn office(
        self: &Arc<Self>,
        procedure: ProcedureId,
        person: PersonId,
        as_of: Instant,
    ) -> Result<Office, AppError> {
        let office = self.any_office(procedure, person, as_of).await?;
        if DESK.iter().any(|role| office.procedure.holds_somewhere(person, *role)) {
            Ok(office)
        } else {
            Err(AppError::NotFound("procedure"))
        }
    }

    /// The same for whoever holds one of `roles` in the whole procedure: for what cannot be shown a
    /// track at a time.
    pub async fn whole_office(
        self: &Arc<Self>,
        procedure: ProcedureId,
        person: PersonId,
        roles: &[Role],
        as_of: Instant,
    ) -> Result<Office, AppError> {
        let office = self.any_office(procedure, person, as_of).await?;
        if office.holds(roles, None) { Ok(office) } else { Err(AppError::NotFound("procedure")) }
    }

    /// The same for whoever holds one of [`DESK`] or of `roles` in `track`.
    pub async fn track_office(
        self: &Arc<Self>,
        procedure: ProcedureId,
        person: PersonId,
        track: &str,
        roles: impl Fn(&Definition) -> Vec<Role>,
        as_of: Instant,
    ) -> Result<Office, AppError> {
        let office = self.any_office(procedure, person, as_of).await?;
        let more = roles(office.definition());
        let here = office.holds(&DESK, Some(track)) || office.holds(&more, Some(track));
        if here && office.definition().track(track).is_some() {
            Ok(office)
        } else {
            Err(AppError::NotFound("track"))
        }
    }

    /// The part that `person` has in a procedure, whichever role it is.
    pub async fn any_office(
        self: &Arc<Self>,
        procedure: ProcedureId,
        person: PersonId,
        as_of: Instant,
    ) -> Result<Office, AppError> {
        self.catch_up(procedure, as_of).await?;
        let loaded = self.definition(procedure).await?;
        let head = {
            let mut db = self.store.read().await?;
            store::procedures::get(&mut db, procedure).await?
        };
        let mut head = head.ok_or(AppError::NotFound("procedure"))?;
        crate::app::hat::read(&mut head.procedure);
        let office = Office { loaded, procedure: head.procedure, person, now: as_of };
        if office.procedure.people.contains_key(&person) {
            Ok(office)
        } else {
            Err(AppError::NotFound("procedure"))
        }
    }
}

/// What an application is called before this reader: its code, and its name where the reader may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// The short code.
    pub code: String,
    /// The lead's name and how many members there are beside it, or nothing where it stays hidden.
    pub name: Option<(String, usize)>,
    /// Whether the name was erased when its time was over.
    pub erased: bool,
}

/// Whether `person` sees what is held by `by` in a track, or in the whole procedure, from the desk.
pub(super) fn at_desk(procedure: &Procedure, person: PersonId, by: &[Role], track: Option<&str>) -> bool {
    DESK.iter().chain(by).any(|role| procedure.holds(person, *role, track))
}

/// What `application` is called before `person`. Names come out only with a proof that is not blind.
pub(super) async fn called(
    db: &mut Db,
    definition: &Definition,
    case: &Case,
    person: PersonId,
    application: &Application,
) -> Result<Called, AppError> {
    let code = application.id.code();
    let erased = application.erased.iter().any(|kind| kind.is_contents());
    match access::reading(definition, case, person, application) {
        Ok(proof) if !proof.blind() => Ok(Called { code, name: lead_name(db, application).await?, erased }),
        _ => Ok(Called { code, name: None, erased }),
    }
}

/// The lead's name and how many members there are beside it. The caller has shown that the reader may know.
async fn lead_name(db: &mut Db, application: &Application) -> Result<Option<(String, usize)>, AppError> {
    let parties = store::applications::parties(db, application.id).await?;
    let others = application.members.iter().filter(|m| !m.lead && m.declined_at.is_none()).count();
    let lead = application.lead().and_then(|lead| parties.get(&lead.id));
    Ok(lead.map(|lead| (lead.name.clone(), others)))
}
