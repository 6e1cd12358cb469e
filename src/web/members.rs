//! Members of an applicant: invited by the lead, signing or declining themselves.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::application::{
    AnswerView, Frame, Part, address, answers, framed, id, own, refusal_words, refused, track_title, when_at,
};
use super::apply::{kind_of, kinds};
use super::ctx::Ctx;
use super::errors::{ok, shown};
use super::page::Page;
use super::parts::{Choice, Errors};
use crate::app::applicant::{Own, tidy_name};
use crate::app::{App, AppError};
use crate::engine::case::{Member, MemberKind};
use crate::engine::ids::MemberId;
use crate::engine::steps::intake;
use crate::engine::workflow::definition::SignatureCovers;
use crate::i18n::{Lang, args};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/applications/{id}/members", get(list).post(invite))
        .route("/applications/{id}/members/remove", post(remove))
        .route("/applications/{id}/sign", get(sign_page).post(sign))
}

/// One member of the list.
#[derive(Clone, Debug)]
struct MemberLine {
    name: String,
    email: String,
    kind: &'static str,
    look: &'static str,
    state: String,
    remove: String,
}

#[derive(Template)]
#[template(path = "pages/application-members.html")]
struct MembersPage {
    page: Page,
    frame: Frame,
    action: String,
    members: Vec<MemberLine>,
    covers: &'static str,
    signed: String,
    may_invite: bool,
    full: String,
    name: String,
    email: String,
    kind: String,
    kinds: Vec<Choice>,
    errors: Errors,
}

#[derive(Deserialize, Default)]
struct Invitation {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    kind: String,
}

fn members_page(
    ctx: &Ctx,
    own: &Own,
    (page, frame): (Page, Frame),
    typed: Invitation,
    errors: Errors,
) -> Result<MembersPage, AppError> {
    let (lang, t) = (ctx.lang, ctx.t());
    let application = &own.application;
    let max = own.definition().applicants.consortium.as_ref().map_or(1, |consortium| consortium.members_max);
    let full = application.members.len() >= max as usize;
    let acting = own.open() && own.leads() && intake::may_change(own.definition(), application);
    let members =
        application.members.iter().map(|m| member_line(own, lang, m, acting)).collect::<Result<_, _>>()?;
    let others = application.members.iter().filter(|m| !m.lead && m.declined_at.is_none()).count();
    let signed = others.saturating_sub(own.unsigned().len());
    Ok(MembersPage {
        page,
        frame,
        action: address(own.id(), Part::Members),
        members,
        covers: covers_words(own, lang),
        signed: t.consortium_signed_count(&args::ConsortiumSignedCount { signed, total: others }),
        may_invite: acting && !full,
        full: if acting && full { t.applicant_members_full(max) } else { String::new() },
        name: typed.name,
        email: typed.email,
        kind: typed.kind,
        kinds: kinds(lang),
        errors,
    })
}

fn covers(own: &Own) -> SignatureCovers {
    own.definition().applicants.consortium.as_ref().map_or(SignatureCovers::Content, |c| c.signature)
}

fn covers_words(own: &Own, lang: Lang) -> &'static str {
    match covers(own) {
        SignatureCovers::Mandate => lang.texts().applicant_how_mandate(),
        SignatureCovers::Content => lang.texts().applicant_how_content(),
    }
}

fn member_line(own: &Own, lang: Lang, member: &Member, acting: bool) -> Result<MemberLine, AppError> {
    let t = lang.texts();
    let zone = own.definition().zone.as_str();
    let when = |at| when_at(at, zone).map(|when| lang.short(&when));
    let owes = own.unsigned().iter().any(|unsigned| unsigned.id == member.id);
    let (look, state) = match (&member.signed, member.declined_at) {
        (_, Some(at)) => ("bad", t.applicant_declined(when(at)?)),
        _ if member.lead => ("ok", t.consortium_lead().to_owned()),
        (Some(_), _) if owes => ("warn", t.consortium_void().to_owned()),
        (Some(signed), _) => ("ok", t.consortium_signed(when(signed.at)?)),
        (None, _) => ("warn", t.consortium_not_signed().to_owned()),
    };
    let party = own.parties.get(&member.id);
    Ok(MemberLine {
        name: own.name(member.id).to_owned(),
        email: party.map(|party| party.email.clone()).unwrap_or_default(),
        kind: match member.kind {
            MemberKind::Organisation => t.consortium_member_organisation(),
            MemberKind::Person => t.consortium_member_person(),
        },
        look,
        state,
        remove: if acting && !member.lead { member.id.to_string() } else { String::new() },
    })
}

async fn list(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let frame = framed(&ctx, &own, Part::Members)?;
    Ok(ok(&members_page(&ctx, &own, frame, Invitation::default(), Errors::default())?))
}

async fn invite(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(form): Form<Invitation>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    let t = ctx.t();
    let mut errors = Errors::default();
    if tidy_name(&form.name).is_empty() {
        errors.add("name", t.form_required(t.word_name()));
    }
    let kind = kind_of(&form.kind);
    if kind.is_none() {
        errors.add("kind", t.form_choose(t.applicant_start_kind()));
    }
    let mut words = String::new();
    if let Some(kind) = kind
        && errors.is_empty()
    {
        match ctx.app.invite(&own, ticket, &form.name, &form.email, kind, ctx.lang).await {
            Ok(()) => return Ok(Redirect::to(&address(own.id(), Part::Members)).into_response()),
            Err(AppError::BadValue { field: "email", .. }) => errors.add("email", t.form_not_email()),
            Err(AppError::Refused(refusal)) => words = refusal_words(ctx.lang, &own, &refusal),
            Err(error) => return Err(error),
        }
    }
    let status = if words.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    let own = ctx.app.own(own.id(), own.person).await?;
    let (page, mut frame) = framed(&ctx, &own, Part::Members)?;
    frame.refused = words;
    Ok(shown(status, &members_page(&ctx, &own, (page, frame), form, errors)?))
}

#[derive(Deserialize)]
struct Remove {
    #[serde(default)]
    remove: String,
}

async fn remove(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(form): Form<Remove>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    let member: MemberId = id(&form.remove, "member")?;
    let command = intake::Command::Remove { application: own.id(), member };
    match ctx.app.intake(&own, ticket, command).await {
        Ok(()) => Ok(Redirect::to(&address(own.id(), Part::Members)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let own = ctx.app.own(own.id(), own.person).await?;
            let frame = refused(&ctx, &own, Part::Members, &refusal)?;
            let page = members_page(&ctx, &own, frame, Invitation::default(), Errors::default())?;
            Ok(shown(StatusCode::CONFLICT, &page))
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "pages/application-sign.html")]
struct SignPage {
    page: Page,
    frame: Frame,
    action: String,
    intro: String,
    covers: String,
    owed: bool,
    may_decline: bool,
    seen: u32,
    declare: String,
    signed: Vec<String>,
    answers: Vec<AnswerView>,
    errors: Errors,
}

fn sign_drawn(
    ctx: &Ctx,
    own: &Own,
    (page, frame): (Page, Frame),
    errors: Errors,
) -> Result<SignPage, AppError> {
    let (lang, t) = (ctx.lang, ctx.t());
    let mine: Vec<_> = own.application.members.iter().filter(|m| !m.lead && m.person == own.person).collect();
    let names: Vec<_> = mine.iter().map(|member| own.name(member.id)).collect();
    let member = names.join(", ");
    let lead = own.application.lead().map_or("", |lead| own.name(lead.id));
    let zone = own.definition().zone.as_str();
    let mut signed = Vec::new();
    for member in &mine {
        if let Some(signature) = &member.signed {
            signed.push(t.consortium_signed(lang.full(&when_at(signature.at, zone)?)));
        }
    }
    let covers = match covers(own) {
        SignatureCovers::Mandate => {
            t.applicant_sign_mandate(&args::ApplicantSignMandate { lead, member: &member })
        }
        SignatureCovers::Content => t.applicant_sign_content(&member),
    };
    let track = track_title(own, lang);
    Ok(SignPage {
        page,
        frame,
        action: address(own.id(), Part::Sign),
        intro: t.consortium_invitation_text(&args::ConsortiumInvitationText { lead, member: &member, track }),
        covers,
        owed: own.open() && !own.owed().is_empty(),
        may_decline: own.open() && mine.iter().any(|member| member.declined_at.is_none()),
        seen: own.application.draft.number,
        declare: t.consortium_sign_declare(&member),
        signed,
        answers: answers(own, lang, &own.draft),
        errors,
    })
}

async fn sign_page(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    if own.application.is_led_by(own.person) && own.owed().is_empty() {
        return Ok(Redirect::to(&address(own.id(), Part::Members)).into_response());
    }
    let frame = framed(&ctx, &own, Part::Sign)?;
    Ok(ok(&sign_drawn(&ctx, &own, frame, Errors::default())?))
}

#[derive(Deserialize)]
struct Signature {
    #[serde(default, rename = "do")]
    what: String,
    #[serde(default)]
    declare: String,
    #[serde(default)]
    seen: u32,
}

async fn sign(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(form): Form<Signature>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    let application = own.id();
    let declines = form.what == "decline";
    if !declines && form.declare != "yes" {
        let mut errors = Errors::default();
        errors.add("declare", ctx.t().applicant_sign_tick());
        let frame = framed(&ctx, &own, Part::Sign)?;
        return Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &sign_drawn(&ctx, &own, frame, errors)?));
    }
    if !declines && covers(&own) == SignatureCovers::Content && form.seen != own.application.draft.number {
        // Nobody signs what they have not seen.
        let (page, mut frame) = framed(&ctx, &own, Part::Sign)?;
        ctx.t().applicant_changed_meanwhile().clone_into(&mut frame.refused);
        let page = sign_drawn(&ctx, &own, (page, frame), Errors::default())?;
        return Ok(shown(StatusCode::CONFLICT, &page));
    }
    let command = if declines {
        intake::Command::Decline { application }
    } else {
        intake::Command::Sign { application }
    };
    match ctx.app.intake(&own, ticket, command).await {
        // Who has declined has no part in it any more.
        Ok(()) if declines => Ok(Redirect::to(&format!("/tenders/{}", own.procedure)).into_response()),
        Ok(()) => Ok(Redirect::to(&address(application, Part::Sign)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let own = ctx.app.own(application, own.person).await?;
            let frame = refused(&ctx, &own, Part::Sign, &refusal)?;
            Ok(shown(StatusCode::CONFLICT, &sign_drawn(&ctx, &own, frame, Errors::default())?))
        }
        Err(error) => Err(error),
    }
}
