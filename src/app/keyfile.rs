//! The file with the program's own key: made at the first start, kept apart from what it seals.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::random;
use crate::seal::Identity;

/// A key and where it came from.
#[derive(Debug)]
pub struct Found {
    /// The key.
    pub key: Identity,
    /// Whether it was made just now.
    pub made: bool,
}

/// The text of a key file: what it is for, what becomes of whom without it, and the key.
pub fn written(key: &Identity, about: &str) -> String {
    let remarks: Vec<_> = about.lines().map(|line| format!("# {line}")).collect();
    let remarks = remarks.join("\n");
    format!("{remarks}\n# public key: {}\n{}\n", key.recipient(), key.reveal().as_str())
}

const ABOUT: &str = "The own key of a Trespor server. What people wrote lies in the database sealed with it.\n\
    Keep a copy of this file where the backups of the database are not.\n\
    Without it nobody can read the database any more: there is no other way back.";

/// The key in the file at `path`, made where there is no file.
///
/// # Errors
/// When the file cannot be read or made, or holds no key.
pub fn load_or_make(path: &Path) -> std::io::Result<Found> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let key = Identity::from_key_file(&text)
                .map_err(|why| std::io::Error::new(std::io::ErrorKind::InvalidData, why))?;
            Ok(Found { key, made: false })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = Identity::from_random(random::bytes());
            make(path, &written(&key, ABOUT))?;
            Ok(Found { key, made: true })
        }
        Err(error) => Err(error),
    }
}

/// Writes a file that only its owner reads, whole and durable, and never over another.
pub fn make(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
