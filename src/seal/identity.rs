//! X25519 keys as age writes them: `age1…` for everybody, `AGE-SECRET-KEY-1…` for its holder.

use std::fmt;
use std::str::FromStr;

use bech32::{Bech32, Hrp};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::SealError;

const PUBLIC: &str = "age";
const SECRET: &str = "age-secret-key-";

/// Whom something is sealed to: the public half of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Recipient(pub(super) PublicKey);

/// The secret half of a key. It is never shown by `Debug`, and its bytes are wiped when it is dropped.
#[derive(Clone)]
pub struct Identity(pub(super) StaticSecret);

impl Identity {
    /// A key of 32 bytes that the caller drew at random.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(StaticSecret::from(bytes))
    }

    /// The public half.
    pub fn recipient(&self) -> Recipient {
        Recipient(PublicKey::from(&self.0))
    }

    /// The key as age writes it: `AGE-SECRET-KEY-1…`. A secret: for a key file, never for a log.
    pub fn reveal(&self) -> Zeroizing<String> {
        let bytes = Zeroizing::new(self.0.to_bytes());
        Zeroizing::new(coded(SECRET, bytes.as_slice()).to_uppercase())
    }

    /// The 32 bytes, for deriving other keys.
    pub(super) fn bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The first key in the text of an age key file: lines that begin with `#` are remarks.
    pub fn from_key_file(text: &str) -> Result<Self, SealError> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.next().ok_or(SealError::NoKey("there is no line with a key"))?.parse()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity(of {})", self.recipient())
    }
}

impl FromStr for Identity {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes =
            Zeroizing::new(decoded(text.trim(), SECRET, "a secret key begins with AGE-SECRET-KEY-1")?);
        Ok(Self(StaticSecret::from(*bytes)))
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&coded(PUBLIC, self.0.as_bytes()))
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({self})")
    }
}

impl FromStr for Recipient {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(PublicKey::from(decoded(text.trim(), PUBLIC, "a public key begins with age1")?)))
    }
}

fn coded(prefix: &'static str, bytes: &[u8]) -> String {
    // The prefixes are two constants of ASCII, and 32 bytes have a place in one code word.
    bech32::encode::<Bech32>(Hrp::parse_unchecked(prefix), bytes).unwrap_or_default()
}

fn decoded(text: &str, prefix: &str, hint: &'static str) -> Result<[u8; 32], SealError> {
    let checked = bech32::primitives::decode::CheckedHrpstring::new::<Bech32>(text)
        .map_err(|_| SealError::NoKey("a letter is wrong, missing or too much"))?;
    if !checked.hrp().as_str().eq_ignore_ascii_case(prefix) {
        return Err(SealError::NoKey(hint));
    }
    let bytes = Zeroizing::new(checked.byte_iter().collect::<Vec<u8>>());
    bytes.as_slice().try_into().map_err(|_| SealError::NoKey("it is not 32 bytes long"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_the_reference_implementation_is_read_and_written() {
        // Made by `age-keygen` 1.1.1 for this test alone.
        let (secret, public) =
            (include_str!("../../tests/data/seal/key.txt"), include_str!("../../tests/data/seal/key.pub"));
        let key = Identity::from_key_file(secret).unwrap();
        assert_eq!(key.recipient().to_string(), public.trim());
        assert!(secret.contains(key.reveal().as_str()));
        assert_eq!(public.parse::<Recipient>().unwrap(), key.recipient());
    }

    #[test]
    fn what_is_no_key_is_refused_and_a_secret_is_never_shown() {
        let key = Identity::from_random([7; 32]);
        let secret = key.reveal();
        assert!(!format!("{key:?}").contains(&secret.as_str()[15..]));
        for wrong in
            ["", "age1", "AGE-SECRET-KEY-1", &secret[..secret.len() - 1], &key.recipient().to_string()]
        {
            assert!(wrong.parse::<Identity>().is_err(), "{wrong:?}");
        }
        assert!(secret.parse::<Recipient>().is_err());
        assert_eq!(
            Identity::from_key_file("# nothing\n\n").unwrap_err(),
            SealError::NoKey("there is no line with a key")
        );
    }
}
