//! What of an event is published at once: what any stranger reads on the page of the procedure from then on.
//!
//! It names no application, no person, no number of either and no text that somebody wrote: whoever is told reads the
//! rest where everybody reads it.

use super::event::{Event, LineEvent, Stream, What};
use super::procedure;
use super::steps::{intake, letters};

/// A kind of published news. The names are part of the interface and do not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A procedure was opened.
    Opened,
    /// A date that stood open was set.
    DateSet,
    /// A date was moved later, for all.
    DateMoved,
    /// A question was answered, to everybody.
    Answered,
    /// A published text was changed.
    Amended,
    /// A document was published, or a new version of one.
    DocumentPublished,
    /// A document was withdrawn.
    DocumentWithdrawn,
    /// The deadline of an intake has passed.
    IntakeClosed,
    /// A track or joint step came to a step.
    StepBegan,
    /// The decision letters of a track are out.
    LettersReleased,
    /// A track or joint step has ended.
    Ended,
}

impl Kind {
    /// All kinds, in the order in which a procedure comes to them.
    pub const ALL: [Self; 11] = [
        Self::Opened,
        Self::DateSet,
        Self::DateMoved,
        Self::Answered,
        Self::Amended,
        Self::DocumentPublished,
        Self::DocumentWithdrawn,
        Self::IntakeClosed,
        Self::StepBegan,
        Self::LettersReleased,
        Self::Ended,
    ];

    /// Its name, such as `date.moved`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opened => "procedure.opened",
            Self::DateSet => "date.set",
            Self::DateMoved => "date.moved",
            Self::Answered => "question.answered",
            Self::Amended => "text.amended",
            Self::DocumentPublished => "document.published",
            Self::DocumentWithdrawn => "document.withdrawn",
            Self::IntakeClosed => "intake.closed",
            Self::StepBegan => "step.began",
            Self::LettersReleased => "letters.released",
            Self::Ended => "track.ended",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What is published of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Of which kind.
    pub kind: Kind,
    /// What it is about: short names of the file, identifiers of questions and instants, by what they are.
    pub about: Vec<(&'static str, String)>,
}

/// What is published of an event; nothing where it is not for everybody, or not yet.
pub fn news(event: &Event) -> Option<News> {
    let line = match &event.stream {
        Stream::Line(_, line) => vec![("track", line.clone())],
        Stream::Procedure(_) => Vec::new(),
        // Nothing that happens to an application is for everybody.
        Stream::Application(_) => return None,
    };
    let with = |kind, more: Vec<(&'static str, String)>| {
        Some(News { kind, about: line.iter().cloned().chain(more).collect() })
    };
    match &event.what {
        What::Procedure(what) => match what {
            procedure::Event::Opened { .. } => with(Kind::Opened, Vec::new()),
            procedure::Event::DateSet { date, to } => {
                with(Kind::DateSet, vec![("date", date.clone()), ("to", to.at.to_string())])
            }
            procedure::Event::Extended { date, to, from, .. } => {
                let (from, to) = (from.at.to_string(), to.at.to_string());
                with(Kind::DateMoved, vec![("date", date.clone()), ("from", from), ("to", to)])
            }
            procedure::Event::Answered { question, .. } => {
                with(Kind::Answered, vec![("question", question.to_string())])
            }
            procedure::Event::Amended(made) => with(Kind::Amended, vec![("part", made.part.clone())]),
            procedure::Event::DocumentPublished(version) => {
                let (document, file) = (version.document.to_string(), version.attachment.to_string());
                with(Kind::DocumentPublished, vec![("document", document), ("file", file)])
            }
            procedure::Event::DocumentWithdrawn { document, .. } => {
                with(Kind::DocumentWithdrawn, vec![("document", document.to_string())])
            }
            _ => None,
        },
        What::Line(LineEvent::Entered { step }) => with(Kind::StepBegan, vec![("step", step.clone())]),
        What::Line(LineEvent::Ended(outcome)) => {
            let outcome = serde_json::to_value(outcome).unwrap_or_default();
            with(Kind::Ended, vec![("outcome", outcome.as_str().unwrap_or_default().to_owned())])
        }
        // How many applications count is said to nobody but the desk.
        What::Intake(intake::Event::Closed { .. }) => with(Kind::IntakeClosed, Vec::new()),
        What::Letters(letters::Event::Released { .. }) => with(Kind::LettersReleased, Vec::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::engine::case::LineOutcome;
    use crate::engine::digest::Digest;
    use crate::engine::ids::{ApplicationId, ProcedureId, QuestionId};
    use crate::engine::instant::Instant;

    fn of(stream: Stream, what: What) -> Option<News> {
        news(&Event { at: Instant::default(), actor: None, stream, what })
    }

    #[test]
    fn every_name_is_its_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(kind));
        }
        assert_eq!(Kind::named("intake.submitted"), None);
    }

    #[test]
    fn what_a_stranger_may_read_is_news_and_nothing_else() {
        let procedure = ProcedureId::new(Uuid::nil());
        let line = || Stream::Line(procedure, "social".to_owned());
        let text = Digest::of(&[b"x"]);
        let question = QuestionId::new(Uuid::nil());
        let asked = procedure::Event::Asked { question, text, documents: false };
        assert_eq!(of(Stream::Procedure(procedure), What::Procedure(asked)), None, "nobody has answered yet");
        let answered = procedure::Event::Answered { question, text, without: None };
        let said = of(Stream::Procedure(procedure), What::Procedure(answered)).unwrap();
        assert_eq!((said.kind, said.about), (Kind::Answered, vec![("question", question.to_string())]));
        let closed = intake::Event::Closed { count: 7, commitment: text };
        let said = of(line(), What::Intake(closed)).unwrap();
        assert_eq!((said.kind, said.about), (Kind::IntakeClosed, vec![("track", "social".to_owned())]));
        let ended = of(line(), What::Line(LineEvent::Ended(LineOutcome::NoneSuitable))).unwrap();
        let about = vec![("track", "social".to_owned()), ("outcome", "none_suitable".to_owned())];
        assert_eq!((ended.kind, ended.about), (Kind::Ended, about));
        // Steps of an application are cleared in its own stream.
        let own = Stream::Application(ApplicationId::new(Uuid::nil()));
        assert_eq!(of(own, What::Line(LineEvent::Entered { step: "scoring".to_owned() })), None);
    }
}
