//! Criteria: each becomes a column of values.

use std::collections::BTreeMap;

use super::{Column, ColumnKind, Compiler, Side, TOTAL};
use crate::engine::exact::Exact;
use crate::engine::expr::{Environment, Expr};
use crate::engine::select::bands::Table;
use crate::engine::select::combine::Rule;
use crate::engine::select::finding::Finding;
use crate::engine::select::ledger::reads_pool;
use crate::engine::select::spec::{
    Combine, Criterion, CriterionKind, Direction, Formula, ItemCombine, Majority, RescaleKind, Scale,
    Threshold, Unlisted, VoteBase,
};

impl Compiler<'_> {
    pub(super) fn columns(&mut self) -> Vec<Column> {
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

    pub(super) fn column(&mut self, criterion: &Criterion, path: &str, before: &[Column]) -> Column {
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
            // Of places the first is the best, whatever the points are.
            ColumnKind::Judged { rule, .. } if rule.gives_places() => Direction::Low,
            ColumnKind::Sum(sum) if sum.per_assessor.as_ref().is_some_and(Rule::gives_places) => {
                Direction::Low
            }
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

    pub(super) fn fields_that_do_not_apply(&mut self, c: &Criterion, path: &str) {
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

    pub(super) fn threshold(
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

    pub(super) fn rule(&mut self, criterion: &Criterion, path: &str) -> Rule {
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

    pub(super) fn judged(
        &mut self,
        criterion: &Criterion,
        path: &str,
    ) -> (ColumnKind, Option<(Exact, Exact)>) {
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

    pub(super) fn banded(
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

    pub(super) fn formula(
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
        if reads_pool(&value) && c.each.is_some() {
            self.fail("pool-each", path, "a value for each reference cannot look at the pool");
        }
        if reads_pool(&value) && c.pool.is_none() {
            self.reading(path, "pool", "whom the formula compares with");
        }
        let extent = match (&c.min, &c.max) {
            (low, Some(high)) => Some((low.clone().unwrap_or(Exact::ZERO), high.clone())),
            _ => None,
        };
        (ColumnKind::Formula { value, pool: c.pool }, extent)
    }

    pub(super) fn vote(&mut self, c: &Criterion, path: &str) -> (ColumnKind, Option<(Exact, Exact)>) {
        let majority = c.majority.clone().unwrap_or_else(|| {
            self.reading(path, "majority", "when a vote is carried");
            Majority { more_than: None, at_least: None, of: VoteBase::Cast }
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
}

fn is_name(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
