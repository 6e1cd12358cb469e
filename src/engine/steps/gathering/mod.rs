//! Gathering: those who take part meet at a date. They are invited, name who comes, and read the minutes.
//!
//! It stands among the steps of the tracks, or within a joint step, one after the other; the rules are the same.

use std::collections::BTreeMap;

mod here;
mod spec;

pub use here::{
    Here, all, begins, collecting, come_to, coming, group_of, here, of_application, over_at,
    registration_ends, title, waits_for_date, wake_at,
};
pub use spec::{AtLeast, Each, Fee, Otherwise, PARTICIPANTS_MAX, Spec};

use serde::{Deserialize, Serialize};

use super::intake::later;
use super::{need, reasoned};
use crate::engine::case::Application;
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::{GatheringNews, LetterContent};
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Scope, Turn};

/// Characters that minutes, and a reason to hold or call off, have at least.
pub const REASON_CHARS_MIN: u32 = 10;

/// Characters of one participant's name at most.
pub const NAME_CHARS_MAX: usize = 200;

/// Whole days that may lie between an invitation, or the end of the registration, and a gathering.
pub const DAYS_MAX: u32 = 366;

/// Where a gathering stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody is invited yet.
    #[default]
    Waiting,
    /// Those who are invited name their participants.
    Inviting,
    /// Too few come; a person must decide.
    Asking,
    /// It takes place.
    Confirmed,
    /// It was called off.
    CalledOff,
    /// It was held, and the minutes are published.
    Held,
}

/// What is remembered of a gathering.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Its short name.
    pub gathering: String,
    /// When its turn came.
    pub began_at: Instant,
    /// Who is invited.
    pub invited: Vec<ApplicationId>,
    /// Where it stands.
    pub phase: Phase,
    /// When the registration was counted last, and what there was.
    pub counted: Option<Counted>,
    /// How many came of each application, once it was held.
    pub attendance: BTreeMap<ApplicationId, u32>,
    /// The minutes, once they are published.
    pub minutes: Option<Minutes>,
}

/// What a registration came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// When it was counted.
    pub at: Instant,
    /// Participants.
    pub participants: u32,
    /// Applications that send somebody.
    pub applications: u32,
}

/// Minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// When they were published.
    pub at: Instant,
    /// What they say.
    pub text: Digest,
}

/// Who comes of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// When they were named.
    pub at: Instant,
    /// How many; none where the application sends nobody.
    pub participants: u32,
    /// Their names, one a line: a text of the application's.
    pub names: Digest,
}

/// What can be wanted of a gathering.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Short name of the track or joint step.
    pub line: String,
    /// Short name of the gathering.
    pub gathering: String,
    /// What is wanted.
    pub wants: Wants,
}

/// What is wanted of the gathering.
#[derive(Clone, Debug, PartialEq)]
pub enum Wants {
    /// Name the participants of an application, or that nobody comes.
    Register {
        /// Which application.
        application: ApplicationId,
        /// Their names, one a line.
        names: Prose,
    },
    /// Hold it though too few come.
    GoOn {
        /// Why.
        reason: Prose,
    },
    /// Call it off.
    CallOff {
        /// Why.
        reason: Prose,
    },
    /// Record who came and publish the minutes: it is over with that.
    Minute {
        /// How many came of each application.
        attendance: BTreeMap<ApplicationId, u32>,
        /// What the minutes say.
        text: Prose,
    },
}

/// What happened to a gathering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Its turn came.
    Began {
        /// Which one.
        gathering: String,
        /// Who takes part.
        invited: Vec<ApplicationId>,
    },
    /// The list that it invites has changed: some left it, others moved up.
    Followed {
        /// Which one.
        gathering: String,
        /// Those who are invited no more.
        left: Vec<ApplicationId>,
        /// Those who are invited now.
        joined: Vec<ApplicationId>,
    },
    /// The invitations went out.
    Invited {},
    /// In an application's stream: its participants were named.
    Registered {
        /// For which gathering.
        gathering: String,
        /// How many.
        participants: u32,
        /// Their names.
        names: Digest,
    },
    /// Its date was moved after the registration had been counted: participants can be named again.
    Reopened {},
    /// The registration ended.
    Counted {
        /// Participants.
        participants: u32,
        /// Applications that send somebody.
        applications: u32,
    },
    /// Too few come; a person must decide.
    Asked {},
    /// It takes place.
    Confirmed {
        /// Why, where too few come and a person decided it.
        reason: Option<Digest>,
    },
    /// It was called off.
    CalledOff {
        /// Why, where a person decided it.
        reason: Option<Digest>,
    },
    /// It was held, and its minutes are published.
    Minuted {
        /// How many came of each application.
        attendance: BTreeMap<ApplicationId, u32>,
        /// What the minutes say.
        text: Digest,
    },
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        match &self.wants {
            Wants::Register { application, .. } => Scope::Application(*application),
            Wants::GoOn { .. } | Wants::CallOff { .. } | Wants::Minute { .. } => Scope::Everything,
        }
    }
}

impl State {
    /// Whether nothing more happens in it.
    pub const fn over(&self) -> bool {
        matches!(self.phase, Phase::CalledOff | Phase::Held)
    }
}

/// Begins the gathering that `line` has come to.
pub fn entered(turn: &mut Turn<'_>, line: &str, gathering: &str, spec: &Spec) {
    let invited = later::asked(turn.definition, &turn.case, line, spec.from.as_ref());
    begin(turn, line, gathering, spec, invited);
}

/// Begins a gathering for `invited`; with nobody to invite it is called off at once.
pub fn begin(turn: &mut Turn<'_>, line: &str, gathering: &str, spec: &Spec, invited: Vec<ApplicationId>) {
    let nobody = invited.is_empty();
    turn.record_line(line, What::Gathering(Event::Began { gathering: gathering.to_owned(), invited }));
    if nobody {
        turn.record_line(line, What::Gathering(Event::CalledOff { reason: None }));
        leave(turn, line);
    } else if spec.invitation_days_before.is_none() {
        perform(turn, line);
    }
}

/// Invites those who moved up since its turn came, and no longer those who left the list that `from` names, as long as
/// participants can be named.
pub fn follow(turn: &mut Turn<'_>, track: &str) {
    let Some(here) = here(turn.definition, &turn.case.procedure, track) else { return };
    let (id, phase, before) = (here.id.to_owned(), here.state.phase, here.state.invited.clone());
    let Some(from) = here.spec.from.as_ref().filter(|_| phase != Phase::Confirmed) else { return };
    let now = later::those(turn.definition, &turn.case, track, from);
    let left: Vec<_> = before.iter().filter(|id| !now.contains(id)).copied().collect();
    let joined: Vec<_> = now.into_iter().filter(|id| !before.contains(id)).collect();
    if left.is_empty() && joined.is_empty() {
        return;
    }
    let (gathering, new) = (id.clone(), joined.clone());
    turn.record_line(track, What::Gathering(Event::Followed { gathering, left, joined }));
    if phase != Phase::Waiting {
        tell(turn, track, &id, GatheringNews::Invited, None, |found| new.contains(&found.id));
    }
}

/// Does what time does: invites, or counts who comes.
pub fn perform(turn: &mut Turn<'_>, line: &str) {
    let Some(found) = here(turn.definition, &turn.case.procedure, line) else { return };
    let (id, spec, state) = (found.id.to_owned(), found.spec.clone(), found.state.clone());
    let invited = state.invited.clone();
    if state.phase == Phase::Waiting {
        // Without a date nobody can be invited to anything: the invitation waits until the date is moved.
        if waits_for_date(&turn.case.procedure, &spec, &state) {
            return;
        }
        turn.record_line(line, What::Gathering(Event::Invited {}));
        tell(turn, line, &id, GatheringNews::Invited, None, |_| true);
        return;
    }
    let coming: Vec<_> = invited
        .iter()
        .filter_map(|application| turn.case.applications.get(application))
        .map(|application| coming(application, &id))
        .filter(|participants| *participants > 0)
        .collect();
    let participants = coming.iter().sum();
    let applications = u32::try_from(coming.len()).unwrap_or(u32::MAX);
    turn.record_line(line, What::Gathering(Event::Counted { participants, applications }));
    let least = spec.at_least();
    let enough = participants >= least.participants.unwrap_or(0)
        && applications >= least.applications.unwrap_or(0)
        && applications > 0;
    match least.otherwise {
        _ if enough => confirm(turn, line, &id, None),
        Otherwise::Hold if applications > 0 => confirm(turn, line, &id, None),
        Otherwise::CallOff => call_off(turn, line, None),
        Otherwise::Hold | Otherwise::Ask => {
            turn.record_line(line, What::Gathering(Event::Asked {}));
            let track = turn.definition.track(line).map(|track| track.id.as_str());
            let holders: Vec<_> =
                spec.by.iter().flat_map(|role| turn.case.procedure.holders(*role, track)).collect();
            let (line, gathering) = (line.to_owned(), id);
            let content = LetterContent::Gathering {
                line,
                gathering,
                news: GatheringNews::Asked,
                application: None,
                reason: None,
            };
            turn.letters(&holders.into_iter().collect(), &content);
        }
    }
}

/// Opens the registration of confirmed gatherings again that hang on the date called `name`, which was moved in this turn:
/// who could come on the old day may not be able to on the new one. It is counted again at its new end.
pub fn reopen(turn: &mut Turn<'_>, name: &str) {
    let (definition, procedure) = (turn.definition, &turn.case.procedure);
    let confirmed = procedure.lines.keys().filter(|line| {
        here(definition, procedure, line).is_some_and(|here| {
            let ends = registration_ends(definition, procedure, here.spec, here.state);
            here.spec.at == name && here.state.phase == Phase::Confirmed && ends > Some(turn.now)
        })
    });
    for line in confirmed.cloned().collect::<Vec<_>>() {
        turn.record_line(&line, What::Gathering(Event::Reopened {}));
    }
}

fn tell(
    turn: &mut Turn<'_>,
    line: &str,
    gathering: &str,
    news: GatheringNews,
    reason: Option<Digest>,
    whom: impl Fn(&Application) -> bool,
) {
    let invited = come_to(turn.definition, &turn.case.procedure, line)
        .into_iter()
        .find(|here| here.id == gathering)
        .map(|here| here.state.invited.clone());
    for id in invited.unwrap_or_default() {
        let Some(application) = turn.case.applications.get(&id).filter(|found| whom(found)) else { continue };
        let people = application.people();
        let content = LetterContent::Gathering {
            line: line.to_owned(),
            gathering: gathering.to_owned(),
            news,
            application: Some(id),
            reason,
        };
        turn.letters(&people, &content);
    }
}

fn confirm(turn: &mut Turn<'_>, line: &str, id: &str, reason: Option<Digest>) {
    turn.record_line(line, What::Gathering(Event::Confirmed { reason }));
    tell(turn, line, id, GatheringNews::Confirmed, None, |found| coming(found, id) > 0);
}

/// Calls the gathering that `line` is in off, if it is in one, and tells those who were invited.
pub fn abandon(turn: &mut Turn<'_>, line: &str, reason: Option<Digest>) {
    let Some(here) = here(turn.definition, &turn.case.procedure, line) else { return };
    let (id, waiting) = (here.id.to_owned(), here.state.phase == Phase::Waiting);
    turn.record_line(line, What::Gathering(Event::CalledOff { reason }));
    if !waiting {
        tell(turn, line, &id, GatheringNews::CalledOff, reason, |_| true);
    }
}

fn call_off(turn: &mut Turn<'_>, line: &str, reason: Option<Digest>) {
    abandon(turn, line, reason);
    leave(turn, line);
}

/// Goes on after a gathering: to the next step of a track, or to the next gathering of a joint step.
fn leave(turn: &mut Turn<'_>, line: &str) {
    if turn.definition.track(line).is_some() {
        super::advance(turn, line);
    } else {
        super::joint::next_gathering(turn, line);
    }
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    let (definition, line, id) = (turn.definition, command.line.as_str(), command.gathering.as_str());
    let found = super::line(&turn.case, line)?;
    let current = here(definition, &turn.case.procedure, line).filter(|here| here.id == id);
    let Some((spec, state)) = current.map(|here| (here.spec.clone(), here.state.clone())) else {
        let step = title(definition, id).map(|_| id.to_owned());
        let step = step.ok_or_else(|| Refusal::unknown("gathering", id))?;
        let past = come_to(definition, &turn.case.procedure, line).iter().any(|here| here.id == id);
        return Err(match found.outcome {
            Some(outcome) => Refusal::Ended { outcome },
            None if past => Refusal::Over { step },
            None => Refusal::NotYet { step },
        });
    };
    let track = definition.track(line).map(|track| track.id.as_str());
    match &command.wants {
        Wants::Register { application, names } => {
            register(turn, actor, command, (&spec, &state), *application, names)
        }
        Wants::GoOn { reason } => {
            need(&turn.case, actor, &spec.by, track)?;
            if state.phase != Phase::Asking {
                return Err(Refusal::NotYet { step: id.to_owned() });
            }
            reasoned("gathering", reason, REASON_CHARS_MIN)?;
            let reason = Some(turn.keep(reason));
            confirm(turn, line, id, reason);
            Ok(())
        }
        Wants::CallOff { reason } => {
            need(&turn.case, actor, &spec.by, track)?;
            reasoned("gathering", reason, REASON_CHARS_MIN)?;
            let reason = Some(turn.keep(reason));
            call_off(turn, line, reason);
            Ok(())
        }
        Wants::Minute { attendance, text } => {
            need(&turn.case, actor, &spec.by, track)?;
            let begun = begins(&turn.case.procedure, &spec).is_some_and(|begins| turn.now >= begins);
            if state.phase != Phase::Confirmed || !begun {
                return Err(Refusal::NotYet { step: id.to_owned() });
            }
            if let Some(other) = attendance.keys().find(|id| !state.invited.contains(id)) {
                return Err(Refusal::unknown("application", other));
            }
            if attendance.values().any(|came| *came > PARTICIPANTS_MAX) {
                return Err(Refusal::TooMany { noun: "participants".into(), max: PARTICIPANTS_MAX });
            }
            reasoned("minutes", text, REASON_CHARS_MIN)?;
            let text = turn.keep(text);
            let attendance = attendance.clone();
            turn.record_line(line, What::Gathering(Event::Minuted { attendance, text }));
            tell(turn, line, id, GatheringNews::Minutes, None, |_| true);
            leave(turn, line);
            Ok(())
        }
    }
}

/// The names of a list, one a line.
pub fn names(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|name| !name.is_empty())
}

fn register(
    turn: &mut Turn<'_>,
    actor: PersonId,
    command: &Command,
    (spec, state): (&Spec, &State),
    id: ApplicationId,
    list: &Prose,
) -> Result<(), Refusal> {
    let found = super::application(&turn.case, id)?;
    if !state.invited.contains(&id) || !found.has_member(actor) {
        return Err(Refusal::unknown("application", id));
    }
    if !found.is_led_by(actor) {
        return Err(Refusal::NotAllowed { needs: Vec::new() });
    }
    let step = command.gathering.clone();
    if state.phase == Phase::Waiting {
        return Err(Refusal::NotYet { step });
    }
    let ends = registration_ends(turn.definition, &turn.case.procedure, spec, state).unwrap_or_default();
    if turn.now > ends || state.phase == Phase::Confirmed {
        return Err(Refusal::Closed { step, closed_at: ends, tried_at: turn.now });
    }
    let participants = u32::try_from(names(list.body()).count()).unwrap_or(u32::MAX);
    let Each { min, max } = spec.each();
    let max = max.min(PARTICIPANTS_MAX);
    let long = names(list.body()).any(|name| name.chars().count() > NAME_CHARS_MAX);
    if long || participants > max || (participants > 0 && participants < min) {
        return Err(Refusal::Participants { min, max });
    }
    // Blank lines say nothing, and are not kept.
    let names = list.with_body(names(list.body()).collect::<Vec<_>>().join("\n"));
    let names = turn.keep_contents(id, &names);
    let event = Event::Registered { gathering: step, participants, names };
    turn.record_application(id, What::Gathering(event));
    Ok(())
}

/// Folds an event of the stream of a track, or of a joint step, into the gathering that it is in.
pub fn apply_line(state: &mut State, at: Instant, event: &Event) {
    match event {
        Event::Began { gathering, invited } => {
            *state = State {
                gathering: gathering.clone(),
                began_at: at,
                invited: invited.clone(),
                ..State::default()
            };
        }
        Event::Followed { left, joined, .. } => {
            state.invited.retain(|id| !left.contains(id));
            state.invited.extend(joined);
        }
        Event::Invited {} | Event::Reopened {} => state.phase = Phase::Inviting,
        Event::Counted { participants, applications } => {
            let (participants, applications) = (*participants, *applications);
            state.counted = Some(Counted { at, participants, applications });
        }
        Event::Asked {} => state.phase = Phase::Asking,
        Event::Confirmed { .. } => state.phase = Phase::Confirmed,
        Event::CalledOff { .. } => state.phase = Phase::CalledOff,
        Event::Minuted { attendance, text } => {
            state.phase = Phase::Held;
            state.attendance.clone_from(attendance);
            state.minutes = Some(Minutes { at, text: *text });
        }
        Event::Registered { .. } => {}
    }
}

/// Folds an event of an application's stream.
pub fn apply_application(application: &mut Application, at: Instant, event: &Event) {
    if let Event::Registered { gathering, participants, names } = event {
        let registration = Registration { at, participants: *participants, names: *names };
        application.gatherings.insert(gathering.clone(), registration);
    }
}
