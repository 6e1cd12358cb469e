//! Where each track stands, and what it waits for: counts and codes, never contents.

use super::Office;
use crate::app::choosing::letter_readers;
use crate::engine::case::{Application, Case, LineOutcome};
use crate::engine::digest::Digest;
use crate::engine::ids::PersonId;
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::steps::intake::later;
use crate::engine::steps::{
    ApplicationState, StepState, gathering, intake, mandate, scoring, screening, wait,
};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Role, StepSpec};

/// What a track waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The deadline.
    Deadline {
        /// The last microsecond that is in time.
        until: Instant,
    },
    /// A date that is still to come: the track came to a later intake or a mandate after its date.
    Undated {
        /// The name under which the owner moves it; that of a later intake is the track's own.
        date: String,
    },
    /// Somebody to open what was received.
    Opening {
        /// How many applications count.
        count: u32,
        /// Who may open them.
        by: Vec<Role>,
    },
    /// Verdicts on each application.
    Screening {
        /// Applications with every verdict.
        done: usize,
        /// Applications that count.
        total: usize,
        /// Who screens.
        by: Vec<Role>,
    },
    /// The evaluators' sheets.
    Scoring {
        /// Sheets that are locked.
        done: usize,
        /// Sheets that are expected, ties taken out.
        total: usize,
    },
    /// Agreed points.
    Consensus {
        /// Applications with every criterion agreed.
        done: usize,
        /// Applications in the comparison.
        total: usize,
        /// Who records what is agreed.
        by: Vec<Role>,
    },
    /// The decision.
    Selection,
    /// The letters of all tracks.
    Letters {
        /// Tracks that are not there yet, and the short name of the step each is in.
        behind: Vec<(String, String)>,
        /// Who releases them.
        by: Vec<Role>,
    },
    /// The end of the complaint window.
    Complaints {
        /// The last microsecond that is in time.
        until: Instant,
        /// Complaints that are not settled.
        open: usize,
        /// Applicants whom no letter has reached.
        untold: usize,
        /// Who settles them.
        by: Vec<Role>,
    },
    /// The opening of an envelope.
    Envelope {
        /// Who opens.
        by: Vec<Role>,
    },
    /// The contract.
    Contract {
        /// Who records that it is concluded.
        by: Vec<Role>,
    },
    /// Other tracks.
    Waiting {
        /// Short name of the step before which it waits.
        step: String,
        /// Who must decide, because too few of the others can come through.
        by: Option<Vec<Role>>,
    },
    /// A gathering.
    Gathering {
        /// Its short name.
        gathering: String,
        /// What it waits for.
        waits: Gathers,
        /// Who holds it.
        by: Vec<Role>,
    },
    /// Signatures under a mandate.
    Mandate {
        /// Applications whose mandate is signed.
        done: usize,
        /// Applications that were asked.
        total: usize,
        /// Whether the time is up and somebody must decide.
        asking: bool,
        /// Who decides.
        by: Vec<Role>,
    },
    /// Nothing: it has ended.
    Ended(LineOutcome),
}

/// What a gathering waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gathers {
    /// A date that is still to come.
    Date,
    /// The day of the invitation, or those who register.
    Registration,
    /// Somebody to decide whether it is held.
    Decision,
    /// The gathering itself, and then its minutes.
    Minutes,
}

impl Stage {
    /// Whether somebody has to act now, and who may: the roles.
    pub fn acts(&self) -> Vec<Role> {
        match self {
            Self::Opening { by, .. }
            | Self::Screening { by, .. }
            | Self::Consensus { by, .. }
            | Self::Envelope { by }
            | Self::Waiting { by: Some(by), .. }
            | Self::Contract { by }
            | Self::Gathering { waits: Gathers::Decision | Gathers::Minutes, by, .. }
            | Self::Mandate { asking: true, by, .. } => by.clone(),
            Self::Letters { behind, by } if behind.is_empty() => by.clone(),
            Self::Complaints { open, untold, by, .. } if *open + *untold > 0 => by.clone(),
            Self::Scoring { done, total } if done < total => vec![Role::Evaluator],
            Self::Scoring { .. } => vec![Role::Chair, Role::Owner],
            Self::Selection | Self::Undated { .. } | Self::Gathering { waits: Gathers::Date, .. } => {
                vec![Role::Owner]
            }
            _ => Vec::new(),
        }
    }

    /// Whether somebody behind the desk may read the page of this work in `track`.
    pub fn is_shown_to(&self, office: &Office, track: &str) -> bool {
        match self {
            Self::Consensus { by, .. } => {
                let readers = [Role::Chair, Role::Owner, Role::Auditor];
                office.holds(&readers, Some(track)) || office.holds(by, Some(track))
            }
            Self::Letters { .. } => office.holds(&letter_readers(office.definition()), None),
            _ => true,
        }
    }
}

/// What `track` waits for. Past the opening, `case` holds the applications of the track.
pub fn stage(definition: &Definition, case: &Case, track: &str) -> Option<Stage> {
    let line = case.procedure.lines.get(track)?;
    if let Some(outcome) = line.outcome {
        return Some(Stage::Ended(outcome));
    }
    if let Some((held, (_, wait))) = line.held.as_ref().zip(wait::holding(definition, line)) {
        let by = held.asking.then(|| wait.by.clone());
        return Some(Stage::Waiting { step: held.step.clone(), by });
    }
    let step = definition.step(&line.step)?;
    Some(match (&step.does, line.states.get(&step.id)?) {
        (StepSpec::Intake(spec), StepState::Intake(state)) => match &state.closed {
            Some(closed) => Stage::Opening { count: closed.count, by: spec.opened_by.clone() },
            None if later::waits_for_date(&case.procedure, (&step.id, spec), track) => {
                Stage::Undated { date: later::own_date(&step.id, track) }
            }
            None => Stage::Deadline { until: intake::closes_at(definition, &case.procedure, track)? },
        },
        (StepSpec::Screening(spec), _) => {
            let screened = |a: &&Application| match a.states.get(&step.id) {
                Some(ApplicationState::Screening(finding)) => finding.admitted.is_some(),
                _ => false,
            };
            Stage::Screening {
                done: case.counting(track).filter(screened).count(),
                total: case.counting(track).count(),
                by: spec.by.clone(),
            }
        }
        (StepSpec::Scoring(spec), _) => {
            let (done, total) = sheets(definition, case, track, &step.id, spec);
            Stage::Scoring { done, total }
        }
        (StepSpec::Consensus(spec), _) => {
            let criteria = judged(definition, track, &spec.of);
            let agreed = |a: &&Application| match a.states.get(&step.id) {
                Some(ApplicationState::Consensus(agreement)) => {
                    criteria.iter().all(|criterion| agreement.agreed.contains_key(criterion))
                }
                _ => false,
            };
            let compared = || case.counting(track).filter(|a| screening::admitted(definition, a));
            Stage::Consensus {
                done: compared().filter(agreed).count(),
                total: compared().count(),
                by: spec.by.clone(),
            }
        }
        (StepSpec::Letters(spec), _) => {
            Stage::Letters { behind: behind(definition, case, &step.id), by: spec.by.clone() }
        }
        (StepSpec::Complaints(spec), StepState::Complaints(state)) => Stage::Complaints {
            until: state.until.unwrap_or_default(),
            open: state.complaints.iter().filter(|complaint| complaint.ruling.is_none()).count(),
            untold: state.untold.values().filter(|untold| untold.told.is_none()).count(),
            by: spec.by.clone(),
        },
        (StepSpec::Envelope(spec), _) => Stage::Envelope { by: spec.by.clone() },
        (StepSpec::Gathering(_), _) => gathering_of(definition, case, track)?,
        (StepSpec::Mandate(spec), StepState::Mandate(state))
            if mandate::waits_for_date(&case.procedure, spec, line, state) =>
        {
            Stage::Undated { date: spec.until.clone()? }
        }
        (StepSpec::Mandate(spec), StepState::Mandate(state)) => Stage::Mandate {
            done: state.asked.len().saturating_sub(mandate::unsigned(case, spec, &step.id, state).len()),
            total: state.asked.len(),
            asking: state.asking.is_some(),
            by: spec.by.clone(),
        },
        (StepSpec::Contract(spec), _) => Stage::Contract { by: spec.by.clone() },
        (StepSpec::Selection(_), _) => Stage::Selection,
        _ => return None,
    })
}

/// What the gathering waits for that `line` is in, a track or a joint step.
pub fn gathering_of(definition: &Definition, case: &Case, line: &str) -> Option<Stage> {
    let here = gathering::here(definition, &case.procedure, line)?;
    Some(Stage::Gathering {
        gathering: here.id.to_owned(),
        waits: match here.state.phase {
            _ if gathering::waits_for_date(&case.procedure, here.spec, here.state) => Gathers::Date,
            gathering::Phase::Asking => Gathers::Decision,
            gathering::Phase::Confirmed => Gathers::Minutes,
            _ => Gathers::Registration,
        },
        by: here.spec.by.clone(),
    })
}

/// Sheets that are locked, and sheets that are expected: one of each evaluator without a tie, at least
/// as many as the file asks for.
fn sheets(
    definition: &Definition,
    case: &Case,
    track: &str,
    step: &str,
    spec: &scoring::Spec,
) -> (usize, usize) {
    let evaluators: Vec<_> = spec.panelists(&case.procedure, Role::Evaluator, track).collect();
    let mut counts = (0, 0);
    for a in case.counting(track).filter(|a| screening::admitted(definition, a)) {
        let tied = |person: &&PersonId| {
            scoring::panel(a, step)
                .and_then(|panel| panel.interests.get(person))
                .is_some_and(|interest| interest.tie)
        };
        let free = evaluators.iter().filter(|person| !tied(person)).count();
        let locked = scoring::locked(a, step).count();
        counts.0 += locked;
        counts.1 += free.max(spec.evaluators_min as usize).max(locked);
    }
    counts
}

/// The judged criteria of the scoring step `of`.
fn judged(definition: &Definition, track: &str, of: &str) -> Vec<String> {
    let model = definition.step(of).and_then(|step| match &step.does {
        StepSpec::Scoring(scoring) => definition.model(track, &scoring.model),
        _ => None,
    });
    model.map(|model| model.judged().map(str::to_owned).collect()).unwrap_or_default()
}

/// The running tracks that have not come to the letters step `letters`, each with the step it is in.
fn behind(definition: &Definition, case: &Case, letters: &str) -> Vec<(String, String)> {
    let here = definition.step(letters);
    let letters = wait::step_place(definition, letters);
    definition
        .tracks
        .iter()
        .filter(|track| here.is_some_and(|step| step.concerns(&track.id)))
        .filter_map(|track| {
            let line = case.procedure.lines.get(&track.id)?;
            let waits = line.running() && wait::place(definition, line) < letters;
            waits.then(|| (track.id.clone(), line.step.clone()))
        })
        .collect()
}

/// How many sheets of `person` are locked, and how many are to be written.
pub fn own_sheets(definition: &Definition, case: &Case, track: &str, person: PersonId) -> (usize, usize) {
    let stage = case.procedure.lines.get(track).and_then(|line| line.stage.as_deref());
    let Some((step, _)) = scoring::of(definition, track, stage) else { return (0, 0) };
    let mut counts = (0, 0);
    for a in case.counting(track).filter(|a| screening::admitted(definition, a)) {
        let panel = scoring::panel(a, &step.id);
        let tie = panel.and_then(|p| p.interests.get(&person)).is_some_and(|interest| interest.tie);
        let sheet = panel.and_then(|panel| panel.sheets.get(&person));
        if !tie {
            counts.0 += usize::from(sheet.is_some_and(|sheet| sheet.locked_at.is_some()));
            counts.1 += 1;
        }
    }
    counts
}

/// The intake of one track as everybody behind the desk may know it: no applicant in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealing {
    /// The deadline.
    pub until: Instant,
    /// How many count and the root that ties them together, once it has closed.
    pub closed: Option<(u32, Digest)>,
    /// When it was opened, and by whom.
    pub opened: Option<(Instant, PersonId)>,
    /// Who may open it.
    pub by: Vec<Role>,
}

/// The intake of `track`.
///
/// # Errors
/// There is no such track.
pub fn sealing(
    definition: &Definition,
    procedure: &crate::engine::case::Procedure,
    track: &str,
) -> Result<Sealing, Refusal> {
    let unknown = || Refusal::unknown("track", track);
    let (_, spec) = intake::here(definition, procedure, track).ok_or_else(unknown)?;
    let state = intake::state(definition, procedure, track).ok_or_else(unknown)?;
    Ok(Sealing {
        until: intake::closes_at(definition, procedure, track).unwrap_or_default(),
        closed: state.closed.as_ref().map(|closed| (closed.count, closed.commitment)),
        opened: state.opened.as_ref().map(|opened| (opened.at, opened.by)),
        by: spec.opened_by.clone(),
    })
}
