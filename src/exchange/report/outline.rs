//! A report in words: sections with facts, tables and texts, the same for a page and for a PDF.

use super::words::{ended, fate, role, ruling, said, short, until, yes};
use super::{Applied, Changed, Note, Outcome, RULE, Report, SOURCE, Said, Track, WentOn};
use crate::engine::exact::{Exact, RoundingMode};
use crate::exchange::plain;
use crate::i18n::{Lang, Texts, args};

/// Decimals of a computed value in words; the exact value is in JSON.
const PLACES: u32 = 3;

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// 2 for a chapter, 3 for a part of one.
    pub level: u8,
    /// Its title.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// Something that stands in a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// Labels with their values.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is called.
    pub title: String,
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Its rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
}

/// Writes the outline of one report.
struct Writer<'r> {
    report: &'r Report,
    lang: Lang,
    t: Texts,
    sections: Vec<Section>,
}

/// The report in words.
pub fn outline(report: &Report, lang: Lang) -> Vec<Section> {
    let mut writer = Writer { report, lang, t: lang.texts(), sections: Vec::new() };
    writer.about();
    for track in &report.tracks {
        writer.track(track);
    }
    writer.joint();
    writer.gate();
    writer.changes();
    writer.documents();
    writer.people();
    writer.journal();
    writer.sections
}

impl Writer<'_> {
    fn section(&mut self, level: u8, title: impl Into<String>) {
        self.sections.push(Section { level, title: title.into(), blocks: Vec::new() });
    }

    fn put(&mut self, block: Block) {
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(block);
        }
    }

    fn text(&mut self, text: impl Into<String>) {
        self.put(Block::Text(text.into()));
    }

    /// A table, or the sentence that there is nothing.
    fn table(&mut self, title: &str, head: &[&str], rows: Vec<Vec<String>>) {
        if rows.is_empty() {
            let none = self.t.report_none(title);
            self.text(none);
        } else {
            let head = head.iter().map(|&head| head.to_owned()).collect();
            self.put(Block::Table(Table { title: title.to_owned(), head, rows }));
        }
    }

    fn at(&self, at: super::At) -> String {
        short(self.lang, &self.report.procedure.zone, at)
    }

    fn said(&self, text: &Said) -> String {
        said(self.lang, text)
    }

    fn who(&self, by: Option<&String>) -> String {
        by.cloned().unwrap_or_else(|| self.t.report_nobody().to_owned())
    }

    /// When, who and what they wrote, in one cell.
    fn note(&self, note: &Note) -> String {
        let done =
            self.t.report_done(&args::ReportDone { at: self.at(note.at), by: self.who(note.by.as_ref()) });
        match &note.text {
            Some(text) => format!("{done}\n{}", self.said(text)),
            None => done,
        }
    }

    fn about(&mut self) {
        let (report, t) = (self.report, self.t);
        let about = &report.procedure;
        self.section(2, t.report_about());
        let rule = t.report_rule(&args::ReportRule { rule: RULE, source: SOURCE });
        self.text(rule);
        let buyer = |buyer: &super::Buyer| {
            if buyer.lead { t.report_buyer_lead(&buyer.name) } else { buyer.name.clone() }
        };
        let buyers: Vec<_> = report.buyers.iter().map(buyer).collect();
        let pinned = |pinned: &super::Pinned| {
            let version = pinned.version;
            let pinned = args::ReportPinned { id: &pinned.id, sha: &pinned.sha256, version };
            t.report_pinned(&pinned)
        };
        let mut facts = vec![
            (t.report_buyers(), buyers.join("\n")),
            (t.report_subject(), plain::text(&about.subject)),
            (t.report_opened(), self.at(about.opened_at)),
        ];
        if let Some(sent) = &about.notice_sent {
            facts.push((t.report_notice(), self.lang.wall(sent)));
        }
        facts.push((
            t.report_law(),
            about.law.as_ref().map_or_else(
                || t.report_law_none().to_owned(),
                |law| format!("{}, {}", t.law_regime(law.regime), t.law_kind(law.procedure)),
            ),
        ));
        if let Some(urgency) = about.law.as_ref().and_then(|law| law.urgency.clone()) {
            facts.push((t.report_urgency(), urgency));
        }
        facts.push((t.report_workflow(), pinned(&about.workflow)));
        let rules = about.rules.as_ref().map_or_else(|| t.report_rules_none().to_owned(), pinned);
        facts.push((t.report_rules(), rules));
        facts.push((t.report_zone(), about.zone.clone()));
        let reader: Vec<_> = report.reader.iter().map(|name| role(self.lang, name)).collect();
        facts.push((t.report_reader(), reader.join(", ")));
        self.facts(facts);
        let zone = &about.zone;
        let rows = report.dates.iter().map(|date| vec![date.title.clone(), until(self.lang, zone, date.at)]);
        self.table(t.report_dates(), &[t.report_what(), t.report_when()], rows.collect());
    }

    fn facts(&mut self, facts: Vec<(&'static str, String)>) {
        self.put(Block::Facts(facts.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()));
    }

    fn track(&mut self, track: &Track) {
        let t = self.t;
        self.section(2, t.report_track(&track.title));
        let mut facts = vec![(t.report_subject(), plain::text(&track.subject))];
        let values: Vec<_> = track.values.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        if !values.is_empty() {
            facts.push((t.report_values(), values.join("\n")));
        }
        let contract = match &track.contract {
            Some(note) => self.note(note),
            None => t.report_contract_none().to_owned(),
        };
        facts.push((t.report_contract(), contract));
        facts.push((t.report_begun(), self.lang.number(track.begun)));
        facts.push((t.report_counting(), self.lang.number(track.counting)));
        facts.push((t.report_late(), self.lang.number(track.late_tries)));
        if let Some(opened) = &track.opened {
            let (at, by) = (self.at(opened.at), self.who(opened.by.as_ref()));
            facts.push((t.report_unsealed(), t.report_done(&args::ReportDone { at, by })));
        }
        let stands = match (track.ended, track.released_at) {
            (Some(name), _) => ended(self.lang, name),
            (None, Some(_)) => t.report_running_told().to_owned(),
            (None, None) => t.report_running().to_owned(),
        };
        facts.push((t.report_stands(), stands));
        if let Some(note) = &track.cancelled {
            facts.push((t.report_cancelled(), self.note(note)));
        }
        if !track.went_on.is_empty() {
            let line = |on: &WentOn| format!("{}: {}", on.title, self.note(&on.note));
            facts.push((t.report_went_on(), track.went_on.iter().map(line).collect::<Vec<_>>().join("\n")));
        }
        if let Some(at) = track.released_at {
            facts.push((t.report_released(), self.at(at)));
        }
        self.facts(facts);
        match &track.result {
            Some(result) => self.result(result),
            None => self.text(t.report_not_released()),
        }
        self.section(3, t.report_complaints());
        let rows = track.complaints.iter().map(|complaint| {
            let ruled = complaint.ruling.as_ref().map(|ruled| {
                let (at, by) = (self.at(ruled.at), self.who(ruled.by.as_ref()));
                let how = ruling(self.lang, ruled.ruling, ruled.redo.as_deref());
                let done = t.report_done(&args::ReportDone { at, by });
                format!("{how}\n{done}\n{}", self.said(&ruled.reason))
            });
            vec![
                complaint.application.clone(),
                self.at(complaint.at),
                self.said(&complaint.text),
                ruled.unwrap_or_else(|| t.report_ruling_none().to_owned()),
            ]
        });
        let rows = rows.collect();
        let head = [t.report_code(), t.report_when(), t.report_text(), t.report_ruling()];
        self.table(t.report_complaints(), &head, rows);
    }

    fn result(&mut self, result: &Outcome) {
        let t = self.t;
        self.section(3, t.report_decision());
        let list = |codes: &[String]| match codes {
            [] => t.report_nobody_listed().to_owned(),
            codes => codes.join(", "),
        };
        let mut facts = Vec::new();
        if let Some(computed) = &result.computed {
            facts.push((t.report_computed(), list(&computed.selected)));
            facts.push((t.report_computed_reserve(), list(&computed.reserve)));
        }
        if let Some(why) = &result.computed_stopped {
            facts.push((t.report_stopped(), why.clone()));
        }
        if let Some(decided) = &result.decided {
            facts.push((t.report_decided(), list(&decided.selected)));
            facts.push((t.report_decided_reserve(), list(&decided.reserve)));
        }
        if let Some(done) = &result.decision {
            let (at, by) = (self.at(done.at), self.who(done.by.as_ref()));
            facts.push((t.report_decided_by(), t.report_done(&args::ReportDone { at, by })));
        }
        if let Some(remark) = &result.remark {
            facts.push((t.report_remark(), self.said(remark)));
        }
        if let Some(after) = &result.afterwards {
            facts.push((t.report_after_now(), list(&after.list.selected)));
            facts.push((t.report_after_reserve(), list(&after.list.reserve)));
            if !after.evidence_open.is_empty() {
                facts.push((t.report_after_open(), list(&after.evidence_open)));
            }
            for change in &after.changes {
                facts.push((t.report_after(), self.changed(change)));
            }
        }
        for draw in &result.draws {
            facts.push((t.report_draw(), format!("{}\n{}", draw.order.join(", "), self.said(&draw.witness))));
        }
        for choice in &result.choices {
            let way = if choice.way == "draw" { t.report_way_draw() } else { t.report_way_expand() };
            facts.push((t.report_choice(), format!("{way}\n{}", self.said(&choice.reason))));
        }
        if facts.is_empty() {
            self.text(t.report_decision_none());
        } else {
            self.facts(facts);
        }
        let rows = result.applications.iter().map(|applied| self.applied(applied)).collect();
        let head = [t.report_code(), t.report_applicant(), t.report_fate(), t.report_why()];
        self.table(t.report_applications(), &head, rows);
        self.section(3, t.report_interests());
        let free = t.report_declared_free(result.declared_free);
        self.text(free);
        let rows = result.ties.iter().map(|tie| {
            let what = tie.reason.as_ref().map_or_else(String::new, |reason| self.said(reason));
            vec![
                tie.person.clone(),
                tie.application.clone(),
                self.at(tie.at),
                what,
                t.report_tie_done().to_owned(),
            ]
        });
        let rows = rows.collect();
        let head = [t.report_who(), t.report_code(), t.report_when(), t.report_text(), t.report_tie_then()];
        self.table(t.report_ties(), &head, rows);
    }

    /// A change of the list after the decision.
    fn changed(&self, change: &Changed) -> String {
        let t = self.t;
        let how = if change.trigger == "evidence" { t.after_not_shown() } else { &change.trigger };
        let left = t.report_after_left(&args::ReportAfterLeft { left: &change.left, how });
        let then = change
            .moved_up
            .as_ref()
            .map_or_else(|| t.report_after_nobody().to_owned(), |name| t.report_after_moved(name));
        let reason = change.reason.as_ref().map(|reason| self.said(reason)).unwrap_or_default();
        [left, then, reason].into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// One application: who, what became of it, and why.
    fn applied(&self, applied: &Applied) -> Vec<String> {
        let t = self.t;
        let mut why = Vec::new();
        if let Some(place) = applied.place {
            why.push(t.report_place(place));
        }
        if let Some(total) = applied.scores.get("total") {
            why.push(t.report_total(number(self.lang, total)));
        }
        if let Some(departure) = &applied.departure {
            why.push(t.report_departure(self.said(departure)));
        }
        for check in &applied.checks {
            let reason = self.said(&check.reason);
            why.push(t.report_check(&args::ReportCheck { reason, title: &check.title }));
        }
        for threshold in &applied.thresholds {
            why.push(t.report_threshold(threshold));
        }
        for criterion in &applied.criteria {
            let reasons: Vec<_> = criterion.reasons.iter().map(|reason| self.said(reason)).collect();
            let points = number(self.lang, &criterion.points);
            let reasons = reasons.join(" / ");
            why.push(t.report_criterion(&args::ReportCriterion { points, reasons, title: &criterion.title }));
        }
        let names = match &applied.names {
            Some(names) if names.is_empty() => t.report_erased().to_owned(),
            Some(names) => names.join("\n"),
            None => t.report_name_hidden().to_owned(),
        };
        vec![applied.code.clone(), names, fate(self.lang, applied.fate).to_owned(), why.join("\n")]
    }

    fn joint(&mut self) {
        let t = self.t;
        for joint in &self.report.joint {
            self.section(2, t.report_joint(&joint.title));
            let stands =
                joint.ended.map_or_else(|| t.report_running().to_owned(), |name| ended(self.lang, name));
            let mut facts = vec![(t.report_stands(), stands), (t.report_teams(), joint.teams.join(", "))];
            if let Some(note) = &joint.cancelled {
                facts.push((t.report_cancelled(), self.note(note)));
            }
            if let Some(note) = &joint.published_without {
                facts.push((t.report_published_without(), self.note(note)));
            }
            self.facts(facts);
        }
    }

    fn gate(&mut self) {
        let t = self.t;
        self.section(2, t.report_gate());
        let rows = self.report.set_aside.iter().map(|given| {
            let (rules, by) = (given.rules.join(", "), self.who(given.by.as_ref()));
            vec![given.finding.clone(), rules, by, self.said(&given.reason)]
        });
        let rows = rows.collect();
        let head = [t.report_finding(), t.report_rules_behind(), t.report_who(), t.report_why()];
        self.table(t.report_set_aside(), &head, rows);
    }

    fn changes(&mut self) {
        let (report, t) = (self.report, self.t);
        self.section(2, t.report_changes());
        let rows = report.amendments.iter().map(|amended| {
            let tracks = if amended.tracks.is_empty() {
                t.report_all_tracks().to_owned()
            } else {
                amended.tracks.join(", ")
            };
            let mut marks = vec![
                tracks,
                t.report_significant(yes(self.lang, amended.significant)),
                t.report_confirm(yes(self.lang, amended.confirm)),
            ];
            marks.extend(amended.moved_to.as_ref().map(|to| t.report_moved(to)));
            let text = |text: &Option<Said>| text.as_ref().map_or_else(String::new, |text| self.said(text));
            let old_new = t.report_old_new(&args::ReportOldNew {
                old: text(&amended.before),
                new: text(&amended.after),
            });
            let reason = self.said(&amended.reason);
            vec![self.at(amended.at), amended.part.clone(), old_new, reason, marks.join("\n")]
        });
        let rows = rows.collect();
        let head =
            [t.report_when(), t.report_what(), t.report_text(), t.report_why(), t.report_consequence()];
        self.table(t.report_amendments(), &head, rows);
        let rows = report.extensions.iter().map(|moved| {
            let reason = self.said(&moved.reason);
            let (from, to) = (self.lang.wall(&moved.from), self.lang.wall(&moved.to));
            vec![self.at(moved.at), moved.title.clone(), from, to, reason]
        });
        let rows = rows.collect();
        let head = [t.report_when(), t.report_what(), t.report_from(), t.report_to(), t.report_why()];
        self.table(t.report_extensions(), &head, rows);
        let questions = &report.questions;
        let late = questions.late_without_extension;
        let questions = args::ReportQuestions { answered: questions.answered, asked: questions.asked, late };
        let questions = t.report_questions(&questions);
        self.text(questions);
    }

    fn documents(&mut self) {
        let (report, t) = (self.report, self.t);
        self.section(2, t.report_documents());
        let rows = report.documents.iter().map(|found| {
            let name = self.said(&found.file);
            let pinned = args::ReportPinned { id: &name, sha: &found.sha256, version: found.version };
            let reason = found.reason.as_ref().map(|reason| self.said(reason));
            let withdrawn = found.withdrawn.as_ref().map(|withdrawn| {
                let (when, why) = (self.at(withdrawn.at), self.said(&withdrawn.reason));
                t.document_withdrawn(&args::DocumentWithdrawn { when, why })
            });
            let why: Vec<_> = reason.into_iter().chain(withdrawn).collect();
            vec![self.said(&found.title), self.at(found.at), t.report_pinned(&pinned), why.join("\n")]
        });
        let rows = rows.collect();
        let head = [t.report_what(), t.report_when(), t.report_file(), t.report_why()];
        self.table(t.report_documents(), &head, rows);
    }

    fn people(&mut self) {
        let t = self.t;
        self.section(2, t.report_people());
        let rows = self.report.people.iter().map(|office| {
            let track = office.track.clone().unwrap_or_else(|| t.report_all_tracks().to_owned());
            let to = office.to.map_or_else(String::new, |to| self.at(to));
            let (role, acts) = (role(self.lang, office.role), self.lang.number(office.acts));
            let role = match &office.panel {
                Some(panel) => t.desk_on_panel(&args::DeskOnPanel { role: &role, panel }),
                None => role,
            };
            vec![office.person.clone(), role, track, self.at(office.from), to, acts]
        });
        let rows = rows.collect();
        let head = [
            t.report_who(),
            t.report_role(),
            t.report_where(),
            t.report_from(),
            t.report_to(),
            t.report_acts(),
        ];
        self.table(t.report_people(), &head, rows);
    }

    fn journal(&mut self) {
        let t = self.t;
        self.section(2, t.report_journal());
        let Some(journal) = &self.report.journal else {
            self.text(t.report_journal_hidden());
            return;
        };
        self.facts(vec![(t.report_root(), journal.root.clone())]);
        let row =
            |head: &super::Head| vec![head.stream.clone(), self.lang.number(head.lines), head.hash.clone()];
        let rows = journal.heads.iter().map(row).collect();
        self.table(t.report_heads(), &[t.report_stream(), t.report_lines(), t.report_hash()], rows);
    }
}

/// A value with as many decimals as it needs, and no more than a few.
fn number(lang: Lang, value: &Exact) -> String {
    let shown = value.display(PLACES, RoundingMode::HalfUp);
    let shown = if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.') } else { &shown };
    lang.decimal(shown)
}
