//! What lies in a dossier, entry by entry.
//!
//! Every entry but the workflow file, the rule pack and the attachments is JSON; those that end in `.jsonl` have
//! one value a line.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::engine::case::{Application, Procedure};
use crate::engine::digest::Digest;
use crate::engine::ids::{ApplicationId, AttachmentId, MemberId, PersonId, ProcedureId};
use crate::engine::instant::Instant;

/// The name and version of the format.
pub const FORMAT: &str = "trespor dossier 1";

/// The list of all other entries.
pub const MANIFEST: &str = "manifest.json";
/// The workflow file, byte for byte.
pub const WORKFLOW: &str = "workflow.yaml";
/// The rule pack, byte for byte, where the procedure is pinned to one.
pub const RULES: &str = "rules.yaml";
/// The lines of the journal: [`JournalLine`].
pub const JOURNAL: &str = "journal.jsonl";
/// The ends of the chains: [`HeadLine`].
pub const HEADS: &str = "heads.jsonl";
/// Where the chains are tied together: [`CheckpointLine`].
pub const CHECKPOINTS: &str = "checkpoints.jsonl";
/// Reasons, questions and answers: [`TextLine`].
pub const TEXTS: &str = "texts.jsonl";
/// What applications say: [`ContentLine`].
pub const CONTENTS: &str = "contents.jsonl";
/// What the members of applications are called: [`MemberLine`].
pub const MEMBERS: &str = "members.jsonl";
/// Letters as they were sent: [`LetterLine`].
pub const LETTERS: &str = "letters.jsonl";
/// Where the procedure stands, as it follows from the journal: [`State`].
pub const STATE: &str = "state.json";
/// The report that the law asks for.
pub const REPORT: &str = "report.json";
/// Before the identifier of each attachment.
pub const FILES: &str = "files/";

/// Entries that every dossier has beside the manifest.
pub const ALWAYS: [&str; 6] = [CHECKPOINTS, HEADS, JOURNAL, REPORT, TEXTS, WORKFLOW];
/// Entries that a whole dossier has beside those.
pub const WHOLE: [&str; 4] = [CONTENTS, LETTERS, MEMBERS, STATE];

/// Where an attachment lies.
pub fn file_path(attachment: AttachmentId) -> String {
    format!("{FILES}{attachment}")
}

/// How much a dossier holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The file, the rules, and the histories of the procedure and its tracks. Somebody has not been told yet what
    /// was decided, so nothing of any application is in it.
    Open,
    /// Everything.
    Whole,
}

/// The list of everything else in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// Version of the program that wrote it.
    pub program: String,
    /// Which procedure.
    pub procedure: ProcedureId,
    /// How much is in it.
    pub extent: Extent,
    /// Root over the ends of all chains that are in it.
    pub root: Digest,
    /// Digest and size of every other entry, by path.
    pub entries: BTreeMap<String, Listed>,
    /// Texts and contents that the journal names and that were erased when it was time.
    pub erased: BTreeSet<Digest>,
    /// Attachments that were erased when it was time.
    pub erased_files: BTreeSet<AttachmentId>,
    /// Applications whose contents nobody here could open, or this reader may not read.
    pub withheld: BTreeSet<ApplicationId>,
}

/// What the manifest says of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Bytes, unpacked.
    pub size_bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalLine {
    /// Whose history.
    pub stream: String,
    /// Place in that history, counted from one.
    pub seq: u64,
    /// Hash of the line before; zeros for the first.
    pub prev: Digest,
    /// Hash of this line.
    pub hash: Digest,
    /// The line, byte for byte as it is hashed. Withheld where it says who follows the procedure, which would hint
    /// at who asked what; its hashes still tie it in.
    pub body: Option<String>,
}

/// The end of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadLine {
    /// Whose history.
    pub stream: String,
    /// Place of its last line.
    pub seq: u64,
    /// Hash of its last line.
    pub hash: Digest,
}

/// Where all chains were tied together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointLine {
    /// As of when, in microseconds since 1970 in UTC.
    pub at: Instant,
    /// Root over the ends of all chains as they stood.
    pub root: Digest,
    /// How far each chain had come.
    pub heads: Vec<(String, u64)>,
}

/// A text that the journal knows by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextLine {
    /// SHA-256 of the salt and the text.
    pub digest: Digest,
    /// Hexadecimal, 16 bytes.
    pub salt: String,
    /// The text.
    pub body: String,
}

/// What an application says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentLine {
    /// Whose.
    pub application: ApplicationId,
    /// SHA-256 of the salt and the contents.
    pub digest: Digest,
    /// Hexadecimal, 16 bytes.
    pub salt: String,
    /// The contents, as JSON in a string.
    pub body: String,
}

/// What a member is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    /// Of which application.
    pub application: ApplicationId,
    /// Which member.
    pub member: MemberId,
    /// Its name.
    pub name: String,
}

/// A letter as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterLine {
    /// The same over all tries.
    pub message_id: String,
    /// The same over all tries.
    pub dated_at: Instant,
    /// About which application.
    pub application: Option<ApplicationId>,
    /// To whom.
    pub person: PersonId,
    /// To which address.
    pub address: String,
    /// Kind, such as `receipt`.
    pub kind: String,
    /// Language, such as `da`.
    pub language: String,
    /// Subject.
    pub subject: String,
    /// The letter as text.
    pub text: String,
    /// `waiting`, `sent` or `failed`.
    pub fate: String,
    /// When a mail server took it.
    pub sent_at: Option<Instant>,
}

/// Where the procedure stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Its head.
    pub procedure: Procedure,
    /// Its applications, with every verdict, score and agreement.
    pub applications: Vec<Application>,
}

/// What stands in the place of a digest in the journal that is no text's: contents, files, other files, the names of
/// those who come to a gathering, which a dossier leaves out, and the mandate of the file that somebody signed.
const NO_TEXTS: [&str; 7] = ["content", "sha256", "workflow", "digest", "commitment", "names", "signed"];

/// The digests of texts that a line of the journal names: every digest in it, but for those of other things.
pub fn texts_named(body: &str) -> BTreeSet<Digest> {
    fn walk(value: &serde_json::Value, found: &mut BTreeSet<Digest>) {
        match value {
            serde_json::Value::String(text) if text.len() == 64 => found.extend(text.parse::<Digest>()),
            serde_json::Value::Array(values) => values.iter().for_each(|value| walk(value, found)),
            serde_json::Value::Object(fields) => {
                for (_, value) in fields.iter().filter(|(name, _)| !NO_TEXTS.contains(&name.as_str())) {
                    walk(value, found);
                }
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    if let Ok(value) = serde_json::from_str(body) {
        walk(&value, &mut found);
    }
    found
}
