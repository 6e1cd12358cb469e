//! What a selection says of the time after its decision.

use std::collections::BTreeSet;

use super::{Check, nearest};
use crate::engine::select::Spec as Model;
use crate::engine::steps::selection::{self, after};
use crate::engine::workflow::definition::Definition;

impl Check<'_> {
    /// What `afterwards` of the selection `step` says must fit the models that compute its lists and the steps that follow.
    pub(super) fn afterwards(
        &mut self,
        definition: &Definition,
        (path, step): (&str, &str),
        spec: &selection::Spec,
    ) {
        let models: Vec<_> = definition
            .tracks
            .iter()
            .filter(|track| definition.goes_through(&track.id, step))
            .filter_map(|track| definition.model(&track.id, &spec.model))
            .collect();
        self.triggers(definition, (path, step), spec, &models);
        let Some(rule) = &spec.afterwards else { return };
        for (name, days) in [("decline", rule.decline), ("evidence", rule.evidence)] {
            if let Some(days) = days.filter(|days| days.days == 0 || days.days > after::DAYS_MAX) {
                let message = format!("{} days", days.days);
                let hint = format!("between 1 and {}", after::DAYS_MAX);
                self.error("G-AFTER", &format!("{path}.{name}.days"), message, hint);
            }
        }
        if rule.evidence.is_some() && !models.iter().any(|model| model.conditional.is_some()) {
            let message = format!("`{}` asks for no evidence", spec.model);
            let hint = "write `conditional` in the model, or take `evidence` out";
            self.error("G-AFTER", &format!("{path}.evidence"), message, hint);
        }
        if !after::lasts(definition, step) {
            let message = "the letters are the last step: nothing can come after the decision".to_owned();
            let hint = "put a complaint window or a contract behind the letters, or take `afterwards` out";
            self.error("G-AFTER", path, message, hint);
        }
    }

    /// Whoever is chosen can decline: that is one of the triggers, where the reserve list names some.
    fn triggers(
        &mut self,
        definition: &Definition,
        (path, step): (&str, &str),
        spec: &selection::Spec,
        models: &[&Model],
    ) {
        let named: BTreeSet<_> = after::triggers(models).collect();
        let called = after::declined_as(models, spec);
        let can = spec.afterwards.is_some() || after::lasts(definition, step);
        if can && !named.is_empty() && !named.contains(called) {
            let message = format!("`{called}` is no trigger of the reserve list: nobody would move up");
            let near = nearest(called, named.iter().copied());
            let named_so = spec.afterwards.as_ref().is_some_and(|rule| rule.declined_as.is_some());
            let at = if named_so { format!("{path}.declined_as") } else { path.to_owned() };
            let hint = if named_so {
                near
            } else {
                format!(
                    "write `afterwards: {{declined_as: …}}` with one of {}",
                    Vec::from_iter(named).join(", ")
                )
            };
            self.error("G-AFTER", &at, message, hint);
        }
    }
}
