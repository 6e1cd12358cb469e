//! Who sits on which panel in a simulation, and what they are called.

use crate::engine::steps::scoring;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepSpec};

/// Evaluators that a panel has at most.
pub const EVALUATORS_MAX: usize = 30;

/// What the `n`th evaluator of a panel is called, from one.
pub fn evaluator(panel: Option<&str>, n: usize) -> String {
    panel.map_or_else(|| format!("evaluator{n}"), |panel| format!("{panel}-evaluator{n}"))
}

/// Who does what a step leaves to the first of `roles`, where that is the chair of its panel.
pub fn chair(panel: Option<&str>) -> String {
    panel.map_or_else(|| Role::Chair.name().to_owned(), |panel| format!("{panel}-chair"))
}

/// The owner's words that appoint `name`.
pub fn appoints(role: Role, name: &str, panel: Option<&str>) -> String {
    let on = panel.map_or_else(String::new, |panel| format!(" on {panel}"));
    format!("owner grants {} {name}{on}", role.name())
}

/// The evaluators of a panel who were appointed.
pub fn evaluators(
    procedure: &crate::engine::case::Procedure,
    track: &str,
    spec: &scoring::Spec,
) -> Vec<String> {
    let names = (1..=EVALUATORS_MAX).map(|n| evaluator(spec.panel.as_deref(), n));
    names
        .take_while(|name| spec.seats(procedure, super::story::person_id(name), Role::Evaluator, track))
        .collect()
}

/// Locked sheets that an application needs at least, over the scoring steps of one panel.
pub fn size(definition: &Definition, panel: Option<&str>) -> usize {
    let steps = definition.steps.iter().filter_map(|step| scoring::pick(&step.does));
    let needs = steps.filter(|spec| spec.panel.as_deref() == panel).map(|spec| spec.evaluators_min as usize);
    needs.max().unwrap_or(0).min(EVALUATORS_MAX)
}

/// What the owner does first for the panels that the file names: appoints evaluators, and chairs where steps are theirs.
pub fn beginning(definition: &Definition) -> Vec<String> {
    let chaired =
        |step: &StepSpec| matches!(step, StepSpec::Consensus(spec) if spec.by.contains(&Role::Chair));
    let chairs = definition.steps.iter().any(|step| chaired(&step.does));
    let mut words = Vec::new();
    for panel in definition.panels.keys() {
        let panel = Some(panel.as_str());
        for n in 1..=size(definition, panel) {
            words.push(appoints(Role::Evaluator, &evaluator(panel, n), panel));
        }
        if chairs {
            words.push(appoints(Role::Chair, &chair(panel), panel));
        }
    }
    words
}
