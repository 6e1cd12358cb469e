//! Uploaded files: looked at by a virus scanner (`scanner.rs`), and in a bucket: on a server of other people that speaks the protocol of S3 (s3rver,
//! from `npm ci` in this folder), behind a line that breaks in the middle.

#[path = "../support/folder.rs"]
mod folder;
#[path = "../support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
mod scanner;
mod server;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use folder::Folder;
use server::{Fault, Line, S3, is_signed};
use trespor::app::applicant::Own;
use trespor::app::clock::Clock;
use trespor::app::leftovers::AGE_SECONDS;
use trespor::app::settings::{Settings, Storage};
use trespor::app::{App, AppError};
use trespor::cli::serve;
use trespor::engine::case::MemberKind;
use trespor::engine::instant::Instant;
use trespor::engine::workflow::form::FileRef;
use trespor::i18n::Lang;

const WORKFLOW: &str = include_str!("../data/small-workflow.yaml");

/// 16 January 2027, three weeks before the deadline.
pub const START: Instant = Instant::from_micros(1_800_097_200_000_000);

/// More than two parts of eight mebibytes.
const LARGE_BYTES: usize = 20_000_000;

fn settings(folder: &Path, port: u16, secret: &str) -> Settings {
    let file = folder.join("secret");
    std::fs::write(&file, format!("{secret}\n")).expect("a file can be written");
    Settings {
        data: folder.join("data"),
        storage: Storage {
            endpoint: format!("http://127.0.0.1:{port}"),
            bucket: "files".into(),
            prefix: "trespor/".into(),
            access_key: "S3RVER".into(),
            secret_key_file: Some(file),
            ..Storage::default()
        },
        ..Settings::default()
    }
}

async fn start(folder: &Path, port: u16) -> Arc<App> {
    serve::assemble(settings(folder, port, "S3RVER"), Clock::hand_cranked(START)).await.expect("it starts")
}

/// An application that takes files of twenty-five megabytes.
pub async fn begun(app: &Arc<App>) -> Own {
    let source = WORKFLOW.replace("megabytes_max: 1,", "megabytes_max: 25,");
    let olga = app.person("olga@example.org", "Olga", Lang::En).await.expect("an address");
    let overrides = opening::overrides(&source, START);
    let procedure = app.open_procedure(&source, olga.id, &overrides).await.expect("the file is good");
    let lead = app.person("lead@example.org", "Lena", Lang::En).await.expect("an address");
    let kind = MemberKind::Organisation;
    let begun = app.start_application(procedure, "social", &lead, "Room", kind, app.receive()).await;
    app.own(begun.expect("an application begins").0, lead.id).await.expect("it is theirs")
}

pub async fn upload(app: &Arc<App>, own: &Own, bytes: &[u8]) -> Result<FileRef, AppError> {
    let mut incoming = app.begin_file(own.id(), 25).await?;
    for piece in bytes.chunks(50_000) {
        incoming.write(piece).await?;
    }
    let stored = incoming.finish(&["txt".into()]).await?;
    app.keep_upload(own, stored, "large.txt").await
}

pub async fn read(app: &App, own: &Own, file: &FileRef) -> Result<Vec<u8>, String> {
    let mut outgoing = app.open_file(own.id(), file.attachment).await.map_err(|error| error.to_string())?;
    let mut all = Vec::new();
    while let Some(part) = outgoing.next().await.map_err(|error| error.to_string())? {
        all.extend(part);
    }
    Ok(all)
}

fn large() -> Vec<u8> {
    b"Rum og fred\n".iter().copied().cycle().take(LARGE_BYTES).collect()
}

fn local(folder: &Folder) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path().join("data").join("files")).expect("the folder");
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_lie_sealed_in_the_bucket_and_come_back() {
    let Some(s3) = S3::start() else { return };
    let folder = Folder::new();
    let app = start(folder.path(), s3.port()).await;
    let own = begun(&app).await;
    let (small, large_bytes) = (b"abc".to_vec(), large());
    let (one, two) =
        (upload(&app, &own, &small).await.unwrap(), upload(&app, &own, &large_bytes).await.unwrap());
    assert_eq!(local(&folder), Vec::<String>::new(), "nothing stays here");
    for (file, bytes) in [(&one, &small), (&two, &large_bytes)] {
        assert!(read(&app, &own, file).await.unwrap() == *bytes, "{} bytes came back otherwise", bytes.len());
        let mark = &bytes[..bytes.len().min(11)];
        let lies = s3.object(&format!("trespor/{}", file.attachment)).expect("it is in the bucket");
        assert!(lies.len() > bytes.len() && !lies.windows(mark.len()).any(|at| at == mark));
    }
    let files = [("references".to_owned(), one.clone()), ("references".to_owned(), two.clone())];
    app.add_files(own.clone(), app.receive(), &files).await.unwrap();

    // A backup has them as they lie, and a restored folder is read before the bucket.
    let backup = folder.path().join("backup");
    let manifest = app.backup(&backup).await.unwrap();
    assert_eq!(manifest.missing, Vec::<String>::new());
    let copy = backup.join("files").join(two.attachment.to_string());
    assert!(std::fs::read(&copy).unwrap() == s3.object(&format!("trespor/{}", two.attachment)).unwrap());
    app.blobs.remove(two.attachment).await.unwrap();
    assert!(read(&app, &own, &two).await.is_err());
    std::fs::copy(&copy, folder.path().join("data").join("files").join(two.attachment.to_string())).unwrap();
    assert!(read(&app, &own, &two).await.unwrap() == large_bytes);

    // What nothing names is found in the bucket as well; what is named stays.
    let left = upload(&app, &own, b"left over").await.unwrap();
    s3.make_old();
    assert!(app.clock.crank(START.plus_seconds(i64::from(AGE_SECONDS) + 60)));
    assert_eq!(app.clear_leftovers().await.unwrap(), 1);
    assert!(s3.object(&format!("trespor/{}", left.attachment)).is_none());
    assert!(read(&app, &own, &one).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_breaks_in_the_middle_costs_nothing() {
    let Some(s3) = S3::start() else { return };
    let line = Line::to(s3.port()).await;
    let folder = Folder::new();
    let app = start(folder.path(), line.port()).await;
    let own = begun(&app).await;
    let bytes = large();

    // The first lines break after a while, then it is well: the parts that were cut are sent again.
    line.faults([Fault::CutAfter(300), Fault::None, Fault::CutAfter(1_000_000), Fault::Say500, Fault::None]);
    let file = upload(&app, &own, &bytes).await.unwrap();
    assert!(read(&app, &own, &file).await.unwrap() == bytes);
    assert!(line.connections() > 5, "{}", line.connections());

    // It stays broken: the upload fails, honestly, and leaves nothing here.
    line.always(Fault::CutAfter(100_000));
    let failed = upload(&app, &own, &bytes).await.unwrap_err();
    assert!(failed.may_pass(), "{failed}");
    assert_eq!(local(&folder), Vec::<String>::new());
    // A download that is cut off is an error and no short file.
    line.always(Fault::CutAnswerAfter(1_000_000));
    assert!(read(&app, &own, &file).await.is_err());
    line.always(Fault::None);
    assert!(read(&app, &own, &file).await.unwrap() == bytes);
    let names: BTreeSet<_> = app.blobs.list("", 10).await.unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(names, BTreeSet::from([file.attachment.to_string()]), "what failed is not in the bucket");
    app.blobs.remove(file.attachment).await.unwrap();
    // The server knows the name of the key and does not compute signatures: what went over the line is computed here.
    let heads = line.heads();
    let kinds: BTreeSet<_> = heads.iter().filter_map(|head| head.split(' ').next()).collect();
    assert_eq!(kinds, BTreeSet::from(["DELETE", "GET", "POST", "PUT"]));
    for head in &heads {
        assert!(is_signed(head, "S3RVER") && !is_signed(head, "S3RVEr"), "{head}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_key_is_said() {
    let Some(s3) = S3::start() else { return };
    let folder = Folder::new();
    let mut settings = settings(folder.path(), s3.port(), "S3RVER");
    settings.storage.access_key = "nobody".into();
    let app = serve::assemble(settings, Clock::hand_cranked(START)).await.unwrap();
    let own = begun(&app).await;
    let error = upload(&app, &own, b"abc").await.unwrap_err().to_string();
    assert!(error.contains("403") && error.contains("InvalidAccessKeyId"), "{error}");
    assert_eq!(local(&folder), Vec::<String>::new());
}
