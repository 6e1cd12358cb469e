//! What the generated applicants answer where a model reads the form: better ones more of it.

use super::plan::Planned;
use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Column, FieldKind};
use crate::engine::workflow::{facts, form};
use crate::simulate::pilot::{edges, held_against};

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

/// The day that a condition holds `fact` against, as in `facts.founded <= "2026-01-01"`: who answers it meets it.
fn day_held_against(definition: &Definition, fact: &str) -> Option<String> {
    let checks = definition.selections.values().flat_map(|model| &model.checks);
    let texts = checks.map(|check| check.require.text()).filter(|text| text.contains(fact));
    texts
        .flat_map(|text| text.split('"'))
        .find(|part| form::parse_date(part).is_some())
        .map(ToOwned::to_owned)
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
    let mut edges = edges(definition, fact).1;
    // What a condition asks for is met by the better half and missed by the others.
    for line in held_against(definition, fact) {
        edges.push(&line + &line);
    }
    let low = min.cloned().or_else(|| edges.iter().min().cloned()).unwrap_or(Exact::ONE);
    let double = &(&low + &low) + &Exact::from_int(10);
    let high = edges.iter().max().cloned().filter(|high| *high > low).unwrap_or(double);
    let high = max.cloned().map_or(high.clone(), |max| if high > max { max } else { high });
    let share = Exact::ratio(i64::from(level), 100).unwrap_or_default();
    let value = (&low + &(&(&high - &low) * &share)).round(0, RoundingMode::Up);
    if value > high { high.to_string() } else { value.to_string() }
}
