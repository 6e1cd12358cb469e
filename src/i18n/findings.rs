//! What a finding says of its very place, in the reader's language.
//!
//! The engine makes its messages in English where it finds something, and names no language. They are worded again here,
//! by patterns: `locales/findings.txt` has each sentence three times, with `{1}`, `{2}` … for what is filled in. A finding
//! that no pattern fits stays in English, and the page says in a line of [`super::checks`] what its code means.

use std::sync::OnceLock;

use super::Lang;

/// The patterns: English, Danish, bokmål, an empty line.
const PATTERNS: &str = include_str!("../../locales/findings.txt");

/// How deep sentences may stand within sentences: a reason within a message within what concerns one track.
const DEPTH_MAX: u8 = 3;

/// Bytes of a message at most. The longest that the engine makes has a few hundred and a line of the file.
const BYTES_MAX: usize = 4_000;

/// Patterns that are tried for one message at most. Messages hold text of strangers, which must not make this slow.
const TRIES_MAX: u32 = 10_000;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Words that stand there as they are.
    Words(&'static str),
    /// What is filled in, by its number from one.
    Hole(usize),
    /// The same, where it is known to be words of the file itself.
    Own(usize),
}

/// What stands around a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    /// Nothing: a number, names, or a sentence of its own.
    Bare,
    /// Backticks, perhaps with more words between: a value of the file.
    Code,
    /// Quotation marks: a value of the file, in which a quotation mark has a backslash before it.
    Quotes,
    /// Nothing, and yet it is words of the file.
    Own,
}

/// One sentence in three languages.
#[derive(Debug)]
struct Pattern {
    english: Vec<Piece>,
    /// What stands around each hole, in the order of the English.
    around: Vec<Around>,
    /// Characters of the English that are not filled in: where there are more, less is left to chance.
    certain: usize,
    danish: Vec<Piece>,
    bokmaal: Vec<Piece>,
}

/// The hole that `{…}` is with this between the braces, where it is one: braces around anything else are words, as in
/// `{max: 1}`.
fn hole(inside: &str) -> Option<Piece> {
    match inside.strip_suffix('*') {
        Some(number) => number.parse().ok().map(Piece::Own),
        None => inside.parse().ok().map(Piece::Hole),
    }
}

/// A sentence, cut at its holes.
fn pieces(sentence: &'static str) -> Vec<Piece> {
    let mut found = Vec::new();
    let (mut words, mut from) = (sentence, 0);
    while let Some(open) = words[from..].find('{').map(|at| from + at) {
        let cut = words[open + 1..].split_once('}').and_then(|(inside, rest)| Some((hole(inside)?, rest)));
        let Some((hole, rest)) = cut else {
            from = open + 1;
            continue;
        };
        if open > 0 {
            found.push(Piece::Words(&words[..open]));
        }
        found.push(hole);
        (words, from) = (rest, 0);
    }
    if !words.is_empty() {
        found.push(Piece::Words(words));
    }
    found
}

/// What stands around each hole of a sentence.
fn around(pieces: &[Piece]) -> Vec<Around> {
    let (mut code, mut quotes) = (false, false);
    let mut found = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Words(words) => {
                code ^= words.matches('`').count() % 2 == 1;
                quotes ^= words.matches('"').count() % 2 == 1;
            }
            Piece::Hole(_) if code => found.push(Around::Code),
            Piece::Hole(_) if quotes => found.push(Around::Quotes),
            Piece::Hole(_) => found.push(Around::Bare),
            Piece::Own(_) => found.push(Around::Own),
        }
    }
    found
}

/// The sentences of a text like `locales/findings.txt`: English, Danish, bokmål, and again.
fn sentences(text: &'static str) -> Vec<&'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// The patterns of such a text, those with the most certain characters first.
fn read(text: &'static str) -> Vec<Pattern> {
    let pattern = |lines: &[&'static str]| {
        let [english, danish, bokmaal] = lines else { return None };
        let english = pieces(english);
        let certain = english.iter().map(|piece| match piece {
            Piece::Words(words) => words.chars().count(),
            Piece::Hole(_) | Piece::Own(_) => 0,
        });
        Some(Pattern {
            certain: certain.sum(),
            around: around(&english),
            english,
            danish: pieces(danish),
            bokmaal: pieces(bokmaal),
        })
    };
    let mut patterns: Vec<_> = sentences(text).chunks(3).filter_map(pattern).collect();
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.certain));
    patterns
}

fn patterns() -> &'static [Pattern] {
    static READ: OnceLock<Vec<Pattern>> = OnceLock::new();
    READ.get_or_init(|| read(PATTERNS))
}

/// Where the value ends that begins with `text`: at the first quotation mark that has no backslash before it.
fn quoted(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => return Some(at),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    None
}

impl Pattern {
    /// What `text` has in the holes, where it is made by this pattern.
    ///
    /// Each hole ends where the words behind it stand first, so that a text is gone through once. A backtick ends a value
    /// between backticks: what has one inside of it could be taken for two values with English between.
    fn holes<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let mut rest = text;
        let mut open = false;
        let mut found = Vec::new();
        for (place, piece) in self.english.iter().enumerate() {
            match piece {
                Piece::Hole(_) | Piece::Own(_) => open = true,
                Piece::Words(words) if !open => rest = rest.strip_prefix(words)?,
                Piece::Words(words) => {
                    let last = place + 1 == self.english.len();
                    let end = if self.around[found.len()] == Around::Quotes {
                        quoted(rest).filter(|end| rest[*end..].starts_with(words))?
                    } else if last {
                        rest.len().checked_sub(words.len()).filter(|_| rest.ends_with(words))?
                    } else {
                        rest.find(words)?
                    };
                    found.push(&rest[..end]);
                    rest = &rest[end + words.len()..];
                    open = false;
                }
            }
        }
        if open {
            found.push(rest);
            rest = "";
        }
        let fits = |(value, around): (&&str, &Around)| match around {
            Around::Code => !value.contains('`'),
            Around::Quotes => true,
            Around::Bare | Around::Own => !value.is_empty(),
        };
        (rest.is_empty() && found.iter().zip(&self.around).all(fits)).then_some(found)
    }
}

/// Whether this can stand in a sentence of any language: a number, a name, a formula, or several with commas between.
fn is_value(text: &str) -> bool {
    let is_word = |word: &str| word.chars().all(char::is_alphabetic);
    text.split(", ").all(|part| {
        let is_quoted = part.strip_prefix('"').and_then(quoted).is_some_and(|end| end + 2 == part.len());
        is_quoted || !part.contains(char::is_whitespace) || !part.split_whitespace().any(is_word)
    })
}

/// The words of a message in another language.
struct Said {
    text: String,
    /// Whether it begins with words, and not with a value, which stays as the file has it.
    begins_with_words: bool,
}

struct Translator<'p> {
    patterns: &'p [Pattern],
    lang: Lang,
    tries: u32,
}

impl Translator<'_> {
    fn say(&mut self, english: &str, depth: u8) -> Option<Said> {
        let patterns = self.patterns;
        patterns.iter().find_map(|pattern| {
            self.tries = self.tries.checked_sub(1)?;
            let holes = pattern.holes(english)?;
            self.fill(pattern, &holes, depth)
        })
    }

    fn fill(&mut self, pattern: &Pattern, holes: &[&str], depth: u8) -> Option<Said> {
        let mut filled = Vec::with_capacity(holes.len());
        for (value, around) in holes.iter().zip(&pattern.around) {
            let said = if *around == Around::Bare && depth > 0 { self.say(value, depth - 1) } else { None };
            filled.push(match said {
                Some(said) => said,
                None if *around != Around::Bare || is_value(value) => {
                    Said { text: (*value).to_owned(), begins_with_words: false }
                }
                // English words in the middle of another language.
                None => return None,
            });
        }
        let pieces = if self.lang == Lang::Da { &pattern.danish } else { &pattern.bokmaal };
        let mut said = Said { text: String::new(), begins_with_words: true };
        for piece in pieces {
            match piece {
                Piece::Words(words) => said.text.push_str(words),
                Piece::Hole(number) | Piece::Own(number) => {
                    let value = filled.get(number.checked_sub(1)?)?;
                    if said.text.is_empty() {
                        said.begins_with_words = value.begins_with_words;
                    }
                    said.text.push_str(&value.text);
                }
            }
        }
        Some(said)
    }
}

/// A message or hint of a finding as a whole sentence of the reader's language; nothing where that is English, or where no
/// pattern fits all of it.
pub fn in_language(lang: Lang, english: &str) -> Option<String> {
    if lang == Lang::En || english.len() > BYTES_MAX {
        return None;
    }
    said(patterns(), lang, english)
}

fn said(patterns: &[Pattern], lang: Lang, english: &str) -> Option<String> {
    let said = Translator { patterns, lang, tries: TRIES_MAX }.say(english, DEPTH_MAX)?;
    let mut chars = said.text.chars();
    let mut sentence: String = match chars.next() {
        Some(first) if said.begins_with_words => first.to_uppercase().chain(chars).collect(),
        _ => said.text,
    };
    if !sentence.ends_with(['.', '…', '?', '!']) {
        sentence.push('.');
    }
    Some(sentence)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn danish(patterns: &'static str, english: &str) -> Option<String> {
        said(&read(patterns), Lang::Da, english)
    }

    fn holes(pieces: &[Piece]) -> Vec<usize> {
        let numbers = pieces.iter().filter_map(|piece| match piece {
            Piece::Hole(number) | Piece::Own(number) => Some(*number),
            Piece::Words(_) => None,
        });
        numbers.collect()
    }

    #[test]
    fn each_pattern_has_three_sentences_with_the_same_holes() {
        for block in PATTERNS.split("\n\n") {
            assert!(matches!(sentences(block).len(), 0 | 3), "{block}");
        }
        let patterns = patterns();
        assert!(patterns.len() > 600, "{}", patterns.len());
        let mut seen = BTreeSet::new();
        for pattern in patterns {
            let english = &pattern.english;
            assert!(seen.insert(format!("{english:?}")), "{english:?} stands twice");
            assert!(pattern.certain > 0, "{english:?} fits everything");
            let numbers: Vec<_> = (1..=pattern.around.len()).collect();
            assert_eq!(holes(english), numbers, "{english:?}: one after the other");
            for translation in [&pattern.danish, &pattern.bokmaal] {
                let mut used = holes(translation);
                used.sort_unstable();
                assert_eq!(used, numbers, "{translation:?}");
            }
            let apart = |pair: &[Piece]| pair.iter().any(|piece| matches!(piece, Piece::Words(_)));
            assert!(english.windows(2).all(apart), "{english:?}: nothing says where the one ends");
        }
    }

    /// What stands between backticks is what the file has, or what is to be written there.
    #[test]
    fn what_is_between_backticks_is_in_each_language() {
        for pattern in sentences(PATTERNS).chunks(3) {
            for code in pattern[0].split('`').skip(1).step_by(2) {
                for translation in &pattern[1..] {
                    assert!(translation.contains(&format!("`{code}`")), "`{code}`: {translation}");
                }
            }
        }
    }

    #[test]
    fn what_is_filled_in_may_stand_in_another_order() {
        let patterns = "the {1} before the {2}\nefter {2} kommer ikke {1}\netter {2} kommer ikke {1}\n";
        assert_eq!(danish(patterns, "the 3 before the 4"), Some("Efter 4 kommer ikke 3.".to_owned()));
        let bokmaal = said(&read(patterns), Lang::Nb, "the 3 before the 4");
        assert_eq!(bokmaal, Some("Etter 4 kommer ikke 3.".to_owned()));
    }

    #[test]
    fn the_pattern_that_leaves_least_to_chance_wins() {
        let patterns = "{1} days\n{1} dage\n{1} dager\n\nno {1} days\ningen {1} dage\ningen {1} dager\n";
        assert_eq!(danish(patterns, "no 3 days"), Some("Ingen 3 dage.".to_owned()));
        // What stands first does not get a capital where it is a value.
        assert_eq!(danish(patterns, "n3 days"), Some("n3 dage.".to_owned()));
    }

    #[test]
    fn a_sentence_within_a_sentence_is_translated_too() {
        let patterns = "in `{1}`: {2}\ni `{1}`: {2}\ni `{1}`: {2}\n\nno track\nintet spor\nikke noe spor\n";
        assert_eq!(danish(patterns, "in `a b`: no track"), Some("I `a b`: intet spor.".to_owned()));
        assert_eq!(
            danish(patterns, "in `a`: in `b`: no track"),
            Some("I `a`: i `b`: intet spor.".to_owned())
        );
        // Where the inner one is not known, there would be English in it.
        assert_eq!(danish(patterns, "in `a`: no step"), None);
        let deep = format!("{}no track", "in `a`: ".repeat(200));
        assert_eq!(danish(patterns, &deep), None, "only so deep");
    }

    #[test]
    fn what_no_pattern_fits_is_not_translated() {
        let patterns = "there is no {1} here\nher er intet {1}\nher er ikke noe {1}\n";
        assert_eq!(danish(patterns, "there is no step"), None);
        assert_eq!(danish(patterns, "there is no  here"), None);
        let code = "no `{1}`\nintet `{1}`\nikke noe `{1}`\n";
        assert_eq!(danish(code, "no ``"), Some("Intet ``.".to_owned()), "the file may have nothing there");
        assert_eq!(danish(patterns, "there is no step here, and more"), None);
        assert_eq!(danish(patterns, "there is no other step here"), None);
        assert_eq!(danish(patterns, ""), None);
        assert_eq!(in_language(Lang::En, "the two"), None);
        assert_eq!(in_language(Lang::Da, &"nobody can act here".repeat(1_000)), None);
    }

    #[test]
    fn a_value_is_not_taken_for_a_part_of_the_sentence() {
        let patterns = "\"{1}\": {2}\n\"{1}\": {2}\n\"{1}\": {2}\n\nwrite `{1}`\nskriv `{1}`\nskriv `{1}`\n\n\
                        the end\nslut\nslutt\n";
        let formula = r#""a == \"b\": c": the end"#;
        assert_eq!(danish(patterns, formula), Some(r#""a == \"b\": c": slut."#.to_owned()));
        assert_eq!(danish(patterns, "write `{max: 1}`"), Some("Skriv `{max: 1}`.".to_owned()));
        assert_eq!(danish(patterns, "write `a`, or `b`"), None, "\"or\" is no value");
    }

    #[test]
    fn words_of_the_file_stay_as_they_are() {
        let patterns = "one of {1*}, please\nen af {1}\nen av {1}\n";
        assert_eq!(
            danish(patterns, "one of no contract, late, please"),
            Some("En af no contract, late.".to_owned())
        );
    }

    #[test]
    fn numbers_names_and_formulas_are_values_and_words_are_not() {
        for value in ["3", "-0.5", "a-b", "a, b, c", "facts.a + 1", "\"two words\"", "2027-02-05"] {
            assert!(is_value(value), "{value}");
        }
        for words in ["two words", "a, b or c", "3 days", "\"one\" and \"two\""] {
            assert!(!is_value(words), "{words}");
        }
    }

    /// What a trial of the file finds, of which the mutants of the check show nothing.
    #[test]
    fn what_a_trial_shows_is_worded() {
        for (english, danish) in [
            (
                "nobody can act in `joint`, and no clock ends it (path \"all is well\")",
                "Ingen kan handle i `joint`, og intet ur slutter trinnet (forløb \"all is well\").",
            ),
            (
                "in no run did time do this: intake reminds 72 hours before",
                "I intet forløb gjorde tiden dette: intake minder om sin frist 72 timer før.",
            ),
            (
                "`track annulled`: 2 of 3 applicants of `social` get no letter about it (path \"a\")",
                "`track annulled`: 2 af 3 ansøgere i `social` får intet brev om det (forløb \"a\").",
            ),
        ] {
            assert_eq!(in_language(Lang::Da, english).as_deref(), Some(danish));
        }
    }

    /// However a message is put together, the work has an end.
    #[test]
    fn a_message_of_strangers_is_soon_given_up() {
        let of = |part: &str| part.repeat(BYTES_MAX / part.len());
        for part in
            ["`", "\"", "{1}", "a, ", "`: ", "\": \"", "expected a, found ", "did you mean `", " or nothing"]
        {
            let mut translator = Translator { patterns: patterns(), lang: Lang::Da, tries: TRIES_MAX };
            assert!(translator.say(&of(part), DEPTH_MAX).is_none(), "{part}");
        }
    }
}
