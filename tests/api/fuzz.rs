//! A program that knows nothing but the document, sends everything that it allows and much that it does not, as
//! everybody and at several stages. No answer is a 500, and none is one that the document does not allow.
//!
//! `FUZZ_SEED` and `FUZZ_ROUNDS` do it otherwise and longer.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::chance::Chance;
use crate::client::{Program, Told};
use crate::schema::{resolved, wrong};
use crate::world::{DEADLINE, World};

/// An identifier of nothing.
const UNKNOWN: &str = "00000000-0000-7000-8000-000000000000";

/// Commands after which little can be done.
const ENDS: [&str; 4] = ["cancel_track", "revoke", "joint_give_up", "give_up"];

/// Words of all kinds: names that the world knows, and what no name is.
const WORDS: [&str; 16] = [
    "",
    "x",
    "social",
    "physical",
    "together",
    "quality",
    "score",
    "applications",
    "idea",
    "2027-02-12T12:00",
    "4",
    "someone@example.org",
    "a reason that is long enough to be one",
    "Blåbærgrød 🫐 \"'<script>&;--",
    "\u{202e}\u{0}\u{7f}\r\n\t",
    "summary",
];

struct Fuzzer {
    document: Arc<Value>,
    chance: Chance,
    world: World,
    programs: Vec<(String, Program)>,
    /// Identifiers that mean something, by the field that they are put into.
    known: Vec<(&'static str, String)>,
    /// What was answered, by operation or command and status: a fuzzer that is always refused proves little.
    seen: BTreeSet<(String, u16)>,
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

impl Fuzzer {
    async fn new(seed: u64) -> Self {
        let world = World::new().await;
        let app = &world.app;
        let mut programs = vec![("nobody".to_owned(), Program::nobodys(app))];
        programs.push((
            "a wrong token".to_owned(),
            Program { token: "trespor_x".into(), ..Program::nobodys(app) },
        ));
        for (who, role) in [
            (&world.owner, "owner"),
            (&world.secretary, "secretary"),
            (&world.auditor, "auditor"),
            (&world.evaluator, "evaluator"),
            (&world.chair, "chair"),
            (&world.applicant, "applicant"),
            (&world.mate, "applicant"),
            (&world.outsider, "applicant"),
            (&world.outsider, "owner"),
            (&world.owner, "applicant"),
        ] {
            let program = Program::of(app, &who.person, role).await;
            programs.push((format!("{} as {role}", who.person.name), program));
        }
        let mut known = vec![
            ("procedure", world.procedure.to_string()),
            ("application", world.application.to_string()),
            ("application", world.mates.to_string()),
            ("question", world.question.to_string()),
            ("person", world.secretary.person.id.to_string()),
            ("evaluator", world.evaluator.person.id.to_string()),
        ];
        known.extend(world.letters.values().map(|id| ("letter", id.to_string())));
        for word in ["track", "line"] {
            known.extend(["social", "physical"].map(|track| (word, track.to_owned())));
        }
        known.extend(
            [("step", "together"), ("step", "score"), ("line", "together")].map(|(f, v)| (f, v.to_owned())),
        );
        known.extend(
            [("to", "2027-02-12T12:00"), ("date", "applications"), ("part", "summary"), ("points", "4")]
                .map(|(f, v)| (f, v.to_owned())),
        );
        Self {
            document: Arc::new(trespor::web::api::document::document()),
            chance: Chance::new(seed),
            world,
            programs,
            known,
            seen: BTreeSet::new(),
        }
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.chance.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        let at = usize::try_from(self.chance.below(all.len() as u64)).expect("a place");
        all[at].clone()
    }

    /// A word for a field of this name.
    fn word(&mut self, name: &str) -> String {
        let known: Vec<_> = self.known.iter().filter(|(of, _)| *of == name).map(|(_, v)| v.clone()).collect();
        if !known.is_empty() && !self.one_in(6) {
            return self.pick(&known);
        }
        match name {
            "reason" | "text" | "note" | "witness" | "why" | "how" | "dissent" if !self.one_in(4) => {
                "a reason that is long enough to be one".to_owned()
            }
            "email" if !self.one_in(4) => "someone@example.org".to_owned(),
            _ if self.one_in(8) => UNKNOWN.to_owned(),
            _ => self.pick(&WORDS).to_owned(),
        }
    }

    /// A name for one of the fields of a map that is called `name`.
    fn key(&mut self, name: &str) -> String {
        match name {
            "answers" => self.pick(&["idea", "files", "x"]).to_owned(),
            "marks" | "agreed" => "quality".to_owned(),
            "before" | "after" => "en".to_owned(),
            "found" => self.pick(&["yes", "word", "counted", "x"]).to_owned(),
            "reasons" | "faults" | "attendance" => self.word("application"),
            _ => self.word(name),
        }
    }

    /// Something that a schema allows.
    fn valid(&mut self, schema: &Value, name: &str, depth: u32) -> Value {
        let document = Arc::clone(&self.document);
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.valid(resolved(&document, reference), name, depth);
        }
        if let Some(one) = schema.get("const") {
            return one.clone();
        }
        if let Some(all) = schema.get("enum").and_then(Value::as_array) {
            return self.pick(all);
        }
        for word in ["oneOf", "anyOf"] {
            if let Some(all) = schema.get(word).and_then(Value::as_array) {
                let chosen = self.pick(all);
                return self.valid(&chosen, name, depth);
            }
        }
        let kinds = match schema.get("type") {
            Some(Value::Array(kinds)) => kinds.clone(),
            Some(kind) => vec![kind.clone()],
            None => vec![json!("string"), json!("boolean"), json!("integer")],
        };
        match self.pick(&kinds).as_str().expect("a kind") {
            "null" => Value::Null,
            "boolean" => Value::from(self.one_in(2)),
            "integer" | "number" => Value::from(self.pick(&[0_u32, 1, 1, 2, 3, u32::MAX])),
            "array" => {
                let items = schema.get("items").cloned().unwrap_or(Value::Bool(true));
                let count = if depth > 4 { 0 } else { self.chance.below(3) };
                let name = match name {
                    "selected" | "reserve" | "order" => "application",
                    other => other,
                };
                let mut all: Vec<Value> = Vec::new();
                for _ in 0..count {
                    let one = self.valid(&items, name, depth + 1);
                    if !all.contains(&one) {
                        all.push(one);
                    }
                }
                Value::Array(all)
            }
            "object" => {
                let mut fields = Map::new();
                let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
                let properties = schema.get("properties").and_then(Value::as_object).cloned();
                for (field, rule) in properties.unwrap_or_default() {
                    if required.contains(&json!(field)) || self.one_in(2) {
                        let value = self.valid(&rule, &field, depth + 1);
                        fields.insert(field, value);
                    }
                }
                if let Some(rule) = schema.get("additionalProperties").filter(|rule| rule.is_object()) {
                    for _ in 0..self.chance.below(3) {
                        let field = self.key(name);
                        let value = self.valid(rule, name, depth + 1);
                        fields.insert(field, value);
                    }
                }
                Value::Object(fields)
            }
            _ => Value::from(self.word(name)),
        }
    }

    /// The same value with one mistake somewhere.
    fn spoilt(&mut self, value: &mut Value) {
        let strange = [
            Value::Null,
            json!(true),
            json!(-1),
            json!(1e300),
            json!(18_446_744_073_709_551_615_u64),
            json!([[[[]]]]),
            json!({ "x": {} }),
            json!("\u{0}"),
            json!("æ".repeat(60_000)),
            json!(UNKNOWN),
        ];
        let deeper = !self.one_in(3);
        match value {
            Value::Object(fields) if !fields.is_empty() && deeper => {
                let names: Vec<_> = fields.keys().cloned().collect();
                let name = self.pick(&names);
                match self.chance.below(4) {
                    0 => drop(fields.remove(&name)),
                    1 => drop(fields.insert("unknown".to_owned(), json!(1))),
                    _ => self.spoilt(fields.get_mut(&name).expect("it is there")),
                }
            }
            Value::Array(items) if !items.is_empty() && deeper => {
                let at = usize::try_from(self.chance.below(items.len() as u64)).expect("a place");
                self.spoilt(&mut items[at]);
            }
            other => *other = self.pick(&strange),
        }
    }

    /// A part of an address.
    fn part(&mut self, name: &str) -> String {
        if self.one_in(8) {
            return self.pick(&["%00", "..", "%F0%9F%AB%90", "x", UNKNOWN, "%C3%28", "a%2Fb"]).to_owned();
        }
        let name = if name == "attachment" { "letter" } else { name };
        let word = self.word(name);
        if word.is_empty() { "x".to_owned() } else { trespor::web::site::encoded(&word).replace('/', "%2F") }
    }

    /// Fails where an answer is not one that the document allows.
    fn judge(&mut self, asked: &str, operation: &Value, told: &Told, request: Option<&[u8]>) {
        let status = told.status.as_u16();
        let said = || format!("{asked}\nanswers {status}: {}", told.text());
        assert!(status < 500, "{}", said());
        let response = &operation["responses"][status.to_string()];
        assert!(response.is_object(), "the document knows no {status}: {}", said());
        let content = response.get("content").and_then(Value::as_object);
        let Some(content) = content else {
            assert!(told.bytes.is_empty(), "{}", said());
            return;
        };
        let media = told.header("content-type");
        let Some(content) = content.get(media).or_else(|| content.get("*/*")) else {
            panic!("the document knows no {media:?}: {}", said())
        };
        if media.ends_with("json") {
            if let Some(why) = wrong(&self.document, &content["schema"], &told.json()) {
                panic!("{why}\nin {}", said());
            }
            if status >= 400 {
                assert_eq!(told.json()["status"], status, "{}", said());
            }
        }
        // What is taken is what the document allows: the door is no wider than the sign.
        if let (200, Some(body)) = (status, request) {
            let body: Value = serde_json::from_slice(body).expect("what was taken is JSON");
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if let Some(why) = wrong(&self.document, schema, &body) {
                panic!("{why}\nwas taken: {}", said());
            }
        }
    }

    /// Reads everything as everybody.
    async fn read(&mut self) {
        let paths = self.document["paths"].as_object().expect("paths").clone();
        for (who, program) in self.programs.clone() {
            for (pattern, methods) in &paths {
                let operation = &methods["get"];
                if !operation.is_object() {
                    continue;
                }
                for _ in 0..2 {
                    let mut path = pattern.clone();
                    while let Some(start) = path.find('{') {
                        let end = path.find('}').expect("a bracket ends");
                        let value = self.part(&path[start + 1..end]);
                        path.replace_range(start..=end, &value);
                    }
                    if self.one_in(4) {
                        path.push_str("?page=x&%ff=%00");
                    }
                    let told = program.get(&path).await;
                    self.judge(&format!("{who}: GET {path}"), operation, &told, None);
                    let id = operation["operationId"].as_str().expect("a name").to_owned();
                    self.seen.insert((id, told.status.as_u16()));
                }
            }
        }
    }

    /// Wants everything as everybody, in an order that chance makes.
    async fn want(&mut self, rounds: u64) {
        let pattern = "/api/v1/procedures/{procedure}/commands";
        let operation = self.document["paths"][pattern]["post"].clone();
        let commands = self.document["components"]["schemas"]["Command"]["oneOf"].clone();
        let commands = commands.as_array().expect("a list").clone();
        for _ in 0..rounds {
            let mut all: Vec<_> =
                (0..commands.len()).flat_map(|c| (0..self.programs.len()).map(move |p| (c, p))).collect();
            while !all.is_empty() {
                let at = usize::try_from(self.chance.below(all.len() as u64)).expect("a place");
                let (command, program) = all.swap_remove(at);
                // Every one of them comes up at some stage.
                if self.one_in(3) {
                    continue;
                }
                self.send(&operation, &commands[command], program).await;
            }
        }
    }

    /// Does what is offered, with whatever words the document allows.
    async fn accept(&mut self) {
        let operation = self.document["paths"]["/api/v1/procedures/{procedure}/commands"]["post"].clone();
        let (procedure, application) = (self.world.procedure, self.world.application);
        let pages = [
            format!("/api/v1/applications/{application}"),
            format!("/api/v1/applications/{}", self.world.mates),
            format!("/api/v1/review/{application}"),
            format!("/api/v1/screening/{application}"),
            format!("/api/v1/procedures/{procedure}"),
            format!("/api/v1/procedures/{procedure}/desk"),
        ];
        for page in pages {
            for at in 0..self.programs.len() {
                let (who, program) = self.programs[at].clone();
                let told = program.get(&page).await;
                if told.status != 200 {
                    continue;
                }
                for option in told.json()["options"].as_array().cloned().unwrap_or_default() {
                    let name = option["do"].as_str().expect("a name").to_owned();
                    if ENDS.contains(&name.as_str()) {
                        continue;
                    }
                    let schema = option["schema"].as_str().and_then(|schema| schema.split_once('#'));
                    let schema =
                        resolved(&self.document, &format!("#{}", schema.expect("a place").1)).clone();
                    let mut body = self.valid(&schema, "", 0);
                    for (field, value) in option["body"].as_object().expect("a body") {
                        body[field] = value.clone();
                    }
                    let path = option["href"].as_str().expect("an address").to_owned();
                    let told = program.post(&path, &body).await;
                    let asked = format!("{who}: takes {body}");
                    self.judge(&asked, &operation, &told, Some(body.to_string().as_bytes()));
                    self.seen.insert((name, told.status.as_u16()));
                }
            }
        }
    }

    async fn send(&mut self, operation: &Value, command: &Value, program: usize) {
        let mut body = self.valid(command, "", 0);
        let name = body["do"].as_str().expect("a name").to_owned();
        // What ends everything would leave nothing to try.
        let ends = ENDS.contains(&name.as_str()) && !self.one_in(20);
        if self.one_in(3) {
            self.spoilt(&mut body);
        } else if ends {
            return;
        }
        let mut bytes = body.to_string().into_bytes();
        if self.one_in(20) {
            let end = usize::try_from(self.chance.below(bytes.len() as u64)).expect("a place");
            bytes.truncate(end);
        }
        if self.one_in(40) {
            bytes = vec![0xff, 0xfe];
        }
        let procedure =
            if self.one_in(15) { self.part("procedure") } else { self.world.procedure.to_string() };
        let path = format!("/api/v1/procedures/{procedure}/commands");
        let mut more = vec![("content-type", "application/json")];
        let key = format!("key {}", self.chance.below(40));
        if self.one_in(10) {
            more.push(("idempotency-key", &key));
        }
        let (who, program) = self.programs[program].clone();
        let told = program.send("POST", &path, &more, bytes.clone()).await;
        let replayed = !told.header("idempotency-replayed").is_empty();
        let asked = format!("{who}: POST {path} {}", String::from_utf8_lossy(&bytes));
        self.judge(&asked, operation, &told, Some(&bytes).filter(|_| !replayed).map(Vec::as_slice));
        self.seen.insert((name, told.status.as_u16()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_is_one_that_the_document_does_not_allow() {
    let (seed, rounds) = (number("FUZZ_SEED", 1), number("FUZZ_ROUNDS", 1));
    let mut all = BTreeSet::new();
    for stage in 0..3 {
        let mut fuzzer = Fuzzer::new(seed + stage).await;
        match stage {
            0 => {}
            1 => {
                fuzzer.world.crank(DEADLINE + 1);
                let (track, application) = ("social", fuzzer.world.application);
                fuzzer.world.judge(track, application).await;
            }
            _ => fuzzer.world.told().await,
        }
        fuzzer.read().await;
        fuzzer.accept().await;
        fuzzer.want(rounds).await;
        fuzzer.read().await;
        all.extend(std::mem::take(&mut fuzzer.seen));
    }
    // It got in, and it was shown out.
    let taken: BTreeSet<_> = all.iter().filter(|(_, status)| *status == 200).map(|(name, _)| name).collect();
    let statuses: BTreeSet<_> = all.iter().map(|(_, status)| *status).collect();
    assert!(taken.len() > 30, "only these were ever taken: {taken:?}");
    for status in [200, 401, 403, 404, 409, 422] {
        assert!(statuses.contains(&status), "nothing was ever answered with {status}");
    }
}
