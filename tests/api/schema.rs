//! A judge of JSON by the schemas of the document: as much of JSON Schema 2020-12 as they use, and a word that it does
//! not know is a mistake, so that nothing passes unjudged.

use serde_json::Value;

/// Words that say nothing about what is allowed.
const SAY_NOTHING: [&str; 7] =
    ["description", "title", "format", "discriminator", "default", "$comment", "examples"];

/// What is wrong with `value` by `schema`, a part of `document`; nothing where it is right.
pub fn wrong(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    let rules = match schema {
        Value::Bool(true) => return None,
        Value::Bool(false) => return Some(format!("nothing is allowed, and there is {value}")),
        Value::Object(rules) => rules,
        other => panic!("no schema: {other}"),
    };
    for (word, rule) in rules {
        if let Some(why) = judge(document, schema, word, rule, value) {
            return Some(why);
        }
    }
    None
}

fn judge(document: &Value, schema: &Value, word: &str, rule: &Value, value: &Value) -> Option<String> {
    let fails = |bad: bool| bad.then(|| format!("{word} {rule} does not fit {value}"));
    let number = |rule: &Value| rule.as_f64().expect("a number");
    match word {
        "$ref" => wrong(document, resolved(document, rule.as_str().expect("a reference")), value),
        "type" => {
            let kinds = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
            fails(!kinds.iter().any(|kind| is(kind.as_str().expect("a kind"), value)))
        }
        "const" => fails(rule != value),
        "enum" => fails(!rule.as_array().expect("a list").contains(value)),
        "oneOf" | "anyOf" => {
            let all = rule.as_array().expect("a list");
            let fitting = all.iter().filter(|one| wrong(document, one, value).is_none()).count();
            let right = if word == "oneOf" { fitting == 1 } else { fitting > 0 };
            (!right).then(|| format!("{fitting} of {} schemas fit {value}", all.len()))
        }
        "allOf" => rule.as_array().expect("a list").iter().find_map(|one| wrong(document, one, value)),
        "required" => {
            let fields = value.as_object()?;
            let missing = rule.as_array().expect("a list").iter();
            let missing = missing.filter_map(Value::as_str).find(|name| !fields.contains_key(*name));
            missing.map(|name| format!("{name} is missing in {value}"))
        }
        "properties" => {
            let fields = value.as_object()?;
            let rules = rule.as_object().expect("properties");
            rules.iter().find_map(|(name, schema)| {
                let why = wrong(document, schema, fields.get(name)?)?;
                Some(format!("{name}: {why}"))
            })
        }
        "additionalProperties" => {
            let known = schema.get("properties").and_then(Value::as_object);
            let others =
                value.as_object()?.iter().filter(|(name, _)| known.is_none_or(|k| !k.contains_key(*name)));
            let mut others = others;
            others.find_map(|(name, value)| wrong(document, rule, value).map(|why| format!("{name}: {why}")))
        }
        "items" => value.as_array()?.iter().find_map(|one| wrong(document, rule, one)),
        "uniqueItems" => {
            let items = value.as_array()?;
            fails((1..items.len()).any(|at| items[..at].contains(&items[at])))
        }
        "minimum" => fails(value.as_f64().is_some_and(|value| value < number(rule))),
        "maximum" => fails(value.as_f64().is_some_and(|value| value > number(rule))),
        word if SAY_NOTHING.contains(&word) => None,
        unknown => panic!("this judge does not know the word {unknown}"),
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        other => panic!("this judge does not know the kind {other}"),
    }
}

/// What a reference leads to.
pub fn resolved<'d>(document: &'d Value, reference: &str) -> &'d Value {
    let pointer = reference.strip_prefix('#').expect("a reference into the document");
    document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

#[test]
fn the_judge_knows_right_from_wrong() {
    let document = serde_json::json!({ "a": { "type": ["string", "null"] } });
    let schema = serde_json::json!({
        "type": "object", "required": ["x"], "additionalProperties": false,
        "properties": { "x": { "$ref": "#/a" }, "n": { "type": "integer", "minimum": 0 } },
    });
    let judged = |value: Value| wrong(&document, &schema, &value).is_none();
    assert!(judged(serde_json::json!({ "x": "y" })) && judged(serde_json::json!({ "x": null, "n": 3 })));
    for bad in [
        serde_json::json!([]),
        serde_json::json!({}),
        serde_json::json!({ "x": 1 }),
        serde_json::json!({ "x": "y", "n": -1 }),
        serde_json::json!({ "x": "y", "n": 1.5 }),
        serde_json::json!({ "x": "y", "z": 1 }),
    ] {
        assert!(!judged(bad.clone()), "{bad}");
    }
    let either = serde_json::json!({ "oneOf": [{ "const": 1 }, { "enum": [1, 2] }] });
    assert!(wrong(&document, &either, &serde_json::json!(2)).is_none());
    assert!(wrong(&document, &either, &serde_json::json!(1)).is_some(), "both fit");
}
