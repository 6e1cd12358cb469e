//! The formats of others: what comes in from tables, and what goes out as pictures, references and reports.

pub mod drawing;
pub mod feed;
pub mod ics;
pub mod inputs;
pub mod plain;
pub mod plot;
pub mod reference;
pub mod report;
pub mod sheets;
pub mod timeline;

/// The words of a text, between which a line may be broken: not at the spaces inside of `1 250 000` and `1,4 MB`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    text.split(breaks).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_is_one_word() {
        let words: Vec<_> = super::words(" 1\u{202f}250\u{202f}000 kroner\n1,4\u{a0}MB").collect();
        assert_eq!(words, ["1\u{202f}250\u{202f}000", "kroner", "1,4\u{a0}MB"]);
    }
}
