//! Somebody with the database file changes it: verifying finds it, and says where.

use sqlx::{Row as _, SqliteConnection};

use crate::case::Case;

/// A case with a few lines in its journal, one of them about an application.
async fn begun() -> (Case, SqliteConnection) {
    let mut case = Case::open().await;
    case.give_roles().await;
    case.begin("bo").await;
    // Who tampers has the file to themselves.
    case.world.settle().await;
    let database = case.world.database().await;
    (case, database)
}

async fn faults(case: &Case) -> Vec<String> {
    case.world.app.verify_procedure(case.procedure).await.expect("the journal can be read").faults
}

/// Carries out statements and fails unless each of them changes a row.
async fn change(database: &mut SqliteConnection, statements: &[String]) {
    for statement in statements {
        let done = sqlx::query(sqlx::AssertSqlSafe(statement.clone())).execute(&mut *database).await;
        assert_ne!(done.expect("the statement is good").rows_affected(), 0, "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_changed_in_the_file_is_found() {
    let (case, mut database) = begun().await;
    assert_eq!(faults(&case).await, Vec::<String>::new());
    let stream = format!("procedure/{}", case.procedure);
    let row = sqlx::query("SELECT seq, hash FROM journal_head WHERE stream = $1").bind(&stream);
    let row = row.fetch_one(&mut database).await.expect("a head");
    let (last, hash): (i64, String) = (row.get("seq"), row.get("hash"));
    assert!(last > 4, "{last}");
    let at = |seq: i64| format!("stream = '{stream}' AND seq = {seq}");

    let cases: [(&str, Vec<String>, String); 8] = [
        (
            "one byte of a line",
            vec![format!(
                "UPDATE journal SET body = replace(body, 'evaluator', 'Evaluator') WHERE {}",
                at(4)
            )],
            format!("{stream}: line 4 was changed: its bytes do not match its hash"),
        ),
        (
            "a line with a fitting hash of its own",
            vec![format!("UPDATE journal SET hash = '{}' WHERE {}", "ab".repeat(32), at(4))],
            format!("{stream}: line 4 was changed: its bytes do not match its hash"),
        ),
        (
            "a line is missing",
            vec![format!("DELETE FROM journal WHERE {}", at(3))],
            format!("{stream}: line 3 is missing or out of order; found line 4"),
        ),
        (
            "two lines have changed places",
            vec![
                format!("UPDATE journal SET seq = -1 WHERE {}", at(3)),
                format!("UPDATE journal SET seq = 3 WHERE {}", at(4)),
                format!("UPDATE journal SET seq = 4 WHERE {}", at(-1)),
            ],
            format!("{stream}: line 3 does not follow from the line before it"),
        ),
        (
            "the last line is cut off",
            vec![format!("DELETE FROM journal WHERE {}", at(last))],
            format!("{stream}: the journal ends at line {}, its head says line {last}", last - 1),
        ),
        (
            "the head has been removed",
            vec![format!("DELETE FROM journal_head WHERE hash = '{hash}'")],
            format!("{stream}: there are lines but no head"),
        ),
        (
            "a table says another thing",
            vec!["UPDATE procedure SET head = replace(head, '\"chair\"', '\"auditor\"')".into()],
            format!("table procedure disagrees with the journal of {}", case.procedure),
        ),
        (
            "an application's table says another thing",
            vec!["UPDATE application SET state = replace(state, '\"social\"', '\"physical\"')".into()],
            format!("table application disagrees with the journal of {}", case.id("bo")),
        ),
    ];
    let names = ["journal", "journal_head", "procedure", "application"];
    for (what, statements, wanted) in cases {
        for table in names {
            let copy = format!("CREATE TEMP TABLE kept_{table} AS SELECT * FROM main.{table}");
            sqlx::query(sqlx::AssertSqlSafe(copy)).execute(&mut database).await.expect("a copy");
        }
        change(&mut database, &statements).await;
        let found = faults(&case).await;
        assert!(found.contains(&wanted), "{what}: {found:#?}");
        // Back as it was, for the next.
        sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut database).await.expect("a setting");
        for table in names {
            let back = [
                format!("DELETE FROM main.{table}"),
                format!("INSERT INTO main.{table} SELECT * FROM kept_{table}"),
                format!("DROP TABLE kept_{table}"),
            ];
            for statement in back {
                sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut database).await.expect("a copy");
            }
        }
        assert_eq!(faults(&case).await, Vec::<String>::new(), "{what} is undone");
    }

    // What people wrote lies beside the journal, which knows it by its digest.
    // It lies sealed: one letter of it is another one.
    let one = "digest = (SELECT min(digest) FROM prose WHERE application_id <> '')";
    let other = "substr(body, 1, length(body) - 9) || \
         CASE substr(body, length(body) - 8, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(body, length(body) - 7)";
    change(&mut database, &[format!("UPDATE prose SET body = {other} WHERE {one}")]).await;
    let found = faults(&case).await;
    assert!(found.len() == 1 && found[0].ends_with("was changed"), "{found:?}");

    // The auditor's page tells the same.
    let journal = case.work("anders", "/journal").await;
    let page = case.who("anders").open(&journal.link("/journal/verify")).await;
    page.says(&["The journal does not agree with the tables in 1 place", &found[0]]);
}
