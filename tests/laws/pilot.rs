//! Who does what next on the good path.

use std::collections::BTreeMap;

use trespor::engine::case::Application;
use trespor::engine::exact::Exact;
use trespor::engine::ids::{ApplicationId, AttachmentId, PersonId};
use trespor::engine::procedure;
use trespor::engine::select::outcome::StopKind;
use trespor::engine::steps::complaints::Ruling;
use trespor::engine::steps::screening::GivenVerdict;
use trespor::engine::steps::{
    StepState, complaints, consensus, intake, joint, letters, scoring, screening, selection,
};
use trespor::engine::turn::Verb;
use trespor::engine::workflow::definition::{FieldKind, Role};
use trespor::engine::workflow::form::{Answer, Content, FileRef};

use crate::world::{
    APPLICANTS, AUDITOR, CHAIR, Doing as _, EVALUATORS, HOUR, OWNER, Planned, SECRETARY, Script, TRACKS,
    World, application, digest, id, person,
};

const CRITERIA: [&str; 3] = ["relevance", "method", "team"];
const CHECKS: [&str; 4] = ["exg-crim-corrpt", "exg-pmt-bre-tax", "slc-stand-to-gen", "references-recent"];

/// Takes one step along the good path.
pub fn forward(world: &mut World, script: &Script) {
    if people(world) || applications(world, script) {
        return;
    }
    for (n, track) in TRACKS.into_iter().enumerate() {
        if in_track(world, script, track, script.whim[n]) {
            return;
        }
    }
    if releases(world) || together(world) {
        return;
    }
    // Nothing is left to do but to let time pass, long times in several parts.
    if let Some(at) = world.wake_at {
        let left = at.micros() - world.now.micros();
        let half = if left > 48 * HOUR { left / 2 } else { left };
        world.wait(world.now.plus_micros(half));
    }
}

fn people(world: &mut World) -> bool {
    let mut wanted = vec![
        (SECRETARY, Role::Secretary, None),
        (CHAIR, Role::Chair, None),
        (AUDITOR, Role::Auditor, None),
        (EVALUATORS[2], Role::Evaluator, Some("social")),
    ];
    wanted.extend(EVALUATORS[..2].iter().map(|n| (*n, Role::Evaluator, None)));
    for (n, role, track) in wanted {
        if !world.case.procedure.holds(person(n), role, track) {
            world.grant(n, role, track);
            return true;
        }
    }
    false
}

fn track_of(planned: &Planned) -> &'static str {
    TRACKS[usize::from(planned.track)]
}

fn lead_of(number: usize) -> u8 {
    APPLICANTS + u8::try_from(number).unwrap_or(0)
}

fn applications(world: &mut World, script: &Script) -> bool {
    for (n, planned) in script.plan.iter().enumerate() {
        let (number, lead) = (u8::try_from(n).unwrap_or(0), lead_of(n));
        let line = &world.case.procedure.lines[track_of(planned)];
        if line.step != "intake" || !line.running() || closed(world, track_of(planned)) {
            continue;
        }
        let Some(found) = world.case.applications.get(&application(number)).cloned() else {
            if world.case.procedure.people.contains_key(&person(lead)) {
                continue;
            }
            world.start(number, track_of(planned), lead);
            return true;
        };
        if found.counts() || found.withdrawn_at.is_some() {
            continue;
        }
        let seen = found.draft.number;
        if let Some(owes) = intake::unsigned(&world.loaded.definition, &found).next() {
            let command = intake::Command::Sign { application: found.id };
            let owes = owes.person;
            world.act(owes, Verb::Intake(command));
            return true;
        }
        let partner = planned.partner.map(|n| APPLICANTS + n);
        if let Some(partner) = partner.filter(|_| found.members.len() < 2)
            && !world.case.procedure.people.contains_key(&person(partner))
        {
            world.invite(lead, number, partner);
        } else if found.draft.problems.is_empty() {
            let command = intake::Command::Submit { application: found.id, seen: None };
            world.act(person(lead), Verb::Intake(command));
        } else {
            let command = draft(world, application(number), seen, 0);
            world.act(person(lead), command);
        }
        return true;
    }
    false
}

/// The selection of the stage that `track` is in.
pub fn chosen(world: &World, track: &str) -> selection::State {
    let (definition, procedure) = (&world.loaded.definition, &world.case.procedure);
    let stage = procedure.lines.get(track).and_then(|line| line.stage.as_deref());
    selection::state(definition, procedure, track, stage).cloned().unwrap_or_default()
}

pub fn closed(world: &World, track: &str) -> bool {
    intake::state(&world.loaded.definition, &world.case.procedure, track)
        .is_some_and(|state| state.closed.is_some())
}

/// Contents with everything, or with one field left out or wrong.
pub fn draft(world: &mut World, application: ApplicationId, seen: u32, flaw: u8) -> Verb {
    let mut content = Content::default();
    for (n, field) in world.loaded.definition.form.iter().enumerate() {
        if usize::from(flaw) == n + 1 {
            continue;
        }
        let answer = match &field.takes {
            FieldKind::Text { chars_max } => {
                let more = if flaw == 7 { *chars_max as usize } else { 0 };
                Answer::Text("x".repeat(more + 1))
            }
            FieldKind::Number { .. } => Answer::Text(if flaw == 8 { "-1" } else { "2.000.000" }.into()),
            FieldKind::Declaration {} => Answer::Confirmed(flaw != 9),
            FieldKind::Choice { options } => Answer::Text(options[0].id.clone()),
            FieldKind::Date { .. } => Answer::Text("2026-01-31".into()),
            FieldKind::YesNo {} => Answer::Text("yes".into()),
            FieldKind::Choices { options, .. } => Answer::Several(vec![options[0].id.clone()]),
            FieldKind::Rows { .. } => Answer::Rows(Vec::new()),
            FieldKind::Files { .. } => Answer::Files(vec![FileRef {
                attachment: AttachmentId::new(id(6, 1)),
                name: "reference.pdf".into(),
                size_bytes: 4,
                sha256: digest(flaw),
                media_type: "application/pdf".into(),
            }]),
        };
        content.answers.insert(field.id.clone(), answer);
    }
    let kept = serde_json::to_string(&content).expect("contents");
    let kept = world.prose(&kept);
    Verb::Intake(intake::Command::SaveDraft { application, seen, content, kept })
}

fn in_track(world: &mut World, script: &Script, track: &str, whim: u8) -> bool {
    let line = &world.case.procedure.lines[track];
    if !line.running() {
        return false;
    }
    let counting: Vec<Application> = world.case.counting(track).cloned().collect();
    match line.step.as_str() {
        "intake" => {
            if !closed(world, track) {
                return false;
            }
            let command = intake::Command::Open { track: track.into() };
            world.act(person(OWNER), Verb::Intake(command));
        }
        "screening" => screen(world, script, track, &counting),
        "scoring" => score(world, script, track, &counting),
        "consensus" => agree(world, script, track, &counting),
        "selection" => choose(world, track, whim),
        "complaints" => return settle(world, track, whim),
        _ => return false,
    }
    true
}

pub fn plan_of<'s>(script: &'s Script, found: &Application) -> Option<&'s Planned> {
    (0..script.plan.len())
        .find(|n| application(u8::try_from(*n).unwrap_or(0)) == found.id)
        .map(|n| &script.plan[n])
}

fn screen(world: &mut World, script: &Script, track: &str, counting: &[Application]) {
    for found in counting {
        let done = screening::findings(found).any(|(_, finding)| finding.admitted.is_some());
        if !done {
            let fails = plan_of(script, found).and_then(|planned| planned.fails);
            let verb = verdicts(world, found.id, fails);
            world.act(person(SECRETARY), verb);
            return;
        }
    }
    let command = screening::Command::Finish { track: track.into() };
    world.act(person(OWNER), Verb::Screening(command));
}

pub fn verdicts(world: &mut World, application: ApplicationId, fails: Option<u8>) -> Verb {
    let mut verdicts = BTreeMap::new();
    for (n, check) in CHECKS.into_iter().enumerate() {
        let met = fails.map(usize::from) != Some(n);
        let verified =
            (check == "slc-stand-to-gen").then(|| Exact::from_int(if met { 1_000_000 } else { 999_999 }));
        let reason = (!met).then(|| world.reason());
        verdicts.insert(check.to_owned(), GivenVerdict { met, verified, found: None, reason });
    }
    Verb::Screening(screening::Command::Screen { application, verdicts })
}

pub fn marks(world: &mut World, points: [u8; 3]) -> BTreeMap<String, scoring::GivenMark> {
    CRITERIA
        .into_iter()
        .zip(points)
        .map(|(criterion, points)| {
            let reason = Some(world.reason());
            let points = Exact::from_int(points.into());
            (criterion.to_owned(), scoring::GivenMark { points, reason })
        })
        .collect()
}

fn score(world: &mut World, script: &Script, track: &str, counting: &[Application]) {
    let evaluators: Vec<_> = world.case.procedure.holders(Role::Evaluator, Some(track)).collect();
    for found in counting.iter().filter(|a| screening::admitted(&world.loaded.definition, a)) {
        if scoring::locked(found, "scoring").count() >= 2 {
            continue;
        }
        let panel = scoring::panel(found, "scoring").cloned().unwrap_or_default();
        for evaluator in &evaluators {
            let application = found.id;
            let command = match (panel.interests.get(evaluator), panel.sheets.get(evaluator)) {
                (Some(interest), _) if interest.tie => continue,
                (_, Some(sheet)) if sheet.locked_at.is_some() => continue,
                (None, _) => {
                    let tie = found.has_member(*evaluator);
                    scoring::Command::Declare { application, tie, reason: None }
                }
                (_, None) => {
                    let points = plan_of(script, found).map_or([3, 3, 3], |planned| planned.points);
                    scoring::Command::Score { application, marks: marks(world, points) }
                }
                (_, Some(sheet))
                    if sheet.marks.len() < CRITERIA.len()
                        || sheet.marks.values().any(|mark| mark.reason_chars < 20) =>
                {
                    scoring::Command::Score { application, marks: marks(world, [2, 3, 4]) }
                }
                _ => scoring::Command::Lock { application },
            };
            world.act(*evaluator, Verb::Scoring(command));
            return;
        }
        // Nobody is left who may judge this one.
        let fresh = (40..60).find(|n| !world.case.procedure.people.contains_key(&person(*n)));
        world.grant(fresh.unwrap_or(60), Role::Evaluator, None);
        return;
    }
    let command = scoring::Command::Finish { track: track.into() };
    world.act(person(CHAIR), Verb::Scoring(command));
}

fn agree(world: &mut World, script: &Script, track: &str, counting: &[Application]) {
    let chairs: Vec<_> = world.case.procedure.holders(Role::Chair, Some(track)).collect();
    for found in counting.iter().filter(|a| screening::admitted(&world.loaded.definition, a)) {
        let agreed = consensus::agreement(found).map_or(0, |agreement| agreement.agreed.len());
        if agreed < CRITERIA.len() {
            let points = plan_of(script, found).map_or([3, 3, 3], |planned| planned.points);
            let tied = |chair: &&PersonId| {
                found.has_member(**chair)
                    || scoring::panel(found, "scoring")
                        .and_then(|panel| panel.interests.get(*chair))
                        .is_some_and(|interest| interest.tie)
            };
            let Some(chair) = chairs.iter().find(|chair| !tied(chair)) else {
                world.grant(61, Role::Chair, None);
                return;
            };
            let verb = agreed_points(world, found.id, points, true);
            world.act(*chair, verb);
            return;
        }
    }
    let command = consensus::Command::Finish { track: track.into() };
    world.act(person(CHAIR), Verb::Consensus(command));
}

pub fn agreed_points(world: &mut World, application: ApplicationId, points: [u8; 3], why: bool) -> Verb {
    let agreed = CRITERIA
        .into_iter()
        .zip(points)
        .map(|(criterion, points)| {
            let reason = why.then(|| world.reason());
            let points = Exact::from_int(points.into());
            (criterion.to_owned(), consensus::GivenAgreed { points, reason })
        })
        .collect();
    Verb::Consensus(consensus::Command::Agree { application, agreed })
}

fn choose(world: &mut World, track: &str, whim: u8) {
    let state = chosen(world, track);
    let computed = state.computed.unwrap_or_default();
    if computed.stopped.as_ref().is_some_and(|stopped| stopped.kind == StopKind::Draw) {
        let mut order = selection::ids(&computed.tied);
        if whim.is_multiple_of(2) {
            order.reverse();
        }
        let witness = world.prose("a notary");
        let command = selection::Command::Draw { track: track.into(), step: None, order, witness };
        world.act(person(OWNER), Verb::Selection(command));
        return;
    }
    if computed.selected.is_empty() {
        // Nobody reached the threshold.
        let reason = world.reason();
        let command = procedure::Command::CancelTrack { track: track.into(), reason };
        world.act(person(OWNER), Verb::Procedure(command));
        return;
    }
    let verb = decide(world, track, if whim % 4 == 3 { whim } else { 0 }, 0);
    world.act(person(OWNER), verb);
}

/// A list: as computed, or twisted; with the reasons it needs, or with some left out.
pub fn decide(world: &mut World, track: &str, twist: u8, gaps: u8) -> Verb {
    let state = chosen(world, track);
    let computed = state.computed.unwrap_or_default();
    let mut selected = selection::ids(&computed.selected);
    let mut reserve = selection::ids(&computed.reserve);
    let others: Vec<_> =
        world.case.applications.keys().copied().filter(|id| !selected.contains(id)).collect();
    match twist % 7 {
        0 => {}
        1 => {
            selected.pop();
        }
        2 => selected.extend(others.get(usize::from(twist) % others.len().max(1))),
        3 => {
            if !selected.is_empty() {
                selected.remove(0);
            }
            selected.extend(reserve.first().copied().or(others.first().copied()));
        }
        4 => selected.extend(selected.first().copied()),
        5 => selected.clear(),
        _ => selected.reverse(),
    }
    reserve.retain(|id| !selected.contains(id));
    let ids: Vec<_> = world.case.applications.keys().copied().collect();
    let mut reasons = BTreeMap::new();
    for (n, id) in ids.into_iter().enumerate() {
        if gaps & (1 << (n % 8)) == 0 {
            let reason = if gaps % 5 == 1 { world.prose("short") } else { world.reason() };
            reasons.insert(id, reason);
        }
    }
    let remark = gaps.is_multiple_of(3).then(|| world.reason());
    let track = track.to_owned();
    Verb::Selection(selection::Command::Decide { track, selected, reserve, reasons, remark })
}

fn settle(world: &mut World, track: &str, whim: u8) -> bool {
    let Some(StepState::Complaints(state)) = world.case.procedure.state(track, "complaints") else {
        return false;
    };
    let Some(open) = state.complaints.iter().find(|complaint| complaint.ruling.is_none()) else {
        return false;
    };
    let complaint = open.id;
    let before = world.events().filter(|e| e.what.name() == "complaints.settled").count();
    let ruling = match whim % 4 {
        0 if before < 3 => Ruling::Redo { step: REDO[usize::from(whim / 4) % REDO.len()].into() },
        1 => Ruling::Annulled,
        _ => Ruling::Dismissed,
    };
    let reason = world.reason();
    let command = complaints::Command::Settle { track: track.into(), complaint, ruling, reason };
    world.act(person(OWNER), Verb::Complaints(command));
    true
}

pub const REDO: [&str; 7] =
    ["screening", "scoring", "consensus", "selection", "letters", "intake", "complaints"];

fn releases(world: &mut World) -> bool {
    let waits = TRACKS.into_iter().any(|track| {
        let line = &world.case.procedure.lines[track];
        line.running() && line.step == "letters"
    });
    let behind = TRACKS.into_iter().any(|track| {
        let line = &world.case.procedure.lines[track];
        line.running() && !["letters", "complaints"].contains(&line.step.as_str())
    });
    if waits && !behind {
        world.act(person(OWNER), Verb::Letters(letters::Command::Release));
    }
    waits && !behind
}

fn together(world: &mut World) -> bool {
    let Some(StepState::Joint(state)) = world.case.procedure.state("joint", "joint").cloned() else {
        return false;
    };
    let lines = &world.case.procedure.lines;
    if !lines["joint"].running() || TRACKS.into_iter().any(|track| lines[track].running()) {
        return false;
    }
    let step = String::from("joint");
    let lead = |world: &World, team: &ApplicationId| {
        world.case.applications.get(team).and_then(|a| a.lead().map(|lead| lead.person))
    };
    let (actor, command) = match state.phase {
        joint::Phase::Waiting => return false,
        joint::Phase::Asking => {
            let reason = world.reason();
            (person(OWNER), joint::Command::GoOn { step, reason })
        }
        joint::Phase::Working => match (state.teams.first(), state.recommendations.first()) {
            (None, _) => return false,
            (Some(team), None) => {
                let Some(lead) = lead(world, team) else { return false };
                let text = world.reason();
                (lead, joint::Command::Recommend { step, text })
            }
            _ => {
                let missing = state.recommendations.iter().enumerate().find_map(|(n, r)| {
                    Some((n, state.teams.iter().find(|team| !r.stands.contains_key(team))?))
                });
                match missing {
                    None => (person(OWNER), joint::Command::Publish { step, reason: None }),
                    Some((recommendation, team)) => {
                        let Some(lead) = lead(world, team) else { return false };
                        (lead, joint::Command::Stand { step, recommendation, dissent: None })
                    }
                }
            }
        },
    };
    world.act(actor, Verb::Joint(command));
    true
}
