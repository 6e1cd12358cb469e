//! What everybody may see of a procedure: nothing here names an applicant or counts applications.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::documents::Published;
use super::procedures::Standing;
use super::{App, AppError};
use crate::engine::amendment::Amendment;
use crate::engine::case::{Application, LineOutcome, Procedure};
use crate::engine::digest::Digest;
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId, QuestionId};
use crate::engine::instant::Instant;
use crate::engine::rules::Released;
use crate::engine::steps::{StepState, intake};
use crate::engine::workflow::{Definition, Loaded};
use crate::engine::{access, answers, procedure};
use crate::store;

/// Procedures that the front page lists at most.
pub const TENDERS_MAX: u32 = 200;

/// A procedure as everybody may see it.
#[derive(Clone, Debug)]
pub struct Tender {
    /// Which procedure.
    pub id: ProcedureId,
    /// The workflow file that it is pinned to.
    pub loaded: Arc<Loaded>,
    /// When it was opened.
    pub opened_at: Instant,
    /// When something was published about it last: its opening, an answer, a date that moved, a text that changed.
    pub updated_at: Instant,
    /// The last microsecond in which applications are received, where there is an intake.
    pub deadline: Option<Instant>,
    /// The named dates as they stand now, the earliest first.
    pub dates: Vec<(String, Instant)>,
    /// The tracks in the order of the file.
    pub tracks: Vec<TrackStanding>,
    /// The joint steps in the order of the file.
    pub joint: Vec<TrackStanding>,
}

/// A procedure with what people wrote about it, for its own page.
#[derive(Clone, Debug)]
pub struct TenderPage {
    /// The procedure.
    pub tender: Tender,
    /// Questions that were answered, in the order they were asked.
    pub questions: Vec<Answered>,
    /// Changes of the published terms in the order they were made.
    pub changes: Vec<Moved>,
    /// Published texts that were changed, in the order it was done.
    pub amendments: Vec<Corrected>,
    /// Documents that were published, in the order in which they were published first.
    pub documents: Vec<Published>,
    /// What rules the procedure follows.
    pub law: LawView,
    /// Whether the reader is told of news.
    pub follows: bool,
    /// The reader's application in each track, where there is one.
    pub mine: BTreeMap<String, ApplicationId>,
}

/// Where one track or joint step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackStanding {
    /// Short name.
    pub id: String,
    /// Short name of the step it is in.
    pub step: String,
    /// Short name of the step before which it waits for other tracks, where it does.
    pub held: Option<String>,
    /// How it stands there.
    pub stage: Stage,
}

/// How a track stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Applications are received.
    Open,
    /// A later intake is open, for those who were asked into it and for nobody else.
    Invited,
    /// The deadline has passed; nobody has read anything.
    Sealed,
    /// It is in a later step.
    Working,
    /// It waits for other tracks.
    Held,
    /// A complaint is open.
    Suspended,
    /// It is over.
    Ended(LineOutcome),
}

/// A question with its published answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Which question.
    pub id: QuestionId,
    /// When it was asked.
    pub asked_at: Instant,
    /// What was asked.
    pub question: String,
    /// When the answer was published.
    pub answered_at: Instant,
    /// The answer.
    pub answer: String,
}

/// A date that was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// When it was moved.
    pub at: Instant,
    /// Which date.
    pub date: String,
    /// Where it stood; absent where it can no longer be read.
    pub from: Option<Instant>,
    /// Where it was moved to; absent where it can no longer be read.
    pub to: Option<Instant>,
    /// Why.
    pub reason: String,
}

/// A published text that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// When.
    pub at: Instant,
    /// Path of the text, as `engine::amendment::Part` reads it.
    pub part: String,
    /// The old text by language.
    pub before: BTreeMap<String, String>,
    /// The new text by language.
    pub after: BTreeMap<String, String>,
    /// Why.
    pub reason: String,
    /// The tracks that are affected; all where none is named.
    pub tracks: Vec<String>,
    /// Whether applications had to be confirmed again.
    pub confirm: bool,
}

impl Corrected {
    /// Old and new text in `language`, which is one of the file's: see `Definition::spoken_to`.
    pub fn texts(&self, language: &str) -> (&str, &str) {
        let before = self.before.get(language).map_or("", String::as_str);
        (before, self.after.get(language).map_or("", String::as_str))
    }
}

/// What rules a procedure follows, and what was set aside when it opened.
#[derive(Clone, Debug)]
pub struct LawView {
    /// The pack that it is pinned to; none where its file names no law.
    pub pack: Option<Released>,
    /// Findings that were set aside: code, names of the rules, reason.
    pub overridden: Vec<(String, Vec<String>, String)>,
    /// The last microsecond in which answers are given without more, where a rule asks for it.
    pub answers_by: Option<Instant>,
    /// Days in which documents are sent to whoever asks for them, where a rule says so.
    pub document_days: Option<u32>,
}

impl Tender {
    /// Whether any track receives applications.
    pub fn open(&self) -> bool {
        self.tracks.iter().any(|track| track.stage == Stage::Open)
    }

    /// The workflow file.
    pub fn definition(&self) -> &Definition {
        &self.loaded.definition
    }

    /// Where `track` stands.
    pub fn track(&self, track: &str) -> Option<&TrackStanding> {
        self.tracks.iter().find(|standing| standing.id == track)
    }
}

/// The last microsecond in which answers are given without more, where a rule asks for it.
pub fn answers_by(definition: &Definition, procedure: &Procedure) -> Option<Instant> {
    answers::line(definition, procedure).map(|line| line.expires_at.plus_micros(-1))
}

/// Every text that an amendment names.
pub fn amended_texts(made: &Amendment) -> impl Iterator<Item = Digest> + '_ {
    made.before.values().chain(made.after.values()).copied().chain(std::iter::once(made.reason))
}

/// The deadline of a procedure's first intake, the one that is open to all.
pub fn deadline(definition: &Definition, procedure: &Procedure) -> Option<Instant> {
    procedure.date(intake::of(definition)?.1.until.as_ref()?)
}

/// How an application's track stands for its own members, in the stage that the application is in.
pub fn stage_of_own(
    definition: &Definition,
    procedure: &Procedure,
    application: &Application,
    now: Instant,
) -> Stage {
    let here = procedure.lines.get(&application.track).is_some_and(|line| line.stage == application.stage);
    match stage(definition, procedure, &application.track, now) {
        Stage::Invited if here => Stage::Open,
        Stage::Open | Stage::Invited | Stage::Sealed if !here => Stage::Working,
        stage => stage,
    }
}

/// How a track or joint step stands at `now`.
pub fn stage(definition: &Definition, procedure: &Procedure, name: &str, now: Instant) -> Stage {
    let Some(line) = procedure.lines.get(name) else { return Stage::Working };
    if let Some(outcome) = line.outcome {
        return Stage::Ended(outcome);
    }
    if line.held.is_some() {
        return Stage::Held;
    }
    match line.states.get(&line.step) {
        Some(StepState::Intake(state)) => {
            let until = intake::closes_at(definition, procedure, name);
            match line.stage {
                _ if state.closed.is_some() || until.is_none_or(|until| now > until) => Stage::Sealed,
                None => Stage::Open,
                Some(_) => Stage::Invited,
            }
        }
        Some(StepState::Complaints(state)) if state.suspended() => Stage::Suspended,
        _ => Stage::Working,
    }
}

fn public(standing: &Standing, now: Instant) -> Tender {
    let (definition, procedure) = (&standing.loaded.definition, &standing.case.procedure);
    let of = |id: &str| TrackStanding {
        id: id.to_owned(),
        step: procedure.lines.get(id).map(|line| line.step.clone()).unwrap_or_default(),
        held: procedure.lines.get(id).and_then(|line| Some(line.held.as_ref()?.step.clone())),
        stage: stage(definition, procedure, id, now),
    };
    let mut dates: Vec<_> = procedure.dates.iter().map(|(name, date)| (name.clone(), date.at)).collect();
    dates.sort_by_key(|(_, at)| *at);
    let answered = procedure.questions.iter().filter_map(|question| Some(question.answer.as_ref()?.at));
    let moved = procedure.changes.iter().map(|change| change.at);
    let amended = procedure.amendments.iter().map(|made| made.at);
    let published =
        procedure.documents.iter().map(|one| one.withdrawn.map_or(one.at, |withdrawn| withdrawn.at));
    let updated = answered.chain(moved).chain(amended).chain(published).max();
    Tender {
        id: procedure.id,
        opened_at: procedure.opened_at,
        updated_at: updated.unwrap_or(procedure.opened_at),
        loaded: Arc::clone(&standing.loaded),
        deadline: deadline(definition, procedure),
        dates,
        tracks: definition.tracks.iter().map(|track| of(&track.id)).collect(),
        joint: definition.joint_steps().map(|(step, _)| of(&step.id)).collect(),
    }
}

impl App {
    /// The procedures: those that receive applications first, the earliest deadline before the later
    /// ones, then the others, the latest first.
    pub async fn tenders(self: &Arc<Self>) -> Result<Vec<Tender>, AppError> {
        let listed = {
            let mut db = self.store.read().await?;
            store::procedures::list(&mut db, TENDERS_MAX).await?
        };
        let now = self.clock.now();
        let mut tenders = Vec::with_capacity(listed.len());
        for one in listed {
            tenders.push(public(&self.head(one.id).await?, now));
        }
        tenders.sort_by_key(|tender| {
            let at = tender.deadline.map_or(0, Instant::micros);
            if tender.open() { (false, at) } else { (true, -at) }
        });
        Ok(tenders)
    }

    /// One procedure with its questions and changes, as `reader` may see it.
    pub async fn tender(
        self: &Arc<Self>,
        id: ProcedureId,
        reader: Option<PersonId>,
    ) -> Result<TenderPage, AppError> {
        let standing = self.head(id).await.map_err(unknown_procedure)?;
        let procedure = &standing.case.procedure;
        let mut db = self.store.read().await?;
        let answers = procedure.questions.iter().filter_map(|q| Some((q, q.answer.as_ref()?)));
        let digests: Vec<Digest> = answers
            .clone()
            .flat_map(|(question, answer)| [question.text, answer.text])
            .chain(procedure.changes.iter().map(|change| change.reason))
            .chain(procedure.overridden.iter().map(|given| given.reason))
            .chain(procedure.amendments.iter().flat_map(amended_texts))
            .collect();
        let texts = store::prose::texts(&mut db, digests).await?;
        let text = |digest: &Digest| texts.get(digest).cloned().unwrap_or_default();
        let questions = answers
            .map(|(question, answer)| Answered {
                id: question.id,
                asked_at: question.asked_at,
                question: text(&question.text),
                answered_at: answer.at,
                answer: text(&answer.text),
            })
            .collect();
        let wall =
            |typed: &str| procedure::resolve(&standing.loaded.definition, typed).ok().map(|date| date.at);
        let changes = procedure
            .changes
            .iter()
            .map(|change| Moved {
                at: change.at,
                date: change.date.clone(),
                from: wall(&change.from),
                to: wall(&change.to),
                reason: text(&change.reason),
            })
            .collect();
        let all = |texts: &BTreeMap<String, Digest>| {
            texts.iter().map(|(language, digest)| (language.clone(), text(digest))).collect()
        };
        let amendments = procedure
            .amendments
            .iter()
            .map(|made| Corrected {
                at: made.at,
                part: made.part.clone(),
                before: all(&made.before),
                after: all(&made.after),
                reason: text(&made.reason),
                tracks: made.tracks.iter().cloned().collect(),
                confirm: made.confirm,
            })
            .collect();
        let overridden = procedure
            .overridden
            .iter()
            .map(|given| (given.finding.clone(), given.rules.iter().cloned().collect(), text(&given.reason)));
        let law = LawView {
            overridden: overridden.collect(),
            answers_by: answers_by(&standing.loaded.definition, procedure),
            document_days: procedure.rules.as_ref().and_then(|rules| rules.document_days),
            pack: match &procedure.rules {
                Some(pinned) => Some(self.rules(pinned).await?),
                None => None,
            },
        };
        let documents = self.documents_in(&mut db, procedure).await?;
        let mut mine = BTreeMap::new();
        if let Some(reader) = reader {
            for (application, of) in store::applications::of_person(&mut db, reader).await? {
                if of != id {
                    continue;
                }
                let found = store::applications::get(&mut db, application).await?;
                // Asked like every other reader: who has no part in it is not told of it.
                if let Some(found) = found.filter(|f| access::own(&f.application, reader).is_ok()) {
                    mine.entry(found.application.track).or_insert(application);
                }
            }
        }
        let follows = reader.is_some_and(|reader| procedure.followers.contains(&reader));
        let tender = public(&standing, self.clock.now());
        Ok(TenderPage { tender, questions, changes, amendments, documents, law, follows, mine })
    }
}

/// A procedure that is not in the tables is an address that leads nowhere.
pub fn unknown_procedure(error: AppError) -> AppError {
    match error {
        AppError::Store(store::StoreError::Gone { table: "procedure", .. }) => {
            AppError::NotFound("procedure")
        }
        other => other,
    }
}
