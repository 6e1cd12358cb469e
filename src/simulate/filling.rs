//! What the generated applicants answer where a model reads the form: better ones more of it.

use jiff::Span;

use super::plan::Planned;
use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::expr::{Type, Value};
use crate::engine::select::spec::Formula;
use crate::engine::steps::screening;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Column, Field, FieldKind};
use crate::engine::workflow::{facts, form};
use crate::simulate::eligible::{self, Eligible};

/// Days between the days that applicants answer one after the other.
const DAYS_APART: i64 = 37;

/// Every so many-th applicant leaves out what the models can do without.
const LEAVES_OUT_EACH: usize = 5;

/// Answers to the form of a stage as stories write them, with a space before each; empty where no model reads it. Whom the
/// conditions would stop answers what was found for them; and whoever comes after the first of a track answers in a way
/// of their own, as far as that comes through.
pub fn said(definition: &Definition, stage: Option<&str>, planned: &Planned, found: &Eligible) -> String {
    let own = Eligible::default();
    let good = planned.level(0) >= HALF;
    let through = |found: &Eligible| !good || eligible::comes_through(definition, planned, found);
    let mut now = if through(&own) { own } else { found.clone() };
    for (n, field) in asked(definition, stage, planned).into_iter().enumerate().filter(|_| planned.nth > 0) {
        let answered = now.answers.get(&field.id).cloned();
        let answered = answered.or_else(|| natural(definition, field, planned.level(n), n));
        for answer in turns(definition, field, planned, n, answered) {
            let mut tried = now.clone();
            tried.answers.insert(field.id.clone(), answer);
            if through(&tried) {
                now = tried;
                break;
            }
        }
    }
    let mut words = String::new();
    for answer in answers(definition, stage, planned, &now) {
        words = format!("{words} {answer}");
    }
    words
}

/// The fields that a stage asks of an applicant and that a model reads.
fn asked<'d>(definition: &'d Definition, stage: Option<&str>, planned: &Planned) -> Vec<&'d Field> {
    let own = definition.form_of(&planned.track, stage);
    let here = |field: &&Field| own.iter().any(|own| own.id == field.id);
    facts::fields(definition).into_iter().filter(here).collect()
}

/// What the so many-th of a track may answer in place of what the first does, the likeliest first; a field that is left
/// out has nothing behind its sign.
fn turns(
    definition: &Definition,
    field: &Field,
    planned: &Planned,
    n: usize,
    answered: Option<String>,
) -> Vec<String> {
    let nth = planned.nth;
    if nth % LEAVES_OUT_EACH == LEAVES_OUT_EACH - 1 && can_be_left_out(definition, field) {
        return vec![String::new()];
    }
    match &field.takes {
        FieldKind::Choice { .. } => cell(&field.takes, planned.level(n), n + nth).into_iter().collect(),
        FieldKind::Choices { options, .. } => {
            let count = answered.map_or(1, |answered| answered.split(',').count()).min(options.len());
            let all = options.iter().cycle().skip(nth).take(count).map(|option| option.id.as_str());
            vec![all.collect::<Vec<_>>().join(",")]
        }
        FieldKind::Number { min, .. } => {
            let bounds = Bounds::of(definition, &format!("facts.{}", facts::name(&field.id)));
            below(&bounds, min.as_ref(), nth).into_iter().collect()
        }
        FieldKind::Date { min, max } => {
            let usual = || max.as_ref().or(min.as_ref()).cloned().unwrap_or(eligible::USUAL_DAY.to_owned());
            about(&answered.unwrap_or_else(usual), (min.as_ref(), max.as_ref()), nth)
        }
        _ => Vec::new(),
    }
}

/// Whether nobody need answer the field, and every model says of what it reads there that it may be missing.
fn can_be_left_out(definition: &Definition, field: &Field) -> bool {
    let name = facts::name(&field.id);
    let mut known = 0;
    let optional = definition.selections.values().all(|model| match &model.facts {
        None => false,
        Some(facts) => facts.get(&name).is_none_or(|kind| {
            known += 1;
            matches!(kind, Type::Optional(_))
        }),
    });
    !field.required && optional && known > 0
}

/// A number that stays some eighths below the most that conditions ask for, where they ask for nothing else.
fn below(bounds: &Bounds, min: Option<&Exact>, nth: usize) -> Option<String> {
    let (None, Some(high)) = (&bounds.low, &bounds.high) else { return None };
    let eighths = Exact::ratio(i64::try_from(nth % 5).ok()?, 8)?;
    let value = (high - &(&high.abs() * &eighths)).round(0, RoundingMode::Up);
    Some(min.map_or(value.clone(), |min| value.max(min.clone())).to_string())
}

/// Days before and after `day`, by turns, as far as the field takes them.
fn about(day: &str, (min, max): (Option<&String>, Option<&String>), nth: usize) -> Vec<String> {
    // Days are written so that they sort.
    let within = |day: &String| min.is_none_or(|min| day >= min) && max.is_none_or(|max| day <= max);
    let days = DAYS_APART * i64::try_from(nth.div_ceil(2)).unwrap_or(1);
    let mut all = Vec::new();
    let half = DAYS_APART / 2;
    for days in if nth % 2 == 1 { [-days, days + half] } else { [days, -days - half] } {
        let moved = form::parse_date(day).and_then(|day| day.checked_add(Span::new().days(days)).ok());
        all.extend(moved.map(|day| day.to_string()).filter(within));
    }
    all
}

/// Answers by field, as stories write them: those that were found, and what the applicant's level gives for the others.
pub fn answers(
    definition: &Definition,
    stage: Option<&str>,
    planned: &Planned,
    found: &Eligible,
) -> Vec<String> {
    let answer = |(n, field): (usize, &Field)| {
        let answer = found.answers.get(&field.id).cloned();
        let answer = answer.or_else(|| natural(definition, field, planned.level(n), n))?;
        Some(format!("{}={answer}", field.id))
    };
    asked(definition, stage, planned).into_iter().enumerate().filter_map(answer).collect()
}

/// What an applicant of this level answers; nothing where the usual will do.
fn natural(definition: &Definition, field: &Field, level: u8, n: usize) -> Option<String> {
    let name = facts::name(&field.id);
    Some(match &field.takes {
        FieldKind::Rows { rows_max, columns } => {
            let most = usize::try_from(*rows_max).unwrap_or(1).min(6);
            let rows = (most * usize::from(level)).div_ceil(100).max(1);
            let row = |row: usize| cells(definition, columns, level, row);
            (0..rows).map(row).collect::<Vec<_>>().join(",")
        }
        FieldKind::Choices { options, max } => {
            let most = max.map_or(options.len(), |max| options.len().min(max as usize));
            let count = (most * usize::from(level)).div_ceil(100).max(1);
            let chosen = options.iter().take(count).map(|option| option.id.as_str());
            chosen.collect::<Vec<_>>().join(",")
        }
        FieldKind::Number { min, max, .. } => {
            number(definition, &format!("facts.{name}"), (min.as_ref(), max.as_ref()), level)
        }
        FieldKind::Date { min, max } if level >= HALF => {
            let day = day_held_against(definition, &format!("facts.{name}"))?;
            // Days are written so that they sort.
            let within =
                min.as_ref().is_none_or(|min| day >= *min) && max.as_ref().is_none_or(|max| day <= *max);
            within.then_some(day)?
        }
        FieldKind::Declaration {} if !field.required => yes(level).to_owned(),
        takes => cell(takes, level, n)?,
    })
}

/// The verified figure of a check: what was found for those who are good enough, else from its minimum upwards, and where
/// a table or formula of a model reads it, from the lowest to the highest edge of the table. What the applicant
/// declared, where the check verifies that.
pub fn figure(
    definition: &Definition,
    check: &screening::Check,
    level: u8,
    found: &Eligible,
) -> Option<Exact> {
    if check.verifies {
        return None;
    }
    if let Some(figure) = found.figures.get(&check.id).filter(|_| level >= HALF) {
        return Some(figure.clone());
    }
    let fact = format!("facts.verified.{}", facts::name(&check.id));
    let (read, edges) = edges(definition, &fact);
    if !read && check.min.is_none() {
        return None;
    }
    let low = check.min.clone().or_else(|| edges.iter().min().cloned()).unwrap_or(Exact::ONE);
    let double = &low + &low;
    let high = edges.iter().max().cloned().filter(|high| *high > low).unwrap_or(double).max(low.clone());
    let share = Exact::ratio(i64::from(level), 100)?;
    let value = &low + &(&(&high - &low) * &share);
    Some(value.round(0, RoundingMode::Up))
}

/// Whether some model reads this fact in a table or formula, and the edges of its tables.
fn edges(definition: &Definition, fact: &str) -> (bool, Vec<Exact>) {
    let mut edges: Vec<Exact> = Vec::new();
    let mut read = false;
    for model in definition.selections.values() {
        read |= serde_json::to_string(model).unwrap_or_default().contains(fact);
        for criterion in &model.criteria {
            let texts = criterion.value.iter().chain(criterion.values.values());
            if !texts.map(Formula::text).any(|text| text.contains(fact)) {
                continue;
            }
            for band in &criterion.bands {
                let ends = [&band.at_least, &band.more_than, &band.at_most, &band.below];
                edges.extend(ends.into_iter().flatten().cloned());
            }
        }
    }
    (read, edges)
}

/// The level from which an applicant meets what conditions ask for.
pub const HALF: u8 = 40;

/// What conditions ask of a number: from which on, and up to which.
#[derive(Default)]
struct Bounds {
    low: Option<Exact>,
    high: Option<Exact>,
}

impl Bounds {
    /// What the conditions of all models that name `fact` on the left of a comparison ask: `facts.points >= 15`.
    fn of(definition: &Definition, fact: &str) -> Self {
        let mut bounds = Self::default();
        for model in definition.selections.values() {
            let checks = model.checks.iter().map(|check| check.require.text());
            let filters = model.steps.iter().filter_map(|step| step.filter.as_ref()).map(Formula::text);
            for text in checks.chain(filters) {
                for (at, _) in text.match_indices(fact) {
                    let rest = text[at + fact.len()..].trim_start();
                    let sign: String = rest.chars().take_while(|c| matches!(c, '<' | '>' | '=')).collect();
                    let against = rest[sign.len()..].trim_start();
                    let end = against.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_')));
                    let word = &against[..end.unwrap_or(against.len())];
                    let number = match word.strip_prefix("params.").map(|name| model.parameters.get(name)) {
                        Some(Some(Value::Number(number))) => Some(number.clone()),
                        Some(_) => None,
                        None => word.parse().ok(),
                    };
                    if let Some(number) = number {
                        bounds.take(&sign, number);
                    }
                }
            }
        }
        bounds
    }

    /// What is asked of a sum that runs out, where `fact` is what somebody asks of it: half of it at most, so that it
    /// suffices for some.
    fn of_sum(definition: &Definition, fact: &str) -> Option<Exact> {
        let amounts = definition.selections.values().flat_map(|model| {
            let sums = model.steps.iter().flat_map(|step| step.budget.iter().chain(&step.capacity));
            let here = sums.filter(|sum| sum.cost.text().trim() == fact);
            here.filter_map(|sum| {
                let amount = sum.amount.text().trim();
                match amount.strip_prefix("params.").map(|name| model.parameters.get(name)) {
                    Some(Some(Value::Number(number))) => Some(number.clone()),
                    Some(_) => None,
                    None => amount.parse().ok(),
                }
            })
        });
        amounts.min()?.checked_div(&Exact::from_int(2))
    }

    fn take(&mut self, sign: &str, number: Exact) {
        let (low, high) = match sign {
            ">=" => (Some(number), None),
            ">" => (Some(&number + &Exact::ONE), None),
            "<=" => (None, Some(number)),
            "<" => (None, Some(&number - &Exact::ONE)),
            "==" => (Some(number.clone()), Some(number)),
            _ => (None, None),
        };
        self.low = self.low.take().max(low);
        self.high = match (self.high.take(), high) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// A number of the field: the better half meets what is asked, the others miss it where the field lets them. Nothing
    /// where no condition asks.
    fn answer(&self, (min, max): (Option<&Exact>, Option<&Exact>), level: u8) -> Option<Exact> {
        let within = |value: Exact| {
            let value = min.map_or(value.clone(), |min| value.clone().max(min.clone()));
            max.map_or(value.clone(), |max| value.clone().min(max.clone()))
        };
        let meets = level >= HALF;
        let share = Exact::ratio(i64::from(level.saturating_sub(HALF)), i64::from(100 - HALF))?;
        Some(within(match (&self.low, &self.high) {
            (None, None) => return None,
            (Some(low), Some(high)) if meets => {
                (low + &(&(high - low) * &share)).round(0, RoundingMode::Down).max(low.clone())
            }
            (Some(low), None) if meets => (low + &(low * &share)).round(0, RoundingMode::Up),
            (None, Some(high)) if meets => high.clone(),
            (Some(low), _) => low - &Exact::ONE,
            (None, Some(high)) => high + &Exact::ONE,
        }))
    }
}

/// The day that a condition holds `fact` against, as in `facts.founded <= "2026-01-01"`: who answers it meets it.
fn day_held_against(definition: &Definition, fact: &str) -> Option<String> {
    definition.selections.values().find_map(|model| {
        let mut texts =
            model.checks.iter().map(|check| check.require.text()).filter(|text| text.contains(fact));
        let is_day = |part: &&str| form::parse_date(part).is_some();
        texts.find_map(|text| {
            let written = text.split('"').find(is_day).map(ToOwned::to_owned);
            // A day may stand among the parameters.
            let named = || {
                let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
                let mut names = text.split("params.").skip(1).filter_map(|rest| rest.split(word).next());
                names.find_map(|name| match model.parameters.get(name)? {
                    Value::Text(day) => Some(day.to_string()).filter(|day| is_day(&day.as_str())),
                    _ => None,
                })
            };
            written.or_else(named)
        })
    })
}

/// One row, its cells with slashes between; a cell without an answer is filled in the usual way.
fn cells(definition: &Definition, columns: &[Column], level: u8, row: usize) -> String {
    let cells = columns.iter().map(|column| match &column.takes {
        FieldKind::Number { min, max, .. } => {
            let fact = format!("item.{}", facts::name(&column.id));
            number(definition, &fact, (min.as_ref(), max.as_ref()), level)
        }
        takes => cell(takes, level, row).unwrap_or_default(),
    });
    format!("{}/", cells.collect::<Vec<_>>().join("/"))
}

const fn yes(level: u8) -> &'static str {
    if level >= 60 { "yes" } else { "no" }
}

fn cell(takes: &FieldKind, level: u8, n: usize) -> Option<String> {
    match takes {
        FieldKind::YesNo {} => Some(yes(level).to_owned()),
        FieldKind::Choice { options } => {
            options.get(n % options.len().max(1)).map(|option| option.id.clone())
        }
        _ => None,
    }
}

/// A number between the lowest and the highest edge at which a table turns, as far as the field allows.
fn number(
    definition: &Definition,
    fact: &str,
    (min, max): (Option<&Exact>, Option<&Exact>),
    level: u8,
) -> String {
    let asked = Bounds::of(definition, fact);
    if let Some(value) = asked.answer((min, max), level) {
        return value.to_string();
    }
    if let Some(most) = Bounds::of_sum(definition, fact) {
        let share = Exact::ratio(i64::from(level.max(10)), 100).unwrap_or_default();
        // Money may be counted in millions: what is less than one has two decimals.
        let asked = (&most * &share).round(if most < Exact::from_int(100) { 2 } else { 0 }, RoundingMode::Up);
        let asked = min.map_or(asked.clone(), |min| asked.clone().max(min.clone()));
        return max.map_or(asked.clone(), |max| asked.clone().min(max.clone())).to_string();
    }
    let edges = edges(definition, fact).1;
    let low = min.cloned().or_else(|| edges.iter().min().cloned()).unwrap_or(Exact::ONE);
    let double = &(&low + &low) + &Exact::from_int(10);
    let high = edges.iter().max().cloned().filter(|high| *high > low).unwrap_or(double);
    let high = max.cloned().map_or(high.clone(), |max| if high > max { max } else { high });
    let share = Exact::ratio(i64::from(level), 100).unwrap_or_default();
    let value = (&low + &(&(&high - &low) * &share)).round(0, RoundingMode::Up);
    if value > high { high.to_string() } else { value.to_string() }
}
