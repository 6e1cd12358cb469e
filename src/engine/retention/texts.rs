//! Which texts an event names, and to which kind of thing each belongs.
//!
//! There is no catch-all: whoever adds an event says here what becomes of its texts.

use super::Kind;
use crate::engine::digest::Digest;
use crate::engine::event::{Event, Stream, What};
use crate::engine::ids::ApplicationId;
use crate::engine::steps::selection::basis::Addition;
use crate::engine::steps::{complaints, consensus, gathering, intake, limits, scoring, screening, selection};

/// To what a text belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belongs {
    /// To what an applicant handed in or began, or what was said about reaching them: it goes with the contents.
    Contents(ApplicationId),
    /// To the reasons for what was found and decided.
    Reasons,
}

/// The texts of `application` that go when things of this kind are erased, by what happened to it and in its track.
pub fn gone<'e>(
    kind: Kind,
    application: ApplicationId,
    events: impl IntoIterator<Item = &'e Event>,
) -> Vec<Digest> {
    let goes = |belongs: Belongs| match belongs {
        Belongs::Contents(id) => kind.is_contents() && id == application,
        Belongs::Reasons => kind == Kind::Scores,
    };
    let named = events.into_iter().flat_map(of);
    named.filter(|(belongs, _)| goes(*belongs)).map(|(_, digest)| digest).collect()
}

/// The texts that an event names and that are erased at some time. What stays for the record is not among them:
/// reasons for moved dates, cancelled tracks, contracts, draws, joint recommendations, minutes of gatherings.
pub fn of(event: &Event) -> Vec<(Belongs, Digest)> {
    let own = match &event.stream {
        Stream::Application(id) => Some(*id),
        Stream::Procedure(_) | Stream::Line(..) => None,
    };
    let contents = |digest: Digest| own.map(|id| (Belongs::Contents(id), digest));
    let reason = |digest: Digest| (Belongs::Reasons, digest);
    match &event.what {
        What::Intake(what) => match what {
            intake::Event::Started { version, .. }
            | intake::Event::StageBegan { version, .. }
            | intake::Event::DraftSaved(version)
            | intake::Event::Submitted { version, .. } => contents(version.content).into_iter().collect(),
            intake::Event::MemberInvited(_)
            | intake::Event::MemberRemoved(_)
            | intake::Event::MemberSigned { .. }
            | intake::Event::MemberLapsed(_)
            | intake::Event::NotConfirmed {}
            | intake::Event::MemberDeclined(_)
            | intake::Event::ConfirmationAsked {}
            | intake::Event::Confirmed {}
            | intake::Event::Withdrawn {}
            | intake::Event::TriedLate { .. }
            | intake::Event::Reminded {}
            | intake::Event::Closed { .. }
            | intake::Event::KeyGiven {}
            | intake::Event::Declared(_)
            | intake::Event::Opened {} => Vec::new(),
        },
        What::Screening(what) => match what {
            screening::Event::Screened { verdicts, .. } => {
                verdicts.values().filter_map(|verdict| verdict.reason).map(reason).collect()
            }
            screening::Event::CureAsked { reason: why, draft, .. } => {
                contents(draft.content).into_iter().chain([reason(*why)]).collect()
            }
            screening::Event::CureSaved(version) | screening::Event::Cured(version) => {
                contents(version.content).into_iter().collect()
            }
            screening::Event::Finished { .. }
            | screening::Event::CureOpened { .. }
            | screening::Event::TriedLate { .. }
            | screening::Event::CureEnded {} => Vec::new(),
        },
        What::Scoring(what) => match what {
            scoring::Event::Declared { reason: why, .. } => why.iter().copied().map(reason).collect(),
            scoring::Event::Scored { marks, .. } => {
                marks.values().filter_map(|mark| mark.reason).map(reason).collect()
            }
            scoring::Event::Locked { .. } | scoring::Event::Reminded {} | scoring::Event::Finished {} => {
                Vec::new()
            }
        },
        What::Consensus(what) => match what {
            consensus::Event::Agreed { agreed, .. } => {
                agreed.values().filter_map(|agreed| agreed.reason).map(reason).collect()
            }
            consensus::Event::Finished {} => Vec::new(),
        },
        What::Selection(what) => match what {
            selection::Event::Decided(decision) => decision.reasons.values().copied().map(reason).collect(),
            selection::Event::Added(added) => {
                let mut said = Vec::new();
                added.map(|why| said.push(reason(*why)));
                said
            }
            // What an applicant writes as it declines is its own.
            selection::Event::Followed(followed) => {
                let mut said = Vec::new();
                followed.what.map(|why| said.push(reason(*why)));
                match &followed.what {
                    Addition::Left { application, reason, .. } if followed.own => {
                        vec![(Belongs::Contents(*application), *reason)]
                    }
                    _ => said,
                }
            }
            selection::Event::Computed(_)
            | selection::Event::Drawn(_)
            | selection::Event::Chosen(_)
            | selection::Event::Told { .. }
            | selection::Event::TriedLate { .. } => Vec::new(),
        },
        What::Limits(limits::Event::Recorded { reason: why, .. }) => vec![reason(*why)],
        What::Complaints(what) => match what {
            complaints::Event::Filed { application, text, .. } => {
                vec![(Belongs::Contents(*application), *text)]
            }
            complaints::Event::Untold { application, why: said }
            | complaints::Event::Told { application, how: said, .. } => {
                said.iter().map(|said| (Belongs::Contents(*application), *said)).collect()
            }
            complaints::Event::Settled { reason: why, .. } => vec![reason(*why)],
            complaints::Event::Opened { .. }
            | complaints::Event::TriedLate { .. }
            | complaints::Event::Ended {} => Vec::new(),
        },
        What::Gathering(what) => match what {
            gathering::Event::Registered { names, .. } => contents(*names).into_iter().collect(),
            gathering::Event::Began { .. }
            | gathering::Event::Followed { .. }
            | gathering::Event::Invited {}
            | gathering::Event::Reopened {}
            | gathering::Event::Counted { .. }
            | gathering::Event::Asked {}
            | gathering::Event::Confirmed { .. }
            | gathering::Event::CalledOff { .. }
            | gathering::Event::Minuted { .. } => Vec::new(),
        },
        // A text of a mandate stands in the file; why somebody is out is a reason for the record.
        What::Mandate(_)
        | What::Procedure(_)
        | What::Line(_)
        | What::Letters(_)
        | What::Limits(_)
        | What::Envelope(_)
        | What::Contract(_)
        | What::Joint(_)
        | What::Wait(_)
        | What::Retention(_) => Vec::new(),
    }
}
