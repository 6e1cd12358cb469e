//! The packs of rules, the gate before publication, and what they say in the documents.

#[path = "../support/opening.rs"]
mod opening;

#[path = "../support/site.rs"]
mod site;

mod document;
mod gate;
mod packs;
mod pages;
mod pass;
