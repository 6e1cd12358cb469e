//! One track of a report: who was chosen and who not, and why, once its applicants were told.

use std::collections::BTreeMap;

use super::history::Complaint as Filed;
use super::{Assembly, ended, said, said_of};
use crate::app::AppError;
use crate::app::choosing::place;
use crate::app::reading;
use crate::engine::access;
use crate::engine::case::{Application, Case};
use crate::engine::ids::ApplicationId;
use crate::engine::select::spec::Choose;
use crate::engine::steps::complaints::Ruling;
use crate::engine::steps::{intake, letters, scoring, screening, selection};
use crate::exchange::report::{
    Afterwards, Applied, At, Changed, Check, Chosen, Complaint, Criterion, Done, Draw, Fate, List, Outcome,
    Ruled, Said, Tie, Track, WentOn,
};
use crate::store::Db;

/// The codes of a list that the model wrote.
fn codes(names: &[String]) -> Vec<String> {
    selection::ids(names).into_iter().map(ApplicationId::code).collect()
}

/// The codes of a list that people decided.
fn codes_of(ids: &[ApplicationId]) -> Vec<String> {
    ids.iter().copied().map(ApplicationId::code).collect()
}

impl Assembly<'_> {
    /// One track in one stage of the procedure.
    pub(super) async fn track(
        &self,
        db: &mut Db,
        track: &str,
        stage: Option<&str>,
        counts: &BTreeMap<(String, Option<String>), (u64, u64)>,
    ) -> Result<Track, AppError> {
        let (definition, procedure, code) =
            (self.office.definition(), &self.office.procedure, self.lang.code());
        let about = definition.track(track).ok_or(AppError::NotFound("track"))?;
        let line = procedure.lines.get(track).ok_or(AppError::NotFound("track"))?;
        let (intake, _) = intake::at_stage(definition, stage).ok_or(AppError::NotFound("stage"))?;
        let received = intake::state_in(definition, procedure, track, stage);
        let opened = received.and_then(|state| state.opened.as_ref());
        let released_at = letters::released_at(definition, procedure, track, stage);
        let several = definition.stages().nth(1).is_some();
        // Who was asked into a later stage was in the earlier ones, too.
        let own = counts.iter().filter(|((of, _), _)| of == track);
        let place = |stage: Option<&str>| definition.stages().position(|one| one == stage);
        let begun = own.filter(|((_, later), _)| place(later.as_deref()) >= place(stage));
        let begun = begun.map(|(_, (begun, _))| begun).sum();
        let closed = received.and_then(|state| state.closed.as_ref()).map(|closed| u64::from(closed.count));
        let now = counts.get(&(track.to_owned(), stage.map(str::to_owned))).map(|(_, counting)| *counting);
        let counting = if several { closed.or(now) } else { now }.unwrap_or_default();
        // What ends a track ends the stage that it was in.
        let last = line.stage.as_deref() == stage;
        let contract = match self.history.contracts.get(track).filter(|_| last) {
            Some((at, by, note)) => Some(self.note(db, *at, *by, *note).await?),
            None => None,
        };
        let cancelled = match self.history.cancelled.get(track).filter(|_| last) {
            Some((at, by, reason)) => Some(self.note(db, *at, *by, *reason).await?),
            None => None,
        };
        let mut went_on = Vec::new();
        for (step, (at, by, reason)) in self.history.went_on.get(track).into_iter().flatten() {
            if definition.stage_of(step) == stage {
                let title =
                    definition.step(step).map_or(step.as_str(), |step| step.title.get(code)).to_owned();
                let note = self.note(db, *at, *by, *reason).await?;
                went_on.push(WentOn { step: step.clone(), title, note });
            }
        }
        // What is decided is nobody's before the applicants know it: by the letters, or as the track ended.
        let told = opened.is_some() && (released_at.is_some() || line.outcome.is_some());
        let case = self.app.opened_case(self.office, track, stage).await?;
        let result = if told { Some(self.result(db, &case, track).await?) } else { None };
        Ok(Track {
            track: track.to_owned(),
            stage: several.then(|| intake.to_owned()),
            title: match definition.step(intake).filter(|_| several) {
                Some(step) => format!("{} – {}", about.title.get(code), step.title.get(code)),
                None => about.title.get(code).to_owned(),
            },
            subject: about.summary.get(code).to_owned(),
            values: about.parameters.iter().map(|(name, value)| (name.clone(), value.to_string())).collect(),
            contract,
            begun,
            counting,
            late_tries: {
                let of = (track.to_owned(), stage.map(str::to_owned));
                self.history.late.get(&of).copied().unwrap_or_default()
            },
            opened: opened.map(|opened| Done { at: At(opened.at), by: self.who(Some(opened.by)) }),
            ended: line.outcome.filter(|_| last).map(ended),
            cancelled,
            went_on,
            released_at: released_at.map(At),
            result,
            complaints: self.complaints(db, track, stage).await?,
        })
    }

    async fn result(&self, db: &mut Db, case: &Case, track: &str) -> Result<Outcome, AppError> {
        let here = case.procedure.lines.get(track).and_then(|line| line.stage.as_deref());
        let state = selection::state(self.office.definition(), &case.procedure, track, here);
        let computed = state.and_then(|state| state.computed.as_ref());
        let decided = state.and_then(|state| state.decided.as_ref());
        let (mut draws, mut choices) = (Vec::new(), Vec::new());
        for drawn in state.map(|state| state.draws.as_slice()).unwrap_or_default() {
            draws.push(Draw { order: codes_of(&drawn.order), witness: said(db, drawn.witness).await? });
        }
        for chosen in state.map(|state| state.choices.as_slice()).unwrap_or_default() {
            let way = match chosen.choose {
                Choose::Expand => "expand",
                Choose::Draw => "draw",
            };
            choices.push(Chosen { way, reason: said(db, chosen.reason).await? });
        }
        let mut applications = Vec::new();
        for application in case.counting(track) {
            let rank = rank(state, application.id);
            let applied = self.applied(db, case, application, state).await?;
            applications.push((applied.fate, rank, applied.code.clone(), application.id, applied));
        }
        applications.sort_by(|a, b| (a.0, a.1, &a.2, a.3).cmp(&(b.0, b.1, &b.2, b.3)));
        let (declared_free, ties) = self.interests(db, case, track).await?;
        Ok(Outcome {
            computed: computed
                .map(|list| List { selected: codes(&list.selected), reserve: codes(&list.reserve) }),
            computed_stopped: computed.and_then(|list| Some(list.stopped.as_ref()?.why.clone())),
            decided: decided
                .map(|list| List { selected: codes_of(&list.selected), reserve: codes_of(&list.reserve) }),
            decision: decided.map(|list| Done { at: At(list.at), by: self.who(list.by) }),
            remark: said_of(db, decided.and_then(|list| list.remark)).await?,
            afterwards: self.afterwards(db, state).await?,
            draws,
            choices,
            applications: applications.into_iter().map(|(.., applied)| applied).collect(),
            declared_free,
            ties,
        })
    }

    /// What came after the decision, in the words of those who recorded it.
    async fn afterwards(
        &self,
        db: &mut Db,
        state: Option<&selection::State>,
    ) -> Result<Option<Afterwards>, AppError> {
        let Some((state, standing)) = state.and_then(|state| Some((state, state.standing.as_ref()?))) else {
            return Ok(None);
        };
        let mut changes = Vec::new();
        for change in &standing.changes {
            let reason = said_of(db, state.why_left(change.left)).await?;
            changes.push(Changed {
                left: change.left.code(),
                trigger: change.trigger.clone(),
                reason: reason.filter(|said| !matches!(said, Said::Text(text) if text.is_empty())),
                moved_up: change.moved_up.map(ApplicationId::code),
            });
        }
        let list = List { selected: codes_of(&standing.selected), reserve: codes_of(&standing.reserve) };
        Ok(Some(Afterwards { list, evidence_open: codes_of(&standing.open), changes }))
    }

    /// What became of one application, and why. Whoever may not read it learns its code and its fate.
    async fn applied(
        &self,
        db: &mut Db,
        case: &Case,
        application: &Application,
        state: Option<&selection::State>,
    ) -> Result<Applied, AppError> {
        let computed = state.and_then(|state| state.computed.as_ref());
        let decided = state.and_then(|state| state.decided.as_ref());
        let definition = self.office.definition();
        let mut applied = Applied {
            code: application.id.code(),
            names: None,
            fate: fate(definition, application, state),
            place: None,
            scores: BTreeMap::new(),
            criteria: Vec::new(),
            checks: Vec::new(),
            thresholds: Vec::new(),
            departure: None,
        };
        let proof = match access::reading(definition, case, self.office.person, application) {
            Ok(proof) if !proof.blind() => proof,
            _ => return Ok(applied),
        };
        applied.names = Some(reading::names(db, &proof, application).await?);
        let key = application.id.to_string();
        if let Some(computed) = computed {
            applied.place = place(computed, &key);
            applied.scores = computed.scores.get(&key).cloned().unwrap_or_default();
            let failed = computed.failed.iter().filter(|failed| failed.applicant == key);
            applied.thresholds =
                failed.map(|failed| format!("{}: {}", failed.criterion, failed.reason)).collect();
        }
        let title = |id: &str| definition.title_of(id, self.lang.code()).unwrap_or(id).to_owned();
        for reason in letters::criterion_reasons(definition, state, application) {
            let mut reasons = Vec::new();
            for digest in reason.reasons {
                reasons.push(said(db, digest).await?);
            }
            applied.criteria.push(Criterion {
                title: title(&reason.criterion),
                criterion: reason.criterion,
                points: reason.points,
                reasons,
            });
        }
        let rules = letters::rule_reasons(computed, application);
        for check in letters::check_reasons(application).into_iter().chain(rules) {
            let reason = match check.reason {
                Some(digest) => said(db, digest).await?,
                None => Said::Text(check.rule),
            };
            applied.checks.push(Check { title: title(&check.check), check: check.check, reason });
        }
        let departure = decided.and_then(|list| list.reasons.get(&application.id).copied());
        applied.departure = said_of(db, departure).await?;
        Ok(applied)
    }

    /// Declarations without a tie, and the ties. A reader who is tied to an application reads no tie to it.
    async fn interests(&self, db: &mut Db, case: &Case, track: &str) -> Result<(u64, Vec<Tie>), AppError> {
        let definition = self.office.definition();
        let (mut free, mut ties) = (0, Vec::new());
        let stage = case.procedure.lines.get(track).and_then(|line| line.stage.as_deref());
        let Some((step, _)) = scoring::of(definition, track, stage) else { return Ok((free, ties)) };
        for application in case.counting(track) {
            let Some(panel) = scoring::panel(application, &step.id) else { continue };
            free += panel.interests.values().filter(|interest| !interest.tie).count() as u64;
            if access::reading(definition, case, self.office.person, application).is_err() {
                continue;
            }
            for (person, interest) in panel.interests.iter().filter(|(_, interest)| interest.tie) {
                ties.push(Tie {
                    application: application.id.code(),
                    person: self.who(Some(*person)).unwrap_or_default(),
                    at: At(interest.at),
                    reason: said_of(db, interest.reason).await?,
                });
            }
        }
        // Equals keep the order of their identifiers.
        ties.sort_by(|a, b| (a.at, &a.application).cmp(&(b.at, &b.application)));
        Ok((free, ties))
    }

    async fn complaints(
        &self,
        db: &mut Db,
        track: &str,
        stage: Option<&str>,
    ) -> Result<Vec<Complaint>, AppError> {
        let mut all = Vec::new();
        let of = |complaint: &&Filed| complaint.track == track && complaint.stage.as_deref() == stage;
        for complaint in self.history.complaints.iter().filter(of) {
            let ruling = match &complaint.settled {
                Some((at, by, ruling, reason)) => {
                    let (name, redo) = match ruling {
                        Ruling::Dismissed => ("dismissed", None),
                        Ruling::Annulled => ("annulled", None),
                        Ruling::Redo { step } => ("redo", Some(self.step_title(step))),
                    };
                    let (at, by, reason) = (At(*at), self.who(*by), said(db, *reason).await?);
                    Some(Ruled { at, by, ruling: name, redo, reason })
                }
                None => None,
            };
            all.push(Complaint {
                application: complaint.application.code(),
                at: At(complaint.at),
                text: said(db, complaint.text).await?,
                ruling,
            });
        }
        Ok(all)
    }

    fn step_title(&self, id: &str) -> String {
        let found = self.office.definition().step(id);
        found.map_or(id, |step| step.title.get(self.lang.code())).to_owned()
    }
}

/// The place in the list as it stands, for the order of a report.
fn rank(state: Option<&selection::State>, id: ApplicationId) -> usize {
    let place = |list: &[ApplicationId]| list.iter().position(|one| *one == id);
    state.and_then(|list| place(list.selected()).or_else(|| place(list.reserve()))).unwrap_or(usize::MAX)
}

fn fate(
    definition: &crate::engine::workflow::Definition,
    application: &Application,
    state: Option<&selection::State>,
) -> Fate {
    let refused = screening::findings(application).any(|(_, finding)| finding.admitted == Some(false));
    match state.filter(|state| state.decided.is_some()) {
        Some(list) if list.selected().contains(&application.id) => Fate::Selected,
        Some(list) if list.reserve().contains(&application.id) => Fate::Reserve,
        Some(list) if list.left(application.id).is_some() => Fate::Left,
        _ if refused => Fate::Excluded,
        Some(_) if screening::admitted(definition, application) => Fate::NotSelected,
        _ => Fate::Ended,
    }
}
