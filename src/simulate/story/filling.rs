//! How stories fill in forms and say what was verified.
//!
//! `fills A well turnover=12 topics=housing,schools references=housing/2024,school/2023`: answers by field, several
//! with commas between, the columns of a row with slashes. What is not said is filled in the usual way; a field with nothing
//! behind its sign (`turnover=`) is left out.

use std::collections::BTreeMap;

use super::{Teller, uuid};
use crate::engine::digest::Digest;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, AttachmentId};
use crate::engine::steps::screening::{Check, GivenVerdict};
use crate::engine::workflow::definition::{Column, Field, FieldKind};
use crate::engine::workflow::facts::{self, Fact};
use crate::engine::workflow::form::{Answer, Content, FileRef, Row};

impl Teller<'_> {
    /// Contents: `empty`, or everything but the field called `what`, with the answers in `said`.
    pub(super) fn content(
        &self,
        application: ApplicationId,
        what: &str,
        typed: &str,
        said: &[&str],
    ) -> Result<Content, String> {
        let found = self.world.case.applications.get(&application);
        let (track, stage) = found.map_or(("", None), |found| (found.track.as_str(), found.stage.as_deref()));
        content_of(&self.world.loaded.definition.form_of(track, stage), what, typed, said)
    }

    /// The verdict of one check: met unless it is `failing`; what was verified is what was `said`, or the usual.
    pub(super) fn verdict(
        &mut self,
        application: ApplicationId,
        check: &Check,
        (met, said): (bool, Option<&str>),
        text: &str,
    ) -> Result<GivenVerdict, String> {
        let definition = &self.world.loaded.definition;
        let field = check.field.as_ref().and_then(|id| definition.field(id)).filter(|_| check.verifies);
        let declared = self.world.case.applications.get(&application).and_then(|a| a.declared.clone());
        let declared = field.and_then(|field| declared?.facts.get(&facts::name(&field.id)).cloned());
        let usual = check.min.as_ref().map(|min| if met { min.clone() } else { Exact::ZERO });
        // A declared number below the minimum is not met, whatever the story thinks.
        let below = match (&declared, &check.min) {
            (Some(Fact::Number(number)), Some(min)) => said.is_none() && number < min,
            _ => false,
        };
        let met = met && !below;
        let (mut verified, mut found) = (None, None);
        let differs;
        let takes =
            field.map(|field| &field.takes).filter(|takes| !matches!(takes, FieldKind::Number { .. }));
        if let Some(takes) = takes {
            found = match said {
                Some(said) => Some(fact(takes, said)?),
                None => declared.map(|declared| match declared {
                    Fact::Rows(rows) => Fact::Counted((1..).zip(&rows).map(|(n, _)| n).collect()),
                    other => other,
                }),
            };
            differs = said.is_some();
        } else {
            let said = said.map(|figure| figure.parse::<Exact>().map_err(|_| "a figure")).transpose()?;
            let number = match declared {
                Some(Fact::Number(number)) if met || below => Some(number),
                _ => None,
            };
            differs = field.is_some() && said.is_some() && said != number;
            verified = said.or(number).or(usual);
        }
        let reason = (!met || differs).then(|| self.world.prose(text));
        Ok(GivenVerdict { met, verified, found, reason })
    }
}

/// Contents of `form`: `empty`, or everything but the field called `what`, with the answers in `said`.
pub fn content_of(form: &[&Field], what: &str, typed: &str, said: &[&str]) -> Result<Content, String> {
    let mut content = Content::default();
    if what == "empty" {
        return Ok(content);
    }
    for field in form {
        let own = said.iter().find_map(|word| word.strip_prefix(&field.id)?.strip_prefix('='));
        let answer = match (&field.takes, own) {
            (FieldKind::Text { chars_max }, _) => {
                Answer::Text(format!("{typed} {what}").chars().take(*chars_max as usize).collect())
            }
            (FieldKind::Files { .. }, _) => Answer::Files(vec![FileRef {
                attachment: AttachmentId::new(uuid(what)),
                name: "reference.pdf".into(),
                size_bytes: 4,
                sha256: Digest::of(&[b"%PDF"]),
                media_type: "application/pdf".into(),
            }]),
            (FieldKind::Declaration {}, own) => Answer::Confirmed(own != Some("no")),
            (FieldKind::Choices { options, .. }, own) => {
                let chosen = own.map(|own| list(own).map(ToOwned::to_owned).collect());
                Answer::Several(chosen.unwrap_or_else(|| vec![options[0].id.clone()]))
            }
            (FieldKind::Rows { columns, .. }, own) => {
                let rows: Vec<_> = own.map_or_else(|| vec![""], |own| list(own).collect());
                Answer::Rows(rows.into_iter().map(|said| row(columns, said)).collect())
            }
            (takes, own) => Answer::Text(own.map_or_else(|| usual(takes), ToOwned::to_owned)),
        };
        if field.id != what && own != Some("") {
            content.answers.insert(field.id.clone(), answer);
        }
    }
    let known = |word: &&&str| {
        let id = word.split('=').next().unwrap_or_default();
        form.iter().any(|field| field.id == id)
    };
    match said.iter().find(|word| !known(word)) {
        Some(word) => Err(format!("the form has no field for `{word}`")),
        None => Ok(content),
    }
}

fn list(said: &str) -> impl Iterator<Item = &str> {
    said.split(',').filter(|part| !part.is_empty())
}

/// One row: what is said, column by column, and the usual for the rest.
fn row(columns: &[Column], said: &str) -> Row {
    let mut said = said.split('/');
    let cells = columns.iter().map(|column| {
        let own = said.next().filter(|own| !own.is_empty());
        (column.id.clone(), own.map_or_else(|| usual(&column.takes), ToOwned::to_owned))
    });
    cells.collect::<BTreeMap<_, _>>()
}

/// What is filled in where a story says nothing.
fn usual(takes: &FieldKind) -> String {
    match takes {
        FieldKind::Number { min, max, .. } => number(min.as_ref(), max.as_ref()),
        FieldKind::Date { min, max } => {
            max.as_ref().or(min.as_ref()).cloned().unwrap_or_else(|| "2026-01-31".into())
        }
        FieldKind::Choice { options } | FieldKind::Choices { options, .. } => options[0].id.clone(),
        FieldKind::YesNo {} => "yes".into(),
        FieldKind::Text { .. }
        | FieldKind::Declaration {}
        | FieldKind::Rows { .. }
        | FieldKind::Files { .. } => "something".into(),
    }
}

/// The figure that stories fill in: two million, or the nearest that the field accepts.
fn number(min: Option<&Exact>, max: Option<&Exact>) -> String {
    let usual = Exact::from_int(2_000_000);
    match (min, max) {
        (_, Some(max)) if usual > *max => max.to_string(),
        (Some(min), _) if usual < *min => min.to_string(),
        _ => "2.000.000".into(),
    }
}

/// What a story says was verified.
fn fact(takes: &FieldKind, said: &str) -> Result<Fact, String> {
    let found = match takes {
        FieldKind::Rows { .. } => {
            let rows = list(said).map(|row| row.parse().ok()).collect::<Option<_>>();
            rows.map(Fact::Counted)
        }
        FieldKind::Choices { options, .. } => Some(facts::chosen(options, list(said))),
        FieldKind::Declaration {} => facts::typed(&FieldKind::YesNo {}, said),
        takes => facts::typed(takes, said),
    };
    found.ok_or_else(|| format!("`{said}` is no answer to that field"))
}
