//! Letters about what changes after it was published or handed in, and about what comes next.

use std::collections::BTreeMap;

use super::{Composer, Gone, Known, nowhere, wording};
use crate::engine::digest::Digest;
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::steps::intake;
use crate::i18n::Lang;

impl<K: Known> Composer<'_, K> {
    /// What an applicant hears without having done anything.
    pub(super) fn unasked(
        &self,
        lang: Lang,
        id: ApplicationId,
        content: &LetterContent,
    ) -> Result<wording::Letter, Gone> {
        let found = self.application(id)?;
        let (track, code, deadline) = (self.track(&found.track, lang), id.code(), self.deadline_of(found));
        let submitted_at = found.submitted.as_ref().map(|submission| submission.at);
        Ok(match content {
            LetterContent::MemberDeclined { member, .. } => {
                let (applicant, member) = (self.lead(found), self.member(id, *member));
                let link = self.link(&format!("/applications/{id}/members"));
                wording::MemberDeclined { applicant, member, track, code, submitted_at, deadline, link }
                    .into()
            }
            LetterContent::NotConfirmed { .. } => {
                let (applicant, link) = (self.name(id), self.link(&format!("/applications/{id}")));
                let submitted_at = submitted_at.unwrap_or_default();
                wording::NotConfirmed { applicant, track, code, submitted_at, deadline, link }.into()
            }
            LetterContent::DecisionRecalled { step, reason, .. } => {
                let applicant = self.name(id);
                let step = self.definition.step(step);
                let step = step.map(|step| step.title.get(lang.code()).to_owned()).unwrap_or_default();
                let reason = self.text(*reason);
                let link = self.link(&format!("/applications/{id}/outcome"));
                wording::DecisionRecalled { applicant, track, code, step, reason, link }.into()
            }
            _ => return Err(nowhere(content)),
        })
    }

    pub(super) fn amendment(
        &self,
        lang: Lang,
        number: u32,
        application: Option<ApplicationId>,
    ) -> Result<wording::Amendment, Gone> {
        let procedure = &self.case.procedure;
        let made = usize::try_from(number).ok().and_then(|n| procedure.amendments.get(n.checked_sub(1)?));
        let gone = || Gone { noun: "procedure", key: format!("amendment {number}") };
        let made = made.ok_or_else(gone)?;
        let language = self.definition.spoken_to(lang.code());
        let in_lang = |texts: &BTreeMap<String, Digest>| texts.get(language).copied();
        let mut tracks: Vec<_> = made.tracks.iter().map(|track| self.track(track, lang)).collect();
        tracks.sort();
        Ok(wording::Amendment {
            part: lang.part(self.definition, &made.part),
            before: self.maybe(in_lang(&made.before)).unwrap_or_default(),
            after: self.maybe(in_lang(&made.after)).unwrap_or_default(),
            reason: self.text(made.reason),
            tracks,
            moved: made.moved.as_ref().map(|date| date.at),
            confirm: application.map(ApplicationId::code),
            deadline: self.deadline(),
            link: match application {
                Some(application) => self.link(&format!("/applications/{application}")),
                None => self.link(&format!("/tenders/{}", procedure.id)),
            },
        })
    }

    pub(super) fn document(&self, number: u32, withdrawn: bool) -> Result<wording::PublishedDocument, Gone> {
        let procedure = &self.case.procedure;
        let gone = || Gone { noun: "procedure", key: format!("document {number}") };
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let place = place.filter(|place| *place < procedure.documents.len()).ok_or_else(gone)?;
        let found = &procedure.documents[place];
        let of_it = procedure.documents[..=place].iter();
        let versions = of_it.filter(|other| other.version.document == found.version.document).count();
        let why = found.withdrawn.filter(|_| withdrawn).map(|withdrawn| withdrawn.reason);
        Ok(wording::PublishedDocument {
            title: self.text(found.version.title),
            file: self.text(found.version.file_name),
            size_bytes: found.version.size_bytes,
            sha256: found.version.sha256,
            version: u32::try_from(versions).unwrap_or(u32::MAX),
            withdrawn,
            reason: self.maybe(if withdrawn { why } else { found.version.reason }),
            link: self.link(&format!("/tenders/{}", procedure.id)),
        })
    }

    /// What can be mended, or, once that is so, that it was received.
    pub(super) fn cure(&self, lang: Lang, id: ApplicationId) -> Result<wording::Letter, Gone> {
        let found = self.application(id)?;
        let gone = || Gone { noun: "application", key: format!("cure of {id}") };
        let cure = found.cure.as_ref().ok_or_else(gone)?;
        let fields = cure.fields.iter().map(|field| self.field(field, lang)).collect();
        let (track, code) = (self.track(&found.track, lang), id.code());
        let applicant = self.name(id);
        let until = cure.until;
        let Some(received_at) = cure.cured_at else {
            let (reason, link) = (self.text(cure.reason), self.link(&format!("/applications/{id}/cure")));
            return Ok(wording::CureAsked { applicant, track, code, fields, reason, until, link }.into());
        };
        let version = &found.submitted.as_ref().ok_or_else(gone)?.version;
        Ok(wording::CureReceived {
            applicant,
            track,
            code,
            received_at,
            until,
            fields,
            missing: version.problems.iter().map(|problem| self.field(&problem.field, lang)).collect(),
            content_digest: version.content,
            link: self.link(&format!("/applications/{id}")),
        }
        .into())
    }

    pub(super) fn reminder(
        &self,
        lang: Lang,
        id: ApplicationId,
        closes_at: Instant,
    ) -> Result<wording::Reminder, Gone> {
        let found = self.application(id)?;
        let unsigned =
            intake::unsigned(self.definition, found).filter_map(|member| self.known.name(id, member.id));
        Ok(wording::Reminder {
            applicant: self.name(id),
            track: self.track(&found.track, lang),
            code: id.code(),
            closes_at,
            confirm: found.handed_in(),
            missing: self.missing(found, lang),
            unsigned: unsigned.collect(),
            link: self.link(&format!("/applications/{id}")),
        })
    }

    /// What a stage is called where the procedure has several: the title of its intake.
    pub(super) fn stage_title(&self, stage: Option<&str>, lang: Lang) -> Option<String> {
        self.definition.stages().nth(1)?;
        let (intake, _) = intake::at_stage(self.definition, stage)?;
        Some(self.definition.step(intake)?.title.get(lang.code()).to_owned())
    }

    /// The invitation into a later stage: what it is called, and what its intake asks for, by label.
    pub(super) fn stage_invitation(
        &self,
        lang: Lang,
        id: ApplicationId,
        closes_at: Option<Instant>,
    ) -> Result<wording::StageInvitation, Gone> {
        let found = self.application(id)?;
        let stage = found.stage.as_deref();
        let asks = intake::at_stage(self.definition, stage).is_some_and(|(_, spec)| !spec.carries());
        let form = if asks { self.definition.form_of(&found.track, stage) } else { Vec::new() };
        Ok(wording::StageInvitation {
            applicant: self.name(id),
            track: self.track(&found.track, lang),
            stage: self.stage_title(stage, lang).unwrap_or_default(),
            code: id.code(),
            closes_at,
            asks: form.iter().map(|field| field.label.get(lang.code()).to_owned()).collect(),
            link: self.link(&format!("/applications/{id}")),
        })
    }
}
