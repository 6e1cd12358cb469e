//! Steps of the choice: pool, order, quantity, groups, ties.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::exact::{Exact, RoundingMode};
use super::{Formula, Number, OrderKey, TieStep};

/// One step of the choice. Several quantities may stand together; all of them bind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "ChoiceStep")]
pub struct Step {
    /// The name; `step1`, `step2` … where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Chooses among those whom that step took, which makes that step a stage. Without it, among those
    /// who are left from the steps before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Only those for whom this holds.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<Formula>,
    /// Runs separately, with all its places and its whole budget, for each value: `facts.area`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<Formula>,
    /// The order, most important key first. Without it `score.total`; an empty list makes everybody equal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<OrderKey>>,
    /// What separates equals. Where it ends without a way out, the engine stops.
    pub tie: Vec<TieStep>,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// As many as the money allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// As many as there is room for: seats, beds, hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Budget>,
    /// A share of those who take part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// All above a line that follows from the applications themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derived: Option<DerivedThreshold>,
    /// Everybody who got this far.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub everyone: bool,
    /// Whether there is a comparison at all where everybody suitable fits. Without it, they are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_all_fit: Option<IfAllFit>,
    /// Reserved places, floors and caps, filled in the order written.
    pub groups: Vec<Group>,
    /// What happens to those not taken.
    pub rest: Rest,
    /// The reserve list, for `rest: reserve`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserve: Option<Reserve>,
}

/// Where between the minimum and the maximum the computation stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// As many as qualify, up to the maximum.
    Max,
    /// No more than the minimum.
    Min,
}

/// A sum that runs out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// How much there is.
    pub amount: Formula,
    /// What one applicant takes of it: `facts.cost`.
    pub cost: Formula,
    /// What happens at the first who does not fit. A reading: required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_line: Option<AtLine>,
    /// With `at_line: part`, the smallest share of the cost that is still granted, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_min_percent: Option<Exact>,
}

/// At the first who does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AtLine {
    /// Nobody further.
    Stop,
    /// Pass over, and try the next.
    Skip,
    /// Grant what is left, and nobody further.
    Part,
}

/// A share of the applications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The share, in percent.
    pub percent: Formula,
    /// Of whom. A reading: required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<ShareOf>,
    /// But at least this many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Formula>,
    /// And at most this many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Formula>,
    /// To a whole number. A reading: required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<RoundingMode>,
}

/// What a share is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareOf {
    /// Everybody who applied.
    Received,
    /// Those who passed the checks.
    Suitable,
    /// Those among whom this step chooses.
    Pool,
}

/// A line through the order, drawn so that what those above it ask for comes closest to an aim.
///
/// Equals are never separated: the line lies between two values of the order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DerivedThreshold {
    /// The sum the factors below are of.
    pub budget: Formula,
    /// What one applicant asks for.
    pub cost: Formula,
    /// The sum asked for should be this many times the budget.
    pub aim: Exact,
    /// And not under this many times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Exact>,
    /// And not above this many times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Exact>,
    /// Where two lines are equally close. A reading: required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_equal: Option<OnEqual>,
}

/// Which of two lines that are equally close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnEqual {
    /// The lower line: more applicants.
    More,
    /// The higher line: fewer applicants.
    Fewer,
}

/// Where there are no more suitable applicants than places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IfAllFit {
    /// All of them are taken without a comparison; scores and thresholds play no part.
    TakeAll,
    /// They are compared all the same; thresholds hold.
    Compare,
}

/// A reserved place, a floor or a cap for a group. A floor of money takes whole applications until it is reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The name.
    pub id: String,
    /// Who belongs to it: `facts.newcomer`.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Formula>,
    /// One group for each value: `facts.area`. The limits hold for each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Formula>,
    /// At least this much goes to the group, before the general order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Formula>,
    /// At most this much goes to the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Formula>,
    /// Whether the limits count places or the money of `budget`.
    #[serde(default)]
    pub counts: GroupCounts,
    /// What happens to a floor that cannot be filled. A reading: required with `at_least`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_unfilled: Option<Unfilled>,
}

/// What the limits of a group count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupCounts {
    /// Places.
    #[default]
    Places,
    /// The costs of the step's `budget`.
    Budget,
}

/// What happens to a floor that cannot be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unfilled {
    /// What is left goes to everybody.
    Release,
    /// What is left stays unused.
    KeepOpen,
}

/// What happens to those whom a step did not take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// They stand in the steps that follow.
    #[default]
    Next,
    /// They are out.
    Leave,
    /// They form the reserve list, in order, and stand in no further step.
    Reserve,
}

/// The reserve list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reserve {
    /// At most this many; everybody left where it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// What lets a reserve move up, by name; anything where the list is empty. For `departures` only: missing evidence
    /// follows `conditional`.
    pub triggers: Vec<String>,
    /// Whether the next in order joins the list when one moves up. A reading: required with `max`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refill: Option<bool>,
}

/// Those who cover what nobody ranked higher covers go first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// What one applicant covers: a list, `facts.topics`.
    pub of: Formula,
    /// Whether it counts that something new is covered, or how much. A reading: required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<CoverageMeasure>,
}

/// How coverage is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoverageMeasure {
    /// Anything new, or nothing.
    Any,
    /// The number of new things.
    Number,
}

/// A drawing of lots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Draw {
    /// Who must witness it; the record names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
}

/// All of the tied are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expand {
    /// Unless that makes more than this many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

/// The authority chooses how a tie at the edge is resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// The ways it may choose from.
    pub options: Vec<Choose>,
}

/// A way to resolve a tie at the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Choose {
    /// All of the tied.
    Expand,
    /// By lot.
    Draw,
}

/// What finally happens to a tie at the edge, once nothing separates the tied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EdgeRule {
    /// A recorded draw decides.
    Draw(Draw),
    /// All are taken; where that makes too many, a recorded draw decides, if one is named.
    Expand(Expand, Option<Draw>),
    /// The authority says which.
    Authority(Authority),
    /// The engine stops.
    Stop,
}
