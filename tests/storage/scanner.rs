//! A virus scanner looks at a file before anybody but its sender reads it, and costs nobody their application by being
//! away. The scanner is a real clamd with two signatures of our own; one that is away or odd is played.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixListener};
use trespor::app::applicant::Own;
use trespor::app::blobs::UploadError;
use trespor::app::clock::Clock;
use trespor::app::settings::Settings;
use trespor::app::{App, AppError};
use trespor::cli::serve;
use trespor::engine::ids::AttachmentId;
use trespor::engine::workflow::form::FileRef;
use trespor::store;

use crate::folder::Folder;
use crate::{START, begun, read, upload};

/// The test file of the European Institute for Computer Antivirus Research, in two halves, so that no scanner takes
/// this file for it.
const EICAR: [&str; 2] = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"];

/// A running clamd. It ends when it is dropped.
struct Clamd(Child);

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn eicar() -> Vec<u8> {
    EICAR.concat().into_bytes()
}

/// Starts a clamd on a socket in `folder`. Nothing, with a printed sentence, only where it is missing and may be.
fn clamd(folder: &Path) -> Option<Clamd> {
    let found = ["/usr/sbin/clamd", "/usr/local/sbin/clamd", "/usr/bin/clamd"]
        .into_iter()
        .find(|path| Path::new(path).exists());
    let Some(program) = found else {
        let reason = "clamd is not installed\nhint: apt-get install clamav-daemon";
        assert_eq!(std::env::var("TRESPOR_TEST_PARTIAL").as_deref(), Ok("1"), "{reason}");
        println!("left out: {reason}");
        return None;
    };
    let signatures = folder.join("signatures");
    std::fs::create_dir_all(&signatures).expect("a folder");
    // Name, any kind of file, any place, the bytes.
    let line = format!("Eicar-Test:0:*:{}\n", hex::encode(eicar()));
    std::fs::write(signatures.join("test.ndb"), line).expect("a file");
    let text = format!(
        "Foreground yes\nLocalSocket {}\nDatabaseDirectory {}\nStreamMaxLength 2M\nLogTime no\n",
        folder.join("clamd.sock").display(),
        signatures.display()
    );
    std::fs::write(folder.join("clamd.conf"), text).expect("a file");
    let mut command = Command::new(program);
    command.arg("--config-file").arg(folder.join("clamd.conf"));
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    // It says so once its signatures are loaded and its socket is there.
    let up = lines.by_ref().map_while(Result::ok).any(|line| line.contains("Self checking"));
    assert!(up, "clamd did not come up");
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Some(Clamd(child))
}

async fn start(folder: &Path, scanner: &str) -> Arc<App> {
    let settings = Settings { data: folder.join("data"), scanner: scanner.to_owned(), ..Settings::default() };
    serve::assemble(settings, Clock::hand_cranked(START)).await.expect("it starts")
}

async fn is_scanned(app: &App, own: &Own, id: AttachmentId) -> bool {
    let mut db = app.store.read().await.unwrap();
    !store::attachments::unscanned(&mut db, own.id()).await.unwrap().contains(&id)
}

fn virus(result: Result<FileRef, AppError>) -> String {
    match result {
        Err(AppError::Upload(UploadError::Virus { found, .. })) => found,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_scanner_finds_is_refused_and_what_it_missed_is_not_handed_out() {
    let folder = Folder::new();
    let socket = folder.path().join("clamd.sock");
    let scanner = format!("unix:{}", socket.display());

    // Away: everything is taken, and marked.
    let app = start(folder.path(), &scanner).await;
    let own = begun(&app).await;
    let (missed, fine) =
        (upload(&app, &own, &eicar()).await.unwrap(), upload(&app, &own, b"abc").await.unwrap());
    assert!(
        !is_scanned(&app, &own, missed.attachment).await && !is_scanned(&app, &own, fine.attachment).await
    );
    assert!(
        app.scan_first(own.id(), fine.attachment).await.is_ok(),
        "a scanner that is away keeps nobody from reading"
    );

    let Some(clamd) = clamd(folder.path()) else { return };
    // Back: what lay there is looked at before somebody reads it.
    assert!(app.scan_first(own.id(), fine.attachment).await.is_ok());
    assert!(is_scanned(&app, &own, fine.attachment).await);
    let refused = app.scan_first(own.id(), missed.attachment).await.unwrap_err();
    assert!(matches!(&refused, AppError::Virus(found) if found.contains("Eicar-Test")), "{refused}");
    assert_eq!(read(&app, &own, &missed).await.unwrap(), eicar(), "its sender has it");

    // New ones are told at once; a piece may end in the middle of what is found.
    let clean = upload(&app, &own, &b"Rum og fred\n".repeat(20_000)).await.unwrap();
    assert!(is_scanned(&app, &own, clean.attachment).await);
    let hidden = [&b"x".repeat(49_970)[..], &eicar(), &b"y".repeat(70_000)].concat();
    for bytes in [eicar(), hidden] {
        assert!(virus(upload(&app, &own, &bytes).await).contains("Eicar-Test"));
    }
    // Larger than this scanner takes: it is no reason to refuse.
    let large = upload(&app, &own, &b"Rum og fred\n".repeat(300_000)).await.unwrap();
    assert!(!is_scanned(&app, &own, large.attachment).await);
    let lying = app.blobs.list("", 100).await.unwrap();
    assert_eq!(lying.len(), 4, "what was refused left something: {lying:?}");
    drop(clamd);
    assert!(upload(&app, &own, &eicar()).await.is_ok(), "away again");
}

/// Plays a scanner that does something odd with every file.
async fn odd(what: &'static str) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut bytes = [0; 64];
            let _ = socket.read(&mut bytes).await;
            let _ = socket.write_all(what.as_bytes()).await;
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_odd_scanner_costs_nobody_their_file() {
    for what in
        ["", "stream: ", "INSTREAM size limit exceeded. ERROR\0", "stream: OK", "\0\0\0", "UNKNOWN COMMAND\0"]
    {
        let folder = Folder::new();
        let app = start(folder.path(), &format!("127.0.0.1:{}", odd(what).await)).await;
        let own = begun(&app).await;
        // It hangs up while pieces are still coming.
        let file = upload(&app, &own, &b"Rum og fred\n".repeat(100_000)).await.unwrap();
        let scanned = is_scanned(&app, &own, file.attachment).await;
        assert!(!scanned || what == "stream: OK", "{what}");
        assert_eq!(read(&app, &own, &file).await.unwrap().len(), 1_200_000);
    }
}

#[tokio::test]
async fn a_file_is_told_as_the_manual_says() {
    let folder = Folder::new();
    let socket = folder.path().join("clamd.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let told = tokio::spawn(async move {
        let (mut line, _) = listener.accept().await.unwrap();
        let mut bytes = vec![0; 10];
        line.read_exact(&mut bytes).await.unwrap();
        assert_eq!(bytes, b"zINSTREAM\0");
        let mut file = Vec::new();
        loop {
            let length = usize::try_from(line.read_u32().await.unwrap()).unwrap();
            if length == 0 {
                break;
            }
            let at = file.len();
            file.resize(at + length, 0);
            line.read_exact(&mut file[at..]).await.unwrap();
        }
        line.write_all(b"stream: Made-Up.Name-1 FOUND\0").await.unwrap();
        file
    });
    let app = start(folder.path(), &format!("unix:{}", socket.display())).await;
    let own = begun(&app).await;
    let bytes = b"0123456789".repeat(20_000);
    assert_eq!(virus(upload(&app, &own, &bytes).await), "Made-Up.Name-1");
    assert!(told.await.unwrap() == bytes);
}
