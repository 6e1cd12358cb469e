//! What is wrong with steps, fields and checks that are for some of the tracks alone.

use std::collections::BTreeSet;

use super::{Check, nearest};
use crate::engine::workflow::definition::{Definition, Field, StepDefinition, StepSpec, TrackDefinition};
use crate::engine::workflow::facts;
use crate::engine::workflow::source::Severity;
use crate::engine::workflow::tracks::concerns;

impl Check<'_> {
    /// Each part that is for some tracks names tracks that are there, and no track misses what it needs.
    pub(super) fn shared(&mut self, definition: &Definition) {
        for (i, step) in definition.steps.iter().enumerate() {
            self.only(definition, &format!("steps[{i}].tracks"), step.tracks.as_deref());
            if let StepSpec::Screening(spec) = &step.does {
                for (j, check) in spec.checks.iter().enumerate() {
                    let path = format!("steps[{i}].does.screening.checks[{j}].tracks");
                    self.only(definition, &path, check.tracks.as_deref());
                }
            }
            if step.tracks.is_some() {
                self.alone(definition, i, step);
            }
        }
        for (form, fields) in definition.forms() {
            for (i, field) in fields.iter().enumerate() {
                self.only(definition, &format!("{form}[{i}].tracks"), field.tracks.as_deref());
            }
        }
        for track in &definition.tracks {
            for (i, step) in definition.steps.iter().enumerate() {
                if !matches!(step.does, StepSpec::Joint(_)) && step.concerns(&track.id) {
                    self.needed(definition, (i, step), track);
                }
            }
        }
    }

    fn only(&mut self, definition: &Definition, path: &str, only: Option<&[String]>) {
        let Some(only) = only else { return };
        if only.is_empty() {
            let message = "this is for no track at all".to_owned();
            self.error("G-ALONE", path, message, "name tracks, or take `tracks` out where it is for all");
        }
        for (j, track) in only.iter().enumerate() {
            let path = format!("{path}[{j}]");
            if definition.track(track).is_none() {
                let message = format!("there is no track `{track}`");
                let near = nearest(track, definition.tracks.iter().map(|t| t.id.as_str()));
                self.error("G-TRACK", &path, message, near);
            } else if only[..j].contains(track) {
                let message = format!("the track `{track}` stands twice");
                self.error("N-TWICE", &path, message, "take one of them out");
            }
        }
    }

    /// A step that is for some tracks, where that cannot be.
    fn alone(&mut self, definition: &Definition, i: usize, step: &StepDefinition) {
        let path = format!("steps[{i}].tracks");
        if matches!(step.does, StepSpec::Joint(_)) {
            let message = "a joint step is no step of a track".to_owned();
            self.error("G-ALONE", &path, message, "say under `joint` which tracks it waits for");
        }
        let first = definition.intakes().next().is_some_and(|(first, _)| first.id == step.id);
        if first {
            let message = "every track begins with the first intake".to_owned();
            self.error("G-ALONE", &path, message, "take `tracks` out");
        }
    }

    /// What `track` needs of other steps, fields and models, as it comes to a step.
    fn needed(
        &mut self,
        definition: &Definition,
        (i, step): (usize, &StepDefinition),
        track: &TrackDefinition,
    ) {
        let (track, path) = (track.id.as_str(), format!("steps[{i}].does"));
        let stage = definition.stage_of(&step.id);
        let known = |id: &str| definition.step(id).is_some();
        let passed = |id: &str| known(id) && !definition.goes_through(track, id);
        if let Some(intake) = stage.filter(|intake| passed(intake)) {
            let message =
                format!("`{track}` comes to this step and not to the intake `{intake}` that it belongs to");
            let hint = "give the step the tracks of that intake, or fewer";
            self.error("G-ALONE", &format!("steps[{i}]"), message, hint);
        }
        let refers = match &step.does {
            StepSpec::Consensus(spec) => Some(("consensus.of", "G-OF", spec.of.as_str())),
            StepSpec::Letters(spec) => Some(("letters.of", "G-OF", spec.of.as_str())),
            StepSpec::Intake(spec) => spec.from.as_ref().map(|from| ("intake.from", "G-FROM", from.step())),
            StepSpec::Gathering(spec) => {
                spec.from.as_ref().map(|from| ("gathering.from", "G-FROM", from.step()))
            }
            StepSpec::Mandate(spec) => spec.from.as_ref().map(|from| ("mandate.from", "G-FROM", from.step())),
            _ => None,
        };
        if let Some((key, code, of)) = refers.filter(|(.., of)| passed(of)) {
            let message = format!("`{track}` does not go through `{of}`");
            let hint = "give the two steps the same tracks, or add one for the others";
            self.error(code, &format!("{path}.{key}"), message, hint);
        }
        if let Some(wait) = &step.waits_for {
            for (j, other) in wait.tracks.iter().enumerate() {
                if other != track
                    && definition.track(other).is_some()
                    && known(&wait.step)
                    && !definition.goes_through(other, &wait.step)
                {
                    let message = format!("`{other}` does not go through `{}`", wait.step);
                    let path = format!("steps[{i}].waits_for.tracks[{j}]");
                    self.error("G-WAIT", &path, message, "wait for a step that it goes through");
                }
            }
        }
        match &step.does {
            StepSpec::Screening(spec) => {
                let form = definition.form_of(track, stage);
                for (j, check) in spec.checks.iter().enumerate() {
                    let asked = |field: &String| form.iter().any(|asked| asked.id == *field);
                    if let Some(field) = &check.field
                        && concerns(check.tracks.as_deref(), track)
                        && definition.form_in(stage).iter().any(|asked| asked.id == *field)
                        && !asked(field)
                    {
                        let message = format!("`{track}` is not asked for `{field}`");
                        let hint = "give the check the tracks of the field, or fewer";
                        self.error("G-FIELD", &format!("{path}.screening.checks[{j}].field"), message, hint);
                    }
                }
            }
            StepSpec::Selection(spec) => self.chooses(definition, (i, stage), track, &spec.model),
            _ => {}
        }
    }

    /// What the model of a selection needs of the steps and the forms of `track`.
    fn chooses(
        &mut self,
        definition: &Definition,
        (i, stage): (usize, Option<&str>),
        track: &str,
        name: &str,
    ) {
        let Some(model) = definition.model(track, name) else { return };
        let scored: BTreeSet<_> = definition
            .steps_of_in(track, stage)
            .filter_map(|step| match &step.does {
                StepSpec::Scoring(spec) => definition.model(track, &spec.model),
                _ => None,
            })
            .flat_map(crate::engine::select::Spec::judged)
            .collect();
        // A file without any scoring has nothing that one track could miss.
        let any = definition.steps_in(stage).any(|step| matches!(step.does, StepSpec::Scoring(_)));
        if let Some(criterion) = model.judged().find(|criterion| any && !scored.contains(criterion)) {
            let message = format!("nobody scores `{criterion}` in `{track}`, and this selection needs it");
            let hint = "let the track go through a scoring of it, or give it a model of its own";
            self.error("G-UNSCORED", &format!("steps[{i}].does.selection.model"), message, hint);
        }
        let read = facts::read_by(model);
        let foreign = |field: &&Field| {
            read.contains(&facts::name(&field.id)) && !concerns(field.tracks.as_deref(), track)
        };
        let fields = definition.forms().flat_map(|(_, fields)| fields);
        for field in fields.filter(foreign) {
            let message =
                format!("the model reads `facts.{}`, which `{track}` is not asked", facts::name(&field.id));
            let hint = "ask it in this track too, or give the track a model of its own";
            let name = definition.model_name(track, name);
            self.add(Severity::Warning, "G-FACT", &format!("selections.{name}"), message, hint);
        }
    }
}
