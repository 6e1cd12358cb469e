//! Every finding about a workflow file, each shown by breaking a good file in one place.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use trespor::engine::workflow::{Finding, Severity, check, load};

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

/// What is replaced, by what, which code is found, and what stands on the line it names.
type Mutant = (&'static str, &'static str, &'static str, &'static str);

/// Files that can be read, and are wrong.
const MUTANTS: &[Mutant] = &[
    ("trespor: 1", "trespor: 2", "V-VOCABULARY", "trespor: 2"),
    ("id: boligliv-i-balance", "id: Boligliv i balance", "N-NAME", "id: Boligliv i balance"),
    ("- id: social", "- id: Sociålt", "N-NAME", "- id: Sociålt"),
    ("- id: approach", "- id: \"\"", "N-NAME", "- id: \"\""),
    ("- id: screening", "- id: screening phase", "N-NAME", "- id: screening phase"),
    ("- id: physical", "- id: social", "N-TWICE", "- id: social\n    title: {da: Fysisk"),
    ("- id: complaints", "- id: letters", "N-TWICE", "- id: letters\n    title: {da: Klagefrist"),
    ("- id: complaints", "- id: social", "N-TWICE", "- id: social\n    title: {da: Klagefrist"),
    ("- id: turnover", "- id: approach", "N-TWICE", "- id: approach\n    label: {da: Samlet"),
    (
        "id: exg-pmt-bre-tax",
        "id: exg-crim-corrpt",
        "N-TWICE",
        "id: exg-crim-corrpt\n            title: {da: Ingen ubetalt",
    ),
    ("country: DK", "country: DE", "C-COUNTRY", "country: DE"),
    ("      months: 6\n", "      months: 0\n", "R-PERIOD", "      months: 0"),
    ("      months: 6\n", "      months: 6\n      days: 180\n", "R-PERIOD", "      months: 6"),
    ("      months: 6\n", "", "R-PERIOD", "      from: intake_closed"),
    ("      years: 10\n", "      years: 101\n", "R-PERIOD", "      years: 101"),
    (
        "      years: 10\n      from: procedure_ended",
        "      years: 10\n      from: contract",
        "R-EVENT",
        "from: contract",
    ),
    (
        "      years: 10\n      from: procedure_ended",
        "      years: 10\n      from: intake_closed",
        "R-EVENT",
        "from: intake_closed\n      why:\n        da: Ansøgningen hører",
    ),
    (
        "retention:                            # demo: no source says how long anything was kept\n  by: [owner]",
        "retention:\n  by: []",
        "P-NOBODY",
        "by: []",
    ),
    ("        en: The reasons show", "        # ", "T-LANG", "        da: Begrundelserne viser"),
    ("zone: Europe/Copenhagen", "zone: Europe/Kobenhavn", "C-ZONE", "zone: Europe/Kobenhavn"),
    ("at: 2027-02-05T12:00", "at: 2027-02-30T12:00", "C-DATE", "at: 2027-02-30T12:00"),
    ("at: 2027-02-05T12:00", "at: 2027-02-05 12:00", "C-DATE", "at: 2027-02-05 12:00"),
    ("at: 2027-02-05T12:00", "at: 2027-03-28T02:30", "C-DATE", "at: 2027-03-28T02:30"),
    ("at: 2027-02-05T12:00", "at: 2027-10-31T02:30", "C-DATE", "at: 2027-10-31T02:30"),
    ("at: 2027-02-05T12:00", "at: 2027-02-05", "C-NOTIME", "at: 2027-02-05"),
    ("sent: 2026-12-21", "sent: 21/12-2026", "C-DATE", "sent: 21/12-2026"),
    ("  questions: questions", "  questions: question", "G-DATE", "  questions: question"),
    (
        "criteria: [relevance, method, team]",
        "criteria: [relevance, methods, team]",
        "G-CRITERION",
        "criteria: [relevance, methods, team]",
    ),
    ("days: 20", "days: 0", "C-WINDOW", "days: 0"),
    (
        "  - id: complaints\n",
        "  - id: again\n    title: {da: Igen, en: Again}\n    does: {letters: {of: selection, by: [owner]}}\n  - id: complaints\n",
        "G-ONCE",
        "  - id: again",
    ),
    ("days: 20", "days: 366", "C-WINDOW", "days: 366"),
    (
        "by: [secretary, owner]",
        "by: [secretary, owner]\n        cure: {fields: [turnover], days: 0}",
        "C-CURE",
        "cure: {fields: [turnover], days: 0",
    ),
    (
        "by: [secretary, owner]",
        "by: [secretary, owner]\n        cure: {fields: [turnover]}",
        "C-CURE",
        "cure: {fields: [turnover]",
    ),
    (
        "by: [secretary, owner]",
        "by: [secretary, owner]\n        cure: {fields: [turnover], days: 61}",
        "C-CURE",
        "cure: {fields: [turnover], days: 61",
    ),
    (
        "by: [secretary, owner]",
        "by: [secretary, owner]\n        cure: {fields: [turnover], days: 2, hours: 48}",
        "C-CURE",
        "cure: {fields: [turnover], days: 2, hours: 48",
    ),
    (
        "by: [secretary, owner]",
        "by: [secretary, owner]\n        cure: {fields: [turnover], hours: 48, working: true}",
        "C-CURE",
        "cure: {fields: [turnover], hours: 48, working: true",
    ),
    (
        "opened_by: [owner]",
        "opened_by: [owner]\n        quorum: {need: 4, of: 3}",
        "G-QUORUM",
        "quorum: {need: 4",
    ),
    (
        "by: [secretary, owner]",
        "by: [secretary, owner]\n        cure: {fields: [], days: 2}",
        "G-CURE",
        "cure: {fields: [], days: 2",
    ),
    (
        "by: [secretary, owner]",
        "by: [secretary, owner]\n        cure: {fields: [turnovr], days: 2}",
        "G-FIELD",
        "cure: {fields: [turnovr], days: 2",
    ),
    (
        "by: [secretary, owner]",
        "by: [secretary, owner]\n        cure: {fields: [turnover, turnover], days: 2}",
        "N-TWICE",
        "cure: {fields: [turnover, turnover], days: 2",
    ),
    (", lead: true}", "}", "P-LEAD", "- {id: realdania"),
    ("contact: boligliv@example.org", "contact: boligliv", "P-CONTACT", "contact: boligliv"),
    ("opened_by: [owner]", "opened_by: []", "P-NOBODY", "opened_by: []"),
    ("by: [chair]", "by: []", "P-NOBODY", "by: []"),
    ("by: [secretary, owner]", "by: [auditor]", "P-AUDITOR", "by: [auditor]"),
    ("evaluators_min: 2", "evaluators_min: 0", "P-PANEL", "evaluators_min: 0"),
    ("languages: [da, en]", "languages: []", "T-LANG", "languages: []"),
    ("{da: Socialt spor, en: Social track}", "{da: Socialt spor}", "T-LANG", "{da: Socialt spor}"),
    ("{da: Socialt spor, en: Social track}", "{da: Socialt spor, en: ' '}", "T-LANG", "{da: Socialt"),
    ("  en: Housing life in balance – prequalification\n", "", "T-LANG", "da: Boligliv i balance – prækval"),
    (
        "      en: Does the team have the disciplines and the experience that the task needs?\n",
        "",
        "T-LANG",
        "da: Har holdet de fag",
    ),
    (
        "{da: Ingen dom for bestikkelse, en:",
        "{da: Ingen dom for bestikkelse, sv:",
        "T-LANG",
        "{da: Ingen dom",
    ),
    ("{da: Klagenævnet for Udbud, en:", "{en:", "T-LANG", "body: {en:"),
    (
        "{da: Socialt spor, en: Social track}",
        "{da: Socialt spor, en: Social track, sv: Spår}",
        "T-EXTRA",
        "{da: Socialt",
    ),
    ("criteria:\n  relevance:", "criteria:\n  relevant:", "T-CRITERION", "    scoring:\n      scale:"),
    (
        "criteria:\n  relevance:",
        "criteria:\n  more: {title: {da: Mere, en: More}}\n  relevance:",
        "T-UNUSED",
        "more: {title",
    ),
    ("types: [pdf]", "types: [pdf, odt]", "F-KIND", "types: [pdf, odt]"),
    ("types: [pdf]", "types: []", "F-NOTHING", "types: []"),
    ("count_max: 5", "count_max: 0", "F-NOTHING", "count_max: 0"),
    ("megabytes_max: 20", "megabytes_max: 0", "F-NOTHING", "megabytes_max: 0"),
    ("{unit: DKK, min: 0}", "{unit: DKK, min: 10, max: 9}", "F-RANGE", "{unit: DKK"),
    (
        "{text: {chars_max: 3000}}",
        "{choice: {options: [{id: one, label: {da: En, en: One}}]}}",
        "F-CHOICE",
        "{choice",
    ),
    ("{text: {chars_max: 3000}}", "{choice: {options: []}}", "F-CHOICE", "{choice"),
    ("until: deadline", "until: dedline", "G-DATE", "until: dedline"),
    ("field: turnover", "field: turnovr", "G-FIELD", "field: turnovr"),
    ("scoring: {model: shortlist", "scoring: {model: shortlst", "G-MODEL", "scoring: {model"),
    ("selection: {model: shortlist", "selection: {model: shortlst", "G-MODEL", "selection: {model"),
    (
        "  - id: physical\n    title",
        "  - id: physical\n    models: {shortlist: shortlst}\n    title",
        "G-MODEL",
        "models: {shortlist",
    ),
    (
        "  - id: physical\n    title",
        "  - id: physical\n    parameters: {places: 3}\n    title",
        "G-PARAMETER",
        "parameters: {places",
    ),
    (
        "steps:\n  - id: intake",
        "steps:\n  - {id: deal, title: {da: a, en: b}, does: {contract: {by: [owner]}}}\n  - id: intake",
        "G-STANDSTILL",
        "- {id: deal",
    ),
    ("of: scoring", "of: screening", "G-OF", "of: screening"),
    ("of: selection", "of: letters", "G-OF", "of: letters"),
    ("waits_for: [social,", "waits_for: [socal,", "G-TRACK", "waits_for: [socal"),
    ("need: all", "need: {at_least: 4}", "G-JOIN", "at_least: 4"),
    ("need: all", "need: {at_least: 0}", "G-JOIN", "at_least: 0"),
    ("waits_for: [social, physical, organisational]", "waits_for: []", "G-JOIN", "waits_for: []"),
    (
        "steps:\n  - id: intake",
        "steps:\n  - {id: first, title: {da: a, en: b}, does: {screening: {by: [owner], checks: []}}}\n  - id: intake",
        "G-FIRST",
        "- {id: first",
    ),
    (
        "  - id: screening",
        "  - {id: more, title: {da: a, en: b}, does: {intake: {until: deadline, incomplete: accept, opened_by: [owner]}}}\n  - id: screening",
        "G-FROM",
        "- {id: more",
    ),
    (
        "  - id: screening",
        "  - {id: more, title: {da: a, en: b}, does: {intake: {until: deadline, from: {selected: nobody}, incomplete: accept, opened_by: [owner]}}}\n  - id: screening",
        "G-FROM",
        "- {id: more",
    ),
    (
        "  - id: screening",
        "  - {id: more, title: {da: a, en: b}, does: {intake: {until: deadline, incomplete: accept, opened_by: [owner]}}}\n  - id: screening",
        "G-FORM",
        "- {id: more",
    ),
    (
        "  - id: screening",
        "  - {id: more, title: {da: a, en: b}, does: {intake: {until: deadline, form: [{id: extra, label: {da: a, en: b}, takes: {yes_no: {}}}], incomplete: accept, opened_by: [owner]}}}\n  - id: screening",
        "C-UNTIL",
        "- {id: more",
    ),
    (
        "  - id: screening",
        "  - {id: more, title: {da: a, en: b}, does: {intake: {until: deadline, within: {days: 3}, form: [{id: extra, label: {da: a, en: b}, takes: {yes_no: {}}}], incomplete: accept, opened_by: [owner]}}}\n  - id: screening",
        "C-UNTIL",
        "- {id: more",
    ),
    (
        "  - id: screening",
        "  - {id: more, title: {da: a, en: b}, does: {intake: {within: {days: 0}, form: [{id: extra, label: {da: a, en: b}, takes: {yes_no: {}}}], incomplete: accept, opened_by: [owner]}}}\n  - id: screening",
        "C-UNTIL",
        "- {id: more",
    ),
    (
        "  - id: screening",
        "  - {id: more, title: {da: a, en: b}, does: {intake: {within: {days: 3, after: nothing}, form: [{id: extra, label: {da: a, en: b}, takes: {yes_no: {}}}], incomplete: accept, opened_by: [owner]}}}\n  - id: screening",
        "C-UNTIL",
        "- {id: more",
    ),
    (
        "  - id: screening",
        "  - {id: more, title: {da: a, en: b}, does: {intake: {within: {days: 3}, quorum: {need: 1, of: 2}, form: [{id: extra, label: {da: a, en: b}, takes: {yes_no: {}}}], incomplete: accept, opened_by: [owner]}}}\n  - id: screening",
        "G-QUORUM",
        "- {id: more",
    ),
    (
        "  - id: screening",
        "  - {id: more, title: {da: a, en: b}, does: {intake: {within: {days: 3}, form: [{id: turnover, label: {da: a, en: b}, takes: {yes_no: {}}}], incomplete: accept, opened_by: [owner]}}}\n  - id: screening",
        "N-TWICE",
        "- {id: more",
    ),
    (
        "  - id: screening",
        "  - {id: more, title: {da: a, en: b}, does: {intake: {within: {days: 3}, form: [{id: extra, label: {da: a}, takes: {yes_no: {}}}], incomplete: accept, opened_by: [owner]}}}\n  - id: screening",
        "T-LANG",
        "- {id: more",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: never, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}}\n  - id: screening",
        "G-DATE",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a}, registration_days_before: 7, by: [owner]}}}\n  - id: screening",
        "T-LANG",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 0, by: [owner]}}}\n  - id: screening",
        "C-GATHERING",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 367, by: [owner]}}}\n  - id: screening",
        "C-GATHERING",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], invitation_days_before: 7}}}\n  - id: screening",
        "C-GATHERING",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], each: {min: 0, max: 3}}}}\n  - id: screening",
        "G-PARTICIPANTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], each: {min: 3, max: 2}}}}\n  - id: screening",
        "G-PARTICIPANTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], each: {min: 1, max: 51}}}}\n  - id: screening",
        "G-PARTICIPANTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], at_least: {otherwise: ask}}}}\n  - id: screening",
        "G-PARTICIPANTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], at_least: {participants: 0, otherwise: ask}}}}\n  - id: screening",
        "G-PARTICIPANTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], fee: {amount: 0, currency: DKK}}}}\n  - id: screening",
        "G-FEE",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], fee: {amount: 900, currency: kr}}}}\n  - id: screening",
        "G-FEE",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], groups: approach}}}\n  - id: screening",
        "G-GROUPS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], from: {selected: nobody}}}}\n  - id: screening",
        "G-FROM",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], from: {signed: intake}}}}\n  - id: screening",
        "G-FROM",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner]}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], until: deadline, within: {days: 3}}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], within: {days: 0}}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], within: {days: 3, after: scoring}}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], within: {days: 3}, remind_days_before: 0}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], until: never}}}\n  - id: screening",
        "G-DATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: {office: {da: a}}, otherwise: out, by: [owner], within: {days: 3}}}}\n  - id: screening",
        "T-LANG",
        "- {id: oath",
    ),
    (
        "        otherwise: ask",
        "        otherwise: ask\n        gatherings:\n          - {id: first, title: {da: a, en: b}, gathering: {at: questions, place: {da: a, en: b}, registration_days_before: 7, by: [owner], from: {selected: selection}}}\n          - {id: second, title: {da: a, en: b}, gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}",
        "G-FROM",
        "- {id: first",
    ),
    (
        "        otherwise: ask",
        "        otherwise: ask\n        gatherings:\n          - {id: second, title: {da: a, en: b}, gathering: {at: questions, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}\n          - {id: second, title: {da: a, en: b}, gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}",
        "N-TWICE",
        "- {id: second, title: {da: a, en: b}, gathering: {at: deadline",
    ),
    (
        "        otherwise: ask",
        "        otherwise: ask\n        gatherings:\n          - {id: social, title: {da: a, en: b}, gathering: {at: questions, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}\n          - {id: second, title: {da: a, en: b}, gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}",
        "N-TWICE",
        "- {id: social",
    ),
    (
        "        otherwise: ask",
        "        otherwise: ask\n        gatherings:\n          - {id: first, title: {da: a, en: b}, gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}\n          - {id: second, title: {da: a, en: b}, gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}",
        "C-GATHERING",
        "- {id: second",
    ),
    (
        "        until: deadline",
        "        until: deadline\n        from: {admitted: screening}",
        "G-FROM",
        "from: {admitted",
    ),
    (
        "        until: deadline",
        "        until: deadline\n        form: [{id: extra, label: {da: a, en: b}, takes: {yes_no: {}}}]",
        "G-FORM",
        "form: [{id: extra",
    ),
    ("        until: deadline", "        within: {days: 30}", "C-UNTIL", "within: {days: 30}"),
    (
        "  - id: letters",
        "  - {id: more, title: {da: a, en: b}, does: {joint: {waits_for: [social], need: any, otherwise: ask, by: [owner]}}}\n  - id: letters",
        "G-ORDER",
        "- {id: more",
    ),
    (
        "      letters: {of: selection, by: [owner]}",
        "      complaints: {days: 5, body: {da: a, en: b}, by: [owner]}",
        "L-NONE",
        "  - id: intake",
    ),
    (
        "      letters: {of: selection, by: [owner]}",
        "      complaints: {days: 5, body: {da: a, en: b}, by: [owner]}",
        "G-COMPLAINTS",
        "  - id: letters",
    ),
    (
        "  - id: letters",
        "  - {id: early, title: {da: a, en: b}, does: {complaints: {days: 5, body: {da: a, en: b}, by: [owner]}}}\n  - id: letters",
        "G-COMPLAINTS",
        "- {id: early",
    ),
];

/// Files that cannot be read as a workflow.
const UNREADABLE: &[Mutant] = &[
    ("trespor: 1", "trespor: one", "Y-SHAPE", "trespor: one"),
    ("version: 1", "version: -1", "Y-SHAPE", "version: -1"),
    ("version: 1", "version: 1.0", "Y-SHAPE", "version: 1.0"),
    ("languages: [da, en]", "languages: da", "Y-SHAPE", "languages: da"),
    ("name: Realdania", "name: [Realdania]", "Y-SHAPE", "name: [Realdania]"),
    ("name: Realdania", "name: ~", "Y-SHAPE", "name: ~"),
    ("name: Realdania", "name: ", "Y-SHAPE", "{id: realdania"),
    ("types: [pdf]", "types: [pdf", "Y-SHAPE", "types: [pdf}"),
    // What some readers take for true or false and others for a text.
    ("lead: true", "lead: yes", "Y-SHAPE", "lead: yes"),
    ("lead: true", "lead: on", "Y-SHAPE", "lead: on"),
    ("lead: true", "lead: 1", "Y-SHAPE", "lead: 1"),
    // Numbers of which YAML 1.1 and 1.2 make different ones.
    ("version: 1", "version: 01", "Y-SHAPE", "version: 01"),
    ("min: 1000000", "min: 0x10", "Y-SHAPE", "min: 0x10"),
    ("min: 1000000", "min: 0o17", "Y-SHAPE", "min: 0o17"),
    ("min: 1000000", "min: -017", "Y-SHAPE", "min: -017"),
    ("min: 1000000", "min: 1_000_000", "Y-SHAPE", "min: 1_000_000"),
    ("min: 1000000", "min: .nan", "Y-SHAPE", "min: .nan"),
    ("min: 1000000", "min: 12:30", "Y-SHAPE", "min: 12:30"),
    ("name: Realdania", "name: 007", "Y-SHAPE", "name: 007"),
    // Tabs.
    ("  - id: social", "\t- id: social", "Y-SHAPE", "\t- id: social"),
    ("    title: {da: Socialt", "\ttitle: {da: Socialt", "Y-SHAPE", "- id: social"),
    // Another document behind the first.
    ("dates:\n  questions:", "---\ndates:\n  questions:", "Y-SHAPE", "dates:\n  questions:"),
    // Keys.
    ("version: 1", "verson: 1", "Y-UNKNOWN", "verson: 1"),
    ("members_max: 12", "member_max: 12", "Y-UNKNOWN", "member_max: 12"),
    ("      intake:\n", "      intak:\n", "Y-UNKNOWN", "      intak:"),
    ("incomplete: refuse", "incomplete: refused", "Y-UNKNOWN", "incomplete: refused"),
    ("by: [chair]", "by: [chairman]", "Y-UNKNOWN", "by: [chairman]"),
    ("takes: {text: {chars_max: 3000}}", "takes: {text: {}}", "Y-MISSING", "takes: {text: {}}"),
    ("id: odense, ", "", "Y-MISSING", "{name: Odense Kommune}"),
    ("version: 1", "version: 1\nversion: 1", "Y-TWICE", "version: 1\nlanguages"),
    ("{da: Socialt spor, en:", "{da: Socialt spor, da:", "Y-TWICE", "{da: Socialt spor, da:"),
    ("trespor: 1", "trespor: 1\n\"id\": other", "Y-TWICE", "id: boligliv"),
    // Anchors, aliases, merge keys.
    ("contact: boligliv@example.org", "contact: *nobody", "Y-ALIAS", "contact: *nobody"),
    ("name: Odense Kommune}", "name: &o Odense Kommune}\n  - {id: two, name: *o}", "Y-ALIAS", "{id: two"),
    ("- {id: odense, name: Odense Kommune}", "- &o {id: odense, name: Odense}\n  - *o", "Y-ALIAS", "  - *o"),
    ("{id: odense, name: Odense Kommune}", "{<<: {id: odense}, name: Odense}", "Y-ALIAS", "{<<: {id: odense"),
];

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

#[test]
fn the_good_file_has_no_errors() {
    // The day until which questions are asked is meant as a whole day, and shuts nothing.
    assert_eq!(findings(good().as_bytes()), []);
}

#[test]
fn every_mutant_is_found() {
    hold(MUTANTS);
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

/// Mutants of the file whose models read the form.
const FACTS: &[Mutant] = &[
    ("date: {min: \"1900-01-01\"", "date: {min: \"1.1.1900\"", "F-DATE", "takes: {date: {min: \"1.1.1900\""),
    ("max: \"2027-02-05\"", "max: \"1899-12-31\"", "F-RANGE", "max: \"1899-12-31\""),
    ("        max: 2\n        options", "        max: 0\n        options", "F-NOTHING", "      choices:"),
    ("label: {da: Stor, en: Large}, value: 2", "label: {da: Stor, en: Large}", "F-CHOICE", "      choice:\n"),
    ("rows_max: 4", "rows_max: 31", "F-ROWS", "rows_max: 31"),
    ("takes: {text: {chars_max: 80}}", "takes: {declaration: {}}", "F-ROWS", "takes: {declaration: {}}"),
    ("{id: project,", "{id: year,", "N-TWICE", "- {id: year, label: {da: År"),
    ("{id: project,", "{id: verified,", "N-FACT", "- {id: verified"),
    ("- id: staff", "- id: members", "N-FACT", "- id: members"),
    ("- id: staff", "- id: people", "G-FACT", "    facts:\n      turnover"),
    ("turnover: number", "turnover: text", "G-KIND", "turnover: text"),
    (
        "  - id: selection\n    title",
        "  - id: points\n    title: {da: P, en: P}\n    does: {scoring: {model: shortlist, evaluators_min: 1, \
         reason_chars_min: 5, blind: false}}\n  - id: selection\n    title",
        "G-SCORING",
        "    does: {scoring:",
    ),
    ("field: newcomer, verifies", "field: idea, verifies", "G-VERIFIES", "field: idea, verifies"),
];

#[test]
fn every_mutant_of_the_form_and_its_models_is_found() {
    let good = read("tests/data/facts.yaml");
    assert_eq!(findings(good.as_bytes()), []);
    for (from, to, code, marker) in FACTS {
        assert_eq!(good.matches(from).count(), 1, "`{from}` does not stand there once");
        let text = good.replace(from, to);
        let found = findings(text.as_bytes());
        let line = line_of(&text, marker);
        assert!(found.iter().any(|f| f.code == *code && f.line == line), "{code} on line {line}: {found:?}");
    }
}

/// Every code that stands in the sources is shown by a mutant above, or by a test of its own.
#[test]
fn every_code_has_a_mutant() {
    let shown: BTreeSet<_> = MUTANTS
        .iter()
        .chain(UNREADABLE)
        .chain(FACTS)
        .map(|mutant| mutant.2)
        .chain(["Y-SIZE", "Y-UTF8", "G-TRACKS"])
        .collect();
    let sources = [
        "check.rs",
        "check/facts.rs",
        "check/keeping.rs",
        "check/network.rs",
        "check/stages.rs",
        "source.rs",
    ];
    let sources = sources.map(|file| read(&format!("src/engine/workflow/{file}"))).join("\n");
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
