//! The formats of others: what comes in from tables and what goes out to them.

pub mod inputs;
pub mod reference;
