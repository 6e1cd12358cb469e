//! The ZIP file: written in one pass with the manifest last, and read with limits on everything.
//!
//! The same entries give the same bytes: their order is the caller's, and every date is the first that the format
//! knows. Nothing is ever unpacked to a disk, so that no name in it leads anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::format::{FILES, Listed, MANIFEST, Manifest};
use crate::engine::digest::Digest;

/// Entries of a dossier at most.
pub const ENTRIES_MAX: usize = 200_000;
/// Bytes of an entry that is read into memory at most.
pub const TEXT_BYTES_MAX: u64 = 1 << 30;
/// Bytes of an attachment at most.
pub const FILE_BYTES_MAX: u64 = 4 << 30;
/// Bytes of all entries together at most, unpacked.
pub const TOTAL_BYTES_MAX: u64 = 256 << 30;
/// How many times as large as its packed bytes an entry may become; text with much of the same reaches a hundred.
pub const RATIO_MAX: u64 = 400;
/// Bytes that may come of anything, whatever the ratio.
const RATIO_FROM_BYTES: u64 = 1 << 20;
/// Bytes of the name of an entry at most.
const NAME_BYTES_MAX: usize = 200;

/// Why a file cannot be read as a dossier at all.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is no ZIP file, or the list at its end is broken.
    #[error("it is no dossier: {0}")]
    NoArchive(String),
    /// It is beyond a limit.
    #[error("{what} is {found}; a dossier has at most {limit}")]
    TooMuch {
        /// What.
        what: String,
        /// The limit.
        limit: u64,
        /// What there is.
        found: u64,
    },
    /// A name that no entry of a dossier has.
    #[error("the entry `{0}` has a name that leads elsewhere, or is too long")]
    Name(String),
    /// Two entries have one name: two readers would see two dossiers.
    #[error("two entries are called `{0}`")]
    Twice(String),
    /// The disk.
    #[error("{0}")]
    Files(#[from] std::io::Error),
}

/// Bytes of the ZIP file that are ready to go out.
#[derive(Clone, Debug, Default)]
struct Ready(Arc<Mutex<Vec<u8>>>);

impl Write for Ready {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Writes a dossier in one pass; it never holds more than what was given to it last.
pub struct Writer {
    zip: ZipWriter<StreamWriter<Ready>>,
    ready: Ready,
    entry: Option<(String, Sha256, u64)>,
    listed: BTreeMap<String, Listed>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("listed", &self.listed.len()).finish_non_exhaustive()
    }
}

impl Default for Writer {
    fn default() -> Self {
        let ready = Ready::default();
        let zip = ZipWriter::new_stream(ready.clone());
        Self { zip, ready, entry: None, listed: BTreeMap::new() }
    }
}

impl Writer {
    /// Begins an entry; what was begun before is whole.
    pub fn begin(&mut self, path: &str) -> std::io::Result<()> {
        self.end();
        // An attachment is mostly packed already, and one that is not would look like a bomb.
        let packed = !path.starts_with(FILES);
        let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.zip.start_file(path, options).map_err(std::io::Error::other)?;
        self.entry = Some((path.to_owned(), Sha256::new(), 0));
        Ok(())
    }

    /// Appends to the entry that was begun last.
    pub fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        if let Some((_, hasher, size)) = &mut self.entry {
            hasher.update(bytes);
            *size += bytes.len() as u64;
        }
        self.zip.write_all(bytes)
    }

    /// Appends a value as one line of JSON.
    pub fn line(&mut self, value: &impl serde::Serialize) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.write(&line)
    }

    /// How many bytes [`Self::take`] would give.
    pub fn waiting(&self) -> usize {
        self.ready.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The bytes of the ZIP file that have come of it since the last call.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.ready.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn end(&mut self) {
        if let Some((path, hasher, size_bytes)) = self.entry.take() {
            let sha256 = Digest::from_bytes(hasher.finalize().into());
            self.listed.insert(path, Listed { size_bytes, sha256 });
        }
    }

    /// Writes the manifest and the end of the file. The manifest lists what was written.
    pub fn finish(mut self, mut manifest: Manifest) -> std::io::Result<Vec<u8>> {
        self.end();
        manifest.entries = std::mem::take(&mut self.listed);
        self.begin(MANIFEST)?;
        self.write(&serde_json::to_vec_pretty(&manifest)?)?;
        self.entry = None;
        let ready = self.ready.clone();
        self.zip.finish().map_err(std::io::Error::other)?;
        Ok(std::mem::take(&mut ready.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// A dossier as it was read.
#[derive(Debug, Default)]
pub struct Held {
    /// Size and digest of every entry that could be read, by path.
    pub found: BTreeMap<String, Listed>,
    /// Bytes of the entries that are no attachments.
    pub texts: BTreeMap<String, Vec<u8>>,
    /// Entries whose bytes do not agree with the archive's own sum.
    pub broken: BTreeMap<String, String>,
}

/// Reads a dossier.
///
/// # Errors
/// [`Unreadable`] where there is nothing to check; an entry that is broken in itself is no such error.
pub fn read<R: Read + Seek>(mut file: R) -> Result<Held, Unreadable> {
    let no_archive = |why: zip::result::ZipError| Unreadable::NoArchive(why.to_string());
    let mut zip = ZipArchive::new(&mut file).map_err(no_archive)?;
    let count = zip.len();
    let start = zip.central_directory_start();
    too_much("the number of entries", ENTRIES_MAX as u64, count as u64)?;
    let mut held = Held::default();
    let mut total = 0;
    for index in 0..count {
        let mut entry = zip.by_index(index).map_err(no_archive)?;
        let name = entry.name().map_err(no_archive)?.into_owned();
        if !is_plain(&name) {
            return Err(Unreadable::Name(name.chars().take(NAME_BYTES_MAX).collect()));
        }
        let text = !name.starts_with(FILES);
        let limit = if text { TEXT_BYTES_MAX } else { FILE_BYTES_MAX };
        let ratio = entry.compressed_size().saturating_mul(RATIO_MAX).max(RATIO_FROM_BYTES);
        let mut hasher = Sha256::new();
        let mut bytes = Vec::new();
        let mut size_bytes = 0_u64;
        let mut chunk = vec![0; 64 * 1024];
        let broken = loop {
            match entry.read(&mut chunk) {
                Ok(0) => break None,
                Ok(read) => {
                    size_bytes += read as u64;
                    total += read as u64;
                    too_much(&format!("the entry {name}"), limit.min(ratio), size_bytes)?;
                    too_much("all entries together", TOTAL_BYTES_MAX, total)?;
                    hasher.update(&chunk[..read]);
                    if text {
                        bytes.extend_from_slice(&chunk[..read]);
                    }
                }
                Err(why) => break Some(why.to_string()),
            }
        };
        drop(entry);
        if let Some(why) = broken {
            held.broken.insert(name, why);
            continue;
        }
        let sha256 = Digest::from_bytes(hasher.finalize().into());
        held.found.insert(name.clone(), Listed { size_bytes, sha256 });
        if text {
            held.texts.insert(name, bytes);
        }
    }
    drop(zip);
    once(&mut file, start, count)?;
    Ok(held)
}

fn too_much(what: &str, limit: u64, found: u64) -> Result<(), Unreadable> {
    if found > limit { Err(Unreadable::TooMuch { what: what.to_owned(), limit, found }) } else { Ok(()) }
}

/// Whether a name is one that a dossier could have: a word, or a word within one folder.
fn is_plain(name: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    name.len() <= NAME_BYTES_MAX && name.split('/').count() <= 2 && name.split('/').all(word)
}

/// Reads the list at the end of the archive itself: the library keeps one entry of two with the same name.
fn once<R: Read + Seek>(file: &mut R, start: u64, count: usize) -> Result<(), Unreadable> {
    file.seek(SeekFrom::Start(start))?;
    let mut file = std::io::BufReader::new(file);
    let mut names = BTreeSet::new();
    let mut listed = 0_usize;
    loop {
        let mut head = [0; 46];
        if file.read_exact(&mut head).is_err() || head[..4] != *b"PK\x01\x02" {
            break;
        }
        let number = |at: usize| usize::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let (name, rest) = (number(28), number(30) + number(32));
        let mut bytes = vec![0; name + rest];
        file.read_exact(&mut bytes)?;
        let name = String::from_utf8_lossy(&bytes[..name]).into_owned();
        listed += 1;
        too_much("the number of entries", ENTRIES_MAX as u64, listed as u64)?;
        if !names.insert(name.clone()) {
            return Err(Unreadable::Twice(name));
        }
    }
    if listed == count {
        Ok(())
    } else {
        Err(Unreadable::NoArchive(format!("its list has {listed} entries, {count} can be read")))
    }
}
