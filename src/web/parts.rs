//! What the macros in `templates/parts` draw.

/// One answer of several: a radio button, a box or a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// A line below the label; empty for none.
    pub hint: String,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// The same choice with a hint.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

/// What is wrong with a form: the message beside each field and the list above them all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<FieldError>);

/// One field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The `name` of the field, which is also its `id` on the page.
    pub field: String,
    /// What is wrong and how to mend it, in the reader's language.
    pub message: String,
}

impl Errors {
    /// Adds an error; the first one of a field is the one beside it.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    /// The error beside this field; empty for none.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|error| error.field == field).map_or("", |error| &error.message)
    }

    /// Whether the form is good.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many errors there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The errors in the order they were added.
    pub fn iter(&self) -> std::slice::Iter<'_, FieldError> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Errors {
    type Item = &'a FieldError;
    type IntoIter = std::slice::Iter<'a, FieldError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A link with its words: a crumb, a tab, an entry of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads; empty for the page that is shown.
    pub href: String,
    /// Its words.
    pub label: String,
}

impl Link {
    /// A link to another page.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }

    /// The page that is shown.
    pub fn here(label: impl Into<String>) -> Self {
        Self::new("", label)
    }
}

/// The design system's name for the colour of a look: `ok`, `bad`, `warn`, `info`, else quiet.
pub fn tone(look: impl AsRef<str>) -> &'static str {
    match look.as_ref() {
        "ok" => "success",
        "bad" => "danger",
        "warn" => "warning",
        "info" => "info",
        _ => "neutral",
    }
}

/// How far a step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Behind us.
    Done,
    /// The current one.
    Now,
    /// Ahead.
    Later,
}

impl Progress {
    /// The class in the style sheet; empty for what is ahead.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Done => "is-done",
            Self::Now => "is-now",
            Self::Later => "",
        }
    }
}

/// One step of a list or one event of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What happens.
    pub label: String,
    /// When, or a few words more; empty for none.
    pub detail: String,
    /// How far it has come.
    pub progress: Progress,
}

/// A file that has been received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// The name it was given by its sender.
    pub name: String,
    /// Where it can be fetched; empty if it cannot.
    pub href: String,
    /// Its size in words.
    pub size: String,
    /// Its SHA-256 in hexadecimal.
    pub digest: String,
    /// What the button that removes it sends as `remove`; empty for no button.
    pub remove: String,
}

/// A place in a long list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// The page shown, from 1.
    pub number: u64,
    /// How many lines a page has at most.
    pub size_max: u64,
    /// How many lines there are in all.
    pub total: u64,
    /// The address up to the number: `/letters?page=`.
    pub href: String,
}

impl Paging {
    /// The number of the last page; 1 for an empty list.
    pub fn last(&self) -> u64 {
        self.total.div_ceil(self.size_max.max(1)).max(1)
    }

    /// The first line shown, from 1; 0 for an empty list.
    pub fn from(&self) -> u64 {
        ((self.number.max(1) - 1) * self.size_max + 1).min(self.total)
    }

    /// The last line shown.
    pub fn to(&self) -> u64 {
        (self.number.max(1) * self.size_max).min(self.total)
    }

    /// The numbers to link to: the first, the last and those around the page shown; 0 marks a gap.
    pub fn numbers(&self) -> Vec<u64> {
        let last = self.last();
        let mut numbers = Vec::new();
        for number in [1].into_iter().chain(self.number.saturating_sub(1)..=self.number + 1).chain([last]) {
            let before = numbers.last().copied().unwrap_or(0);
            if number <= before || number > last {
                continue;
            }
            if number > before + 1 && before > 0 {
                numbers.push(0);
            }
            numbers.push(number);
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paging(number: u64, total: u64) -> Paging {
        Paging { number, size_max: 10, total, href: "/x?page=".into() }
    }

    #[test]
    fn a_page_knows_its_place_in_the_list() {
        let places = |number, total| {
            let paging = paging(number, total);
            (paging.from(), paging.to(), paging.last())
        };
        assert_eq!(places(1, 0), (0, 0, 1));
        assert_eq!(places(1, 10), (1, 10, 1));
        assert_eq!(places(2, 11), (11, 11, 2));
        assert_eq!(places(3, 95), (21, 30, 10));
    }

    #[test]
    fn a_long_list_is_shortened_around_the_page_shown() {
        assert_eq!(paging(1, 5).numbers(), [1]);
        assert_eq!(paging(1, 30).numbers(), [1, 2, 3]);
        assert_eq!(paging(5, 95).numbers(), [1, 0, 4, 5, 6, 0, 10]);
        assert_eq!(paging(10, 95).numbers(), [1, 0, 9, 10]);
    }

    #[test]
    fn the_first_error_of_a_field_is_shown_beside_it() {
        let mut errors = Errors::default();
        errors.add("name", "first");
        errors.add("name", "second");
        assert_eq!((errors.of("name"), errors.of("other"), errors.len()), ("first", "", 2));
    }
}
