//! Laws of procedures in several stages, held against runs of the files that come with the program.
//!
//! What a law expects is worked out from the events alone.

use std::collections::{BTreeMap, BTreeSet};

use trespor::engine::case::NamedDate;
use trespor::engine::event::{Event, LineEvent, Stream, What};
use trespor::engine::fold;
use trespor::engine::ids::ApplicationId;
use trespor::engine::procedure;
use trespor::engine::steps::{intake, selection};
use trespor::engine::workflow::definition::StepSpec;
use trespor::engine::workflow::{Loaded, load};
use trespor::simulate::plan;
use trespor::simulate::run::Run;

const FILES: [&str; 2] =
    [include_str!("../../workflows/two-stages.yaml"), include_str!("../../workflows/frikommune.yaml")];
const SEEDS: u64 = 60;

fn runs(loaded: &Loaded) -> impl Iterator<Item = Run<'_>> {
    let definition = &loaded.definition;
    let plans =
        plan::named(definition).into_iter().chain((1..=SEEDS).map(|seed| plan::random(definition, seed)));
    plans.map(|plan| Run::play(loaded, plan))
}

/// What the events say of one application in the stage that it is in.
#[derive(Clone, Debug, Default)]
struct Seen {
    track: String,
    stage: Option<String>,
    handed_in: bool,
    /// A text was amended since, and what was handed in counts only once that is confirmed.
    unconfirmed: bool,
}

#[derive(Default)]
struct Record {
    dates: BTreeMap<String, NamedDate>,
    lines: BTreeMap<String, String>,
    stages: BTreeMap<String, Option<String>>,
    decided: BTreeMap<(String, String), Vec<ApplicationId>>,
    applications: BTreeMap<ApplicationId, Seen>,
    began: u32,
    refused_late: u32,
}

impl Record {
    fn take(&mut self, loaded: &Loaded, event: &Event) {
        match (&event.stream, &event.what) {
            (_, What::Procedure(procedure::Event::Opened { dates, .. })) => self.dates.clone_from(dates),
            (
                _,
                What::Procedure(
                    procedure::Event::Extended { date, to, .. } | procedure::Event::DateSet { date, to },
                ),
            ) => {
                self.dates.insert(date.clone(), to.clone());
            }
            (Stream::Line(_, line), What::Line(LineEvent::Entered { step })) => {
                self.lines.insert(line.clone(), step.clone());
                let first = &loaded.definition.steps[0].id;
                if matches!(loaded.definition.step(step).expect("a step").does, StepSpec::Intake(_)) {
                    self.stages.insert(line.clone(), (step != first).then(|| step.clone()));
                }
            }
            (Stream::Line(_, line), What::Selection(selection::Event::Decided(decision))) => {
                let step = self.lines[line].clone();
                self.decided.insert((line.clone(), step), decision.selected.clone());
            }
            (Stream::Line(_, line), What::Intake(intake::Event::Closed { count, .. })) => {
                let stage = &self.stages[line];
                let here = |seen: &&Seen| seen.track == *line && seen.stage == *stage;
                let counts = |seen: &&Seen| here(seen) && seen.handed_in && !seen.unconfirmed;
                let counted = self.applications.values().filter(counts).count();
                assert_eq!(counted, *count as usize, "{line} at {}", event.at);
            }
            (Stream::Application(id), What::Intake(what)) => self.came_in(loaded, event, *id, what),
            _ => {}
        }
    }

    fn came_in(&mut self, loaded: &Loaded, event: &Event, id: ApplicationId, what: &intake::Event) {
        match what {
            intake::Event::Started { track, .. } => {
                assert_eq!(self.stages[track], None, "nobody begins in a later stage");
                self.applications.insert(id, Seen { track: track.clone(), ..Seen::default() });
            }
            intake::Event::StageBegan { stage, .. } => {
                let seen = self.applications.get_mut(&id).expect("it was begun before");
                let Some(StepSpec::Intake(spec)) = loaded.definition.step(stage).map(|step| &step.does)
                else {
                    panic!("{stage} is no intake");
                };
                let from = spec.from.as_ref().expect("a later intake says who may answer").step().to_owned();
                assert!(
                    self.decided[&(seen.track.clone(), from)].contains(&id),
                    "only those who were chosen"
                );
                assert_eq!(self.lines[&seen.track], *stage, "their track has come there");
                (seen.stage, seen.handed_in, seen.unconfirmed) = (Some(stage.clone()), false, false);
                self.began += 1;
            }
            intake::Event::TriedLate { .. } => self.refused_late += 1,
            intake::Event::MemberLapsed(_) | intake::Event::NotConfirmed {} | intake::Event::Declared(_) => {}
            other => {
                let seen = self.applications.get_mut(&id).expect("it was begun before");
                let step = seen.stage.as_deref().unwrap_or(&loaded.definition.steps[0].id);
                let Some(StepSpec::Intake(spec)) = loaded.definition.step(step).map(|step| &step.does) else {
                    panic!("{step} is no intake");
                };
                let own = self.dates.get(&format!("{step}.{}", seen.track));
                let date = own.or_else(|| self.dates.get(spec.until.as_ref()?)).expect("a date");
                assert!(event.at <= date.at, "{other:?} at {} after {}", event.at, date.at);
                assert_eq!(self.lines[&seen.track], step, "{other:?}: the track is in that intake");
                match other {
                    intake::Event::Submitted { .. } => (seen.handed_in, seen.unconfirmed) = (true, false),
                    intake::Event::Withdrawn {} => seen.handed_in = false,
                    intake::Event::ConfirmationAsked {} => seen.unconfirmed = true,
                    intake::Event::Confirmed {} => seen.unconfirmed = false,
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn who_answers_a_later_intake_was_chosen_and_is_in_time() {
    for file in FILES {
        let loaded = load(file.as_bytes()).expect("the file can be read");
        let (mut began, mut late) = (0, 0);
        for run in runs(&loaded) {
            let mut record = Record::default();
            for event in run.teller.world.events() {
                record.take(&loaded, event);
            }
            began += record.began;
            late += record.refused_late;
            assert!(run.broken.is_none() && run.accepted.is_empty(), "{:?} {:?}", run.broken, run.accepted);
        }
        assert!(began > 50 && late > 10, "{began} answered, {late} were late: the law would hold of nothing");
    }
}

/// The streams can be folded in any order among themselves: all of one stream, then all of the next.
#[test]
fn the_events_of_all_stages_fold_to_the_state() {
    for file in FILES {
        let loaded = load(file.as_bytes()).expect("the file can be read");
        for run in runs(&loaded) {
            let world = &run.teller.world;
            let id = world.case.procedure.id;
            let told: Vec<_> = world.events().cloned().collect();
            assert!(fold::all(&loaded.definition, id, &told) == world.case, "{}", run.plan.name);
            let streams: BTreeSet<_> = told.iter().map(|event| event.stream.to_string()).collect();
            let mut apart = Vec::new();
            for stream in streams.iter().rev() {
                apart.extend(told.iter().filter(|event| event.stream.to_string() == *stream).cloned());
            }
            assert!(fold::all(&loaded.definition, id, &apart) == world.case, "{} apart", run.plan.name);
        }
    }
}
