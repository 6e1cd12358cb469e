//! Fields of a form that have more than one line: answers to tick, and rows.

use super::application::name_of;
use super::parts::Choice;
use crate::engine::workflow::definition::{ChoiceOption, Column, FieldKind};
use crate::engine::workflow::form::{Answer, ROWS_MAX, Row};
use crate::i18n::Lang;

/// Rows that are read from a form at most.
const ROWS_SENT_MAX: u32 = 2 * ROWS_MAX;

/// One row of a list, ready to be drawn.
#[derive(Clone, Debug)]
pub struct RowView {
    /// Which row, from one.
    pub number: u32,
    /// Its cells, in the order of the columns.
    pub cells: Vec<CellView>,
}

/// One cell of a row.
#[derive(Clone, Debug)]
pub struct CellView {
    /// Name and `id` of the control.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// As typed.
    pub value: String,
    /// The answers given, where there may be several.
    pub chosen: Vec<String>,
    /// Whether a row without it is incomplete.
    pub required: bool,
    /// What kind of control: `date`, `text`, `choice` or `choices`.
    pub kind: &'static str,
    /// The answers, for a choice.
    pub options: Vec<Choice>,
    /// Unit; empty for none.
    pub unit: String,
    /// Characters that a text has at most; 0 for what is no text.
    pub max: u32,
}

impl CellView {
    /// Characters that a text has at most; 0 for what is no text.
    pub const fn chars_max(&self) -> u32 {
        self.max
    }
}

/// The answers of a choice.
pub fn choices(lang: Lang, options: &[ChoiceOption]) -> Vec<Choice> {
    options.iter().map(|option| Choice::new(option.id.clone(), option.label.get(lang.code()))).collect()
}

/// Yes and no, as answers.
pub fn yes_no(lang: Lang) -> Vec<Choice> {
    let t = lang.texts();
    vec![Choice::new("yes", t.word_yes()), Choice::new("no", t.word_no())]
}

/// The name and `id` of a cell's control: no short name has an underscore in it, and no `id` may have a dot.
fn cell_name(field: &str, row: u32, column: &str) -> String {
    format!("{}_{row}_{column}", name_of(field))
}

/// Every row that can be filled in, those that are first.
pub fn rows(lang: Lang, field: &str, rows_max: u32, columns: &[Column], filled: &[Row]) -> Vec<RowView> {
    let most = rows_max.max(u32::try_from(filled.len()).unwrap_or(u32::MAX));
    let row = |number: u32| {
        let typed = filled.get(number as usize - 1);
        let cells = columns.iter().map(|column| {
            let (kind, options) = match &column.takes {
                FieldKind::Choice { options } => ("choice", choices(lang, options)),
                FieldKind::YesNo {} => ("choice", yes_no(lang)),
                FieldKind::Choices { options, .. } => ("choices", choices(lang, options)),
                FieldKind::Date { .. } => ("date", Vec::new()),
                _ => ("text", Vec::new()),
            };
            let value = typed.and_then(|row| row.get(&column.id)).cloned().unwrap_or_default();
            CellView {
                chosen: value.split(',').map(ToOwned::to_owned).collect(),
                name: cell_name(field, number, &column.id),
                label: column.label.get(lang.code()).to_owned(),
                value,
                required: column.required,
                kind,
                options,
                max: match column.takes {
                    FieldKind::Text { chars_max } => chars_max,
                    _ => 0,
                },
                unit: match &column.takes {
                    FieldKind::Number { unit: Some(unit), .. } => unit.clone(),
                    _ => String::new(),
                },
            }
        });
        RowView { number, cells: cells.collect() }
    };
    (1..=most).map(row).collect()
}

/// What was typed in rows; rows that were left empty are not there.
pub fn typed_rows(
    pairs: &[(String, String)],
    field: &str,
    rows_max: u32,
    columns: &[Column],
) -> Option<Answer> {
    let prefix = format!("{}_", name_of(field));
    let number = |name: &str| name.strip_prefix(&prefix)?.split('_').next()?.parse::<u32>().ok();
    // Two who each add rows may together have more than there can be: none of them falls away unseen.
    let sent_max = pairs.iter().filter_map(|(name, _)| number(name)).max().unwrap_or(0);
    let mut rows = Vec::new();
    for number in 1..=rows_max.max(sent_max.min(ROWS_SENT_MAX)) {
        let mut row = Row::new();
        for column in columns {
            let name = cell_name(field, number, &column.id);
            let sent = pairs.iter().filter(|(key, _)| *key == name).map(|(_, value)| value.trim());
            let value = sent.collect::<Vec<_>>().join(",");
            if !value.is_empty() {
                row.insert(column.id.clone(), value.replace("\r\n", "\n"));
            }
        }
        if !row.is_empty() {
            rows.push(row);
        }
    }
    (!rows.is_empty()).then_some(Answer::Rows(rows))
}

/// The answers that were ticked, in the order of the form.
pub fn ticked(pairs: &[(String, String)], name: &str, options: &[ChoiceOption]) -> Option<Answer> {
    let sent = |id: &str| pairs.iter().any(|(key, value)| key == name && value == id);
    let chosen: Vec<_> =
        options.iter().filter(|option| sent(&option.id)).map(|option| option.id.clone()).collect();
    (!chosen.is_empty()).then_some(Answer::Several(chosen))
}
