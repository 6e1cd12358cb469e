//! Refusals in words: data from the core, worded here in the reader's language and local time.

use crate::app::blobs::UploadError;
use crate::engine::case::LineOutcome;
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::gathering;
use crate::engine::workflow::Definition;
use crate::i18n::{Lang, When, args};

fn panel_title<'a>(lang: Lang, definition: Option<&'a Definition>, id: &'a str) -> &'a str {
    definition.map_or(id, |definition| definition.panel_title(id, lang.code()))
}

/// A refusal in words. `definition` gives steps and criteria their titles.
pub fn words(lang: Lang, definition: Option<&Definition>, zone: &str, refusal: &Refusal) -> String {
    let t = lang.texts();
    let zone = definition.map_or(zone, |definition| definition.zone.as_str());
    let deadline = |at: Instant| When::until(at, zone).map(|w| lang.full(&w)).unwrap_or_default();
    let exact = |at: Instant| When::at(at, zone).map(|w| lang.exact(&w)).unwrap_or_default();
    let step = |id: &str| {
        let title = definition.and_then(|definition| match definition.step(id) {
            Some(step) => Some(&step.title),
            None => gathering::title(definition, id),
        });
        title.map_or_else(|| id.to_owned(), |title| title.get(lang.code()).to_owned())
    };
    let titled = |id: &str| titled(lang, definition, id);
    match refusal {
        Refusal::NotAllowed { needs } if needs.is_empty() => t.refused_applicant().to_owned(),
        Refusal::NotAllowed { needs } => {
            let roles: Vec<_> = needs.iter().map(|role| role_name(lang, *role)).collect();
            t.refused_roles(roles.join(", "))
        }
        Refusal::Unknown { name, .. } => t.refused_unknown(name),
        Refusal::Closed { closed_at, tried_at, .. } => {
            t.refused_late(&args::RefusedLate { deadline: deadline(*closed_at), received: exact(*tried_at) })
        }
        Refusal::NotYet { step: id } => t.refused_not_yet(step(id)),
        Refusal::Over { step: id } => t.refused_over(step(id)),
        Refusal::Ended { outcome } => t.refused_ended(outcome_name(lang, *outcome)),
        Refusal::Suspended => t.refused_suspended().to_owned(),
        Refusal::KeysMissing => t.refused_keys_missing().to_owned(),
        Refusal::KeyHolders { of } => t.refused_key_holders(*of),
        Refusal::KeysNeeded { given, need } => {
            t.refused_keys_needed(&args::RefusedKeysNeeded { given: *given, need: *need })
        }
        Refusal::Sealed { until } => t.refused_sealed(deadline(*until)),
        Refusal::Incomplete { problems, unsigned } => {
            t.refused_incomplete(problems.len() as u64 + u64::from(*unsigned))
        }
        Refusal::Withdrawn => t.refused_withdrawn().to_owned(),
        Refusal::NotSubmitted => t.refused_not_submitted().to_owned(),
        Refusal::Stale { .. } => t.refused_stale().to_owned(),
        Refusal::TooMany { max, .. } => t.refused_too_many(max),
        Refusal::ReasonNeeded { of, chars_min } if of == "remark" => t.refused_reason_remark(*chars_min),
        // What is no code of an application and no title of the file is called so in the program alone.
        Refusal::ReasonNeeded { of, chars_min }
            if titled(of) == *of && !of.contains(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()) =>
        {
            t.refused_reason_short(*chars_min)
        }
        Refusal::ReasonNeeded { of, chars_min } => {
            t.refused_reason(&args::RefusedReason { of: titled(of), min: *chars_min })
        }
        Refusal::NeverEarlier { from, to } => {
            t.refused_never_earlier(&args::RefusedNeverEarlier { new: deadline(*to), old: deadline(*from) })
        }
        Refusal::BadDate { typed, .. } if typed.trim().is_empty() || typed.starts_with('T') => {
            t.refused_no_date().to_owned()
        }
        Refusal::BadDate { typed, .. } => t.refused_bad_date(typed.replace('T', " ")),
        Refusal::Involved => t.refused_involved().to_owned(),
        Refusal::DeclareFirst => t.refused_interest_first().to_owned(),
        Refusal::Conflicted => t.refused_conflicted().to_owned(),
        Refusal::AnotherPanel { panel } => match panel {
            Some(id) => t.refused_another_panel(panel_title(lang, definition, id)),
            None => t.refused_no_panel().to_owned(),
        },
        Refusal::PanelsApart { panel, other } => t.refused_panels_apart(&args::RefusedPanelsApart {
            panel: panel_title(lang, definition, panel),
            other: panel_title(lang, definition, other),
        }),
        Refusal::OffScale { criterion, points } => t.refused_off_scale(&args::RefusedOffScale {
            points: lang.decimal(&points.to_string()),
            criterion: titled(criterion),
        }),
        Refusal::Locked => t.refused_locked().to_owned(),
        Refusal::Unfinished { waiting } => {
            let list: Vec<_> =
                waiting.iter().map(|w| format!("{} ({}/{})", w.application.code(), w.have, w.need)).collect();
            t.refused_unfinished(&args::RefusedUnfinished { n: waiting.len() as u64, list: list.join(", ") })
        }
        Refusal::Mismatch { of } => t.refused_mismatch(titled(of)),
        Refusal::BadList { why } => t.refused_bad_list(match why.as_str() {
            "twice" => t.refused_list_twice(),
            "over_max" => t.refused_list_over(),
            "missing" => t.refused_list_missing(),
            "fixed" => t.refused_list_fixed(),
            "over_means" => t.refused_list_means(),
            "lots" => t.refused_list_lots(),
            "way" => t.refused_list_way(),
            "told" => t.refused_list_told(),
            _ => t.refused_list_unknown(),
        }),
        Refusal::HasLeft { applications } => t.refused_has_left(codes(applications)),
        Refusal::EvidenceOpen { applications } => t.refused_evidence_open(codes(applications)),
        Refusal::NotTold { applications } => t.refused_not_told(codes(applications)),
        Refusal::Standstill { until } => t.refused_standstill(deadline(*until)),
        Refusal::ChoiceOpen { holders, until } => match until {
            Some(until) => t.refused_choice_open(&args::RefusedChoiceOpen {
                n: u64::from(*holders),
                until: deadline(*until),
            }),
            None => t.refused_choice_waits(u64::from(*holders)),
        },
        Refusal::BadDraw => t.refused_bad_draw().to_owned(),
        Refusal::NotReady { lines } => {
            let tracks: Vec<_> = lines
                .iter()
                .map(|id| {
                    let track = definition.and_then(|definition| definition.track(id));
                    track.map_or(id.as_str(), |track| track.title.get(lang.code()))
                })
                .collect();
            t.refused_not_ready(tracks.join(", "))
        }
        Refusal::Frozen { .. } => t.refused_frozen().to_owned(),
        Refusal::ExtensionNeeded { .. } => t.refused_extension_needed().to_owned(),
        Refusal::AnswerLate { last } => t.refused_answer_late(deadline(*last)),
        Refusal::EvidenceDue { until } => t.refused_evidence_due(deadline(*until)),
        Refusal::CureOpen { until } => t.refused_cure_open(deadline(*until)),
        Refusal::LeftOut { applications } => t.refused_left_out(codes(applications)),
        Refusal::CuredOnce { applications } => t.refused_cured_once(codes(applications)),
        Refusal::OtherField { field } => t.refused_other_field(titled(field)),
        Refusal::NoCure => t.refused_no_cure().to_owned(),
        Refusal::Participants { min, max } => {
            t.refused_participants(&args::RefusedParticipants { min: *min, max: *max })
        }
        Refusal::MembersStay => t.refused_members_stay().to_owned(),
        Refusal::Unchanged => t.refused_unchanged().to_owned(),
        Refusal::Already => t.refused_already().to_owned(),
    }
}

/// Codes of applications, in a row.
fn codes(applications: &[ApplicationId]) -> String {
    applications.iter().map(|id| id.code()).collect::<Vec<_>>().join(", ")
}

/// The title of a check or criterion, or its short name.
fn titled(lang: Lang, definition: Option<&Definition>, id: &str) -> String {
    definition.and_then(|definition| definition.title_of(id, lang.code())).unwrap_or(id).to_owned()
}

/// A role in the reader's language.
pub fn role_name(lang: Lang, role: crate::engine::workflow::definition::Role) -> &'static str {
    use crate::engine::workflow::definition::Role;
    let t = lang.texts();
    match role {
        Role::Owner => t.role_owner(),
        Role::Secretary => t.role_secretary(),
        Role::Evaluator => t.role_evaluator(),
        Role::Chair => t.role_chair(),
        Role::Auditor => t.role_auditor(),
    }
}

/// How a track ended, in the reader's language.
pub fn outcome_name(lang: Lang, outcome: LineOutcome) -> &'static str {
    let t = lang.texts();
    match outcome {
        LineOutcome::Completed => t.outcome_completed(),
        LineOutcome::NoApplications => t.outcome_no_applications(),
        LineOutcome::NoneSuitable => t.outcome_none_suitable(),
        LineOutcome::Cancelled => t.outcome_cancelled(),
        LineOutcome::Annulled => t.outcome_annulled(),
    }
}

/// Why an upload is not taken, in words.
pub fn upload(lang: Lang, error: &UploadError) -> String {
    let t = lang.texts();
    match error {
        UploadError::TooLarge { megabytes_max } => t.upload_too_large(megabytes_max),
        UploadError::TooMuch => t.upload_too_much().to_owned(),
        UploadError::WrongKind { found, accepted } => {
            let accepted: Vec<_> = accepted.iter().map(|kind| kind.to_uppercase()).collect();
            t.upload_wrong_kind(&args::UploadWrongKind { found, accepted: accepted.join(", ") })
        }
        UploadError::Virus { found, name } => {
            t.upload_virus(&args::UploadVirus { found: found.clone(), name: name.clone() })
        }
        UploadError::Unscanned => t.upload_unscanned().to_owned(),
        UploadError::Empty => t.upload_empty().to_owned(),
        UploadError::BrokenOff => t.upload_broken_off().to_owned(),
    }
}
