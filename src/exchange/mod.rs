//! The formats of others: what comes in from tables, and what goes out as pictures and references.

pub mod drawing;
pub mod inputs;
pub mod reference;
