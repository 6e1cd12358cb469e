//! One run: the plan is carried out line by line until nothing is left to do.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use super::pilot;
use super::plan::{Extension, Manner, Plan};
use super::story::{Teller, application_id};
use crate::engine::calendar::Zone;
use crate::engine::case::Line;
use crate::engine::instant::Instant;
use crate::engine::procedure;
use crate::engine::steps::{StepState, intake};
use crate::engine::workflow::definition::StepSpec;
use crate::engine::workflow::{Definition, Loaded};

/// Lines that a run has at most: far more than any good path needs.
pub const LINES_MAX: usize = 1_500;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// How long before its first deadline a procedure is opened.
const OPENED_BEFORE_DAYS: i64 = 40;

/// How long the owner waits for an evaluator who is silent.
pub const PATIENCE_DAYS: i64 = 14;

/// When something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// As soon as it can be.
    Now,
    /// So many microseconds after the deadline of the track's intake as it stands then.
    AfterDeadline(i64),
    /// At this instant.
    At(Instant),
}

/// Whether the core should do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// It should.
    Done,
    /// It must refuse.
    Refused,
}

/// Something that somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub when: When,
    /// A person and a command, as stories write them.
    pub words: String,
    /// Whether it should work.
    pub expect: Expect,
}

impl Act {
    /// Something that is done as soon as it can be.
    pub fn now(words: impl Into<String>) -> Self {
        Self { when: When::Now, words: words.into(), expect: Expect::Done }
    }

    /// Something that is done at an instant.
    pub fn at(at: Instant, words: impl Into<String>) -> Self {
        Self { when: When::At(at), words: words.into(), expect: Expect::Done }
    }
}

/// A time in which a line stood still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wait {
    /// Track or joint step.
    pub line: String,
    /// Step.
    pub step: String,
    /// From when.
    pub from: Instant,
    /// How long, in seconds.
    pub seconds: i64,
    /// Who could have acted; nobody where only the clock could.
    pub could: Vec<String>,
}

/// A refusal after which a path could not go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blocked {
    /// Track or joint step.
    pub line: String,
    /// Step.
    pub step: String,
    /// What was tried last; empty where there was nothing to try.
    pub tried: String,
    /// How the core refused it.
    pub refusal: String,
}

/// Something that the core should have refused and did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Accepted {
    /// What was done.
    pub words: String,
    /// When.
    pub at: Instant,
}

/// A run under way, and at its end.
pub struct Run<'l> {
    /// What was planned.
    pub plan: Plan,
    /// The story so far.
    pub teller: Teller<'l>,
    /// The lines of the timeline.
    pub lines: Vec<String>,
    /// Times in which nothing moved.
    pub waits: Vec<Wait>,
    /// What ended paths.
    pub blocked: Vec<Blocked>,
    /// What should have been refused.
    pub accepted: Vec<Accepted>,
    /// Why the run ended before its end, where the story itself was wrong.
    pub broken: Option<String>,
    queue: BTreeMap<String, VecDeque<Act>>,
    once: VecDeque<Act>,
    refused: BTreeMap<String, String>,
}

impl<'l> Run<'l> {
    /// Carries the plan out.
    pub fn play(loaded: &'l Loaded, plan: Plan) -> Self {
        let mut run = Self {
            teller: Teller::new(loaded),
            lines: Vec::new(),
            waits: Vec::new(),
            blocked: Vec::new(),
            accepted: Vec::new(),
            broken: None,
            queue: plan
                .applicants
                .iter()
                .map(|p| (p.name.clone(), scripted(&loaded.definition, p, plan.found(&p.track))))
                .collect(),
            once: VecDeque::new(),
            refused: BTreeMap::new(),
            plan,
        };
        if let Err(why) = run.through() {
            run.broken = Some(why);
        }
        run
    }

    /// The file.
    pub const fn loaded(&self) -> &'l Loaded {
        self.teller.world.loaded
    }

    /// Whether the core has refused these very words.
    pub fn was_refused(&self, words: &str) -> bool {
        self.refused.contains_key(words)
    }

    /// How the core refused these very words.
    pub fn refusal_of(&self, words: &str) -> Option<&str> {
        self.refused.get(words).map(String::as_str)
    }

    /// The timeline as the block of a story.
    pub fn timeline(&self) -> String {
        let mut block = self.lines.join("\n");
        block.push('\n');
        block
    }

    fn through(&mut self) -> Result<(), String> {
        let definition = &self.loaded().definition;
        let first =
            definition.dates.values().filter_map(|date| procedure::resolve(definition, &date.at).ok());
        let first = first.map(|date| date.at).min().unwrap_or(Instant::from_micros(1_798_761_600_000_000));
        let opened = self.round(first.plus_seconds(-OPENED_BEFORE_DAYS * DAY));
        self.say(opened, &Act::now("owner rehearses-procedure"))?;
        self.once = pilot::beginning(self);
        while self.lines.len() < LINES_MAX {
            // What is planned for this very microsecond comes before what can be done at leisure.
            let now = self.teller.world.now;
            if let Some((at, act)) = self.timed().filter(|(at, _)| *at == now) {
                self.take_timed(&act);
                self.say(at, &act)?;
                continue;
            }
            // What time does within the minute comes before what people do next.
            if let Some(wake) = self.teller.world.wake_at.filter(|wake| *wake <= now.plus_seconds(MINUTE)) {
                self.rest_until(wake);
                self.wait(wake)?;
                continue;
            }
            let running = self.teller.world.case.procedure.lines.values().any(Line::running);
            if !running && self.once.is_empty() {
                // Nothing is left to decide; what is kept has its time still.
                if let Some(act) = pilot::keeping(self) {
                    let at = self.round(now.plus_seconds(MINUTE));
                    self.say(at, &act)?;
                    continue;
                }
                let Some(wake) = self.teller.world.wake_at else { return Ok(()) };
                self.wait(wake)?;
                continue;
            }
            if let Some(act) = self.next_now() {
                let at = self.round(self.teller.world.now.plus_seconds(MINUTE));
                let latest = self.teller.world.wake_at.map_or(at, |wake| at.min(wake.plus_micros(-1)));
                let at = if latest < self.teller.world.now { at } else { latest };
                self.say(at, &act)?;
                continue;
            }
            let timed = self.timed();
            let wake = self.teller.world.wake_at;
            match (timed, wake) {
                (Some((at, act)), wake) if wake.is_none_or(|wake| at < wake) => {
                    self.rest_until(at);
                    self.take_timed(&act);
                    self.say(at, &act)?;
                }
                (_, Some(wake)) => {
                    self.rest_until(wake);
                    self.wait(wake)?;
                }
                (Some(_), None) => return Ok(()),
                (None, None) => {
                    if !self.give_up()? {
                        return Ok(());
                    }
                }
            }
        }
        Err(format!("the run did not end within {LINES_MAX} lines"))
    }

    /// What can be done now, the first of it.
    fn next_now(&mut self) -> Option<Act> {
        if let Some(act) = self.once.pop_front() {
            return Some(act);
        }
        let names: Vec<_> = self.plan.applicants.iter().map(|p| (p.name.clone(), p.track.clone())).collect();
        for (name, track) in names {
            let here = self.receiving(&track);
            let queue = self.queue.get_mut(&name)?;
            if here && queue.front().is_some_and(|act| act.when == When::Now) {
                return queue.pop_front();
            }
        }
        if let Some(act) = pilot::confirms(self) {
            return Some(act);
        }
        let lines: Vec<_> = self.lines_in_order();
        let mut acts = lines.iter().flat_map(|line| pilot::acts(self, line)).collect::<Vec<_>>();
        acts.retain(|act| act.when == When::Now && !self.was_refused(&act.words));
        acts.into_iter().next()
    }

    /// Tracks in the order of the file or of the plan, joint steps behind them.
    fn lines_in_order(&self) -> Vec<String> {
        let definition = &self.loaded().definition;
        let mut tracks: Vec<_> = definition.tracks.iter().map(|track| track.id.clone()).collect();
        if self.plan.backwards {
            tracks.reverse();
        }
        tracks.into_iter().chain(definition.joint_steps().map(|(step, _)| step.id.clone())).collect()
    }

    /// Whether the intake of `track` still receives.
    fn receiving(&self, track: &str) -> bool {
        let (definition, procedure) = (&self.loaded().definition, &self.teller.world.case.procedure);
        let here = procedure.lines.get(track).is_some_and(|line| {
            line.running() && intake::of(definition).is_some_and(|(step, _)| line.step == step)
        });
        here && self.deadline().is_some_and(|deadline| self.teller.world.now <= deadline)
    }

    /// The deadline of the first intake as it stands.
    pub fn deadline(&self) -> Option<Instant> {
        let (_, spec) = intake::of(&self.loaded().definition)?;
        self.teller.world.case.procedure.date(spec.until.as_ref()?)
    }

    /// The wall time so many days from now, as the owner types it.
    pub fn day_after(&self, days: i64) -> String {
        let at = self.round(self.teller.world.now.plus_seconds(days * DAY));
        self.written(at)
    }

    /// What is to be done at a certain instant, the earliest of it.
    fn timed(&self) -> Option<(Instant, Act)> {
        let now = self.teller.world.now;
        let mut found: Vec<(Instant, Act)> = Vec::new();
        for queue in self.queue.values() {
            if let Some(act) = queue.front()
                && let When::AfterDeadline(micros) = act.when
                && let Some(deadline) = self.deadline()
            {
                found.push((deadline.plus_micros(micros), act.clone()));
            }
        }
        for line in self.lines_in_order() {
            for act in pilot::acts(self, &line) {
                if let When::At(at) = act.when
                    && !self.was_refused(&act.words)
                {
                    found.push((at, act));
                }
            }
        }
        for act in [self.extension(), self.amendment()].into_iter().flatten() {
            if let When::At(at) = act.when {
                found.push((at, act));
            }
        }
        found.extend(self.late_complaint());
        found.retain(|(at, _)| *at >= now);
        found.into_iter().min_by_key(|(at, _)| *at)
    }

    fn take_timed(&mut self, act: &Act) {
        for queue in self.queue.values_mut() {
            if queue.front() == Some(act) {
                queue.pop_front();
                return;
            }
        }
    }

    /// The date of the intake is moved the day before it, once.
    fn extension(&self) -> Option<Act> {
        let extension = self.plan.extension?;
        let (_, spec) = intake::of(&self.loaded().definition)?;
        let procedure = &self.teller.world.case.procedure;
        if !procedure.changes.is_empty() {
            return None;
        }
        let until = spec.until.as_ref()?;
        let deadline = procedure.date(until)?;
        let zone = Zone::new(&self.loaded().definition.zone).ok()?;
        let offset = |days: i64| zone.local(deadline.plus_seconds(days * DAY)).utc_offset_seconds;
        let days = match extension {
            Extension::TwoDays => 2,
            Extension::OverClockChange => (1..400).find(|days| offset(*days) != offset(0))? + 2,
        };
        let shift = i64::from(offset(0) - offset(days));
        let to = zone.local(deadline.plus_seconds(days * DAY + shift));
        let to = format!("{:04}-{:02}-{:02}T{:02}:{:02}", to.year, to.month, to.day, to.hour, to.minute);
        Some(Act::at(deadline.plus_seconds(-DAY), format!("owner extends {until} {to}")))
    }

    /// A text is amended the day before the deadline, once, with two weeks more for all to confirm.
    fn amendment(&self) -> Option<Act> {
        let procedure = &self.teller.world.case.procedure;
        if !self.plan.amended || !procedure.amendments.is_empty() {
            return None;
        }
        let deadline = self.deadline()?;
        let to = self.written(self.round(deadline.plus_seconds(14 * DAY)));
        let words =
            format!("owner amends summary significant confirm to {to} \"What is asked for has changed.\"");
        Some(Act::at(deadline.plus_seconds(-DAY), words))
    }

    /// Somebody complains in the first microsecond after a window, once.
    fn late_complaint(&self) -> Option<(Instant, Act)> {
        self.plan.complaint.as_ref().filter(|complaint| !complaint.in_time)?;
        if !self.teller.complaints().is_empty() {
            return None;
        }
        self.plan.applicants.iter().find_map(|planned| {
            let line = self.teller.world.case.procedure.lines.get(&planned.track)?;
            let found = self.teller.world.case.applications.get(&application_id(&planned.name))?;
            let mut steps = self.loaded().definition.steps_of_in(&found.track, found.stage.as_deref());
            let until = steps.find_map(|step| match line.states.get(&step.id)? {
                StepState::Complaints(state) => state.until,
                _ => None,
            })?;
            let counts = found.counts();
            let words = format!("{} complains {}", planned.lead(), planned.name);
            let at = until.plus_micros(1);
            counts.then_some((at, Act { when: When::At(at), words, expect: Expect::Refused }))
        })
    }

    /// Nobody can act and no clock will: the owner cancels what runs, so that the rest of the path shows.
    fn give_up(&mut self) -> Result<bool, String> {
        let definition = &self.loaded().definition;
        let mut stuck = Vec::new();
        for name in self.lines_in_order() {
            let Some(line) = self.teller.world.case.procedure.lines.get(&name) else { continue };
            if !line.running() {
                continue;
            }
            let joint = definition.track(&name).is_none();
            let tried = pilot::acts(self, &name).into_iter().find(|act| self.was_refused(&act.words));
            let refusal = tried.as_ref().and_then(|act| self.refused.get(&act.words).cloned());
            let what = if joint { format!("owner gives-up {name}") } else { format!("owner cancels {name}") };
            let waiting = joint
                && definition.tracks.iter().any(|track| {
                    self.teller.world.case.procedure.lines.get(&track.id).is_some_and(Line::running)
                });
            if waiting || self.was_refused(&what) {
                continue;
            }
            stuck.push((
                Blocked {
                    line: name.clone(),
                    step: line.step.clone(),
                    tried: tried.map(|act| act.words).unwrap_or_default(),
                    refusal: refusal.unwrap_or_default(),
                },
                what,
            ));
        }
        // A track that waits for another one is no cause of its own.
        if stuck.iter().any(|(blocked, _)| !blocked.tried.is_empty()) {
            stuck.retain(|(blocked, _)| !blocked.tried.is_empty());
        }
        let any = !stuck.is_empty();
        for (blocked, what) in stuck {
            self.blocked.push(blocked);
            let at = self.round(self.teller.world.now.plus_seconds(MINUTE));
            self.say(at, &Act::now(what))?;
        }
        Ok(any)
    }

    /// Notes who stood still until `at`.
    fn rest_until(&mut self, at: Instant) {
        let definition = &self.loaded().definition;
        let now = self.teller.world.now;
        for (name, line) in &self.teller.world.case.procedure.lines {
            let Some(step) = definition.step(&line.step).filter(|_| line.running()) else { continue };
            let could = pilot::could_act(self, name, &step.does);
            let seconds = (at.micros() - now.micros()) / 1_000_000;
            let known = self.waits.iter_mut().find(|wait| {
                wait.line == *name
                    && wait.step == line.step
                    && wait.could == could
                    && wait.from.plus_seconds(wait.seconds + 2) >= now
            });
            match known {
                Some(wait) => wait.seconds = (at.micros() - wait.from.micros()) / 1_000_000,
                None => self.waits.push(Wait {
                    line: name.clone(),
                    step: line.step.clone(),
                    from: now,
                    seconds,
                    could,
                }),
            }
        }
    }

    fn wait(&mut self, at: Instant) -> Result<(), String> {
        let line = format!("{} wait", self.written(at));
        self.teller.line(&line).map_err(|why| format!("{line}: {why}"))?;
        self.lines.push(line);
        Ok(())
    }

    fn say(&mut self, at: Instant, act: &Act) -> Result<(), String> {
        let line = format!("{} {}", self.written(at), act.words);
        self.teller.line(&line).map_err(|why| format!("{line}: {why}"))?;
        self.lines.push(line);
        match (act.expect, self.teller.refusal()) {
            (Expect::Done, Some(refusal)) => {
                let said = serde_json::to_string(refusal).unwrap_or_default();
                self.refused.insert(act.words.clone(), said);
            }
            (Expect::Refused, None) => self.accepted.push(Accepted { words: act.words.clone(), at }),
            _ => {}
        }
        Ok(())
    }

    /// The next whole minute: stories are read by people.
    fn round(&self, at: Instant) -> Instant {
        let rest = at.micros().rem_euclid(60_000_000);
        let at = if rest == 0 { at } else { at.plus_micros(60_000_000 - rest) };
        // An hour that the clocks show twice cannot be written.
        if self.twice(at) { at.plus_seconds(2 * 60 * MINUTE) } else { at }
    }

    fn twice(&self, at: Instant) -> bool {
        let Ok(zone) = Zone::new(&self.loaded().definition.zone) else { return false };
        let offset = |seconds| zone.local(at.plus_seconds(seconds)).utc_offset_seconds;
        offset(-3 * 3_600) > offset(0) || offset(0) > offset(3 * 3_600)
    }

    /// A local time as stories write it; the microseconds behind it.
    fn written(&self, at: Instant) -> String {
        let micros = at.micros().rem_euclid(60_000_000);
        let whole = at.plus_micros(-micros);
        let Ok(zone) = Zone::new(&self.loaded().definition.zone) else { return String::new() };
        let l = zone.local(whole);
        let wall = format!("{:04}-{:02}-{:02}T{:02}:{:02}", l.year, l.month, l.day, l.hour, l.minute);
        if micros == 0 { wall } else { format!("{wall}+{micros}us") }
    }

    /// Evaluators who had to be appointed after the beginning, by the step that wanted them.
    pub fn appointed_by_step(&self) -> BTreeMap<String, usize> {
        let mut found = BTreeMap::new();
        for turned in &self.teller.world.turns {
            let granted = turned.outcome.events.iter().any(|event| {
                matches!(&event.what, crate::engine::event::What::Procedure(procedure::Event::Granted { .. }))
            });
            let scoring = self.loaded().definition.steps.iter().find(|step| {
                matches!(step.does, StepSpec::Scoring(_))
                    && turned.before.procedure.lines.values().any(|l| l.running() && l.step == step.id)
            });
            if let Some(step) = scoring.filter(|_| granted) {
                *found.entry(step.id.clone()).or_insert(0) += 1;
            }
        }
        found
    }

    /// The step kind that `line` is in.
    pub fn spec_of(&self, line: &str) -> Option<(&'l str, &'l StepSpec)> {
        let step = self.teller.world.case.current(&self.loaded().definition, line)?;
        Some((step.id.as_str(), &step.does))
    }
}

/// What an applicant does in the intake, one after the other.
fn scripted(
    definition: &Definition,
    planned: &super::plan::Planned,
    found: &super::eligible::Eligible,
) -> VecDeque<Act> {
    let said = super::filling::said(definition, None, planned, found);
    let name = &planned.name;
    let lead = planned.lead();
    let mut acts = VecDeque::from([
        Act::now(format!("{lead} starts {name} {}", planned.track)),
        Act::now(format!("{lead} fills {name}{said}")),
    ]);
    for n in 1..=planned.partners {
        acts.push_back(Act::now(format!("{lead} invites {name} member{n}-{name}")));
        acts.push_back(Act::now(format!("member{n}-{name} signs {name}")));
    }
    let submit = format!("{lead} submits {name}");
    let after = |micros, expect| Act { when: When::AfterDeadline(micros), words: submit.clone(), expect };
    match planned.manner {
        Manner::Plain => acts.push_back(Act::now(submit)),
        Manner::AtTheDeadline => acts.push_back(after(0, Expect::Done)),
        Manner::Late => acts.push_back(after(1, Expect::Refused)),
        Manner::Resubmitted => {
            acts.push_back(Act::now(submit.clone()));
            acts.push_back(Act::now(format!("{lead} fills {name} well{said} \"once more\"")));
            for n in 1..=planned.partners {
                acts.push_back(Act::now(format!("member{n}-{name} signs {name}")));
            }
            acts.push_back(Act::now(submit));
        }
        Manner::InvitesAfterwards => {
            acts.push_back(Act::now(submit));
            if planned.partners > 0 {
                acts.push_back(Act::now(format!("{lead} invites {name} afterwards-{name}")));
            }
        }
        Manner::Withdrawn => {
            acts.push_back(Act::now(submit));
            acts.push_back(Act::now(format!("{lead} withdraws {name}")));
        }
        Manner::Unfinished => {}
    }
    acts
}
