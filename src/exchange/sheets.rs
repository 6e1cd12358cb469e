//! Tables as a spreadsheet (XLSX).
//!
//! A cell is a text or a number and never a formula: what an applicant writes with an equals sign in front stays what
//! they wrote, also after somebody has edited the cell, for such a text is marked as one. A spreadsheet counts in
//! binary fractions of about fifteen digits. Where a number is more exact than that, its column gets a second one with
//! the exact number as text. The same tables give the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::engine::exact::{Exact, RoundingMode};

/// Digits that a spreadsheet keeps of a number.
const DIGITS_MAX: usize = 15;
/// Decimals with which a number that is more exact is written.
const PLACES: u32 = 12;
/// Characters of a text that a cell can hold.
const TEXT_CHARS_MAX: usize = 32_767;
/// Characters that the name of a sheet can have.
const NAME_CHARS_MAX: usize = 31;
/// How wide a column is at least and at most, in characters.
const WIDTH: (usize, usize) = (8, 60);
/// How a time is shown: the same in every language.
const TIME: &str = "yyyy-mm-dd hh:mm:ss";
/// The date inside of the file, as unix seconds: no table says when it was written, so that the bytes do not either.
const WRITTEN_AT: i64 = 946_684_800;

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands above it.
    pub title: String,
    /// What stands above the exact numbers beside it, where it needs them.
    pub exact: String,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(Exact),
    /// A day and a time on the wall, as `2027-02-05T12:00:00.250`: it can be sorted and reckoned with.
    Wall(String),
}

impl Cell {
    /// A text, or nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A number, or nothing.
    pub fn number(number: Option<&Exact>) -> Self {
        number.map_or(Self::Empty, |number| Self::Number(number.clone()))
    }

    /// How many there are.
    pub fn count(count: usize) -> Self {
        Self::Number(Exact::from_count(count))
    }
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name on the tab. What a tab cannot bear is left out.
    pub name: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// Why no spreadsheet could be written.
#[derive(Debug, thiserror::Error)]
#[error("the table cannot be written as a spreadsheet: {0}")]
pub struct NotWritten(#[from] XlsxError);

/// The number as a spreadsheet keeps it; nothing where it keeps another one.
fn kept(number: &Exact) -> Option<f64> {
    let text = number.to_string();
    let digits = text.trim_start_matches(['-', '0', '.']).chars().filter(char::is_ascii_digit).count();
    if text.contains('/') || digits > DIGITS_MAX {
        return None;
    }
    text.parse().ok()
}

/// The number nearest to it, as a spreadsheet keeps numbers.
fn nearest(number: &Exact) -> Option<f64> {
    kept(number).or_else(|| number.display(PLACES, RoundingMode::HalfEven).parse().ok())
}

/// Whether a spreadsheet would take a text for a formula once somebody edits its cell.
fn looks_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text that fits a cell; one that is longer ends with dots.
fn fitting(text: &str) -> String {
    // The format counts in units of UTF-16.
    if text.encode_utf16().count() <= TEXT_CHARS_MAX {
        return text.to_owned();
    }
    let mut room = TEXT_CHARS_MAX - 1;
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            let fits = room >= c.len_utf16();
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    kept.push('…');
    kept
}

/// The table as the bytes of a spreadsheet.
///
/// # Errors
/// [`NotWritten`] where the library refuses, as for more rows than a spreadsheet has.
pub fn write(title: &str, sheets: &[Sheet]) -> Result<Vec<u8>, NotWritten> {
    let mut book = Workbook::new();
    let written_at = ExcelDateTime::from_timestamp(WRITTEN_AT)?;
    book.set_properties(
        &DocProperties::new().set_title(title).set_author("Trespor").set_creation_datetime(&written_at),
    );
    let (bold, plain) = (Format::new().set_bold().set_text_wrap(), Format::new());
    let (quoted, dated) = (Format::new().set_quote_prefix(), Format::new().set_num_format(TIME));
    for given in sheets {
        let sheet = book.add_worksheet();
        let name: String =
            given.name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(NAME_CHARS_MAX).collect();
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 1)?;
        let mut at: u16 = 0;
        for (place, column) in given.columns.iter().enumerate() {
            let cells = || given.rows.iter().map(|row| row.get(place).unwrap_or(&Cell::Empty));
            let inexact = cells().any(|cell| matches!(cell, Cell::Number(number) if kept(number).is_none()));
            sheet.write_string_with_format(0, at, fitting(&column.title), &bold)?;
            let mut widest = column.title.chars().count();
            for (row, cell) in (1..).zip(cells()) {
                match cell {
                    Cell::Empty => {}
                    Cell::Text(text) => {
                        let format = if looks_like_a_formula(text) { &quoted } else { &plain };
                        sheet.write_string_with_format(row, at, fitting(text), format)?;
                        widest = widest.max(text.chars().count());
                    }
                    Cell::Wall(wall) => {
                        let time = ExcelDateTime::parse_from_str(wall)?;
                        sheet.write_datetime_with_format(row, at, &time, &dated)?;
                        widest = widest.max(TIME.len());
                    }
                    Cell::Number(number) => match nearest(number) {
                        Some(number) => drop(sheet.write_number(row, at, number)?),
                        None => drop(sheet.write_string(row, at, fitting(&number.to_string()))?),
                    },
                }
            }
            sheet.set_column_width(at, u32::try_from(widest.clamp(WIDTH.0, WIDTH.1)).unwrap_or(8))?;
            at += 1;
            if inexact {
                sheet.write_string_with_format(0, at, fitting(&column.exact), &bold)?;
                for (row, cell) in (1..).zip(cells()) {
                    if let Cell::Number(number) = cell {
                        sheet.write_string_with_format(row, at, fitting(&number.to_string()), &quoted)?;
                    }
                }
                at += 1;
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::*;

    fn column(title: &str) -> Column {
        Column { title: title.to_owned(), exact: format!("{title} (exact)") }
    }

    fn number(text: &str) -> Cell {
        Cell::Number(text.parse().unwrap())
    }

    fn read(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        let formulas: Vec<_> = book
            .worksheet_formula(sheet)
            .unwrap()
            .used_cells()
            .map(|(_, _, formula)| formula.clone())
            .collect();
        assert_eq!(formulas, Vec::<String>::new());
        book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
    }

    fn text(text: &str) -> Data {
        Data::String(text.to_owned())
    }

    #[test]
    fn texts_stay_texts_and_numbers_numbers() {
        let rows = vec![
            vec![Cell::text("=HYPERLINK(\"http://evil.example\")"), number("40")],
            vec![Cell::text("+45 12 34 56 78"), number("12.25")],
            vec![Cell::text(""), Cell::Empty],
            vec![Cell::text("12"), number("0.1")],
        ];
        let sheet =
            Sheet { name: "List: [a/b]".into(), columns: vec![column("Who"), column("Points")], rows };
        let bytes = write("Ranking", std::slice::from_ref(&sheet)).unwrap();
        let wanted = [
            [text("Who"), text("Points")],
            [text("=HYPERLINK(\"http://evil.example\")"), Data::Float(40.0)],
            [text("+45 12 34 56 78"), Data::Float(12.25)],
            [Data::Empty, Data::Empty],
            [text("12"), Data::Float(0.1)],
        ];
        assert_eq!(read(&bytes, "List ab"), wanted);
        assert_eq!(bytes, write("Ranking", &[sheet]).unwrap(), "the same table gives the same bytes");
    }

    #[test]
    fn a_time_is_one_and_no_text() {
        let rows = vec![vec![Cell::Wall("2027-02-05T12:00:00.250".into())]];
        let bytes = write("", &[Sheet { name: "List".into(), columns: vec![column("When")], rows }]).unwrap();
        let Data::DateTime(time) = &read(&bytes, "List")[1][0] else { panic!("no time") };
        // Day 46423 of a spreadsheet's count is 5 February 2027; noon and a quarter of a second.
        assert!((time.as_f64() - (46_423.5 + 0.25 / 86_400.0)).abs() < 1e-7, "{}", time.as_f64());
    }

    #[test]
    fn a_number_that_a_spreadsheet_cannot_keep_stands_beside_it_as_text() {
        let rows = vec![
            vec![number("10/3"), number("1"), Cell::text("a")],
            vec![number("2.5"), number("2"), Cell::text("b")],
            vec![number("12345678901234567890"), number("3"), Cell::text("c")],
        ];
        let columns = vec![column("Total"), column("Place"), column("Who")];
        let bytes = write("", &[Sheet { name: "List".into(), columns, rows }]).unwrap();
        let read = read(&bytes, "List");
        assert_eq!(read[0], ["Total", "Total (exact)", "Place", "Who"].map(text));
        assert_eq!(read[1][0], Data::Float(3.333_333_333_333));
        let exact: Vec<_> = read[1..].iter().map(|row| row[1].to_string()).collect();
        assert_eq!(exact, ["10/3", "2.5", "12345678901234567890"]);
        assert_eq!(read[2][2], Data::Float(2.0));
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_and_says_so() {
        let long = "x".repeat(TEXT_CHARS_MAX + 1);
        let cut = fitting(&long);
        assert!(cut.ends_with('…') && cut.encode_utf16().count() == TEXT_CHARS_MAX);
        let wide = "𝄞".repeat(TEXT_CHARS_MAX);
        assert!(fitting(&wide).encode_utf16().count() <= TEXT_CHARS_MAX);
        assert_eq!(fitting("short"), "short");
    }
}
