//! Criteria that add up others: the total, blocks, rankings with weights of their own.

use super::{Column, ColumnKind, Compiler, Part, SumRule};
use crate::engine::exact::Exact;
use crate::engine::select::finding::Finding;
use crate::engine::select::spec::{Criterion, Direction, Method, ScaledFrom};

impl Compiler<'_> {
    pub(super) fn sum(
        &mut self,
        c: &Criterion,
        path: &str,
        before: &[Column],
    ) -> (ColumnKind, Option<(Exact, Exact)>) {
        let ids = if !c.of.is_empty() {
            c.of.clone()
        } else if !c.weights.is_empty() {
            c.weights.keys().cloned().collect()
        } else {
            Self::default_parts(before)
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
                    self.fail("scale-to", path, "the largest sum is not known, so it cannot be stretched");
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
    pub(super) fn default_parts(before: &[Column]) -> Vec<String> {
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

    pub(super) fn scaled(
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
        if let Some(factor) = weight.checked_div(&(best - worst)) {
            (worst.clone(), factor)
        } else {
            self.fail("scaled-empty", path, format!("{:?} has only one value", part.id));
            (Exact::ZERO, weight.clone())
        }
    }

    pub(super) fn sum_direction(
        &mut self,
        c: &Criterion,
        sum: &SumRule,
        before: &[Column],
        path: &str,
    ) -> Direction {
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
}
