//! References: which of them count, and what each is worth.

use super::super::exact::Exact;
use super::super::expr::{Expr, Memo, Value};
use super::bands::Lookup;
use super::combine::{Sheet, combine};
use super::compile::{Column, ColumnKind};
use super::inputs::Marks;
use super::ledger::{Cell, Ledger, View, no_pool};
use super::outcome::{CountedReferences, IssueCode};
use super::score::{Notes, on_scale};
use super::spec::{Counts, Direction, ItemCombine};

/// Counts the references of every applicant in `of`.
pub fn count_references(ledger: &mut Ledger<'_>, of: &[usize]) {
    let rules = ledger.rules;
    for (l, list) in rules.references.iter().enumerate() {
        let lists = ledger.eval_each(&list.list, of, &[], &list.id, true);
        for (value, &i) in lists.into_iter().zip(of) {
            let items = match value {
                Some(Value::List(items)) => items,
                Some(Value::Null) => std::sync::Arc::default(),
                Some(other) => {
                    let message = format!("expected a list, found {}", other.kind_name());
                    ledger.note(IssueCode::InvalidFact, true, Some(i), &list.id, message);
                    ledger.facts_missing[i] = true;
                    continue;
                }
                None => {
                    ledger.facts_missing[i] = true;
                    continue;
                }
            };
            let mut fit = Vec::new();
            for (position, item) in items.iter().enumerate() {
                match item_value(ledger, list.filter.as_ref(), i, item) {
                    Ok(None | Some(Value::Bool(true))) => fit.push(position),
                    Ok(_) => {}
                    Err(message) => blocked(ledger, i, &list.id, message),
                }
            }
            if let Some(max) = list.max {
                if list.counts == Counts::Best {
                    let worth: Vec<Exact> =
                        fit.iter().map(|&p| item_worth(ledger, l, i, &items, p)).collect();
                    let mut ranked: Vec<usize> = (0..fit.len()).collect();
                    // Stable: of equals, the one listed first.
                    ranked.sort_by(|a, b| worth[*b].cmp(&worth[*a]));
                    fit = ranked.into_iter().map(|r| fit[r]).collect();
                }
                let mut taken: Vec<(Option<Value>, usize)> = Vec::new();
                let mut kept = Vec::new();
                for position in fit {
                    let group = match item_value(ledger, list.per.as_ref(), i, &items[position]) {
                        Ok(group) => group,
                        Err(message) => {
                            blocked(ledger, i, &list.id, message);
                            continue;
                        }
                    };
                    let slot = if let Some(slot) = taken.iter().position(|(known, _)| *known == group) {
                        slot
                    } else {
                        taken.push((group, 0));
                        taken.len() - 1
                    };
                    if taken[slot].1 < max {
                        taken[slot].1 += 1;
                        kept.push(position);
                    }
                }
                kept.sort_unstable();
                fit = kept;
            }
            let ignored = (0..items.len()).filter(|p| !fit.contains(p)).map(|p| p + 1).collect();
            ledger.counted[l][i] = Value::list(fit.iter().map(|&p| items[p].clone()));
            let counted = CountedReferences { counted: fit.iter().map(|p| p + 1).collect(), ignored };
            let applicant = ledger.id(i).to_owned();
            ledger.references.entry(list.id.clone()).or_default().insert(applicant, counted);
        }
    }
}

fn blocked(ledger: &mut Ledger<'_>, i: usize, subject: &str, message: String) {
    ledger.note(IssueCode::MissingFact, true, Some(i), subject, message);
    ledger.facts_missing[i] = true;
}

fn item_value(
    ledger: &Ledger<'_>,
    expr: Option<&Expr>,
    i: usize,
    item: &Value,
) -> Result<Option<Value>, String> {
    let Some(expr) = expr else { return Ok(None) };
    let pool = no_pool();
    let view = View { ledger, i: Some(i), item: Some(item), pool: &pool };
    expr.eval(&view, &mut Memo::new()).map(Some).map_err(|e| format!("{}: {e}", expr.source()))
}

/// What one reference is worth: by the list's own measure, or the points it earns in all criteria over the list.
fn item_worth(ledger: &Ledger<'_>, list: usize, i: usize, items: &[Value], position: usize) -> Exact {
    if let Some(by) = &ledger.rules.references[list].by {
        return match item_value(ledger, Some(by), i, &items[position]) {
            Ok(Some(Value::Number(n))) => n,
            _ => Exact::ZERO,
        };
    }
    let of_list = |column: &&Column| column.each.is_some_and(|(l, _)| l == list);
    let columns = ledger.rules.columns.iter().filter(of_list);
    let worth = |column: &Column| {
        let points = item_cell(ledger, column, i, &items[position], position).0?;
        Some(if column.direction == Direction::Low { &Exact::ZERO - &points } else { points })
    };
    columns.filter_map(worth).sum()
}

/// The value of one column for one reference.
fn item_cell(
    ledger: &Ledger<'_>,
    column: &Column,
    i: usize,
    item: &Value,
    position: usize,
) -> (Option<Exact>, Vec<(IssueCode, String)>) {
    let pool = no_pool();
    let view = View { ledger, i: Some(i), item: Some(item), pool: &pool };
    let (value, notes) = match &column.kind {
        ColumnKind::Judged { scale, rule, .. } => {
            let name = match item.at(&["id".to_owned()]) {
                Some(Value::Text(id)) => id.to_string(),
                _ => (position + 1).to_string(),
            };
            let marks = ledger.applicants[i].items.get(&column.id).and_then(|items| items.get(&name));
            let mut notes = Vec::new();
            let empty = Marks::default();
            let marks_of = marks.map_or(&empty, |m| &m.scores);
            let (values, _) = on_scale(ledger.applicants[i], &column.id, scale, None, marks_of, &mut notes);
            if notes.is_empty() {
                let combined =
                    combine(rule, &Sheet { values, consensus: marks.and_then(|m| m.consensus.clone()) });
                let named = combined
                    .notes
                    .into_iter()
                    .map(|(code, text)| (code, format!("reference {name}: {text}")));
                (combined.value, named.collect())
            } else {
                (None, notes)
            }
        }
        ColumnKind::Banded { values, table } => {
            let found: Result<Vec<Value>, _> =
                values.iter().map(|expr| expr.eval(&view, &mut Memo::new())).collect();
            match found {
                Ok(values) => looked_up(table.look_up(&values), &values),
                Err(e) => (None, vec![(IssueCode::MissingFact, e.to_string())]),
            }
        }
        ColumnKind::Formula { value, .. } => match value.eval(&view, &mut Memo::new()) {
            Ok(Value::Number(n)) => (Some(n), Vec::new()),
            Ok(other) => {
                (None, vec![(IssueCode::NoResult, format!("expected a number, found {}", other.kind_name()))])
            }
            Err(e) => (None, vec![(IssueCode::NoResult, format!("{}: {e}", value.source()))]),
        },
        _ => (None, Vec::new()),
    };
    let capped = match (value, &column.cap) {
        (Some(value), Some(cap)) => match cap.eval(&view, &mut Memo::new()) {
            Ok(Value::Number(cap)) => Some(value.min(cap)),
            _ => None,
        },
        (value, _) => value,
    };
    (capped, notes)
}

pub fn looked_up(lookup: Lookup, values: &[Value]) -> (Option<Exact>, Vec<(IssueCode, String)>) {
    let shown = || values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let rows = |rows: &[usize]| rows.iter().map(|r| (r + 1).to_string()).collect::<Vec<_>>().join(" and ");
    match lookup {
        Lookup::Points(points) => (Some(points), Vec::new()),
        Lookup::Overlapping { points, rows: hits } => {
            let message = format!("{} falls in rows {}; {points} counts", shown(), rows(&hits));
            (Some(points), vec![(IssueCode::BandOverlap, message)])
        }
        Lookup::Ambiguous(hits) => {
            let message = format!("{} falls in rows {}, and nothing says which counts", shown(), rows(&hits));
            (None, vec![(IssueCode::BandOverlap, message)])
        }
        Lookup::Hole => (None, vec![(IssueCode::BandHole, format!("no row of the table has {}", shown()))]),
    }
}

/// One value from all the references that count.
pub fn over_items(
    ledger: &Ledger<'_>,
    column: &Column,
    list: usize,
    how: ItemCombine,
    i: usize,
    notes: &mut Notes,
) -> Cell {
    let Value::List(items) = &ledger.counted[list][i] else { return Cell::Missing };
    let list_id = &ledger.rules.references[list].id;
    let positions = ledger.references.get(list_id).and_then(|all| all.get(ledger.id(i)));
    let mut values = Vec::with_capacity(items.len());
    let mut complete = true;
    for (at, item) in items.iter().enumerate() {
        let position = positions.and_then(|p| p.counted.get(at)).map_or(at, |p| p - 1);
        let (value, found) = item_cell(ledger, column, i, item, position);
        notes.extend(found.into_iter().map(|(code, text)| (i, code, text)));
        match value {
            Some(value) => values.push(value),
            None => complete = false,
        }
    }
    if !complete {
        return Cell::Missing;
    }
    let sum: Exact = values.iter().sum();
    let zero = || Exact::ZERO;
    Cell::Value(match how {
        ItemCombine::Sum => sum,
        ItemCombine::Mean => sum.checked_div(&Exact::from_count(values.len())).unwrap_or_else(zero),
        ItemCombine::Highest => values.into_iter().max().unwrap_or_else(zero),
        ItemCombine::Lowest => values.into_iter().min().unwrap_or_else(zero),
    })
}
