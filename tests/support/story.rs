//! Runs one story against the core alone: no database, no clock but the story's own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use trespor::engine::amendment::{Amend, Part};
use trespor::engine::answers::{Ground, Late};
use trespor::engine::calendar::{WallTime, Zone, resolve};
use trespor::engine::case::{Case, Grant, MemberKind};
use trespor::engine::digest::{Digest, Prose};
use trespor::engine::event::{Event, LineEvent, Stream, What};
use trespor::engine::exact::Exact;
use trespor::engine::ids::{ApplicationId, ComplaintId, MemberId, PersonId, ProcedureId, QuestionId};
use trespor::engine::instant::Instant;
use trespor::engine::letter::LetterContent;
use trespor::engine::procedure;
use trespor::engine::rules::{self, Barred, Override};
use trespor::engine::steps::complaints::Ruling;
use trespor::engine::steps::intake::Party;
use trespor::engine::steps::screening::GivenVerdict;
use trespor::engine::steps::{complaints, consensus, intake, joint, letters, scoring, screening, selection};
use trespor::engine::turn::{Command, Effect, Outcome, Scope, Verb, step};
use trespor::engine::workflow::definition::{FieldKind, Role, StepSpec};
use trespor::engine::workflow::form::{Answer, Content, FileRef};
use trespor::engine::workflow::{Loaded, load};
use uuid::Uuid;

/// The name of the workflow file that a story is about.
pub fn workflow_of(text: &str) -> &str {
    field(text, "workflow:").unwrap_or_default()
}

fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim)
}

fn block<'t>(text: &'t str, name: &str) -> &'t str {
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

/// Runs a story and returns its log.
pub fn tell(text: &str) -> String {
    let path = format!("{}/workflows/{}.yaml", env!("CARGO_MANIFEST_DIR"), workflow_of(text));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let bytes = changed(text, &String::from_utf8(bytes).expect("a workflow file is UTF-8"));
    let loaded = load(bytes.as_bytes()).unwrap_or_else(|findings| panic!("{path}: {findings:?}"));
    let mut teller = Teller::new(loaded);
    for (number, line) in block(text, "timeline").lines().enumerate() {
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            teller.line(line).unwrap_or_else(|why| panic!("timeline line {}: {line}\n{why}", number + 1));
        }
    }
    teller.log
}

/// The file with the changes that a story makes to it: lines `old => new` of a block `changes`.
fn changed(text: &str, file: &str) -> String {
    block(text, "changes").lines().filter(|line| !line.trim().is_empty()).fold(
        file.to_owned(),
        |file, line| {
            let (old, new) = line.split_once(" =>").unwrap_or_else(|| panic!("{line}: write old => new"));
            assert_eq!(file.matches(old).count(), 1, "`{old}` does not stand in the file once");
            file.replace(old, &new.strip_prefix(' ').unwrap_or(new).replace("\\n", "\n"))
        },
    )
}

struct Teller {
    loaded: Loaded,
    case: Case,
    names: BTreeMap<Uuid, String>,
    now: Instant,
    wake_at: Option<Instant>,
    log: String,
    salt: u8,
    complaints: Vec<ComplaintId>,
    questions: Vec<QuestionId>,
}

fn uuid(name: &str) -> Uuid {
    let digest = Digest::of(&[name.as_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.bytes()[..16]);
    Uuid::from_bytes(bytes)
}

impl Teller {
    fn new(loaded: Loaded) -> Self {
        let case = Case {
            procedure: trespor::engine::case::Procedure::new(ProcedureId::new(uuid("procedure"))),
            applications: BTreeMap::new(),
        };
        Self {
            loaded,
            case,
            names: BTreeMap::new(),
            now: Instant::default(),
            wake_at: None,
            log: String::new(),
            salt: 0,
            complaints: Vec::new(),
            questions: Vec::new(),
        }
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

    fn prose(&mut self, body: &str) -> Prose {
        self.salt = self.salt.wrapping_add(1);
        Prose::new([self.salt; 16], body)
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
        let zone = Zone::new(&self.loaded.definition.zone).map_err(|error| error.to_string())?;
        let at = resolve(&wall, &zone).map_err(|error| error.to_string())?;
        Ok(at.plus_micros(micros.ok_or("a number of microseconds")?))
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let (when, rest) = line.trim().split_once(' ').ok_or("a time and a command")?;
        let at = self.instant(when)?;
        assert!(at >= self.now, "time goes backwards");
        self.now = at;
        let (words, quoted) = words(rest);
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        if words.first() == Some(&"wait") {
            self.catch_up();
            return Ok(());
        }
        let (actor, verb) = words.split_first().ok_or("an actor")?;
        let actor = self.person(actor);
        if verb.first() == Some(&"opens-procedure") {
            return self.opens(actor, &verb[1..], &quoted);
        }
        self.catch_up();
        let verb = self.verb(verb, &quoted)?;
        let command = Command { actor, verb };
        // The core sees what the app would load for this command, and no more.
        let (mut case, mut rest) = (self.case.clone(), BTreeMap::new());
        for (id, application) in std::mem::take(&mut case.applications) {
            let seen = match command.verb.scope() {
                Scope::Head => false,
                Scope::Application(one) => one == id,
                Scope::Track(track) => track == application.track,
                Scope::Everything => true,
            };
            if seen { &mut case.applications } else { &mut rest }.insert(id, application);
        }
        let mut outcome = step(&self.loaded.definition, case, at, Some(&command));
        outcome.case.applications.append(&mut rest);
        self.take(outcome);
        Ok(())
    }

    /// Opens the procedure if it passes the gate; findings by these codes are set aside.
    fn opens(&mut self, actor: PersonId, codes: &[&str], reason: &str) -> Result<(), String> {
        let overrides: Vec<_> = codes
            .iter()
            .map(|code| Override { code: (*code).to_owned(), reason: self.prose(reason) })
            .collect();
        let pack = rules::pack_of(&self.loaded, self.now);
        match rules::pass(&self.loaded, pack, self.now, &overrides, &rules::unrehearsed) {
            Ok(passed) => {
                let id = self.case.procedure.id;
                let outcome = procedure::open(&self.loaded.definition, id, &passed, actor, self.now)
                    .map_err(|refusal| format!("{refusal:?}"))?;
                self.take(outcome);
            }
            Err(Barred::Gate(findings)) => {
                for finding in findings {
                    let (severity, code) = (finding.severity.name(), finding.code);
                    let rule = finding.rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
                    let message = finding.message;
                    writeln!(self.log, "    barred {severity} {code}{rule}: {message}").expect("a string");
                }
            }
            Err(Barred::File(findings)) => {
                for finding in findings {
                    let (code, message) = (finding.code, finding.message);
                    writeln!(self.log, "    barred error {code} of the file: {message}").expect("a string");
                }
            }
            Err(other) => writeln!(self.log, "    barred {other:?}").expect("a string"),
        }
        Ok(())
    }

    /// `olga amends tracks.social significant confirm to 2027-02-12T12:00 for social "the new text"`
    fn amends(&mut self, part: &str, words: &[&str], text: &str) -> Amend {
        let definition = self.loaded.definition.clone();
        let stands = Part::parse(part, &definition).ok().and_then(|part| part.words(&definition).cloned());
        let languages = definition.languages.clone();
        let after = |word: &str| words.iter().skip_while(|w| **w != word).nth(1).map(|w| (*w).to_owned());
        let old = |language: &String| {
            stands.as_ref().map_or_else(|| "the old text".to_owned(), |words| words.get(language).to_owned())
        };
        Amend {
            part: part.to_owned(),
            before: languages.iter().map(|l| (l.clone(), self.prose(&old(l)))).collect(),
            after: languages.iter().map(|l| (l.clone(), self.prose(text))).collect(),
            reason: self.prose("a reason that is long enough to be one"),
            tracks: after("for").into_iter().collect(),
            significant: words.contains(&"significant"),
            confirm: words.contains(&"confirm"),
            extend: after("to"),
        }
    }

    /// Time passes: what is due before now is performed first, as the app does it.
    fn catch_up(&mut self) {
        while let Some(due) = self.wake_at.filter(|due| *due <= self.now) {
            let outcome = step(&self.loaded.definition, self.case.clone(), due, None);
            self.take(outcome);
        }
    }

    fn take(&mut self, outcome: Outcome) {
        for event in &outcome.events {
            let line = self.event(event);
            self.log.push_str(&line);
        }
        let mut letters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for effect in &outcome.effects {
            if let Effect::Letter(letter) = effect {
                let name = self.name(letter.to.uuid());
                letters.entry(self.letter(&letter.content)).or_default().push(name);
            }
        }
        for (letter, mut names) in letters {
            names.sort();
            writeln!(self.log, "    letter {letter} to {}", names.join(", ")).expect("a string");
        }
        if let Some(refusal) = &outcome.refusal {
            let said = serde_json::to_string(refusal).expect("a refusal");
            writeln!(self.log, "    refused {}", self.readable(&said)).expect("a string");
        }
        // What a story has proved by its events alone: folding them again gives the same case.
        self.case = outcome.case;
        self.wake_at = outcome.wake_at;
    }

    fn name(&self, id: Uuid) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// Identifiers back into names, instants into local time.
    fn readable(&self, json: &str) -> String {
        let mut text = json.to_owned();
        for (id, name) in &self.names {
            text = text.replace(&id.to_string(), name);
        }
        let mut out = String::new();
        let mut digits = String::new();
        for c in text.chars().chain(std::iter::once(' ')) {
            if c.is_ascii_digit() {
                digits.push(c);
                continue;
            }
            if digits.len() == 16 {
                out.push_str(&self.local(Instant::from_micros(digits.parse().expect("digits"))));
            } else {
                out.push_str(&digits);
            }
            digits.clear();
            out.push(c);
        }
        out.trim_end().replace('"', "")
    }

    fn local(&self, at: Instant) -> String {
        let zone = Zone::new(&self.loaded.definition.zone).expect("a zone");
        let l = zone.local(at);
        let micro = if l.micro == 0 { String::new() } else { format!(".{:06}", l.micro) };
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{micro}",
            l.year, l.month, l.day, l.hour, l.minute, l.second
        )
    }

    fn event(&self, event: &Event) -> String {
        let actor = event.actor.map_or_else(|| "time".to_owned(), |id| self.name(id.uuid()));
        let of = match &event.stream {
            Stream::Procedure(_) => String::new(),
            Stream::Line(_, line) => format!(" {line}"),
            Stream::Application(id) => format!(" {}", self.name(id.uuid())),
        };
        let detail = match &event.what {
            What::Line(LineEvent::Entered { step }) => format!(": {step}"),
            What::Line(LineEvent::Ended(outcome)) => format!(": {outcome:?}"),
            What::Intake(intake::Event::Submitted { count, .. }) => format!(": time {count}"),
            What::Intake(intake::Event::TriedLate { verb }) => format!(": {verb}"),
            What::Intake(intake::Event::Closed { count, .. }) => format!(": {count} count"),
            What::Screening(screening::Event::Screened { admitted, .. }) => match admitted {
                Some(true) => ": admitted".into(),
                Some(false) => ": not admitted".into(),
                None => ": not complete".into(),
            },
            What::Scoring(scoring::Event::Declared { tie, .. }) => {
                if *tie {
                    ": a tie".into()
                } else {
                    ": no tie".into()
                }
            }
            What::Consensus(consensus::Event::Agreed { agreed, .. }) => {
                let changed = agreed.values().filter(|agreed| agreed.changed).count();
                format!(": {changed} of {} changed", agreed.len())
            }
            What::Selection(selection::Event::Computed(outcome)) => {
                let mut said = format!(": {}", self.readable(&outcome.selected.join(" ")));
                if !outcome.reserve.is_empty() {
                    write!(said, "; reserve {}", self.readable(&outcome.reserve.join(" "))).expect("ok");
                }
                if !outcome.not_selected.is_empty() {
                    let not = self.readable(&outcome.not_selected.join(" "));
                    write!(said, "; not {not}").expect("ok");
                }
                if !outcome.tied.is_empty() {
                    let tied = self.readable(&outcome.tied.join(" "));
                    write!(said, "; tied {tied}; open places {}", outcome.open_places).expect("ok");
                }
                for issue in &outcome.issues {
                    write!(said, "; {:?}", issue.code).expect("ok");
                }
                said
            }
            What::Selection(selection::Event::Decided(decision)) => {
                let names: Vec<_> = decision.selected.iter().map(|id| self.name(id.uuid())).collect();
                format!(": {}", names.join(" "))
            }
            What::Complaints(complaints::Event::Opened { until }) => {
                format!(": until {}", self.local(*until))
            }
            What::Complaints(complaints::Event::Settled { ruling, .. }) => format!(": {ruling:?}"),
            What::Procedure(procedure::Event::Extended { date, to, .. }) => {
                format!(": {date} to {}", to.wall)
            }
            What::Procedure(procedure::Event::GateOverridden { finding, .. }) => format!(": {finding}"),
            What::Procedure(procedure::Event::Amended(made)) => {
                let flag = |on, word| if on { word } else { "" };
                let (significant, confirm) =
                    (flag(made.significant, ", significant"), flag(made.confirm, ", to be confirmed"));
                format!(": {}{significant}{confirm}", made.part)
            }
            What::Procedure(procedure::Event::Answered { without: Some(without), .. }) => {
                format!(": without an extension, {:?}", without.ground)
            }
            _ => String::new(),
        };
        format!("{} {actor} {}{of}{detail}\n", self.local(event.at), event.what.name())
    }

    fn letter(&self, content: &LetterContent) -> String {
        let value = serde_json::to_value(content).expect("a letter");
        let kind = value.as_object().and_then(|o| o.keys().next()).expect("a kind").clone();
        let application = value[&kind]["application"].as_str().map(|id| self.readable(id));
        application.map_or(kind.clone(), |application| format!("{kind} {application}"))
    }

    fn content(&mut self, what: &str, typed: &str) -> Content {
        let mut content = Content::default();
        if what == "empty" {
            return content;
        }
        for field in &self.loaded.definition.form.clone() {
            let answer = match &field.takes {
                FieldKind::Text { .. } => Answer::Text(format!("{typed} {what}")),
                FieldKind::Number { .. } => Answer::Text("2.000.000".into()),
                FieldKind::Declaration {} => Answer::Confirmed(true),
                FieldKind::Choice { options } => Answer::Text(options[0].id.clone()),
                FieldKind::Files { .. } => Answer::Files(vec![FileRef {
                    attachment: trespor::engine::ids::AttachmentId::new(uuid(what)),
                    name: "reference.pdf".into(),
                    size_bytes: 4,
                    sha256: Digest::of(&[b"%PDF"]),
                    media_type: "application/pdf".into(),
                }]),
            };
            if field.id != what {
                content.answers.insert(field.id.clone(), answer);
            }
        }
        content
    }

    fn model(&self) -> &trespor::engine::select::Spec {
        let scoring = scoring::of(&self.loaded.definition).expect("a scoring step").1;
        &self.loaded.definition.selections[&scoring.model]
    }

    fn points(&self, words: &[&str]) -> Result<Vec<(String, Exact)>, String> {
        let criteria: Vec<_> = self.model().judged().map(ToOwned::to_owned).collect();
        criteria
            .into_iter()
            .zip(words)
            .map(|(criterion, word)| {
                let points = word.parse().map_err(|_| format!("{word} are no points"))?;
                Ok((criterion, points))
            })
            .collect()
    }

    fn checks(&self) -> Vec<screening::Check> {
        self.loaded
            .definition
            .steps
            .iter()
            .find_map(|step| match &step.does {
                StepSpec::Screening(spec) => Some(spec.checks.clone()),
                _ => None,
            })
            .unwrap_or_default()
    }

    fn verb(&mut self, words: &[&str], quoted: &str) -> Result<Verb, String> {
        let text = if quoted.is_empty() { "a reason that is long enough to be one" } else { quoted };
        Ok(match words {
            ["grants", role, name, rest @ ..] => {
                let role = Role::ALL.into_iter().find(|r| r.name() == *role).ok_or("a role")?;
                let track = rest.first().map(|track| (*track).to_owned());
                let person = self.person(name);
                Verb::Procedure(procedure::Command::Grant { person, grant: Grant { role, track } })
            }
            ["extends", date, to] => Verb::Procedure(procedure::Command::Extend {
                date: (*date).into(),
                to: (*to).into(),
                reason: self.prose(text),
            }),
            ["asks"] => {
                let question = QuestionId::new(uuid(&format!("question {}", self.questions.len())));
                self.questions.push(question);
                Verb::Procedure(procedure::Command::Ask { question, text: self.prose(text) })
            }
            ["amends", part, rest @ ..] => {
                Verb::Procedure(procedure::Command::Amend(Box::new(self.amends(part, rest, text))))
            }
            ["confirms", name] => {
                Verb::Intake(intake::Command::Confirm { application: self.application(name) })
            }
            ["answers", number, rest @ ..] => {
                let number: usize = number.parse().map_err(|_| "which question")?;
                let question = self.questions[number - 1];
                let late = match rest {
                    ["extending", to] => {
                        Some(Late::Extend { to: (*to).into(), reason: self.prose("the answer came late") })
                    }
                    ["pointing"] => Some(Late::Without {
                        ground: Ground::ExistingText,
                        reason: self.prose("it only points to section 3 of the conditions"),
                    }),
                    ["asked-late"] => Some(Late::Without {
                        ground: Ground::NotInGoodTime,
                        reason: self.prose("it was asked after the last day for answers"),
                    }),
                    _ => None,
                };
                Verb::Procedure(procedure::Command::Answer { question, text: self.prose(text), late })
            }
            ["cancels", track] => Verb::Procedure(procedure::Command::CancelTrack {
                track: (*track).into(),
                reason: self.prose(text),
            }),
            ["starts", name, track, rest @ ..] => {
                let others = rest.first().map_or(Ok(0), |n| n.parse()).map_err(|_| "a number")?;
                Verb::Intake(intake::Command::Start {
                    application: self.application(name),
                    track: (*track).into(),
                    member: MemberId::new(uuid(&format!("lead of {name}"))),
                    kind: MemberKind::Organisation,
                    party: Party { name: (*name).into(), email: "lead@example.org".into() },
                    others,
                    empty: self.prose("{}"),
                })
            }
            ["fills", name, rest @ ..] => {
                let application = self.application(name);
                let what = rest.first().copied().unwrap_or("well");
                let seen = match rest.get(1) {
                    Some(seen) => seen.parse().map_err(|_| "a version")?,
                    None => self.case.applications.get(&application).map_or(0, |a| a.draft.number),
                };
                let content = self.content(what, text);
                let kept = serde_json::to_string(&content).map_err(|error| error.to_string())?;
                let kept = self.prose(&kept);
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
                Verb::Intake(intake::Command::Submit { application: self.application(name) })
            }
            ["withdraws", name] => {
                Verb::Intake(intake::Command::Withdraw { application: self.application(name) })
            }
            ["opens", track] => Verb::Intake(intake::Command::Open { track: (*track).into() }),
            ["screens", name, rest @ ..] => {
                let failing = rest.first().copied();
                let mut verdicts = BTreeMap::new();
                for check in self.checks() {
                    let met = failing != Some(check.id.as_str());
                    let verified = check.min.as_ref().map(|min| if met { min.clone() } else { Exact::ZERO });
                    let reason = (!met).then(|| self.prose(text));
                    verdicts.insert(check.id, GivenVerdict { met, verified, reason });
                }
                let application = self.application(name);
                Verb::Screening(screening::Command::Screen { application, verdicts })
            }
            ["declares", name, tie] => {
                let tie = *tie == "tie";
                let reason = tie.then(|| self.prose(text));
                let application = self.application(name);
                Verb::Scoring(scoring::Command::Declare { application, tie, reason })
            }
            ["scores", name, points @ ..] => {
                let application = self.application(name);
                let mut marks = BTreeMap::new();
                for (criterion, points) in self.points(points)? {
                    let reason = Some(self.prose(text));
                    marks.insert(criterion, scoring::GivenMark { points, reason });
                }
                Verb::Scoring(scoring::Command::Score { application, marks })
            }
            ["locks", name] => Verb::Scoring(scoring::Command::Lock { application: self.application(name) }),
            ["agrees", name, points @ ..] => {
                let application = self.application(name);
                let mut agreed = BTreeMap::new();
                for (criterion, points) in self.points(points)? {
                    let reason = (quoted != "none").then(|| self.prose(text));
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
                let witness = self.prose(text);
                let track = (*track).into();
                Verb::Selection(selection::Command::Draw { track, step: None, order, witness })
            }
            ["decides", track, names @ ..] => self.decide(track, names, text, quoted),
            ["releases"] => Verb::Letters(letters::Command::Release),
            ["complains", name] => {
                let complaint = ComplaintId::new(uuid(&format!("complaint {}", self.complaints.len())));
                self.complaints.push(complaint);
                let application = self.application(name);
                let text = self.prose(text);
                Verb::Complaints(complaints::Command::File { application, complaint, text })
            }
            ["settles", track, number, ruling, rest @ ..] => {
                let number: usize = number.parse().map_err(|_| "which complaint")?;
                let ruling = match *ruling {
                    "dismissed" => Ruling::Dismissed,
                    "annulled" => Ruling::Annulled,
                    _ => Ruling::Redo { step: (*rest.first().ok_or("a step")?).into() },
                };
                Verb::Complaints(complaints::Command::Settle {
                    track: (*track).into(),
                    complaint: self.complaints[number - 1],
                    ruling,
                    reason: self.prose(text),
                })
            }
            ["goes-on", step] => {
                Verb::Joint(joint::Command::GoOn { step: (*step).into(), reason: self.prose(text) })
            }
            ["recommends", step] => {
                Verb::Joint(joint::Command::Recommend { step: (*step).into(), text: self.prose(text) })
            }
            ["stands", step, number, stand] => {
                let recommendation: usize = number.parse().map_err(|_| "which recommendation")?;
                let dissent = (*stand == "dissents").then(|| self.prose(text));
                Verb::Joint(joint::Command::Stand {
                    step: (*step).into(),
                    recommendation: recommendation - 1,
                    dissent,
                })
            }
            ["publishes", step] => Verb::Joint(joint::Command::Publish { step: (*step).into() }),
            other => return Err(format!("{other:?} is no command of stories")),
        })
    }

    fn decide(&mut self, track: &str, names: &[&str], text: &str, quoted: &str) -> Verb {
        let computed = selection::state(&self.case.procedure, track)
            .and_then(|state| state.computed.clone())
            .unwrap_or_default();
        let selected: Vec<_> = if names == ["as-computed"] {
            selection::ids(&computed.selected)
        } else {
            names.iter().map(|name| self.application(name)).collect()
        };
        let reserve: Vec<_> =
            selection::ids(&computed.reserve).into_iter().filter(|id| !selected.contains(id)).collect();
        let mut reasons = BTreeMap::new();
        if quoted != "none" {
            for id in selection::differing(&computed, &selected) {
                reasons.insert(id, self.prose(text));
            }
        }
        let remark = (!quoted.is_empty() && quoted != "none").then(|| self.prose(text));
        Verb::Selection(selection::Command::Decide {
            track: track.to_owned(),
            selected,
            reserve,
            reasons,
            remark,
        })
    }
}

/// Words, and what stands between quotation marks.
fn words(line: &str) -> (Vec<String>, String) {
    let mut parts = line.split('"');
    let words = parts.next().unwrap_or_default().split_whitespace().map(ToOwned::to_owned).collect();
    (words, parts.next().unwrap_or_default().to_owned())
}
