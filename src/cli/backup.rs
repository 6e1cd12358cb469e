//! `trespor backup` and `trespor restore`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use super::Configured;
use super::serve::assemble;
use crate::app::backup::{FILES, FORMAT, MANIFEST, Manifest, POSTGRES, place};
use crate::app::clock::Clock;
use crate::engine::digest::Digest;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// A new or empty folder.
    #[arg(short, long, value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    configured: Configured,
}

/// Takes a backup while the server runs.
pub async fn backup(args: BackupArgs) -> anyhow::Result<()> {
    let app = assemble(args.configured.settings()?, Clock::system()).await?;
    let made = app.backup(&args.out).await;
    app.store.close().await;
    let made = made.with_context(|| format!("taking a backup into {}", args.out.display()))?;
    say_line!("{} files in {}", made.entries.len(), args.out.display());
    for id in &made.missing {
        say_line!("warning: the database names the file {id}, and it is gone");
    }
    say_line!("the key file is NOT in it: without the key {} nothing here can be read", made.sealed_with);
    say_line!("keep that file apart from the backup; anybody with both can read everything");
    Ok(())
}

/// From where and where to.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// A folder that `trespor backup` wrote.
    #[arg(value_name = "FOLDER")]
    from: PathBuf,
    /// The data folder to make; it must be new or empty.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
}

/// Puts a backup into an empty data folder, after every file of it was found as it was written.
pub fn restore(args: &RestoreArgs) -> anyhow::Result<()> {
    let taken = std::fs::read_dir(&args.data).is_ok_and(|mut entries| entries.next().is_some());
    ensure!(!taken, "{} holds something\nhint: name a new folder", args.data.display());
    let manifest = std::fs::read(args.from.join(MANIFEST))
        .with_context(|| format!("reading {}", args.from.join(MANIFEST).display()))?;
    let manifest: Manifest = serde_json::from_slice(&manifest).context("reading the list of the backup")?;
    ensure!(manifest.format == FORMAT, "the backup is `{}`, this program reads `{FORMAT}`", manifest.format);
    let places: Vec<_> = manifest
        .entries
        .iter()
        .map(|(path, listed)| Ok((path, listed, place(&args.data, path)?)))
        .collect::<Result<_, String>>()
        .map_err(anyhow::Error::msg)?;
    for (path, listed, _) in &places {
        let found = digest(&args.from.join(path))?;
        ensure!(
            found == listed.sha256,
            "{path} is not as it was written: {} expected, {found} found",
            listed.sha256
        );
    }
    std::fs::create_dir_all(args.data.join(FILES))?;
    for (path, _, to) in &places {
        if let Some(to) = to {
            let from = args.from.join(path);
            std::fs::copy(&from, to)
                .with_context(|| format!("copying {} to {}", from.display(), to.display()))?;
        }
    }
    if manifest.entries.contains_key(POSTGRES) {
        say_line!(
            "the files are in place; now: pg_restore --no-owner --dbname=… {}",
            args.from.join(POSTGRES).display()
        );
    } else {
        say_line!("the database and the files are in place");
    }
    say_line!(
        "give the key file of the key {} with --key-file, then run: trespor journal verify",
        manifest.sealed_with
    );
    Ok(())
}

fn digest(path: &Path) -> anyhow::Result<Digest> {
    use sha2::{Digest as _, Sha256};
    use std::io::Read as _;
    let mut file = std::fs::File::open(path).with_context(|| format!("reading {}", path.display()))?;
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(Digest::from_bytes(hasher.finalize().into())),
            read => hasher.update(&chunk[..read]),
        }
    }
}
