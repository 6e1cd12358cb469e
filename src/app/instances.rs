//! Several instances of the program on one database: one clock, and a deadline that waits for all of them.
//!
//! Each says again and again up to which instant nothing that it received is still under way. Whoever performs a
//! deadline waits until all have said so of an instant past it. The embedded database has one program and needs none
//! of this.

use std::time::Duration;

use super::{App, AppError};
use crate::engine::instant::Instant;
use crate::store::{self, Dialect};

/// How often each speaks.
pub const SPEAKS_EVERY: Duration = Duration::from_millis(250);

/// After this silence an instance counts as dead, in seconds. What it had under way was never acknowledged.
const SILENT_SECONDS: i64 = 10;

/// How often one that waits looks again.
const LOOKS_EVERY: Duration = Duration::from_millis(25);

/// How often the database's clock is asked at a time; the quickest answer is the most exact.
const ASKED_TIMES: u32 = 3;

impl App {
    /// Sets this program's clock by the database's, so that every instance judges a deadline alike.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_clock(&self) -> Result<(), AppError> {
        let mut best: Option<(i64, i64)> = None;
        for _ in 0..ASKED_TIMES {
            let before = self.clock.unset();
            let Some(said) = store::instances::clock(&self.store).await? else { return Ok(()) };
            let took = self.clock.unset().micros() - before.micros();
            let ahead = said.micros() - (before.micros() + took / 2);
            if best.is_none_or(|(least, _)| took < least) {
                best = Some((took, ahead));
            }
        }
        if let Some((_, ahead)) = best {
            self.clock.set_ahead(ahead);
        }
        Ok(())
    }

    /// Tells the other instances how far this one has come.
    ///
    /// # Errors
    /// When the database does not answer: then the others wait, or take this one for dead after a while.
    pub async fn speak(&self) -> Result<(), AppError> {
        if self.store.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        let drained_to = self.gate.drained_to(&self.clock);
        let (instance, now) = (self.instance, self.clock.now());
        self.store
            .write(move |db| {
                Box::pin(async move { store::instances::say(db, instance, drained_to, now).await })
            })
            .await?;
        Ok(())
    }

    /// This instance stops: nobody waits for it.
    ///
    /// # Errors
    /// When the database does not answer: then the others take this one for dead after a while.
    pub async fn fall_silent(&self) -> Result<(), AppError> {
        if self.store.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        let (instance, before) = (self.instance, self.clock.now().plus_seconds(-3600));
        self.store
            .write(move |db| Box::pin(async move { store::instances::gone(db, instance, before).await }))
            .await?;
        Ok(())
    }

    /// Waits until no living instance has anything under way that it received before `due`.
    pub(super) async fn all_drained_before(&self, due: Instant) -> Result<(), AppError> {
        self.gate.drained_before(due).await;
        if self.store.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        loop {
            let mut db = self.store.read().await?;
            let since = self.clock.now().plus_seconds(-SILENT_SECONDS);
            if store::instances::busy_before(&mut db, self.instance, due, since).await? == 0 {
                return Ok(());
            }
            drop(db);
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    }
}
