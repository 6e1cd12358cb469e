//! Letters with legal effect: typed data in, subject, plain text and HTML out.
//!
//! Each letter is one file a language, `templates/mail/<kind>/<language>.md`, written in the small part
//! of Markdown that [`marks`] reads. Both parts of the mail come from that one wording, so they cannot
//! tell different things. `templates/mail/letters.md` lists every letter in every language in a `match`:
//! a new letter or language whose file is missing does not build.
//!
//! The caller gives names and titles in the reader's language and times as instants. What it gives is
//! shown as it is: it can neither become a mark of the letter nor markup of the page.

mod after;
pub mod compose;
mod kinds;
pub mod marks;
mod network;
mod plain;
mod samples;
mod say;

use askama::Template;

use self::marks::{Block, Source};
use self::say::Say;
use crate::engine::case::LineOutcome;
use crate::engine::instant::Instant;
use crate::engine::letter::{GatheringNews, MandateNews};
use crate::engine::select::across::OnSilence;
use crate::engine::workflow::definition::Role;
use crate::i18n::when::UnknownZone;
use crate::i18n::{Lang, When};

pub use self::after::{ChoosePlaces, GaveUp, How, Left, MovedUp, Terms};
pub use self::kinds::{
    Amendment, Answer, Complaint, ComplaintFiled, ComplaintSettled, CriterionPoints, CureAsked, CureReceived,
    DecisionRecalled, EvaluationOpens, EvaluationReminder, Excluded, Extension, JointInvitation,
    JournalPosition, KeyHeld, MemberDeclined, MemberInvitation, MemberLeftOut, NotConfirmed, NotSelected,
    NotTold, PublishedDocument, Receipt, ReceivedFile, Reminder, RoleGranted, Ruling, Selected, SignInLink,
    StageInvitation, TrackEnded, UnmetCheck, Withdrawn,
};
pub use self::network::{Gathering, Mandate};
pub use self::samples::{Sample, samples};

/// The longest subject, in characters; a longer one is cut and ends in `…`.
pub const SUBJECT_CHARS_MAX: usize = 120;

/// What every letter needs besides its own contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The reader's language. All names and titles of the letter are in it.
    pub lang: Lang,
    /// Title of the procedure; absent where the letter belongs to none.
    pub procedure_title: Option<String>,
    /// Who writes: the full name of the buyer that leads, or of whoever runs the installation.
    pub sender: String,
    /// The mail address that the reader may write to.
    pub contact: String,
    /// Base URL of the installation.
    pub address: String,
    /// IANA time zone that all times are told in, such as `Europe/Copenhagen`.
    pub zone: String,
}

/// A letter, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line of at most [`SUBJECT_CHARS_MAX`] characters.
    pub subject: String,
    /// The plain part: lines of about 72 characters that end in `\n`.
    pub text: String,
    /// The HTML part: a whole document.
    pub html: String,
}

/// A letter as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// One line of at most [`SUBJECT_CHARS_MAX`] characters.
    pub subject: String,
    /// The plain part: lines of about 72 characters that end in `\n`.
    pub text: String,
    /// The wording with everything filled in, with the marks that [`html_of`] reads.
    pub wording: String,
}

/// Why a letter cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The zone of the frame is not known.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// The template could not be filled in.
    #[error("the letter `{kind}` cannot be filled in: {source}")]
    Template {
        /// Which letter.
        kind: &'static str,
        /// Why.
        source: askama::Error,
    },
}

macro_rules! letters {
    ($($(#[doc = $doc:literal])* $name:ident => $kind:literal,)*) => {
        /// One letter, as data. Its wording is in `templates/mail/<kind>/<language>.md`.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Letter {
            $($(#[doc = $doc])* $name($name),)*
        }

        impl Letter {
            /// Every kind of letter, in the order of the enum.
            pub const KINDS: &[&str] = &[$($kind),*];

            /// The kind: a stable name in `snake_case`, and the folder of the wording.
            pub const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $kind,)*
                }
            }
        }

        $(impl From<$name> for Letter {
            fn from(letter: $name) -> Self {
                Self::$name(letter)
            }
        })*
    };
}

letters! {
    /// The link to sign in with.
    SignInLink => "sign_in_link",
    /// An application was received.
    Receipt => "receipt",
    /// Formal errors of an application can be mended until a time.
    CureAsked => "cure_asked",
    /// What was mended was received.
    CureReceived => "cure_received",
    /// The applicant is asked into a later stage.
    StageInvitation => "stage_invitation",
    /// An application was withdrawn.
    Withdrawn => "withdrawn",
    /// Somebody is asked to be a member.
    MemberInvitation => "member_invitation",
    /// A member was invited after what counts was submitted, and is no part of it.
    MemberLeftOut => "member_left_out",
    /// A member that was asked has declined.
    MemberDeclined => "member_declined",
    /// What was amended was never confirmed: the application does not count.
    NotConfirmed => "not_confirmed",
    /// An applicant's decision letter did not arrive.
    NotTold => "not_told",
    /// Somebody holds a key to what comes in.
    KeyHeld => "key_held",
    /// A role was given.
    RoleGranted => "role_granted",
    /// Applications are open to the evaluators.
    EvaluationOpens => "evaluation_opens",
    /// The target of a scoring comes near or is over.
    EvaluationReminder => "evaluation_reminder",
    /// The deadline comes near and the application is not submitted.
    Reminder => "reminder",
    /// A deadline was moved for all.
    Extension => "extension",
    /// A published text was changed.
    Amendment => "amendment",
    /// A document was published or withdrawn.
    PublishedDocument => "document",
    /// A question was answered to all.
    Answer => "answer",
    /// The applicant is on the shortlist.
    Selected => "selected",
    /// The applicant was compared and not chosen.
    NotSelected => "not_selected",
    /// The applicant was excluded before any comparison.
    Excluded => "excluded",
    /// The applicant moved up from the reserve list.
    MovedUp => "moved_up",
    /// The applicant is not on the list any more.
    Left => "left",
    /// The applicant has more places than it may keep, and is asked which.
    ChoosePlaces => "choose_places",
    /// The applicant was chosen and has given the place up, under a limit over the tracks.
    GaveUp => "gave_up",
    /// A track ended without a choice.
    TrackEnded => "track_ended",
    /// A complaint has come in.
    ComplaintFiled => "complaint_filed",
    /// A complaint was settled.
    ComplaintSettled => "complaint_settled",
    /// A decision that the applicant was told is made again.
    DecisionRecalled => "decision_recalled",
    /// The joint step begins.
    JointInvitation => "joint_invitation",
    /// News of a gathering.
    Gathering => "gathering",
    /// News of a mandate.
    Mandate => "mandate",
}

/// The wording with everything filled in, still with its marks.
#[derive(Template)]
#[template(path = "mail/letters.md")]
struct Wording<'a> {
    letter: &'a Letter,
    frame: &'a Frame,
    lang: Lang,
    /// The title of the procedure, or nothing.
    procedure: &'a str,
    say: Say<'a>,
}

#[derive(Template)]
#[template(path = "mail/frame.html")]
struct Document<'a> {
    lang: Lang,
    subject: &'a str,
    blocks: &'a [Block],
}

impl Letter {
    /// Subject, plain text and HTML.
    ///
    /// The same letter and frame always give the same bytes.
    pub fn render(&self, frame: &Frame) -> Result<Rendered, RenderError> {
        let Composed { subject, text, wording } = self.compose(frame)?;
        let html = html_of(frame.lang, &subject, &wording)?;
        Ok(Rendered { subject, text, html })
    }

    /// Subject, plain text, and the wording that the HTML part is made of when the letter is sent: a burst of
    /// submissions then neither makes nor keeps what is for the mail server alone.
    pub fn compose(&self, frame: &Frame) -> Result<Composed, RenderError> {
        // Asked once here, so that no time in the letter can fail later.
        When::at(Instant::from_micros(0), &frame.zone)?;
        let failed = |source| RenderError::Template { kind: self.kind(), source };
        let lang = frame.lang;
        let wording = Wording {
            letter: self,
            frame,
            lang,
            procedure: frame.procedure_title.as_deref().unwrap_or_default(),
            say: Say { lang, zone: &frame.zone },
        };
        let wording = wording.render().map_err(failed)?;
        let Source { subject, blocks } = marks::read(&wording);
        Ok(Composed { text: plain::lay_out(&blocks), subject: shortened(&subject), wording })
    }
}

/// The HTML part of a letter with this subject and wording. An earlier version kept the document itself: it stays.
pub fn html_of(lang: Lang, subject: &str, wording: &str) -> Result<String, RenderError> {
    if wording.is_empty() || wording.starts_with('<') {
        return Ok(wording.to_owned());
    }
    let blocks = &marks::read(wording).blocks;
    let failed = |source| RenderError::Template { kind: "html", source };
    Document { lang, subject, blocks }.render().map_err(failed)
}

fn shortened(subject: &str) -> String {
    if subject.chars().count() <= SUBJECT_CHARS_MAX {
        return subject.to_owned();
    }
    let kept: String = subject.chars().take(SUBJECT_CHARS_MAX - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests;
