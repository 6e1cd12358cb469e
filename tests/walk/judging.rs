//! The case from the opening to the consensus.

use crate::case::{APPLICANTS, Applicant, Case, TRACKS, applicant, names, secrets};
use crate::html::Form;
use crate::http::Page;

/// The criteria of the file.
const CRITERIA: [&str; 3] = ["relevance", "method", "team"];

/// Who judges in which track.
fn judges(track: &str) -> &'static [&'static str] {
    if track == "social" { &["eva", "erik", "ellen"] } else { &["eva", "erik"] }
}

/// Those who are compared: submitted, not withdrawn, suitable.
pub fn compared(track: &str) -> Vec<Applicant> {
    let out = ["dan", "ea", "gert"];
    APPLICANTS.into_iter().filter(|one| one.track == track && !out.contains(&one.lead)).collect()
}

/// Points by evaluator; all give the same but for Frida's relevance.
fn points(judge: &str, lead: &str) -> [&'static str; 3] {
    match (lead, judge) {
        ("lene", _) => ["5", "5", "5"],
        ("hans" | "karl", _) => ["5", "4", "4"],
        ("nora", _) => ["1", "1", "1"],
        ("frida", "eva") => ["2", "3", "3"],
        ("frida" | "mona", _) => ["3", "3", "3"],
        _ => ["4", "4", "4"],
    }
}

/// A reason that nobody else gives.
pub fn reason(judge: &str, lead: &str, criterion: &str) -> String {
    let words = applicant(lead).words();
    format!("{judge} reads {words} for its {criterion} and finds what the points say")
}

impl Case {
    /// The owner opens each track; a fingerprint of all that was received stands there.
    pub async fn open_the_applications(&self) {
        self.days_after(3);
        let olga = self.who("olga");
        for (track, count) in [
            ("social", "5 applications"),
            ("physical", "2 applications"),
            ("organisational", "3 applications"),
        ] {
            let desk = self.desk("olga").await;
            let opening = olga.open(&desk.link(&format!("/tracks/{track}/opening"))).await;
            opening.says(&[count, "Opening cannot be undone"]);
            assert_eq!(self.who("siri").forge(&opening.path, &[]).await.status, 403, "the owner's alone");
            olga.press(opening.form_to("/opening")).await;
            olga.open(&opening.path).await.says(&["The applications were opened on", "Olga Overgaard"]);
            assert_eq!(olga.forge(&opening.path, &[]).await.status, 409, "once");
        }
        self.desk("olga")
            .await
            .says(&["Havnefolket", "Solsikkehuset and 2 others", "Tegnestuen Hejren"])
            .hides(["Glenteværket", "Fjordvandet"]);
    }

    /// The secretary checks everybody; Dan's turnover is below the minimum.
    pub async fn screen(&self) {
        let siri = self.who("siri");
        for track in TRACKS {
            let list = self.work("siri", &format!("/tracks/{track}/screening")).await;
            let taking_part =
                APPLICANTS.iter().filter(|one| one.track == track && !["ea", "gert"].contains(&one.lead));
            for one in taking_part.clone() {
                list.says(&[one.name]);
                let sheet = siri.open(&list.link(self.id(one.lead))).await;
                sheet.says(&[one.name, &one.words(), &one.file()]);
                // The secretary reads the files too.
                let file = siri.get(&sheet.link("/files/")).await;
                assert_eq!((file.status, file.bytes), (200, one.pdf()));
                let form = sheet.form("met-exg-crim-corrpt");
                let form = form.with("met-exg-crim-corrpt", "yes").with("met-exg-pmt-bre-tax", "yes");
                let form =
                    form.with("met-references-recent", "yes").with("verified-slc-stand-to-gen", one.turnover);
                if one.lead != "dan" {
                    siri.press(form.with("met-slc-stand-to-gen", "yes")).await;
                    continue;
                }
                let mismatch = siri.send(form.clone().with("met-slc-stand-to-gen", "yes")).await;
                assert_eq!(mismatch.status, 422, "800.000 does not meet 1.000.000");
                let unsaid = siri.send(form.with("met-slc-stand-to-gen", "no")).await;
                assert_eq!(unsaid.status, 422);
                let form = unsaid.form("met-slc-stand-to-gen");
                assert_eq!(form.value("verified-slc-stand-to-gen"), "800.000");
                siri.press(form.with("reason-slc-stand-to-gen", DAN_REASON)).await.says(&["Not admitted"]);
            }
            let list = siri.open(&list.path).await;
            list.hides(["Glenteværket", "Fjordvandet"]);
            siri.press(list.form_to("/screening/finish")).await.says(&["The formal check is over"]);
        }
        for who in ["eva", "erik"] {
            for track in ["Social track", "Physical track", "Organisational track"] {
                self.world
                    .letter(
                        &format!("{who}@example.org"),
                        &format!("Ready for evaluation: the track “{track}”"),
                    )
                    .await;
            }
        }
    }

    async fn scoring_list(&self, who: &str, track: &str) -> Page {
        self.work(who, &format!("/tracks/{track}/scoring")).await
    }

    /// Nothing is read before interests are declared; Eva has a tie to Brohuset and is let out.
    pub async fn declare_interests(&self) {
        let contents: Vec<_> = APPLICANTS.iter().flat_map(|one| [one.words(), one.file()]).collect();
        let secrets = secrets();
        for track in TRACKS {
            for who in judges(track) {
                let (judge, list) = (self.who(who), self.scoring_list(who, track).await);
                list.hides(secrets.iter().map(String::as_str));
                assert_eq!(
                    list.links().iter().filter(|link| link.contains("/review/")).count(),
                    compared(track).len() + 1,
                    "each, and the next"
                );
                for one in compared(track) {
                    let page = judge.open(&list.link(&format!("/review/{}", self.id(one.lead)))).await;
                    page.hides(contents.iter().map(String::as_str));
                    assert_eq!(judge.get(&self.file_of(one.lead).await).await.status, 403);
                }
                let page = judge.open(&list.link("/review/")).await;
                for one in compared(track) {
                    page.says(&[one.name]);
                }
                assert_eq!(judge.send(page.form("tie")).await.status, 422, "an answer is needed");
                let tied = *who == "eva" && track == "social";
                let form = page.form("tie");
                let form = if tied {
                    form.with("tie", "yes").with("party", "Brohuset").with("reason", "My brother founded it.")
                } else {
                    form.with("tie", "no")
                };
                let answer = judge.send(form).await;
                assert_eq!(answer.status, 303, "{}", answer.shown());
                // Whatever the page was: the right application is closed, and the others are open.
                for one in compared(track) {
                    let (review, file) =
                        (format!("/review/{}", self.id(one.lead)), self.file_of(one.lead).await);
                    let (page, file) = (judge.get(&review).await, judge.get(&file).await);
                    let closed = tied && one.lead == "bo";
                    let wanted = if closed { 403 } else { 200 };
                    assert_eq!((page.status, file.status), (wanted, wanted), "{who} {}", one.lead);
                    if closed {
                        page.says(&["You have declared a conflict of interest"])
                            .hides(contents.iter().map(String::as_str));
                    } else {
                        page.says(&[&one.words(), "Attachment 1", "2 answers are hidden from you"]);
                        assert_eq!(file.bytes, one.pdf());
                    }
                    let hidden = names().into_iter().chain([one.file(), one.turnover.to_owned()]);
                    for word in hidden {
                        page.hides([word.as_str()]);
                        file.hides([word.as_str()]);
                    }
                }
            }
        }
        // Who does not judge the track has no page of it.
        assert_eq!(self.who("ellen").get(&format!("/review/{}", self.id("hans"))).await.status, 404);
        for who in ["lene", "vera"] {
            assert_eq!(self.who(who).get(&format!("/review/{}", self.id("bo"))).await.status, 404);
        }
    }

    /// The address of somebody's file for those who judge it, taken from the secretary's page.
    async fn file_of(&self, lead: &str) -> String {
        let one = applicant(lead);
        let list = format!("/procedures/{}/tracks/{}/screening/{}", self.procedure, one.track, self.id(lead));
        self.who("siri").open(&list).await.link("/files/")
    }

    /// Everybody scores alone and locks; nobody sees the others' marks meanwhile.
    pub async fn score(&self) {
        for track in TRACKS {
            for who in judges(track) {
                let (judge, list) = (self.who(who), self.scoring_list(who, track).await);
                for one in compared(track) {
                    if *who == "eva" && one.lead == "bo" {
                        continue;
                    }
                    let page = judge.open(&list.link(&format!("/review/{}", self.id(one.lead)))).await;
                    page.hides(["eva reads", "erik reads", "ellen reads"]);
                    let mut form = page.form("points-relevance");
                    if *who == "eva" && one.lead == "frida" {
                        let early =
                            judge.send(form.clone().with("points-team", "3").with("do", "lock")).await;
                        assert_eq!(early.status, 422);
                        let kept = early.form("points-relevance");
                        assert_eq!((kept.value("points-team"), kept.value("points-relevance")), ("3", ""));
                    }
                    for (criterion, points) in CRITERIA.iter().zip(points(who, one.lead)) {
                        form = form.with(&format!("points-{criterion}"), points);
                        form = form.with(&format!("reason-{criterion}"), &reason(who, one.lead, criterion));
                    }
                    let lock = judge.press(form.with("do", "lock")).await;
                    lock.says(&["A locked sheet cannot be changed", &reason(who, one.lead, "team")]);
                    judge.press(lock.form_to("/lock")).await.says(&["Locked"]);
                }
                judge.open(&list.path).await.says(&["You have done your part"]);
            }
            for who in ["carl", "olga", "siri", "anders", "eva", "erik", "ellen"] {
                let foreign: Vec<_> = judges(track)
                    .iter()
                    .filter(|judge| **judge != who)
                    .map(|judge| format!("{judge} reads"))
                    .collect();
                for one in compared(track) {
                    for address in [
                        format!("/review/{}", self.id(one.lead)),
                        format!("/consensus/{}", self.id(one.lead)),
                    ] {
                        self.who(who).get(&address).await.hides(foreign.iter().map(String::as_str));
                    }
                }
            }
            let panel = self.scoring_list("carl", track).await;
            self.who("carl").press(panel.form_to("/scoring/finish")).await.says(&["The scoring is over"]);
        }
    }

    /// The chair settles what the panel agrees on; only a change wants a reason.
    pub async fn agree(&self) {
        let carl = self.who("carl");
        let names = names();
        for track in TRACKS {
            let list = self.work("carl", &format!("/tracks/{track}/consensus")).await;
            list.hides(names.iter().map(String::as_str));
            if track == "social" {
                // They differ on Frida's relevance alone, so that comes first in the walk.
                let shown = list.shown();
                let (frida, heading) = (applicant("frida"), "Differences, the largest first");
                let first =
                    shown.split(heading).nth(1).expect("the differences").find(&self.code(frida.lead));
                let others = compared(track).into_iter().filter(|one| one.lead != "frida");
                for other in others {
                    let at = shown.split(heading).nth(1).and_then(|rest| rest.find(&self.code(other.lead)));
                    assert!(first < at, "{shown}");
                }
                // Eva gives 2, the two others 3; which letter is hers differs from run to run.
                list.says(&["Mean 2.67, median 3, spread 1. Stands apart: "]);
                let page = carl.open(&list.link(&format!("/consensus/{}", self.id("frida")))).await;
                page.says(&["Difference 1 of 12, the largest first"]);
            }
            for one in compared(track) {
                let page = carl.open(&list.link(&format!("/consensus/{}", self.id(one.lead)))).await;
                page.says(&[&reason("erik", one.lead, "method")]).hides(names.iter().map(String::as_str));
                page.hides(["Eva Enevold", "Erik Ebbesen"]);
                let form = page.form("points-relevance");
                if one.lead != "frida" {
                    assert_eq!(
                        agreed(&form),
                        points("erik", one.lead),
                        "filled in where all are of one mind"
                    );
                    carl.press(form).await;
                    continue;
                }
                assert_eq!(agreed(&form), ["", "3", "3"]);
                // What is typed and not recorded is there on another device, and nowhere in what was agreed.
                let typed = [("points-relevance", "2"), ("reason-relevance", "We are still talking.")];
                let saved = carl.forge(&format!("{}/autosave", page.path), &typed).await;
                assert_eq!(saved.status, 200, "{}", saved.shown());
                let again = carl.open(&page.path).await;
                again.says(&["It is not recorded yet."]);
                let form_again = again.form("points-relevance");
                assert_eq!(agreed(&form_again)[0], "2");
                assert_eq!(form_again.value("reason-relevance"), "We are still talking.");
                let alien = self.who("eva").forge(&format!("{}/autosave", page.path), &typed).await;
                assert!((400..500).contains(&alien.status), "{}", alien.status);
                let unsaid = carl.send(form.with("points-relevance", "3")).await;
                assert_eq!(unsaid.status, 422);
                let form = unsaid.form("points-relevance");
                assert_eq!(agreed(&form), ["3", "3", "3"]);
                carl.press(form.with("reason-relevance", FRIDA_REASON)).await;
                carl.open(&page.path)
                    .await
                    .says(&[FRIDA_REASON, &reason("eva", "frida", "relevance")])
                    .hides(["We are still talking.", "It is not recorded yet."]);
            }
            let list = carl.open(&list.path).await;
            carl.open(&list.link("/minutes")).await.says(&["this is a draft"]);
            carl.press(list.form_to("/consensus/finish")).await.says(&["The consensus is over"]);
            // The minutes name who sat there, and tie no points to a name; the owner reads who stood aside, and why.
            let minutes = carl.open(&list.link("/minutes")).await;
            minutes.says(&["these are the minutes", "Carl Clemmensen", "Eva Enevold", "Those present"]);
            minutes.hides(["My brother founded it.", "Locked sheets"]);
            let olga = self.who("olga");
            let minutes = olga.open(&minutes.path).await;
            minutes.says(&["Locked sheets", "Eva Enevold"]);
            if track == "social" {
                minutes.says(&["My brother founded it.", FRIDA_REASON]);
            }
            let pdf = olga.get(&minutes.link("/minutes.pdf")).await;
            assert_eq!((pdf.status, &pdf.bytes[..5]), (200, &b"%PDF-"[..]));
            for who in ["eva", "siri", "vera", "bo"] {
                let status = self.who(who).get(&minutes.path).await.status;
                assert!([403, 404].contains(&status), "{who} gets {status}");
            }
        }
    }
}

fn agreed(form: &Form) -> [&str; 3] {
    CRITERIA.map(|criterion| {
        form.value(match criterion {
            "relevance" => "points-relevance",
            "method" => "points-method",
            _ => "points-team",
        })
    })
}

/// What the secretary writes of Dan's turnover.
pub const DAN_REASON: &str = "The verified turnover is DKK 800,000.";
/// What the chair writes where the panel agrees on other points than Eva gave.
pub const FRIDA_REASON: &str = "Read again together: the laundry is where the problem sits.";
