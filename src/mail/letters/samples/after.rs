//! Samples of what is told after the decision.

use super::{COMPLAINT_UNTIL, DEADLINE, Made, ODD_NAME, Sample, link, selected_names};
use crate::mail::letters::{How, Left, MovedUp, Terms};

impl Made {
    pub(super) fn terms(self) -> Terms {
        Terms {
            evidence: self.words(
                "årsregnskab & <attest>",
                "accounts & a <statement>",
                "årsregnskap & <attest>",
            ),
            evidence_until: Some(COMPLAINT_UNTIL),
            decline_until: Some(DEADLINE),
        }
    }

    pub(super) fn after_the_decision(self) -> Vec<Sample> {
        let up = MovedUp {
            applicant: ODD_NAME.into(),
            track: self.track(),
            code: "S-021".into(),
            selected: selected_names(),
            terms: Terms::default(),
            link: link(),
        };
        let left = Left {
            applicant: "Arkitekterne Sø & Skov".into(),
            track: self.track(),
            code: "S-014".into(),
            how: How::Declined,
            reason: String::new(),
            link: link(),
        };
        let bound = MovedUp { terms: self.terms(), ..up.clone() };
        let evidence = Terms { evidence_until: None, decline_until: None, ..self.terms() };
        vec![
            self.sample("moved up", up.clone()),
            self.sample("moved up, on conditions", bound),
            self.sample("moved up, evidence without a day", MovedUp { terms: evidence, ..up }),
            self.sample("declined without a reason", left.clone()),
            self.sample("declined", Left { reason: self.long_reason(), ..left.clone() }),
            self.sample(
                "evidence not shown",
                Left { how: How::NotShown, reason: self.long_reason(), ..left.clone() },
            ),
            self.sample(
                "recorded",
                Left { how: How::Recorded(ODD_NAME.into()), reason: self.long_reason(), ..left },
            ),
        ]
    }
}
