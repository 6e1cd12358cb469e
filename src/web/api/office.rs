//! What those behind the desk read: where a procedure stands, what waits, and everything that is to be decided.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Caller;
use super::downloads::links;
use super::network::gatherings;
use super::public::choices;
use super::types::{Choice, Name, at, id, json};
use crate::app::ownership::outbox::{Inside, LetterView};
use crate::app::ownership::stage::Stage;
use crate::app::ownership::{DESK, Office};
use crate::app::tender::unknown_procedure;
use crate::app::{AppError, options};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::exchange::report::json as report_json;
use crate::store::StoreError;
use crate::store::outbox::LetterState;
use crate::web::refusals::words;

/// Where a procedure stands, and what this caller may do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DeskShown {
    /// The tracks that the reader sees.
    pub tracks: Vec<TrackDesk>,
    /// The joint steps.
    pub joint: Vec<JointDesk>,
    /// Questions without an answer.
    pub questions: Vec<OpenQuestion>,
    /// Letters that could not be delivered, for those who see the outbox.
    pub not_notified: Option<u64>,
    /// Where the gatherings lie that were come to.
    pub gatherings: Vec<String>,
    /// Addresses by what they are: `report`, `report_pdf`, `dossier`, `people`, `outbox`, `letters`, `complaints`,
    /// `webhooks`.
    pub links: BTreeMap<String, String>,
    /// When something is erased next, if that is soon.
    pub erases_at: Option<String>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// Where a track stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TrackDesk {
    /// Short name.
    pub track: String,
    /// What it waits for: `deadline`, `opening`, `screening`, `scoring`, `consensus`, `selection`, `letters`,
    /// `complaints` and so on.
    pub waits_for: Option<&'static str>,
    /// Applications that were begun.
    pub begun: u64,
    /// Applications that count.
    pub counting: u64,
    /// The applications, once the track is opened.
    pub applications: Option<Vec<ApplicationDesk>>,
    /// Addresses by what they are: `screening`, `screening_sheet`, `selection`, `selection_sheet`, `afterwards`,
    /// `mandate`. What is not there yet answers 404.
    pub links: BTreeMap<String, String>,
}

/// An application on the desk.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ApplicationDesk {
    /// Which application.
    pub application: String,
    /// What it is called before this reader.
    pub called: Name,
}

/// Where a joint step stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JointDesk {
    /// Short name.
    pub step: String,
    /// Where it stands.
    pub phase: Value,
    /// Whether it has ended.
    pub ended: bool,
}

/// A question without an answer. Nobody learns who asked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OpenQuestion {
    /// Which question.
    pub id: String,
    /// When it was asked.
    pub asked_at: String,
    /// What was asked.
    pub text: String,
}

/// Who holds which role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PeopleShown {
    /// One after the other.
    pub people: Vec<HolderShown>,
}

/// Somebody with a role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct HolderShown {
    /// Who, as commands name them.
    pub person: String,
    /// Name; may be empty.
    pub name: String,
    /// Address.
    pub email: String,
    /// What they hold: role, track, panel.
    pub grants: Vec<Value>,
}

/// The complaints of a procedure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ComplaintsShown {
    /// The complaint window of each track that has come to one.
    pub windows: Vec<WindowShown>,
}

/// The complaint window of a track.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct WindowShown {
    /// Short name of the track.
    pub track: String,
    /// The last microsecond that is in time.
    pub until: Option<String>,
    /// Whether an open complaint suspends the track.
    pub suspended: bool,
    /// Complaints in the order they came.
    pub complaints: Vec<ComplaintShown>,
    /// Everybody whose application counts.
    pub applicants: Vec<ApplicationDesk>,
}

/// One complaint.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ComplaintShown {
    /// Which complaint.
    pub id: String,
    /// Whose.
    pub applicant: Name,
    /// When it came.
    pub filed_at: String,
    /// What it says; nothing where it was erased.
    pub text: Option<String>,
    /// How it was settled.
    pub ruling: Option<Value>,
}

/// The decision letters before, or after, their release.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LettersShown {
    /// Where each track stands on its way to the letters.
    pub tracks: Vec<ReadinessShown>,
    /// Every letter as it would go out now.
    pub preview: Vec<LetterPreview>,
    /// Why the release would be refused, in words.
    pub refused: Option<String>,
}

/// One track on its way to the letters.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ReadinessShown {
    /// Short name.
    pub track: String,
    /// Short name of the step that it is in.
    pub step: String,
    /// When its letters were released.
    pub released_at: Option<String>,
}

/// A letter as it would go out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LetterPreview {
    /// To which address.
    pub address: String,
    /// Kind, such as `selected`.
    pub kind: String,
    /// Subject.
    pub subject: String,
    /// The letter as text.
    pub text: String,
}

/// A page of the letters of a procedure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OutboxShown {
    /// All letters.
    pub total: u64,
    /// Those of this page: those that were given up first, then the latest.
    pub letters: Vec<LetterShown>,
}

/// One letter, as the reader may know it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LetterShown {
    /// Which letter.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Date of the letter.
    pub dated_at: String,
    /// `waiting`, `sent` or `failed`.
    pub state: &'static str,
    /// Tries so far.
    pub attempts: u32,
    /// When it was handed over.
    pub sent_at: Option<String>,
    /// What the mail server last said.
    pub last_reply: Option<String>,
    /// Code of the application that it is about, where more may not be known yet.
    pub code: Option<String>,
    /// To which address, where that may be known.
    pub address: Option<String>,
    /// Subject, where it may be read.
    pub subject: Option<String>,
    /// The letter as text, where it may be read.
    pub text: Option<String>,
}

/// What a track waits for, in one word.
pub const fn stage_name(stage: &Stage) -> &'static str {
    match stage {
        Stage::Deadline { .. } => "deadline",
        Stage::Undated { .. } => "date",
        Stage::Opening { .. } => "opening",
        Stage::Screening { .. } => "screening",
        Stage::Scoring { .. } => "scoring",
        Stage::Consensus { .. } => "consensus",
        Stage::Selection => "selection",
        Stage::Letters { .. } => "letters",
        Stage::Complaints { .. } => "complaints",
        Stage::Envelope { .. } => "envelope",
        Stage::Contract { .. } => "contract",
        Stage::Waiting { .. } => "others",
        Stage::Gathering { .. } => "gathering",
        Stage::Mandate { .. } => "mandate",
        Stage::Ended(_) => "nothing",
    }
}

/// What lies below a procedure.
const DESK_LINKS: [(&str, &str); 8] = [
    ("report", "/report"),
    ("report_pdf", "/report.pdf"),
    ("dossier", "/dossier.zip"),
    ("people", "/people"),
    ("outbox", "/outbox"),
    ("letters", "/letters"),
    ("complaints", "/complaints"),
    ("webhooks", "/webhooks"),
];

/// What lies below a track.
const TRACK_LINKS: [(&str, &str); 8] = [
    ("screening", "/screening"),
    ("screening_sheet", "/screening.xlsx"),
    ("selection", "/selection"),
    ("selection_sheet", "/selection.xlsx"),
    ("afterwards", "/afterwards"),
    ("mandate", "/mandate"),
    ("minutes", "/minutes"),
    ("minutes_pdf", "/minutes.pdf"),
];

async fn office(caller: &Caller, procedure: &str) -> Result<Office, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(procedure, "procedure")?;
    let app = &caller.ctx.app;
    app.office(procedure, person, app.clock.now()).await.map_err(unknown_procedure)
}

/// `GET /api/v1/procedures/{procedure}/desk`
pub async fn desk(caller: Caller, Path(procedure): Path<String>) -> Result<Json<DeskShown>, AppError> {
    let office = office(&caller, &procedure).await?;
    let (app, hat) = (&caller.ctx.app, caller.hat.ok_or(AppError::SignInNeeded)?);
    let standing = app.whole(office.procedure.id, None).await?;
    let possible = options::possible(&standing, hat, caller.ctx.now, options::offices(&standing));
    let options = choices(office.procedure.id, possible);
    let mut questions = Vec::new();
    let texts = app.news_texts(&office).await?;
    for question in office.procedure.questions.iter().filter(|question| question.answer.is_none()) {
        questions.push(OpenQuestion {
            id: question.id.to_string(),
            asked_at: at(question.asked_at),
            text: texts.get(&question.text).cloned().unwrap_or_default(),
        });
    }
    let gatherings = gatherings(office.definition(), &office.procedure, |line, _| {
        office.definition().track(line).is_none() || office.holds(&DESK, Some(line))
    });
    let procedure = office.procedure.id;
    let overview = app.overview(office).await?;
    let tracks = overview.tracks.iter().map(|view| TrackDesk {
        track: view.track.clone(),
        waits_for: view.stage.as_ref().map(stage_name),
        begun: view.counts.0,
        counting: view.counts.1,
        applications: view.applications.as_ref().map(|all| all.iter().map(called).collect()),
        links: links(&format!("procedures/{procedure}/tracks/{}", view.track), &TRACK_LINKS),
    });
    let joint = overview.joint.iter().map(|view| JointDesk {
        step: view.step.clone(),
        phase: json(view.phase),
        ended: view.ended,
    });
    Ok(Json(DeskShown {
        tracks: tracks.collect(),
        joint: joint.collect(),
        questions,
        not_notified: overview.not_notified,
        gatherings,
        links: links(&format!("procedures/{procedure}"), &DESK_LINKS),
        erases_at: overview.erases_at.map(at),
        options,
    }))
}

fn called((application, called): &(ApplicationId, crate::app::ownership::Called)) -> ApplicationDesk {
    ApplicationDesk { application: application.to_string(), called: Name::of(called) }
}

/// `GET /api/v1/procedures/{procedure}/people`
pub async fn people(caller: Caller, Path(procedure): Path<String>) -> Result<Json<PeopleShown>, AppError> {
    let office = office(&caller, &procedure).await?;
    let holders = caller.ctx.app.holders(&office).await?;
    let people = holders.iter().map(|holder| HolderShown {
        person: holder.person.to_string(),
        name: holder.name.clone(),
        email: holder.email.clone(),
        grants: holder.grants.iter().map(json).collect(),
    });
    Ok(Json(PeopleShown { people: people.collect() }))
}

/// `GET /api/v1/procedures/{procedure}/complaints`
pub async fn complaints(
    caller: Caller,
    Path(procedure): Path<String>,
) -> Result<Json<ComplaintsShown>, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let app = &caller.ctx.app;
    let office =
        app.complaints_office(procedure, person, app.clock.now()).await.map_err(unknown_procedure)?;
    let windows = app.complaints(&office).await?;
    let windows = windows.iter().map(|window| WindowShown {
        track: window.track.clone(),
        until: window.until.map(at),
        suspended: window.suspended,
        complaints: window
            .complaints
            .iter()
            .map(|one| ComplaintShown {
                id: one.id.to_string(),
                applicant: Name::of(&one.applicant),
                filed_at: at(one.filed_at),
                text: one.text.clone(),
                ruling: one.ruling.as_ref().map(|(ruling, ..)| json(ruling)),
            })
            .collect(),
        applicants: window.applicants.iter().map(called).collect(),
    });
    Ok(Json(ComplaintsShown { windows: windows.collect() }))
}

/// `GET /api/v1/procedures/{procedure}/letters`
pub async fn letters(caller: Caller, Path(procedure): Path<String>) -> Result<Json<LettersShown>, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let found = caller.ctx.app.decision_letters(person, procedure).await.map_err(unknown_procedure)?;
    let definition = &found.loaded.definition;
    Ok(Json(LettersShown {
        tracks: found
            .tracks
            .iter()
            .map(|one| ReadinessShown {
                track: one.track.clone(),
                step: one.step.clone(),
                released_at: one.released_at.map(at),
            })
            .collect(),
        preview: found
            .preview
            .iter()
            .map(|letter| LetterPreview {
                address: letter.address.clone(),
                kind: letter.kind.clone(),
                subject: letter.subject.clone(),
                text: letter.text.clone(),
            })
            .collect(),
        refused: found
            .refusal
            .map(|refusal| words(caller.ctx.lang, Some(definition), &definition.zone, &refusal)),
    }))
}

fn letter(view: &LetterView) -> LetterShown {
    let mut shown = LetterShown {
        id: view.id.to_string(),
        kind: view.kind.clone(),
        dated_at: at(view.dated_at),
        state: match view.state {
            LetterState::Waiting => "waiting",
            LetterState::Sent => "sent",
            LetterState::Failed => "failed",
        },
        attempts: view.attempts,
        sent_at: view.sent_at.map(at),
        last_reply: view.last_reply.clone(),
        code: None,
        address: None,
        subject: None,
        text: None,
    };
    match &view.inside {
        Inside::Readable { address, subject, text, .. } => {
            shown.address = Some(address.clone());
            shown.subject = Some(subject.clone());
            shown.text = Some(text.clone());
        }
        Inside::Sealed { code } => shown.code = Some(code.clone()),
        Inside::Erased(_) | Inside::Hidden => {}
    }
    shown
}

/// `GET /api/v1/procedures/{procedure}/outbox?page=…`
pub async fn outbox(
    caller: Caller,
    Path(procedure): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<OutboxShown>, AppError> {
    let office = office(&caller, &procedure).await?;
    let query = query.unwrap_or_default();
    let page = query.split('&').find_map(|pair| pair.strip_prefix("page="));
    let page = match page {
        // From one, as people count.
        Some(page) => page.parse::<u32>().ok().and_then(|page| page.checked_sub(1)),
        None => Some(0),
    };
    let page = page.ok_or_else(|| AppError::BadValue { field: "page", value: query })?;
    let found = caller.ctx.app.letters(&office, page).await?;
    Ok(Json(OutboxShown { total: found.total, letters: found.letters.iter().map(letter).collect() }))
}

/// `GET /api/v1/procedures/{procedure}/report`
pub async fn report(caller: Caller, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = office(&caller, &procedure).await?;
    let report = caller.ctx.app.report(&office, caller.ctx.lang).await?;
    let text = report_json::write(&report);
    let text = text.map_err(|error| StoreError::Broken(format!("the report: {error}")))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}
