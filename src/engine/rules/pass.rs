//! Passing the gate: a proof that nothing stands in the way, without which no procedure opens.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::gate::{Finding, OVERRIDE_CHARS_MIN, Rehearsal, Severity, answer_days, document_days, judge};
use super::released::Released;
use crate::engine::digest::{Digest, Prose};
use crate::engine::instant::Instant;
use crate::engine::workflow::{self, Loaded};

/// What a named person sets aside, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// Code of the finding.
    pub code: String,
    /// Why, in at least ten characters.
    pub reason: Prose,
}

/// The pack that a procedure is pinned to, and what a running procedure needs of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// Short name of the pack.
    pub pack: String,
    /// Its version.
    pub version: u32,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Whole days before the deadline by which questions are answered, where it says so.
    pub answer_days: Option<u32>,
    /// Days in which documents are sent to whoever asked for them, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_days: Option<u32>,
}

/// A finding that was set aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Overridden {
    /// Code of the finding.
    pub code: String,
    /// Names of the rules behind it.
    pub rules: BTreeSet<String>,
    /// Why.
    pub reason: Prose,
}

/// Proof that a file may open: only [`pass`] makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct Passed {
    workflow: Digest,
    rules: Option<Pinned>,
    overridden: Vec<Overridden>,
}

impl Passed {
    /// Digest of the workflow file that passed.
    pub const fn workflow(&self) -> Digest {
        self.workflow
    }

    /// The pack that it is pinned to.
    pub const fn rules(&self) -> Option<&Pinned> {
        self.rules.as_ref()
    }

    /// What was set aside.
    pub fn overridden(&self) -> &[Overridden] {
        &self.overridden
    }
}

impl Passed {
    /// What a simulation opens with: the pack is pinned, and nothing is judged, so that a draft can be tried out
    /// before its notice is right. Nothing but `simulate` may use it, and a test holds that.
    pub fn for_rehearsal(loaded: &Loaded, pack: Option<&Released>, opens: Instant) -> Self {
        Self {
            workflow: loaded.digest,
            rules: pack.map(|pack| pinned(loaded, pack, opens)),
            overridden: Vec::new(),
        }
    }
}

fn pinned(loaded: &Loaded, released: &Released, opens: Instant) -> Pinned {
    Pinned {
        pack: released.pack.id.clone(),
        version: released.pack.version,
        digest: released.digest,
        answer_days: answer_days(&loaded.definition, &released.pack, opens),
        document_days: document_days(&loaded.definition, &released.pack, opens),
    }
}

/// Why a file does not open.
#[derive(Clone, Debug, PartialEq)]
pub enum Barred {
    /// The file itself has errors.
    File(Vec<workflow::Finding>),
    /// These findings stand in the way: errors, and warnings that nobody has set aside.
    Gate(Vec<Finding>),
    /// Nothing is found under this code, or it is an error that nobody can set aside.
    NothingToOverride(String),
    /// The reason for setting this finding aside is too short.
    ReasonNeeded(String),
}

/// Judges a file and what somebody sets aside of the findings.
///
/// # Errors
/// What stands in the way. Nothing is opened then.
pub fn pass(
    loaded: &Loaded,
    pack: Option<&Released>,
    opens: Instant,
    overrides: &[Override],
    rehearsal: Rehearsal<'_>,
) -> Result<Passed, Barred> {
    let file = workflow::check(loaded);
    if file.iter().any(|finding| finding.severity == workflow::Severity::Error) {
        return Err(Barred::File(file));
    }
    let mut found: Vec<_> = file.iter().map(Finding::of_file).collect();
    found.extend(judge(loaded, pack.map(|released| &released.pack), opens, rehearsal));
    found.retain(|finding| finding.severity != Severity::Note);
    let mut overridden: Vec<Overridden> = Vec::new();
    for given in overrides {
        let mut of_code = found.iter().filter(|finding| finding.code == given.code).peekable();
        if of_code.peek().is_none() || overridden.iter().any(|before| before.code == given.code) {
            return Err(Barred::NothingToOverride(given.code.clone()));
        }
        if given.reason.chars() < OVERRIDE_CHARS_MIN as usize {
            return Err(Barred::ReasonNeeded(given.code.clone()));
        }
        let rules = of_code.filter_map(|finding| finding.rule.clone()).collect();
        overridden.push(Overridden { code: given.code.clone(), rules, reason: given.reason.clone() });
    }
    let set_aside = |finding: &Finding| {
        finding.can_be_overridden() && overridden.iter().any(|given| given.code == finding.code)
    };
    let in_the_way: Vec<_> = found.iter().filter(|finding| !set_aside(finding)).cloned().collect();
    if !in_the_way.is_empty() {
        return Err(Barred::Gate(in_the_way));
    }
    let rules = pack.map(|released| pinned(loaded, released, opens));
    Ok(Passed { workflow: loaded.digest, rules, overridden })
}
