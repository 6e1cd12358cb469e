//! The opening of an envelope, for the desk: whose is opened, whose stays shut, and by which rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Office;
use crate::app::{App, AppError};
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::steps::{ApplicationState, StepState, envelope, screening};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepDefinition, StepSpec};

/// What the page of an envelope shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeDesk {
    /// Short name of the step.
    pub step: String,
    /// The fields that lie in the envelope, as people read them.
    pub holds: Vec<String>,
    /// When it was opened, if it was.
    pub opened_at: Option<Instant>,
    /// Whose envelope is opened: as it stands before the opening, as it was after it.
    pub opened: Vec<ApplicationId>,
    /// Whose envelope stays shut, each with the rule that was not met.
    pub shut: Vec<(ApplicationId, String)>,
    /// Whether the reader may open now.
    pub may: bool,
}

/// Who may open an envelope anywhere in the file.
pub fn openers(definition: &Definition) -> Vec<Role> {
    let steps = definition.steps.iter().filter_map(|step| spec(&step.does));
    steps.flat_map(|spec| spec.by.clone()).collect()
}

fn spec(spec: &StepSpec) -> Option<&envelope::Spec> {
    match spec {
        StepSpec::Envelope(spec) => Some(spec),
        _ => None,
    }
}

/// The envelope that the track opens now, or opened last.
fn latest<'d>(office: &'d Office, track: &str) -> Option<(&'d StepDefinition, &'d envelope::Spec)> {
    let line = office.procedure.lines.get(track)?;
    let steps = office.definition().steps.iter().rev();
    let mut reached = steps.filter(|step| line.states.contains_key(&step.id));
    reached.find_map(|step| Some((step, spec(&step.does)?)))
}

impl App {
    /// The latest envelope of `track`, as it stands.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where the track has come to none.
    pub async fn envelope_desk(
        self: &Arc<Self>,
        office: &Office,
        track: &str,
        lang: crate::i18n::Lang,
    ) -> Result<EnvelopeDesk, AppError> {
        let (step, spec) = latest(office, track).ok_or(AppError::NotFound("envelope"))?;
        let standing = self.whole(office.procedure.id, Some(track)).await?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let opened_at = match case.procedure.state(track, &step.id) {
            Some(StepState::Envelope(state)) => state.opened_at,
            _ => None,
        };
        let model = definition.model(track, &spec.model).ok_or(AppError::NotFound("model"))?;
        let kept_out = match opened_at {
            None => envelope::kept_out(definition, case, track, model),
            Some(_) => BTreeMap::new(),
        };
        let (mut opened, mut shut) = (Vec::new(), Vec::new());
        for found in case.counting(track).filter(|found| screening::admitted(definition, found)) {
            let kept_by = match found.states.get(&step.id) {
                Some(ApplicationState::Envelope(envelope)) => envelope.kept_by.clone(),
                _ => kept_out.get(&found.id).cloned(),
            };
            match kept_by {
                Some(rule) => shut.push((found.id, rule)),
                None => opened.push(found.id),
            }
        }
        opened.sort_by_key(|id| id.code());
        shut.sort_by_key(|(id, _)| id.code());
        let stage = definition.stage_of(&step.id);
        let inside = definition
            .form_of(track, stage)
            .into_iter()
            .filter(|field| field.envelope.as_ref() == Some(&spec.opens));
        let here = case.procedure.lines.get(track).is_some_and(|line| line.running() && line.step == step.id);
        Ok(EnvelopeDesk {
            step: step.id.clone(),
            holds: inside.map(|field| field.label.get(lang.code()).to_owned()).collect(),
            opened_at,
            opened,
            shut,
            may: here && opened_at.is_none() && office.holds(&spec.by, Some(track)),
        })
    }
}
