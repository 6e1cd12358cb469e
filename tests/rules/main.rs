//! The packs of rules, the gate before publication, and what they say in the documents.

#[path = "../support/keys.rs"]
mod keys;
#[path = "../support/opening.rs"]
mod opening;

#[path = "../support/site.rs"]
#[expect(dead_code, reason = "other targets upload and open too")]
mod site;
#[path = "../support/translated.rs"]
mod translated;

mod document;
mod feeds;
mod gate;
mod packs;
mod pages;
mod pass;
