//! Mail addresses, checked when they are made.

use std::fmt;
use std::str::FromStr;

/// The longest part before the `@`, in octets: RFC 5321, section 4.5.3.1.1.
const LOCAL_BYTES_MAX: usize = 64;
/// The longest whole address, in octets: RFC 5321, section 4.5.3.1.3, less the angle brackets.
const ADDRESS_BYTES_MAX: usize = 254;

/// A mail address, `mailbox@domain`, ready for an envelope and for a header: plain ASCII.
///
/// A domain with other letters is kept in its ASCII form (`ældre.dk` becomes `xn--ldre-uoa.dk`), so
/// that any server takes it. The mailbox keeps its case. Refused are quoted mailboxes (`"a b"@x.dk`),
/// bare numbers for a domain (`a@[192.0.2.1]`) and mailboxes with letters outside ASCII, which many
/// servers cannot deliver to: better said to the person who types the address than after the deadline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(lettre::Address);

/// Why a text is no mail address; it names the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is no `@`, or nothing on one side of it.
    #[error("`{0}` is no mail address: write it as mailbox@domain")]
    Shape(String),
    /// The part before the `@` has a character that cannot stand there.
    #[error(
        "`{0}` is no mail address that we can write to: before the @ only a-z, 0-9 and .!#$%&'*+/=?^_`{{|}}~- may stand"
    )]
    Mailbox(String),
    /// The part after the `@` is no domain.
    #[error("`{0}` is no mail address: what stands after the @ is no domain, such as example.dk")]
    Domain(String),
    /// Longer than mail allows.
    #[error(
        "`{0}` is too long for a mail address: at most {LOCAL_BYTES_MAX} characters before the @ and {ADDRESS_BYTES_MAX} in all"
    )]
    TooLong(String),
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        // A hostile text must not make a hostile error.
        let shown = || text.escape_debug().take(ADDRESS_BYTES_MAX).collect::<String>();
        let Some((mailbox, domain)) = text.rsplit_once('@').filter(|(m, d)| !m.is_empty() && !d.is_empty())
        else {
            return Err(AddressError::Shape(shown()));
        };
        if text.len() > ADDRESS_BYTES_MAX || mailbox.len() > LOCAL_BYTES_MAX {
            return Err(AddressError::TooLong(shown()));
        }
        if !is_dot_atom(mailbox) {
            return Err(AddressError::Mailbox(shown()));
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| AddressError::Domain(shown()))?;
        if domain.parse::<std::net::IpAddr>().is_ok() || domain.starts_with('[') {
            return Err(AddressError::Domain(shown()));
        }
        if mailbox.len() + 1 + domain.len() > ADDRESS_BYTES_MAX {
            return Err(AddressError::TooLong(shown()));
        }
        let address = lettre::Address::new(mailbox, &domain).map_err(|_| AddressError::Domain(shown()))?;
        Ok(Self(address))
    }
}

impl Address {
    /// The address as text, `mailbox@domain`.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    pub(super) fn as_lettre(&self) -> &lettre::Address {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An address with the name that a reader sees, if there is one.
///
/// The name may be any text; [`super::Message::to_mime`] brings it onto one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// Shown instead of the address.
    pub name: Option<String>,
    /// Where the mail goes.
    pub address: Address,
}

impl From<Address> for Mailbox {
    fn from(address: Address) -> Self {
        Self { name: None, address }
    }
}

/// `dot-atom-text` of RFC 5322, section 3.2.3: words of harmless ASCII characters with single dots
/// between them. Nothing in it can end a line, a bracket or a quotation.
pub(super) fn is_dot_atom(text: &str) -> bool {
    text.split('.').all(|word| {
        !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, AddressError> {
        text.parse::<Address>().map(|a| a.to_string())
    }

    #[test]
    fn takes_ordinary_addresses_and_foreign_domains() {
        assert_eq!(parsed("Anna.Holm+bud@example.dk").as_deref(), Ok("Anna.Holm+bud@example.dk"));
        // The ASCII form was worked out with Python's `idna` codec, not with this code.
        assert_eq!(parsed("post@rødgrød.dk").as_deref(), Ok("post@xn--rdgrd-vuad.dk"));
        assert_eq!(parsed("post@localhost").as_deref(), Ok("post@localhost"));
    }

    #[test]
    fn refuses_what_could_end_a_line_or_a_bracket() {
        for hostile in [
            "a@example.dk\r\nBcc: b@example.dk",
            "a\r\nRCPT TO:<b@example.dk>\r\n@example.dk",
            "a@example.dk>",
            "<a@example.dk",
            "a b@example.dk",
            "\"a\r\n\"@example.dk",
            "a@exa mple.dk",
            "a@example.dk\0",
            "a@[192.0.2.1]",
            "a@192.0.2.1",
            "a..b@example.dk",
            ".a@example.dk",
            "søren@example.dk",
            "@example.dk",
            "a@",
            "a",
            "",
        ] {
            assert!(parsed(hostile).is_err(), "{hostile:?} was taken");
        }
        assert!(parsed(&format!("{}@example.dk", "a".repeat(65))).is_err());
        assert!(parsed(&format!("{}@example.dk", "a".repeat(64))).is_ok());
    }

    #[test]
    fn an_error_shows_the_text_without_its_line_ends() {
        let error = parsed("a\r\n@example.dk").unwrap_err().to_string();
        assert!(error.contains(r"`a\r\n@example.dk`"), "{error}");
    }
}
