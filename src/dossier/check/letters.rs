//! Who must have got which letter, against the letters that are there.
//!
//! Of a decision letter, its names and reasons are looked for too; its other wording is not composed again.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Record, Verdict};
use crate::dossier::format::LetterLine;
use crate::engine::case::{Application, Case};
use crate::engine::event::{Event, What};
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::steps::letters;
use crate::engine::turn::Turn;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;

/// Kinds of letters that tell a decision.
const DECISIONS: [&str; 3] = ["selected", "not_selected", "excluded"];

/// Kinds of letters that tell what came after it.
const AFTER: [&str; 2] = ["moved_up", "left"];

fn find<'r>(
    record: &'r Record,
    kinds: &'r [&str],
    application: ApplicationId,
    at: Instant,
) -> impl Iterator<Item = &'r LetterLine> + 'r {
    record.letters.iter().filter(move |letter| {
        letter.application == Some(application)
            && letter.dated_at == at
            && kinds.contains(&letter.kind.as_str())
    })
}

/// A submission is answered with one receipt for each person who takes part.
pub fn received(verdict: &mut Verdict, case: &Case, record: &Record, event: &Event, id: ApplicationId) {
    let Some(found) = case.applications.get(&id).filter(|_| held(record, id)) else { return };
    let got: BTreeSet<_> = find(record, &["receipt"], id, event.at).map(|letter| letter.person).collect();
    for person in found.people() {
        verdict.count(Check::Letters);
        if !got.contains(&person) {
            let of = format!("receipt for application {id} of {}", event.at);
            verdict.differs(Check::Letters, of, format!("a letter to person {person}"), "none");
        }
    }
}

/// Whether the dossier holds letters about this application: it counts, and so its members are known.
fn held(record: &Record, id: ApplicationId) -> bool {
    record.contents.values().any(|line| line.application == id)
}

/// At the release, each applicant of the track gets the letter that follows from the state.
pub fn released(
    verdict: &mut Verdict,
    definition: &Definition,
    case: &Case,
    record: &Record,
    event: &Event,
    track: &str,
) {
    let step = case.procedure.lines.get(track).and_then(|line| definition.step(&line.step));
    let Some(StepSpec::Letters(spec)) = step.map(|step| &step.does) else { return };
    let turn = Turn::begin(definition, case.clone(), event.at, None);
    let composed = match letters::compose(turn.definition, &turn.case, track, spec) {
        Ok(composed) => composed,
        Err(why) => {
            let of = format!("letters of track {track}");
            return verdict.differs(
                Check::Letters,
                of,
                "a state in which they could go out",
                format!("{why:?}"),
            );
        }
    };
    for (id, content) in &composed {
        let Some(application) = case.applications.get(id) else { continue };
        one(verdict, case, record, event.at, application, content);
    }
}

/// Each person of an application gets one letter of this content, and nobody else gets one.
pub fn one(
    verdict: &mut Verdict,
    case: &Case,
    record: &Record,
    at: Instant,
    application: &Application,
    content: &LetterContent,
) {
    let id = application.id;
    let kind = match content {
        LetterContent::Selected { .. } => "selected",
        LetterContent::NotSelected { .. } => "not_selected",
        LetterContent::MovedUp { .. } => "moved_up",
        LetterContent::Left { .. } => "left",
        _ => "excluded",
    };
    let kinds = if AFTER.contains(&kind) { &AFTER[..] } else { &DECISIONS[..] };
    let mut got: BTreeMap<PersonId, Vec<&LetterLine>> = BTreeMap::new();
    for letter in find(record, kinds, id, at) {
        got.entry(letter.person).or_default().push(letter);
    }
    for person in application.people() {
        verdict.count(Check::Letters);
        let of = format!("decision on application {id} to person {person}");
        match got.remove(&person).as_deref() {
            Some([letter]) if letter.kind == kind => told(verdict, case, record, &of, letter, content),
            Some([letter]) => verdict.differs(Check::Letters, of, kind, &letter.kind),
            Some(several) => verdict.differs(Check::Letters, of, "one letter", several.len()),
            None => verdict.differs(Check::Letters, of, format!("one letter: {kind}"), "none"),
        }
    }
    for person in got.keys() {
        let of = format!("decision on application {id}");
        verdict.differs(Check::Letters, of, "letters to its own people", format!("one to person {person}"));
    }
}

/// What the letter must say: who was selected, and why its reader was not.
fn told(
    verdict: &mut Verdict,
    case: &Case,
    record: &Record,
    of: &str,
    letter: &LetterLine,
    content: &LetterContent,
) {
    let nobody = Vec::new();
    let (selected, reasons): (_, Vec<_>) = match content {
        LetterContent::Selected { selected, .. } | LetterContent::MovedUp { selected, .. } => {
            (selected, Vec::new())
        }
        LetterContent::Left { reason, .. } => (&nobody, vec![*reason]),
        LetterContent::NotSelected { selected, reasons, decision, .. } => {
            (selected, reasons.iter().flat_map(|r| &r.reasons).chain(decision).copied().collect())
        }
        LetterContent::Excluded { selected, reasons, .. } => {
            (selected, reasons.iter().filter_map(|reason| reason.reason).collect())
        }
        _ => return,
    };
    let members = selected.iter().filter_map(|id| case.applications.get(id)).flat_map(|a| &a.members);
    let names = members
        .filter(|member| member.declined_at.is_none())
        .filter_map(|member| record.names.get(&member.id));
    let texts = reasons.iter().filter_map(|reason| record.texts.get(reason));
    let says = squeezed(&letter.text);
    for words in names.chain(texts) {
        if !says.contains(&squeezed(words)) {
            verdict.differs(Check::Letters, of, format!("a letter that says “{words}”"), "other words");
        }
    }
}

/// Letters and digits alone: line breaks and marks of emphasis are the letter's own.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// No letter tells a decision but at a release, and none what came after it but when it did.
pub fn none_beside(verdict: &mut Verdict, definition: &Definition, record: &Record, events: &[Event]) {
    let at = |wanted: fn(&What) -> bool| -> BTreeSet<Instant> {
        events.iter().filter(|event| wanted(&event.what)).map(|event| event.at).collect()
    };
    let releases = at(|what| matches!(what, What::Letters(_)));
    let later = at(|what| matches!(what, What::Selection(what) if what.step().is_some()));
    for letter in record.letters.iter().filter(|letter| AFTER.contains(&letter.kind.as_str())) {
        if !later.contains(&letter.dated_at) {
            let of = format!("letter {}", letter.message_id);
            verdict.differs(Check::Letters, of, "something after the decision, of its date", letter.dated_at);
        }
    }
    let has = definition.steps.iter().any(|step| matches!(step.does, StepSpec::Letters(_)));
    for letter in record.letters.iter().filter(|letter| has && DECISIONS.contains(&letter.kind.as_str())) {
        if !releases.contains(&letter.dated_at) {
            let of = format!("letter {}", letter.message_id);
            verdict.differs(Check::Letters, of, "a release of its date", letter.dated_at);
        }
    }
}
