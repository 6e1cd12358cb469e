//! What is verified in the place of a declaration that is no number.

use std::collections::BTreeSet;

use super::super::fields::{choices, yes_no};
use super::super::marks::{Fields, field};
use super::super::parts::Choice;
use crate::app::screening::CheckLine;
use crate::engine::workflow::definition::FieldKind;
use crate::engine::workflow::facts::{self, Fact};
use crate::i18n::Lang;

/// The field for what was verified.
#[derive(Clone, Debug, Default)]
pub struct Verify {
    /// Name of the field.
    pub name: String,
    /// `date`, `one` or `several`.
    pub kind: &'static str,
    /// The answer of a field that has one.
    pub value: String,
    /// The answers of a field that has several.
    pub chosen: Vec<String>,
    /// What can be answered.
    pub options: Vec<Choice>,
    /// What was verified, in words; empty for nothing.
    pub words: String,
}

/// The field for what `check` verifies, filled with what was found or typed; nothing for numbers.
pub fn part(lang: Lang, check: &CheckLine, typed: Option<&Fields>) -> Option<Verify> {
    let t = lang.texts();
    let (kind, options) = match check.verifies.as_ref()? {
        FieldKind::Date { .. } => ("date", Vec::new()),
        FieldKind::YesNo {} | FieldKind::Declaration {} => ("one", yes_no(lang)),
        FieldKind::Choice { options } => ("one", choices(lang, options)),
        FieldKind::Choices { options, .. } => ("several", choices(lang, options)),
        FieldKind::Rows { .. } => {
            ("several", (1..=check.rows).map(|row| Choice::new(row.to_string(), t.apply_row(row))).collect())
        }
        FieldKind::Number { .. } | FieldKind::Text { .. } | FieldKind::Files { .. } => return None,
    };
    let name = format!("found-{}", check.id);
    let (mut value, mut chosen) = (String::new(), Vec::new());
    match &check.found {
        Some(Fact::Yes(yes)) => if *yes { "yes" } else { "no" }.clone_into(&mut value),
        Some(Fact::Word(day)) if kind == "date" => value.clone_from(day),
        Some(fact @ (Fact::Word(_) | Fact::Number(_))) => value = id_of(check, fact),
        Some(Fact::List(facts)) => chosen = facts.iter().map(|fact| id_of(check, fact)).collect(),
        Some(Fact::Counted(rows)) => chosen = rows.iter().map(ToString::to_string).collect(),
        Some(Fact::Rows(_)) | None => {}
    }
    let called = |value: &String| {
        let option = options.iter().find(|option| option.value == *value);
        option.map_or_else(|| value.clone(), |option| option.label.clone())
    };
    let given = chosen.iter().chain(Some(&value).filter(|value| !value.is_empty()));
    let words = given.map(called).collect::<Vec<_>>().join(", ");
    if let Some(typed) = typed {
        field(typed, &name).clone_into(&mut value);
        chosen = typed.iter().filter(|(key, _)| *key == name).map(|(_, value)| value.clone()).collect();
    }
    Some(Verify { name, kind, value, chosen, options, words })
}

/// The answer that a fact stands for.
fn id_of(check: &CheckLine, fact: &Fact) -> String {
    let Some(FieldKind::Choice { options } | FieldKind::Choices { options, .. }) = &check.verifies else {
        return String::new();
    };
    options.iter().find(|option| option.fact() == *fact).map(|option| option.id.clone()).unwrap_or_default()
}

/// What was given as verified; nothing where the check verifies a number, or nothing was given that must be.
pub fn found(check: &CheckLine, fields: &Fields) -> Option<Fact> {
    let name = format!("found-{}", check.id);
    let typed = field(fields, &name);
    let all = || fields.iter().filter(|(key, _)| *key == name).map(|(_, value)| value.clone());
    match check.verifies.as_ref()? {
        FieldKind::Rows { .. } => {
            let rows: BTreeSet<u32> = all().filter_map(|value| value.parse().ok()).collect();
            Some(Fact::Counted(rows))
        }
        FieldKind::Choices { options, .. } => {
            let ids: Vec<_> = all().collect();
            Some(facts::chosen(options, ids.iter().map(String::as_str)))
        }
        FieldKind::Declaration {} => facts::typed(&FieldKind::YesNo {}, typed),
        takes @ (FieldKind::Date { .. } | FieldKind::YesNo {} | FieldKind::Choice { .. }) => {
            facts::typed(takes, typed)
        }
        FieldKind::Number { .. } | FieldKind::Text { .. } | FieldKind::Files { .. } => None,
    }
}
