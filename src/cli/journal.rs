//! `trespor journal`: the record, checked.

use clap::Subcommand;

use super::Configured;
use super::serve::assemble;
use crate::app::clock::Clock;

/// What to do with the journal.
#[derive(Debug, Subcommand)]
pub enum JournalVerb {
    /// Recompute every chain, fold every event and compare with the tables. Exit code 1 on a fault.
    Verify(Configured),
}

/// Runs the verb.
pub async fn run(verb: JournalVerb) -> anyhow::Result<u8> {
    let JournalVerb::Verify(configured) = verb;
    let app = assemble(configured.settings()?, Clock::system()).await?;
    let mut good = true;
    for verified in app.verify().await? {
        say_line!(
            "{}: {} streams, {} lines, {}",
            verified.procedure,
            verified.streams,
            verified.lines,
            if verified.faults.is_empty() { "all as it must be" } else { "FAULTS" }
        );
        for fault in &verified.faults {
            say_line!("  {fault}");
        }
        good &= verified.faults.is_empty();
    }
    app.store.close().await;
    Ok(u8::from(!good))
}
