//! Charts: strips in which numbers lie on a line from left to right.
//!
//! A strip is as wide as the page lets it be: what lies where is a share of its width, so that circles stay round and
//! letters keep their size on a telephone. Words that a strip cannot hold stand beside it as text of the page, and
//! every chart has a table or a list that says the same. `templates/parts/plot.html` draws it, with classes that the
//! page's style sheet colours; nothing is styled in place, for the policy of the pages forbids that.
//!
//! Numbers stay exact up to the place in the drawing.

use crate::engine::exact::{Exact, RoundingMode};

/// Decimals of a place, in percent of the width.
const PLACES: u32 = 2;
/// Height of a strip without dots, in pixels.
const HEIGHT: usize = 26;
/// Height of a row of dots, in pixels.
const ROW: usize = 26;
/// Two dots this near, in percent of the width, stand in rows above one another: at 320 pixels they would touch.
const NEAR: i64 = 11;
/// The narrowest bar with room for a label, in percent of the width.
const LABEL_MIN: i64 = 8;

/// What the two ends of a strip stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    lowest: Exact,
    highest: Exact,
}

impl Scale {
    /// From `lowest` to `highest`.
    pub const fn new(lowest: Exact, highest: Exact) -> Self {
        Self { lowest, highest }
    }

    /// From nought, or the lowest value where one is below it, to the highest.
    pub fn over<'v>(values: impl Iterator<Item = &'v Exact> + Clone) -> Self {
        let lowest = values.clone().min().cloned().unwrap_or_default().min(Exact::ZERO);
        let highest = values.max().cloned().unwrap_or_default().max(Exact::ZERO);
        Self { lowest, highest }
    }

    /// Where `value` lies, in percent from the left; what lies beyond an end lies at it.
    fn percent(&self, value: &Exact) -> Exact {
        let share = (value - &self.lowest).checked_div(&(&self.highest - &self.lowest)).unwrap_or_default();
        &share.clamp(Exact::ZERO, Exact::ONE) * &Exact::from(100)
    }
}

/// How a mark looks; each has a shape of its own too, so that nobody needs the colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The first of two that alternate, and what stands alone.
    Dark,
    /// The second of two that alternate.
    Light,
    /// What the reader should see first.
    Mark,
    /// What is only a frame for the rest.
    Faint,
}

impl Look {
    /// Its class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Dark => "plot-dark",
            Self::Light => "plot-light",
            Self::Mark => "plot-mark",
            Self::Faint => "plot-faint",
        }
    }

    /// The looks of neighbours: dark and light in turn.
    pub const fn nth(place: usize) -> Self {
        if place.is_multiple_of(2) { Self::Dark } else { Self::Light }
    }
}

/// From one place to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// How it looks.
    pub look: Look,
    /// Left end, in percent.
    pub from: String,
    /// Width, in percent.
    pub width: String,
    /// Its middle, in percent.
    pub middle: String,
    /// What stands in it; empty where there is no room.
    pub label: String,
}

/// A line through the strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How it looks.
    pub look: Look,
    /// Where, in percent.
    pub at: String,
}

/// A dot with a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dot {
    /// Where, in percent.
    pub at: String,
    /// Its middle, in pixels from the top.
    pub y: usize,
    /// What stands in it: one letter or two.
    pub label: String,
    /// Whether it stands apart from the others: it has a ring.
    pub apart: bool,
}

/// One strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// What it shows, for those who do not see it.
    pub words: String,
    /// Height in pixels.
    pub height: usize,
    /// Bars, below everything else.
    pub bars: Vec<Bar>,
    /// Lines.
    pub lines: Vec<Line>,
    /// Dots, above everything else.
    pub dots: Vec<Dot>,
    /// What the left and the right end stand for, where that is said below the strip.
    pub ends: Option<[String; 2]>,
    scale: Scale,
}

impl Strip {
    /// A strip with nothing in it yet.
    pub fn new(words: impl Into<String>, scale: Scale) -> Self {
        Self {
            words: words.into(),
            height: HEIGHT,
            bars: Vec::new(),
            lines: Vec::new(),
            dots: Vec::new(),
            ends: None,
            scale,
        }
    }

    /// A bar of `part` in `whole`.
    pub fn of(words: impl Into<String>, part: usize, whole: usize) -> Self {
        let scale = Scale::new(Exact::ZERO, Exact::from_count(whole));
        Self::new(words, scale).bar(Look::Dark, &Exact::ZERO, &Exact::from_count(part), "")
    }

    /// With a bar between two values.
    #[must_use]
    pub fn bar(mut self, look: Look, from: &Exact, to: &Exact, label: &str) -> Self {
        let (a, b) = (self.scale.percent(from), self.scale.percent(to));
        let (left, right) = if a <= b { (a, b) } else { (b, a) };
        let width = &right - &left;
        let half = Exact::ratio(1, 2).unwrap_or_default();
        self.bars.push(Bar {
            look,
            from: shown(&left),
            middle: shown(&(&(&left + &right) * &half)),
            label: if width < Exact::from(LABEL_MIN) { String::new() } else { label.to_owned() },
            width: shown(&width),
        });
        self
    }

    /// With bars one after the other from nought, dark and light in turn, numbered from one as in the list beside them.
    #[must_use]
    pub fn stack<'v>(mut self, parts: impl Iterator<Item = &'v Exact>) -> Self {
        let mut reached = Exact::ZERO;
        for (place, part) in parts.enumerate() {
            let end = &reached + part;
            self = self.bar(Look::nth(place), &reached, &end, &(place + 1).to_string());
            reached = end;
        }
        self
    }

    /// With what its ends stand for, as `say` words a value.
    #[must_use]
    pub fn with_ends(mut self, say: impl Fn(&Exact) -> String) -> Self {
        self.ends = Some([say(&self.scale.lowest), say(&self.scale.highest)]);
        self
    }

    /// With a line at a value.
    #[must_use]
    pub fn line(mut self, look: Look, at: &Exact) -> Self {
        self.lines.push(Line { look, at: shown(&self.scale.percent(at)) });
        self
    }

    /// With dots: letter, value, and whether it stands apart. Those that would touch stand above one another.
    #[must_use]
    pub fn dots<'v>(mut self, dots: impl Iterator<Item = (&'v str, &'v Exact, bool)>) -> Self {
        // In every row, where dots stand already.
        let mut rows: Vec<Vec<Exact>> = Vec::new();
        for (label, value, apart) in dots {
            let at = self.scale.percent(value);
            let free = |row: &Vec<Exact>| row.iter().all(|taken| (taken - &at).abs() >= Exact::from(NEAR));
            let row = rows.iter().position(free).unwrap_or_else(|| {
                rows.push(Vec::new());
                rows.len() - 1
            });
            let (label, y) = (label.to_owned(), row * ROW + ROW / 2);
            self.dots.push(Dot { at: shown(&at), y, label, apart });
            rows[row].push(at);
        }
        self.height = self.height.max(rows.len() * ROW);
        self
    }
}

/// A place in the drawing.
fn shown(percent: &Exact) -> String {
    percent.display(PLACES, RoundingMode::HalfUp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(value: i64) -> Exact {
        Exact::from(value)
    }

    fn to_five() -> Scale {
        Scale::new(exact(0), exact(5))
    }

    #[test]
    fn a_value_lies_at_its_share_of_the_width_and_never_outside() {
        let at = |value: i64| Strip::new("", to_five()).line(Look::Dark, &exact(value)).lines[0].at.clone();
        assert_eq!([at(0), at(2), at(5), at(9), at(-1)], ["0.00", "40.00", "100.00", "100.00", "0.00"]);
        let third = Strip::new("", Scale::new(exact(0), exact(3))).line(Look::Dark, &exact(1));
        assert_eq!(third.lines[0].at, "33.33");
        let nothing = Strip::new("", Scale::over([].iter())).line(Look::Dark, &exact(0));
        assert_eq!(nothing.lines[0].at, "0.00");
    }

    #[test]
    fn a_scale_over_values_holds_nought_and_all_of_them() {
        let values = [exact(4), exact(-1)];
        assert_eq!(Scale::over(values.iter()), Scale::new(exact(-1), exact(4)));
        assert_eq!(Scale::over(values[..1].iter()), Scale::new(exact(0), exact(4)));
    }

    #[test]
    fn dots_that_would_touch_stand_above_one_another() {
        let values = [exact(3), exact(3), exact(4), exact(3)];
        let dots = ["A", "B", "C", "D"].into_iter().zip(&values).map(|(label, value)| (label, value, false));
        let strip = Strip::new("", to_five()).dots(dots);
        let places: Vec<_> =
            strip.dots.iter().map(|dot| (dot.label.as_str(), dot.at.as_str(), dot.y)).collect();
        assert_eq!(places, [("A", "60.00", 13), ("B", "60.00", 39), ("C", "80.00", 13), ("D", "60.00", 65)]);
        assert_eq!(strip.height, 78);
    }

    #[test]
    fn bars_are_stacked_and_a_narrow_one_has_no_label() {
        let parts = [exact(50), exact(4), exact(46)];
        let strip = Strip::new("", Scale::new(exact(0), exact(100))).stack(parts.iter());
        let bars: Vec<_> = strip
            .bars
            .iter()
            .map(|bar| (bar.look, bar.from.as_str(), bar.width.as_str(), bar.label.as_str()))
            .collect();
        let wanted = [
            (Look::Dark, "0.00", "50.00", "1"),
            (Look::Light, "50.00", "4.00", ""),
            (Look::Dark, "54.00", "46.00", "3"),
        ];
        assert_eq!(bars, wanted);
        assert_eq!(Strip::of("", 2, 5).bars[0].width, "40.00");
    }
}
