//! In which order events of one instant happened, where their streams do not say so.

use std::collections::BTreeSet;

use crate::engine::event::{Event, LineEvent, Stream, What};
use crate::engine::steps::intake;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;

/// Whether the event is the passing of a deadline for applications.
pub fn closes(event: &Event) -> bool {
    matches!(event.what, What::Intake(intake::Event::Closed { .. }))
}

/// The events with those that ask applications into a later stage behind all others of their instant: in one turn the
/// letters of a stage go out before the next begins, and the streams of one instant do not say so.
///
/// A stage that asks for nothing ends as it begins. Its end, and what its track comes to then, is put behind those whom
/// it takes over.
pub fn asked_last<'e>(definition: &Definition, events: &'e [Event]) -> Vec<&'e Event> {
    let began = |event: &Event| matches!(event.what, What::Intake(intake::Event::StageBegan { .. }));
    let carries = |step: &str| matches!(definition.step(step).map(|step| &step.does), Some(StepSpec::Intake(spec)) if spec.carries());
    let mut carrying: BTreeSet<&str> = BTreeSet::new();
    let (mut ordered, mut asked, mut ended): (Vec<&Event>, Vec<&Event>, Vec<&Event>) =
        (Vec::new(), Vec::new(), Vec::new());
    for event in events {
        if asked.first().or(ended.first()).is_some_and(|first| first.at != event.at) {
            ordered.append(&mut asked);
            ordered.append(&mut ended);
        }
        let behind =
            |line: &str| ended.iter().any(|held| matches!(&held.stream, Stream::Line(_, l) if l == line));
        match (&event.stream, &event.what) {
            _ if began(event) => asked.push(event),
            (Stream::Line(_, line), _) if behind(line) => ended.push(event),
            (Stream::Line(_, line), What::Line(LineEvent::Entered { step })) => {
                if carries(step) {
                    carrying.insert(line);
                } else {
                    carrying.remove(line.as_str());
                }
                ordered.push(event);
            }
            (Stream::Line(_, line), _) if closes(event) && carrying.remove(line.as_str()) => {
                ended.push(event);
            }
            _ => ordered.push(event),
        }
    }
    ordered.append(&mut asked);
    ordered.append(&mut ended);
    ordered
}
