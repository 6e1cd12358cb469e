//! The worker: wakes procedures that are due, leases and sends letters, clears away what has ended; [`hooks`] makes
//! the calls of webhooks.

pub mod hooks;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::Instant as Tick;

use crate::app::hooks::KEPT_DAYS;
use crate::app::instances::SPEAKS_EVERY;
use crate::app::{App, AppError};
use crate::engine::instant::Instant;
use crate::i18n::Lang;
use crate::mail::letters::html_of;
use crate::mail::{Mailbox, Message, Transport, pause_before_attempt};
use crate::store;
use crate::store::outbox::Letter;

/// How long the worker sleeps when nothing calls it: how late a deadline that nobody looks at is
/// performed at most. It is performed as of its own instant all the same.
const NAP: Duration = Duration::from_millis(500);

/// Procedures woken in one round.
const WAKE_MAX: u32 = 100;

/// Letters leased in one round.
const LEASE_MAX: u32 = 64;

/// How long a lease lasts, in seconds: longer than the slowest conversation with a mail server.
const LEASE_SECONDS: i64 = 300;

/// How long ago a session ended before it is cleared away, in seconds.
const SWEEP_AFTER_SECONDS: i64 = 24 * 3600;

/// How often ended sessions are cleared away, in seconds.
const SWEEP_EVERY_SECONDS: i64 = 3600;

/// How often the clock is set by the database's, in seconds.
const SET_EVERY_SECONDS: u64 = 60;

/// Speaks to the other instances on the database until `stop` is told, and keeps the clock with them.
pub async fn speak(app: Arc<App>, mut stop: tokio::sync::watch::Receiver<bool>) {
    let mut set_at: Option<Tick> = None;
    while !*stop.borrow() {
        if set_at.is_none_or(|at| at.elapsed().as_secs() >= SET_EVERY_SECONDS) {
            match app.set_clock().await {
                Ok(()) => set_at = Some(Tick::now()),
                Err(error) => tracing::error!(%error, "the database's clock could not be read"),
            }
        }
        if let Err(error) = app.speak().await {
            tracing::error!(%error, "the other instances could not be told");
        }
        tokio::select! {
            () = tokio::time::sleep(SPEAKS_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
    if let Err(error) = app.fall_silent().await {
        tracing::warn!(%error, "the other instances could not be told of the stop");
    }
}

/// Works until `stop` is told.
pub async fn run(app: Arc<App>, transport: Arc<Transport>, mut stop: tokio::sync::watch::Receiver<bool>) {
    let mut swept_at = Instant::default();
    let mut rest = Rest::default();
    while !*stop.borrow() {
        let now = app.clock.now();
        if let Err(error) = wake(&app, now).await {
            tracing::error!(%error, "waking procedures failed");
        }
        let busy = !rest.lasts() && {
            match round(&app, &transport, if rest.was_away() { 1 } else { LEASE_MAX }).await {
                Ok(round) => {
                    rest.after(&round);
                    round.tried > 0 && !round.away
                }
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be read");
                    false
                }
            }
        };
        if now > swept_at.plus_seconds(SWEEP_EVERY_SECONDS) {
            swept_at = now;
            if let Err(error) = sweep(&app, now).await {
                tracing::error!(%error, "clearing away failed");
            }
        }
        if !busy {
            tokio::select! {
                () = tokio::time::sleep(NAP) => {}
                () = app.work.notified() => {}
                _ = stop.changed() => {}
            }
        }
    }
}

/// Performs what is due in every procedure.
pub async fn wake(app: &Arc<App>, now: Instant) -> Result<(), AppError> {
    let due = {
        let mut db = app.store.read().await?;
        store::procedures::due(&mut db, now, WAKE_MAX).await?
    };
    for procedure in due {
        // One that fails must not keep the others waiting.
        if let Err(error) = app.catch_up(procedure, now).await {
            tracing::error!(%procedure, %error, "a procedure could not be woken");
        }
    }
    Ok(())
}

async fn sweep(app: &Arc<App>, now: Instant) -> Result<(), AppError> {
    let before = now.plus_seconds(-SWEEP_AFTER_SECONDS);
    app.store.write(move |db| Box::pin(async move { store::sessions::sweep(db, before).await })).await?;
    app.store.write(move |db| Box::pin(async move { store::tokens::sweep_tokens(db, before).await })).await?;
    let kept = now.plus_seconds(-i64::from(KEPT_DAYS) * 24 * 3600);
    app.store.write(move |db| Box::pin(async move { store::hooks::sweep_calls(db, kept).await })).await?;
    app.clear_away().await?;
    app.clear_leftovers().await?;
    Ok(())
}

/// While nobody answers where the mail server should be, one letter in a while is tried, and the others wait without
/// using up their tries: a server that is away must not cost a burst of submissions the machine.
#[derive(Debug, Default)]
struct Rest {
    until: Option<Tick>,
    pause: Duration,
}

impl Rest {
    fn lasts(&self) -> bool {
        self.until.is_some_and(|until| Tick::now() < until)
    }

    fn was_away(&self) -> bool {
        self.until.is_some()
    }

    fn after(&mut self, round: &Round) {
        if round.away {
            self.pause = (self.pause * 2).clamp(REST_MIN, REST_MAX);
            self.until = Some(Tick::now() + self.pause);
        } else if round.tried > 0 {
            *self = Self::default();
        }
    }
}

/// How long nothing is sent after nobody answered, at first and at most: short, because somebody may be waiting for a
/// link to sign in with two minutes to go.
const REST_MIN: Duration = Duration::from_millis(250);
const REST_MAX: Duration = Duration::from_secs(4);

/// One round of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Round {
    /// Letters that were tried.
    tried: usize,
    /// Whether nobody answered, to any of them.
    away: bool,
}

/// Sends the letters that are due, and says how many were tried.
pub async fn send(app: &Arc<App>, transport: &Arc<Transport>) -> Result<usize, AppError> {
    Ok(round(app, transport, LEASE_MAX).await?.tried)
}

async fn round(app: &Arc<App>, transport: &Arc<Transport>, limit: u32) -> Result<Round, AppError> {
    let now = app.clock.now();
    let until = now.plus_seconds(LEASE_SECONDS);
    let letters = app
        .store
        .write(move |db| Box::pin(async move { store::outbox::lease(db, now, until, limit).await }))
        .await?;
    let tried = letters.len();
    let answered = join_all(letters.into_iter().map(|letter| send_one(app, transport, letter))).await;
    Ok(Round { tried, away: tried > 0 && !answered.contains(&true) })
}

/// Sends a letter and writes down its fate; whether anybody answered.
async fn send_one(app: &Arc<App>, transport: &Arc<Transport>, letter: Letter) -> bool {
    let result = hand_over(app, transport, &letter).await;
    let answered = !matches!(&result, Err(Failure { away: true, .. }));
    let id = letter.id;
    let now = app.clock.now();
    let taken = result.is_ok();
    let written = match result {
        Ok(answer) => {
            app.store
                .write(move |db| {
                    let answer = answer.clone();
                    Box::pin(async move { store::outbox::sent(db, id, now, &answer).await })
                })
                .await
        }
        Err(Failure { reply, may_pass, .. }) => {
            let pause = if may_pass { pause_before_attempt(letter.attempts + 2) } else { None };
            let next =
                pause.map(|pause| now.plus_micros(i64::try_from(pause.as_micros()).unwrap_or(i64::MAX)));
            tracing::warn!(letter = %id, %reply, again = next.is_some(), "a letter was not taken");
            app.store
                .write(move |db| {
                    let reply = reply.clone();
                    Box::pin(async move { store::outbox::failed(db, id, next, &reply).await })
                })
                .await
        }
    };
    if written.is_ok()
        && let Err(error) = app.fate_of(&letter, taken).await
    {
        tracing::error!(letter = %id, %error, "the procedure could not be told of a letter's fate");
    }
    if let Err(error) = written {
        // The lease runs out and the letter is sent again: at least once, the same Message-ID.
        tracing::error!(letter = %id, %error, "the fate of a letter could not be written down");
    }
    answered
}

struct Failure {
    reply: String,
    may_pass: bool,
    /// Whether nobody answered.
    away: bool,
}

async fn hand_over(app: &App, transport: &Transport, letter: &Letter) -> Result<String, Failure> {
    let unfit = |what: String| Failure { reply: what, may_pass: false, away: false };
    let from: Mailbox = super::app::letters::sender(&app.settings).map_err(unfit)?;
    let lang = Lang::parse(&letter.language).unwrap_or(Lang::DEFAULT);
    let html = html_of(lang, &letter.subject, &letter.wording).map_err(|error| unfit(error.to_string()))?;
    let message = Message {
        id: letter.message_id.parse().map_err(|error| unfit(format!("{error}")))?,
        date: letter.dated_at,
        from,
        to: Mailbox {
            name: None,
            address: letter.address.parse().map_err(|error| unfit(format!("{error}")))?,
        },
        reply_to: None,
        subject: letter.subject.clone(),
        text: letter.text.clone(),
        html: Some(html).filter(|html| !html.is_empty()),
        language: letter.language.parse().map_err(|error| unfit(format!("{error}")))?,
    };
    let bytes = message.to_mime().map_err(|error| unfit(error.to_string()))?;
    match transport.send(&message.envelope(), &bytes).await {
        Ok(delivered) => Ok(delivered.answer),
        Err(error) => {
            let away = error.is_away();
            Err(Failure { may_pass: error.may_pass(), away, reply: error.to_string() })
        }
    }
}
