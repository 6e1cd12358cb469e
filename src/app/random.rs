//! The only place that draws at random: identifiers, salts and tokens.

use std::cell::Cell;

use uuid::Uuid;

use crate::engine::digest::{Digest, Prose};
use crate::engine::instant::Instant;

thread_local! {
    /// What is drawn from on this thread instead of the operating system, and how often it was.
    static SEED: Cell<Option<(u64, u64)>> = const { Cell::new(None) };
}

/// As long as this lives, its thread draws from a seed: nothing drawn is a secret.
#[derive(Debug)]
#[must_use = "dropped, it draws from the operating system again"]
pub struct Seeded(());

/// Draws from `seed` on this thread, so that a simulated run can be repeated to the byte. A test sees to it that
/// nothing of the program calls this.
pub fn seeded(seed: u64) -> Seeded {
    SEED.set(Some((seed, 0)));
    Seeded(())
}

impl Drop for Seeded {
    fn drop(&mut self) {
        SEED.set(None);
    }
}

/// A new identifier that tells nothing, not even when it was made.
pub fn id() -> Uuid {
    uuid::Builder::from_random_bytes(bytes()).into_uuid()
}

/// A new identifier of something whose time is no secret: those made later come later, so that their rows lie side by
/// side and a burst touches few pages of the database.
pub fn id_in_time(at: Instant) -> Uuid {
    let millis = u64::try_from(at.micros() / 1_000).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes()).into_uuid()
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
    match SEED.get() {
        None => getrandom::fill(&mut bytes).expect("the operating system gives randomness"),
        Some((seed, drawn)) => {
            SEED.set(Some((seed, drawn + 1)));
            for (number, chunk) in (0_u64..).zip(bytes.chunks_mut(32)) {
                let block = Digest::of(&[&seed.to_be_bytes(), &drawn.to_be_bytes(), &number.to_be_bytes()]);
                chunk.copy_from_slice(&block.bytes()[..chunk.len()]);
            }
        }
    }
    bytes
}
