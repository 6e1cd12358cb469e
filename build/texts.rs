//! From Fluent files to Rust: parse, compare the languages, write one method a message.
//!
//! Pure: files come in as text and code goes out as text, so that every finding has a test
//! (`tests/texts.rs`). Nothing of Fluent is left at run time.

#[path = "code.rs"]
mod code;
#[path = "parse.rs"]
mod parse;

use std::collections::BTreeMap;

/// One language file: `locales/<code>.ftl`.
pub struct Locale {
    /// Language code, lower case with hyphens: `da`, `nb`, `pt-br`.
    pub code: String,
    /// The whole text of the file.
    pub source: String,
}

/// How a variable is used; it decides the Rust type of the argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Only shown: anything that can be displayed.
    Shown,
    /// Chooses among words: a text.
    Word,
    /// Chooses among numbers or plural forms: a whole number, shown with separators.
    Number,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Text(String),
    Variable(String),
    /// A variable in `NUMBER()`: a whole number, shown with separators.
    Number(String),
    Select {
        variable: String,
        kind: Kind,
        variants: Vec<Variant>,
    },
}

/// One arm of a selector.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    pub key: String,
    pub default: bool,
    pub nodes: Vec<Node>,
}

/// A message in one language.
#[derive(Clone, Debug)]
pub struct Message {
    pub line: usize,
    pub comment: String,
    pub nodes: Vec<Node>,
}

/// A message in all languages, with the variables they share.
pub struct Merged<'a> {
    pub id: &'a str,
    pub variables: BTreeMap<&'a str, Kind>,
    /// In the order of the languages.
    pub messages: Vec<&'a Message>,
}

/// One finding in the form `locales/da.ftl:12: message `x`: what is wrong`.
pub fn finding(code: &str, line: usize, id: &str, what: &str) -> String {
    format!("locales/{code}.ftl:{line}: message `{id}`: {what}")
}

/// The Rust source of `Lang`, `Texts` and the argument structs, or everything that is wrong.
pub fn generate(locales: &[Locale]) -> Result<String, Vec<String>> {
    let mut findings = Vec::new();
    if locales.is_empty() {
        return Err(vec!["locales: there is no .ftl file; hint: add locales/en.ftl".into()]);
    }
    let parsed: Vec<BTreeMap<String, Message>> =
        locales.iter().map(|locale| parse::parse(locale, &mut findings)).collect();
    for locale in locales {
        code::check_language(&locale.code, &mut findings);
    }
    missing(locales, &parsed, &mut findings);
    let merged = merge(locales, &parsed, &mut findings);
    if findings.is_empty() { Ok(code::write(locales, &merged)) } else { Err(findings) }
}

/// Every language must have every id.
fn missing(locales: &[Locale], parsed: &[BTreeMap<String, Message>], findings: &mut Vec<String>) {
    for (locale, messages) in locales.iter().zip(parsed) {
        for (other, others) in locales.iter().zip(parsed) {
            for (id, message) in others {
                if !messages.contains_key(id) {
                    findings.push(finding(
                        &other.code,
                        message.line,
                        id,
                        &format!("it is missing in locales/{}.ftl", locale.code),
                    ));
                }
            }
        }
    }
}

/// The variables of each message, the same in every language and each used in one way only.
fn merge<'a>(
    locales: &[Locale],
    parsed: &'a [BTreeMap<String, Message>],
    findings: &mut Vec<String>,
) -> Vec<Merged<'a>> {
    let mut merged = Vec::new();
    for id in parsed[0].keys() {
        let messages: Vec<&Message> = parsed.iter().filter_map(|messages| messages.get(id)).collect();
        if messages.len() < locales.len() {
            continue; // reported as missing
        }
        let mut variables: BTreeMap<&str, Kind> = BTreeMap::new();
        for (locale, message) in locales.iter().zip(&messages) {
            for (variable, kind) in used(&message.nodes) {
                let known = variables.entry(variable).or_insert(kind);
                let clash = *known != kind && *known != Kind::Shown && kind != Kind::Shown;
                if clash {
                    let what = format!("`${variable}` chooses both among words and among numbers");
                    findings.push(finding(&locale.code, message.line, id, &what));
                }
                *known = (*known).max(kind);
            }
        }
        for (locale, message) in locales.iter().zip(&messages) {
            let here: Vec<&str> = used(&message.nodes).iter().map(|(variable, _)| *variable).collect();
            for variable in variables.keys().filter(|variable| !here.contains(*variable)) {
                let what = format!("`${variable}` is used in another language but not here");
                findings.push(finding(&locale.code, message.line, id, &what));
            }
        }
        merged.push(Merged { id, variables, messages });
    }
    merged
}

/// Each use of a variable in these nodes, nested ones included.
fn used(nodes: &[Node]) -> Vec<(&str, Kind)> {
    let mut found = Vec::new();
    for node in nodes {
        match node {
            Node::Text(_) => {}
            Node::Variable(variable) => found.push((variable.as_str(), Kind::Shown)),
            Node::Number(variable) => found.push((variable.as_str(), Kind::Number)),
            Node::Select { variable, kind, variants } => {
                found.push((variable.as_str(), *kind));
                for variant in variants {
                    found.extend(used(&variant.nodes));
                }
            }
        }
    }
    found
}
