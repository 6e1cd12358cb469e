//! The plain part of a letter: blocks as lines.

use super::marks::Block;

/// Characters of a line, where its words allow it. A longer address or digest keeps a line of its own.
pub const LINE_CHARS_MAX: usize = 72;

/// Before each line that somebody else wrote.
const QUOTE: &str = "    ";

/// The blocks as text, an empty line between them.
pub fn lay_out(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            out.push('\n');
            if matches!(block, Block::Heading(_)) {
                out.push('\n');
            }
        }
        match block {
            Block::Heading(text) => underlined(&mut out, text, "="),
            Block::Subheading(text) => underlined(&mut out, text, "-"),
            Block::Paragraph(lines) => wrap(&mut out, lines, "", ""),
            Block::List(items) => items.iter().for_each(|item| wrap(&mut out, item, "- ", "  ")),
            Block::Quote(paragraphs) => {
                for (index, lines) in paragraphs.iter().enumerate() {
                    if index > 0 {
                        out.push('\n');
                    }
                    wrap(&mut out, lines, QUOTE, QUOTE);
                }
            }
            Block::Link(link) => {
                out.push_str(link);
                out.push('\n');
            }
            Block::Rule => out.push_str("----------------\n"),
        }
    }
    out
}

fn underlined(out: &mut String, text: &str, mark: &str) {
    let start = out.len();
    wrap(out, &[text.to_owned()], "", "");
    let width = out[start..].lines().map(|line| line.chars().count()).max().unwrap_or(0);
    out.push_str(&mark.repeat(width.min(LINE_CHARS_MAX)));
    out.push('\n');
}

/// The lines, each broken at its spaces; `first` stands before the very first, `rest` before all others.
fn wrap(out: &mut String, lines: &[String], first: &str, rest: &str) {
    let mut before = first;
    for line in lines {
        out.push_str(before);
        let mut width = before.chars().count();
        let mut fresh = true;
        for word in line.split(' ') {
            let length = word.chars().count();
            if !fresh && width + 1 + length > LINE_CHARS_MAX {
                out.push('\n');
                out.push_str(rest);
                width = rest.chars().count();
                fresh = true;
            }
            if !fresh {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += length;
            fresh = false;
        }
        out.push('\n');
        before = rest;
    }
}
