//! The report as a page: self-contained, without script, with charts drawn by hand.

use askama::Template;

use super::report::{Covered, LetterShown, NOUNS, Report, long};
use crate::engine::exact::{Exact, RoundingMode};

/// Width of the widest bar, in units of the drawing.
const BAR_WIDTH: i64 = 300;

#[derive(Template)]
#[template(path = "simulate/report.html")]
struct Page<'r> {
    report: &'r Report,
    errors: usize,
    coverage: Vec<(&'static str, usize, Vec<&'r Covered>)>,
    waits: Vec<Bar>,
    weights: Vec<Pair>,
    margins: Vec<Dot>,
    letters: Vec<(&'r str, Vec<&'r LetterShown>)>,
    reversals: usize,
    ties: usize,
    balanced: usize,
}

/// One bar of a chart.
struct Bar {
    y: usize,
    width: i64,
    label: String,
    value: String,
    clock: bool,
}

/// A stated and an effective weight.
struct Pair {
    y: usize,
    label: String,
    stated: i64,
    effective: i64,
    words: String,
}

/// One margin.
struct Dot {
    x: i64,
    label: String,
}

/// Draws the page.
pub fn draw(report: &Report) -> Result<String, askama::Error> {
    let coverage = NOUNS.iter().map(|(noun, title)| {
        let of: Vec<_> = report.coverage.iter().filter(|covered| covered.noun == *noun).collect();
        (*title, of.iter().filter(|covered| covered.times > 0).count(), of)
    });
    let longest = report.waits.iter().map(|wait| wait.seconds).max().unwrap_or(1).max(1);
    let waits = report.waits.iter().enumerate().map(|(n, wait)| Bar {
        y: n * 44,
        width: wait.seconds * BAR_WIDTH / longest,
        label: wait.step.clone(),
        value: if wait.could.is_empty() {
            format!("{}, only the clock", long(wait.seconds))
        } else {
            format!("{}, could act: {}", long(wait.seconds), wait.could.join(", "))
        },
        clock: wait.could.is_empty(),
    });
    let percent = |share: &Exact| (share * &Exact::from_int(100)).display(1, RoundingMode::HalfUp);
    let width = |share: &Exact| whole(&(share * &Exact::from_int(BAR_WIDTH)));
    let weights =
        report.weights().into_iter().enumerate().map(|(n, (model, criterion, stated, effective))| Pair {
            y: n * 62,
            words: format!("stated {} %, effective {} %", percent(&stated), percent(&effective)),
            label: format!("{model}: {criterion}"),
            stated: width(&stated),
            effective: width(&effective),
        });
    let margins: Vec<_> = report.pools.iter().filter_map(|pool| Some((pool, pool.margin.clone()?))).collect();
    let most = margins.iter().map(|(_, margin)| margin.clone()).max().unwrap_or(Exact::ONE).max(Exact::ONE);
    let dots = margins.iter().map(|(pool, margin)| {
        let share = margin.checked_div(&most).unwrap_or_default();
        let points = margin.display(2, RoundingMode::HalfUp);
        Dot { x: 10 + width(&share), label: format!("{}, {}: {points} points", pool.path, pool.track) }
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
        margins: dots.collect(),
        letters,
        reversals: report.pools.iter().filter(|pool| !pool.reversals.is_empty()).count(),
        ties: report.pools.iter().filter(|pool| pool.tie).count(),
        balanced: report.pools.iter().filter(|pool| !pool.never_first.is_empty()).count(),
    };
    page.render()
}

/// The whole part of a small number, for a place in a drawing.
fn whole(number: &Exact) -> i64 {
    number.round(0, RoundingMode::HalfUp).to_count().and_then(|n| i64::try_from(n).ok()).unwrap_or(0)
}
