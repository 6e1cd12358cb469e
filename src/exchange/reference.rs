//! The vocabulary of workflow files as a reference for people, made from the JSON Schema of the types.

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write as _;

use serde_json::{Map, Value};

const HEAD: &str = "# The workflow file, key by key

Everything that can stand in a workflow file of this version of the vocabulary.
`trespor schema --markdown` makes this page from the types that read the file, and a test holds it to them.
`trespor schema` prints the same as a JSON Schema (`docs/workflow.schema.json`), with which an editor completes and
checks while you write:

```yaml
# yaml-language-server: $schema=workflow.schema.json
```

[The tutorial](tutorial.md) builds a file from nothing, [the guide to selections](selection.md) explains the models,
[expressions](expressions.md) the formulas, and [the checks](checks.md) every finding.

A file is YAML in UTF-8, at most 1 MiB, without anchors, aliases, merge keys or duplicate keys. An unknown key is an
error. A key is needed unless its row says otherwise. A *text in all languages* has one entry for each language of the
file: `{da: Frist, en: Deadline}`; a reader of another language gets the one that is written first, marked as such. The
pages and letters around it are in Danish, English and Norwegian bokmål: `da`, `en`, `nb`. A short name has lower-case letters, digits, hyphens and underscores.
";

/// The reference in Markdown.
pub fn markdown(schema: &Value) -> String {
    let mut page = Page { schema, out: HEAD.to_owned(), queue: VecDeque::new(), known: BTreeSet::new() };
    page.section("The file", schema);
    while let Some(name) = page.queue.pop_front() {
        let found = &schema["$defs"][&name];
        page.section(&name, found);
    }
    page.out
}

struct Page<'s> {
    schema: &'s Value,
    out: String,
    queue: VecDeque<String>,
    known: BTreeSet<String>,
}

impl Page<'_> {
    fn section(&mut self, name: &str, found: &Value) {
        let about = text(found);
        let _ = write!(self.out, "\n## {name}\n");
        if !about.is_empty() {
            let _ = write!(self.out, "\n{about}\n");
        }
        if let Some(properties) = found["properties"].as_object() {
            self.table(properties, &found["required"]);
        }
        for (i, way) in ways(found).iter().enumerate() {
            if i == 0 {
                self.out.push('\n');
            }
            self.way(way);
        }
        if found["properties"].is_null() && ways(found).is_empty() {
            let kind = self.kind(found);
            let _ = write!(self.out, "\nWritten as {kind}.\n");
        }
    }

    /// One of several ways to write a value: a word, a key with its value, or another kind.
    fn way(&mut self, way: &Value) {
        let about = text(way);
        if let Some(words) = way["enum"].as_array() {
            for word in words {
                let _ = writeln!(self.out, "- `{}`{}", plain(word), dash(&about));
            }
            return;
        }
        if !way["const"].is_null() {
            let _ = writeln!(self.out, "- `{}`{}", plain(&way["const"]), dash(&about));
            return;
        }
        if let Some(properties) = way["properties"].as_object()
            && properties.len() == 1
        {
            for (key, value) in properties {
                let inner = value["properties"].as_object();
                let kind = if inner.is_some() { "the keys below".to_owned() } else { self.kind(value) };
                let _ = writeln!(self.out, "- `{key}:` {kind}{}", dash(&about));
                for (key, value) in inner.into_iter().flatten() {
                    let kind = self.kind(value);
                    let needed = required(&value_of(way, "properties")[key_of(properties)], key);
                    let _ = writeln!(self.out, "  - `{key}:` {kind}{needed}{}", dash(&text(value)));
                }
            }
            return;
        }
        let kind = self.kind(way);
        let _ = writeln!(self.out, "- {kind}{}", dash(&about));
        for (key, value) in way["properties"].as_object().into_iter().flatten() {
            let kind = self.kind(value);
            let _ = writeln!(self.out, "  - `{key}:` {kind}{}{}", required(way, key), dash(&text(value)));
        }
    }

    fn table(&mut self, properties: &Map<String, Value>, needed: &Value) {
        if properties.is_empty() {
            let _ = write!(self.out, "\nIt has no keys: write `{{}}`.\n");
            return;
        }
        let _ = write!(self.out, "\n| key | takes | needed | meaning |\n| --- | --- | --- | --- |\n");
        for (key, value) in properties {
            let kind = self.kind(value);
            let is_needed = needed.as_array().is_some_and(|list| list.iter().any(|k| k == key));
            let default = match &value["default"] {
                Value::Bool(_) | Value::Number(_) => format!("no: `{}`", value["default"]),
                Value::String(word) => format!("no: `{word}`"),
                _ => "no".to_owned(),
            };
            let needed = if is_needed { "yes" } else { default.as_str() };
            let _ = writeln!(self.out, "| `{key}` | {kind} | {needed} | {} |", text(value));
        }
    }

    /// What a value looks like, in words, with a link where it has a section of its own.
    fn kind(&mut self, value: &Value) -> String {
        if let Some(name) = value["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            return self.link(name);
        }
        let several = ways(value);
        if !several.is_empty() {
            let kinds: Vec<_> =
                several.iter().filter(|way| way["type"] != "null").map(|way| self.kind(way)).collect();
            return kinds.join(" or ");
        }
        if !value["const"].is_null() {
            return format!("`{}`", plain(&value["const"]));
        }
        if let Some(words) = value["enum"].as_array() {
            return words.iter().map(|w| format!("`{}`", plain(w))).collect::<Vec<_>>().join(" or ");
        }
        let types: Vec<_> = match &value["type"] {
            Value::String(one) => vec![one.as_str()],
            Value::Array(list) => list.iter().filter_map(Value::as_str).filter(|t| *t != "null").collect(),
            _ => return "any value".to_owned(),
        };
        let words: Vec<_> = types.into_iter().map(|kind| self.kind_of(kind, value)).collect();
        words.join(" or ")
    }

    fn kind_of(&mut self, kind: &str, value: &Value) -> String {
        match kind {
            "string" => "text".to_owned(),
            "integer" => "whole number".to_owned(),
            "boolean" => "`true` or `false`".to_owned(),
            "array" => match value["prefixItems"].as_array() {
                Some(items) => {
                    let kinds: Vec<_> = items.iter().map(|item| self.kind(item)).collect();
                    format!("[{}]", kinds.join(", "))
                }
                None => format!("list of {}", self.kind(&value["items"])),
            },
            "object" if value["additionalProperties"].is_object() => {
                format!("by name: {}", self.kind(&value["additionalProperties"]))
            }
            "object" => "keys".to_owned(),
            other => other.to_owned(),
        }
    }

    fn link(&mut self, name: &str) -> String {
        if name == "Words" {
            return "text in all languages".to_owned();
        }
        let has_section = !self.schema["$defs"][name].is_null();
        if has_section && self.known.insert(name.to_owned()) {
            self.queue.push_back(name.to_owned());
        }
        format!("[{name}](#{})", name.to_lowercase())
    }
}

fn value_of<'v>(value: &'v Value, key: &str) -> &'v Value {
    &value[key]
}

fn key_of(properties: &Map<String, Value>) -> &str {
    properties.keys().next().map_or("", String::as_str)
}

fn required(of: &Value, key: &str) -> &'static str {
    let needed = of["required"].as_array().is_some_and(|list| list.iter().any(|k| k == key));
    if needed { "" } else { " (optional)" }
}

fn ways(value: &Value) -> Vec<Value> {
    let list = value["oneOf"].as_array().or_else(|| value["anyOf"].as_array());
    list.cloned().unwrap_or_default()
}

/// The description on one line.
fn text(value: &Value) -> String {
    let about = value["description"].as_str().unwrap_or_default();
    about.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn dash(about: &str) -> String {
    if about.is_empty() { String::new() } else { format!(" – {about}") }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
