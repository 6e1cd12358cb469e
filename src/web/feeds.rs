//! Public news for other programs: a calendar of the dates of a procedure, and feeds of what is new.
//!
//! They say what the public pages say and nothing about who applies, or how many. The language is that of the
//! address, as a program that follows has no cookie and often says no language.

use std::sync::Arc;

use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::application::{id, when_until};
use super::ctx::Ctx;
use super::tender::moved;
use crate::app::tender::Tender;
use crate::app::{App, AppError};
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;
use crate::exchange::feed::{self, Entry, Feed};
use crate::exchange::ics;
use crate::i18n::Lang;

/// Pieces of news in a feed at most; who follows reads it more often than that.
const ENTRIES_MAX: usize = 200;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/tenders.atom", get(open_atom))
        .route("/tenders.json", get(open_json))
        .route("/tenders/{procedure}/news.atom", get(news_atom))
        .route("/tenders/{procedure}/news.json", get(news_json))
        .route("/tenders/{procedure}/calendar.ics", get(calendar))
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    language: String,
}

fn chosen(ctx: &Ctx, wanted: &Wanted) -> Lang {
    Lang::parse(&wanted.language).unwrap_or(ctx.lang)
}

fn atom(feed: &Feed) -> Result<Response, AppError> {
    let broken = |error| AppError::Store(crate::store::StoreError::Broken(format!("the feed: {error}")));
    let made = feed::atom(feed).map_err(broken)?;
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], made).into_response())
}

fn json(feed: &Feed) -> Response {
    ([(header::CONTENT_TYPE, "application/feed+json")], Json(feed::json(feed))).into_response()
}

/// The page of a procedure, as an address that can be called from elsewhere.
fn home(ctx: &Ctx, procedure: ProcedureId) -> String {
    format!("{}/tenders/{procedure}", ctx.app.settings.address)
}

fn buyers(tender: &Tender) -> String {
    let names: Vec<_> = tender.definition().buyers.iter().map(|buyer| buyer.name.as_str()).collect();
    names.join(", ")
}

async fn open_atom(ctx: Ctx, Query(wanted): Query<Wanted>) -> Result<Response, AppError> {
    atom(&open(&ctx, chosen(&ctx, &wanted), "atom").await?)
}

async fn open_json(ctx: Ctx, Query(wanted): Query<Wanted>) -> Result<Response, AppError> {
    Ok(json(&open(&ctx, chosen(&ctx, &wanted), "json").await?))
}

/// The procedures that receive applications.
async fn open(ctx: &Ctx, lang: Lang, form: &str) -> Result<Feed, AppError> {
    let (t, address) = (lang.texts(), &ctx.app.settings.address);
    let mut entries = Vec::new();
    let tenders = ctx.app.tenders().await?;
    // A list that is empty now changed when its last tender closed.
    let closed = |tender: &Tender| tender.deadline.filter(|deadline| *deadline <= ctx.now);
    let changed = tenders.iter().filter_map(|tender| closed(tender).max(Some(tender.updated_at))).max();
    for tender in tenders.iter().filter(|tender| tender.open()).take(ENTRIES_MAX) {
        let definition = tender.definition();
        let tracks: Vec<_> = definition.tracks.iter().map(|track| track.title.get(lang.code())).collect();
        let mut lines = vec![
            format!("{}: {}", t.applicant_buyers(), buyers(tender)),
            format!("{}: {}", t.word_tracks(), tracks.join(", ")),
        ];
        if let Some(deadline) = tender.deadline {
            let deadline = lang.full(&when_until(deadline, &definition.zone)?);
            lines.push(format!("{}: {deadline}", t.tender_deadline()));
        }
        entries.push(Entry {
            id: format!("urn:uuid:{}", tender.id),
            link: home(ctx, tender.id),
            published: tender.opened_at,
            updated: tender.updated_at,
            text: lines.join("\n"),
            ..entry_titled(tender, lang)
        });
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.updated));
    Ok(Feed {
        id: format!("{address}/tenders.atom"),
        language: lang.code(),
        title: t.page_title(t.feed_open()),
        home: format!("{address}/"),
        own: format!("{address}/tenders.{form}?language={lang}"),
        author: "Trespor".to_owned(),
        updated: entries.first().map(|entry| entry.updated).or(changed).unwrap_or(ctx.now),
        entries,
    })
}

/// An entry with the title of a procedure, and the language that it is in; the rest is to be filled in.
fn entry_titled(tender: &Tender, lang: Lang) -> Entry {
    let title = &tender.definition().title;
    let spoken = title.language(lang.code());
    Entry {
        id: String::new(),
        title: title.get(lang.code()).to_owned(),
        title_language: (spoken != lang.code()).then(|| spoken.to_owned()),
        link: String::new(),
        published: Instant::default(),
        updated: Instant::default(),
        text: String::new(),
    }
}

async fn news_atom(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    atom(&news(&ctx, &procedure, chosen(&ctx, &wanted), "atom").await?)
}

async fn news_json(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    Ok(json(&news(&ctx, &procedure, chosen(&ctx, &wanted), "json").await?))
}

/// What was published about one procedure: that it opened, answers, dates that moved, texts that changed,
/// documents.
async fn news(ctx: &Ctx, procedure: &str, lang: Lang, form: &str) -> Result<Feed, AppError> {
    let found = ctx.app.tender(id(procedure, "procedure")?, None).await?;
    let (t, tender) = (lang.texts(), &found.tender);
    let home = home(ctx, tender.id);
    let mut entries = vec![Entry {
        id: format!("urn:uuid:{}", tender.id),
        link: home.clone(),
        published: tender.opened_at,
        updated: tender.opened_at,
        text: format!("{}\n{}: {}", t.feed_opened(), t.applicant_buyers(), buyers(tender)),
        ..entry_titled(tender, lang)
    }];
    let said = |id: String, link: String, at: Instant, title: String, text: String| Entry {
        id,
        title,
        title_language: None,
        link,
        published: at,
        updated: at,
        text,
    };
    entries.extend(found.questions.iter().map(|one| {
        let text = format!("{}\n\n{}", one.question, one.answer);
        let link = format!("{home}#q-{}", one.id);
        said(format!("urn:uuid:{}", one.id), link, one.answered_at, t.feed_answered().to_owned(), text)
    }));
    for (number, one) in (1..).zip(&found.changes) {
        let title = moved(tender.definition(), lang, one)?;
        let id = format!("{home}#moved-{number}");
        entries.push(said(id, home.clone(), one.at, title, one.reason.clone()));
    }
    let spoken = tender.definition().spoken_to(lang.code());
    for (number, one) in (1..).zip(&found.amendments) {
        let (before, after) = one.texts(spoken);
        let (old, new) = (t.amend_old(), t.amend_new());
        let text = format!("{old}:\n{before}\n\n{new}:\n{after}\n\n{}: {}", t.word_reason(), one.reason);
        let title = t.amend_line(lang.part(tender.definition(), &one.part));
        entries.push(said(format!("{home}#amended-{number}"), home.clone(), one.at, title, text));
    }
    for one in &found.documents {
        let link = format!("{home}#document-{}", one.document);
        for version in &one.versions {
            let id = format!("{home}#document-{}-{}", one.document, version.number);
            let text = format!(
                "{}\nSHA-256: {}\n{home}/documents/{}\n{}",
                version.file.name, version.file.sha256, version.file.attachment, version.reason
            );
            let title = t.feed_document(&version.title);
            entries.push(said(id, link.clone(), version.at, title, text.trim_end().to_owned()));
        }
        // All versions are withdrawn together; one that came later stands alone.
        let withdrawn =
            one.versions.iter().filter_map(|version| Some((version, version.withdrawn.as_ref()?)));
        let mut last = None;
        for (version, (at, why)) in withdrawn.filter(|(_, (at, _))| last.replace(*at) != Some(*at)) {
            let id = format!("{home}#document-{}-{}-withdrawn", one.document, version.number);
            entries.push(said(id, link.clone(), *at, t.feed_document_withdrawn(&version.title), why.clone()));
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.updated));
    entries.truncate(ENTRIES_MAX);
    Ok(Feed {
        id: format!("{home}/news.atom"),
        language: lang.code(),
        title: t.page_title(t.feed_news(tender.definition().title.get(lang.code()))),
        own: format!("{home}/news.{form}?language={lang}"),
        home,
        author: buyers(tender),
        updated: tender.updated_at,
        entries,
    })
}

/// The named dates as a calendar file.
async fn calendar(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    let found = ctx.app.tender(id(&procedure, "procedure")?, None).await?;
    let (lang, tender) = (chosen(&ctx, &wanted), &found.tender);
    let definition = tender.definition();
    let title = definition.title.get(lang.code());
    let mut dates = Vec::new();
    for (name, at) in &tender.dates {
        let mut moves = found.changes.iter().filter(|change| change.date == *name);
        dates.push(ics::Date {
            uid: format!("{}-{name}", tender.id),
            sequence: moves.clone().count(),
            set_at: moves.next_back().map_or(tender.opened_at, |change| change.at),
            at: *at,
            title: format!("{}: {title}", definition.date_title(name, lang.code())),
            about: lang.full(&when_until(*at, &definition.zone)?),
            link: home(&ctx, tender.id),
        });
    }
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"calendar.ics\""),
    ];
    let named = definition.title.language(lang.code());
    Ok((headers, ics::write(named, lang.code(), title, &dates)).into_response())
}
