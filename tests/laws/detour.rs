//! Anybody does anything, at best what fits the step that a track is in.

use trespor::engine::amendment::{Amend, Part};
use trespor::engine::answers::{Ground, Late};
use trespor::engine::case::{Application, MemberKind};
use trespor::engine::digest::Prose;
use trespor::engine::exact::Exact;
use trespor::engine::ids::{MemberId, PersonId};
use trespor::engine::people::Grant;
use trespor::engine::procedure;
use trespor::engine::select::spec::Choose;
use trespor::engine::steps::complaints::Ruling;
use trespor::engine::steps::intake::Party;
use trespor::engine::steps::selection::basis::Addition;
use trespor::engine::steps::{
    StepState, complaints, consensus, intake, joint, letters, scoring, screening, selection,
};
use trespor::engine::turn::Verb;
use trespor::engine::workflow::definition::Role;

use crate::world::{
    CHAIR, Doing as _, EVALUATORS, HOUR, OWNER, PEOPLE, SECRETARY, Script, TRACKS, World, application,
    complaint, id, person, question,
};

use crate::pilot::{REDO, agreed_points, chosen, closed, decide, draft, marks, plan_of, verdicts};

/// Something that fits the step that some track is in, and the track.
fn fitting(world: &World, what: u8, first: u8) -> (u8, Option<&'static str>) {
    let lines = &world.case.procedure.lines;
    let running: Vec<_> = TRACKS.into_iter().filter(|track| lines[*track].running()).collect();
    if running.is_empty() {
        return (31, None);
    }
    let track = running[usize::from(first) % running.len()];
    let kinds: &[u8] = match lines[track].step.as_str() {
        "intake" if closed(world, track) => &[17, 14, 8],
        "intake"
            if what.is_multiple_of(2)
                && world.case.applications.values().any(|a| a.unconfirmed.is_some()) =>
        {
            &[33]
        }
        "intake" => &[0, 1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 16, 16, 32, 32, 33, 33],
        "screening" => &[18, 18, 19],
        "scoring" => &[20, 20, 21, 22, 23, 19],
        "consensus" => &[24, 24, 19],
        "selection" => &[25, 25, 26],
        "letters" => &[27, 18, 5],
        _ => &[28, 29, 30, 28, 14, 35, 36, 37],
    };
    (kinds[usize::from(what) % kinds.len()], Some(track))
}

/// Somebody does something: now and then the right person the right thing.
pub fn detour(world: &mut World, script: &Script, dice: [u8; 6]) {
    let [what, who, whose, first, second, third] = dice;
    let (what, near) = if what < 64 { (what, None) } else { fitting(world, what, first) };
    let here = |found: &&Application| near.is_none_or(|track| found.track == track);
    let known: Vec<_> = world.case.applications.values().filter(here).map(|a| a.id).collect();
    let number = usize::from(whose);
    let target =
        if whose >= 250 || known.is_empty() { application(200) } else { known[number % known.len()] };
    let found = world.case.applications.get(&target).cloned();
    let tracks = [TRACKS[0], TRACKS[1], TRACKS[2], "joint", "nowhere"];
    let track = match &found {
        _ if near.is_some() => near.unwrap_or_default().to_owned(),
        Some(found) if first % 4 != 0 => found.track.clone(),
        _ => tracks[usize::from(first) % tracks.len()].to_owned(),
    };
    let anybody = person(who % (PEOPLE + 2));
    let lead = found.as_ref().and_then(|found| found.lead()).map_or(anybody, |lead| lead.person);
    let member = found
        .as_ref()
        .and_then(|found| found.members.get(usize::from(second) % found.members.len().max(1)))
        .cloned();
    let member_person = member.as_ref().map_or(anybody, |member| member.person);
    let last = found.as_ref().and_then(|found| found.members.last());
    let last_person = last.map_or(anybody, |member| member.person);
    // Two of three times somebody who may.
    let may = |right: PersonId| if who.is_multiple_of(3) { anybody } else { right };
    let owner = may(person(OWNER));
    let evaluator = may(person(EVALUATORS[usize::from(second) % 3]));
    let seen = found.as_ref().map_or(0, |found| found.draft.number);
    let (actor, verb) = match what % 39 {
        0 => {
            let roles = Role::ALL;
            let role = roles[usize::from(first) % roles.len()];
            let track = (second % 2 == 0).then_some(track);
            let grant = Grant { role, track, panel: None };
            let person = person(third % (PEOPLE + 2));
            let held: Vec<_> = world
                .case
                .procedure
                .people
                .iter()
                .flat_map(|(person, grants)| grants.iter().map(|grant| (*person, grant.clone())))
                .collect();
            let command = if second % 5 == 0 {
                procedure::Command::Revoke { person, grant }
            } else if second % 5 == 1 {
                let (person, grant) = held[usize::from(third) % held.len()].clone();
                procedure::Command::Revoke { person, grant }
            } else {
                procedure::Command::Grant { person, grant }
            };
            (owner, Verb::Procedure(command))
        }
        1 => {
            let (date, to) = extension(second, third);
            let reason = if first == 9 { world.prose("no") } else { world.reason() };
            (owner, Verb::Procedure(procedure::Command::Extend { date, to, reason }))
        }
        2 => {
            world.questions += 1;
            let question = question(world.questions);
            let text = world.reason();
            (anybody, Verb::Procedure(procedure::Command::Ask { question, text, documents: second % 2 == 0 }))
        }
        3 => {
            let question = question(1 + usize::from(second) % (world.questions + 1));
            let text = world.reason();
            let (to, reason) = (extension(2, third).1, world.reason());
            let late = match second % 4 {
                0 => Some(Late::Extend { to, reason }),
                1 => Some(Late::Without { ground: Ground::ExistingText, reason }),
                _ => None,
            };
            (owner, Verb::Procedure(procedure::Command::Answer { question, text, late }))
        }
        4 => {
            let follow = second % 2 == 0;
            let command = if follow { procedure::Command::Follow } else { procedure::Command::Unfollow };
            let follower = world.case.procedure.followers.first().copied().unwrap_or(anybody);
            (if follow { anybody } else { follower }, Verb::Procedure(command))
        }
        5 if third < 80 => {
            let reason = world.reason();
            (owner, Verb::Procedure(procedure::Command::CancelTrack { track, reason }))
        }
        5..=7 => {
            world.start(20 + first % 8, &track, who % PEOPLE);
            return;
        }
        8 | 9 => {
            let seen = if second % 4 == 0 { seen.wrapping_add(1) } else { seen };
            let verb = draft(world, target, seen, third % 12);
            (may(member_person), verb)
        }
        10 => {
            world.members += 1;
            let command = intake::Command::Invite {
                application: target,
                member: MemberId::new(id(5, world.members)),
                kind: if first % 2 == 0 { MemberKind::Person } else { MemberKind::Organisation },
                person: if first % 4 == 1 { last_person } else { person(third % (PEOPLE + 2)) },
                party: Party { name: "firm".into(), email: "member@example.org".into() },
            };
            (may(lead), Verb::Intake(command))
        }
        11 => {
            let last = found.as_ref().and_then(|found| found.members.last());
            let member = last.filter(|_| second % 3 > 0).or(member.as_ref());
            let member = member.map_or(MemberId::new(id(5, 0)), |member| member.id);
            (may(lead), Verb::Intake(intake::Command::Remove { application: target, member }))
        }
        12 => (may(member_person), Verb::Intake(intake::Command::Sign { application: target })),
        13 => (may(last_person), Verb::Intake(intake::Command::Decline { application: target })),
        14 | 15 => (may(lead), Verb::Intake(intake::Command::Submit { application: target, seen: None })),
        16 => (may(lead), Verb::Intake(intake::Command::Withdraw { application: target })),
        17 => (owner, Verb::Intake(intake::Command::Open { track })),
        18 => {
            let mut verb = verdicts(world, target, (second % 3 == 0).then_some(third % 4));
            if let Verb::Screening(screening::Command::Screen { verdicts, .. }) = &mut verb
                && first % 5 == 0
                && let Some(verdict) = verdicts.get_mut("slc-stand-to-gen")
            {
                verdict.verified = (first % 10 == 0).then_some(Exact::ZERO);
            }
            (may(person(SECRETARY)), verb)
        }
        19 => {
            let command = match second % 3 {
                0 => Verb::Screening(screening::Command::Finish { track }),
                1 => Verb::Scoring(scoring::Command::Finish { track }),
                _ => Verb::Consensus(consensus::Command::Finish { track }),
            };
            (may(person(if second % 3 == 2 { CHAIR } else { OWNER })), command)
        }
        20 => {
            let tie = third % 3 == 0;
            let reason = tie.then(|| world.reason());
            let command = scoring::Command::Declare { application: target, tie, reason };
            (evaluator, Verb::Scoring(command))
        }
        21 | 22 => {
            let mut marks = marks(world, [first % 7, second % 7, third % 6]);
            if first % 5 == 0 {
                marks.remove("team");
            }
            if first % 7 == 0
                && let Some(mark) = marks.get_mut("team")
            {
                mark.reason = None;
            }
            let command = scoring::Command::Score { application: target, marks };
            (evaluator, Verb::Scoring(command))
        }
        23 => (evaluator, Verb::Scoring(scoring::Command::Lock { application: target })),
        24 => {
            let points = match found.as_ref().and_then(|found| plan_of(script, found)) {
                Some(planned) if first % 2 == 0 => planned.points,
                _ => [first % 7, second % 6, third % 6],
            };
            let verb = agreed_points(world, target, points, second % 2 == 0);
            (may(person(CHAIR)), verb)
        }
        25 => {
            let verb = decide(world, &track, second, third);
            (owner, verb)
        }
        26 => {
            let state = chosen(world, &track);
            let mut order = selection::ids(&state.computed.unwrap_or_default().tied);
            if third % 3 == 0 {
                order.pop();
            }
            let text = world.reason();
            let command = if second % 3 == 0 {
                let choose = Choose::Draw;
                selection::Command::Choose { track, step: None, choose, reason: text }
            } else {
                selection::Command::Draw { track, step: None, order, witness: text }
            };
            (owner, Verb::Selection(command))
        }
        32 => (owner, Verb::Procedure(amendment(world, track, [first, second, third]))),
        33 | 34 => {
            let asked = world.case.applications.values().find(|a| a.unconfirmed.is_some() && a.handed_in());
            let (application, lead) = asked
                .filter(|_| second % 4 > 0)
                .map_or((target, lead), |a| (a.id, a.lead().map_or(anybody, |lead| lead.person)));
            (may(lead), Verb::Intake(intake::Command::Confirm { application }))
        }
        27 => (owner, Verb::Letters(letters::Command::Release)),
        35..=37 => {
            // Most of them are about somebody who is on a list.
            let state = chosen(world, &track);
            let listed: Vec<_> = state.selected().iter().chain(state.reserve()).copied().collect();
            let target = match listed.get(usize::from(second) % listed.len().max(1)) {
                Some(id) if third % 4 > 0 => *id,
                _ => target,
            };
            let leads = world.case.applications.get(&target).and_then(|found| found.lead());
            let lead = leads.map_or(anybody, |lead| lead.person);
            let reason = if third == 9 { world.prose("") } else { world.reason() };
            match what % 39 {
                35 => {
                    (may(lead), Verb::Selection(selection::Command::Decline { application: target, reason }))
                }
                36 => {
                    let shown = second % 2 == 0;
                    let given = match third % 5 {
                        0 => Addition::Evidence { application: target, shown, reason },
                        _ => Addition::Left { application: target, trigger: "withdrawal".into(), reason },
                    };
                    (owner, Verb::Selection(selection::Command::Add { track, given }))
                }
                _ => (owner, Verb::Selection(selection::Command::Tell { track })),
            }
        }
        28 | 29 => {
            world.complaints += 1;
            let complaint = complaint(world.complaints);
            let text = if third == 0 { world.prose("") } else { world.reason() };
            let command = complaints::Command::File { application: target, complaint, text };
            (may(member_person), Verb::Complaints(command))
        }
        30 => {
            let open = match world.case.procedure.state(&track, "complaints") {
                Some(StepState::Complaints(state)) => state.complaints.last().map(|c| c.id),
                _ => None,
            };
            let drawn = complaint(1 + usize::from(second) % (world.complaints + 1));
            let complaint = open.filter(|_| second % 4 > 0).unwrap_or(drawn);
            let ruling = match third % 5 {
                0 => Ruling::Annulled,
                1 | 2 => Ruling::Redo { step: REDO[usize::from(first) % REDO.len()].into() },
                _ => Ruling::Dismissed,
            };
            let reason = world.reason();
            (owner, Verb::Complaints(complaints::Command::Settle { track, complaint, ruling, reason }))
        }
        _ => {
            let step = if first == 0 { "intake" } else { "joint" }.to_owned();
            let text = world.reason();
            let recommendation = usize::from(second % 3);
            let command = match third % 6 {
                0 => joint::Command::GoOn { step, reason: text },
                1 if second < 40 => joint::Command::Cancel { step, reason: text },
                1 | 2 => joint::Command::Recommend { step, text },
                3 => joint::Command::Stand { step, recommendation, dissent: Some(text) },
                4 => joint::Command::Stand { step, recommendation, dissent: None },
                _ => joint::Command::Publish { step, reason: (second % 2 == 0).then_some(text) },
            };
            (if third % 6 < 2 || third % 6 == 5 { owner } else { may(lead) }, Verb::Joint(command))
        }
    };
    world.act(actor, verb);
}

/// A correction of some text, or of what is frozen.
fn amendment(world: &mut World, track: String, [first, second, third]: [u8; 3]) -> procedure::Command {
    let definition = &world.loaded.definition;
    let part = match second % 6 {
        0 => "numbers".to_owned(),
        1 => "documents.conditions".to_owned(),
        2 => "criteria.relevance".to_owned(),
        3 => format!("tracks.{track}"),
        _ => "summary".to_owned(),
    };
    let stands = Part::parse(&part, definition).ok().and_then(|part| part.words(definition));
    let texts = |new: &str| {
        let of = |language: &String| {
            let old = stands.map_or("", |words| words.get(language));
            let body = if new.is_empty() { old } else { new };
            (language.clone(), Prose::new([first; 16], body))
        };
        definition.languages.iter().map(of).collect()
    };
    procedure::Command::Amend(Box::new(Amend {
        before: texts(""),
        after: texts(if third % 7 == 0 { "" } else { "Another text." }),
        part,
        tracks: (second % 2 == 0).then_some(track).into_iter().collect(),
        significant: third % 3 == 0,
        confirm: third % 2 == 0,
        extend: (second % 3 == 0).then(|| extension(2, third).1),
        reason: world.reason(),
    }))
}

/// A date and a wall time: most are days of February 2027, some are nothing.
fn extension(second: u8, third: u8) -> (String, String) {
    let date = match second % 8 {
        0 => "questions",
        1 => "never",
        _ => "deadline",
    };
    let to = match third {
        0 => "2027-02-30T12:00".to_owned(),
        1 => "9999-12-31".to_owned(),
        2 => "2027-03-28T02:30".to_owned(),
        3 => "tomorrow".to_owned(),
        _ => format!("2027-02-{:02}T{:02}:00", 1 + third % 28, second % 24),
    };
    (date.to_owned(), to)
}

/// The instant that a wall time of [`extension`] means: Copenhagen is an hour ahead of UTC in February.
pub fn february(wall: &str) -> Option<i64> {
    let rest = wall.strip_prefix("2027-02-")?;
    let (day, time) = rest.split_once(['T', ' '])?;
    let hour: i64 = time.split(':').next()?.parse().ok()?;
    let day: i64 = day.parse().ok()?;
    (day <= 28).then(|| crate::world::DEADLINE.micros() + ((day - 5) * 24 + hour - 12) * HOUR)
}
