//! Turnover as a selection criterion counts up to a multiple of the contract's value (udbudsloven § 145(2)).
//!
//! No file says which criterion is turnover in so many words: it is known by its name, or because its formula names a
//! field or a check for the general turnover (eForms `slc-stand-to-gen` and `slc-stand-to-spec`).

use std::collections::BTreeSet;

use super::{Gate, Severity};
use crate::engine::exact::Exact;
use crate::engine::rules::pack::Rule;
use crate::engine::select::spec::{Criterion, CriterionKind};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;

impl Gate<'_> {
    pub(super) fn turnover(&mut self, rule: &Rule) {
        let Some(most) = &rule.cap else { return };
        let definition = self.definition;
        let names = names(definition);
        for (name, model) in &definition.selections {
            let criteria = model.criteria.iter().enumerate();
            for (i, criterion) in criteria.filter(|(_, criterion)| is_turnover(&names, criterion)) {
                let path = format!("selections.{name}.criteria[{i}]");
                self.capped(rule, most, &path, criterion);
            }
        }
    }

    fn capped(&mut self, rule: &Rule, most: &Exact, path: &str, criterion: &Criterion) {
        let id = &criterion.id;
        let Some(cap) = &criterion.cap else {
            let message = format!("`{id}` counts turnover without a limit");
            let hint =
                format!("write `cap: {most} * params.contract_value`, with the value among the parameters");
            self.broken("L-TURNOVER", rule, path, message, hint);
            return;
        };
        let (path, cap) = (format!("{path}.cap"), cap.text().trim());
        match multiple(cap) {
            Some(times) if times > *most => {
                let message =
                    format!("`{id}` counts turnover up to `{cap}`; {most} times the value is the most");
                self.broken("L-TURNOVER", rule, &path, message, format!("write {most} or less"));
            }
            Some(_) => {}
            None => {
                let message = format!(
                    "a person judges whether `{cap}` is {most} times the value of the contract or less"
                );
                self.add("L-TURNOVER", Some(rule), Severity::Note, &path, message, "");
            }
        }
    }
}

/// What turnover is called in the file: that word, and what the checks of turnover and their fields are called.
fn names(definition: &Definition) -> BTreeSet<&str> {
    let mut names = BTreeSet::from(["turnover", "omsaetning", "omsetning"]);
    let checks = definition.steps.iter().filter_map(|step| match &step.does {
        StepSpec::Screening(spec) => Some(&spec.checks),
        _ => None,
    });
    for check in checks.flatten().filter(|check| check.id.starts_with("slc-stand-to")) {
        names.insert(&check.id);
        names.extend(check.field.as_deref());
    }
    names
}

fn is_turnover(names: &BTreeSet<&str>, criterion: &Criterion) -> bool {
    let word = |text: &str| {
        text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
            .any(|word| names.contains(word))
    };
    let values = criterion.value.iter().chain(criterion.values.values());
    // What people judge by looking is no figure that could be cut off, and a sum is made of what was cut already.
    let figure = !matches!(criterion.kind, CriterionKind::Judged | CriterionKind::Sum);
    figure && (word(&criterion.id) || values.into_iter().any(|value| word(value.text())))
}

/// The multiple in `2 * params.contract_value` or `params.contract_value * 2`; one for the value alone.
fn multiple(cap: &str) -> Option<Exact> {
    let value = |text: &str| {
        let name = text.trim().strip_prefix("params.");
        name.is_some_and(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
    };
    match cap.split_once('*') {
        None => value(cap).then(|| Exact::from_int(1)),
        Some((a, b)) if value(b) => a.trim().parse().ok(),
        Some((a, b)) if value(a) => b.trim().parse().ok(),
        Some(_) => None,
    }
}
