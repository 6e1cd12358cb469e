//! Plans: who applies, how good they are, and what happens on the way.
//!
//! A plan is data. The named ones are always run; a seed makes a random one.

use std::sync::{Arc, LazyLock};

use super::chance::Chance;
use super::eligible::{ByTrack, Eligible};
use super::filling::HALF;
use crate::engine::calendar::Zone;
use crate::engine::procedure;
use crate::engine::select::spec::{Formula, SpreadAction};
use crate::engine::steps::complaints::Ruling;
use crate::engine::steps::gathering;
use crate::engine::steps::selection::after;
use crate::engine::steps::wait::{Otherwise, Wait};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;

/// Applicants in one track that a random plan has at most.
const CROWD_MAX: usize = 8;

/// Ways to answer among which a random plan draws.
const TURNS_MAX: usize = 60;

/// Places that a plan reckons with at most; beyond, one more applicant shows nothing new.
const PLACES_MAX: usize = 12;

/// What happens in one run.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that happens on the way, in any mixture"
)]
pub struct Plan {
    /// What the path is called.
    pub name: String,
    /// Who applies.
    pub applicants: Vec<Planned>,
    /// Every evaluator of the first panel declares an interest in the first applicant.
    pub conflicted: bool,
    /// The first evaluator never does anything.
    pub silent: bool,
    /// The date of the intake is moved the day before: to this wall time, or by two days.
    pub extension: Option<Extension>,
    /// Somebody complains.
    pub complaint: Option<Complaint>,
    /// These tracks are cancelled as soon as their intake has closed.
    pub cancelled: Vec<String>,
    /// Somebody asks, and the owner answers.
    pub question: bool,
    /// The letter to the first applicant comes back, and the owner tells them by other means.
    pub untold: bool,
    /// A joint step that asks is given up.
    pub gives_up: bool,
    /// Everybody is asked to mend a formal error in time, and does or does not, where the file has a window.
    pub cured: Option<bool>,
    /// The letters of a stage are released only after the date of the next intake.
    pub slow: bool,
    /// People work through the tracks from the last to the first.
    pub backwards: bool,
    /// The members dissent from each other's recommendations.
    pub dissent: bool,
    /// Who signs mandates and comes to gatherings.
    pub turnout: Turnout,
    /// The first who is chosen declines once the letters are out.
    pub declines: bool,
    /// Evidence is asked for after the decision, and the first who is chosen does not show it.
    pub lacks: bool,
    /// A text is amended the day before the deadline, and every second applicant confirms what was handed in.
    pub amended: bool,
    /// The first two who assess the first applicant of a track are as far apart as they can be.
    pub far_apart: bool,
    /// The first team of a joint step says nothing to any recommendation.
    pub silent_team: bool,
    /// Nobody says which places to keep under a limit over the tracks.
    pub unanswered: bool,
    /// What those answer whom the conditions of the models would stop otherwise, by track.
    pub eligible: Arc<ByTrack>,
}

impl Plan {
    /// The same, in which those who are good enough come through the conditions of the models.
    #[must_use]
    pub fn coming_through(mut self, eligible: &Arc<ByTrack>) -> Self {
        self.eligible = Arc::clone(eligible);
        for planned in &mut self.applicants {
            let found = eligible.get(&planned.track);
            if let Some(found) = found.filter(|_| planned.level(0) >= HALF) {
                planned.partners = planned.partners.max(found.partners);
            }
        }
        self
    }

    /// Who leads the application called `name`.
    pub fn lead(&self, name: &str) -> String {
        let planned = self.applicants.iter().find(|planned| planned.name == name);
        planned.map_or_else(|| format!("lead-{name}"), Planned::lead)
    }

    /// What was found for those of `track`.
    pub fn found(&self, track: &str) -> &Eligible {
        static NOTHING: LazyLock<Eligible> = LazyLock::new(Eligible::default);
        self.eligible.get(track).unwrap_or(&NOTHING)
    }
}

/// Who signs mandates and comes to gatherings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turnout {
    /// All.
    #[default]
    All,
    /// The first in time, one more when time is up; too few come, and it is held.
    Few,
    /// Nobody, and it is called off.
    Nobody,
    /// All would come; it is called off.
    CalledOff,
    /// Too few come, and the date is moved.
    Moved,
}

/// How far a date is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// By two days.
    TwoDays,
    /// To two days behind the next change of the clocks.
    OverClockChange,
}

/// A complaint.
#[derive(Clone, Debug)]
pub struct Complaint {
    /// In the very last microsecond of the window, or in the first one after it.
    pub in_time: bool,
    /// What comes of it.
    pub ruling: Ruling,
}

/// How somebody applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// In good time.
    Plain,
    /// In the last microsecond.
    AtTheDeadline,
    /// In the first microsecond after.
    Late,
    /// Twice.
    Resubmitted,
    /// And asks one more member afterwards, who is in none of what counts.
    InvitesAfterwards,
    /// And takes it back.
    Withdrawn,
    /// Begins and never hands in.
    Unfinished,
}

/// Somebody who applies.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Short name.
    pub name: String,
    /// In which track.
    pub track: String,
    /// The so many-th of its track, from nought: answers turn with it, so that they differ.
    pub nth: usize,
    /// The application whose lead leads this one too.
    pub led_with: Option<String>,
    /// Members beside the lead.
    pub partners: usize,
    /// How.
    pub manner: Manner,
    /// How a later intake is answered, by those who are asked into it.
    pub manner_later: Manner,
    /// Whether a check fails it: the first one that can.
    pub fails: bool,
    /// How good it is by criterion in the order of the file, 0 to 100; the last holds for those that follow.
    pub levels: Vec<u8>,
    /// How far evaluators differ, in steps of the scale.
    pub spread: u8,
}

impl Planned {
    /// The best that anybody can be, in `track`.
    pub fn best(track: &str) -> Self {
        Self {
            name: "A1".to_owned(),
            track: track.to_owned(),
            nth: 0,
            led_with: None,
            partners: 0,
            manner: Manner::Plain,
            manner_later: Manner::Plain,
            fails: false,
            levels: vec![95],
            spread: 0,
        }
    }

    /// Who leads it.
    pub fn lead(&self) -> String {
        format!("lead-{}", self.led_with.as_ref().unwrap_or(&self.name))
    }

    /// How good it is in the criterion at `index`.
    pub fn level(&self, index: usize) -> u8 {
        self.levels.get(index).or(self.levels.last()).copied().unwrap_or(50)
    }
}

/// The fewest and the most places of the file's first selection, all its steps together: 1 and 3 where it names none.
pub fn places(definition: &Definition) -> (usize, usize) {
    let model = definition.steps.iter().find_map(|step| match &step.does {
        StepSpec::Selection(spec) => definition.selections.get(&spec.model),
        _ => None,
    });
    let numbers = || model.into_iter().flat_map(|model| &model.steps).filter_map(|step| step.number.as_ref());
    let count = |formula: Option<&Formula>| -> Option<usize> { formula?.text().trim().parse().ok() };
    // Of a formula such as `5 - taken.main`, the largest number in it: one too many shows nothing wrong.
    let most = |formula: Option<&Formula>| -> Option<usize> {
        let words = formula?.text().split(|c: char| !c.is_ascii_alphanumeric());
        words.filter_map(|word| word.parse().ok()).max()
    };
    let all: Vec<_> = numbers()
        .map(|number| most(number.max.as_ref()).or_else(|| most(number.exact.as_ref())).unwrap_or(3))
        .collect();
    if all.is_empty() {
        return (1, 3);
    }
    let max = all.into_iter().fold(0_usize, usize::saturating_add).clamp(1, PLACES_MAX);
    let min =
        numbers().find_map(|number| count(number.min.as_ref()).or_else(|| count(number.exact.as_ref())));
    (min.unwrap_or(1).clamp(1, max), max)
}

/// Applicants in every track, each better than the next.
fn crowd(definition: &Definition, count: usize) -> Vec<Planned> {
    let mut all = Vec::new();
    for (t, track) in definition.tracks.iter().enumerate() {
        for n in 0..count {
            let top = 95_usize.saturating_sub(n * 55 / count.max(1));
            let level = |shift: usize| u8::try_from(top.saturating_sub(shift * (n % 3) * 7)).unwrap_or(50);
            all.push(Planned {
                name: format!("{}{}", char::from(b'A' + u8::try_from(t % 26).unwrap_or(0)), n + 1),
                track: track.id.clone(),
                nth: n,
                led_with: None,
                partners: 0,
                manner: Manner::Plain,
                manner_later: Manner::Plain,
                fails: false,
                levels: vec![level(0), level(1), level(2)],
                spread: u8::try_from(n % 2).unwrap_or(0),
            });
        }
    }
    all
}

/// A course as it often goes: more apply than there are places, somebody asks, and nobody's complaint is upheld.
pub fn usual(definition: &Definition) -> Plan {
    let (_, max) = places(definition);
    let can_complain = definition.steps.iter().any(|step| matches!(step.does, StepSpec::Complaints(_)));
    let complaint = Complaint { in_time: true, ruling: Ruling::Dismissed };
    Plan {
        name: "the usual course".into(),
        applicants: crowd(definition, max + 1),
        question: true,
        complaint: can_complain.then_some(complaint),
        ..Plan::default()
    }
}

/// Whether the clocks of the file's zone change within two years of its first date.
fn clocks_change(definition: &Definition) -> bool {
    let Ok(zone) = Zone::new(&definition.zone) else { return false };
    definition.dates.values().filter_map(|date| procedure::resolve(definition, &date.at).ok()).any(|date| {
        let offset = |days: i64| zone.local(date.at.plus_seconds(days * 86_400)).utc_offset_seconds;
        (0..366).any(|days| offset(days) != offset(0))
    })
}

/// The paths that are always run, as far as the file allows each.
pub fn named(definition: &Definition) -> Vec<Plan> {
    let (min, max) = places(definition);
    let has = |kind: fn(&StepSpec) -> bool| definition.steps.iter().any(|step| kind(&step.does));
    let scored = has(|spec| matches!(spec, StepSpec::Scoring(_)));
    let chosen = has(|spec| matches!(spec, StepSpec::Selection(_)));
    let complained = has(|spec| matches!(spec, StepSpec::Complaints(_)));
    let screened = has(|spec| matches!(spec, StepSpec::Screening(screening) if !screening.checks.is_empty()));
    let dated = has(|spec| matches!(spec, StepSpec::Intake(_)));
    let made =
        |name: &str, applicants: Vec<Planned>| Plan { name: name.into(), applicants, ..Plan::default() };
    let mut plans = vec![made("nobody applies", Vec::new()), made("one applies", crowd(definition, 1))];
    if chosen {
        let mut counts = vec![("one fewer than the minimum", min.saturating_sub(1)), ("the minimum", min)];
        counts.extend([("the maximum", max), ("one more than the maximum", max + 1)]);
        for (name, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            plans.push(made(name, crowd(definition, count)));
        }
    }
    if scored && chosen {
        let mut tie = made("a tie at the cut", crowd(definition, max + 1));
        let mut low = made("all below the threshold", crowd(definition, max));
        for planned in &mut tie.applicants {
            (planned.levels, planned.spread) = (vec![80], 0);
        }
        for planned in &mut low.applicants {
            (planned.levels, planned.spread) = (vec![0], 0);
        }
        plans.extend([tie, low]);
    }
    if screened {
        let mut out = made("everybody is excluded", crowd(definition, 2));
        out.applicants.iter_mut().for_each(|planned| planned.fails = true);
        let mut one = made("one is excluded", crowd(definition, min + 1));
        one.applicants[0].fails = true;
        plans.extend([out, one]);
    }
    if has(curable) {
        let cured = |name: &str, cured| Plan { cured: Some(cured), ..made(name, crowd(definition, min)) };
        plans.extend([cured("a formal error is cured", true), cured("a formal error is not cured", false)]);
    }
    if scored {
        let conflicted =
            Plan { conflicted: true, ..made("conflicts empty the panel", crowd(definition, min)) };
        let silent = Plan { silent: true, ..made("an evaluator is silent", crowd(definition, min)) };
        plans.extend([conflicted, silent]);
    }
    if dated {
        plans.push(manners(definition, min));
        let moved = |name: &str, extension| Plan {
            extension: Some(extension),
            question: true,
            ..made(name, crowd(definition, min))
        };
        plans.push(moved("the deadline is moved the day before", Extension::TwoDays));
        if clocks_change(definition) {
            plans.push(moved("the deadline moves over a change of the clocks", Extension::OverClockChange));
        }
    }
    if complained {
        let first = definition.tracks.first().map_or("", |track| track.id.as_str());
        let back = definition.steps_of(first).find(|step| !matches!(step.does, StepSpec::Intake(_)));
        let back = back.map(|step| step.id.clone()).unwrap_or_default();
        let rulings = [
            ("a complaint in the last microsecond, dismissed", true, Ruling::Dismissed),
            ("a complaint in time, annulled", true, Ruling::Annulled),
            ("a complaint in time, done again", true, Ruling::Redo { step: back }),
            ("a complaint one microsecond late", false, Ruling::Dismissed),
        ];
        let untold = made("a letter does not arrive", crowd(definition, max + 1));
        plans.push(Plan { untold: true, ..untold });
        for (name, in_time, ruling) in rulings {
            let complaint = Some(Complaint { in_time, ruling });
            plans.push(Plan { complaint, ..made(name, crowd(definition, max + 1)) });
        }
    }
    plans.extend(afterwards(definition, max));
    plans.extend(bound(definition, max));
    if dated {
        let amended = made("an amendment that must be confirmed", crowd(definition, min + 1));
        plans.push(Plan { amended: true, ..amended });
    }
    if definition.steps.iter().any(|step| calls_one_more(definition, &step.does)) {
        let apart = made("assessors are far apart", crowd(definition, min + 1));
        plans.push(Plan { far_apart: true, ..apart });
    }
    if definition.joint_steps().next().is_some() {
        let silent = made("a team of a joint step is silent", crowd(definition, min));
        plans.push(Plan { silent_team: true, ..silent });
    }
    if definition.intakes().skip(1).any(|(_, spec)| !spec.carries()) {
        plans.push(later_manners(definition, max + 1));
        let mut silent = crowd(definition, max + 1);
        for planned in &mut silent {
            planned.manner_later = Manner::Unfinished;
        }
        plans.push(made("nobody answers a later intake", silent));
        let slow = made("a later intake is reached after its date", crowd(definition, max + 1));
        plans.push(Plan { slow: true, ..slow });
    }
    let mandates = has(|spec| matches!(spec, StepSpec::Mandate(_)));
    let gatherings = gathering::all(definition).next().is_some();
    let turnouts = [
        ("nobody signs, nobody comes", Turnout::Nobody, true),
        ("few sign, few come", Turnout::Few, true),
        ("gatherings are called off", Turnout::CalledOff, gatherings),
        ("gatherings are moved", Turnout::Moved, gatherings),
    ];
    for (name, turnout, tried) in turnouts {
        if tried && (mandates || gatherings) {
            plans.push(Plan { turnout, ..made(name, crowd(definition, max.max(3))) });
        }
    }
    if let Some(first) = definition.tracks.first() {
        for (name, gives_up) in [("one track fails", false), ("one track fails and the rest gives up", true)]
        {
            if gives_up && definition.joint_steps().next().is_none() {
                continue;
            }
            let cancelled = vec![first.id.clone()];
            plans.push(Plan { cancelled, gives_up, dissent: true, ..made(name, crowd(definition, min)) });
        }
    }
    if definition.steps.iter().any(|step| step.waits_for.is_some()) {
        let backwards = made("the tracks get on in the other order", crowd(definition, min));
        plans.push(Plan { backwards: true, ..backwards });
    }
    for step in &definition.steps {
        plans.extend(step.waits_for.iter().flat_map(|wait| in_vain(definition, &step.id, wait, min)));
    }
    plans
}

/// So many of the tracks fail that a step waits in vain: once it goes on where people are asked, and once it is given up.
fn in_vain(definition: &Definition, step: &str, wait: &Wait, count: usize) -> Vec<Plan> {
    // A track that nobody waits for is held for certain; else the last one is, by the others.
    let tracks = || definition.tracks.iter().map(|track| &track.id);
    let held = tracks().find(|track| !wait.tracks.contains(*track)).or(wait.tracks.last());
    let Some(held) = held else { return Vec::new() };
    let others: Vec<_> = wait.others(held).map(str::to_owned).collect();
    let fail = (others.len() + 1).saturating_sub(wait.need.of(others.len()));
    let cancelled: Vec<_> = others.into_iter().take(fail).collect();
    let plan = |name: String, gives_up| Plan {
        cancelled: cancelled.clone(),
        gives_up,
        name,
        applicants: crowd(definition, count),
        ..Plan::default()
    };
    let mut plans = vec![plan(format!("what `{step}` waits for fails"), false)];
    if wait.otherwise == Otherwise::Ask {
        plans.push(plan(format!("what `{step}` waits for fails and it is given up"), true));
    }
    plans
}

/// What can come after a decision: somebody declines, or shows no evidence.
fn afterwards(definition: &Definition, max: usize) -> Vec<Plan> {
    let lasting: Vec<_> = definition.steps.iter().filter(|step| after::lasts(definition, &step.id)).collect();
    let conditional = lasting.iter().any(|step| match &step.does {
        StepSpec::Selection(spec) => {
            definition.selections.get(&spec.model).is_some_and(|model| model.conditional.is_some())
        }
        _ => false,
    });
    let made = |name: &str| Plan {
        name: name.to_owned(),
        applicants: crowd(definition, max + 1),
        ..Plan::default()
    };
    let mut plans = Vec::new();
    if !lasting.is_empty() {
        plans.push(Plan { declines: true, ..made("somebody who is chosen declines") });
    }
    if conditional {
        plans.push(Plan { lacks: true, ..made("evidence is not shown after the decision") });
    }
    plans
}

/// One applicant is in as many tracks as it can be chosen in, where a limit lets it keep fewer places.
fn bound(definition: &Definition, max: usize) -> Vec<Plan> {
    if !definition.limits.iter().any(|limit| (limit.max as usize) < definition.tracks.len()) {
        return Vec::new();
    }
    let most = definition.applicants.tracks_max.map_or(usize::MAX, |most| most as usize);
    let tracks: Vec<_> = definition.tracks.iter().take(most).map(|track| &track.id).collect();
    let mut applicants = crowd(definition, max + 1);
    let first = applicants.first().map(|planned| planned.name.clone());
    for planned in &mut applicants {
        if planned.nth == 0 && tracks.contains(&&planned.track) {
            planned.led_with.clone_from(&first);
        }
    }
    let made = |name: &str, unanswered| Plan {
        name: name.to_owned(),
        applicants: applicants.clone(),
        unanswered,
        ..Plan::default()
    };
    let mut plans = vec![made("one applicant is chosen in several tracks", false)];
    if definition.limits.iter().any(|limit| limit.answer.is_some()) {
        plans.push(made("one applicant is chosen in several tracks and says nothing", true));
    }
    plans
}

/// Whether assessors who are far apart call in one more in a step.
fn calls_one_more(definition: &Definition, spec: &StepSpec) -> bool {
    let StepSpec::Scoring(spec) = spec else { return false };
    let tracks = definition.tracks.iter().filter_map(|track| definition.model(&track.id, &spec.model));
    tracks.into_iter().any(|model| {
        let own = model.criteria.iter().filter_map(|criterion| criterion.spread.as_ref());
        own.chain(&model.scoring.spread).any(|spread| spread.action == SpreadAction::OneMore)
    })
}

/// Whether formal errors can be mended in a step.
const fn curable(spec: &StepSpec) -> bool {
    matches!(spec, StepSpec::Screening(screening) if screening.cure.is_some())
}

/// Every manner of applying, side by side, with members where the file allows them.
fn manners(definition: &Definition, min: usize) -> Plan {
    let manners = [
        Manner::Resubmitted,
        Manner::AtTheDeadline,
        Manner::Late,
        Manner::Withdrawn,
        Manner::Unfinished,
        Manner::Plain,
        Manner::InvitesAfterwards,
    ];
    let mut applicants = crowd(definition, manners.len().max(min));
    let members = definition.applicants.consortium.as_ref().map_or(1, |c| c.members_max as usize);
    for planned in &mut applicants {
        let n: usize = planned.name[1..].parse().unwrap_or(1);
        planned.manner = manners.get(n - 1).copied().unwrap_or(Manner::Plain);
        planned.partners = members.saturating_sub(1).min(1);
    }
    let name = "late, withdrawn, handed in again, in the last microsecond".to_owned();
    Plan { name, applicants, ..Plan::default() }
}

/// Every manner of answering a later intake, side by side.
fn later_manners(definition: &Definition, count: usize) -> Plan {
    let manners = [Manner::AtTheDeadline, Manner::Plain, Manner::Withdrawn, Manner::Late, Manner::Unfinished];
    let mut applicants = crowd(definition, count.max(manners.len()));
    for planned in &mut applicants {
        let n: usize = planned.name[1..].parse().unwrap_or(1);
        planned.manner_later = manners.get(n - 1).copied().unwrap_or(Manner::Plain);
    }
    let name = "a later intake: late, withdrawn, unfinished, in the last microsecond".to_owned();
    Plan { name, applicants, ..Plan::default() }
}

/// The random plan of `seed`.
pub fn random(definition: &Definition, seed: u64) -> Plan {
    let mut chance = Chance::new(seed);
    let (_, max) = places(definition);
    let mut applicants = Vec::new();
    for track in &definition.tracks {
        let count = chance.below((max + 3).min(CROWD_MAX));
        for mut planned in crowd(definition, count).into_iter().filter(|planned| planned.track == track.id) {
            planned.levels = (0..6).map(|_| chance.level()).collect();
            planned.spread = u8::try_from(chance.below(3)).unwrap_or(0);
            planned.fails = chance.once_in(8);
            planned.manner = match chance.below(12) {
                0 => Manner::AtTheDeadline,
                1 => Manner::Late,
                2 => Manner::Resubmitted,
                3 => Manner::Withdrawn,
                4 => Manner::Unfinished,
                _ => Manner::Plain,
            };
            let members = definition.applicants.consortium.as_ref().map_or(1, |c| c.members_max as usize);
            planned.partners = chance.below(members.clamp(1, 3));
            applicants.push(planned);
        }
    }
    let complained = definition.steps.iter().any(|step| matches!(step.does, StepSpec::Complaints(_)));
    let complaint = (complained && chance.once_in(4)).then(|| Complaint {
        in_time: !chance.once_in(4),
        ruling: if chance.once_in(2) { Ruling::Dismissed } else { Ruling::Annulled },
    });
    let mut plan = Plan {
        name: format!("seed {seed}"),
        applicants,
        conflicted: chance.once_in(8),
        silent: chance.once_in(8),
        extension: chance.once_in(6).then_some(Extension::TwoDays),
        complaint,
        cancelled: chance
            .once_in(8)
            .then(|| definition.tracks.get(chance.below(definition.tracks.len())).map(|t| t.id.clone()))
            .flatten()
            .into_iter()
            .collect(),
        question: chance.once_in(3),
        untold: complained && chance.once_in(8),
        gives_up: chance.once_in(4),
        dissent: chance.once_in(2),
        // Drawn last, and only where it says something: other files keep the plans of their seeds.
        cured: (definition.steps.iter().any(|step| curable(&step.does)) && chance.once_in(3))
            .then(|| chance.once_in(2)),
        backwards: definition.steps.iter().any(|step| step.waits_for.is_some()) && chance.once_in(2),
        ..Plan::default()
    };
    // Drawn after everything else, for the same reason.
    for planned in &mut plan.applicants {
        planned.nth = chance.below(TURNS_MAX);
    }
    plan
}
