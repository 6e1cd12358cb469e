//! Where the program can die: for the simulation of the whole of it, and for nothing else.
//!
//! A killed program leaves what it had committed and nothing of what it had not. Whoever simulates that says at each
//! boundary of a commit whether the program dies there; the writer then does nothing more, and answers nobody.

use std::fmt;
use std::sync::Arc;

/// A boundary at which a program can be killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// Before anything of the next commit is written.
    Begin,
    /// Everything is written, and nothing of it is durable.
    Written,
    /// It is durable, and nobody has been told.
    Durable,
}

/// Says where the program dies.
#[derive(Clone)]
pub struct Faults(Arc<dyn Fn(Boundary) -> bool + Send + Sync>);

impl Faults {
    /// `dies` is asked at every boundary, in order.
    pub fn new(dies: impl Fn(Boundary) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(dies))
    }

    pub(super) fn dies(&self, at: Boundary) -> bool {
        (self.0)(at)
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults")
    }
}
