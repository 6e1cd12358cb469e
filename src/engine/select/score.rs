//! Values: references counted, criteria judged, computed, voted and added, thresholds applied.

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::super::expr::Value;
use super::combine::{Rule, Sheet, combine, rescale};
use super::compile::{Column, ColumnKind, Part, SumRule};
use super::inputs::{Applicant, Mark, Marks};
use super::items::{looked_up, over_items};
use super::ledger::{Cell, Ledger, reads_pool};
use super::outcome::{Failed, IssueCode};
use super::spec::{Combine, Direction, NotApplicable, PoolKind, Scale, Unlisted, VoteBase};

/// Notes of one criterion that become issues: for whom, which, and the sentence.
pub type Notes = Vec<(usize, IssueCode, String)>;

/// Computes every column that is scored after `after`, for `of`, and applies its thresholds.
pub fn score(ledger: &mut Ledger<'_>, after: Option<usize>, of: &[usize]) {
    for c in 0..ledger.rules.columns.len() {
        if ledger.rules.columns[c].after == after {
            column(ledger, c, of);
            if !ledger.rules.columns[c].advice {
                thresholds(ledger, c, of);
            }
        }
    }
}

fn column(ledger: &mut Ledger<'_>, c: usize, of: &[usize]) {
    let rules = ledger.rules;
    let column = &rules.columns[c];
    let mut notes: Notes = Vec::new();
    let mut cells = vec![Cell::None; of.len()];
    let done: Vec<Cell> = if let Some((list, how)) = column.each {
        of.iter().map(|&i| over_items(ledger, column, list, how, i, &mut notes)).collect()
    } else {
        match &column.kind {
            ColumnKind::Judged { scale, rule, not_applicable } => {
                judged(ledger, column, scale, rule, *not_applicable, of, &mut notes)
            }
            ColumnKind::Banded { values, table } => {
                let each: Vec<Vec<Option<Value>>> =
                    values.iter().map(|expr| ledger.eval_each(expr, of, of, &column.id, false)).collect();
                (0..of.len())
                    .map(|at| {
                        let row: Option<Vec<Value>> = each.iter().map(|values| values[at].clone()).collect();
                        let Some(row) = row else { return Cell::Missing };
                        let (value, found) = looked_up(table.look_up(&row), &row);
                        notes.extend(found.into_iter().map(|(code, text)| (of[at], code, text)));
                        value.map_or(Cell::Missing, Cell::Value)
                    })
                    .collect()
            }
            ColumnKind::Formula { value, pool } => {
                let qualified = *pool == Some(PoolKind::Qualified);
                let asked: Vec<usize> =
                    of.iter().copied().filter(|&i| !(qualified && ledger.failed[i])).collect();
                // Whoever cannot be placed yet could still set the scale for everybody.
                let incomplete = reads_pool(value)
                    && asked.iter().any(|&i| ledger.value_missing[i] || ledger.facts_missing[i]);
                let numbers = ledger.number_each(value, &asked, &asked, &column.id, false);
                if incomplete {
                    let message = "the formula compares with others, and not all of them can be placed yet";
                    notes.extend(asked.iter().map(|&i| (i, IssueCode::ScoresIncomplete, message.to_owned())));
                }
                let mut numbers = asked.iter().zip(numbers).peekable();
                of.iter()
                    .map(|i| match numbers.next_if(|(asked, _)| *asked == i) {
                        Some((_, Some(n))) if !incomplete => Cell::Value(n),
                        Some(_) => Cell::Missing,
                        None => Cell::None,
                    })
                    .collect()
            }
            ColumnKind::Vote(majority) => of
                .iter()
                .map(|&i| {
                    let applicant = ledger.applicants[i];
                    let votes = applicant.votes.get(&column.id);
                    let has_voted = |asked: &&String| votes.is_some_and(|votes| votes.contains_key(*asked));
                    if let Some(asked) = applicant.assigned.iter().find(|asked| !has_voted(asked))
                        && votes.is_some_and(|votes| !votes.is_empty())
                    {
                        notes.push((i, IssueCode::MissingVote, format!("{asked} has not voted")));
                        return Cell::Missing;
                    }
                    let all = votes.map_or(0, BTreeMap::len);
                    let yes = votes.map_or(0, |v| v.values().filter(|vote| **vote == Some(true)).count());
                    let cast = votes.map_or(0, |v| v.values().filter(|vote| vote.is_some()).count());
                    let base = if majority.of == VoteBase::Cast { cast } else { all };
                    if let Some(share) = Exact::from_count(yes).checked_div(&Exact::from_count(base)) {
                        Cell::Value(share)
                    } else {
                        notes.push((i, IssueCode::MissingVote, "no vote was cast".to_owned()));
                        Cell::Missing
                    }
                })
                .collect(),
            ColumnKind::Order(unlisted) => ordered(ledger, column, *unlisted, of, &mut notes),
            ColumnKind::Sum(sum) => added(ledger, sum, of, &mut notes),
        }
    };
    cells.splice(.., done);
    for (i, code, message) in notes {
        ledger.note(code, false, Some(i), &column.id, message);
    }
    if column.each.is_none()
        && let Some(cap) = &column.cap
    {
        let caps = ledger.number_each(cap, of, of, &column.id, false);
        for (cell, cap) in cells.iter_mut().zip(caps) {
            if let Cell::Value(value) = cell {
                *cell = cap.map_or(Cell::Missing, |cap| Cell::Value(value.clone().min(cap)));
            }
        }
    }
    for (cell, &i) in cells.into_iter().zip(of) {
        ledger.cells[c][i] = cell;
    }
}

/// The marks that count and lie on the scale, and how many said that the criterion does not apply.
pub fn on_scale<'m>(
    applicant: &'m Applicant,
    criterion: &str,
    scale: &Scale,
    not_applicable: Option<NotApplicable>,
    marks: &'m Marks,
    notes: &mut Vec<(IssueCode, String)>,
) -> (Vec<(&'m str, Exact)>, usize) {
    let mut values: Vec<(&str, Exact)> = Vec::with_capacity(marks.0.len());
    let mut without = 0;
    for (assessor, mark) in &marks.0 {
        if applicant.removed.iter().any(|r| r.criterion == criterion && r.assessor == *assessor) {
            continue;
        }
        let value = match mark {
            Mark::Absent => continue,
            Mark::NotApplicable => {
                if not_applicable.is_none() {
                    notes.push((
                        IssueCode::InvalidScore,
                        format!("{assessor}: the rules do not allow \"not applicable\""),
                    ));
                }
                without += 1;
                continue;
            }
            Mark::Points(value) => scale.accept(value).map(|()| value.clone()),
            Mark::Word(word) => scale.word(word),
        };
        if values.iter().any(|(known, _)| known == assessor) {
            notes.push((IssueCode::DuplicateId, format!("{assessor} has given two values")));
            continue;
        }
        match value {
            Ok(value) => values.push((assessor, value)),
            Err(e) => notes.push((IssueCode::InvalidScore, format!("{assessor}: {e}"))),
        }
    }
    (values, without)
}

/// Those of whom a value was asked and who gave none, not even an absence.
fn silent<'m>(applicant: &'m Applicant, marks: Option<&Marks>) -> Option<&'m String> {
    applicant
        .assigned
        .iter()
        .find(|asked| !marks.is_some_and(|m| m.0.iter().any(|(assessor, _)| assessor == *asked)))
}

fn judged(
    ledger: &Ledger<'_>,
    column: &Column,
    scale: &Scale,
    rule: &Rule,
    not_applicable: Option<NotApplicable>,
    of: &[usize],
    notes: &mut Notes,
) -> Vec<Cell> {
    let empty = Marks::default();
    let mut cells = vec![Cell::None; of.len()];
    let mut sheets = Vec::with_capacity(of.len());
    for (at, &i) in of.iter().enumerate() {
        let applicant = ledger.applicants[i];
        let marks = applicant.scores.get(&column.id);
        let mut found = Vec::new();
        let (values, without) =
            on_scale(applicant, &column.id, scale, not_applicable, marks.unwrap_or(&empty), &mut found);
        let consensus = applicant.consensus.get(&column.id).cloned();
        if let Some(e) = consensus.as_ref().and_then(|agreed| scale.accept(agreed).err()) {
            found.push((IssueCode::InvalidScore, format!("consensus: {e}")));
        }
        if let Some(asked) = silent(applicant, marks) {
            found.push((IssueCode::MissingScore, format!("{asked} has not scored")));
        }
        if !found.is_empty() {
            cells[at] = Cell::Missing;
        } else if values.is_empty() && consensus.is_none() && without > 0 {
            cells[at] = match not_applicable {
                Some(NotApplicable::LeaveOut) => Cell::LeftOut,
                Some(NotApplicable::Lowest) => Cell::Value(scale.min.clone()),
                Some(NotApplicable::Highest) => Cell::Value(scale.max.clone()),
                None => Cell::Missing,
            };
        }
        notes.extend(found.into_iter().map(|(code, text)| (i, code, text)));
        sheets.push(Sheet { values, consensus });
    }
    combine_all((rule, scale.direction), sheets, &mut cells, of, notes);
    cells
}

/// Combines every sheet whose cell is still empty. `good` is the better end of what the sheets hold.
fn combine_all(
    (rule, good): (&Rule, Direction),
    mut sheets: Vec<Sheet<'_>>,
    cells: &mut [Cell],
    of: &[usize],
    notes: &mut Notes,
) {
    let rescaled = rule.combine == Some(Combine::RescaledMean);
    if rescaled && let Some(how) = &rule.rescale {
        rescale(how, good, &mut sheets);
    }
    for (at, sheet) in sheets.iter().enumerate() {
        if cells[at] != Cell::None {
            continue;
        }
        let combined = combine(rule, sheet);
        notes.extend(combined.notes.into_iter().map(|(code, text)| (of[at], code, text)));
        cells[at] = combined.value.map_or(Cell::Missing, Cell::Value);
    }
    // Where assessors are measured against one another, one missing score moves everybody.
    if rescaled && cells.contains(&Cell::Missing) {
        for (at, cell) in cells.iter_mut().enumerate() {
            if matches!(cell, Cell::Value(_)) {
                *cell = Cell::Missing;
                let message = "assessors are compared with one another, and not every score is in";
                notes.push((of[at], IssueCode::ScoresIncomplete, message.to_owned()));
            }
        }
    }
}

fn ordered(
    ledger: &Ledger<'_>,
    column: &Column,
    unlisted: Unlisted,
    of: &[usize],
    notes: &mut Notes,
) -> Vec<Cell> {
    let given = ledger.inputs.orders.get(&column.id);
    of.iter()
        .map(|&i| {
            let place = given.and_then(|given| given.order.iter().position(|id| id == ledger.id(i)));
            match (place, unlisted, given) {
                (Some(place), _, _) => Cell::Value(Exact::from_count(place + 1)),
                (None, Unlisted::NotChosen, Some(_)) => Cell::None,
                (None, Unlisted::Last, Some(given)) => Cell::Value(Exact::from_count(given.order.len() + 1)),
                (None, _, _) => {
                    let what = if given.is_some() {
                        "the order does not name this applicant"
                    } else {
                        "no order is given"
                    };
                    notes.push((i, IssueCode::NotOrdered, what.to_owned()));
                    Cell::Missing
                }
            }
        })
        .collect()
}

fn added(ledger: &Ledger<'_>, sum: &SumRule, of: &[usize], notes: &mut Notes) -> Vec<Cell> {
    if let Some(rule) = &sum.per_assessor {
        return added_per_assessor(ledger, sum, rule, of, notes);
    }
    let all: Exact = sum.parts.iter().map(|part| &part.weight).sum();
    of.iter()
        .map(|&i| {
            let mut value = Exact::ZERO;
            let mut present = Exact::ZERO;
            let mut left_out = false;
            for part in &sum.parts {
                match &ledger.cells[part.column][i] {
                    Cell::Value(n) => {
                        value += &if part.offset.is_zero() {
                            n * &part.factor
                        } else {
                            &(n - &part.offset) * &part.factor
                        };
                        present += &part.weight;
                    }
                    Cell::LeftOut => left_out = true,
                    Cell::Missing => return Cell::Missing,
                    Cell::None => return Cell::None,
                }
            }
            if left_out {
                // The weights of what applies are stretched over what does not.
                match (&value * &all).checked_div(&present) {
                    Some(stretched) => value = stretched,
                    None => return Cell::LeftOut,
                }
            }
            match &sum.divide_by {
                Some(by) => value.checked_div(by).map_or(Cell::Missing, Cell::Value),
                None => Cell::Value(value),
            }
        })
        .collect()
}

/// Each assessor's own sum, then one value from these.
fn added_per_assessor(
    ledger: &Ledger<'_>,
    sum: &SumRule,
    rule: &Rule,
    of: &[usize],
    notes: &mut Notes,
) -> Vec<Cell> {
    let empty = Marks::default();
    let mut cells = vec![Cell::None; of.len()];
    let mut sheets = Vec::new();
    for (at, &i) in of.iter().enumerate() {
        let applicant = ledger.applicants[i];
        // In the order in which the assessors first appear.
        let mut sums: Vec<(&str, Exact, usize)> = Vec::new();
        let mut found = Vec::new();
        for part in &sum.parts {
            let column = &ledger.rules.columns[part.column];
            let ColumnKind::Judged { scale, not_applicable, .. } = &column.kind else { continue };
            let marks = applicant.scores.get(&column.id).unwrap_or(&empty);
            let (values, _) = on_scale(applicant, &column.id, scale, *not_applicable, marks, &mut found);
            for (assessor, value) in values {
                let value = &(&value - &part.offset) * &part.factor;
                match sums.iter_mut().find(|(known, ..)| *known == assessor) {
                    Some((_, so_far, parts)) => {
                        *so_far += &value;
                        *parts += 1;
                    }
                    None => sums.push((assessor, value, 1)),
                }
            }
        }
        if let Some((assessor, _, parts)) = sums.iter().find(|(_, _, parts)| *parts < sum.parts.len()) {
            let message = format!("{assessor} has scored {parts} of {} criteria", sum.parts.len());
            found.push((IssueCode::MissingScore, message));
        }
        if !found.is_empty() {
            cells[at] = Cell::Missing;
        }
        notes.extend(found.into_iter().map(|(code, text)| (i, code, text)));
        let divide = |value: Exact| match &sum.divide_by {
            Some(by) => value.checked_div(by).unwrap_or(value),
            None => value,
        };
        let values = sums.into_iter().map(|(assessor, value, _)| (assessor, divide(value))).collect();
        sheets.push(Sheet { values, consensus: applicant.consensus.get("total").cloned() });
    }
    // A part that is turned round is good where it is high.
    let is_low = |part: &Part| {
        let column = &ledger.rules.columns[part.column];
        let low =
            matches!(&column.kind, ColumnKind::Judged { scale, .. } if scale.direction == Direction::Low);
        low && !part.factor.is_negative()
    };
    let good = if sum.parts.iter().all(is_low) { Direction::Low } else { Direction::High };
    combine_all((rule, good), sheets, &mut cells, of, notes);
    cells
}

fn thresholds(ledger: &mut Ledger<'_>, c: usize, of: &[usize]) {
    let rules = ledger.rules;
    let column = &rules.columns[c];
    let mut limits = Vec::new();
    for (side, limit) in &column.threshold {
        match ledger.pool_number(limit, of, &column.id) {
            Some(limit) => limits.push((*side, limit)),
            None => return,
        }
    }
    let carried = match &column.kind {
        ColumnKind::Vote(majority) => Some(majority),
        _ => None,
    };
    // An order that leaves somebody out on purpose rejects, without a number to show.
    let gate = !limits.is_empty() || carried.is_some();
    for &i in of {
        let value = match &ledger.cells[c][i] {
            Cell::Value(value) => value.clone(),
            Cell::Missing if gate => {
                ledger.value_missing[i] = true;
                continue;
            }
            Cell::None if matches!(column.kind, ColumnKind::Order(_)) => {
                ledger.failed[i] = true;
                continue;
            }
            _ => continue,
        };
        let mut reasons = Vec::new();
        for (side, limit) in &limits {
            if !side.holds(&value, limit) {
                reasons.push(format!("score.{} must be {} {limit}, is {value}", column.id, side.word()));
            }
        }
        if let Some(majority) = carried {
            if let Some(limit) = majority.more_than.as_ref().filter(|limit| value <= **limit) {
                reasons.push(format!("more than {limit} of the votes must be in favour, {value} are"));
            }
            if let Some(limit) = majority.at_least.as_ref().filter(|limit| value < **limit) {
                reasons.push(format!("at least {limit} of the votes must be in favour, {value} are"));
            }
        }
        if !reasons.is_empty() {
            ledger.failed[i] = true;
            let applicant = ledger.id(i).to_owned();
            ledger.failures.push(Failed {
                applicant,
                criterion: column.id.clone(),
                value,
                reason: reasons.join("; "),
            });
        }
    }
}
