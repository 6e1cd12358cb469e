//! What is judged, in words.

use crate::engine::exact::Exact;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;
use crate::i18n::Lang;

/// Points that are offered one by one at most; a longer scale is a field for a number.
pub const POINTS_SHOWN_MAX: usize = 11;

/// One judged criterion as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Short name.
    pub id: String,
    /// Title.
    pub title: String,
    /// What is judged and how; empty for none.
    pub description: String,
    /// The points of the scale with their words, where there are at most [`POINTS_SHOWN_MAX`]; empty for
    /// a number between the ends.
    pub points: Vec<Point>,
    /// The lowest and the highest points, where there are such.
    pub ends: Option<(Exact, Exact)>,
}

/// One value of a scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The value.
    pub points: Exact,
    /// What it means; empty for none.
    pub words: String,
}

/// The judged criteria of `model` in the order of the file. The one place that asks the model of
/// selection for titles and scales.
pub fn criterion_titles(definition: &Definition, model: &str, _lang: Lang) -> Vec<Criterion> {
    let Some(spec) = definition.selections.get(model) else { return Vec::new() };
    spec.judged()
        .map(|id| Criterion {
            id: id.to_owned(),
            title: id.to_owned(),
            description: String::new(),
            points: Vec::new(),
            ends: None,
        })
        .collect()
}

/// The judged criteria of the scoring step called `step`, and after them those that have a mark on record
/// all the same: nothing on record is ever hidden.
pub fn of_step<'a>(
    definition: &Definition,
    step: &str,
    marked: impl Iterator<Item = &'a String>,
    lang: Lang,
) -> Vec<Criterion> {
    let model = definition.step(step).and_then(|step| match &step.does {
        StepSpec::Scoring(spec) => Some(spec.model.as_str()),
        _ => None,
    });
    let mut criteria = criterion_titles(definition, model.unwrap_or_default(), lang);
    for id in marked {
        if !criteria.iter().any(|criterion| criterion.id == *id) {
            criteria.push(Criterion {
                id: id.clone(),
                title: id.clone(),
                description: String::new(),
                points: Vec::new(),
                ends: None,
            });
        }
    }
    criteria
}
