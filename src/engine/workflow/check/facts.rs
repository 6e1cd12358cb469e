//! What is wrong between the form and the models that read it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, nearest};
use crate::engine::expr::Type;
use crate::engine::select::Spec as Model;
use crate::engine::steps::screening;
use crate::engine::workflow::definition::{
    Definition, FieldKind, StepDefinition, StepSpec, TrackDefinition, Words,
};
use crate::engine::workflow::facts;
use crate::engine::workflow::form::{COLUMNS_MAX, ROWS_MAX, parse_date};
use crate::engine::workflow::source::Severity;

/// Texts inside what a field takes, with their paths.
pub fn texts<'d>(path: &str, takes: &'d FieldKind, found: &mut Vec<(String, &'d Words)>) {
    match takes {
        FieldKind::Choice { options } | FieldKind::Choices { options, .. } => {
            let kind = if matches!(takes, FieldKind::Choice { .. }) { "choice" } else { "choices" };
            for (j, option) in options.iter().enumerate() {
                found.push((format!("{path}.takes.{kind}.options[{j}].label"), &option.label));
            }
        }
        FieldKind::Rows { columns, .. } => {
            for (j, column) in columns.iter().enumerate() {
                let path = format!("{path}.takes.rows.columns[{j}]");
                found.push((format!("{path}.label"), &column.label));
                texts(&path, &column.takes, found);
            }
        }
        _ => {}
    }
}

impl Check<'_> {
    /// What a field takes, where it is a day, several answers or rows.
    pub(super) fn takes(&mut self, path: &str, takes: &FieldKind) {
        match takes {
            FieldKind::Date { min, max } => {
                for day in [min, max].into_iter().flatten().filter(|day| parse_date(day).is_none()) {
                    let message = format!("`{day}` is no day");
                    self.error("F-DATE", &format!("{path}.takes.date"), message, "write 2026-05-31");
                }
                if let (Some(min), Some(max)) = (min, max)
                    && min > max
                {
                    let message = format!("the earliest day, {min}, is after the latest, {max}");
                    self.error("F-RANGE", &format!("{path}.takes.date"), message, "swap the two");
                }
            }
            FieldKind::Choices { max: Some(0), .. } => {
                let message = "no answer could ever be given here".to_owned();
                self.error("F-NOTHING", &format!("{path}.takes"), message, "allow at least one");
            }
            FieldKind::Rows { rows_max, columns } => self.rows(path, *rows_max, columns),
            _ => {}
        }
        if let FieldKind::Choice { options } | FieldKind::Choices { options, .. } = takes {
            if options.len() < 2 {
                let message = "a choice needs at least two answers".to_owned();
                self.error("F-CHOICE", &format!("{path}.takes"), message, "add answers");
            }
            let valued = options.iter().filter(|option| option.value.is_some()).count();
            if valued != 0 && valued != options.len() {
                let message = "some of the answers have a value, and some have none".to_owned();
                self.error("F-CHOICE", &format!("{path}.takes"), message, "give all of them one, or none");
            }
        }
    }

    fn rows(&mut self, path: &str, rows_max: u32, columns: &[crate::engine::workflow::definition::Column]) {
        let path = format!("{path}.takes.rows");
        if rows_max == 0 || rows_max > ROWS_MAX || columns.is_empty() || columns.len() > COLUMNS_MAX {
            let message = format!("a list of {rows_max} rows with {} columns", columns.len());
            let hint = format!("from 1 to {ROWS_MAX} rows, and from 1 to {COLUMNS_MAX} columns");
            self.error("F-ROWS", &path, message, hint);
        }
        let mut seen = BTreeSet::new();
        for (j, column) in columns.iter().enumerate() {
            let path = format!("{path}.columns[{j}]");
            if !super::is_name(&column.id) {
                self.bad_name(&format!("{path}.id"), &column.id);
            }
            if !seen.insert(facts::name(&column.id)) {
                let message = format!("the column `{}` stands twice", column.id);
                self.error("N-TWICE", &format!("{path}.id"), message, "give it a name of its own");
            }
            if column.id == facts::VERIFIED {
                let message = "a check says which rows are verified, not the applicant".to_owned();
                self.error("N-FACT", &format!("{path}.id"), message, "call it something else");
            }
            let single = matches!(
                column.takes,
                FieldKind::Text { .. }
                    | FieldKind::Number { .. }
                    | FieldKind::Date { .. }
                    | FieldKind::YesNo {}
                    | FieldKind::Choice { .. }
                    | FieldKind::Choices { .. }
            );
            if single {
                self.takes(&path, &column.takes);
            } else {
                let message = format!("the column `{}` cannot hold that", column.id);
                let hint = "a column takes text, a number, a date, yes_no, a choice or choices";
                self.error("F-ROWS", &format!("{path}.takes"), message, hint);
            }
        }
    }

    /// What models read, and whether a running procedure can know it.
    pub(super) fn facts(&mut self, definition: &Definition) {
        let mut known: BTreeMap<String, Type> = BTreeMap::new();
        // The stage from which on each is known.
        let mut since: BTreeMap<String, usize> = BTreeMap::new();
        for (place, (form, fields)) in definition.forms().enumerate() {
            // The file's own form is that of the first intake.
            let stage = place.saturating_sub(1);
            for (i, field) in fields.iter().enumerate() {
                let (name, Some(kind)) = (facts::name(&field.id), facts::kind(&field.takes)) else {
                    continue;
                };
                let taken = facts::GIVEN.contains(&name.as_str()) || known.contains_key(&name);
                if taken {
                    let message =
                        format!("models would read `{}` as `facts.{name}`, which is taken", field.id);
                    self.error("N-FACT", &format!("{form}[{i}].id"), message, "give it another name");
                }
                since.insert(name.clone(), stage);
                known.insert(name, kind);
            }
        }
        let named: BTreeSet<_> = facts::fields(definition).iter().map(|field| field.id.clone()).collect();
        for (i, step) in definition.steps.iter().enumerate() {
            let StepSpec::Screening(spec) = &step.does else { continue };
            for (j, check) in spec.checks.iter().enumerate().filter(|(_, check)| check.verifies) {
                let path = format!("steps[{i}].does.screening.checks[{j}].verifies");
                self.verifies(&path, check, &named);
            }
        }
        for (i, step) in definition.steps.iter().enumerate() {
            let StepSpec::Scoring(spec) = &step.does else { continue };
            let model = definition.selections.get(&spec.model);
            if model.is_some_and(|model| model.judged().next().is_none()) {
                let message = format!("evaluators judge nothing in the model `{}`", spec.model);
                let hint =
                    "take the step out; votes, orders and grades of references are recorded at the selection";
                self.error("G-SCORING", &format!("steps[{i}].does.scoring.model"), message, hint);
            }
        }
        let used: BTreeSet<_> = definition.steps.iter().filter_map(selects).collect();
        let overrides = definition.tracks.iter().flat_map(|track| track.models.values());
        let used: BTreeSet<_> = used.into_iter().chain(overrides.map(String::as_str)).collect();
        for (name, model) in definition.selections.iter().filter(|(name, _)| used.contains(name.as_str())) {
            self.scored(definition, name, model);
            for fact in facts::read_by(model) {
                let path = format!("selections.{name}");
                let declared = model.facts.as_ref().and_then(|facts| facts.get(&fact));
                let first = definition.stages().position(|stage| {
                    definition.steps_in(stage).any(|step| selects_by(definition, step, name))
                });
                match known.get(&fact).filter(|_| since.get(&fact) <= first.as_ref()) {
                    Some(given) if declared.is_some_and(|declared| !fits(declared, given)) => {
                        let declared = declared.map(ToString::to_string).unwrap_or_default();
                        let message = format!("`facts.{fact}` is {declared} here, and {given} in the form");
                        let hint = "let the two be of one kind";
                        self.error("G-KIND", &format!("{path}.facts.{fact}"), message, hint);
                    }
                    None if !facts::GIVEN.contains(&fact.as_str()) => {
                        let message = format!("nothing in a running procedure gives `facts.{fact}`");
                        let hint = format!(
                            "add a field `{fact}` to the form, or to that of an earlier stage: a number, date, yes_no, declaration, choice, choices or rows"
                        );
                        self.add(Severity::Warning, "G-FACT", &path, message, hint);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Points of earlier stages that a model reads: each is a criterion of a selection that comes before its own.
    fn scored(&mut self, definition: &Definition, name: &str, model: &Model) {
        let declared = model.facts.as_ref().and_then(|facts| facts.get(facts::SCORED));
        let Some(Type::Record(steps)) = declared else { return };
        for step in steps.keys() {
            let own = definition.steps.iter().position(|step| selects_by(definition, step, name));
            let before = definition.steps[..own.unwrap_or(0)].iter();
            let before = before.filter(|step| selects(step).is_some());
            let found = before.clone().find(|before| facts::name(&before.id) == *step);
            let path = format!("selections.{name}.facts.{}", facts::SCORED);
            let Some(found) = found else {
                let message = format!("`{step}` is no selection step that comes before");
                let hint = nearest(step, before.map(|step| step.id.as_str()));
                self.add(Severity::Warning, "G-FACT", &path, message, hint);
                continue;
            };
            let criteria = |model: &Model| -> Vec<String> {
                let total = model.total.is_some().then(|| "total".to_owned());
                model.criteria.iter().map(|criterion| facts::name(&criterion.id)).chain(total).collect()
            };
            let model = selects(found).and_then(|model| definition.selections.get(model));
            let known: Vec<String> = model.map(criteria).unwrap_or_default();
            let Some(Type::Record(asked)) = steps.get(step) else { continue };
            for criterion in asked.keys().filter(|criterion| !known.contains(criterion)) {
                let message = format!("the selection `{step}` gives no points for `{criterion}`");
                let hint = nearest(criterion, known.iter().map(String::as_str));
                self.add(Severity::Warning, "G-FACT", &path, message, hint);
            }
        }
    }

    fn verifies(&mut self, path: &str, check: &screening::Check, named: &BTreeSet<String>) {
        if !check.field.as_ref().is_some_and(|field| named.contains(field)) {
            let message = format!("the check `{}` verifies what no model reads", check.id);
            let hint = "name a field of the form that a model reads as `facts.…`, or take `verifies` out";
            self.error("G-VERIFIES", path, message, hint);
        }
    }
}

/// The model that a selection step names.
fn selects(step: &StepDefinition) -> Option<&str> {
    match &step.does {
        StepSpec::Selection(spec) => Some(spec.model.as_str()),
        _ => None,
    }
}

/// Whether a step selects by the model `name`, in some track.
fn selects_by(definition: &Definition, step: &StepDefinition, name: &str) -> bool {
    selects(step).is_some_and(|model| {
        let used = |track: &TrackDefinition| definition.model_name(&track.id, model) == name;
        model == name || definition.tracks.iter().any(used)
    })
}

/// Whether what the form gives is what a model declares. A record may have more than is declared.
fn fits(declared: &Type, given: &Type) -> bool {
    match (declared, given) {
        (Type::Optional(declared), given) => fits(declared, given),
        (Type::Any, _) => true,
        (Type::List(declared), Type::List(given)) => fits(declared, given),
        (Type::Record(declared), Type::Record(given)) => declared.iter().all(|(name, kind)| {
            // Whether a row was verified is said by a check.
            let may_lack = name == facts::VERIFIED || matches!(kind, Type::Optional(_));
            given.get(name).map_or(may_lack, |given| fits(kind, given))
        }),
        (declared, given) => declared == given,
    }
}
