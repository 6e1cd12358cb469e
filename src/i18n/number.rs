//! Whole numbers, decimals and sizes as a reader of each language writes them.

use super::{Lang, Texts};
use std::fmt::{Display, Write};

/// A whole number in a text: it chooses the plural form and is shown with separators.
pub trait Count {
    /// The number; what is larger than an `i64` holds is shown as the largest one.
    fn count(&self) -> i64;
}

macro_rules! count {
    ($($type:ty)*) => {$(
        impl Count for $type {
            fn count(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )*};
}
count!(u8 u16 u32 u64 usize);

macro_rules! count_signed {
    ($($type:ty)*) => {$(
        impl Count for $type {
            fn count(&self) -> i64 {
                i64::from(*self)
            }
        }
    )*};
}
count_signed!(i8 i16 i32 i64);

impl<T: Count + ?Sized> Count for &T {
    fn count(&self) -> i64 {
        (**self).count()
    }
}

/// Used by the generated code: a value as it displays.
pub(super) fn put(out: &mut String, value: impl Display) {
    // Writing to a String fails only if the value's own Display does; then there is nothing to show.
    let _ = write!(out, "{value}");
}

/// Used by the generated code: a number with the separators of the language.
pub(super) fn put_number(out: &mut String, texts: Texts, number: i64) {
    out.push_str(&texts.lang().number(number));
}

impl Lang {
    /// A whole number with its thousands set apart: `1.234.567`.
    pub fn number(self, number: impl Count) -> String {
        let number = number.count();
        let digits = grouped(&number.unsigned_abs().to_string(), self.texts().number_group());
        if number < 0 { format!("\u{2212}{digits}") } else { digits }
    }

    /// A decimal written with a point, `-1234.50`, as this language writes it: `−1234,50`.
    ///
    /// The number is text on purpose: rounding is decided where the exact number is. What is no
    /// decimal comes back unchanged.
    pub fn decimal(self, number: &str) -> String {
        let (sign, digits) = match number.strip_prefix('-') {
            Some(digits) => ("\u{2212}", digits),
            None => ("", number),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(part) {
            return number.to_owned();
        }
        let whole = grouped(whole, self.texts().number_group());
        if part.is_empty() {
            return format!("{sign}{whole}");
        }
        format!("{sign}{whole}{}{part}", self.texts().number_point())
    }

    /// A size in words: `812 byte`, `1,4 MB`. Decimal units, one digit, rounded half up.
    pub fn bytes(self, bytes: impl Count) -> String {
        const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
        let bytes = bytes.count().unsigned_abs();
        for (size, unit) in UNITS {
            // 999,950 bytes would round to 1000.0 kB: it belongs to the next unit.
            if bytes >= size - size / 20_000 {
                let tenths = (u128::from(bytes) * 10 + u128::from(size) / 2) / u128::from(size);
                return format!("{}\u{a0}{unit}", self.decimal(&format!("{}.{}", tenths / 10, tenths % 10)));
            }
        }
        self.texts().number_bytes(bytes)
    }
}

/// Groups of three from the right.
fn grouped(digits: &str, separator: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
}
