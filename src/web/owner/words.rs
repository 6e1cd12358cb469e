//! Stages, tracks and times in words, the same on the desk and on the owner's pages.

use crate::app::ownership::Called;
use crate::app::ownership::stage::{Gathers, Stage};
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;
use crate::engine::people::Grant;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::Role;
use crate::i18n::{Lang, When, args};
use crate::web::refusals;

/// A moment in full: `Friday 5 February 2027 at 12:00 (Europe/Copenhagen)`.
pub fn full(lang: Lang, definition: &Definition, at: Instant) -> String {
    When::at(at, &definition.zone).map(|when| lang.full(&when)).unwrap_or_default()
}

/// A deadline in full: midnight is 24:00 of the day that ends.
pub fn until(lang: Lang, definition: &Definition, at: Instant) -> String {
    When::until(at, &definition.zone).map(|when| lang.full(&when)).unwrap_or_default()
}

/// A moment for a table: `5 Feb 2027 at 12:00`.
pub fn short(lang: Lang, definition: &Definition, at: Instant) -> String {
    When::at(at, &definition.zone).map(|when| lang.short(&when)).unwrap_or_default()
}

/// A moment for the journal, to the microsecond.
pub fn exact(lang: Lang, definition: &Definition, at: Instant) -> String {
    When::at(at, &definition.zone).map(|when| lang.exact(&when)).unwrap_or_default()
}

/// The title of a track, or its short name.
pub fn track<'d>(lang: Lang, definition: &'d Definition, id: &'d str) -> &'d str {
    definition.track(id).map_or(id, |track| track.title.get(lang.code()))
}

/// The title of a step, or its short name.
pub fn step<'d>(lang: Lang, definition: &'d Definition, id: &'d str) -> &'d str {
    definition.step(id).map_or(id, |step| step.title.get(lang.code()))
}

/// What a named date is called.
pub fn date(lang: Lang, definition: &Definition, name: &str) -> String {
    definition.date_title(name, lang.code()).to_owned()
}

/// Roles in a row.
pub fn roles(lang: Lang, roles: &[Role]) -> String {
    let names: Vec<_> = roles.iter().map(|role| refusals::role_name(lang, *role)).collect();
    names.join(", ")
}

/// A grant in words: the role, the panel, and where it is held.
pub fn granted(lang: Lang, definition: &Definition, grant: &Grant) -> String {
    let role = refusals::role_name(lang, grant.role);
    let role = match &grant.panel {
        Some(panel) => {
            let panel = definition.panel_title(panel, lang.code());
            lang.texts().desk_on_panel(&args::DeskOnPanel { role, panel })
        }
        None => role.to_owned(),
    };
    placed(lang, definition, &role, grant.track.as_deref())
}

/// A role and where it is held.
pub fn held(lang: Lang, definition: &Definition, role: Role, track: Option<&str>) -> String {
    placed(lang, definition, refusals::role_name(lang, role), track)
}

fn placed(lang: Lang, definition: &Definition, role: &str, track_id: Option<&str>) -> String {
    let t = lang.texts();
    match track_id {
        None => t.desk_everywhere(role),
        Some(id) => t.desk_in_track(&args::DeskInTrack { role, track: track(lang, definition, id) }),
    }
}

/// What an applicant is called: the name where it may be known.
pub fn called(lang: Lang, called: &Called) -> String {
    match &called.name {
        None => called.code.clone(),
        Some((name, 0)) => name.clone(),
        Some((name, others)) => {
            lang.texts().own_with_others(&args::OwnWithOthers { name, n: *others as u64 })
        }
    }
}

/// What a track waits for, in words.
pub fn stage(lang: Lang, definition: &Definition, stage: &Stage) -> String {
    let t = lang.texts();
    match stage {
        Stage::Deadline { until: at } => t.own_stage_deadline(until(lang, definition, *at)),
        Stage::Undated { .. } => t.own_stage_undated().to_owned(),
        Stage::Opening { count, .. } => t.own_stage_opening(*count),
        Stage::Screening { done, total, .. } => {
            t.own_stage_screening(&args::OwnStageScreening { done, total })
        }
        Stage::Scoring { done, total } => t.own_stage_scoring(&args::OwnStageScoring { done, total }),
        Stage::Consensus { done, total, .. } => {
            t.own_stage_consensus(&args::OwnStageConsensus { done, total })
        }
        Stage::Selection => t.own_stage_selection().to_owned(),
        Stage::Letters { behind, .. } if behind.is_empty() => t.own_stage_letters_ready().to_owned(),
        Stage::Letters { behind, .. } => {
            let list: Vec<_> = behind
                .iter()
                .map(|(line, at)| {
                    t.own_stage_behind(&args::OwnStageBehind {
                        track: track(lang, definition, line),
                        step: step(lang, definition, at),
                    })
                })
                .collect();
            t.own_stage_letters(list.join(", "))
        }
        Stage::Complaints { open: 0, untold: 0, until: at, .. } => {
            t.own_stage_complaints(until(lang, definition, *at))
        }
        Stage::Complaints { open: 0, untold, .. } => t.own_stage_untold(*untold as u64),
        Stage::Complaints { open, .. } => t.own_stage_suspended(*open as u64),
        Stage::Envelope { .. } => t.own_stage_envelope().to_owned(),
        Stage::Contract { .. } => t.own_stage_contract().to_owned(),
        Stage::Waiting { step: id, by: Some(_) } => t.own_stage_waiting_asked(step(lang, definition, id)),
        Stage::Waiting { step: id, by: None } => t.track_state_held(step(lang, definition, id)),
        Stage::Gathering { waits, .. } => match waits {
            Gathers::Date => t.own_stage_undated(),
            Gathers::Registration => t.own_stage_registration(),
            Gathers::Decision => t.gathering_asking(),
            Gathers::Minutes => t.gathering_confirmed(),
        }
        .to_owned(),
        Stage::Mandate { done, total, .. } => t.own_stage_mandate(&args::OwnStageMandate { done, total }),
        Stage::Ended(outcome) => t.own_stage_ended(refusals::outcome_name(lang, *outcome)),
    }
}

/// Where the work of a stage is done, and what the link to it says; nothing where there is none.
pub fn act(lang: Lang, procedure: ProcedureId, track: &str, stage: &Stage) -> Option<(String, &'static str)> {
    let t = lang.texts();
    let of_track = |page: &str| format!("/procedures/{procedure}/tracks/{track}/{page}");
    Some(match stage {
        Stage::Deadline { .. } | Stage::Opening { .. } => (of_track("opening"), t.own_act_opening()),
        Stage::Undated { date } => (format!("/procedures/{procedure}/dates/{date}"), t.own_act_undated()),
        Stage::Screening { .. } => (of_track("screening"), t.own_act_screening()),
        Stage::Scoring { .. } => (of_track("scoring"), t.own_act_scoring()),
        Stage::Consensus { .. } => (of_track("consensus"), t.own_act_consensus()),
        Stage::Selection => (of_track("selection"), t.own_act_selection()),
        Stage::Letters { .. } => (format!("/procedures/{procedure}/letters"), t.own_act_letters()),
        Stage::Complaints { .. } => (format!("/procedures/{procedure}/complaints"), t.own_act_complaints()),
        Stage::Envelope { .. } => (of_track("envelope"), t.own_act_envelope()),
        Stage::Contract { .. } => (of_track("contract"), t.own_act_contract()),
        Stage::Waiting { .. } => (of_track("waiting"), t.own_act_waiting()),
        Stage::Gathering { gathering, .. } => {
            (format!("/gatherings/{procedure}/{track}/{gathering}"), t.own_act_gathering())
        }
        Stage::Mandate { .. } => (of_track("mandate"), t.own_act_mandate()),
        Stage::Ended(_) => return None,
    })
}
