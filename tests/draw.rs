//! The picture of a procedure: everything is in it, nothing is cut, and it says where the procedure stands.

use std::collections::BTreeMap;
use std::process::Command;

use trespor::engine::workflow::{Loaded, load};
use trespor::exchange::drawing::{Place, Standing, mermaid, svg};
use trespor::i18n::Lang;

fn boligliv() -> Loaded {
    let path = format!("{}/workflows/boligliv-i-balance.yaml", env!("CARGO_MANIFEST_DIR"));
    load(&std::fs::read(&path).expect("the file")).expect("it can be read")
}

fn drawn(standing: &Standing, lang: Lang) -> String {
    svg(&boligliv().definition, standing, lang).expect("a picture")
}

/// The texts of the picture, in order.
fn texts(svg: &str) -> Vec<&str> {
    let parts = svg.split("<text").skip(1).filter_map(|part| part.split_once('>'));
    parts.filter_map(|(_, rest)| rest.split_once("</text>")).map(|(text, _)| text).collect()
}

#[test]
fn every_track_and_step_is_in_the_picture() {
    let svg = drawn(&Standing::default(), Lang::Da);
    let texts = texts(&svg);
    let count = |wanted: &str| texts.iter().filter(|text| **text == wanted).count();
    assert_eq!((count("Socialt spor"), count("Fysisk spor"), count("Organisatorisk spor")), (1, 1, 1));
    assert_eq!((count("Ansøgning"), count("Egnethed"), count("Bedømmelse"), count("Breve")), (3, 3, 3, 3));
    assert_eq!((count("Fælles anbefalinger"), count("Venter på alle spor")), (1, 1));
    assert_eq!((count("20 dage"), count("Ansøger"), count("Alle spor på én gang")), (3, 3, 3));
    assert!(svg.contains("5. feb. 2027") || svg.contains("feb"), "the deadline is not there");
    assert!(svg.contains("<title id=\"drawing-title\">Forløbet: Boligliv i balance"));
    assert!(svg.contains("<desc") && svg.contains("aria-labelledby=\"drawing-title drawing-about\""));
    assert!(svg.contains("prefers-color-scheme:dark") && !svg.contains("<script"));
}

/// Measured in a browser with a wide font (DejaVu Sans): a letter of 13 pixels is 7 wide on average, a bold
/// one 8.4. Lines fit their boxes with a margin, boxes do not overlap, and nothing leaves the picture.
#[test]
fn nothing_is_cut() {
    for lang in Lang::ALL {
        let svg = drawn(&Standing::default(), lang);
        let number = |text: &str, name: &str| -> f64 {
            let rest = text.split(&format!("{name}=\"")).nth(1).expect("an attribute");
            rest.split('"').next().expect("a value").parse().expect("a number")
        };
        let (width, height) = (number(&svg, " width"), number(&svg, " height"));
        let mut boxes = Vec::new();
        for group in svg.split("<g class=\"").skip(1) {
            let at =
                group.split("translate(").nth(1).and_then(|rest| rest.split(')').next()).expect("a place");
            let at: Vec<f64> = at.split(' ').map(|n| n.parse().expect("a number")).collect();
            let (w, h) = (number(group, "rect width"), number(group, " height"));
            assert!(at[0] >= 0.0 && at[0] + w <= width && at[1] + h <= height, "a box leaves the picture");
            for (class, text) in group.split("<text").skip(1).zip(texts(group)) {
                let bold = group.starts_with("lane") || class.contains("class=\"title\"");
                let letters = u32::try_from(text.chars().count()).expect("a short text");
                let long = f64::from(letters) * if bold { 8.4 } else { 7.0 };
                // The title of a lane stands in its middle, the others behind a margin.
                let margins = if group.starts_with("lane") { 8.0 } else { 20.0 };
                assert!(long + margins <= w, "`{text}` is too long for {w}");
            }
            for line in group.split("<text").skip(1) {
                assert!(number(line, " y") + 4.0 <= h, "a line lies below its box");
            }
            if group.starts_with("box") {
                boxes.push((at[0], at[1], w, h));
            }
        }
        assert_eq!(boxes.len(), 3 * 7 + 1);
        for (n, a) in boxes.iter().enumerate() {
            for b in &boxes[n + 1..] {
                let apart = a.0 + a.2 <= b.0 || b.0 + b.2 <= a.0 || a.1 + a.3 <= b.1 || b.1 + b.3 <= a.1;
                assert!(apart, "boxes overlap: {a:?} {b:?}");
            }
        }
    }
}

#[test]
fn the_picture_says_where_the_procedure_stands() {
    let place = |step: &str, ended, through| Place { step: step.to_owned(), held: false, ended, through };
    let places = BTreeMap::from([
        ("social".to_owned(), place("scoring", false, false)),
        ("physical".to_owned(), place("intake", true, false)),
        ("organisational".to_owned(), place("complaints", true, true)),
        ("joint".to_owned(), place("joint", false, false)),
    ]);
    let svg = drawn(&Standing { places, dates: BTreeMap::new() }, Lang::En);
    let count = |class: &str| svg.matches(&format!("<g class=\"box {class}\"")).count();
    // Social has two steps behind it, organisational all seven; physical ended in its first.
    assert_eq!((count("done"), count("now"), count("stopped")), (2 + 7, 1, 1));
    assert!(texts(&svg).contains(&"▶ Scoring"));
}

#[test]
fn texts_of_the_file_are_texts_in_the_picture() {
    let mut loaded = boligliv();
    loaded.definition.tracks[0].title.0.insert("en".into(), "<b onload=\"x\">&".into());
    let svg = svg(&loaded.definition, &Standing::default(), Lang::En).expect("a picture");
    assert!(!svg.contains("<b "), "a text of the file became markup");
    assert!(!mermaid(&loaded.definition, Lang::En).contains("onload=\"x"), "a quotation mark ends the label");
}

/// Who waits says for whom, in its own lane and as an arrow across.
#[test]
fn waits_are_in_the_picture() {
    let path = format!("{}/workflows/side-by-side.yaml", env!("CARGO_MANIFEST_DIR"));
    let loaded = load(&std::fs::read(&path).expect("the file")).expect("it can be read");
    let picture = svg(&loaded.definition, &Standing::default(), Lang::En).expect("a picture");
    let texts = texts(&picture);
    let count = |wanted: &str| texts.iter().filter(|text| **text == wanted).count();
    // Streets and square, before the scoring and before the plans.
    assert_eq!(count("Waits for Homes"), 4);
    // Before the choice each waits for one of the two others; long lines are broken.
    assert_eq!(texts.iter().filter(|text| text.starts_with("Waits for 1 of")).count(), 3);
    let chart = mermaid(&loaded.definition, Lang::En);
    // Only the homes come to an agreement; the others pass it by.
    assert_eq!((count("Agreement"), count("Choice")), (1, 3));
    assert_eq!(chart.matches("[\"Agreement").count(), 1);
    assert!(chart.contains("t0s2 --> t0s3") && chart.contains("t1s2 --> t1s4"), "{chart}");
    // Eight arrows within the homes and seven in the others; one from each to the joint step.
    assert_eq!(chart.matches(" --> ").count(), 8 + 7 + 7 + 3);
    assert!(chart.contains("t0s1 -.-> t1s2") && chart.contains("t0s1 -.-> t2s2"), "{chart}");
    // Two before the scoring, two of each three before the choice, two before the plans.
    assert_eq!(chart.matches(" -.-> ").count(), 2 + 6 + 2);
}

#[test]
fn mermaid_has_an_arrow_from_each_step_to_the_next() {
    let chart = mermaid(&boligliv().definition, Lang::En);
    assert!(chart.starts_with("flowchart TD\n"));
    assert_eq!(chart.matches("subgraph").count(), 3);
    // Six arrows within each of three tracks, and one from each to the joint step.
    assert_eq!(chart.matches(" --> ").count(), 3 * 6 + 3);
    assert!(chart.contains("t2s6 --> j0"));
}

#[test]
fn the_command_line_draws() {
    let run = |arguments: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_trespor"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("the program runs");
        (
            out.status.code(),
            String::from_utf8(out.stdout).expect("UTF-8"),
            String::from_utf8(out.stderr).expect("UTF-8"),
        )
    };
    let file = "workflows/boligliv-i-balance.yaml";
    let (code, out, _) = run(&["draw", file, "--language", "en"]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("<svg") && out.contains("Social track"));
    let (code, out, _) = run(&["draw", file, "--format", "mermaid"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("Socialt spor"));
    // The file has no Norwegian texts: its own are Danish, the program's Norwegian.
    let (code, out, _) = run(&["draw", file, "--language", "nb"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("Socialt spor") && out.contains("Prosjekteier"), "{out}");
    let (code, _, err) = run(&["draw", file, "--language", "de"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("`de`"), "{err}");
    // A file whose first language the program does not speak is drawn in the next.
    let (code, out, _) = run(&["draw", "workflows/published/04-se-kammarkollegiet-lottery-per-lot.yaml"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("Applicant"), "{out}");
}

#[test]
fn a_scoring_says_its_target() {
    let file = include_bytes!("data/targeted.yaml");
    let definition = load(file).expect("it can be read").definition;
    for (lang, words) in
        [(Lang::Da, "Mål: 10 dage"), (Lang::En, "Target: 10 days"), (Lang::Nb, "Mål: 10 dager")]
    {
        let picture = svg(&definition, &Standing::default(), lang).expect("a picture");
        assert_eq!(texts(&picture).iter().filter(|text| **text == words).count(), 1, "{picture}");
        assert!(mermaid(&definition, lang).contains(&format!("<br/>{words}\"]")), "{words}");
    }
    let one = std::str::from_utf8(file).expect("text").replace("days: 10, remind_days_before: 3", "days: 1");
    let definition = load(one.as_bytes()).expect("it can be read").definition;
    assert!(mermaid(&definition, Lang::En).contains("Target: 1 day\""));
}
