//! What a ranking is made of: the parts of each total, the line, and how far the evaluators were apart.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::stage_of;
use crate::engine::access;
use crate::engine::case::Case;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::select::shares::{self, Edge, Share};
use crate::engine::select::{Outcome, Spec};
use crate::engine::steps::{scoring, screening};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepSpec};

/// What stands beside the scores of a ranking.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    /// What each criterion gives to the total; empty where the parts do not add up to it.
    pub shares: Vec<Share>,
    /// The most that a total can be, where the rules set an end to it.
    pub most: Option<Exact>,
    /// The line between those who are chosen and those who are not.
    pub edge: Option<Edge>,
    /// How far the evaluators were apart: by application and criterion, the highest less the lowest points. Only for
    /// the owner and the auditor, who read the evaluators' points too, and not of an application that is closed to them.
    pub spreads: BTreeMap<ApplicationId, BTreeMap<String, Exact>>,
}

/// What stands beside the scores that `model` computed for `track`, for `reader`, who may read these.
pub fn ranking(
    definition: &Definition,
    case: &Case,
    reader: PersonId,
    track: &str,
    model: &Spec,
    outcome: &Outcome,
) -> Ranking {
    Ranking {
        shares: shares::shares(model, outcome),
        most: shares::most(model),
        edge: shares::edge(outcome),
        spreads: spreads(definition, case, reader, track),
    }
}

fn spreads(
    definition: &Definition,
    case: &Case,
    reader: PersonId,
    track: &str,
) -> BTreeMap<ApplicationId, BTreeMap<String, Exact>> {
    let holds = |role: &Role| case.procedure.holds(reader, *role, Some(track));
    if ![Role::Owner, Role::Auditor].iter().any(holds) {
        return BTreeMap::new();
    }
    let steps = || {
        let all = definition.steps_of_in(track, stage_of(case, track));
        all.filter(|step| matches!(step.does, StepSpec::Scoring(_)))
    };
    let compared = case.counting(track).filter(|a| screening::admitted(definition, a));
    let open = compared.filter(|a| access::reading(definition, case, reader, a).is_ok());
    open.map(|application| {
        let sheets: Vec<_> =
            steps().flat_map(|step| scoring::locked(application, &step.id)).map(|(_, sheet)| sheet).collect();
        let criteria: BTreeSet<&String> = sheets.iter().flat_map(|sheet| sheet.marks.keys()).collect();
        let spread = |criterion: &String| {
            let points = || sheets.iter().filter_map(|sheet| Some(&sheet.marks.get(criterion)?.points));
            Some((criterion.clone(), points().max()? - points().min()?))
        };
        (application.id, criteria.into_iter().filter_map(spread).collect())
    })
    .collect()
}
