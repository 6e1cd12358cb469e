//! News that other programs follow: Atom (RFC 4287) and JSON Feed 1.1.

use askama::Template;
use serde_json::{Value, json};

use crate::engine::instant::Instant;

/// A list of news, the latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// What tells it apart from every other one, as an IRI that stays.
    pub id: String,
    /// Code of its language.
    pub language: &'static str,
    /// Its title.
    pub title: String,
    /// The page that it is about.
    pub home: String,
    /// Its own address.
    pub own: String,
    /// Who answers for it.
    pub author: String,
    /// When something in it changed last.
    pub updated: Instant,
    /// What there is.
    pub entries: Vec<Entry>,
}

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What tells it apart from every other one, as an IRI that stays.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Code of the language of the title, where that is not the feed's.
    pub title_language: Option<String>,
    /// Where it is to be read.
    pub link: String,
    /// When it came.
    pub published: Instant,
    /// When it was changed last.
    pub updated: Instant,
    /// What it says, as plain text.
    pub text: String,
}

#[derive(Template)]
#[template(path = "exchange/feed.xml", escape = "html")]
struct Atom<'f> {
    feed: &'f Feed,
}

/// What XML 1.0 cannot hold is left out, even as a reference.
fn allowed(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// The feed as Atom.
///
/// # Errors
/// A template that cannot be filled in.
pub fn atom(feed: &Feed) -> Result<String, askama::Error> {
    Atom { feed }.render()
}

/// The feed as JSON Feed.
pub fn json(feed: &Feed) -> Value {
    let items = feed.entries.iter().map(|entry| {
        let mut item = json!({
            "id": entry.id,
            "url": entry.link,
            "title": entry.title,
            "content_text": entry.text,
            "date_published": entry.published.to_string(),
            "date_modified": entry.updated.to_string(),
        });
        if let Some(code) = &entry.title_language {
            item["language"] = code.as_str().into();
        }
        item
    });
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": items.collect::<Vec<_>>(),
    })
}
