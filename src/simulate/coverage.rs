//! What a file can produce, and what the runs reached of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::calendar;
use super::run::Run;
use crate::engine::case::LineOutcome;
use crate::engine::event::{LineEvent, What};
use crate::engine::letter::{Letter, LetterContent};
use crate::engine::retention::{self, Kind};
use crate::engine::steps::selection::after;
use crate::engine::steps::{complaints, gathering, intake, limits, mandate, scoring, screening, wait};
use crate::engine::turn::Effect;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;

/// What kind of thing is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// A line came to a step.
    Step,
    /// A line ended so.
    Outcome,
    /// Time did something.
    Timer,
    /// A letter of this kind went out.
    Letter,
}

/// How often each thing that the file can produce was reached, by kind and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage(pub BTreeMap<(Noun, String), u64>);

impl Coverage {
    /// Nothing reached yet of all that the file can produce.
    pub fn of(definition: &Definition) -> Self {
        let mut all = BTreeSet::new();
        for step in &definition.steps {
            all.insert((Noun::Step, step.id.clone()));
            all.extend(can(definition, &step.id, &step.does));
            if step.waits_for.is_some() {
                all.extend([true, false].map(|met| (Noun::Outcome, waited(&step.id, met))));
            }
        }
        if !definition.tracks.is_empty() {
            all.insert((Noun::Outcome, outcome("track", LineOutcome::Cancelled)));
            all.insert((Noun::Letter, "track_ended".into()));
            all.insert((Noun::Outcome, outcome("track", LineOutcome::Completed)));
        }
        if !definition.dates.is_empty() {
            all.insert((Noun::Letter, "extension".into()));
        }
        all.extend(["answer", "amendment"].map(|letter| (Noun::Letter, letter.to_owned())));
        for limit in definition.limits.iter().filter(|limit| (limit.max as usize) < definition.tracks.len()) {
            all.insert((Noun::Letter, "gave_up".into()));
            if limit.answer.is_some() {
                all.insert((Noun::Letter, "choose_places".into()));
                all.insert((Noun::Timer, lapses(&limit.id)));
            }
        }
        if let Some(spec) = &definition.retention {
            let kept = Kind::ALL.into_iter().filter(|kind| spec.keep.of(*kind).is_some());
            all.extend(kept.map(|kind| (Noun::Timer, erases(kind))));
        }
        let roles = definition.steps.iter().flat_map(|step| super::pilot::roles_of(&step.does));
        if roles.into_iter().any(|role| role != crate::engine::workflow::definition::Role::Owner) {
            all.insert((Noun::Letter, "role_granted".into()));
        }
        Self(all.into_iter().map(|what| (what, 0)).collect())
    }

    /// Adds what a run reached. What the table above does not know is counted too.
    pub fn add(&mut self, run: &Run<'_>) {
        let definition = &run.loaded().definition;
        let mut reached = |noun, name: String| *self.0.entry((noun, name)).or_default() += 1;
        let mut held: BTreeMap<&str, String> = BTreeMap::new();
        for turned in &run.teller.world.turns {
            for event in &turned.outcome.events {
                if let What::Retention(retention::Event::Due { kind, .. }) = &event.what {
                    reached(Noun::Timer, erases(*kind));
                }
                if let What::Limits(limits::Event::Lapsed { limit, .. }) = &event.what {
                    reached(Noun::Timer, lapses(limit));
                }
            }
            for (event, line, step) in turned.at_steps() {
                let kind = if definition.track(line).is_some() { "track" } else { "joint" };
                match &event.what {
                    What::Line(LineEvent::Entered { step }) => reached(Noun::Step, step.clone()),
                    What::Line(LineEvent::Ended(how)) => reached(Noun::Outcome, outcome(kind, *how)),
                    What::Intake(intake::Event::Closed { .. }) if calendar::ends(definition, step) => {
                        reached(Noun::Timer, closes(step));
                    }
                    What::Intake(intake::Event::Reminded {}) => {
                        let deadline = match definition.step(step).map(|step| &step.does) {
                            Some(StepSpec::Intake(_)) => {
                                intake::closes_at(definition, &turned.before.procedure, line)
                            }
                            _ => None,
                        };
                        let hours =
                            deadline.map_or(0, |at| (at.micros() - event.at.micros()) / 3_600_000_000);
                        reached(Noun::Timer, reminds(step, hours));
                    }
                    What::Wait(what) => {
                        let step = held.get(line).map_or("", String::as_str);
                        match what {
                            wait::Event::Began { step } => {
                                held.insert(line, step.clone());
                            }
                            wait::Event::Met {} => reached(Noun::Outcome, waited(step, true)),
                            wait::Event::Asked {}
                            | wait::Event::WentOn { reason: None }
                            | wait::Event::GaveUp { .. } => reached(Noun::Outcome, waited(step, false)),
                            wait::Event::WentOn { .. } => {}
                        }
                    }
                    What::Scoring(scoring::Event::Reminded {})
                    | What::Mandate(mandate::Event::Reminded {}) => {
                        reached(Noun::Timer, reminds_all(step));
                    }
                    What::Gathering(gathering::Event::Invited {}) => reached(Noun::Timer, invites(step)),
                    What::Gathering(gathering::Event::Counted { .. }) => {
                        reached(Noun::Timer, registered(step));
                    }
                    What::Mandate(mandate::Event::Asked {} | mandate::Event::Ended { .. })
                        if event.actor.is_none() =>
                    {
                        reached(Noun::Timer, ends(step));
                    }
                    What::Screening(screening::Event::CureEnded {})
                    | What::Complaints(complaints::Event::Ended {}) => reached(Noun::Timer, ends(step)),
                    _ => {}
                }
            }
            for letter in letters(&turned.outcome.effects) {
                reached(Noun::Letter, kind_of(&letter.content));
            }
        }
    }

    /// What the file can produce and no run reached.
    pub fn missing(&self) -> impl Iterator<Item = (Noun, &str)> {
        self.0.iter().filter(|(_, times)| **times == 0).map(|((noun, name), _)| (*noun, name.as_str()))
    }
}

/// What a kind of step can produce beside being reached.
fn can(definition: &Definition, id: &str, spec: &StepSpec) -> Vec<(Noun, String)> {
    let letter = |name: &str| (Noun::Letter, name.to_owned());
    match spec {
        // It asks for nothing: nobody hands anything in, and it has no end.
        StepSpec::Intake(spec) if spec.carries() => vec![letter("stage_invitation")],
        StepSpec::Intake(spec) => {
            let mut all = vec![letter("receipt"), letter("withdrawn"), (Noun::Timer, closes(id))];
            all.push((Noun::Outcome, outcome("track", LineOutcome::NoApplications)));
            all.extend(spec.remind.iter().map(|r| (Noun::Timer, reminds(id, i64::from(r.hours_before)))));
            if !spec.remind.is_empty() {
                all.push(letter("reminder"));
            }
            if spec.from.is_some() {
                all.push(letter("stage_invitation"));
            }
            if spec.quorum.is_some() {
                all.push(letter("key_held"));
            }
            let consortium = definition.applicants.consortium.as_ref();
            if consortium.is_some_and(|consortium| consortium.members_max > 1) {
                all.extend([letter("member_invitation"), letter("member_left_out")]);
            }
            all
        }
        StepSpec::Screening(spec) => {
            let mut all = Vec::new();
            if !spec.checks.is_empty() {
                all.push((Noun::Outcome, outcome("track", LineOutcome::NoneSuitable)));
                let told = definition.steps.iter().any(|step| matches!(step.does, StepSpec::Letters(_)));
                all.extend(told.then(|| letter("excluded")));
            }
            if spec.cure.is_some() {
                all.extend([letter("cure_asked"), letter("cure_received"), (Noun::Timer, ends(id))]);
            }
            all
        }
        StepSpec::Scoring(spec) => {
            let mut all = vec![letter("evaluation_opens")];
            if spec.target.is_some() {
                all.extend([letter("evaluation_reminder"), (Noun::Timer, reminds_all(id))]);
            }
            all
        }
        StepSpec::Letters(_) => vec![letter("selected"), letter("not_selected")],
        StepSpec::Complaints(_) => vec![
            letter("complaint_filed"),
            letter("complaint_settled"),
            letter("not_told"),
            (Noun::Timer, ends(id)),
            (Noun::Outcome, outcome("track", LineOutcome::Annulled)),
        ],
        StepSpec::Joint(spec) => {
            let outcomes = [LineOutcome::Completed, LineOutcome::Cancelled];
            let mut all = vec![letter("joint_invitation")];
            all.extend(outcomes.map(|how| (Noun::Outcome, outcome("joint", how))));
            all.extend(spec.gatherings.iter().flat_map(|one| meets(id, &one.gathering)));
            all
        }
        StepSpec::Gathering(spec) => {
            let mut all = vec![letter("gathering")];
            all.extend(meets(id, spec));
            all
        }
        StepSpec::Mandate(spec) => {
            let mut all = vec![letter("mandate"), (Noun::Timer, ends(id))];
            all.push((Noun::Outcome, outcome("track", LineOutcome::NoneSuitable)));
            all.extend(spec.remind_days_before.map(|_| (Noun::Timer, reminds_all(id))));
            all
        }
        // Whether somebody is there to move up hangs on who applies, so that a run may send `moved_up` and need not.
        StepSpec::Selection(_) if after::lasts(definition, id) => vec![letter("left")],
        StepSpec::Consensus(_) | StepSpec::Envelope(_) | StepSpec::Selection(_) | StepSpec::Contract(_) => {
            Vec::new()
        }
    }
}

/// How an outcome is called: `track completed`.
pub fn outcome(kind: &str, outcome: LineOutcome) -> String {
    let value = serde_json::to_value(outcome).unwrap_or_default();
    format!("{kind} {}", value.as_str().unwrap_or_default().replace('_', " "))
}

/// How a wait before a step ended: with what it waited for, or in vain.
fn waited(step: &str, met: bool) -> String {
    let how = if met { "met" } else { "in vain" };
    format!("wait before {step} {how}")
}

fn closes(step: &str) -> String {
    format!("{step} closes")
}

fn reminds(step: &str, hours: i64) -> String {
    format!("{step} reminds {hours} hours before")
}

/// What time does about a gathering.
fn meets(step: &str, spec: &gathering::Spec) -> Vec<(Noun, String)> {
    let invited = spec.invitation_days_before.map(|_| (Noun::Timer, invites(step)));
    invited.into_iter().chain([(Noun::Timer, registered(step))]).collect()
}

fn reminds_all(step: &str) -> String {
    format!("{step} reminds")
}

fn invites(step: &str) -> String {
    format!("{step} invites")
}

fn registered(step: &str) -> String {
    format!("{step} ends the registration")
}

fn lapses(limit: &str) -> String {
    format!("limit {limit} ends unanswered")
}

fn ends(step: &str) -> String {
    format!("{step} ends")
}

fn erases(kind: Kind) -> String {
    format!("erases {}", kind.name().replace('_', " "))
}

/// The kind of a letter: `not_selected`.
pub fn kind_of(content: &LetterContent) -> String {
    let value = serde_json::to_value(content).unwrap_or_default();
    value.as_object().and_then(|object| object.keys().next().cloned()).unwrap_or_default()
}

/// The letters among the effects of a turn.
pub fn letters(effects: &[Effect]) -> impl Iterator<Item = &Letter> {
    effects.iter().filter_map(|effect| match effect {
        Effect::Letter(letter) => Some(letter),
        _ => None,
    })
}
