//! Mandate: those who take part sign a text of the file by a date. Who has not is out, or is asked about.

mod behind;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::intake::{self, Party, later};
use super::{StepState, at_step, need, period_end, reasoned};
use crate::engine::calendar::{Period, Unit};
use crate::engine::case::{Application, Case, Line, LineOutcome, Procedure};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, MemberId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::{LetterContent, MandateNews};
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Definition, Role, StepDefinition, StepSpec, Words};

pub use behind::follow;

/// Characters that a reason to go on without those who have not signed has at least.
pub const REASON_CHARS_MIN: u32 = 10;

/// How often the lead may name who signs, one after the other.
pub const NAMED_MAX: u32 = 10;

/// What a workflow file says of a mandate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MandateStep")]
pub struct Spec {
    /// What is signed, in Markdown.
    pub text: Words,
    /// Who signs for an application.
    pub signed_by: SignedBy,
    /// Whose mandate it is. Without it, all who count in the stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<later::From>,
    /// Name of the date by which it is signed; or `within`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// How long it can be signed, counted from the beginning of the step, or from earlier letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<later::Within>,
    /// Whole days before the end of that time at which who has not signed is reminded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_days_before: Option<u32>,
    /// What happens to those who have not signed when the time is up.
    pub otherwise: Otherwise,
    /// Who decides about them.
    pub by: Vec<Role>,
}

/// Who signs for an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "MandateSignedBy")]
pub enum SignedBy {
    /// Every member.
    Members,
    /// The lead.
    Lead,
    /// Somebody who holds this office, such as the chief executive; the lead names who that is.
    Office(Words),
}

/// What happens to those who have not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "MandateOtherwise")]
pub enum Otherwise {
    /// They are out.
    Out,
    /// They are reminded and can still sign, until a person goes on without those who have not.
    Ask,
}

/// What is remembered of a mandate step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Who was asked to sign.
    pub asked: Vec<ApplicationId>,
    /// The last microsecond that is in time, where it was counted.
    pub until: Option<Instant>,
    /// When the last reminder went out.
    pub reminded: Option<Instant>,
    /// Since when a person must decide, where some have not signed.
    pub asking: Option<Instant>,
    /// When it was over.
    pub ended: Option<Instant>,
    /// Those whose mandate was not signed, once it was over, and those who left the list that they were asked from.
    pub out: BTreeSet<ApplicationId>,
    /// Those who moved up since it was opened and have not signed: nothing waits for them, and they have no last day.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub late: BTreeSet<ApplicationId>,
}

/// What an application remembers of one mandate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// Who was named to sign it, where the file names an office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatory: Option<Signatory>,
    /// How often somebody was named.
    #[serde(default, skip_serializing_if = "is_none_named")]
    pub named: u32,
    /// Who has signed it, and when.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signed: BTreeMap<PersonId, Signed>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_none_named(named: &u32) -> bool {
    *named == 0
}

/// Somebody who was named to sign for an application without being a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// Under which identity name and address are kept.
    pub member: MemberId,
    /// Who it is.
    pub person: PersonId,
}

/// A signature under a mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// When it was given.
    pub at: Instant,
    /// Digest of the text, in all its languages.
    pub text: Digest,
}

/// What can be wanted of a mandate.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Name who holds the office that signs.
    Name {
        /// For which application.
        application: ApplicationId,
        /// Under which identity name and address are kept.
        member: MemberId,
        /// Who it is.
        person: PersonId,
        /// Name and address.
        party: Party,
    },
    /// Sign it.
    Sign {
        /// For which application.
        application: ApplicationId,
    },
    /// Go on without those who have not signed.
    Close {
        /// In which track.
        track: String,
        /// Why.
        reason: Prose,
    },
}

/// What happened to a mandate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It can be signed.
    Opened {
        /// By whom.
        asked: Vec<ApplicationId>,
        /// The last microsecond that is in time, where it was counted.
        until: Option<Instant>,
    },
    /// In an application's stream: somebody was named who holds the office.
    Named {
        /// Of which step.
        mandate: String,
        /// Who.
        signatory: Signatory,
    },
    /// In an application's stream: the actor signed.
    Signed {
        /// Of which step.
        mandate: String,
        /// Digest of the text, in all its languages.
        text: Digest,
    },
    /// Those who have not signed were reminded.
    Reminded {},
    /// The time is up and some have not signed; a person must decide.
    Asked {},
    /// The list that it asks has changed: some left it, others moved up.
    Followed {
        /// Of which step.
        mandate: String,
        /// Those who are asked no more.
        left: Vec<ApplicationId>,
        /// Those who are asked now.
        joined: Vec<ApplicationId>,
    },
    /// Whoever moved up since has signed.
    Joined {
        /// Of which step.
        mandate: String,
        /// Who.
        application: ApplicationId,
    },
    /// It is over.
    Ended {
        /// Those whose mandate was not signed.
        out: Vec<ApplicationId>,
        /// Why they are out, where a person decided it.
        reason: Option<Digest>,
    },
}

impl Event {
    /// The step that it belongs to, where it says so: the line may have that behind it.
    pub fn step(&self) -> Option<&str> {
        match self {
            Self::Followed { mandate, .. } | Self::Joined { mandate, .. } => Some(mandate),
            _ => None,
        }
    }
}

impl Command {
    /// Which applications the core needs to see for this: the last signature moves the track on.
    pub const fn scope(&self) -> Scope {
        Scope::Everything
    }
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Mandate(spec) => Some(spec),
        _ => None,
    }
}

/// The digest of a mandate's text, in all its languages.
pub fn digest(text: &Words) -> Digest {
    let parts: Vec<_> =
        text.0.iter().flat_map(|(language, text)| [language.as_bytes(), text.as_bytes()]).collect();
    Digest::of(&parts)
}

/// The people who sign for `application`; nobody where the lead has not named the holder of the office.
pub fn signers(spec: &Spec, application: &Application, step: &str) -> BTreeSet<PersonId> {
    match spec.signed_by {
        SignedBy::Members => application.people(),
        SignedBy::Lead => application.lead().map(|lead| lead.person).into_iter().collect(),
        SignedBy::Office(_) => {
            let named = application.mandates.get(step).and_then(|mandate| mandate.signatory);
            named.map(|signatory| signatory.person).into_iter().collect()
        }
    }
}

/// Those of them who have not signed.
pub fn owing(spec: &Spec, application: &Application, step: &str) -> BTreeSet<PersonId> {
    let signed = application.mandates.get(step).map(|mandate| &mandate.signed);
    let mut owing = signers(spec, application, step);
    owing.retain(|person| signed.is_none_or(|signed| !signed.contains_key(person)));
    owing
}

/// Whether everybody has signed who signs for `application`.
pub fn complete(spec: &Spec, application: &Application, step: &str) -> bool {
    !signers(spec, application, step).is_empty() && owing(spec, application, step).is_empty()
}

/// What `track` remembers of the mandate `step`.
pub fn state<'p>(procedure: &'p Procedure, track: &str, step: &str) -> Option<&'p State> {
    match procedure.state(track, step)? {
        StepState::Mandate(state) => Some(state),
        _ => None,
    }
}

/// Those of `track` whose mandate was signed in `step`, once that is over.
pub fn signed(procedure: &Procedure, track: &str, step: &str) -> Vec<ApplicationId> {
    let over = state(procedure, track, step).filter(|state| state.ended.is_some());
    let all = over.into_iter().flat_map(|state| state.asked.iter().filter(|id| !state.out.contains(id)));
    all.copied().collect()
}

/// The last microsecond that is in time, as the date stands now.
pub fn ends(procedure: &Procedure, spec: &Spec, state: &State) -> Option<Instant> {
    state.until.or_else(|| procedure.date(spec.until.as_ref()?))
}

/// Whether it waits for a date that is still to come: the track came to it after its date.
pub fn waits_for_date(procedure: &Procedure, spec: &Spec, line: &Line, state: &State) -> bool {
    state.ended.is_none() && ends(procedure, spec, state).is_none_or(|end| end < line.entered_at)
}

/// When those who have not signed are reminded.
fn reminds(definition: &Definition, spec: &Spec, end: Instant) -> Option<Instant> {
    let period = Period::backward(spec.remind_days_before?, Unit::Days);
    Some(period_end(definition, end, period)?.plus_micros(1))
}

/// When it wants to be woken: to remind, and as the time is up.
pub fn wake_at(definition: &Definition, procedure: &Procedure, name: &str) -> Option<Instant> {
    let line = procedure.lines.get(name)?;
    let (spec, state) = (pick(&definition.step(&line.step)?.does)?, state(procedure, name, &line.step)?);
    if state.ended.is_some() || waits_for_date(procedure, spec, line, state) {
        return None;
    }
    let end = ends(procedure, spec, state)?;
    let remind = reminds(definition, spec, end)
        .filter(|at| *at > line.entered_at && *at < end && state.reminded.is_none_or(|last| last < *at));
    let over = state.asking.is_none_or(|asked| asked <= end).then(|| end.plus_micros(1));
    remind.into_iter().chain(over).min()
}

/// Asks those who take part to sign; where there is nobody, the track ends.
pub fn entered(turn: &mut Turn<'_>, track: &str, step: &str, spec: &Spec) {
    let asked = later::asked(turn.definition, &turn.case, track, spec.from.as_ref());
    if asked.is_empty() {
        super::end(turn, track, LineOutcome::NoneSuitable);
        return;
    }
    let until = spec.within.as_ref().and_then(|within| {
        let end = |from| period_end(turn.definition, from, within.period());
        // Days that ran out before the track came this far are counted from now: nobody could sign in them.
        let counted = end(later::counted_from(turn, track, within)).filter(|end| *end >= turn.now);
        counted.or_else(|| end(turn.now))
    });
    turn.record_line(track, What::Mandate(Event::Opened { asked: asked.clone(), until }));
    for id in &asked {
        let Some(application) = turn.case.applications.get(id) else { continue };
        let (to, news) = first_asked(spec, application, step);
        tell(turn, &to, *id, step, news, None);
    }
    let open = state(&turn.case.procedure, track, step);
    if open.is_some_and(|state| unsigned(&turn.case, spec, step, state).is_empty()) {
        over(turn, track, step, Vec::new(), None);
    }
}

/// Whom the first letter about a mandate goes to, and what it asks: after a redo some have signed already.
pub fn first_asked(spec: &Spec, application: &Application, step: &str) -> (BTreeSet<PersonId>, MandateNews) {
    let lead = || application.lead().map(|lead| lead.person).into_iter().collect();
    match spec.signed_by {
        SignedBy::Office(_) if signers(spec, application, step).is_empty() => (lead(), MandateNews::Name),
        _ => (owing(spec, application, step), MandateNews::Sign),
    }
}

fn tell(
    turn: &mut Turn<'_>,
    to: &BTreeSet<PersonId>,
    application: ApplicationId,
    mandate: &str,
    news: MandateNews,
    reason: Option<Digest>,
) {
    let mandate = mandate.to_owned();
    turn.letters(to, &LetterContent::Mandate { application, mandate, news, reason });
}

/// Does what time does: reminds, or looks who has not signed.
pub fn perform(turn: &mut Turn<'_>, track: &str) {
    let definition = turn.definition;
    let Some((step, spec)) = current(definition, &turn.case, track) else { return };
    let Some(found) = state(&turn.case.procedure, track, &step.id) else { return };
    let Some(end) = ends(&turn.case.procedure, spec, found) else { return };
    let unsigned = unsigned(&turn.case, spec, &step.id, found);
    if turn.now <= end {
        turn.record_line(track, What::Mandate(Event::Reminded {}));
        remind(turn, &unsigned, &step.id, spec);
    } else if unsigned.is_empty() || spec.otherwise == Otherwise::Out {
        over(turn, track, &step.id, unsigned, None);
    } else {
        turn.record_line(track, What::Mandate(Event::Asked {}));
        remind(turn, &unsigned, &step.id, spec);
        let procedure = &turn.case.procedure;
        let who = spec.by.iter().flat_map(|role| procedure.holders(*role, Some(track))).collect();
        let Some(first) = unsigned.first() else { return };
        tell(turn, &who, *first, &step.id, MandateNews::Asked, None);
    }
}

/// Reminds who has not signed; where nobody is named yet, the lead.
fn remind(turn: &mut Turn<'_>, unsigned: &[ApplicationId], step: &str, spec: &Spec) {
    for id in unsigned {
        let Some(application) = turn.case.applications.get(id) else { continue };
        let mut to = owing(spec, application, step);
        let news = if to.is_empty() { MandateNews::Name } else { MandateNews::Remind };
        if to.is_empty() {
            to.extend(application.lead().map(|lead| lead.person));
        }
        tell(turn, &to, *id, step, news, None);
    }
}

fn current<'d>(
    definition: &'d Definition,
    case: &Case,
    track: &str,
) -> Option<(&'d StepDefinition, &'d Spec)> {
    let step = case.current(definition, track)?;
    Some((step, pick(&step.does)?))
}

/// Those who were asked and have not signed.
pub fn unsigned(case: &Case, spec: &Spec, step: &str, state: &State) -> Vec<ApplicationId> {
    let open = |id: &&ApplicationId| {
        case.applications.get(*id).is_some_and(|application| !complete(spec, application, step))
    };
    state.asked.iter().filter(|id| !state.out.contains(id)).filter(open).copied().collect()
}

/// Ends it: who is not among the signed is out, and the track goes on with the others.
fn over(turn: &mut Turn<'_>, track: &str, step: &str, out: Vec<ApplicationId>, reason: Option<Digest>) {
    turn.record_line(track, What::Mandate(Event::Ended { out: out.clone(), reason }));
    for id in out {
        let Some(people) = turn.case.applications.get(&id).map(Application::people) else { continue };
        tell(turn, &people, id, step, MandateNews::Out, reason);
    }
    if signed(&turn.case.procedure, track, step).is_empty() {
        super::end(turn, track, LineOutcome::NoneSuitable);
    } else {
        super::advance(turn, track);
    }
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    let definition = turn.definition;
    let id = match command {
        Command::Name { application, .. } | Command::Sign { application } => *application,
        Command::Close { track, reason } => return close(turn, actor, track, reason),
    };
    let found = super::application(&turn.case, id)?.clone();
    let track = found.track.clone();
    let of_theirs = |step: &StepDefinition| {
        let named = found.mandates.get(&step.id).and_then(|mandate| mandate.signatory);
        named.is_some_and(|signatory| signatory.person == actor)
    };
    if !found.has_member(actor) && !definition.steps.iter().any(of_theirs) {
        return Err(Refusal::unknown("application", id));
    }
    let joins = behind::late(definition, &turn.case.procedure, &track, id);
    let (step, spec) = match joins.map_or_else(|| at_step(definition, &turn.case, &track, pick), Ok) {
        // Who comes too late reads when the time was up.
        Err(Refusal::Over { step }) => {
            let at = state(&turn.case.procedure, &track, &step).and_then(|state| state.ended);
            return Err(at.map_or(Refusal::Over { step: step.clone() }, |at| Refusal::Closed {
                step,
                closed_at: at,
                tried_at: turn.now,
            }));
        }
        other => other?,
    };
    let open = state(&turn.case.procedure, &track, &step.id)
        .is_some_and(|state| state.asked.contains(&id) && !state.out.contains(&id));
    if !open && joins.is_none() {
        return Err(Refusal::unknown("application", id));
    }
    match command {
        Command::Name { member, person, party, .. } => {
            if !matches!(spec.signed_by, SignedBy::Office(_)) || !found.is_led_by(actor) {
                return Err(Refusal::NotAllowed { needs: Vec::new() });
            }
            let mandate = found.mandates.get(&step.id);
            if mandate.is_some_and(|mandate| !mandate.signed.is_empty()) {
                return Err(Refusal::Already);
            }
            // Each naming sends a letter to an address that somebody typed.
            if mandate.is_some_and(|mandate| mandate.named >= NAMED_MAX) {
                return Err(Refusal::TooMany { noun: "signatories".into(), max: NAMED_MAX });
            }
            intake::uninvolved(&turn.case.procedure, *person)?;
            let signatory = Signatory { member: *member, person: *person };
            let event = Event::Named { mandate: step.id.clone(), signatory };
            turn.record_application(id, What::Mandate(event));
            turn.keep_party(id, *member, party.clone());
            tell(turn, &BTreeSet::from([*person]), id, &step.id, MandateNews::Sign, None);
        }
        Command::Sign { .. } => {
            if !signers(spec, &found, &step.id).contains(&actor) {
                return Err(Refusal::NotAllowed { needs: Vec::new() });
            }
            if !owing(spec, &found, &step.id).contains(&actor) {
                return Err(Refusal::Already);
            }
            let event = Event::Signed { mandate: step.id.clone(), text: digest(&spec.text) };
            turn.record_application(id, What::Mandate(event));
            let done = turn.case.applications.get(&id).is_some_and(|now| complete(spec, now, &step.id));
            if done {
                tell(turn, &found.people(), id, &step.id, MandateNews::Signed, None);
            }
            if joins.is_some() {
                if done {
                    let mandate = step.id.clone();
                    turn.record_line(&track, What::Mandate(Event::Joined { mandate, application: id }));
                    super::follow(turn, &track);
                }
                return Ok(());
            }
            let left = state(&turn.case.procedure, &track, &step.id);
            if left.is_some_and(|state| unsigned(&turn.case, spec, &step.id, state).is_empty()) {
                over(turn, &track, &step.id, Vec::new(), None);
            }
        }
        Command::Close { .. } => {}
    }
    Ok(())
}

fn close(turn: &mut Turn<'_>, actor: PersonId, track: &str, reason: &Prose) -> Result<(), Refusal> {
    let (step, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need(&turn.case, actor, &spec.by, Some(track))?;
    let found = state(&turn.case.procedure, track, &step.id);
    let found = found.filter(|state| state.asking.is_some());
    let found = found.ok_or_else(|| Refusal::NotYet { step: step.id.clone() })?;
    let out = unsigned(&turn.case, spec, &step.id, found);
    reasoned("mandate", reason, REASON_CHARS_MIN)?;
    let reason = Some(turn.keep(reason));
    over(turn, track, &step.id, out, reason);
    Ok(())
}

/// Folds an event of a track's stream.
pub fn apply_line(state: &mut State, at: Instant, event: &Event) {
    match event {
        Event::Opened { asked, until } => {
            state.asked.clone_from(asked);
            state.until = *until;
        }
        Event::Reminded {} => state.reminded = Some(at),
        Event::Asked {} => state.asking = Some(at),
        Event::Followed { left, joined, .. } => {
            state.late.retain(|id| !left.contains(id));
            state.out.extend(left.iter().filter(|id| state.asked.contains(id)));
            // Where nobody is left to wait for, those who moved up are asked as the first were.
            if state.ended.is_none() && state.asked.iter().all(|id| state.out.contains(id)) {
                state.asked.extend(joined);
            } else {
                state.late.extend(joined);
            }
        }
        Event::Joined { application, .. } => {
            state.late.remove(application);
            state.asked.push(*application);
        }
        Event::Ended { out, .. } => {
            state.ended = Some(at);
            state.out.extend(out);
        }
        Event::Named { .. } | Event::Signed { .. } => {}
    }
}

/// Folds an event of an application's stream.
pub fn apply_application(application: &mut Application, at: Instant, actor: Option<PersonId>, event: &Event) {
    match (event, actor) {
        (Event::Named { mandate, signatory }, _) => {
            let mandate = application.mandates.entry(mandate.clone()).or_default();
            mandate.signatory = Some(*signatory);
            mandate.named = mandate.named.saturating_add(1);
        }
        (Event::Signed { mandate, text }, Some(actor)) => {
            let mandate = application.mandates.entry(mandate.clone()).or_default();
            mandate.signed.insert(actor, Signed { at, text: *text });
        }
        _ => {}
    }
}
