//! What several answers share.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::BASE;
use crate::app::AppError;
use crate::app::ownership::Called;
use crate::app::reading::{Answered, ExhibitFile, Given};
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;

/// What this caller may do here now. Everything else about it stands in the schema of the command.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Choice {
    /// The name of the command.
    pub r#do: String,
    /// How it is sent: always `POST`.
    pub method: &'static str,
    /// Where it is sent.
    pub href: String,
    /// Where its schema stands in the OpenAPI document.
    pub schema: String,
    /// What is known of its body already; the rest is the caller's to say.
    pub body: Map<String, Value>,
}

impl Choice {
    /// A command in a procedure, with what is known of its body.
    pub fn new(procedure: ProcedureId, name: &str, known: &[(&str, Value)]) -> Self {
        Self::at(&format!("{BASE}/procedures/{procedure}/commands"), name, known)
    }

    /// A command that is sent to `href`, with what is known of its body.
    pub fn at(href: &str, name: &str, known: &[(&str, Value)]) -> Self {
        let known = known.iter().map(|(field, value)| ((*field).to_owned(), value.clone()));
        let body = std::iter::once(("do".to_owned(), Value::from(name))).chain(known).collect();
        Self {
            r#do: name.to_owned(),
            method: "POST",
            href: href.to_owned(),
            schema: format!("{BASE}/openapi.json#/components/schemas/{}", schema_of(name)),
            body,
        }
    }
}

/// The name of a command's schema in the document.
pub fn schema_of(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    let words: String = name.split('_').filter_map(word).collect();
    format!("{words}Command")
}

/// A point in time: RFC 3339 in UTC with six decimals.
pub fn at(instant: Instant) -> String {
    instant.to_string()
}

/// An identifier out of an address or a body: what is none names nothing.
pub fn id<T: std::str::FromStr>(text: &str, noun: &'static str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::NotFound(noun))
}

/// A value of ours as JSON.
pub fn json(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// A name with its title.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Titled {
    /// Short name.
    pub id: String,
    /// Title.
    pub title: String,
}

/// What an application is called before this reader.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Name {
    /// The short code.
    pub code: String,
    /// Name of the lead, where this reader may know it.
    pub name: Option<String>,
}

impl Name {
    /// As the app says it.
    pub fn of(called: &Called) -> Self {
        Self { code: called.code.clone(), name: called.name.as_ref().map(|(name, _)| name.clone()) }
    }
}

/// One field and what was answered, as this reader may see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AnswerShown {
    /// Short name of the field.
    pub field: String,
    /// What was asked.
    pub label: String,
    /// What was answered, as text; nothing where nothing was, or it was erased.
    pub text: Option<String>,
    /// Whether a statement was confirmed.
    pub confirmed: bool,
    /// Whether it was erased when its time was over.
    pub erased: bool,
    /// Files.
    pub files: Vec<FileShown>,
}

/// One file, as this reader may see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FileShown {
    /// Which file.
    pub attachment: String,
    /// Its name; nothing where a name could tell who applies.
    pub name: Option<String>,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Kind, judged by the bytes.
    pub media_type: String,
    /// Where it is fetched.
    pub href: String,
}

/// What was answered, with files to be fetched below `base`.
pub fn answer(answered: &Answered, base: &str) -> AnswerShown {
    let file = |file: &ExhibitFile| FileShown {
        attachment: file.attachment.to_string(),
        name: file.name.clone(),
        size_bytes: file.size_bytes,
        media_type: file.media_type.clone(),
        href: format!("{base}/{}", file.attachment),
    };
    let (text, files) = match &answered.given {
        Given::Text(text) => (Some(text.clone()), Vec::new()),
        Given::Number(number, unit) if unit.is_empty() => (Some(number.clone()), Vec::new()),
        Given::Number(number, unit) => (Some(format!("{number} {unit}")), Vec::new()),
        Given::Files(files) => (None, files.iter().map(file).collect()),
        Given::Nothing | Given::Erased | Given::Confirmed => (None, Vec::new()),
    };
    AnswerShown {
        field: answered.field.clone(),
        label: answered.label.clone(),
        text,
        confirmed: answered.given == Given::Confirmed,
        erased: answered.given == Given::Erased,
        files,
    }
}
