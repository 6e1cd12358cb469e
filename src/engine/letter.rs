//! Letters: messages with legal effect, as data. Wording and addresses come at the edge.

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::exact::Exact;
use super::ids::{ApplicationId, ComplaintId, MemberId, PersonId, QuestionId};
use super::instant::Instant;

/// One letter to one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// To whom.
    pub to: PersonId,
    /// What about.
    pub content: LetterContent,
}

/// What a letter says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterContent {
    /// An application was received.
    Receipt {
        /// Which application.
        application: ApplicationId,
    },
    /// The applicant may mend formal errors until a time.
    CureAsked {
        /// Which application.
        application: ApplicationId,
    },
    /// What was mended was received.
    CureReceived {
        /// Which application.
        application: ApplicationId,
    },
    /// The applicant is asked into a later stage, and its intake has opened for them.
    StageInvitation {
        /// Which application.
        application: ApplicationId,
        /// The last microsecond that is in time; nothing where the date is still to be set.
        closes_at: Option<Instant>,
    },
    /// An application was withdrawn.
    Withdrawn {
        /// Which application.
        application: ApplicationId,
    },
    /// Somebody is asked to be a member.
    MemberInvitation {
        /// Which application.
        application: ApplicationId,
        /// As which member.
        member: MemberId,
    },
    /// A member was invited after what counts was submitted, and is no part of it.
    MemberLeftOut {
        /// Which application.
        application: ApplicationId,
        /// Which member.
        member: MemberId,
    },
    /// A member that was asked has declined.
    MemberDeclined {
        /// Which application.
        application: ApplicationId,
        /// Which member.
        member: MemberId,
    },
    /// What the application answers to was amended, and nobody confirmed it before the deadline: it does not count.
    NotConfirmed {
        /// Which application.
        application: ApplicationId,
    },
    /// An applicant's decision letter was not taken or came back: no period runs, and somebody must tell.
    NotTold {
        /// Whose letter.
        application: ApplicationId,
        /// In which track.
        track: String,
    },
    /// Somebody holds a key to what comes in.
    KeyHeld {
        /// Whether the deadline has passed, and the key is wanted.
        wanted: bool,
    },
    /// A role was given.
    RoleGranted {
        /// Which role.
        role: super::workflow::definition::Role,
        /// In which track, or in all.
        track: Option<String>,
        /// On which panel, where the file has several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        panel: Option<String>,
    },
    /// Applications are open; interests can be declared and scoring begins.
    EvaluationOpens {
        /// Which track.
        track: String,
    },
    /// The target of a scoring comes near or is over, and sheets are not locked.
    EvaluationReminder {
        /// Which track.
        track: String,
        /// The last microsecond of the target.
        until: Instant,
        /// Whether it is over.
        over: bool,
        /// How many sheets the reader has still to lock.
        left: u32,
    },
    /// The deadline comes near and the application is not submitted.
    Reminder {
        /// Which application.
        application: ApplicationId,
        /// The deadline.
        closes_at: Instant,
    },
    /// A deadline was moved for all.
    Extension {
        /// Which date.
        date: String,
        /// The last microsecond that is in time now.
        to: Instant,
        /// The last microsecond that was in time before.
        from: Instant,
        /// Why.
        reason: Digest,
    },
    /// A published text was changed.
    Amendment {
        /// Which amendment, counted from one.
        number: u32,
        /// The reader's application, where it must be confirmed again.
        application: Option<ApplicationId>,
    },
    /// A document was published or withdrawn.
    Document {
        /// Which version, counted from one over all documents; the latest where one was withdrawn.
        number: u32,
        /// Whether it was withdrawn.
        withdrawn: bool,
    },
    /// A question was answered to all.
    Answer {
        /// Which question.
        question: QuestionId,
    },
    /// The applicant is on the shortlist.
    Selected {
        /// Which application.
        application: ApplicationId,
        /// Everybody on the shortlist, oneself included.
        selected: Vec<ApplicationId>,
    },
    /// The applicant has more places than it may keep, and is asked which.
    ChoosePlaces {
        /// Which application; the first of them.
        application: ApplicationId,
        /// The tracks in which it and others of the same holder have places.
        tracks: Vec<String>,
        /// How many may be kept.
        max: u32,
        /// Under which limit.
        limit: String,
        /// The last microsecond for the answer; nothing where it has no end.
        until: Option<Instant>,
    },
    /// The applicant was chosen and has given the place up, under a limit over the tracks.
    GaveUp {
        /// Which application.
        application: ApplicationId,
        /// Under which limit.
        limit: String,
        /// Whether the holder chose it; else the rule for silence did.
        chosen: bool,
        /// Who is chosen now.
        selected: Vec<ApplicationId>,
    },
    /// The applicant was compared and not chosen.
    NotSelected {
        /// Which application.
        application: ApplicationId,
        /// Who was chosen.
        selected: Vec<ApplicationId>,
        /// Reasons, criterion by criterion.
        reasons: Vec<CriterionReason>,
        /// What the criteria come to, where the model adds them up.
        total: Option<Exact>,
        /// Reason of the decision itself.
        decision: Option<Digest>,
        /// Whether the decision departs from the computed list in the place of this application.
        departs: bool,
        /// Place on the reserve list, counted from one.
        reserve: Option<u32>,
    },
    /// The applicant was excluded before any comparison.
    Excluded {
        /// Which application.
        application: ApplicationId,
        /// Who was chosen.
        selected: Vec<ApplicationId>,
        /// Reasons, check by check.
        reasons: Vec<CheckReason>,
    },
    /// The applicant moved up from the reserve list.
    MovedUp {
        /// Which application.
        application: ApplicationId,
        /// Everybody who is chosen now, oneself included.
        selected: Vec<ApplicationId>,
    },
    /// The applicant is not on the list any more.
    Left {
        /// Which application.
        application: ApplicationId,
        /// What happened, by the name that the reserve list's triggers use; `evidence` where it was not shown.
        trigger: String,
        /// Why; the text may be empty where the applicant left by itself.
        reason: Digest,
        /// Whether the applicant declined on its own page.
        own: bool,
    },
    /// The track ended without a choice.
    TrackEnded {
        /// Which application.
        application: ApplicationId,
        /// How it ended.
        outcome: super::case::LineOutcome,
        /// Why, where a person decided it.
        reason: Option<Digest>,
    },
    /// A complaint has come in and suspends the track.
    ComplaintFiled {
        /// Which complaint.
        complaint: ComplaintId,
        /// In which track.
        track: String,
    },
    /// A complaint was settled.
    ComplaintSettled {
        /// Which complaint.
        complaint: ComplaintId,
        /// In which track.
        track: String,
    },
    /// A complaint of somebody else was upheld: what the applicant was told of the decision holds no longer.
    DecisionRecalled {
        /// Which application.
        application: ApplicationId,
        /// Short name of the step that is taken again.
        step: String,
        /// Why.
        reason: Digest,
    },
    /// The joint step begins.
    JointInvitation {
        /// Short name of the joint step.
        step: String,
    },
    /// News of a gathering.
    Gathering {
        /// Short name of the track or joint step.
        line: String,
        /// Short name of the gathering.
        gathering: String,
        /// What there is to tell.
        news: GatheringNews,
        /// The reader's application; none for those who hold it.
        application: Option<ApplicationId>,
        /// Why, where a person decided it.
        reason: Option<Digest>,
    },
    /// News of a mandate.
    Mandate {
        /// Of which application; for those who decide, the first that has not signed.
        application: ApplicationId,
        /// Short name of the step.
        mandate: String,
        /// What there is to tell.
        news: MandateNews,
        /// Why, where a person decided it.
        reason: Option<Digest>,
    },
}

/// What there is to tell of a gathering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatheringNews {
    /// The reader is invited and names who comes.
    Invited,
    /// It takes place; the reader's application sends somebody.
    Confirmed,
    /// It was called off.
    CalledOff,
    /// Too few come; the reader decides.
    Asked,
    /// It was held, and the minutes are published.
    Minutes,
}

/// What there is to tell of a mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MandateNews {
    /// The reader names who holds the office that signs.
    Name,
    /// The reader is asked to sign.
    Sign,
    /// The reader has not signed yet.
    Remind,
    /// Everybody has signed for the application.
    Signed,
    /// The time is up, and some have not signed; the reader decides.
    Asked,
    /// The mandate was not signed, and the application is out.
    Out,
}

/// Why a criterion got its points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionReason {
    /// Which criterion.
    pub criterion: String,
    /// The agreed points.
    pub points: Exact,
    /// The reasons, the panel's own or each evaluator's.
    pub reasons: Vec<Digest>,
}

/// Why a check was not met, or a rule of the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReason {
    /// Which check or rule.
    pub check: String,
    /// Why, where a person said it.
    pub reason: Option<Digest>,
    /// What the rule of the model says; empty where a person said why.
    pub rule: String,
}
