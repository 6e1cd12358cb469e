//! A rule pack: rules with their sources, as a file says them.

use serde::{Deserialize, Serialize};

use super::gate::Severity;
use crate::engine::calendar::{Date, WallTime};
use crate::engine::exact::Exact;
use crate::engine::workflow::definition::Words;
use crate::engine::workflow::law::{ProcedureType, Regime};

/// The version of the vocabulary of packs that this program speaks.
pub const VOCABULARY: u32 = 1;

/// What one body of rules asks, from one day on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Version of this vocabulary; `1` today.
    pub rules: u32,
    /// Short name.
    #[serde(rename = "pack")]
    pub id: String,
    /// Version of the pack, counted from one.
    pub version: u32,
    /// The body of rules.
    pub regime: Regime,
    /// What people read.
    pub title: Words,
    /// Whether it binds by law or by choice.
    pub binding: Binding,
    /// From which day it holds.
    pub valid: Validity,
    /// The rules.
    pub list: Vec<Rule>,
}

/// Whether rules bind by law or by choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// By law: nobody can set an error aside.
    Law,
    /// By choice: a named person may, with a reason.
    Choice,
}

/// The days on which something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// The first day.
    pub from: WallTime,
    /// The first day on which it holds no longer.
    #[serde(default)]
    pub to: Option<WallTime>,
    /// How these days are known.
    pub prov: Provenance,
}

/// How a fact is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The text of the source was read.
    Seen,
    /// An official validator enforces it too.
    Oracle,
    /// It was not read in its source: shown as unverified wherever it is used.
    Memory,
}

impl Provenance {
    /// Whether the fact was checked against its source.
    pub const fn verified(self) -> bool {
        !matches!(self, Self::Memory)
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable name, such as `TL-RTP-DK`.
    pub id: String,
    /// What it asks, in one sentence.
    pub text: Words,
    /// Where it stands: act and paragraph.
    pub source: String,
    /// How it is known.
    pub prov: Provenance,
    /// What the program does with it; a rule without is for people to know.
    #[serde(default)]
    pub asks: Option<Ask>,
    /// How bad it is when the gate finds it broken.
    #[serde(default)]
    pub gate: Option<Severity>,
    /// Whether a person must judge it, because no file can show it.
    #[serde(default)]
    pub judge: bool,
    /// The kinds of procedure that it concerns; all where none is named.
    #[serde(default)]
    pub procedures: Vec<ProcedureType>,
    /// The number of days that it asks for.
    #[serde(default)]
    pub days: Option<u32>,
    /// The number of days in urgency, where the same rule says both.
    #[serde(default)]
    pub urgent_days: Option<u32>,
    /// The number of years that it asks for.
    #[serde(default)]
    pub years: Option<u32>,
    /// The smallest number that it asks for.
    #[serde(default)]
    pub min: Option<u32>,
    /// The largest multiple that counts.
    #[serde(default)]
    pub cap: Option<Exact>,
    /// The codes that it asks for, such as `exg-crim-part`.
    #[serde(default)]
    pub codes: Vec<String>,
    /// The first day on which it holds, where that is not the pack's.
    #[serde(default)]
    pub valid_from: Option<WallTime>,
    /// The first day on which it holds no longer, where that is not the pack's.
    #[serde(default)]
    pub valid_to: Option<WallTime>,
}

/// What a rule asks of a file or a running procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Days from the notice to the deadline of an intake.
    RequestDays,
    /// The same in urgency with a written reason.
    RequestDaysUrgent,
    /// The deadline lies on a working day.
    WorkingDay,
    /// The deadline lies after the day of the notice.
    DeadlineAfterNotice,
    /// The last day for questions does not lie after the deadline.
    QuestionsBeforeDeadline,
    /// How many are invited at least.
    CandidatesMin,
    /// The minimum is not above the maximum.
    Interval,
    /// Number and criteria stand in the notice itself.
    Notice,
    /// Exclusion grounds are screened.
    Exclusion,
    /// Days in which a decision can be complained over.
    ComplaintDays,
    /// Days before a contract, where the letters go out electronically.
    StandstillDays,
    /// The same where they go by post.
    StandstillDaysByPost,
    /// In how many lots an applicant may take part is stated.
    Lots,
    /// Whole days before the deadline by which answers are given.
    AnswerDays,
    /// The same where the time for requests was shortened.
    AnswerDaysUrgent,
    /// When the deadline must be extended.
    Extension,
    /// When it need not be.
    NoExtension,
    /// What is frozen at publication.
    Frozen,
    /// What can only be cancelled and begun anew.
    Cancel,
    /// Days in which documents are sent to whoever asked for them.
    DocumentDays,
    /// Every kind of thing has a time for which it is kept.
    Retention,
    /// Years for which documentation is kept, from the award.
    KeepYears,
    /// Years for which what was selected is kept, from the contract.
    KeepContractYears,
    /// Whether an archive comes before erasing is said.
    Archive,
    /// A criterion of turnover counts no more than a multiple of the contract's value.
    TurnoverCap,
}

impl Pack {
    /// Reads a pack.
    ///
    /// # Errors
    /// What the reader says of bytes that are no pack, in one line.
    pub fn read(text: &str) -> Result<Self, String> {
        let pack: Self = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
        if pack.rules != VOCABULARY {
            return Err(format!("the pack speaks vocabulary {}, this program {VOCABULARY}", pack.rules));
        }
        Ok(pack)
    }

    /// Whether it holds on `day`.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid.from.date() <= day && self.valid.to.is_none_or(|to| day < to.date())
    }

    /// The rules that concern this kind of procedure on this day.
    pub fn on(&self, procedure: ProcedureType, day: Date) -> impl Iterator<Item = &Rule> {
        self.list.iter().filter(move |rule| {
            (rule.procedures.is_empty() || rule.procedures.contains(&procedure))
                && rule.valid_from.is_none_or(|from| from.date() <= day)
                && rule.valid_to.is_none_or(|to| day < to.date())
        })
    }

    /// The first rule that asks this of this kind of procedure on this day.
    pub fn asking(&self, ask: Ask, procedure: ProcedureType, day: Date) -> Option<&Rule> {
        self.on(procedure, day).find(|rule| rule.asks == Some(ask))
    }

    /// The rule of this name.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.list.iter().find(|rule| rule.id == id)
    }
}
