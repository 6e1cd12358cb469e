//! What a finding means and how to mend it, from the pages of `docs/checks.md` and its translations.

use crate::i18n::Lang;

/// The pages in a language: a code, and what is said of it in Markdown.
pub fn pages(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    let checks = match lang {
        Lang::En => include_str!("../../docs/checks.md"),
        Lang::Da => include_str!("../../docs/checks.da.md"),
        Lang::Nb => include_str!("../../docs/checks.nb.md"),
    };
    checks.split("\n### ").skip(1).map(|section| {
        let (code, text) = section.split_once('\n').unwrap_or((section, ""));
        let end = ["\n## ", "\n### "].iter().filter_map(|next| text.find(next)).min();
        (code.trim(), text[..end.unwrap_or(text.len())].trim())
    })
}

/// The page of a code, however its letters are written.
pub fn page(lang: Lang, asked: &str) -> Option<(&'static str, &'static str)> {
    pages(lang).find(|(code, _)| code.eq_ignore_ascii_case(asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_in_every_language_in_one_order() {
        let codes = |lang| pages(lang).map(|(code, _)| code).collect::<Vec<_>>();
        assert_eq!(codes(Lang::Da), codes(Lang::En));
        assert_eq!(codes(Lang::Nb), codes(Lang::En));
        for lang in [Lang::Da, Lang::Nb] {
            for ((code, translated), (_, english)) in pages(lang).zip(pages(Lang::En)) {
                assert_ne!(translated, english, "{code}");
            }
        }
    }
}
