//! What those who apply read of their own, and the files that they send.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::carry::{Done, own};
use super::downloads::links;
use super::network::{gatherings, mandates};
use super::problem::MissingField;
use super::public::choices;
use super::types::{Choice, at, id, json};
use super::{BASE, CODE, Caller};
use crate::app::applicant::{Own, Status};
use crate::app::blobs::UploadError;
use crate::app::desk::Task;
use crate::app::limits::Act;
use crate::app::tokens::APPLICANT;
use crate::app::{AppError, options};
use crate::engine::ids::AttachmentId;
use crate::web::files::{Shown, stored_file};

/// What lies below an application that was handed in.
const RECEIPTS: [(&str, &str); 2] = [("receipt", "/receipt"), ("receipt_pdf", "/receipt.pdf")];

/// For whom a token speaks, and what waits for them in its role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Me {
    /// Address of the person.
    pub email: String,
    /// Name of the person; may be empty.
    pub name: String,
    /// Name of the token.
    pub token: String,
    /// The role that the token speaks in.
    pub role: String,
    /// The last microsecond in which the token is good.
    pub expires_at: String,
    /// The person's applications, for a token of an applicant.
    pub applications: Vec<ApplicationLine>,
    /// Where the person holds the role of the token, and what there is to do.
    pub offices: Vec<OfficeLine>,
}

/// An application of one's own.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ApplicationLine {
    /// Which application.
    pub id: String,
    /// Of which procedure.
    pub procedure: String,
    /// Short name of the track.
    pub track: String,
    /// Whether it can still be changed.
    pub open: bool,
    /// The last microsecond that is in time.
    pub deadline: String,
    /// Where more of it stands.
    pub href: String,
}

/// An office that the person holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OfficeLine {
    /// In which procedure.
    pub procedure: String,
    /// In which track; in all where absent.
    pub track: Option<String>,
    /// What there is to do now: `answer`, `letters`, `sheets`, `joint`, or what a track waits for.
    pub tasks: Vec<TaskLine>,
    /// Where the work stands.
    pub href: String,
}

/// Something to do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TaskLine {
    /// What it is.
    pub what: String,
    /// In which track or joint step.
    pub line: Option<String>,
}

/// An application, as its own members see it, and what this caller may do with it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ApplicationShown {
    /// Which application.
    pub id: String,
    /// The short code by which it is known where names are not told.
    pub code: String,
    /// Of which procedure.
    pub procedure: String,
    /// Short name of the track.
    pub track: String,
    /// How it stands: `not_submitted`, `missed`, `submitted`, `changed`, `joined`, `unconfirmed` or `withdrawn`.
    pub status: &'static str,
    /// Whether it can still be changed.
    pub open: bool,
    /// The last microsecond that is in time.
    pub deadline: String,
    /// Where the mandates lie that it was asked to sign.
    pub mandates: Vec<String>,
    /// Where the gatherings lie that it is invited to.
    pub gatherings: Vec<String>,
    /// Addresses by what they are: `receipt` and `receipt_pdf`, once something was handed in.
    pub links: BTreeMap<String, String>,
    /// The version that is read here; commands name it as `seen`.
    pub version: u32,
    /// When it was handed in last, and how often.
    pub submitted: Option<SubmittedShown>,
    /// What is asked.
    pub form: Vec<FieldShown>,
    /// What is filled in, by field, as commands take it; files as they lie.
    pub answers: Value,
    /// What is missing or wrong.
    pub missing: Vec<MissingField>,
    /// The members, the lead first.
    pub members: Vec<MemberShown>,
    /// What became of it; nothing is said before the letters are released.
    pub outcome: OutcomeShown,
    /// What this caller may do now.
    pub options: Vec<Choice>,
    /// Where files are sent.
    pub files: String,
}

/// When something was handed in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SubmittedShown {
    /// When the server had it complete.
    pub at: String,
    /// How often it was handed in.
    pub count: u32,
    /// The version that was handed in.
    pub version: u32,
}

/// One field of the form.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FieldShown {
    /// Short name.
    pub id: String,
    /// What is asked.
    pub label: String,
    /// How to answer; may be empty.
    pub hint: String,
    /// Whether an application without it is incomplete.
    pub required: bool,
    /// What kind of answer it takes, as docs/workflow-format.md describes it.
    pub takes: Value,
}

/// One member.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MemberShown {
    /// Which member.
    pub id: String,
    /// Name of the organisation or person.
    pub name: String,
    /// Where its letters go.
    pub email: String,
    /// `organisation` or `person`.
    pub kind: Value,
    /// Whether it leads.
    pub lead: bool,
    /// Whether it has signed.
    pub signed: bool,
    /// Whether it has declined.
    pub declined: bool,
}

/// What became of an application.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OutcomeShown {
    /// When the decision was released; nothing is known before.
    pub released_at: Option<String>,
    /// The letters with the decision, the latest first.
    pub letters: Vec<LetterTold>,
    /// Points and reasons.
    pub criteria: Vec<CriterionTold>,
    /// Checks that were not met.
    pub checks: Vec<CheckTold>,
    /// Until when the decision can be complained over.
    pub complain_until: Option<String>,
    /// The application's own complaints.
    pub complaints: Vec<ComplaintTold>,
}

/// A letter as it was sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LetterTold {
    /// Its date.
    pub at: String,
    /// Subject.
    pub subject: String,
    /// The letter as text.
    pub text: String,
}

/// Points for one criterion, with the reasons.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CriterionTold {
    /// Short name of the criterion.
    pub criterion: String,
    /// The points.
    pub points: String,
    /// The reasons.
    pub reasons: Vec<String>,
}

/// A check that was not met.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CheckTold {
    /// Short name of the check.
    pub check: String,
    /// Why.
    pub reason: String,
}

/// A complaint of one's own.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ComplaintTold {
    /// Which complaint.
    pub id: String,
    /// When it came.
    pub filed_at: String,
    /// What it says.
    pub text: String,
    /// How it was settled: `dismissed`, `annulled`, or `redo` with the step.
    pub ruling: Option<Value>,
    /// Why.
    pub reason: Option<String>,
}

fn task(task: &Task) -> TaskLine {
    let (what, line) = match task {
        Task::Answer(_) => ("answer", None),
        Task::NotNotified(_) => ("letters", None),
        Task::Track(track, stage) => (super::office::stage_name(stage), Some(track)),
        Task::Sheets(track, ..) => ("sheets", Some(track)),
        Task::Joint(step) => ("joint", Some(step)),
        Task::After(track) => ("afterwards", Some(track)),
    };
    TaskLine { what: what.to_owned(), line: line.cloned() }
}

/// `GET /api/v1/me`
pub async fn me(caller: Caller) -> Result<Json<Me>, AppError> {
    let person = caller.ctx.signed_in()?;
    let (Some(token), Some(hat)) = (&caller.token, caller.hat) else { return Err(AppError::SignInNeeded) };
    let desk = caller.ctx.app.desk(person.id).await?;
    let applications = desk.applications.iter().filter(|_| hat.role.is_none()).map(|mine| ApplicationLine {
        id: mine.id.to_string(),
        procedure: mine.procedure.to_string(),
        track: mine.track.clone(),
        open: mine.open,
        deadline: at(mine.until),
        href: format!("{BASE}/applications/{}", mine.id),
    });
    let offices = desk.offices.iter().filter(|held| Some(held.role) == hat.role).map(|held| OfficeLine {
        procedure: held.procedure.to_string(),
        track: held.track.clone(),
        tasks: held.tasks.iter().map(task).collect(),
        href: format!("{BASE}/procedures/{}/desk", held.procedure),
    });
    Ok(Json(Me {
        email: person.email.clone(),
        name: person.name.clone(),
        token: token.name.clone(),
        role: hat.role.map_or(APPLICANT, |role| role.name()).to_owned(),
        expires_at: at(token.expires_at),
        applications: applications.collect(),
        offices: offices.collect(),
    }))
}

fn status(own: &Own) -> &'static str {
    match own.status() {
        Status::NotSubmitted => "not_submitted",
        Status::Missed => "missed",
        Status::Submitted => "submitted",
        Status::Changed => "changed",
        Status::Joined => "joined",
        Status::Unconfirmed => "unconfirmed",
        Status::Withdrawn => "withdrawn",
    }
}

fn code(headers: &HeaderMap) -> Option<&str> {
    headers.get(CODE).and_then(|code| code.to_str().ok())
}

/// `GET /api/v1/applications/{application}`
pub async fn show(
    caller: Caller,
    Path(application): Path<String>,
    headers: HeaderMap,
) -> Result<Json<ApplicationShown>, AppError> {
    let own = own(&caller, &application, code(&headers)).await?;
    let (app, lang) = (&caller.ctx.app, caller.ctx.lang);
    let told = app.own_outcome(&own).await?;
    let standing = app.with_application(own.id()).await?;
    let whole = standing.case.applications.get(&own.id()).ok_or(AppError::NotFound("application"))?;
    let hat = caller.hat.ok_or(AppError::SignInNeeded)?;
    let mut trials = options::applicants(whole);
    trials.retain(|(name, ..)| *name != "complain" || told.may_complain);
    let possible = options::possible(&standing, hat, caller.ctx.now, trials);
    let (application, procedure) = (&own.application, &standing.case.procedure);
    let handed_in = application.submitted.is_some();
    let mut members: Vec<_> = application.members.iter().collect();
    members.sort_by_key(|member| !member.lead);
    Ok(Json(ApplicationShown {
        id: own.id().to_string(),
        code: own.id().code(),
        procedure: own.procedure.to_string(),
        track: application.track.clone(),
        status: status(&own),
        open: own.open(),
        deadline: at(own.deadline),
        mandates: mandates(own.definition(), procedure, application),
        gatherings: gatherings(own.definition(), procedure, |_, state| state.invited.contains(&own.id())),
        links: links(&format!("applications/{}", own.id()), if handed_in { &RECEIPTS } else { &[] }),
        version: application.draft.number,
        submitted: application.submitted.as_ref().map(|submitted| SubmittedShown {
            at: at(submitted.at),
            count: submitted.count,
            version: submitted.received().number,
        }),
        form: own
            .form()
            .into_iter()
            .map(|field| FieldShown {
                id: field.id.clone(),
                label: field.label.get(lang.code()).to_owned(),
                hint: field.hint.get(lang.code()).to_owned(),
                required: field.required,
                takes: json(&field.takes),
            })
            .collect(),
        answers: json(&own.draft),
        missing: application.draft.problems.iter().map(MissingField::of).collect(),
        members: members
            .into_iter()
            .map(|member| {
                let party = own.parties.get(&member.id);
                MemberShown {
                    id: member.id.to_string(),
                    name: party.map(|party| party.name.clone()).unwrap_or_default(),
                    email: party.map(|party| party.email.clone()).unwrap_or_default(),
                    kind: json(member.kind),
                    lead: member.lead,
                    signed: member.signed.is_some(),
                    declined: member.declined_at.is_some(),
                }
            })
            .collect(),
        outcome: OutcomeShown {
            released_at: told.released_at.map(at),
            letters: told
                .letters
                .into_iter()
                .map(|letter| LetterTold { at: at(letter.at), subject: letter.subject, text: letter.text })
                .collect(),
            criteria: told
                .criteria
                .into_iter()
                .map(|one| CriterionTold {
                    criterion: one.criterion,
                    points: one.points.to_string(),
                    reasons: one.reasons,
                })
                .collect(),
            checks: told.checks.into_iter().map(|(check, reason)| CheckTold { check, reason }).collect(),
            complain_until: told.complain_until.map(at),
            complaints: told
                .complaints
                .into_iter()
                .map(|one| ComplaintTold {
                    id: one.id.to_string(),
                    filed_at: at(one.filed_at),
                    text: one.text,
                    ruling: one.settled.as_ref().map(|(_, ruling, _)| json(ruling)),
                    reason: one.settled.map(|(_, _, reason)| reason),
                })
                .collect(),
        },
        options: choices(own.procedure, possible),
        files: format!("{BASE}/applications/{}/files", own.id()),
    }))
}

/// `GET /api/v1/applications/{application}/files/{attachment}`
pub async fn file(
    caller: Caller,
    Path((application, attachment)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let own = own(&caller, &application, code(&headers)).await?;
    let attachment: AttachmentId = id(&attachment, "file")?;
    let file = caller.ctx.app.own_file(&own, attachment).await?;
    let bytes = caller.ctx.app.open_file(own.id(), attachment).await?;
    Ok(stored_file(bytes, &file, Shown::Saved))
}

/// A value of a query, with what is escaped in it.
pub fn said(query: &str, name: &str) -> String {
    let pairs: Vec<(String, String)> = pairs_of(query);
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
}

/// The pairs of a query; none of what cannot be read.
fn pairs_of(query: &str) -> Vec<(String, String)> {
    let uri = format!("/?{query}").parse::<axum::http::Uri>();
    let pairs = uri.ok().and_then(|uri| axum::extract::Query::try_from_uri(&uri).ok());
    pairs.map(|axum::extract::Query(pairs)| pairs).unwrap_or_default()
}

/// `POST /api/v1/applications/{application}/files`: the bytes of one file.
pub async fn upload(
    caller: Caller,
    Path(application): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, AppError> {
    let own = own(&caller, &application, code(&headers)).await?;
    let (app, ctx) = (&caller.ctx.app, &caller.ctx);
    let query = query.unwrap_or_default();
    let (field, name) = (said(&query, "field"), said(&query, "name"));
    if !own.fillable() {
        // Before anything is read; the try goes on the record like any other late one.
        app.add_files(own, app.receive(), &[]).await?;
        return Err(AppError::NotFound("field"));
    }
    let takes = own.takes(&field).filter(|_| own.changeable(&field));
    let Some(takes) = takes else { return Err(AppError::BadValue { field: "field", value: field }) };
    ctx.count(Act::Upload, "")?;
    let Ok(_room) = app.uploading.try_acquire() else {
        return Err(AppError::TooOften { wait_seconds: 5 });
    };
    if own.draft.files(&field).len() >= takes.count_max as usize {
        return Err(UploadError::TooMuch.into());
    }
    app.upload_room(&own).await?;
    let mut incoming = app.begin_file(own.id(), takes.megabytes_max).await?;
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| UploadError::BrokenOff)?;
        incoming.write(&chunk).await?;
    }
    let ticket = app.receive();
    let at = at(ticket.at());
    let stored = incoming.finish(&takes.types).await?;
    let file = app.keep_upload(&own, stored, &name).await?;
    let attachment = file.attachment.to_string();
    app.add_files(own, ticket, &[(field, file)]).await?;
    Ok(Json(Done { at, id: Some(attachment), ..Done::default() }).into_response())
}
