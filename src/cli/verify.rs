//! `trespor verify`: a dossier or a receipt, checked with nothing but the program.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::dossier::check::{Anchors, dossier};
use crate::dossier::receipt::{RECEIPT_BYTES_MAX, Receipt};
use crate::dossier::{archive, receipt};
use crate::engine::digest::Digest;

/// What to verify.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// A dossier (ZIP) or a receipt (JSON).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A root that was known before: of a checkpoint, or of an earlier dossier. May be given again.
    #[arg(long = "root", value_name = "DIGEST")]
    roots: Vec<Digest>,
    /// A receipt that an applicant kept, to be found in the dossier. May be given again.
    #[arg(long = "receipt", value_name = "FILE")]
    receipts: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Verifies the file. The exit code is 1 when something differs; what cannot be read is an error.
pub fn verify(args: &VerifyArgs) -> anyhow::Result<u8> {
    let about = || format!("reading {}", args.file.display());
    let mut file = File::open(&args.file).with_context(about)?;
    let mut first = [0; 2];
    let zip = file.read_exact(&mut first).is_ok() && first == *b"PK";
    let verdict = if zip {
        let receipts = args.receipts.iter().map(|path| read(path)).collect::<anyhow::Result<_>>()?;
        let held = archive::read(&mut file).with_context(about)?;
        dossier(&held, &Anchors { roots: args.roots.clone(), receipts })
    } else {
        anyhow::ensure!(
            args.roots.is_empty() && args.receipts.is_empty(),
            "--root and --receipt go with a dossier, and {} is none",
            args.file.display()
        );
        receipt::check(&read(&args.file)?)
    };
    if args.json {
        let mut value = serde_json::to_value(&verdict)?;
        value["equal"] = verdict.equal().into();
        say_line!("{}", serde_json::to_string_pretty(&value)?);
    } else {
        say!("{}", verdict.text());
    }
    Ok(u8::from(!verdict.equal()))
}

fn read(path: &Path) -> anyhow::Result<Receipt> {
    let about = || format!("reading {}", path.display());
    let mut bytes = Vec::new();
    File::open(path).with_context(about)?.take(RECEIPT_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    anyhow::ensure!(bytes.len() as u64 <= RECEIPT_BYTES_MAX, "{} is too large for a receipt", path.display());
    Receipt::read(&bytes).map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))
}
