//! After the decision: evidence that was asked for, those who leave, and who moves up (decision 0029).
//!
//! The computed list and the decided one stay as they are. What comes after is a list of its own, made from the decided
//! one by the rules of the model and by nothing else: no score is computed again. It can change from the release of the
//! letters until the contract is concluded, the next stage begins or the track ends.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::basis::{self, Added, Addition, Given};
use super::{Decision, Event, Spec, State, ids};
pub use crate::engine::calendar::Days;
use crate::engine::case::{Application, Case, Procedure};
use crate::engine::digest::Prose;
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::refusal::Refusal;
use crate::engine::select::inputs::{Departure, Evidence, PlaceGivenUp};
use crate::engine::select::outcome::IssueCode;
use crate::engine::select::{self, Later, Then};
use crate::engine::steps::{
    StepState, application, at_step, follow, letters, limits, line, need, period_end,
};
use crate::engine::turn::Turn;
use crate::engine::workflow::definition::{Definition, StepDefinition, StepSpec};

pub use super::triggers::{declined_as, moves_up, triggers};

/// What declining by oneself is called, where the file gives it no name among the triggers of its reserve list.
pub const DECLINED: &str = "declined";

pub use crate::engine::calendar::DAYS_MAX;

/// What a workflow file says of the time after the decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Afterwards")]
pub struct Rule {
    /// How long somebody who is chosen can decline on its own page, counted from the letter that says so. Without it,
    /// until the contract is concluded, the next stage begins or the track ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decline: Option<Days>,
    /// How long somebody who is chosen has to show what `conditional` asks for, counted from the letter that says so.
    /// Letters and pages name the day; that evidence was not shown is recorded by a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Days>,
    /// Which trigger of the reserve list declining on one's own page is; `declined` where it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declined_as: Option<String>,
}

/// The list as it stands with what came after the decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The chosen: as decided, without those who left, then those who moved up.
    pub selected: Vec<ApplicationId>,
    /// Who may move up, first to move up first.
    pub reserve: Vec<ApplicationId>,
    /// Of the chosen, those whose evidence is still to come.
    pub open: Vec<ApplicationId>,
    /// Who left, by what, and who moved up.
    pub changes: Vec<Change>,
}

/// A change of the list after the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Who left.
    pub left: ApplicationId,
    /// What happened, by the name that the reserve list's triggers use; `evidence` where it was not shown.
    pub trigger: String,
    /// Who moved up, if anybody.
    pub moved_up: Option<ApplicationId>,
    /// Whether a place was given up under a limit over the tracks: the letters of the decision tell it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub limit: bool,
    /// Whether the holder chose to give it up; else the rule for silence did.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
    /// Why nobody did, where the rules leave the place open for a reason of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<IssueCode>,
}

/// When somebody was told what came of them after the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// That they moved up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<Instant>,
    /// That they are not on the list any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out: Option<Instant>,
}

/// What came after the decision, and the list with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// Short name of the selection step.
    pub step: String,
    /// What happened: evidence, or that somebody left.
    pub what: Added,
    /// Whether the applicant did it on its own page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
    /// The list as it stands now.
    pub standing: Standing,
}

/// Those whom letters wait for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Those who moved up.
    pub up: Vec<ApplicationId>,
    /// Those who are not on the list any more, with what happened.
    pub out: Vec<(ApplicationId, String)>,
}

/// A selection that was decided, and whose list can still change.
pub struct Here<'d, 'c> {
    /// The selection step.
    pub step: &'d StepDefinition,
    /// What the file says of it.
    pub spec: &'d Spec,
    /// What the track remembers of it.
    pub state: &'c State,
    /// The decision.
    pub decision: &'c Decision,
    /// When the letters told it; nothing where the file has none for this selection.
    pub released_at: Option<Instant>,
}

impl State {
    /// Who is chosen now: as decided, and with what came after.
    pub fn selected(&self) -> &[ApplicationId] {
        match (&self.standing, &self.decided) {
            (Some(standing), _) => &standing.selected,
            (None, Some(decided)) => &decided.selected,
            (None, None) => &[],
        }
    }

    /// Who may move up now.
    pub fn reserve(&self) -> &[ApplicationId] {
        match (&self.standing, &self.decided) {
            (Some(standing), _) => &standing.reserve,
            (None, Some(decided)) => &decided.reserve,
            (None, None) => &[],
        }
    }

    /// Who left after the decision, and how.
    pub fn changes(&self) -> &[Change] {
        self.standing.as_ref().map_or(&[], |standing| &standing.changes)
    }

    /// How `id` left after the decision, if it did.
    pub fn left(&self, id: ApplicationId) -> Option<&Change> {
        self.changes().iter().find(|change| change.left == id)
    }

    /// Whom letters wait for.
    pub fn untold(&self) -> Waiting {
        let told = |id: &ApplicationId| self.told.get(id).copied().unwrap_or_default();
        let since = || self.changes().iter().filter(|change| !change.limit);
        let out = since().filter(|change| told(&change.left).out.is_none());
        let up = since().filter_map(|change| change.moved_up);
        Waiting {
            up: up.filter(|id| self.selected().contains(id) && told(id).up.is_none()).collect(),
            out: out.map(|change| (change.left, change.trigger.clone())).collect(),
        }
    }

    /// Whether `id` was ever told that it is chosen.
    fn knows(&self, id: ApplicationId) -> bool {
        let decided = self.decided.as_ref().is_some_and(|decided| decided.selected.contains(&id));
        let before = self.changes().iter().any(|change| change.limit && change.moved_up == Some(id));
        decided || before || self.told.get(&id).is_some_and(|told| told.up.is_some())
    }

    /// Whether `id` is chosen as far as its own members may know.
    pub fn chosen_and_told(&self, id: ApplicationId) -> bool {
        self.selected().contains(&id) && self.knows(id)
    }

    /// What was recorded of the evidence of `id`, before the decision or after it.
    pub fn shown(&self, id: ApplicationId) -> Option<bool> {
        self.added.iter().chain(&self.after).rev().find_map(|added| match added {
            Addition::Evidence { application, shown, .. } if *application == id => Some(*shown),
            _ => None,
        })
    }

    /// Why `id` left, as it was written.
    pub fn why_left(&self, id: ApplicationId) -> Option<crate::engine::digest::Digest> {
        self.after.iter().rev().find_map(|added| match added {
            Addition::Left { application, reason, .. }
            | Addition::Evidence { application, shown: false, reason }
                if *application == id =>
            {
                Some(*reason)
            }
            _ => None,
        })
    }
}

impl Waiting {
    /// Whether nobody waits.
    pub const fn is_empty(&self) -> bool {
        self.up.is_empty() && self.out.is_empty()
    }
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Selection(spec) => Some(spec),
        _ => None,
    }
}

/// The selection that was decided last in the stage that `track` is in, if one was.
pub fn decided<'d, 'c>(
    definition: &'d Definition,
    procedure: &'c Procedure,
    track: &str,
) -> Option<Here<'d, 'c>> {
    let line = procedure.lines.get(track)?;
    let here = line.stage.as_deref();
    let found = definition.steps_of_in(track, here).filter_map(|step| {
        let state = match line.states.get(&step.id)? {
            StepState::Selection(state) => state.as_ref(),
            _ => return None,
        };
        Some((step, pick(&step.does)?, state, state.decided.as_ref()?))
    });
    let (step, spec, state, decision) = found.last()?;
    let released_at = letters::released_at(definition, procedure, track, here);
    Some(Here { step, spec, state, decision, released_at })
}

/// The selection whose list can change now, or why it cannot.
///
/// # Errors
/// Nothing is decided in the stage that the track is in, its letters are not released, the contract is concluded, or the
/// track has ended.
pub fn open<'d, 'c>(
    definition: &'d Definition,
    case: &'c Case,
    track: &str,
) -> Result<Here<'d, 'c>, Refusal> {
    let found = line(case, track)?;
    if let Some(outcome) = found.outcome {
        return Err(Refusal::Ended { outcome });
    }
    let Some(here) = decided(definition, &case.procedure, track) else {
        // A later stage has begun: the list of the one before stands as it is.
        let before = found.states.iter().rev().find_map(|(step, state)| match state {
            StepState::Selection(state) if state.decided.is_some() => Some(step),
            _ => None,
        });
        if let Some(step) = before {
            return Err(Refusal::Over { step: step.clone() });
        }
        // Phrased from the selection that is still to come, or from the last one, which another stage has left behind.
        return Err(at_step(definition, case, track, pick)
            .err()
            .unwrap_or_else(|| Refusal::NotYet { step: found.step.clone() }));
    };
    for step in definition.steps_of_in(track, found.stage.as_deref()) {
        match (&step.does, found.states.get(&step.id)) {
            (StepSpec::Letters(spec), state) if spec.of == here.step.id => match state {
                Some(StepState::Letters(letters)) if letters.released_at.is_some() => {}
                _ => return Err(Refusal::NotYet { step: step.id.clone() }),
            },
            (StepSpec::Contract(_), Some(StepState::Contract(contract))) if contract.concluded.is_some() => {
                return Err(Refusal::Over { step: step.id.clone() });
            }
            _ => {}
        }
    }
    Ok(here)
}

impl Here<'_, '_> {
    /// When `id` was told that it is chosen.
    pub fn told_at(&self, id: ApplicationId) -> Instant {
        let up = self.state.told.get(&id).and_then(|told| told.up);
        up.or(self.released_at).unwrap_or(self.decision.at)
    }

    /// The last microsecond in which `id` can decline by itself; nothing where the file names no time.
    pub fn decline_until(&self, definition: &Definition, id: ApplicationId) -> Option<Instant> {
        self.until(definition, id, |rule| rule.decline)
    }

    /// The last microsecond in which `id` is to show its evidence; nothing where the file names no time.
    pub fn evidence_until(&self, definition: &Definition, id: ApplicationId) -> Option<Instant> {
        self.until(definition, id, |rule| rule.evidence)
    }

    /// Until when nobody is told of what came after: the last microsecond in which those could still show their evidence of
    /// whom it is noted that they have not. What was noted before may still change, and nobody loses a place over it
    /// before the day that their letter named.
    pub fn evidence_due(&self, definition: &Definition) -> Option<Instant> {
        let out = self.state.untold().out.into_iter();
        let lacking = out.filter(|(_, trigger)| trigger == select::EVIDENCE);
        lacking.filter_map(|(id, _)| self.evidence_until(definition, id)).max()
    }

    fn until(
        &self,
        definition: &Definition,
        id: ApplicationId,
        of: fn(&Rule) -> Option<Days>,
    ) -> Option<Instant> {
        let days = of(self.spec.afterwards.as_ref()?)?;
        period_end(definition, self.told_at(id), days.period())
    }
}

/// The list as it stands with `after`: the decided one, with what came after it, by the rules of `model`.
pub fn standing(model: &select::Spec, state: &State, after: &[Added]) -> Standing {
    let (Some(computed), Some(decision)) = (&state.computed, &state.decided) else {
        return Standing::default();
    };
    let mut evidence = BTreeMap::new();
    // People may have decided somebody in whose evidence was not there: then it is open again.
    let before = state.added.iter().filter(|added| {
        !matches!(added, Addition::Evidence { application, shown: false, .. }
            if decision.selected.contains(application))
    });
    for added in before {
        if let Addition::Evidence { application, shown, .. } = added {
            evidence.insert(application.to_string(), Evidence { shown: *shown, reason: None });
        }
    }
    let then = after.iter().filter_map(|added| match added {
        Addition::Evidence { application, shown, .. } => {
            Some(Then::Evidence(application.to_string(), Evidence { shown: *shown, reason: None }))
        }
        Addition::Left { application, trigger, .. } => Some(Then::Left(Departure {
            applicant: application.to_string(),
            trigger: trigger.clone(),
            reason: None,
        })),
        Addition::GaveUp { application, limit, moves_up, .. } => Some(Then::GaveUp(PlaceGivenUp {
            applicant: application.to_string(),
            limit: limit.clone(),
            moves_up: *moves_up,
        })),
        _ => None,
    });
    let then: Vec<_> = then.collect();
    let names = |list: &[ApplicationId]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (selected, reserve) = (names(&decision.selected), names(&decision.reserve));
    let later = Later { selected: &selected, reserve: &reserve, evidence: &evidence, then: &then };
    let stands = select::stands(model, computed, &later);
    let why = |left: &str| {
        // What stays open for want of means names who would have been next; the last departure is the cause.
        let issue = stands.issues.iter().find(|issue| issue.applicant.as_deref() == Some(left));
        issue.or_else(|| stands.issues.iter().find(|i| i.code == IssueCode::ReserveBeyondMeans))
    };
    let changes = stands.changes.iter().filter_map(|change| {
        let moved_up = change.moved_up.as_ref().and_then(|id| id.parse().ok());
        let open = why(&change.left).map(|issue| issue.code).filter(|_| moved_up.is_none());
        let left: ApplicationId = change.left.parse().ok()?;
        let gave_up = after.iter().find_map(|one| match one {
            Addition::GaveUp { application, chosen, .. } if *application == left => Some(*chosen),
            _ => None,
        });
        let (limit, chosen) = (gave_up.is_some(), gave_up.unwrap_or_default());
        let (trigger, open) = (change.trigger.clone(), open.filter(|_| !limit));
        Some(Change { left, trigger, moved_up, limit, chosen, open })
    });
    Standing {
        changes: changes.collect(),
        selected: ids(&stands.selected),
        reserve: ids(&stands.reserve),
        open: ids(&stands.conditional),
    }
}

/// The additions of `state` with one more; what was said before of the same is replaced.
pub fn with(state: &State, added: &Added) -> Vec<Added> {
    let mut after: Vec<_> = state.after.iter().filter(|earlier| !added.replaces(earlier)).cloned().collect();
    after.push(added.clone());
    after
}

/// The chosen of `state` whose evidence is still to come.
pub fn evidence_open(model: &select::Spec, state: &State) -> Vec<ApplicationId> {
    match &state.standing {
        Some(standing) => standing.open.clone(),
        None => standing(model, state, &[]).open,
    }
}

/// Whether the list of the selection `step` can still change once its letters are out: a step of its stage follows them.
pub fn lasts(definition: &Definition, step: &str) -> bool {
    let mut all = definition.steps_in(definition.stage_of(step));
    let told = all.any(|one| matches!(&one.does, StepSpec::Letters(spec) if spec.of == step));
    told && all.next().is_some()
}

/// Records evidence, or that somebody left, once the list is decided.
pub(super) fn record(
    turn: &mut Turn<'_>,
    actor: PersonId,
    track: &str,
    given: &Given,
) -> Result<(), Refusal> {
    let definition = turn.definition;
    let here = open(definition, &turn.case, track)?;
    need(&turn.case, actor, &here.spec.by, Some(track))?;
    let model = definition.model(track, &here.spec.model);
    let model = model.ok_or_else(|| Refusal::unknown("model", &here.spec.model))?;
    if !matches!(given, Addition::Evidence { .. } | Addition::Left { .. }) {
        return Err(Refusal::Over { step: here.step.id.clone() });
    }
    full(here.state)?;
    if let Addition::Left { application, .. } = given
        && here.state.left(*application).is_some()
    {
        return Err(Refusal::Already);
    }
    let list: Vec<_> =
        here.state.selected().iter().chain(here.state.reserve()).map(ToString::to_string).collect();
    basis::check(turn, track, model, &list, given)?;
    let added = given.map(crate::engine::digest::Prose::digest);
    let now = standing(model, here.state, &with(here.state, &added));
    kept(here.state, &now)?;
    let step = here.step.id.clone();
    given.map(|reason| turn.keep(reason));
    let followed = Followed { step, what: added, own: false, standing: now };
    turn.record_line(track, What::Selection(Event::Followed(Box::new(followed))));
    Ok(())
}

fn full(state: &State) -> Result<(), Refusal> {
    if state.after.len() < basis::ADDITIONS_MAX {
        return Ok(());
    }
    let max = u32::try_from(basis::ADDITIONS_MAX).unwrap_or(u32::MAX);
    Err(Refusal::TooMany { noun: "additions".into(), max })
}

/// Refuses a list that takes back what somebody was told in a letter: that they are chosen, or that they are not any
/// more. Until the letter is out, evidence can be recorded anew and the list follows.
fn kept(state: &State, now: &Standing) -> Result<(), Refusal> {
    let lost = state.told.iter().any(|(id, told)| {
        let here = now.selected.contains(id);
        let left = now.changes.iter().any(|change| change.left == *id);
        (told.up.is_some() && !here && !left) || (told.out.is_some() && !left)
    });
    if lost { Err(Refusal::BadList { why: "told".to_owned() }) } else { Ok(()) }
}

/// Declines for the application of `actor`, who acts for its lead.
pub(super) fn decline(
    turn: &mut Turn<'_>,
    actor: PersonId,
    id: ApplicationId,
    reason: &Prose,
) -> Result<(), Refusal> {
    let definition = turn.definition;
    let found = application(&turn.case, id)?;
    if !found.has_member(actor) {
        return Err(Refusal::unknown("application", id));
    }
    if !found.is_led_by(actor) {
        return Err(Refusal::NotAllowed { needs: Vec::new() });
    }
    let (track, people) = (found.track.clone(), found.people());
    let here = open(definition, &turn.case, &track)?;
    let step = here.step.id.clone();
    if here.state.left(id).is_some() {
        return Err(Refusal::Already);
    }
    // Who moved up and is not told yet stands on the reserve list, as far as they know.
    let on_list = here.state.selected().contains(&id) || here.state.reserve().contains(&id);
    if !on_list || !turn.case.takes_part(found) {
        return Err(Refusal::unknown("application", id));
    }
    full(here.state)?;
    let until = here.decline_until(definition, id).filter(|_| here.state.chosen_and_told(id));
    if let Some(closed_at) = until.filter(|until| turn.now > *until) {
        let late = Event::TriedLate { step: step.clone(), application: id };
        turn.record_line(&track, What::Selection(late));
        return Err(Refusal::Closed { step, closed_at, tried_at: turn.now });
    }
    let model = definition.model(&track, &here.spec.model);
    let model = model.ok_or_else(|| Refusal::unknown("model", &here.spec.model))?;
    let trigger = declined_as(&[model], here.spec).to_owned();
    let what = Addition::Left { application: id, trigger: trigger.clone(), reason: reason.digest() };
    let now = standing(model, here.state, &with(here.state, &what));
    kept(here.state, &now)?;
    let reason = turn.keep(reason);
    let followed = Followed { step, what, own: true, standing: now };
    turn.record_line(&track, What::Selection(Event::Followed(Box::new(followed))));
    turn.letters(&people, &LetterContent::Left { application: id, trigger, reason, own: true });
    follow(turn, &track);
    Ok(())
}

/// Tells those who moved up, and those who are not on the list any more, in one turn.
pub(super) fn tell(turn: &mut Turn<'_>, actor: PersonId, track: &str) -> Result<(), Refusal> {
    let definition = turn.definition;
    let here = open(definition, &turn.case, track)?;
    need(&turn.case, actor, &here.spec.by, Some(track))?;
    if here.state.untold().is_empty() {
        return Err(Refusal::Already);
    }
    let untold = here.state.untold();
    if let Some(until) = here.evidence_due(definition).filter(|until| turn.now <= *until) {
        return Err(Refusal::EvidenceDue { until });
    }
    let up = untold.up;
    if let Some(max) = limits::beyond(definition, &turn.case, (track, &here.step.id), &up) {
        return Err(Refusal::TooMany { noun: "places".to_owned(), max });
    }
    send(turn, track);
    follow(turn, track);
    Ok(())
}

/// Sends what waits before `track` leaves the stage: who moved up is told, whatever comes next.
pub fn leaves_stage(turn: &mut Turn<'_>, track: &str) {
    // The contract may be concluded by now: then nothing can be recorded any more, and all the same somebody waits.
    let here = decided(turn.definition, &turn.case.procedure, track);
    if here.is_some_and(|here| !here.state.untold().is_empty()) {
        send(turn, track);
    }
}

fn send(turn: &mut Turn<'_>, track: &str) {
    let Some(here) = decided(turn.definition, &turn.case.procedure, track) else { return };
    let all = letters_of(&here);
    let waiting = here.state.untold();
    let step = here.step.id.clone();
    let out = waiting.out.into_iter().map(|(id, _)| id).collect();
    turn.record_line(track, What::Selection(Event::Told { step, up: waiting.up, out }));
    for (id, content) in all {
        let people = turn.case.applications.get(&id).map(Application::people).unwrap_or_default();
        turn.letters(&people, &content);
    }
}

/// The letters that wait, by application: first those who moved up.
pub fn letters_of(here: &Here<'_, '_>) -> Vec<(ApplicationId, LetterContent)> {
    let waiting = here.state.untold();
    let selected = here.state.selected().to_vec();
    let up = waiting.up.into_iter().map(|id| {
        let content = LetterContent::MovedUp { application: id, selected: selected.clone() };
        (id, content)
    });
    let out = waiting.out.into_iter().filter_map(|(id, trigger)| {
        let reason = here.state.why_left(id)?;
        Some((id, LetterContent::Left { application: id, trigger, reason, own: false }))
    });
    up.chain(out).collect()
}

/// Folds what came after the decision.
pub(super) fn apply(state: &mut State, at: Instant, event: &Event) {
    match event {
        Event::Followed(followed) => {
            state.after = with(state, &followed.what);
            state.standing = Some(followed.standing.clone());
            if let (true, Addition::Left { application, .. }) = (followed.own, &followed.what) {
                state.told.entry(*application).or_default().out = Some(at);
            }
        }
        Event::Told { up, out, .. } => {
            for id in up {
                state.told.entry(*id).or_default().up = Some(at);
            }
            for id in out {
                state.told.entry(*id).or_default().out = Some(at);
            }
        }
        _ => {}
    }
}
