//! Messages kept in memory, for tests.

use std::sync::{Arc, Mutex, PoisonError};

use super::transport::{Delivered, Envelope};

/// Keeps what it is given; a clone sees the same messages.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Vec<Kept>>>);

/// One message that was handed to a [`Memory`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// From whom, to whom.
    pub envelope: Envelope,
    /// The message as it would have travelled.
    pub bytes: Vec<u8>,
}

impl Memory {
    pub(super) fn keep(&self, envelope: &Envelope, bytes: &[u8]) -> Delivered {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(Kept { envelope: envelope.clone(), bytes: bytes.to_vec() });
        Delivered { answer: format!("kept in memory as number {}", kept.len()) }
    }

    /// All messages so far, the oldest first.
    pub fn kept(&self) -> Vec<Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
