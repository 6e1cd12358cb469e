//! What one reader may see of an application's contents. What they may not see is not in it.

use std::sync::Arc;

use super::{App, AppError};
use crate::engine::access::{self, Reading};
use crate::engine::case::{Application, Case};
use crate::engine::ids::{ApplicationId, AttachmentId, PersonId};
use crate::engine::refusal::Refusal;
use crate::engine::steps::intake;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{ChoiceOption, Column, Field, FieldKind, Role};
use crate::engine::workflow::form::{Answer, Content, FileRef, Row, parse_number};
use crate::i18n::Lang;
use crate::store::{self, Db, StoreError};

/// The contents of an application as one reader sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhibit {
    /// The answers in the order of the form, without those that the reader may not see.
    pub answers: Vec<Answered>,
    /// How many fields the reader may not see.
    pub hidden: usize,
}

/// One field and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Short name of the field.
    pub field: String,
    /// What was asked.
    pub label: String,
    /// What was answered.
    pub given: Given,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Nothing.
    Nothing,
    /// Whatever it was, it was erased.
    Erased,
    /// A text, or the label of the choice.
    Text(String),
    /// A number as it was typed, with its unit.
    Number(String, String),
    /// A statement was confirmed.
    Confirmed,
    /// Files.
    Files(Vec<ExhibitFile>),
}

/// One file as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExhibitFile {
    /// Which upload.
    pub attachment: AttachmentId,
    /// Its place among the files that the reader sees, from one.
    pub number: usize,
    /// Its name; absent where a name could tell who applies.
    pub name: Option<String>,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Kind, judged by the bytes.
    pub media_type: String,
    /// Whether there is a virus scanner, and it has not looked at this file.
    pub unscanned: bool,
}

/// A file that a reader may fetch.
#[derive(Debug)]
pub struct FetchedFile {
    /// What is known of it.
    pub about: ExhibitFile,
    /// Its bytes.
    pub bytes: super::blobs::Outgoing,
}

/// How a line stands to one of its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The step has not come yet.
    Ahead,
    /// The line is in it.
    Here,
    /// It is over.
    Behind,
}

/// How the line called `line` stands to `step`.
pub fn stage(definition: &Definition, case: &Case, line: &str, step: &str) -> Stage {
    let Some(found) = case.procedure.lines.get(line) else { return Stage::Ahead };
    let place = |id: &str| definition.steps.iter().position(|step| step.id == id);
    if !found.states.contains_key(step) {
        Stage::Ahead
    } else if found.step == step && found.running() && found.held.is_none() && place(step).is_some() {
        Stage::Here
    } else {
        Stage::Behind
    }
}

/// Whether what came in to the stage that `track` is in has been opened.
pub fn opened(definition: &Definition, case: &Case, track: &str) -> bool {
    intake::state(definition, &case.procedure, track).is_some_and(|state| state.opened.is_some())
}

/// The stage that `track` is in.
pub fn stage_of<'c>(case: &'c Case, track: &str) -> Option<&'c str> {
    case.procedure.lines.get(track)?.stage.as_deref()
}

/// The words of `track`, or [`AppError::NotFound`].
pub fn track_title(definition: &Definition, track: &str, lang: Lang) -> Result<String, AppError> {
    let found = definition.track(track).ok_or(AppError::NotFound("track"))?;
    Ok(found.title.get(lang.code()).to_owned())
}

/// The words of `track`, with the stage that it is seen in where the procedure has several.
pub fn staged_title(
    definition: &Definition,
    case: &Case,
    track: &str,
    lang: Lang,
) -> Result<String, AppError> {
    let title = track_title(definition, track, lang)?;
    let step = intake::here(definition, &case.procedure, track).and_then(|(step, _)| definition.step(step));
    Ok(match step.filter(|_| definition.stages().nth(1).is_some()) {
        Some(step) => format!("{title} – {}", step.title.get(lang.code())),
        None => title,
    })
}

/// Refuses, as if there were no such thing, unless `person` holds one of `roles` in `track`.
pub fn must_hold(case: &Case, person: PersonId, roles: &[Role], track: &str) -> Result<(), AppError> {
    let holds = roles.iter().any(|role| case.procedure.holds(person, *role, Some(track)));
    if holds { Ok(()) } else { Err(AppError::NotFound("page")) }
}

/// What was handed in with `application`, for the reader who has `proof`.
pub async fn exhibit(
    app: &App,
    db: &mut Db,
    definition: &Definition,
    proof: &Reading,
    application: &Application,
    lang: Lang,
) -> Result<Exhibit, AppError> {
    let content = content(app, db, proof, application).await?;
    let given = |field: &Field, number: &mut usize| match &content {
        Some(content) => given(proof, field, content, lang, number),
        None => Given::Erased,
    };
    let form = definition.form_of(&application.track, application.stage.as_deref());
    let seen: Vec<&Field> = form.iter().copied().filter(|field| proof.shows(field)).collect();
    let mut number = 0;
    let answers = seen
        .iter()
        .map(|field| Answered {
            field: field.id.clone(),
            label: field.label.get(lang.code()).to_owned(),
            given: given(field, &mut number),
        })
        .collect();
    let mut exhibit = Exhibit { answers, hidden: form.len() - seen.len() };
    if app.blobs.scanner().is_some() {
        let unscanned = store::attachments::unscanned(db, application.id).await?;
        for answer in &mut exhibit.answers {
            if let Given::Files(files) = &mut answer.given {
                for file in files {
                    file.unscanned = unscanned.contains(&file.attachment);
                }
            }
        }
    }
    Ok(exhibit)
}

/// Names of the applicant's members, the lead first; empty for a reader who is blind.
pub async fn names(db: &mut Db, proof: &Reading, application: &Application) -> Result<Vec<String>, AppError> {
    if proof.blind() || proof.application() != application.id {
        return Ok(Vec::new());
    }
    let parties = store::applications::parties(db, application.id).await?;
    let members = application.members.iter().filter(|member| member.declined_at.is_none());
    Ok(members.filter_map(|member| Some(parties.get(&member.id)?.name.clone())).collect())
}

/// What was handed in, and nothing where that was erased; never the draft, which may be another one.
async fn content(
    app: &App,
    db: &mut Db,
    proof: &Reading,
    application: &Application,
) -> Result<Option<Content>, AppError> {
    let Some(submitted) = application.submitted.as_ref().filter(|_| proof.application() == application.id)
    else {
        return Err(AppError::NotFound("application"));
    };
    let prose = app.contents(db, proof, submitted.version.content).await?;
    let Some(prose) = prose else { return Ok(None) };
    serde_json::from_str(prose.body()).map(Some).map_err(|error| {
        let value = String::new();
        StoreError::Unreadable { table: "prose", column: "body", value, why: error.to_string() }.into()
    })
}

fn given(proof: &Reading, field: &Field, content: &Content, lang: Lang, number: &mut usize) -> Given {
    let typed = content.text(&field.id).trim();
    match &field.takes {
        FieldKind::Declaration {} if content.confirmed(&field.id) => Given::Confirmed,
        FieldKind::Files { .. } if !content.files(&field.id).is_empty() => {
            let shown = |file: &FileRef| {
                *number += 1;
                exhibit_file(proof, file, *number)
            };
            Given::Files(content.files(&field.id).iter().map(shown).collect())
        }
        FieldKind::Number { unit, .. } if !typed.is_empty() => {
            Given::Number(typed.to_owned(), unit.clone().unwrap_or_default())
        }
        takes => match answered(takes, content, &field.id, lang) {
            Some(lines) if lines.is_empty() => Given::Nothing,
            Some(lines) => Given::Text(lines.join("\n")),
            None if typed.is_empty() => Given::Nothing,
            None => Given::Text(typed.to_owned()),
        },
    }
}

/// What was answered to a field that is no running text, one line each; nothing for other kinds.
pub fn answered(takes: &FieldKind, content: &Content, field: &str, lang: Lang) -> Option<Vec<String>> {
    let lines = match takes {
        FieldKind::Choices { options, .. } => {
            content.several(field).iter().map(|id| option(options, id, lang)).collect()
        }
        FieldKind::Rows { columns, .. } => {
            content.rows(field).iter().map(|row| row_words(columns, row, lang)).collect()
        }
        FieldKind::Text { .. } | FieldKind::Declaration {} | FieldKind::Files { .. } => return None,
        takes => {
            let typed = content.text(field).trim();
            if typed.is_empty() { Vec::new() } else { vec![cell(takes, typed, lang)] }
        }
    };
    Some(lines)
}

fn option(options: &[ChoiceOption], id: &str, lang: Lang) -> String {
    let found = options.iter().find(|option| option.id == id);
    found.map_or(id, |option| option.label.get(lang.code())).to_owned()
}

/// One row in words: `Area: Housing; Year: 2024`.
pub fn row_words(columns: &[Column], row: &Row, lang: Lang) -> String {
    let cells = columns.iter().filter_map(|column| {
        let typed = row.get(&column.id)?;
        Some(format!("{}: {}", column.label.get(lang.code()), cell(&column.takes, typed, lang)))
    });
    cells.collect::<Vec<_>>().join("; ")
}

/// An answer of one line in words.
fn cell(takes: &FieldKind, typed: &str, lang: Lang) -> String {
    let t = lang.texts();
    match takes {
        // A year is no sum: what has no unit and four digits stands as it is.
        FieldKind::Number { unit: None, .. }
            if typed.len() <= 4 && typed.bytes().all(|b| b.is_ascii_digit()) =>
        {
            typed.to_owned()
        }
        FieldKind::Number { unit, .. } => {
            let number = parse_number(typed).map(|number| lang.decimal(&number.to_string()));
            let number = number.as_deref().unwrap_or(typed);
            unit.as_ref().map_or_else(|| number.to_owned(), |unit| format!("{number} {unit}"))
        }
        FieldKind::Date { .. } => lang.wall(typed),
        FieldKind::YesNo {} if typed == "yes" => t.word_yes().to_owned(),
        FieldKind::YesNo {} if typed == "no" => t.word_no().to_owned(),
        FieldKind::Choice { options } => option(options, typed, lang),
        FieldKind::Choices { options, .. } => {
            typed.split(',').map(|id| option(options, id, lang)).collect::<Vec<_>>().join(", ")
        }
        _ => typed.to_owned(),
    }
}

fn exhibit_file(proof: &Reading, file: &FileRef, number: usize) -> ExhibitFile {
    ExhibitFile {
        attachment: file.attachment,
        number,
        name: (!proof.blind()).then(|| file.name.clone()),
        size_bytes: file.size_bytes,
        media_type: file.media_type.clone(),
        unscanned: false,
    }
}

impl App {
    /// One file of an application, for somebody with an office in the procedure.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where it is no file that this reader sees; the refusal where the reader
    /// may know of the application and not read it.
    pub async fn file_for_office(
        self: &Arc<Self>,
        person: PersonId,
        application: ApplicationId,
        attachment: AttachmentId,
    ) -> Result<FetchedFile, AppError> {
        let standing = self.with_application(application).await?;
        let case = &standing.case;
        let found = case.applications.get(&application).ok_or(AppError::NotFound("application"))?;
        let definition = &standing.loaded.definition;
        if !case.procedure.people.contains_key(&person) {
            return Err(AppError::NotFound("application"));
        }
        let mut db = self.store.read().await?;
        let mut why = AppError::NotFound("file");
        // The present stage first: what it refuses decides where no earlier one has the file.
        for (n, found) in found.stages().iter().rev().enumerate() {
            let proof = match access::reading(definition, case, person, found) {
                Ok(proof) => proof,
                Err(refusal) => {
                    if n == 0 {
                        why = match refusal {
                            // Sealed is as good as not there: the answer must not tell that somebody applies.
                            Refusal::Sealed { .. } => AppError::NotFound("application"),
                            other => AppError::Refused(other),
                        };
                    }
                    continue;
                }
            };
            let content = content(self, &mut db, &proof, found).await?.unwrap_or_default();
            let mut number = 0;
            let form = definition.form_of(&found.track, found.stage.as_deref());
            for field in form.iter().filter(|field| proof.shows(field)) {
                let Some(Answer::Files(files)) = content.answers.get(&field.id) else { continue };
                for file in files {
                    number += 1;
                    if file.attachment == attachment {
                        let about = exhibit_file(&proof, file, number);
                        drop(db);
                        self.scan_first(application, attachment).await?;
                        let bytes = self.open_file(application, attachment).await?;
                        return Ok(FetchedFile { about, bytes });
                    }
                }
            }
        }
        Err(why)
    }
}
