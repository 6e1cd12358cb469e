//! What is wrong with how tracks wait for each other.

use std::collections::BTreeSet;

use super::{Check, kind, nearest};
use crate::engine::steps::wait::{Count, Need, Otherwise, Standing, Wait};
use crate::engine::workflow::definition::{Definition, StepDefinition, StepSpec};

impl Check<'_> {
    /// What a step of the tracks waits for, and whether that can come.
    pub(super) fn waits(&mut self, definition: &Definition) {
        for (i, step) in definition.steps.iter().enumerate() {
            if let Some(wait) = &step.waits_for {
                self.wait(definition, i, step, wait);
            }
        }
        self.endless(definition);
    }

    fn wait(&mut self, definition: &Definition, i: usize, step: &StepDefinition, wait: &Wait) {
        let path = format!("steps[{i}].waits_for");
        let cannot = match &step.does {
            StepSpec::Joint(_) => Some(("a joint step", "write `waits_for` in `joint`")),
            StepSpec::Complaints(_) => Some((
                "a complaint window",
                "it runs from the letters; let the step before or behind it wait",
            )),
            _ if i == 0 => Some(("the first step", "the procedure opens with it; let a later step wait")),
            _ => None,
        };
        if let Some((what, hint)) = cannot {
            self.error("G-WAIT", &path, format!("{what} cannot wait for other tracks like this"), hint);
        }
        for (j, track) in wait.tracks.iter().enumerate() {
            let path = format!("{path}.tracks[{j}]");
            if definition.track(track).is_none() {
                let message = format!("there is no track `{track}`");
                let near = nearest(track, definition.tracks.iter().map(|t| t.id.as_str()));
                self.error("G-TRACK", &path, message, near);
            } else if wait.tracks[..j].contains(track) {
                let message = format!("the track `{track}` stands twice");
                self.error("N-TWICE", &path, message, "take one of them out");
            }
        }
        let known: Vec<_> = definition.track_steps().map(|step| step.id.as_str()).collect();
        if !known.contains(&wait.step.as_str()) {
            let message = format!("there is no step `{}` that tracks go through", wait.step);
            self.error("G-WAIT", &format!("{path}.step"), message, nearest(&wait.step, known.into_iter()));
        }
        self.need(definition, &path, step, wait);
        match wait.otherwise {
            Otherwise::Ask => self.somebody(&format!("{path}.by"), &wait.by),
            Otherwise::Cancel if wait.why.is_empty() => {
                let message = "the track would be cancelled without a reason".to_owned();
                let hint = "write under `why` what is recorded and told to the applicants";
                self.error("G-WAIT", &format!("{path}.otherwise"), message, hint);
            }
            Otherwise::Cancel | Otherwise::GoOn => {}
        }
    }

    /// How many must come through, against how many there are for each track that waits.
    fn need(&mut self, definition: &Definition, path: &str, step: &StepDefinition, wait: &Wait) {
        let others = |track: &str| wait.others(track).filter(|o| definition.track(o).is_some()).count();
        let here = definition.tracks.iter().filter(|track| step.concerns(&track.id));
        let waiting: Vec<_> = here.map(|track| others(&track.id)).filter(|others| *others > 0).collect();
        let Some(fewest) = waiting.iter().min() else {
            let message = "no track waits here: there is no other track to wait for".to_owned();
            let hint = "name other tracks, or take `waits_for` out";
            self.error("G-ALWAYS", path, message, hint);
            return;
        };
        if let Need::AtLeast(n) = wait.need {
            if n == 0 {
                let message = "0 tracks have always come through".to_owned();
                let hint = "ask for one at least, or take `waits_for` out";
                self.error("G-ALWAYS", &format!("{path}.need"), message, hint);
            } else if n as usize > *fewest {
                let message = format!("{n} of {fewest} other tracks can never come through");
                let hint = "ask for fewer; a track never waits for itself";
                self.error("G-JOIN", &format!("{path}.need"), message, hint);
            }
        }
    }

    /// Waits that would never end though no track fails: two tracks wait for each other, or for what comes only after
    /// a step that all tracks reach together.
    fn endless(&mut self, definition: &Definition) {
        if definition.steps.iter().all(|step| step.waits_for.is_none()) {
            return;
        }
        let (mut reached, mut through) = (BTreeSet::new(), BTreeSet::new());
        loop {
            let before = reached.len() + through.len();
            for track in &definition.tracks {
                let mut open = true;
                for step in definition.steps_of(&track.id) {
                    let here = (track.id.as_str(), step.id.as_str());
                    open = open && comes(&track.id, step, &through);
                    if !open {
                        break;
                    }
                    reached.insert(here);
                    // Letters are released for all tracks at once.
                    let together = kind(&step.does) == "letters";
                    let all = definition.tracks.iter().filter(|track| step.concerns(&track.id));
                    let all = all.map(|track| (track.id.as_str(), step.id.as_str()));
                    open = !together || all.into_iter().all(|one| reached.contains(&one));
                    if open {
                        through.insert(here);
                    }
                }
            }
            if reached.len() + through.len() == before {
                break;
            }
        }
        for (i, step) in definition.steps.iter().enumerate() {
            let stuck = |track: &&str| step.concerns(track) && !comes(track, step, &through);
            let tracks: Vec<_> =
                definition.tracks.iter().map(|track| track.id.as_str()).filter(stuck).collect();
            if let Some(wait) = &step.waits_for
                && wait.tracks.iter().all(|track| definition.goes_through(track, &wait.step))
                && !tracks.is_empty()
            {
                let message = format!("this wait can never end for {}", tracks.join(", "));
                let hint = "the tracks wait for each other, or for what comes after letters that go out for all at \
                            once: let them wait for an earlier step";
                self.error("G-CYCLE", &format!("steps[{i}].waits_for"), message, hint);
            }
        }
    }
}

/// Whether the wait before `step` ends for `track`, where these tracks come through these steps and no other does.
fn comes(track: &str, step: &StepDefinition, through: &BTreeSet<(&str, &str)>) -> bool {
    let Some(wait) = &step.waits_for else { return true };
    let total = wait.others(track).count();
    let through = wait.others(track).filter(|other| through.contains(&(*other, wait.step.as_str()))).count();
    // A need that no number of tracks meets has a finding of its own.
    let need = wait.need.of(total).min(total);
    need == 0
        || Need::AtLeast(u32::try_from(need).unwrap_or(u32::MAX)).standing(Count {
            through,
            running: total - through,
            total,
        }) == Standing::Met
}
