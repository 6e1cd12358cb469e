//! Inputs as a table: a row for each applicant, and a column for each thing that is known.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _};

use super::{APPLICANTS_MAX, InputsError, Texts};
use crate::engine::exact::Exact;
use crate::engine::expr::Value;
use crate::engine::select::Inputs;
use crate::engine::select::inputs::{Applicant, Exclusion, Mark};

/// Columns that a table has at most.
const COLUMNS_MAX: usize = 2_000;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Id,
    SubmittedAt,
    Fact(Vec<String>),
    Score { criterion: String, assessor: String },
    Consensus(String),
    Vote { criterion: String, voter: String },
    Order(String),
    Excluded,
    ExcludedReason,
}

const COLUMNS: &str = "id, submitted_at, facts.NAME, score.CRITERION.ASSESSOR, consensus.CRITERION, \
     vote.CRITERION.VOTER, order.CRITERION, excluded, excluded_reason";

impl Column {
    fn of(title: &str) -> Option<Self> {
        let parts: Vec<_> = title.trim().split('.').map(|part| part.trim().to_owned()).collect();
        let texts: Vec<_> = parts.iter().map(String::as_str).collect();
        if texts.iter().any(|part| part.is_empty()) {
            return None;
        }
        Some(match texts.as_slice() {
            ["id"] => Self::Id,
            ["submitted_at"] => Self::SubmittedAt,
            ["facts", rest @ ..] if !rest.is_empty() => Self::Fact(parts[1..].to_vec()),
            ["score", criterion, rest @ ..] if !rest.is_empty() => {
                Self::Score { criterion: (*criterion).to_owned(), assessor: rest.join(".") }
            }
            ["consensus", criterion] => Self::Consensus((*criterion).to_owned()),
            ["vote", criterion, rest @ ..] if !rest.is_empty() => {
                Self::Vote { criterion: (*criterion).to_owned(), voter: rest.join(".") }
            }
            ["order", criterion] => Self::Order((*criterion).to_owned()),
            ["excluded"] => Self::Excluded,
            ["excluded_reason"] => Self::ExcludedReason,
            _ => return None,
        })
    }
}

/// A cell as it was typed, or as the spreadsheet keeps it.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Empty,
    Text(String),
    /// A number, and how it was typed.
    Number(Exact, String),
    Bool(bool),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(_, typed) => typed.clone(),
            Self::Bool(given) => given.to_string(),
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) => Value::text(&text),
            Self::Number(number, _) => Value::Number(number),
            Self::Bool(given) => Value::Bool(given),
        }
    }
}

/// Reads CSV: commas, semicolons or tabs, whichever the first line has most of. Between semicolons and tabs a
/// number may have a decimal comma, as spreadsheets in Denmark and Norway write it.
pub fn csv(name: &str, bytes: &[u8], texts: Texts<'_>) -> Result<Inputs, InputsError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| first.split(|byte| *byte == delimiter).count();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(bytes);
    let mut rows = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|error| {
            InputsError::new(format!("{name}: {error}"), "every row has as many cells as the first, in UTF-8")
        })?;
        let decimal_comma = delimiter != b',' && i > 0;
        rows.push(record.iter().map(|text| cell(text, decimal_comma)).collect());
    }
    inputs(name, rows, texts)
}

fn cell(text: &str, decimal_comma: bool) -> Cell {
    let text = text.trim();
    match text {
        "" => return Cell::Empty,
        "true" => return Cell::Bool(true),
        "false" => return Cell::Bool(false),
        _ => {}
    }
    let one_comma = decimal_comma && text.matches(',').count() == 1 && !text.contains('.');
    let number = if one_comma { text.replace(',', ".") } else { text.to_owned() };
    let plain = number.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
    match Exact::parse(&number) {
        Ok(number) if plain => Cell::Number(number, text.to_owned()),
        _ => Cell::Text(text.to_owned()),
    }
}

/// Reads the sheet `applicants` of an XLSX file, or its only one.
pub fn xlsx(name: &str, bytes: &[u8], texts: Texts<'_>) -> Result<Inputs, InputsError> {
    let bad = |error: calamine::XlsxError| {
        InputsError::new(format!("{name} is no spreadsheet that can be read: {error}"), "save it as .xlsx")
    };
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(bad)?;
    let sheets = book.sheet_names();
    let sheet = match sheets.as_slice() {
        [only] => only.clone(),
        _ => "applicants".to_owned(),
    };
    let range = book.worksheet_range(&sheet).map_err(|_| {
        let message = format!("{name} has no sheet `applicants` among {}", sheets.join(", "));
        InputsError::new(message, "name the sheet with the applicants so")
    })?;
    let mut rows = Vec::new();
    for row in range.rows() {
        let mut cells = Vec::new();
        for data in row {
            cells.push(match data {
                Data::Empty => Cell::Empty,
                Data::String(text) => cell(text, true),
                Data::Int(number) => Cell::Number(Exact::from_int(*number), number.to_string()),
                Data::Float(number) => {
                    let typed = number.to_string();
                    match Exact::from_float(*number) {
                        Some(number) => Cell::Number(number, typed),
                        None => Cell::Text(typed),
                    }
                }
                Data::Bool(given) => Cell::Bool(*given),
                other => Cell::Text(other.to_string()),
            });
        }
        rows.push(cells);
    }
    inputs(name, rows, texts)
}

fn inputs(name: &str, rows: Vec<Vec<Cell>>, texts: Texts<'_>) -> Result<Inputs, InputsError> {
    if rows.len() > APPLICANTS_MAX {
        let message = format!("{name} has {} rows; {APPLICANTS_MAX} is the most", rows.len());
        return Err(InputsError::new(message, "split it by track"));
    }
    let mut rows = rows.into_iter();
    let titles = rows.next().unwrap_or_default();
    if titles.len() > COLUMNS_MAX {
        let message = format!("{name} has {} columns; {COLUMNS_MAX} is the most", titles.len());
        return Err(InputsError::new(message, "leave out what the model does not use"));
    }
    let mut columns = Vec::new();
    for (i, title) in titles.iter().enumerate() {
        let title = title.text();
        let column = Column::of(&title).ok_or_else(|| {
            InputsError::new(
                format!("{name}: column {} is called `{title}`, which is no column of inputs", i + 1),
                format!("one of {COLUMNS}"),
            )
        })?;
        if columns.contains(&column) {
            let message = format!("{name}: the column `{title}` stands twice");
            return Err(InputsError::new(message, "keep one of the two"));
        }
        columns.push(column);
    }
    if !columns.contains(&Column::Id) {
        let message = format!("{name} has no column `id`");
        return Err(InputsError::new(message, "put a name for each applicant there"));
    }
    let mut made = Inputs::default();
    let mut places: BTreeMap<String, Vec<(Exact, String)>> = BTreeMap::new();
    for (i, cells) in rows.enumerate() {
        if cells.iter().all(|cell| *cell == Cell::Empty) {
            continue;
        }
        let row = Row { name, number: i + 2, texts };
        row.read(&columns, cells, &mut made, &mut places)?;
    }
    for (criterion, mut order) in places {
        order.sort();
        if let Some(twice) = order.windows(2).find(|two| two[0].0 == two[1].0) {
            let message = format!(
                "{name}: `order.{criterion}` has the place {} twice: {} and {}",
                twice[0].0, twice[0].1, twice[1].1
            );
            return Err(InputsError::new(message, "an order made by people has no equal places"));
        }
        made.orders.entry(criterion).or_default().order = order.into_iter().map(|(_, id)| id).collect();
    }
    Ok(made)
}

struct Row<'n> {
    name: &'n str,
    number: usize,
    texts: Texts<'n>,
}

impl Row<'_> {
    fn bad(&self, column: &str, value: &str, hint: &str) -> InputsError {
        InputsError::new(format!("{} row {}: `{column}` is `{value}`", self.name, self.number), hint)
    }

    fn read(
        &self,
        columns: &[Column],
        cells: Vec<Cell>,
        made: &mut Inputs,
        places: &mut BTreeMap<String, Vec<(Exact, String)>>,
    ) -> Result<(), InputsError> {
        let mut applicant = Applicant::default();
        let mut facts = BTreeMap::new();
        let (mut excluded, mut reason) = (String::new(), String::new());
        let mut order = Vec::new();
        for (column, cell) in columns.iter().zip(cells) {
            if cell == Cell::Empty {
                continue;
            }
            match column {
                Column::Id => applicant.id = cell.text(),
                Column::SubmittedAt => {
                    let text = cell.text();
                    let at = crate::engine::instant::Instant::parse(&text).ok_or_else(|| {
                        self.bad(
                            "submitted_at",
                            &text,
                            "write an instant with its zone: 2027-02-05T11:59:00Z",
                        )
                    })?;
                    applicant.submitted_at = Some(at.micros());
                }
                // `0301` is a number to a spreadsheet, and a municipality to the model.
                Column::Fact(path) if (self.texts)(path) => put(&mut facts, path, Cell::Text(cell.text())),
                Column::Fact(path) => put(&mut facts, path, cell),
                Column::Score { criterion, assessor } => {
                    let mark = match cell {
                        Cell::Number(points, _) => Mark::Points(points),
                        other if other.text() == "n/a" => Mark::NotApplicable,
                        other => Mark::Word(other.text()),
                    };
                    applicant.scores.entry(criterion.clone()).or_default().0.push((assessor.clone(), mark));
                }
                Column::Consensus(criterion) => {
                    let Cell::Number(points, _) = cell else {
                        let column = format!("consensus.{criterion}");
                        return Err(self.bad(&column, &cell.text(), "write a number"));
                    };
                    applicant.consensus.insert(criterion.clone(), points);
                }
                Column::Vote { criterion, voter } => {
                    let vote = match cell.text().to_ascii_lowercase().as_str() {
                        "yes" | "true" | "1" => Some(true),
                        "no" | "false" | "0" => Some(false),
                        "abstains" => None,
                        other => {
                            let column = format!("vote.{criterion}.{voter}");
                            return Err(self.bad(&column, other, "write yes, no or abstains"));
                        }
                    };
                    applicant.votes.entry(criterion.clone()).or_default().insert(voter.clone(), vote);
                }
                Column::Order(criterion) => {
                    let Cell::Number(place, _) = cell else {
                        let column = format!("order.{criterion}");
                        return Err(self.bad(&column, &cell.text(), "write a place: 1 is the best"));
                    };
                    order.push((criterion.clone(), place));
                }
                Column::Excluded => excluded = cell.text(),
                Column::ExcludedReason => reason = cell.text(),
            }
        }
        if applicant.id.is_empty() {
            return Err(self.bad("id", "", "every row names its applicant"));
        }
        for (criterion, place) in order {
            places.entry(criterion).or_default().push((place, applicant.id.clone()));
        }
        if !excluded.is_empty() {
            let applicant = applicant.id.clone();
            made.exclusions.push(Exclusion { applicant, rule: excluded, reason });
        }
        applicant.facts = record(facts);
        made.applicants.push(applicant);
        Ok(())
    }
}

/// A fact, or a group of them.
enum Fact {
    One(Cell),
    Group(BTreeMap<String, Fact>),
}

fn put(into: &mut BTreeMap<String, Fact>, path: &[String], cell: Cell) {
    match path {
        [] => {}
        [last] => {
            into.insert(last.clone(), Fact::One(cell));
        }
        [first, rest @ ..] => {
            let group = into.entry(first.clone()).or_insert_with(|| Fact::Group(BTreeMap::new()));
            if let Fact::One(_) = group {
                *group = Fact::Group(BTreeMap::new());
            }
            if let Fact::Group(group) = group {
                put(group, rest, cell);
            }
        }
    }
}

fn record(facts: BTreeMap<String, Fact>) -> Value {
    Value::record(facts.into_iter().map(|(name, fact)| match fact {
        Fact::One(cell) => (name, cell.value()),
        Fact::Group(group) => (name, record(group)),
    }))
}
