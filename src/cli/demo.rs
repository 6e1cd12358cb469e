//! `trespor demo`: the whole case on one machine, with a clock that is moved by hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use super::open::refused;
use super::serve::{assemble, listen, transport, until_stopped};
use crate::app::AppError;
use crate::app::clock::Clock;
use crate::app::demo::PLAYERS;
use crate::app::limits::Network;
use crate::app::settings::{Settings, SignIn, Webhooks};
use crate::engine::calendar::{WallTime, Zone, resolve};
use crate::engine::rules::planned;
use crate::engine::workflow;

/// Marks a folder that a demo made and may clear.
const MARK: &str = "this-is-a-trespor-demo";

/// When the demo begins, in the zone of its workflow file.
const BEGINS: &str = "2027-01-20T09:00";

/// Seconds into the day of the notice at which the demo's procedure opens: nine o'clock.
const OPENS_AFTER_SECONDS: i64 = 9 * 3600;

/// Minutes that links of the demo last: longer than anybody cranks the clock.
const LINK_MINUTES: u32 = 3 * 366 * 24 * 60;

/// What to show.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: String,
    /// Folder of the demo; it is cleared at every start, and refused if it is not a demo's.
    #[arg(long, default_value = "demo-data", value_name = "FOLDER")]
    data: PathBuf,
    /// Workflow file; Boligliv i balance where none is given.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Runs the demo until Ctrl-C.
pub async fn demo(args: DemoArgs) -> anyhow::Result<()> {
    let source = match &args.file {
        Some(path) => std::fs::read_to_string(path)
            .with_context(|| format!("reading the workflow file {}", path.display()))?,
        None => include_str!("../../workflows/boligliv-i-balance.yaml").to_owned(),
    };
    clear(&args.data)?;
    let listener = listen(&args.listen).await?;
    let folder = args.data.join("mail");
    let settings = Settings {
        address: format!("http://{}", listener.local_addr()?),
        listen: args.listen,
        data: args.data.clone(),
        // A demo is no secret: its folder is cleared with its key.
        key_file: args.data.join("own.key"),
        sign_in: SignIn { link_minutes: LINK_MINUTES, session_hours: LINK_MINUTES / 60, ..SignIn::default() },
        owners: vec![PLAYERS[0].email.to_owned()],
        webhooks: Webhooks { networks: own_machine() },
        demo: true,
        ..Settings::default()
    };
    let zone = Zone::new("Europe/Copenhagen")?;
    let begins: WallTime = BEGINS.parse()?;
    let begins = resolve(&begins, &zone)?;
    // On the day of its notice, so that the gate lets it through as it would anywhere.
    let opens = workflow::load(source.as_bytes()).ok().and_then(|loaded| planned(&loaded.definition));
    let opens = opens.map_or(begins, |opens| opens.plus_seconds(OPENS_AFTER_SECONDS).min(begins));
    let app = assemble(settings, Clock::hand_cranked(opens)).await?;
    let procedure = match app.stage_demo(&source, Some(begins)).await {
        Err(AppError::Barred(barred)) => anyhow::bail!(refused("the demo's file", &source, &barred)),
        other => other.context("staging the demo")?,
    };
    say_line!("address: {}", app.settings.address);
    say_line!("tender: {}/tenders/{procedure}", app.settings.address);
    say_line!("clock: {}/demo", app.settings.address);
    for player in &PLAYERS {
        let person = app.player(player).await?;
        let link = app.make_link(&person, "/desk", false).await?;
        say_line!("sign-in {} ({}): {link}", player.part, player.name);
    }
    say_line!("mail: {}", folder.canonicalize().unwrap_or(folder).display());
    say_line!("Stop with Ctrl-C. The clock moves only at /demo.");
    let transport = Arc::new(transport(&app.settings)?);
    until_stopped(app, transport, listener).await
}

/// A demo may call what runs beside it.
fn own_machine() -> Vec<Network> {
    let networks = ["127.0.0.0/8", "::1"].map(|network| Network::try_from(network.to_owned()));
    networks.into_iter().flatten().collect()
}

/// Clears the folder of an earlier demo; refuses any other folder that holds something.
fn clear(folder: &Path) -> anyhow::Result<()> {
    let mark = folder.join(MARK);
    let occupied = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied && !mark.exists() {
        anyhow::bail!(
            "{} holds something that no demo made, and a demo clears its folder\n\
             hint: name another folder with --data",
            folder.display()
        );
    }
    if occupied {
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("clearing the demo's folder {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder.join("mail"))
        .with_context(|| format!("making the folder {}", folder.display()))?;
    std::fs::write(mark, "A demo made this folder and clears it at every start.\n")?;
    Ok(())
}
