//! Limits that can never bind or never be met: of what assessors differ by, of money, of groups, of shares; and steps into
//! which nobody can come.

use super::path_of;
use crate::engine::exact::Exact;
use crate::engine::expr::Expr;
use crate::engine::select::combine::Rule;
use crate::engine::select::compile::{ColumnKind, Compiled, GroupRule, StepRule};
use crate::engine::select::finding::Finding;
use crate::engine::select::spec::{AtLine, Combine, Rest, Spec, Spread, SpreadAction, SpreadMeasure};

/// All of them.
pub(super) fn bounds(spec: &Spec, compiled: &Compiled, findings: &mut Vec<Finding>) {
    assessors(spec, compiled, findings);
    for (s, (step, rule)) in spec.steps.iter().zip(&compiled.steps).enumerate() {
        let path = format!("steps[{s}]");
        for (name, sum) in [("budget", &step.budget), ("capacity", &step.capacity)] {
            let Some((sum, percent)) =
                sum.as_ref().and_then(|sum| Some((sum, sum.part_min_percent.as_ref()?)))
            else {
                continue;
            };
            let path = format!("{path}.{name}.part_min_percent");
            if sum.at_line.is_some_and(|at_line| at_line != AtLine::Part) {
                let message = "part_min_percent means nothing where no part is granted";
                findings.push(
                    Finding::error("field-not-used", &path, message)
                        .hint("write at_line: part, or take part_min_percent out"),
                );
            }
            if *percent > hundred() || percent.is_negative() {
                findings.push(Finding::error("bounds", path, format!("{percent} percent of the cost")));
            }
        }
        share(rule, &path, findings);
        groups(rule, &path, findings);
    }
    empty(spec, findings);
}

fn hundred() -> Exact {
    Exact::from_int(100)
}

fn rule_of(kind: &ColumnKind) -> Option<&Rule> {
    match kind {
        ColumnKind::Judged { rule, .. } => Some(rule),
        ColumnKind::Sum(sum) => sum.per_assessor.as_ref(),
        _ => None,
    }
}

fn assessors(spec: &Spec, compiled: &Compiled, findings: &mut Vec<Finding>) {
    let rules = || {
        compiled
            .columns
            .iter()
            .enumerate()
            .filter_map(|(c, column)| Some((c, column, rule_of(&column.kind)?)))
    };
    for (c, column, rule) in rules() {
        let path = path_of(spec, c);
        let own = spec.criteria.get(c).is_some_and(|criterion| criterion.rescale.is_some());
        if own && rule.combine != Some(Combine::RescaledMean) {
            findings.push(unscaled(format!("{path}.rescale")));
        }
        let Some(spread) = &rule.spread else { continue };
        let width = match spread.measure {
            SpreadMeasure::Points => column.extent.as_ref().map(|(low, high)| high - low),
            SpreadMeasure::PercentOfHigher => Some(hundred()),
        };
        if let Some(width) = width.filter(|width| never(spread, width)) {
            let message = format!("no two values differ by so much: {width} at most");
            findings.push(Finding::error("spread-limit", format!("{path}.spread"), message));
        }
        let first = rule.assessors.min.unwrap_or(1).max(2);
        if let (SpreadAction::OneMore, Some(max)) =
            (spread.action, rule.assessors.max.filter(|max| *max <= first))
        {
            let message = format!("{first} assess at first and {max} at most: nobody can be called in");
            findings.push(
                Finding::error("assessors", format!("{path}.assessors"), message)
                    .hint(format!("write max: {}, or another action", first + 1)),
            );
        }
    }
    let rescaled = rules().any(|(_, _, rule)| rule.combine == Some(Combine::RescaledMean));
    if spec.scoring.rescale.is_some() && !rescaled {
        findings.push(unscaled("scoring.rescale".to_owned()));
    }
}

fn unscaled(path: String) -> Finding {
    Finding::error("field-not-used", path, "nothing is rescaled: `combine` is not rescaled_mean")
        .hint("write combine: rescaled_mean, or take rescale out")
}

/// Whether no two values that are at most `width` apart are too far apart.
fn never(spread: &Spread, width: &Exact) -> bool {
    let more = spread.more_than.as_ref().is_some_and(|limit| limit >= width);
    more || spread.at_least.as_ref().is_some_and(|limit| limit > width)
}

fn share(rule: &StepRule, path: &str, findings: &mut Vec<Finding>) {
    let Some(share) = &rule.share else { return };
    if let Some(percent) = share.percent.as_number().filter(|n| **n > hundred() || n.is_negative()) {
        findings.push(Finding::error(
            "bounds",
            format!("{path}.share.percent"),
            format!("{percent} percent"),
        ));
    }
    crossed(share.at_least.as_ref(), share.at_most.as_ref(), &format!("{path}.share"), findings);
}

fn crossed(least: Option<&Expr>, most: Option<&Expr>, path: &str, findings: &mut Vec<Finding>) {
    if let (Some(least), Some(most)) = (least.and_then(Expr::as_number), most.and_then(Expr::as_number))
        && least > most
    {
        let message = format!("at_least {least} is above at_most {most}");
        findings.push(Finding::error("bounds", path, message));
    }
}

fn groups(rule: &StepRule, path: &str, findings: &mut Vec<Finding>) {
    for (g, group) in rule.groups.iter().enumerate() {
        let path = format!("{path}.groups[{g}]");
        crossed(group.at_least.as_ref(), group.at_most.as_ref(), &path, findings);
    }
    let floors = |in_budget: bool| -> Exact {
        let here = rule.groups.iter().filter(|group: &&GroupRule| group.in_budget == in_budget);
        here.filter_map(|group| group.at_least.as_ref()?.as_number().cloned()).sum()
    };
    let number = rule.number.as_ref();
    let places = number.and_then(|number| number.max.as_ref().unwrap_or(&number.places).as_number());
    let money = rule.budget.and_then(|at| rule.limits.get(at)).and_then(|limit| limit.amount.as_number());
    for (there, floors, noun) in [(places, floors(false), "places"), (money, floors(true), "of money")] {
        if let Some(there) = there.filter(|there| floors > **there) {
            let message = format!("the floors add up to {floors}, and there are {there} {noun}");
            findings.push(Finding::warning("bounds", format!("{path}.groups"), message).hint(
                "those who belong to several groups have one place: the last floors may stay unfilled",
            ));
        }
    }
}

/// Steps that choose among those who are left, where an earlier step lets nobody go on.
fn empty(spec: &Spec, findings: &mut Vec<Finding>) {
    let lets_nobody_on = |step: &crate::engine::select::spec::Step| {
        let all = step.from.is_none() && step.filter.is_none();
        all && (step.everyone || matches!(step.rest, Rest::Leave | Rest::Reserve))
    };
    let Some(last) = spec.steps.iter().position(lets_nobody_on) else { return };
    for (s, step) in spec.steps.iter().enumerate().skip(last + 1).filter(|(_, step)| step.from.is_none()) {
        let name = step.id.clone().unwrap_or_else(|| format!("step{}", s + 1));
        let message = format!("nobody can come into {name:?}: after step {} nobody is left", last + 1);
        findings.push(
            Finding::error("step-empty", format!("steps[{s}]"), message)
                .hint("say with `from` among whom it chooses, or write rest: next in the step before"),
        );
    }
}
