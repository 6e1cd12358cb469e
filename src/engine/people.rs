//! Who holds which role in a procedure, where, and on which panel.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::case::{Application, Case, Procedure};
use super::ids::PersonId;
use super::procedure;
use super::steps::StepState;
use super::turn::Turn;
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

/// Whether `person` takes part in an application that counts where `grant` would be good. Only what is opened is looked
/// at: before that, a refusal would tell who applies.
pub(super) fn competes(case: &Case, person: PersonId, grant: &Grant) -> bool {
    let opened = |track: &str| {
        let states = case.procedure.lines.get(track).into_iter().flat_map(|line| line.states.values());
        states.into_iter().any(|state| matches!(state, StepState::Intake(intake) if intake.opened.is_some()))
    };
    let reached = |track: &str| grant.track.as_deref().is_none_or(|held| held == track);
    case.applications.values().any(|application| {
        application.counts()
            && application.has_member(person)
            && reached(&application.track)
            && opened(&application.track)
    })
}

/// Takes their roles from those who turn out to compete in `track` as it is opened: they were given before anybody could
/// know. Nobody judges a rival (2014/24/EU art. 24). The owners keep theirs, for without them nothing could be ended.
pub(super) fn recuse(turn: &mut Turn<'_>, track: &str) {
    let people = turn.case.counting(track).flat_map(Application::people).collect::<BTreeSet<_>>();
    let held = people.into_iter().flat_map(|person| {
        let grants = turn.case.procedure.people.get(&person).into_iter().flatten();
        let here = grants.filter(|grant| grant.track.as_deref().is_none_or(|held| held == track));
        here.filter(|grant| grant.role != Role::Owner).map(move |grant| (person, grant.clone()))
    });
    for (person, grant) in held.collect::<Vec<_>>() {
        turn.record_procedure(procedure::Event::Revoked { person, grant });
    }
}
