//! A backup is taken while applications come in, put back, and verified.

use clap::Parser as _;
use futures_util::future::join_all;

use super::world::{World, signed_in};
use crate::postgres::fresh_database;
use trespor::app::blobs::Blobs;
use trespor::app::clock::Clock;
use trespor::app::settings::Settings;
use trespor::app::{App, random};
use trespor::engine::digest::Digest;
use trespor::engine::ids::{ApplicationId, AttachmentId};
use trespor::engine::instant::Instant;
use trespor::store::attachments::Attachment;
use trespor::store::{self, Store};

async fn hand_in(world: &World, number: u32) -> ApplicationId {
    let who = signed_in(&world.app, &format!("burst-{number}@example.org"), "Burst").await;
    let application = ApplicationId::new(random::id());
    world.apply(&who, application, "social", "Burst ApS", true).await;
    // The bytes are there before the database names them, as with an upload.
    let id = AttachmentId::new(random::id());
    std::fs::write(world.folder.join("files").join(id.to_string()), number.to_be_bytes()).unwrap();
    let sha256 = Digest::of(&[&number.to_be_bytes()]);
    let attachment = Attachment { id, application, sha256, size_bytes: 4, media_type: "text/plain".into() };
    let now = world.app.clock.now();
    world
        .app
        .store
        .write(move |db| {
            let attachment = attachment.clone();
            Box::pin(async move { store::attachments::insert(db, &attachment, now).await })
        })
        .await
        .unwrap();
    application
}

async fn restored(backup: &std::path::Path, data: &std::path::Path) -> anyhow::Result<u8> {
    let line = ["trespor", "restore"].map(Into::into);
    let rest = [backup.into(), std::ffi::OsString::from("--data"), data.into()];
    trespor::cli::run(trespor::cli::Arguments::parse_from(line.into_iter().chain(rest))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_during_a_burst_holds_all_that_was_acknowledged_before_it() {
    let world = World::new().await;
    let (backup, data) = (world.folder.join("backup"), world.folder.join("restored"));
    let mut before = join_all((0..8).map(|number| hand_in(&world, number))).await;
    before.extend([world.application, world.mates]);
    let during = join_all((8..32).map(|number| hand_in(&world, number)));
    let (manifest, during) = tokio::join!(world.app.backup(&backup), during);
    let manifest = manifest.unwrap();
    assert_eq!(manifest.missing, Vec::<String>::new());
    assert_eq!(during.len(), 24);
    let key = std::fs::read_dir(&backup).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = key.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["backup.json", "files", "trespor.db"], "the key is not in it");
    assert!(world.app.backup(&backup).await.is_err(), "a folder that holds something");

    assert_eq!(restored(&backup, &data).await.unwrap(), 0);
    assert!(restored(&backup, &data).await.is_err(), "a folder that holds something");
    let store = Store::open_sqlite(&data.join("trespor.db"), crate::keys::cipher()).await.unwrap();
    is_whole(store, &data, &before).await;
}

/// What was put back verifies, and holds what was acknowledged `before` it was taken, with every file that it names.
async fn is_whole(store: Store, data: &std::path::Path, before: &[ApplicationId]) {
    let blobs = Blobs::open(&data.join("files")).await.unwrap();
    let clock = Clock::hand_cranked(Instant::from_micros(super::world::START));
    let app = App::new(store, clock, blobs, Settings::default());
    let verified = app.verify().await.unwrap();
    assert!(!verified.is_empty(), "there is no procedure");
    for verified in verified {
        assert_eq!(verified.faults, Vec::<String>::new());
        assert!(verified.lines > 0);
    }
    let mut db = app.store.read().await.unwrap();
    for id in before {
        let found = store::applications::get(&mut db, *id).await.unwrap().expect("it was acknowledged");
        assert!(found.application.counts());
    }
    let uploads = store::attachments::ids(&mut db).await.unwrap();
    assert!(uploads.len() >= 8);
    for id in uploads {
        assert!(data.join("files").join(id.to_string()).exists(), "{id} is named and not there");
    }
    drop(db);
    app.store.close().await;
}

/// The same with `pg_dump` and `pg_restore`, into another database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dump_of_postgresql_during_a_burst_is_put_back_and_verifies() {
    let (Some(database), Some(other)) = (fresh_database(), fresh_database()) else { return };
    let store = Store::open_postgres(&database.url(), crate::keys::cipher()).await.unwrap();
    let settings = Settings { database: database.url(), ..Settings::default() };
    let world = World::over(store, World::folder(), settings).await;
    let (backup, data) = (world.folder.join("backup"), world.folder.join("restored"));
    let mut before = join_all((0..8).map(|number| hand_in(&world, number))).await;
    before.extend([world.application, world.mates]);
    let during = join_all((8..32).map(|number| hand_in(&world, number)));
    let (manifest, during) = tokio::join!(world.app.backup(&backup), during);
    assert_eq!(manifest.unwrap().missing, Vec::<String>::new());
    assert_eq!(during.len(), 24);

    assert_eq!(restored(&backup, &data).await.unwrap(), 0);
    let done = std::process::Command::new("pg_restore")
        .args(["--no-owner", "--exit-on-error", "--dbname", &other.url()])
        .arg(backup.join("trespor.dump"))
        .output()
        .expect("pg_restore lies beside pg_dump");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let store = Store::open_postgres(&other.url(), crate::keys::cipher()).await.unwrap();
    is_whole(store, &data, &before).await;
    world.app.store.close().await;
}

#[tokio::test]
async fn a_backup_that_was_changed_is_not_put_back() {
    let world = World::new().await;
    let (backup, data) = (world.folder.join("backup"), world.folder.join("restored"));
    world.app.backup(&backup).await.unwrap();
    let database = backup.join("trespor.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&database, bytes).unwrap();
    let why = restored(&backup, &data).await.unwrap_err().to_string();
    assert!(why.contains("trespor.db is not as it was written"), "{why}");
    assert!(!data.exists(), "nothing was put anywhere");
}
