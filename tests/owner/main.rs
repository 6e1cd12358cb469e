//! The pages driven through the router, on a database of their own.

#[path = "../support/opening.rs"]
mod opening;

mod acting;
mod sealed;
mod world;
