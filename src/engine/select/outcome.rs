//! What a selection yields: data only, worded for people at the edge.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::exact::Exact;
use super::spec::Reading;

/// The result of one run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// Out before any comparison, and by which rule.
    pub excluded: Vec<Excluded>,
    /// Whether applicants were compared at all.
    pub compared: bool,
    /// Every value that was computed.
    pub scores: BTreeMap<String, BTreeMap<String, Exact>>,
    /// Thresholds and votes that were not reached.
    pub failed: Vec<Failed>,
    /// Best first; those in one list are equal. That of the last step.
    pub order: Vec<Vec<String>>,
    /// The chosen, best first, as computed. Provisional while `stopped` says why.
    pub selected: Vec<String>,
    /// The reserve list, first to move up first.
    pub reserve: Vec<String>,
    /// Suitable, and not chosen.
    pub not_selected: Vec<String>,
    /// Equal at the edge; nothing separates them yet.
    pub tied: Vec<String>,
    /// Places that wait for the tied.
    pub open_places: usize,
    /// Cannot be placed yet, because something that is needed is not in.
    pub pending: Vec<String>,
    /// Why the selection is not final.
    pub stopped: Option<Stopped>,
    /// Each step with its pool, order and quantity.
    pub steps: Vec<StepOutcome>,
    /// What each of the chosen gets, where a step has a budget.
    pub granted: BTreeMap<String, Exact>,
    /// References that count and those that do not, by list and applicant; positions from 1.
    pub references: BTreeMap<String, BTreeMap<String, CountedReferences>>,
    /// Chosen, and the evidence is still to come.
    pub conditional: Vec<String>,
    /// Changes after the choice: who left, who moved up, what stayed open.
    pub changes: Vec<Change>,
    /// What people decided, where they have, beside the computed result above.
    pub decided: Option<Decided>,
    /// What deserves attention; some of it blocks.
    pub issues: Vec<Issue>,
    /// How the rules read what the notice leaves open.
    pub readings: Vec<Reading>,
}

impl Outcome {
    /// Who is chosen in the end: as decided, or else as computed.
    pub fn chosen(&self) -> &[String] {
        self.decided.as_ref().filter(|d| d.valid).map_or(&self.selected, |d| &d.selected)
    }

    /// The first of `chosen` for whom no sum suffices, those before taken in order; nobody where all can have what they
    /// ask for. Whom a step took has it of that step; anybody else of the first that has enough, among those in which
    /// they stood. A part that the rules have given counts as what it is; nobody else gets a part.
    pub fn beyond_means<'c>(&self, chosen: &'c [String]) -> Option<&'c String> {
        let of_others = |limit: &LimitOutcome| {
            limit.given.iter().filter(|(id, _)| !chosen.contains(id)).map(|(_, part)| part).sum::<Exact>()
        };
        let free = |step: &StepOutcome| -> Vec<Exact> {
            step.limits.iter().map(|limit| &limit.left + &of_others(limit)).collect()
        };
        let mut left: Vec<Vec<Exact>> = self.steps.iter().map(free).collect();
        chosen.iter().find(|id| {
            if self.steps.iter().any(|step| step.taken.contains(id)) {
                return false;
            }
            let mut stood = false;
            for (step, left) in self.steps.iter().zip(&mut left) {
                let asked: Vec<_> = step.limits.iter().map(|limit| limit.of(id)).collect();
                if asked.iter().all(Option::is_none) && !step.order.iter().flatten().any(|other| other == *id)
                {
                    continue;
                }
                stood = true;
                if asked.iter().zip(&*left).all(|(asked, left)| asked.is_none_or(|asked| asked <= left)) {
                    for (asked, left) in asked.into_iter().zip(left) {
                        *left = &*left - asked.unwrap_or(&Exact::ZERO);
                    }
                    return false;
                }
            }
            // What somebody asks who stood in no step is not known: no sum can be held against it.
            stood || (self.stopped.is_none() && self.steps.iter().any(|step| !step.limits.is_empty()))
        })
    }

    /// Whether the result may be announced.
    pub fn is_final(&self) -> bool {
        self.stopped.is_none() && self.decided.as_ref().is_none_or(|d| d.valid)
    }
}

/// Out before any comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Who.
    pub applicant: String,
    /// The id of the check, or the rule an exclusion rests on.
    pub rule: String,
    /// The message of the rule, where it has one.
    pub message: Option<String>,
    /// What failed, with values.
    pub reason: String,
}

/// A threshold or vote that was not reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// Who.
    pub applicant: String,
    /// Which criterion; `total` for the total.
    pub criterion: String,
    /// The exact value.
    pub value: Exact,
    /// What failed: `at least 10, is 9.5`.
    pub reason: String,
}

/// Why a selection is not final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// What kind of thing is missing.
    pub kind: StopKind,
    /// In which step.
    pub step: Option<String>,
    /// One sentence.
    pub why: String,
}

/// What a selection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopKind {
    /// The rules themselves are wrong; see the issues.
    Rules,
    /// Scores, facts or votes are missing or wrong.
    Incomplete,
    /// Equals at the edge, and the rules are silent.
    Tie,
    /// Equals at the edge: lots must be drawn, or the recorded draw does not fit.
    Draw,
    /// Equals at the edge: the authority must choose a way.
    Choice,
}

/// One step of the choice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepOutcome {
    /// The step.
    pub id: String,
    /// The value of `per`, where the step runs separately for each.
    pub part: Option<String>,
    /// Whether those in the pool were compared.
    pub compared: bool,
    /// Best first; those in one list are equal.
    pub order: Vec<Vec<String>>,
    /// Whom the step took, best first.
    pub taken: Vec<String>,
    /// How many places there were, where the step has a number.
    pub places: Option<usize>,
    /// Places nobody took.
    pub unfilled: usize,
    /// What was spent of the budget.
    pub spent: Option<Exact>,
    /// What was used of the capacity.
    pub used: Option<Exact>,
    /// The line that followed from the applications, and what those above it ask for together.
    pub derived: Option<DerivedLine>,
    /// Reserved places, floors and caps.
    pub groups: Vec<GroupOutcome>,
    /// Whom the step would have taken without groups, where it has any.
    pub plain: Vec<String>,
    /// Of these, who was not taken.
    pub displaced: Vec<String>,
    /// Drawings that decided.
    pub draws: Vec<DrawUsed>,
    /// Ties that widened the number.
    pub expanded: Vec<Vec<String>>,
    /// Equals among whom people have decided, where the rules leave it to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<Vec<String>>,
    /// What is left of each sum that runs out, the budget first, and what everybody in the step asks of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<LimitOutcome>,
}

/// A sum that runs out, after the step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitOutcome {
    /// What nobody was given.
    pub left: Exact,
    /// What each asks of it.
    pub asked: BTreeMap<String, Exact>,
    /// What each of those who were taken has of it: what they asked for, or a part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, Exact>,
}

impl LimitOutcome {
    /// What `id` has of it, or would have to get.
    pub fn of(&self, id: &str) -> Option<&Exact> {
        self.given.get(id).or_else(|| self.asked.get(id))
    }
}

/// A line through the order that followed from the applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DerivedLine {
    /// The value of the last ones above the line.
    pub threshold: Option<Exact>,
    /// What those above it ask for together.
    pub requested: Exact,
    /// What those above it may ask for together at most: where somebody leaves, whoever moves up stays within it.
    #[serde(default)]
    pub ceiling: Exact,
    /// What each in the step asks for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub asked: BTreeMap<String, Exact>,
}

/// One group of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupOutcome {
    /// The group.
    pub id: String,
    /// The value of `each`, where there is one group for each.
    pub value: Option<String>,
    /// What went to it, in places or money.
    pub got: Exact,
    /// Whether the floor was reached.
    pub met: bool,
    /// Who was taken on a reserved place.
    pub reserved: Vec<String>,
    /// Its floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Exact>,
    /// Its cap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Exact>,
    /// What each of its members counts towards floor and cap, where it has one: places or money.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weighs: BTreeMap<String, Exact>,
}

/// A drawing that decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawUsed {
    /// Those on the edge.
    pub among: Vec<String>,
    /// How many places there were for them.
    pub places: usize,
    /// The order drawn.
    pub order: Vec<String>,
    /// Who watched.
    pub witness: Option<String>,
}

/// Which references count. Positions in the list, from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedReferences {
    /// Those that count.
    pub counted: Vec<usize>,
    /// Those that do not: too many, or not fit to count.
    pub ignored: Vec<usize>,
}

/// A change after the choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Who left.
    pub left: String,
    /// What happened.
    pub trigger: String,
    /// Who moved up, if anybody.
    pub moved_up: Option<String>,
}

/// What people decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The chosen, in the order decided.
    pub selected: Vec<String>,
    /// The reserve list.
    pub reserve: Vec<String>,
    /// Whose place differs from the computed one, with the reason given.
    pub differences: Vec<Difference>,
    /// Whether the rules allow the decision; the issues say what is wrong.
    pub valid: bool,
    /// Who decided.
    pub by: Option<String>,
}

/// A place that differs between the computed and the decided list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Whose.
    pub applicant: String,
    /// The computed place, from 1.
    pub computed: Option<usize>,
    /// The decided place, from 1.
    pub decided: Option<usize>,
    /// The reason given.
    pub reason: Option<String>,
}

/// Something that deserves attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// A stable code.
    pub code: IssueCode,
    /// Whether the selection cannot be final because of it.
    pub blocking: bool,
    /// Whom it concerns.
    pub applicant: Option<String>,
    /// Which criterion, check, step or list.
    pub subject: Option<String>,
    /// What is wrong, with the value.
    pub message: String,
}

/// Codes of issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueCode {
    /// An error in the rules.
    Rules,
    /// An id that is given twice.
    DuplicateId,
    /// An id that nothing has.
    UnknownId,
    /// A fact of another kind than declared.
    InvalidFact,
    /// A fact that is needed and not given.
    MissingFact,
    /// A formula without a result.
    NoResult,
    /// A score outside its scale.
    InvalidScore,
    /// No score, or not from everybody asked.
    MissingScore,
    /// Fewer assessors than the rules want.
    TooFewAssessors,
    /// More assessors than the rules allow.
    TooManyAssessors,
    /// Several values, and no rule that makes them one.
    NoCombination,
    /// The value that people must agree on is missing.
    MissingConsensus,
    /// One more assessor must be called.
    AssessorNeeded,
    /// A score that nothing called for; it does not count.
    ScoreNotCalledFor,
    /// No two scores are the closest.
    AmbiguousSpread,
    /// Assessors differ more than the limit.
    WideSpread,
    /// Not every score is in, and the rule compares assessors with one another.
    ScoresIncomplete,
    /// No vote was cast.
    MissingVote,
    /// An order made by people does not name this applicant.
    NotOrdered,
    /// No row of the table applies.
    BandHole,
    /// Several rows of the table apply.
    BandOverlap,
    /// Fewer were chosen than the minimum.
    FewerThanMinimum,
    /// A floor could not be filled.
    FloorUnfilled,
    /// No line keeps what is asked for within the factors.
    LineOutOfReach,
    /// Equals on the reserve list.
    ReserveTied,
    /// A decision that the rules do not allow.
    DecisionNotAllowed,
    /// A change of the computed result without a reason.
    ChangeWithoutReason,
    /// Nobody on the reserve list can have what became free: it does not suffice.
    ReserveBeyondMeans,
    /// A departure of one who was not chosen, or with a trigger that moves nobody up.
    DepartureWithoutEffect,
}
