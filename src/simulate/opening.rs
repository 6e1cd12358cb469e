//! What a story says of the gate and of amendments.

use std::fmt::Write as _;

use super::story::Teller;
use crate::engine::amendment::{Amend, Part};
use crate::engine::ids::PersonId;
use crate::engine::instant::Instant;
use crate::engine::rules::{self, Barred, Override};

impl Teller<'_> {
    /// Opens the procedure if it passes the gate; findings by these codes are set aside.
    pub(super) fn opens(
        &mut self,
        actor: PersonId,
        at: Instant,
        codes: &[&str],
        reason: &str,
    ) -> Result<(), String> {
        let overrides: Vec<_> = codes
            .iter()
            .map(|code| Override { code: (*code).to_owned(), reason: self.world.prose(reason) })
            .collect();
        let loaded = self.world.loaded;
        let barred =
            match rules::pass(loaded, rules::pack_of(loaded, at), at, &overrides, &rules::unrehearsed) {
                Ok(passed) => {
                    self.world.open(actor, at, &passed).map_err(|refusal| format!("{refusal:?}"))?;
                    self.log_turns();
                    return Ok(());
                }
                Err(barred) => barred,
            };
        let lines: Vec<String> = match barred {
            Barred::Gate(findings) => findings
                .into_iter()
                .map(|finding| {
                    let (severity, code, message) = (finding.severity.name(), finding.code, finding.message);
                    let rule = finding.rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
                    format!("{severity} {code}{rule}: {message}")
                })
                .collect(),
            Barred::File(findings) => findings
                .into_iter()
                .map(|finding| format!("error {} of the file: {}", finding.code, finding.message))
                .collect(),
            other => vec![format!("{other:?}")],
        };
        for line in lines {
            let _ = writeln!(self.log, "    barred {line}");
        }
        Ok(())
    }

    /// `olga amends tracks.social significant confirm to 2027-02-12T12:00 for social "the new text"`
    /// Nothing where a word is none that it takes.
    pub(super) fn amends(&mut self, part: &str, words: &[&str], text: &str) -> Option<Amend> {
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            match *word {
                "for" | "to" => rest.next().map(|_| ())?,
                "significant" | "confirm" => {}
                _ => return None,
            }
        }
        let definition = self.world.loaded.definition.clone();
        let stands = Part::parse(part, &definition).ok().and_then(|part| part.words(&definition).cloned());
        let languages = definition.languages.clone();
        let after = |word: &str| words.iter().skip_while(|w| **w != word).nth(1).map(|w| (*w).to_owned());
        let old = |language: &String| {
            stands.as_ref().map_or_else(|| "the old text".to_owned(), |words| words.get(language).to_owned())
        };
        Some(Amend {
            part: part.to_owned(),
            before: languages.iter().map(|l| (l.clone(), self.world.prose(&old(l)))).collect(),
            after: languages.iter().map(|l| (l.clone(), self.world.prose(text))).collect(),
            reason: self.world.prose("a reason that is long enough to be one"),
            tracks: after("for").into_iter().collect(),
            significant: words.contains(&"significant"),
            confirm: words.contains(&"confirm"),
            extend: after("to"),
        })
    }
}
