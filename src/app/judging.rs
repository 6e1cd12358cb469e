//! Scoring: what an evaluator sees of the applications of a track, and what they do with them.
//!
//! Whoever scores sees their own sheet alone until the scoring is over, and who applies only where the
//! workflow file does not say blind.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::criteria::{self, Criterion};
use super::procedures::Standing;
use super::reading::{self, Exhibit, Stage, must_hold, stage, stage_of, staged_title};
use super::typing::{self, Typed};
use super::{App, AppError, random};
use crate::engine::access;
use crate::engine::case::{Application, Case};
use crate::engine::digest::Digest;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::scoring::{self, Command, GivenMark, Spec};
use crate::engine::steps::screening;
use crate::engine::turn::{self, Verb};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepDefinition};
use crate::i18n::Lang;
use crate::store::{self, Db};

/// One application before one reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
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
    /// Which application.
    pub application: ApplicationId,
    /// Whether the reader is kept from knowing who applies.
    pub blind: bool,
    /// What the reader gets.
    pub view: ReviewView,
}

/// What a reader gets of one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewView {
    /// Interests are to be declared first. The names are those of this application, or of all of the
    /// track where the reader must not know which of them this one is.
    Declare(Vec<String>),
    /// A tie was declared, and access is gone.
    Tied,
    /// The contents, and the reader's own sheet where they score.
    Read(Box<Read>),
}

/// The contents beside the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Names of the members; empty for a reader who is blind.
    pub names: Vec<String>,
    /// The contents.
    pub exhibit: Exhibit,
    /// The reader's own sheet; absent for somebody who does not score.
    pub sheet: Option<OwnSheet>,
    /// The others' locked sheets, once the scoring is over.
    pub others: Vec<OtherSheet>,
}

/// An evaluator's own sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSheet {
    /// What is judged, with what the evaluator has said.
    pub lines: Vec<SheetLine>,
    /// Characters that a reason has at least.
    pub reason_chars_min: u32,
    /// When it was locked, if it was.
    pub locked_at: Option<Instant>,
    /// Whether it can still be changed.
    pub open: bool,
    /// What was typed and could not be saved as marks: reasons whose points are still missing.
    pub typed: Typed,
}

/// One criterion of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLine {
    /// What is judged.
    pub criterion: Criterion,
    /// The points given.
    pub points: Option<Exact>,
    /// Why.
    pub reason: String,
}

/// Another evaluator's locked sheet, by letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherSheet {
    /// A, B, C …
    pub letter: String,
    /// Points and reason by criterion.
    pub marks: BTreeMap<String, (Exact, String)>,
}

/// A declaration of interests as it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// Whether there is a tie.
    pub tie: bool,
    /// Those there is a tie to, where the declaration is for a whole track.
    pub parties: BTreeSet<String>,
    /// What the tie is.
    pub reason: String,
}

/// A mark as it is given: points and reason.
pub type Marked = BTreeMap<String, (Exact, String)>;

impl App {
    /// One application as `person` may see it: the declaration first, then the contents and their sheet.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for somebody who may not know of the application.
    pub async fn review(
        self: &Arc<Self>,
        person: PersonId,
        id: ApplicationId,
        lang: Lang,
        look: Option<&str>,
    ) -> Result<Review, AppError> {
        let (standing, track) = self.standing_of(id).await?;
        let standing = standing.looked_at(&track, look)?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let found = office_sees(case, person, id, &track)?;
        let (step, spec) = step_of(definition, case, &track)?;
        let judges = spec.seats(&case.procedure, person, Role::Evaluator, &track);
        let mut review = Review {
            procedure: case.procedure.id,
            procedure_title: definition.title.get(lang.code()).to_owned(),
            track_title: staged_title(definition, case, &track, lang)?,
            track: track.clone(),
            zone: definition.zone.clone(),
            application: id,
            blind: spec.blind,
            view: ReviewView::Tied,
        };
        if judges {
            if !screening::admitted(definition, found) {
                return Err(AppError::NotFound("application"));
            }
            match (stage(definition, case, &track, &step.id), interest(found, step, person)) {
                (Stage::Ahead, _) => {
                    return Err(AppError::Refused(Refusal::NotYet { step: step.id.clone() }));
                }
                (_, Some(true)) => return Ok(review),
                (_, Some(false)) => {}
                (Stage::Here, None) => {
                    let all = || admitted(definition, case, &track).collect();
                    let seen: Vec<_> = if spec.blind { all() } else { vec![found] };
                    let mut db = self.store.read().await?;
                    review.view = ReviewView::Declare(parties(&mut db, &seen).await?);
                    return Ok(review);
                }
                (Stage::Behind, None) => return Err(AppError::Refused(Refusal::DeclareFirst)),
            }
        }
        let proof = match access::reading(definition, case, person, found) {
            Ok(proof) => proof,
            Err(Refusal::Conflicted) => return Ok(review),
            Err(refusal) => return Err(AppError::Refused(refusal)),
        };
        review.blind = proof.blind();
        let mut db = self.store.read().await?;
        let exhibit = reading::exhibit(self, &mut db, definition, &proof, found, lang).await?;
        let names = reading::names(&mut db, &proof, found).await?;
        let (mut sheet, mut others) = (None, Vec::new());
        if judges {
            sheet = Some(own_sheet(&mut db, definition, case, step, spec, person, found, lang).await?);
            if stage(definition, case, &track, &step.id) == Stage::Behind {
                others = locked_sheets(&mut db, definition, case, &step.id, found).await?;
                let own = letters(definition, case, &track, &step.id).remove(&person);
                others.retain(|other| Some(&other.letter) != own.as_ref());
            }
        }
        review.view = ReviewView::Read(Box::new(Read { names, exhibit, sheet, others }));
        Ok(review)
    }

    /// One declaration for every application of the track that the evaluator has not declared on: a tie to
    /// those whose members were named, none to the others. Names are tied to applications here, where the
    /// evaluator does not see it.
    async fn declare_track(
        self: &Arc<Self>,
        person: PersonId,
        track: &str,
        standing: &Standing,
        declaration: &Declaration,
    ) -> Result<(), AppError> {
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let (step, _) = step_of(definition, case, track)?;
        let (mut ties, mut others) = (Vec::new(), Vec::new());
        let mut unknown = if declaration.tie { declaration.parties.clone() } else { BTreeSet::new() };
        {
            let mut db = self.store.read().await?;
            for a in admitted(definition, case, track) {
                let names = parties(&mut db, &[a]).await?;
                let tie = declaration.tie && names.iter().any(|name| declaration.parties.contains(name));
                unknown.retain(|name| !names.contains(name));
                match interest(a, step, person) {
                    Some(true) => {}
                    _ if tie => ties.push(a.id),
                    None => others.push(a.id),
                    Some(false) => {}
                }
            }
        }
        if let Some(value) = unknown.pop_first() {
            // A tie to nobody would open everything.
            return Err(AppError::BadValue { field: "party", value });
        }
        // Ties first: should the rest break off, what is closed is closed.
        let ties = ties.into_iter().map(|id| (id, true));
        for (application, tie) in ties.chain(others.into_iter().map(|id| (id, false))) {
            self.declare_one(case.procedure.id, person, application, tie, &declaration.reason).await?;
        }
        Ok(())
    }

    async fn declare_one(
        self: &Arc<Self>,
        procedure: ProcedureId,
        actor: PersonId,
        application: ApplicationId,
        tie: bool,
        reason: &str,
    ) -> Result<(), AppError> {
        let reason = (tie && !reason.trim().is_empty()).then(|| random::prose(reason.trim()));
        let verb = Verb::Scoring(Command::Declare { application, tie, reason });
        self.act(procedure, self.receive(), turn::Command { actor, verb }).await?;
        Ok(())
    }

    /// Declares interests. Where the reader is blind, the first declaration is for all applications of
    /// the track at once: a tie to somebody on the list closes the application that is theirs.
    ///
    /// A tie that is found later is declared for the one application; it cannot be taken back.
    pub async fn declare(
        self: &Arc<Self>,
        person: PersonId,
        id: ApplicationId,
        declaration: &Declaration,
    ) -> Result<(), AppError> {
        let (standing, track) = self.standing_of(id).await?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let found = office_sees(case, person, id, &track)?;
        must_hold(case, person, &[Role::Evaluator], &track)?;
        let (step, spec) = step_of(definition, case, &track)?;
        match interest(found, step, person) {
            Some(true) => Err(AppError::Refused(Refusal::Conflicted)),
            None if spec.blind => self.declare_track(person, &track, &standing, declaration).await,
            _ => {
                let (tie, reason) = (declaration.tie, &declaration.reason);
                self.declare_one(case.procedure.id, person, id, tie, reason).await
            }
        }
    }

    /// Saves marks on the own sheet; what is as it was is not saved again.
    pub async fn score(
        self: &Arc<Self>,
        actor: PersonId,
        id: ApplicationId,
        given: Marked,
    ) -> Result<(), AppError> {
        let standing = self.with_application(id).await?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let found = case.applications.get(&id).ok_or(AppError::NotFound("application"))?;
        office_sees(case, actor, id, &found.track)?;
        let (step, _) = step_of(definition, case, &found.track)?;
        let before = scoring::panel(found, &step.id).and_then(|panel| panel.sheets.get(&actor));
        let mut marks = BTreeMap::new();
        {
            let mut db = self.store.read().await?;
            for (criterion, (points, reason)) in given {
                let mark = before.and_then(|sheet| sheet.marks.get(&criterion));
                let kept = text_or_none(&mut db, mark.and_then(|mark| mark.reason)).await?;
                let same = mark.is_some_and(|mark| mark.points == points) && kept == reason.trim();
                if !same {
                    let reason = (!reason.trim().is_empty()).then(|| random::prose(reason.trim()));
                    marks.insert(criterion, GivenMark { points, reason });
                }
            }
        }
        let locked = before.is_some_and(|sheet| sheet.locked_at.is_some());
        if marks.is_empty() && !locked {
            return Ok(());
        }
        let verb = Verb::Scoring(Command::Score { application: id, marks });
        self.act(case.procedure.id, self.receive(), turn::Command { actor, verb }).await?;
        Ok(())
    }

    /// Keeps what was typed on the own sheet and cannot be marks yet, in the place of what was kept before.
    ///
    /// # Errors
    /// What [`App::review`] refuses, [`Refusal::Unchanged`] where the sheet cannot be changed, and a value that is too
    /// long.
    pub async fn keep_unmarked(
        self: &Arc<Self>,
        person: PersonId,
        id: ApplicationId,
        typed: Typed,
    ) -> Result<(), AppError> {
        let review = self.review(person, id, Lang::En, None).await?;
        let sheet = match review.view {
            ReviewView::Read(read) => read.sheet.filter(|sheet| sheet.open),
            ReviewView::Declare(_) | ReviewView::Tied => None,
        };
        let sheet = sheet.ok_or(AppError::Refused(Refusal::Unchanged))?;
        let mut typed = typed;
        typed.retain(|criterion, _| sheet.lines.iter().any(|line| line.criterion.id == *criterion));
        if typed == sheet.typed {
            return Ok(());
        }
        let standing = self.with_application(id).await?;
        let (step, _) = step_of(&standing.loaded.definition, &standing.case, &review.track)?;
        self.keep_on((id, &step.id, person), &typed).await
    }

    /// Locks the own sheet for good. What was typed beside its marks is forgotten.
    pub async fn lock_sheet(self: &Arc<Self>, actor: PersonId, id: ApplicationId) -> Result<(), AppError> {
        let standing = self.with_application(id).await?;
        let (definition, case) = (&standing.loaded.definition, &standing.case);
        let found = case.applications.get(&id).ok_or(AppError::NotFound("application"))?;
        office_sees(case, actor, id, &found.track)?;
        let (step, _) = step_of(definition, case, &found.track)?;
        let verb = Verb::Scoring(Command::Lock { application: id });
        self.act(case.procedure.id, self.receive(), turn::Command { actor, verb }).await?;
        self.forget_on((id, &step.id, actor)).await
    }

    /// The procedure with all applications of the track of `id`, and that track.
    pub async fn standing_of(self: &Arc<Self>, id: ApplicationId) -> Result<(Standing, String), AppError> {
        let one = self.with_application(id).await?;
        let found = one.case.applications.get(&id).ok_or(AppError::NotFound("application"))?;
        let track = found.track.clone();
        let standing = self.whole(one.case.procedure.id, Some(&track)).await?;
        Ok((standing, track))
    }
}

/// The application, for somebody with an office in its track; for others there is none.
pub(super) fn office_sees<'c>(
    case: &'c Case,
    person: PersonId,
    id: ApplicationId,
    track: &str,
) -> Result<&'c Application, AppError> {
    let none = || AppError::NotFound("application");
    must_hold(case, person, &Role::ALL, track).map_err(|_| none())?;
    case.applications.get(&id).ok_or_else(none)
}

/// The scoring of the stage that `track` is in.
pub(super) fn step_of<'d>(
    definition: &'d Definition,
    case: &'d Case,
    track: &str,
) -> Result<(&'d StepDefinition, &'d Spec), AppError> {
    scoring::of(definition, track, stage_of(case, track)).ok_or(AppError::NotFound("scoring"))
}

/// The applications of `track` that are compared.
pub(super) fn admitted<'a>(
    definition: &'a Definition,
    case: &'a Case,
    track: &'a str,
) -> impl Iterator<Item = &'a Application> + 'a {
    case.counting(track).filter(|a| screening::admitted(definition, a))
}

/// Whether `person` declared a tie; absent before any declaration.
pub(super) fn interest(application: &Application, step: &StepDefinition, person: PersonId) -> Option<bool> {
    Some(scoring::panel(application, &step.id)?.interests.get(&person)?.tie)
}

/// Names of the members of these applications together, each once, in the order of the alphabet: one list
/// that ties nobody to an application, for an evaluator who declares interests and must not learn who is who.
async fn parties(db: &mut Db, applications: &[&Application]) -> Result<Vec<String>, AppError> {
    let mut names = BTreeSet::new();
    for a in applications {
        let parties = store::applications::parties(db, a.id).await?;
        let members = a.members.iter().filter(|member| member.declined_at.is_none());
        names.extend(members.filter_map(|m| parties.get(&m.id)).map(|party| party.name.clone()));
    }
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by_key(|name| name.to_lowercase());
    Ok(names)
}

pub(super) async fn text_or_none(db: &mut Db, digest: Option<Digest>) -> Result<String, AppError> {
    match digest {
        Some(digest) => Ok(store::prose::text(db, digest).await?.unwrap_or_default()),
        None => Ok(String::new()),
    }
}

#[expect(clippy::too_many_arguments, reason = "everything that a sheet is made of, once")]
async fn own_sheet(
    db: &mut Db,
    definition: &Definition,
    case: &Case,
    step: &StepDefinition,
    spec: &Spec,
    person: PersonId,
    application: &Application,
    lang: Lang,
) -> Result<OwnSheet, AppError> {
    let sheet = scoring::panel(application, &step.id).and_then(|panel| panel.sheets.get(&person));
    let marked = sheet.into_iter().flat_map(|sheet| sheet.marks.keys());
    let mut lines = Vec::new();
    let mut criteria = criteria::of_step(definition, &application.track, &step.id, marked, lang);
    criteria::amend(db, &case.procedure, &application.track, &mut criteria, lang).await?;
    for criterion in criteria {
        let mark = sheet.and_then(|sheet| sheet.marks.get(&criterion.id));
        let reason = text_or_none(db, mark.and_then(|mark| mark.reason)).await?;
        lines.push(SheetLine { criterion, points: mark.map(|mark| mark.points.clone()), reason });
    }
    let locked_at = sheet.and_then(|sheet| sheet.locked_at);
    let here = stage(definition, case, &application.track, &step.id) == Stage::Here;
    let open = here && locked_at.is_none();
    let typed = typing::kept(db, (application.id, &step.id, person)).await?.filter(|_| open);
    Ok(OwnSheet {
        lines,
        reason_chars_min: spec.reason_chars_min,
        locked_at,
        open,
        typed: typed.map(|(typed, _)| typed).unwrap_or_default(),
    })
}

/// The letters by which the evaluators of a track are told apart: A, B, C … in an order that follows no
/// list of names.
pub(super) fn letters(
    definition: &Definition,
    case: &Case,
    track: &str,
    step: &str,
) -> BTreeMap<PersonId, String> {
    let spec = definition.step(step).and_then(|step| scoring::pick(&step.does));
    let panelists = spec.map(|spec| spec.panelists(&case.procedure, Role::Evaluator, track));
    let mut people: BTreeSet<_> = panelists.into_iter().flatten().collect();
    for a in case.counting(track) {
        people.extend(scoring::panel(a, step).into_iter().flat_map(|panel| panel.sheets.keys()));
    }
    people.into_iter().enumerate().map(|(place, person)| (person, letter(place))).collect()
}

/// A to Z, then AA, AB …
fn letter(place: usize) -> String {
    let last = char::from(b'A' + u8::try_from(place % 26).unwrap_or_default());
    let before = if place < 26 { String::new() } else { letter(place / 26 - 1) };
    format!("{before}{last}")
}

/// The locked sheets of an application, by letter. The caller has shown that the scoring is over and that
/// the reader may read the application.
pub(super) async fn locked_sheets(
    db: &mut Db,
    definition: &Definition,
    case: &Case,
    step: &str,
    application: &Application,
) -> Result<Vec<OtherSheet>, AppError> {
    let letters = letters(definition, case, &application.track, step);
    let mut sheets = Vec::new();
    for (person, sheet) in scoring::locked(application, step) {
        let mut marks = BTreeMap::new();
        for (criterion, mark) in &sheet.marks {
            let reason = text_or_none(db, mark.reason).await?;
            marks.insert(criterion.clone(), (mark.points.clone(), reason));
        }
        let letter = letters.get(&person).cloned().unwrap_or_default();
        sheets.push(OtherSheet { letter, marks });
    }
    sheets.sort_by(|a, b| (a.letter.len(), &a.letter).cmp(&(b.letter.len(), &b.letter)));
    Ok(sheets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        let found: Vec<_> = [0, 25, 26, 51, 52, 702].into_iter().map(letter).collect();
        assert_eq!(found, ["A", "Z", "AA", "AZ", "BA", "AAA"]);
    }
}
