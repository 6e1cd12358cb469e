//! Renders every sample in every language and checks what holds for every letter.

use std::collections::BTreeSet;
use std::path::Path;

use super::marks::{Block, Inert};
use super::{Frame, Letter, RenderError, Rendered, SUBJECT_CHARS_MAX, Sample, SignInLink, marks, samples};
use crate::engine::instant::Instant;
use crate::i18n::Lang;
use askama::filters::Escaper;

fn each(check: impl Fn(&str, &Sample, &Rendered)) {
    for lang in Lang::ALL {
        for sample in samples(lang) {
            let rendered = sample.letter.render(&sample.frame).expect("a sample can be rendered");
            check(&format!("{lang} {} ({})", sample.letter.kind(), sample.name), &sample, &rendered);
        }
    }
}

/// The words that a reader of the HTML sees, without the title of the page and the heading that repeats it.
fn words_of_html(html: &str) -> Vec<String> {
    let (_, body) = html.split_once("</h1>").expect("the subject is the main heading");
    let mut text = String::new();
    for (index, part) in body.split('<').enumerate() {
        text.push(' ');
        text.push_str(if index == 0 { part } else { part.split_once('>').expect("tags end").1 });
    }
    unescaped(&text).split_whitespace().map(str::to_owned).collect()
}

fn unescaped(html: &str) -> String {
    [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
        .iter()
        .fold(html.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

/// The words of the plain part without what only lays it out.
fn words_of_text(text: &str) -> Vec<String> {
    let drawn = |line: &&str| {
        line.len() > 1 && (line.trim_matches('=').is_empty() || line.trim_matches('-').is_empty())
    };
    text.lines()
        .filter(|line| !drawn(line))
        .map(|line| line.strip_prefix("- ").unwrap_or(line))
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_letter_reads_as_it_should() {
    for lang in Lang::ALL {
        for kind in Letter::KINDS {
            let mut shown = String::new();
            for sample in samples(lang).iter().filter(|sample| sample.letter.kind() == *kind) {
                let Rendered { subject, text, .. } =
                    sample.letter.render(&sample.frame).expect("a sample can be rendered");
                shown = format!("{shown}######## {}\n\n{subject}\n\n{text}\n", sample.name);
            }
            insta::assert_snapshot!(format!("{kind}.{lang}"), shown);
        }
    }
}

#[test]
fn the_page_of_a_letter_is_plain_html() {
    let all = samples(Lang::Da);
    let sample = all.iter().find(|sample| sample.name == "reserve, departing decision").expect("it is there");
    insta::assert_snapshot!("page.da", sample.letter.render(&sample.frame).expect("it can be rendered").html);
}

#[test]
fn every_kind_has_a_sample_and_a_file_in_every_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/mail");
    for lang in Lang::ALL {
        let seen: BTreeSet<&str> = samples(lang).iter().map(|sample| sample.letter.kind()).collect();
        assert_eq!(seen, Letter::KINDS.iter().copied().collect(), "{lang}");
        for kind in Letter::KINDS {
            let file = folder.join(kind).join(format!("{lang}.md"));
            assert!(file.is_file(), "{} is missing", file.display());
        }
    }
    for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
        let entry = entry.expect("an entry can be read");
        let name = entry.file_name().into_string().expect("names are UTF-8");
        if entry.path().is_dir() && name != "parts" {
            assert!(Letter::KINDS.contains(&name.as_str()), "templates/mail/{name} belongs to no letter");
        }
    }
}

#[test]
fn both_parts_say_the_same_in_the_same_order() {
    each(|name, _, rendered| {
        assert_eq!(words_of_text(&rendered.text), words_of_html(&rendered.html), "{name}");
        assert!(rendered.text.lines().count() > 8, "{name}");
    });
}

#[test]
fn nothing_is_left_over_from_the_template_or_the_program() {
    each(|name, _, Rendered { subject, text, html }| {
        for part in [subject, text, html] {
            for left in [
                "{{", "{%", "{#", "None", "Some(", "\u{e000}", "\u{e001}", "\u{e002}", "»«", "“”", "«»",
                " .", " ,", "\\\\",
            ] {
                assert!(!part.contains(left), "{name}: `{left}` in\n{part}");
            }
        }
        for line in text.lines() {
            assert!(!line.trim_start().contains("  "), "{name}: two spaces in `{line}`");
            assert_eq!(line, line.trim_end(), "{name}: spaces at the end of a line");
        }
        assert!(!text.contains("\n\n\n\n") && text.ends_with('\n') && !text.starts_with('\n'), "{name}");
    });
}

#[test]
fn subjects_are_one_short_line() {
    let mut cut = 0;
    each(|name, _, Rendered { subject, .. }| {
        let length = subject.chars().count();
        assert!((10..=120).contains(&length), "{name}: {length} characters in `{subject}`");
        assert!(!subject.contains(char::is_control), "{name}");
        assert_eq!(subject, subject.trim(), "{name}");
    });
    for lang in Lang::ALL {
        for sample in samples(lang) {
            let subject = sample.letter.render(&sample.frame).expect("it can be rendered").subject;
            cut += usize::from(subject.ends_with('…') && subject.chars().count() == SUBJECT_CHARS_MAX);
        }
    }
    assert_eq!(cut, Lang::ALL.len(), "the long name is cut in every language");
}

#[test]
fn lines_are_short_but_for_addresses_and_digests() {
    each(|name, _, Rendered { text, .. }| {
        for line in text.lines().filter(|line| line.chars().count() > 78) {
            let alone = line.trim_start().trim_start_matches("SHA-256: ");
            assert!(!alone.contains(' '), "{name}: {line}");
            let digest = alone.len() == 64 && alone.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(digest || alone.starts_with("https://"), "{name}: {line}");
        }
    });
}

#[test]
fn the_page_names_its_language_and_holds_no_foreign_markup() {
    each(|name, sample, Rendered { html, subject, .. }| {
        assert!(html.starts_with("<!doctype html>\n"), "{name}");
        assert!(html.contains(&format!("<html lang=\"{}\">", sample.frame.lang)), "{name}");
        for never in ["<script", "<table", "<img", "<b>", "javascript:"] {
            assert!(!html.contains(never), "{name}: {never}");
        }
        let title = html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
        assert_eq!(title.map(unescaped).as_deref(), Some(subject.as_str()), "{name}");
    });
}

#[test]
fn every_letter_names_its_procedure_its_sender_and_whom_to_ask() {
    each(|name, sample, Rendered { text, .. }| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let frame = &sample.frame;
        for wanted in frame.procedure_title.iter().chain([&frame.sender, &frame.contact, &frame.address]) {
            assert!(text.contains(wanted.as_str()), "{name}: {wanted}");
        }
    });
}

#[test]
fn a_decision_against_an_applicant_names_the_chosen_the_reasons_and_where_to_complain() {
    let mut looked = 0;
    for lang in Lang::ALL {
        for sample in samples(lang) {
            let text = sample.letter.render(&sample.frame).expect("it can be rendered").text;
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (selected, said, complaint) = match &sample.letter {
                Letter::NotSelected(letter) => {
                    let said = letter
                        .reasons
                        .iter()
                        .flat_map(|reason| reason.reasons.iter().chain([&reason.criterion]).cloned());
                    (
                        &letter.selected,
                        said.chain(letter.decision.clone()).collect::<Vec<_>>(),
                        &letter.complaint,
                    )
                }
                Letter::Excluded(letter) => {
                    let said = letter.reasons.iter().map(|unmet| unmet.reason.clone()).collect();
                    (&letter.selected, said, &letter.complaint)
                }
                _ => continue,
            };
            looked += 1;
            let complaint = complaint.as_ref().expect("the samples have one");
            let until = match (lang, complaint.until) {
                (_, None) => "1 da",
                (Lang::Da, _) => {
                    "20 dage. Den regnes fra dagen efter, at dette brev blev sendt. \
                                  Den udløber fredag den 30. april 2027 kl. 24.00 (dansk tid"
                }
                (Lang::En, _) => {
                    "20 days. It runs from the day after this letter was sent. \
                                  It ends on Friday 30 April 2027 at 24:00 (Europe/Copenhagen)"
                }
                (Lang::Nb, _) => {
                    "20 dager. Den regnes fra dagen etter at dette brevet ble sendt. \
                                  Den går ut fredag 30. april 2027 kl. 24.00 (dansk tid"
                }
            };
            for wanted in selected.iter().chain(&said).chain([&complaint.body, &until.to_owned()]) {
                let wanted = wanted.replace('\u{202e}', "");
                let wanted = wanted.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(text.contains(&wanted), "{lang} ({}): {wanted}\n{text}", sample.name);
            }
        }
    }
    assert_eq!(looked, 6 * Lang::ALL.len());
}

#[test]
fn what_is_filled_in_is_never_read_as_a_mark() {
    let inert = |value: &str| {
        let mut out = String::new();
        Inert.write_escaped_str(&mut out, value).expect("a string can be written");
        out
    };
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    for odd in ["# a", "## a", "- a", "> a", "---", "<https://a.example>", "a\\", "\\"] {
        let read = marks::read(&format!("# b\n\n{}\nc\n", inert(odd)));
        assert_eq!(read.subject, "b");
        assert_eq!(read.blocks, [Block::Paragraph(lines(&[&format!("{odd} c")]))], "{odd}");
    }
    let read =
        marks::read(&format!("# b {}\n\n> {}\n", inert("c\r\nd\te"), inert("f\r\n\u{7}g\n \n\n- h\n# i")));
    assert_eq!(read.subject, "b c d e", "a subject is one line, so that no header can be smuggled in");
    assert_eq!(read.blocks, [Block::Quote(vec![lines(&["f", "g"]), lines(&["- h", "# i"])])]);
    let read = marks::read(&format!(
        "# b\n\n<{}>\n\n<{}>\n",
        inert("https://a.example/?b&c"),
        inert("javascript:a")
    ));
    assert_eq!(
        read.blocks,
        [Block::Link("https://a.example/?b&c".into()), Block::Paragraph(lines(&["javascript:a"]))]
    );
}

#[test]
fn only_what_stands_alone_keeps_its_lines() {
    let mut value = String::new();
    Inert.write_escaped_str(&mut value, "a\nb\n\nc").expect("a string can be written");
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let blocks = |wording: String| marks::read(&wording).blocks;
    let kept = vec![lines(&["a", "b"]), lines(&["c"])];
    assert_eq!(blocks(format!("> {value}")), [Block::Quote(kept.clone())]);
    assert_eq!(blocks(value.clone()), kept.into_iter().map(Block::Paragraph).collect::<Vec<_>>());
    assert_eq!(blocks(format!("To {value}")), [Block::Paragraph(lines(&["To a b c"]))]);
    assert_eq!(blocks(format!("{value} {value}")), [Block::Paragraph(lines(&["a b c a b c"]))]);
    assert_eq!(blocks(format!("- {value}")), [Block::List(vec![lines(&["a b c"])])]);
    assert_eq!(blocks(format!("### {value}")), [Block::Subheading("a b c".into())]);
}

#[test]
fn marks_are_read_into_blocks() {
    let text =
        "# About\n\n## Part\n### Sub\nOne\ntwo\\\nthree\n\n- a\n\n- b\\\n  c\n  d\n> e\n> f\n\n> g\n---\n";
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let read = marks::read(text);
    assert_eq!(read.subject, "About");
    assert_eq!(
        read.blocks,
        [
            Block::Heading("Part".into()),
            Block::Subheading("Sub".into()),
            Block::Paragraph(lines(&["One two", "three"])),
            Block::List(vec![lines(&["a"]), lines(&["b", "c d"])]),
            Block::Quote(vec![lines(&["e f"])]),
            Block::Quote(vec![lines(&["g"])]),
            Block::Rule,
        ]
    );
}

#[test]
fn plain_text_is_wrapped_and_set_in() {
    let sentence = "aaaa ".repeat(30).trim_end().to_owned();
    let long = "b".repeat(90);
    let blocks = [
        Block::Heading("Æbler".into()),
        Block::Paragraph(vec![sentence.clone()]),
        Block::List(vec![vec![format!("x {long}"), "y".into()]]),
        Block::Quote(vec![vec!["c".into()], vec!["d".into()]]),
    ];
    let full = "aaaa ".repeat(14).trim_end().to_owned();
    let expected =
        format!("Æbler\n=====\n\n{full}\n{full}\naaaa aaaa\n\n- x\n  {long}\n  y\n\n    c\n\n    d\n");
    assert_eq!(super::plain::lay_out(&blocks), expected);
}

#[test]
fn a_deadline_at_the_last_microsecond_of_a_day_is_midnight() {
    let say = super::Say { lang: Lang::En, zone: "Europe/Copenhagen" };
    // 2027-02-05T22:59:59.999999Z.
    let last = Instant::from_micros(1_801_868_399_999_999);
    assert_eq!(say.until(&last).unwrap(), "Friday 5 February 2027 at 24:00 (Europe/Copenhagen)");
    assert_eq!(
        say.until(&last.plus_micros(1)).unwrap(),
        "Friday 5 February 2027 at 24:00 (Europe/Copenhagen)"
    );
    assert_eq!(
        say.exact(&last).unwrap(),
        "Friday 5 February 2027 at 23:59:59.999999 (Europe/Copenhagen)",
        "what happened is told as it happened"
    );
}

#[test]
fn an_unknown_zone_is_told() {
    let letter = Letter::from(SignInLink { link: "https://a.example".into(), valid_minutes: 1 });
    let frame = Frame {
        lang: Lang::Da,
        procedure_title: None,
        sender: "A".into(),
        contact: "a@example.org".into(),
        address: "https://a.example".into(),
        zone: "Europe/Kobenhavn".into(),
    };
    let error = letter.render(&frame).expect_err("there is no such zone");
    assert!(
        matches!(error, RenderError::Zone(_)) && error.to_string().contains("`Europe/Kobenhavn`"),
        "{error}"
    );
}
