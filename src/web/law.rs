//! What rules a procedure follows, and what was corrected: shown on its public page.

use super::application::{when_at, when_until};
use crate::app::AppError;
use crate::app::tender::TenderPage;
use crate::engine::rules::Binding;
use crate::i18n::{Lang, args};

/// What rules a procedure follows, in words.
#[derive(Clone, Debug, Default)]
pub struct LawPart {
    /// Which pack, or that there is none.
    pub follows: String,
    /// Whether it is followed by choice.
    pub choice: bool,
    /// Until when questions are answered; empty where no rule says so.
    pub answers_by: String,
    /// What was set aside when the procedure opened.
    pub overridden: Vec<String>,
    /// The rules.
    pub rules: Vec<RuleLine>,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct RuleLine {
    /// Its name.
    pub id: String,
    /// What it asks.
    pub text: String,
    /// Where it stands.
    pub source: String,
    /// Whether it was read in its source.
    pub verified: bool,
    /// Whether a person judges it.
    pub judge: bool,
}

/// A published text that was changed.
#[derive(Clone, Debug)]
pub struct AmendmentView {
    /// When.
    pub when: String,
    /// Which text, and whom it concerns.
    pub text: String,
    /// The lines of the old text.
    pub before: String,
    /// The lines of the new text.
    pub after: String,
    /// Why.
    pub reason: String,
}

/// What rules a procedure follows.
pub fn law(found: &TenderPage, lang: Lang) -> Result<LawPart, AppError> {
    let (t, law) = (lang.texts(), &found.law);
    let zone = found.tender.definition().zone.as_str();
    let answers_by = law.answers_by.map(|at| when_until(at, zone)).transpose()?;
    let overridden = law.overridden.iter().map(|(finding, rules, reason)| {
        if rules.is_empty() {
            t.law_overridden_plain(&args::LawOverriddenPlain { finding, reason })
        } else {
            t.law_overridden_line(&args::LawOverriddenLine { finding, reason, rules: rules.join(", ") })
        }
    });
    let mut part = LawPart {
        follows: t.law_none().to_owned(),
        answers_by: answers_by.map(|when| t.law_answers_by(lang.full(&when))).unwrap_or_default(),
        overridden: overridden.collect(),
        ..LawPart::default()
    };
    if let Some(released) = &law.pack {
        let pack = &released.pack;
        let title = pack.title.get(lang.code());
        part.follows = t.law_follows(&args::LawFollows { pack: title, version: pack.version });
        part.choice = pack.binding == Binding::Choice;
        let procedure = found.tender.definition().law.as_ref().map(|law| law.procedure);
        let concerns = |rule: &&_| -> bool { concerns(rule, procedure) };
        part.rules = pack
            .list
            .iter()
            .filter(concerns)
            .map(|rule| RuleLine {
                id: rule.id.clone(),
                text: rule.text.get(lang.code()).to_owned(),
                source: rule.source.clone(),
                verified: rule.prov.verified(),
                judge: rule.judge,
            })
            .collect();
    }
    Ok(part)
}

/// Whether a rule concerns this kind of procedure.
fn concerns(
    rule: &crate::engine::rules::Rule,
    procedure: Option<crate::engine::workflow::ProcedureType>,
) -> bool {
    rule.procedures.is_empty() || procedure.is_some_and(|procedure| rule.procedures.contains(&procedure))
}

/// The corrections, the latest first: it is the one that holds.
pub fn amendments(found: &TenderPage, lang: Lang) -> Result<Vec<AmendmentView>, AppError> {
    let (t, definition) = (lang.texts(), found.tender.definition());
    let mut views = Vec::new();
    for made in found.amendments.iter().rev() {
        let (before, after) = made.texts(definition.spoken_to(lang.code()));
        let mut text = vec![t.amend_line(lang.part(definition, &made.part))];
        if !made.tracks.is_empty() {
            let titles: Vec<_> = made
                .tracks
                .iter()
                .map(|id| definition.track(id).map_or(id.as_str(), |track| track.title.get(lang.code())))
                .collect();
            text.push(t.amend_tracks_line(titles.join(", ")));
        }
        if made.confirm {
            text.push(t.amend_confirm_line().to_owned());
        }
        views.push(AmendmentView {
            when: lang.full(&when_at(made.at, &definition.zone)?),
            text: text.join(" "),
            before: before.to_owned(),
            after: after.to_owned(),
            reason: made.reason.clone(),
        });
    }
    Ok(views)
}

/// A text of the file as it stands now: the latest correction, else what the file says.
pub fn stands<'f>(found: &'f TenderPage, lang: Lang, path: &str, file: &'f str) -> &'f str {
    let latest = found.amendments.iter().rev().find(|made| made.part == path);
    let language = found.tender.definition().spoken_to(lang.code());
    latest.map_or(file, |made| made.texts(language).1)
}
