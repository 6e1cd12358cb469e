//! Samples of what a network is told.

use super::{COMPLAINT_UNTIL, DEADLINE, Made, ODD_NAME, Sample, link};
use crate::engine::letter::{GatheringNews, MandateNews};
use crate::mail::letters::{Gathering, Mandate};

impl Made {
    pub(super) fn of_networks(self) -> Vec<Sample> {
        let gathering = Gathering {
            news: GatheringNews::Invited,
            title: self.words("1. workshop", "First workshop", "1. samling"),
            at: COMPLAINT_UNTIL,
            place: self.words("Rådhuset, Odense", "The town hall, Odense", "Rådhuset, Hamar"),
            ends: DEADLINE,
            min: 2,
            max: 3,
            participants: 3,
            fee: "900 NOK".into(),
            sum: self.words("2.700 NOK", "2,700 NOK", "2 700 NOK"),
            reason: None,
            link: link(),
        };
        let mandate = Mandate {
            news: MandateNews::Sign,
            title: self.words("Mandat", "Mandate", "Mandat"),
            applicant: ODD_NAME.into(),
            office: self.words("kommunaldirektøren", "the chief executive", "kommunedirektøren"),
            until: Some(DEADLINE),
            reason: None,
            link: link(),
        };
        let mut all = Vec::new();
        for (name, news, reason) in [
            ("invited", GatheringNews::Invited, None),
            ("confirmed", GatheringNews::Confirmed, None),
            ("called off", GatheringNews::CalledOff, Some(self.long_reason())),
            ("asked", GatheringNews::Asked, None),
            ("minutes", GatheringNews::Minutes, None),
        ] {
            all.push(self.sample(name, Gathering { news, reason, ..gathering.clone() }));
        }
        let free = Gathering { fee: String::new(), sum: String::new(), ..gathering };
        all.push(self.sample("invited without a fee", free));
        for (name, news, reason) in [
            ("name", MandateNews::Name, None),
            ("sign", MandateNews::Sign, None),
            ("remind", MandateNews::Remind, None),
            ("signed", MandateNews::Signed, None),
            ("asked", MandateNews::Asked, None),
            ("out", MandateNews::Out, Some(self.long_reason())),
        ] {
            all.push(self.sample(name, Mandate { news, reason, ..mandate.clone() }));
        }
        all
    }
}
