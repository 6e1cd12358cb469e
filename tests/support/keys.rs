//! A key for databases of tests.

use trespor::seal::{Cipher, Identity};

/// The same key at every call.
pub fn cipher() -> Cipher {
    Cipher::new(Identity::from_random([7; 32])).expect("32 bytes are a key")
}
