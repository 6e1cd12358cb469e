//! The stages of a procedure: each begins with an intake and lasts until the next one.
//!
//! A stage is called by its intake's short name, and the first one by nothing: what a file of one stage leaves in
//! tables and journal says nothing of stages.

use super::definition::{Definition, Field, StepDefinition, StepSpec};
use crate::engine::steps::intake;

impl Definition {
    /// The intakes in order, each with its rules: one a stage.
    pub fn intakes(&self) -> impl Iterator<Item = (&StepDefinition, &intake::Spec)> {
        self.steps.iter().filter_map(|step| match &step.does {
            StepSpec::Intake(spec) => Some((step, spec)),
            _ => None,
        })
    }

    /// The stages in order, as they are called.
    pub fn stages(&self) -> impl Iterator<Item = Option<&str>> {
        self.intakes().enumerate().map(|(place, (step, _))| (place > 0).then_some(step.id.as_str()))
    }

    /// The stage that a step of the tracks belongs to.
    pub fn stage_of(&self, step: &str) -> Option<&str> {
        let place = self.steps.iter().position(|candidate| candidate.id == step)?;
        let here = self.steps[..=place].iter().rev();
        let intake = here.clone().find(|step| matches!(step.does, StepSpec::Intake(_)))?;
        let first = self.intakes().next().map(|(first, _)| first.id.as_str());
        (first != Some(intake.id.as_str())).then_some(intake.id.as_str())
    }

    /// The steps of a stage in order, its intake first.
    pub fn steps_in<'a>(&'a self, stage: Option<&'a str>) -> impl Iterator<Item = &'a StepDefinition> {
        self.track_steps().filter(move |step| self.stage_of(&step.id) == stage)
    }

    /// The stage whose form was filled in for `stage`: its own, or where that asks for nothing the nearest before it that
    /// asks for something.
    pub fn stage_with_form<'a>(&'a self, stage: Option<&'a str>) -> Option<&'a str> {
        let mut asked = None;
        for (at, (_, spec)) in self.stages().zip(self.intakes()) {
            if !spec.carries() {
                asked = at;
            }
            if at == stage {
                return asked;
            }
        }
        stage
    }

    /// The form that was filled in for a stage: what its intake asks for, or the one before it where it asks for nothing.
    pub fn form_in(&self, stage: Option<&str>) -> &[Field] {
        let stage = self.stage_with_form(stage);
        match stage.and_then(|stage| self.intakes().find(|(step, _)| step.id == stage)) {
            Some((_, spec)) => &spec.form,
            None => &self.form,
        }
    }

    /// Every field of the file, stage by stage, with the path of its form.
    pub fn forms(&self) -> impl Iterator<Item = (String, &[Field])> {
        let first = std::iter::once(("form".to_owned(), self.form.as_slice()));
        let later = self.steps.iter().enumerate().filter_map(|(i, step)| match &step.does {
            StepSpec::Intake(spec) => Some((format!("steps[{i}].does.intake.form"), spec.form.as_slice())),
            _ => None,
        });
        first.chain(later)
    }

    /// The stage whose intake asks for the field with this short name.
    pub fn stage_asking(&self, field: &str) -> Option<Option<&str>> {
        self.stages().find(|stage| self.form_in(*stage).iter().any(|one| one.id == field))
    }

    /// The field with this short name, in whichever form of the file it stands: it stands in one.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.forms().flat_map(|(_, fields)| fields).find(|field| field.id == id)
    }
}
