//! The cure window: an applicant may mend named formal errors within a time that is the same for all.
//!
//! Source: 2014/24/EU art. 56(3) and udbudsloven § 159(5): information or documents that are missing or
//! wrong may be asked for, within a set time, with equal treatment and transparency.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Command, Event, State, pick};
use crate::engine::calendar::{Period, Unit};
use crate::engine::case::{Application, FileDigest, Version};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::refusal::Refusal;
use crate::engine::steps::{StepState, application, at_step, line, need, period_end, reasoned, taking_part};
use crate::engine::turn::Turn;
use crate::engine::workflow::form::{Content, examine};

/// Characters that the reason of a cure has at least: the applicant must know from it what to mend.
pub const REASON_CHARS_MIN: u32 = 20;

/// Days that a window lasts at most.
pub const DAYS_MAX: u32 = 60;

/// Hours that a window lasts at most.
pub const HOURS_MAX: u32 = 24 * DAYS_MAX;

/// What a workflow file says of the cure window of a screening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CureWindow")]
pub struct Spec {
    /// Fields of the form that can be mended; no other can.
    pub fields: Vec<String>,
    /// How long it lasts in days; it ends with the last of them. Either this or `hours`.
    pub days: Option<u32>,
    /// How long it lasts in hours. The hour of the asking is not counted, and the window ends with the last hour, to the
    /// microsecond (Regulation 1182/71 art. 3(1)). Either this or `days`.
    pub hours: Option<u32>,
    /// Whether the days are working days.
    #[serde(default)]
    pub working: bool,
}

/// What an application remembers of its cure window. It has one at most, also after a redo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cure {
    /// Short name of the screening.
    pub step: String,
    /// The fields that are at fault.
    pub fields: BTreeSet<String>,
    /// Why.
    pub reason: Digest,
    /// When it was asked for.
    pub asked_at: Instant,
    /// The last microsecond that is in time.
    pub until: Instant,
    /// When the cured version was handed in, if it was.
    pub cured_at: Option<Instant>,
}

/// What is at fault in one application, as it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The fields.
    pub fields: BTreeSet<String>,
    /// Why, for the applicant to read.
    pub reason: Prose,
}

impl Spec {
    /// How long the window is; nothing where the file does not say it in one way.
    pub const fn period(&self) -> Option<Period> {
        let (count, unit) = match (self.days, self.hours) {
            (Some(days), None) if days <= DAYS_MAX => {
                (days, if self.working { Unit::WorkingDays } else { Unit::Days })
            }
            (None, Some(hours)) if hours <= HOURS_MAX && !self.working => (hours, Unit::Hours),
            _ => return None,
        };
        if count == 0 { None } else { Some(Period::forward(count, unit)) }
    }
}

impl Cure {
    /// Whether the applicant can still hand in at `now`.
    pub fn open(&self, now: Instant) -> bool {
        self.cured_at.is_none() && now <= self.until
    }
}

/// When the window wants to be woken: right after its end.
pub fn wake_at(state: &State) -> Option<Instant> {
    state.cure.map(|until| until.plus_micros(1))
}

/// Ends the window. Who did not answer stands as before.
pub fn perform(turn: &mut Turn<'_>, track: &str) {
    turn.record_line(track, What::Screening(Event::CureEnded {}));
}

/// Until when a window is open in `track`, if one is.
pub fn open_until(turn: &Turn<'_>, track: &str, step: &str) -> Option<Instant> {
    match turn.case.procedure.state(track, step) {
        Some(StepState::Screening(state)) => state.cure,
        _ => None,
    }
}

/// Opens a window for all who are named, to one and the same instant.
pub(super) fn ask(
    turn: &mut Turn<'_>,
    actor: PersonId,
    track: &str,
    faults: &BTreeMap<ApplicationId, Fault>,
) -> Result<(), Refusal> {
    let (step, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need(&turn.case, actor, &spec.by, Some(track))?;
    let spec = spec.cure.as_ref().ok_or(Refusal::NoCure)?;
    if let Some(until) = open_until(turn, track, &step.id) {
        return Err(Refusal::CureOpen { until });
    }
    if faults.is_empty() {
        return Err(Refusal::unknown("application", ""));
    }
    let mut twice = Vec::new();
    for (id, fault) in faults {
        let found = taking_part(&turn.case, *id)?;
        if found.track != track {
            return Err(Refusal::unknown("application", id));
        }
        if !found.counts() {
            return Err(Refusal::NotSubmitted);
        }
        if found.cure.is_some() {
            twice.push(*id);
        }
        let form = turn.definition.form_of(track, found.stage.as_deref());
        let asked = |id: &String| form.iter().any(|field| field.id == *id);
        let foreign = fault.fields.iter().find(|field| !spec.fields.contains(field) || !asked(field));
        if let Some(field) = foreign {
            return Err(Refusal::OtherField { field: field.clone() });
        }
        if fault.fields.is_empty() {
            return Err(Refusal::unknown("field", ""));
        }
        reasoned(&id.code(), &fault.reason, REASON_CHARS_MIN)?;
    }
    if !twice.is_empty() {
        return Err(Refusal::CuredOnce { applications: twice });
    }
    let applications = left_out(turn, track, faults);
    if !applications.is_empty() {
        return Err(Refusal::LeftOut { applications });
    }
    let until = spec.period().and_then(|period| period_end(turn.definition, turn.now, period));
    let until = until.ok_or(Refusal::NoCure)?;
    turn.record_line(track, What::Screening(Event::CureOpened { until }));
    for (id, fault) in faults {
        let Some(found) = turn.case.applications.get(id) else { continue };
        let Some(submitted) = &found.submitted else { continue };
        // The applicant mends what was handed in, not a draft that came after it.
        let number = found.draft.number.saturating_add(1);
        let draft = Version { number, ..submitted.version.clone() };
        let (people, fields) = (found.people(), fault.fields.clone());
        let reason = turn.keep(&fault.reason);
        let step = step.id.clone();
        let asked = Event::CureAsked { step, fields, reason, until, draft };
        turn.record_application(*id, What::Screening(asked));
        turn.letters(&people, &LetterContent::CureAsked { application: *id });
    }
    Ok(())
}

/// Applications that lack a field which others are asked to mend, and are not asked themselves.
fn left_out(turn: &Turn<'_>, track: &str, faults: &BTreeMap<ApplicationId, Fault>) -> Vec<ApplicationId> {
    let named: BTreeSet<_> = faults.values().flat_map(|fault| &fault.fields).collect();
    turn.case
        .counting(track)
        .filter(|application| application.cure.is_none())
        .filter(|application| {
            let asked = faults.get(&application.id);
            let problems = application.submitted.iter().flat_map(|s| &s.version.problems);
            problems
                .filter(|problem| named.contains(&problem.field))
                .any(|problem| asked.is_none_or(|fault| !fault.fields.contains(&problem.field)))
        })
        .map(|application| application.id)
        .collect()
}

/// The application and its window, for one of its members, in time; a late try goes on the record.
fn in_time(
    turn: &mut Turn<'_>,
    actor: PersonId,
    command: &Command,
    id: ApplicationId,
) -> Result<(Application, Cure), Refusal> {
    let found = application(&turn.case, id)?;
    // Who has no part in it learns nothing about it.
    if !found.has_member(actor) {
        return Err(Refusal::unknown("application", id));
    }
    let found = found.clone();
    let cure = found.cure.clone().ok_or(Refusal::NoCure)?;
    if turn.now > cure.until {
        let verb = command.name().to_owned();
        turn.record_application(id, What::Screening(Event::TriedLate { verb }));
        return Err(Refusal::Closed { step: cure.step, closed_at: cure.until, tried_at: turn.now });
    }
    if let Some(outcome) = line(&turn.case, &found.track)?.outcome {
        return Err(Refusal::Ended { outcome });
    }
    if cure.cured_at.is_some() {
        return Err(Refusal::Already);
    }
    Ok((found, cure))
}

/// Saves what is mended so far. Only the fields that were named may differ from what was handed in.
pub(super) fn save(
    turn: &mut Turn<'_>,
    actor: PersonId,
    command: &Command,
    (id, seen): (ApplicationId, u32),
    (before, kept): (&Prose, &Prose),
) -> Result<(), Refusal> {
    let (found, cure) = in_time(turn, actor, command, id)?;
    if seen != found.draft.number {
        return Err(Refusal::Stale { current: found.draft.number });
    }
    let submitted = found.submitted.as_ref().ok_or(Refusal::NotSubmitted)?;
    // The texts themselves are read here, so that what is compared is what the digests stand for.
    let read = |prose: &Prose| serde_json::from_str::<Content>(prose.body()).ok();
    let old = read(before).filter(|_| before.digest() == submitted.version.content);
    let old = old.ok_or(Refusal::Stale { current: found.draft.number })?;
    let content = read(kept).ok_or_else(|| Refusal::unknown("content", ""))?;
    let names: BTreeSet<_> = old.answers.keys().chain(content.answers.keys()).collect();
    let other = names.into_iter().find(|field| {
        !cure.fields.contains(*field) && old.answers.get(*field) != content.answers.get(*field)
    });
    if let Some(field) = other {
        return Err(Refusal::OtherField { field: field.clone() });
    }
    let version = Version {
        number: found.draft.number.saturating_add(1),
        saved_at: turn.now,
        content: turn.keep_contents(id, kept),
        problems: examine(turn.definition.form_of(&found.track, found.stage.as_deref()), &content),
        files: FileDigest::of(&content),
    };
    turn.record_application(id, What::Screening(Event::CureSaved(version)));
    Ok(())
}

/// Hands the mended version in: it is what counts from now on. What was handed in before stays kept.
pub(super) fn hand_in(
    turn: &mut Turn<'_>,
    actor: PersonId,
    command: &Command,
    id: ApplicationId,
) -> Result<(), Refusal> {
    let (found, _) = in_time(turn, actor, command, id)?;
    if !found.is_led_by(actor) {
        return Err(Refusal::NotAllowed { needs: Vec::new() });
    }
    let submitted = found.submitted.as_ref().ok_or(Refusal::NotSubmitted)?;
    if submitted.version.content == found.draft.content {
        return Err(Refusal::Unchanged);
    }
    let version = found.draft.clone();
    turn.record_application(id, What::Screening(Event::Cured(version)));
    turn.letters(&found.people(), &LetterContent::CureReceived { application: id });
    Ok(())
}
