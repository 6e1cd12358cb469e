//! Screening: exclusion grounds, suitability minimums and formalities, before any comparison.

pub mod cure;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::cure::{Cure, Fault};
use super::envelope::Envelope;
use super::{ApplicationState, application, at_step, need, reasoned, taking_part};
use crate::engine::case::{Application, Cured, Declared, LineOutcome, Version};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::refusal::{Refusal, Waiting};
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Definition, FieldKind, Role, StepSpec, Words};
use crate::engine::workflow::facts::{self, Fact, Facts};
use crate::engine::workflow::tracks::concerns;

/// Characters that a reason for "not met" has at least: it is read by the one who is turned away.
pub const REASON_CHARS_MIN: u32 = 10;

/// What a workflow file says of a screening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ScreeningStep")]
pub struct Spec {
    /// Who may screen.
    pub by: Vec<Role>,
    /// What is checked; one that is not met keeps an application out of the comparison.
    pub checks: Vec<Check>,
    /// Formal errors that applicants may mend, and how long they have for it; nobody may where it is absent.
    pub cure: Option<cure::Spec>,
}

impl Spec {
    /// The checks that are examined in `track`.
    pub fn checks_of<'a>(&'a self, track: &'a str) -> impl Iterator<Item = &'a Check> {
        self.checks.iter().filter(move |check| concerns(check.tracks.as_deref(), track))
    }
}

/// What a track remembers of its screening; what is found is remembered by each application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The last microsecond of the cure window that is open, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cure: Option<Instant>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Short name; an eForms code such as `exg-crim-part` or `slc-stand-to-gen` where one exists.
    pub id: String,
    /// What is checked.
    pub title: Words,
    /// Which group it belongs to.
    pub group: CheckGroup,
    /// Short names of the tracks in which it is examined; in all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracks: Option<Vec<String>>,
    /// Field of the form in which the applicant declares it, if any.
    pub field: Option<String>,
    /// Smallest verified number that meets it, where it is a number.
    pub min: Option<Exact>,
    /// Whether what is verified here stands in the place of what the field declares, in what models read. Of rows, it
    /// says which were verified: `item.verified`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub verifies: bool,
}

/// Which group a check belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckGroup {
    /// Exclusion ground (2014/24/EU art. 57): met when it does not apply.
    Exclusion,
    /// Suitability minimum (2014/24/EU art. 58).
    Suitability,
    /// Formal requirement.
    Formality,
}

/// What the screening found about one application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Verdicts by check.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Whether it takes part in the comparison; settled once every check has a verdict.
    pub admitted: Option<bool>,
    /// When it was last changed.
    pub at: Instant,
}

/// The verdict of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether it is met.
    pub met: bool,
    /// The verified number, where the check has one.
    pub verified: Option<Exact>,
    /// What was verified in the place of a declaration that is no number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Fact>,
    /// Why it is not met, or a remark.
    pub reason: Option<Digest>,
}

/// One verdict as it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenVerdict {
    /// Whether the check is met.
    pub met: bool,
    /// The verified number.
    pub verified: Option<Exact>,
    /// What was verified, where the field is no number.
    pub found: Option<Fact>,
    /// Why.
    pub reason: Option<Prose>,
}

/// What can be wanted of a screening.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Give verdicts on one application; earlier ones of the same checks are replaced.
    Screen {
        /// Which application.
        application: ApplicationId,
        /// Verdicts by check.
        verdicts: BTreeMap<String, GivenVerdict>,
    },
    /// Every application has been screened; go on.
    Finish {
        /// In which track.
        track: String,
    },
    /// Open a cure window.
    AskCure {
        /// In which track.
        track: String,
        /// What is at fault, by application.
        faults: BTreeMap<ApplicationId, Fault>,
    },
    /// Save what is mended so far.
    SaveCure {
        /// Which application.
        application: ApplicationId,
        /// Version that the writer had before them; another one is refused as stale.
        seen: u32,
        /// What was handed in, as it is kept.
        before: Prose,
        /// The contents now, as the text that is kept.
        kept: Prose,
    },
    /// Hand in what is mended.
    HandInCure {
        /// Which application.
        application: ApplicationId,
    },
}

/// What happened in a screening.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Verdicts were given.
    Screened {
        /// Short name of the step.
        step: String,
        /// Verdicts by check.
        verdicts: BTreeMap<String, Verdict>,
        /// Whether the application is admitted, once every check has a verdict.
        admitted: Option<bool>,
    },
    /// The screening of the track is over.
    Finished {
        /// How many are admitted.
        admitted: u32,
        /// How many are excluded.
        excluded: u32,
    },
    /// In the track's stream: a cure window was opened.
    CureOpened {
        /// The last microsecond that is in time, for all who are asked.
        until: Instant,
    },
    /// In an application's stream: the applicant was asked to mend what is at fault.
    CureAsked {
        /// Short name of the step.
        step: String,
        /// The fields that are at fault.
        fields: BTreeSet<String>,
        /// Why.
        reason: Digest,
        /// The last microsecond that is in time.
        until: Instant,
        /// The draft that the applicant begins with: what was handed in.
        draft: Version,
    },
    /// What is mended so far was saved.
    CureSaved(Version),
    /// The mended version was handed in: it counts from now on.
    Cured(Version),
    /// Something was tried after the end of the window; it changed nothing.
    TriedLate {
        /// What was tried.
        verb: String,
    },
    /// The cure window is over.
    CureEnded {},
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Screen { application, .. }
            | Self::SaveCure { application, .. }
            | Self::HandInCure { application } => Scope::Application(*application),
            // That all are treated alike is seen in all of them.
            Self::AskCure { track, .. } => Scope::Track(track.clone()),
            // With nobody admitted and no letters in the file the track ends, which a joint step hears.
            Self::Finish { .. } => Scope::Everything,
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Screen { .. } => "screen",
            Self::Finish { .. } => "finish",
            Self::AskCure { .. } => "ask_cure",
            Self::SaveCure { .. } => "save_cure",
            Self::HandInCure { .. } => "hand_in_cure",
        }
    }
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Screening(spec) => Some(spec),
        _ => None,
    }
}

/// What the screenings found about `application`, with the step of each.
pub fn findings(application: &Application) -> impl Iterator<Item = (&str, &Finding)> {
    application.states.iter().filter_map(|(step, state)| match state {
        ApplicationState::Screening(finding) => Some((step.as_str(), finding)),
        _ => None,
    })
}

/// The findings of every stage that `application` went through, the present one last.
pub fn all_findings(application: &Application) -> impl Iterator<Item = &Finding> {
    let earlier = application.earlier.iter().flat_map(|passed| passed.states.values());
    earlier.chain(application.states.values()).filter_map(|state| match state {
        ApplicationState::Screening(finding) => Some(finding),
        _ => None,
    })
}

/// Whether `application` takes part in the comparison of its stage: it counts, and no screening of that keeps it out.
pub fn admitted(definition: &Definition, application: &Application) -> bool {
    let stage = application.stage.as_deref();
    let track = application.track.as_str();
    let screenings = definition.steps_of_in(track, stage).filter(|step| pick(&step.does).is_some()).count();
    let passed = findings(application).filter(|(_, f)| f.admitted == Some(true)).count();
    application.counts() && passed == screenings
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Screen { application: id, verdicts } => screen(turn, actor, *id, verdicts),
        Command::Finish { track } => finish(turn, actor, track),
        Command::AskCure { track, faults } => cure::ask(turn, actor, track, faults),
        Command::SaveCure { application, seen, before, kept } => {
            cure::save(turn, actor, command, (*application, *seen), (before, kept))
        }
        Command::HandInCure { application } => cure::hand_in(turn, actor, command, *application),
    }
}

fn screen(
    turn: &mut Turn<'_>,
    actor: PersonId,
    id: ApplicationId,
    given: &BTreeMap<String, GivenVerdict>,
) -> Result<(), Refusal> {
    let found = application(&turn.case, id)?;
    let (step, spec) = at_step(turn.definition, &turn.case, &found.track, pick)?;
    need(&turn.case, actor, &spec.by, Some(&found.track))?;
    let found = taking_part(&turn.case, id)?;
    if !found.counts() {
        return Err(Refusal::NotSubmitted);
    }
    for (id, verdict) in given {
        let check = spec.checks_of(&found.track).find(|check| check.id == *id);
        let check = check.ok_or_else(|| Refusal::unknown("check", id))?;
        if !verdict.met {
            let none = Prose::new([0; 16], "");
            reasoned(id, verdict.reason.as_ref().unwrap_or(&none), REASON_CHARS_MIN)?;
        }
        if check.verifies && (verdict.met || verdict.found.is_some()) {
            verified_instead(turn.definition, found, check, verdict)?;
        }
        if let Some(min) = &check.min {
            let Some(verified) = &verdict.verified else {
                return Err(Refusal::Mismatch { of: id.clone() });
            };
            // The verdict follows from the figure; one that contradicts it is a slip of the hand.
            if (verified >= min) != verdict.met {
                return Err(Refusal::Mismatch { of: id.clone() });
            }
        }
    }
    let mut all = match found.states.get(&step.id) {
        Some(ApplicationState::Screening(finding)) => finding.verdicts.clone(),
        _ => BTreeMap::new(),
    };
    let track = found.track.clone();
    let mut verdicts = BTreeMap::new();
    for (id, verdict) in given {
        let kept = Verdict {
            met: verdict.met,
            verified: verdict.verified.clone(),
            found: verdict.found.clone(),
            reason: verdict.reason.as_ref().filter(|r| r.chars() > 0).map(|r| turn.keep(r)),
        };
        verdicts.insert(id.clone(), kept.clone());
        all.insert(id.clone(), kept);
    }
    let complete = spec.checks_of(&track).all(|check| all.contains_key(&check.id));
    let admitted = complete.then(|| all.values().all(|verdict| verdict.met));
    let step = step.id.clone();
    turn.record_application(id, What::Screening(Event::Screened { step, verdicts, admitted }));
    Ok(())
}

/// Refuses a verdict of a check that verifies a field and does not say what was found there, or says something else
/// than was declared without a reason.
fn verified_instead(
    definition: &Definition,
    application: &Application,
    check: &Check,
    verdict: &GivenVerdict,
) -> Result<(), Refusal> {
    let mismatch = || Refusal::Mismatch { of: check.id.clone() };
    let field = check.field.as_ref().and_then(|id| definition.field(id)).ok_or_else(mismatch)?;
    let name = facts::name(&field.id);
    let declared = application.declared.as_ref().and_then(|declared| declared.facts.get(&name));
    let found = match &verdict.verified {
        Some(number) if matches!(field.takes, FieldKind::Number { .. }) => Some(Fact::Number(number.clone())),
        _ => verdict.found.clone(),
    };
    let found = found.ok_or_else(mismatch)?;
    let differs = match (&found, declared) {
        (Fact::Counted(rows), Some(Fact::Rows(declared))) => {
            let count = u32::try_from(declared.len()).unwrap_or(u32::MAX);
            if rows.iter().any(|row| *row == 0 || *row > count) {
                return Err(mismatch());
            }
            rows.len() < declared.len()
        }
        // Nothing was declared, so there are no rows that could be verified.
        (Fact::Counted(rows), _) if rows.is_empty() => false,
        (Fact::Counted(_), _) => return Err(mismatch()),
        _ if !facts::is_of(&field.takes, &found) => return Err(mismatch()),
        _ => declared != Some(&found),
    };
    if differs {
        let none = Prose::new([0; 16], "");
        reasoned(&check.id, verdict.reason.as_ref().unwrap_or(&none), REASON_CHARS_MIN)?;
    }
    Ok(())
}

/// What `application` declares, with what was verified in its place: in its stage and those before.
pub fn known(definition: &Definition, application: &Application) -> Facts {
    let mut known = Facts::new();
    for passed in &application.earlier {
        known_in(definition, passed.declared.as_ref(), &passed.states, &mut known);
    }
    known_in(definition, application.declared.as_ref(), &application.states, &mut known);
    known
}

fn known_in(
    definition: &Definition,
    declared: Option<&Declared>,
    states: &BTreeMap<String, ApplicationState>,
    known: &mut Facts,
) {
    known.extend(declared.map(|declared| declared.facts.clone()).unwrap_or_default());
    for state in states.values() {
        if let ApplicationState::Envelope(Envelope { declared: Some(declared), .. }) = state {
            known.extend(declared.facts.clone());
        }
    }
    for step in &definition.steps {
        let (Some(spec), Some(ApplicationState::Screening(finding))) =
            (pick(&step.does), states.get(&step.id))
        else {
            continue;
        };
        for check in spec.checks.iter().filter(|check| check.verifies) {
            let (Some(field), Some(verdict)) = (&check.field, finding.verdicts.get(&check.id)) else {
                continue;
            };
            let name = facts::name(field);
            let number = verdict.verified.clone().map(Fact::Number);
            match (verdict.found.clone().or(number), known.get(&name)) {
                (Some(Fact::Counted(rows)), Some(declared)) => {
                    known.insert(name, declared.with_verified(&rows));
                }
                (Some(Fact::Counted(_)) | None, _) => {}
                (Some(found), _) => {
                    known.insert(name, found);
                }
            }
        }
    }
}

fn finish(turn: &mut Turn<'_>, actor: PersonId, track: &str) -> Result<(), Refusal> {
    let (step, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need(&turn.case, actor, &spec.by, Some(track))?;
    if let Some(until) = cure::open_until(turn, track, &step.id) {
        return Err(Refusal::CureOpen { until });
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let verdict_of = |a: &Application| match a.states.get(&step.id) {
        Some(ApplicationState::Screening(finding)) => finding.clone(),
        _ => Finding::default(),
    };
    let waiting: Vec<_> = turn
        .case
        .counting(track)
        .filter_map(|a| {
            let finding = verdict_of(a);
            finding.admitted.is_none().then(|| Waiting {
                application: a.id,
                have: count(finding.verdicts.len()),
                need: count(spec.checks_of(track).count()),
            })
        })
        .collect();
    if !waiting.is_empty() {
        return Err(Refusal::Unfinished { waiting });
    }
    let admitted = count(turn.case.counting(track).filter(|a| verdict_of(a).admitted == Some(true)).count());
    let excluded = count(turn.case.counting(track).count()) - admitted;
    turn.record_line(track, What::Screening(Event::Finished { admitted, excluded }));
    if admitted == 0 {
        // There is nothing to compare, but those excluded still get their reasons, with all letters.
        super::skip_to_letters(turn, track, LineOutcome::NoneSuitable);
    } else {
        super::advance(turn, track);
    }
    Ok(())
}

/// Folds an event of an application's stream.
pub fn apply_application(application: &mut Application, at: Instant, event: &Event) {
    match event {
        Event::Screened { step, verdicts, admitted } => {
            let state = application
                .states
                .entry(step.clone())
                .or_insert_with(|| ApplicationState::Screening(Finding::default()));
            if let ApplicationState::Screening(finding) = state {
                finding.verdicts.extend(verdicts.clone());
                finding.admitted = *admitted;
                finding.at = at;
            }
        }
        Event::CureAsked { step, fields, reason, until, draft } => {
            application.draft = draft.clone();
            application.cure = Some(Cure {
                step: step.clone(),
                fields: fields.clone(),
                reason: *reason,
                asked_at: at,
                until: *until,
                cured_at: None,
            });
        }
        Event::CureSaved(version) => application.draft = version.clone(),
        Event::Cured(version) => {
            if let Some(submitted) = &mut application.submitted {
                let original = std::mem::replace(&mut submitted.version, version.clone());
                submitted.cured = Some(Cured { at, original });
            }
            if let Some(cure) = &mut application.cure {
                cure.cured_at = Some(at);
                // What was found before was found of another version: whoever screens looks again.
                if let Some(ApplicationState::Screening(finding)) = application.states.get_mut(&cure.step) {
                    finding.admitted = None;
                }
            }
        }
        Event::Finished { .. } | Event::CureOpened { .. } | Event::TriedLate { .. } | Event::CureEnded {} => {
        }
    }
}

/// Folds an event of a track's stream.
pub const fn apply_line(state: &mut State, event: &Event) {
    match event {
        Event::CureOpened { until } => state.cure = Some(*until),
        Event::CureEnded {} => state.cure = None,
        _ => {}
    }
}
