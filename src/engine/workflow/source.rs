//! Reading a workflow file: YAML that two readers cannot read differently, into a definition or into
//! findings with line, column and hint.

use std::collections::BTreeMap;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::definition::Definition;
use crate::engine::digest::Digest;

/// Bytes that a workflow file has at most.
pub const FILE_BYTES_MAX: usize = 1024 * 1024;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// It can be used; a person should look.
    Warning,
}

/// Something about a workflow file that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable code, such as `T-LANG`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Line, counted from one.
    pub line: u32,
    /// Column, counted from one.
    pub column: u32,
    /// What is the matter, with the value.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
}

/// A workflow file that could be read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What it says.
    pub definition: Definition,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Where each value stands.
    pub places: Places,
}

/// Where each value of a file stands, by its path: `tracks[1].title.da`.
#[derive(Clone, Debug, Default)]
pub struct Places(BTreeMap<String, (u32, u32)>);

impl Places {
    /// Line and column of the value at `path`, or of the nearest value around it.
    pub fn find(&self, path: &str) -> (u32, u32) {
        let mut path = path;
        loop {
            if let Some(place) = self.0.get(path) {
                return *place;
            }
            match path.rfind(['.', '[']) {
                Some(at) => path = &path[..at],
                None => return (1, 1),
            }
        }
    }
}

/// Reads a workflow file.
///
/// # Errors
/// Findings of severity error: bytes that are no YAML, unknown or missing fields, wrong types.
pub fn load(bytes: &[u8]) -> Result<Loaded, Vec<Finding>> {
    let one = |code, message: String, hint: &str| {
        let hint = Some(hint.to_owned());
        vec![Finding { code, severity: Severity::Error, line: 1, column: 1, message, hint }]
    };
    if bytes.len() > FILE_BYTES_MAX {
        let message = format!("the file has {} bytes; {FILE_BYTES_MAX} is the most", bytes.len());
        return Err(one("Y-SIZE", message, "move long texts into documents of their own"));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| one("Y-UTF8", format!("the file is not UTF-8: {error}"), "save it as UTF-8"))?;
    let places = places(text)?;
    let definition = serde_saphyr::from_str_with_options(text, options())
        .map_err(|error| vec![structural(text, &error)])?;
    Ok(Loaded { definition, digest: Digest::of(&[bytes]), places })
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::Error,
        merge_keys: serde_saphyr::MergeKeyPolicy::Error,
        strict_booleans: true,
        legacy_octal_numbers: false,
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 1,
            max_alias_expansions_per_anchor: 1,
        },
    }
}

fn structural(text: &str, error: &serde_saphyr::Error) -> Finding {
    let (line, column) = error.location().map_or((1, 1), |location| place(&location));
    let said = error.without_snippet().to_string();
    let mut message = said.lines().next().unwrap_or_default().to_owned();
    if let Some(at) = message.rfind(" at line ") {
        message.truncate(at);
    }
    let code = if message.contains("unknown field") || message.contains("unknown variant") {
        "Y-UNKNOWN"
    } else if message.contains("missing field") {
        "Y-MISSING"
    } else if message.contains("duplicate") {
        "Y-TWICE"
    } else if message.contains("alias") || message.contains("anchor") || message.contains("merge") {
        "Y-ALIAS"
    } else {
        "Y-SHAPE"
    };
    let hint = suggestion(&message).or_else(|| match code {
        "Y-MISSING" => Some("add the field; the reference lists what each part must have".to_owned()),
        "Y-TWICE" => Some("keep one of the two".to_owned()),
        "Y-ALIAS" => Some("write the value out; anchors, aliases and merge keys are not used".to_owned()),
        _ => {
            let shown = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default().trim();
            (!shown.is_empty()).then(|| format!("look at `{shown}`"))
        }
    });
    Finding { code, severity: Severity::Error, line, column, message, hint }
}

/// "did you mean" for a message of the form: unknown field `x`, expected one of `a`, `b`.
fn suggestion(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let wrong = quoted.next()?;
    let best =
        quoted.max_by(|a, b| strsim::jaro_winkler(wrong, a).total_cmp(&strsim::jaro_winkler(wrong, b)))?;
    (strsim::jaro_winkler(wrong, best) > 0.75).then(|| format!("did you mean `{best}`?"))
}

fn place(location: &Location) -> (u32, u32) {
    let clamp = |n: u64| u32::try_from(n).unwrap_or(u32::MAX).max(1);
    (clamp(location.line()), clamp(location.column()))
}

/// A YAML value reduced to where its parts stand.
enum Node {
    Scalar,
    List(Vec<Spanned<Node>>),
    Map(Vec<(String, Spanned<Node>)>),
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_none<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Map(entries))
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

fn places(text: &str) -> Result<Places, Vec<Finding>> {
    let root: Spanned<Node> = serde_saphyr::from_str_with_options(text, options())
        .map_err(|error| vec![structural(text, &error)])?;
    let mut places = Places::default();
    walk(String::new(), &root, &mut places);
    Ok(places)
}

fn walk(path: String, node: &Spanned<Node>, places: &mut Places) {
    places.0.insert(path.clone(), place(&node.referenced));
    match &node.value {
        Node::Scalar => {}
        Node::List(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(format!("{path}[{index}]"), item, places);
            }
        }
        Node::Map(entries) => {
            for (key, value) in entries {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(path, value, places);
            }
        }
    }
}
