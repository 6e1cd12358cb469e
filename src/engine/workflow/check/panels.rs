//! Panels: those that scoring steps name, and those that are kept apart.

use super::{Check, is_name, nearest};
use crate::engine::steps::scoring;
use crate::engine::workflow::definition::{Definition, StepSpec};
use crate::engine::workflow::source::Severity;

impl Check<'_> {
    pub(super) fn panels(&mut self, definition: &Definition) {
        let near = |name: &str| nearest(name, definition.panels.keys().map(String::as_str));
        let mut named = Vec::new();
        for (i, step) in definition.steps.iter().enumerate() {
            let StepSpec::Scoring(spec) = &step.does else { continue };
            let Some(panel) = &spec.panel else { continue };
            named.push(panel);
            if !definition.panels.contains_key(panel) {
                let message = format!("there is no panel `{panel}`");
                self.error("G-PANEL", &format!("steps[{i}].does.scoring.panel"), message, near(panel));
            }
        }
        for (id, panel) in &definition.panels {
            let path = format!("panels.{id}");
            if !is_name(id) {
                self.bad_name(&path, id);
            }
            if !named.contains(&id) {
                let message = format!("the panel `{id}` judges nothing");
                let hint = "name it with `panel:` in a scoring step, or take it out";
                self.add(Severity::Warning, "G-PANEL", &path, message, hint);
            }
            for other in &panel.not_also {
                if other == id {
                    let message = format!("nobody could sit on `{id}`: it keeps itself apart from itself");
                    self.error("G-PANEL", &format!("{path}.not_also"), message, "name another panel");
                } else if !definition.panels.contains_key(other) {
                    let message = format!("there is no panel `{other}`");
                    self.error("G-PANEL", &format!("{path}.not_also"), message, near(other));
                }
            }
        }
    }

    pub(super) fn scoring_target(&mut self, path: &str, spec: &scoring::Spec) {
        let Some(target) = spec.target else { return };
        if target.days == 0 || target.days > scoring::TARGET_DAYS_MAX {
            let message = format!("{} days are no target", target.days);
            let hint = "from 1 to 366 days";
            self.error("P-TARGET", &format!("{path}.target.days"), message, hint);
        }
        if target.remind_days_before.is_some_and(|days| days == 0 || days >= target.days) {
            let message = "nobody could be reminded then: the panel has not begun".to_owned();
            let hint = "at least 1, and fewer than `days`";
            self.error("P-TARGET", &format!("{path}.target.remind_days_before"), message, hint);
        }
    }
}
