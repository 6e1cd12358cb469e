//! Laws of the record: replay, refusals, the journal.

use std::collections::BTreeMap;

use proptest::prelude::*;
use trespor::engine::case::{Case, Procedure};
use trespor::engine::digest::Digest;
use trespor::engine::event::Event;
use trespor::engine::fold;
use trespor::engine::instant::Instant;
use trespor::engine::journal::{self, Head};
use trespor::engine::refusal::Refusal;
use trespor::engine::steps::intake;
use trespor::engine::turn::{Scope, Verb, step};

use crate::world::{World, play, script};
use crate::{config, hold, tried_late};

fn fold_of(world: &World, events: &[&Event]) -> Case {
    let mut case = Case { procedure: Procedure::new(world.case.procedure.id), applications: BTreeMap::new() };
    for event in events {
        fold::apply(&world.loaded.definition, &mut case, event);
    }
    case
}

/// Replay equals state, whatever the order between the streams.
#[test]
fn replay_equals_state() {
    hold(96, |world| {
        let events: Vec<_> = world.events().collect();
        prop_assert!(fold_of(world, &events) == world.case, "in the order of recording");
        // Events never go back in time, neither overall nor within a stream.
        prop_assert!(events.is_sorted_by_key(|event| event.at));
        // The streams side by side: by time, and at one instant in either order of their names.
        let mut by_name = events.clone();
        by_name.sort_by_key(|event| (event.at, event.stream.to_string()));
        prop_assert!(fold_of(world, &by_name) == world.case, "streams in the order of their names");
        by_name = events.clone();
        by_name.sort_by_key(|event| (event.at, std::cmp::Reverse(event.stream.to_string())));
        prop_assert!(fold_of(world, &by_name) == world.case, "streams in the reverse order of names");
        // And one stream after the other.
        by_name.sort_by_key(|event| event.stream.to_string());
        prop_assert!(fold_of(world, &by_name) == world.case, "one stream after the other");
        by_name.sort_by_key(|event| std::cmp::Reverse(event.stream.to_string()));
        prop_assert!(fold_of(world, &by_name) == world.case, "one stream before the other");
        // A turn tells of itself alone.
        for turned in &world.turns {
            let mut case = turned.before.clone();
            for event in &turned.outcome.events {
                prop_assert!(event.at <= turned.now);
                fold::apply(&world.loaded.definition, &mut case, event);
            }
            prop_assert!(case == turned.outcome.case);
        }
        Ok(())
    });
}

/// A command needs no more of the case than its scope names.
#[test]
fn a_command_sees_no_more_than_its_scope() {
    hold(96, |world| {
        for turned in &world.turns {
            let Some(command) = &turned.command else { continue };
            let mut scoped = turned.before.clone();
            let scope = command.verb.scope();
            scoped.applications.retain(|id, found| match &scope {
                Scope::Head => false,
                Scope::Application(wanted) => id == wanted,
                Scope::Track(track) => found.track == *track,
                Scope::Everything => true,
            });
            // Whether a fresh identifier is taken is the caller's to know.
            if let Verb::Intake(intake::Command::Start { application, .. }) = &command.verb
                && turned.before.applications.contains_key(application)
            {
                continue;
            }
            let outcome = step(&world.loaded.definition, scoped, turned.now, Some(command));
            prop_assert_eq!(&outcome.events, &turned.outcome.events, "{:?}", command);
            prop_assert_eq!(&outcome.effects, &turned.outcome.effects, "{:?}", command);
            prop_assert_eq!(&outcome.refusal, &turned.outcome.refusal);
            prop_assert_eq!(outcome.wake_at, turned.outcome.wake_at);
            prop_assert!(outcome.case.procedure == turned.outcome.case.procedure);
        }
        Ok(())
    });
}

/// A refused command leaves everything as it was; only a late try leaves a line of its own.
#[test]
fn a_refusal_changes_nothing() {
    hold(96, |world| {
        for turned in &world.turns {
            if turned.outcome.refusal.is_none() {
                prop_assert!(turned.command.is_none() || !turned.outcome.events.is_empty());
                continue;
            }
            prop_assert!(turned.outcome.case == turned.before, "{:?}", turned.outcome.refusal);
            prop_assert!(turned.outcome.effects.is_empty(), "{:?}", turned.outcome.refusal);
            let late = matches!(turned.outcome.refusal, Some(Refusal::Closed { .. }));
            prop_assert_eq!(turned.outcome.events.len(), usize::from(late));
            prop_assert_eq!(tried_late(turned), usize::from(late));
        }
        Ok(())
    });
}

/// The core answers whatever it is given, also at the ends of time.
#[test]
fn the_core_is_total() {
    hold(32, |world| {
        let commands: Vec<_> = world.turns.iter().filter_map(|turned| turned.command.clone()).collect();
        for (n, turned) in world.turns.iter().enumerate() {
            for micros in [i64::MIN, -1, 0, i64::MAX - 1, i64::MAX] {
                let command = commands.get(n * 7 % commands.len().max(1));
                let case = turned.outcome.case.clone();
                let outcome = step(&world.loaded.definition, case, Instant::from_micros(micros), command);
                prop_assert!(command.is_some() || outcome.refusal.is_none());
            }
        }
        Ok(())
    });
}

/// What was written reads back, and any tampering is found.
#[test]
fn the_journal_finds_any_tampering() {
    let config = config(64);
    let tampering = (script(), any::<[prop::sample::Index; 4]>(), 1..=255_u8);
    proptest!(config, |((script, [pick, line, byte, other], flip) in tampering)| {
        let world = play(&script);
        let mut chains: BTreeMap<String, (Head, Vec<journal::Sealed>, Vec<Event>)> = BTreeMap::new();
        for event in world.events() {
            let chain = chains.entry(event.stream.to_string()).or_default();
            let sealed = journal::append(&mut chain.0, event);
            chain.1.push(sealed);
            chain.2.push(event.clone());
        }
        for (stream, (head, lines, events)) in &chains {
            prop_assert_eq!(&journal::verify(stream, *head, lines).expect("whole"), events);
        }
        let names: Vec<_> = chains.keys().cloned().collect();
        let stream = &names[pick.index(names.len())];
        let (head, lines, _) = &chains[stream];
        let n = line.index(lines.len());
        let broken = |what: &str, lines: &[journal::Sealed]| {
            let found = journal::verify(stream, *head, lines);
            prop_assert!(found.is_err(), "{what} of line {n} of {stream} was not found");
            Ok(())
        };
        let mut changed = lines.clone();
        let at = byte.index(32);
        for what in ["prev", "hash"] {
            changed.clone_from(lines);
            let field = if what == "prev" { &mut changed[n].prev } else { &mut changed[n].hash };
            let mut bytes = *field.bytes();
            bytes[at] ^= flip;
            *field = Digest::from_bytes(bytes);
            broken(what, &changed)?;
        }
        changed.clone_from(lines);
        let mut body: Vec<_> = changed[n].body.bytes().collect();
        let at = byte.index(body.len());
        // The low bits, so that the body stays UTF-8.
        body[at] ^= (flip & 0x0F).max(1);
        changed[n].body = String::from_utf8(body).expect("ASCII");
        broken("a byte", &changed)?;
        changed.clone_from(lines);
        changed[n].seq += u64::from(flip);
        broken("the number", &changed)?;
        changed.clone_from(lines);
        changed.remove(n);
        broken("the loss", &changed)?;
        changed.clone_from(lines);
        let twin = changed[n].clone();
        changed.insert(other.index(lines.len() + 1), twin);
        broken("a second copy", &changed)?;
        changed.clone_from(lines);
        let m = other.index(lines.len());
        if m != n {
            changed.swap(n, m);
            broken("the swap", &changed)?;
        }
        changed.clone_from(lines);
        changed.truncate(n);
        broken("the cut", &changed)?;
        broken("a line too many", &[lines.as_slice(), &[journal::append(&mut head.clone(), &chains[stream].2[0])]].concat())?;
        // A whole chain of another stream is no stand-in.
        for (name, (head, lines, _)) in chains.iter().filter(|(name, _)| *name != stream) {
            prop_assert!(journal::verify(stream, *head, lines).is_err(), "{name} stands for {stream}");
        }
    });
}
