//! Texts of a workflow file that stand on a page in another language than the page's own.
//!
//! A file has the languages that it names; a reader of another one gets a text in its first language. Such
//! a text is marked with that language on its way out, so that whoever hears the page hears it pronounced
//! right (WCAG 2.2, 3.1.2). One place does it for every page: a text between two tags that is a text of the
//! file is put into a `span` of its language. Titles inside a sentence of ours are names, and stay as they are.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::markdown;
use crate::engine::workflow::definition::{Definition, Words};
use crate::i18n::Lang;

/// Bytes of a page that are looked through at most; the largest page has a tenth of that.
const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Elements whose inside is no text of the page, or cannot hold elements.
const CLOSED: [&str; 5] = ["title", "textarea", "option", "script", "style"];

/// The texts of one page that are in another language than the page: the language of each.
#[derive(Clone, Debug, Default)]
pub struct Foreign(Arc<Mutex<BTreeMap<String, String>>>);

impl Foreign {
    /// The page is about this file: marks what a reader of `lang` finds in another language.
    pub fn file(&self, definition: &Definition, lang: Lang) {
        let spoken = |code: &String| code == lang.code();
        if definition.languages.iter().any(spoken) {
            return;
        }
        if let Ok(value) = serde_json::to_value(definition) {
            self.walk(&value, &definition.languages);
        }
    }

    /// The page shows these words to a reader of `wanted`.
    pub fn words(&self, words: &Words, wanted: &str) {
        let spoken = words.language(wanted);
        if spoken != wanted {
            self.text(words.get(wanted), spoken);
        }
    }

    /// The page shows `text`, which is in the language `code`.
    pub fn text(&self, text: &str, code: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut note = |part: &str| {
            let part = one_line(part);
            if part.contains(char::is_alphabetic) {
                known.entry(part).or_insert_with(|| code.to_owned());
            }
        };
        note(text);
        // As the pages show it: line by line, or as Markdown. Most texts are one line without marks.
        if text
            .contains(|c: char| c.is_control() || (c.is_ascii_punctuation() && !"?!.,:;()/'\"".contains(c)))
        {
            text.lines().for_each(&mut note);
            let html = markdown::html(text, 2);
            pieces(&html).filter(|(tag, _)| !tag).for_each(|(_, part)| note(&unescaped(part)));
        }
    }

    /// A text of a file is an object whose keys are languages of the file.
    fn walk(&self, value: &Value, languages: &[String]) {
        match value {
            Value::Object(fields) => {
                let is_text = |(key, value): (&String, &Value)| languages.contains(key) && value.is_string();
                if !fields.is_empty() && fields.iter().all(is_text) {
                    fields.iter().for_each(|(code, text)| self.text(text.as_str().unwrap_or_default(), code));
                } else {
                    fields.values().for_each(|value| self.walk(value, languages));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, languages)),
            _ => {}
        }
    }
}

/// Marks the pages that were made within, where one of them noted texts in another language.
pub async fn mark(mut request: Request, next: Next) -> Response {
    let foreign = Foreign::default();
    request.extensions_mut().insert(foreign.clone());
    let response = next.run(request).await;
    let texts = std::mem::take(&mut *foreign.0.lock().unwrap_or_else(PoisonError::into_inner));
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if texts.is_empty() || !kind.is_some_and(|kind| kind.starts_with("text/html")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, PAGE_BYTES_MAX).await else {
        tracing::error!(limit = PAGE_BYTES_MAX, "a page is larger than what is looked through");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    match std::str::from_utf8(&bytes) {
        Ok(html) => Response::from_parts(parts, Body::from(marked(html, &texts))),
        Err(_) => Response::from_parts(parts, Body::from(bytes)),
    }
}

/// The page with every known text between two tags in an element of its language.
fn marked(html: &str, texts: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut closed: Option<&str> = None;
    let mut all = pieces(html).peekable();
    while let Some((is_tag, piece)) = all.next() {
        if !is_tag {
            match texts.get(&one_line(&unescaped(piece))) {
                Some(code) if closed.is_none() => {
                    let text = piece.trim();
                    let (before, after) = piece.split_once(text).unwrap_or_default();
                    out.extend([before, "<span lang=\"", code, "\">", text, "</span>", after]);
                }
                _ => out.push_str(piece),
            }
            continue;
        }
        let name = name(piece);
        match closed {
            Some(open) if name.strip_prefix('/') == Some(open) => closed = None,
            Some(_) => {}
            None => closed = CLOSED.into_iter().find(|one| *one == name),
        }
        // An option holds text alone, so the mark is on the option itself.
        let inside = all.peek().filter(|(is_tag, _)| name == "option" && !is_tag);
        match inside.and_then(|(_, text)| texts.get(&one_line(&unescaped(text)))) {
            Some(code) => out.extend([piece.trim_end_matches('>'), " lang=\"", code, "\">"]),
            None => out.push_str(piece),
        }
    }
    out
}

/// Tags, with `true`, and what lies between them. Our templates write `>` inside a value as a reference.
fn pieces(html: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let is_tag = rest.starts_with('<');
        let end = if is_tag { rest.find('>').map(|at| at + 1) } else { rest.find('<') };
        let (piece, left) = rest.split_at(end.unwrap_or(rest.len()));
        rest = left;
        Some((is_tag, piece))
    })
}

/// `a` of `<a href="…">`, `/a` of `</a>`.
fn name(tag: &str) -> &str {
    let inside = tag.trim_start_matches('<');
    inside.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The characters that our templates and Markdown write as references.
fn unescaped(text: &str) -> String {
    const REFERENCES: [(&str, &str); 9] = [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return text.to_owned();
    }
    REFERENCES.iter().fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(texts: &[&str]) -> BTreeMap<String, String> {
        let foreign = Foreign::default();
        for text in texts {
            foreign.text(text, "da");
        }
        let known = foreign.0.lock().unwrap();
        known.clone()
    }

    #[test]
    fn a_text_of_the_file_is_marked_where_it_stands_alone() {
        let texts = known(&["Bo & byg", "Om *opgaven*\n\nTo afsnit"]);
        let html = "<title>Bo &#38; byg</title><h1> Bo &#38; byg\n</h1><p>Om <em>opgaven</em></p>\
                    <p>To\nafsnit</p><p>I sporet Bo &#38; byg</p><textarea>Bo &#38; byg</textarea>\
                    <select><option value=\"1\">Bo &#38; byg</option><option>X</option></select>";
        let expected = "<title>Bo &#38; byg</title><h1> <span lang=\"da\">Bo &#38; byg</span>\n</h1>\
                        <p><span lang=\"da\">Om</span> <em><span lang=\"da\">opgaven</span></em></p>\
                        <p><span lang=\"da\">To\nafsnit</span></p><p>I sporet Bo &#38; byg</p>\
                        <textarea>Bo &#38; byg</textarea><select>\
                        <option value=\"1\" lang=\"da\">Bo &#38; byg</option><option>X</option></select>";
        assert_eq!(marked(html, &texts), expected);
    }

    #[test]
    fn a_page_without_such_a_text_stays_as_it_is() {
        let html = "<!doctype html>\n<html lang=\"nb\"><p>A < b</p><p data-x=\"&#62;\">æ</p> <br>";
        assert_eq!(marked(html, &known(&["Noget andet"])), html);
    }
}
