//! Who holds which role, and giving and taking roles.

use std::sync::Arc;

use super::Office;
use crate::app::gate::Ticket;
use crate::app::{App, AppError};
use crate::engine::ids::PersonId;
use crate::engine::people::Grant;
use crate::engine::procedure;
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::definition::Role;
use crate::i18n::Lang;
use crate::store;

/// Somebody with a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub person: PersonId,
    /// Name; may be empty.
    pub name: String,
    /// Address.
    pub email: String,
    /// What they hold.
    pub grants: Vec<Grant>,
}

/// A short code by which the journal names somebody with a role: `A3F1`.
pub fn person_code(person: PersonId) -> String {
    let bytes = person.uuid().into_bytes();
    format!("{:02X}{:02X}", bytes[14], bytes[15])
}

impl App {
    /// Who holds which role.
    pub async fn holders(self: &Arc<Self>, office: &Office) -> Result<Vec<Holder>, AppError> {
        let mut db = self.store.read().await?;
        let mut holders = Vec::new();
        for (person, grants) in &office.procedure.people {
            let known = store::people::by_id(&mut db, *person).await?;
            let (name, email) = known.map(|known| (known.name, known.email)).unwrap_or_default();
            holders.push(Holder { person: *person, name, email, grants: grants.iter().cloned().collect() });
        }
        let first = |holder: &Holder| holder.grants.first().map(|grant| grant.role);
        holders.sort_by(|a, b| (first(a), &a.name, &a.email).cmp(&(first(b), &b.name, &b.email)));
        Ok(holders)
    }

    /// The name of somebody with a role, or their address where they have told no name. For nobody else.
    pub async fn holder_name(
        self: &Arc<Self>,
        office: &Office,
        person: PersonId,
    ) -> Result<Option<String>, AppError> {
        if !office.procedure.people.contains_key(&person) {
            return Ok(None);
        }
        let mut db = self.store.read().await?;
        let known = store::people::by_id(&mut db, person).await?;
        Ok(known.map(|known| if known.name.is_empty() { known.email } else { known.name }))
    }

    /// Gives a role to whoever reads mail at `email`; they are told by a letter.
    ///
    /// # Errors
    /// [`AppError::BadValue`] for an address that cannot be one.
    pub async fn grant(
        self: &Arc<Self>,
        office: &Office,
        ticket: Ticket,
        (name, email): (&str, &str),
        grant: Grant,
        lang: Lang,
    ) -> Result<(), AppError> {
        // Before anything is made: who may not give a role makes no person either.
        office.need(&[Role::Owner])?;
        if let Some(track) = &grant.track
            && office.definition().track(track).is_none()
        {
            return Err(AppError::Refused(Refusal::unknown("track", track)));
        }
        let person = self.person(email, name, lang).await?.id;
        let verb = Verb::Procedure(procedure::Command::Grant { person, grant });
        self.act(office.procedure.id, ticket, Command { actor: office.person, verb }).await?;
        Ok(())
    }
}
