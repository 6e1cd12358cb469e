//! What those who screen and decide read.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::panel::{in_track, stage_name, with_one};
use super::problem::MissingField;
use super::types::{AnswerShown, Choice, Name, answer, at, id, json};
use super::{BASE, Caller};
use crate::app::AppError;
use crate::app::screening::ScreeningRow;
use crate::app::tender::unknown_procedure;
use crate::engine::ids::{ApplicationId, ProcedureId};

/// The screening of a track.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ScreeningShown {
    /// Whether what came in has been opened; before that nothing is listed.
    pub opened: bool,
    /// `ahead`, `here` or `behind`.
    pub stage: &'static str,
    /// The applications in the order of their receipt.
    pub applications: Vec<ScreeningLine>,
    /// Applications that the reader has no access to.
    pub closed: Vec<String>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// One application in a screening.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ScreeningLine {
    /// Which application.
    pub application: String,
    /// Names of the members, the lead first.
    pub names: Vec<String>,
    /// When the server had it complete.
    pub submitted_at: String,
    /// What is missing or wrong in the form.
    pub problems: usize,
    /// How many checks have a verdict.
    pub checked: usize,
    /// How many checks there are.
    pub checks: usize,
    /// Whether it takes part, once that is settled.
    pub admitted: Option<bool>,
}

/// One application before those who screen.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ScreenedShown {
    /// Of which procedure.
    pub procedure: String,
    /// Short name of the track.
    pub track: String,
    /// The line of the list.
    pub line: ScreeningLine,
    /// What is missing or wrong.
    pub missing: Vec<MissingField>,
    /// The contents.
    pub answers: Vec<AnswerShown>,
    /// The checks, with what was found.
    pub checks: Vec<CheckShown>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// One check with what was found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CheckShown {
    /// Short name.
    pub id: String,
    /// What is checked.
    pub title: String,
    /// Smallest verified number that meets it.
    pub min: Option<String>,
    /// Whether it is met, once somebody has said.
    pub met: Option<bool>,
    /// The verified number.
    pub verified: Option<String>,
    /// What was verified, where it is no number.
    pub found: Option<Value>,
    /// Why it is not met, or a remark; may be empty.
    pub reason: String,
}

/// The selection of a track.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SelectionShown {
    /// The criteria, in the order of the model.
    pub criteria: Vec<String>,
    /// The applications that were compared, best first, then those who were not placed.
    pub rows: Vec<RowShown>,
    /// What the model computed, whole, as docs/selection.md describes it.
    pub computed: Option<Value>,
    /// What was decided.
    pub decided: Option<DecidedShown>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// One application in the comparison.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RowShown {
    /// Which application.
    pub application: String,
    /// Names of its members, the lead first.
    pub name: String,
    /// Points by criterion, and the total.
    pub scores: BTreeMap<String, String>,
    /// Place, counted from one; equals share one.
    pub place: Option<usize>,
    /// Which threshold was not reached.
    pub failed: Option<String>,
}

/// What was decided.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DecidedShown {
    /// When.
    pub at: String,
    /// The shortlist, in order.
    pub selected: Vec<String>,
    /// Who may move up, first to move up first.
    pub reserve: Vec<String>,
}

/// A joint step, for those who see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JointShown {
    /// Short name.
    pub step: String,
    /// Where it stands.
    pub phase: Value,
    /// How it ended.
    pub outcome: Option<Value>,
    /// The teams that take part.
    pub teams: Vec<Name>,
    /// Recommendations, the first being number one.
    pub recommendations: Vec<RecommendationShown>,
    /// When they were published.
    pub published_at: Option<String>,
    /// Why they were published before every team had answered, where that was so.
    pub published_without: Option<String>,
}

/// One recommendation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RecommendationShown {
    /// When it was put forward.
    pub at: String,
    /// By which team, counted from one.
    pub team: usize,
    /// What it says; nothing where it was erased.
    pub text: Option<String>,
}

fn line(row: &ScreeningRow) -> ScreeningLine {
    ScreeningLine {
        application: row.application.to_string(),
        names: row.names.clone(),
        submitted_at: at(row.submitted_at),
        problems: row.problems,
        checked: row.checked,
        checks: row.checks,
        admitted: row.admitted,
    }
}

/// `GET /api/v1/procedures/{procedure}/tracks/{track}/screening`
pub async fn screening(
    caller: Caller,
    Path((procedure, track)): Path<(String, String)>,
) -> Result<Json<ScreeningShown>, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let lang = caller.ctx.lang;
    let desk = caller.ctx.app.screening_desk(person, procedure, &track, lang, None).await;
    let desk = desk.map_err(unknown_procedure)?;
    let mut options = in_track(&caller, procedure, &track, &["open", "finish_screening"]).await?;
    if desk.may_screen {
        for row in &desk.applications {
            let known = [("application", Value::from(row.application.to_string()))];
            options.push(Choice::new(procedure, "screen", &known));
        }
    }
    Ok(Json(ScreeningShown {
        opened: desk.opened,
        stage: stage_name(desk.stage),
        applications: desk.applications.iter().map(line).collect(),
        closed: desk.closed.iter().map(ToString::to_string).collect(),
        options,
    }))
}

/// `GET /api/v1/screening/{application}`
pub async fn screened(
    caller: Caller,
    Path(application): Path<String>,
) -> Result<Json<ScreenedShown>, AppError> {
    let person = caller.officer()?;
    let application: ApplicationId = id(&application, "application")?;
    let sheet = caller.ctx.app.screening_sheet(person, application, caller.ctx.lang, None).await?;
    let base = format!("{BASE}/review/{application}/files");
    let mut options = with_one(&caller, application).await?;
    options.retain(|one| one.r#do == "screen");
    Ok(Json(ScreenedShown {
        procedure: sheet.procedure.to_string(),
        track: sheet.track.clone(),
        line: line(&sheet.row),
        missing: sheet.problems.iter().map(|(_, problem)| MissingField::of(problem)).collect(),
        answers: sheet.exhibit.answers.iter().map(|one| answer(one, &base)).collect(),
        checks: sheet
            .checks
            .iter()
            .map(|check| CheckShown {
                id: check.id.clone(),
                title: check.title.clone(),
                min: check.min.as_ref().map(ToString::to_string),
                met: check.met,
                verified: check.verified.as_ref().map(ToString::to_string),
                found: check.found.as_ref().map(json),
                reason: check.reason.clone(),
            })
            .collect(),
        options,
    }))
}

/// `GET /api/v1/procedures/{procedure}/tracks/{track}/selection`
pub async fn selection(
    caller: Caller,
    Path((procedure, track)): Path<(String, String)>,
) -> Result<Json<SelectionShown>, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let list = caller.ctx.app.shortlist(person, procedure, &track, None).await.map_err(unknown_procedure)?;
    let rows = list.rows.iter().map(|row| RowShown {
        application: row.id.to_string(),
        name: row.name.clone(),
        scores: row.scores.iter().map(|(of, points)| (of.clone(), points.to_string())).collect(),
        place: row.place,
        failed: row.failed.clone(),
    });
    let ids = |ids: &[ApplicationId]| ids.iter().map(ToString::to_string).collect();
    Ok(Json(SelectionShown {
        criteria: list.criteria.clone(),
        rows: rows.collect(),
        computed: list.computed.as_ref().map(json),
        decided: list.decided.as_ref().map(|decided| DecidedShown {
            at: at(decided.at),
            selected: ids(&decided.selected),
            reserve: ids(&decided.reserve),
        }),
        options: in_track(&caller, procedure, &track, &["decide"]).await?,
    }))
}

/// `GET /api/v1/procedures/{procedure}/joint/{step}`
pub async fn joint(
    caller: Caller,
    Path((procedure, step)): Path<(String, String)>,
) -> Result<Json<JointShown>, AppError> {
    let person = caller.person()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let view = caller.ctx.app.joint_step(procedure, &step, person).await.map_err(unknown_procedure)?;
    Ok(Json(JointShown {
        step: view.step.clone(),
        phase: json(view.phase),
        outcome: view.outcome.map(json),
        teams: view.teams.iter().map(Name::of).collect(),
        recommendations: view
            .recommendations
            .iter()
            .map(|one| RecommendationShown { at: at(one.at), team: one.by + 1, text: one.text.clone() })
            .collect(),
        published_at: view.published_at.map(at),
        published_without: view.published_without,
    }))
}
