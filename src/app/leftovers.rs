//! Leftovers: uploads that nothing names. A crash between the bytes and the row leaves bytes; one between the row and
//! the draft, or a draft that others changed meanwhile, leaves a row and bytes.
//!
//! What a version names is none, be it a draft that was replaced: the journal knows it, and it goes when its time has
//! come (`erasing`). An upload that is under way is younger than [`AGE_SECONDS`].

use std::sync::{Arc, Mutex, PoisonError};

use super::{App, AppError};
use crate::engine::ids::AttachmentId;
use crate::store;

/// How old a leftover is when it is removed, in seconds: longer than any request takes.
pub const AGE_SECONDS: u32 = 24 * 3600;

/// Uploads and files that one round looks at.
const LOOKED_AT_MAX: u32 = 1_000;

/// How far the rounds have come: each goes on where the one before ended, and begins anew at the end.
#[derive(Debug, Default)]
pub struct Rounds {
    at: Mutex<(Option<AttachmentId>, String)>,
}

impl App {
    /// Looks at some uploads and files, and removes those that are left over: how many.
    ///
    /// # Errors
    /// The folder or the database; the next round goes on.
    pub async fn clear_leftovers(self: &Arc<Self>) -> Result<u64, AppError> {
        let (row, file) = self.rounds.at.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let now = self.clock.now();
        let before = now.plus_seconds(-i64::from(AGE_SECONDS));
        let found = {
            let mut db = self.store.read().await?;
            store::attachments::unnamed(&mut db, row, before, LOOKED_AT_MAX).await?
        };
        let mut count = found.ids.len() as u64;
        for id in found.ids {
            self.store
                .write(move |db| Box::pin(async move { store::attachments::doom_unnamed(db, id, now).await }))
                .await?;
        }
        let limit = LOOKED_AT_MAX as usize;
        let lying = self.blobs.list(&file, limit).await?;
        let last = if lying.len() < limit { None } else { lying.last().map(|last| last.name.clone()) };
        for old in lying.iter().filter(|one| one.age_seconds > u64::from(AGE_SECONDS)) {
            count += u64::from(self.clear_file(&old.name).await?);
        }
        *self.rounds.at.lock().unwrap_or_else(PoisonError::into_inner) =
            (found.last, last.unwrap_or_default());
        if count > 0 {
            tracing::info!(count, "uploads that nothing names are removed");
            self.clear_away().await?;
        }
        Ok(count)
    }

    /// Removes a file that the tables do not know: whether it was one.
    async fn clear_file(&self, name: &str) -> Result<bool, AppError> {
        let Ok(id) = name.parse::<AttachmentId>() else {
            return Ok(self.blobs.remove_partial(name).await?);
        };
        let known = {
            let mut db = self.store.read().await?;
            store::attachments::is_known(&mut db, id).await?
        };
        if !known {
            self.blobs.remove(id).await?;
        }
        Ok(!known)
    }
}
