//! The minutes of a panel, for programs.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::downloads::links;
use super::panel::stage_name;
use super::types::{at, id};
use super::{BASE, Caller};
use crate::app::AppError;
use crate::app::agreeing::{Compared, ComparedLine};
use crate::app::minutes::{Aside, Member};
use crate::app::tender::unknown_procedure;
use crate::engine::ids::ProcedureId;

/// The minutes of the panel of a track.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MinutesShown {
    /// `here` while something can still be agreed, `behind` once the consensus is over.
    pub stage: &'static str,
    /// When something that stands was agreed first.
    pub first_at: Option<String>,
    /// When something that stands was agreed last.
    pub last_at: Option<String>,
    /// Who sat on the panel, by name.
    pub members: Vec<PanelMemberShown>,
    /// Declarations of interests that named no tie, over all applications.
    pub declared: usize,
    /// Who stood aside, by the code of the application.
    pub aside: Vec<AsideShown>,
    /// The applications by their codes, each with everybody's points and what was agreed.
    pub applications: Vec<MinutedShown>,
    /// Applications that the reader has no access to.
    pub closed: Vec<String>,
    /// `pdf`: the same as a document.
    pub links: BTreeMap<String, String>,
}

/// What the minutes say of one application.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MinutedShown {
    /// Which application.
    pub application: String,
    /// Its short code.
    pub code: String,
    /// Its criteria.
    pub lines: Vec<MinutedLineShown>,
}

/// What the minutes say of one criterion.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MinutedLineShown {
    /// Short name of what was judged.
    pub criterion: String,
    /// Its title.
    pub title: String,
    /// Everybody's points. Their reasons stand in the consensus: here, beside the names, a reason would tell whose it is.
    pub points: Vec<GivenShown>,
    /// The mean of the points.
    pub mean: Option<String>,
    /// The largest less the smallest points.
    pub spread: String,
    /// What was agreed.
    pub agreed: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When that was recorded.
    pub agreed_at: Option<String>,
}

/// What one evaluator gave.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct GivenShown {
    /// By whom: a letter.
    pub of: String,
    /// Points.
    pub points: String,
}

/// Somebody who sat on a panel.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PanelMemberShown {
    /// Name.
    pub name: String,
    /// Whether they lead it.
    pub chair: bool,
    /// How many sheets they locked; nothing for a chair, who must not tie points to a name.
    pub sheets: Option<usize>,
}

/// Somebody who stood aside.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AsideShown {
    /// Short code of the application.
    pub code: String,
    /// Who; nothing for a chair.
    pub name: Option<String>,
    /// What the tie is; nothing for a chair.
    pub reason: Option<String>,
}

fn minuted(compared: &Compared) -> MinutedShown {
    let line = |line: &ComparedLine| {
        let agreed = line.agreed.as_ref();
        let given = line.marks.iter().map(|(letter, points, _)| (letter.clone(), points.to_string()));
        MinutedLineShown {
            criterion: line.criterion.id.clone(),
            title: line.criterion.title.clone(),
            points: given.map(|(of, points)| GivenShown { of, points }).collect(),
            mean: line.mean.as_ref().map(ToString::to_string),
            spread: line.spread.to_string(),
            agreed: agreed.map(|agreed| agreed.points.to_string()),
            reason: agreed.map(|agreed| agreed.reason.clone()),
            agreed_at: agreed.map(|agreed| at(agreed.at)),
        }
    };
    MinutedShown {
        application: compared.application.to_string(),
        code: compared.application.code(),
        lines: compared.lines.iter().map(line).collect(),
    }
}

fn member(member: Member) -> PanelMemberShown {
    PanelMemberShown { name: member.name, chair: member.chair, sheets: member.sheets }
}

fn aside(aside: Aside) -> AsideShown {
    let (name, reason) = aside.who.unzip();
    AsideShown { code: aside.code, name, reason }
}

/// The address of the minutes of a track.
pub fn href(procedure: ProcedureId, track: &str) -> String {
    format!("{BASE}/procedures/{procedure}/tracks/{track}/minutes")
}

/// `GET /api/v1/procedures/{procedure}/tracks/{track}/minutes`
pub async fn show(
    caller: Caller,
    Path((procedure, track)): Path<(String, String)>,
) -> Result<Json<MinutesShown>, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let minutes = caller.ctx.app.minutes(person, procedure, &track, caller.ctx.lang, None).await;
    let minutes = minutes.map_err(unknown_procedure)?;
    let (first, last) = minutes.recorded.unzip();
    Ok(Json(MinutesShown {
        stage: stage_name(minutes.desk.stage),
        first_at: first.map(at),
        last_at: last.map(at),
        members: minutes.members.into_iter().map(member).collect(),
        declared: minutes.declared,
        aside: minutes.aside.into_iter().map(aside).collect(),
        applications: minutes.desk.applications.iter().map(minuted).collect(),
        closed: minutes.desk.closed.iter().map(ToString::to_string).collect(),
        links: links(&format!("procedures/{procedure}/tracks/{track}"), &[("pdf", "/minutes.pdf")]),
    }))
}

/// `GET /api/v1/procedures/{procedure}/tracks/{track}/minutes.pdf`
pub async fn document(caller: Caller, path: Path<(String, String)>) -> Result<Response, AppError> {
    caller.officer()?;
    crate::web::minutes::document(caller.ctx, path).await.map_err(unknown_procedure)
}
