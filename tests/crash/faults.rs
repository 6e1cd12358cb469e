//! A disk that is full, a database that goes away, a clock that is set back: while they last, whoever sends something
//! is told the truth; afterwards everything goes on.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use trespor::app::clock::Clock;
use trespor::app::settings::Settings;
use trespor::cli::serve;
use trespor::engine::instant::Instant;

use crate::applicant::{Applicant, Shared};
use crate::burst::{crowd, prepared, progressed, server, settled};
use crate::http::{Browser, Page};
use crate::postgres::Durability;

/// Long after the test.
const LATER: i64 = 3_600;

/// Applicants of a small burst.
const FEW: usize = 6;

/// Sets how large a file the running program may write. Only the soft limit, so that it can be lifted again.
fn limit_files(shared: &Shared, bytes: &str) {
    let pid = shared.place.pid().to_string();
    let done = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")]).status();
    assert!(done.expect("prlimit runs (Debian: util-linux)").success());
}

/// Somebody with an application, signed in by a mailed link.
async fn somebody(shared: &Arc<Shared>) -> (Browser, String) {
    shared.over.store(false, Ordering::SeqCst);
    let mut one = Applicant::new(&shared.place, 90);
    one.start(shared).await;
    (one.browser, one.own)
}

fn honest(page: &Page, typed: &str) {
    assert_eq!(page.status, 503, "{}", page.shown());
    assert!(!page.header("retry-after").is_empty(), "it says when to come again");
    page.says(&["cannot say whether it was saved"]);
    assert!(page.whole().contains(typed), "what was typed is lost: {}", page.whole());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_and_nothing_typed_is_lost() {
    let (shared, deadline) = prepared(None, LATER, false).await;
    shared.place.start_on_a_small_disk();
    let (browser, own) = somebody(&shared).await;
    let vision = "A home for all";
    let filled = |page: Page| {
        page.form("a-vision").with("a-vision", vision).with("a-turnover", "1250000").with("a-honest", "yes")
    };
    let form = filled(browser.open(&format!("{own}/form")).await);
    let files = browser.open(&format!("{own}/files")).await;
    let upload = files.form("a-references").with_file("a-references", "large.txt", &vec![b'a'; 300_000]);

    limit_files(&shared, "4096");
    honest(&browser.send(form.clone()).await, vision);
    let refused = browser.send(upload.clone()).await;
    assert_eq!(refused.status, 503, "{}", refused.shown());
    refused.says(&["files have to be chosen again"]);
    // Reading goes on, and so does telling.
    assert_eq!(browser.get(&own).await.status, 200);
    honest(&browser.send(form.clone()).await, vision);

    limit_files(&shared, "unlimited");
    let unsaved = browser.open(&format!("{own}/form")).await;
    assert!(!unsaved.whole().contains(vision), "what was refused is not half there");
    // The page that refused holds a form that sends the same again: as good as the one it came from.
    assert_eq!(browser.send(form).await.status, 303);
    assert_eq!(browser.send(upload).await.status, 303);
    browser.open(&format!("{own}/form")).await.form("a-vision");
    let review = browser.open(&format!("{own}/review")).await;
    let receipt = browser.press(review.form("declare").with("declare", "yes")).await;
    assert!(receipt.path.ends_with("/receipt"), "{}", receipt.path);
    let left: Vec<_> = std::fs::read_dir(shared.place.data().join("files"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    assert_eq!(left.len(), 1, "what broke off left something: {left:?}");

    // A crowd goes on through a disk that is full now and then.
    let crowd = crowd(&shared, FEW);
    for _ in 0..3 {
        progressed(&shared, 30).await;
        limit_files(&shared, "4096");
        progressed(&shared, 60).await;
        limit_files(&shared, "unlimited");
    }
    progressed(&shared, 200).await;
    end(&shared, None, crowd, deadline, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_and_comes_back_loses_nothing() {
    let Some(server) = server(Durability::Full) else { return };
    let database = server.database();
    let (shared, deadline) = prepared(Some(&database.url()), LATER, false).await;
    shared.place.start();
    let crowd = crowd(&shared, FEW);
    for _ in 0..3 {
        progressed(&shared, 80).await;
        server.go().expect("it goes");
        server.come().expect("it comes");
    }
    progressed(&shared, 200).await;
    end(&shared, Some(&database.url()), crowd, deadline, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_was_set_back_while_the_program_was_down_reopens_nothing() {
    let (shared, deadline) = prepared(None, LATER, false).await;
    shared.place.start();
    let (browser, own) = somebody(&shared).await;
    let form = |page: &Page| page.form("a-vision").with("a-vision", "In time").with("a-honest", "yes");
    let page = browser.open(&format!("{own}/form")).await;
    assert_eq!(browser.send(form(&page)).await.status, 303);
    let late = form(&browser.open(&format!("{own}/form")).await).with("a-vision", "Too late");
    shared.place.kill();
    // The program runs an hour and a minute on: as if its machine's clock had been right then and were set back since.
    let settings = Settings { data: shared.place.data(), ..Settings::default() };
    let app = serve::assemble(settings, Clock::hand_cranked(deadline.plus_seconds(60))).await.unwrap();
    app.catch_up(shared.procedure.parse().unwrap(), deadline.plus_seconds(60)).await.unwrap();
    app.store.close().await;
    drop(app);

    shared.place.start();
    let refused = browser.send(late).await;
    assert_eq!(refused.status, 409, "{}", refused.shown());
    refused.says(&["Too late"]);
    assert_eq!(shared.place.logged("the machine's clock is behind the journal").len(), 1);
    // What is recorded from here on does not come before what was recorded then.
    let said = shared.place.run(&["journal", "verify"]);
    assert!(said.contains("all as it must be"), "{said}");
}

/// Ends the burst, kills the program and looks at what is there.
async fn end(
    shared: &Arc<Shared>,
    database: Option<&str>,
    crowd: Vec<tokio::task::JoinHandle<Applicant>>,
    deadline: Instant,
    others: usize,
) {
    shared.over.store(true, Ordering::SeqCst);
    let mut applicants = Vec::new();
    for one in crowd {
        applicants.push(one.await.expect("an applicant goes on to the end"));
    }
    shared.place.kill();
    settled(shared, database, &applicants, deadline, others).await;
}
