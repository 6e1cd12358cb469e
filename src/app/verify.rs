//! Verifying: every chain recomputed, every event folded, and the result compared with the tables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{App, AppError};
use crate::engine::digest::Digest;
use crate::engine::event::Event;
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;
use crate::store;
use crate::store::prose::Checked;

pub use crate::engine::fold::{all as fold_all, in_time};

/// What was found in one procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Which procedure.
    pub procedure: ProcedureId,
    /// Chains read.
    pub streams: usize,
    /// Lines read.
    pub lines: usize,
    /// Everything that is not as it must be; empty when all is well.
    pub faults: Vec<String>,
}

impl App {
    /// Verifies every procedure.
    pub async fn verify(self: &Arc<Self>) -> Result<Vec<Verified>, AppError> {
        let listed = {
            let mut db = self.store.read().await?;
            store::procedures::list(&mut db, u32::MAX >> 1).await?
        };
        let mut all = Vec::new();
        for procedure in listed {
            all.push(self.verify_procedure(procedure.id).await?);
        }
        Ok(all)
    }

    /// Verifies one procedure.
    pub async fn verify_procedure(self: &Arc<Self>, procedure: ProcedureId) -> Result<Verified, AppError> {
        let loaded = self.definition(procedure).await?;
        let mut db = self.store.read().await?;
        let mut faults = Vec::new();
        let mut told: Vec<Vec<Event>> = Vec::new();
        let mut lines = 0;
        let heads = store::journal::heads(&mut db, procedure).await?;
        let mut chains: BTreeMap<String, Vec<Digest>> = BTreeMap::new();
        for (stream, head) in &heads {
            let chain = store::journal::lines(&mut db, stream).await?;
            lines += chain.len();
            chains.insert(stream.clone(), chain.iter().map(|line| line.hash).collect());
            match crate::engine::journal::verify(stream, *head, &chain) {
                Ok(found) => told.push(found),
                Err(broken) => faults.push(broken.to_string()),
            }
        }
        for stream in store::journal::headless(&mut db, procedure).await? {
            faults.push(format!("{stream}: there are lines but no head"));
        }
        for (at, root, reached) in store::journal::checkpoints(&mut db, procedure).await? {
            if let Some(fault) = checkpoint_fault(at, root, &reached, &chains) {
                faults.push(fault);
            }
        }
        let head =
            store::procedures::get(&mut db, procedure).await?.ok_or(AppError::NotFound("procedure"))?;
        let folded = fold_all(&loaded.definition, procedure, &in_time(told));
        if faults.is_empty() && folded.procedure != head.procedure {
            faults.push(format!("table procedure disagrees with the journal of {procedure}"));
        }
        let stored = store::applications::all(&mut db, procedure, None).await?;
        let mut seen = BTreeSet::new();
        for stored in stored {
            let id = stored.application.id;
            seen.insert(id);
            if folded.applications.get(&id) != Some(&stored.application) {
                faults.push(format!("table application disagrees with the journal of {id}"));
            }
        }
        for id in folded.applications.keys().filter(|id| !seen.contains(id)) {
            faults.push(format!("application {id} is in the journal and not in its table"));
        }
        for digest in store::prose::digests(&mut db, procedure).await? {
            let same = match store::prose::check(&mut db, digest).await? {
                Checked::Same => true,
                Checked::Changed => false,
                Checked::Sealed { application, file } => {
                    self.still_holds(&mut db, application, &file, digest).await?
                }
            };
            if !same {
                faults.push(format!("the text {digest} was changed"));
            }
        }
        Ok(Verified { procedure, streams: heads.len(), lines, faults })
    }
}

fn checkpoint_fault(
    at: Instant,
    root: Digest,
    reached: &[(String, u64)],
    chains: &BTreeMap<String, Vec<Digest>>,
) -> Option<String> {
    let mut heads = Vec::with_capacity(reached.len());
    for (stream, seq) in reached {
        let hash =
            usize::try_from(*seq).ok().and_then(|seq| chains.get(stream)?.get(seq.checked_sub(1)?).copied());
        let Some(hash) = hash else {
            return Some(format!("the checkpoint of {at} names line {seq} of {stream}, which is gone"));
        };
        heads.push((stream.clone(), crate::engine::journal::Head { seq: *seq, hash }));
    }
    (store::journal::root_of(&heads) != root)
        .then(|| format!("the checkpoint of {at} does not match the journal"))
}
