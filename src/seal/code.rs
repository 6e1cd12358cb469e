//! The code that the members of an applicant keep: what they wrote is wrapped to it, and to k of n people.
//!
//! 128 bits in Crockford's base 32, in groups of five: it is typed from paper without being taken for another.

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

use super::{FileKey, SealError, aead, derived, lock, unlock};

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BYTES: usize = 16;
/// 128 bits in letters of five bits, the last two bits nothing.
const CODE_LETTERS: usize = 26;
const GROUP: usize = 5;

/// A code.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<[u8; BYTES]>);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Code {
    /// A code of 16 bytes that the caller drew at random.
    pub fn from_random(bytes: [u8; BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The code as people keep it. A secret: for the page that shows it once, never for a log.
    pub fn reveal(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::new());
        let (mut held, mut bits) = (0_u32, 0);
        let mut letters = 0;
        let mut put = |value: u32, text: &mut String| {
            if letters > 0 && letters % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(LETTERS[(value & 31) as usize]));
            letters += 1;
        };
        for byte in self.0.iter() {
            held = (held << 8) | u32::from(*byte);
            bits += 8;
            while bits >= 5 {
                bits -= 5;
                put(held >> bits, &mut text);
            }
        }
        put(held << (5 - bits), &mut text);
        text
    }

    /// Wraps an application's key to this code.
    pub fn wrap(&self, place: &str, key: &FileKey) -> Result<String, SealError> {
        use base64::Engine as _;
        let mut sealed = key.bytes().to_vec();
        // The key is used for this one message: the nonce need not change.
        lock(&self.key()?, [0; 12], place.as_bytes(), &mut sealed)?;
        Ok(base64::engine::general_purpose::STANDARD.encode(sealed))
    }

    /// The key that was wrapped.
    ///
    /// # Errors
    /// [`SealError::WrongKey`] when it is another code.
    pub fn unwrap(&self, place: &str, wrapped: &str) -> Result<FileKey, SealError> {
        use base64::Engine as _;
        let mut sealed = base64::engine::general_purpose::STANDARD
            .decode(wrapped)
            .map(Zeroizing::new)
            .map_err(|_| SealError::Broken)?;
        unlock(&self.key()?, [0; 12], place.as_bytes(), &mut sealed).map_err(|_| SealError::WrongKey)?;
        Ok(FileKey::from_random(sealed.as_slice().try_into().map_err(|_| SealError::Broken)?))
    }

    fn key(&self) -> Result<ring::aead::LessSafeKey, SealError> {
        aead(&derived(&*self.0, b"trespor code", b"application"))
    }
}

impl FromStr for Code {
    type Err = SealError;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let (mut held, mut bits, mut letters) = (0_u32, 0, 0);
        let mut bytes = Zeroizing::new(Vec::with_capacity(BYTES));
        for letter in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let value = LETTERS.iter().position(|known| char::from(*known) == letter);
            let value = value.and_then(|value| u32::try_from(value).ok());
            held = (held << 5) | value.ok_or(SealError::NoKey("a letter of the code is wrong"))?;
            letters += 1;
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                bytes.push(u8::try_from((held >> bits) & 255).unwrap_or_default());
            }
        }
        if letters != CODE_LETTERS {
            return Err(SealError::NoKey("a code has 26 letters and digits"));
        }
        let bytes = bytes.as_slice().try_into().map_err(|_| SealError::Broken)?;
        Ok(Self::from_random(bytes))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_opens_what_was_wrapped_to_it_and_nothing_else() {
        let (code, other) = (Code::from_random([1; 16]), Code::from_random([2; 16]));
        let key = FileKey::from_random([9; 16]);
        let wrapped = code.wrap("one", &key).unwrap();
        assert_eq!(code.unwrap("one", &wrapped).unwrap(), key);
        assert_eq!(code.unwrap("two", &wrapped).unwrap_err(), SealError::WrongKey);
        assert_eq!(other.unwrap("one", &wrapped).unwrap_err(), SealError::WrongKey);
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        // Every letter stands for five bits: the first is the 1 of Crockford's base 32.
        let code = Code::from_random([0b0000_1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(code.reveal().as_str(), "10000-00000-00000-00000-00000-0");
        for typed in [
            "1000000000 0000000000 000000",
            "lOooo-00000-00000-00000-00000-0",
            "i0000-00000-00000-00000-00000-0",
        ] {
            assert_eq!(typed.parse::<Code>().unwrap(), code, "{typed}");
        }
        for wrong in ["", "10000", "u0000-00000-00000-00000-00000-0", "10000-00000-00000-00000-00000-00"] {
            assert!(wrong.parse::<Code>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(bytes in any::<[u8; 16]>()) {
            let code = Code::from_random(bytes);
            prop_assert_eq!(code.reveal().parse::<Code>().unwrap(), code);
        }
    }
}
