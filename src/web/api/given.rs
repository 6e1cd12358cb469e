//! What commands are made of.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::engine::case::MemberKind;
use crate::engine::workflow::form::Row;

/// What a member is.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A company, an association, a public body.
    Organisation,
    /// A person in their own name.
    Person,
}

impl From<Kind> for MemberKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Organisation => Self::Organisation,
            Kind::Person => Self::Person,
        }
    }
}

/// One answer, as it would be typed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AnswerGiven {
    /// Running text, a number, a day, `yes` or `no`, or the short name of a choice.
    Text(String),
    /// Short names of several choices.
    Several(Vec<String>),
    /// Rows with what is typed in each column.
    Rows(Vec<Row>),
    /// Whether a statement is confirmed.
    Confirmed(bool),
}

/// Points and why.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Points, as they would be typed: `4` or `3.5`.
    pub points: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What was found of one check.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictGiven {
    /// Whether it is met.
    pub met: bool,
    /// The verified number, where the check has one.
    #[serde(default)]
    pub verified: Option<String>,
    /// What was verified, where it is no number: `{"yes": true}`, `{"word": "…"}`, `{"list": […]}`, `{"counted": […]}`.
    #[serde(default)]
    pub found: Option<BTreeMap<String, Value>>,
    /// Why it is not met, or a remark.
    #[serde(default)]
    pub reason: String,
}

/// What is at fault in one application.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultGiven {
    /// Short names of the fields to be mended.
    pub fields: BTreeSet<String>,
    /// What is the matter.
    pub reason: String,
}

/// How a complaint is settled.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RulingGiven {
    /// The decision stands.
    Dismissed {},
    /// The track is annulled.
    Annulled {},
    /// The track goes back to a step.
    Redo {
        /// Short name of the step.
        step: String,
    },
}

/// What comes with an answer that is given after the line of answers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LateGiven {
    /// The deadline is moved with it.
    Extend {
        /// Wall time in the zone of the file.
        to: String,
        /// Why.
        reason: String,
    },
    /// The answer only points to what is published already.
    ExistingText {
        /// Why that is so.
        reason: String,
    },
    /// The question was not asked in good time.
    NotInGoodTime {
        /// Why that is so.
        reason: String,
    },
}

/// What people add to the basis of a selection.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Basis {
    /// The applications in an order.
    Order {
        /// Which criterion.
        criterion: String,
        /// Best first.
        order: Vec<String>,
        /// Why each stands where it stands.
        reasons: BTreeMap<String, String>,
    },
    /// Votes on one application.
    Votes {
        /// Which criterion.
        criterion: String,
        /// On which application.
        application: String,
        /// For.
        yes: u32,
        /// Against.
        no: u32,
        /// Neither.
        #[serde(default)]
        abstained: u32,
        /// Why.
        reason: String,
    },
    /// Points for each reference of one application.
    Grades {
        /// Which criterion.
        criterion: String,
        /// Of which application.
        application: String,
        /// In the order of the application.
        points: Vec<String>,
        /// Why.
        reason: String,
    },
    /// What one evaluator gave does not count.
    Struck {
        /// For which criterion.
        criterion: String,
        /// Of which application.
        application: String,
        /// Whose points.
        evaluator: String,
        /// Why.
        reason: String,
    },
    /// Evidence was shown, or was not.
    Evidence {
        /// By which application.
        application: String,
        /// Whether it was shown.
        shown: bool,
        /// What was found.
        reason: String,
    },
    /// An application left the choice.
    Left {
        /// Which application.
        application: String,
        /// What happened, by the name that the reserve list's triggers use.
        trigger: String,
        /// Why.
        reason: String,
    },
}
