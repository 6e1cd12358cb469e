//! The state of one run: who stands where, every value so far, and what was noticed.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Bytes;
use std::sync::Arc;

use super::super::exact::Exact;
use super::super::expr::{EvalError, Expr, Memo, Read, Scope, Value};
use super::compile::{ColumnKind, Compiled, is_judged};
use super::inputs::{Applicant, Inputs, Marks};
use super::outcome::{CountedReferences, Excluded, Failed, Issue, IssueCode};
use super::score::on_scale;

/// One value of one applicant.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Not asked for: the applicant did not get that far.
    #[default]
    None,
    /// The value.
    Value(Exact),
    /// The criterion does not apply and is left out.
    LeftOut,
    /// Needed, and not there; an issue says why.
    Missing,
}

/// Applicants are numbered in the natural order of their ids, so that their order in the inputs plays no part.
pub struct Ledger<'a> {
    pub rules: &'a Compiled,
    pub inputs: &'a Inputs,
    pub applicants: Vec<&'a Applicant>,
    pub parameters: Value,
    /// By column, then applicant.
    pub cells: Vec<Vec<Cell>>,
    /// By list of references, then applicant: the items that count.
    pub counted: Vec<Vec<Value>>,
    pub references: BTreeMap<String, BTreeMap<String, CountedReferences>>,
    pub excluded: Vec<bool>,
    /// Has failed a threshold or a vote.
    pub failed: Vec<bool>,
    /// A fact that a check needs is missing.
    pub facts_missing: Vec<bool>,
    /// A value that a threshold, a vote or an order needs is missing.
    pub value_missing: Vec<bool>,
    /// How many each step so far took, by its id with `_` for each hyphen.
    pub taken: BTreeMap<String, Value>,
    /// What each step so far left of its budget.
    pub left: BTreeMap<String, Value>,
    pub exclusions: Vec<Excluded>,
    pub failures: Vec<Failed>,
    pub issues: Vec<Issue>,
}

impl<'a> Ledger<'a> {
    pub fn new(rules: &'a Compiled, spec_parameters: &BTreeMap<String, Value>, inputs: &'a Inputs) -> Self {
        let mut applicants: Vec<&Applicant> = inputs.applicants.iter().collect();
        applicants.sort_by(|a, b| natural(&a.id, &b.id));
        let mut issues = Vec::new();
        applicants.dedup_by(|b, a| {
            let twice = a.id == b.id;
            if twice {
                issues.push(Issue {
                    code: IssueCode::DuplicateId,
                    blocking: true,
                    applicant: Some(a.id.clone()),
                    subject: None,
                    message: format!("{:?} is the id of two applicants; one was left out", a.id),
                });
            }
            twice
        });
        let mut parameters = spec_parameters.clone();
        for (name, value) in &inputs.parameters {
            if !spec_parameters.contains_key(name) {
                issues.push(Issue {
                    code: IssueCode::UnknownId,
                    blocking: true,
                    applicant: None,
                    subject: Some(name.clone()),
                    message: format!("the rules have no parameter {name:?}"),
                });
            }
            parameters.insert(name.clone(), value.clone());
        }
        let count = applicants.len();
        Self {
            rules,
            inputs,
            applicants,
            parameters: Value::record(parameters),
            cells: vec![vec![Cell::None; count]; rules.columns.len()],
            counted: vec![vec![Value::list([]); count]; rules.references.len()],
            references: BTreeMap::new(),
            excluded: vec![false; count],
            failed: vec![false; count],
            facts_missing: vec![false; count],
            value_missing: vec![false; count],
            taken: BTreeMap::new(),
            left: BTreeMap::new(),
            exclusions: Vec::new(),
            failures: Vec::new(),
            issues,
        }
    }

    pub fn id(&self, i: usize) -> &'a str {
        &self.applicants[i].id
    }

    pub fn ids(&self, of: &[usize]) -> Vec<String> {
        of.iter().map(|&i| self.id(i).to_owned()).collect()
    }

    pub fn find(&self, id: &str) -> Option<usize> {
        self.applicants.binary_search_by(|a| natural(&a.id, id)).ok()
    }

    pub fn note(
        &mut self,
        code: IssueCode,
        blocking: bool,
        i: Option<usize>,
        subject: &str,
        message: impl Into<String>,
    ) {
        let applicant = i.map(|i| self.id(i).to_owned());
        self.issues.push(Issue {
            code,
            blocking,
            applicant,
            subject: Some(subject.to_owned()),
            message: message.into(),
        });
    }

    pub fn exclude(&mut self, i: usize, rule: &str, message: Option<String>, reason: String) {
        self.excluded[i] = true;
        let applicant = self.id(i).to_owned();
        self.exclusions.push(Excluded { applicant, rule: rule.to_owned(), message, reason });
    }

    pub fn suitable(&self) -> Vec<usize> {
        (0..self.applicants.len()).filter(|&i| !self.excluded[i]).collect()
    }

    pub fn view<'v>(&'v self, i: usize, pool: &'v Value) -> View<'v, 'a> {
        View { ledger: self, i: Some(i), item: None, pool }
    }

    /// The pool as `expr` sees it: only those parts of each member that its text can name.
    pub fn pool_value(&self, expr: &Expr, pool: &[usize]) -> Value {
        if !reads_pool(expr) {
            return no_pool();
        }
        let names = |root: &str| expr.source().contains(root);
        let (scores, lists, applicants) = (names("score"), names("counted"), names("applicant"));
        let given = names("given");
        Value::list(pool.iter().map(|&i| {
            let mut member = vec![("facts".to_owned(), self.applicants[i].facts.clone())];
            if scores {
                let cells = self.rules.columns.iter().zip(&self.cells);
                let score = cells.filter_map(|(column, cells)| match &cells[i] {
                    Cell::Value(n) => Some((column.id.clone(), Value::Number(n.clone()))),
                    _ => None,
                });
                member.push(("score".to_owned(), Value::record(score)));
            }
            if given {
                let columns = self.rules.columns.iter().enumerate();
                let given = columns.filter_map(|(c, column)| Some((column.id.clone(), self.given(c, i)?)));
                member.push(("given".to_owned(), Value::record(given)));
            }
            if lists {
                let lists = self.rules.references.iter().zip(&self.counted);
                let counted = lists.map(|(list, items)| (list.id.clone(), items[i].clone()));
                member.push(("counted".to_owned(), Value::record(counted)));
            }
            if applicants {
                member.push(("applicant".to_owned(), self.applicant_value(i)));
            }
            Value::record(member)
        }))
    }

    /// What the assessors gave one applicant for a criterion that counts, in the order in which they gave it. Nothing where
    /// the criterion was not asked for or has no value yet, so that half a panel is not taken for the whole.
    fn given(&self, c: usize, i: usize) -> Option<Value> {
        let column = &self.rules.columns[c];
        let ColumnKind::Judged { scale, not_applicable, .. } = &column.kind else { return None };
        if !is_judged(column) || !matches!(self.cells[c][i], Cell::Value(_) | Cell::LeftOut) {
            return None;
        }
        let applicant = self.applicants[i];
        let empty = Marks::default();
        let marks = applicant.scores.get(&column.id).unwrap_or(&empty);
        // What is wrong with a mark was noted when the criterion was valued.
        let (values, _) = on_scale(applicant, &column.id, scale, *not_applicable, marks, &mut Vec::new());
        Some(Value::list(values.into_iter().map(|(_, value)| Value::Number(value))))
    }

    fn applicant_value(&self, i: usize) -> Value {
        let submitted_at =
            self.applicants[i].submitted_at.map_or(Value::Null, |at| Value::Number(Exact::from_int(at)));
        Value::record([("id".to_owned(), Value::text(self.id(i))), ("submitted_at".to_owned(), submitted_at)])
    }

    /// The value of an expression for a whole pool at once, where it needs nobody in particular.
    pub fn eval_pool(&self, expr: &Expr, pool: &[usize]) -> Result<Value, EvalError> {
        let value = self.pool_value(expr, pool);
        expr.eval(&View { ledger: self, i: None, item: None, pool: &value }, &mut Memo::new())
    }

    /// A number for a whole pool; what is wrong becomes an issue that blocks.
    pub fn pool_number(&mut self, expr: &Expr, pool: &[usize], subject: &str) -> Option<Exact> {
        match self.eval_pool(expr, pool) {
            Ok(Value::Number(n)) => Some(n),
            Ok(other) => {
                let message = format!("{} is {}, it must be a number", expr.source(), other.kind_name());
                self.note(IssueCode::NoResult, true, None, subject, message);
                None
            }
            Err(e) => {
                self.note(IssueCode::NoResult, true, None, subject, format!("{}: {e}", expr.source()));
                None
            }
        }
    }

    /// The value of an expression for each of `of`; those without one get an issue and `None`.
    pub fn eval_each(
        &mut self,
        expr: &Expr,
        of: &[usize],
        pool: &[usize],
        subject: &str,
        blocking: bool,
    ) -> Vec<Option<Value>> {
        let pool_value = self.pool_value(expr, pool);
        let mut memo = Memo::new();
        let mut notes = Vec::new();
        let values = of
            .iter()
            .map(|&i| match expr.eval(&self.view(i, &pool_value), &mut memo) {
                Ok(value) => Some(value),
                Err(e) => {
                    notes.push((i, e));
                    None
                }
            })
            .collect();
        for (i, e) in notes {
            self.note_eval(i, subject, expr, &e, blocking);
        }
        values
    }

    /// Like [`Self::eval_each`], for conditions.
    pub fn truth_each(
        &mut self,
        expr: &Expr,
        of: &[usize],
        pool: &[usize],
        subject: &str,
        blocking: bool,
    ) -> Vec<Option<bool>> {
        let values = self.eval_each(expr, of, pool, subject, blocking);
        self.only(values, of, subject, blocking, "yes or no", |value| match value {
            Value::Bool(b) => Ok(b),
            other => Err(other),
        })
    }

    /// Like [`Self::eval_each`], for numbers.
    pub fn number_each(
        &mut self,
        expr: &Expr,
        of: &[usize],
        pool: &[usize],
        subject: &str,
        blocking: bool,
    ) -> Vec<Option<Exact>> {
        let values = self.eval_each(expr, of, pool, subject, blocking);
        self.only(values, of, subject, blocking, "a number", |value| match value {
            Value::Number(n) => Ok(n),
            other => Err(other),
        })
    }

    fn only<T>(
        &mut self,
        values: Vec<Option<Value>>,
        of: &[usize],
        subject: &str,
        blocking: bool,
        wanted: &str,
        take: impl Fn(Value) -> Result<T, Value>,
    ) -> Vec<Option<T>> {
        let mut result = Vec::with_capacity(values.len());
        for (value, &i) in values.into_iter().zip(of) {
            result.push(match value.map(&take) {
                Some(Ok(value)) => Some(value),
                Some(Err(other)) => {
                    let message = format!("expected {wanted}, found {}", other.kind_name());
                    self.note(IssueCode::NoResult, blocking, Some(i), subject, message);
                    None
                }
                None => None,
            });
        }
        result
    }

    /// An expression without a value becomes an issue, unless the score it lacks has one of its own.
    pub fn note_eval(&mut self, i: usize, subject: &str, expr: &Expr, e: &EvalError, blocking: bool) {
        let code = if let EvalError::Missing(path) = e {
            let column = path.strip_prefix("score.").or_else(|| path.strip_prefix("given."));
            let column = column.and_then(|id| self.rules.columns.iter().position(|column| column.id == id));
            if column.is_some_and(|c| self.cells[c][i] == Cell::Missing) {
                return;
            }
            IssueCode::MissingFact
        } else {
            IssueCode::NoResult
        };
        self.note(code, blocking, Some(i), subject, format!("{}: {e}", expr.source()));
    }
}

pub fn reads_pool(expr: &Expr) -> bool {
    expr.reads().iter().any(|(root, _)| *root == "pool")
}

/// What the names in an expression mean for one applicant, and one reference of theirs.
pub struct View<'v, 'a> {
    pub ledger: &'v Ledger<'a>,
    pub i: Option<usize>,
    pub item: Option<&'v Value>,
    pub pool: &'v Value,
}

impl Scope for View<'_, '_> {
    fn read(&self, root: &str, fields: &[String]) -> Read {
        let found = |value: Option<&Value>| value.map_or(Read::Missing, |value| Read::Value(value.clone()));
        match (root, self.i) {
            ("params", _) => found(self.ledger.parameters.at(fields)),
            ("pool", _) => found(self.pool.at(fields)),
            ("taken", _) => found(fields.first().and_then(|id| self.ledger.taken.get(id))),
            ("left", _) => found(fields.first().and_then(|id| self.ledger.left.get(id))),
            ("item", _) => found(self.item.and_then(|item| item.at(fields))),
            ("facts", Some(i)) => found(self.ledger.applicants[i].facts.at(fields)),
            ("score", Some(i)) => match fields {
                [id] => {
                    let column = self.ledger.rules.columns.iter().position(|column| column.id == *id);
                    match column.map(|c| &self.ledger.cells[c][i]) {
                        Some(Cell::Value(n)) => Read::Value(Value::Number(n.clone())),
                        _ => Read::Missing,
                    }
                }
                _ => Read::Missing,
            },
            ("given", Some(i)) => match fields {
                [id] => {
                    let column = self.ledger.rules.columns.iter().position(|column| column.id == *id);
                    column.and_then(|c| self.ledger.given(c, i)).map_or(Read::Missing, Read::Value)
                }
                _ => Read::Missing,
            },
            ("counted", Some(i)) => match fields {
                [id, rest @ ..] => {
                    let list = self.ledger.rules.references.iter().position(|list| list.id == *id);
                    found(list.and_then(|l| self.ledger.counted[l][i].at(rest)))
                }
                [] => Read::Missing,
            },
            ("applicant", Some(i)) => found(self.ledger.applicant_value(i).at(fields)),
            _ => Read::Missing,
        }
    }
}

/// Texts with the numbers in them compared as numbers: `a9` before `a10`.
pub fn natural(left: &str, right: &str) -> Ordering {
    let (mut ours, mut theirs) = (left.bytes().peekable(), right.bytes().peekable());
    loop {
        match (ours.peek().copied(), theirs.peek().copied()) {
            (Some(one), Some(other)) if one.is_ascii_digit() && other.is_ascii_digit() => {
                let (one, other) = (digits(&mut ours), digits(&mut theirs));
                let order = one.len().cmp(&other.len()).then_with(|| one.cmp(&other));
                if order.is_ne() {
                    return order;
                }
            }
            (Some(one), Some(other)) if one != other => return one.cmp(&other),
            (Some(_), Some(_)) => {
                ours.next();
                theirs.next();
            }
            // Equal but for leading noughts, or one is the start of the other.
            (one, other) => return one.is_some().cmp(&other.is_some()).then_with(|| left.cmp(right)),
        }
    }
}

/// The digits next in the text, without leading noughts.
fn digits(bytes: &mut Peekable<Bytes<'_>>) -> Vec<u8> {
    let mut digits = Vec::new();
    while let Some(digit) = bytes.next_if(u8::is_ascii_digit) {
        if digit != b'0' || !digits.is_empty() {
            digits.push(digit);
        }
    }
    digits
}

/// Which applicants are among `of`.
pub fn mask<'i>(ledger: &Ledger<'_>, of: impl IntoIterator<Item = &'i usize>) -> Vec<bool> {
    let mut mask = vec![false; ledger.applicants.len()];
    for &i in of {
        mask[i] = true;
    }
    mask
}

/// An empty pool, for expressions that read none.
pub fn no_pool() -> Value {
    Value::List(Arc::new(Vec::new()))
}
