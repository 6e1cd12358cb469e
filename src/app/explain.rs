//! What a finding means and how to mend it, from the pages of `docs/checks.md`.

const CHECKS: &str = include_str!("../../docs/checks.md");

/// The pages: a code, and what is said of it in Markdown.
pub fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    CHECKS.split("\n### ").skip(1).map(|section| {
        let (code, text) = section.split_once('\n').unwrap_or((section, ""));
        let end = ["\n## ", "\n### "].iter().filter_map(|next| text.find(next)).min();
        (code.trim(), text[..end.unwrap_or(text.len())].trim())
    })
}

/// The page of a code, however its letters are written.
pub fn page(asked: &str) -> Option<(&'static str, &'static str)> {
    pages().find(|(code, _)| code.eq_ignore_ascii_case(asked))
}
