//! What several people type into one draft at once, put together.

use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::FieldKind;
use crate::engine::workflow::form::{Answer, Content, Row};

/// Rows of a list that are put together one by one at most: beyond it a list is one answer like any other.
const ROWS_MERGED_MAX: usize = 200;

/// Puts what was typed together with what others saved since `base` was shown: a field that only one
/// side changed is taken from that side, and so is each row of a list, each cell of a row and each of
/// several choices. Fields that both changed, each in another way, are named and stand as typed. Files
/// are never typed: they stay as they are in `current`.
pub fn merge(
    definition: &Definition,
    base: &Content,
    current: &Content,
    typed: &Content,
) -> (Content, Vec<String>) {
    let mut merged = current.clone();
    let mut conflicts = Vec::new();
    for field in definition.forms().flat_map(|(_, fields)| fields) {
        if matches!(field.takes, FieldKind::Files { .. }) {
            continue;
        }
        let [base, current, typed] = [base, current, typed].map(|content| content.answers.get(&field.id));
        if typed == base || typed == current {
            continue;
        }
        let (answer, conflict) = if current == base {
            (typed.cloned(), false)
        } else {
            both_changed(&field.takes, base, current, typed)
        };
        if conflict {
            conflicts.push(field.id.clone());
        }
        match answer {
            Some(answer) => merged.answers.insert(field.id.clone(), answer),
            None => merged.answers.remove(&field.id),
        };
    }
    (merged, conflicts)
}

/// An answer that both sides changed since `base`, and whether they changed the same of it.
fn both_changed(
    takes: &FieldKind,
    base: Option<&Answer>,
    current: Option<&Answer>,
    typed: Option<&Answer>,
) -> (Option<Answer>, bool) {
    let sides = [base, current, typed];
    match takes {
        FieldKind::Choices { options, .. } => {
            let [base, current, typed] = sides.map(|answer| match answer {
                Some(Answer::Several(chosen)) => chosen.as_slice(),
                _ => &[],
            });
            let keeps = |id: &String| {
                let of = if typed.contains(id) == base.contains(id) { current } else { typed };
                of.contains(id)
            };
            let chosen: Vec<_> =
                options.iter().map(|option| option.id.clone()).filter(|id| keeps(id)).collect();
            ((!chosen.is_empty()).then_some(Answer::Several(chosen)), false)
        }
        FieldKind::Rows { .. } => {
            let [base, current, typed_rows] = sides.map(|answer| match answer {
                Some(Answer::Rows(rows)) => rows.as_slice(),
                _ => &[],
            });
            if [base, current, typed_rows].iter().any(|rows| rows.len() > ROWS_MERGED_MAX) {
                return (typed.cloned(), true);
            }
            let (rows, conflict) = rows_together(base, current, typed_rows);
            ((!rows.is_empty()).then_some(Answer::Rows(rows)), conflict)
        }
        _ => (typed.cloned(), true),
    }
}

/// What became of the rows of a list: of each that was there, and the new ones before each of them and at the end.
struct Fates<'r> {
    of: Vec<Option<&'r Row>>,
    new: Vec<Vec<&'r Row>>,
}

/// Finds the rows of `base` again in `side`. Rows that stayed as they were hold the two together; between them the
/// first row that was changed is the first that was there, for a row has no name of its own.
fn fates<'r>(base: &[Row], side: &'r [Row]) -> Fates<'r> {
    // How many rows stayed, counted from each pair of places to the end.
    let mut stayed = vec![vec![0_usize; side.len() + 1]; base.len() + 1];
    for (b, row) in base.iter().enumerate().rev() {
        for (s, other) in side.iter().enumerate().rev() {
            stayed[b][s] =
                if row == other { stayed[b + 1][s + 1] + 1 } else { stayed[b + 1][s].max(stayed[b][s + 1]) };
        }
    }
    let mut fates = Fates { of: vec![None; base.len()], new: vec![Vec::new(); base.len() + 1] };
    let (mut b, mut s) = (0, 0);
    let (mut gap_b, mut gap_s) = (0, 0);
    loop {
        let over = b == base.len() || s == side.len();
        if !over && base[b] != side[s] {
            if stayed[b + 1][s] >= stayed[b][s + 1] {
                b += 1;
            } else {
                s += 1;
            }
            continue;
        }
        let (end_b, end_s) = if over { (base.len(), side.len()) } else { (b, s) };
        let mut others = side[gap_s..end_s].iter();
        for fate in &mut fates.of[gap_b..end_b] {
            *fate = others.next();
        }
        fates.new[end_b].extend(others);
        if over {
            return fates;
        }
        fates.of[b] = Some(&side[s]);
        (b, s) = (b + 1, s + 1);
        (gap_b, gap_s) = (b, s);
    }
}

/// The rows of a list that both sides changed, and whether both changed the same cell, or one removed what the other
/// changed: that row stays.
fn rows_together(base: &[Row], current: &[Row], typed: &[Row]) -> (Vec<Row>, bool) {
    let (theirs, own) = (fates(base, current), fates(base, typed));
    let (mut rows, mut conflict) = (Vec::new(), false);
    for place in 0..=base.len() {
        // One's own come first, so that they stay where they are on one's own page. The same row typed by both is one.
        let new = &own.new[place];
        let others = theirs.new[place].iter().filter(|row| !new.contains(row));
        rows.extend(new.iter().chain(others).map(|row| (*row).clone()));
        let Some(before) = base.get(place) else { break };
        let row = match (theirs.of[place], own.of[place]) {
            (theirs, own) if own == Some(before) || own == theirs => theirs.cloned(),
            (theirs, own) if theirs == Some(before) => own.cloned(),
            (Some(theirs), Some(own)) => {
                let (row, clash) = cells_together(before, theirs, own);
                conflict |= clash;
                Some(row)
            }
            (theirs, own) => {
                conflict = true;
                own.or(theirs).cloned()
            }
        };
        rows.extend(row);
    }
    (rows, conflict)
}

/// One row that both sides changed, and whether they changed the same cell, which stands as typed.
fn cells_together(before: &Row, theirs: &Row, own: &Row) -> (Row, bool) {
    let mut row = Row::new();
    let mut conflict = false;
    for column in before.keys().chain(theirs.keys()).chain(own.keys()) {
        let [before, theirs, own] = [before, theirs, own].map(|row| row.get(column));
        conflict |= own != before && theirs != before && own != theirs;
        if let Some(value) = if own == before { theirs } else { own } {
            row.insert(column.clone(), value.clone());
        }
    }
    (row, conflict)
}

/// What was typed, with the files of the draft.
pub(super) fn with_files(typed: &Content, draft: &Content) -> Content {
    let mut content = typed.clone();
    for (field, answer) in &draft.answers {
        if matches!(answer, Answer::Files(_)) {
            content.answers.insert(field.clone(), answer.clone());
        }
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::workflow;

    fn definition() -> Definition {
        let source = include_str!("../../tests/data/small-workflow.yaml");
        workflow::load(source.as_bytes()).expect("the file can be read").definition
    }

    fn with(answers: &[(&str, &str)]) -> Content {
        let answers = answers.iter().map(|(id, text)| ((*id).to_owned(), Answer::Text((*text).to_owned())));
        Content { answers: answers.collect() }
    }

    #[test]
    fn changes_of_different_fields_are_put_together() {
        let base = with(&[("vision", "a"), ("turnover", "1")]);
        let current = with(&[("vision", "b"), ("turnover", "1")]);
        let typed = with(&[("vision", "a"), ("turnover", "2")]);
        let (merged, conflicts) = merge(&definition(), &base, &current, &typed);
        assert_eq!((merged.text("vision"), merged.text("turnover")), ("b", "2"));
        assert!(conflicts.is_empty());
    }

    #[test]
    fn the_same_field_changed_in_two_ways_is_a_conflict() {
        let base = with(&[("vision", "a"), ("turnover", "1")]);
        let current = with(&[("vision", "b"), ("turnover", "2")]);
        let typed = with(&[("vision", "c"), ("turnover", "1")]);
        let (shown, conflicts) = merge(&definition(), &base, &current, &typed);
        assert_eq!(conflicts, ["vision"]);
        // What is shown is saved next: it must not take back what only the others changed.
        assert_eq!((shown.text("vision"), shown.text("turnover")), ("c", "2"));
        let (same, conflicts) = merge(&definition(), &base, &current, &current);
        assert_eq!((same, conflicts.len()), (current, 0));
    }

    /// Rows as `name/year`, put together.
    fn together(base: &str, current: &str, typed: &str) -> (String, bool) {
        let [base, current, typed] = [base, current, typed].map(|rows| {
            let row = |row: &str| {
                let (name, year) = row.split_once('/').expect("a name and a year");
                let cells =
                    [("name", name), ("year", year)].into_iter().filter(|(_, value)| !value.is_empty());
                cells.map(|(column, value)| (column.to_owned(), value.to_owned())).collect::<Row>()
            };
            rows.split_whitespace().map(row).collect::<Vec<_>>()
        });
        let (rows, conflict) = rows_together(&base, &current, &typed);
        let cell = |row: &Row, column: &str| row.get(column).cloned().unwrap_or_default();
        let words = rows.iter().map(|row| format!("{}/{}", cell(row, "name"), cell(row, "year")));
        (words.collect::<Vec<_>>().join(" "), conflict)
    }

    fn both(rows: &str) -> (String, bool) {
        (rows.to_owned(), false)
    }

    #[test]
    fn rows_that_two_add_are_both_there() {
        assert_eq!(together("a/1", "a/1 b/2", "a/1 c/3"), both("a/1 c/3 b/2"));
        assert_eq!(together("", "b/2", "c/3 d/4"), both("c/3 d/4 b/2"));
        assert_eq!(together("a/1", "b/2 a/1", "a/1 c/3"), both("b/2 a/1 c/3"));
        // Both typed the same row.
        assert_eq!(together("a/1", "a/1 b/2", "a/1 b/2 c/3"), both("a/1 b/2 c/3"));
    }

    #[test]
    fn a_row_that_one_side_changed_or_removed_is_taken_from_that_side() {
        assert_eq!(together("a/1 b/2", "a/9 b/2", "a/1 b/2 c/3"), both("a/9 b/2 c/3"));
        assert_eq!(together("a/1 b/2 c/3", "a/1 c/3", "a/1 b/2 c/4"), both("a/1 c/4"));
        assert_eq!(together("a/1 b/2", "a/1", "a/7 b/2"), both("a/7"));
        assert_eq!(together("a/1 b/2 c/3", "b/2 c/3", "a/1 b/2"), both("b/2"));
    }

    #[test]
    fn two_who_change_other_cells_of_one_row_are_put_together_and_the_same_cell_is_a_conflict() {
        assert_eq!(together("a/1", "b/1", "a/2"), both("b/2"));
        assert_eq!(together("a/", "a/1", "b/"), both("b/1"));
        assert_eq!(together("a/1", "b/1", "c/1"), ("c/1".to_owned(), true));
        assert_eq!(together("a/1", "b/1", "c/2"), ("c/2".to_owned(), true));
    }

    #[test]
    fn a_row_that_one_removed_and_another_changed_stays_and_is_a_conflict() {
        assert_eq!(together("a/1 b/2", "b/2", "a/9 b/2"), ("a/9 b/2".to_owned(), true));
        assert_eq!(together("a/1 b/2", "a/9 b/2", "b/2"), ("a/9 b/2".to_owned(), true));
    }

    #[test]
    fn what_was_emptied_stays_empty_and_files_stay() {
        let base = with(&[("vision", "a")]);
        let mut current = base.clone();
        current.answers.insert("references".into(), Answer::Files(Vec::new()));
        let (merged, _) = merge(&definition(), &base, &current, &Content::default());
        assert!(!merged.answers.contains_key("vision"));
        assert!(merged.answers.contains_key("references"));
    }
}
