//! Kinds of values, and the check of an expression against what is declared.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, MapAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::lex::error;
use super::parse::{Kind, Node, Op, nearest};
use super::{ExprError, Value, dates};

/// The kind of a value, as declared for facts and as inferred for expressions.
///
/// In a file: `number`, `text`, `bool`, `any`; with a question mark where it may be missing (`number?`);
/// `{list: number}` for a list; and any other `{name: kind, …}` for named values.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Type {
    /// Not declared; checked when it is used.
    #[default]
    Any,
    /// Yes or no.
    Bool,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A text that is a date, written so that it sorts: `2027-02-05`, perhaps with a time behind a `T`. Expressions see
    /// the text.
    Date,
    /// A list of one kind.
    List(Box<Type>),
    /// Named values.
    Record(BTreeMap<String, Type>),
    /// May be missing.
    Optional(Box<Type>),
}

impl Type {
    /// A record of the fields given.
    pub fn record<S: Into<String>>(fields: impl IntoIterator<Item = (S, Self)>) -> Self {
        Self::Record(fields.into_iter().map(|(name, kind)| (name.into(), kind)).collect())
    }

    /// A list of `item`.
    pub fn list(item: Self) -> Self {
        Self::List(Box::new(item))
    }

    /// The same as expressions see it, to whom a date is a text.
    #[must_use]
    pub fn in_expressions(&self) -> Self {
        match self {
            Self::Date => Self::Text,
            Self::List(item) => Self::list(item.in_expressions()),
            Self::Record(fields) => {
                Self::record(fields.iter().map(|(name, kind)| (name, kind.in_expressions())))
            }
            Self::Optional(inner) => Self::Optional(Box::new(inner.in_expressions())),
            other => other.clone(),
        }
    }

    /// The narrowest kind that the value has.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Any,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::Text(_) => Self::Text,
            Value::List(items) => {
                let mut kinds = items.iter().map(Self::of);
                let first = kinds.next().unwrap_or_default();
                Self::list(kinds.fold(first, |a, b| unify(&a, &b)))
            }
            Value::Record(fields) => Self::record(fields.iter().map(|(name, v)| (name, Self::of(v)))),
        }
    }

    /// Where a value is not of this kind: its path and what was expected. Records may not have further fields.
    pub fn mismatch(&self, value: &Value) -> Option<(String, String)> {
        let wrong = || Some((String::new(), format!("expected {self}, found {}", value.kind_name())));
        let under = |name: &str, inner: Option<(String, String)>| {
            inner.map(|(path, why)| {
                (
                    format!(
                        "{name}{}{path}",
                        if path.is_empty() || path.starts_with('[') { "" } else { "." }
                    ),
                    why,
                )
            })
        };
        match (self, value) {
            (Self::Any, _)
            | (Self::Bool, Value::Bool(_))
            | (Self::Number, Value::Number(_))
            | (Self::Text, Value::Text(_))
            | (Self::Optional(_), Value::Null) => None,
            (Self::Date, Value::Text(text)) => dates::check(text).err().map(|why| (String::new(), why)),
            (Self::Optional(inner), value) => inner.mismatch(value),
            (Self::List(kind), Value::List(items)) => {
                items.iter().enumerate().find_map(|(i, item)| under(&format!("[{i}]"), kind.mismatch(item)))
            }
            (Self::Record(kinds), Value::Record(fields)) => kinds
                .iter()
                .find_map(|(name, kind)| match fields.get(name) {
                    Some(value) => under(name, kind.mismatch(value)),
                    None if matches!(kind, Self::Optional(_) | Self::Any) => None,
                    None => Some((name.clone(), format!("is missing; expected {kind}"))),
                })
                .or_else(|| {
                    let unknown = fields.keys().find(|name| !kinds.contains_key(*name))?;
                    let near = nearest(unknown, kinds.keys().map(String::as_str));
                    let hint = near.map_or(String::new(), |n| format!("; did you mean {n:?}?"));
                    Some((unknown.clone(), format!("is not declared{hint}")))
                }),
            _ => wrong(),
        }
    }

    fn bare(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner.bare(),
            other => other,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("anything"),
            Self::Bool => f.write_str("yes/no"),
            Self::Number => f.write_str("a number"),
            Self::Text => f.write_str("a text"),
            Self::Date => f.write_str("a date"),
            Self::List(_) => f.write_str("a list"),
            Self::Record(_) => f.write_str("named values"),
            Self::Optional(inner) => write!(f, "{inner} or nothing"),
        }
    }
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let word = |kind: &Self| match kind {
            Self::Any => Some("any"),
            Self::Bool => Some("bool"),
            Self::Number => Some("number"),
            Self::Text => Some("text"),
            Self::Date => Some("date"),
            _ => None,
        };
        match self {
            Self::List(item) => serializer.collect_map([("list", item)]),
            Self::Record(fields) => serializer.collect_map(fields),
            Self::Optional(inner) => match word(inner) {
                Some(word) => serializer.collect_str(&format_args!("{word}?")),
                None => serializer.collect_map([("optional", inner)]),
            },
            plain => serializer.serialize_str(word(plain).unwrap_or("any")),
        }
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Type;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "number, text, date, bool or any (with ? where it may be missing), {list: …} or named kinds",
                )
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Type, E> {
                let (word, optional) = text.strip_suffix('?').map_or((text, false), |w| (w, true));
                let kind = match word {
                    "number" => Type::Number,
                    "text" => Type::Text,
                    "date" => Type::Date,
                    "bool" => Type::Bool,
                    "any" => Type::Any,
                    _ => {
                        return Err(E::custom(format!(
                            "{text:?} is no kind of value; there are number, text, date, bool and any"
                        )));
                    }
                };
                Ok(if optional { Type::Optional(Box::new(kind)) } else { kind })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Type, A::Error> {
                let mut fields = BTreeMap::new();
                while let Some((name, kind)) = map.next_entry::<String, Type>()? {
                    fields.insert(name, kind);
                }
                if fields.len() == 1 {
                    if let Some(item) = fields.remove("list") {
                        return Ok(Type::List(Box::new(item)));
                    }
                    if let Some(inner) = fields.remove("optional") {
                        return Ok(Type::Optional(Box::new(inner)));
                    }
                }
                Ok(Type::Record(fields))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl schemars::JsonSchema for Type {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Kind".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let own = generator.subschema_for::<Self>();
        schemars::json_schema!({
            "description": "number, text, date, bool or any, with ? where it may be missing; {list: kind}; or named kinds.",
            "anyOf": [
                { "type": "string", "pattern": "^(number|text|date|bool|any)\\??$" },
                { "type": "object", "additionalProperties": own },
            ],
        })
    }
}

/// The names an expression may use.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    roots: BTreeMap<String, (Type, bool)>,
}

impl Environment {
    /// Declares a name that differs from applicant to applicant.
    #[must_use]
    pub fn with(mut self, name: &str, kind: Type) -> Self {
        self.roots.insert(name.to_owned(), (kind, false));
        self
    }

    /// Declares a name that is the same for everybody in a pool.
    #[must_use]
    pub fn with_shared(mut self, name: &str, kind: Type) -> Self {
        self.roots.insert(name.to_owned(), (kind, true));
        self
    }

    fn is_shared(&self, root: &str) -> bool {
        self.roots.get(root).is_some_and(|(_, shared)| *shared)
    }
}

fn unify(a: &Type, b: &Type) -> Type {
    match (a, b) {
        _ if a == b => a.clone(),
        (Type::List(a), Type::List(b)) => Type::list(unify(a, b)),
        (Type::Record(a), Type::Record(b)) => {
            let mut fields = BTreeMap::new();
            for (name, kind) in a {
                let kind = match b.get(name) {
                    Some(other) => unify(kind, other),
                    None => Type::Optional(Box::new(kind.clone())),
                };
                fields.insert(name.clone(), kind);
            }
            for (name, kind) in b {
                fields.entry(name.clone()).or_insert_with(|| Type::Optional(Box::new(kind.clone())));
            }
            Type::Record(fields)
        }
        _ if a.bare() == b.bare() => Type::Optional(Box::new(a.bare().clone())),
        _ => Type::Any,
    }
}

/// Checks names and kinds and returns the kind of the whole.
pub fn check(node: &mut Node, environment: &Environment) -> Result<Type, ExprError> {
    Checker { environment, locals: Vec::new() }.kind(node)
}

struct Checker<'a> {
    environment: &'a Environment,
    locals: Vec<(String, Type)>,
}

impl Checker<'_> {
    fn kind(&mut self, node: &Node) -> Result<Type, ExprError> {
        Ok(match &node.kind {
            Kind::Literal(value) => match value {
                Value::Null => Type::Optional(Box::new(Type::Any)),
                other => Type::of(other),
            },
            Kind::Local(name) => {
                let found = self.locals.iter().rev().find(|(local, _)| local == name);
                found.map(|(_, kind)| kind.clone()).unwrap_or_default()
            }
            Kind::Path { root, fields } => {
                let Some((kind, _)) = self.environment.roots.get(root) else {
                    let names = self.environment.roots.keys().map(String::as_str);
                    let mut wrong = error(node.start, format!("there is no name {root:?} here"));
                    wrong.hint = Some(self.hint_for(root, names));
                    return Err(wrong);
                };
                let mut kind = kind.clone();
                let mut at = node.start + root.chars().count();
                for field in fields {
                    at += 1;
                    kind = member(&kind, field, at)?;
                    at += field.chars().count();
                }
                kind
            }
            Kind::Member(inner, field) => {
                let inner_kind = self.kind(inner)?;
                member(&inner_kind, field, inner.end + 1)?
            }
            Kind::Index(list, index) => match self.kind(list)?.bare() {
                Type::List(item) => {
                    self.expect(index, &Type::Number)?;
                    (**item).clone()
                }
                Type::Record(_) | Type::Any => {
                    self.kind(index)?;
                    Type::Any
                }
                other => return Err(error(node.start, format!("{other} has no [ ]"))),
            },
            Kind::List(items) => {
                let mut whole: Option<Type> = None;
                for item in items {
                    let kind = self.kind(item)?;
                    whole = Some(whole.map_or(kind.clone(), |w| unify(&w, &kind)));
                }
                Type::list(whole.unwrap_or_default())
            }
            Kind::Not(inner) => {
                self.expect(inner, &Type::Bool)?;
                Type::Bool
            }
            Kind::Negate(inner) => {
                self.expect(inner, &Type::Number)?;
                Type::Number
            }
            Kind::Binary(op, left, right) => self.binary(node, *op, left, right)?,
            Kind::Choice(condition, yes, no) => {
                self.expect(condition, &Type::Bool)?;
                let (yes, no) = (self.kind(yes)?, self.kind(no)?);
                unify(&yes, &no)
            }
            Kind::Has(inner) => {
                if !matches!(inner.kind, Kind::Path { .. } | Kind::Member(..) | Kind::Local(_)) {
                    return Err(error(inner.start, "has() takes a dotted name".to_owned()));
                }
                self.kind(inner)?;
                Type::Bool
            }
            Kind::Call(name, arguments) => self.call(node, name, arguments)?,
            Kind::Macro { name, list, variable, body } => {
                let item = self.list_item(list)?;
                if self.environment.roots.contains_key(variable) {
                    let mut wrong =
                        error(node.start, format!("{variable:?} is the name of something else already"));
                    wrong.hint = Some("use another letter for the variable".to_owned());
                    return Err(wrong);
                }
                self.locals.push((variable.clone(), item.clone()));
                let result = match *name {
                    "all" | "exists" | "filter" | "count" => {
                        self.expect(body, &Type::Bool).map(|()| Type::Bool)
                    }
                    "map" => self.kind(body),
                    _ => self.expect(body, &Type::Number).map(|()| Type::Number),
                };
                self.locals.pop();
                let body = result?;
                match *name {
                    "all" | "exists" => Type::Bool,
                    "filter" => Type::list(item),
                    "map" => Type::list(body),
                    _ => Type::Number,
                }
            }
            Kind::Shared(_, inner) => self.kind(inner)?,
        })
    }

    fn hint_for<'n>(&self, written: &str, names: impl Iterator<Item = &'n str> + Clone) -> String {
        if let Some(near) = nearest(written, names.clone()) {
            return format!("did you mean {near:?}?");
        }
        // A name that exists one level down was probably written without its root.
        for (root, (kind, _)) in &self.environment.roots {
            if let Type::Record(fields) = kind
                && fields.contains_key(written)
            {
                return format!("did you mean \"{root}.{written}\"?");
            }
        }
        format!("there are {}", names.collect::<Vec<_>>().join(", "))
    }

    fn expect(&mut self, node: &Node, wanted: &Type) -> Result<(), ExprError> {
        let kind = self.kind(node)?;
        if matches!(kind.bare(), Type::Any) || kind.bare() == wanted {
            return Ok(());
        }
        Err(error(node.start, format!("expected {wanted}, found {}", kind.bare())))
    }

    fn list_item(&mut self, node: &Node) -> Result<Type, ExprError> {
        match self.kind(node)?.bare() {
            Type::List(item) => Ok((**item).clone()),
            Type::Any => Ok(Type::Any),
            other => Err(error(node.start, format!("expected a list, found {other}"))),
        }
    }

    fn binary(&mut self, node: &Node, op: Op, left: &Node, right: &Node) -> Result<Type, ExprError> {
        match op {
            Op::And | Op::Or => {
                self.expect(left, &Type::Bool)?;
                self.expect(right, &Type::Bool)?;
                Ok(Type::Bool)
            }
            Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Remainder => {
                self.expect(left, &Type::Number)?;
                self.expect(right, &Type::Number)?;
                Ok(Type::Number)
            }
            Op::In => {
                let wanted = self.kind(left)?;
                let item = self.list_item(right)?;
                comparable(node, op, &wanted, &item)?;
                Ok(Type::Bool)
            }
            _ => {
                let (a, b) = (self.kind(left)?, self.kind(right)?);
                comparable(node, op, &a, &b)?;
                let ordered = |kind: &Type| matches!(kind.bare(), Type::Any | Type::Number | Type::Text);
                if !matches!(op, Op::Equal | Op::Unequal) {
                    for (side, kind) in [(left, &a), (right, &b)] {
                        if !ordered(kind) {
                            return Err(error(side.start, format!("{} has no order", kind.bare())));
                        }
                    }
                }
                Ok(Type::Bool)
            }
        }
    }

    fn call(&mut self, node: &Node, name: &str, arguments: &[Node]) -> Result<Type, ExprError> {
        let count = |allowed: &[usize]| {
            if allowed.contains(&arguments.len()) {
                return Ok(());
            }
            Err(error(node.start, format!("{name}() cannot take {} values", arguments.len())))
        };
        match name {
            "size" => {
                count(&[1])?;
                match self.kind(&arguments[0])?.bare() {
                    Type::List(_) | Type::Text | Type::Any | Type::Record(_) => Ok(Type::Number),
                    other => Err(error(arguments[0].start, format!("{other} has no size"))),
                }
            }
            "abs" | "floor" | "ceil" => {
                count(&[1])?;
                self.expect(&arguments[0], &Type::Number)?;
                Ok(Type::Number)
            }
            "round_half_up" | "round_half_even" | "round_down" | "round_up" => {
                count(&[1, 2])?;
                for argument in arguments {
                    self.expect(argument, &Type::Number)?;
                }
                Ok(Type::Number)
            }
            "min" | "max" | "sum" | "mean" | "median" => {
                if let [list] = arguments {
                    let item = self.list_item(list)?;
                    if !matches!(item.bare(), Type::Any | Type::Number) {
                        return Err(error(
                            list.start,
                            format!("{name}() needs numbers, found {}", item.bare()),
                        ));
                    }
                } else {
                    if arguments.is_empty() {
                        return Err(error(node.start, format!("{name}() needs a list, or several numbers")));
                    }
                    for argument in arguments {
                        self.expect(argument, &Type::Number)?;
                    }
                }
                Ok(Type::Number)
            }
            "sort" | "distinct" => {
                count(&[1])?;
                Ok(Type::list(self.list_item(&arguments[0])?))
            }
            "contains" => {
                count(&[2])?;
                let whole = self.kind(&arguments[0])?;
                let part = self.kind(&arguments[1])?;
                match whole.bare() {
                    Type::Text => self.expect(&arguments[1], &Type::Text)?,
                    Type::List(item) => comparable(node, Op::Equal, item, &part)?,
                    Type::Any => {}
                    other => return Err(error(arguments[0].start, format!("{other} contains nothing"))),
                }
                Ok(Type::Bool)
            }
            "starts_with" => {
                count(&[2])?;
                self.expect(&arguments[0], &Type::Text)?;
                self.expect(&arguments[1], &Type::Text)?;
                Ok(Type::Bool)
            }
            "plus_days" | "plus_months" => {
                count(&[2])?;
                self.expect(&arguments[0], &Type::Text)?;
                self.expect(&arguments[1], &Type::Number)?;
                Ok(Type::Text)
            }
            "days_between" => {
                count(&[2])?;
                self.expect(&arguments[0], &Type::Text)?;
                self.expect(&arguments[1], &Type::Text)?;
                Ok(Type::Number)
            }
            _ => {
                let mut wrong = error(node.start, format!("{name}() needs a list before it and a variable"));
                wrong.hint = Some(format!("write facts.members.{name}(m, …)"));
                Err(wrong)
            }
        }
    }
}

fn member(kind: &Type, field: &str, at: usize) -> Result<Type, ExprError> {
    match kind.bare() {
        Type::Any => Ok(Type::Any),
        Type::Record(fields) => fields.get(field).cloned().ok_or_else(|| {
            let mut wrong = error(at, format!("there is no {field:?} here"));
            wrong.hint = Some(match nearest(field, fields.keys().map(String::as_str)) {
                Some(near) => format!("did you mean {near:?}?"),
                None if fields.is_empty() => "nothing is declared here".to_owned(),
                None => format!("there are {}", fields.keys().cloned().collect::<Vec<_>>().join(", ")),
            });
            wrong
        }),
        other => Err(error(at, format!("{other} has no {field:?}"))),
    }
}

fn comparable(node: &Node, op: Op, a: &Type, b: &Type) -> Result<(), ExprError> {
    let (a, b) = (a.bare(), b.bare());
    if matches!(a, Type::Any)
        || matches!(b, Type::Any)
        || std::mem::discriminant(a) == std::mem::discriminant(b)
    {
        return Ok(());
    }
    Err(error(node.start, format!("{a} {} {b} compares different kinds", op.sign())))
}

/// Wraps every largest part that is the same for the whole pool, so that it is computed once.
pub fn share(node: &mut Node, environment: &Environment, slots: &mut usize) {
    fn is_shared(node: &Node, environment: &Environment, locals: &mut Vec<String>) -> bool {
        match &node.kind {
            Kind::Path { root, .. } => environment.is_shared(root),
            Kind::Local(name) => locals.contains(name),
            Kind::Macro { list, variable, body, .. } => {
                if !is_shared(list, environment, locals) {
                    return false;
                }
                locals.push(variable.clone());
                let shared = is_shared(body, environment, locals);
                locals.pop();
                shared
            }
            _ => node.children().into_iter().all(|child| is_shared(child, environment, locals)),
        }
    }
    let worth = matches!(node.kind, Kind::Macro { .. } | Kind::Call(..) | Kind::Binary(..));
    if worth && is_shared(node, environment, &mut Vec::new()) {
        let inner = node.clone();
        let (start, end) = (node.start, node.end);
        *node = Node { kind: Kind::Shared(*slots, Box::new(inner)), start, end };
        *slots += 1;
        return;
    }
    for child in node.children_mut() {
        share(child, environment, slots);
    }
}
