//! Answers that come through the conditions of the models, found by trying them.
//!
//! What an applicant invents by its level alone may meet no condition at all: a sum of three shares that must be a
//! hundred, a day between two others, five members. Then the numbers and days that stand in the condition are tried in
//! the fields that it reads, and the model itself says whether they come through.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;

use super::chance::Chance;
use super::filling;
use super::plan::Planned;
use super::story::content_of;
use crate::engine::calendar::Date;
use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::expr::Value;
use crate::engine::select::inputs::{Applicant, Inputs, Mark, Marks};
use crate::engine::select::{self, Spec};
use crate::engine::steps::model::known_to;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Field, FieldKind, StepSpec};
use crate::engine::workflow::facts::{self, Fact};
use crate::engine::workflow::form::parse_date;

/// What is tried for one condition at most.
const TRIES_MAX: usize = 400;

/// Conditions that are looked at one after the other at most, in one track.
const ROUNDS_MAX: usize = 16;

/// What is tried in one field at most.
const ANSWERS_MAX: usize = 40;

/// The day to look around where a condition names none.
pub(super) const USUAL_DAY: &str = "2026-01-31";

/// Days around one that stands in a condition.
const DAYS_AROUND: [i64; 17] =
    [0, -1, 1, -31, 31, -183, 183, -366, 366, -731, 731, -1097, 1097, -1827, 1827, -3653, 3653];

/// What the applicants of one track answer who come through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Eligible {
    /// By field, as stories write it; only what was looked for.
    pub answers: BTreeMap<String, String>,
    /// Members beside the lead.
    pub partners: usize,
    /// Figures that the screening verifies, by check.
    pub figures: BTreeMap<String, Exact>,
    /// The condition that nothing was found for: its model, its name, and what it says.
    pub unmet: Option<Unmet>,
}

/// A condition that no answers were found for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// In which model.
    pub model: String,
    /// The check or criterion.
    pub rule: String,
}

/// What is looked for, track by track; nothing where all come through by themselves.
pub type ByTrack = BTreeMap<String, Eligible>;

/// What the applicants of every track answer who come through.
pub fn of(definition: &Definition) -> ByTrack {
    let tracks = definition.tracks.iter().map(|track| (track.id.clone(), in_track(definition, &track.id)));
    tracks.filter(|(_, found)| *found != Eligible::default()).collect()
}

/// Where a condition stops an applicant.
struct Stop {
    /// How far it came: what comes later is larger.
    place: usize,
    rule: String,
    /// The formulas that say so.
    text: String,
}

/// Something that can be answered in another way.
enum Knob<'d> {
    Field(&'d Field),
    Members(usize),
    Figure(String),
}

fn in_track(definition: &Definition, track: &str) -> Eligible {
    let best = Planned::best(track);
    let mut now = Eligible::default();
    let models = models(definition, track);
    let mut chance = Chance::new(1);
    for _ in 0..ROUNDS_MAX {
        let known = facts_of(definition, &best, &now);
        let stopped = models
            .iter()
            .enumerate()
            .find_map(|(m, (_, model))| Some((m, stop(definition, track, model, &known)?)));
        let Some((m, stop)) = stopped else { return now };
        let (name, model) = models[m];
        let Some(next) = improved(definition, &best, (&models[..=m], &stop), &now, &mut chance) else {
            now.unmet = Some(Unmet { model: name.to_owned(), rule: stop.rule });
            return now;
        };
        let _ = model;
        now = next;
    }
    now
}

/// The models that `track` goes through, in the order of the steps.
fn models<'d>(definition: &'d Definition, track: &str) -> Vec<(&'d str, &'d Spec)> {
    let steps = definition.steps_of(track).filter_map(|step| match &step.does {
        StepSpec::Selection(spec) => Some(spec.model.as_str()),
        _ => None,
    });
    steps.filter_map(|name| Some((name, definition.model(track, name)?))).collect()
}

/// Whether `planned` comes through with what it answers by itself, and what was found in place of some of that.
pub fn comes_through(definition: &Definition, planned: &Planned, found: &Eligible) -> bool {
    let known = facts_of(definition, planned, found);
    let models = models(definition, &planned.track);
    models.iter().all(|(_, model)| stop(definition, &planned.track, model, &known).is_none())
}

/// Other answers with which the applicant comes further in the last of `models`, and is stopped by none of the others.
fn improved(
    definition: &Definition,
    best: &Planned,
    (models, stopped): (&[(&str, &Spec)], &Stop),
    now: &Eligible,
    chance: &mut Chance,
) -> Option<Eligible> {
    let track = best.track.as_str();
    let (_, model) = models.last()?;
    let text = with_references(model, &stopped.text);
    let constants = Constants::of((model, &definition.parameters(track, model)), &text);
    let knobs = knobs(definition, track, &text);
    let ways: Vec<Vec<String>> = knobs.iter().map(|knob| ways(definition, knob, &constants)).collect();
    if ways.is_empty() || ways.iter().any(Vec::is_empty) {
        return None;
    }
    let all: usize = ways.iter().map(Vec::len).try_fold(1_usize, usize::checked_mul).unwrap_or(usize::MAX);
    for n in 0..all.min(TRIES_MAX) {
        let mut tried = now.clone();
        let mut rest = n;
        for (knob, ways) in knobs.iter().zip(&ways) {
            let way = if all <= TRIES_MAX { rest % ways.len() } else { chance.below(ways.len()) };
            rest /= ways.len();
            tried.turn(knob, &ways[way]);
        }
        let known = facts_of(definition, best, &tried);
        let earlier = &models[..models.len() - 1];
        let further = stop(definition, track, model, &known).is_none_or(|at| at.place > stopped.place);
        if further && earlier.iter().all(|(_, model)| stop(definition, track, model, &known).is_none()) {
            return Some(tried);
        }
    }
    None
}

impl Eligible {
    fn turn(&mut self, knob: &Knob<'_>, way: &str) {
        match knob {
            Knob::Field(field) => {
                self.answers.insert(field.id.clone(), way.to_owned());
            }
            Knob::Members(_) => self.partners = way.parse().unwrap_or(0),
            Knob::Figure(check) => {
                if let Ok(figure) = way.parse() {
                    self.figures.insert(check.clone(), figure);
                }
            }
        }
    }
}

/// All that models can know of `planned`, with what was found for it.
fn facts_of(definition: &Definition, planned: &Planned, found: &Eligible) -> Value {
    let track = planned.track.as_str();
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    for stage in definition.stages() {
        let form = definition.form_of(track, stage);
        let said = filling::answers(definition, stage, planned, found);
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let Ok(content) = content_of(&form, "well", "something", &said) else { continue };
        let envelopes: BTreeSet<_> = form.iter().map(|field| field.envelope.as_deref()).collect();
        for envelope in envelopes {
            for (name, fact) in facts::declared(definition, (track, stage), envelope, &content) {
                // Whoever screens verifies every row.
                let all = match &fact {
                    Fact::Rows(rows) => (1..).zip(rows).map(|(n, _)| n).collect(),
                    _ => BTreeSet::new(),
                };
                known.insert(name, fact.with_verified(&all).value());
            }
        }
    }
    let figures = definition.steps_of(track).filter_map(|step| match &step.does {
        StepSpec::Screening(spec) => Some(spec),
        _ => None,
    });
    let figures = figures.flat_map(|spec| spec.checks_of(track)).filter_map(|check| {
        let figure = filling::figure(definition, check, planned.level(0), found).map(Value::Number);
        let declared = || known.get(&facts::name(check.field.as_ref()?)).cloned();
        Some((facts::name(&check.id), figure.or_else(declared)?))
    });
    let figures: Vec<_> = figures.collect();
    let members = Exact::from_count(1 + planned.partners.max(found.partners));
    known.insert(facts::VERIFIED.to_owned(), Value::record(figures));
    known.insert("members".to_owned(), Value::Number(members));
    Value::record(known)
}

/// The first condition of `model` that stops somebody of whom this is known, and whom all judge as well as they can.
fn stop(definition: &Definition, track: &str, model: &Spec, known: &Value) -> Option<Stop> {
    let id = "applicant".to_owned();
    let mut one = Applicant {
        id: id.clone(),
        facts: known_to(model, known),
        submitted_at: Some(0),
        ..Applicant::default()
    };
    for criterion in model.judged() {
        let Some(scale) = model.scale(criterion) else { continue };
        let best = if scale.direction == select::spec::Direction::Low { &scale.min } else { &scale.max };
        one.scores.insert(criterion.to_owned(), Marks(vec![("a".to_owned(), Mark::Points(best.clone()))]));
        one.consensus.insert(criterion.to_owned(), best.clone());
    }
    for criterion in model.of_kind(select::spec::CriterionKind::Vote) {
        let all = ["a", "b", "c"].map(|voter| (voter.to_owned(), Some(true)));
        one.votes.insert(criterion.id.clone(), all.into_iter().collect());
    }
    let parameters = definition.parameters(track, model);
    let inputs = Inputs { parameters, applicants: vec![one], ..Inputs::default() };
    let outcome = select::run(model, &inputs);
    if let Some(out) = outcome.excluded.first() {
        let place = model.checks.iter().position(|check| check.id == out.rule)?;
        let text = model.checks[place].require.text().to_owned();
        return Some(Stop { place, rule: out.rule.clone(), text });
    }
    let checks = model.checks.len();
    if let Some(failed) = outcome.failed.first() {
        let place = model.criteria.iter().position(|criterion| criterion.id == failed.criterion)?;
        let text = serde_json::to_string(&model.criteria[place]).unwrap_or_default();
        return Some(Stop { place: checks + place, rule: failed.criterion.clone(), text });
    }
    let placed = outcome.steps.iter().any(|step| step.order.iter().flatten().any(|known| *known == id));
    let filters: Vec<_> = model.steps.iter().filter_map(|step| Some(step.filter.as_ref()?.text())).collect();
    if placed || filters.len() < model.steps.len() || !outcome.pending.is_empty() {
        return None;
    }
    let place = checks + model.criteria.len();
    Some(Stop { place, rule: "where".to_owned(), text: filters.join(" ") })
}

/// A condition with those of the references that it counts.
fn with_references(model: &Spec, text: &str) -> String {
    let mut all = text.to_owned();
    for list in &model.references {
        if text.contains(&format!("counted.{}", list.id))
            || text.contains(&format!("\"each\":\"{}\"", list.id))
        {
            all = format!("{all} {} {}", list.list.text(), serde_json::to_string(list).unwrap_or_default());
        }
    }
    all
}

/// What the condition reads that an applicant or the screening says.
fn knobs<'d>(definition: &'d Definition, track: &str, text: &str) -> Vec<Knob<'d>> {
    let reads = |name: &str| {
        text.match_indices(name).any(|(at, _)| {
            !text[at + name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    let mut knobs = Vec::new();
    let mut seen = BTreeSet::new();
    for stage in definition.stages() {
        for field in definition.form_of(track, stage) {
            if reads(&format!("facts.{}", facts::name(&field.id))) && seen.insert(&field.id) {
                knobs.push(Knob::Field(field));
            }
        }
    }
    if reads("facts.members") {
        let most = definition.applicants.consortium.as_ref().map_or(1, |consortium| consortium.members_max);
        knobs.push(Knob::Members(usize::try_from(most).unwrap_or(1).min(12)));
    }
    for step in definition.steps_of(track) {
        let StepSpec::Screening(spec) = &step.does else { continue };
        for check in spec.checks_of(track) {
            if !reads(&format!("facts.verified.{}", facts::name(&check.id))) {
                continue;
            }
            match check.field.as_ref().filter(|_| check.verifies).and_then(|id| definition.field(id)) {
                Some(field) if seen.insert(&field.id) => knobs.push(Knob::Field(field)),
                Some(_) => {}
                None => knobs.push(Knob::Figure(check.id.clone())),
            }
        }
    }
    knobs
}

/// The numbers and days that stand in a condition, or in the parameters that it names.
struct Constants {
    numbers: Vec<Exact>,
    days: Vec<Date>,
}

impl Constants {
    fn of((model, own): (&Spec, &BTreeMap<String, Value>), text: &str) -> Self {
        let mut made = Self { numbers: vec![Exact::ZERO, Exact::ONE], days: Vec::new() };
        let mut take = |word: &str| {
            if let Some(day) = parse_date(word) {
                made.days.push(day);
            } else if let Ok(number) = word.parse::<Exact>() {
                made.numbers.push(number);
            }
        };
        let apart = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
        for word in text.split(apart) {
            let parameter = |name: &str| own.get(name).or_else(|| model.parameters.get(name));
            match word.strip_prefix("params.").map(parameter) {
                Some(Some(Value::Text(day))) => take(day),
                Some(Some(Value::Number(number))) => take(&number.to_string()),
                _ => take(word.trim_start_matches('-')),
            }
        }
        if made.days.is_empty() {
            made.days.extend(parse_date(USUAL_DAY));
        }
        made.numbers.sort();
        made.numbers.dedup();
        made
    }

    /// Numbers to try between `min` and `max`: those that stand there and what lies about them.
    fn numbers(&self, min: Option<&Exact>, max: Option<&Exact>) -> Vec<String> {
        let two = Exact::from_int(2);
        let about = self.numbers.iter().flat_map(|number| {
            let half = number.checked_div(&two).unwrap_or_default().round(0, RoundingMode::Up);
            [number.clone(), number + &Exact::ONE, number - &Exact::ONE, half, number * &two]
        });
        // One of them may be so many times another.
        let products = self.numbers.iter().flat_map(|one| self.numbers.iter().map(move |other| one * other));
        let within =
            |number: &Exact| min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max);
        let mut all: Vec<Exact> =
            about.chain(products).chain(min.cloned()).chain(max.cloned()).filter(within).collect();
        all.sort();
        all.dedup();
        // The largest first: most conditions ask for at least so much.
        all.reverse();
        if all.len() > ANSWERS_MAX {
            all.drain(ANSWERS_MAX / 2..all.len() - ANSWERS_MAX / 2);
        }
        all.into_iter().map(|number| number.to_string()).collect()
    }

    fn days(&self, min: Option<&String>, max: Option<&String>) -> Vec<String> {
        let about = self.days.iter().flat_map(|day| {
            DAYS_AROUND
                .iter()
                .filter_map(|days| day.checked_add(Span::new().days(*days)).ok().map(|day| day.to_string()))
        });
        // Days are written so that they sort.
        let within = |day: &String| min.is_none_or(|min| day >= min) && max.is_none_or(|max| day <= max);
        let ends = [min, max].into_iter().flatten().cloned();
        let mut all = Vec::new();
        for day in about.chain(ends).filter(within) {
            if !all.contains(&day) {
                all.push(day);
            }
        }
        all.truncate(ANSWERS_MAX);
        all
    }
}

/// What can be tried at one knob, as stories write it.
fn ways(definition: &Definition, knob: &Knob<'_>, constants: &Constants) -> Vec<String> {
    match knob {
        Knob::Members(most) => (0..*most).map(|partners| partners.to_string()).collect(),
        Knob::Figure(id) => {
            let checks = definition.steps.iter().filter_map(|step| match &step.does {
                StepSpec::Screening(spec) => Some(&spec.checks),
                _ => None,
            });
            let min = checks.flatten().find(|check| check.id == *id).and_then(|check| check.min.clone());
            constants.numbers(Some(&min.unwrap_or(Exact::ZERO)), None)
        }
        Knob::Field(field) => match &field.takes {
            FieldKind::Rows { rows_max, columns } => {
                let mut rows = vec![String::new()];
                for column in columns {
                    let cells = single(&column.takes, constants);
                    let cells = if cells.is_empty() { vec![String::new()] } else { cells };
                    rows = rows
                        .iter()
                        .flat_map(|row| cells.iter().map(move |cell| format!("{row}{cell}/")))
                        .collect();
                    rows.truncate(ANSWERS_MAX * 4);
                }
                let most = usize::try_from(*rows_max).unwrap_or(1);
                let counts = BTreeSet::from([most.min(6), most.min(3), most.min(2), 1]);
                let lists = counts
                    .iter()
                    .rev()
                    .flat_map(|count| rows.iter().map(move |row| vec![row.as_str(); *count].join(",")));
                lists.take(TRIES_MAX).collect()
            }
            FieldKind::Choices { options, max } => {
                let most = max.map_or(options.len(), |max| options.len().min(max as usize));
                let ids: Vec<_> = options.iter().map(|option| option.id.clone()).collect();
                let some = (1..=most).rev().map(|count| ids[..count].join(","));
                some.chain(ids.iter().cloned()).collect()
            }
            FieldKind::Declaration {} => vec!["yes".to_owned(), "no".to_owned()],
            takes => single(takes, constants),
        },
    }
}

/// What can be tried in a field or column of one answer.
fn single(takes: &FieldKind, constants: &Constants) -> Vec<String> {
    match takes {
        FieldKind::Number { min, max, whole, .. } => {
            let all = constants.numbers(min.as_ref(), max.as_ref());
            all.into_iter().filter(|number| !whole || !number.contains('.')).collect()
        }
        FieldKind::Date { min, max } => constants.days(min.as_ref(), max.as_ref()),
        FieldKind::YesNo {} => vec!["yes".to_owned(), "no".to_owned()],
        FieldKind::Choice { options } => options.iter().map(|option| option.id.clone()).collect(),
        _ => Vec::new(),
    }
}
