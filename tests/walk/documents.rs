//! Documents that an owner publishes: everybody can fetch them, is told of them, and can check them afterwards.

use serde_json::Value;
use trespor::i18n::Lang;

use crate::case::Case;

/// A PDF as small as one can be.
fn pdf(says: &str) -> Vec<u8> {
    format!("%PDF-1.4\n% {says}\n%%EOF\n").into_bytes()
}

impl Case {
    /// The owner publishes a programme and drawings, renews the first and takes the second back.
    pub async fn publish_documents(&self) {
        let olga = self.who("olga");
        let page = olga.open(&self.desk("olga").await.link("/documents")).await;
        page.says(&["No documents have been published"]);
        let form = page.form("title");
        let nothing = olga.send(form.clone().with("title", "Programme")).await;
        assert_eq!(nothing.status, 422, "a form without a file");
        assert!(nothing.html().contains("value=\"Programme\""), "what was typed stays");
        let untitled = olga.send(form.clone().with_file("file", "programme.pdf", &pdf("one"))).await;
        assert_eq!(untitled.status, 422, "a file without a title");
        let programme = form.with("title", "Programme").with_file("file", "programme.pdf", &pdf("one"));
        let page = olga.press(programme).await;
        page.says(&["Programme", "programme.pdf", "version 1"]);
        let drawings =
            page.form("title").with("title", "Drawings").with_file("file", "tegninger.pdf", &pdf("lines"));
        let page = olga.press(drawings).await;

        let again = page.form("title").with("document", "1").with("title", "Programme");
        let again = again.with_file("file", "programme-2.pdf", &pdf("two"));
        let silent = olga.send(again.clone()).await;
        assert_eq!(silent.status, 422, "a new version without a word on what is new");
        let page = olga.press(again.with("reason", "The rooms on the ground floor are larger.")).await;
        page.says(&["version 2", "1 earlier version", "The rooms on the ground floor are larger."]);

        let back = page.form("withdraw").with("withdraw", "2");
        let short = olga.send(back.clone().with("why", "No")).await;
        assert_eq!(short.status, 422);
        let page = olga.press(back.with("why", "They show another building.")).await;
        page.says(&["Withdrawn", "They show another building."]);
    }
}

/// The addresses of the documents that a page offers.
fn fetched(links: Vec<String>) -> Vec<String> {
    links.into_iter().filter(|link| link.starts_with("/tenders/") && link.contains("/documents/")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_are_for_everybody_and_what_holds_is_seen() {
    let mut case = Case::open().await;
    case.give_roles().await;
    case.begin_all().await;
    case.publish_documents().await;
    let tender = format!("/tenders/{}", case.procedure);
    let visitor = case.world.visitor("en");
    let page = visitor.open(&tender).await;
    page.says(&[
        "Documents",
        "Programme",
        "version 2",
        "Drawings",
        "Withdrawn",
        "They show another building.",
    ]);
    let links = fetched(page.links());
    assert_eq!(links.len(), 2, "both versions of the programme, and no drawings: {links:?}");
    for (link, says) in links.iter().zip(["two", "one"]) {
        let file = visitor.get(link).await;
        assert_eq!(file.status, 200);
        assert!(file.whole().contains(&format!("% {says}")), "{link}");
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"programme"));
    }
    // Nobody who began an application learns of it later than another; nobody is told twice of one thing.
    for (email, subject) in [
        ("bo@example.org", "Document in “"),
        ("bo@example.org", "New version in “"),
        ("bo@example.org", "Withdrawn in “"),
        ("lene@example.org", "Dokument i »"),
    ] {
        case.world.letter(email, subject).await.says(&["SHA-256"]);
    }
    case.world.letter("bo@example.org", "New version in “").await.says(&["The rooms on the ground floor"]);

    let feed = visitor.get(&format!("{tender}/news.json?language=en")).await.whole();
    for title in ["Document: Programme", "Document: Drawings", "Withdrawn: Drawings"] {
        assert!(feed.contains(title), "{title}: {feed}");
    }

    // From a program: the same verbs, with a token of the owner.
    let app = case.world.app.clone();
    let olga = app.person("olga@example.org", "", Lang::En).await.expect("somebody");
    let (_, token) = app.make_token(olga.id, "a program", "owner", 366).await.expect("a token");
    let program = visitor.program(&token);
    let shown = program.get(&format!("/api/v1/procedures/{}", case.procedure)).await;
    let shown: Value = serde_json::from_slice(&shown.bytes).expect("JSON");
    assert_eq!(shown["documents"][0]["versions"][0]["version"], 2);
    assert_eq!(shown["documents"][0]["versions"][0]["href"], links[0].as_str());
    assert_eq!(shown["documents"][1]["versions"][0]["href"], Value::Null);
    assert_eq!(shown["documents"][1]["versions"][0]["withdrawn_because"], "They show another building.");

    // The dossier of an open procedure holds what is public, the withdrawn too, and is equal to what the journal says.
    let (held, _) = case.world.verified(case.procedure).await;
    assert_eq!(held.found.keys().filter(|name| name.starts_with("files/")).count(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_an_owner_publishes_and_nothing_is_left_of_what_is_refused() {
    let mut case = Case::open().await;
    case.give_roles().await;
    let path = format!("/procedures/{}/documents", case.procedure);
    let olga = case.who("olga");
    let form = olga.open(&path).await.form("title").with("title", "Programme");
    let file = form.clone().with_file("file", "programme.pdf", &pdf("one"));
    assert_eq!(case.who("siri").send(file).await.status, 403);
    let program = form.clone().with_file("file", "programme.exe", b"MZ\x90\x00\x03");
    assert_eq!(olga.send(program).await.status, 415, "no kind that is accepted");
    let untitled = olga.open(&path).await.form("title").with_file("file", "programme.pdf", &pdf("one"));
    assert_eq!(olga.send(untitled).await.status, 422);
    case.who("siri").open(&path).await.hides(["type=\"file\""]);
    let lying = case.world.app.blobs.list("", 10).await.expect("the folder can be read");
    assert_eq!(lying.len(), 0, "{lying:?}");
}
