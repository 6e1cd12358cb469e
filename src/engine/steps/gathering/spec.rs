//! What a workflow file says of a gathering.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::exact::Exact;
use crate::engine::steps::intake::later;
use crate::engine::workflow::definition::{Role, Words};

/// Participants that one application may name at most, whatever the file says.
pub const PARTICIPANTS_MAX: u32 = 50;

/// What a workflow file says of a gathering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GatheringStep")]
pub struct Spec {
    /// Name of the date at which it begins; moved like every date, with a letter to all.
    pub at: String,
    /// Where.
    pub place: Words,
    /// Who is invited. Without it, all who count in the stage; within a joint step, always the teams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<later::From>,
    /// Whole days between the invitation and the gathering; without it the invitation goes out as the step begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation_days_before: Option<u32>,
    /// Whole days between the last day of the registration and the gathering.
    pub registration_days_before: u32,
    /// How many participants an application names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Each>,
    /// How many must come in all; without it one participant, and a person decides where nobody comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<AtLeast>,
    /// What each participant pays. The program takes no payment: it tells the sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Fee>,
    /// The field of a form, with one answer of several, by which the participants are put in groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<String>,
    /// Fields of forms whose answers are gathered into the minutes, such as ideas for a catalogue or challenges. Whoever
    /// writes the minutes finds the answers there and edits them; whoever answers reads beside the field who will see it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collects: Vec<String>,
    /// Who holds it: decides where too few come, records who came, and publishes the minutes.
    pub by: Vec<Role>,
}

/// How many participants an application names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GatheringEach")]
pub struct Each {
    /// At least, if anybody comes.
    pub min: u32,
    /// At most.
    pub max: u32,
}

/// How many must come in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GatheringAtLeast")]
pub struct AtLeast {
    /// Participants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participants: Option<u32>,
    /// Applications that send somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applications: Option<u32>,
    /// What happens where fewer come.
    pub otherwise: Otherwise,
}

/// What happens where too few come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "GatheringOtherwise")]
pub enum Otherwise {
    /// It is held all the same.
    Hold,
    /// A person decides, with a reason: holds it, calls it off, or moves its date.
    Ask,
    /// It is called off.
    CallOff,
}

/// What a participant pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GatheringFee")]
pub struct Fee {
    /// How much a person.
    pub amount: Exact,
    /// Currency, such as `NOK`.
    pub currency: String,
}

impl Spec {
    /// How many participants an application names.
    pub fn each(&self) -> Each {
        self.each.unwrap_or(Each { min: 1, max: PARTICIPANTS_MAX })
    }

    /// How many must come in all.
    pub fn at_least(&self) -> AtLeast {
        let one = AtLeast { participants: Some(1), applications: None, otherwise: Otherwise::Ask };
        self.at_least.unwrap_or(one)
    }

    /// What so many participants pay together.
    pub fn sum(&self, participants: u32) -> Option<Exact> {
        self.fee.as_ref().map(|fee| &fee.amount * &Exact::from_count(participants as usize))
    }
}
