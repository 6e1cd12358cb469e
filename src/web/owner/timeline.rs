//! The time of a procedure on the desk: a picture, and the same as lists.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{enter, words};
use crate::app::ownership::Office;
use crate::app::ownership::timeline::{Coming, Lane, Timeline};
use crate::app::{App, AppError};
use crate::engine::instant::Instant;
use crate::exchange::report::words::ended;
use crate::exchange::timeline::{self, Bar, Picture, Point};
use crate::i18n::{When, args};
use crate::web::ctx::Ctx;

/// A picture brings its own colours and loads nothing.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/timeline.svg", get(picture))
}

/// The time of one track in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneView {
    /// Its title.
    pub title: String,
    /// What has been and what comes, in the order of the numbers of the picture.
    pub lines: Vec<Moment>,
    /// How it ended; empty where it runs.
    pub ended: String,
}

/// Something on the line of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Its number in the picture.
    pub number: usize,
    /// What it is.
    pub label: String,
    /// When, or from when to when.
    pub when: String,
    /// Where it stands, in a word.
    pub state: String,
    /// How that word looks.
    pub look: &'static str,
}

fn title(ctx: &Ctx, office: &Office, line: &str) -> String {
    let definition = office.definition();
    match definition.track(line) {
        Some(_) => words::track(ctx.lang, definition, line).to_owned(),
        None => words::step(ctx.lang, definition, line).to_owned(),
    }
}

fn short(ctx: &Ctx, office: &Office, at: Instant) -> String {
    When::until(at, &office.definition().zone).map(|when| ctx.lang.short(&when)).unwrap_or_default()
}

/// The time of a procedure in words.
pub fn lanes(ctx: &Ctx, office: &Office, timeline: &Timeline) -> Vec<LaneView> {
    timeline.lanes.iter().map(|lane| lane_view(ctx, office, lane)).collect()
}

fn lane_view(ctx: &Ctx, office: &Office, lane: &Lane) -> LaneView {
    let (t, definition) = (ctx.t(), office.definition());
    let step = |id: &str| words::step(ctx.lang, definition, id).to_owned();
    let passed = lane.passed.iter().map(|passed| {
        let from = short(ctx, office, passed.from);
        let (when, state, look) = match passed.to {
            Some(to) => {
                let to = short(ctx, office, to);
                (t.time_from_to(&args::TimeFromTo { from, to }), t.time_done(), "ok")
            }
            None => (t.time_since(from), t.time_here(), "info"),
        };
        (step(&passed.step), when, state, look)
    });
    let ahead = lane.ahead.iter().map(|ahead| {
        let label = match &ahead.what {
            Coming::Date(name) => words::date(ctx.lang, definition, name),
            Coming::Reminder(id) => t.time_reminder(step(id)),
            Coming::Until(id) => t.time_until(step(id)),
        };
        (label, short(ctx, office, ahead.at), t.time_ahead(), "quiet")
    });
    let lines = passed.chain(ahead).zip(1..).map(|((label, when, state, look), number)| Moment {
        number,
        label,
        when,
        state: state.to_owned(),
        look,
    });
    let how = lane.ended.map(|(at, outcome)| {
        let name = serde_json::to_value(outcome).unwrap_or_default();
        let how = ended(ctx.lang, name.as_str().unwrap_or_default());
        format!("{how} ({})", short(ctx, office, at))
    });
    LaneView { title: title(ctx, office, &lane.line), lines: lines.collect(), ended: how.unwrap_or_default() }
}

fn drawn(ctx: &Ctx, office: &Office, found: &Timeline) -> Picture {
    let t = ctx.t();
    let lanes = found.lanes.iter().map(|lane| {
        let count = lane.passed.len();
        timeline::Lane {
            title: title(ctx, office, &lane.line),
            bars: lane
                .passed
                .iter()
                .zip(1..)
                .map(|(passed, number)| Bar { number, from: passed.from, to: passed.to })
                .collect(),
            points: lane
                .ahead
                .iter()
                .zip(count + 1..)
                .map(|(ahead, number)| Point { number, at: ahead.at })
                .collect(),
        }
    });
    let lanes: Vec<_> = lanes.collect();
    let points = lanes.iter().flat_map(|lane| &lane.points).map(|point| point.at);
    let bars = lanes.iter().flat_map(|lane| &lane.bars).filter_map(|bar| bar.to);
    let last = points.chain(bars).chain([found.now]).max().unwrap_or(found.now);
    Picture {
        title: t.time_title().to_owned(),
        about: t.time_alt().to_owned(),
        from: found.opened_at,
        now: found.now,
        now_label: t.time_now().to_owned(),
        ends: (short(ctx, office, found.opened_at), short(ctx, office, last)),
        lanes,
    }
}

async fn picture(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    let found = ctx.app.timeline(&office).await?;
    let svg = drawn(&ctx, &office, &found).svg(ctx.lang);
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CONTENT_SECURITY_POLICY, PICTURE_POLICY)], svg)
        .into_response())
}
