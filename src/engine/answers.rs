//! Answers to questions, and the line before the deadline by which they are given.
//!
//! Additional information that was asked for in good time is given to all so many whole days before the
//! deadline (udbudsloven § 134(1), 2014/24/EU art. 53(2)). After that the deadline is extended
//! (udbudsloven § 93(4) nr 1), unless the answer only points to existing text or the question came too late.
//! The same holds for documents without free, direct and full electronic access that were not sent within five days
//! of a request (udbudsloven § 93(4) nr 3).

use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, Expiry, Period, Unit};
use super::case::{Change, Procedure, Question};
use super::digest::{Digest, Prose};
use super::ids::{PersonId, QuestionId};
use super::instant::Instant;
use super::letter::LetterContent;
use super::procedure::{Event, REASON_CHARS_MIN, resolve, shift, told};
use super::refusal::Refusal;
use super::steps::intake::later;
use super::steps::{intake, need, reasoned};
use super::turn::Turn;
use super::workflow::Definition;
use super::workflow::definition::Role;

/// What comes with an answer that is given after the line.
#[derive(Clone, Debug, PartialEq)]
pub enum Late {
    /// The deadline is moved with it.
    Extend {
        /// Wall time in the file's zone.
        to: String,
        /// Why.
        reason: Prose,
    },
    /// No extension is needed.
    Without {
        /// On what ground.
        ground: Ground,
        /// Why that is so.
        reason: Prose,
    },
}

/// Why an answer after the line needs no extension (QA-EXT-NOT).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// It only points to existing text.
    ExistingText,
    /// The question was not asked in good time.
    NotInGoodTime,
}

/// What the record keeps of an answer after the line that came without an extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithoutExtension {
    /// On what ground.
    pub ground: Ground,
    /// Why that is so.
    pub reason: Digest,
}

/// The last day on which answers are given, as the deadline stands now; none where no rule asks for one.
pub fn line(definition: &Definition, procedure: &Procedure) -> Option<Expiry> {
    line_before(definition, procedure, deadline(definition, procedure)?)
}

fn line_before(definition: &Definition, procedure: &Procedure, deadline: Instant) -> Option<Expiry> {
    let days = procedure.rules.as_ref()?.answer_days?;
    let calendar = calendar(definition)?;
    Period::backward(days, Unit::Days).end_from_instant(deadline, &calendar).ok()
}

fn deadline(definition: &Definition, procedure: &Procedure) -> Option<Instant> {
    procedure.date(&until(definition, procedure)?)
}

/// Name of the date that questions and amendments are about: it ends the intake that has begun last, in the track
/// that is given the most time.
pub fn until(definition: &Definition, procedure: &Procedure) -> Option<String> {
    let begun = |step: &str| -> Vec<&String> {
        let lines = procedure.lines.iter().filter(|(_, line)| line.states.contains_key(step));
        lines.map(|(track, _)| track).collect()
    };
    let later = definition.intakes().skip(1).filter(|(_, spec)| !spec.carries());
    let later: Vec<_> = later.map(|(step, spec)| (step.id.as_str(), spec)).collect();
    let last = later.into_iter().rev().find(|(step, _)| !begun(step).is_empty());
    let Some(intake) = last else { return intake::of(definition)?.1.until.clone() };
    let names = begun(intake.0).into_iter();
    let names = names.map(|track| later::date_name(procedure, intake, track).into_owned());
    names.max_by_key(|name| procedure.date(name))
}

/// Whether an answer to `question` at `now` needs an extension of the deadline or a ground for none: the
/// line has passed, and the deadline was not extended for it since.
pub fn needs_more(definition: &Definition, procedure: &Procedure, question: &Question, now: Instant) -> bool {
    let (Some(line), Some(deadline)) = (line(definition, procedure), deadline(definition, procedure)) else {
        return false;
    };
    // What is asked after the deadline is no question about how to apply.
    if question.asked_at > deadline {
        return false;
    }
    // An extension answers the lateness of the day on which it is made. Whoever is late again after that, measured by the
    // deadline as it was moved, extends it again: a minute on one day is no licence for the next.
    let today = |change: &Change| same_day(definition, change.at, now);
    if documents(definition, procedure, question).is_some_and(|sent| {
        !sent.in_time(now)
            && !extended(definition, procedure, |change| today(change) && !sent.in_time(change.at))
    }) {
        return true;
    }
    if line.in_time(now) {
        return false;
    }
    // An extension that was made in time for other reasons has moved the line; it is no answer to lateness.
    !extended(definition, procedure, |change| {
        change.at >= question.asked_at
            && today(change)
            && resolve(definition, &change.from)
                .ok()
                .and_then(|from| line_before(definition, procedure, from.at))
                .is_some_and(|before| !before.in_time(change.at))
    })
}

fn same_day(definition: &Definition, one: Instant, other: Instant) -> bool {
    calendar(definition).is_some_and(|known| known.zone.date_of(one) == known.zone.date_of(other))
}

/// Whether the deadline was extended by a change like that.
fn extended(definition: &Definition, procedure: &Procedure, like: impl Fn(&Change) -> bool) -> bool {
    let until = until(definition, procedure);
    procedure.changes.iter().any(|change| Some(&change.date) == until.as_ref() && like(change))
}

/// The last day on which the documents that a question asks for are sent without an extension; none where it asks for
/// none, or no rule says so.
pub fn documents(definition: &Definition, procedure: &Procedure, question: &Question) -> Option<Expiry> {
    let days = procedure.rules.as_ref()?.document_days.filter(|_| question.documents)?;
    let calendar = calendar(definition)?;
    Period::forward(days, Unit::Days).end_from_instant(question.asked_at, &calendar).ok()
}

fn calendar(definition: &Definition) -> Option<Calendar> {
    Some(Calendar { country: definition.country.parse().ok()?, zone: definition.zone.parse().ok()? })
}

/// The last microsecond that was in time for an answer to `question`: the line, or the day for its documents where
/// that came first.
fn last_for(definition: &Definition, procedure: &Procedure, question: &Question) -> Option<Instant> {
    let ends = line(definition, procedure).into_iter().chain(documents(definition, procedure, question));
    ends.map(|end| end.expires_at.plus_micros(-1)).min()
}

/// Answers a question to everybody, or says why not.
pub fn decide(
    turn: &mut Turn<'_>,
    actor: PersonId,
    question: QuestionId,
    text: &Prose,
    late: Option<&Late>,
) -> Result<(), Refusal> {
    need(&turn.case, actor, &[Role::Owner], None)?;
    let found = turn.case.procedure.questions.iter().find(|q| q.id == question);
    let found = found.ok_or_else(|| Refusal::unknown("question", question))?;
    if found.answer.is_some() {
        return Err(Refusal::Already);
    }
    reasoned("answer", text, 1)?;
    let definition = turn.definition;
    let needs = needs_more(definition, &turn.case.procedure, found, turn.now);
    let mut moved = None;
    let mut without = None;
    match late {
        Some(Late::Extend { to, reason }) => {
            let until = until(definition, &turn.case.procedure).unwrap_or_default();
            reasoned("extend", reason, REASON_CHARS_MIN)?;
            moved = Some(shift(turn, &until, to, reason)?);
        }
        Some(Late::Without { ground, reason }) if needs => {
            reasoned("without-extension", reason, REASON_CHARS_MIN)?;
            without = Some(WithoutExtension { ground: *ground, reason: turn.keep(reason) });
        }
        _ if needs => {
            let last = last_for(definition, &turn.case.procedure, found).unwrap_or(turn.now);
            return Err(Refusal::AnswerLate { last });
        }
        _ => {}
    }
    let text = turn.keep(text);
    turn.record_procedure(Event::Answered { question, text, without });
    let told = told(&turn.case);
    if let Some(moved) = moved {
        turn.letters(&told, &moved.letter());
    }
    turn.letters(&told, &LetterContent::Answer { question });
    Ok(())
}
