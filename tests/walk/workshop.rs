//! A workflow file in the browser: who may, what is found, the preview, and a procedure that is opened.

use std::collections::BTreeSet;

use trespor::engine::workflow::source::FILE_BYTES_MAX;
use trespor::i18n::Lang;

use crate::html::visible;
use crate::http::Page;
use crate::world::{OWNER, World};

const FILE: &str = include_str!("../data/small-workflow.yaml");
const HERE: &str = "/workflow-file";

/// The text that the page holds, as a browser would send it again.
fn kept(page: &Page) -> String {
    page.form("source").value("source").to_owned()
}

/// The page in every state; `see` is shown each in each language.
pub async fn walk(see: &mut impl FnMut(&Page, &'static str)) {
    let world = World::start(false).await;
    let olga = world.signed_in(OWNER, "en").await;
    olga.open("/desk").await.says(&["Workflow file"]);
    let vera = world.signed_in("vera@example.org", "en").await;
    vera.open("/desk").await.hides(["Workflow file"]);
    for address in [HERE, "/workflow-file/codes/T-LANG"] {
        assert_eq!(vera.get(address).await.status, 404, "{address}");
        assert_eq!(world.visitor("en").get(address).await.status, 303, "{address}");
    }
    let fields = [("source", FILE), ("do", "open")];
    assert_eq!(vera.forge(HERE, &fields).await.status, 404, "nobody opens who is not named in the settings");

    for language in ["da", "en", "nb"] {
        let olga = olga.reading(language);
        see(&olga.open(HERE).await, language);
        see(&olga.open("/workflow-file/codes/T-LANG").await, language);
        let form = olga.open(HERE).await.form("source");
        // A mistake: the finding of the command, with its place, and the text as it was.
        let wrong = FILE.replacen("\nsteps:\n", "\nstepps:\n", 1);
        let checked = olga.send(form.clone().with("source", &wrong).with("do", "check")).await;
        assert_eq!((checked.status, kept(&checked)), (200, wrong.clone()));
        checked.says(&["stepps"]);
        let meant = match language {
            "da" => "Programmet kender ikke feltet `stepps`.",
            "nb" => "Programmet kjenner ikke feltet `stepps`.",
            _ => "unknown field `stepps`",
        };
        checked.says(&[meant]);
        // In the language of the page, and nothing of it in English.
        checked.says(&[if language == "en" { "did you mean `steps`?" } else { "Mente du `steps`?" }]);
        assert_eq!(checked.html().contains("<p lang=\"en\""), language == "en");
        let line = wrong.lines().position(|line| line.starts_with("stepps:")).expect("the line") + 1;
        checked.says(&[&format!("{} {line}, ", if language == "en" { "Line" } else { "Linje" })]);
        olga.open(&checked.link("/workflow-file/codes/")).await;
        see(&checked, language);
        // Open is refused, and nothing is lost.
        let refused = olga.forge(HERE, &[("source", &wrong), ("do", "open")]).await;
        assert_eq!((refused.status, kept(&refused)), (422, wrong));
        // The preview: the picture, the calendar, and every kind of letter.
        let preview = olga.send(form.clone().with("source", FILE).with("do", "preview")).await;
        assert_eq!((preview.status, kept(&preview).as_str()), (200, FILE));
        assert!(preview.html().contains("src=\"data:image/svg+xml;base64,"));
        let html = preview.html();
        let kinds: BTreeSet<_> = html
            .split("<summary>")
            .skip(1)
            .map(|rest| visible(rest.split("</summary>").next().unwrap_or_default()))
            .collect();
        let texts = Lang::parse(language).expect("a language").texts();
        for kind in ["receipt", "withdrawn", "track_ended", "member_invitation"] {
            assert!(kinds.contains(&texts.own_letter_kind(kind)), "{kind}: {kinds:?}");
        }
        assert!(!kinds.contains(&texts.own_letter_kind("no such kind")), "{kinds:?}");
        see(&preview, language);
        // A course day by day: the file comes along, and the last day is another one than the first.
        let course = olga.send(form.clone().with("source", FILE).with("do", "course")).await;
        assert_eq!((course.status, course.form("source").value("source")), (200, FILE));
        see(&course, language);
        let next =
            olga.forge("/workflow-file?at=2", &[("source", FILE), ("do", "course"), ("day", "1")]).await;
        assert_eq!(next.status, 200);
        assert_ne!(next.shown(), course.shown(), "the second page is another one");
        let last = olga.forge("/workflow-file?at=9999", &[("source", FILE), ("do", "course")]).await;
        assert!(!last.html().contains("formaction=\"/workflow-file?at=10"), "no page after the last");
        let nobody = course.form("source").with("path", "nobody applies").with("do", "course");
        assert_ne!(olga.send(nobody).await.shown(), course.shown(), "another path is another course");
        let back = olga.send(course.form("source").with("do", "check")).await;
        assert_eq!((back.status, kept(&back).as_str()), (200, FILE));
    }

    let form = olga.open(HERE).await.form("source");
    let long = "#".repeat(FILE_BYTES_MAX + 1);
    let refused = olga.send(form.clone().with("source", &long).with("do", "check")).await;
    assert_eq!((refused.status, kept(&refused) == long), (422, true), "the whole text comes back");
    // The largest file that there can be comes in, though a form writes three letters for each.
    let largest = "#".repeat(FILE_BYTES_MAX);
    assert_eq!(olga.send(form.clone().with("source", &largest).with("do", "check")).await.status, 200);
    // Without a session nothing is done, and nothing is lost.
    let visitor = world.visitor("en");
    let signed_out = visitor.forge(HERE, &[("source", FILE), ("do", "open")]).await;
    assert_eq!((signed_out.status, kept(&signed_out).as_str()), (401, FILE));

    // What the gate finds is set aside with a reason, as by the command, and with no shorter one.
    let good = olga.send(form.with("source", FILE).with("do", "check")).await;
    let barred = olga.forge(HERE, &[("source", FILE), ("do", "open")]).await;
    assert_eq!(good.form("source").value("source"), FILE);
    assert_eq!((barred.status, kept(&barred).as_str()), (422, FILE), "{}", barred.shown());
    barred.says(&["Nothing was opened."]);
    let html = barred.html();
    let names = html.split("name=\"override-").skip(1);
    let names: Vec<_> = names.filter_map(|rest| rest.split('"').next()).collect();
    assert!(!names.is_empty(), "{}", barred.shown());
    let with = |reason: &str| {
        let fields = names.iter().map(|code| format!("override-{code}"));
        fields.fold(barred.form("source"), |form, field| form.with(&field, reason)).with("do", "open")
    };
    let thin = olga.send(with("thin")).await;
    assert_eq!((thin.status, kept(&thin).as_str()), (422, FILE));
    let opened = olga.send(with("It is an exercise, and nobody applies.")).await;
    assert_eq!(opened.status, 303, "{}", opened.shown());
    let desk = olga.follow(opened).await;
    assert!(desk.path.starts_with("/procedures/"), "{}", desk.path);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_checked_previewed_and_opened() {
    walk(&mut crate::pages::check).await;
}
