//! The letters of a run in words, from what the run itself knows: no database, no outbox.

use std::collections::BTreeMap;

use super::world::{Turned, World};
use crate::engine::answers;
use crate::engine::case::{Application, Case};
use crate::engine::digest::Digest;
use crate::engine::ids::{ApplicationId, ComplaintId};
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::steps::complaints::{Complaint, Ruling};
use crate::engine::steps::{StepState, intake};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::StepSpec;
use crate::i18n::Lang;
use crate::mail::letters::{self as wording, Frame, Letter, Rendered};

/// Where the links of simulated letters lead: nowhere.
const ADDRESS: &str = "https://trespor.example";

/// A letter of `turned` in the words that its reader would get; nothing where it cannot be rendered.
pub fn render(world: &World<'_>, turned: &Turned, content: &LetterContent, lang: Lang) -> Option<Rendered> {
    let definition = &world.loaded.definition;
    let write = Write { world, case: &turned.outcome.case, definition, lang };
    let lead = definition.buyers.iter().find(|buyer| buyer.lead);
    let frame = Frame {
        lang,
        procedure_title: Some(definition.title.get(lang.code()).to_owned()),
        sender: lead.map(|buyer| buyer.name.clone()).unwrap_or_default(),
        contact: definition.contact.clone(),
        address: ADDRESS.to_owned(),
        zone: definition.zone.clone(),
    };
    write.letter(content)?.render(&frame).ok()
}

struct Write<'a> {
    world: &'a World<'a>,
    case: &'a Case,
    definition: &'a Definition,
    lang: Lang,
}

impl Write<'_> {
    fn letter(&self, content: &LetterContent) -> Option<Letter> {
        let link = ADDRESS.to_owned();
        Some(match content {
            LetterContent::Receipt { application } => {
                let found = self.application(*application)?;
                let submission = found.submitted.as_ref()?;
                wording::Receipt {
                    applicant: self.name(found),
                    track: self.track(&found.track),
                    code: application.code(),
                    received_at: submission.at,
                    times_submitted: submission.count,
                    files: self.files(&submission.version),
                    content_digest: submission.version.content,
                    missing: self.missing(found),
                    position: wording::JournalPosition {
                        stream: format!("application/{application}"),
                        seq: u64::from(submission.version.number),
                        hash: Digest::ZERO,
                    },
                    link,
                    deadline: self.deadline_of(found),
                }
                .into()
            }
            LetterContent::CureAsked { application } => {
                let found = self.application(*application)?;
                let cure = found.cure.as_ref()?;
                wording::CureAsked {
                    applicant: self.name(found),
                    track: self.track(&found.track),
                    code: application.code(),
                    fields: cure.fields.iter().map(|field| self.field(field)).collect(),
                    reason: self.text(cure.reason),
                    until: cure.until,
                    link,
                }
                .into()
            }
            LetterContent::CureReceived { application } => {
                let found = self.application(*application)?;
                let cure = found.cure.as_ref()?;
                let version = &found.submitted.as_ref()?.version;
                wording::CureReceived {
                    applicant: self.name(found),
                    track: self.track(&found.track),
                    code: application.code(),
                    received_at: cure.cured_at?,
                    until: cure.until,
                    fields: cure.fields.iter().map(|field| self.field(field)).collect(),
                    missing: version.problems.iter().map(|problem| self.field(&problem.field)).collect(),
                    content_digest: version.content,
                    link,
                }
                .into()
            }
            LetterContent::StageInvitation { application, closes_at } => {
                let found = self.application(*application)?;
                let form = self.definition.form_of(&found.track, found.stage.as_deref());
                wording::StageInvitation {
                    applicant: self.name(found),
                    track: self.track(&found.track),
                    stage: found.stage.as_deref().map(|stage| self.step(stage)).unwrap_or_default(),
                    code: application.code(),
                    closes_at: *closes_at,
                    asks: form.iter().map(|field| field.label.get(self.lang.code()).to_owned()).collect(),
                    link,
                }
                .into()
            }
            LetterContent::Withdrawn { application } => {
                let found = self.application(*application)?;
                wording::Withdrawn {
                    applicant: self.name(found),
                    track: self.track(&found.track),
                    code: application.code(),
                    at: found.withdrawn_at.unwrap_or_default(),
                    link,
                    deadline: self.deadline_of(found),
                }
                .into()
            }
            LetterContent::MemberInvitation { application, member } => {
                let found = self.application(*application)?;
                let name =
                    |id| self.world.parties.get(&id).map(|party| party.name.clone()).unwrap_or_default();
                wording::MemberInvitation {
                    applicant: found.lead().map(|lead| name(lead.id)).unwrap_or_default(),
                    member: name(*member),
                    track: self.track(&found.track),
                    link,
                    deadline: self.deadline_of(found),
                }
                .into()
            }
            LetterContent::MemberLeftOut { application, member } => {
                let found = self.application(*application)?;
                let name =
                    |id| self.world.parties.get(&id).map(|party| party.name.clone()).unwrap_or_default();
                wording::MemberLeftOut {
                    applicant: found.lead().map(|lead| name(lead.id)).unwrap_or_default(),
                    member: name(*member),
                    track: self.track(&found.track),
                    code: application.code(),
                    submitted_at: found.submitted.as_ref()?.at,
                    deadline: self.deadline_of(found),
                }
                .into()
            }
            LetterContent::NotTold { application, track } => {
                let found = self.application(*application)?;
                wording::NotTold {
                    track: self.track(track),
                    applicant: self.name(found),
                    code: application.code(),
                    link,
                }
                .into()
            }
            LetterContent::KeyHeld { wanted } => wording::KeyHeld { wanted: *wanted, link }.into(),
            LetterContent::RoleGranted { role, track, panel } => {
                let track = track.as_ref().map(|track| self.track(track));
                let panel = panel
                    .as_ref()
                    .map(|panel| self.definition.panel_title(panel, self.lang.code()).to_owned());
                wording::RoleGranted { role: *role, track, panel, link }.into()
            }
            LetterContent::EvaluationOpens { track } => {
                wording::EvaluationOpens { track: self.track(track), link }.into()
            }
            LetterContent::Reminder { application, closes_at } => {
                let found = self.application(*application)?;
                let unsigned = intake::unsigned(self.definition, found)
                    .filter_map(|member| self.world.parties.get(&member.id).map(|party| party.name.clone()))
                    .collect();
                wording::Reminder {
                    applicant: self.name(found),
                    track: self.track(&found.track),
                    code: application.code(),
                    closes_at: *closes_at,
                    missing: self.missing(found),
                    unsigned,
                    confirm: found.handed_in(),
                    link,
                }
                .into()
            }
            LetterContent::Extension { date, to, from, reason } => wording::Extension {
                date_name: self.definition.date_title(date, self.lang.code()).to_owned(),
                from: *from,
                to: *to,
                reason: self.text(*reason),
                link,
            }
            .into(),
            LetterContent::Amendment { number, application } => {
                let number = usize::try_from(*number).ok()?.checked_sub(1)?;
                let made = self.case.procedure.amendments.get(number)?;
                let language = self.definition.spoken_to(self.lang.code());
                let in_lang = |texts: &BTreeMap<String, Digest>| {
                    texts.get(language).map(|digest| self.text(*digest)).unwrap_or_default()
                };
                wording::Amendment {
                    part: made.part.clone(),
                    before: in_lang(&made.before),
                    after: in_lang(&made.after),
                    reason: self.text(made.reason),
                    tracks: made.tracks.iter().map(|track| self.track(track)).collect(),
                    moved: made.moved.as_ref().map(|date| date.at),
                    confirm: application.map(ApplicationId::code),
                    deadline: self.deadline(),
                    link,
                }
                .into()
            }
            LetterContent::Answer { question } => {
                let found = self.case.procedure.questions.iter().find(|q| q.id == *question)?;
                let answer = found.answer.as_ref().map(|answer| self.text(answer.text)).unwrap_or_default();
                wording::Answer { question: self.text(found.text), answer, link }.into()
            }
            LetterContent::Selected { .. }
            | LetterContent::NotSelected { .. }
            | LetterContent::Excluded { .. } => self.decision(content)?,
            LetterContent::MovedUp { application, selected } => {
                let found = self.application(*application)?;
                wording::MovedUp {
                    applicant: self.name(found),
                    track: self.track(&found.track),
                    code: application.code(),
                    selected: self.names(selected),
                    terms: wording::Terms::of(self.definition, self.case, *application),
                    link,
                }
                .into()
            }
            LetterContent::Left { application, trigger, reason, own } => {
                let found = self.application(*application)?;
                wording::Left {
                    applicant: self.name(found),
                    track: self.track(&found.track),
                    code: application.code(),
                    how: wording::How::of(trigger, *own),
                    reason: self.text(*reason),
                    link,
                }
                .into()
            }
            LetterContent::TrackEnded { application, outcome, reason } => wording::TrackEnded {
                track: self.track(&self.application(*application)?.track),
                outcome: *outcome,
                reason: reason.map(|reason| self.text(reason)),
                link,
            }
            .into(),
            LetterContent::ComplaintFiled { complaint, track } => {
                let filed = self.filed(*complaint)?;
                wording::ComplaintFiled {
                    track: self.track(track),
                    applicant: self.application(filed.application).map(|a| self.name(a)).unwrap_or_default(),
                    text: self.text(filed.text),
                    link,
                }
                .into()
            }
            LetterContent::ComplaintSettled { complaint, track } => {
                let settled = self.filed(*complaint)?.ruling.as_ref()?;
                let ruling = match &settled.ruling {
                    Ruling::Dismissed => wording::Ruling::Dismissed,
                    Ruling::Annulled => wording::Ruling::Annulled,
                    Ruling::Redo { step } => wording::Ruling::Redo { step: self.step(step) },
                };
                let (track, reason) = (self.track(track), self.text(settled.reason));
                wording::ComplaintSettled { track, ruling, reason, link }.into()
            }
            LetterContent::Gathering { line, gathering, news, application, reason } => {
                let told = (reason.map(|reason| self.text(reason)), link);
                let of = (self.definition, self.case, self.lang);
                wording::Gathering::of(of, (line, gathering), *news, *application, told)?.into()
            }
            LetterContent::Mandate { application, mandate, news, reason } => {
                let found = self.application(*application)?;
                let told = (reason.map(|reason| self.text(reason)), link);
                let of = (self.definition, self.case, self.lang);
                let about = (*news, self.name(found));
                wording::Mandate::of(of, (&found.track, mandate), about, told)?.into()
            }
            LetterContent::JointInvitation { step } => {
                let teams = match self.case.procedure.state(step, step) {
                    Some(StepState::Joint(state)) => self.names(&state.teams),
                    _ => Vec::new(),
                };
                wording::JointInvitation { step: self.step(step), teams, link }.into()
            }
        })
    }

    fn decision(&self, content: &LetterContent) -> Option<Letter> {
        let (LetterContent::Selected { application, selected }
        | LetterContent::NotSelected { application, selected, .. }
        | LetterContent::Excluded { application, selected, .. }) = content
        else {
            return None;
        };
        let found = self.application(*application)?;
        let (applicant, track, code) = (self.name(found), self.track(&found.track), application.code());
        let (selected, complaint) = (self.names(selected), self.complaint(&found.track));
        let link = ADDRESS.to_owned();
        let here = self.case.procedure.lines.get(&found.track);
        let told = here.and_then(|line| line.stage.as_deref());
        let several = self.definition.stages().nth(1).is_some();
        let intake = intake::at_stage(self.definition, told).filter(|_| several);
        let stage = intake.map(|(intake, _)| self.step(intake));
        let title = |id: &str| self.definition.title_of(id, self.lang.code()).unwrap_or(id).to_owned();
        Some(match content {
            LetterContent::NotSelected { reasons, decision, reserve, .. } => {
                let points = reasons.iter().map(|reason| wording::CriterionPoints {
                    criterion: title(&reason.criterion),
                    points: reason.points.clone(),
                    points_max: self
                        .definition
                        .selections
                        .values()
                        .find_map(|model| model.scale(&reason.criterion))
                        .map(|scale| scale.max.clone()),
                    reasons: reason.reasons.iter().map(|digest| self.text(*digest)).collect(),
                });
                wording::NotSelected {
                    applicant,
                    track,
                    stage,
                    code,
                    selected,
                    reasons: points.collect(),
                    decision: decision.map(|digest| self.text(digest)),
                    reserve: *reserve,
                    complaint,
                    link,
                }
                .into()
            }
            LetterContent::Excluded { reasons, .. } => {
                let unmet = reasons.iter().map(|reason| wording::UnmetCheck {
                    check: title(&reason.check),
                    reason: reason.reason.map_or_else(|| reason.rule.clone(), |digest| self.text(digest)),
                });
                let reasons = unmet.collect();
                wording::Excluded { applicant, track, code, selected, reasons, complaint, link }.into()
            }
            _ => wording::Selected {
                applicant,
                track,
                stage,
                code,
                selected,
                next: String::new(),
                terms: wording::Terms::of(self.definition, self.case, *application),
                complaint,
                link,
            }
            .into(),
        })
    }

    fn application(&self, id: ApplicationId) -> Option<&Application> {
        self.case.applications.get(&id)
    }

    fn name(&self, application: &Application) -> String {
        let members = application.members.iter().filter(|member| member.declined_at.is_none());
        let names: Vec<_> = members
            .filter_map(|member| self.world.parties.get(&member.id))
            .map(|party| party.name.as_str())
            .collect();
        names.join(", ")
    }

    fn names(&self, ids: &[ApplicationId]) -> Vec<String> {
        ids.iter().filter_map(|id| self.application(*id)).map(|found| self.name(found)).collect()
    }

    fn track(&self, id: &str) -> String {
        self.definition.track(id).map_or(id, |track| track.title.get(self.lang.code())).to_owned()
    }

    fn step(&self, id: &str) -> String {
        self.definition.step(id).map_or(id, |step| step.title.get(self.lang.code())).to_owned()
    }

    fn text(&self, digest: Digest) -> String {
        self.world.texts.get(&digest).map(|text| text.body().to_owned()).unwrap_or_default()
    }

    /// The deadline of the stage that an application is in.
    fn deadline_of(&self, found: &Application) -> Instant {
        let stage = found.stage.as_deref();
        intake::closes_in(self.definition, &self.case.procedure, &found.track, stage).unwrap_or_default()
    }

    /// The deadline that news are about.
    fn deadline(&self) -> Instant {
        let name = answers::until(self.definition, &self.case.procedure);
        name.and_then(|name| self.case.procedure.date(&name)).unwrap_or_default()
    }

    fn field(&self, id: &str) -> String {
        self.definition.field(id).map_or(id, |field| field.label.get(self.lang.code())).to_owned()
    }

    fn missing(&self, application: &Application) -> Vec<String> {
        application.draft.problems.iter().map(|problem| self.field(&problem.field)).collect()
    }

    fn files(&self, version: &crate::engine::case::Version) -> Vec<wording::ReceivedFile> {
        let file = |file: &crate::engine::case::FileDigest| wording::ReceivedFile {
            field: self
                .definition
                .field(&file.field)
                .map_or(file.field.as_str(), |field| field.label.get(self.lang.code()))
                .to_owned(),
            name: "reference.pdf".to_owned(),
            size_bytes: file.size_bytes,
            sha256: file.sha256,
        };
        version.files.iter().map(file).collect()
    }

    fn complaint(&self, track: &str) -> Option<wording::Complaint> {
        // Letters are told of as they go out, before anything that follows from them.
        let stage = self.case.procedure.lines.get(track).and_then(|line| line.stage.as_deref());
        let (step, spec) = self.definition.steps_of_in(track, stage).find_map(|step| match &step.does {
            StepSpec::Complaints(spec) => Some((step, spec)),
            _ => None,
        })?;
        let until = match self.case.procedure.state(track, &step.id) {
            Some(StepState::Complaints(window)) => window.until,
            _ => None,
        };
        Some(wording::Complaint { body: spec.body.get(self.lang.code()).to_owned(), days: spec.days, until })
    }

    fn filed(&self, id: ComplaintId) -> Option<&Complaint> {
        self.case.procedure.lines.values().find_map(|line| {
            line.states.values().find_map(|state| match state {
                StepState::Complaints(state) => state.complaints.iter().find(|complaint| complaint.id == id),
                _ => None,
            })
        })
    }
}
