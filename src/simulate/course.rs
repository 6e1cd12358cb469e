//! One generated course of a file, day by day: what happens, who acts, and every letter in its words.
//!
//! A day with many letters has several pages, so that every letter is shown on one of them.

use super::letters;
use super::plan::{self, Plan};
use super::run::Run;
use super::world::Turned;
use crate::engine::calendar::Zone;
use crate::engine::event::{Event, LineEvent, Stream, What};
use crate::engine::instant::Instant;
use crate::engine::turn::Effect;
use crate::engine::workflow::Loaded;
use crate::i18n::Lang;

/// Letters of one page at most; a moment that writes more has a page of its own.
const LETTERS_MAX: usize = 60;

/// Moments of one page at most.
const MOMENTS_MAX: usize = 120;

/// A course, opened at one of its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Names of the paths that the file allows, in English; the usual course is not among them.
    pub paths: Vec<String>,
    /// The path that was run; empty for the usual course.
    pub path: String,
    /// When each page begins: a day, or a part of one.
    pub pages: Vec<Instant>,
    /// Which page is open.
    pub at: usize,
    /// What happens on it.
    pub moments: Vec<Moment>,
    /// Whether the course ended before its end.
    pub broken: bool,
}

/// Something that happens at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// As of when.
    pub at: Instant,
    /// Who acts, by an invented name; nobody where time does.
    pub who: Option<String>,
    /// What happens.
    pub happens: Vec<Happens>,
    /// What somebody tried and may not.
    pub refused: bool,
    /// The letters that are written.
    pub letters: Vec<Sent>,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happens {
    /// Its name: `intake.submitted`.
    pub what: String,
    /// Short name of the track or joint step, where it happens to one.
    pub line: Option<String>,
    /// The invented name of the application, where it happens to one.
    pub application: Option<String>,
    /// Short name of the step that a line came to.
    pub step: Option<String>,
}

/// A letter as it would be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The invented names of those who get it.
    pub to: Vec<String>,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// Runs the path called `path`, or else the usual course, and opens page `at` of it, counted from zero.
pub fn play(loaded: &Loaded, path: &str, at: usize, lang: Lang) -> Course {
    let named = plan::named(&loaded.definition);
    let paths: Vec<_> = named.iter().map(|plan| plan.name.clone()).collect();
    let chosen = named.into_iter().find(|plan| plan.name == path);
    let path = chosen.as_ref().map(|plan: &Plan| plan.name.clone()).unwrap_or_default();
    let chosen = chosen.unwrap_or_else(|| plan::usual(&loaded.definition));
    let run = Run::play(loaded, chosen.coming_through(&super::eligible(&loaded.definition)));
    let turns = run.teller.world.turns.iter().filter(|turned| shows(turned)).collect::<Vec<_>>();
    let pages = pages(loaded, &turns);
    let at = at.min(pages.len().saturating_sub(1));
    let (from, to) = (pages.get(at).copied().unwrap_or(0), pages.get(at + 1).copied().unwrap_or(turns.len()));
    let open = turns.get(from..to).unwrap_or_default();
    Course {
        paths,
        path,
        at,
        moments: open.iter().map(|turned| moment(&run, turned, lang)).collect(),
        pages: pages.iter().filter_map(|place| Some(turns.get(*place)?.now)).collect(),
        broken: run.broken.is_some(),
    }
}

/// Whether there is something to see of a turn.
fn shows(turned: &Turned) -> bool {
    !turned.outcome.events.is_empty() || turned.outcome.refusal.is_some()
}

fn letters_of(turned: &Turned) -> usize {
    turned.outcome.effects.iter().filter(|effect| matches!(effect, Effect::Letter(_))).count()
}

/// Where each page begins among the turns.
fn pages(loaded: &Loaded, turns: &[&Turned]) -> Vec<usize> {
    let zone = Zone::new(&loaded.definition.zone).ok();
    let day = |turned: &Turned| zone.as_ref().map(|zone| zone.date_of(turned.now));
    let (mut pages, mut last, mut letters, mut moments) = (Vec::new(), None, 0, 0);
    for (place, turned) in turns.iter().enumerate() {
        let (here, more) = (day(turned), letters_of(turned));
        let full = moments >= MOMENTS_MAX || (letters > 0 && letters + more > LETTERS_MAX);
        if last != Some(here) || full {
            pages.push(place);
            (letters, moments) = (0, 0);
        }
        letters += more;
        moments += 1;
        last = Some(here);
    }
    pages
}

fn moment(run: &Run<'_>, turned: &Turned, lang: Lang) -> Moment {
    let teller = &run.teller;
    let mut letters: Vec<Sent> = Vec::new();
    for effect in &turned.outcome.effects {
        let Effect::Letter(letter) = effect else { continue };
        let Some(told) = letters::render(&teller.world, turned, letter, lang) else { continue };
        let to = teller.name(letter.to.uuid());
        // The same letter to several people is shown once.
        match letters.iter_mut().find(|sent| sent.subject == told.subject && sent.text == told.text) {
            Some(sent) => sent.to.push(to),
            None => letters.push(Sent { to: vec![to], subject: told.subject, text: told.text }),
        }
    }
    Moment {
        at: turned.now,
        who: turned.command.as_ref().map(|command| teller.name(command.actor.uuid())),
        happens: turned.outcome.events.iter().map(|event| happens(run, event)).collect(),
        refused: turned.outcome.refusal.is_some(),
        letters,
    }
}

fn happens(run: &Run<'_>, event: &Event) -> Happens {
    let (line, application) = match &event.stream {
        Stream::Procedure(_) => (None, None),
        Stream::Line(_, line) => (Some(line.clone()), None),
        Stream::Application(id) => (None, Some(run.teller.name(id.uuid()))),
    };
    let step = match &event.what {
        What::Line(LineEvent::Entered { step }) => Some(step.clone()),
        _ => None,
    };
    Happens { what: event.what.name(), line, application, step }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::workflow;

    const FILE: &str = include_str!("../../workflows/boligliv-i-balance.yaml");

    #[test]
    fn every_letter_of_a_course_stands_on_one_of_its_pages() {
        let loaded = workflow::load(FILE.as_bytes()).expect("a file that can be read");
        let first = play(&loaded, "", 0, Lang::En);
        assert!(first.pages.len() > 5 && !first.broken, "{:?}", first.pages);
        assert!(first.pages.is_sorted());
        let run = Run::play(&loaded, plan::usual(&loaded.definition));
        let written: usize = run.teller.world.turns.iter().map(letters_of).sum();
        let mut shown = 0;
        for at in 0..first.pages.len() {
            let page = play(&loaded, "", at, Lang::En);
            assert_eq!(page.at, at);
            shown +=
                page.moments.iter().flat_map(|one| &one.letters).map(|sent| sent.to.len()).sum::<usize>();
        }
        assert_eq!(shown, written);
        assert!(shown > 20, "{shown}");
    }

    #[test]
    fn a_page_that_there_is_not_is_the_last_one_and_a_path_that_there_is_not_is_the_usual_course() {
        let loaded = workflow::load(FILE.as_bytes()).expect("a file that can be read");
        let last = play(&loaded, "no such path", usize::MAX, Lang::Da);
        assert_eq!((last.path.as_str(), last.at), ("", last.pages.len() - 1));
        let nobody = play(&loaded, "nobody applies", 0, Lang::Da);
        assert_eq!(nobody.path, "nobody applies");
        assert!(nobody.pages.len() < last.pages.len());
    }
}
