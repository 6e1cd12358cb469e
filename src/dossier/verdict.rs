//! What a verification says: equal, or what differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::engine::digest::Digest;

/// Differences that are listed at most; more are counted.
const DIFFERENCES_MAX: usize = 1_000;

/// One kind of thing that was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Every entry is the one that the manifest lists, and there is no other.
    Manifest,
    /// The workflow file is the one that the procedure is pinned to.
    Workflow,
    /// The rule pack is the one that the procedure is pinned to, and one that comes with the program.
    Rules,
    /// Every line follows from the one before it, up to the head.
    Chains,
    /// The roots that tie the chains together.
    Checkpoints,
    /// Texts by digest.
    Texts,
    /// Contents of applications by digest, and what they say of their files.
    Contents,
    /// Attachments by digest and size.
    Files,
    /// Everything in time by the date as it stood, and closed when it passed.
    Deadlines,
    /// The root over what counted at the deadline.
    Commitments,
    /// What models read of applications, against what was handed in.
    Facts,
    /// Verdicts against the checks of the file.
    Admissions,
    /// Points within their scales, with their reasons.
    Scores,
    /// What the panel agreed.
    Consensus,
    /// The computed list, computed again: scores, order, ties.
    Selection,
    /// The decided list against the computed one.
    Decisions,
    /// Who got which letter, and what it says.
    Letters,
    /// The state that comes of the journal.
    State,
    /// What was given from outside: a receipt, a root.
    Anchors,
}

impl Check {
    /// A word for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manifest => "entries",
            Self::Workflow => "workflow file",
            Self::Rules => "rule pack",
            Self::Chains => "journal lines",
            Self::Checkpoints => "checkpoints",
            Self::Texts => "texts",
            Self::Contents => "contents",
            Self::Files => "files",
            Self::Deadlines => "deadlines",
            Self::Commitments => "commitments",
            Self::Facts => "facts",
            Self::Admissions => "admissions",
            Self::Scores => "scores",
            Self::Consensus => "consensus",
            Self::Selection => "selections",
            Self::Decisions => "decisions",
            Self::Letters => "letters",
            Self::State => "state",
            Self::Anchors => "anchors",
        }
    }
}

/// One thing that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// By which check.
    pub check: Check,
    /// What it is about: an entry, a line of the journal, an application.
    pub of: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

/// What a verification found.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// `dossier` or `receipt`.
    pub kind: &'static str,
    /// Which procedure.
    pub procedure: String,
    /// Root over the ends of all chains in it, computed here.
    pub root: Option<Digest>,
    /// How many of each kind were checked.
    pub checked: BTreeMap<Check, u64>,
    /// What differs.
    pub differences: Vec<Difference>,
    /// Differences beyond those that are listed.
    pub more: u64,
    /// What the reader must know beside.
    pub notes: Vec<String>,
}

impl Verdict {
    pub(super) const fn new(kind: &'static str) -> Self {
        Self {
            kind,
            procedure: String::new(),
            root: None,
            checked: BTreeMap::new(),
            differences: Vec::new(),
            more: 0,
            notes: Vec::new(),
        }
    }

    /// Whether nothing differs.
    pub const fn equal(&self) -> bool {
        self.differences.is_empty()
    }

    /// Counts one thing that was checked.
    pub(super) fn count(&mut self, check: Check) {
        *self.checked.entry(check).or_default() += 1;
    }

    /// Notes a difference.
    pub(super) fn differs(
        &mut self,
        check: Check,
        of: impl std::fmt::Display,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) {
        if self.differences.len() >= DIFFERENCES_MAX {
            self.more += 1;
            return;
        }
        let (of, expected, found) = (of.to_string(), expected.to_string(), found.to_string());
        self.differences.push(Difference { check, of, expected, found });
    }

    /// Counts one thing, and notes a difference where the two are not equal.
    pub(super) fn compare<T: PartialEq + std::fmt::Display>(
        &mut self,
        check: Check,
        of: impl std::fmt::Display,
        expected: &T,
        found: &T,
    ) {
        self.count(check);
        if expected != found {
            self.differs(check, of, expected, found);
        }
    }

    /// As a table and lines for a person.
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = writeln!(out, "{} of procedure {}", self.kind, self.procedure);
        for (check, count) in &self.checked {
            let bad = self.differences.iter().filter(|difference| difference.check == *check).count();
            let says = if bad == 0 { "equal".to_owned() } else { format!("{bad} DIFFER") };
            let _ = writeln!(out, "  {:<14} {count:>8}  {says}", check.name());
        }
        for difference in &self.differences {
            let _ = writeln!(
                out,
                "DIFFERS {}: {}\n  expected {}\n  found    {}",
                difference.check.name(),
                shown(&difference.of),
                shown(&difference.expected),
                shown(&difference.found)
            );
        }
        if self.more > 0 {
            let _ = writeln!(out, "and {} more", self.more);
        }
        if let Some(root) = &self.root {
            let _ = writeln!(out, "root {root}");
        }
        for note in &self.notes {
            let _ = writeln!(out, "note: {}", shown(note));
        }
        let _ = writeln!(out, "{}", if self.equal() { "equal" } else { "NOT equal" });
        out
    }
}

/// What a stranger's file says, without what could move the cursor of a terminal.
fn shown(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    match plain.char_indices().nth(400) {
        Some((at, _)) => format!("{}…", &plain[..at]),
        None => plain,
    }
}
