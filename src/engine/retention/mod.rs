//! Retention: what is kept how long and why, and what is erased when it is due.
//!
//! ```text
//! mod     what a file says of it, its state, and holding, releasing and confirming the archive
//! due     when each kind of thing is due, what stands in the way, and the erasing itself
//! texts   which texts an event names, and to which kind of thing each belongs
//! ```
//!
//! Personal data is kept no longer than its purpose needs (GDPR art. 5(1)(e)); what the law asks to be kept is
//! kept until then (2014/24/EU art. 84(2)), and while a legal claim runs (GDPR art. 17(3)(e)).
//! Events hold identifiers and digests, so that the journal verifies after every erasure.

pub mod due;
pub mod texts;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calendar::{Period, Unit};
use super::case::{Application, Procedure};
use super::digest::{Digest, Prose};
use super::event::What;
use super::ids::{ApplicationId, PersonId};
use super::instant::Instant;
use super::refusal::Refusal;
use super::steps::{need, reasoned};
use super::turn::Turn;
use super::workflow::definition::{Role, Words};

pub use due::{Due, Stands, dues, perform, wake_at};

/// Characters that the reason of a hold, of its release, or of an archive has at least.
pub const REASON_CHARS_MIN: u32 = 10;

/// What a workflow file says of keeping and erasing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Who holds what is due, lifts a hold, and confirms that the archive has been handed over.
    pub by: Vec<Role>,
    /// Whether a duty to hand documents over to an archive comes before erasing.
    #[serde(default)]
    pub archive: Option<Archive>,
    /// How long each kind of thing is kept, and why. A kind that is not named is never erased.
    #[serde(default)]
    pub keep: Keeping,
}

/// Whether a duty to hand documents over to an archive comes before erasing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Archive {
    /// Nothing is erased before somebody has confirmed that the archive was handed over.
    Confirm,
    /// Whoever buys is under no such duty.
    NotBound,
}

/// How long each kind of thing is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Keeping {
    /// Applications that were handed in and not selected: contents, files, names and addresses.
    pub not_selected: Option<Keep>,
    /// Applications that were selected: the same.
    pub selected: Option<Keep>,
    /// Drafts that were never handed in, and what was withdrawn: the same.
    pub drafts: Option<Keep>,
    /// The reasons for verdicts, points and decisions, and declared interests. The points stay.
    pub scores: Option<Keep>,
    /// Letters: their words and addresses. That one was sent, when and with which Message-ID stays.
    pub letters: Option<Keep>,
    /// The journal: identifiers, digests, points and decisions. It is kept for good.
    pub journal: Option<ForGood>,
}

/// How long something is kept, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KeepFor")]
pub struct Keep {
    /// Years. Exactly one of years, months and days.
    #[serde(default)]
    pub years: Option<u32>,
    /// Months.
    #[serde(default)]
    pub months: Option<u32>,
    /// Days.
    #[serde(default)]
    pub days: Option<u32>,
    /// The event from which it is counted; its day is not counted (Regulation 1182/71 art. 3(1)).
    pub from: Since,
    /// Why so long: the purpose and its legal basis.
    pub why: Words,
}

/// Why something is kept for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KeepForGood")]
pub struct ForGood {
    /// Why.
    pub why: Words,
}

/// The event from which a period of keeping is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// The track's intake closed. For drafts alone.
    IntakeClosed,
    /// The track's decision became final: its last complaint window is over, or its letters went out where it has
    /// none, or it ended before.
    DecisionFinal,
    /// The track's contract was concluded, or the track ended without one.
    Contract,
    /// Every track and joint step has ended.
    ProcedureEnded,
}

impl Since {
    /// As the file writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IntakeClosed => "intake_closed",
            Self::DecisionFinal => "decision_final",
            Self::Contract => "contract",
            Self::ProcedureEnded => "procedure_ended",
        }
    }
}

/// A kind of thing that is erased when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Applications that were handed in and not selected.
    NotSelected,
    /// Applications that were selected.
    Selected,
    /// Drafts that were never handed in, and what was withdrawn.
    Drafts,
    /// Reasons and declared interests.
    Scores,
    /// Letters.
    Letters,
}

impl Kind {
    /// All of them, in the order of the file.
    pub const ALL: [Self; 5] = [Self::NotSelected, Self::Selected, Self::Drafts, Self::Scores, Self::Letters];

    /// As the file writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotSelected => "not_selected",
            Self::Selected => "selected",
            Self::Drafts => "drafts",
            Self::Scores => "scores",
            Self::Letters => "letters",
        }
    }

    /// Whether it is what applicants handed in or began: contents, files, names and addresses.
    pub const fn is_contents(self) -> bool {
        matches!(self, Self::NotSelected | Self::Selected | Self::Drafts)
    }
}

impl Keeping {
    /// How long things of this kind are kept; nothing where the file does not say.
    pub const fn of(&self, kind: Kind) -> Option<&Keep> {
        match kind {
            Kind::NotSelected => self.not_selected.as_ref(),
            Kind::Selected => self.selected.as_ref(),
            Kind::Drafts => self.drafts.as_ref(),
            Kind::Scores => self.scores.as_ref(),
            Kind::Letters => self.letters.as_ref(),
        }
    }
}

impl Keep {
    /// How long; nothing where the file does not say it in one way.
    pub const fn period(&self) -> Option<Period> {
        let (count, unit) = match (self.years, self.months, self.days) {
            (Some(years), None, None) => (years, Unit::Years),
            (None, Some(months), None) => (months, Unit::Months),
            (None, None, Some(days)) => (days, Unit::Days),
            _ => return None,
        };
        if count == 0 || count > unit.count_max() { None } else { Some(Period::forward(count, unit)) }
    }
}

/// What a procedure remembers of keeping and erasing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The hold that is in force.
    pub held: Option<Noted>,
    /// That the archive was handed over.
    pub archived: Option<Noted>,
    /// When a hold was lifted last, or the archive confirmed: nothing was erased before.
    pub free_since: Option<Instant>,
    /// When each kind of thing was erased, by track.
    pub erased: BTreeMap<String, BTreeMap<Kind, Instant>>,
    /// When the last of all that has a period was erased.
    pub over: Option<Instant>,
}

/// Something that a person said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: Option<PersonId>,
    /// What.
    pub text: Digest,
}

/// What can be wanted of keeping and erasing.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Erase nothing from now on.
    Hold {
        /// Why: a complaint before a court, a question from an auditor.
        reason: Prose,
    },
    /// Let what is due be erased again.
    Release {
        /// Why.
        reason: Prose,
    },
    /// Confirm that the archive was handed over.
    Archive {
        /// To whom, and under which number.
        note: Prose,
    },
}

/// What happened to what is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Nothing is erased from now on.
    Held {
        /// Why.
        reason: Digest,
    },
    /// What is due is erased again.
    Released {
        /// Why.
        reason: Digest,
    },
    /// The archive was handed over.
    Archived {
        /// To whom, and under which number.
        note: Digest,
    },
    /// In an application's stream: what is of this kind was erased of it.
    Erased {
        /// Which kind of thing.
        kind: Kind,
    },
    /// In the procedure's stream: a kind of thing was erased in a track, and why then.
    Due {
        /// In which track.
        track: String,
        /// Which kind of thing.
        kind: Kind,
        /// From which event its period was counted.
        from: Since,
        /// When that was.
        since: Instant,
        /// The last microsecond of the period.
        until: Instant,
        /// Of how many applications.
        applications: u32,
    },
    /// Everything that has a period is erased; nobody follows the procedure any more.
    Over {},
}

/// What must be erased beside the state, in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// A kind of thing in one track.
    Kind {
        /// In which track.
        track: String,
        /// Which kind of thing.
        kind: Kind,
        /// Of which applications.
        applications: Vec<ApplicationId>,
    },
    /// Letters of the procedure that are about no application, and people who only followed it.
    Rest {
        /// Who followed.
        followers: Vec<PersonId>,
    },
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    let spec = turn.definition.retention.as_ref();
    let spec = spec.ok_or_else(|| Refusal::unknown("retention", "retention"))?;
    need(&turn.case, actor, &spec.by, None)?;
    let state = &turn.case.procedure.retention;
    match command {
        Command::Hold { reason } => {
            if state.held.is_some() {
                return Err(Refusal::Already);
            }
            reasoned("hold", reason, REASON_CHARS_MIN)?;
            let reason = turn.keep(reason);
            record(turn, Event::Held { reason });
        }
        Command::Release { reason } => {
            if state.held.is_none() {
                return Err(Refusal::Already);
            }
            reasoned("release", reason, REASON_CHARS_MIN)?;
            let reason = turn.keep(reason);
            record(turn, Event::Released { reason });
        }
        Command::Archive { note } => {
            if spec.archive != Some(Archive::Confirm) || state.archived.is_some() {
                return Err(Refusal::Already);
            }
            reasoned("archive", note, REASON_CHARS_MIN)?;
            let note = turn.keep(note);
            record(turn, Event::Archived { note });
        }
    }
    Ok(())
}

/// Records in the procedure's stream.
fn record(turn: &mut Turn<'_>, event: Event) {
    let stream = super::event::Stream::Procedure(turn.case.procedure.id);
    turn.record(stream, What::Retention(event));
}

/// Folds an event of the procedure's stream.
pub fn apply(procedure: &mut Procedure, at: Instant, actor: Option<PersonId>, event: &Event) {
    let state = &mut procedure.retention;
    let noted = |text: &Digest| Some(Noted { at, by: actor, text: *text });
    match event {
        Event::Held { reason } => state.held = noted(reason),
        Event::Released { .. } => {
            state.held = None;
            state.free_since = Some(at);
        }
        Event::Archived { note } => {
            state.archived = noted(note);
            state.free_since = state.free_since.max(Some(at));
        }
        Event::Due { track, kind, .. } => {
            state.erased.entry(track.clone()).or_default().insert(*kind, at);
        }
        Event::Over {} => {
            state.over = Some(at);
            procedure.followers.clear();
        }
        Event::Erased { .. } => {}
    }
}

/// Folds an event of an application's stream.
pub fn apply_application(application: &mut Application, event: &Event) {
    if let Event::Erased { kind } = event {
        application.erased.insert(*kind);
    }
}
