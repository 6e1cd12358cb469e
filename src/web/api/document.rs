//! The OpenAPI document: written from the types that are read and answered, so that it cannot say something else.

use std::sync::OnceLock;

use axum::Json;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::commands::Do;
use super::problem::{MEDIA, Problem};
use super::types::schema_of;
use super::{CODE, applications, carry, deciding, hooks, minutes, network, office, panel, public};

/// Where schemas stand in the document.
const SCHEMAS: &str = "/components/schemas";

/// Statuses of what can go wrong anywhere.
///
/// 500 is not among them: it is no answer that the document allows.
const ANYWHERE: [&str; 5] = ["304", "400", "401", "429", "503"];

/// What an operation answers with.
enum Says {
    /// JSON, by its schema.
    Json(Value),
    /// The bytes of a file.
    Bytes,
    /// JSON that another document describes.
    Free,
}

/// One operation.
struct Operation {
    method: &'static str,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    /// Who calls it, as tags of the document.
    of: &'static str,
    /// Statuses of what can go wrong, beside [`ANYWHERE`].
    wrong: &'static [&'static str],
    says: Says,
}

/// `GET /api/v1/openapi.json`
pub async fn show() -> Json<Value> {
    static MADE: OnceLock<Value> = OnceLock::new();
    Json(MADE.get_or_init(document).clone())
}

fn schemas(serializes: bool) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = SCHEMAS.into();
        settings.meta_schema = None;
    });
    let settings = if serializes { settings.for_serialize() } else { settings };
    settings.into_generator()
}

fn answer<T: JsonSchema>(generator: &mut SchemaGenerator) -> Says {
    Says::Json(generator.subschema_for::<T>().to_value())
}

const NONE: &[&str] = &[];
const READ: &[&str] = &["403", "404", "409", "422"];
const WRITTEN: &[&str] = &["403", "404", "409", "413", "415", "422"];

#[rustfmt::skip]
fn operations(g: &mut SchemaGenerator) -> Vec<Operation> {
    let op = |method, path, id, of, summary, wrong, says| Operation { method, path, id, summary, of, wrong, says };
    vec![
        op("get", "/api/v1", "entry", "everybody", "Where everything begins.", NONE, answer::<public::Entry>(g)),
        op("get", "/api/v1/openapi.json", "openapi", "everybody", "This document.", NONE, Says::Free),
        op("get", "/api/v1/procedures", "procedures", "everybody", "The procedures: those that receive applications first.", NONE, answer::<public::Procedures>(g)),
        op("get", "/api/v1/procedures/{procedure}", "procedure", "everybody", "A procedure with what is published about it.", READ, answer::<public::ProcedureShown>(g)),
        op("get", "/api/v1/me", "me", "everybody", "For whom the token speaks, and what waits for them.", READ, answer::<applications::Me>(g)),
        op("post", "/api/v1/procedures/{procedure}/commands", "command", "everybody", "Do something. Every act of every role is a command; `options` say which are possible now.", WRITTEN, answer::<carry::Done>(g)),
        op("get", "/api/v1/applications/{application}", "application", "applicant", "An application of one's own.", READ, answer::<applications::ApplicationShown>(g)),
        op("post", "/api/v1/applications/{application}/files", "upload", "applicant", "Send a file: its bytes are the body.", WRITTEN, answer::<carry::Done>(g)),
        op("get", "/api/v1/applications/{application}/files/{attachment}", "file", "applicant", "A file of one's own.", READ, Says::Bytes),
        op("get", "/api/v1/procedures/{procedure}/tracks/{track}/scoring", "scoring", "evaluator, chair", "One's own list, and how far the panel has come.", READ, answer::<panel::ScoringShown>(g)),
        op("get", "/api/v1/review/{application}", "review", "evaluator, chair", "An application beside one's own sheet.", READ, answer::<panel::ReviewShown>(g)),
        op("get", "/api/v1/review/{application}/files/{attachment}", "reviewFile", "evaluator, chair", "A file of an application.", READ, Says::Bytes),
        op("get", "/api/v1/procedures/{procedure}/tracks/{track}/consensus", "consensus", "chair", "Everybody's marks side by side.", READ, answer::<panel::ConsensusShown>(g)),
        op("get", "/api/v1/procedures/{procedure}/tracks/{track}/minutes", "minutes", "chair, owner, auditor", "Who sat on the panel, what each gave, and what was agreed and why.", READ, answer::<minutes::MinutesShown>(g)),
        op("get", "/api/v1/procedures/{procedure}/tracks/{track}/minutes.pdf", "minutesPdf", "chair, owner, auditor", "The minutes as a PDF.", READ, Says::Bytes),
        op("get", "/api/v1/procedures/{procedure}/desk", "desk", "owner, secretary, auditor", "Where a procedure stands, and what may be done.", READ, answer::<office::DeskShown>(g)),
        op("get", "/api/v1/procedures/{procedure}/people", "people", "owner, secretary, auditor", "Who holds which role.", READ, answer::<office::PeopleShown>(g)),
        op("get", "/api/v1/procedures/{procedure}/complaints", "complaints", "owner, secretary, auditor", "Complaints, and whom no letter has reached.", READ, answer::<office::ComplaintsShown>(g)),
        op("get", "/api/v1/procedures/{procedure}/letters", "letters", "owner, auditor", "Every decision letter as it would go out now.", READ, answer::<office::LettersShown>(g)),
        op("get", "/api/v1/procedures/{procedure}/outbox", "outbox", "owner, secretary, auditor", "The letters and how each stands; `page` counts from one.", READ, answer::<office::OutboxShown>(g)),
        op("post", "/api/v1/procedures/{procedure}/documents", "publishDocument", "owner", "Publish a document: its bytes are the body. Everybody is told.", WRITTEN, answer::<carry::Done>(g)),
        op("get", "/api/v1/procedures/{procedure}/report", "report", "owner, secretary, auditor", "The report, as docs/report.md describes it.", READ, Says::Free),
        op("get", "/api/v1/procedures/{procedure}/report.pdf", "reportPdf", "owner, secretary, auditor", "The report as a PDF.", READ, Says::Bytes),
        op("get", "/api/v1/procedures/{procedure}/dossier.zip", "dossier", "owner, auditor", "The dossier, as docs/verify.md describes it.", READ, Says::Bytes),
        op("get", "/api/v1/procedures/{procedure}/tracks/{track}/screening.xlsx", "screeningSheet", "secretary, owner, auditor", "The formal check as a spreadsheet.", READ, Says::Bytes),
        op("get", "/api/v1/procedures/{procedure}/tracks/{track}/selection.xlsx", "selectionSheet", "owner, secretary, auditor", "The ranking as a spreadsheet.", READ, Says::Bytes),
        op("get", "/api/v1/procedures/{procedure}/tracks/{track}/afterwards", "afterwards", "owner, secretary, auditor", "What came after the decision.", READ, answer::<network::AfterwardsShown>(g)),
        op("get", "/api/v1/procedures/{procedure}/tracks/{track}/mandate", "mandates", "owner, secretary, auditor", "How far the mandate is signed that a track is in.", READ, answer::<network::MandatesShown>(g)),
        op("get", "/api/v1/procedures/{procedure}/gatherings/{line}/{gathering}", "gathering", "applicant, owner, secretary, auditor", "A gathering of a track or joint step.", READ, answer::<network::GatheringShown>(g)),
        op("get", "/api/v1/applications/{application}/mandates/{step}", "mandate", "applicant", "A mandate, for those who sign it.", READ, answer::<network::MandateShown>(g)),
        op("get", "/api/v1/applications/{application}/receipt", "receipt", "applicant", "The receipt, as docs/verify.md describes it.", READ, Says::Free),
        op("get", "/api/v1/applications/{application}/receipt.pdf", "receiptPdf", "applicant", "The receipt as a PDF.", READ, Says::Bytes),
        op("get", "/api/v1/procedures/{procedure}/webhooks", "webhooks", "owner, secretary", "The webhooks of a procedure, with their calls.", READ, answer::<hooks::WebhooksShown>(g)),
        op("get", "/api/v1/webhooks", "allWebhooks", "owner", "The webhooks of all procedures, for those who may open procedures.", READ, answer::<hooks::WebhooksShown>(g)),
        op("post", "/api/v1/commands", "siteCommand", "owner", "Do something that concerns no single procedure: the commands about webhooks, and opening one.", WRITTEN, answer::<carry::Done>(g)),
        op("get", "/api/v1/procedures/{procedure}/joint/{step}", "joint", "applicant, owner", "A joint step, for those who take part or see it.", READ, answer::<deciding::JointShown>(g)),
        op("get", "/api/v1/procedures/{procedure}/tracks/{track}/screening", "screening", "secretary, owner, auditor", "The applications to be checked.", READ, answer::<deciding::ScreeningShown>(g)),
        op("get", "/api/v1/screening/{application}", "screened", "secretary, owner, auditor", "One application with its checks.", READ, answer::<deciding::ScreenedShown>(g)),
        op("get", "/api/v1/procedures/{procedure}/tracks/{track}/selection", "selection", "owner, secretary, auditor", "What was computed, and what was decided.", READ, answer::<deciding::SelectionShown>(g)),
    ]
}

/// Commands that need no procedure.
const SITE_COMMANDS: [&str; 5] =
    ["make_webhook", "try_webhook", "remove_webhook", "call_again", "open_procedure"];

/// What is the matter, by its status.
fn described(status: &str) -> &'static str {
    match status {
        "304" => "Nothing has changed since the tag that was sent.",
        "400" => "The request is none: an address or a body that is no text.",
        "401" => "No token was sent, or one that is unknown, taken back or too old.",
        "403" => "The person may not do this in the role of the token.",
        "404" => "There is no such thing, or the person may not know of it.",
        "409" => "It cannot be done now: a deadline, a version, a step, or a key that was used before.",
        "413" => "It is too large.",
        "415" => "A file of a kind that is not accepted.",
        "422" => "The body or a value in it cannot be used.",
        "429" => "That was often in a short time; `Retry-After` says how long to wait.",
        _ => "The database or the disk does not answer; it may soon.",
    }
}

fn responses(operation: &Operation, problem: &Value) -> Value {
    let content = match &operation.says {
        Says::Json(schema) => json!({ "application/json": { "schema": schema } }),
        Says::Free => json!({ "application/json": { "schema": { "type": "object" } } }),
        Says::Bytes => json!({ "*/*": { "schema": {} } }),
    };
    let mut all = Map::new();
    all.insert("200".to_owned(), json!({ "description": "It is there, or it is done.", "content": content }));
    for status in ANYWHERE.iter().chain(operation.wrong) {
        let said = match *status {
            "304" => json!({ "description": described(status) }),
            _ => json!({ "description": described(status), "content": { MEDIA: { "schema": problem } } }),
        };
        all.insert((*status).to_owned(), said);
    }
    Value::Object(all)
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let named = operation.path.split('{').skip(1).filter_map(|part| part.split('}').next());
    let mut all: Vec<_> = named
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    let mut add = |place: &str, name: &str, required: bool, about: &str| {
        let schema = json!({ "type": "string" });
        all.push(json!({ "name": name, "in": place, "required": required, "description": about, "schema": schema }));
    };
    if operation.id == "upload" {
        add("query", "field", true, "Short name of the field.");
        add("query", "name", true, "Name of the file.");
    }
    if operation.id == "publishDocument" {
        add("query", "title", true, "What it is.");
        add("query", "name", true, "Name of the file.");
        add("query", "document", false, "Number of the document of which it is a new version.");
        add("query", "reason", false, "What is new in it; needed for a new version.");
    }
    if operation.id == "outbox" {
        add("query", "page", false, "Which page, from one.");
    }
    if operation.of == "applicant" || operation.id == "command" {
        add("header", CODE, false, "The code of an application that is sealed to a code of its members.");
    }
    if operation.method == "post" {
        add("header", "idempotency-key", false, "What is sent again under the same key is not done again.");
    } else {
        add("header", "if-none-match", false, "The tag of an earlier answer.");
    }
    add("header", "accept-language", false, "Language of titles and words: `da`, `en` or `nb`.");
    all
}

/// The commands by name, each as a schema of its own.
fn named_commands(definitions: &mut Map<String, Value>) {
    let Some(command) = definitions.get_mut("Command") else { return };
    let variants = command.get_mut("oneOf").and_then(Value::as_array_mut).map(std::mem::take);
    let (mut all, mut one_of, mut mapping) = (Vec::new(), Vec::new(), Map::new());
    for variant in variants.unwrap_or_default() {
        let name = variant["properties"]["do"]["const"].as_str().unwrap_or_default().to_owned();
        let reference = format!("#{SCHEMAS}/{}", schema_of(&name));
        one_of.push(json!({ "$ref": reference }));
        mapping.insert(name.clone(), Value::from(reference));
        all.push((schema_of(&name), variant));
    }
    command["oneOf"] = Value::Array(one_of);
    command["discriminator"] = json!({ "propertyName": "do", "mapping": mapping });
    definitions.extend(all);
}

/// The document.
pub fn document() -> Value {
    let (mut says, mut takes) = (schemas(true), schemas(false));
    let problem = says.subschema_for::<Problem>().to_value();
    let command = takes.subschema_for::<Do>().to_value();
    let mut paths = Map::new();
    for operation in operations(&mut says) {
        let mut told = json!({
            "operationId": operation.id,
            "summary": operation.summary,
            "tags": operation.of.split(", ").collect::<Vec<_>>(),
            "parameters": parameters(&operation),
            "responses": responses(&operation, &problem),
        });
        match operation.id {
            "command" => {
                told["requestBody"] =
                    json!({ "required": true, "content": { "application/json": { "schema": command } } });
            }
            "siteCommand" => {
                let of = |name: &&str| json!({ "$ref": format!("#{SCHEMAS}/{}", schema_of(name)) });
                let schema = json!({ "oneOf": SITE_COMMANDS.iter().map(of).collect::<Vec<_>>() });
                told["requestBody"] =
                    json!({ "required": true, "content": { "application/json": { "schema": schema } } });
            }
            "upload" | "publishDocument" => {
                told["requestBody"] =
                    json!({ "required": true, "content": { "application/octet-stream": { "schema": {} } } });
            }
            _ => {}
        }
        if ["entry", "openapi", "procedures", "procedure"].contains(&operation.id) {
            // Without a token too.
            told["security"] = json!([{}, { "token": [] }]);
        }
        let place = paths.entry(operation.path.to_owned()).or_insert_with(|| json!({}));
        place[operation.method] = told;
    }
    let mut definitions = takes.take_definitions(false);
    named_commands(&mut definitions);
    definitions.extend(says.take_definitions(false));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Trespor",
            "version": "1",
            "description": "The same as the pages, for programs. docs/api.md tells how it is used.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token that a person made on the page /tokens. It speaks for them in one role.",
                },
            },
        },
    })
}
