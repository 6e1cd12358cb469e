//! What came after a decision: the list is made again from the decided one, and who must have been told is looked for.

use super::letters::Post;
use super::{Check, Verdict};
use crate::engine::case::Case;
use crate::engine::event::Event;
use crate::engine::ids::ApplicationId;
use crate::engine::letter::LetterContent;
use crate::engine::steps::selection;
use crate::engine::steps::selection::after::{self, Followed, Here, Standing};
use crate::engine::steps::selection::basis::Addition;
use crate::engine::workflow::Definition;

/// Judges one event by the state as it stood before it; `of` is what the event is, for a person.
pub fn judge(
    verdict: &mut Verdict,
    (definition, case): (&Definition, &Case),
    post: &mut Post<'_>,
    (event, of): (&Event, &str),
    (track, what): (&str, &selection::Event),
) {
    if let selection::Event::Followed(followed) = what
        && let (Addition::GaveUp { .. }, Some(here)) =
            (&followed.what, after::decided(definition, &case.procedure, track))
    {
        // That is before the letters; at their release it is held against all tracks together.
        return follows(verdict, definition, &here, (event, of), followed, track);
    }
    let here = match after::open(definition, case, track) {
        Ok(here) if Some(here.step.id.as_str()) == what.step() => here,
        // What waits is told as the track leaves the stage, also when the contract is concluded.
        _ => match after::decided(definition, &case.procedure, track) {
            Some(here) if matches!(what, selection::Event::Told { .. }) => here,
            _ => {
                let expected = "a decided list that can still change";
                return verdict.differs(Check::Selection, of, expected, "none");
            }
        },
    };
    match what {
        selection::Event::Followed(followed) => {
            follows(verdict, definition, &here, (event, of), followed, track);
        }
        selection::Event::TriedLate { application, .. } => {
            verdict.count(Check::Deadlines);
            if let Some(until) =
                here.decline_until(definition, *application).filter(|until| event.at <= *until)
            {
                verdict.differs(Check::Deadlines, of, format!("after {until}"), event.at);
            }
        }
        selection::Event::Told { up, out, .. } => {
            verdict.count(Check::Decisions);
            let waiting = here.state.untold();
            let expected = (waiting.up, waiting.out.into_iter().map(|(id, _)| id).collect::<Vec<_>>());
            if expected != (up.clone(), out.clone()) {
                let (expected, found) = (format!("{expected:?}"), format!("{:?}", (up, out)));
                verdict.differs(Check::Decisions, of, expected, found);
            }
        }
        _ => {}
    }
    post.told(case, letters_of(&here, what));
}

/// The letters that an event after the decision calls for.
fn letters_of(here: &Here<'_, '_>, what: &selection::Event) -> Vec<(ApplicationId, LetterContent)> {
    match what {
        selection::Event::Told { .. } => after::letters_of(here),
        selection::Event::Followed(followed) if followed.own => match &followed.what {
            Addition::Left { application, trigger, reason } => {
                let (id, trigger, reason) = (*application, trigger.clone(), *reason);
                vec![(id, LetterContent::Left { application: id, trigger, reason, own: true })]
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn follows(
    verdict: &mut Verdict,
    definition: &Definition,
    here: &Here<'_, '_>,
    (event, of): (&Event, &str),
    followed: &Followed,
    track: &str,
) {
    verdict.count(Check::Selection);
    let Some(model) = definition.model(track, &here.spec.model) else {
        return verdict.differs(Check::Selection, of, "a model of the file", &here.spec.model);
    };
    let again = after::standing(model, here.state, &after::with(here.state, &followed.what));
    if again != followed.standing {
        verdict.differs(Check::Selection, of, said(&again), said(&followed.standing));
    }
    if let (true, Addition::Left { application, .. }) = (followed.own, &followed.what) {
        verdict.count(Check::Deadlines);
        let until =
            here.decline_until(definition, *application).filter(|_| here.state.chosen_and_told(*application));
        if let Some(until) = until.filter(|until| event.at > *until) {
            verdict.differs(Check::Deadlines, of, format!("{until} or before"), event.at);
        }
    }
}

fn said(standing: &Standing) -> String {
    let names = |ids: &[ApplicationId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let (selected, reserve, open) =
        (names(&standing.selected), names(&standing.reserve), names(&standing.open));
    format!(
        "chosen: {selected}; reserve: {reserve}; evidence open: {open}; {} changes",
        standing.changes.len()
    )
}
