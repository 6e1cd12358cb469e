//! What applications declare in the fields that models read, taken over once they are opened.

use std::collections::BTreeMap;

use super::{Event, State, state_in};
use crate::engine::case::{Application, Case, Declared, Line};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::ApplicationId;
use crate::engine::steps::StepState;
use crate::engine::turn::Turn;
use crate::engine::workflow::definition::Definition;
use crate::engine::workflow::facts;
use crate::engine::workflow::form::Content;

/// Applications of the loaded case that count, are opened, and whose present contents the models have not read; each
/// with the digest of what must be read. Empty where no model reads the form.
pub fn undeclared(definition: &Definition, case: &Case) -> Vec<(ApplicationId, Digest)> {
    let procedure = &case.procedure;
    let opened = |a: &Application| {
        procedure.lines.get(&a.track).is_some_and(Line::running)
            && state_in(definition, procedure, &a.track, a.stage.as_deref())
                .is_some_and(|state| state.opened.is_some())
    };
    let found: Vec<_> = case
        .applications
        .values()
        .filter(|a| a.counts() && opened(a))
        .filter_map(|a| {
            let content = a.submitted.as_ref()?.version.content;
            let known = a.declared.as_ref().is_some_and(|declared| declared.content == content);
            (!known).then_some((a, content))
        })
        .collect();
    if found.is_empty() {
        return Vec::new();
    }
    let read = facts::fields(definition);
    let reads = |a: &Application| {
        let form = definition.form_of(&a.track, a.stage.as_deref());
        form.iter().any(|field| read.iter().any(|read| read.id == field.id))
    };
    found.into_iter().filter(|(a, _)| reads(a)).map(|(a, content)| (a.id, content)).collect()
}

/// Takes over what `contents` declare, and moves a track on that waited for it.
///
/// A text that is not what its application handed in, or cannot be read, declares nothing.
pub fn declare(turn: &mut Turn<'_>, contents: &BTreeMap<ApplicationId, Prose>) {
    for (id, content) in undeclared(turn.definition, &turn.case) {
        let text = contents.get(&id).filter(|text| text.digest() == content);
        let read =
            text.and_then(|text| serde_json::from_str::<Content>(text.body()).ok()).unwrap_or_default();
        let Some(found) = turn.case.applications.get(&id) else { continue };
        let facts = facts::declared(turn.definition, (&found.track, found.stage.as_deref()), &read);
        turn.record_application(id, What::Intake(Event::Declared(Declared { content, facts })));
    }
    let waiting = |line: &Line| {
        let state = line.states.get(&line.step);
        // A line that waits for other tracks has moved on already.
        line.running()
            && line.held.is_none()
            && matches!(state, Some(StepState::Intake(State { opened: Some(_), .. })))
    };
    let lines = &turn.case.procedure.lines;
    let waiting: Vec<_> =
        lines.iter().filter(|(_, line)| waiting(line)).map(|(name, _)| name.clone()).collect();
    for track in waiting {
        crate::engine::steps::advance(turn, &track);
    }
}
