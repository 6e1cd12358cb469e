//! What people add to the basis of a selection before it is decided: orders, votes, grades of single references,
//! scores struck out, evidence, and departures.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::REASON_CHARS_MIN;
use crate::engine::case::Case;
use crate::engine::digest::{Digest, Prose};
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::refusal::{Refusal, Waiting};
use crate::engine::select::Spec;
use crate::engine::select::inputs::{Applicant, Departure, Evidence, Inputs, Mark, OrderGiven, Removed};
use crate::engine::select::spec::{Combine, CriterionKind, Unlisted};
use crate::engine::steps::{reasoned, scoring, screening};
use crate::engine::turn::Turn;
use crate::engine::workflow::definition::{Definition, StepSpec};
use crate::engine::workflow::facts::{self, Fact};

/// Votes of one kind that can be recorded for one application.
pub const VOTES_MAX: u32 = 500;

/// Additions that one selection holds at most.
pub const ADDITIONS_MAX: usize = 2_000;

/// What people add, with `R` for a reason: a text as it is given, its digest as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addition<R> {
    /// People put the applications into an order.
    Order {
        /// Which criterion.
        criterion: String,
        /// Best first.
        order: Vec<ApplicationId>,
        /// Why, for each application that is compared.
        reasons: BTreeMap<ApplicationId, R>,
    },
    /// A body voted on an application.
    Votes {
        /// Which criterion.
        criterion: String,
        /// On which application.
        application: ApplicationId,
        /// Votes for it.
        yes: u32,
        /// Votes against it.
        no: u32,
        /// Those who abstained.
        abstained: u32,
        /// Where and when it was voted.
        reason: R,
    },
    /// Each reference of an application got points.
    Grades {
        /// Which criterion.
        criterion: String,
        /// Of which application.
        application: ApplicationId,
        /// Points for each reference, in the order of the application.
        points: Vec<Exact>,
        /// Why.
        reason: R,
    },
    /// What one evaluator gave does not count.
    Struck {
        /// For which criterion.
        criterion: String,
        /// Of which application.
        application: ApplicationId,
        /// Whose points.
        evaluator: PersonId,
        /// Why.
        reason: R,
    },
    /// Evidence was shown, or was not.
    Evidence {
        /// By which application.
        application: ApplicationId,
        /// Whether it was shown.
        shown: bool,
        /// What was found.
        reason: R,
    },
    /// An application left the choice.
    Left {
        /// Which application.
        application: ApplicationId,
        /// What happened, by the name that the reserve list's triggers use.
        trigger: String,
        /// Why.
        reason: R,
    },
    /// An application gave its place up under a limit over the tracks; nobody adds this by hand.
    GaveUp {
        /// Which application.
        application: ApplicationId,
        /// Under which limit.
        limit: String,
        /// Whether the holder chose so; else the rule for silence did.
        chosen: bool,
        /// Whether the next one takes the place.
        moves_up: bool,
    },
}

/// What people want to add.
pub type Given = Addition<Prose>;

/// What was added.
pub type Added = Addition<Digest>;

impl<R> Addition<R> {
    /// The same with other reasons.
    pub fn map<S>(&self, mut reason_of: impl FnMut(&R) -> S) -> Addition<S> {
        match self {
            Self::Order { criterion, order, reasons } => Addition::Order {
                criterion: criterion.clone(),
                order: order.clone(),
                reasons: reasons.iter().map(|(id, reason)| (*id, reason_of(reason))).collect(),
            },
            Self::Votes { criterion, application, yes, no, abstained, reason } => Addition::Votes {
                criterion: criterion.clone(),
                application: *application,
                yes: *yes,
                no: *no,
                abstained: *abstained,
                reason: reason_of(reason),
            },
            Self::Grades { criterion, application, points, reason } => Addition::Grades {
                criterion: criterion.clone(),
                application: *application,
                points: points.clone(),
                reason: reason_of(reason),
            },
            Self::Struck { criterion, application, evaluator, reason } => Addition::Struck {
                criterion: criterion.clone(),
                application: *application,
                evaluator: *evaluator,
                reason: reason_of(reason),
            },
            Self::Evidence { application, shown, reason } => {
                Addition::Evidence { application: *application, shown: *shown, reason: reason_of(reason) }
            }
            Self::GaveUp { application, limit, chosen, moves_up } => Addition::GaveUp {
                application: *application,
                limit: limit.clone(),
                chosen: *chosen,
                moves_up: *moves_up,
            },
            Self::Left { application, trigger, reason } => Addition::Left {
                application: *application,
                trigger: trigger.clone(),
                reason: reason_of(reason),
            },
        }
    }

    /// What it is about: the criterion, the application and the evaluator, as far as it names them.
    fn about(&self) -> (Option<&str>, Option<ApplicationId>, Option<PersonId>) {
        match self {
            Self::Order { criterion, .. } => (Some(criterion), None, None),
            Self::Votes { criterion, application, .. } | Self::Grades { criterion, application, .. } => {
                (Some(criterion), Some(*application), None)
            }
            Self::Struck { criterion, application, evaluator, .. } => {
                (Some(criterion), Some(*application), Some(*evaluator))
            }
            Self::Evidence { application, .. }
            | Self::Left { application, .. }
            | Self::GaveUp { application, .. } => (None, Some(*application), None),
        }
    }

    /// Whether this takes the place of `earlier`.
    pub fn replaces(&self, earlier: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(earlier) && self.about() == earlier.about()
    }
}

/// How many references an application declares in the list that `criterion` looks at.
pub fn references(
    definition: &Definition,
    case: &Case,
    id: ApplicationId,
    model: &Spec,
    criterion: &str,
) -> usize {
    let list = model.criteria.iter().find(|c| c.id == criterion).and_then(|c| c.each.as_ref());
    let list = list.and_then(|list| model.references.iter().find(|references| references.id == *list));
    let Some(field) = list.and_then(|list| list.list.text().trim().strip_prefix("facts.")) else { return 0 };
    let rows = case.applications.get(&id).map(|found| screening::known(definition, found));
    match rows.as_ref().and_then(|known| known.get(&facts::name(field))) {
        Some(Fact::Rows(rows)) => rows.len(),
        _ => 0,
    }
}

/// Refuses what does not fit the model or the case; `computed` is the list as it stands.
pub(super) fn check(
    turn: &Turn<'_>,
    track: &str,
    model: &Spec,
    computed: &[String],
    given: &Given,
) -> Result<(), Refusal> {
    let compared: BTreeSet<_> =
        turn.case.counting(track).filter(|a| screening::admitted(turn.definition, a)).map(|a| a.id).collect();
    let known = |id: &ApplicationId| {
        if compared.contains(id) { Ok(()) } else { Err(Refusal::unknown("application", id)) }
    };
    let of_kind = |criterion: &str, kind: CriterionKind, each: bool| {
        let found =
            model.criteria.iter().find(|c| c.id == criterion && c.kind == kind && c.each.is_some() == each);
        found.ok_or_else(|| Refusal::unknown("criterion", criterion))
    };
    match given {
        Addition::Order { criterion, order, reasons } => {
            let found = of_kind(criterion, CriterionKind::Order, false)?;
            let distinct: BTreeSet<_> = order.iter().copied().collect();
            order.iter().try_for_each(known)?;
            if distinct.len() != order.len() {
                return Err(Refusal::BadList { why: "twice".to_owned() });
            }
            if found.unlisted == Some(Unlisted::Missing) && distinct != compared {
                let open = compared.difference(&distinct).copied();
                let waiting = open.map(|application| Waiting { application, have: 0, need: 1 }).collect();
                return Err(Refusal::Unfinished { waiting });
            }
            let none = Prose::new([0; 16], "");
            for id in &compared {
                reasoned(&id.code(), reasons.get(id).unwrap_or(&none), REASON_CHARS_MIN)?;
            }
        }
        Addition::Votes { criterion, application, yes, no, abstained, reason } => {
            of_kind(criterion, CriterionKind::Vote, false)?;
            known(application)?;
            let most = *yes.max(no).max(abstained);
            if most > VOTES_MAX {
                return Err(Refusal::TooMany { noun: "votes".into(), max: VOTES_MAX });
            }
            if most == 0 {
                return Err(Refusal::Mismatch { of: criterion.clone() });
            }
            reasoned(criterion, reason, REASON_CHARS_MIN)?;
        }
        Addition::Grades { criterion, application, points, reason } => {
            of_kind(criterion, CriterionKind::Judged, true)?;
            known(application)?;
            if points.len() != references(turn.definition, &turn.case, *application, model, criterion) {
                return Err(Refusal::Mismatch { of: criterion.clone() });
            }
            if let Some(off) = points.iter().find(|points| !model.accepts(criterion, points)) {
                return Err(Refusal::OffScale { criterion: criterion.clone(), points: off.clone() });
            }
            reasoned(criterion, reason, REASON_CHARS_MIN)?;
        }
        Addition::Struck { criterion, application, evaluator, reason } => {
            known(application)?;
            let gave = turn.case.applications.get(application).is_some_and(|found| {
                let steps =
                    turn.definition.steps.iter().filter(|step| matches!(step.does, StepSpec::Scoring(_)));
                steps
                    .flat_map(|step| scoring::locked(found, &step.id))
                    .any(|(person, sheet)| person == *evaluator && sheet.marks.contains_key(criterion))
            });
            if !gave {
                return Err(Refusal::unknown("score", criterion));
            }
            reasoned(criterion, reason, REASON_CHARS_MIN)?;
        }
        Addition::Evidence { application, shown, reason } => {
            known(application)?;
            if model.conditional.is_none() {
                return Err(Refusal::unknown("evidence", application));
            }
            if !shown {
                reasoned(&application.code(), reason, REASON_CHARS_MIN)?;
            }
        }
        Addition::Left { application, trigger, reason } => {
            let id = application.to_string();
            if !computed.contains(&id) {
                return Err(Refusal::unknown("application", application));
            }
            let mut triggers = model.steps.iter().filter_map(|step| step.reserve.as_ref());
            let named = triggers.clone().flat_map(|reserve| &reserve.triggers).any(|known| known == trigger);
            if !named && !triggers.all(|reserve| reserve.triggers.is_empty()) {
                return Err(Refusal::unknown("trigger", trigger));
            }
            reasoned(&application.code(), reason, REASON_CHARS_MIN)?;
        }
        // That follows from the lists and the answers, and nobody says it.
        Addition::GaveUp { limit, .. } => return Err(Refusal::unknown("limit", limit)),
    }
    Ok(())
}

/// Puts what was added into the inputs.
pub(super) fn put(model: &Spec, added: &[Added], inputs: &mut Inputs) {
    for one in added {
        match one {
            Addition::Order { criterion, order, reasons } => {
                let given = OrderGiven {
                    order: order.iter().map(ToString::to_string).collect(),
                    reasons: reasons
                        .iter()
                        .map(|(id, reason)| (id.to_string(), reason.to_string()))
                        .collect(),
                    by: None,
                };
                inputs.orders.insert(criterion.clone(), given);
            }
            Addition::Votes { criterion, application, yes, no, abstained, .. } => {
                let cast =
                    [("yes", *yes, Some(true)), ("no", *no, Some(false)), ("abstained", *abstained, None)];
                let votes = cast
                    .into_iter()
                    .flat_map(|(word, count, vote)| (1..=count).map(move |n| (format!("{word} {n}"), vote)));
                if let Some(found) = applicant(inputs, *application) {
                    found.votes.insert(criterion.clone(), votes.collect());
                }
            }
            Addition::Grades { criterion, application, points, .. } => {
                let own = model.criteria.iter().find(|c| c.id == *criterion).and_then(|c| c.combine);
                let agreed = own.or(model.scoring.combine) == Some(Combine::Consensus);
                if let Some(found) = applicant(inputs, *application) {
                    let items = found.items.entry(criterion.clone()).or_default();
                    for (number, points) in (1..).zip(points) {
                        let marks = items.entry(u32::to_string(&number)).or_default();
                        if agreed {
                            marks.consensus = Some(points.clone());
                        } else {
                            marks.scores.0 = vec![("panel".to_owned(), Mark::Points(points.clone()))];
                        }
                    }
                }
            }
            Addition::Struck { criterion, application, evaluator, reason } => {
                if let Some(found) = applicant(inputs, *application) {
                    found.removed.push(Removed {
                        criterion: criterion.clone(),
                        assessor: evaluator.to_string(),
                        reason: reason.to_string(),
                        by: None,
                    });
                }
            }
            Addition::Evidence { application, shown, reason } => {
                let evidence = Evidence { shown: *shown, reason: Some(reason.to_string()) };
                inputs.evidence.insert(application.to_string(), evidence);
            }
            // A list that is not decided has no places to give up.
            Addition::GaveUp { .. } => {}
            Addition::Left { application, trigger, reason } => inputs.departures.push(Departure {
                applicant: application.to_string(),
                trigger: trigger.clone(),
                reason: Some(reason.to_string()),
            }),
        }
    }
}

fn applicant(inputs: &mut Inputs, id: ApplicationId) -> Option<&mut Applicant> {
    let id = id.to_string();
    inputs.applicants.iter_mut().find(|applicant| applicant.id == id)
}

/// What was written of one application in what was added, with the criterion where there is one.
pub fn reasons(added: &[Added], id: ApplicationId) -> Vec<(Option<&str>, Digest)> {
    let mut found = Vec::new();
    for one in added {
        match one {
            Addition::Order { criterion, reasons, .. } => {
                found.extend(reasons.get(&id).map(|reason| (Some(criterion.as_str()), *reason)));
            }
            Addition::Votes { criterion, application, reason, .. }
            | Addition::Grades { criterion, application, reason, .. }
                if *application == id =>
            {
                found.push((Some(criterion.as_str()), *reason));
            }
            Addition::Evidence { application, shown: false, reason }
            | Addition::Left { application, reason, .. }
                if *application == id =>
            {
                found.push((None, *reason));
            }
            _ => {}
        }
    }
    found
}
