//! A text of a workflow file, in the languages of the file.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// A text in each of the file's languages, by language code.
// The second part is the language that is written first: what a reader of another language gets.
#[derive(Clone, Debug, Default, serde::Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Words(pub BTreeMap<String, String>, #[serde(skip)] Option<String>);

impl Words {
    /// The text in `language`, or in the language that is written first, or nothing.
    pub fn get(&self, language: &str) -> &str {
        self.0.get(self.language(language)).map_or("", String::as_str)
    }

    /// Whether there is no text in any language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The language of what [`Words::get`] gives.
    pub fn language<'a>(&'a self, language: &'a str) -> &'a str {
        if self.0.contains_key(language) {
            return language;
        }
        self.1.as_ref().or_else(|| self.0.keys().next()).map_or(language, String::as_str)
    }
}

/// The same texts are the same, in whatever order they are written.
impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Words {}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Words;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
                let mut words = Words::default();
                while let Some((language, text)) = map.next_entry::<String, String>()? {
                    if words.0.is_empty() {
                        words.1 = Some(language.clone());
                    }
                    words.0.insert(language, text);
                }
                Ok(words)
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_of_another_language_gets_the_first_one() {
        let words: Words = serde_json::from_str(r#"{"nb": "søknad", "da": "ansøgning"}"#).unwrap();
        assert_eq!((words.get("da"), words.language("da")), ("ansøgning", "da"));
        assert_eq!((words.get("en"), words.language("en")), ("søknad", "nb"));
        assert_eq!(Words::default().get("en"), "");
        let turned: Words = serde_json::from_str(r#"{"da": "ansøgning", "nb": "søknad"}"#).unwrap();
        assert_eq!(turned, words);
    }
}
