//! Where a procedure stands: the state that commands change and events rebuild.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::amendment::Amendment;
use super::answers::WithoutExtension;
use super::digest::Digest;
use super::documents::Document;
use super::ids::{ApplicationId, AttachmentId, MemberId, PersonId, ProcedureId, QuestionId};
use super::instant::Instant;
use super::people::Grant;
use super::retention;
use super::rules::Pinned;
use super::steps::gathering::Registration;
use super::steps::limits;
use super::steps::mandate::Mandate;
use super::steps::screening::cure::Cure;
use super::steps::selection::basis::Added;
use super::steps::wait::Held;
use super::steps::{ApplicationState, StepState};
use super::workflow::definition::Definition;
use super::workflow::facts::Facts;
use super::workflow::form::{Content, Problem};

/// A procedure with as many of its applications as the command at hand needs.
///
/// An intake command has its own application here and no other; a step that closes has them all.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The procedure's head.
    pub procedure: Procedure,
    /// The applications that were loaded.
    pub applications: BTreeMap<ApplicationId, Application>,
}

/// The head of a procedure: everything but the applications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Procedure {
    /// Which procedure.
    pub id: ProcedureId,
    /// Digest of the workflow file's bytes that it is pinned to.
    pub workflow: Digest,
    /// When it was opened.
    pub opened_at: Instant,
    /// The named dates as they stand now, extensions included.
    pub dates: BTreeMap<String, NamedDate>,
    /// Tracks and joint steps by short name.
    pub lines: BTreeMap<String, Line>,
    /// Who acts, and as what.
    pub people: BTreeMap<PersonId, BTreeSet<Grant>>,
    /// Questions in the order they came.
    pub questions: Vec<Question>,
    /// People who asked to be told of news.
    pub followers: BTreeSet<PersonId>,
    /// Dates that were moved, in the order it was done.
    pub changes: Vec<Change>,
    /// The pack of rules that it is pinned to, where its file names a law.
    #[serde(default)]
    pub rules: Option<Pinned>,
    /// Findings of the gate that were set aside when it was opened.
    #[serde(default)]
    pub overridden: Vec<SetAside>,
    /// Published texts that were changed, in the order it was done.
    #[serde(default)]
    pub amendments: Vec<Amendment>,
    /// Versions of documents that were published, in the order it was done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Who holds a key to what comes in, and the public half of each one's own; nobody where the server opens.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub key_holders: BTreeMap<PersonId, String>,
    /// Who was asked which places to keep, under limits over the tracks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<limits::Asked>,
    /// What is held, what was archived and what was erased.
    #[serde(default)]
    pub retention: retention::State,
}

/// A finding of the gate that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// By whom.
    pub by: Option<PersonId>,
    /// Code of the finding.
    pub finding: String,
    /// Names of the rules behind it.
    pub rules: BTreeSet<String>,
    /// Why.
    pub reason: Digest,
}

/// A date that may have been moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedDate {
    /// Wall time as written, in the file's zone.
    pub wall: String,
    /// The last microsecond that is in time.
    pub at: Instant,
}

/// A change of the published terms, told to all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When it was made.
    pub at: Instant,
    /// Which date moved.
    pub date: String,
    /// The wall time before.
    pub from: String,
    /// The wall time now.
    pub to: String,
    /// Why.
    pub reason: Digest,
}

/// A question from somebody outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Which question.
    pub id: QuestionId,
    /// When it came.
    pub asked_at: Instant,
    /// What was asked.
    pub text: Digest,
    /// Whether it asks for documents that cannot be fetched from the procedure's page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub documents: bool,
    /// The answer, once it is published to everybody.
    pub answer: Option<PublishedAnswer>,
}

/// An answer that everybody can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedAnswer {
    /// When it was published.
    pub at: Instant,
    /// What it says.
    pub text: Digest,
    /// Why it came after the line of answers without an extension, where it did.
    #[serde(default)]
    pub without: Option<WithoutExtension>,
}

/// One track on its way through the steps, or one joint step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Short name of the step it is in; the last one when it is over.
    pub step: String,
    /// When it came there.
    pub entered_at: Instant,
    /// The stage that it is in: short name of the later intake that it came to last. Nothing in the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// State of every step it has come to.
    pub states: BTreeMap<String, StepState>,
    /// What is true of people whatever is done again, by selection step: who left, and who showed evidence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outlasts: BTreeMap<String, Vec<Added>>,
    /// Before which step it waits for other tracks, where it does; the step that it is in is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// How it ended, when it has.
    pub outcome: Option<LineOutcome>,
    /// When its decision became final, where the file says how long things are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_at: Option<Instant>,
    /// When it ended, where the file says how long things are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Instant>,
}

/// How a track ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineOutcome {
    /// All steps are done.
    Completed,
    /// Nobody applied.
    NoApplications,
    /// Nobody who applied was suitable.
    NoneSuitable,
    /// The owner cancelled it.
    Cancelled,
    /// A complaint was upheld and the track annulled.
    Annulled,
}

/// One applicant's request to participate in one track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Application {
    /// Which application.
    pub id: ApplicationId,
    /// In which track.
    pub track: String,
    /// When the draft began.
    pub started_at: Instant,
    /// The members, the lead first.
    pub members: Vec<Member>,
    /// The stage that it is in: short name of the later intake that asked it to answer. Nothing in the first.
    ///
    /// What follows, down to the states, is of this stage; what came before is in `earlier`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// When it was asked into that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_began: Option<Instant>,
    /// What is filled in now.
    pub draft: Version,
    /// What counts as submitted, if anything does.
    pub submitted: Option<Submission>,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Instant>,
    /// Since when it must be confirmed again, because what it answers to was amended.
    #[serde(default)]
    pub unconfirmed: Option<Instant>,
    /// What it declares in the fields that models read, once what was received was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Declared>,
    /// The window in which it may mend formal errors, once one was opened; it has no second.
    #[serde(default)]
    pub cure: Option<Cure>,
    /// What the steps have found about it, by step.
    pub states: BTreeMap<String, ApplicationState>,
    /// The stages that it went through before, the first of them first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Passed>,
    /// Who comes to gatherings, by the gathering's short name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gatherings: BTreeMap<String, Registration>,
    /// Mandates that were signed for it, by the step's short name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mandates: BTreeMap<String, Mandate>,
    /// What was erased of it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub erased: BTreeSet<retention::Kind>,
}

/// A stage that an application has behind it, as it stood when the next began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    /// Which stage; nothing where it was the first.
    pub stage: Option<String>,
    /// When it was asked into that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_began: Option<Instant>,
    /// What was filled in last.
    pub draft: Version,
    /// What counted as submitted.
    pub submitted: Option<Submission>,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Instant>,
    /// Since when it had to be confirmed again and was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unconfirmed: Option<Instant>,
    /// What it declared in the fields that models read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Declared>,
    /// The window in which it might mend formal errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cure: Option<Cure>,
    /// What the steps found about it, by step.
    pub states: BTreeMap<String, ApplicationState>,
}

/// What an application declares in the fields that models read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// The contents it was taken from.
    pub content: Digest,
    /// What they say.
    pub facts: Facts,
}

/// One organisation or person of an applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Which member.
    pub id: MemberId,
    /// Organisation or person.
    pub kind: MemberKind,
    /// Who acts for it.
    pub person: PersonId,
    /// Whether it leads.
    pub lead: bool,
    /// Its signature, if it gave one.
    pub signed: Option<Signature>,
    /// When it declined, if it did.
    pub declined_at: Option<Instant>,
}

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberKind {
    /// A company, an association, a public body.
    Organisation,
    /// A person in their own name.
    Person,
}

/// A member's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// When it was given.
    pub at: Instant,
    /// Digest of the contents that lay before the member.
    pub content: Digest,
}

/// One saved state of the contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Counts up from one with every change.
    pub number: u32,
    /// When it was saved.
    pub saved_at: Instant,
    /// Digest of the contents.
    pub content: Digest,
    /// What is missing or wrong in it.
    pub problems: Vec<Problem>,
    /// Its files: identity, size and digest, never the name.
    pub files: Vec<FileDigest>,
}

/// What the journal knows of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigest {
    /// Which field.
    pub field: String,
    /// Which upload.
    pub attachment: AttachmentId,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
}

/// A version handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// When the server had it complete.
    pub at: Instant,
    /// What was handed in.
    pub version: Version,
    /// How often this application has been submitted, this one included.
    pub count: u32,
    /// The members that stood behind it. Who is invited later takes part with the next submission.
    pub members: BTreeSet<MemberId>,
    /// When formal errors in it were mended, if they were; `version` is the mended one.
    #[serde(default)]
    pub cured: Option<Cured>,
}

/// A submission whose formal errors were mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cured {
    /// When the server had the mended version complete.
    pub at: Instant,
    /// What was handed in before the deadline, and what the commitment covers.
    pub original: Version,
}

impl Submission {
    /// What was handed in before the deadline: what the receipt, the signatures and the commitment are about.
    pub fn received(&self) -> &Version {
        self.cured.as_ref().map_or(&self.version, |cured| &cured.original)
    }
}

impl FileDigest {
    /// What the journal knows of the files of `content`.
    pub fn of(content: &Content) -> Vec<Self> {
        content
            .all_files()
            .map(|(field, file)| Self {
                field: field.to_owned(),
                attachment: file.attachment,
                size_bytes: file.size_bytes,
                sha256: file.sha256,
            })
            .collect()
    }
}

impl Procedure {
    /// A procedure to which nothing has happened yet: where every fold begins.
    pub fn new(id: ProcedureId) -> Self {
        Self {
            id,
            workflow: Digest::ZERO,
            opened_at: Instant::default(),
            dates: BTreeMap::new(),
            lines: BTreeMap::new(),
            people: BTreeMap::new(),
            questions: Vec::new(),
            followers: BTreeSet::new(),
            changes: Vec::new(),
            rules: None,
            overridden: Vec::new(),
            amendments: Vec::new(),
            documents: Vec::new(),
            key_holders: BTreeMap::new(),
            limits: Vec::new(),
            retention: retention::State::default(),
        }
    }

    /// The last microsecond that is in time for the date called `name`.
    pub fn date(&self, name: &str) -> Option<Instant> {
        self.dates.get(name).map(|date| date.at)
    }

    /// The state of `step` in the line called `line`, if it has come there.
    pub fn state(&self, line: &str, step: &str) -> Option<&StepState> {
        self.lines.get(line)?.states.get(step)
    }
}

impl Line {
    /// Whether it is still on its way.
    pub const fn running(&self) -> bool {
        self.outcome.is_none()
    }
}

impl Application {
    /// The member that leads.
    pub fn lead(&self) -> Option<&Member> {
        self.members.iter().find(|member| member.lead)
    }

    /// Whether `person` acts for a member that has not declined.
    pub fn has_member(&self, person: PersonId) -> bool {
        self.members.iter().any(|member| member.person == person && member.declined_at.is_none())
    }

    /// Whether `person` acts for the lead.
    pub fn is_led_by(&self, person: PersonId) -> bool {
        self.lead().is_some_and(|lead| lead.person == person)
    }

    /// Leaves the stage that it is in for `stage`, where it begins with `draft`. Members stay. Where the stage asks for
    /// nothing, what was handed in and opened before is carried into it.
    pub fn begin_stage(&mut self, at: Instant, stage: &str, draft: Version, carried: bool) {
        let opened = |state: &ApplicationState| matches!(state, ApplicationState::Envelope(_));
        let (submitted, declared, envelopes) = if carried {
            let states = self.states.iter().filter(|(_, state)| opened(state));
            let states = states.map(|(step, state)| (step.clone(), state.clone())).collect();
            (self.submitted.clone(), self.declared.clone(), states)
        } else {
            (None, None, BTreeMap::new())
        };
        self.earlier.push(Passed {
            stage: self.stage.replace(stage.to_owned()),
            stage_began: self.stage_began.replace(at),
            draft: std::mem::replace(&mut self.draft, draft),
            submitted: std::mem::replace(&mut self.submitted, submitted),
            withdrawn_at: self.withdrawn_at.take(),
            unconfirmed: self.unconfirmed.take(),
            declared: std::mem::replace(&mut self.declared, declared),
            cure: self.cure.take(),
            states: std::mem::replace(&mut self.states, envelopes),
        });
    }

    /// The application as it stood in each stage that it went through, the present one last.
    pub fn stages(&self) -> Vec<Self> {
        let mut stages: Vec<_> = (0..self.earlier.len()).map(|place| self.rewound(place)).collect();
        stages.push(self.clone());
        stages
    }

    /// The application as it stood in `stage`, if it came there.
    pub fn as_of(&self, stage: Option<&str>) -> Option<Self> {
        if self.stage.as_deref() == stage {
            return Some(self.clone());
        }
        let place = self.earlier.iter().position(|passed| passed.stage.as_deref() == stage)?;
        Some(self.rewound(place))
    }

    fn rewound(&self, place: usize) -> Self {
        let (passed, earlier) = (self.earlier[place].clone(), self.earlier[..place].to_vec());
        Self {
            id: self.id,
            track: self.track.clone(),
            started_at: self.started_at,
            members: self.members.clone(),
            stage: passed.stage,
            stage_began: passed.stage_began,
            draft: passed.draft,
            submitted: passed.submitted,
            withdrawn_at: passed.withdrawn_at,
            unconfirmed: passed.unconfirmed,
            declared: passed.declared,
            cure: passed.cure,
            states: passed.states,
            earlier,
            gatherings: self.gatherings.clone(),
            mandates: self.mandates.clone(),
            erased: self.erased.clone(),
        }
    }

    /// Whether it was submitted and not withdrawn.
    pub const fn handed_in(&self) -> bool {
        self.submitted.is_some() && self.withdrawn_at.is_none()
    }

    /// The members that were invited after what counts was submitted, and so are no part of it.
    pub fn joined_since(&self) -> impl Iterator<Item = &Member> {
        let submitted = self.submitted.as_ref().filter(|_| self.counts());
        self.members.iter().filter(move |member| {
            member.declined_at.is_none() && submitted.is_some_and(|s| !s.members.contains(&member.id))
        })
    }

    /// Whether it counts: handed in, and confirmed where that was asked for.
    pub const fn counts(&self) -> bool {
        self.handed_in() && self.unconfirmed.is_none()
    }

    /// The people who act for its members, each once.
    pub fn people(&self) -> BTreeSet<PersonId> {
        self.members
            .iter()
            .filter(|member| member.declined_at.is_none())
            .map(|member| member.person)
            .collect()
    }
}

impl Case {
    /// The applications of `track` that take part in the stage that it is in, in the order of their identifiers.
    pub fn taking_part<'a>(&'a self, track: &'a str) -> impl Iterator<Item = &'a Application> + 'a {
        self.applications.values().filter(move |a| a.track == track && self.takes_part(a))
    }

    /// The applications of `track` that count in the stage that it is in, in the order of their identifiers.
    pub fn counting<'a>(&'a self, track: &'a str) -> impl Iterator<Item = &'a Application> + 'a {
        self.taking_part(track).filter(|a| a.counts())
    }

    /// The case with `track` as it stood in `stage`: its applications as they were there, and none that did not come
    /// so far. For reading: what happens now happens in the stage that the track is in.
    #[must_use]
    pub fn as_of(&self, track: &str, stage: Option<&str>) -> Self {
        let mut case = self.clone();
        if let Some(line) = case.procedure.lines.get_mut(track) {
            line.stage = stage.map(str::to_owned);
        }
        case.applications = self
            .applications
            .values()
            .filter_map(|found| if found.track == track { found.as_of(stage) } else { Some(found.clone()) })
            .map(|found| (found.id, found))
            .collect();
        case
    }

    /// Whether `application` takes part in the stage that its track is in: who was not asked into it stays behind.
    pub fn takes_part(&self, application: &Application) -> bool {
        let line = self.procedure.lines.get(&application.track);
        line.is_none_or(|line| line.stage == application.stage)
    }

    /// The workflow step that `line` is in.
    pub fn current<'d>(
        &self,
        definition: &'d Definition,
        line: &str,
    ) -> Option<&'d super::workflow::definition::StepDefinition> {
        definition.step(&self.procedure.lines.get(line)?.step)
    }
}
