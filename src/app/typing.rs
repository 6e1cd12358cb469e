//! What somebody typed on the sheet of a step and what is on no record yet: kept sealed, so that no device loses it.
//!
//! An evaluator's reason that has no points yet, what a chair has not put on record: nothing is decided by it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{App, AppError};
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::store::{self, Db};

/// Points and reason by criterion, exactly as typed.
pub type Typed = BTreeMap<String, (String, String)>;

/// Bytes that one person's typing about one application may take.
pub const TYPED_BYTES_MAX: usize = 512 * 1024;

/// Whose typing on which sheet: application, short name of the step, person.
pub(super) type Sheet<'a> = (ApplicationId, &'a str, PersonId);

/// What was typed, and when it was kept. What another version of the program wrote and this one cannot read is nothing.
pub(super) async fn kept(db: &mut Db, sheet: Sheet<'_>) -> Result<Option<(Typed, Instant)>, AppError> {
    let kept = store::agreeing::get(db, sheet).await?;
    Ok(kept.and_then(|(body, at)| Some((serde_json::from_str(&body).ok()?, at))))
}

impl App {
    /// Keeps what was typed in the place of what was kept before; nothing forgets it.
    ///
    /// # Errors
    /// A value that is too long.
    pub(super) async fn keep_on(
        self: &Arc<Self>,
        (id, step, person): Sheet<'_>,
        typed: &Typed,
    ) -> Result<(), AppError> {
        if typed.is_empty() {
            return self.forget_on((id, step, person)).await;
        }
        let body = serde_json::to_string(typed).map_err(std::io::Error::from)?;
        if body.len() > TYPED_BYTES_MAX {
            let value = format!("{} > {TYPED_BYTES_MAX}", body.len());
            return Err(AppError::BadValue { field: "reason", value });
        }
        let (step, body, now) = (Arc::<str>::from(step), Arc::<str>::from(body), self.clock.now());
        self.store
            .write(move |db| {
                let (step, body) = (Arc::clone(&step), Arc::clone(&body));
                Box::pin(async move { store::agreeing::keep(db, (id, &step, person), &body, now).await })
            })
            .await?;
        Ok(())
    }

    /// Forgets what was typed, once it is on record.
    pub(super) async fn forget_on(self: &Arc<Self>, (id, step, person): Sheet<'_>) -> Result<(), AppError> {
        let step = Arc::<str>::from(step);
        self.store
            .write(move |db| {
                let step = Arc::clone(&step);
                Box::pin(async move { store::agreeing::forget(db, (id, &step, person)).await })
            })
            .await?;
        Ok(())
    }
}
