//! Amendments: what is published is frozen, and a later change is visible, reasoned and told to all.
//!
//! Texts can be amended. Numbers, criteria, weights and scales cannot: whoever needs others cancels and
//! opens anew (udbudsloven §§ 2, 145(3); statensindkob.dk 25-10-2022).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::calendar::Zone;
use super::case::NamedDate;
use super::digest::{Digest, Prose};
use super::event::What;
use super::ids::{ApplicationId, PersonId};
use super::instant::Instant;
use super::letter::LetterContent;
use super::procedure::{Event, REASON_CHARS_MIN, told};
use super::refusal::Refusal;
use super::steps::intake::later;
use super::steps::{StepState, intake, need, reasoned};
use super::turn::Turn;
use super::workflow::Definition;
use super::workflow::check::is_name;
use super::workflow::definition::{Role, Words};

/// Characters that an amended text has at most in one language.
pub const TEXT_CHARS_MAX: usize = 20_000;

/// Amendments that a procedure holds.
pub const AMENDMENTS_MAX: usize = 200;

/// What nobody can amend, by the name that a form gives it.
const FROZEN: [&str; 4] = ["numbers", "criteria", "weights", "scales"];

/// A text that can be amended, by the path of the workflow file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What the procedure is about: `summary`.
    Summary,
    /// What a track asks for: `tracks.social`.
    Track(String),
    /// What is looked at in a criterion: `criteria.relevance`.
    Criterion(String),
    /// A document beside the file, by a short name: `documents.conditions`.
    Document(String),
}

impl Part {
    /// Reads a path.
    ///
    /// # Errors
    /// [`Refusal::Frozen`] for what nobody can amend, [`Refusal::Unknown`] for what is not there.
    pub fn parse(path: &str, definition: &Definition) -> Result<Self, Refusal> {
        if FROZEN.contains(&path) || path.split('.').next() == Some("selections") {
            return Err(Refusal::Frozen { part: path.to_owned() });
        }
        let part = match path.split_once('.') {
            None if path == "summary" => Some(Self::Summary),
            Some(("tracks", id)) if definition.track(id).is_some() => Some(Self::Track(id.to_owned())),
            Some(("criteria", id)) if definition.criteria.contains_key(id) => {
                Some(Self::Criterion(id.to_owned()))
            }
            Some(("documents", id)) if is_name(id) => Some(Self::Document(id.to_owned())),
            _ => None,
        };
        part.ok_or_else(|| Refusal::unknown("part", path))
    }

    /// What the file says there; nothing for a document, which stands beside it.
    pub fn words<'d>(&self, definition: &'d Definition) -> Option<&'d Words> {
        match self {
            Self::Summary => Some(&definition.summary),
            Self::Track(id) => definition.track(id).map(|track| &track.summary),
            Self::Criterion(id) => definition.criteria.get(id).map(|criterion| &criterion.about),
            Self::Document(_) => None,
        }
    }

    /// Every text of the file that can be amended.
    pub fn of(definition: &Definition) -> Vec<Self> {
        let tracks = definition.tracks.iter().map(|track| Self::Track(track.id.clone()));
        let criteria = definition.criteria.keys().map(|id| Self::Criterion(id.clone()));
        std::iter::once(Self::Summary).chain(tracks).chain(criteria).collect()
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Summary => f.write_str("summary"),
            Self::Track(id) => write!(f, "tracks.{id}"),
            Self::Criterion(id) => write!(f, "criteria.{id}"),
            Self::Document(id) => write!(f, "documents.{id}"),
        }
    }
}

/// What is wanted: a published text gets another wording.
#[derive(Clone, Debug, PartialEq)]
pub struct Amend {
    /// Path of the text, as [`Part`] reads it.
    pub part: String,
    /// The old text by language. For a text of the file it must be what stands there; where the text was
    /// amended before, the earlier amendment tells it and this is not used.
    pub before: BTreeMap<String, Prose>,
    /// The new text in each language of the file.
    pub after: BTreeMap<String, Prose>,
    /// Why.
    pub reason: Prose,
    /// The tracks that are affected; all where none is named.
    pub tracks: BTreeSet<String>,
    /// Whether it is significant, so that the deadline must be extended (QA-EXT).
    pub significant: bool,
    /// Whether the content of applications is affected, so that each must be confirmed again.
    pub confirm: bool,
    /// Where the deadline is moved with it, as wall time in the file's zone.
    pub extend: Option<String>,
}

/// An amendment that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// When.
    pub at: Instant,
    /// Path of the text.
    pub part: String,
    /// The old text by language.
    pub before: BTreeMap<String, Digest>,
    /// The new text by language.
    pub after: BTreeMap<String, Digest>,
    /// Why.
    pub reason: Digest,
    /// The tracks that are affected; all where none is named.
    pub tracks: BTreeSet<String>,
    /// Whether it was significant.
    pub significant: bool,
    /// Whether applications had to be confirmed again.
    pub confirm: bool,
    /// Where the deadline was moved with it.
    pub moved: Option<NamedDate>,
}

impl Amendment {
    /// Whether it concerns `track`.
    pub fn concerns(&self, track: &str) -> bool {
        self.tracks.is_empty() || self.tracks.contains(track)
    }
}

/// Amends a text, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, wanted: &Amend) -> Result<(), Refusal> {
    need(&turn.case, actor, &[Role::Owner], None)?;
    let part = Part::parse(&wanted.part, turn.definition)?;
    if turn.case.procedure.amendments.len() >= AMENDMENTS_MAX {
        let max = u32::try_from(AMENDMENTS_MAX).unwrap_or(u32::MAX);
        return Err(Refusal::TooMany { noun: "amendments".into(), max });
    }
    if let Some(track) = wanted.tracks.iter().find(|track| turn.definition.track(track).is_none()) {
        return Err(Refusal::unknown("track", track));
    }
    let (until, closed) = intake_of(turn)?;
    if let Some(step) = closed {
        return Err(Refusal::Over { step });
    }
    let earlier = turn.case.procedure.amendments.iter().rev().find(|made| made.part == wanted.part);
    let earlier = earlier.map(|made| made.after.clone());
    texts(turn.definition, &part, wanted, earlier.as_ref())?;
    reasoned("amend", &wanted.reason, REASON_CHARS_MIN)?;
    let moved = match &wanted.extend {
        Some(to) => Some(super::procedure::shift(turn, &until, to, &wanted.reason)?.to),
        None if wanted.significant && !extended_today(turn, &until) => {
            return Err(Refusal::ExtensionNeeded { date: until });
        }
        None => None,
    };
    let before = match earlier {
        Some(earlier) => earlier,
        None => kept(turn, &wanted.before),
    };
    let after = kept(turn, &wanted.after);
    let reason = turn.keep(&wanted.reason);
    turn.record_procedure(Event::Amended(Amendment {
        at: turn.now,
        part: wanted.part.clone(),
        before,
        after,
        reason,
        tracks: wanted.tracks.clone(),
        significant: wanted.significant,
        confirm: wanted.confirm,
        moved,
    }));
    let asked = if wanted.confirm { ask_again(turn) } else { Vec::new() };
    tell(turn, &asked);
    Ok(())
}

/// Name of the date that ends the intake under way, and the intake's name where it has closed in some track.
fn intake_of(turn: &Turn<'_>) -> Result<(String, Option<String>), Refusal> {
    let (definition, procedure) = (turn.definition, &turn.case.procedure);
    let until =
        super::answers::until(definition, procedure).ok_or_else(|| Refusal::unknown("step", "intake"))?;
    let closed = later::ended_by(definition, &until).find(|(step, _)| {
        procedure.lines.values().any(
            |line| matches!(line.states.get(*step), Some(StepState::Intake(state)) if state.closed.is_some()),
        )
    });
    let closed = closed.map(|(step, _)| step.to_owned());
    Ok((until, closed))
}

/// The old text is what stands there, the new one is there in every language, and they differ.
fn texts(
    definition: &Definition,
    part: &Part,
    wanted: &Amend,
    earlier: Option<&BTreeMap<String, Digest>>,
) -> Result<(), Refusal> {
    let max = u32::try_from(TEXT_CHARS_MAX).unwrap_or(u32::MAX);
    let mut changed = earlier.is_some();
    for language in &definition.languages {
        let Some(after) = wanted.after.get(language) else {
            return Err(Refusal::ReasonNeeded { of: language.clone(), chars_min: 1 });
        };
        reasoned(language, after, 1)?;
        if after.chars() > TEXT_CHARS_MAX {
            return Err(Refusal::TooMany { noun: "characters".into(), max });
        }
        let Some(before) = wanted.before.get(language).filter(|_| earlier.is_none()) else {
            if earlier.is_none() {
                return Err(Refusal::ReasonNeeded { of: language.clone(), chars_min: 1 });
            }
            continue;
        };
        // What is called the old text must be what everybody has read.
        let stands = part.words(definition).map(|words| words.get(language));
        if stands.is_some_and(|stands| stands.trim() != before.body().trim()) {
            return Err(Refusal::Stale { current: definition.version });
        }
        changed |= before.body().trim() != after.body().trim();
    }
    if changed { Ok(()) } else { Err(Refusal::Already) }
}

/// Whether the deadline was extended on the same local day already.
fn extended_today(turn: &Turn<'_>, until: &str) -> bool {
    let Ok(zone) = Zone::new(&turn.definition.zone) else { return false };
    let today = zone.date_of(turn.now);
    let mut changes = turn.case.procedure.changes.iter();
    changes.any(|change| change.date == until && zone.date_of(change.at) == today)
}

fn kept(turn: &mut Turn<'_>, texts: &BTreeMap<String, Prose>) -> BTreeMap<String, Digest> {
    let languages = turn.definition.languages.clone();
    languages
        .into_iter()
        .filter_map(|language| {
            let prose = texts.get(&language)?;
            Some((language, turn.keep(prose)))
        })
        .collect()
}

/// Asks for a confirmation of every application that was handed in in a track that is affected.
fn ask_again(turn: &mut Turn<'_>) -> Vec<ApplicationId> {
    let Some(made) = turn.case.procedure.amendments.last().cloned() else { return Vec::new() };
    let asked: Vec<_> = turn
        .case
        .applications
        .values()
        .filter(|application| application.handed_in() && made.concerns(&application.track))
        .filter(|application| turn.case.takes_part(application))
        .map(|application| application.id)
        .collect();
    for application in &asked {
        turn.record_application(*application, What::Intake(intake::Event::ConfirmationAsked {}));
    }
    asked
}

/// Tells everybody; those whose application must be confirmed are told that, for each of them.
fn tell(turn: &mut Turn<'_>, asked: &[ApplicationId]) {
    let number = u32::try_from(turn.case.procedure.amendments.len()).unwrap_or(u32::MAX);
    let mut rest = told(&turn.case);
    for application in asked {
        let people = turn.case.applications.get(application).map(super::case::Application::people);
        for person in people.unwrap_or_default() {
            rest.remove(&person);
            turn.letter(person, LetterContent::Amendment { number, application: Some(*application) });
        }
    }
    turn.letters(&rest, &LetterContent::Amendment { number, application: None });
}
