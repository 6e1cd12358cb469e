//! Letters of a network: news of gatherings and mandates.

use super::{Writer, maybe, wording};
use crate::engine::ids::ApplicationId;
use crate::engine::letter::{LetterContent, MandateNews};
use crate::i18n::Lang;
use crate::store::{Db, StoreError};

impl Writer<'_> {
    pub(super) async fn network(
        &mut self,
        db: &mut Db,
        lang: Lang,
        content: &LetterContent,
    ) -> Result<(Option<ApplicationId>, wording::Letter), StoreError> {
        let case = &self.outcome.case;
        let (about, letter) = match content {
            LetterContent::Gathering { line, gathering, news, application, reason } => {
                let link = self.link(&format!("/gatherings/{}/{line}/{gathering}", case.procedure.id));
                let told = (maybe(db, *reason).await?, link);
                let of = (self.definition, case, lang);
                let letter = wording::Gathering::of(of, (line, gathering), *news, *application, told);
                (*application, letter.map(wording::Letter::from))
            }
            LetterContent::Mandate { application, mandate, news, reason } => {
                let track = self.application(*application)?.track.clone();
                // Who decides sees all of the track; everybody else the mandate of one application.
                let link = match news {
                    MandateNews::Asked => {
                        self.link(&format!("/procedures/{}/tracks/{track}/mandate", case.procedure.id))
                    }
                    _ => self.link(&format!("/mandates/{application}/{mandate}")),
                };
                let applicant = self.name(db, *application).await?;
                let told = (maybe(db, *reason).await?, link);
                let of = (self.definition, case, lang);
                let letter = wording::Mandate::of(of, (&track, mandate), (*news, applicant), told);
                (Some(*application), letter.map(wording::Letter::from))
            }
            _ => (None, None),
        };
        let gone = || StoreError::Gone { table: "procedure", key: format!("{content:?}") };
        Ok((about, letter.ok_or_else(gone)?))
    }
}
