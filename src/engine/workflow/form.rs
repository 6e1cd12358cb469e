//! The contents of an application, and what is missing or wrong in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::definition::{Column, Field, FieldKind};
use crate::engine::calendar::Date;
use crate::engine::digest::Digest;
use crate::engine::exact::Exact;
use crate::engine::ids::AttachmentId;

/// Bytes that one application's answers may take together, files not counted.
pub const CONTENT_BYTES_MAX: usize = 512 * 1024;

/// Rows that a list may have at most: each is drawn on the page.
pub const ROWS_MAX: u32 = 30;

/// Columns that a list may have at most.
pub const COLUMNS_MAX: usize = 12;

/// What an applicant has filled in, by field.
///
/// A draft holds whatever was typed, valid or not: nothing typed is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Content {
    /// The answers, by the field's short name.
    pub answers: BTreeMap<String, Answer>,
}

/// One row of a list: what was typed, by column; several answers with commas between.
pub type Row = BTreeMap<String, String>;

/// One answer, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Running text, a number, a day, `yes` or `no`, or a choice, exactly as typed.
    Text(String),
    /// Several choices.
    Several(Vec<String>),
    /// Rows with what was typed in each column; a column that was left empty is not there.
    Rows(Vec<Row>),
    /// A statement confirmed.
    Confirmed(bool),
    /// Files in the order they were added.
    Files(Vec<FileRef>),
}

/// One file of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Which upload.
    pub attachment: AttachmentId,
    /// File name as given; part of the contents, for a name can tell who applies.
    pub name: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
    /// Kind, judged by the bytes, such as `application/pdf`.
    pub media_type: String,
}

/// Something that keeps an application from being complete.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Which field.
    pub field: String,
    /// What is the matter.
    pub what: ProblemKind,
}

/// What is the matter with a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// Required and not filled in.
    Missing,
    /// Longer than allowed.
    TooLong {
        /// Characters allowed.
        chars_max: u32,
        /// Characters there are.
        chars: u32,
    },
    /// Not a number.
    NotANumber,
    /// Below the smallest number that can be meant.
    Below(Exact),
    /// Above the largest number that can be meant.
    Above(Exact),
    /// Not a whole number.
    NotWhole,
    /// Not a day.
    NotADate,
    /// Before the earliest day that can be meant.
    Before(String),
    /// After the latest day that can be meant.
    After(String),
    /// Not one of the answers offered.
    NotAChoice,
    /// More answers or rows than allowed.
    TooMany {
        /// How many are allowed.
        max: u32,
    },
    /// Something is the matter in a row.
    Row {
        /// Which row, from one.
        row: u32,
        /// Which column.
        column: String,
        /// What is the matter.
        what: Box<ProblemKind>,
    },
    /// More files than allowed.
    TooManyFiles {
        /// Files allowed.
        count_max: u32,
    },
}

impl Content {
    /// What was typed for `field`, or nothing.
    pub fn text(&self, field: &str) -> &str {
        match self.answers.get(field) {
            Some(Answer::Text(text)) => text,
            _ => "",
        }
    }

    /// Whether the statement `field` is confirmed.
    pub fn confirmed(&self, field: &str) -> bool {
        matches!(self.answers.get(field), Some(Answer::Confirmed(true)))
    }

    /// The answers chosen for `field`.
    pub fn several(&self, field: &str) -> &[String] {
        match self.answers.get(field) {
            Some(Answer::Several(chosen)) => chosen,
            _ => &[],
        }
    }

    /// The rows of `field`.
    pub fn rows(&self, field: &str) -> &[Row] {
        match self.answers.get(field) {
            Some(Answer::Rows(rows)) => rows,
            _ => &[],
        }
    }

    /// The files of `field`.
    pub fn files(&self, field: &str) -> &[FileRef] {
        match self.answers.get(field) {
            Some(Answer::Files(files)) => files,
            _ => &[],
        }
    }

    /// All files, with the field each belongs to.
    pub fn all_files(&self) -> impl Iterator<Item = (&str, &FileRef)> {
        self.answers.iter().flat_map(|(field, answer)| match answer {
            Answer::Files(files) => files.iter().map(move |file| (field.as_str(), file)).collect(),
            _ => Vec::new(),
        })
    }
}

/// What keeps `content` from being complete, in the order of the form.
pub fn examine<'f>(form: impl IntoIterator<Item = &'f Field>, content: &Content) -> Vec<Problem> {
    form.into_iter()
        .filter_map(|field| {
            examine_field(field, content).map(|what| Problem { field: field.id.clone(), what })
        })
        .collect()
}

fn examine_field(field: &Field, content: &Content) -> Option<ProblemKind> {
    let missing = field.required.then_some(ProblemKind::Missing);
    match &field.takes {
        FieldKind::Declaration {} if content.confirmed(&field.id) => None,
        FieldKind::Declaration {} => missing,
        FieldKind::Choices { options, max } => {
            let chosen = content.several(&field.id);
            let max = max.unwrap_or(u32::MAX);
            match chosen {
                [] => missing,
                _ if chosen.iter().any(|id| !options.iter().any(|option| option.id == *id)) => {
                    Some(ProblemKind::NotAChoice)
                }
                _ => (chosen.len() > max as usize).then_some(ProblemKind::TooMany { max }),
            }
        }
        FieldKind::Rows { rows_max, columns } => {
            let rows = content.rows(&field.id);
            if rows.is_empty() {
                return missing;
            }
            if rows.len() > *rows_max as usize {
                return Some(ProblemKind::TooMany { max: *rows_max });
            }
            row_problems(columns, rows).next()
        }
        FieldKind::Files { count_max, .. } => {
            let count = content.files(&field.id).len();
            if count == 0 {
                missing
            } else {
                (count > *count_max as usize).then_some(ProblemKind::TooManyFiles { count_max: *count_max })
            }
        }
        kind => examine_typed(kind, field.required, content.text(&field.id)),
    }
}

/// What is the matter in the cells of a list, each a [`ProblemKind::Row`]: a list counts the first of them.
pub fn row_problems<'r>(columns: &'r [Column], rows: &'r [Row]) -> impl Iterator<Item = ProblemKind> + 'r {
    (1..).zip(rows).flat_map(move |(number, row)| {
        columns.iter().filter_map(move |column| {
            let typed = row.get(&column.id).map_or("", String::as_str);
            let what = Box::new(examine_typed(&column.takes, column.required, typed)?);
            Some(ProblemKind::Row { row: number, column: column.id.clone(), what })
        })
    })
}

/// What is the matter with an answer that is typed in one line.
fn examine_typed(kind: &FieldKind, required: bool, typed: &str) -> Option<ProblemKind> {
    let typed = typed.trim();
    if typed.is_empty() {
        return required.then_some(ProblemKind::Missing);
    }
    match kind {
        FieldKind::Text { chars_max } => {
            let chars = u32::try_from(typed.chars().count()).unwrap_or(u32::MAX);
            (chars > *chars_max).then_some(ProblemKind::TooLong { chars_max: *chars_max, chars })
        }
        FieldKind::Number { min, max, whole, .. } => match parse_number(typed) {
            None => Some(ProblemKind::NotANumber),
            Some(number) if *whole && !number.is_whole() => Some(ProblemKind::NotWhole),
            Some(number) => match (min, max) {
                (Some(min), _) if number < *min => Some(ProblemKind::Below(min.clone())),
                (_, Some(max)) if number > *max => Some(ProblemKind::Above(max.clone())),
                _ => None,
            },
        },
        FieldKind::Date { min, max } => match parse_date(typed) {
            None => Some(ProblemKind::NotADate),
            // Days of this form sort as texts.
            Some(_) => match (min, max) {
                (Some(min), _) if typed < min.as_str() => Some(ProblemKind::Before(min.clone())),
                (_, Some(max)) if typed > max.as_str() => Some(ProblemKind::After(max.clone())),
                _ => None,
            },
        },
        FieldKind::YesNo {} => (!matches!(typed, "yes" | "no")).then_some(ProblemKind::NotAChoice),
        FieldKind::Choice { options } => {
            (!options.iter().any(|option| option.id == typed)).then_some(ProblemKind::NotAChoice)
        }
        FieldKind::Choices { options, max } => {
            let chosen: Vec<_> = typed.split(',').collect();
            let max = max.unwrap_or(u32::MAX);
            if chosen.iter().any(|id| !options.iter().any(|option| option.id == *id)) {
                Some(ProblemKind::NotAChoice)
            } else {
                (chosen.len() > max as usize).then_some(ProblemKind::TooMany { max })
            }
        }
        FieldKind::Declaration {} | FieldKind::Rows { .. } | FieldKind::Files { .. } => None,
    }
}

/// A day as browsers send it: `2024-05-31`.
pub fn parse_date(typed: &str) -> Option<Date> {
    let date: Date = typed.parse().ok()?;
    (date.to_string() == typed).then_some(date)
}

/// A number as people of the north type it: `1.250.000`, `1 250 000`, `12,5` or `12.5`.
///
/// A dot or comma followed by exactly three digits, repeated or alone, groups thousands where a
/// comma could not be a decimal sign too; what stays doubtful is read as a decimal sign.
pub fn parse_number(typed: &str) -> Option<Exact> {
    let compact: String =
        typed.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    // `1e6` is nobody's way to write a sum.
    if compact.chars().any(char::is_alphabetic) {
        return None;
    }
    let dots = compact.matches('.').count();
    let commas = compact.matches(',').count();
    // Thousands stand in groups of three; `2.50.000` is a slip of which nobody knows the meaning.
    let grouped = |whole: &str, sign: char| {
        let mut groups = whole.split(sign);
        groups.next().is_some_and(|first| !first.is_empty()) && groups.all(|group| group.len() == 3)
    };
    let whole_of = |sign: char| compact.rsplit_once(sign).map_or("", |(whole, _)| whole);
    let doubtful = match (dots, commas) {
        (2.., 0) => !grouped(&compact, '.'),
        (0, 2..) => !grouped(&compact, ','),
        (1.., 1) if compact.rfind(',') > compact.rfind('.') => !grouped(whole_of(','), '.'),
        (1, 1..) => !grouped(whole_of('.'), ','),
        _ => false,
    };
    if doubtful {
        return None;
    }
    let plain = match (dots, commas) {
        (0, 0) => compact,
        (_, 1) if dots >= 1 && compact.rfind(',') > compact.rfind('.') => {
            compact.replace('.', "").replace(',', ".")
        }
        (1, _) if commas >= 1 => compact.replace(',', ""),
        (0, 1) => compact.replace(',', "."),
        (1, 0) => match compact.rsplit_once('.') {
            Some((whole, rest)) if rest.len() == 3 && !whole.is_empty() && whole != "0" => {
                format!("{whole}{rest}")
            }
            _ => compact,
        },
        (_, 0) => compact.replace('.', ""),
        (0, _) => compact.replace(',', ""),
        _ => return None,
    };
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_in_groups_of_three() {
        let read = |typed: &str| parse_number(typed).map(|number| number.to_string());
        for (typed, is) in [
            ("1.250.000", "1250000"),
            ("1 250 000,5", "1250000.5"),
            ("1,250,000.5", "1250000.5"),
            ("2.500", "2500"),
            ("12,5", "12.5"),
            ("12.5", "12.5"),
            ("-1.250,5", "-1250.5"),
        ] {
            assert_eq!(read(typed).as_deref(), Some(is), "{typed}");
        }
        for typed in ["2.50.000", "1.000.000.00", "1,00,000", "1.5,3", ".250.000", "1e6", "12,5,5"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
