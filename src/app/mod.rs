//! Use cases. [`App::act`] is the one door through which a procedure changes.

pub mod act;
pub mod afterwards;
pub mod agreeing;
pub mod applicant;
pub mod at_hand;
pub mod backup;
pub mod blobs;
pub mod ceremony;
pub mod choosing;
pub mod clock;
pub mod convoy;
pub mod criteria;
pub mod curing;
pub mod demo;
pub mod desk;
pub mod documents;
pub mod dossier;
pub mod erasing;
pub mod explain;
pub mod fate;
pub mod gate;
pub mod hat;
pub mod hooks;
pub mod instances;
pub mod judging;
pub mod keyfile;
pub mod keyring;
pub mod leftovers;
pub mod letters;
pub mod limits;
pub mod merging;
pub mod minutes;
pub mod options;
pub mod outcomes;
pub mod ownership;
pub mod panel;
pub mod procedures;
pub mod random;
pub mod ranking;
pub mod reading;
pub mod report;
pub mod saving;
pub mod screening;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod tender;
pub mod tokens;
pub mod trying;
pub mod typing;
pub mod uploads;
pub mod verify;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::engine::ids::ProcedureId;
use crate::engine::refusal::Refusal;
use crate::engine::rules::Barred;
use crate::engine::workflow::{Finding, Loaded};
use crate::store::{Store, StoreError};

/// What can go wrong in a use case.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The core said no; worded at the edge.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// There is no such thing, or the asker may not know of it.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// A workflow file that cannot be used.
    #[error("the workflow file has {} findings", .0.len())]
    Workflow(Vec<Finding>),
    /// A workflow file that does not pass the gate.
    #[error("the gate before publication is not passed: {}", barred(.0))]
    Barred(Box<Barred>),
    /// An uploaded file that is not taken.
    #[error("the upload is not taken: {0}")]
    Upload(#[from] blobs::UploadError),
    /// A virus scanner found something in a file that lay there unscanned: nobody but its sender gets it.
    #[error("the virus scanner found {0} in a file")]
    Virus(String),
    /// What an application says is sealed to people who have not opened it, and to a code of its members that was
    /// not given.
    #[error("the contents of {0} are locked")]
    Locked(crate::engine::ids::ApplicationId),
    /// Something sealed cannot be opened.
    #[error("what was sealed cannot be opened: {0}")]
    Seal(#[from] crate::seal::SealError),
    /// A webhook that cannot be made.
    #[error("the webhook cannot be made: {0}")]
    Webhook(#[from] hooks::HookFault),
    /// Too many tries in a short time.
    #[error("too many tries")]
    TooOften {
        /// Seconds to wait before the next one.
        wait_seconds: u64,
    },
    /// A value that cannot be used.
    #[error("{field} cannot be `{value}`")]
    BadValue {
        /// Which field.
        field: &'static str,
        /// What was given.
        value: String,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or folder.
    #[error("{0}")]
    Files(#[from] std::io::Error),
    /// A letter could not be written.
    #[error("a letter could not be written: {0}")]
    Letter(String),
}

impl AppError {
    /// Whether the database or the disk could not serve it and may do so soon: nothing that was asked is at fault.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Store(error) => error.may_pass(),
            // A name that is gone stays gone; a full or broken disk is mended.
            Self::Files(error) => error.kind() != std::io::ErrorKind::NotFound,
            _ => false,
        }
    }
}

/// Why a file did not pass, in one line; the command line shows the findings themselves.
fn barred(barred: &Barred) -> String {
    match barred {
        Barred::File(findings) => format!("the file has {} findings", findings.len()),
        Barred::Gate(findings) => {
            let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
            codes.join(", ")
        }
        Barred::NothingToOverride(code) => format!("nothing is found under {code}"),
        Barred::ReasonNeeded(code) => format!("the reason for setting {code} aside is too short"),
    }
}

/// The program: one a process.
#[derive(Debug)]
pub struct App {
    /// Tables.
    pub store: Store,
    /// Which of several instances on one database this is.
    pub instance: uuid::Uuid,
    /// What time it is.
    pub clock: clock::Clock,
    /// Requests that have arrived and are not finished.
    pub gate: gate::Gate,
    /// Uploaded files.
    pub blobs: blobs::Blobs,
    /// What the operator has set.
    pub settings: settings::Settings,
    /// The keys of applications whose members are here.
    pub keyring: keyring::Keyring,
    /// How often somebody did what costs others something.
    pub limits: limits::Limits,
    /// Room for uploads that are under way at one time.
    pub uploading: tokio::sync::Semaphore,
    /// Room for a workflow file that is tried out: one at a time.
    pub trying: Arc<tokio::sync::Semaphore>,
    /// How far the search for leftovers has come.
    pub rounds: leftovers::Rounds,
    /// Wakes the worker when there is something new to do.
    pub work: tokio::sync::Notify,
    /// Wakes whoever makes the calls of webhooks.
    pub calls: tokio::sync::Notify,
    /// Applications whose members are filling them in.
    pub at_hand: at_hand::AtHand,
    /// Who was signed in a moment ago.
    pub sessions: sessions::Sessions,
    /// Turns that wait for the next commit.
    pub convoy: convoy::Convoy,
    files: RwLock<HashMap<ProcedureId, Arc<Loaded>>>,
}

impl App {
    /// Puts the parts together.
    pub fn new(
        store: Store,
        clock: clock::Clock,
        blobs: blobs::Blobs,
        settings: settings::Settings,
    ) -> Arc<Self> {
        let at_once = usize::try_from(settings.uploads.at_once_max).unwrap_or(usize::MAX);
        Arc::new(Self {
            store,
            instance: random::id(),
            clock,
            gate: gate::Gate::default(),
            blobs,
            limits: limits::Limits::default(),
            uploading: tokio::sync::Semaphore::new(at_once.min(tokio::sync::Semaphore::MAX_PERMITS)),
            trying: Arc::new(tokio::sync::Semaphore::new(1)),
            settings,
            keyring: keyring::Keyring::default(),
            rounds: leftovers::Rounds::default(),
            work: tokio::sync::Notify::new(),
            calls: tokio::sync::Notify::new(),
            sessions: sessions::Sessions::default(),
            at_hand: at_hand::AtHand::default(),
            convoy: convoy::Convoy::default(),
            files: RwLock::default(),
        })
    }

    /// The workflow file that a procedure is pinned to.
    pub async fn definition(&self, procedure: ProcedureId) -> Result<Arc<Loaded>, AppError> {
        if let Some(found) = self.files.read().unwrap_or_else(PoisonError::into_inner).get(&procedure) {
            return Ok(Arc::clone(found));
        }
        let mut db = self.store.read().await?;
        let head = crate::store::procedures::get(&mut db, procedure)
            .await?
            .ok_or(AppError::NotFound("procedure"))?;
        let digest = head.procedure.workflow;
        let source = crate::store::procedures::workflow(&mut db, digest)
            .await?
            .ok_or(AppError::NotFound("workflow"))?;
        let loaded = crate::engine::workflow::load(source.as_bytes()).map_err(AppError::Workflow)?;
        if loaded.digest != digest {
            // Somebody changed the stored bytes: better no procedure than another one.
            return Err(AppError::NotFound("workflow"));
        }
        let loaded = Arc::new(loaded);
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        files.insert(procedure, Arc::clone(&loaded));
        Ok(loaded)
    }
}
