//! One message and its bytes.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::address::{Mailbox, is_dot_atom};
use super::transport::Envelope;
use crate::engine::instant::Instant;

/// The longest subject, in characters; a longer one is cut and ends in `…`.
pub const SUBJECT_CHARS_MAX: usize = 200;
/// The longest displayed name, in characters; a longer one is cut and ends in `…`.
pub const NAME_CHARS_MAX: usize = 120;
/// The largest text and the largest HTML, each, in bytes before encoding.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// The longest Message-ID, in bytes with its brackets. The header cannot be folded.
const MESSAGE_ID_BYTES_MAX: usize = 250;
/// The longest language code, in bytes: RFC 5646, section 4.4.1.
const LANGUAGE_BYTES_MAX: usize = 35;
/// The last second that a Date header can say: 9999-12-31T23:59:59Z.
const DATE_SECONDS_MAX: u64 = 253_402_300_799;

/// A mail to one recipient. Its bytes follow from these fields and from nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Names the message for ever: the same over all retries.
    pub id: MessageId,
    /// When the letter was written, not when it was sent: the same over all retries.
    pub date: Instant,
    /// Who writes.
    pub from: Mailbox,
    /// Who is written to: one recipient a message, so that no one learns of another.
    pub to: Mailbox,
    /// Where an answer goes, if not to `from`.
    pub reply_to: Option<Mailbox>,
    /// One line; see [`SUBJECT_CHARS_MAX`].
    pub subject: String,
    /// The whole letter as plain text. Lines may end in LF or CRLF.
    pub text: String,
    /// The same letter as HTML, if there is one.
    pub html: Option<String>,
    /// The language of the letter.
    pub language: LanguageTag,
}

/// Why a message has no bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Not `<left@right>` in harmless characters.
    #[error(
        "`{0}` is no Message-ID: write it as <left@right>, in letters, digits, dots and dashes, of at most {MESSAGE_ID_BYTES_MAX} bytes"
    )]
    MessageId(String),
    /// Not a language code.
    #[error("`{0}` is no language code: write it as da or en-GB")]
    Language(String),
    /// A Date header cannot say this.
    #[error("{0} cannot stand in a Date header: it must lie between 1970 and 9999")]
    Date(Instant),
    /// A body is over its limit.
    #[error("the {part} of the letter has {bytes} bytes: at most {BODY_BYTES_MAX} are sent")]
    BodyTooLarge {
        /// `text` or `html`.
        part: &'static str,
        /// How large it is.
        bytes: usize,
    },
    /// The builder refused, which the checks above should have made impossible.
    #[error("the message cannot be built: {0}")]
    Build(String),
}

impl Message {
    /// From whom and to whom, for [`super::Transport::send`].
    pub fn envelope(&self) -> Envelope {
        Envelope {
            from: self.from.address.clone(),
            to: self.to.address.clone(),
            subject: one_line(&self.subject, SUBJECT_CHARS_MAX),
        }
    }

    /// The message as it travels (RFC 5322 and MIME): ASCII, lines of at most 998 octets that end in
    /// CRLF, the same bytes for the same fields.
    ///
    /// Names and subjects are brought onto one line: control characters and runs of blanks become
    /// one blank, and over-long ones are cut. A letter with legal effect is better sent with a tidied
    /// name than not at all. Both bodies are always quoted-printable.
    pub fn to_mime(&self) -> Result<Vec<u8>, MailError> {
        let text = body("text", &self.text)?;
        let html = self.html.as_deref().map(|html| body("html", html)).transpose()?;
        let seconds = u64::try_from(self.date.micros().div_euclid(1_000_000))
            .ok()
            .filter(|seconds| *seconds <= DATE_SECONDS_MAX)
            .ok_or(MailError::Date(self.date))?;

        let mut builder = lettre::Message::builder()
            .date(UNIX_EPOCH + Duration::from_secs(seconds))
            .message_id(Some(self.id.0.clone()))
            .from(mailbox(&self.from))
            .to(mailbox(&self.to));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(mailbox(reply_to));
        }
        builder = builder
            .subject(one_line(&self.subject, SUBJECT_CHARS_MAX))
            // RFC 3834: a program wrote this, so no program should answer.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", &self.language.0));

        let text = SinglePart::builder().content_type(ContentType::TEXT_PLAIN).body(text);
        let built = match html {
            None => builder.singlepart(text),
            Some(html) => builder.multipart(
                MultiPart::alternative()
                    .boundary(self.id.boundary())
                    .singlepart(text)
                    .singlepart(SinglePart::builder().content_type(ContentType::TEXT_HTML).body(html)),
            ),
        };
        Ok(built.map_err(|error| MailError::Build(error.to_string()))?.formatted())
    }
}

/// A body with LF line ends inside, encoded for the way.
///
/// Quoted-printable for every text: the choice must not hang on a single letter of a name, lines get
/// short, and the boundary, which holds `=_`, cannot occur in it.
fn body(part: &'static str, content: &str) -> Result<Body, MailError> {
    if content.len() > BODY_BYTES_MAX {
        return Err(MailError::BodyTooLarge { part, bytes: content.len() });
    }
    let mut lines = content.replace("\r\n", "\n").replace('\r', "\n");
    if !lines.ends_with('\n') {
        lines.push('\n');
    }
    Body::new_with_encoding(lines, ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| MailError::Build(format!("the {part} cannot be encoded")))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn mailbox(mailbox: &Mailbox) -> lettre::message::Mailbox {
    let name =
        mailbox.name.as_deref().map(|name| one_line(name, NAME_CHARS_MAX)).filter(|name| !name.is_empty());
    lettre::message::Mailbox::new(name, mailbox.address.as_lettre().clone())
}

/// `text` on one line of at most `chars_max` characters.
///
/// Control characters, line and paragraph separators and runs of blanks become one blank. `=?`, which
/// opens an encoded word (RFC 2047), loses its force: a reader's program must show what was written,
/// not decode it.
fn one_line(text: &str, chars_max: usize) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word.replace("=?", "= ?"));
    }
    if line.chars().count() > chars_max {
        let cut: String = line.chars().take(chars_max - 1).collect();
        return format!("{}…", cut.trim_end());
    }
    line
}

/// The name of a message: `<left@right>`, unique in the world and the same over all retries.
///
/// A receiver that gets the same letter twice, after a connection broke at the wrong moment, can see
/// by it that there is one letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageId(String);

impl FromStr for MessageId {
    type Err = MailError;

    /// Takes `<left@right>`, with the brackets.
    fn from_str(text: &str) -> Result<Self, MailError> {
        let refuse = || MailError::MessageId(text.escape_debug().take(MESSAGE_ID_BYTES_MAX).collect());
        let inner = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).ok_or_else(refuse)?;
        let (left, right) = inner.split_once('@').ok_or_else(refuse)?;
        if text.len() > MESSAGE_ID_BYTES_MAX || !is_dot_atom(left) || !is_dot_atom(right) {
            return Err(refuse());
        }
        Ok(Self(text.to_owned()))
    }
}

impl MessageId {
    /// `<unique@host>`, where `unique` is a UUID or the like.
    pub fn new(unique: impl fmt::Display, host: &str) -> Result<Self, MailError> {
        format!("<{unique}@{host}>").parse()
    }

    /// The identifier as it stands in the header, with its brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The line between the parts of the message with this identifier.
    fn boundary(&self) -> String {
        let digest = Sha256::digest(self.0.as_bytes());
        format!("=_{}", hex::encode(&digest[..16]))
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The code of a language, such as `da` or `en-GB` (RFC 5646).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LanguageTag(String);

impl FromStr for LanguageTag {
    type Err = MailError;

    fn from_str(text: &str) -> Result<Self, MailError> {
        let well_formed = text.len() <= LANGUAGE_BYTES_MAX
            && text
                .split('-')
                .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
            && text
                .split('-')
                .next()
                .is_some_and(|first| first.len() >= 2 && !first.contains(|c: char| c.is_ascii_digit()));
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(MailError::Language(text.escape_debug().take(LANGUAGE_BYTES_MAX).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_keeps_words_and_drops_what_ends_lines() {
        assert_eq!(one_line("  Udbud\r\nBcc: x@y.dk\u{2028}\u{85}\t slut ", 200), "Udbud Bcc: x@y.dk slut");
        assert_eq!(one_line("\0\u{1b}[31m", 200), "[31m");
        assert_eq!(one_line("=?utf-8?q?x?=", 200), "= ?utf-8?q?x?=");
        assert_eq!(one_line("æøå æøå", 5), "æøå…");
        assert_eq!(one_line("æøåæø", 5), "æøåæø");
        assert_eq!(one_line("\r\n", 5), "");
    }

    #[test]
    fn identifiers_and_language_codes_are_checked() {
        for good in ["<1@host.dk>", "<0191f0c2-7e2a-7c3d-8a51-9a5b5f1f2e11@udbud.example.dk>"] {
            assert_eq!(good.parse::<MessageId>().map(|id| id.0).as_deref(), Ok(good));
        }
        for bad in [
            "1@host.dk",
            "<1host.dk>",
            "<1@host.dk>\r\n",
            "<1\r\nBcc: x@host.dk>",
            "<1@ho st>",
            "<@>",
            "<a@b@c>",
            "<>@<>",
        ] {
            assert!(bad.parse::<MessageId>().is_err(), "{bad:?} was taken");
        }
        assert!(MessageId::new("x", &"h".repeat(250)).is_err());
        for good in ["da", "en-GB", "kl", "zh-Hant-TW"] {
            assert!(good.parse::<LanguageTag>().is_ok(), "{good:?} was refused");
        }
        for bad in ["", "d", "da\r\nBcc: x", "da_DK", "dansk sprog", "-da", "da-", "1a", "æø"] {
            assert!(bad.parse::<LanguageTag>().is_err(), "{bad:?} was taken");
        }
    }
}
