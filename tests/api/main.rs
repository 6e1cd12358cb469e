//! The API: a whole procedure by tokens alone, the OpenAPI document and what stands in docs/api.md, and programs that
//! send whatever they like.

#[path = "../support/chance.rs"]
mod chance;
#[path = "../support/keys.rs"]
mod keys;
#[path = "../support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "../owner/world.rs"]
#[expect(dead_code, reason = "the pages of the owner use the rest of it")]
mod world;

mod client;
mod document;
mod examples;
mod fuzz;
mod hooks;
mod schema;
mod tokens;
mod walk;
