//! Letters about what changes after it was published or handed in: amendments and cures.

use std::collections::BTreeMap;

use super::{Writer, maybe, text, wording};
use crate::engine::digest::Digest;
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::steps::intake;
use crate::i18n::Lang;
use crate::store::{self, Db, StoreError};

impl Writer<'_> {
    pub(super) async fn amendment(
        &mut self,
        db: &mut Db,
        lang: Lang,
        number: u32,
        application: Option<ApplicationId>,
    ) -> Result<wording::Amendment, StoreError> {
        let procedure = &self.outcome.case.procedure;
        let made = usize::try_from(number).ok().and_then(|n| procedure.amendments.get(n.checked_sub(1)?));
        let key = || StoreError::Gone { table: "procedure", key: format!("amendment {number}") };
        let made = made.ok_or_else(key)?;
        let language = self.definition.spoken_to(lang.code());
        let in_lang = |texts: &BTreeMap<String, Digest>| texts.get(language).copied();
        let mut tracks: Vec<_> = made.tracks.iter().map(|track| self.track(track, lang)).collect();
        tracks.sort();
        Ok(wording::Amendment {
            part: crate::app::tender::part_title(lang, self.definition, &made.part),
            before: maybe(db, in_lang(&made.before)).await?.unwrap_or_default(),
            after: maybe(db, in_lang(&made.after)).await?.unwrap_or_default(),
            reason: text(db, made.reason).await?,
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

    /// What can be mended, or, once that is so, that it was received.
    pub(super) async fn cure(
        &mut self,
        db: &mut Db,
        lang: Lang,
        id: ApplicationId,
    ) -> Result<wording::Letter, StoreError> {
        let found = self.application(id)?;
        let gone = || StoreError::Gone { table: "application", key: format!("cure of {id}") };
        let cure = found.cure.as_ref().ok_or_else(gone)?;
        let label = |field: &String| {
            let found = self.definition.field(field);
            found.map_or_else(|| field.clone(), |field| field.label.get(lang.code()).to_owned())
        };
        let fields = cure.fields.iter().map(label).collect();
        let (track, code) = (self.track(&found.track, lang), id.code());
        let applicant = self.name(db, id).await?;
        let until = cure.until;
        let Some(received_at) = cure.cured_at else {
            let (reason, link) =
                (text(db, cure.reason).await?, self.link(&format!("/applications/{id}/cure")));
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
            missing: version.problems.iter().map(|problem| label(&problem.field)).collect(),
            content_digest: version.content,
            link: self.link(&format!("/applications/{id}")),
        }
        .into())
    }

    pub(super) async fn reminder(
        &mut self,
        db: &mut Db,
        lang: Lang,
        id: ApplicationId,
        closes_at: Instant,
    ) -> Result<wording::Reminder, StoreError> {
        let found = self.application(id)?;
        let parties = store::applications::parties(db, id).await?;
        let unsigned = intake::unsigned(self.definition, found)
            .filter_map(|member| parties.get(&member.id).map(|party| party.name.clone()))
            .collect();
        Ok(wording::Reminder {
            applicant: self.name(db, id).await?,
            track: self.track(&found.track, lang),
            code: id.code(),
            closes_at,
            confirm: found.handed_in(),
            missing: self.missing(found, lang),
            unsigned,
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
    pub(super) async fn stage_invitation(
        &mut self,
        db: &mut Db,
        lang: Lang,
        id: ApplicationId,
        closes_at: Option<Instant>,
    ) -> Result<wording::StageInvitation, StoreError> {
        let found = self.application(id)?;
        let stage = found.stage.as_deref();
        let form = self.definition.form_of(&found.track, stage);
        Ok(wording::StageInvitation {
            applicant: self.name(db, id).await?,
            track: self.track(&found.track, lang),
            stage: self.stage_title(stage, lang).unwrap_or_default(),
            code: id.code(),
            closes_at,
            asks: form.iter().map(|field| field.label.get(lang.code()).to_owned()).collect(),
            link: self.link(&format!("/applications/{id}")),
        })
    }
}
