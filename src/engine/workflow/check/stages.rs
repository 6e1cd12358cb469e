//! What is wrong with the order of the steps, and with the stages that intakes make of them.

use super::{Check, kind, nearest};
use crate::engine::procedure;
use crate::engine::steps::intake::{self, later};
use crate::engine::workflow::definition::{Definition, StepDefinition, StepSpec};
use crate::engine::workflow::source::Severity;

/// Kinds of step that a stage has one of at most.
const ONCE: [&str; 4] = ["scoring", "consensus", "selection", "letters"];

impl Check<'_> {
    pub(super) fn steps(&mut self, definition: &Definition) {
        let kinds: Vec<_> = definition.steps.iter().map(|step| kind(&step.does)).collect();
        if kinds.first() != Some(&"intake") {
            let message = "the first step must receive applications".to_owned();
            self.error("G-FIRST", "steps", message, "begin with an intake");
        }
        if let Some(joint) = kinds.iter().position(|kind| *kind == "joint")
            && kinds[joint..].iter().any(|kind| *kind != "joint")
        {
            let message = "a step of the tracks stands after a joint step".to_owned();
            let path = format!("steps[{joint}]");
            self.error("G-ORDER", &path, message, "joint steps come last");
        }
        for (i, step) in definition.steps.iter().enumerate() {
            self.step(definition, i, &format!("steps[{i}].does.{}", kinds[i]), &step.does);
        }
        // Where nothing receives, what follows is judged as one stage.
        let stages: Vec<_> = definition.stages().collect();
        let stages = if stages.is_empty() { vec![None] } else { stages };
        for stage in stages {
            for track in &definition.tracks {
                self.stage(definition, stage, &track.id);
            }
        }
        self.intake_dates(definition);
        self.phases(definition);
    }

    /// One stage of a track: no step of it stands twice, and its decision is told before anybody can complain over it.
    fn stage(&mut self, definition: &Definition, stage: Option<&str>, track: &str) {
        let of = |(_, step): &(usize, &StepDefinition)| {
            definition.stage_of(&step.id) == stage && step.concerns(track)
        };
        let steps: Vec<_> = definition.steps.iter().enumerate().filter(of).collect();
        let all = |wanted: &str| -> Vec<usize> {
            steps.iter().filter(|(_, step)| kind(&step.does) == wanted).map(|(i, _)| *i).collect()
        };
        for kind in ONCE {
            if let [_, second, ..] = all(kind)[..] {
                let message = format!("there is more than one {kind} step, and a stage goes through one");
                let hint = "begin a second stage with an intake of its own, without a `form` where nothing is to be \
                            handed in; within one selection, a model has several `steps`";
                self.error("G-ONCE", &format!("steps[{second}]"), message, hint);
            }
        }
        let at = |kind: &str| all(kind).first().copied();
        if at("selection").is_some() && at("letters").is_none() {
            let message = "there is a selection and no step that tells anybody".to_owned();
            self.error("L-NONE", "steps", message, "add a letters step after the selection");
        }
        if let (Some(complaints), letters) = (at("complaints"), at("letters"))
            && letters.is_none_or(|letters| letters > complaints)
        {
            let message = "the complaint window opens before any letter has told a decision".to_owned();
            let path = format!("steps[{complaints}]");
            self.error("G-COMPLAINTS", &path, message, "put it after the letters");
        }
    }

    /// An intake: who may open it, who may answer it, until when, and with what.
    pub(super) fn intake(&mut self, definition: &Definition, i: usize, path: &str, spec: &intake::Spec) {
        self.somebody(&format!("{path}.opened_by"), &spec.opened_by);
        if let Some(until) = &spec.until
            && !definition.dates.contains_key(until)
        {
            let message = format!("there is no date called `{until}`");
            let near = nearest(until, definition.dates.keys().map(String::as_str));
            self.error("G-DATE", &format!("{path}.until"), message, near);
        }
        for (n, reminder) in spec.remind.iter().enumerate().filter(|(_, reminder)| reminder.hours_before == 0)
        {
            let message = format!("a reminder {} hours before the end helps nobody", reminder.hours_before);
            let hint = "write 1 or more: 72, or 24";
            self.error("C-REMIND", &format!("{path}.remind[{n}].hours_before"), message, hint);
        }
        if spec.quorum.is_some_and(|quorum| !quorum.can_be()) {
            let message = "so many of so many key holders cannot be".to_owned();
            let hint = "ask for one at least, for no more than there are, and for few: 2 of 3, 3 of 5";
            self.error("G-QUORUM", &format!("{path}.quorum"), message, hint);
        }
        let first = definition.intakes().next().is_some_and(|(step, _)| step.id == definition.steps[i].id);
        if first { self.first_intake(path, spec) } else { self.later_intake(definition, i, path, spec) }
    }

    fn first_intake(&mut self, path: &str, spec: &intake::Spec) {
        if spec.from.is_some() {
            let message = "the first intake is open to all".to_owned();
            let hint = "take `from` out; it says who may answer a later intake";
            self.error("G-FROM", &format!("{path}.from"), message, hint);
        }
        if !spec.form.is_empty() {
            let message = "the first intake asks for the file's own `form`".to_owned();
            let hint = "put the fields under `form` at the top of the file";
            self.error("G-FORM", &format!("{path}.form"), message, hint);
        }
        if spec.until.is_none() || spec.within.is_some() {
            let message = "the first intake ends with a date of the file".to_owned();
            self.error("C-UNTIL", path, message, "write `until:` with the name of a date, and no `within`");
        }
    }

    /// Days that are counted from the beginning of a step or from earlier letters.
    pub(super) fn counted_days(
        &mut self,
        definition: &Definition,
        i: usize,
        path: &str,
        within: &later::Within,
        code: &'static str,
    ) {
        if within.days == 0 || within.days > later::DAYS_MAX {
            let message = format!("a time of {} days", within.days);
            let hint = format!("write `days:` from 1 to {}", later::DAYS_MAX);
            self.error(code, &format!("{path}.within.days"), message, hint);
        }
        let before = definition.steps[..i].iter().filter(|step| kind(&step.does) == "letters");
        let mut before = before.map(|step| step.id.as_str());
        if let Some(letters) = &within.after
            && !before.clone().any(|id| id == letters)
        {
            let message = format!("`{letters}` is no letters step that comes before");
            let near = nearest(letters, &mut before);
            self.error(code, &format!("{path}.within.after"), message, near);
        }
        self.time_left(definition, i, path, within);
    }

    fn later_intake(&mut self, definition: &Definition, i: usize, path: &str, spec: &intake::Spec) {
        match &spec.from {
            None => {
                let message = "nothing says who may answer this later intake".to_owned();
                let hint = "write `from: {selected: …}` or `from: {admitted: …}` with an earlier step";
                self.error("G-FROM", path, message, hint);
            }
            Some(from) => self.from(definition, i, path, from),
        }
        if spec.carries() {
            self.carried(definition, i, path, spec);
        }
        match (&spec.until, &spec.within) {
            (None, None) if spec.carries() => {}
            (Some(_), None) => {}
            (None, Some(within)) => self.counted_days(definition, i, path, within, "C-UNTIL"),
            _ => {
                let message = "this intake ends at no time, or in two ways".to_owned();
                let hint = "write either `until:` with the name of a date or `within: {days: …}`";
                self.error("C-UNTIL", path, message, hint);
            }
        }
        if spec.quorum.is_some() {
            let message = "the keys that people hold are made once, for the first intake".to_owned();
            let hint = "take `quorum` out; until its deadline nobody reads a later intake either";
            self.error("G-QUORUM", &format!("{path}.quorum"), message, hint);
        }
    }

    /// An intake that asks for nothing: it has no end, and carries what was handed in to the stage right before it.
    fn carried(&mut self, definition: &Definition, i: usize, path: &str, spec: &intake::Spec) {
        if spec.until.is_some() || spec.within.is_some() || !spec.remind.is_empty() {
            let message = "this intake asks for nothing, and gives time to answer".to_owned();
            let hint = "give it a `form`, or take `until`, `within` and `remind` out: it begins at once with what was \
                        handed in before";
            self.error("G-FORM", path, message, hint);
        }
        let stages: Vec<_> = definition.stages().collect();
        let own = definition.stage_of(&definition.steps[i].id);
        let before = stages.iter().position(|stage| *stage == own).and_then(|place| place.checked_sub(1));
        let asked = spec.from.as_ref().and_then(|from| {
            definition
                .steps
                .iter()
                .any(|step| step.id == from.step())
                .then(|| definition.stage_of(from.step()))
        });
        if asked.is_some_and(|asked| before.is_some_and(|before| stages[before] != asked)) {
            let message = "who goes on is said by a step of an earlier stage than the one before".to_owned();
            let hint =
                "name a step of the stage right before this intake: what was handed in there is carried on";
            self.error("G-FROM", &format!("{path}.from"), message, hint);
        }
    }

    /// Days counted from letters run on while a window between them and the step is open: what is left is what there
    /// is to answer in.
    fn time_left(&mut self, definition: &Definition, i: usize, path: &str, within: &later::Within) {
        let Some(letters) = &within.after else { return };
        let Some(from) = definition.steps[..i].iter().position(|step| step.id == *letters) else { return };
        let windows = definition.steps[from..i].iter().filter_map(|step| match &step.does {
            StepSpec::Complaints(spec) => Some(spec.days),
            _ => None,
        });
        let waits: u32 = windows.sum();
        if waits == 0 {
            return;
        }
        let path = format!("{path}.within.days");
        let hint = format!("count the {waits} days of the complaint window in, or leave `after` out");
        let (span, lasts) = if within.working {
            // A week has five working days at most, so that they last longer than as many days; how much, holidays say.
            let lasts = within.days + 2 * (within.days.saturating_sub(1) / 5);
            (format!("the {} working days ({lasts} days or more)", within.days), lasts)
        } else {
            (format!("the {} days", within.days), within.days)
        };
        if lasts <= waits {
            let message = format!("{span} are over before the {waits} of the complaint window are");
            let severity = if within.working { Severity::Warning } else { Severity::Error };
            self.add(severity, "C-WITHIN", &path, message, hint);
        } else if lasts < waits.saturating_mul(2) {
            let left = lasts - waits;
            let message = format!("of {span}, {left} are left when the complaint window ends");
            self.add(Severity::Warning, "C-WITHIN", &path, message, hint);
        }
    }

    /// Who is asked: those who came through a step of the right kind that stands before.
    pub(super) fn from(&mut self, definition: &Definition, i: usize, path: &str, from: &later::From) {
        let wanted = match from {
            later::From::Admitted(_) => "screening",
            later::From::Selected(_) => "selection",
            later::From::Signed(_) => "mandate",
        };
        let before = definition.steps[..i].iter().filter(|step| kind(&step.does) == wanted);
        let mut names = before.map(|step| step.id.as_str());
        if !names.clone().any(|name| name == from.step()) {
            let message = format!("`{}` is no {wanted} that comes before", from.step());
            let near = nearest(from.step(), &mut names);
            self.error("G-FROM", &format!("{path}.from"), message, near);
        }
    }

    /// Each intake ends after the one before, as far as dates of the file say when.
    fn intake_dates(&mut self, definition: &Definition) {
        let ends = |spec: &intake::Spec| {
            let date = definition.dates.get(spec.until.as_ref()?)?;
            Some(procedure::resolve(definition, &date.at).ok()?.at)
        };
        let mut last = None;
        for (i, step) in definition.steps.iter().enumerate() {
            let StepSpec::Intake(spec) = &step.does else { continue };
            let Some(end) = ends(spec) else { continue };
            if last.is_some_and(|last| end <= last) {
                let message = "this intake does not end after the one before it".to_owned();
                let hint = "give it a later date of its own";
                self.error("C-UNTIL", &format!("steps[{i}].does.intake.until"), message, hint);
            }
            last = Some(end);
        }
    }
}
