//! What the build refuses in `locales/*.ftl`: each mistake with the line and the id that it names.

#[path = "../build/texts.rs"]
mod texts;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use texts::{Locale, generate};

fn locale(code: &str, source: &str) -> Locale {
    Locale { code: code.into(), source: source.into() }
}

/// The findings for a Danish and an English file.
fn findings(da: &str, en: &str) -> Vec<String> {
    generate(&[locale("da", da), locale("en", en)]).err().unwrap_or_default()
}

/// Everything that is left is in the generated code, so a part of it tells what was understood.
fn code(da: &str, en: &str) -> String {
    generate(&[locale("da", da), locale("en", en)]).unwrap_or_else(|findings| panic!("{findings:?}"))
}

#[test]
fn a_good_pair_becomes_methods_with_named_arguments() {
    let text = code(
        "plain = Gem\none = Hej { $name }\nboth = { $at }: { $files ->\n    [one] en fil\n   *[other] { $files } filer\n}\n",
        "plain = Save\none = Hello { $name }\nboth = { $files ->\n    [one] one file\n   *[other] { $files } files\n} at { $at }\n",
    );
    assert!(text.contains("pub const fn plain(self) -> &'static str"), "{text}");
    assert!(text.contains("pub fn one(self, name: impl Display) -> String"), "{text}");
    assert!(text.contains("pub struct Both<At, Files>"), "{text}");
    assert!(
        text.contains("pub fn both<At: Display, Files: Count>(self, args: &args::Both<At, Files>)"),
        "{text}"
    );
}

#[test]
fn a_message_missing_in_a_language_is_found() {
    let found = findings("a = A\n\nb = B\n", "a = A\n");
    assert_eq!(found, ["locales/da.ftl:3: message `b`: it is missing in locales/en.ftl"]);
}

#[test]
fn variables_must_be_the_same_in_every_language() {
    let found = findings("a = { $file }\n", "a = { $flie }\n");
    assert_eq!(
        found,
        [
            "locales/da.ftl:1: message `a`: `$flie` is used in another language but not here",
            "locales/en.ftl:1: message `a`: `$file` is used in another language but not here",
        ]
    );
}

#[test]
fn an_id_used_twice_is_found_where_it_is_repeated() {
    let found = findings("a = A\nb = B\na = C\n", "a = A\nb = B\n");
    assert_eq!(found, ["locales/da.ftl:3: message `a`: this id is used twice in the file"]);
}

#[test]
fn broken_syntax_is_found_with_its_line() {
    let found = findings("a = A\nb = { $x\n", "a = A\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("locales/da.ftl:"), "{found:?}");
}

#[test]
fn what_is_not_supported_is_refused_and_not_dropped() {
    let refused = |body: &str, why: &str| {
        let source = format!("a = {body}\n");
        let found = findings(&source, &source);
        assert!(found.iter().any(|finding| finding.contains(why)), "{body}: {found:?}");
        assert!(found.iter().all(|finding| finding.contains(":1: message `a`: ")), "{found:?}");
    };
    refused("{ DATETIME($n) }", "DATETIME() is not supported");
    refused("{ NUMBER($n, minimumFractionDigits: 2) }", "only NUMBER($name)");
    refused("A\n    .label = B", "attributes are not supported");
    refused("{ -brand }", "`-brand` is not in this file");
    refused("{ a }", "circle");
    refused("{ $type }", "no Rust keyword");
    refused("{ $n ->\n   *[other] A\n}", "besides the default");
    refused("{ $n ->\n    [few] B\n   *[other] A\n}", "can only be the default");
    refused("{ $n ->\n    [one] B\n    [1] C\n   *[other] A\n}", "there twice");
    refused("{ $n ->\n    [1] B\n    [lead] C\n   *[other] A\n}", "mixes words and numbers");
}

#[test]
fn a_variable_chooses_among_words_or_numbers_but_not_both() {
    let words = "a = { $n ->\n    [lead] B\n   *[other] A\n}\n";
    let numbers = "a = { $n ->\n    [one] B\n   *[other] A\n}\n";
    let found = findings(words, numbers);
    assert_eq!(found, ["locales/en.ftl:1: message `a`: `$n` chooses both among words and among numbers"]);
}

#[test]
fn a_language_without_a_plural_rule_is_refused() {
    let found = generate(&[locale("pl", "a = A\n")]).expect_err("Polish has more than two forms");
    assert!(found[0].contains("no plural rule is known for `pl`"), "{found:?}");
}

#[test]
fn the_default_arm_comes_last_wherever_the_file_has_it() {
    let source = "a = { $n ->\n   *[other] many\n    [0] none\n    [one] single\n}\n";
    let text = code(source, source);
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} in {text}"));
    assert!(place("0 => {") < place("1 => {") && place("1 => {") < place("_ => {"), "{text}");
}

#[test]
fn a_number_in_one_language_is_a_number_in_all() {
    let text = code("a = { NUMBER($n) }\n", "a = { $n }\n");
    assert!(text.contains("pub fn a(self, n: impl Count)"), "{text}");
    assert_eq!(text.matches("put_number(&mut out, self, n)").count(), 2, "{text}");
}

#[test]
fn terms_are_put_in_place() {
    let text = code("-brand = Trespor\na = I { -brand } nu\n", "-brand = Trespor\na = Now in { -brand }\n");
    assert!(text.contains("\"I Trespor nu\"") && text.contains("\"Now in Trespor\""), "{text}");
}

/// A text that nobody shows is translated three times for nothing. The name of a method stands as a word of its own in
/// the source or a template, or another text puts it in.
#[test]
fn every_text_is_shown_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut words = BTreeSet::new();
    let mut folders = vec![root.join("src"), root.join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap_or_default();
                let word = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                words.extend(text.split(word).map(ToOwned::to_owned));
            }
        }
    }
    let texts = fs::read_to_string(root.join("locales/en.ftl")).unwrap();
    let keys = texts.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
    let keys =
        keys.filter(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
    let unshown: Vec<_> = keys
        .filter(|key| !words.contains(&key.replace('-', "_")) && !texts.contains(&format!("{{ {key} }}")))
        .collect();
    assert_eq!(unshown, Vec::<&str>::new());
}
