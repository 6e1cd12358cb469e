//! Writing the Rust code.

use super::{Kind, Locale, Merged, Node, Variant};
use std::fmt::Write;

/// Languages whose plural rule is: `one` is exactly 1, everything else is `other`.
const ONE_OR_OTHER: [&str; 12] = ["da", "de", "en", "es", "fi", "fo", "is", "kl", "nb", "nl", "nn", "sv"];

/// A language without a known plural rule would be worded wrongly without a sound.
pub fn check_language(code: &str, findings: &mut Vec<String>) {
    if !ONE_OR_OTHER.contains(&code) {
        findings.push(format!(
            "locales/{code}.ftl:1: no plural rule is known for `{code}`; hint: add it in build/code.rs"
        ));
    }
}

pub fn write(locales: &[Locale], merged: &[Merged]) -> String {
    let mut out = String::from("// Generated from locales/*.ftl by build.rs.\n\n");
    languages(&mut out, locales);
    out.push_str("/// Named arguments, one struct for each message with two variables or more.\n");
    out.push_str("pub mod args {\n");
    for message in merged.iter().filter(|message| message.variables.len() > 1) {
        structure(&mut out, message);
    }
    out.push_str("}\n\nimpl Texts {\n");
    for message in merged {
        method(&mut out, locales, message);
    }
    out.push_str("}\n");
    out
}

fn languages(out: &mut String, locales: &[Locale]) {
    let variants: Vec<String> = locales.iter().map(|locale| camel(&locale.code)).collect();
    out.push_str("/// A language of the pages and letters: one file in `locales/`.\n");
    out.push_str("#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\npub enum Lang {\n");
    for (locale, variant) in locales.iter().zip(&variants) {
        let _ = writeln!(out, "    /// `{}`\n    {variant},", locale.code);
    }
    out.push_str("}\n\nimpl Lang {\n    /// Every language, in the order of their codes.\n");
    let all: Vec<String> = variants.iter().map(|variant| format!("Self::{variant}")).collect();
    let _ = writeln!(out, "    pub const ALL: [Self; {}] = [{}];\n", all.len(), all.join(", "));
    out.push_str("    /// The code for `lang` attributes and addresses: `da`.\n");
    out.push_str("    pub const fn code(self) -> &'static str {\n        match self {\n");
    for (locale, variant) in locales.iter().zip(&variants) {
        let _ = writeln!(out, "            Self::{variant} => {:?},", locale.code);
    }
    out.push_str("        }\n    }\n}\n\n");
}

fn structure(out: &mut String, message: &Merged) {
    let name = camel(message.id);
    let types: Vec<String> = type_names(message);
    let _ = writeln!(out, "    /// For [`Texts::{}`](super::Texts::{0}).", snake(message.id));
    let _ =
        writeln!(out, "    #[derive(Clone, Copy, Debug)]\n    pub struct {name}<{}> {{", types.join(", "));
    for ((variable, kind), kind_type) in message.variables.iter().zip(&types) {
        let shape = match kind {
            Kind::Shown => "Shown as it is",
            Kind::Word => "Chooses the wording",
            Kind::Number => "A number that chooses the wording",
        };
        let _ = writeln!(out, "        /// {shape}.\n        pub {}: {kind_type},", snake(variable));
    }
    out.push_str("    }\n");
}

fn method(out: &mut String, locales: &[Locale], message: &Merged) {
    if !message.messages[0].comment.is_empty() {
        let _ = writeln!(out, "    #[doc = {:?}]\n    ///", message.messages[0].comment);
    }
    for (locale, one) in locales.iter().zip(&message.messages) {
        let line = format!("`{}`: {}", locale.code, outline(&one.nodes));
        let _ = writeln!(out, "    #[doc = {line:?}]\n    ///");
    }
    let name = snake(message.id);
    if message.variables.is_empty() {
        let _ = writeln!(out, "    pub const fn {name}(self) -> &'static str {{\n        match self.lang {{");
        for (locale, one) in locales.iter().zip(&message.messages) {
            let text = outline(&one.nodes);
            let _ = writeln!(out, "            Lang::{} => {text:?},", camel(&locale.code));
        }
        out.push_str("        }\n    }\n\n");
        return;
    }
    signature(out, message, &name);
    for (variable, kind) in &message.variables {
        let (variable, dot) = (snake(variable), if message.variables.len() > 1 { "args." } else { "" });
        let taken = match kind {
            Kind::Shown => format!("&{dot}{variable}"),
            Kind::Word => format!("{dot}{variable}.as_ref()"),
            Kind::Number => format!("{dot}{variable}.count()"),
        };
        let _ = writeln!(out, "        let {variable} = {taken};");
    }
    out.push_str("        let mut out = String::new();\n        match self.lang {\n");
    for (locale, one) in locales.iter().zip(&message.messages) {
        let _ = writeln!(out, "            Lang::{} => {{", camel(&locale.code));
        body(out, message, &one.nodes, 16);
        out.push_str("            }\n");
    }
    out.push_str("        }\n        out\n    }\n\n");
}

fn signature(out: &mut String, message: &Merged, name: &str) {
    let bound = |kind: &Kind| match kind {
        Kind::Shown => "Display",
        Kind::Word => "AsRef<str>",
        Kind::Number => "Count",
    };
    let kinds: Vec<&Kind> = message.variables.values().collect();
    if let ([kind], Some(variable)) = (kinds.as_slice(), message.variables.keys().next()) {
        let (variable, bound) = (snake(variable), bound(kind));
        let _ = writeln!(out, "    pub fn {name}(self, {variable}: impl {bound}) -> String {{");
        return;
    }
    let types = type_names(message);
    let bounds: Vec<String> =
        types.iter().zip(&kinds).map(|(name, kind)| format!("{name}: {}", bound(kind))).collect();
    let _ = writeln!(
        out,
        "    pub fn {name}<{}>(self, args: &args::{}<{}>) -> String {{",
        bounds.join(", "),
        camel(message.id),
        types.join(", ")
    );
}

fn body(out: &mut String, message: &Merged, nodes: &[Node], indent: usize) {
    let pad = " ".repeat(indent);
    for node in nodes {
        match node {
            Node::Text(text) => {
                let mut chars = text.chars();
                let _ = match (chars.next(), chars.next()) {
                    (Some(only), None) => writeln!(out, "{pad}out.push({only:?});"),
                    _ => writeln!(out, "{pad}out.push_str({text:?});"),
                };
            }
            Node::Variable(variable) | Node::Number(variable) => {
                let helper = match message.variables[variable.as_str()] {
                    Kind::Shown => "put(&mut out, ",
                    Kind::Word => "out.push_str(",
                    Kind::Number => "put_number(&mut out, self, ",
                };
                let _ = writeln!(out, "{pad}{helper}{});", snake(variable));
            }
            Node::Select { variable, kind, variants } => {
                let _ = writeln!(out, "{pad}match {} {{", snake(variable));
                let (default, deciding): (Vec<&Variant>, Vec<&Variant>) =
                    variants.iter().partition(|variant| variant.default);
                for variant in deciding.into_iter().chain(default) {
                    let _ = writeln!(out, "{pad}    {} => {{", arm(variant, *kind));
                    body(out, message, &variant.nodes, indent + 8);
                    let _ = writeln!(out, "{pad}    }}");
                }
                let _ = writeln!(out, "{pad}}}");
            }
        }
    }
}

/// The Rust pattern of a variant. Only languages of [`ONE_OR_OTHER`] come here.
fn arm(variant: &Variant, kind: Kind) -> String {
    match (variant.default, kind, variant.key.as_str()) {
        (true, ..) => "_".into(),
        (false, Kind::Number, "one") => "1".into(),
        (false, Kind::Number, key) => key.into(),
        (false, _, key) => format!("{key:?}"),
    }
}

/// The text with `{$name}` for variables and the default arm of selectors: for documentation, and the
/// whole text of a message without variables.
fn outline(nodes: &[Node]) -> String {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::Variable(variable) | Node::Number(variable) => format!("{{${variable}}}"),
            Node::Select { variants, .. } => variants
                .iter()
                .find(|variant| variant.default)
                .map(|variant| outline(&variant.nodes))
                .unwrap_or_default(),
        })
        .collect()
}

fn type_names(message: &Merged) -> Vec<String> {
    message.variables.keys().map(|variable| camel(variable)).collect()
}

fn snake(id: &str) -> String {
    id.replace('-', "_")
}

fn camel(id: &str) -> String {
    id.split('-')
        .map(|word| {
            let (first, rest) = word.split_at(1.min(word.len()));
            first.to_uppercase() + rest
        })
        .collect()
}
