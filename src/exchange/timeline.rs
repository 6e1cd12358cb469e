//! The time of a procedure as a picture: one bar a track, from its opening to the last date, with a line for now.
//!
//! Numbers in the picture are those of the list beside it, which says the same in words.

use std::fmt::Write as _;

use crate::engine::instant::Instant;
use crate::i18n::Lang;

/// Width of the picture in units of the drawing (pixels at full size).
const WIDTH: i64 = 720;
/// Space around it.
const EDGE: i64 = 14;
/// Height of a track: its name, and its bar.
const LANE: i64 = 62;
/// Height of a bar.
const BAR: i64 = 24;
/// Height of the foot, where the days stand.
const FOOT: i64 = 30;
/// Width of a letter of the small text, reckoned with a wide font.
const LETTER: i64 = 8;
/// The narrowest bar that still holds its number.
const NUMBERED: i64 = 18;

/// One track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its title.
    pub title: String,
    /// The steps that it was in.
    pub bars: Vec<Bar>,
    /// What is still to come.
    pub points: Vec<Point>,
}

/// A step on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its number in the list.
    pub number: usize,
    /// When it began.
    pub from: Instant,
    /// When it ended; nothing where it is under way.
    pub to: Option<Instant>,
}

/// Something that is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its number in the list.
    pub number: usize,
    /// When it is.
    pub at: Instant,
}

/// A line of time for each lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What it is called.
    pub title: String,
    /// What it shows, in a sentence.
    pub about: String,
    /// Where it begins.
    pub from: Instant,
    /// As of when it is drawn.
    pub now: Instant,
    /// What the line of now is called.
    pub now_label: String,
    /// What the two ends are called.
    pub ends: (String, String),
    /// The lanes from above.
    pub lanes: Vec<Lane>,
}

/// Colours in light and in dark, as those of the other pictures.
const STYLE: &str = ".ground{fill:#fff}.track{fill:#eaeeee}.done{fill:#e1f1e7;stroke:#17623a}.here{fill:#e0efee;\
stroke:#0b5f63;stroke-width:2.5}.point{fill:#fff;stroke:#0b5f63;stroke-width:2}.now{stroke:#a01c26;stroke-width:2;\
stroke-dasharray:5 3}text{font:13px system-ui,\"Segoe UI\",Roboto,\"Noto Sans\",\"Liberation Sans\",Arial,sans-serif;\
fill:#172126}.title{font-weight:700}.red{fill:#a01c26;font-weight:700}@media (prefers-color-scheme:dark){\
.ground{fill:#10161a}.track{fill:#182126}.done{fill:#14301f;stroke:#7fd3a0}.here{fill:#17363a;stroke:#74ccc8}\
.point{fill:#10161a;stroke:#74ccc8}.now{stroke:#ff9d9d}text{fill:#e6ecee}.red{fill:#ff9d9d}}@media print{\
.ground{fill:#fff}text{fill:#000}}";

impl Picture {
    /// The last instant that is drawn.
    fn to(&self) -> Instant {
        let bars = self.lanes.iter().flat_map(|lane| &lane.bars).filter_map(|bar| bar.to);
        let points = self.lanes.iter().flat_map(|lane| &lane.points).map(|point| point.at);
        bars.chain(points).chain([self.now]).max().unwrap_or(self.now)
    }

    /// Where an instant lies across.
    fn x(&self, at: Instant) -> i64 {
        let whole = i128::from(self.to().micros() - self.from.micros()).max(1);
        let part = i128::from(at.micros() - self.from.micros()).clamp(0, whole);
        EDGE + i64::try_from(part * i128::from(WIDTH - 2 * EDGE) / whole).unwrap_or_default()
    }

    /// The picture as SVG.
    pub fn svg(&self, lang: Lang) -> String {
        let lanes = i64::try_from(self.lanes.len()).unwrap_or_default();
        let bottom = EDGE + lanes * LANE;
        let height = bottom + FOOT;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{lang}\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"time-title time-about\">\
             <title id=\"time-title\">{}</title><desc id=\"time-about\">{}</desc><style>{STYLE}</style>\
             <rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>",
            escaped(&self.title),
            escaped(&self.about)
        );
        for (place, lane) in (0..).zip(&self.lanes) {
            self.lane(&mut out, EDGE + place * LANE, lane);
        }
        let now = self.x(self.now);
        // Writing to a string does not fail.
        let _ = write!(out, "<path class=\"now\" d=\"M{now} {EDGE}V{bottom}\"/>");
        let wide = i64::try_from(self.now_label.chars().count()).unwrap_or_default() * LETTER;
        let label = now.clamp(EDGE + wide / 2, WIDTH - EDGE - wide / 2);
        let foot = bottom + 18;
        let _ = write!(
            out,
            "<text class=\"red\" x=\"{label}\" y=\"{EDGE}\" text-anchor=\"middle\">{}</text>\
             <text x=\"{EDGE}\" y=\"{foot}\">{}</text><text x=\"{}\" y=\"{foot}\" text-anchor=\"end\">{}</text></svg>",
            escaped(&self.now_label),
            escaped(&self.ends.0),
            WIDTH - EDGE,
            escaped(&self.ends.1)
        );
        out
    }

    fn lane(&self, out: &mut String, top: i64, lane: &Lane) {
        let bar_top = top + 26;
        let most = usize::try_from((WIDTH - 2 * EDGE) / LETTER).unwrap_or_default();
        let mut title: String = lane.title.chars().take(most).collect();
        if title.len() < lane.title.len() {
            title.pop();
            title.push('…');
        }
        let _ = write!(
            out,
            "<text class=\"title\" x=\"{EDGE}\" y=\"{}\">{}</text>\
             <rect class=\"track\" x=\"{EDGE}\" y=\"{bar_top}\" width=\"{}\" height=\"{BAR}\" rx=\"4\"/>",
            top + 19,
            escaped(&title),
            WIDTH - 2 * EDGE
        );
        let middle = bar_top + 17;
        for bar in &lane.bars {
            let (from, to) = (self.x(bar.from), self.x(bar.to.unwrap_or(self.now)));
            let (width, look) = ((to - from).max(2), if bar.to.is_some() { "done" } else { "here" });
            let _ = write!(
                out,
                "<rect class=\"{look}\" x=\"{from}\" y=\"{bar_top}\" width=\"{width}\" height=\"{BAR}\"/>"
            );
            if width >= NUMBERED {
                let x = from + width / 2;
                let _ = write!(
                    out,
                    "<text x=\"{x}\" y=\"{middle}\" text-anchor=\"middle\">{}</text>",
                    bar.number
                );
            }
        }
        for point in &lane.points {
            let (x, y) = (self.x(point.at), bar_top + BAR / 2);
            let _ = write!(out, "<circle class=\"point\" cx=\"{x}\" cy=\"{y}\" r=\"10\"/>");
            let _ =
                write!(out, "<text x=\"{x}\" y=\"{middle}\" text-anchor=\"middle\">{}</text>", point.number);
        }
    }
}

/// A text for XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // What XML does not know.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> Instant {
        Instant::from_micros(1_800_000_000_000_000).plus_seconds(number * 86_400)
    }

    fn picture() -> Picture {
        Picture {
            title: "Time of <b>A & B</b>".into(),
            about: "What has been and what comes.".into(),
            from: day(0),
            now: day(50),
            now_label: "Now".into(),
            ends: ("1 Jan".into(), "11 Apr".into()),
            lanes: vec![Lane {
                title: "Social & \"more\"".into(),
                bars: vec![
                    Bar { number: 1, from: day(0), to: Some(day(40)) },
                    Bar { number: 2, from: day(40), to: None },
                ],
                points: vec![Point { number: 3, at: day(100) }],
            }],
        }
    }

    #[test]
    fn instants_lie_across_in_proportion() {
        let picture = picture();
        assert_eq!((picture.x(day(0)), picture.x(day(50)), picture.x(day(100))), (14, 360, 706));
        assert_eq!(picture.x(day(-5)), 14, "what is outside lies at the edge");
    }

    #[test]
    fn the_picture_holds_no_markup_of_others_and_a_number_for_each_step() {
        let svg = picture().svg(Lang::En);
        assert!(svg.contains("Time of &lt;b&gt;A &amp; B&lt;/b&gt;") && !svg.contains("<b>"));
        assert!(svg.contains("Social &amp; &quot;more&quot;"));
        for number in 1..=3 {
            assert!(svg.contains(&format!("text-anchor=\"middle\">{number}</text>")), "{number}");
        }
        assert_eq!(svg.matches("class=\"done\"").count(), 1);
        assert_eq!(svg.matches("class=\"here\"").count(), 1);
    }

    #[test]
    fn a_procedure_that_was_opened_this_very_moment_can_be_drawn() {
        let mut picture = picture();
        picture.now = day(0);
        picture.lanes.clear();
        assert!(picture.svg(Lang::Da).ends_with("</svg>"));
    }
}
