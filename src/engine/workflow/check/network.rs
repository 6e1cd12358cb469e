//! What is wrong with gatherings and mandates.

use super::{Check, nearest};
use crate::engine::procedure;
use crate::engine::steps::gathering::{self, PARTICIPANTS_MAX};
use crate::engine::steps::intake::later;
use crate::engine::steps::mandate::{self, SignedBy};
use crate::engine::workflow::definition::{Definition, Field, FieldKind, StepSpec, Words};

/// The texts of a step of a network, each with its path.
pub(super) fn texts<'d>(does: &str, spec: &'d StepSpec, texts: &mut Vec<(String, &'d Words)>) {
    match spec {
        StepSpec::Gathering(spec) => texts.push((format!("{does}.gathering.place"), &spec.place)),
        StepSpec::Mandate(spec) => {
            texts.push((format!("{does}.mandate.text"), &spec.text));
            if let SignedBy::Office(office) = &spec.signed_by {
                texts.push((format!("{does}.mandate.signed_by.office"), office));
            }
        }
        StepSpec::Joint(spec) => {
            for (j, one) in spec.gatherings.iter().enumerate() {
                let path = format!("{does}.joint.gatherings[{j}]");
                texts.push((format!("{path}.title"), &one.title));
                texts.push((format!("{path}.gathering.place"), &one.gathering.place));
            }
        }
        _ => {}
    }
}

/// The short names of gatherings within joint steps.
pub(super) fn names(definition: &Definition) -> Vec<(String, &str)> {
    let joint = definition.steps.iter().enumerate().filter_map(|(i, step)| match &step.does {
        StepSpec::Joint(spec) => Some((i, spec)),
        _ => None,
    });
    let all = joint.flat_map(|(i, spec)| {
        let named = spec.gatherings.iter().enumerate();
        named.map(move |(j, one)| (format!("steps[{i}].does.joint.gatherings[{j}].id"), one.id.as_str()))
    });
    all.collect()
}

impl Check<'_> {
    /// A gathering: when, who, how many, for how much.
    pub(super) fn gathering(
        &mut self,
        definition: &Definition,
        i: usize,
        path: &str,
        spec: &gathering::Spec,
    ) {
        self.somebody(&format!("{path}.by"), &spec.by);
        self.known_date(definition, &format!("{path}.at"), &spec.at);
        let joint = matches!(definition.steps[i].does, StepSpec::Joint(_));
        match &spec.from {
            Some(_) if joint => {
                let message = "the teams of a joint step are those who come to its gatherings".to_owned();
                self.error("G-FROM", &format!("{path}.from"), message, "take `from` out");
            }
            Some(from) => self.from(definition, i, path, from),
            None if joint => {}
            None => self.says_who(definition, i, path),
        }
        let days = 1..=gathering::DAYS_MAX;
        if !days.contains(&spec.registration_days_before) {
            let message = format!("a registration that ends {} days before", spec.registration_days_before);
            let hint = format!("write from 1 to {} whole days", gathering::DAYS_MAX);
            self.error("C-GATHERING", &format!("{path}.registration_days_before"), message, hint);
        }
        if let Some(before) = spec.invitation_days_before
            && (before <= spec.registration_days_before || !days.contains(&before))
        {
            let message = format!("an invitation {before} days before leaves no time to name who comes");
            let hint = format!(
                "write more days than `registration_days_before`, and {} at most",
                gathering::DAYS_MAX
            );
            self.error("C-GATHERING", &format!("{path}.invitation_days_before"), message, hint);
        }
        self.how_many(path, spec);
        if let Some(fee) = &spec.fee {
            let code = fee.currency.len() == 3 && fee.currency.bytes().all(|byte| byte.is_ascii_uppercase());
            if fee.amount.is_negative() || fee.amount.is_zero() || !code {
                let message = format!("a fee of {} {}", fee.amount, fee.currency);
                let hint = "write an amount above zero and a currency of three capitals, such as NOK";
                self.error("G-FEE", &format!("{path}.fee"), message, hint);
            }
        }
        if let Some(groups) = &spec.groups {
            let choice = |id: &str| {
                definition.field(id).is_some_and(|field| matches!(field.takes, FieldKind::Choice { .. }))
            };
            if !choice(groups) {
                let message = format!("`{groups}` is no field with one answer of several");
                let fields = definition.forms().flat_map(|(_, fields)| fields).map(|field| field.id.as_str());
                let near = nearest(groups, fields.filter(|id| choice(id)));
                self.error("G-GROUPS", &format!("{path}.groups"), message, near);
            }
        }
        self.collects(definition, i, path, spec);
        self.in_order(definition, i, path, spec, joint);
    }

    /// What minutes gather is a text that was asked for before, and that all who take part may read.
    fn collects(&mut self, definition: &Definition, i: usize, path: &str, spec: &gathering::Spec) {
        let place = |id: &str| definition.steps.iter().position(|step| step.id == id);
        let asked_before = |field: &str| match definition.stage_asking(field) {
            Some(Some(stage)) => place(stage).is_some_and(|place| place < i),
            asked => asked.is_some(),
        };
        let fits = |field: &Field| {
            let text = matches!(field.takes, FieldKind::Text { .. });
            text && !field.blind && field.envelope.is_none() && asked_before(&field.id)
        };
        for (n, id) in spec.collects.iter().enumerate() {
            if !definition.field(id).is_some_and(fits) {
                let message =
                    format!("`{id}` is no text that was asked for before and that everybody may read");
                let fields = definition.forms().flat_map(|(_, fields)| fields);
                let near = nearest(id, fields.filter(|field| fits(field)).map(|field| field.id.as_str()));
                self.error("G-COLLECTS", &format!("{path}.collects[{n}]"), message, near);
            }
        }
    }

    fn how_many(&mut self, path: &str, spec: &gathering::Spec) {
        let each = spec.each();
        if each.min == 0 || each.min > each.max || each.max > PARTICIPANTS_MAX {
            let message = format!("from {} to {} participants an application", each.min, each.max);
            let hint =
                format!("write 1 at least and {PARTICIPANTS_MAX} at most, the smaller number as `min`");
            self.error("G-PARTICIPANTS", &format!("{path}.each"), message, hint);
        }
        if let Some(least) = &spec.at_least {
            let path = format!("{path}.at_least");
            if least.participants.is_none() && least.applications.is_none() {
                let message = "nothing says how many must come".to_owned();
                let hint = "write `participants:`, `applications:` or both";
                self.error("G-PARTICIPANTS", &path, message, hint);
            } else if least.participants == Some(0) || least.applications == Some(0) {
                let message = "nobody need come".to_owned();
                let hint = "write 1 at least; to hold it in any case, write `otherwise: hold`";
                self.error("G-PARTICIPANTS", &path, message, hint);
            }
        }
    }

    /// A gathering comes after those before it, as far as the file says.
    fn in_order(
        &mut self,
        definition: &Definition,
        i: usize,
        path: &str,
        spec: &gathering::Spec,
        joint: bool,
    ) {
        let at = |name: &str| {
            let date = definition.dates.get(name)?;
            procedure::resolve(definition, &date.at).ok().map(|date| date.at)
        };
        let own = definition.steps[i].id.as_str();
        let within = |step: Option<&str>| if joint { step == Some(own) } else { step.is_none() };
        let others = gathering::all(definition).filter(|(_, _, step, _)| within(*step));
        let before: Vec<_> =
            others.map(|(_, _, _, other)| other).take_while(|other| !std::ptr::eq(*other, spec)).collect();
        let late = before.iter().any(|other| match (at(&other.at), at(&spec.at)) {
            (Some(first), Some(second)) => second <= first,
            _ => false,
        });
        if late {
            let message = "this gathering does not come after the one before it".to_owned();
            self.error("C-GATHERING", &format!("{path}.at"), message, "give it a later date of its own");
        }
    }

    fn known_date(&mut self, definition: &Definition, path: &str, name: &str) {
        if !definition.dates.contains_key(name) {
            let message = format!("there is no date called `{name}`");
            let near = nearest(name, definition.dates.keys().map(String::as_str));
            self.error("G-DATE", path, message, near);
        }
    }

    /// Behind a selection the file says who takes part: without it, those who were not chosen would too.
    fn says_who(&mut self, definition: &Definition, i: usize, path: &str) {
        let stage = definition.stage_of(&definition.steps[i].id);
        let before = definition.steps[..i].iter().rev();
        let mut chosen = before.filter(|step| definition.stage_of(&step.id) == stage);
        if let Some(step) = chosen.find(|step| matches!(step.does, StepSpec::Selection(_))) {
            let message =
                format!("it stands behind the selection `{}`, and does not say who takes part", step.id);
            let hint = format!(
                "write `from: {{selected: {}}}`; or `from: {{admitted: …}}` with a screening, where those who were not \
                 chosen take part too",
                step.id
            );
            self.error("G-FROM", path, message, hint);
        }
    }

    /// A mandate: whose it is, by when it is signed, and what happens where it is not.
    pub(super) fn mandate(&mut self, definition: &Definition, i: usize, path: &str, spec: &mandate::Spec) {
        self.somebody(&format!("{path}.by"), &spec.by);
        match &spec.from {
            Some(from) => self.from(definition, i, path, from),
            None => self.says_who(definition, i, path),
        }
        match (&spec.until, &spec.within) {
            (Some(until), None) => self.known_date(definition, &format!("{path}.until"), until),
            (None, Some(within)) => self.counted_days(definition, i, path, within, "C-MANDATE"),
            _ => {
                let message = "the mandate can be signed for ever, or ends in two ways".to_owned();
                let hint = "write either `until:` with the name of a date or `within: {days: …}`";
                self.error("C-MANDATE", path, message, hint);
            }
        }
        if spec.remind_days_before.is_some_and(|days| days == 0 || days > later::DAYS_MAX) {
            let message = "a reminder that never comes".to_owned();
            let hint = format!("write from 1 to {} whole days", later::DAYS_MAX);
            self.error("C-MANDATE", &format!("{path}.remind_days_before"), message, hint);
        }
    }
}
