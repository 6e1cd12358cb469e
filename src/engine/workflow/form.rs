//! The contents of an application, and what is missing or wrong in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::definition::{Field, FieldKind};
use crate::engine::digest::Digest;
use crate::engine::exact::Exact;
use crate::engine::ids::AttachmentId;

/// Bytes that one application's answers may take together, files not counted.
pub const CONTENT_BYTES_MAX: usize = 512 * 1024;

/// What an applicant has filled in, by field.
///
/// A draft holds whatever was typed, valid or not: nothing typed is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Content {
    /// The answers, by the field's short name.
    pub answers: BTreeMap<String, Answer>,
}

/// One answer, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Running text, a number or a choice, exactly as typed.
    Text(String),
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
    /// Not one of the answers offered.
    NotAChoice,
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
pub fn examine(form: &[Field], content: &Content) -> Vec<Problem> {
    form.iter()
        .filter_map(|field| {
            examine_field(field, content).map(|what| Problem { field: field.id.clone(), what })
        })
        .collect()
}

fn examine_field(field: &Field, content: &Content) -> Option<ProblemKind> {
    let missing = field.required.then_some(ProblemKind::Missing);
    let typed = content.text(&field.id).trim();
    match &field.takes {
        FieldKind::Text { .. } | FieldKind::Number { .. } | FieldKind::Choice { .. } if typed.is_empty() => {
            missing
        }
        FieldKind::Text { chars_max } => {
            let chars = u32::try_from(typed.chars().count()).unwrap_or(u32::MAX);
            (chars > *chars_max).then_some(ProblemKind::TooLong { chars_max: *chars_max, chars })
        }
        FieldKind::Number { min, max, .. } => match parse_number(typed) {
            None => Some(ProblemKind::NotANumber),
            Some(number) => match (min, max) {
                (Some(min), _) if number < *min => Some(ProblemKind::Below(min.clone())),
                (_, Some(max)) if number > *max => Some(ProblemKind::Above(max.clone())),
                _ => None,
            },
        },
        FieldKind::Declaration {} => {
            if content.confirmed(&field.id) {
                None
            } else {
                missing
            }
        }
        FieldKind::Choice { options } => {
            (!options.iter().any(|option| option.id == typed)).then_some(ProblemKind::NotAChoice)
        }
        FieldKind::Files { count_max, .. } => {
            let count = content.files(&field.id).len();
            if count == 0 {
                missing
            } else {
                (count > *count_max as usize).then_some(ProblemKind::TooManyFiles { count_max: *count_max })
            }
        }
    }
}

/// A number as people of the north type it: `1.250.000`, `1 250 000`, `12,5` or `12.5`.
///
/// A dot or comma followed by exactly three digits, repeated or alone, groups thousands where a
/// comma could not be a decimal sign too; what stays doubtful is read as a decimal sign.
pub fn parse_number(typed: &str) -> Option<Exact> {
    let compact: String =
        typed.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    let dots = compact.matches('.').count();
    let commas = compact.matches(',').count();
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
