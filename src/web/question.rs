//! One question of an application at a time: where each is, and which comes before and after it. Its pages are those of
//! the form with one field alone, in `web/apply.rs`.

use super::application::{Frame, Part, address, name_of, refusal_words};
use super::ctx::Ctx;
use super::parts::Link;
use crate::app::AppError;
use crate::app::applicant::Own;
use crate::engine::refusal::Refusal;
use crate::engine::workflow::definition::{Field, FieldKind};
use crate::engine::workflow::form::{Content, ProblemKind, examine};
use crate::i18n::{Lang, args};

/// Whether a field takes files, which have a page of their own.
pub fn takes_files(field: &Field) -> bool {
    matches!(field.takes, FieldKind::Files { .. })
}

/// Where a field is filled in: on the page of its question, or among the files.
pub fn place_of(own: &Own, field: &str) -> String {
    if own.definition().field(field).is_some_and(takes_files) {
        format!("{}#{}", address(own.id(), Part::Files), name_of(field))
    } else {
        format!("{}/{field}", address(own.id(), Part::Form))
    }
}

/// The questions, in the order of the form. In a cure window only those that can be mended.
fn questions(own: &Own) -> Vec<&Field> {
    let asked = own.form().into_iter().filter(|field| !takes_files(field));
    asked.filter(|field| !own.fillable() || own.changeable(&field.id)).collect()
}

/// The question that an address names.
///
/// # Errors
/// [`AppError::NotFound`] where the form has no such field.
pub fn asked<'o>(own: &'o Own, field: &str) -> Result<&'o Field, AppError> {
    own.form().into_iter().find(|known| known.id == field).ok_or(AppError::NotFound("field"))
}

/// The same where an answer is typed: files are not.
///
/// # Errors
/// As [`asked`].
pub fn typed_in<'o>(own: &'o Own, field: &str) -> Result<&'o Field, AppError> {
    asked(own, field)
        .and_then(|found| if takes_files(found) { Err(AppError::NotFound("field")) } else { Ok(found) })
}

/// Where somebody begins who wants to answer: at the first question with something missing or wrong, else at the first.
/// What can only be read is read on one page.
pub fn entry(own: &Own) -> String {
    let questions = questions(own);
    let problems = &own.application.draft.problems;
    let open = questions.iter().find(|field| problems.iter().any(|problem| problem.field == field.id));
    match open.or_else(|| questions.first()).filter(|_| own.fillable()) {
        Some(field) => place_of(own, &field.id),
        None => address(own.id(), Part::Form),
    }
}

/// What comes after the answers: the files, then the review; in a cure window the page that hands in.
pub fn next_part(own: &Own) -> Part {
    match own.form().into_iter().any(takes_files) {
        _ if !own.open() => Part::Cure,
        true => Part::Files,
        false => Part::Review,
    }
}

/// Where "save and continue" leads. An answer that cannot be right is shown again, saved as it is, with what is the
/// matter; what is still missing keeps nobody.
pub fn after(own: &Own, field: &Field, typed: &Content) -> String {
    if examine([field], typed).iter().any(|problem| problem.what != ProblemKind::Missing) {
        return place_of(own, &field.id);
    }
    let mut later = questions(own).into_iter().skip_while(|one| one.id != field.id).skip(1);
    later.next().map_or_else(|| address(own.id(), next_part(own)), |next| place_of(own, &next.id))
}

/// Where "save and continue" leads from the page of all questions: back to it as long as an answer cannot be right.
pub fn after_all(own: &Own, typed: &Content) -> String {
    let wrong = questions(own)
        .into_iter()
        .any(|field| examine([field], typed).iter().any(|problem| problem.what != ProblemKind::Missing));
    address(own.id(), if wrong { Part::Form } else { next_part(own) })
}

/// "Question 3 of 9"; nothing for what is none of the questions now.
pub fn heading(own: &Own, lang: Lang, field: &Field) -> Option<String> {
    let questions = questions(own);
    let n = questions.iter().position(|one| one.id == field.id)? + 1;
    Some(lang.texts().applicant_question(&args::ApplicantQuestion { n, of: questions.len() }))
}

/// Ways from the page of a question that save nothing: to those beside it, to the overview, to all of them.
pub fn ways(ctx: &Ctx, own: &Own, field: &Field) -> Vec<Link> {
    let t = ctx.t();
    let questions = questions(own);
    let at = questions.iter().position(|one| one.id == field.id);
    let beside = |at: Option<usize>, label: &str| {
        let found = at.and_then(|at| questions.get(at))?;
        Some(Link::new(ctx.staying(place_of(own, &found.id)), label))
    };
    let previous = beside(at.and_then(|at| at.checked_sub(1)), t.applicant_question_previous());
    let next = beside(at.map(|at| at + 1), t.applicant_question_next());
    let overview = Link::new(ctx.staying(address(own.id(), Part::Overview)), t.applicant_question_overview());
    let all = Link::new(ctx.staying(address(own.id(), Part::Form)), t.applicant_question_all());
    previous.into_iter().chain(next).chain([overview, all]).collect()
}

/// The page of a question is one below that of the answers.
pub fn below_the_form(ctx: &Ctx, own: &Own, frame: &mut Frame, heading: &str) {
    if let Some(here) = frame.crumbs.last_mut() {
        here.href = ctx.staying(address(own.id(), Part::Form));
    }
    frame.crumbs.push(Link::here(heading));
}

/// Why nothing here can be changed; empty where something can.
pub fn closed(own: &Own, lang: Lang, only: Option<&Field>) -> String {
    match only {
        Some(field) if own.changeable(&field.id) => String::new(),
        Some(field) if own.fillable() => refusal_words(lang, own, &other_field(field)),
        None if own.fillable() => String::new(),
        _ => lang.texts().applicant_closed().to_owned(),
    }
}

/// In a cure window, a field that is not at fault.
pub fn other_field(field: &Field) -> Refusal {
    Refusal::OtherField { field: field.id.clone() }
}
