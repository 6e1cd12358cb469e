//! Who does what next: one arm for each kind of step.
//!
//! A new kind of step is an arm in [`acts`] and one in [`could_act`]; the compiler asks for both.

mod after;
mod basis;
mod choosing;
mod keeping;
mod later;
mod network;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::filling;
use super::plan::Planned;
use super::run::{Act, Expect, PATIENCE_DAYS, Run, When};
use super::seats;
use super::story::application_id;
use crate::engine::case::Application;
use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::ids::ApplicationId;
use crate::engine::refusal::Refusal;
use crate::engine::retention;
use crate::engine::select::spec::{Direction, Scale};
use crate::engine::steps::complaints::Ruling;
use crate::engine::steps::{
    StepState, complaints, consensus, contract, gathering, intake, joint, scoring, screening, wait,
};
use crate::engine::workflow::definition::{Role, StepDefinition, StepSpec};

/// The roles that a kind of step names.
pub fn roles_of(spec: &StepSpec) -> Vec<Role> {
    match spec {
        StepSpec::Intake(spec) => spec.opened_by.clone(),
        StepSpec::Screening(spec) => spec.by.clone(),
        StepSpec::Scoring(_) => vec![Role::Evaluator],
        StepSpec::Consensus(spec) => spec.by.clone(),
        StepSpec::Selection(spec) => spec.by.clone(),
        StepSpec::Letters(spec) => spec.by.clone(),
        StepSpec::Complaints(spec) => spec.by.clone(),
        StepSpec::Envelope(spec) => spec.by.clone(),
        StepSpec::Contract(spec) => spec.by.clone(),
        StepSpec::Joint(spec) => {
            let gatherings = spec.gatherings.iter().flat_map(|one| one.gathering.by.clone());
            spec.by.iter().copied().chain(gatherings).collect()
        }
        StepSpec::Gathering(spec) => spec.by.clone(),
        StepSpec::Mandate(spec) => spec.by.clone(),
    }
}

/// What the owner does first: appoints whom the file names.
pub fn beginning(run: &Run<'_>) -> VecDeque<Act> {
    let definition = &run.loaded().definition;
    let asked = definition.steps.iter().filter_map(|step| step.waits_for.as_ref()).flat_map(|wait| &wait.by);
    let roles = definition.steps.iter().flat_map(|step| roles_of(&step.does)).chain(asked.copied());
    let roles: BTreeSet<_> = roles.collect();
    let mut acts = VecDeque::new();
    if let Some(quorum) = crate::engine::keys::quorum(definition) {
        let holders: Vec<_> = (1..=quorum.of).map(|n| format!("holder{n}")).collect();
        acts.push_back(Act::now(format!("owner makes-keys {}", holders.join(" "))));
    }
    for role in roles.iter().filter(|role| !matches!(role, Role::Owner | Role::Evaluator)) {
        acts.push_back(Act::now(format!("owner grants {} {}", role.name(), role.name())));
    }
    let free = seats::size(definition, None);
    let outside = definition.panels.is_empty() && roles.contains(&Role::Evaluator);
    for n in 1..=free.max(usize::from(outside)) {
        acts.push_back(Act::now(seats::appoints(Role::Evaluator, &seats::evaluator(None, n), None)));
    }
    acts.extend(seats::beginning(definition).into_iter().map(Act::now));
    if run.plan.question {
        acts.push_back(Act::now("somebody follows"));
        acts.push_back(Act::now("somebody asks \"What does the form mean by this?\""));
        acts.push_back(Act::now("owner answers 1 \"It means what it says.\""));
    }
    acts
}

/// The person who acts in the first of `roles`.
fn actor(roles: &[Role]) -> &'static str {
    match roles.first() {
        Some(Role::Evaluator) => "evaluator1",
        Some(role) => role.name(),
        None => "owner",
    }
}

/// Who could act on `line` while it stands in `spec`, by role; nobody where only the clock can.
pub fn could_act(run: &Run<'_>, line: &str, spec: &StepSpec) -> Vec<String> {
    let names = |roles: &[Role]| roles.iter().map(|role| role.name().to_owned()).collect();
    if let Some((wait, held)) = held(run, line) {
        return if held.asking { names(&wait.by) } else { Vec::new() };
    }
    match spec {
        StepSpec::Intake(intake) => {
            let closed = intake::state(&run.loaded().definition, &run.teller.world.case.procedure, line)
                .is_some_and(|state| state.closed.is_some());
            match intake.quorum {
                _ if !closed && later::undated(run, line, intake) => vec!["owner".to_owned()],
                _ if !closed => vec!["applicants".to_owned()],
                Some(_) => [vec!["key holders".to_owned()], names(&intake.opened_by)].concat(),
                None => names(&intake.opened_by),
            }
        }
        StepSpec::Complaints(window) => match state(run, line) {
            Some(StepState::Complaints(state)) if state.suspended() => names(&window.by),
            _ => Vec::new(),
        },
        StepSpec::Gathering(_) => network::could_act(run, line),
        StepSpec::Mandate(_) => vec!["applicants".to_owned()],
        StepSpec::Joint(joint) => match state(run, line) {
            Some(StepState::Joint(state)) if state.phase == joint::Phase::Asking => names(&joint.by),
            Some(StepState::Joint(state)) if state.phase == joint::Phase::Working => vec!["teams".into()],
            _ => Vec::new(),
        },
        StepSpec::Screening(_)
        | StepSpec::Scoring(_)
        | StepSpec::Consensus(_)
        | StepSpec::Selection(_)
        | StepSpec::Envelope(_)
        | StepSpec::Contract(_)
        | StepSpec::Letters(_) => names(&roles_of(spec)),
    }
}

fn state<'r>(run: &'r Run<'_>, line: &str) -> Option<&'r StepState> {
    let line = run.teller.world.case.procedure.lines.get(line)?;
    line.states.get(&line.step)
}

/// What `line` waits for, where it waits for other tracks.
fn held<'r>(run: &'r Run<'_>, line: &str) -> Option<(&'r wait::Wait, &'r wait::Held)> {
    let line = run.teller.world.case.procedure.lines.get(line)?;
    Some((wait::holding(&run.loaded().definition, line)?.1, line.held.as_ref()?))
}

/// What can be done on `line` as it stands.
pub fn acts(run: &Run<'_>, line: &str) -> Vec<Act> {
    let found = run.teller.world.case.procedure.lines.get(line);
    if found.is_none_or(|line| !line.running()) {
        return Vec::new();
    }
    let Some((step, spec)) = run.spec_of(line) else { return Vec::new() };
    if let Some((wait, held)) = held(run, line) {
        let way = if run.plan.gives_up { "gives-up" } else { "goes-on" };
        let words = format!("{} {way} {line} \"The other tracks cannot come through.\"", actor(&wait.by));
        return if held.asking { vec![Act::now(words)] } else { Vec::new() };
    }
    if let Some(act) = after::next(run, line) {
        return vec![act];
    }
    let counting: Vec<&Application> = run.teller.world.case.counting(line).collect();
    let admitted = || counting.iter().copied().filter(|a| screening::admitted(&run.loaded().definition, a));
    match spec {
        StepSpec::Intake(spec) => intake(run, line, spec),
        StepSpec::Screening(spec) => screen(run, line, spec, &counting),
        StepSpec::Scoring(spec) => score(run, line, step, spec, &admitted().collect::<Vec<_>>()),
        StepSpec::Consensus(spec) => agree(run, line, step, spec, &admitted().collect::<Vec<_>>()),
        StepSpec::Selection(spec) => choosing::choose(run, line, step, spec),
        StepSpec::Letters(spec) => {
            let definition = &run.loaded().definition;
            let at = |id: &str| wait::step_place(definition, id);
            let behind = definition.tracks.iter().any(|track| {
                let line = run.teller.world.case.procedure.lines.get(&track.id);
                definition.goes_through(&track.id, step)
                    && line.is_some_and(|line| line.running() && wait::place(definition, line) < at(step))
            });
            let words = format!("{} releases", actor(&spec.by));
            if let Some(acts) = keeping::answers(run, spec) {
                return acts;
            }
            match later::after_next_date(run, step) {
                _ if behind => Vec::new(),
                Some(at) if run.plan.slow => vec![Act::at(at, words)],
                _ => vec![Act::now(words)],
            }
        }
        StepSpec::Complaints(spec) => complain(run, line, spec),
        StepSpec::Envelope(spec) => {
            vec![Act::now(format!("{} opens-envelope {line}", actor(&spec.by)))]
        }
        StepSpec::Contract(_) if after::nobody_left(run, line) => {
            vec![Act::now(format!("owner cancels {line} \"Nobody is left to conclude a contract with.\""))]
        }
        StepSpec::Contract(spec) => {
            let words = format!("{} concludes {line} \"The contract is signed.\"", actor(&spec.by));
            let world = &run.teller.world;
            let wait = contract::standstill(&run.loaded().definition, &world.case.procedure, line, &[]);
            match wait.filter(|until| world.now <= *until) {
                Some(until) => vec![Act::at(until.plus_micros(1), words)],
                None => vec![Act::now(words)],
            }
        }
        StepSpec::Gathering(_) => network::gathering(run, line),
        StepSpec::Mandate(spec) => network::mandate(run, line, step, spec),
        StepSpec::Joint(spec) => together(run, line, spec),
    }
}

fn intake(run: &Run<'_>, track: &str, spec: &intake::Spec) -> Vec<Act> {
    let closed = intake::state(&run.loaded().definition, &run.teller.world.case.procedure, track)
        .is_some_and(|state| state.closed.is_some());
    if !closed {
        return if spec.from.is_some() { later::acts(run, track, spec) } else { Vec::new() };
    }
    if run.plan.cancelled.iter().any(|cancelled| cancelled == track) {
        return vec![Act::now(format!(
            "owner cancels {track} \"This track is given up for want of money.\""
        ))];
    }
    let given = intake::state(&run.loaded().definition, &run.teller.world.case.procedure, track);
    let given = given.map_or(0, |state| state.keys.len());
    if let Some(quorum) = spec.quorum.filter(|quorum| given < quorum.need as usize) {
        return (1..=quorum.of).map(|n| Act::now(format!("holder{n} gives-key {track}"))).collect();
    }
    vec![Act::now(format!("{} opens {track}", actor(&spec.opened_by)))]
}

fn planned<'r>(run: &'r Run<'_>, application: &Application) -> Option<&'r Planned> {
    run.plan.applicants.iter().find(|planned| application_id(&planned.name) == application.id)
}

fn name(run: &Run<'_>, application: &Application) -> String {
    run.teller.name_of(application.id.uuid())
}

fn screen(run: &Run<'_>, track: &str, spec: &screening::Spec, counting: &[&Application]) -> Vec<Act> {
    let by = actor(&spec.by);
    let step = run.spec_of(track).map_or("", |(step, _)| step);
    if let Some(acts) = cure(run, track, spec, counting) {
        return acts;
    }
    for application in counting {
        let done = screening::findings(application).any(|(of, f)| of == step && f.admitted.is_some());
        if done {
            continue;
        }
        let plan = planned(run, application);
        let mut words = format!("{by} screens {}", name(run, application));
        // A figure that is never below its minimum fails nobody.
        let can_fail = |check: &&screening::Check| check.min.as_ref().is_none_or(|min| *min > Exact::ZERO);
        let fails = plan.is_some_and(|plan| plan.fails);
        let found = run.plan.found(&application.track);
        let fails = fails.then(|| spec.checks.iter().find(can_fail)).flatten();
        if let Some(check) = fails {
            words = format!("{words} {}", check.id);
        }
        for (n, check) in spec.checks_of(track).enumerate() {
            let level = plan.map_or(50, |plan| plan.level(n));
            let failing = fails.is_some_and(|failing| failing.id == check.id);
            let figure = filling::figure(&run.loaded().definition, check, level, found);
            if let Some(figure) = figure.filter(|_| !failing) {
                words = format!("{words} {}={figure}", check.id);
            }
        }
        return vec![Act::now(words)];
    }
    vec![Act::now(format!("{by} finishes screening {track}"))]
}

/// What is done about formal errors; nothing where nothing is to be done any more.
fn cure(run: &Run<'_>, track: &str, spec: &screening::Spec, counting: &[&Application]) -> Option<Vec<Act>> {
    let stage = run.teller.world.case.procedure.lines.get(track).and_then(|line| line.stage.clone());
    let form = run.loaded().definition.form_of(track, stage.as_deref());
    let mut fields = spec.cure.as_ref()?.fields.iter();
    let (cured, field) = (run.plan.cured?, fields.find(|id| form.iter().any(|field| field.id == **id))?);
    if let Some(StepState::Screening(screening::State { cure: Some(until) })) = state(run, track) {
        let owing = counting.iter().find(|a| a.cure.as_ref().is_some_and(|cure| cure.cured_at.is_none()));
        let Some(owing) = owing.filter(|_| cured) else { return Some(Vec::new()) };
        let name = name(run, owing);
        let mended = owing.submitted.as_ref().is_some_and(|s| s.version.content != owing.draft.content);
        let words = if mended { format!("hands-in-cure {name}") } else { format!("cures {name} {field}") };
        let when = if mended { When::At(*until) } else { When::Now };
        return Some(vec![Act {
            when,
            words: format!("{} {words}", run.plan.lead(&name)),
            expect: Expect::Done,
        }]);
    }
    if counting.is_empty() || counting.iter().any(|application| application.cure.is_some()) {
        return None;
    }
    let asked: Vec<_> = counting.iter().map(|a| format!("{}:{field}", name(run, a))).collect();
    let words = format!("{} asks-cure {track} {}", actor(&spec.by), asked.join(" "));
    Some(vec![Act::now(format!("{words} \"What was handed in here cannot be read.\""))])
}

/// Points on the scale: the nearest below the level, moved by so many steps.
fn points(scale: Option<&Scale>, level: u8, moved: u8) -> Exact {
    let Some(scale) = scale else { return Exact::from_int(i64::from(level)) };
    let level = if scale.direction == Direction::Low { 100 - level.min(100) } else { level };
    let share = Exact::ratio(i64::from(level), 100).unwrap_or_default();
    let width = &scale.max - &scale.min;
    let step = scale.step.clone().unwrap_or(Exact::ONE);
    let steps = (&width * &share).checked_div(&step).unwrap_or_default().round(0, RoundingMode::HalfUp);
    let moved = Exact::from_int(i64::from(moved));
    let up = &scale.min + &(&(&steps + &moved) * &step);
    if up <= scale.max { up } else { &scale.min + &(&steps * &step) }
}

/// The points of one applicant by criterion, as stories write them: moved by so many steps, or of another level.
fn marks(run: &Run<'_>, model: &str, application: &Application, (moved, other): (u8, Option<u8>)) -> String {
    let definition = &run.loaded().definition;
    let Some(model) = definition.model(&application.track, model) else { return String::new() };
    let plan = planned(run, application);
    let mut words = String::new();
    for (n, criterion) in model.judged().enumerate() {
        let level = other.unwrap_or_else(|| plan.map_or(50, |plan| plan.level(n)));
        words = format!("{words} {}", points(model.scale(criterion), level, moved));
    }
    words
}

fn score(
    run: &Run<'_>,
    track: &str,
    step: &str,
    spec: &scoring::Spec,
    admitted: &[&Application],
) -> Vec<Act> {
    let finish = format!("owner finishes scoring {track}");
    // Where points are too far apart, the core says who needs one more.
    let called = called_for(run.refusal_of(&finish).unwrap_or_default());
    let need_of = |application: &Application| {
        called.get(&application.id).copied().unwrap_or(0).max(spec.evaluators_min as usize)
    };
    let procedure = &run.teller.world.case.procedure;
    let evaluators = seats::evaluators(procedure, track, spec);
    let size = seats::size(&run.loaded().definition, spec.panel.as_deref());
    let conflicted = run.plan.applicants.iter().find(|planned| planned.track == track);
    let entered_at = procedure.lines.get(track).map(|line| line.entered_at).unwrap_or_default();
    let mut later = Vec::new();
    for application in admitted {
        if scoring::locked(application, step).count() >= need_of(application) {
            continue;
        }
        let called = name(run, application);
        let panel = scoring::panel(application, step).cloned().unwrap_or_default();
        let mut silent = false;
        for (n, evaluator) in evaluators.iter().enumerate() {
            let person = super::story::person_id(evaluator);
            if run.plan.silent && n == 0 {
                silent = true;
                continue;
            }
            let tied =
                run.plan.conflicted && n < size && conflicted.is_some_and(|planned| planned.name == called);
            let act = match (panel.interests.get(&person), panel.sheets.get(&person)) {
                (Some(interest), _) if interest.tie => continue,
                (_, Some(sheet)) if sheet.locked_at.is_some() => continue,
                (None, _) if tied => format!("{evaluator} declares {called} tie \"My sister works there.\""),
                (None, _) => format!("{evaluator} declares {called} no"),
                (Some(_), None) => {
                    let spread = planned(run, application).map_or(0, |planned| planned.spread);
                    let moved = if n == 0 { 0 } else { spread };
                    let apart =
                        run.plan.far_apart && conflicted.is_some_and(|planned| planned.name == called);
                    let level = apart.then_some(if n == 1 { 0 } else { 95 });
                    let marks = marks(run, &spec.model, application, (moved, level));
                    format!("{evaluator} scores {called}{marks}")
                }
                (Some(_), Some(_)) => format!("{evaluator} locks {called}"),
            };
            return vec![Act::now(act)];
        }
        // Nobody is left who may or will judge this one: the owner appoints one more, at once where all are
        // conflicted, after a while where one is silent.
        let panel = spec.panel.as_deref();
        let fresh = seats::evaluator(panel, evaluators.len() + 1);
        let fresh = seats::appoints(Role::Evaluator, &fresh, panel);
        let act = if silent {
            let patient = entered_at.plus_seconds(PATIENCE_DAYS * 86_400);
            // By then whoever has not locked is reminded, where the step has a target.
            let target = scoring::target(&run.loaded().definition, procedure, track);
            let patient = target.map_or(patient, |target| patient.max(target.plus_seconds(60)));
            Act::at(patient.max(run.teller.world.now), fresh)
        } else {
            Act::now(fresh)
        };
        if evaluators.len() < seats::EVALUATORS_MAX {
            later.push(act);
        }
        break;
    }
    let waiting =
        admitted.iter().any(|application| scoring::locked(application, step).count() < need_of(application));
    let again = if called.is_empty() { "" } else { " \"Now that all have assessed.\"" };
    if waiting { later } else { vec![Act::now(format!("{finish}{again}"))] }
}

/// How many must assess each application that one more is called in for, as the core says it.
fn called_for(refusal: &str) -> BTreeMap<ApplicationId, usize> {
    let refusal: Option<Refusal> = serde_json::from_str(refusal).ok();
    let Some(Refusal::Unfinished { waiting }) = refusal else { return BTreeMap::new() };
    waiting.into_iter().map(|one| (one.application, one.need as usize)).collect()
}

fn agree(
    run: &Run<'_>,
    track: &str,
    step: &str,
    spec: &consensus::Spec,
    admitted: &[&Application],
) -> Vec<Act> {
    let definition = &run.loaded().definition;
    let (model, panel) = match definition.step(&spec.of).map(|step| &step.does) {
        Some(StepSpec::Scoring(scoring)) => (scoring.model.clone(), scoring.panel.as_deref()),
        _ => return Vec::new(),
    };
    let by = match spec.by.first() {
        Some(Role::Chair) => seats::chair(panel),
        _ => actor(&spec.by).to_owned(),
    };
    let judged = definition.model(track, &model).map_or(0, |model| model.judged().count());
    for application in admitted {
        let agreed = match application.states.get(step) {
            Some(crate::engine::steps::ApplicationState::Consensus(agreement)) => agreement.agreed.len(),
            _ => 0,
        };
        if agreed < judged {
            let marks = marks(run, &model, application, (0, None));
            return vec![Act::now(format!("{by} agrees {}{marks}", name(run, application)))];
        }
    }
    vec![Act::now(format!("{by} finishes consensus {track}"))]
}

fn complain(run: &Run<'_>, track: &str, spec: &complaints::Spec) -> Vec<Act> {
    let Some(StepState::Complaints(window)) = state(run, track) else { return Vec::new() };
    if let Some((id, _)) = window.untold.iter().find(|(_, untold)| untold.told.is_none()) {
        let who = run.teller.name_of(id.uuid());
        return vec![Act::now(format!(
            "{} tells {who} \"By telephone, by the owner herself.\"",
            actor(&spec.by)
        ))];
    }
    if run.plan.untold && window.untold.is_empty() {
        let first = run.teller.world.case.counting(track).next().map(|a| name(run, a));
        return first.map(|who| Act::now(format!("post bounces {who}"))).into_iter().collect();
    }
    let Some(plan) = &run.plan.complaint else { return Vec::new() };
    let filed = run.teller.complaints();
    if let Some(at) = filed.iter().position(|id| {
        window.complaints.iter().any(|complaint| complaint.id == *id && complaint.ruling.is_none())
    }) {
        let ruling = match &plan.ruling {
            Ruling::Dismissed => "dismissed".to_owned(),
            Ruling::Annulled => "annulled".to_owned(),
            Ruling::Redo { step } => format!("redo {}", again(run, track, step)),
        };
        let words = format!("{} settles {track} {} {ruling}", actor(&spec.by), at + 1);
        return vec![Act::now(format!("{words} \"The board has looked at the decision.\""))];
    }
    let first = run
        .loaded()
        .definition
        .tracks
        .iter()
        .find(|of| run.plan.applicants.iter().any(|planned| planned.track == of.id));
    if !plan.in_time || !filed.is_empty() || first.is_none_or(|first| first.id != track) {
        return Vec::new();
    }
    let who = run.teller.world.case.counting(track).last().map(|a| name(run, a));
    let (Some(until), Some(who)) = (window.until, who) else { return Vec::new() };
    let lead = run.plan.lead(&who);
    let words = format!("{lead} complains {who} \"The points of the method are too low.\"");
    vec![Act { when: When::At(until), words, expect: Expect::Done }]
}

/// The step that a redo goes back to: the one that is planned, or where that lies in another stage, the first in which
/// people judge in this one.
fn again<'r>(run: &'r Run<'_>, track: &str, planned: &'r str) -> &'r str {
    let definition = &run.loaded().definition;
    let line = run.teller.world.case.procedure.lines.get(track);
    let stage = line.and_then(|line| line.stage.as_deref());
    if definition.stage_of(planned) == stage {
        return planned;
    }
    let judges = |step: &&StepDefinition| {
        matches!(step.does, StepSpec::Screening(_) | StepSpec::Scoring(_) | StepSpec::Selection(_))
    };
    definition.steps_in(stage).find(judges).map_or(planned, |step| step.id.as_str())
}

fn together(run: &Run<'_>, step: &str, spec: &joint::Spec) -> Vec<Act> {
    let Some(StepState::Joint(state)) = state(run, step) else { return Vec::new() };
    let by = actor(&spec.by);
    let lead = |team: &crate::engine::ids::ApplicationId| run.plan.lead(&run.teller.name_of(team.uuid()));
    match state.phase {
        joint::Phase::Waiting => Vec::new(),
        joint::Phase::Asking => {
            let running = spec.waits_for.iter().any(|track| {
                let line = run.teller.world.case.procedure.lines.get(track);
                line.is_some_and(crate::engine::case::Line::running)
            });
            if running {
                return Vec::new();
            }
            let way = if run.plan.gives_up { "gives-up" } else { "goes-on" };
            vec![Act::now(format!("{by} {way} {step} \"The tracks that are left decide it.\""))]
        }
        joint::Phase::Working => {
            let Some(first) = state.teams.first() else {
                return vec![Act::now(format!("{by} gives-up {step} \"There is no team to work with.\""))];
            };
            let gathering = network::gathering(run, step);
            if !gathering.is_empty() {
                return gathering;
            }
            if state.recommendations.is_empty() {
                return vec![Act::now(format!("{} recommends {step} \"Do it together.\"", lead(first)))];
            }
            for (n, recommendation) in state.recommendations.iter().enumerate() {
                let mut silent = state.teams.iter().filter(|team| !recommendation.stands.contains_key(team));
                let silent = silent.find(|team| !run.plan.silent_team || *team != first);
                if let Some(team) = silent {
                    let stand = if run.plan.dissent { "dissents" } else { "endorses" };
                    let words = format!("{} stands {step} {} {stand}", lead(team), n + 1);
                    return vec![Act::now(format!("{words} \"It is too early for that.\""))];
                }
            }
            // The recommendations are published after the last gathering.
            let procedure = &run.teller.world.case.procedure;
            if gathering::here(&run.loaded().definition, procedure, step).is_some() {
                return Vec::new();
            }
            if run.plan.silent_team {
                // Without one of them it takes a reason; whoever leads waits a while.
                let entered = run.teller.world.case.procedure.lines.get(step).map(|line| line.entered_at);
                let patient = entered.unwrap_or_default().plus_seconds(PATIENCE_DAYS * 86_400);
                let words = format!("{by} publishes {step} without-all \"One team does not answer.\"");
                return vec![Act::at(patient.max(run.teller.world.now), words)];
            }
            vec![Act::now(format!("{by} publishes {step}"))]
        }
    }
}

/// Every second applicant confirms what was handed in before a text was amended.
pub fn confirms(run: &Run<'_>) -> Option<Act> {
    let open = run.deadline().is_some_and(|deadline| run.teller.world.now <= deadline);
    let owing =
        run.plan.applicants.iter().filter(|planned| open && planned.nth % 2 == 0).find(|planned| {
            let found = run.teller.world.case.applications.get(&application_id(&planned.name));
            found.is_some_and(|found| found.unconfirmed.is_some() && found.handed_in())
        })?;
    let act = Act::now(format!("{} confirms {}", owing.lead(), owing.name));
    (!run.was_refused(&act.words)).then_some(act)
}

/// What somebody must do before anything is erased, once everything else is over.
pub fn keeping(run: &Run<'_>) -> Option<Act> {
    let spec = run.loaded().definition.retention.as_ref()?;
    let state = &run.teller.world.case.procedure.retention;
    let act = Act::now(r#"owner archives "the archive has it""#);
    let open = spec.archive == Some(retention::Archive::Confirm) && state.archived.is_none();
    // A file in which the owner may not do it keeps everything; that is for the file to say.
    (open && !run.was_refused(&act.words)).then_some(act)
}
