//! Questions: unanswered first, and answering them to everybody.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::{
    AHEAD, AheadPart, Frame, Tab, act, again, ahead, enter, enter_with, frame, go, page, parsed, reason_min,
    told, words,
};
use crate::app::ownership::Office;
use crate::app::ownership::news::movable;
use crate::app::random;
use crate::app::tender::answers_by;
use crate::app::{App, AppError};
use crate::engine::answers::{self, Ground, Late};
use crate::engine::case::Question;
use crate::engine::ids::QuestionId;
use crate::engine::procedure::{self, QUESTION_CHARS_MAX};
use crate::engine::refusal::Refusal;
use crate::engine::steps::intake;
use crate::engine::turn::Verb;
use crate::engine::workflow::definition::Role;
use crate::i18n::args;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::{Choice, Errors};

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
    /// Until when answers are given without more; empty where no rule says so.
    pub line: String,
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
    /// Why it came late without an extension; empty where it did not.
    pub without: String,
    /// By when the documents that it asks for are sent, and that this is past; empty where it asks for none.
    pub documents: String,
    /// Whether it cannot be answered any more without an extension or a ground for none.
    pub late: bool,
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
    /// The letters that this would send, where the reader asked to see them.
    pub ahead: Vec<AheadPart>,
    /// What is wrong with the form.
    pub errors: Errors,
    /// The answer as it was typed.
    pub answer: String,
    /// What can come with an answer after the line; none where it is in time.
    pub late: Vec<Choice>,
    /// What comes with it, as it was typed.
    pub typed: AnswerForm,
    /// The zone of every time.
    pub zone: String,
    /// Characters that a reason has at least.
    pub reason_min: u32,
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
            documents: answers::documents(definition, &office.procedure, question)
                .map(|by| {
                    let when = words::until(ctx.lang, definition, by.expires_at.plus_micros(-1));
                    ctx.t().own_documents_by(when)
                })
                .unwrap_or_default(),
            late: question.answer.is_none()
                && answers::needs_more(definition, &office.procedure, question, office.now),
            answer: question
                .answer
                .as_ref()
                .map(|answer| (text(answer.text), words::full(ctx.lang, definition, answer.at))),
            without: question
                .answer
                .as_ref()
                .and_then(|answer| answer.without.as_ref())
                .map(|without| {
                    let ground = ground(ctx.t(), without.ground);
                    let reason = text(without.reason);
                    ctx.t().own_late_without(&args::OwnLateWithout { ground, reason })
                })
                .unwrap_or_default(),
        }
    };
    Ok(office.procedure.questions.iter().map(|question| (question.id, line(question))).collect())
}

/// Why no extension is needed, in words.
fn ground(t: crate::i18n::Texts, ground: Ground) -> &'static str {
    match ground {
        Ground::ExistingText => t.own_late_existing(),
        Ground::NotInGoodTime => t.own_late_not_in_time(),
    }
}

async fn list(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    let all = lines(&ctx, &office).await?.into_iter().map(|(_, line)| line);
    let (open, mut answered): (Vec<_>, Vec<_>) = all.partition(|line| line.answer.is_none());
    answered.reverse();
    Ok(ok(&QuestionsPage {
        page: page(&ctx, &office, ctx.t().owner_questions()),
        frame: frame(&ctx, &office, Tab::Questions, None),
        line: answers_by(office.definition(), &office.procedure)
            .map(|at| ctx.t().own_answers_line(words::until(ctx.lang, office.definition(), at)))
            .unwrap_or_default(),
        open,
        answered,
    }))
}

async fn show(ctx: Ctx, Path((procedure, question)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    office.need(&[Role::Owner])?;
    let question = parsed(&question)?;
    Ok(ok(&drawn(&ctx, &office, question, AnswerForm::default(), Errors::default()).await?))
}

async fn drawn(
    ctx: &Ctx,
    office: &Office,
    id: QuestionId,
    typed: AnswerForm,
    errors: Errors,
) -> Result<AnswerPage, AppError> {
    let all = lines(ctx, office).await?;
    let (_, question) = all.into_iter().find(|(one, _)| *one == id).ok_or(AppError::NotFound("question"))?;
    let t = ctx.t();
    let (definition, procedure) = (office.definition(), &office.procedure);
    let needs = procedure.questions.iter().any(|one| {
        one.id == id && one.answer.is_none() && answers::needs_more(definition, procedure, one, ctx.now)
    });
    let deadline = intake::of(definition).and_then(|(_, spec)| spec.until.as_ref());
    let can_extend = deadline.is_some_and(|date| movable(office, date));
    let ways = [
        ("extend", t.own_late_extend()),
        ("existing_text", t.own_late_existing()),
        ("not_in_good_time", t.own_late_not_in_time()),
    ];
    let ways = ways.into_iter().filter(|(way, _)| needs && (can_extend || *way != "extend"));
    let late = ways.map(|(way, words)| Choice::new(way, words)).collect();
    let told = ctx.app.told_count(office).await?;
    Ok(AnswerPage {
        page: page(ctx, office, t.own_questions_said()),
        frame: frame(ctx, office, Tab::Questions, Some(t.own_questions_said())),
        question,
        told: t.own_dates_told(told as u64),
        ahead: Vec::new(),
        errors,
        late,
        answer: typed.answer.clone(),
        typed,
        zone: definition.zone.clone(),
        reason_min: reason_min(),
    })
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// The answer.
    pub answer: String,
    /// What comes with an answer after the line: `extend`, `existing_text` or `not_in_good_time`.
    pub late: String,
    /// The new deadline.
    pub to: String,
    /// Its time of day.
    #[serde(rename = "to-time")]
    pub time: String,
    /// Why.
    pub reason: String,
    /// `ahead` to see the letters first.
    #[serde(rename = "do")]
    pub does: String,
}

impl AnswerForm {
    fn late(&self) -> Option<Late> {
        let reason = random::prose(self.reason.trim());
        let ground = match self.late.as_str() {
            "extend" => {
                let (day, time) = (self.to.trim(), self.time.trim());
                let to = if time.is_empty() { day.to_owned() } else { format!("{day}T{time}") };
                return Some(Late::Extend { to, reason });
            }
            "existing_text" => Ground::ExistingText,
            "not_in_good_time" => Ground::NotInGoodTime,
            _ => return None,
        };
        Some(Late::Without { ground, reason })
    }
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
        return Ok(again(&drawn(&ctx, &office, question, form, errors).await?));
    }
    let text = random::prose(form.answer.trim());
    let late = form.late();
    let verb = Verb::Procedure(procedure::Command::Answer { question, text, late });
    let error = if form.does == AHEAD {
        match ahead(&ctx, &office, &ticket, verb).await {
            Ok(ahead) => {
                let page = drawn(&ctx, &office, question, form, Errors::default()).await?;
                return Ok(ok(&AnswerPage { ahead, ..page }));
            }
            Err(error) => error,
        }
    } else {
        match act(&ctx, &office, ticket, verb).await {
            Ok(()) => return Ok(go(format!("/procedures/{}/questions", office.procedure.id))),
            Err(error) => error,
        }
    };
    let reason = match &error {
        AppError::Refused(Refusal::ReasonNeeded { of, .. }) if of != "answer" => ("reason", t.word_reason()),
        _ => ("answer", t.owner_answer()),
    };
    let field = match &error {
        AppError::Refused(Refusal::NeverEarlier { .. } | Refusal::BadDate { .. }) => "to",
        AppError::Refused(Refusal::AnswerLate { .. }) => "late",
        _ => "answer",
    };
    let errors = told(&ctx, &office, error, field, reason)?;
    Ok(again(&drawn(&ctx, &office, question, form, errors).await?))
}
