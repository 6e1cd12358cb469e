//! What everybody may read: the procedures, and what is published about each.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::Path;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::types::{Choice, Titled, at, id};
use super::{BASE, Caller};
use crate::app::documents::{Published, Version};
use crate::app::options::{self, Trial};
use crate::app::tender::{Stage, Tender, TrackStanding};
use crate::app::{AppError, hat::Hat};
use crate::engine::ids::ProcedureId;
use crate::engine::workflow::definition::Words;
use crate::i18n::Lang;

/// Where everything begins.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Entry {
    /// The program and its version.
    pub program: String,
    /// What time it is here; deadlines go by this clock.
    pub now: String,
    /// Addresses by what they are: `procedures`, `me`, `openapi`.
    pub links: BTreeMap<String, String>,
}

/// A procedure in the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ProcedureLine {
    /// Which procedure.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who buys.
    pub buyers: Vec<String>,
    /// Whether it receives applications.
    pub open: bool,
    /// The last microsecond in which applications are received.
    pub deadline: Option<String>,
    /// When something was published about it last.
    pub updated_at: String,
    /// Where more of it stands.
    pub href: String,
}

/// The procedures: those that receive applications first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Procedures {
    /// One after the other.
    pub procedures: Vec<ProcedureLine>,
}

/// A procedure, as everybody may see it, and what this caller may do in it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ProcedureShown {
    /// Which procedure.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is about, in Markdown.
    pub summary: String,
    /// The languages of its texts.
    pub languages: Vec<String>,
    /// IANA zone of its dates.
    pub zone: String,
    /// Mail address of the owner.
    pub contact: String,
    /// Who buys.
    pub buyers: Vec<String>,
    /// When it was opened.
    pub opened_at: String,
    /// When something was published about it last.
    pub updated_at: String,
    /// The last microsecond in which applications are received.
    pub deadline: Option<String>,
    /// The named dates as they stand now, the earliest first.
    pub dates: Vec<DateShown>,
    /// The tracks.
    pub tracks: Vec<TrackShown>,
    /// The joint steps.
    pub joint: Vec<TrackShown>,
    /// Questions that were answered.
    pub questions: Vec<QuestionShown>,
    /// Dates that were moved.
    pub changes: Vec<ChangeShown>,
    /// Published texts that were changed.
    pub amendments: Vec<AmendmentShown>,
    /// Documents that were published, in the order in which they were published first.
    pub documents: Vec<DocumentShown>,
    /// Whether the person of the token follows.
    pub follows: bool,
    /// The applications of the person of the token by track, for a token of an applicant.
    pub applications: BTreeMap<String, String>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
    /// Addresses by what they are: `page`, `picture`, `calendar`, `feed`.
    pub links: BTreeMap<String, String>,
}

/// A named date.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DateShown {
    /// Its name.
    pub name: String,
    /// When it is.
    pub at: String,
}

/// Where a track or joint step stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TrackShown {
    /// Short name.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is about; empty for a joint step.
    pub summary: String,
    /// How it stands: `open`, `invited`, `sealed`, `working`, `held`, `suspended` or `ended`.
    pub stage: &'static str,
    /// How it ended, where it has: `completed`, `no_applications`, `none_suitable`, `cancelled` or `annulled`.
    pub outcome: Option<Value>,
    /// The step that it is in.
    pub step: Titled,
}

/// A question with its published answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct QuestionShown {
    /// Which question.
    pub id: String,
    /// When it was asked.
    pub asked_at: String,
    /// What was asked.
    pub question: String,
    /// When it was answered.
    pub answered_at: String,
    /// The answer.
    pub answer: String,
}

/// A date that was moved.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChangeShown {
    /// When it was moved.
    pub at: String,
    /// Which date.
    pub date: String,
    /// Where it stood.
    pub from: Option<String>,
    /// Where it was moved to.
    pub to: Option<String>,
    /// Why.
    pub reason: String,
}

/// A published text that was changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AmendmentShown {
    /// When.
    pub at: String,
    /// Path of the text.
    pub part: String,
    /// The old text by language.
    pub before: BTreeMap<String, String>,
    /// The new text by language.
    pub after: BTreeMap<String, String>,
    /// Why.
    pub reason: String,
    /// The tracks that are affected; all where none is named.
    pub tracks: Vec<String>,
}

/// A document with its versions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DocumentShown {
    /// Its number.
    pub document: u32,
    /// Its versions, the latest first.
    pub versions: Vec<DocumentVersion>,
}

/// One version of a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DocumentVersion {
    /// Which version, counted from one.
    pub version: u32,
    /// What it is.
    pub title: String,
    /// What is new in it; may be empty.
    pub reason: String,
    /// When it was published.
    pub published_at: String,
    /// Name of the file.
    pub name: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Kind, judged by the bytes.
    pub media_type: String,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Where it is fetched, without a token; nothing where it was withdrawn.
    pub href: Option<String>,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<String>,
    /// Why it was withdrawn.
    pub withdrawn_because: Option<String>,
}

fn document(procedure: ProcedureId, one: &Published) -> DocumentShown {
    let version = |one: &Version| DocumentVersion {
        version: one.number,
        title: one.title.clone(),
        reason: one.reason.clone(),
        published_at: at(one.at),
        name: one.file.name.clone(),
        size_bytes: one.file.size_bytes,
        media_type: one.file.media_type.clone(),
        sha256: one.file.sha256.to_string(),
        href: match one.withdrawn {
            None => Some(format!("/tenders/{procedure}/documents/{}", one.file.attachment)),
            Some(_) => None,
        },
        withdrawn_at: one.withdrawn.as_ref().map(|(when, _)| at(*when)),
        withdrawn_because: one.withdrawn.as_ref().map(|(_, why)| why.clone()),
    };
    DocumentShown { document: one.document, versions: one.versions.iter().map(version).collect() }
}

/// `GET /api/v1`
pub async fn entry(caller: Caller) -> Json<Entry> {
    let link = |name: &str, path: &str| (name.to_owned(), format!("{BASE}{path}"));
    let links = [link("procedures", "/procedures"), link("me", "/me"), link("openapi", "/openapi.json")];
    Json(Entry {
        program: format!("Trespor {}", env!("CARGO_PKG_VERSION")),
        now: at(caller.ctx.now),
        links: links.into(),
    })
}

fn words(words: &Words, lang: Lang) -> String {
    words.get(lang.code()).to_owned()
}

fn buyers(tender: &Tender) -> Vec<String> {
    tender.definition().buyers.iter().map(|buyer| buyer.name.clone()).collect()
}

/// `GET /api/v1/procedures`
pub async fn list(caller: Caller) -> Result<Json<Procedures>, AppError> {
    let lang = caller.ctx.lang;
    let procedures = caller.ctx.app.tenders().await?.into_iter().map(|tender| ProcedureLine {
        id: tender.id.to_string(),
        title: words(&tender.definition().title, lang),
        buyers: buyers(&tender),
        open: tender.open(),
        deadline: tender.deadline.map(at),
        updated_at: at(tender.updated_at),
        href: format!("{BASE}/procedures/{}", tender.id),
    });
    Ok(Json(Procedures { procedures: procedures.collect() }))
}

/// Trials that turned out well, as what may be done.
pub fn choices(procedure: ProcedureId, possible: Vec<Trial>) -> Vec<Choice> {
    let one = |(name, known, _): Trial| {
        let known: Vec<_> = known
            .into_iter()
            // Versions are numbers; everything else that is known is a name.
            .map(|(field, value)| match value.parse::<u32>() {
                Ok(number) if field == "seen" || field == "document" => (field, Value::from(number)),
                _ => (field, Value::from(value)),
            })
            .collect();
        Choice::new(procedure, name, &known)
    };
    possible.into_iter().map(one).collect()
}

fn track(tender: &Tender, standing: &TrackStanding, lang: Lang) -> TrackShown {
    let definition = tender.definition();
    let step = definition.step(&standing.step);
    let of_file = definition.track(&standing.id);
    let own_step = definition.step(&standing.id);
    let title = of_file.map(|track| &track.title).or_else(|| own_step.map(|step| &step.title));
    let (stage, outcome) = match standing.stage {
        Stage::Open => ("open", None),
        Stage::Invited => ("invited", None),
        Stage::Sealed => ("sealed", None),
        Stage::Working => ("working", None),
        Stage::Held => ("held", None),
        Stage::Suspended => ("suspended", None),
        Stage::Ended(outcome) => ("ended", Some(super::types::json(outcome))),
    };
    TrackShown {
        id: standing.id.clone(),
        title: title.map(|title| words(title, lang)).unwrap_or_default(),
        summary: of_file.map(|track| words(&track.summary, lang)).unwrap_or_default(),
        stage,
        outcome,
        step: Titled {
            id: standing.step.clone(),
            title: step.map(|step| words(&step.title, lang)).unwrap_or_default(),
        },
    }
}

/// `GET /api/v1/procedures/{procedure}`
pub async fn show(caller: Caller, Path(procedure): Path<String>) -> Result<Json<ProcedureShown>, AppError> {
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let (app, lang) = (&caller.ctx.app, caller.ctx.lang);
    let applies = matches!(caller.hat, Some(Hat { role: None, .. }));
    let reader = caller.ctx.person.as_ref().map(|person| person.id);
    let found = app.tender(procedure, reader.filter(|_| applies)).await?;
    let tender = &found.tender;
    let definition = tender.definition();
    let mut options = Vec::new();
    let standing = app.head(procedure).await?;
    let follows = reader.is_some_and(|reader| standing.case.procedure.followers.contains(&reader));
    if let Some(hat) = caller.hat {
        let led: BTreeSet<_> = found.mine.keys().cloned().collect();
        let mut trials = options::anybodys(&standing, follows, &led);
        trials.retain(|(name, ..)| applies || *name != "begin");
        options = choices(procedure, options::possible(&standing, hat, caller.ctx.now, trials));
    }
    let page = format!("/tenders/{procedure}");
    let link = |name: &str, end: &str| (name.to_owned(), format!("{page}{end}"));
    let links = [
        link("page", ""),
        link("picture", "/procedure.svg"),
        link("calendar", "/calendar.ics"),
        link("feed", "/news.json"),
    ];
    Ok(Json(ProcedureShown {
        id: procedure.to_string(),
        title: words(&definition.title, lang),
        summary: words(&definition.summary, lang),
        languages: definition.languages.clone(),
        zone: definition.zone.clone(),
        contact: definition.contact.clone(),
        buyers: buyers(tender),
        opened_at: at(tender.opened_at),
        updated_at: at(tender.updated_at),
        deadline: tender.deadline.map(at),
        dates: tender.dates.iter().map(|(name, on)| DateShown { name: name.clone(), at: at(*on) }).collect(),
        tracks: tender.tracks.iter().map(|standing| track(tender, standing, lang)).collect(),
        joint: tender.joint.iter().map(|standing| track(tender, standing, lang)).collect(),
        questions: found
            .questions
            .iter()
            .map(|one| QuestionShown {
                id: one.id.to_string(),
                asked_at: at(one.asked_at),
                question: one.question.clone(),
                answered_at: at(one.answered_at),
                answer: one.answer.clone(),
            })
            .collect(),
        changes: found
            .changes
            .iter()
            .map(|one| ChangeShown {
                at: at(one.at),
                date: one.date.clone(),
                from: one.from.map(at),
                to: one.to.map(at),
                reason: one.reason.clone(),
            })
            .collect(),
        amendments: found
            .amendments
            .iter()
            .map(|one| AmendmentShown {
                at: at(one.at),
                part: one.part.clone(),
                before: one.before.clone(),
                after: one.after.clone(),
                reason: one.reason.clone(),
                tracks: one.tracks.clone(),
            })
            .collect(),
        documents: found.documents.iter().map(|one| document(procedure, one)).collect(),
        follows,
        applications: found
            .mine
            .iter()
            .map(|(track, id)| (track.clone(), format!("{BASE}/applications/{id}")))
            .collect(),
        options,
        links: links.into(),
    }))
}
