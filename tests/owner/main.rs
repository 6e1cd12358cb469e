//! The pages driven through the router, on a database of their own.

mod acting;
mod sealed;
mod world;
