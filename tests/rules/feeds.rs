//! The calendar file and the feeds of a procedure, read as a program that knows only their formats reads them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::gate::at;
use super::pages::{Case, opened};
use super::site::Site;

/// What a calendar file says of each event, by its UID; a fault in its form fails.
fn calendar(file: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    assert!(file.ends_with("\r\n"), "the last line has its end too");
    for line in file.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.is_empty() && !line.contains(['\r', '\n']), "{line:?}");
    }
    let unfolded = file.replace("\r\n ", "");
    let mut lines = unfolded.split_terminator("\r\n");
    assert_eq!(lines.next(), Some("BEGIN:VCALENDAR"));
    assert_eq!(lines.next(), Some("VERSION:2.0"));
    assert!(lines.next().is_some_and(|line| line.starts_with("PRODID:")));
    let (mut events, mut open) = (BTreeMap::new(), None::<BTreeMap<String, String>>);
    let mut ended = false;
    for line in lines {
        assert!(!ended, "{line} comes after the end");
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("{line} has no value"));
        let name = name.split(';').next().unwrap_or_default();
        match (name, value, &mut open) {
            ("BEGIN", "VEVENT", None) => open = Some(BTreeMap::new()),
            ("END", "VCALENDAR", None) => ended = true,
            ("END", "VEVENT", Some(_)) => {
                let event = open.take().unwrap_or_default();
                for needed in ["UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY"] {
                    assert!(event.contains_key(needed), "{needed} is missing in {event:?}");
                }
                assert!(events.insert(event["UID"].clone(), event).is_none(), "two events are one");
            }
            (_, _, Some(event)) => {
                assert!(event.insert(name.to_owned(), value.to_owned()).is_none(), "{name} is there twice");
            }
            (_, _, None) => assert!(matches!(name, "METHOD" | "NAME"), "{line}"),
        }
    }
    assert!(ended, "the calendar has no end");
    events
}

/// The entries of an Atom feed: id, title and text of each. A fault in its form fails.
fn entries(feed: &str) -> Vec<[String; 3]> {
    assert!(feed.starts_with(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\""
    ));
    let mut open = Vec::new();
    for tag in feed.split('<').skip(1).map(|part| part.split_once('>').expect("a tag ends").0) {
        let name = tag.split(' ').next().unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{name} ends");
        } else if !tag.ends_with(['/', '?']) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} is open");
    let head = feed.split("<entry>").next().unwrap_or_default();
    for needed in ["<id>", "<title>", "<updated>", "<author><name>", "rel=\"self\""] {
        assert_eq!(head.matches(needed).count(), 1, "{needed} of the feed");
    }
    let inside = |entry: &str, name: &str| {
        let rest = entry.split_once(&format!("<{name}")).unwrap_or_else(|| panic!("no {name} in {entry}")).1;
        let text = rest.split_once('>').expect("a tag ends").1;
        text.split("</").next().unwrap_or_default().to_owned()
    };
    let found: Vec<_> = feed.split("<entry>").skip(1).collect();
    for entry in &found {
        let updated = inside(entry, "updated");
        assert!(updated.len() == 27 && updated.ends_with('Z'), "{updated}");
    }
    found.iter().map(|entry| ["id", "title", "content"].map(|name| inside(entry, name))).collect()
}

async fn text(case: &Case, path: &str, kind: &str) -> String {
    let answer = case.site.get(&Site::visitor(), path).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind), "{path}");
    answer.text()
}

async fn dates(case: &Case) -> BTreeMap<String, BTreeMap<String, String>> {
    let path = format!("/tenders/{}/calendar.ics?language=nb", case.procedure);
    calendar(&text(case, &path, "text/calendar; charset=utf-8").await)
}

#[tokio::test]
async fn a_date_that_moves_is_the_same_event_with_a_higher_sequence() {
    let case = opened().await;
    let before = dates(&case).await;
    let deadline = format!("{}-deadline", case.procedure);
    assert_eq!(before.len(), 2, "{before:?}");
    assert!(before.values().all(|event| event["SEQUENCE"] == "0" && event["DTSTAMP"] == "20270105T080000Z"));
    assert_eq!(before[&deadline]["DTSTART"], "20270206T110000Z");
    assert_eq!(
        before[&deadline]["DESCRIPTION"],
        "lørdag 6. februar 2027 kl. 12.00 (dansk tid\\, Europe/Copenhagen)"
    );

    assert!(case.site.app.clock.crank(at("2027-01-10T09:00")));
    let form = [("to", "2027-02-15"), ("to-time", "12:00"), ("reason", "More time is needed, and fair.")];
    let moved = case.site.post(&case.owner, &case.page("dates/deadline"), &form).await;
    assert_eq!(moved.status, 303, "{}", moved.text());
    let after = dates(&case).await;
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>(), "no event is another");
    for (uid, event) in &after {
        if *uid == deadline {
            assert_eq!([&event["SEQUENCE"], &event["DTSTAMP"]], ["1", "20270110T080000Z"]);
            assert_eq!(event["DTSTART"], "20270215T110000Z");
        } else {
            assert_eq!(event, &before[uid], "what did not move stays");
        }
    }
}

#[tokio::test]
async fn a_feed_tells_what_is_new_and_nothing_of_who_applies() {
    let case = opened().await;
    case.submitted().await;
    let (lead, owner, site) = (&case.lead, &case.owner, &case.site);
    let ask = format!("/tenders/{}/questions", case.procedure);
    assert_eq!(site.post(lead, &ask, &[("question", "Is <A&B> one firm?")]).await.status, 303);
    let head = site.app.head(case.procedure).await.expect("a head").case.procedure;
    let question = head.questions[0].id;
    let path = case.page(&format!("questions/{question}"));
    assert!(site.app.clock.crank(at("2027-01-10T09:00")));
    assert_eq!(site.post(owner, &path, &[("answer", "It is.")]).await.status, 303);
    assert!(site.app.clock.crank(at("2027-01-11T09:00")));
    let form = [("to", "2027-02-15"), ("to-time", "12:00"), ("reason", "More time is needed, and fair.")];
    assert_eq!(site.post(owner, &case.page("dates/deadline"), &form).await.status, 303);

    let tender = format!("/tenders/{}", case.procedure);
    let page = site.get(&Site::visitor(), &tender).await;
    for link in ["news.atom?language=en", "news.json?language=en", "calendar.ics?language=en"] {
        page.says(&["<link rel=\"alternate\" type=", &format!("href=\"{tender}/{link}\"")]);
    }
    let news =
        text(&case, &format!("{tender}/news.atom?language=en"), "application/atom+xml; charset=utf-8").await;
    let told = entries(&news);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0][1].contains("Monday 15 February 2027 at 12:00"), "the latest is first: {told:?}");
    assert_eq!(told[1][0], format!("urn:uuid:{question}"));
    assert_eq!(told[1][2], "Is &#60;A&#38;B&#62; one firm?\n\nIt is.");
    assert_eq!(told[2][0], format!("urn:uuid:{}", case.procedure));
    let open = text(&case, "/tenders.atom?language=nb", "application/atom+xml; charset=utf-8").await;
    assert!(open.contains("<title xml:lang=\"da\">Boligliv i balance – prækvalifikation</title>"), "{open}");
    assert_eq!(entries(&open).len(), 1);
    let json = text(&case, &format!("{tender}/news.json?language=en"), "application/feed+json").await;
    let data: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(data["version"], "https://jsonfeed.org/version/1.1");
    let ids: Vec<_> =
        data["items"].as_array().expect("a list").iter().map(|item| item["id"].clone()).collect();
    assert_eq!(ids, told.iter().map(|entry| entry[0].clone()).collect::<Vec<_>>());
    assert_eq!(data["items"][1]["content_text"], "Is <A&B> one firm?\n\nIt is.");
    for hidden in ["Room", "Lena", "lead@", "Olga", "owner@"] {
        assert!(!news.contains(hidden) && !open.contains(hidden) && !json.contains(hidden), "{hidden}");
    }
    // Once the deadline has passed there is nothing to apply for.
    assert!(site.app.clock.crank(at("2027-02-16T09:00")));
    let open = text(&case, "/tenders.atom", "application/atom+xml; charset=utf-8").await;
    assert_eq!(entries(&open).len(), 0);
    assert_eq!(site.get(&Site::visitor(), "/tenders/none/news.atom").await.status, 404);
}
