//! Makes the calls of webhooks: leased like letters, one at a time for each webhook, several webhooks at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::app::{App, AppError};
use crate::hooks::{CALL_WITHIN, Call, Caller, Failure};
use crate::store;
use crate::store::hooks::Delivery;
use crate::store::outbox::LetterState;

/// How long the worker sleeps when nothing calls it.
const NAP: Duration = Duration::from_millis(500);

/// Calls under way at one time at most.
const AT_ONCE_MAX: usize = 16;

/// How long a lease lasts, in seconds: longer than the slowest call with what is written down after it.
const LEASE_SECONDS: i64 = 60;

const _: () = assert!(CALL_WITHIN.as_secs() < 45);

/// The pause after each try that failed, in seconds, the first failure first: the schedule that Standard Webhooks
/// proposes. Together they cover three days and a half: a weekend is outlasted.
pub const PAUSES: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// Makes calls until `stop` is told.
///
/// Those under way when it is are broken off: their lease runs out, and they are made again.
pub async fn run(app: Arc<App>, caller: Caller, mut stop: tokio::sync::watch::Receiver<bool>) {
    let mut under_way = JoinSet::new();
    while !*stop.borrow() {
        match lease(&app, AT_ONCE_MAX - under_way.len()).await {
            Ok(calls) => {
                for call in calls {
                    under_way.spawn(make(Arc::clone(&app), caller.clone(), call));
                }
            }
            Err(error) => tracing::error!(%error, "the calls of webhooks could not be read"),
        }
        tokio::select! {
            // What stands behind it in the same queue may go now.
            Some(_) = under_way.join_next() => {}
            () = tokio::time::sleep(NAP) => {}
            () = app.calls.notified() => {}
            _ = stop.changed() => {}
        }
    }
}

/// Makes the calls that are due, and says how many were tried.
pub async fn send_calls(app: &Arc<App>, caller: &Caller) -> Result<usize, AppError> {
    let calls = lease(app, AT_ONCE_MAX).await?;
    let tried = calls.len();
    let all = calls.into_iter().map(|call| make(Arc::clone(app), caller.clone(), call));
    futures_util::future::join_all(all).await;
    Ok(tried)
}

async fn lease(app: &Arc<App>, room: usize) -> Result<Vec<Delivery>, AppError> {
    let Ok(limit @ 1..) = u32::try_from(room) else { return Ok(Vec::new()) };
    let now = app.clock.now();
    // Reading first: a site without webhooks never writes for them.
    if !store::hooks::any_due(&mut app.store.read().await?, now).await? {
        return Ok(Vec::new());
    }
    let until = now.plus_seconds(LEASE_SECONDS);
    let leased = app
        .store
        .write(move |db| Box::pin(async move { store::hooks::lease_calls(db, now, until, limit).await }));
    Ok(leased.await?)
}

/// Makes a call and writes down its fate.
async fn make(app: Arc<App>, caller: Caller, call: Delivery) {
    let result = hand_over(&app, &caller, &call).await;
    let (now, id) = (app.clock.now(), call.id);
    let (state, next, reply) = match result {
        Ok(Ok(status)) => (LetterState::Sent, None, format!("status {status}")),
        Ok(Err(failure)) => {
            let pause = usize::try_from(call.attempts).ok().and_then(|tries| PAUSES.get(tries));
            let next = pause.filter(|_| failure.may_pass()).map(|pause| now.plus_seconds(*pause));
            // Neither the address nor the secret: the log is read by others than the procedure.
            tracing::warn!(call = %id, webhook = %call.hook, %failure, again = next.is_some(), "a webhook failed");
            let state = if next.is_some() { LetterState::Waiting } else { LetterState::Failed };
            (state, next, failure.to_string())
        }
        Err(error) => {
            tracing::error!(call = %id, %error, "a webhook could not be read");
            return;
        }
    };
    let written = app.store.write(move |db| {
        let reply = reply.clone();
        Box::pin(async move { store::hooks::called(db, id, state, next, &reply, now).await })
    });
    if let Err(error) = written.await {
        // The lease runs out and the call is made again: at least once, the same `webhook-id`.
        tracing::error!(call = %id, %error, "the fate of a webhook's call could not be written down");
    }
}

async fn hand_over(
    app: &Arc<App>,
    caller: &Caller,
    call: &Delivery,
) -> Result<Result<u16, Failure>, AppError> {
    let hook = {
        let mut db = app.store.read().await?;
        store::hooks::hook_of(&mut db, call.hook).await?
    };
    // Taken out meanwhile, with its calls.
    let Some(hook) = hook else { return Ok(Err(Failure::Unfit)) };
    let id = call.id.to_string();
    let timestamp = app.clock.now().micros().div_euclid(1_000_000);
    let made = Call { address: &hook.address, secret: &hook.secret, id: &id, timestamp, body: &call.body };
    Ok(caller.call(made).await)
}
