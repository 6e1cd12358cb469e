//! A workflow file in the browser: written, checked, looked at in time-lapse, opened. Every answer holds the text.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::course;
use crate::app::limits::Act;
use crate::app::trying::{Ended, SECONDS_MAX, Trial, Tried};
use crate::app::{App, AppError, explain};
use crate::engine::rules::{self, Barred};
use crate::engine::workflow::source::FILE_BYTES_MAX;
use crate::engine::workflow::{self, Definition};
use crate::exchange::drawing;
use crate::i18n::{Lang, When, args, checks, findings};
use crate::simulate::report::{Entry, Happens, LetterShown};
use crate::store::people::Person;
use crate::web::ctx::Ctx;
use crate::web::errors::{SITE_ZONE, later, ok, shown};
use crate::web::markdown;
use crate::web::page::Page;
use crate::web::parts::{Errors, Link};

/// Where the page is.
const HERE: &str = "/workflow-file";
/// Seconds after which it is worth to try again while another file is tried out.
const BUSY_SECONDS: u64 = 10;
/// Characters of a line of the file that stand beside a finding at most.
const EXCERPT_CHARS_MAX: usize = 160;
/// Findings that are shown at most; the rest is counted.
const FINDINGS_MAX: usize = 200;
/// What the names of fields for reasons begin with.
const OVERRIDE: &str = "override-";

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/workflow-file", get(empty).post(post))
        .route("/workflow-file/codes/{finding}", get(code))
}

/// The page.
#[derive(Template)]
#[template(path = "pages/own-file.html")]
pub struct FilePage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// What is wrong with what was sent.
    pub errors: Errors,
    /// Why nothing was done; empty for nothing in the way.
    pub refused: String,
    /// The file.
    pub source: String,
    /// What the check said in one line; empty before any.
    pub sum: String,
    /// How that line looks.
    pub look: &'static str,
    /// What was found.
    pub findings: Vec<FindingPart>,
    /// The picture, as the address of an image; empty where there is none.
    pub picture: String,
    /// The calendar of the preview.
    pub calendar: Vec<EntryPart>,
    /// The letters of the preview.
    pub letters: Vec<LetterPart>,
    /// Whether the preview was made.
    pub previewed: bool,
    /// Whether the file can be opened, maybe with reasons.
    pub can_open: bool,
    /// Findings that can be set aside with a reason.
    pub overrides: Vec<OverridePart>,
}

/// One finding.
#[derive(Clone, Debug)]
pub struct FindingPart {
    /// How its badge looks.
    pub look: &'static str,
    /// Error, warning or a note.
    pub severity: &'static str,
    /// Its code.
    pub code: &'static str,
    /// Where the code is explained.
    pub href: String,
    /// Line and column.
    pub place: String,
    /// What the code means in the reader's language; empty where the message says more in that language.
    pub meaning: &'static str,
    /// What is the matter.
    pub message: Said,
    /// How to mend it; empty for none.
    pub hint: Said,
    /// The rule and its source; empty for none.
    pub rule: String,
    /// The line of the file.
    pub line: String,
}

/// What a finding says of its place.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The sentence.
    pub text: String,
    /// Whether it is the engine's own, and not in the language of the page unless that is English.
    pub is_english: bool,
}

impl Said {
    fn new(lang: Lang, english: &str) -> Self {
        match findings::in_language(lang, english) {
            Some(text) => Self { text, is_english: false },
            None => Self { text: english.to_owned(), is_english: true },
        }
    }
}

/// One entry of the calendar.
#[derive(Clone, Debug)]
pub struct EntryPart {
    /// When.
    pub when: String,
    /// What it is called.
    pub title: String,
    /// What happens to it.
    pub what: String,
    /// Whether that day is no working day.
    pub closed: bool,
}

/// One kind of letter.
#[derive(Clone, Debug)]
pub struct LetterPart {
    /// Which kind.
    pub kind: String,
    /// The letter in each language.
    pub texts: Vec<LetterShown>,
}

/// A finding that can be set aside.
#[derive(Clone, Debug)]
pub struct OverridePart {
    /// The name of the field.
    pub name: String,
    /// What the field asks for.
    pub label: String,
    /// What was typed.
    pub reason: String,
}

/// What a code means.
#[derive(Template)]
#[template(path = "pages/own-code.html")]
pub struct CodePage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// The same in the reader's language, in a sentence or two; empty where that is English.
    pub meaning: &'static str,
    /// The explanation as HTML, in the reader's language.
    pub text: String,
}

/// Whoever may open procedures here; nobody else finds the page.
fn allowed(ctx: &Ctx) -> Result<&Person, AppError> {
    let person = ctx.signed_in()?;
    if ctx.app.may_open(person) { Ok(person) } else { Err(AppError::NotFound("page")) }
}

fn page(ctx: &Ctx, source: String) -> FilePage {
    let t = ctx.t();
    FilePage {
        page: ctx.page(t.file_title(), SITE_ZONE),
        crumbs: vec![Link::new("/desk", t.page_desk()), Link::here(t.file_title())],
        errors: Errors::default(),
        refused: String::new(),
        source,
        sum: String::new(),
        look: "ok",
        findings: Vec::new(),
        picture: String::new(),
        calendar: Vec::new(),
        letters: Vec::new(),
        previewed: false,
        can_open: false,
        overrides: Vec::new(),
    }
}

async fn empty(ctx: Ctx) -> Result<Response, AppError> {
    allowed(&ctx)?;
    Ok(ok(&page(&ctx, String::new())))
}

async fn code(ctx: Ctx, Path(finding): Path<String>) -> Result<Response, AppError> {
    allowed(&ctx)?;
    let (code, text) = explain::page(ctx.lang, &finding).ok_or(AppError::NotFound("code"))?;
    let t = ctx.t();
    Ok(ok(&CodePage {
        page: ctx.page(code, SITE_ZONE),
        crumbs: vec![Link::new("/desk", t.page_desk()), Link::new(HERE, t.file_title()), Link::here(code)],
        meaning: checks::meaning(ctx.lang, code).unwrap_or_default(),
        text: markdown::html(text, 1),
    }))
}

#[derive(Deserialize)]
struct Opened {
    at: Option<String>,
}

/// What is tried: a page of a course is named by the address, or by the field beside it.
fn trial(ctx: &Ctx, wanted: &str, at: &str, path: &str) -> Trial {
    match wanted {
        "preview" => Trial::Preview,
        "course" => {
            let number = at.parse::<usize>().unwrap_or(1);
            Trial::Course { path: path.to_owned(), at: number.saturating_sub(1), lang: ctx.lang }
        }
        _ => Trial::Check,
    }
}

async fn post(
    ctx: Ctx,
    Query(opened): Query<Opened>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value);
    // A browser sends line ends as two characters; a file has one.
    let mut page = page(&ctx, field("source").replace("\r\n", "\n"));
    let t = ctx.t();
    let person = match allowed(&ctx) {
        Ok(person) => person,
        // The session has ended meanwhile: the text is still here, and can be sent again.
        Err(AppError::SignInNeeded) => {
            t.file_signed_out().clone_into(&mut page.refused);
            return Ok(shown(StatusCode::UNAUTHORIZED, &page));
        }
        Err(error) => return Err(error),
    };
    if page.source.len() > FILE_BYTES_MAX {
        let (size, most) = (ctx.lang.bytes(page.source.len() as u64), ctx.lang.bytes(FILE_BYTES_MAX as u64));
        page.errors.add("source", t.file_too_long(&args::FileTooLong { size, most }));
        return Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    if let Err(AppError::TooOften { wait_seconds }) = ctx.count(Act::Trial, "") {
        page.refused = t.limits_wait(ctx.lang.duration(wait_seconds));
        return Ok(later(shown(StatusCode::TOO_MANY_REQUESTS, &page), wait_seconds));
    }
    let wanted = field("do");
    let trial = trial(&ctx, wanted, opened.at.as_deref().unwrap_or_else(|| field("day")), field("path"));
    let tried = match ctx.app.try_workflow(person, page.source.clone(), trial).await? {
        Ended::Done(tried) => tried,
        Ended::Busy => return Ok(busy(&ctx, page)),
        Ended::TooLong => {
            page.refused = t.file_too_slow(SECONDS_MAX);
            return Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    if let (Some(loaded), Some(course)) = (&tried.loaded, &tried.course) {
        return Ok(ok(&course::page(&ctx, &page.source, &loaded.definition, course)));
    }
    let reasons: Vec<_> = fields
        .iter()
        .filter_map(|(name, reason)| {
            Some((name.strip_prefix(OVERRIDE)?.to_owned(), reason.trim().to_owned()))
        })
        .filter(|(_, reason)| !reason.is_empty())
        .collect();
    fill(&ctx, &mut page, &tried, &reasons)?;
    if wanted != "open" || tried.is_broken() {
        let wrong = wanted == "open";
        let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        return Ok(shown(status, &page));
    }
    let barred = match ctx.app.open_workflow(person, &page.source, &reasons).await {
        Ok(Some(procedure)) => return Ok(Redirect::to(&format!("/procedures/{procedure}")).into_response()),
        Ok(None) => return Ok(busy(&ctx, page)),
        Err(AppError::Barred(barred)) => *barred,
        Err(AppError::Workflow(findings)) => Barred::File(findings),
        Err(AppError::Refused(refusal)) => {
            page.refused = crate::web::refusals::words(ctx.lang, None, SITE_ZONE, &refusal);
            return Ok(shown(StatusCode::CONFLICT, &page));
        }
        Err(error) => return Err(error),
    };
    match barred {
        // Judged for now, which may be another day than that of the notice.
        Barred::Gate(found) => {
            law(&ctx, &mut page, &found, &reasons);
            t.file_gate().clone_into(&mut page.refused);
        }
        Barred::File(_) => t.file_gate().clone_into(&mut page.refused),
        Barred::NothingToOverride(code) => page.refused = t.file_nothing_to_override(&code),
        Barred::ReasonNeeded(code) => {
            page.errors.add(format!("{OVERRIDE}{code}"), t.file_reason_needed(&code));
        }
    }
    Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// Somebody else's file is being tried out: the text stays, and the browser may come again soon.
fn busy(ctx: &Ctx, mut page: FilePage) -> Response {
    ctx.t().file_busy().clone_into(&mut page.refused);
    later(shown(StatusCode::SERVICE_UNAVAILABLE, &page), BUSY_SECONDS)
}

/// Puts what a try showed on the page.
fn fill(ctx: &Ctx, page: &mut FilePage, tried: &Tried, reasons: &[(String, String)]) -> Result<(), AppError> {
    let (t, lang) = (ctx.t(), ctx.lang);
    page.findings = tried.findings.iter().map(|finding| of_file(ctx, &page.source, finding)).collect();
    let errors = tried.findings.iter().filter(|f| f.severity == workflow::Severity::Error).count();
    let law_errors = tried.law.iter().filter(|f| f.severity == rules::Severity::Error).count();
    let law_warnings = tried.law.iter().filter(|f| f.severity == rules::Severity::Warning).count();
    let (errors, warnings) = (errors + law_errors, tried.findings.len() - errors + law_warnings);
    page.sum = t.file_sum(&args::FileSum { errors, warnings });
    page.look = if errors > 0 {
        "bad"
    } else if warnings > 0 {
        "warn"
    } else {
        "ok"
    };
    page.can_open = !tried.is_broken();
    law(ctx, page, &tried.law, reasons);
    page.findings.truncate(FINDINGS_MAX);
    let Some(loaded) = &tried.loaded else { return Ok(()) };
    let definition = &loaded.definition;
    ctx.shows(definition);
    let svg = drawing::svg(definition, &drawing::Standing::default(), lang);
    let svg = svg.map_err(|error| AppError::Letter(format!("the picture: {error}")))?;
    // An image of its own, so that the style inside of it concerns nothing else on the page.
    page.picture = format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg));
    if let Some(report) = &tried.report {
        page.previewed = true;
        page.calendar = report.calendar.iter().map(|one| entry(ctx, definition, one)).collect();
        let mut last = None;
        for letter in &report.letters {
            if let Some(part) = page.letters.last_mut().filter(|_| last == Some(&letter.kind)) {
                part.texts.push(letter.clone());
            } else {
                let kind = t.own_letter_kind(&letter.kind);
                page.letters.push(LetterPart { kind, texts: vec![letter.clone()] });
            }
            last = Some(&letter.kind);
        }
    }
    Ok(())
}

/// Puts what the law asks on the page, in the place of what stood there of it.
fn law(ctx: &Ctx, page: &mut FilePage, found: &[rules::Finding], reasons: &[(String, String)]) {
    let known = |code: &str| found.iter().any(|finding| finding.code == code);
    page.findings.retain(|finding| finding.rule.is_empty() && !known(finding.code));
    page.findings.extend(found.iter().map(|finding| of_law(ctx, &page.source, finding)));
    page.overrides.clear();
    for finding in found.iter().filter(|finding| finding.can_be_overridden()) {
        let name = format!("{OVERRIDE}{}", finding.code);
        if page.overrides.iter().any(|one| one.name == name) {
            continue;
        }
        let reason = reasons.iter().find(|(code, _)| code == finding.code).map(|(_, reason)| reason.clone());
        page.overrides.push(OverridePart {
            name,
            label: ctx.t().file_override(finding.code),
            reason: reason.unwrap_or_default(),
        });
    }
}

fn part(
    ctx: &Ctx,
    source: &str,
    (look, severity): (&'static str, &'static str),
    code: &'static str,
    (line, column): (u32, u32),
    message: &str,
) -> FindingPart {
    let found = source.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default();
    let message = Said::new(ctx.lang, message);
    let meaning = checks::meaning(ctx.lang, code).filter(|_| message.is_english);
    FindingPart {
        look,
        severity,
        code,
        href: format!("{HERE}/codes/{code}"),
        place: ctx.t().file_place(&args::FilePlace { line, column }),
        meaning: meaning.unwrap_or_default(),
        message,
        hint: Said::default(),
        rule: String::new(),
        line: found.trim_end().chars().take(EXCERPT_CHARS_MAX).collect(),
    }
}

fn of_file(ctx: &Ctx, source: &str, finding: &workflow::Finding) -> FindingPart {
    let t = ctx.t();
    let severity = match finding.severity {
        workflow::Severity::Error => ("bad", t.file_error()),
        workflow::Severity::Warning => ("warn", t.file_warning()),
    };
    let place = (finding.line, finding.column);
    FindingPart {
        hint: finding.hint.as_ref().map(|hint| Said::new(ctx.lang, hint)).unwrap_or_default(),
        ..part(ctx, source, severity, finding.code, place, &finding.message)
    }
}

fn of_law(ctx: &Ctx, source: &str, finding: &rules::Finding) -> FindingPart {
    let t = ctx.t();
    let severity = match finding.severity {
        rules::Severity::Error => ("bad", t.file_error()),
        rules::Severity::Warning => ("warn", t.file_warning()),
        rules::Severity::Note => ("info", t.file_note()),
    };
    let place = (finding.line, finding.column);
    let unverified = if finding.verified { String::new() } else { format!(" {}", t.law_unverified()) };
    let said =
        |rule: &String| format!("{rule}: {}{unverified}", finding.source.as_deref().unwrap_or_default());
    FindingPart {
        hint: finding.hint.as_ref().map(|hint| Said::new(ctx.lang, hint)).unwrap_or_default(),
        rule: finding.rule.as_ref().map(said).unwrap_or_default(),
        ..part(ctx, source, severity, finding.code, place, &finding.message)
    }
}

fn entry(ctx: &Ctx, definition: &Definition, entry: &Entry) -> EntryPart {
    let (t, lang) = (ctx.t(), ctx.lang);
    let step = |id: &str| definition.step(id).map_or(id, |step| step.title.get(lang.code())).to_owned();
    let (title, what) = match &entry.happens {
        Happens::Date(name) => (definition.date_title(name, lang.code()).to_owned(), ""),
        Happens::Reminds(id) => (step(id), t.file_reminds()),
        Happens::Closes(id) => (step(id), t.file_closes()),
        Happens::Until(id) => (step(id), t.file_until()),
    };
    let when = if entry.happens.is_end() { When::until } else { When::at };
    EntryPart {
        when: when(entry.at, &definition.zone).map(|when| lang.full(&when)).unwrap_or_default(),
        title,
        what: what.to_owned(),
        closed: entry.closed.is_some(),
    }
}
