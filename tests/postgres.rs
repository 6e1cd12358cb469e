//! The throw-away PostgreSQL keeps what it promises; see `support/postgres.rs`.

#[path = "support/postgres.rs"]
mod postgres;

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use postgres::{Durability, Server, fresh_database};

/// Says to a second run of this program that it is to hold a server until it is killed.
const HOLD: &str = "TRESPOR_TEST_HOLD_A_SERVER";
/// PostgreSQL's name for its socket.
const SOCKET: &str = ".s.PGSQL.5432";

#[test]
fn every_test_has_a_database_of_its_own() {
    let (Some(one), Some(other)) = (fresh_database(), fresh_database()) else { return };
    one.query("CREATE TABLE track (name text)");
    one.query("INSERT INTO track VALUES ('social'), ('physical')");
    assert_eq!(one.query("SELECT name FROM track ORDER BY name").trim(), "physical\nsocial");
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(other.query(tables).trim(), "0");
    assert_ne!(one.url(), other.url());
}

#[test]
fn the_program_is_no_superuser() {
    let Some(database) = fresh_database() else { return };
    assert_eq!(
        database.query("SELECT current_user, usesuper FROM pg_user WHERE usename = current_user").trim(),
        "trespor|f"
    );
}

#[test]
fn words_and_times_are_as_awkward_as_in_denmark() {
    let Some(database) = fresh_database() else { return };
    assert_eq!(database.query("SHOW timezone").trim(), "America/St_Johns");
    let version: u32 = database.query("SHOW server_version_num").trim().parse().unwrap();
    if version >= 150_000 {
        let ordered = database.query("SELECT w FROM (VALUES ('aa'), ('b'), ('z')) AS words (w) ORDER BY w");
        assert_eq!(ordered.trim(), "b\nz\naa");
    }
}

#[test]
fn a_dropped_database_is_gone_though_somebody_is_connected() {
    let (Some(database), Some(other)) = (fresh_database(), fresh_database()) else { return };
    let mut session = database.psql().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut typed = session.stdin.take().unwrap();
    typed.write_all(b"SELECT 'connected';\n").unwrap();
    assert_eq!(first_line(session.stdout.as_mut().unwrap()), "connected");

    let found = format!("SELECT count(*) FROM pg_database WHERE datname = '{}'", database.name());
    assert_eq!(other.query(&found).trim(), "1");
    drop(database);
    assert_eq!(other.query(&found).trim(), "0");
    drop(typed);
    session.wait().unwrap();
}

#[test]
fn a_dropped_server_leaves_nothing_behind() {
    if fresh_database().is_none() {
        return;
    }
    let server = Server::start(Durability::Full).unwrap();
    let folder = server.folder().to_owned();
    assert_eq!(server.database().query("SHOW fsync").trim(), "on");
    let mut connection = sign_in(folder.join(SOCKET));
    drop(server);
    connection.read_to_end(&mut Vec::new()).unwrap();
    assert!(!folder.exists(), "{} is still there", folder.display());
}

#[test]
fn a_killed_test_program_stops_its_server() {
    if std::env::var_os(HOLD).is_some() {
        let server = Server::start(Durability::Fast).unwrap();
        println!("\nsocket: {}", server.folder().join(SOCKET).display());
        // Until the kill; the pipe never gets anything.
        std::io::stdin().read_exact(&mut [0]).unwrap();
        unreachable!("nobody writes here");
    }
    if fresh_database().is_none() {
        return;
    }
    let mut program = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_killed_test_program_stops_its_server", "--nocapture"])
        .env(HOLD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let printed = BufReader::new(program.stdout.take().unwrap());
    let socket = printed.lines().find_map(|line| Some(line.unwrap().strip_prefix("socket: ")?.to_owned()));
    let mut connection = sign_in(socket.expect("the second program printed no socket"));
    program.kill().unwrap();
    program.wait().unwrap();
    // Blocks until the server closes the connection, that is until the guardian has stopped it.
    connection.read_to_end(&mut Vec::new()).unwrap();
}

/// A connection on which the server has answered; one that it has not yet taken up would delay its end by a minute.
fn sign_in(socket: impl AsRef<Path>) -> UnixStream {
    const WORDS: &[u8] = b"\0\x03\0\0user\0trespor\0database\0postgres\0\0";
    let mut connection = UnixStream::connect(socket).unwrap();
    connection.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let length = u32::try_from(WORDS.len() + 4).unwrap();
    connection.write_all(&[&length.to_be_bytes(), WORDS].concat()).unwrap();
    let mut answer = [0];
    connection.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"R", "the server refuses to let us in");
    connection
}

fn first_line(from: impl Read) -> String {
    let mut line = String::new();
    BufReader::new(from).read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}
