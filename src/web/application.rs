//! What every page of an application shares, and its overview.

use std::str::FromStr;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;

use super::ctx::Ctx;
use super::errors::ok;
use super::page::Page;
use super::parts::{FileLine, Link};
use super::question;
use crate::app::applicant::{Own, Status};
use crate::app::at_hand::Held;
use crate::app::reading;
use crate::app::tender::Stage;
use crate::app::{App, AppError};
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::intake;
use crate::engine::workflow::definition::{Field, FieldKind};
use crate::engine::workflow::form::{Content, FileRef, Problem, ProblemKind};
use crate::i18n::{Lang, When, args};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/applications/{id}", get(show))
}

/// What stands above every page of an application. `templates/pages/application.html` draws it.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// Look of the banner: ok, bad or warn.
    pub look: &'static str,
    /// SUBMITTED, NOT SUBMITTED or WITHDRAWN.
    pub word: String,
    /// What that means.
    pub text: String,
    /// The stages that the application went through, where there are several.
    pub stages: Vec<Link>,
    /// The pages of the application.
    pub tabs: Vec<Link>,
    /// The deadline, counted down; nothing when it has passed.
    pub countdown: Option<Countdown>,
    /// The deadline.
    pub deadline: When,
    /// Why what was just tried was refused; empty for nothing.
    pub refused: String,
}

/// A deadline that counts down.
#[derive(Clone, Debug)]
pub struct Countdown {
    /// The deadline in seconds since 1970.
    pub then: i64,
    /// Now, likewise.
    pub now: i64,
    /// The sentence as of now.
    pub words: String,
    /// The sentence with `{}` for the length of time.
    pub pattern: String,
}

impl Countdown {
    /// A countdown from `now` to `then`, if that lies ahead.
    pub fn to(lang: Lang, now: Instant, then: Instant) -> Option<Self> {
        let t = lang.texts();
        (now <= then).then(|| Self {
            then: then.micros().div_euclid(1_000_000),
            now: now.micros().div_euclid(1_000_000),
            words: t.tender_deadline_left(lang.countdown(now, then)),
            pattern: t.tender_deadline_left(t.when_in("{}")),
        })
    }
}

/// The pages of an application, in the order of their tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The overview.
    Overview,
    /// Answers of the form.
    Form,
    /// Files of the form.
    Files,
    /// Members.
    Members,
    /// A member's signature.
    Sign,
    /// Review and submit.
    Review,
    /// The receipt.
    Receipt,
    /// What can be mended after the deadline.
    Cure,
    /// The decision.
    Outcome,
    /// Pages that are reached from another one.
    Other,
}

impl Part {
    const fn path(self) -> &'static str {
        match self {
            Self::Overview | Self::Other => "",
            Self::Form => "/form",
            Self::Files => "/files",
            Self::Members => "/members",
            Self::Sign => "/sign",
            Self::Review => "/review",
            Self::Receipt => "/receipt",
            Self::Cure => "/cure",
            Self::Outcome => "/outcome",
        }
    }

    fn title(self, lang: Lang) -> &'static str {
        let t = lang.texts();
        match self {
            Self::Overview | Self::Other => t.applicant_overview(),
            Self::Form => t.apply_section_answers(),
            Self::Files => t.apply_section_files(),
            Self::Members => t.consortium_members(),
            Self::Sign => t.consortium_sign(),
            Self::Review => t.apply_section_review(),
            Self::Receipt => t.apply_receipt(),
            Self::Cure => t.cure_tab(),
            Self::Outcome => t.apply_result(),
        }
    }
}

/// The address of a page of an application.
pub fn address(id: ApplicationId, part: Part) -> String {
    format!("/applications/{id}{}", part.path())
}

/// An identifier in an address; what is none leads nowhere.
pub fn id<T: FromStr>(text: &str, noun: &'static str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::NotFound(noun))
}

/// The application named in an address, for the person who is signed in.
pub async fn own(ctx: &Ctx, application: &str) -> Result<Own, AppError> {
    let (application, person) = named(ctx, application).await?;
    ctx.app.own_in(application, person, ctx.look()).await
}

/// The same for somebody who is about to save: from memory, where it was read a moment ago.
pub async fn own_at_hand(ctx: &Ctx, application: &str) -> Result<Held, AppError> {
    let (application, person) = named(ctx, application).await?;
    if ctx.look().is_some() {
        // An earlier stage is not what anybody is filling in.
        let own = ctx.app.own_in(application, person, ctx.look()).await?;
        return ctx.app.held(own).await;
    }
    ctx.app.own_at_hand(application, person).await
}

async fn named(ctx: &Ctx, application: &str) -> Result<(ApplicationId, PersonId), AppError> {
    let person = ctx.signed_in()?.id;
    let application = id(application, "application")?;
    if let Some(code) = ctx.code(application) {
        // A code of another application, or an old one: the page says that it needs the right one.
        match ctx.app.unlock(application, &code).await {
            Ok(()) | Err(AppError::Seal(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((application, person))
}

/// The frame of a page about `own`, with its title.
pub fn framed(ctx: &Ctx, own: &Own, part: Part) -> Result<(Page, Frame), AppError> {
    let (lang, t) = (ctx.lang, ctx.t());
    let zone = own.definition().zone.as_str();
    let deadline = when_until(own.deadline, zone)?;
    let track = track_title(own, lang);
    let application = &own.application;
    let exact = |at: Option<Instant>| -> Result<String, AppError> {
        Ok(at.map(|at| when_at(at, zone)).transpose()?.map(|when| lang.exact(&when)).unwrap_or_default())
    };
    let (look, word, text) = match own.status() {
        Status::NotSubmitted => {
            ("bad", t.apply_status_not_submitted(), t.apply_status_not_submitted_text(lang.full(&deadline)))
        }
        Status::Missed => {
            ("bad", t.apply_status_not_submitted(), t.apply_status_missed_text(lang.full(&deadline)))
        }
        Status::Submitted if !own.curable.is_empty() => {
            let until = application.cure.as_ref().map_or(own.deadline, |cure| cure.until);
            ("warn", t.apply_status_submitted(), t.cure_banner(lang.full(&when_until(until, zone)?)))
        }
        Status::Submitted => {
            let at = application.submitted.as_ref().map(|submitted| submitted.at);
            ("ok", t.apply_status_submitted(), t.apply_status_submitted_text(exact(at)?))
        }
        Status::Changed if !own.open() => {
            let count = application.submitted.as_ref().map_or(0, |submitted| submitted.count);
            ("ok", t.apply_status_submitted(), t.apply_status_changed_late(count))
        }
        Status::Changed => {
            let count = application.submitted.as_ref().map_or(0, |submitted| submitted.count);
            ("warn", t.apply_status_submitted(), t.apply_status_changed_text(count))
        }
        Status::Joined => {
            let count = application.submitted.as_ref().map_or(0, |submitted| submitted.count);
            ("warn", t.apply_status_submitted(), t.apply_status_joined_text(count))
        }
        Status::Unconfirmed if own.open() => {
            ("bad", t.apply_status_unconfirmed(), t.apply_status_unconfirmed_text(lang.full(&deadline)))
        }
        Status::Unconfirmed => {
            ("bad", t.apply_status_unconfirmed(), t.apply_status_unconfirmed_missed(lang.full(&deadline)))
        }
        Status::Withdrawn => {
            ("warn", t.apply_status_withdrawn(), t.apply_withdrawn(exact(application.withdrawn_at)?))
        }
    };
    let title = t.apply_title(track);
    let mut crumbs = vec![
        Link::new(format!("/tenders/{}", own.procedure), own.definition().title.get(lang.code())),
        Link::new(address(own.id(), Part::Overview), title.clone()),
    ];
    match part {
        Part::Overview => crumbs[1].href.clear(),
        Part::Other => {}
        part => crumbs.push(Link::here(part.title(lang))),
    }
    let tabs = parts(own)
        .into_iter()
        .map(|tab| {
            let href = if tab == part { String::new() } else { ctx.staying(address(own.id(), tab)) };
            Link::new(href, tab.title(lang))
        })
        .collect();
    let countdown = own.open().then(|| Countdown::to(lang, ctx.now, own.deadline)).flatten();
    ctx.shows(own.definition());
    let mut page = ctx.page(title, zone);
    page.part = match part {
        Part::Overview | Part::Other => String::new(),
        part => part.title(lang).to_owned(),
    };
    let frame = Frame {
        crumbs,
        look,
        word: word.to_owned(),
        text,
        stages: stages(own, lang),
        tabs,
        countdown,
        deadline,
        refused: String::new(),
    };
    Ok((page, frame))
}

/// The same frame with the refusal of what was just tried.
pub fn refused(ctx: &Ctx, own: &Own, part: Part, refusal: &Refusal) -> Result<(Page, Frame), AppError> {
    let (page, mut frame) = framed(ctx, own, part)?;
    frame.refused = refusal_words(ctx.lang, own, refusal);
    Ok((page, frame))
}

/// A refusal in the words of an applicant.
pub fn refusal_words(lang: Lang, own: &Own, refusal: &Refusal) -> String {
    let definition = own.definition();
    super::refusals::words(lang, Some(definition), &definition.zone, refusal)
}

/// The stages that an application went through, each by the title of its intake; one alone says nothing.
fn stages(own: &Own, lang: Lang) -> Vec<Link> {
    let all = own.stages.iter().filter_map(|(stage, shown)| {
        let (intake, _) = intake::at_stage(own.definition(), stage.as_deref())?;
        let title = own.definition().step(intake)?.title.get(lang.code());
        let href = format!("{}?stage={intake}", address(own.id(), Part::Overview));
        Some(Link::new(if *shown { String::new() } else { href }, title))
    });
    let all: Vec<_> = all.collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// The pages that an application has by now.
fn parts(own: &Own) -> Vec<Part> {
    let mut parts = vec![Part::Overview, Part::Form];
    if own.form().into_iter().any(question::takes_files) {
        parts.push(Part::Files);
    }
    if own.definition().applicants.consortium.is_some() {
        parts.push(Part::Members);
    }
    if own.application.members.iter().any(|member| !member.lead && member.person == own.person) {
        parts.push(Part::Sign);
    }
    parts.push(Part::Review);
    if own.application.submitted.is_some() {
        parts.push(Part::Receipt);
    }
    if own.application.cure.is_some() {
        parts.push(Part::Cure);
    }
    if !own.open() && own.application.submitted.is_some() {
        parts.push(Part::Outcome);
    }
    parts
}

/// The title of the application's track.
pub fn track_title(own: &Own, lang: Lang) -> &str {
    let track = own.definition().track(&own.application.track);
    track.map_or(own.application.track.as_str(), |track| track.title.get(lang.code()))
}

/// Wall time of an instant in the zone of a workflow file.
pub fn when_at(at: Instant, zone: &str) -> Result<When, AppError> {
    When::at(at, zone).map_err(|error| AppError::BadValue { field: "zone", value: error.0 })
}

/// Wall time of a deadline in the zone of a workflow file.
pub fn when_until(at: Instant, zone: &str) -> Result<When, AppError> {
    When::until(at, zone).map_err(|error| AppError::BadValue { field: "zone", value: error.0 })
}

/// Something that is missing, and where it can be mended.
pub type Missing = Link;

/// What keeps an application from being complete, each with the place where it is mended.
pub fn missing(own: &Own, lang: Lang) -> Vec<Missing> {
    let t = lang.texts();
    let confirm = own.application.unconfirmed.filter(|_| own.application.handed_in());
    let confirm =
        confirm.map(|_| Link::new(address(own.id(), Part::Overview), t.apply_missing_confirmation()));
    let mut lines: Vec<Link> = own
        .application
        .draft
        .problems
        .iter()
        .map(|problem| Link::new(question::place_of(own, &problem.field), problem_words(own, lang, problem)))
        .collect();
    lines.extend(confirm);
    lines.extend(own.unsigned().into_iter().map(|member| {
        let href = address(own.id(), Part::Members);
        Link::new(href, t.apply_missing_signature(own.name(member.id)))
    }));
    lines
}

/// What the name of a field's control begins with, so that no field is called like another control.
const ANSWER: &str = "a-";

/// The name and `id` of a field's control on the page.
pub fn name_of(field: &str) -> String {
    format!("{ANSWER}{field}")
}

/// The field whose control has this name.
pub fn field_of(name: &str) -> Option<&str> {
    name.strip_prefix(ANSWER)
}

/// What is the matter with a field, and how to mend it.
pub fn problem_words(own: &Own, lang: Lang, problem: &Problem) -> String {
    let t = lang.texts();
    let field = own.definition().field(&problem.field);
    let label = field.map_or(problem.field.as_str(), |field| field.label.get(lang.code()));
    match &problem.what {
        ProblemKind::Missing => match field.map(|field| &field.takes) {
            Some(FieldKind::Files { .. }) => t.apply_missing_file(label),
            Some(FieldKind::Declaration {}) => t.applicant_confirm(label),
            _ => t.apply_missing_answer(label),
        },
        ProblemKind::Row { row, column, what } => {
            let columns = match field.map(|field| &field.takes) {
                Some(FieldKind::Rows { columns, .. }) => columns.as_slice(),
                _ => &[],
            };
            let found = columns.iter().find(|known| known.id == *column);
            let inner = found.map_or(column.as_str(), |column| column.label.get(lang.code()));
            let typed = own.draft.rows(&problem.field).get((*row as usize).saturating_sub(1));
            let typed = typed.and_then(|row| row.get(column)).map_or("", String::as_str);
            let what = typed_problem(lang, inner, typed, what);
            t.applicant_row(&args::ApplicantRow { label, row: *row, what })
        }
        what => typed_problem(lang, label, own.draft.text(&problem.field), what),
    }
}

/// What is the matter with an answer that was typed for `label`.
fn typed_problem(lang: Lang, label: &str, typed: &str, what: &ProblemKind) -> String {
    let t = lang.texts();
    match what {
        ProblemKind::Missing => t.apply_missing_answer(label),
        ProblemKind::TooLong { chars_max, chars } => {
            t.form_too_long(&args::FormTooLong { label, max: *chars_max, length: *chars })
        }
        ProblemKind::NotANumber => t.form_not_number(&args::FormNotNumber { label, value: typed }),
        ProblemKind::NotWhole => t.applicant_not_whole(label),
        ProblemKind::NotADate => t.applicant_not_a_day(label),
        ProblemKind::Before(min) => t.applicant_before(&args::ApplicantBefore { label, min: lang.wall(min) }),
        ProblemKind::After(max) => t.applicant_after(&args::ApplicantAfter { label, max: lang.wall(max) }),
        ProblemKind::TooMany { max } => t.applicant_too_many(&args::ApplicantTooMany { label, max: *max }),
        ProblemKind::Row { what, .. } => typed_problem(lang, label, typed, what),
        ProblemKind::Below(min) => {
            let min = lang.decimal(&min.to_string());
            t.applicant_below(&args::ApplicantBelow { label, min })
        }
        ProblemKind::Above(max) => {
            let max = lang.decimal(&max.to_string());
            t.applicant_above(&args::ApplicantAbove { label, max })
        }
        ProblemKind::NotAChoice => t.form_choose(label),
        ProblemKind::TooManyFiles { count_max } => {
            t.applicant_files_too_many(&args::ApplicantFilesTooMany { label, max: *count_max })
        }
    }
}

/// One question with its answer, only shown.
#[derive(Clone, Debug)]
pub struct AnswerView {
    /// What is asked.
    pub label: String,
    /// The lines of the answer; none where nothing is filled in.
    pub lines: Vec<String>,
    /// The files.
    pub files: Vec<FileLine>,
}

/// `content` as it is only shown, in the order of the form.
pub fn answers(own: &Own, lang: Lang, content: &Content) -> Vec<AnswerView> {
    answers_to(own, lang, &own.form(), content)
}

/// The same of some of the fields.
pub fn answers_to(own: &Own, lang: Lang, fields: &[&Field], content: &Content) -> Vec<AnswerView> {
    fields
        .iter()
        .map(|field| {
            let files = content.files(&field.id).iter().map(|f| file_line(own.id(), lang, f)).collect();
            let label = field.label.get(lang.code()).to_owned();
            AnswerView { label, lines: lines_of(lang, field, content), files }
        })
        .collect()
}

/// What `content` says in a field, one line each; nothing for files.
pub fn lines_of(lang: Lang, field: &Field, content: &Content) -> Vec<String> {
    let t = lang.texts();
    let typed = content.text(&field.id).trim();
    match &field.takes {
        FieldKind::Declaration {} => {
            vec![if content.confirmed(&field.id) { t.word_yes() } else { t.word_no() }.to_owned()]
        }
        FieldKind::Files { .. } => Vec::new(),
        takes => match reading::answered(takes, content, &field.id, lang) {
            Some(lines) => lines,
            None => typed.lines().map(ToOwned::to_owned).collect(),
        },
    }
}

/// A file as it is listed, without a button.
pub fn file_line(id: ApplicationId, lang: Lang, file: &FileRef) -> FileLine {
    FileLine {
        name: file.name.clone(),
        href: format!("/applications/{id}/files/{}", file.attachment),
        size: lang.bytes(file.size_bytes),
        digest: file.sha256.to_string(),
        remove: String::new(),
    }
}

/// One part of the application, as the overview lists it.
#[derive(Clone, Debug)]
pub struct PartLine {
    /// Where it is.
    pub href: String,
    /// Its words.
    pub label: String,
    /// Look of the badge.
    pub look: &'static str,
    /// How it stands.
    pub state: String,
}

#[derive(Template)]
#[template(path = "pages/application-overview.html")]
struct OverviewPage {
    page: Page,
    frame: Frame,
    parts: Vec<PartLine>,
    missing: Vec<Missing>,
    open: bool,
    leads: bool,
    code: String,
    saved: String,
    answer: Option<String>,
    review: String,
    confirm: Option<String>,
    withdraw: Option<String>,
}

async fn show(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let (page, frame) = framed(&ctx, &own, Part::Overview)?;
    let lang = ctx.lang;
    let saved = when_at(own.application.draft.saved_at, &own.definition().zone)?;
    let withdraw = (own.open() && own.leads() && own.application.handed_in())
        .then(|| format!("/applications/{}/withdraw", own.id()));
    Ok(ok(&OverviewPage {
        parts: part_lines(&own, lang),
        missing: missing(&own, lang),
        open: own.open(),
        leads: own.leads(),
        code: own.id().code(),
        saved: ctx.t().applicant_saved_as(&args::ApplicantSavedAs {
            version: own.application.draft.number,
            when: lang.full(&saved),
        }),
        answer: (own.open() && wanting(&own, false) > 0).then(|| question::entry(&own)),
        review: address(own.id(), Part::Review),
        confirm: (own.open() && own.leads() && own.status() == Status::Unconfirmed)
            .then(|| format!("/applications/{}/confirm", own.id())),
        withdraw,
        page,
        frame,
    }))
}

/// How many files are missing or wrong, or how many answers.
fn wanting(own: &Own, files: bool) -> usize {
    let kind = |problem: &&Problem| {
        let field = own.definition().field(&problem.field);
        field.is_some_and(|field| question::takes_files(field) == files)
    };
    own.application.draft.problems.iter().filter(kind).count()
}

fn part_lines(own: &Own, lang: Lang) -> Vec<PartLine> {
    let t = lang.texts();
    parts(own)
        .into_iter()
        .filter_map(|part| {
            let wanting = match part {
                Part::Form => wanting(own, false),
                Part::Files => wanting(own, true),
                Part::Members => own.unsigned().len(),
                Part::Sign => own.owed().len(),
                _ => return None,
            };
            let look = if wanting == 0 { "ok" } else { "warn" };
            let label = part.title(lang).to_owned();
            Some(PartLine {
                href: if part == Part::Form { question::entry(own) } else { address(own.id(), part) },
                label,
                look,
                state: t.apply_missing_title(wanting),
            })
        })
        .collect()
}

/// How a track stands, in words, with the look of its badge.
pub fn stage_words(lang: Lang, stage: Stage, step: &str) -> (&'static str, String) {
    let t = lang.texts();
    match stage {
        Stage::Open => ("ok", t.track_state_open().to_owned()),
        Stage::Invited => ("info", t.track_state_invited(step)),
        Stage::Sealed => ("info", t.track_state_sealed().to_owned()),
        Stage::Working => ("info", step.to_owned()),
        Stage::Held => ("info", t.track_state_held(step)),
        Stage::Suspended => ("warn", t.track_state_suspended().to_owned()),
        Stage::Ended(outcome) => ("quiet", t.applicant_ended(super::refusals::outcome_name(lang, outcome))),
    }
}
