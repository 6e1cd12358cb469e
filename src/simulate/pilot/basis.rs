//! What the pilot adds to the basis of a selection, where the model asks for it.

use super::super::run::{Act, Run};
use super::{name, planned, points};
use crate::engine::case::Application;
use crate::engine::select::spec::CriterionKind;
use crate::engine::steps::selection::basis::{self, Addition};
use crate::engine::steps::selection::{State, after};
use crate::engine::steps::{screening, selection};

const WHY: &str = "\"This is how the panel sees it, and why.\"";

/// The next thing that is missing: an order, votes, grades of references, then evidence of those chosen.
pub fn next(
    run: &Run<'_>,
    (track, step): (&str, &str),
    by: &str,
    spec: &selection::Spec,
    state: &State,
) -> Option<Act> {
    let definition = &run.loaded().definition;
    let model = definition.model(track, &spec.model)?;
    let case = &run.teller.world.case;
    let compared = || case.counting(track).filter(|a| screening::admitted(definition, a));
    let has = |wanted: &dyn Fn(&basis::Added) -> bool| state.added.iter().any(wanted);
    for criterion in model.of_kind(CriterionKind::Order) {
        if !has(&|one| matches!(one, Addition::Order { criterion: of, .. } if *of == criterion.id)) {
            let mut all: Vec<&Application> = compared().collect();
            all.sort_by_key(|a| std::cmp::Reverse(planned(run, a).map_or(50, |plan| plan.level(0))));
            let names: Vec<_> = all.into_iter().map(|a| name(run, a)).collect();
            return Some(Act::now(format!("{by} orders {track} {} {} {WHY}", criterion.id, names.join(" "))));
        }
    }
    for application in compared() {
        let (called, level) = (name(run, application), planned(run, application).map_or(50, |p| p.level(0)));
        for criterion in model.of_kind(CriterionKind::Vote) {
            let voted = |one: &basis::Added| {
                matches!(one, Addition::Votes { criterion: of, application: id, .. }
                    if *of == criterion.id && *id == application.id)
            };
            if !has(&voted) {
                let tally = match level {
                    80.. => "7 0 0",
                    40.. => "5 1 1",
                    _ => "1 5 1",
                };
                return Some(Act::now(format!("{by} votes {called} {} {tally} {WHY}", criterion.id)));
            }
        }
        for criterion in model.graded() {
            let graded = |one: &basis::Added| {
                matches!(one, Addition::Grades { criterion: of, application: id, .. }
                    if *of == criterion && *id == application.id)
            };
            if !has(&graded) {
                let count = basis::references(definition, case, application.id, model, criterion);
                let one = points(model.scale(criterion), level, 0).to_string();
                let all = vec![one; count].join(" ");
                return Some(Act::now(format!("{by} grades {called} {criterion} {all} {WHY}")));
            }
        }
    }
    if run.plan.lacks && after::lasts(definition, step) {
        // It is asked for after the decision.
        return None;
    }
    let computed = state.computed.as_ref().filter(|computed| computed.stopped.is_none())?;
    let open = selection::ids(&computed.conditional).into_iter().next()?;
    Some(Act::now(format!("{by} shows {} {WHY}", run.teller.name_of(open.uuid()))))
}
