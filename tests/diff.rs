//! What changes between two workflow files: one small mutant a kind of change.

use std::process::Command;

use trespor::engine::workflow::diff::{Change, Group, Means, diff};
use trespor::engine::workflow::load;

fn text() -> String {
    let path = format!("{}/workflows/boligliv-i-balance.yaml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("the file")
}

/// The changes that a file has when `from` is written as `to`.
fn changes(from: &str, to: &str) -> Vec<Change> {
    let old = text();
    assert!(old.contains(from), "the file does not say `{from}`");
    let new = old.replace(from, to);
    diff(&load(old.as_bytes()).expect("the file"), &load(new.as_bytes()).expect("the mutant"))
}

#[track_caller]
fn one(from: &str, to: &str, group: Group, means: Means, words: &str) {
    let found = changes(from, to);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].group, found[0].means, found[0].words.as_str()), (group, means, words));
}

#[test]
fn the_same_file_and_a_new_version_change_nothing() {
    assert_eq!(changes("version: 1\nlanguages", "version: 2\nlanguages"), []);
}

#[test]
fn texts_that_can_be_amended_are_told_and_others_stay() {
    one(
        "{da: Metode, en: Method}",
        "{da: Metode, en: Approach}",
        Group::Texts,
        Means::Stays,
        "text in `en` of title of criterion `method`: Method → Approach",
    );
    one(
        "da: Lokalsamfund og",
        "da: Nærmiljø og",
        Group::Texts,
        Means::Told,
        "text in `da` of summary of track `social`: Lokalsamfund og sociale processer i udsatte \
         boligområder. → Nærmiljø og sociale processer i udsatte boligområder.",
    );
    one(
        "contact: boligliv@",
        "contact: post@",
        Group::Texts,
        Means::Stays,
        "contact: boligliv@example.org → post@example.org",
    );
}

/// A wait ties tracks together: a procedure that runs would have to be told who waits where.
#[test]
fn a_wait_needs_a_map() {
    let wait = "waits_for: {tracks: [social], step: screening, need: all, otherwise: go_on}\n    does:\n      scoring";
    one("does:\n      scoring", wait, Group::Structure, Means::NeedsMap, "wait of step `scoring` added");
    let side = std::fs::read_to_string(format!("{}/workflows/side-by-side.yaml", env!("CARGO_MANIFEST_DIR")));
    let side = side.expect("the file");
    let other = side.replace("need: any, otherwise", "need: all, otherwise");
    let loaded = |text: &str| load(text.as_bytes()).expect("a file");
    let found = diff(&loaded(&side), &loaded(&other));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].words, "need of wait of step `choice`: any → all");
    assert_eq!((found[0].group, found[0].means), (Group::Structure, Means::NeedsMap));
    let told = diff(&loaded(&side), &loaded(&side.replace("Without homes there", "Without any homes there")));
    assert_eq!((told[0].group, told[0].means), (Group::Texts, Means::Stays));
}

/// Who goes through a step, is asked a field and is examined.
#[test]
fn what_is_for_some_tracks_is_said_with_their_names() {
    one(
        "does:\n      scoring",
        "tracks: [social, physical]\n    does:\n      scoring",
        Group::Structure,
        Means::NeedsMap,
        "tracks of step `scoring`: all → social, physical",
    );
    let side = std::fs::read_to_string(format!("{}/workflows/side-by-side.yaml", env!("CARGO_MANIFEST_DIR")));
    let side = side.expect("the file");
    let loaded = |text: &str| load(text.as_bytes()).expect("a file");
    let other = side.replace("tracks: [homes]                     # only", "tracks: [homes, square] # only");
    let found = diff(&loaded(&side), &loaded(&other));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].words, "tracks of field `homes-count`: homes → homes, square");
    assert_eq!((found[0].group, found[0].means), (Group::Terms, Means::ConfirmAgain));
}

#[test]
fn dates_move_later_or_not_at_all() {
    let words = |to: &str| format!("at of date `deadline`: 2027-02-05T12:00 → {to}");
    let (later, earlier) = ("2027-02-06T12:00", "2027-02-05T11:59");
    one("2027-02-05T12:00", later, Group::DatesLater, Means::Extension, &words(later));
    one("2027-02-05T12:00", earlier, Group::DatesEarlier, Means::Cannot, &words(earlier));
}

#[test]
fn terms_that_others_might_have_applied_under_cannot_change() {
    let cannot = |from, to, words| one(from, to, Group::Terms, Means::Cannot, words);
    cannot(
        "{id: relevance, kind: judged, weight: 50}",
        "{id: relevance, kind: judged, weight: 40}",
        "weight of criterion `relevance` of model `shortlist`: 50 → 40",
    );
    cannot(
        "min: 1000000",
        "min: 500000",
        "min of check `slc-stand-to-gen` of step `screening`: 1000000 → 500000",
    );
    cannot("days: 20", "days: 45", "days of step `complaints`: 20 → 45");
    cannot(
        "      - {id: team, kind: judged, weight: 20}         # demo\n",
        "",
        "criterion `team` of model `shortlist` removed",
    );
}

#[test]
fn the_form_asks_for_a_new_confirmation() {
    one(
        "chars_max: 3000",
        "chars_max: 2000",
        Group::Terms,
        Means::ConfirmAgain,
        "chars max of field `team`: 3000 → 2000",
    );
    one(
        "members_max: 12",
        "members_max: 6",
        Group::Terms,
        Means::ConfirmAgain,
        "members max of consortium of applicants: 12 → 6",
    );
}

#[test]
fn what_concerns_the_panel_alone_concerns_nobody_outside() {
    one(
        "evaluators_min: 2",
        "evaluators_min: 3",
        Group::Terms,
        Means::Nothing,
        "evaluators min of step `scoring`: 2 → 3",
    );
}

#[test]
fn steps_and_tracks_need_a_map() {
    let letters = "  - id: letters\n    title: {da: Breve, en: Letters}\n    does:\n      letters: {of: selection, by: [owner]}\n";
    one(letters, "", Group::Structure, Means::NeedsMap, "step `letters` removed");
    one(
        "  - id: letters\n    title: {da: Breve",
        "  - id: replies\n    title: {da: Breve",
        Group::Structure,
        Means::NeedsMap,
        "step `replies` renamed from `letters`",
    );
    let mine = "  - id: hearing\n    title: {da: Høring, en: Hearing}\n    does:\n      screening: {by: [owner], checks: []}\n";
    one(letters, &format!("{mine}{letters}"), Group::Structure, Means::NeedsMap, "step `hearing` added");
    // A renamed track is renamed where the joint step waits for it, too.
    let found = changes("social\n    title", "social-life\n    title");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].words, "track `social-life` renamed from `social`");
    // Renamed and changed at once: both are said.
    let found = changes(
        "  - id: letters\n    title: {da: Breve, en: Letters}",
        "  - id: replies\n    title: {da: Breve, en: Replies}",
    );
    let words: Vec<_> = found.iter().map(|change| change.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "text in `en` of title of step `replies`: Letters → Replies",
            "step `replies` renamed from `letters`"
        ]
    );
}

#[test]
fn another_order_is_said_as_one_change() {
    let found = changes(
        "    selection: {model: shortlist, by: [owner]}",
        "    selection: {model: shortlist, by: [owner, chair]}",
    );
    assert_eq!(found[0].means, Means::Nothing);
    assert_eq!(found[0].words, "by of step `selection`: owner → owner, chair");
}

#[test]
fn the_command_line_says_whether_something_cannot_be() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a file");
        path
    };
    let old = write("diff-old.yaml", text());
    let mild = write("diff-mild.yaml", text().replace("en: Method}", "en: Approach}"));
    let told = write("diff-told.yaml", text().replace("da: Lokalsamfund og", "da: Nærmiljø og"));
    let hard = write("diff-hard.yaml", text().replace("weight: 50}", "weight: 45}"));
    let run = |new: &std::path::Path, json: bool| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trespor"));
        command.arg("diff").arg(&old).arg(new);
        if json {
            command.arg("--json");
        }
        let out = command.output().expect("the program runs");
        (out.status.code(), String::from_utf8(out.stdout).expect("UTF-8"))
    };
    assert_eq!(run(&old, false), (Some(0), "nothing changes\n".to_owned()));
    let (code, out) = run(&mild, false);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("Texts\n") && out.contains("cannot be changed in a running procedure"), "{out}");
    let (code, out) = run(&told, false);
    assert_eq!(code, Some(0));
    assert!(out.contains("all are told"), "{out}");
    let (code, out) = run(&hard, true);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, value[0]["means"].as_str()), (Some(1), Some("cannot")));
}
