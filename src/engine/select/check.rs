//! Findings about the rules, before anybody applies.

mod bounds;

use super::super::exact::Exact;
use super::super::expr::{Expr, Value};
use super::bands::Table;
use super::compile::{Column, ColumnKind, Compiled, Side, TOTAL, compile};
use super::finding::{Finding, Severity};
use super::spec::{Direction, EdgeRule, Spec};

/// Everything there is to say about the rules, the worst first. A file with an error among it is not to be used.
///
/// A contradiction of the notice that is meant (`stated-maximum`, `weights-sum`, `bands-overlap`) is accepted by
/// a reading whose `point` is the code; the finding then becomes a note.
pub fn check(spec: &Spec) -> Vec<Finding> {
    let (compiled, mut findings) = compile(spec);
    facts(spec, &mut findings);
    for (c, column) in compiled.columns.iter().enumerate() {
        let path = path_of(spec, c);
        bands(column, &path, &mut findings);
        thresholds(column, &path, &mut findings);
        scale(spec, column, &path, &mut findings);
        price(column, &path, &mut findings);
    }
    unused(spec, &compiled, &mut findings);
    assessors(&compiled, spec, &mut findings);
    steps(&compiled, &mut findings);
    bounds::bounds(spec, &compiled, &mut findings);
    for finding in &mut findings {
        if is_accepted(spec, finding) {
            finding.severity = Severity::Info;
            finding.hint = Some("a declared reading accepts this".to_owned());
        }
    }
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.path.cmp(&b.path)));
    findings
}

/// Errors that a reading may accept: contradictions of the notice that can be computed all the same.
const ACCEPTABLE: &[&str] = &["stated-maximum", "weights-sum"];

/// Whether a declared reading accepts the finding.
pub fn is_accepted(spec: &Spec, finding: &Finding) -> bool {
    ACCEPTABLE.contains(&finding.code) && spec.readings.iter().any(|reading| reading.point == finding.code)
}

fn path_of(spec: &Spec, c: usize) -> String {
    if c < spec.criteria.len() { format!("criteria[{c}]") } else { TOTAL.to_owned() }
}

fn facts(spec: &Spec, findings: &mut Vec<Finding>) {
    let reads_facts = spec
        .checks
        .iter()
        .map(|check| check.require.text())
        .chain(spec.criteria.iter().filter_map(|c| c.value.as_ref()).map(super::spec::Formula::text))
        .any(|text| text.contains("facts."));
    if spec.facts.is_none() && reads_facts {
        findings.push(
            Finding::warning(
                "facts-undeclared",
                "facts",
                "the facts are not declared, so their names are checked only when used",
            )
            .hint("declare them: facts: {price: number, …}"),
        );
    }
}

fn bands(column: &Column, path: &str, findings: &mut Vec<Finding>) {
    let ColumnKind::Banded { table, .. } = &column.kind else { return };
    let faults = table.faults();
    let shown = |values: &[Value]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    for (a, b, at) in faults.overlaps {
        if table.rows[a].points == table.rows[b].points {
            continue;
        }
        let message = format!("rows {} and {} both apply at {}", a + 1, b + 1, shown(&at));
        let finding = Finding::error("bands-overlap", format!("{path}.bands"), message);
        findings.push(match table.on_overlap {
            Some(_) => Finding {
                severity: Severity::Info,
                hint: Some("on_overlap says which counts".to_owned()),
                ..finding
            },
            None => {
                finding.hint("mend the ends, or declare the reading: on_overlap: highest, lowest or first")
            }
        });
    }
    if let Some(at) = faults.hole {
        findings.push(
            Finding::error(
                "bands-hole",
                format!("{path}.bands"),
                format!("no row applies at {}", shown(&at)),
            )
            .hint("add a row, or say what everything else is worth: otherwise: 0"),
        );
    }
    unreachable_rows(table, path, findings);
}

fn unreachable_rows(table: &Table, path: &str, findings: &mut Vec<Finding>) {
    for (r, row) in table.rows.iter().enumerate() {
        let empty = row.ranges.iter().any(|range| {
            let low = range.at_least.as_ref().or(range.more_than.as_ref());
            let high = range.at_most.as_ref().or(range.below.as_ref());
            let open = range.more_than.is_some() || range.below.is_some();
            matches!((low, high), (Some(low), Some(high)) if low > high || (low == high && open))
        });
        if empty {
            findings.push(Finding::error(
                "band-empty",
                format!("{path}.bands[{r}]"),
                "no value falls in this row",
            ));
        }
    }
}

fn thresholds(column: &Column, path: &str, findings: &mut Vec<Finding>) {
    let Some((low, high)) = &column.extent else { return };
    for (side, limit) in &column.threshold {
        let Some(limit) = limit.as_number() else { continue };
        let reachable = side.holds(high, limit) || side.holds(low, limit);
        let always = side.holds(high, limit) && side.holds(low, limit);
        let path = format!("{path}.threshold");
        if !reachable {
            let message = format!(
                "{} {limit} cannot be reached: {} lies between {low} and {high}",
                side.word(),
                column.id
            );
            findings.push(Finding::error("threshold-unreachable", path, message));
        } else if always {
            let message = format!(
                "{} {limit} is always reached: {} lies between {low} and {high}",
                side.word(),
                column.id
            );
            findings.push(Finding::warning("threshold-idle", path, message));
        } else if matches!(
            (side, column.direction),
            (Side::AtLeast | Side::MoreThan, Direction::Low) | (Side::AtMost | Side::Below, Direction::High)
        ) {
            let message = format!("{} {limit} rejects the better end of {}", side.word(), column.id);
            findings.push(Finding::warning("threshold-direction", path, message));
        }
    }
}

fn scale(spec: &Spec, column: &Column, path: &str, findings: &mut Vec<Finding>) {
    let ColumnKind::Judged { scale, .. } = &column.kind else { return };
    if scale.words.is_empty() && spec.scoring.scale.as_ref() != Some(scale) {
        findings.push(
            Finding::info("scale-without-words", format!("{path}.scale"), "no value of the scale has a word")
                .hint("say what the values mean: words: {excellent: 5, …}"),
        );
    }
}

/// Formulas whose result hangs on who else takes part.
fn price(column: &Column, path: &str, findings: &mut Vec<Finding>) {
    let ColumnKind::Formula { value, .. } = &column.kind else { return };
    if super::ledger::reads_pool(value) && value.source().contains('/') {
        findings.push(
            Finding::warning(
                "price-relative",
                format!("{path}.value"),
                "the score of each depends on the others: when one drops out, the order of the rest can change",
            )
            .hint("say in the notice that nothing is computed again after the choice, or measure against a fixed price"),
        );
    }
    if column.extent.is_none() && column.weight.is_some() {
        findings.push(
            Finding::warning(
                "formula-unbounded",
                path,
                format!("the largest value of {:?} is not known", column.id),
            )
            .hint("state max, and min where it is not 0"),
        );
    }
}

/// Criteria that nothing uses.
fn unused(spec: &Spec, compiled: &Compiled, findings: &mut Vec<Finding>) {
    let mut used = vec![false; compiled.columns.len()];
    let mut read = |expr: &Expr| {
        for (root, fields) in expr.reads() {
            if let ("score" | "given", [id]) = (root, fields)
                && let Some(c) = compiled.columns.iter().position(|column| column.id == *id)
            {
                used[c] = true;
            }
        }
        // A pool is read member by member; which score is meant is inside the macro.
        if super::ledger::reads_pool(expr) {
            for (c, column) in compiled.columns.iter().enumerate() {
                let named = |root: &str| expr.source().contains(&format!("{root}.{}", column.id));
                used[c] |= named("score") || named("given");
            }
        }
    };
    compiled.checks.iter().for_each(|check| read(&check.require));
    for column in &compiled.columns {
        if let ColumnKind::Formula { value, .. } = &column.kind {
            read(value);
        }
        if let ColumnKind::Banded { values, .. } = &column.kind {
            values.iter().for_each(&mut read);
        }
    }
    for step in &compiled.steps {
        step.order.iter().for_each(|key| read(&key.value));
        for tie in &step.ties {
            match tie {
                super::compile::TieRule::Key(key) => read(&key.value),
                super::compile::TieRule::Prefer(e) | super::compile::TieRule::Coverage { of: e, .. } => {
                    read(e);
                }
                super::compile::TieRule::Earliest => {}
            }
        }
        let of_step = [&step.filter, &step.per].into_iter().flatten();
        of_step.for_each(&mut read);
        if let Some(number) = &step.number {
            [Some(&number.places), number.min.as_ref(), number.max.as_ref()]
                .into_iter()
                .flatten()
                .for_each(&mut read);
        }
        if let Some(share) = &step.share {
            let bounds = [&share.at_least, &share.at_most].into_iter().flatten();
            bounds.chain([&share.percent]).for_each(&mut read);
        }
        if let Some(derived) = &step.derived {
            [&derived.budget, &derived.cost].into_iter().for_each(&mut read);
        }
        for limit in &step.limits {
            read(&limit.cost);
            read(&limit.amount);
        }
        for group in &step.groups {
            [&group.filter, &group.each, &group.at_least, &group.at_most]
                .into_iter()
                .flatten()
                .for_each(&mut read);
        }
    }
    for column in &compiled.columns {
        if let ColumnKind::Sum(sum) = &column.kind {
            sum.parts.iter().for_each(|part| used[part.column] = true);
        }
    }
    for (c, column) in compiled.columns.iter().enumerate() {
        let gate = !column.threshold.is_empty() || matches!(column.kind, ColumnKind::Vote(_));
        let path = path_of(spec, c);
        if !used[c] && !gate && !column.advice {
            findings.push(
                Finding::warning(
                    "criterion-unused",
                    &path,
                    format!("{:?} is computed, and nothing uses it", column.id),
                )
                .hint("order by it, add it to the total, or mark it advice: true"),
            );
        }
        if used[c] && column.advice {
            findings.push(Finding::warning(
                "advice-used",
                path,
                format!("{:?} is advice, and yet it counts", column.id),
            ));
        }
    }
}

fn assessors(compiled: &Compiled, spec: &Spec, findings: &mut Vec<Finding>) {
    for (c, column) in compiled.columns.iter().enumerate() {
        let rule = match &column.kind {
            ColumnKind::Judged { rule, .. } => rule,
            ColumnKind::Sum(sum) => match &sum.per_assessor {
                Some(rule) => rule,
                None => continue,
            },
            _ => continue,
        };
        let several = rule.assessors.min.is_some_and(|n| n > 1) || rule.assessors.max.is_none_or(|n| n > 1);
        if rule.combine.is_none() && several {
            findings.push(
                Finding::warning(
                    "combine-missing",
                    path_of(spec, c),
                    format!("nothing says how several values of {:?} become one", column.id),
                )
                .hint("give combine: mean, median, consensus …, or assessors: {max: 1}"),
            );
        }
    }
}

fn steps(compiled: &Compiled, findings: &mut Vec<Finding>) {
    for (s, step) in compiled.steps.iter().enumerate() {
        let path = format!("steps[{s}]");
        let cuts = step.number.is_some() || step.share.is_some() || !step.limits.is_empty();
        if cuts && step.edge == EdgeRule::Stop {
            findings.push(
                Finding::info(
                    "tie-silent",
                    format!("{path}.tie"),
                    "equals at the edge stop the selection: nothing further is declared",
                )
                .hint("name what decides: a criterion, draw, expand, earliest"),
            );
        }
        if let Some(number) = &step.number
            && number.places.as_number().is_some_and(Exact::is_zero)
        {
            findings.push(Finding::error("number-zero", format!("{path}.number"), "nobody can be chosen"));
        }
        if let EdgeRule::Expand(expand, _) = &step.edge
            && let (Some(max), Some(places)) =
                (expand.max, step.number.as_ref().and_then(|n| n.places.as_number()))
            && Exact::from_int(i64::from(max)) <= *places
        {
            findings.push(Finding::error(
                "expand-max",
                format!("{path}.tie"),
                format!("a maximum of {max} never widens {places} places"),
            ));
        }
        if matches!(&step.edge, EdgeRule::Draw(draw) | EdgeRule::Expand(_, Some(draw)) if draw.witness.is_none())
        {
            findings.push(Finding::info(
                "draw-without-witness",
                format!("{path}.tie"),
                "nobody has to witness the draw",
            ));
        }
    }
}
