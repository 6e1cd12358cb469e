//! Letters of a network: news of gatherings and mandates.

use crate::engine::case::Case;
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::letter::{GatheringNews, MandateNews};
use crate::engine::steps::gathering::{self, Each};
use crate::engine::steps::mandate::{self, SignedBy};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;
use crate::i18n::Lang;

/// News of a gathering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathering {
    /// What there is to tell.
    pub news: GatheringNews,
    /// Title of the gathering.
    pub title: String,
    /// When it begins.
    pub at: Instant,
    /// Where.
    pub place: String,
    /// The last microsecond at which participants can be named.
    pub ends: Instant,
    /// Participants that an application names at least.
    pub min: u32,
    /// Participants that an application names at most.
    pub max: u32,
    /// Participants of the reader's application; to those who hold it, of all.
    pub participants: u32,
    /// What a participant pays; empty for nothing.
    pub fee: String,
    /// What the reader's participants pay together; empty for nothing.
    pub sum: String,
    /// Why, where a person decided it.
    pub reason: Option<String>,
    /// The page of the gathering.
    pub link: String,
}

/// News of a mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// What there is to tell.
    pub news: MandateNews,
    /// Title of the step.
    pub title: String,
    /// Name of the applicant whose mandate it is.
    pub applicant: String,
    /// The office that signs; empty where members do.
    pub office: String,
    /// The last microsecond that is in time, once it is known.
    pub until: Option<Instant>,
    /// Why, where a person decided it.
    pub reason: Option<String>,
    /// The page of the mandate.
    pub link: String,
}

impl Gathering {
    /// What is told of the gathering that the line `name` has come to; nothing where it has not.
    pub fn of(
        (definition, case, lang): (&Definition, &Case, Lang),
        (name, id): (&str, &str),
        news: GatheringNews,
        application: Option<ApplicationId>,
        (reason, link): (Option<String>, String),
    ) -> Option<Self> {
        let come = gathering::come_to(definition, &case.procedure, name);
        let here = come.into_iter().find(|here| here.id == id)?;
        let own = application.and_then(|application| case.applications.get(&application));
        let participants = match own {
            Some(own) => gathering::coming(own, id),
            None => here.state.counted.map_or(0, |counted| counted.participants),
        };
        let money = |amount: &crate::engine::exact::Exact| {
            let currency = here.spec.fee.as_ref().map_or("", |fee| fee.currency.as_str());
            format!("{} {currency}", lang.decimal(&amount.to_string()))
        };
        let Each { min, max } = here.spec.each();
        let ends = gathering::registration_ends(definition, &case.procedure, here.spec, here.state);
        Some(Self {
            news,
            title: here.title.get(lang.code()).to_owned(),
            at: gathering::begins(&case.procedure, here.spec)?,
            place: here.spec.place.get(lang.code()).to_owned(),
            ends: ends?,
            min,
            max,
            participants,
            fee: here.spec.fee.as_ref().map(|fee| money(&fee.amount)).unwrap_or_default(),
            sum: here.spec.sum(participants).map(|sum| money(&sum)).unwrap_or_default(),
            reason,
            link,
        })
    }
}

impl Mandate {
    /// What is told of the mandate `step`.
    pub fn of(
        (definition, case, lang): (&Definition, &Case, Lang),
        (track, step): (&str, &str),
        (news, applicant): (MandateNews, String),
        (reason, link): (Option<String>, String),
    ) -> Option<Self> {
        let found = definition.step(step)?;
        let StepSpec::Mandate(spec) = &found.does else { return None };
        let state = mandate::state(&case.procedure, track, step)?;
        let office = match &spec.signed_by {
            SignedBy::Office(office) => office.get(lang.code()).to_owned(),
            SignedBy::Members | SignedBy::Lead => String::new(),
        };
        Some(Self {
            news,
            title: found.title.get(lang.code()).to_owned(),
            applicant,
            office,
            until: mandate::ends(&case.procedure, spec, state),
            reason,
            link,
        })
    }
}
