//! What is wrong with what a file says of keeping and erasing.

use super::Check;
use crate::engine::calendar::Unit;
use crate::engine::retention::{Keep, Kind, Since};
use crate::engine::workflow::definition::{Definition, StepSpec, Words};

/// The texts of a file's retention, with their paths.
pub fn texts(definition: &Definition) -> Vec<(String, &Words)> {
    let Some(spec) = &definition.retention else { return Vec::new() };
    let kinds = Kind::ALL.into_iter().filter_map(|kind| Some((kind.name(), &spec.keep.of(kind)?.why)));
    let journal = spec.keep.journal.as_ref().map(|journal| ("journal", &journal.why));
    kinds.chain(journal).map(|(name, why)| (format!("retention.keep.{name}.why"), why)).collect()
}

impl Check<'_> {
    pub(super) fn retention(&mut self, definition: &Definition) {
        let Some(spec) = &definition.retention else { return };
        self.somebody("retention.by", &spec.by);
        for kind in Kind::ALL {
            if let Some(keep) = spec.keep.of(kind) {
                self.keep(definition, kind, keep);
            }
        }
    }

    fn keep(&mut self, definition: &Definition, kind: Kind, keep: &Keep) {
        let path = format!("retention.keep.{}", kind.name());
        if keep.period().is_none() {
            let said = [("years", keep.years), ("months", keep.months), ("days", keep.days)].into_iter();
            let said: Vec<_> = said.filter_map(|(unit, n)| n.map(|n| format!("{n} {unit}"))).collect();
            let said = if said.is_empty() { "no time".to_owned() } else { said.join(" and ") };
            let hint = format!(
                "write one of `years:` from 1 to {}, `months:` from 1 to {} and `days:` from 1 to {}",
                Unit::Years.count_max(),
                Unit::Months.count_max(),
                Unit::Days.count_max()
            );
            self.error("R-PERIOD", &path, format!("it is kept for {said}"), hint);
        }
        let path = format!("{path}.from");
        let contract = definition.steps.iter().any(|step| matches!(step.does, StepSpec::Contract(_)));
        match keep.from {
            Since::Contract if !contract => {
                let message = "the file has no contract step from which it could be counted".to_owned();
                self.error("R-EVENT", &path, message, "write `from: decision_final` or add a contract step");
            }
            Since::IntakeClosed if kind != Kind::Drafts => {
                let message = "it would be erased while the procedure needs it".to_owned();
                self.error(
                    "R-EVENT",
                    &path,
                    message,
                    "write `from: decision_final`; only drafts count from there",
                );
            }
            _ => {}
        }
    }
}
