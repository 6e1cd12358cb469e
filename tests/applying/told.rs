//! A procedure that receives applications, its owner, and somebody who applies.

use trespor::app::settings::Settings;
use trespor::engine::ids::{ApplicationId, ProcedureId};
use trespor::engine::instant::Instant;

use super::site::{Answer, Reader, Site};

pub const WORKFLOW: &str = include_str!("../data/small-workflow.yaml");

/// 5 February 2027 at 12:00 in Copenhagen, the last microsecond that is in time.
pub const DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);

/// SHA-256 of `abc` (FIPS 180-2, appendix B.1).
pub const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

pub struct Told {
    pub site: Site,
    pub procedure: ProcedureId,
    pub owner: Reader,
    pub lead: Reader,
}

/// A procedure that receives applications, its owner, and somebody who wants to apply.
pub async fn told() -> Told {
    told_with(Settings::default()).await
}

pub async fn told_with(settings: Settings) -> Told {
    let site = Site::new(DEADLINE.plus_seconds(-20 * 86_400), settings).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let lead = site.sign_in("lead@example.org", "Lena Lead").await;
    let procedure = site.open(WORKFLOW, &owner).await;
    Told { site, procedure, owner, lead }
}

impl Told {
    /// Begins an application in `track` and returns its address.
    pub async fn begin(&self, track: &str) -> String {
        let path = format!("/tenders/{}/tracks/{track}/apply", self.procedure);
        let form = [("name", "Room & Law"), ("kind", "organisation")];
        let answer = self.site.post(&self.lead, &path, &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.location().to_owned()
    }

    /// The number of the version that the form shows.
    pub async fn seen(&self, application: &str) -> String {
        let form = self.site.get(&self.lead, &format!("{application}/form")).await.text();
        form.split("name=\"seen\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap()
            .to_owned()
    }

    pub async fn fill(&self, application: &str, vision: &str) {
        let seen = self.seen(application).await;
        let form =
            [("seen", seen.as_str()), ("a-vision", vision), ("a-turnover", "1.250.000"), ("a-honest", "yes")];
        let answer = self.site.post(&self.lead, &format!("{application}/form"), &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    pub async fn upload(&self, application: &str) {
        let files = [("a-references", "C:\\own\\Rør.txt", &b"abc"[..])];
        let answer = self.site.upload(&self.lead, &format!("{application}/files"), &files).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    pub async fn submit(&self, application: &str) -> Answer {
        let seen = self.seen(application).await;
        let form = [("seen", seen.as_str()), ("declare", "yes")];
        self.site.post(&self.lead, &format!("{application}/review"), &form).await
    }
}

pub fn application_id(address: &str) -> ApplicationId {
    address.rsplit('/').next().unwrap().parse().unwrap()
}

/// The addresses of the files that a page links to.
pub fn file_addresses(page: &str, application: &str) -> Vec<String> {
    page.split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with(&format!("{application}/files/")))
        .map(ToOwned::to_owned)
        .collect()
}
