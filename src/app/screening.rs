//! Screening: what those who check see of every application, and what they find.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::judging::{office_sees, text_or_none};
use super::reading::{self, Exhibit, Stage, must_hold, opened, stage, stage_of, staged_title};
use super::{App, AppError, random};
use crate::engine::access;
use crate::engine::case::{Application, Case, MemberKind};
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::ApplicationState;
use crate::engine::steps::screening::{CheckGroup, Command, Finding, GivenVerdict, Spec};
use crate::engine::turn::{self, Verb};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{FieldKind, Role, SignatureCovers, StepDefinition, StepSpec};
use crate::engine::workflow::facts::{self, Fact};
use crate::engine::workflow::form::Problem;
use crate::i18n::Lang;
use crate::store::{self, Db};

/// What the screening page of a track shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreeningDesk {
    /// Title of the procedure.
    pub procedure: String,
    /// Title of the track.
    pub track: String,
    /// IANA zone of the procedure.
    pub zone: String,
    /// Whether what came in has been opened; before that nothing is listed.
    pub opened: bool,
    /// Whether the screening has come, is under way or is over.
    pub stage: Stage,
    /// The applications in the order of their receipt.
    pub applications: Vec<ScreeningRow>,
    /// Applications that the reader has no access to because of a tie.
    pub closed: Vec<ApplicationId>,
    /// Whether the reader may screen.
    pub may_screen: bool,
    /// Whether formal errors can be mended in this screening.
    pub cure: bool,
}

/// One application on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreeningRow {
    /// Which application.
    pub application: ApplicationId,
    /// Names of the members, the lead first.
    pub names: Vec<String>,
    /// When the server had it complete.
    pub submitted_at: Instant,
    /// How often it was submitted.
    pub submitted_count: u32,
    /// What is missing or wrong in the form.
    pub problems: usize,
    /// How many checks have a verdict.
    pub checked: usize,
    /// How many checks there are.
    pub checks: usize,
    /// Whether it takes part, once that is settled.
    pub admitted: Option<bool>,
}

/// The screening page of one application.
#[derive(Clone, Debug, PartialEq)]
pub struct ScreeningSheet {
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
    /// The line of the list.
    pub row: ScreeningRow,
    /// The members, the lead first.
    pub members: Vec<MemberLine>,
    /// What is missing or wrong in the form, with the label of each field.
    pub problems: Vec<(String, Problem)>,
    /// The contents.
    pub exhibit: Exhibit,
    /// The checks, with what was found.
    pub checks: Vec<CheckLine>,
    /// Whether the reader may screen, now.
    pub open: bool,
}

/// One member of an applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberLine {
    /// Name of the organisation or person.
    pub name: String,
    /// Where its letters go.
    pub email: String,
    /// Organisation or person.
    pub kind: MemberKind,
    /// Whether it leads.
    pub lead: bool,
    /// When it signed, and whether that covers what was handed in.
    pub signed: Option<(Instant, bool)>,
    /// When it declined.
    pub declined_at: Option<Instant>,
}

/// One check with what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckLine {
    /// Short name.
    pub id: String,
    /// What is checked.
    pub title: String,
    /// Which group it belongs to.
    pub group: CheckGroup,
    /// What the applicant declared, where the check names a field; the field's label before it.
    pub declared: Option<reading::Answered>,
    /// Smallest verified number that meets it, where it is a number.
    pub min: Option<Exact>,
    /// Whether it is met, once somebody has said.
    pub met: Option<bool>,
    /// The verified number.
    pub verified: Option<Exact>,
    /// What kind of answer is verified here in the place of the declared one; nothing where none is.
    pub verifies: Option<FieldKind>,
    /// Whether the field is a number, so that a verified one can be given.
    pub number: bool,
    /// How many rows were declared, where rows are verified.
    pub rows: u32,
    /// What was verified, where it is no number.
    pub found: Option<Fact>,
    /// Why it is not met, or a remark.
    pub reason: String,
}

/// A verdict as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the check is met.
    pub met: bool,
    /// The verified number.
    pub verified: Option<Exact>,
    /// What was verified, where it is no number.
    pub found: Option<Fact>,
    /// Why, or a remark.
    pub reason: String,
}

/// Verdicts by check.
pub type Verdicts = BTreeMap<String, Verdict>;

impl App {
    /// What the screening page of a track shows `person`.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for somebody who neither screens nor owns nor audits.
    pub async fn screening_desk(
        self: &Arc<Self>,
        person: PersonId,
        procedure: ProcedureId,
        track: &str,
        lang: Lang,
        look: Option<&str>,
    ) -> Result<ScreeningDesk, AppError> {
        let standing = self.whole(procedure, Some(track)).await?.looked_at(track, look)?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let (step, spec) = screening_of(definition, case, track)?;
        must_hold(case, person, &readers(spec), track)?;
        let stage = stage(definition, case, track, &step.id);
        let opened = opened(definition, case, track);
        let (mut applications, mut closed) = (Vec::new(), Vec::new());
        if opened {
            let mut db = self.store.read().await?;
            for a in case.counting(track) {
                match access::reading(definition, case, person, a) {
                    Ok(proof) => {
                        let names = reading::names(&mut db, &proof, a).await?;
                        applications.extend(row(step, spec, a, names));
                    }
                    Err(_) => closed.push(a.id),
                }
            }
        }
        applications.sort_by_key(|row| (row.submitted_at, row.application));
        Ok(ScreeningDesk {
            procedure: definition.title.get(lang.code()).to_owned(),
            track: staged_title(definition, case, track, lang)?,
            zone: definition.zone.clone(),
            opened,
            stage,
            applications,
            closed,
            cure: spec.cure.is_some(),
            may_screen: stage == Stage::Here && must_hold(case, person, &spec.by, track).is_ok(),
        })
    }

    /// One application before those who screen.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for somebody who neither screens nor owns nor audits; the refusal where the
    /// application is sealed or a tie was declared.
    pub async fn screening_sheet(
        self: &Arc<Self>,
        person: PersonId,
        id: ApplicationId,
        lang: Lang,
        look: Option<&str>,
    ) -> Result<ScreeningSheet, AppError> {
        let standing = self.with_application(id).await?;
        let found = standing.case.applications.get(&id).ok_or(AppError::NotFound("application"))?;
        let track = found.track.clone();
        let standing = standing.looked_at(&track, look)?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let found = case.applications.get(&id).ok_or(AppError::NotFound("application"))?;
        office_sees(case, person, id, &track)?;
        let (step, spec) = screening_of(definition, case, &track)?;
        must_hold(case, person, &readers(spec), &track)?;
        let proof = access::reading(definition, case, person, found).map_err(AppError::Refused)?;
        if proof.blind() {
            return Err(AppError::Refused(Refusal::NotAllowed { needs: spec.by.clone() }));
        }
        let mut db = self.store.read().await?;
        let names = reading::names(&mut db, &proof, found).await?;
        let exhibit = reading::exhibit(self, &mut db, definition, &proof, found, lang).await?;
        let checks = checks(&mut db, definition, (step, spec), found, &exhibit, lang).await?;
        let submitted = found.submitted.as_ref().ok_or(AppError::NotFound("application"))?;
        let problem = |problem: &Problem| {
            let label = definition.field(&problem.field).map(|field| field.label.get(lang.code()));
            (label.unwrap_or(&problem.field).to_owned(), problem.clone())
        };
        Ok(ScreeningSheet {
            procedure: case.procedure.id,
            procedure_title: definition.title.get(lang.code()).to_owned(),
            track_title: staged_title(definition, case, &track, lang)?,
            zone: definition.zone.clone(),
            row: row(step, spec, found, names).ok_or(AppError::NotFound("application"))?,
            members: members(&mut db, definition, found).await?,
            problems: submitted.version.problems.iter().map(problem).collect(),
            exhibit,
            checks,
            open: stage(definition, case, &track, &step.id) == Stage::Here
                && must_hold(case, person, &spec.by, &track).is_ok(),
            track,
        })
    }

    /// Gives verdicts; what is as it was is not recorded again.
    pub async fn screen(
        self: &Arc<Self>,
        actor: PersonId,
        id: ApplicationId,
        given: Verdicts,
        lang: Lang,
    ) -> Result<(), AppError> {
        let sheet = self.screening_sheet(actor, id, lang, None).await?;
        let same = |id: &str, given: &Verdict| {
            sheet.checks.iter().any(|check| {
                check.id == id
                    && check.met == Some(given.met)
                    && check.verified == given.verified
                    && check.found == given.found
                    && check.reason == given.reason.trim()
            })
        };
        let verdicts: BTreeMap<_, _> = given
            .into_iter()
            .filter(|(id, verdict)| !same(id, verdict))
            .map(|(id, Verdict { met, verified, found, reason })| {
                let reason = (!reason.trim().is_empty()).then(|| random::prose(reason.trim()));
                (id, GivenVerdict { met, verified, found, reason })
            })
            .collect();
        // A file without checks still wants to hear that somebody has looked.
        if verdicts.is_empty() && sheet.open && sheet.row.admitted.is_some() {
            return Ok(());
        }
        let verb = Verb::Screening(Command::Screen { application: id, verdicts });
        self.act(sheet.procedure, self.receive(), turn::Command { actor, verb }).await?;
        Ok(())
    }

    /// Ends the screening of a track.
    pub async fn finish_screening(
        self: &Arc<Self>,
        actor: PersonId,
        procedure: ProcedureId,
        track: &str,
    ) -> Result<(), AppError> {
        let standing = self.head(procedure).await?;
        must_hold(&standing.case, actor, &Role::ALL, track)?;
        let verb = Verb::Screening(Command::Finish { track: track.to_owned() });
        self.act(procedure, self.receive(), turn::Command { actor, verb }).await?;
        Ok(())
    }
}

/// The screening that `track` is in, or the last one of its stage that it came to, or the first of that.
pub(super) fn screening_of<'d>(
    definition: &'d Definition,
    case: &'d Case,
    track: &str,
) -> Result<(&'d StepDefinition, &'d Spec), AppError> {
    let all = || {
        definition.steps_of_in(track, stage_of(case, track)).filter_map(|step| match &step.does {
            StepSpec::Screening(spec) => Some((step, spec)),
            _ => None,
        })
    };
    let come = |step: &StepDefinition| stage(definition, case, track, &step.id) != Stage::Ahead;
    let last = all().filter(|(step, _)| come(step)).last();
    last.or_else(|| all().next()).ok_or(AppError::NotFound("screening"))
}

/// Who reads: those who screen, the owner, the secretary and the auditor.
pub(super) fn readers(spec: &Spec) -> Vec<Role> {
    let mut readers = vec![Role::Owner, Role::Secretary, Role::Auditor];
    readers.extend(&spec.by);
    readers
}

fn finding(step: &StepDefinition, application: &Application) -> Finding {
    match application.states.get(&step.id) {
        Some(ApplicationState::Screening(finding)) => finding.clone(),
        _ => Finding::default(),
    }
}

fn row(
    step: &StepDefinition,
    spec: &Spec,
    application: &Application,
    names: Vec<String>,
) -> Option<ScreeningRow> {
    let submitted = application.submitted.as_ref()?;
    let finding = finding(step, application);
    Some(ScreeningRow {
        application: application.id,
        names,
        submitted_at: submitted.at,
        submitted_count: submitted.count,
        problems: submitted.version.problems.len(),
        checked: finding.verdicts.len(),
        checks: spec.checks_of(&application.track).count(),
        admitted: finding.admitted,
    })
}

/// The caller has shown that the reader may know who applies.
async fn members(
    db: &mut Db,
    definition: &Definition,
    application: &Application,
) -> Result<Vec<MemberLine>, AppError> {
    let parties = store::applications::parties(db, application.id).await?;
    let handed_in = application.submitted.as_ref().map(|submitted| submitted.received().content);
    let covers = definition.applicants.consortium.as_ref().map(|consortium| consortium.signature);
    let mandate = covers == Some(SignatureCovers::Mandate);
    let line = |member: &crate::engine::case::Member| {
        let party = parties.get(&member.id);
        MemberLine {
            name: party.map(|party| party.name.clone()).unwrap_or_default(),
            email: party.map(|party| party.email.clone()).unwrap_or_default(),
            kind: member.kind,
            lead: member.lead,
            signed: member.signed.as_ref().map(|s| (s.at, mandate || Some(s.content) == handed_in)),
            declined_at: member.declined_at,
        }
    };
    Ok(application.members.iter().map(line).collect())
}

/// How many rows an application declares in a field.
fn declared_rows(application: &Application, field: &str) -> u32 {
    let declared = application.declared.as_ref().and_then(|declared| declared.facts.get(&facts::name(field)));
    match declared {
        Some(Fact::Rows(rows)) => u32::try_from(rows.len()).unwrap_or(u32::MAX),
        _ => 0,
    }
}

async fn checks(
    db: &mut Db,
    definition: &Definition,
    (step, spec): (&StepDefinition, &Spec),
    application: &Application,
    exhibit: &Exhibit,
    lang: Lang,
) -> Result<Vec<CheckLine>, AppError> {
    let finding = finding(step, application);
    let mut checks = Vec::new();
    for check in spec.checks_of(&application.track) {
        let verdict = finding.verdicts.get(&check.id);
        let field = check.field.as_ref().and_then(|id| definition.field(id));
        let declared = check.field.as_ref().and_then(|id| exhibit.answers.iter().find(|a| a.field == *id));
        checks.push(CheckLine {
            id: check.id.clone(),
            title: check.title.get(lang.code()).to_owned(),
            group: check.group,
            declared: declared.cloned(),
            min: check.min.clone(),
            met: verdict.map(|verdict| verdict.met),
            verified: verdict.and_then(|verdict| verdict.verified.clone()),
            verifies: field.filter(|_| check.verifies).map(|field| field.takes.clone()),
            number: field.is_some_and(|field| matches!(field.takes, FieldKind::Number { .. })),
            rows: field.map_or(0, |field| declared_rows(application, &field.id)),
            found: verdict.and_then(|verdict| verdict.found.clone()),
            reason: text_or_none(db, verdict.and_then(|verdict| verdict.reason)).await?,
        });
    }
    Ok(checks)
}
