//! Bodies of commands as the verbs of the core, and their words with a limit and a salt.

use std::collections::BTreeMap;

use super::commands::Do;
use super::given::{Basis, LateGiven, Mark, VerdictGiven};
use super::types::id;
use crate::app::judging::Marked;
use crate::app::screening::{Verdict, Verdicts};
use crate::app::{AppError, random};
use crate::engine::amendment::{Amend, TEXT_CHARS_MAX};
use crate::engine::answers::{Ground, Late};
use crate::engine::digest::Prose;
use crate::engine::exact::Exact;
use crate::engine::ids::ApplicationId;
use crate::engine::people::Grant;
use crate::engine::procedure::{self, QUESTION_CHARS_MAX};
use crate::engine::steps::selection::basis::{Addition, Given};
use crate::engine::steps::{
    consensus, contract, envelope, gathering, intake, joint, letters, limits, mandate, scoring, screening,
    selection, wait,
};
use crate::engine::turn::Verb;
use crate::engine::workflow::form::parse_number;

/// Characters of a text at most for which nothing else sets a limit.
pub const TEXT_MAX: usize = 50_000;

/// A text that is not too long, with a salt.
pub fn text(field: &'static str, typed: &str, chars_max: usize) -> Result<Prose, AppError> {
    let typed = typed.trim();
    let chars = typed.chars().count();
    if chars > chars_max {
        let value = format!("{chars} > {chars_max}");
        return Err(AppError::BadValue { field, value });
    }
    Ok(random::prose(typed))
}

pub fn reason(typed: &str) -> Result<Prose, AppError> {
    text("reason", typed, TEXT_MAX)
}

fn points(typed: &str) -> Result<Exact, AppError> {
    parse_number(typed).ok_or_else(|| AppError::BadValue { field: "points", value: typed.to_owned() })
}

fn applications(listed: &[String]) -> Result<Vec<ApplicationId>, AppError> {
    listed.iter().map(|one| id(one, "application")).collect()
}

/// Something by application, each once.
pub fn by_application<T>(
    given: BTreeMap<String, T>,
) -> impl Iterator<Item = Result<(ApplicationId, T), AppError>> {
    given.into_iter().map(|(application, value)| Ok((id(&application, "application")?, value)))
}

pub fn marked(marks: BTreeMap<String, Mark>) -> Result<Marked, AppError> {
    let one = |(criterion, mark): (String, Mark)| {
        text("reason", &mark.reason, TEXT_MAX)?;
        Ok((criterion, (points(&mark.points)?, mark.reason)))
    };
    marks.into_iter().map(one).collect()
}

pub fn verdicts(given: BTreeMap<String, VerdictGiven>) -> Result<Verdicts, AppError> {
    let one = |(check, verdict): (String, VerdictGiven)| {
        text("reason", &verdict.reason, TEXT_MAX)?;
        let found = verdict.found.map(|found| {
            let value = super::types::json(&found);
            let said = value.to_string();
            serde_json::from_value(value).map_err(|_| AppError::BadValue { field: "found", value: said })
        });
        let verdict = Verdict {
            met: verdict.met,
            verified: verdict.verified.as_deref().map(points).transpose()?,
            found: found.transpose()?,
            reason: verdict.reason,
        };
        Ok((check, verdict))
    };
    given.into_iter().map(one).collect()
}

fn basis(given: Basis) -> Result<Given, AppError> {
    Ok(match given {
        Basis::Order { criterion, order, reasons } => {
            let reasons =
                by_application(reasons).map(|one| one.and_then(|(id, why)| Ok((id, reason(&why)?))));
            let reasons = reasons.collect::<Result<_, AppError>>()?;
            Addition::Order { criterion, order: applications(&order)?, reasons }
        }
        Basis::Votes { criterion, application, yes, no, abstained, reason: why } => Addition::Votes {
            criterion,
            application: id(&application, "application")?,
            yes,
            no,
            abstained,
            reason: reason(&why)?,
        },
        Basis::Grades { criterion, application, points: given, reason: why } => Addition::Grades {
            criterion,
            application: id(&application, "application")?,
            points: given.iter().map(|one| points(one)).collect::<Result<_, _>>()?,
            reason: reason(&why)?,
        },
        Basis::Struck { criterion, application, evaluator, reason: why } => Addition::Struck {
            criterion,
            application: id(&application, "application")?,
            evaluator: id(&evaluator, "person")?,
            reason: reason(&why)?,
        },
        Basis::Evidence { application, shown, reason: why } => {
            Addition::Evidence { application: id(&application, "application")?, shown, reason: reason(&why)? }
        }
        Basis::Left { application, trigger, reason: why } => {
            Addition::Left { application: id(&application, "application")?, trigger, reason: reason(&why)? }
        }
    })
}

fn late(given: LateGiven) -> Result<Late, AppError> {
    Ok(match given {
        LateGiven::Extend { to, reason: why } => Late::Extend { to, reason: reason(&why)? },
        LateGiven::ExistingText { reason: why } => {
            Late::Without { ground: Ground::ExistingText, reason: reason(&why)? }
        }
        LateGiven::NotInGoodTime { reason: why } => {
            Late::Without { ground: Ground::NotInGoodTime, reason: reason(&why)? }
        }
    })
}

/// Wall time as the core reads it: a day alone is a day.
fn wall(to: &str) -> String {
    to.trim().to_owned()
}

/// A command that no branch takes: the sorting of [`Do`] has a hole.
pub fn unplaced(wanted: &Do) -> AppError {
    let what = format!("{wanted:?}");
    let what = what.split(' ').next().unwrap_or_default().to_owned();
    AppError::BadValue { field: "do", value: what }
}

/// What an office wants of the core, where the body says all there is to say.
pub fn verb(wanted: Do) -> Result<Verb, AppError> {
    Ok(match wanted {
        Do::Open { track } => Verb::Intake(intake::Command::Open { track }),
        Do::FinishScreening { track } => Verb::Screening(screening::Command::Finish { track }),
        Do::FinishScoring { track } => Verb::Scoring(scoring::Command::Finish { track }),
        Do::FinishConsensus { track } => Verb::Consensus(consensus::Command::Finish { track }),
        Do::OpenEnvelope { track } => Verb::Envelope(envelope::Command::Open { track }),
        Do::Draw { track, step, order, witness } => {
            let witness = text("witness", &witness, TEXT_MAX)?;
            Verb::Selection(selection::Command::Draw { track, step, order: applications(&order)?, witness })
        }
        Do::Choose { track, step, choose, reason: why } => {
            Verb::Selection(selection::Command::Choose { track, step, choose, reason: reason(&why)? })
        }
        Do::Add { track, given } => Verb::Selection(selection::Command::Add { track, given: basis(given)? }),
        Do::Decide { track, selected, reserve, reasons, remark } => {
            let reasons =
                by_application(reasons).map(|one| one.and_then(|(id, why)| Ok((id, reason(&why)?))));
            Verb::Selection(selection::Command::Decide {
                track,
                selected: applications(&selected)?,
                reserve: applications(&reserve)?,
                reasons: reasons.collect::<Result<_, AppError>>()?,
                remark: remark.as_deref().map(reason).transpose()?,
            })
        }
        Do::RecordPlaces { limit, holder, keep, reason: why } => {
            Verb::Limits(limits::Command::Record { limit, holder, keep, reason: reason(&why)? })
        }
        Do::Release {} => Verb::Letters(letters::Command::Release),
        Do::Tell { track } => Verb::Selection(selection::Command::Tell { track }),
        Do::Conclude { track, with, note } => {
            let (with, note) = (applications(&with)?, reason(&note)?);
            Verb::Contract(contract::Command::Conclude { track, with, note })
        }
        Do::GoOn { track, reason: why } => Verb::Wait(wait::Command::GoOn { track, reason: reason(&why)? }),
        Do::GiveUp { track, reason: why } => {
            Verb::Wait(wait::Command::GiveUp { track, reason: reason(&why)? })
        }
        Do::CloseMandate { track, reason: why } => {
            Verb::Mandate(mandate::Command::Close { track, reason: reason(&why)? })
        }
        Do::JointGoOn { step, reason: why } => {
            Verb::Joint(joint::Command::GoOn { step, reason: reason(&why)? })
        }
        Do::JointGiveUp { step, reason: why } => {
            Verb::Joint(joint::Command::Cancel { step, reason: reason(&why)? })
        }
        Do::Publish { step, reason: why } => {
            let reason = why.as_deref().map(reason).transpose()?;
            Verb::Joint(joint::Command::Publish { step, reason })
        }
        Do::HoldGathering { line, gathering, reason: why } => {
            let wants = gathering::Wants::GoOn { reason: reason(&why)? };
            Verb::Gathering(gathering::Command { line, gathering, wants })
        }
        Do::CallOffGathering { line, gathering, reason: why } => {
            let wants = gathering::Wants::CallOff { reason: reason(&why)? };
            Verb::Gathering(gathering::Command { line, gathering, wants })
        }
        Do::Minute { line, gathering, attendance, text: said } => {
            let attendance = by_application(attendance).collect::<Result<_, AppError>>()?;
            let wants = gathering::Wants::Minute { attendance, text: text("text", &said, TEXT_MAX)? };
            Verb::Gathering(gathering::Command { line, gathering, wants })
        }
        Do::Revoke { person, role, track, panel } => {
            let grant = Grant { role, track, panel };
            Verb::Procedure(procedure::Command::Revoke { person: id(&person, "person")?, grant })
        }
        Do::Extend { date, to, reason: why } => {
            Verb::Procedure(procedure::Command::Extend { date, to: wall(&to), reason: reason(&why)? })
        }
        Do::Answer { question, text: said, late: given } => Verb::Procedure(procedure::Command::Answer {
            question: id(&question, "question")?,
            text: text("text", &said, QUESTION_CHARS_MAX)?,
            late: given.map(late).transpose()?,
        }),
        Do::Amend { part, before, after, reason: why, tracks, significant, confirm, extend } => {
            let texts = |texts: BTreeMap<String, String>| {
                let one =
                    |(language, said): (String, String)| Ok((language, text("text", &said, TEXT_CHARS_MAX)?));
                texts.into_iter().map(one).collect::<Result<_, AppError>>()
            };
            Verb::Procedure(procedure::Command::Amend(Box::new(Amend {
                part,
                before: texts(before)?,
                after: texts(after)?,
                reason: reason(&why)?,
                tracks,
                significant,
                confirm,
                extend: extend.as_deref().map(wall),
            })))
        }
        Do::WithdrawDocument { document, reason: why } => {
            Verb::Procedure(procedure::Command::WithdrawDocument { document, reason: reason(&why)? })
        }
        Do::CancelTrack { track, reason: why } => {
            Verb::Procedure(procedure::Command::CancelTrack { track, reason: reason(&why)? })
        }
        other => return Err(unplaced(&other)),
    })
}
