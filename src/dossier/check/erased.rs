//! What was erased, as the journal says it: whatever else is missing was lost or taken away.

use std::collections::{BTreeMap, BTreeSet};

use crate::dossier::format::LetterLine;
use crate::engine::digest::Digest;
use crate::engine::event::{Event, Stream, What};
use crate::engine::ids::ApplicationId;
use crate::engine::retention::{self, Kind, texts};
use crate::engine::steps::intake;

/// Kinds of letters that repeat what was handed in, and go with it.
const OF_CONTENTS: [&str; 2] = ["receipt", "cure_received"];

/// What retention erased up to the end of the journal.
#[derive(Default)]
pub struct Erased {
    digests: BTreeSet<Digest>,
    kinds: BTreeMap<ApplicationId, BTreeSet<Kind>>,
    over: bool,
}

impl Erased {
    /// What `events`, in time, say of it.
    pub fn of(events: &[Event]) -> Self {
        let mut erased = Self::default();
        let mut tracks: BTreeMap<ApplicationId, &str> = BTreeMap::new();
        let mut of_application: BTreeMap<ApplicationId, Vec<&Event>> = BTreeMap::new();
        let mut of_track: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
        for event in events {
            match &event.stream {
                Stream::Application(id) => of_application.entry(*id).or_default().push(event),
                Stream::Line(_, track) => of_track.entry(track).or_default().push(event),
                Stream::Procedure(_) => {}
            }
            match (&event.stream, &event.what) {
                (Stream::Application(id), What::Intake(intake::Event::Started { track, .. })) => {
                    tracks.insert(*id, track);
                }
                (Stream::Application(id), What::Retention(retention::Event::Erased { kind })) => {
                    let own = of_application.get(id).into_iter().flatten();
                    let track = tracks.get(id).and_then(|track| of_track.get(track)).into_iter().flatten();
                    erased.digests.extend(texts::gone(*kind, *id, own.chain(track).copied()));
                    erased.kinds.entry(*id).or_default().insert(*kind);
                }
                (_, What::Retention(retention::Event::Over {})) => erased.over = true,
                _ => {}
            }
        }
        erased
    }

    /// Whether this text, or these contents, were erased.
    pub fn text(&self, digest: &Digest) -> bool {
        self.digests.contains(digest)
    }

    /// Whether what an application handed in was erased: files and names too.
    pub fn application(&self, id: ApplicationId) -> bool {
        self.kinds.get(&id).is_some_and(|kinds| kinds.iter().any(|kind| kind.is_contents()))
    }

    /// Whether the words and the address of a letter were erased.
    pub fn letter(&self, letter: &LetterLine) -> bool {
        let Some(id) = letter.application else { return self.over };
        let letters = self.kinds.get(&id).is_some_and(|kinds| kinds.contains(&Kind::Letters));
        letters || (self.application(id) && OF_CONTENTS.contains(&letter.kind.as_str()))
    }
}
