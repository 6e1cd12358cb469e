//! Messages as files in a folder, for a demonstration without a mail server.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::readable::text_of;
use super::transport::{Delivered, Envelope, SendError, Stage, tidy};

/// The longest word for the recipient and for the subject in a file's name, in characters each.
const SLUG_CHARS_MAX: usize = 50;

/// A folder that every message becomes two files of: `<n>-<to>-<subject>.eml`, which a mail program
/// opens, and the same name with `.txt`, which anyone can read.
///
/// Numbers go on from the highest in the folder. A file appears whole or not at all. One process
/// writes to a folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    next: AtomicU64,
}

impl Folder {
    /// Opens the folder, and makes it if it is not there.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        std::fs::create_dir_all(&path)?;
        let mut highest = 0;
        for entry in std::fs::read_dir(&path)? {
            let name = entry?.file_name();
            let number =
                name.to_str().and_then(|name| name.split_once('-')).and_then(|(n, _)| n.parse().ok());
            highest = highest.max(number.unwrap_or(0));
        }
        Ok(Self { path, next: AtomicU64::new(highest + 1) })
    }

    /// Where the files are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) async fn write(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Delivered, SendError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let name = format!("{number:05}-{}-{}", slug(envelope.to.as_str()), slug(&envelope.subject));
        if let Some(text) = text_of(bytes) {
            let page = format!("To: {}\nSubject: {}\n\n{text}\n", envelope.to, envelope.subject);
            self.write_whole(&format!("{name}.txt"), page.as_bytes()).await?;
        }
        // The message itself comes last: whoever waits for it finds the text already there.
        self.write_whole(&format!("{name}.eml"), bytes).await?;
        Ok(Delivered { answer: format!("written to {name}.eml") })
    }

    async fn write_whole(&self, name: &str, bytes: &[u8]) -> Result<(), SendError> {
        let unfinished = self.path.join(format!(".{name}.part"));
        let written = async {
            tokio::fs::write(&unfinished, bytes).await?;
            tokio::fs::rename(&unfinished, self.path.join(name)).await
        };
        written.await.map_err(|error| SendError::Unreachable {
            stage: Stage::Writing,
            problem: tidy(&format!("{}: {error}", self.path.join(name).display())),
        })
    }
}

/// A word for a file's name: small letters and digits with single dashes. Never a path, never empty.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'æ' => slug.push_str("ae"),
            'ø' => slug.push_str("oe"),
            'å' => slug.push_str("aa"),
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug: String = slug.chars().take(SLUG_CHARS_MAX).collect();
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "x".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_harmless_name() {
        assert_eq!(slug("Rødgrød på Ærø – afgørelse"), "roedgroed-paa-aeroe-afgoerelse");
        assert_eq!(slug("../../etc/passwd\0"), "etc-passwd");
        assert_eq!(slug("anna.holm@example.dk"), "anna-holm-example-dk");
        assert_eq!(slug("…"), "x");
        assert_eq!(slug(&"ab ".repeat(100)).chars().count(), 50);
    }
}
