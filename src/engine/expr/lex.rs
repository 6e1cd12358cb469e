//! Text to tokens.

use super::{ExprError, SOURCE_CHARS_MAX};
use crate::engine::exact::Exact;

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Number(Exact),
    Text(String),
    Name(String),
    /// One of the operators and brackets below.
    Sign(&'static str),
    End,
}

/// A token and where it stands, in characters from 0.
#[derive(Clone, Debug)]
pub struct Placed {
    pub token: Token,
    pub start: usize,
    pub end: usize,
}

// The longer ones first, so that `<=` is not read as `<`.
const SIGNS: &[&str] = &[
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", "(", ")", "[", "]",
    ",", ".",
];

pub fn lex(source: &str) -> Result<Vec<Placed>, ExprError> {
    let chars: Vec<char> = source.chars().collect();
    if chars.len() > SOURCE_CHARS_MAX {
        return Err(ExprError {
            column: SOURCE_CHARS_MAX,
            message: format!(
                "the expression has {} characters, at most {SOURCE_CHARS_MAX} are read",
                chars.len()
            ),
            hint: Some("split it into several criteria or checks".to_owned()),
        });
    }
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        let start = i;
        if c.is_whitespace() {
            i += 1;
            continue;
        }
        let token = if c.is_ascii_digit() {
            while i < chars.len() && chars[i].is_ascii_digit() {
                i += 1;
            }
            if i + 1 < chars.len() && chars[i] == '.' && chars[i + 1].is_ascii_digit() {
                i += 1;
                while i < chars.len() && chars[i].is_ascii_digit() {
                    i += 1;
                }
            }
            let text: String = chars[start..i].iter().collect();
            let number = Exact::parse(&text).map_err(|e| error(start, e.to_string()))?;
            if i < chars.len() && (chars[i].is_alphabetic() || chars[i] == '_') {
                return Err(error(i, format!("{text:?} runs into {:?}", chars[i])));
            }
            Token::Number(number)
        } else if c.is_ascii_alphabetic() || c == '_' {
            while i < chars.len() && (chars[i].is_ascii_alphanumeric() || chars[i] == '_') {
                i += 1;
            }
            Token::Name(chars[start..i].iter().collect())
        } else if c == '"' || c == '\'' {
            i += 1;
            let mut text = String::new();
            loop {
                match chars.get(i) {
                    None => return Err(error(start, "the text is not closed".to_owned())),
                    Some(&q) if q == c => break,
                    Some('\\') => {
                        i += 1;
                        match chars.get(i) {
                            Some('n') => text.push('\n'),
                            Some(&e) if e == '\\' || e == '"' || e == '\'' => text.push(e),
                            _ => {
                                return Err(error(
                                    i,
                                    "only \\n, \\\\, \\\" and \\' can be written with a backslash".to_owned(),
                                ));
                            }
                        }
                    }
                    Some(&other) => text.push(other),
                }
                i += 1;
            }
            i += 1;
            Token::Text(text)
        } else if let Some(sign) =
            SIGNS.iter().find(|s| chars[i..].iter().take(s.len()).copied().eq(s.chars()))
        {
            i += sign.len();
            Token::Sign(sign)
        } else {
            let mut wrong = error(start, format!("{c:?} means nothing here"));
            if c == '=' {
                wrong.hint = Some("compare with ==".to_owned());
            } else if c == '&' || c == '|' {
                wrong.hint = Some(format!("write {c}{c}"));
            }
            return Err(wrong);
        };
        tokens.push(Placed { token, start, end: i });
    }
    tokens.push(Placed { token: Token::End, start: chars.len(), end: chars.len() });
    Ok(tokens)
}

pub fn error(at: usize, message: String) -> ExprError {
    ExprError { column: at + 1, message, hint: None }
}
