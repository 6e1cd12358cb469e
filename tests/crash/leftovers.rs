//! What a crash leaves of an upload, at each point on its way, is removed after a day; what anything names never is.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use trespor::app::App;
use trespor::app::applicant::Own;
use trespor::app::clock::Clock;
use trespor::app::leftovers::AGE_SECONDS;
use trespor::app::settings::Settings;
use trespor::cli::serve;
use trespor::engine::case::MemberKind;
use trespor::engine::ids::{ApplicationId, AttachmentId, PersonId, ProcedureId};
use trespor::engine::instant::Instant;
use trespor::engine::workflow::form::FileRef;
use trespor::i18n::Lang;
use trespor::store;

use crate::burst::{WORKFLOW, now};
use crate::folder::Folder;

/// A program whose disk stays when it goes.
struct Disk {
    folder: Folder,
    at: Instant,
}

impl Disk {
    async fn start(&self) -> Arc<App> {
        let settings = Settings { data: self.folder.path().join("data"), ..Settings::default() };
        serve::assemble(settings, Clock::hand_cranked(self.at)).await.expect("it starts")
    }

    fn files(&self) -> std::path::PathBuf {
        self.folder.path().join("data").join("files")
    }

    /// Makes everything in the folder as old as it is after a day.
    fn age(&self) {
        let old = SystemTime::now() - Duration::from_secs(u64::from(AGE_SECONDS) + 60);
        for entry in std::fs::read_dir(self.files()).expect("the folder") {
            let file = std::fs::File::options().append(true).open(entry.expect("an entry").path());
            file.and_then(|file| file.set_modified(old)).expect("a file");
        }
    }

    fn lying(&self) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.files()).expect("the folder");
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect()
    }
}

/// Begins an application; who leads it.
async fn begin(app: &Arc<App>, procedure: ProcedureId) -> (ApplicationId, PersonId) {
    let person = app.person("lead@example.org", "Lena", Lang::En).await.expect("an address");
    let begun = app
        .start_application(procedure, "social", &person, "Room", MemberKind::Organisation, app.receive())
        .await;
    (begun.expect("an application begins").0, person.id)
}

/// Brings an upload as far as its bytes.
async fn bytes(app: &Arc<App>, own: &Own, text: &str) -> trespor::app::blobs::Stored {
    let mut incoming = app.begin_file(own.id(), 1).await.expect("a file begins");
    incoming.write(text.as_bytes()).await.expect("room");
    incoming.finish(&["txt".into()]).await.expect("a text")
}

async fn kept(app: &Arc<App>, own: &Own, text: &str) -> FileRef {
    let stored = bytes(app, own, text).await;
    app.keep_upload(own, stored, "a.txt").await.expect("room")
}

#[tokio::test]
async fn what_a_crash_left_of_an_upload_goes_and_what_is_named_stays() {
    let disk = Disk { folder: Folder::new(), at: now() };
    let app = disk.start().await;
    let olga = app.person("olga@example.org", "Olga", Lang::En).await.expect("an address");
    let overrides = crate::opening::overrides(WORKFLOW, app.clock.now());
    let procedure = app.open_procedure(WORKFLOW, olga.id, &overrides).await.expect("the file is good");
    let (id, lead) = begin(&app, procedure).await;
    let own = async || app.own(id, lead).await.expect("it is theirs");
    let add = async |files: Vec<FileRef>| {
        let files: Vec<_> = files.into_iter().map(|file| ("references".to_owned(), file)).collect();
        app.add_files(own().await, app.receive(), &files).await.expect("a draft takes them");
    };

    // In a draft that was replaced since, and in the draft as it stands.
    let (replaced, stands) = (kept(&app, &own().await, "one").await, kept(&app, &own().await, "two").await);
    add(vec![replaced.clone(), stands.clone()]).await;
    app.remove_file(own().await, app.receive(), replaced.attachment).await.expect("it is removed");
    // Killed while it came in, after its bytes, after its row.
    let mut incoming = app.begin_file(id, 1).await.expect("a file begins");
    incoming.write(b"half of").await.expect("room");
    let partial: BTreeSet<_> = disk.lying().into_iter().filter(|name| name.ends_with("partial")).collect();
    assert_eq!(partial.len(), 1);
    std::mem::forget(incoming);
    let whole = bytes(&app, &own().await, "three").await.id;
    let row = kept(&app, &own().await, "four").await.attachment;
    // Killed between the note that the bytes go and their removal, and after their removal.
    let (noted, removed) = (kept(&app, &own().await, "five").await, kept(&app, &own().await, "six").await);
    for id in [noted.attachment, removed.attachment] {
        let at = app.clock.now();
        app.store
            .write(move |db| Box::pin(async move { store::attachments::doom_unnamed(db, id, at).await }))
            .await
            .expect("the row goes");
    }
    app.blobs.remove(removed.attachment).await.expect("the bytes go");
    std::fs::write(disk.files().join("README"), b"somebody's own").expect("a file");
    app.store.close().await;

    // Up again, a moment later: everything is too young to be judged, but for what is noted.
    let app = disk.start().await;
    assert_eq!(app.clear_leftovers().await.expect("a round"), 0);
    assert!(has(&disk, whole) && has(&disk, row) && disk.lying().is_superset(&partial));
    app.clear_away().await.expect("what is noted goes");
    assert!(!has(&disk, noted.attachment));
    app.store.close().await;

    // A day later. One that a running upload would write now is young.
    disk.age();
    let disk = Disk { at: disk.at.plus_seconds(i64::from(AGE_SECONDS) + 60), ..disk };
    let app = disk.start().await;
    let young = {
        let own = app.own(id, lead).await.expect("it is theirs");
        bytes(&app, &own, "seven").await.id
    };
    assert_eq!(app.clear_leftovers().await.expect("a round"), 3, "{:?}", disk.lying());
    let wanted = [replaced.attachment, stands.attachment, young].map(|id| id.to_string());
    let wanted: BTreeSet<_> = wanted.into_iter().chain(["README".to_owned()]).collect();
    assert_eq!(disk.lying(), wanted);
    let mut db = app.store.read().await.expect("the database answers");
    let rows: BTreeSet<_> = store::attachments::ids(&mut db).await.expect("rows").into_iter().collect();
    assert_eq!(rows, BTreeSet::from([replaced.attachment, stands.attachment]));
    assert_eq!(store::erasure::doomed(&mut db).await.expect("rows"), []);
    drop(db);
    assert_eq!(app.clear_leftovers().await.expect("a round"), 0);
    let own = app.own(id, lead).await.expect("it is theirs");
    assert_eq!(app.own_file(&own, stands.attachment).await.expect("it is there"), stands);
}

fn has(disk: &Disk, id: AttachmentId) -> bool {
    Path::new(&disk.files()).join(id.to_string()).exists()
}
