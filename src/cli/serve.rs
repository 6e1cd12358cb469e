//! `trespor serve`: pages, worker, graceful stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::App;
use crate::app::blobs::Blobs;
use crate::app::clock::Clock;
use crate::app::keyfile;
use crate::app::settings::{Settings, Storage};
use crate::hooks::Caller;
use crate::mail::{Credentials, Folder, Smtp, SmtpConfig, TlsMode, Transport};
use crate::objects::{Config, Objects};
use crate::scan::Scanner;
use crate::seal::Cipher;
use crate::store::{self, Store, StoreError};
use crate::{web, worker};

/// How long requests under way may take to finish after a stop was asked for.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Connections to the mail server at most.
const MAIL_CONNECTIONS_MAX: usize = 8;

/// How long one letter may take with the mail server.
const SEND_WITHIN: Duration = Duration::from_mins(1);

/// Serves until SIGTERM or Ctrl-C.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    let app = assemble(settings, Clock::system()).await?;
    app.blobs.sweep().await.context("clearing away uploads that broke off")?;
    // Before the first request, so that none is judged by another clock than the rest, and none that another instance
    // has to wait for comes from somebody it does not know.
    app.set_clock().await.context("setting the clock by the database's")?;
    app.speak().await.context("telling the other instances on this database")?;
    let transport = Arc::new(transport(&app.settings)?);
    let listener = listen(&app.settings.listen).await?;
    tracing::info!(address = %app.settings.address, listen = %listener.local_addr()?, "serving");
    until_stopped(app, transport, listener).await
}

/// Puts the program together over its database and folders.
pub async fn assemble(settings: Settings, clock: Clock) -> anyhow::Result<Arc<App>> {
    std::fs::create_dir_all(&settings.data)
        .with_context(|| format!("making the data folder {}", settings.data.display()))?;
    let store = open_store(&settings).await?;
    let reached = store::journal::reached(&mut store.read().await?).await.context("reading the journal")?;
    if let Some(reached) = reached
        && clock.not_before(reached)
    {
        tracing::error!(
            %reached,
            "the machine's clock is behind the journal: the program's clock stands still until it has caught up"
        );
    }
    let folder = settings.blob_folder();
    let mut blobs =
        Blobs::open(&folder).await.with_context(|| format!("opening the folder {}", folder.display()))?;
    if let Some(objects) = objects(&settings.storage)? {
        blobs = blobs.with_objects(objects);
    }
    if !settings.scanner.is_empty() {
        let scanner = Scanner::parse(&settings.scanner).map_err(anyhow::Error::msg);
        blobs = blobs.with_scanner(scanner.context("in the setting `scanner`")?);
    }
    Ok(App::new(store, clock, blobs, settings))
}

/// The bucket of the settings, if they name one.
fn objects(storage: &Storage) -> anyhow::Result<Option<Objects>> {
    if storage.endpoint.is_empty() {
        return Ok(None);
    }
    let path = storage.secret_key_file.as_ref().context(
        "storage.secret_key_file is missing\nhint: name a file that holds the access key and nothing else",
    )?;
    let secret = std::fs::read_to_string(path)
        .with_context(|| format!("reading the access key from {}", path.display()))?;
    let config = Config {
        endpoint: storage.endpoint.clone(),
        region: storage.region.clone(),
        bucket: storage.bucket.clone(),
        prefix: storage.prefix.clone(),
        virtual_host: storage.virtual_host,
        access_key: storage.access_key.clone(),
        secret_key: secret.trim_end_matches(['\r', '\n']).to_owned(),
    };
    Ok(Some(Objects::new(&config).context("in the settings of the storage")?))
}

/// Opens the database with the program's own key, which is made when both are new.
async fn open_store(settings: &Settings) -> anyhow::Result<Store> {
    let path = settings.key_file();
    let found = keyfile::load_or_make(&path).with_context(|| {
        format!("the program's own key, {}\nhint: name the file with --key-file", path.display())
    })?;
    let opened = Store::open(&settings.database_url(), Cipher::new(found.key)?).await;
    if found.made {
        if matches!(opened, Err(StoreError::OtherKey { .. })) {
            // The database was there before: a key of today is not the one that it was sealed with.
            std::fs::remove_file(&path)?;
        } else {
            tracing::info!(
                path = %path.display(),
                "made the program's own key: keep a copy of it where the backups of the database are not"
            );
        }
    }
    opened.context("opening the database")
}

/// Binds the address to listen on.
pub async fn listen(address: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("listening on {address}\nhint: is another program there? choose one with --listen")
    })
}

/// How letters leave, as the settings say.
pub fn transport(settings: &Settings) -> anyhow::Result<Transport> {
    let mail = &settings.mail;
    if mail.host.is_empty() {
        let path = settings.mail_folder();
        let folder =
            Folder::open(&path).with_context(|| format!("opening the mail folder {}", path.display()))?;
        return Ok(Transport::Folder(folder));
    }
    let tls = match mail.security.as_str() {
        "none" => TlsMode::None,
        "starttls" => TlsMode::StartTls,
        "tls" => TlsMode::Implicit,
        other => anyhow::bail!("mail.security is `{other}`\nhint: write none, starttls or tls"),
    };
    let credentials = match (&mail.password_file, mail.user.is_empty()) {
        (Some(path), false) => {
            let password = std::fs::read_to_string(path)
                .with_context(|| format!("reading the mail password from {}", path.display()))?;
            let password = password.trim_end_matches(['\r', '\n']).to_owned();
            Some(Credentials { user: mail.user.clone(), password })
        }
        _ => None,
    };
    let config = SmtpConfig {
        host: mail.host.clone(),
        port: mail.port,
        tls,
        extra_roots_pem: None,
        credentials,
        hello_name: host_of(&mail.from).to_owned(),
        connections_max: MAIL_CONNECTIONS_MAX,
        send_within: SEND_WITHIN,
    };
    Ok(Transport::Smtp(Smtp::new(config).context("in the mail settings")?))
}

fn host_of(from: &str) -> &str {
    from.rsplit('@').next().unwrap_or("localhost").trim_end_matches('>')
}

/// Serves pages and works until a signal, then finishes what is under way.
pub async fn until_stopped(
    app: Arc<App>,
    transport: Arc<Transport>,
    listener: TcpListener,
) -> anyhow::Result<()> {
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(worker::run(Arc::clone(&app), Arc::clone(&transport), stopped.clone()));
    let caller = Caller::new(app.may_call()).context("setting up TLS for webhooks")?;
    let hooks = tokio::spawn(worker::hooks::run(Arc::clone(&app), caller, stopped.clone()));
    let speaker = tokio::spawn(worker::speak(Arc::clone(&app), stopped.clone()));
    let router = web::router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>();
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        // Without it, small answers wait for the reader's acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let mut told = stopped.clone();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        // An error means that the sender is gone: stop as well.
        let _ = told.wait_for(|stop| *stop).await;
    });
    let server = tokio::spawn(async move { server.await });
    signal().await?;
    tracing::info!("stopping");
    stop.send_replace(true);
    if let Ok(done) = tokio::time::timeout(STOP_WITHIN, server).await {
        done??;
    } else {
        tracing::warn!("some requests were still under way after the time for stopping");
    }
    worker.await?;
    hooks.await?;
    speaker.await?;
    transport.close().await;
    app.store.close().await;
    Ok(())
}

async fn signal() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        done = tokio::signal::ctrl_c() => done?,
    }
    Ok(())
}
