//! The report as a page: self-contained, without script, with charts.

use askama::Template;

use super::report::{Covered, LetterShown, NOUNS, Report, long};
use crate::engine::exact::{Exact, RoundingMode};
use crate::exchange::plot::{Look, Scale, Strip};

#[derive(Template)]
#[template(path = "simulate/report.html")]
struct Page<'r> {
    report: &'r Report,
    errors: usize,
    coverage: Vec<(&'static str, usize, Vec<&'r Covered>, Strip)>,
    waits: Vec<(String, Strip)>,
    weights: Vec<(String, Strip)>,
    margins: Option<Strip>,
    letters: Vec<(&'r str, Vec<&'r LetterShown>)>,
    reversals: usize,
    ties: usize,
    balanced: usize,
}

/// Draws the page.
pub fn draw(report: &Report) -> Result<String, askama::Error> {
    let coverage = NOUNS.iter().map(|(noun, title)| {
        let of: Vec<_> = report.coverage.iter().filter(|covered| covered.noun == *noun).collect();
        let reached = of.iter().filter(|covered| covered.times > 0).count();
        let strip = Strip::of(format!("{reached} of {} reached", of.len()), reached, of.len());
        (*title, reached, of, strip)
    });
    let longest = report.waits.iter().map(|wait| wait.seconds).max().unwrap_or(1).max(1);
    let waits = report.waits.iter().map(|wait| {
        let clock = wait.could.is_empty();
        let could =
            if clock { "only the clock".to_owned() } else { format!("could act: {}", wait.could.join(", ")) };
        let words = format!("{}: {}, {could}", wait.step, long(wait.seconds));
        let scale = Scale::new(Exact::ZERO, Exact::from(longest));
        let look = if clock { Look::Dark } else { Look::Light };
        let strip = Strip::new(&words, scale).bar(look, &Exact::ZERO, &Exact::from(wait.seconds), "");
        (words, strip)
    });
    let percent = |share: &Exact| (share * &Exact::from_int(100)).display(1, RoundingMode::HalfUp);
    let weights = report.weights().into_iter().map(|(model, criterion, stated, effective)| {
        let words = format!(
            "{model}: {criterion}: stated {} %, effective {} %",
            percent(&stated),
            percent(&effective)
        );
        let strip = Strip::new(&words, Scale::new(Exact::ZERO, Exact::ONE))
            .bar(Look::Light, &Exact::ZERO, &stated, "")
            .line(Look::Mark, &effective);
        (words, strip)
    });
    let margins: Vec<_> = report.pools.iter().filter_map(|pool| pool.margin.clone()).collect();
    let margins = (!margins.is_empty()).then(|| {
        let points = |margin: Option<&Exact>| {
            margin.map(|margin| margin.display(2, RoundingMode::HalfUp)).unwrap_or_default()
        };
        let (least, most) = (points(margins.iter().min()), points(margins.iter().max()));
        let strip = Strip::new(format!("from {least} to {most} points"), Scale::over(margins.iter()));
        margins.iter().fold(strip, |strip, margin| strip.line(Look::Dark, margin))
    });
    let mut letters: Vec<(&str, Vec<&LetterShown>)> = Vec::new();
    for letter in &report.letters {
        match letters.last_mut().filter(|(kind, _)| *kind == letter.kind) {
            Some((_, of)) => of.push(letter),
            None => letters.push((&letter.kind, vec![letter])),
        }
    }
    let page = Page {
        report,
        errors: report.findings.iter().filter(|finding| finding.severity == "error").count(),
        coverage: coverage.collect(),
        waits: waits.collect(),
        weights: weights.collect(),
        margins,
        letters,
        reversals: report.pools.iter().filter(|pool| !pool.reversals.is_empty()).count(),
        ties: report.pools.iter().filter(|pool| pool.tie).count(),
        balanced: report.pools.iter().filter(|pool| !pool.never_first.is_empty()).count(),
    };
    page.render()
}
