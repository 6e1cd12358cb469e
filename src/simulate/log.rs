//! The log of a story: what happened, as lines that people read and tests compare.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use uuid::Uuid;

use super::story::Teller;
use crate::engine::calendar::Zone;
use crate::engine::event::{Event, LineEvent, Stream, What};
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::procedure;
use crate::engine::retention;
use crate::engine::steps::selection::basis::Addition;
use crate::engine::steps::{
    complaints, consensus, envelope, intake, limits, scoring, screening, selection, wait,
};
use crate::engine::turn::{Effect, Outcome};

impl Teller<'_> {
    /// Writes what one turn did.
    pub(super) fn take(&mut self, now: Instant, outcome: &Outcome) {
        for event in &outcome.events {
            let line = self.event(event);
            self.log.push_str(&line);
        }
        let mut letters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for effect in &outcome.effects {
            if let Effect::Letter(letter) = effect {
                let name = self.name(letter.to.uuid());
                letters.entry(self.letter(&letter.content)).or_default().push(name);
            }
        }
        for (letter, mut names) in letters {
            names.sort();
            writeln!(self.log, "    letter {letter} to {}", names.join(", ")).expect("a string");
        }
        if let Some(refusal) = &outcome.refusal {
            let said = serde_json::to_string(refusal).expect("a refusal");
            let (at, said) = (self.local(now), self.readable(&said));
            writeln!(self.log, "{at} refused: {}: {said}", self.said).expect("a string");
        }
    }

    /// The name of somebody or something, as stories call it.
    pub(super) fn name(&self, id: Uuid) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// Identifiers back into names, instants into local time.
    fn readable(&self, json: &str) -> String {
        let mut text = json.to_owned();
        for (id, name) in &self.names {
            text = text.replace(&id.to_string(), name);
        }
        let mut out = String::new();
        let mut digits = String::new();
        for c in text.chars().chain(std::iter::once(' ')) {
            if c.is_ascii_digit() {
                digits.push(c);
                continue;
            }
            if digits.len() == 16 {
                out.push_str(&self.local(Instant::from_micros(digits.parse().expect("digits"))));
            } else {
                out.push_str(&digits);
            }
            digits.clear();
            out.push(c);
        }
        out.trim_end().replace('"', "")
    }

    fn local(&self, at: Instant) -> String {
        let zone = Zone::new(&self.world.loaded.definition.zone).expect("a zone");
        let l = zone.local(at);
        let micro = if l.micro == 0 { String::new() } else { format!(".{:06}", l.micro) };
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{micro}",
            l.year, l.month, l.day, l.hour, l.minute, l.second
        )
    }

    /// Names in a row, with a space before each.
    fn names(&self, ids: &[ApplicationId]) -> String {
        ids.iter().fold(String::new(), |said, id| said + " " + &self.name(id.uuid()))
    }

    /// What came after a decision, and the list with it.
    fn followed(&self, followed: &selection::after::Followed) -> String {
        let what = match &followed.what {
            Addition::Evidence { application, shown: true, .. } => {
                format!("{} has shown evidence", self.name(application.uuid()))
            }
            Addition::Evidence { application, .. } => {
                format!("{} has shown no evidence", self.name(application.uuid()))
            }
            Addition::Left { application, trigger, .. } => {
                format!("{} left ({trigger})", self.name(application.uuid()))
            }
            Addition::GaveUp { application, limit, chosen, .. } => {
                let how = if *chosen { "as the holder chose" } else { "by the rule for silence" };
                format!("{} gives the place up ({limit}, {how})", self.name(application.uuid()))
            }
            _ => String::new(),
        };
        let standing = &followed.standing;
        let open = if standing.open.is_empty() {
            String::new()
        } else {
            format!("; evidence open{}", self.names(&standing.open))
        };
        let (selected, reserve) = (self.names(&standing.selected), self.names(&standing.reserve));
        format!(": {what}; now{selected}; reserve{reserve}{open}")
    }

    fn event(&self, event: &Event) -> String {
        let actor = event.actor.map_or_else(|| "time".to_owned(), |id| self.name(id.uuid()));
        let of = match &event.stream {
            Stream::Procedure(_) => String::new(),
            Stream::Line(_, line) => format!(" {line}"),
            Stream::Application(id) => format!(" {}", self.name(id.uuid())),
        };
        let detail = match &event.what {
            What::Line(LineEvent::Entered { step }) | What::Wait(wait::Event::Began { step }) => {
                format!(": {step}")
            }
            What::Limits(limits::Event::Asked(question)) => {
                let until = question.until.map_or_else(|| "no end".to_owned(), |until| self.local(until));
                let (names, tracks) = (self.names(&question.applications), question.tracks.join(" "));
                format!(" {}:{names}; {} of {tracks}; until {until}", question.limit, question.max)
            }
            What::Limits(
                limits::Event::Answered { limit, keep, .. } | limits::Event::Recorded { limit, keep, .. },
            ) => format!(" {limit}: keeps {}", keep.join(" ")),
            What::Limits(limits::Event::Lapsed { limit, .. } | limits::Event::TriedLate { limit, .. }) => {
                format!(" {limit}")
            }
            What::Line(LineEvent::Ended(outcome)) => format!(": {outcome:?}"),
            What::Intake(intake::Event::Submitted { count, .. }) => format!(": time {count}"),
            What::Intake(intake::Event::TriedLate { verb })
            | What::Screening(screening::Event::TriedLate { verb }) => format!(": {verb}"),
            What::Envelope(envelope::Event::LeftShut { rule, .. }) => format!(": {rule}"),
            What::Intake(intake::Event::Declared(declared))
            | What::Envelope(envelope::Event::Declared { declared, .. }) => {
                format!(": {}", declared.facts.keys().map(String::as_str).collect::<Vec<_>>().join(" "))
            }
            What::Intake(intake::Event::Closed { count, .. }) => format!(": {count} count"),
            What::Screening(screening::Event::Screened { admitted, .. }) => match admitted {
                Some(true) => ": admitted".into(),
                Some(false) => ": not admitted".into(),
                None => ": not complete".into(),
            },
            What::Screening(screening::Event::CureAsked { fields, .. }) => {
                format!(": {}", fields.iter().map(String::as_str).collect::<Vec<_>>().join(" "))
            }
            What::Scoring(scoring::Event::Declared { tie, .. }) => {
                if *tie {
                    ": a tie".into()
                } else {
                    ": no tie".into()
                }
            }
            What::Consensus(consensus::Event::Agreed { agreed, .. }) => {
                let changed = agreed.values().filter(|agreed| agreed.changed).count();
                format!(": {changed} of {} changed", agreed.len())
            }
            What::Selection(selection::Event::Computed(outcome)) => {
                let mut said = format!(": {}", self.readable(&outcome.selected.join(" ")));
                if !outcome.reserve.is_empty() {
                    write!(said, "; reserve {}", self.readable(&outcome.reserve.join(" "))).expect("ok");
                }
                if !outcome.not_selected.is_empty() {
                    let not = self.readable(&outcome.not_selected.join(" "));
                    write!(said, "; not {not}").expect("ok");
                }
                if !outcome.tied.is_empty() {
                    let tied = self.readable(&outcome.tied.join(" "));
                    write!(said, "; tied {tied}; open places {}", outcome.open_places).expect("ok");
                }
                for issue in &outcome.issues {
                    write!(said, "; {:?}", issue.code).expect("ok");
                }
                said
            }
            What::Selection(selection::Event::Added(added)) => {
                let said = serde_json::to_value(added).expect("an addition");
                let kind = said.as_object().and_then(|object| object.keys().next().cloned());
                format!(": {}", kind.unwrap_or_default())
            }
            What::Selection(selection::Event::Decided(decision)) => {
                let names: Vec<_> = decision.selected.iter().map(|id| self.name(id.uuid())).collect();
                format!(": {}", names.join(" "))
            }
            What::Selection(selection::Event::Followed(followed)) => self.followed(followed),
            What::Selection(selection::Event::Told { up, out, .. }) => {
                format!(": up{}; out{}", self.names(up), self.names(out))
            }
            What::Selection(selection::Event::TriedLate { application, .. }) => {
                format!(": {}", self.name(application.uuid()))
            }
            What::Screening(screening::Event::CureOpened { until })
            | What::Complaints(complaints::Event::Opened { until }) => {
                format!(": until {}", self.local(*until))
            }
            What::Complaints(complaints::Event::Settled { ruling, .. }) => format!(": {ruling:?}"),
            What::Retention(retention::Event::Erased { kind }) => format!(": {}", kind.name()),
            What::Retention(retention::Event::Due { track, kind, from, until, applications, .. }) => format!(
                ": {} in {track}, of {applications}, kept until {} from {}",
                kind.name(),
                self.local(*until),
                from.name()
            ),
            What::Procedure(procedure::Event::Extended { date, to, .. }) => {
                format!(": {date} to {}", to.wall)
            }
            What::Procedure(procedure::Event::GateOverridden { finding, .. }) => format!(": {finding}"),
            What::Procedure(procedure::Event::Amended(made)) => {
                let flag = |on, word| if on { word } else { "" };
                let (significant, confirm) =
                    (flag(made.significant, ", significant"), flag(made.confirm, ", to be confirmed"));
                format!(": {}{significant}{confirm}", made.part)
            }
            What::Procedure(procedure::Event::Answered { without: Some(without), .. }) => {
                format!(": without an extension, {:?}", without.ground)
            }
            _ => String::new(),
        };
        format!("{} {actor} {}{of}{detail}\n", self.local(event.at), event.what.name())
    }

    fn letter(&self, content: &LetterContent) -> String {
        let value = serde_json::to_value(content).expect("a letter");
        let kind = value.as_object().and_then(|o| o.keys().next()).expect("a kind").clone();
        let application = value[&kind]["application"].as_str().map(|id| self.readable(id));
        application.map_or(kind.clone(), |application| format!("{kind} {application}"))
    }
}
