//! Every address of the router, asked for as everybody and in every language, at several stages of the case.
//! The addresses are read out of the source, so that a new page joins by existing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sqlx::Row as _;
use trespor::engine::steps::StepState;
use trespor::engine::workflow;
use trespor::seal::Identity;
use trespor::store::hooks;
use trespor::store::outbox::LetterState;

use crate::case::{Case, applicant};
use crate::envelopes::until_the_envelope;
use crate::html::{Tag, tags, visible};
use crate::http::Page;
use crate::world::{OWNER, World};

/// Who is asked: one of each role, a lead, a member, a rival, somebody who only follows.
const READERS: [&str; 9] = ["olga", "siri", "eva", "carl", "anders", "lene", "mads", "nora", "vera"];

/// The languages of the pages. The workflow file of the case has no texts in the last one.
const LANGUAGES: [&str; 3] = ["da", "en", "nb"];

/// Beginnings of the links that stand in the frame of every page and lead back to it.
const FRAME: [&str; 3] = ["/static/", "/language/", "/sign-in?back="];

/// What the addresses for programs begin with.
pub const API: &str = "/api/";

/// Elements without an end.
const VOID: [&str; 5] = ["br", "img", "input", "link", "meta"];

/// Elements that cannot stand inside a paragraph: a browser would end the paragraph before them.
const BLOCKS: [&str; 19] = [
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "fieldset",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "table",
    "ul",
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The patterns of all addresses that answer to a method: `get(` or `post(`.
pub fn patterns(method: &str) -> BTreeSet<String> {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("source");
        // Any other way to add an address would pass by unseen.
        for way in [".nest(", ".nest_service(", ".route_service(", ".fallback_service(", "routing::any"] {
            assert!(!source.contains(way), "{}: {way}", file.display());
        }
        for rest in source.split(".route(").skip(1) {
            let mut depth = 1;
            let end = rest.find(|c: char| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let call = &rest[..end.unwrap_or(rest.len())];
            let pattern = call.split('"').nth(1).unwrap_or_else(|| panic!("{}: {call}", file.display()));
            if call.contains(method) {
                found.insert(pattern.to_owned());
            }
        }
    }
    found
}

/// What can stand for a part of an address, as the case is now.
async fn values(case: &Case, name: &str, lead: &str) -> Vec<String> {
    let mut database = case.world.database().await;
    let nobody = || vec!["00000000-0000-7000-8000-000000000000".to_owned()];
    let mut ids = async |sql: &'static str| -> Vec<String> {
        let rows = sqlx::query(sql).bind(case.id(lead)).fetch_all(&mut database).await.expect("rows");
        let ids: Vec<_> = rows.iter().map(|row| row.get(0)).collect();
        if ids.is_empty() { nobody() } else { ids }
    };
    let text = |value: &str| vec![value.to_owned()];
    let head = case.world.app.head(case.procedure).await.expect("the procedure is there").case.procedure;
    match name {
        "procedure" => vec![case.procedure.to_string()],
        "track" => text(applicant(lead).track),
        "id" | "application" => text(case.id(lead)),
        "attachment" => {
            let mut files =
                ids("SELECT id FROM attachment WHERE application_id = $1 ORDER BY stored_at LIMIT 1").await;
            files.extend(head.documents.first().map(|found| found.version.attachment.to_string()));
            files
        }
        // One about an application, and one about a role.
        "letter" => {
            let mut letters =
                ids("SELECT id FROM outbox WHERE application_id = $1 ORDER BY dated_at LIMIT 1").await;
            letters
                .extend(ids("SELECT id FROM outbox WHERE kind = 'role_granted' AND $1 <> '' LIMIT 1").await);
            letters
        }
        "question" => head.questions.first().map_or_else(nobody, |question| vec![question.id.to_string()]),
        "complaint" => {
            let states = head.lines.values().flat_map(|line| line.states.values());
            let first = states.filter_map(|state| match state {
                StepState::Complaints(state) => state.complaints.first(),
                _ => None,
            });
            first.map(|complaint| vec![complaint.id.to_string()]).next().unwrap_or_else(nobody)
        }
        "step" | "line" => text("joint"),
        // One that is typed, and one of files.
        "field" => ["approach", "references"].map(String::from).to_vec(),
        "gathering" => text("no-gathering"),
        "number" => text("1"),
        "date" => text("deadline"),
        "part" => text("tracks.social"),
        "code" => text("en"),
        "name" => ["trespor.css", "trespor.js", "favicon.svg", "logo.svg", "designsystemet.css", "LICENSE"]
            .map(String::from)
            .to_vec(),
        "finding" => text("T-LANG"),
        "token" => text("no-such-token"),
        other => panic!("say here what can stand for {{{other}}} in an address"),
    }
}

/// Every address that answers to GET, with everything that can stand in it; of the applications, the one
/// that `lead` leads.
pub async fn addresses(case: &Case, lead: &str) -> Vec<String> {
    filled(case, lead, "get(").await
}

/// The same for a method.
pub async fn filled(case: &Case, lead: &str, method: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut known = BTreeMap::new();
    for pattern in patterns(method) {
        let mut open = vec![pattern];
        while let Some(start) = open[0].find('{') {
            let end = open[0].find('}').expect("a bracket ends");
            let part = open[0][start..=end].to_owned();
            if !known.contains_key(&part) {
                known.insert(part.clone(), values(case, part.trim_matches(['{', '}']), lead).await);
            }
            let values = &known[&part];
            open = open
                .iter()
                .flat_map(|path| values.iter().map(|value| path.replacen(&part, value, 1)))
                .collect();
        }
        found.extend(open);
    }
    assert!(found.len() > 40, "{found:?}");
    found
}

/// Fails where a page is not one that a browser, or somebody who hears it, can make sense of.
pub fn check(page: &Page, language: &str) {
    let (html, path) = (page.html(), &page.path);
    assert!(html.trim_start().starts_with("<!doctype html>"), "{path}");
    let all = tags(&html);
    let count = |name: &str| all.iter().filter(|tag| tag.name == name).count();
    assert_eq!((count("h1"), count("main"), count("title")), (1, 1, 1), "{path}: {}", page.shown());
    let html_tag = all.iter().find(|tag| tag.name == "html").expect("html");
    assert_eq!(html_tag.attribute("lang").as_deref(), Some(language), "{path}");
    for wrong in ["{{", "}}", "{%", "Some(", "Err(", "=\"None\"", "\u{2068}", "&amp;#", "&#38;#"] {
        assert!(!html.contains(wrong), "{path} holds {wrong}: {}", page.shown());
    }
    // The report is one for paper too: what the file says in Markdown stands in it without its signs.
    if path.ends_with("/report.html") {
        assert!(!html.contains("**"), "{path} shows Markdown: {}", page.shown());
    }
    if language == "nb" {
        foreign_texts_are_marked(path, &all);
    }
    // In English it is a word, and stands alone where it is meant.
    for (at, word) in html.match_indices("None") {
        let alone = html[..at].ends_with('>') && html[at + word.len()..].starts_with('<');
        assert!(alone && language == "en", "{path} holds None: {}", page.shown());
    }
    let (mut open, mut ids) = (Vec::new(), BTreeSet::new());
    let mut level = 0;
    for tag in &all {
        if let Some(id) = tag.attribute("id") {
            assert!(ids.insert(id.clone()), "{path} has two of {id}");
        }
        if let Some(name) = tag.name.strip_prefix('/') {
            assert_eq!(
                open.pop(),
                Some(name),
                "{path} ends another element before {}",
                &tag.after[..tag.after.len().min(80)]
            );
            continue;
        }
        assert!(
            !(BLOCKS.contains(&tag.name) && open.contains(&"p")),
            "{path}: {} inside a paragraph",
            tag.name
        );
        if let Some(heading) = tag.name.strip_prefix('h').and_then(|digit| digit.parse::<u32>().ok()) {
            assert!(heading <= level + 1, "{path} goes from h{level} to h{heading}: {}", page.shown());
            level = heading;
        }
        if !VOID.contains(&tag.name) && !tag.is_closed() && !tag.name.starts_with('!') {
            open.push(tag.name);
        }
    }
    assert!(open.is_empty(), "{path} leaves {open:?} open");
    for tag in &all {
        for (name, list) in [("for", false), ("aria-describedby", true), ("aria-labelledby", true)] {
            let Some(to) = tag.attribute(name) else { continue };
            let missing: Vec<_> = to.split(' ').filter(|id| !ids.contains(*id)).collect();
            assert!(missing.is_empty() && (list || !to.contains(' ')), "{path}: {name} names {missing:?}");
        }
        if tag.name == "a" && tag.attribute("href").is_some() {
            let text = visible(tag.after.split("</a>").next().unwrap_or_default());
            let named = !text.is_empty() || tag.attribute("aria-label").is_some();
            assert!(named, "{path}: a link to {:?} says nothing", tag.attribute("href"));
        }
    }
}

/// Danish texts of the workflow file that are no words of the pages in Norwegian too.
fn danish() -> &'static BTreeSet<String> {
    static DANISH: OnceLock<BTreeSet<String>> = OnceLock::new();
    DANISH.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/workflows/boligliv-i-balance.yaml");
        let file = workflow::load(&fs::read(path).expect("the file")).expect("a good file").definition;
        let tracks = file.tracks.iter().map(|track| &track.title);
        let steps = file.steps.iter().map(|step| &step.title);
        let form = file.form.iter().flat_map(|field| [&field.label, &field.hint]);
        let criteria = file.criteria.values().map(|criterion| &criterion.title);
        let all = tracks.chain(steps).chain(form).chain(criteria).map(|words| words.0.get("da").cloned());
        let all: BTreeSet<_> = all.flatten().filter(|text| text != "Klagefrist").collect();
        assert!(all.len() > 15 && all.contains("Socialt spor"), "{all:?}");
        all
    })
}

/// A text of the file that stands alone on a Norwegian page is said to be Danish. The report is a document, the same
/// bytes on the command line, and says in docs/report.md that it does not.
fn foreign_texts_are_marked(path: &str, all: &[Tag]) {
    if path.ends_with("/report.html") {
        return;
    }
    for tag in all.iter().filter(|tag| !matches!(tag.name, "title" | "textarea")) {
        let text = visible(tag.after.split('<').next().unwrap_or_default());
        if danish().contains(&text) {
            assert_eq!(tag.attribute("lang").as_deref(), Some("da"), "{path}: `{text}` in {}", tag.name);
        }
    }
}

/// Every page that can be drawn, by the name of its template. A frame that others extend is none.
fn templates() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/pages");
    let files = fs::read_dir(folder).expect("the templates").map(|entry| entry.expect("an entry").path());
    files
        .filter(|file| fs::read_to_string(file).expect("a template").contains("{% block name %}"))
        .map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect()
}

/// Pages seen, by template and language.
type Seen = BTreeSet<(String, &'static str)>;

/// Where a page is kept, for a browser to look at (`tests/browser/pages.test.mjs`).
fn kept() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages")
}

/// Keeps the longest page of each template and language: that in which most is shown.
fn keep(name: &str, language: &str, html: &str) {
    let path = kept().join(format!("{name}.{language}.html"));
    if fs::metadata(&path).is_ok_and(|known| known.len() >= html.len() as u64) {
        return;
    }
    fs::create_dir_all(kept()).expect("a folder for pages");
    fs::write(path, html).expect("a page can be kept");
}

/// Checks a page and notes that it was drawn.
fn note(seen: &mut Seen, page: &Page, language: &'static str) {
    check(page, language);
    let html = page.html();
    let body = tags(&html).into_iter().find(|tag| tag.name == "body");
    let name = body.and_then(|body| body.attribute("data-page")).unwrap_or_default();
    assert!(!name.is_empty(), "{} does not say which page it is", page.path);
    keep(&name, language, &html);
    seen.insert((name, language));
}

/// Asks for everything as everybody in every language, and goes where the pages lead.
async fn visit(case: &Case, stage: &str, seen: &mut Seen) {
    let visitor = case.world.visitor("en");
    let readers = READERS.iter().map(|who| (*who, case.who(who))).chain([("nobody", &visitor)]);
    for (who, browser) in readers {
        let lead = if case.applications.contains_key(who) { who } else { "lene" };
        let mut addresses = addresses(case, lead).await;
        // What programs ask for is no page: the API's own tests read it, and the walk for leaks.
        addresses.retain(|address| !address.starts_with(API));
        // What is not there for this reader in one language is not there in another either: once is enough.
        let mut missing = BTreeSet::new();
        for language in LANGUAGES.into_iter().rev() {
            let mut links = BTreeSet::new();
            for address in &addresses {
                if missing.contains(address) {
                    continue;
                }
                // Each with cookies of its own: one of the addresses changes the language.
                let page = browser.reading(language).get(address).await;
                let what =
                    format!("{stage}: {who} asks for {address} in {language} and gets {}", page.status);
                assert!(matches!(page.status, 200 | 303 | 403 | 404 | 409), "{what}: {}", page.shown());
                let html = page.header("content-type").starts_with("text/html");
                assert!(
                    html || matches!(page.status, 200 | 303) || address.starts_with("/static/"),
                    "{what}"
                );
                if html {
                    note(seen, &page, language);
                }
                if page.status == 404 {
                    missing.insert(address);
                }
                if html && page.status == 200 {
                    links.extend(page.links());
                }
            }
            // What every page has, and what was asked for already, is not asked for again.
            let other = |link: &String| !FRAME.iter().any(|start| link.starts_with(start));
            for link in links.into_iter().filter(other).filter(|link| !addresses.contains(link)) {
                let page = browser.reading(language).get(&link).await;
                if page.header("content-type").starts_with("text/html") {
                    note(seen, &page, language);
                }
                // The list of an evaluator leads to what a tie has closed, and there it says so.
                let tied = page.status == 403 && page.html().contains("data-page=\"judge-tied\"");
                assert!(
                    page.status < 400 || tied,
                    "{stage}: a page sends {who} to {link}, which says {}",
                    page.status
                );
            }
        }
    }
}

/// The pages of a procedure that three people open together, with a code that an applicant keeps.
async fn sealed_by_people(seen: &mut Seen) {
    let world = World::start(false).await;
    let file = include_str!("../data/small-workflow.yaml");
    let with = "opened_by: [owner], quorum: { need: 2, of: 3 }";
    let procedure = world.open_procedure(&file.replacen("opened_by: [owner]", with, 1)).await;
    let owner = world.signed_in(OWNER, "en").await;
    let keys = format!("/procedures/{procedure}/keys");
    for language in LANGUAGES {
        note(seen, &owner.reading(language).get(&keys).await, language);
    }
    let mut form = owner.get(&keys).await.form("email-1");
    for n in 1..=3_u8 {
        let key = Identity::from_random([n; 32]).recipient().to_string();
        form = form.with(&format!("email-{n}"), &format!("holder{n}@example.org"));
        form = form.with(&format!("key-{n}"), &key);
    }
    let wrong = owner.send(form.clone().with("key-2", "age1")).await;
    assert_eq!(wrong.status, 422);
    note(seen, &wrong, "en");
    assert_eq!(wrong.form("email-1").value("email-3"), "holder3@example.org");
    owner.press(form).await.says(&["Key holders"]);
    let lead = world.signed_in("vera@example.org", "en").await;
    let begin = lead.get(&format!("/tenders/{procedure}/tracks/social/apply")).await;
    let code = lead.press(begin.form("name").with("name", "Vera").with("kind", "organisation")).await;
    code.says(&["Code of the application", "2 of 3 people"]);
    note(seen, &code, "en");
    // In a browser that does not have it, it is asked for.
    let other = world.signed_in("vera@example.org", "en").await;
    for language in LANGUAGES {
        let asked = other.reading(language).get(&code.path).await;
        assert!(!asked.forms().is_empty());
        note(seen, &asked, language);
        for who in [&owner, &other] {
            note(seen, &who.reading(language).get(&keys).await, language);
        }
    }
}

/// The page of an envelope, before and after it is opened.
async fn envelope(seen: &mut Seen) {
    let walked = until_the_envelope().await;
    let address = walked.address();
    for language in LANGUAGES {
        note(seen, &walked.olga.reading(language).open(&address).await, language);
    }
    let opened = walked.olga.press(walked.olga.open(&address).await.form_to("/envelope")).await;
    note(seen, &opened, "en");
}

/// A token is shown once, listed, and taken back.
async fn tokens(case: &Case, seen: &mut Seen) {
    for language in LANGUAGES {
        let vera = case.who("vera").reading(language);
        let page = vera.open("/tokens").await;
        let wrong = vera.send(page.form("days").with("days", "0")).await;
        assert_eq!(wrong.status, 422);
        note(seen, &wrong, language);
        let made = vera.send(page.form("days").with("name", "Our <registry>").with("days", "7")).await;
        assert_eq!(made.status, 200);
        note(seen, &made, language);
        let secret = made.html().split("<code id=\"token\">").nth(1).map(|rest| rest[..72].to_owned());
        let secret = secret.expect("the token is shown");
        vera.open("/tokens").await.says(&["Our <registry>"]).hides([secret.as_str()]);
        let me = vera.program(&secret).get("/api/v1/me").await;
        assert!(me.status == 200 && me.html().contains("vera@example.org"), "{}", me.html());
        let list = vera.open("/tokens").await;
        vera.press(list.form_to("/tokens/revoke")).await.hides(["Our &#60;registry&#62;"]);
        assert_eq!(vera.program(&secret).get("/api/v1/me").await.status, 401);
    }
}

/// A webhook is made, tried, fails, is called again and removed: for a procedure, and for all.
async fn webhooks(case: &Case, seen: &mut Seen) {
    let own = format!("/procedures/{}/webhooks", case.procedure);
    for (language, place) in LANGUAGES.into_iter().flat_map(|l| [(l, own.as_str()), (l, "/webhooks")]) {
        let olga = case.who("olga").reading(language);
        let page = olga.open(place).await;
        let wrong = olga.send(page.form("address").with("address", "https://10.0.0.1/")).await;
        assert_eq!(wrong.status, 422);
        note(seen, &wrong, language);
        let address = "https://hooks.example.org/<calls>";
        let made = olga.send(page.form("address").with("address", address)).await;
        assert_eq!(made.status, 200, "{}", made.shown());
        note(seen, &made, language);
        let html = made.html();
        let secret = html.split("<code id=\"secret\">").nth(1).and_then(|rest| rest.split('<').next());
        let secret = secret.expect("the secret is shown").to_owned();
        assert!(secret.starts_with("whsec_"));
        for _ in 0..3 {
            olga.press(olga.open(place).await.form_to("/webhooks/try")).await.hides([secret.as_str()]);
        }
        let app = &case.world.app;
        let calls = app.store.write(|db| {
            Box::pin(async move {
                let now = trespor::engine::instant::Instant::from_micros(i64::MAX / 2);
                let mut calls = Vec::new();
                for (state, next, reply) in [
                    (LetterState::Failed, None, "private"),
                    (LetterState::Waiting, Some(now), "status 500"),
                    (LetterState::Sent, None, "status 200"),
                ] {
                    for call in hooks::lease_calls(db, now, now.plus_micros(-1), 9).await? {
                        hooks::called(db, call.id, state, next.map(|_| call.dated_at), reply, call.dated_at)
                            .await?;
                        if state == LetterState::Waiting {
                            // Aside, so that the next is the first of its webhook.
                            hooks::called(db, call.id, state, Some(now.plus_micros(9)), reply, now).await?;
                        }
                        calls.push(call.id);
                    }
                }
                Ok(calls)
            })
        });
        assert_eq!(calls.await.expect("written").len(), 3);
        let page = olga.open(place).await;
        note(seen, &page, language);
        let again = olga.press(page.form_to("/webhooks/again")).await;
        note(seen, &again, language);
        let removed = olga.press(again.form_to("/webhooks/remove")).await;
        removed.hides(["hooks.example.org"]);
    }
    for who in ["siri", "anders", "eva", "vera"] {
        assert_eq!(case.who(who).get("/webhooks").await.status, 404, "{who}");
        let may = if who == "siri" { 200 } else { 404 };
        assert_eq!(case.who(who).get(&own).await.status, may, "{who}");
    }
}

/// The pages on the way in, which no address shows by itself.
async fn signing_in(case: &Case, seen: &mut Seen) {
    for language in LANGUAGES {
        let browser = case.world.visitor("en").reading(language);
        let before = case.world.links_to("vera@example.org").len();
        let ask = browser.open("/sign-in").await;
        note(seen, &browser.send(ask.form("email").with("email", "vera@example.org")).await, language);
        let confirm = browser.open(&case.world.link_to("vera@example.org", before).await).await;
        note(seen, &confirm, language);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_drawn_for_everybody_in_every_language() {
    // Of an earlier run.
    if kept().exists() {
        fs::remove_dir_all(kept()).expect("old pages can be cleared away");
    }
    let mut seen = Seen::new();
    let mut case = Case::open_in_a_demo().await;
    case.give_roles().await;
    case.apply().await;
    case.ask_and_answer().await;
    case.publish_documents().await;
    visit(&case, "before the deadline", &mut seen).await;
    case.pass_the_deadline_quietly().await;
    visit(&case, "before the opening", &mut seen).await;
    case.open_the_applications().await;
    visit(&case, "screening", &mut seen).await;
    case.ask_for_a_cure().await;
    visit(&case, "a cure window", &mut seen).await;
    case.cure().await;
    case.screen().await;
    visit(&case, "before any declaration", &mut seen).await;
    case.declare_interests().await;
    visit(&case, "scoring", &mut seen).await;
    case.score().await;
    visit(&case, "consensus", &mut seen).await;
    case.agree().await;
    visit(&case, "selection", &mut seen).await;
    case.choose().await;
    visit(&case, "letters", &mut seen).await;
    case.release_the_letters().await;
    visit(&case, "complaints", &mut seen).await;
    case.complain().await;
    visit(&case, "joint", &mut seen).await;
    let recommended = case.recommend().await;
    visit(&case, "recommendations", &mut seen).await;
    case.take_stands(recommended).await;
    visit(&case, "the end", &mut seen).await;
    signing_in(&case, &mut seen).await;
    tokens(&case, &mut seen).await;
    webhooks(&case, &mut seen).await;
    sealed_by_people(&mut seen).await;
    envelope(&mut seen).await;
    crate::network::walk(&mut |page, language| note(&mut seen, page, language)).await;
    crate::workshop::walk(&mut |page, language| note(&mut seen, page, language)).await;
    // States of a page that are not its longest.
    let mut state = |name: &str, page: &Page, language| {
        check(page, language);
        keep(name, language, &page.html());
    };
    crate::places::walk(&mut state).await;
    crate::questions::walk(&mut state).await;
    let wanted = templates();
    assert!(wanted.len() > 40, "{wanted:?}");
    for language in LANGUAGES {
        let drawn: BTreeSet<_> =
            seen.iter().filter(|(_, l)| *l == language).map(|(p, _)| p.clone()).collect();
        let never: Vec<_> = wanted.difference(&drawn).collect();
        assert!(never.is_empty(), "never drawn in {language}: {never:?}");
    }
}
