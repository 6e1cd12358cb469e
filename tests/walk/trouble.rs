//! What goes wrong outside: a mail server that refuses, a workflow file with errors.

use sqlx::Row as _;
use trespor::app::AppError;
use trespor::engine::workflow::Severity;
use trespor::i18n::Lang;
use trespor::worker;

use crate::case::Case;
use crate::smtp_sink::Behaviour;
use crate::world::{OWNER, World};

/// Seconds after each failed try, as the handbook promises them.
const PAUSES: [i64; 7] = [60, 300, 900, 3_600, 14_400, 43_200, 86_400];

/// Gives a role by the owner's page.
async fn grant(case: &Case, who: &str) {
    let olga = case.who("olga");
    let page = olga.open(&case.desk("olga").await.link("/people")).await;
    let form = page.form("email").with("name", who).with("email", &format!("{who}@example.org"));
    olga.press(form.with("role", "auditor").with("track", "all")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_that_no_server_takes_is_shown_to_the_owner() {
    let mut case = Case::open().await;
    // From here on each try is made by hand.
    case.world.settle().await;
    let transport = case.world.transport();
    let send = async || worker::send(&case.world.app, &transport).await.expect("the outbox can be read");
    let outbox = format!("/procedures/{}/outbox", case.procedure);
    let olga = case.who("olga");

    case.world.sink.behave(Behaviour::Closing);
    grant(&case, "anders").await;
    olga.open(&outbox).await.says(&["Anders".to_lowercase().as_str(), "Waiting"]).hides(["NOT NOTIFIED"]);
    for (tries, pause) in PAUSES.into_iter().enumerate() {
        assert_eq!(send().await, 1, "try {}", tries + 1);
        assert_eq!(send().await, 0, "not again before its time");
        let said = if tries == 0 {
            "Waiting after 1 try".to_owned()
        } else {
            format!("Waiting after {} tries", tries + 1)
        };
        olga.open(&outbox)
            .await
            .says(&[&said, "The mail server said: ", "closing for the night"])
            .hides(["NOT NOTIFIED"]);
        case.world.crank(case.world.app.clock.now().plus_seconds(pause + 1));
    }
    assert_eq!(send().await, 1, "the eighth try");
    let given_up = olga.open(&outbox).await;
    given_up.says(&["NOT NOTIFIED", "closing for the night"]);
    case.desk("olga").await.says(&["1 letter could not be delivered"]);
    case.world.crank(case.world.app.clock.now().plus_seconds(7 * 86_400));
    assert_eq!(send().await, 0, "it stays given up");

    // The owner has it tried again when the server is well.
    case.world.sink.behave(Behaviour::Accept);
    let sent_before = case.world.letters().len();
    olga.press(given_up.form_to("/retry")).await;
    assert_eq!((send().await, case.world.letters().len()), (1, sent_before + 1));
    olga.open(&outbox).await.says(&["Sent on"]).hides(["NOT NOTIFIED"]);

    // An address that there is not is given up at once: no later try would help.
    case.world.sink.behave(Behaviour::RefuseRecipient);
    grant(&case, "nobody").await;
    assert_eq!(send().await, 1);
    olga.open(&outbox).await.says(&["NOT NOTIFIED", "no such mailbox"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_with_errors_opens_nothing() {
    let world = World::start(false).await;
    let owner = world.app.person(OWNER, "Olga Overgaard", Lang::Da).await.expect("an address");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/workflows/boligliv-i-balance.yaml");
    let good = std::fs::read_to_string(path).expect("the file of the case");
    for (was, now) in [
        ("waits_for: [social, physical, organisational]", "waits_for: [social, physical, everybody]"),
        ("until: deadline", "until: doomsday"),
        ("scoring: {model: shortlist,", "scoring: {model: longlist,"),
        ("2027-02-05T12:00", "soon"),
        ("zone: Europe/Copenhagen", "zon: Europe/Copenhagen"),
    ] {
        assert_eq!(good.matches(was).count(), 1, "{was}");
        let line = good[..good.find(was).expect("it is there")].lines().count();
        let answer = world.app.open_procedure(&good.replace(was, now), owner.id, &[]).await;
        let Err(AppError::Workflow(findings)) = answer else { panic!("{now} is taken: {answer:?}") };
        let errors: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        assert!(!errors.is_empty(), "{now}");
        let said =
            errors.iter().any(|finding| usize::try_from(finding.line).is_ok_and(|at| at.abs_diff(line) <= 1));
        assert!(said, "{now} on line {line}: {errors:?}");
    }
    let mut database = world.database().await;
    for table in ["procedure", "workflow", "journal", "outbox"] {
        let count = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")));
        let count: i64 = count.fetch_one(&mut database).await.expect("a count").get(0);
        assert_eq!(count, 0, "{table}");
    }
    world.visitor("en").open("/").await.says(&["There are no procedures right now."]);
    // The file as it is opens.
    world.open_procedure(&good).await;
    world.visitor("en").open("/").await.says(&["Housing life in balance"]);
}
