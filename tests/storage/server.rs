//! A server for files, started for one test, and a line to it that can break.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::folder::Folder;

/// Set to `1`, tests that need a missing tool are left out, loudly, instead of failing.
const PARTIAL: &str = "TRESPOR_TEST_PARTIAL";

/// The server. It ends when it is dropped.
pub struct S3 {
    child: Child,
    port: u16,
    folder: Folder,
}

impl S3 {
    /// Starts one with the bucket `files`. Nothing, with a printed sentence, only where it is missing and may be.
    pub fn start() -> Option<Self> {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/storage");
        let program = home.join("node_modules/.bin/s3rver");
        if !program.exists() {
            let reason = "s3rver is not installed\nhint: npm --prefix tests/storage ci --ignore-scripts";
            assert_eq!(std::env::var(PARTIAL).as_deref(), Ok("1"), "{reason}");
            println!("left out, because {PARTIAL}=1: {reason}");
            return None;
        }
        let folder = Folder::new();
        let mut command = Command::new("node");
        command.arg(program).args(["--address", "127.0.0.1", "--port", "0", "--configure-bucket", "files"]);
        command.arg("--directory").arg(folder.path()).current_dir(home);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let port = loop {
            let line = lines.next().expect("it says where it listens").expect("text");
            if let Some((_, port)) = line.rsplit_once("127.0.0.1:") {
                break port.trim().parse().expect("a port");
            }
        };
        // It writes a line a request.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Some(Self { child, port, folder })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.path().join("files").join(format!("{key}._S3rver_object"))
    }

    /// The bytes of an object, past the program.
    pub fn object(&self, key: &str) -> Option<Vec<u8>> {
        std::fs::read(self.path(key)).ok()
    }

    /// Makes every object as old as it is after two days.
    pub fn make_old(&self) {
        let old = SystemTime::now() - Duration::from_hours(48);
        for entry in std::fs::read_dir(self.folder.path().join("files/trespor")).expect("the bucket") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let file = std::fs::File::options().append(true).open(path);
                file.and_then(|file| file.set_modified(old)).expect("a file");
            }
        }
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What happens to one connection.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    None,
    /// It breaks after so many bytes to the server.
    CutAfter(u64),
    /// It breaks after so many bytes from the server.
    CutAnswerAfter(u64),
    /// The server answers that it is not well.
    Say500,
}

/// A line to a server.
pub struct Line {
    port: u16,
    shared: Arc<Shared>,
    accepting: tokio::task::JoinHandle<()>,
}

struct Shared {
    heads: Mutex<Vec<String>>,
    next: Mutex<(VecDeque<Fault>, Fault)>,
    connections: AtomicUsize,
}

impl Line {
    pub async fn to(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let next = Mutex::new((VecDeque::new(), Fault::None));
        let shared = Arc::new(Shared { heads: Mutex::default(), next, connections: AtomicUsize::new(0) });
        let of = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                of.connections.fetch_add(1, Ordering::SeqCst);
                let fault = {
                    let mut next = of.next.lock().unwrap_or_else(PoisonError::into_inner);
                    let always = next.1;
                    next.0.pop_front().unwrap_or(always)
                };
                let of = Arc::clone(&of);
                tokio::spawn(async move {
                    let head = head(&caller).await;
                    of.heads.lock().unwrap_or_else(PoisonError::into_inner).push(head);
                    carry(caller, server, fault).await;
                });
            }
        });
        Self { port, shared, accepting }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// The heads of all requests so far.
    pub fn heads(&self) -> Vec<String> {
        self.shared.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What happens to the next connections, one after the other; nothing after them.
    pub fn faults(&self, faults: impl IntoIterator<Item = Fault>) {
        let mut next = self.shared.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (faults.into_iter().collect(), Fault::None);
    }

    /// What happens to all connections from now on.
    pub fn always(&self, fault: Fault) {
        let mut next = self.shared.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (VecDeque::new(), fault);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// The head of a request, which stays to be read.
async fn head(caller: &TcpStream) -> String {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let count = caller.peek(&mut bytes).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes[..count]).into_owned();
        if count == 0 || count == bytes.len() || text.contains("\r\n\r\n") {
            return text.split("\r\n\r\n").next().unwrap_or_default().to_owned();
        }
        tokio::task::yield_now().await;
    }
}

/// Computes the signature of a request as Amazon describes it ("Authenticating Requests: Using Query Parameters",
/// signature version 4), by what went over the line, and compares it with the one that it carries.
pub fn is_signed(head: &str, secret: &str) -> bool {
    use ring::hmac::{HMAC_SHA256, Key, sign};
    use sha2::{Digest as _, Sha256};
    let mut lines = head.split("\r\n");
    let words: Vec<_> = lines.next().unwrap_or_default().split(' ').collect();
    let [method, target, _] = words[..] else { return false };
    let Some((path, query)) = target.split_once('?') else { return false };
    let host = lines.find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("host").then_some(value)
    });
    let mut pairs: Vec<_> = query.split('&').collect();
    let value = |name: &str| {
        let pair = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        pair.unwrap_or_default().replace("%2F", "/")
    };
    let signature = value("X-Amz-Signature");
    pairs.retain(|pair| !pair.starts_with("X-Amz-Signature="));
    pairs.sort_unstable();
    let host = host.unwrap_or_default();
    let canonical = format!("{method}\n{path}\n{}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD", pairs.join("&"));
    let credential = value("X-Amz-Credential");
    let Some((_, scope)) = credential.split_once('/') else { return false };
    let digest = hex::encode(Sha256::digest(canonical.as_bytes()));
    let text = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{digest}", value("X-Amz-Date"));
    let start = format!("AWS4{secret}").into_bytes();
    let key = scope
        .split('/')
        .fold(start, |key, part| sign(&Key::new(HMAC_SHA256, &key), part.as_bytes()).as_ref().to_vec());
    hex::encode(sign(&Key::new(HMAC_SHA256, &key), text.as_bytes())) == signature
}

/// A connection that breaks breaks for both ends when this returns.
async fn carry(mut caller: TcpStream, server: u16, fault: Fault) {
    if matches!(fault, Fault::Say500) {
        // The head is read, or the answer would be lost in a reset.
        let mut head = [0; 4096];
        let _ = caller.read(&mut head).await;
        let answer =
            "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 4\r\n\r\noops";
        let _ = caller.write_all(answer.as_bytes()).await;
        return;
    }
    let Ok(server) = TcpStream::connect(("127.0.0.1", server)).await else { return };
    let (from_caller, mut to_caller) = caller.into_split();
    let (from_server, mut to_server) = server.into_split();
    let (up, down) = match fault {
        Fault::CutAfter(bytes) => (bytes, u64::MAX),
        Fault::CutAnswerAfter(bytes) => (u64::MAX, bytes),
        _ => (u64::MAX, u64::MAX),
    };
    let (mut from_caller, mut from_server) = (from_caller.take(up), from_server.take(down));
    let there = async {
        let _ = tokio::io::copy(&mut from_caller, &mut to_server).await;
        if from_caller.limit() > 0 {
            // The caller has said everything; the answer may still come.
            std::future::pending::<()>().await;
        }
    };
    let back = tokio::io::copy(&mut from_server, &mut to_caller);
    tokio::select! {
        () = there => {}
        _ = back => {}
    }
}
