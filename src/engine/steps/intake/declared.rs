//! What applications declare in the fields that models read, taken over once they are opened.

use std::collections::BTreeMap;

use super::{Event, State, state_in};
use crate::engine::case::{Application, Case, Declared, Line};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::ApplicationId;
use crate::engine::steps::{StepState, envelope};
use crate::engine::turn::Turn;
use crate::engine::workflow::definition::Definition;
use crate::engine::workflow::facts;
use crate::engine::workflow::form::Content;

/// Applications of the loaded case whose contents the models must read, each with the digest of what must be read:
/// those that count, are opened, and were not read as they are now, or whose envelope was just opened. Empty where no
/// model reads the form.
pub fn undeclared(definition: &Definition, case: &Case) -> Vec<(ApplicationId, Digest)> {
    let envelopes = envelope::undeclared(definition, case).map(|(a, _)| a);
    let mut found: Vec<_> = unread(definition, case).into_iter().chain(envelopes).collect();
    found.sort_by_key(|a| a.id);
    found.dedup_by_key(|a| a.id);
    found.into_iter().filter_map(|a| Some((a.id, a.submitted.as_ref()?.version.content))).collect()
}

fn unread<'c>(definition: &Definition, case: &'c Case) -> Vec<&'c Application> {
    let procedure = &case.procedure;
    let opened = |a: &Application| {
        procedure.lines.get(&a.track).is_some_and(Line::running)
            && state_in(definition, procedure, &a.track, a.stage.as_deref())
                .is_some_and(|state| state.opened.is_some())
    };
    let known = |a: &Application| {
        let content = a.submitted.as_ref().map(|submitted| submitted.version.content);
        content.is_none() || a.declared.as_ref().map(|declared| declared.content) == content
    };
    let found: Vec<_> = case.applications.values().filter(|a| a.counts() && opened(a) && !known(a)).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let read = facts::fields(definition);
    let reads = |a: &Application| {
        let form = definition.form_of(&a.track, a.stage.as_deref());
        let mut form = form.iter().filter(|field| field.envelope.is_none());
        form.any(|field| read.iter().any(|read| read.id == field.id))
    };
    found.into_iter().filter(|a| reads(a)).collect()
}

/// Takes over what `contents` declare, and moves a track on that waited for it.
///
/// A text that is not what its application handed in, or cannot be read, declares nothing.
pub fn declare(turn: &mut Turn<'_>, contents: &BTreeMap<ApplicationId, Prose>) {
    let said = |id: &ApplicationId, content: Digest| {
        let text = contents.get(id).filter(|text| text.digest() == content);
        text.and_then(|text| serde_json::from_str::<Content>(text.body()).ok()).unwrap_or_default()
    };
    let fresh: Vec<_> = unread(turn.definition, &turn.case)
        .into_iter()
        .filter_map(|a| Some((a.clone(), a.submitted.as_ref()?.version.content)))
        .collect();
    for (found, content) in fresh {
        let (id, of) = (found.id, (found.track.as_str(), found.stage.as_deref()));
        let facts = facts::declared(turn.definition, of, None, &said(&id, content));
        turn.record_application(id, What::Intake(Event::Declared(Declared { content, facts })));
    }
    let opened: Vec<_> = envelope::undeclared(turn.definition, &turn.case)
        .filter_map(|(a, step)| Some((a.id, step.to_owned(), a.submitted.as_ref()?.version.content)))
        .collect();
    for (id, step, content) in opened {
        envelope::declare(turn, id, &step, &said(&id, content));
    }
    let waiting = |line: &Line| {
        let state = line.states.get(&line.step);
        let opened = matches!(
            state,
            Some(
                StepState::Intake(State { opened: Some(_), .. })
                    | StepState::Envelope(envelope::State { opened_at: Some(_) })
            )
        );
        // A line that waits for other tracks has moved on already.
        line.running() && line.held.is_none() && opened
    };
    let lines = &turn.case.procedure.lines;
    let waiting: Vec<_> =
        lines.iter().filter(|(_, line)| waiting(line)).map(|(name, _)| name.clone()).collect();
    for track in waiting {
        crate::engine::steps::advance(turn, &track);
    }
}
