//! `trespor rank`: the published procedures as workflow files, run by the program itself, and the formats of inputs.

#[path = "support/expected.rs"]
mod expected;
#[path = "support/folder.rs"]
mod folder;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use expected::{Expect, assert_outcome};
use folder::Folder;
use serde::Deserialize;
use serde_json::Value;
use trespor::engine::select::Outcome;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn program(arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_trespor")).current_dir(root()).args(arguments).output();
    output.expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// A document of inputs with what is expected of it.
#[derive(Deserialize)]
struct Document {
    scenario: String,
    expected: Expect,
}

/// Ranks, and returns the exit code with what was printed as JSON.
fn ranked(file: &str, inputs: &[&str], more: &[&str]) -> (i32, Value) {
    let mut arguments = vec!["rank", file, "--json"];
    for path in inputs {
        arguments.extend(["--inputs", path]);
    }
    arguments.extend(more);
    let output = program(&arguments);
    let code = output.status.code().expect("an exit code");
    let json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{arguments:?}: {e}\n{}\n{}", text(&output.stdout), text(&output.stderr)));
    (code, json)
}

#[test]
fn published_procedures_come_out_as_worked_out_by_hand() {
    let (mut files, mut runs) = (0, 0);
    for path in sorted(&root().join("workflows/published")) {
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        files += 1;
        let file = path.display().to_string();
        let scenarios = sorted(&path.with_extension("inputs"));
        assert!(!scenarios.is_empty(), "{file} has no scenario");
        for scenario in scenarios {
            let inputs = scenario.display().to_string();
            let document = std::fs::read_to_string(&scenario).expect("a scenario");
            let document: Document =
                serde_saphyr::from_str(&document).unwrap_or_else(|e| panic!("{inputs}: {e}"));
            let at = format!("{inputs}: {}", document.scenario);
            let (code, answer) = ranked(&file, &[&inputs], &[]);
            let outcome: Outcome =
                serde_json::from_value(answer["results"][0].clone()).unwrap_or_else(|e| panic!("{at}: {e}"));
            assert_outcome(&outcome, &document.expected, &at);
            let is_final = answer["is_final"].as_bool().expect("whether it is final");
            assert_eq!(is_final, outcome.is_final(), "{at}");
            assert_eq!(code, if is_final { 0 } else { 3 }, "{at}");
            // What people read is made too, and comes to the same end.
            let shown = program(&["rank", &file, "--inputs", &inputs]);
            assert_eq!(shown.status.code(), Some(code), "{at}");
            let shown = text(&shown.stdout);
            assert_eq!(shown.contains("STOPPED"), outcome.stopped.is_some(), "{at}:\n{shown}");
            runs += 1;
        }
    }
    assert!(files >= 20 && runs >= 60, "{files} files, {runs} runs");
}

const CONTEST: &str = "workflows/published/05-no-statsbygg-newcomer-place.yaml";

/// The same applicants as a table and as a document choose alike.
#[test]
fn a_table_says_the_same_as_a_document() {
    let folder = Folder::new();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let mut csv = String::from("\u{feff}id;facts.newly_established;order.committee\r\n");
    let mut yaml = String::from("applicants:\n");
    for (i, id) in ids.iter().enumerate() {
        let new = *id == "h";
        writeln!(csv, "{id};{new};{}\r", i + 1).expect("a string");
        writeln!(yaml, "  - {{id: {id}, facts: {{newly_established: {new}}}}}").expect("a string");
    }
    writeln!(yaml, "orders:\n  committee: {{order: [{}]}}", ids.join(", ")).expect("a string");
    std::fs::write(path("a.csv"), csv).unwrap();
    std::fs::write(path("b.yaml"), yaml).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("notes").unwrap();
    let sheet = book.add_worksheet().set_name("applicants").unwrap();
    for (column, title) in (0..).zip(["id", "facts.newly_established", "order.committee"]) {
        sheet.write(0, column, title).unwrap();
    }
    for (row, id) in (1_u32..).zip(ids) {
        sheet.write(row, 0, id).unwrap();
        sheet.write(row, 1, id == "h").unwrap();
        sheet.write(row, 2, row).unwrap();
    }
    book.save(path("c.xlsx")).unwrap();
    let (code, table) = ranked(CONTEST, &[&path("a.csv")], &[]);
    let (_, document) = ranked(CONTEST, &[&path("b.yaml")], &[]);
    assert_eq!(code, 0, "{table}");
    let (_, sheet) = ranked(CONTEST, &[&path("c.xlsx")], &[]);
    assert_eq!((&table, &table), (&document, &sheet));
    // Seven places; the newly established one displaces the seventh.
    assert_eq!(table["results"][0]["chosen"], serde_json::json!(["a", "b", "c", "d", "e", "f", "h"]));
}

#[test]
fn wrong_inputs_are_named_with_their_place() {
    let folder = Folder::new();
    let tells = |name: &str, content: &str, words: &[&str]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let output = program(&["rank", CONTEST, "--inputs", &path.display().to_string()]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let said = text(&output.stderr);
        for word in words {
            assert!(said.contains(word), "{name}: `{word}` is not in {said}");
        }
    };
    tells("a.csv", "id,points\na,1\n", &["column 2 is called `points`", "score.CRITERION.ASSESSOR"]);
    tells("b.csv", "facts.x\n1\n", &["no column `id`"]);
    tells("c.csv", "id,vote.v.x\na,maybe\n", &["row 2", "`vote.v.x` is `maybe`", "yes, no or abstains"]);
    tells("d.csv", "id,submitted_at\na,yesterday\n", &["row 2", "2027-02-05T11:59:00Z"]);
    tells("e.csv", "id,order.o\na,1\nb,1\n", &["the place 1 twice: a and b"]);
    tells("f.yaml", "applicants:\n  - {id: a, colour: red}\n", &["f.yaml:2:", "colour"]);
    tells("g.yaml", "inputs: {}\ntracks: {contest: {}}\n", &["both `inputs` and `tracks`"]);
    tells("h.yaml", "inputs: {}\ntrack: garden\n", &["no track `garden`", "contest"]);
    tells("i.txt", "", &["in no format that is known"]);
    tells("j.xlsx", "no sheet", &["no spreadsheet that can be read"]);
}

#[test]
fn a_step_a_model_or_a_track_that_is_not_there_is_named() {
    let inputs = "workflows/published/05-no-statsbygg-newcomer-place.inputs";
    let inputs = sorted(&root().join(inputs))[0].display().to_string();
    for (option, words) in [
        (["--track", "garden"], "there is no track `garden`\nhint: one of contest"),
        (["--step", "letters"], "`letters` is no selection step of the file\nhint: one of selection"),
        (["--model", "eight"], "there is no model `eight` under `selections`\nhint: one of seven"),
    ] {
        let output = program(&["rank", CONTEST, "--inputs", &inputs, option[0], option[1]]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    }
}

/// Every recipe of the guide gives the answer that stands beside it, and the guide shows it.
#[test]
fn recipes_give_the_answers_that_the_guide_shows() {
    let guides = ["docs/selection.md", "docs/expressions.md"];
    let guides = guides.map(|path| std::fs::read_to_string(root().join(path)).expect("a guide")).concat();
    let mut recipes = 0;
    for folder in sorted(&root().join("docs/recipes")) {
        let path = |name: &str| folder.join(name).display().to_string();
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let output = program(&["rank", &path("workflow.yaml"), "--inputs", &path("inputs.yaml")]);
        let answer = std::fs::read_to_string(folder.join("answer.txt")).expect("an answer");
        assert_eq!(text(&output.stdout), answer, "{name}: {}", text(&output.stderr));
        assert!(guides.contains(&format!("recipes/{name}")), "no guide names the recipe {name}");
        recipes += 1;
    }
    assert!(recipes >= 60, "{recipes} recipes");
}

/// Every step of the tutorial is a file without errors, and the last two choose as it says.
#[test]
fn the_tutorial_can_be_followed() {
    let tutorial = std::fs::read_to_string(root().join("docs/tutorial.md")).expect("the tutorial");
    let said = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_trespor"))
            .current_dir(root().join("docs/tutorial"))
            .args(arguments)
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stdout));
        text(&output.stdout)
    };
    for step in 1..=6 {
        let said = said(&["check", &format!("step-{step}.yaml")]);
        let sum = said.lines().find(|line| line.contains(" errors, ")).expect("a sum");
        assert!(tutorial.lines().any(|line| line == sum), "the tutorial does not say: {sum}");
    }
    for (file, inputs, answer) in
        [("step-5.yaml", "inputs.yaml", "rank.txt"), ("step-6.yaml", "inputs-6.yaml", "rank-6.txt")]
    {
        let wanted = std::fs::read_to_string(root().join("docs/tutorial").join(answer)).expect("an answer");
        assert_eq!(said(&["rank", file, "--inputs", inputs]), wanted);
    }
}

/// What two readers of YAML could read differently stays a text: Norway is no `false`.
#[test]
fn words_of_inputs_stay_words() {
    let folder = Folder::new();
    let path = folder.path().join("a.yaml").display().to_string();
    std::fs::write(
        &path,
        "applicants: [{id: NO, facts: {newly_established: false}}, {id: yes, facts: {newly_established: true}}]\n\
         orders: {committee: {order: [NO, yes]}}\n",
    )
    .unwrap();
    let (code, answer) = ranked(CONTEST, &[&path], &[]);
    assert_eq!((code, &answer["results"][0]["chosen"]), (0, &serde_json::json!(["NO", "yes"])), "{answer}");
}

#[test]
fn a_cell_is_what_the_model_says_it_is() {
    let folder = Folder::new();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let workflow =
        std::fs::read_to_string(root().join("docs/recipes/share-of-each-panel/workflow.yaml")).unwrap();
    let (head, _) = workflow.split_once("selections:").expect("selections");
    let model = "selections:\n  choice:\n    facts: {town: text, size: number}\n    steps: [{per: facts.town, order: [facts.size], number: 1, tie: [stop]}]\n";
    std::fs::write(path("w.yaml"), format!("{head}{model}steps: []\n")).unwrap();
    // `0301` is a town and 301 is another; an id keeps its noughts, too.
    std::fs::write(path("a.csv"), "id;facts.town;facts.size\n007;0301;2,5\n7;301;1\n10e2;0301;3\n").unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("applicants").unwrap();
    for (row, cells) in (0..).zip([
        ["id", "facts.town", "facts.size"],
        ["007", "0301", "2,5"],
        ["7", "301", "1"],
        ["10e2", "0301", "3"],
    ]) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    book.save(path("b.xlsx")).unwrap();
    for table in ["a.csv", "b.xlsx"] {
        let (code, answer) = ranked(&path("w.yaml"), &[&path(table)], &["--model", "choice"]);
        assert_eq!(
            (code, &answer["results"][0]["chosen"]),
            (0, &serde_json::json!(["10e2", "7"])),
            "{answer}"
        );
    }
}
