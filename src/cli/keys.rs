//! `trespor keys`: keys of people who open together what came in.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;

use super::Configured;
use super::serve::assemble;
use crate::app::clock::Clock;
use crate::app::{App, AppError, keyfile, random};
use crate::engine::ids::{PersonId, ProcedureId};
use crate::i18n::Lang;
use crate::seal::Identity;

/// What a key file of a holder says.
const ABOUT: &str = "A key to applications in Trespor. Keep this file in two places, on paper too.\n\
    Nobody can replace it: when too few of the holders have their key, what came in stays closed for ever.\n\
    Give the public key to the project owner, and this file to nobody.";

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeysVerb {
    /// Make a key of one's own. Needs no server and no network.
    New {
        /// File to write it to; printed without one.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Make the keys of a procedure, for as many holders as its workflow file asks for.
    Make {
        /// The procedure: the last part of its address.
        #[arg(value_name = "PROCEDURE")]
        procedure: ProcedureId,
        /// Mail address of the owner, in whose name it is done.
        #[arg(long, value_name = "EMAIL")]
        by: String,
        /// A holder: mail address and public key.
        #[arg(long = "holder", value_name = "EMAIL=KEY", value_parser = email_and_key, required = true)]
        holders: Vec<(String, String)>,
        #[command(flatten)]
        configured: Configured,
    },
    /// Give a holder's key after the deadline, at the server.
    Give {
        /// The procedure: the last part of its address.
        #[arg(value_name = "PROCEDURE")]
        procedure: ProcedureId,
        /// Mail address of the holder.
        #[arg(long, value_name = "EMAIL")]
        by: String,
        /// The holder's key file.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        #[command(flatten)]
        configured: Configured,
    },
    /// Print what is left to peel of each track's key, as JSON: for opening it with a stock age program.
    Layers {
        /// The procedure: the last part of its address.
        #[arg(value_name = "PROCEDURE")]
        procedure: ProcedureId,
        /// Mail address of the owner, the auditor or a holder.
        #[arg(long, value_name = "EMAIL")]
        by: String,
        #[command(flatten)]
        configured: Configured,
    },
}

/// `anna@example.org=age1…` as its two parts.
fn email_and_key(typed: &str) -> Result<(String, String), String> {
    let (email, key) = typed
        .split_once('=')
        .ok_or("write the address, an equals sign and the public key: anna@example.org=age1…")?;
    key.trim().parse::<crate::seal::Recipient>().map_err(|why| why.to_string())?;
    Ok((email.trim().to_owned(), key.trim().to_owned()))
}

/// Runs the verb.
pub async fn run(verb: KeysVerb) -> anyhow::Result<u8> {
    match verb {
        KeysVerb::New { out } => new(out),
        KeysVerb::Make { procedure, by, holders, configured } => {
            let app = assemble(configured.settings()?, Clock::system()).await?;
            let owner = known(&app, &by).await?;
            let made = app.make_keys(owner, procedure, &holders, Lang::DEFAULT).await;
            app.store.close().await;
            made.map_err(|error| refused(&error))?;
            say_line!("the keys are made; applications can be begun");
            Ok(0)
        }
        KeysVerb::Give { procedure, by, key, configured } => {
            let text = std::fs::read_to_string(&key)
                .with_context(|| format!("reading the key file {}", key.display()))?;
            let key = Identity::from_key_file(&text).with_context(|| format!("in {}", key.display()))?;
            let app = assemble(configured.settings()?, Clock::system()).await?;
            let holder = known(&app, &by).await?;
            let given = app.give_key(holder, procedure, &key).await;
            app.store.close().await;
            say_line!("given to {} tracks", given.map_err(|error| refused(&error))?);
            Ok(0)
        }
        KeysVerb::Layers { procedure, by, configured } => {
            let app = assemble(configured.settings()?, Clock::system()).await?;
            let person = known(&app, &by).await?;
            let found = app.layers(person, procedure).await;
            app.store.close().await;
            let found = found.map_err(|error| refused(&error))?;
            let shown: std::collections::BTreeMap<_, _> = found
                .into_iter()
                .map(|(track, key)| {
                    let layers = serde_json::json!({
                        "recipient": key.recipient.to_string(),
                        "layers": key.layers,
                    });
                    (track, layers)
                })
                .collect();
            say_line!("{}", serde_json::to_string_pretty(&shown)?);
            Ok(0)
        }
    }
}

fn new(out: Option<PathBuf>) -> anyhow::Result<u8> {
    let key = Identity::from_random(random::bytes());
    let text = keyfile::written(&key, ABOUT);
    match out {
        None => say!("{text}"),
        Some(path) => {
            keyfile::make(&path, &text)
                .with_context(|| format!("writing the key file {}", path.display()))?;
            say_line!("{}", key.recipient());
        }
    }
    Ok(0)
}

async fn known(app: &App, email: &str) -> anyhow::Result<PersonId> {
    let mut db = app.store.read().await?;
    let address = crate::app::sign_in::address(email).with_context(|| format!("`{email}` is no address"))?;
    let found = crate::store::people::by_email(&mut db, &address).await?;
    Ok(found.with_context(|| format!("nobody here has the address `{address}`"))?.id)
}

fn refused(error: &AppError) -> anyhow::Error {
    match error {
        AppError::Refused(refusal) => {
            anyhow::anyhow!("{}", crate::web::refusals::words(Lang::En, None, "UTC", refusal))
        }
        other => anyhow::anyhow!("{other}"),
    }
}
