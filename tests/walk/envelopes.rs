//! A price in an envelope, over HTTP: nobody reads it before the panel has judged, and of whoever falls short nobody does
//! after that.

use trespor::dossier::Check;
use trespor::engine::ids::ProcedureId;

use crate::http::Browser;
use crate::world::{OWNER, World};

const SOURCE: &str = include_str!("../data/envelope.yaml");

/// What the two bid, however it is written.
const OF_ANNA: [&str; 4] = ["4711001", "4,711,001", "4.711.001", "4\u{a0}711\u{a0}001"];
const OF_BO: [&str; 4] = ["4099002", "4,099,002", "4.099.002", "4\u{a0}099\u{a0}002"];

/// A procedure that has come to its envelope.
pub struct Walked {
    pub world: World,
    pub procedure: ProcedureId,
    pub olga: Browser,
    /// The applications of Anna and of Bo.
    pub ids: [String; 2],
}

impl Walked {
    pub fn address(&self) -> String {
        format!("/procedures/{}/tracks/main/envelope", self.procedure)
    }

    /// What the owner reads of an application.
    async fn read(&self, id: &str) -> crate::http::Page {
        self.olga.open(&format!("/review/{id}")).await
    }
}

async fn apply(world: &World, procedure: ProcedureId, lead: &str, price: &str) -> String {
    let who = world.signed_in(&format!("{lead}@example.org"), "en").await;
    let start = who.open(&format!("/tenders/{procedure}/tracks/main/apply")).await;
    let own = who.press(start.form("kind").with("name", lead).with("kind", "organisation")).await;
    let address = own.path.clone();
    let form = who.open(&format!("{address}/form")).await.form("a-idea");
    let filled = form.with("a-idea", &format!("The idea of {lead}.")).with("a-price", price);
    let review = who.press(filled.with("do", "next")).await;
    who.press(review.form_to("/review").with("declare", "yes")).await.says(&["SUBMITTED"]);
    address.rsplit('/').next().expect("an address").to_owned()
}

/// Two apply, the jury judges, and the envelope lies on the table.
pub async fn until_the_envelope() -> Walked {
    let world = World::start(false).await;
    let procedure = world.open_procedure(SOURCE).await;
    let anna = apply(&world, procedure, "anna", OF_ANNA[0]).await;
    let bo = apply(&world, procedure, "bo", OF_BO[0]).await;
    let olga = world.signed_in(OWNER, "en").await;
    let people = format!("/procedures/{procedure}/people");
    for (name, panel) in [("jens", "jury"), ("eva", "")] {
        let form = olga.open(&people).await.form("email").with("name", name);
        let form = form.with("email", &format!("{name}@example.org")).with("role", "evaluator");
        olga.press(form.with("panel", panel)).await;
    }
    olga.open(&people).await.says(&["Evaluator, “Jury”, all tracks", "Evaluator, all tracks"]);
    world.crank(world.app.clock.now().plus_seconds(60 * 86_400));
    let track = format!("/procedures/{procedure}/tracks/main");
    olga.press(olga.open(&format!("{track}/opening")).await.form_to("/opening")).await;

    let jens = world.signed_in("jens@example.org", "en").await;
    // Eva sits on no panel: here the jury judges.
    let eva = world.signed_in("eva@example.org", "en").await;
    assert!(matches!(eva.get(&format!("/review/{anna}")).await.status, 403 | 404));
    for (id, points) in [(&anna, "4"), (&bo, "1")] {
        let asked = jens.open(&format!("/review/{id}")).await;
        jens.press(asked.form("tie").with("tie", "no")).await;
        let sheet = jens.open(&format!("/review/{id}")).await;
        sheet.says(&["The idea of"]).hides(OF_ANNA).hides(OF_BO);
        let form = sheet.form("points-worth").with("points-worth", points);
        let lock = jens.press(form.with("reason-worth", "As it was read.").with("do", "lock")).await;
        jens.press(lock.form_to("/lock")).await.says(&["Locked"]);
    }
    olga.press(olga.open(&format!("{track}/scoring")).await.form_to("/finish")).await;
    Walked { world, procedure, olga, ids: [anna, bo] }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_price_stays_shut_until_the_rest_is_judged_and_for_good_where_it_falls_short() {
    let mut walked = until_the_envelope().await;
    let address = walked.address();
    for id in &walked.ids {
        walked.read(id).await.says(&["The idea of"]).hides(OF_ANNA).hides(OF_BO);
    }
    let jens = walked.world.signed_in("jens@example.org", "en").await;
    assert_eq!(jens.get(&address).await.status, 404, "the page is the desk's");
    assert_eq!(jens.forge(&address, &[]).await.status, 404);

    let desk = walked.olga.open(&address).await;
    desk.says(&["Price", "Will be opened", "Stays shut", "Worth"]).hides(OF_ANNA).hides(OF_BO);
    let done = walked.olga.press(desk.form_to("/envelope")).await;
    done.says(&["The envelopes were opened", "Stays shut"]).hides(OF_ANNA).hides(OF_BO);
    assert_eq!(walked.olga.forge(&address, &[]).await.status, 409, "once is enough");

    let [anna, bo] = walked.ids.clone();
    let read = walked.read(&anna).await.shown();
    assert!(OF_ANNA.iter().any(|price| read.contains(price)), "{read}");
    walked.read(&bo).await.says(&["The idea of bo"]).hides(OF_BO);
    let track = format!("/procedures/{}/tracks/main", walked.procedure);
    let list = walked.olga.open(&format!("{track}/selection")).await;
    let form = list.hides(OF_BO).form("remark");
    assert_eq!(form.value(&format!("place-{anna}")), "selected");
    walked.olga.press(form).await;
    let letters = walked.olga.open(&format!("/procedures/{}/letters", walked.procedure)).await;
    walked.olga.press(letters.hides(OF_BO).form_to("/letters")).await;

    let (held, verdict) = walked.world.verified(walked.procedure).await;
    for (name, text) in &held.texts {
        let text = String::from_utf8_lossy(text);
        assert!(OF_BO.iter().all(|price| !text.contains(price)), "{name}");
    }
    // Nothing is declared before the envelopes are opened, and then one price is.
    assert_eq!(verdict.checked[&Check::Facts], 1, "{verdict:?}");
}
