//! Letters of the time after the decision.

use super::{About, Composer, Gone, Known, nowhere, wording};
use crate::engine::letter::LetterContent;
use crate::engine::select::across::OnSilence;
use crate::i18n::Lang;

impl<K: Known> Composer<'_, K> {
    pub(super) fn after(&self, lang: Lang, content: &LetterContent) -> Result<About, Gone> {
        let (LetterContent::MovedUp { application: id, .. }
        | LetterContent::ChoosePlaces { application: id, .. }
        | LetterContent::GaveUp { application: id, .. }
        | LetterContent::Left { application: id, .. }) = content
        else {
            return Err(nowhere(content));
        };
        let track = self.track(&self.application(*id)?.track, lang);
        let (applicant, code) = (self.name(*id), id.code());
        let link = self.link(&format!("/applications/{id}/outcome"));
        let letter = match content {
            LetterContent::Left { trigger, reason, own, .. } => {
                let how = wording::How::of(trigger, *own);
                let reason = self.known.text(*reason).unwrap_or_default();
                wording::Left { applicant, track, code, how, reason, link }.into()
            }
            LetterContent::MovedUp { selected, .. } => {
                let selected = self.names(selected);
                let terms = wording::Terms::of(self.definition, self.case, *id);
                wording::MovedUp { applicant, track, code, selected, terms, link }.into()
            }
            LetterContent::ChoosePlaces { tracks, max, until, limit, .. } => {
                let tracks = tracks.iter().map(|track| self.track(track, lang)).collect();
                let (max, until) = (*max, *until);
                let rule = self.definition.limits.iter().find(|one| one.id == *limit);
                let on_silence = rule.map_or(OnSilence::Wait, |rule| rule.on_silence);
                wording::ChoosePlaces { applicant, tracks, max, until, on_silence, link }.into()
            }
            LetterContent::GaveUp { chosen, selected, .. } => {
                let selected = self.names(selected);
                wording::GaveUp { applicant, track, code, chosen: *chosen, selected, link }.into()
            }
            _ => return Err(nowhere(content)),
        };
        Ok((Some(*id), letter))
    }
}
