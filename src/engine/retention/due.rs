//! When each kind of thing is due, what stands in the way, and the erasing itself.

use super::{Archive, Erasure, Event, Kind, Retention, Since, record};
use crate::engine::case::{Application, Case, Line, Procedure};
use crate::engine::event::What;
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::steps::{StepState, intake, period_end, selection};
use crate::engine::turn::{Effect, Turn};
use crate::engine::workflow::definition::{Definition, StepSpec};

/// One kind of thing in one track: until when it is kept, and how that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// In which track.
    pub track: String,
    /// Which kind of thing.
    pub kind: Kind,
    /// From which event the period is counted.
    pub from: Since,
    /// When that was; nothing while it has not come.
    pub since: Option<Instant>,
    /// The last microsecond of the period.
    pub until: Option<Instant>,
    /// How it stands, whether or not the period is over.
    pub stands: Stands,
}

/// How a kind of thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// The event from which the period is counted has not come.
    Waiting,
    /// It is erased once the period is over.
    Free,
    /// The track, or a joint step that its teams take part in, is still under way and needs it.
    Needed,
    /// A complaint over the track is open.
    Complaint,
    /// A person holds it.
    Held,
    /// The archive has not been handed over.
    Unarchived,
    /// It was erased.
    Erased(Instant),
}

impl Due {
    /// When it is erased, if nothing changes.
    pub fn at(&self, procedure: &Procedure) -> Option<Instant> {
        if self.stands != Stands::Free {
            return None;
        }
        let over = self.until?.plus_micros(1);
        Some(over.max(free_since(procedure, &self.track)))
    }
}

/// Every kind of thing that has a period, in the order of the tracks and of the file.
pub fn dues(definition: &Definition, procedure: &Procedure) -> Vec<Due> {
    let Some(spec) = &definition.retention else { return Vec::new() };
    let mut all = Vec::new();
    for track in &definition.tracks {
        let Some(line) = procedure.lines.get(&track.id) else { continue };
        for kind in Kind::ALL {
            let Some(keep) = spec.keep.of(kind) else { continue };
            let since = since(definition, procedure, &track.id, line, keep.from);
            // The file was checked: a period that cannot be counted keeps for good.
            let until = since.and_then(|at| period_end(definition, at, keep.period()?));
            let erased = procedure.retention.erased.get(&track.id).and_then(|kinds| kinds.get(&kind));
            let stands = match (erased, until) {
                (Some(at), _) => Stands::Erased(*at),
                (None, None) => Stands::Waiting,
                (None, Some(_)) => stands(definition, spec, procedure, &track.id, line, kind),
            };
            all.push(Due { track: track.id.clone(), kind, from: keep.from, since, until, stands });
        }
    }
    all
}

fn since(
    definition: &Definition,
    procedure: &Procedure,
    track: &str,
    line: &Line,
    from: Since,
) -> Option<Instant> {
    match from {
        Since::IntakeClosed => {
            // Drafts of the first stage are what is meant: who is asked into a later one handed in before.
            let closed = intake::state_in(definition, procedure, track, None)?.closed.as_ref();
            closed.map(|closed| closed.at).or(line.ended_at)
        }
        Since::DecisionFinal => line.final_at,
        Since::Contract => {
            let concluded = line.states.values().find_map(|state| match state {
                StepState::Contract(state) => state.concluded.as_ref(),
                _ => None,
            });
            concluded.map(|concluded| concluded.at).or(line.ended_at)
        }
        Since::ProcedureEnded => {
            let mut last = None;
            for line in procedure.lines.values() {
                last = last.max(Some(line.ended_at?));
            }
            last
        }
    }
}

fn stands(
    definition: &Definition,
    spec: &Retention,
    procedure: &Procedure,
    track: &str,
    line: &Line,
    kind: Kind,
) -> Stands {
    if procedure.retention.held.is_some() {
        Stands::Held
    } else if suspended(line) {
        Stands::Complaint
    } else if kind != Kind::Drafts && !needed_until(definition, procedure, track, line) {
        Stands::Needed
    } else if spec.archive == Some(Archive::Confirm) && procedure.retention.archived.is_none() {
        Stands::Unarchived
    } else {
        Stands::Free
    }
}

/// Whether a complaint over the track is open (GDPR art. 17(3)(e): legal claims).
fn suspended(line: &Line) -> bool {
    line.states.values().any(|state| matches!(state, StepState::Complaints(state) if state.suspended()))
}

/// Whether the track and the joint steps that wait for it have ended.
fn needed_until(definition: &Definition, procedure: &Procedure, track: &str, line: &Line) -> bool {
    let joint = definition.joint_steps().filter(|(_, spec)| spec.waits_for.iter().any(|id| id == track));
    let mut joint = joint.filter_map(|(step, _)| procedure.lines.get(&step.id));
    !line.running() && joint.all(|line| !line.running())
}

/// When the last thing that stood in the way of erasing in this track ended.
fn free_since(procedure: &Procedure, track: &str) -> Instant {
    let mut last = procedure.retention.free_since;
    for line in procedure.lines.values() {
        last = last.max(line.ended_at);
    }
    let states = procedure.lines.get(track).into_iter().flat_map(|line| line.states.values());
    for state in states {
        if let StepState::Complaints(state) = state {
            let settled = state.complaints.iter().filter_map(|complaint| complaint.ruling.as_ref());
            last = last.max(settled.map(|settled| settled.at).max());
        }
    }
    last.unwrap_or_default()
}

/// When something is to be erased next, if ever.
pub fn wake_at(definition: &Definition, procedure: &Procedure) -> Option<Instant> {
    dues(definition, procedure).iter().filter_map(|due| due.at(procedure)).min()
}

/// Erases what is due at the turn's instant.
pub fn perform(turn: &mut Turn<'_>) {
    let now = turn.now;
    let found = dues(turn.definition, &turn.case.procedure);
    let due: Vec<_> =
        found.into_iter().filter(|due| due.at(&turn.case.procedure).is_some_and(|at| at <= now)).collect();
    for due in due {
        let (Some(since), Some(until)) = (due.since, due.until) else { continue };
        let applications = concerned(turn.definition, &turn.case, &due.track, due.kind);
        for application in &applications {
            turn.record_application(*application, What::Retention(Event::Erased { kind: due.kind }));
        }
        record(
            turn,
            Event::Due {
                track: due.track.clone(),
                kind: due.kind,
                from: due.from,
                since,
                until,
                applications: u32::try_from(applications.len()).unwrap_or(u32::MAX),
            },
        );
        turn.effect(Effect::Erase(Erasure::Kind { track: due.track, kind: due.kind, applications }));
    }
    let all = dues(turn.definition, &turn.case.procedure);
    let letters = all.iter().any(|due| due.kind == Kind::Letters);
    let over = letters && all.iter().all(|due| matches!(due.stands, Stands::Erased(_)));
    if over {
        let followers = turn.case.procedure.followers.iter().copied().collect();
        record(turn, Event::Over {});
        turn.effect(Effect::Erase(Erasure::Rest { followers }));
    }
}

/// The applications of a track that hold things of this kind.
fn concerned(definition: &Definition, case: &Case, track: &str, kind: Kind) -> Vec<ApplicationId> {
    let chosen = selection::decided_last(definition, &case.procedure, track);
    // Who was chosen and left later was chosen, and so was who moved up.
    let chosen = |application: &Application| {
        chosen.is_some_and(|state| {
            let decided = state.decided.as_ref().is_some_and(|list| list.selected.contains(&application.id));
            decided || state.selected().contains(&application.id)
        })
    };
    // What was handed in to any stage is no draft, whatever became of it in the next.
    let handed_in = |application: &Application| application.stages().iter().any(Application::handed_in);
    let of = |application: &&Application| match kind {
        Kind::Drafts => !handed_in(application),
        Kind::Selected => handed_in(application) && chosen(application),
        Kind::NotSelected => handed_in(application) && !chosen(application),
        Kind::Scores | Kind::Letters => true,
    };
    case.applications.values().filter(|a| a.track == track).filter(of).map(|a| a.id).collect()
}

/// The step of a track after which its decision is final: its last complaint window, or else its letters.
pub fn final_after(definition: &Definition, track: &str) -> Option<usize> {
    let last = |pick: fn(&StepSpec) -> bool| {
        let steps = definition.track_steps().collect::<Vec<_>>();
        steps.iter().rposition(|step| step.concerns(track) && pick(&step.does))
    };
    last(|spec| matches!(spec, StepSpec::Complaints(_)))
        .or_else(|| last(|spec| matches!(spec, StepSpec::Letters(_))))
}
