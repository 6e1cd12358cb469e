//! Inputs of a selection from a file: YAML, JSON, CSV or XLSX.
//!
//! `docs/rank.md` tells people what such a file holds.

mod table;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::engine::select::Inputs;
use crate::engine::select::across::Choice;
use crate::engine::select::inputs::Applicant;

/// Bytes that a file of inputs has at most.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Applicants that a file of inputs has at most.
pub const APPLICANTS_MAX: usize = 200_000;

/// Why a file of inputs cannot be read, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}\nhint: {hint}")]
pub struct InputsError {
    /// What is the matter, with place and value.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

impl InputsError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// What a file of inputs holds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// A name for people.
    pub scenario: Option<String>,
    /// In which track.
    pub track: Option<String>,
    /// Which selection step of the file.
    pub step: Option<String>,
    /// Which model of the file, in the place of a step.
    pub model: Option<String>,
    /// This many applicants `e1`, `e2` … more, of whom nothing is known.
    pub entries: usize,
    /// The inputs of one track.
    pub inputs: Option<Inputs>,
    /// The inputs of several tracks.
    pub tracks: BTreeMap<String, Inputs>,
    /// What holders of too many places chose to keep.
    pub choices: Vec<Choice>,
    /// What the writer expects; kept for tests, and not read here.
    expected: Option<IgnoredAny>,
}

/// Whether the models declare the fact at a path as a text: then a cell is one, whatever it looks like.
pub type Texts<'t> = &'t dyn Fn(&[String]) -> bool;

/// Reads a file of inputs; its name says the format, and `texts` which cells of a table are texts.
///
/// # Errors
/// A format that is not known, or a file that does not hold inputs.
pub fn read(name: &str, bytes: &[u8], texts: Texts<'_>) -> Result<Given, InputsError> {
    if bytes.len() > FILE_BYTES_MAX {
        let message = format!("{name} has {} bytes; {FILE_BYTES_MAX} is the most", bytes.len());
        return Err(InputsError::new(message, "split it by track"));
    }
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let mut given = match extension.as_str() {
        "yaml" | "yml" | "json" => document(name, bytes)?,
        "csv" => Given { inputs: Some(table::csv(name, bytes, texts)?), ..Given::default() },
        "xlsx" => Given { inputs: Some(table::xlsx(name, bytes, texts)?), ..Given::default() },
        _ => {
            let message = format!("{name} is in no format that is known");
            return Err(InputsError::new(message, "name it .yaml, .json, .csv or .xlsx"));
        }
    };
    if given.entries > APPLICANTS_MAX {
        let message = format!("{name}: {} entries; {APPLICANTS_MAX} is the most", given.entries);
        return Err(InputsError::new(message, "write a smaller number"));
    }
    let more = (1..=given.entries).map(|n| Applicant { id: format!("e{n}"), ..Applicant::default() });
    if given.entries > 0 {
        given.inputs.get_or_insert_default().applicants.extend(more);
    }
    Ok(given)
}

/// A value of a document that is not looked at yet: only its key is asked for.
#[derive(Deserialize)]
struct Part(
    #[expect(dead_code, reason = "a map of nothing would be a set, which no format has")] Option<IgnoredAny>,
);

/// Keys that only the frame around inputs has.
const FRAME: [&str; 3] = ["inputs", "tracks", "entries"];

fn document(name: &str, bytes: &[u8]) -> Result<Given, InputsError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| InputsError::new(format!("{name} is not UTF-8: {error}"), "save it as UTF-8"))?;
    let keys: BTreeMap<String, Part> = parse(name, text)?;
    if FRAME.iter().any(|key| keys.contains_key(*key)) {
        return parse(name, text);
    }
    Ok(Given { inputs: Some(parse(name, text)?), ..Given::default() })
}

/// JSON is read as YAML: every JSON text is one, and one reader keeps numbers exact in both. `NO`, `yes` and `on` stay
/// the texts that they are.
fn parse<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<T, InputsError> {
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::Error,
        merge_keys: serde_saphyr::MergeKeyPolicy::Error,
        strict_booleans: true,
        legacy_octal_numbers: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let (line, column) = error.location().map_or((1, 1), |at| (at.line(), at.column()));
        let said = error
            .without_snippet()
            .render_with_formatter(&serde_saphyr::UserMessageFormatter)
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        let said = said.split(" at line ").next().unwrap_or_default();
        InputsError::new(format!("{name}:{line}:{column}: {said}"), "docs/rank.md shows what can stand here")
    })
}

impl Given {
    /// Puts what another file holds beside this: applicants one after the other, the rest by name.
    ///
    /// # Errors
    /// Two files that name different tracks, steps or models.
    pub fn join(&mut self, other: Self) -> Result<(), InputsError> {
        let clash = |what: &str, a: &str, b: &str| {
            let message = format!("one file of inputs names the {what} `{a}`, another `{b}`");
            InputsError::new(message, "rank them one after the other")
        };
        for (what, own, others) in [
            ("track", &mut self.track, other.track),
            ("step", &mut self.step, other.step),
            ("model", &mut self.model, other.model),
        ] {
            match (&own, others) {
                (Some(a), Some(b)) if *a != b => return Err(clash(what, a, &b)),
                (None, Some(b)) => *own = Some(b),
                _ => {}
            }
        }
        self.scenario = self.scenario.take().or(other.scenario);
        if let Some(more) = other.inputs {
            put(self.inputs.get_or_insert_default(), more);
        }
        for (track, more) in other.tracks {
            put(self.tracks.entry(track).or_default(), more);
        }
        self.choices.extend(other.choices);
        Ok(())
    }
}

fn put(into: &mut Inputs, more: Inputs) {
    into.applicants.extend(more.applicants);
    into.parameters.extend(more.parameters);
    into.orders.extend(more.orders);
    into.exclusions.extend(more.exclusions);
    into.draws.extend(more.draws);
    into.tie_choices.extend(more.tie_choices);
    into.evidence.extend(more.evidence);
    into.departures.extend(more.departures);
    into.decision = more.decision.or(into.decision.take());
}
