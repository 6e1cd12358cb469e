//! The report as one page that needs nothing beside it: no script, no picture, its style inside.

use askama::Template;

use super::Report;
use super::outline::{Block, Section, outline};
use crate::i18n::Lang;

/// The site's style sheets, with their rules for print.
const STYLE: &str = concat!(
    include_str!("../../../static/designsystemet/designsystemet.css"),
    include_str!("../../../static/trespor.css")
);

#[derive(Template)]
#[template(path = "exchange/report.html")]
struct Page<'p> {
    language: &'static str,
    style: &'static str,
    kind: &'p str,
    title: &'p str,
    sections: Vec<Section>,
}

impl Page<'_> {
    /// The sections, and what the names of their tables begin with: tables of several tracks are called alike.
    fn labelled(&self) -> Vec<(String, &Section)> {
        let mut chapter = "";
        let mut labelled = Vec::new();
        for section in &self.sections {
            if section.level == 2 {
                chapter = &section.title;
                labelled.push((format!("{chapter}: "), section));
            } else {
                labelled.push((format!("{chapter}, {}: ", section.title), section));
            }
        }
        labelled
    }
}

/// The report as a page.
///
/// # Errors
/// A template that cannot be filled in.
pub fn write(report: &Report, lang: Lang) -> Result<String, askama::Error> {
    let page = Page {
        language: lang.code(),
        style: STYLE,
        kind: lang.texts().report_title(),
        title: &report.procedure.title,
        sections: outline(report, lang),
    };
    page.render()
}
