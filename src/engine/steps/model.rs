//! What the steps ask of a model of selection, and what they give it.

use crate::engine::case::{Application, Case};
use crate::engine::exact::Exact;
use crate::engine::expr::{Type, Value};
use crate::engine::select::Spec;
use crate::engine::select::inputs::{Applicant, Exclusion, Inputs, Mark, Marks};
use crate::engine::select::spec::{Criterion, CriterionKind, Scale};
use crate::engine::steps::{StepState, consensus, envelope, scoring, screening};
use crate::engine::workflow::definition::{Definition, StepSpec};
use crate::engine::workflow::facts;

impl Spec {
    /// The criteria that people judge, in the order of the file; those that look at each reference are graded at the
    /// selection.
    pub fn judged(&self) -> impl Iterator<Item = &str> {
        self.of_kind(CriterionKind::Judged).filter(|c| c.each.is_none()).map(|c| c.id.as_str())
    }

    /// The criteria that people judge for each reference.
    pub fn graded(&self) -> impl Iterator<Item = &str> {
        self.of_kind(CriterionKind::Judged).filter(|c| c.each.is_some()).map(|c| c.id.as_str())
    }

    /// The criteria of one kind.
    pub fn of_kind(&self, kind: CriterionKind) -> impl Iterator<Item = &Criterion> {
        self.criteria.iter().filter(move |c| c.kind == kind)
    }

    /// Whether people judge this criterion.
    pub fn is_judged(&self, criterion: &str) -> bool {
        self.judged().any(|judged| judged == criterion)
    }

    /// The scale of a judged criterion: its own, or the one for all.
    pub fn scale(&self, criterion: &str) -> Option<&Scale> {
        let found = self.criteria.iter().find(|c| c.id == criterion)?;
        found.scale.as_ref().or(self.scoring.scale.as_ref())
    }

    /// Whether the criterion's scale has these points.
    pub fn accepts(&self, criterion: &str, points: &Exact) -> bool {
        self.scale(criterion).is_some_and(|scale| scale.accept(points).is_ok())
    }
}

/// The inputs of the selection of one track by `model`, as the case stands: the same for a running procedure and
/// for an auditor who recomputes.
pub fn inputs(definition: &Definition, case: &Case, track: &str, model: &Spec) -> Inputs {
    let mut inputs = Inputs { parameters: definition.parameters(track, model), ..Inputs::default() };
    for application in case.counting(track) {
        let id = application.id.to_string();
        if !screening::admitted(definition, application) {
            let failed = screening::findings(application)
                .flat_map(|(_, finding)| &finding.verdicts)
                .find(|(_, verdict)| !verdict.met);
            inputs.exclusions.push(Exclusion {
                applicant: id.clone(),
                rule: failed.map_or_else(|| "screening".to_owned(), |(check, _)| check.clone()),
                reason: failed
                    .and_then(|(_, verdict)| verdict.reason)
                    .map(|reason| reason.to_string())
                    .unwrap_or_default(),
            });
        }
        let scored = scored(definition, case, application);
        inputs.applicants.push(applicant(definition, application, model, (id, scored)));
    }
    inputs
}

fn applicant(
    definition: &Definition,
    application: &Application,
    model: &Spec,
    (id, scored): (String, Value),
) -> Applicant {
    let mut made = Applicant {
        id,
        holder: application.lead().map(|lead| lead.person.to_string()),
        facts: facts(definition, application, model, scored),
        unopened: envelope::unopened(definition, application),
        submitted_at: application.submitted.as_ref().map(|submission| submission.at.micros()),
        ..Applicant::default()
    };
    for step in &definition.steps {
        if !matches!(step.does, StepSpec::Scoring(_)) {
            continue;
        }
        // Where the model looks at the first of them, these are those who were done first: whoever is called for comes last.
        let mut sheets: Vec<_> = scoring::locked(application, &step.id).collect();
        sheets.sort_by_key(|(person, sheet)| (sheet.locked_at, *person));
        for (person, sheet) in sheets {
            for (criterion, mark) in &sheet.marks {
                let marks: &mut Marks = made.scores.entry(criterion.clone()).or_default();
                marks.0.push((person.to_string(), Mark::Points(mark.points.clone())));
            }
        }
    }
    if let Some(agreement) = consensus::agreement(application) {
        for (criterion, agreed) in &agreement.agreed {
            made.consensus.insert(criterion.clone(), agreed.points.clone());
        }
    }
    made
}

/// What an application reached in the selections of the stages that it has behind it, as they were computed: by step and
/// criterion.
fn scored(definition: &Definition, case: &Case, application: &Application) -> Value {
    let id = application.id.to_string();
    let steps = application.earlier.iter().filter_map(|passed| {
        let mut steps = definition.steps_of_in(&application.track, passed.stage.as_deref());
        let (step, state) =
            steps.find_map(|step| match case.procedure.state(&application.track, &step.id)? {
                StepState::Selection(state) => Some((step, state)),
                _ => None,
            })?;
        let own = state.computed.as_ref()?.scores.get(&id)?.iter();
        let own = own.map(|(criterion, points)| (facts::name(criterion), Value::Number(points.clone())));
        Some((facts::name(&step.id), Value::record(own)))
    });
    Value::record(steps)
}

/// What is known of an application as `facts.…`: what it declares in the form, with what was verified in its place;
/// verified numbers by check; what it reached in earlier stages; and how many members it has.
fn facts(definition: &Definition, application: &Application, model: &Spec, scored: Value) -> Value {
    let known = screening::known(definition, application);
    let verified: Vec<_> = screening::all_findings(application)
        .flat_map(|finding| &finding.verdicts)
        .filter_map(|(check, verdict)| {
            Some((check.replace('-', "_"), Value::Number(verdict.verified.clone()?)))
        })
        .collect();
    let members = Exact::from_count(application.members.len());
    let declared = known.iter().map(|(name, fact)| (name.clone(), fact.value()));
    let all = Value::record(declared.chain([
        ("members".to_owned(), Value::Number(members)),
        (facts::VERIFIED.to_owned(), Value::record(verified)),
        (facts::SCORED.to_owned(), scored),
    ]));
    known_to(model, &all)
}

/// What a model gets of all that is known: one that declares its facts gets those and no others.
pub fn known_to(model: &Spec, all: &Value) -> Value {
    match &model.facts {
        Some(kinds) => only(all, &Type::Record(kinds.clone())),
        None => all.clone(),
    }
}

/// The parts of `value` that `kind` names.
fn only(value: &Value, kind: &Type) -> Value {
    match (value, kind) {
        (value, Type::Optional(kind)) => only(value, kind),
        (Value::Record(fields), Type::Record(kinds)) => {
            let named =
                kinds.iter().filter_map(|(name, kind)| Some((name.clone(), only(fields.get(name)?, kind))));
            Value::record(named)
        }
        (Value::List(items), Type::List(kind)) => Value::list(items.iter().map(|item| only(item, kind))),
        (value, _) => value.clone(),
    }
}
