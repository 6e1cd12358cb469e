//! A ranking as a plot: what each total is made of, the line, and how far everybody is from it.

use super::ctx::Ctx;
use crate::app::choosing::{Compared, Shortlist};
use crate::engine::exact::{Exact, RoundingMode};
use crate::exchange::plot::{Look, Scale, Strip};
use crate::i18n::{Lang, args};

/// Decimals of a number on the page. What is computed with is exact.
const PLACES: u32 = 2;

/// The ranking as it is drawn.
#[derive(Clone, Debug, Default)]
pub struct Plot {
    /// The criteria, numbered as in the bars; empty where the bars show the total alone.
    pub legend: Vec<String>,
    /// Whether there is a line.
    pub line: bool,
    /// Those who have a total, best first.
    pub rows: Vec<PlotRow>,
}

/// One application in the plot.
#[derive(Clone, Debug)]
pub struct PlotRow {
    /// Its code.
    pub code: String,
    /// Place and total.
    pub words: String,
    /// How the badge looks.
    pub look: &'static str,
    /// What the computation says of it.
    pub verdict: &'static str,
    /// Its total as a bar.
    pub strip: Strip,
    /// How far it is from the line; empty where there is none.
    pub margin: String,
    /// Where the evaluators were furthest apart; empty where nobody was, or where the reader may not know.
    pub spread: String,
}

/// A number for people: few decimals, and none that say nothing.
pub fn shown(lang: Lang, number: &Exact) -> String {
    let text = number.display(PLACES, RoundingMode::HalfEven);
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    lang.decimal(short)
}

/// The plot of a computed list; nothing where nobody has a total.
pub fn plot(ctx: &Ctx, list: &Shortlist) -> Option<Plot> {
    let computed = list.computed.as_ref()?;
    let totals: Vec<_> = list.rows.iter().filter_map(|row| Some((row, row.scores.get("total")?))).collect();
    if totals.is_empty() {
        return None;
    }
    let scale = Scale::over(totals.iter().map(|(_, total)| *total).chain(&list.ranking.most));
    // Parts below nought cannot be stacked.
    let below = |share: &crate::engine::select::shares::Share| share.points.values().any(Exact::is_negative);
    let stacked = !list.ranking.shares.is_empty() && !list.ranking.shares.iter().any(below);
    let title = |id: &str| list.loaded.definition.title_of(id, ctx.lang.code()).unwrap_or(id).to_owned();
    let shares = || list.ranking.shares.iter().filter(|_| stacked);
    let rows = totals.iter().map(|(row, total)| {
        let strip = strip(ctx, list, row, total, &scale, stacked);
        let key = row.id.to_string();
        let (look, verdict) = verdict(ctx, computed, &key);
        let words = match row.place {
            Some(place) => {
                ctx.t().choose_plot_place(&args::ChoosePlotPlace { place, total: shown(ctx.lang, total) })
            }
            None => ctx.t().choose_plot_total(shown(ctx.lang, total)),
        };
        let (margin, spread) = (margin(ctx, list, row, total), spread(ctx, list, row));
        PlotRow { code: row.id.code(), words, look, verdict, strip, margin, spread }
    });
    Some(Plot {
        legend: shares().map(|share| title(&share.criterion)).collect(),
        line: list.ranking.edge.is_some(),
        rows: rows.collect(),
    })
}

/// What the computation says of an application: how its badge looks, and the words.
pub fn verdict(
    ctx: &Ctx,
    computed: &crate::engine::select::Outcome,
    key: &String,
) -> (&'static str, &'static str) {
    let t = ctx.t();
    if computed.selected.contains(key) {
        ("ok", t.choose_selected())
    } else if computed.tied.contains(key) {
        ("warn", t.choose_tied())
    } else if computed.reserve.contains(key) {
        ("info", t.choose_reserve())
    } else {
        ("quiet", t.choose_not())
    }
}

fn strip(ctx: &Ctx, list: &Shortlist, row: &Compared, total: &Exact, scale: &Scale, stacked: bool) -> Strip {
    let key = row.id.to_string();
    let parts: Vec<&Exact> = if stacked {
        list.ranking.shares.iter().filter_map(|share| share.points.get(&key)).collect()
    } else {
        Vec::new()
    };
    let words = if parts.is_empty() {
        shown(ctx.lang, total)
    } else {
        let title = |id: &str| list.loaded.definition.title_of(id, ctx.lang.code()).unwrap_or(id).to_owned();
        let said = list.ranking.shares.iter().zip(&parts);
        let said: Vec<_> = said
            .map(|(share, points)| format!("{} {}", title(&share.criterion), shown(ctx.lang, points)))
            .collect();
        said.join(", ")
    };
    let strip = Strip::new(words, scale.clone());
    let strip = if parts.is_empty() {
        strip.bar(Look::Dark, &Exact::ZERO, total, "")
    } else {
        strip.stack(parts.into_iter())
    };
    match &list.ranking.edge {
        Some(edge) => strip.line(Look::Mark, &edge.last),
        None => strip,
    }
}

fn margin(ctx: &Ctx, list: &Shortlist, row: &Compared, total: &Exact) -> String {
    let (t, lang) = (ctx.t(), ctx.lang);
    let tied = list.computed.as_ref().is_some_and(|computed| computed.tied.contains(&row.id.to_string()));
    let Some(edge) = &list.ranking.edge else { return String::new() };
    let margin = edge.margin(total);
    if tied || margin.is_zero() {
        t.choose_plot_on().to_owned()
    } else if margin.is_negative() {
        t.choose_plot_below(shown(lang, &margin.abs()))
    } else {
        t.choose_plot_above(shown(lang, &margin))
    }
}

fn spread(ctx: &Ctx, list: &Shortlist, row: &Compared) -> String {
    let widest = list.ranking.spreads.get(&row.id).into_iter().flatten().max_by_key(|(_, spread)| *spread);
    let Some((criterion, spread)) = widest.filter(|(_, spread)| !spread.is_zero()) else {
        return String::new();
    };
    let title = list.loaded.definition.title_of(criterion, ctx.lang.code()).unwrap_or(criterion);
    ctx.t().choose_plot_spread(&args::ChoosePlotSpread { spread: shown(ctx.lang, spread), title })
}
