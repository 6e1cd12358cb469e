//! The role in which somebody's program speaks: with its hat on, they are what they are in that role, and nothing else.
//!
//! Whoever owns a procedure and judges in it too has two hats. A token has one. Where a procedure is read, what its
//! person holds besides is not there; and what they want done is tried on the procedure as the hat shows it, before
//! [`App::act`](super::App::act) does it on the procedure as it is. So each use case keeps to the role of the token
//! without knowing of tokens. A hat only ever takes away.

use crate::engine::case::Procedure;
use crate::engine::ids::PersonId;
use crate::engine::workflow::definition::Role;

tokio::task_local! {
    static WORN: Hat;
}

/// A role that somebody's program speaks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hat {
    /// For whom it speaks.
    pub person: PersonId,
    /// In which role; none for somebody who applies, asks or follows.
    pub role: Option<Role>,
}

impl Hat {
    /// The hat of who is being served now; none for a browser, the worker and the command line.
    pub fn worn() -> Option<Self> {
        WORN.try_with(|hat| *hat).ok()
    }

    /// Does `work` with the hat on.
    pub async fn wear<F: Future>(self, work: F) -> F::Output {
        WORN.scope(self, work).await
    }

    /// The procedure as it is read with this hat on.
    ///
    /// A chair who judges too is still a judge: who has declared no interest must not read by the other hat.
    pub fn read(self, procedure: &mut Procedure) {
        let judge = (self.role == Some(Role::Chair)).then_some(Role::Evaluator);
        self.keep(procedure, |role| self.role == Some(role) || judge == Some(role));
    }

    /// The procedure in which a command is tried: what the person holds in the hat's role alone.
    pub fn act(self, procedure: &mut Procedure) {
        self.keep(procedure, |role| self.role == Some(role));
    }

    fn keep(self, procedure: &mut Procedure, keeps: impl Fn(Role) -> bool) {
        if let Some(grants) = procedure.people.get_mut(&self.person) {
            grants.retain(|grant| keeps(grant.role));
            if grants.is_empty() {
                procedure.people.remove(&self.person);
            }
        }
    }
}

/// The procedure as whoever is being served may read it.
pub fn read(procedure: &mut Procedure) {
    if let Some(hat) = Hat::worn() {
        hat.read(procedure);
    }
}
