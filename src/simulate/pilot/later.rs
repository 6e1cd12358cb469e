//! Who answers a later intake, and how.

use super::{name, planned};
use crate::engine::case::Application;
use crate::engine::instant::Instant;
use crate::engine::steps::intake::{self, later};
use crate::engine::workflow::definition::StepSpec;
use crate::simulate::filling;
use crate::simulate::plan::Manner;
use crate::simulate::run::{Act, Expect, Run, When};

/// Whether the track came to this intake after its date, so that the owner must move it.
pub fn undated(run: &Run<'_>, track: &str, spec: &intake::Spec) -> bool {
    let procedure = &run.teller.world.case.procedure;
    let step = procedure.lines.get(track).map_or("", |line| line.step.as_str());
    later::waits_for_date(procedure, (step, spec), track)
}

/// What those who were asked into the stage of `track` do, and the owner where its date has passed.
pub fn acts(run: &Run<'_>, track: &str, spec: &intake::Spec) -> Vec<Act> {
    let world = &run.teller.world;
    let (definition, procedure) = (&run.loaded().definition, &world.case.procedure);
    let Some(step) = procedure.lines.get(track).map(|line| line.step.clone()) else { return Vec::new() };
    if undated(run, track, spec) {
        let to = run.day_after(30);
        return vec![Act::now(format!("owner extends {} {to}", later::own_date(&step, track)))];
    }
    let Some(deadline) = intake::closes_at(definition, procedure, track) else { return Vec::new() };
    let mut found = Vec::new();
    for application in world.case.taking_part(track) {
        found.extend(next(run, application, deadline));
    }
    found
}

/// What the lead of one application does next in its later stage. Whoever was late, withdrew or never finished in the
/// first does the same here; the others answer in good time.
fn next(run: &Run<'_>, application: &Application, deadline: Instant) -> Option<Act> {
    let plan = planned(run, application)?;
    let called = name(run, application);
    let lead = plan.lead();
    let stage = application.stage.as_deref();
    let now = run.teller.world.now <= deadline;
    if plan.manner_later == Manner::Unfinished || application.withdrawn_at.is_some() {
        return None;
    }
    if application.draft.number == began(application) {
        let said = filling::said(&run.loaded().definition, stage, plan, run.plan.found(&plan.track));
        return now.then(|| Act::now(format!("{lead} fills {called}{said}")));
    }
    // Where the members sign the very contents, they sign these, too.
    if let Some(owing) = intake::unsigned(&run.loaded().definition, application).next() {
        let member = run.teller.name_of(owing.person.uuid());
        return now.then(|| Act::now(format!("{member} signs {called}")));
    }
    let submit = format!("{lead} submits {called}");
    match (plan.manner_later, &application.submitted) {
        (Manner::AtTheDeadline, None) => {
            Some(Act { when: When::At(deadline), words: submit, expect: Expect::Done })
        }
        (Manner::Late, None) => {
            Some(Act { when: When::At(deadline.plus_micros(1)), words: submit, expect: Expect::Refused })
        }
        (_, None) => now.then(|| Act::now(submit)),
        (Manner::Withdrawn, Some(_)) => now.then(|| Act::now(format!("{lead} withdraws {called}"))),
        (_, Some(_)) => None,
    }
}

/// A day after the date of the file that ends the intake which comes after `step`, where that lies ahead.
pub fn after_next_date(run: &Run<'_>, step: &str) -> Option<Instant> {
    let definition = &run.loaded().definition;
    let mut rest = definition.steps.iter().skip_while(|one| one.id != step).skip(1);
    let until = rest.find_map(|one| match &one.does {
        StepSpec::Intake(spec) => Some(spec.until.as_ref()),
        _ => None,
    })??;
    let after = run.teller.world.case.procedure.date(until)?.plus_seconds(24 * 3_600);
    (after > run.teller.world.now).then_some(after)
}

/// The number of the empty version that the stage began with: one more than the last of the stage before.
fn began(application: &Application) -> u32 {
    application.earlier.last().map_or(1, |passed| passed.draft.number.saturating_add(1))
}
