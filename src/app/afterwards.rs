//! What came after a decision, for those who decide; and what the members of an applicant see of it.

use std::sync::Arc;

use super::applicant::Own;
use super::choosing::Shortlist;
use super::letters::Writer;
use super::{App, AppError};
use crate::engine::case::{Case, Procedure};
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::select::outcome::IssueCode;
use crate::engine::steps::selection::{self, after};
use crate::engine::turn::{Command, Effect, Verb, step};
use crate::engine::workflow::Definition;
use crate::store;
use crate::store::outbox::Letter;

/// A decided list with what came after it.
#[derive(Clone, Debug)]
pub struct Afterwards {
    /// The computed and the decided list.
    pub list: Shortlist,
    /// The chosen as they stand now, then the reserve.
    pub rows: Vec<Row>,
    /// What changed, in order.
    pub changes: Vec<Changed>,
    /// Why nothing can be recorded now, where that is so.
    pub closed: Option<Refusal>,
    /// Whether the reader may record now.
    pub may_record: bool,
    /// Whether letters wait to be released.
    pub waiting: bool,
    /// The letters that wait, as they would go out now; empty for a reader who may not release them.
    pub preview: Vec<Letter>,
    /// Until when they cannot go out, because evidence that was noted as not shown can still come.
    pub held: Option<Refusal>,
    /// Whether the model would compute everything again without whoever shows no evidence.
    pub recomputes: bool,
}

/// One application on the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which application.
    pub id: ApplicationId,
    /// Place on the reserve list, counted from one; nothing for the chosen.
    pub reserve: Option<usize>,
    /// Whether it moved up.
    pub moved_up: bool,
    /// When it was told that, if it was.
    pub told_at: Option<Instant>,
    /// Whether its evidence was shown, where evidence is asked for and something was recorded.
    pub shown: Option<bool>,
    /// Until when it is to show evidence, where the file names a time.
    pub evidence_until: Option<Instant>,
    /// Until when it can decline by itself, where the file names a time.
    pub decline_until: Option<Instant>,
}

/// A change of the list.
#[derive(Clone, Debug)]
pub struct Changed {
    /// What happened.
    pub change: after::Change,
    /// Why, as it was written.
    pub reason: String,
}

/// Where an application stands after the decision, as its own members may know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// On which list it is.
    pub on: On,
    /// The evidence that is asked of it; empty for none.
    pub evidence: String,
    /// Whether it was recorded as shown.
    pub shown: bool,
    /// Until when it is to be shown, where the file names a time.
    pub evidence_until: Option<Instant>,
    /// Until when it can decline by itself, where the file names a time.
    pub decline_until: Option<Instant>,
    /// Whether the reader can decline now.
    pub may_decline: bool,
}

/// On which list an application is, as far as its members know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum On {
    /// Among the chosen.
    Chosen,
    /// On the reserve list, as it was told with the decision.
    Reserve,
    /// On none any more.
    #[default]
    Left,
}

impl App {
    /// What came after the decision of a track, for those who may read its list.
    pub async fn afterwards(
        self: &Arc<Self>,
        reader: PersonId,
        procedure: ProcedureId,
        track: &str,
    ) -> Result<Afterwards, AppError> {
        let list = self.shortlist(reader, procedure, track, None).await?;
        let standing = self.whole(procedure, Some(track)).await?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let open = after::open(definition, case, track);
        let here = after::decided(definition, &case.procedure, track);
        let mut found = Afterwards {
            rows: Vec::new(),
            changes: Vec::new(),
            closed: open.as_ref().err().cloned(),
            may_record: open.is_ok_and(|here| {
                here.spec.by.iter().any(|role| case.procedure.holds(reader, *role, Some(track)))
            }),
            waiting: here.as_ref().is_some_and(|here| !here.state.untold().is_empty()),
            preview: Vec::new(),
            held: None,
            recomputes: recomputes(definition, here.as_ref(), track),
            list,
        };
        let Some(here) = here else { return Ok(found) };
        let (chosen, reserve) = (here.state.selected().iter(), here.state.reserve().iter());
        let places = chosen.map(|id| (*id, None)).chain(reserve.zip(1..).map(|(id, n)| (*id, Some(n))));
        found.rows = places.map(|(id, reserve)| row(definition, &here, id, reserve)).collect();
        let mut db = self.store.read().await?;
        for change in here.state.changes() {
            let reason = match here.state.why_left(change.left) {
                Some(digest) => store::prose::text(&mut db, digest).await?.unwrap_or_default(),
                None => String::new(),
            };
            found.changes.push(Changed { change: change.clone(), reason });
        }
        // A rehearsal, as for the letters that tell the decision.
        let verb = Verb::Selection(selection::Command::Tell { track: track.to_owned() });
        let command = Command { actor: reader, verb };
        let outcome = step(definition, case.clone(), self.clock.now(), Some(&command));
        if outcome.refusal.is_none() {
            let mut writer = Writer::new(self, &standing.loaded, &outcome, &[]);
            for effect in &outcome.effects {
                if let Effect::Letter(letter) = effect {
                    found.preview.push(writer.render(&mut db, letter).await?);
                }
            }
        }
        found.held = outcome.refusal.filter(|refusal| matches!(refusal, Refusal::EvidenceDue { .. }));
        Ok(found)
    }

    /// Where an application stands after the decision. Nothing before the letters are released, and nothing that it was
    /// not told.
    pub(super) fn own_place(&self, own: &Own, procedure: &Procedure) -> Option<Place> {
        let (definition, track, id) = (own.definition(), &own.application.track, own.id());
        let line = procedure.lines.get(track)?;
        let here = after::decided(definition, procedure, track)?;
        // An earlier stage is over, and shows what it showed.
        here.released_at.filter(|_| line.stage == own.application.stage)?;
        let left = here.state.told.get(&id).is_some_and(|told| told.out.is_some());
        let chosen = here.state.chosen_and_told(id);
        let on_list = here.state.reserve().contains(&id) || here.state.selected().contains(&id);
        // Who moved up and is not told yet waits, as far as they know.
        let on = match (chosen, left) {
            (true, _) => On::Chosen,
            (_, true) => On::Left,
            _ if on_list && here.decision.reserve.contains(&id) => On::Reserve,
            _ => return None,
        };
        let model = definition.model(track, &here.spec.model);
        let asked = model.and_then(|model| model.conditional.as_ref()).filter(|_| chosen);
        let decline_until = here.decline_until(definition, id).filter(|_| chosen);
        let case = Case { procedure: procedure.clone(), applications: std::collections::BTreeMap::new() };
        let open = after::open(definition, &case, track).is_ok();
        let in_time = decline_until.is_none_or(|until| self.clock.now() <= until);
        Some(Place {
            on,
            evidence: asked.map(|asked| asked.evidence.clone()).unwrap_or_default(),
            shown: here.state.shown(id) == Some(true),
            evidence_until: asked.and_then(|_| here.evidence_until(definition, id)),
            decline_until,
            may_decline: on != On::Left && open && in_time && own.leads(),
        })
    }
}

/// Why a place stays open after the decision, where the rules leave it so.
pub const fn stays_open(change: &after::Change) -> Option<IssueCode> {
    match change.moved_up {
        Some(_) => None,
        None => change.open,
    }
}

fn recomputes(definition: &Definition, here: Option<&after::Here<'_, '_>>, track: &str) -> bool {
    use crate::engine::select::spec::OnFailure;
    let model = here.and_then(|here| definition.model(track, &here.spec.model));
    let asked = model.and_then(|model| model.conditional.as_ref());
    asked.is_some_and(|asked| asked.on_failure == OnFailure::Recompute)
}

fn row(
    definition: &Definition,
    here: &after::Here<'_, '_>,
    id: ApplicationId,
    reserve: Option<usize>,
) -> Row {
    let moved_up = here.state.changes().iter().any(|change| change.moved_up == Some(id));
    let told = here.state.told.get(&id).and_then(|told| told.up);
    // Days run from the letter; who is not told yet has none.
    let runs = reserve.is_none() && here.released_at.is_some() && (!moved_up || told.is_some());
    Row {
        id,
        reserve,
        moved_up: moved_up && reserve.is_none(),
        told_at: told,
        shown: here.state.shown(id),
        evidence_until: here.evidence_until(definition, id).filter(|_| runs),
        decline_until: here.decline_until(definition, id).filter(|_| runs),
    }
}
