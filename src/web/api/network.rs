//! Gatherings, mandates and what comes after a decision.

use axum::Json;
use axum::extract::Path;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::public::choices;
use super::types::{Choice, Name, at, id, json};
use super::{BASE, Caller};
use crate::app::tender::unknown_procedure;
use crate::app::{AppError, options, random};
use crate::engine::case::{Application, Procedure};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::steps::gathering::{self, Wants};
use crate::engine::steps::mandate;
use crate::engine::turn::Verb;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;

/// A gathering, as this reader sees it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct GatheringShown {
    /// Title.
    pub title: String,
    /// `waiting`, `inviting`, `asking`, `confirmed`, `called_off` or `held`.
    pub phase: Value,
    /// When it begins.
    pub begins: String,
    /// The last microsecond at which participants can be named.
    pub registration_ends: String,
    /// Whether its date has passed before its turn came.
    pub missed: bool,
    /// Those who are invited; before a member, the member's own.
    pub invited: Vec<InvitedShown>,
    /// The minutes, once they are published.
    pub minutes: Option<String>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// Who comes of one application.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct InvitedShown {
    /// Which application.
    pub application: String,
    /// What it is called before this reader.
    pub called: Name,
    /// The group that it is in.
    pub group: Option<String>,
    /// How many come; nothing where nobody has said.
    pub participants: Option<u32>,
    /// Their names, one a line; nothing where they were erased.
    pub names: Option<String>,
    /// How many came, once that is recorded.
    pub came: Option<u32>,
}

/// The mandate of an application, before those who sign it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MandateShown {
    /// What is signed, in Markdown.
    pub text: String,
    /// The last microsecond that is in time, once it is known.
    pub until: Option<String>,
    /// Whether it is over.
    pub over: bool,
    /// Who signs.
    pub signers: Vec<SignerShown>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// Somebody who signs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SignerShown {
    /// Name.
    pub name: String,
    /// When they signed.
    pub signed_at: Option<String>,
}

/// How far the mandate of a track is signed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MandatesShown {
    /// The last microsecond that is in time, once it is known.
    pub until: Option<String>,
    /// Those who were asked.
    pub asked: Vec<AskedShown>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// One application that was asked to sign.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AskedShown {
    /// What it is called before this reader.
    pub called: Name,
    /// Whether it is signed.
    pub signed: bool,
}

/// The list of a track with what came after its decision.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AfterwardsShown {
    /// The chosen as they stand now, then the reserve.
    pub rows: Vec<AfterShown>,
    /// What changed, in order.
    pub changes: Vec<ChangedShown>,
    /// Whether letters about it wait to be released.
    pub waiting: bool,
    /// Whether this caller may record something now: with the command `add`.
    pub may_record: bool,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// One application after the decision.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AfterShown {
    /// Which application.
    pub application: String,
    /// Place on the reserve list, from one; nothing for the chosen.
    pub reserve: Option<usize>,
    /// Whether it moved up.
    pub moved_up: bool,
    /// When it was told that.
    pub told_at: Option<String>,
    /// Whether its evidence was shown, where something was recorded.
    pub shown: Option<bool>,
    /// Until when it is to show evidence.
    pub evidence_until: Option<String>,
    /// Until when it can decline by itself.
    pub decline_until: Option<String>,
}

/// A change of the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChangedShown {
    /// Who left.
    pub left: String,
    /// What happened, by the name that the workflow file uses; `evidence` where it was not shown.
    pub trigger: String,
    /// Who moved up.
    pub moved_up: Option<String>,
    /// Why, as it was written.
    pub reason: String,
}

/// Where the gatherings lie that a procedure has come to, and that `wanted` lets through.
pub fn gatherings(
    definition: &Definition,
    procedure: &Procedure,
    wanted: impl Fn(&str, &gathering::State) -> bool,
) -> Vec<String> {
    let href = |line: &str, id: &str| format!("{BASE}/procedures/{}/gatherings/{line}/{id}", procedure.id);
    let lines = procedure.lines.keys();
    lines
        .flat_map(|line| {
            let come_to = gathering::come_to(definition, procedure, line);
            let wanted = come_to.into_iter().filter(|one| wanted(line, one.state));
            wanted.map(|one| href(line, one.id)).collect::<Vec<_>>()
        })
        .collect()
}

/// Where the mandates lie that an application was asked to sign.
pub fn mandates(definition: &Definition, procedure: &Procedure, application: &Application) -> Vec<String> {
    let steps = definition.steps.iter().filter(|step| matches!(step.does, StepSpec::Mandate(_)));
    steps
        .filter(|step| {
            mandate::state(procedure, &application.track, &step.id)
                .is_some_and(|state| state.asked.contains(&application.id))
        })
        .map(|step| format!("{BASE}/applications/{}/mandates/{}", application.id, step.id))
        .collect()
}

/// `GET /api/v1/procedures/{procedure}/gatherings/{line}/{gathering}`
pub async fn gathering(
    caller: Caller,
    Path((procedure, line, gathering)): Path<(String, String, String)>,
) -> Result<Json<GatheringShown>, AppError> {
    let person = caller.person()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let (app, lang) = (&caller.ctx.app, caller.ctx.lang);
    let view = app.gathering(procedure, (&line, &gathering), person).await.map_err(unknown_procedure)?;
    let hat = caller.hat.ok_or(AppError::SignInNeeded)?;
    let standing = app.whole(procedure, None).await?;
    let known = || vec![("line", line.clone()), ("gathering", gathering.clone())];
    let verb = |wants| {
        let (line, gathering) = (line.clone(), gathering.clone());
        Verb::Gathering(gathering::Command { line, gathering, wants })
    };
    let words = || random::prose("words ".repeat(40));
    let mut trials = Vec::new();
    for row in view.rows.iter().filter(|row| row.leads && hat.role.is_none()) {
        let of = known().into_iter().chain([("application", row.application.to_string())]).collect();
        let wants = Wants::Register { application: row.application, names: random::prose("A Name") };
        trials.push(("register", of, verb(wants)));
    }
    if hat.role.is_some() {
        trials.push(("hold_gathering", known(), verb(Wants::GoOn { reason: words() })));
        trials.push(("call_off_gathering", known(), verb(Wants::CallOff { reason: words() })));
        let attendance = view.rows.iter().map(|row| (row.application, 0)).collect();
        trials.push(("minute", known(), verb(Wants::Minute { attendance, text: words() })));
    }
    let possible = options::possible(&standing, hat, caller.ctx.now, trials);
    Ok(Json(GatheringShown {
        title: view.title.get(lang.code()).to_owned(),
        phase: json(view.state.phase),
        begins: at(view.begins),
        registration_ends: at(view.ends),
        missed: view.missed,
        invited: view
            .rows
            .iter()
            .map(|row| InvitedShown {
                application: row.application.to_string(),
                called: Name::of(&row.called),
                group: row.group.clone(),
                participants: row.participants,
                names: row.names.clone(),
                came: row.came,
            })
            .collect(),
        minutes: view.minutes.clone(),
        options: choices(procedure, possible),
    }))
}

/// `GET /api/v1/applications/{application}/mandates/{step}`
pub async fn mandate(
    caller: Caller,
    Path((application, step)): Path<(String, String)>,
) -> Result<Json<MandateShown>, AppError> {
    let person = caller.applicant()?;
    let application: ApplicationId = id(&application, "application")?;
    let view = caller.ctx.app.mandate(application, &step, person).await?;
    let named = application.to_string();
    let known = [("application", Value::from(named.clone())), ("step", Value::from(step))];
    let choice = |may: bool, name: &str, known: &[(&str, Value)]| {
        may.then(|| Choice::new(view.procedure, name, known))
    };
    let options =
        [choice(view.owes, "sign_mandate", &known[..1]), choice(view.names, "name_signatory", &known)];
    Ok(Json(MandateShown {
        text: view.spec.text.get(caller.ctx.lang.code()).to_owned(),
        until: view.until.map(at),
        over: view.over.is_some(),
        signers: view
            .signers
            .iter()
            .map(|(name, signed)| SignerShown { name: name.clone(), signed_at: signed.map(at) })
            .collect(),
        options: options.into_iter().flatten().collect(),
    }))
}

/// `GET /api/v1/procedures/{procedure}/tracks/{track}/mandate`
pub async fn signed(
    caller: Caller,
    Path((procedure, track)): Path<(String, String)>,
) -> Result<Json<MandatesShown>, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let app = &caller.ctx.app;
    let by = crate::web::owner::mandate::closers;
    let office = app.track_office(procedure, person, &track, by, app.clock.now()).await;
    let office = office.map_err(unknown_procedure)?;
    let desk = app.mandate_desk(&office, &track).await?;
    let close = desk
        .closes
        .then(|| Choice::new(procedure, "close_mandate", &[("track", Value::from(track.clone()))]));
    Ok(Json(MandatesShown {
        until: desk.until.map(at),
        asked: desk
            .rows
            .iter()
            .map(|(called, signed)| AskedShown { called: Name::of(called), signed: *signed })
            .collect(),
        options: close.into_iter().collect(),
    }))
}

/// `GET /api/v1/procedures/{procedure}/tracks/{track}/afterwards`
pub async fn afterwards(
    caller: Caller,
    Path((procedure, track)): Path<(String, String)>,
) -> Result<Json<AfterwardsShown>, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let app = &caller.ctx.app;
    let found = app.afterwards(person, procedure, &track).await.map_err(unknown_procedure)?;
    let known = [("track", Value::from(track.clone()))];
    let add = found.may_record.then(|| Choice::new(procedure, "add", &known));
    // Only whoever may release them is shown the letters.
    let tell = (!found.preview.is_empty()).then(|| Choice::new(procedure, "tell", &known));
    Ok(Json(AfterwardsShown {
        rows: found
            .rows
            .iter()
            .map(|row| AfterShown {
                application: row.id.to_string(),
                reserve: row.reserve,
                moved_up: row.moved_up,
                told_at: row.told_at.map(at),
                shown: row.shown,
                evidence_until: row.evidence_until.map(at),
                decline_until: row.decline_until.map(at),
            })
            .collect(),
        changes: found
            .changes
            .iter()
            .map(|one| ChangedShown {
                left: one.change.left.to_string(),
                trigger: one.change.trigger.clone(),
                moved_up: one.change.moved_up.map(|id| id.to_string()),
                reason: one.reason.clone(),
            })
            .collect(),
        waiting: found.waiting,
        may_record: found.may_record,
        options: add.into_iter().chain(tell).collect(),
    }))
}
