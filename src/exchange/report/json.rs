//! The report as JSON, for other programs.

use super::Report;

/// The report as JSON, with a line break at the end.
///
/// # Errors
/// What the writer says; a report holds nothing that it could not write.
pub fn write(report: &Report) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}
