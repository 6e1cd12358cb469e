//! Draws every part of `templates/parts` in every language and checks what holds for every page.

use super::page::Page;
use super::parts::{Choice, Errors, FileLine, Link, Mark, Paging, Progress};
use crate::engine::instant::Instant;
use crate::i18n::{Lang, When};
use askama::Template;

#[derive(Template)]
#[template(path = "parts/gallery.html")]
struct Gallery {
    page: Page,
    crumbs: Vec<Link>,
    deadline: When,
    marks: Vec<Mark>,
    tabs: Vec<Link>,
    files: Vec<FileLine>,
    paging: Paging,
    scale: Vec<Choice>,
    choices: Vec<Choice>,
    tracks: Vec<Choice>,
    errors: Errors,
}

fn gallery(lang: Lang) -> String {
    let t = lang.texts();
    let mut page = Page::new(lang, "Boligliv & balance", "/tender/1?a=b&c=d");
    page.person = Some("Åse <Sø>".into());
    page.now = "12.00".into();
    page.demo = Some("12.00".into());
    let mark =
        |label: &str, detail: &str, progress| Mark { label: label.into(), detail: detail.into(), progress };
    let mut errors = Errors::default();
    for (field, label) in
        [("email", t.word_email()), ("turnover", "kr."), ("interest", "?"), ("declare", "!")]
    {
        errors.add(field, t.form_required(label));
    }
    Gallery {
        page,
        crumbs: vec![Link::new("/tender/1", "Boligliv i balance"), Link::here(t.word_application())],
        deadline: When::until(Instant::from_micros(1_801_825_200_000_000), "Europe/Copenhagen").unwrap(),
        marks: vec![
            mark(t.track_step_intake(), "5. februar 2027", Progress::Done),
            mark(t.track_step_screening(), "", Progress::Done),
            mark(t.track_step_scoring(), "5 / 8", Progress::Now),
            mark(t.track_step_consensus(), "", Progress::Later),
            mark(t.track_step_letters(), "12. april 2027", Progress::Later),
        ],
        tabs: vec![Link::here("Social"), Link::new("/b", "Fysisk"), Link::new("/c", "Organisatorisk")],
        files: vec![FileLine {
            name: "a<b>.pdf".into(),
            href: "/file/1".into(),
            size: lang.bytes(1_400_000),
            digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
            remove: "1".into(),
        }],
        paging: Paging { number: 5, size_max: 10, total: 95, href: "/x?page=".into() },
        scale: ["Ikke besvaret", "", "", "Tilfredsstillende", "", "Fremragende"]
            .iter()
            .enumerate()
            .map(|(point, anchor)| Choice::new(point.to_string(), point.to_string()).with_hint(*anchor))
            .collect(),
        choices: vec![
            Choice::new("none", t.interest_none()),
            Choice::new("declared", t.interest_declared()).with_hint(t.interest_describe()),
            Choice::new("disqualifying", t.interest_disqualifying()),
        ],
        tracks: vec![Choice::new("social", "Social"), Choice::new("physical", "Fysisk")],
        errors,
    }
    .render()
    .expect("the gallery can be drawn")
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\""))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .collect()
}

#[test]
fn every_part_is_drawn_in_every_language() {
    for lang in Lang::ALL {
        let html = gallery(lang);
        // To look at the parts in a browser, name a folder for the pages.
        if let Ok(folder) = std::env::var("TRESPOR_GALLERY") {
            std::fs::write(format!("{folder}/{lang}.html"), &html).unwrap();
        }
        assert!(html.starts_with(&format!("<!doctype html>\n<html lang=\"{lang}\">")), "{html:.80}");
        assert!(html.contains(lang.texts().apply_status_not_submitted()));
        assert_eq!(html.matches("aria-current=\"true\"").count(), 1, "one language is the current one");
    }
}

#[test]
fn what_people_wrote_is_escaped() {
    let html = gallery(Lang::Da);
    for raw in ["<Sø>", "<Rum>", "a<b>.pdf", "& \"Ret\""] {
        assert!(!html.contains(raw), "{raw}");
    }
    assert!(html.contains("back=%2Ftender%2F1%3Fa%3Db%26c%3Dd"));
}

#[test]
fn nothing_needs_a_hole_in_the_content_security_policy() {
    let html = gallery(Lang::En);
    assert!(!html.contains(" style=") && !html.contains("<style"), "styles belong in the style sheet");
    assert!(!html.contains(" onclick=") && !html.contains("javascript:"));
    assert_eq!(html.matches("<script").count(), html.matches("<script src=\"/static/").count());
}

#[test]
fn labels_hints_and_errors_are_tied_to_their_fields() {
    let html = gallery(Lang::Da);
    let mut ids = values(&html, "id");
    for target in values(&html, "for") {
        assert!(ids.contains(&target), "a label is for `{target}`, which is not there");
    }
    for list in values(&html, "aria-describedby") {
        for target in list.split(' ') {
            assert!(ids.contains(&target), "`{target}` describes a field but is not there");
        }
    }
    for target in values(&html, "href").into_iter().filter_map(|href| href.strip_prefix('#')) {
        assert!(ids.contains(&target), "a link leads to `#{target}`, which is not there");
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id is there twice");
}

#[test]
fn static_files_stay_small() {
    let css = include_str!("../../static/trespor.css");
    assert!(css.len() < 25_000, "{} bytes", css.len());
    assert_eq!(css.matches('{').count(), css.matches('}').count());
}
