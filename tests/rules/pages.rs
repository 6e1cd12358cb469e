//! What people see of the rules: the public page, the owner's pages, the applicant's own.

use trespor::app::AppError;
use trespor::app::settings::Settings;
use trespor::engine::ids::ProcedureId;
use trespor::engine::rules::Barred;
use trespor::store;

use super::gate::{at, read};
use super::site::{Reader, Site};

pub struct Case {
    pub site: Site,
    pub owner: Reader,
    pub lead: Reader,
    pub procedure: ProcedureId,
}

/// The case with a deadline on a Saturday, set aside by its owner, thirty-two days before.
pub async fn opened() -> Case {
    let site = Site::new(at("2027-01-05T09:00"), Settings::default()).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let lead = site.sign_in("lead@example.org", "Lena").await;
    let file = read("workflows/boligliv-i-balance.yaml")
        .replace("at: 2027-02-05T12:00", "at: 2027-02-06T12:00")
        .replace("incomplete: refuse", "incomplete: accept");
    let person = owner.person.expect("somebody");
    let barred = site.app.open_procedure(&file, person, &[]).await;
    let Err(AppError::Barred(barred)) = barred else { panic!("the gate is open: {barred:?}") };
    assert!(matches!(*barred, Barred::Gate(found) if found.len() == 1 && found[0].code == "L-HOLIDAY"));
    assert!(site.app.tenders().await.expect("a list").is_empty(), "nothing is opened");
    let why = [("L-HOLIDAY".to_owned(), "the portal is open on Saturdays".to_owned())];
    let procedure = site.app.open_procedure(&file, person, &why).await.expect("it is set aside");
    Case { site, owner, lead, procedure }
}

impl Case {
    pub async fn submitted(&self) -> String {
        let path = format!("/tenders/{}/tracks/social/apply", self.procedure);
        let form = [("name", "Room & Law"), ("kind", "organisation")];
        let begun = self.site.post(&self.lead, &path, &form).await;
        let own = begun.location().to_owned();
        let sent = self.site.post(&self.lead, &format!("{own}/review"), &[("declare", "yes")]).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        own
    }

    pub fn page(&self, path: &str) -> String {
        format!("/procedures/{}/{path}", self.procedure)
    }
}

#[tokio::test]
async fn what_was_set_aside_is_public_and_in_the_journal() {
    let case = opened().await;
    let tender = format!("/tenders/{}", case.procedure);
    case.site.get(&Site::visitor(), &tender).await.says(&[
        "Nothing here is legal advice.",
        "No law: the same gates, followed by choice",
        "No law binds here.",
        "L-HOLIDAY (CALC-03): the portal is open on Saturdays",
        "unverified",
        "TL-RTP-EU-CPN",
        "udbudsloven § 145(3)",
        "Saturday 30 January 2027 at 24:00",
    ]);
    // A rule for another kind of procedure is no rule of this one.
    case.site.get(&Site::visitor(), &tender).await.hides(&["CA-MIN-5"]);
    case.site
        .get(&case.owner, &case.page("journal"))
        .await
        .says(&["procedure.gate_overridden", "L-HOLIDAY: the portal is open on Saturdays"]);
}

#[tokio::test]
async fn the_pack_is_kept_beside_the_file() {
    let case = opened().await;
    let head = case.site.app.head(case.procedure).await.expect("a head").case.procedure;
    let pinned = head.rules.expect("a pack");
    let mut db = case.site.app.store.read().await.expect("a database");
    let kept = store::procedures::workflow(&mut db, pinned.digest).await.expect("a read").expect("bytes");
    assert_eq!(kept, read("rules/private-voluntary-3.yaml"));
    let verified = case.site.app.verify_procedure(case.procedure).await.expect("verified");
    assert_eq!(verified.faults, Vec::<String>::new());
}

#[tokio::test]
async fn a_correction_is_seen_by_all_and_confirmed_by_the_applicant() {
    let case = opened().await;
    let own = case.submitted().await;
    let other = case.site.sign_in("other@example.org", "Otto").await;
    let follow = format!("/tenders/{}/follow", case.procedure);
    assert_eq!(case.site.post(&other, &follow, &[("follow", "yes")]).await.status, 303);
    let texts = case.page("texts/tracks.social");
    case.site.get(&case.owner, &case.page("dates")).await.says(&["Published texts", "texts/tracks.social"]);
    case.site.get(&case.owner, &texts).await.says(&["Local communities and social processes"]);
    assert_eq!(case.site.get(&case.lead, &texts).await.status, 404);
    let form = |to: &'static str| {
        [
            ("after-da", "Lokalsamfund, også i landsbyerne."),
            ("after-en", "Local communities, also in villages."),
            ("track", "social"),
            ("significant", "yes"),
            ("confirm", "yes"),
            ("to", to),
            ("to-time", "12:00"),
            ("reason", "The villages were forgotten."),
        ]
    };
    let without: Vec<_> = form("").into_iter().filter(|(field, _)| *field != "to-time").collect();
    let refused = case.site.post(&case.owner, &texts, &without).await;
    assert_eq!(refused.status, 422);
    refused.says(&["A significant change asks for a later deadline", "also in villages"]);
    let done = case.site.post(&case.owner, &texts, &form("2027-02-15")).await;
    assert_eq!(done.status, 303, "{}", done.text());

    let tender = format!("/tenders/{}", case.procedure);
    case.site.get(&Site::visitor(), &tender).await.says(&[
        "Social track: the text was changed. It concerns: Social track.",
        "Applications that are submitted must be confirmed again.",
        "Local communities and social processes in vulnerable housing areas.",
        "Local communities, also in villages.",
        "The villages were forgotten.",
        "Monday 15 February 2027 at 12:00",
    ]);
    case.site.get(&case.lead, &own).await.says(&[
        "NOT CONFIRMED",
        "Monday 15 February 2027 at 12:00",
        "Confirm the application again",
    ]);
    case.site.get(&case.lead, "/desk").await.says(&["NOT CONFIRMED"]);
    let confirmed = case.site.post(&case.lead, &format!("{own}/confirm"), &[]).await;
    assert_eq!(confirmed.status, 303);
    case.site.get(&case.lead, &own).await.says(&["SUBMITTED"]).hides(&["NOT CONFIRMED"]);
    // Whoever takes no part cannot confirm, and does not learn that there is something.
    assert_eq!(case.site.post(&other, &format!("{own}/confirm"), &[]).await.status, 404);
    let verified = case.site.app.verify_procedure(case.procedure).await.expect("verified");
    assert_eq!(verified.faults, Vec::<String>::new());
    let letters = case.site.get(&case.owner, &case.page("outbox")).await;
    letters.says(&["Correction"]);
}

#[tokio::test]
async fn what_is_frozen_is_refused_in_words() {
    let case = opened().await;
    let form = [("after-da", "fire"), ("after-en", "four"), ("reason", "four are enough for us")];
    let refused = case.site.post(&case.owner, &case.page("texts/numbers"), &form).await;
    assert_eq!(refused.status, 422);
    refused.says(&["Numbers, criteria, weights and scales are frozen at publication"]);
    assert_eq!(case.site.get(&case.owner, &case.page("texts/tracks.cultural")).await.status, 404);
    let empty = [("after-da", ""), ("after-en", "x"), ("reason", "it must be said better")];
    let refused = case.site.post(&case.owner, &case.page("texts/summary"), &empty).await;
    assert_eq!(refused.status, 422);
    refused.says(&["The text is missing."]);
    let document = |name| {
        [
            ("name", name),
            ("before-da", "Gammel"),
            ("before-en", "Old"),
            ("after-da", "Ny"),
            ("after-en", "New"),
            ("reason", "section 3 was wrong"),
        ]
    };
    let page = case.page("texts/documents");
    assert_eq!(case.site.post(&case.owner, &page, &document("No name")).await.status, 422);
    let done = case.site.post(&case.owner, &page, &document("conditions")).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let tender = format!("/tenders/{}", case.procedure);
    case.site.get(&Site::visitor(), &tender).await.says(&["Document “conditions”: the text was changed."]);
}

#[tokio::test]
async fn an_answer_after_the_line_needs_more() {
    let case = opened().await;
    let ask = format!("/tenders/{}/questions", case.procedure);
    for question in ["Who may apply?", "May a member be a person?"] {
        assert_eq!(case.site.post(&case.lead, &ask, &[("question", question)]).await.status, 303);
    }
    let questions: Vec<_> = {
        let head = case.site.app.head(case.procedure).await.expect("a head").case.procedure;
        head.questions.iter().map(|q| case.page(&format!("questions/{}", q.id))).collect()
    };
    case.site.get(&case.owner, &questions[0]).await.hides(&["The last day for answers has passed"]);
    // The last moment of Saturday 30 January, and one microsecond more.
    assert!(case.site.app.clock.crank(at("2027-01-31T00:00")));
    let list = case.site.get(&case.owner, &case.page("questions")).await;
    list.says(&["Answers are given by Saturday 30 January 2027 at 24:00", "Nothing here is legal advice."]);
    case.site.get(&case.owner, &questions[0]).await.says(&["The last day for answers has passed"]);
    let answer = ("answer", "Everybody.");
    let late = case.site.post(&case.owner, &questions[0], &[answer]).await;
    assert_eq!(late.status, 422);
    late.says(&["Answers were due by Saturday 30 January 2027 at 24:00", "Everybody."]);
    let short = [answer, ("late", "existing_text"), ("reason", "see")];
    assert_eq!(case.site.post(&case.owner, &questions[0], &short).await.status, 422);
    let pointing = [answer, ("late", "existing_text"), ("reason", "see the first section of the page")];
    assert_eq!(case.site.post(&case.owner, &questions[0], &pointing).await.status, 303);
    case.site.get(&case.owner, &case.page("questions")).await.says(&[
        "Without a later deadline: It only points to existing text. see the first section of the page",
    ]);
    let earlier =
        [answer, ("late", "extend"), ("to", "2027-02-06"), ("to-time", "11:00"), ("reason", "a late answer")];
    let refused = case.site.post(&case.owner, &questions[1], &earlier).await;
    refused.says(&["is not later than the present one"]);
    let later = [answer, ("late", "extend"), ("to", "2027-02-10"), ("reason", "a late answer")];
    assert_eq!(case.site.post(&case.owner, &questions[1], &later).await.status, 303);
    let tender = format!("/tenders/{}", case.procedure);
    case.site.get(&Site::visitor(), &tender).await.says(&["to Wednesday 10 February 2027 at 24:00"]);
    // Questions are received all the same.
    assert_eq!(case.site.post(&case.lead, &ask, &[("question", "One more thing?")]).await.status, 303);
}
