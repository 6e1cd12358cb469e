//! Keys that k of n named people hold: made once, and given after the deadline.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::gate::Ticket;
use super::procedures::Standing;
use super::{App, AppError, random};
use crate::engine::access;
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::keys::{self, Quorum};
use crate::engine::procedure;
use crate::engine::refusal::Refusal;
use crate::engine::steps::intake;
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::definition::Role;
use crate::engine::workflow::form::Content;
use crate::i18n::Lang;
use crate::seal::code::Code;
use crate::seal::quorum::{Peeled, peel, seal};
use crate::seal::{Identity, Recipient, SealError};
use crate::store;
use crate::store::seals::{TrackKey, seal_of};

/// How often a key is tried again on what another holder gave meanwhile.
const TRIES_MAX: usize = 8;

/// Somebody who holds a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub person: PersonId,
    /// Name, or the address where no name is known.
    pub name: String,
    /// Public half of the holder's own key.
    pub recipient: String,
}

/// How far a track is from being opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Giving {
    /// Short name of the track.
    pub track: String,
    /// Whether the deadline has passed.
    pub closed: bool,
    /// Whether what came in has been opened.
    pub opened: bool,
    /// Who has given their key.
    pub given: Vec<PersonId>,
}

/// What the page of keys shows.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// The procedure.
    pub standing: Standing,
    /// How many of how many.
    pub quorum: Quorum,
    /// Who holds a key, in the order of their names; nobody before the keys are made.
    pub holders: Vec<Holder>,
    /// The tracks, in the file's order.
    pub tracks: Vec<Giving>,
    /// Whether the reader makes the keys.
    pub makes: bool,
    /// Whether the reader holds one.
    pub holds: bool,
}

impl App {
    /// The page of keys, for the owner, the auditor and those who hold one.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else, and where the file asks for no quorum.
    pub async fn ceremony(
        self: &Arc<Self>,
        person: PersonId,
        procedure: ProcedureId,
    ) -> Result<Ceremony, AppError> {
        let standing = self.head(procedure).await?;
        let (definition, head) = (&standing.loaded.definition, &standing.case.procedure);
        let quorum = keys::quorum(definition).ok_or(AppError::NotFound("page"))?;
        let makes = head.holds(person, Role::Owner, None);
        let holds = head.key_holders.contains_key(&person);
        if !makes && !holds && !head.holds(person, Role::Auditor, None) {
            return Err(AppError::NotFound("page"));
        }
        let mut db = self.store.read().await?;
        let mut holders = Vec::new();
        for (id, recipient) in &head.key_holders {
            let found = store::people::by_id(&mut db, *id).await?;
            let name = found.map(|who| if who.name.is_empty() { who.email } else { who.name });
            let (name, recipient) = (name.unwrap_or_default(), recipient.clone());
            holders.push(Holder { person: *id, name, recipient });
        }
        holders.sort_by(|a, b| a.name.cmp(&b.name).then(a.person.cmp(&b.person)));
        let tracks = definition.tracks.iter().map(|track| {
            let state = intake::state_in(definition, head, &track.id, None);
            Giving {
                track: track.id.clone(),
                closed: state.is_some_and(|state| state.closed.is_some()),
                opened: state.is_some_and(|state| state.opened.is_some()),
                given: state.map(|state| state.keys.iter().copied().collect()).unwrap_or_default(),
            }
        });
        let tracks = tracks.collect();
        drop(db);
        Ok(Ceremony { standing, quorum, holders, tracks, makes, holds })
    }

    /// Makes the keys of a procedure: `holders` are addresses with the public half of each one's own key.
    ///
    /// The secret half of each track's key is drawn here, sealed under the holders' layers, and forgotten.
    ///
    /// # Errors
    /// [`AppError::BadValue`] for an address or a key that is none; the refusal where they are too few or too many,
    /// or the keys were made before.
    pub async fn make_keys(
        self: &Arc<Self>,
        actor: PersonId,
        procedure: ProcedureId,
        holders: &[(String, String)],
        lang: Lang,
    ) -> Result<(), AppError> {
        let standing = self.head(procedure).await?;
        let definition = &standing.loaded.definition;
        let quorum = keys::quorum(definition).ok_or(AppError::NotFound("page"))?;
        // Before a person is made of what was typed.
        if !standing.case.procedure.holds(actor, Role::Owner, None) {
            return Err(AppError::Refused(Refusal::NotAllowed { needs: vec![Role::Owner] }));
        }
        let mut named = BTreeMap::new();
        for (email, recipient) in holders {
            let key: Recipient = recipient
                .parse()
                .map_err(|_| AppError::BadValue { field: "recipient", value: recipient.clone() })?;
            let person = self.person(email, "", lang).await?;
            named.insert(person.id, key);
        }
        if named.len() != holders.len() || named.len() != quorum.of as usize {
            return Err(AppError::Refused(Refusal::KeyHolders { of: quorum.of }));
        }
        // The places of the layers are those of the holders in the order of their identifiers.
        let public: Vec<_> = named.values().copied().collect();
        let mut seals = BTreeMap::new();
        for track in &definition.tracks {
            let secret = Identity::from_random(random::bytes());
            let layers = seal(&secret, &public, quorum.need as usize, &mut random::bytes)?;
            let key = TrackKey { recipient: secret.recipient(), secret: None, layers };
            seals.insert(track.id.clone(), seal_of(&key));
        }
        let holders = named.into_iter().map(|(person, key)| (person, key.to_string())).collect();
        let verb = Verb::Procedure(procedure::Command::MakeKeys { holders, seals });
        self.act(procedure, self.receive(), Command { actor, verb }).await?;
        Ok(())
    }

    /// Gives a holder's key to every track whose intake is over: how many tracks it was given to.
    ///
    /// The key is used here and forgotten.
    ///
    /// # Errors
    /// [`SealError::WrongKey`] when it is not the key of this holder; the refusal before the deadline.
    pub async fn give_key(
        self: &Arc<Self>,
        actor: PersonId,
        procedure: ProcedureId,
        key: &Identity,
    ) -> Result<usize, AppError> {
        let ceremony = self.ceremony(actor, procedure).await?;
        let head = &ceremony.standing.case.procedure;
        let place = head.key_holders.keys().position(|holder| *holder == actor);
        let place = place.ok_or(AppError::NotFound("page"))?;
        if head.key_holders[&actor] != key.recipient().to_string() {
            return Err(AppError::Seal(SealError::WrongKey));
        }
        let open = |giving: &&Giving| giving.closed && !giving.opened;
        let awaited: Vec<_> = ceremony
            .tracks
            .iter()
            .filter(open)
            .filter(|giving| {
                !giving.given.contains(&actor) && giving.given.len() < ceremony.quorum.need as usize
            })
            .map(|giving| giving.track.clone())
            .collect();
        if awaited.is_empty() {
            let given = ceremony.tracks.iter().any(|giving| giving.given.contains(&actor));
            let definition = &ceremony.standing.loaded.definition;
            let closes = definition
                .tracks
                .iter()
                .filter_map(|track| intake::closes_in(definition, head, &track.id, None));
            let until = closes.max().unwrap_or_default();
            return Err(AppError::Refused(if given { Refusal::Already } else { Refusal::Sealed { until } }));
        }
        for track in &awaited {
            self.give_to_track(actor, procedure, track, place, key).await?;
        }
        Ok(awaited.len())
    }

    async fn give_to_track(
        self: &Arc<Self>,
        actor: PersonId,
        procedure: ProcedureId,
        track: &str,
        place: usize,
        key: &Identity,
    ) -> Result<(), AppError> {
        for _ in 0..TRIES_MAX {
            let standing = self.head(procedure).await?;
            let state = intake::state_in(&standing.loaded.definition, &standing.case.procedure, track, None);
            let seen = state.map_or(0, |state| u32::try_from(state.keys.len()).unwrap_or(u32::MAX));
            let mut db = self.store.read().await?;
            let held = store::seals::track(&mut db, procedure, track).await?;
            drop(db);
            let held = held.ok_or(AppError::NotFound("key"))?;
            let kept = match peel(&held.layers, place, key)? {
                Peeled::Left(layers) => TrackKey { layers, ..held },
                Peeled::Whole(secret) if secret.recipient() == held.recipient => {
                    let hidden = self.store.cipher().hide(random::bytes(), &secret)?;
                    TrackKey { secret: Some(hidden), layers: Vec::new(), ..held }
                }
                Peeled::Whole(_) => return Err(AppError::Seal(SealError::Broken)),
            };
            let seal = seal_of(&kept);
            let command = intake::Command::GiveKey { track: track.to_owned(), seen, seal };
            let command = Command { actor, verb: Verb::Intake(command) };
            match self.act(procedure, self.receive(), command).await {
                Err(AppError::Refused(Refusal::Stale { .. })) => {}
                done => return done.map(|_| ()),
            }
        }
        Err(AppError::Refused(Refusal::Stale { current: 0 }))
    }

    /// The layers that are left on each track's key, for peeling them with a stock tool.
    pub async fn layers(
        self: &Arc<Self>,
        person: PersonId,
        procedure: ProcedureId,
    ) -> Result<BTreeMap<String, TrackKey>, AppError> {
        let ceremony = self.ceremony(person, procedure).await?;
        let mut db = self.store.read().await?;
        let mut found = BTreeMap::new();
        for giving in ceremony.tracks {
            if let Some(key) = store::seals::track(&mut db, procedure, &giving.track).await? {
                found.insert(giving.track, TrackKey { secret: None, ..key });
            }
        }
        Ok(found)
    }

    /// Takes the code that the members of an application keep: for a while, what they wrote can be given to them.
    ///
    /// # Errors
    /// [`SealError::WrongKey`] when it is another code.
    pub async fn unlock(&self, application: ApplicationId, code: &Code) -> Result<(), AppError> {
        let mut db = self.store.read().await?;
        let kept = store::seals::application(&mut db, application).await?;
        let Some(kept) = kept.filter(|kept| kept.coded) else { return Ok(()) };
        let file = code.unwrap(&super::keyring::place(application), &kept.own)?;
        self.keyring.hold(application, file, &kept, self.clock.now());
        Ok(())
    }

    /// Whether the contents of an application are wrapped to a code of its members.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody who is no member: that it exists is a secret.
    pub async fn is_coded(
        self: &Arc<Self>,
        application: ApplicationId,
        person: PersonId,
    ) -> Result<Coded, AppError> {
        let standing = self.with_application(application).await?;
        let found = standing.case.applications.get(&application).ok_or(AppError::NotFound("application"))?;
        access::own(found, person).map_err(|_| AppError::NotFound("application"))?;
        let mut db = self.store.read().await?;
        let kept = store::seals::application(&mut db, application).await?;
        if !kept.is_some_and(|kept| kept.coded) {
            return Err(AppError::NotFound("page"));
        }
        Ok(Coded { leads: found.is_led_by(person), standing })
    }

    /// Begins the draft anew with a new code, for a lead who has lost the old one. What was handed in stays
    /// handed in until something new is.
    pub async fn begin_anew(
        self: &Arc<Self>,
        application: ApplicationId,
        person: PersonId,
        ticket: Ticket,
    ) -> Result<Code, AppError> {
        let coded = self.is_coded(application, person).await?;
        if !coded.leads {
            return Err(AppError::Refused(Refusal::NotAllowed { needs: Vec::new() }));
        }
        let case = &coded.standing.case;
        let found = &case.applications[&application];
        let (procedure, seen) = (case.procedure.id, found.draft.number);
        let (content, kept) = (Content::default(), random::prose("{}"));
        let digest = kept.digest();
        let code = self.make_coded_key(procedure, &found.track, application, digest).await?;
        let command = intake::Command::SaveDraft { application, seen, content, kept };
        let command = Command { actor: person, verb: Verb::Intake(command) };
        let done = self.act(procedure, ticket, command).await;
        self.keyring.settle(application, digest, done.is_ok(), self.clock.now());
        done?;
        Ok(code)
    }
}

/// An application whose contents are wrapped to a code.
#[derive(Clone, Debug)]
pub struct Coded {
    /// Its procedure, and the application.
    pub standing: Standing,
    /// Whether the reader acts for the lead.
    pub leads: bool,
}
