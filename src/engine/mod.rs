//! The core: pure, total and deterministic.
//!
//! No SQL, HTTP, mail, files, clock or randomness; it uses nothing else of ours.

pub mod exact;
pub mod expr;
pub mod instant;
pub mod select;
