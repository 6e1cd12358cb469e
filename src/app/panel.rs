//! How far a scoring has come: an evaluator's own list, and the panel for those who lead it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::judging::{admitted, interest, step_of};
use super::reading::{Stage, must_hold, stage, staged_title};
use super::{App, AppError};
use crate::engine::case::{Application, Case};
use crate::engine::digest::Digest;
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::steps::scoring::{self, Command, Panel, Spec};
use crate::engine::turn::{self, Verb};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepDefinition};
use crate::i18n::Lang;
use crate::store;

/// What a track's scoring page shows one reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoringDesk {
    /// Title of the procedure.
    pub procedure: String,
    /// Title of the track.
    pub track: String,
    /// IANA zone of the procedure.
    pub zone: String,
    /// Whether the scoring has come, is under way or is over.
    pub stage: Stage,
    /// Whether evaluators are kept from knowing who applies.
    pub blind: bool,
    /// By when the panel means to be done, while it scores and where the file says so.
    pub target: Option<Instant>,
    /// The reader's own part, in their own order; absent for somebody who does not score.
    pub mine: Option<Vec<Mine>>,
    /// How far the panel has come: for those who lead it.
    pub progress: Option<Progress>,
    /// Whether the reader may end the scoring.
    pub may_finish: bool,
}

/// One application on an evaluator's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mine {
    /// Which application.
    pub application: ApplicationId,
    /// How far the evaluator has come with it.
    pub state: MineState,
}

/// How far an evaluator has come with one application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MineState {
    /// Interests are to be declared.
    Undeclared,
    /// A tie was declared: no access.
    Tied,
    /// Under way.
    Scoring {
        /// Criteria that have points.
        done: usize,
        /// Criteria there are.
        total: usize,
    },
    /// Locked for good.
    Locked,
}

/// How far a panel has come: counts, never marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Locked sheets by application.
    pub applications: Vec<(ApplicationId, usize)>,
    /// Locked sheets that each application needs.
    pub evaluators_min: u32,
    /// Who judges, by name.
    pub evaluators: Vec<EvaluatorProgress>,
}

/// How far one evaluator has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluatorProgress {
    /// Name, or address where there is none.
    pub name: String,
    /// Applications for which interests are declared.
    pub declared: usize,
    /// Applications whose sheet is locked.
    pub locked: usize,
}

impl App {
    /// What the scoring page of a track shows `person`.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for somebody without an office in the track.
    pub async fn scoring_desk(
        self: &Arc<Self>,
        person: PersonId,
        procedure: ProcedureId,
        track: &str,
        lang: Lang,
        look: Option<&str>,
    ) -> Result<ScoringDesk, AppError> {
        let standing = self.whole(procedure, Some(track)).await?.looked_at(track, look)?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let readers = [Role::Evaluator, Role::Chair, Role::Owner, Role::Secretary, Role::Auditor];
        must_hold(case, person, &readers, track)?;
        let (step, spec) = step_of(definition, case, track)?;
        let stage = stage(definition, case, track, &step.id);
        let holds = |role| match role {
            Role::Evaluator | Role::Chair => spec.seats(&case.procedure, person, role, track),
            _ => case.procedure.holds(person, role, Some(track)),
        };
        let admitted: Vec<_> = match stage {
            // Who will be admitted is not said before the screening is over.
            Stage::Ahead => Vec::new(),
            Stage::Here | Stage::Behind => admitted(definition, case, track).collect(),
        };
        let mine = holds(Role::Evaluator).then(|| {
            let mut mine: Vec<_> = admitted
                .iter()
                .map(|a| Mine { application: a.id, state: mine_state(definition, step, person, a, lang) })
                .collect();
            mine.sort_by_key(|mine| own_order(person, mine.application));
            mine
        });
        let leads = readers[1..].iter().any(|role| holds(*role)) && stage == Stage::Here;
        let progress =
            if leads { Some(self.panel_progress(case, track, step, spec, &admitted).await?) } else { None };
        Ok(ScoringDesk {
            procedure: definition.title.get(lang.code()).to_owned(),
            track: staged_title(definition, case, track, lang)?,
            zone: definition.zone.clone(),
            stage,
            blind: spec.blind,
            target: scoring::target(definition, &case.procedure, track).filter(|_| stage == Stage::Here),
            mine,
            progress,
            may_finish: stage == Stage::Here && (holds(Role::Chair) || holds(Role::Owner)),
        })
    }

    async fn panel_progress(
        &self,
        case: &Case,
        track: &str,
        step: &StepDefinition,
        spec: &Spec,
        admitted: &[&Application],
    ) -> Result<Progress, AppError> {
        let mut applications: Vec<_> =
            admitted.iter().map(|a| (a.id, scoring::locked(a, &step.id).count())).collect();
        applications.sort_by_key(|(id, locked)| (*locked, id.code()));
        let mut db = self.store.read().await?;
        let mut evaluators = Vec::new();
        for judge in spec.panelists(&case.procedure, Role::Evaluator, track) {
            let found = store::people::by_id(&mut db, judge).await?;
            let name = found.map(|p| if p.name.is_empty() { p.email } else { p.name });
            let panels = || admitted.iter().filter_map(|a| scoring::panel(a, &step.id));
            let is_locked =
                |panel: &&Panel| panel.sheets.get(&judge).is_some_and(|sheet| sheet.locked_at.is_some());
            evaluators.push(EvaluatorProgress {
                name: name.unwrap_or_default(),
                declared: panels().filter(|panel| panel.interests.contains_key(&judge)).count(),
                locked: panels().filter(is_locked).count(),
            });
        }
        evaluators.sort_by_key(|evaluator| evaluator.name.to_lowercase());
        Ok(Progress { applications, evaluators_min: spec.evaluators_min, evaluators })
    }

    /// Ends the scoring of a track.
    pub async fn finish_scoring(
        self: &Arc<Self>,
        actor: PersonId,
        procedure: ProcedureId,
        track: &str,
    ) -> Result<(), AppError> {
        let standing = self.head(procedure).await?;
        must_hold(&standing.case, actor, &Role::ALL, track)?;
        let verb = Verb::Scoring(Command::Finish { track: track.to_owned() });
        self.act(procedure, self.receive(), turn::Command { actor, verb }).await?;
        Ok(())
    }
}

/// Each evaluator meets the applications in an order of their own, the same one every time, so that no
/// application is always the first one read.
fn own_order(person: PersonId, application: ApplicationId) -> Digest {
    Digest::of(&[person.uuid().as_bytes(), application.uuid().as_bytes()])
}

fn mine_state(
    definition: &Definition,
    step: &StepDefinition,
    person: PersonId,
    application: &Application,
    lang: Lang,
) -> MineState {
    let sheet = scoring::panel(application, &step.id).and_then(|panel| panel.sheets.get(&person));
    match interest(application, step, person) {
        None => MineState::Undeclared,
        Some(true) => MineState::Tied,
        Some(false) if sheet.is_some_and(|sheet| sheet.locked_at.is_some()) => MineState::Locked,
        Some(false) => {
            let marks = sheet.map(|sheet| &sheet.marks);
            let marked = marks.into_iter().flat_map(BTreeMap::keys);
            let done = marks.map_or(0, BTreeMap::len);
            let total =
                super::criteria::of_step(definition, &application.track, &step.id, marked, lang).len();
            MineState::Scoring { done, total }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_evaluators_meet_applications_in_orders_of_their_own() {
        let id = |n: u128| uuid::Uuid::from_u128(n);
        let order = |person: u128| {
            let mut ids: Vec<_> = (1..=20).map(|n| ApplicationId::new(id(n))).collect();
            ids.sort_by_key(|a| own_order(PersonId::new(id(person)), *a));
            ids
        };
        assert_eq!(order(100), order(100));
        assert_ne!(order(100), order(101));
    }
}
