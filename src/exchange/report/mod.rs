//! The report of a procedure, as the law asks for one, and its forms: HTML, PDF and JSON.
//!
//! Whoever buys keeps a written report of each procedure (udbudsloven § 174; 2014/24/EU art. 84(1); rule RE-174).
//! A [`Report`] is data that its reader may read, in one language. Nothing in it comes from a clock or from chance,
//! and everything stands in a fixed order: the same state gives the same bytes in each form. `docs/report.md`
//! explains it key by key.

pub mod html;
pub mod json;
pub mod outline;
pub mod pdf;
pub mod words;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::engine::exact::Exact;
use crate::engine::instant::Instant;

/// The version of the form of a report.
pub const FORM: u32 = 1;

/// The rule that asks for a report, as the packs name rules.
pub const RULE: &str = "RE-174";

/// Where that rule stands.
pub const SOURCE: &str = "udbudsloven § 174; 2014/24/EU art. 84(1)";

/// A report, as one reader may read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Version of this form.
    pub report: u32,
    /// Code of the language of every text.
    pub language: &'static str,
    /// What the reader may read is what these roles may read.
    pub reader: Vec<&'static str>,
    /// What is bought, and under which rules.
    pub procedure: About,
    /// Who buys, as the file names them.
    pub buyers: Vec<Buyer>,
    /// The named dates as they stand, the earliest first.
    pub dates: Vec<NamedDate>,
    /// The tracks that the reader sees, in the order of the file.
    pub tracks: Vec<Track>,
    /// The joint steps, in the order of the file.
    pub joint: Vec<Joint>,
    /// Findings of the gate that were set aside.
    pub set_aside: Vec<SetAside>,
    /// Published texts that were changed, in the order it was done.
    pub amendments: Vec<Amendment>,
    /// Dates that were moved, in the order it was done.
    pub extensions: Vec<Extension>,
    /// Questions and answers, counted.
    pub questions: Questions,
    /// Documents that the owner published, in the order of their numbers: every version, the earliest first.
    pub documents: Vec<Document>,
    /// Who held which role, and when.
    pub people: Vec<Office>,
    /// What ties the report to the journal; only for readers of the journal.
    pub journal: Option<Journal>,
}

/// One version of a document that the owner published.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// Number of the document; its versions share it.
    pub document: u32,
    /// Which version of it, counted from one.
    pub version: u32,
    /// What it is.
    pub title: Said,
    /// When it was published.
    pub at: At,
    /// Name of the file.
    pub file: Said,
    /// Kind, judged by the bytes.
    pub media_type: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// What is new in it, where that was said.
    pub reason: Option<Said>,
    /// That it was withdrawn, if it was.
    pub withdrawn: Option<Withdrawn>,
}

/// That a document was withdrawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Withdrawn {
    /// When.
    pub at: At,
    /// Why.
    pub reason: Said,
}

/// What is bought, and under which rules.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct About {
    /// Identifier of the procedure.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its subject, in Markdown.
    pub subject: String,
    /// When it was opened.
    pub opened_at: At,
    /// Time zone of every local time.
    pub zone: String,
    /// Whose public holidays count.
    pub country: String,
    /// The body of rules and the kind of procedure, where the file names a law.
    pub law: Option<Law>,
    /// The day on which the notice was sent, where the file says it.
    pub notice_sent: Option<String>,
    /// The workflow file.
    pub workflow: Pinned,
    /// The pack of rules, where one holds.
    pub rules: Option<Pinned>,
}

/// The body of rules and the kind of procedure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Law {
    /// The body of rules, as the file writes it.
    pub regime: &'static str,
    /// The kind of procedure, as eForms writes it.
    pub procedure: &'static str,
    /// Why the ordinary time limit was not kept, where it was not.
    pub urgency: Option<String>,
}

/// A file that the procedure is pinned to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pinned {
    /// Its short name.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// One of those who buy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Buyer {
    /// Full name.
    pub name: String,
    /// Whether this one leads.
    pub lead: bool,
}

/// A named date.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NamedDate {
    /// Short name.
    pub date: String,
    /// What people read.
    pub title: String,
    /// Wall time in the file's zone.
    pub local: String,
    /// The last microsecond that is in time.
    pub at: At,
}

/// One track.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Track {
    /// Short name.
    pub track: String,
    /// The stage, by its intake, where the procedure has several: then each has an entry of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Title.
    pub title: String,
    /// What it asks for, in Markdown.
    pub subject: String,
    /// Numbers that the file gives this track, such as a budget, by name.
    pub values: BTreeMap<String, String>,
    /// The contract, once one is concluded: with whom, on what and for how much.
    pub contract: Option<Note>,
    /// How many began an application.
    pub begun: u64,
    /// How many applications count.
    pub counting: u64,
    /// Tries after a deadline, which changed nothing.
    pub late_tries: u64,
    /// When it was opened, and by whom.
    pub opened: Option<Done>,
    /// How it ended, if it did: a stable name.
    pub ended: Option<&'static str>,
    /// Who cancelled it, when and why, where somebody did.
    pub cancelled: Option<Note>,
    /// Where it went on without tracks that it waited for.
    pub went_on: Vec<WentOn>,
    /// When the letters were released, if they were.
    pub released_at: Option<At>,
    /// Who was chosen and who not; absent until the outcome is told.
    pub result: Option<Outcome>,
    /// Complaints in the order they came.
    pub complaints: Vec<Complaint>,
}

/// A step that a track came to without those that it waited for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WentOn {
    /// Short name of the step.
    pub step: String,
    /// Its title.
    pub title: String,
    /// Who decided it, when and why; nobody where the file says so.
    #[serde(flatten)]
    pub note: Note,
}

/// The outcome of a track.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The list as the model computed it.
    pub computed: Option<List>,
    /// Why the computed list was not final, where it was not.
    pub computed_stopped: Option<String>,
    /// The list as it was decided.
    pub decided: Option<List>,
    /// When it was decided, and by whom.
    pub decision: Option<Done>,
    /// Why the track went on with fewer than the minimum, where it did.
    pub remark: Option<Said>,
    /// What came after the decision; absent where the list stands as it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<Afterwards>,
    /// Draws of lots.
    pub draws: Vec<Draw>,
    /// Ways that were chosen where the file leaves the choice.
    pub choices: Vec<Chosen>,
    /// Every application that counts: the chosen in their order, the reserve, then the others by code.
    pub applications: Vec<Applied>,
    /// Declarations of interests that named no tie.
    pub declared_free: u64,
    /// Ties that were declared. Whoever declares one is kept from the application.
    pub ties: Vec<Tie>,
}

/// A list of applications, by their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct List {
    /// The chosen, in order.
    pub selected: Vec<String>,
    /// The reserve, first to move up first.
    pub reserve: Vec<String>,
}

/// What came after a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Afterwards {
    /// The list as it stands now.
    #[serde(flatten)]
    pub list: List,
    /// Of the chosen, those whose evidence is still to come.
    pub evidence_open: Vec<String>,
    /// Who left, and who moved up, in order.
    pub changes: Vec<Changed>,
}

/// A change of the list after the decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changed {
    /// Who left.
    pub left: String,
    /// What happened: a trigger of the reserve list, or `evidence` where it was not shown.
    pub trigger: String,
    /// Why.
    pub reason: Option<Said>,
    /// Who moved up, if anybody.
    pub moved_up: Option<String>,
}

/// A draw of lots.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Draw {
    /// The lots in the order drawn, by code.
    pub order: Vec<String>,
    /// Who witnessed it.
    pub witness: Said,
}

/// A way that was chosen to resolve a tie.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chosen {
    /// Which way: `expand` or `draw`.
    pub way: &'static str,
    /// Why.
    pub reason: Said,
}

/// What became of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Chosen.
    Selected,
    /// On the reserve list.
    Reserve,
    /// Chosen or on the reserve list, and left after the decision.
    Left,
    /// Compared and not chosen.
    NotSelected,
    /// Kept out before any comparison.
    Excluded,
    /// The track ended before a choice.
    Ended,
}

/// One application.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Applied {
    /// Its code.
    pub code: String,
    /// Names of its members, the lead first; absent where this reader may not read them.
    pub names: Option<Vec<String>>,
    /// What became of it.
    pub fate: Fate,
    /// Its place in the computed order, counted from one; equals share one.
    pub place: Option<usize>,
    /// Values that the model computed, by name.
    pub scores: BTreeMap<String, Exact>,
    /// Points and reasons, criterion by criterion.
    pub criteria: Vec<Criterion>,
    /// Checks that were not met.
    pub checks: Vec<Check>,
    /// Thresholds that were not reached, in the model's words.
    pub thresholds: Vec<String>,
    /// Why its place in the decided list differs from the computed one, where it does.
    pub departure: Option<Said>,
}

/// The points for a criterion, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Criterion {
    /// Short name.
    pub criterion: String,
    /// Title.
    pub title: String,
    /// The agreed points.
    pub points: Exact,
    /// The reasons.
    pub reasons: Vec<Said>,
}

/// A check that was not met.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// Short name.
    pub check: String,
    /// Title.
    pub title: String,
    /// Why it was not met.
    pub reason: Said,
}

/// A tie that was declared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tie {
    /// To which application, by its code.
    pub application: String,
    /// Who declared it.
    pub person: String,
    /// When.
    pub at: At,
    /// What it is, where it was said.
    pub reason: Option<Said>,
}

/// A complaint.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Complaint {
    /// Over the decision on which application, by its code.
    pub application: String,
    /// When it came.
    pub at: At,
    /// What it says.
    pub text: Said,
    /// How it was settled, once it is.
    pub ruling: Option<Ruled>,
}

/// How a complaint was settled.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ruled {
    /// When.
    pub at: At,
    /// Who recorded it.
    pub by: Option<String>,
    /// How: `dismissed`, `annulled` or `redo`.
    pub ruling: &'static str,
    /// Title of the step that the track went back to, where it did.
    pub redo: Option<String>,
    /// Why.
    pub reason: Said,
}

/// A joint step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Joint {
    /// Short name.
    pub step: String,
    /// Title.
    pub title: String,
    /// How it ended, if it did: a stable name.
    pub ended: Option<&'static str>,
    /// Who cancelled it, when and why, where that was so.
    pub cancelled: Option<Note>,
    /// Who published it before every team had answered, when and why, where that was so.
    pub published_without: Option<Note>,
    /// Teams that take part, by code.
    pub teams: Vec<String>,
}

/// A finding of the gate that was set aside.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetAside {
    /// Code of the finding.
    pub finding: String,
    /// Names of the rules behind it.
    pub rules: Vec<String>,
    /// By whom.
    pub by: Option<String>,
    /// Why.
    pub reason: Said,
}

/// A published text that was changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Amendment {
    /// When.
    pub at: At,
    /// Path of the text in the workflow file.
    pub part: String,
    /// Titles of the tracks that it concerns; all where none is named.
    pub tracks: Vec<String>,
    /// Whether it was significant.
    pub significant: bool,
    /// Whether applications had to be confirmed again.
    pub confirm: bool,
    /// The deadline that was moved with it, as wall time, where one was.
    pub moved_to: Option<String>,
    /// The old text.
    pub before: Option<Said>,
    /// The new text.
    pub after: Option<Said>,
    /// Why.
    pub reason: Said,
}

/// A date that was moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Extension {
    /// When.
    pub at: At,
    /// What the date is called.
    pub title: String,
    /// The wall time before.
    pub from: String,
    /// The wall time after.
    pub to: String,
    /// Why.
    pub reason: Said,
}

/// Questions and answers, counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Questions {
    /// How many were asked.
    pub asked: usize,
    /// How many were answered.
    pub answered: usize,
    /// How many were answered after the line of answers without an extension.
    pub late_without_extension: usize,
}

/// A role that somebody held.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Office {
    /// Who.
    pub person: String,
    /// Which role: a stable name.
    pub role: &'static str,
    /// On which panel, where the file has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel: Option<String>,
    /// Title of the track, where it was held in one only.
    pub track: Option<String>,
    /// Since when.
    pub from: At,
    /// Until when, where it was taken back.
    pub to: Option<At>,
    /// How many lines of the journal are this person's.
    pub acts: u64,
}

/// What ties the report to the journal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Journal {
    /// The end of each history, in the order of their names.
    pub heads: Vec<Head>,
    /// The root over all of them.
    pub root: String,
}

/// The end of one history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Head {
    /// Whose history.
    pub stream: String,
    /// How many lines it has.
    pub lines: u64,
    /// Hash of the last line.
    pub hash: String,
}

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Done {
    /// When.
    pub at: At,
    /// Who; nobody where time did it.
    pub by: Option<String>,
}

/// Something that somebody did, and what they wrote.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Note {
    /// When.
    pub at: At,
    /// Who; nobody where time did it.
    pub by: Option<String>,
    /// What they wrote, where they did.
    pub text: Option<Said>,
}

/// What somebody wrote, known to the journal by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// The text.
    Text(String),
    /// It was erased: only its digest is left, in the journal.
    Erased,
}

/// An instant that is written in RFC 3339, in UTC, with six decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(pub Instant);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
