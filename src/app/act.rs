//! The one door: load what the command needs, step the core, save what comes back, in one
//! transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::gate::Ticket;
use super::hat::Hat;
use super::{App, AppError};
use crate::engine::access;
use crate::engine::case::{Application, Case};
use crate::engine::event::{Event, What};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::intake;
use crate::engine::turn::{Command, Effect, Outcome, Scope, Verb, declare, step};
use crate::engine::workflow::{Definition, Loaded};
use crate::store::journal::Position;
use crate::store::{self, Db, StoreError};

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Acted {
    /// When the server had the command complete.
    pub at: Instant,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Where each event lies in the journal.
    pub positions: Vec<Position>,
    /// The application that the command was about, as it is now, where it was about one.
    pub application: Option<Application>,
}

/// Something to be done to a procedure in one transaction.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    /// In which procedure.
    pub procedure: ProcedureId,
    /// As of when.
    pub now: Instant,
    /// What people want, one after the other, up to the first that is refused; nothing lets time pass.
    pub commands: Arc<[Command]>,
    loaded: Arc<Loaded>,
}

impl Errand {
    /// The single application that it is about, where it changes nothing else.
    pub fn application(&self) -> Option<ApplicationId> {
        let mut about =
            self.commands.iter().map(|command| match command.verb.reach(&self.loaded.definition) {
                Scope::Application(id) if !changes_head(&command.verb) => Some(id),
                _ => None,
            });
        let first = about.next()??;
        about.all(|other| other == Some(first)).then_some(first)
    }
}

/// How an errand went.
#[derive(Debug, Default)]
pub(super) struct Turned {
    /// What was done, command by command.
    done: Vec<Acted>,
    /// Why the last of them was refused, if it was.
    refusal: Option<Refusal>,
    /// Something was due before the next command; it goes first.
    behind: bool,
}

impl App {
    /// Lets a request in: the instant at which the server had it complete. Within a request that was let in already,
    /// it is that one's.
    pub fn receive(&self) -> Ticket {
        self.gate.here().unwrap_or_else(|| self.gate.enter(&self.clock))
    }

    /// Carries out a command that was received with `ticket`.
    ///
    /// It runs in a task of its own, so that a client that goes away cannot stop it half-way, and the
    /// ticket keeps deadlines waiting until it is finished.
    ///
    /// # Errors
    /// [`AppError::Refused`] when the core says no. What time caused, and what the refusal itself put
    /// on the record, is saved all the same.
    pub async fn act(
        self: &Arc<Self>,
        procedure: ProcedureId,
        ticket: Ticket,
        command: Command,
    ) -> Result<Acted, AppError> {
        let (mut done, refusal) = self.act_in_turn(procedure, ticket, vec![command]).await?;
        match (done.pop(), refusal) {
            (_, Some(refusal)) => Err(AppError::Refused(refusal)),
            (Some(acted), None) => Ok(acted),
            (None, None) => Err(StoreError::Broken("a command was lost".into()).into()),
        }
    }

    /// Carries out several commands that were received together, one after the other and in one transaction, up to
    /// the first that is refused: what was done, and why it went no further. Those before stay done.
    pub async fn act_in_turn(
        self: &Arc<Self>,
        procedure: ProcedureId,
        ticket: Ticket,
        commands: Vec<Command>,
    ) -> Result<(Vec<Acted>, Option<Refusal>), AppError> {
        self.within_the_hat(procedure, ticket.at(), &commands).await?;
        let app = Arc::clone(self);
        let task = tokio::spawn(async move {
            let at = ticket.at();
            let (mut left, mut done) = (commands, Vec::new());
            loop {
                let loaded = app.definition(procedure).await?;
                let errand = Errand { procedure, now: at, commands: left.clone().into(), loaded };
                let turned = app.go(errand).await?;
                left.drain(..turned.done.len());
                done.extend(turned.done);
                if !turned.behind {
                    return Ok((done, turned.refusal));
                }
                app.catch_up(procedure, at).await?;
            }
        });
        let done = task.await.map_err(|error| StoreError::Broken(error.to_string()))?;
        self.work.notify_one();
        done
    }

    /// Refuses what somebody's program may not do in the role that it speaks in, whatever else its person holds. It
    /// says so as the core does, and only for want of a role: all else is for the turn itself to say.
    async fn within_the_hat(
        self: &Arc<Self>,
        procedure: ProcedureId,
        now: Instant,
        commands: &[Command],
    ) -> Result<(), AppError> {
        let Some(hat) = Hat::worn() else { return Ok(()) };
        for command in commands {
            let refusal = self.rehearse(procedure, now, Some(hat), command).await?.refusal;
            if let Some(refusal @ (Refusal::NotAllowed { .. } | Refusal::AnotherPanel { .. })) = refusal {
                return Err(AppError::Refused(refusal));
            }
        }
        Ok(())
    }

    /// What would come of a command, with this hat on where one is worn. The core is pure: nothing is done.
    pub(super) async fn rehearse(
        self: &Arc<Self>,
        procedure: ProcedureId,
        now: Instant,
        hat: Option<Hat>,
        command: &Command,
    ) -> Result<Outcome, AppError> {
        let loaded = self.definition(procedure).await?;
        let mut db = self.store.read().await?;
        let head = store::procedures::get(&mut db, procedure).await?;
        let mut head = head.ok_or(AppError::NotFound("procedure"))?.procedure;
        if let Some(hat) = hat {
            hat.act(&mut head);
        }
        let stored = match command.verb.reach(&loaded.definition) {
            Scope::Head => Vec::new(),
            Scope::Application(id) => {
                let found = store::applications::get(&mut db, id).await?;
                found.into_iter().filter(|found| found.procedure == procedure).collect()
            }
            Scope::Track(track) => store::applications::all(&mut db, procedure, Some(&track)).await?,
            Scope::Everything => store::applications::all(&mut db, procedure, None).await?,
        };
        let case = Case { procedure: head, applications: by_id(stored) };
        Ok(step(&loaded.definition, case, now, Some(command)))
    }

    /// Performs what was due at `now` or before, each thing as of its own instant. Whoever comes
    /// first does it: the worker, a request, or a restart.
    pub async fn catch_up(self: &Arc<Self>, procedure: ProcedureId, now: Instant) -> Result<(), AppError> {
        let now = self.as_of(now);
        loop {
            let due = {
                let mut db = self.store.read().await?;
                store::procedures::wake_at(&mut db, procedure).await?
            };
            let Some(due) = due.filter(|due| *due <= now) else { return Ok(()) };
            // What was received in time is finished before the deadline is performed.
            self.all_drained_before(due).await?;
            let mut moved = false;
            for command in self.unsent(procedure, due).await? {
                let last = due.plus_micros(-1);
                let done = self.turn(procedure, last, vec![command]).await?;
                moved |= !done.behind && done.refusal.is_none();
            }
            if moved {
                continue;
            }
            let turned = self.turn(procedure, due, Vec::new()).await?;
            self.work.notify_one();
            if turned.done.iter().any(|acted| super::erasing::erased(&acted.events))
                && let Err(error) = self.clear_away().await
            {
                // What is erased is erased; what it left in the folder and the log waits for the sweep.
                tracing::error!(%procedure, %error, "what an erasure left behind could not be cleared away");
            }
        }
    }

    /// Performs what was due at `now` or before, as far as no request that came earlier is still under
    /// way. For a page that only reads: it may hold a ticket itself, and would wait for itself for ever.
    pub async fn catch_up_if_quiet(
        self: &Arc<Self>,
        procedure: ProcedureId,
        now: Instant,
    ) -> Result<(), AppError> {
        let now = self.as_of(now);
        let due = {
            let mut db = self.store.read().await?;
            store::procedures::wake_at(&mut db, procedure).await?
        };
        if due.is_some_and(|due| due <= now && self.gate.is_drained_before(now)) {
            self.catch_up(procedure, now).await?;
        }
        Ok(())
    }

    /// `now`, or the instant of the request that this is done for: one that waited for what is due after it would wait
    /// for itself.
    fn as_of(&self, now: Instant) -> Instant {
        self.gate.here().map_or(now, |ticket| ticket.at().min(now))
    }

    async fn turn(
        self: &Arc<Self>,
        procedure: ProcedureId,
        now: Instant,
        commands: Vec<Command>,
    ) -> Result<Turned, AppError> {
        let loaded = self.definition(procedure).await?;
        self.go(Errand { procedure, now, commands: commands.into(), loaded }).await
    }

    /// Does an errand within a transaction.
    pub(super) async fn run_errand(&self, db: &mut Db, errand: &Errand) -> Result<Turned, StoreError> {
        let Errand { procedure, now, commands, loaded } = errand;
        let mut turned = Turned::default();
        if commands.is_empty() {
            turned
                .done
                .extend(self.turn_in(db, *procedure, loaded, *now, None).await?.map(|(acted, _)| acted));
        }
        for command in &**commands {
            let Some((acted, refusal)) = self.turn_in(db, *procedure, loaded, *now, Some(command)).await?
            else {
                turned.behind = true;
                break;
            };
            turned.done.push(acted);
            turned.refusal = refusal;
            if turned.refusal.is_some() {
                break;
            }
        }
        Ok(turned)
    }

    /// One turn; nothing where something was due before the command.
    async fn turn_in(
        &self,
        db: &mut Db,
        procedure: ProcedureId,
        loaded: &Loaded,
        now: Instant,
        command: Option<&Command>,
    ) -> Result<Option<(Acted, Option<Refusal>)>, StoreError> {
        let scope = command.map_or(Scope::Everything, |command| command.verb.reach(&loaded.definition));
        let whole = command.is_none_or(|command| changes_head(&command.verb));
        let head = store::procedures::hold(db, procedure, whole).await?;
        let head = head.ok_or_else(|| StoreError::Gone { table: "procedure", key: procedure.to_string() })?;
        if command.is_some() && head.wake_at.is_some_and(|due| due <= now) {
            return Ok(None);
        }
        let stored = load(db, procedure, &scope).await?;
        let revisions: BTreeMap<_, _> =
            stored.iter().map(|stored| (stored.application.id, stored.revision)).collect();
        let applications: BTreeMap<_, _> =
            stored.into_iter().map(|stored| (stored.application.id, stored.application)).collect();
        let before = Case { procedure: head.procedure, applications };
        let outcome = step(&loaded.definition, before.clone(), now, command);
        let outcome = read_for_models(self, db, &loaded.definition, outcome, now, command).await?;
        save_head(db, &before, &outcome, head.revision, head.wake_at).await?;
        save_applications(db, &before, &outcome, &revisions).await?;
        let positions = save_record(self, db, loaded, &outcome).await?;
        let about = match scope {
            Scope::Application(id) => outcome.case.applications.get(&id).cloned(),
            _ => None,
        };
        let acted = Acted { at: now, events: outcome.events, positions, application: about };
        Ok(Some((acted, outcome.refusal)))
    }

    /// Opens a procedure: the one other way in, for there is nothing to load yet.
    pub(super) async fn save_new(
        &self,
        db: &mut Db,
        loaded: &Loaded,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        store::procedures::insert(db, &outcome.case.procedure, outcome.wake_at).await?;
        save_record(self, db, loaded, outcome).await?;
        Ok(())
    }
}

/// Whether a command may change the head of the procedure, so that it must have it alone.
fn changes_head(verb: &Verb) -> bool {
    match verb {
        Verb::Intake(command) => {
            matches!(command, intake::Command::Open { .. } | intake::Command::GiveKey { .. })
        }
        Verb::Screening(_) | Verb::Scoring(_) | Verb::Consensus(_) => {
            !matches!(verb.scope(), Scope::Application(_))
        }
        // Who comes stands with the application.
        Verb::Gathering(_) => !matches!(verb.scope(), Scope::Application(_)),
        Verb::Procedure(_)
        | Verb::Envelope(_)
        | Verb::Selection(_)
        | Verb::Letters(_)
        | Verb::Limits(_)
        | Verb::Complaints(_)
        | Verb::Contract(_)
        | Verb::Joint(_)
        | Verb::Wait(_)
        | Verb::Mandate(_)
        | Verb::Retention(_) => true,
    }
}

async fn load(
    db: &mut Db,
    procedure: ProcedureId,
    scope: &Scope,
) -> Result<Vec<store::applications::Stored>, StoreError> {
    match scope {
        Scope::Head => Ok(Vec::new()),
        Scope::Application(id) => {
            let found = store::applications::hold(db, *id).await?;
            Ok(found.into_iter().filter(|found| found.procedure == procedure).collect())
        }
        Scope::Track(track) => store::applications::all(db, procedure, Some(track)).await,
        Scope::Everything => store::applications::all(db, procedure, None).await,
    }
}

/// Hands over the contents that models must read, before the turn is saved.
async fn read_for_models(
    app: &App,
    db: &mut Db,
    definition: &Definition,
    outcome: Outcome,
    now: Instant,
    command: Option<&Command>,
) -> Result<Outcome, StoreError> {
    let unread = outcome.unread(definition);
    if unread.is_empty() {
        return Ok(outcome);
    }
    let mut contents = BTreeMap::new();
    for (id, digest) in unread {
        let proof = outcome.case.applications.get(&id);
        let proof = proof.and_then(|found| access::for_models(definition, &outcome.case, found).ok());
        let Some(proof) = proof else { continue };
        let read = app.contents(db, &proof, digest).await;
        if let Some(prose) = read.map_err(|why| StoreError::Broken(why.to_string()))? {
            contents.insert(id, prose);
        }
    }
    let actor = command.map(|command| command.actor);
    Ok(declare(definition, outcome, now, actor, &contents))
}

async fn save_head(
    db: &mut Db,
    before: &Case,
    outcome: &Outcome,
    revision: u64,
    wake_at: Option<Instant>,
) -> Result<(), StoreError> {
    let after = &outcome.case.procedure;
    if *after == before.procedure && outcome.wake_at == wake_at {
        return Ok(());
    }
    store::procedures::update(db, after, revision, outcome.wake_at).await
}

async fn save_applications(
    db: &mut Db,
    before: &Case,
    outcome: &Outcome,
    revisions: &BTreeMap<ApplicationId, u64>,
) -> Result<(), StoreError> {
    let procedure = outcome.case.procedure.id;
    for (id, application) in &outcome.case.applications {
        match (before.applications.get(id), revisions.get(id)) {
            (Some(old), Some(revision)) if old != application => {
                let members = old.members != application.members;
                store::applications::update(db, procedure, application, *revision, members).await?;
            }
            (Some(_), _) => {}
            (None, _) => store::applications::insert(db, procedure, application).await?,
        }
    }
    Ok(())
}

/// Journal lines, kept texts and letters: what stands beside the tables.
async fn save_record(
    app: &App,
    db: &mut Db,
    loaded: &Loaded,
    outcome: &Outcome,
) -> Result<Vec<Position>, StoreError> {
    let procedure = outcome.case.procedure.id;
    let positions = store::journal::append(db, procedure, &outcome.events).await?;
    for effect in &outcome.effects {
        match effect {
            Effect::Keep(prose) => store::prose::keep(db, procedure, prose).await?,
            Effect::KeepContents { application, contents } => {
                let track = outcome.case.applications.get(application).map(|found| found.track.as_str());
                app.keep_contents(db, procedure, track.unwrap_or_default(), *application, contents).await?;
            }
            Effect::KeepTrackSeal { track, seal } => {
                store::seals::keep_seal(db, procedure, track, seal).await?;
            }
            Effect::KeepDocument(attachment) => {
                store::attachments::publish(db, procedure, *attachment).await?;
            }
            Effect::KeepParty { application, member, party } => {
                store::applications::keep_party(db, *application, *member, party).await?;
            }
            Effect::Erase(erasure) => {
                let at = outcome.events.last().map_or_else(|| app.clock.now(), |event| event.at);
                super::erasing::erase(db, procedure, erasure, at).await?;
            }
            Effect::Letter(_) => {}
        }
    }
    super::hooks::announce(app, db, procedure, &outcome.events).await?;
    // Letters last: they tell names and texts that were kept just now.
    let mut letters = super::letters::Writer::new(app, loaded, outcome, &positions);
    for effect in &outcome.effects {
        if let Effect::Letter(letter) = effect {
            letters.write(db, letter).await?;
        }
    }
    let closed = outcome
        .events
        .iter()
        .filter(|event| matches!(event.what, What::Intake(intake::Event::Closed { .. })))
        .map(|event| event.at)
        .max();
    if let Some(at) = closed {
        // It reads the ends of all chains; what waits is written first.
        store::journal::checkpoint(db, procedure, at).await?;
    }
    Ok(positions)
}

/// Applications by identifier, for a case that is only read.
pub fn by_id(stored: Vec<store::applications::Stored>) -> BTreeMap<ApplicationId, Application> {
    stored.into_iter().map(|stored| (stored.application.id, stored.application)).collect()
}
