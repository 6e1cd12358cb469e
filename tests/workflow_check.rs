//! Every finding about a workflow file, each shown by breaking a good file in one place.

#[path = "support/after_mutants.rs"]
mod after_mutants;
#[path = "support/mutants/mod.rs"]
mod mutants;
#[path = "support/translated.rs"]
mod translated;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use after_mutants::AFTER;
use mutants::{ALONE, FACTS, MUTANTS, Mutant, NETWORK, PANELS, UNREADABLE, WAITS};
use trespor::engine::workflow::{Finding, Severity, check, load};
use trespor::i18n::{Lang, findings::in_language};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn good() -> String {
    read("workflows/boligliv-i-balance.yaml")
}

fn findings(bytes: &[u8]) -> Vec<Finding> {
    match load(bytes) {
        Ok(loaded) => check(&loaded),
        Err(findings) => findings,
    }
}

/// The good file, broken in the one place where `from` stands.
fn broken(from: &str, to: &str) -> String {
    let good = good();
    assert_eq!(good.matches(from).count(), 1, "`{from}` does not stand there once");
    good.replace(from, to)
}

/// The line, counted from one, of the first place where `what` stands.
fn line_of(text: &str, what: &str) -> u32 {
    let at = text.find(what).unwrap_or_else(|| panic!("`{what}` is not in the file"));
    u32::try_from(text[..at].matches('\n').count() + 1).expect("few lines")
}

/// Codes that a person should look at, and that keep no file from being used.
const WARNINGS: [&str; 4] = ["C-NOTIME", "G-STANDSTILL", "T-EXTRA", "T-UNUSED"];

fn hold(mutants: &[Mutant]) {
    let mut wrong = String::new();
    for (from, to, code, marker) in mutants {
        let text = broken(from, to);
        let line = line_of(&text, marker);
        let severity = if WARNINGS.contains(code) { Severity::Warning } else { Severity::Error };
        let found = findings(text.as_bytes());
        let as_it_should = |f: &Finding| f.code == *code && f.line == line && f.severity == severity;
        if !found.iter().any(as_it_should) {
            writeln!(wrong, "{to}\n  no {code} on line {line}, but {found:?}").expect("a string");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Each mutant of the file `good` is found, by its code and on its line.
fn hold_in(good: &str, mutants: &[Mutant]) {
    for (from, to, code, marker) in mutants {
        assert_eq!(good.matches(from).count(), 1, "`{from}` does not stand there once");
        let text = good.replace(from, to);
        let found = findings(text.as_bytes());
        let line = line_of(&text, marker);
        assert!(found.iter().any(|f| f.code == *code && f.line == line), "{code} on line {line}: {found:?}");
    }
}

#[test]
fn the_good_file_has_no_errors() {
    // The day until which questions are asked is meant as a whole day, and shuts nothing.
    assert_eq!(findings(good().as_bytes()), []);
}

#[test]
fn every_mutant_is_found() {
    hold(MUTANTS);
    hold(NETWORK);
}

/// The findings of a limit and of a track's own values stand where the file says them.
#[test]
fn what_concerns_the_tracks_together_is_found_in_its_place() {
    let steps = "steps:\n  - id: intake";
    let limit = "limits: [{id: one, max: 3, on_silence: best_place, vacated: next}]";
    for (from, to, code, marker) in [
        (steps, format!("{limit}\n{steps}"), "limit-idle", limit),
        (
            steps,
            format!("{}\n{steps}", limit.replace("max: 3", "max: 1, by: applicant.id")),
            "G-LIMIT",
            "limits: [",
        ),
        (
            steps,
            format!("{}\n{steps}", limit.replace("max: 3", "max: 1, answer: {days: 0}")),
            "G-LIMIT",
            "limits: [",
        ),
        (
            steps,
            format!(
                "{}\n{steps}",
                limit.replace("max: 3", "max: 1, answer: {days: 5}").replace("best_place", "wait")
            ),
            "G-LIMIT",
            "limits: [",
        ),
        (
            steps,
            format!("{}\n{steps}", limit.replace("max: 3", "max: 1, track_order: [garden]")),
            "unknown-track",
            "limits: [",
        ),
    ] {
        let text = broken(from, &to);
        let found = findings(text.as_bytes());
        let line = line_of(&text, marker);
        assert!(found.iter().any(|f| f.code == code && f.line == line), "{code}: {found:?}");
    }
}

#[test]
fn every_unreadable_mutant_is_found() {
    hold(UNREADABLE);
}

#[test]
fn a_file_without_tracks_is_refused() {
    let good = good();
    let (before, rest) = good.split_once("tracks:\n").expect("the tracks");
    let (_, after) = rest.split_once("applicants:").expect("what follows them");
    let text = format!("{before}tracks: []\napplicants:{after}");
    let line = line_of(&text, "tracks: []");
    assert!(findings(text.as_bytes()).iter().any(|f| f.code == "G-TRACKS" && f.line == line));
}

fn codes(bytes: &[u8]) -> Vec<&'static str> {
    findings(bytes).iter().map(|finding| finding.code).collect()
}

fn too_large() -> Vec<u8> {
    vec![b'#'; 1024 * 1024 + 1]
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    assert_eq!(codes(&too_large()), ["Y-SIZE"]);
    assert_eq!(codes(b"title: b\xf8rn"), ["Y-UTF8"]);
    assert_eq!(codes(b"\xff\xfet\0i\0"), ["Y-UTF8"]);
    assert_eq!(codes(b""), ["Y-SHAPE"]);
    assert_eq!(codes(b"a text"), ["Y-SHAPE"]);
}

#[test]
fn every_mutant_of_the_form_and_its_models_is_found() {
    let good = read("tests/data/facts.yaml");
    assert_eq!(findings(good.as_bytes()), []);
    hold_in(&good, FACTS);
}

#[test]
fn every_mutant_of_panels_and_envelopes_is_found() {
    let good = read("workflows/two-stages.yaml");
    hold_in(&good, PANELS);
    // A selection before the opening would decide by what nobody has read.
    let (from, to) = (
        "  - id: prices\n",
        "  - id: hasty\n    title: {da: H, en: H}\n    does:\n      selection: {model: award, by: [owner]}\n  - id: prices\n",
    );
    let found = findings(good.replace(from, to).as_bytes());
    assert!(found.iter().any(|f| f.code == "G-ENVELOPE" && f.message.contains("`price`")), "{found:?}");
}

#[test]
fn every_mutant_of_what_is_for_some_tracks_is_found() {
    let good = read("workflows/side-by-side.yaml");
    hold_in(&good, ALONE);
}

#[test]
fn every_mutant_of_what_comes_after_a_decision_is_found() {
    let good = read("tests/data/after.yaml");
    // Law is for the gate; this file is only for what it shows.
    let errors = findings(good.as_bytes()).into_iter().filter(|finding| finding.severity == Severity::Error);
    assert_eq!(errors.collect::<Vec<_>>(), []);
    hold_in(&good, AFTER);
}

/// A report that is due before the workshop that stands before it, though after the intake before that.
#[test]
fn phases_come_in_the_order_of_the_steps() {
    let good = read("workflows/bolig-2000.yaml");
    let errors = |text: &str| -> Vec<_> {
        let found =
            findings(text.as_bytes()).into_iter().filter(|finding| finding.severity == Severity::Error);
        found.map(|finding| (finding.code, finding.line)).collect()
    };
    assert_eq!(errors(&good), []);
    let early = good.replace("at: 2027-05-31T12:00", "at: 2027-04-01T12:00");
    assert_eq!(errors(&early), [("C-UNTIL", line_of(&early, "until: ideas"))]);
}

/// Two scorings of one stage are none too many where each is for other tracks; the same track has one.
#[test]
fn tracks_may_have_a_scoring_each() {
    let good = read("workflows/side-by-side.yaml");
    let second = |tracks: &str| {
        let step = format!(
            "  - id: panel\n    title: {{da: P, en: P}}\n    tracks: [{tracks}]\n    does: {{scoring: {{model: ideas, \
             evaluators_min: 1, reason_chars_min: 10, blind: true}}}}\n  - id: choice\n"
        );
        let text = good.replace("  - id: choice\n", &step).replace(
            "    waits_for: {tracks: [homes], step: admission",
            "    tracks: [homes, streets]\n    waits_for: {tracks: [homes], step: admission",
        );
        let text = text.replace("[homes, streets, square], step: scoring", "[homes, streets], step: scoring");
        findings(text.as_bytes()).into_iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(second("square"), Vec::<&str>::new());
    assert_eq!(second("square, streets"), ["G-ONCE"]);
}

#[test]
fn every_mutant_of_what_tracks_wait_for_is_found() {
    let good = read("workflows/side-by-side.yaml");
    assert_eq!(findings(good.as_bytes()), []);
    hold_in(&good, WAITS);
}

/// One track may wait for what another does later, where that one does not wait for it.
#[test]
fn a_wait_for_a_later_step_is_no_circle() {
    let good = read("workflows/side-by-side.yaml");
    let text = good.replace("tracks: [homes], step: admission", "tracks: [homes], step: scoring");
    let found = findings(text.as_bytes());
    assert!(found.iter().all(|finding| finding.code != "G-CYCLE"), "{found:?}");
}

/// Every code that stands in the sources is shown by a mutant above, or by a test of its own.
#[test]
fn every_code_has_a_mutant() {
    let shown: BTreeSet<_> = MUTANTS
        .iter()
        .chain(UNREADABLE)
        .chain(FACTS)
        .chain(PANELS)
        .chain(WAITS)
        .chain(NETWORK)
        .chain(ALONE)
        .chain(AFTER)
        .map(|mutant| mutant.2)
        .chain(["Y-SIZE", "Y-UTF8", "G-TRACKS", "G-LIMIT"])
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine/workflow/check");
    let parts = std::fs::read_dir(folder).expect("the parts of the check").map(|entry| {
        let path = entry.expect("an entry").path();
        std::fs::read_to_string(path).expect("source")
    });
    let sources: Vec<_> = ["check.rs", "source.rs"]
        .map(|file| read(&format!("src/engine/workflow/{file}")))
        .into_iter()
        .chain(parts)
        .collect();
    let sources = sources.join("\n");
    let is_code = |quoted: &&str| {
        quoted.split_once('-').is_some_and(|(group, name)| {
            let good = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
            group.len() == 1 && !name.is_empty() && quoted.chars().all(good)
        })
    };
    let written: BTreeSet<_> = sources.split('"').filter(is_code).collect();
    assert!(written.len() > 30, "only {written:?} were found");
    assert_eq!(written, shown);
}

/// Everything that the check says of a mutant is said in Danish and bokmål too, with the values of the file.
#[test]
fn every_finding_of_a_mutant_is_said_in_three_languages() {
    let files = [
        (good(), [MUTANTS, NETWORK, UNREADABLE].concat()),
        (read("tests/data/facts.yaml"), FACTS.to_vec()),
        (read("workflows/two-stages.yaml"), PANELS.to_vec()),
        (read("workflows/side-by-side.yaml"), [ALONE, WAITS].concat()),
        (read("tests/data/after.yaml"), AFTER.to_vec()),
    ];
    let mut wrong = BTreeSet::new();
    for (good, mutants) in files {
        for (from, to, code, _) in mutants {
            for finding in findings(good.replace(from, to).as_bytes()) {
                let said = translated::wrong(&finding.message, finding.hint.as_deref());
                wrong.extend(said.into_iter().map(|said| format!("{code}: {said}")));
            }
        }
    }
    for bytes in [&too_large()[..], b"title: b\xf8rn", b"", b"a text", bomb(60).as_bytes()] {
        let of = |finding: Finding| translated::wrong(&finding.message, finding.hint.as_deref());
        wrong.extend(findings(bytes).into_iter().flat_map(of));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_finding_is_worded_in_danish_and_bokmaal() {
    for (from, to, danish, bokmaal) in [
        (
            "at: 2027-02-05T12:00",
            "at: 2027-02-30T12:00",
            "`2027-02-30T12:00` er ikke en dato eller en dato med et klokkeslæt: den dag findes ikke.",
            "`2027-02-30T12:00` er ikke en dato eller en dato med et klokkeslett: den dagen finnes ikke.",
        ),
        (
            "of: scoring",
            "of: screening",
            "`screening` er ikke en tidligere bedømmelse.",
            "`screening` er ikke en tidligere evaluering.",
        ),
        (
            "by: [secretary, owner]",
            "by: [secretary, owner]\n        cure: {fields: [turnover], days: 2, hours: 48}",
            "Afhjælpningsfristen er på 2 dage og 48 timer.",
            "Fristen for ettersending og avklaring er på 2 dager og 48 timer.",
        ),
        ("version: 1\n", "", "Feltet `version` mangler.", "Feltet `version` mangler."),
    ] {
        let found = findings(broken(from, to).as_bytes());
        let said = |lang| found.iter().filter_map(move |finding| in_language(lang, &finding.message));
        assert!(said(Lang::Da).any(|said| said == danish), "{danish}: {found:?}");
        assert!(said(Lang::Nb).any(|said| said == bokmaal), "{bokmaal}: {found:?}");
    }
}

/// A word that comes near is suggested; where none does, the words that could stand there are named.
#[test]
fn a_misspelt_word_is_suggested() {
    for (from, to, hint) in [
        ("version: 1", "verson: 1", "did you mean `version`?"),
        ("members_max: 12", "member_max: 12", "did you mean `members_max`?"),
        ("      screening:\n", "      screning:\n", "did you mean `screening`?"),
        ("signature: mandate", "signature: mandat", "did you mean `mandate`?"),
        ("need: all", "need: sometimes", "one of all, any, at_least"),
        ("until: deadline", "until: dedline", "did you mean `deadline`?"),
        ("field: turnover", "field: turnovr", "did you mean `turnover`?"),
        ("scoring: {model: shortlist", "scoring: {model: shortlst", "did you mean `shortlist`?"),
        ("waits_for: [social,", "waits_for: [socal,", "did you mean `social`?"),
        ("version: 1\n", "", "add `version: …` beside `steps`"),
    ] {
        let found = findings(broken(from, to).as_bytes());
        assert!(found.iter().any(|finding| finding.hint.as_deref() == Some(hint)), "{to}: {found:?}");
    }
}

/// What some readers take for something else is the text that it says, where a text is meant.
#[test]
fn a_bare_word_is_a_text_where_a_text_is_meant() {
    for word in ["no", "on", "yes", "off", "y", "NO", "true", "12", "1.0", "2027-02-05", "\"~\""] {
        let text = broken("name: Realdania", &format!("name: {word}"));
        let loaded = load(text.as_bytes()).unwrap_or_else(|found| panic!("{word}: {found:?}"));
        assert_eq!(loaded.definition.buyers[0].name, word.trim_matches('"'));
    }
    let norway = broken("country: DK", "country: NO");
    assert_eq!(load(norway.as_bytes()).expect("a file").definition.country, "NO");
    assert!(findings(norway.as_bytes()).iter().all(|finding| finding.severity == Severity::Warning));
}

/// Neither the ends of lines nor a mark at the beginning change what a file says.
#[test]
fn the_ends_of_lines_do_not_matter() {
    let plain = load(good().as_bytes()).expect("the good file");
    for other in [good().replace('\n', "\r\n"), format!("\u{feff}{}", good()), format!("---\n{}", good())] {
        let loaded = load(other.as_bytes()).expect("the same file");
        assert!(loaded.definition == plain.definition);
        // Other bytes are another file all the same.
        assert_ne!(loaded.digest, plain.digest);
    }
}

/// An anchor and an alias for each of `depth` lists, each nine times the one before.
fn bomb(depth: u32) -> String {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..depth {
        let alias = format!("*a{}, ", n - 1).repeat(9);
        writeln!(text, "a{n}: &a{n} [{}]", alias.trim_end_matches(", ")).expect("a string");
    }
    text
}

/// What would grow without end is given up at once, and what is said of it stays short.
#[test]
fn what_would_grow_is_bounded() {
    assert_eq!(codes(bomb(2).as_bytes()), ["Y-ALIAS"]);
    assert_eq!(codes(bomb(60).as_bytes()), ["Y-ALIAS"]);
    let nested = [100, 10_000, 500_000].map(|depth| format!("a: {}{}", "[".repeat(depth), "]".repeat(depth)));
    let open = format!("a: {}", "[".repeat(500_000));
    let keys = format!("a: {}1{}", "{b: ".repeat(100_000), "}".repeat(100_000));
    let keys_open = "{b: ".repeat(200_000);
    let mut indented = String::new();
    for n in 0..1_000 {
        writeln!(indented, "{}a:", " ".repeat(n)).expect("a string");
    }
    let wide = format!("a: [{}]", "x,".repeat(500_000));
    for text in nested.into_iter().chain([open, keys, keys_open, indented, wide]) {
        let found = findings(text.as_bytes());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, "Y-SHAPE");
        let said = found[0].message.len() + found[0].hint.as_ref().map_or(0, String::len);
        assert!(said < 500, "{said} bytes are said of a file that is nothing but brackets");
    }
}

/// One flaw does not hide another: what is wrong in several places is said of each.
#[test]
fn all_findings_come_at_once() {
    let text = broken("until: deadline", "until: dedline").replace("days: 20", "days: 0");
    let text = text.replace("country: DK", "country: DE");
    let errors: Vec<_> = findings(text.as_bytes())
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.code)
        .collect();
    // In the order of the file.
    assert_eq!(errors, ["C-COUNTRY", "G-DATE", "C-WINDOW"]);
}
