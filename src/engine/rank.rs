//! The selection as a plain function of a workflow file and inputs: the same models and the same
//! computation as in a running procedure, for whoever tests a file or recomputes a result.

use std::collections::BTreeMap;

use super::expr::{Type, Value};
use super::select::across::{self, Across, Choice, Limit};
use super::select::inputs::PlaceGivenUp;
use super::select::{self, Inputs, Outcome, Spec};
use super::workflow::Definition;
use super::workflow::definition::StepSpec;
use super::workflow::facts;

/// What cannot be ranked, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RankError {
    /// The file has no selection step, so a model must be named.
    #[error("the file has no selection step\nhint: name a model with --model: {models}")]
    NoStep {
        /// The models of the file.
        models: String,
    },
    /// There are several selection steps.
    #[error("the file has {count} selection steps\nhint: name one with --step: {steps}")]
    WhichStep {
        /// How many.
        count: usize,
        /// Their names.
        steps: String,
    },
    /// There is no such selection step.
    #[error("`{name}` is no selection step of the file\nhint: one of {steps}")]
    NoSuchStep {
        /// What was asked for.
        name: String,
        /// What there is.
        steps: String,
    },
    /// There is no such model.
    #[error("there is no model `{name}` under `selections`\nhint: one of {models}")]
    NoSuchModel {
        /// What was asked for.
        name: String,
        /// What there is.
        models: String,
    },
    /// There is no such track.
    #[error("there is no track `{name}`\nhint: one of {tracks}")]
    NoSuchTrack {
        /// What was asked for.
        name: String,
        /// What there is.
        tracks: String,
    },
    /// There are several tracks, and the inputs do not say which.
    #[error("the file has {count} tracks, and they differ\nhint: name one with --track: {tracks}")]
    WhichTrack {
        /// How many.
        count: usize,
        /// Their names.
        tracks: String,
    },
}

/// Which selection of a file is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Name of a selection step; the only one where left out.
    pub step: Option<String>,
    /// Name of a model, in the place of a step.
    pub model: Option<String>,
}

/// The name of the model that `asked` means in `track`.
///
/// # Errors
/// A step or model that is not there, or that the track passes by; none named where there are several.
pub fn model_name(definition: &Definition, track: &str, asked: &Asked) -> Result<String, RankError> {
    let models = || definition.selections.keys().cloned().collect::<Vec<_>>().join(", ");
    if let Some(name) = &asked.model {
        let known = definition.selections.contains_key(name);
        return if known {
            Ok(name.clone())
        } else {
            Err(RankError::NoSuchModel { name: name.clone(), models: models() })
        };
    }
    let steps: Vec<_> = definition
        .steps_of(track)
        .filter_map(|step| match &step.does {
            StepSpec::Selection(spec) => Some((step.id.as_str(), spec.model.as_str())),
            _ => None,
        })
        .collect();
    let names = || steps.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ");
    match (&asked.step, steps.as_slice()) {
        (Some(name), _) => steps
            .iter()
            .find(|(id, _)| id == name)
            .map(|(_, model)| (*model).to_owned())
            .ok_or_else(|| RankError::NoSuchStep { name: name.clone(), steps: names() }),
        (None, []) => Err(RankError::NoStep { models: models() }),
        (None, [(_, model)]) => Ok((*model).to_owned()),
        (None, _) => Err(RankError::WhichStep { count: steps.len(), steps: names() }),
    }
}

/// Whether the models of the file that know the fact at `path` declare it as a text.
pub fn declares_text(definition: &Definition, path: &[String]) -> bool {
    let mut kinds = definition.selections.values().filter_map(|model| {
        let mut kind = model.facts.as_ref()?.get(path.first()?)?;
        for name in &path[1..] {
            match kind {
                Type::Record(fields) => kind = fields.get(name)?,
                _ => return None,
            }
        }
        Some(kind)
    });
    let is_text = |kind: &Type| match kind {
        Type::Optional(kind) => kind.in_expressions() == Type::Text,
        kind => kind.in_expressions() == Type::Text,
    };
    kinds.next().is_some_and(is_text) && kinds.all(is_text)
}

/// The track called `name`, or the only one. A file whose tracks all choose alike needs no name.
///
/// # Errors
/// A track that is not there, or none named where the tracks differ.
pub fn track_name(definition: &Definition, name: Option<&str>) -> Result<String, RankError> {
    let tracks = || definition.tracks.iter().map(|track| track.id.clone()).collect::<Vec<_>>().join(", ");
    match name {
        Some(name) if definition.track(name).is_some() => Ok(name.to_owned()),
        Some(name) => Err(RankError::NoSuchTrack { name: name.to_owned(), tracks: tracks() }),
        None => {
            let own = |i: usize| {
                let track = &definition.tracks[i];
                (&track.models, &track.parameters)
            };
            let shared = definition.steps.iter().all(|step| step.tracks.is_none());
            let alike = shared && (1..definition.tracks.len()).all(|i| own(i) == own(0));
            match definition.tracks.first() {
                Some(first) if alike => Ok(first.id.clone()),
                Some(_) => Err(RankError::WhichTrack { count: definition.tracks.len(), tracks: tracks() }),
                None => Err(RankError::NoSuchTrack { name: String::new(), tracks: tracks() }),
            }
        }
    }
}

/// The model that `track` uses where steps say `name`.
///
/// # Errors
/// A model that is not there.
pub fn model<'d>(definition: &'d Definition, track: &str, name: &str) -> Result<&'d Spec, RankError> {
    definition.model(track, name).ok_or_else(|| RankError::NoSuchModel {
        name: name.to_owned(),
        models: definition.selections.keys().cloned().collect::<Vec<_>>().join(", "),
    })
}

/// Computes the selection of `track`. What the inputs say of a parameter stands before what the track says. What lies in
/// an envelope, and is not given for somebody, counts as never opened.
pub fn rank(definition: &Definition, track: &str, model: &Spec, inputs: &Inputs) -> Outcome {
    let mut inputs = inputs.clone();
    for (name, value) in definition.parameters(track, model) {
        inputs.parameters.entry(name).or_insert(value);
    }
    let sealed = facts::fields(definition).into_iter().filter(|field| field.envelope.is_some());
    let sealed: Vec<String> = sealed.map(|field| facts::name(&field.id)).collect();
    for applicant in &mut inputs.applicants {
        let unknown = |name: &&String| {
            matches!(applicant.facts.at(std::slice::from_ref(*name)), None | Some(Value::Null))
        };
        applicant.unopened.extend(sealed.iter().filter(unknown).cloned());
    }
    select::run(model, &inputs)
}

/// A track as it was ranked.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// The rules.
    pub model: &'a Spec,
    /// What they were given.
    pub inputs: &'a Inputs,
    /// What came of it.
    pub outcome: Outcome,
}

/// Applies the limits of the file over the tracks together: those of the selection step that was asked for, and those that
/// hold for every selection.
pub fn across(
    definition: &Definition,
    step: Option<&str>,
    runs: &BTreeMap<String, Run<'_>>,
    choices: &[Choice],
) -> Option<Across> {
    let here = |limit: &&Limit| match (&limit.of, step) {
        (Some(of), Some(step)) => of == step,
        _ => true,
    };
    let limits: Vec<_> = definition.limits.iter().filter(here).cloned().collect();
    if limits.is_empty() {
        return None;
    }
    let outcomes = runs.iter().map(|(track, run)| (track.clone(), run.outcome.clone())).collect();
    let applicants = runs.iter().map(|(track, run)| (track.clone(), &run.inputs.applicants[..])).collect();
    let mut again = |track: &str, given_up: &[PlaceGivenUp]| match runs.get(track) {
        Some(run) => {
            let inputs = Inputs { given_up: given_up.to_vec(), ..run.inputs.clone() };
            rank(definition, track, run.model, &inputs)
        }
        None => Outcome::default(),
    };
    Some(across::apply(&limits, &outcomes, &applicants, choices, &mut again))
}
