//! What is known when a selection is computed: facts, scores, votes, orders, draws, decisions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{self, MapAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::super::exact::Exact;
use super::super::expr::Value;
use super::super::instant::Instant;
use super::spec::Choose;

/// Everything that differs from one run of the same rules to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inputs {
    /// Everybody who applied; the order plays no part.
    pub applicants: Vec<Applicant>,
    /// Values of this track for the parameters of the rules.
    pub parameters: BTreeMap<String, Value>,
    /// Orders made by people, by criterion.
    pub orders: BTreeMap<String, OrderGiven>,
    /// Exclusions decided by people, for instance for a conflict of interest.
    pub exclusions: Vec<Exclusion>,
    /// Drawings of lots that took place.
    pub draws: Vec<DrawRecorded>,
    /// How the authority chose to resolve a tie, where the rules leave it the choice.
    pub tie_choices: Vec<TieChoice>,
    /// Evidence shown by those chosen conditionally.
    pub evidence: BTreeMap<String, Evidence>,
    /// Those who left after the choice.
    pub departures: Vec<Departure>,
    /// What people decided, where they have.
    pub decision: Option<Decision>,
    /// Places given up under limits over the tracks, in the order in which that followed; computed, never read.
    #[serde(skip)]
    pub given_up: Vec<PlaceGivenUp>,
}

/// A place given up under a limit over the tracks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceGivenUp {
    /// By whom.
    pub applicant: String,
    /// Under which limit.
    pub limit: String,
    /// Whether the next one takes it.
    pub moves_up: bool,
}

/// One applicant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Applicant {
    /// The id, unique in these inputs.
    pub id: String,
    /// Who stands behind it under limits over the tracks that say nothing else; the `id` where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// What is known: `facts.<name>`.
    pub facts: Value,
    /// When the application came in, in microseconds since 1970; read from an instant such as
    /// `2027-02-05T11:59:00Z` too.
    #[serde(deserialize_with = "submitted_at")]
    pub submitted_at: Option<i64>,
    /// Values given, by criterion and assessor, in the order in which they were given.
    pub scores: BTreeMap<String, Marks>,
    /// The value agreed, by criterion.
    pub consensus: BTreeMap<String, Exact>,
    /// Values given for one reference: by criterion, and by the reference's `id` or position from 1.
    pub items: BTreeMap<String, BTreeMap<String, ItemMarks>>,
    /// Votes cast, by criterion and voter; nothing for an abstention.
    pub votes: BTreeMap<String, BTreeMap<String, Option<bool>>>,
    /// Scores that were taken out, with the reason.
    pub removed: Vec<Removed>,
    /// Who was asked to score and to vote, in every criterion; a missing value is reported by name.
    pub assigned: Vec<String>,
    /// Facts that nobody knows, because they lie in an envelope that was never opened. They are missed only where
    /// something needs them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub unopened: BTreeSet<String>,
}

fn submitted_at<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let wrong = || {
        de::Error::custom(format!(
            "{value} is no time: write an instant with its zone, such as 2027-02-05T11:59:00Z"
        ))
    };
    match &value {
        Value::Null => Ok(None),
        Value::Number(n) => n.to_string().parse().map(Some).map_err(|_| wrong()),
        Value::Text(text) => Instant::parse(text).map(|at| Some(at.micros())).ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

/// Values for one reference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ItemMarks {
    /// By assessor.
    pub scores: Marks,
    /// The value agreed.
    pub consensus: Option<Exact>,
}

/// What assessors gave, in the order in which they gave it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks(pub Vec<(String, Mark)>);

/// What one assessor gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// Points.
    Points(Exact),
    /// A word of the scale.
    Word(String),
    /// Took no part: absent, or recused for this applicant.
    Absent,
    /// Said that the criterion does not apply; written `n/a`.
    NotApplicable,
}

impl Serialize for Mark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Points(n) => Value::Number(n.clone()).serialize(serializer),
            Self::Word(word) => serializer.serialize_str(word),
            Self::Absent => serializer.serialize_unit(),
            Self::NotApplicable => serializer.serialize_str("n/a"),
        }
    }
}

impl<'de> Deserialize<'de> for Mark {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Number(n) => Self::Points(n),
            Value::Null => Self::Absent,
            Value::Text(text) if &*text == "n/a" => Self::NotApplicable,
            Value::Text(text) => {
                Exact::parse(&text).map_or_else(|_| Self::Word(text.to_string()), Self::Points)
            }
            other => return Err(de::Error::custom(format!("a score is a number or a word, not {other}"))),
        })
    }
}

impl Serialize for Marks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(assessor, mark)| (assessor, mark)))
    }
}

impl<'de> Deserialize<'de> for Marks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Marks;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value for each assessor")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Marks, A::Error> {
                let mut marks = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    marks.push(entry);
                }
                Ok(Marks(marks))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// An order made by people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OrderGiven {
    /// Best first.
    pub order: Vec<String>,
    /// Reasons, by applicant.
    pub reasons: BTreeMap<String, String>,
    /// Who made it.
    pub by: Option<String>,
}

/// An exclusion decided by people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Whom it concerns.
    pub applicant: String,
    /// The rule it rests on.
    pub rule: String,
    /// The reason.
    pub reason: String,
}

/// A drawing of lots that took place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DrawRecorded {
    /// For which step; the only one where left out.
    pub step: Option<String>,
    /// The lots in the order drawn.
    pub order: Vec<String>,
    /// Who watched.
    pub witness: Option<String>,
}

/// How the authority chose to resolve a tie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TieChoice {
    /// For which step; the only one where left out.
    #[serde(default)]
    pub step: Option<String>,
    /// The way chosen.
    pub choose: Choose,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Evidence shown, or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Whether it was shown.
    pub shown: bool,
    /// What was found.
    #[serde(default)]
    pub reason: Option<String>,
}

/// One who left after the choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Departure {
    /// Who.
    pub applicant: String,
    /// What happened, by the name that the reserve list's triggers use.
    pub trigger: String,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What people decided. The computed result is kept beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decision {
    /// The chosen, in the order decided.
    pub selected: Vec<String>,
    /// The reserve list, where it differs.
    pub reserve: Option<Vec<String>>,
    /// Reasons, by applicant whose place differs from the computed one.
    pub reasons: BTreeMap<String, String>,
    /// Who decided.
    pub by: Option<String>,
}

/// A score that was taken out. Votes of the same assessor stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removed {
    /// Which criterion.
    pub criterion: String,
    /// Whose value.
    pub assessor: String,
    /// Why.
    pub reason: String,
    /// By whom.
    #[serde(default)]
    pub by: Option<String>,
}
