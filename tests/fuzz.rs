//! What strangers send, spoilt in every way that chance finds: nothing panics, no page answers with a fault of its own,
//! and nothing takes long.
//!
//! Good examples are taken apart into words, lines and bytes, and put together wrongly. A round of a few seconds is part
//! of the tests; a long one is asked for:
//!
//!     FUZZ_CASES=100000 cargo test --release --test fuzz
//!     FUZZ_SEED=17 FUZZ_CASES=1 cargo test --test fuzz        one case again
//!
//! What breaks something is written to a file whose name the failure tells.

#[path = "support/chance.rs"]
mod chance;
#[path = "support/keys.rs"]
mod keys;
#[path = "support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "support/site.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod site;

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use chance::Chance;
use site::{Reader, Site};
use trespor::app::settings::Settings;
use trespor::dossier::archive;
use trespor::dossier::check::{Anchors, dossier};
use trespor::dossier::receipt::{self, Receipt};
use trespor::engine::instant::Instant;
use trespor::engine::workflow;

const WORKFLOW: &str = include_str!("data/small-workflow.yaml");

/// 5 February 2027 at 12:00 in Copenhagen.
const DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);

/// Cases of each kind without a wish for more.
const CASES: u64 = 300;

/// What breaks parsers more often than chance would find it.
const AWKWARD: &[&[u8]] = &[
    b"\0",
    b"\xff\xfe",
    b"%",
    b"%00",
    b"%zz",
    b"&&==",
    b"\r\n\r\n",
    b"--edge",
    b"..//../",
    b"[[[[[[[[",
    b"{{{{{{{{",
    b": : :",
    b"- - - -",
    b"&a *a",
    b"!!binary",
    b"<<: *x",
    b"null",
    b"-0",
    b"1e999",
    b"99999999999999999999",
    b"0x7f",
    b"\xf0\x9f\x8f\x9f",
    b"\xcc\x81",
    b"\xe2\x80\xae",
    b"'",
    b"\"",
    b"\\",
    b"PK\x05\x06",
    b"\t",
    b"no",
];

/// Spoils what is good.
struct Spoiler(Chance);

impl Spoiler {
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.0.below(limit as u64)).unwrap()
    }

    /// A place in `bytes` where a piece of it begins: after a line, a word, a pair, or anywhere.
    fn place(&mut self, bytes: &[u8]) -> usize {
        let start = self.below(bytes.len() + 1);
        let edge: &[u8] = [&b"\n"[..], b" ", b"&=", b",:", b""][self.below(5)];
        let found = bytes[start..].iter().position(|byte| edge.contains(byte));
        start + found.map_or(0, |found| found + 1)
    }

    /// `good` with some of it spoilt.
    fn spoilt(&mut self, good: &[u8]) -> Vec<u8> {
        let mut bytes = good.to_vec();
        for _ in 0..=self.below(4) {
            let (a, b) = (self.place(&bytes), self.place(&bytes));
            let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 400));
            match self.below(7) {
                0 => drop(bytes.drain(from..to)),
                1 => {
                    let piece = bytes[from..to].to_vec();
                    let at = self.place(&bytes);
                    bytes.splice(at..at, piece);
                }
                2 => {
                    let word = AWKWARD[self.below(AWKWARD.len())];
                    bytes.splice(from..to.min(from + 12), word.iter().copied());
                }
                3 => {
                    let word = AWKWARD[self.below(AWKWARD.len())];
                    bytes.splice(from..from, word.repeat(1 + self.below(60)));
                }
                4 if !bytes.is_empty() => {
                    let at = self.below(bytes.len());
                    bytes[at] ^= 1 << self.below(8);
                }
                5 => bytes.truncate(to),
                _ => {
                    let piece = bytes[from..to].to_vec();
                    bytes.extend(piece);
                }
            }
        }
        bytes
    }
}

fn wish(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Every case with its seed; one alone where a seed is wished for.
fn cases(share: u64) -> impl Iterator<Item = (u64, Spoiler)> {
    let count = (wish("FUZZ_CASES").unwrap_or(CASES) / share).max(1);
    let first = wish("FUZZ_SEED").unwrap_or(1);
    (first..first + count).map(|seed| (seed, Spoiler(Chance::new(seed))))
}

/// Where a case is kept that broke something.
fn kept(what: &str, seed: u64, bytes: &[u8]) -> String {
    let path = std::env::temp_dir().join(format!("trespor-fuzz-{what}-{seed}"));
    std::fs::write(&path, bytes).unwrap();
    format!("{what}, seed {seed}: {}", path.display())
}

/// Fails where `read` panics over `bytes`.
fn reads(what: &str, seed: u64, bytes: &[u8], read: impl FnOnce(&[u8])) {
    let done = catch_unwind(AssertUnwindSafe(|| read(bytes)));
    assert!(done.is_ok(), "{}", kept(what, seed, bytes));
}

/// The files that come with the program, the smaller ones.
fn examples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows");
    let mut found = vec![WORKFLOW.as_bytes().to_vec()];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(std::fs::read(path).unwrap());
        }
    }
    found.sort();
    found
}

#[test]
fn a_workflow_file_is_read_or_refused_with_findings() {
    let examples = examples();
    for (seed, mut chance) in cases(1) {
        let good = &examples[chance.below(examples.len())];
        let bytes = chance.spoilt(good);
        reads("workflow", seed, &bytes, |bytes| match workflow::load(bytes) {
            // What is read is checked too.
            Ok(loaded) => drop(workflow::check(&loaded)),
            Err(findings) => assert!(!findings.is_empty(), "refused without a word"),
        });
    }
}

struct Case {
    site: Site,
    applicant: Reader,
    application: String,
    dossier: Vec<u8>,
    receipt: Vec<u8>,
}

async fn case() -> Case {
    let site = Site::new(DEADLINE.plus_seconds(-20 * 86_400), Settings::default()).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let (before, rest) = WORKFLOW.split_once("    required: true\n    takes: { files").unwrap();
    let source = format!("{before}    takes: {{ files{rest}");
    let procedure = site.open(&source, &owner).await;
    let applicant = site.sign_in("applicant@example.org", "Anna").await;
    let path = format!("/tenders/{procedure}/tracks/social/apply");
    let begun = site.post(&applicant, &path, &[("name", "A company"), ("kind", "organisation")]).await;
    let application = begun.location().to_owned();
    let form = [
        ("seen", "1"),
        ("a-vision", "Everybody at home"),
        ("a-turnover", "1250000"),
        ("a-honest", "yes"),
        ("declare", "yes"),
        ("do", "submit"),
    ];
    let answer = site.post(&applicant, &format!("{application}/form"), &form).await;
    assert!(answer.location().ends_with("/receipt"), "{}", answer.text());
    let receipt = site.get(&applicant, &format!("{application}/receipt.json")).await;
    assert_eq!(receipt.status, 200);
    let office = site.app.report_office(procedure, Some("owner@example.org")).await.unwrap();
    let mut parts = site.app.dossier(office).unwrap();
    let mut dossier = Vec::new();
    while let Some(part) = parts.recv().await {
        dossier.extend(part.unwrap());
    }
    Case { site, applicant, application, dossier, receipt: receipt.bytes }
}

#[tokio::test]
async fn a_dossier_or_receipt_from_anybody_is_judged() {
    let case = case().await;
    for (seed, mut chance) in cases(1) {
        let bytes = chance.spoilt(&case.dossier);
        reads("dossier", seed, &bytes, |bytes| {
            if let Ok(held) = archive::read(Cursor::new(bytes)) {
                drop(dossier(&held, &Anchors::default()).text());
            }
        });
        let bytes = chance.spoilt(&case.receipt);
        reads("receipt", seed, &bytes, |bytes| {
            if let Ok(read) = Receipt::read(bytes) {
                drop(receipt::check(&read).text());
            }
        });
    }
}

#[tokio::test]
async fn no_request_makes_the_program_fail() {
    const FORM: &[u8] =
        b"seen=2&a-vision=Everybody+at+home&a-turnover=1.250.000&a-size=large&a-honest=yes&do=next";
    const UPLOAD: &[u8] =
        b"--edge\r\nContent-Disposition: form-data; name=\"a-references\"; filename=\"a.txt\"\r\n\
        Content-Type: text/plain\r\n\r\nA reference\r\n--edge--\r\n";
    let case = case().await;
    let own = |part: &str| format!("{}{part}", case.application);
    let plain = "application/x-www-form-urlencoded";
    let multipart = "multipart/form-data; boundary=edge";
    let posts: [(String, &str, &[u8]); 10] = [
        (own("/form"), plain, FORM),
        (own("/autosave"), plain, FORM),
        (own("/form/vision"), plain, FORM),
        (own("/form/turnover/autosave"), plain, FORM),
        (own("/files"), multipart, UPLOAD),
        (own("/review"), plain, b"declare=yes&seen=2"),
        (own("/members"), plain, b"do=invite&name=Mads&email=mads%40example.org&kind=person"),
        ("/sign-in".into(), plain, b"email=anna%40example.org&back=%2Fdesk"),
        ("/sign-in/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into(), plain, b"go=1"),
        ("/language".into(), plain, b"language=da&back=%2F"),
    ];
    for (seed, mut chance) in cases(1) {
        let (path, kind, good) = &posts[chance.below(posts.len())];
        let body = chance.spoilt(good);
        let mut target = path.clone();
        if chance.below(4) == 0 {
            // The address too, as far as it still is one.
            let spoilt = chance.spoilt(path.as_bytes());
            let ascii = spoilt.into_iter().filter(|byte| byte.is_ascii_graphic() && *byte != b'#');
            target = format!("/{}", String::from_utf8(ascii.collect()).unwrap().trim_start_matches('/'));
        }
        let Some(answer) = case.site.raw(&case.applicant, &target, kind, &body).await else { continue };
        let status = answer.status.as_u16();
        assert!(status < 500, "{status} to {target}: {}", kept("request", seed, &body));
    }
    let after = case.site.get(&case.applicant, &own("/receipt")).await;
    assert_eq!(after.status, 200, "the program still answers");
}
