//! What the generated applicants answer where a model reads the form: better ones more of it.

use super::plan::Planned;
use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::expr::Value;
use crate::engine::select::spec::Formula;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Column, FieldKind};
use crate::engine::workflow::{facts, form};
use crate::simulate::pilot::edges;

/// Answers to the form of a stage as stories write them, with a space before each; empty where no model reads it.
pub fn said(definition: &Definition, stage: Option<&str>, planned: &Planned) -> String {
    let mut words = String::new();
    let own = definition.form_of(&planned.track, stage);
    let asked =
        facts::fields(definition).into_iter().filter(|field| own.iter().any(|own| own.id == field.id));
    for (n, field) in asked.enumerate() {
        let level = planned.level(n);
        let name = facts::name(&field.id);
        let answer = match &field.takes {
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
            FieldKind::Date { .. } if level >= HALF => {
                match day_held_against(definition, &format!("facts.{name}")) {
                    Some(day) => day,
                    None => continue,
                }
            }
            FieldKind::Declaration {} if !field.required => yes(level).to_owned(),
            takes => match cell(takes, level, n) {
                Some(answer) => answer,
                None => continue,
            },
        };
        words = format!("{words} {}={answer}", field.id);
    }
    words
}

/// The level from which an applicant meets what conditions ask for.
const HALF: u8 = 40;

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
