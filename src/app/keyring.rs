//! Keys of what applications say: made when a draft begins, at hand while its members are here, and after the
//! opening for whoever may read.
//!
//! `docs/decisions/0019-sealing.md` says who can read what, when, and with which key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::blobs::{Incoming, Outgoing};
use super::{App, AppError, random};
use crate::engine::access::Reading;
use crate::engine::digest::{Digest, Prose};
use crate::engine::ids::{ApplicationId, AttachmentId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::seal::code::Code;
use crate::seal::{FileKey, Identity, file};
use crate::store::prose::{Kept, SALT_BYTES};
use crate::store::seals::{ApplicationKey, TrackKey};
use crate::store::{self, Db, StoreError};

/// How long a key stays in memory after it was used.
const HELD_SECONDS: i64 = 15 * 60;

/// Keys in memory at most; then those that were used longest ago go.
const HELD_MAX: usize = 10_000;

/// The key of an application's contents, and the header that all of them begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentKey {
    /// Encrypts.
    pub file: FileKey,
    /// Wraps it to the key of the track.
    pub header: Arc<[u8]>,
}

/// Keys that members gave by their code, in memory. They are never written anywhere.
#[derive(Debug, Default)]
pub struct Keyring {
    held: Mutex<HashMap<ApplicationId, Held>>,
    /// Keys that were made for contents that are about to be kept, by the digest of those: what somebody else saves
    /// meanwhile has no part in them.
    made: Mutex<HashMap<Digest, (FileKey, ApplicationKey)>>,
}

#[derive(Debug)]
struct Held {
    file: FileKey,
    kept: ApplicationKey,
    used_at: Instant,
}

impl Keyring {
    /// The key that was given for an application, if it is the one of this header.
    fn get(&self, application: ApplicationId, header: &[u8], now: Instant) -> Option<FileKey> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let found = held.get_mut(&application)?;
        if *found.kept.header != *header || found.used_at.plus_seconds(HELD_SECONDS) < now {
            held.remove(&application);
            return None;
        }
        found.used_at = now;
        Some(found.file.clone())
    }

    /// The key that was made for these contents.
    fn made(&self, contents: Digest) -> Option<(FileKey, ApplicationKey)> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).get(&contents).cloned()
    }

    /// It is done: the key that was made for `contents` lies in the database, or nothing came of it.
    pub(super) fn settle(&self, application: ApplicationId, contents: Digest, done: bool, now: Instant) {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner).remove(&contents);
        if let Some((file, kept)) = made.filter(|_| done) {
            self.hold(application, file, &kept, now);
        }
    }

    /// Holds a key for a while.
    pub(super) fn hold(
        &self,
        application: ApplicationId,
        file: FileKey,
        kept: &ApplicationKey,
        now: Instant,
    ) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= HELD_MAX {
            let mut used: Vec<_> = held.values().map(|held| held.used_at).collect();
            used.sort_unstable();
            let keep_after = used[used.len() / 2];
            held.retain(|_, held| held.used_at > keep_after);
        }
        held.insert(application, Held { file, kept: kept.clone(), used_at: now });
    }
}

/// Where the program keeps an application's own key: it is bound to it.
pub(super) fn place(application: ApplicationId) -> String {
    format!("application_key.own:{application}")
}

impl App {
    /// The contents that `digest` stands for, for somebody who has proved that they may read them; nothing where
    /// they were erased, or the proof does not open them.
    ///
    /// # Errors
    /// [`AppError::Locked`] while nobody here has a key to them.
    pub async fn contents(
        &self,
        db: &mut Db,
        proof: &Reading,
        digest: Digest,
    ) -> Result<Option<Prose>, AppError> {
        match store::prose::contents(db, proof, digest).await? {
            None => Ok(None),
            Some(Kept::Open(prose)) => Ok(Some(prose)),
            Some(Kept::Sealed { application, file }) => {
                let key = self.key_of(db, application, &file).await?;
                Ok(Some(opened(&key, &file)?))
            }
        }
    }

    /// Whether sealed contents are still what their digest stands for. What nobody here has a key to yet passes: its
    /// seal is judged when it is opened.
    pub(super) async fn still_holds(
        &self,
        db: &mut Db,
        application: ApplicationId,
        sealed: &[u8],
        digest: Digest,
    ) -> Result<bool, AppError> {
        match self.key_of(db, application, sealed).await {
            Ok(key) => Ok(opened(&key, sealed).is_ok_and(|prose| prose.digest() == digest)),
            Err(AppError::Locked(_)) => Ok(true),
            Err(AppError::Seal(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Begins a file of an application, of at most `megabytes_max` megabytes. It is sealed on its way to the disk.
    pub async fn begin_file(
        &self,
        application: ApplicationId,
        megabytes_max: u32,
    ) -> Result<Incoming, AppError> {
        let mut db = self.store.read().await?;
        let key = self.content_key(&mut db, application).await?;
        drop(db);
        self.blobs.begin(megabytes_max, key.as_ref()).await
    }

    /// The bytes of a stored file. The caller has shown that the reader may have it.
    pub async fn open_file(
        &self,
        application: ApplicationId,
        attachment: AttachmentId,
    ) -> Result<Outgoing, AppError> {
        let mut stored = self.blobs.read(attachment).await?;
        if let Some(header) = stored.header().await? {
            let mut db = self.store.read().await?;
            let key = self.key_of(&mut db, application, &header).await?;
            stored.unlock(key, header.len());
        }
        Ok(stored)
    }

    /// Keeps what an application says, sealed with its key; makes the key when there is none.
    pub(super) async fn keep_contents(
        &self,
        db: &mut Db,
        procedure: ProcedureId,
        track: &str,
        application: ApplicationId,
        contents: &Prose,
    ) -> Result<(), StoreError> {
        let key = if let Some((file, kept)) = self.keyring.made(contents.digest()) {
            store::seals::keep_application(db, application, &kept, true).await?;
            ContentKey { file, header: kept.header.into() }
        } else {
            match self.content_key(db, application).await.map_err(broken)? {
                Some(key) => key,
                None => self.make_key(db, procedure, track, application).await?,
            }
        };
        let plain = [contents.salt(), contents.body().as_bytes()].concat();
        let sealed = file::seal(&key.file, &key.header, random::bytes(), &plain).map_err(broken)?;
        store::prose::keep_sealed(db, procedure, application, contents.digest(), &sealed).await
    }

    /// The key that `sealed` is sealed with: the application's own, or an earlier one of its, which the track's
    /// key opens.
    async fn key_of(
        &self,
        db: &mut Db,
        application: ApplicationId,
        sealed: &[u8],
    ) -> Result<FileKey, AppError> {
        match self.content_key(db, application).await {
            Ok(Some(key)) if sealed.starts_with(&key.header) => return Ok(key.file),
            Ok(_) | Err(AppError::Locked(_)) => {}
            Err(error) => return Err(error),
        }
        let track = self.track_identity(db, application).await?.ok_or(AppError::Locked(application))?;
        Ok(FileKey::unwrap(sealed, &track)?.0)
    }

    /// The key of an application's contents; nothing where it was begun before there were keys.
    ///
    /// # Errors
    /// [`AppError::Locked`] while nobody here has it.
    pub async fn content_key(
        &self,
        db: &mut Db,
        application: ApplicationId,
    ) -> Result<Option<ContentKey>, AppError> {
        let Some(kept) = store::seals::application(db, application).await? else { return Ok(None) };
        let file = if !kept.coded {
            self.store.cipher().unwrap(&place(application), kept.own)?
        } else if let Some(given) = self.keyring.get(application, &kept.header, self.clock.now()) {
            given
        } else {
            let track = self.track_identity(db, application).await?;
            let track = track.ok_or(AppError::Locked(application))?;
            FileKey::unwrap(&kept.header, &track)?.0
        };
        Ok(Some(ContentKey { file, header: kept.header.into() }))
    }

    /// The secret key of the track that an application is for, if it can be had.
    async fn track_identity(
        &self,
        db: &mut Db,
        application: ApplicationId,
    ) -> Result<Option<Identity>, AppError> {
        let Some(found) = store::applications::get(db, application).await? else { return Ok(None) };
        let key = store::seals::track(db, found.procedure, &found.application.track).await?;
        let Some(hidden) = key.and_then(|key| key.secret) else { return Ok(None) };
        Ok(Some(self.store.cipher().reveal(&hidden)?))
    }

    /// Makes the key of an application that is about to begin, where people hold the keys: nobody else can open
    /// it but whoever keeps the code that comes back. It goes with the contents of digest `contents` and no others.
    pub(super) async fn make_coded_key(
        &self,
        procedure: ProcedureId,
        track: &str,
        application: ApplicationId,
        contents: Digest,
    ) -> Result<Code, AppError> {
        let mut db = self.store.read().await?;
        let found = store::seals::track(&mut db, procedure, track).await?;
        let recipient = found.ok_or(AppError::Refused(Refusal::KeysMissing))?.recipient;
        let code = Code::from_random(random::bytes());
        let file = FileKey::from_random(random::bytes());
        let header = file.header(&[(recipient, random::bytes())])?;
        let own = code.wrap(&place(application), &file)?;
        let kept = ApplicationKey { header, own, coded: true };
        self.keyring.made.lock().unwrap_or_else(PoisonError::into_inner).insert(contents, (file, kept));
        Ok(code)
    }

    /// Makes the key of an application whose draft begins, and of its track when it is the first.
    async fn make_key(
        &self,
        db: &mut Db,
        procedure: ProcedureId,
        track: &str,
        application: ApplicationId,
    ) -> Result<ContentKey, StoreError> {
        let recipient = match store::seals::track(db, procedure, track).await? {
            // People hold the keys, and nobody could give it back to its members.
            Some(key) if key.secret.is_none() => {
                return Err(StoreError::Broken(format!("the code of application {application} is gone")));
            }
            Some(key) => key.recipient,
            None => {
                let secret = Identity::from_random(random::bytes());
                let hidden = self.store.cipher().hide(random::bytes(), &secret).map_err(broken)?;
                let recipient = secret.recipient();
                let key = TrackKey { recipient, secret: Some(hidden), layers: Vec::new() };
                store::seals::keep_track(db, procedure, track, &key).await?;
                // Another instance may have been first.
                store::seals::track(db, procedure, track).await?.map_or(recipient, |key| key.recipient)
            }
        };
        let file = FileKey::from_random(random::bytes());
        let header = file.header(&[(recipient, random::bytes())]).map_err(broken)?;
        let own = self.store.cipher().wrap(&place(application), &file).map_err(broken)?;
        let kept = ApplicationKey { header: header.clone(), own, coded: false };
        store::seals::keep_application(db, application, &kept, false).await?;
        Ok(ContentKey { file, header: header.into() })
    }
}

/// Salt and text of what was sealed.
fn opened(key: &FileKey, sealed: &[u8]) -> Result<Prose, AppError> {
    let plain = file::open(key, sealed)?;
    let (salt, body) = plain.split_first_chunk::<SALT_BYTES>().ok_or(crate::seal::SealError::Broken)?;
    let body = String::from_utf8(body.to_vec()).map_err(|_| crate::seal::SealError::Broken)?;
    Ok(Prose::new(*salt, body))
}

/// A write that cannot seal breaks off: nothing is ever kept in the open instead.
fn broken(why: impl std::fmt::Display) -> StoreError {
    StoreError::Broken(why.to_string())
}
