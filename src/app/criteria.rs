//! What is judged, in words.

use crate::engine::amendment::Part;
use crate::engine::case::Procedure;
use crate::engine::exact::Exact;
use crate::engine::select::spec::Scale;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;
use crate::i18n::Lang;
use crate::store::{self, Db, StoreError};

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

/// The judged criteria of `model` in `track`, in the order of the file. The one place that asks the model of
/// selection for titles and scales.
pub fn criterion_titles(definition: &Definition, track: &str, model: &str, lang: Lang) -> Vec<Criterion> {
    let Some(spec) = definition.model(track, model) else { return Vec::new() };
    let code = lang.code();
    spec.judged()
        .map(|id| {
            let words = definition.criteria.get(id);
            let scale = spec.scale(id);
            let meant = |points: &Exact| {
                let anchor = words.and_then(|words| words.anchors.get(&points.to_string()));
                let word = || {
                    let scale_words = scale.into_iter().flat_map(|scale| &scale.words);
                    scale_words.filter(|(_, value)| *value == points).map(|(word, _)| word.clone()).next()
                };
                anchor.map(|words| words.get(code).to_owned()).or_else(word).unwrap_or_default()
            };
            Criterion {
                id: id.to_owned(),
                title: words.map_or(id, |words| words.title.get(code)).to_owned(),
                description: words.map(|words| words.about.get(code)).unwrap_or_default().to_owned(),
                points: scale
                    .and_then(values)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|points| Point { words: meant(&points), points })
                    .collect(),
                ends: scale.map(|scale| (scale.min.clone(), scale.max.clone())),
            }
        })
        .collect()
}

/// Puts in the place of the file's words what they were amended to: everybody judges by what is published now.
pub async fn amend(
    db: &mut Db,
    procedure: &Procedure,
    track: &str,
    criteria: &mut [Criterion],
    lang: Lang,
) -> Result<(), StoreError> {
    for criterion in criteria {
        let part = Part::Criterion(criterion.id.clone()).to_string();
        let latest = procedure.amendments.iter().rev().find(|made| made.part == part && made.concerns(track));
        let text = latest.and_then(|made| made.after.get(lang.code()).or_else(|| made.after.values().next()));
        if let Some(text) = text
            && let Some(words) = store::prose::text(db, *text).await?
        {
            criterion.description = words;
        }
    }
    Ok(())
}

/// Every value of a scale with steps, where there are few enough to offer them one by one.
fn values(scale: &Scale) -> Option<Vec<Exact>> {
    let step = scale.step.as_ref()?;
    let mut values = Vec::new();
    let mut next = scale.min.clone();
    while next <= scale.max {
        if values.len() == POINTS_SHOWN_MAX {
            return None;
        }
        values.push(next.clone());
        next = &next + step;
    }
    Some(values)
}

/// The judged criteria of the scoring step called `step` in `track`, and after them those that have a mark on record
/// all the same: nothing on record is ever hidden.
pub fn of_step<'a>(
    definition: &Definition,
    track: &str,
    step: &str,
    marked: impl Iterator<Item = &'a String>,
    lang: Lang,
) -> Vec<Criterion> {
    let model = definition.step(step).and_then(|step| match &step.does {
        StepSpec::Scoring(spec) => Some(spec.model.as_str()),
        _ => None,
    });
    let mut criteria = criterion_titles(definition, track, model.unwrap_or_default(), lang);
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
