//! A procedure as a picture: tracks are lanes, steps follow one another downwards, a joint step stands where
//! lanes meet.
//!
//! The layout is a small one of our own: it knows how wide a letter is at most, breaks lines before they
//! would be cut, and makes each row as high as its highest box.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;

use crate::engine::steps::wait::Need;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepDefinition, StepSpec};
use crate::engine::{instant::Instant, procedure};
use crate::i18n::args::DrawingWaitsSome;
use crate::i18n::{Lang, When};

/// Width of a lane, its gap included, in units of the drawing (pixels at full size).
const LANE: usize = 190;
/// Space between two lanes.
const GAP: usize = 16;
/// Space around the picture.
const EDGE: usize = 12;
/// Height of one line of text.
const LINE: usize = 18;
/// Space between two rows, for the arrow.
const BETWEEN: usize = 26;
/// Letters that fit on a line of a box: reckoned with a wide font, so that nothing is cut.
const CHARS: usize = 21;
/// Of a bold line, fewer.
const CHARS_BOLD: usize = 18;

/// Where a line stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Short name of the step it is in.
    pub step: String,
    /// Whether that is over, and it waits for other tracks.
    pub held: bool,
    /// Whether it has ended there.
    pub ended: bool,
    /// Whether it came through to its end.
    pub through: bool,
}

/// Where the lines of a running procedure stand, and its dates as they are now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// By track or joint step; a file that is not open has none.
    pub places: BTreeMap<String, Place>,
    /// Dates by name, where they differ from the file's.
    pub dates: BTreeMap<String, Instant>,
}

/// How a box is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Plain,
    Done,
    Now,
    Stopped,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Done => "done",
            Self::Now => "now",
            Self::Stopped => "stopped",
        }
    }
}

/// A line of text in a box.
struct Words {
    y: usize,
    class: &'static str,
    text: String,
}

struct Shape {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    look: &'static str,
    words: Vec<Words>,
}

struct Arrow {
    path: String,
}

#[derive(Template)]
#[template(path = "exchange/drawing.svg", escape = "html")]
struct Picture<'p> {
    language: &'p str,
    title: String,
    about: String,
    width: usize,
    height: usize,
    lanes: Vec<Shape>,
    shapes: Vec<Shape>,
    arrows: Vec<Arrow>,
}

/// What a step says in the picture: who acts, and until when or for how long.
struct Said {
    who: String,
    until: String,
}

/// The name of a role in the reader's language.
const fn role_name(lang: Lang, role: Role) -> &'static str {
    let t = lang.texts();
    match role {
        Role::Owner => t.role_owner(),
        Role::Secretary => t.role_secretary(),
        Role::Evaluator => t.role_evaluator(),
        Role::Chair => t.role_chair(),
        Role::Auditor => t.role_auditor(),
    }
}

/// What a track waits for before a step.
fn waits(definition: &Definition, step: &StepDefinition, track: &str, lang: Lang) -> String {
    let Some(wait) = &step.waits_for else { return String::new() };
    let others = || wait.others(track).filter_map(|other| definition.track(other));
    let tracks = others().map(|track| track.title.get(lang.code())).collect::<Vec<_>>().join(", ");
    let (need, total) = (wait.need.of(others().count()), others().count());
    match total {
        0 => String::new(),
        _ if need >= total => lang.texts().drawing_waits_for(tracks),
        _ => lang.texts().drawing_waits_some(&DrawingWaitsSome { need, tracks }),
    }
}

fn said(definition: &Definition, standing: &Standing, spec: &StepSpec, lang: Lang) -> Said {
    let t = lang.texts();
    let roles =
        |roles: &[Role]| roles.iter().map(|role| role_name(lang, *role)).collect::<Vec<_>>().join(", ");
    let day = |name: &str| {
        let file = definition.dates.get(name).and_then(|date| procedure::resolve(definition, &date.at).ok());
        let at = standing.dates.get(name).copied().or(file.map(|date| date.at));
        let when = at.and_then(|at| When::until(at, &definition.zone).ok());
        when.map(|when| lang.short(&when)).unwrap_or_default()
    };
    let (who, until) = match spec {
        StepSpec::Intake(spec) => {
            let file = spec.until.as_ref().and_then(|until| definition.dates.get(until));
            let file =
                file.and_then(|date| procedure::resolve(definition, &date.at).ok()).map(|date| date.at);
            let at = spec.until.as_ref().and_then(|until| standing.dates.get(until)).copied().or(file);
            let when = at.and_then(|at| When::until(at, &definition.zone).ok());
            let within = spec.within.as_ref().map(|within| t.drawing_days(within.days));
            let until = when.map(|when| t.drawing_until(lang.short(&when))).or(within).unwrap_or_default();
            (t.role_applicant().to_owned(), until)
        }
        StepSpec::Screening(spec) => (roles(&spec.by), String::new()),
        StepSpec::Scoring(spec) => {
            let panel =
                spec.panel.as_ref().map(|panel| definition.panel_title(panel, lang.code()).to_owned());
            let target = spec.target.map(|target| t.drawing_target(target.days));
            let said: Vec<_> = panel.into_iter().chain(target).collect();
            (roles(&[Role::Evaluator]), said.join(" · "))
        }
        StepSpec::Envelope(spec) => (roles(&spec.by), String::new()),
        StepSpec::Consensus(spec) => (roles(&spec.by), String::new()),
        StepSpec::Selection(spec) => (roles(&spec.by), String::new()),
        StepSpec::Letters(spec) => (roles(&spec.by), t.drawing_together().to_owned()),
        StepSpec::Complaints(spec) => (roles(&spec.by), t.drawing_days(spec.days)),
        StepSpec::Contract(spec) => (roles(&spec.by), String::new()),
        StepSpec::Gathering(spec) => (roles(&spec.by), day(&spec.at)),
        StepSpec::Mandate(spec) => {
            let until = spec.until.as_ref().map(|until| t.drawing_until(day(until)));
            let within = spec.within.as_ref().map(|within| t.drawing_days(within.days));
            (t.role_applicant().to_owned(), until.or(within).unwrap_or_default())
        }
        StepSpec::Joint(spec) => {
            let all = spec.waits_for.len();
            let until = match spec.need {
                Need::All => t.drawing_waits_all().to_owned(),
                Need::Any => t.drawing_waits(1_usize),
                Need::AtLeast(n) if n as usize == all => t.drawing_waits_all().to_owned(),
                Need::AtLeast(n) => t.drawing_waits(n),
            };
            let held = spec
                .gatherings
                .iter()
                .map(|one| format!("{}: {}", one.title.get(lang.code()), day(&one.gathering.at)));
            let until = std::iter::once(until).chain(held).collect::<Vec<_>>().join(" · ");
            (roles(&spec.by), until)
        }
    };
    Said { who, until }
}

/// Breaks a text into lines of at most `chars` letters; a longer word is cut in parts.
fn lines(text: &str, chars: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in super::words(text) {
        let letters: Vec<char> = word.chars().collect();
        for part in letters.chunks(chars.max(1)) {
            let part: String = part.iter().collect();
            match lines.last_mut() {
                Some(line) if line.chars().count() + 1 + part.chars().count() <= chars => {
                    line.push(' ');
                    line.push_str(&part);
                }
                _ => lines.push(part),
            }
        }
    }
    lines
}

/// The texts of a box, and how high it becomes.
fn filled(
    definition: &Definition,
    standing: &Standing,
    (track, step): (&str, &StepDefinition),
    look: Look,
    lang: Lang,
    chars: usize,
) -> (Vec<Words>, usize) {
    let said = said(definition, standing, &step.does, lang);
    let mut title = step.title.get(lang.code()).to_owned();
    if look == Look::Now {
        title = format!("▶ {title}");
    } else if look == Look::Done {
        title = format!("✓ {title}");
    }
    let mut words = Vec::new();
    let mut y = 0;
    let waits = waits(definition, step, track, lang);
    for (class, text) in [("title", title), ("until", waits), ("who", said.who), ("until", said.until)] {
        let fit = if class == "title" { chars * CHARS_BOLD / CHARS } else { chars };
        for text in lines(&text, fit) {
            y += LINE;
            words.push(Words { y: y + 2, class, text });
        }
    }
    (words, y + LINE)
}

fn look(definition: &Definition, standing: &Standing, line: &str, step: &str) -> Look {
    let Some(place) = standing.places.get(line) else { return Look::Plain };
    let at = |id: &str| definition.steps.iter().position(|step| step.id == id);
    let (here, there) = (at(step), at(&place.step));
    if here < there || (here == there && place.held) || (here == there && place.ended && place.through) {
        Look::Done
    } else if here == there {
        if place.ended { Look::Stopped } else { Look::Now }
    } else {
        Look::Plain
    }
}

/// The picture as SVG, in the words of `lang`.
///
/// # Errors
/// A template that cannot be filled in.
pub fn svg(definition: &Definition, standing: &Standing, lang: Lang) -> Result<String, askama::Error> {
    let t = lang.texts();
    let tracks = definition.tracks.len().max(1);
    let (mut shapes, mut arrows, mut lanes) = (Vec::new(), Vec::new(), Vec::new());
    let left = |n: usize| EDGE + n * LANE;
    let width = LANE - GAP;
    let middle = |n: usize| left(n) + width / 2;
    let heads: Vec<_> =
        definition.tracks.iter().map(|track| lines(track.title.get(lang.code()), CHARS_BOLD + 1)).collect();
    let head = heads.iter().map(Vec::len).max().unwrap_or(0) * LINE;
    let mut y = EDGE + head + LINE;
    let steps: Vec<_> = definition.track_steps().collect();
    // Where the box ends that each lane has last; a lane has no box for a step that its track passes by.
    let mut ends: Vec<Option<usize>> = vec![None; definition.tracks.len()];
    for step in &steps {
        let mut boxes = Vec::new();
        for (n, track) in definition.tracks.iter().enumerate() {
            if step.concerns(&track.id) {
                let look = look(definition, standing, &track.id, &step.id);
                let (words, high) = filled(definition, standing, (&track.id, step), look, lang, CHARS);
                boxes.push((n, look, words, high));
            }
        }
        let height = boxes.iter().map(|(.., high)| *high).max().unwrap_or(0);
        for (n, look, words, _) in boxes {
            shapes.push(Shape { x: left(n), y, width, height, look: look.class(), words });
            if let Some(from) = ends[n].replace(y + height) {
                arrows.push(Arrow { path: format!("M{} {from}V{}", middle(n), y - 7) });
            }
        }
        y += height + BETWEEN;
    }
    for (n, title) in heads.into_iter().enumerate() {
        let words = title.into_iter().enumerate();
        let words = words.map(|(n, text)| Words { y: (n + 1) * LINE, class: "lane", text }).collect();
        let height = y.saturating_sub(BETWEEN) + EDGE - EDGE / 2;
        lanes.push(Shape {
            x: left(n) - GAP / 4,
            y: EDGE / 2,
            width: width + GAP / 2,
            height,
            look: "lane",
            words,
        });
    }
    for (step, spec) in definition.joint_steps() {
        let look = look(definition, standing, &step.id, &step.id);
        let look = match (look, standing.places.get(&step.id)) {
            // It is in its own step from the beginning; it waits while the tracks run.
            (Look::Now, Some(_))
                if spec
                    .waits_for
                    .iter()
                    .any(|track| standing.places.get(track).is_some_and(|p| !p.ended)) =>
            {
                Look::Plain
            }
            (look, _) => look,
        };
        let wide = tracks * LANE - GAP;
        let (words, height) = filled(definition, standing, (&step.id, step), look, lang, CHARS * tracks);
        y += GAP;
        for (n, track) in definition.tracks.iter().enumerate() {
            if spec.waits_for.contains(&track.id) {
                let from = ends[n].unwrap_or(y - GAP - BETWEEN);
                arrows.push(Arrow { path: format!("M{} {from}V{}", middle(n), y - 7) });
            }
        }
        shapes.push(Shape { x: EDGE, y, width: wide, height, look: look.class(), words });
        y += height + BETWEEN;
    }
    let titles: Vec<_> = steps.iter().map(|step| step.title.get(lang.code())).collect();
    let names: Vec<_> = definition.tracks.iter().map(|track| track.title.get(lang.code())).collect();
    let picture = Picture {
        language: lang.code(),
        title: t.drawing_title(definition.title.get(lang.code())),
        about: format!("{}: {}.", names.join(", "), titles.join(" → ")),
        width: EDGE * 2 + tracks * LANE - GAP,
        height: y - BETWEEN + EDGE,
        lanes,
        shapes,
        arrows,
    };
    picture.render()
}

/// The picture as a Mermaid flowchart.
pub fn mermaid(definition: &Definition, lang: Lang) -> String {
    let mut out = String::from("flowchart TD\n");
    // Writing to a string does not fail.
    let _ = flowchart(&mut out, definition, lang);
    out
}

fn flowchart(out: &mut String, definition: &Definition, lang: Lang) -> std::fmt::Result {
    let standing = Standing::default();
    let safe = |text: &str| text.replace('#', "#35;").replace('"', "#quot;").replace(['\n', '\r'], " ");
    let label = |track: &str, step: &StepDefinition| {
        let said = said(definition, &standing, &step.does, lang);
        let waits = waits(definition, step, track, lang);
        let parts = [step.title.get(lang.code()).to_owned(), waits, said.who, said.until];
        let parts: Vec<_> = parts.iter().filter(|part| !part.is_empty()).map(|part| safe(part)).collect();
        parts.join("<br/>")
    };
    let steps: Vec<_> = definition.track_steps().collect();
    let own =
        |track: &str| -> Vec<usize> { (0..steps.len()).filter(|m| steps[*m].concerns(track)).collect() };
    for (n, track) in definition.tracks.iter().enumerate() {
        writeln!(out, "  subgraph t{n}[\"{}\"]", safe(track.title.get(lang.code())))?;
        for m in own(&track.id) {
            writeln!(out, "    t{n}s{m}[\"{}\"]", label(&track.id, steps[m]))?;
        }
        for pair in own(&track.id).windows(2) {
            writeln!(out, "    t{n}s{} --> t{n}s{}", pair[0], pair[1])?;
        }
        writeln!(out, "  end")?;
    }
    for (m, step) in steps.iter().enumerate() {
        let Some(wait) = &step.waits_for else { continue };
        let Some(from) = steps.iter().position(|step| step.id == wait.step) else { continue };
        for (n, track) in definition.tracks.iter().enumerate().filter(|(_, track)| step.concerns(&track.id)) {
            for other in wait.others(&track.id) {
                if let Some(of) = definition.tracks.iter().position(|track| track.id == other) {
                    writeln!(out, "  t{of}s{from} -.-> t{n}s{m}")?;
                }
            }
        }
    }
    for (m, (step, spec)) in definition.joint_steps().enumerate() {
        writeln!(out, "  j{m}[\"{}\"]", label(&step.id, step))?;
        for (n, track) in definition.tracks.iter().enumerate() {
            if let Some(last) = own(&track.id).last().filter(|_| spec.waits_for.contains(&track.id)) {
                writeln!(out, "  t{n}s{last} --> j{m}")?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_and_no_line_is_too_long() {
        assert_eq!(
            lines("Rammevilkår og organisationsformer", 12),
            ["Rammevilkår", "og", "organisation", "sformer"]
        );
        assert_eq!(lines("", 12), Vec::<String>::new());
    }
}
