//! What changes between two workflow files, and what that means for procedures that run.
//!
//! The two definitions are compared value by value. Lists whose items have names are matched by name; a
//! track or step that only changed its name is found as renamed. A running procedure stays pinned to its file
//! in any case: what a change means is what it would take to let it hold for a procedure that runs.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::source::Loaded;
use crate::engine::procedure;

/// Characters of a value that are shown at most.
const SHOWN_CHARS_MAX: usize = 80;

/// Characters that are shown before the first difference of two long values.
const BEFORE_CHARS: usize = 20;

/// Keys under which the file holds texts for people.
const TEXTS: [&str; 9] = ["title", "summary", "label", "hint", "about", "anchors", "body", "message", "why"];

/// Keys by which one part of the file refers to another.
const REFERENCES: [&str; 6] = ["until", "of", "model", "waits_for", "from", "after"];

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Texts that people read.
    Texts,
    /// A date that lies later.
    DatesLater,
    /// A date that lies earlier.
    DatesEarlier,
    /// Numbers, criteria, weights, scales, checks, the form, who acts.
    Terms,
    /// Steps, tracks and what ties them together.
    Structure,
}

/// What a change means for a procedure that runs; the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// Nothing that anybody outside must be told.
    Nothing,
    /// All who follow or have begun an application are told.
    Told,
    /// The date is extended, for all, with a reason.
    Extension,
    /// A text that no amendment can change: a procedure that runs keeps the old one.
    Stays,
    /// Whoever has applied must confirm or change what was handed in.
    ConfirmAgain,
    /// Lines that stand in it must be told where they stand now.
    NeedsMap,
    /// It cannot hold for a procedure that runs: cancel and open anew. Others might have applied under other
    /// terms (2014/24/EU art. 18(1), equal treatment).
    Cannot,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where: `selections.shortlist.criteria.relevance.weight`.
    pub path: String,
    /// What kind of change it is.
    pub group: Group,
    /// What it means for procedures that run.
    pub means: Means,
    /// The change in words.
    pub words: String,
}

/// What changes from `old` to `new`: by group, then in the order of their paths. The version alone is none.
pub fn diff(old: &Loaded, new: &Loaded) -> Vec<Change> {
    let value = |loaded: &Loaded| serde_json::to_value(&loaded.definition).unwrap_or_default();
    let mut diff = Diff { old, new, changes: Vec::new() };
    diff.walk(&mut Vec::new(), &value(old), &value(new));
    diff.changes.sort_by(|a, b| (a.group, &a.path).cmp(&(b.group, &b.path)));
    diff.changes
}

struct Diff<'l> {
    old: &'l Loaded,
    new: &'l Loaded,
    changes: Vec<Change>,
}

/// One part of a path: a key, or an item of a list by its name.
#[derive(Clone, Debug)]
enum Part {
    Key(String),
    Item(String),
}

impl Part {
    fn text(&self) -> &str {
        match self {
            Self::Key(text) | Self::Item(text) => text,
        }
    }
}

fn id(value: &Value) -> Option<&str> {
    value.get("id").and_then(Value::as_str)
}

fn without_id(value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(object) = value.as_object_mut() {
        object.remove("id");
    }
    value
}

/// A value as it is written in a workflow file, on one line.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Null => "nothing".to_owned(),
        Value::Array(items) => {
            let inner = items.iter().map(written).collect::<Vec<_>>().join(", ");
            if items.iter().any(|item| item.is_object() || item.is_array()) {
                format!("[{inner}]")
            } else {
                inner
            }
        }
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| format!("{name}: {}", written(value));
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// What changed, of two values: long ones from a little before the first difference on.
fn change(old: &Value, new: &Value) -> String {
    let (old, new) = (written(old), written(new));
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let shown = |text: &str| {
        let count = text.chars().count();
        let from = if count > SHOWN_CHARS_MAX { same.saturating_sub(BEFORE_CHARS) } else { 0 };
        let cut: String = text.chars().skip(from).take(SHOWN_CHARS_MAX).collect();
        let (before, after) =
            (if from > 0 { "…" } else { "" }, if from + SHOWN_CHARS_MAX < count { "…" } else { "" });
        format!("{before}{cut}{after}")
    };
    format!("{} → {}", shown(&old), shown(&new))
}

/// What an item of this list, or a value of this map, is called.
fn noun(list: &str) -> &str {
    match list {
        "tracks" => "track",
        "steps" => "step",
        "form" => "field",
        "criteria" => "criterion",
        "selections" => "model",
        "dates" => "date",
        "checks" => "check",
        "options" => "answer",
        "columns" => "column",
        "buyers" => "buyer",
        "groups" => "group",
        "references" => "list of references",
        "parameters" => "parameter",
        other => other,
    }
}

/// Whether the values of this map are named by its keys.
fn is_named_map(key: &str, depth: usize) -> bool {
    depth == 1 && matches!(key, "dates" | "selections" | "criteria")
}

impl Diff<'_> {
    fn walk(&mut self, path: &mut Vec<Part>, old: &Value, new: &Value) {
        if old == new {
            return;
        }
        match (old, new) {
            (Value::Object(a), Value::Object(b)) => {
                let keys: BTreeSet<_> = a.keys().chain(b.keys()).collect();
                for key in keys {
                    path.push(Part::Key(key.clone()));
                    let none = Value::Null;
                    self.walk(path, a.get(key).unwrap_or(&none), b.get(key).unwrap_or(&none));
                    path.pop();
                }
            }
            (Value::Array(a), Value::Array(b))
                if !(a.is_empty() && b.is_empty()) && a.iter().chain(b).all(|item| id(item).is_some()) =>
            {
                self.list(path, a, b);
            }
            _ => self.leaf(path, old, new),
        }
    }

    fn list(&mut self, path: &mut Vec<Part>, old: &[Value], new: &[Value]) {
        let has = |list: &[Value], name: &str| list.iter().any(|item| id(item) == Some(name));
        let mut gone: Vec<(usize, &Value)> =
            old.iter().enumerate().filter(|(_, item)| !has(new, id(item).unwrap_or_default())).collect();
        for (at, added) in new.iter().enumerate() {
            let name = id(added).unwrap_or_default();
            path.push(Part::Item(name.to_owned()));
            if let Some(before) = old.iter().find(|item| id(item) == Some(name)) {
                self.walk(path, before, added);
            } else if let Some(found) = renamed(&gone, at, added, old.len() == new.len()) {
                let (_, before) = gone.remove(found);
                let from = id(before).unwrap_or_default();
                let words = format!("{} renamed from `{from}`", self.called(path));
                self.note(path, words, Kind::Renamed);
                self.walk(path, &without_id(before), &without_id(added));
            } else {
                let words = format!("{} added", self.called(path));
                self.note(path, words, Kind::Added);
            }
            path.pop();
        }
        for (_, removed) in &gone {
            path.push(Part::Item(id(removed).unwrap_or_default().to_owned()));
            let words = format!("{} removed", self.called(path));
            self.note(path, words, Kind::Removed);
            path.pop();
        }
        let names = |list: &[Value], other: &[Value]| -> Vec<String> {
            let both = list.iter().filter_map(id).filter(|name| has(other, name));
            both.map(ToOwned::to_owned).collect()
        };
        let (before, after) = (names(old, new), names(new, old));
        if before != after {
            let what = path.last().map_or("", Part::text);
            let words = format!("the order of {what}: {} → {}", before.join(", "), after.join(", "));
            self.note(path, words, Kind::Order);
        }
    }

    fn leaf(&mut self, path: &[Part], old: &Value, new: &Value) {
        let named = path.len() == 2 && is_named_map(path[0].text(), 1);
        let (words, kind) = match (old, new) {
            (Value::Null, _) if named => (format!("{} added", self.called(path)), Kind::Added),
            (_, Value::Null) if named => (format!("{} removed", self.called(path)), Kind::Removed),
            (Value::Null, Value::Object(_)) => (format!("{} added", self.called(path)), Kind::Value),
            (Value::Object(_), Value::Null) => (format!("{} removed", self.called(path)), Kind::Value),
            // What names no tracks is for all of them.
            _ if path.last().is_some_and(|part| part.text() == "tracks") => {
                let all = Value::String("all".to_owned());
                let named = |value: &Value| if value.is_null() { all.clone() } else { value.clone() };
                (format!("{}: {}", self.called(path), change(&named(old), &named(new))), Kind::Value)
            }
            _ => (format!("{}: {}", self.called(path), change(old, new)), Kind::Value),
        };
        self.note(path, words, kind);
    }

    /// The path in words, from the inside out: "weight of criterion `relevance` of model `shortlist`".
    fn called(&self, path: &[Part]) -> String {
        let mut parts = Vec::new();
        let mut n = path.len();
        while n > 0 {
            n -= 1;
            match &path[n] {
                Part::Item(name) => {
                    let list = if n > 0 { path[n - 1].text() } else { "" };
                    parts.push(format!("{} `{name}`", noun(list)));
                    n = n.saturating_sub(1);
                }
                Part::Key(key) if n == 1 && is_named_map(path[0].text(), 1) => {
                    parts.push(format!("{} `{key}`", noun(path[0].text())));
                    n = 0;
                }
                Part::Key(key) if key == "does" || key == "takes" => {}
                // The kind of a step or field says nothing that the name does not.
                Part::Key(_)
                    if n > 0 && matches!(path[n - 1].text(), "does" | "takes") && n + 1 < path.len() => {}
                Part::Key(key) if self.new.definition.languages.contains(key) && n + 1 == path.len() => {
                    parts.push(format!("text in `{key}`"));
                }
                Part::Key(key) if key == "waits_for" && n == 2 => parts.push("wait".to_owned()),
                Part::Key(key) => parts.push(key.replace('_', " ")),
            }
        }
        parts.join(" of ")
    }

    fn note(&mut self, path: &[Part], words: String, kind: Kind) {
        let (group, means) = self.judge(path, kind);
        if path.first().is_some_and(|part| part.text() == "version") {
            return;
        }
        let path = path.iter().map(Part::text).collect::<Vec<_>>().join(".");
        self.changes.push(Change { path, group, means, words });
    }

    fn judge(&self, path: &[Part], kind: Kind) -> (Group, Means) {
        let at = |n: usize| path.get(n).map_or("", Part::text);
        let last = path.last().map_or("", Part::text);
        let lists = path.len() == 2 || matches!(kind, Kind::Order);
        if path.iter().any(|part| matches!(part, Part::Key(key) if TEXTS.contains(&key.as_str()))) {
            // What an amendment can change, and all are told of: see `engine::amendment::Part`.
            let amended = match (at(0), at(1)) {
                ("summary", _) => true,
                ("tracks", _) => at(2) == "summary",
                ("criteria", _) => at(2) == "about",
                _ => false,
            };
            return (Group::Texts, if amended { Means::Told } else { Means::Stays });
        }
        match at(0) {
            "tracks" | "steps" if lists => match kind {
                Kind::Order if at(0) == "tracks" => (Group::Structure, Means::Nothing),
                Kind::Added if at(0) == "tracks" => (Group::Structure, Means::Cannot),
                _ => (Group::Structure, Means::NeedsMap),
            },
            "steps" if at(2) == "tracks" => (Group::Structure, Means::NeedsMap),
            "steps" if at(2) == "waits_for" && last != "by" => (Group::Structure, Means::NeedsMap),
            // Another kind of step under the same name.
            "steps" if path.len() == 4 && at(2) == "does" => (Group::Structure, Means::NeedsMap),
            "steps" if REFERENCES.contains(&last) => (Group::Structure, Means::NeedsMap),
            "steps" if at(3) == "intake" && at(4) == "form" => {
                let ordered = matches!(kind, Kind::Order);
                (Group::Terms, if ordered { Means::Nothing } else { Means::ConfirmAgain })
            }
            "steps" => (Group::Terms, step_term(at(3), last)),
            "dates" => self.date(at(1), kind),
            "criteria" | "contact" | "buyers" | "languages" => (Group::Texts, Means::Stays),
            "form" if matches!(kind, Kind::Order) => (Group::Terms, Means::Nothing),
            "form" | "applicants" => (Group::Terms, Means::ConfirmAgain),
            "selections" if last == "readings" => (Group::Terms, Means::Stays),
            "selections" if matches!(kind, Kind::Order) => (Group::Terms, Means::Nothing),
            // What applicants were told of their data holds for them; a procedure that runs keeps its file.
            "retention" if at(1) == "by" => (Group::Terms, Means::Nothing),
            "id" | "trespor" => (Group::Structure, Means::Cannot),
            _ => (Group::Terms, Means::Cannot),
        }
    }

    fn date(&self, name: &str, kind: Kind) -> (Group, Means) {
        match kind {
            Kind::Added => return (Group::Terms, Means::Stays),
            Kind::Removed => return (Group::Terms, Means::Cannot),
            _ => {}
        }
        let at = |loaded: &Loaded| {
            let typed = &loaded.definition.dates.get(name)?.at;
            procedure::resolve(&loaded.definition, typed).ok().map(|date| date.at)
        };
        match (at(self.old), at(self.new)) {
            (Some(old), Some(new)) if new > old => (Group::DatesLater, Means::Extension),
            (Some(old), Some(new)) if new < old => (Group::DatesEarlier, Means::Cannot),
            (Some(_), Some(_)) => (Group::Texts, Means::Nothing),
            _ => (Group::Terms, Means::Cannot),
        }
    }
}

/// What a changed term of a step of this kind means.
fn step_term(kind: &str, last: &str) -> Means {
    match (kind, last) {
        // Who works inside, how much they write, when they are reminded: nobody outside relies on it.
        (_, "by" | "opened_by" | "evaluators_min" | "reason_chars_min" | "remind" | "remind_days_before") => {
            Means::Nothing
        }
        // By when a panel means to be done binds nobody outside either.
        ("scoring", "target" | "days") => Means::Nothing,
        ("intake", "incomplete") => Means::ConfirmAgain,
        _ => Means::Cannot,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Added,
    Removed,
    Renamed,
    Order,
    Value,
}

/// The place in `gone` of the item that `added` is under its old name: with the same contents, else at the
/// same place of a list of the same length where its kind is the same.
fn renamed(gone: &[(usize, &Value)], at: usize, added: &Value, same_length: bool) -> Option<usize> {
    let contents = without_id(added);
    let same = gone.iter().position(|(_, item)| without_id(item) == contents);
    let kind = |value: &Value| -> Option<String> {
        let does = value.get("does").or_else(|| value.get("takes"))?;
        does.as_object()?.keys().next().cloned()
    };
    same.or_else(|| {
        gone.iter().position(|(before, item)| same_length && *before == at && kind(item) == kind(added))
    })
}
