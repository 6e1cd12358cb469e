//! What the tracks share, and what concerns only some of them: steps, fields and checks with `tracks`.
//!
//! Whatever lists the steps, fields or checks of one track asks here.

use super::definition::{Definition, Field, StepDefinition};

/// Whether what is for `only` these tracks concerns `track`; what names none is for all.
pub fn concerns(only: Option<&[String]>, track: &str) -> bool {
    only.is_none_or(|only| only.iter().any(|one| one == track))
}

impl StepDefinition {
    /// Whether `track` goes through it; a joint step is no step of a track.
    pub fn concerns(&self, track: &str) -> bool {
        concerns(self.tracks.as_deref(), track)
    }
}

impl Definition {
    /// The steps that `track` goes through, in order. The others it passes by.
    pub fn steps_of<'a, 't>(
        &'a self,
        track: &'t str,
    ) -> impl Iterator<Item = &'a StepDefinition> + use<'a, 't> {
        self.track_steps().filter(move |step| step.concerns(track))
    }

    /// The steps that `track` goes through in a stage, its intake first.
    pub fn steps_of_in<'a, 't>(
        &'a self,
        track: &'t str,
        stage: Option<&'t str>,
    ) -> impl Iterator<Item = &'a StepDefinition> + use<'a, 't> {
        self.steps_of(track).filter(move |step| self.stage_of(&step.id) == stage)
    }

    /// Whether `track` goes through the step with this short name.
    pub fn goes_through(&self, track: &str, step: &str) -> bool {
        self.steps_of(track).any(|one| one.id == step)
    }

    /// What the intake of a stage asks of those who apply in `track`.
    pub fn form_of(&self, track: &str, stage: Option<&str>) -> Vec<&Field> {
        self.form_in(stage).iter().filter(|field| concerns(field.tracks.as_deref(), track)).collect()
    }

    /// The titles of the tracks that something is for, where it is not for all.
    pub fn only_for(&self, only: Option<&[String]>, language: &str) -> Option<String> {
        let titles = only?.iter().filter_map(|track| Some(self.track(track)?.title.get(language)));
        Some(titles.collect::<Vec<_>>().join(", "))
    }
}
