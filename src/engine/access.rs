//! Who may read the contents of an application, and when: one place, below the pages.
//!
//! The proofs have private fields. The store hands out contents only against one, so the compiler
//! keeps the rule that nobody reads before the opening.

use std::collections::BTreeSet;

use super::case::{Application, Case};
use super::digest::Digest;
use super::ids::{ApplicationId, PersonId};
use super::refusal::Refusal;
use super::steps::{envelope, intake, scoring, screening};
use super::workflow::definition::{Definition, Field, Role};

/// Proof that somebody may read the contents of one application.
#[derive(Debug)]
pub struct Reading {
    application: ApplicationId,
    blind: bool,
    contents: [Option<Digest>; 3],
    shut: BTreeSet<String>,
}

impl Reading {
    /// Which application may be read.
    pub const fn application(&self) -> ApplicationId {
        self.application
    }

    /// Whether these contents are among those that it opens.
    pub fn opens(&self, contents: Digest) -> bool {
        self.contents.contains(&Some(contents))
    }

    /// Whether something of it lies in an envelope that is shut.
    pub fn is_partial(&self) -> bool {
        !self.shut.is_empty()
    }

    /// Whether the answer to `field` may be read: not where it lies in a shut envelope, nor a blind field where names
    /// stay hidden.
    pub fn shows(&self, field: &Field) -> bool {
        let shut = field.envelope.as_ref().is_some_and(|envelope| self.shut.contains(envelope));
        !(shut || self.blind && field.blind)
    }

    /// Whether names, members and blind fields stay hidden.
    pub const fn blind(&self) -> bool {
        self.blind
    }
}

/// The members of an applicant always read their own.
pub fn own(application: &Application, person: PersonId) -> Result<Reading, Refusal> {
    if application.has_member(person) {
        let submitted = application.submitted.as_ref().map(|s| s.version.content);
        let original = application.submitted.as_ref().map(|s| s.received().content);
        let contents = [Some(application.draft.content), submitted, original];
        Ok(Reading { application: application.id, blind: false, contents, shut: BTreeSet::new() })
    } else {
        Err(Refusal::unknown("application", application.id))
    }
}

/// An earlier draft of one's own, which the history of `application` names as `draft`: what its writer typed over it is
/// put together with what others saved since.
///
/// # Errors
/// As [`own`].
pub fn own_draft(application: &Application, person: PersonId, draft: Digest) -> Result<Reading, Refusal> {
    own(application, person).map(|proof| Reading { contents: [Some(draft), None, None], ..proof })
}

/// Owners, secretaries and auditors read what was opened; evaluators and chairs read what was
/// admitted and opened to them, after they declared their interests. Nobody reads before.
///
/// Each stage stands by itself: what was handed in to an earlier one is read with [`Application::as_of`] it.
pub fn reading(
    definition: &Definition,
    case: &Case,
    person: PersonId,
    application: &Application,
) -> Result<Reading, Refusal> {
    let procedure = &case.procedure;
    let track = Some(application.track.as_str());
    if !procedure.people.contains_key(&person) {
        return own(application, person);
    }
    unsealed(definition, case, application)?;
    let scoring = scoring::of(definition, &application.track, application.stage.as_deref());
    let tie = scoring
        .and_then(|(step, _)| scoring::panel(application, &step.id))
        .and_then(|panel| panel.interests.get(&person))
        .is_some_and(|interest| interest.tie);
    if tie {
        // A declared tie removes access, whatever other role the person holds.
        return Err(Refusal::Conflicted);
    }
    let id = application.id;
    // What was handed in, and never a draft that came after it.
    let contents = [application.submitted.as_ref().map(|s| s.version.content), None, None];
    let shut = envelope::shut(definition, application);
    let open = [Role::Owner, Role::Secretary, Role::Auditor];
    if open.iter().any(|role| procedure.holds(person, *role, track)) {
        return Ok(Reading { application: id, blind: false, contents, shut });
    }
    let blind = scoring.is_some_and(|(_, spec)| spec.blind);
    if !screening::admitted(definition, application) {
        return Err(Refusal::unknown("application", id));
    }
    // Who sits on another panel judges something else.
    let sits = |role| match scoring {
        Some((_, spec)) => spec.seats(procedure, person, role, &application.track),
        None => procedure.holds(person, role, track),
    };
    if sits(Role::Evaluator) {
        scoring::may_judge(definition, case, person, application)?;
        return Ok(Reading { application: id, blind, contents, shut });
    }
    if sits(Role::Chair) {
        return Ok(Reading { application: id, blind, contents, shut });
    }
    Err(Refusal::unknown("application", id))
}

/// Whether `person` may know who is behind an application: its members do, and so does whoever could read what it handed
/// in to any stage without being blind.
pub fn knows(definition: &Definition, case: &Case, person: PersonId, application: &Application) -> bool {
    application.has_member(person)
        || application.stages().iter().any(|there| {
            let then = case.as_of(&there.track, there.stage.as_deref());
            reading(definition, &then, person, there).is_ok_and(|proof| !proof.blind())
        })
}

/// The names of those who come to a gathering, and the proof that opens them: for the members of the application, and
/// for those who may see them from the desk. The caller has looked at that.
pub fn participants(
    application: &Application,
    person: PersonId,
    gathering: &str,
    from_desk: bool,
) -> Result<(Reading, Digest), Refusal> {
    let registered =
        application.gatherings.get(gathering).filter(|_| from_desk || application.has_member(person));
    let names = registered.ok_or_else(|| Refusal::unknown("gathering", gathering))?.names;
    let contents = [Some(names), None, None];
    Ok((Reading { application: application.id, blind: false, contents, shut: BTreeSet::new() }, names))
}

/// What models read is taken from what was opened, for nobody in person: of what lies in an envelope, what
/// [`envelope::declare`] takes once that is open.
pub fn for_models(
    definition: &Definition,
    case: &Case,
    application: &Application,
) -> Result<Reading, Refusal> {
    unsealed(definition, case, application)?;
    let contents = [application.submitted.as_ref().map(|s| s.version.content), None, None];
    Ok(Reading { application: application.id, blind: false, contents, shut: BTreeSet::new() })
}

/// Refuses while the intake of the application's stage is sealed in its track.
fn unsealed(definition: &Definition, case: &Case, application: &Application) -> Result<(), Refusal> {
    let (procedure, track, stage) = (&case.procedure, &application.track, application.stage.as_deref());
    let opened =
        intake::state_in(definition, procedure, track, stage).is_some_and(|state| state.opened.is_some());
    if opened && application.counts() {
        return Ok(());
    }
    let until = intake::closes_in(definition, procedure, track, stage);
    Err(Refusal::Sealed { until: until.unwrap_or_default() })
}
