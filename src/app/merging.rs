//! What several people type into one draft at once, put together.

use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::FieldKind;
use crate::engine::workflow::form::{Answer, Content};

/// Puts what was typed together with what others saved since `base` was shown: a field that only one
/// side changed is taken from that side. Fields that both changed, each in another way, are named and
/// stand as typed. Files are never typed: they stay as they are in `current`.
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
        if current != base {
            conflicts.push(field.id.clone());
        }
        match typed {
            Some(answer) => merged.answers.insert(field.id.clone(), answer.clone()),
            None => merged.answers.remove(&field.id),
        };
    }
    (merged, conflicts)
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
