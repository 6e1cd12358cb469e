//! An envelope: a part of what was handed in that stays shut until the rest was judged, and is opened for those only
//! who came through that.
//!
//! What lies in it was sealed with the rest and handed in by the same deadline. Nobody reads it before this step, whoever
//! they are, and of those who do not come through nobody ever does (2014/24/EU art. 66 lets a buyer go by stages; the
//! two-envelope rule itself is the file's).

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApplicationState, StepState, at_step, model, need, screening};
use crate::engine::case::{Application, Case, Declared, Line};
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::select::{self, Spec as Model};
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Definition, Field, Role, StepSpec};
use crate::engine::workflow::facts;
use crate::engine::workflow::form::Content;

/// What a workflow file says of the opening of an envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "EnvelopeStep")]
pub struct Spec {
    /// Name of the envelope, as fields of the form have it under `envelope`.
    pub opens: String,
    /// Name of the model of selection whose exclusions and thresholds decide whose envelope is opened.
    pub model: String,
    /// Who opens.
    pub by: Vec<Role>,
}

/// What a track remembers of the opening of an envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// When the envelopes were opened.
    pub opened_at: Option<Instant>,
}

/// What an application remembers of an envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// When it was opened; never where it stays shut.
    pub opened_at: Option<Instant>,
    /// The rule that kept it shut.
    pub kept_by: Option<String>,
    /// What it declares in the fields that models read.
    pub declared: Option<Declared>,
}

/// What can be wanted of an envelope.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open the envelopes of all who came through.
    Open {
        /// In which track.
        track: String,
    },
}

/// What happened to an envelope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The envelope of an application was opened.
    Opened {
        /// Short name of the step.
        step: String,
    },
    /// The envelope of an application stays shut.
    LeftShut {
        /// Short name of the step.
        step: String,
        /// The threshold or condition that the application did not meet.
        rule: String,
    },
    /// What an opened envelope says in the fields that models read.
    Declared {
        /// Short name of the step.
        step: String,
        /// What it says.
        declared: Declared,
    },
    /// The envelopes of the track were opened.
    Finished {},
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        let Self::Open { track } = self;
        Scope::Track(track.clone())
    }
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Envelope(spec) => Some(spec),
        _ => None,
    }
}

/// What `application` remembers of the envelope that `step` opens.
fn kept<'a>(application: &'a Application, step: &str) -> Option<&'a Envelope> {
    match application.states.get(step)? {
        ApplicationState::Envelope(envelope) => Some(envelope),
        _ => None,
    }
}

/// The names of the envelopes of `application` that are shut, in its stage.
pub fn shut(definition: &Definition, application: &Application) -> BTreeSet<String> {
    let stage = application.stage.as_deref();
    let mut shut: BTreeSet<String> = definition
        .form_of(&application.track, stage)
        .iter()
        .filter_map(|field| field.envelope.clone())
        .collect();
    if shut.is_empty() {
        return shut;
    }
    // A stage that asks for nothing keeps what was opened in the one before.
    for step in &definition.steps {
        if let Some(spec) = pick(&step.does)
            && kept(application, &step.id).is_some_and(|envelope| envelope.opened_at.is_some())
        {
            shut.remove(&spec.opens);
        }
    }
    shut
}

/// The facts, by the names that models read, that lie in a shut envelope of `application`.
pub fn unopened(definition: &Definition, application: &Application) -> BTreeSet<String> {
    let shut = shut(definition, application);
    let hidden = |field: &&Field| field.envelope.as_ref().is_some_and(|envelope| shut.contains(envelope));
    let form = definition.form_of(&application.track, application.stage.as_deref());
    form.into_iter().filter(hidden).map(|field| facts::name(&field.id)).collect()
}

/// Of the applications that count in `track`, those that do not come through `model` as far as it can be judged
/// without what lies in shut envelopes, each with the rule that it failed.
pub fn kept_out(
    definition: &Definition,
    case: &Case,
    track: &str,
    model: &Model,
) -> BTreeMap<ApplicationId, String> {
    let outcome = select::run(model, &model::inputs(definition, case, track, model));
    let excluded = outcome.excluded.into_iter().map(|one| (one.applicant, one.rule));
    let failed = outcome.failed.into_iter().map(|one| (one.applicant, one.criterion));
    excluded.chain(failed).filter_map(|(id, rule)| Some((id.parse().ok()?, rule))).collect()
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    let Command::Open { track } = command;
    let definition = turn.definition;
    let (step, spec) = at_step(definition, &turn.case, track, pick)?;
    need(&turn.case, actor, &spec.by, Some(track))?;
    if let Some(StepState::Envelope(State { opened_at: Some(_) })) =
        turn.case.procedure.state(track, &step.id)
    {
        return Err(Refusal::Already);
    }
    let model = definition.model(track, &spec.model).ok_or_else(|| Refusal::unknown("model", &spec.model))?;
    let kept_out = kept_out(definition, &turn.case, track, model);
    let admitted: Vec<_> = turn
        .case
        .counting(track)
        .filter(|application| screening::admitted(definition, application))
        .map(|application| application.id)
        .collect();
    turn.record_line(track, What::Envelope(Event::Finished {}));
    for id in admitted {
        let step = step.id.clone();
        let event = match kept_out.get(&id) {
            Some(rule) => Event::LeftShut { step, rule: rule.clone() },
            None => Event::Opened { step },
        };
        turn.record_application(id, What::Envelope(event));
    }
    // Where models read what lies in them, the caller hands over the contents first: see `declare`.
    if undeclared(definition, &turn.case).next().is_none() {
        super::advance(turn, track);
    }
    Ok(())
}

/// Applications of the loaded case whose opened envelopes the models have not read, with the step that opened each.
pub fn undeclared<'c>(
    definition: &'c Definition,
    case: &'c Case,
) -> impl Iterator<Item = (&'c Application, &'c str)> {
    let running =
        |a: &&Application| a.counts() && case.procedure.lines.get(&a.track).is_some_and(Line::running);
    case.applications.values().filter(running).flat_map(move |a| {
        definition.steps_in(a.stage.as_deref()).filter_map(move |step| {
            let spec = pick(&step.does)?;
            let envelope = kept(a, &step.id)?;
            let unread = envelope.opened_at.is_some() && envelope.declared.is_none();
            let read = || facts::fields(definition);
            let reads = || read().iter().any(|field| field.envelope.as_ref() == Some(&spec.opens));
            (unread && reads()).then_some((a, step.id.as_str()))
        })
    })
}

/// Takes over what the opened envelope of `id` says in `content`.
pub fn declare(turn: &mut Turn<'_>, id: ApplicationId, step: &str, content: &Content) {
    let Some(spec) = turn.definition.step(step).and_then(|step| pick(&step.does)) else { return };
    let Some(found) = turn.case.applications.get(&id) else { return };
    let Some(submitted) = &found.submitted else { return };
    let facts =
        facts::declared(turn.definition, (&found.track, found.stage.as_deref()), Some(&spec.opens), content);
    let declared = Declared { content: submitted.version.content, facts };
    let event = Event::Declared { step: step.to_owned(), declared };
    turn.record_application(id, What::Envelope(event));
}

/// Folds an event of a track's stream.
pub fn apply_line(state: &mut State, at: Instant, event: &Event) {
    if matches!(event, Event::Finished {}) {
        state.opened_at = Some(at);
    }
}

/// Folds an event of an application's stream.
pub fn apply_application(application: &mut Application, at: Instant, event: &Event) {
    let (Event::Opened { step } | Event::LeftShut { step, .. } | Event::Declared { step, .. }) = event else {
        return;
    };
    let state = application
        .states
        .entry(step.clone())
        .or_insert_with(|| ApplicationState::Envelope(Envelope::default()));
    let ApplicationState::Envelope(envelope) = state else { return };
    match event {
        Event::Opened { .. } => envelope.opened_at = Some(at),
        Event::LeftShut { rule, .. } => envelope.kept_by = Some(rule.clone()),
        Event::Declared { declared, .. } => envelope.declared = Some(declared.clone()),
        Event::Finished {} => {}
    }
}
