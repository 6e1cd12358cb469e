//! Rules of law as dated data, and the gate before publication that asks them.
//!
//! A *pack* is what one body of rules asks from one day on. It is chosen when a procedure opens, by the
//! regime that the workflow file names and the day; the procedure stays pinned to the very bytes.
//! Nothing here is legal advice.

pub mod gate;
mod numbers;
pub mod pack;
pub mod pass;
pub mod released;

pub use gate::{Finding, Rehearsal, Severity, judge, pack_of, planned, unrehearsed};
pub use pack::{Ask, Binding, Pack, Provenance, Rule};
pub use pass::{Barred, Overridden, Override, Passed, Pinned, pass};
pub use released::{Released, choose, find, packs};
