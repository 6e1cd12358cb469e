//! Whether what the dates of a file bound comes in the order of its steps.

use std::collections::BTreeSet;

use super::{Check, kind};
use crate::engine::instant::Instant;
use crate::engine::procedure;
use crate::engine::workflow::definition::{Definition, StepDefinition, StepSpec};

/// What a date of the file bounds: where it is written, when, and of which kind.
struct Phase<'d> {
    path: String,
    step: &'d str,
    kind: &'static str,
    at: Instant,
}

impl Check<'_> {
    /// No intake, mandate or gathering is over before one of another kind that stands before it. Those of one kind are
    /// held against each other where that kind is checked.
    pub(super) fn phases(&mut self, definition: &Definition) {
        let mut said = BTreeSet::new();
        let mut ends: Vec<(&str, Phase<'_>)> = Vec::new();
        for track in &definition.tracks {
            let mut last: Option<Phase<'_>> = None;
            for step in definition.steps_of(&track.id) {
                for phase in phases_of(definition, step) {
                    self.follows(last.as_ref(), &phase, &mut said);
                    last = Some(phase);
                }
            }
            ends.extend(last.map(|last| (track.id.as_str(), last)));
        }
        for (step, spec) in definition.joint_steps() {
            let waited = ends.iter().filter(|(track, _)| spec.waits_for.iter().any(|one| one == track));
            let latest = waited.map(|(_, phase)| phase).max_by_key(|phase| phase.at);
            for phase in phases_of(definition, step) {
                self.follows(latest, &phase, &mut said);
            }
        }
    }

    fn follows(&mut self, last: Option<&Phase<'_>>, phase: &Phase<'_>, said: &mut BTreeSet<String>) {
        let Some(last) = last.filter(|last| last.kind != phase.kind && phase.at <= last.at) else { return };
        if !said.insert(phase.path.clone()) {
            return;
        }
        let code = match phase.kind {
            "intake" => "C-UNTIL",
            "mandate" => "C-MANDATE",
            _ => "C-GATHERING",
        };
        let message = format!(
            "this {} does not come after the {} `{}`, which stands before it",
            phase.kind, last.kind, last.step
        );
        self.error(
            code,
            &phase.path,
            message,
            "give it a later date of its own, or put the steps in their order",
        );
    }
}

fn phases_of<'d>(definition: &'d Definition, step: &'d StepDefinition) -> Vec<Phase<'d>> {
    let place = definition.steps.iter().position(|one| one.id == step.id).unwrap_or(0);
    let path = format!("steps[{place}].does.{}", kind(&step.does));
    let phase = |path: String, kind, date: Option<&String>| {
        let at = procedure::resolve(definition, &definition.dates.get(date?)?.at).ok()?.at;
        Some(Phase { path, step: &step.id, kind, at })
    };
    let found = match &step.does {
        StepSpec::Intake(spec) => vec![phase(format!("{path}.until"), "intake", spec.until.as_ref())],
        StepSpec::Mandate(spec) => vec![phase(format!("{path}.until"), "mandate", spec.until.as_ref())],
        StepSpec::Gathering(spec) => vec![phase(format!("{path}.at"), "gathering", Some(&spec.at))],
        StepSpec::Joint(spec) => {
            let at = |(n, one): (usize, &'d crate::engine::steps::joint::Gathering)| {
                phase(format!("{path}.gatherings[{n}].gathering.at"), "gathering", Some(&one.gathering.at))
            };
            spec.gatherings.iter().enumerate().map(at).collect()
        }
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}
