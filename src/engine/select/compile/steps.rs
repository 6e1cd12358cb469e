//! Steps of the choice: order, ties, quantity, groups.

use super::{
    Column, Compiler, DerivedRule, GroupRule, Key, LimitRule, NumberRule, ShareRule, StepRule, TOTAL, TieRule,
};
use crate::engine::expr::{Environment, Expr, Type, nearest};
use crate::engine::select::finding::Finding;
use crate::engine::select::spec::{
    AtLine, Budget, Choose, CoverageMeasure, Direction, EdgeRule, Formula, Group, GroupCounts, IfAllFit,
    OrderKey, Rest, Share, Step, Take, TieStep, Unfilled,
};

/// Words that end a tie, or say what goes before.
const TIE_WORDS: [&str; 4] = ["earliest", "draw", "expand", "stop"];

impl Compiler<'_> {
    pub(super) fn key(
        &mut self,
        by: &Formula,
        direction: Option<Direction>,
        columns: &[Column],
        path: &str,
    ) -> Key {
        let environment = self.environment(columns, None);
        let alias = columns.iter().any(|column| column.id == by.text());
        let formula = if alias { Formula(format!("score.{}", by.text())) } else { by.clone() };
        let (text, known) = (by.text(), self.findings.len());
        let value = self.expr(&formula, path, &environment, None);
        let is_word = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if is_word && let Some(finding) = self.findings.get_mut(known) {
            // A criterion is called by its id alone.
            let ids: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
            let near = nearest(text, ids.iter().copied().chain(TIE_WORDS));
            finding.hint = Some(match near {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!(
                    "there are the criteria {}, facts by `facts.…`, and {}",
                    ids.join(", "),
                    TIE_WORDS.join(", ")
                ),
            });
        }
        let of_column = || match value.as_path() {
            Some(("score", [id])) => {
                columns.iter().find(|column| column.id == *id).map(|column| column.direction)
            }
            _ => None,
        };
        let direction = direction.or_else(of_column).unwrap_or_default();
        Key { value, direction }
    }

    pub(super) fn steps(&mut self, columns: &[Column]) -> Vec<StepRule> {
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

    pub(super) fn step(
        &mut self,
        step: &Step,
        id: String,
        index: usize,
        path: &str,
        columns: &[Column],
    ) -> StepRule {
        let before = || self.step_ids[..index].iter().map(|id| id.replace('-', "_"));
        let counts = |names: Vec<String>| Type::record(names.into_iter().map(|id| (id, Type::Number)));
        let (taken, left) = (counts(before().collect()), counts(before().collect()));
        let environment =
            self.environment(columns, None).with_shared("taken", taken).with_shared("left", left);
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

    pub(super) fn number_rule(
        &mut self,
        step: &Step,
        path: &str,
        environment: &Environment,
    ) -> Option<NumberRule> {
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

    pub(super) fn limit(&mut self, budget: &Budget, path: &str, environment: &Environment) -> LimitRule {
        if budget.at_line.is_none() {
            self.reading(path, "at_line", "what happens at the first who does not fit");
        }
        LimitRule {
            amount: self.number(&budget.amount, &format!("{path}.amount"), environment),
            cost: self.number(&budget.cost, &format!("{path}.cost"), environment),
            at_line: budget.at_line.unwrap_or(AtLine::Stop),
            part_min_percent: budget.part_min_percent.clone(),
        }
    }

    pub(super) fn share(&mut self, share: &Share, path: &str, environment: &Environment) -> ShareRule {
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

    pub(super) fn group(
        &mut self,
        group: &Group,
        step: &Step,
        path: &str,
        environment: &Environment,
    ) -> GroupRule {
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
            keep_open: group.if_unfilled == Some(Unfilled::KeepOpen),
        }
    }

    pub(super) fn ties(
        &mut self,
        steps: &[TieStep],
        columns: &[Column],
        path: &str,
    ) -> (Vec<TieRule>, EdgeRule) {
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
            // `expand` with a maximum may be followed by lots, for more than that.
            let lots = steps.get(i + 1).filter(|next| {
                let alone = TieStep { draw: next.draw.clone(), ..TieStep::default() };
                tie.expand.as_ref().is_some_and(|expand| expand.max.is_some()) && **next == alone
            });
            let lots = lots.and_then(|next| next.draw.clone());
            let last = i + usize::from(lots.is_some());
            let edge = if let Some(draw) = &tie.draw {
                Some(EdgeRule::Draw(draw.clone()))
            } else if let Some(expand) = &tie.expand {
                Some(EdgeRule::Expand(expand.clone(), lots))
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
                if last + 1 < steps.len() {
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
                let measure = coverage.measure.unwrap_or(CoverageMeasure::Any);
                rules.push(TieRule::Coverage { of, measure });
            } else {
                rules.push(TieRule::Earliest);
            }
        }
        (rules, EdgeRule::Stop)
    }
}
