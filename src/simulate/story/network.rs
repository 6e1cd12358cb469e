//! What stories say of mandates, gatherings and joint steps.

use std::collections::BTreeMap;

use super::{Teller, uuid};
use crate::engine::ids::MemberId;
use crate::engine::steps::gathering::{self, Wants};
use crate::engine::steps::intake::Party;
use crate::engine::steps::{joint, mandate, wait};
use crate::engine::turn::Verb;

impl Teller<'_> {
    /// `registers track gathering A 2`, `goes-on-with track gathering "why"`, `calls-off track gathering "why"`,
    /// `minutes track gathering A=2 B=1 "text"`; `names-signatory A who`, `signs-mandate A`,
    /// `closes-mandate track "why"`. Nothing where it is another command.
    pub(super) fn network_verb(&mut self, words: &[&str], text: &str) -> Option<Result<Verb, String>> {
        let of = |line: &str, gathering: &str, wants| {
            let (line, gathering) = (line.to_owned(), gathering.to_owned());
            Ok(Verb::Gathering(gathering::Command { line, gathering, wants }))
        };
        Some(match words {
            ["registers", line, gathering, name, count] => {
                let Ok(count) = count.parse::<usize>() else { return Some(Err("how many come".into())) };
                let names: Vec<_> = (1..=count).map(|n| format!("{name} {n}")).collect();
                let names = self.world.prose(&names.join("\n"));
                of(line, gathering, Wants::Register { application: self.application(name), names })
            }
            ["goes-on-with", line, gathering] => {
                of(line, gathering, Wants::GoOn { reason: self.world.prose(text) })
            }
            ["calls-off", line, gathering] => {
                of(line, gathering, Wants::CallOff { reason: self.world.prose(text) })
            }
            ["minutes", line, gathering, came @ ..] => {
                let mut attendance = BTreeMap::new();
                for one in came {
                    let Some((name, Ok(count))) = one.split_once('=').map(|(name, n)| (name, n.parse()))
                    else {
                        return Some(Err("an application and how many came: A=2".into()));
                    };
                    attendance.insert(self.application(name), count);
                }
                of(line, gathering, Wants::Minute { attendance, text: self.world.prose(text) })
            }
            ["names-signatory", name, who] => Ok(Verb::Mandate(mandate::Command::Name {
                application: self.application(name),
                member: MemberId::new(uuid(&format!("{who} signs for {name}"))),
                person: self.person(who),
                party: Party { name: (*who).into(), email: "chief@example.org".into() },
            })),
            ["signs-mandate", name] => {
                Ok(Verb::Mandate(mandate::Command::Sign { application: self.application(name) }))
            }
            ["closes-mandate", track] => {
                let (track, reason) = ((*track).to_owned(), self.world.prose(text));
                Ok(Verb::Mandate(mandate::Command::Close { track, reason }))
            }
            _ => return self.joint_verb(words, text),
        })
    }

    /// What people do where a track waits in vain, and in a joint step.
    fn joint_verb(&mut self, words: &[&str], text: &str) -> Option<Result<Verb, String>> {
        let is_track = |line: &str| self.world.loaded.definition.track(line).is_some();
        Some(Ok(match words {
            ["gives-up", track] if is_track(track) => {
                Verb::Wait(wait::Command::GiveUp { track: (*track).into(), reason: self.world.prose(text) })
            }
            ["goes-on", track] if is_track(track) => {
                Verb::Wait(wait::Command::GoOn { track: (*track).into(), reason: self.world.prose(text) })
            }
            ["gives-up", step] => {
                Verb::Joint(joint::Command::Cancel { step: (*step).into(), reason: self.world.prose(text) })
            }
            ["goes-on", step] => {
                Verb::Joint(joint::Command::GoOn { step: (*step).into(), reason: self.world.prose(text) })
            }
            ["recommends", step] => {
                Verb::Joint(joint::Command::Recommend { step: (*step).into(), text: self.world.prose(text) })
            }
            ["stands", step, number, stand @ ("endorses" | "dissents")] => {
                let Ok(number) = number.parse::<usize>() else {
                    return Some(Err(format!("`{number}` is no number of a recommendation")));
                };
                let Some(recommendation) = number.checked_sub(1) else {
                    return Some(Err("recommendations count from one".into()));
                };
                let dissent = (*stand == "dissents").then(|| self.world.prose(text));
                Verb::Joint(joint::Command::Stand { step: (*step).into(), recommendation, dissent })
            }
            ["publishes", step] => {
                Verb::Joint(joint::Command::Publish { step: (*step).into(), reason: None })
            }
            ["publishes", step, "without-all"] => {
                let reason = Some(self.world.prose(text));
                Verb::Joint(joint::Command::Publish { step: (*step).into(), reason })
            }
            _ => return None,
        }))
    }
}
