//! Which letters follow from what happened in one instant.
//!
//! The core asks for a letter where it decides; the journal holds only what it decided. Here the same is said once
//! more from the events alone, with the core's own rules of who is told: a letter that nobody decided to write, or
//! that was decided on and is not there, is seen by it.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::case::{Application, Case, LineOutcome};
use crate::engine::digest::Digest;
use crate::engine::documents;
use crate::engine::event::{Event, LineEvent, Stream, What};
use crate::engine::ids::{ApplicationId, ComplaintId, MemberId, PersonId};
use crate::engine::keys;
use crate::engine::letter::{GatheringNews, LetterContent, MandateNews};
use crate::engine::procedure;
use crate::engine::steps::mandate;
use crate::engine::steps::{
    StepState, complaints, gathering, intake, joint, limits, scoring, screening, wait,
};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepSpec};

/// A letter that follows from the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// To whom.
    pub to: BTreeSet<PersonId>,
    /// What it says.
    pub content: LetterContent,
    /// Whether it went to those too who follow the procedure, whom a dossier does not name.
    pub followers: bool,
}

/// What later events name by its identifier alone.
#[derive(Default)]
pub struct Memory {
    complaints: BTreeMap<ComplaintId, ApplicationId>,
    members: BTreeMap<MemberId, PersonId>,
    /// The gathering that each line has come to, and whether its invitations are out.
    gatherings: BTreeMap<String, (String, bool)>,
}

/// The letters of one instant as they are found.
struct Found<'a> {
    definition: &'a Definition,
    case: &'a Case,
    events: &'a [&'a Event],
    due: Vec<Due>,
}

impl Memory {
    /// The letters that follow from `events`, which are of one instant; `case` is how they left it. Decision letters
    /// are not among them: they are composed from the state before.
    pub fn due(&mut self, definition: &Definition, case: &Case, events: &[&Event]) -> Vec<Due> {
        let mut found = Found { definition, case, events, due: Vec::new() };
        for event in events {
            match (&event.stream, &event.what) {
                (_, What::Procedure(what)) => found.procedure(what),
                (_, What::Limits(limits::Event::Asked(question))) => {
                    for (person, content) in limits::letters_of(case, question) {
                        found.to(BTreeSet::from([person]), content);
                    }
                }
                (Stream::Application(id), What::Intake(what)) => {
                    self.remember(what);
                    found.handed_in(*id, what, &self.members);
                }
                (Stream::Line(_, track), What::Intake(what)) => found.intake(track, what),
                (Stream::Application(id), What::Screening(what)) => found.screening(*id, what),
                (Stream::Line(_, track), What::Scoring(scoring::Event::Reminded {})) => {
                    for (person, content) in scoring::reminders(definition, case, track, event.at) {
                        found.to(BTreeSet::from([person]), content);
                    }
                }
                (Stream::Line(_, line), What::Line(what)) => found.line(line, what),
                (Stream::Line(_, track), What::Complaints(what)) => {
                    if let complaints::Event::Filed { complaint, application, .. } = what {
                        self.complaints.insert(*complaint, *application);
                    }
                    found.complaints(track, what, &self.complaints);
                }
                (_, What::Joint(joint::Event::Began { teams, .. })) => found.joint(event, teams),
                (Stream::Line(_, line), What::Gathering(what)) => self.gathering(&mut found, line, what),
                (stream, What::Mandate(what)) => found.mandate(stream, event, what),
                _ => {}
            }
        }
        found.due
    }

    fn remember(&mut self, what: &intake::Event) {
        match what {
            intake::Event::Started { lead: member, .. } | intake::Event::MemberInvited(member) => {
                self.members.insert(member.id, member.person);
            }
            _ => {}
        }
    }

    fn gathering(&mut self, found: &mut Found<'_>, line: &str, what: &gathering::Event) {
        if let gathering::Event::Began { gathering, .. } = what {
            self.gatherings.insert(line.to_owned(), (gathering.clone(), false));
            return;
        }
        let Some((id, invited)) = self.gatherings.get_mut(line) else { return };
        let everybody = |_: &Application| true;
        match what {
            gathering::Event::Invited {} => {
                *invited = true;
                found.gathering((line, id), GatheringNews::Invited, None, everybody);
            }
            gathering::Event::Confirmed { reason } => {
                let comes = |application: &Application| gathering::coming(application, id) > 0;
                found.gathering((line, id), GatheringNews::Confirmed, *reason, comes);
            }
            gathering::Event::CalledOff { reason } if *invited => {
                found.gathering((line, id), GatheringNews::CalledOff, *reason, everybody);
            }
            gathering::Event::Minuted { .. } => {
                found.gathering((line, id), GatheringNews::Minutes, None, everybody);
            }
            gathering::Event::Followed { joined, .. } if *invited => {
                let new = |application: &Application| joined.contains(&application.id);
                found.gathering((line, id), GatheringNews::Invited, None, new);
            }
            gathering::Event::Asked {} => found.asked(line, id),
            gathering::Event::CalledOff { .. }
            | gathering::Event::Followed { .. }
            | gathering::Event::Began { .. }
            | gathering::Event::Registered { .. }
            | gathering::Event::Reopened {}
            | gathering::Event::Counted { .. } => {}
        }
    }
}

impl Found<'_> {
    fn to(&mut self, to: BTreeSet<PersonId>, content: LetterContent) {
        self.due.push(Due { to, content, followers: false });
    }

    fn news(&mut self, content: LetterContent, besides: BTreeSet<PersonId>) {
        let mut to = procedure::told(self.case);
        to.extend(besides);
        self.due.push(Due { to, content, followers: true });
    }

    fn people(&self, id: ApplicationId) -> BTreeSet<PersonId> {
        self.case.applications.get(&id).map(Application::people).unwrap_or_default()
    }

    fn said(&self, is: impl Fn(&What) -> bool) -> bool {
        self.events.iter().any(|event| is(&event.what))
    }

    fn procedure(&mut self, what: &procedure::Event) {
        match what {
            // Whoever opens a procedure is its owner and is not told so.
            procedure::Event::Granted { person, grant }
                if !self.said(|what| matches!(what, What::Procedure(procedure::Event::Opened { .. }))) =>
            {
                let (role, track, panel) = (grant.role, grant.track.clone(), grant.panel.clone());
                self.to(BTreeSet::from([*person]), LetterContent::RoleGranted { role, track, panel });
            }
            procedure::Event::KeysMade { holders, .. } => {
                self.to(holders.keys().copied().collect(), LetterContent::KeyHeld { wanted: false });
            }
            // A date that moves with an amendment is told in the letter about that.
            procedure::Event::Extended { date, to, from, reason }
                if !self.said(|what| matches!(what, What::Procedure(procedure::Event::Amended(_)))) =>
            {
                let (date, reason) = (date.clone(), *reason);
                let awaiting = procedure::awaiting(self.definition, self.case, &date);
                self.news(LetterContent::Extension { date, to: to.at, from: from.at, reason }, awaiting);
            }
            procedure::Event::Answered { question, .. } => {
                self.news(LetterContent::Answer { question: *question }, BTreeSet::new());
            }
            procedure::Event::Amended(_) => self.amended(),
            procedure::Event::DocumentPublished(_) => {
                let number = u32::try_from(self.case.procedure.documents.len()).unwrap_or(u32::MAX);
                self.news(LetterContent::Document { number, withdrawn: false }, BTreeSet::new());
            }
            procedure::Event::DocumentWithdrawn { document, .. } => {
                let number = documents::number_of_latest(&self.case.procedure, *document);
                self.news(LetterContent::Document { number, withdrawn: true }, BTreeSet::new());
            }
            _ => {}
        }
    }

    fn amended(&mut self) {
        let number = u32::try_from(self.case.procedure.amendments.len()).unwrap_or(u32::MAX);
        let mut rest = procedure::told(self.case);
        let asked: Vec<_> = self
            .events
            .iter()
            .filter_map(|event| match (&event.stream, &event.what) {
                (Stream::Application(id), What::Intake(intake::Event::ConfirmationAsked {})) => Some(*id),
                _ => None,
            })
            .collect();
        for id in asked {
            let people = self.people(id);
            rest.retain(|person| !people.contains(person));
            self.to(people, LetterContent::Amendment { number, application: Some(id) });
        }
        let content = LetterContent::Amendment { number, application: None };
        self.due.push(Due { to: rest, content, followers: true });
    }

    fn handed_in(&mut self, id: ApplicationId, what: &intake::Event, members: &BTreeMap<MemberId, PersonId>) {
        let Some(found) = self.case.applications.get(&id) else { return };
        match what {
            intake::Event::Submitted { .. } => {
                self.to(found.people(), LetterContent::Receipt { application: id });
            }
            intake::Event::Withdrawn {} => {
                self.to(found.people(), LetterContent::Withdrawn { application: id });
            }
            intake::Event::MemberInvited(member) => {
                let content = LetterContent::MemberInvitation { application: id, member: member.id };
                self.to(BTreeSet::from([member.person]), content);
            }
            intake::Event::MemberLapsed(member) => {
                let lead = found.lead().map(|lead| lead.person);
                let to = lead.into_iter().chain(members.get(member).copied()).collect();
                self.to(to, LetterContent::MemberLeftOut { application: id, member: *member });
            }
            intake::Event::MemberDeclined(member) => {
                let lead = found.lead().map(|lead| lead.person);
                let content = LetterContent::MemberDeclined { application: id, member: *member };
                self.to(lead.into_iter().collect(), content);
            }
            intake::Event::NotConfirmed {} => {
                self.to(found.people(), LetterContent::NotConfirmed { application: id });
            }
            intake::Event::StageBegan { stage, .. } => {
                let Some(StepSpec::Intake(spec)) = self.definition.step(stage).map(|step| &step.does) else {
                    return;
                };
                let (procedure, intake) = (&self.case.procedure, (stage.as_str(), spec));
                let dated = !intake::later::waits_for_date(procedure, intake, &found.track);
                let date = intake::later::date(procedure, intake, &found.track).filter(|_| dated);
                let closes_at = date.map(|date| date.at);
                self.to(found.people(), LetterContent::StageInvitation { application: id, closes_at });
            }
            _ => {}
        }
    }

    fn intake(&mut self, track: &str, what: &intake::Event) {
        let Some((step, spec)) = intake::here(self.definition, &self.case.procedure, track) else { return };
        match what {
            intake::Event::Reminded {} => {
                let date = intake::later::date(&self.case.procedure, (step, spec), track);
                let Some(closes_at) = date.map(|date| date.at) else { return };
                let waiting: Vec<_> = intake::waiting(self.case, track).map(|a| (a.id, a.people())).collect();
                for (application, people) in waiting {
                    self.to(people, LetterContent::Reminder { application, closes_at });
                }
            }
            intake::Event::Closed { .. }
                if spec.quorum.is_some()
                    // One letter, however many tracks close in this instant.
                    && !self.due.iter().any(|due| due.content == LetterContent::KeyHeld { wanted: true })
                    && keys::wanted(self.definition, &self.case.procedure) =>
            {
                let holders = self.case.procedure.key_holders.keys().copied().collect();
                self.to(holders, LetterContent::KeyHeld { wanted: true });
            }
            _ => {}
        }
    }

    fn screening(&mut self, id: ApplicationId, what: &screening::Event) {
        match what {
            screening::Event::CureAsked { .. } => {
                self.to(self.people(id), LetterContent::CureAsked { application: id });
            }
            screening::Event::Cured(_) => {
                self.to(self.people(id), LetterContent::CureReceived { application: id });
            }
            _ => {}
        }
    }

    fn line(&mut self, line: &str, what: &LineEvent) {
        match what {
            LineEvent::Entered { step } => {
                let Some(StepSpec::Scoring(spec)) = self.definition.step(step).map(|step| &step.does) else {
                    return;
                };
                let procedure = &self.case.procedure;
                let mut panel: BTreeSet<_> = spec.panelists(procedure, Role::Evaluator, line).collect();
                panel.extend(spec.panelists(procedure, Role::Chair, line));
                self.to(panel, LetterContent::EvaluationOpens { track: line.to_owned() });
            }
            LineEvent::Ended(outcome @ LineOutcome::Cancelled) => {
                let reason = self.reason(line, |what| match what {
                    What::Procedure(procedure::Event::TrackCancelled { track, reason }) => {
                        (track == line).then_some(*reason)
                    }
                    What::Wait(wait::Event::GaveUp { reason }) => Some(*reason),
                    _ => None,
                });
                self.ended(line, *outcome, reason, |a| a.withdrawn_at.is_none());
            }
            LineEvent::Ended(outcome @ LineOutcome::Annulled) => {
                let reason = self.reason(line, |what| match what {
                    What::Complaints(complaints::Event::Settled { reason, .. }) => Some(*reason),
                    _ => None,
                });
                self.ended(line, *outcome, reason, |a| self.case.takes_part(a) && a.counts());
            }
            LineEvent::Ended(_) | LineEvent::Cleared { .. } => {}
        }
    }

    /// Why something happened to `line` in this instant.
    fn reason(&self, line: &str, of: impl Fn(&What) -> Option<Digest>) -> Option<Digest> {
        let here = |stream: &Stream| match stream {
            Stream::Line(_, name) => name == line,
            Stream::Procedure(_) => true,
            Stream::Application(_) => false,
        };
        self.events.iter().filter(|event| here(&event.stream)).find_map(|event| of(&event.what))
    }

    fn ended(
        &mut self,
        track: &str,
        outcome: LineOutcome,
        reason: Option<Digest>,
        whom: impl Fn(&Application) -> bool,
    ) {
        let of_track = self.case.applications.values().filter(|a| a.track == track && whom(a));
        let told: Vec<_> = of_track.map(|a| (a.id, a.people())).collect();
        for (application, people) in told {
            self.to(people, LetterContent::TrackEnded { application, outcome, reason });
        }
    }

    fn complaints(
        &mut self,
        track: &str,
        what: &complaints::Event,
        complaints: &BTreeMap<ComplaintId, ApplicationId>,
    ) {
        let track = track.to_owned();
        let owners = self.case.procedure.holders(Role::Owner, Some(&track)).collect();
        match what {
            complaints::Event::Filed { complaint, .. } => {
                self.to(owners, LetterContent::ComplaintFiled { complaint: *complaint, track });
            }
            complaints::Event::Untold { application, .. } => {
                self.to(owners, LetterContent::NotTold { application: *application, track });
            }
            complaints::Event::Settled { complaint, ruling, reason } => {
                let people = complaints.get(complaint).map(|id| self.people(*id)).unwrap_or_default();
                let content = LetterContent::ComplaintSettled { complaint: *complaint, track: track.clone() };
                self.to(people, content);
                if let complaints::Ruling::Redo { step } = ruling {
                    self.recalled(&track, (step, *reason), complaints);
                }
            }
            _ => {}
        }
    }

    /// Those who were told a decision that is made again, but for those who complained of it; once, however many did.
    fn recalled(
        &mut self,
        track: &str,
        (step, reason): (&str, Digest),
        complaints: &BTreeMap<ComplaintId, ApplicationId>,
    ) {
        let settled = self.events.iter().filter_map(|event| match &event.what {
            What::Complaints(complaints::Event::Settled { complaint, .. }) => complaints.get(complaint),
            _ => None,
        });
        let complained: BTreeSet<_> = settled.copied().collect();
        let others = self.case.counting(track).filter(|a| !complained.contains(&a.id));
        let told: Vec<_> = others.map(|a| (a.id, a.people())).collect();
        for (application, people) in told {
            let content = LetterContent::DecisionRecalled { application, step: step.to_owned(), reason };
            if !self.due.iter().any(|due| due.content == content) {
                self.to(people, content);
            }
        }
    }

    fn joint(&mut self, event: &Event, teams: &[ApplicationId]) {
        let Stream::Line(_, step) = &event.stream else { return };
        let people = teams.iter().flat_map(|team| self.people(*team)).collect();
        self.to(people, LetterContent::JointInvitation { step: step.clone() });
    }

    fn gathering(
        &mut self,
        (line, id): (&str, &str),
        news: GatheringNews,
        reason: Option<Digest>,
        whom: impl Fn(&Application) -> bool,
    ) {
        let come = gathering::come_to(self.definition, &self.case.procedure, line);
        let invited = come.into_iter().find(|here| here.id == id).map(|here| here.state.invited.clone());
        for application in invited.unwrap_or_default() {
            let found = self.case.applications.get(&application).filter(|found| whom(found));
            let Some(people) = found.map(Application::people) else { continue };
            let (line, gathering, application) = (line.to_owned(), id.to_owned(), Some(application));
            self.to(people, LetterContent::Gathering { line, gathering, news, application, reason });
        }
    }

    /// Too few come to a gathering: those who hold it decide.
    fn asked(&mut self, line: &str, id: &str) {
        let come = gathering::come_to(self.definition, &self.case.procedure, line);
        let Some(here) = come.into_iter().find(|here| here.id == id) else { return };
        let track = self.definition.track(line).map(|track| track.id.as_str());
        let by = here.spec.by.iter();
        let holders = by.flat_map(|role| self.case.procedure.holders(*role, track)).collect();
        let (line, gathering, news) = (line.to_owned(), id.to_owned(), GatheringNews::Asked);
        let content = LetterContent::Gathering { line, gathering, news, application: None, reason: None };
        self.to(holders, content);
    }

    fn mandate(&mut self, stream: &Stream, event: &Event, what: &mandate::Event) {
        let at = Some(event.at);
        let is: Box<dyn Fn(&mandate::State) -> bool> = match what {
            mandate::Event::Opened { asked, .. } => Box::new(move |state| state.asked == *asked),
            mandate::Event::Followed { mandate, joined, .. } => {
                let Some(spec) = mandated(self.definition, mandate) else { return };
                for id in joined {
                    let Some(found) = self.case.applications.get(id) else { continue };
                    let (to, news) = mandate::first_asked(spec, found, mandate);
                    self.signs(*id, mandate, news, to);
                }
                return;
            }
            mandate::Event::Joined { .. } => return,
            mandate::Event::Reminded {} => Box::new(move |state| state.reminded == at),
            mandate::Event::Asked {} => Box::new(move |state| state.asking == at),
            mandate::Event::Ended { .. } => Box::new(move |state| state.ended == at),
            mandate::Event::Named { mandate, signatory } => {
                let Stream::Application(id) = stream else { return };
                return self.signs(*id, mandate, MandateNews::Sign, BTreeSet::from([signatory.person]));
            }
            mandate::Event::Signed { mandate, .. } => {
                let spec = mandated(self.definition, mandate);
                let (Stream::Application(id), Some(spec)) = (stream, spec) else { return };
                let done = |found: &&Application| mandate::complete(spec, found, mandate);
                let found = self.case.applications.get(id).filter(done).map(Application::people);
                return self.signs(*id, mandate, MandateNews::Signed, found.unwrap_or_default());
            }
        };
        let Stream::Line(_, track) = stream else { return };
        let Some(line) = self.case.procedure.lines.get(track) else { return };
        let of = line.states.iter().find_map(|(step, state)| match state {
            StepState::Mandate(state) if is(state) => Some((step.clone(), state.clone())),
            _ => None,
        });
        let Some((step, state)) = of else { return };
        let Some(spec) = mandated(self.definition, &step) else { return };
        match what {
            mandate::Event::Opened { asked, .. } => {
                for id in asked {
                    let Some(found) = self.case.applications.get(id) else { continue };
                    let (to, news) = mandate::first_asked(spec, found, &step);
                    self.signs(*id, &step, news, to);
                }
            }
            mandate::Event::Reminded {} | mandate::Event::Asked {} => {
                let unsigned = mandate::unsigned(self.case, spec, &step, &state);
                for id in &unsigned {
                    let Some(found) = self.case.applications.get(id) else { continue };
                    let mut to = mandate::owing(spec, found, &step);
                    let news = if to.is_empty() { MandateNews::Name } else { MandateNews::Remind };
                    if to.is_empty() {
                        to.extend(found.lead().map(|lead| lead.person));
                    }
                    self.signs(*id, &step, news, to);
                }
                if let (mandate::Event::Asked {}, Some(first)) = (what, unsigned.first()) {
                    let procedure = &self.case.procedure;
                    let by = spec.by.iter();
                    let who = by.flat_map(|role| procedure.holders(*role, Some(track))).collect();
                    self.signs(*first, &step, MandateNews::Asked, who);
                }
            }
            mandate::Event::Ended { out, reason } => {
                for id in out {
                    let (mandate, news) = (step.clone(), MandateNews::Out);
                    let (application, reason) = (*id, *reason);
                    self.to(self.people(*id), LetterContent::Mandate { application, mandate, news, reason });
                }
            }
            mandate::Event::Named { .. }
            | mandate::Event::Signed { .. }
            | mandate::Event::Followed { .. }
            | mandate::Event::Joined { .. } => {}
        }
    }

    fn signs(
        &mut self,
        application: ApplicationId,
        mandate: &str,
        news: MandateNews,
        to: BTreeSet<PersonId>,
    ) {
        let mandate = mandate.to_owned();
        self.to(to, LetterContent::Mandate { application, mandate, news, reason: None });
    }
}

fn mandated<'d>(definition: &'d Definition, step: &str) -> Option<&'d mandate::Spec> {
    match &definition.step(step)?.does {
        StepSpec::Mandate(spec) => Some(spec),
        _ => None,
    }
}
