//! Letters on their way out: one message, its bytes, and the ways to hand it over.
//!
//! This layer knows nothing of the database. The outbox keeps an [`Envelope`] and the bytes of
//! [`Message::to_mime`], hands both to [`Transport::send`] and decides by the [`SendError`] and by
//! [`pause_before_attempt`] what happens next.
//!
//! What holds here:
//!
//! - The bytes of a message depend on its fields alone: no clock and no randomness. A retry is the
//!   same message, with the same Message-ID and Date.
//! - A field of a message cannot end a header line. Addresses, identifiers and language codes are
//!   types that are checked when they are made; names and subjects are brought onto one line.
//! - A refusal counts against a recipient only if the server gave it for that recipient or for
//!   these contents. A wrong password of ours is no reason to give a letter up.

mod address;
mod folder;
pub mod letters;
mod memory;
mod message;
mod pauses;
mod readable;
mod smtp;
mod transport;
mod wire;

pub use address::{Address, AddressError, Mailbox};
pub use folder::Folder;
pub use memory::{Kept, Memory};
pub use message::{
    BODY_BYTES_MAX, LanguageTag, MailError, Message, MessageId, NAME_CHARS_MAX, SUBJECT_CHARS_MAX,
};
pub use pauses::{ATTEMPTS_MAX, PAUSES, pause_before_attempt};
pub use smtp::{Credentials, Smtp, SmtpConfig, SmtpConfigError};
pub use transport::{
    Delivered, Envelope, LINE_BYTES_MAX, MESSAGE_BYTES_MAX, Reply, SendError, Stage, Transport,
};
pub use wire::TlsMode;
