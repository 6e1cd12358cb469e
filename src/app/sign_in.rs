//! Sign-in by a link sent by mail: single use, short-lived, safe against prefetching.

use std::sync::Arc;

use super::{App, AppError, random};
use crate::engine::ids::PersonId;
use crate::i18n::Lang;
use crate::store;
use crate::store::people::Person;

/// Characters of an address at most (RFC 5321 § 4.5.3.1.3).
pub const ADDRESS_CHARS_MAX: usize = 254;

/// A mail address in the form in which it is stored: trimmed, lower case, or nothing where it cannot
/// be one. The mail that arrives is the real test.
pub fn address(typed: &str) -> Option<String> {
    let address = typed.trim().to_lowercase();
    let (local, domain) = address.rsplit_once('@')?;
    let good = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()[]\\".contains(c))
    };
    let dots = !domain.starts_with('.') && !domain.ends_with('.') && !domain.contains("..");
    let fits = address.chars().count() <= ADDRESS_CHARS_MAX;
    // Letters go out without SMTPUTF8: a name before the @ must be ASCII to be reached.
    let plain = local.is_ascii() && !local.contains('@');
    (good(local) && good(domain) && dots && fits && plain).then_some(address)
}

impl App {
    /// The person with this address, made where there is none.
    pub async fn person(self: &Arc<Self>, email: &str, name: &str, lang: Lang) -> Result<Person, AppError> {
        let bad = || AppError::BadValue { field: "email", value: email.to_owned() };
        let new = Person {
            id: PersonId::new(random::id()),
            email: address(email).ok_or_else(bad)?,
            name: name.trim().chars().take(200).collect(),
            language: lang.code().to_owned(),
        };
        let now = self.clock.now();
        let person = self
            .store
            .write(move |db| {
                let new = new.clone();
                Box::pin(async move { store::people::ensure(db, &new, now).await })
            })
            .await?;
        Ok(person)
    }

    /// Mails a sign-in link to `email`. The answer is the same whether the address is known or not.
    ///
    /// # Errors
    /// [`AppError::TooOften`] past the limit an hour and address.
    pub async fn ask_to_sign_in(
        self: &Arc<Self>,
        email: &str,
        back: &str,
        lang: Lang,
    ) -> Result<(), AppError> {
        let person = self.person(email, "", lang).await?;
        let now = self.clock.now();
        let recent = {
            let mut db = self.store.read().await?;
            store::sessions::links_since(&mut db, person.id, now.plus_seconds(-3600)).await?
        };
        if recent >= u64::from(self.settings.sign_in.links_per_hour_max) {
            return Err(AppError::TooOften { wait_seconds: 3600 });
        }
        let link = self.make_link(&person, back, true).await?;
        drop(link);
        self.work.notify_one();
        Ok(())
    }

    /// Makes a sign-in link and, when `mailed`, puts the letter with it into the outbox. Returns the
    /// address to open.
    pub async fn make_link(
        self: &Arc<Self>,
        person: &Person,
        back: &str,
        mailed: bool,
    ) -> Result<String, AppError> {
        let now = self.clock.now();
        let token = random::token();
        let expires_at = now.plus_seconds(60 * i64::from(self.settings.sign_in.link_minutes));
        let link = format!("{}/sign-in/{token}", self.settings.address);
        let letter = mailed.then(|| super::letters::sign_in(self, person, &link, now)).transpose()?;
        let (id, back) = (person.id, back.to_owned());
        self.store
            .write(move |db| {
                let (token, back, letter) = (token.clone(), back.clone(), letter.clone());
                Box::pin(async move {
                    store::sessions::keep_link(db, &token, id, &back, now, expires_at).await?;
                    if let Some(letter) = &letter {
                        store::outbox::insert(db, letter).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(link)
    }

    /// Uses a link up and begins a session: its token, and where to go.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the link is unknown, used or too old.
    pub async fn sign_in(self: &Arc<Self>, link: &str) -> Result<(String, String), AppError> {
        let now = self.clock.now();
        let token = random::token();
        let expires_at = now.plus_seconds(3600 * i64::from(self.settings.sign_in.session_hours));
        let (link, session) = (link.to_owned(), token.clone());
        let back = self
            .store
            .write(move |db| {
                let (link, session) = (link.clone(), session.clone());
                Box::pin(async move {
                    let Some((person, back)) = store::sessions::use_link(db, &link, now).await? else {
                        return Ok(None);
                    };
                    store::sessions::begin(db, &session, person, now, expires_at).await?;
                    Ok(Some(back))
                })
            })
            .await?;
        Ok((token, back.ok_or(AppError::NotFound("sign-in link"))?))
    }

    /// Letters to this person are in `lang` from now on.
    pub async fn write_in(self: &Arc<Self>, person: &Person, lang: Lang) -> Result<(), AppError> {
        if person.language == lang.code() {
            return Ok(());
        }
        let (who, person) = (person.id, person.clone());
        self.store
            .write(move |db| {
                let person = person.clone();
                Box::pin(async move { store::people::rename(db, person.id, &person.name, lang.code()).await })
            })
            .await?;
        self.sessions.changed(who);
        Ok(())
    }

    /// Whose session it is.
    pub async fn session(&self, token: &str) -> Result<Option<Person>, AppError> {
        let now = self.clock.now();
        if let Some(person) = self.sessions.get(token, now) {
            return Ok(Some(person));
        }
        let mut db = self.store.read().await?;
        let found = store::sessions::holder(&mut db, token, now).await?;
        if let Some(person) = &found {
            self.sessions.put(token, person.clone(), now);
        }
        Ok(found)
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), AppError> {
        let ended = token.to_owned();
        self.store
            .write(move |db| {
                let ended = ended.clone();
                Box::pin(async move { store::sessions::end(db, &ended).await })
            })
            .await?;
        self.sessions.end(token);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_trimmed_and_lowered() {
        assert_eq!(address(" Anna.O@Rødgrød.DK ").as_deref(), Some("anna.o@rødgrød.dk"));
        for bad in [
            "",
            "ø@example.org",
            "anna",
            "@example.org",
            "a@",
            "a b@example.org",
            "a@b\r\nBcc: c@d",
            "a@.org",
            "a@@b.c",
        ] {
            assert_eq!(address(bad), None, "{bad:?}");
        }
    }
}
