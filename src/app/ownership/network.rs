//! Gatherings and mandates, as one reader may see them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Called, Office, at_desk, called, lead_name};
use crate::app::act::by_id;
use crate::app::{App, AppError};
use crate::engine::access;
use crate::engine::case::Case;
use crate::engine::ids::{ApplicationId, MemberId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::gathering::{self, State};
use crate::engine::steps::intake::Party;
use crate::engine::steps::mandate::{self, Mandate};
use crate::engine::workflow::Loaded;
use crate::engine::workflow::definition::{Definition, FieldKind, StepSpec};
use crate::engine::workflow::form::Answer;
use crate::i18n::Lang;
use crate::store::{self, Db};

/// A gathering as one reader may see it.
#[derive(Clone, Debug)]
pub struct GatheringView {
    /// The workflow file.
    pub loaded: Arc<Loaded>,
    /// Short name of the track or joint step.
    pub line: String,
    /// What the file says.
    pub spec: gathering::Spec,
    /// Its title.
    pub title: crate::engine::workflow::definition::Words,
    /// Where it stands.
    pub state: State,
    /// When it begins.
    pub begins: Instant,
    /// The last microsecond at which participants can be named.
    pub ends: Instant,
    /// Whether its date has passed before its turn came.
    pub missed: bool,
    /// Those who are invited; before a member, the member's own.
    pub rows: Vec<Row>,
    /// Whether the reader holds it, while its track or joint step runs.
    pub holds: bool,
    /// Whether the reader sees it from the desk.
    pub at_desk: bool,
    /// The minutes, once they are published and unless they were erased.
    pub minutes: Option<String>,
    /// What the minutes gather, before whoever writes them: the short name of each field, and what each application
    /// answered.
    pub collected: Vec<(String, Vec<(Called, String)>)>,
}

/// Who comes of one application.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which application.
    pub application: ApplicationId,
    /// What it is called.
    pub called: Called,
    /// The group that it is in, by the short name of the answer.
    pub group: Option<String>,
    /// How many come; nothing where nobody has said.
    pub participants: Option<u32>,
    /// Their names; nothing where they were erased.
    pub names: Option<String>,
    /// How many came, once that is recorded.
    pub came: Option<u32>,
    /// Whether the reader leads it, while its track or joint step runs.
    pub leads: bool,
}

/// The mandate of one application, as one who signs or decides sees it.
#[derive(Clone, Debug)]
pub struct MandateView {
    /// The workflow file.
    pub loaded: Arc<Loaded>,
    /// Of which procedure.
    pub procedure: ProcedureId,
    /// Of which track.
    pub track: String,
    /// What the file says.
    pub spec: mandate::Spec,
    /// The last microsecond that is in time, once it is known.
    pub until: Option<Instant>,
    /// Whether it is over, and whether the application is out.
    pub over: Option<bool>,
    /// What the application is called.
    pub called: Called,
    /// Who has signed: name, and when; nothing for who has not.
    pub signers: Vec<(String, Option<Instant>)>,
    /// Whether the reader is to sign and has not.
    pub owes: bool,
    /// Whether the reader names who signs.
    pub names: bool,
}

/// How far the mandate of a track is, for those behind the desk.
#[derive(Clone, Debug)]
pub struct MandateDesk {
    /// The last microsecond that is in time, once it is known.
    pub until: Option<Instant>,
    /// Each application that was asked, and whether it is signed.
    pub rows: Vec<(Called, bool)>,
    /// Whether somebody must decide about those who have not signed, and the reader may.
    pub closes: bool,
}

impl App {
    /// A gathering, for those behind the desk and for those who are invited.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else.
    pub async fn gathering(
        self: &Arc<Self>,
        procedure: ProcedureId,
        (line, id): (&str, &str),
        person: PersonId,
    ) -> Result<GatheringView, AppError> {
        let standing = self.head(procedure).await?;
        let (loaded, mut case) = (standing.loaded, standing.case);
        let definition = &loaded.definition;
        let none = || AppError::NotFound("gathering");
        let found = gathering::come_to(definition, &case.procedure, line);
        let found = found.into_iter().find(|here| here.id == id).ok_or_else(none)?;
        let (spec, state, title) = (found.spec.clone(), found.state.clone(), found.title.clone());
        let begins = gathering::begins(&case.procedure, &spec).unwrap_or_default();
        let ends = gathering::registration_ends(definition, &case.procedure, &spec, &state);
        let missed = gathering::waits_for_date(&case.procedure, &spec, &state);
        let mut db = self.store.read().await?;
        let mut stored = Vec::new();
        for application in &state.invited {
            stored.extend(store::applications::get(&mut db, *application).await?);
        }
        case.applications = by_id(stored);
        let track = definition.track(line).map(|track| track.id.as_str());
        let at_desk = at_desk(&case.procedure, person, &spec.by, track);
        let running =
            case.procedure.lines.get(line).is_some_and(|line| line.running() && line.held.is_none());
        let holds = running && spec.by.iter().any(|role| case.procedure.holds(person, *role, track));
        let mut rows = Vec::new();
        for application in &state.invited {
            let Some(own) = case.applications.get(application) else { continue };
            if !(at_desk || own.has_member(person) && state.phase != gathering::Phase::Waiting) {
                continue;
            }
            let registered = own.gatherings.get(id);
            // Whoever judges blind, or is tied to one, learns here no more than there. Teams of a joint step are known.
            let known = track.is_none() || access::knows(definition, &case, person, own);
            let names = match access::participants(own, person, id, at_desk && known) {
                Ok((proof, names)) => {
                    self.contents(&mut db, &proof, names).await?.map(|list| list.body().to_owned())
                }
                Err(_) => None,
            };
            let name = if known { lead_name(&mut db, own).await? } else { None };
            rows.push(Row {
                application: *application,
                called: Called { code: application.code(), name, erased: false },
                group: spec.groups.as_ref().and_then(|field| gathering::group_of(own, field)),
                participants: registered.map(|registered| registered.participants),
                names,
                came: state.attendance.get(application).copied(),
                leads: running && own.is_led_by(person),
            });
        }
        if rows.is_empty() && !at_desk {
            return Err(none());
        }
        let mut collected = Vec::new();
        if holds && state.phase == gathering::Phase::Confirmed {
            for field in &spec.collects {
                let answers = self.answers_to(&mut db, (definition, &case), person, field, &rows).await?;
                collected.push((field.clone(), answers));
            }
        }
        let minutes = match state.minutes {
            Some(minutes) => store::prose::text(&mut db, minutes.text).await?,
            None => None,
        };
        Ok(GatheringView {
            line: line.to_owned(),
            ends: ends.unwrap_or(begins),
            loaded: Arc::clone(&loaded),
            spec,
            title,
            state,
            begins,
            missed,
            rows,
            holds,
            at_desk,
            minutes,
            collected,
        })
    }

    /// What those of `rows` answered to a field of text whom `person` may read.
    async fn answers_to(
        &self,
        db: &mut Db,
        (definition, case): (&Definition, &Case),
        person: PersonId,
        field: &str,
        rows: &[Row],
    ) -> Result<Vec<(Called, String)>, AppError> {
        let Some(stage) = definition.stage_asking(field) else { return Ok(Vec::new()) };
        let mut answers = Vec::new();
        for row in rows {
            let Some(there) = case.applications.get(&row.application).and_then(|own| own.as_of(stage)) else {
                continue;
            };
            let then = case.as_of(&there.track, stage);
            // Who is tied to one, or an application that was withdrawn, has nothing in the minutes.
            let Ok(proof) = access::reading(definition, &then, person, &there) else { continue };
            let Some(digest) = there.submitted.as_ref().map(|submitted| submitted.version.content) else {
                continue;
            };
            let read = crate::app::applicant::read(self, db, &proof, digest).await?;
            if let Some((_, mut content)) = read
                && let Some(Answer::Text(text)) = content.answers.remove(field)
                && !text.trim().is_empty()
            {
                answers.push((row.called.clone(), text));
            }
        }
        Ok(answers)
    }

    /// The mandate `step` of an application, for its members and for who was named to sign.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else.
    pub async fn mandate(
        self: &Arc<Self>,
        application: ApplicationId,
        step: &str,
        person: PersonId,
    ) -> Result<MandateView, AppError> {
        let none = || AppError::NotFound("mandate");
        let standing = self.with_application(application).await?;
        let definition = &standing.loaded.definition;
        let found = standing.case.applications.get(&application).ok_or_else(none)?;
        let named = found.mandates.get(step).and_then(|mandate| mandate.signatory);
        if !found.has_member(person) && named.is_none_or(|signatory| signatory.person != person) {
            return Err(none());
        }
        let Some(StepSpec::Mandate(spec)) = definition.step(step).map(|step| &step.does) else {
            return Err(none());
        };
        let procedure = &standing.case.procedure;
        let state = mandate::state(procedure, &found.track, step).ok_or_else(none)?;
        if !state.asked.contains(&application) {
            return Err(none());
        }
        let mut db = self.store.read().await?;
        let parties = store::applications::parties(&mut db, application).await?;
        let name_of = |id: &MemberId| parties.get(id).map(|party| party.name.clone()).unwrap_or_default();
        let signed: &BTreeMap<_, _> = match found.mandates.get(step) {
            Some(Mandate { signed, .. }) => signed,
            None => &BTreeMap::new(),
        };
        let signers = mandate::signers(spec, found, step).into_iter().map(|signer| {
            let member = found.members.iter().find(|member| member.person == signer).map(|member| member.id);
            let member = named.filter(|named| named.person == signer).map(|named| named.member).or(member);
            (member.as_ref().map(name_of).unwrap_or_default(), signed.get(&signer).map(|signed| signed.at))
        });
        let line = procedure.lines.get(&found.track);
        let open = state.ended.is_none() && line.is_some_and(|line| line.running() && line.held.is_none());
        let office = matches!(spec.signed_by, mandate::SignedBy::Office(_));
        Ok(MandateView {
            procedure: procedure.id,
            track: found.track.clone(),
            until: mandate::ends(procedure, spec, state),
            over: state.ended.map(|_| state.out.contains(&application)),
            called: Called {
                code: application.code(),
                name: lead_name(&mut db, found).await?,
                erased: false,
            },
            signers: signers.collect(),
            owes: open && mandate::owing(spec, found, step).contains(&person),
            names: open && office && found.is_led_by(person) && signed.is_empty(),
            spec: spec.clone(),
            loaded: Arc::clone(&standing.loaded),
        })
    }

    /// Names who holds the office that signs a mandate for `application`.
    ///
    /// # Errors
    /// What cannot be a mail address; whatever the core refuses.
    pub async fn name_signatory(
        self: &Arc<Self>,
        (view, application): (&MandateView, ApplicationId),
        ticket: crate::app::gate::Ticket,
        actor: PersonId,
        (name, email): (&str, &str),
        lang: Lang,
    ) -> Result<(), AppError> {
        if !view.names {
            // Nobody is made known to the program by one who may not name them.
            return Err(AppError::Refused(Refusal::NotAllowed { needs: Vec::new() }));
        }
        let person = self.person(email, crate::app::applicant::tidy_name(name).as_str(), lang).await?;
        let command = mandate::Command::Name {
            application,
            member: MemberId::new(crate::app::random::id()),
            person: person.id,
            party: Party { name: crate::app::applicant::tidy_name(name), email: person.email },
        };
        let verb = crate::engine::turn::Verb::Mandate(command);
        self.act(view.procedure, ticket, crate::engine::turn::Command { actor, verb }).await?;
        Ok(())
    }

    /// How far the mandate is that `track` is in.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where it is in none.
    pub async fn mandate_desk(
        self: &Arc<Self>,
        office: &Office,
        track: &str,
    ) -> Result<MandateDesk, AppError> {
        let none = || AppError::NotFound("mandate");
        let definition = office.definition();
        let line = office.procedure.lines.get(track).ok_or_else(none)?;
        let step = definition.step(&line.step).ok_or_else(none)?;
        let StepSpec::Mandate(spec) = &step.does else { return Err(none()) };
        let state = mandate::state(&office.procedure, track, &step.id).ok_or_else(none)?;
        let mut db = self.store.read().await?;
        let stored = store::applications::all(&mut db, office.procedure.id, Some(track)).await?;
        let case = Case { procedure: office.procedure.clone(), applications: by_id(stored) };
        let mut rows = Vec::new();
        for application in state.asked.iter().filter_map(|id| case.applications.get(id)) {
            let name = called(&mut db, definition, &case, office.person, application).await?;
            rows.push((name, mandate::complete(spec, application, &step.id)));
        }
        let may = office.holds(&spec.by, Some(track));
        Ok(MandateDesk {
            until: mandate::ends(&office.procedure, spec, state),
            rows,
            closes: may && state.asking.is_some() && state.ended.is_none() && line.running(),
        })
    }
}

/// What people read of the group `option` of the field `field`.
pub fn group_title<'d>(loaded: &'d Loaded, field: &str, option: &'d str, language: &str) -> &'d str {
    let options = loaded.definition.field(field).and_then(|field| match &field.takes {
        FieldKind::Choice { options } => Some(options),
        _ => None,
    });
    let found = options.and_then(|options| options.iter().find(|one| one.id == option));
    found.map_or(option, |one| one.label.get(language))
}
