//! The case from the decision to the end, and what must be true of all of it.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Row as _;

use crate::case::{APPLICANTS, Case, TRACKS, applicant, secrets};
use crate::judging::{DAN_REASON, compared, reason};
use crate::pages;
use crate::world::OWNER;

/// Subjects of the letters that tell a decision.
const DECISIONS: [&str; 4] =
    ["I er udvalgt", "You are selected", "Afgørelse om jeres ansøgning", "Decision on your application"];

/// Everybody who is told: the members of every application that takes part.
const TOLD: [&str; 12] =
    ["bo", "dan", "frida", "hans", "ida", "karl", "lene", "lise", "mads", "mona", "nora", "rikke"];

/// Leads of the teams that go on together.
const TEAMS: [&str; 8] = ["lene", "bo", "frida", "hans", "ida", "karl", "lise", "mona"];

const REMARK: &str = "Two suitable applicants are enough for a physical track.";

/// What a team has recommended.
pub struct Recommended {
    joint: String,
    words: &'static str,
}

impl Case {
    /// The owner decides the computed lists; nothing goes out before all are decided.
    pub async fn choose(&self) {
        self.days_after(17);
        let olga = self.who("olga");
        for track in TRACKS {
            let desk = self.desk("olga").await;
            let list = olga.open(&desk.link(&format!("/tracks/{track}/selection"))).await;
            let shown = list.shown();
            let place =
                |name: &str| shown.find(name).unwrap_or_else(|| panic!("{name} is not on the list: {shown}"));
            let places: Vec<_> = compared(track).iter().map(|one| place(one.name)).collect();
            // The applicants of the case stand in the order of their points, but for Nora, who is below
            // the threshold.
            match track {
                "social" => assert!(
                    places[0] < places[1] && places[1] < places[3] && places[3] < places[2],
                    "{shown}"
                ),
                _ => assert!(places.is_sorted(), "{shown}"),
            }
            list.hides(["Havnefolket"]);
            let form = list.form("remark");
            let chosen = |lead: &str| form.value(&format!("place-{}", self.id(lead))).to_owned();
            for one in compared(track) {
                assert_eq!(chosen(one.lead), if one.lead == "nora" { "not" } else { "selected" });
            }
            if track == "physical" {
                let refused = olga.send(form).await;
                assert_eq!(refused.status, 409, "two are fewer than the minimum: that wants a remark");
                refused.says(&["“Remark on the whole list” must have at least 20 characters"]);
                let form = refused.form("remark").with("remark", REMARK);
                olga.press(form).await.says(&["Decided on", "Decided list", REMARK]);
            } else {
                // A list that is not the computed one wants a reason for each who is moved.
                let moved = form.clone().with(&format!("place-{}", self.id(compared(track)[0].lead)), "not");
                assert_eq!(olga.send(moved).await.status, 409);
                olga.press(form).await.says(&["Decided on"]);
            }
            let letters = olga.open(&format!("/procedures/{}/letters", self.procedure)).await;
            if track != "organisational" {
                letters.says(&["Not ready: "]);
                assert!(letters.forms().is_empty(), "no button yet");
                assert_eq!(olga.forge(&letters.path, &[]).await.status, 409);
            }
        }
        assert_eq!(self.told(&DECISIONS), Vec::<String>::new(), "nobody has been told");
        for who in ["lene", "dan", "nora"] {
            let outcome = self.who(who).reading("en").open(&format!("{}/outcome", self.own(who))).await;
            outcome.says(&["The decision has not been sent yet"]).hides([
                "Brohuset",
                DAN_REASON,
                "You are selected",
            ]);
        }
    }

    /// All letters of all tracks go out at one moment.
    pub async fn release_the_letters(&self) {
        let olga = self.who("olga");
        let letters = olga.open(&self.desk("olga").await.link("/letters")).await;
        letters.says(&["12 letters are ready", "nora@example.org: Decision on your application", DAN_REASON]);
        assert_eq!(self.who("siri").forge(&letters.path, &[]).await.status, 404, "the owner's alone");
        olga.press(letters.form_to("/letters")).await.says(&["Letters released on"]);
        let last = |_: &[_]| (self.told(&DECISIONS).len() >= TOLD.len()).then_some(());
        self.world.sink.until("the twelfth decision", last).await;
        assert_eq!(self.told(&DECISIONS), Self::addresses_of(&TOLD), "each exactly one");
        let all = self.world.letters();
        let decisions: Vec<_> =
            all.iter().filter(|letter| DECISIONS.iter().any(|one| letter.subject.contains(one))).collect();
        assert!(decisions.iter().all(|letter| letter.date == decisions[0].date), "at one moment");

        let nora = self.world.letter("nora@example.org", "Decision on your application").await;
        nora.says(&["you are not selected", "Solsikkehuset", "Brohuset", "Gadelyset"]);
        for criterion in ["relevance", "method", "team"] {
            nora.says(&[&reason("erik", "nora", criterion), "1 of 5 points"]);
        }
        assert!(!nora.text.contains(&reason("erik", "frida", "team")), "nobody else's reasons");
        let dan = self.world.letter("dan@example.org", "Decision on your application").await;
        dan.says(&[DAN_REASON, "Solsikkehuset", "Brohuset", "Gadelyset"]);
        let lene = self.world.letter("lene@example.org", "I er udvalgt").await;
        lene.says(&["Solsikkehuset, Kløverværkstedet, Rikke Ravnholt", "Brohuset", "Gadelyset"]);
        // Nora stays under the threshold and has no place: one of five in everything makes twenty of a hundred. Dan was not
        // compared.
        for (who, words, place) in [
            ("nora", "you are not selected", "Total: 20 points."),
            ("dan", DAN_REASON, "The decision was sent on"),
            ("bo", "You are selected", "Your place in the comparison: number "),
        ] {
            let outcome = self.who(who).open(&format!("{}/outcome", self.own(who))).await;
            outcome.says(&[words, "The decision was sent on", place]);
        }
        let bo = self.who("bo").open(&format!("{}/outcome", self.own("bo"))).await;
        bo.says(&["Points and reasons", "Relevance", "Method", "Team"]);
        let dan = self.who("dan").open(&format!("{}/outcome", self.own("dan"))).await;
        dan.hides(["Your place in the comparison", "Total: "]);
        assert_eq!(olga.forge(&letters.path, &[]).await.status, 409, "once");
    }

    /// Nora complains; her track waits and the others go on. The owner settles it.
    pub async fn complain(&self) {
        self.days_after(24);
        let (nora, olga) = (self.who("nora"), self.who("olga"));
        let outcome = nora.open(&format!("{}/outcome", self.own("nora"))).await;
        let form = nora.open(&outcome.link("/complaint")).await.form("text");
        let short = nora.send(form.clone().with("text", "Unfair!")).await;
        assert_eq!(short.status, 422);
        assert_eq!(short.form("text").value("text"), "Unfair!");
        let text = "Nobody has read our second reference.";
        nora.press(form.with("text", text)).await.says(&[text, "Not settled yet"]);
        self.world
            .letter(OWNER, "Complaint about the decision in the track “Social track”")
            .await
            .says(&[text, "Nordlyset"]);
        let desk = self.desk("olga").await;
        desk.says(&["1 complaint is open. The track is suspended."]);
        desk.says(&["Physical track", "Complaints can be filed until"]);

        // The window of the others closes; the joint step waits for the one that is suspended.
        self.days_after(60);
        let desk = self.desk("olga").await;
        assert_eq!(desk.shown().matches("The track has ended: completed").count(), 2, "{}", desk.shown());
        let joint = olga.open(&desk.link("/joint/")).await;
        joint.says(&["Waiting for the tracks to be completed", "No team takes part yet"]);
        assert_eq!(self.who("lene").get(&joint.path).await.status, 404);

        let complaints = olga.open(&desk.link("/complaints")).await;
        complaints.says(&["Suspended", text, "Nordlyset"]);
        let form = olga.open(&complaints.link("/complaints/")).await.form("ruling");
        assert_eq!(olga.send(form.clone()).await.status, 422, "an answer is needed");
        let ruling = "All references were read by everybody.";
        let form = form.with("ruling", "dismissed").with("reason", ruling);
        olga.press(form).await.says(&["Dismissed", ruling]);
        self.world
            .letter("nora@example.org", "Your complaint in the track “Social track” is settled")
            .await
            .says(&[ruling]);
        nora.open(&outcome.path).await.says(&[text, "Dismissed", ruling]);
    }

    /// The teams are invited, and one of them recommends something.
    pub async fn recommend(&self) -> Recommended {
        let mut joint = String::new();
        for who in TEAMS.iter().chain(&["mads", "rikke"]) {
            let danish = ["lene", "hans", "mads", "rikke"].contains(who);
            let subject = if danish {
                "Invitation til »Fælles anbefalinger«"
            } else {
                "Invitation to “Joint recommendations”"
            };
            let letter = self.world.letter(&format!("{who}@example.org"), subject).await;
            let start = letter.text.find("/joint/").expect("a link");
            letter.text[start..].split(['>', '\n']).next().expect("a link").clone_into(&mut joint);
        }
        for who in ["nora", "dan", "ea"] {
            assert_eq!(self.who(who).get(&joint).await.status, 404, "{who} is in no team");
        }
        let hans = self.who("hans");
        let words = "Let the residents run the common rooms themselves.";
        hans.press(hans.open(&joint).await.form("text").with("text", words)).await.says(&[words]);
        assert_eq!(
            self.who("mads").forge(&format!("{joint}/recommend"), &[("text", words)]).await.status,
            403
        );
        Recommended { joint, words }
    }

    /// The teams endorse and dissent; the owner publishes.
    pub async fn take_stands(&self, Recommended { joint, words }: Recommended) {
        let olga = self.who("olga");
        let early = olga.send(olga.open(&joint).await.form_to("/publish")).await;
        assert_eq!(early.status, 422, "everybody takes a stand first: {}", early.shown());
        let dissent = "The rooms are too few for that by far.";
        for who in TEAMS.iter().filter(|who| **who != "hans") {
            let team = self.who(who);
            let page = team.open(&joint).await;
            if *who == "mona" {
                let form = team.open(&page.link("/1/dissent")).await.form("reason");
                assert_eq!(team.send(form.clone()).await.status, 422, "a reason is needed");
                team.press(form.with("reason", dissent)).await.says(&[dissent]);
            } else {
                team.press(page.form_to("/1/endorse")).await;
            }
        }
        let page = olga.open(&joint).await;
        olga.press(page.form_to("/publish")).await.says(&[
            "The recommendations were published on",
            words,
            dissent,
        ]);
        self.who("nora").open(&joint).await.says(&[words, dissent, "Mosaikken"]);
    }

    /// The journal is whole, and every letter has come exactly once, as letters must be.
    pub async fn nothing_is_broken(&mut self) {
        let anders = self.who("anders");
        let journal = self.work("anders", "/journal").await;
        let verify = anders.open(&journal.link("/journal/verify")).await;
        verify.says(&["lines are unchanged and in their places"]);
        pages::check(&verify, "en");

        self.world.settle().await;
        for verified in self.world.app.verify().await.expect("the journal can be read") {
            assert_eq!(verified.faults, Vec::<String>::new());
            assert!(verified.lines > 150, "{verified:?}");
        }
        let mut database = self.world.database().await;
        let rows = sqlx::query("SELECT id, message_id, address, state, language FROM outbox")
            .fetch_all(&mut database)
            .await;
        // The rows lie sealed: whoever looks at them here has the program's key.
        let cipher = self.world.app.store.cipher().clone();
        let opened =
            |place: &str, text: String| cipher.open(place, text).expect("it is sealed with this key");
        let mut expected = BTreeMap::new();
        for row in rows.expect("the outbox") {
            let text = |column: &str| row.try_get::<String, _>(column).expect("text");
            let address = opened(&format!("outbox.address:{}", text("id")), text("address"));
            assert_eq!(text("state"), "sent", "{}", text("message_id"));
            expected.insert(text("message_id"), (address, text("language")));
        }
        let letters = self.world.letters();
        let ids: BTreeSet<_> = letters.iter().map(|letter| format!("<{}>", letter.id)).collect();
        assert_eq!(
            (ids.len(), &ids),
            (letters.len(), &expected.keys().cloned().collect()),
            "each exactly once"
        );
        let rows = sqlx::query("SELECT email, language FROM person").fetch_all(&mut database).await;
        let reads: BTreeMap<String, String> = rows
            .expect("people")
            .iter()
            .map(|row| (opened("address", row.get("email")), row.get("language")))
            .collect();
        // Who came by a Danish page or was invited on one reads Danish.
        for (who, language) in [("olga", "en"), ("siri", "en"), ("lene", "da"), ("mads", "da"), ("bo", "en")]
        {
            assert_eq!(reads[&format!("{who}@example.org")], language, "{who}");
        }
        for letter in &letters {
            assert_eq!(expected[&format!("<{}>", letter.id)].0, letter.to);
            assert_eq!(letter.language, reads[&letter.to], "{letter:?}");
            assert_eq!(letter.headers["auto-submitted"], "auto-generated");
            assert!(letter.headers.contains_key("date") && !letter.subject.is_empty(), "{letter:?}");
            assert!(!letter.text.trim().is_empty(), "{letter:?}");
            assert!(letter.html.contains(&format!("lang=\"{}\"", letter.language)), "{letter:?}");
            assert!(!letter.text.contains("{{") && !letter.text.contains("Some("), "{letter:?}");
        }
        assert_eq!(self.told(&DECISIONS), Self::addresses_of(&TOLD), "still each exactly one");

        // Nothing in the journal tells who anybody is, or what they wrote.
        let bodies = sqlx::query("SELECT body FROM journal").fetch_all(&mut database).await;
        let bodies: Vec<String> = bodies.expect("the journal").iter().map(|row| row.get("body")).collect();
        let told = secrets().into_iter().chain([DAN_REASON.to_owned(), REMARK.to_owned(), OWNER.to_owned()]);
        for word in told {
            assert!(bodies.iter().all(|body| !body.contains(&word)), "“{word}” stands in the journal");
        }
        assert_eq!(APPLICANTS.len(), self.applications.len());
        assert!(bodies.iter().any(|body| body.contains(self.id("gert"))), "{}", applicant("gert").name);
    }
}
