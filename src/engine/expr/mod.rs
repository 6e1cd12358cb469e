//! Conditions and formulas of a workflow file: the syntax of CEL in a subset, with exact numbers.
//!
//! ```text
//! facts.references >= 3 && facts.members.all(m, m.age < 40)
//! 100 * min(pool.map(p, p.facts.price)) / facts.price
//! ```
//!
//! What sets it apart from CEL: numbers are one kind and exact; names and kinds are checked when the file is
//! loaded; the work is bounded; and a condition that does not hold says why.
//! There is no way to write to anything, and no call that is not in [`FUNCTIONS`].

mod dates;
mod eval;
mod explain;
mod lex;
mod parse;
mod types;
mod value;

pub use eval::{EvalError, Memo, Read, STEPS_MAX, Scope};
pub use parse::nearest;
pub use types::{Environment, Type};
pub use value::Value;

use std::sync::Arc;

use parse::Node;

/// The longest expression, in characters.
pub const SOURCE_CHARS_MAX: usize = 2_000;
/// How deep brackets, calls and operators may nest.
pub const DEPTH_MAX: usize = 40;

/// Every function and method there is. Most are written either way: `min(list)` or `list.min()`.
pub const FUNCTIONS: &[&str] = &[
    "abs",
    "all",
    "ceil",
    "contains",
    "count",
    "days_between",
    "distinct",
    "exists",
    "filter",
    "floor",
    "has",
    "map",
    "max",
    "mean",
    "median",
    "min",
    "plus_days",
    "plus_months",
    "round_down",
    "round_half_even",
    "round_half_up",
    "round_up",
    "size",
    "sort",
    "starts_with",
    "sum",
];

/// What is wrong with an expression, found when it is loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {message}")]
pub struct ExprError {
    /// Where, counted in characters from 1.
    pub column: usize,
    /// What is wrong, with the name or value it is about.
    pub message: String,
    /// How to mend it, where that is known.
    pub hint: Option<String>,
}

/// Whether a text is a date, perhaps with a time behind it.
pub fn is_date(text: &str) -> bool {
    dates::check(text).is_ok()
}

/// What stands beside a date in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    /// A text, as it is written.
    Text(String),
    /// A dotted name, its first part apart.
    Name(String, Vec<String>),
}

/// An expression whose names and kinds have been checked against an [`Environment`].
#[derive(Clone, Debug)]
pub struct Expr {
    source: Arc<str>,
    root: Node,
    kind: Type,
    slots: usize,
}

impl Expr {
    /// Reads and checks an expression.
    pub fn compile(source: &str, environment: &Environment) -> Result<Self, ExprError> {
        let mut root = parse::parse(source)?;
        let kind = types::check(&mut root, environment)?;
        let mut slots = 0;
        types::share(&mut root, environment, &mut slots);
        Ok(Self { source: source.into(), root, kind, slots })
    }

    /// As written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The kind of its result.
    pub fn kind(&self) -> &Type {
        &self.kind
    }

    /// Its value where `scope` gives the names their meaning.
    ///
    /// The memo keeps what is the same for everybody in one pool; use a fresh one for every pool.
    pub fn eval(&self, scope: &dyn Scope, memo: &mut Memo) -> Result<Value, EvalError> {
        eval::eval(&self.root, scope, memo, self.slots)
    }

    /// Why the condition does not hold: the part that fails and the values in it,
    /// `score.total >= 60: score.total = 58`.
    pub fn explain(&self, scope: &dyn Scope, memo: &mut Memo) -> String {
        explain::explain(&self.source, &self.root, scope, memo, self.slots)
    }

    /// The single dotted name that this expression is, where it is nothing else: `score.total`.
    pub fn as_path(&self) -> Option<(&str, &[String])> {
        match &self.root.kind {
            parse::Kind::Path { root, fields } => Some((root, fields)),
            _ => None,
        }
    }

    /// The number that this expression is, where it is nothing but a number.
    pub fn as_number(&self) -> Option<&super::exact::Exact> {
        match &self.root.kind {
            parse::Kind::Literal(Value::Number(n)) => Some(n),
            _ => None,
        }
    }

    /// What stands where a date is wanted: beside what `is_date` in a comparison, or in a function of dates.
    pub fn beside_dates(&self, is_date: &dyn Fn(&str, &[String]) -> bool) -> Vec<Beside> {
        fn bare(node: &Node) -> &Node {
            match &node.kind {
                parse::Kind::Shared(_, inner) => bare(inner),
                _ => node,
            }
        }
        let dated = |node: &Node| match &bare(node).kind {
            parse::Kind::Path { root, fields } => is_date(root, fields),
            parse::Kind::Call("plus_days" | "plus_months", _) => true,
            _ => false,
        };
        let mut found = Vec::new();
        let mut take = |node: &'_ Node| match &bare(node).kind {
            parse::Kind::Literal(Value::Text(text)) => found.push(Beside::Text(text.to_string())),
            parse::Kind::Path { root, fields } => {
                found.push(Beside::Name(root.clone(), fields.clone()));
            }
            _ => {}
        };
        self.root.visit(&mut |node| match &node.kind {
            parse::Kind::Binary(
                parse::Op::Equal
                | parse::Op::Unequal
                | parse::Op::Less
                | parse::Op::LessOrEqual
                | parse::Op::More
                | parse::Op::MoreOrEqual,
                a,
                b,
            ) => {
                if dated(a) {
                    take(b);
                }
                if dated(b) {
                    take(a);
                }
            }
            parse::Kind::Call("plus_days" | "plus_months", given) => given.iter().take(1).for_each(&mut take),
            parse::Kind::Call("days_between", given) => given.iter().for_each(&mut take),
            _ => {}
        });
        found
    }

    /// Every dotted name it reads, in the order of writing: `("score", ["total"])`.
    pub fn reads(&self) -> Vec<(&str, &[String])> {
        let mut found = Vec::new();
        self.root.visit(&mut |node| {
            if let parse::Kind::Path { root, fields } = &node.kind {
                found.push((root.as_str(), fields.as_slice()));
            }
        });
        found
    }
}

#[cfg(test)]
mod tests;
