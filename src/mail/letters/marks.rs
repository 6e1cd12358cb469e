//! The marks of a letter's wording: a small part of Markdown, read into blocks.
//!
//! ```text
//! # Subject          the first line, once
//! ## Heading         and ### below it
//! - item             lines after it that begin with two spaces belong to it
//! > what somebody said, with its own line breaks and paragraphs
//! <https://…>        an address on a line of its own
//! ---                a rule
//! anything else      a paragraph; a line that ends in \ is broken there; a value that is a whole paragraph
//!                    keeps its own line breaks and paragraphs
//! ```
//!
//! A mark counts only where the template has it. Whatever is filled in goes through [`Inert`] and stays
//! plain text, also where a name begins with `#` or a reason has lines that begin with `-`.

use std::fmt;

/// Stands on both sides of every value, so that neither its beginning nor its end is read as a mark.
const VALUE: char = '\u{e000}';
/// A line break that the wording asks for.
const BREAK: char = '\u{e001}';
/// A line break inside a value.
const VALUE_BREAK: char = '\u{e002}';

/// The escaper of letters: makes a value inert. Named in `askama.toml`.
#[derive(Clone, Copy, Debug)]
pub struct Inert;

impl askama::filters::Escaper for Inert {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        dest.write_char(VALUE)?;
        let mut chars = string.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    dest.write_char(VALUE_BREAK)?;
                }
                '\t' => dest.write_char(' ')?,
                VALUE | BREAK | VALUE_BREAK => {}
                other if other.is_control() || turns_text(other) => {}
                other => dest.write_char(other)?,
            }
        }
        dest.write_char(VALUE)
    }
}

/// Whether a character overrides the direction of text: it could make a name swallow the next sentence.
const fn turns_text(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Lines that stay apart, each without line breaks.
pub type Lines = Vec<String>;

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// The heading of a part.
    Heading(String),
    /// The heading of a part of a part.
    Subheading(String),
    /// A paragraph.
    Paragraph(Lines),
    /// Items of a list.
    List(Vec<Lines>),
    /// What somebody wrote, in paragraphs.
    Quote(Vec<Lines>),
    /// An address to follow.
    Link(String),
    /// What comes below is not the letter itself.
    Rule,
}

/// A wording, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// What the letter is about.
    pub subject: String,
    /// The letter.
    pub blocks: Vec<Block>,
}

/// Reads a wording.
pub fn read(wording: &str) -> Source {
    let mut reader = Reader::default();
    for line in wording.lines() {
        reader.line(line.trim_end());
    }
    reader.close();
    reader.source
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Open {
    #[default]
    Nothing,
    Paragraph,
    Item,
    Quote,
}

#[derive(Default)]
struct Reader {
    source: Source,
    open: Open,
    /// The lines of what is open, joined.
    text: String,
}

impl Reader {
    fn line(&mut self, line: &str) {
        if line.is_empty() {
            self.close();
        } else if let Some(subject) = line.strip_prefix("# ") {
            self.close();
            self.source.subject = one_line(subject);
        } else if let Some(heading) = line.strip_prefix("## ") {
            self.close();
            self.source.blocks.push(Block::Heading(one_line(heading)));
        } else if let Some(heading) = line.strip_prefix("### ") {
            self.close();
            self.source.blocks.push(Block::Subheading(one_line(heading)));
        } else if line == "---" {
            self.close();
            self.source.blocks.push(Block::Rule);
        } else if let Some(item) = line.strip_prefix("- ") {
            self.begin(Open::Item, item);
        } else if let Some(said) = line.strip_prefix("> ") {
            if self.open == Open::Quote { self.add(said) } else { self.begin(Open::Quote, said) }
        } else if let Some(link) = line.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            self.close();
            self.link(&one_line(link));
        } else if self.open == Open::Item && line.starts_with("  ") || self.open == Open::Paragraph {
            self.add(line.trim_start_matches(' '));
        } else {
            self.begin(Open::Paragraph, line);
        }
    }

    fn begin(&mut self, open: Open, text: &str) {
        self.close();
        self.open = open;
        self.add(text);
    }

    fn add(&mut self, text: &str) {
        if !self.text.is_empty() && !self.text.ends_with(BREAK) {
            self.text.push(' ');
        }
        match text.strip_suffix('\\') {
            Some(broken) => {
                self.text.push_str(broken);
                self.text.push(BREAK);
            }
            None => self.text.push_str(text),
        }
    }

    fn link(&mut self, link: &str) {
        // Any other scheme would be followed by a program that nobody thought of.
        let followed = link.starts_with("https://") || link.starts_with("http://");
        self.source.blocks.push(if followed {
            Block::Link(link.to_owned())
        } else {
            Block::Paragraph(vec![link.to_owned()])
        });
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.text);
        // A name must not make paragraphs in somebody else's letter: only what stands alone keeps its lines.
        let alone = text.starts_with(VALUE) && text.ends_with(VALUE) && text.matches(VALUE).count() == 2;
        let keep = self.open == Open::Quote || self.open == Open::Paragraph && alone;
        let said = paragraphs(&text, keep);
        let blocks = &mut self.source.blocks;
        match std::mem::take(&mut self.open) {
            _ if said.is_empty() => {}
            Open::Nothing => {}
            Open::Paragraph => blocks.extend(said.into_iter().map(Block::Paragraph)),
            Open::Quote => blocks.push(Block::Quote(said)),
            Open::Item => {
                let item = said.concat();
                match blocks.last_mut() {
                    Some(Block::List(items)) => items.push(item),
                    _ => blocks.push(Block::List(vec![item])),
                }
            }
        }
    }
}

/// Paragraphs are what empty lines set apart; the lines of values count only where they are kept.
/// Nothing in the result is empty.
fn paragraphs(text: &str, keep: bool) -> Vec<Lines> {
    let lines: Lines = text.split(|c| c == BREAK || keep && c == VALUE_BREAK).map(one_line).collect();
    lines.split(String::is_empty).filter(|lines| !lines.is_empty()).map(<[String]>::to_vec).collect()
}

/// One line with single spaces; a space that must not break stays.
fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .filter(|c| *c != VALUE)
        .map(|c| if matches!(c, BREAK | VALUE_BREAK) { ' ' } else { c })
        .collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
