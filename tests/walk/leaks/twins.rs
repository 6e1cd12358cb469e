//! Two worlds that differ in applications that a reader may not know of: whatever the reader is answered in one
//! is, to the last byte and its count, what the other answers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use trespor::engine::instant::Instant;

use super::pages;
use crate::case::{Case, DEADLINE, FIRST_DEADLINE};
use crate::http::Page;

/// A world in which Lene and Bo apply, and where `more`, Frida hands in as well and Gert begins.
async fn world(more: bool) -> Case {
    let mut case = Case::open().await;
    case.give_roles().await;
    for lead in ["lene", "bo"] {
        case.begin(lead).await;
    }
    if more {
        for lead in ["frida", "gert"] {
            case.begin(lead).await;
        }
        case.submit("frida").await;
    }
    case.submit("bo").await;
    case
}

/// What came, but for what names this world: identifiers and ports. Of a reader's
/// own application, which has times, codes and fingerprints of its own, how much came.
fn told(case: &Case, who: &str, page: &Page) -> String {
    let own = case.applications.get(who).is_some_and(|own| page.path.starts_with(own));
    if own {
        // How long a PDF is depends on how well its codes and fingerprints are packed.
        let pdf = page.header("content-type") == "application/pdf";
        let length = if pdf { "a PDF" } else { page.header("content-length") };
        return format!("{} {length}", page.status);
    }
    alike(&without_tag(&page.whole())).replace(&case.world.app.settings.address, "http://SITE")
}

/// Without the digest that an answer to a program has of itself: it is one of identifiers too, and what it is of stands
/// here.
fn without_tag(text: &str) -> String {
    const TAG: &str = r#"("etag", "\""#;
    match text.split_once(TAG) {
        Some((before, rest)) => {
            format!("{before}{TAG}{}", rest.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
        }
        None => text.to_owned(),
    }
}

/// Text with every identifier made alike, and without the microseconds of instants: on a clock that a hand moves they
/// count how often somebody asked for the time.
fn alike(text: &str) -> String {
    let is_id = |part: &str| {
        part.len() == 36
            && part.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            })
    };
    let is_fraction = |part: &str| {
        let digits = part.strip_prefix('.').and_then(|rest| rest.strip_suffix('Z'));
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut known = BTreeMap::new();
    while let Some(next) = rest.chars().next() {
        if let Some(id) = rest.get(..36).filter(|part| is_id(part)) {
            let number = known.len();
            let number = *known.entry(id.to_owned()).or_insert(number);
            write!(out, "ID{number}").expect("a string");
            rest = &rest[36..];
        } else if rest.get(..8).is_some_and(is_fraction) {
            rest = &rest[7..];
        } else {
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}

async fn compare(one: &Case, two: &Case, at: Instant, found: &mut Vec<String>) {
    for case in [one, two] {
        case.world.crank(at);
    }
    for who in ["nobody", "vera", "bo", "lene", "eva", "ellen", "carl"] {
        let mut paths = [Vec::new(), Vec::new()];
        for (case, paths) in [one, two].into_iter().zip(&mut paths) {
            *paths = pages::addresses(case, "bo").await;
        }
        let [first, second] = paths;
        assert_eq!(first.len(), second.len());
        for (first, second) in first.iter().zip(&second) {
            let ask = async |case: &Case, path: &str| {
                let visitor = case.world.visitor("en");
                let browser = if who == "nobody" { &visitor } else { case.who(who) };
                let page = browser.reading("en").get(path).await;
                told(case, who, &page)
            };
            let (here, there) = (ask(one, first).await, ask(two, second).await);
            if here != there {
                let differs = here.lines().zip(there.lines()).find(|(here, there)| here != there);
                found.push(format!("{who} at {}: {differs:?}", alike(first)));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_that_is_hidden_changes_no_byte_of_any_answer() {
    let (one, two) = (world(false).await, world(true).await);
    let mut found = Vec::new();
    compare(&one, &two, DEADLINE.plus_seconds(-30 * 86_400), &mut found).await;
    compare(&one, &two, FIRST_DEADLINE.plus_seconds(86_400), &mut found).await;
    assert!(found.is_empty(), "{} answers tell that others apply:\n{}", found.len(), found.join("\n"));
}
