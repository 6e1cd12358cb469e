//! The fields of a form as they are drawn, and what was sent of those with more than one line.

use super::application::{lines_of, name_of, problem_words};
use super::parts::Choice;
use super::question;
use crate::app::applicant::Own;
use crate::engine::steps::gathering;
use crate::engine::workflow::definition::{ChoiceOption, Column, Definition, Field, FieldKind};
use crate::engine::workflow::form::{
    self, Answer, Content, Problem, ProblemKind, ROWS_MAX, Row, parse_number,
};
use crate::i18n::Lang;

/// Rows that are read from a form at most.
const ROWS_SENT_MAX: u32 = 2 * ROWS_MAX;

/// One field of the form, ready to be drawn.
#[derive(Clone, Debug)]
pub struct FieldView {
    /// Name and `id` of the control.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// How to answer.
    pub hint: String,
    /// As typed; `yes` for a statement that is confirmed.
    pub value: String,
    /// How a number was understood; empty for nothing to say.
    pub read_as: String,
    /// What is the matter; empty for nothing.
    pub error: String,
    /// Whether an application without it is incomplete.
    pub required: bool,
    /// What others saved there meanwhile, where it differs.
    pub meanwhile: Option<String>,
    /// What kind of control.
    pub control: Control,
}

/// What kind of control a field has.
#[derive(Clone, Debug)]
pub enum Control {
    /// Several lines.
    Text {
        /// Characters at most.
        max: u32,
    },
    /// One number.
    Number {
        /// Unit; empty for none.
        unit: String,
    },
    /// A box to tick.
    Declaration,
    /// One of several answers.
    Choice {
        /// The answers.
        options: Vec<Choice>,
    },
    /// A day.
    Date,
    /// Any of several answers.
    Several {
        /// The answers.
        options: Vec<Choice>,
        /// Those given.
        chosen: Vec<String>,
    },
    /// Rows with columns.
    Rows {
        /// Every row that can be filled in.
        rows: Vec<RowView>,
    },
    /// Files, which have a page of their own.
    Files {
        /// Where that is.
        href: String,
        /// How many there are, in words.
        count: String,
    },
}

impl FieldView {
    /// Characters at most; 0 where that is no question.
    pub const fn chars_max(&self) -> u32 {
        match self.control {
            Control::Text { max } => max,
            _ => 0,
        }
    }
}

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
    /// What is the matter; empty for nothing.
    pub error: String,
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
pub fn cell_name(field: &str, row: u32, column: &str) -> String {
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
                error: String::new(),
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

/// A field with `content` in it; what others saved there stands beside where that is a `conflict`.
pub fn field_view(own: &Own, lang: Lang, field: &Field, content: &Content, conflict: bool) -> FieldView {
    let t = lang.texts();
    let value_in = |content: &Content| match field.takes {
        FieldKind::Declaration {} if content.confirmed(&field.id) => "yes".to_owned(),
        _ => content.text(&field.id).to_owned(),
    };
    // What is still empty is listed on the overview; beside the field it would nag.
    let flagged = own.application.draft.problems.iter().find(|problem| {
        problem.field == field.id && problem.what != ProblemKind::Missing && content == &own.draft
    });
    let in_rows = flagged.is_some_and(|problem| matches!(problem.what, ProblemKind::Row { .. }));
    let control = match &field.takes {
        FieldKind::Text { chars_max } => Control::Text { max: *chars_max },
        FieldKind::Number { unit, .. } => Control::Number { unit: unit.clone().unwrap_or_default() },
        FieldKind::Declaration {} => Control::Declaration,
        FieldKind::Choice { options } => Control::Choice { options: choices(lang, options) },
        FieldKind::YesNo {} => Control::Choice { options: yes_no(lang) },
        FieldKind::Date { .. } => Control::Date,
        FieldKind::Choices { options, .. } => {
            Control::Several { options: choices(lang, options), chosen: content.several(&field.id).to_vec() }
        }
        FieldKind::Rows { rows_max, columns } => {
            let filled = content.rows(&field.id);
            let mut views = rows(lang, &field.id, *rows_max, columns, filled);
            // What is the matter in a cell is said at the cell, of all cells at once.
            let found = form::row_problems(columns, filled).filter(|_| in_rows);
            for (cell, what) in found.filter_map(|what| Some((cell_of(&field.id, &what)?, what))) {
                if let Some(cell) =
                    views.iter_mut().flat_map(|row| &mut row.cells).find(|one| one.name == cell)
                {
                    cell.error = problem_words(own, lang, &Problem { field: field.id.clone(), what });
                }
            }
            Control::Rows { rows: views }
        }
        FieldKind::Files { .. } => Control::Files {
            href: question::place_of(own, &field.id),
            count: t.count_files(own.draft.files(&field.id).len()),
        },
    };
    let meanwhile = conflict.then(|| lines_of(lang, field, &own.draft).join("\n"));
    FieldView {
        name: name_of(&field.id),
        label: field.label.get(lang.code()).to_owned(),
        hint: hint(lang, own.definition(), field),
        read_as: read_as(lang, field, content),
        value: value_in(content),
        error: flagged
            .filter(|_| !in_rows)
            .map(|problem| problem_words(own, lang, problem))
            .unwrap_or_default(),
        required: field.required,
        meanwhile,
        control,
    }
}

/// How a number was understood that was typed with more than digits; empty for every other answer.
fn read_as(lang: Lang, field: &Field, content: &Content) -> String {
    let typed = content.text(&field.id);
    if !matches!(field.takes, FieldKind::Number { .. })
        || typed.chars().all(|c| c.is_ascii_digit())
        || parse_number(typed).is_none()
    {
        return String::new();
    }
    lang.texts().apply_number_read(lines_of(lang, field, content).join(" "))
}

/// What the file says beside the field, and who will read the answer where it is not only those who judge it.
fn hint(lang: Lang, definition: &Definition, field: &Field) -> String {
    let collected = gathering::collecting(definition, &field.id);
    let told = collected.map(|title| lang.texts().gathering_collected(title.get(lang.code())));
    let said = field.hint.get(lang.code()).to_owned();
    std::iter::once(said).chain(told).filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The name of the cell that a problem of a list is about.
fn cell_of(field: &str, what: &ProblemKind) -> Option<String> {
    match what {
        ProblemKind::Row { row, column, .. } => Some(cell_name(field, *row, column)),
        _ => None,
    }
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
