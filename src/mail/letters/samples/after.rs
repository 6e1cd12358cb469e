//! Samples of what is told after the decision.

use super::{COMPLAINT_UNTIL, DEADLINE, Made, ODD_NAME, Sample, link, selected_names};
use crate::engine::select::across::OnSilence;
use crate::mail::letters::{
    ChoosePlaces, DecisionRecalled, GaveUp, How, Left, MemberDeclined, MovedUp, NotConfirmed, Terms,
};

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
        let asked = ChoosePlaces {
            applicant: ODD_NAME.into(),
            tracks: vec![self.track(), self.track()],
            max: 1,
            until: Some(DEADLINE),
            on_silence: OnSilence::BestPlace,
            link: link(),
        };
        let gave_up = GaveUp {
            applicant: ODD_NAME.into(),
            track: self.track(),
            code: "S-021".into(),
            chosen: true,
            selected: selected_names(),
            link: link(),
        };
        let in_order = ChoosePlaces { on_silence: OnSilence::TrackOrder, ..asked.clone() };
        let no_end = ChoosePlaces { on_silence: OnSilence::Wait, until: None, ..asked.clone() };
        vec![
            self.sample("asked which places to keep", asked),
            self.sample("asked, and the order of the tracks decides", in_order),
            self.sample("asked without an end", no_end),
            self.sample("gave a place up", gave_up.clone()),
            self.sample("gave a place up in silence", GaveUp { chosen: false, ..gave_up }),
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

    /// What an applicant hears without having done anything: a member has declined, a correction was not confirmed, somebody
    /// else's complaint was upheld.
    pub(super) fn unasked(self) -> Vec<Sample> {
        let declined = MemberDeclined {
            applicant: "Tegnestuen Ærø og Partnere".into(),
            member: ODD_NAME.into(),
            track: self.track(),
            code: "S-014".into(),
            submitted_at: Some(DEADLINE.plus_seconds(-86_400)),
            deadline: DEADLINE,
            link: link(),
        };
        let not_confirmed = NotConfirmed {
            applicant: ODD_NAME.into(),
            track: self.track(),
            code: "S-014".into(),
            submitted_at: DEADLINE.plus_seconds(-86_400),
            deadline: DEADLINE,
            link: link(),
        };
        let recalled = DecisionRecalled {
            applicant: ODD_NAME.into(),
            track: self.track(),
            code: "S-014".into(),
            step: self.words("Fælles bedømmelse", "Joint assessment", "Felles vurdering"),
            reason: self.long_reason(),
            link: link(),
        };
        vec![
            self.sample("a member has declined after the submission", declined.clone()),
            self.sample("a member has declined before it", MemberDeclined { submitted_at: None, ..declined }),
            self.sample("not confirmed", not_confirmed),
            self.sample("made again", recalled),
        ]
    }
}
