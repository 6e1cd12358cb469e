//! Consensus: the panel agrees, the chair records it, the original marks stay.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApplicationState, application, at_step, need, reasoned, scoring, screening};
use crate::engine::case::Application;
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::refusal::{Refusal, Waiting};
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Role, StepSpec};

/// What a workflow file says of a consensus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ConsensusStep")]
pub struct Spec {
    /// Short name of the scoring step whose marks are moderated.
    pub of: String,
    /// Who may record what was agreed.
    pub by: Vec<Role>,
    /// Characters that a reason has at least, where the evaluators were not of one mind.
    pub reason_chars_min: u32,
}

/// What the panel agreed on one application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Agreed points by criterion.
    pub agreed: BTreeMap<String, Agreed>,
}

/// What the panel agreed on one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// The agreed points.
    pub points: Exact,
    /// Why; always there where the evaluators were not of one mind.
    pub reason: Option<Digest>,
    /// Whether it differs from what some evaluator gave.
    pub changed: bool,
    /// When it was recorded.
    pub at: Instant,
}

/// What the chair records for one criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenAgreed {
    /// The agreed points.
    pub points: Exact,
    /// Why.
    pub reason: Option<Prose>,
}

/// What can be wanted of a consensus.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Record what was agreed; earlier records of the same criteria are replaced.
    Agree {
        /// Which application.
        application: ApplicationId,
        /// Agreed points by criterion.
        agreed: BTreeMap<String, GivenAgreed>,
    },
    /// Everything is agreed; go on.
    Finish {
        /// In which track.
        track: String,
    },
}

/// What happened in a consensus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Points were agreed.
    Agreed {
        /// Short name of the step.
        step: String,
        /// Agreed points by criterion.
        agreed: BTreeMap<String, Agreed>,
    },
    /// The consensus of the track is over.
    Finished {},
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Agree { application, .. } => Scope::Application(*application),
            Self::Finish { track } => Scope::Track(track.clone()),
        }
    }
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Consensus(spec) => Some(spec),
        _ => None,
    }
}

/// What was agreed on `application` in its stage.
pub fn agreement(application: &Application) -> Option<&Agreement> {
    application.states.values().find_map(|state| match state {
        ApplicationState::Consensus(agreement) => Some(agreement),
        _ => None,
    })
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Agree { application: id, agreed } => agree(turn, actor, *id, agreed),
        Command::Finish { track } => finish(turn, actor, track),
    }
}

fn agree(
    turn: &mut Turn<'_>,
    actor: PersonId,
    id: ApplicationId,
    given: &BTreeMap<String, GivenAgreed>,
) -> Result<(), Refusal> {
    let found = application(&turn.case, id)?.clone();
    need_chair(turn, actor, &found.track)?;
    let (step, spec) = at_step(turn.definition, &turn.case, &found.track, pick)?;
    if !turn.case.takes_part(&found) || !screening::admitted(turn.definition, &found) {
        return Err(Refusal::unknown("application", id));
    }
    let tie = scoring::panel(&found, &spec.of)
        .and_then(|panel| panel.interests.get(&actor))
        .is_some_and(|interest| interest.tie);
    if tie || found.has_member(actor) {
        return Err(Refusal::Conflicted);
    }
    let model = turn.definition.step(&spec.of).and_then(|scoring| match &scoring.does {
        StepSpec::Scoring(scoring) => turn.definition.model(&found.track, &scoring.model),
        _ => None,
    });
    let model = model.ok_or_else(|| Refusal::unknown("model", &spec.of))?;
    let mut changed = BTreeMap::new();
    for (criterion, value) in given {
        if !model.is_judged(criterion) {
            return Err(Refusal::unknown("criterion", criterion));
        }
        if !model.accepts(criterion, &value.points) {
            let criterion = criterion.clone();
            return Err(Refusal::OffScale { criterion, points: value.points.clone() });
        }
        let differs = scoring::locked(&found, &spec.of)
            .filter_map(|(_, sheet)| sheet.marks.get(criterion))
            .any(|mark| mark.points != value.points);
        if differs {
            let none = Prose::new([0; 16], "");
            reasoned(criterion, value.reason.as_ref().unwrap_or(&none), spec.reason_chars_min)?;
        }
        changed.insert(criterion.clone(), differs);
    }
    let at = turn.now;
    let mut agreed = BTreeMap::new();
    for (criterion, value) in given {
        let reason = value.reason.as_ref().filter(|reason| reason.chars() > 0);
        let reason = reason.map(|reason| turn.keep(reason));
        let changed = changed.get(criterion).copied().unwrap_or(false);
        agreed.insert(criterion.clone(), Agreed { points: value.points.clone(), reason, changed, at });
    }
    let step = step.id.clone();
    turn.record_application(id, What::Consensus(Event::Agreed { step, agreed }));
    Ok(())
}

fn need_chair(turn: &Turn<'_>, actor: PersonId, track: &str) -> Result<(), Refusal> {
    let (_, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need_leader(turn, actor, spec, track)
}

/// A chair leads the panel whose marks are moderated.
fn need_leader(turn: &Turn<'_>, actor: PersonId, spec: &Spec, track: &str) -> Result<(), Refusal> {
    match turn.definition.step(&spec.of).map(|scoring| &scoring.does) {
        Some(StepSpec::Scoring(scoring)) => scoring::need_leader(&turn.case, actor, &spec.by, scoring, track),
        _ => need(&turn.case, actor, &spec.by, Some(track)),
    }
}

fn finish(turn: &mut Turn<'_>, actor: PersonId, track: &str) -> Result<(), Refusal> {
    let (step, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need_leader(turn, actor, spec, track)?;
    let model = turn.definition.step(&spec.of).and_then(|scoring| match &scoring.does {
        StepSpec::Scoring(scoring) => turn.definition.model(track, &scoring.model),
        _ => None,
    });
    let model = model.ok_or_else(|| Refusal::unknown("model", &spec.of))?;
    let criteria: Vec<_> = model.judged().collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let waiting: Vec<_> = turn
        .case
        .counting(track)
        .filter(|a| screening::admitted(turn.definition, a))
        .filter_map(|a| {
            let have = match a.states.get(&step.id) {
                Some(ApplicationState::Consensus(agreement)) => {
                    criteria.iter().filter(|c| agreement.agreed.contains_key(**c)).count()
                }
                _ => 0,
            };
            (have < criteria.len()).then(|| Waiting {
                application: a.id,
                have: count(have),
                need: count(criteria.len()),
            })
        })
        .collect();
    if !waiting.is_empty() {
        return Err(Refusal::Unfinished { waiting });
    }
    turn.record_line(track, What::Consensus(Event::Finished {}));
    super::advance(turn, track);
    Ok(())
}

/// Folds an event of an application's stream.
pub fn apply_application(application: &mut Application, event: &Event) {
    if let Event::Agreed { step, agreed } = event {
        let state = application
            .states
            .entry(step.clone())
            .or_insert_with(|| ApplicationState::Consensus(Agreement::default()));
        if let ApplicationState::Consensus(agreement) = state {
            agreement.agreed.extend(agreed.clone());
        }
    }
}
