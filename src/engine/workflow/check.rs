//! What is wrong with a workflow file that can be read: cross-references, languages, dates, people.
//!
//! Each finding has a stable code; `docs/checks.md` explains them all, and a mutant of a good file
//! tests each.

mod after;
mod envelopes;
mod facts;
mod keeping;
mod limits;
mod network;
mod order;
mod panels;
mod stages;
mod tracks;
mod waits;

use std::collections::BTreeSet;

use super::definition::{Definition, Field, FieldKind, Role, StepDefinition, StepSpec, Words};
use super::source::{Finding, Loaded, Severity};
use crate::engine::procedure;
use crate::engine::refusal::Refusal;
use crate::engine::select;
use crate::engine::steps::complaints;
use crate::engine::steps::screening::cure;

/// The version of the vocabulary that this program speaks.
pub const VOCABULARY: u32 = 1;

/// Findings, errors first, then in the order of the file.
pub fn check(loaded: &Loaded) -> Vec<Finding> {
    let mut check = Check { loaded, findings: Vec::new() };
    let definition = &loaded.definition;
    check.header(definition);
    check.languages(definition);
    check.dates(definition);
    check.notice(definition);
    check.names(definition);
    check.form(definition);
    check.steps(definition);
    check.waits(definition);
    check.shared(definition);
    check.models(definition);
    check.overrides(definition);
    check.panels(definition);
    check.envelopes(definition);
    check.retention(definition);
    check.facts(definition);
    check.findings.sort_by_key(|finding| (finding.severity, finding.line, finding.column));
    check.findings
}

struct Check<'l> {
    loaded: &'l Loaded,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        path: &str,
        message: String,
        hint: impl Into<String>,
    ) {
        let (line, column) = self.loaded.places.find(path);
        let hint = Some(hint.into()).filter(|hint| !hint.is_empty());
        let finding = Finding { code, severity, line, column, message, hint };
        // What concerns each of several tracks is said once.
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn error(&mut self, code: &'static str, path: &str, message: String, hint: impl Into<String>) {
        self.add(Severity::Error, code, path, message, hint);
    }

    fn header(&mut self, definition: &Definition) {
        if definition.trespor != VOCABULARY {
            let message =
                format!("the file speaks vocabulary {}, this program {VOCABULARY}", definition.trespor);
            self.error("V-VOCABULARY", "trespor", message, format!("write `trespor: {VOCABULARY}`"));
        }
        if !is_name(&definition.id) {
            self.bad_name("id", &definition.id);
        }
        if definition.country.parse::<crate::engine::calendar::Country>().is_err() {
            let message = format!("`{}` is no country whose holidays are known", definition.country);
            self.error("C-COUNTRY", "country", message, "write DK, NO, SE or FI");
        }
        if let Err(error) = crate::engine::calendar::Zone::new(&definition.zone) {
            self.error("C-ZONE", "zone", one_line(&error), "write a name such as Europe/Copenhagen");
        }
        if !definition.buyers.iter().any(|buyer| buyer.lead) {
            let message = "nobody among the buyers leads".to_owned();
            self.error("P-LEAD", "buyers", message, "write `lead: true` with one of them");
        }
        if !definition.contact.contains('@') {
            let message = format!("`{}` is no mail address", definition.contact);
            self.error("P-CONTACT", "contact", message, "applicants must be able to write to somebody");
        }
    }

    fn bad_name(&mut self, path: &str, name: &str) {
        let message = format!("`{name}` cannot be a short name");
        self.error("N-NAME", path, message, "use lower-case letters, digits, hyphens and underscores");
    }

    fn languages(&mut self, definition: &Definition) {
        if definition.languages.is_empty() {
            self.error("T-LANG", "languages", "the file names no language".into(), "write [da, en]");
        }
        let mut texts: Vec<(String, &Words)> =
            vec![("title".into(), &definition.title), ("summary".into(), &definition.summary)];
        if let Some(urgency) = definition.law.as_ref().and_then(|law| law.urgency.as_ref()) {
            texts.push(("law.urgency".into(), urgency));
        }
        for (name, date) in &definition.dates {
            texts.push((format!("dates.{name}.title"), &date.title));
        }
        for (i, track) in definition.tracks.iter().enumerate() {
            texts.push((format!("tracks[{i}].title"), &track.title));
            texts.push((format!("tracks[{i}].summary"), &track.summary));
        }
        for (form, fields) in definition.forms() {
            for (i, field) in fields.iter().enumerate() {
                texts.push((format!("{form}[{i}].label"), &field.label));
                if !field.hint.0.is_empty() {
                    texts.push((format!("{form}[{i}].hint"), &field.hint));
                }
                facts::texts(&format!("{form}[{i}]"), &field.takes, &mut texts);
            }
        }
        for (id, panel) in &definition.panels {
            texts.push((format!("panels.{id}.title"), &panel.title));
        }
        for (id, words) in &definition.criteria {
            texts.push((format!("criteria.{id}.title"), &words.title));
            if !words.about.0.is_empty() {
                texts.push((format!("criteria.{id}.about"), &words.about));
            }
            for (points, words) in &words.anchors {
                texts.push((format!("criteria.{id}.anchors.{points}"), words));
            }
        }
        for (i, step) in definition.steps.iter().enumerate() {
            texts.push((format!("steps[{i}].title"), &step.title));
            if let Some(wait) = step.waits_for.as_ref().filter(|wait| !wait.why.is_empty()) {
                texts.push((format!("steps[{i}].waits_for.why"), &wait.why));
            }
            network::texts(&format!("steps[{i}].does"), &step.does, &mut texts);
            if let StepSpec::Complaints(spec) = &step.does {
                texts.push((format!("steps[{i}].does.complaints.body"), &spec.body));
            }
            if let StepSpec::Screening(spec) = &step.does {
                for (j, check) in spec.checks.iter().enumerate() {
                    texts.push((format!("steps[{i}].does.screening.checks[{j}].title"), &check.title));
                }
            }
        }
        texts.extend(keeping::texts(definition));
        for (path, words) in texts {
            for language in &definition.languages {
                if words.0.get(language).is_none_or(|text| text.trim().is_empty()) {
                    let message = format!("this text is missing in `{language}`");
                    self.error("T-LANG", &path, message, format!("add `{language}: …`"));
                }
            }
            for language in words.0.keys().filter(|l| !definition.languages.contains(l)) {
                let message = format!("`{language}` is not among the file's languages");
                self.add(
                    Severity::Warning,
                    "T-EXTRA",
                    &path,
                    message,
                    "add it to `languages` or take the text out",
                );
            }
        }
    }

    fn dates(&mut self, definition: &Definition) {
        for (name, date) in &definition.dates {
            let (path, typed) = (format!("dates.{name}.at"), &date.at);
            match procedure::resolve(definition, typed) {
                Ok(_) => {
                    // A day on which nothing is shut may well mean the whole day.
                    let mut closes = definition.steps.iter().map(|step| match &step.does {
                        StepSpec::Intake(spec) => spec.until.as_ref() == Some(name),
                        StepSpec::Gathering(spec) => spec.at == *name,
                        StepSpec::Joint(spec) => spec.gatherings.iter().any(|one| one.gathering.at == *name),
                        _ => false,
                    });
                    let closes = closes.any(|closes| closes);
                    if closes && !typed.contains('T') {
                        let message = format!("`{typed}` has no time: it ends at local 24:00");
                        let hint = "write the time if another one is meant, such as 2027-02-05T12:00";
                        self.add(Severity::Warning, "C-NOTIME", &path, message, hint);
                    }
                }
                Err(Refusal::BadDate { why, .. }) => {
                    let (message, hint) = why.split_once("\nhint: ").unwrap_or((&why, ""));
                    self.error("C-DATE", &path, message.to_owned(), hint);
                }
                Err(_) => {}
            }
        }
    }

    /// What the file says of its notice refers to what is there; what the law asks of it is judged later.
    fn notice(&mut self, definition: &Definition) {
        let Some(notice) = &definition.notice else { return };
        if let Some(sent) = &notice.sent
            && let Err(Refusal::BadDate { why, .. }) = procedure::resolve(definition, sent)
        {
            let (message, hint) = why.split_once("\nhint: ").unwrap_or((&why, ""));
            self.error("C-DATE", "notice.sent", message.to_owned(), hint);
        }
        if let Some(name) = &notice.questions
            && !definition.dates.contains_key(name)
        {
            let message = format!("there is no date called `{name}`");
            let near = nearest(name, definition.dates.keys().map(String::as_str));
            self.error("G-DATE", "notice.questions", message, near);
        }
        for (i, criterion) in notice.stated().criteria.iter().enumerate() {
            let mut known = definition.selections.values().flat_map(|model| &model.criteria);
            if !known.any(|known| known.id == *criterion) {
                let message = format!("no model has a criterion `{criterion}`");
                let near = nearest(criterion, definition.criteria.keys().map(String::as_str));
                self.error("G-CRITERION", &format!("notice.states.criteria[{i}]"), message, near);
            }
        }
    }

    fn names(&mut self, definition: &Definition) {
        let mut seen = BTreeSet::new();
        let lists: Vec<(String, &str)> = definition
            .tracks
            .iter()
            .enumerate()
            .map(|(i, track)| (format!("tracks[{i}].id"), track.id.as_str()))
            .chain(
                definition
                    .steps
                    .iter()
                    .enumerate()
                    .map(|(i, step)| (format!("steps[{i}].id"), step.id.as_str())),
            )
            .collect();
        // Tracks and steps share one room: a joint step stands beside the tracks.
        for (path, name) in lists.into_iter().chain(network::names(definition)) {
            if !is_name(name) {
                self.bad_name(&path, name);
            }
            if !seen.insert(name) {
                let message = format!("`{name}` is the name of something else already");
                self.error("N-TWICE", &path, message, "give it a name of its own");
            }
        }
        if definition.tracks.is_empty() {
            let message = "there is no track".to_owned();
            self.error("G-TRACKS", "tracks", message, "a procedure has at least one");
        }
    }

    fn form(&mut self, definition: &Definition) {
        let mut seen = BTreeSet::new();
        let fields = definition.forms().flat_map(|(form, fields)| {
            fields.iter().enumerate().map(move |(i, field)| (format!("{form}[{i}]"), field))
        });
        for (path, field) in fields {
            if !is_name(&field.id) {
                self.bad_name(&format!("{path}.id"), &field.id);
            }
            if !seen.insert(field.id.as_str()) {
                let message = format!("the field `{}` stands twice", field.id);
                let hint = "give it a name of its own; a later intake, too, has fields of its own";
                self.error("N-TWICE", &format!("{path}.id"), message, hint);
            }
            match &field.takes {
                FieldKind::Files { types, count_max, megabytes_max } => {
                    for kind in types.iter().filter(|kind| !FILE_KINDS.contains(&kind.as_str())) {
                        let message = format!("`{kind}` is no kind of file that can be recognised");
                        let hint = format!("one of {}", FILE_KINDS.join(", "));
                        self.error("F-KIND", &format!("{path}.takes.files.types"), message, hint);
                    }
                    if types.is_empty() || *count_max == 0 || *megabytes_max == 0 {
                        let message = "no file could ever be added here".to_owned();
                        let hint = "name at least one type, one file and one megabyte";
                        self.error("F-NOTHING", &format!("{path}.takes"), message, hint);
                    }
                }
                FieldKind::Number { min: Some(min), max: Some(max), .. } if min > max => {
                    let message = format!("the smallest number, {min}, is above the largest, {max}");
                    self.error("F-RANGE", &format!("{path}.takes.number"), message, "swap the two");
                }
                takes => self.takes(&path, takes),
            }
        }
    }

    fn step(&mut self, definition: &Definition, i: usize, path: &str, spec: &StepSpec) {
        let stage = definition.stage_of(&definition.steps[i].id);
        let own = |step: &&StepDefinition| definition.stage_of(&step.id) == stage;
        let earlier = |id: &str| definition.steps[..i].iter().filter(own).find(|step| step.id == id);
        let form = definition.form_in(stage);
        match spec {
            StepSpec::Intake(spec) => self.intake(definition, i, path, spec),
            StepSpec::Screening(spec) => {
                self.somebody(&format!("{path}.by"), &spec.by);
                let mut seen = BTreeSet::new();
                for (j, check) in spec.checks.iter().enumerate() {
                    let path = format!("{path}.checks[{j}]");
                    if !seen.insert(&check.id) {
                        let message = format!("the check `{}` stands twice", check.id);
                        self.error("N-TWICE", &format!("{path}.id"), message, "give it a name of its own");
                    }
                    if let Some(field) = &check.field
                        && !form.iter().any(|asked| asked.id == *field)
                    {
                        let message = format!("the form has no field `{field}`");
                        let near = nearest(field, form.iter().map(|f| f.id.as_str()));
                        self.error("G-FIELD", &format!("{path}.field"), message, near);
                    }
                }
                if let Some(cure) = &spec.cure {
                    self.cure(form, &format!("{path}.cure"), cure);
                }
            }
            StepSpec::Scoring(spec) => {
                self.model(definition, &format!("{path}.model"), &spec.model);
                if spec.evaluators_min == 0 {
                    let message = "nobody need score".to_owned();
                    self.error("P-PANEL", &format!("{path}.evaluators_min"), message, "at least 1");
                }
                self.scoring_target(path, spec);
            }
            StepSpec::Consensus(spec) => {
                self.somebody(&format!("{path}.by"), &spec.by);
                let scoring = earlier(&spec.of).is_some_and(|s| kind(&s.does) == "scoring");
                if !scoring {
                    let message = format!("`{}` is no scoring that comes before", spec.of);
                    self.error("G-OF", &format!("{path}.of"), message, "name an earlier scoring step");
                }
            }
            StepSpec::Selection(spec) => {
                self.model(definition, &format!("{path}.model"), &spec.model);
                self.somebody(&format!("{path}.by"), &spec.by);
                self.afterwards(definition, (&format!("{path}.afterwards"), &definition.steps[i].id), spec);
            }
            StepSpec::Letters(spec) => {
                self.somebody(&format!("{path}.by"), &spec.by);
                let selection = earlier(&spec.of).is_some_and(|s| kind(&s.does) == "selection");
                if !selection {
                    let message = format!("`{}` is no selection that comes before", spec.of);
                    self.error("G-OF", &format!("{path}.of"), message, "name an earlier selection step");
                }
            }
            StepSpec::Complaints(spec) => {
                self.somebody(&format!("{path}.by"), &spec.by);
                if spec.days == 0 || spec.days > 365 {
                    let message = format!("a window of {} days", spec.days);
                    let hint = "20 for a prequalification (lov om Klagenævnet for Udbud § 7(1))";
                    self.error("C-WINDOW", &format!("{path}.days"), message, hint);
                }
            }
            StepSpec::Envelope(spec) => {
                self.model(definition, &format!("{path}.model"), &spec.model);
                self.somebody(&format!("{path}.by"), &spec.by);
            }
            StepSpec::Contract(spec) => {
                self.somebody(&format!("{path}.by"), &spec.by);
                if !complaints::guarded(definition, i) {
                    let message = "no window guards the contract: it could be concluded at once".to_owned();
                    let hint = "put a complaints step with `guards: contract` before it";
                    self.add(Severity::Warning, "G-STANDSTILL", path, message, hint);
                }
            }
            StepSpec::Joint(spec) => {
                self.somebody(&format!("{path}.by"), &spec.by);
                for (j, track) in spec.waits_for.iter().enumerate() {
                    if definition.track(track).is_none() {
                        let message = format!("there is no track `{track}`");
                        let near = nearest(track, definition.tracks.iter().map(|t| t.id.as_str()));
                        self.error("G-TRACK", &format!("{path}.waits_for[{j}]"), message, near);
                    }
                }
                if let super::super::steps::wait::Need::AtLeast(n) = spec.need
                    && (n == 0 || n as usize > spec.waits_for.len())
                {
                    let message = format!("{n} of {} tracks can never come through", spec.waits_for.len());
                    self.error("G-JOIN", &format!("{path}.need"), message, "ask for fewer");
                }
                if spec.waits_for.is_empty() {
                    let message = "it waits for no track".to_owned();
                    self.error("G-JOIN", &format!("{path}.waits_for"), message, "name the tracks");
                }
                for (j, one) in spec.gatherings.iter().enumerate() {
                    self.gathering(
                        definition,
                        i,
                        &format!("{path}.gatherings[{j}].gathering"),
                        &one.gathering,
                    );
                }
            }
            StepSpec::Gathering(spec) => self.gathering(definition, i, path, spec),
            StepSpec::Mandate(spec) => self.mandate(definition, i, path, spec),
        }
    }

    fn cure(&mut self, form: &[Field], path: &str, spec: &cure::Spec) {
        if spec.period().is_none() {
            let said = [("days", spec.days), ("hours", spec.hours)].into_iter();
            let said: Vec<_> = said.filter_map(|(unit, n)| n.map(|n| format!("{n} {unit}"))).collect();
            let working = if spec.working { ", working days" } else { "" };
            let said = if said.is_empty() { "no length".to_owned() } else { said.join(" and ") };
            let message = format!("a cure window of {said}{working}");
            let hint = format!(
                "write either `days:` from 1 to {}, with `working: true` for working days, or `hours:` from 1 to {}",
                cure::DAYS_MAX,
                cure::HOURS_MAX
            );
            self.error("C-CURE", path, message, hint);
        }
        if spec.fields.is_empty() {
            let message = "there is nothing that could be mended".to_owned();
            self.error("G-CURE", &format!("{path}.fields"), message, "name fields of the form");
        }
        for (j, field) in spec.fields.iter().enumerate() {
            let path = format!("{path}.fields[{j}]");
            if !form.iter().any(|asked| asked.id == *field) {
                let message = format!("the form has no field `{field}`");
                let near = nearest(field, form.iter().map(|f| f.id.as_str()));
                self.error("G-FIELD", &path, message, near);
            } else if spec.fields[..j].contains(field) {
                let message = format!("the field `{field}` stands twice");
                self.error("N-TWICE", &path, message, "take one of them out");
            }
        }
    }

    fn somebody(&mut self, path: &str, roles: &[Role]) {
        if roles.is_empty() {
            let message = "nobody can act here".to_owned();
            self.error("P-NOBODY", path, message, "name at least one role, such as owner");
        }
        if roles.contains(&Role::Auditor) {
            let message = "an auditor reads and changes nothing".to_owned();
            self.error("P-AUDITOR", path, message, "name another role");
        }
    }

    fn model(&mut self, definition: &Definition, path: &str, model: &str) {
        if !definition.selections.contains_key(model) {
            let message = format!("there is no model `{model}` under `selections`");
            let near = nearest(model, definition.selections.keys().map(String::as_str));
            self.error("G-MODEL", path, message, near);
        }
    }

    /// What a track puts in the place of models and parameters, and the limits over the tracks together.
    fn overrides(&mut self, definition: &Definition) {
        for (i, track) in definition.tracks.iter().enumerate() {
            for (name, own) in &track.models {
                let path = format!("tracks[{i}].models.{name}");
                self.model(definition, &path, name);
                self.model(definition, &path, own);
            }
            for name in track.parameters.keys() {
                let known = definition.selections.values().flat_map(|model| model.parameters.keys());
                if !known.clone().any(|known| known == name) {
                    let path = format!("tracks[{i}].parameters.{name}");
                    let near = nearest(name, known.map(String::as_str));
                    self.error("G-PARAMETER", &path, format!("no model has a parameter `{name}`"), near);
                }
            }
            if track.parameters.is_empty() {
                continue;
            }
            for (name, model) in &definition.selections {
                let mut own = model.clone();
                own.parameters.extend(definition.parameters(&track.id, model));
                let before = select::check(model);
                for finding in select::check(&own).into_iter().filter(|f| !before.contains(f)) {
                    let message = format!("in the track `{}`: {}", track.id, finding.message);
                    self.of_model(name, select::Finding { message, ..finding });
                }
            }
        }
        let selections = || {
            let of_kind = |step: &&StepDefinition| matches!(step.does, StepSpec::Selection(_));
            definition.steps.iter().filter(of_kind).map(|step| step.id.as_str())
        };
        for (i, limit) in definition.limits.iter().enumerate() {
            if let Some(of) = limit.of.as_ref().filter(|of| !selections().any(|step| step == *of)) {
                let message = format!("`{of}` is no selection step");
                self.error("G-OF", &format!("limits[{i}].of"), message, nearest(of, selections()));
            }
        }
        self.limits(definition);
        let tracks: Vec<_> = definition.tracks.iter().map(|track| track.id.as_str()).collect();
        for finding in select::across::check(&definition.limits, &tracks) {
            self.select(finding.path.clone(), finding);
        }
    }

    fn of_model(&mut self, name: &str, finding: select::Finding) {
        self.select(format!("selections.{name}.{}", finding.path), finding);
    }

    fn select(&mut self, path: String, finding: select::Finding) {
        let severity = match finding.severity {
            select::Severity::Error => Severity::Error,
            select::Severity::Warning => Severity::Warning,
            select::Severity::Info => return,
        };
        self.add(severity, finding.code, &path, finding.message, finding.hint.unwrap_or_default());
    }

    fn models(&mut self, definition: &Definition) {
        for (name, model) in &definition.selections {
            for finding in select::check(model) {
                self.of_model(name, finding);
            }
            for criterion in model.judged().chain(model.graded()) {
                if !definition.criteria.contains_key(criterion) {
                    let message = format!("the criterion `{criterion}` has no words for people");
                    let hint = format!("add `{criterion}: {{title: …}}` under `criteria`");
                    self.error("T-CRITERION", &format!("selections.{name}"), message, hint);
                }
            }
        }
        for id in definition.criteria.keys() {
            let used = definition.selections.values().any(|model| model.criteria.iter().any(|c| c.id == *id));
            if !used {
                let message = format!("no model has a criterion `{id}`");
                let hint = "take the words out or add the criterion";
                self.add(Severity::Warning, "T-UNUSED", &format!("criteria.{id}"), message, hint);
            }
        }
    }
}

/// Kinds of file that are recognised by their bytes.
const FILE_KINDS: [&str; 6] = ["pdf", "png", "jpeg", "docx", "xlsx", "txt"];

/// The name of a step kind as the file writes it.
pub const fn kind(spec: &StepSpec) -> &'static str {
    match spec {
        StepSpec::Intake(_) => "intake",
        StepSpec::Screening(_) => "screening",
        StepSpec::Scoring(_) => "scoring",
        StepSpec::Consensus(_) => "consensus",
        StepSpec::Selection(_) => "selection",
        StepSpec::Letters(_) => "letters",
        StepSpec::Complaints(_) => "complaints",
        StepSpec::Envelope(_) => "envelope",
        StepSpec::Contract(_) => "contract",
        StepSpec::Joint(_) => "joint",
        StepSpec::Gathering(_) => "gathering",
        StepSpec::Mandate(_) => "mandate",
    }
}

/// Whether this can be a short name.
pub fn is_name(name: &str) -> bool {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    !name.is_empty() && name.len() <= 64 && name.chars().all(good)
}

fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| (strsim::jaro_winkler(wrong, name), name))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, name)| format!("did you mean `{name}`?"))
}

fn one_line(error: &impl std::fmt::Display) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}
