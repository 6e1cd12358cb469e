//! What became of an application, and complaining over it.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::application::{Frame, Part, address, framed, own, refusal_words, when_at, when_until};
use super::ctx::Ctx;
use super::errors::{ok, shown};
use super::marks::Fields;
use super::page::Page;
use super::parts::{Choice, Errors};
use super::places::kept;
use super::ranking;
use crate::app::afterwards::On;
use crate::app::applicant::Own;
use crate::app::outcomes::{OpenChoice, OwnComplaint, OwnOutcome, Rank};
use crate::app::reading::track_title;
use crate::app::{App, AppError, random};
use crate::engine::ids::ComplaintId;
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::complaints::{self, REASON_CHARS_MIN, Ruling};
use crate::engine::steps::limits;
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::Definition;
use crate::i18n::{Lang, args};

/// Characters that a complaint has at most.
pub const COMPLAINT_CHARS_MAX: usize = 50_000;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/applications/{id}/outcome", get(show))
        .route("/applications/{id}/places", post(keep))
        .route("/applications/{id}/complaint", get(complaint).post(file))
}

/// A letter as it was sent.
#[derive(Clone, Debug)]
struct LetterView {
    subject: String,
    dated: String,
    text: String,
}

/// Points and reasons for one criterion.
#[derive(Clone, Debug)]
struct ReasonView {
    title: String,
    points: String,
    reasons: Vec<String>,
}

/// One complaint of the application.
#[derive(Clone, Debug)]
struct ComplaintView {
    filed: String,
    text: String,
    look: &'static str,
    state: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "pages/application-outcome.html")]
struct OutcomePage {
    page: Page,
    frame: Frame,
    released: String,
    /// Place and total in the comparison; empty where there was none.
    rank: String,
    ahead: Vec<String>,
    letters: Vec<LetterView>,
    criteria: Vec<ReasonView>,
    checks: Vec<ReasonView>,
    complain_until: String,
    complaint: Option<String>,
    complaints: Vec<ComplaintView>,
    /// Whether the application left the list after the decision.
    left: bool,
    /// The evidence that being chosen is bound to, in words; empty for none.
    condition: String,
    decline_until: String,
    decline: Option<String>,
    /// What is asked of the reader, who has more places than may be kept.
    places: Option<PlacesView>,
}

/// The places among which to choose.
struct PlacesView {
    text: String,
    until: String,
    tracks: Vec<Choice>,
    /// What was answered already, where others are still to answer.
    answered: String,
    action: String,
}

/// What is asked of the reader under a limit over the tracks, if anything is.
fn places(own: &Own, lang: Lang, asked: Option<&OpenChoice>) -> Result<Option<PlacesView>, AppError> {
    let Some(asked) = asked else { return Ok(None) };
    let (t, definition) = (lang.texts(), own.definition());
    let title = |id: &String| track_title(definition, id, lang);
    let until = asked.until.map(|at| when_until(at, &definition.zone)).transpose()?;
    Ok(Some(PlacesView {
        text: t.places_text(u64::from(asked.max)),
        until: until.map(|when| t.places_until(lang.full(&when))).unwrap_or_default(),
        tracks: (asked.tracks.iter())
            .map(|id| Ok(Choice::new(id.clone(), title(id)?)))
            .collect::<Result<_, AppError>>()?,
        answered: asked.answered.iter().map(title).collect::<Result<Vec<_>, _>>()?.join(", "),
        action: format!("/applications/{}/places", own.id()),
    }))
}

/// Keeps the places that are ticked.
async fn keep(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    let keep = kept(&fields, "keep-");
    let verb = Verb::Limits(limits::Command::Keep { application: own.id(), keep });
    match ctx.app.act(own.procedure, ticket, Command { actor: own.person, verb }).await {
        Ok(_) => Ok(Redirect::to(&address(own.id(), Part::Outcome)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let mut page = outcome_page(&ctx, &own).await?;
            page.frame.refused = refusal_words(ctx.lang, &own, &refusal);
            Ok(shown(StatusCode::CONFLICT, &page))
        }
        Err(error) => Err(error),
    }
}

async fn show(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    Ok(ok(&outcome_page(&ctx, &own).await?))
}

async fn outcome_page(ctx: &Ctx, own: &Own) -> Result<OutcomePage, AppError> {
    let found = ctx.app.own_outcome(own).await?;
    let (page, frame) = framed(ctx, own, Part::Outcome)?;
    let (lang, t) = (ctx.lang, ctx.t());
    let definition = own.definition();
    let zone = definition.zone.as_str();
    let full = |at: Instant| when_at(at, zone).map(|when| lang.full(&when));
    let until = |at: Instant| when_until(at, zone).map(|when| lang.full(&when));
    let mut ahead = Vec::new();
    for (name, at) in &found.ahead {
        let (date, when) = (definition.date_title(name, lang.code()).to_owned(), until(*at)?);
        ahead.push(t.applicant_date(&args::ApplicantDate { date, when }));
    }
    let mut letters = Vec::new();
    for letter in &found.letters {
        letters.push(LetterView {
            subject: letter.subject.clone(),
            dated: full(letter.at)?,
            text: flowing(&letter.text),
        });
    }
    let complaints =
        found.complaints.iter().map(|one| complaint_view(own, lang, one)).collect::<Result<_, _>>()?;
    let left = found.place.as_ref().is_some_and(|place| place.on == On::Left);
    let place = found.place.clone().unwrap_or_default();
    let condition = match place.evidence_until {
        _ if place.evidence.is_empty() => String::new(),
        _ if place.shown => t.place_shown(&place.evidence),
        Some(at) => {
            t.place_evidence_until(&args::PlaceEvidenceUntil { evidence: &place.evidence, until: until(at)? })
        }
        None => t.place_evidence(&place.evidence),
    };
    Ok(OutcomePage {
        places: places(own, lang, found.choice.as_ref())?,
        left,
        condition,
        decline_until: place
            .decline_until
            .filter(|_| place.may_decline)
            .map(until)
            .transpose()?
            .unwrap_or_default(),
        decline: place.may_decline.then(|| format!("/applications/{}/decline", own.id())),
        page,
        frame,
        released: found.released_at.map(full).transpose()?.unwrap_or_default(),
        rank: found.rank.as_ref().map(|rank| rank_words(lang, rank)).unwrap_or_default(),
        ahead,
        letters,
        criteria: criteria(definition, lang, &found),
        checks: checks(definition, lang, &found),
        complain_until: found.complain_until.map(until).transpose()?.unwrap_or_default(),
        complaint: found.may_complain.then(|| format!("/applications/{}/complaint", own.id())),
        complaints,
    })
}

/// A letter as it was mailed, for a page: the lines that were broken for the mail flow, and titles stand without the
/// signs under them.
fn flowing(text: &str) -> String {
    let ruler = |line: &str| line.len() > 2 && line.chars().all(|c| matches!(c, '=' | '-'));
    let alone = |line: &str| line.starts_with(['-', '>', '<', '*', ' ']) || line.is_empty();
    let lines: Vec<&str> = text.lines().collect();
    let mut shown = String::new();
    let mut joins = false;
    for (at, line) in lines.iter().enumerate() {
        if ruler(line) {
            joins = false;
            continue;
        }
        if !shown.is_empty() {
            shown.push(if joins && !alone(line) { ' ' } else { '\n' });
        }
        shown.push_str(line);
        let title = lines.get(at + 1).is_some_and(|next| ruler(next));
        joins = !title && !line.is_empty() && !line.starts_with('<');
    }
    shown
}

fn rank_words(lang: Lang, rank: &Rank) -> String {
    let t = lang.texts();
    let place = rank
        .place
        .map(|place| t.applicant_outcome_place(&args::ApplicantOutcomePlace { place, of: rank.of }));
    let total = rank.total.as_ref().map(|total| t.applicant_outcome_total(ranking::shown(lang, total)));
    place.into_iter().chain(total).collect::<Vec<_>>().join(" ")
}

fn criteria(definition: &Definition, lang: Lang, found: &OwnOutcome) -> Vec<ReasonView> {
    let view = |reason: &crate::app::outcomes::Reasoned| ReasonView {
        title: criterion_title(definition, lang, &reason.criterion),
        points: lang.decimal(&reason.points.to_string()),
        reasons: reason.reasons.clone(),
    };
    found.criteria.iter().map(view).collect()
}

fn checks(definition: &Definition, lang: Lang, found: &OwnOutcome) -> Vec<ReasonView> {
    let view = |(check, reason): &(String, String)| ReasonView {
        title: criterion_title(definition, lang, check),
        points: String::new(),
        reasons: vec![reason.clone()],
    };
    found.checks.iter().map(view).collect()
}

/// The title of a criterion or check. The one place here that asks a model of selection.
fn criterion_title(definition: &Definition, lang: Lang, id: &str) -> String {
    definition.title_of(id, lang.code()).unwrap_or(id).to_owned()
}

fn complaint_view(own: &Own, lang: Lang, complaint: &OwnComplaint) -> Result<ComplaintView, AppError> {
    let t = lang.texts();
    let zone = own.definition().zone.as_str();
    let full = |at: Instant| when_at(at, zone).map(|when| lang.full(&when));
    let (look, state, reason) = match &complaint.settled {
        None => ("info", t.applicant_complaint_open().to_owned(), String::new()),
        Some((at, ruling, reason)) => {
            let word = match ruling {
                Ruling::Dismissed => t.applicant_complaint_dismissed(),
                Ruling::Annulled => t.applicant_complaint_annulled(),
                Ruling::Redo { .. } => t.applicant_complaint_redo(),
            };
            let state = t.applicant_complaint_settled(&args::ApplicantComplaintSettled {
                ruling: word,
                when: full(*at)?,
            });
            ("quiet", state, reason.clone())
        }
    };
    let filed = t.applicant_complaint_filed(full(complaint.filed_at)?);
    Ok(ComplaintView { filed, text: complaint.text.clone(), look, state, reason })
}

#[derive(Template)]
#[template(path = "pages/application-complaint.html")]
struct ComplaintPage {
    page: Page,
    frame: Frame,
    action: String,
    back: String,
    until: String,
    text: String,
    chars_max: usize,
    errors: Errors,
}

fn complaint_page(
    ctx: &Ctx,
    own: &Own,
    until: Option<Instant>,
    text: String,
    errors: Errors,
) -> Result<ComplaintPage, AppError> {
    let (page, frame) = framed(ctx, own, Part::Other)?;
    let until = until.map(|at| when_until(at, &own.definition().zone)).transpose()?;
    Ok(ComplaintPage {
        page,
        frame,
        action: format!("/applications/{}/complaint", own.id()),
        back: address(own.id(), Part::Outcome),
        until: until.map(|when| ctx.t().owner_complaint_until(ctx.lang.full(&when))).unwrap_or_default(),
        text,
        chars_max: COMPLAINT_CHARS_MAX,
        errors,
    })
}

async fn complaint(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let found = ctx.app.own_outcome(&own).await?;
    if !found.may_complain {
        return Ok(Redirect::to(&address(own.id(), Part::Outcome)).into_response());
    }
    let page = complaint_page(&ctx, &own, found.complain_until, String::new(), Errors::default())?;
    Ok(ok(&page))
}

#[derive(Deserialize)]
struct Complaint {
    #[serde(default)]
    text: String,
}

async fn file(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(form): Form<Complaint>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    let t = ctx.t();
    let label = t.applicant_complaint_label();
    let mut errors = Errors::default();
    let mut refusal_said = String::new();
    let length = form.text.trim().chars().count();
    if length > COMPLAINT_CHARS_MAX {
        errors.add("text", t.form_too_long(&args::FormTooLong { label, max: COMPLAINT_CHARS_MAX, length }));
    } else {
        let command = complaints::Command::File {
            application: own.id(),
            complaint: ComplaintId::new(random::id()),
            text: random::prose(form.text.trim()),
        };
        let command = Command { actor: own.person, verb: Verb::Complaints(command) };
        match ctx.app.act(own.procedure, ticket, command).await {
            Ok(_) => return Ok(Redirect::to(&address(own.id(), Part::Outcome)).into_response()),
            Err(AppError::Refused(Refusal::ReasonNeeded { .. })) => {
                errors.add("text", t.form_too_short(&args::FormTooShort { label, min: REASON_CHARS_MIN }));
            }
            Err(AppError::Refused(refusal)) => refusal_said = refusal_words(ctx.lang, &own, &refusal),
            Err(error) => return Err(error),
        }
    }
    let found = ctx.app.own_outcome(&own).await?;
    let status = if errors.is_empty() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = complaint_page(&ctx, &own, found.complain_until, form.text, errors)?;
    page.frame.refused = refusal_said;
    Ok(shown(status, &page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_flows_on_a_page() {
        let mailed = "To the applicant\n\nThe decision in the track “Social” of\n“Balance” is made.\n\n\nReasons\n=======\n\n    \
                      A long reason that\n    goes on.\n\n- one\n- two\n\n<https://trespor.example/x>\n";
        let shown = "To the applicant\n\nThe decision in the track “Social” of “Balance” is made.\n\n\nReasons\n\n    A long \
                     reason that\n    goes on.\n\n- one\n- two\n\n<https://trespor.example/x>";
        assert_eq!(flowing(mailed), shown);
    }
}
