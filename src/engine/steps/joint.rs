//! The joint step: waits for the tracks it names, then their chosen teams make joint
//! recommendations, which each team endorses or dissents from.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::wait::{Count, Need, Otherwise, Standing};
use super::{StepState, gathering, need, reasoned, selection};
use crate::engine::case::{Line, LineOutcome};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::refusal::{Refusal, Waiting};
use crate::engine::turn::Turn;
use crate::engine::workflow::definition::{Definition, Role, StepSpec, Words};

/// Characters that a recommendation, a dissent or a reason has at least.
pub const REASON_CHARS_MIN: u32 = 10;

/// Recommendations that a joint step can hold.
pub const RECOMMENDATIONS_MAX: usize = 200;

/// What a workflow file says of a joint step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "JointStep")]
pub struct Spec {
    /// Short names of the tracks it waits for.
    pub waits_for: Vec<String>,
    /// How many of them must come through.
    pub need: Need,
    /// What happens when so many tracks have failed that the need cannot be met.
    pub otherwise: Otherwise,
    /// Who starts it where a person must decide, and who closes it.
    pub by: Vec<Role>,
    /// Gatherings of the teams, one after the other. The recommendations are published after the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gatherings: Vec<Gathering>,
}

/// A gathering of the teams of a joint step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "JointGathering")]
pub struct Gathering {
    /// Short name.
    pub id: String,
    /// Title.
    pub title: Words,
    /// When, where and for how many.
    pub gathering: gathering::Spec,
}

/// What is remembered of a joint step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Where it stands.
    pub phase: Phase,
    /// The teams that take part.
    pub teams: Vec<ApplicationId>,
    /// Recommendations in the order they came.
    pub recommendations: Vec<Recommendation>,
    /// When the recommendations were published.
    pub published_at: Option<Instant>,
    /// Why they were published though a team had not taken its stand, where that was so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_without: Option<Digest>,
    /// The gatherings that the teams have come to, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gatherings: Vec<gathering::State>,
}

/// Where a joint step stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It waits for its tracks.
    #[default]
    Waiting,
    /// Its need cannot be met; a person must decide.
    Asking,
    /// The teams are at work.
    Working,
}

/// One joint recommendation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// When it was put forward.
    pub at: Instant,
    /// By which team.
    pub by: ApplicationId,
    /// What it says.
    pub text: Digest,
    /// Where each team stands; dissent carries its reason.
    pub stands: BTreeMap<ApplicationId, Stand>,
}

/// Where a team stands on a recommendation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// It signs.
    Endorses,
    /// It does not, and says why.
    Dissents(Digest),
}

/// What can be wanted of a joint step.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Go on with the tracks that came through.
    GoOn {
        /// Short name of the step.
        step: String,
        /// Why.
        reason: Prose,
    },
    /// Give it up.
    Cancel {
        /// Short name of the step.
        step: String,
        /// Why.
        reason: Prose,
    },
    /// Put a recommendation forward.
    Recommend {
        /// Short name of the step.
        step: String,
        /// What it says.
        text: Prose,
    },
    /// Endorse a recommendation, or dissent with a reason.
    Stand {
        /// Short name of the step.
        step: String,
        /// Which recommendation, counted from zero.
        recommendation: usize,
        /// The reason of a dissent; none endorses.
        dissent: Option<Prose>,
    },
    /// Publish the recommendations and end the procedure.
    Publish {
        /// Short name of the step.
        step: String,
        /// Why, where a team has not taken its stand: nobody who is silent keeps the others from being heard.
        reason: Option<Prose>,
    },
}

/// What happened in a joint step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The need cannot be met; a person must decide.
    Asked {},
    /// The teams began.
    Began {
        /// Which teams.
        teams: Vec<ApplicationId>,
        /// Why, where a person decided it.
        reason: Option<Digest>,
    },
    /// It was given up.
    Cancelled {
        /// Why, where a person decided it.
        reason: Option<Digest>,
    },
    /// A recommendation was put forward; the team that does so endorses it.
    Recommended {
        /// By which team.
        by: ApplicationId,
        /// What it says.
        text: Digest,
    },
    /// A team took its stand.
    Stood {
        /// Which recommendation, counted from zero.
        recommendation: usize,
        /// Which team.
        by: ApplicationId,
        /// Where it stands.
        stand: Stand,
    },
    /// The recommendations were published.
    Published {
        /// Why, where a team had not taken its stand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Digest>,
    },
}

fn spec_of<'d>(definition: &'d Definition, step: &str) -> Result<&'d Spec, Refusal> {
    match definition.step(step).map(|step| &step.does) {
        Some(StepSpec::Joint(spec)) => Ok(spec),
        _ => Err(Refusal::unknown("step", step)),
    }
}

fn state_of(turn: &Turn<'_>, step: &str) -> Option<State> {
    match turn.case.procedure.state(step, step)? {
        StepState::Joint(state) => Some(state.clone()),
        _ => None,
    }
}

/// Sees whether what a waiting joint step waits for has come.
pub fn settle(turn: &mut Turn<'_>, step: &str, spec: &Spec) {
    let Some(line) = turn.case.procedure.lines.get(step) else { return };
    if !line.running() || state_of(turn, step).is_none_or(|s| s.phase != Phase::Waiting) {
        return;
    }
    let lines: Vec<&Line> =
        spec.waits_for.iter().filter_map(|track| turn.case.procedure.lines.get(track)).collect();
    let count = Count {
        through: lines.iter().filter(|line| line.outcome == Some(LineOutcome::Completed)).count(),
        running: lines.iter().filter(|line| line.running()).count(),
        total: lines.len(),
    };
    match (spec.need.standing(count), spec.otherwise) {
        (Standing::Failed, Otherwise::Ask) => turn.record_line(step, What::Joint(Event::Asked {})),
        (Standing::Failed, Otherwise::Cancel) => cancel(turn, step),
        // Its teams come from every track that comes through: it waits for all to end.
        _ if count.running > 0 => {}
        (Standing::Failed, Otherwise::GoOn) if count.through == 0 => cancel(turn, step),
        (Standing::Failed | Standing::Open | Standing::Met, _) => begin(turn, step, spec, None),
    }
}

fn cancel(turn: &mut Turn<'_>, step: &str) {
    turn.record_line(step, What::Joint(Event::Cancelled { reason: None }));
    super::end(turn, step, LineOutcome::Cancelled);
}

fn begin(turn: &mut Turn<'_>, step: &str, spec: &Spec, reason: Option<Digest>) {
    let teams: Vec<_> = spec
        .waits_for
        .iter()
        .filter(|track| {
            let line = turn.case.procedure.lines.get(*track);
            line.is_some_and(|line| line.outcome == Some(LineOutcome::Completed))
        })
        .filter_map(|track| selection::decided_last(turn.definition, &turn.case.procedure, track))
        .flat_map(|chosen| chosen.selected().to_vec())
        .collect();
    turn.record_line(step, What::Joint(Event::Began { teams: teams.clone(), reason }));
    let people: BTreeSet<_> = teams
        .iter()
        .filter_map(|team| turn.case.applications.get(team))
        .flat_map(crate::engine::case::Application::people)
        .collect();
    turn.letters(&people, &LetterContent::JointInvitation { step: step.to_owned() });
    next_gathering(turn, step);
}

/// Comes to the next gathering of the teams, if the file has one more.
pub fn next_gathering(turn: &mut Turn<'_>, step: &str) {
    let definition = turn.definition;
    let (Ok(spec), Some(state)) = (spec_of(definition, step), state_of(turn, step)) else { return };
    let Some(next) = spec.gatherings.get(state.gatherings.len()) else { return };
    gathering::begin(turn, step, &next.id, &next.gathering, state.teams);
}

/// The gathering that is still to be held.
fn gathering_left<'d>(spec: &'d Spec, state: &State) -> Option<&'d Gathering> {
    let over = state.gatherings.iter().filter(|gathering| gathering.over()).count();
    spec.gatherings.get(over)
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    let step = match command {
        Command::GoOn { step, .. }
        | Command::Cancel { step, .. }
        | Command::Recommend { step, .. }
        | Command::Stand { step, .. }
        | Command::Publish { step, .. } => step.clone(),
    };
    let spec = spec_of(turn.definition, &step)?;
    let state = state_of(turn, &step).ok_or_else(|| Refusal::NotYet { step: step.clone() })?;
    let line = super::line(&turn.case, &step)?;
    if let Some(outcome) = line.outcome {
        return Err(Refusal::Ended { outcome });
    }
    match command {
        Command::GoOn { reason, .. } | Command::Cancel { reason, .. } => {
            need(&turn.case, actor, &spec.by, None)?;
            let go_on = matches!(command, Command::GoOn { .. });
            if go_on && state.phase != Phase::Asking {
                return Err(Refusal::NotYet { step });
            }
            let running: Vec<_> = spec
                .waits_for
                .iter()
                .filter(|track| turn.case.procedure.lines.get(*track).is_some_and(Line::running))
                .cloned()
                .collect();
            if go_on && !running.is_empty() {
                return Err(Refusal::NotReady { lines: running });
            }
            reasoned("joint", reason, REASON_CHARS_MIN)?;
            let reason = Some(turn.keep(reason));
            if go_on {
                begin(turn, &step, spec, reason);
            } else {
                gathering::abandon(turn, &step, reason);
                turn.record_line(&step, What::Joint(Event::Cancelled { reason }));
                super::end(turn, &step, LineOutcome::Cancelled);
            }
            Ok(())
        }
        Command::Recommend { text, .. } => {
            let by = *teams_of(turn, &state, actor, &step)?.first().ok_or(NOT_ALLOWED)?;
            if state.recommendations.len() >= RECOMMENDATIONS_MAX {
                let max = u32::try_from(RECOMMENDATIONS_MAX).unwrap_or(u32::MAX);
                return Err(Refusal::TooMany { noun: "recommendations".into(), max });
            }
            reasoned("recommendation", text, REASON_CHARS_MIN)?;
            let text = turn.keep(text);
            turn.record_line(&step, What::Joint(Event::Recommended { by, text }));
            Ok(())
        }
        Command::Stand { recommendation, dissent, .. } => {
            let teams = teams_of(turn, &state, actor, &step)?;
            if *recommendation >= state.recommendations.len() {
                return Err(Refusal::unknown("recommendation", recommendation));
            }
            let stand = match dissent {
                None => Stand::Endorses,
                Some(reason) => {
                    reasoned("dissent", reason, REASON_CHARS_MIN)?;
                    Stand::Dissents(turn.keep(reason))
                }
            };
            // Whoever leads several of the teams speaks for each.
            for by in teams {
                let stand = stand.clone();
                let event = Event::Stood { recommendation: *recommendation, by, stand };
                turn.record_line(&step, What::Joint(event));
            }
            Ok(())
        }
        Command::Publish { reason, .. } => {
            need(&turn.case, actor, &spec.by, None)?;
            if state.phase != Phase::Working || state.recommendations.is_empty() {
                return Err(Refusal::NotYet { step });
            }
            if let Some(left) = gathering_left(spec, &state) {
                return Err(Refusal::NotYet { step: left.id.clone() });
            }
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let waiting: Vec<_> = state
                .teams
                .iter()
                .filter_map(|team| {
                    let have = state.recommendations.iter().filter(|r| r.stands.contains_key(team)).count();
                    let need = state.recommendations.len();
                    (have < need).then(|| Waiting {
                        application: *team,
                        have: count(have),
                        need: count(need),
                    })
                })
                .collect();
            let reason = match reason {
                _ if waiting.is_empty() => None,
                None => return Err(Refusal::Unfinished { waiting }),
                Some(reason) => {
                    reasoned("joint", reason, REASON_CHARS_MIN)?;
                    Some(turn.keep(reason))
                }
            };
            turn.record_line(&step, What::Joint(Event::Published { reason }));
            super::end(turn, &step, LineOutcome::Completed);
            Ok(())
        }
    }
}

const NOT_ALLOWED: Refusal = Refusal::NotAllowed { needs: Vec::new() };

/// The teams that `actor` speaks for: those chosen that they lead, while the teams are at work.
fn teams_of(
    turn: &Turn<'_>,
    state: &State,
    actor: PersonId,
    step: &str,
) -> Result<Vec<ApplicationId>, Refusal> {
    if state.phase != Phase::Working {
        return Err(Refusal::NotYet { step: step.to_owned() });
    }
    let led = |team: &ApplicationId| turn.case.applications.get(team).is_some_and(|a| a.is_led_by(actor));
    let teams: Vec<_> = state.teams.iter().copied().filter(led).collect();
    if teams.is_empty() { Err(NOT_ALLOWED) } else { Ok(teams) }
}

/// Folds what happened to a gathering of the teams.
pub fn apply_gathering(state: &mut State, at: Instant, event: &gathering::Event) {
    if matches!(event, gathering::Event::Began { .. }) {
        state.gatherings.push(gathering::State::default());
    }
    if let Some(last) = state.gatherings.last_mut() {
        gathering::apply_line(last, at, event);
    }
}

/// Folds an event of the joint step's stream.
pub fn apply_line(state: &mut State, at: Instant, event: &Event) {
    match event {
        Event::Asked {} => state.phase = Phase::Asking,
        Event::Began { teams, .. } => {
            state.phase = Phase::Working;
            state.teams.clone_from(teams);
        }
        Event::Recommended { by, text } => state.recommendations.push(Recommendation {
            at,
            by: *by,
            text: *text,
            stands: BTreeMap::from([(*by, Stand::Endorses)]),
        }),
        Event::Stood { recommendation, by, stand } => {
            if let Some(found) = state.recommendations.get_mut(*recommendation) {
                found.stands.insert(*by, stand.clone());
            }
        }
        Event::Published { reason } => {
            state.published_at = Some(at);
            state.published_without = *reason;
        }
        Event::Cancelled { .. } => {}
    }
}
