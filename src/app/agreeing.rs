//! Consensus: the marks that evaluators locked, side by side, and what the panel agreed on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::criteria::{self, Criterion};
use super::judging::{Marked, OtherSheet, admitted, locked_sheets, office_sees, step_of, text_or_none};
use super::reading::{Stage, must_hold, stage, stage_of, staged_title};
use super::typing::{self, Typed};
use super::{App, AppError, random};
use crate::engine::access;
use crate::engine::case::{Application, Case};
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::select::middle;
use crate::engine::steps::ApplicationState;
use crate::engine::steps::consensus::{Agreement, Command, GivenAgreed, Spec};
use crate::engine::turn::{self, Verb};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepDefinition, StepSpec};
use crate::i18n::Lang;
use crate::store::Db;

/// What the consensus page of a track shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsensusDesk {
    /// Title of the procedure.
    pub procedure: String,
    /// Title of the track.
    pub track: String,
    /// IANA zone of the procedure.
    pub zone: String,
    /// Whether the consensus has come, is under way or is over.
    pub stage: Stage,
    /// The applications, those with the widest spread first.
    pub applications: Vec<Compared>,
    /// Applications that the reader has no access to, because of a tie or for want of a declaration.
    pub closed: Vec<ApplicationId>,
    /// Whether the reader may record what was agreed.
    pub may_agree: bool,
}

/// One application with its marks side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Which application.
    pub application: ApplicationId,
    /// Its criteria.
    pub lines: Vec<ComparedLine>,
}

/// One criterion with everybody's marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedLine {
    /// What is judged.
    pub criterion: Criterion,
    /// Points and reason by the letter of the evaluator.
    pub marks: Vec<(String, Exact, String)>,
    /// The mean of the points.
    pub mean: Option<Exact>,
    /// The largest less the smallest points.
    pub spread: Exact,
    /// What was agreed, if anything was.
    pub agreed: Option<AgreedLine>,
}

/// What was agreed on one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreedLine {
    /// The agreed points.
    pub points: Exact,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub at: Instant,
}

/// The consensus page of one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsensusSheet {
    /// Of which procedure.
    pub procedure: ProcedureId,
    /// Title of the procedure.
    pub procedure_title: String,
    /// In which track.
    pub track: String,
    /// Title of the track.
    pub track_title: String,
    /// IANA zone of the procedure.
    pub zone: String,
    /// Characters that the reason for a change has at least.
    pub reason_chars_min: u32,
    /// Whether the reader may record what was agreed, now.
    pub open: bool,
    /// What the reader typed and has not recorded, and when it was saved, where something can be recorded.
    pub typed: Option<(Typed, Instant)>,
    /// The marks and what was agreed.
    pub compared: Compared,
}

impl ComparedLine {
    /// The points that all gave, where they are of one mind.
    pub fn common(&self) -> Option<&Exact> {
        let (_, first, _) = self.marks.first()?;
        self.marks.iter().all(|(_, points, _)| points == first).then_some(first)
    }

    /// The middle of the points, or the mean of the two in the middle.
    pub fn median(&self) -> Option<Exact> {
        middle::median(self.marks.iter().map(|(_, points, _)| points))
    }

    /// Which of the marks stand apart from the others, in their order.
    pub fn apart(&self) -> Vec<bool> {
        middle::apart(&self.marks.iter().map(|(_, points, _)| points).collect::<Vec<_>>())
    }
}

/// Everything that was judged, the widest difference between evaluators first; equals by code and in the order of the
/// form.
pub fn differences(applications: &[Compared]) -> Vec<(ApplicationId, &ComparedLine)> {
    let mut found: Vec<_> = applications
        .iter()
        .flat_map(|compared| compared.lines.iter().map(move |line| (compared.application, line)))
        .filter(|(_, line)| !line.marks.is_empty())
        .collect();
    found.sort_by_cached_key(|(id, line)| (std::cmp::Reverse(relative_spread(line)), id.code()));
    found
}

impl Compared {
    /// How far the evaluators are apart: the widest spread of a criterion, then all spreads together.
    pub fn disagreement(&self) -> (Exact, Exact) {
        let widest = self.lines.iter().map(relative_spread).max().unwrap_or(Exact::ZERO);
        (widest, self.lines.iter().map(relative_spread).sum())
    }

    /// How many criteria have agreed points.
    pub fn agreed(&self) -> usize {
        self.lines.iter().filter(|line| line.agreed.is_some()).count()
    }
}

/// The spread as a share of the scale, so that scales of different length compare.
fn relative_spread(line: &ComparedLine) -> Exact {
    let width = line.criterion.ends.as_ref().map(|(lowest, highest)| highest - lowest);
    width.and_then(|width| line.spread.checked_div(&width)).unwrap_or_else(|| line.spread.clone())
}

impl App {
    /// What the consensus page of a track shows `person`. Marks come only once the scoring is over.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for somebody who does not lead the panel.
    pub async fn consensus_desk(
        self: &Arc<Self>,
        person: PersonId,
        procedure: ProcedureId,
        track: &str,
        lang: Lang,
        look: Option<&str>,
    ) -> Result<ConsensusDesk, AppError> {
        let standing = self.whole(procedure, Some(track)).await?.looked_at(track, look)?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let (step, spec) = consensus_of(definition, case, track)?;
        must_hold(case, person, &readers(spec), track)?;
        let stage = stage(definition, case, track, &step.id);
        let (mut applications, mut closed) = (Vec::new(), Vec::new());
        if stage != Stage::Ahead {
            let mut db = self.store.read().await?;
            for a in admitted(definition, case, track) {
                if access::reading(definition, case, person, a).is_ok() {
                    applications.push(compared(&mut db, definition, case, step, spec, a, lang).await?);
                } else {
                    closed.push(a.id);
                }
            }
        }
        applications.sort_by_cached_key(|compared| {
            (std::cmp::Reverse(compared.disagreement()), compared.application.code())
        });
        closed.sort_by_key(|id| id.code());
        Ok(ConsensusDesk {
            procedure: definition.title.get(lang.code()).to_owned(),
            track: staged_title(definition, case, track, lang)?,
            zone: definition.zone.clone(),
            stage,
            applications,
            closed,
            may_agree: stage == Stage::Here && must_hold(case, person, &spec.by, track).is_ok(),
        })
    }

    /// The marks of one application, with what was agreed on each criterion.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for somebody who does not lead the panel; the refusal where they may not
    /// read the application, or where the consensus has not come.
    pub async fn consensus_sheet(
        self: &Arc<Self>,
        person: PersonId,
        id: ApplicationId,
        lang: Lang,
        look: Option<&str>,
    ) -> Result<ConsensusSheet, AppError> {
        let (standing, track) = self.standing_of(id).await?;
        let standing = standing.looked_at(&track, look)?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let (step, spec) = consensus_of(definition, case, &track)?;
        must_hold(case, person, &readers(spec), &track)?;
        let found = office_sees(case, person, id, &track)?;
        let stage = stage(definition, case, &track, &step.id);
        if stage == Stage::Ahead {
            return Err(AppError::Refused(Refusal::NotYet { step: step.id.clone() }));
        }
        access::reading(definition, case, person, found).map_err(AppError::Refused)?;
        let open = stage == Stage::Here && must_hold(case, person, &spec.by, &track).is_ok();
        let mut db = self.store.read().await?;
        let typed = typing::kept(&mut db, (id, &step.id, person)).await?.filter(|_| open);
        Ok(ConsensusSheet {
            procedure: case.procedure.id,
            procedure_title: definition.title.get(lang.code()).to_owned(),
            track_title: staged_title(definition, case, &track, lang)?,
            zone: definition.zone.clone(),
            reason_chars_min: spec.reason_chars_min,
            open,
            typed,
            compared: compared(&mut db, definition, case, step, spec, found, lang).await?,
            track,
        })
    }

    /// Keeps what the chair typed, so that another device has it too. Nothing is recorded by this.
    ///
    /// # Errors
    /// What [`App::consensus_sheet`] refuses, [`Refusal::Unchanged`] where nothing can be recorded here now, and a
    /// value that is too long.
    pub async fn keep_typed(
        self: &Arc<Self>,
        person: PersonId,
        id: ApplicationId,
        typed: &Typed,
        lang: Lang,
    ) -> Result<(), AppError> {
        let sheet = self.consensus_sheet(person, id, lang, None).await?;
        if !sheet.open {
            return Err(AppError::Refused(Refusal::Unchanged));
        }
        let known = |criterion: &str| sheet.compared.lines.iter().any(|line| line.criterion.id == criterion);
        // The script sends what was changed: the rest stays as it was kept.
        let mut all = sheet.typed.map(|(kept, _)| kept).unwrap_or_default();
        let changed = typed.iter().filter(|(criterion, _)| known(criterion));
        all.extend(changed.map(|(id, of)| (id.clone(), of.clone())));
        let step = self.consensus_step(id).await?;
        self.keep_on((id, &step, person), &all).await
    }

    /// Short name of the consensus that an application is in.
    async fn consensus_step(self: &Arc<Self>, id: ApplicationId) -> Result<String, AppError> {
        let (standing, track) = self.standing_of(id).await?;
        let (step, _) = consensus_of(&standing.loaded.definition, &standing.case, &track)?;
        Ok(step.id.clone())
    }

    /// Records what was agreed; what is as it was is not recorded again. What was typed before is forgotten then.
    pub async fn agree(
        self: &Arc<Self>,
        actor: PersonId,
        id: ApplicationId,
        given: Marked,
        lang: Lang,
    ) -> Result<(), AppError> {
        let sheet = self.consensus_sheet(actor, id, lang, None).await?;
        let before = |criterion: &str| {
            let line = sheet.compared.lines.iter().find(|line| line.criterion.id == criterion)?;
            line.agreed.as_ref()
        };
        let agreed: BTreeMap<_, _> = given
            .into_iter()
            .filter(|(criterion, (points, reason))| {
                before(criterion).is_none_or(|a| a.points != *points || a.reason != reason.trim())
            })
            .map(|(criterion, (points, reason))| {
                let reason = (!reason.trim().is_empty()).then(|| random::prose(reason.trim()));
                (criterion, GivenAgreed { points, reason })
            })
            .collect();
        if !agreed.is_empty() || !sheet.open {
            let verb = Verb::Consensus(Command::Agree { application: id, agreed });
            self.act(sheet.procedure, self.receive(), turn::Command { actor, verb }).await?;
        }
        self.forget_on((id, &self.consensus_step(id).await?, actor)).await
    }

    /// Ends the consensus of a track.
    pub async fn finish_consensus(
        self: &Arc<Self>,
        actor: PersonId,
        procedure: ProcedureId,
        track: &str,
    ) -> Result<(), AppError> {
        let standing = self.head(procedure).await?;
        must_hold(&standing.case, actor, &Role::ALL, track)?;
        let verb = Verb::Consensus(Command::Finish { track: track.to_owned() });
        self.act(procedure, self.receive(), turn::Command { actor, verb }).await?;
        Ok(())
    }
}

/// The consensus of the stage that `track` is in.
fn consensus_of<'d>(
    definition: &'d Definition,
    case: &'d Case,
    track: &str,
) -> Result<(&'d StepDefinition, &'d Spec), AppError> {
    let found = definition.steps_of_in(track, stage_of(case, track)).find_map(|step| match &step.does {
        StepSpec::Consensus(spec) => Some((step, spec)),
        _ => None,
    });
    found.ok_or(AppError::NotFound("consensus"))
}

/// Who reads the marks: those who agree, the chair, the owner and the auditor.
fn readers(spec: &Spec) -> Vec<Role> {
    let mut readers = vec![Role::Chair, Role::Owner, Role::Auditor];
    readers.extend(&spec.by);
    readers
}

/// The caller has shown that the reader may read the application and that its scoring is over.
async fn compared(
    db: &mut Db,
    definition: &Definition,
    case: &Case,
    step: &StepDefinition,
    spec: &Spec,
    application: &Application,
    lang: Lang,
) -> Result<Compared, AppError> {
    let scoring = if definition.step(&spec.of).is_some() {
        &spec.of
    } else {
        &step_of(definition, case, &application.track)?.0.id
    };
    let sheets = locked_sheets(db, definition, case, scoring, application).await?;
    let agreement = match application.states.get(&step.id) {
        Some(ApplicationState::Consensus(agreement)) => agreement.clone(),
        _ => Agreement::default(),
    };
    let on_record = sheets.iter().flat_map(|sheet| sheet.marks.keys()).chain(agreement.agreed.keys());
    let mut lines = Vec::new();
    let mut criteria = criteria::of_step(definition, &application.track, scoring, on_record, lang);
    criteria::amend(db, &case.procedure, &application.track, &mut criteria, lang).await?;
    for criterion in criteria {
        let agreed = match agreement.agreed.get(&criterion.id) {
            Some(agreed) => Some(AgreedLine {
                points: agreed.points.clone(),
                reason: text_or_none(db, agreed.reason).await?,
                at: agreed.at,
            }),
            None => None,
        };
        lines.push(line(criterion, &sheets, agreed));
    }
    Ok(Compared { application: application.id, lines })
}

fn line(criterion: Criterion, sheets: &[OtherSheet], agreed: Option<AgreedLine>) -> ComparedLine {
    let marks: Vec<_> = sheets
        .iter()
        .filter_map(|sheet| {
            let (points, reason) = sheet.marks.get(&criterion.id)?;
            Some((sheet.letter.clone(), points.clone(), reason.clone()))
        })
        .collect();
    let points = || marks.iter().map(|(_, points, _)| points);
    let spread = match (points().max(), points().min()) {
        (Some(highest), Some(lowest)) => highest - lowest,
        _ => Exact::ZERO,
    };
    let mean = middle::mean(marks.iter().map(|(_, points, _)| points));
    ComparedLine { criterion, marks, mean, spread, agreed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(points: &[i64]) -> ComparedLine {
        let criterion = Criterion {
            id: "quality".into(),
            title: "Quality".into(),
            description: String::new(),
            points: Vec::new(),
            ends: None,
        };
        let sheets: Vec<_> = points
            .iter()
            .zip(["A", "B", "C"])
            .map(|(points, letter)| OtherSheet {
                letter: letter.into(),
                marks: BTreeMap::from([("quality".into(), (Exact::from(*points), "why".into()))]),
            })
            .collect();
        line(criterion, &sheets, None)
    }

    #[test]
    fn a_line_knows_its_mean_its_spread_and_whether_all_are_of_one_mind() {
        let apart = marks(&[1, 4, 5]);
        assert_eq!(apart.mean.as_ref().map(ToString::to_string).as_deref(), Some("10/3"));
        assert_eq!((apart.spread.clone(), apart.common()), (Exact::from(4), None));
        let one = marks(&[3, 3]);
        assert_eq!((one.spread.clone(), one.common()), (Exact::ZERO, Some(&Exact::from(3))));
        assert_eq!((marks(&[]).mean, marks(&[]).common()), (None, None));
    }

    #[test]
    fn differences_come_widest_first_over_all_applications() {
        let of = |id, lines: &[&[i64]]| Compared {
            application: ApplicationId::new(uuid::Uuid::from_u128(id)),
            lines: lines.iter().map(|points| marks(points)).collect(),
        };
        let all = [of(1, &[&[3, 3], &[1, 4]]), of(2, &[&[0, 5], &[], &[2, 3]])];
        let found = differences(&all);
        let spreads: Vec<_> = found.iter().map(|(_, line)| line.spread.to_string()).collect();
        assert_eq!(spreads, ["5", "3", "1", "0"]);
        assert_eq!((found[0].0, found[1].0), (all[1].application, all[0].application));
        assert_eq!(marks(&[1, 4, 5]).apart(), [true, false, false]);
        assert_eq!(marks(&[1, 4]).median().map(|m| m.to_string()).as_deref(), Some("2.5"));
    }

    #[test]
    fn spreads_on_scales_of_different_length_are_compared_as_shares() {
        let mut long = marks(&[10, 40]);
        long.criterion.ends = Some((Exact::ZERO, Exact::from(100)));
        let mut short = marks(&[1, 4]);
        short.criterion.ends = Some((Exact::ZERO, Exact::from(5)));
        let id = ApplicationId::new(uuid::Uuid::from_u128(1));
        let of = |line| Compared { application: id, lines: vec![line] }.disagreement().0;
        assert_eq!(of(long).to_string(), "0.3");
        assert_eq!(of(short).to_string(), "0.6");
    }
}
