//! Every letter composed again: who must have got which, and each word of it.
//!
//! What a letter says follows from the journal, the workflow file, and the names, texts and contents of the dossier;
//! it is composed by the code that composed it when it was sent. What the journal does not hold is taken from the
//! letter itself: the language of its reader, and the address of the installation.

mod due;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use due::{Due, Memory};

use super::erased::Erased;
use super::{Check, Record, Verdict, course};
use crate::dossier::format::{LetterLine, Manifest};
use crate::engine::case::{Application, Case, NamedDate};
use crate::engine::digest::Digest;
use crate::engine::event::{Event, What};
use crate::engine::ids::{ApplicationId, MemberId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::journal::Line;
use crate::engine::letter::LetterContent;
use crate::engine::steps::{intake, letters};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;
use crate::engine::workflow::form::Content;
use crate::i18n::Lang;
use crate::mail::letters::JournalPosition;
use crate::mail::letters::compose::{About, Composer, Known};

/// Kinds of letters that tell a decision, or what came after it.
const DECISIONS: [&str; 6] = ["selected", "not_selected", "excluded", "moved_up", "gave_up", "left"];

/// The letters of a dossier, held against those that follow from its journal.
pub struct Post<'a> {
    definition: &'a Definition,
    record: &'a Record,
    erased: &'a Erased,
    /// What happened in each instant, and how much of it is still to come.
    events: BTreeMap<Instant, Vec<&'a Event>>,
    left: BTreeMap<Instant, usize>,
    /// Letters by their date, as long as nothing called for them.
    lines: BTreeMap<Instant, Vec<&'a LetterLine>>,
    /// Where the journal has each submission.
    received: BTreeMap<(String, Instant), JournalPosition>,
    memory: Memory,
    /// Decisions told in an instant, composed from the state before it.
    told: Vec<Due>,
    missing: Vec<Missing>,
    unchecked: u64,
    addresses: BTreeSet<&'a str>,
}

/// A letter that is not there.
struct Missing {
    of: String,
    kind: &'static str,
    to: PersonId,
    about: Option<ApplicationId>,
}

/// What the dossier knows; whether it lacked something that was asked for.
struct Here<'a> {
    record: &'a Record,
    lacks: Cell<bool>,
}

impl Here<'_> {
    fn known<T>(&self, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.lacks.set(true);
        }
        found
    }
}

impl Known for Here<'_> {
    fn name(&self, _application: ApplicationId, member: MemberId) -> Option<String> {
        self.known(self.record.names.get(&member).cloned())
    }

    fn text(&self, digest: Digest) -> Option<String> {
        self.known(self.record.texts.get(&digest).cloned())
    }

    fn contents(&self, _application: &Application, _reader: PersonId, digest: Digest) -> Option<Content> {
        let line = self.record.contents.get(&digest);
        self.known(line.and_then(|line| serde_json::from_str(&line.body).ok()))
    }
}

/// How a letter of the dossier stands to one that was composed.
enum Same {
    Yes,
    /// Something that it tells is not in the dossier.
    Unknown,
    No {
        expected: String,
        found: String,
    },
}

impl<'a> Post<'a> {
    /// The letters of `record`, with everything that happened.
    pub fn new(definition: &'a Definition, known: &course::Known<'a>, events: &'a [Event]) -> Self {
        let record = known.record;
        let mut by_instant: BTreeMap<Instant, Vec<&Event>> = BTreeMap::new();
        for event in events {
            by_instant.entry(event.at).or_default().push(event);
        }
        let mut lines: BTreeMap<Instant, Vec<&LetterLine>> = BTreeMap::new();
        for letter in &record.letters {
            lines.entry(letter.dated_at).or_default().push(letter);
        }
        Self {
            definition,
            record,
            erased: known.erased,
            left: by_instant.iter().map(|(at, events)| (*at, events.len())).collect(),
            events: by_instant,
            lines,
            received: received(record),
            memory: Memory::default(),
            told: Vec::new(),
            missing: Vec::new(),
            unchecked: 0,
            addresses: BTreeSet::new(),
        }
    }

    /// At the release, each applicant of the track gets the letter that follows from the state before it.
    pub fn released(&mut self, verdict: &mut Verdict, case: &Case, track: &str) {
        let step = case.procedure.lines.get(track).and_then(|line| self.definition.step(&line.step));
        let Some(StepSpec::Letters(spec)) = step.map(|step| &step.does) else { return };
        match letters::compose(self.definition, case, track, spec) {
            Ok(composed) => self.told(case, composed),
            Err(why) => {
                let of = format!("letters of track {track}");
                let expected = "a state in which they could go out";
                verdict.differs(Check::Letters, of, expected, format!("{why:?}"));
            }
        }
    }

    /// Letters to all who stand behind an application, as they follow from the state before.
    pub fn told(&mut self, case: &Case, letters: impl IntoIterator<Item = (ApplicationId, LetterContent)>) {
        for (id, content) in letters {
            let to = case.applications.get(&id).map(Application::people).unwrap_or_default();
            self.told.push(Due { to, content, followers: false });
        }
    }

    /// An event was followed. With the last one of its instant, the letters of that instant are looked at.
    pub fn followed(
        &mut self,
        verdict: &mut Verdict,
        case: &Case,
        dates: &[(Instant, BTreeMap<String, NamedDate>)],
        event: &Event,
    ) {
        let at = event.at;
        let Some(left) = self.left.get_mut(&at) else { return };
        *left = left.saturating_sub(1);
        if *left > 0 {
            return;
        }
        let events = self.events.remove(&at).unwrap_or_default();
        let mut due = std::mem::take(&mut self.told);
        due.extend(self.memory.due(self.definition, case, &events));
        let mut lines = self.lines.remove(&at).unwrap_or_default();
        if due.is_empty() && lines.is_empty() {
            return;
        }
        let instant = Moment { case, dates, events, at };
        let mut differing = Vec::new();
        for due in &due {
            for person in &due.to {
                let Some((about, kind)) = self.about(verdict, &instant, *person, due) else { continue };
                let fits = |letter: &LetterLine| {
                    (letter.person, letter.application, letter.kind.as_str()) == (*person, about, kind)
                };
                let found = lines.iter().position(|letter| {
                    fits(letter) && !matches!(self.same(&instant, letter, &due.content), Same::No { .. })
                });
                match found {
                    Some(place) => {
                        let letter = lines.remove(place);
                        self.took(verdict, &instant, letter, &due.content);
                    }
                    None => differing.push((*person, about, kind, due)),
                }
            }
        }
        for (person, about, kind, due) in differing {
            let of = named(kind, about, person, at);
            let place = lines.iter().position(|letter| {
                (letter.person, letter.application, letter.kind.as_str()) == (person, about, kind)
            });
            match place {
                Some(place) => {
                    let letter = lines.remove(place);
                    self.took(verdict, &instant, letter, &due.content);
                }
                None => self.missing.push(Missing { of, kind, to: person, about }),
            }
        }
        // What was told to all went to those too who follow, whom the dossier does not name.
        lines.retain(|letter| {
            let news = due.iter().filter(|due| due.followers);
            let mut fits = news.filter(|due| {
                let (person, kind) = (letter.person, letter.kind.as_str());
                let composed = self.composed(&instant, letter, person, &due.content, None);
                composed.is_some_and(|((about, composed), _)| {
                    (about, composed.kind()) == (letter.application, kind)
                })
            });
            let Some(due) = fits.next() else { return true };
            self.took(verdict, &instant, letter, &due.content);
            false
        });
        for letter in lines {
            too_many(verdict, letter);
        }
    }

    /// What must be said at the end, once it is known who holds a role and what was opened.
    pub fn end(mut self, verdict: &mut Verdict, case: &Case, manifest: &Manifest) {
        let held = |application: &Application| {
            application.submitted.as_ref().is_some_and(|submitted| {
                let content = &submitted.version.content;
                self.record.contents.contains_key(content) || manifest.erased.contains(content)
            })
        };
        let open: BTreeSet<_> = case
            .applications
            .values()
            .filter(|a| a.stages().iter().any(|stage| stage.counts() && held(stage)))
            .map(|a| a.id)
            .collect();
        for missing in std::mem::take(&mut self.missing) {
            let here = match missing.about {
                Some(id) => open.contains(&id) || DECISIONS.contains(&missing.kind),
                None => case.procedure.people.contains_key(&missing.to),
            };
            if here {
                verdict.count(Check::Letters);
                verdict.differs(Check::Letters, missing.of, "one letter", "none");
            }
        }
        for letter in std::mem::take(&mut self.lines).into_values().flatten() {
            too_many(verdict, letter);
        }
        if self.unchecked > 0 {
            let what = "letters were not composed again: they were erased, or tell what the dossier does not hold, \
                        such as names of those who are withheld or files of a submission that was replaced";
            verdict.notes.push(format!("{} {what}", self.unchecked));
        }
        if self.addresses.len() > 1 {
            let addresses = self.addresses.iter().copied().collect::<Vec<_>>().join(", ");
            verdict.notes.push(format!("letters lead to more than one address: {addresses}"));
        }
    }

    /// What a letter that is due is about, and its kind.
    fn about(
        &self,
        verdict: &mut Verdict,
        instant: &Moment<'_>,
        person: PersonId,
        due: &Due,
    ) -> Option<(Option<ApplicationId>, &'static str)> {
        let here = Here { record: self.record, lacks: Cell::new(false) };
        match self.composer(instant, "", None, instant.case, &here).letter(
            person,
            Lang::DEFAULT,
            &due.content,
        ) {
            Ok((about, letter)) => Some((about, letter.kind())),
            Err(gone) => {
                let of = format!("letter to person {person} of {}", instant.at);
                verdict.differs(Check::Letters, of, format!("{} {}", gone.noun, gone.key), "nothing");
                None
            }
        }
    }

    /// Counts a letter, and says where it differs.
    fn took(
        &mut self,
        verdict: &mut Verdict,
        instant: &Moment<'_>,
        letter: &'a LetterLine,
        content: &LetterContent,
    ) {
        verdict.count(Check::Letters);
        let of = named(&letter.kind, letter.application, letter.person, letter.dated_at);
        if letter.subject.is_empty() && letter.text.is_empty() {
            self.unchecked += 1;
            if !self.erased.letter(letter) {
                verdict.differs(Check::Letters, of, "its words: nothing was erased of it", "none");
            }
            return;
        }
        self.addresses.insert(address(letter));
        match self.same(instant, letter, content) {
            Same::Yes => {}
            Same::Unknown => self.unchecked += 1,
            Same::No { expected, found } => verdict.differs(Check::Letters, of, expected, found),
        }
    }

    /// Holds a letter of the dossier against `content`, composed again.
    fn same(&self, instant: &Moment<'_>, letter: &LetterLine, content: &LetterContent) -> Same {
        if letter.subject.is_empty() && letter.text.is_empty() {
            return Same::Yes;
        }
        let again = |dates: Option<&BTreeMap<String, NamedDate>>| {
            let ((_, composed), (lang, lacks)) =
                self.composed(instant, letter, letter.person, content, dates)?;
            let here = Here { record: self.record, lacks: Cell::new(false) };
            let frame = self.composer(instant, address(letter), None, instant.case, &here).frame(lang);
            Some((composed.compose(&frame).ok()?, lacks))
        };
        let Some((expected, lacks)) = again(None) else { return Same::Unknown };
        if (&expected.subject, &expected.text) == (&letter.subject, &letter.text) {
            return Same::Yes;
        }
        if lacks {
            return Same::Unknown;
        }
        // A date may have been moved between the instant of a request and its turn in the database.
        for (_, dates) in instant.dates {
            if let Some((other, _)) = again(Some(dates))
                && (&other.subject, &other.text) == (&letter.subject, &letter.text)
            {
                return Same::Yes;
            }
        }
        let (expected, found) = if expected.subject == letter.subject {
            apart(&expected.text, &letter.text)
        } else {
            (expected.subject, letter.subject.clone())
        };
        Same::No { expected: format!("“{expected}”"), found: format!("“{found}”") }
    }

    /// The letter to `person` as it is composed again, in which language, and whether something was lacking.
    fn composed(
        &self,
        instant: &Moment<'_>,
        letter: &LetterLine,
        person: PersonId,
        content: &LetterContent,
        dates: Option<&BTreeMap<String, NamedDate>>,
    ) -> Option<(About, (Lang, bool))> {
        let lang = Lang::parse(&letter.language)?;
        let here = Here { record: self.record, lacks: Cell::new(false) };
        let moved = dates.map(|dates| {
            let mut case = instant.case.clone();
            case.procedure.dates.clone_from(dates);
            case
        });
        let case = moved.as_ref().unwrap_or(instant.case);
        let stream = letter.application.map(|id| format!("application/{id}"));
        let place = stream.and_then(|stream| self.received.get(&(stream, instant.at)));
        let composer = self.composer(instant, address(letter), place, case, &here);
        let about = composer.letter(person, lang, content).ok()?;
        Some((about, (lang, here.lacks.get())))
    }

    fn composer<'c>(
        &'c self,
        instant: &'c Moment<'_>,
        address: &'c str,
        received: Option<&JournalPosition>,
        case: &'c Case,
        known: &'c Here<'c>,
    ) -> Composer<'c, Here<'c>> {
        Composer {
            definition: self.definition,
            case,
            events: instant.events.clone(),
            received: received.cloned(),
            address,
            known,
        }
    }
}

/// What is known of one instant once everything in it has happened.
struct Moment<'i> {
    case: &'i Case,
    dates: &'i [(Instant, BTreeMap<String, NamedDate>)],
    events: Vec<&'i Event>,
    at: Instant,
}

/// A letter that nothing calls for.
fn too_many(verdict: &mut Verdict, letter: &LetterLine) {
    verdict.count(Check::Letters);
    let of = named(&letter.kind, letter.application, letter.person, letter.dated_at);
    let expected = "nothing: the journal calls for no such letter";
    verdict.differs(Check::Letters, of, expected, format!("letter {}", letter.message_id));
}

/// What a letter is, for a person.
fn named(kind: &str, about: Option<ApplicationId>, person: PersonId, at: Instant) -> String {
    let about = about.map(|id| format!(" about application {id}")).unwrap_or_default();
    format!("letter `{kind}`{about} to person {person} of {at}")
}

/// The address of the installation, which every letter ends with.
fn address(letter: &LetterLine) -> &str {
    letter.text.trim_end().lines().next_back().unwrap_or_default().trim()
}

/// The first line in which two texts part.
fn apart(expected: &str, found: &str) -> (String, String) {
    let (mut ours, mut theirs) = (expected.lines(), found.lines());
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return ("other line breaks".to_owned(), found.to_owned()),
            (ours, theirs) if ours == theirs => {}
            (ours, theirs) => {
                return (ours.unwrap_or_default().to_owned(), theirs.unwrap_or_default().to_owned());
            }
        }
    }
}

/// The line of each submission.
fn received(record: &Record) -> BTreeMap<(String, Instant), JournalPosition> {
    let mut places = BTreeMap::new();
    for line in record.journal.values().flatten() {
        let Some(body) = line.body.as_deref().filter(|body| body.contains("\"submitted\"")) else { continue };
        let Ok(read) = serde_json::from_str::<Line>(body) else { continue };
        if matches!(read.event.what, What::Intake(intake::Event::Submitted { .. })) {
            let place = JournalPosition { stream: line.stream.clone(), seq: line.seq, hash: line.hash };
            places.insert((line.stream.clone(), read.event.at), place);
        }
    }
    places
}
