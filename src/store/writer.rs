//! Group commit for SQLite: one writer; what arrives while one commit is on its way to the disk is
//! committed together in the next, each write under its own savepoint. A reply is sent only after its
//! commit is durable.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::Row as _;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{mpsc, oneshot};

use super::faults::{Boundary, Faults};
use super::{Db, StoreError, Write};

/// Writes that share one commit at most.
const BATCH_MAX: usize = 256;

/// Writes that wait at most; then callers wait for a place.
const QUEUE_MAX: usize = 4096;

type Job = Box<dyn for<'c> FnOnce(&'c mut Db) -> BoxFuture<'c, bool> + Send>;
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

enum Message {
    Write(Job, Reply),
    /// Empties the log after everything queued before.
    Checkpoint(oneshot::Sender<Result<bool, StoreError>>),
    Stop(oneshot::Sender<()>),
}

/// Handle of the one writer.
#[derive(Clone, Debug)]
pub struct Writer {
    queue: mpsc::Sender<Message>,
}

impl Writer {
    /// Starts the writer on its own connection. Its statements run where it runs: on a thread of its own, but for a
    /// program that has only one thread, as that of a simulation, which is the same from one run to the next.
    pub fn start(connection: Db, faults: Option<Faults>) -> Result<Self, StoreError> {
        let (queue, messages) = mpsc::channel(QUEUE_MAX);
        let runtime = Handle::current();
        let writer = run(connection, messages, faults);
        if runtime.runtime_flavor() == RuntimeFlavor::CurrentThread {
            runtime.spawn(writer);
        } else {
            let thread = std::thread::Builder::new().name("writer".into());
            let started = thread.spawn(move || runtime.block_on(writer));
            started.map_err(|error| StoreError::Broken(error.to_string()))?;
        }
        Ok(Self { queue })
    }

    /// Queues a write and waits until it is durable.
    pub async fn write<T: Send + 'static>(&self, write: impl Write<T>) -> Result<T, StoreError> {
        let slot: Arc<Mutex<Option<Result<T, StoreError>>>> = Arc::default();
        let filled = Arc::clone(&slot);
        let job: Job = Box::new(move |db| {
            Box::pin(async move {
                let result = write(db).await;
                let keep = result.is_ok();
                *filled.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
                keep
            })
        });
        let (sender, receiver) = oneshot::channel();
        let reply: Reply = Box::new(move |committed| {
            let result = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            let result = match (result, committed) {
                (Some(Ok(value)), Ok(())) => Ok(value),
                (Some(Err(error)), _) | (_, Err(error)) => Err(error),
                (None, Ok(())) => Err(StoreError::Broken("a write panicked".into())),
            };
            // A caller that has gone away does not mind.
            let _ = sender.send(result);
        });
        let gone = |_| StoreError::Broken("the writer has stopped".into());
        self.queue.send(Message::Write(job, reply)).await.map_err(gone)?;
        receiver.await.map_err(|_| StoreError::Broken("the writer has stopped".into()))?
    }

    /// Moves the log into the file and empties it. False where a reader is in the way.
    pub async fn checkpoint(&self) -> Result<bool, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let gone = || StoreError::Broken("the writer has stopped".into());
        self.queue.send(Message::Checkpoint(sender)).await.map_err(|_| gone())?;
        receiver.await.map_err(|_| gone())?
    }

    /// Waits until everything queued is durable, then ends the writer.
    pub async fn stop(&self) {
        let (sender, receiver) = oneshot::channel();
        if self.queue.send(Message::Stop(sender)).await.is_ok() {
            let _ = receiver.await;
        }
    }
}

async fn run(mut connection: Db, mut messages: mpsc::Receiver<Message>, faults: Option<Faults>) {
    while let Some(first) = messages.recv().await {
        let mut stop = None;
        let mut checkpoint = None;
        let mut batch = Vec::new();
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Write(job, reply) => batch.push((job, reply)),
                Message::Checkpoint(done) => checkpoint = Some(done),
                Message::Stop(done) => stop = Some(done),
            }
            let full = batch.len() >= BATCH_MAX || stop.is_some() || checkpoint.is_some();
            next = if full { None } else { messages.try_recv().ok() };
        }
        if commit(&mut connection, batch, faults.as_ref()).await.is_err() {
            // Killed: what is queued is never answered.
            return;
        }
        if let Some(done) = checkpoint {
            // Whoever asked may have gone away.
            let _ = done.send(empty_log(&mut connection).await);
        }
        if let Some(done) = stop {
            drop(connection);
            let _ = done.send(());
            return;
        }
    }
}

/// Outside every transaction.
async fn empty_log(connection: &mut Db) -> Result<bool, StoreError> {
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(connection).await?;
    Ok(row.try_get::<i64, _>(0)? == 0)
}

/// The program was killed, in a simulation.
struct Killed;

async fn commit(
    connection: &mut Db,
    batch: Vec<(Job, Reply)>,
    faults: Option<&Faults>,
) -> Result<(), Killed> {
    let dies = |at| if faults.is_some_and(|faults| faults.dies(at)) { Err(Killed) } else { Ok(()) };
    if batch.is_empty() {
        return Ok(());
    }
    dies(Boundary::Begin)?;
    let mut replies = Vec::with_capacity(batch.len());
    let mut result = together(connection, batch, &mut replies).await;
    if result.is_ok() {
        if let Err(killed) = dies(Boundary::Written) {
            // What a killed program had not committed is gone when its file is opened again.
            let _ = sqlx::query("ROLLBACK").execute(&mut *connection).await;
            return Err(killed);
        }
        result = sqlx::query("COMMIT").execute(&mut *connection).await.map(|_| ()).map_err(StoreError::from);
    }
    dies(Boundary::Durable)?;
    if result.is_err() {
        // Nothing of this batch stands. The rollback fails where no transaction is open: no matter.
        let _ = sqlx::query("ROLLBACK").execute(&mut *connection).await;
    }
    let said = result.as_ref().err().map(ToString::to_string);
    for reply in replies {
        reply(match &said {
            None => Ok(()),
            Some(said) => Err(StoreError::Broken(said.clone())),
        });
    }
    Ok(())
}

/// Does all of them in one transaction, which is still open afterwards.
async fn together(
    connection: &mut Db,
    batch: Vec<(Job, Reply)>,
    replies: &mut Vec<Reply>,
) -> Result<(), StoreError> {
    let mut jobs = Vec::with_capacity(batch.len());
    for (job, reply) in batch {
        jobs.push(job);
        replies.push(reply);
    }
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    for job in jobs {
        sqlx::query("SAVEPOINT one").execute(&mut *connection).await?;
        // A bug in one write must not take the others with it.
        let keep = AssertUnwindSafe(job(&mut *connection)).catch_unwind().await.unwrap_or(false);
        // A write that failed has not unshelved, and the next one must not find its rows.
        connection.shelf = None;
        if !keep {
            sqlx::query("ROLLBACK TO one").execute(&mut *connection).await?;
        }
        sqlx::query("RELEASE one").execute(&mut *connection).await?;
    }
    Ok(())
}
