//! The real program on a folder of its own: started, killed, started again.

use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use trespor::engine::instant::Instant;

use crate::folder::Folder;
use crate::http::Browser;

/// Lines of the log that a failure shows at most.
const LINES_SHOWN: usize = 40;

/// The address that stands in letters.
pub const SITE: &str = "http://trespor.test";

/// Who writes the letters.
pub const FROM: &str = "Trespor <trespor@example.org>";

/// Where a program lives: its settings, its data, and the program while it runs.
pub struct Place {
    folder: Folder,
    pub address: SocketAddr,
    child: Mutex<Option<Child>>,
    log: Arc<Mutex<Vec<String>>>,
    /// How often it was started; it is up while the number is even.
    pub starts: watch::Sender<u32>,
}

impl Place {
    /// A place with a database (nothing for the embedded one) and a mail server on a port of this machine.
    pub fn new(database: Option<&str>, smtp_port: u16) -> Self {
        let folder = Folder::new();
        // Free now; whoever takes it in the meantime makes the test fail with a clear word.
        let address = TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr());
        let address = address.expect("a free port");
        let data = folder.path().join("data");
        let database = database.map(|url| format!("database = \"{url}\"\n")).unwrap_or_default();
        let many =
            "person = { burst = 100000, an_hour = 100000 }\nnetwork = { burst = 100000, an_hour = 100000 }";
        let settings = format!(
            "address = \"{SITE}\"\nlisten = \"{address}\"\ndata = \"{}\"\n{database}\
             [mail]\nfrom = \"{FROM}\"\nhost = \"127.0.0.1\"\nport = {smtp_port}\n\
             security = \"none\"\n[sign_in]\nlinks_per_hour_max = 100000\n\
             [limits.links]\n{many}\n[limits.uploads]\n{many}\n[limits.guesses]\n{many}\n",
            data.display()
        );
        std::fs::write(folder.path().join("trespor.toml"), settings).expect("a file can be written");
        Self { folder, address, child: Mutex::default(), log: Arc::default(), starts: watch::Sender::new(1) }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file beside the data.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A verb of the program with the settings of this place.
    pub fn command(&self, verb: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trespor"));
        self.prepared(&mut command, verb);
        command
    }

    fn prepared(&self, command: &mut Command, verb: &[&str]) {
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("TRESPOR_")) {
                command.env_remove(name);
            }
        }
        command.args(verb).arg("--config").arg(self.file("trespor.toml")).stdin(Stdio::null());
        command.env("NO_COLOR", "1").env("TRESPOR_LOG", "info,trespor::request=warn,sqlx=warn");
    }

    /// Runs a verb to its end; what it printed.
    #[track_caller]
    pub fn run(&self, verb: &[&str]) -> String {
        let output = self.command(verb).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{verb:?}: {}\n{said}\n{wrong}", output.status);
        said
    }

    /// Opens a procedure from a file, whatever the gate lets a person set aside; its identifier.
    pub fn open(&self, source: &str, now: Instant) -> String {
        let file = self.file("workflow.yaml");
        std::fs::write(&file, source).expect("a file can be written");
        let file = file.display().to_string();
        let codes = crate::opening::overrides(source, now).into_iter();
        let codes: Vec<_> = codes.map(|(code, why)| format!("--override={code}={why}")).collect();
        let mut verb = vec!["open", &file, "--owner", "olga@example.org"];
        verb.extend(codes.iter().map(String::as_str));
        let said = self.run(&verb);
        let id = said.split("/tenders/").nth(1).and_then(|rest| rest.split_whitespace().next());
        id.unwrap_or_else(|| panic!("no procedure was opened: {said}")).to_owned()
    }

    /// Starts serving. Returns when it says that it does.
    pub fn start(&self) {
        let mut command = self.command(&["serve"]);
        self.launch(&mut command);
    }

    /// Starts serving in a shell that ignores the signal which a write beyond the limit of a file's size brings, so
    /// that the write fails instead, as it does on a full disk.
    pub fn start_on_a_small_disk(&self) {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_trespor")]);
        self.prepared(&mut command, &["serve"]);
        self.launch(&mut command);
    }

    fn launch(&self, command: &mut Command) {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let log = Arc::clone(&self.log);
        let keep = move |line: &str| lock(&log).push(line.to_owned());
        loop {
            let Some(Ok(line)) = lines.next() else {
                panic!("the program did not come up:\n{}", self.last_lines());
            };
            keep(&line);
            if line.contains("serving") {
                break;
            }
        }
        // Reads on until the program ends, or its pipe would fill and hold it up.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| keep(&line)));
        *lock(&self.child) = Some(child);
        self.starts.send_modify(|starts| *starts += 1);
    }

    /// Kills it, as a machine that loses its power does: nothing is finished, nothing flushed.
    pub fn kill(&self) {
        let mut child = lock(&self.child).take().expect("it runs");
        self.starts.send_modify(|starts| *starts += 1);
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }

    /// The number of the running process.
    pub fn pid(&self) -> u32 {
        lock(&self.child).as_ref().expect("it runs").id()
    }

    /// Waits until it runs.
    pub async fn up(&self) {
        let mut starts = self.starts.subscribe();
        starts.wait_for(|starts| starts % 2 == 0).await.expect("the place is there");
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.address, "en")
    }

    /// Lines of the log that hold `word`.
    pub fn logged(&self, word: &str) -> Vec<String> {
        lock(&self.log).iter().filter(|line| line.contains(word)).cloned().collect()
    }

    /// The end of the log.
    pub fn last_lines(&self) -> String {
        let log = lock(&self.log);
        log[log.len().saturating_sub(LINES_SHOWN)..].join("\n")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(mut child) = lock(&self.child).take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        if std::thread::panicking() {
            eprintln!("the end of the program's log:\n{}", self.last_lines());
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
