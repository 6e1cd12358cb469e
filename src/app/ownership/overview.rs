//! The owner's desk: where a procedure stands, and what waits for whom.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::stage::{Stage, stage};
use super::{Called, Office, called};
use crate::app::act::by_id;
use crate::app::{App, AppError};
use crate::engine::case::Case;
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::retention;
use crate::engine::steps::joint::Phase;
use crate::engine::steps::{StepState, intake};
use crate::store;

/// How long before an erasure the desk says so, in seconds: time enough to hold it.
const SOON_SECONDS: i64 = 60 * 24 * 3600;

/// Where a procedure stands.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The reader's part in it.
    pub office: Office,
    /// The tracks that the reader sees.
    pub tracks: Vec<TrackView>,
    /// The joint steps.
    pub joint: Vec<JointView>,
    /// Questions without an answer.
    pub unanswered: usize,
    /// Letters that could not be delivered; for those who see the outbox.
    pub not_notified: Option<u64>,
    /// When something is erased next, if that is soon; for those who see all of the procedure.
    pub erases_at: Option<Instant>,
}

/// Where a track stands.
#[derive(Clone, Debug)]
pub struct TrackView {
    /// Short name.
    pub track: String,
    /// What it waits for.
    pub stage: Option<Stage>,
    /// Applications begun and applications that count. Counts, never names.
    pub counts: (u64, u64),
    /// The applications, once the track is opened.
    pub applications: Option<Vec<(ApplicationId, Called)>>,
}

/// Where a joint step stands.
#[derive(Clone, Debug)]
pub struct JointView {
    /// Short name.
    pub step: String,
    /// Where it stands.
    pub phase: Phase,
    /// Whether it has ended.
    pub ended: bool,
}

impl App {
    /// Where a procedure stands, for its owners, secretaries and auditors.
    pub async fn overview(self: &Arc<Self>, office: Office) -> Result<Overview, AppError> {
        let mut db = self.store.read().await?;
        let counts = store::applications::counts(&mut db, office.procedure.id).await?;
        let mut tracks = Vec::new();
        for track in office.tracks() {
            let here = office.procedure.lines.get(track).and_then(|line| line.stage.clone());
            let case = self.opened_case(&office, track, here.as_deref()).await?;
            let opened = is_opened(&office, track);
            let mut applications = Vec::new();
            for application in case.counting(track) {
                let name = called(&mut db, office.definition(), &case, office.person, application).await?;
                applications.push((application.id, name));
            }
            tracks.push(TrackView {
                track: track.to_owned(),
                stage: stage(office.definition(), &case, track),
                counts: counts.get(&(track.to_owned(), here)).copied().unwrap_or_default(),
                applications: opened.then_some(applications),
            });
        }
        let joint = office.definition().joint_steps().filter_map(|(step, _)| {
            let line = office.procedure.lines.get(&step.id)?;
            let Some(StepState::Joint(state)) = line.states.get(&step.id) else { return None };
            Some(JointView { step: step.id.clone(), phase: state.phase, ended: !line.running() })
        });
        let joint = joint.collect();
        let unanswered = unanswered(&office);
        let not_notified = if office.holds(&super::DESK, None) {
            Some(store::outbox::not_notified(&mut db, office.procedure.id).await?)
        } else {
            None
        };
        let next = retention::wake_at(office.definition(), &office.procedure);
        let soon = office.now.plus_seconds(SOON_SECONDS);
        let erases_at = next.filter(|at| *at <= soon && office.holds(&super::DESK, None));
        Ok(Overview { office, tracks, joint, unanswered, not_notified, erases_at })
    }

    /// The case with the applications of `track` in `stage` once that is opened, and with none before.
    pub(in crate::app) async fn opened_case(
        self: &Arc<Self>,
        office: &Office,
        track: &str,
        stage: Option<&str>,
    ) -> Result<Case, AppError> {
        let procedure = office.procedure.clone();
        let intake = intake::state_in(office.definition(), &procedure, track, stage);
        let case = Case { procedure: procedure.clone(), applications: BTreeMap::new() };
        if intake.is_none_or(|intake| intake.opened.is_none()) {
            return Ok(case.as_of(track, stage));
        }
        let mut db = self.store.read().await?;
        let stored = store::applications::all(&mut db, procedure.id, Some(track)).await?;
        Ok(Case { applications: by_id(stored), ..case }.as_of(track, stage))
    }
}

/// Whether the applications of `track` have been opened.
pub(super) fn is_opened(office: &Office, track: &str) -> bool {
    intake::state(office.definition(), &office.procedure, track).is_some_and(|state| state.opened.is_some())
}

/// Questions without an answer.
pub fn unanswered(office: &Office) -> usize {
    office.procedure.questions.iter().filter(|question| question.answer.is_none()).count()
}
