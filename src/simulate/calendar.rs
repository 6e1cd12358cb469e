//! When something happens in the runs: the dates of the file, and what time did.

use std::collections::BTreeMap;

use serde::Serialize;

use super::run::Run;
use crate::engine::calendar::{Country, Zone, holidays};
use crate::engine::event::What;
use crate::engine::instant::Instant;
use crate::engine::procedure;
use crate::engine::steps::{complaints, intake};
use crate::engine::workflow::definition::StepSpec;
use crate::engine::workflow::{Definition, Loaded};

/// What happens at a date or timer, and to what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happens {
    /// A date of the file comes.
    Date(String),
    /// A step reminds those who have not handed in.
    Reminds(String),
    /// A step closes.
    Closes(String),
    /// A step lasts until then.
    Until(String),
}

impl Happens {
    fn words(&self) -> String {
        match self {
            Self::Date(name) => format!("date `{name}`"),
            Self::Reminds(step) => format!("{step} reminds"),
            Self::Closes(step) => format!("{step} closes"),
            Self::Until(step) => format!("{step} until"),
        }
    }

    /// Whether something ends then, so that midnight is the end of a day and not the beginning of one.
    pub const fn is_end(&self) -> bool {
        !matches!(self, Self::Reminds(_))
    }
}

/// A date or timer.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// What happens.
    pub what: String,
    /// The same, for whoever has other words for it.
    #[serde(skip)]
    pub happens: Happens,
    /// When, in UTC.
    pub at: Instant,
    /// When, in local time.
    pub local: String,
    /// Why the day is no working day, where it is none.
    pub closed: Option<String>,
}

/// What time did, in the first run in which it did so.
#[derive(Default)]
pub(super) struct Timers(BTreeMap<(Happens, Option<Instant>), Instant>);

impl Timers {
    /// Adds what time did in a run; not where a date was moved, for that is not the file's.
    pub(super) fn add(&mut self, run: &Run<'_>) {
        if run.plan.extension.is_some() {
            return;
        }
        for (event, _, step) in run.teller.world.turns.iter().flat_map(|turned| turned.at_steps()) {
            let step = step.to_owned();
            // A step reminds several times.
            let (key, at) = match &event.what {
                What::Intake(intake::Event::Reminded {}) => {
                    ((Happens::Reminds(step), Some(event.at)), event.at)
                }
                // It closes in the first microsecond after its last one.
                What::Intake(intake::Event::Closed { .. }) if ends(&run.loaded().definition, &step) => {
                    ((Happens::Closes(step), None), event.at.plus_micros(-1))
                }
                What::Complaints(complaints::Event::Opened { until }) => {
                    ((Happens::Until(step), None), *until)
                }
                _ => continue,
            };
            self.0.entry(key).or_insert(at);
        }
    }

    /// All dates and timers, the earliest first.
    pub(super) fn entries(&self, loaded: &Loaded) -> Vec<Entry> {
        let definition = &loaded.definition;
        let Ok(zone) = Zone::new(&definition.zone) else { return Vec::new() };
        let country: Option<Country> = definition.country.parse().ok();
        let dates = definition.dates.iter().filter_map(|(name, date)| {
            let at = procedure::resolve(definition, &date.at).ok()?.at;
            Some(entry(&zone, country, Happens::Date(name.clone()), at))
        });
        let mut all: Vec<_> = dates.collect();
        all.extend(self.0.iter().map(|((happens, _), at)| entry(&zone, country, happens.clone(), *at)));
        all.sort_by(|a, b| (a.at, &a.what).cmp(&(b.at, &b.what)));
        all
    }
}

/// Whether an intake has an end: one that asks for nothing closes as it begins.
pub(super) fn ends(definition: &Definition, step: &str) -> bool {
    let spec = definition.step(step).map(|step| &step.does);
    !matches!(spec, Some(StepSpec::Intake(spec)) if spec.carries())
}

/// One date or timer in local time. What ends at midnight belongs to the day that is over.
fn entry(zone: &Zone, country: Option<Country>, happens: Happens, at: Instant) -> Entry {
    let last = at.micros().rem_euclid(60_000_000) == 59_999_999;
    let told = if last && happens.is_end() { at.plus_micros(1) } else { at };
    let clock = zone.local(told);
    let midnight = (clock.hour, clock.minute, clock.second, clock.micro) == (0, 0, 0, 0);
    let whole_day = midnight && happens.is_end();
    let day = if whole_day { zone.local(told.plus_micros(-1)) } else { clock };
    let (hour, minute) = if whole_day { (24, 0) } else { (day.hour, day.minute) };
    let closed = country.and_then(|country| {
        let at = if whole_day { told.plus_micros(-1) } else { told };
        holidays::closed(country, zone.date_of(at))
    });
    Entry {
        what: happens.words(),
        at,
        local: format!(
            "{:?} {:04}-{:02}-{:02} {:02}:{:02} {}",
            day.weekday, day.year, day.month, day.day, hour, minute, day.abbreviation
        ),
        happens,
        closed: closed.map(|closed| closed.id().to_owned()),
    }
}
