//! What the tables hold of people and letters, sealed with the program's own key.
//!
//! The same text in the same place always gives the same sealed text (the nonce is a keyed digest of text and
//! place, as in SIV modes), so that an address can be looked up, and nothing here needs chance. A place names the
//! table and the column, and the row where no search goes through it: equal texts of two rows look unlike.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::aead::LessSafeKey;
use ring::hmac;
use zeroize::Zeroizing;

use super::{FileKey, Identity, Recipient, SealError, aead, derived, file, lock, unlock};

/// What a sealed text begins with. A text without it was kept before there were keys.
const MARK: &str = "s1.";

/// The program's own key, and the ciphers derived from it.
#[derive(Clone)]
pub struct Cipher(Arc<Keys>);

struct Keys {
    identity: Identity,
    seal: LessSafeKey,
    nonce: hmac::Key,
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cipher(of {})", self.0.identity.recipient())
    }
}

impl Cipher {
    /// The ciphers of the program's key.
    pub fn new(identity: Identity) -> Result<Self, SealError> {
        let secret = identity.bytes();
        let seal = aead(&derived(&*secret, b"trespor columns", b"seal"))?;
        let nonce = hmac::Key::new(hmac::HMAC_SHA256, &*derived(&*secret, b"trespor columns", b"nonce"));
        Ok(Self(Arc::new(Keys { identity, seal, nonce })))
    }

    /// The public half of the program's key.
    pub fn recipient(&self) -> Recipient {
        self.0.identity.recipient()
    }

    /// The text as the table holds it.
    ///
    /// # Errors
    /// [`SealError::Broken`] for a text of more than 256 GiB.
    pub fn seal(&self, place: &str, text: &str) -> Result<String, SealError> {
        let nonce = self.nonce(place, text);
        let mut sealed = text.as_bytes().to_vec();
        lock(&self.0.seal, nonce, place.as_bytes(), &mut sealed)?;
        let mut written = String::with_capacity(MARK.len() + 16 + sealed.len() * 4 / 3 + 2);
        written.push_str(MARK);
        BASE64.encode_string([&nonce[..], &sealed].concat(), &mut written);
        Ok(written)
    }

    /// The text that a table holds at `place`.
    ///
    /// # Errors
    /// [`SealError::Broken`] when it was changed, moved from another place, or sealed with another key.
    pub fn open(&self, place: &str, written: String) -> Result<String, SealError> {
        let Some(coded) = written.strip_prefix(MARK) else { return Ok(written) };
        let bytes = BASE64.decode(coded).map_err(|_| SealError::Broken)?;
        let (nonce, sealed) = bytes.split_first_chunk::<12>().ok_or(SealError::Broken)?;
        let mut plain = sealed.to_vec();
        unlock(&self.0.seal, *nonce, place.as_bytes(), &mut plain)?;
        let text = String::from_utf8(plain).map_err(|_| SealError::Broken)?;
        if self.nonce(place, &text) == *nonce { Ok(text) } else { Err(SealError::Broken) }
    }

    /// Whether a table's text is sealed.
    pub fn is_sealed(written: &str) -> bool {
        written.starts_with(MARK)
    }

    /// Seals a track's secret key to the program's key. `random` was drawn for this alone.
    pub fn hide(&self, random: [u8; 64], secret: &Identity) -> Result<Vec<u8>, SealError> {
        file::seal_to(self.recipient(), random, secret.reveal().as_bytes())
    }

    /// A secret key that was hidden.
    pub fn reveal(&self, hidden: &[u8]) -> Result<Identity, SealError> {
        let text = file::open_with(&self.0.identity, hidden)?;
        std::str::from_utf8(&text).map_err(|_| SealError::Broken)?.parse()
    }

    /// Wraps an application's key so that the program can give its own contents back to its members.
    pub fn wrap(&self, place: &str, key: &FileKey) -> Result<String, SealError> {
        let text = Zeroizing::new(BASE64.encode(key.bytes()));
        self.seal(place, &text)
    }

    /// A key that was wrapped.
    pub fn unwrap(&self, place: &str, wrapped: String) -> Result<FileKey, SealError> {
        if !Self::is_sealed(&wrapped) {
            return Err(SealError::Broken);
        }
        let text = Zeroizing::new(self.open(place, wrapped)?);
        let bytes = Zeroizing::new(BASE64.decode(text.as_bytes()).map_err(|_| SealError::Broken)?);
        Ok(FileKey::from_random(bytes.as_slice().try_into().map_err(|_| SealError::Broken)?))
    }

    fn nonce(&self, place: &str, text: &str) -> [u8; 12] {
        let mut context = hmac::Context::with_key(&self.0.nonce);
        context.update(&(place.len() as u64).to_be_bytes());
        context.update(place.as_bytes());
        context.update(text.as_bytes());
        let mut nonce = [0; 12];
        nonce.copy_from_slice(&context.sign().as_ref()[..12]);
        nonce
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher(seed: u8) -> Cipher {
        Cipher::new(Identity::from_random([seed; 32])).unwrap()
    }

    #[test]
    fn a_text_is_read_only_where_it_was_written_and_with_its_key() {
        let one = cipher(1);
        let sealed = one.seal("person.email", "mette@rum.example").unwrap();
        assert!(!sealed.contains("mette"));
        assert_eq!(sealed, one.seal("person.email", "mette@rum.example").unwrap());
        assert_eq!(one.open("person.email", sealed.clone()).unwrap(), "mette@rum.example");
        assert_ne!(sealed, one.seal("member.email", "mette@rum.example").unwrap());
        assert_eq!(one.open("member.email", sealed.clone()).unwrap_err(), SealError::Broken);
        assert_eq!(cipher(2).open("person.email", sealed.clone()).unwrap_err(), SealError::Broken);
        let mut changed = sealed.into_bytes();
        let last = changed.len() - 1;
        changed[last] = if changed[last] == b'A' { b'B' } else { b'A' };
        assert!(one.open("person.email", String::from_utf8(changed).unwrap()).is_err());
    }

    #[test]
    fn what_was_kept_before_there_were_keys_is_read_as_it_is() {
        assert_eq!(cipher(1).open("person.name", "Mette".into()).unwrap(), "Mette");
        assert!(cipher(1).unwrap("seal", "AAAA".into()).is_err());
    }

    #[test]
    fn keys_are_hidden_and_wrapped() {
        let (own, track) = (cipher(1), Identity::from_random([3; 32]));
        let hidden = own.hide([4; 64], &track).unwrap();
        assert_eq!(own.reveal(&hidden).unwrap().recipient(), track.recipient());
        assert!(cipher(2).reveal(&hidden).is_err());
        let key = FileKey::from_random([5; 16]);
        let wrapped = own.wrap("application", &key).unwrap();
        assert_eq!(own.unwrap("application", wrapped.clone()).unwrap(), key);
        assert!(own.unwrap("other", wrapped).is_err());
    }
}
