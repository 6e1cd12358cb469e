//! Scoring: evaluators judge, each on their own, blind to each other.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApplicationState, StepState, application, at_step, model, need, period_end, screening};
use crate::engine::calendar::{Period, Unit};
use crate::engine::case::{Application, Case, Procedure};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::refusal::{Refusal, Waiting};
use crate::engine::select;
use crate::engine::select::outcome::IssueCode;
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Definition, Role, StepDefinition, StepSpec};

/// What a workflow file says of a scoring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ScoringStep")]
pub struct Spec {
    /// Name of the model of selection whose judged criteria are scored.
    pub model: String,
    /// Locked sheets that an application needs at least, conflicts taken out.
    pub evaluators_min: u32,
    /// Characters that the reason for a score has at least.
    pub reason_chars_min: u32,
    /// Whether evaluators are kept from knowing who applies.
    pub blind: bool,
    /// The panel that judges, by its short name; where absent, every evaluator of the track who sits on no panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<String>,
    /// By when the panel means to be done. It is a target: whoever has not locked every sheet is reminded, and nothing
    /// is refused afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
}

/// By when a panel means to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ScoringTarget")]
pub struct Target {
    /// Days from the one on which the track comes to the scoring; the last one counts to its end.
    pub days: u32,
    /// Whole days before that at which who has not locked every sheet is reminded. Who has not when the days are over
    /// is reminded then too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_days_before: Option<u32>,
}

/// What a track remembers of its scoring: what is judged is remembered by each application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// When those who had not locked every sheet were reminded last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded: Option<Instant>,
}

/// Days that a target has at most.
pub const TARGET_DAYS_MAX: u32 = 366;

impl Spec {
    /// Whether `person` holds `role` on the panel that judges here.
    pub fn seats(&self, procedure: &Procedure, person: PersonId, role: Role, track: &str) -> bool {
        procedure.sits(person, role, track, self.panel.as_deref())
    }

    /// Those who hold `role` on the panel that judges here.
    pub fn panelists<'a>(
        &'a self,
        procedure: &'a Procedure,
        role: Role,
        track: &'a str,
    ) -> impl Iterator<Item = PersonId> + 'a {
        procedure.sitting(role, track, self.panel.as_deref())
    }
}

/// What the evaluators said of one application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    /// Declared interests by evaluator.
    pub interests: BTreeMap<PersonId, Interest>,
    /// Sheets by evaluator.
    pub sheets: BTreeMap<PersonId, Sheet>,
}

/// A declaration of interests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interest {
    /// When.
    pub at: Instant,
    /// Whether there is a tie that keeps the evaluator away.
    pub tie: bool,
    /// What it is.
    pub reason: Option<Digest>,
}

/// One evaluator's sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Marks by criterion.
    pub marks: BTreeMap<String, Mark>,
    /// When it was locked.
    pub locked_at: Option<Instant>,
}

/// Points for one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Points on the criterion's scale.
    pub points: Exact,
    /// Why.
    pub reason: Option<Digest>,
    /// Characters of the reason: the journal knows the text by its digest only.
    pub reason_chars: u32,
}

/// A mark as it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenMark {
    /// Points on the criterion's scale.
    pub points: Exact,
    /// Why; may be short or absent until the sheet is locked.
    pub reason: Option<Prose>,
}

/// What can be wanted of a scoring.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Declare whether there is a tie to those who apply.
    Declare {
        /// Which application.
        application: ApplicationId,
        /// Whether there is one.
        tie: bool,
        /// What it is.
        reason: Option<Prose>,
    },
    /// Give marks; earlier ones of the same criteria are replaced.
    Score {
        /// Which application.
        application: ApplicationId,
        /// Marks by criterion.
        marks: BTreeMap<String, GivenMark>,
    },
    /// Lock one's own sheet for good.
    Lock {
        /// Which application.
        application: ApplicationId,
    },
    /// Every application has enough locked sheets; go on.
    Finish {
        /// In which track.
        track: String,
    },
}

/// What happened in a scoring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// An interest was declared.
    Declared {
        /// Short name of the step.
        step: String,
        /// Whether there is a tie.
        tie: bool,
        /// What it is.
        reason: Option<Digest>,
    },
    /// Marks were given.
    Scored {
        /// Short name of the step.
        step: String,
        /// Marks by criterion.
        marks: BTreeMap<String, Mark>,
    },
    /// A sheet was locked.
    Locked {
        /// Short name of the step.
        step: String,
    },
    /// Those who had not locked every sheet were reminded.
    Reminded {},
    /// The scoring of the track is over.
    Finished {},
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Declare { application, .. }
            | Self::Score { application, .. }
            | Self::Lock { application } => Scope::Application(*application),
            Self::Finish { track } => Scope::Track(track.clone()),
        }
    }
}

/// What a scoring step says.
pub fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Scoring(spec) => Some(spec),
        _ => None,
    }
}

/// The scoring of `track` in a stage, with its rules.
pub fn of<'d>(
    definition: &'d Definition,
    track: &str,
    stage: Option<&str>,
) -> Option<(&'d StepDefinition, &'d Spec)> {
    definition.steps_of_in(track, stage).find_map(|step| Some((step, pick(&step.does)?)))
}

/// What was said of `application` in `step`.
pub fn panel<'a>(application: &'a Application, step: &str) -> Option<&'a Panel> {
    match application.states.get(step)? {
        ApplicationState::Scoring(panel) => Some(panel),
        _ => None,
    }
}

/// The sheets of `application` in `step` that are locked and whose writers declared no tie.
pub fn locked<'a>(
    application: &'a Application,
    step: &str,
) -> impl Iterator<Item = (PersonId, &'a Sheet)> + use<'a> {
    panel(application, step).into_iter().flat_map(|panel| {
        panel.sheets.iter().filter_map(|(person, sheet)| {
            let free = panel.interests.get(person).is_some_and(|interest| !interest.tie);
            (free && sheet.locked_at.is_some()).then_some((*person, sheet))
        })
    })
}

/// The last microsecond of the days in which the panel of `track` means to be done, where the file says so.
pub fn target(definition: &Definition, procedure: &Procedure, track: &str) -> Option<Instant> {
    let line = procedure.lines.get(track)?;
    let spec = pick(&definition.step(&line.step)?.does)?;
    period_end(definition, line.entered_at, Period::forward(spec.target?.days, Unit::Days))
}

/// When it wants to be woken: to remind before the target, and as that is over.
pub fn wake_at(definition: &Definition, procedure: &Procedure, track: &str) -> Option<Instant> {
    let line = procedure.lines.get(track)?;
    let spec = pick(&definition.step(&line.step)?.does)?;
    let StepState::Scoring(state) = line.states.get(&line.step)? else { return None };
    let end = target(definition, procedure, track)?;
    let before = spec.target?.remind_days_before.map(|days| Period::backward(days, Unit::Days));
    let before = before.and_then(|period| Some(period_end(definition, end, period)?.plus_micros(1)));
    let before = before.filter(|at| *at > line.entered_at && *at < end);
    let mut due = before.into_iter().chain([end.plus_micros(1)]);
    due.find(|at| state.reminded.is_none_or(|last| last < *at))
}

/// How many applications of `track` each evaluator has still to lock; those who have none are left out.
pub fn owing(definition: &Definition, case: &Case, track: &str) -> BTreeMap<PersonId, u32> {
    let mut owing = BTreeMap::new();
    let Some(line) = case.procedure.lines.get(track) else { return owing };
    let Some(step) = definition.step(&line.step) else { return owing };
    let Some(spec) = pick(&step.does) else { return owing };
    for application in case.counting(track).filter(|a| screening::admitted(definition, a)) {
        let panel = panel(application, &step.id);
        for person in spec.panelists(&case.procedure, Role::Evaluator, track) {
            let tied = panel.and_then(|panel| panel.interests.get(&person)).is_some_and(|found| found.tie);
            let locked =
                panel.and_then(|panel| panel.sheets.get(&person)).is_some_and(|s| s.locked_at.is_some());
            if !tied && !locked && !application.has_member(person) {
                *owing.entry(person).or_default() += 1;
            }
        }
    }
    owing
}

/// Does what time does: reminds those who have sheets to lock.
pub fn perform(turn: &mut Turn<'_>, track: &str) {
    turn.record_line(track, What::Scoring(Event::Reminded {}));
    for (person, content) in reminders(turn.definition, &turn.case, track, turn.now) {
        turn.letter(person, content);
    }
}

/// The letters of a reminder that goes out at `at`.
pub fn reminders(
    definition: &Definition,
    case: &Case,
    track: &str,
    at: Instant,
) -> Vec<(PersonId, LetterContent)> {
    let Some(until) = target(definition, &case.procedure, track) else { return Vec::new() };
    let content =
        |left| LetterContent::EvaluationReminder { track: track.to_owned(), until, over: at > until, left };
    owing(definition, case, track).into_iter().map(|(person, left)| (person, content(left))).collect()
}

/// Tells the panel that it can begin.
pub fn entered(turn: &mut Turn<'_>, track: &str, spec: &Spec) {
    let mut panel: BTreeSet<_> = spec.panelists(&turn.case.procedure, Role::Evaluator, track).collect();
    panel.extend(spec.panelists(&turn.case.procedure, Role::Chair, track));
    turn.letters(&panel, &LetterContent::EvaluationOpens { track: track.to_owned() });
}

/// Whether `actor` may see and mark `application` in this step: admitted, declared, no tie.
pub fn may_judge(
    definition: &Definition,
    case: &Case,
    actor: PersonId,
    application: &Application,
) -> Result<(), Refusal> {
    let scoring = of(definition, &application.track, application.stage.as_deref());
    let (step, spec) = scoring.ok_or_else(|| Refusal::unknown("step", "scoring"))?;
    need_seat(case, actor, spec, &application.track)?;
    if application.has_member(actor) {
        return Err(Refusal::Involved);
    }
    match panel(application, &step.id).and_then(|panel| panel.interests.get(&actor)) {
        None => Err(Refusal::DeclareFirst),
        Some(interest) if interest.tie => Err(Refusal::Conflicted),
        Some(_) => Ok(()),
    }
}

/// Refuses unless `actor` is an evaluator on the panel that judges here.
fn need_seat(case: &Case, actor: PersonId, spec: &Spec, track: &str) -> Result<(), Refusal> {
    need(case, actor, &[Role::Evaluator], Some(track))?;
    if spec.seats(&case.procedure, actor, Role::Evaluator, track) {
        Ok(())
    } else {
        Err(Refusal::AnotherPanel { panel: spec.panel.clone() })
    }
}

/// Refuses unless `actor` holds one of `roles` in the track, as a chair on the panel that judges here.
pub fn need_leader(
    case: &Case,
    actor: PersonId,
    roles: &[Role],
    spec: &Spec,
    track: &str,
) -> Result<(), Refusal> {
    need(case, actor, roles, Some(track))?;
    let good = |role: &Role| match role {
        Role::Chair | Role::Evaluator => spec.seats(&case.procedure, actor, *role, track),
        _ => case.procedure.holds(actor, *role, Some(track)),
    };
    if roles.iter().any(good) { Ok(()) } else { Err(Refusal::AnotherPanel { panel: spec.panel.clone() }) }
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    let id = match command {
        Command::Finish { track } => return finish(turn, actor, track),
        Command::Declare { application, .. }
        | Command::Score { application, .. }
        | Command::Lock { application } => *application,
    };
    let found = application(&turn.case, id)?.clone();
    need(&turn.case, actor, &[Role::Evaluator], Some(&found.track))?;
    let (step, spec) = at_step(turn.definition, &turn.case, &found.track, pick)?;
    need_seat(&turn.case, actor, spec, &found.track)?;
    if !turn.case.takes_part(&found) || !screening::admitted(turn.definition, &found) {
        return Err(Refusal::unknown("application", id));
    }
    let step_id = step.id.clone();
    let sheet = panel(&found, &step.id).and_then(|panel| panel.sheets.get(&actor));
    if sheet.is_some_and(|sheet| sheet.locked_at.is_some()) {
        return Err(Refusal::Locked);
    }
    let event = match command {
        Command::Declare { tie, reason, .. } => {
            if found.has_member(actor) && !tie {
                return Err(Refusal::Involved);
            }
            let declared = panel(&found, &step.id).and_then(|panel| panel.interests.get(&actor));
            if !tie && declared.is_some_and(|interest| interest.tie) {
                // Nobody frees themselves from a tie that they have declared.
                return Err(Refusal::Conflicted);
            }
            let reason = reason.as_ref().filter(|reason| reason.chars() > 0);
            Event::Declared { step: step_id, tie: *tie, reason: reason.map(|r| turn.keep(r)) }
        }
        Command::Score { marks, .. } => {
            may_judge(turn.definition, &turn.case, actor, &found)?;
            let model = turn.definition.model(&found.track, &spec.model);
            let model = model.ok_or_else(|| Refusal::unknown("model", &spec.model))?;
            for (criterion, mark) in marks {
                if !model.is_judged(criterion) {
                    return Err(Refusal::unknown("criterion", criterion));
                }
                if !model.accepts(criterion, &mark.points) {
                    let criterion = criterion.clone();
                    return Err(Refusal::OffScale { criterion, points: mark.points.clone() });
                }
            }
            let marks = marks
                .iter()
                .map(|(criterion, mark)| {
                    let reason = mark.reason.as_ref().filter(|reason| reason.chars() > 0);
                    let chars = reason.map_or(0, Prose::chars);
                    let reason_chars = u32::try_from(chars).unwrap_or(u32::MAX);
                    let reason = reason.map(|reason| turn.keep(reason));
                    (criterion.clone(), Mark { points: mark.points.clone(), reason, reason_chars })
                })
                .collect();
            Event::Scored { step: step_id, marks }
        }
        Command::Lock { .. } => {
            may_judge(turn.definition, &turn.case, actor, &found)?;
            let model = turn.definition.model(&found.track, &spec.model);
            let model = model.ok_or_else(|| Refusal::unknown("model", &spec.model))?;
            for criterion in model.judged() {
                let mark = sheet.and_then(|sheet| sheet.marks.get(criterion));
                if mark.is_none_or(|mark| mark.reason_chars < spec.reason_chars_min) {
                    let chars_min = spec.reason_chars_min;
                    return Err(Refusal::ReasonNeeded { of: criterion.to_owned(), chars_min });
                }
            }
            Event::Locked { step: step_id }
        }
        Command::Finish { .. } => return Ok(()),
    };
    turn.record_application(id, What::Scoring(event));
    Ok(())
}

fn finish(turn: &mut Turn<'_>, actor: PersonId, track: &str) -> Result<(), Refusal> {
    let (step, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need_leader(&turn.case, actor, &[Role::Chair, Role::Owner], spec, track)?;
    let waiting: Vec<_> = turn
        .case
        .counting(track)
        .filter(|a| screening::admitted(turn.definition, a))
        .filter_map(|a| {
            let have = u32::try_from(locked(a, &step.id).count()).unwrap_or(u32::MAX);
            let need = spec.evaluators_min;
            (have < need).then_some(Waiting { application: a.id, have, need })
        })
        .collect();
    let waiting = if waiting.is_empty() { called_for(turn, track, &step.id, spec) } else { waiting };
    if !waiting.is_empty() {
        return Err(Refusal::Unfinished { waiting });
    }
    turn.record_line(track, What::Scoring(Event::Finished {}));
    super::advance(turn, track);
    Ok(())
}

/// Applications for which the model calls for one more assessor, as where their points lie too far apart: once the scoring
/// is over, nobody could be that one.
fn called_for(turn: &Turn<'_>, track: &str, step: &str, spec: &Spec) -> Vec<Waiting> {
    let Some(rules) = turn.definition.model(track, &spec.model) else { return Vec::new() };
    let outcome = select::run(rules, &model::inputs(turn.definition, &turn.case, track, rules));
    let called = outcome.issues.iter().filter(|issue| calls_for_more(issue.code));
    let called: BTreeSet<_> = called.filter_map(|issue| issue.applicant.as_ref()?.parse().ok()).collect();
    let waiting = called.into_iter().filter_map(|id: ApplicationId| {
        let found = turn.case.applications.get(&id)?;
        let have = u32::try_from(locked(found, step).count()).unwrap_or(u32::MAX);
        Some(Waiting { application: id, have, need: have.saturating_add(1) })
    });
    waiting.collect()
}

/// Whether nothing but the points of one more assessor gets a selection on.
pub const fn calls_for_more(code: IssueCode) -> bool {
    matches!(code, IssueCode::AssessorNeeded | IssueCode::TooFewAssessors)
}

/// Folds an event of a track's stream.
pub fn apply_line(state: &mut State, at: Instant, event: &Event) {
    if let Event::Reminded {} = event {
        state.reminded = Some(at);
    }
}

/// Folds an event of an application's stream.
pub fn apply_application(application: &mut Application, at: Instant, actor: Option<PersonId>, event: &Event) {
    let (step, Some(actor)) = (
        match event {
            Event::Declared { step, .. } | Event::Scored { step, .. } | Event::Locked { step } => step,
            Event::Reminded {} | Event::Finished {} => return,
        },
        actor,
    ) else {
        return;
    };
    let state =
        application.states.entry(step.clone()).or_insert_with(|| ApplicationState::Scoring(Panel::default()));
    let ApplicationState::Scoring(panel) = state else { return };
    match event {
        Event::Declared { tie, reason, .. } => {
            panel.interests.insert(actor, Interest { at, tie: *tie, reason: *reason });
        }
        Event::Scored { marks, .. } => {
            panel.sheets.entry(actor).or_default().marks.extend(marks.clone());
        }
        Event::Locked { .. } => {
            panel.sheets.entry(actor).or_default().locked_at = Some(at);
        }
        Event::Reminded {} | Event::Finished {} => {}
    }
}
