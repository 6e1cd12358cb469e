//! Values: what facts are made of and what expressions yield.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::de::{self, MapAccess, SeqAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::engine::exact::Exact;

/// A value. Lists and records are shared, so a copy is cheap.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Value {
    /// Not given.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// An exact number.
    Number(Exact),
    /// Text; dates too, as `2027-02-05`, which sort as they should.
    Text(Arc<str>),
    /// Values in an order.
    List(Arc<Vec<Value>>),
    /// Values by name.
    Record(Arc<BTreeMap<String, Value>>),
}

impl Value {
    /// A text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// A list.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(Arc::new(items.into_iter().collect()))
    }

    /// A record.
    pub fn record(fields: impl IntoIterator<Item = (String, Self)>) -> Self {
        Self::Record(Arc::new(fields.into_iter().collect()))
    }

    /// The value under a path of names; `None` where a name on the way is missing.
    pub fn at(&self, path: &[String]) -> Option<&Self> {
        path.iter().try_fold(self, |value, name| match value {
            Self::Record(fields) => fields.get(name),
            _ => None,
        })
    }

    /// Its kind, for messages.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "yes/no",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Record(_) => "a record",
        }
    }
}

impl From<Exact> for Value {
    fn from(n: Exact) -> Self {
        Self::Number(n)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl fmt::Display for Value {
    /// For people and messages; texts in quotes, long lists shortened.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN_MAX: usize = 10;
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(b) => write!(f, "{b}"),
            Self::Number(n) => write!(f, "{n}"),
            Self::Text(t) => write!(f, "{t:?}"),
            Self::List(items) => {
                f.write_str("[")?;
                for (i, item) in items.iter().take(SHOWN_MAX).enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{item}")?;
                }
                if items.len() > SHOWN_MAX {
                    write!(f, ", … {} in all", items.len())?;
                }
                f.write_str("]")
            }
            Self::Record(fields) => {
                f.write_str("{")?;
                for (i, (name, value)) in fields.iter().take(SHOWN_MAX).enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name}: {value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            // A number that JSON can carry exactly is a number there; another one is text.
            Self::Number(n) => match n.to_string().parse::<i64>() {
                Ok(whole) => serializer.serialize_i64(whole),
                Err(_) => match n.to_string().parse::<f64>() {
                    Ok(float) if Exact::from_float(float).as_ref() == Some(n) => {
                        serializer.serialize_f64(float)
                    }
                    _ => serializer.collect_str(n),
                },
            },
            Self::Text(t) => serializer.serialize_str(t),
            Self::List(items) => serializer.collect_seq(items.iter()),
            Self::Record(fields) => serializer.collect_map(fields.iter()),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Value;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, text, true or false, a list, or named values")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }
            fn visit_none<E: de::Error>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
                Value::deserialize(deserializer)
            }
            fn visit_bool<E: de::Error>(self, b: bool) -> Result<Value, E> {
                Ok(Value::Bool(b))
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Value, E> {
                Ok(Value::Number(Exact::from_int(n)))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Value, E> {
                Exact::parse(&n.to_string()).map(Value::Number).map_err(E::custom)
            }
            fn visit_f64<E: de::Error>(self, n: f64) -> Result<Value, E> {
                Exact::from_float(n)
                    .map(Value::Number)
                    .ok_or_else(|| E::custom(format!("{n} is too large, or no number")))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::text(text))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Value::List(Arc::new(items)))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                let mut fields = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    fields.insert(name, value);
                }
                Ok(Value::Record(Arc::new(fields)))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl schemars::JsonSchema for Value {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "Any value: a number, text, true or false, a list, or named values." })
    }
}
