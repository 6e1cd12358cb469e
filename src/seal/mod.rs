//! Sealing: the age format, version 1 (<https://age-encryption.org/v1>, C2SP `age.md`), so that a stock tool opens
//! with the key what this program has sealed.
//!
//! Nothing here draws at random, reads a file or knows a database: whoever calls gives the random bytes.
//! `docs/decisions/0019-sealing.md` says who can read what, when, and with which key.

pub mod cipher;
pub mod code;
pub mod file;
pub mod identity;
pub mod quorum;

pub use cipher::Cipher;
pub use file::{FileKey, Opener, Sealer};
pub use identity::{Identity, Recipient};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf;
use zeroize::Zeroizing;

/// Why something cannot be opened, or a key cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It is not an age key.
    #[error("it is no age key: {0}")]
    NoKey(&'static str),
    /// It is no file in the age format, or not of the kinds that this program writes.
    #[error("it is no age file: {0}")]
    NoFile(&'static str),
    /// The key is not one of those that it is sealed to.
    #[error("it is sealed to another key")]
    WrongKey,
    /// It was changed, or cut off.
    #[error("it was changed or cut off since it was sealed")]
    Broken,
}

/// A ChaCha20-Poly1305 key for single messages.
fn aead(key: &[u8; 32]) -> Result<LessSafeKey, SealError> {
    // The key has the one length that the cipher takes.
    UnboundKey::new(&CHACHA20_POLY1305, key).map(LessSafeKey::new).map_err(|_| SealError::Broken)
}

/// Encrypts `plain` in place and appends the tag.
fn lock(key: &LessSafeKey, nonce: [u8; 12], aad: &[u8], plain: &mut Vec<u8>) -> Result<(), SealError> {
    let nonce = Nonce::assume_unique_for_key(nonce);
    // Fails for more than 256 GiB only.
    key.seal_in_place_append_tag(nonce, Aad::from(aad), plain).map_err(|_| SealError::Broken)
}

/// Decrypts `sealed`, tag included, in place.
fn unlock(key: &LessSafeKey, nonce: [u8; 12], aad: &[u8], sealed: &mut Vec<u8>) -> Result<(), SealError> {
    let nonce = Nonce::assume_unique_for_key(nonce);
    let length = key.open_in_place(nonce, Aad::from(aad), sealed).map_err(|_| SealError::Broken)?.len();
    sealed.truncate(length);
    Ok(())
}

/// HKDF-SHA-256 (RFC 5869) to 32 bytes.
fn derived(ikm: &[u8], salt: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(ikm);
    let parts = [info];
    let expanded = secret.expand(&parts, hkdf::HKDF_SHA256).and_then(|okm| okm.fill(&mut *key));
    debug_assert!(expanded.is_ok(), "32 bytes can be drawn from HKDF-SHA-256");
    key
}
