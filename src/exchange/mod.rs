//! The formats of others: what comes in from tables, and what goes out as pictures, references and reports.

pub mod drawing;
pub mod inputs;
pub mod reference;
pub mod report;
