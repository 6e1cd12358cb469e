//! Who signs a mandate, who comes to a gathering, and who holds it.

use super::{actor, name};
use crate::engine::case::Application;
use crate::engine::ids::ApplicationId;
use crate::engine::steps::gathering::{self, Here, Phase};
use crate::engine::steps::mandate::{self, SignedBy};
use crate::simulate::plan::Turnout;
use crate::simulate::run::{Act, Run};

/// Days by which a date that was missed, or at which too few come, is moved.
const MOVED_DAYS: i64 = 60;

fn found<'r>(run: &'r Run<'_>, id: ApplicationId) -> Option<&'r Application> {
    run.teller.world.case.applications.get(&id)
}

/// Who could act in the gathering that `line` is in.
pub fn could_act(run: &Run<'_>, line: &str) -> Vec<String> {
    let procedure = &run.teller.world.case.procedure;
    let Some(Here { spec, state, .. }) = gathering::here(&run.loaded().definition, procedure, line) else {
        return Vec::new();
    };
    match state.phase {
        _ if gathering::waits_for_date(procedure, spec, state) => vec!["owner".to_owned()],
        Phase::Inviting => vec!["applicants".to_owned()],
        Phase::Asking => spec.by.iter().map(|role| role.name().to_owned()).collect(),
        Phase::Waiting | Phase::Confirmed | Phase::CalledOff | Phase::Held => Vec::new(),
    }
}

/// What is done next in the gathering that `line` is in.
pub fn gathering(run: &Run<'_>, line: &str) -> Vec<Act> {
    let procedure = &run.teller.world.case.procedure;
    let Some(Here { id, spec, state, .. }) = gathering::here(&run.loaded().definition, procedure, line)
    else {
        return Vec::new();
    };
    let by = actor(&spec.by);
    let turnout = run.plan.turnout;
    let moved = procedure.changes.iter().any(|change| change.date == spec.at);
    let later = || vec![Act::now(format!("owner extends {} {}", spec.at, run.day_after(MOVED_DAYS)))];
    if gathering::waits_for_date(procedure, spec, state) {
        return later();
    }
    match state.phase {
        Phase::Waiting | Phase::CalledOff | Phase::Held => Vec::new(),
        Phase::Inviting if turnout == Turnout::CalledOff => {
            vec![Act::now(format!("{by} calls-off {line} {id} \"The speaker is ill.\""))]
        }
        Phase::Inviting => {
            let count = match turnout {
                Turnout::Nobody | Turnout::CalledOff => 0,
                Turnout::Few | Turnout::Moved => 1,
                Turnout::All => usize::MAX,
            };
            let each = spec.each();
            let participants = if turnout == Turnout::All { each.max.min(each.min + 1) } else { each.min };
            let open = state.invited.iter().take(count).filter_map(|id| found(run, *id));
            open.filter(|application| !application.gatherings.contains_key(id))
                .map(|application| {
                    let called = name(run, application);
                    let lead = run.plan.lead(&called);
                    Act::now(format!("{lead} registers {line} {id} {called} {participants}"))
                })
                .collect()
        }
        Phase::Asking => match turnout {
            Turnout::Moved if !moved => later(),
            Turnout::Nobody => {
                vec![Act::now(format!("{by} calls-off {line} {id} \"Too few come to it.\""))]
            }
            _ => vec![Act::now(format!("{by} goes-on-with {line} {id} \"Those who come want it.\""))],
        },
        Phase::Confirmed => {
            let came = state.invited.iter().filter_map(|id| found(run, *id)).filter_map(|application| {
                let count = gathering::coming(application, id);
                (count > 0).then(|| format!(" {}={count}", name(run, application)))
            });
            let came: String = came.collect();
            let words = format!("{by} minutes {line} {id}{came} \"What was said and agreed.\"");
            match gathering::begins(procedure, spec) {
                Some(at) if at > run.teller.world.now => vec![Act::at(at, words)],
                _ => vec![Act::now(words)],
            }
        }
    }
}

/// What is done next about the mandate that `track` is in.
pub fn mandate(run: &Run<'_>, track: &str, step: &str, spec: &mandate::Spec) -> Vec<Act> {
    let case = &run.teller.world.case;
    let Some(line) = case.procedure.lines.get(track) else { return Vec::new() };
    let Some(state) = mandate::state(&case.procedure, track, step) else { return Vec::new() };
    if let (true, Some(until)) =
        (mandate::waits_for_date(&case.procedure, spec, line, state), spec.until.as_ref())
    {
        return vec![Act::now(format!("owner extends {until} {}", run.day_after(MOVED_DAYS)))];
    }
    let asked = state.asked.iter().filter_map(|id| found(run, *id));
    let unsigned: Vec<_> = asked.filter(|application| !mandate::complete(spec, application, step)).collect();
    let signs = |application: &Application| {
        let called = name(run, application);
        let owing = mandate::owing(spec, application, step);
        match (&spec.signed_by, owing.first()) {
            (_, Some(person)) => {
                let person = run.teller.name_of(person.uuid());
                Act::now(format!("{person} signs-mandate {called}"))
            }
            (SignedBy::Office(_), None) => {
                let lead = run.plan.lead(&called);
                Act::now(format!("{lead} names-signatory {called} chief-{called}"))
            }
            (_, None) => Act::now(format!("{} signs-mandate {called}", run.plan.lead(&called))),
        }
    };
    let first = |application: &&&Application| state.asked.first() == Some(&application.id);
    match run.plan.turnout {
        Turnout::All | Turnout::CalledOff | Turnout::Moved => {
            unsigned.iter().map(|application| signs(application)).collect()
        }
        _ if state.asking.is_some() => {
            let close =
                format!("{} closes-mandate {track} \"We go on with those who signed.\"", actor(&spec.by));
            // One signs after all, before the others are left out.
            let late = unsigned.iter().find(|_| run.plan.turnout == Turnout::Few && unsigned.len() > 1);
            vec![late.map_or_else(|| Act::now(close), |application| signs(application))]
        }
        Turnout::Few => unsigned.iter().filter(first).map(|application| signs(application)).collect(),
        Turnout::Nobody => Vec::new(),
    }
}
