//! What an application declares in its form and a model reads: numbers, days, answers chosen, and rows of them.
//!
//! Never running text: a [`Fact`] stands in the journal, so that a selection can be recomputed from it alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::definition::{ChoiceOption, Column, Definition, Field, FieldKind};
use super::form::{Content, Row, parse_date, parse_number};
use crate::engine::exact::Exact;
use crate::engine::expr::{Type, Value};
use crate::engine::select::Spec;
use crate::engine::steps::gathering;

/// Names of facts that the engine gives itself, so that no field may be called so.
pub const GIVEN: [&str; 3] = ["members", VERIFIED, SCORED];

/// The fact that holds what was reached in earlier stages, by selection step and criterion.
pub const SCORED: &str = "scored";

/// The column that says of a row whether it was verified.
pub const VERIFIED: &str = "verified";

/// Parts of a model that hold words for people and no expressions.
const WORDS: [&str; 6] = ["message", "point", "chosen", "why", "evidence", "witness"];

/// One thing that is known of an application, as models read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A number.
    Number(Exact),
    /// Yes or no.
    Yes(bool),
    /// The short name of an answer, or a day.
    Word(String),
    /// Several answers.
    List(Vec<Self>),
    /// Rows, by column.
    Rows(Vec<BTreeMap<String, Self>>),
    /// Which rows were verified, by number from one. Never declared.
    Counted(BTreeSet<u32>),
}

/// Facts by the name that models read them under: `facts.<name>`.
pub type Facts = BTreeMap<String, Fact>;

impl Fact {
    /// The same as expressions read it.
    pub fn value(&self) -> Value {
        match self {
            Self::Number(number) => Value::Number(number.clone()),
            Self::Yes(yes) => Value::Bool(*yes),
            Self::Word(word) => Value::text(word),
            Self::List(items) => Value::list(items.iter().map(Self::value)),
            Self::Rows(rows) => Value::list(
                rows.iter()
                    .map(|row| Value::record(row.iter().map(|(name, fact)| (name.clone(), fact.value())))),
            ),
            Self::Counted(rows) => Value::Number(Exact::from_count(rows.len())),
        }
    }

    /// The rows with what was verified of them.
    #[must_use]
    pub fn with_verified(&self, verified: &BTreeSet<u32>) -> Self {
        let Self::Rows(rows) = self else { return self.clone() };
        let marked = (1..).zip(rows).map(|(number, row)| {
            let mut row = row.clone();
            row.insert(VERIFIED.to_owned(), Self::Yes(verified.contains(&number)));
            row
        });
        Self::Rows(marked.collect())
    }
}

/// The name under which models read a field or column: `_` for each hyphen.
pub fn name(id: &str) -> String {
    id.replace('-', "_")
}

/// What kind of value a field gives to models; nothing for running text and files.
pub fn kind(takes: &FieldKind) -> Option<Type> {
    match takes {
        FieldKind::Number { .. } => Some(Type::Number),
        FieldKind::YesNo {} | FieldKind::Declaration {} => Some(Type::Bool),
        FieldKind::Date { .. } => Some(Type::Date),
        FieldKind::Choice { options } => Some(answers(options)),
        FieldKind::Choices { options, .. } => Some(Type::list(answers(options))),
        FieldKind::Rows { columns, .. } => {
            let kinds = columns.iter().filter_map(|column| Some((name(&column.id), kind(&column.takes)?)));
            Some(Type::list(Type::record(kinds)))
        }
        FieldKind::Text { .. } | FieldKind::Files { .. } => None,
    }
}

fn answers(options: &[ChoiceOption]) -> Type {
    let numbers = !options.is_empty() && options.iter().all(|option| option.value.is_some());
    if numbers { Type::Number } else { Type::Text }
}

/// The names that a model reads under `facts`.
pub fn read_by(model: &Spec) -> BTreeSet<String> {
    // What is declared and used nowhere is missed by the model all the same.
    let mut found: BTreeSet<String> = model.facts.iter().flat_map(BTreeMap::keys).cloned().collect();
    found.retain(|name| !GIVEN.contains(&name.as_str()));
    collect(&serde_json::to_value(model).unwrap_or_default(), &mut found);
    found
}

fn collect(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    use serde_json::Value as Json;
    match value {
        Json::String(text) => names(text, found),
        Json::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Json::Object(fields) => {
            let expressions = fields.iter().filter(|(key, _)| !WORDS.contains(&key.as_str()));
            expressions.for_each(|(_, value)| collect(value, found));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// The names that stand behind `facts.` in an expression.
fn names(text: &str, found: &mut BTreeSet<String>) {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for (at, _) in text.match_indices("facts.") {
        let inside = text[..at].ends_with(|c: char| part(c) || c == '.');
        let name: String = text[at + "facts.".len()..].chars().take_while(|c| part(*c)).collect();
        if !inside && !name.is_empty() {
            found.insert(name);
        }
    }
}

/// The fields of the forms that models read, and those by which gatherings make groups.
pub fn fields(definition: &Definition) -> Vec<&Field> {
    let read: BTreeSet<_> = definition.selections.values().flat_map(read_by).collect();
    let limits = definition.limits.iter().flat_map(|limit| [&limit.by, &limit.prefer]).flatten();
    let mut by = BTreeSet::new();
    limits.for_each(|by_whom| names(by_whom.text(), &mut by));
    let wanted = |field: &&Field| {
        let name = name(&field.id);
        let groups = gathering::all(definition).any(|(.., spec)| spec.groups.as_ref() == Some(&field.id));
        kind(&field.takes).is_some() && (groups || read.contains(&name) || by.contains(&name))
    };
    definition.forms().flat_map(|(_, fields)| fields).filter(wanted).collect()
}

/// What `content`, which was handed in to a stage of a track, says in the fields that models read: in those of one envelope, or
/// in those that lie in none. What is missing, or not of its kind, is left out.
pub fn declared(
    definition: &Definition,
    (track, stage): (&str, Option<&str>),
    envelope: Option<&str>,
    content: &Content,
) -> Facts {
    let own = definition.form_of(track, stage);
    let here = |field: &&Field| field.envelope.as_deref() == envelope;
    let read = fields(definition).into_iter().filter(here);
    let read = read.filter(|field| own.iter().any(|asked| asked.id == field.id));
    read.filter_map(|field| Some((name(&field.id), fact(field, content)?))).collect()
}

fn fact(field: &Field, content: &Content) -> Option<Fact> {
    match &field.takes {
        FieldKind::Declaration {} => Some(Fact::Yes(content.confirmed(&field.id))),
        FieldKind::Choices { options, .. } => {
            Some(chosen(options, content.several(&field.id).iter().map(String::as_str)))
        }
        FieldKind::Rows { columns, .. } => {
            let rows = content.rows(&field.id).iter().map(|row| cells(columns, row));
            Some(Fact::Rows(rows.collect()))
        }
        takes => typed(takes, content.text(&field.id)),
    }
}

/// Those of the answers that are chosen, in the order of the form.
pub fn chosen<'a>(options: &[ChoiceOption], ids: impl Iterator<Item = &'a str>) -> Fact {
    let ids: BTreeSet<_> = ids.collect();
    let chosen = options.iter().filter(|option| ids.contains(option.id.as_str()));
    Fact::List(chosen.map(ChoiceOption::fact).collect())
}

fn cells(columns: &[Column], row: &Row) -> BTreeMap<String, Fact> {
    let cells = columns
        .iter()
        .filter_map(|column| Some((name(&column.id), typed(&column.takes, row.get(&column.id)?)?)));
    cells.collect()
}

/// Whether `fact` is an answer that a field of this kind can have.
pub fn is_of(takes: &FieldKind, fact: &Fact) -> bool {
    match (takes, fact) {
        (FieldKind::Number { .. }, Fact::Number(_))
        | (FieldKind::YesNo {} | FieldKind::Declaration {}, Fact::Yes(_))
        | (FieldKind::Rows { .. }, Fact::Counted(_)) => true,
        (FieldKind::Date { .. }, Fact::Word(day)) => parse_date(day).is_some(),
        (FieldKind::Choice { options }, fact) => options.iter().any(|option| option.fact() == *fact),
        (FieldKind::Choices { options, .. }, Fact::List(facts)) => {
            facts.iter().all(|fact| options.iter().any(|option| option.fact() == *fact))
        }
        _ => false,
    }
}

/// What was typed for a field of one line, if it is of its kind.
pub fn typed(takes: &FieldKind, typed: &str) -> Option<Fact> {
    let typed = typed.trim();
    match takes {
        FieldKind::Number { .. } => parse_number(typed).map(Fact::Number),
        FieldKind::Date { .. } => parse_date(typed).map(|date| Fact::Word(date.to_string())),
        FieldKind::YesNo {} => match typed {
            "yes" => Some(Fact::Yes(true)),
            "no" => Some(Fact::Yes(false)),
            _ => None,
        },
        FieldKind::Choice { options } => {
            options.iter().find(|option| option.id == typed).map(ChoiceOption::fact)
        }
        // In a row, several answers are typed with commas between.
        FieldKind::Choices { options, .. } => Some(chosen(options, typed.split(','))),
        FieldKind::Text { .. }
        | FieldKind::Declaration {}
        | FieldKind::Rows { .. }
        | FieldKind::Files { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut found = BTreeSet::new();
        names(text, &mut found);
        found.into_iter().collect()
    }

    #[test]
    fn names_are_found_where_expressions_read_them() {
        assert_eq!(
            found("facts.turnover >= 2 && facts.references.all(r, r.year > 2)"),
            ["references", "turnover"]
        );
        assert_eq!(found("2 * facts.verified.equity"), ["verified"]);
        // Neither an attribute called so nor another name that ends so.
        assert_eq!(found("item.facts.turnover + my_facts.x"), Vec::<String>::new());
    }

    #[test]
    fn rows_say_which_of_them_were_verified() {
        let row = |area: &str| BTreeMap::from([("area".to_owned(), Fact::Word(area.to_owned()))]);
        let rows = Fact::Rows(vec![row("a"), row("b")]).with_verified(&BTreeSet::from([2]));
        let Fact::Rows(rows) = rows else { panic!("rows") };
        assert_eq!(rows[0][VERIFIED], Fact::Yes(false));
        assert_eq!(rows[1][VERIFIED], Fact::Yes(true));
        assert_eq!(rows[1]["area"], Fact::Word("b".into()));
    }
}
