//! A receipt as an applicant keeps it, checked by itself.

use serde::Deserialize;

use super::verdict::{Check, Verdict};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::{Stream, What};
use crate::engine::instant::Instant;
use crate::engine::journal::{self, Line};
use crate::engine::steps::intake;
use crate::engine::workflow::form::Content;

/// Bytes of a receipt at most.
pub const RECEIPT_BYTES_MAX: u64 = 32 << 20;

/// What a receipt says, as far as it can be checked.
#[derive(Clone, Debug, Deserialize)]
pub struct Receipt {
    /// Version of the shape.
    pub version: u32,
    /// The procedure.
    pub procedure: Procedure,
    /// The application.
    pub application: String,
    /// RFC 3339 in UTC, to the microsecond.
    pub received_at: String,
    /// The last microsecond that was in time, likewise.
    pub deadline_at: String,
    /// How often it had been submitted.
    pub count: u32,
    /// Which version of the draft.
    pub draft: u32,
    /// The files.
    pub files: Vec<File>,
    /// The contents.
    pub content: Contents,
    /// The line of the journal.
    pub journal: Option<Witness>,
}

/// The procedure of a receipt.
#[derive(Clone, Debug, Deserialize)]
pub struct Procedure {
    /// Which one.
    pub id: String,
    /// Digest of its workflow file.
    pub workflow_sha256: Digest,
}

/// A file of a receipt.
#[derive(Clone, Debug, Deserialize)]
pub struct File {
    /// In which field.
    pub field: String,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size_bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
}

/// The contents of a receipt.
#[derive(Clone, Debug, Deserialize)]
pub struct Contents {
    /// SHA-256 of the salt and the body.
    pub sha256: Digest,
    /// Hexadecimal, 16 bytes.
    pub salt: String,
    /// The contents, as JSON in a string.
    pub body: String,
}

/// The line of the journal that witnesses a receipt.
#[derive(Clone, Debug, Deserialize)]
pub struct Witness {
    /// Whose history.
    pub stream: String,
    /// Place in it.
    pub seq: u64,
    /// Hash of the line before.
    pub prev: Digest,
    /// Hash of the line.
    pub hash: Digest,
    /// The line.
    pub body: String,
}

impl Receipt {
    /// Reads a receipt.
    ///
    /// # Errors
    /// What is the matter with bytes that are none.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let receipt: Self =
            serde_json::from_slice(bytes).map_err(|why| format!("it is no receipt: {why}"))?;
        if receipt.version == 1 {
            Ok(receipt)
        } else {
            Err(format!("it is a receipt of version {}; this program knows version 1", receipt.version))
        }
    }
}

/// The digest of a salt in hexadecimal and a text.
pub fn digest_of(salt: &str, body: &str) -> Option<Digest> {
    let mut raw = [0; 16];
    hex::decode_to_slice(salt, &mut raw).ok()?;
    Some(Prose::new(raw, body).digest())
}

/// Checks a receipt by itself.
pub fn check(receipt: &Receipt) -> Verdict {
    let mut verdict = Verdict::new("receipt");
    verdict.procedure.clone_from(&receipt.procedure.id);
    let content = &receipt.content;
    let found = digest_of(&content.salt, &content.body).unwrap_or(Digest::ZERO);
    verdict.compare(Check::Contents, "content", &content.sha256, &found);
    let listed = |file: &File| format!("{} {} {} {}", file.field, file.name, file.size_bytes, file.sha256);
    let mut files: Vec<_> = receipt.files.iter().map(listed).collect();
    let said: Content = serde_json::from_str(&content.body).unwrap_or_default();
    let mut inside: Vec<_> = said
        .all_files()
        .map(|(field, file)| format!("{field} {} {} {}", file.name, file.size_bytes, file.sha256))
        .collect();
    files.sort();
    inside.sort();
    verdict.compare(Check::Files, "files", &inside.join(", "), &files.join(", "));
    match receipt.journal.as_ref() {
        Some(witness) => line(&mut verdict, receipt, witness),
        None => verdict.notes.push("it names no line of the journal, so that nothing ties it in".to_owned()),
    }
    let (at, until) = (&receipt.received_at, &receipt.deadline_at);
    verdict.count(Check::Deadlines);
    // RFC 3339 in UTC with six digits: the order of the texts is the order of the instants.
    if at > until {
        verdict.differs(Check::Deadlines, "received_at", format!("{until} or before"), at);
    }
    verdict.notes.push(
        "by itself a receipt shows that it is whole; give it with a dossier (--receipt) to see that it is kept"
            .to_owned(),
    );
    verdict
}

fn line(verdict: &mut Verdict, receipt: &Receipt, witness: &Witness) {
    let of = format!("{} line {}", witness.stream, witness.seq);
    let found = journal::hash(witness.prev, &witness.body);
    verdict.compare(Check::Chains, &of, &witness.hash, &found);
    verdict.compare(
        Check::Chains,
        "journal.stream",
        &format!("application/{}", receipt.application),
        &witness.stream,
    );
    let parsed: Line = match serde_json::from_str(&witness.body) {
        Ok(parsed) => parsed,
        Err(why) => return verdict.differs(Check::Chains, &of, "a line of the journal", why),
    };
    verdict.compare(Check::Chains, "journal.seq", &parsed.seq, &witness.seq);
    verdict.compare(Check::Chains, "the line's stream", &parsed.event.stream.to_string(), &witness.stream);
    let (What::Intake(intake::Event::Submitted { version, count }), Stream::Application(_)) =
        (&parsed.event.what, &parsed.event.stream)
    else {
        return verdict.differs(Check::Chains, &of, "intake.submitted", parsed.event.what.name());
    };
    verdict.compare(Check::Contents, "the line's contents", &version.content, &receipt.content.sha256);
    verdict.compare(Check::Contents, "count", count, &receipt.count);
    verdict.compare(Check::Contents, "draft", &version.number, &receipt.draft);
    verdict.compare(
        Check::Deadlines,
        "received_at",
        &Instant::to_string(&parsed.event.at),
        &receipt.received_at,
    );
    let mut ours: Vec<_> = receipt.files.iter().map(|file| (file.size_bytes, file.sha256)).collect();
    let mut theirs: Vec<_> = version.files.iter().map(|file| (file.size_bytes, file.sha256)).collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    let joined = |files: &[(u64, Digest)]| {
        files.iter().map(|(size, sha256)| format!("{size} {sha256}")).collect::<Vec<_>>().join(", ")
    };
    verdict.compare(Check::Files, "the line's files", &joined(&theirs), &joined(&ours));
}
