//! A dossier, recomputed: entries, chains, texts and files here; what happened along the way in `course`.

mod after;
mod course;
mod erased;
mod letters;
mod limits;
mod sequence;

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use super::archive::Held;
use super::format::{
    ALWAYS, CHECKPOINTS, CONTENTS, CheckpointLine, ContentLine, Extent, FILES, FORMAT, HEADS, HeadLine,
    JOURNAL, JournalLine, LETTERS, LetterLine, MANIFEST, MEMBERS, Manifest, MemberLine, RULES, STATE, State,
    TEXTS, TextLine, WHOLE, WORKFLOW, file_path, texts_named,
};
use super::receipt::{Receipt, digest_of};
use super::verdict::{Check, Verdict};
use crate::engine::case::{Application, Case, FileDigest};
use crate::engine::digest::Digest;
use crate::engine::event::{Event, What};
use crate::engine::fold;
use crate::engine::ids::{AttachmentId, MemberId};
use crate::engine::journal::{self, Head, Line, Sealed, root_of};
use crate::engine::procedure;
use crate::engine::rules;
use crate::engine::workflow::form::Content;
use crate::engine::workflow::{self, Loaded};
use erased::Erased;

/// What somebody holds who does not trust whoever wrote the dossier.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// A root that was known before: of a checkpoint, or of an earlier dossier.
    pub roots: Vec<Digest>,
    /// Receipts that applicants kept.
    pub receipts: Vec<Receipt>,
}

/// Everything that was read of a dossier.
struct Record {
    journal: BTreeMap<String, Vec<JournalLine>>,
    heads: Vec<(String, Head)>,
    checkpoints: Vec<CheckpointLine>,
    texts: BTreeMap<Digest, String>,
    contents: BTreeMap<Digest, ContentLine>,
    names: BTreeMap<MemberId, String>,
    letters: Vec<LetterLine>,
}

struct Reader<'a> {
    held: &'a Held,
    verdict: Verdict,
}

/// Checks a dossier: everything in it against everything else, and against what was given from outside.
pub fn dossier(held: &Held, anchors: &Anchors) -> Verdict {
    let mut reader = Reader { held, verdict: Verdict::new("dossier") };
    let Some(manifest) = reader.manifest() else { return reader.verdict };
    reader.entries(&manifest);
    let record = reader.record(&manifest);
    let loaded = reader.workflow();
    let (events, whole) = reader.chains(&manifest, &record);
    reader.checkpoints(&manifest, &record, &events);
    let events = fold::in_time(events);
    let erased = Erased::of(&events);
    reader.texts(&erased, &record);
    reader.anchors(anchors, &record);
    let Some(loaded) = loaded else { return reader.verdict };
    reader.pinned(&loaded, &events);
    let case = if manifest.extent == Extent::Whole && whole {
        let known = course::Known { manifest: &manifest, record: &record, erased: &erased };
        course::follow(&mut reader.verdict, &loaded.definition, &known, &events)
    } else {
        fold::all(&loaded.definition, manifest.procedure, &events)
    };
    let mut files = reader.documents(&case);
    if manifest.extent == Extent::Whole {
        files.extend(reader.contents(&manifest, &erased, &record, &case));
        reader.state(&case);
    } else {
        reader.verdict.notes.push(
            "it was drawn up before everybody was told what was decided: it holds nothing of any application, \
             and only the procedure's own history is checked"
                .to_owned(),
        );
    }
    reader.strays(&files);
    reader.notes(&manifest, &record);
    reader.verdict
}

impl Reader<'_> {
    fn manifest(&mut self) -> Option<Manifest> {
        self.verdict.count(Check::Manifest);
        for (name, why) in &self.held.broken {
            self.verdict.differs(Check::Manifest, name, "bytes that agree with their sum", why);
        }
        let Some(bytes) = self.held.texts.get(MANIFEST) else {
            self.verdict.differs(Check::Manifest, MANIFEST, "the list of all entries", "nothing");
            return None;
        };
        match serde_json::from_slice::<Manifest>(bytes) {
            Ok(manifest) if manifest.format == FORMAT => {
                self.verdict.procedure = manifest.procedure.to_string();
                Some(manifest)
            }
            Ok(manifest) => {
                self.verdict.differs(Check::Manifest, "format", FORMAT, manifest.format);
                None
            }
            Err(why) => {
                self.verdict.differs(Check::Manifest, MANIFEST, "the list of all entries", why);
                None
            }
        }
    }

    fn entries(&mut self, manifest: &Manifest) {
        let whole = WHOLE.iter().filter(|_| manifest.extent == Extent::Whole);
        for name in ALWAYS.iter().chain(whole) {
            if !manifest.entries.contains_key(*name) {
                self.verdict.differs(Check::Manifest, name, "an entry of every dossier", "not listed");
            }
        }
        for (name, listed) in &manifest.entries {
            self.verdict.count(Check::Manifest);
            match self.held.found.get(name) {
                _ if self.held.broken.contains_key(name) => {}
                None => self.verdict.differs(Check::Manifest, name, "an entry", "missing"),
                Some(found) if found != listed => {
                    let said = |entry: &super::format::Listed| {
                        format!("{} bytes, SHA-256 {}", entry.size_bytes, entry.sha256)
                    };
                    self.verdict.differs(Check::Manifest, name, said(listed), said(found));
                }
                Some(_) => {}
            }
        }
        let known = |name: &str| {
            ALWAYS.contains(&name) || WHOLE.contains(&name) || name == RULES || name.starts_with(FILES)
        };
        for name in self.held.found.keys().filter(|name| *name != MANIFEST) {
            if !manifest.entries.contains_key(name) {
                self.verdict.differs(Check::Manifest, name, "nothing: it is not listed", "an entry");
            } else if !known(name) {
                self.verdict.differs(Check::Manifest, name, "no such entry in a dossier", "an entry");
            }
        }
    }

    /// The lines of an entry; what cannot be read is a difference.
    fn lines<T: DeserializeOwned>(&mut self, check: Check, path: &str) -> Vec<T> {
        let Some(bytes) = self.held.texts.get(path) else { return Vec::new() };
        let mut read = Vec::new();
        for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if line.is_empty() {
                continue;
            }
            match serde_json::from_slice(line) {
                Ok(value) => read.push(value),
                Err(why) => {
                    let of = format!("{path} line {}", number + 1);
                    self.verdict.differs(check, of, "a line that can be read", why);
                }
            }
        }
        read
    }

    fn record(&mut self, manifest: &Manifest) -> Record {
        let mut journal: BTreeMap<String, Vec<JournalLine>> = BTreeMap::new();
        for line in self.lines::<JournalLine>(Check::Chains, JOURNAL) {
            journal.entry(line.stream.clone()).or_default().push(line);
        }
        let mut heads: BTreeMap<String, Head> = BTreeMap::new();
        for head in self.lines::<HeadLine>(Check::Chains, HEADS) {
            if heads.insert(head.stream.clone(), Head { seq: head.seq, hash: head.hash }).is_some() {
                self.verdict.differs(Check::Chains, head.stream, "one head", "two");
            }
        }
        let mut texts = BTreeMap::new();
        for line in self.lines::<TextLine>(Check::Texts, TEXTS) {
            let found = digest_of(&line.salt, &line.body).unwrap_or(Digest::ZERO);
            self.verdict.compare(Check::Texts, format!("text {}", line.digest), &line.digest, &found);
            texts.insert(line.digest, line.body);
        }
        let mut record = Record {
            journal,
            heads: heads.into_iter().collect(),
            checkpoints: self.lines(Check::Checkpoints, CHECKPOINTS),
            texts,
            contents: BTreeMap::new(),
            names: BTreeMap::new(),
            letters: Vec::new(),
        };
        if manifest.extent == Extent::Whole {
            for line in self.lines::<ContentLine>(Check::Contents, CONTENTS) {
                let found = digest_of(&line.salt, &line.body).unwrap_or(Digest::ZERO);
                let of = format!("contents of application {}", line.application);
                self.verdict.compare(Check::Contents, of, &line.digest, &found);
                record.contents.insert(line.digest, line);
            }
            let members: Vec<MemberLine> = self.lines(Check::State, MEMBERS);
            record.names = members.into_iter().map(|line| (line.member, line.name)).collect();
            record.letters = self.lines(Check::Letters, LETTERS);
        }
        record
    }

    fn workflow(&mut self) -> Option<Loaded> {
        self.verdict.count(Check::Workflow);
        let bytes = self.held.texts.get(WORKFLOW)?;
        match workflow::load(bytes) {
            Ok(loaded) => Some(loaded),
            Err(findings) => {
                let found = format!("{} findings", findings.len());
                self.verdict.differs(Check::Workflow, WORKFLOW, "a workflow file", found);
                None
            }
        }
    }

    /// Checks every chain. Returns the events of each, and whether they can be followed.
    fn chains(&mut self, manifest: &Manifest, record: &Record) -> (Vec<Vec<Event>>, bool) {
        let own = format!("procedure/{}", manifest.procedure);
        let mut told = Vec::new();
        let mut whole = true;
        for (stream, head) in &record.heads {
            let lines = record.journal.get(stream).map_or(&[][..], Vec::as_slice);
            if manifest.extent == Extent::Open && *stream != own {
                if !lines.is_empty() {
                    self.verdict.differs(Check::Chains, stream, "no lines yet", lines.len());
                }
                continue;
            }
            for _ in lines {
                self.verdict.count(Check::Chains);
            }
            match chain(stream, *head, lines, *stream == own) {
                Ok(events) => told.push(events),
                Err((expected, found)) => {
                    self.verdict.differs(Check::Chains, stream, expected, found);
                    whole = false;
                }
            }
        }
        for stream in record.journal.keys().filter(|name| !record.heads.iter().any(|(head, _)| head == *name))
        {
            self.verdict.differs(Check::Chains, stream, "a head of the chain", "lines without one");
            whole = false;
        }
        if !record.heads.iter().any(|(stream, _)| *stream == own) {
            self.verdict.differs(Check::Chains, own, "the procedure's own history", "nothing");
            whole = false;
        }
        let root = root_of(&record.heads);
        self.verdict.root = Some(root);
        self.verdict.compare(Check::Checkpoints, "root", &manifest.root, &root);
        (told, whole)
    }

    fn checkpoints(&mut self, manifest: &Manifest, record: &Record, events: &[Vec<Event>]) {
        if manifest.extent == Extent::Open {
            return;
        }
        for checkpoint in &record.checkpoints {
            let of = format!("checkpoint of {}", checkpoint.at);
            self.verdict.count(Check::Checkpoints);
            let mut heads = Vec::with_capacity(checkpoint.heads.len());
            for (stream, seq) in &checkpoint.heads {
                let place = usize::try_from(*seq).ok().and_then(|seq| seq.checked_sub(1));
                match place.and_then(|place| record.journal.get(stream)?.get(place)) {
                    Some(line) => heads.push((stream.clone(), Head { seq: *seq, hash: line.hash })),
                    None => {
                        self.verdict.differs(
                            Check::Checkpoints,
                            &of,
                            format!("line {seq} of {stream}"),
                            "gone",
                        );
                    }
                }
            }
            if heads.len() == checkpoint.heads.len() && root_of(&heads) != checkpoint.root {
                self.verdict.differs(Check::Checkpoints, of, checkpoint.root, root_of(&heads));
            }
        }
        let closed = events.iter().flatten().filter(|event| sequence::closes(event)).map(|event| event.at);
        for at in closed.collect::<BTreeSet<_>>() {
            if !record.checkpoints.iter().any(|checkpoint| checkpoint.at == at) {
                self.verdict.differs(Check::Checkpoints, at, "a checkpoint at the deadline", "nothing");
            }
        }
    }

    fn texts(&mut self, erased: &Erased, record: &Record) {
        let bodies = record.journal.values().flatten().filter_map(|line| line.body.as_deref());
        let named: BTreeSet<_> = bodies.flat_map(texts_named).collect();
        for digest in &named {
            if !record.texts.contains_key(digest) && !erased.text(digest) {
                let expected = "a text that the journal names, and that nobody erased";
                self.verdict.differs(Check::Texts, digest, expected, "missing");
            }
        }
        for digest in record.texts.keys().filter(|digest| !named.contains(digest)) {
            self.verdict.differs(Check::Texts, digest, "nothing: the journal does not name it", "a text");
        }
    }

    /// Checks that the procedure is pinned to the files that lie here.
    fn pinned(&mut self, loaded: &Loaded, events: &[Event]) {
        let opened = events.iter().find_map(|event| match &event.what {
            What::Procedure(procedure::Event::Opened { workflow, rules, .. }) => Some((*workflow, rules)),
            _ => None,
        });
        let Some((workflow, pinned)) = opened else {
            return self.verdict.differs(Check::Workflow, "procedure.opened", "an event", "nothing");
        };
        if loaded.digest != workflow {
            self.verdict.differs(Check::Workflow, WORKFLOW, workflow, loaded.digest);
        }
        let found = self.held.found.get(RULES).map(|listed| listed.sha256);
        match (pinned, found) {
            (None, None) => {}
            (None, Some(_)) => {
                self.verdict.differs(Check::Rules, RULES, "nothing: no law is named", "a pack");
            }
            (Some(pinned), None) => self.verdict.differs(Check::Rules, RULES, pinned.digest, "missing"),
            (Some(pinned), Some(found)) => {
                self.verdict.compare(Check::Rules, RULES, &pinned.digest, &found);
                if !rules::packs().iter().any(|released| released.digest == found) {
                    let note = "the rule pack does not come with this program; another version may know it";
                    self.verdict.notes.push(note.to_owned());
                }
            }
        }
    }

    /// Checks the documents that were published; returns where they lie.
    fn documents(&mut self, case: &Case) -> BTreeSet<String> {
        let documents = case.procedure.documents.iter().map(|document| &document.version);
        documents.map(|version| self.file(version.attachment, version.size_bytes, version.sha256)).collect()
    }

    /// Checks one file; returns where it lies.
    fn file(&mut self, attachment: AttachmentId, size_bytes: u64, sha256: Digest) -> String {
        let path = file_path(attachment);
        self.verdict.count(Check::Files);
        let wanted = format!("{size_bytes} bytes, SHA-256 {sha256}");
        match self.held.found.get(&path) {
            Some(found) if (found.size_bytes, found.sha256) == (size_bytes, sha256) => {}
            Some(found) => {
                let found = format!("{} bytes, SHA-256 {}", found.size_bytes, found.sha256);
                self.verdict.differs(Check::Files, &path, wanted, found);
            }
            None => self.verdict.differs(Check::Files, &path, wanted, "missing"),
        }
        path
    }

    /// Finds files that nothing in the journal names.
    fn strays(&mut self, files: &BTreeSet<String>) {
        for name in self.held.found.keys().filter(|name| name.starts_with(FILES) && !files.contains(*name)) {
            let expected = "nothing: no document, and no application that counts has it";
            self.verdict.differs(Check::Files, name, expected, "a file");
        }
    }

    /// Checks what counts: contents, what they say of their files, and the files; returns where these lie.
    fn contents(
        &mut self,
        manifest: &Manifest,
        erased: &Erased,
        record: &Record,
        case: &Case,
    ) -> BTreeSet<String> {
        let mut files = BTreeSet::new();
        let mut read = BTreeSet::new();
        let stages = case.applications.values().flat_map(Application::stages);
        for application in stages.filter(Application::counts) {
            let Some(version) = application.submitted.as_ref().map(|submitted| &submitted.version) else {
                continue;
            };
            let of = format!("application {}", application.id);
            read.insert(version.content);
            if erased.text(&version.content) {
                continue;
            }
            let Some(line) = record.contents.get(&version.content) else {
                if manifest.withheld.contains(&application.id) {
                    continue;
                }
                self.verdict.differs(Check::Contents, of, format!("contents {}", version.content), "missing");
                continue;
            };
            if line.application != application.id {
                self.verdict.differs(Check::Contents, &of, application.id, line.application);
            }
            for member in application.members.iter().filter(|member| !record.names.contains_key(&member.id)) {
                let expected = format!("what member {} is called", member.id);
                self.verdict.differs(Check::Contents, &of, expected, "missing");
            }
            match serde_json::from_str::<Content>(&line.body) {
                Ok(content) if FileDigest::of(&content) == version.files => {}
                Ok(_) => {
                    self.verdict.differs(Check::Contents, &of, "the files of the journal", "other files");
                }
                Err(why) => self.verdict.differs(Check::Contents, &of, "contents that can be read", why),
            }
            for file in &version.files {
                files.insert(self.file(file.attachment, file.size_bytes, file.sha256));
            }
        }
        for line in record.contents.values().filter(|line| !read.contains(&line.digest)) {
            let expected = "nothing: they are no contents that count";
            self.verdict.differs(Check::Contents, line.application, expected, line.digest);
        }
        files
    }

    fn state(&mut self, case: &Case) {
        self.verdict.count(Check::State);
        let Some(bytes) = self.held.texts.get(STATE) else { return };
        let state: State = match serde_json::from_slice(bytes) {
            Ok(state) => state,
            Err(why) => return self.verdict.differs(Check::State, STATE, "a state that can be read", why),
        };
        if state.procedure != case.procedure {
            self.verdict.differs(Check::State, "procedure", "what follows from the journal", "another state");
        }
        let mut seen = BTreeSet::new();
        for application in &state.applications {
            self.verdict.count(Check::State);
            if case.applications.get(&application.id) != Some(application) || !seen.insert(application.id) {
                let of = format!("application {}", application.id);
                self.verdict.differs(Check::State, of, "what follows from the journal", "another state");
            }
        }
        for id in case.applications.keys().filter(|id| !seen.contains(id)) {
            self.verdict.differs(Check::State, format!("application {id}"), "a state", "missing");
        }
    }

    /// What somebody holds from outside: it catches a journal that was written anew as a whole.
    fn anchors(&mut self, anchors: &Anchors, record: &Record) {
        let roots: Vec<_> =
            record.checkpoints.iter().map(|checkpoint| checkpoint.root).chain(self.verdict.root).collect();
        for root in &anchors.roots {
            self.verdict.count(Check::Anchors);
            if !roots.contains(root) {
                let found = format!("{} other roots", roots.len());
                self.verdict.differs(Check::Anchors, "root", root, found);
            }
        }
        for receipt in &anchors.receipts {
            self.verdict.count(Check::Anchors);
            let of = format!("receipt of application {}", receipt.application);
            let alone = super::receipt::check(receipt);
            if !alone.equal() {
                self.verdict.differs(Check::Anchors, &of, "a receipt that is whole", "it differs in itself");
            }
            let Some(witness) = &receipt.journal else {
                self.verdict.differs(Check::Anchors, of, "a line of the journal", "nothing");
                continue;
            };
            let lines = record.journal.get(&witness.stream).map_or(&[][..], Vec::as_slice);
            let line = lines.iter().find(|line| line.seq == witness.seq);
            let found = line.map_or_else(|| "nothing".to_owned(), |line| line.hash.to_string());
            let expected = format!("line {} with the hash {}", witness.seq, witness.hash);
            if found != witness.hash.to_string() {
                self.verdict.differs(Check::Anchors, of, expected, found);
            }
        }
        if anchors.roots.is_empty() && anchors.receipts.is_empty() {
            self.verdict.notes.push(
                "nothing from outside was given: a journal that was written anew as a whole would pass; \
                 --root and --receipt catch it"
                    .to_owned(),
            );
        }
    }

    fn notes(&mut self, manifest: &Manifest, record: &Record) {
        let withheld = record.journal.values().flatten().filter(|line| line.body.is_none()).count();
        for (count, what) in [
            (withheld, "lines of the journal say who follows the procedure; only their hashes are here"),
            (manifest.erased.len(), "texts or contents were erased"),
            (manifest.erased_files.len(), "files were erased"),
            (manifest.withheld.len(), "applications could not be opened, or not by this reader"),
        ] {
            if count > 0 {
                self.verdict.notes.push(format!("{count} {what}"));
            }
        }
    }
}

/// The events of a chain, or what was expected and what was found. `may_withhold` lets lines through that are here
/// by their hashes alone.
fn chain(
    stream: &str,
    head: Head,
    lines: &[JournalLine],
    may_withhold: bool,
) -> Result<Vec<Event>, (String, String)> {
    if !may_withhold || lines.iter().all(|line| line.body.is_some()) {
        let sealed: Option<Vec<_>> = lines.iter().map(sealed).collect();
        let sealed = sealed.ok_or_else(|| ("every line".to_owned(), "lines that are withheld".to_owned()))?;
        return journal::verify(stream, head, &sealed)
            .map_err(|broken| ("an unbroken chain".to_owned(), broken.to_string()));
    }
    let mut end = Head::default();
    let mut events = Vec::new();
    for line in lines {
        let expected = format!("line {} after {}", end.seq + 1, end.hash);
        if (line.seq, line.prev) != (end.seq + 1, end.hash) {
            return Err((expected, format!("line {} after {}", line.seq, line.prev)));
        }
        end = Head { seq: line.seq, hash: line.hash };
        let Some(body) = &line.body else { continue };
        let parsed = serde_json::from_str::<Line>(body);
        match parsed {
            Ok(parsed)
                if journal::hash(line.prev, body) == line.hash
                    && parsed.seq == line.seq
                    && parsed.event.stream.to_string() == stream =>
            {
                events.push(parsed.event);
            }
            _ => return Err((format!("line {} as it was hashed", line.seq), "other bytes".to_owned())),
        }
    }
    if end == head {
        Ok(events)
    } else {
        Err((format!("lines up to {}", head.seq), format!("the last line is {}", end.seq)))
    }
}

fn sealed(line: &JournalLine) -> Option<Sealed> {
    Some(Sealed {
        stream: line.stream.clone(),
        seq: line.seq,
        body: line.body.clone()?,
        prev: line.prev,
        hash: line.hash,
    })
}
