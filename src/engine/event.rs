//! What happened: past tense, identifiers and digests only.

use serde::{Deserialize, Serialize};

use super::case::LineOutcome;
use super::ids::{ApplicationId, PersonId, ProcedureId};
use super::instant::Instant;
use super::procedure;
use super::retention;
use super::steps::{
    complaints, consensus, contract, envelope, gathering, intake, joint, letters, limits, mandate, scoring,
    screening, selection, wait,
};

/// Whose history an event belongs to. Each stream is a hash chain of its own, so that a burst on one
/// application is not a queue for another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// The procedure as a whole.
    Procedure(ProcedureId),
    /// One track or joint step.
    Line(ProcedureId, String),
    /// One application.
    Application(ApplicationId),
}

impl std::fmt::Display for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Procedure(id) => write!(f, "procedure/{id}"),
            Self::Line(id, line) => write!(f, "line/{id}/{line}"),
            Self::Application(id) => write!(f, "application/{id}"),
        }
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// As of when. A deadline that was performed late keeps its own instant here.
    pub at: Instant,
    /// Who caused it; nobody where time did.
    pub actor: Option<PersonId>,
    /// Whose history it belongs to.
    pub stream: Stream,
    /// What happened.
    pub what: What,
}

/// What happened, by the noun it happened to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// To the procedure as a whole.
    Procedure(procedure::Event),
    /// A line came to a step or to its end.
    Line(LineEvent),
    /// In an intake.
    Intake(intake::Event),
    /// In a screening.
    Screening(screening::Event),
    /// In a scoring.
    Scoring(scoring::Event),
    /// In a consensus.
    Consensus(consensus::Event),
    /// To an envelope.
    Envelope(envelope::Event),
    /// In a selection.
    Selection(selection::Event),
    /// In a letters step.
    Letters(letters::Event),
    /// Under a limit over the tracks.
    Limits(limits::Event),
    /// In a complaint window.
    Complaints(complaints::Event),
    /// To a contract.
    Contract(contract::Event),
    /// In a joint step.
    Joint(joint::Event),
    /// To a track that waits for others.
    Wait(wait::Event),
    /// To a gathering.
    Gathering(gathering::Event),
    /// To a mandate.
    Mandate(mandate::Event),
    /// To what is kept.
    Retention(retention::Event),
}

/// How a line moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEvent {
    /// It came to a step, forwards, or backwards by a redo.
    Entered {
        /// Short name of the step.
        step: String,
    },
    /// It ended.
    Ended(LineOutcome),
    /// In an application's stream: what these steps held of it is cleared for a redo.
    Cleared {
        /// Short names of the steps.
        steps: Vec<String>,
    },
}

impl What {
    /// A stable dotted name, such as `intake.submitted`: for logs, webhooks and tests.
    pub fn name(&self) -> String {
        // The serde tags are the names already; reading them back keeps one list instead of two.
        let value = serde_json::to_value(self).unwrap_or_default();
        let Some((noun, inner)) = value.as_object().and_then(|object| object.iter().next()) else {
            return String::from("unknown");
        };
        let verb = match inner {
            serde_json::Value::String(verb) => verb.as_str(),
            serde_json::Value::Object(object) => object.keys().next().map_or("", String::as_str),
            _ => "",
        };
        format!("{noun}.{verb}")
    }
}
