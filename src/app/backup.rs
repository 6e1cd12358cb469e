//! A copy of the database and the uploaded files, taken while the server runs.
//!
//! The database is copied first, as it stands at one moment, and the files after it: a file is whole and durable
//! before the database names it, so that every file that the copy names is there. The program's own key is
//! never in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{App, AppError};
use crate::dossier::format::Listed;
use crate::engine::digest::Digest;
use crate::engine::ids::AttachmentId;
use crate::store::{self, Dialect};

/// The name and version of the format.
pub const FORMAT: &str = "trespor backup 1";
/// The list of everything in a backup.
pub const MANIFEST: &str = "backup.json";
/// The copy of the embedded database.
pub const SQLITE: &str = "trespor.db";
/// What `pg_dump` wrote, in its own format.
pub const POSTGRES: &str = "trespor.dump";
/// Files that are listed at a time.
const FILES_AT_A_TIME: usize = 1_000;
/// The folder of uploaded files.
pub const FILES: &str = "files";

/// The list of everything in a backup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// Version of the program that wrote it.
    pub program: String,
    /// RFC 3339 in UTC.
    pub made_at: String,
    /// Public half of the key that the database is sealed with: the key file that belongs to it.
    pub sealed_with: String,
    /// Uploads that the database named and whose files were gone.
    pub missing: Vec<String>,
    /// Size and digest of every other file, by path.
    pub entries: BTreeMap<String, Listed>,
}

impl App {
    /// Writes a backup into `folder`, which must be new or empty.
    pub async fn backup(&self, folder: &Path) -> Result<Manifest, AppError> {
        empty(folder).await?;
        tokio::fs::create_dir_all(folder.join(FILES)).await?;
        let mut db = self.store.read().await?;
        let named = store::attachments::ids(&mut db).await?;
        drop(db);
        let database = match self.store.dialect() {
            Dialect::Sqlite => {
                self.store.copy_sqlite(&folder.join(SQLITE)).await?;
                SQLITE
            }
            Dialect::Postgres => {
                dump(&self.settings.database_url(), &folder.join(POSTGRES)).await?;
                POSTGRES
            }
        };
        let mut entries = BTreeMap::from([(database.to_owned(), listed(&folder.join(database)).await?)]);
        let mut after = String::new();
        loop {
            let lying = self.blobs.list(&after, FILES_AT_A_TIME).await?;
            let Some(last) = lying.last() else { break };
            after.clone_from(&last.name);
            for one in lying {
                // Anything else is on its way in: the database does not name it yet.
                let Ok(id) = one.name.parse::<AttachmentId>() else { continue };
                let path = format!("{FILES}/{id}");
                match self.copy_file(id, &folder.join(&path)).await {
                    Ok(listed) => entries.insert(path, listed),
                    // Removed meanwhile.
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                    Err(error) => return Err(error.into()),
                };
            }
        }
        let missing = named.iter().map(ToString::to_string);
        let missing = missing.filter(|id| !entries.contains_key(&format!("{FILES}/{id}"))).collect();
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: self.clock.now().to_string(),
            sealed_with: self.store.cipher().recipient().to_string(),
            missing,
            entries,
        };
        let text = serde_json::to_vec_pretty(&manifest).map_err(std::io::Error::from)?;
        let mut file = tokio::fs::File::create_new(folder.join(MANIFEST)).await?;
        file.write_all(&text).await?;
        file.sync_all().await?;
        Ok(manifest)
    }

    /// Copies a file as it lies, sealed, and says what was copied.
    async fn copy_file(&self, id: AttachmentId, to: &Path) -> std::io::Result<Listed> {
        let mut source = self.blobs.read(id).await?;
        let mut target = tokio::fs::File::create_new(to).await?;
        let (mut hasher, mut size_bytes) = (Sha256::new(), 0);
        while let Some(bytes) = source.next().await? {
            size_bytes += bytes.len() as u64;
            hasher.update(&bytes);
            target.write_all(&bytes).await?;
        }
        target.sync_all().await?;
        Ok(Listed { size_bytes, sha256: Digest::from_bytes(hasher.finalize().into()) })
    }
}

/// Refuses a folder that holds something.
async fn empty(folder: &Path) -> Result<(), AppError> {
    if let Ok(mut entries) = tokio::fs::read_dir(folder).await
        && entries.next_entry().await?.is_some()
    {
        return Err(AppError::BadValue { field: "an empty folder", value: folder.display().to_string() });
    }
    Ok(())
}

/// Size and digest of a file.
pub async fn listed(path: &Path) -> std::io::Result<Listed> {
    let mut source = tokio::fs::File::open(path).await?;
    let mut hasher = Sha256::new();
    let mut size_bytes = 0;
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let read = source.read(&mut chunk).await?;
        if read == 0 {
            break;
        }
        size_bytes += read as u64;
        hasher.update(&chunk[..read]);
    }
    Ok(Listed { size_bytes, sha256: Digest::from_bytes(hasher.finalize().into()) })
}

/// Lets `pg_dump` write the database; the password goes by the environment, where other users do not see it.
async fn dump(url: &str, to: &Path) -> Result<(), AppError> {
    let (url, password) = without_password(url);
    let mut command = tokio::process::Command::new("pg_dump");
    command.arg("--format=custom").arg("--no-owner").arg("--file").arg(to).arg("--dbname").arg(url);
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let done = command.output().await.map_err(|why| {
        let hint = "install PostgreSQL's client programs, or take the backup where they are";
        std::io::Error::new(why.kind(), format!("pg_dump cannot be run: {why}\nhint: {hint}"))
    })?;
    if done.status.success() {
        Ok(())
    } else {
        let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
        Err(std::io::Error::other(format!("pg_dump failed: {said}")).into())
    }
}

/// A database address without its password, and the password.
fn without_password(url: &str) -> (String, Option<String>) {
    let parts = url.split_once("://").and_then(|(scheme, rest)| {
        let (user, place) = rest.split_once('@')?;
        let (user, password) = user.split_once(':')?;
        Some((format!("{scheme}://{user}@{place}"), plain(password)))
    });
    parts.map_or_else(|| (url.to_owned(), None), |(url, password)| (url, Some(password)))
}

/// Undoes the escapes of an address.
fn plain(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        let escaped = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Where a file of a backup comes to lie in a data folder; nothing for the dump, which `pg_restore` reads.
///
/// # Errors
/// For a name that leads elsewhere.
pub fn place(data: &Path, path: &str) -> Result<Option<PathBuf>, String> {
    if path == SQLITE {
        return Ok(Some(data.join(SQLITE)));
    }
    if path == POSTGRES {
        return Ok(None);
    }
    let id = path.strip_prefix("files/").and_then(|name| name.parse::<uuid::Uuid>().ok());
    let id = id.ok_or_else(|| format!("`{path}` is no file of a backup"))?;
    Ok(Some(data.join(FILES).join(id.to_string())))
}

#[cfg(test)]
mod tests {
    use super::{place, without_password};
    use std::path::Path;

    #[test]
    fn a_password_is_taken_out_of_the_address() {
        assert_eq!(
            without_password("postgres://anna:p%40ss%2f@db.example/trespor?sslmode=require"),
            ("postgres://anna@db.example/trespor?sslmode=require".to_owned(), Some("p@ss/".to_owned()))
        );
        assert_eq!(without_password("postgres:///trespor"), ("postgres:///trespor".to_owned(), None));
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for path in ["../x", "files/../x", "/etc/passwd", "files/", "backup.json", "files/x"] {
            assert!(place(Path::new("data"), path).is_err(), "{path}");
        }
    }
}
