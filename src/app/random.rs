//! The only place that draws at random: identifiers, salts and tokens.

use uuid::Uuid;

use crate::engine::digest::Prose;

/// A new identifier that tells nothing, not even when it was made.
pub fn id() -> Uuid {
    uuid::Builder::from_random_bytes(bytes()).into_uuid()
}

/// A secret for a link or a session: 256 bits as 64 hexadecimal digits.
pub fn token() -> String {
    hex::encode(bytes::<32>())
}

/// A text with a salt of its own.
pub fn prose(body: impl Into<String>) -> Prose {
    Prose::new(bytes(), body)
}

/// Random bytes, for keys and nonces.
///
/// # Panics
/// When the operating system gives no randomness: without it nothing here is safe.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}
