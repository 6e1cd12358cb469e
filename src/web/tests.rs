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

/// The colours of the style sheet by name: first as they are in the light, then in the dark.
fn palettes() -> [std::collections::BTreeMap<&'static str, [f64; 3]>; 2] {
    let css = include_str!("../../static/trespor.css");
    let blocks: Vec<&str> = css.split(":root {").collect();
    [1, 2].map(|index| {
        let block = blocks[index].split('}').next().unwrap_or_default();
        block
            .split(';')
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"))
            .map(|(name, hex)| {
                let wide: String = match hex.len() {
                    3 => hex.chars().flat_map(|digit| [digit, digit]).collect(),
                    _ => hex.to_owned(),
                };
                let part = |at: usize| f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap());
                (name, [part(0), part(2), part(4)])
            })
            .collect()
    })
}

/// The contrast of WCAG 2.2: (lighter + 0.05) / (darker + 0.05) of the relative luminances.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let luminance = |colour: [f64; 3]| {
        let [red, green, blue] = colour.map(|part| {
            let part = part / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn colours_can_be_told_apart_in_light_and_dark() {
    let texts = [
        ("ink", "ground paper sunk accent-soft ok-soft bad-soft warn-soft info-soft"),
        ("muted", "ground paper sunk accent-soft"),
        ("accent", "ground paper accent-soft"),
        ("accent-strong", "ground paper accent-soft"),
        ("on-accent", "accent accent-strong"),
        ("on-bad", "bad bad-strong"),
        ("ok", "ok-soft"),
        ("bad", "bad-soft ground paper"),
        ("warn", "warn-soft"),
        ("info", "info-soft"),
    ];
    let edges = [
        ("edge", "ground paper"),
        ("focus", "ground paper accent-soft"),
        ("accent", "sunk"),
        ("bad", "sunk"),
    ];
    assert!((contrast([0.0; 3], [255.0; 3]) - 21.0).abs() < 1e-9);
    for (palette, mode) in palettes().iter().zip(["light", "dark"]) {
        for (pairs, least) in [(&texts[..], 4.5), (&edges[..], 3.0)] {
            for (front, backs) in pairs {
                for back in backs.split(' ') {
                    let found = contrast(palette[front], palette[back]);
                    assert!(found >= least, "{mode}: {front} on {back} is {found:.2}, less than {least}");
                }
            }
        }
    }
}
