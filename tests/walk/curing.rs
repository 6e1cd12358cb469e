//! The cure window: the secretary asks, the applicant mends what is named and nothing else.

use crate::case::Case;

const REASON: &str = "The turnover is that of another year than the one asked for.";

/// The file of the case with a cure window of one hour.
pub fn with_a_window(source: &str) -> String {
    let by = "        by: [secretary, owner]\n";
    assert_eq!(source.matches(by).count(), 1, "the screening stands in the file once");
    source.replace(by, &format!("{by}        cure: {{fields: [turnover, references], hours: 1}}\n"))
}

impl Case {
    /// The secretary asks Lene to mend her turnover; nothing is decided meanwhile.
    pub async fn ask_for_a_cure(&self) {
        let siri = self.who("siri");
        let list = self.work("siri", "/tracks/social/screening").await;
        let desk = siri.open(&list.link("/screening/cure")).await;
        desk.says(&["Cure window", "Solsikkehuset", "not verified"]);
        let (reason, tick) =
            (format!("reason-{}", self.id("lene")), format!("at-fault-{}-turnover", self.id("lene")));
        let form = desk.form(&reason);
        let nobody = siri.send(form.clone()).await;
        assert_eq!(nobody.status, 422);
        nobody.says(&["Tick what somebody is to correct"]);
        let short = siri.send(form.with(&tick, "yes").with(&reason, "Wrong.")).await;
        assert_eq!(short.status, 422);
        let form = short.form(&reason);
        assert_eq!((form.value(&reason), form.value(&tick)), ("Wrong.", "yes"), "nothing typed is lost");
        let asked = siri.press(form.with(&reason, REASON)).await;
        asked.says(&["Applicants can correct until", REASON, "Not yet"]);
        let list = siri.open(&list.path).await;
        let early = siri.send(list.form_to("/screening/finish")).await;
        assert_eq!(early.status, 409);
        early.says(&["Nothing can be decided before that"]);
        self.world.letter("lene@example.org", "Inden ").await.says(&[REASON, "Samlet omsætning", "/cure"]);
    }

    /// Lene mends it; then the window ends.
    pub async fn cure(&self) {
        let lene = self.who("lene").reading("en");
        let page = lene.open(&format!("{}/cure", self.own("lene"))).await;
        page.says(&["You can correct formal errors until", REASON, "Nothing has been changed"]);
        let form = lene.open(&page.link("/form/turnover")).await.form("a-turnover");
        assert_eq!(form.names("a-"), ["a-turnover"], "only what is named");
        lene.press(form.with("a-turnover", "2.600.000")).await.says(&["Hand in the correction", "Filled in"]);
        // Another field cannot be slipped in.
        let forged = [("seen", "0"), ("a-turnover", "2.600.000"), ("a-team", "other people")];
        lene.forge(&format!("{}/form", self.own("lene")), &forged).await;
        let team = format!("{}/form/team", self.own("lene"));
        lene.open(&team).await.says(&["is not among what can be corrected"]);
        let other = lene.forge(&team, &forged).await;
        assert_eq!(other.status, 409);
        other.says(&["is not among what can be corrected", "other people"]);
        assert_eq!(lene.forge(&format!("{team}/autosave"), &forged).await.status, 409);
        let page = lene.open(&page.path).await;
        let cured = lene.press(page.form_to("/cure")).await;
        cured.says(&["Your correction was received"]);
        self.world.letter("lene@example.org", "RETTET: ").await.says(&["Solsikkehuset"]);
        let siri = self.who("siri");
        let list = self.work("siri", "/tracks/social/screening").await;
        let sheet = siri.open(&list.link(self.id("lene"))).await;
        sheet.says(&["2,600,000"]).hides(["other people"]);
        // The receipt is of what was handed in before the deadline.
        lene.open(&format!("{}/receipt.json", self.own("lene"))).await.says(&["2.500.000"]);
        self.world.crank(self.world.app.clock.now().plus_seconds(3 * 3_600));
        siri.open(&list.link("/screening/cure")).await.hides(["Not yet"]);
    }
}
