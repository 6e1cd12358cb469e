//! Webhooks: other people's programs that are called when something is published.
//!
//! Calls are written in the transaction of what they tell, and made by the worker. They say what any stranger reads
//! (`engine::published`), so who may have one is a matter of order and not of secrets: the owners and secretaries of a
//! procedure, and for all procedures those who may open them.

use std::net::IpAddr;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::hat::Hat;
use super::ownership::Office;
use super::{App, AppError, random};
use crate::engine::event::Event;
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;
use crate::engine::published::{Kind, News, news};
use crate::engine::workflow::definition::Role;
use crate::hooks::{self, Unfit};
use crate::store::hooks::{Delivery, Hook};
use crate::store::outbox::LetterState;
use crate::store::people::Person;
use crate::store::{self, Db, StoreError};

/// Webhooks of one procedure at most, and as many for all of them.
pub const HOOKS_MAX: usize = 10;

/// Calls of one webhook that a page shows at most.
pub const CALLS_MAX: u32 = 50;

/// Calls that may wait for one webhook before another trial is refused.
pub const WAITING_MAX: u64 = 100;

/// Days for which calls are kept that are made or given up.
pub const KEPT_DAYS: u32 = 30;

/// The kind of a call that tells nothing but that it came.
pub const TRIAL: &str = "webhook.test";

/// Who may have webhooks of a procedure.
pub const KEEPERS: [Role; 2] = [Role::Owner, Role::Secretary];

/// Which webhooks: those of a procedure, or those of all.
#[derive(Clone, Debug)]
pub enum Whose<'w> {
    /// Those of a procedure, for one who keeps it.
    Procedure(&'w Office),
    /// Those of all procedures, for one who may open them.
    All(&'w Person),
}

/// A webhook with its calls.
#[derive(Clone, Debug)]
pub struct HookView {
    /// The webhook; its secret is left out.
    pub hook: Hook,
    /// Its calls: those that were given up first, then the latest.
    pub calls: Vec<Delivery>,
}

/// Why a webhook is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HookFault {
    /// The address.
    #[error("its address: {0:?}")]
    Address(Unfit),
    /// A kind of news that there is not.
    #[error("there is no such event")]
    Kind,
    /// There are too many.
    #[error("there are {HOOKS_MAX} already")]
    TooMany,
}

impl Whose<'_> {
    fn procedure(&self) -> Option<ProcedureId> {
        match self {
            Self::Procedure(office) => Some(office.procedure.id),
            Self::All(_) => None,
        }
    }
}

impl App {
    /// Whether an address that is not public may be called all the same: the operator said so.
    pub fn may_call(&self) -> impl Fn(IpAddr) -> bool + Send + Sync + 'static {
        let networks = self.settings.webhooks.networks.clone();
        move |address| networks.iter().any(|network| network.holds(address))
    }

    fn let_in(&self, whose: &Whose<'_>) -> Result<(), AppError> {
        match whose {
            Whose::Procedure(office) => office.need(&KEEPERS),
            // A token of another role has nothing to do with what is opened here.
            Whose::All(person) => match Hat::worn() {
                Some(hat) if hat.role != Some(Role::Owner) => Err(AppError::NotFound("page")),
                _ if self.may_open(person) => Ok(()),
                _ => Err(AppError::NotFound("page")),
            },
        }
    }

    /// The webhooks with their calls, the oldest first.
    pub async fn hooks(self: &Arc<Self>, whose: &Whose<'_>) -> Result<Vec<HookView>, AppError> {
        self.let_in(whose)?;
        let mut db = self.store.read().await?;
        let mut views = Vec::new();
        for mut hook in store::hooks::hooks(&mut db, whose.procedure()).await? {
            hook.secret.clear();
            let calls = store::hooks::calls(&mut db, hook.id, CALLS_MAX).await?;
            views.push(HookView { hook, calls });
        }
        Ok(views)
    }

    /// Makes a webhook: which, and its secret, which is shown this once. No kinds stand for all.
    ///
    /// # Errors
    /// [`AppError::Webhook`] where something is wrong with what was given.
    pub async fn make_hook(
        self: &Arc<Self>,
        whose: &Whose<'_>,
        address: &str,
        kinds: &[String],
    ) -> Result<(uuid::Uuid, String), AppError> {
        self.let_in(whose)?;
        let address = hooks::fit(address, &self.may_call()).map_err(HookFault::Address)?.to_string();
        if kinds.iter().any(|kind| Kind::named(kind).is_none()) {
            return Err(HookFault::Kind.into());
        }
        let named = |kind: &Kind| kinds.iter().any(|named| named == kind.name());
        let person = match whose {
            Whose::Procedure(office) => office.person,
            Whose::All(person) => person.id,
        };
        let hook = Hook {
            id: random::id(),
            procedure: whose.procedure(),
            person,
            address,
            secret: hooks::secret(&random::bytes()),
            kinds: Kind::ALL.iter().filter(|kind| named(kind)).map(|kind| kind.name().to_owned()).collect(),
            created_at: self.clock.now(),
        };
        let kept = hook.clone();
        let done = self.store.write(move |db| {
            let hook = kept.clone();
            Box::pin(async move {
                if store::hooks::hooks(db, hook.procedure).await?.len() >= HOOKS_MAX {
                    return Ok(false);
                }
                store::hooks::keep_hook(db, &hook).await?;
                Ok(true)
            })
        });
        if done.await? { Ok((hook.id, hook.secret)) } else { Err(HookFault::TooMany.into()) }
    }

    /// A webhook of these; others do not learn that there is one.
    async fn hook(&self, whose: &Whose<'_>, id: uuid::Uuid) -> Result<Hook, AppError> {
        self.let_in(whose)?;
        let mut db = self.store.read().await?;
        let found = store::hooks::hook_of(&mut db, id).await?;
        found.filter(|hook| hook.procedure == whose.procedure()).ok_or(AppError::NotFound("webhook"))
    }

    /// Takes a webhook out, with its calls.
    pub async fn remove_hook(self: &Arc<Self>, whose: &Whose<'_>, id: uuid::Uuid) -> Result<(), AppError> {
        let id = self.hook(whose, id).await?.id;
        self.store.write(move |db| Box::pin(async move { store::hooks::remove_hook(db, id).await })).await?;
        Ok(())
    }

    /// Has a webhook called to see whether it works.
    ///
    /// # Errors
    /// [`AppError::TooOften`] where too many calls wait for it already.
    pub async fn try_hook(self: &Arc<Self>, whose: &Whose<'_>, id: uuid::Uuid) -> Result<(), AppError> {
        let hook = self.hook(whose, id).await?;
        let now = self.clock.now();
        let waiting = store::hooks::calls_waiting(&mut self.store.read().await?, hook.id).await?;
        if waiting >= WAITING_MAX {
            return Err(AppError::TooOften { wait_seconds: 60 });
        }
        let mut about = Map::new();
        if let Some(procedure) = hook.procedure {
            about.insert("procedure".into(), procedure.to_string().into());
        }
        let call = call(hook.id, TRIAL, about, now, now);
        self.store
            .write(move |db| {
                let call = call.clone();
                Box::pin(async move { store::hooks::enqueue(db, &call).await })
            })
            .await?;
        self.calls.notify_one();
        Ok(())
    }

    /// Has a call made again at once that was given up, or waits for its next try.
    pub async fn call_again(self: &Arc<Self>, whose: &Whose<'_>, id: uuid::Uuid) -> Result<(), AppError> {
        let found = store::hooks::call_of(&mut self.store.read().await?, id).await?;
        let found = found.ok_or(AppError::NotFound("call"))?;
        self.hook(whose, found.hook).await?;
        let now = self.clock.now();
        let done = self
            .store
            .write(move |db| Box::pin(async move { store::hooks::call_again(db, id, now).await }))
            .await?;
        self.calls.notify_one();
        // One that is under way, or was taken meanwhile, needs nothing.
        if done || found.state != LetterState::Failed { Ok(()) } else { Err(AppError::NotFound("call")) }
    }
}

/// A call that is to be made.
fn call(hook: uuid::Uuid, kind: &str, about: Map<String, Value>, at: Instant, due_at: Instant) -> Delivery {
    Delivery {
        id: random::id(),
        hook,
        kind: kind.to_owned(),
        body: json!({ "type": kind, "timestamp": at.to_string(), "data": about }).to_string(),
        dated_at: at,
        due_at,
        attempts: 0,
        state: LetterState::Waiting,
        last_reply: None,
        sent_at: None,
    }
}

/// Writes down the calls about what these events publish, in their transaction.
pub(super) async fn announce(
    app: &App,
    db: &mut Db,
    procedure: ProcedureId,
    events: &[Event],
) -> Result<(), StoreError> {
    let published: Vec<(Instant, News)> =
        events.iter().filter_map(|event| Some((event.at, news(event)?))).collect();
    if published.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    for (hook, kinds) in store::hooks::concerned(db, procedure).await? {
        let wanted = |kind: Kind| kinds.is_empty() || kinds.iter().any(|one| one == kind.name());
        for (place, (at, news)) in (0..).zip(published.iter().filter(|(_, news)| wanted(news.kind))) {
            let address = &app.settings.address;
            let links = [
                ("procedure", procedure.to_string()),
                ("page", format!("{address}/tenders/{procedure}")),
                ("api", format!("{address}/api/v1/procedures/{procedure}")),
            ];
            let about = links.into_iter().chain(news.about.iter().cloned());
            let about = about.map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
            // A microsecond apart, so that they are made in the order in which it happened.
            let call = call(hook, news.kind.name(), about, *at, now.plus_micros(place));
            store::hooks::enqueue(db, &call).await?;
        }
    }
    app.calls.notify_one();
    Ok(())
}
