//! The dossier: everything of a procedure in one ZIP file, and its verification with nothing but the program.
//!
//! `format` says what lies in it, `archive` writes and reads the file, `receipt` reads what an applicant keeps,
//! and `check` recomputes. Nothing here knows a database, a network or a key, so that an auditor needs none.
//! docs/verify.md explains what is checked to somebody who does not know the program.

pub mod archive;
pub mod check;
pub mod format;
pub mod receipt;
mod verdict;

pub use verdict::{Check, Difference, Verdict};
