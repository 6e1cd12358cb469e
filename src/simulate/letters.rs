//! The letters of a run in words, from what the run itself knows: no database, no outbox.

use super::world::{Turned, World};
use crate::engine::case::Application;
use crate::engine::digest::Digest;
use crate::engine::event::{Event, What};
use crate::engine::ids::{ApplicationId, MemberId, PersonId};
use crate::engine::letter::Letter;
use crate::engine::steps::intake;
use crate::engine::workflow::form::Content;
use crate::i18n::Lang;
use crate::mail::letters::compose::{Composer, Known};
use crate::mail::letters::{JournalPosition, Rendered};

/// Where the links of simulated letters lead: nowhere.
const ADDRESS: &str = "https://trespor.example";

impl Known for World<'_> {
    fn name(&self, _application: ApplicationId, member: MemberId) -> Option<String> {
        self.parties.get(&member).map(|party| party.name.clone())
    }

    fn text(&self, digest: Digest) -> Option<String> {
        self.texts.get(&digest).map(|text| text.body().to_owned())
    }

    fn contents(&self, _application: &Application, _reader: PersonId, digest: Digest) -> Option<Content> {
        serde_json::from_str(self.texts.get(&digest)?.body()).ok()
    }
}

/// A letter of `turned` in the words that its reader would get; nothing where it cannot be rendered.
pub fn render(world: &World<'_>, turned: &Turned, letter: &Letter, lang: Lang) -> Option<Rendered> {
    let (case, events) = (&turned.outcome.case, &turned.outcome.events);
    // A run keeps no chains: the line is counted, and has no hash.
    let received = events.iter().find_map(|event| match &event.what {
        What::Intake(intake::Event::Submitted { version, .. }) => Some(JournalPosition {
            stream: event.stream.to_string(),
            seq: u64::from(version.number),
            hash: Digest::ZERO,
        }),
        _ => None,
    });
    let events: Vec<&Event> = events.iter().collect();
    let definition = &world.loaded.definition;
    let composer = Composer { definition, case, events, received, address: ADDRESS, known: world };
    let (_, told) = composer.letter(letter.to, lang, &letter.content).ok()?;
    told.render(&composer.frame(lang)).ok()
}
