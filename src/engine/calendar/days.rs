//! A number of days, as workflow files write it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::period::{Period, Unit};

/// Days that a file gives somebody at most for an answer, for declining or for evidence.
pub const DAYS_MAX: u32 = 365;

/// A number of days. The period ends with the last of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AfterwardsDays")]
pub struct Days {
    /// How many, from the day after the letter.
    pub days: u32,
    /// Whether they are working days.
    #[serde(default)]
    pub working: bool,
}

impl Days {
    /// How long it is.
    pub const fn period(self) -> Period {
        Period::forward(self.days, if self.working { Unit::WorkingDays } else { Unit::Days })
    }
}
