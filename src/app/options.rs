//! What somebody may do now: asked of the core itself, by trying each act on a copy that is thrown away.
//!
//! So there is no second list of who may do what when, which could say something else than the core. A refusal that is
//! about the words of an act, and not about who acts or when, leaves the act possible: the words are the caller's.

use std::collections::{BTreeMap, BTreeSet};

use super::hat::Hat;
use super::procedures::Standing;
use crate::engine::case::{Application, Case, MemberKind};
use crate::engine::digest::Prose;
use crate::engine::documents;
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, ComplaintId, MemberId, PersonId, QuestionId};
use crate::engine::instant::Instant;
use crate::engine::people::Grant;
use crate::engine::procedure;
use crate::engine::refusal::Refusal;
use crate::engine::retention;
use crate::engine::steps::complaints::Ruling;
use crate::engine::steps::{
    StepState, complaints, consensus, contract, envelope, intake, joint, letters, limits, mandate, scoring,
    screening, selection, wait,
};
use crate::engine::turn::{Command, Scope, Verb, step};
use crate::engine::workflow::definition::Role;
use crate::engine::workflow::form::Content;

/// Something that can be tried: its name, what is known of its body, and the act itself with words of no meaning.
pub type Trial = (&'static str, Vec<(&'static str, String)>, Verb);

/// A criterion that no file has.
const NO_CRITERION: &str = "no-criterion";

/// Words that are long enough wherever a reason is asked for.
fn words() -> Prose {
    Prose::new([0; 16], "words ".repeat(40))
}

fn nobody() -> uuid::Uuid {
    uuid::Uuid::nil()
}

/// Whether a refusal is about what was said, and not about who says it or when.
fn is_about_words(refusal: &Refusal) -> bool {
    if let Refusal::Unknown { name, .. } = refusal {
        // The criterion that trials make up; whatever else is unknown is not there.
        return name == NO_CRITERION;
    }
    matches!(
        refusal,
        Refusal::ReasonNeeded { .. }
            | Refusal::OffScale { .. }
            | Refusal::Mismatch { .. }
            | Refusal::BadList { .. }
            | Refusal::BadDraw
            | Refusal::BadDate { .. }
            | Refusal::NeverEarlier { .. }
            | Refusal::Unchanged
            | Refusal::Frozen { .. }
            | Refusal::PanelsApart { .. }
            | Refusal::ExtensionNeeded { .. }
            | Refusal::AnswerLate { .. }
    )
}

/// Those of `trials` that `hat` may carry out in `standing` at `now`, in their order.
pub fn possible(standing: &Standing, hat: Hat, now: Instant, trials: Vec<Trial>) -> Vec<Trial> {
    let definition = &standing.loaded.definition;
    let mut head = standing.case.procedure.clone();
    hat.act(&mut head);
    let may = |verb: &Verb| {
        let all = &standing.case.applications;
        let chosen = |wanted: &dyn Fn(&Application) -> bool| {
            let found = all.iter().filter(|(_, one)| wanted(one));
            found.map(|(id, one)| (*id, one.clone())).collect::<BTreeMap<_, _>>()
        };
        let applications = match verb.reach(definition) {
            Scope::Head => BTreeMap::new(),
            Scope::Application(id) => chosen(&|one| one.id == id),
            Scope::Track(track) => chosen(&|one| one.track == track),
            Scope::Everything => all.clone(),
        };
        let case = Case { procedure: head.clone(), applications };
        let command = Command { actor: hat.person, verb: verb.clone() };
        step(definition, case, now, Some(&command)).refusal.is_none_or(|refusal| is_about_words(&refusal))
    };
    trials.into_iter().filter(|(_, _, verb)| may(verb)).collect()
}

/// What can be tried by anybody who is known, in a procedure where they lead applications in `led`.
pub fn anybodys(standing: &Standing, follows: bool, led: &BTreeSet<String>) -> Vec<Trial> {
    let mut trials: Vec<Trial> = Vec::new();
    let of = |verb| Verb::Procedure(verb);
    trials.push(if follows {
        ("unfollow", Vec::new(), of(procedure::Command::Unfollow))
    } else {
        ("follow", Vec::new(), of(procedure::Command::Follow))
    });
    let question = QuestionId::new(nobody());
    trials.push((
        "ask",
        Vec::new(),
        of(procedure::Command::Ask { question, text: words(), documents: false }),
    ));
    for track in standing.loaded.definition.tracks.iter().filter(|track| !led.contains(&track.id)) {
        let begin = intake::Command::Start {
            application: ApplicationId::new(nobody()),
            track: track.id.clone(),
            member: MemberId::new(nobody()),
            kind: MemberKind::Person,
            party: intake::Party { name: "Name".into(), email: "name@example.org".into() },
            others: u32::try_from(led.len()).unwrap_or(u32::MAX),
            empty: Prose::new([0; 16], "{}"),
        };
        trials.push(("begin", vec![("track", track.id.clone())], Verb::Intake(begin)));
    }
    trials
}

/// What can be tried by the members of an application.
pub fn applicants(application: &Application) -> Vec<Trial> {
    let (id, seen) = (application.id, application.draft.number);
    let known = || vec![("application", id.to_string())];
    let read = || vec![("application", id.to_string()), ("seen", seen.to_string())];
    let intake = |command| Verb::Intake(command);
    let save = intake::Command::SaveDraft {
        application: id,
        seen,
        content: Content::default(),
        kept: Prose::new([0; 16], "{}"),
    };
    let invite = intake::Command::Invite {
        application: id,
        member: MemberId::new(nobody()),
        kind: MemberKind::Person,
        person: PersonId::new(nobody()),
        party: intake::Party { name: "Name".into(), email: "name@example.org".into() },
    };
    let complain =
        complaints::Command::File { application: id, complaint: ComplaintId::new(nobody()), text: words() };
    vec![
        ("save", read(), intake(save)),
        ("invite", known(), intake(invite)),
        ("sign", read(), intake(intake::Command::Sign { application: id })),
        ("decline", known(), intake(intake::Command::Decline { application: id })),
        ("submit", read(), intake(intake::Command::Submit { application: id, seen: Some(seen) })),
        ("confirm", known(), intake(intake::Command::Confirm { application: id })),
        ("withdraw", known(), intake(intake::Command::Withdraw { application: id })),
        (
            "decline_place",
            known(),
            Verb::Selection(selection::Command::Decline { application: id, reason: words() }),
        ),
        ("keep_places", known(), Verb::Limits(limits::Command::Keep { application: id, keep: Vec::new() })),
        ("hand_in_cure", read(), Verb::Screening(screening::Command::HandInCure { application: id })),
        ("complain", known(), Verb::Complaints(complain)),
        ("sign_mandate", known(), Verb::Mandate(mandate::Command::Sign { application: id })),
    ]
}

/// What can be tried with one application by those who screen and judge it.
pub fn panels(application: ApplicationId) -> Vec<Trial> {
    let known = || vec![("application", application.to_string())];
    let scoring = |command| Verb::Scoring(command);
    let mark = scoring::GivenMark { points: Exact::ZERO, reason: Some(words()) };
    let marks = BTreeMap::from([(NO_CRITERION.to_owned(), mark)]);
    let agreed = consensus::GivenAgreed { points: Exact::ZERO, reason: Some(words()) };
    let agreed = BTreeMap::from([(NO_CRITERION.to_owned(), agreed)]);
    vec![
        (
            "screen",
            known(),
            Verb::Screening(screening::Command::Screen { application, verdicts: BTreeMap::new() }),
        ),
        ("declare", known(), scoring(scoring::Command::Declare { application, tie: false, reason: None })),
        ("score", known(), scoring(scoring::Command::Score { application, marks })),
        ("lock", known(), scoring(scoring::Command::Lock { application })),
        ("agree", known(), Verb::Consensus(consensus::Command::Agree { application, agreed })),
    ]
}

/// What can be tried by somebody with an office, beside what concerns one application.
pub fn offices(standing: &Standing) -> Vec<Trial> {
    let (definition, head) = (&standing.loaded.definition, &standing.case.procedure);
    let mut trials: Vec<Trial> = Vec::new();
    for track in definition.tracks.iter().map(|track| track.id.clone()) {
        let t = || track.clone();
        let of_track: [(&'static str, Verb); 12] = [
            ("open", Verb::Intake(intake::Command::Open { track: t() })),
            ("finish_screening", Verb::Screening(screening::Command::Finish { track: t() })),
            ("finish_scoring", Verb::Scoring(scoring::Command::Finish { track: t() })),
            ("finish_consensus", Verb::Consensus(consensus::Command::Finish { track: t() })),
            ("open_envelope", Verb::Envelope(envelope::Command::Open { track: t() })),
            (
                "decide",
                Verb::Selection(selection::Command::Decide {
                    track: t(),
                    selected: Vec::new(),
                    reserve: Vec::new(),
                    reasons: BTreeMap::new(),
                    remark: None,
                }),
            ),
            ("tell", Verb::Selection(selection::Command::Tell { track: t() })),
            (
                "conclude",
                Verb::Contract(contract::Command::Conclude { track: t(), with: Vec::new(), note: words() }),
            ),
            ("go_on", Verb::Wait(wait::Command::GoOn { track: t(), reason: words() })),
            ("give_up", Verb::Wait(wait::Command::GiveUp { track: t(), reason: words() })),
            ("close_mandate", Verb::Mandate(mandate::Command::Close { track: t(), reason: words() })),
            (
                "cancel_track",
                Verb::Procedure(procedure::Command::CancelTrack { track: t(), reason: words() }),
            ),
        ];
        trials.extend(of_track.map(|(name, verb)| (name, vec![("track", t())], verb)));
    }
    trials.push(("release", Vec::new(), Verb::Letters(letters::Command::Release)));
    for asked in head.limits.iter().filter(|asked| asked.open()) {
        let (limit, holder) = (asked.question.limit.clone(), asked.question.holder.clone());
        let known = vec![("limit", limit.clone()), ("holder", holder.clone())];
        let record = limits::Command::Record { limit, holder, keep: Vec::new(), reason: words() };
        trials.push(("record_places", known, Verb::Limits(record)));
    }
    for date in head.dates.keys() {
        // A day that is later than any.
        let extend = procedure::Command::Extend {
            date: date.clone(),
            to: "2999-12-31T12:00".to_owned(),
            reason: words(),
        };
        trials.push(("extend", vec![("date", date.clone())], Verb::Procedure(extend)));
    }
    for question in head.questions.iter().filter(|question| question.answer.is_none()) {
        let answer = procedure::Command::Answer { question: question.id, text: words(), late: None };
        trials.push(("answer", vec![("question", question.id.to_string())], Verb::Procedure(answer)));
    }
    for document in documents::held(head) {
        let withdraw = procedure::Command::WithdrawDocument { document, reason: words() };
        trials.push((
            "withdraw_document",
            vec![("document", document.to_string())],
            Verb::Procedure(withdraw),
        ));
    }
    for (track, line) in &head.lines {
        for state in line.states.values() {
            let StepState::Complaints(state) = state else { continue };
            for complaint in state.complaints.iter().filter(|complaint| complaint.ruling.is_none()) {
                let settle = complaints::Command::Settle {
                    track: track.clone(),
                    complaint: complaint.id,
                    ruling: Ruling::Dismissed,
                    reason: words(),
                };
                let known = vec![("complaint", complaint.id.to_string())];
                trials.push(("settle", known, Verb::Complaints(settle)));
            }
        }
    }
    for (id, _) in definition.joint_steps() {
        let s = || id.id.clone();
        for (name, command) in [
            ("joint_go_on", joint::Command::GoOn { step: s(), reason: words() }),
            ("joint_give_up", joint::Command::Cancel { step: s(), reason: words() }),
            ("publish", joint::Command::Publish { step: s(), reason: None }),
        ] {
            trials.push((name, vec![("step", s())], Verb::Joint(command)));
        }
    }
    let grant = Grant { role: Role::Auditor, track: None, panel: None };
    let grant = procedure::Command::Grant { person: PersonId::new(nobody()), grant };
    trials.push(("grant", Vec::new(), Verb::Procedure(grant)));
    for (name, command) in [
        ("hold_erasure", retention::Command::Hold { reason: words() }),
        ("release_erasure", retention::Command::Release { reason: words() }),
        ("archive", retention::Command::Archive { note: words() }),
    ] {
        trials.push((name, Vec::new(), Verb::Retention(command)));
    }
    trials
}
