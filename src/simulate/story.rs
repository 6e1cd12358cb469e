//! Stories: a timeline of commands, told to the core alone with the story's own clock.
//!
//! A story is a Markdown file with the name of a workflow file (`workflow: …`), a block ```` ```timeline ````
//! and a block ```` ```log ````. Each line of the timeline is a local time, a person and a command.

mod basis;
mod cure;
mod filling;
mod keeping;
mod keys;
mod network;
mod words;

pub use filling::content_of;

use std::collections::BTreeMap;

use uuid::Uuid;

use super::world::{Sight, World};
use crate::engine::answers::{Ground, Late};
use crate::engine::calendar::{WallTime, Zone, resolve};
use crate::engine::case::MemberKind;
use crate::engine::digest::Digest;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, ComplaintId, MemberId, PersonId, ProcedureId, QuestionId};
use crate::engine::instant::Instant;
use crate::engine::people::Grant;
use crate::engine::procedure;
use crate::engine::refusal::Refusal;
use crate::engine::select;
use crate::engine::select::spec::Choose;
use crate::engine::steps::complaints::Ruling;
use crate::engine::steps::intake::Party;
use crate::engine::steps::{
    complaints, consensus, contract, envelope, intake, letters, scoring, screening, selection,
};
use crate::engine::turn::Verb;
use crate::engine::workflow::Loaded;
use crate::engine::workflow::definition::{Role, StepSpec};
use crate::engine::workflow::tracks;

/// The name of the workflow file that a story is about.
pub fn workflow_of(text: &str) -> &str {
    field(text, "workflow:").unwrap_or_default()
}

fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim)
}

/// A fenced block of a story, empty where there is none.
pub fn block<'t>(text: &'t str, name: &str) -> &'t str {
    let fence = format!("```{name}\n");
    let Some(start) = text.find(&fence).map(|at| at + fence.len()) else { return "" };
    text[start..].find("```").map_or("", |end| &text[start..start + end])
}

/// The log that a story expects.
pub fn log(text: &str) -> &str {
    block(text, "log")
}

/// The story with another log.
pub fn with_log(text: &str, log: &str) -> String {
    let fence = "```log\n";
    match text.find(fence) {
        None => format!("{}\n\n```log\n{log}```\n", text.trim_end()),
        Some(at) => {
            let start = at + fence.len();
            let end = text[start..].find("```").map_or(text.len(), |end| start + end);
            format!("{}{log}{}", &text[..start], &text[end..])
        }
    }
}

/// The commands of a story.
pub fn timeline(text: &str) -> &str {
    block(text, "timeline")
}

/// A line of a timeline that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("timeline line {number}: {line}\n{why}")]
pub struct StoryError {
    /// Which line of the timeline, counted from one.
    pub number: usize,
    /// The line.
    pub line: String,
    /// What is the matter with it.
    pub why: String,
}

/// Tells a story to the core and returns its log.
///
/// # Errors
/// A line that is no command of stories, or that goes back in time.
pub fn tell(loaded: &Loaded, text: &str) -> Result<String, StoryError> {
    let mut teller = Teller::new(loaded);
    for (number, line) in timeline(text).lines().enumerate() {
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            teller.line(line).map_err(|why| StoryError { number: number + 1, line: line.to_owned(), why })?;
        }
    }
    Ok(teller.log)
}

/// Tells one story, line by line.
pub struct Teller<'l> {
    /// The procedure as it is by now.
    pub world: World<'l>,
    /// What was told so far.
    pub log: String,
    pub(super) names: BTreeMap<Uuid, String>,
    complaints: Vec<ComplaintId>,
    questions: Vec<QuestionId>,
    told: usize,
    /// Who acts in the line that is told, and the command.
    pub(super) said: String,
}

/// The identifier that a name stands for.
fn uuid(name: &str) -> Uuid {
    let digest = Digest::of(&[name.as_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.bytes()[..16]);
    Uuid::from_bytes(bytes)
}

/// The application that stories call `name`.
pub fn application_id(name: &str) -> ApplicationId {
    ApplicationId::new(uuid(name))
}

/// The person that stories call `name`.
pub fn person_id(name: &str) -> PersonId {
    PersonId::new(uuid(name))
}

impl<'l> Teller<'l> {
    /// A story that has not begun.
    pub fn new(loaded: &'l Loaded) -> Self {
        Self {
            world: World::new(loaded, ProcedureId::new(uuid("procedure")), Sight::Scoped),
            log: String::new(),
            names: BTreeMap::new(),
            complaints: Vec::new(),
            questions: Vec::new(),
            told: 0,
            said: String::new(),
        }
    }

    /// Why the last command was refused, if it was.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.world.turns.last()?.outcome.refusal.as_ref()
    }

    /// Complaints that were tried, in the order they came.
    pub fn complaints(&self) -> &[ComplaintId] {
        &self.complaints
    }

    /// The name of somebody or something, as stories call it.
    pub fn name_of(&self, id: Uuid) -> String {
        self.name(id)
    }

    fn named(&mut self, name: &str) -> Uuid {
        let id = uuid(name);
        self.names.insert(id, name.to_owned());
        id
    }

    fn person(&mut self, name: &str) -> PersonId {
        PersonId::new(self.named(name))
    }

    fn application(&mut self, name: &str) -> ApplicationId {
        ApplicationId::new(self.named(name))
    }

    /// `2027-02-05T12:00`, with `+1us` or `-1us` behind it for a microsecond more or less.
    fn instant(&self, typed: &str) -> Result<Instant, String> {
        let (wall, micros) = match typed.split_once('+') {
            Some((wall, rest)) => (wall, rest.trim_end_matches("us").parse::<i64>().ok()),
            None => match typed.rsplit_once("-1us") {
                Some((wall, _)) => (wall, Some(-1)),
                None => (typed, Some(0)),
            },
        };
        let wall: WallTime = wall.parse().map_err(|error| format!("{error}"))?;
        let zone = Zone::new(&self.world.loaded.definition.zone).map_err(|error| error.to_string())?;
        let at = resolve(&wall, &zone).map_err(|error| error.to_string())?;
        Ok(at.plus_micros(micros.ok_or("a number of microseconds")?))
    }

    /// Carries out one line: a time, a person, a command; or a time and `wait`.
    ///
    /// # Errors
    /// What is the matter with the line. A refusal of the core is none: it stands in the log.
    pub fn line(&mut self, line: &str) -> Result<(), String> {
        let (when, rest) = line.trim().split_once(' ').ok_or("a time and a command")?;
        let at = self.instant(when)?;
        if at < self.world.now {
            return Err("time goes backwards".into());
        }
        let (words, quoted) = words::words(rest)?;
        self.said = words.join(" ");
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        if words.first() == Some(&"wait") {
            if words.len() > 1 {
                return Err("`wait` takes no other words: write the time at which it ends".to_owned());
            }
            self.world.wait(at);
            self.log_turns();
            return Ok(());
        }
        let (actor, verb) = words.split_first().ok_or("an actor")?;
        let actor = self.person(actor);
        match verb.first() {
            Some(&"opens-procedure") => return self.opens(actor, at, &verb[1..], &quoted),
            Some(&"rehearses-procedure") if verb.len() == 1 => {
                self.world.rehearse(actor, at).map_err(|refusal| format!("{refusal:?}"))?;
                self.log_turns();
                return Ok(());
            }
            _ => {}
        }
        self.world.wait(at);
        self.log_turns();
        let verb = self.verb(verb, &quoted)?;
        self.world.act(actor, verb);
        self.log_turns();
        Ok(())
    }

    pub(super) fn log_turns(&mut self) {
        for turned in self.told..self.world.turns.len() {
            let (now, outcome) = (self.world.turns[turned].now, self.world.turns[turned].outcome.clone());
            self.take(now, &outcome);
        }
        self.told = self.world.turns.len();
    }

    /// The model that the application's scoring uses: that of the step its track is in, else the first.
    fn model(&self, application: ApplicationId) -> Result<&'l select::Spec, String> {
        let definition = &self.world.loaded.definition;
        let here = self.step_of(application).and_then(|spec| match spec {
            StepSpec::Scoring(spec) => Some(spec),
            StepSpec::Consensus(spec) => match &definition.step(&spec.of)?.does {
                StepSpec::Scoring(spec) => Some(spec),
                _ => None,
            },
            _ => None,
        });
        let stage = self.world.case.applications.get(&application).and_then(|found| found.stage.clone());
        let track = self.world.case.applications.get(&application).map_or("", |a| a.track.as_str());
        let scoring = here.or_else(|| {
            definition.steps_of_in(track, stage.as_deref()).find_map(|step| match &step.does {
                StepSpec::Scoring(spec) => Some(spec),
                _ => None,
            })
        });
        let scoring = scoring.ok_or("the file has no scoring step")?;
        definition.model(track, &scoring.model).ok_or_else(|| format!("no model {}", scoring.model))
    }

    fn step_of(&self, application: ApplicationId) -> Option<&'l StepSpec> {
        let track = &self.world.case.applications.get(&application)?.track;
        self.world.case.current(&self.world.loaded.definition, track).map(|step| &step.does)
    }

    fn points(&self, application: ApplicationId, words: &[&str]) -> Result<Vec<(String, Exact)>, String> {
        let criteria: Vec<_> = self.model(application)?.judged().map(ToOwned::to_owned).collect();
        if words.len() > criteria.len() {
            return Err(format!("{} points for {} criteria", words.len(), criteria.len()));
        }
        criteria
            .into_iter()
            .zip(words)
            .map(|(criterion, word)| {
                let points = word.parse().map_err(|_| format!("{word} are no points"))?;
                Ok((criterion, points))
            })
            .collect()
    }

    /// The checks that the application meets in its step, else those of the first screening.
    fn checks(&self, application: ApplicationId) -> Vec<&'l screening::Check> {
        let screening = |spec: &'l StepSpec| match spec {
            StepSpec::Screening(spec) => Some(spec),
            _ => None,
        };
        let track = self.world.case.applications.get(&application).map_or("", |a| a.track.as_str());
        let mut steps = self.world.loaded.definition.steps.iter().filter(|step| step.concerns(track));
        let here = self.step_of(application).and_then(screening);
        let found = here.or_else(|| steps.find_map(|step| screening(&step.does)));
        let all = found.map(|spec| spec.checks.iter().collect::<Vec<_>>()).unwrap_or_default();
        all.into_iter().filter(|check| tracks::concerns(check.tracks.as_deref(), track)).collect()
    }

    fn verb(&mut self, words: &[&str], quoted: &str) -> Result<Verb, String> {
        let text = if quoted.is_empty() { "a reason that is long enough to be one" } else { quoted };
        Ok(match words {
            ["grants", role, name, rest @ ..] => {
                let role = Role::ALL.into_iter().find(|r| r.name() == *role).ok_or_else(|| {
                    let roles: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
                    format!("`{role}` is no role; there are {}", roles.join(", "))
                })?;
                let (track, panel) = match rest {
                    [] => (None, None),
                    ["on", panel] => (None, Some((*panel).to_owned())),
                    [track] => (Some((*track).to_owned()), None),
                    [track, "on", panel] => (Some((*track).to_owned()), Some((*panel).to_owned())),
                    _ => return Err(words::no_command(words)),
                };
                let person = self.person(name);
                Verb::Procedure(procedure::Command::Grant { person, grant: Grant { role, track, panel } })
            }
            ["extends", date, to] => Verb::Procedure(procedure::Command::Extend {
                date: (*date).into(),
                to: (*to).into(),
                reason: self.world.prose(text),
            }),
            ["follows"] => Verb::Procedure(procedure::Command::Follow),
            ["asks"] | ["asks", "documents"] => {
                let documents = words.len() == 2;
                let question = QuestionId::new(uuid(&format!("question {}", self.questions.len())));
                self.names.insert(question.uuid(), format!("question {}", self.questions.len() + 1));
                self.questions.push(question);
                Verb::Procedure(procedure::Command::Ask { question, text: self.world.prose(text), documents })
            }
            ["amends", part, rest @ ..] => {
                let made = self.amends(part, rest, text).ok_or_else(|| words::no_command(words))?;
                Verb::Procedure(procedure::Command::Amend(Box::new(made)))
            }
            ["confirms", name] => {
                Verb::Intake(intake::Command::Confirm { application: self.application(name) })
            }
            ["answers", number, rest @ ..] => {
                let number: usize =
                    number.parse().map_err(|_| format!("`{number}` is no number of a question"))?;
                let question = *self
                    .questions
                    .get(number.wrapping_sub(1))
                    .ok_or("no question of this number was asked")?;
                let late = match rest {
                    ["extending", to] => Some(Late::Extend {
                        to: (*to).into(),
                        reason: self.world.prose("the answer came late"),
                    }),
                    ["pointing"] => Some(Late::Without {
                        ground: Ground::ExistingText,
                        reason: self.world.prose("it only points to section 3 of the conditions"),
                    }),
                    ["asked-late"] => Some(Late::Without {
                        ground: Ground::NotInGoodTime,
                        reason: self.world.prose("it was asked after the last day for answers"),
                    }),
                    [] => None,
                    _ => return Err(words::no_command(words)),
                };
                Verb::Procedure(procedure::Command::Answer { question, text: self.world.prose(text), late })
            }
            ["cancels", track] => Verb::Procedure(procedure::Command::CancelTrack {
                track: (*track).into(),
                reason: self.world.prose(text),
            }),
            ["starts", name, track] | ["starts", name, track, _] => {
                let others = words.get(3).map_or(Ok(0), |n| n.parse());
                let others = others.map_err(|_| format!("`{}` is no number of others", words[3]))?;
                if self.world.case.applications.contains_key(&application_id(name)) {
                    return Err(format!(
                        "an application is called {name} already: give this one another name"
                    ));
                }
                Verb::Intake(intake::Command::Start {
                    application: self.application(name),
                    track: (*track).into(),
                    member: MemberId::new(uuid(&format!("lead of {name}"))),
                    kind: MemberKind::Organisation,
                    party: Party { name: (*name).into(), email: "lead@example.org".into() },
                    others,
                    empty: self.world.prose("{}"),
                })
            }
            ["fills", name, rest @ ..] => {
                let application = self.application(name);
                let (said, rest): (Vec<&str>, Vec<&str>) = rest.iter().partition(|word| word.contains('='));
                if rest.len() > 2 {
                    return Err(words::no_command(words));
                }
                let what = rest.first().copied().unwrap_or("well");
                let seen = match rest.get(1) {
                    Some(seen) => seen.parse().map_err(|_| "a version")?,
                    None => self.world.case.applications.get(&application).map_or(0, |a| a.draft.number),
                };
                let content = self.content(application, what, text, &said)?;
                let kept = serde_json::to_string(&content).map_err(|error| error.to_string())?;
                let kept = self.world.prose(&kept);
                Verb::Intake(intake::Command::SaveDraft { application, seen, content, kept })
            }
            ["invites", name, who] => Verb::Intake(intake::Command::Invite {
                application: self.application(name),
                member: MemberId::new(uuid(&format!("{who} in {name}"))),
                kind: MemberKind::Organisation,
                person: self.person(who),
                party: Party { name: (*who).into(), email: "member@example.org".into() },
            }),
            ["removes", name, who] => Verb::Intake(intake::Command::Remove {
                application: self.application(name),
                member: MemberId::new(uuid(&format!("{who} in {name}"))),
            }),
            ["signs", name] => Verb::Intake(intake::Command::Sign { application: self.application(name) }),
            ["declines", name] => {
                Verb::Intake(intake::Command::Decline { application: self.application(name) })
            }
            ["submits", name] => {
                Verb::Intake(intake::Command::Submit { application: self.application(name), seen: None })
            }
            ["withdraws", name] => {
                Verb::Intake(intake::Command::Withdraw { application: self.application(name) })
            }
            ["opens", track] => Verb::Intake(intake::Command::Open { track: (*track).into() }),
            ["makes-keys", names @ ..] => self.makes_keys(names),
            ["gives-key", track] => self.gives_key(track),
            // `screens A`, `screens A check-that-fails`, and the verified figure of a check: `turnover=12`.
            ["screens", name, rest @ ..] => {
                let application = self.application(name);
                let (figures, failing): (Vec<&str>, Vec<&str>) =
                    rest.iter().partition(|word| word.contains('='));
                let checks = self.checks(application);
                let named =
                    failing.iter().copied().chain(figures.iter().filter_map(|word| word.split('=').next()));
                for name in named {
                    if !checks.is_empty() && !checks.iter().any(|check| check.id == name) {
                        return Err(format!("no check of this step is called `{name}`"));
                    }
                }
                let mut verdicts = BTreeMap::new();
                for check in checks {
                    let said =
                        figures.iter().find_map(|word| word.strip_prefix(&check.id)?.strip_prefix('='));
                    let met = !failing.contains(&check.id.as_str());
                    let verdict = self.verdict(application, check, (met, said), text)?;
                    verdicts.insert(check.id.clone(), verdict);
                }
                Verb::Screening(screening::Command::Screen { application, verdicts })
            }
            ["declares", name, tie @ ("tie" | "no" | "none")] => {
                let tie = *tie == "tie";
                let reason = tie.then(|| self.world.prose(text));
                let application = self.application(name);
                Verb::Scoring(scoring::Command::Declare { application, tie, reason })
            }
            ["scores", name, points @ ..] => {
                let application = self.application(name);
                let mut marks = BTreeMap::new();
                for (criterion, points) in self.points(application, points)? {
                    let reason = Some(self.world.prose(text));
                    marks.insert(criterion, scoring::GivenMark { points, reason });
                }
                Verb::Scoring(scoring::Command::Score { application, marks })
            }
            ["locks", name] => Verb::Scoring(scoring::Command::Lock { application: self.application(name) }),
            ["agrees", name, points @ ..] => {
                let application = self.application(name);
                let mut agreed = BTreeMap::new();
                for (criterion, points) in self.points(application, points)? {
                    let reason = (quoted != "none").then(|| self.world.prose(text));
                    agreed.insert(criterion, consensus::GivenAgreed { points, reason });
                }
                Verb::Consensus(consensus::Command::Agree { application, agreed })
            }
            ["finishes", "screening", track] => {
                Verb::Screening(screening::Command::Finish { track: (*track).into() })
            }
            ["finishes", "scoring", track] => {
                Verb::Scoring(scoring::Command::Finish { track: (*track).into() })
            }
            ["finishes", "consensus", track] => {
                Verb::Consensus(consensus::Command::Finish { track: (*track).into() })
            }
            ["draws", track, names @ ..] => {
                let order = names.iter().map(|name| self.application(name)).collect();
                let witness = self.world.prose(text);
                let track = (*track).into();
                Verb::Selection(selection::Command::Draw { track, step: None, order, witness })
            }
            ["chooses", track, way @ ("expand" | "draw")] => {
                let choose = if *way == "expand" { Choose::Expand } else { Choose::Draw };
                let reason = self.world.prose(text);
                let track = (*track).into();
                Verb::Selection(selection::Command::Choose { track, step: None, choose, reason })
            }
            ["decides", track, names @ ..] => {
                self.decide(track, names, text, quoted).ok_or_else(|| words::no_command(words))?
            }
            ["explains", track, names @ ..] => {
                let made = self.decide(track, names, text, quoted);
                let mut verb = made.ok_or_else(|| words::no_command(words))?;
                self.explain(&mut verb, track, text);
                verb
            }
            ["releases"] => Verb::Letters(letters::Command::Release),
            ["complains", name] => {
                let complaint = ComplaintId::new(uuid(&format!("complaint {}", self.complaints.len())));
                self.complaints.push(complaint);
                self.names.insert(complaint.uuid(), format!("complaint {}", self.complaints.len()));
                let application = self.application(name);
                let text = self.world.prose(text);
                Verb::Complaints(complaints::Command::File { application, complaint, text })
            }
            ["bounces", name] => {
                let application = self.application(name);
                Verb::Complaints(complaints::Command::Undelivered { application })
            }
            ["arrives", name] => {
                let application = self.application(name);
                Verb::Complaints(complaints::Command::Delivered { application })
            }
            ["returns", name] => {
                let application = self.application(name);
                Verb::Complaints(complaints::Command::Return { application, why: self.world.prose(text) })
            }
            ["tells", name] => {
                let application = self.application(name);
                Verb::Complaints(complaints::Command::Tell { application, how: self.world.prose(text) })
            }
            ["opens-envelope", track] => {
                Verb::Envelope(envelope::Command::Open { track: (*track).to_owned() })
            }
            ["concludes", track, names @ ..] => {
                let with = names.iter().map(|name| self.application(name)).collect();
                let note = self.world.prose(text);
                Verb::Contract(contract::Command::Conclude { track: (*track).into(), with, note })
            }
            ["settles", track, number, ruling @ ..] => {
                let number: usize =
                    number.parse().map_err(|_| format!("`{number}` is no number of a complaint"))?;
                let ruling = match ruling {
                    ["dismissed"] => Ruling::Dismissed,
                    ["annulled"] => Ruling::Annulled,
                    ["redo", step] => Ruling::Redo { step: (*step).into() },
                    _ => return Err(words::no_command(words)),
                };
                Verb::Complaints(complaints::Command::Settle {
                    track: (*track).into(),
                    complaint: *self
                        .complaints
                        .get(number.wrapping_sub(1))
                        .ok_or("no complaint of this number came in")?,
                    ruling,
                    reason: self.world.prose(text),
                })
            }
            other => match self.basis_verb(other, text)? {
                Some(verb) => verb,
                None => match self.network_verb(other, text) {
                    Some(verb) => return verb,
                    None => return self.later_verb(other, text),
                },
            },
        })
    }

    /// The list that was computed last in the stage that `track` is in.
    pub(super) fn computed(&self, track: &str) -> select::Outcome {
        let (definition, procedure) = (&self.world.loaded.definition, &self.world.case.procedure);
        let stage = procedure.lines.get(track).and_then(|line| line.stage.as_deref());
        let chosen = selection::state(definition, procedure, track, stage);
        chosen.and_then(|chosen| chosen.computed.clone()).unwrap_or_default()
    }
}
