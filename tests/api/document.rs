//! The OpenAPI document is the one that is committed, and says every address there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use trespor::web::api::document::document;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `OPENAPI=write cargo test --test api` writes it anew.
#[test]
fn the_committed_document_is_up_to_date() {
    let path = root().join("docs/openapi.json");
    let made = format!("{}\n", serde_json::to_string_pretty(&document()).expect("it is JSON"));
    if std::env::var_os("OPENAPI").is_some_and(|how| how == "write") {
        fs::write(&path, &made).expect("it can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "docs/openapi.json is old: run OPENAPI=write cargo test --test api");
}

/// What the router has, by method and address.
fn routes() -> BTreeSet<(String, String)> {
    let source = fs::read_to_string(root().join("src/web/api/mod.rs")).expect("the source");
    let mut found = BTreeSet::new();
    for route in source.split(".route(").skip(1) {
        let path = route.split('"').nth(1).expect("an address");
        let handlers = route.split(")\n").next().expect("a line");
        for method in ["get", "post", "put", "patch", "delete"] {
            if handlers.contains(&format!("{method}(")) {
                found.insert((method.to_owned(), path.to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_address_is_in_the_document_and_no_other() {
    let document = document();
    let paths = document["paths"].as_object().expect("paths");
    let said: BTreeSet<_> = paths
        .iter()
        .flat_map(|(path, all)| {
            all.as_object().expect("methods").keys().map(|method| (method.clone(), path.clone()))
        })
        .collect();
    assert!(said.len() > 20);
    assert_eq!(said, routes());
}

#[test]
fn references_lead_somewhere_and_every_command_has_a_schema() {
    let document = document();
    let mut open = vec![&document];
    let mut references = 0;
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(to)) = fields.get("$ref") {
                    crate::schema::resolved(&document, to);
                    references += 1;
                }
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    assert!(references > 100, "{references}");
    let command = &document["components"]["schemas"]["Command"];
    let mapping = command["discriminator"]["mapping"].as_object().expect("a mapping");
    assert!(mapping.len() > 50 && mapping.len() == command["oneOf"].as_array().expect("a list").len());
    for (name, to) in mapping {
        let schema = crate::schema::resolved(&document, to.as_str().expect("a reference"));
        assert_eq!(schema["properties"]["do"]["const"], name.as_str(), "{schema}");
        assert_eq!(schema["additionalProperties"], false, "{name}");
        assert!(schema["description"].is_string(), "{name} says nothing");
    }
}
