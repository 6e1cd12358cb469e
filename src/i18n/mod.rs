//! Words, dates and numbers in the reader's language.
//!
//! The texts are in `locales/*.ftl`; `build.rs` makes one method of [`Texts`] for each. A text that is
//! missing in a language, or uses another variable there, stops the build. Texts are plain: the page
//! template escapes them, a letter does not need to.

mod generated {
    #![expect(clippy::pedantic, reason = "generated code is checked by its generator's tests")]
    use super::Texts;
    use super::number::{Count, put, put_number};
    use std::fmt::Display;

    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}
pub mod checks;
pub mod findings;
pub mod number;
mod part;
mod wait;
pub mod when;

pub use generated::{Lang, args};
pub use number::Count;
pub use when::When;

/// Every text in one language. Small, so pass it by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    lang: Lang,
}

impl Texts {
    /// The texts of `lang`.
    pub const fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The language of these texts.
    pub const fn lang(self) -> Lang {
        self.lang
    }
}

/// How many entries of an `Accept-Language` header are looked at.
const ACCEPT_ENTRIES_MAX: usize = 32;

/// Languages whose readers read one of ours more easily than the default. `no` is what many browsers say
/// for Norwegian, and who writes nynorsk reads bokmål.
const NEAR: [(&str, Lang); 4] = [("no", Lang::Nb), ("nn", Lang::Nb), ("fo", Lang::Da), ("kl", Lang::Da)];

impl Lang {
    /// What a reader gets who asks for none of ours.
    pub const DEFAULT: Self = Self::En;

    /// The texts of this language.
    pub const fn texts(self) -> Texts {
        Texts::new(self)
    }

    /// The language's name in the language itself: `Dansk`.
    pub const fn name(self) -> &'static str {
        self.texts().lang_name()
    }

    /// The language with this code, in any case; `da-DK` is Danish.
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim().to_ascii_lowercase().replace('_', "-");
        let exact = |wanted: &str| Self::ALL.into_iter().find(|lang| lang.code() == wanted);
        exact(&code).or_else(|| exact(code.split('-').next().unwrap_or_default()))
    }

    /// The best language for an `Accept-Language` header, by its weights; [`Self::DEFAULT`] if none fits.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best: Option<(u32, Self)> = None;
        for entry in header.split(',').take(ACCEPT_ENTRIES_MAX) {
            let (tag, weight) = entry.split_once(';').unwrap_or((entry, ""));
            let Some(weight) = permille(weight) else { continue };
            let Some(lang) = Self::parse(tag).or_else(|| Self::near(tag)) else { continue };
            if weight > 0 && best.is_none_or(|(heaviest, _)| weight > heaviest) {
                best = Some((weight, lang));
            }
        }
        best.map_or(Self::DEFAULT, |(_, lang)| lang)
    }

    fn near(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        let primary = tag.split('-').next().unwrap_or_default();
        NEAR.iter().find(|(code, _)| *code == primary).map(|(_, near)| *near)
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// The weight `q=0.8` in thousandths; 1000 where there is none, `None` where it cannot be read.
fn permille(parameter: &str) -> Option<u32> {
    let parameter = parameter.trim();
    if parameter.is_empty() {
        return Some(1000);
    }
    let value = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?;
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    if part.len() > 3 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let part: u32 = format!("{part:0<3}").parse().ok()?;
    (whole * 1000 + part <= 1000).then_some(whole * 1000 + part)
}

#[cfg(test)]
mod tests;
