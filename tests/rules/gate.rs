//! Every finding of the gate, each shown by breaking a good file in one place.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use trespor::engine::calendar::{WallTime, Zone, resolve};
use trespor::engine::instant::Instant;
use trespor::engine::rules::{self, Finding, Severity, judge, pack_of, planned, unrehearsed};
use trespor::engine::workflow::load;
use trespor::i18n::{Lang, findings::in_language};

use crate::translated;

pub fn read(path: &str) -> String {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A file under the Danish act in which nothing is wrong: the case, with five candidates and eight grounds.
pub fn good() -> String {
    let mut grounds = String::new();
    for code in [
        "exg-crim-part",
        "exg-crim-fraud",
        "exg-crim-terror",
        "exg-crim-laund",
        "exg-crim-traffick",
        "exg-pmt-bre-ssc",
    ] {
        let check = format!("- {{id: {code}, title: {{da: Grund, en: Ground}}, group: exclusion}}");
        writeln!(grounds, "          {check}").expect("a string");
    }
    let mut text = read("workflows/boligliv-i-balance.yaml");
    for (from, to) in [
        ("regime: private-voluntary", "regime: dk-udbudslov"),
        ("procedure: neg-w-call", "procedure: restricted"),
        ("candidates: {min: 3, max: 5}", "candidates: {min: 5, max: 5}"),
        ("number: {min: 3, max: 5, take: max}", "number: {min: 5, max: 5}"),
        ("        checks:\n", &format!("        checks:\n{grounds}")),
    ] {
        assert_eq!(text.matches(from).count(), 1, "`{from}` does not stand there once");
        text = text.replace(from, to);
    }
    text
}

pub fn at(typed: &str) -> Instant {
    let wall: WallTime = typed.parse().expect("a wall time");
    resolve(&wall, &Zone::new("Europe/Copenhagen").expect("a zone")).expect("an instant")
}

/// On the day of the notice, at nine.
const OPENS: &str = "2026-12-21T09:00";

/// What the gate finds, each finding of which can be said in Danish and bokmål too.
pub fn found(text: &str, opens: &str) -> Vec<Finding> {
    let loaded = load(text.as_bytes()).unwrap_or_else(|findings| panic!("{findings:?}"));
    let pack = pack_of(&loaded, at(opens)).map(|released| &released.pack);
    let found = judge(&loaded, pack, at(opens), &unrehearsed);
    for finding in &found {
        let wrong = translated::wrong(&finding.message, finding.hint.as_deref());
        assert!(wrong.is_empty(), "{}: {wrong:#?}", finding.code);
    }
    found
}

/// The good file, broken in the one place where `from` stands.
pub fn broken(from: &str, to: &str) -> String {
    let good = good();
    assert_eq!(good.matches(from).count(), 1, "`{from}` does not stand there once");
    good.replace(from, to)
}

fn line_of(text: &str, what: &str) -> u32 {
    let at = text.find(what).unwrap_or_else(|| panic!("`{what}` is not in the file"));
    u32::try_from(text[..at].matches('\n').count() + 1).expect("few lines")
}

/// What is replaced, by what, the code, how bad, the rule, and what stands on the line it names.
type Mutant = (&'static str, &'static str, &'static str, Severity, Option<&'static str>, &'static str);

use Severity::{Error, Note, Warning};

const DEADLINE: &str = "at: 2027-02-05T12:00";

const MUTANTS: &[Mutant] = &[
    // The thirtieth day after 21 December is Wednesday 20 January; it belongs to the period whole.
    (DEADLINE, "at: 2027-01-20T12:00", "L-PERIOD", Error, Some("TL-RTP-DK"), "at: 2027-01-20T12:00"),
    (DEADLINE, "at: 2027-01-19", "L-PERIOD", Error, Some("TL-RTP-DK"), "at: 2027-01-19"),
    (DEADLINE, "at: 2026-12-21T12:00", "L-ORDER", Error, Some("NO-ORDER-1"), "at: 2026-12-21T12:00"),
    (DEADLINE, "at: 2026-12-20T12:00", "L-PAST", Error, None, "at: 2026-12-20T12:00"),
    ("at: 2027-01-29", "at: 2026-12-20", "L-PAST", Warning, None, "at: 2026-12-20"),
    (DEADLINE, "at: 2027-02-06T12:00", "L-HOLIDAY", Warning, Some("CALC-03"), "at: 2027-02-06T12:00"),
    (DEADLINE, "at: 2027-03-26T12:00", "L-HOLIDAY", Warning, Some("CALC-03"), "at: 2027-03-26T12:00"),
    // The day after Ascension Day: a working day on which offices are closed.
    (DEADLINE, "at: 2027-05-07T12:00", "L-OFFICE", Warning, Some("CALC-03"), "at: 2027-05-07T12:00"),
    ("at: 2027-01-29", "at: 2027-02-05", "L-QUESTIONS", Error, Some("NO-ORDER-3"), "at: 2027-02-05\n"),
    (
        "number: {min: 5, max: 5}",
        "number: {min: 4, max: 5, take: max}",
        "L-NUMBER",
        Error,
        Some("CA-MIN-5"),
        "number: {min: 4",
    ),
    ("number: {min: 5, max: 5}", "number: {max: 5}", "L-NUMBER", Error, Some("CA-MIN-5"), "number: {max: 5}"),
    (
        "candidates: {min: 5, max: 5}",
        "candidates: {min: 6, max: 5}",
        "L-INTERVAL",
        Error,
        Some("CA-INTERVAL"),
        "candidates: {min: 6",
    ),
    ("    candidates: {min: 5, max: 5}", "", "L-NOTICE", Error, Some("CA-NOTICE"), "criteria: [relevance"),
    (
        "    criteria: [relevance, method, team]",
        "",
        "L-NOTICE",
        Error,
        Some("CA-NOTICE"),
        "candidates: {min: 5",
    ),
    (
        "candidates: {min: 5, max: 5}",
        "candidates: {min: 5, max: 6}",
        "L-DIFFERS",
        Error,
        Some("CA-NOTICE"),
        "candidates: {min: 5, max: 6}",
    ),
    (
        "criteria: [relevance, method, team]",
        "criteria: [relevance, team]",
        "L-DIFFERS",
        Error,
        Some("CA-NOTICE"),
        "criteria: [relevance, team]",
    ),
    (
        "id: exg-crim-corrpt",
        "id: no-corruption",
        "L-EXCLUSION",
        Warning,
        Some("EX-MAND"),
        "- {id: exg-crim-part",
    ),
    // What is examined in one track keeps nobody out of another.
    (
        "- id: exg-crim-corrpt\n",
        "- id: exg-crim-corrpt\n            tracks: [social]\n",
        "L-EXCLUSION",
        Warning,
        Some("EX-MAND"),
        "- {id: exg-crim-part",
    ),
    ("days: 20", "days: 19", "L-WINDOW", Error, Some("DE-COMPL-20"), "days: 19"),
    ("days: 20", "guards: contract\n        days: 9", "L-STANDSTILL", Error, Some("DE-STAND-10"), "days: 9"),
    (
        "days: 20",
        "guards: contract\n        sent: by_post\n        days: 14",
        "L-STANDSTILL",
        Error,
        Some("DE-STAND-15"),
        "days: 14",
    ),
    ("  tracks_max: 2 ", "  # ", "L-LOTS", Warning, Some("NO-LOTS"), "  consortium:"),
    ("procedure: restricted", "procedure: open", "L-PROCEDURE", Warning, None, "procedure: open"),
    (
        "procedure: restricted ",
        "procedure: restricted\n  urgency: {da: Det haster, en: It is urgent} ",
        "L-URGENCY",
        Error,
        Some("TL-RTP-DK-URG"),
        "urgency: {da",
    ),
    (
        "procedure: restricted ",
        "procedure: restricted\n  urgency: {da: Husene skal rømmes inden marts, en: The houses must be left by March} ",
        "L-URGENCY",
        Note,
        Some("TL-RTP-DK-URG"),
        "urgency: {da",
    ),
    (
        "procedure: restricted ",
        "procedure: comp-dial\n  urgency: {da: Husene skal rømmes inden marts, en: The houses must be left by March} ",
        "L-URGENCY",
        Error,
        Some("TL-RTP-EU-CDIP"),
        "urgency: {da",
    ),
    ("      years: 10\n", "      months: 35\n", "L-KEEP", Error, Some("RE-KEEP-3"), "      months: 35"),
    ("  archive: not_bound ", "  # ", "L-ARCHIVE", Warning, Some("RE-ARCH"), "  by: [owner]\n  # "),
    ("sent: 2026-12-21", "sent: 2026-11-16", "L-JUDGE", Note, Some("TL-FIT"), "regime: dk-udbudslov"),
];

#[test]
fn the_good_file_leaves_only_what_a_person_judges() {
    let codes: BTreeSet<_> = found(&good(), OPENS).into_iter().map(|f| (f.severity, f.code)).collect();
    assert_eq!(codes, BTreeSet::from([(Note, "L-JUDGE"), (Note, "L-KEEP")]));
}

#[test]
fn the_case_leaves_only_what_a_person_judges() {
    let text = read("workflows/boligliv-i-balance.yaml");
    let severities: BTreeSet<_> = found(&text, OPENS).into_iter().map(|f| f.severity).collect();
    assert_eq!(severities, BTreeSet::from([Note]));
}

#[test]
fn every_mutant_is_found() {
    let mut wrong = String::new();
    for (from, to, code, severity, rule, marker) in MUTANTS {
        let text = broken(from, to);
        let line = line_of(&text, marker);
        let found = found(&text, OPENS);
        let as_it_should = |f: &Finding| {
            f.code == *code && f.severity == *severity && f.rule.as_deref() == *rule && f.line == line
        };
        if !found.iter().any(as_it_should) {
            let near: Vec<_> = found.iter().filter(|f| f.severity != Note || f.code == *code).collect();
            writeln!(wrong, "{to}\n  no {severity:?} {code} on line {line}, but {near:?}").expect("a string");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What cannot be shown by one place of a file under the act.
#[test]
fn files_without_rules_or_criteria_are_found() {
    let text = good();
    let (before, rest) = text.split_once("law:\n").expect("the law");
    let (_, after) = rest.split_once("notice:\n").expect("what follows it");
    let lawless = found(&format!("{before}notice:\n{after}"), OPENS);
    assert_eq!(lawless.iter().map(|f| (f.code, f.severity)).collect::<Vec<_>>(), [("L-REGIME", Warning)]);
    assert!(lawless[0].can_be_overridden());

    let early = found(&good(), "2015-06-01T09:00");
    assert!(early.iter().any(|f| f.code == "L-PACK" && f.severity == Error && !f.can_be_overridden()));

    let text = broken("        order: [score.total]", "        order: []");
    let (before, rest) = text.split_once("    criteria:\n      - {id: relevance").expect("the criteria");
    let (_, after) = rest.split_once("    steps:\n").expect("what follows them");
    let blind = found(&format!("{before}    steps:\n{after}"), OPENS);
    assert!(
        blind.iter().any(|f| f.code == "L-CRITERIA" && f.rule.as_deref() == Some("CA-NOTICE")),
        "{blind:?}"
    );
}

#[test]
fn a_late_opening_is_found() {
    // From the notice it is 46 days, from the opening 25.
    let late = found(&good(), "2027-01-11T09:00");
    let sent: Vec<_> = late.iter().filter(|f| f.code == "L-SENT").collect();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].severity, sent[0].line), (Warning, line_of(&good(), "sent: 2026-12-21")));
    assert!(!late.iter().any(|f| f.code == "L-PERIOD"));
    assert!(!found(&good(), "2027-01-05T09:00").iter().any(|f| f.code == "L-SENT"));
}

/// Each boundary of thirty days, a microsecond to either side. The notice is of 21 December.
#[test]
fn thirty_days_are_thirty_whole_days() {
    for (deadline, enough) in [
        ("2027-01-20", true),
        ("2027-01-20T23:59:59", false),
        ("2027-01-20T12:00", false),
        ("2027-01-21T00:00", true),
    ] {
        let text = broken(DEADLINE, &format!("at: {deadline}")).replace("at: 2027-01-29", "at: 2027-01-10");
        assert_eq!(!found(&text, OPENS).iter().any(|f| f.code == "L-PERIOD"), enough, "{deadline}");
    }
    // Thirty days from Thursday 7 January end on a Saturday, so they run to the end of Monday 8 February.
    for (deadline, enough) in [("2027-02-06", false), ("2027-02-08T23:00", false), ("2027-02-08", true)] {
        let text =
            broken(DEADLINE, &format!("at: {deadline}")).replace("sent: 2026-12-21", "sent: 2027-01-07");
        assert_eq!(
            !found(&text, "2027-01-07T09:00").iter().any(|f| f.code == "L-PERIOD"),
            enough,
            "{deadline}"
        );
    }
}

#[test]
fn fifteen_days_hold_with_a_reason_and_only_with_it() {
    let urgent = "procedure: restricted\n  urgency: {da: Husene skal rømmes inden marts, en: The houses must be left by March} ";
    // Fifteen days from 21 December are over at the end of 5 January.
    for (deadline, reason, enough) in [
        ("2027-01-05", true, true),
        ("2027-01-05T12:00", true, false),
        ("2027-01-05", false, false),
        ("2027-01-04", true, false),
    ] {
        let mut text =
            broken(DEADLINE, &format!("at: {deadline}")).replace("at: 2027-01-29", "at: 2027-01-02");
        if reason {
            text = text.replace("procedure: restricted ", urgent);
        }
        let short = found(&text, OPENS).iter().any(|f| f.code == "L-PERIOD");
        assert_eq!(!short, enough, "{deadline}, with a reason: {reason}");
    }
}

/// Hillerød 2018 (S07): 39 days were enough, and the notice said too little.
#[test]
fn hilleroed_is_refused_for_its_notice_and_not_for_its_time() {
    let text = broken("sent: 2026-12-21", "sent: 2018-01-12")
        .replace(DEADLINE, "at: 2018-02-20T12:00")
        .replace("at: 2027-01-29", "at: 2018-02-09")
        .replace("    candidates: {min: 5, max: 5}", "")
        .replace("    criteria: [relevance, method, team]", "");
    let errors: BTreeSet<_> = found(&text, "2018-01-12T09:00")
        .into_iter()
        .filter(|f| f.severity != Note)
        .map(|f| (f.code, f.can_be_overridden()))
        .collect();
    assert_eq!(errors, BTreeSet::from([("L-NOTICE", false)]));
}

#[test]
fn a_rule_that_was_not_read_in_its_source_is_unverified() {
    let text =
        broken("procedure: restricted", "procedure: comp-dial").replace(DEADLINE, "at: 2027-01-15T12:00");
    let period = found(&text, OPENS).into_iter().find(|f| f.code == "L-PERIOD").expect("a finding");
    assert_eq!((period.rule.as_deref(), period.verified), (Some("TL-RTP-EU-CDIP"), false));
    let text = broken(DEADLINE, "at: 2027-01-15T12:00");
    let period = found(&text, OPENS).into_iter().find(|f| f.code == "L-PERIOD").expect("a finding");
    assert_eq!((period.rule.as_deref(), period.verified), (Some("TL-RTP-DK"), true));
    assert_eq!(period.source.as_deref(), Some("udbudsloven § 59(2)"));
}

#[test]
fn what_a_person_judges_is_listed() {
    let judged: BTreeSet<_> =
        found(&good(), OPENS).into_iter().filter(|f| f.code == "L-JUDGE").filter_map(|f| f.rule).collect();
    for rule in ["TL-FIT", "TL-STATE", "CA-COMP", "FA-EQ"] {
        assert!(judged.contains(rule), "{rule} is not among {judged:?}");
    }
}

/// The packs have their sentences in Danish, the Norwegian ones in bokmål too, and the page says them as the packs do.
#[test]
fn what_a_person_judges_is_said_in_the_words_of_the_pack() {
    let rules = rules::packs().iter().flat_map(|released| &released.pack.list);
    for rule in rules.filter(|rule| rule.judge) {
        let english = format!("a person judges: {}", rule.text.get("en"));
        for (lang, code) in [(Lang::Da, "da"), (Lang::Nb, "nb")] {
            let said = in_language(lang, &english).unwrap_or_else(|| panic!("no {code} for {english}"));
            if let Some(words) = rule.text.0.get(code) {
                assert_eq!(said, format!("Et menneske vurderer: {words}"));
            }
        }
    }
}

#[test]
fn without_an_opening_the_day_of_the_notice_is_taken() {
    let loaded = load(good().as_bytes()).expect("the good file");
    assert_eq!(planned(&loaded.definition), Some(at("2026-12-21T00:00")));
}

/// Every code that stands in the source is shown here.
#[test]
fn every_code_has_a_mutant() {
    let mut shown: BTreeSet<_> = MUTANTS.iter().map(|mutant| mutant.2).collect();
    shown.extend(["L-REGIME", "L-PACK", "L-CRITERIA", "L-SENT", "L-RETAIN", "L-TURNOVER"]);
    let source = ["gate.rs", "gate/keeping.rs", "gate/turnover.rs"]
        .map(|file| read(&format!("src/engine/rules/{file}")))
        .concat();
    let is_code = |quoted: &&str| {
        quoted
            .strip_prefix("L-")
            .is_some_and(|rest| rest.len() > 2 && rest.bytes().all(|b| b.is_ascii_uppercase()))
    };
    let written: BTreeSet<_> = source.split('"').filter(is_code).collect();
    assert_eq!(written, shown);
}

/// The number of a track is its own: a parameter or a model in the place of that of the file is judged, not hidden by it.
#[test]
fn what_a_track_puts_in_the_place_of_a_number_is_judged() {
    let text = good();
    let text = text.replace("number: {min: 5, max: 5}", "number: {min: params.least, max: 5}");
    let text = text.replace("  shortlist:\n", "  shortlist:\n    parameters: {least: 5}\n");
    let of_number = |text: &str| -> Vec<_> {
        found(text, OPENS).into_iter().filter(|f| f.code == "L-NUMBER").map(|f| f.message).collect()
    };
    assert!(text.contains("params.least") && text.contains("parameters: {least: 5}"), "{text}");
    assert_eq!(of_number(&text), Vec::<String>::new());
    let track = "tracks:\n  - id: ";
    let (before, after) = text.split_once(track).expect("the tracks");
    let (id, rest) = after.split_once('\n').expect("a name");
    let small = format!("{before}{track}{id}\n    parameters: {{least: 2}}\n{rest}");
    assert_eq!(of_number(&small), [format!("2 in {id}; at least 5 are invited")]);
}

/// What a rehearsal finds is judged like everything else.
#[test]
fn the_gate_asks_the_rehearsal() {
    let loaded = load(good().as_bytes()).expect("the good file");
    let odd = found(&broken("days: 20", "days: 19"), OPENS).into_iter().find(|f| f.code == "L-WINDOW");
    let odd = odd.expect("a finding");
    let rehearse = move |_: &_, _| vec![odd.clone()];
    let pack = pack_of(&loaded, at(OPENS));
    let barred = rules::pass(&loaded, pack, at(OPENS), &[], &rehearse).expect_err("the gate is shut");
    assert!(matches!(barred, rules::Barred::Gate(found) if found.len() == 1 && found[0].code == "L-WINDOW"));
}

/// The file without what it says of keeping.
fn forgetful(text: &str) -> String {
    let (before, rest) = text.split_once("retention:").expect("the retention");
    let (_, after) = rest.split_once("buyers:\n").expect("what follows it");
    format!("{before}buyers:\n{after}")
}

/// From the day of the second version of the packs, a file says what is kept how long; the first did not ask.
#[test]
fn what_is_kept_is_asked_from_the_day_of_its_pack() {
    let of = |text: &str, opens: &str| -> Vec<_> {
        let found = found(text, opens).into_iter();
        found.filter(|f| f.code == "L-RETAIN").map(|f| (f.severity, f.rule, f.verified)).collect()
    };
    let missing = vec![(Warning, Some("RE-GDPR".to_owned()), false)];
    assert_eq!(of(&forgetful(&good()), OPENS), missing);
    assert_eq!(of(&forgetful(&read("workflows/boligliv-i-balance.yaml")), OPENS), missing);
    let early = forgetful(&good()).replace("sent: 2026-12-21", "sent: 2026-11-16");
    assert_eq!(of(&early, "2026-11-30T23:59"), []);
    assert_eq!(of(&early, "2026-12-01T00:00"), missing);
    // A single kind that is left out is named.
    let (before, rest) = good()
        .split_once("    letters:\n      years")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .expect("letters");
    let (_, after) = rest.split_once("    journal:\n").expect("the journal");
    let partial = found(&format!("{before}    journal:\n{after}"), OPENS);
    let said = partial.iter().find(|f| f.code == "L-RETAIN").expect("a finding");
    assert!(said.message.ends_with(": letters"), "{}", said.message);
}

/// Three years run from the award, so that a decision before the contract is too early to count from.
#[test]
fn three_years_run_from_the_award() {
    let contract = "  - id: contract\n    title: {da: Kontrakt, en: Contract}\n    does: {contract: {by: [owner]}}\n  - id: joint\n";
    let with = |from: &str, years: u32| {
        let text = broken("  - id: joint\n", contract);
        let text = text.replace(
            "      years: 10\n      from: procedure_ended",
            &format!("      years: {years}\n      from: {from}"),
        );
        let found = found(&text, OPENS).into_iter().filter(|f| f.code == "L-KEEP");
        found.map(|f| (f.severity, f.rule.unwrap_or_default())).collect::<Vec<_>>()
    };
    let keep = |severity, rule: &str| (severity, rule.to_owned());
    assert_eq!(with("contract", 5), []);
    assert_eq!(with("procedure_ended", 5), []);
    assert_eq!(with("contract", 4), [keep(Warning, "RE-KEEP-5")]);
    assert_eq!(with("contract", 2), [keep(Error, "RE-KEEP-3"), keep(Warning, "RE-KEEP-5")]);
    assert_eq!(with("decision_final", 9), [keep(Error, "RE-KEEP-3"), keep(Warning, "RE-KEEP-5")]);
}

/// What lies above twice the value of the contract is not counted (udbudsloven § 145(2)).
#[test]
fn turnover_is_cut_off_at_twice_the_contract() {
    let with = |criterion: &str| {
        let text = broken(
            "      - {id: relevance",
            &format!(
                "      - {{id: size, kind: formula, advice: true, value: facts.turnover{criterion}}}\n      - {{id: relevance"
            ),
        );
        let found = found(&text, OPENS).into_iter().filter(|f| f.code == "L-TURNOVER");
        found.map(|f| (f.severity, f.rule.unwrap_or_default())).collect::<Vec<_>>()
    };
    let turn = |severity| (severity, "CA-TURN".to_owned());
    assert_eq!(with(""), [turn(Warning)]);
    assert_eq!(with(", cap: 2 * params.contract_value"), []);
    assert_eq!(with(", cap: params.contract_value"), []);
    assert_eq!(with(", cap: params.contract_value * 2.5"), [turn(Warning)]);
    assert_eq!(with(", cap: 20000000"), [turn(Note)]);
}
