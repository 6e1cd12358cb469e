//! The case up to the deadline: roles, applications, questions, an extension. Whatever a person does is done
//! by the links and forms that the pages show.

use std::collections::{BTreeMap, BTreeSet};

use trespor::engine::ids::ProcedureId;
use trespor::engine::instant::Instant;

use crate::html::Form;
use crate::http::{Browser, Page};
use crate::pages;
use crate::world::{OWNER, World};

/// 5 February 2027 at 12:00 in Copenhagen, as the file has it.
pub const FIRST_DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);
/// 12 February 2027 at 12:00 in Copenhagen, to which it is moved.
pub const DEADLINE: Instant = Instant::from_micros(1_802_430_000_000_000);

/// Somebody with a role: short name, name, role, track.
pub const STAFF: [(&str, &str, &str, &str); 6] = [
    ("siri", "Siri Sandager", "secretary", "all"),
    ("eva", "Eva Enevold", "evaluator", "all"),
    ("erik", "Erik Ebbesen", "evaluator", "all"),
    ("ellen", "Ellen Elkjær", "evaluator", "social"),
    ("carl", "Carl Clemmensen", "chair", "all"),
    ("anders", "Anders Agerskov", "auditor", "all"),
];

/// An applicant. The lead's short name is its address too.
#[derive(Clone, Copy, Debug)]
pub struct Applicant {
    pub lead: &'static str,
    pub name: &'static str,
    pub track: &'static str,
    pub languages: &'static str,
    pub turnover: &'static str,
}

impl Applicant {
    const fn new(lead: &'static str, name: &'static str, track: &'static str) -> Self {
        Self { lead, name, track, languages: "en", turnover: "2.500.000" }
    }

    pub fn email(&self) -> String {
        format!("{}@example.org", self.lead)
    }

    /// Words that stand in this application alone and tell nothing of who applies.
    pub fn words(&self) -> String {
        let place = APPLICANTS.iter().position(|one| one.lead == self.lead).expect("one of them");
        format!("approach-number-{place:02}")
    }

    pub fn file(&self) -> String {
        format!("mappe-{}.pdf", self.lead)
    }

    pub fn pdf(&self) -> Vec<u8> {
        format!("%PDF-1.4\n% what {} built\n%%EOF\n", self.words()).into_bytes()
    }
}

/// Those who apply. Dan's turnover is below the minimum, Ea withdraws, Gert never submits.
pub const APPLICANTS: [Applicant; 12] = [
    Applicant { languages: "da", ..Applicant::new("lene", "Solsikkehuset", "social") },
    Applicant::new("bo", "Brohuset", "social"),
    Applicant::new("nora", "Nordlyset", "social"),
    Applicant { turnover: "800.000", ..Applicant::new("dan", "Havnefolket", "social") },
    Applicant::new("frida", "Gadelyset", "social"),
    Applicant::new("ea", "Fjordvandet", "social"),
    Applicant { languages: "da", ..Applicant::new("hans", "Tegnestuen Hejren", "physical") },
    Applicant::new("ida", "Isfuglen", "physical"),
    Applicant::new("karl", "Kompasrosen", "organisational"),
    Applicant::new("lise", "Lanternen", "organisational"),
    Applicant::new("mona", "Mosaikken", "organisational"),
    Applicant::new("gert", "Glenteværket", "organisational"),
];

/// The other members of Lene's consortium: short name, name, kind.
pub const MEMBERS: [(&str, &str, &str); 2] =
    [("mads", "Kløverværkstedet", "organisation"), ("rikke", "Rikke Ravnholt", "person")];

pub const TRACKS: [&str; 3] = ["social", "physical", "organisational"];

/// The applicant whom `lead` leads.
pub fn applicant(lead: &str) -> Applicant {
    *APPLICANTS.iter().find(|one| one.lead == lead).expect("one of the applicants")
}

/// Names of those who apply, and their addresses.
pub fn names() -> Vec<String> {
    let applicants = APPLICANTS.iter().flat_map(|one| [one.name.to_owned(), one.email()]);
    let members =
        MEMBERS.iter().flat_map(|(who, name, _)| [(*name).to_owned(), format!("{who}@example.org")]);
    applicants.chain(members).collect()
}

/// What nobody but those who apply may see before the opening.
pub fn secrets() -> Vec<String> {
    let contents = APPLICANTS.iter().flat_map(|one| [one.words(), one.file()]);
    names().into_iter().chain(contents).collect()
}

/// The case as far as it has come.
pub struct Case {
    pub world: World,
    pub procedure: ProcedureId,
    /// Browsers of those who have signed in.
    pub people: BTreeMap<&'static str, Browser>,
    /// Addresses of the applications, by lead.
    pub applications: BTreeMap<&'static str, String>,
}

impl Case {
    /// Somebody's browser.
    pub fn who(&self, name: &str) -> &Browser {
        self.people.get(name).unwrap_or_else(|| panic!("{name} has not signed in"))
    }

    /// The address of the application that somebody leads.
    pub fn own(&self, lead: &str) -> &str {
        &self.applications[lead]
    }

    /// Its identifier.
    pub fn id(&self, lead: &str) -> &str {
        self.own(lead).rsplit('/').next().expect("an identifier")
    }

    /// The code by which people speak of an application: the end of its identifier.
    pub fn code(&self, lead: &str) -> String {
        let id = self.id(lead).to_uppercase();
        let (first, second) = id[id.len() - 6..].split_at(4);
        format!("{first}-{second}")
    }

    /// The page of the procedure for somebody behind the desk, by the links of the desk.
    pub async fn desk(&self, who: &str) -> Page {
        let desk = self.who(who).open("/desk").await;
        self.who(who).open(&desk.link(&format!("/procedures/{}", self.procedure))).await
    }

    /// A page on which somebody's work waits: by a link of their own desk, or of the procedure's.
    pub async fn work(&self, who: &str, part: &str) -> Page {
        let desk = self.who(who).open("/desk").await;
        let direct = desk.links().into_iter().find(|link| link.contains(part));
        let link = match direct {
            Some(link) => link,
            None => self.desk(who).await.link(part),
        };
        self.who(who).open(&link).await
    }

    /// Moves the clock to so many days after the deadline.
    pub fn days_after(&self, days: i64) {
        self.world.crank(DEADLINE.plus_seconds(days * 86_400));
    }

    /// The file is opened, and its owner signs in by the mailed link.
    pub async fn open() -> Self {
        Self::open_in(World::start(false).await).await
    }

    /// The same where the demo's own page can be seen.
    pub async fn open_in_a_demo() -> Self {
        Self::open_in(World::start(true).await).await
    }

    async fn open_in(world: World) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/workflows/boligliv-i-balance.yaml");
        let source = std::fs::read_to_string(path).expect("the file of the case");
        let source = crate::curing::with_a_window(&source);
        let procedure = world.open_procedure(&source).await;

        let owner = world.visitor("en");
        let ask = owner.open("/desk").await;
        let wrong = owner.send(ask.form("email").with("email", "olga at example")).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(wrong.form("email").value("email"), "olga at example");
        owner.send(wrong.form("email").with("email", OWNER)).await.says(&["Look in your inbox"]);
        let link = world.link_to(OWNER, 0).await;
        world.letter(OWNER, "Your link to sign in").await.says(&["30 minutes", &link]);
        // Somebody's mail program looks at the link before the reader does: nothing is used up.
        for _ in 0..2 {
            assert_eq!(world.visitor("da").get(&link).await.status, 200);
        }
        let confirm = owner.open(&link).await;
        let button = confirm.forms().remove(0);
        owner.press(button.clone()).await.says(&["Housing life in balance", "Project owner"]);
        let again = world.visitor("en").send(button).await;
        assert_eq!(again.status, 410);
        again.says(&["The link has been used or is too old"]);

        Self { world, procedure, people: BTreeMap::from([("olga", owner)]), applications: BTreeMap::new() }
    }

    /// The owner gives roles; the letters arrive, and everybody signs in.
    pub async fn give_roles(&mut self) {
        let owner = self.who("olga");
        let people = self.desk("olga").await.link("/people");
        let form = |page: &Page, (who, name, role, track): (&str, &str, &str, &str)| -> Form {
            let form = page.form("email").with("name", name).with("email", &format!("{who}@example.org"));
            form.with("role", role).with("track", track)
        };
        let wrong = form(&owner.open(&people).await, STAFF[0]).with("email", "siri");
        let wrong = owner.send(wrong).await;
        assert_eq!(wrong.status, 422);
        wrong.says(&["Write an email address"]);
        assert_eq!(wrong.form("email").value("name"), "Siri Sandager");
        assert_eq!(wrong.form("email").value("role"), "secretary");
        let forged = [("name", "Eve"), ("email", "eve@example.org"), ("role", "owner"), ("track", "all")];
        assert_eq!(owner.forge_from_elsewhere(&people, &forged).await.status, 403);
        for one in STAFF {
            owner
                .press(form(&owner.open(&people).await, one))
                .await
                .says(&[one.1, "The roles have been changed"]);
        }
        owner.open(&people).await.hides(["eve@example.org"]);
        for (who, _, role, track) in STAFF {
            let email = format!("{who}@example.org");
            let letter = self.world.letter(&email, "Your role in “Housing life in balance").await;
            letter.says(&[if track == "all" { "Track: all" } else { "Track: Social track" }, "/desk"]);
            let browser = self.world.visitor("en");
            let desk = self.world.sign_in(&browser, &email, "/desk").await;
            desk.says(&["Housing life in balance", &format!("{}{}", role[..1].to_uppercase(), &role[1..])]);
            self.people.insert(who, browser);
        }
        assert_eq!(self.who("siri").forge(&people, &forged).await.status, 403, "the owner's alone");
        // What a role does not reach is not there.
        let visitor = self.world.visitor("en");
        assert_eq!(visitor.get(&people).await.status, 303);
        self.people.insert("vera", self.world.signed_in("vera@example.org", "en").await);
        assert_eq!(self.who("vera").get(&people).await.status, 404);
    }

    /// Nobody behind the desk finds a name, a word or a file of an application, on any page there is.
    pub async fn sealed_until_the_deadline(&self) {
        let secrets = secrets();
        let staff = STAFF.iter().map(|(who, ..)| (*who, "lene"));
        for (who, lead) in staff.chain([("olga", "lene"), ("olga", "gert"), ("vera", "bo")]) {
            for path in pages::addresses(self, lead).await {
                let page = self.who(who).reading("en").get(&path).await;
                page.hides(secrets.iter().map(String::as_str));
            }
        }
        // Nor does one applicant find another.
        let bo = applicant("bo");
        let own = [bo.name.to_owned(), bo.email(), bo.words(), bo.file()];
        let foreign: Vec<_> = secrets.iter().filter(|word| !own.contains(word)).map(String::as_str).collect();
        for path in pages::addresses(self, "lene").await {
            self.who("bo").reading("en").get(&path).await.hides(foreign.iter().copied());
        }
        let desk = self.desk("olga").await;
        desk.says(&["Begun 6 Submitted 4", "Begun 2 Submitted 2", "Begun 4 Submitted 3"]);
    }

    /// A question is answered to everybody who applies or follows, and nobody learns who asked.
    pub async fn ask_and_answer(&self) {
        let (nora, olga, vera) = (self.who("nora"), self.who("olga"), self.who("vera"));
        let tender = nora.open("/").await.link("/tenders/");
        let question = "May a researcher be a member in her own name?";
        let asked = nora.press(nora.open(&tender).await.form("question").with("question", question)).await;
        asked.says(&["The question has been received"]);
        vera.press(vera.open(&tender).await.form_to("/follow")).await.says(&["Stop following"]);
        vera.open(&tender).await.hides([question]);

        let desk = self.desk("olga").await;
        desk.says(&["1 question waits for an answer"]);
        let questions = olga.open(&desk.link("/questions")).await;
        questions.says(&[question]).hides(["nora", "Nordlyset"]);
        let form = olga.open(&questions.link("/questions/")).await.form("answer");
        let short = olga.send(form.clone().with("answer", "")).await;
        assert_eq!(short.status, 422);
        olga.press(form.with("answer", "Yes. Persons can be members.")).await.says(&["Yes. Persons"]);
        vera.open(&tender)
            .await
            .says(&[question, "Yes. Persons can be members."])
            .hides(["nora", "Nordlyset"]);
        for email in ["vera@example.org", "nora@example.org", "bo@example.org", "gert@example.org"] {
            self.world
                .letter(email, "Answer to a question")
                .await
                .says(&[question, "Yes. Persons can be members."]);
        }
        self.world
            .letter("lene@example.org", "Svar på et spørgsmål")
            .await
            .says(&["Yes. Persons can be members."]);
    }

    /// The deadline is moved for all, never earlier, and with a reason.
    pub async fn move_the_deadline(&self) {
        let olga = self.who("olga");
        let dates = self.desk("olga").await.link("/dates");
        let page = olga.open(&dates).await;
        let form = olga.open(&page.link("/dates/deadline")).await.form("to");
        assert_eq!((form.value("to"), form.value("to-time")), ("2027-02-05", "12:00"));
        let reason = "The sign-in service was down for a day.";
        let earlier = form.clone().with("to", "2027-02-04").with("reason", reason);
        let refused = olga.send(earlier).await;
        assert_eq!(refused.status, 422);
        refused.says(&["A deadline can only be extended", reason]);
        assert_eq!(refused.form("to").value("to"), "2027-02-04");
        // Every letter is read before any is sent, and looking changes nothing.
        let form = form.with("to", "2027-02-12").with("reason", reason);
        let written = self.world.letters().len();
        let ahead = olga.send(form.clone().with("do", "ahead")).await;
        assert_eq!(ahead.status, 200);
        let subject = "New deadline in “Housing life in balance";
        ahead.says(&[subject, reason, "5 February 2027 at 12:00", "12 February 2027 at 12:00", "who follow"]);
        assert_eq!(ahead.form("to").value("to"), "2027-02-12");
        assert_eq!(self.world.letters().len(), written);
        let moved = olga.press(form).await;
        moved.says(&["Friday 12 February 2027 at 12:00", reason]);
        let english = ["vera@example.org", "nora@example.org", "gert@example.org", "karl@example.org"];
        for email in english {
            let letter = self.world.letter(email, "New deadline in “Housing life in balance").await;
            letter.says(&[reason, "5 February 2027 at 12:00", "12 February 2027 at 12:00"]);
        }
        for email in ["lene@example.org", "mads@example.org", "rikke@example.org"] {
            let letter = self.world.letter(email, "Ny frist i »Boligliv i balance").await;
            letter.says(&[reason, "5. februar 2027 kl. 12.00", "12. februar 2027 kl. 12.00"]);
        }
        // The date is called by its name and not by the word that stands for it in the file.
        for letter in self.world.letters().iter().filter(|letter| letter.text.contains(reason)) {
            assert!(!letter.subject.ends_with(": deadline"), "{letter:?}");
            assert!(!letter.text.contains(": deadline\n"), "{letter:?}");
        }
        let tender = self.who("vera").open(&self.who("vera").open("/").await.link("/tenders/")).await;
        tender.says(&["to Friday 12 February 2027 at 12:00", reason]);
    }

    /// The same without looking at every page on the way.
    pub async fn pass_the_deadline_quietly(&self) {
        self.submit("frida").await;
        self.world.crank(DEADLINE.plus_micros(1));
    }

    /// In time to the last millisecond, and a microsecond later no more.
    pub async fn pass_the_deadline(&self) {
        // The first deadline passes and ends nothing. Reminders go to those who have not submitted.
        self.world.crank(FIRST_DEADLINE.plus_seconds(60));
        self.desk("olga").await.says(&["Receives applications until Friday 12 February 2027 at 12:00"]);
        self.world.crank(DEADLINE.plus_seconds(-2 * 3600));
        for email in ["frida@example.org", "gert@example.org"] {
            for nth in 0..2 {
                self.world
                    .nth_letter(email, "NOT SUBMITTED: ", nth)
                    .await
                    .says(&["12 February 2027 at 12:00"]);
            }
        }
        let frida = self.review("frida").await.form("declare").with("declare", "yes");
        let gert = self.review("gert").await.form("declare").with("declare", "yes");
        let draft = self.who("gert").open(&format!("{}/form", self.own("gert"))).await.form("a-team");

        self.world.crank(DEADLINE.plus_micros(-1_000));
        let receipt = self.who("frida").press(frida).await;
        receipt.says(&["SUBMITTED", "at 11:59:59.999"]);
        self.world.crank(DEADLINE.plus_micros(1));
        let late = self.who("gert").send(gert).await;
        assert_eq!(late.status, 409);
        let times = ["Friday 12 February 2027 at 12:00 (Europe/Copenhagen)", "at 12:00:00.000"];
        late.says(&times).says(&["NOT SUBMITTED", "does not take part", "The try is on the record"]);
        let late = self.who("gert").send(draft.with("a-team", "typed too late").with("do", "save")).await;
        assert_eq!(late.status, 409);
        late.says(&times).says(&["typed too late"]);
        assert_eq!(self.who("ea").forge(&format!("{}/withdraw", self.own("ea")), &[]).await.status, 409);

        // Closed and not opened: the seal holds.
        let secrets = secrets();
        for path in pages::addresses(self, "lene").await {
            let page = self.who("olga").reading("en").get(&path).await;
            page.hides(secrets.iter().map(String::as_str));
        }
    }

    /// Whose letters say what, so that nobody gets two or none: recipients of letters with such a subject.
    pub fn told(&self, subjects: &[&str]) -> Vec<String> {
        let letters = self.world.letters().into_iter();
        let about = letters.filter(|letter| subjects.iter().any(|subject| letter.subject.contains(subject)));
        let mut told: Vec<_> = about.map(|letter| letter.to).collect();
        told.sort();
        told
    }

    /// The addresses of several people, in order.
    pub fn addresses_of(who: &[&str]) -> Vec<String> {
        let all: BTreeSet<_> = who.iter().map(|who| format!("{who}@example.org")).collect();
        all.into_iter().collect()
    }
}
