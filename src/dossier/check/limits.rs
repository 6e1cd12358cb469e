//! Limits over the tracks: what was given up is computed again from the lists and the answers of all tracks.

use super::{Check, Verdict};
use crate::engine::case::Case;
use crate::engine::event::Event;
use crate::engine::steps::limits::{self, Question};
use crate::engine::steps::period_end;
use crate::engine::steps::selection::basis::{Added, Addition};
use crate::engine::steps::{StepState, selection};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;

/// Judges a question or an answer: the days are those of the file, and an answer is within them.
pub fn judge(
    verdict: &mut Verdict,
    definition: &Definition,
    event: &Event,
    (case, of): (&Case, &str),
    what: &limits::Event,
) {
    let asked = |step: &str, limit: &str, holder: &str| {
        let all = &case.procedure.limits;
        all.iter()
            .map(|asked| &asked.question)
            .rfind(|question| question.step == step && question.limit == limit && question.holder == holder)
    };
    verdict.count(Check::Deadlines);
    match what {
        limits::Event::Asked(Question { limit, until, .. }) => {
            let rule = definition.limits.iter().find(|rule| rule.id == *limit);
            let days = rule.and_then(|rule| rule.answer);
            let expected = days.and_then(|days| period_end(definition, event.at, days.period()));
            if expected != *until {
                verdict.differs(Check::Deadlines, of, format!("{expected:?}"), format!("{until:?}"));
            }
        }
        limits::Event::Answered { step, limit, holder, .. }
        | limits::Event::Recorded { step, limit, holder, .. }
        | limits::Event::Lapsed { step, limit, holder }
        | limits::Event::TriedLate { step, limit, holder } => {
            let Some(question) = asked(step, limit, holder) else {
                return verdict.differs(Check::Deadlines, of, "a question before it", "none");
            };
            let late = matches!(what, limits::Event::Lapsed { .. } | limits::Event::TriedLate { .. });
            if let Some(until) = question.until.filter(|until| (event.at > *until) != late) {
                let expected = if late { format!("after {until}") } else { format!("{until} or before") };
                verdict.differs(Check::Deadlines, of, expected, event.at);
            }
        }
    }
}

/// At the release of a track's letters, its places given up are those that the limits make of all lists.
pub fn released(
    verdict: &mut Verdict,
    definition: &Definition,
    event: &Event,
    (case, of): (&Case, &str),
    track: &str,
) {
    let step = case.procedure.lines.get(track).and_then(|line| definition.step(&line.step));
    let Some((step, StepSpec::Letters(spec))) = step.map(|step| (step, &step.does)) else { return };
    let Some(again) = limits::result(definition, case, (&step.id, spec), event.at) else { return };
    verdict.count(Check::Selection);
    if !again.across.is_final() {
        let expected = "an answer of everybody who has too many places";
        return verdict.differs(Check::Selection, of, expected, "letters without it");
    }
    let state = match case.procedure.state(track, &spec.of) {
        Some(StepState::Selection(state)) => state.as_ref().clone(),
        _ => selection::State::default(),
    };
    let expected: Vec<Added> = again.given_up.get(track).cloned().unwrap_or_default();
    let found: Vec<_> =
        state.after.iter().filter(|one| matches!(one, Addition::GaveUp { .. })).cloned().collect();
    if expected != found {
        verdict.differs(Check::Selection, of, format!("{expected:?}"), format!("{found:?}"));
    }
}
