//! The stable names of a report in words.

use super::{At, Fate, Said};
use crate::engine::workflow::definition::Role;
use crate::i18n::{Lang, When};

/// An instant for a table, in the procedure's zone: `5 Feb 2027 at 12:00`.
pub fn short(lang: Lang, zone: &str, at: At) -> String {
    When::at(at.0, zone).map_or_else(|_| at.0.to_string(), |when| lang.short(&when))
}

/// The same for a deadline: midnight is 24:00 of the day that ends.
pub fn until(lang: Lang, zone: &str, at: At) -> String {
    When::until(at.0, zone).map_or_else(|_| at.0.to_string(), |when| lang.short(&when))
}

/// What somebody wrote, or that it was erased.
pub fn said(lang: Lang, said: &Said) -> String {
    match said {
        Said::Text(text) => text.clone(),
        Said::Erased => lang.texts().report_erased().to_owned(),
    }
}

/// A role by its stable name.
pub fn role(lang: Lang, name: &str) -> String {
    let t = lang.texts();
    let found = Role::ALL.into_iter().find(|role| role.name() == name);
    found
        .map_or(name, |role| match role {
            Role::Owner => t.role_owner(),
            Role::Secretary => t.role_secretary(),
            Role::Evaluator => t.role_evaluator(),
            Role::Chair => t.role_chair(),
            Role::Auditor => t.role_auditor(),
        })
        .to_owned()
}

/// How a line ended, by its stable name.
pub fn ended(lang: Lang, name: &str) -> String {
    let t = lang.texts();
    match name {
        "completed" => t.outcome_completed(),
        "no_applications" => t.outcome_no_applications(),
        "none_suitable" => t.outcome_none_suitable(),
        "cancelled" => t.outcome_cancelled(),
        "annulled" => t.outcome_annulled(),
        other => other,
    }
    .to_owned()
}

/// What became of an application.
pub fn fate(lang: Lang, fate: Fate) -> &'static str {
    let t = lang.texts();
    match fate {
        Fate::Selected => t.report_fate_selected(),
        Fate::Reserve => t.report_fate_reserve(),
        Fate::Left => t.report_fate_left(),
        Fate::NotSelected => t.report_fate_not_selected(),
        Fate::Excluded => t.report_fate_excluded(),
        Fate::Ended => t.report_fate_ended(),
    }
}

/// How a complaint was settled.
pub fn ruling(lang: Lang, name: &str, redo: Option<&str>) -> String {
    let t = lang.texts();
    match (name, redo) {
        ("dismissed", _) => t.report_ruling_dismissed().to_owned(),
        ("annulled", _) => t.report_ruling_annulled().to_owned(),
        (_, step) => t.report_ruling_redo(step.unwrap_or_default()),
    }
}

/// Yes or no.
pub fn yes(lang: Lang, yes: bool) -> String {
    let t = lang.texts();
    if yes { t.report_yes() } else { t.report_no() }.to_owned()
}
