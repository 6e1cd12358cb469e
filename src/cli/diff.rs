//! `trespor diff`: what changes between two workflow files.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::load;
use crate::engine::workflow::diff::{Change, Group, Means, diff as compared};

/// What to compare.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// The workflow file as it was.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The workflow file as it is now.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Compares the files. The exit code is 1 when something changes that cannot hold for a procedure that runs.
pub fn diff(args: &DiffArgs) -> anyhow::Result<u8> {
    let changes = compared(&load(&args.old)?, &load(&args.new)?);
    if args.json {
        say_line!("{}", serde_json::to_string_pretty(&changes)?);
    } else {
        say!("{}", text(&changes));
    }
    Ok(u8::from(changes.iter().any(|change| change.means == Means::Cannot)))
}

const GROUPS: [(Group, &str); 5] = [
    (Group::Texts, "Texts"),
    (Group::DatesLater, "Dates that lie later"),
    (Group::DatesEarlier, "Dates that lie earlier"),
    (Group::Terms, "Terms"),
    (Group::Structure, "Structure"),
];

/// What a change means, in words.
const fn means(means: Means) -> &'static str {
    match means {
        Means::Nothing => "nothing for procedures that run",
        Means::Told => "all are told",
        Means::Stays => "cannot be changed in a running procedure, which keeps what it says now",
        Means::Extension => "extend the date, for all and with a reason",
        Means::ConfirmAgain => "whoever has applied must confirm again",
        Means::NeedsMap => "needs a map while procedures run",
        Means::Cannot => "cannot hold for a procedure that runs: cancel and open anew",
    }
}

fn text(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "nothing changes\n".to_owned();
    }
    let mut out = String::new();
    for (group, title) in GROUPS {
        let of: Vec<_> = changes.iter().filter(|change| change.group == group).collect();
        if of.is_empty() {
            continue;
        }
        // Writing to a string does not fail.
        let _ = writeln!(out, "{title}");
        for change in of {
            let _ = writeln!(out, "  {}\n    {}", change.words, means(change.means));
        }
    }
    out
}
