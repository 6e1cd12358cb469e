//! The core: pure, total and deterministic.
//!
//! No SQL, HTTP, mail, files, clock or randomness; it uses nothing else of ours.

pub mod access;
pub mod amendment;
pub mod answers;
pub mod calendar;
pub mod case;
pub mod digest;
pub mod documents;
pub mod event;
pub mod exact;
pub mod expr;
pub mod fold;
pub mod ids;
pub mod instant;
pub mod journal;
pub mod keys;
pub mod letter;
pub mod people;
pub mod procedure;
pub mod published;
pub mod rank;
pub mod refusal;
pub mod retention;
pub mod rules;
pub mod select;
pub mod steps;
pub mod turn;
pub mod workflow;
