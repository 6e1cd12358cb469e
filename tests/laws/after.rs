//! What comes after a decision: only what happened changes the list, and only by moving the next up.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use trespor::engine::event::{LineEvent, Stream, What};
use trespor::engine::ids::ApplicationId;
use trespor::engine::letter::LetterContent;
use trespor::engine::steps::selection::basis::Addition;
use trespor::engine::steps::{letters, selection};

use crate::{hold, letters_of};

/// The list of a track, kept by this law alone: whoever leaves is gone, and the first in reserve comes to the end.
#[derive(Default)]
struct List {
    selected: Vec<ApplicationId>,
    reserve: Vec<ApplicationId>,
    told: bool,
    /// Who left and was not told yet, and who moved up and was not.
    out: BTreeSet<ApplicationId>,
    up: BTreeSet<ApplicationId>,
}

impl List {
    fn leaves(&mut self, id: ApplicationId) {
        self.up.remove(&id);
        self.out.insert(id);
        if let Some(at) = self.reserve.iter().position(|one| *one == id) {
            self.reserve.remove(at);
        } else if let Some(at) = self.selected.iter().position(|one| *one == id) {
            self.selected.remove(at);
            if !self.reserve.is_empty() {
                let next = self.reserve.remove(0);
                self.selected.push(next);
                self.up.insert(next);
            }
        }
    }
}

/// The file has a reserve list that anything lets move up, no sum that runs out and no evidence: then the list is what this
/// law keeps, everybody is told once, and whoever declines leads the application.
#[test]
fn the_next_moves_up_and_nothing_else_changes() {
    hold(96, |world| {
        let mut lists: BTreeMap<String, List> = BTreeMap::new();
        for turned in &world.turns {
            let mut expected: BTreeSet<(ApplicationId, &str)> = BTreeSet::new();
            for event in &turned.outcome.events {
                let Stream::Line(_, line) = &event.stream else { continue };
                let list = lists.entry(line.clone()).or_default();
                match &event.what {
                    What::Line(LineEvent::Entered { step }) if step != "letters" && step != "complaints" => {
                        *list = List::default();
                    }
                    What::Selection(selection::Event::Decided(decision)) => {
                        *list = List {
                            selected: decision.selected.clone(),
                            reserve: decision.reserve.clone(),
                            ..List::default()
                        };
                    }
                    What::Letters(letters::Event::Released { .. }) => list.told = true,
                    What::Selection(selection::Event::Followed(followed)) => {
                        prop_assert!(list.told, "{line}: nobody knew of the decision");
                        let Addition::Left { application, .. } = &followed.what else {
                            return Err(TestCaseError::fail("the model asks for no evidence"));
                        };
                        let known = list.selected.contains(application) || list.reserve.contains(application);
                        prop_assert!(known, "{application} was not on the list");
                        list.leaves(*application);
                        if followed.own {
                            let lead = turned.before.applications[application].lead().map(|lead| lead.person);
                            prop_assert_eq!(event.actor, lead);
                            list.out.remove(application);
                            expected.insert((*application, "left"));
                        }
                        prop_assert_eq!(&followed.standing.selected, &list.selected);
                        prop_assert_eq!(&followed.standing.reserve, &list.reserve);
                        // The decision stays what it was.
                        let now = &turned.outcome.case.procedure;
                        let kept = selection::state(&world.loaded.definition, now, line, None);
                        let before = &turned.before.procedure;
                        let was = selection::state(&world.loaded.definition, before, line, None);
                        let both = |state: Option<&selection::State>| {
                            state.map(|state| (state.computed.clone(), state.decided.clone()))
                        };
                        prop_assert_eq!(both(kept), both(was));
                    }
                    What::Selection(selection::Event::Told { up, out, .. }) => {
                        prop_assert_eq!(
                            up.iter().copied().collect::<BTreeSet<_>>(),
                            std::mem::take(&mut list.up)
                        );
                        prop_assert_eq!(
                            out.iter().copied().collect::<BTreeSet<_>>(),
                            std::mem::take(&mut list.out)
                        );
                        expected.extend(up.iter().map(|id| (*id, "moved_up")));
                        expected.extend(out.iter().map(|id| (*id, "left")));
                    }
                    _ => {}
                }
            }
            let mut sent = BTreeMap::new();
            for letter in letters_of(turned) {
                let about = match &letter.content {
                    LetterContent::MovedUp { application, .. } => (*application, "moved_up"),
                    LetterContent::Left { application, .. } => (*application, "left"),
                    _ => continue,
                };
                prop_assert!(
                    sent.entry(about).or_insert_with(BTreeSet::new).insert(letter.to),
                    "twice: {about:?}"
                );
            }
            prop_assert_eq!(sent.keys().copied().collect::<BTreeSet<_>>(), expected);
            for ((id, _), to) in sent {
                prop_assert_eq!(to, turned.before.applications[&id].people());
            }
        }
        Ok(())
    });
}
