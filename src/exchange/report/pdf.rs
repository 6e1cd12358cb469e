//! The report, and other documents of sections, as a PDF.
//!
//! The layout is a small one of our own: it knows how wide each letter is, breaks lines between words, and begins a
//! new page where a line does not fit. The fonts are in the program (`fonts/`), so that no machine draws it
//! otherwise, and the document says nothing of when or where it was made.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};

use super::Report;
use super::outline::{Block, Section, Table, outline};
use crate::i18n::{Lang, args};

const REGULAR: &[u8] = include_bytes!("../../../fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../../../fonts/DejaVuSans-Bold.ttf");

/// Width of a page of A4, in points.
const WIDTH: f32 = 595.28;
/// Height of a page of A4, in points.
const HEIGHT: f32 = 841.89;
/// Space around the text, in points.
const EDGE: f32 = 48.0;
/// Size of the letters of a text, in points.
const BODY: f32 = 9.0;
/// Size of the letters of a table, in points.
const CELL: f32 = 7.5;
/// Height of a line, as a multiple of its letters.
const LINE: f32 = 1.35;
/// Width of the labels of facts, as a share of the page.
const LABELS: f32 = 0.3;
/// Space between two columns, in points.
const GUTTER: f32 = 8.0;
/// The narrowest column of a table, as a share of the page.
const COLUMN_MIN: f32 = 0.09;
/// The letters that a column is reckoned with at most: a long reason does not push the others away.
const COLUMN_CHARS_MAX: u16 = 60;

/// Why no PDF could be made.
#[derive(Debug, thiserror::Error)]
#[error("the document cannot be drawn as a PDF: {0}")]
pub struct NotDrawn(String);

/// One of the two fonts, for drawing and for measuring.
struct Face {
    font: Font,
    letters: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    em: f32,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Result<Self, NotDrawn> {
        let broken = || NotDrawn(String::from("a font of the program cannot be read"));
        let font = Font::new(bytes.into(), 0).ok_or_else(broken)?;
        let read = FontRef::new(bytes).map_err(|error| NotDrawn(error.to_string()))?;
        let widths = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        let em = font.units_per_em();
        Ok(Self { letters: read.charmap(), widths, em, font })
    }

    /// The glyph of a letter and its width at size one. What the font does not know is drawn as an empty box.
    fn glyph(&self, letter: char) -> (u32, f32) {
        let glyph = self.letters.map(letter).unwrap_or_default();
        (glyph.to_u32(), self.widths.advance_width(glyph).unwrap_or_default() / self.em)
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.glyph(letter).1).sum::<f32>() * size
    }

    /// The text in lines that are no wider than `width`: broken between words, and inside of one that is too long.
    fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            for word in crate::exchange::words(paragraph) {
                let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if self.width(&longer, size) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for letter in word.chars() {
                    line.push(letter);
                    if line.chars().count() > 1 && self.width(&line, size) > width {
                        line.pop();
                        lines.push(std::mem::replace(&mut line, letter.to_string()));
                    }
                }
            }
            lines.push(line);
        }
        lines
    }
}

/// Something that is drawn on a page.
enum Mark {
    Words { x: f32, y: f32, size: f32, bold: bool, text: String },
    Rule { y: f32 },
}

/// Pages that are being filled, from the top down.
struct Pages {
    regular: Face,
    bold: Face,
    done: Vec<Vec<Mark>>,
    y: f32,
}

impl Pages {
    fn face(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }

    fn mark(&mut self, mark: Mark) {
        match self.done.last_mut() {
            Some(page) => page.push(mark),
            None => self.done.push(vec![mark]),
        }
    }

    /// Begins a new page unless `height` points are left on this one.
    fn need(&mut self, height: f32) {
        if self.done.is_empty() || self.y + height > HEIGHT - EDGE {
            self.done.push(Vec::new());
            self.y = EDGE;
        }
    }

    fn space(&mut self, height: f32) {
        self.y += height;
    }

    fn paragraph(&mut self, text: &str, size: f32, bold: bool) {
        for text in self.face(bold).lines(text, size, WIDTH - 2.0 * EDGE) {
            self.need(size * LINE);
            self.space(size * LINE);
            self.mark(Mark::Words { x: EDGE, y: self.y, size, bold, text });
        }
    }

    /// Cells beside one another; each `(x, width, bold, text)`. A row may go on over the end of a page.
    fn row(&mut self, cells: &[(f32, f32, bool, &str)], size: f32) {
        let columns: Vec<_> =
            cells.iter().map(|(_, width, bold, text)| self.face(*bold).lines(text, size, *width)).collect();
        let most = columns.iter().map(Vec::len).max().unwrap_or_default();
        for number in 0..most {
            self.need(size * LINE);
            self.space(size * LINE);
            for ((x, _, bold, _), lines) in cells.iter().zip(&columns) {
                if let Some(text) = lines.get(number).filter(|text| !text.is_empty()) {
                    self.mark(Mark::Words { x: *x, y: self.y, size, bold: *bold, text: text.clone() });
                }
            }
        }
        self.space(size * 0.45);
        self.mark(Mark::Rule { y: self.y });
        self.space(size * 0.15);
    }

    fn section(&mut self, section: &Section) {
        let size = if section.level == 2 { 13.0 } else { 10.5 };
        // A title does not stand alone at the foot of a page.
        self.need(size * LINE + 6.0 * BODY * LINE);
        self.space(size * 0.8);
        self.paragraph(&section.title, size, true);
        self.space(size * 0.3);
        for block in &section.blocks {
            match block {
                Block::Text(text) => self.paragraph(text, BODY, false),
                Block::Facts(facts) => {
                    let labels = (WIDTH - 2.0 * EDGE) * LABELS;
                    let x = EDGE + labels + GUTTER;
                    for (label, value) in facts {
                        let cells =
                            [(EDGE, labels, true, label.as_str()), (x, WIDTH - EDGE - x, false, value)];
                        self.row(&cells, BODY);
                    }
                }
                Block::Table(table) => self.table(table),
            }
            self.space(BODY * 0.6);
        }
    }

    fn table(&mut self, table: &Table) {
        self.need(6.0 * CELL * LINE);
        self.paragraph(&table.title, BODY, true);
        self.space(BODY * 0.2);
        let columns = columns(table);
        let cells = |row: &'_ [String], bold: bool| -> Vec<(f32, f32, bool, String)> {
            columns.iter().zip(row).map(|((x, width), text)| (*x, *width, bold, text.clone())).collect()
        };
        let rows = std::iter::once((&table.head, true)).chain(table.rows.iter().map(|row| (row, false)));
        for (row, bold) in rows {
            let cells = cells(row, bold);
            let cells: Vec<_> =
                cells.iter().map(|(x, w, bold, text)| (*x, *w, *bold, text.as_str())).collect();
            self.row(&cells, CELL);
        }
    }
}

/// Where each column begins and how wide it is: by the longest line in it, none too narrow and none too greedy.
fn columns(table: &Table) -> Vec<(f32, f32)> {
    let longest = |column: usize| {
        let rows = std::iter::once(&table.head).chain(&table.rows);
        let lines = rows.filter_map(|row| row.get(column)).flat_map(|cell| cell.lines());
        let chars = lines.map(|line| line.chars().count()).max().unwrap_or(1);
        f32::from(u16::try_from(chars).unwrap_or(u16::MAX).clamp(4, COLUMN_CHARS_MAX))
    };
    let wanted: Vec<_> = (0..table.head.len()).map(longest).collect();
    let all: f32 = wanted.iter().sum();
    let shares: Vec<_> = wanted.iter().map(|chars| (chars / all).max(COLUMN_MIN)).collect();
    let total: f32 = shares.iter().sum();
    let mut x = EDGE;
    let mut found = Vec::new();
    for share in shares {
        let width = (WIDTH - 2.0 * EDGE) * share / total;
        found.push((x, width - GUTTER));
        x += width;
    }
    found
}

/// The report as the bytes of a PDF.
///
/// # Errors
/// [`NotDrawn`] when a font of the program cannot be read or the library refuses.
pub fn write(report: &Report, lang: Lang) -> Result<Vec<u8>, NotDrawn> {
    let title = format!("{}: {}", lang.texts().report_title(), report.procedure.title);
    draw(title, &outline(report, lang), lang)
}

/// A document of sections as the bytes of a PDF: the same for the same words.
///
/// # Errors
/// [`NotDrawn`] when a font of the program cannot be read or the library refuses.
pub fn draw(title: String, sections: &[Section], lang: Lang) -> Result<Vec<u8>, NotDrawn> {
    let t = lang.texts();
    let (regular, bold) = (Face::read(REGULAR)?, Face::read(BOLD)?);
    let mut pages = Pages { regular, bold, done: Vec::new(), y: EDGE };
    pages.paragraph(&title, 17.0, true);
    for section in sections {
        pages.section(section);
    }
    let count = pages.done.len();
    for (number, page) in pages.done.iter_mut().enumerate() {
        let text = t.report_page(&args::ReportPage { page: number + 1, pages: count });
        page.push(Mark::Words { x: EDGE, y: HEIGHT - EDGE / 2.0, size: CELL, bold: false, text });
    }
    let mut document = Document::new();
    // No date and no identifier: what does not follow from the state of the procedure is not in it.
    document.set_metadata(
        Metadata::new().title(title).language(lang.code().to_owned()).creator(String::from("Trespor")),
    );
    for page in &pages.done {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT);
        let settings = settings.ok_or_else(|| NotDrawn(String::from("a page has no size")))?;
        let mut drawn = document.start_page_with(settings);
        let mut surface = drawn.surface();
        for mark in page {
            match mark {
                Mark::Words { x, y, size, bold, text } => {
                    let face = pages.face(*bold);
                    surface.set_stroke(None);
                    surface.set_fill(Some(ink()));
                    let glyphs = glyphs(face, text);
                    surface.draw_glyphs(
                        Point::from_xy(*x, *y),
                        &glyphs,
                        face.font.clone(),
                        text,
                        *size,
                        false,
                    );
                }
                Mark::Rule { y } => {
                    let mut path = PathBuilder::new();
                    path.move_to(EDGE, *y);
                    path.line_to(WIDTH - EDGE, *y);
                    if let Some(path) = path.finish() {
                        surface.set_fill(None);
                        surface.set_stroke(Some(hairline()));
                        surface.draw_path(&path);
                    }
                }
            }
        }
        surface.finish();
        drawn.finish();
    }
    document.finish().map_err(|error| NotDrawn(format!("{error:?}")))
}

fn glyphs(face: &Face, text: &str) -> Vec<KrillaGlyph> {
    let glyph = |(at, letter): (usize, char)| {
        let (id, width) = face.glyph(letter);
        KrillaGlyph {
            glyph_id: GlyphId::new(id),
            text_range: at..at + letter.len_utf8(),
            x_advance: width,
            x_offset: 0.0,
            y_offset: 0.0,
            y_advance: 0.0,
            location: None,
        }
    };
    text.char_indices().map(glyph).collect()
}

fn ink() -> Fill {
    Fill { paint: rgb::Color::new(0, 0, 0).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn hairline() -> Stroke {
    Stroke { paint: rgb::Color::new(180, 180, 180).into(), width: 0.5, ..Stroke::default() }
}
