//! The minutes of a panel: who sat on it, who stood aside, what each gave, and what was agreed and why.
//!
//! A chair reads without names and must not tie points to a colleague: to them the minutes name who sat on the panel,
//! and say of an application only that somebody stood aside.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::agreeing::ConsensusDesk;
use super::judging::{admitted, step_of, text_or_none};
use super::ownership::DESK;
use super::reading::{Stage, must_hold};
use super::{App, AppError};
use crate::engine::ids::{PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::steps::scoring;
use crate::engine::workflow::definition::Role;
use crate::i18n::Lang;
use crate::store;

/// The minutes of a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// The applications with their marks and what was agreed, by code.
    pub desk: ConsensusDesk,
    /// Who sat on the panel, by name.
    pub members: Vec<Member>,
    /// Who declared a tie, and to what.
    pub aside: Vec<Aside>,
    /// How many declared that they have none, over all applications.
    pub declared: usize,
    /// When something was recorded first and last.
    pub recorded: Option<(Instant, Instant)>,
}

/// Somebody who sat on the panel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// Name.
    pub name: String,
    /// Whether they lead it.
    pub chair: bool,
    /// How many sheets they locked; for those behind the desk alone.
    pub sheets: Option<usize>,
}

/// Somebody who stood aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Aside {
    /// Code of the application.
    pub code: String,
    /// Who, and what the tie is; for those behind the desk alone.
    pub who: Option<(String, String)>,
}

impl App {
    /// The minutes of the panel of a track, once its scoring is over.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for somebody who neither leads the panel nor owns or audits the procedure, and before
    /// the scoring is over.
    pub async fn minutes(
        self: &Arc<Self>,
        person: PersonId,
        procedure: ProcedureId,
        track: &str,
        lang: Lang,
        look: Option<&str>,
    ) -> Result<Minutes, AppError> {
        let mut desk = self.consensus_desk(person, procedure, track, lang, look).await?;
        if desk.stage == Stage::Ahead {
            return Err(AppError::NotFound("minutes"));
        }
        desk.applications.sort_by_cached_key(|compared| compared.application.code());
        let standing = self.whole(procedure, Some(track)).await?.looked_at(track, look)?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let (step, spec) = step_of(definition, case, track)?;
        let behind = must_hold(case, person, &DESK, track).is_ok();
        let chairs: BTreeSet<_> = spec.panelists(&case.procedure, Role::Chair, track).collect();
        let mut people: BTreeSet<_> = spec.panelists(&case.procedure, Role::Evaluator, track).collect();
        people.extend(&chairs);
        let mut locked: BTreeMap<PersonId, usize> = BTreeMap::new();
        let mut db = self.store.read().await?;
        let (mut aside, mut declared) = (Vec::new(), 0);
        for application in admitted(definition, case, track) {
            for (evaluator, _) in scoring::locked(application, &step.id) {
                *locked.entry(evaluator).or_default() += 1;
                // Whose role was taken back since is in the minutes all the same.
                people.insert(evaluator);
            }
            let interests =
                scoring::panel(application, &step.id).into_iter().flat_map(|panel| &panel.interests);
            for (evaluator, interest) in interests {
                if !interest.tie {
                    declared += 1;
                    continue;
                }
                let mut who = None;
                if behind {
                    let name = store::people::by_id(&mut db, *evaluator).await?.map(|person| person.name);
                    who = Some((name.unwrap_or_default(), text_or_none(&mut db, interest.reason).await?));
                }
                aside.push(Aside { code: application.id.code(), who });
            }
        }
        let mut members = Vec::new();
        for id in people {
            let name = store::people::by_id(&mut db, id).await?.map(|person| person.name).unwrap_or_default();
            let sheets = behind.then(|| locked.get(&id).copied().unwrap_or_default());
            members.push(Member { name, chair: chairs.contains(&id), sheets });
        }
        members.sort();
        aside.sort();
        let lines = desk.applications.iter().flat_map(|compared| &compared.lines);
        let instants: BTreeSet<_> = lines.filter_map(|line| Some(line.agreed.as_ref()?.at)).collect();
        let recorded = instants.first().copied().zip(instants.last().copied());
        Ok(Minutes { desk, members, aside, declared, recorded })
    }
}
