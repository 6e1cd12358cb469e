//! The examples of docs/api.md are sent as they stand there, and answered as it says.
//!
//! A block `http` is a request, the block `json` after it the answer: what stands in the example stands in the answer,
//! and `"…"` stands for any text. `{word}` stands for what an earlier answer said, or what the test knows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::client::Program;
use crate::world::World;

/// The fenced blocks of a text: the language of each, and what is in it.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.trim().to_owned(), String::new())),
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some((_, inside)), None) => {
                inside.push_str(line);
                inside.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

fn filled(text: &str, known: &BTreeMap<&str, String>) -> String {
    known.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// Whether what stands in `shown` stands in `told`; in a list, each in its place.
fn says(shown: &Value, told: &Value) -> bool {
    match (shown, told) {
        (Value::String(any), _) if any == "…" => true,
        (Value::Object(shown), Value::Object(told)) => {
            shown.iter().all(|(name, value)| told.get(name).is_some_and(|told| says(value, told)))
        }
        (Value::Array(shown), Value::Array(told)) => {
            shown.len() <= told.len() && shown.iter().zip(told).all(|(shown, told)| says(shown, told))
        }
        _ => shown == told,
    }
}

#[tokio::test]
async fn the_examples_are_true() {
    let world = World::new().await;
    let mut known = BTreeMap::from([("procedure", world.procedure.to_string())]);
    for (name, who, role) in [("applicant", &world.outsider, "applicant"), ("owner", &world.owner, "owner")] {
        known.insert(name, Program::of(&world.app, &who.person, role).await.token);
    }
    let nobody = Program::nobodys(&world.app);
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md")).expect("the text");
    let mut blocks = blocks(&text).into_iter();
    let mut tried = 0;
    while let Some((language, request)) = blocks.next() {
        if language != "http" {
            continue;
        }
        let request = filled(&request, &known);
        let (head, body) = request.split_once("\n\n").unwrap_or((&request, ""));
        let mut lines = head.lines();
        let (method, path) =
            lines.next().and_then(|line| line.split_once(' ')).expect("a method and an address");
        let headers: Vec<_> = lines.filter_map(|line| line.split_once(": ")).collect();
        let told = nobody.send(method, path.trim(), &headers, body.trim().as_bytes().to_vec()).await;
        let (language, shown) = blocks.next().expect("an answer follows");
        assert_eq!(language, "json", "an answer follows {request}");
        let shown: Value =
            serde_json::from_str(&filled(&shown, &known)).unwrap_or_else(|e| panic!("{e}: {shown}"));
        assert!(says(&shown, &told.json()), "{request}\nanswers {}\nand not {shown}", told.text());
        if let Some(id) = told.json()["id"].as_str().filter(|_| path.ends_with("/commands")) {
            known.entry("application").or_insert_with(|| id.to_owned());
        }
        tried += 1;
    }
    assert!(tried >= 6, "only {tried} examples were found");
}
