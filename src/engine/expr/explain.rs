//! Why a condition does not hold.

use std::cell::Cell;

use super::eval::{Machine, Memo, Scope, dotted};
use super::parse::{Kind, Node, Op};
use super::{EvalError, Value};

/// How many values a sentence of explanation names.
const VALUES_MAX: usize = 6;

pub fn explain(source: &str, root: &Node, scope: &dyn Scope, memo: &mut Memo, slots: usize) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut machine = Machine { scope, locals: Vec::new(), steps: Cell::new(0) };
    // Gives the memo its slots; the value itself is looked up again below.
    if let Err(EvalError::Missing(what)) = machine.run(root, memo, slots) {
        return format!("{source}: {what} is not given");
    }
    let mut parts = Vec::new();
    failing(&mut machine, root, memo, &chars, &mut parts);
    if parts.is_empty() { source.to_owned() } else { parts.join("; ") }
}

/// Walks to the smallest parts that fail and words each.
fn failing<'a>(
    m: &mut Machine<'a>,
    node: &'a Node,
    memo: &mut Memo,
    chars: &[char],
    parts: &mut Vec<String>,
) {
    match &node.kind {
        Kind::Shared(_, inner) => return failing(m, inner, memo, chars, parts),
        Kind::Binary(Op::And, left, right) => {
            for side in [left, right] {
                if m.truth(side, memo) == Ok(false) {
                    failing(m, side, memo, chars, parts);
                }
            }
            if !parts.is_empty() {
                return;
            }
        }
        Kind::Binary(Op::Or, left, right) => {
            failing(m, left, memo, chars, parts);
            failing(m, right, memo, chars, parts);
            return;
        }
        Kind::Macro { name: "all", list, variable, body } => {
            if let Ok(Value::List(items)) = m.eval(list, memo) {
                for (i, item) in items.iter().enumerate() {
                    m.locals.push((variable, item.clone()));
                    if m.truth(body, memo) == Ok(false) {
                        let values = values_in(m, body, memo);
                        m.locals.pop();
                        parts.push(format!(
                            "{}: at {}[{i}], {values}",
                            slice(chars, node),
                            slice(chars, list)
                        ));
                        return;
                    }
                    m.locals.pop();
                }
            }
        }
        _ => {}
    }
    let values = values_in(m, node, memo);
    let text = slice(chars, node);
    parts.push(if values.is_empty() { text } else { format!("{text}: {values}") });
}

fn slice(chars: &[char], node: &Node) -> String {
    chars[node.start.min(chars.len())..node.end.min(chars.len())].iter().collect()
}

/// `score.total = 58, facts.price = 12`
fn values_in<'a>(m: &mut Machine<'a>, node: &'a Node, memo: &mut Memo) -> String {
    let mut leaves: Vec<(&'a Node, String)> = Vec::new();
    let inner_variables = collect(node, &mut Vec::new(), &mut leaves);
    debug_assert!(inner_variables.is_empty(), "collect leaves its stack as it found it");
    let mut words: Vec<String> = Vec::new();
    for (leaf, name) in leaves {
        let value = match m.eval(leaf, memo) {
            Ok(value @ (Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Null)) => {
                value.to_string()
            }
            Ok(Value::List(items)) => format!("{} items", items.len()),
            Ok(Value::Record(_)) => continue,
            Err(_) => "not given".to_owned(),
        };
        let word = format!("{name} = {value}");
        if !words.contains(&word) && words.len() < VALUES_MAX {
            words.push(word);
        }
    }
    words.join(", ")
}

/// Names outside the bodies of macros, and members of the variables around.
fn collect<'a>(
    node: &'a Node,
    bound: &mut Vec<&'a str>,
    leaves: &mut Vec<(&'a Node, String)>,
) -> Vec<&'a str> {
    match &node.kind {
        Kind::Path { root, fields } => leaves.push((node, dotted(root, fields))),
        Kind::Local(name) if !bound.contains(&name.as_str()) => leaves.push((node, name.clone())),
        Kind::Member(inner, field) => match local_path(inner) {
            Some(path) if !bound.contains(&path.split('.').next().unwrap_or_default()) => {
                leaves.push((node, format!("{path}.{field}")));
            }
            Some(_) => {}
            None => {
                collect(inner, bound, leaves);
            }
        },
        Kind::Macro { list, variable, body, .. } => {
            collect(list, bound, leaves);
            bound.push(variable);
            // Inside, only what comes from outside the macro can be named with one value.
            collect(body, bound, leaves);
            bound.pop();
        }
        _ => {
            for child in node.children() {
                collect(child, bound, leaves);
            }
        }
    }
    Vec::new()
}

fn local_path(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Local(name) => Some(name.clone()),
        Kind::Member(inner, field) => Some(format!("{}.{field}", local_path(inner)?)),
        _ => None,
    }
}
