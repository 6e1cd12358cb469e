//! Correcting a published text: old and new beside each other, with a reason, told to all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use serde::Deserialize;

use super::{
    AHEAD, AheadPart, Frame, Tab, act, again, ahead, enter, enter_with, frame, go, page, reason_min, told,
    words,
};
use crate::app::ownership::Office;
use crate::app::{App, AppError, random};
use crate::engine::amendment::{Amend, Part};
use crate::engine::procedure;
use crate::engine::refusal::Refusal;
use crate::engine::turn::Verb;
use crate::engine::workflow::definition::Role;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::{Errors, Link};

/// What stands in the address for a document beside the file.
const DOCUMENT: &str = "documents";

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/texts/{part}", get(show).post(amend))
}

/// Links to the texts that the reader may correct: what the link says, and its longer name.
pub fn links(ctx: &Ctx, office: &Office) -> Vec<(String, Link)> {
    if !office.owns() {
        return Vec::new();
    }
    let (t, definition) = (ctx.t(), office.definition());
    let base = format!("/procedures/{}/texts", office.procedure.id);
    let mut links: Vec<_> = Part::of(definition)
        .into_iter()
        .map(|part| {
            let title = ctx.lang.part(definition, &part.to_string());
            (title.clone(), Link::new(format!("{base}/{part}"), t.own_amend_named(title)))
        })
        .collect();
    let other = t.own_amend_other();
    links.push((other.to_owned(), Link::new(format!("{base}/{DOCUMENT}"), t.own_amend_named(other))));
    links
}

/// Correcting one text.
#[derive(Template)]
#[template(path = "pages/own-amend.html")]
pub struct AmendPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// Whether it is a document beside the file, whose name and old text are typed.
    pub document: bool,
    /// Name of the document, as typed.
    pub name: String,
    /// Language, field of the old text, old text, field of the new text, new text.
    pub texts: Vec<TextFields>,
    /// Short name, title, whether it is ticked.
    pub tracks: Vec<(String, String, bool)>,
    /// The form as it was typed.
    pub typed: Typed,
    /// The zone of every time.
    pub zone: String,
    /// How many people will be told.
    pub told: String,
    /// The letters that this would send, where the reader asked to see them.
    pub ahead: Vec<AheadPart>,
    /// Characters that the reason has at least.
    pub reason_min: u32,
    /// What is wrong with the form.
    pub errors: Errors,
}

/// Old and new text in one language.
#[derive(Clone, Debug, Default)]
pub struct TextFields {
    /// Code of the language.
    pub language: String,
    /// The old text.
    pub before: String,
    /// The new text.
    pub after: String,
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Name of the document.
    pub name: String,
    /// Ticked tracks.
    pub track: Vec<String>,
    /// Why.
    pub reason: String,
    /// `yes` where the change is significant.
    pub significant: String,
    /// `yes` where applications are confirmed again.
    pub confirm: String,
    /// The new deadline.
    pub to: String,
    /// Its time of day.
    #[serde(rename = "to-time")]
    pub time: String,
    /// `ahead` to see the letters first.
    #[serde(rename = "do")]
    pub does: String,
    /// Texts by field: `before-da`, `after-da`.
    #[serde(flatten)]
    pub texts: BTreeMap<String, String>,
}

impl Typed {
    fn text(&self, field: &str, language: &str) -> String {
        self.texts
            .get(&format!("{field}-{language}"))
            .map(|text| text.replace("\r\n", "\n"))
            .unwrap_or_default()
    }
}

async fn show(ctx: Ctx, Path((procedure, part)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    office.need(&[Role::Owner])?;
    let stands = stands(&ctx, &office, &part).await?;
    let mut typed = Typed::default();
    for (language, text) in &stands {
        typed.texts.insert(format!("after-{language}"), text.clone());
    }
    Ok(ok(&drawn(&ctx, &office, &part, stands, typed, Errors::default()).await?))
}

/// What stands there now, by language; nothing for a document.
async fn stands(ctx: &Ctx, office: &Office, path: &str) -> Result<BTreeMap<String, String>, AppError> {
    if path == DOCUMENT {
        return Ok(BTreeMap::new());
    }
    let definition = office.definition();
    let part = Part::parse(path, definition).map_err(AppError::Refused)?;
    let latest = office.procedure.amendments.iter().rev().find(|made| made.part == path);
    let Some(latest) = latest else {
        return Ok(part.words(definition).map(|words| words.0.clone()).unwrap_or_default());
    };
    let texts = ctx.app.news_texts(office).await?;
    let of = |(language, digest)| (String::clone(language), texts.get(digest).cloned().unwrap_or_default());
    Ok(latest.after.iter().map(of).collect())
}

async fn drawn(
    ctx: &Ctx,
    office: &Office,
    path: &str,
    stands: BTreeMap<String, String>,
    typed: Typed,
    errors: Errors,
) -> Result<AmendPage, AppError> {
    let (t, definition) = (ctx.t(), office.definition());
    let document = path == DOCUMENT;
    let part = if document { t.own_amend_other().to_owned() } else { ctx.lang.part(definition, path) };
    let title = t.own_amend_named(part);
    let texts = definition.languages.iter().map(|language| TextFields {
        language: language.clone(),
        before: stands.get(language).cloned().unwrap_or_else(|| typed.text("before", language)),
        after: typed.text("after", language),
    });
    let tracks = definition.tracks.iter().map(|track| {
        let name = words::track(ctx.lang, definition, &track.id).to_owned();
        (track.id.clone(), name, typed.track.contains(&track.id))
    });
    let told = ctx.app.told_count(office).await?;
    Ok(AmendPage {
        frame: frame(ctx, office, Tab::Dates, Some(&title)),
        page: page(ctx, office, title),
        document,
        name: typed.name.clone(),
        texts: texts.collect(),
        tracks: tracks.collect(),
        zone: definition.zone.clone(),
        told: t.own_dates_told(told as u64),
        ahead: Vec::new(),
        reason_min: reason_min(),
        errors,
        typed,
    })
}

async fn amend(
    ctx: Ctx,
    Path((procedure, path)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_with(&ctx, &procedure, &ticket).await?;
    office.need(&[Role::Owner])?;
    let document = path == DOCUMENT;
    // What is frozen is refused by the core, in its own words.
    let stands = match stands(&ctx, &office, &path).await {
        Err(AppError::Refused(Refusal::Frozen { .. })) => BTreeMap::new(),
        other => other?,
    };
    let prose = |field: &str, language: &String| {
        let old = stands.get(language).filter(|_| field == "before");
        let text = old.cloned().unwrap_or_else(|| typed.text(field, language));
        (language.clone(), random::prose(text.trim()))
    };
    let languages = &office.definition().languages;
    let (day, time) = (typed.to.trim(), typed.time.trim());
    let to = if time.is_empty() { day.to_owned() } else { format!("{day}T{time}") };
    let wanted = Amend {
        part: if document { format!("{DOCUMENT}.{}", typed.name.trim()) } else { path.clone() },
        before: languages.iter().map(|language| prose("before", language)).collect(),
        after: languages.iter().map(|language| prose("after", language)).collect(),
        reason: random::prose(typed.reason.trim()),
        tracks: typed.track.iter().cloned().collect::<BTreeSet<_>>(),
        significant: typed.significant == "yes",
        confirm: typed.confirm == "yes",
        extend: Some(to).filter(|to| !to.is_empty()),
    };
    let verb = Verb::Procedure(procedure::Command::Amend(Box::new(wanted)));
    let error = if typed.does == AHEAD {
        match ahead(&ctx, &office, &ticket, verb).await {
            Ok(ahead) => {
                let page = drawn(&ctx, &office, &path, stands, typed, Errors::default()).await?;
                return Ok(ok(&AmendPage { ahead, ..page }));
            }
            Err(error) => error,
        }
    } else {
        match act(&ctx, &office, ticket, verb).await {
            Ok(()) => return Ok(go(format!("/procedures/{}/dates", office.procedure.id))),
            Err(error) => error,
        }
    };
    let errors = match &error {
        AppError::Refused(Refusal::ReasonNeeded { of, .. }) if languages.contains(of) => {
            let mut errors = Errors::default();
            errors.add(format!("after-{of}"), ctx.t().own_amend_short());
            errors
        }
        AppError::Refused(Refusal::Unknown { noun, name }) if document && noun == "part" => {
            let mut errors = Errors::default();
            errors.add("name", ctx.t().refused_unknown(name));
            errors
        }
        _ => told(&ctx, &office, error, "to", ("reason", ctx.t().word_reason()))?,
    };
    Ok(again(&drawn(&ctx, &office, &path, stands, typed, errors).await?))
}
