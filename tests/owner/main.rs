//! The pages driven through the router, on a database of their own.

#[path = "../support/keys.rs"]
mod keys;
#[path = "../support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "../support/postgres.rs"]
mod postgres;

mod acting;
mod backup;
mod calendar;
mod dossier;
mod report;
mod sealed;
mod world;
