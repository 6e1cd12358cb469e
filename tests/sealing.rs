//! What lies on the disk: nobody reads it without the keys, and a stock tool reads it with them.
//!
//! The marks are words that stand nowhere else. They are looked for in every byte of the data folder and of the
//! database, as somebody has it who stole a disk or a backup.

#[path = "support/keys.rs"]
mod keys;
#[path = "support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/site.rs"]
mod site;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use site::{Answer, Reader, Site};
use trespor::app::settings::Settings;
use trespor::engine::ids::ProcedureId;
use trespor::engine::instant::Instant;
use trespor::seal::{Identity, quorum};
use trespor::store::{Store, seals};

const WORKFLOW: &str = include_str!("data/small-workflow.yaml");

/// 5 February 2027 at 12:00 in Copenhagen.
const DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);

const VISION: &str = "Zebrafinkevision";
const FILE_NAME: &str = "Zebrafinkefil.txt";
const FILE_TEXT: &[u8] = b"Zebrafinkebilag";
const APPLICANT: &str = "Zebrafinkelauget";
const LEAD: &str = "Zelda Zebrafink";
const EMAIL: &str = "zebrafink@example.org";
const SECRET_REASON: &str = "Zebrafinkegrund til forlængelse";

struct Case {
    site: Site,
    procedure: ProcedureId,
    owner: Reader,
    lead: Reader,
    application: String,
}

async fn begun(site: Site, source: &str) -> Case {
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let lead = site.sign_in(EMAIL, LEAD).await;
    let procedure = site.open(source, &owner).await;
    Case { site, procedure, owner, lead, application: String::new() }
}

impl Case {
    async fn begin(&mut self) -> Answer {
        let path = format!("/tenders/{}/tracks/social/apply", self.procedure);
        let answer =
            self.site.post(&self.lead, &path, &[("name", APPLICANT), ("kind", "organisation")]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.location().trim_end_matches("/code").clone_into(&mut self.application);
        answer
    }

    async fn seen(&self) -> String {
        let form = self.site.get(&self.lead, &format!("{}/form", self.application)).await.text();
        let seen = form.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        seen.expect("the form tells its version").to_owned()
    }

    async fn fill(&self, vision: &str) {
        let seen = self.seen().await;
        let form =
            [("seen", seen.as_str()), ("a-vision", vision), ("a-turnover", "1.250.000"), ("a-honest", "yes")];
        let answer = self.site.post(&self.lead, &format!("{}/form", self.application), &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    async fn apply(&self) {
        self.fill(VISION).await;
        let files = [("a-references", FILE_NAME, FILE_TEXT)];
        let answer = self.site.upload(&self.lead, &format!("{}/files", self.application), &files).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let seen = self.seen().await;
        let form = [("seen", seen.as_str()), ("declare", "yes")];
        let answer = self.site.post(&self.lead, &format!("{}/review", self.application), &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let receipt = self.site.get(&self.lead, &format!("{}/receipt", self.application)).await;
        receipt.says(&[FILE_NAME]);
        self.site.get(&self.lead, &format!("{}/review", self.application)).await.says(&[VISION]);
    }

    /// Moves the deadline, so that a person's reason lies in the database too.
    async fn extend(&self) {
        let path = format!("/procedures/{}/dates/applications", self.procedure);
        let form =
            [("to", "2027-02-08"), ("to-time", "12:00"), ("reason", SECRET_REASON), ("confirm", "yes")];
        let answer = self.site.post(&self.owner, &path, &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    fn application_id(&self) -> trespor::engine::ids::ApplicationId {
        self.application.rsplit('/').next().unwrap().parse().unwrap()
    }
}

/// Every byte of every file under a folder.
fn bytes_of(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(bytes_of(&path));
        } else {
            all.extend(path.file_name().unwrap().as_encoded_bytes());
            all.extend(std::fs::read(&path).unwrap());
        }
    }
    all
}

#[track_caller]
fn has_no_mark(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    // With what follows it, for five letters stand by chance in base64, in one of a hundred databases.
    for mark in ["zebrafink", "zelda "] {
        if let Some(at) = text.find(mark) {
            let before: String =
                text[..at].chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
            let after: String = text[at..].chars().take(80).collect();
            panic!("{mark} lies in the open: {before:?} {after:?}");
        }
    }
    // Nor spelt as bytes or in base64, at any place within a group of three.
    assert!(!text.contains(&hex::encode("ebrafink")));
    let folded = String::from_utf8_lossy(bytes);
    for coded in ["WmVicmFmaW5r", "plYnJhZmlua", "aZWJyYWZpbm"] {
        assert!(!folded.contains(coded), "a mark lies in base64");
    }
}

#[tokio::test]
async fn a_stolen_disk_gives_nothing_away() {
    let site = Site::new(DEADLINE.plus_seconds(-20 * 86_400), Settings::default()).await;
    let mut case = begun(site, WORKFLOW).await;
    case.begin().await;
    case.apply().await;
    case.fill("Zebrafinke: en kladde").await;
    case.extend().await;
    let bytes = bytes_of(&case.site.folder);
    assert!(bytes.len() > 100_000, "the database is there");
    has_no_mark(&bytes);
    assert!(case.site.app.verify().await.unwrap().iter().all(|verified| verified.faults.is_empty()));
}

#[tokio::test]
async fn a_stolen_postgres_gives_nothing_away() {
    let Some(database) = postgres::fresh_database() else { return };
    let store = Store::open_postgres(&database.url(), keys::cipher()).await.unwrap();
    let site =
        Site::over(store, site::new_folder(), DEADLINE.plus_seconds(-20 * 86_400), Settings::default()).await;
    let mut case = begun(site, WORKFLOW).await;
    case.begin().await;
    case.apply().await;
    case.extend().await;
    let tables = database.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    let mut dump = Vec::new();
    for table in tables.lines() {
        dump.extend(database.query(&format!("SELECT t::text FROM {table} t")).into_bytes());
    }
    assert!(dump.len() > 10_000, "the tables are there");
    has_no_mark(&dump);
    has_no_mark(&bytes_of(&case.site.folder));
}

/// What the stock tool says to `input` with `key`; nothing where it is missing and may be.
fn age(key: &Identity, input: &[u8]) -> Option<Vec<u8>> {
    let folder = site::new_folder();
    let file = folder.join("key.txt");
    std::fs::write(&file, key.reveal().as_bytes()).unwrap();
    let started = Command::new("age")
        .args(["--decrypt", "--identity"])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) if std::env::var(postgres::PARTIAL).is_ok_and(|partial| partial == "1") => {
            eprintln!("left out: age cannot be started: {error}");
            return None;
        }
        Err(error) => panic!("age cannot be started: {error}\nhint: apt-get install age"),
    };
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    assert!(output.status.success(), "age refuses it");
    Some(output.stdout)
}

/// The one file that was uploaded, as it lies on the disk.
fn uploaded(site: &Site) -> Vec<u8> {
    let mut files = std::fs::read_dir(site.folder.join("files")).unwrap();
    std::fs::read(files.next().unwrap().unwrap().path()).unwrap()
}

/// The salted text that the database keeps for `digest`, as it lies there.
async fn sealed_text(case: &Case) -> Vec<u8> {
    let mut db = case.site.app.store.read().await.unwrap();
    let found = trespor::store::applications::get(&mut db, case.application_id()).await.unwrap().unwrap();
    let digest = found.application.submitted.unwrap().version.content.to_string();
    let body: String = sqlx::query_scalar("SELECT body FROM prose WHERE digest = $1")
        .bind(digest)
        .fetch_one(&mut db)
        .await
        .unwrap();
    base64::engine::general_purpose::STANDARD.decode(body).unwrap()
}

#[tokio::test]
async fn the_stock_tool_opens_it_with_the_servers_key() {
    let site = Site::new(DEADLINE.plus_seconds(-20 * 86_400), Settings::default()).await;
    let mut case = begun(site, WORKFLOW).await;
    case.begin().await;
    case.apply().await;
    let mut db = case.site.app.store.read().await.unwrap();
    let track = seals::track(&mut db, case.procedure, "social").await.unwrap().unwrap();
    drop(db);
    // The server's key opens the track's key, and that opens what came in.
    let own = Identity::from_random([7; 32]);
    let Some(secret) = age(&own, &track.secret.unwrap()) else { return };
    let secret: Identity = String::from_utf8(secret).unwrap().parse().unwrap();
    assert_eq!(age(&secret, &uploaded(&case.site)).unwrap(), FILE_TEXT);
    let text = age(&secret, &sealed_text(&case).await).unwrap();
    assert!(String::from_utf8_lossy(&text[16..]).contains(VISION));
}

fn quorum_file() -> String {
    let asked = WORKFLOW.replacen("opened_by: [owner]", "opened_by: [owner], quorum: { need: 2, of: 3 }", 1);
    assert_ne!(asked, WORKFLOW);
    asked
}

const HOLDERS: [&str; 3] = ["anna@example.org", "bo@example.org", "cleo@example.org"];

fn holder_key(n: u8) -> Identity {
    Identity::from_random([100 + n; 32])
}

/// A procedure whose keys three people hold.
async fn with_holders() -> (Case, Vec<Reader>) {
    let site = Site::new(DEADLINE.plus_seconds(-20 * 86_400), Settings::default()).await;
    let case = begun(site, &quorum_file()).await;
    let mut holders = Vec::new();
    for email in HOLDERS {
        holders.push(case.site.sign_in(email, email.split('@').next().unwrap()).await);
    }
    (case, holders)
}

async fn make(case: &Case) -> Answer {
    let path = format!("/procedures/{}/keys/make", case.procedure);
    let keys: Vec<_> = (0..3).map(|n| holder_key(n).recipient().to_string()).collect();
    let form = [
        ("email-1", HOLDERS[0]),
        ("key-1", keys[0].as_str()),
        ("email-2", HOLDERS[1]),
        ("key-2", keys[1].as_str()),
        ("email-3", HOLDERS[2]),
        ("key-3", keys[2].as_str()),
    ];
    case.site.post(&case.owner, &path, &form).await
}

#[tokio::test]
async fn nobody_begins_before_the_keys_are_made_and_only_the_owner_makes_them() {
    let (case, holders) = with_holders().await;
    let path = format!("/tenders/{}/tracks/social/apply", case.procedure);
    let form = [("name", APPLICANT), ("kind", "organisation")];
    let early = case.site.post(&case.lead, &path, &form).await;
    assert_eq!(early.status, 409);
    early.says(&["Applications can be begun when the keys that seal them are made"]);
    let page = format!("/procedures/{}/keys", case.procedure);
    assert_eq!(case.site.get(&case.lead, &page).await.status, 404);
    assert_eq!(case.site.get(&holders[0], &page).await.status, 404);
    case.site.get(&case.owner, &page).await.says(&["2 of 3", "Key holder 3", "trespor keys new"]);
    // One key twice, and one that is none.
    let twice = holder_key(0).recipient().to_string();
    let form =
        [("email-1", HOLDERS[0]), ("key-1", twice.as_str()), ("email-2", HOLDERS[1]), ("key-2", "age1x")];
    let wrong = case.site.post(&case.owner, &format!("{page}/make"), &form).await;
    assert_eq!(wrong.status, 422);
    wrong.says(&["This is no public key", HOLDERS[0], twice.as_str()]);
    assert_eq!(make(&case).await.status, 303);
    case.site.get(&case.owner, &page).await.says(&[&twice, "Receives applications"]);
    assert_eq!(make(&case).await.status, 409);
    // A holder cannot apply.
    let path = format!("/tenders/{}/tracks/social/apply", case.procedure);
    let form = [("name", "A holder"), ("kind", "organisation")];
    assert_eq!(case.site.post(&holders[0], &path, &form).await.status, 409);
}

#[tokio::test]
async fn two_of_three_open_it_and_the_server_alone_does_not() {
    let (mut case, holders) = with_holders().await;
    assert_eq!(make(&case).await.status, 303);
    let begun = case.begin().await;
    assert!(begun.location().ends_with("/code"), "{}", begun.location());
    case.lead.keep(&begun);
    let shown = case.site.get(&case.lead, begun.location()).await;
    let code = shown.text().split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(code.len(), 31);
    case.apply().await;

    // The server's own key, the whole database and the whole disk: nothing opens what was handed in.
    has_no_mark(&bytes_of(&case.site.folder));
    let mut db = case.site.app.store.read().await.unwrap();
    let track = seals::track(&mut db, case.procedure, "social").await.unwrap().unwrap();
    drop(db);
    assert_eq!(track.secret, None);
    let own = Identity::from_random([7; 32]);
    assert!(trespor::seal::file::open_with(&own, &sealed_text(&case).await).is_err());
    assert!(!String::from_utf8_lossy(&bytes_of(&case.site.folder)).contains(&code));

    // Another device of the same person sees it with the code, and not without.
    let other = case.site.sign_in(EMAIL, LEAD).await;
    let fresh = Site::over(
        Store::open_sqlite(&case.site.folder.join("trespor.db"), keys::cipher()).await.unwrap(),
        case.site.folder.clone(),
        DEADLINE.plus_seconds(-86_400),
        Settings::default(),
    )
    .await;
    let locked = fresh.get(&other, &format!("{}/form", case.application)).await;
    assert_eq!(
        (locked.status.as_u16(), locked.location()),
        (303, format!("{}/code", case.application).as_str())
    );
    for path in ["/form/vision", "/form/references"] {
        let locked = fresh.get(&other, &format!("{}{path}", case.application)).await;
        assert_eq!(locked.location(), format!("{}/code", case.application));
    }
    let path = format!("{}/code", case.application);
    let wrong = fresh.post(&other, &path, &[("code", "00000-00000-00000-00000-00000-0")]).await;
    assert_eq!(wrong.status, 422);
    let mut other = other;
    let entered = fresh.post(&other, &path, &[("code", code.to_lowercase().as_str())]).await;
    assert_eq!(entered.status, 303);
    other.keep(&entered);
    fresh.get(&other, &format!("{}/receipt", case.application)).await.says(&[FILE_NAME]);
    fresh.get(&other, &format!("{}/review", case.application)).await.says(&[VISION]);
    // One question is saved over what only the code opens, and the rest of it stays.
    let question = format!("{}/form/turnover", case.application);
    fresh.get(&other, &question).await.says(&["1.250.000"]);
    let saved = fresh.post(&other, &question, &[("seen", "1"), ("a-turnover", "2000")]).await;
    assert_eq!(saved.status, 409, "it was answered since");
    let seen = [("seen", "3"), ("a-turnover", "2000")];
    assert_eq!(fresh.post(&other, &question, &seen).await.status, 303);
    fresh.get(&other, &format!("{}/review", case.application)).await.says(&[VISION, "2,000 DKK", FILE_NAME]);
    fresh.app.store.close().await;
    std::mem::forget(fresh);

    // Before the deadline no key is taken, and nothing is opened.
    let keys_page = format!("/procedures/{}/keys", case.procedure);
    let give = |n: u8| holder_key(n).reveal().as_str().to_owned();
    let early = case.site.post(&holders[0], &format!("{keys_page}/give"), &[("key", &give(0))]).await;
    assert_eq!(early.status, 403);
    assert!(case.site.app.clock.crank(DEADLINE.plus_seconds(3_600)));
    let opening = format!("/procedures/{}/tracks/social/opening", case.procedure);
    let alone = case.site.post(&case.owner, &opening, &[("confirm", "yes")]).await;
    alone.says(&["0 of the 2 keys"]);

    // Another's key is not taken; each holder's own is; in any order.
    let wrong = case.site.post(&holders[2], &format!("{keys_page}/give"), &[("key", &give(0))]).await;
    assert_eq!(wrong.status, 422);
    wrong.hides(&[&give(0)]);
    let first = case.site.post(&holders[2], &format!("{keys_page}/give"), &[("key", &give(2))]).await;
    first.says(&["given to 2 tracks", "1 of 2 keys given (cleo)"]);
    let alone = case.site.post(&case.owner, &opening, &[("confirm", "yes")]).await;
    alone.says(&["1 of the 2 keys"]);
    let second = case.site.post(&holders[0], &format!("{keys_page}/give"), &[("key", &give(0))]).await;
    second.says(&["Enough keys are given"]);
    let opened = case.site.post(&case.owner, &opening, &[("confirm", "yes")]).await;
    assert_eq!(opened.status, 303, "{}", opened.text());
    assert!(case.site.app.verify().await.unwrap().iter().all(|verified| verified.faults.is_empty()));
    // The members go on seeing their own, also without the code now.
    let third = case.site.sign_in(EMAIL, LEAD).await;
    case.site.get(&third, &format!("{}/receipt", case.application)).await.says(&[FILE_NAME]);
}

#[tokio::test]
async fn a_lost_code_costs_the_draft_and_never_what_was_handed_in() {
    let (mut case, holders) = with_holders().await;
    assert_eq!(make(&case).await.status, 303);
    let begun = case.begin().await;
    case.lead.keep(&begun);
    case.apply().await;
    // In another browser, with the code gone.
    let mut other = case.site.sign_in(EMAIL, LEAD).await;
    let anew = case.site.post(&other, &format!("{}/code/anew", case.application), &[]).await;
    assert_eq!(anew.status, 303, "{}", anew.text());
    other.keep(&anew);
    let overview = case.site.get(&other, &case.application).await;
    overview.says(&["SUBMITTED"]);
    assert!(case.site.app.clock.crank(DEADLINE.plus_seconds(3_600)));
    for n in [1, 0] {
        let key = holder_key(n).reveal().as_str().to_owned();
        let path = format!("/procedures/{}/keys/give", case.procedure);
        let given = case.site.post(&holders[usize::from(n)], &path, &[("key", &key)]).await;
        assert_eq!(given.status, 200, "{}", given.text());
    }
    let opening = format!("/procedures/{}/tracks/social/opening", case.procedure);
    assert_eq!(case.site.post(&case.owner, &opening, &[("confirm", "yes")]).await.status, 303);
    let secretary = case.site.sign_in("siri@example.org", "Siri").await;
    let form = [("email", "siri@example.org"), ("name", "Siri"), ("role", "secretary"), ("track", "")];
    let path = format!("/procedures/{}/people", case.procedure);
    let granted = case.site.post(&case.owner, &path, &form).await;
    assert_eq!(granted.status, 303, "{}", granted.text());
    let id = case.application_id();
    let screen = format!("/procedures/{}/tracks/social/screening/{id}", case.procedure);
    case.site.get(&secretary, &screen).await.says(&[VISION]);
    let href = format!("{screen}/files/");
    let page = case.site.get(&secretary, &screen).await.text();
    let file =
        page.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|at| at.contains("/files/"));
    let file = file.unwrap_or_else(|| panic!("no link to {href} in {page}"));
    assert_eq!(case.site.get(&secretary, file).await.bytes, FILE_TEXT);
}

#[tokio::test]
async fn who_saves_while_another_begins_anew_is_never_sealed_with_a_code_that_nobody_was_shown() {
    let (mut case, _) = with_holders().await;
    assert_eq!(make(&case).await.status, 303);
    let begun = case.begin().await;
    case.lead.keep(&begun);
    case.fill(VISION).await;
    let mut other = case.site.sign_in(EMAIL, LEAD).await;
    let (anew, form) = (format!("{}/code/anew", case.application), format!("{}/form", case.application));
    for round in 0..10 {
        let seen = case.seen().await;
        let typed =
            [("seen", seen.as_str()), ("a-vision", &format!("{VISION} {round}")), ("a-turnover", "1")];
        let (fresh, saved) =
            tokio::join!(case.site.post(&other, &anew, &[]), case.site.post(&case.lead, &form, &typed));
        other.keep(&fresh);
        if fresh.status == 303 {
            assert_eq!(case.site.get(&other, &form).await.status, 200, "the new code opens the draft");
            // The first browser goes on with the new code.
            case.lead = other.clone();
        } else {
            assert_eq!(saved.status, 303, "one of them was first");
            assert_eq!(case.site.get(&case.lead, &form).await.status, 200, "the old code opens the draft");
        }
    }
}

#[tokio::test]
async fn the_stock_tool_peels_the_layers() {
    let secret = Identity::from_random([55; 32]);
    let people: Vec<_> = (0..3).map(holder_key).collect();
    let public: Vec<_> = people.iter().map(Identity::recipient).collect();
    let rows = quorum::seal(&secret, &public, 2, &mut trespor::app::random::bytes).unwrap();
    let row = rows.iter().find(|row| row.left == [2, 0]).unwrap();
    let outer = base64::engine::general_purpose::STANDARD.decode(&row.sealed).unwrap();
    let Some(inner) = age(&people[2], &outer) else { return };
    assert_eq!(age(&people[0], &inner).unwrap(), secret.reveal().as_bytes());
}
