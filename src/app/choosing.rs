//! The shortlist and the letters, for those who decide.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ranking::{Ranking, ranking};
use super::reading::stage_of;
use super::{App, AppError, letters};
use crate::engine::case::{Application, Case};
use crate::engine::digest::Digest;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::select::outcome::StopKind;
use crate::engine::select::spec::{Choose, CriterionKind, Rest};
use crate::engine::select::{Outcome, Spec};
use crate::engine::steps::selection::basis::{self, Added};
use crate::engine::steps::{letters as letters_step, limits as limits_step, scoring, screening, selection};
use crate::engine::turn::{Command, Effect, Verb, step};
use crate::engine::workflow::definition::{Role, StepSpec};
use crate::engine::workflow::{Definition, Loaded};
use crate::store;
use crate::store::outbox::Letter;

/// What the page of a selection shows.
#[derive(Clone, Debug)]
pub struct Shortlist {
    /// The workflow file.
    pub loaded: Arc<Loaded>,
    /// Which track.
    pub track: String,
    /// What the model computed, if the track has come to its selection.
    pub computed: Option<Outcome>,
    /// What was decided, once it is.
    pub decided: Option<selection::Decision>,
    /// The texts of the decision: its remark, and the reasons for what differs.
    pub reasons: BTreeMap<Digest, String>,
    /// The applications that were compared, best first, then those who were not placed.
    pub rows: Vec<Compared>,
    /// The criteria, in the order of the model.
    pub criteria: Vec<String>,
    /// Whether the reader may decide now.
    pub may_decide: bool,
    /// What people added to the basis.
    pub added: Vec<Added>,
    /// What people may add.
    pub asks: Asks,
    /// What the totals are made of, and the line.
    pub ranking: Ranking,
}

/// What people may add to the basis of a selection.
#[derive(Clone, Debug, Default)]
pub struct Asks {
    /// Criteria that are an order made by people.
    pub orders: Vec<String>,
    /// Criteria that are voted on.
    pub votes: Vec<String>,
    /// Criteria that are graded for each reference, with how many references each application has.
    pub grades: BTreeMap<String, BTreeMap<ApplicationId, usize>>,
    /// Criteria that evaluators judged, with those who did.
    pub judged: Vec<String>,
    /// Who has judged.
    pub evaluators: Vec<(PersonId, String)>,
    /// What must be shown as evidence; empty for nothing.
    pub evidence: String,
    /// What lets a reserve move up; nothing where the model has no reserve list.
    pub triggers: Option<Vec<String>>,
    /// The ways to resolve a tie that the file leaves to the authority, while one is open.
    pub ways: Vec<Choose>,
}

/// One application in the comparison.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Which application.
    pub id: ApplicationId,
    /// Names of its members, the lead first.
    pub name: String,
    /// Points by criterion, and the total, as computed.
    pub scores: BTreeMap<String, Exact>,
    /// Place, counted from one; equals share one.
    pub place: Option<usize>,
    /// Whether a threshold was not reached, in the model's words.
    pub failed: Option<String>,
}

/// One track on its way to the letters.
#[derive(Clone, Debug)]
pub struct Readiness {
    /// Which track.
    pub track: String,
    /// Short name of the step it is in.
    pub step: String,
    /// How it ended, if it did.
    pub outcome: Option<crate::engine::case::LineOutcome>,
    /// When its letters were released, if they were.
    pub released_at: Option<Instant>,
}

/// The letters before, or after, their release.
#[derive(Clone, Debug)]
pub struct Letters {
    /// The workflow file.
    pub loaded: Arc<Loaded>,
    /// Where each track stands.
    pub tracks: Vec<Readiness>,
    /// Every letter as it would go out now; empty while the release would be refused.
    pub preview: Vec<Letter>,
    /// Why the release would be refused, if it would.
    pub refusal: Option<Refusal>,
    /// Who was asked which places to keep under a limit over the tracks, about lists that are not told yet.
    pub asked: Vec<limits_step::Asked>,
    /// Whether the reader may release, and record what somebody answered by another way.
    pub may_release: bool,
}

impl App {
    /// The shortlist of a track, for owners, secretaries and auditors.
    pub async fn shortlist(
        self: &Arc<Self>,
        reader: PersonId,
        procedure: ProcedureId,
        track: &str,
        look: Option<&str>,
    ) -> Result<Shortlist, AppError> {
        let standing = self.whole(procedure, Some(track)).await?.looked_at(track, look)?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let spec = definition.steps_of_in(track, stage_of(case, track)).find_map(|step| match &step.does {
            StepSpec::Selection(spec) => Some((step, spec)),
            _ => None,
        });
        let by = spec.map(|(_, spec)| spec.by.clone());
        let roles = [Role::Owner, Role::Secretary, Role::Auditor].into_iter().chain(by.unwrap_or_default());
        if !roles.into_iter().any(|role| case.procedure.holds(reader, role, Some(track))) {
            return Err(AppError::NotFound("track"));
        }
        let line = case.procedure.lines.get(track).ok_or(AppError::NotFound("track"))?;
        let state = selection::state(definition, &case.procedure, track, line.stage.as_deref());
        let computed = state.and_then(|state| state.computed.clone());
        let decided = state.and_then(|state| state.decided.clone());
        let (step, spec) = spec.ok_or(AppError::NotFound("step"))?;
        let may_decide = line.running()
            && line.step == step.id
            && spec.by.iter().any(|role| case.procedure.holds(reader, *role, Some(track)));
        let criteria = definition
            .model(track, &spec.model)
            .map(|model| model.criteria.iter().map(|criterion| criterion.id.clone()).collect())
            .unwrap_or_default();
        let mut rows = Vec::new();
        if let Some(outcome) = &computed {
            let mut db = self.store.read().await?;
            for application in case.counting(track) {
                if screening::admitted(definition, application) {
                    let name = members(&mut db, application).await?;
                    rows.push(compared(application.id, name, outcome));
                }
            }
            rows.sort_by_key(|row| (row.place.unwrap_or(usize::MAX), row.id));
        }
        let mut asks = definition
            .model(track, &spec.model)
            .map(|model| asked(definition, case, track, model, computed.as_ref()))
            .unwrap_or_default();
        let ranking = definition
            .model(track, &spec.model)
            .zip(computed.as_ref())
            .map(|(model, outcome)| ranking(definition, case, reader, track, model, outcome))
            .unwrap_or_default();
        let mut db = self.store.read().await?;
        let mut said: Vec<Digest> = Vec::new();
        if let Some(decision) = &decided {
            said.extend(decision.reasons.values().chain(&decision.remark));
        }
        let reasons = store::prose::texts(&mut db, said).await?;
        for (person, name) in &mut asks.evaluators {
            let known = store::people::by_id(&mut db, *person).await?;
            *name = known.map(|known| known.name).unwrap_or_default();
        }
        Ok(Shortlist {
            loaded: Arc::clone(&standing.loaded),
            track: track.to_owned(),
            added: state.map(|state| state.added.clone()).unwrap_or_default(),
            asks,
            computed,
            decided,
            reasons,
            rows,
            criteria,
            may_decide,
            ranking,
        })
    }

    /// The letters of the procedure: where each track stands, and every letter as it would go out now.
    pub async fn decision_letters(
        self: &Arc<Self>,
        reader: PersonId,
        procedure: ProcedureId,
    ) -> Result<Letters, AppError> {
        let standing = self.whole(procedure, None).await?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let roles = letter_readers(definition);
        if !roles.iter().any(|role| case.procedure.holds(reader, *role, None)) {
            return Err(AppError::NotFound("procedure"));
        }
        let tracks = definition
            .tracks
            .iter()
            .filter_map(|track| {
                let line = case.procedure.lines.get(&track.id)?;
                let stage = line.stage.as_deref();
                let released_at = letters_step::released_at(definition, &case.procedure, &track.id, stage);
                let (track, step) = (track.id.clone(), line.step.clone());
                Some(Readiness { track, step, outcome: line.outcome, released_at })
            })
            .collect();
        // A rehearsal: the core is pure, so the release can be tried without anybody hearing of it.
        let verb = Verb::Letters(letters_step::Command::Release);
        let command = Command { actor: reader, verb };
        let outcome = step(definition, case.clone(), self.clock.now(), Some(&command));
        let mut preview = Vec::new();
        if outcome.refusal.is_none() {
            let mut db = self.store.read().await?;
            let mut writer = letters::Writer::new(self, &standing.loaded, &outcome, &[]);
            for effect in &outcome.effects {
                if let Effect::Letter(letter) = effect {
                    preview.push(writer.render(&mut db, letter).await?);
                }
            }
        }
        let loaded = Arc::clone(&standing.loaded);
        let about_these = |asked: &&limits_step::Asked| limits_step::live(definition, &case.procedure, asked);
        let asked = case.procedure.limits.iter().filter(about_these).cloned().collect();
        let by = letters_step::due(definition, &case.procedure).map(|(_, spec)| &spec.by);
        let may_release =
            by.is_some_and(|by| by.iter().any(|role| case.procedure.holds(reader, *role, None)));
        Ok(Letters { loaded, tracks, preview, refusal: outcome.refusal, asked, may_release })
    }
}

/// What people may add to a selection by `model`.
fn asked(
    definition: &Definition,
    case: &Case,
    track: &str,
    model: &Spec,
    computed: Option<&Outcome>,
) -> Asks {
    let ids = |kind| model.of_kind(kind).map(|criterion| criterion.id.clone()).collect::<Vec<_>>();
    let compared = || case.counting(track).filter(|a| screening::admitted(definition, a));
    let graded = model.graded().map(|criterion| {
        let counts = compared().map(|a| (a.id, basis::references(definition, case, a.id, model, criterion)));
        (criterion.to_owned(), counts.collect())
    });
    let steps = definition.steps.iter().filter(|step| matches!(step.does, StepSpec::Scoring(_)));
    let mut evaluators = BTreeSet::new();
    for step in steps {
        evaluators.extend(compared().flat_map(|a| scoring::locked(a, &step.id)).map(|(person, _)| person));
    }
    let lists: Vec<_> = model.steps.iter().filter_map(|step| step.reserve.as_ref()).collect();
    let reserved = model.steps.iter().any(|step| step.rest == Rest::Reserve);
    let choice = computed.and_then(|computed| computed.stopped.as_ref());
    let choice = choice.is_some_and(|stopped| stopped.kind == StopKind::Choice);
    let ways = model.steps.iter().flat_map(|step| &step.tie).filter_map(|tie| tie.authority.as_ref());
    Asks {
        orders: ids(CriterionKind::Order),
        votes: ids(CriterionKind::Vote),
        grades: graded.collect(),
        judged: model.judged().map(ToOwned::to_owned).collect(),
        evaluators: evaluators.into_iter().map(|person| (person, String::new())).collect(),
        evidence: model
            .conditional
            .as_ref()
            .map(|conditional| conditional.evidence.clone())
            .unwrap_or_default(),
        triggers: reserved.then(|| lists.iter().flat_map(|reserve| reserve.triggers.clone()).collect()),
        ways: if choice {
            ways.flat_map(|authority| authority.options.clone()).collect()
        } else {
            Vec::new()
        },
    }
}

/// Roles that read the letters before their release: those who release them, the owner and the auditor.
pub fn letter_readers(definition: &Definition) -> Vec<Role> {
    let release = definition.steps.iter().filter_map(|step| match &step.does {
        StepSpec::Letters(spec) => Some(spec.by.clone()),
        _ => None,
    });
    [Role::Owner, Role::Auditor].into_iter().chain(release.flatten()).collect()
}

async fn members(db: &mut store::Db, application: &Application) -> Result<String, store::StoreError> {
    let parties = store::applications::parties(db, application.id).await?;
    let names: Vec<_> = application
        .members
        .iter()
        .filter(|member| member.declined_at.is_none())
        .filter_map(|member| parties.get(&member.id).map(|party| party.name.as_str()))
        .collect();
    Ok(names.join(", "))
}

fn compared(id: ApplicationId, name: String, outcome: &Outcome) -> Compared {
    let key = id.to_string();
    let failed = outcome.failed.iter().find(|failed| failed.applicant == key);
    Compared {
        id,
        name,
        scores: outcome.scores.get(&key).cloned().unwrap_or_default(),
        place: place(outcome, &key),
        failed: failed.map(|failed| failed.reason.clone()),
    }
}

/// The place in the computed order, counted from one; equals share one.
pub(super) fn place(outcome: &Outcome, key: &str) -> Option<usize> {
    let mut place = 1;
    for equals in &outcome.order {
        if equals.iter().any(|one| one == key) {
            return Some(place);
        }
        place += equals.len();
    }
    None
}
