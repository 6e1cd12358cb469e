//! `trespor simulate`: a workflow file tried out with invented people before anybody applies.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::load;
use crate::engine::workflow::Loaded;
use crate::simulate::{Runs, of_seed, simulate as simulated, story};

/// What to simulate.
#[derive(Debug, clap::Args)]
pub struct SimulateArgs {
    /// The workflow file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Tell this story and print its log; exit 1 when the story expects another one.
    #[arg(long, value_name = "STORY", conflicts_with_all = ["seed", "runs", "report", "json"])]
    story: Option<PathBuf>,
    /// Alone: replay exactly the run of this seed and print it as a story. With --runs: the first seed.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Random runs beside the named paths [default: 20].
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(..=crate::simulate::report::RUNS_MAX))]
    runs: Option<u64>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Write the report as a self-contained HTML page.
    #[arg(long, value_name = "OUT")]
    report: Option<PathBuf>,
}

/// Simulates. The exit code is 1 when a finding is an error, or a story ends otherwise than it says.
pub fn simulate(args: &SimulateArgs) -> anyhow::Result<u8> {
    let loaded = load(&args.file)?;
    if let Some(path) = &args.story {
        return tell(&loaded, path);
    }
    match (args.seed, args.runs) {
        (Some(seed), None) if args.report.is_none() && !args.json => replay(&loaded, seed),
        (seed, runs) => report(args, &loaded, Runs { seed: seed.unwrap_or(1), count: runs.unwrap_or(20) }),
    }
}

fn tell(loaded: &Loaded, path: &Path) -> anyhow::Result<u8> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading the story {}", path.display()))?;
    if story::timeline(&text).is_empty() {
        bail!("{} has no timeline\nhint: a story has a block ```timeline", path.display());
    }
    let told = story::tell(loaded, &text).with_context(|| format!("in the story {}", path.display()))?;
    say!("{told}");
    let expected = story::log(&text);
    if !expected.is_empty() && expected != told {
        eprintln!("the log differs from the one in {}", path.display());
        return Ok(1);
    }
    Ok(0)
}

fn replay(loaded: &Loaded, seed: u64) -> anyhow::Result<u8> {
    let run = of_seed(loaded, seed);
    say_line!("# Seed {seed}\n\nworkflow: {}\n", loaded.definition.id);
    say!("```timeline\n{}```\n\n```log\n{}```\n", run.timeline(), run.teller.log);
    match run.broken {
        Some(why) => bail!("the run could not go on: {why}"),
        None => Ok(u8::from(!run.blocked.is_empty() || !run.accepted.is_empty())),
    }
}

fn report(args: &SimulateArgs, loaded: &Loaded, runs: Runs) -> anyhow::Result<u8> {
    let shown = std::io::stderr().is_terminal();
    let report = simulated(loaded, runs, |done, all| {
        if shown {
            bar(done, all);
        }
    });
    if let Some(path) = &args.report {
        std::fs::write(path, report.html()?).with_context(|| format!("writing {}", path.display()))?;
    }
    if args.json {
        say_line!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        say!("{}", report.text());
    }
    Ok(u8::from(report.has_errors()))
}

/// A bar on the terminal, in one line that is written over and cleared at the end.
fn bar(done: u64, all: u64) {
    const WIDTH: u64 = 30;
    let filled = usize::try_from(done * WIDTH / all.max(1)).unwrap_or(0);
    let line = format!("{}{}", "#".repeat(filled), ".".repeat(30_usize.saturating_sub(filled)));
    // A terminal that cannot be written to loses a decoration, nothing else.
    let _ = write!(std::io::stderr(), "\r[{line}] {done}/{all} runs");
    if done == all {
        let _ = write!(std::io::stderr(), "\r\x1b[2K");
    }
}
