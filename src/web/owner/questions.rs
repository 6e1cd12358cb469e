//! Questions: unanswered first, and answering them to everybody.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::{Frame, Tab, act, again, enter, enter_with, frame, go, page, parsed, told, words};
use crate::app::ownership::Office;
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::case::Question;
use crate::engine::ids::QuestionId;
use crate::engine::procedure::{self, QUESTION_CHARS_MAX};
use crate::engine::turn::Verb;
use crate::engine::workflow::definition::Role;
use crate::i18n::args;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::Errors;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/questions", get(list))
        .route("/procedures/{procedure}/questions/{question}", get(show).post(answer))
}

// The template counts down from the same number; a macro takes it only as it is written.
const _: () = assert!(QUESTION_CHARS_MAX == 8_000);

/// The questions.
#[derive(Template)]
#[template(path = "pages/own-questions.html")]
pub struct QuestionsPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// Questions without an answer, the oldest first.
    pub open: Vec<QuestionLine>,
    /// Questions with their answers, the latest first.
    pub answered: Vec<QuestionLine>,
}

/// One question. Nobody learns who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionLine {
    /// What is asked.
    pub text: String,
    /// When it came.
    pub asked: String,
    /// The page that answers it; empty for those who may not.
    pub href: String,
    /// The answer, and when it was published.
    pub answer: Option<(String, String)>,
}

/// Answering one question.
#[derive(Template)]
#[template(path = "pages/own-answer.html")]
pub struct AnswerPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// The question.
    pub question: QuestionLine,
    /// How many people will be told.
    pub told: String,
    /// What is wrong with the form.
    pub errors: Errors,
    /// The answer as it was typed.
    pub answer: String,
}

async fn lines(ctx: &Ctx, office: &Office) -> Result<Vec<(QuestionId, QuestionLine)>, AppError> {
    let texts = ctx.app.news_texts(office).await?;
    let (definition, erased) = (office.definition(), ctx.t().own_erased());
    let text = |digest| texts.get(&digest).cloned().unwrap_or_else(|| erased.to_owned());
    let line = |question: &Question| {
        let href = format!("/procedures/{}/questions/{}", office.procedure.id, question.id);
        QuestionLine {
            text: text(question.text),
            asked: words::full(ctx.lang, definition, question.asked_at),
            href: if office.owns() { href } else { String::new() },
            answer: question
                .answer
                .as_ref()
                .map(|answer| (text(answer.text), words::full(ctx.lang, definition, answer.at))),
        }
    };
    Ok(office.procedure.questions.iter().map(|question| (question.id, line(question))).collect())
}

async fn list(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    let all = lines(&ctx, &office).await?.into_iter().map(|(_, line)| line);
    let (open, mut answered): (Vec<_>, Vec<_>) = all.partition(|line| line.answer.is_none());
    answered.reverse();
    Ok(ok(&QuestionsPage {
        page: page(&ctx, &office, ctx.t().owner_questions()),
        frame: frame(&ctx, &office, Tab::Questions, None),
        open,
        answered,
    }))
}

async fn show(ctx: Ctx, Path((procedure, question)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    office.need(&[Role::Owner])?;
    let question = parsed(&question)?;
    Ok(ok(&drawn(&ctx, &office, question, String::new(), Errors::default()).await?))
}

async fn drawn(
    ctx: &Ctx,
    office: &Office,
    id: QuestionId,
    answer: String,
    errors: Errors,
) -> Result<AnswerPage, AppError> {
    let all = lines(ctx, office).await?;
    let (_, question) = all.into_iter().find(|(one, _)| *one == id).ok_or(AppError::NotFound("question"))?;
    let t = ctx.t();
    let told = ctx.app.told_count(office).await?;
    Ok(AnswerPage {
        page: page(ctx, office, t.own_questions_said()),
        frame: frame(ctx, office, Tab::Questions, Some(t.own_questions_said())),
        question,
        told: t.own_dates_told(told as u64),
        errors,
        answer,
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AnswerForm {
    answer: String,
}

async fn answer(
    ctx: Ctx,
    Path((procedure, question)): Path<(String, String)>,
    Form(form): Form<AnswerForm>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_with(&ctx, &procedure, &ticket).await?;
    office.need(&[Role::Owner])?;
    let question: QuestionId = parsed(&question)?;
    let (t, length) = (ctx.t(), form.answer.trim().chars().count());
    if length > QUESTION_CHARS_MAX {
        let mut errors = Errors::default();
        let label = t.owner_answer();
        let long = args::FormTooLong { label, max: QUESTION_CHARS_MAX as u64, length: length as u64 };
        errors.add("answer", t.form_too_long(&long));
        return Ok(again(&drawn(&ctx, &office, question, form.answer, errors).await?));
    }
    let text = random::prose(form.answer.trim());
    let verb = Verb::Procedure(procedure::Command::Answer { question, text });
    let error = match act(&ctx, &office, ticket, verb).await {
        Ok(()) => return Ok(go(format!("/procedures/{}/questions", office.procedure.id))),
        Err(error) => error,
    };
    let errors = told(&ctx, &office, error, "answer", ("answer", t.owner_answer()))?;
    Ok(again(&drawn(&ctx, &office, question, form.answer, errors).await?))
}
