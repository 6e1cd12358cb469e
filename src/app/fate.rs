//! What becomes of decision letters: a period runs from a letter that arrived, and from no other.

use std::sync::Arc;

use super::{App, AppError};
use crate::engine::calendar::Zone;
use crate::engine::case::{Line, Procedure};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::steps::{StepState, complaints};
use crate::engine::turn::{Command, Verb};
use crate::store;
use crate::store::outbox::Letter;

/// Kinds of letter that tell a decision.
pub const DECISIONS: [&str; 3] = ["selected", "not_selected", "excluded"];

impl App {
    /// Tells the procedure that a mail server took a decision letter, or did not. Only the letter to whoever acts for
    /// the lead counts as the notification of an applicant.
    pub async fn fate_of(self: &Arc<Self>, letter: &Letter, taken: bool) -> Result<(), AppError> {
        let (Some(procedure), Some(application)) = (letter.procedure, letter.application) else {
            return Ok(());
        };
        if !DECISIONS.contains(&letter.kind.as_str()) {
            return Ok(());
        }
        let mut db = self.store.read().await?;
        let found = store::applications::get(&mut db, application).await?;
        drop(db);
        let Some(found) = found.filter(|found| found.application.is_led_by(letter.person)) else {
            return Ok(());
        };
        let command = |verb| Command { actor: letter.person, verb: Verb::Complaints(verb) };
        let undelivered = command(complaints::Command::Undelivered { application });
        let delivered = command(complaints::Command::Delivered { application });
        if !taken {
            return self.tell_fate(procedure, undelivered).await;
        }
        // Almost every letter is taken on the day of its date, and then nothing has to be corrected: the window is
        // counted from the end of that day.
        let loaded = self.definition(procedure).await?;
        let known = {
            let head = self.head(procedure).await?.case.procedure;
            untold(&head, &found.application.track, application)
        };
        let day = |at| Zone::new(&loaded.definition.zone).map(|zone| zone.date_of(at)).ok();
        if !known && day(letter.dated_at) == day(self.clock.now()) {
            return Ok(());
        }
        if !known {
            self.tell_fate(procedure, undelivered).await?;
        }
        self.tell_fate(procedure, delivered).await
    }

    async fn tell_fate(self: &Arc<Self>, procedure: ProcedureId, command: Command) -> Result<(), AppError> {
        match self.act(procedure, self.receive(), command).await {
            // It is known already, or there is no window that it could concern.
            Ok(_) | Err(AppError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The decision letters of a procedure that no server was offered yet and whose window would end at `due`: while
    /// the program was down nobody was told, and no period runs (lov om Klagenævnet for Udbud § 7(1): from the day
    /// after the notification was sent).
    pub(super) async fn unsent(
        self: &Arc<Self>,
        procedure: ProcedureId,
        due: Instant,
    ) -> Result<Vec<Command>, AppError> {
        let mut db = self.store.read().await?;
        let head = store::procedures::get(&mut db, procedure).await?;
        let head = head.ok_or(AppError::NotFound("procedure"))?.procedure;
        let ends = |state: &StepState| match state {
            StepState::Complaints(state) => complaints::wake_at(state).is_some_and(|at| at <= due),
            _ => false,
        };
        let ending = |line: &Line| line.running() && line.states.get(&line.step).is_some_and(ends);
        if !head.lines.values().any(ending) {
            return Ok(Vec::new());
        }
        let mut commands = Vec::new();
        for (application, person) in store::outbox::untried(&mut db, procedure, &DECISIONS).await? {
            let found = store::applications::get(&mut db, application).await?;
            let Some(found) = found.map(|found| found.application) else { continue };
            let here = head.lines.get(&found.track).is_some_and(ending);
            if here && found.is_led_by(person) && !untold(&head, &found.track, application) {
                let verb = complaints::Command::Undelivered { application };
                commands.push(Command { actor: person, verb: Verb::Complaints(verb) });
            }
        }
        Ok(commands)
    }
}

/// Whether it is known that the letter to an applicant did not arrive, and nobody has told them since.
fn untold(procedure: &Procedure, track: &str, application: ApplicationId) -> bool {
    let states = procedure.lines.get(track).into_iter().flat_map(|line| line.states.values());
    states.into_iter().any(|state| match state {
        StepState::Complaints(state) => {
            state.untold.get(&application).is_some_and(|untold| untold.told.is_none())
        }
        _ => false,
    })
}
