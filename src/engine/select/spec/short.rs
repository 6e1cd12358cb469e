//! Values with a short form: a bare text or number where the long form has named fields.
//!
//! They are read by hand-written visitors, not as untagged enums, so an error keeps its line and column.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Authority, Coverage, Direction, Draw, Expand, Take};

/// The text of an expression; a bare number or yes/no is one too.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Formula(pub String);

impl Formula {
    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Formula {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Serialize for Formula {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Formula;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an expression or a number")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Formula, E> {
                Ok(Formula(text.to_owned()))
            }
            fn visit_bool<E: de::Error>(self, b: bool) -> Result<Formula, E> {
                Ok(Formula(b.to_string()))
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Formula, E> {
                Ok(Formula(n.to_string()))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Formula, E> {
                Ok(Formula(n.to_string()))
            }
            fn visit_f64<E: de::Error>(self, n: f64) -> Result<Formula, E> {
                Ok(Formula(n.to_string()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for Formula {
    fn schema_name() -> Cow<'static, str> {
        "Formula".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An expression such as facts.years >= 3, or a number.",
            "type": ["string", "number", "boolean"],
        })
    }
}

/// Reads `$name` from its short form through `from_short`, or from its fields.
macro_rules! short_or_fields {
    ($name:ident, $fields:ident, $expecting:literal, $short_schema:tt) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl<'de> de::Visitor<'de> for Visitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        Ok($name::from_short(Formula(text.to_owned())))
                    }
                    fn visit_i64<E: de::Error>(self, n: i64) -> Result<$name, E> {
                        Ok($name::from_short(Formula(n.to_string())))
                    }
                    fn visit_u64<E: de::Error>(self, n: u64) -> Result<$name, E> {
                        Ok($name::from_short(Formula(n.to_string())))
                    }
                    fn visit_f64<E: de::Error>(self, n: f64) -> Result<$name, E> {
                        Ok($name::from_short(Formula(n.to_string())))
                    }
                    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<$name, A::Error> {
                        $fields::deserialize(de::value::MapAccessDeserializer::new(map)).map($name::from)
                    }
                }
                deserializer.deserialize_any(Visitor)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let fields = generator.subschema_for::<$fields>();
                json_schema!({ "anyOf": [$short_schema, fields] })
            }
        }
    };
}

/// What a value must reach. A bare number is `at_least` or, where low is good, `at_most`.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Threshold {
    /// The short form: the side follows from the direction of the criterion.
    #[serde(rename = "value", skip_serializing_if = "Option::is_none")]
    pub bare: Option<Formula>,
    /// Reached at exactly this value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Formula>,
    /// Not reached at exactly this value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_than: Option<Formula>,
    /// Kept at exactly this value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Formula>,
    /// Not kept at exactly this value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<Formula>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "ThresholdFields")]
#[derive(Default)]
struct ThresholdFields {
    /// The side follows from the direction of the criterion.
    value: Option<Formula>,
    /// Reached at exactly this value.
    at_least: Option<Formula>,
    /// Not reached at exactly this value.
    more_than: Option<Formula>,
    /// Kept at exactly this value.
    at_most: Option<Formula>,
    /// Not kept at exactly this value.
    below: Option<Formula>,
}

impl From<ThresholdFields> for Threshold {
    fn from(f: ThresholdFields) -> Self {
        Self {
            bare: f.value,
            at_least: f.at_least,
            more_than: f.more_than,
            at_most: f.at_most,
            below: f.below,
        }
    }
}

impl Threshold {
    fn from_short(value: Formula) -> Self {
        Self { bare: Some(value), ..Self::default() }
    }
}

short_or_fields!(Threshold, ThresholdFields, "a number, or at_least, more_than, at_most, below", { "type": ["number", "string"] });

/// How many are chosen. A bare number is `exact`.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Number {
    /// This many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<Formula>,
    /// At least this many; fewer is reported, it does not stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Formula>,
    /// At most this many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Formula>,
    /// Where between `min` and `max` the computation stops. A reading: required where the two differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub take: Option<Take>,
    /// A starting point only: a decision may take more or fewer without breaking the rule.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub soft: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct NumberFields {
    /// This many.
    exact: Option<Formula>,
    /// At least this many; fewer is reported, it does not stop.
    min: Option<Formula>,
    /// At most this many.
    max: Option<Formula>,
    /// Where between `min` and `max` the computation stops.
    take: Option<Take>,
    /// A starting point only.
    soft: bool,
}

impl From<NumberFields> for Number {
    fn from(f: NumberFields) -> Self {
        Self { exact: f.exact, min: f.min, max: f.max, take: f.take, soft: f.soft }
    }
}

impl Number {
    fn from_short(value: Formula) -> Self {
        Self { exact: Some(value), ..Self::default() }
    }
}

short_or_fields!(Number, NumberFields, "a number, or exact, min, max", { "type": ["integer", "string"] });

/// One key of an order. A bare text is `by`; a criterion may be named without `score.`.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct OrderKey {
    /// The value compared.
    pub by: Formula,
    /// Which end is better. Without it, that of the criterion named, else high.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OrderKeyFields {
    /// The value compared.
    by: Formula,
    /// Which end is better.
    #[serde(default)]
    direction: Option<Direction>,
}

impl From<OrderKeyFields> for OrderKey {
    fn from(f: OrderKeyFields) -> Self {
        Self { by: f.by, direction: f.direction }
    }
}

impl OrderKey {
    fn from_short(by: Formula) -> Self {
        Self { by, direction: None }
    }
}

short_or_fields!(OrderKey, OrderKeyFields, "a criterion or expression, or by and direction", { "type": "string" });

/// One step of the tie chain; exactly one field is given.
///
/// Short forms: `draw`, `expand`, `stop`, `earliest`; any other text is `by`.
#[derive(Clone, Debug, PartialEq, Default, Serialize)]
pub struct TieStep {
    /// A further value to compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Formula>,
    /// Which end of `by` is better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Those for whom this holds go first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefer: Option<Formula>,
    /// Who submitted first goes first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub earliest: bool,
    /// Those who cover what nobody ranked higher covers go first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// A drawing of lots among those on the edge, recorded in the inputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draw: Option<Draw>,
    /// All of the tied are taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expand: Option<Expand>,
    /// The authority chooses one of the ways named; the choice is an input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// The engine stops and names the tied ones and the open places.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stop: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct TieStepFields {
    /// A further value to compare.
    by: Option<Formula>,
    /// Which end of `by` is better.
    direction: Option<Direction>,
    /// Those for whom this holds go first.
    prefer: Option<Formula>,
    /// Who submitted first goes first.
    earliest: bool,
    /// Those who cover what nobody ranked higher covers go first.
    coverage: Option<Coverage>,
    /// A drawing of lots among those on the edge.
    draw: Option<Draw>,
    /// All of the tied are taken.
    expand: Option<Expand>,
    /// The authority chooses one of the ways named.
    authority: Option<Authority>,
    /// Stop and name the tied ones and the open places.
    stop: bool,
}

impl From<TieStepFields> for TieStep {
    fn from(f: TieStepFields) -> Self {
        Self {
            by: f.by,
            direction: f.direction,
            prefer: f.prefer,
            earliest: f.earliest,
            coverage: f.coverage,
            draw: f.draw,
            expand: f.expand,
            authority: f.authority,
            stop: f.stop,
        }
    }
}

impl TieStep {
    fn from_short(text: Formula) -> Self {
        match text.text() {
            "draw" => Self { draw: Some(Draw::default()), ..Self::default() },
            "expand" => Self { expand: Some(Expand::default()), ..Self::default() },
            "stop" => Self { stop: true, ..Self::default() },
            "earliest" => Self { earliest: true, ..Self::default() },
            _ => Self { by: Some(text), ..Self::default() },
        }
    }
}

short_or_fields!(TieStep, TieStepFields, "a criterion, an expression, draw, expand, earliest, stop, or named fields", { "type": "string" });
