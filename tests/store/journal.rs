use trespor::engine::digest::Digest;
use trespor::engine::journal as chain;
use trespor::store::journal;

use crate::sample::{NOON, application_event, application_id, line_event, prepare, procedure_id};
use crate::site::Site;

on_both!(
    lines_come_back_as_a_whole_chain,
    heads_are_in_the_order_of_bytes,
    a_removed_head_is_noticed,
    the_latest_lines_come_first,
    the_lines_come_in_pages,
    checkpoints_tie_the_chains_together,
    the_latest_instant_is_known,
);

/// Two lines in the stream of application 1, one in each of two tracks.
async fn append(site: &Site) -> Vec<journal::Position> {
    prepare(site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            let events = [
                application_event(1, NOON),
                line_event(1, "zoo", NOON.plus_micros(1)),
                application_event(1, NOON.plus_micros(2)),
                line_event(1, "aarhus", NOON.plus_micros(2)),
            ];
            journal::append(db, procedure_id(1), &events).await
        })
    })
    .await
}

async fn the_latest_instant_is_known(site: Site) {
    assert_eq!(journal::reached(&mut site.read().await).await.unwrap(), None);
    append(&site).await;
    assert_eq!(journal::reached(&mut site.read().await).await.unwrap(), Some(NOON.plus_micros(2)));
}

fn stream(line: &str) -> String {
    format!("line/{}/{line}", procedure_id(1))
}

async fn lines_come_back_as_a_whole_chain(site: Site) {
    let positions = append(&site).await;
    let own = format!("application/{}", application_id(1));
    let seqs: Vec<_> = positions.iter().map(|position| (position.stream.as_str(), position.seq)).collect();
    let (zoo, aarhus) = (stream("zoo"), stream("aarhus"));
    assert_eq!(seqs, [(own.as_str(), 1), (&zoo, 1), (&own, 2), (&aarhus, 1)]);

    let mut db = site.read().await;
    let head = journal::head(&mut db, &own).await.unwrap();
    assert_eq!((head.seq, head.hash), (2, positions[2].hash));
    let lines = journal::lines(&mut db, &own).await.unwrap();
    assert_eq!(
        chain::verify(&own, head, &lines).unwrap(),
        [application_event(1, NOON), application_event(1, NOON.plus_micros(2))]
    );
    assert_eq!(journal::head(&mut db, "nothing").await.unwrap(), chain::Head::default());
    assert_eq!(journal::lines(&mut db, "nothing").await.unwrap(), []);
}

async fn heads_are_in_the_order_of_bytes(site: Site) {
    append(&site).await;
    let heads = journal::heads(&mut site.read().await, procedure_id(1)).await.unwrap();
    let names: Vec<_> = heads.iter().map(|(name, head)| (name.as_str(), head.seq)).collect();
    // A Danish order of words would put aarhus last, and the root of a checkpoint would be another.
    let (zoo, aarhus) = (stream("zoo"), stream("aarhus"));
    assert_eq!(names, [(&*format!("application/{}", application_id(1)), 2), (&aarhus, 1), (&zoo, 1)]);
    assert_eq!(journal::heads(&mut site.read().await, procedure_id(2)).await.unwrap(), []);
}

async fn a_removed_head_is_noticed(site: Site) {
    append(&site).await;
    let headless = async || journal::headless(&mut site.read().await, procedure_id(1)).await.unwrap();
    assert_eq!(headless().await, [""; 0]);
    site.sql("DELETE FROM journal_head WHERE stream LIKE 'line/%'").await;
    assert_eq!(headless().await, [stream("aarhus"), stream("zoo")]);
}

async fn the_latest_lines_come_first(site: Site) {
    append(&site).await;
    let latest = async |before, limit| -> Vec<(String, u64)> {
        let found = journal::latest(&mut site.read().await, procedure_id(1), before, limit).await.unwrap();
        found.into_iter().map(|line| (line.stream, line.seq)).collect()
    };
    let own = format!("application/{}", application_id(1));
    let far = NOON.plus_seconds(9);
    assert_eq!(
        latest(far, 9).await,
        [(own.clone(), 2), (stream("aarhus"), 1), (stream("zoo"), 1), (own.clone(), 1)]
    );
    assert_eq!(latest(far, 1).await, [(own.clone(), 2)]);
    assert_eq!(latest(NOON, 9).await, [(own, 1)]);
    assert_eq!(latest(NOON.plus_micros(-1), 9).await, []);
}

async fn the_lines_come_in_pages(site: Site) {
    append(&site).await;
    let page = async |offset, limit| -> Vec<(String, u64)> {
        let found = journal::page(&mut site.read().await, procedure_id(1), offset, limit).await.unwrap();
        found.into_iter().map(|line| (line.stream, line.seq)).collect()
    };
    let own = format!("application/{}", application_id(1));
    assert_eq!(page(0, 2).await, [(own.clone(), 2), (stream("aarhus"), 1)]);
    assert_eq!(page(2, 2).await, [(stream("zoo"), 1), (own, 1)]);
    assert_eq!(page(4, 2).await, []);
    assert_eq!(journal::page(&mut site.read().await, procedure_id(2), 0, 9).await.unwrap(), []);
}

async fn checkpoints_tie_the_chains_together(site: Site) {
    prepare(&site).await;
    let tie = |at| {
        site.write(at, |db, at| Box::pin(async move { journal::checkpoint(db, procedure_id(1), at).await }))
    };
    assert_eq!(tie(NOON).await, Digest::ZERO);
    site.write((), |db, ()| {
        Box::pin(async move {
            for line in ["zoo", "aarhus"] {
                journal::append(db, procedure_id(1), &[line_event(1, line, NOON)]).await?;
            }
            Ok(())
        })
    })
    .await;
    let root = tie(NOON.plus_seconds(1)).await;
    // A second one at the same instant takes the place of the first.
    assert_eq!(tie(NOON.plus_seconds(1)).await, root);

    let mut db = site.read().await;
    let heads = vec![(stream("aarhus"), 1), (stream("zoo"), 1)];
    assert_eq!(
        journal::checkpoints(&mut db, procedure_id(1)).await.unwrap(),
        [(NOON, Digest::ZERO, vec![]), (NOON.plus_seconds(1), root, heads)]
    );
    assert_eq!(journal::checkpoints(&mut db, procedure_id(2)).await.unwrap(), []);
    // The root needs no database to be computed again: it is over the heads in the order of bytes.
    let mut in_order = Vec::new();
    for name in [stream("aarhus"), stream("zoo")] {
        let head = journal::head(&mut db, &name).await.unwrap();
        in_order.push((name, head));
    }
    assert_eq!(journal::root_of(&in_order), root);
}
