//! Reading one Fluent file.

use super::{Kind, Locale, Message, Node, Variant, finding};
use fluent_syntax::{ast, parser};
use std::collections::BTreeMap;

/// How deep terms and messages may refer to each other. More is a circle, or unreadable.
const REFERENCE_DEPTH_MAX: usize = 4;

/// Keys that make a selector one over numbers.
const PLURAL_KEYS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The messages of a file by id; what cannot be read goes to `findings`.
pub fn parse(locale: &Locale, findings: &mut Vec<String>) -> BTreeMap<String, Message> {
    let source = locale.source.replace("\r\n", "\n");
    let resource = match parser::parse(source.as_str()) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for error in errors {
                let line = line_at(&source, error.pos.start);
                findings.push(format!("locales/{}.ftl:{line}: {error}", locale.code));
            }
            resource
        }
    };
    let mut reader = Reader { code: &locale.code, resource: &resource, line: 0, id: "", findings };
    let mut messages = BTreeMap::new();
    for entry in &resource.body {
        let ast::Entry::Message(message) = entry else {
            if let ast::Entry::Term(term) = entry {
                reader.id = term.id.name;
                reader.line = line_of(&source, &format!("-{}", term.id.name), 0);
                if !term.attributes.is_empty() {
                    reader.report("attributes are not supported");
                }
            }
            continue;
        };
        let id = message.id.name;
        let repeated = messages.contains_key(id);
        reader.id = id;
        reader.line = line_of(&source, id, usize::from(repeated));
        if repeated {
            reader.report("this id is used twice in the file");
        }
        if !is_identifier(id) {
            reader.report("an id is lower-case letters, digits and hyphens, and no Rust keyword");
        }
        if !message.attributes.is_empty() {
            reader.report("attributes are not supported; hint: give it a message of its own");
        }
        let nodes = message.value.as_ref().map(|pattern| reader.pattern(pattern, 0)).unwrap_or_default();
        let comment = message.comment.as_ref().map(|comment| comment.content.join(" ")).unwrap_or_default();
        messages.insert(id.to_owned(), Message { line: reader.line, comment, nodes });
    }
    messages
}

struct Reader<'a> {
    code: &'a str,
    resource: &'a ast::Resource<&'a str>,
    line: usize,
    id: &'a str,
    findings: &'a mut Vec<String>,
}

impl<'a> Reader<'a> {
    fn report(&mut self, what: &str) {
        self.findings.push(finding(self.code, self.line, self.id, what));
    }

    fn pattern(&mut self, pattern: &'a ast::Pattern<&'a str>, depth: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        for element in &pattern.elements {
            match element {
                ast::PatternElement::TextElement { value } => nodes.push(Node::Text((*value).to_owned())),
                ast::PatternElement::Placeable { expression } => {
                    nodes.extend(self.expression(expression, depth));
                }
            }
        }
        join_texts(nodes)
    }

    fn expression(&mut self, expression: &'a ast::Expression<&'a str>, depth: usize) -> Vec<Node> {
        match expression {
            ast::Expression::Inline(inline) => self.inline(inline, depth),
            ast::Expression::Select { selector, variants } => {
                let ast::InlineExpression::VariableReference { id } = selector else {
                    self.report("a selector must be a variable");
                    return Vec::new();
                };
                self.variable(id.name);
                let variants: Vec<Variant> = variants
                    .iter()
                    .map(|variant| {
                        let (ast::VariantKey::Identifier { name: key }
                        | ast::VariantKey::NumberLiteral { value: key }) = &variant.key;
                        let nodes = self.pattern(&variant.value, depth);
                        Variant { key: (*key).to_owned(), default: variant.default, nodes }
                    })
                    .collect();
                let kind = self.kind_of(&variants);
                vec![Node::Select { variable: id.name.to_owned(), kind, variants }]
            }
        }
    }

    /// Numbers if every key that decides something is a number or a plural form; words otherwise.
    fn kind_of(&mut self, variants: &[Variant]) -> Kind {
        let deciding: Vec<&Variant> = variants.iter().filter(|variant| !variant.default).collect();
        if deciding.is_empty() {
            self.report("a selector needs a variant besides the default");
        }
        let numeric = |key: &str| key.parse::<i64>().is_ok() || PLURAL_KEYS.contains(&key);
        for variant in &deciding {
            if variant.key != "one" && PLURAL_KEYS.contains(&variant.key.as_str()) {
                self.report(&format!("the plural form `[{}]` can only be the default here", variant.key));
            }
        }
        let numbers = deciding.iter().filter(|variant| numeric(&variant.key)).count();
        if numbers > 0 && numbers < deciding.len() {
            self.report("a selector mixes words and numbers");
        }
        let mut seen = Vec::new();
        for variant in variants {
            // For the languages known here `one` means exactly 1.
            let key = if variant.key == "one" { "1" } else { &variant.key };
            if seen.contains(&key) {
                self.report(&format!("the variant `[{}]` is there twice", variant.key));
            }
            seen.push(key);
        }
        if numbers > 0 { Kind::Number } else { Kind::Word }
    }

    fn inline(&mut self, inline: &'a ast::InlineExpression<&'a str>, depth: usize) -> Vec<Node> {
        match inline {
            ast::InlineExpression::StringLiteral { value } => {
                let mut text = String::new();
                if fluent_syntax::unicode::unescape_unicode(&mut text, value).is_err() {
                    self.report("a quoted text cannot be read");
                }
                vec![Node::Text(text)]
            }
            ast::InlineExpression::NumberLiteral { value } => vec![Node::Text((*value).to_owned())],
            ast::InlineExpression::VariableReference { id } => {
                self.variable(id.name);
                vec![Node::Variable(id.name.to_owned())]
            }
            ast::InlineExpression::Placeable { expression } => self.expression(expression, depth),
            ast::InlineExpression::TermReference { id, attribute: None, arguments: None } => {
                self.referred(id.name, true, depth)
            }
            ast::InlineExpression::MessageReference { id, attribute: None } => {
                self.referred(id.name, false, depth)
            }
            ast::InlineExpression::FunctionReference { id, arguments } => {
                if let ("NUMBER", [ast::InlineExpression::VariableReference { id }], []) =
                    (id.name, arguments.positional.as_slice(), arguments.named.as_slice())
                {
                    self.variable(id.name);
                    return vec![Node::Number(id.name.to_owned())];
                }
                self.report(&format!("{}() is not supported; hint: only NUMBER($name) is", id.name));
                Vec::new()
            }
            ast::InlineExpression::TermReference { id, .. }
            | ast::InlineExpression::MessageReference { id, .. } => {
                self.report(&format!("`{}` is used with an attribute or arguments; not supported", id.name));
                Vec::new()
            }
        }
    }

    fn variable(&mut self, name: &str) {
        if !is_identifier(name) {
            self.report(&format!("`${name}` is no good name: lower case, no Rust keyword"));
        }
    }

    /// The text of a term or of another message, put in place.
    fn referred(&mut self, name: &str, term: bool, depth: usize) -> Vec<Node> {
        if depth >= REFERENCE_DEPTH_MAX {
            self.report(&format!("references are deeper than {REFERENCE_DEPTH_MAX}, or go in a circle"));
            return Vec::new();
        }
        let resource = self.resource;
        let found = resource.body.iter().find_map(|entry| match entry {
            ast::Entry::Term(other) if term && other.id.name == name => Some(&other.value),
            ast::Entry::Message(other) if !term && other.id.name == name => other.value.as_ref(),
            _ => None,
        });
        if let Some(pattern) = found {
            self.pattern(pattern, depth + 1)
        } else {
            self.report(&format!("`{}{name}` is not in this file", if term { "-" } else { "" }));
            Vec::new()
        }
    }
}

/// Neighbouring texts as one, so that the generated code has one `push_str` for them.
fn join_texts(nodes: Vec<Node>) -> Vec<Node> {
    let mut joined: Vec<Node> = Vec::new();
    for node in nodes {
        match (joined.last_mut(), node) {
            (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
            (_, node) => joined.push(node),
        }
    }
    joined
}

/// Whether `name` becomes a Rust name when its hyphens become underscores.
fn is_identifier(name: &str) -> bool {
    const KEYWORDS: &str = " args as async await box break const continue crate do dyn else enum extern false \
        fn for gen if impl in let lang loop match mod move mut out pub ref return self static struct super \
        trait true try type unsafe use where while yield ";
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !KEYWORDS.contains(&format!(" {name} "))
}

fn line_at(source: &str, position: usize) -> usize {
    source.bytes().take(position).filter(|byte| *byte == b'\n').count() + 1
}

/// The line where `id` is defined for the (`nth` + 1)th time. Fluent's tree does not keep it.
fn line_of(source: &str, id: &str, nth: usize) -> usize {
    source
        .lines()
        .enumerate()
        .filter(|(_, line)| line.strip_prefix(id).is_some_and(|rest| rest.trim_start().starts_with('=')))
        .nth(nth)
        .map_or(0, |(index, _)| index + 1)
}
