//! The rules of a selection, as a project owner writes them.
//!
//! Every name is in snake case, an unknown name is an error, and no form is guessed from its shape, so that
//! a reader of the file can point at the line that is wrong. Where a notice usually leaves a point open
//! (stop or skip at the budget line, rounding of a share, which references count), the reading has a field
//! of its own and no default: [`super::check`] refuses a file that leaves it out.

mod criterion;
mod short;
mod step;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use criterion::{
    AmbiguousSpread, Assessors, Band, Combine, Criterion, CriterionKind, Deviation, Direction, ItemCombine,
    Majority, MarkRefused, Method, NotApplicable, Overlap, PoolKind, Range, Rescale, RescaleKind, Scale,
    ScaledFrom, Spread, SpreadAction, SpreadMeasure, Unlisted, VoteBase,
};
pub use short::{Formula, Number, OrderKey, Threshold, TieStep};
pub use step::{
    AtLine, Authority, Budget, Choose, Coverage, CoverageMeasure, DerivedThreshold, Draw, EdgeRule, Expand,
    Group, GroupCounts, IfAllFit, OnEqual, Reserve, Rest, Share, ShareOf, Step, Take, Unfilled,
};

use super::super::expr::{Type, Value};

/// The rules of one selection: from applicants with facts and scores to an ordered choice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Model")]
pub struct Spec {
    /// What is known of every applicant and of which kind it is. Without it, names are checked only when used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<BTreeMap<String, Type>>,
    /// Named constants such as a budget. A track may give its own value, and the inputs of `rank` stand before both.
    pub parameters: BTreeMap<String, Value>,
    /// Lists of references, and which of them count.
    pub references: Vec<References>,
    /// Pass or fail, before any comparison.
    pub checks: Vec<Check>,
    /// What holds for every judged criterion that does not say otherwise.
    pub scoring: Scoring,
    /// What is judged, computed, voted or ordered; in the order in which they may use one another.
    pub criteria: Vec<Criterion>,
    /// The total over the criteria: `score.total`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Total>,
    /// Who is chosen, step after step.
    pub steps: Vec<Step>,
    /// Whether people may change the computed result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionRule>,
    /// A selection that holds only once evidence has come in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditional: Option<Conditional>,
    /// Points that the notice leaves open, and how this file reads them. They stand in the record.
    pub readings: Vec<Reading>,
}

/// Defaults for judged criteria.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Scoring {
    /// The scale of every judged criterion without one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
    /// From several assessors to one value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub combine: Option<Combine>,
    /// How many assessors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessors: Option<Assessors>,
    /// What happens when assessors differ too much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<Spread>,
    /// How the values of one assessor are brought to the level of the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rescale: Option<Rescale>,
}

/// A list among the facts, and which of its items count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct References {
    /// The name: `counted.<id>` in expressions, `each: <id>` in criteria.
    pub id: String,
    /// The list: `facts.references`.
    pub list: Formula,
    /// Which items can count at all, with `item` for one of them: `item.verified`.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Formula>,
    /// At most this many count; within each group where `per` is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// The group of an item: `item.area`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Formula>,
    /// Which ones count where there are more than `max`. A reading: required with `max`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Counts>,
    /// What makes an item better, for `counts: best`. Without it, the points it earns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Formula>,
}

/// Which references count when there are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// The first ones, in the order in which the applicant listed them.
    First,
    /// The ones that are best by `by`, or earn the most points.
    Best,
}

/// A condition that every applicant must meet before any comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Requirement")]
pub struct Check {
    /// The name of the rule, given with every exclusion.
    pub id: String,
    /// The condition that must hold.
    pub require: Formula,
    /// The sentence for the letter, or the name of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Asked only of those whom this step took. Only then may it use `score.…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The total over the criteria, `score.total`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Total {
    /// How the criteria are added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Which criteria; by default every one that has a weight or, where none has, every one with points.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// The maximum as the notice states it; the loader compares it with the computed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<super::super::exact::Exact>,
    /// What the weights add up to, as the notice states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights_sum: Option<super::super::exact::Exact>,
    /// Whether a scale that does not start at nought is filled from nought or from its minimum. A reading: required
    /// with `method: scaled` where a scale does not start at nought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaled_from: Option<ScaledFrom>,
    /// What the total must reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
}

/// Whether people may change the computed result. Both are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionRule {
    /// Whether the decided list may differ from the computed one.
    pub may_change: bool,
    /// Who decides, for the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A selection that holds once the chosen have shown evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conditional {
    /// What must be shown, for the record.
    pub evidence: String,
    /// What happens when it is not shown.
    pub on_failure: OnFailure,
}

/// What happens to the place of one who could not show the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// The next one of the computed order moves up; nothing is computed again.
    Replace,
    /// The place stays open.
    LeaveOpen,
    /// The applicant is excluded and the selection is computed again without them.
    Recompute,
}

/// How this file reads a point that the notice leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The point. The code of a finding here accepts a contradiction of the notice: `stated-maximum`.
    pub point: String,
    /// What is done.
    pub chosen: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}
