//! Screening: the applications received, and the checks of each.

mod verify;

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use self::verify::Verify;
use super::ctx::Ctx;
use super::errors::shown;
use super::exhibit::{self, Shown, id};
use super::marks::{self, Fields, REASON_CHARS_MAX, field};
use super::page::Page;
use super::parts::{Choice, Errors, Link};
use super::scoring::{place, said};
use crate::app::reading::Stage;
use crate::app::screening::{
    CheckLine, MemberLine, ScreeningDesk, ScreeningRow, ScreeningSheet, Verdict, Verdicts,
};
use crate::app::{App, AppError};
use crate::engine::case::MemberKind;
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::screening::{CheckGroup, REASON_CHARS_MIN};
use crate::engine::workflow::form::{ProblemKind, parse_number};
use crate::i18n::{When, args};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/tracks/{track}/screening", get(list))
        .route("/procedures/{procedure}/tracks/{track}/screening/finish", post(finish))
        .route("/procedures/{procedure}/tracks/{track}/screening/{application}", get(read).post(save))
}

/// The screening of a track.
#[derive(Template)]
#[template(path = "pages/screen-list.html")]
pub struct ListPage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// Procedure and track.
    pub place: String,
    /// Why the last action was not done; empty for none.
    pub refused: String,
    /// Words for a screening that has not come or is over; empty while it is under way.
    pub standing: String,
    /// Whether the applications are opened.
    pub listed: bool,
    /// The applications.
    pub rows: Vec<ListRow>,
    /// Codes of applications that the reader has no access to.
    pub closed: Vec<String>,
    /// Where formal errors are asked to be mended; empty where the file has no cure window.
    pub cure: String,
    /// Where the table is had as a spreadsheet.
    pub table: String,
    /// Where the screening is ended; empty for those who may not.
    pub finish: String,
}

/// One application on the list.
#[derive(Clone, Debug, Default)]
pub struct ListRow {
    /// Where it is checked.
    pub href: String,
    /// Name of the lead.
    pub name: String,
    /// Its code.
    pub code: String,
    /// How many members.
    pub members: String,
    /// When it was received.
    pub submitted: String,
    /// How often it was submitted.
    pub versions: String,
    /// How many problems the form has.
    pub problems: String,
    /// How the badge looks.
    pub look: &'static str,
    /// How far the checks are.
    pub state: String,
}

/// One application with its checks.
#[derive(Template)]
#[template(path = "pages/screen-application.html")]
pub struct ApplicationPage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// Procedure and track.
    pub place: String,
    /// What is wrong.
    pub errors: Errors,
    /// Why it was not saved; empty for none.
    pub refused: String,
    /// The address of this page.
    pub here: String,
    /// The address of the list.
    pub list: String,
    /// Its code.
    pub code: String,
    /// When it was received.
    pub submitted: String,
    /// How often it was submitted.
    pub versions: String,
    /// The members.
    pub members: Vec<MemberRow>,
    /// Label of the field and what is the matter with it.
    pub problems: Vec<(String, String)>,
    /// The contents.
    pub answers: Vec<Shown>,
    /// How the badge looks.
    pub look: &'static str,
    /// How far the checks are.
    pub state: String,
    /// The checks.
    pub checks: Vec<CheckPart>,
    /// The two verdicts.
    pub verdicts: Vec<Choice>,
    /// What a reason needs.
    pub reason_hint: String,
    /// Whether something can be saved.
    pub open: bool,
}

/// One member.
#[derive(Clone, Debug, Default)]
pub struct MemberRow {
    /// Name.
    pub name: String,
    /// Organisation or person.
    pub kind: String,
    /// Address.
    pub email: String,
    /// Whether it leads.
    pub lead: bool,
    /// What it signed and when.
    pub signature: String,
}

/// One check.
#[derive(Clone, Debug, Default)]
pub struct CheckPart {
    /// Heading of the group; empty where it goes on.
    pub group: String,
    /// Whether it is an exclusion ground.
    pub exclusion: bool,
    /// What is checked.
    pub title: String,
    /// What was declared.
    pub declared: Option<Shown>,
    /// The smallest number in words; empty for none.
    pub min: String,
    /// Name of the field for the verdict.
    pub met_name: String,
    /// `yes`, `no` or nothing.
    pub met: String,
    /// The verdict in words.
    pub met_words: String,
    /// Name of the field for the verified number.
    pub verified_name: String,
    /// The verified number.
    pub verified: String,
    /// Whether a verified number is asked for.
    pub number: bool,
    /// What is asked for in the place of a declaration that is no number.
    pub verify: Option<Verify>,
    /// Name of the field for the reason.
    pub reason_name: String,
    /// The reason.
    pub reason: String,
}

pub fn list_href(procedure: ProcedureId, track: &str) -> String {
    format!("/procedures/{procedure}/tracks/{track}/screening")
}

async fn list(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    draw_list(&ctx, id(&procedure)?, &track, String::new(), StatusCode::OK).await
}

async fn finish(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let procedure = id(&procedure)?;
    match ctx.app.finish_screening(person, procedure, &track).await {
        Ok(()) => Ok(Redirect::to(&list_href(procedure, &track)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let refused = said(&ctx, procedure, &refusal).await?;
            draw_list(&ctx, procedure, &track, refused, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

async fn draw_list(
    ctx: &Ctx,
    procedure: ProcedureId,
    track: &str,
    refused: String,
    status: StatusCode,
) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let desk = ctx.app.screening_desk(person, procedure, track, ctx.lang, ctx.look()).await?;
    ctx.shows_file_of(procedure).await?;
    let t = ctx.t();
    let list = list_href(procedure, track);
    Ok(shown(
        status,
        &ListPage {
            page: ctx.page(t.owner_screening(), &desk.zone),
            crumbs: vec![Link::new("/desk", t.page_desk()), Link::here(t.owner_screening())],
            place: place(&desk.procedure, &desk.track),
            refused,
            standing: standing(ctx, &desk),
            listed: desk.opened,
            rows: desk.applications.iter().map(|row| list_row(ctx, &desk.zone, &list, row)).collect(),
            closed: desk.closed.iter().map(|id| id.code()).collect(),
            cure: if desk.cure && desk.opened && ctx.look().is_none() {
                format!("{list}/cure")
            } else {
                String::new()
            },
            table: ctx.staying(format!("{list}.xlsx")),
            finish: if desk.may_screen { format!("{list}/finish") } else { String::new() },
        },
    ))
}

fn standing(ctx: &Ctx, desk: &ScreeningDesk) -> String {
    let t = ctx.t();
    match desk.stage {
        _ if !desk.opened => t.screen_sealed().to_owned(),
        Stage::Ahead => t.screen_ahead().to_owned(),
        Stage::Here => String::new(),
        Stage::Behind => t.screen_over().to_owned(),
    }
}

pub fn moment(ctx: &Ctx, zone: &str, at: Instant) -> String {
    When::at(at, zone).map(|when| ctx.lang.full(&when)).unwrap_or_default()
}

fn list_row(ctx: &Ctx, zone: &str, list: &str, row: &ScreeningRow) -> ListRow {
    let t = ctx.t();
    let (look, state) = state(ctx, row);
    ListRow {
        href: ctx.staying(format!("{list}/{}", row.application)),
        name: row.names.first().cloned().unwrap_or_else(|| row.application.code()),
        code: row.application.code(),
        members: t.count_members(row.names.len()),
        submitted: moment(ctx, zone, row.submitted_at),
        versions: t.screen_times(row.submitted_count),
        problems: if row.problems == 0 {
            t.screen_problems_none().to_owned()
        } else {
            ctx.lang.number(row.problems)
        },
        look,
        state,
    }
}

/// How far an application has come: how its badge looks, and the words.
pub fn state(ctx: &Ctx, row: &ScreeningRow) -> (&'static str, String) {
    let t = ctx.t();
    match row.admitted {
        Some(true) => ("ok", t.screen_state_admitted().to_owned()),
        Some(false) => ("bad", t.screen_state_excluded().to_owned()),
        None if row.checked == 0 => ("warn", t.screen_state_untouched().to_owned()),
        None => {
            let (done, total) = (row.checked, row.checks);
            ("info", t.screen_state_partly(&args::ScreenStatePartly { done, total }))
        }
    }
}

/// The sheet, if the address names the procedure and track that it belongs to.
async fn sheet(
    ctx: &Ctx,
    (procedure, track, application): &(String, String, String),
) -> Result<(ApplicationId, ScreeningSheet), AppError> {
    let person = ctx.signed_in()?.id;
    let (procedure, application): (ProcedureId, ApplicationId) = (id(procedure)?, id(application)?);
    let sheet = ctx.app.screening_sheet(person, application, ctx.lang, ctx.look()).await?;
    ctx.shows_file_of(sheet.procedure).await?;
    if sheet.procedure == procedure && sheet.track == *track {
        Ok((application, sheet))
    } else {
        Err(AppError::NotFound("application"))
    }
}

type Address = Path<(String, String, String)>;

async fn read(ctx: Ctx, Path(address): Address) -> Result<Response, AppError> {
    let (_, sheet) = sheet(&ctx, &address).await?;
    Ok(shown(StatusCode::OK, &page(&ctx, &sheet, None, Errors::default(), String::new())))
}

fn page(
    ctx: &Ctx,
    sheet: &ScreeningSheet,
    typed: Option<&Fields>,
    errors: Errors,
    refused: String,
) -> ApplicationPage {
    let t = ctx.t();
    let row = &sheet.row;
    let list = list_href(sheet.procedure, &sheet.track);
    let name = row.names.first().cloned().unwrap_or_else(|| row.application.code());
    let files = format!("/review/{}/files", row.application);
    let (look, state) = state(ctx, row);
    let mut group = None;
    ApplicationPage {
        page: ctx.page(name.as_str(), &sheet.zone),
        crumbs: vec![
            Link::new("/desk", t.page_desk()),
            Link::new(&list, t.owner_screening()),
            Link::here(name),
        ],
        place: place(&sheet.procedure_title, &sheet.track_title),
        errors,
        refused,
        here: format!("{list}/{}", row.application),
        list,
        code: row.application.code(),
        submitted: moment(ctx, &sheet.zone, row.submitted_at),
        versions: t.screen_times(row.submitted_count),
        members: sheet.members.iter().map(|member| member_row(ctx, &sheet.zone, member)).collect(),
        problems: sheet.problems.iter().map(|(label, p)| (label.clone(), problem(ctx, &p.what))).collect(),
        answers: exhibit::shown(ctx.lang, &sheet.exhibit, &files),
        look,
        state,
        checks: sheet
            .checks
            .iter()
            .map(|check| {
                let same = group.replace(check.group) == Some(check.group);
                check_part(ctx, check, same, &files, typed)
            })
            .collect(),
        verdicts: vec![Choice::new("yes", t.screen_met()), Choice::new("no", t.screen_not_met())],
        reason_hint: t.screen_reason_hint(REASON_CHARS_MIN),
        open: sheet.open,
    }
}

fn member_row(ctx: &Ctx, zone: &str, member: &MemberLine) -> MemberRow {
    let t = ctx.t();
    MemberRow {
        name: member.name.clone(),
        kind: match member.kind {
            MemberKind::Organisation => t.consortium_member_organisation().to_owned(),
            MemberKind::Person => t.consortium_member_person().to_owned(),
        },
        email: member.email.clone(),
        lead: member.lead,
        signature: match (member.declined_at, member.signed) {
            (Some(at), _) => t.screen_declined(moment(ctx, zone, at)),
            (None, Some((at, true))) => t.consortium_signed(moment(ctx, zone, at)),
            (None, Some((at, false))) => t.screen_signed_other(moment(ctx, zone, at)),
            (None, None) if member.lead => t.screen_lead_handed_in().to_owned(),
            (None, None) => t.consortium_not_signed().to_owned(),
        },
    }
}

pub fn problem(ctx: &Ctx, what: &ProblemKind) -> String {
    let t = ctx.t();
    match what {
        ProblemKind::Missing => t.screen_problem_missing().to_owned(),
        ProblemKind::TooLong { chars_max, chars } => {
            t.screen_problem_long(&args::ScreenProblemLong { length: *chars, max: *chars_max })
        }
        ProblemKind::NotANumber => t.screen_problem_number().to_owned(),
        ProblemKind::Below(limit) => t.screen_problem_below(marks::points(ctx.lang, limit)),
        ProblemKind::Above(limit) => t.screen_problem_above(marks::points(ctx.lang, limit)),
        ProblemKind::NotAChoice => t.screen_problem_choice().to_owned(),
        ProblemKind::TooManyFiles { count_max } => t.screen_problem_files(count_max),
        ProblemKind::NotWhole => t.screen_problem_whole().to_owned(),
        ProblemKind::NotADate => t.screen_problem_date().to_owned(),
        ProblemKind::Before(limit) => t.screen_problem_before(ctx.lang.wall(limit)),
        ProblemKind::After(limit) => t.screen_problem_after(ctx.lang.wall(limit)),
        ProblemKind::TooMany { max } => t.screen_problem_many(max),
        ProblemKind::Row { row, what, .. } => {
            t.screen_problem_row(&args::ScreenProblemRow { row: *row, what: problem(ctx, what) })
        }
    }
}

fn check_part(
    ctx: &Ctx,
    check: &CheckLine,
    same_group: bool,
    files: &str,
    typed: Option<&Fields>,
) -> CheckPart {
    let t = ctx.t();
    let group = match check.group {
        CheckGroup::Exclusion => t.screen_group_exclusion(),
        CheckGroup::Suitability => t.screen_group_suitability(),
        CheckGroup::Formality => t.screen_group_formality(),
    };
    let met_name = format!("met-{}", check.id);
    let verified_name = format!("verified-{}", check.id);
    let reason_name = format!("reason-{}", check.id);
    let saved = match check.met {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let verified = check.verified.as_ref().map(|verified| marks::points(ctx.lang, verified));
    let again = |name: &str, saved: String| typed.map_or(saved, |typed| field(typed, name).to_owned());
    CheckPart {
        group: if same_group { String::new() } else { group.to_owned() },
        exclusion: check.group == CheckGroup::Exclusion,
        title: check.title.clone(),
        declared: check.declared.as_ref().map(|declared| exhibit::one(ctx.lang, declared, files)),
        min: check.min.as_ref().map(|min| t.screen_min(marks::points(ctx.lang, min))).unwrap_or_default(),
        met: again(&met_name, saved.to_owned()),
        met_words: match check.met {
            Some(true) => t.screen_met().to_owned(),
            Some(false) => t.screen_not_met().to_owned(),
            None => t.screen_state_untouched().to_owned(),
        },
        verified: again(&verified_name, verified.unwrap_or_default()),
        reason: again(&reason_name, check.reason.clone()),
        number: wants_number(check),
        verify: verify::part(ctx.lang, check, typed),
        met_name,
        verified_name,
        reason_name,
    }
}

/// Whether a check asks for a verified number.
fn wants_number(check: &CheckLine) -> bool {
    check.min.is_some() || check.number
}

/// The verdicts that were given, and what is wrong with them.
fn parse(ctx: &Ctx, sheet: &ScreeningSheet, fields: &Fields) -> (Verdicts, Errors) {
    let t = ctx.t();
    let (mut verdicts, mut errors) = (BTreeMap::new(), Errors::default());
    for check in &sheet.checks {
        let of = |name: &str| field(fields, &format!("{name}-{}", check.id));
        let (typed, reason) = (of("verified").trim(), of("reason").replace("\r\n", "\n"));
        let met = match of("met") {
            "yes" => true,
            "no" => false,
            _ => {
                if !typed.is_empty() || !reason.trim().is_empty() {
                    errors.add(format!("met-{}", check.id), t.form_choose(&check.title));
                }
                continue;
            }
        };
        let verified = Some(typed).filter(|_| wants_number(check)).and_then(parse_number);
        let found = verify::found(check, fields);
        let length = reason.trim().chars().count();
        if check.verifies.is_some() && met && found.is_none() && verified.is_none() {
            errors.add(format!("found-{}", check.id), t.screen_found_needed(&check.title));
        } else if check.min.is_some() && verified.is_none() {
            errors.add(format!("verified-{}", check.id), t.screen_verified_needed(&check.title));
        } else if !met && length < REASON_CHARS_MIN as usize {
            let words = t.refused_reason(&args::RefusedReason { of: &check.title, min: REASON_CHARS_MIN });
            errors.add(format!("reason-{}", check.id), words);
        } else if length > REASON_CHARS_MAX {
            let (label, max) = (&check.title, REASON_CHARS_MAX);
            let words = t.form_too_long(&args::FormTooLong { label, length, max });
            errors.add(format!("reason-{}", check.id), words);
        } else if check.min.as_ref().zip(verified.as_ref()).is_some_and(|(min, v)| (v >= min) != met) {
            errors.add(format!("met-{}", check.id), t.refused_mismatch(&check.title));
        } else {
            verdicts.insert(check.id.clone(), Verdict { met, verified, found, reason });
        }
    }
    if let Some(first) = sheet.checks.first().filter(|_| verdicts.is_empty() && errors.is_empty()) {
        errors.add(format!("met-{}", first.id), t.form_choose(&first.title));
    }
    (verdicts, errors)
}

async fn save(ctx: Ctx, Path(address): Address, Form(fields): Form<Fields>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let (application, sheet) = sheet(&ctx, &address).await?;
    let (verdicts, mut errors) = parse(&ctx, &sheet, &fields);
    if !errors.is_empty() {
        let again = page(&ctx, &sheet, Some(&fields), errors, String::new());
        return Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &again));
    }
    match ctx.app.screen(person, application, verdicts, ctx.lang).await {
        Ok(()) => Ok(Redirect::to(&list_href(sheet.procedure, &sheet.track)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let words = said(&ctx, sheet.procedure, &refusal).await?;
            let refused = match &refusal {
                Refusal::ReasonNeeded { of, .. } => {
                    errors.add(format!("reason-{of}"), words);
                    String::new()
                }
                Refusal::Mismatch { of } => {
                    errors.add(format!("met-{of}"), words);
                    String::new()
                }
                _ => words,
            };
            let again = page(&ctx, &sheet, Some(&fields), errors, refused);
            Ok(shown(StatusCode::CONFLICT, &again))
        }
        Err(error) => Err(error),
    }
}
