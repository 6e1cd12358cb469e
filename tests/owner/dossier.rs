//! The dossier: what it holds for whom, and that whatever is changed in it is found and named.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _, Write as _};
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use sqlx::{Connection as _, SqliteConnection};
use tower::ServiceExt as _;

use super::world::{PLANTED, Who, World};
use trespor::dossier::archive::{self, Unreadable, Writer};
use trespor::dossier::check::{Anchors, dossier};
use trespor::dossier::format::{
    ContentLine, HeadLine, JournalLine, LetterLine, Manifest, MemberLine, TextLine,
};
use trespor::dossier::receipt::{self, Receipt};
use trespor::dossier::{Check, Verdict};
use trespor::engine::digest::Digest;
use trespor::engine::journal::{self, Head};
use trespor::store;

type Entries = BTreeMap<String, Vec<u8>>;

/// The dossier as `who` gets it.
async fn drawn_up(world: &World, who: &Who) -> Vec<u8> {
    let office = world.app.report_office(world.procedure, Some(&who.person.email)).await.unwrap();
    let mut parts = world.app.dossier(office).unwrap();
    let mut bytes = Vec::new();
    while let Some(part) = parts.recv().await {
        bytes.extend(part.unwrap());
    }
    bytes
}

/// A procedure whose applicants were told, with the bytes of the files that they handed in.
async fn told() -> World {
    let world = World::new().await;
    let mut db = world.app.store.read().await.unwrap();
    for id in [world.application, world.mates] {
        let found = store::applications::get(&mut db, id).await.unwrap().unwrap();
        for file in &found.application.submitted.unwrap().version.files {
            std::fs::write(world.folder.join("files").join(file.attachment.to_string()), b"pdf").unwrap();
        }
    }
    drop(db);
    // Letters that nothing in the journal calls for are planted for other tests.
    for id in world.letters.values() {
        forget(&world, "DELETE FROM outbox WHERE id = $1", &id.to_string()).await;
    }
    world.told().await;
    world
}

/// Takes one row out of the database behind the program's back.
async fn forget(world: &World, statement: &'static str, key: &str) {
    let file = world.folder.join("test.db");
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let gone = sqlx::query(statement).bind(key).execute(&mut db).await.unwrap();
    assert_eq!(gone.rows_affected(), 1, "{statement} of {key}");
}

fn unpacked(bytes: &[u8]) -> Entries {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entries = Entries::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let mut text = Vec::new();
        entry.read_to_end(&mut text).unwrap();
        entries.insert(entry.name().unwrap().into_owned(), text);
    }
    entries
}

/// The same entries again, with whatever manifest they have.
fn packed(entries: &Entries) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Packed by somebody who knows the format: the manifest fits.
fn forged(entries: &Entries) -> Vec<u8> {
    let mut manifest: Manifest = serde_json::from_slice(&entries["manifest.json"]).unwrap();
    let heads = lines::<HeadLine>(&entries["heads.jsonl"]);
    let ends: Vec<_> =
        heads.into_iter().map(|line| (line.stream, Head { seq: line.seq, hash: line.hash })).collect();
    manifest.root = journal::root_of(&ends);
    let mut writer = Writer::default();
    for (name, bytes) in entries.iter().filter(|(name, _)| *name != "manifest.json") {
        writer.begin(name).unwrap();
        writer.write(bytes).unwrap();
    }
    writer.finish(manifest).unwrap()
}

fn verified(bytes: &[u8], anchors: &Anchors) -> Verdict {
    dossier(&archive::read(Cursor::new(bytes)).unwrap(), anchors)
}

/// Fails unless something of `check` differs whose name holds `of`.
#[track_caller]
fn differs(bytes: &[u8], check: Check, of: &str) {
    let verdict = verified(bytes, &Anchors::default());
    let named = verdict.differences.iter().any(|d| d.check == check && d.of.contains(of));
    assert!(named, "{check:?} of {of} is not named:\n{}", verdict.text());
}

fn lines<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Vec<T> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

fn written<T: serde::Serialize>(lines: &[T]) -> Vec<u8> {
    lines.iter().flat_map(|line| [serde_json::to_vec(line).unwrap(), b"\n".to_vec()].concat()).collect()
}

/// Changes bodies of the journal, and every hash and head that hangs on them.
fn rewritten(entries: &Entries, change: impl Fn(&str) -> String) -> Entries {
    let mut journal: Vec<JournalLine> = lines(&entries["journal.jsonl"]);
    let mut heads: BTreeMap<String, HeadLine> = BTreeMap::new();
    for line in &mut journal {
        line.prev = heads.get(&line.stream).map_or(Digest::ZERO, |head| head.hash);
        if let Some(body) = &line.body {
            let body = change(body);
            line.hash = journal::hash(line.prev, &body);
            line.body = Some(body);
        }
        let head = HeadLine { stream: line.stream.clone(), seq: line.seq, hash: line.hash };
        heads.insert(line.stream.clone(), head);
    }
    let mut entries = entries.clone();
    entries.insert("journal.jsonl".into(), written(&journal));
    entries.insert("heads.jsonl".into(), written(&heads.into_values().collect::<Vec<_>>()));
    entries
}

async fn receipt_of(world: &World, who: &Who) -> Receipt {
    let path = format!("/applications/{}/receipt.json", world.application);
    let answered = world.get(Some(who), &path).await.is(StatusCode::OK);
    Receipt::read(answered.body.as_bytes()).unwrap()
}

#[tokio::test]
async fn a_whole_dossier_is_equal_and_always_the_same() {
    let world = told().await;
    let bytes = drawn_up(&world, &world.owner).await;
    let verdict = verified(&bytes, &Anchors::default());
    assert!(verdict.equal(), "{}", verdict.text());
    for check in [
        Check::Manifest,
        Check::Workflow,
        Check::Chains,
        Check::Checkpoints,
        Check::Texts,
        Check::Contents,
        Check::Files,
        Check::Deadlines,
        Check::Commitments,
        Check::Admissions,
        Check::Scores,
        Check::Consensus,
        Check::Selection,
        Check::Decisions,
        Check::Letters,
        Check::State,
    ] {
        assert!(verdict.checked.get(&check).is_some_and(|count| *count > 0), "{check:?} checked nothing");
    }
    assert!(bytes == drawn_up(&world, &world.owner).await, "other bytes from the same state");
    // Nobody learns who asked: who follows is known by a hash alone.
    assert!(verdict.notes.iter().any(|note| note.contains("say who follows")), "{}", verdict.text());
    let root = verdict.root.unwrap();
    let receipt = receipt_of(&world, &world.applicant).await;
    let anchors = Anchors { roots: vec![root], receipts: vec![receipt] };
    let verdict = verified(&bytes, &anchors);
    assert!(verdict.equal() && verdict.checked[&Check::Anchors] == 2, "{}", verdict.text());
}

#[tokio::test]
async fn before_all_are_told_it_holds_nothing_of_any_application() {
    let world = World::new().await;
    let told_later = async |world: &World| {
        for who in [&world.owner, &world.auditor] {
            let bytes = drawn_up(world, who).await;
            let verdict = verified(&bytes, &Anchors::default());
            assert!(verdict.equal(), "{}", verdict.text());
            for (name, text) in unpacked(&bytes) {
                let text = String::from_utf8_lossy(&text).into_owned();
                for planted in PLANTED.into_iter().chain(["well argued", "submitted", "\"points\""]) {
                    assert!(!text.contains(planted), "{planted} is in {name}");
                }
            }
        }
    };
    told_later(&world).await;
    world.crank(super::world::DEADLINE + 1);
    told_later(&world).await;
    for (track, application) in [("social", world.application), ("physical", world.mates)] {
        world.judge(track, application).await;
    }
    told_later(&world).await;
    let path = world.at("/dossier.zip");
    for who in [&world.secretary, &world.outsider, &world.evaluator, &world.chair, &world.applicant] {
        world.get(Some(who), &path).await.is(StatusCode::NOT_FOUND);
    }
    world.get(None, &path).await.is(StatusCode::SEE_OTHER);
    world.get(Some(&world.auditor), &world.at("")).await.has("without applications").has(&path);
    world.get(Some(&world.secretary), &world.at("")).await.lacks(&path);
}

#[tokio::test]
async fn a_browser_that_asks_for_it_compressed_gets_the_whole_file() {
    let world = told().await;
    let request = Request::get(world.at("/dossier.zip"))
        .header(header::COOKIE, format!("session={}", world.owner.session))
        .header(header::ACCEPT_ENCODING, "gzip, deflate, br");
    let router = trespor::web::router(Arc::clone(&world.app));
    let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers().get(header::CONTENT_ENCODING), None, "it is compressed already");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(unpacked(&bytes), unpacked(&drawn_up(&world, &world.owner).await));
}

#[tokio::test]
async fn one_flipped_bit_a_missing_and_an_added_entry_are_named() {
    let world = told().await;
    let entries = unpacked(&drawn_up(&world, &world.owner).await);
    assert!(entries.keys().any(|name| name.starts_with("files/")));
    for name in entries.keys().filter(|name| *name != "manifest.json") {
        let mut changed = entries.clone();
        let bytes = changed.get_mut(name).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        differs(&packed(&changed), Check::Manifest, name);
        let mut less = entries.clone();
        less.remove(name);
        differs(&packed(&less), Check::Manifest, name);
    }
    let mut more = entries.clone();
    more.insert("files/00000000-0000-0000-0000-000000000000".into(), b"x".to_vec());
    differs(&packed(&more), Check::Manifest, "files/00000000");
    differs(&forged(&more), Check::Files, "files/00000000");
    let mut none = entries.clone();
    none.remove("manifest.json");
    differs(&packed(&none), Check::Manifest, "manifest.json");
    // A bit that flips inside the packed bytes is found by the archive's own sum, and named too.
    let file = entries.keys().find(|name| name.starts_with("files/")).unwrap();
    let mut bytes = drawn_up(&world, &world.owner).await;
    let at = bytes.windows(file.len()).position(|part| part == file.as_bytes()).unwrap() + file.len();
    bytes[at] ^= 1;
    differs(&bytes, Check::Manifest, file);
}

#[tokio::test]
async fn a_journal_that_was_tampered_with_is_found_though_the_manifest_fits() {
    let world = told().await;
    let entries = unpacked(&drawn_up(&world, &world.owner).await);
    let journal: Vec<JournalLine> = lines(&entries["journal.jsonl"]);
    let own = format!("application/{}", world.application);
    let with = |journal: Vec<JournalLine>| {
        let mut entries = entries.clone();
        entries.insert("journal.jsonl".into(), written(&journal));
        forged(&entries)
    };
    let first = journal.iter().position(|line| line.stream == own).unwrap();
    let mut reordered = journal.clone();
    reordered.swap(first, first + 1);
    differs(&with(reordered), Check::Chains, &own);
    let mut cut = journal.clone();
    let last = cut.iter().rposition(|line| line.stream == own).unwrap();
    cut.remove(last);
    differs(&with(cut), Check::Chains, &own);

    // An application is dropped with all that belongs to it.
    let id = world.application.to_string();
    let mut dropped = entries.clone();
    for name in ["journal.jsonl", "heads.jsonl", "contents.jsonl", "letters.jsonl", "members.jsonl"] {
        let kept: Vec<serde_json::Value> = lines(&entries[name]);
        let about =
            |line: &serde_json::Value| line["stream"] == own.as_str() || line["application"] == id.as_str();
        let kept: Vec<_> = kept.into_iter().filter(|line| !about(line)).collect();
        dropped.insert(name.into(), written(&kept));
    }
    let dropped = forged(&dropped);
    differs(&dropped, Check::Commitments, "social");
    differs(&dropped, Check::Checkpoints, "checkpoint");

    // A score is changed, and every hash after it computed again.
    let changed = forged(&rewritten(&entries, |body| {
        if body.contains("\"scored\"") { body.replace("\"4\"", "\"2\"") } else { body.to_owned() }
    }));
    assert_ne!(changed, forged(&entries), "nothing was changed");
    differs(&changed, Check::Consensus, "consensus.agreed");
    // The same where what the panel agreed is changed with it: the computed list no longer follows.
    let both = forged(&rewritten(&entries, |body| {
        let judged = body.contains("\"scored\"") || body.contains("\"agreed\"");
        if judged { body.replace("\"4\"", "\"2\"") } else { body.to_owned() }
    }));
    differs(&both, Check::Selection, "selection.computed");
    // Points beyond the scale.
    let beyond = forged(&rewritten(&entries, |body| body.replace("\"4\"", "\"400\"")));
    differs(&beyond, Check::Scores, "scoring.scored");
}

#[tokio::test]
async fn a_late_submission_and_a_changed_letter_are_found() {
    let world = told().await;
    let entries = unpacked(&drawn_up(&world, &world.owner).await);
    let from = format!("\"at\":{}", super::world::DEADLINE + 1);
    let early = forged(&rewritten(&entries, |body| {
        if body.contains("\"closed\"") {
            body.replace(&from, &format!("\"at\":{}", super::world::DEADLINE - 5))
        } else {
            body.to_owned()
        }
    }));
    differs(&early, Check::Deadlines, "intake.closed");
    differs(&early, Check::Checkpoints, "");
    let id = world.application.to_string();
    let mut letters: Vec<serde_json::Value> = lines(&entries["letters.jsonl"]);
    let told =
        letters.iter_mut().find(|l| l["application"] == id.as_str() && l["kind"] == "selected").unwrap();
    told["text"] = "You were not chosen.".into();
    let mut changed = entries.clone();
    changed.insert("letters.jsonl".into(), written(&letters));
    differs(&forged(&changed), Check::Letters, &id);
    letters.retain(|letter| letter["kind"] != "selected");
    changed.insert("letters.jsonl".into(), written(&letters));
    differs(&forged(&changed), Check::Letters, &id);
}

#[tokio::test]
async fn every_word_of_every_letter_is_composed_again() {
    let world = told().await;
    let entries = unpacked(&drawn_up(&world, &world.owner).await);
    let letters: Vec<LetterLine> = lines(&entries["letters.jsonl"]);
    let kinds: BTreeSet<_> = letters.iter().map(|letter| letter.kind.as_str()).collect();
    for kind in ["receipt", "selected", "role_granted", "evaluation_opens"] {
        assert!(kinds.contains(kind), "no {kind} among {kinds:?}");
    }
    let with = |letters: &[LetterLine]| {
        let mut entries = entries.clone();
        entries.insert("letters.jsonl".into(), written(letters));
        forged(&entries)
    };
    // Wherever a word is changed, the letter is named by its kind and its reader.
    for (place, letter) in letters.iter().enumerate() {
        let of = format!("letter `{}`", letter.kind);
        let to = format!("to person {}", letter.person);
        let words: Vec<_> = letter.text.split(' ').collect();
        let step = (words.len() / 6).max(1);
        for at in (0..words.len()).step_by(step) {
            let mut words = words.clone();
            let other = format!("{}x", words[at]);
            words[at] = &other;
            let mut changed = letters.clone();
            changed[place].text = words.join(" ");
            let bytes = with(&changed);
            differs(&bytes, Check::Letters, &of);
            differs(&bytes, Check::Letters, &to);
        }
        let mut changed = letters.clone();
        changed[place].subject.push('!');
        differs(&with(&changed), Check::Letters, &of);
        let mut less = letters.clone();
        less.remove(place);
        differs(&with(&less), Check::Letters, &of);
        let mut more = letters.clone();
        more.push(letter.clone());
        differs(&with(&more), Check::Letters, &of);
        // Nor is a letter excused that says nothing: nobody erased it.
        let mut empty = letters.clone();
        (empty[place].text, empty[place].subject) = (String::new(), String::new());
        differs(&with(&empty), Check::Letters, &of);
    }
    let verdict = verified(&with(&letters), &Anchors::default());
    assert!(verdict.equal(), "{}", verdict.text());
    assert_eq!(verdict.checked[&Check::Letters], letters.len() as u64);
    assert!(!verdict.notes.iter().any(|note| note.contains("not composed")), "{}", verdict.text());
}

#[tokio::test]
async fn what_is_gone_and_was_never_erased_is_named() {
    let world = told().await;
    let whole = unpacked(&drawn_up(&world, &world.owner).await);
    let named = async |statement, key: &str, check, of: &str| {
        forget(&world, statement, key).await;
        differs(&drawn_up(&world, &world.owner).await, check, of);
    };
    let texts: Vec<TextLine> = lines(&whole["texts.jsonl"]);
    let reason = texts.iter().find(|text| text.body.contains("well argued")).unwrap().digest.to_string();
    named("DELETE FROM prose WHERE digest = $1", &reason, Check::Texts, &reason).await;
    let letters: Vec<LetterLine> = lines(&whole["letters.jsonl"]);
    let receipt = letters.iter().find(|letter| letter.kind == "receipt").unwrap();
    let statement = "DELETE FROM outbox WHERE message_id = $1";
    named(statement, &receipt.message_id, Check::Letters, "letter `receipt`").await;
    let contents: Vec<ContentLine> = lines(&whole["contents.jsonl"]);
    let mine = contents.iter().find(|line| line.application == world.application).unwrap();
    let statement = "DELETE FROM prose WHERE digest = $1";
    named(statement, &mine.digest.to_string(), Check::Contents, &world.application.to_string()).await;
    let members: Vec<MemberLine> = lines(&whole["members.jsonl"]);
    let mate = members.iter().find(|line| line.application == world.mates).unwrap();
    let statement = "DELETE FROM member WHERE id = $1";
    named(statement, &mate.member.to_string(), Check::Contents, &world.mates.to_string()).await;
}

#[tokio::test]
async fn a_journal_that_was_written_anew_is_caught_by_what_somebody_else_keeps() {
    let world = told().await;
    let bytes = drawn_up(&world, &world.owner).await;
    let entries = unpacked(&bytes);
    let receipt = receipt_of(&world, &world.applicant).await;
    let root = verified(&bytes, &Anchors::default()).root.unwrap();
    // A person is put in another's place everywhere: nothing inside contradicts it but the checkpoints, which
    // whoever writes all anew writes too.
    let person = world.applicant.person.id.to_string();
    let other = "00000000-0000-4000-8000-000000000000";
    let mut anew = rewritten(&entries, |body| body.replace(&person, other));
    let hashes = |entries: &Entries| -> Vec<String> {
        lines::<JournalLine>(&entries["journal.jsonl"]).iter().map(|line| line.hash.to_string()).collect()
    };
    let hashes: Vec<_> = hashes(&entries).into_iter().zip(hashes(&anew)).collect();
    for name in ["state.json", "letters.jsonl"] {
        let text = String::from_utf8(anew[name].clone()).unwrap().replace(&person, other);
        // Receipts tell the hash of their line.
        let text = hashes.iter().fold(text, |text, (old, new)| text.replace(old, new));
        anew.insert(name.into(), text.into_bytes());
    }
    let journal: Vec<JournalLine> = lines(&anew["journal.jsonl"]);
    let mut checkpoints: Vec<serde_json::Value> = lines(&anew["checkpoints.jsonl"]);
    for checkpoint in &mut checkpoints {
        let heads: Vec<(String, u64)> = serde_json::from_value(checkpoint["heads"].clone()).unwrap();
        let ends: Vec<_> = heads
            .into_iter()
            .map(|(stream, seq)| {
                let line = journal.iter().find(|line| line.stream == stream && line.seq == seq).unwrap();
                (stream, Head { seq, hash: line.hash })
            })
            .collect();
        checkpoint["root"] = journal::root_of(&ends).to_string().into();
    }
    anew.insert("checkpoints.jsonl".into(), written(&checkpoints));
    let anew = forged(&anew);
    let verdict = verified(&anew, &Anchors::default());
    assert!(verdict.equal(), "the documents say that this passes: {}", verdict.text());
    assert!(verdict.notes.iter().any(|note| note.contains("--receipt")));
    for anchors in [
        Anchors { roots: vec![root], receipts: Vec::new() },
        Anchors { roots: Vec::new(), receipts: vec![receipt] },
    ] {
        let verdict = verified(&anew, &anchors);
        assert!(verdict.differences.iter().any(|d| d.check == Check::Anchors), "{}", verdict.text());
    }
}

#[tokio::test]
async fn a_receipt_is_checked_by_itself() {
    let world = World::new().await;
    let path = format!("/applications/{}/receipt.json", world.application);
    let body = world.get(Some(&world.applicant), &path).await.is(StatusCode::OK).body;
    let verdict = receipt::check(&Receipt::read(body.as_bytes()).unwrap());
    assert!(verdict.equal(), "{}", verdict.text());
    let good: serde_json::Value = serde_json::from_str(&body).unwrap();
    let changes: [(&str, serde_json::Value); 6] = [
        ("/content/body", "{}".into()),
        ("/files/0/sha256", "0".repeat(64).into()),
        ("/received_at", "2027-01-10T11:00:00.000000Z".into()),
        ("/deadline_at", "2027-01-01T00:00:00.000000Z".into()),
        ("/count", 2.into()),
        ("/journal/prev", "1".repeat(64).into()),
    ];
    for (place, value) in changes {
        let mut forged = good.clone();
        *forged.pointer_mut(place).unwrap() = value;
        let verdict = receipt::check(&Receipt::read(forged.to_string().as_bytes()).unwrap());
        assert!(!verdict.equal(), "{place} can be changed unseen");
    }
    assert!(Receipt::read(b"{}").is_err());
}

#[test]
fn what_a_stranger_packs_has_its_limits() {
    let zip = |entries: &[(&str, &[u8])]| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let read = |bytes: &[u8]| archive::read(Cursor::new(bytes.to_vec()));
    let bomb = zip(&[("journal.jsonl", &vec![0; 8 << 20])]);
    assert!(bomb.len() < 64 << 10);
    assert!(matches!(read(&bomb), Err(Unreadable::TooMuch { .. })));
    for name in ["../evil", "/etc/passwd", "files/../x", "a/b/c", "c:\\x", ".hidden", &"x".repeat(300)] {
        assert!(matches!(read(&zip(&[(name, b"x")])), Err(Unreadable::Name(_))), "{name}");
    }
    let mut twice = zip(&[("journal.jsonl", b"a"), ("journal.jsonm", b"b")]);
    for at in 0..twice.len() - 13 {
        if &twice[at..at + 13] == b"journal.jsonm" {
            twice[at + 12] = b'l';
        }
    }
    assert!(read(&twice).is_err(), "two entries with one name");
    assert!(matches!(read(b"PK\x03\x04 nothing"), Err(Unreadable::NoArchive(_))));
    assert!(matches!(read(b""), Err(Unreadable::NoArchive(_))));
}

/// What `trespor verify` says of a file, without the lines that hold identifiers, and its exit code.
fn run(path: &std::path::Path) -> (Vec<String>, Option<i32>) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_trespor")).arg("verify").arg(path).output();
    let output = output.expect("the program runs");
    let text = String::from_utf8(output.stdout).unwrap();
    let table = text.lines().filter(|line| line.starts_with("  ") || line.ends_with("equal"));
    (table.map(str::to_owned).collect(), output.status.code())
}

#[tokio::test]
async fn the_example_of_the_document_is_what_the_program_says() {
    let world = told().await;
    let bytes = drawn_up(&world, &world.auditor).await;
    let path = world.folder.join("dossier.zip");
    std::fs::write(&path, &bytes).unwrap();
    let document = include_str!("../../docs/verify.md");
    let example = document.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let example: Vec<_> =
        example.lines().filter(|line| line.starts_with("  ") || line.ends_with("equal")).collect();
    let (table, code) = run(&path);
    assert_eq!((table.join("\n"), code), (example.join("\n"), Some(0)));

    let entries = unpacked(&bytes);
    std::fs::write(&path, forged(&rewritten(&entries, |body| body.replace("\"4\"", "\"400\"")))).unwrap();
    let (table, code) = run(&path);
    assert!(table.last().unwrap() == "NOT equal" && code == Some(1), "{table:?}");
    std::fs::write(&path, b"PK nothing").unwrap();
    assert_eq!(run(&path).1, Some(2));
    std::fs::write(&path, b"{}").unwrap();
    assert_eq!(run(&path).1, Some(2));
}
