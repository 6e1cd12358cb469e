//! Handing a message over, and what a failure means.

use std::fmt;

use super::address::Address;
use super::folder::Folder;
use super::memory::Memory;
use super::smtp::Smtp;

/// The longest line of a message, in octets without its CRLF: RFC 5321, section 4.5.3.1.6.
pub const LINE_BYTES_MAX: usize = 998;
/// The largest message that is handed over, in bytes. Ordinary servers take 10 MB and more.
pub const MESSAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The longest text of a server's reply that is kept, in characters.
const REPLY_CHARS_MAX: usize = 500;

/// From whom and to whom, as the servers need it. One recipient: one row in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Where a report of non-delivery goes.
    pub from: Address,
    /// The recipient.
    pub to: Address,
    /// For people only: it names the file in a [`Folder`]. Nothing is delivered by it.
    pub subject: String,
}

/// A way to hand messages over.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a process has one of them")]
pub enum Transport {
    /// To a mail server.
    Smtp(Smtp),
    /// Into a folder, for a demonstration.
    Folder(Folder),
    /// Into memory, for tests.
    Memory(Memory),
}

/// The message was accepted; the next server is responsible for it from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// What the other side said, often with its own number for the message: proof worth keeping.
    pub answer: String,
}

/// What a server answered: one line, at most 500 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The three digits, such as 550.
    pub code: u16,
    /// The words behind them. They come from a stranger; show them as text.
    pub text: String,
}

/// How far a conversation with a mail server had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// No connection yet.
    Connecting,
    /// The server's greeting and what it can do.
    Greeting,
    /// Agreeing on encryption.
    Encrypting,
    /// User and password.
    SigningIn,
    /// Sender and recipient.
    Addressing,
    /// The contents. **The server may have accepted the message all the same**; the retry carries the
    /// same Message-ID, by which a receiver can tell.
    Contents,
    /// Writing to the folder.
    Writing,
}

/// Why a message was not handed over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The server said *not now* (4xx: greylisting, a full mailbox), or 5xx to our sender, which is
    /// about us and not about the recipient. Try again after [`super::pause_before_attempt`].
    #[error("the mail server put the message off: {reply}")]
    Temporary {
        /// What it said.
        reply: Reply,
    },
    /// The server refused this recipient or these contents for good (5xx). Another attempt brings the
    /// same answer.
    #[error("the mail server refused the message: {reply}")]
    Permanent {
        /// What it said.
        reply: Reply,
    },
    /// There was no conversation to the end: nobody there, silence, a broken connection, no agreement
    /// on encryption or password. Try again, as with `Temporary`.
    #[error("the message could not be handed over ({stage}): {problem}")]
    Unreachable {
        /// How far it came.
        stage: Stage,
        /// What happened.
        problem: String,
    },
    /// The bytes are no message that may travel; no server was asked. A mistake in this program:
    /// another attempt brings the same answer.
    #[error("the message was not sent, because its bytes are malformed: {problem}")]
    Malformed {
        /// What is wrong with them.
        problem: String,
    },
}

impl SendError {
    /// Whether nobody was there to answer, so that no other message would fare better now.
    pub fn is_away(&self) -> bool {
        matches!(self, Self::Unreachable { stage: Stage::Connecting | Stage::Greeting, .. })
    }

    /// Whether another attempt can succeed.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Temporary { .. } | Self::Unreachable { .. } => true,
            Self::Permanent { .. } | Self::Malformed { .. } => false,
        }
    }
}

impl Transport {
    /// Hands one message over. `bytes` come from [`super::Message::to_mime`].
    ///
    /// It returns within a bounded time. Dropping the future breaks the connection it used, no other.
    pub async fn send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Delivered, SendError> {
        fit_to_travel(bytes).map_err(|problem| SendError::Malformed { problem })?;
        match self {
            Self::Smtp(smtp) => smtp.send(envelope, bytes).await,
            Self::Folder(folder) => folder.write(envelope, bytes).await,
            Self::Memory(memory) => Ok(memory.keep(envelope, bytes)),
        }
    }

    /// Takes leave of the servers, where there are any. Dropping the transport does it less politely.
    pub async fn close(&self) {
        if let Self::Smtp(smtp) = self {
            smtp.close().await;
        }
    }
}

/// Refuses bytes that servers read in different ways.
///
/// Above all a CR or LF alone: with `\n.\n` inside, one server sees one message and the next sees two,
/// the second of a stranger's making ("SMTP smuggling").
fn fit_to_travel(bytes: &[u8]) -> Result<(), String> {
    if bytes.len() > MESSAGE_BYTES_MAX {
        return Err(format!("{} bytes, of at most {MESSAGE_BYTES_MAX}", bytes.len()));
    }
    let Some(lines) = bytes.strip_suffix(b"\r\n") else {
        return Err("it does not end in CRLF".to_owned());
    };
    let mut start = 0;
    for (number, line) in (1..).zip(lines.split(|b| *b == b'\n')) {
        let end = start + line.len();
        // Every line but the last still has the CR of its CRLF.
        let inner = if end == lines.len() {
            line
        } else {
            line.strip_suffix(b"\r").ok_or_else(|| format!("line {number} ends in LF without CR"))?
        };
        if inner.len() > LINE_BYTES_MAX {
            return Err(format!("line {number} has {} octets, of at most {LINE_BYTES_MAX}", inner.len()));
        }
        if let Some(byte) = inner.iter().find(|b| !b.is_ascii() || matches!(b, b'\r' | 0)) {
            return Err(format!("line {number} has the byte 0x{byte:02x}"));
        }
        start = end + 1;
    }
    Ok(())
}

impl Reply {
    pub(super) fn new(code: u16, text: &str) -> Self {
        Self { code, text: tidy(text) }
    }
}

/// A stranger's words on one line, and not too many of them.
pub(super) fn tidy(text: &str) -> String {
    let line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
    line.collect::<Vec<_>>().join(" ").chars().take(REPLY_CHARS_MAX).collect()
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connecting => "while connecting",
            Self::Greeting => "at the greeting",
            Self::Encrypting => "while agreeing on encryption",
            Self::SigningIn => "while signing in",
            Self::Addressing => "while naming sender and recipient",
            Self::Contents => "while handing over the contents, so it may have arrived",
            Self::Writing => "while writing to the folder",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_lines_travel() {
        assert_eq!(fit_to_travel(b"Subject: x\r\n\r\nbody\r\n"), Ok(()));
        assert_eq!(fit_to_travel(b"\r\n"), Ok(()));
        for (bytes, problem) in [
            (&b"a\n.\nb\r\n"[..], "line 1 ends in LF without CR"),
            (b"a\r\nb\rc\r\n", "line 2 has the byte 0x0d"),
            (b"a\r\r\nb\r\n", "line 1 has the byte 0x0d"),
            (b"a\r\r\n", "line 1 has the byte 0x0d"),
            (b"a\n\r\n", "line 1 ends in LF without CR"),
            (b"\xc3\xa6\r\n", "line 1 has the byte 0xc3"),
            (b"a\0\r\n", "line 1 has the byte 0x00"),
            (b"a", "it does not end in CRLF"),
            (b"", "it does not end in CRLF"),
        ] {
            assert_eq!(fit_to_travel(bytes), Err(problem.to_owned()), "{}", bytes.escape_ascii());
        }
        assert_eq!(fit_to_travel(format!("{}\r\n", "a".repeat(998)).as_bytes()), Ok(()));
        assert_eq!(
            fit_to_travel(format!("a\r\n{}\r\n", "a".repeat(999)).as_bytes()),
            Err("line 2 has 999 octets, of at most 998".to_owned())
        );
        assert!(fit_to_travel(&b"a\r\n".repeat(MESSAGE_BYTES_MAX)).is_err());
    }

    #[test]
    fn a_reply_is_one_short_line() {
        let reply = Reply::new(550, &format!("no\r\n such\u{1b} {}", "x".repeat(1000)));
        assert!(reply.to_string().starts_with("550 no such xxx"));
        assert_eq!(reply.text.chars().count(), 500);
    }

    #[test]
    fn what_may_pass_is_tried_again() {
        let reply = || Reply::new(451, "later");
        assert!(SendError::Temporary { reply: reply() }.may_pass());
        assert!(SendError::Unreachable { stage: Stage::Connecting, problem: String::new() }.may_pass());
        assert!(!SendError::Permanent { reply: reply() }.may_pass());
        assert!(!SendError::Malformed { problem: String::new() }.may_pass());
    }
}
