//! Tokens: with one, a program speaks for somebody, in one role and until a day.

use std::sync::Arc;

use super::hat::Hat;
use super::{App, AppError, random};
use crate::engine::ids::PersonId;
use crate::engine::workflow::definition::Role;
use crate::store;
use crate::store::people::Person;
use crate::store::tokens::Token;

/// Tokens that one person has at most.
pub const TOKENS_MAX: u32 = 50;

/// Days for which a token is good at most.
pub const DAYS_MAX: u32 = 366;

/// Characters of a token's name at most.
pub const NAME_CHARS_MAX: usize = 100;

/// What every token begins with, so that one that was left lying about is known for what it is.
pub const PREFIX: &str = "trespor_";

/// The name of the role of those who apply, ask and follow.
pub const APPLICANT: &str = "applicant";

/// How long a use of a token is not noted again, in seconds.
const NOTED_SECONDS: i64 = 60;

const DAY_SECONDS: i64 = 86_400;

/// The role that a name stands for: nothing for a name that is none, and no role for an applicant.
pub fn role_named(name: &str) -> Option<Option<Role>> {
    match name {
        APPLICANT => Some(None),
        _ => Role::ALL.into_iter().find(|role| role.name() == name).map(Some),
    }
}

impl App {
    /// Makes a token for `person`: what is kept of it, and the token itself, which is shown once.
    ///
    /// # Errors
    /// [`AppError::BadValue`] where the name is empty or too long, the role is none, the days are none or too many,
    /// or the person has [`TOKENS_MAX`] already.
    pub async fn make_token(
        self: &Arc<Self>,
        person: PersonId,
        name: &str,
        role: &str,
        days: u32,
    ) -> Result<(Token, String), AppError> {
        let name: String = name.trim().chars().filter(|c| !c.is_control()).collect();
        let bad = |field, value: &str| Err(AppError::BadValue { field, value: value.to_owned() });
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return bad("name", &name);
        }
        if role_named(role).is_none() {
            return bad("role", role);
        }
        if days == 0 || days > DAYS_MAX {
            return bad("days", &days.to_string());
        }
        if self.tokens(person).await?.len() >= TOKENS_MAX as usize {
            return bad("tokens", &TOKENS_MAX.to_string());
        }
        let now = self.clock.now();
        let token = Token {
            id: random::id(),
            person,
            name,
            role: role.to_owned(),
            created_at: now,
            expires_at: now.plus_seconds(i64::from(days) * DAY_SECONDS),
            used_at: None,
        };
        let secret = format!("{PREFIX}{}", random::token());
        let (kept, shown) = (token.clone(), secret.clone());
        self.store
            .write(move |db| {
                let (token, secret) = (kept.clone(), shown.clone());
                Box::pin(async move { store::tokens::keep(db, &secret, &token).await })
            })
            .await?;
        Ok((token, secret))
    }

    /// The tokens of a person, the newest first.
    pub async fn tokens(self: &Arc<Self>, person: PersonId) -> Result<Vec<Token>, AppError> {
        let mut db = self.store.read().await?;
        Ok(store::tokens::of_person(&mut db, person).await?)
    }

    /// Takes a token of `person` back.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where the person has no such token.
    pub async fn revoke_token(self: &Arc<Self>, person: PersonId, id: uuid::Uuid) -> Result<(), AppError> {
        let gone = self
            .store
            .write(move |db| Box::pin(async move { store::tokens::revoke(db, person, id).await }))
            .await?;
        if gone { Ok(()) } else { Err(AppError::NotFound("token")) }
    }

    /// For whom `secret` speaks, and in which role. Nothing where it is none, was taken back or is too old.
    pub async fn bearer(self: &Arc<Self>, secret: &str) -> Result<Option<(Token, Person, Hat)>, AppError> {
        if !secret.starts_with(PREFIX) {
            return Ok(None);
        }
        let now = self.clock.now();
        let found = {
            let mut db = self.store.read().await?;
            store::tokens::bearer(&mut db, secret, now).await?
        };
        let Some((token, person)) = found else { return Ok(None) };
        let Some(role) = role_named(&token.role) else { return Ok(None) };
        if token.used_at.is_none_or(|at| now >= at.plus_seconds(NOTED_SECONDS)) {
            let id = token.id;
            self.store
                .write(move |db| Box::pin(async move { store::tokens::used(db, id, now).await }))
                .await?;
        }
        let hat = Hat { person: person.id, role };
        Ok(Some((token, person, hat)))
    }
}
