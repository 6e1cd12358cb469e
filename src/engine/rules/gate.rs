//! The gate before publication: a file, a pack of rules and a day give findings.
//!
//! Each finding names the rule and its source, the place in the file, the value, and how to mend it.
//! `docs/checks.md` explains the codes, and a mutant of a good file shows each.

mod keeping;
mod turnover;

use serde::{Deserialize, Serialize};

use super::numbers::{Invited, invited};
use super::pack::{Ask, Binding, Pack, Rule};
use super::released::{Released, find};
use crate::engine::calendar::holidays::{closed, office_closing};
use crate::engine::calendar::{Calendar, Date, Period, Unit, WallTime, Zone};
use crate::engine::instant::Instant;
use crate::engine::procedure::{self, resolve};
use crate::engine::steps::complaints::{self, Guards, Sent};
use crate::engine::steps::intake;
use crate::engine::workflow::definition::{StepSpec, TrackDefinition};
use crate::engine::workflow::law::{Law, Notice, ProcedureType};
use crate::engine::workflow::{self, Definition, Loaded};

/// Characters that a reason for urgency has at least.
const URGENCY_CHARS_MIN: usize = 20;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The procedure does not open.
    Error,
    /// It opens when a named person sets the finding aside with a reason.
    Warning,
    /// A person should look; nothing is stopped.
    Note,
}

impl Severity {
    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something that stands in the way of opening, or that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable code, such as `L-PERIOD`.
    pub code: &'static str,
    /// Name of the rule, where one is behind it.
    pub rule: Option<String>,
    /// Where the rule stands.
    pub source: Option<String>,
    /// Whether the rule was checked against its source.
    pub verified: bool,
    /// Whether the rule binds by law: then nobody can set an error aside.
    pub binding: Binding,
    /// How bad it is.
    pub severity: Severity,
    /// Line of the file, counted from one.
    pub line: u32,
    /// Column, counted from one.
    pub column: u32,
    /// What is the matter, with the value.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
}

impl Finding {
    /// Whether a named person can set it aside with a reason.
    pub fn can_be_overridden(&self) -> bool {
        match self.severity {
            Severity::Error => self.binding == Binding::Choice,
            Severity::Warning => true,
            Severity::Note => false,
        }
    }

    /// A finding about the file itself. Its errors can never be set aside.
    pub fn of_file(finding: &workflow::Finding) -> Self {
        Self {
            code: finding.code,
            rule: None,
            source: None,
            verified: true,
            binding: Binding::Law,
            severity: match finding.severity {
                workflow::Severity::Error => Severity::Error,
                workflow::Severity::Warning => Severity::Warning,
            },
            line: finding.line,
            column: finding.column,
            message: finding.message.clone(),
            hint: finding.hint.clone(),
        }
    }
}

/// A short simulation of the procedure that is about to open; what it finds is judged like everything else.
pub type Rehearsal<'r> = &'r dyn Fn(&Loaded, Instant) -> Vec<Finding>;

/// No simulation.
pub fn unrehearsed(_: &Loaded, _: Instant) -> Vec<Finding> {
    Vec::new()
}

/// The pack that a file asks for when it opens at `opens`; none where it names no law or no pack holds.
pub fn pack_of(loaded: &Loaded, opens: Instant) -> Option<&'static Released> {
    let law = loaded.definition.law.as_ref()?;
    let zone = Zone::new(&loaded.definition.zone).ok()?;
    find(law.regime, zone.date_of(opens))
}

/// The instant for which a file is judged while nobody opens it: the start of the day of its notice.
pub fn planned(definition: &Definition) -> Option<Instant> {
    let sent: WallTime = definition.notice.as_ref()?.sent.as_ref()?.parse().ok()?;
    let zone = Zone::new(&definition.zone).ok()?;
    Some(zone.day_end(sent.date().yesterday().ok()?))
}

/// What the law asks of a file that opens at `opens`: errors first, then in the order of the file.
///
/// The file must have been checked: what cannot be resolved in it is passed over here.
pub fn judge(loaded: &Loaded, pack: Option<&Pack>, opens: Instant, rehearsal: Rehearsal<'_>) -> Vec<Finding> {
    let mut found = rehearsal(loaded, opens);
    if let Some(mut gate) = Gate::new(loaded, pack, opens) {
        gate.past();
        match (&loaded.definition.law, pack) {
            (None, _) => gate.lawless(),
            (Some(law), None) => gate.unknown(law),
            (Some(law), Some(pack)) => gate.rules(law, pack),
        }
        found.append(&mut gate.findings);
    }
    found.sort_by_key(|finding| (finding.severity, finding.line, finding.column));
    found
}

/// One judgement under way.
struct Gate<'l> {
    loaded: &'l Loaded,
    definition: &'l Definition,
    calendar: Calendar,
    binding: Binding,
    opens: Instant,
    today: Date,
    /// The day from which time limits are counted.
    sent: Date,
    findings: Vec<Finding>,
}

/// An intake's deadline.
struct Until<'l> {
    path: String,
    typed: &'l str,
    at: Instant,
}

impl<'l> Gate<'l> {
    fn new(loaded: &'l Loaded, pack: Option<&Pack>, opens: Instant) -> Option<Self> {
        let definition = &loaded.definition;
        let zone = Zone::new(&definition.zone).ok()?;
        let calendar = Calendar { country: definition.country.parse().ok()?, zone };
        let today = calendar.zone.date_of(opens);
        let sent = definition.notice.as_ref().and_then(|notice| notice.sent.as_ref());
        let sent = sent.and_then(|sent| sent.parse::<WallTime>().ok()).map_or(today, |wall| wall.date());
        Some(Self {
            loaded,
            definition,
            calendar,
            // Where no law is named there is none that forbids to go on.
            binding: pack.map_or(Binding::Choice, |pack| pack.binding),
            opens,
            today,
            sent,
            findings: Vec::new(),
        })
    }

    fn add(
        &mut self,
        code: &'static str,
        rule: Option<&Rule>,
        severity: Severity,
        path: &str,
        message: String,
        hint: impl Into<String>,
    ) {
        let (line, column) = self.loaded.places.find(path);
        self.findings.push(Finding {
            code,
            rule: rule.map(|rule| rule.id.clone()),
            source: rule.map(|rule| rule.source.clone()),
            verified: rule.is_none_or(|rule| rule.prov.verified()),
            binding: self.binding,
            severity,
            line,
            column,
            message,
            hint: Some(hint.into()).filter(|hint| !hint.is_empty()),
        });
    }

    /// A finding as bad as the pack says.
    fn broken(
        &mut self,
        code: &'static str,
        rule: &Rule,
        path: &str,
        message: String,
        hint: impl Into<String>,
    ) {
        self.add(code, Some(rule), rule.gate.unwrap_or(Severity::Error), path, message, hint);
    }

    /// Dates that lie behind the opening.
    fn past(&mut self) {
        let intake = self.until().map(|until| until.path);
        for (name, date) in &self.definition.dates {
            let Ok(named) = resolve(self.definition, &date.at) else { continue };
            if named.at > self.opens {
                continue;
            }
            let path = format!("dates.{name}.at");
            let closes = intake.as_ref() == Some(&path);
            let severity = if closes { Severity::Error } else { Severity::Warning };
            let message = format!("`{}` lies before the opening on {}", date.at, self.today);
            self.add("L-PAST", None, severity, &path, message, "write a date that is still to come");
        }
    }

    fn lawless(&mut self) {
        let message = "the file names no law that the procedure follows".to_owned();
        let hint = "write `law: {regime: …, procedure: …}`, such as `regime: private-voluntary`";
        self.add("L-REGIME", None, Severity::Warning, "law", message, hint);
    }

    fn unknown(&mut self, law: &Law) {
        self.binding = Binding::Law;
        let message = format!("no rules of `{}` are known for {}", law.regime, self.today);
        let hint = "open on a day for which there is a pack of rules; docs/rules.md lists them";
        self.add("L-PACK", None, Severity::Error, "law.regime", message, hint);
    }

    fn rules(&mut self, law: &Law, pack: &Pack) {
        let asks = |ask: Ask| pack.asking(ask, law.procedure, self.today);
        let (request, urgent) = (asks(Ask::RequestDays), asks(Ask::RequestDaysUrgent));
        let (working, order) = (asks(Ask::WorkingDay), asks(Ask::DeadlineAfterNotice));
        let questions = asks(Ask::QuestionsBeforeDeadline);
        let (number, interval) = (asks(Ask::CandidatesMin), asks(Ask::Interval));
        let (notice, exclusion) = (asks(Ask::Notice), asks(Ask::Exclusion));
        let (complaint, lots) = (asks(Ask::ComplaintDays), asks(Ask::Lots));
        let turnover = asks(Ask::TurnoverCap);
        let (standstill, by_post) = (asks(Ask::StandstillDays), asks(Ask::StandstillDaysByPost));
        if let Some(until) = self.until() {
            self.period(law, pack, request, urgent, &until);
            if let Some(rule) = order {
                self.order(rule, &until);
            }
            if let Some(rule) = working {
                self.working_day(rule, &until);
            }
            if let Some(rule) = questions {
                self.questions(rule, &until);
            }
        }
        // Only these procedures limit how many suitable candidates go on (2014/24/EU art. 65(1), from memory); in an open one every
        // tender of a suitable tenderer is compared, and who is chosen there has won.
        let shortlists = law.procedure != ProcedureType::Open;
        for track in invited(self.definition).into_iter().filter(|_| shortlists) {
            if let Some(rule) = number {
                self.number(rule, &track);
            }
            if let Some(rule) = interval {
                self.interval(rule, &track);
            }
            if let Some(rule) = notice {
                self.notice(rule, &track);
            }
        }
        if let Some(rule) = exclusion {
            self.exclusion(rule);
        }
        if let Some(rule) = complaint {
            self.complaint(rule);
        }
        self.standstill(standstill, by_post);
        if let Some(rule) = lots {
            self.lots(rule);
        }
        if let Some(rule) = turnover {
            self.turnover(rule);
        }
        self.keeping(law, pack);
        for rule in pack.on(law.procedure, self.today).filter(|rule| rule.judge) {
            let message = format!("a person judges: {}", rule.text.get("en"));
            self.add("L-JUDGE", Some(rule), Severity::Note, "law", message, "");
        }
    }

    /// The deadline of the first intake.
    fn until(&self) -> Option<Until<'l>> {
        let definition = self.definition;
        let name = intake::of(definition)?.1.until.as_ref()?;
        let typed = definition.dates.get(name)?.at.as_str();
        let at = resolve(definition, typed).ok()?.at;
        Some(Until { path: format!("dates.{name}.at"), typed, at })
    }

    fn period(
        &mut self,
        law: &Law,
        pack: &Pack,
        request: Option<&Rule>,
        urgent: Option<&Rule>,
        until: &Until<'_>,
    ) {
        let Some(request) = request else {
            if pack.list.iter().any(|rule| rule.asks == Some(Ask::RequestDays)) {
                let message = format!("no time limit is known here for the procedure `{}`", law.procedure);
                let hint = "a person must judge whether the time is long enough";
                self.add("L-PROCEDURE", None, Severity::Warning, "law.procedure", message, hint);
            }
            return;
        };
        let shorter = urgent.and_then(|rule| Some((rule, rule.days?)));
        let shorter = shorter.or_else(|| Some((request, request.urgent_days?)));
        let (rule, days) = match (&law.urgency, shorter) {
            (None, _) => (request, request.days.unwrap_or_default()),
            (Some(reason), Some((rule, days))) => {
                let short = reason.0.values().any(|text| text.trim().chars().count() < URGENCY_CHARS_MIN);
                let (severity, message) = if short {
                    (Severity::Error, "the reason for urgency does not say what is urgent".to_owned())
                } else {
                    (Severity::Note, format!("a person judges whether the urgency allows {days} days"))
                };
                let hint = if short { "write at least 20 characters in each language" } else { "" };
                self.add("L-URGENCY", Some(rule), severity, "law.urgency", message, hint);
                (rule, days)
            }
            (Some(_), None) => {
                let message = format!("no shorter time limit is known for `{}`", law.procedure);
                let hint = "take `urgency` out and keep the ordinary time limit";
                self.broken("L-URGENCY", request, "law.urgency", message, hint);
                (request, request.days.unwrap_or_default())
            }
        };
        let end = |from: Date| {
            let event = WallTime::end_of(from);
            Period::forward(days, Unit::Days).end_from(&event, &self.calendar).ok()
        };
        let Some(expiry) = end(self.sent) else { return };
        // The whole last day belongs to the period: noon on day 30 is short of 30 days.
        if until.at.plus_micros(1) < expiry.expires_at {
            let message = format!(
                "requests are received until `{}`; {days} days from {} are over at the end of {}",
                until.typed, self.sent, expiry.last_day
            );
            let hint = match &law.urgency {
                None if shorter.is_some() => {
                    format!("write `at: {}` or later, or a reason under `law.urgency`", expiry.last_day)
                }
                _ => format!("write `at: {}` or later", expiry.last_day),
            };
            self.broken("L-PERIOD", rule, &until.path, message, hint);
        } else if let Some(late) = end(self.today)
            && self.sent < self.today
            && until.at.plus_micros(1) < late.expires_at
        {
            let message = format!(
                "the notice is of {} and the procedure opens on {}: from then on it is less than {days} days",
                self.sent, self.today
            );
            let hint = "open on the day of the notice, so that everybody can apply from that day on";
            self.add("L-SENT", Some(rule), Severity::Warning, "notice.sent", message, hint);
        }
    }

    fn order(&mut self, rule: &Rule, until: &Until<'_>) {
        let day = self.calendar.zone.date_of(until.at);
        if day <= self.sent {
            let message = format!("the deadline `{}` is not after the notice of {}", until.typed, self.sent);
            self.broken("L-ORDER", rule, &until.path, message, "move the deadline later");
        }
    }

    fn working_day(&mut self, rule: &Rule, until: &Until<'_>) {
        let (country, day) = (self.calendar.country, self.calendar.zone.date_of(until.at));
        if let Some(why) = closed(country, day) {
            let message = format!("{day} is no working day: {}", why.id());
            self.broken("L-HOLIDAY", rule, &until.path, message, "write a working day");
        } else if let Some(why) = office_closing(country, day) {
            let message = format!("{day} is a working day on which offices are closed: {}", why.id());
            self.broken("L-OFFICE", rule, &until.path, message, "write another day, or say why this one");
        }
    }

    fn questions(&mut self, rule: &Rule, until: &Until<'_>) {
        let definition = self.definition;
        let named = definition.notice.as_ref().and_then(|notice| notice.questions.as_deref());
        let name = named.unwrap_or("questions");
        let Some(date) = definition.dates.get(name) else { return };
        let Ok(at) = resolve(definition, &date.at) else { return };
        if at.at > until.at {
            let message = format!("questions until `{}`, after the deadline `{}`", date.at, until.typed);
            let hint = "write a date before the deadline";
            self.broken("L-QUESTIONS", rule, &format!("dates.{name}.at"), message, hint);
        }
    }

    fn number(&mut self, rule: &Rule, track: &Invited) {
        let Some(least) = rule.min else { return };
        // Where nobody is left out, there is no reduction to judge.
        if track.min.is_none() && track.max.is_none() {
            return;
        }
        if track.min.is_none_or(|min| min < least) {
            let said = track.min.map_or_else(|| "no smallest number".to_owned(), |min| min.to_string());
            let message = format!("{said} in {}; at least {least} are invited", track.tracks.join(", "));
            let hint = format!("write `min: {least}` or more, and a `max` that is not below it");
            self.broken("L-NUMBER", rule, &track.path, message, hint);
        }
    }

    fn interval(&mut self, rule: &Rule, track: &Invited) {
        let stated = self.definition.notice.as_ref().and_then(|notice| notice.stated().candidates);
        let stated = stated.map(|stated| (stated.min, stated.max, "notice.states.candidates"));
        let own = track.min.zip(track.max).map(|(min, max)| (min, max, track.path.as_str()));
        for (min, max, path) in stated.into_iter().chain(own).filter(|(min, max, _)| min > max) {
            let message = format!("the smallest number, {min}, is above the largest, {max}");
            self.broken("L-INTERVAL", rule, path, message, "swap the two");
        }
    }

    fn notice(&mut self, rule: &Rule, track: &Invited) {
        let tracks = track.tracks.join(", ");
        // Without a limit everybody suitable goes on, and there is nothing to state.
        let Some(max) = track.max.or(track.min) else { return };
        if track.criteria.is_empty() && !track.ordered {
            let message = format!("at most {max} go on in {tracks}, and nothing says which");
            self.broken("L-CRITERIA", rule, &track.path, message, "add criteria or an order");
            return;
        }
        let states = self.definition.notice.as_ref().map(Notice::stated).unwrap_or_default();
        match states.candidates {
            None => {
                let message = format!("the notice does not state how many go on in {tracks}");
                let hint = "write `candidates: {min: …, max: …}` under `notice.states`, and in the notice";
                self.broken("L-NOTICE", rule, "notice.states", message, hint);
            }
            Some(said) => {
                let own = (track.min.or(track.max), track.max.or(track.min));
                if own != (Some(said.min), Some(said.max)) {
                    let say = |n: Option<u32>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
                    let message = format!(
                        "the notice states {} to {}, the rules of {tracks} say {} to {}",
                        said.min,
                        said.max,
                        say(own.0),
                        say(own.1)
                    );
                    let path = "notice.states.candidates";
                    self.broken("L-DIFFERS", rule, path, message, "state the numbers of the rules");
                }
            }
        }
        let missing: Vec<_> =
            track.criteria.iter().filter(|id| !states.criteria.contains(id)).map(String::as_str).collect();
        if states.criteria.is_empty() && !track.criteria.is_empty() {
            let message = format!("the notice states no criteria by which those of {tracks} are chosen");
            let hint = "write `criteria: […]` under `notice.states`, and in the notice; the conditions \
                        alone are not enough";
            self.broken("L-NOTICE", rule, "notice.states", message, hint);
        } else if !missing.is_empty() {
            let message = format!("the notice does not state `{}`", missing.join("`, `"));
            let hint = "state every criterion by which somebody is chosen";
            self.broken("L-DIFFERS", rule, "notice.states.criteria", message, hint);
        }
    }

    fn exclusion(&mut self, rule: &Rule) {
        // Each track by itself: what is examined in one keeps nobody out of another.
        let has = |track: &TrackDefinition, code: &String| {
            self.definition.steps_of(&track.id).any(|step| match &step.does {
                StepSpec::Screening(spec) => spec.checks_of(&track.id).any(|check| check.id == *code),
                _ => false,
            })
        };
        let lacks = |code: &&String| !self.definition.tracks.iter().all(|track| has(track, code));
        let missing: Vec<_> = rule.codes.iter().filter(lacks).map(String::as_str).collect();
        if missing.is_empty() {
            return;
        }
        let screening = self.definition.steps.iter().position(|s| matches!(s.does, StepSpec::Screening(_)));
        let path =
            screening.map_or_else(|| "steps".to_owned(), |at| format!("steps[{at}].does.screening.checks"));
        let anywhere = |code: &str| {
            self.definition.steps.iter().any(|step| match &step.does {
                StepSpec::Screening(spec) => spec.checks.iter().any(|check| check.id == code),
                _ => false,
            })
        };
        let some = if missing.iter().all(|code| anywhere(code)) { " in every track" } else { "" };
        let message = format!("no check is called {}{some}", missing.join(", "));
        let hint = "add a check with that short name, or say which check covers it";
        self.broken("L-EXCLUSION", rule, &path, message, hint);
    }

    fn complaint(&mut self, rule: &Rule) {
        let Some(days) = rule.days else { return };
        for (i, step) in self.definition.steps.iter().enumerate() {
            if let StepSpec::Complaints(spec) = &step.does
                && spec.guards == Guards::Shortlist
                && spec.days < days
            {
                let path = format!("steps[{i}].does.complaints.days");
                let message = format!("a complaint window of {} days; {days} are asked for", spec.days);
                self.broken("L-WINDOW", rule, &path, message, format!("write `days: {days}`"));
            }
        }
    }

    /// No contract before the standstill is over, which is longer where the letters go by post.
    fn standstill(&mut self, electronically: Option<&Rule>, by_post: Option<&Rule>) {
        for (i, step) in self.definition.steps.iter().enumerate() {
            match &step.does {
                StepSpec::Complaints(spec) if spec.guards == Guards::Contract => {
                    let rule = if spec.sent == Sent::ByPost { by_post } else { electronically };
                    let Some((rule, days)) = rule.and_then(|rule| Some((rule, rule.days?))) else { continue };
                    if spec.days < days {
                        let path = format!("steps[{i}].does.complaints.days");
                        let message = format!("a standstill of {} days; {days} are asked for", spec.days);
                        self.broken("L-STANDSTILL", rule, &path, message, format!("write `days: {days}`"));
                    }
                }
                StepSpec::Contract(_) if !complaints::guarded(self.definition, i) => {
                    let Some(rule) = electronically else { continue };
                    let message = "no standstill comes before the contract".to_owned();
                    let hint = "put a complaints step with `guards: contract` before it";
                    self.broken("L-STANDSTILL", rule, &format!("steps[{i}]"), message, hint);
                }
                _ => {}
            }
        }
    }

    fn lots(&mut self, rule: &Rule) {
        let tracks = self.definition.tracks.len();
        if tracks > 1 && self.definition.applicants.tracks_max.is_none() {
            let message = format!("there are {tracks} tracks, and in how many one may apply is not stated");
            let hint = format!("write `tracks_max: {tracks}` where all are open to everybody");
            self.broken("L-LOTS", rule, "applicants", message, hint);
        }
    }
}

/// Days before the deadline by which questions must be answered, where the pack says so.
pub fn answer_days(definition: &Definition, pack: &Pack, opens: Instant) -> Option<u32> {
    let law = definition.law.as_ref()?;
    let day = Zone::new(&definition.zone).ok()?.date_of(opens);
    let asks = |ask| pack.asking(ask, law.procedure, day)?.days;
    let ordinary = asks(Ask::AnswerDays);
    if law.urgency.is_some() { asks(Ask::AnswerDaysUrgent).or(ordinary) } else { ordinary }
}

/// Days in which documents are sent to whoever asked for them, where the pack says so (udbudsloven § 93(4) nr 3).
pub fn document_days(definition: &Definition, pack: &Pack, opens: Instant) -> Option<u32> {
    let law = definition.law.as_ref()?;
    let day = Zone::new(&definition.zone).ok()?.date_of(opens);
    pack.asking(Ask::DocumentDays, law.procedure, day)?.days
}

/// Characters that a reason for setting a finding aside has at least.
pub const OVERRIDE_CHARS_MIN: u32 = procedure::REASON_CHARS_MIN;
