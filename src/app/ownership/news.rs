//! Questions, dates and their changes, with the texts that belong to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Office;
use crate::app::tender::amended_texts;
use crate::app::{App, AppError};
use crate::engine::digest::Digest;
use crate::engine::procedure;
use crate::store;

impl App {
    /// The texts of all questions, answers and reasons for changes: what everybody may read, and
    /// questions that wait for their answer. Nobody learns who asked: it is not kept.
    pub async fn news_texts(self: &Arc<Self>, office: &Office) -> Result<BTreeMap<Digest, String>, AppError> {
        let procedure = &office.procedure;
        let asked = procedure.questions.iter().map(|question| question.text);
        let answered = procedure.questions.iter().filter_map(|q| Some(q.answer.as_ref()?.text));
        let changed = procedure.changes.iter().map(|change| change.reason);
        let without =
            procedure.questions.iter().filter_map(|q| Some(q.answer.as_ref()?.without.as_ref()?.reason));
        let amended = procedure.amendments.iter().flat_map(amended_texts);
        let digests: Vec<_> = asked.chain(answered).chain(changed).chain(without).chain(amended).collect();
        let mut db = self.store.read().await?;
        Ok(store::prose::texts(&mut db, digests).await?)
    }

    /// How many people a piece of news is told to: those who follow, and those who have begun an
    /// application. A number, never names.
    pub async fn told_count(self: &Arc<Self>, office: &Office) -> Result<usize, AppError> {
        let mut db = self.store.read().await?;
        let stored = store::applications::all(&mut db, office.procedure.id, None).await?;
        let mut told: BTreeSet<_> = office.procedure.followers.clone();
        let here = |found: &&store::applications::Stored| {
            let line = office.procedure.lines.get(&found.application.track);
            line.is_none_or(|line| line.stage == found.application.stage)
        };
        let running = stored.iter().filter(|found| found.application.withdrawn_at.is_none());
        for found in running.filter(here) {
            told.extend(found.application.people());
        }
        Ok(told.len())
    }

    /// How many people are told when `track` is cancelled. A number, never names.
    pub async fn cancelled_count(self: &Arc<Self>, office: &Office, track: &str) -> Result<usize, AppError> {
        let mut db = self.store.read().await?;
        let stored = store::applications::all(&mut db, office.procedure.id, Some(track)).await?;
        let running = stored.iter().filter(|found| found.application.withdrawn_at.is_none());
        Ok(running.flat_map(|found| found.application.people()).collect::<BTreeSet<_>>().len())
    }
}

/// Whether the date called `name` can still be moved.
pub fn movable(office: &Office, name: &str) -> bool {
    procedure::closed_by(office.definition(), &office.procedure, name).is_none()
}
