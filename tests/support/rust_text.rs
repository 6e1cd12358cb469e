//! Reads Rust source as words: which paths a file names, and where, without what stands in comments and strings.
//!
//! Textual on purpose: macros are not expanded. What a macro's arguments name is seen, what it makes of them is not.

/// A path that a file names: `crate::store::Pool` is `["crate", "store", "Pool"]`.
///
/// The branches of a `use a::{b, c};` come one by one; a glob ends in `*`, `self` in a group is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub segments: Vec<String>,
    /// Counted from 1.
    pub line: usize,
    /// Whether an import names it, so that later text may go on from its last word.
    pub imported: bool,
    /// How many inline `mod name { … }` surround it; each takes one `super`.
    pub depth: usize,
}

/// What one file says.
#[derive(Debug, Default)]
pub struct Text {
    /// Outside of `#[cfg(test)]`.
    pub paths: Vec<Named>,
    /// Macros called as `name!`, with their lines, tests included.
    pub macros: Vec<(String, usize)>,
    /// Modules declared as `#[cfg(test)] mod name;`: their files are tests too.
    pub test_modules: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    /// A word, `::`, or one other character. A literal is `"`.
    text: String,
    line: usize,
}

/// Reads one file.
pub fn read(source: &str) -> Text {
    let tokens = tokens(source);
    let mut text = Text::default();
    let (mut at, mut braces) = (0, 0_usize);
    let mut modules: Vec<usize> = Vec::new();
    while at < tokens.len() {
        let is = |offset: usize, word: &str| tokens.get(at + offset).is_some_and(|token| token.text == word);
        if starts_test(&tokens[at..]) {
            let end = item_end(&tokens, at);
            let item = &tokens[at..end];
            note_macros(item, &mut text);
            if let [.., keyword, name, end] = item
                && (keyword.text.as_str(), end.text.as_str()) == ("mod", ";")
            {
                text.test_modules.push(name.text.clone());
            }
            at = end;
        } else if is(0, "mod") && is(2, "{") {
            modules.push(braces);
            braces += 1;
            at += 3;
        } else if is(0, "{") {
            braces += 1;
            at += 1;
        } else if is(0, "}") {
            braces = braces.saturating_sub(1);
            if modules.last() == Some(&braces) {
                modules.pop();
            }
            at += 1;
        } else if is(0, "use") && !is(1, "<") {
            let end =
                tokens[at..].iter().position(|token| token.text == ";").map_or(tokens.len(), |n| at + n);
            branches(&tokens[at + 1..end], &[], modules.len(), &mut text.paths);
            at = end;
        } else if is_word(&tokens[at].text) {
            let mut end = at + 1;
            while tokens.get(end).is_some_and(|token| token.text == "::")
                && tokens.get(end + 1).is_some_and(|token| is_word(&token.text))
            {
                end += 2;
            }
            let segments = tokens[at..end].iter().step_by(2).map(|token| token.text.clone()).collect();
            text.paths.push(Named { segments, line: tokens[at].line, imported: false, depth: modules.len() });
            note_macros(&tokens[at..(end + 2).min(tokens.len())], &mut text);
            at = end;
        } else {
            at += 1;
        }
    }
    text
}

/// Whether an item for tests alone begins here: `#[cfg(test)]`, exactly.
fn starts_test(tokens: &[Token]) -> bool {
    const OPENING: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    tokens.len() >= OPENING.len() && tokens.iter().zip(OPENING).all(|(token, word)| token.text == word)
}

/// The index behind the item that starts at `from`: behind its `;`, or behind the brace that closes it.
fn item_end(tokens: &[Token], from: usize) -> usize {
    let mut open = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(from) {
        match token.text.as_str() {
            "{" | "(" | "[" => open += 1,
            ")" | "]" => open = open.saturating_sub(1),
            "}" if open <= 1 => return index + 1,
            "}" => open -= 1,
            ";" if open == 0 => return index + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// `name!` before an opening bracket; `name != other` is none.
fn note_macros(tokens: &[Token], text: &mut Text) {
    for [name, bang, bracket] in tokens.array_windows() {
        if is_word(&name.text) && bang.text == "!" && ["(", "[", "{"].contains(&bracket.text.as_str()) {
            text.macros.push((name.text.clone(), name.line));
        }
    }
}

/// The branches of an import's tree, each as a whole path.
fn branches(tokens: &[Token], before: &[String], depth: usize, found: &mut Vec<Named>) {
    let mut segments = before.to_vec();
    let mut line = tokens.first().map_or(0, |token| token.line);
    let mut any = false;
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            "{" => {
                let end = item_end(tokens, at);
                branches(&tokens[at + 1..end.saturating_sub(1).max(at + 1)], &segments, depth, found);
                (any, at) = (false, end);
                continue;
            }
            "," => {
                if any {
                    found.push(Named { segments: segments.clone(), line, imported: true, depth });
                }
                segments = before.to_vec();
                any = false;
            }
            "as" => at += 1,
            "::" => {}
            "self" if !segments.is_empty() => any = true,
            word => {
                if !any {
                    line = tokens[at].line;
                }
                segments.push(word.to_owned());
                any = true;
            }
        }
        at += 1;
    }
    if any {
        found.push(Named { segments, line, imported: true, depth });
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Cuts a source into tokens; comments vanish, literals become `"`.
fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let peek = |at: usize| chars.get(at).copied().unwrap_or('\0');
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let start = at;
        let mut text = String::new();
        match chars[at] {
            '/' if peek(at + 1) == '/' => at = skip(&chars, at, |at| peek(at) == '\n'),
            '/' if peek(at + 1) == '*' => at = block_comment(&chars, at),
            '"' => (at, text) = (string(&chars, at + 1, None), "\"".into()),
            '\'' if is_char_literal(&chars, at) => (at, text) = (char_literal(&chars, at), "\"".into()),
            c if c.is_alphabetic() || c == '_' => {
                at = skip(&chars, at, |at| !(peek(at).is_alphanumeric() || peek(at) == '_'));
                text = chars[start..at].iter().collect();
                let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
                let is_literal = peek(at + hashes) == '"';
                match text.as_str() {
                    "r" | "br" | "cr" if is_literal => {
                        (at, text) = (string(&chars, at + hashes + 1, Some(hashes)), "\"".into());
                    }
                    "b" | "c" if peek(at) == '"' => (at, text) = (string(&chars, at + 1, None), "\"".into()),
                    "b" if peek(at) == '\'' => (at, text) = (char_literal(&chars, at), "\"".into()),
                    // `r#type` is a word.
                    "r" if hashes == 1 => {
                        at = skip(&chars, at + 1, |at| !(peek(at).is_alphanumeric() || peek(at) == '_'));
                        text = chars[start + 2..at].iter().collect();
                    }
                    _ => {}
                }
            }
            c if c.is_ascii_digit() => {
                at = skip(&chars, at, |at| !(peek(at).is_alphanumeric() || peek(at) == '_'));
                text = "\"".into();
            }
            ':' if peek(at + 1) == ':' => (at, text) = (at + 2, "::".into()),
            c => {
                at += 1;
                if !c.is_whitespace() {
                    text.push(c);
                }
            }
        }
        if !text.is_empty() {
            found.push(Token { text, line });
        }
        line += chars[start..at].iter().filter(|c| **c == '\n').count();
    }
    found
}

/// The first index from `at` on where `stop` holds, or the end.
fn skip(chars: &[char], at: usize, stop: impl Fn(usize) -> bool) -> usize {
    (at..chars.len()).find(|at| stop(*at)).unwrap_or(chars.len())
}

/// The index behind a block comment, which may hold others.
fn block_comment(chars: &[char], mut at: usize) -> usize {
    let mut open = 0_usize;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (open, at) = (open + 1, at + 2),
            ('*', Some('/')) if open == 1 => return at + 2,
            ('*', Some('/')) => (open, at) = (open - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

/// The index behind a string's closing quote; `at` is behind the opening one. Raw strings end with their hashes.
fn string(chars: &[char], mut at: usize, raw: Option<usize>) -> usize {
    while at < chars.len() {
        match (chars[at], raw) {
            ('\\', None) => at += 2,
            ('"', None) => return at + 1,
            ('"', Some(hashes))
                if chars[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes =>
            {
                return at + 1 + hashes;
            }
            _ => at += 1,
        }
    }
    chars.len()
}

/// Whether a `'` opens a character and not a lifetime: `'a'` and `'\n'` do, `'a` does not.
fn is_char_literal(chars: &[char], at: usize) -> bool {
    chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'')
}

/// The index behind a character's closing quote.
fn char_literal(chars: &[char], at: usize) -> usize {
    let escaped = usize::from(chars.get(at + 1) == Some(&'\\'));
    skip(chars, at + 2 + escaped, |at| chars[at] == '\'').saturating_add(1).min(chars.len())
}
