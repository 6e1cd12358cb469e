//! What a change of the owner's would tell, and whom, before it is made.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Office;
use crate::app::hat::Hat;
use crate::app::letters::Writer;
use crate::app::{App, AppError};
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::{GatheringNews, Letter, LetterContent};
use crate::engine::turn::{Command, Effect, Verb};
use crate::store;

/// A letter that would go out, worded as for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
    /// How many people with a part in an application would get it. A number, never names.
    pub applicants: usize,
    /// How many others: those who follow.
    pub followers: usize,
}

impl App {
    /// The letters that a change would send, each once. The core is pure: nothing is done and nothing is sent.
    ///
    /// What differs from application to application is not shown, so that nobody learns of an application before its
    /// time: instead of a code there are noughts. A letter that says the same to everybody is one letter, whomever it
    /// goes to.
    ///
    /// # Errors
    /// [`AppError::Refused`] where the change itself would be refused.
    pub async fn told_ahead(
        self: &Arc<Self>,
        office: &Office,
        now: Instant,
        verb: Verb,
    ) -> Result<Vec<Ahead>, AppError> {
        let command = Command { actor: office.person, verb };
        let outcome = self.rehearse(office.procedure.id, now, Hat::worn(), &command).await?;
        if let Some(refusal) = outcome.refusal {
            return Err(AppError::Refused(refusal));
        }
        let mut told: Vec<(LetterContent, BTreeSet<PersonId>)> = Vec::new();
        for effect in &outcome.effects {
            let Effect::Letter(letter) = effect else { continue };
            let content = for_all(&letter.content);
            match told.iter_mut().find(|(known, _)| alike(known, &content)) {
                Some((_, people)) => {
                    people.insert(letter.to);
                }
                None => told.push((content, [letter.to].into())),
            }
        }
        let mut db = self.store.read().await?;
        let applying: BTreeSet<PersonId> = store::applications::all(&mut db, office.procedure.id, None)
            .await?
            .iter()
            .flat_map(|found| found.application.people())
            .collect();
        let mut writer = Writer::new(self, &office.loaded, &outcome, &[]);
        let mut ahead = Vec::with_capacity(told.len());
        for (content, people) in told {
            let row = writer.render(&mut db, &Letter { to: office.person, content }).await?;
            let applicants = people.intersection(&applying).count();
            ahead.push(Ahead {
                subject: row.subject,
                text: row.text,
                applicants,
                followers: people.len() - applicants,
            });
        }
        Ok(ahead)
    }
}

/// Whether two letters say the same. That a track has ended, or a gathering is called off, is told an application
/// without a word about it.
fn alike(one: &LetterContent, other: &LetterContent) -> bool {
    let mut other = other.clone();
    match (one, &mut other) {
        (
            LetterContent::TrackEnded { application: known, .. },
            LetterContent::TrackEnded { application, .. },
        ) => {
            *application = *known;
        }
        (
            LetterContent::Gathering { application: known, news: GatheringNews::CalledOff, .. },
            LetterContent::Gathering { application, .. },
        ) => *application = *known,
        _ => {}
    }
    *one == other
}

/// What a letter says to everybody of its kind.
fn for_all(content: &LetterContent) -> LetterContent {
    match content {
        LetterContent::Amendment { number, application: Some(_) } => {
            let noughts = ApplicationId::new(uuid::Uuid::nil());
            LetterContent::Amendment { number: *number, application: Some(noughts) }
        }
        other => other.clone(),
    }
}
