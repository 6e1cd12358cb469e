//! Letters: all decisions of all tracks go out at one moment, with reasons.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::selection::basis;
use super::wait::{place, step_place};
use super::{ApplicationState, StepState, consensus, limits, need, scoring, screening, selection};
use crate::engine::case::{Application, Case, Procedure};
use crate::engine::digest::Digest;
use crate::engine::event::What;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::{CheckReason, CriterionReason, LetterContent};
use crate::engine::refusal::{Refusal, Waiting};
use crate::engine::select::{Outcome, TOTAL};
use crate::engine::turn::Turn;
use crate::engine::workflow::definition::{Definition, Role, StepDefinition, StepSpec};

/// What a workflow file says of a letters step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LettersStep")]
pub struct Spec {
    /// Short name of the selection step whose decision the letters tell.
    pub of: String,
    /// Who may release them.
    pub by: Vec<Role>,
}

/// What a track remembers of its letters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// When they were released.
    pub released_at: Option<Instant>,
}

/// What can be wanted of a letters step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Release the letters of every track that the step is for, at once.
    Release,
}

/// What happened in a letters step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The letters were released.
    Released {
        /// To how many applicants.
        count: u32,
    },
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Letters(spec) => Some(spec),
        _ => None,
    }
}

/// Carries out a command, or says why not.
///
/// All candidates are invited simultaneously and in writing, and all applicants are told at the same
/// time (udbudsloven § 59(5), § 171(1); 2014/24/EU art. 54(1)). A rejected applicant gets reasons and
/// the names of those selected (udbudsloven § 171(2)).
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    let Command::Release = command;
    let definition = turn.definition;
    let (step, spec) =
        due(definition, &turn.case.procedure).ok_or_else(|| Refusal::unknown("step", "letters"))?;
    need(&turn.case, actor, &spec.by, None)?;
    let (lines, ready) = standing(definition, &turn.case.procedure, step);
    if !lines.is_empty() {
        return Err(Refusal::NotReady { lines });
    }
    if ready.is_empty() {
        return Err(Refusal::Already);
    }
    // Who came here with an earlier version of the program has asked nobody yet.
    limits::ask(turn, step, spec);
    let limited = limits::result(definition, &turn.case, (&step.id, spec), turn.now).unwrap_or_default();
    if !limited.across.is_final() {
        return Err(open(&turn.case.procedure, &limited, spec));
    }
    let mut all = Vec::new();
    for track in &ready {
        all.push((track.clone(), composed(definition, &turn.case, track, spec, limited.lists.get(track))?));
    }
    for (track, letters) in all {
        let mut given_up = Vec::new();
        for added in limited.given_up.get(&track).into_iter().flatten() {
            given_up.push(added.clone());
            follow(turn, &track, spec, &given_up);
        }
        let count = u32::try_from(letters.len()).unwrap_or(u32::MAX);
        turn.record_line(&track, What::Letters(Event::Released { count }));
        for (application, content) in letters {
            let people = turn.case.applications.get(&application).map(Application::people);
            turn.letters(&people.unwrap_or_default(), &content);
        }
        super::advance(turn, &track);
    }
    Ok(())
}

/// Records a place that was given up under a limit: the last of `given_up`.
fn follow(turn: &mut Turn<'_>, track: &str, spec: &Spec, given_up: &[basis::Added]) {
    let definition = turn.definition;
    let Some(here) = selection::after::decided(definition, &turn.case.procedure, track) else { return };
    let (Some(model), Some(what)) = (definition.model(track, &here.spec.model), given_up.last()) else {
        return;
    };
    let standing = selection::after::standing(model, here.state, given_up);
    let (step, what) = (spec.of.clone(), what.clone());
    let followed = selection::after::Followed { step, what, own: false, standing };
    turn.record_line(track, What::Selection(selection::Event::Followed(Box::new(followed))));
}

/// Why the letters wait for somebody's choice.
fn open(procedure: &Procedure, limited: &limits::Result, spec: &Spec) -> Refusal {
    let waiting = &limited.across.waiting;
    let until = waiting.iter().map(|waiting| {
        let asked = procedure.limits.iter().rfind(|asked| {
            let question = &asked.question;
            question.step == spec.of && question.limit == waiting.limit && question.holder == waiting.holder
        });
        asked.and_then(|asked| asked.question.until)
    });
    let until = until.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
    Refusal::ChoiceOpen { holders: u32::try_from(waiting.len()).unwrap_or(u32::MAX), until }
}

/// Of the running tracks that the letters `step` is for, those that have not come to it and those that stand there.
pub fn standing(
    definition: &Definition,
    procedure: &Procedure,
    step: &StepDefinition,
) -> (Vec<String>, Vec<String>) {
    let here = step_place(definition, &step.id);
    let lines = definition.tracks.iter().filter(|track| step.concerns(&track.id));
    let running = lines.filter_map(|track| {
        let line = procedure.lines.get(&track.id).filter(|line| line.running())?;
        Some((place(definition, line), track.id.clone()))
    });
    let (behind, rest): (Vec<_>, Vec<_>) = running.partition(|(at, _)| *at < here);
    let at = rest.into_iter().filter(|(at, _)| *at == here).map(|(_, track)| track);
    (behind.into_iter().map(|(_, track)| track).collect(), at.collect())
}

/// The letters step that is released next: the first that some running track has come to or has before it; else the
/// first of the file.
pub fn due<'d>(definition: &'d Definition, procedure: &Procedure) -> Option<(&'d StepDefinition, &'d Spec)> {
    let steps = || definition.steps.iter().filter_map(|step| Some((step, pick(&step.does)?)));
    let running =
        || procedure.lines.iter().filter(|(line, state)| state.running() && definition.track(line).is_some());
    let ahead = steps().find(|(step, _)| {
        let here = step_place(definition, &step.id);
        running().any(|(track, line)| step.concerns(track) && here >= place(definition, line))
    });
    ahead.or_else(|| steps().next())
}

/// The letters of one track, one an applicant, as the limits have left its list.
pub fn compose(
    definition: &Definition,
    case: &Case,
    track: &str,
    spec: &Spec,
) -> Result<BTreeMap<ApplicationId, LetterContent>, Refusal> {
    let limited = match case.procedure.state(track, &spec.of) {
        Some(StepState::Selection(state)) => state.standing.as_ref(),
        _ => None,
    };
    composed(definition, case, track, spec, limited)
}

/// The same with the list that limits over the tracks leave, where they change it.
fn composed(
    definition: &Definition,
    case: &Case,
    track: &str,
    spec: &Spec,
    limited: Option<&selection::after::Standing>,
) -> Result<BTreeMap<ApplicationId, LetterContent>, Refusal> {
    let state = match case.procedure.state(track, &spec.of) {
        Some(StepState::Selection(state)) => Some(state.as_ref()),
        _ => None,
    };
    let compared = case.counting(track).any(|a| screening::admitted(definition, a));
    match state.and_then(|state| state.decided.as_ref()) {
        Some(decision) => match limited {
            None => compose_as(definition, case, track, state, decision),
            Some(limited) => {
                let (selected, reserve) = (limited.selected.clone(), limited.reserve.clone());
                let now = selection::Decision { selected, reserve, ..decision.clone() };
                letters_of(definition, case, track, state, &now, limited)
            }
        },
        // Everybody was excluded: there was nothing to decide.
        None if !compared => compose_as(definition, case, track, state, &selection::Decision::default()),
        None => Err(Refusal::NotYet { step: spec.of.clone() }),
    }
}

/// The same as if `decision` were taken.
///
/// # Errors
/// Applications for which no reason is written.
pub fn compose_as(
    definition: &Definition,
    case: &Case,
    track: &str,
    state: Option<&selection::State>,
    decision: &selection::Decision,
) -> Result<BTreeMap<ApplicationId, LetterContent>, Refusal> {
    letters_of(definition, case, track, state, decision, &selection::after::Standing::default())
}

fn letters_of(
    definition: &Definition,
    case: &Case,
    track: &str,
    state: Option<&selection::State>,
    decision: &selection::Decision,
    limited: &selection::after::Standing,
) -> Result<BTreeMap<ApplicationId, LetterContent>, Refusal> {
    let computed = state.and_then(|state| state.computed.as_ref());
    let selected = decision.selected.clone();
    let departing = departing(computed, decision);
    let mut waiting = Vec::new();
    let mut letters = BTreeMap::new();
    for a in case.counting(track) {
        let gone = limited.changes.iter().find(|change| change.limit && change.left == a.id);
        let content = if let Some(gone) = gone {
            LetterContent::GaveUp {
                application: a.id,
                limit: gone.trigger.clone(),
                chosen: gone.chosen,
                selected: selected.clone(),
            }
        } else if selected.contains(&a.id) {
            LetterContent::Selected { application: a.id, selected: selected.clone() }
        } else if screening::admitted(definition, a) && rule_reasons(computed, a).is_empty() {
            let reasons = criterion_reasons(definition, state, a);
            let reason =
                decision.reasons.get(&a.id).copied().or_else(|| unnamed_reason(definition, state, a));
            // What was computed speaks for itself; what was judged does not.
            let told = reasons.iter().any(|r| !r.reasons.is_empty() || !judged(definition, &r.criterion));
            if !told && reason.is_none() {
                waiting.push(Waiting { application: a.id, have: 0, need: 1 });
            }
            let place = decision.reserve.iter().position(|id| *id == a.id);
            LetterContent::NotSelected {
                application: a.id,
                selected: selected.clone(),
                reasons,
                total: total(computed, a),
                decision: reason,
                departs: departing.contains(&a.id),
                reserve: place.map(|place| u32::try_from(place + 1).unwrap_or(u32::MAX)),
            }
        } else {
            let mut reasons = check_reasons(a);
            reasons.extend(rule_reasons(computed, a));
            if reasons.is_empty() {
                waiting.push(Waiting { application: a.id, have: 0, need: 1 });
            }
            LetterContent::Excluded { application: a.id, selected: selected.clone(), reasons }
        };
        letters.insert(a.id, content);
    }
    if waiting.is_empty() { Ok(letters) } else { Err(Refusal::Unfinished { waiting }) }
}

/// Those whose place differs from the computed one. Where the computation stopped, there was no order to depart from.
fn departing(computed: Option<&Outcome>, decision: &selection::Decision) -> BTreeSet<ApplicationId> {
    let Some(computed) = computed.filter(|computed| computed.stopped.is_none()) else {
        return BTreeSet::new();
    };
    let mut departing = selection::differing(computed, &decision.selected);
    departing.extend(selection::moved(computed, &decision.selected, &decision.reserve));
    departing
}

fn total(computed: Option<&Outcome>, application: &Application) -> Option<Exact> {
    computed?.scores.get(&application.id.to_string())?.get(TOTAL).cloned()
}

/// Whether some model gives this criterion a weight: its points count, and whoever has them is told.
fn weighs(definition: &Definition, criterion: &str) -> bool {
    let mut criteria = definition.selections.values().flat_map(|model| &model.criteria);
    criteria.any(|found| found.id == criterion && found.weight.is_some())
}

/// Whether some model lets people judge this criterion.
fn judged(definition: &Definition, criterion: &str) -> bool {
    definition.selections.values().any(|model| model.is_judged(criterion))
}

/// Why each criterion got its points: the panel's reason, or each evaluator's where all agreed; then what was computed
/// and not agreed.
pub fn criterion_reasons(
    definition: &Definition,
    state: Option<&selection::State>,
    application: &Application,
) -> Vec<CriterionReason> {
    let mut reasons = agreed_reasons(application);
    let computed = state.and_then(|state| state.computed.as_ref());
    let Some(scores) = computed.and_then(|computed| computed.scores.get(&application.id.to_string())) else {
        return reasons;
    };
    let added = state.map_or(&[][..], |state| &state.added);
    for (criterion, points) in scores {
        let known = definition.title_of(criterion, "").is_some() || weighs(definition, criterion);
        if !known || reasons.iter().any(|reason| reason.criterion == *criterion) {
            continue;
        }
        let mut own = given_reasons(application, criterion);
        let said = basis::reasons(added, application.id).into_iter();
        own.extend(said.filter(|(of, _)| *of == Some(criterion.as_str())).map(|(_, reason)| reason));
        reasons.push(CriterionReason { criterion: criterion.clone(), points: points.clone(), reasons: own });
    }
    // In the order of the file, in which they were judged.
    let criteria = || definition.selections.values().flat_map(|model| &model.criteria);
    reasons.sort_by_key(|reason| criteria().position(|found| found.id == reason.criterion));
    reasons
}

/// What was written of an application at the selection, of a criterion that has no words for people or of none.
fn unnamed_reason(
    definition: &Definition,
    state: Option<&selection::State>,
    application: &Application,
) -> Option<Digest> {
    let said = basis::reasons(&state?.added, application.id).into_iter();
    let mut unnamed = said.filter(|(of, _)| {
        of.is_none_or(|of| definition.title_of(of, "").is_none() && !weighs(definition, of))
    });
    unnamed.next_back().map(|(_, reason)| reason)
}

/// What evaluators wrote of one criterion.
fn given_reasons(application: &Application, criterion: &str) -> Vec<Digest> {
    let own = application.states.iter().flat_map(|(step, state)| match state {
        ApplicationState::Scoring(_) => scoring::locked(application, step)
            .filter_map(|(_, sheet)| sheet.marks.get(criterion)?.reason)
            .collect(),
        _ => Vec::new(),
    });
    own.collect()
}

/// Which rules of the model keep an application out.
pub fn rule_reasons(computed: Option<&Outcome>, application: &Application) -> Vec<CheckReason> {
    let key = application.id.to_string();
    let rules = computed.into_iter().flat_map(|computed| &computed.excluded);
    rules
        // What a screening found has a reason of its own.
        .filter(|excluded| excluded.applicant == key && excluded.rule != "screening")
        .filter(|excluded| {
            !screening::findings(application)
                .any(|(_, finding)| finding.verdicts.contains_key(&excluded.rule))
        })
        .map(|excluded| CheckReason {
            check: excluded.rule.clone(),
            reason: None,
            rule: excluded.message.clone().unwrap_or_else(|| excluded.reason.clone()),
        })
        .collect()
}

fn agreed_reasons(application: &Application) -> Vec<CriterionReason> {
    let Some(agreement) = consensus::agreement(application) else { return Vec::new() };
    agreement
        .agreed
        .iter()
        .map(|(criterion, agreed)| {
            let own = || given_reasons(application, criterion);
            let reasons = agreed.reason.map_or_else(own, |reason| vec![reason]);
            CriterionReason { criterion: criterion.clone(), points: agreed.points.clone(), reasons }
        })
        .collect()
}

/// Why each check that was not met was not.
pub fn check_reasons(application: &Application) -> Vec<CheckReason> {
    screening::findings(application)
        .flat_map(|(_, finding)| &finding.verdicts)
        .filter(|(_, verdict)| !verdict.met)
        .filter_map(|(check, verdict)| {
            Some(CheckReason { check: check.clone(), reason: Some(verdict.reason?), rule: String::new() })
        })
        .collect()
}

/// When the letters of `track` in `stage` were released, if they were.
pub fn released_at(
    definition: &Definition,
    procedure: &Procedure,
    track: &str,
    stage: Option<&str>,
) -> Option<Instant> {
    let line = procedure.lines.get(track)?;
    definition.steps_in(stage).find_map(|step| match line.states.get(&step.id)? {
        StepState::Letters(letters) => letters.released_at,
        _ => None,
    })
}

/// Folds an event of a track's stream.
pub fn apply_line(state: &mut State, at: Instant, event: &Event) {
    let Event::Released { .. } = event;
    state.released_at = Some(at);
}
