//! Envelopes: every field in one is opened by a step of its stage, and nothing reads it before.

use std::collections::BTreeSet;

use super::{Check, nearest};
use crate::engine::steps::screening;
use crate::engine::workflow::definition::{Definition, Field, StepSpec};
use crate::engine::workflow::facts;
use crate::engine::workflow::tracks::concerns;

impl Check<'_> {
    pub(super) fn envelopes(&mut self, definition: &Definition) {
        let first = definition.intakes().next().map(|(step, _)| step.id.clone());
        for (path, form) in definition.forms() {
            // The form of the first stage stands apart; a later one stands in its intake.
            let step = definition.steps.iter().enumerate();
            let mut intakes = step.filter(|(_, step)| matches!(step.does, StepSpec::Intake(_)));
            let later = intakes.find(|(i, _)| path.starts_with(&format!("steps[{i}].")));
            let intake = later.map(|(_, step)| step.id.clone()).or_else(|| first.clone());
            let stage = intake.and_then(|intake| definition.stage_of(&intake).map(ToOwned::to_owned));
            for track in &definition.tracks {
                self.stage_envelopes(definition, &path, form, (stage.as_deref(), &track.id));
            }
        }
        for (i, step) in definition.steps.iter().enumerate() {
            if let StepSpec::Envelope(spec) = &step.does {
                let form = definition.form_in(definition.stage_of(&step.id));
                let known = || form.iter().filter_map(|field| field.envelope.as_deref());
                if !known().any(|envelope| envelope == spec.opens) {
                    let message = format!("no field of this stage lies in an envelope `{}`", spec.opens);
                    let hint = nearest(&spec.opens, known());
                    self.error("G-ENVELOPE", &format!("steps[{i}].does.envelope.opens"), message, hint);
                }
            }
        }
    }

    fn stage_envelopes(
        &mut self,
        definition: &Definition,
        path: &str,
        form: &[Field],
        (stage, track): (Option<&str>, &str),
    ) {
        let inside: Vec<(usize, &Field, &str)> = form
            .iter()
            .enumerate()
            .filter(|(_, field)| concerns(field.tracks.as_deref(), track))
            .filter_map(|(i, field)| Some((i, field, field.envelope.as_deref()?)))
            .collect();
        let names: BTreeSet<&str> = inside.iter().map(|(_, _, envelope)| *envelope).collect();
        for envelope in names {
            let (place, ..) =
                inside.iter().find(|(_, _, name)| *name == envelope).copied().unwrap_or(inside[0]);
            let opens = |spec: &StepSpec| matches!(spec, StepSpec::Envelope(spec) if spec.opens == envelope);
            let steps: Vec<_> = definition.steps_of_in(track, stage).collect();
            let Some(opening) = steps.iter().position(|step| opens(&step.does)) else {
                let message = format!("no step opens the envelope `{envelope}`: nobody would ever read it");
                let hint = "add a step of the kind `envelope` before the selection";
                self.error("G-ENVELOPE", &format!("{path}[{place}].envelope"), message, hint);
                continue;
            };
            let own: Vec<&Field> =
                inside.iter().filter(|(_, _, name)| *name == envelope).map(|(_, field, _)| *field).collect();
            for step in &steps[..=opening] {
                self.reads_before(definition, (&step.id, track), envelope, &own);
            }
        }
    }

    /// Nothing up to its opening reads what lies in an envelope.
    fn reads_before(
        &mut self,
        definition: &Definition,
        (step, track): (&str, &str),
        envelope: &str,
        inside: &[&Field],
    ) {
        let Some(i) = definition.steps.iter().position(|candidate| candidate.id == step) else { return };
        let path = format!("steps[{i}].does");
        let hint =
            format!("put it behind the step that opens `{envelope}`, or take the field out of the envelope");
        let lies = |id: &str| inside.iter().any(|field| field.id == id);
        match &definition.steps[i].does {
            StepSpec::Screening(spec) => {
                for (j, check) in spec.checks.iter().enumerate() {
                    if let Some(field) = check.field.as_ref().filter(|field| lies(field)) {
                        let message =
                            format!("`{field}` lies in the envelope `{envelope}`, which is shut here");
                        let path = format!("{path}.screening.checks[{j}].field");
                        self.error("G-ENVELOPE", &path, message, hint.clone());
                    }
                }
                let named = spec.cure.iter().flat_map(|cure: &screening::cure::Spec| &cure.fields);
                for (j, field) in named.enumerate().filter(|(_, field)| lies(field)) {
                    let message = format!(
                        "`{field}` lies in the envelope `{envelope}`: nobody sees that it wants mending"
                    );
                    let path = format!("{path}.screening.cure.fields[{j}]");
                    self.error("G-ENVELOPE", &path, message, hint.clone());
                }
            }
            StepSpec::Selection(spec) => {
                let model = definition.model(track, &spec.model);
                let read = model.map(facts::read_by).unwrap_or_default();
                if let Some(field) = inside.iter().find(|field| read.contains(&facts::name(&field.id))) {
                    let message =
                        format!("its model reads `{}`, which lies in the envelope `{envelope}`", field.id);
                    self.error("G-ENVELOPE", &format!("{path}.selection.model"), message, hint);
                }
            }
            _ => {}
        }
    }
}
