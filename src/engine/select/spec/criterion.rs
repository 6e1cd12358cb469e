//! Criteria: what is judged, computed, voted or ordered, and how several assessors become one value.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::exact::Exact;
use super::{Formula, Threshold};

/// One criterion. Which fields apply follows from `kind`; the others are refused by the check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Criterion {
    /// The name: `score.<id>` in expressions.
    pub id: String,
    /// Where the value comes from.
    pub kind: CriterionKind,
    /// Its weight in the total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Exact>,
    /// Which end is better; by default that of the scale, else high.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// What the value must reach; who does not is out of every step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
    /// Scored only for those whom this step took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// For information: it is recorded and sent, and counts for nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub advice: bool,

    /// `judged`: the values an assessor may give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
    /// `judged`, and `sum` with `per_assessor`: from several assessors to one value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub combine: Option<Combine>,
    /// `judged`: how many assessors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessors: Option<Assessors>,
    /// `judged`: what happens when assessors differ too much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<Spread>,
    /// `judged`: how each assessor is brought to the level of the others, for `rescaled_mean`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rescale: Option<Rescale>,
    /// `judged`: what "not applicable" means. Without it, nobody may say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<NotApplicable>,

    /// `judged`, `banded`, `formula`: once for each counted reference of this list, with `item` for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// With `each`: how the references become one value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<ItemCombine>,

    /// `banded`, `formula`: the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Formula>,
    /// `banded`: several values by name, for bands over more than one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Formula>,
    /// `banded`: the rows of the table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// `banded`: points where no row applies. Without it the rows must leave no hole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Exact>,
    /// `banded`: which of two rows that both apply. A reading: without it the rows must not overlap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_overlap: Option<Overlap>,
    /// `banded`: the values are whole numbers, so that 3 and 4 have nothing between them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,

    /// `formula`: whom `pool` in the formula stands for. A reading: required where the formula uses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<PoolKind>,
    /// `formula`: the smallest value it can have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Exact>,
    /// `formula`: the largest value it can have. Else: the maximum as the notice states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Exact>,
    /// Whatever is above counts as this, such as `2 * params.contract_value`. With `each`, for each reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<Formula>,

    /// `vote`: when a vote is carried. A reading: required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub majority: Option<Majority>,

    /// `order`: what becomes of those whom the list leaves out. A reading: required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlisted: Option<Unlisted>,

    /// `sum`: the criteria added.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// `sum`: weights of its own, where they differ from those of the criteria.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, Exact>,
    /// `sum`: how they are added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// `sum`: what the weights add up to, as the notice states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights_sum: Option<Exact>,
    /// `sum`: with `method: scaled`, where a scale that does not start at nought is filled from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaled_from: Option<ScaledFrom>,
    /// `sum`: stretches the sum so that its maximum becomes this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_to: Option<Exact>,
    /// `sum`: each assessor's own sum first, and then `combine` over these.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub per_assessor: bool,
}

/// Where the value of a criterion comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CriterionKind {
    /// Assessors give points on a scale.
    #[default]
    Judged,
    /// A table turns facts into points.
    Banded,
    /// A formula over facts, scores and the pool.
    Formula,
    /// People vote yes or no; a vote that is not carried rejects.
    Vote,
    /// People put the applicants into an order, with reasons; the value is the position.
    Order,
    /// Other criteria added.
    Sum,
}

/// Which end is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    #[default]
    High,
    /// Less is better.
    Low,
}

/// The values an assessor may give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The lowest value.
    pub min: Exact,
    /// The highest value.
    pub max: Exact,
    /// The distance between values, counted from `min`. Without it, any value between is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Exact>,
    /// Which end is better.
    #[serde(default)]
    pub direction: Direction,
    /// Words that stand for values: `good: 2`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, Exact>,
}

/// Why a value is not on a scale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkRefused {
    /// Below the minimum or above the maximum.
    #[error("{value} is outside {min} to {max}")]
    Outside {
        /// The value given.
        value: Exact,
        /// The lowest value.
        min: Exact,
        /// The highest value.
        max: Exact,
    },
    /// Between two values of the scale.
    #[error("{value} is not a whole number of steps of {step} from {min}")]
    OffStep {
        /// The value given.
        value: Exact,
        /// The lowest value.
        min: Exact,
        /// The distance between values.
        step: Exact,
    },
    /// A word that the scale does not have.
    #[error("{0:?} is no word of this scale")]
    UnknownWord(String),
}

impl Scale {
    /// Whether an assessor may give this value. The same rule holds when a score is entered.
    pub fn accept(&self, value: &Exact) -> Result<(), MarkRefused> {
        if *value < self.min || *value > self.max {
            return Err(MarkRefused::Outside {
                value: value.clone(),
                min: self.min.clone(),
                max: self.max.clone(),
            });
        }
        match &self.step {
            Some(step) if !(value - &self.min).is_multiple_of(step) => {
                Err(MarkRefused::OffStep { value: value.clone(), min: self.min.clone(), step: step.clone() })
            }
            _ => Ok(()),
        }
    }

    /// The value that a word stands for.
    pub fn word(&self, word: &str) -> Result<Exact, MarkRefused> {
        self.words.get(word).cloned().ok_or_else(|| MarkRefused::UnknownWord(word.to_owned()))
    }
}

/// From several assessors to one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// The mean over those who gave a value.
    Mean,
    /// The middle value, or the mean of the two in the middle.
    Median,
    /// A value agreed by people after the individual ones, which are kept.
    Consensus,
    /// The mean of the two values closest to each other.
    ClosestTwo,
    /// The mean, after each assessor has been brought to the level of the others.
    RescaledMean,
    /// The mean without the highest and the lowest value; needs three.
    TrimmedMean,
    /// All values added.
    Sum,
    /// The lowest value.
    Lowest,
    /// The highest value.
    Highest,
}

/// How many assessors there must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Assessors {
    /// Fewer values than this leave the criterion open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// More values than this are reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

/// What happens when the first assessors differ too much. Exactly one of the two limits is given. The first are as
/// many as `assessors.min`, at least two, in the order given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// Too much is more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_than: Option<Exact>,
    /// Too much is this or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Exact>,
    /// Whether the limit is in points or in percent of the higher value.
    pub measure: SpreadMeasure,
    /// What then happens.
    pub action: SpreadAction,
    /// With `one_more`: where no two values are the closest.
    #[serde(default)]
    pub on_ambiguous: AmbiguousSpread,
}

/// What a spread is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpreadMeasure {
    /// Points of the scale.
    Points,
    /// Percent of the higher value.
    PercentOfHigher,
}

/// What happens when assessors differ too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpreadAction {
    /// One more assessor is called, and the mean of the two closest values counts.
    OneMore,
    /// They agree on a value; it is given as a consensus.
    Consensus,
    /// It is reported, nothing else.
    Report,
}

/// Where the third value lies as far from the first as from the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AmbiguousSpread {
    /// It is reported and stays open.
    #[default]
    Stop,
    /// The higher pair counts.
    Higher,
    /// The lower pair counts.
    Lower,
    /// The mean of all counts.
    MeanOfAll,
}

/// How each assessor is brought to the level of the others, over all applicants of the criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rescale {
    /// What is made equal.
    pub kind: RescaleKind,
    /// `mean_and_deviation`: divided by the count or by one less. A reading: required there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<Deviation>,
    /// The mean, or the lower end, everybody is brought to. Without it, that of all values together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_mean: Option<Exact>,
    /// The deviation, or with `range` the width, everybody is brought to. Without it, that of all values together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_deviation: Option<Exact>,
    /// The decimals of the result. Square roots are not exact; the result is, once rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u32>,
}

/// What a rescaling makes equal between assessors. One without any spread is moved to the
/// mean, for `range` to the middle of the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RescaleKind {
    /// The mean: each assessor's values are moved by the same distance.
    Mean,
    /// The mean and the standard deviation.
    MeanAndDeviation,
    /// The lowest and the highest value given.
    Range,
    /// The positions: an assessor's best becomes 1; equals share the mean of their positions.
    Rank,
}

/// Which standard deviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    /// Divided by the number of values.
    Population,
    /// Divided by one less than the number of values.
    Sample,
}

/// What "not applicable" means for the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotApplicable {
    /// The criterion is left out and the other weights are stretched over its place.
    LeaveOut,
    /// It counts as the lowest value of the scale.
    Lowest,
    /// It counts as the highest value of the scale.
    Highest,
}

/// How points for several references become one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemCombine {
    /// Added.
    #[default]
    Sum,
    /// The mean over those that count.
    Mean,
    /// The highest.
    Highest,
    /// The lowest.
    Lowest,
}

/// A row of a table. The ends say whether they belong to the row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Band {
    /// From here on, included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Exact>,
    /// From here on, not included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_than: Option<Exact>,
    /// Up to here, included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Exact>,
    /// Up to here, not included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<Exact>,
    /// Exactly this number, text or yes/no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<super::Value>,
    /// For `values`: a range for each; one that is not named may be anything.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub ranges: BTreeMap<String, Range>,
    /// What the row is worth.
    pub points: Exact,
}

/// A range of one value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Range {
    /// From here on, included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Exact>,
    /// From here on, not included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_than: Option<Exact>,
    /// Up to here, included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Exact>,
    /// Up to here, not included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<Exact>,
    /// Exactly this number, text or yes/no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<super::Value>,
}

/// Which of two rows that both apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// The one worth more.
    Highest,
    /// The one worth less.
    Lowest,
    /// The one written first.
    First,
}

/// Whom `pool` in a formula stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PoolKind {
    /// Everybody who passed the checks.
    Suitable,
    /// Of these, those who reached every threshold of the criteria before this one. The others get no
    /// value: their price stays unopened.
    Qualified,
}

/// When a vote is carried: exactly one of the two limits is given, as a share such as `1/2`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Majority {
    /// More than this share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_than: Option<Exact>,
    /// This share or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Exact>,
    /// Of whom.
    #[serde(default)]
    pub of: VoteBase,
}

/// What a majority is a share of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoteBase {
    /// The votes cast; abstentions do not count.
    #[default]
    Cast,
    /// Everybody whom the inputs name; an abstention counts like a no.
    Entitled,
}

/// What becomes of those whom an order made by people leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unlisted {
    /// They are not chosen, in any step.
    NotChosen,
    /// They come after everybody whom the order names, as equals.
    Last,
    /// The order is not finished: it is reported, and nothing is chosen yet.
    Missing,
}

/// How criteria are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Points as they are; weights are not used.
    Sum,
    /// Each times its weight.
    WeightedSum,
    /// Each times its weight, divided by all weights: stays on the scale.
    WeightedMean,
    /// Each fills its weight: its maximum earns the whole weight.
    Scaled,
}

/// Where a scale that does not start at nought is filled from, with `method: scaled`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScaledFrom {
    /// Value divided by maximum.
    Zero,
    /// The minimum earns nothing.
    Minimum,
}
