//! Points and reasons in forms: fields named `points-…` and `reason-…` after the criterion.

use super::parts::{Choice, Errors};
use crate::app::criteria::Criterion;
use crate::app::judging::Marked;
pub use crate::app::typing::Typed;
use crate::engine::digest::Digest;
use crate::engine::exact::Exact;
use crate::engine::workflow::form::parse_number;
use crate::i18n::{Lang, args};

/// Characters that a reason has at most.
pub const REASON_CHARS_MAX: usize = 8_000;

/// The fields of one criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkLine {
    /// Short name.
    pub id: String,
    /// Title.
    pub title: String,
    /// What is judged and how; empty for none.
    pub description: String,
    /// Name of the field for points.
    pub points_name: String,
    /// Points as they stand in the field.
    pub points: String,
    /// Points in words, for a page that is only read.
    pub points_words: String,
    /// The scale, where it is short; a field for a number else.
    pub options: Vec<Choice>,
    /// What the field for points takes.
    pub points_hint: String,
    /// Name of the field for the reason.
    pub reason_name: String,
    /// The reason as it stands in the field.
    pub reason: String,
    /// Name of the hidden field that says what the two fields held when the page was drawn.
    pub was_name: String,
    /// Its value.
    pub was: String,
}

/// A form as it came: names and values in their order.
pub type Fields = Vec<(String, String)>;

/// The value of the field called `name`, or nothing.
pub fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

/// Points for people: with the decimal sign of the language.
pub fn points(lang: Lang, points: &Exact) -> String {
    lang.decimal(&points.to_string())
}

/// The fields of `criterion`, filled with what is saved, or with what was `typed`.
pub fn line(
    lang: Lang,
    criterion: &Criterion,
    saved: Option<&Exact>,
    reason: &str,
    typed: Option<&Typed>,
) -> MarkLine {
    let short = !criterion.points.is_empty();
    let in_field = |exact: &Exact| if short { exact.to_string() } else { points(lang, exact) };
    let mut line = MarkLine {
        id: criterion.id.clone(),
        title: criterion.title.clone(),
        description: criterion.description.clone(),
        points_name: format!("points-{}", criterion.id),
        points: saved.map(in_field).unwrap_or_default(),
        points_words: saved.map(|saved| points(lang, saved)).unwrap_or_default(),
        options: criterion
            .points
            .iter()
            .map(|point| {
                let choice = Choice::new(point.points.to_string(), points(lang, &point.points));
                choice.with_hint(point.words.clone())
            })
            .collect(),
        points_hint: String::new(),
        reason_name: format!("reason-{}", criterion.id),
        reason: reason.to_owned(),
        was_name: format!("was-{}", criterion.id),
        was: String::new(),
    };
    if let Some((lowest, highest)) = criterion.ends.as_ref().filter(|_| !short) {
        let (lowest, highest) = (points(lang, lowest), points(lang, highest));
        line.points_hint = lang.texts().judge_points_range(&args::JudgePointsRange { lowest, highest });
    }
    if let Some((points, reason)) = typed.and_then(|typed| typed.get(&criterion.id)) {
        line.points.clone_from(points);
        line.reason.clone_from(reason);
    }
    line.was = state(&line.points, &line.reason);
    line
}

/// What the two fields of a criterion hold, as a mark to know it by.
fn state(points: &str, reason: &str) -> String {
    Digest::of(&[points.as_bytes(), reason.as_bytes()]).short()
}

/// The fields for points and reasons that were changed since the page was drawn: an older page in another window or on
/// another device takes nothing back that was not touched on it.
pub fn changed(fields: &Fields) -> Typed {
    let mut typed = typed(fields);
    typed.retain(|id, (points, reason)| field(fields, &format!("was-{id}")) != state(points, reason));
    typed
}

/// The fields for points and reasons of a form.
pub fn typed(fields: &Fields) -> Typed {
    let mut typed = Typed::new();
    for (name, value) in fields {
        if let Some(id) = name.strip_prefix("points-") {
            value.trim().clone_into(&mut typed.entry(id.to_owned()).or_default().0);
        } else if let Some(id) = name.strip_prefix("reason-") {
            // A browser sends line ends as two characters; the applicant's letter has one.
            typed.entry(id.to_owned()).or_default().1 = value.replace("\r\n", "\n");
        }
    }
    typed
}

/// What of `typed` can be saved, and what is wrong with the rest. `had` says which criteria have points
/// already: those can be changed and not taken away.
pub fn parse(
    lang: Lang,
    criteria: &[&Criterion],
    typed: &Typed,
    had: impl Fn(&str) -> bool,
) -> (Marked, Errors) {
    let t = lang.texts();
    let (mut marked, mut errors) = (Marked::new(), Errors::default());
    for (id, (points, reason)) in in_order(criteria, typed) {
        let criterion = criteria.iter().find(|criterion| criterion.id == *id);
        let title = criterion.map_or(id.as_str(), |criterion| criterion.title.as_str());
        let field = format!("points-{id}");
        if points.is_empty() {
            if had(id) || !reason.trim().is_empty() {
                errors.add(field, t.judge_points_needed(title));
            }
            continue;
        }
        let on_scale = criterion.and_then(|c| c.points.iter().find(|p| p.points.to_string() == *points));
        let Some(exact) = on_scale.map(|p| p.points.clone()).or_else(|| parse_number(points)) else {
            let label = t.judge_points_for(title);
            errors.add(field, t.form_not_number(&args::FormNotNumber { label, value: points }));
            continue;
        };
        let length = reason.trim().chars().count();
        if length > REASON_CHARS_MAX {
            let (label, max) = (t.judge_reason_for(title), REASON_CHARS_MAX);
            let said = t.form_too_long(&args::FormTooLong { label, length, max });
            errors.add(format!("reason-{id}"), said);
            continue;
        }
        marked.insert(id.clone(), (exact, reason.clone()));
    }
    (marked, errors)
}

/// What was typed in the order of the criteria, so that errors come in the order of the page.
fn in_order<'a>(criteria: &[&'a Criterion], typed: &'a Typed) -> Vec<(&'a String, &'a (String, String))> {
    let place = |id: &String| criteria.iter().position(|criterion| criterion.id == *id);
    let mut found: Vec<_> = typed.iter().collect();
    found.sort_by_key(|(id, _)| place(id).unwrap_or(usize::MAX));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::criteria::Point;

    fn criterion(points: &[&str]) -> Criterion {
        let points =
            points.iter().map(|p| Point { points: p.parse().unwrap(), words: String::new() }).collect();
        Criterion { id: "q".into(), title: "Quality".into(), description: String::new(), points, ends: None }
    }

    fn parsed(criterion: &Criterion, points: &str, reason: &str) -> (Option<String>, usize) {
        let fields = vec![("points-q".into(), points.into()), ("reason-q".into(), reason.into())];
        let (marked, errors) = parse(Lang::En, &[criterion], &typed(&fields), |_| false);
        (marked.get("q").map(|(points, _)| points.to_string()), errors.len())
    }

    #[test]
    fn points_of_a_scale_are_taken_as_they_stand_and_typed_ones_as_people_write() {
        assert_eq!(parsed(&criterion(&["1.125", "2"]), "1.125", ""), (Some("1.125".into()), 0));
        assert_eq!(parsed(&criterion(&[]), "12,5", ""), (Some("12.5".into()), 0));
        assert_eq!(parsed(&criterion(&[]), "many", ""), (None, 1));
    }

    #[test]
    fn a_reason_without_points_is_an_error_and_an_untouched_line_is_none() {
        assert_eq!(parsed(&criterion(&[]), "", "well written"), (None, 1));
        assert_eq!(parsed(&criterion(&[]), "", ""), (None, 0));
        let long = "x".repeat(REASON_CHARS_MAX + 1);
        assert_eq!(parsed(&criterion(&[]), "3", &long), (None, 1));
    }
}
