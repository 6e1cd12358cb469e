//! Letters of the time after the decision, and what being chosen is bound to.

use crate::engine::case::Case;
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::select::across::OnSilence;
use crate::engine::steps::selection::after;
use crate::engine::workflow::Definition;

/// What being chosen is bound to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The evidence that must be shown, as the file says it; empty for none, or where it was shown.
    pub evidence: String,
    /// Until when, where the file names a time.
    pub evidence_until: Option<Instant>,
    /// Until when the applicant can decline by itself, where the file names a time.
    pub decline_until: Option<Instant>,
}

/// The applicant moved up from the reserve list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedUp {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// Names of everybody who is chosen now, the applicant included.
    pub selected: Vec<String>,
    /// What it is bound to.
    pub terms: Terms,
    /// The page of the application.
    pub link: String,
}

/// The applicant is not on the list any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// How it came.
    pub how: How,
    /// Why; empty where the applicant declined and gave no reason.
    pub reason: String,
    /// The page of the application.
    pub link: String,
}

/// The applicant has more places than it may keep, and is asked which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoosePlaces {
    /// Name of the applicant.
    pub applicant: String,
    /// Titles of the tracks in which there are places.
    pub tracks: Vec<String>,
    /// How many may be kept.
    pub max: u32,
    /// The last instant for the answer, where it has an end.
    pub until: Option<Instant>,
    /// What happens where nobody answers.
    pub on_silence: OnSilence,
    /// The page where it is answered.
    pub link: String,
}

/// The applicant was chosen and has given the place up, under a limit over the tracks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GaveUp {
    /// Name of the applicant.
    pub applicant: String,
    /// Title of the track.
    pub track: String,
    /// Number of the application.
    pub code: String,
    /// Whether it was chosen so; else the rule for silence did.
    pub chosen: bool,
    /// Names of everybody who is chosen now.
    pub selected: Vec<String>,
    /// The page of the application.
    pub link: String,
}

/// How somebody left the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// The applicant declined on its own page.
    Declined,
    /// The evidence that was asked for was not shown.
    NotShown,
    /// It was recorded, under this name.
    Recorded(String),
}

impl How {
    /// How it came, from what the procedure recorded.
    pub fn of(trigger: &str, own: bool) -> Self {
        match trigger {
            _ if own => Self::Declined,
            "evidence" => Self::NotShown,
            trigger => Self::Recorded(trigger.to_owned()),
        }
    }
}

impl Terms {
    /// What being chosen is bound to for `id`, as the case stands.
    pub fn of(definition: &Definition, case: &Case, id: ApplicationId) -> Self {
        let track = case.applications.get(&id).map(|found| found.track.as_str());
        let here = track.and_then(|track| after::decided(definition, &case.procedure, track));
        let (Some(track), Some(here)) = (track, here) else { return Self::default() };
        let model = definition.model(track, &here.spec.model);
        let conditional = model.and_then(|model| model.conditional.as_ref());
        let evidence = conditional.filter(|_| here.state.shown(id) != Some(true));
        Self {
            evidence: evidence.map(|conditional| conditional.evidence.clone()).unwrap_or_default(),
            evidence_until: evidence.and_then(|_| here.evidence_until(definition, id)),
            decline_until: here.decline_until(definition, id),
        }
    }
}
