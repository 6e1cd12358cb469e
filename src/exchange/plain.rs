//! Markdown of a workflow file as plain text, for pages and papers that show no markup.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The words of `markdown` without its signs: a line a paragraph, a dash before each item of a list, and the address of a
/// link behind its words where they do not say it.
pub fn text(markdown: &str) -> String {
    let mut out = String::new();
    let mut link = (String::new(), 0);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
                out.push_str(&words);
            }
            Event::SoftBreak | Event::End(TagEnd::TableCell) => out.push(' '),
            Event::HardBreak => out.push('\n'),
            Event::Start(Tag::Item) => {
                end_line(&mut out);
                out.push_str("– ");
            }
            Event::Start(Tag::Link { dest_url, .. }) => link = (dest_url.to_string(), out.len()),
            Event::End(TagEnd::Link) => {
                let (address, from) = std::mem::take(&mut link);
                let said = out.get(from..).is_some_and(|words| address.ends_with(words));
                if !said && !address.starts_with('#') {
                    out.push_str(" (");
                    out.push_str(&address);
                    out.push(')');
                }
            }
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::CodeBlock
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::HtmlBlock,
            )
            | Event::Rule => end_line(&mut out),
            _ => {}
        }
    }
    out.trim().to_owned()
}

fn end_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn the_words_stay_and_the_signs_go() {
        assert_eq!(text("**Three** places\nfor *four* years"), "Three places for four years");
        assert_eq!(
            text("# Why\n\nFirst.\n\nSecond `part`.\n\n- one\n- **two**\n"),
            "Why\nFirst.\nSecond part.\n– one\n– two"
        );
        assert_eq!(
            text("[Programme](https://example.org/p) and <https://example.org> and [here](#here)"),
            "Programme (https://example.org/p) and https://example.org and here"
        );
    }

    #[test]
    fn what_is_no_markup_stays_as_it_is() {
        assert_eq!(text("5 * 4 = 20 and snake_case_name"), "5 * 4 = 20 and snake_case_name");
        assert_eq!(text("  "), "");
    }
}
