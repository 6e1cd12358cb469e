//! What moves somebody up from a reserve list.

use super::Spec;
use super::after::DECLINED;
use crate::engine::select;
use crate::engine::select::spec::{OnFailure, Rest};

/// The name among the triggers that declining on one's own page has: what the file says, else the only trigger that the
/// reserve lists of its `models` name, else `declined`.
pub fn declined_as<'a>(models: &[&'a select::Spec], spec: &'a Spec) -> &'a str {
    if let Some(named) = spec.afterwards.as_ref().and_then(|rule| rule.declined_as.as_deref()) {
        return named;
    }
    let mut named: Vec<_> = triggers(models).collect();
    named.sort_unstable();
    named.dedup();
    match named[..] {
        [only] => only,
        _ => DECLINED,
    }
}

/// The triggers that the reserve lists of `models` name.
pub fn triggers<'a>(models: &[&'a select::Spec]) -> impl Iterator<Item = &'a str> {
    let steps = models.iter().flat_map(|model| &model.steps).filter(|step| step.rest == Rest::Reserve);
    steps.filter_map(|step| step.reserve.as_ref()).flat_map(|reserve| &reserve.triggers).map(String::as_str)
}

/// Whether somebody can move up after the decision: evidence is asked for and replaced, or the reserve list takes the place
/// of who declines.
pub fn moves_up(model: &select::Spec, spec: &Spec) -> bool {
    let replaces = model.conditional.as_ref().is_some_and(|asked| asked.on_failure == OnFailure::Replace);
    let lists = model.steps.iter().filter(|step| step.rest == Rest::Reserve);
    let mut triggers =
        lists.map(|step| step.reserve.as_ref().map_or(&[][..], |reserve| reserve.triggers.as_slice()));
    replaces
        || triggers.any(|named| {
            named.is_empty() || named.iter().any(|trigger| trigger == declined_as(&[model], spec))
        })
}
