//! Selection: the shortlist is computed from the agreed points, then decided by people. Both lists
//! are kept; where they differ there is a reason.

pub mod after;
pub mod basis;
mod list;
mod triggers;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::basis::{Added, Given};
use super::{StepState, at_step, model, need, reasoned, scoring};
use crate::engine::case::{Case, Procedure};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::refusal::{Refusal, Waiting};
use crate::engine::select::inputs::{DrawRecorded, TieChoice};
use crate::engine::select::outcome::{IssueCode, StopKind};
use crate::engine::select::spec::Choose;
use crate::engine::select::{self, Inputs, Outcome};
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepSpec};

/// Characters that a reason for departing from the computed list has at least: the one concerned
/// reads it.
pub const REASON_CHARS_MIN: u32 = 20;

/// What a workflow file says of a selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SelectionStep")]
pub struct Spec {
    /// Name of the model that computes the list.
    pub model: String,
    /// Who decides.
    pub by: Vec<Role>,
    /// What holds after the decision, for those who are chosen: until when they can decline, and show evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<after::Rule>,
}

/// What a track remembers of its selection.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// What the model computed, last.
    pub computed: Option<Outcome>,
    /// Draws of lots that took place.
    pub draws: Vec<Drawn>,
    /// Ways that were chosen where the file leaves the choice.
    pub choices: Vec<Chosen>,
    /// What people added to the basis.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Added>,
    /// What people decided.
    pub decided: Option<Decision>,
    /// What came after the decision, in the order in which it did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<Added>,
    /// The list as it stands with that; nothing while it stands as decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<after::Standing>,
    /// Who was told what came of them after the decision.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told: BTreeMap<ApplicationId, after::Told>,
}

impl State {
    /// What of it stays true when the selection is done again: who left has left, and evidence that was shown is shown.
    pub fn outlasts(&self) -> Vec<Added> {
        let true_of_people =
            |added: &&Added| matches!(added, Added::Left { .. } | Added::Evidence { shown: true, .. });
        self.added.iter().chain(&self.after).filter(true_of_people).cloned().collect()
    }
}

/// A draw of lots that took place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// For which step of the model; the only one where absent.
    pub step: Option<String>,
    /// The lots in the order drawn.
    pub order: Vec<ApplicationId>,
    /// Who witnessed it.
    pub witness: Digest,
}

/// A way that was chosen to resolve a tie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// For which step of the model; the only one where absent.
    pub step: Option<String>,
    /// Which way.
    pub choose: Choose,
    /// Why.
    pub reason: Digest,
}

/// What people decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Option<PersonId>,
    /// The shortlist, in order.
    pub selected: Vec<ApplicationId>,
    /// Who may move up, first to move up first.
    pub reserve: Vec<ApplicationId>,
    /// Why, for each application whose place differs from the computed one.
    pub reasons: BTreeMap<ApplicationId, Digest>,
    /// Why the track goes on with fewer than the minimum, where it does.
    pub remark: Option<Digest>,
}

/// What can be wanted of a selection.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Record a draw of lots.
    Draw {
        /// In which track.
        track: String,
        /// For which step of the model; the only one where absent.
        step: Option<String>,
        /// The lots in the order drawn.
        order: Vec<ApplicationId>,
        /// Who witnessed it, and how it was done.
        witness: Prose,
    },
    /// Choose how a tie is resolved, where the file leaves the choice.
    Choose {
        /// In which track.
        track: String,
        /// For which step of the model; the only one where absent.
        step: Option<String>,
        /// Which way.
        choose: Choose,
        /// Why.
        reason: Prose,
    },
    /// Add an order, votes, grades, evidence or a departure, or strike a score out; what was said before of the same is
    /// replaced. Evidence and departures can be added after the decision, too: the list then follows them.
    Add {
        /// In which track.
        track: String,
        /// What is added.
        given: Given,
    },
    /// Decide the list.
    Decide {
        /// In which track.
        track: String,
        /// The shortlist, in order.
        selected: Vec<ApplicationId>,
        /// Who may move up, first to move up first.
        reserve: Vec<ApplicationId>,
        /// Why, for each application whose place differs from the computed one.
        reasons: BTreeMap<ApplicationId, Prose>,
        /// Why the track goes on with fewer than the minimum.
        remark: Option<Prose>,
    },
    /// Leave the list, as an applicant that is chosen or on the reserve list.
    Decline {
        /// Which application.
        application: ApplicationId,
        /// Why; may be empty.
        reason: Prose,
    },
    /// Tell those who moved up after the decision, and those who are not on the list any more.
    Tell {
        /// In which track.
        track: String,
    },
}

/// What happened in a selection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The model computed the list.
    Computed(Box<Outcome>),
    /// Lots were drawn.
    Drawn(Drawn),
    /// A way to resolve a tie was chosen.
    Chosen(Chosen),
    /// Something was added to the basis.
    Added(Added),
    /// The list was decided.
    Decided(Decision),
    /// Something came after the decision, and the list follows it.
    Followed(Box<after::Followed>),
    /// Those whom it concerns were told.
    Told {
        /// Short name of the selection step.
        step: String,
        /// That they moved up.
        up: Vec<ApplicationId>,
        /// That they are not on the list any more.
        out: Vec<ApplicationId>,
    },
    /// Somebody declined too late; it changed nothing.
    TriedLate {
        /// Short name of the selection step.
        step: String,
        /// Who.
        application: ApplicationId,
    },
}

impl Event {
    /// The selection step that this belongs to where the track is past it.
    pub fn step(&self) -> Option<&str> {
        match self {
            Self::Followed(followed) => Some(&followed.step),
            Self::Told { step, .. } | Self::TriedLate { step, .. } => Some(step),
            Self::Computed(_) | Self::Drawn(_) | Self::Chosen(_) | Self::Added(_) | Self::Decided(_) => None,
        }
    }
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Draw { track, .. }
            | Self::Choose { track, .. }
            | Self::Add { track, .. }
            | Self::Decide { track, .. } => Scope::Track(track.clone()),
            // Mandates and gatherings follow the list, and limits count the places of all tracks.
            Self::Tell { .. } | Self::Decline { .. } => Scope::Everything,
        }
    }
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Selection(spec) => Some(spec),
        _ => None,
    }
}

/// The state of the selection of `track` in `stage`, if it has come there.
pub fn state<'c>(
    definition: &Definition,
    procedure: &'c Procedure,
    track: &str,
    stage: Option<&str>,
) -> Option<&'c State> {
    let line = procedure.lines.get(track)?;
    definition.steps_in(stage).find_map(|step| match line.states.get(&step.id)? {
        StepState::Selection(selection) => Some(selection.as_ref()),
        _ => None,
    })
}

/// The selection of `track` that was decided last, in whichever stage.
pub fn decided_last<'c>(definition: &Definition, procedure: &'c Procedure, track: &str) -> Option<&'c State> {
    let stages = definition.stages().filter_map(|stage| state(definition, procedure, track, stage));
    stages.filter(|state| state.decided.is_some()).last()
}

/// Identifiers of applications as the model names them.
pub fn ids<'a>(names: impl IntoIterator<Item = &'a String>) -> Vec<ApplicationId> {
    names.into_iter().filter_map(|name| name.parse().ok()).collect()
}

/// Computes the list as the track comes to the step.
pub fn entered(turn: &mut Turn<'_>, track: &str, step: &str, spec: &Spec) {
    compute(turn, track, step, spec);
}

fn compute(turn: &mut Turn<'_>, track: &str, step: &str, spec: &Spec) {
    let Some(outcome) = computed(turn.definition, &turn.case, track, step, spec) else { return };
    turn.record_line(track, What::Selection(Event::Computed(Box::new(outcome))));
}

/// What the model of `step` computes for `track` as the case stands, with the draws and choices that are on the
/// record: the same for a running procedure and for an auditor. Nothing where the file has no such model.
pub fn computed(
    definition: &Definition,
    case: &Case,
    track: &str,
    step: &str,
    spec: &Spec,
) -> Option<Outcome> {
    let (rules, inputs) = on_record(definition, case, track, step, spec)?;
    Some(select::run(rules, &inputs))
}

/// The rules of a selection and what is on the record for it.
fn on_record<'d>(
    definition: &'d Definition,
    case: &Case,
    track: &str,
    step: &str,
    spec: &Spec,
) -> Option<(&'d select::Spec, Inputs)> {
    let rules = definition.model(track, &spec.model)?;
    let mut inputs = model::inputs(definition, case, track, rules);
    if let Some(StepState::Selection(state)) = case.procedure.state(track, step) {
        basis::put(rules, &state.added, &mut inputs);
        inputs.draws = state
            .draws
            .iter()
            .map(|drawn| DrawRecorded {
                step: drawn.step.clone(),
                order: drawn.order.iter().map(ToString::to_string).collect(),
                witness: Some(drawn.witness.to_string()),
            })
            .collect();
        inputs.tie_choices = state
            .choices
            .iter()
            .map(|chosen| TieChoice {
                step: chosen.step.clone(),
                choose: chosen.choose,
                reason: Some(chosen.reason.to_string()),
            })
            .collect();
    }
    Some((rules, inputs))
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    let track = match command {
        Command::Decline { application, reason } => return after::decline(turn, actor, *application, reason),
        Command::Tell { track } => return after::tell(turn, actor, track),
        Command::Draw { track, .. }
        | Command::Choose { track, .. }
        | Command::Add { track, .. }
        | Command::Decide { track, .. } => track.clone(),
    };
    let (step, spec) = match (at_step(turn.definition, &turn.case, &track, pick), command) {
        (Ok(found), _) => found,
        (Err(Refusal::NotYet { step }), _) => return Err(Refusal::NotYet { step }),
        (Err(_), Command::Add { given, .. }) => return after::record(turn, actor, &track, given),
        (Err(refusal), _) => return Err(refusal),
    };
    need(&turn.case, actor, &spec.by, Some(&track))?;
    let state = match turn.case.procedure.state(&track, &step.id) {
        Some(StepState::Selection(state)) => state.as_ref().clone(),
        _ => State::default(),
    };
    let computed = state.computed.unwrap_or_default();
    match command {
        Command::Draw { step: of, order, witness, .. } => {
            let tied: BTreeSet<_> = ids(&computed.tied).into_iter().collect();
            let drawn: BTreeSet<_> = order.iter().copied().collect();
            let waits = computed.stopped.as_ref().is_some_and(|s| s.kind == StopKind::Draw);
            if !waits || drawn != tied || drawn.len() != order.len() {
                return Err(Refusal::BadDraw);
            }
            reasoned("witness", witness, 3)?;
            let witness = turn.keep(witness);
            let drawn = Drawn { step: of.clone(), order: order.clone(), witness };
            turn.record_line(&track, What::Selection(Event::Drawn(drawn)));
            compute(turn, &track, &step.id, spec);
            Ok(())
        }
        Command::Choose { step: of, choose, reason, .. } => {
            if computed.stopped.as_ref().is_none_or(|s| s.kind != StopKind::Choice) {
                return Err(Refusal::NotYet { step: step.id.clone() });
            }
            reasoned("tie", reason, REASON_CHARS_MIN)?;
            let reason = turn.keep(reason);
            let chosen = Chosen { step: of.clone(), choose: *choose, reason };
            turn.record_line(&track, What::Selection(Event::Chosen(chosen)));
            compute(turn, &track, &step.id, spec);
            Ok(())
        }
        Command::Add { given, .. } => {
            let model = turn.definition.model(&track, &spec.model);
            let model = model.ok_or_else(|| Refusal::unknown("model", &spec.model))?;
            if state.added.len() >= basis::ADDITIONS_MAX {
                let max = u32::try_from(basis::ADDITIONS_MAX).unwrap_or(u32::MAX);
                return Err(Refusal::TooMany { noun: "additions".into(), max });
            }
            let list: Vec<_> = computed.selected.iter().chain(&computed.reserve).cloned().collect();
            basis::check(turn, &track, model, &list, given)?;
            leaves_enough(turn, &track, (&step.id, spec), given)?;
            let added = given.map(|reason| turn.keep(reason));
            turn.record_line(&track, What::Selection(Event::Added(added)));
            compute(turn, &track, &step.id, spec);
            Ok(())
        }
        Command::Decide { selected, reserve, reasons, remark, .. } => {
            // Who breaks a tie by hand knows the reserve list only once it is broken: the rules fill it then.
            let behind = list::reserve_behind(turn, &track, &computed, selected);
            let reserve = if reserve.is_empty() { &behind } else { reserve };
            let list = List { selected, reserve, reasons, remark: remark.as_ref() };
            settle(turn, actor, &track, &computed, &list)
        }
        // Both are about a list that is decided, and were carried out above.
        Command::Decline { .. } | Command::Tell { .. } => Ok(()),
    }
}

/// Refuses to strike out a score without which the model calls for another assessor: the scoring is over, and the track
/// could neither go on nor back.
fn leaves_enough(
    turn: &Turn<'_>,
    track: &str,
    (step, spec): (&str, &Spec),
    given: &Given,
) -> Result<(), Refusal> {
    let basis::Addition::Struck { application, .. } = given else { return Ok(()) };
    let Some((rules, mut inputs)) = on_record(turn.definition, &turn.case, track, step, spec) else {
        return Ok(());
    };
    let added = given.map(Prose::digest);
    basis::put(rules, &[added], &mut inputs);
    let id = application.to_string();
    let lacks = |code| scoring::calls_for_more(code) || code == IssueCode::MissingScore;
    let outcome = select::run(rules, &inputs);
    let short =
        |issue: &select::outcome::Issue| lacks(issue.code) && issue.applicant.as_deref() == Some(id.as_str());
    if outcome.issues.iter().any(short) {
        let waiting = vec![Waiting { application: *application, have: 0, need: 1 }];
        return Err(Refusal::Unfinished { waiting });
    }
    Ok(())
}

/// The model of the selection that `track` is in.
fn rules<'d>(turn: &Turn<'d>, track: &str) -> Option<&'d select::Spec> {
    let (_, spec) = at_step(turn.definition, &turn.case, track, pick).ok()?;
    turn.definition.model(track, &spec.model)
}

struct List<'a> {
    selected: &'a [ApplicationId],
    reserve: &'a [ApplicationId],
    reasons: &'a BTreeMap<ApplicationId, Prose>,
    remark: Option<&'a Prose>,
}

fn settle(
    turn: &mut Turn<'_>,
    actor: PersonId,
    track: &str,
    computed: &Outcome,
    list: &List<'_>,
) -> Result<(), Refusal> {
    list::check_list(turn, track, computed, list)?;
    let fixed = rules(turn, track)
        .and_then(|rules| rules.decision.as_ref())
        .is_some_and(|decision| !decision.may_change);
    let mut changed = differing(computed, list.selected);
    changed.extend(moved(computed, list.selected, list.reserve));
    if fixed {
        list::settles(turn, track, computed, list.selected, !changed.is_empty())?;
    }
    for application in changed {
        let none = Prose::new([0; 16], "");
        let reason = list.reasons.get(&application).unwrap_or(&none);
        reasoned(&application.code(), reason, REASON_CHARS_MIN)?;
    }
    let fewer = computed.issues.iter().any(|issue| issue.code == IssueCode::FewerThanMinimum);
    if fewer || list.selected.len() < computed.selected.len() {
        // Fewer suitable candidates than the minimum: the procedure may go on with them (2014/24/EU
        // art. 65(2); udbudsloven § 145), and says why.
        let none = Prose::new([0; 16], "");
        reasoned("remark", list.remark.unwrap_or(&none), REASON_CHARS_MIN)?;
    }
    told(turn, track, actor, list)?;
    let mut reasons = BTreeMap::new();
    for (application, reason) in list.reasons {
        if reason.chars() > 0 {
            reasons.insert(*application, turn.keep(reason));
        }
    }
    let remark = list.remark.filter(|remark| remark.chars() > 0).map(|remark| turn.keep(remark));
    let decision = Decision {
        at: turn.now,
        by: Some(actor),
        selected: list.selected.to_vec(),
        reserve: list.reserve.to_vec(),
        reasons,
        remark,
    };
    turn.record_line(track, What::Selection(Event::Decided(decision)));
    super::advance(turn, track);
    Ok(())
}

/// Refuses a list after which somebody could not be told why they are not on it: no panel has written a reason, and
/// neither has whoever decides. Once it is decided, nobody could add one.
fn told(turn: &Turn<'_>, track: &str, actor: PersonId, list: &List<'_>) -> Result<(), Refusal> {
    let Some(line) = turn.case.procedure.lines.get(track) else { return Ok(()) };
    let mut steps = turn.definition.steps_of_in(track, line.stage.as_deref());
    if !steps.any(|step| matches!(&step.does, StepSpec::Letters(spec) if spec.of == line.step)) {
        return Ok(());
    }
    let said = list.reasons.iter().filter(|(_, reason)| reason.chars() > 0);
    let decision = Decision {
        at: turn.now,
        by: Some(actor),
        selected: list.selected.to_vec(),
        reserve: list.reserve.to_vec(),
        reasons: said.map(|(id, reason)| (*id, reason.digest())).collect(),
        remark: None,
    };
    let state = match line.states.get(&line.step) {
        Some(StepState::Selection(state)) => Some(state.as_ref()),
        _ => None,
    };
    match super::letters::compose_as(turn.definition, &turn.case, track, state, &decision) {
        Err(Refusal::Unfinished { waiting }) => Err(Refusal::ReasonNeeded {
            of: waiting.first().map(|waiting| waiting.application.code()).unwrap_or_default(),
            chars_min: REASON_CHARS_MIN,
        }),
        _ => Ok(()),
    }
}

/// Those whose place differs from what was computed: taken though not computed, left out though
/// computed, and everybody whom the model left tied.
pub fn differing(computed: &Outcome, selected: &[ApplicationId]) -> BTreeSet<ApplicationId> {
    let by_model: BTreeSet<_> = ids(&computed.selected).into_iter().collect();
    let by_people: BTreeSet<_> = selected.iter().copied().collect();
    let mut differing: BTreeSet<_> = by_model.symmetric_difference(&by_people).copied().collect();
    if computed.stopped.is_some() {
        differing.extend(ids(&computed.tied));
    }
    differing
}

/// Those whose place in the reserve differs from what was computed: in another order, left out, or taken in. Who was
/// taken from the reserve, or put into it from the list, differs already.
pub fn moved(
    computed: &Outcome,
    selected: &[ApplicationId],
    reserve: &[ApplicationId],
) -> BTreeSet<ApplicationId> {
    let chosen = ids(&computed.selected);
    let open = |id: &ApplicationId| !selected.contains(id) && !chosen.contains(id);
    let expected: Vec<_> = ids(&computed.reserve).into_iter().filter(open).collect();
    let given: Vec<_> = reserve.iter().copied().filter(open).collect();
    let both = |list: &[ApplicationId], other: &[ApplicationId]| -> Vec<ApplicationId> {
        list.iter().copied().filter(|id| other.contains(id)).collect()
    };
    let (before, after) = (both(&expected, &given), both(&given, &expected));
    let mut moved: BTreeSet<_> =
        before.iter().zip(&after).filter(|(a, b)| a != b).flat_map(|(a, b)| [*a, *b]).collect();
    moved.extend(expected.iter().filter(|id| !given.contains(id)));
    moved.extend(given.iter().filter(|id| !expected.contains(id)));
    if computed.stopped.is_some() {
        // Where the model came to no list, there is no order to keep to.
        moved.clear();
    }
    moved
}

/// Folds an event of a track's stream.
pub fn apply_line(state: &mut State, at: Instant, event: &Event) {
    match event {
        Event::Computed(outcome) => state.computed = Some(outcome.as_ref().clone()),
        Event::Drawn(drawn) => state.draws.push(drawn.clone()),
        Event::Chosen(chosen) => state.choices.push(chosen.clone()),
        Event::Added(added) => {
            state.added.retain(|earlier| !added.replaces(earlier));
            state.added.push(added.clone());
        }
        Event::Decided(decision) => state.decided = Some(decision.clone()),
        Event::Followed(_) | Event::Told { .. } | Event::TriedLate { .. } => after::apply(state, at, event),
    }
}

#[cfg(test)]
mod tests;
