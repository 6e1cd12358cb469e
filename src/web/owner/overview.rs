//! The owner's desk: where a procedure stands, and what waits for whom.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;

use super::timeline::{self, LaneView};
use super::{Frame, Tab, enter, frame, page, words};
use crate::app::ownership::Office;
use crate::app::ownership::overview::{Overview, TrackView};
use crate::app::ownership::timeline::Timeline;
use crate::app::{App, AppError};
use crate::engine::keys;
use crate::engine::steps::joint::Phase;
use crate::engine::workflow::definition::StepSpec;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::{Link, Mark, Progress};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}", get(show))
}

/// The owner's desk.
#[derive(Template)]
#[template(path = "pages/own-desk.html")]
pub struct DeskPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// What waits for the reader beside the tracks.
    pub todo: Vec<Link>,
    /// The named dates.
    pub dates: Vec<DateLine>,
    /// The tracks.
    pub tracks: Vec<TrackCard>,
    /// The joint steps, each with where it stands.
    pub joint: Vec<(Link, String)>,
    /// The report, in each of its forms.
    pub reports: Vec<Link>,
    /// The picture of the procedure.
    picture: String,
    /// The picture of its time.
    time: String,
    /// Its time in words.
    lanes: Vec<LaneView>,
}

/// A named date with the time that is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateLine {
    /// What it is called.
    pub label: String,
    /// The date in words.
    pub when: String,
    /// The time that is left, in words.
    pub left: String,
    /// The date in seconds since 1970.
    pub then: i64,
    /// The clock in seconds since 1970.
    pub now: i64,
}

/// One track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackCard {
    /// Title.
    pub title: String,
    /// Its steps.
    pub marks: Vec<Mark>,
    /// What it waits for.
    pub text: String,
    /// Whom it waits for; empty for nobody.
    pub roles: String,
    /// Where the work is done.
    pub act: Option<Link>,
    /// Whether somebody has to do it now.
    pub due: bool,
    /// Where it can be cancelled, for those who may.
    pub cancel: Option<Link>,
    /// Applications begun and submitted, before the opening.
    pub counts: Option<(u64, u64)>,
    /// What the list of applications is called.
    pub list: String,
    /// The applications after the opening: code and name.
    pub applications: Option<Vec<(String, String)>>,
    /// The pages of its earlier stages.
    pub earlier: Vec<Link>,
}

async fn show(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    let time = ctx.app.timeline(&office).await?;
    let overview = ctx.app.overview(office).await?;
    Ok(ok(&drawn(&ctx, &overview, &time)))
}

fn drawn(ctx: &Ctx, overview: &Overview, time: &Timeline) -> DeskPage {
    let (office, t) = (&overview.office, ctx.t());
    let base = format!("/procedures/{}", office.procedure.id);
    let mut todo = Vec::new();
    for track in &overview.tracks {
        let Some(stage) = track.stage.as_ref().filter(|stage| stage.is_shown_to(office, &track.track)) else {
            continue;
        };
        if !office.holds(&stage.acts(), Some(&track.track)) {
            continue;
        }
        if let Some((href, label)) = words::act(ctx.lang, office.procedure.id, &track.track, stage) {
            let title = words::track(ctx.lang, office.definition(), &track.track);
            todo.push(Link::new(href, format!("{title}: {label}")));
        }
    }
    if overview.unanswered > 0 {
        let label = t.desk_answer(overview.unanswered as u64);
        todo.push(Link::new(format!("{base}/questions"), label));
    }
    if keys::quorum(office.definition()).is_some() {
        todo.push(Link::new(format!("{base}/keys"), t.keys_title()));
    }
    if let Some(count) = overview.not_notified.filter(|count| *count > 0) {
        todo.push(Link::new(format!("{base}/outbox"), t.desk_not_notified(count)));
    }
    if let Some(at) = overview.erases_at {
        let label = t.retention_next(words::full(ctx.lang, office.definition(), at));
        todo.push(Link::new(format!("{base}/retention"), label));
    }
    let joint = overview.joint.iter().map(|joint| {
        let title = words::step(ctx.lang, office.definition(), &joint.step);
        let stands = match (joint.ended, joint.phase) {
            (true, _) => t.track_state_done(),
            (false, Phase::Waiting) => t.joint_waiting(),
            (false, Phase::Asking) => t.joint_asking(),
            (false, Phase::Working) => t.joint_working(),
        };
        let href = format!("/joint/{}/{}", office.procedure.id, joint.step);
        (Link::new(href, title), stands.to_owned())
    });
    DeskPage {
        page: page(ctx, office, office.definition().title.get(ctx.lang.code())),
        frame: frame(ctx, office, Tab::Desk, None),
        todo,
        dates: dates(ctx, office),
        tracks: overview.tracks.iter().map(|track| card(ctx, office, track)).collect(),
        joint: joint.collect(),
        reports: super::report::links(ctx, office)
            .into_iter()
            .chain(super::dossier::link(ctx, office))
            .collect(),
        picture: format!("/tenders/{}/procedure.svg", office.procedure.id),
        time: format!("{base}/timeline.svg"),
        lanes: timeline::lanes(ctx, office, time),
    }
}

/// The named dates, the earliest first.
pub fn dates(ctx: &Ctx, office: &Office) -> Vec<DateLine> {
    let definition = office.definition();
    let mut dates: Vec<_> = office.procedure.dates.iter().collect();
    dates.sort_by_key(|(_, date)| date.at);
    let line = |(name, date): (&String, &crate::engine::case::NamedDate)| DateLine {
        label: words::date(ctx.lang, definition, name),
        when: words::until(ctx.lang, definition, date.at),
        left: ctx.lang.countdown(office.now, date.at),
        then: date.at.micros().div_euclid(1_000_000),
        now: office.now.micros().div_euclid(1_000_000),
    };
    dates.into_iter().map(line).collect()
}

fn card(ctx: &Ctx, office: &Office, view: &TrackView) -> TrackCard {
    let (lang, definition, t) = (ctx.lang, office.definition(), ctx.t());
    let title = words::track(lang, definition, &view.track).to_owned();
    let stage = view.stage.as_ref();
    let act = stage.and_then(|stage| words::act(lang, office.procedure.id, &view.track, stage));
    let running = office.procedure.lines.get(&view.track).is_some_and(crate::engine::case::Line::running);
    let cancel = (running && office.owns()).then(|| {
        let href = format!("/procedures/{}/tracks/{}/cancel", office.procedure.id, view.track);
        Link::new(href, t.own_act_cancel(&title))
    });
    let applications = view.applications.as_ref().map(|all| {
        let line = |called: &crate::app::ownership::Called| match &called.name {
            None if called.erased => t.own_name_erased().to_owned(),
            None => t.own_name_hidden().to_owned(),
            Some(_) => words::called(lang, called),
        };
        all.iter().map(|(_, called)| (called.code.clone(), line(called))).collect()
    });
    let open = stage.is_some_and(|stage| stage.is_shown_to(office, &view.track));
    TrackCard {
        earlier: earlier(ctx, office, &view.track),
        marks: marks(ctx, office, &view.track),
        text: stage.map(|stage| words::stage(lang, definition, stage)).unwrap_or_default(),
        roles: stage.map(|stage| words::roles(lang, &stage.acts())).unwrap_or_default(),
        due: stage.is_some_and(|stage| !stage.acts().is_empty()),
        act: act.filter(|_| open).map(|(href, label)| Link::new(href, label)),
        cancel,
        counts: applications.is_none().then_some(view.counts),
        list: t.own_applications(&title),
        applications,
        title,
    }
}

/// The pages of the stages that a track has behind it, as they stood when the next began.
fn earlier(ctx: &Ctx, office: &Office, track: &str) -> Vec<Link> {
    let (definition, base) =
        (office.definition(), format!("/procedures/{}/tracks/{track}", office.procedure.id));
    let Some(line) = office.procedure.lines.get(track) else { return Vec::new() };
    let mut links = Vec::new();
    for (stage, (intake, _)) in definition.stages().zip(definition.intakes()) {
        if stage == line.stage.as_deref() {
            break;
        }
        for step in definition.steps_in(stage).filter(|step| line.states.contains_key(&step.id)) {
            let page = match &step.does {
                StepSpec::Screening(_) => "screening",
                StepSpec::Scoring(_) => "scoring",
                StepSpec::Consensus(_) => "consensus",
                StepSpec::Selection(_) => "selection",
                StepSpec::Intake(_)
                | StepSpec::Letters(_)
                | StepSpec::Complaints(_)
                | StepSpec::Envelope(_)
                | StepSpec::Contract(_)
                | StepSpec::Joint(_)
                | StepSpec::Gathering(_)
                | StepSpec::Mandate(_) => continue,
            };
            let code = ctx.lang.code();
            let label = format!("{} – {}", intake.title.get(code), step.title.get(code));
            links.push(Link::new(format!("{base}/{page}?stage={}", intake.id), label));
        }
    }
    links
}

/// The steps of a track, and how far it has come.
fn marks(ctx: &Ctx, office: &Office, track: &str) -> Vec<Mark> {
    let Some(line) = office.procedure.lines.get(track) else { return Vec::new() };
    let steps: Vec<_> = office.definition().steps_of(track).collect();
    let at = steps.iter().position(|step| step.id == line.step).unwrap_or_default();
    let completed = line.outcome == Some(crate::engine::case::LineOutcome::Completed);
    let mark = |(place, step): (usize, &&crate::engine::workflow::definition::StepDefinition)| Mark {
        label: step.title.get(ctx.lang.code()).to_owned(),
        detail: String::new(),
        progress: if place < at || completed || (place == at && line.held.is_some()) {
            Progress::Done
        } else if place == at && line.running() {
            Progress::Now
        } else {
            Progress::Later
        },
    };
    steps.iter().enumerate().map(mark).collect()
}
