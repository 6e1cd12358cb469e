//! Evaluation, bounded.

use std::cell::Cell;
use std::sync::Arc;

use super::Value;
use super::dates;
use super::parse::{Kind, Node, Op};
use crate::engine::exact::{Exact, PLACES_MAX, RoundingMode};

/// The most steps one evaluation may take: enough for a pass over a pool of a hundred thousand, not for
/// a pass within a pass.
pub const STEPS_MAX: u32 = 2_000_000;

/// What a scope has under a dotted name.
#[derive(Clone, Debug)]
pub enum Read {
    /// The value.
    Value(Value),
    /// Nothing is given there.
    Missing,
}

/// Gives names their meaning.
pub trait Scope {
    /// The value under `root.field.field…`.
    fn read(&self, root: &str, fields: &[String]) -> Read;
}

/// Results that are the same for everybody in one pool.
#[derive(Debug, Default)]
pub struct Memo {
    slots: Vec<Option<Result<Value, EvalError>>>,
}

impl Memo {
    /// An empty one; make a fresh one for every expression and pool.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// A fact or score that is needed is not given.
    #[error("{0} is not given")]
    Missing(String),
    /// Division by nought.
    #[error("column {0}: division by nought")]
    DivisionByZero(usize),
    /// The smallest, largest, mean or median of nothing.
    #[error("column {1}: {0}() of an empty list")]
    Empty(&'static str, usize),
    /// A value of the wrong kind where kinds were not declared.
    #[error("column {1}: {0}")]
    WrongKind(String, usize),
    /// More work than one expression may cause.
    #[error("the expression needs more than {STEPS_MAX} steps")]
    TooLong,
}

pub struct Machine<'a> {
    pub scope: &'a dyn Scope,
    pub locals: Vec<(&'a str, Value)>,
    pub steps: Cell<u32>,
}

pub fn eval(root: &Node, scope: &dyn Scope, memo: &mut Memo, slots: usize) -> Result<Value, EvalError> {
    Machine { scope, locals: Vec::new(), steps: Cell::new(0) }.run(root, memo, slots)
}

impl<'a> Machine<'a> {
    pub fn run(&mut self, root: &'a Node, memo: &mut Memo, slots: usize) -> Result<Value, EvalError> {
        if memo.slots.len() < slots {
            memo.slots.resize(slots, None);
        }
        self.eval(root, memo)
    }

    pub fn eval(&mut self, node: &'a Node, memo: &mut Memo) -> Result<Value, EvalError> {
        self.step(1)?;
        Ok(match &node.kind {
            Kind::Literal(value) => value.clone(),
            Kind::Path { root, fields } => match self.scope.read(root, fields) {
                Read::Value(value) => value,
                Read::Missing => return Err(missing(root, fields)),
            },
            Kind::Local(name) => {
                let found = self.locals.iter().rev().find(|(local, _)| local == name);
                found.map(|(_, value)| value.clone()).ok_or_else(|| EvalError::Missing(name.clone()))?
            }
            Kind::Member(inner, field) => match self.eval(inner, memo)? {
                Value::Record(fields) => {
                    fields.get(field).cloned().ok_or_else(|| EvalError::Missing(field.clone()))?
                }
                Value::Null => return Err(EvalError::Missing(field.clone())),
                other => return Err(wrong(node, format!("{} has no {field:?}", other.kind_name()))),
            },
            Kind::Index(list, index) => {
                let list = self.eval(list, memo)?;
                let index = self.eval(index, memo)?;
                match (&list, &index) {
                    (Value::List(items), Value::Number(n)) => n
                        .to_count()
                        .and_then(|i| items.get(i))
                        .cloned()
                        .ok_or_else(|| EvalError::Missing(format!("item {n} of {}", items.len())))?,
                    (Value::Record(fields), Value::Text(name)) => {
                        fields.get(&**name).cloned().ok_or_else(|| EvalError::Missing(name.to_string()))?
                    }
                    _ => return Err(wrong(node, format!("{}[{}]", list.kind_name(), index.kind_name()))),
                }
            }
            Kind::List(items) => {
                let values: Result<Vec<_>, _> = items.iter().map(|item| self.eval(item, memo)).collect();
                Value::List(Arc::new(values?))
            }
            Kind::Not(inner) => Value::Bool(!self.truth(inner, memo)?),
            Kind::Negate(inner) => Value::Number(-self.number(inner, memo)?),
            Kind::Binary(op, left, right) => self.binary(node, *op, left, right, memo)?,
            Kind::Choice(condition, yes, no) => {
                if self.truth(condition, memo)? {
                    self.eval(yes, memo)?
                } else {
                    self.eval(no, memo)?
                }
            }
            Kind::Has(inner) => match self.eval(inner, memo) {
                Ok(value) => Value::Bool(value != Value::Null),
                Err(EvalError::Missing(_)) => Value::Bool(false),
                Err(other) => return Err(other),
            },
            Kind::Call(name, arguments) => self.call(node, name, arguments, memo)?,
            Kind::Macro { name, list, variable, body } => {
                self.fold(node, name, list, variable, body, memo)?
            }
            Kind::Shared(slot, inner) => {
                if let Some(Some(known)) = memo.slots.get(*slot) {
                    return known.clone();
                }
                let result = self.eval(inner, memo);
                if let Some(free) = memo.slots.get_mut(*slot) {
                    *free = Some(result.clone());
                }
                result?
            }
        })
    }

    fn step(&self, n: usize) -> Result<(), EvalError> {
        let steps = self.steps.get().saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
        self.steps.set(steps);
        if steps > STEPS_MAX { Err(EvalError::TooLong) } else { Ok(()) }
    }

    pub fn truth(&mut self, node: &'a Node, memo: &mut Memo) -> Result<bool, EvalError> {
        match self.eval(node, memo)? {
            Value::Bool(b) => Ok(b),
            other => Err(wrong(node, format!("expected yes/no, found {}", other.kind_name()))),
        }
    }

    fn number(&mut self, node: &'a Node, memo: &mut Memo) -> Result<Exact, EvalError> {
        let value = self.eval(node, memo)?;
        as_number(node, value)
    }

    fn text(&mut self, node: &'a Node, memo: &mut Memo) -> Result<Arc<str>, EvalError> {
        match self.eval(node, memo)? {
            Value::Text(text) => Ok(text),
            Value::Null => Err(EvalError::Missing(path_of(node))),
            other => Err(wrong(node, format!("expected a date, found {}", other.kind_name()))),
        }
    }

    fn list(&mut self, node: &'a Node, memo: &mut Memo) -> Result<Arc<Vec<Value>>, EvalError> {
        match self.eval(node, memo)? {
            Value::List(items) => {
                self.step(items.len())?;
                Ok(items)
            }
            other => Err(wrong(node, format!("expected a list, found {}", other.kind_name()))),
        }
    }

    fn binary(
        &mut self,
        node: &'a Node,
        op: Op,
        left: &'a Node,
        right: &'a Node,
        memo: &mut Memo,
    ) -> Result<Value, EvalError> {
        Ok(match op {
            Op::And => Value::Bool(self.truth(left, memo)? && self.truth(right, memo)?),
            Op::Or => Value::Bool(self.truth(left, memo)? || self.truth(right, memo)?),
            Op::In => {
                let wanted = self.eval(left, memo)?;
                Value::Bool(self.list(right, memo)?.contains(&wanted))
            }
            Op::Equal => Value::Bool(self.eval(left, memo)? == self.eval(right, memo)?),
            Op::Unequal => Value::Bool(self.eval(left, memo)? != self.eval(right, memo)?),
            Op::Less | Op::LessOrEqual | Op::More | Op::MoreOrEqual => {
                let a = self.eval(left, memo)?;
                let b = self.eval(right, memo)?;
                let order = match (&a, &b) {
                    (Value::Number(a), Value::Number(b)) => a.cmp(b),
                    (Value::Text(a), Value::Text(b)) => a.cmp(b),
                    (Value::Null, _) => return Err(EvalError::Missing(path_of(left))),
                    (_, Value::Null) => return Err(EvalError::Missing(path_of(right))),
                    _ => {
                        let what = format!(
                            "{} {} {} compares different kinds",
                            a.kind_name(),
                            op.sign(),
                            b.kind_name()
                        );
                        return Err(wrong(node, what));
                    }
                };
                Value::Bool(match op {
                    Op::Less => order.is_lt(),
                    Op::LessOrEqual => order.is_le(),
                    Op::More => order.is_gt(),
                    _ => order.is_ge(),
                })
            }
            Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Remainder => {
                let a = self.number(left, memo)?;
                let b = self.number(right, memo)?;
                let by_zero = || EvalError::DivisionByZero(right.start + 1);
                Value::Number(match op {
                    Op::Add => &a + &b,
                    Op::Subtract => &a - &b,
                    Op::Multiply => &a * &b,
                    Op::Divide => a.checked_div(&b).ok_or_else(by_zero)?,
                    _ => {
                        let times = a.checked_div(&b).ok_or_else(by_zero)?.round(0, RoundingMode::Down);
                        &a - &(&b * &times)
                    }
                })
            }
        })
    }

    fn fold(
        &mut self,
        node: &'a Node,
        name: &'static str,
        list: &'a Node,
        variable: &'a str,
        body: &'a Node,
        memo: &mut Memo,
    ) -> Result<Value, EvalError> {
        let items = self.list(list, memo)?;
        let depth = self.locals.len();
        let mut kept = Vec::new();
        let mut numbers = Vec::new();
        let mut verdict = name == "all";
        self.locals.push((variable, Value::Null));
        for item in items.iter() {
            self.locals[depth].1 = item.clone();
            let done = match name {
                "all" => self.truth(body, memo).map(|holds| {
                    verdict = holds;
                    !holds
                }),
                "exists" => self.truth(body, memo).inspect(|&holds| {
                    verdict = holds;
                }),
                "filter" | "count" => self.truth(body, memo).map(|holds| {
                    if holds {
                        kept.push(item.clone());
                    }
                    false
                }),
                "map" => self.eval(body, memo).map(|value| {
                    kept.push(value);
                    false
                }),
                _ => self.number(body, memo).map(|number| {
                    numbers.push(number);
                    false
                }),
            };
            match done {
                Ok(false) => {}
                Ok(true) => break,
                Err(e) => {
                    self.locals.truncate(depth);
                    return Err(e);
                }
            }
        }
        self.locals.truncate(depth);
        Ok(match name {
            "all" | "exists" => Value::Bool(verdict),
            "filter" | "map" => Value::List(Arc::new(kept)),
            "count" => Value::Number(Exact::from_count(kept.len())),
            _ => Value::Number(statistic(name, numbers, node)?),
        })
    }

    fn call(
        &mut self,
        node: &'a Node,
        name: &'static str,
        arguments: &'a [Node],
        memo: &mut Memo,
    ) -> Result<Value, EvalError> {
        Ok(match name {
            "size" => Value::Number(Exact::from_count(match self.eval(&arguments[0], memo)? {
                Value::List(items) => items.len(),
                Value::Text(text) => text.chars().count(),
                Value::Record(fields) => fields.len(),
                other => return Err(wrong(node, format!("{} has no size", other.kind_name()))),
            })),
            "abs" => Value::Number(self.number(&arguments[0], memo)?.abs()),
            "floor" => Value::Number(self.number(&arguments[0], memo)?.round(0, RoundingMode::Down)),
            "ceil" => Value::Number(self.number(&arguments[0], memo)?.round(0, RoundingMode::Up)),
            "round_half_up" | "round_half_even" | "round_down" | "round_up" => {
                let number = self.number(&arguments[0], memo)?;
                let places = match arguments.get(1) {
                    None => 0,
                    Some(places) => {
                        let n = self.number(places, memo)?;
                        let n = n.to_count().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= PLACES_MAX);
                        n.ok_or_else(|| wrong(places, format!("places must be 0 to {PLACES_MAX}")))?
                    }
                };
                let mode = match name {
                    "round_half_up" => RoundingMode::HalfUp,
                    "round_half_even" => RoundingMode::HalfEven,
                    "round_down" => RoundingMode::Down,
                    _ => RoundingMode::Up,
                };
                Value::Number(number.round(places, mode))
            }
            "min" | "max" | "sum" | "mean" | "median" => {
                let numbers: Result<Vec<_>, _> = if let [list] = arguments {
                    let items = self.list(list, memo)?;
                    items.iter().map(|item| as_number(list, item.clone())).collect()
                } else {
                    arguments.iter().map(|argument| self.number(argument, memo)).collect()
                };
                Value::Number(statistic(name, numbers?, node)?)
            }
            "sort" => {
                let items = self.list(&arguments[0], memo)?;
                let mut numbers = Vec::new();
                let mut texts = Vec::new();
                for item in items.iter() {
                    match item {
                        Value::Number(n) => numbers.push(n.clone()),
                        Value::Text(t) => texts.push(t.clone()),
                        other => return Err(wrong(node, format!("{} cannot be sorted", other.kind_name()))),
                    }
                }
                if !numbers.is_empty() && !texts.is_empty() {
                    return Err(wrong(node, "numbers and texts cannot be sorted together".to_owned()));
                }
                numbers.sort();
                texts.sort();
                Value::list(numbers.into_iter().map(Value::Number).chain(texts.into_iter().map(Value::Text)))
            }
            "distinct" => {
                let items = self.list(&arguments[0], memo)?;
                let mut seen: Vec<Value> = Vec::new();
                for item in items.iter() {
                    self.step(seen.len())?;
                    if !seen.contains(item) {
                        seen.push(item.clone());
                    }
                }
                Value::List(Arc::new(seen))
            }
            "contains" => {
                let whole = self.eval(&arguments[0], memo)?;
                let part = self.eval(&arguments[1], memo)?;
                Value::Bool(match (&whole, &part) {
                    (Value::Text(whole), Value::Text(part)) => whole.contains(&**part),
                    (Value::List(items), part) => {
                        self.step(items.len())?;
                        items.contains(part)
                    }
                    _ => return Err(wrong(node, format!("{} contains nothing", whole.kind_name()))),
                })
            }
            "starts_with" => match (self.eval(&arguments[0], memo)?, self.eval(&arguments[1], memo)?) {
                (Value::Text(whole), Value::Text(part)) => Value::Bool(whole.starts_with(&*part)),
                _ => return Err(wrong(node, "starts_with() needs two texts".to_owned())),
            },
            "plus_days" | "plus_months" => {
                let date = self.text(&arguments[0], memo)?;
                let count = self.number(&arguments[1], memo)?;
                let moved = dates::plus(&date, name == "plus_months", &count);
                Value::text(&moved.map_err(|why| wrong(node, why))?)
            }
            "days_between" => {
                let (from, to) = (self.text(&arguments[0], memo)?, self.text(&arguments[1], memo)?);
                Value::Number(dates::days_between(&from, &to).map_err(|why| wrong(node, why))?)
            }
            other => return Err(wrong(node, format!("{other}() cannot be called so"))),
        })
    }
}

fn statistic(name: &'static str, mut numbers: Vec<Exact>, node: &Node) -> Result<Exact, EvalError> {
    if name == "sum" {
        return Ok(numbers.iter().sum());
    }
    let empty = || EvalError::Empty(name, node.start + 1);
    match name {
        "min" => numbers.into_iter().min().ok_or_else(empty),
        "max" => numbers.into_iter().max().ok_or_else(empty),
        "mean" => {
            let sum: Exact = numbers.iter().sum();
            sum.checked_div(&Exact::from_count(numbers.len())).ok_or_else(empty)
        }
        _ => {
            numbers.sort();
            median_of_sorted(&numbers).ok_or_else(empty)
        }
    }
}

/// The middle one, or the mean of the two in the middle.
pub fn median_of_sorted(sorted: &[Exact]) -> Option<Exact> {
    let high = sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(high.clone());
    }
    let low = &sorted[sorted.len() / 2 - 1];
    (low + high).checked_div(&Exact::from_int(2))
}

fn as_number(node: &Node, value: Value) -> Result<Exact, EvalError> {
    match value {
        Value::Number(n) => Ok(n),
        Value::Null => Err(EvalError::Missing(path_of(node))),
        other => Err(wrong(node, format!("expected a number, found {}", other.kind_name()))),
    }
}

fn path_of(node: &Node) -> String {
    match &node.kind {
        Kind::Path { root, fields } => dotted(root, fields),
        Kind::Member(_, field) => field.clone(),
        Kind::Local(name) => name.clone(),
        _ => format!("the value at column {}", node.start + 1),
    }
}

pub fn dotted(root: &str, fields: &[String]) -> String {
    fields.iter().fold(root.to_owned(), |path, field| format!("{path}.{field}"))
}

fn missing(root: &str, fields: &[String]) -> EvalError {
    EvalError::Missing(dotted(root, fields))
}

fn wrong(node: &Node, what: String) -> EvalError {
    EvalError::WrongKind(what, node.start + 1)
}
