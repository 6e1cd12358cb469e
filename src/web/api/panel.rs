//! What those who judge read: their own list, an application beside their sheet, and the marks side by side.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::public::choices;
use super::types::{AnswerShown, Choice, answer, at, id};
use super::{BASE, Caller, minutes};
use crate::app::criteria::Criterion;
use crate::app::judging::{OtherSheet, ReviewView};
use crate::app::panel::{MineState, Progress};
use crate::app::reading::Stage;
use crate::app::tender::unknown_procedure;
use crate::app::{AppError, options};
use crate::engine::ids::{ApplicationId, AttachmentId, ProcedureId};
use crate::web::exhibit;

/// The scoring of a track, for one reader.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ScoringShown {
    /// `ahead`, `here` or `behind`.
    pub stage: &'static str,
    /// Whether evaluators are kept from knowing who applies.
    pub blind: bool,
    /// By when the panel means to be done, while it scores; nothing is refused afterwards.
    pub target: Option<String>,
    /// The reader's own list in their own order; nothing for somebody who does not score.
    pub mine: Option<Vec<MineShown>>,
    /// How far the panel has come, for those who lead it.
    pub progress: Option<ProgressShown>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// One application on an evaluator's list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MineShown {
    /// Which application.
    pub application: String,
    /// Its short code.
    pub code: String,
    /// `undeclared`, `tied`, `scoring` or `locked`.
    pub state: &'static str,
    /// Criteria that have points, while it is being scored.
    pub done: Option<usize>,
    /// Criteria there are, while it is being scored.
    pub total: Option<usize>,
    /// Where it is read.
    pub href: String,
}

/// How far a panel has come: counts, never marks.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ProgressShown {
    /// Locked sheets that each application needs.
    pub evaluators_min: u32,
    /// Locked sheets by application.
    pub applications: Vec<LockedShown>,
    /// Who judges, and how far they are.
    pub evaluators: Vec<EvaluatorShown>,
}

/// Locked sheets of one application.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LockedShown {
    /// Which application.
    pub application: String,
    /// How many are locked.
    pub locked: usize,
}

/// How far one evaluator has come.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EvaluatorShown {
    /// Name.
    pub name: String,
    /// Applications for which interests are declared.
    pub declared: usize,
    /// Applications whose sheet is locked.
    pub locked: usize,
}

/// One application before one reader.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ReviewShown {
    /// Of which procedure.
    pub procedure: String,
    /// Short name of the track.
    pub track: String,
    /// Which application.
    pub application: String,
    /// Its short code.
    pub code: String,
    /// Whether the reader is kept from knowing who applies.
    pub blind: bool,
    /// `declare`: interests are to be declared first; `tied`: a tie was declared; `read`: here it is.
    pub state: &'static str,
    /// Who applies: of this application, or, while interests are to be declared where names stay hidden, of the track.
    pub names: Vec<String>,
    /// The contents.
    pub answers: Vec<AnswerShown>,
    /// How many fields the reader may not see.
    pub hidden: usize,
    /// The reader's own sheet.
    pub sheet: Option<SheetShown>,
    /// The others' locked sheets, once the scoring is over.
    pub others: Vec<OtherShown>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// One's own sheet.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SheetShown {
    /// Whether it can still be changed.
    pub open: bool,
    /// When it was locked.
    pub locked_at: Option<String>,
    /// Characters that a reason has at least.
    pub reason_chars_min: u32,
    /// What is judged, and what was said of it.
    pub lines: Vec<LineShown>,
}

/// One criterion of a sheet.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LineShown {
    /// What is judged.
    pub criterion: CriterionShown,
    /// The points given.
    pub points: Option<String>,
    /// Why; may be empty.
    pub reason: String,
}

/// What is judged.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CriterionShown {
    /// Short name.
    pub id: String,
    /// Title.
    pub title: String,
    /// What is judged and how; may be empty.
    pub description: String,
    /// The points of the scale, where they are few.
    pub points: Vec<PointShown>,
    /// The lowest points.
    pub lowest: Option<String>,
    /// The highest points.
    pub highest: Option<String>,
}

/// One value of a scale.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PointShown {
    /// The value.
    pub points: String,
    /// What it means; may be empty.
    pub words: String,
}

/// Another evaluator's locked sheet.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OtherShown {
    /// A, B, C …
    pub letter: String,
    /// What they gave.
    pub marks: Vec<MarkShown>,
}

/// Points for one criterion.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MarkShown {
    /// By whom, or of what: a letter, or the short name of a criterion.
    pub of: String,
    /// Points.
    pub points: String,
    /// Why; may be empty.
    pub reason: String,
}

/// The consensus of a track.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ConsensusShown {
    /// `ahead`, `here` or `behind`.
    pub stage: &'static str,
    /// The applications, those with the widest spread first.
    pub applications: Vec<ComparedShown>,
    /// Applications that the reader has no access to.
    pub closed: Vec<String>,
    /// The minutes that what is agreed is written into; nothing before the scoring is over.
    pub minutes: Option<String>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// One application with its marks side by side.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ComparedShown {
    /// Which application.
    pub application: String,
    /// Its short code.
    pub code: String,
    /// Its criteria.
    pub lines: Vec<ComparedLineShown>,
}

/// One criterion with everybody's marks.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ComparedLineShown {
    /// What is judged.
    pub criterion: CriterionShown,
    /// Points and reason by the letter of the evaluator.
    pub marks: Vec<MarkShown>,
    /// The mean of the points.
    pub mean: Option<String>,
    /// The largest less the smallest points.
    pub spread: String,
    /// What was agreed.
    pub agreed: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// `ahead`, `here` or `behind`.
pub fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Ahead => "ahead",
        Stage::Here => "here",
        Stage::Behind => "behind",
    }
}

fn criterion(criterion: &Criterion) -> CriterionShown {
    CriterionShown {
        id: criterion.id.clone(),
        title: criterion.title.clone(),
        description: criterion.description.clone(),
        points: criterion
            .points
            .iter()
            .map(|point| PointShown { points: point.points.to_string(), words: point.words.clone() })
            .collect(),
        lowest: criterion.ends.as_ref().map(|(lowest, _)| lowest.to_string()),
        highest: criterion.ends.as_ref().map(|(_, highest)| highest.to_string()),
    }
}

fn other(sheet: OtherSheet) -> OtherShown {
    let mark = |(of, (points, reason)): (String, (crate::engine::exact::Exact, String))| MarkShown {
        of,
        points: points.to_string(),
        reason,
    };
    OtherShown { letter: sheet.letter, marks: sheet.marks.into_iter().map(mark).collect() }
}

fn progress(progress: Progress) -> ProgressShown {
    ProgressShown {
        evaluators_min: progress.evaluators_min,
        applications: progress
            .applications
            .into_iter()
            .map(|(id, locked)| LockedShown { application: id.to_string(), locked })
            .collect(),
        evaluators: progress
            .evaluators
            .into_iter()
            .map(|one| EvaluatorShown { name: one.name, declared: one.declared, locked: one.locked })
            .collect(),
    }
}

/// What `names` this caller may do of all that an office can try in `track`.
pub async fn in_track(
    caller: &Caller,
    procedure: ProcedureId,
    track: &str,
    names: &[&str],
) -> Result<Vec<Choice>, AppError> {
    let hat = caller.hat.ok_or(AppError::SignInNeeded)?;
    let standing = caller.ctx.app.whole(procedure, None).await?;
    let mut trials = options::offices(&standing);
    trials.retain(|(name, known, _)| {
        names.contains(name) && known.iter().any(|(field, value)| *field == "track" && value == track)
    });
    Ok(choices(procedure, options::possible(&standing, hat, caller.ctx.now, trials)))
}

/// What this caller may do with one application of all that panels can try.
pub async fn with_one(caller: &Caller, application: ApplicationId) -> Result<Vec<Choice>, AppError> {
    let hat = caller.hat.ok_or(AppError::SignInNeeded)?;
    let (standing, _) = caller.ctx.app.standing_of(application).await?;
    let possible = options::possible(&standing, hat, caller.ctx.now, options::panels(application));
    Ok(choices(standing.case.procedure.id, possible))
}

/// `GET /api/v1/procedures/{procedure}/tracks/{track}/scoring`
pub async fn scoring(
    caller: Caller,
    Path((procedure, track)): Path<(String, String)>,
) -> Result<Json<ScoringShown>, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let lang = caller.ctx.lang;
    let desk = caller.ctx.app.scoring_desk(person, procedure, &track, lang, None).await;
    let desk = desk.map_err(unknown_procedure)?;
    let mine = desk.mine.map(|mine| {
        let one = |one: crate::app::panel::Mine| {
            let (state, done, total) = match one.state {
                MineState::Undeclared => ("undeclared", None, None),
                MineState::Tied => ("tied", None, None),
                MineState::Scoring { done, total } => ("scoring", Some(done), Some(total)),
                MineState::Locked => ("locked", None, None),
            };
            MineShown {
                application: one.application.to_string(),
                code: one.application.code(),
                state,
                done,
                total,
                href: format!("{BASE}/review/{}", one.application),
            }
        };
        mine.into_iter().map(one).collect()
    });
    Ok(Json(ScoringShown {
        stage: stage_name(desk.stage),
        blind: desk.blind,
        target: desk.target.map(at),
        mine,
        progress: desk.progress.map(progress),
        options: in_track(&caller, procedure, &track, &["finish_scoring"]).await?,
    }))
}

/// `GET /api/v1/review/{application}`
pub async fn review(caller: Caller, Path(application): Path<String>) -> Result<Json<ReviewShown>, AppError> {
    let person = caller.officer()?;
    let application: ApplicationId = id(&application, "application")?;
    let found = caller.ctx.app.review(person, application, caller.ctx.lang, None).await?;
    let mut shown = ReviewShown {
        procedure: found.procedure.to_string(),
        track: found.track,
        application: application.to_string(),
        code: application.code(),
        blind: found.blind,
        state: "tied",
        names: Vec::new(),
        answers: Vec::new(),
        hidden: 0,
        sheet: None,
        others: Vec::new(),
        options: with_one(&caller, application).await?,
    };
    match found.view {
        ReviewView::Tied => {}
        ReviewView::Declare(names) => {
            shown.state = "declare";
            shown.names = names;
        }
        ReviewView::Read(read) => {
            let base = format!("{BASE}/review/{application}/files");
            shown.state = "read";
            shown.names = read.names;
            shown.answers = read.exhibit.answers.iter().map(|one| answer(one, &base)).collect();
            shown.hidden = read.exhibit.hidden;
            shown.sheet = read.sheet.map(|sheet| SheetShown {
                open: sheet.open,
                locked_at: sheet.locked_at.map(at),
                reason_chars_min: sheet.reason_chars_min,
                lines: sheet
                    .lines
                    .into_iter()
                    .map(|line| LineShown {
                        criterion: criterion(&line.criterion),
                        points: line.points.map(|points| points.to_string()),
                        reason: line.reason,
                    })
                    .collect(),
            });
            shown.others = read.others.into_iter().map(other).collect();
        }
    }
    Ok(Json(shown))
}

/// `GET /api/v1/review/{application}/files/{attachment}`
pub async fn file(
    caller: Caller,
    Path((application, attachment)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let person = caller.officer()?;
    let application: ApplicationId = id(&application, "application")?;
    let attachment: AttachmentId = id(&attachment, "file")?;
    let found = caller.ctx.app.file_for_office(person, application, attachment).await?;
    Ok(exhibit::stream(caller.ctx.lang, found))
}

/// `GET /api/v1/procedures/{procedure}/tracks/{track}/consensus`
pub async fn consensus(
    caller: Caller,
    Path((procedure, track)): Path<(String, String)>,
) -> Result<Json<ConsensusShown>, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let lang = caller.ctx.lang;
    let desk = caller.ctx.app.consensus_desk(person, procedure, &track, lang, None).await;
    let desk = desk.map_err(unknown_procedure)?;
    let mut applications = Vec::new();
    for compared in desk.applications {
        let lines = compared.lines.iter().map(|line| ComparedLineShown {
            criterion: criterion(&line.criterion),
            marks: line
                .marks
                .iter()
                .map(|(letter, points, reason)| MarkShown {
                    of: letter.clone(),
                    points: points.to_string(),
                    reason: reason.clone(),
                })
                .collect(),
            mean: line.mean.as_ref().map(ToString::to_string),
            spread: line.spread.to_string(),
            agreed: line.agreed.as_ref().map(|agreed| agreed.points.to_string()),
            reason: line.agreed.as_ref().map(|agreed| agreed.reason.clone()),
        });
        applications.push(ComparedShown {
            application: compared.application.to_string(),
            code: compared.application.code(),
            lines: lines.collect(),
        });
    }
    let mut options = in_track(&caller, procedure, &track, &["finish_consensus"]).await?;
    if desk.may_agree {
        for one in &applications {
            let known = [("application", Value::from(one.application.clone()))];
            options.push(Choice::new(procedure, "agree", &known));
        }
    }
    Ok(Json(ConsensusShown {
        stage: stage_name(desk.stage),
        applications,
        closed: desk.closed.iter().map(ToString::to_string).collect(),
        minutes: (desk.stage != Stage::Ahead).then(|| minutes::href(procedure, &track)),
        options,
    }))
}
