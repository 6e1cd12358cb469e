//! Workflow files: what they say, how they are read, what is wrong with them.

pub mod check;
pub mod definition;
pub mod diff;
pub mod facts;
pub mod form;
pub mod law;
pub mod source;
pub mod stages;
pub mod tracks;
pub mod words;

pub use check::check;
pub use definition::Definition;
pub use law::{Candidates, Law, Notice, ProcedureType, Regime, States};
pub use source::{Finding, Loaded, Severity, load};
