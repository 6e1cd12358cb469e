//! A small world around the core: people who act, a clock turned by hand, a record of every turn.
//!
//! A script is a list of moves. Most follow the good path, some are detours of anybody with anything,
//! some turn the clock to a boundary, one microsecond before it or one after.

use std::sync::LazyLock;

use crate::opening;

use proptest::prelude::*;
use trespor::engine::case::MemberKind;
use trespor::engine::digest::Digest;
use trespor::engine::ids::{ApplicationId, ComplaintId, MemberId, PersonId, ProcedureId, QuestionId};
use trespor::engine::instant::Instant;
use trespor::engine::people::Grant;
use trespor::engine::procedure;
use trespor::engine::steps::intake;
use trespor::engine::steps::intake::Party;
use trespor::engine::turn::Verb;
use trespor::engine::workflow::definition::Role;
use trespor::engine::workflow::{Loaded, load};
use trespor::simulate::world::Sight;
pub use trespor::simulate::world::Turned;
use uuid::Uuid;

pub static FILE: LazyLock<Loaded> = LazyLock::new(|| {
    let path = format!("{}/workflows/boligliv-i-balance.yaml", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    load(&bytes).unwrap_or_else(|findings| panic!("{path}: {findings:?}"))
});

/// The same file, where the joint step needs one track only.
pub static ANY: LazyLock<Loaded> = LazyLock::new(|| {
    let mut loaded = FILE.clone();
    for step in &mut loaded.definition.steps {
        if let trespor::engine::workflow::definition::StepSpec::Joint(spec) = &mut step.does {
            spec.need = trespor::engine::steps::wait::Need::Any;
        }
    }
    loaded
});

pub const TRACKS: [&str; 3] = ["social", "physical", "organisational"];

/// 2027-02-05T12:00 in Copenhagen, worked out by hand: the file's deadline.
pub const DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);

pub const HOUR: i64 = 3_600_000_000;

pub const OWNER: u8 = 0;
pub const SECRETARY: u8 = 1;
pub const EVALUATORS: [u8; 3] = [2, 3, 4];
pub const CHAIR: u8 = 5;
pub const AUDITOR: u8 = 6;
/// Applicants are the people from here up to [`PEOPLE`].
pub const APPLICANTS: u8 = 8;
pub const PEOPLE: u8 = 18;

pub fn id(kind: u128, n: u64) -> Uuid {
    Uuid::from_u128(kind << 64 | u128::from(n))
}

pub fn person(n: u8) -> PersonId {
    PersonId::new(id(1, n.into()))
}

pub fn application(n: u8) -> ApplicationId {
    ApplicationId::new(id(2, n.into()))
}

pub fn complaint(n: usize) -> ComplaintId {
    ComplaintId::new(id(3, n as u64))
}

pub fn question(n: usize) -> QuestionId {
    QuestionId::new(id(4, n as u64))
}

pub type World = trespor::simulate::world::World<'static>;

/// Opens a procedure at `now`.
pub fn open(loaded: &'static Loaded, now: Instant) -> World {
    let mut world = World::new(loaded, ProcedureId::new(id(0, 1)), Sight::Whole);
    world.open(person(OWNER), now, &opening::passed(loaded, now)).expect("the dates of the file are good");
    world
}

/// What people of the laws, who have numbers, do.
pub trait Doing {
    fn grant(&mut self, to: u8, role: Role, track: Option<&str>);
    fn start(&mut self, number: u8, track: &str, lead: u8);
    fn invite(&mut self, by: u8, number: u8, whom: u8);
}

impl Doing for World {
    fn grant(&mut self, to: u8, role: Role, track: Option<&str>) {
        let grant = Grant { role, track: track.map(ToOwned::to_owned), panel: None };
        let command = procedure::Command::Grant { person: person(to), grant };
        self.act(person(OWNER), Verb::Procedure(command));
    }

    fn start(&mut self, number: u8, track: &str, lead: u8) {
        self.members += 1;
        let command = intake::Command::Start {
            application: application(number),
            track: track.to_owned(),
            member: MemberId::new(id(5, self.members)),
            kind: MemberKind::Organisation,
            party: Party { name: format!("firm {lead}"), email: "lead@example.org".into() },
            others: 0,
            empty: self.prose("{}"),
        };
        self.act(person(lead), Verb::Intake(command));
    }

    fn invite(&mut self, by: u8, number: u8, whom: u8) {
        self.members += 1;
        let command = intake::Command::Invite {
            application: application(number),
            member: MemberId::new(id(5, self.members)),
            kind: MemberKind::Organisation,
            person: person(whom),
            party: Party { name: format!("firm {whom}"), email: "member@example.org".into() },
        };
        self.act(person(by), Verb::Intake(command));
    }
}

/// One move of a script.
#[derive(Clone, Debug)]
pub enum Move {
    /// So many steps along the good path, each so many minutes after the one before.
    Forward { steps: u8, minutes: u8 },
    /// Anybody does anything.
    Detour([u8; 6]),
    /// The clock goes on.
    Wait { micros: u32 },
    /// The clock goes to the next boundary but `nth`, give or take, and somebody tries something.
    Boundary { nth: u8, micros: i8, tries: Vec<[u8; 6]> },
}

/// A planned application.
#[derive(Clone, Debug)]
pub struct Planned {
    pub track: u8,
    pub partner: Option<u8>,
    /// The check that it fails, if any.
    pub fails: Option<u8>,
    pub points: [u8; 3],
}

#[derive(Clone, Debug)]
pub struct Script {
    /// When the procedure is opened, before the deadline.
    pub opened_before: i64,
    pub any: bool,
    pub plan: Vec<Planned>,
    /// Steps along the good path before anything else.
    pub head: u8,
    /// What anybody does in between: once so many of those steps were taken while a track was in this
    /// step of the file.
    pub asides: Vec<(u8, u8, [u8; 6])>,
    pub moves: Vec<Move>,
    /// Chance of the good path: how lists are decided, how complaints end.
    pub whim: [u8; 4],
}

fn planned() -> impl Strategy<Value = Planned> {
    (0..3_u8, prop::option::weighted(0.3, 0..10_u8), prop::option::weighted(0.15, 0..4_u8), any_points())
        .prop_map(|(track, partner, fails, points)| Planned { track, partner, fails, points })
}

/// Few in every track, or a crowd in one.
fn plan() -> impl Strategy<Value = Vec<Planned>> {
    let crowd = (prop::collection::vec(planned(), 5..10), 0..3_u8, any::<bool>());
    let crowd = crowd.prop_map(|(mut plan, track, alike)| {
        for planned in &mut plan {
            planned.track = track;
            planned.points = if alike { [4, 3, 3] } else { planned.points };
        }
        plan
    });
    prop_oneof![2 => prop::collection::vec(planned(), 1..9), 1 => crowd]
}

fn any_points() -> impl Strategy<Value = [u8; 3]> {
    // Often alike, so that there are ties.
    prop_oneof![1 => Just([3, 3, 3]), 3 => [2..6_u8, 2..6_u8, 2..6_u8], 1 => [0..6_u8, 0..6_u8, 0..6_u8]]
}

fn any_move() -> impl Strategy<Value = Move> {
    let detour = any::<[u8; 6]>();
    prop_oneof![
        6 => (1..12_u8, prop_oneof![Just(0_u8), Just(1), 0..90_u8])
            .prop_map(|(steps, minutes)| Move::Forward { steps, minutes }),
        5 => detour.prop_map(Move::Detour),
        1 => prop_oneof![0..3_u32, Just(60_000_000), any::<u32>()]
            .prop_map(|micros| Move::Wait { micros }),
        2 => (0..2_u8, -1..=1_i8, prop::collection::vec(any::<[u8; 6]>(), 1..4))
            .prop_map(|(nth, micros, tries)| Move::Boundary { nth, micros, tries }),
    ]
}

/// Scripts of which some stop in the intake and some come to the end.
pub fn script() -> impl Strategy<Value = Script> {
    let opened = prop_oneof![
        4 => Just(40 * 24 * HOUR),
        1 => (prop_oneof![Just(72 * HOUR), Just(24 * HOUR), Just(0)], -1..=1_i64).prop_map(|(h, d)| h + d),
        1 => 1..60 * 24 * HOUR,
    ];
    let head = prop_oneof![1 => Just(0_u8), 1 => 0..40_u8, 3 => 40..=255_u8];
    (
        opened,
        prop::bool::weighted(0.25),
        plan(),
        head,
        prop::collection::vec((0..8_u8, 0..10_u8, any::<[u8; 6]>()), 0..50),
        prop::collection::vec(any_move(), 1..40),
        any::<[u8; 4]>(),
    )
        .prop_map(|(opened_before, any, plan, head, asides, moves, whim)| Script {
            opened_before: opened_before.max(0),
            any,
            plan,
            head,
            asides,
            moves,
            whim,
        })
}

/// Plays a script and returns the world as it is at its end, with every turn.
pub fn play(script: &Script) -> World {
    let loaded = if script.any { &*ANY } else { &*FILE };
    let mut world = open(loaded, DEADLINE.plus_micros(-script.opened_before));
    let mut asides = script.asides.clone();
    for _ in 0..script.head {
        let due = |world: &World, aside: &mut (u8, u8, [u8; 6])| {
            let step = &FILE.definition.steps[usize::from(aside.0)].id;
            let there = world.case.procedure.lines.values().any(|l| l.running() && l.step == *step);
            let due = there && aside.1 == 0;
            aside.1 -= u8::from(there && !due);
            due
        };
        let now: Vec<_> = asides.extract_if(.., |aside| due(&world, aside)).collect();
        for (_, _, dice) in now {
            crate::detour::detour(&mut world, script, dice);
        }
        crate::pilot::forward(&mut world, script);
        world.wait(world.now.plus_seconds(60));
    }
    for next in &script.moves {
        match next {
            Move::Forward { steps, minutes } => {
                for _ in 0..*steps {
                    crate::pilot::forward(&mut world, script);
                    world.wait(world.now.plus_seconds(60 * i64::from(*minutes)));
                }
            }
            Move::Detour(dice) => crate::detour::detour(&mut world, script, *dice),
            Move::Wait { micros } => world.wait(world.now.plus_micros(i64::from(*micros))),
            Move::Boundary { nth, micros, tries } => {
                let at: Vec<_> = world
                    .boundaries()
                    .into_iter()
                    .map(|at| at.plus_micros(i64::from(*micros)))
                    .filter(|at| *at >= world.now)
                    .collect();
                if let Some(at) = at.get(usize::from(*nth)).or(at.first()) {
                    world.wait(*at);
                }
                for dice in tries {
                    crate::detour::detour(&mut world, script, *dice);
                }
            }
        }
    }
    world
}

pub fn digest(n: u8) -> Digest {
    Digest::of(&[&[n]])
}
