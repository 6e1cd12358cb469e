//! Letters of the time after the decision.

use super::{Writer, text, wording};
use crate::engine::ids::ApplicationId;
use crate::engine::letter::LetterContent;
use crate::i18n::Lang;
use crate::store::{Db, StoreError};

impl Writer<'_> {
    pub(super) async fn after(
        &mut self,
        db: &mut Db,
        lang: Lang,
        content: &LetterContent,
    ) -> Result<(Option<ApplicationId>, wording::Letter), StoreError> {
        let (LetterContent::MovedUp { application: id, .. } | LetterContent::Left { application: id, .. }) =
            content
        else {
            return Err(StoreError::Broken("no letter of the time after the decision".into()));
        };
        let track = self.track(&self.application(*id)?.track, lang);
        let (applicant, code) = (self.name(db, *id).await?, id.code());
        let link = self.link(&format!("/applications/{id}/outcome"));
        let letter = match content {
            LetterContent::Left { trigger, reason, own, .. } => {
                let (how, reason) = (wording::How::of(trigger, *own), text(db, *reason).await?);
                wording::Left { applicant, track, code, how, reason, link }.into()
            }
            LetterContent::MovedUp { selected, .. } => {
                let selected = self.named(db, selected).await?;
                let terms = wording::Terms::of(self.definition, &self.outcome.case, *id);
                wording::MovedUp { applicant, track, code, selected, terms, link }.into()
            }
            _ => return Err(StoreError::Broken("no letter of the time after the decision".into())),
        };
        Ok((Some(*id), letter))
    }
}
