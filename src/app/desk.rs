//! What waits for somebody, in every role.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::act::by_id;
use super::ownership::stage::{Stage, gathering_of, own_sheets, stage};
use super::{App, AppError};
use crate::engine::case::{Application, Case, Line};
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::steps::joint::Phase;
use crate::engine::steps::selection::after;
use crate::engine::steps::{StepState, gathering, intake, letters, mandate, scoring};
use crate::engine::workflow::definition::{Role, StepSpec, Words};
use crate::engine::workflow::{Definition, Loaded};
use crate::store;

/// Procedures that one desk shows at most.
pub const PROCEDURES_MAX: usize = 200;

/// Everything that waits for one person.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// Applications that the person takes part in.
    pub applications: Vec<Mine>,
    /// Offices that the person holds.
    pub offices: Vec<Held>,
}

/// An application of one's own.
#[derive(Clone, Debug)]
pub struct Mine {
    /// Which application.
    pub id: ApplicationId,
    /// Of which procedure.
    pub procedure: ProcedureId,
    /// The workflow file of its procedure.
    pub loaded: Arc<Loaded>,
    /// Short name of its track.
    pub track: String,
    /// How it stands.
    pub status: MyStatus,
    /// The deadline.
    pub until: Instant,
    /// Whether the track still receives applications.
    pub open: bool,
    /// Whether one's own signature is owed.
    pub signature_owed: bool,
    /// Whether the draft has changed since it was submitted.
    pub changed: bool,
    /// Short name of the step before which the track waits for others, where it does.
    pub held: Option<String>,
    /// When the outcome was told.
    pub outcome_at: Option<Instant>,
    /// Gatherings that it is invited to: the line, the short name and the title of each, the last one first.
    pub gatherings: Vec<(String, String, Words)>,
    /// Mandates that wait for its signature: short names of the steps.
    pub mandates: Vec<String>,
}

/// How an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MyStatus {
    /// It is handed in.
    Submitted,
    /// It is only a draft.
    NotSubmitted,
    /// It was handed in, and must be confirmed again.
    Unconfirmed,
    /// It was taken back.
    Withdrawn,
}

/// An office that somebody holds.
#[derive(Clone, Debug)]
pub struct Held {
    /// In which procedure.
    pub procedure: ProcedureId,
    /// Its workflow file.
    pub loaded: Arc<Loaded>,
    /// Which role.
    pub role: Role,
    /// In which track; in all when absent.
    pub track: Option<String>,
    /// What there is to do now.
    pub tasks: Vec<Task>,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Questions wait for an answer.
    Answer(usize),
    /// Letters could not be delivered.
    NotNotified(u64),
    /// A track waits for this.
    Track(String, Stage),
    /// Sheets of one's own: locked, and to be written.
    Sheets(String, usize, usize),
    /// A joint step asks whether to go on.
    Joint(String),
    /// After a decision, letters wait or evidence is still to be recorded.
    After(String),
}

/// A procedure with the applications of its opened tracks.
struct Opened {
    loaded: Arc<Loaded>,
    case: Case,
    not_notified: u64,
}

impl App {
    /// Everything that waits for `person`.
    pub async fn desk(self: &Arc<Self>, person: PersonId) -> Result<Desk, AppError> {
        let (taken, offices) = {
            let mut db = self.store.read().await?;
            let taken = store::applications::of_person(&mut db, person).await?;
            (taken, store::people::offices(&mut db, person).await?)
        };
        let mut desk = Desk::default();
        for (application, _) in taken.into_iter().take(PROCEDURES_MAX) {
            desk.applications.extend(self.mine(application, person).await?);
        }
        let mut known: BTreeMap<ProcedureId, Opened> = BTreeMap::new();
        for office in offices {
            if !known.contains_key(&office.procedure) {
                if known.len() >= PROCEDURES_MAX {
                    break;
                }
                known.insert(office.procedure, self.opened(office.procedure).await?);
            }
            let role = Role::ALL.into_iter().find(|role| role.name() == office.role);
            let (Some(found), Some(role)) = (known.get(&office.procedure), role) else { continue };
            let track = Some(office.track).filter(|track| !track.is_empty());
            let tasks = tasks(found, person, role, track.as_deref());
            let loaded = Arc::clone(&found.loaded);
            desk.offices.push(Held { procedure: office.procedure, loaded, role, track, tasks });
        }
        Ok(desk)
    }

    async fn mine(self: &Arc<Self>, id: ApplicationId, person: PersonId) -> Result<Option<Mine>, AppError> {
        let standing = self.with_application(id).await?;
        let definition = &standing.loaded.definition;
        let Some(found) = standing.case.applications.get(&id) else { return Ok(None) };
        if !found.has_member(person) {
            return Ok(None);
        }
        let (head, stage) = (&standing.case.procedure, found.stage.as_deref());
        let until = intake::closes_in(definition, head, &found.track, stage).unwrap_or_default();
        let line = head.lines.get(&found.track);
        let open = line.is_some_and(Line::running)
            && intake::state_in(definition, head, &found.track, stage)
                .is_some_and(|state| state.closed.is_none());
        let outcome_at = letters::released_at(definition, head, &found.track, stage);
        Ok(Some(Mine {
            id,
            procedure: head.id,
            track: found.track.clone(),
            status: status(found),
            until,
            open,
            signature_owed: open && intake::unsigned(definition, found).any(|m| m.person == person),
            changed: changed(found),
            held: line.and_then(|line| Some(line.held.as_ref()?.step.clone())).filter(|_| found.counts()),
            outcome_at: outcome_at.filter(|_| found.counts()),
            gatherings: gathering::of_application(definition, &standing.case, id)
                .into_iter()
                .rev()
                .map(|(line, here)| (line.to_owned(), here.id.to_owned(), here.title.clone()))
                .collect(),
            mandates: definition
                .steps
                .iter()
                .filter_map(|step| {
                    let signing = mandate::state(head, &found.track, &step.id)?;
                    let StepSpec::Mandate(spec) = &step.does else { return None };
                    let running = line.is_some_and(|line| line.running() && line.held.is_none());
                    let open = running && signing.ended.is_none() && signing.asked.contains(&id);
                    // The lead sees to it that everybody signs.
                    let concerns = mandate::owing(spec, found, &step.id).contains(&person)
                        || found.is_led_by(person) && !mandate::complete(spec, found, &step.id);
                    (open && concerns).then(|| step.id.clone())
                })
                .collect(),
            loaded: Arc::clone(&standing.loaded),
        }))
    }

    async fn opened(self: &Arc<Self>, procedure: ProcedureId) -> Result<Opened, AppError> {
        let standing = self.head(procedure).await?;
        let (loaded, mut case) = (standing.loaded, standing.case);
        let mut db = self.store.read().await?;
        for track in &loaded.definition.tracks {
            let state = intake::state(&loaded.definition, &case.procedure, &track.id);
            let running = case.procedure.lines.get(&track.id).is_some_and(Line::running);
            if running && state.is_some_and(|state| state.opened.is_some()) {
                let stored = store::applications::all(&mut db, procedure, Some(&track.id)).await?;
                case.applications.extend(by_id(stored));
            }
        }
        let not_notified = store::outbox::not_notified(&mut db, procedure).await?;
        Ok(Opened { loaded, case, not_notified })
    }
}

fn status(application: &Application) -> MyStatus {
    if application.withdrawn_at.is_some() {
        MyStatus::Withdrawn
    } else if application.handed_in() && application.unconfirmed.is_some() {
        MyStatus::Unconfirmed
    } else if application.submitted.is_some() {
        MyStatus::Submitted
    } else {
        MyStatus::NotSubmitted
    }
}

fn changed(application: &Application) -> bool {
    let submitted = application.submitted.as_ref();
    submitted.is_some_and(|submitted| submitted.version.content != application.draft.content)
}

/// Whether an evaluator or a chair sits on another panel than the one that is at work.
fn sits_elsewhere(found: &Opened, person: PersonId, role: Role, track: &str) -> bool {
    let (definition, procedure) = (&found.loaded.definition, &found.case.procedure);
    let line = procedure.lines.get(track);
    let here = line.and_then(|line| scoring::of(definition, track, line.stage.as_deref()));
    let panel = matches!(role, Role::Evaluator | Role::Chair);
    // What is neither scored nor agreed on waits for all who hold the role.
    let step = line.and_then(|line| definition.step(&line.step)).map(|step| &step.does);
    let judges = matches!(step, Some(StepSpec::Scoring(_) | StepSpec::Consensus(_)));
    panel && judges && here.is_some_and(|(_, spec)| !spec.seats(procedure, person, role, track))
}

/// What there is to do now for whoever holds `role` in `track`.
fn tasks(found: &Opened, person: PersonId, role: Role, track: Option<&str>) -> Vec<Task> {
    let (definition, case): (&Definition, _) = (&found.loaded.definition, &found.case);
    let mut tasks = Vec::new();
    if role == Role::Owner && track.is_none() {
        let open = case.procedure.questions.iter().filter(|q| q.answer.is_none()).count();
        if open > 0 {
            tasks.push(Task::Answer(open));
        }
        if found.not_notified > 0 {
            tasks.push(Task::NotNotified(found.not_notified));
        }
    }
    let tracks = definition.tracks.iter().filter(|one| track.is_none_or(|track| track == one.id));
    for track in tracks {
        let Some(stage) = stage(definition, case, &track.id) else { continue };
        if !stage.acts().contains(&role) || sits_elsewhere(found, person, role, &track.id) {
            continue;
        }
        if role == Role::Evaluator && matches!(stage, Stage::Scoring { .. }) {
            let (locked, all) = own_sheets(definition, case, &track.id, person);
            if locked < all {
                tasks.push(Task::Sheets(track.id.clone(), locked, all));
            }
        } else {
            tasks.push(Task::Track(track.id.clone(), stage));
        }
    }
    for track in definition.tracks.iter().filter(|one| track.is_none_or(|track| track == one.id)) {
        let Ok(here) = after::open(definition, case, &track.id) else { continue };
        let open = || {
            let model = definition.model(&track.id, &here.spec.model);
            model.is_some_and(|model| !after::evidence_open(model, here.state).is_empty())
        };
        if here.spec.by.contains(&role) && (!here.state.untold().is_empty() || open()) {
            tasks.push(Task::After(track.id.clone()));
        }
    }
    for (step, spec) in definition.joint_steps() {
        let gathers =
            gathering_of(definition, case, &step.id).is_some_and(|stage| stage.acts().contains(&role));
        let asking = match case.procedure.state(&step.id, &step.id) {
            Some(StepState::Joint(state)) => state.phase == Phase::Asking,
            _ => false,
        };
        let running = case.procedure.lines.get(&step.id).is_some_and(Line::running);
        if track.is_none() && running && (gathers || asking && spec.by.contains(&role)) {
            tasks.push(Task::Joint(step.id.clone()));
        }
    }
    tasks
}
