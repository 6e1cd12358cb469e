//! The selection: from rules and inputs to an ordered choice, computed exactly.
//!
//! ```text
//! check(&Spec) -> Vec<Finding>           before anybody applies
//! run(&Spec, &Inputs) -> Outcome         as often as wanted; nothing is remembered between runs
//! ```
//!
//! A run goes through these parts, one file each: references are counted and criteria valued (`score`,
//! `combine`, `bands`), a pool is ordered (`order`), places are filled (`fill`), and what happens after the
//! choice is settled (`after`). A drawing of lots, a consensus, a vote, an order made by people and a decision
//! are inputs. Where the rules are silent the run stops and names the tied ones and the open places.

pub mod across;
mod after;
mod assemble;
mod bands;
mod check;
mod combine;
mod compile;
mod fill;
pub mod finding;
pub mod inputs;
mod items;
mod ledger;
pub mod middle;
mod order;
pub mod outcome;
mod queue;
mod run;
mod score;
pub mod shares;
pub mod spec;
mod step;
mod supply;

pub use after::{Later, Stands, Then, most, stands};
pub use check::check;
pub use compile::{PARTS_MAX, TOTAL};
pub use finding::{Finding, Severity};
pub use inputs::Inputs;
pub use ledger::natural;
pub use outcome::Outcome;
pub use queue::EVIDENCE;
pub use run::run;
pub use spec::Spec;
