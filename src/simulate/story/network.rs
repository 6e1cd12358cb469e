//! What stories say of mandates and gatherings.

use std::collections::BTreeMap;

use super::{Teller, uuid};
use crate::engine::ids::MemberId;
use crate::engine::steps::gathering::{self, Wants};
use crate::engine::steps::intake::Party;
use crate::engine::steps::mandate;
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
            _ => return None,
        })
    }
}
