//! A workflow file in time-lapse: one generated course, day by day, with every letter. Each answer holds the file.

use askama::Template;

use crate::engine::workflow::Definition;
use crate::i18n::{When, args};
use crate::simulate::course::{Course, Happens, Moment, Sent};
use crate::web::ctx::Ctx;
use crate::web::page::Page;
use crate::web::parts::{Choice, Link};

/// One page of a course.
#[derive(Template)]
#[template(path = "pages/own-course.html")]
pub struct CoursePage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// The file.
    pub source: String,
    /// The day.
    pub day: String,
    /// The how-manieth page it is.
    pub place: String,
    /// Where the page before is; empty for none.
    pub previous: String,
    /// Where the next page is; empty for none.
    pub next: String,
    /// The number of this page.
    pub at: String,
    /// The pages by number.
    pub days: Vec<Choice>,
    /// The path that is run; empty for the usual course.
    pub path: String,
    /// The paths that can be run.
    pub paths: Vec<Choice>,
    /// Whether the course ended before its end.
    pub broken: bool,
    /// What happens.
    pub moments: Vec<MomentPart>,
}

/// Something that happens at one instant.
#[derive(Clone, Debug)]
pub struct MomentPart {
    /// When.
    pub when: String,
    /// Who acts.
    pub who: String,
    /// What happens: words, and the name of the event.
    pub happens: Vec<(String, String)>,
    /// Whether it was refused.
    pub refused: bool,
    /// The letters that are written.
    pub letters: Vec<LetterPart>,
}

/// A letter as it would be sent.
#[derive(Clone, Debug)]
pub struct LetterPart {
    /// Subject.
    pub subject: String,
    /// To whom.
    pub to: String,
    /// The text.
    pub text: String,
}

/// The page of a course of a file.
pub fn page(ctx: &Ctx, source: &str, definition: &Definition, course: &Course) -> CoursePage {
    let t = ctx.t();
    ctx.shows(definition);
    let day = |place: usize| {
        let at = course.pages.get(place).copied().unwrap_or_default();
        When::at(at, &definition.zone).map(|when| ctx.lang.day(&when)).unwrap_or_default()
    };
    let here = |at: usize| format!("/workflow-file?at={at}");
    let all = course.pages.len();
    // Several pages of one day are told apart by their number.
    let days = (0..all).map(|place| {
        let label = t.course_day(&args::CourseDay { place: place + 1, day: day(place) });
        Choice::new((place + 1).to_string(), label)
    });
    CoursePage {
        page: ctx.page(t.course_title(), &definition.zone),
        crumbs: vec![
            Link::new("/desk", t.page_desk()),
            Link::new("/workflow-file", t.file_title()),
            Link::here(t.course_title()),
        ],
        source: source.to_owned(),
        day: day(course.at),
        place: t.course_place(&args::CoursePlace { place: course.at + 1, all }),
        previous: if course.at > 0 { here(course.at) } else { String::new() },
        next: if course.at + 1 < all { here(course.at + 2) } else { String::new() },
        at: (course.at + 1).to_string(),
        days: days.collect(),
        path: course.path.clone(),
        paths: course.paths.iter().map(|path| Choice::new(path, path)).collect(),
        broken: course.broken,
        moments: course.moments.iter().map(|moment| moment_part(ctx, definition, moment)).collect(),
    }
}

fn moment_part(ctx: &Ctx, definition: &Definition, moment: &Moment) -> MomentPart {
    let t = ctx.t();
    let letter = |sent: &Sent| LetterPart {
        subject: sent.subject.clone(),
        to: sent.to.join(", "),
        text: sent.text.clone(),
    };
    MomentPart {
        when: When::at(moment.at, &definition.zone).map(|when| ctx.lang.short(&when)).unwrap_or_default(),
        who: moment.who.as_deref().map_or_else(|| t.course_time().to_owned(), |who| somebody(ctx, who)),
        happens: moment.happens.iter().map(|one| (words(ctx, definition, one), one.what.clone())).collect(),
        refused: moment.refused,
        letters: moment.letters.iter().map(letter).collect(),
    }
}

/// An invented person in words: stories call them by their role and a number, or by their role and their application.
fn somebody(ctx: &Ctx, who: &str) -> String {
    let (role, of) = who.split_once('-').unwrap_or((who, ""));
    let kind = role.trim_end_matches(|c: char| c.is_ascii_digit());
    let of = match (kind, of, &role[kind.len()..]) {
        ("evaluator" | "holder", "", number) => number,
        ("lead" | "member" | "chief", of, _) if !of.is_empty() => of,
        ("owner" | "secretary" | "chair" | "auditor" | "somebody", "", "") => "",
        // A name of another kind, such as one of a panel, says itself.
        _ => return who.to_owned(),
    };
    ctx.t().course_who(&args::CourseWho { kind, of })
}

/// What happens in words, with what it happens to.
fn words(ctx: &Ctx, definition: &Definition, happens: &Happens) -> String {
    let (t, code) = (ctx.t(), ctx.lang.code());
    let title = |id: &str| match (definition.track(id), definition.step(id)) {
        (Some(track), _) => track.title.get(code).to_owned(),
        (None, Some(step)) => step.title.get(code).to_owned(),
        (None, None) => id.to_owned(),
    };
    let said = t.course_what(happens.what.replace('.', "_"));
    let more = happens.step.as_deref().map(title);
    let of = happens.line.as_deref().map(title).or_else(|| happens.application.clone());
    let said = match more {
        Some(step) => format!("{said}: {step}"),
        None => said,
    };
    match of {
        Some(of) => format!("{of}: {said}"),
        None => said,
    }
}
