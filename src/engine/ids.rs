//! Identifiers: one type a noun, so that a person is never passed where an application is meant.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID; the engine never makes one itself.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// One opened run of a workflow file.
    ProcedureId,
    /// One applicant's request to participate in one track.
    ApplicationId,
    /// Somebody who can sign in.
    PersonId,
    /// One organisation or person inside an applicant.
    MemberId,
    /// One uploaded file.
    AttachmentId,
    /// One question to the owner.
    QuestionId,
    /// One complaint over a decision.
    ComplaintId,
}

impl ApplicationId {
    /// A short code that people can say aloud and that gives nothing away: `7F3A-9C`.
    ///
    /// Blind evaluators know an application by this code alone.
    pub fn code(self) -> String {
        let b = self.0.as_bytes();
        format!("{:02X}{:02X}-{:02X}", b[13], b[14], b[15])
    }
}
