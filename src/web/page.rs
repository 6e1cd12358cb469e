//! What every page needs: its language, title, reader and clock. `templates/base.html` draws it.

use crate::i18n::{Lang, Texts};

/// The frame around a page. A page template has it in a field named `page`.
#[derive(Clone, Debug)]
pub struct Page {
    /// The texts in the reader's language.
    pub t: Texts,
    /// The reader's language.
    pub lang: Lang,
    /// What the page is about, without the product's name.
    pub title: String,
    /// The part of it that this page is, for the name of the window: it stands before the title.
    pub part: String,
    /// What the page belongs to, for the name of the window: it stands after the title.
    pub within: String,
    /// Who is signed in, as the person calls themselves.
    pub person: Option<String>,
    /// The server's clock in words; the page was made then.
    pub now: String,
    /// The demo's clock in words, if this is the demo.
    pub demo: Option<String>,
    /// The path and query of this page, where the language switch comes back to.
    pub path: String,
}

impl Page {
    /// A page for somebody who is not signed in.
    pub fn new(lang: Lang, title: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            t: lang.texts(),
            lang,
            title: title.into(),
            part: String::new(),
            within: String::new(),
            person: None,
            now: String::new(),
            demo: None,
            path: path.into(),
        }
    }

    /// The name of the window, without the product's name.
    pub fn window(&self) -> String {
        let parts = [&self.part, &self.title, &self.within];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" – ")
    }

    /// All languages, for the switch.
    pub fn languages(&self) -> [Lang; Lang::ALL.len()] {
        Lang::ALL
    }
}

/// A `back` address that stays on this site; the front page for anything else.
///
/// A path with one leading slash, without control characters: `//other.example` and `/\other.example`
/// are other sites to a browser.
pub fn local_path(back: &str) -> &str {
    let mut chars = back.chars();
    let local = chars.next() == Some('/') && !matches!(chars.next(), Some('/' | '\\'));
    if local && !back.contains(char::is_control) { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        for good in ["/", "/tender/1?page=2", "/a//b"] {
            assert_eq!(local_path(good), good);
        }
        for bad in ["", "//x.example", "/\\x.example", "https://x.example", "x", "/\t/x.example", "/a\r\nb"] {
            assert_eq!(local_path(bad), "/", "{bad:?}");
        }
    }
}
