//! Beginning an application, and filling in its form.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::application::{
    AnswerView, Frame, Part, address, answers_to, framed, id, name_of, own, own_at_hand, refusal_words,
    refused, when_at,
};
use super::ctx::Ctx;
use super::errors::{ok, shown};
use super::fields::{self, Control, FieldView, field_view};
use super::page::Page;
use super::parts::{Choice, Errors, Link};
use super::question;
use crate::app::applicant::{Own, tidy_name};
use crate::app::saving::{Saved, Sent, Way};
use crate::app::tender::Stage;
use crate::app::{App, AppError};
use crate::engine::case::MemberKind;
use crate::engine::ids::ProcedureId;
use crate::engine::refusal::Refusal;
use crate::engine::steps::intake;
use crate::engine::workflow::definition::{Field, FieldKind};
use crate::engine::workflow::form::{Answer, CONTENT_BYTES_MAX, Content};
use crate::i18n::{Lang, args};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/tenders/{procedure}/tracks/{track}/apply", get(begin).post(start))
        .route("/applications/{id}/form", get(form).post(save))
        .route("/applications/{id}/autosave", post(autosave))
        .route("/applications/{id}/form/{field}", get(question).post(save_question))
        .route("/applications/{id}/form/{field}/autosave", post(autosave_question))
}

#[derive(Template)]
#[template(path = "pages/application-start.html")]
struct StartPage {
    page: Page,
    crumbs: Vec<Link>,
    name: String,
    kind: String,
    kinds: Vec<Choice>,
    refused: String,
    errors: Errors,
}

#[derive(Deserialize, Default)]
struct StartForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
}

/// Organisation or person, as the answers of a form.
pub fn kinds(lang: Lang) -> Vec<Choice> {
    let t = lang.texts();
    vec![
        Choice::new("organisation", t.consortium_member_organisation()),
        Choice::new("person", t.consortium_member_person()),
    ]
}

/// Organisation or person, as it was answered.
pub fn kind_of(typed: &str) -> Option<MemberKind> {
    match typed {
        "organisation" => Some(MemberKind::Organisation),
        "person" => Some(MemberKind::Person),
        _ => None,
    }
}

/// The page that asks who applies; a redirect where the reader has begun already.
async fn start_page(
    ctx: &Ctx,
    procedure: ProcedureId,
    track: &str,
    form: StartForm,
) -> Result<Result<StartPage, Redirect>, AppError> {
    let person = ctx.signed_in()?;
    let found = ctx.app.tender(procedure, Some(person.id)).await?;
    let definition = found.tender.definition();
    let track = definition.track(track).ok_or(AppError::NotFound("track"))?;
    if let Some(mine) = found.mine.get(&track.id) {
        return Ok(Err(Redirect::to(&address(*mine, Part::Overview))));
    }
    if found.tender.track(&track.id).is_none_or(|standing| standing.stage != Stage::Open) {
        return Ok(Err(Redirect::to(&format!("/tenders/{procedure}"))));
    }
    ctx.shows(definition);
    let (lang, t) = (ctx.lang, ctx.t());
    let title = t.apply_title(track.title.get(lang.code()));
    let home = Link::new(format!("/tenders/{procedure}"), definition.title.get(lang.code()));
    Ok(Ok(StartPage {
        page: ctx.page(title.clone(), &definition.zone),
        crumbs: vec![home, Link::here(title)],
        name: form.name,
        kind: form.kind,
        kinds: kinds(lang),
        refused: String::new(),
        errors: Errors::default(),
    }))
}

async fn begin(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let name = ctx.signed_in()?.name.clone();
    let form = StartForm { name, kind: String::new() };
    let drawn = start_page(&ctx, id(&procedure, "procedure")?, &track, form).await?;
    Ok(drawn.map_or_else(IntoResponse::into_response, |page| ok(&page)))
}

async fn start(
    ctx: Ctx,
    jar: CookieJar,
    Path((procedure, track)): Path<(String, String)>,
    Form(form): Form<StartForm>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let person = ctx.signed_in()?;
    let procedure = id(&procedure, "procedure")?;
    let t = ctx.t();
    let name = tidy_name(&form.name);
    let mut errors = Errors::default();
    if name.is_empty() {
        errors.add("name", t.form_required(t.applicant_start_name()));
    }
    let kind = kind_of(&form.kind);
    if kind.is_none() {
        errors.add("kind", t.form_choose(t.applicant_start_kind()));
    }
    let mut refused = String::new();
    if let Some(kind) = kind
        && errors.is_empty()
    {
        match ctx.app.start_application(procedure, &track, person, &name, kind, ticket).await {
            Ok((application, None)) => {
                return Ok(Redirect::to(&address(application, Part::Overview)).into_response());
            }
            Ok((application, Some(code))) => return Ok(super::keys::kept(&ctx, jar, application, &code)),
            Err(AppError::Refused(refusal)) => {
                let loaded = ctx.app.definition(procedure).await?;
                let definition = &loaded.definition;
                refused = super::refusals::words(ctx.lang, Some(definition), &definition.zone, &refusal);
            }
            Err(error) => return Err(error),
        }
    }
    let status = if refused.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    match start_page(&ctx, procedure, &track, form).await? {
        Ok(page) => Ok(shown(status, &StartPage { refused, errors, ..page })),
        // Late: the tender page says so, and this says when it came.
        Err(_) if !refused.is_empty() => {
            let page = ctx.page(t.refused_title(), super::errors::SITE_ZONE);
            Ok(shown(
                status,
                &super::errors::ErrorPage {
                    page,
                    text: refused,
                    again: super::errors::Again::default(),
                    signed_out: false,
                },
            ))
        }
        Err(away) => Ok(away.into_response()),
    }
}

#[derive(Template)]
#[template(path = "pages/application-form.html")]
struct FormPage {
    page: Page,
    frame: Frame,
    /// The section, or which question it is.
    heading: String,
    /// Why nothing can be changed; empty where something can.
    closed: String,
    action: String,
    autosave: String,
    seen: u32,
    saved: String,
    /// Whether it can be handed in from here.
    submits: bool,
    /// Other ways to answer, and from a question to those beside it.
    ways: Vec<Link>,
    fields: Vec<FieldView>,
    answers: Vec<AnswerView>,
    errors: Errors,
}

/// The form with `content` filled in, or the field `only` of it; `conflict` names fields whose present value is shown
/// beside.
fn form_page(
    ctx: &Ctx,
    own: &Own,
    only: Option<&Field>,
    (page, mut frame): (Page, Frame),
    content: &Content,
    conflict: &[String],
) -> Result<FormPage, AppError> {
    let (lang, t) = (ctx.lang, ctx.t());
    let when = when_at(own.application.draft.saved_at, &own.definition().zone)?;
    let version = own.application.draft.number;
    let shown = fields_of(own, only);
    let fields: Vec<_> = shown
        .iter()
        // In a cure window only what is at fault can be filled in.
        .filter(|field| own.changeable(&field.id))
        .map(|field| field_view(own, lang, field, content, conflict.contains(&field.id)))
        .collect();
    let mut errors = Errors::default();
    for field in &fields {
        if !field.error.is_empty() {
            errors.add(field.name.clone(), field.error.clone());
        }
        if let Control::Rows { rows } = &field.control {
            for cell in rows.iter().flat_map(|row| &row.cells).filter(|cell| !cell.error.is_empty()) {
                errors.add(cell.name.clone(), cell.error.clone());
            }
        }
    }
    let heading = only.and_then(|field| question::heading(own, lang, field));
    let heading = heading.unwrap_or_else(|| t.apply_section_answers().to_owned());
    let (action, autosave, ways) = if let Some(field) = only {
        question::below_the_form(ctx, own, &mut frame, &heading);
        let here = question::place_of(own, &field.id);
        (here.clone(), format!("{here}/autosave"), question::ways(ctx, own, field))
    } else {
        let one = own.fillable().then(|| Link::new(question::entry(own), t.applicant_question_each()));
        let overview = address(own.id(), Part::Overview);
        (address(own.id(), Part::Form), format!("{overview}/autosave"), one.into_iter().collect())
    };
    Ok(FormPage {
        page,
        frame,
        heading,
        closed: question::closed(own, lang, only),
        action,
        autosave,
        seen: version,
        submits: only.is_none() && own.open() && own.leads(),
        ways,
        saved: t.applicant_saved_as(&args::ApplicantSavedAs { version, when: lang.full(&when) }),
        fields,
        answers: answers_to(own, lang, &shown, &own.draft),
        errors,
    })
}

/// All fields of the form, or the one.
fn fields_of<'o>(own: &'o Own, only: Option<&'o Field>) -> Vec<&'o Field> {
    only.map_or_else(|| own.form(), |field| vec![field])
}

/// What a form sent, as contents: exactly as typed, but for line ends, which browsers write their
/// own way.
fn typed(form: &[&Field], pairs: &[(String, String)]) -> Content {
    let mut content = Content::default();
    for field in form {
        let name = name_of(&field.id);
        let value = pairs.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
        let answer = match &field.takes {
            FieldKind::Files { .. } => continue,
            FieldKind::Choices { options, .. } => fields::ticked(pairs, &name, options),
            FieldKind::Rows { rows_max, columns } => fields::typed_rows(pairs, &field.id, *rows_max, columns),
            FieldKind::Declaration {} => (value == "yes").then_some(Answer::Confirmed(true)),
            _ => (!value.is_empty()).then(|| Answer::Text(value.replace("\r\n", "\n"))),
        };
        if let Some(answer) = answer {
            content.answers.insert(field.id.clone(), answer);
        }
    }
    content
}

/// The version that the writer had before them; 0, which is none, where the form does not say.
fn seen(pairs: &[(String, String)]) -> u32 {
    pairs.iter().find(|(key, _)| key == "seen").and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
}

async fn form(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let frame = framed(&ctx, &own, Part::Form)?;
    Ok(ok(&form_page(&ctx, &own, None, frame, &own.draft, &[])?))
}

async fn question(
    ctx: Ctx,
    Path((application, field)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let field = question::asked(&own, &field)?;
    if question::takes_files(field) {
        return Ok(Redirect::to(&question::place_of(&own, &field.id)).into_response());
    }
    let frame = framed(&ctx, &own, Part::Form)?;
    Ok(ok(&form_page(&ctx, &own, Some(field), frame, &own.draft, &[])?))
}

/// What a form sent, exactly as typed: all of it, or of its one field.
fn sent(typed: &Content, only: Option<&Field>) -> Sent {
    match only {
        Some(field) => Sent::One(field.id.clone(), typed.answers.get(&field.id).cloned()),
        None => Sent::All(typed.clone()),
    }
}

type Pairs = Vec<(String, String)>;

async fn save(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, AppError> {
    keep(&ctx, &application, None, &pairs).await
}

async fn save_question(
    ctx: Ctx,
    Path((application, field)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, AppError> {
    keep(&ctx, &application, Some(&field), &pairs).await
}

/// Saves the form, or the field `only` of it.
async fn keep(
    ctx: &Ctx,
    application: &str,
    only: Option<&str>,
    pairs: &[(String, String)],
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let held = own_at_hand(ctx, application).await?;
    let own = Arc::clone(&held.own);
    let only = only.map(|field| question::typed_in(&own, field)).transpose()?;
    let typed = typed(&fields_of(&own, only), pairs);
    let id = own.id();
    let says = |name: &str, what: &str| pairs.iter().any(|(key, value)| key == name && value == what);
    let (next, submit) = (says("do", "next"), only.is_none() && says("do", "submit"));
    let way = if submit && says("declare", "yes") { Way::Submit } else { Way::Merge };
    let saved = match only.filter(|field| own.fillable() && !own.changeable(&field.id)) {
        Some(field) => Err(AppError::Refused(question::other_field(field))),
        None => ctx.app.save_answers(held, ticket, seen(pairs), &sent(&typed, only), way).await,
    };
    match saved {
        Ok(Saved::As { .. }) if way == Way::Submit => {
            Ok(Redirect::to(&address(id, Part::Receipt)).into_response())
        }
        Ok(Saved::As { .. }) if submit => {
            let own = ctx.app.own(id, own.person).await?;
            let frame = framed(ctx, &own, Part::Form)?;
            let mut page = form_page(ctx, &own, None, frame, &own.draft, &[])?;
            page.errors.add("declare", ctx.t().applicant_submit_tick());
            Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        // It is saved: the review says what stands in the way.
        Err(AppError::Refused(
            Refusal::Incomplete { .. } | Refusal::Already | Refusal::NotAllowed { .. },
        )) if submit => Ok(Redirect::to(&address(id, Part::Review)).into_response()),
        Ok(Saved::As { .. }) => {
            let to = match only {
                Some(field) if next => question::after(&own, field, &typed),
                Some(field) => question::place_of(&own, &field.id),
                None if next => question::after_all(&own, &typed),
                None => address(id, Part::Form),
            };
            Ok(Redirect::to(&to).into_response())
        }
        Ok(Saved::Conflict { current, shown: content, fields }) => {
            let (page, mut frame) = framed(ctx, &current, Part::Form)?;
            ctx.t().refused_stale().clone_into(&mut frame.refused);
            let page = form_page(ctx, &current, only, (page, frame), &content, &fields)?;
            Ok(shown(StatusCode::CONFLICT, &page))
        }
        Err(AppError::Refused(refusal)) => {
            let own = ctx.app.own(id, own.person).await?;
            let frame = refused(ctx, &own, Part::Form, &refusal)?;
            let mut page = form_page(ctx, &own, only, frame, &typed, &[])?;
            // What was typed too late is still shown, so that nothing typed is lost.
            page.answers = answers_to(&own, ctx.lang, &fields_of(&own, only), &typed);
            Ok(shown(StatusCode::CONFLICT, &page))
        }
        Err(AppError::BadValue { field: "content", .. }) => {
            let (page, mut frame) = framed(ctx, &own, Part::Form)?;
            frame.refused = ctx.t().applicant_content_too_large(ctx.lang.bytes(CONTENT_BYTES_MAX));
            let page = form_page(ctx, &own, only, (page, frame), &typed, &[])?;
            Ok(shown(StatusCode::PAYLOAD_TOO_LARGE, &page))
        }
        Err(error) => Err(error),
    }
}

async fn autosave(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, AppError> {
    keep_quietly(&ctx, &application, None, &pairs).await
}

async fn autosave_question(
    ctx: Ctx,
    Path((application, field)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, AppError> {
    keep_quietly(&ctx, &application, Some(&field), &pairs).await
}

/// Saves without a page: one line of text, and the number of the version in `x-seen`, which the script puts into the
/// form. Where others saved something meanwhile, `x-others` has the script take that into the form first.
async fn keep_quietly(
    ctx: &Ctx,
    application: &str,
    only: Option<&str>,
    pairs: &[(String, String)],
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let held = own_at_hand(ctx, application).await?;
    let own = Arc::clone(&held.own);
    let only = only.map(|field| question::typed_in(&own, field)).transpose()?;
    let refused =
        |refusal: &Refusal| (StatusCode::CONFLICT, refusal_words(ctx.lang, &own, refusal)).into_response();
    if !own.fillable() {
        // The script tries again and again; only what a person tries goes on the record.
        let stage = own.application.stage.as_deref();
        let step = intake::at_stage(own.definition(), stage).map_or("", |(step, _)| step).to_owned();
        let closed_at = own.application.cure.as_ref().map_or(own.deadline, |cure| cure.until);
        return Ok(refused(&Refusal::Closed { step, closed_at, tried_at: ticket.at() }));
    }
    if let Some(field) = only.filter(|field| !own.changeable(&field.id)) {
        return Ok(refused(&question::other_field(field)));
    }
    let typed = typed(&fields_of(&own, only), pairs);
    let zone = own.definition().zone.as_str();
    let saved = ctx.app.save_answers(held, ticket, seen(pairs), &sent(&typed, only), Way::Merge).await;
    match saved {
        Ok(Saved::As { version, others }) => {
            let when = ctx.lang.time(&when_at(ctx.now, zone)?);
            let t = ctx.t();
            let words = if others { t.form_saved_with_others(when) } else { t.form_saved(when) };
            let mut response = words.into_response();
            response.headers_mut().insert("x-seen", HeaderValue::from(version));
            if others {
                response.headers_mut().insert("x-others", HeaderValue::from_static("yes"));
            }
            Ok(response)
        }
        Ok(Saved::Conflict { .. }) => {
            Ok((StatusCode::CONFLICT, ctx.t().form_saved_by_others().to_owned()).into_response())
        }
        Err(AppError::Refused(refusal)) => Ok(refused(&refusal)),
        Err(AppError::BadValue { field: "content", .. }) => {
            let words = ctx.t().applicant_content_too_large(ctx.lang.bytes(CONTENT_BYTES_MAX));
            Ok((StatusCode::PAYLOAD_TOO_LARGE, words).into_response())
        }
        Err(error) => Err(error),
    }
}
