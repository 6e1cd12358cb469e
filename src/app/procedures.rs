//! Opening a procedure, and reading where it stands.

use std::sync::Arc;

use super::act::by_id;
use super::{App, AppError, random};
use crate::engine::case::Case;
use crate::engine::ids::{PersonId, ProcedureId};
use crate::engine::procedure;
use crate::engine::workflow::{self, Loaded, Severity};
use crate::store;

/// A procedure as it stands, with the applications that were asked for.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The workflow file.
    pub loaded: Arc<Loaded>,
    /// Where it stands.
    pub case: Case,
}

impl App {
    /// Opens a procedure from the bytes of a workflow file.
    ///
    /// # Errors
    /// [`AppError::Workflow`] with the findings when the file has errors: nothing is opened then, and
    /// nothing that runs is touched.
    pub async fn open_procedure(
        self: &Arc<Self>,
        source: &str,
        owner: PersonId,
    ) -> Result<ProcedureId, AppError> {
        let loaded = workflow::load(source.as_bytes()).map_err(AppError::Workflow)?;
        let findings = workflow::check(&loaded);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(AppError::Workflow(findings));
        }
        let loaded = Arc::new(loaded);
        let id = ProcedureId::new(random::id());
        let now = self.clock.now();
        let outcome =
            procedure::open(&loaded.definition, id, loaded.digest, owner, now).map_err(AppError::Refused)?;
        let (app, source) = (Arc::clone(self), source.to_owned());
        self.store
            .write(move |db| {
                let (app, loaded, outcome) = (Arc::clone(&app), Arc::clone(&loaded), outcome.clone());
                let source = source.clone();
                Box::pin(async move {
                    let definition = &loaded.definition;
                    let (name, version) = (definition.id.as_str(), definition.version);
                    store::procedures::keep_workflow(db, loaded.digest, name, version, &source, now).await?;
                    app.save_new(db, &loaded, &outcome).await
                })
            })
            .await?;
        self.work.notify_one();
        Ok(id)
    }

    /// The head of a procedure as it stands now, without applications.
    pub async fn head(self: &Arc<Self>, procedure: ProcedureId) -> Result<Standing, AppError> {
        self.catch_up_if_quiet(procedure, self.clock.now()).await?;
        let loaded = self.definition(procedure).await?;
        let mut db = self.store.read().await?;
        let head =
            store::procedures::get(&mut db, procedure).await?.ok_or(AppError::NotFound("procedure"))?;
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
