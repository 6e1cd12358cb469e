//! What the findings about a workflow file mean, in the reader's language.
//!
//! The English stands in `docs/checks.md`, and [`super::findings`] says what a finding says of its very place. Here stands one
//! line a code: what is the matter, and how it is mended. It stands in for a message that no pattern fits.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Lang;

/// One line a code: the code, Danish, bokmål.
const LINES: &str = include_str!("../../locales/checks.txt");

fn lines() -> &'static HashMap<&'static str, [&'static str; 2]> {
    static READ: OnceLock<HashMap<&'static str, [&'static str; 2]>> = OnceLock::new();
    READ.get_or_init(|| {
        let line = |line: &'static str| {
            let mut parts = line.split(" | ");
            Some((parts.next()?, [parts.next()?, parts.next()?]))
        };
        LINES.lines().filter(|line| !line.starts_with('#')).filter_map(line).collect()
    })
}

/// What `code` means, in a language that is not that of the findings themselves.
pub fn meaning(lang: Lang, code: &str) -> Option<&'static str> {
    let [danish, bokmaal] = lines().get(code)?;
    match lang {
        Lang::Da => Some(danish),
        Lang::Nb => Some(bokmaal),
        Lang::En => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_its_meaning_in_every_language_once() {
        let docs = include_str!("../../docs/checks.md");
        let explained: BTreeSet<_> = docs.lines().filter_map(|line| line.strip_prefix("### ")).collect();
        let worded: BTreeSet<_> = lines().keys().copied().collect();
        assert_eq!(explained, worded);
        let count = LINES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count();
        assert_eq!(count, worded.len(), "a code stands twice, or a line has no three parts");
        for (code, texts) in lines() {
            for text in texts {
                assert!(text.len() > 8 && !text.contains('|') && text.ends_with('.'), "{code}: {text}");
            }
        }
        assert_eq!(meaning(Lang::En, "T-LANG"), None);
    }
}
