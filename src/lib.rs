//! Trespor: a procurement and prequalification workflow engine.
//!
//! Folders are layers and arrows point down only; see `ARCHITECTURE.md`.

pub mod app;
pub mod cli;
pub mod dossier;
pub mod engine;
pub mod exchange;
pub mod hooks;
pub mod i18n;
pub mod mail;
pub mod objects;
pub mod scan;
pub mod seal;
pub mod simulate;
pub mod store;
pub mod web;
pub mod worker;
