//! How many a file invites, as far as it says so in plain numbers.

use std::collections::BTreeMap;

use crate::engine::expr::Value;
use crate::engine::select::Spec as Model;
use crate::engine::select::spec::{CriterionKind, Formula, Number};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;

/// How many one track invites, and where the file says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Path of the number in the file.
    pub path: String,
    /// Name of the model.
    pub model: String,
    /// The tracks that it is for; more than one where they share a model.
    pub tracks: Vec<String>,
    /// At least this many.
    pub min: Option<u32>,
    /// At most this many.
    pub max: Option<u32>,
    /// The criteria by which they are chosen, sums left out.
    pub criteria: Vec<String>,
    /// Whether anything at all puts applicants into an order.
    pub ordered: bool,
}

/// What each track invites, by its own model and its own parameters. Tracks that invite alike are named together.
pub fn invited(definition: &Definition) -> Vec<Invited> {
    let mut found: Vec<Invited> = Vec::new();
    for track in &definition.tracks {
        for name in models(definition) {
            let name = definition.model_name(&track.id, name);
            let Some(model) = definition.selections.get(name) else { continue };
            let mut parameters = model.parameters.clone();
            parameters.extend(definition.parameters(&track.id, model));
            let made = of(name, model, &parameters, &track.id);
            let alike =
                |seen: &&mut Invited| (&seen.path, seen.min, seen.max) == (&made.path, made.min, made.max);
            match found.iter_mut().find(alike) {
                Some(seen) => seen.tracks.push(track.id.clone()),
                None => found.push(made),
            }
        }
    }
    found
}

/// The models by which tracks choose whom they invite: in the first stage, where there are several.
fn models(definition: &Definition) -> impl Iterator<Item = &str> {
    definition.steps_in(None).filter_map(|step| match &step.does {
        StepSpec::Selection(spec) => Some(spec.model.as_str()),
        _ => None,
    })
}

fn of(name: &str, model: &Model, parameters: &BTreeMap<String, Value>, track: &str) -> Invited {
    let whole = |formula: &Formula| {
        let text = formula.text().trim();
        let given = text.strip_prefix("params.").and_then(|name| parameters.get(name));
        given.map_or_else(|| text.to_owned(), ToString::to_string).parse::<u32>().ok()
    };
    // What a later step chooses among is a stage on the way; the places of the others add up.
    let is_stage = |id: &Option<String>| {
        id.is_some() && model.steps.iter().any(|step| step.from.is_some() && step.from == *id)
    };
    let steps = model.steps.iter().enumerate().filter(|(_, step)| !is_stage(&step.id));
    let numbers: Vec<_> = steps.map(|(i, step)| (i, step.number.as_ref())).collect();
    let sum = |of: fn(&Number) -> Option<&Formula>| -> Option<u32> {
        let one = |(_, number): &(usize, Option<&Number>)| {
            let number = (*number)?;
            of(number).or(number.exact.as_ref()).and_then(whole)
        };
        numbers.iter().map(one).sum()
    };
    let none = numbers.iter().all(|(_, number)| number.is_none());
    let (min, max) = if none { (None, None) } else { (sum(|n| n.min.as_ref()), sum(|n| n.max.as_ref())) };
    let path = match numbers[..] {
        [(i, Some(_))] => format!("selections.{name}.steps[{i}].number"),
        _ => format!("selections.{name}"),
    };
    let criteria = model.criteria.iter().filter(|criterion| criterion.kind != CriterionKind::Sum);
    let ordered = model.steps.iter().any(|step| step.order.as_ref().is_some_and(|keys| !keys.is_empty()));
    Invited {
        ordered,
        path,
        model: name.to_owned(),
        tracks: vec![track.to_owned()],
        min,
        max,
        criteria: criteria.map(|criterion| criterion.id.clone()).collect(),
    }
}
