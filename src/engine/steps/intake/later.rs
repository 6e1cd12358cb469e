//! A later intake: who may answer it, until when, and how it begins.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Event, Spec, at_stage, committed};
use crate::engine::calendar::{Period, Unit};
use crate::engine::case::{Case, LineOutcome, NamedDate, Procedure, Version};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::procedure;
use crate::engine::steps::{ApplicationState, StepState, mandate, period_end, skip_stage};
use crate::engine::turn::Turn;
use crate::engine::workflow::definition::{Definition, StepSpec};
use crate::engine::workflow::form::{Content, examine};

/// Days that an intake is open for at most.
pub const DAYS_MAX: u32 = 366;

/// Who may answer a later intake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "IntakeFrom")]
pub enum From {
    /// Those who were admitted by an earlier screening: its short name.
    Admitted(String),
    /// Those who were chosen in an earlier selection: its short name.
    Selected(String),
    /// Those whose mandate was signed in an earlier step: its short name.
    Signed(String),
}

/// Whether the members of an application may change in a later intake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "IntakeMembers")]
pub enum Members {
    /// They stay as they were chosen.
    Keep,
    /// The lead may invite and take out members until the intake ends, as in the first one. So do two who merge: one of
    /// them takes in the people of the other, who hands nothing in.
    MayChange,
}

/// How long a later intake is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "IntakeWithin")]
pub struct Within {
    /// How many days; it ends with the last of them.
    pub days: u32,
    /// Whether the days are working days.
    #[serde(default)]
    pub working: bool,
    /// Short name of an earlier letters step from whose release it is counted; without it, it is counted from the
    /// instant at which the intake opens.
    pub after: Option<String>,
}

impl From {
    /// The step that says who may answer.
    pub fn step(&self) -> &str {
        match self {
            Self::Admitted(step) | Self::Selected(step) | Self::Signed(step) => step,
        }
    }
}

impl Within {
    /// How long it is.
    pub const fn period(&self) -> Period {
        Period::forward(self.days, if self.working { Unit::WorkingDays } else { Unit::Days })
    }
}

/// The name of the date that one track alone has for a later intake: no date of a file can be called so.
pub fn own_date(step: &str, track: &str) -> String {
    format!("{step}.{track}")
}

/// The intake and the track whose own date is called `name`.
pub fn of_date<'d>(definition: &'d Definition, name: &str) -> Option<(&'d str, &'d Spec, &'d str)> {
    let (step, track) = name.split_once('.')?;
    let (step, spec) = definition.intakes().skip(1).find(|(later, _)| later.id == step)?;
    Some((&step.id, spec, &definition.track(track)?.id))
}

/// The name of the date that ends the intake `step` in `track`: the track's own where it has one.
pub fn date_name<'s>(procedure: &Procedure, (step, spec): (&str, &'s Spec), track: &str) -> Cow<'s, str> {
    let own = own_date(step, track);
    match &spec.until {
        Some(name) if !procedure.dates.contains_key(&own) => Cow::Borrowed(name),
        _ => Cow::Owned(own),
    }
}

/// The date that ends the intake `step` in `track`, as it stands now.
pub fn date<'p>(procedure: &'p Procedure, intake: (&str, &Spec), track: &str) -> Option<&'p NamedDate> {
    procedure.dates.get(date_name(procedure, intake, track).as_ref())
}

/// The last microsecond that is in time in the stage that `track` is in.
pub fn closes_at(definition: &Definition, procedure: &Procedure, track: &str) -> Option<Instant> {
    let stage = procedure.lines.get(track).and_then(|line| line.stage.as_deref());
    closes_in(definition, procedure, track, stage)
}

/// The last microsecond that is in time in `stage` of `track`; of the one before it where it asks for nothing.
pub fn closes_in(
    definition: &Definition,
    procedure: &Procedure,
    track: &str,
    stage: Option<&str>,
) -> Option<Instant> {
    Some(date(procedure, at_stage(definition, definition.stage_with_form(stage))?, track)?.at)
}

/// Whether the intake `step` waits in `track` for a date that is still to come: the track came to it after its date.
/// Time alone never closes what nobody could answer; the owner moves the date.
pub fn waits_for_date(procedure: &Procedure, intake: (&str, &Spec), track: &str) -> bool {
    let line = procedure.lines.get(track);
    intake.1.from.is_some()
        && !intake.1.carries()
        && line.is_some_and(|line| {
            line.step == intake.0
                && date(procedure, intake, track).is_none_or(|date| date.at < line.entered_at)
        })
}

/// Who may answer a later intake of `track`, as the case stands.
pub fn invited(definition: &Definition, case: &Case, track: &str, spec: &Spec) -> Vec<ApplicationId> {
    spec.from.as_ref().map(|from| those(definition, case, track, from)).unwrap_or_default()
}

/// Those of `track` who came through the step that `from` names, as the case stands.
pub fn those(definition: &Definition, case: &Case, track: &str, from: &From) -> Vec<ApplicationId> {
    let own = || case.applications.values().filter(|application| application.track == track);
    match from {
        From::Selected(step) => match case.procedure.state(track, step) {
            Some(StepState::Selection(state)) => {
                own().map(|a| a.id).filter(|id| state.chosen_and_told(*id)).collect()
            }
            _ => Vec::new(),
        },
        From::Admitted(step) => {
            let stage = definition.stage_of(step);
            let admitted = |states: Option<&ApplicationState>| matches!(states, Some(ApplicationState::Screening(finding)) if finding.admitted == Some(true));
            own()
                .filter_map(|application| application.as_of(stage))
                .filter(|application| application.counts() && admitted(application.states.get(step)))
                .map(|application| application.id)
                .collect()
        }
        From::Signed(step) => mandate::signed(&case.procedure, track, step),
    }
}

/// Opens a later intake for those who may answer it; where nobody may, the track goes on without it.
pub fn entered(turn: &mut Turn<'_>, track: &str, step: &str, spec: &Spec) {
    let definition = turn.definition;
    let invited = invited(definition, &turn.case, track, spec);
    if invited.is_empty() {
        skip_stage(turn, track, LineOutcome::NoneSuitable);
        return;
    }
    if let Some(within) = &spec.within {
        set_date(turn, track, step, within);
    }
    if spec.carries() {
        carry(turn, track, step, &invited);
        return;
    }
    let dated = !waits_for_date(&turn.case.procedure, (step, spec), track);
    let closes_at = date(&turn.case.procedure, (step, spec), track).map(|date| date.at).filter(|_| dated);
    for application in invited {
        let Some(found) = turn.case.applications.get(&application) else { continue };
        let (number, people) = (found.draft.number.saturating_add(1), found.people());
        // An empty form says nothing that a drawn salt would have to hide; this one keeps forms of two apart.
        let digest = Digest::of(&[application.uuid().as_bytes(), step.as_bytes()]);
        let salt = digest.bytes().first_chunk().copied().unwrap_or_default();
        let version = Version {
            number,
            saved_at: turn.now,
            content: turn.keep_contents(application, &Prose::new(salt, "{}")),
            problems: examine(definition.form_of(track, Some(step)), &Content::default()),
            files: Vec::new(),
        };
        let began = Event::StageBegan { stage: step.to_owned(), version, carried: false };
        turn.record_application(application, What::Intake(began));
        turn.letters(&people, &LetterContent::StageInvitation { application, closes_at });
    }
}

/// Takes those who are asked on into a stage that asks for nothing, with what they handed in before: there is nothing to
/// wait for, and whoever may open it begins it.
fn carry(turn: &mut Turn<'_>, track: &str, step: &str, invited: &[ApplicationId]) {
    for &application in invited {
        let Some(found) = turn.case.applications.get(&application) else { continue };
        let (Some(submitted), people) = (&found.submitted, found.people()) else { continue };
        let began =
            Event::StageBegan { stage: step.to_owned(), version: submitted.version.clone(), carried: true };
        turn.record_application(application, What::Intake(began));
        turn.letters(&people, &LetterContent::StageInvitation { application, closes_at: None });
    }
    let (count, commitment) = committed(&turn.case, track);
    turn.record_line(track, What::Intake(Event::Closed { count, commitment }));
}

/// Who is asked in `line`: those of whom the file speaks, or all who count in the stage.
pub fn asked(definition: &Definition, case: &Case, line: &str, from: Option<&From>) -> Vec<ApplicationId> {
    match from {
        Some(from) => those(definition, case, line, from),
        None => case.counting(line).map(|application| application.id).collect(),
    }
}

/// From when days are counted: the release of the letters that the file names, or now.
pub fn counted_from(turn: &Turn<'_>, track: &str, within: &Within) -> Instant {
    let line = turn.case.procedure.lines.get(track);
    let released = within.after.as_ref().and_then(|letters| match line?.states.get(letters)? {
        StepState::Letters(state) => state.released_at,
        _ => None,
    });
    released.unwrap_or(turn.now)
}

/// Counts the date of a track from what it is counted from, and puts it on the record.
fn set_date(turn: &mut Turn<'_>, track: &str, step: &str, within: &Within) {
    let from = counted_from(turn, track, within);
    // The file was checked: a period that cannot be counted leaves the date to the owner.
    let end = period_end(turn.definition, from, within.period());
    let Some(to) = end.and_then(|at| procedure::whole_day(turn.definition, at)) else { return };
    turn.record_procedure(procedure::Event::DateSet { date: own_date(step, track), to });
}

/// The intakes that end with the date called `name`, each with the track where it is one track's own.
pub fn ended_by<'d>(
    definition: &'d Definition,
    name: &'d str,
) -> impl Iterator<Item = (&'d str, Option<&'d str>)> {
    let own = of_date(definition, name).map(|(step, _, track)| (step, Some(track)));
    let all = definition.steps.iter().filter_map(move |step| match &step.does {
        StepSpec::Intake(spec) if spec.until.as_deref() == Some(name) => Some((step.id.as_str(), None)),
        _ => None,
    });
    all.chain(own)
}
