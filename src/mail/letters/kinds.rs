//! What each letter tells. Names, titles and reasons are in the reader's language and plain text;
//! reasons and answers may have line breaks and paragraphs. Links are whole `https` addresses.

use super::after::Terms;
use crate::engine::case::LineOutcome;
use crate::engine::digest::Digest;
use crate::engine::exact::Exact;
use crate::engine::instant::Instant;
use crate::engine::workflow::definition::Role;

/// The link to sign in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInLink {
    /// Where it leads; works once.
    pub link: String,
    /// For how long, in minutes.
    pub valid_minutes: u32,
}

/// An application was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application, such as `S-014`.
    pub code: String,
    /// When the server had the whole application.
    pub received_at: Instant,
    /// 1 for the first submission, 2 for the one that replaced it, and so on.
    pub times_submitted: u32,
    /// The files of the application, in the order of the form.
    pub files: Vec<ReceivedFile>,
    /// Digest of the contents.
    pub content_digest: Digest,
    /// What the application lacks, in words; empty for a complete one.
    pub missing: Vec<String>,
    /// Where the journal has it.
    pub position: JournalPosition,
    /// The page of the application.
    pub link: String,
    /// The last instant that is in time.
    pub deadline: Instant,
}

/// A file that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedFile {
    /// Label of the field that it answers.
    pub field: String,
    /// Its name, as the applicant gave it.
    pub name: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Its digest.
    pub sha256: Digest,
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalPosition {
    /// Which journal.
    pub stream: String,
    /// Number of the line in it.
    pub seq: u64,
    /// Digest of the line, which the next one carries on.
    pub hash: Digest,
}

/// Formal errors of an application can be mended until a time (2014/24/EU art. 56(3)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CureAsked {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// Labels of the fields that are at fault.
    pub fields: Vec<String>,
    /// Why.
    pub reason: String,
    /// The last instant that is in time.
    pub until: Instant,
    /// The page where it is mended.
    pub link: String,
}

/// What was mended was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CureReceived {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// When the server had it complete.
    pub received_at: Instant,
    /// The last instant that was in time.
    pub until: Instant,
    /// Labels of the fields that could be mended.
    pub fields: Vec<String>,
    /// What the application lacks all the same, in words; empty for a complete one.
    pub missing: Vec<String>,
    /// Digest of the contents as they count now.
    pub content_digest: Digest,
    /// The page of the application.
    pub link: String,
}

/// An application was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// When.
    pub at: Instant,
    /// The page of the application.
    pub link: String,
    /// The last instant in which it can be submitted again.
    pub deadline: Instant,
}

/// Somebody is asked to be a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberInvitation {
    /// Name of the applicant, which is the lead's.
    pub applicant: String,
    /// Name of the member that is asked.
    pub member: String,
    /// Title of the track.
    pub track: String,
    /// The page where the member reads, signs or declines.
    pub link: String,
    /// The last instant in which the application can be submitted.
    pub deadline: Instant,
}

/// A member was invited after what counts was submitted, and is no part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberLeftOut {
    /// Name of the applicant, which is the lead's.
    pub applicant: String,
    /// Name of the member.
    pub member: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// When what counts was submitted.
    pub submitted_at: Instant,
    /// The deadline that has passed.
    pub deadline: Instant,
}

/// A member that was asked has declined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberDeclined {
    /// Name of the applicant, which is the lead's.
    pub applicant: String,
    /// Name of the member.
    pub member: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// When what counts was submitted; nothing where nothing was.
    pub submitted_at: Option<Instant>,
    /// The last instant in which it can be submitted.
    pub deadline: Instant,
    /// The page of the consortium.
    pub link: String,
}

/// What was amended was never confirmed: the application does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotConfirmed {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// When it was submitted.
    pub submitted_at: Instant,
    /// The deadline that has passed.
    pub deadline: Instant,
    /// The page of the application.
    pub link: String,
}

/// A decision that the applicant was told is made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRecalled {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// Title of the step that is taken again.
    pub step: String,
    /// Why.
    pub reason: String,
    /// The page of the application.
    pub link: String,
}

/// An applicant's decision letter did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTold {
    /// Title of the track.
    pub track: String,
    /// Name of the applicant.
    pub applicant: String,
    /// Number of the application.
    pub code: String,
    /// The page where it is recorded how the applicant was told.
    pub link: String,
}

/// Somebody holds a key to what comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHeld {
    /// Whether the deadline has passed, and the key is wanted.
    pub wanted: bool,
    /// The page of keys.
    pub link: String,
}

/// A role was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGranted {
    /// Which role.
    pub role: Role,
    /// Title of the track, or nothing where the role is for all.
    pub track: Option<String>,
    /// Title of the panel, or nothing where the file has none.
    pub panel: Option<String>,
    /// The page to begin on.
    pub link: String,
}

/// Applications are open to the evaluators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationOpens {
    /// Title of the track.
    pub track: String,
    /// The page where interests are declared.
    pub link: String,
    /// By when the panel means to be done; nothing where the file says nothing of it.
    pub until: Option<Instant>,
}

/// The target of a scoring comes near or is over, and the reader has sheets to lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationReminder {
    /// Title of the track.
    pub track: String,
    /// The last instant of the target.
    pub until: Instant,
    /// Whether it is over.
    pub over: bool,
    /// How many sheets the reader has still to lock.
    pub left: u32,
    /// The page of the scoring.
    pub link: String,
}

/// The applicant is asked into a later stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageInvitation {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Title of the stage's intake.
    pub stage: String,
    /// Number of the application.
    pub code: String,
    /// The last instant that is in time; nothing where the date is still to be set.
    pub closes_at: Option<Instant>,
    /// What is asked for, in words.
    pub asks: Vec<String>,
    /// The page of the application.
    pub link: String,
}

/// The deadline comes near and the application is not submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// The last instant that is in time.
    pub closes_at: Instant,
    /// Whether it was submitted and must be confirmed again.
    pub confirm: bool,
    /// What the draft lacks, in words.
    pub missing: Vec<String>,
    /// Names of the members that have not signed.
    pub unsigned: Vec<String>,
    /// The page of the application.
    pub link: String,
}

/// A deadline was moved for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// What the date is called.
    pub date_name: String,
    /// The last instant that was in time before.
    pub from: Instant,
    /// The last instant that is in time now.
    pub to: Instant,
    /// Why.
    pub reason: String,
    /// The page of the procedure.
    pub link: String,
}

/// A published text was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// What the text is called.
    pub part: String,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// Why.
    pub reason: String,
    /// Titles of the tracks that are affected; all where there is none.
    pub tracks: Vec<String>,
    /// Where the deadline was moved with it, the last instant that is in time now.
    pub moved: Option<Instant>,
    /// Number of the reader's application, where it must be confirmed again.
    pub confirm: Option<String>,
    /// The last instant in which it can be confirmed.
    pub deadline: Instant,
    /// The page of the application, or of the procedure.
    pub link: String,
}

/// A document was published or withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedDocument {
    /// What it is.
    pub title: String,
    /// Name of the file.
    pub file: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Which version of the document, counted from one.
    pub version: u32,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// What is new in it, or why it was withdrawn; nothing where nothing was said.
    pub reason: Option<String>,
    /// The page of the procedure.
    pub link: String,
}

/// A question was answered to all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was asked. It must not tell who asked.
    pub question: String,
    /// What the owner answered.
    pub answer: String,
    /// The page with all questions and answers.
    pub link: String,
}

/// Where and until when a decision can be complained over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Name of the complaint body.
    pub body: String,
    /// Length of the window in calendar days, from the day after the letter.
    pub days: u32,
    /// The last instant that is in time, once it is known.
    pub until: Option<Instant>,
}

/// The applicant is on the shortlist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Title of the stage that the decision is about, where the procedure has several.
    pub stage: Option<String>,
    /// Number of the application.
    pub code: String,
    /// Names of everybody on the shortlist, the applicant included.
    pub selected: Vec<String>,
    /// What happens now; may be empty.
    pub next: String,
    /// What it is bound to.
    pub terms: Terms,
    /// How the decision can be complained over, where it can.
    pub complaint: Option<Complaint>,
    /// The page of the application.
    pub link: String,
}

/// The applicant was compared and not chosen. Names and reasons are demanded by udbudsloven § 171(2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSelected {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Title of the stage that the decision is about, where the procedure has several.
    pub stage: Option<String>,
    /// Number of the application.
    pub code: String,
    /// Names of those who were chosen.
    pub selected: Vec<String>,
    /// Points and reasons, criterion by criterion.
    pub reasons: Vec<CriterionPoints>,
    /// What the criteria come to, where they are added up.
    pub total: Option<Exact>,
    /// Reason of the decision.
    pub decision: Option<String>,
    /// Whether the decision departs from the order that the points give.
    pub departs: bool,
    /// Place on the reserve list, counted from one.
    pub reserve: Option<u32>,
    /// How the decision can be complained over, where it can.
    pub complaint: Option<Complaint>,
    /// The page of the application.
    pub link: String,
}

/// The points of a criterion and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionPoints {
    /// Title of the criterion.
    pub criterion: String,
    /// The agreed points.
    pub points: Exact,
    /// The most points that can be had, where people judge on a scale.
    pub points_max: Option<Exact>,
    /// The reasons, the panel's own or each evaluator's.
    pub reasons: Vec<String>,
}

/// The applicant was excluded before any comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// Names of those who were chosen.
    pub selected: Vec<String>,
    /// What was not met, and why.
    pub reasons: Vec<UnmetCheck>,
    /// How the decision can be complained over, where it can.
    pub complaint: Option<Complaint>,
    /// The page of the application.
    pub link: String,
}

/// A requirement that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmetCheck {
    /// Title of the check.
    pub check: String,
    /// Why it was not met.
    pub reason: String,
}

/// A track ended without a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackEnded {
    /// Title of the track.
    pub track: String,
    /// How it ended.
    pub outcome: LineOutcome,
    /// Why, where a person decided it.
    pub reason: Option<String>,
    /// The page of the track.
    pub link: String,
}

/// A complaint has come in; to the owners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintFiled {
    /// Title of the track.
    pub track: String,
    /// Name of the applicant that complains.
    pub applicant: String,
    /// What the complaint says.
    pub text: String,
    /// The page where the complaint is settled.
    pub link: String,
}

/// How a complaint was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// The decision stands.
    Dismissed,
    /// The track is annulled.
    Annulled,
    /// The track goes back to a step.
    Redo {
        /// Title of the step.
        step: String,
    },
}

/// A complaint was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintSettled {
    /// Title of the track.
    pub track: String,
    /// How.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
    /// The page of the track or of the application.
    pub link: String,
}

/// The joint step begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointInvitation {
    /// Title of the joint step.
    pub step: String,
    /// Names of the teams that work together, the reader's included.
    pub teams: Vec<String>,
    /// The page of the joint step.
    pub link: String,
}
