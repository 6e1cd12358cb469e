//! Why something was not done: data, worded at the edge in the reader's language and local time.

use serde::{Deserialize, Serialize};

use super::case::LineOutcome;
use super::exact::Exact;
use super::ids::ApplicationId;
use super::instant::Instant;
use super::workflow::definition::Role;
use super::workflow::form::Problem;

/// Why a command was refused, phrased from the step that the command was aimed at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The actor may not do this.
    NotAllowed {
        /// Roles that may, if any role may.
        needs: Vec<Role>,
    },
    /// There is no such track, application, member, question … here.
    Unknown {
        /// Which noun.
        noun: String,
        /// What was asked for.
        name: String,
    },
    /// The deadline has passed.
    Closed {
        /// Short name of the intake.
        step: String,
        /// The last microsecond that was in time.
        closed_at: Instant,
        /// When the try arrived.
        tried_at: Instant,
    },
    /// The step that this belongs to has not come yet.
    NotYet {
        /// Short name of the step.
        step: String,
    },
    /// The step that this belongs to is over.
    Over {
        /// Short name of the step.
        step: String,
    },
    /// The track has ended.
    Ended {
        /// How.
        outcome: LineOutcome,
    },
    /// The track is suspended while a complaint is open.
    Suspended,
    /// The keys that applications are sealed to are not made.
    KeysMissing,
    /// As many different people, with as many different keys, must be named.
    KeyHolders {
        /// How many.
        of: u32,
    },
    /// Too few of those who hold a key have given it.
    KeysNeeded {
        /// How many have.
        given: u32,
        /// How many must.
        need: u32,
    },
    /// The contents are sealed.
    Sealed {
        /// The deadline, before which nobody reads.
        until: Instant,
    },
    /// The application is not complete.
    Incomplete {
        /// What is missing or wrong in the form.
        problems: Vec<Problem>,
        /// How many members have not signed.
        unsigned: u32,
    },
    /// The application was withdrawn.
    Withdrawn,
    /// Nothing has been submitted.
    NotSubmitted,
    /// Somebody else saved in between; what was typed is kept by the caller.
    Stale {
        /// The version that is current now.
        current: u32,
    },
    /// More than the file allows.
    TooMany {
        /// Of what: `members`, `tracks`, `questions`, …
        noun: String,
        /// How many are allowed.
        max: u32,
    },
    /// A reason is asked for.
    ReasonNeeded {
        /// For what: a criterion, a check, a change.
        of: String,
        /// Characters at least.
        chars_min: u32,
    },
    /// The deadline may only be moved later.
    NeverEarlier {
        /// What it is now.
        from: Instant,
        /// What was asked.
        to: Instant,
    },
    /// A wall time that cannot be used, with the calendar's own words.
    BadDate {
        /// As typed.
        typed: String,
        /// What is the matter.
        why: String,
    },
    /// A person who takes part in an application cannot judge it or its rivals.
    Involved,
    /// Interests are declared before anything can be read.
    DeclareFirst,
    /// A declared tie has removed access.
    Conflicted,
    /// The actor is an evaluator or a chair, and sits on another panel than the one that judges here.
    AnotherPanel {
        /// The panel that judges; none where those judge who sit on no panel.
        panel: Option<String>,
    },
    /// Whoever sits on one of the two panels is kept from the other.
    PanelsApart {
        /// The panel that was asked for.
        panel: String,
        /// The panel that the person sits on.
        other: String,
    },
    /// Points that the scale does not have.
    OffScale {
        /// Which criterion.
        criterion: String,
        /// What was given.
        points: Exact,
    },
    /// The sheet is locked.
    Locked,
    /// Some of what this needs is not there yet.
    Unfinished {
        /// The applications that wait, and how many of what each has and needs.
        waiting: Vec<Waiting>,
    },
    /// A verdict that does not fit the figures it rests on.
    Mismatch {
        /// Which check.
        of: String,
    },
    /// Members stay as they are in this stage.
    MembersStay,
    /// The decided list does not fit the applications in the comparison.
    BadList {
        /// What is the matter: `unknown`, `twice`, `over_max`, `missing`, `fixed`, `told`.
        why: String,
    },
    /// These are not on the list any more.
    HasLeft {
        /// The applications.
        applications: Vec<ApplicationId>,
    },
    /// Evidence that these were chosen on the condition of is not recorded.
    EvidenceOpen {
        /// The applications.
        applications: Vec<ApplicationId>,
    },
    /// These moved up, and the letters that tell them are not released.
    NotTold {
        /// The applications.
        applications: Vec<ApplicationId>,
    },
    /// Somebody moved up, and no contract is concluded so soon after the letter.
    Standstill {
        /// The last microsecond of the time.
        until: Instant,
    },
    /// Somebody has more places than they may keep and has not said which.
    ChoiceOpen {
        /// How many holders.
        holders: u32,
        /// The last microsecond for the last answer; nothing where one has no end.
        until: Option<Instant>,
    },
    /// The order of a draw does not name exactly those who are tied.
    BadDraw,
    /// Letters go out together: these tracks are not ready.
    NotReady {
        /// Short names of the tracks.
        lines: Vec<String>,
    },
    /// Numbers, criteria, weights and scales are frozen at publication.
    Frozen {
        /// What was to be changed.
        part: String,
    },
    /// A significant change asks for an extension of the deadline.
    ExtensionNeeded {
        /// Name of the date.
        date: String,
    },
    /// The line of answers has passed: the deadline is extended with the answer, or a ground is given.
    AnswerLate {
        /// The last microsecond that was in time for an answer.
        last: Instant,
    },
    /// The time in which evidence can be shown is not over: nobody is told yet that it was not shown.
    EvidenceDue {
        /// The last microsecond in which it is in time.
        until: Instant,
    },
    /// A cure window is open: nothing is decided before it is over.
    CureOpen {
        /// The last microsecond of the window.
        until: Instant,
    },
    /// These lack what others are asked to mend, and are not asked: all are treated alike.
    LeftOut {
        /// The applications.
        applications: Vec<ApplicationId>,
    },
    /// These have had their cure window: each applicant has one.
    CuredOnce {
        /// The applications.
        applications: Vec<ApplicationId>,
    },
    /// A field that is not among those to be mended.
    OtherField {
        /// Which field.
        field: String,
    },
    /// There is no cure window here: the file has none, or the applicant was not asked.
    NoCure,
    /// More or fewer participants of a gathering than an application may name, or a name that is too long.
    Participants {
        /// At least, if anybody comes.
        min: u32,
        /// At most.
        max: u32,
    },
    /// Nothing was changed.
    Unchanged,
    /// It has been done already.
    Already,
}

/// What one application still waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Which application.
    pub application: ApplicationId,
    /// How many there are.
    pub have: u32,
    /// How many are needed.
    pub need: u32,
}

impl Refusal {
    /// Something that is not there.
    pub fn unknown(noun: &str, name: impl ToString) -> Self {
        Self::Unknown { noun: noun.to_owned(), name: name.to_string() }
    }
}
