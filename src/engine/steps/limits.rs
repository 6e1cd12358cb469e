//! Limits over the tracks in a running procedure: who has more places than they may keep is asked which, before any
//! letter tells an outcome (decision 0035).
//!
//! What follows is computed from the decided lists, the answers and the days that have passed, with the code that
//! `trespor rank` uses, as often as it is asked for. Kept are the questions and the answers alone. The release of the
//! letters puts on the record what every track's list became.

mod beyond;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::selection::after::{self, Standing};
use super::selection::basis::{Added, Addition};
use super::selection::{self, REASON_CHARS_MIN};
use super::{StepState, application, letters, model, need, period_end, reasoned};
use crate::engine::case::{Case, LineOutcome, Procedure};
use crate::engine::digest::{Digest, Prose};
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::refusal::Refusal;
use crate::engine::select::across::{self, Across, Choice, Limit, Meanwhile, OnSilence, Vacated};
use crate::engine::select::inputs::{Applicant, PlaceGivenUp};
use crate::engine::select::outcome::Decided;
use crate::engine::select::{Outcome, Spec as Model};
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Definition, StepDefinition, StepSpec};

pub use beyond::beyond;

/// A holder who was asked which places to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The question.
    pub question: Question,
    /// When it was asked.
    pub at: Instant,
    /// What each of those asked keeps, by track.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<PersonId, Vec<String>>,
    /// What was recorded for them by those who release the letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Recorded>,
    /// When the days were over without an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<Instant>,
}

/// Which places to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Short name of the selection step.
    pub step: String,
    /// Under which limit.
    pub limit: String,
    /// Who holds the places: the lead's person, or the value of the fact that the limit names.
    pub holder: String,
    /// In which tracks.
    pub tracks: Vec<String>,
    /// The applications that have them, in the same order.
    pub applications: Vec<ApplicationId>,
    /// Who leads these, and answers.
    pub people: BTreeSet<PersonId>,
    /// How many may be kept.
    pub max: u32,
    /// The last microsecond for an answer; nothing where it has no end.
    pub until: Option<Instant>,
}

/// An answer that came by another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When it was recorded.
    pub at: Instant,
    /// By whom.
    pub by: Option<PersonId>,
    /// The tracks kept.
    pub keep: Vec<String>,
    /// How it came.
    pub reason: Digest,
}

/// What can be wanted of a limit over the tracks.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Keep these places and give up the others, as the lead of one of the applications that have them.
    Keep {
        /// Which application.
        application: ApplicationId,
        /// The tracks kept.
        keep: Vec<String>,
    },
    /// Record an answer that came by another way.
    Record {
        /// Under which limit.
        limit: String,
        /// Whose answer.
        holder: String,
        /// The tracks kept.
        keep: Vec<String>,
        /// How it came.
        reason: Prose,
    },
}

/// What happened under a limit over the tracks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A holder was asked.
    Asked(Question),
    /// Whoever leads answered.
    Answered {
        /// Short name of the selection step.
        step: String,
        /// Under which limit.
        limit: String,
        /// Whose places.
        holder: String,
        /// The tracks kept.
        keep: Vec<String>,
    },
    /// An answer was recorded that came by another way.
    Recorded {
        /// Short name of the selection step.
        step: String,
        /// Under which limit.
        limit: String,
        /// Whose places.
        holder: String,
        /// The tracks kept.
        keep: Vec<String>,
        /// How it came.
        reason: Digest,
    },
    /// The days are over, and nobody answered, or not all the same.
    Lapsed {
        /// Short name of the selection step.
        step: String,
        /// Under which limit.
        limit: String,
        /// Whose places.
        holder: String,
    },
    /// Somebody answered too late; it changed nothing.
    TriedLate {
        /// Short name of the selection step.
        step: String,
        /// Under which limit.
        limit: String,
        /// Whose places.
        holder: String,
    },
}

impl Command {
    /// Which applications the core needs to see for this.
    pub const fn scope(&self) -> Scope {
        Scope::Everything
    }
}

impl Question {
    fn is(&self, step: &str, limit: &str, holder: &str) -> bool {
        self.step == step && self.limit == limit && self.holder == holder
    }
}

impl Asked {
    /// The tracks kept, once that is said: by whoever was recorded, or by all who were asked with one voice.
    pub fn keeps(&self) -> Option<&[String]> {
        if let Some(recorded) = &self.recorded {
            return Some(&recorded.keep);
        }
        let mut said = self.question.people.iter().map(|person| self.answers.get(person));
        let first = said.next()??;
        said.all(|other| other == Some(first)).then_some(first)
    }

    /// Whether an answer can still be given.
    pub fn open(&self) -> bool {
        self.lapsed.is_none() && self.keeps().is_none()
    }
}

/// The letters step that tells what the selection `step` decided, before which its limits are applied.
pub fn told_by<'d>(
    definition: &'d Definition,
    step: &str,
) -> Option<(&'d StepDefinition, &'d letters::Spec)> {
    definition.steps.iter().find_map(|found| match &found.does {
        StepSpec::Letters(spec) if spec.of == step => Some((found, spec)),
        _ => None,
    })
}

/// The limits that count the places of the selection `step`.
pub fn of_step<'d>(definition: &'d Definition, step: &'d str) -> impl Iterator<Item = &'d Limit> + 'd {
    definition.limits.iter().filter(move |limit| limit.of.as_ref().is_none_or(|of| of == step))
}

/// One track as the limits find it.
struct Found<'d, 'c> {
    model: &'d Model,
    state: &'c selection::State,
    /// Whether its letters went out before.
    told: bool,
    applicants: Vec<Applicant>,
}

/// The tracks whose places are counted: those in which the selection of `spec` is decided and that did not fail.
/// Letters that went out before `at` are told.
fn tracks<'d, 'c>(
    definition: &'d Definition,
    case: &'c Case,
    (step, spec): (&str, &letters::Spec),
    at: Instant,
) -> BTreeMap<String, Found<'d, 'c>> {
    let round = definition.stage_of(&spec.of);
    let Some(StepSpec::Selection(choosing)) = definition.step(&spec.of).map(|step| &step.does) else {
        return BTreeMap::new();
    };
    let lines = case.procedure.lines.iter().filter_map(|(track, line)| {
        definition.track(track)?;
        if !matches!(line.outcome, None | Some(LineOutcome::Completed)) {
            return None;
        }
        let state = match line.states.get(&spec.of)? {
            StepState::Selection(state) if state.decided.is_some() => state.as_ref(),
            _ => return None,
        };
        let told = matches!(line.states.get(step),
            Some(StepState::Letters(letters)) if letters.released_at.is_some_and(|released| released < at));
        let model = definition.model(track, &choosing.model)?;
        let then = case.as_of(track, round);
        let applicants = model::inputs(definition, &then, track, model).applicants;
        Some((track.clone(), Found { model, state, told, applicants }))
    });
    lines.collect()
}

/// A list as the selection gives it, for the limits to read.
fn outcome(state: &selection::State, selected: &[ApplicationId], reserve: &[ApplicationId]) -> Outcome {
    let names = |list: &[ApplicationId]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut outcome = state.computed.clone().unwrap_or_default();
    outcome.stopped = None;
    outcome.reserve = names(reserve);
    outcome.decided = Some(Decided {
        selected: names(selected),
        reserve: names(reserve),
        differences: Vec::new(),
        valid: true,
        by: None,
    });
    outcome
}

/// When the last of the lists was decided that are not told: a question from before then was about other lists.
fn decided_at(found: &BTreeMap<String, Found<'_, '_>>) -> Instant {
    let open = found.values().filter(|found| !found.told);
    open.filter_map(|found| found.state.decided.as_ref()).map(|decided| decided.at).max().unwrap_or_default()
}

/// What the limits make of the lists that the letters step `step` tells, as the case stands at `at`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Result {
    /// What they make of the tracks together.
    pub across: Across,
    /// Places given up, by track, in the order in which that followed.
    pub given_up: BTreeMap<String, Vec<Added>>,
    /// The lists with that, by track.
    pub lists: BTreeMap<String, Standing>,
    /// Since when questions are about these lists.
    pub since: Instant,
}

/// Computes what the limits make of the lists that the letters step `step` tells; nothing where no limit counts them.
pub fn result(
    definition: &Definition,
    case: &Case,
    (step, spec): (&str, &letters::Spec),
    at: Instant,
) -> Option<Result> {
    let limits: Vec<_> = of_step(definition, &spec.of).cloned().collect();
    if limits.is_empty() {
        return None;
    }
    let found = tracks(definition, case, (step, spec), at);
    let since = decided_at(&found);
    let asked: Vec<_> = case
        .procedure
        .limits
        .iter()
        .filter(|asked| asked.question.step == spec.of && asked.at >= since)
        .collect();
    let choices = asked.iter().filter_map(|asked| {
        // A track that has failed since has no places to keep.
        let keep = asked.keeps()?.iter().filter(|track| found.contains_key(*track)).cloned().collect();
        let (holder, limit) = (asked.question.holder.clone(), Some(asked.question.limit.clone()));
        Some(Choice { holder, limit, keep: Some(keep), prefer: Vec::new() })
    });
    let choices: Vec<_> = choices.collect();
    let awaited = |limit: &Limit, holder: &str| match asked
        .iter()
        .rfind(|asked| asked.question.is(&spec.of, &limit.id, holder))
    {
        Some(asked) => asked.open(),
        None => limit.answer.is_some(),
    };
    let told: BTreeSet<_> = found.iter().filter(|(_, one)| one.told).map(|(id, _)| id.clone()).collect();
    let outcomes = found.iter().filter_map(|(id, one)| {
        let decided = one.state.decided.as_ref()?;
        let list = if one.told {
            outcome(one.state, one.state.selected(), one.state.reserve())
        } else {
            outcome(one.state, &decided.selected, &decided.reserve)
        };
        Some((id.clone(), list))
    });
    let outcomes: BTreeMap<_, _> = outcomes.collect();
    let applicants = found.iter().map(|(id, one)| (id.clone(), &one.applicants[..])).collect();
    let mut again = |track: &str, given_up: &[PlaceGivenUp]| {
        let Some(one) = found.get(track) else { return Outcome::default() };
        let given_up: Vec<_> = given_up
            .iter()
            .filter_map(|place| {
                let application = place.applicant.parse().ok()?;
                let limit = place.limit.clone();
                Some(Addition::GaveUp { application, limit, chosen: false, moves_up: place.moves_up })
            })
            .collect();
        let standing = after::standing(one.model, one.state, &given_up);
        outcome(one.state, &standing.selected, &standing.reserve)
    };
    let meanwhile = Meanwhile { awaited: &awaited, told: &told };
    let across = across::apply_meanwhile(&limits, &outcomes, &applicants, &choices, meanwhile, &mut again);
    let mut result = Result { since, ..Result::default() };
    for gone in &across.given_up {
        let Ok(application) = gone.applicant.parse() else { continue };
        let limit = limits.iter().find(|limit| limit.id == gone.limit);
        let moves_up = limit.is_some_and(|limit| limit.vacated == Vacated::Next);
        let limit = gone.limit.clone();
        let added = Addition::GaveUp { application, limit, chosen: gone.chosen, moves_up };
        result.given_up.entry(gone.track.clone()).or_default().push(added);
    }
    for (track, added) in &result.given_up {
        let Some(one) = found.get(track) else { continue };
        result.lists.insert(track.clone(), after::standing(one.model, one.state, added));
    }
    result.across = across;
    Some(result)
}

/// Asks who has too many places and is not asked yet, where all tracks that `step` tells stand before it.
pub(super) fn ask(turn: &mut Turn<'_>, step: &StepDefinition, spec: &letters::Spec) {
    let definition = turn.definition;
    if of_step(definition, &spec.of).next().is_none() {
        return;
    }
    let (behind, here) = letters::standing(definition, &turn.case.procedure, step);
    if !behind.is_empty() || here.is_empty() {
        return;
    }
    let Some(found) = result(definition, &turn.case, (&step.id, spec), turn.now) else { return };
    for waiting in found.across.waiting {
        let Some(limit) = definition.limits.iter().find(|limit| limit.id == waiting.limit) else { continue };
        let applications = selection::ids(&waiting.applicants);
        let lead = |id: &ApplicationId| Some(turn.case.applications.get(id)?.lead()?.person);
        let people: BTreeSet<_> = applications.iter().filter_map(lead).collect();
        let known = turn.case.procedure.limits.iter().any(|asked| {
            let same = asked.question.is(&spec.of, &waiting.limit, &waiting.holder);
            same && asked.at >= found.since && people.is_subset(&asked.question.people)
        });
        if known {
            continue;
        }
        let days = limit.answer.filter(|_| limit.on_silence != OnSilence::Wait);
        let until = days.and_then(|days| period_end(definition, turn.now, days.period()));
        let question = Question {
            step: spec.of.clone(),
            limit: waiting.limit,
            holder: waiting.holder,
            tracks: waiting.tracks,
            applications,
            people,
            max: waiting.max,
            until,
        };
        turn.record_procedure_limits(Event::Asked(question.clone()));
        for (person, content) in letters_of(&turn.case, &question) {
            turn.letter(person, content);
        }
    }
}

/// The same for every letters step: a track that ended may have been the last that was waited for.
pub(super) fn ask_all(turn: &mut Turn<'_>) {
    let definition = turn.definition;
    if definition.limits.is_empty() {
        return;
    }
    for step in &definition.steps {
        if let StepSpec::Letters(spec) = &step.does {
            ask(turn, step, spec);
        }
    }
}

/// The letters of a question: one to each who leads, about the first of its applications.
pub fn letters_of(case: &Case, question: &Question) -> Vec<(PersonId, LetterContent)> {
    let about = |person: &PersonId| {
        let leads = |id: &&ApplicationId| case.applications.get(id).is_some_and(|a| a.is_led_by(*person));
        question.applications.iter().find(leads).copied()
    };
    let letter = |person: &PersonId| {
        let content = LetterContent::ChoosePlaces {
            application: about(person)?,
            tracks: question.tracks.clone(),
            max: question.max,
            limit: question.limit.clone(),
            until: question.until,
        };
        Some((*person, content))
    };
    question.people.iter().filter_map(letter).collect()
}

/// Whether a question is about lists that are not told: then an answer still counts for something.
pub fn live(definition: &Definition, procedure: &Procedure, asked: &Asked) -> bool {
    let Some((step, spec)) = told_by(definition, &asked.question.step) else { return false };
    let (_, here) = letters::standing(definition, procedure, step);
    let decided = here.iter().filter_map(|track| match procedure.state(track, &spec.of)? {
        StepState::Selection(state) => Some(state.decided.as_ref()?.at),
        _ => None,
    });
    decided.max().is_some_and(|decided| asked.at >= decided)
}

/// When the days of a question are over next, if ever.
pub(super) fn wake_at(definition: &Definition, procedure: &Procedure) -> Option<Instant> {
    let open = procedure.limits.iter().filter(|asked| asked.open() && live(definition, procedure, asked));
    open.filter_map(|asked| asked.question.until).min().map(|until| until.plus_micros(1))
}

/// Ends the questions whose days are over.
pub(super) fn perform(turn: &mut Turn<'_>) {
    let definition = turn.definition;
    let procedure = &turn.case.procedure;
    let over = procedure.limits.iter().filter(|asked| {
        let passed = asked.question.until.is_some_and(|until| turn.now > until);
        passed && asked.open() && live(definition, procedure, asked)
    });
    let over: Vec<_> = over.map(|asked| asked.question.clone()).collect();
    for Question { step, limit, holder, .. } in over {
        turn.record_procedure_limits(Event::Lapsed { step, limit, holder });
    }
    ask_all(turn);
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> std::result::Result<(), Refusal> {
    let (definition, procedure) = (turn.definition, &turn.case.procedure);
    let is_live = |asked: &&Asked| live(definition, procedure, asked);
    let asked = match command {
        Command::Keep { application: id, .. } => {
            let found = application(&turn.case, *id)?;
            if !found.has_member(actor) {
                return Err(Refusal::unknown("application", id));
            }
            if !found.is_led_by(actor) {
                return Err(Refusal::NotAllowed { needs: Vec::new() });
            }
            let own = |asked: &&Asked| {
                asked.question.people.contains(&actor) && asked.question.applications.contains(id)
            };
            let all = || procedure.limits.iter().rev().filter(own);
            let open = all().filter(is_live).find(|asked| asked.open());
            open.or_else(|| all().find(is_live)).or_else(|| all().next())
        }
        Command::Record { limit, holder, .. } => {
            let (_, spec) =
                letters::due(definition, procedure).ok_or_else(|| Refusal::unknown("limit", limit))?;
            need(&turn.case, actor, &spec.by, None)?;
            let same = |asked: &&Asked| asked.question.is(&spec.of, limit, holder);
            procedure.limits.iter().rev().find(same)
        }
    };
    let asked = asked.ok_or_else(|| Refusal::unknown("choice", ""))?.clone();
    let Question { step, limit, holder, .. } = asked.question.clone();
    let now = turn.now;
    let late = |turn: &mut Turn<'_>, closed_at: Instant| {
        let (step, limit, holder) = (step.clone(), limit.clone(), holder.clone());
        turn.record_procedure_limits(Event::TriedLate { step: step.clone(), limit, holder });
        Err(Refusal::Closed { step, closed_at, tried_at: now })
    };
    match asked.question.until.filter(|until| now > *until && asked.lapsed.is_some()) {
        Some(until) => return late(turn, until),
        None if !live(definition, &turn.case.procedure, &asked) => return Err(Refusal::Over { step }),
        None if !asked.open() => return Err(Refusal::Already),
        None => {}
    }
    let (Command::Keep { keep, .. } | Command::Record { keep, .. }) = command;
    fits(turn, &asked.question, keep)?;
    match command {
        Command::Keep { .. } => {
            if asked.answers.get(&actor) == Some(keep) {
                return Err(Refusal::Unchanged);
            }
            let keep = keep.clone();
            turn.record_procedure_limits(Event::Answered { step, limit, holder, keep });
        }
        Command::Record { reason, .. } => {
            reasoned("choice", reason, REASON_CHARS_MIN)?;
            let (keep, reason) = (keep.clone(), turn.keep(reason));
            turn.record_procedure_limits(Event::Recorded { step, limit, holder, keep, reason });
        }
    }
    ask_all(turn);
    Ok(())
}

/// Refuses to keep nothing, more than the limit allows, or what the holder does not have.
fn fits(turn: &Turn<'_>, question: &Question, keep: &[String]) -> std::result::Result<(), Refusal> {
    let definition = turn.definition;
    let waiting = told_by(definition, &question.step)
        .and_then(|(step, spec)| result(definition, &turn.case, (&step.id, spec), turn.now))
        .and_then(|found| {
            let mut waiting = found.across.waiting.into_iter();
            waiting.find(|one| one.limit == question.limit && one.holder == question.holder)
        });
    // A track that failed since may have left them with no more than they may keep.
    let waiting = waiting.ok_or(Refusal::Already)?;
    let distinct: BTreeSet<_> = keep.iter().collect();
    if let Some(other) = keep.iter().find(|track| !waiting.tracks.contains(track)) {
        return Err(Refusal::unknown("track", other));
    }
    let places = waiting.tracks.iter().filter(|track| keep.contains(track)).count();
    if keep.is_empty() || distinct.len() != keep.len() {
        return Err(Refusal::BadList { why: "missing".to_owned() });
    }
    if places > waiting.max as usize {
        return Err(Refusal::TooMany { noun: "places".to_owned(), max: waiting.max });
    }
    Ok(())
}

/// Folds an event of the procedure's stream.
pub fn apply(procedure: &mut Procedure, at: Instant, actor: Option<PersonId>, event: &Event) {
    if let Event::Asked(question) = event {
        let Question { step, limit, holder, .. } = question;
        procedure.limits.retain(|asked| !asked.question.is(step, limit, holder));
        procedure.limits.push(Asked {
            question: question.clone(),
            at,
            answers: BTreeMap::new(),
            recorded: None,
            lapsed: None,
        });
        return;
    }
    let (Event::Answered { step, limit, holder, .. }
    | Event::Recorded { step, limit, holder, .. }
    | Event::Lapsed { step, limit, holder }
    | Event::TriedLate { step, limit, holder }) = event
    else {
        return;
    };
    let Some(asked) = procedure.limits.iter_mut().find(|asked| asked.question.is(step, limit, holder)) else {
        return;
    };
    match event {
        Event::Answered { keep, .. } => {
            asked.answers.extend(actor.map(|person| (person, keep.clone())));
        }
        Event::Recorded { keep, reason, .. } => {
            asked.recorded = Some(Recorded { at, by: actor, keep: keep.clone(), reason: *reason });
        }
        Event::Lapsed { .. } => asked.lapsed = Some(at),
        Event::Asked(_) | Event::TriedLate { .. } => {}
    }
}
