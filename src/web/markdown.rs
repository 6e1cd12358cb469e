//! Markdown of a workflow file as HTML: what people wrote, never markup of their own.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};

/// The HTML of `markdown`. Raw HTML becomes text, pictures become their words, and a link leads only
/// to the web or to an address of mail. Headings begin below the heading `level` of the page.
pub fn html(markdown: &str, level: u8) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let events = events.filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Image { .. }) | Event::End(pulldown_cmark::TagEnd::Image) => None,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if harmless(&dest_url) { dest_url } else { CowStr::Borrowed("#") };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::Start(Tag::Heading { level: found, .. }) => Some(Event::Start(Tag::Heading {
            level: below(found, level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        })),
        Event::End(pulldown_cmark::TagEnd::Heading(found)) => {
            Some(Event::End(pulldown_cmark::TagEnd::Heading(below(found, level))))
        }
        other => Some(other),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

fn below(found: pulldown_cmark::HeadingLevel, level: u8) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H2, H3, H4, H5, H6};
    match (found as usize).saturating_add(usize::from(level)) {
        0..=2 => H2,
        3 => H3,
        4 => H4,
        5 => H5,
        _ => H6,
    }
}

fn harmless(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    let inside = address.starts_with('#') || (address.starts_with('/') && !address.starts_with("//"));
    inside || ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text_and_links_are_harmless() {
        let made =
            html("# A\n\n**b** <script>x</script> [l](javascript:alert(1)) ![p](https://x.example/p.png)", 2);
        assert_eq!(
            made.trim(),
            "<h3>A</h3>\n<p><strong>b</strong> &lt;script&gt;x&lt;/script&gt; <a href=\"#\">l</a> p</p>"
        );
        assert!(!html("<div onclick=\"x\">y</div>", 2).contains("<div"));
        assert!(html("[l](https://example.org)", 2).contains("href=\"https://example.org\""));
    }
}
