//! Reading a workflow file: YAML that two readers cannot read differently, into a definition or into
//! findings with line, column and hint.

use std::collections::BTreeMap;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::definition::Definition;
use crate::engine::digest::Digest;

/// Bytes that a workflow file has at most.
pub const FILE_BYTES_MAX: usize = 1024 * 1024;

/// How deep values may lie within each other. No field lies deeper than a dozen; the reader calls itself
/// for each level, and at sixty a stack of two megabytes was used up.
const DEPTH_MAX: usize = 24;

/// Values that a file has at most. A large one has two thousand.
const NODES_MAX: usize = 50_000;

/// Characters of a line that a hint shows at most.
const SHOWN_CHARS_MAX: usize = 100;

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
        budget: serde_saphyr::budget! {
            max_depth: DEPTH_MAX,
            max_nodes: NODES_MAX,
        },
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::Error,
        merge_keys: serde_saphyr::MergeKeyPolicy::Error,
        strict_booleans: true,
        legacy_octal_numbers: false,
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 0,
            max_alias_expansions_per_anchor: 0,
        },
    }
}

/// What is usually wrong where a text or a formula inside braces was cut at its comma.
const COMMA: &str = "a text or formula with a comma inside `{…}` needs quotes around it";

/// What the YAML reader says, in words for whoever writes the file.
fn structural(text: &str, error: &serde_saphyr::Error) -> Finding {
    use serde_saphyr::Error;
    let (line, column) = error.location().map_or((1, 1), |location| place(&location));
    let near = shown(text, line);
    let (code, message, hint) = match error.without_snippet() {
        Error::SerdeUnknownField { field, expected, .. } => {
            let name = field.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
            let hint = match decimal_comma(&near, field) {
                Some(hint) => hint,
                None if name => known(field, expected),
                None => COMMA.to_owned(),
            };
            ("Y-UNKNOWN", format!("unknown field `{field}`"), hint)
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            ("Y-UNKNOWN", format!("unknown word `{variant}`"), known(variant, expected))
        }
        Error::SerdeMissingField { field, .. } => {
            // The reader notices at the last key of the part that lacks it.
            let key = near.trim_start_matches("- ").split(':').next().unwrap_or_default();
            let hint = format!("add `{field}: …` beside `{key}`");
            ("Y-MISSING", format!("missing field `{field}`"), hint)
        }
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or_default();
            ("Y-TWICE", format!("the key `{key}` stands twice"), "keep one of the two".to_owned())
        }
        Error::AliasError { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::RecursiveReferencesRequireWeakTypes { .. }
        | Error::UnknownAnchor { .. }
        | Error::MergeKeyNotAllowed { .. }
        | Error::MergeValueNotMapOrSeqOfMaps { .. } => {
            let message = "a value is taken from another place of the file".to_owned();
            let hint = "write the value out; anchors, aliases and merge keys are not used";
            ("Y-ALIAS", message, hint.to_owned())
        }
        Error::Budget { .. } => {
            let message = "the file is too large or too deeply nested".to_owned();
            ("Y-SHAPE", message, "no workflow needs that; look at the place named".to_owned())
        }
        Error::MultipleDocuments { .. } => {
            let message = "there is more than one document in the file".to_owned();
            ("Y-SHAPE", message, "take the line `---` or `...` out, and what follows it".to_owned())
        }
        Error::InvalidScalar { ty, .. } if ty.starts_with(['u', 'i']) => {
            let message = "a whole number is needed here".to_owned();
            ("Y-SHAPE", message, format!("look at `{near}`"))
        }
        Error::NullIntoString { .. } => {
            let message = "a text is needed here, and there is none".to_owned();
            let comma = near.split_once('{').is_some_and(|(_, inside)| inside.contains(", "));
            let why = if comma { format!("; {COMMA}") } else { String::new() };
            ("Y-SHAPE", message, format!("look at `{near}`{why}"))
        }
        other => {
            let said = other.render_with_formatter(&serde_saphyr::UserMessageFormatter);
            let mut message = said.lines().next().unwrap_or_default().to_owned();
            if let Some(at) = message.rfind(" at line ") {
                message.truncate(at);
            }
            let (message, wanted) = plainly(message);
            let at = if near.is_empty() { String::new() } else { format!("look at `{near}`") };
            let hint: Vec<&str> = [wanted, &at].into_iter().filter(|part| !part.is_empty()).collect();
            ("Y-SHAPE", message, hint.join("; "))
        }
    };
    let hint = Some(hint).filter(|hint| !hint.is_empty());
    Finding { code, severity: Severity::Error, line, column, message, hint }
}

/// The reader's own terms in plain words, and what to write.
fn plainly(message: String) -> (String, &'static str) {
    if message.contains("expected sequence start") {
        ("a list is needed here".to_owned(), "write `[one, another]`, or lines that begin with `- `")
    } else if message.contains("expected mapping start") {
        ("names with values are needed here".to_owned(), "write `{name: value}`, or lines like `name: value`")
    } else if message.contains("invalid boolean") {
        ("yes or no is needed here".to_owned(), "write `true` or `false`")
    } else {
        (message, "")
    }
}

/// What to write where a number was cut at its decimal comma, of which `rest` is left.
fn decimal_comma(near: &str, rest: &str) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(rest) {
        return None;
    }
    let (before, _) = near.split_once(&format!(",{rest}"))?;
    let start = before.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    let whole = &before[start..];
    digits(whole).then(|| format!("a number has a point: write `{whole}.{rest}` for {whole},{rest}"))
}

/// The line that a finding speaks of, at most a hundred characters of it.
fn shown(text: &str, line: u32) -> String {
    let line = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default().trim();
    line.chars().take(SHOWN_CHARS_MAX).collect()
}

/// "did you mean" the word that is nearest, or all that could stand here.
fn known(wrong: &str, expected: &[&str]) -> String {
    expected
        .iter()
        .map(|word| (strsim::jaro_winkler(wrong, word), word))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(
            || format!("one of {}", expected.join(", ")),
            |(_, word)| format!("did you mean `{word}`?"),
        )
}

fn place(location: &Location) -> (u32, u32) {
    let clamp = |n: u64| u32::try_from(n).unwrap_or(u32::MAX).max(1);
    (clamp(location.line()), clamp(location.column()))
}

/// A YAML value reduced to where its parts stand.
enum Node {
    Scalar,
    Number,
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
        Ok(Node::Number)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Number)
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
    let mut walk = Walk { lines: text.lines().collect(), places: Places::default(), odd: Vec::new() };
    walk.node(String::new(), &root);
    if walk.odd.is_empty() { Ok(walk.places) } else { Err(walk.odd) }
}

struct Walk<'t> {
    lines: Vec<&'t str>,
    places: Places,
    odd: Vec<Finding>,
}

impl Walk<'_> {
    /// A number that YAML 1.1 and YAML 1.2 read differently: `017`, `0x11`, `1_000`.
    fn number(&mut self, (line, column): (u32, u32)) {
        let shown = self.lines.get(line.saturating_sub(1) as usize).copied().unwrap_or_default();
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '}' | ']');
        let typed: String = shown
            .chars()
            .skip(column.saturating_sub(1) as usize)
            .take_while(|c| !ends(*c))
            .take(SHOWN_CHARS_MAX)
            .collect();
        let digits = typed.trim_start_matches(['-', '+']);
        let mut first = digits.chars();
        let based = first.next() == Some('0') && first.next().is_some_and(|c| c.is_ascii_alphanumeric());
        if based || typed.contains('_') {
            let message = format!("`{typed}` is one number to some readers of YAML and another to others");
            let hint = "write plain digits without a leading zero, or quotation marks where a text is meant";
            let hint = Some(hint.to_owned());
            self.odd.push(Finding {
                code: "Y-SHAPE",
                severity: Severity::Error,
                line,
                column,
                message,
                hint,
            });
        }
    }

    fn node(&mut self, path: String, node: &Spanned<Node>) {
        let at = place(&node.referenced);
        self.places.0.insert(path.clone(), at);
        match &node.value {
            Node::Scalar => {}
            Node::Number => self.number(at),
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.node(format!("{path}[{index}]"), item);
                }
            }
            Node::Map(entries) => {
                for (key, value) in entries {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.node(path, value);
                }
            }
        }
    }
}
