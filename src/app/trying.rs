//! Workflow files that are written on the web: tried out, and opened.
//!
//! Who may is a setting, `owners`, and nobody where it is empty. A try runs the engine many times, so it has a bound:
//! one at a time in the whole program, in a thread of its own, given up after [`SECONDS_MAX`] between two runs, of which
//! each is bounded itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{App, AppError};
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;
use crate::engine::rules;
use crate::engine::workflow::{self, Loaded, Severity};
use crate::i18n::Lang;
use crate::simulate::course::{self, Course};
use crate::simulate::{self, Report, Runs};
use crate::store::StoreError;
use crate::store::people::Person;

/// Seconds that a try takes at most.
pub const SECONDS_MAX: u64 = 30;

/// What is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// The file and the law.
    Check,
    /// That, and a simulation of everything that the file can come to.
    Preview,
    /// The file, the law, and one course of it.
    Course {
        /// Name of the path; the usual course where there is none of this name.
        path: String,
        /// Which page of it, from zero.
        at: usize,
        /// The language of the letters.
        lang: Lang,
    },
}

/// What a try showed.
#[derive(Debug, Default)]
pub struct Tried {
    /// What the file says; nothing where it cannot be read.
    pub loaded: Option<Loaded>,
    /// Findings about the file.
    pub findings: Vec<workflow::Finding>,
    /// What the law asks, of a file without errors.
    pub law: Vec<rules::Finding>,
    /// What the simulation showed.
    pub report: Option<Report>,
    /// The course, of a file without errors.
    pub course: Option<Course>,
}

impl Tried {
    /// Whether the file has errors of its own.
    pub fn is_broken(&self) -> bool {
        self.loaded.is_none() || has_errors(&self.findings)
    }
}

/// How a try ended.
#[derive(Debug)]
pub enum Ended {
    /// It came to its end.
    Done(Box<Tried>),
    /// Another file is being tried out.
    Busy,
    /// It took too long and was given up.
    TooLong,
}

fn has_errors(findings: &[workflow::Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// What is wrong with the bytes of a workflow file.
pub fn findings(bytes: &[u8]) -> Vec<workflow::Finding> {
    match workflow::load(bytes) {
        Ok(loaded) => workflow::check(&loaded),
        Err(findings) => findings,
    }
}

/// What the law asks of a file that opens at `opens`.
pub fn law(loaded: &Loaded, opens: Instant, rehearsal: rules::Rehearsal<'_>) -> Vec<rules::Finding> {
    let pack = rules::pack_of(loaded, opens).map(|released| &released.pack);
    rules::judge(loaded, pack, opens, rehearsal)
}

/// Tries a file out, until `stop` is set.
fn tried(source: &str, trial: &Trial, now: Instant, stop: &AtomicBool) -> Tried {
    let goes_on = || !stop.load(Ordering::Relaxed);
    let loaded = match workflow::load(source.as_bytes()) {
        Ok(loaded) => loaded,
        Err(findings) => return Tried { findings, ..Tried::default() },
    };
    let mut tried = Tried { findings: workflow::check(&loaded), ..Tried::default() };
    if !has_errors(&tried.findings) {
        // As the command does: for the day of the notice, or else for today.
        let opens = rules::planned(&loaded.definition).unwrap_or(now);
        tried.law = law(&loaded, opens, &|loaded, _| simulate::rehearsal_while(loaded, goes_on));
        match trial {
            Trial::Check => {}
            Trial::Preview => {
                tried.report =
                    simulate::simulate_while(&loaded, Runs { seed: 1, count: 0 }, |_, _| goes_on());
            }
            Trial::Course { path, at, lang } => {
                tried.course = goes_on().then(|| course::play(&loaded, path, *at, *lang));
            }
        }
    }
    tried.loaded = Some(loaded);
    tried
}

impl App {
    /// Whether `person` may write, try out and open workflow files here.
    pub fn may_open(&self, person: &Person) -> bool {
        // The address of a person is in lower case, and proven by the link that was mailed to it.
        self.settings.owners.iter().any(|owner| owner.trim().to_lowercase() == person.email)
    }

    fn must_open(&self, person: &Person) -> Result<(), AppError> {
        if self.may_open(person) { Ok(()) } else { Err(AppError::NotFound("page")) }
    }

    /// Tries a workflow file out for `person`.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for somebody who may not.
    pub async fn try_workflow(
        &self,
        person: &Person,
        source: String,
        trial: Trial,
    ) -> Result<Ended, AppError> {
        self.must_open(person)?;
        let Ok(room) = Arc::clone(&self.trying).try_acquire_owned() else { return Ok(Ended::Busy) };
        let (now, stop) = (self.clock.now(), Arc::new(AtomicBool::new(false)));
        let stopped = Arc::clone(&stop);
        let work = tokio::task::spawn_blocking(move || {
            // The room is given back when the work is over, and not when nobody waits for it any more.
            let _room = room;
            tried(&source, &trial, now, &stopped)
        });
        match tokio::time::timeout(Duration::from_secs(SECONDS_MAX), work).await {
            Ok(Ok(tried)) => Ok(Ended::Done(Box::new(tried))),
            Ok(Err(error)) => Err(AppError::Store(StoreError::Broken(format!("trying a file out: {error}")))),
            Err(_) => {
                stop.store(true, Ordering::Relaxed);
                Ok(Ended::TooLong)
            }
        }
    }

    /// Opens a procedure from a file that `person` wrote, through the same gate as the command, with `person` as its
    /// first owner. Nothing where another file is being tried out.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for somebody who may not; what [`App::open_procedure`] refuses.
    pub async fn open_workflow(
        self: &Arc<Self>,
        person: &Person,
        source: &str,
        overrides: &[(String, String)],
    ) -> Result<Option<ProcedureId>, AppError> {
        self.must_open(person)?;
        let Ok(_room) = self.trying.try_acquire() else { return Ok(None) };
        self.open_procedure(source, person.id, overrides).await.map(Some)
    }
}
