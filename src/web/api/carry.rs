//! Carrying commands out: into the use cases and the verbs that the pages use, and through the same door.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderMap};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::commands::Do;
use super::given::{AnswerGiven, RulingGiven};
use super::problem::Problem;
use super::types::{at, id};
use super::verbs::{TEXT_MAX, by_application, marked, reason, text, unplaced, verb, verdicts};
use super::{CODE, Caller, hooks};
use crate::app::applicant::{Own, tidy_name};
use crate::app::gate::Ticket;
use crate::app::hooks::Whose;
use crate::app::judging::Declaration;
use crate::app::limits::Act;
use crate::app::ownership::Office;
use crate::app::ownership::retention::Keeping;
use crate::app::saving::{Saved, Sent, Way};
use crate::app::tender::unknown_procedure;
use crate::app::{AppError, random};
use crate::engine::ids::{ApplicationId, AttachmentId, ComplaintId, MemberId, ProcedureId, QuestionId};
use crate::engine::people::Grant;
use crate::engine::procedure::{self, QUESTION_CHARS_MAX};
use crate::engine::refusal::Refusal;
use crate::engine::steps::complaints::Ruling;
use crate::engine::steps::{complaints, gathering, intake, joint, limits, mandate, selection};
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::definition::SignatureCovers;
use crate::engine::workflow::form::Answer;
use crate::web::afterwards;
use crate::web::outcome::COMPLAINT_CHARS_MAX;

/// What was done.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Done {
    /// When the server had the command complete. What came before a deadline counts as before it.
    pub at: String,
    /// The identifier of what was made: an application, a question, a complaint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The version that was saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The code that a new application is sealed to. It is said once and kept nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the calls of a new webhook are signed with. It is said once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// An answer that holds what is said once: it is not kept to be said again.
#[derive(Clone, Copy, Debug)]
pub struct SaidOnce;

/// The answer to a command that was received at `at`.
pub fn answered(at: String, done: Done) -> Response {
    let once = done.code.is_some() || done.secret.is_some();
    let mut response = Json(Done { at, ..done }).into_response();
    if once {
        response.extensions_mut().insert(SaidOnce);
    }
    response
}

/// One command under way.
struct Turn<'c> {
    caller: &'c Caller,
    procedure: ProcedureId,
    ticket: Ticket,
    /// The code of the application, as the program sent it.
    code: Option<String>,
}

/// Carries out what the body says.
pub async fn command(
    caller: Caller,
    Path(procedure): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, AppError> {
    let ticket = caller.ctx.app.receive();
    caller.person()?;
    let wanted = match read(&body) {
        Ok(wanted) => wanted,
        Err(why) => return Ok(Problem::body(&caller.ctx, &why).into_response()),
    };
    let at = at(ticket.at());
    let code = headers.get(CODE).and_then(|code| code.to_str().ok()).map(ToOwned::to_owned);
    let turn = Turn { caller: &caller, procedure: id(&procedure, "procedure")?, ticket, code };
    let done = Box::pin(turn.carry_out(wanted)).await?;
    Ok(answered(at, done))
}

/// A body as a command, or what is the matter with it.
pub fn read(body: &[u8]) -> Result<Do, String> {
    let value: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    if holds_nul(&value) {
        // No database takes it, and nobody can read it.
        return Err("a text holds the character U+0000".to_owned());
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

impl Turn<'_> {
    async fn carry_out(self, wanted: Do) -> Result<Done, AppError> {
        if wanted.is_anybodys() {
            return self.for_anybody(wanted).await;
        }
        if wanted.is_applicants() {
            self.caller.applicant()?;
            return Box::pin(self.for_applicant(wanted)).await;
        }
        self.caller.officer()?;
        Box::pin(self.in_office(wanted)).await
    }

    /// Through the one door.
    async fn act(self, verb: Verb) -> Result<Done, AppError> {
        let command = Command { actor: self.caller.person()?, verb };
        self.caller.ctx.app.act(self.procedure, self.ticket, command).await.map_err(unknown_procedure)?;
        Ok(Done::default())
    }

    async fn for_anybody(self, wanted: Do) -> Result<Done, AppError> {
        let Do::Ask { text: asked, documents } = wanted else {
            let follow = matches!(wanted, Do::Follow {});
            let verb = if follow { procedure::Command::Follow } else { procedure::Command::Unfollow };
            return match self.act(Verb::Procedure(verb)).await {
                // Whoever follows twice follows.
                Err(AppError::Refused(Refusal::Already)) => Ok(Done::default()),
                done => done,
            };
        };
        self.caller.ctx.count(Act::Question, "")?;
        let question = QuestionId::new(random::id());
        let text = text("text", &asked, QUESTION_CHARS_MAX)?;
        self.act(Verb::Procedure(procedure::Command::Ask { question, text, documents })).await?;
        Ok(Done { id: Some(question.to_string()), ..Done::default() })
    }

    /// An application of this procedure, for one of its members.
    async fn own(&self, application: &str) -> Result<Own, AppError> {
        let own = own(self.caller, application, self.code.as_deref()).await?;
        if own.procedure == self.procedure { Ok(own) } else { Err(AppError::NotFound("application")) }
    }

    /// The same in the version that the program has read.
    async fn own_seen(&self, application: &str, seen: u32) -> Result<Own, AppError> {
        let own = self.own(application).await?;
        let current = own.application.draft.number;
        if own.fillable() && seen != current {
            return Err(AppError::Refused(Refusal::Stale { current }));
        }
        Ok(own)
    }

    async fn intake(self, own: &Own, command: intake::Command) -> Result<Done, AppError> {
        self.caller.ctx.app.intake(own, self.ticket, command).await?;
        Ok(Done::default())
    }

    async fn for_applicant(self, wanted: Do) -> Result<Done, AppError> {
        let app = self.caller.ctx.app.clone();
        match wanted {
            Do::Begin { track, name, kind } => {
                let person = self.caller.ctx.signed_in()?;
                if tidy_name(&name).is_empty() {
                    return Err(AppError::BadValue { field: "name", value: name });
                }
                let (id, code) = app
                    .start_application(self.procedure, &track, person, &name, kind.into(), self.ticket)
                    .await
                    .map_err(unknown_procedure)?;
                let code = code.map(|code| code.reveal().to_string());
                Ok(Done { id: Some(id.to_string()), code, ..Done::default() })
            }
            Do::Save { application, seen, answers } => {
                let own = self.own_seen(&application, seen).await?;
                self.save(own, seen, answers).await
            }
            Do::RemoveFile { application, attachment } => {
                let own = self.own(&application).await?;
                let attachment: AttachmentId = id(&attachment, "file")?;
                app.own_file(&own, attachment).await?;
                app.remove_file(own, self.ticket, attachment).await?;
                Ok(Done::default())
            }
            Do::Invite { application, name, email, kind } => {
                let own = self.own(&application).await?;
                if tidy_name(&name).is_empty() {
                    return Err(AppError::BadValue { field: "name", value: name });
                }
                let lang = self.caller.ctx.lang;
                app.invite(&own, self.ticket, &name, &email, kind.into(), lang).await?;
                Ok(Done::default())
            }
            Do::RemoveMember { application, member } => {
                let own = self.own(&application).await?;
                let member: MemberId = id(&member, "member")?;
                self.intake(&own, intake::Command::Remove { application: own.id(), member }).await
            }
            Do::Sign { application, seen } => {
                let own = self.own(&application).await?;
                let consortium = own.definition().applicants.consortium.as_ref();
                let content = consortium.is_none_or(|c| c.signature == SignatureCovers::Content);
                let current = own.application.draft.number;
                if content && seen != current {
                    // Nobody signs what they have not seen.
                    return Err(AppError::Refused(Refusal::Stale { current }));
                }
                self.intake(&own, intake::Command::Sign { application: own.id() }).await
            }
            Do::Decline { application } => {
                let own = self.own(&application).await?;
                self.intake(&own, intake::Command::Decline { application: own.id() }).await
            }
            Do::Submit { application, seen } => {
                let own = self.own_seen(&application, seen).await?;
                let command = intake::Command::Submit { application: own.id(), seen: Some(seen) };
                self.intake(&own, command).await
            }
            Do::Confirm { application } => {
                let own = self.own(&application).await?;
                self.intake(&own, intake::Command::Confirm { application: own.id() }).await
            }
            Do::Withdraw { application } => {
                let own = self.own(&application).await?;
                self.intake(&own, intake::Command::Withdraw { application: own.id() }).await
            }
            Do::DeclinePlace { application, reason } => {
                let own = self.own(&application).await?;
                let reason = match reason.trim() {
                    "" => random::prose(""),
                    said => text("reason", said, afterwards::REASON_CHARS_MAX)?,
                };
                self.act(Verb::Selection(selection::Command::Decline { application: own.id(), reason })).await
            }
            Do::KeepPlaces { application, keep } => {
                let own = self.own(&application).await?;
                self.act(Verb::Limits(limits::Command::Keep { application: own.id(), keep })).await
            }
            Do::HandInCure { application, seen } => {
                let own = self.own_seen(&application, seen).await?;
                app.hand_in_cure(&own, self.ticket).await?;
                Ok(Done::default())
            }
            Do::Complain { application, text: said } => {
                let own = self.own(&application).await?;
                let complaint = ComplaintId::new(random::id());
                let text = text("text", &said, COMPLAINT_CHARS_MAX)?;
                let command = complaints::Command::File { application: own.id(), complaint, text };
                self.act(Verb::Complaints(command)).await?;
                Ok(Done { id: Some(complaint.to_string()), ..Done::default() })
            }
            Do::SignMandate { application } => {
                // Whoever holds the office that signs need be no member.
                let application = id(&application, "application")?;
                self.here(application).await?;
                self.act(Verb::Mandate(mandate::Command::Sign { application })).await.map_err(hidden)
            }
            Do::NameSignatory { application, step, name, email } => {
                let own = self.own(&application).await?;
                if tidy_name(&name).is_empty() {
                    return Err(AppError::BadValue { field: "name", value: name });
                }
                let view = app.mandate(own.id(), &step, own.person).await?;
                let (who, lang) = ((name.as_str(), email.as_str()), self.caller.ctx.lang);
                app.name_signatory((&view, own.id()), self.ticket, own.person, who, lang).await?;
                Ok(Done::default())
            }
            Do::Register { line, gathering, application, names } => {
                let own = self.own(&application).await?;
                let names = text("names", &names.join("\n"), TEXT_MAX)?;
                let wants = gathering::Wants::Register { application: own.id(), names };
                self.act(Verb::Gathering(gathering::Command { line, gathering, wants })).await
            }
            Do::Recommend { step, text: said } => {
                app.joint_step(self.procedure, &step, self.caller.person()?).await?;
                let text = text("text", &said, TEXT_MAX)?;
                self.act(Verb::Joint(joint::Command::Recommend { step, text })).await
            }
            Do::Stand { step, recommendation, dissent } => {
                app.joint_step(self.procedure, &step, self.caller.person()?).await?;
                let place = recommendation.checked_sub(1).ok_or(AppError::NotFound("recommendation"))?;
                let dissent = dissent.as_deref().map(reason).transpose()?;
                let recommendation = usize::try_from(place).unwrap_or(usize::MAX);
                self.act(Verb::Joint(joint::Command::Stand { step, recommendation, dissent })).await
            }
            other => Err(unplaced(&other)),
        }
    }

    async fn save(
        self,
        own: Own,
        seen: u32,
        answers: BTreeMap<String, Option<AnswerGiven>>,
    ) -> Result<Done, AppError> {
        let form: Vec<_> = own.form().into_iter().map(|field| field.id.clone()).collect();
        let mut typed = own.draft.clone();
        for (field, answer) in answers {
            let takes_files = own.takes(&field).is_some();
            if !form.contains(&field) || takes_files {
                return Err(AppError::BadValue { field: "answers", value: field });
            }
            let answer = answer.map(|answer| match answer {
                AnswerGiven::Text(text) => Answer::Text(text),
                AnswerGiven::Several(several) => Answer::Several(several),
                AnswerGiven::Rows(rows) => Answer::Rows(rows),
                AnswerGiven::Confirmed(confirmed) => Answer::Confirmed(confirmed),
            });
            match answer {
                Some(answer) => typed.answers.insert(field, answer),
                None => typed.answers.remove(&field),
            };
        }
        let app = &self.caller.ctx.app;
        let held = app.held(own).await?;
        match app.save_answers(held, self.ticket, seen, &Sent::All(typed), Way::Strict).await? {
            Saved::As { version, .. } => Ok(Done { version: Some(version), ..Done::default() }),
            Saved::Conflict { current, .. } => {
                Err(AppError::Refused(Refusal::Stale { current: current.application.draft.number }))
            }
        }
    }

    /// The application is one of this procedure.
    async fn here(&self, application: ApplicationId) -> Result<(), AppError> {
        let standing = self.caller.ctx.app.with_application(application).await?;
        if standing.case.procedure.id == self.procedure {
            Ok(())
        } else {
            Err(AppError::NotFound("application"))
        }
    }

    /// The person's part in the procedure; others do not learn that there is anything.
    async fn office(&self) -> Result<Office, AppError> {
        let app = &self.caller.ctx.app;
        let person = self.caller.person()?;
        app.any_office(self.procedure, person, self.ticket.at()).await.map_err(unknown_procedure)
    }

    async fn in_office(self, wanted: Do) -> Result<Done, AppError> {
        let office = self.office().await?;
        let app = self.caller.ctx.app.clone();
        let (person, lang) = (self.caller.person()?, self.caller.ctx.lang);
        let done = Ok(Done::default());
        let verb = match wanted {
            Do::Declare { application, tie, parties, reason: why } => {
                let application = id(&application, "application")?;
                self.here(application).await?;
                text("reason", &why, TEXT_MAX)?;
                // It receives itself, several times where a declaration is for a track.
                drop(self.ticket);
                let declaration = Declaration { tie, parties, reason: why };
                app.declare(person, application, &declaration).await?;
                return done;
            }
            Do::Score { application, marks } => {
                let application = id(&application, "application")?;
                self.here(application).await?;
                drop(self.ticket);
                app.score(person, application, marked(marks)?).await?;
                return done;
            }
            Do::Lock { application } => {
                let application = id(&application, "application")?;
                self.here(application).await?;
                drop(self.ticket);
                app.lock_sheet(person, application).await?;
                return done;
            }
            Do::Agree { application, agreed } => {
                let application = id(&application, "application")?;
                self.here(application).await?;
                drop(self.ticket);
                app.agree(person, application, marked(agreed)?, lang).await?;
                return done;
            }
            Do::Screen { application, verdicts: given } => {
                let application = id(&application, "application")?;
                self.here(application).await?;
                drop(self.ticket);
                app.screen(person, application, verdicts(given)?, lang).await?;
                return done;
            }
            Do::AskCure { track, faults } => {
                drop(self.ticket);
                // Names no application to somebody who may not see them.
                app.cure_desk(person, self.procedure, &track, lang).await?;
                let faults = by_application(faults)
                    .map(|one| one.map(|(application, fault)| (application, (fault.fields, fault.reason))));
                let faults = faults.collect::<Result<_, AppError>>()?;
                app.ask_cure(person, self.procedure, &track, faults).await?;
                return done;
            }
            wanted if wanted.is_webhooks() => {
                return hooks::carry(self.caller, Whose::Procedure(&office), wanted).await;
            }
            Do::RetryLetter { letter } => {
                app.try_again(&office, id(&letter, "letter")?).await?;
                return done;
            }
            Do::Grant { name, email, role, track, panel } => {
                if tidy_name(&name).is_empty() {
                    return Err(AppError::BadValue { field: "name", value: name });
                }
                let grant = Grant { role, track, panel };
                app.grant(&office, self.ticket, (&name, &email), grant, lang).await?;
                return done;
            }
            Do::HoldErasure { reason: why } => return self.keep(Keeping::Hold, &why).await,
            Do::ReleaseErasure { reason: why } => return self.keep(Keeping::Release, &why).await,
            Do::Archive { note } => return self.keep(Keeping::Archive, &note).await,
            Do::Settle { complaint, ruling, reason: why } => {
                let complaint: ComplaintId = id(&complaint, "complaint")?;
                let (track, _) = app.complaint(&office, complaint).await?;
                let ruling = match ruling {
                    RulingGiven::Dismissed {} => Ruling::Dismissed,
                    RulingGiven::Annulled {} => Ruling::Annulled,
                    RulingGiven::Redo { step } => Ruling::Redo { step },
                };
                Verb::Complaints(complaints::Command::Settle {
                    track,
                    complaint,
                    ruling,
                    reason: reason(&why)?,
                })
            }
            Do::Returned { application, why } => {
                let application = self.complained(&office, &application).await?;
                Verb::Complaints(complaints::Command::Return { application, why: reason(&why)? })
            }
            Do::Told { application, how } => {
                let application = self.complained(&office, &application).await?;
                Verb::Complaints(complaints::Command::Tell { application, how: reason(&how)? })
            }
            other => verb(other)?,
        };
        self.act(verb).await
    }

    async fn keep(self, wanted: Keeping, why: &str) -> Result<Done, AppError> {
        text("reason", why, TEXT_MAX)?;
        let app = self.caller.ctx.app.clone();
        app.keep(self.procedure, self.caller.person()?, self.ticket, wanted, why).await?;
        Ok(Done::default())
    }

    /// An application whose letters this office looks after.
    async fn complained(&self, office: &Office, application: &str) -> Result<ApplicationId, AppError> {
        let application: ApplicationId = id(application, "application")?;
        let windows = self.caller.ctx.app.complaints(office).await?;
        let mut known = windows.iter().flat_map(|window| &window.applicants);
        if known.any(|(id, _)| *id == application) {
            Ok(application)
        } else {
            Err(AppError::NotFound("application"))
        }
    }
}

/// An application for one of its members, opened with the code that the program sent, if it needs one.
pub async fn own(caller: &Caller, application: &str, code: Option<&str>) -> Result<Own, AppError> {
    let person = caller.applicant()?;
    let application: ApplicationId = id(application, "application")?;
    let app = &caller.ctx.app;
    if let Some(code) = code.and_then(|code| code.parse().ok()) {
        app.is_coded(application, person).await?;
        match app.unlock(application, &code).await {
            Ok(()) | Err(AppError::Seal(_)) => {}
            Err(error) => return Err(error),
        }
    }
    app.own(application, person).await
}

/// Who has no part in something is told that there is none.
fn hidden(error: AppError) -> AppError {
    match error {
        AppError::Refused(Refusal::NotAllowed { .. }) => AppError::NotFound("application"),
        other => other,
    }
}
