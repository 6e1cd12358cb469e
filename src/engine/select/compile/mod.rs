//! Rules to a form that can be run: names resolved, expressions checked, what is missing found.

mod columns;
mod steps;
mod sums;

use std::collections::BTreeMap;

use super::bands::Table;
use super::combine::Rule;
use super::finding::Finding;
use super::spec::{
    Counts, DerivedThreshold, Direction, EdgeRule, Formula, ItemCombine, Majority, NotApplicable, PoolKind,
    Rest, Scale, Share, Spec, Unlisted,
};
use crate::engine::exact::Exact;
use crate::engine::expr::{self, Beside, Environment, Expr, Type, Value};

/// The most criteria, steps, checks or lists one selection may have.
pub const PARTS_MAX: usize = 200;

/// The id of the column that `total` makes.
pub const TOTAL: &str = "total";

/// Rules that can be run.
#[derive(Debug)]
pub struct Compiled {
    pub references: Vec<ReferenceList>,
    pub checks: Vec<CheckRule>,
    pub columns: Vec<Column>,
    pub steps: Vec<StepRule>,
}

#[derive(Debug)]
pub struct ReferenceList {
    pub id: String,
    pub list: Expr,
    pub filter: Option<Expr>,
    pub max: Option<usize>,
    pub per: Option<Expr>,
    pub counts: Counts,
    pub by: Option<Expr>,
}

#[derive(Debug)]
pub struct CheckRule {
    pub id: String,
    pub require: Expr,
    pub message: Option<String>,
    pub after: Option<usize>,
}

#[derive(Debug)]
pub struct Column {
    pub id: String,
    pub kind: ColumnKind,
    pub direction: Direction,
    pub threshold: Vec<(Side, Expr)>,
    pub cap: Option<Expr>,
    pub after: Option<usize>,
    pub each: Option<(usize, ItemCombine)>,
    pub advice: bool,
    /// The least and the most it can be, where that is known.
    pub extent: Option<(Exact, Exact)>,
    pub weight: Option<Exact>,
}

#[derive(Debug)]
pub enum ColumnKind {
    Judged { scale: Scale, rule: Rule, not_applicable: Option<NotApplicable> },
    Banded { values: Vec<Expr>, table: Table },
    Formula { value: Expr, pool: Option<PoolKind> },
    Vote(Majority),
    Order(Unlisted),
    Sum(SumRule),
}

#[derive(Debug)]
pub struct SumRule {
    pub parts: Vec<Part>,
    pub divide_by: Option<Exact>,
    pub per_assessor: Option<Rule>,
}

/// One addend: `(value - offset) * factor`.
#[derive(Debug)]
pub struct Part {
    pub column: usize,
    pub offset: Exact,
    pub factor: Exact,
    pub weight: Exact,
}

/// One side of a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    AtLeast,
    MoreThan,
    AtMost,
    Below,
}

impl Side {
    pub fn holds(self, value: &Exact, limit: &Exact) -> bool {
        match self {
            Self::AtLeast => value >= limit,
            Self::MoreThan => value > limit,
            Self::AtMost => value <= limit,
            Self::Below => value < limit,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::MoreThan => "more than",
            Self::AtMost => "at most",
            Self::Below => "below",
        }
    }
}

#[derive(Debug)]
pub struct StepRule {
    pub id: String,
    pub from: Option<usize>,
    pub filter: Option<Expr>,
    pub per: Option<Expr>,
    pub order: Vec<Key>,
    pub ties: Vec<TieRule>,
    pub edge: EdgeRule,
    pub number: Option<NumberRule>,
    pub limits: Vec<LimitRule>,
    /// Which of `limits` is the budget.
    pub budget: Option<usize>,
    pub share: Option<ShareRule>,
    pub derived: Option<DerivedRule>,
    pub take_all_if_fit: bool,
    pub groups: Vec<GroupRule>,
    pub rest: Rest,
    pub reserve_max: Option<usize>,
    pub refill: bool,
    pub triggers: Vec<String>,
    /// Whether a later step chooses among those this one took.
    pub is_stage: bool,
}

#[derive(Debug)]
pub struct Key {
    pub value: Expr,
    pub direction: Direction,
}

#[derive(Debug)]
pub enum TieRule {
    Key(Key),
    Prefer(Expr),
    Earliest,
    Coverage { of: Expr, measure: super::spec::CoverageMeasure },
}

#[derive(Debug)]
pub struct NumberRule {
    /// How many are taken.
    pub places: Expr,
    /// Fewer than this is reported.
    pub min: Option<Expr>,
    pub max: Option<Expr>,
    pub soft: bool,
}

#[derive(Debug)]
pub struct LimitRule {
    pub amount: Expr,
    pub cost: Expr,
    pub at_line: super::spec::AtLine,
    pub part_min_percent: Option<Exact>,
}

#[derive(Debug)]
pub struct ShareRule {
    pub percent: Expr,
    pub spec: Share,
    pub at_least: Option<Expr>,
    pub at_most: Option<Expr>,
}

#[derive(Debug)]
pub struct DerivedRule {
    pub budget: Expr,
    pub cost: Expr,
    pub spec: DerivedThreshold,
}

#[derive(Debug)]
pub struct GroupRule {
    pub id: String,
    pub filter: Option<Expr>,
    pub each: Option<Expr>,
    pub at_least: Option<Expr>,
    pub at_most: Option<Expr>,
    pub in_budget: bool,
    pub keep_open: bool,
}

impl Compiled {
    /// Whether another step reads what `step` leaves of its budget: then it has been given away.
    pub fn hands_on(&self, step: &str) -> bool {
        let name = step.replace('-', "_");
        let reads = |expr: &Expr| {
            expr.reads().iter().any(|(root, fields)| *root == "left" && fields.first() == Some(&name))
        };
        self.steps.iter().any(|rule| {
            let limits = rule.limits.iter().map(|limit| &limit.amount);
            let number = rule.number.iter().flat_map(|number| {
                [Some(&number.places), number.min.as_ref(), number.max.as_ref()].into_iter().flatten()
            });
            let groups = rule.groups.iter().flat_map(|group| group.at_least.iter().chain(&group.at_most));
            let share = rule.share.iter().map(|share| &share.percent);
            limits.chain(number).chain(groups).chain(share).any(reads)
        })
    }
}

/// Resolves the rules. The second part says what is wrong; with an error among it the first is not to be run.
pub fn compile(spec: &Spec) -> (Compiled, Vec<Finding>) {
    let mut c = Compiler::new(spec);
    let references = c.references();
    let columns = c.columns();
    let steps = c.steps(&columns);
    let checks = c.checks(&columns);
    let mut compiled = Compiled { references, checks, columns, steps };
    for i in 0..compiled.steps.len() {
        compiled.steps[i].is_stage = compiled.steps.iter().any(|later| later.from == Some(i));
    }
    (compiled, c.findings)
}

/// Whether assessors give values of their own for the criterion, one each.
pub fn is_judged(column: &Column) -> bool {
    column.each.is_none() && matches!(column.kind, ColumnKind::Judged { .. })
}

struct Compiler<'a> {
    spec: &'a Spec,
    facts: Type,
    params: Type,
    items: BTreeMap<String, Type>,
    step_ids: Vec<String>,
    findings: Vec<Finding>,
}

impl<'a> Compiler<'a> {
    fn new(spec: &'a Spec) -> Self {
        let facts =
            spec.facts.as_ref().map_or(Type::Any, |fields| Type::Record(fields.clone()).in_expressions());
        let params = Type::record(spec.parameters.iter().map(|(name, value)| (name, Type::of(value))));
        let step_ids = (spec.steps.iter().enumerate())
            .map(|(i, step)| step.id.clone().unwrap_or_else(|| format!("step{}", i + 1)))
            .collect();
        let mut findings = Vec::new();
        let sizes = [
            ("criteria", spec.criteria.len()),
            ("steps", spec.steps.len()),
            ("checks", spec.checks.len()),
            ("references", spec.references.len()),
        ];
        for (path, count) in sizes {
            if count > PARTS_MAX {
                findings.push(Finding::error(
                    "too-many",
                    path,
                    format!("{count} entries, at most {PARTS_MAX} are read"),
                ));
            }
        }
        Self { spec, facts, params, items: BTreeMap::new(), step_ids, findings }
    }

    fn fail(&mut self, code: &'static str, path: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding::error(code, path, message));
    }

    fn reading(&mut self, path: &str, field: &str, question: &str) {
        self.findings.push(
            Finding::error("reading-missing", path, format!("{question} is left open: {field} is not given"))
                .hint(format!("say how the notice is read: {field}: …")),
        );
    }

    /// The names an expression may use, with the scores of the columns in `columns`.
    fn environment(&self, columns: &[Column], item: Option<&Type>) -> Environment {
        let score = Type::record(columns.iter().map(|column| (column.id.clone(), Type::Number)));
        let judged = columns.iter().filter(|column| is_judged(column));
        let given = Type::record(judged.map(|column| (column.id.clone(), Type::list(Type::Number))));
        let counted = Type::Record(
            self.items.iter().map(|(id, kind)| (id.clone(), Type::list(kind.clone()))).collect(),
        );
        let applicant =
            || Type::record([("id", Type::Text), ("submitted_at", Type::Optional(Box::new(Type::Number)))]);
        let member = Type::record([
            ("facts", self.facts.clone()),
            ("score", score.clone()),
            ("given", given.clone()),
            ("counted", counted.clone()),
            ("applicant", applicant()),
        ]);
        let environment = Environment::default()
            .with("facts", self.facts.clone())
            .with("score", score)
            .with("given", given)
            .with("counted", counted)
            .with("applicant", applicant())
            .with_shared("params", self.params.clone())
            .with_shared("pool", Type::list(member));
        match item {
            Some(kind) => environment.with("item", kind.clone()),
            None => environment,
        }
    }

    fn expr(
        &mut self,
        formula: &Formula,
        path: &str,
        environment: &Environment,
        wanted: Option<&Type>,
    ) -> Expr {
        let compiled = Expr::compile(formula.text(), environment);
        match compiled {
            Ok(expr) => {
                self.dates(&expr, path);
                if let Some(wanted) = wanted {
                    let found = match expr.kind() {
                        Type::Optional(inner) => (**inner).clone(),
                        other => other.clone(),
                    };
                    let list = matches!((&found, wanted), (Type::List(_), Type::List(_)));
                    if found != *wanted && found != Type::Any && !list {
                        self.fail(
                            "wrong-kind",
                            path,
                            format!("{:?} is {found}, it must be {wanted}", formula.text()),
                        );
                    }
                }
                expr
            }
            Err(e) => {
                let mut finding =
                    Finding::error("expression", path, format!("{:?}: {}", formula.text(), e.message));
                finding.column = Some(e.column);
                finding.hint = e.hint;
                self.findings.push(finding);
                // Something to go on with; the finding above keeps it from being run.
                Expr::compile("null", &Environment::default()).expect("null is an expression")
            }
        }
    }

    /// A text that is held against a date must be one: `2027-02-30` is compared letter by letter otherwise.
    fn dates(&mut self, expr: &Expr, path: &str) {
        let is_date = |root: &str, fields: &[String]| {
            let [name] = fields else { return false };
            let kind = self.spec.facts.as_ref().and_then(|facts| facts.get(name));
            root == "facts"
                && match kind {
                    Some(Type::Optional(inner)) => **inner == Type::Date,
                    kind => kind == Some(&Type::Date),
                }
        };
        let texts = expr.beside_dates(&is_date).into_iter().filter_map(|beside| match beside {
            Beside::Text(text) => Some(text),
            Beside::Name(root, fields) if root == "params" => {
                match self.spec.parameters.get(fields.first()?)? {
                    Value::Text(text) => Some(text.to_string()),
                    _ => None,
                }
            }
            Beside::Name(..) => None,
        });
        let wrong: Vec<_> = texts.filter(|text| !text.is_empty() && !expr::is_date(text)).collect();
        for text in wrong {
            self.findings.push(
                Finding::error("wrong-kind", path, format!("{text:?} stands beside a date and is none"))
                    .hint("write a day that there is, as 2027-02-05"),
            );
        }
    }

    fn number(&mut self, formula: &Formula, path: &str, environment: &Environment) -> Expr {
        self.expr(formula, path, environment, Some(&Type::Number))
    }

    fn truth(&mut self, formula: &Formula, path: &str, environment: &Environment) -> Expr {
        self.expr(formula, path, environment, Some(&Type::Bool))
    }

    fn step_index(&mut self, id: Option<&String>, path: &str) -> Option<usize> {
        let id = id?;
        let found = self.step_ids.iter().position(|step| step == id);
        if found.is_none() {
            let known = self.step_ids.join(", ");
            self.fail("unknown-step", path, format!("there is no step {id:?}; there are {known}"));
        }
        found
    }

    fn references(&mut self) -> Vec<ReferenceList> {
        let mut lists = Vec::new();
        for (i, references) in self.spec.references.iter().enumerate() {
            let path = format!("references[{i}]");
            let environment = self.environment(&[], None);
            let list = self.expr(
                &references.list,
                &format!("{path}.list"),
                &environment,
                Some(&Type::list(Type::Any)),
            );
            let item = match list.kind() {
                Type::List(item) => (**item).clone(),
                Type::Optional(inner) => match &**inner {
                    Type::List(item) => (**item).clone(),
                    _ => Type::Any,
                },
                _ => Type::Any,
            };
            let environment = self.environment(&[], Some(&item));
            let filter =
                references.filter.as_ref().map(|f| self.truth(f, &format!("{path}.where"), &environment));
            let per =
                references.per.as_ref().map(|f| self.expr(f, &format!("{path}.per"), &environment, None));
            let by = references.by.as_ref().map(|f| self.number(f, &format!("{path}.by"), &environment));
            if references.max.is_some() && references.counts.is_none() {
                self.reading(&path, "counts", "which references count where there are too many");
            }
            if self.items.insert(references.id.clone(), item).is_some() {
                self.fail("duplicate-id", &path, format!("{:?} is the id of two lists", references.id));
            }
            lists.push(ReferenceList {
                id: references.id.clone(),
                list,
                filter,
                max: references.max.map(|n| n as usize),
                per,
                counts: references.counts.unwrap_or(Counts::First),
                by,
            });
        }
        lists
    }

    fn checks(&mut self, columns: &[Column]) -> Vec<CheckRule> {
        let mut rules: Vec<CheckRule> = Vec::new();
        for (i, check) in self.spec.checks.iter().enumerate() {
            let path = format!("checks[{i}]");
            let after = self.step_index(check.after.as_ref(), &format!("{path}.after"));
            // Before the first step there are no scores yet.
            let environment = self.environment(if after.is_some() { columns } else { &[] }, None);
            let require = self.truth(&check.require, &format!("{path}.require"), &environment);
            if rules.iter().any(|rule| rule.id == check.id) {
                self.fail("duplicate-id", &path, format!("{:?} is the id of two checks", check.id));
            }
            rules.push(CheckRule { id: check.id.clone(), require, message: check.message.clone(), after });
        }
        rules
    }
}
