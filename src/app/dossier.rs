//! The dossier of a procedure: everything of it in one ZIP file, for whoever owns or audits it as a whole.
//!
//! Until everybody was told what was decided, it holds the procedure's own history and nothing of any
//! application: the histories beside it tell points and outcomes that nobody may know yet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::blobs::Outgoing;
use super::ownership::Office;
use super::ownership::journal::READERS;
use super::{App, AppError};
use crate::dossier::archive::Writer;
use crate::dossier::format::{
    CHECKPOINTS, CONTENTS, CheckpointLine, ContentLine, Extent, FORMAT, HEADS, HeadLine, JOURNAL,
    JournalLine, LETTERS, LetterLine, MEMBERS, Manifest, MemberLine, REPORT, RULES, STATE, State, TEXTS,
    TextLine, WORKFLOW, file_path, texts_named,
};
use crate::engine::access;
use crate::engine::case::{Application, Case, Procedure};
use crate::engine::digest::Digest;
use crate::engine::event::{Event, What};
use crate::engine::fold;
use crate::engine::ids::{ApplicationId, AttachmentId};
use crate::engine::instant::Instant;
use crate::engine::journal::{Head, Line, root_of};
use crate::engine::procedure;
use crate::engine::steps::StepState;
use crate::engine::workflow::Definition;
use crate::exchange::report::json;
use crate::i18n::Lang;
use crate::store::outbox::{Letter, LetterState};
use crate::store::{self, Db, StoreError};

/// Parts of a dossier that wait for a slow reader at most.
const PARTS_WAIT_MAX: usize = 4;

/// Bytes that are gathered before they go out.
const PART_BYTES: usize = 64 * 1024;

/// Letters that are read at a time.
const LETTERS_AT_A_TIME: u32 = 500;

/// How much the dossier of a procedure may hold: everything once every track has told its applicants, or is over.
pub fn extent(definition: &Definition, procedure: &Procedure) -> Extent {
    let told = |track: &str| {
        procedure.lines.get(track).is_some_and(|line| {
            let released =
                |state: &StepState| matches!(state, StepState::Letters(s) if s.released_at.is_some());
            !line.running() || line.states.values().any(released)
        })
    };
    if definition.tracks.iter().all(|track| told(&track.id)) { Extent::Whole } else { Extent::Open }
}

impl App {
    /// The dossier of a procedure as the reader of `office` may have it, part by part as it is made.
    ///
    /// # Errors
    /// [`AppError::Refused`] for whoever neither owns nor audits the whole procedure. What goes wrong on the way
    /// comes as the last part.
    pub fn dossier(
        self: &Arc<Self>,
        office: Office,
    ) -> Result<mpsc::Receiver<Result<Vec<u8>, AppError>>, AppError> {
        office.need(&READERS)?;
        let (parts, received) = mpsc::channel(PARTS_WAIT_MAX);
        let app = Arc::clone(self);
        tokio::spawn(async move {
            let mut draft = Draft {
                extent: extent(office.definition(), &office.procedure),
                app,
                office,
                writer: Writer::default(),
                parts: parts.clone(),
                erased: BTreeSet::new(),
                erased_files: BTreeSet::new(),
                withheld: BTreeSet::new(),
                partial: BTreeSet::new(),
                last: Instant::default(),
            };
            if let Err(error) = draft.write().await {
                // Nobody listens any more where this fails.
                let _ = parts.send(Err(error)).await;
            }
        });
        Ok(received)
    }
}

/// A dossier that is being written.
struct Draft {
    app: Arc<App>,
    office: Office,
    extent: Extent,
    writer: Writer,
    parts: mpsc::Sender<Result<Vec<u8>, AppError>>,
    erased: BTreeSet<Digest>,
    erased_files: BTreeSet<AttachmentId>,
    withheld: BTreeSet<ApplicationId>,
    /// Those of them in which an envelope is shut: what they were told is in the dossier, but for receipts, which name
    /// files.
    partial: BTreeSet<ApplicationId>,
    /// When the last thing happened that is in it: letters of what came meanwhile are left out.
    last: Instant,
}

/// Whether a line is here by its hashes alone: who follows would hint at who asked.
const fn is_private(what: &What) -> bool {
    use procedure::Event::{Followed, Unfollowed};
    matches!(what, What::Procedure(Followed {} | Unfollowed {}))
}

impl Draft {
    /// Writes all entries, in an order that follows from the state alone.
    async fn write(&mut self) -> Result<(), AppError> {
        let app = Arc::clone(&self.app);
        let mut db = app.store.read().await?;
        let db = &mut db;
        let procedure = self.office.procedure.id;
        // The heads first: lines that are written meanwhile are no part of it.
        let heads = store::journal::heads(db, procedure).await?;
        let (events, named) = self.journal(db, &heads).await?;
        self.last = events.iter().flatten().map(|event| event.at).max().unwrap_or_default();
        let definition = Arc::clone(&self.office.loaded);
        let case = fold::all(&definition.definition, procedure, &fold::in_time(events));
        if self.extent == Extent::Whole && extent(&definition.definition, &case.procedure) == Extent::Open {
            // A complaint was upheld while it was being asked for.
            return Err(AppError::NotFound("dossier: the procedure has moved on; ask again"));
        }
        self.checkpoints(db, &heads).await?;
        for document in &case.procedure.documents {
            let stored = app.blobs.read(document.version.attachment).await;
            self.file(document.version.attachment, stored.map_err(AppError::Files)).await?;
        }
        if self.extent == Extent::Whole {
            self.applications(db, &case).await?;
        }
        self.begin(HEADS).await?;
        for (stream, head) in &heads {
            self.line(&HeadLine { stream: stream.clone(), seq: head.seq, hash: head.hash }).await?;
        }
        let report = app.report(&self.office, Lang::DEFAULT).await?;
        let report = json::write(&report).map_err(|why| StoreError::Broken(why.to_string()))?;
        self.entry(REPORT, report.as_bytes()).await?;
        if let Some(pinned) = &self.office.procedure.rules
            && let Some(source) = store::procedures::workflow(db, pinned.digest).await?
        {
            self.entry(RULES, source.as_bytes()).await?;
        }
        self.texts(db, named).await?;
        let source = store::procedures::workflow(db, self.office.procedure.workflow).await?;
        self.entry(WORKFLOW, source.ok_or(AppError::NotFound("workflow"))?.as_bytes()).await?;
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            procedure,
            extent: self.extent,
            root: root_of(&heads),
            entries: BTreeMap::new(),
            erased: std::mem::take(&mut self.erased),
            erased_files: std::mem::take(&mut self.erased_files),
            withheld: std::mem::take(&mut self.withheld),
        };
        let last = std::mem::take(&mut self.writer).finish(manifest)?;
        self.send(last).await
    }

    async fn begin(&mut self, path: &str) -> Result<(), AppError> {
        self.writer.begin(path)?;
        self.flow().await
    }

    async fn line(&mut self, value: &impl serde::Serialize) -> Result<(), AppError> {
        self.writer.line(value)?;
        self.flow().await
    }

    async fn entry(&mut self, path: &str, bytes: &[u8]) -> Result<(), AppError> {
        self.writer.begin(path)?;
        self.writer.write(bytes)?;
        self.flow().await
    }

    /// Lets go out what has gathered.
    async fn flow(&mut self) -> Result<(), AppError> {
        if self.writer.waiting() < PART_BYTES {
            return Ok(());
        }
        let part = self.writer.take();
        self.send(part).await
    }

    async fn send(&self, part: Vec<u8>) -> Result<(), AppError> {
        let gone = |_| std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        Ok(self.parts.send(Ok(part)).await.map_err(gone)?)
    }

    /// The lines up to the heads; returns their events, and the digests of the texts that they name.
    async fn journal(
        &mut self,
        db: &mut Db,
        heads: &[(String, Head)],
    ) -> Result<(Vec<Vec<Event>>, BTreeSet<Digest>), AppError> {
        let own = format!("procedure/{}", self.office.procedure.id);
        let (mut events, mut named) = (Vec::new(), BTreeSet::new());
        self.begin(JOURNAL).await?;
        for (stream, head) in heads {
            if self.extent == Extent::Open && *stream != own {
                continue;
            }
            let mut told = Vec::new();
            for line in store::journal::lines(db, stream).await? {
                if line.seq > head.seq {
                    break;
                }
                let read: Line = serde_json::from_str(&line.body).map_err(|why| StoreError::Unreadable {
                    table: "journal",
                    column: "body",
                    value: line.stream.clone(),
                    why: why.to_string(),
                })?;
                let private = is_private(&read.event.what);
                if !private {
                    named.extend(texts_named(&line.body));
                    told.push(read.event);
                }
                let body = (!private).then_some(line.body);
                let (seq, prev, hash) = (line.seq, line.prev, line.hash);
                self.line(&JournalLine { stream: line.stream, seq, prev, hash, body }).await?;
            }
            events.push(told);
        }
        Ok((events, named))
    }

    async fn checkpoints(&mut self, db: &mut Db, heads: &[(String, Head)]) -> Result<(), AppError> {
        let ends: BTreeMap<_, _> = heads.iter().map(|(stream, head)| (stream.as_str(), head.seq)).collect();
        self.begin(CHECKPOINTS).await?;
        for (at, root, reached) in store::journal::checkpoints(db, self.office.procedure.id).await? {
            if reached.iter().all(|(stream, seq)| ends.get(stream.as_str()).is_none_or(|end| seq <= end)) {
                self.line(&CheckpointLine { at, root, heads: reached }).await?;
            }
        }
        Ok(())
    }

    /// Contents, files, names, letters and the state.
    async fn applications(&mut self, db: &mut Db, case: &Case) -> Result<(), AppError> {
        self.begin(CONTENTS).await?;
        let mut open = Vec::new();
        // Each stage has contents of its own: what was opened of one is in it, whatever the next is still sealed.
        for application in case.applications.values() {
            let mut written = BTreeSet::new();
            for stage in application.stages().into_iter().filter(Application::counts) {
                // A stage that asks for nothing has what was handed in to the one before.
                let content = stage.submitted.as_ref().map(|submitted| submitted.version.content);
                if !written.insert(content) {
                    continue;
                }
                if self.contents(db, case, &stage).await? {
                    open.push(stage);
                } else {
                    self.withheld.insert(application.id);
                }
            }
        }
        let files: BTreeMap<_, _> = open
            .iter()
            .filter_map(|a| Some((a.id, &a.submitted.as_ref()?.version)))
            .filter(|(_, version)| !self.erased.contains(&version.content))
            .flat_map(|(id, version)| version.files.iter().map(move |file| (file.attachment, id)))
            .collect();
        for (attachment, application) in files {
            let stored = self.app.open_file(application, attachment).await;
            self.file(attachment, stored).await?;
        }
        let mut open: BTreeSet<_> = open.iter().map(|application| application.id).collect();
        self.letters(db, &open).await?;
        self.begin(MEMBERS).await?;
        // A letter to those in whom an envelope is shut calls them by name.
        open.extend(&self.partial);
        for application in open {
            let parties = store::applications::parties(db, application).await?;
            for (member, party) in parties {
                self.line(&MemberLine { application, member, name: party.name }).await?;
            }
        }
        let state = State {
            procedure: case.procedure.clone(),
            applications: case.applications.values().cloned().collect(),
        };
        let state = serde_json::to_vec(&state).map_err(std::io::Error::from)?;
        self.entry(STATE, &state).await
    }

    /// Writes what an application says; whether its reader may have it.
    async fn contents(
        &mut self,
        db: &mut Db,
        case: &Case,
        application: &Application,
    ) -> Result<bool, AppError> {
        let Some(digest) = application.submitted.as_ref().map(|submitted| submitted.version.content) else {
            return Ok(false);
        };
        let definition = Arc::clone(&self.office.loaded);
        let proof = access::reading(&definition.definition, case, self.office.person, application);
        let Ok(proof) = proof else { return Ok(false) };
        if proof.blind() {
            return Ok(false);
        }
        // One text holds all answers, so that what lies in a shut envelope keeps the rest out too.
        if proof.is_partial() {
            self.partial.insert(application.id);
            return Ok(false);
        }
        match self.app.contents(db, &proof, digest).await {
            Ok(Some(prose)) => {
                let (salt, body) = (hex::encode(prose.salt()), prose.body().to_owned());
                self.line(&ContentLine { application: application.id, digest, salt, body }).await?;
            }
            Ok(None) => {
                self.erased.insert(digest);
                let files = application.submitted.iter().flat_map(|submitted| &submitted.version.files);
                self.erased_files.extend(files.map(|file| file.attachment));
            }
            Err(AppError::Locked(_)) => return Ok(false),
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    async fn file(
        &mut self,
        attachment: AttachmentId,
        stored: Result<Outgoing, AppError>,
    ) -> Result<(), AppError> {
        let mut stored = match stored {
            Ok(stored) => stored,
            // What is gone and was not erased is missed by whoever verifies.
            Err(AppError::Files(error)) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        self.begin(&file_path(attachment)).await?;
        while let Some(bytes) = stored.next().await? {
            self.writer.write(&bytes)?;
            self.flow().await?;
        }
        Ok(())
    }

    /// Letters about applications that are in it and to people with a part in the procedure, by their dates.
    async fn letters(&mut self, db: &mut Db, ids: &BTreeSet<ApplicationId>) -> Result<(), AppError> {
        let mut lines: BTreeMap<(Instant, String), LetterLine> = BTreeMap::new();
        let mut offset = 0;
        loop {
            let page = store::outbox::page(db, self.office.procedure.id, offset, LETTERS_AT_A_TIME).await?;
            offset += LETTERS_AT_A_TIME;
            let last = page.is_empty();
            for letter in page {
                let shown = match letter.application {
                    Some(application) => {
                        // A receipt names the files of a stage, also those in an envelope that stays shut.
                        if self.partial.contains(&application) {
                            letter.kind != "receipt"
                        } else {
                            ids.contains(&application)
                        }
                    }
                    None => self.office.procedure.people.contains_key(&letter.person),
                };
                if shown && letter.dated_at <= self.last {
                    lines.insert((letter.dated_at, letter.message_id.clone()), sent(letter));
                }
            }
            if last {
                break;
            }
        }
        self.begin(LETTERS).await?;
        for line in lines.values() {
            self.line(line).await?;
        }
        Ok(())
    }

    async fn texts(&mut self, db: &mut Db, named: BTreeSet<Digest>) -> Result<(), AppError> {
        self.begin(TEXTS).await?;
        for digest in named {
            match store::prose::open_text(db, digest).await? {
                Some(prose) => {
                    let (salt, body) = (hex::encode(prose.salt()), prose.body().to_owned());
                    self.line(&TextLine { digest, salt, body }).await?;
                }
                None => {
                    self.erased.insert(digest);
                }
            }
        }
        Ok(())
    }
}

fn sent(letter: Letter) -> LetterLine {
    LetterLine {
        message_id: letter.message_id,
        dated_at: letter.dated_at,
        application: letter.application,
        person: letter.person,
        address: letter.address,
        kind: letter.kind,
        language: letter.language,
        subject: letter.subject,
        text: letter.text,
        fate: match letter.state {
            LetterState::Waiting => "waiting",
            LetterState::Sent => "sent",
            LetterState::Failed => "failed",
        }
        .to_owned(),
        sent_at: letter.sent_at,
    }
}
