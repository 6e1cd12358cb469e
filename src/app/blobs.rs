//! Uploaded files: streamed to a folder, hashed, counted and sealed on the way, never whole in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tokio::fs;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::clock::age_seconds;
use super::keyring::ContentKey;
use super::random;
use crate::engine::digest::Digest;
use crate::engine::ids::AttachmentId;
use crate::objects::{Objects, Reading};
use crate::scan::{Scan, Scanner, Verdict};
use crate::seal::{self, FileKey, Opener, Sealer};

/// Bytes that are read from the disk at a time.
const READ_BYTES: usize = 64 * 1024;

/// Bytes at the start of a file that tell its kind.
const HEAD_BYTES: usize = 8192;

/// The folder of uploaded files.
#[derive(Clone, Debug)]
pub struct Blobs {
    folder: PathBuf,
    objects: Option<Objects>,
    scanner: Option<Scanner>,
}

/// What lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lying {
    /// Its name.
    pub name: String,
    /// How many seconds ago it was written.
    pub age_seconds: u64,
}

/// Why an uploaded file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UploadError {
    /// It is larger than the field allows.
    #[error("it is larger than {megabytes_max} MB")]
    TooLarge {
        /// Megabytes (1,000,000 bytes) allowed.
        megabytes_max: u32,
    },
    /// The application's files together are more than the operator allows.
    #[error("the application has reached its limit of files or bytes")]
    TooMuch,
    /// Its bytes are of a kind that the field does not take.
    #[error("it is {found}, the field takes {}", .accepted.join(", "))]
    WrongKind {
        /// What the bytes are.
        found: String,
        /// What the field takes.
        accepted: Vec<String>,
    },
    /// A virus scanner found something in it.
    #[error("the virus scanner found {found} in {name}")]
    Virus {
        /// What it found.
        found: String,
        /// Name of the file, as its sender gave it.
        name: String,
    },
    /// It is for everybody, and the virus scanner said nothing of use about it.
    #[error("the virus scanner said nothing of use")]
    Unscanned,
    /// It has no bytes.
    #[error("it is empty")]
    Empty,
    /// It broke off on the way.
    #[error("it broke off")]
    BrokenOff,
}

/// A file on its way in. Dropped before [`Incoming::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Incoming {
    id: AttachmentId,
    partial: PathBuf,
    whole: PathBuf,
    objects: Option<Objects>,
    file: fs::File,
    sealer: Option<Sealer>,
    scan: Option<Scan>,
    scanned: bool,
    hasher: Sha256,
    head: Vec<u8>,
    size_bytes: u64,
    bytes_max: u64,
    megabytes_max: u32,
    finished: bool,
}

/// A file that is stored whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Which upload.
    pub id: AttachmentId,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Kind, judged by the bytes.
    pub media_type: String,
    /// Whether a virus scanner looked at it and found nothing.
    pub scanned: bool,
}

/// The kinds of file that a form can take: short name, media type.
pub const KINDS: [(&str, &str); 6] = [
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("jpeg", "image/jpeg"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("txt", "text/plain"),
];

impl Blobs {
    /// Opens the folder, making it where there is none.
    pub async fn open(folder: &Path) -> std::io::Result<Self> {
        fs::create_dir_all(folder).await?;
        Ok(Self { folder: folder.to_path_buf(), objects: None, scanner: None })
    }

    /// The same, with the files in a bucket. What comes in lies sealed in the folder until the bucket has it; a file
    /// that lies in the folder is read from there, as after a restore or before the bucket was there.
    #[must_use]
    pub fn with_objects(self, objects: Objects) -> Self {
        Self { objects: Some(objects), ..self }
    }

    /// The same, with every file told to a virus scanner while it comes in.
    #[must_use]
    pub fn with_scanner(self, scanner: Scanner) -> Self {
        Self { scanner: Some(scanner), ..self }
    }

    /// The virus scanner, where there is one.
    pub const fn scanner(&self) -> Option<&Scanner> {
        self.scanner.as_ref()
    }

    /// Clears away uploads that broke off with an earlier run. Only for the one who serves: another
    /// command may run beside a server whose uploads are under way.
    pub async fn sweep(&self) -> std::io::Result<()> {
        let mut entries = fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            if entry.path().extension().is_some_and(|extension| extension == "partial") {
                fs::remove_file(entry.path()).await?;
            }
        }
        Ok(())
    }

    /// Begins a file of at most `megabytes_max` megabytes, sealed with `key`. Only an application that was begun
    /// before there were keys has none.
    pub async fn begin(
        &self,
        megabytes_max: u32,
        key: Option<&ContentKey>,
    ) -> Result<Incoming, super::AppError> {
        let id = AttachmentId::new(random::id());
        let partial = self.folder.join(format!("{id}.partial"));
        let mut file = fs::File::create(&partial).await?;
        let mut sealer = None;
        if let Some(key) = key {
            let (first, begun) = Sealer::begin(&key.file, &key.header, random::bytes())?;
            file.write_all(&first).await?;
            sealer = Some(begun);
        }
        let scan = match &self.scanner {
            Some(scanner) => Some(scanner.begin().await),
            None => None,
        };
        Ok(Incoming {
            scan,
            scanned: false,
            id,
            file,
            sealer,
            partial,
            whole: self.path(id),
            objects: self.objects.clone(),
            hasher: Sha256::new(),
            head: Vec::new(),
            size_bytes: 0,
            bytes_max: u64::from(megabytes_max) * 1_000_000,
            megabytes_max,
            finished: false,
        })
    }

    /// Opens a stored file for reading.
    pub async fn read(&self, id: AttachmentId) -> std::io::Result<Outgoing> {
        let source = match (fs::File::open(self.path(id)).await, &self.objects) {
            (Err(error), Some(objects)) if error.kind() == std::io::ErrorKind::NotFound => {
                Source::Object(Box::new(objects.get(&id.to_string()).await?))
            }
            (file, _) => Source::File(file?),
        };
        Ok(Outgoing { source, opener: None, held: Vec::new(), ended: false })
    }

    /// Removes a stored file for good. One that is gone already is no fault.
    pub async fn remove(&self, id: AttachmentId) -> std::io::Result<()> {
        if let Some(objects) = &self.objects {
            objects.remove(&id.to_string()).await?;
        }
        match fs::remove_file(self.path(id)).await {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(()) => fs::File::open(&self.folder).await?.sync_all().await,
        }
    }

    /// What lies in the folder and the bucket, in the order of names: up to `limit` after `after`. Fewer than `limit`
    /// are the end.
    pub async fn list(&self, after: &str, limit: usize) -> std::io::Result<Vec<Lying>> {
        let mut names = BTreeSet::new();
        let mut entries = fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.as_str() > after && entry.file_type().await?.is_file() {
                names.insert(name);
                if names.len() > limit {
                    names.pop_last();
                }
            }
        }
        let mut found = BTreeMap::new();
        for name in names {
            // It may be gone by now: then it is young.
            let about = fs::metadata(self.folder.join(&name)).await;
            let age = about.and_then(|about| about.modified()).map_or(0, age_seconds);
            found.insert(name, age);
        }
        if let Some(objects) = &self.objects {
            for object in objects.list(after, limit).await? {
                let age = object.written.map_or(0, |written| age_seconds(written.into()));
                found.entry(object.name).or_insert(age);
            }
        }
        let found = found.into_iter().take(limit);
        Ok(found.map(|(name, age_seconds)| Lying { name, age_seconds }).collect())
    }

    /// Removes what a crash left of an upload on its way in. A name of anything else is left alone.
    pub async fn remove_partial(&self, name: &str) -> std::io::Result<bool> {
        let path = Path::new(name);
        let is = path.extension().is_some_and(|ending| ending == "partial")
            && path.file_stem().and_then(|id| id.to_str()?.parse::<AttachmentId>().ok()).is_some();
        if is {
            fs::remove_file(self.folder.join(name)).await?;
        }
        Ok(is)
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, id: AttachmentId) -> PathBuf {
        self.folder.join(id.to_string())
    }
}

/// Where a stored file comes from.
#[derive(Debug)]
enum Source {
    File(fs::File),
    Object(Box<Reading>),
}

impl Source {
    async fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::File(file) => file.read(to).await,
            Self::Object(reading) => reading.read(to).await,
        }
    }
}

/// A stored file on its way out.
#[derive(Debug)]
pub struct Outgoing {
    source: Source,
    opener: Option<Opener>,
    /// What was read to see whether it is sealed.
    held: Vec<u8>,
    ended: bool,
}

impl Outgoing {
    /// The header that the file begins with, if it is sealed. Before the first byte is read.
    pub async fn header(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(bytes) = seal::file::header_bytes(&self.held) {
                return Ok(Some(self.held[..bytes].to_vec()));
            }
            let before = self.held.len();
            // A file from before there were keys does not begin as a sealed one, or ends within what a header
            // may be long.
            if !seal::file::may_begin(&self.held) {
                return Ok(None);
            }
            self.held.resize(before + HEAD_BYTES, 0);
            let count = self.source.read(&mut self.held[before..]).await?;
            self.held.truncate(before + count);
            if count == 0 {
                return Ok(None);
            }
        }
    }

    /// Opens what follows a header of `header_bytes` bytes with its key.
    pub fn unlock(&mut self, key: FileKey, header_bytes: usize) {
        self.opener = Some(Opener::new(key, header_bytes));
    }

    /// The next bytes; nothing at the end.
    ///
    /// # Errors
    /// When the disk fails, or the file is not as it was stored.
    pub async fn next(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        while !self.ended {
            let mut chunk = std::mem::take(&mut self.held);
            if chunk.is_empty() {
                chunk = vec![0; READ_BYTES];
                let count = self.source.read(&mut chunk).await?;
                chunk.truncate(count);
                self.ended = count == 0;
            }
            let plain = match &mut self.opener {
                None => chunk,
                Some(_) if self.ended => match self.opener.take() {
                    Some(opener) => opener.finish().map_err(std::io::Error::other)?,
                    None => chunk,
                },
                Some(opener) => opener.update(&chunk).map_err(std::io::Error::other)?,
            };
            if !plain.is_empty() {
                return Ok(Some(plain));
            }
        }
        Ok(None)
    }
}

impl Incoming {
    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), super::AppError> {
        self.size_bytes += bytes.len() as u64;
        if self.size_bytes > self.bytes_max {
            let megabytes_max = self.megabytes_max;
            return Err(UploadError::TooLarge { megabytes_max }.into());
        }
        let missing = HEAD_BYTES.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        self.hasher.update(bytes);
        if let Some(scan) = &mut self.scan {
            scan.write(bytes).await;
        }
        match &mut self.sealer {
            Some(sealer) => self.file.write_all(&sealer.update(bytes)?).await?,
            None => self.file.write_all(bytes).await?,
        }
        Ok(())
    }

    /// Judges the kind by the bytes, hears the virus scanner, makes the file durable and gives it its place. A scanner
    /// that says nothing of use keeps no file out: it is scanned before anybody else reads it.
    pub async fn finish(mut self, accepted: &[String]) -> Result<Stored, super::AppError> {
        if self.size_bytes == 0 {
            return Err(UploadError::Empty.into());
        }
        let found = kind(&self.head);
        let kinds = KINDS.iter().filter(|(name, _)| accepted.iter().any(|a| a == name));
        if !kinds.clone().any(|(_, media)| *media == found) {
            return Err(
                UploadError::WrongKind { found: found.to_owned(), accepted: accepted.to_vec() }.into()
            );
        }
        match self.scan.take() {
            None => {}
            Some(scan) => match scan.finish().await {
                Verdict::Clean => self.scanned = true,
                Verdict::Found(found) => {
                    return Err(UploadError::Virus { found, name: String::new() }.into());
                }
                Verdict::Unknown(why) => tracing::warn!(file = %self.id, %why, "an upload was not scanned"),
            },
        }
        if let Some(sealer) = self.sealer.take() {
            self.file.write_all(&sealer.finish()?).await?;
        }
        self.file.flush().await?;
        self.file.sync_all().await?;
        if let Some(objects) = &self.objects {
            objects.put(&self.id.to_string(), &self.partial).await?;
            // Durable elsewhere; dropping this removes what lies here.
            return Ok(self.stored(found));
        }
        fs::rename(&self.partial, &self.whole).await?;
        if let Some(folder) = self.whole.parent() {
            fs::File::open(folder).await?.sync_all().await?;
        }
        self.finished = true;
        Ok(self.stored(found))
    }

    fn stored(&mut self, kind: &str) -> Stored {
        Stored {
            id: self.id,
            sha256: Digest::from_bytes(std::mem::take(&mut self.hasher).finalize().into()),
            size_bytes: self.size_bytes,
            media_type: kind.to_owned(),
            scanned: self.scanned,
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.finished {
            // A failure here leaves a `.partial` file, which the next start clears away.
            let _ = std::fs::remove_file(&self.partial);
        }
    }
}

/// The media type of a file that begins with `head`.
fn kind(head: &[u8]) -> &'static str {
    if let Some(found) = infer::get(head) {
        return found.mime_type();
    }
    // Plain text has no signature: it is what holds no control bytes and is UTF-8, or cut within it.
    let text = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && head.len() == HEAD_BYTES,
    };
    let printable = head.iter().all(|byte| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c));
    if text && printable { "text/plain" } else { "application/octet-stream" }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn folder() -> (PathBuf, Blobs) {
        let path = std::env::temp_dir().join(format!("trespor-blobs-{}", random::id()));
        let blobs = Blobs::open(&path).await.unwrap();
        (path, blobs)
    }

    #[tokio::test]
    async fn an_upload_is_hashed_and_kept() {
        let (path, blobs) = folder().await;
        let mut incoming = blobs.begin(1, None).await.unwrap();
        incoming.write(b"a").await.unwrap();
        incoming.write(b"bc").await.unwrap();
        let stored = incoming.finish(&["txt".into()]).await.unwrap();
        assert_eq!(stored.size_bytes, 3);
        assert_eq!(
            stored.sha256.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(std::fs::read(path.join(stored.id.to_string())).unwrap(), b"abc");
        std::fs::remove_dir_all(path).unwrap();
    }

    #[tokio::test]
    async fn a_file_lies_sealed_and_comes_back_as_it_was() {
        let (path, blobs) = folder().await;
        let file = crate::seal::FileKey::from_random([1; 16]);
        let track = crate::seal::Identity::from_random([2; 32]);
        let header = file.header(&[(track.recipient(), [3; 32])]).unwrap();
        let key = ContentKey { file, header: header.into() };
        // More than two chunks, so that none is whole in memory.
        let plain: Vec<u8> = b"Rum og fred\n".iter().copied().cycle().take(150_000).collect();
        let mut incoming = blobs.begin(1, Some(&key)).await.unwrap();
        for part in plain.chunks(7_000) {
            incoming.write(part).await.unwrap();
        }
        let stored = incoming.finish(&["txt".into()]).await.unwrap();
        let lies = std::fs::read(path.join(stored.id.to_string())).unwrap();
        assert!(!lies.windows(11).any(|words| words == b"Rum og fred"));
        assert_eq!(stored.sha256, Digest::of(&[&plain]));
        assert_eq!(crate::seal::file::open_with(&track, &lies).unwrap().as_slice(), plain);
        let mut outgoing = blobs.read(stored.id).await.unwrap();
        assert_eq!(outgoing.header().await.unwrap().as_deref(), Some(&*key.header));
        outgoing.unlock(key.file.clone(), key.header.len());
        let mut back = Vec::new();
        while let Some(part) = outgoing.next().await.unwrap() {
            back.extend(part);
        }
        assert_eq!(back, plain);
        // Cut off on the disk: what is read of it fails rather than end early.
        std::fs::write(path.join(stored.id.to_string()), &lies[..lies.len() - 20]).unwrap();
        let mut outgoing = blobs.read(stored.id).await.unwrap();
        outgoing.unlock(key.file, key.header.len());
        let read = loop {
            match outgoing.next().await {
                Ok(Some(_)) => {}
                other => break other,
            }
        };
        assert!(read.is_err());
        std::fs::remove_dir_all(path).unwrap();
    }

    #[tokio::test]
    async fn what_breaks_off_or_is_refused_leaves_no_file() {
        let (path, blobs) = folder().await;
        let mut broken = blobs.begin(1, None).await.unwrap();
        broken.write(b"%PDF-1.7 half").await.unwrap();
        drop(broken);
        let mut wrong = blobs.begin(1, None).await.unwrap();
        wrong.write(b"MZ\x90\x00 not a PDF").await.unwrap();
        assert!(wrong.finish(&["pdf".into()]).await.is_err());
        let mut large = blobs.begin(1, None).await.unwrap();
        assert!(large.write(&vec![b'a'; 1_000_001]).await.is_err());
        drop(large);
        let empty = blobs.begin(1, None).await.unwrap();
        assert!(empty.finish(&["txt".into()]).await.is_err());
        assert_eq!(std::fs::read_dir(&path).unwrap().count(), 0);
        std::fs::write(path.join("left.partial"), b"x").unwrap();
        Blobs::open(&path).await.unwrap().sweep().await.unwrap();
        assert_eq!(std::fs::read_dir(&path).unwrap().count(), 0);
        std::fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn the_kind_is_judged_by_the_bytes() {
        assert_eq!(kind(b"%PDF-1.4\n%..."), "application/pdf");
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n0000"), "image/png");
        assert_eq!(kind("Kære læser".as_bytes()), "text/plain");
        assert_eq!(kind(b"\x00\x01\x02"), "application/octet-stream");
    }
}
