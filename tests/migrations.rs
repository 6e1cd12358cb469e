//! Every migration runs over data as it was before, on both databases.
//!
//! `tests/migrations/` holds, under the name of each migration, rows as they could be when it was the latest.
//! They are put in right after it, and all later ones run over them. What comes out is read by the store.

#[path = "support/folder.rs"]
mod folder;
#[path = "support/keys.rs"]
mod keys;
#[path = "support/postgres.rs"]
mod postgres;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use folder::Folder;
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use trespor::engine::ids::{ApplicationId, PersonId, ProcedureId};
use trespor::engine::instant::Instant;
use trespor::engine::journal as chain;
use trespor::store::prose::Checked;
use trespor::store::{
    Dialect, Store, applications, attachments, journal, outbox, people, procedures, prose, sessions,
};
use uuid::Uuid;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Names of the SQL files of a folder.
fn sql_files(folder: &str) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    entries
        .map(|entry| PathBuf::from(entry.unwrap().file_name()))
        .filter(|name| name.extension().is_some_and(|extension| extension == "sql"))
        .collect()
}

#[test]
fn every_migration_has_sample_data() {
    assert_eq!(sql_files("migrations"), sql_files("tests/migrations"));
}

#[test]
fn sample_data_survives_on_sqlite() {
    let folder = Folder::new();
    let path = folder.path().join("trespor.db").display().to_string();
    survives(&format!("sqlite://{path}?mode=rwc"), &format!("sqlite://{path}"));
}

#[test]
fn sample_data_survives_on_postgres() {
    let Some(database) = postgres::fresh_database() else { return };
    survives(&database.url(), &database.url());
}

/// Migrates step by step, with sample data after each, and reads the end with the store.
#[tokio::main(flavor = "current_thread")]
async fn survives(driver: &str, url: &str) {
    sqlx::any::install_default_drivers();
    let migrations = Migrator::new(root().join("migrations")).await.unwrap();
    let mut db = AnyConnection::connect(driver).await.unwrap();
    let mut rows: BTreeMap<String, i64> = BTreeMap::new();
    let names: Vec<_> = sql_files("migrations").into_iter().collect();
    assert_eq!(migrations.iter().count(), names.len());
    for (migration, name) in migrations.iter().zip(names) {
        migrations
            .run_to(migration.version, &mut db)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", name.display()));
        for (table, before) in &rows {
            let now = count(&mut db, table).await;
            assert!(now.is_none_or(|now| now >= *before), "{}: rows of {table} are lost", name.display());
        }
        let sample = fs::read_to_string(root().join("tests/migrations").join(&name)).unwrap();
        sqlx::raw_sql(AssertSqlSafe(sample))
            .execute(&mut db)
            .await
            .unwrap_or_else(|error| panic!("tests/migrations/{}: {error}", name.display()));
        rows.clear();
        for table in tables(&mut db).await {
            let filled = count(&mut db, &table).await.unwrap_or_default();
            assert!(filled > 0, "tests/migrations/{} puts nothing into {table}", name.display());
            rows.insert(table, filled);
        }
    }
    db.close().await.unwrap();

    // Fails also where the program was built with other migrations than lie in the folder.
    let store = Store::open(url, keys::cipher()).await.unwrap();
    let mut db = store.read().await.unwrap();
    let known: Vec<i64> = sqlx::query_scalar("SELECT version FROM _sqlx_migrations ORDER BY version")
        .fetch_all(&mut db)
        .await
        .unwrap();
    assert_eq!(known, migrations.iter().map(|migration| migration.version).collect::<Vec<_>>());
    read_back(&store).await;
    drop(db);
    store.close().await;
}

/// The tables of the program.
async fn tables(db: &mut AnyConnection) -> Vec<String> {
    let sql = if db.backend_name() == "PostgreSQL" {
        "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    };
    let names: Vec<String> = sqlx::query_scalar(sql).fetch_all(db).await.unwrap();
    names.into_iter().filter(|name| !name.starts_with("sqlite_") && name != "_sqlx_migrations").collect()
}

/// How many rows a table has; nothing where there is no such table any more.
async fn count(db: &mut AnyConnection, table: &str) -> Option<i64> {
    if !tables(db).await.iter().any(|name| name == table) {
        return None;
    }
    let sql = format!("SELECT count(*) FROM {table}");
    Some(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(db).await.unwrap())
}

/// The sample data of the first migration, as today's program sees it.
async fn read_back(store: &Store) {
    let noon = Instant::from_micros(1_801_825_200_000_000);
    let procedure = ProcedureId::new(Uuid::from_u128(0x0100_0001));
    let application = ApplicationId::new(Uuid::from_u128(0x0200_0001));
    let person = PersonId::new(Uuid::from_u128(4));
    let mut db = store.read().await.unwrap();
    assert!(matches!(store.dialect(), Dialect::Sqlite | Dialect::Postgres));

    let listed = procedures::list(&mut db, 9).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(
        procedures::workflow(&mut db, listed[0].workflow).await.unwrap().as_deref(),
        Some("name: harbour-bath\n")
    );
    for found in &listed {
        let head = procedures::get(&mut db, found.id).await.unwrap().unwrap();
        assert_eq!((head.procedure.id, head.procedure.workflow), (found.id, found.workflow));
    }
    assert_eq!(procedures::due(&mut db, noon, 9).await.unwrap(), [procedure]);
    assert_eq!(people::offices(&mut db, PersonId::new(Uuid::from_u128(2))).await.unwrap().len(), 2);

    let all = applications::all(&mut db, procedure, None).await.unwrap();
    assert_eq!(all.len(), 2);
    assert!(all[0].application.counts() && !all[1].application.counts());
    assert_eq!(applications::counts(&mut db, procedure).await.unwrap()[&("social".into(), None)], (1, 1));
    assert_eq!(applications::of_person(&mut db, person).await.unwrap().len(), 2);
    assert!(
        applications::parties(&mut db, application)
            .await
            .unwrap()
            .values()
            .any(|party| party.name == "O'Brien")
    );
    assert_eq!(attachments::total(&mut db, application).await.unwrap(), (1, 5_000_000_000));
    let texts = prose::digests(&mut db, procedure).await.unwrap();
    assert!(!texts.is_empty());
    for digest in texts {
        // What lay in the open before there were keys is sealed now, and says the same.
        assert_eq!(prose::check(&mut db, digest).await.unwrap(), Checked::Same);
    }
    let open: i64 = sqlx::query_scalar("SELECT count(*) FROM prose WHERE body NOT LIKE 's1.%'")
        .fetch_one(&mut db)
        .await
        .unwrap();
    assert_eq!(open, 0);
    let contents = all[0].application.draft.content;
    assert!(prose::text(&mut db, contents).await.unwrap().unwrap().contains("🏟️"));

    let heads = journal::heads(&mut db, procedure).await.unwrap();
    assert_eq!(heads.len(), 3);
    for (stream, head) in &heads {
        let lines = journal::lines(&mut db, stream).await.unwrap();
        chain::verify(stream, *head, &lines).unwrap_or_else(|broken| panic!("{broken}"));
    }
    let checkpoints = journal::checkpoints(&mut db, procedure).await.unwrap();
    assert_eq!(checkpoints.len(), 1);
    assert_eq!(checkpoints[0].1, journal::root_of(&heads));

    assert_eq!(outbox::of_procedure(&mut db, procedure, 9).await.unwrap().len(), 3);
    assert_eq!(sessions::holder(&mut db, "sample session", noon).await.unwrap().unwrap().id, person);
    drop(db);
    let used = store
        .write(move |db| {
            Box::pin(async move {
                let old = sessions::use_link(db, "used link", noon).await?;
                Ok((old, sessions::use_link(db, "sample link", noon).await?))
            })
        })
        .await
        .unwrap();
    assert_eq!(used, (None, Some((person, "/procedures".to_owned()))));
}
