//! Applying: drafts, files, signatures, receipts, a second version, a withdrawal.

use sha2::{Digest as _, Sha256};

use crate::case::{APPLICANTS, Applicant, Case, MEMBERS, applicant};
use crate::http::Page;

impl Case {
    /// Begins an application, fills it in and uploads a file, by the way that the pages show.
    async fn draft(&mut self, one: Applicant) {
        let browser = self.world.visitor(one.languages);
        let front = browser.open("/").await;
        let tender = browser.open(&front.link("/tenders/")).await;
        let apply = tender.link(&format!("/tracks/{}/apply", one.track));
        let start = self.world.sign_in(&browser, &one.email(), &apply).await;
        let overview =
            browser.press(start.form("kind").with("name", one.name).with("kind", "organisation")).await;
        let own = overview.path.clone();
        assert!(own.starts_with("/applications/"), "{own}");
        let form = browser.open(&overview.link("/form")).await.form("a-approach");
        let form = form
            .with("a-approach", &format!("{}: we begin in the laundry & listen <first>.", one.words()))
            .with("a-team", "An anthropologist, a lawyer and two builders.")
            .with("a-turnover", one.turnover)
            .with("a-declaration", "yes");
        let files = browser.press(form.with("do", "next")).await;
        assert!(files.path.ends_with("/files"), "{}", files.path);
        let upload = files.form("a-references").with_file("a-references", &one.file(), &one.pdf());
        let files = browser.press(upload).await;
        files.says(&[&one.file(), &hex::encode(Sha256::digest(one.pdf()))]);
        self.people.insert(one.lead, browser);
        self.applications.insert(one.lead, own);
    }

    /// One applicant begins, with everything filled in and nothing submitted.
    pub async fn begin(&mut self, lead: &str) {
        self.draft(applicant(lead)).await;
    }

    /// The page on which an application is submitted.
    pub async fn review(&self, lead: &str) -> Page {
        let browser = self.who(lead);
        browser.open(&browser.open(self.own(lead)).await.link("/review")).await
    }

    /// Submits as it stands; the receipt.
    pub async fn submit(&self, lead: &str) -> Page {
        let form = self.review(lead).await.form("declare").with("declare", "yes");
        let receipt = self.who(lead).press(form).await;
        assert!(receipt.path.ends_with("/receipt"), "{}", receipt.path);
        receipt
    }

    /// Everybody applies; Ea takes hers back, Frida and Gert wait.
    pub async fn apply(&mut self) {
        self.begin_all().await;
        self.hand_in_all().await;
    }

    /// Everybody has a draft with everything filled in.
    pub async fn begin_all(&mut self) {
        for one in APPLICANTS {
            self.draft(one).await;
        }
    }

    /// Those who mean to hand in do.
    pub async fn hand_in_all(&mut self) {
        self.consortium().await;
        self.wrong_file().await;
        for one in APPLICANTS.iter().filter(|one| !["lene", "frida", "gert"].contains(&one.lead)) {
            let receipt = self.submit(one.lead).await;
            self.check_receipt(*one, &receipt, 0).await;
        }
        self.replace().await;
        self.withdraw().await;
    }

    /// The receipt's page and letter say the same.
    async fn check_receipt(&self, one: Applicant, receipt: &Page, nth: usize) {
        let danish = one.languages == "da";
        let subject = if danish { "INDSENDT: " } else { "SUBMITTED: " };
        let letter = self.world.nth_letter(&one.email(), subject, nth).await;
        let file = hex::encode(Sha256::digest(one.pdf()));
        letter.says(&[&file, &one.file()]);
        receipt.says(&[&file, &one.file(), one.name]);
        let label = if danish {
            "Indholdets fingeraftryk (SHA-256) "
        } else {
            "Fingerprint of the contents (SHA-256) "
        };
        let shown = receipt.shown();
        let digest = shown.split(label).nth(1).and_then(|rest| rest.get(..64)).expect("a digest").to_owned();
        assert!(digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digest}");
        letter.says(&[&digest]);
        // The data that the page offers witness the same.
        let data = self.who(one.lead).open(&receipt.link("/receipt.json")).await;
        assert!(data.html().contains(&digest) && data.html().contains(&file), "{}", data.html());
        self.take_the_receipt(one, receipt).await;
    }

    /// Lene invites two members by mail; without their signatures nothing can be submitted.
    async fn consortium(&mut self) {
        let lene = self.who("lene");
        let members = lene.open(self.own("lene")).await.link("/members");
        for (who, name, kind) in MEMBERS {
            let form = lene.open(&members).await.form("email").with("name", name).with("kind", kind);
            lene.press(form.with("email", &format!("{who}@example.org"))).await.says(&[name]);
        }
        let mut signed = Vec::new();
        for (at, (who, name, _)) in MEMBERS.into_iter().enumerate() {
            let review = self.review("lene").await;
            review.says(&[&format!("{name} har ikke skrevet under")]);
            assert!(review.forms().iter().all(|form| form.names("declare").is_empty()), "no button yet");
            let forged = lene.forge(&review.path, &[("declare", "yes")]).await;
            assert_eq!(forged.status, 409);
            forged.says(&["IKKE INDSENDT", &format!("{name} har ikke skrevet under")]);

            let email = format!("{who}@example.org");
            let letter = self.world.letter(&email, "Invitation til at søge sammen med Solsikkehuset").await;
            let start = letter.text.find("/applications/").expect("a link");
            let link = letter.text[start..].split(['>', '\n']).next().expect("a link");
            let browser = self.world.visitor("da");
            let sign = self.world.sign_in(&browser, &email, link).await;
            sign.says(&["Solsikkehuset", &applicant("lene").words()]);
            let form = sign.form("declare");
            assert_eq!(browser.send(form.clone()).await.status, 422, "tick first");
            browser.press(form.with("declare", "yes").with("do", "sign")).await.says(&["Underskrevet"]);
            if at == 0 {
                lene.open(&members).await.says(&["1 af 2"]);
            }
            signed.push((who, browser));
        }
        self.people.extend(signed);
        // Only Lene submits, and all three get the receipt.
        let forged =
            self.who("mads").forge(&format!("{}/review", self.own("lene")), &[("declare", "yes")]).await;
        assert_eq!(forged.status, 409);
        let receipt = self.submit("lene").await;
        receipt.says(&["INDSENDT", "Kløverværkstedet", "Rikke Ravnholt"]);
        self.check_receipt(applicant("lene"), &receipt, 0).await;
        for (who, ..) in MEMBERS {
            self.world
                .letter(&format!("{who}@example.org"), "INDSENDT: ")
                .await
                .says(&[&applicant("lene").file()]);
        }
    }

    /// What is no PDF is not taken, whatever it is called; what was typed stays.
    async fn wrong_file(&self) {
        let bo = self.who("bo");
        let page = bo.open(&bo.open(self.own("bo")).await.link("/files")).await;
        let form = page.form("a-references").with_file("a-references", "cv.pdf", b"MZ\x90\x00 a program");
        let refused = bo.send(form).await;
        assert_eq!(refused.status, 415);
        refused.says(&[
            "“cv.pdf” was not taken",
            "The field takes PDF",
            &applicant("bo").file(),
            "NOT SUBMITTED",
        ]);
        let empty = bo.send(page.form("a-references")).await;
        assert_eq!(empty.status, 422);
        let form = bo.open(&page.link("/form")).await.form("a-approach");
        assert_eq!(
            form.value("a-approach"),
            format!("{}: we begin in the laundry & listen <first>.", applicant("bo").words())
        );
        assert_eq!((form.value("a-turnover"), form.value("a-declaration")), ("2.500.000", "yes"));
        // A number that is none is saved as typed, and said.
        let saved = bo.press(form.with("a-turnover", "plenty").with("do", "save")).await;
        saved.says(&["must be a number. You wrote “plenty”"]);
        bo.press(saved.form("a-turnover").with("a-turnover", "2.500.000").with("do", "save")).await;
    }

    /// Bo submits a second version, which replaces the first.
    async fn replace(&self) {
        let bo = self.who("bo");
        let form = bo.open(&bo.open(self.own("bo")).await.link("/form")).await.form("a-team");
        let changed = bo.press(form.with("a-team", "Now a gardener too.").with("do", "save")).await;
        changed.says(&["SUBMITTED", "the changes are not submitted"]);
        let receipt = self.submit("bo").await;
        self.check_receipt(applicant("bo"), &receipt, 1).await;
        self.world.nth_letter("bo@example.org", "SUBMITTED: ", 1).await.says(&["Version: 2"]);
    }

    async fn withdraw(&self) {
        let ea = self.who("ea");
        let ask = ea.open(&ea.open(self.own("ea")).await.link("/withdraw")).await;
        ea.press(ask.form_to("/withdraw")).await.says(&["WITHDRAWN"]);
        self.world.letter("ea@example.org", "WITHDRAWN: ").await;
    }
}
