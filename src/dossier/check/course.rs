//! What happened along the way, one event after the other: each is judged by the state as it stood before it.

use std::collections::BTreeMap;

use super::erased::Erased;
use super::letters::Post;
use super::sequence::asked_last;
use super::{Check, Record, Verdict, after};
use crate::dossier::format::Manifest;
use crate::engine::case::{Application, Case, Declared, NamedDate, Procedure, Version};
use crate::engine::digest::Digest;
use crate::engine::event::{Event, Stream, What};
use crate::engine::fold;
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::procedure;
use crate::engine::select::Spec as Model;
use crate::engine::steps::{StepState, consensus, envelope, intake, scoring, screening, selection};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;
use crate::engine::workflow::facts::{self, Fact};
use crate::engine::workflow::form::Content;

/// What lies in the dossier, beside the workflow file.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The list of its entries.
    pub manifest: &'a Manifest,
    /// What was read of them.
    pub record: &'a Record,
    /// What was erased, as the journal says it.
    pub erased: &'a Erased,
}

/// Follows a whole record and returns the state at its end.
pub fn follow<'a>(
    verdict: &'a mut Verdict,
    definition: &'a Definition,
    known: &Known<'a>,
    events: &'a [Event],
) -> Case {
    let Known { manifest, record, .. } = *known;
    let case = Case { procedure: Procedure::new(manifest.procedure), applications: BTreeMap::new() };
    let post = Post::new(definition, known, events);
    let mut course = Course { verdict, definition, record, case, dates: Vec::new(), post };
    course.dates = course.dates_of(events);
    for event in asked_last(definition, events) {
        course.judge(event);
        fold::apply(definition, &mut course.case, event);
        course.post.followed(course.verdict, &course.case, &course.dates, event);
    }
    course.post.end(course.verdict, &course.case, manifest);
    course.case
}

struct Course<'a> {
    verdict: &'a mut Verdict,
    definition: &'a Definition,
    record: &'a Record,
    case: Case,
    /// The named dates, each time that they changed.
    dates: Vec<(Instant, BTreeMap<String, NamedDate>)>,
    /// The letters that follow.
    post: Post<'a>,
}

impl Course<'_> {
    /// The named dates as they stood from each instant on; a date is never moved to an earlier one.
    fn dates_of(&mut self, events: &[Event]) -> Vec<(Instant, BTreeMap<String, NamedDate>)> {
        let mut known = Procedure::new(self.case.procedure.id);
        let mut dates = Vec::new();
        for event in events {
            let (Stream::Procedure(_), What::Procedure(what)) = (&event.stream, &event.what) else {
                continue;
            };
            let before = known.dates.clone();
            procedure::apply(&mut known, event.at, event.actor, what);
            if known.dates == before {
                continue;
            }
            for (name, old) in &before {
                self.verdict.count(Check::Deadlines);
                // A date is moved later or not at all, and never to a time that is over.
                let least = old.at.max(event.at);
                if let Some(new) = known.dates.get(name).filter(|new| new.at != old.at && new.at <= least) {
                    let found = format!("moved to {} at {}", new.at, event.at);
                    self.verdict.differs(Check::Deadlines, name, format!("later than {least}"), found);
                }
            }
            dates.push((event.at, known.dates.clone()));
        }
        dates
    }

    /// The date called `name` as it stood at `at`.
    fn date(&self, name: &str, at: Instant) -> Option<Instant> {
        let stood = self.dates.iter().rev().find(|(from, _)| *from <= at)?;
        stood.1.get(name).map(|date| date.at)
    }

    fn judge(&mut self, event: &Event) {
        match (&event.stream, &event.what) {
            (Stream::Procedure(_), What::Procedure(procedure::Event::Extended { date, .. })) => {
                if let Some(step) = procedure::closed_by(self.definition, &self.case.procedure, date) {
                    let found = format!("moved at {}, after {step} had closed", event.at);
                    self.verdict.differs(Check::Deadlines, date, "no move", found);
                }
            }
            (Stream::Application(id), What::Intake(intake::Event::Declared(declared))) => {
                self.declared(event, *id, None, declared);
            }
            (Stream::Application(id), What::Intake(what)) => self.came_in(event, *id, what),
            (Stream::Application(id), What::Envelope(what)) => self.envelope(event, *id, what),
            (Stream::Application(id), What::Screening(what)) => self.screened(event, *id, what),
            (Stream::Application(id), What::Scoring(what)) => self.scored(event, *id, what),
            (Stream::Application(id), What::Consensus(what)) => self.agreed(event, *id, what),
            (Stream::Line(_, track), What::Intake(what)) => self.closed(event, track, what),
            (Stream::Line(_, track), What::Screening(what)) => self.admitted(event, track, what),
            (Stream::Line(_, track), What::Selection(what)) => self.chosen(event, track, what),
            (Stream::Procedure(_), What::Limits(what)) => {
                super::limits::judge(
                    self.verdict,
                    self.definition,
                    event,
                    (&self.case, &Self::of(event)),
                    what,
                );
            }
            (Stream::Line(_, track), What::Letters(_)) => {
                let of = Self::of(event);
                super::limits::released(self.verdict, self.definition, event, (&self.case, &of), track);
                self.post.released(self.verdict, &self.case, track);
            }
            _ => {}
        }
    }

    /// What this event is, for a person.
    fn of(event: &Event) -> String {
        format!("{} of {} at {}", event.what.name(), event.stream, event.at)
    }

    /// Everything that an applicant does is in time, and what is said to be late was.
    fn came_in(&mut self, event: &Event, id: ApplicationId, what: &intake::Event) {
        let (track, stage) = match (what, self.case.applications.get(&id)) {
            (intake::Event::Started { track, .. }, _) => (track.clone(), None),
            (intake::Event::StageBegan { .. }, _) => return self.asked(event, id, what),
            (_, Some(application)) => (application.track.clone(), application.stage.clone()),
            (_, None) => {
                return self.verdict.differs(
                    Check::Deadlines,
                    Self::of(event),
                    "a draft before it",
                    "nothing",
                );
            }
        };
        let Some((step, spec)) = intake::at_stage(self.definition, stage.as_deref()) else { return };
        let Some(until) = self.closes((step, spec), &track, event.at) else { return };
        match what {
            intake::Event::TriedLate { .. } => {
                self.verdict.count(Check::Deadlines);
                let left = self.case.procedure.lines.get(&track).is_some_and(|line| line.step != step);
                if event.at <= until && !left {
                    self.verdict.differs(
                        Check::Deadlines,
                        Self::of(event),
                        format!("after {until}"),
                        event.at,
                    );
                }
            }
            // Time itself takes out who was invited too late, and the owner's change asks for confirmation; what models
            // read is taken over after the opening.
            intake::Event::NotConfirmed {}
            | intake::Event::MemberLapsed(_)
            | intake::Event::ConfirmationAsked {}
            | intake::Event::Declared(_) => {}
            _ => {
                self.verdict.count(Check::Deadlines);
                if event.at > until {
                    let expected = format!("{until} or before");
                    self.verdict.differs(Check::Deadlines, Self::of(event), expected, event.at);
                }
            }
        }
        if let intake::Event::Submitted { version, count } = what {
            let Some(found) = self.case.applications.get(&id) else { return };
            let (before, draft) = (found.submitted.as_ref().map_or(0, |s| s.count), found.draft.clone());
            if *version != draft || *count != before + 1 {
                let expected = format!("draft {} for the {}. time", draft.number, before + 1);
                let found = format!("draft {} for the {count}. time", version.number);
                self.verdict.differs(Check::Deadlines, Self::of(event), expected, found);
            }
        }
    }

    /// What models read is what was handed in.
    fn declared(&mut self, event: &Event, id: ApplicationId, envelope: Option<&str>, what: &Declared) {
        let Some(found) = self.case.applications.get(&id) else { return };
        let submitted = found.submitted.as_ref().map(|submitted| submitted.version.content);
        self.verdict.count(Check::Facts);
        if submitted != Some(what.content) {
            let expected = submitted.map_or_else(|| "a submission".to_owned(), |content| content.to_string());
            self.verdict.differs(Check::Facts, Self::of(event), expected, what.content);
        }
        let Some(line) = self.record.contents.get(&what.content) else { return };
        // Contents that cannot be read are reported where contents are.
        let Ok(content) = serde_json::from_str::<Content>(&line.body) else { return };
        let expected =
            facts::declared(self.definition, (&found.track, found.stage.as_deref()), envelope, &content);
        for (name, fact) in &expected {
            if what.facts.get(name) != Some(fact) {
                let said = |fact: Option<&Fact>| {
                    fact.map_or_else(|| "nothing".to_owned(), |fact| format!("{fact:?}"))
                };
                let of = format!("{}, facts.{name}", Self::of(event));
                self.verdict.differs(Check::Facts, of, said(Some(fact)), said(what.facts.get(name)));
            }
        }
        for name in what.facts.keys().filter(|name| !expected.contains_key(*name)) {
            let of = format!("{}, facts.{name}", Self::of(event));
            self.verdict.differs(Check::Facts, of, "nothing", "a fact");
        }
    }

    /// An envelope is opened for those who come through what was judged, and stays shut for the others.
    fn envelope(&mut self, event: &Event, id: ApplicationId, what: &envelope::Event) {
        let (step, rule) = match what {
            envelope::Event::Opened { step } => (step, None),
            envelope::Event::LeftShut { step, rule } => (step, Some(rule)),
            envelope::Event::Declared { step, declared } => {
                let opens = match self.definition.step(step).map(|step| &step.does) {
                    Some(StepSpec::Envelope(spec)) => spec.opens.as_str(),
                    _ => "",
                };
                return self.declared(event, id, Some(opens), declared);
            }
            envelope::Event::Finished {} => return,
        };
        let Some(StepSpec::Envelope(spec)) = self.definition.step(step).map(|step| &step.does) else {
            return self.verdict.differs(Check::Admissions, Self::of(event), "an envelope of the file", step);
        };
        let Some(track) = self.case.applications.get(&id).map(|found| found.track.clone()) else { return };
        let Some(model) = self.definition.model(&track, &spec.model) else { return };
        let kept_out = envelope::kept_out(self.definition, &self.case, &track, model);
        let said =
            |rule: Option<&String>| rule.map_or_else(|| "open".to_owned(), |rule| format!("shut by {rule}"));
        let (expected, found) = (said(kept_out.get(&id)), said(rule));
        self.verdict.compare(Check::Admissions, Self::of(event), &expected, &found);
    }

    /// Who is asked into a later stage may answer its intake, which their track has come to.
    fn asked(&mut self, event: &Event, id: ApplicationId, what: &intake::Event) {
        let intake::Event::StageBegan { stage, version, carried } = what else { return };
        self.verdict.count(Check::Admissions);
        let found = self.case.applications.get(&id);
        let track = found.map(|found| found.track.clone()).unwrap_or_default();
        if let Some(StepSpec::Intake(spec)) = self.definition.step(stage).map(|step| &step.does) {
            let before = found.and_then(|found| found.submitted.as_ref()).map(|submitted| &submitted.version);
            let empty = || format!("{:?}", (spec.carries(), None::<&Version>));
            let expected = if spec.carries() { format!("{:?}", (true, before)) } else { empty() };
            let said = format!("{:?}", (carried, carried.then_some(version)));
            self.verdict.compare(Check::Admissions, Self::of(event), &expected, &said);
        }
        let spec = self.definition.step(stage).map(|step| &step.does);
        let here = self.case.procedure.lines.get(&track).is_some_and(|line| line.step == *stage);
        let may = match spec {
            Some(StepSpec::Intake(spec)) => {
                intake::invited(self.definition, &self.case, &track, spec).contains(&id)
            }
            _ => false,
        };
        if !may || !here {
            let expected = "an application that may answer the intake its track is in";
            self.verdict.differs(Check::Admissions, Self::of(event), expected, stage);
        }
    }

    /// The last microsecond that is in time for an intake in `track`, as it stood at `at`.
    fn closes(&self, (step, spec): (&str, &intake::Spec), track: &str, at: Instant) -> Option<Instant> {
        if spec.carries() {
            // It asks for nothing: nothing that comes in is in time.
            return Some(Instant::default());
        }
        let own = self.date(&intake::later::own_date(step, track), at);
        own.or_else(|| self.date(spec.until.as_ref()?, at))
    }

    /// The deadline is performed when it passed, and the root is over what counted.
    fn closed(&mut self, event: &Event, track: &str, what: &intake::Event) {
        let intake::Event::Closed { count, commitment } = what else { return };
        let here = intake::here(self.definition, &self.case.procedure, track);
        let Some(until) = here.and_then(|intake| self.closes(intake, track, event.at)) else { return };
        let entered = self.case.procedure.lines.get(track).map_or(until, |line| line.entered_at);
        let due = until.plus_micros(1).max(entered);
        self.verdict.compare(Check::Deadlines, Self::of(event), &due, &event.at);
        let (counted, root) = intake::committed(&self.case, track);
        let said = |count: u32, root: &Digest| format!("{count} applications under the root {root}");
        self.verdict.compare(
            Check::Commitments,
            Self::of(event),
            &said(counted, &root),
            &said(*count, commitment),
        );
    }

    /// Verdicts follow from the figures, and the admission from the verdicts.
    fn screened(&mut self, event: &Event, id: ApplicationId, what: &screening::Event) {
        let Some(found) = self.case.applications.get(&id) else { return };
        if let screening::Event::Cured(_) | screening::Event::CureSaved(_) = what {
            let until = found.cure.as_ref().map(|cure| cure.until).unwrap_or_default();
            self.verdict.count(Check::Deadlines);
            if event.at > until {
                let expected = format!("{until} or before");
                self.verdict.differs(Check::Deadlines, Self::of(event), expected, event.at);
            }
        }
        let screening::Event::Screened { step, verdicts, admitted } = what else { return };
        self.verdict.count(Check::Admissions);
        let Some(StepSpec::Screening(spec)) = self.definition.step(step).map(|step| &step.does) else {
            return self.verdict.differs(Check::Admissions, Self::of(event), "a screening", step);
        };
        let mut all: BTreeMap<String, bool> = screening::findings(found)
            .filter(|(of, _)| of == step)
            .flat_map(|(_, finding)| &finding.verdicts)
            .map(|(check, verdict)| (check.clone(), verdict.met))
            .collect();
        for (name, given) in verdicts {
            all.insert(name.clone(), given.met);
            let Some(check) = spec.checks_of(&found.track).find(|check| check.id == *name) else {
                self.verdict.differs(Check::Admissions, Self::of(event), "a check of the file", name);
                continue;
            };
            if let Some(min) = &check.min {
                let met = given.verified.as_ref().is_some_and(|verified| verified >= min);
                if met != given.met {
                    let of = format!("{}, check {name}", Self::of(event));
                    self.verdict.differs(Check::Admissions, of, format!("met: {met}"), given.met);
                }
            }
            if !given.met && given.reason.is_none() {
                let of = format!("{}, check {name}", Self::of(event));
                self.verdict.differs(Check::Admissions, of, "a reason", "none");
            }
        }
        let complete = spec.checks_of(&found.track).all(|check| all.contains_key(&check.id));
        let follows = complete.then(|| all.values().all(|met| *met));
        if follows != *admitted {
            let (expected, found) = (format!("admitted: {follows:?}"), format!("admitted: {admitted:?}"));
            self.verdict.differs(Check::Admissions, Self::of(event), expected, found);
        }
    }

    fn admitted(&mut self, event: &Event, track: &str, what: &screening::Event) {
        let screening::Event::Finished { admitted, excluded } = what else { return };
        let step = self.case.procedure.lines.get(track).map(|line| line.step.clone()).unwrap_or_default();
        let is_in = |a: &&Application| {
            screening::findings(a).any(|(of, finding)| of == step && finding.admitted == Some(true))
        };
        let passes = self.case.counting(track).filter(is_in).count();
        let fails = self.case.counting(track).count() - passes;
        let said = |passes: &dyn std::fmt::Display, fails: &dyn std::fmt::Display| {
            format!("{passes} admitted, {fails} excluded")
        };
        let (expected, found) = (said(&passes, &fails), said(admitted, excluded));
        self.verdict.compare(Check::Admissions, Self::of(event), &expected, &found);
    }

    /// The model whose judged criteria are scored in `step`.
    fn model(&self, application: &Application, step: &str) -> Option<(&Model, &scoring::Spec)> {
        match &self.definition.step(step)?.does {
            StepSpec::Scoring(spec) => Some((self.definition.model(&application.track, &spec.model)?, spec)),
            StepSpec::Consensus(spec) => self.model(application, &spec.of),
            _ => None,
        }
    }

    /// Points lie on their scales, and what is locked has its reasons.
    fn scored(&mut self, event: &Event, id: ApplicationId, what: &scoring::Event) {
        let Some(found) = self.case.applications.get(&id) else { return };
        let (scoring::Event::Scored { step, .. } | scoring::Event::Locked { step }) = what else { return };
        let mut wrong: Vec<(String, String)> = Vec::new();
        let Some((model, spec)) = self.model(found, step) else {
            return self.verdict.differs(Check::Scores, Self::of(event), "a scoring of the file", step);
        };
        if !screening::admitted(self.definition, found) {
            wrong.push(("an application that is admitted".into(), "one that is not".into()));
        }
        let panel = scoring::panel(found, step);
        let free = event.actor.is_some_and(|actor| {
            panel.and_then(|panel| panel.interests.get(&actor)).is_some_and(|interest| !interest.tie)
        });
        if !free {
            wrong.push(("an evaluator who declared no tie".into(), "another".into()));
        }
        if let scoring::Event::Scored { marks, .. } = what {
            for (criterion, mark) in marks {
                if !model.is_judged(criterion) || !model.accepts(criterion, &mark.points) {
                    let expected = format!("points on the scale of `{criterion}`");
                    wrong.push((expected, mark.points.to_string()));
                }
                let text = mark.reason.and_then(|reason| self.record.texts.get(&reason));
                let chars = text.map(|text| text.trim().chars().count());
                if chars.is_some_and(|chars| chars != mark.reason_chars as usize) {
                    let found = chars.unwrap_or_default();
                    let expected = format!("a reason of {} characters", mark.reason_chars);
                    wrong.push((expected, format!("one of {found}")));
                }
            }
        } else {
            let sheet = event.actor.and_then(|actor| panel?.sheets.get(&actor));
            for criterion in model.judged() {
                let chars = sheet.and_then(|sheet| sheet.marks.get(criterion)).map(|m| m.reason_chars);
                if chars.is_none_or(|chars| chars < spec.reason_chars_min) {
                    let min = spec.reason_chars_min;
                    let expected = format!("points for `{criterion}` with a reason of {min} characters");
                    wrong.push((expected, format!("{} characters", chars.unwrap_or_default())));
                }
            }
        }
        self.verdict.count(Check::Scores);
        for (expected, found) in wrong {
            self.verdict.differs(Check::Scores, Self::of(event), expected, found);
        }
    }

    /// What is agreed lies on its scale, and has a reason where the evaluators were not of one mind.
    fn agreed(&mut self, event: &Event, id: ApplicationId, what: &consensus::Event) {
        let consensus::Event::Agreed { step, agreed } = what else { return };
        let Some(found) = self.case.applications.get(&id) else { return };
        self.verdict.count(Check::Consensus);
        let of = match self.definition.step(step).map(|step| &step.does) {
            Some(StepSpec::Consensus(spec)) => spec.of.clone(),
            _ => return self.verdict.differs(Check::Consensus, Self::of(event), "a consensus", step),
        };
        let Some((model, _)) = self.model(found, step) else { return };
        let mut wrong = Vec::new();
        for (criterion, value) in agreed {
            if !model.is_judged(criterion) || !model.accepts(criterion, &value.points) {
                wrong.push((format!("points on the scale of `{criterion}`"), value.points.to_string()));
            }
            let differs = scoring::locked(found, &of)
                .filter_map(|(_, sheet)| sheet.marks.get(criterion))
                .any(|mark| mark.points != value.points);
            if differs != value.changed {
                wrong.push((format!("`{criterion}` changed: {differs}"), value.changed.to_string()));
            }
            if differs && value.reason.is_none() {
                wrong.push((format!("a reason for `{criterion}`"), "none".into()));
            }
        }
        for (expected, found) in wrong {
            self.verdict.differs(Check::Consensus, Self::of(event), expected, found);
        }
    }

    /// The list is computed again, and the decision held against it.
    fn chosen(&mut self, event: &Event, track: &str, what: &selection::Event) {
        if what.step().is_some() {
            return after::judge(
                self.verdict,
                (self.definition, &self.case),
                &mut self.post,
                (event, &Self::of(event)),
                (track, what),
            );
        }
        let Some(line) = self.case.procedure.lines.get(track) else { return };
        let step = line.step.clone();
        let Some(StepSpec::Selection(spec)) = self.definition.step(&step).map(|step| &step.does) else {
            return self.verdict.differs(Check::Selection, Self::of(event), "a selection of the file", step);
        };
        let last = match line.states.get(&step) {
            Some(StepState::Selection(state)) => state.computed.clone(),
            _ => None,
        };
        match what {
            selection::Event::Computed(said) => {
                self.verdict.count(Check::Selection);
                let again = selection::computed(self.definition, &self.case, track, &step, spec);
                if again.as_ref() != Some(said.as_ref()) {
                    let of = Self::of(event);
                    let again = again.unwrap_or_default();
                    let (expected, found) = apart(&again, said);
                    self.verdict.differs(Check::Selection, of, expected, found);
                }
            }
            selection::Event::Drawn(drawn) => {
                self.verdict.count(Check::Selection);
                let mut tied = selection::ids(&last.unwrap_or_default().tied);
                let mut order = drawn.order.clone();
                tied.sort_unstable();
                order.sort_unstable();
                if tied != order {
                    let expected = format!("lots for the {} that are tied", tied.len());
                    let found = format!("{} lots", order.len());
                    self.verdict.differs(Check::Selection, Self::of(event), expected, found);
                }
            }
            // What people add is checked by what is computed with it; what comes after the decision was judged above.
            selection::Event::Chosen(_)
            | selection::Event::Added(_)
            | selection::Event::Followed(_)
            | selection::Event::Told { .. }
            | selection::Event::TriedLate { .. } => {}
            selection::Event::Decided(decision) => {
                self.decided(event, track, &last.unwrap_or_default(), decision);
            }
        }
    }

    fn decided(
        &mut self,
        event: &Event,
        track: &str,
        computed: &crate::engine::select::Outcome,
        decision: &selection::Decision,
    ) {
        self.verdict.count(Check::Decisions);
        for application in selection::differing(computed, &decision.selected) {
            if !decision.reasons.contains_key(&application) {
                let of = format!("{}, application {application}", Self::of(event));
                self.verdict.differs(Check::Decisions, of, "the computed place, or a reason", "neither");
            }
        }
        let compared = |id: &ApplicationId| {
            let found = self.case.applications.get(id);
            found.is_some_and(|a| {
                a.track == track && self.case.takes_part(a) && screening::admitted(self.definition, a)
            })
        };
        let foreign: Vec<_> =
            decision.selected.iter().chain(&decision.reserve).filter(|id| !compared(id)).collect();
        for application in foreign {
            let of = format!("{}, application {application}", Self::of(event));
            self.verdict.differs(Check::Decisions, of, "an application that is admitted", "another");
        }
        if decision.selected.len() < computed.selected.len() && decision.remark.is_none() {
            self.verdict.differs(Check::Decisions, Self::of(event), "a remark on the fewer places", "none");
        }
    }
}

/// Where two results of a selection part, as short as it can be said.
fn apart(again: &crate::engine::select::Outcome, said: &crate::engine::select::Outcome) -> (String, String) {
    if again.selected != said.selected {
        return (
            format!("selected {}", again.selected.join(", ")),
            format!("selected {}", said.selected.join(", ")),
        );
    }
    let (again, said) = (serde_json::to_value(again), serde_json::to_value(said));
    let (again, said) = (again.unwrap_or_default(), said.unwrap_or_default());
    let fields = again.as_object().into_iter().flatten();
    for (name, value) in fields {
        let other = said.get(name).unwrap_or(&serde_json::Value::Null);
        if value != other {
            return (format!("{name}: {value}"), format!("{name}: {other}"));
        }
    }
    ("the same result".to_owned(), "another".to_owned())
}
