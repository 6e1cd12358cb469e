//! What became of an application, for its members: nothing before the letters are released.

use super::applicant::Own;
use super::choosing::place;
use super::{App, AppError};
use crate::engine::case::Procedure;
use crate::engine::digest::Digest;
use crate::engine::exact::Exact;
use crate::engine::ids::ComplaintId;
use crate::engine::instant::Instant;
use crate::engine::select::{Outcome, TOTAL};
use crate::engine::steps::complaints::Ruling;
use crate::engine::steps::{StepState, letters, limits, selection};
use crate::store;

/// Kinds of letter that tell a decision, as the outbox names them.
const DECISIONS: [&str; 9] = [
    "selected",
    "not_selected",
    "excluded",
    "moved_up",
    "gave_up",
    "left",
    "track_ended",
    UNCONFIRMED,
    RECALLED,
];

/// The kind of letter to whoever is out before any decision.
const UNCONFIRMED: &str = "not_confirmed";

/// The kind of letter that takes the decision letters back.
const RECALLED: &str = "decision_recalled";

/// What became of an application.
#[derive(Clone, Debug, Default)]
pub struct OwnOutcome {
    /// What is asked of the reader before any letter, under a limit over the tracks.
    pub choice: Option<OpenChoice>,
    /// When the decision was released, or the track ended; nothing is known before.
    pub released_at: Option<Instant>,
    /// The place in the computed order.
    pub rank: Option<Rank>,
    /// Dates that still lie ahead, the earliest first; only where nothing is released.
    pub ahead: Vec<(String, Instant)>,
    /// The letters with the decision, the latest first.
    pub letters: Vec<Told>,
    /// Points and reasons, criterion by criterion.
    pub criteria: Vec<Reasoned>,
    /// Checks that were not met, with the reason.
    pub checks: Vec<(String, String)>,
    /// Until when the decision can be complained over.
    pub complain_until: Option<Instant>,
    /// Whether it can be complained over now.
    pub may_complain: bool,
    /// The application's own complaints, in the order they came.
    pub complaints: Vec<OwnComplaint>,
    /// Where it stands after the decision, if it is chosen or has left the list.
    pub place: Option<super::afterwards::Place>,
}

/// Where an application came in the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rank {
    /// The place, counted from one; equals share one. Nothing for whoever reached no threshold and was put in no order.
    pub place: Option<usize>,
    /// How many were put in order.
    pub of: usize,
    /// What the criteria come to, where the model adds them up.
    pub total: Option<Exact>,
}

impl Rank {
    fn of(computed: &Outcome, key: &str) -> Self {
        Self {
            place: place(computed, key),
            of: computed.order.iter().map(Vec::len).sum(),
            total: computed.scores.get(key).and_then(|scores| scores.get(TOTAL)).cloned(),
        }
    }
}

/// Places among which somebody is to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChoice {
    /// In which tracks.
    pub tracks: Vec<String>,
    /// How many may be kept.
    pub max: u32,
    /// The last microsecond for the answer; nothing where it has no end.
    pub until: Option<Instant>,
    /// What the reader answered, where others behind the same holder have not said the same.
    pub answered: Vec<String>,
}

/// What `own` is asked, as its lead.
fn choice(own: &Own, procedure: &Procedure) -> Option<OpenChoice> {
    let asked = procedure.limits.iter().rev().find(|asked| {
        let question = &asked.question;
        let mine = question.applications.contains(&own.id()) && question.people.contains(&own.person);
        mine && own.leads() && asked.open() && limits::live(own.definition(), procedure, asked)
    })?;
    Some(OpenChoice {
        tracks: asked.question.tracks.clone(),
        max: asked.question.max,
        until: asked.question.until,
        answered: asked.answers.get(&own.person).cloned().unwrap_or_default(),
    })
}

/// A letter as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its date.
    pub at: Instant,
    /// Subject.
    pub subject: String,
    /// The letter as text.
    pub text: String,
}

/// Points for one criterion, with the reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasoned {
    /// Short name of the criterion.
    pub criterion: String,
    /// The agreed points.
    pub points: Exact,
    /// The reasons.
    pub reasons: Vec<String>,
}

/// One complaint of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnComplaint {
    /// Which complaint.
    pub id: ComplaintId,
    /// When it came.
    pub filed_at: Instant,
    /// What it says.
    pub text: String,
    /// When and how it was settled, and why.
    pub settled: Option<(Instant, Ruling, String)>,
}

impl App {
    /// What became of an application. Before the release it says when, and nothing else.
    pub async fn own_outcome(self: &std::sync::Arc<Self>, own: &Own) -> Result<OwnOutcome, AppError> {
        let now = self.clock.now();
        let standing = self.head(own.procedure).await?;
        let procedure = &standing.case.procedure;
        let Some(line) = procedure.lines.get(&own.application.track) else {
            return Ok(OwnOutcome::default());
        };
        let (definition, track) = (own.definition(), &own.application.track);
        let stage = own.application.stage.as_deref();
        let released = letters::released_at(definition, procedure, track, stage);
        let mut db = self.store.read().await?;
        let all = store::outbox::to_person(&mut db, own.person, own.id()).await?;
        // Each stage has letters of its own: they went out after it began and before the next did.
        let (began, ended) = own.stage_lasted;
        let of_stage = |at: Instant| (stage.is_none() || at > began) && ended.is_none_or(|ended| at <= ended);
        let decided: Vec<_> = all
            .into_iter()
            .filter(|letter| DECISIONS.contains(&letter.kind.as_str()) && of_stage(letter.dated_at))
            .collect();
        // A track that was cancelled has told its applicants without a letters step.
        let ended = decided.iter().map(|letter| letter.dated_at).max().filter(|_| line.outcome.is_some());
        // Whoever never confirmed, and whoever was told a decision that is made again, has a letter to read meanwhile.
        let meanwhile = decided.iter().any(|letter| [UNCONFIRMED, RECALLED].contains(&letter.kind.as_str()));
        let released_at = released.or(ended);
        if released_at.is_none() && !meanwhile {
            let mut ahead: Vec<_> = procedure
                .dates
                .iter()
                .map(|(name, date)| (name.clone(), date.at))
                .filter(|(_, at)| *at > now && *at > own.deadline)
                .collect();
            ahead.sort_by_key(|(_, at)| *at);
            return Ok(OwnOutcome { ahead, choice: choice(own, procedure), ..OwnOutcome::default() });
        }
        let window = definition.steps_in(stage).find_map(|step| match line.states.get(&step.id)? {
            StepState::Complaints(window) => Some((&step.id, window)),
            _ => None,
        });
        let complain_until = window.and_then(|(_, state)| state.until_for(own.id()));
        let handed_in = own.application.handed_in();
        let may_complain = window.is_some_and(|(step, state)| {
            // Whoever is not told yet can complain of what they see here.
            line.step == *step
                && line.running()
                && handed_in
                && state.until_for(own.id()).is_none_or(|until| now <= until)
        });
        // Whoever was compared reads how it was done, whatever came of it.
        let told = |kind: &str| decided.iter().any(|letter| letter.kind == kind);
        let chosen = selection::state(definition, procedure, track, stage);
        let computed = chosen.and_then(|chosen| chosen.computed.clone());
        let key = own.id().to_string();
        let criteria = if ["not_selected", "selected", "moved_up"].into_iter().any(told) {
            letters::criterion_reasons(own.definition(), chosen, &own.application)
        } else {
            Vec::new()
        };
        let mut checks = if told("excluded") { letters::check_reasons(&own.application) } else { Vec::new() };
        if told("excluded") {
            checks.extend(letters::rule_reasons(computed.as_ref(), &own.application));
        }
        let filed: Vec<_> = window
            .iter()
            .flat_map(|(_, state)| &state.complaints)
            .filter(|complaint| complaint.application == own.id())
            .collect();
        let digests: Vec<Digest> = criteria
            .iter()
            .flat_map(|reason| reason.reasons.iter().copied())
            .chain(checks.iter().filter_map(|check| check.reason))
            .chain(filed.iter().flat_map(|c| [Some(c.text), c.ruling.as_ref().map(|r| r.reason)]).flatten())
            .collect();
        let texts = store::prose::texts(&mut db, digests).await?;
        let text = |digest: &Digest| texts.get(digest).cloned().unwrap_or_default();
        Ok(OwnOutcome {
            released_at,
            rank: computed.as_ref().filter(|_| released.is_some()).map(|computed| Rank::of(computed, &key)),
            choice: None,
            ahead: Vec::new(),
            letters: decided
                .into_iter()
                .map(|letter| Told { at: letter.dated_at, subject: letter.subject, text: letter.text })
                .collect(),
            criteria: criteria
                .into_iter()
                .map(|reason| Reasoned {
                    reasons: reason.reasons.iter().map(text).collect(),
                    criterion: reason.criterion,
                    points: reason.points,
                })
                .collect(),
            checks: checks
                .into_iter()
                .map(|check| {
                    let why = check.reason.as_ref().map_or_else(|| check.rule.clone(), text);
                    (check.check, why)
                })
                .collect(),
            complain_until,
            may_complain,
            place: self.own_place(own, procedure),
            complaints: filed
                .into_iter()
                .map(|complaint| OwnComplaint {
                    id: complaint.id,
                    filed_at: complaint.filed_at,
                    text: text(&complaint.text),
                    settled: complaint
                        .ruling
                        .as_ref()
                        .map(|settled| (settled.at, settled.ruling.clone(), text(&settled.reason))),
                })
                .collect(),
        })
    }
}
