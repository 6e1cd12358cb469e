//! What a workflow file says, as types.
//!
//! Every type refuses unknown fields, so that a misspelt key is an error and never a silent default.
//! Enums are tagged by their key (`does: {intake: …}`): that keeps line and column in every message.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::facts::Fact;
use super::law::{Law, Notice};
pub use super::words::Words;
use crate::engine::exact::Exact;
use crate::engine::expr::Value;
use crate::engine::retention::Retention;
use crate::engine::select::Spec as SelectionModel;
use crate::engine::select::across::Limit;
use crate::engine::steps::intake::later;
use crate::engine::steps::wait::Wait;
use crate::engine::steps::{
    complaints, consensus, contract, envelope, gathering, intake, joint, letters, mandate, scoring,
    screening, selection,
};

/// A whole workflow file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Version of this vocabulary; `1` today.
    pub trespor: u32,
    /// Short name in addresses and file names: lower-case letters, digits and hyphens.
    pub id: String,
    /// Version of this file; running procedures stay pinned to the one they were opened with.
    pub version: u32,
    /// Languages that every text below must exist in, such as `[da, en]`.
    pub languages: Vec<String>,
    /// Title of the procedure.
    pub title: Words,
    /// What it is about, in Markdown.
    pub summary: Words,
    /// Mail address that applicants may write to.
    pub contact: String,
    /// IANA time zone of every wall time in the file, such as `Europe/Copenhagen`.
    pub zone: String,
    /// Whose public holidays count: `DK`, `NO`, `SE` or `FI`. For another country, the nearest: it matters only where
    /// periods are counted.
    pub country: String,
    /// Which law the procedure follows; without it the gate before publication says that there is none.
    #[serde(default)]
    pub law: Option<Law>,
    /// What the notice itself says, beside this file.
    #[serde(default)]
    pub notice: Option<Notice>,
    /// Who buys, together.
    pub buyers: Vec<Buyer>,
    /// Named dates.
    pub dates: BTreeMap<String, DateDefinition>,
    /// The parallel lines, called lots in the directive (2014/24/EU art. 46).
    pub tracks: Vec<TrackDefinition>,
    /// Who may apply, and how.
    pub applicants: Applicants,
    /// What an application holds; a later intake has a form of its own.
    pub form: Vec<Field>,
    /// Models of selection, by name; scoring, consensus and selection steps refer to them.
    pub selections: BTreeMap<String, SelectionModel>,
    /// What people read of each judged criterion, by its short name.
    #[serde(default)]
    pub criteria: BTreeMap<String, CriterionWords>,
    /// Panels of evaluators, by short name, where not everybody judges everything: another one for a later stage.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub panels: BTreeMap<String, PanelDefinition>,
    /// Limits over the tracks together: how many places one applicant, or whoever stands behind several, may
    /// hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
    /// What is kept how long and why; without it nothing is ever erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Retention>,
    /// The steps in order. Each runs once for every track that it is for, except a joint step, which runs once.
    pub steps: Vec<StepDefinition>,
}

/// One of those who buy together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Buyer {
    /// Short name.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Whether this one leads the procurement.
    #[serde(default)]
    pub lead: bool,
}

/// A date that steps refer to by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DateDefinition {
    /// Wall time in the file's zone, such as `2027-02-05T12:00`; a date without a time ends at local
    /// 24:00.
    pub at: String,
    /// What people read.
    pub title: Words,
}

/// One parallel line of the procedure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackDefinition {
    /// Short name.
    pub id: String,
    /// Title.
    pub title: Words,
    /// What this track asks for, in Markdown.
    pub summary: Words,
    /// What this track puts in the place of values among the parameters of the models: its own number, budget
    /// or minimum.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Value>,
    /// Models that this track uses in the place of others, by the name that the steps say:
    /// `{shortlist: shortlist-small}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub models: BTreeMap<String, String>,
}

/// Who may apply, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Applicants {
    /// Whether several may apply together.
    pub consortium: Option<Consortium>,
    /// In how many tracks one applicant may take part; no limit when absent.
    pub tracks_max: Option<u32>,
}

/// Rules for those who apply together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consortium {
    /// Members at most, the lead included.
    pub members_max: u32,
    /// What a member's signature covers.
    pub signature: SignatureCovers,
}

/// What a member's signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignatureCovers {
    /// Taking part and letting the lead act: it stays valid when the lead replaces the contents.
    Mandate,
    /// The very contents: a change asks for a new signature.
    Content,
}

/// One field of the form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Short name.
    pub id: String,
    /// What is asked.
    pub label: Words,
    /// How to answer.
    #[serde(default)]
    pub hint: Words,
    /// Whether an application without it is incomplete.
    #[serde(default)]
    pub required: bool,
    /// Whether evaluators never see it.
    #[serde(default)]
    pub blind: bool,
    /// The envelope that the answer lies in: it stays shut, for everybody, until an envelope step opens it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<String>,
    /// Short names of the tracks in which it is asked; in all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracks: Option<Vec<String>>,
    /// What kind of answer it takes.
    pub takes: FieldKind,
}

/// What kind of answer a field takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FieldKind {
    /// Running text.
    Text {
        /// Characters at most.
        chars_max: u32,
    },
    /// A number.
    Number {
        /// Unit, such as `DKK`.
        unit: Option<String>,
        /// Smallest number that can be meant.
        min: Option<Exact>,
        /// Largest number that can be meant.
        max: Option<Exact>,
        /// Whether only whole numbers can be meant: a count.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        whole: bool,
    },
    /// A day, such as `2024-05-31`.
    Date {
        /// Earliest day that can be meant.
        min: Option<String>,
        /// Latest day that can be meant.
        max: Option<String>,
    },
    /// Yes or no.
    YesNo {},
    /// A statement that must be confirmed.
    Declaration {},
    /// One of several answers.
    Choice {
        /// The answers.
        options: Vec<ChoiceOption>,
    },
    /// Any of several answers.
    Choices {
        /// The answers.
        options: Vec<ChoiceOption>,
        /// How many may be given at most; all of them where absent.
        max: Option<u32>,
    },
    /// A list with rows, such as references.
    Rows {
        /// Rows at most.
        rows_max: u32,
        /// What is asked in each row.
        columns: Vec<Column>,
    },
    /// Files.
    Files {
        /// Files at most.
        count_max: u32,
        /// Megabytes (1,000,000 bytes) a file at most.
        megabytes_max: u32,
        /// Accepted kinds, judged by content: `pdf`, `png`, `jpeg`, `docx`, `xlsx`, `txt`.
        types: Vec<String>,
    },
}

/// One column of a list with rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Short name: `item.<id>` in models, with `_` for each hyphen.
    pub id: String,
    /// What is asked.
    pub label: Words,
    /// Whether a row without it is incomplete.
    #[serde(default)]
    pub required: bool,
    /// What kind of answer it takes: `text`, `number`, `date`, `yes_no`, `choice` or `choices`.
    pub takes: FieldKind,
}

/// One answer of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// Short name.
    pub id: String,
    /// What people read.
    pub label: Words,
    /// The number that models read in the place of the short name; all answers of a field have one, or none has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Exact>,
}

impl ChoiceOption {
    /// What models read: the number, or the short name.
    pub fn fact(&self) -> Fact {
        self.value.clone().map_or_else(|| Fact::Word(self.id.clone()), Fact::Number)
    }
}

/// What people read of a judged criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionWords {
    /// Title.
    pub title: Words,
    /// What is looked at.
    #[serde(default)]
    pub about: Words,
    /// What some of the points mean, by points: `0: {en: Not answered}`.
    #[serde(default)]
    pub anchors: BTreeMap<String, Words>,
}

/// A panel of evaluators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelDefinition {
    /// Title.
    pub title: Words,
    /// Panels whose people cannot sit on this one: those who judged an earlier stage, or an earlier try.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_also: BTreeSet<String>,
}

/// One step of the procedure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepDefinition {
    /// Short name.
    pub id: String,
    /// Title.
    pub title: Words,
    /// Short names of the tracks that go through it; all do where absent. The others pass it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracks: Option<Vec<String>>,
    /// The other tracks for which a track waits before it comes here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<Wait>,
    /// What happens in it.
    pub does: StepSpec,
}

/// What a step does. A new kind is one variant here, one in the state, the command and the event,
/// and one file under `engine/steps`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepSpec {
    /// Applications come in, sealed.
    Intake(intake::Spec),
    /// Exclusion grounds, suitability minimums and formalities, before any comparison.
    Screening(screening::Spec),
    /// Evaluators judge, each on their own.
    Scoring(scoring::Spec),
    /// The panel agrees.
    Consensus(consensus::Spec),
    /// A part of what was handed in is opened for those who came through the rest.
    Envelope(envelope::Spec),
    /// The shortlist is computed, then decided.
    Selection(selection::Spec),
    /// All letters go out at one moment.
    Letters(letters::Spec),
    /// The time in which a decision can be complained over.
    Complaints(complaints::Spec),
    /// The contract is concluded.
    Contract(contract::Spec),
    /// The chosen teams of several tracks work together.
    Joint(joint::Spec),
    /// Those who take part meet.
    Gathering(gathering::Spec),
    /// Those who take part sign a mandate.
    Mandate(mandate::Spec),
}

/// Who acts in a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Opens, answers, extends, decides and releases.
    Owner,
    /// Screens and helps.
    Secretary,
    /// Judges on their own.
    Evaluator,
    /// Leads the panel to agreement.
    Chair,
    /// Reads everything that may be read, changes nothing.
    Auditor,
}

impl Role {
    /// Every role, in the order of the blueprint.
    pub const ALL: [Self; 5] = [Self::Owner, Self::Secretary, Self::Evaluator, Self::Chair, Self::Auditor];

    /// The name in the workflow file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Secretary => "secretary",
            Self::Evaluator => "evaluator",
            Self::Chair => "chair",
            Self::Auditor => "auditor",
        }
    }
}

impl Definition {
    /// The track with this short name.
    pub fn track(&self, id: &str) -> Option<&TrackDefinition> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// The name of the model that `track` uses where a step says `name`.
    pub fn model_name<'a>(&'a self, track: &str, name: &'a str) -> &'a str {
        self.track(track).and_then(|track| track.models.get(name)).map_or(name, String::as_str)
    }

    /// The model that `track` uses where a step says `name`.
    pub fn model(&self, track: &str, name: &str) -> Option<&SelectionModel> {
        self.selections.get(self.model_name(track, name))
    }

    /// What `track` puts in the place of the parameters of `model`.
    pub fn parameters(&self, track: &str, model: &SelectionModel) -> BTreeMap<String, Value> {
        let own = self.track(track).into_iter().flat_map(|track| &track.parameters);
        own.filter(|(name, _)| model.parameters.contains_key(*name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// The step with this short name.
    pub fn step(&self, id: &str) -> Option<&StepDefinition> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The steps that run once for every track, in order.
    pub fn track_steps(&self) -> impl Iterator<Item = &StepDefinition> {
        self.steps.iter().filter(|step| !matches!(step.does, StepSpec::Joint(_)))
    }

    /// The steps that run once for the whole procedure.
    pub fn joint_steps(&self) -> impl Iterator<Item = (&StepDefinition, &joint::Spec)> {
        self.steps.iter().filter_map(|step| match &step.does {
            StepSpec::Joint(spec) => Some((step, spec)),
            _ => None,
        })
    }

    /// The language in which a reader of `language` gets what the file does not say itself: an amended text.
    pub fn spoken_to<'a>(&'a self, language: &'a str) -> &'a str {
        let spoken = self.languages.iter().any(|one| one == language);
        self.languages.first().filter(|_| !spoken).map_or(language, String::as_str)
    }

    /// What people read for a named date.
    pub fn date_title<'a>(&'a self, name: &'a str, language: &str) -> &'a str {
        match self.dates.get(name) {
            Some(date) => date.title.get(language),
            // A later intake that one track has a date of its own for.
            None => later::of_date(self, name)
                .and_then(|(step, ..)| self.step(step))
                .map_or(name, |step| step.title.get(language)),
        }
    }

    /// What people read for a panel; its short name where the file has none of that name.
    pub fn panel_title<'a>(&'a self, id: &'a str, language: &str) -> &'a str {
        self.panels.get(id).map_or(id, |panel| panel.title.get(language))
    }

    /// Whether whoever sits on `one` panel is kept from `other`, whichever of the two says so.
    pub fn panels_apart(&self, one: &str, other: &str) -> bool {
        let says = |a: &str, b: &str| self.panels.get(a).is_some_and(|panel| panel.not_also.contains(b));
        says(one, other) || says(other, one)
    }

    /// The title of a criterion, or of a check in whichever screening it stands.
    pub fn title_of(&self, id: &str, language: &str) -> Option<&str> {
        if let Some(criterion) = self.criteria.get(id) {
            return Some(criterion.title.get(language));
        }
        self.steps.iter().find_map(|step| match &step.does {
            StepSpec::Screening(spec) => {
                let check = spec.checks.iter().find(|check| check.id == id)?;
                Some(check.title.get(language))
            }
            _ => None,
        })
    }
}
