//! Rules to a form that can be run: names resolved, expressions checked, what is missing found.

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::super::expr::{Environment, Expr, Type};
use super::bands::Table;
use super::combine::Rule;
use super::finding::Finding;
use super::spec::{
    Budget, Choose, Combine, Counts, Criterion, CriterionKind, DerivedThreshold, Direction, EdgeRule,
    Formula, Group, GroupCounts, IfAllFit, ItemCombine, Majority, Method, NotApplicable, OrderKey, PoolKind,
    RescaleKind, Rest, Scale, ScaledFrom, Share, Spec, Step, Take, Threshold, TieStep, Unlisted,
};

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
        let facts = spec.facts.as_ref().map_or(Type::Any, |fields| Type::Record(fields.clone()));
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
        let counted = Type::Record(
            self.items.iter().map(|(id, kind)| (id.clone(), Type::list(kind.clone()))).collect(),
        );
        let applicant =
            || Type::record([("id", Type::Text), ("submitted_at", Type::Optional(Box::new(Type::Number)))]);
        let member = Type::record([
            ("facts", self.facts.clone()),
            ("score", score.clone()),
            ("counted", counted.clone()),
            ("applicant", applicant()),
        ]);
        let environment = Environment::default()
            .with("facts", self.facts.clone())
            .with("score", score)
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

    fn columns(&mut self) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::new();
        for (i, criterion) in self.spec.criteria.iter().enumerate() {
            let path = format!("criteria[{i}]");
            if !is_name(&criterion.id) || criterion.id == TOTAL {
                self.fail(
                    "invalid-id",
                    &path,
                    format!("{:?} cannot be the id of a criterion; use letters, digits and _", criterion.id),
                );
            }
            if columns.iter().any(|column| column.id == criterion.id) {
                self.fail("duplicate-id", &path, format!("{:?} is the id of two criteria", criterion.id));
            }
            let column = self.column(criterion, &path, &columns);
            columns.push(column);
        }
        if let Some(total) = &self.spec.total {
            let as_criterion = Criterion {
                id: TOTAL.to_owned(),
                kind: CriterionKind::Sum,
                of: total.of.clone(),
                method: total.method,
                max: total.max.clone(),
                weights_sum: total.weights_sum.clone(),
                scaled_from: total.scaled_from,
                threshold: total.threshold.clone(),
                ..Criterion::default()
            };
            let column = self.column(&as_criterion, TOTAL, &columns);
            columns.push(column);
        }
        columns
    }

    fn column(&mut self, criterion: &Criterion, path: &str, before: &[Column]) -> Column {
        self.fields_that_do_not_apply(criterion, path);
        let each = criterion.each.as_ref().and_then(|id| {
            let found = self.spec.references.iter().position(|list| list.id == *id);
            if found.is_none() {
                self.fail(
                    "unknown-list",
                    format!("{path}.each"),
                    format!("there is no list of references {id:?}"),
                );
            }
            found.map(|list| (list, criterion.items.unwrap_or_default()))
        });
        let item = criterion.each.as_ref().and_then(|id| self.items.get(id).cloned());
        let environment = self.environment(before, item.as_ref());
        let (kind, extent) = match criterion.kind {
            CriterionKind::Judged => self.judged(criterion, path),
            CriterionKind::Banded => self.banded(criterion, path, &environment),
            CriterionKind::Formula => self.formula(criterion, path, &environment),
            CriterionKind::Vote => self.vote(criterion, path),
            CriterionKind::Order => {
                if criterion.unlisted.is_none() {
                    self.reading(path, "unlisted", "what becomes of those whom the order leaves out");
                }
                (ColumnKind::Order(criterion.unlisted.unwrap_or(Unlisted::Missing)), None)
            }
            CriterionKind::Sum => self.sum(criterion, path, before),
        };
        let direction = criterion.direction.unwrap_or_else(|| match &kind {
            ColumnKind::Judged { scale, .. } => scale.direction,
            ColumnKind::Order(_) => Direction::Low,
            ColumnKind::Sum(sum) => self.sum_direction(criterion, sum, before, path),
            _ => Direction::High,
        });
        let extent = match (&each, extent) {
            (Some((list, ItemCombine::Sum)), Some((low, high))) => {
                let list = &self.spec.references[*list];
                // Fewer references than allowed may be given, so the least is that of none.
                match (list.max, &list.per) {
                    (Some(n), None) => {
                        let n = Exact::from_int(i64::from(n));
                        Some(((&low * &n).min(Exact::ZERO), (&high * &n).max(Exact::ZERO)))
                    }
                    _ => None,
                }
            }
            (_, extent) => extent,
        };
        let cap = criterion.cap.as_ref().map(|f| self.number(f, &format!("{path}.cap"), &environment));
        let extent = match (cap.as_ref().and_then(Expr::as_number), extent) {
            (Some(cap), Some((low, high))) => Some((low.min(cap.clone()), high.min(cap.clone()))),
            (_, extent) => extent,
        };
        let threshold = self.threshold(criterion.threshold.as_ref(), direction, path);
        let after = self.step_index(criterion.after.as_ref(), &format!("{path}.after"));
        Column {
            id: criterion.id.clone(),
            kind,
            direction,
            threshold,
            cap,
            after,
            each,
            advice: criterion.advice,
            extent,
            weight: criterion.weight.clone(),
        }
    }

    fn fields_that_do_not_apply(&mut self, c: &Criterion, path: &str) {
        use CriterionKind::{Banded, Formula, Judged, Order, Sum, Vote};
        let given: [(&str, bool, &[CriterionKind]); 24] = [
            ("scale", c.scale.is_some(), &[Judged]),
            ("combine", c.combine.is_some(), &[Judged, Sum]),
            ("assessors", c.assessors.is_some(), &[Judged, Sum]),
            ("spread", c.spread.is_some(), &[Judged, Sum]),
            ("rescale", c.rescale.is_some(), &[Judged, Sum]),
            ("not_applicable", c.not_applicable.is_some(), &[Judged]),
            ("each", c.each.is_some(), &[Judged, Banded, Formula]),
            ("items", c.items.is_some(), &[Judged, Banded, Formula]),
            ("value", c.value.is_some(), &[Banded, Formula]),
            ("values", !c.values.is_empty(), &[Banded]),
            ("bands", !c.bands.is_empty(), &[Banded]),
            ("otherwise", c.otherwise.is_some(), &[Banded]),
            ("on_overlap", c.on_overlap.is_some(), &[Banded]),
            ("whole", c.whole, &[Banded]),
            ("pool", c.pool.is_some(), &[Formula]),
            ("min", c.min.is_some(), &[Formula]),
            ("majority", c.majority.is_some(), &[Vote]),
            ("unlisted", c.unlisted.is_some(), &[Order]),
            ("of", !c.of.is_empty(), &[Sum]),
            ("weights", !c.weights.is_empty(), &[Sum]),
            ("method", c.method.is_some(), &[Sum]),
            ("weights_sum", c.weights_sum.is_some(), &[Sum]),
            ("scale_to", c.scale_to.is_some(), &[Sum]),
            ("per_assessor", c.per_assessor, &[Sum]),
        ];
        for (field, is_given, kinds) in given {
            if is_given && !kinds.contains(&c.kind) {
                let kind = format!("{:?}", c.kind).to_lowercase();
                self.fail(
                    "field-not-used",
                    format!("{path}.{field}"),
                    format!("{field} means nothing for a criterion of kind {kind}"),
                );
            }
        }
    }

    fn threshold(
        &mut self,
        threshold: Option<&Threshold>,
        direction: Direction,
        path: &str,
    ) -> Vec<(Side, Expr)> {
        let Some(threshold) = threshold else { return Vec::new() };
        let bare = match direction {
            Direction::High => Side::AtLeast,
            Direction::Low => Side::AtMost,
        };
        let sides = [
            (bare, &threshold.bare),
            (Side::AtLeast, &threshold.at_least),
            (Side::MoreThan, &threshold.more_than),
            (Side::AtMost, &threshold.at_most),
            (Side::Below, &threshold.below),
        ];
        let environment = self.environment(&[], None);
        let path = format!("{path}.threshold");
        let found: Vec<_> = sides
            .into_iter()
            .filter_map(|(side, formula)| {
                formula.as_ref().map(|f| (side, self.number(f, &path, &environment)))
            })
            .collect();
        if found.is_empty() {
            self.fail("threshold-empty", path, "the threshold names no limit");
        }
        found
    }

    fn rule(&mut self, criterion: &Criterion, path: &str) -> Rule {
        let scoring = &self.spec.scoring;
        let rule = Rule {
            combine: criterion.combine.or(scoring.combine),
            assessors: criterion.assessors.or(scoring.assessors).unwrap_or_default(),
            spread: criterion.spread.clone().or_else(|| scoring.spread.clone()),
            rescale: criterion.rescale.clone().or_else(|| scoring.rescale.clone()),
        };
        if let Some(spread) = &rule.spread
            && spread.more_than.is_some() == spread.at_least.is_some()
        {
            self.fail(
                "spread-limit",
                format!("{path}.spread"),
                "exactly one of more_than and at_least must be given",
            );
        }
        if let (Some(min), Some(max)) = (rule.assessors.min, rule.assessors.max)
            && min > max
        {
            self.fail("assessors", format!("{path}.assessors"), format!("min {min} is above max {max}"));
        }
        if rule.combine == Some(Combine::RescaledMean) {
            match &rule.rescale {
                None => self.reading(path, "rescale", "how assessors are brought to one level"),
                Some(rescale)
                    if rescale.kind == RescaleKind::MeanAndDeviation && rescale.deviation.is_none() =>
                {
                    self.reading(
                        &format!("{path}.rescale"),
                        "deviation",
                        "which standard deviation is meant",
                    );
                }
                Some(_) => {}
            }
            if criterion.each.is_some() {
                self.fail("rescale-each", path, "values for single references cannot be rescaled");
            }
        }
        rule
    }

    fn judged(&mut self, criterion: &Criterion, path: &str) -> (ColumnKind, Option<(Exact, Exact)>) {
        let scale =
            criterion.scale.clone().or_else(|| self.spec.scoring.scale.clone()).unwrap_or_else(|| {
                self.findings.push(
                    Finding::error(
                        "scale-missing",
                        path,
                        format!("{:?} is judged and has no scale", criterion.id),
                    )
                    .hint("give it one, or one for all under scoring.scale"),
                );
                Scale {
                    min: Exact::ZERO,
                    max: Exact::ONE,
                    step: None,
                    direction: Direction::High,
                    words: BTreeMap::new(),
                }
            });
        if scale.min >= scale.max {
            self.fail(
                "scale",
                format!("{path}.scale"),
                format!("min {} is not below max {}", scale.min, scale.max),
            );
        }
        if let Some(step) = &scale.step
            && (*step <= Exact::ZERO || !(&scale.max - &scale.min).is_multiple_of(step))
        {
            let message = format!("{} to {} is no whole number of steps of {step}", scale.min, scale.max);
            self.fail("scale-step", format!("{path}.scale"), message);
        }
        for (word, value) in &scale.words {
            if let Err(e) = scale.accept(value) {
                self.fail("scale-word", format!("{path}.scale.words.{word}"), format!("{word:?}: {e}"));
            }
        }
        let rule = self.rule(criterion, path);
        let mut extent = Some((scale.min.clone(), scale.max.clone()));
        if matches!(rule.combine, Some(Combine::Sum)) || matches!(rule.combine, Some(Combine::RescaledMean)) {
            extent = None;
        }
        (ColumnKind::Judged { scale, rule, not_applicable: criterion.not_applicable }, extent)
    }

    fn banded(
        &mut self,
        c: &Criterion,
        path: &str,
        environment: &Environment,
    ) -> (ColumnKind, Option<(Exact, Exact)>) {
        let names: Vec<String> = c.values.keys().cloned().collect();
        let values = match (&c.value, c.values.is_empty()) {
            (Some(value), true) => vec![self.expr(value, &format!("{path}.value"), environment, None)],
            (None, false) => c
                .values
                .iter()
                .map(|(name, f)| self.expr(f, &format!("{path}.values.{name}"), environment, None))
                .collect(),
            _ => {
                self.fail("banded-value", path, "a table needs either value or values");
                Vec::new()
            }
        };
        if c.bands.is_empty() {
            self.fail("bands-missing", path, "the table has no rows");
        }
        for (i, band) in c.bands.iter().enumerate() {
            let single =
                [&band.at_least, &band.more_than, &band.at_most, &band.below].iter().any(|end| end.is_some())
                    || band.is.is_some();
            if names.is_empty() != band.ranges.is_empty()
                || (single && !names.is_empty())
                || (names.is_empty() && !single)
            {
                let how = if names.is_empty() {
                    "at_least, more_than, at_most, below or is"
                } else {
                    "ranges, by name"
                };
                self.fail("band", format!("{path}.bands[{i}]"), format!("this row must say {how}"));
            }
            for unknown in band.ranges.keys().filter(|name| !names.contains(name)) {
                self.fail(
                    "band",
                    format!("{path}.bands[{i}]"),
                    format!("{unknown:?} is not among the values"),
                );
            }
        }
        let table = Table::new(&c.bands, &names, c.otherwise.clone(), c.on_overlap, c.whole);
        let extent = table.extent();
        (ColumnKind::Banded { values, table }, extent)
    }

    fn formula(
        &mut self,
        c: &Criterion,
        path: &str,
        environment: &Environment,
    ) -> (ColumnKind, Option<(Exact, Exact)>) {
        let none = Formula::from("0");
        if c.value.is_none() {
            self.fail("formula-value", path, "a formula needs a value");
        }
        let value = self.number(c.value.as_ref().unwrap_or(&none), &format!("{path}.value"), environment);
        if value.reads().iter().any(|(root, _)| *root == "pool") && c.pool.is_none() {
            self.reading(path, "pool", "whom the formula compares with");
        }
        let extent = match (&c.min, &c.max) {
            (low, Some(high)) => Some((low.clone().unwrap_or(Exact::ZERO), high.clone())),
            _ => None,
        };
        (ColumnKind::Formula { value, pool: c.pool }, extent)
    }

    fn vote(&mut self, c: &Criterion, path: &str) -> (ColumnKind, Option<(Exact, Exact)>) {
        let majority = c.majority.clone().unwrap_or_else(|| {
            self.reading(path, "majority", "when a vote is carried");
            Majority { more_than: None, at_least: None, of: super::spec::VoteBase::Cast }
        });
        if c.majority.is_some() && majority.more_than.is_some() == majority.at_least.is_some() {
            self.fail(
                "majority",
                format!("{path}.majority"),
                "exactly one of more_than and at_least must be given",
            );
        }
        (ColumnKind::Vote(majority), Some((Exact::ZERO, Exact::ONE)))
    }

    fn sum(&mut self, c: &Criterion, path: &str, before: &[Column]) -> (ColumnKind, Option<(Exact, Exact)>) {
        let ids = if !c.of.is_empty() {
            c.of.clone()
        } else if !c.weights.is_empty() {
            c.weights.keys().cloned().collect()
        } else {
            self.default_parts(before)
        };
        if ids.is_empty() {
            self.fail("sum-empty", path, "there is no criterion to add");
        }
        let any_weight = !c.weights.is_empty()
            || ids.iter().any(|id| before.iter().any(|column| column.id == *id && column.weight.is_some()));
        let method = c.method.unwrap_or_else(|| {
            if any_weight {
                self.reading(path, "method", "how the weights are used");
            }
            Method::Sum
        });
        let mut parts = Vec::new();
        let mut extent = Some((Exact::ZERO, Exact::ZERO));
        for id in &ids {
            let Some(index) = before.iter().position(|column| column.id == *id) else {
                let message = format!("there is no criterion {id:?} before this one");
                self.fail("unknown-criterion", format!("{path}.of"), message);
                continue;
            };
            let part = &before[index];
            let weight = match method {
                Method::Sum => Exact::ONE,
                _ => c.weights.get(id).or(part.weight.as_ref()).cloned().unwrap_or_else(|| {
                    let message = format!("{id:?} has no weight");
                    self.fail("weight-missing", format!("{path}.weights"), message);
                    Exact::ONE
                }),
            };
            if weight.is_negative() {
                self.fail("weight-negative", format!("{path}.weights"), format!("{id:?} weighs {weight}"));
            }
            let (offset, factor) = if method == Method::Scaled {
                self.scaled(part, &weight, c.scaled_from, path)
            } else {
                (Exact::ZERO, weight.clone())
            };
            extent = match (extent, &part.extent) {
                (Some((low, high)), Some((a, b))) => {
                    let ends = [&(a - &offset) * &factor, &(b - &offset) * &factor];
                    let least = (&ends[0]).min(&ends[1]);
                    let most = (&ends[0]).max(&ends[1]);
                    Some((&low + least, &high + most))
                }
                _ => None,
            };
            parts.push(Part { column: index, offset, factor, weight });
        }
        let weights: Exact = parts.iter().map(|part| &part.weight).sum();
        let mut divide_by = (method == Method::WeightedMean).then(|| weights.clone());
        if divide_by.as_ref().is_some_and(Exact::is_zero) {
            self.fail("weights-sum", path, "the weights add up to nought");
            divide_by = None;
        }
        if let Some(by) = &divide_by {
            extent = extent.and_then(|(low, high)| Some((low.checked_div(by)?, high.checked_div(by)?)));
        }
        if let Some(stated) = &c.weights_sum
            && weights != *stated
        {
            self.fail(
                "weights-sum",
                path,
                format!("the weights add up to {weights}, the file states {stated}"),
            );
        }
        if let Some(to) = &c.scale_to {
            match extent.as_ref().and_then(|(_, high)| to.checked_div(high)) {
                Some(stretch) => {
                    for part in &mut parts {
                        part.factor = &part.factor * &stretch;
                    }
                    extent = extent.map(|(low, high)| (&low * &stretch, &high * &stretch));
                }
                None => {
                    self.fail("scale-to", path, "the largest sum is not known, so it cannot be stretched")
                }
            }
        }
        if let (Some(stated), Some((_, high))) = (&c.max, &extent)
            && stated != high
        {
            self.findings.push(
                Finding::error("stated-maximum", path, format!("the maximum is {high}, the file states {stated}"))
                    .hint("mend the table, or accept the contradiction with a reading whose point is stated-maximum"),
            );
        }
        let per_assessor = c.per_assessor.then(|| {
            for part in &parts {
                if !matches!(before[part.column].kind, ColumnKind::Judged { .. })
                    || before[part.column].each.is_some()
                {
                    let message = format!("{:?} is not judged by assessors", before[part.column].id);
                    self.fail("per-assessor", path, message);
                }
            }
            self.rule(c, path)
        });
        (ColumnKind::Sum(SumRule { parts, divide_by, per_assessor }), extent)
    }

    /// Every criterion with a weight or, where none has one, every one that gives points and is in no other sum.
    fn default_parts(&self, before: &[Column]) -> Vec<String> {
        let weighted: Vec<String> = before
            .iter()
            .filter(|column| column.weight.is_some() && !column.advice)
            .map(|column| column.id.clone())
            .collect();
        if !weighted.is_empty() {
            return weighted;
        }
        let in_sums: Vec<usize> = (before.iter())
            .filter_map(|column| match &column.kind {
                ColumnKind::Sum(sum) => Some(sum.parts.iter().map(|part| part.column)),
                _ => None,
            })
            .flatten()
            .collect();
        (before.iter().enumerate())
            .filter(|(i, column)| {
                !column.advice
                    && !in_sums.contains(i)
                    && !matches!(column.kind, ColumnKind::Vote(_) | ColumnKind::Order(_) | ColumnKind::Sum(_))
            })
            .map(|(_, column)| column.id.clone())
            .collect()
    }

    fn scaled(
        &mut self,
        part: &Column,
        weight: &Exact,
        from: Option<ScaledFrom>,
        path: &str,
    ) -> (Exact, Exact) {
        let Some((low, high)) = &part.extent else {
            let message = format!("{:?} has no known maximum, so it cannot fill its weight", part.id);
            self.findings.push(Finding::error("scaled-unknown", path, message).hint("state its max"));
            return (Exact::ZERO, weight.clone());
        };
        // Where low is good, the lowest value earns the whole weight.
        let (worst, best) = match part.direction {
            Direction::High => (low, high),
            Direction::Low => (high, low),
        };
        if part.direction == Direction::High && !low.is_zero() && from.is_none() {
            self.reading(
                path,
                "scaled_from",
                &format!("whether {:?}, which starts at {low}, is filled from nought", part.id),
            );
        }
        let worst = if from == Some(ScaledFrom::Zero) && part.direction == Direction::High {
            &Exact::ZERO
        } else {
            worst
        };
        match weight.checked_div(&(best - worst)) {
            Some(factor) => (worst.clone(), factor),
            None => {
                self.fail("scaled-empty", path, format!("{:?} has only one value", part.id));
                (Exact::ZERO, weight.clone())
            }
        }
    }

    fn sum_direction(&mut self, c: &Criterion, sum: &SumRule, before: &[Column], path: &str) -> Direction {
        if c.method == Some(Method::Scaled) {
            return Direction::High;
        }
        let low = sum.parts.iter().filter(|part| before[part.column].direction == Direction::Low).count();
        if low == 0 {
            return Direction::High;
        }
        if low < sum.parts.len() {
            self.findings.push(
                Finding::error(
                    "mixed-directions",
                    path,
                    "values where high is good are added to values where low is good",
                )
                .hint("use method: scaled, which turns them round"),
            );
        }
        Direction::Low
    }

    fn key(&mut self, by: &Formula, direction: Option<Direction>, columns: &[Column], path: &str) -> Key {
        let environment = self.environment(columns, None);
        let alias = columns.iter().any(|column| column.id == by.text());
        let formula = if alias { Formula(format!("score.{}", by.text())) } else { by.clone() };
        let value = self.expr(&formula, path, &environment, None);
        let of_column = || match value.as_path() {
            Some(("score", [id])) => {
                columns.iter().find(|column| column.id == *id).map(|column| column.direction)
            }
            _ => None,
        };
        let direction = direction.or_else(of_column).unwrap_or_default();
        Key { value, direction }
    }

    fn steps(&mut self, columns: &[Column]) -> Vec<StepRule> {
        let mut rules: Vec<StepRule> = Vec::new();
        for (i, step) in self.spec.steps.iter().enumerate() {
            let path = format!("steps[{i}]");
            let id = self.step_ids[i].clone();
            if rules.iter().any(|rule| rule.id == id) {
                self.fail("duplicate-id", &path, format!("{id:?} is the id of two steps"));
            }
            let rule = self.step(step, id, i, &path, columns);
            rules.push(rule);
        }
        if rules.is_empty() {
            self.fail("no-steps", "steps", "no step chooses anybody");
        }
        rules
    }

    fn step(&mut self, step: &Step, id: String, index: usize, path: &str, columns: &[Column]) -> StepRule {
        let environment = self.environment(columns, None);
        let from = self.step_index(step.from.as_ref(), &format!("{path}.from"));
        if from.is_some_and(|from| from >= index) {
            self.fail(
                "step-order",
                format!("{path}.from"),
                "a step can choose only among those of an earlier step",
            );
        }
        let filter = step.filter.as_ref().map(|f| self.truth(f, &format!("{path}.where"), &environment));
        let per = step.per.as_ref().map(|f| self.expr(f, &format!("{path}.per"), &environment, None));
        let keys = match &step.order {
            Some(keys) => keys.clone(),
            None if columns.iter().any(|column| column.id == TOTAL) => {
                vec![OrderKey { by: Formula::from(TOTAL), direction: None }]
            }
            None if step.everyone => Vec::new(),
            None => {
                self.findings.push(
                    Finding::error(
                        "order-missing",
                        path,
                        "the step has no order, and there is no total to order by",
                    )
                    .hint("give order: [...], or order: [] where everybody is equal"),
                );
                Vec::new()
            }
        };
        let order = (keys.iter().enumerate())
            .map(|(k, key)| self.key(&key.by, key.direction, columns, &format!("{path}.order[{k}]")))
            .collect();
        let (ties, edge) = self.ties(&step.tie, columns, path);
        let mut limits = Vec::new();
        let budget = step.budget.as_ref().map(|b| {
            limits.push(self.limit(b, &format!("{path}.budget"), &environment));
            0
        });
        if let Some(capacity) = &step.capacity {
            limits.push(self.limit(capacity, &format!("{path}.capacity"), &environment));
        }
        let number = step.number.as_ref().and_then(|_| self.number_rule(step, path, &environment));
        let share =
            step.share.as_ref().map(|share| self.share(share, &format!("{path}.share"), &environment));
        let derived = step.derived.as_ref().map(|d| {
            let path = format!("{path}.derived");
            if d.on_equal.is_none() {
                self.reading(&path, "on_equal", "which of two lines that are equally close");
            }
            DerivedRule {
                budget: self.number(&d.budget, &format!("{path}.budget"), &environment),
                cost: self.number(&d.cost, &format!("{path}.cost"), &environment),
                spec: d.clone(),
            }
        });
        let any = step.number.is_some() || share.is_some() || derived.is_some() || !limits.is_empty();
        if any == step.everyone {
            let what = if any { "everyone, and a quantity besides" } else { "no quantity" };
            self.findings.push(
                Finding::error("quantity", path, format!("the step has {what}"))
                    .hint("give number, budget, capacity, share or derived, or else everyone: true"),
            );
        }
        let groups = (step.groups.iter().enumerate())
            .map(|(g, group)| self.group(group, step, &format!("{path}.groups[{g}]"), &environment))
            .collect();
        let reserve = step.reserve.clone().unwrap_or_default();
        if step.reserve.is_some() && step.rest != Rest::Reserve {
            self.fail("reserve", format!("{path}.reserve"), "a reserve list needs rest: reserve");
        }
        if reserve.max.is_some() && reserve.refill.is_none() {
            self.reading(&format!("{path}.reserve"), "refill", "whether the reserve list is filled up again");
        }
        StepRule {
            id,
            from,
            filter,
            per,
            order,
            ties,
            edge,
            number,
            limits,
            budget,
            share,
            derived,
            take_all_if_fit: step.if_all_fit == Some(IfAllFit::TakeAll),
            groups,
            rest: step.rest,
            reserve_max: reserve.max.map(|n| n as usize),
            refill: reserve.refill.unwrap_or(false),
            triggers: reserve.triggers,
            is_stage: false,
        }
    }

    fn number_rule(&mut self, step: &Step, path: &str, environment: &Environment) -> Option<NumberRule> {
        let number = step.number.as_ref()?;
        let path = format!("{path}.number");
        let formula = match (&number.exact, &number.min, &number.max) {
            (Some(exact), None, None) => exact,
            (None, Some(min), None) => min,
            (None, None, Some(max)) => max,
            (None, Some(min), Some(max)) if min == max => max,
            (None, Some(min), Some(max)) => match number.take {
                Some(Take::Min) => min,
                Some(Take::Max) => max,
                None => {
                    self.reading(
                        &path,
                        "take",
                        &format!("where between {} and {} to stop", min.text(), max.text()),
                    );
                    max
                }
            },
            _ => {
                self.fail("number", path, "give either exact, or min and max");
                return None;
            }
        };
        let places = self.number(formula, &path, environment);
        let min = number.min.as_ref().or(number.exact.as_ref()).map(|f| self.number(f, &path, environment));
        let max = number.max.as_ref().or(number.exact.as_ref()).map(|f| self.number(f, &path, environment));
        if let (Some(min), Some(max)) =
            (min.as_ref().and_then(Expr::as_number), max.as_ref().and_then(Expr::as_number))
            && min > max
        {
            self.fail("number", &path, format!("min {min} is above max {max}"));
        }
        for end in [&min, &max].into_iter().flatten().filter_map(Expr::as_number) {
            if end.to_count().is_none() {
                self.fail("number", &path, format!("{end} is no number of places"));
            }
        }
        Some(NumberRule { places, min, max, soft: number.soft })
    }

    fn limit(&mut self, budget: &Budget, path: &str, environment: &Environment) -> LimitRule {
        if budget.at_line.is_none() {
            self.reading(path, "at_line", "what happens at the first who does not fit");
        }
        LimitRule {
            amount: self.number(&budget.amount, &format!("{path}.amount"), environment),
            cost: self.number(&budget.cost, &format!("{path}.cost"), environment),
            at_line: budget.at_line.unwrap_or(super::spec::AtLine::Stop),
            part_min_percent: budget.part_min_percent.clone(),
        }
    }

    fn share(&mut self, share: &Share, path: &str, environment: &Environment) -> ShareRule {
        if share.of.is_none() {
            self.reading(path, "of", "of whom the share is taken");
        }
        if share.rounding.is_none() {
            self.reading(path, "rounding", "how the share is rounded to whole places");
        }
        let mut number = |f: &Formula, field: &str| self.number(f, &format!("{path}.{field}"), environment);
        ShareRule {
            percent: number(&share.percent, "percent"),
            at_least: share.at_least.as_ref().map(|f| number(f, "at_least")),
            at_most: share.at_most.as_ref().map(|f| number(f, "at_most")),
            spec: share.clone(),
        }
    }

    fn group(&mut self, group: &Group, step: &Step, path: &str, environment: &Environment) -> GroupRule {
        if group.filter.is_none() && group.each.is_none() {
            self.fail("group", path, "the group needs where or each");
        }
        if group.at_least.is_none() && group.at_most.is_none() {
            self.fail("group", path, "the group has neither at_least nor at_most");
        }
        if group.at_least.is_some() && group.if_unfilled.is_none() {
            self.reading(path, "if_unfilled", "what happens to a floor that cannot be filled");
        }
        if group.counts == GroupCounts::Budget && step.budget.is_none() {
            self.fail("group", path, "the group counts money, and the step has no budget");
        }
        GroupRule {
            id: group.id.clone(),
            filter: group.filter.as_ref().map(|f| self.truth(f, &format!("{path}.where"), environment)),
            each: group.each.as_ref().map(|f| self.expr(f, &format!("{path}.each"), environment, None)),
            at_least: group
                .at_least
                .as_ref()
                .map(|f| self.number(f, &format!("{path}.at_least"), environment)),
            at_most: group.at_most.as_ref().map(|f| self.number(f, &format!("{path}.at_most"), environment)),
            in_budget: group.counts == GroupCounts::Budget,
            keep_open: group.if_unfilled == Some(super::spec::Unfilled::KeepOpen),
        }
    }

    fn ties(&mut self, steps: &[TieStep], columns: &[Column], path: &str) -> (Vec<TieRule>, EdgeRule) {
        let mut rules = Vec::new();
        for (i, tie) in steps.iter().enumerate() {
            let path = format!("{path}.tie[{i}]");
            let given = [
                tie.by.is_some(),
                tie.prefer.is_some(),
                tie.earliest,
                tie.coverage.is_some(),
                tie.draw.is_some(),
                tie.expand.is_some(),
                tie.authority.is_some(),
                tie.stop,
            ];
            if given.iter().filter(|is| **is).count() != 1 || (tie.direction.is_some() && tie.by.is_none()) {
                self.fail("tie", &path, "exactly one way must be given");
                continue;
            }
            let edge = if let Some(draw) = &tie.draw {
                Some(EdgeRule::Draw(draw.clone()))
            } else if let Some(expand) = &tie.expand {
                Some(EdgeRule::Expand(expand.clone()))
            } else if let Some(authority) = &tie.authority {
                if authority.options.is_empty() {
                    self.fail(
                        "tie",
                        &path,
                        format!("the authority needs options: {:?}, {:?}", Choose::Expand, Choose::Draw),
                    );
                }
                Some(EdgeRule::Authority(authority.clone()))
            } else {
                tie.stop.then_some(EdgeRule::Stop)
            };
            if let Some(edge) = edge {
                if i + 1 < steps.len() {
                    self.findings.push(Finding::warning(
                        "tie-unreachable",
                        &path,
                        "what follows is never reached: nothing is tied any more after this",
                    ));
                }
                return (rules, edge);
            }
            if let Some(by) = &tie.by {
                rules.push(TieRule::Key(self.key(by, tie.direction, columns, &path)));
            } else if let Some(prefer) = &tie.prefer {
                let environment = self.environment(columns, None);
                rules.push(TieRule::Prefer(self.truth(prefer, &path, &environment)));
            } else if let Some(coverage) = &tie.coverage {
                let environment = self.environment(columns, None);
                let of = self.expr(&coverage.of, &path, &environment, Some(&Type::list(Type::Any)));
                if coverage.measure.is_none() {
                    self.reading(&path, "measure", "whether anything new counts or how much");
                }
                let measure = coverage.measure.unwrap_or(super::spec::CoverageMeasure::Any);
                rules.push(TieRule::Coverage { of, measure });
            } else {
                rules.push(TieRule::Earliest);
            }
        }
        (rules, EdgeRule::Stop)
    }
}

fn is_name(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
