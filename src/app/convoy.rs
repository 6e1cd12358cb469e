//! Turns that travel together: those that wait while one commit is on its way are done in the next, with one reading
//! and one writing for all.
//!
//! Only turns about a single application travel: they change nothing that another one reads. If anything goes wrong
//! with a convoy, nothing of it stands, and each of its turns is done by itself.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::act::{Errand, Turned};
use super::{App, AppError};
use crate::store::{Dialect, StoreError, Wanted};

/// Turns of one commit at most.
const TOGETHER_MAX: usize = 256;

/// Convoys at the same time on PostgreSQL: one computes while the other waits for the network and the disk. The
/// embedded database has one writer.
const CONVOYS_MAX: usize = 2;

type Answer = Result<Turned, AppError>;

/// Turns that wait for the next convoy.
#[derive(Debug, Default)]
pub struct Convoy {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<(Errand, oneshot::Sender<Answer>)>,
    under_way: usize,
}

impl State {
    /// The next turns to travel. Where there are none the convoy is over, under the same lock: a turn that comes after
    /// sets out by itself, and none is ever left behind.
    fn next(&mut self) -> Option<Vec<(Errand, oneshot::Sender<Answer>)>> {
        let count = self.waiting.len().min(TOGETHER_MAX);
        if count == 0 {
            self.under_way -= 1;
            return None;
        }
        Some(self.waiting.drain(..count).collect())
    }
}

/// One convoy that is under way.
struct UnderWay {
    app: Arc<App>,
    over: bool,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if !self.over {
            // It panicked: whoever waits is told that nobody knows, instead of waiting for ever.
            let mut state = self.app.convoy.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.under_way -= 1;
            state.waiting.clear();
        }
    }
}

impl App {
    /// Does a turn with others, where it may be done so, else by itself.
    pub(super) async fn travel(self: &Arc<Self>, errand: Errand) -> Answer {
        let most = if self.store.dialect() == Dialect::Sqlite { 1 } else { CONVOYS_MAX };
        let (answer, answered) = oneshot::channel();
        let sets_out = {
            let mut state = self.convoy.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.waiting.push((errand, answer));
            let sets_out = state.under_way < most;
            state.under_way += usize::from(sets_out);
            sets_out
        };
        if sets_out {
            let under_way = UnderWay { app: Arc::clone(self), over: false };
            tokio::spawn(async move { under_way.go().await });
        }
        answered.await.map_err(|_| StoreError::Broken("a convoy was lost".into()))?
    }
}

impl UnderWay {
    async fn go(mut self) {
        while let Some(mut group) = self.next() {
            group.sort_by_key(|(errand, _)| errand.now);
            self.deliver(group).await;
        }
    }

    fn next(&mut self) -> Option<Vec<(Errand, oneshot::Sender<Answer>)>> {
        let group = self.app.convoy.state.lock().unwrap_or_else(PoisonError::into_inner).next();
        self.over = group.is_none();
        group
    }

    async fn deliver(&self, group: Vec<(Errand, oneshot::Sender<Answer>)>) {
        let (errands, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        let errands: Arc<[Errand]> = errands.into();
        match self.app.in_one_write(Arc::clone(&errands), wanted_by(&errands)).await {
            Ok(turned) => {
                for (answer, turned) in answers.into_iter().zip(turned) {
                    // Whoever asked may have gone away.
                    let _ = answer.send(Ok(turned));
                }
            }
            Err(error) => {
                tracing::warn!(%error, turns = errands.len(), "a convoy broke down; each turn goes by itself");
                for (errand, answer) in errands.iter().zip(answers) {
                    let (app, errand) = (Arc::clone(&self.app), errand.clone());
                    tokio::spawn(async move { answer.send(app.alone(errand).await) });
                }
            }
        }
    }
}

/// What turns about single applications read, with one statement a table.
fn wanted_by(errands: &[Errand]) -> Wanted {
    let mut wanted = Wanted::default();
    for errand in errands {
        wanted.procedures.push(errand.procedure);
        wanted.applications.extend(errand.application());
    }
    wanted
}

impl App {
    /// Does turns one after the other in one transaction, with `wanted` read before.
    async fn in_one_write(
        self: &Arc<Self>,
        errands: Arc<[Errand]>,
        wanted: Wanted,
    ) -> Result<Vec<Turned>, AppError> {
        let (app, wanted) = (Arc::clone(self), Arc::new(wanted));
        let turned = self.store.write(move |db| {
            let (app, errands, wanted) = (Arc::clone(&app), Arc::clone(&errands), Arc::clone(&wanted));
            Box::pin(async move {
                db.shelve();
                db.fetch(&wanted).await?;
                let mut turned = Vec::with_capacity(errands.len());
                for errand in &*errands {
                    turned.push(app.run_errand(db, errand).await?);
                }
                db.unshelve().await?;
                Ok(turned)
            })
        });
        Ok(turned.await?)
    }

    async fn alone(self: &Arc<Self>, errand: Errand) -> Answer {
        let turned = self.in_one_write([errand].into(), Wanted::default()).await?.pop();
        turned.ok_or_else(|| StoreError::Broken("a turn was lost".into()).into())
    }

    /// Does a turn: with others where it is about a single application, else by itself.
    pub(super) async fn go(self: &Arc<Self>, errand: Errand) -> Answer {
        if errand.application().is_some() { self.travel(errand).await } else { self.alone(errand).await }
    }
}
