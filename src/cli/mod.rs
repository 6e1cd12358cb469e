//! The command line: one file a verb.

#[macro_use]
mod say;

pub mod backup;
pub mod calendar;
pub mod check;
pub mod demo;
pub mod diff;
pub mod dossier;
pub mod draw;
pub mod explain;
pub mod journal;
pub mod keys;
pub mod open;
pub mod rank;
pub mod report;
pub mod retention;
pub mod schema;
pub mod serve;
pub mod simulate;
pub mod verify;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::app::settings::Settings;
use crate::i18n::Lang;

/// A language that the program has words in, by its code.
///
/// # Errors
/// A code of no such language, with those that there are.
pub fn language(code: &str) -> Result<Lang, String> {
    let known = || Lang::ALL.map(Lang::code).join(", ");
    Lang::parse(code).ok_or_else(|| format!("the program has no words in `{code}`\nhint: one of {}", known()))
}

/// Trespor: a procurement and prequalification workflow engine.
#[derive(Debug, Parser)]
#[command(name = "trespor", version, about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serve the pages and send the letters.
    Serve(Configured),
    /// Show a whole procedure with a clock that you move by hand, in a folder of its own.
    Demo(demo::DemoArgs),
    /// Check workflow files: findings with line, column and hint.
    Check(check::CheckArgs),
    /// Explain a code that a check printed.
    Explain(explain::ExplainArgs),
    /// Print the JSON Schema of workflow files, or their reference.
    Schema(schema::SchemaArgs),
    /// Compute a selection from a workflow file and inputs, as a running procedure would.
    Rank(rank::RankArgs),
    /// Try a workflow file out with invented people and a clock turned by hand.
    Simulate(simulate::SimulateArgs),
    /// Draw a workflow file as a picture.
    Draw(draw::DrawArgs),
    /// Say what changes between two workflow files, and what it means for procedures that run.
    Diff(diff::DiffArgs),
    /// Open a procedure from a workflow file.
    Open(open::OpenArgs),
    /// Draw up the report of a procedure that the law asks for.
    Report(report::ReportArgs),
    /// Put everything of a procedure into one file that anyone can verify.
    Dossier(dossier::DossierArgs),
    /// Verify a dossier or a receipt: needs no database, no network and no key.
    Verify(verify::VerifyArgs),
    /// Copy the database and the uploaded files while the server runs.
    Backup(backup::BackupArgs),
    /// Put a backup into an empty place.
    Restore(backup::RestoreArgs),
    /// Keys of people who open together what came in.
    #[command(subcommand)]
    Keys(keys::KeysVerb),
    /// List what is kept until when and why; hold it, or erase what is due.
    Retention(retention::RetentionArgs),
    /// The journal of everything that happened.
    #[command(subcommand)]
    Journal(journal::JournalVerb),
    /// Count periods as the law counts them.
    #[command(subcommand)]
    Calendar(CalendarVerb),
}

#[derive(Debug, Subcommand)]
enum CalendarVerb {
    /// The last day of a period, when it is over, and why.
    Add(calendar::AddArgs),
}

/// Where the settings are.
#[derive(Clone, Debug, clap::Args)]
pub struct Configured {
    /// Settings file (TOML); `docs/operating.md` explains each setting.
    #[arg(long, env = "TRESPOR_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen, such as 127.0.0.1:8080.
    #[arg(long, env = "TRESPOR_LISTEN", value_name = "ADDRESS")]
    listen: Option<String>,
    /// Address that people type; it stands in every letter.
    #[arg(long, env = "TRESPOR_ADDRESS", value_name = "URL")]
    address: Option<String>,
    /// Database: sqlite: and a path, or `postgres://…`
    #[arg(long, env = "TRESPOR_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// Folder for the embedded database and the uploaded files.
    #[arg(long, env = "TRESPOR_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// File with the program's own key; made at the first start, beside the data folder.
    #[arg(long, env = "TRESPOR_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// SMTP server; without one, letters are put into a folder.
    #[arg(long, env = "TRESPOR_MAIL_HOST", value_name = "HOST")]
    mail_host: Option<String>,
    /// Port of the SMTP server.
    #[arg(long, env = "TRESPOR_MAIL_PORT", value_name = "PORT")]
    mail_port: Option<u16>,
    /// How the SMTP server is spoken to: none, starttls or tls.
    #[arg(long, env = "TRESPOR_MAIL_SECURITY", value_name = "KIND")]
    mail_security: Option<String>,
    /// Sender of every letter.
    #[arg(long, env = "TRESPOR_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
}

impl Configured {
    /// The file first, then what the environment and the command line say.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        let mut settings = match &self.config {
            None => Settings::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("reading the settings {}", path.display()))?;
                toml::from_str(&text).with_context(|| format!("in the settings {}", path.display()))?
            }
        };
        put(&mut settings.listen, self.listen.as_ref());
        put(&mut settings.address, self.address.as_ref());
        put(&mut settings.database, self.database.as_ref());
        put(&mut settings.data, self.data.as_ref());
        put(&mut settings.key_file, self.key_file.as_ref());
        put(&mut settings.mail.host, self.mail_host.as_ref());
        put(&mut settings.mail.port, self.mail_port.as_ref());
        put(&mut settings.mail.security, self.mail_security.as_ref());
        put(&mut settings.mail.from, self.mail_from.as_ref());
        settings.address = settings.address.trim_end_matches('/').to_owned();
        Ok(settings)
    }
}

/// What was given takes the place of what the file said.
fn put<T: Clone>(place: &mut T, given: Option<&T>) {
    if let Some(given) = given {
        place.clone_from(given);
    }
}

/// Reads a workflow file that has no errors of reading; what is wrong with it otherwise is `check`'s to say.
fn load(path: &std::path::Path) -> anyhow::Result<crate::engine::workflow::Loaded> {
    let bytes =
        std::fs::read(path).with_context(|| format!("reading the workflow file {}", path.display()))?;
    crate::engine::workflow::load(&bytes).map_err(|findings| {
        let said: Vec<_> = findings
            .iter()
            .map(|f| format!("{}:{}:{}: {} {}", path.display(), f.line, f.column, f.code, f.message))
            .collect();
        anyhow::anyhow!("{}", said.join("\n"))
    })
}

/// Runs the verb. Returns the exit code.
pub async fn run(arguments: Arguments) -> anyhow::Result<u8> {
    match arguments.verb {
        Verb::Serve(configured) => serve::serve(configured.settings()?).await.map(|()| 0),
        Verb::Demo(args) => demo::demo(args).await.map(|()| 0),
        Verb::Check(args) => check::check(&args),
        Verb::Explain(args) => Ok(print(&explain::explain(&args)?)),
        Verb::Schema(args) => Ok(print(&schema::schema(&args)?)),
        Verb::Rank(args) => rank::rank(&args),
        Verb::Simulate(args) => simulate::simulate(&args),
        Verb::Draw(args) => draw::draw(&args),
        Verb::Diff(args) => diff::diff(&args),
        Verb::Open(args) => open::open(args).await.map(|()| 0),
        Verb::Report(args) => report::report(args).await.map(|()| 0),
        Verb::Dossier(args) => dossier::dossier(args).await.map(|()| 0),
        Verb::Verify(args) => verify::verify(&args),
        Verb::Backup(args) => backup::backup(args).await.map(|()| 0),
        Verb::Restore(args) => backup::restore(&args).map(|()| 0),
        Verb::Keys(verb) => keys::run(verb).await,
        Verb::Retention(args) => Ok(print(&retention::retention(args).await?)),
        Verb::Journal(verb) => journal::run(verb).await,
        Verb::Calendar(CalendarVerb::Add(args)) => Ok(print(&calendar::add(args)?)),
    }
}

/// Prints what a verb made, as it is.
fn print(text: &str) -> u8 {
    say_line!("{}", text.trim_end());
    0
}
