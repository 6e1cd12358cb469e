//! What a workflow file says of the law it follows and of the notice that announces it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::definition::Words;

/// Which law the procedure follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Which body of rules: `dk-udbudslov`, `eu-2014-24`, `no-foa-3`, `dk-light` or `private-voluntary`.
    pub regime: Regime,
    /// Which kind of procedure, as eForms writes it: `restricted`, `neg-w-call`, `comp-dial`, `innovation`,
    /// `open` or `oth-mult`.
    pub procedure: ProcedureType,
    /// Why the ordinary time limit cannot be kept. With this reason, and only with it, the shorter one holds.
    #[serde(default)]
    pub urgency: Option<Words>,
}

/// A body of rules that a procedure can follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Regime {
    /// The Danish public procurement act, above the thresholds.
    #[serde(rename = "dk-udbudslov")]
    DkUdbudslov,
    /// Directive 2014/24/EU itself.
    #[serde(rename = "eu-2014-24")]
    Eu201424,
    /// The Norwegian procurement regulation, part III.
    #[serde(rename = "no-foa-3")]
    NoFoa3,
    /// The Danish light regime for social and other specific services.
    #[serde(rename = "dk-light")]
    DkLight,
    /// No law: whoever buys follows the same gates by choice.
    #[serde(rename = "private-voluntary")]
    PrivateVoluntary,
}

impl Regime {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::DkUdbudslov, Self::Eu201424, Self::NoFoa3, Self::DkLight, Self::PrivateVoluntary];

    /// As the file writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DkUdbudslov => "dk-udbudslov",
            Self::Eu201424 => "eu-2014-24",
            Self::NoFoa3 => "no-foa-3",
            Self::DkLight => "dk-light",
            Self::PrivateVoluntary => "private-voluntary",
        }
    }
}

impl fmt::Display for Regime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A kind of procedure, by its code in eForms (`procurement-procedure-type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProcedureType {
    /// Restricted procedure.
    Restricted,
    /// Competitive procedure with negotiation.
    NegWCall,
    /// Competitive dialogue.
    CompDial,
    /// Innovation partnership.
    Innovation,
    /// Open procedure.
    Open,
    /// Another procedure in several stages.
    OthMult,
}

impl ProcedureType {
    /// As the file writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::NegWCall => "neg-w-call",
            Self::CompDial => "comp-dial",
            Self::Innovation => "innovation",
            Self::Open => "open",
            Self::OthMult => "oth-mult",
        }
    }
}

impl fmt::Display for ProcedureType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The notice that announces the procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The day on which it is sent, such as `2026-12-21`; time limits are counted from the day after.
    #[serde(default)]
    pub sent: Option<String>,
    /// Name of the date by which questions should be asked; without it the date called `questions`, if any.
    #[serde(default)]
    pub questions: Option<String>,
    /// What the notice itself states; what stands in the conditions alone does not count.
    #[serde(default)]
    pub states: Option<States>,
}

impl Notice {
    /// What it states; nothing where the file does not say.
    pub fn stated(&self) -> States {
        self.states.clone().unwrap_or_default()
    }
}

/// What the notice itself states.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct States {
    /// How many are invited in each track.
    pub candidates: Option<Candidates>,
    /// Short names of the judged criteria by which they are chosen, as the notice states them.
    pub criteria: Vec<String>,
}

/// How many are invited in each track, as the notice states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Candidates {
    /// At least this many.
    pub min: u32,
    /// At most this many.
    pub max: u32,
}
