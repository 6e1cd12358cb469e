//! Exact numbers: points, weights, prices and shares are rational, never floating point.
//!
//! A tie or a threshold is decided on the exact value. Rounding happens for display only, or where a rule
//! asks for it by name.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Pow, Signed, ToPrimitive, Zero};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest text that is read as a number, in characters.
pub const NUMBER_TEXT_MAX: usize = 80;
/// The most decimal places that a rounding can be asked for.
pub const PLACES_MAX: u32 = 40;

/// A rational number of any size, in lowest terms.
///
/// Numbers whose numerator and denominator fit in 64 bits are kept without allocation; that is what makes
/// ten thousand applications cheap. The two forms never overlap, so equality is structural.
#[derive(Clone)]
pub struct Exact(Repr);

#[derive(Clone)]
enum Repr {
    /// Numerator and positive denominator, coprime.
    Small(i64, i64),
    /// Only what does not fit in `Small`.
    Big(Box<BigRational>),
}

/// How a number is rounded, for display or where a rule says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoundingMode {
    /// To the nearest; halves to the even neighbour.
    HalfEven,
    /// To the nearest; halves away from zero.
    HalfUp,
    /// Towards negative infinity.
    Down,
    /// Towards positive infinity.
    Up,
}

/// Why a text is not a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a number; write it as 12, -0.5 or 1/3")]
pub struct NotANumber {
    /// What was read, shortened.
    pub text: String,
}

impl Exact {
    /// Nought.
    pub const ZERO: Self = Self(Repr::Small(0, 1));
    /// One.
    pub const ONE: Self = Self(Repr::Small(1, 1));

    /// A whole number.
    pub const fn from_int(n: i64) -> Self {
        Self(Repr::Small(n, 1))
    }

    /// A count.
    pub fn from_count(n: usize) -> Self {
        i64::try_from(n).map_or_else(|_| Self::from_big(BigRational::from(BigInt::from(n))), Self::from_int)
    }

    /// `numerator / denominator`, or `None` when the denominator is nought.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| Self::reduce(i128::from(numerator), i128::from(denominator)))
    }

    /// Reads `12`, `-0.5`, `+3`, `1e3` or `1/3`. Underscores and spaces are not accepted.
    pub fn parse(text: &str) -> Result<Self, NotANumber> {
        let refused = || NotANumber { text: text.chars().take(NUMBER_TEXT_MAX).collect() };
        if text.is_empty() || text.len() > NUMBER_TEXT_MAX {
            return Err(refused());
        }
        if let Some((over, under)) = text.split_once('/') {
            let over = decimal(over.trim()).ok_or_else(refused)?;
            let under = decimal(under.trim()).ok_or_else(refused)?;
            return over.checked_div(&under).ok_or_else(refused);
        }
        decimal(text).ok_or_else(refused)
    }

    /// A binary float by its shortest decimal text, so that 0.1 is exactly 1/10. `None` for infinities and NaN.
    pub fn from_float(f: f64) -> Option<Self> {
        if !f.is_finite() || f.abs() > 1e30 {
            return None;
        }
        // Display of f64 is the shortest decimal that reads back to the same float, without an exponent.
        let text = format!("{f}");
        if text.len() > NUMBER_TEXT_MAX { None } else { decimal(&text) }
    }

    /// The quotient, or `None` when the divisor is nought.
    #[must_use]
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        match (&self.0, &divisor.0) {
            (_, Repr::Small(0, _)) => None,
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                Some(Self::reduce(i128::from(*a) * i128::from(*d), i128::from(*b) * i128::from(*c)))
            }
            _ => Some(Self::from_big(self.to_big() / divisor.to_big())),
        }
    }

    /// Whether it is nought.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small(0, _))
    }

    /// Whether it is below nought.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(n, _) => *n < 0,
            Repr::Big(r) => r.is_negative(),
        }
    }

    /// Whether it is a whole number.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Repr::Small(_, d) => *d == 1,
            Repr::Big(r) => r.is_integer(),
        }
    }

    /// Whether it is a whole multiple of `step`; nothing is a multiple of nought but nought itself.
    pub fn is_multiple_of(&self, step: &Self) -> bool {
        match (&self.0, &step.0) {
            (_, Repr::Small(0, _)) => self.is_zero(),
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                (i128::from(*a) * i128::from(*d)) % (i128::from(*b) * i128::from(*c)) == 0
            }
            _ => self.checked_div(step).is_some_and(|q| q.is_whole()),
        }
    }

    /// The number as a count, where it is whole and not below nought.
    pub fn to_count(&self) -> Option<usize> {
        match &self.0 {
            Repr::Small(n, 1) => usize::try_from(*n).ok(),
            _ => None,
        }
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// Rounded to `places` decimals (at most [`PLACES_MAX`]), still exact.
    #[must_use]
    pub fn round(&self, places: u32, mode: RoundingMode) -> Self {
        let scale = BigRational::from(BigInt::from(10).pow(places.min(PLACES_MAX)));
        let scaled = self.to_big() * &scale;
        Self::from_big(BigRational::from(round_to_whole(&scaled, mode)) / scale)
    }

    /// The square root to `places` decimals, rounded down; `None` below nought.
    ///
    /// The one operation that is not exact: a standard deviation needs it. Whoever uses it rounds the result.
    pub fn sqrt(&self, places: u32) -> Option<Self> {
        if self.is_negative() {
            return None;
        }
        let scale = BigInt::from(10).pow(places.min(PLACES_MAX));
        let squared = (self.to_big() * BigRational::from(&scale * &scale)).floor().to_integer();
        Some(Self::from_big(BigRational::new(squared.sqrt(), scale)))
    }

    /// For people: a decimal with exactly `places` places. `83.3333` for 250/3 with 4 places.
    pub fn display(&self, places: u32, mode: RoundingMode) -> String {
        let places = places.min(PLACES_MAX);
        let scale = BigRational::from(BigInt::from(10).pow(places));
        let whole = round_to_whole(&(self.to_big() * scale), mode);
        decimal_text(&whole, places)
    }

    fn reduce(n: i128, d: i128) -> Self {
        if d == 1
            && let Ok(n) = i64::try_from(n)
        {
            return Self(Repr::Small(n, 1));
        }
        // Dividing in 64 bits is many times cheaper, and almost every number here fits.
        let (mut n, mut d) = if let (Ok(n), Ok(d)) = (i64::try_from(n), i64::try_from(d)) {
            let gcd = i128::from(n.unsigned_abs().gcd(&d.unsigned_abs()));
            (i128::from(n) / gcd, i128::from(d) / gcd)
        } else {
            let gcd = n.gcd(&d);
            (n / gcd, d / gcd)
        };
        if d < 0 {
            n = -n;
            d = -d;
        }
        match (i64::try_from(n), i64::try_from(d)) {
            (Ok(n), Ok(d)) => Self(Repr::Small(n, d)),
            _ => Self(Repr::Big(Box::new(BigRational::new_raw(BigInt::from(n), BigInt::from(d))))),
        }
    }

    fn from_big(r: BigRational) -> Self {
        match (r.numer().to_i64(), r.denom().to_i64()) {
            (Some(n), Some(d)) => Self(Repr::Small(n, d)),
            _ => Self(Repr::Big(Box::new(r))),
        }
    }

    fn to_big(&self) -> BigRational {
        match &self.0 {
            Repr::Small(n, d) => BigRational::new_raw(BigInt::from(*n), BigInt::from(*d)),
            Repr::Big(r) => (**r).clone(),
        }
    }
}

fn round_to_whole(r: &BigRational, mode: RoundingMode) -> BigInt {
    let floor = r.floor().to_integer();
    let rest = r - BigRational::from(floor.clone());
    if rest.is_zero() {
        return floor;
    }
    let half = BigRational::new(BigInt::from(1), BigInt::from(2));
    let up = match mode {
        RoundingMode::Down => false,
        RoundingMode::Up => true,
        RoundingMode::HalfUp => match rest.cmp(&half) {
            Ordering::Equal => !r.is_negative(),
            other => other == Ordering::Greater,
        },
        RoundingMode::HalfEven => match rest.cmp(&half) {
            Ordering::Equal => floor.is_odd(),
            other => other == Ordering::Greater,
        },
    };
    if up { floor + 1 } else { floor }
}

/// `whole / 10^places` as text.
fn decimal_text(whole: &BigInt, places: u32) -> String {
    let digits = whole.abs().to_string();
    let sign = if whole.is_negative() { "-" } else { "" };
    let places = places as usize;
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (before, after) = padded.split_at(padded.len() - places);
    format!("{sign}{before}.{after}")
}

fn decimal(text: &str) -> Option<Exact> {
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((m, e)) => (m, e.parse::<i32>().ok().filter(|e| e.abs() <= 60)?),
        None => (body, 0),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if before.is_empty() || !digits(before) || !digits(after) || (mantissa.contains('.') && after.is_empty())
    {
        return None;
    }
    let joined = format!("{before}{after}");
    let shift = exponent - i32::try_from(after.len()).ok()?;
    let number = if let (Ok(n), -18..=0) = (joined.parse::<i64>(), shift) {
        Exact::ratio(n, 10_i64.pow(shift.unsigned_abs()))?
    } else {
        let n = joined.parse::<BigInt>().ok()?;
        let power = BigInt::from(10).pow(shift.unsigned_abs());
        Exact::from_big(if shift < 0 { BigRational::new(n, power) } else { BigRational::from(n * power) })
    };
    Some(if negative { -number } else { number })
}

impl Add for &Exact {
    type Output = Exact;
    #[expect(clippy::many_single_char_names, reason = "a/b + c/d is how everybody writes it")]
    fn add(self, other: &Exact) -> Exact {
        match (&self.0, &other.0) {
            (Repr::Small(a, 1), Repr::Small(c, 1)) => Exact::reduce(i128::from(*a) + i128::from(*c), 1),
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
                match (a * d).checked_add(c * b) {
                    Some(n) => Exact::reduce(n, b * d),
                    None => Exact::from_big(self.to_big() + other.to_big()),
                }
            }
            _ => Exact::from_big(self.to_big() + other.to_big()),
        }
    }
}

impl Sub for &Exact {
    type Output = Exact;
    fn sub(self, other: &Exact) -> Exact {
        self + &-other
    }
}

impl Mul for &Exact {
    type Output = Exact;
    fn mul(self, other: &Exact) -> Exact {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                Exact::reduce(i128::from(*a) * i128::from(*c), i128::from(*b) * i128::from(*d))
            }
            _ => Exact::from_big(self.to_big() * other.to_big()),
        }
    }
}

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        match &self.0 {
            Repr::Small(n, d) => Exact::reduce(-i128::from(*n), i128::from(*d)),
            Repr::Big(r) => Exact::from_big(-(**r).clone()),
        }
    }
}

impl Neg for Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        -&self
    }
}

impl AddAssign<&Exact> for Exact {
    fn add_assign(&mut self, other: &Exact) {
        *self = &*self + other;
    }
}

impl<'a> std::iter::Sum<&'a Exact> for Exact {
    fn sum<I: Iterator<Item = &'a Exact>>(iter: I) -> Exact {
        iter.fold(Exact::ZERO, |mut sum, x| {
            sum += x;
            sum
        })
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(iter: I) -> Exact {
        iter.fold(Exact::ZERO, |mut sum, x| {
            sum += &x;
            sum
        })
    }
}

impl From<i64> for Exact {
    fn from(n: i64) -> Self {
        Self::from_int(n)
    }
}

impl std::str::FromStr for Exact {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        Self::parse(text)
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => a == c && b == d,
            (Repr::Big(a), Repr::Big(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Exact {}

impl Hash for Exact {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Small(n, d) => (n, d).hash(state),
            Repr::Big(r) => r.hash(state),
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                if b == d {
                    a.cmp(c)
                } else {
                    (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
                }
            }
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl fmt::Display for Exact {
    /// The canonical text: a finite decimal where there is one (`12.5`), else a fraction (`25/3`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Repr::Small(n, 1) = self.0 {
            return write!(f, "{n}");
        }
        let r = self.to_big();
        let mut rest = r.denom().clone();
        let mut places = 0_u32;
        for prime in [2_u8, 5] {
            let prime = BigInt::from(prime);
            let mut times = 0_u32;
            while (&rest % &prime).is_zero() {
                rest /= &prime;
                times += 1;
            }
            places = places.max(times);
        }
        if rest == BigInt::from(1) && places <= PLACES_MAX {
            f.write_str(&self.display(places, RoundingMode::Down))
        } else {
            write!(f, "{}/{}", r.numer(), r.denom())
        }
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Default for Exact {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Exact;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number such as 12, 0.5 or \"1/3\"")
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Exact, E> {
                Ok(Exact::from_int(n))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Exact, E> {
                Ok(i64::try_from(n)
                    .map_or_else(|_| Exact::from_big(BigRational::from(BigInt::from(n))), Exact::from_int))
            }
            fn visit_f64<E: de::Error>(self, n: f64) -> Result<Exact, E> {
                Exact::from_float(n).ok_or_else(|| E::custom(format!("{n} is too large, or no number")))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Exact, E> {
                Exact::parse(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl schemars::JsonSchema for Exact {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Exact".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "An exact number: 12, 0.5 or \"1/3\".",
            "type": ["number", "string"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn x(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn reads_and_writes() {
        for (text, canonical) in [
            ("12", "12"),
            ("-0.5", "-0.5"),
            ("0.10", "0.1"),
            ("25/2", "12.5"),
            ("25/3", "25/3"),
            ("1e3", "1000"),
            ("2.5e-3", "0.0025"),
            ("9223372036854775808", "9223372036854775808"),
            ("0.00000000000000000001", "0.00000000000000000001"),
            ("-1/8", "-0.125"),
        ] {
            assert_eq!(x(text).to_string(), canonical);
            assert_eq!(x(canonical), x(text));
        }
        for text in ["", "-", ".5", "5.", "1/0", "1_000", "abc", "1e99", "0x1", "1 2", "--1"] {
            assert!(Exact::parse(text).is_err(), "{text} was read as a number");
        }
    }

    #[test]
    fn a_float_is_its_shortest_decimal() {
        assert_eq!(serde_json::from_str::<Exact>("0.1").unwrap(), Exact::ratio(1, 10).unwrap());
        assert_eq!(serde_json::from_str::<Exact>("\"1/3\"").unwrap(), Exact::ratio(1, 3).unwrap());
        assert_eq!(serde_json::to_string(&x("1/3")).unwrap(), "\"1/3\"");
        assert_eq!(Exact::from_float(f64::NAN), None);
        let sum: Exact = [x("0.1"), x("0.2")].iter().sum();
        assert_eq!(sum, x("0.3"));
    }

    #[test]
    fn rounds_as_told() {
        use RoundingMode::{Down, HalfEven, HalfUp, Up};
        assert_eq!(x("2.5").display(0, HalfEven), "2");
        assert_eq!(x("3.5").display(0, HalfEven), "4");
        assert_eq!(x("2.5").display(0, HalfUp), "3");
        assert_eq!(x("-2.5").display(0, HalfUp), "-3");
        assert_eq!(x("-2.5").display(0, Down), "-3");
        assert_eq!(x("2.1").display(0, Up), "3");
        assert_eq!(x("250/3").display(4, HalfEven), "83.3333");
        assert_eq!(x("1/200").display(2, HalfUp), "0.01");
        assert_eq!(x("-1/300").display(2, HalfEven), "0.00");
    }

    #[test]
    fn leaves_and_comes_back_to_the_small_form() {
        let large = x("9223372036854775807");
        let larger = &large + &Exact::ONE;
        assert_eq!(larger.to_string(), "9223372036854775808");
        assert_eq!(&larger - &Exact::ONE, large);
        assert!(larger > large);
        assert_eq!(-&x("-9223372036854775808"), larger);
        assert_eq!((&larger * &larger).checked_div(&larger), Some(larger.clone()));
    }

    #[test]
    fn takes_roots_down() {
        assert_eq!(x("2").sqrt(5), Some(x("1.41421")));
        assert_eq!(x("2.25").sqrt(3), Some(x("1.5")));
        assert_eq!(x("-1").sqrt(3), None);
    }
}
