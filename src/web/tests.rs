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

/// The style sheets: the design system with our theme, and what is ours.
const VENDORED: &str = include_str!("../../static/designsystemet/designsystemet.css");
const OWN: &str = include_str!("../../static/trespor.css");

#[test]
fn static_files_stay_small() {
    assert!(VENDORED.len() < 33_000, "the design system has {} bytes", VENDORED.len());
    assert!(OWN.len() < 23_500, "our own sheet has {} bytes", OWN.len());
    for css in [VENDORED, OWN] {
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }
}

#[test]
fn the_design_system_is_as_its_script_wrote_it() {
    let digest = crate::engine::digest::Digest::of(&[VENDORED.as_bytes()]).to_string();
    let readme = include_str!("../../static/designsystemet/README.md");
    assert!(
        readme.contains(&format!("sha256: `{digest}`")),
        "designsystemet.css was changed by hand\nhint: cd scripts/designsystemet && npm ci && npm run vendor"
    );
}

/// Pages, their parts and their frame, each as its path and its text, with what Askama does in them taken out.
fn templates() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let mut paths = vec![std::path::Path::new(folder).join("base.html")];
    for inside in ["pages", "parts"] {
        let entries = std::fs::read_dir(format!("{folder}/{inside}")).expect("a folder of templates");
        paths.extend(entries.map(|entry| entry.expect("an entry").path()));
    }
    let plain = |text: String| {
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some(start) = rest.find(['{', '\0']) {
            let close = match rest.get(start..start + 2) {
                Some("{%") => "%}",
                Some("{{") => "}}",
                Some("{#") => "#}",
                _ => panic!("a bracket that is none of Askama's: {rest}"),
            };
            let end = rest[start..].find(close).expect("a tag ends") + start + 2;
            out.push_str(&rest[..start]);
            // What is filled in may be a part of a word.
            out.push_str(if close == "}}" { "\0" } else { "" });
            rest = &rest[end..];
        }
        out + rest
    };
    paths
        .into_iter()
        .map(|path| (path.display().to_string(), plain(std::fs::read_to_string(&path).expect("a template"))))
        .collect()
}

#[test]
fn every_class_of_a_page_is_known_to_a_style_sheet() {
    let known = |class: &str| {
        [VENDORED, OWN].iter().any(|css| {
            css.match_indices(&format!(".{class}")).any(|(at, found)| {
                !css[at + found.len()..]
                    .starts_with(|next: char| next.is_alphanumeric() || "-_".contains(next))
            })
        })
    };
    for (path, text) in templates() {
        for classes in values(&text, "class") {
            for class in classes.split_whitespace().filter(|class| !class.contains('\0')) {
                assert!(known(class), "{path} has the class `{class}`, which no style sheet knows");
            }
        }
    }
}

#[test]
fn controls_are_those_of_the_design_system() {
    for (path, text) in templates() {
        for name in ["button", "input", "select", "textarea", "table", "details", "fieldset"] {
            for (at, _) in
                text.match_indices(&format!("<{name} ")).chain(text.match_indices(&format!("<{name}>")))
            {
                let tag = text[at..].split('>').next().unwrap_or_default();
                assert!(
                    tag.contains("type=\"hidden\"") || tag.contains("class=\"ds-"),
                    "{path} has {tag} without a class of the design system"
                );
            }
        }
    }
}

/// What the script leaves out because nobody reads it must not be read.
#[test]
fn every_token_of_the_design_system_that_is_used_is_there() {
    for part in OWN.split("var(--ds-").skip(1) {
        let name = part.split([',', ')']).next().unwrap_or_default();
        assert!(
            VENDORED.contains(&format!("--ds-{name}:")),
            "--ds-{name} is not there\nhint: cd scripts/designsystemet && npm ci && npm run vendor"
        );
    }
}

/// The colours of the theme by name, without `--ds-color-`: first as they are in the light, then in the dark.
fn palettes() -> [std::collections::BTreeMap<&'static str, [f64; 3]>; 2] {
    ["@layer ds.theme.color-scheme.light{", "@layer ds.theme.color-scheme.dark{"].map(|layer| {
        let block = VENDORED.split(layer).nth(1).and_then(|rest| rest.split('}').next()).unwrap_or_default();
        block
            .split([';', '{'])
            .filter_map(|line| line.trim().strip_prefix("--ds-color-")?.split_once(":#"))
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
    let grounds = "neutral-background-tinted neutral-surface-default accent-surface-tinted";
    let texts = [
        ("neutral-text-default", grounds),
        ("neutral-text-default", "neutral-surface-tinted danger-surface-tinted"),
        ("neutral-text-subtle", grounds),
        ("accent-text-subtle", grounds),
        ("accent-text-default", grounds),
        ("accent-base-contrast-default", "accent-base-default accent-base-hover"),
        ("danger-base-contrast-default", "danger-base-default danger-base-hover"),
        ("danger-text-subtle", "neutral-background-tinted neutral-surface-default danger-surface-tinted"),
        ("neutral-text-default", "neutral-surface-tinted"),
        ("success-text-default", "success-surface-tinted"),
        ("danger-text-default", "danger-surface-tinted"),
        ("warning-text-default", "warning-surface-tinted"),
        ("info-text-default", "info-surface-tinted"),
    ];
    let edges = [
        ("neutral-border-default", "neutral-background-tinted neutral-surface-default"),
        ("focus-outer", grounds),
        ("accent-text-subtle", "neutral-surface-tinted"),
        ("danger-text-subtle", "neutral-surface-tinted"),
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
