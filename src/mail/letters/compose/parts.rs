//! Receipts, decisions and rulings.

use super::{About, Composer, Gone, Known, wording};
use crate::engine::case::Application;
use crate::engine::digest::Digest;
use crate::engine::event::What;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, ComplaintId, PersonId};
use crate::engine::letter::LetterContent;
use crate::engine::steps::complaints::{self, Ruling};
use crate::engine::workflow::definition::StepSpec;
use crate::i18n::Lang;

impl<K: Known> Composer<'_, K> {
    pub(super) fn receipt(
        &self,
        reader: PersonId,
        lang: Lang,
        id: ApplicationId,
    ) -> Result<wording::Receipt, Gone> {
        let found = self.application(id)?;
        let submission = found.submitted.as_ref();
        let version = submission.map_or(&found.draft, |submission| &submission.version);
        let mut files = Vec::new();
        // Without a file the contents are asked for nothing.
        let content =
            if version.files.is_empty() { None } else { self.known.contents(found, reader, version.content) };
        for field in self.definition.form_of(&found.track, found.stage.as_deref()) {
            for file in content.iter().flat_map(|content| content.files(&field.id)) {
                files.push(wording::ReceivedFile {
                    field: field.label.get(lang.code()).to_owned(),
                    name: file.name.clone(),
                    size_bytes: file.size_bytes,
                    sha256: file.sha256,
                });
            }
        }
        let nowhere = || wording::JournalPosition { stream: String::new(), seq: 0, hash: Digest::ZERO };
        Ok(wording::Receipt {
            applicant: self.name(id),
            track: self.track(&found.track, lang),
            code: id.code(),
            received_at: submission.map(|submission| submission.at).unwrap_or_default(),
            times_submitted: submission.map_or(1, |submission| submission.count),
            files,
            content_digest: version.content,
            missing: self.missing(found, lang),
            position: self.received.clone().unwrap_or_else(nowhere),
            link: self.link(&format!("/applications/{id}/receipt")),
            deadline: self.deadline_of(found),
        })
    }

    /// What the form lacks, by label.
    pub(super) fn missing(&self, application: &Application, lang: Lang) -> Vec<String> {
        application.draft.problems.iter().map(|problem| self.field(&problem.field, lang)).collect()
    }

    pub(super) fn decision(&self, lang: Lang, content: &LetterContent) -> Result<About, Gone> {
        let (LetterContent::Selected { application: id, selected: chosen }
        | LetterContent::NotSelected { application: id, selected: chosen, .. }
        | LetterContent::Excluded { application: id, selected: chosen, .. }) = content
        else {
            return Err(super::nowhere(content));
        };
        let found = self.application(*id)?;
        let applicant = self.name(*id);
        let track = self.track(&found.track, lang);
        let code = id.code();
        let selected = self.names(chosen);
        let told = self.decided(found).stage;
        let complaint = self.complaint(&found.track, told.as_deref(), lang);
        let stage = self.stage_title(told.as_deref(), lang);
        let link = self.link(&format!("/applications/{id}/outcome"));
        let letter = match content {
            LetterContent::NotSelected { reasons, total, decision, departs, reserve, .. } => {
                let points = reasons.iter().map(|reason| wording::CriterionPoints {
                    criterion: self.title(&reason.criterion, lang),
                    points: reason.points.clone(),
                    points_max: self.points_max((&found.track, told.as_deref()), &reason.criterion),
                    reasons: reason.reasons.iter().filter_map(|digest| self.known.text(*digest)).collect(),
                });
                wording::NotSelected {
                    applicant,
                    track,
                    stage,
                    code,
                    selected,
                    reasons: points.collect(),
                    total: total.clone(),
                    decision: self.maybe(*decision),
                    departs: *departs,
                    reserve: *reserve,
                    complaint,
                    link,
                }
                .into()
            }
            LetterContent::Excluded { reasons, .. } => {
                let unmet = reasons.iter().map(|reason| wording::UnmetCheck {
                    check: self.title(&reason.check, lang),
                    reason: reason.reason.map_or_else(|| reason.rule.clone(), |digest| self.text(digest)),
                });
                let reasons = unmet.collect();
                wording::Excluded { applicant, track, code, selected, reasons, complaint, link }.into()
            }
            _ => {
                let (next, terms) = (String::new(), wording::Terms::of(self.definition, self.case, *id));
                wording::Selected { applicant, track, stage, code, selected, next, terms, complaint, link }
                    .into()
            }
        };
        Ok((Some(*id), letter))
    }

    fn title(&self, id: &str, lang: Lang) -> String {
        self.definition.title_of(id, lang.code()).unwrap_or(id).to_owned()
    }

    /// The most points that `criterion` gives in the selection of a track's stage: what the scale of those who judge ends
    /// with, or what the file names for a formula.
    fn points_max(&self, (track, stage): (&str, Option<&str>), criterion: &str) -> Option<Exact> {
        let mut steps = self.definition.steps_of_in(track, stage);
        let model = steps.find_map(|step| match &step.does {
            StepSpec::Selection(spec) => self.definition.model(track, &spec.model),
            _ => None,
        })?;
        if model.is_judged(criterion) {
            return model.scale(criterion).map(|scale| scale.max.clone());
        }
        model.criteria.iter().find(|found| found.id == criterion)?.max.clone()
    }

    pub(super) fn settled(&self, id: ComplaintId, lang: Lang) -> (wording::Ruling, Option<Digest>) {
        let event = self.events.iter().find_map(|event| match &event.what {
            What::Complaints(complaints::Event::Settled { complaint, ruling, reason })
                if *complaint == id =>
            {
                Some((ruling, *reason))
            }
            _ => None,
        });
        let Some((ruling, reason)) = event else { return (wording::Ruling::Dismissed, None) };
        let ruling = match ruling {
            Ruling::Dismissed => wording::Ruling::Dismissed,
            Ruling::Annulled => wording::Ruling::Annulled,
            Ruling::Redo { step } => {
                let step = self.definition.step(step);
                let step = step.map(|step| step.title.get(lang.code()).to_owned()).unwrap_or_default();
                wording::Ruling::Redo { step }
            }
        };
        (ruling, Some(reason))
    }
}
