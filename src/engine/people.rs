//! Who holds which role in a procedure, where, and on which panel.

use serde::{Deserialize, Serialize};

use super::case::Procedure;
use super::ids::PersonId;
use super::workflow::definition::Role;

/// A role held in a procedure, everywhere or in one track.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// Which role.
    pub role: Role,
    /// Only in this track, or in all when absent.
    pub track: Option<String>,
    /// The panel of the file that an evaluator or a chair sits on; none where the steps name no panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<String>,
}

impl Procedure {
    /// Whether `person` holds `role` in `track`; `None` asks for the procedure as a whole.
    pub fn holds(&self, person: PersonId, role: Role, track: Option<&str>) -> bool {
        self.grants(person, role, track).next().is_some()
    }

    /// Whether `person` holds `role` in `track` on `panel`: on that very one, or on none where a step names none.
    pub fn sits(&self, person: PersonId, role: Role, track: &str, panel: Option<&str>) -> bool {
        self.grants(person, role, Some(track)).any(|grant| grant.panel.as_deref() == panel)
    }

    /// What `person` holds of `role` that is good in `track`.
    fn grants<'a>(
        &'a self,
        person: PersonId,
        role: Role,
        track: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Grant> {
        let grants = self.people.get(&person).into_iter().flatten();
        grants.filter(move |grant| {
            grant.role == role
                && match (&grant.track, track) {
                    (None, _) => true,
                    (Some(held), Some(asked)) => held == asked,
                    (Some(_), None) => false,
                }
        })
    }

    /// Whether `person` holds `role` anywhere in the procedure.
    pub fn holds_somewhere(&self, person: PersonId, role: Role) -> bool {
        self.people.get(&person).is_some_and(|grants| grants.iter().any(|grant| grant.role == role))
    }

    /// The people who hold `role` in `track`.
    pub fn holders<'a>(&'a self, role: Role, track: Option<&'a str>) -> impl Iterator<Item = PersonId> + 'a {
        self.people.keys().copied().filter(move |person| self.holds(*person, role, track))
    }

    /// The people who hold `role` in `track` on `panel`.
    pub fn sitting<'a>(
        &'a self,
        role: Role,
        track: &'a str,
        panel: Option<&'a str>,
    ) -> impl Iterator<Item = PersonId> + 'a {
        self.people.keys().copied().filter(move |person| self.sits(*person, role, track, panel))
    }
}
