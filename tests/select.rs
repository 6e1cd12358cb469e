//! Published procedures, each as rules and inputs beside the outcome that was worked out by hand.
//!
//! One file a procedure in `tests/select/`. Nothing here knows a procedure: a file brings its own rules.

#[path = "support/expected.rs"]
mod expected;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use trespor::engine::select::inputs::{Applicant, PlaceGivenUp};
use trespor::engine::select::{Inputs, Outcome, Severity, Spec, across, check, run};

use expected::{Expect, assert_outcome};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Procedure {
    /// The published procedure, for the reader.
    #[expect(dead_code, reason = "read by people")]
    case: String,
    rules: BTreeMap<String, Spec>,
    /// Codes of warnings and errors, by rules; none where not named.
    #[serde(default)]
    findings: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    runs: Vec<Run>,
    #[serde(default)]
    across: Vec<AcrossRun>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    name: String,
    rules: String,
    #[serde(default)]
    inputs: Inputs,
    /// This many applicants e1, e2 … of whom nothing else is known.
    #[serde(default)]
    entries: usize,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcrossRun {
    name: String,
    limits: Vec<across::Limit>,
    /// By track: the rules and the inputs.
    tracks: BTreeMap<String, (String, Inputs)>,
    #[serde(default)]
    choices: Vec<across::Choice>,
    selected: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    waiting: Vec<String>,
}

fn procedures() -> Vec<(String, Procedure)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/select");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let procedure = serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, procedure)
        })
        .collect()
}

#[test]
fn published_procedures_come_out_as_worked_out_by_hand() {
    let procedures = procedures();
    let mut runs = 0;
    for (name, procedure) in &procedures {
        for each in &procedure.runs {
            let at = format!("{name}: {}", each.name);
            let spec =
                procedure.rules.get(&each.rules).unwrap_or_else(|| panic!("{at}: no rules {:?}", each.rules));
            let mut inputs = each.inputs.clone();
            inputs.applicants.extend(
                (1..=each.entries).map(|n| Applicant { id: format!("e{n}"), ..Applicant::default() }),
            );
            assert_outcome(&run(spec, &inputs), &each.expect, &at);
            let mut turned = inputs;
            turned.applicants.reverse();
            assert_outcome(&run(spec, &turned), &each.expect, &format!("{at} (applicants in another order)"));
            runs += 1;
        }
        for each in &procedure.across {
            let at = format!("{name}: {}", each.name);
            let outcomes: BTreeMap<String, Outcome> = (each.tracks.iter())
                .map(|(track, (rules, inputs))| (track.clone(), run(&procedure.rules[rules], inputs)))
                .collect();
            let applicants = each
                .tracks
                .iter()
                .map(|(track, (_, inputs))| (track.clone(), &inputs.applicants[..]))
                .collect();
            let mut again = |track: &str, given_up: &[PlaceGivenUp]| {
                let (rules, inputs) = &each.tracks[track];
                run(&procedure.rules[rules], &Inputs { given_up: given_up.to_vec(), ..inputs.clone() })
            };
            let result = across::apply(&each.limits, &outcomes, &applicants, &each.choices, &mut again);
            let waiting: Vec<String> = result.waiting.iter().map(|w| w.holder.clone()).collect();
            assert_eq!(result.selected, each.selected, "{at}\n{result:#?}");
            assert_eq!(waiting, each.waiting, "{at}");
            runs += 1;
        }
    }
    assert!(procedures.len() >= 20 && runs >= 40, "{} files, {runs} runs", procedures.len());
}

#[test]
fn the_rules_of_published_procedures_have_the_findings_they_should() {
    for (name, procedure) in procedures() {
        for (rules, spec) in &procedure.rules {
            let found: Vec<String> = check(spec)
                .into_iter()
                .filter(|finding| finding.severity > Severity::Info)
                .map(|finding| finding.code.to_owned())
                .collect();
            let expected = procedure.findings.get(rules).cloned().unwrap_or_default();
            assert_eq!(found, expected, "{name}: {rules}: {:#?}", check(spec));
        }
    }
}
