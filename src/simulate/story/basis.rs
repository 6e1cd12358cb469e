//! What stories add to the basis of a selection.
//!
//! `orders social jury A B C "why"`, `votes A panel 5 2 1 "when and where"`, `grades A works 2 1 "why"`,
//! `strikes A method eva "why"`, `shows A`, `lacks A "why"`, `leaves A withdrawal "why"`; and after the decision
//! `turns-down A "why"`, `tells-after social`. Under limits over the tracks: `keeps A social physical`,
//! `records-choice one A social "how it came"`, where A is an application of the holder.

use std::collections::BTreeMap;

use super::Teller;
use crate::engine::exact::Exact;
use crate::engine::ids::ApplicationId;
use crate::engine::steps::selection::basis::{Addition, Given};
use crate::engine::steps::{limits, screening, selection};
use crate::engine::turn::Verb;

impl Teller<'_> {
    /// The command that `words` name; nothing where they are no such command.
    pub(super) fn basis_verb(&mut self, words: &[&str], text: &str) -> Result<Option<Verb>, String> {
        let track_of = |teller: &Self, id: ApplicationId| {
            teller.world.case.applications.get(&id).map_or_else(String::new, |found| found.track.clone())
        };
        match words {
            ["turns-down", name] => {
                let (application, reason) = (self.application(name), self.world.prose(text));
                return Ok(Some(Verb::Selection(selection::Command::Decline { application, reason })));
            }
            ["keeps", name, tracks @ ..] => {
                let keep = tracks.iter().map(|track| (*track).to_owned()).collect();
                let application = self.application(name);
                return Ok(Some(Verb::Limits(limits::Command::Keep { application, keep })));
            }
            ["records-choice", limit, name, tracks @ ..] => {
                let keep = tracks.iter().map(|track| (*track).to_owned()).collect();
                let application = self.application(name);
                let asked = self.world.case.procedure.limits.iter().rev().find(|asked| {
                    asked.question.limit == *limit && asked.question.applications.contains(&application)
                });
                let holder = asked.map(|asked| asked.question.holder.clone()).unwrap_or_default();
                let (limit, reason) = ((*limit).to_owned(), self.world.prose(text));
                return Ok(Some(Verb::Limits(limits::Command::Record { limit, holder, keep, reason })));
            }
            ["tells-after", track] => {
                return Ok(Some(Verb::Selection(selection::Command::Tell { track: (*track).into() })));
            }
            _ => {}
        }
        let (track, given) = match words {
            ["orders", track, criterion, names @ ..] => {
                let order: Vec<_> = names.iter().map(|name| self.application(name)).collect();
                let definition = &self.world.loaded.definition;
                let compared = self.world.case.counting(track).filter(|a| screening::admitted(definition, a));
                let compared: Vec<_> = compared.map(|a| a.id).collect();
                let reasons = compared.into_iter().map(|id| (id, self.world.prose(text))).collect();
                ((*track).to_owned(), Addition::Order { criterion: (*criterion).into(), order, reasons })
            }
            ["votes", name, criterion, votes @ ..] if votes.len() <= 3 => {
                let application = self.application(name);
                let mut votes = votes.iter().map(|votes| votes.parse().map_err(|_| "a number of votes"));
                let mut next = || votes.next().unwrap_or(Ok(0));
                let (yes, no, abstained) = (next()?, next()?, next()?);
                let (criterion, reason) = ((*criterion).into(), self.world.prose(text));
                let given = Addition::Votes { criterion, application, yes, no, abstained, reason };
                (track_of(self, application), given)
            }
            ["grades", name, criterion, points @ ..] => {
                let application = self.application(name);
                let points = points.iter().map(|points| points.parse::<Exact>());
                let points = points.collect::<Result<_, _>>().map_err(|_| "points")?;
                let (criterion, reason) = ((*criterion).into(), self.world.prose(text));
                (track_of(self, application), Addition::Grades { criterion, application, points, reason })
            }
            ["strikes", name, criterion, evaluator] => {
                let (application, evaluator) = (self.application(name), self.person(evaluator));
                let (criterion, reason) = ((*criterion).into(), self.world.prose(text));
                (track_of(self, application), Addition::Struck { criterion, application, evaluator, reason })
            }
            ["shows" | "lacks", name] => {
                let (application, shown) = (self.application(name), words[0] == "shows");
                let reason = self.world.prose(text);
                (track_of(self, application), Addition::Evidence { application, shown, reason })
            }
            ["leaves", name, trigger @ ..] if !trigger.is_empty() => {
                let application = self.application(name);
                let (trigger, reason) = (trigger.join(" "), self.world.prose(text));
                (track_of(self, application), Addition::Left { application, trigger, reason })
            }
            _ => return Ok(None),
        };
        let given: Given = given;
        Ok(Some(Verb::Selection(selection::Command::Add { track, given })))
    }
}

impl Teller<'_> {
    /// `as-computed`, or those who are chosen and, behind `reserve`, those who may move up; nothing where it is neither.
    pub(super) fn decide(&mut self, track: &str, names: &[&str], text: &str, quoted: &str) -> Option<Verb> {
        let computed = self.computed(track);
        let at = names.iter().position(|name| *name == "reserve");
        let (names, waiting) = names.split_at(at.unwrap_or(names.len()));
        let as_computed = names == ["as-computed"];
        if !as_computed && names.contains(&"as-computed") {
            return None;
        }
        let selected: Vec<_> = if as_computed {
            selection::ids(&computed.selected)
        } else {
            names.iter().map(|name| self.application(name)).collect()
        };
        let reserve: Vec<_> = match waiting {
            ["reserve", names @ ..] => names.iter().map(|name| self.application(name)).collect(),
            _ => selection::ids(&computed.reserve).into_iter().filter(|id| !selected.contains(id)).collect(),
        };
        let mut reasons = BTreeMap::new();
        // Where the computation stopped there is no list to follow: who leaves equals out says so by name.
        if quoted != "none" && !(as_computed && computed.stopped.is_some()) {
            for id in selection::differing(&computed, &selected) {
                reasons.insert(id, self.world.prose(text));
            }
        }
        let remark = (!quoted.is_empty() && quoted != "none").then(|| self.world.prose(text));
        let track = track.to_owned();
        Some(Verb::Selection(selection::Command::Decide { track, selected, reserve, reasons, remark }))
    }

    /// Gives everybody in the comparison who is not chosen a reason.
    pub(super) fn explain(&mut self, verb: &mut Verb, track: &str, text: &str) {
        let Verb::Selection(selection::Command::Decide { selected, reasons, .. }) = verb else { return };
        let definition = &self.world.loaded.definition;
        let compared = self.world.case.counting(track).filter(|a| screening::admitted(definition, a));
        let others: Vec<_> = compared.map(|a| a.id).filter(|id| !selected.contains(id)).collect();
        for id in others {
            let reason = self.world.prose(text);
            reasons.entry(id).or_insert(reason);
        }
    }
}
