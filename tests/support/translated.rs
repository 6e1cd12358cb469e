//! Whether a finding can be said in Danish and bokmål, with all that it names.

use trespor::i18n::{Lang, findings};

/// What stands between backticks, in order.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// What is wrong with the Danish and the bokmål of a finding: there is none, it is the English, or a value is missing.
pub fn wrong(message: &str, hint: Option<&str>) -> Vec<String> {
    let mut wrong = Vec::new();
    for lang in [Lang::Da, Lang::Nb] {
        for english in [Some(message), hint].into_iter().flatten() {
            match findings::in_language(lang, english) {
                None => wrong.push(format!("no {lang:?} for: {english}")),
                Some(said) if said.eq_ignore_ascii_case(&format!("{english}.")) && english.contains(' ') => {
                    wrong.push(format!("the {lang:?} is English: {said}"));
                }
                Some(said) => {
                    let lacks = code(english).filter(|value| !said.contains(&format!("`{value}`")));
                    wrong.extend(lacks.map(|value| format!("the {lang:?} lacks `{value}`: {said}")));
                }
            }
        }
    }
    wrong
}
