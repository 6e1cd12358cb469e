//! Opening a procedure, and reading where it stands.

use std::sync::Arc;

use super::act::by_id;
use super::{App, AppError, random};
use crate::engine::case::Case;
use crate::engine::ids::{PersonId, ProcedureId};
use crate::engine::procedure;
use crate::engine::rules::{self, Barred, Override, Pinned, Rehearsal, Released};
use crate::engine::steps::StepState;
use crate::engine::workflow::{self, Loaded};
use crate::store::{self, StoreError};

/// The short simulation that a file goes through before it opens.
const REHEARSAL: Rehearsal<'static> = &crate::simulate::rehearsal;

/// A procedure as it stands, with the applications that were asked for.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The workflow file.
    pub loaded: Arc<Loaded>,
    /// Where it stands.
    pub case: Case,
}

impl Standing {
    /// The same with `track` as it stood in the stage whose intake is `look`; as it stands now where none is named.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where the track has not come so far.
    pub fn looked_at(self, track: &str, look: Option<&str>) -> Result<Self, AppError> {
        let Some(intake) = look else { return Ok(self) };
        let come = self.case.procedure.state(track, intake);
        let Some(StepState::Intake(_)) = come else { return Err(AppError::NotFound("stage")) };
        let case = self.case.as_of(track, self.loaded.definition.stage_of(intake));
        Ok(Self { case, ..self })
    }
}

impl App {
    /// Opens a procedure from the bytes of a workflow file, if it passes the gate. `owner` sets findings
    /// aside: the code of each, and why.
    ///
    /// # Errors
    /// [`AppError::Workflow`] with the findings when the file has errors, [`AppError::Barred`] when the
    /// gate is not passed: nothing is opened then, and nothing that runs is touched.
    pub async fn open_procedure(
        self: &Arc<Self>,
        source: &str,
        owner: PersonId,
        overrides: &[(String, String)],
    ) -> Result<ProcedureId, AppError> {
        let loaded = workflow::load(source.as_bytes()).map_err(AppError::Workflow)?;
        let loaded = Arc::new(loaded);
        let id = ProcedureId::new(random::id());
        let now = self.clock.now();
        let overrides: Vec<_> = overrides
            .iter()
            .map(|(code, reason)| Override { code: code.clone(), reason: random::prose(reason.trim()) })
            .collect();
        let pack = rules::pack_of(&loaded, now);
        let judged = Arc::clone(&loaded);
        // The rehearsal takes a while; other requests go on meanwhile.
        let passed =
            tokio::task::spawn_blocking(move || rules::pass(&judged, pack, now, &overrides, REHEARSAL));
        let passed = passed.await.map_err(|error| StoreError::Broken(format!("the gate: {error}")))?;
        let passed = passed.map_err(|barred| match barred {
            Barred::File(findings) => AppError::Workflow(findings),
            barred => AppError::Barred(Box::new(barred)),
        })?;
        let outcome =
            procedure::open(&loaded.definition, id, &passed, owner, now).map_err(AppError::Refused)?;
        let (app, source) = (Arc::clone(self), source.to_owned());
        self.store
            .write(move |db| {
                let (app, loaded, outcome) = (Arc::clone(&app), Arc::clone(&loaded), outcome.clone());
                let source = source.clone();
                Box::pin(async move {
                    let definition = &loaded.definition;
                    let (name, version) = (definition.id.as_str(), definition.version);
                    store::procedures::keep_workflow(db, loaded.digest, name, version, &source, now).await?;
                    if let Some(Released { pack, digest, source }) = pack {
                        let name = format!("rules/{}", pack.id);
                        let version = pack.version;
                        store::procedures::keep_workflow(db, *digest, &name, version, source, now).await?;
                    }
                    app.save_new(db, &loaded, &outcome).await
                })
            })
            .await?;
        self.work.notify_one();
        Ok(id)
    }

    /// The pack of rules that a procedure is pinned to, byte for byte as it was when it opened.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the kept bytes are not those that it is pinned to.
    pub async fn rules(self: &Arc<Self>, pinned: &Pinned) -> Result<Released, AppError> {
        if let Some(found) = rules::packs().iter().find(|released| released.digest == pinned.digest) {
            return Ok(found.clone());
        }
        let mut db = self.store.read().await?;
        let source = store::procedures::workflow(&mut db, pinned.digest).await?;
        let found = source.and_then(|source| Released::read(&source).ok());
        found.filter(|found| found.digest == pinned.digest).ok_or(AppError::NotFound("rules"))
    }

    /// The head of a procedure as it stands now, without applications.
    pub async fn head(self: &Arc<Self>, procedure: ProcedureId) -> Result<Standing, AppError> {
        self.catch_up_if_quiet(procedure, self.clock.now()).await?;
        let loaded = self.definition(procedure).await?;
        let mut db = self.store.read().await?;
        let mut head =
            store::procedures::get(&mut db, procedure).await?.ok_or(AppError::NotFound("procedure"))?;
        super::hat::read(&mut head.procedure);
        let case = Case { procedure: head.procedure, applications: std::collections::BTreeMap::new() };
        Ok(Standing { loaded, case })
    }

    /// A procedure as it stands now, with the applications of one track or of all. For the people on
    /// the other side of the table; what they may see of it is decided by `engine::access`.
    pub async fn whole(
        self: &Arc<Self>,
        procedure: ProcedureId,
        track: Option<&str>,
    ) -> Result<Standing, AppError> {
        let mut standing = self.head(procedure).await?;
        let mut db = self.store.read().await?;
        let stored = store::applications::all(&mut db, procedure, track).await?;
        standing.case.applications = by_id(stored);
        Ok(standing)
    }

    /// A procedure as it stands now, with one application.
    pub async fn with_application(
        self: &Arc<Self>,
        application: crate::engine::ids::ApplicationId,
    ) -> Result<Standing, AppError> {
        let procedure = {
            let mut db = self.store.read().await?;
            let found = store::applications::get(&mut db, application).await?;
            found.ok_or(AppError::NotFound("application"))?.procedure
        };
        let mut standing = self.head(procedure).await?;
        let mut db = self.store.read().await?;
        let found = store::applications::get(&mut db, application).await?;
        standing.case.applications = by_id(found.into_iter().collect());
        Ok(standing)
    }
}
