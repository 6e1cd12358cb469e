//! A throw-away PostgreSQL server for tests: a Unix socket in a temporary folder, no network, no password.
//!
//! ```ignore
//! #[path = "support/postgres.rs"]
//! mod postgres;
//!
//! let Some(database) = postgres::fresh_database() else { return };
//! connect(&database.url());
//! ```
//!
//! One server serves a whole test program; every test gets a database of its own.
//!
//! The server cannot outlive its test program. A small shell waits on a pipe that only the program holds open; when
//! the pipe closes, for whatever reason (a drop, the end of the program, a panic, a kill), the shell stops the server
//! and removes the folder. A `Drop` alone would not do: statics are never dropped, and a killed program drops nothing.
//!
//! The server is set up to be awkward in ways that a real one may be: Danish order of words (`aa` comes after `z`)
//! and a session time zone with half hours. A query that leans on the order of bytes or on UTC fails here first.

#![allow(dead_code, reason = "each test program uses a part of this file")]

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The role that owns the databases: an ordinary one, as in production.
const OWNER: &str = "trespor";
/// The superuser that `initdb` creates.
const SUPERUSER: &str = "postgres";
/// Connections that the server takes: tests run side by side, each with a pool.
const CONNECTIONS_MAX: u32 = 200;
/// Seconds until a server that does not come up is given up.
const START_SECONDS_MAX: u32 = 60;
/// The longest socket path that every Unix can bind, in bytes.
const SOCKET_PATH_BYTES_MAX: usize = 103;
/// Set to `1`, tests that need a missing tool are left out, loudly, instead of failing.
pub const PARTIAL: &str = "TRESPOR_TEST_PARTIAL";

/// Whether a commit must be on the disk before it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// `fsync` is off: quick, and right for every test that does not crash the machine.
    Fast,
    /// As in production; for measurements and for tests of crashes.
    Full,
}

/// A running server; dropped, it is stopped and its folder is gone.
pub struct Server {
    folder: PathBuf,
    bin: PathBuf,
    /// The words that put a command under the account that owns the folder; none where we are not root.
    account: Vec<String>,
    /// Empty once the guardian has been told to clear up.
    pipe: Option<ChildStdin>,
    guardian: Child,
}

/// One database of a server; dropped, it is removed, even while connections are open.
pub struct Database<'server> {
    server: &'server Server,
    name: String,
}

/// A database of its own for one test, on the server that all tests of this program share.
///
/// `None`, with a printed sentence, only where PostgreSQL is missing and `TRESPOR_TEST_PARTIAL=1` allows it.
///
/// # Panics
///
/// With the reason and the remedy, where there is no server to be had.
pub fn fresh_database() -> Option<Database<'static>> {
    static SHARED: OnceLock<Result<Server, String>> = OnceLock::new();
    match SHARED.get_or_init(|| Server::start(Durability::Fast)) {
        Ok(server) => Some(server.database()),
        Err(reason) if find_binaries().is_none() && std::env::var(PARTIAL).as_deref() == Ok("1") => {
            println!("left out, because {PARTIAL}=1: {reason}");
            None
        }
        Err(reason) => panic!("{reason}"),
    }
}

impl Server {
    /// Makes a cluster in a temporary folder and starts it. Returns when it answers.
    ///
    /// The error is a text for people: what failed, what the tool said, how to mend it.
    pub fn start(durability: Durability) -> Result<Self, String> {
        let bin = find_binaries().ok_or(
            "PostgreSQL's server programs (initdb, pg_ctl) are neither in PATH nor under /usr/lib/postgresql/*/bin\n\
             hint: apt-get install postgresql",
        )?;
        let folder = make_folder()?;
        let account = match give_away_if_root(&folder) {
            Ok(account) => account,
            Err(error) => {
                let _ = fs::remove_dir_all(&folder);
                return Err(error);
            }
        };
        let data = folder.join("data");
        // From here on the guardian clears up, also after an error: dropping `server` closes its pipe.
        let server = watch(folder, bin, &account)?;

        let mut initdb = server.as_account(&account, "initdb");
        initdb.arg("--pgdata").arg(&data).args(["--username", SUPERUSER, "--auth", "trust"]);
        initdb.args(["--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        if major_version(&server.bin)? >= 15 {
            initdb.args(["--locale-provider", "icu", "--icu-locale", "da"]);
        }
        run(&mut initdb)?;
        fs::write(data.join("postgresql.auto.conf"), configuration(&server.folder, durability))
            .map_err(|error| format!("cannot write the configuration in {}: {error}", data.display()))?;

        server.come()?;
        run(server.psql("postgres", SUPERUSER).args(["--command", &format!("CREATE ROLE {OWNER} LOGIN")]))?;
        Ok(server)
    }

    /// Starts the server again after [`Server::go`]. Returns when it answers.
    pub fn come(&self) -> Result<(), String> {
        let (data, log) = (self.folder.join("data"), self.folder.join("log"));
        let seconds = START_SECONDS_MAX.to_string();
        let mut start = self.as_account(&self.account, "pg_ctl");
        start.arg("--pgdata").arg(&data).arg("--log").arg(&log).args(["--wait", "--timeout", &seconds]);
        run(start.arg("start"))
            .map_err(|error| format!("{error}\n{}", fs::read_to_string(&log).unwrap_or_default()))?;
        Ok(())
    }

    /// Stops the server at once, as a machine that loses its power does: nobody is told, nothing is finished.
    pub fn go(&self) -> Result<(), String> {
        let mut stop = self.as_account(&self.account, "pg_ctl");
        stop.arg("--pgdata").arg(self.folder.join("data")).args(["--mode", "immediate", "--wait", "stop"]);
        run(&mut stop).map(|_| ())
    }

    /// A new, empty database.
    ///
    /// # Panics
    ///
    /// Where the server does not make it.
    pub fn database(&self) -> Database<'_> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut createdb = self.client("createdb", SUPERUSER);
        createdb.args(["--owner", OWNER, "--template", "template0", &name]);
        run(&mut createdb).unwrap_or_else(|error| panic!("{error}"));
        Database { server: self, name }
    }

    /// The folder with everything of this server; the socket lies directly in it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn psql(&self, database: &str, user: &str) -> Command {
        let mut psql = self.client("psql", user);
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"]);
        psql.args(["--dbname", database]);
        psql
    }

    /// A client program, aimed at this server and at nothing that the environment names.
    fn client(&self, program: &str, user: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        without_pg_variables(&mut command);
        command.current_dir(&self.folder).arg("--host").arg(&self.folder);
        command.args(["--port", "5432", "--username", user, "--no-password"]);
        command
    }

    /// A server program, run as the account that owns the folder.
    fn as_account(&self, account: &[String], program: &str) -> Command {
        as_account(account, &self.folder, self.bin.join(program))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.pipe.take();
        let _ = self.guardian.wait();
    }
}

impl Database<'_> {
    /// Where it is, as sqlx and libpq read it: the socket's folder stands as the host parameter.
    pub fn url(&self) -> String {
        format!("postgres://{OWNER}@localhost/{}?host={}", self.name, self.server.folder.display())
    }

    /// Its name on the server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A `psql` that is signed in as the owner, to be given more arguments or an open pipe.
    pub fn psql(&self) -> Command {
        self.server.psql(&self.name, OWNER)
    }

    /// Runs SQL as the owner, past the program under test; rows as lines, fields separated by `|`.
    ///
    /// # Panics
    ///
    /// With PostgreSQL's own words, where the SQL fails.
    pub fn query(&self, sql: &str) -> String {
        run(self.psql().args(["--command", sql])).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Drop for Database<'_> {
    /// Best effort: the whole server goes soon, and a panic here would hide the one that matters.
    fn drop(&mut self) {
        let mut dropdb = self.server.client("dropdb", SUPERUSER);
        let _ = run(dropdb.args(["--if-exists", "--force", &self.name]));
    }
}

/// The folder that holds both `initdb` and `pg_ctl`: in `PATH`, or the newest that Debian installed.
fn find_binaries() -> Option<PathBuf> {
    let complete =
        |folder: &PathBuf| ["initdb", "pg_ctl", "psql"].iter().all(|name| folder.join(name).is_file());
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).find(complete).or_else(|| {
        let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .filter_map(Result::ok)
            .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
            .filter(|(_, folder)| complete(folder))
            .collect();
        versions.sort();
        versions.pop().map(|(_, folder)| folder)
    })
}

/// The major version of the server programs: `initdb (PostgreSQL) 15.14 (Debian …)` is 15.
fn major_version(bin: &Path) -> Result<u32, String> {
    let told = run(Command::new(bin.join("initdb")).arg("--version"))?;
    told.split_whitespace()
        .find_map(|word| word.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .ok_or_else(|| format!("cannot read a version from \"{}\"", told.trim()))
}

/// A new folder that only its owner can enter, short enough for a socket.
fn make_folder() -> Result<PathBuf, String> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("trespor-pg-{}-{number}", std::process::id()));
    let text = folder.to_str().ok_or_else(|| format!("{} is not UTF-8", folder.display()))?;
    if text.len() + "/.s.PGSQL.5432".len() > SOCKET_PATH_BYTES_MAX
        || text.contains(['?', '&', '#', '%', '+', ' ', '\''])
    {
        return Err(format!("{text} cannot hold a socket that a URL can name\nhint: set TMPDIR=/tmp"));
    }
    // A former program with the same number may have left one, for example when the machine went down.
    let _ = fs::remove_dir_all(&folder);
    fs::DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .map_err(|error| format!("cannot make {text}: {error}"))?;
    Ok(folder)
}

/// PostgreSQL refuses to run as root: root gives the folder to an unprivileged account.
///
/// Returns the words that put a command under that account; none where we are not root.
fn give_away_if_root(folder: &Path) -> Result<Vec<String>, String> {
    let owner = fs::metadata(folder).map_err(|error| format!("{}: {error}", folder.display()))?.uid();
    if owner != 0 {
        return Ok(Vec::new());
    }
    let number = |option: &str, account: &str| {
        run(Command::new("id").args([option, account])).ok().and_then(|told| told.trim().parse::<u32>().ok())
    };
    let (uid, gid) = ["postgres", "nobody"]
        .iter()
        .find_map(|account| Some((number("-u", account)?, number("-g", account)?)))
        .ok_or(
            "PostgreSQL refuses to run as root, and there is no account postgres or nobody to run it as",
        )?;
    chown(folder, Some(uid), Some(gid))
        .map_err(|error| format!("cannot give {} away: {error}", folder.display()))?;
    Ok(["setpriv".into(), format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".into()].into())
}

/// Starts the guardian: a shell that waits for the end of its input, then stops the server and removes the folder.
fn watch(folder: PathBuf, bin: PathBuf, account: &[String]) -> Result<Server, String> {
    const SCRIPT: &str = r#"
        while read -r _; do :; done
        pid=$(head -n 1 "$2/data/postmaster.pid")
        "$1" --pgdata "$2/data" --mode immediate --wait --timeout 10 --silent stop || kill -KILL "$pid"
        cd / && rm -rf "$2"
    "#;
    let mut shell = as_account(account, &folder, "sh");
    shell.args(["-c", SCRIPT, "guardian"]).arg(bin.join("pg_ctl")).arg(&folder);
    // A group of its own, or Ctrl-C would take the guardian along with the tests.
    shell.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut guardian = shell.spawn().map_err(|error| {
        let _ = fs::remove_dir_all(&folder);
        format!("cannot start {shell:?}: {error}")
    })?;
    let pipe = guardian.stdin.take();
    Ok(Server { folder, bin, account: account.to_vec(), pipe, guardian })
}

/// A command under `account` (as returned by `give_away_if_root`), in a folder that this account can enter.
fn as_account(account: &[String], folder: &Path, program: impl AsRef<OsStr>) -> Command {
    let mut command = if let Some((first, rest)) = account.split_first() {
        let mut command = Command::new(first);
        command.args(rest).arg("--").arg(program);
        command
    } else {
        Command::new(program)
    };
    without_pg_variables(&mut command);
    command.current_dir(folder);
    command
}

/// `PGHOST`, `PGDATA`, `PGOPTIONS` and their like must not lead a test to somebody's real server.
fn without_pg_variables(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("PG")) {
            command.env_remove(name);
        }
    }
    command.env("LC_ALL", "C");
}

/// What differs from PostgreSQL's defaults.
fn configuration(folder: &Path, durability: Durability) -> String {
    let mut text = format!(
        "listen_addresses = ''\n\
         unix_socket_directories = '{}'\n\
         max_connections = {CONNECTIONS_MAX}\n\
         shared_buffers = '32MB'\n\
         timezone = 'America/St_Johns'\n",
        folder.display()
    );
    if durability == Durability::Fast {
        for name in ["fsync", "synchronous_commit", "full_page_writes"] {
            let _ = writeln!(text, "{name} = off");
        }
    }
    text
}

/// Runs to the end and returns what was printed, or an error with everything that was said.
fn run(command: &mut Command) -> Result<String, String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("cannot run {command:?}: {error}"))?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(told);
    }
    Err(format!("{command:?}: {}\n{told}{}", output.status, String::from_utf8_lossy(&output.stderr)))
}
