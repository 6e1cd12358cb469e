//! The joint step: what the tracks it waits for have come to, its teams and their recommendations.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Called, DESK, lead_name};
use crate::app::act::by_id;
use crate::app::{App, AppError};
use crate::engine::case::{Application, Case, LineOutcome};
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::steps::StepState;
use crate::engine::steps::gathering;
use crate::engine::steps::joint::{Phase, Spec, Stand, State};
use crate::engine::workflow::Loaded;
use crate::engine::workflow::definition::{Role, StepSpec, Words};
use crate::store;

/// A joint step as one reader may see it.
#[derive(Clone, Debug)]
pub struct JointStep {
    /// The workflow file.
    pub loaded: Arc<Loaded>,
    /// Short name.
    pub step: String,
    /// Where it stands.
    pub phase: Phase,
    /// How it ended, when it has.
    pub outcome: Option<LineOutcome>,
    /// The tracks it waits for: short name, the step each is in, how it ended.
    pub waits_for: Vec<(String, String, Option<LineOutcome>)>,
    /// How many of them must come through.
    pub need: usize,
    /// The teams that take part.
    pub teams: Vec<Called>,
    /// The gatherings that they have come to, before those who may read them: short name and title.
    pub gatherings: Vec<(String, Words)>,
    /// Recommendations in the order they came.
    pub recommendations: Vec<RecommendationView>,
    /// When the recommendations were published.
    pub published_at: Option<Instant>,
    /// Why they were published before every team had answered, where that was so.
    pub published_without: Option<String>,
    /// Whether the reader starts, gives up and publishes it.
    pub leads: bool,
    /// The place in `teams` of the team that the reader speaks for.
    pub own: Option<usize>,
}

/// One recommendation.
#[derive(Clone, Debug)]
pub struct RecommendationView {
    /// When it was put forward.
    pub at: Instant,
    /// By which team, by its place.
    pub by: usize,
    /// What it says; nothing where it was erased.
    pub text: Option<String>,
    /// Where each team stands, by its place.
    pub stands: Vec<TeamStand>,
}

/// Where a team stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeamStand {
    /// It has not said.
    Open,
    /// It signs.
    Endorses,
    /// It does not; its reason, unless erased.
    Dissents(Option<String>),
}

impl App {
    /// A joint step, for those behind the desk and for the teams; once it is published, for everybody
    /// who takes part in the procedure.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else.
    pub async fn joint_step(
        self: &Arc<Self>,
        procedure: ProcedureId,
        step: &str,
        person: PersonId,
    ) -> Result<JointStep, AppError> {
        let standing = self.head(procedure).await?;
        let (loaded, mut case) = (standing.loaded, standing.case);
        let none = || AppError::NotFound("joint step");
        let spec = match loaded.definition.step(step).map(|step| &step.does) {
            Some(StepSpec::Joint(spec)) => spec.clone(),
            _ => return Err(none()),
        };
        let Some(StepState::Joint(state)) = case.procedure.state(step, step).cloned() else {
            return Err(none());
        };
        let mut db = self.store.read().await?;
        let mut stored = Vec::new();
        for team in &state.teams {
            stored.extend(store::applications::get(&mut db, *team).await?);
        }
        case.applications = by_id(stored);
        let at_desk = case.procedure.people.contains_key(&person)
            && (DESK.iter().chain(&spec.by)).any(|role| case.procedure.holds_somewhere(person, *role));
        let in_team = case.applications.values().any(|team| team.has_member(person));
        let public = state.published_at.is_some()
            && (case.procedure.people.contains_key(&person)
                || takes_part(&mut db, procedure, person).await?);
        if !(at_desk || in_team || public) {
            return Err(none());
        }
        let holds = |by: &[Role]| super::at_desk(&case.procedure, person, by, None);
        let teams = teams(&mut db, &state, &case).await?;
        let leads = spec.by.iter().any(|role| case.procedure.holds(person, *role, None));
        let own = state
            .teams
            .iter()
            .position(|team| case.applications.get(team).is_some_and(|team| team.is_led_by(person)));
        let recommendations = recommendations(&mut db, &state).await?;
        let published_without = match state.published_without {
            Some(reason) => store::prose::text(&mut db, reason).await?,
            None => None,
        };
        let line = case.procedure.lines.get(step);
        Ok(JointStep {
            phase: state.phase,
            outcome: line.and_then(|line| line.outcome),
            waits_for: waits_for(&case, &spec),
            need: spec.need.of(spec.waits_for.len()),
            teams,
            gatherings: gathering::come_to(&loaded.definition, &case.procedure, step)
                .into_iter()
                .filter(|here| {
                    holds(&here.spec.by) || (in_team && here.state.phase != gathering::Phase::Waiting)
                })
                .map(|here| (here.id.to_owned(), here.title.clone()))
                .collect(),
            recommendations,
            published_at: state.published_at,
            published_without,
            leads,
            own,
            step: step.to_owned(),
            loaded,
        })
    }
}

fn waits_for(case: &Case, spec: &Spec) -> Vec<(String, String, Option<LineOutcome>)> {
    let lines = spec.waits_for.iter().filter_map(|track| {
        let line = case.procedure.lines.get(track)?;
        Some((track.clone(), line.step.clone(), line.outcome))
    });
    lines.collect()
}

/// Whether `person` takes part in an application of the procedure that counts.
async fn takes_part(db: &mut store::Db, procedure: ProcedureId, person: PersonId) -> Result<bool, AppError> {
    for (application, of) in store::applications::of_person(db, person).await? {
        if of == procedure {
            let found = store::applications::get(db, application).await?;
            if found.is_some_and(|found| found.application.counts()) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The teams' names: the letters have told every applicant who was chosen.
async fn teams(db: &mut store::Db, state: &State, case: &Case) -> Result<Vec<Called>, AppError> {
    let mut teams = Vec::new();
    for id in &state.teams {
        let found: Option<&Application> = case.applications.get(id);
        let name = match found {
            Some(team) => lead_name(db, team).await?,
            None => None,
        };
        teams.push(Called { code: id.code(), name, erased: false });
    }
    Ok(teams)
}

async fn recommendations(db: &mut store::Db, state: &State) -> Result<Vec<RecommendationView>, AppError> {
    let place: BTreeMap<ApplicationId, usize> =
        state.teams.iter().enumerate().map(|(place, team)| (*team, place)).collect();
    let mut views = Vec::new();
    for recommendation in &state.recommendations {
        let mut stands = Vec::new();
        for team in &state.teams {
            stands.push(match recommendation.stands.get(team) {
                None => TeamStand::Open,
                Some(Stand::Endorses) => TeamStand::Endorses,
                Some(Stand::Dissents(reason)) => TeamStand::Dissents(store::prose::text(db, *reason).await?),
            });
        }
        views.push(RecommendationView {
            at: recommendation.at,
            by: place.get(&recommendation.by).copied().unwrap_or_default(),
            text: store::prose::text(db, recommendation.text).await?,
            stands,
        });
    }
    Ok(views)
}
