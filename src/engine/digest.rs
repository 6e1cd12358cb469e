//! SHA-256 digests, and texts that the journal knows by digest alone.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest; lower-case hexadecimal in JSON and on paper.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of nothing having happened yet: the start of every chain.
    pub const ZERO: Self = Self([0; 32]);

    /// The digest of the parts, one after the other.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// A digest that was computed elsewhere, byte for byte.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first eight hexadecimal digits, for people.
    pub fn short(&self) -> String {
        hex::encode(&self.0[..4])
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Digest({})", self.short())
    }
}

impl std::str::FromStr for Digest {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Something that a person wrote: an answer, a reason, a question.
///
/// Events hold the digest; the text itself stays in a table, so that it can be erased when it is due
/// and the journal still verifies. The salt keeps a short text such as "yes" from being guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose {
    salt: [u8; 16],
    body: String,
}

impl Prose {
    /// Another text with the same salt, where it is written down more neatly than it came.
    #[must_use]
    pub fn with_body(&self, body: impl Into<String>) -> Self {
        Self::new(self.salt, body)
    }

    /// Wraps a text with a salt that the caller drew at random.
    pub fn new(salt: [u8; 16], body: impl Into<String>) -> Self {
        Self { salt, body: body.into() }
    }

    /// What the journal knows of this text.
    pub fn digest(&self) -> Digest {
        Digest::of(&[&self.salt, self.body.as_bytes()])
    }

    /// The text.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The salt.
    pub const fn salt(&self) -> &[u8; 16] {
        &self.salt
    }

    /// How many characters a person sees, blanks at either end not counted.
    pub fn chars(&self) -> usize {
        self.body.trim().chars().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_is_sha256_of_the_parts_in_a_row() {
        // Published test vector: SHA-256("abc").
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(&[b"a", b"bc"]).to_string(), expected);
        assert_eq!(expected.parse::<Digest>().unwrap(), Digest::of(&[b"abc"]));
    }

    #[test]
    fn the_salt_hides_a_short_text() {
        assert_ne!(Prose::new([1; 16], "yes").digest(), Prose::new([2; 16], "yes").digest());
    }
}
