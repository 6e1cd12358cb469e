//! Limits that stop somebody who does too much, and not the office behind the same address. The clock is turned by
//! hand.

#[path = "support/keys.rs"]
mod keys;
#[path = "support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "support/site.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod site;

use axum::http::StatusCode;
use site::{Answer, Reader, Site};
use trespor::app::settings::{Settings, Uploads};
use trespor::engine::ids::ProcedureId;
use trespor::engine::instant::Instant;

const WORKFLOW: &str = include_str!("data/small-workflow.yaml");

/// 5 February 2027 at 12:00 in Copenhagen.
const DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);

/// Small limits, as an operator writes them.
const LIMITS: &str = r#"
trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]

[limits.links]
person = { burst = 3, an_hour = 6 }
network = { burst = 5, an_hour = 60 }

[limits.guesses]
person = { burst = 2, an_hour = 60 }
network = { burst = 4, an_hour = 60 }

[limits.uploads]
person = { burst = 2, an_hour = 60 }
network = { burst = 100, an_hour = 100 }

[limits.questions]
person = { burst = 1, an_hour = 2 }
network = { burst = 100, an_hour = 100 }

[requests]
address_bytes_max = 2000
header_bytes_max = 4000
"#;

struct Told {
    site: Site,
    procedure: ProcedureId,
    lead: Reader,
}

async fn told() -> Told {
    told_with(toml::from_str(LIMITS).expect("settings")).await
}

async fn told_with(settings: Settings) -> Told {
    let site = Site::new(DEADLINE.plus_seconds(-20 * 86_400), settings).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let lead = site.sign_in("lead@example.org", "Lena Lead").await;
    let procedure = site.open(WORKFLOW, &owner).await;
    Told { site, procedure, lead }
}

/// Fails unless somebody is asked to wait so long.
#[track_caller]
fn waits(answer: &Answer, seconds: u64, said: &str) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text());
    assert_eq!(answer.header("retry-after"), seconds.to_string());
    answer.says(&[said]);
}

impl Told {
    /// Seconds pass, counted from a round one.
    fn pass(&self, seconds: i64) {
        let now = self.site.app.clock.now();
        assert!(self.site.app.clock.crank(now.plus_seconds(seconds)));
    }

    async fn link(&self, from: &str, said: &str, email: &str) -> Answer {
        self.site.post_from(from, said, "/sign-in", &[("email", email)]).await
    }
}

#[tokio::test]
async fn links_are_limited_by_person_and_far_later_by_network() {
    let told = told().await;
    for _ in 0..3 {
        assert_eq!(told.link("192.0.2.1", "", "anna@example.org").await.status, StatusCode::OK);
    }
    let refused = told.link("192.0.2.1", "", "Anna@example.org ").await;
    waits(&refused, 600, "Wait 10 minutes");
    refused.says(&["value=\"Anna@example.org \""]);
    // A colleague behind the same address, until the network has had its five.
    assert_eq!(told.link("192.0.2.1", "", "bo@example.org").await.status, StatusCode::OK);
    assert_eq!(told.link("192.0.2.1", "", "carla@example.org").await.status, StatusCode::OK);
    waits(&told.link("192.0.2.1", "", "dan@example.org").await, 60, "Wait 1 minute");
    // Nobody believes what a client says of itself.
    waits(&told.link("192.0.2.1", "198.51.100.7", "dan@example.org").await, 60, "Wait 1 minute");
    assert_eq!(told.link("192.0.2.2", "", "dan@example.org").await.status, StatusCode::OK, "elsewhere");
    told.pass(600);
    assert_eq!(told.link("192.0.2.1", "", "anna@example.org").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_trusted_proxy_is_believed() {
    let told = told().await;
    for n in 0..8 {
        let client = format!("198.51.100.{n}, 10.0.0.9");
        let email = format!("somebody{n}@example.org");
        assert_eq!(told.link("127.0.0.1", &client, &email).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn wrong_links_are_counted_and_a_right_one_always_works() {
    let told = told().await;
    let wrong = async || told.site.post_from("192.0.2.1", "", "/sign-in/wrong", &[]).await;
    for _ in 0..4 {
        assert_eq!(wrong().await.status, StatusCode::GONE);
    }
    waits(&wrong().await, 60, "Wait 1 minute");
    let person = told.site.app.person("eva@example.org", "Eva", trespor::i18n::Lang::En).await.expect("good");
    let link = told.site.app.make_link(&person, "/desk", false).await.expect("a link");
    let path = link.strip_prefix(&told.site.app.settings.address).expect("of this site");
    let signed_in = told.site.post_from("192.0.2.1", "", path, &[]).await;
    assert_eq!((signed_in.status, signed_in.location()), (StatusCode::SEE_OTHER, "/desk"));
}

#[tokio::test]
async fn questions_are_limited_and_what_was_typed_stays() {
    let told = told().await;
    let tender = format!("/tenders/{}", told.procedure);
    let ask = async |text: &str| {
        told.site.post(&told.lead, &format!("{tender}/questions"), &[("question", text)]).await
    };
    assert_eq!(ask("May we bring a dog to the visit?").await.status, StatusCode::SEE_OTHER);
    waits(&ask("And may the dog bark?").await, 1_800, "And may the dog bark?");
    told.pass(1_800);
    assert_eq!(ask("And may the dog bark?").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_may_not_upload_for_now_can_still_submit() {
    let told = told().await;
    let path = format!("/tenders/{}/tracks/social/apply", told.procedure);
    let form = [("name", "Room & Law"), ("kind", "organisation")];
    let own = told.site.post(&told.lead, &path, &form).await.location().to_owned();
    let files = format!("{own}/files");
    let upload = async || {
        told.site.upload(&told.lead, &files, &[("a-references", "a.txt", b"We built a house.")]).await
    };
    for _ in 0..2 {
        assert_eq!(upload().await.status, StatusCode::SEE_OTHER);
    }
    waits(&upload().await, 60, "can always be submitted");
    // Saved and submitted as often as anybody likes, meanwhile.
    for n in 0..50 {
        let vision = format!("Light and room {n}");
        let seen = told.site.get(&told.lead, &format!("{own}/form")).await.text();
        let seen = seen.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let answers = [
            ("seen", seen.expect("a number")),
            ("a-vision", vision.as_str()),
            ("a-turnover", "5000"),
            ("a-honest", "yes"),
            ("do", "save"),
        ];
        let saved = told.site.post(&told.lead, &format!("{own}/form"), &answers).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let submitted = told.site.post(&told.lead, &format!("{own}/review"), &[("declare", "yes")]).await;
        assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.text());
        assert_eq!(submitted.location(), format!("{own}/receipt"));
    }
}

#[tokio::test]
async fn uploads_find_room_or_are_told_to_come_again() {
    let none = Settings { uploads: Uploads { at_once_max: 0, ..Uploads::default() }, ..Settings::default() };
    let told = told_with(none).await;
    let path = format!("/tenders/{}/tracks/social/apply", told.procedure);
    let form = [("name", "Room & Law"), ("kind", "organisation")];
    let own = told.site.post(&told.lead, &path, &form).await.location().to_owned();
    let files = [("a-references", "a.txt", &b"We built a house."[..])];
    let refused = told.site.upload(&told.lead, &format!("{own}/files"), &files).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.header("retry-after"), "10");
    refused.says(&["Many files are being received right now"]);
}

#[tokio::test]
async fn a_head_has_its_limits() {
    let told = told().await;
    let long = format!("/?q={}", "a".repeat(3_000));
    assert_eq!(told.site.get(&told.lead, &long).await.status, StatusCode::URI_TOO_LONG);
    let refused = told.site.post_from("192.0.2.1", &"1.2.3.4, ".repeat(600), "/sign-in", &[]).await;
    assert_eq!(refused.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert_eq!(told.site.get(&told.lead, "/").await.status, StatusCode::OK);
}

#[test]
fn settings_that_are_none_are_refused() {
    for wrong in ["trusted_proxies = [\"proxy.example\"]", "[limits.links]\nperson = { burst = 1 }"] {
        assert!(toml::from_str::<Settings>(wrong).is_err(), "{wrong}");
    }
}
