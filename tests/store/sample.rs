//! A small procedure as the engine would hold it, with people, applications, events and letters.

use std::collections::{BTreeMap, BTreeSet};

use trespor::engine::case::{
    Application, Declared, FileDigest, Line, Member, MemberKind, NamedDate, Procedure, PublishedAnswer,
    Question, Submission, Version,
};
use trespor::engine::digest::Digest;
use trespor::engine::event::{Event, LineEvent, Stream, What};
use trespor::engine::ids::{ApplicationId, AttachmentId, MemberId, PersonId, ProcedureId, QuestionId};
use trespor::engine::instant::Instant;
use trespor::engine::people::Grant;
use trespor::engine::steps::{StepState, intake};
use trespor::engine::workflow::definition::Role;
use trespor::engine::workflow::facts::Fact;
use trespor::engine::workflow::form::{Problem, ProblemKind};
use trespor::store::outbox::{Letter, LetterState};
use trespor::store::people::Person;
use trespor::store::{applications, people, procedures};
use uuid::Uuid;

use crate::site::Site;

/// 2027-02-05T11:00:00Z, noon in Denmark.
pub const NOON: Instant = Instant::from_micros(1_801_825_200_000_000);

/// Text that a careless path through a database would spoil.
pub const AWKWARD: &str = "Å, så 'sært' \"og\" \\ %_ $1 ? — 結 🏟️\n";

pub const WORKFLOW: &str = "name: harbour-bath\n";

pub fn digest(text: &str) -> Digest {
    Digest::of(&[text.as_bytes()])
}

pub fn person_id(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

pub fn person(number: u128) -> Person {
    Person {
        id: person_id(number),
        email: format!("person{number}@example.dk"),
        name: format!("Person {number}"),
        language: "da".into(),
    }
}

pub fn procedure_id(number: u128) -> ProcedureId {
    ProcedureId::new(Uuid::from_u128(0x0100_0000 + number))
}

pub fn application_id(number: u128) -> ApplicationId {
    ApplicationId::new(Uuid::from_u128(0x0200_0000 + number))
}

pub fn member_id(number: u128) -> MemberId {
    MemberId::new(Uuid::from_u128(0x0300_0000 + number))
}

pub fn attachment_id(number: u128) -> AttachmentId {
    AttachmentId::new(Uuid::from_u128(0x0400_0000 + number))
}

/// Person 1 owns it; person 2 judges one track.
pub fn procedure(number: u128) -> Procedure {
    let line = || Line {
        step: "intake".into(),
        entered_at: NOON.plus_seconds(-86_400),
        stage: None,
        outlasts: BTreeMap::new(),
        states: BTreeMap::from([("intake".into(), StepState::Intake(intake::State::default()))]),
        held: None,
        outcome: None,
        final_at: None,
        ended_at: None,
    };
    let question = Question {
        id: QuestionId::new(Uuid::from_u128(0x0500_0000 + number)),
        asked_at: NOON.plus_seconds(-3_600),
        text: digest("May we swim?"),
        documents: false,
        answer: Some(PublishedAnswer { at: NOON, text: digest("Yes."), without: None }),
    };
    Procedure {
        id: procedure_id(number),
        workflow: digest(WORKFLOW),
        opened_at: NOON.plus_seconds(-86_400),
        dates: BTreeMap::from([(
            "applications".into(),
            NamedDate { wall: "2027-02-05 12:00".into(), at: NOON },
        )]),
        lines: BTreeMap::from([("social".into(), line()), ("physical".into(), line())]),
        people: BTreeMap::from([
            (person_id(1), BTreeSet::from([Grant { role: Role::Owner, track: None, panel: None }])),
            (
                person_id(2),
                BTreeSet::from([Grant { role: Role::Evaluator, track: Some("social".into()), panel: None }]),
            ),
        ]),
        questions: vec![question],
        followers: BTreeSet::from([person_id(3)]),
        ..Procedure::new(procedure_id(number))
    }
}

pub fn member(number: u128, person: u128, lead: bool) -> Member {
    Member {
        id: member_id(number),
        kind: MemberKind::Organisation,
        person: person_id(person),
        lead,
        signed: None,
        declined_at: None,
    }
}

pub fn version(number: u32) -> Version {
    Version {
        number,
        saved_at: NOON.plus_seconds(-60),
        content: digest(AWKWARD),
        problems: vec![Problem { field: "turnover".into(), what: ProblemKind::Missing }],
        files: vec![FileDigest {
            field: "cv".into(),
            attachment: attachment_id(1),
            size_bytes: 5_000_000_000,
            sha256: digest("bytes"),
        }],
    }
}

/// A draft of a consortium: person 4 leads, person 5 is a member.
pub fn application(number: u128, track: &str) -> Application {
    Application {
        gatherings: BTreeMap::new(),
        mandates: BTreeMap::new(),
        id: application_id(number),
        track: track.into(),
        started_at: NOON.plus_seconds(-120),
        members: vec![member(2 * number, 4, true), member(2 * number + 1, 5, false)],
        stage: None,
        stage_began: None,
        draft: version(2),
        submitted: None,
        withdrawn_at: None,
        unconfirmed: None,
        declared: Some(Declared {
            content: digest(AWKWARD),
            facts: BTreeMap::from([("turnover".to_owned(), Fact::Number("1/3".parse().expect("a number")))]),
        }),
        cure: None,
        states: BTreeMap::new(),
        earlier: Vec::new(),
        erased: BTreeSet::new(),
    }
}

pub fn submitted(mut application: Application) -> Application {
    let members = application.members.iter().map(|member| member.id).collect();
    application.submitted =
        Some(Submission { at: NOON, version: application.draft.clone(), count: 1, members, cured: None });
    application
}

/// Something that happened in one line of a procedure.
pub fn line_event(procedure: u128, line: &str, at: Instant) -> Event {
    Event {
        at,
        actor: None,
        stream: Stream::Line(procedure_id(procedure), line.into()),
        what: What::Line(LineEvent::Entered { step: AWKWARD.into() }),
    }
}

pub fn application_event(application: u128, at: Instant) -> Event {
    Event {
        at,
        actor: Some(person_id(4)),
        stream: Stream::Application(application_id(application)),
        what: What::Intake(intake::Event::Submitted { version: version(2), count: 1 }),
    }
}

/// A letter about an application, due at once.
pub fn letter(number: u128) -> Letter {
    Letter {
        id: Uuid::from_u128(0x0600_0000 + number),
        procedure: Some(procedure_id(1)),
        application: Some(application_id(1)),
        person: person_id(4),
        address: "person4@example.dk".into(),
        kind: "receipt".into(),
        language: "da".into(),
        subject: "Kvittering".into(),
        text: AWKWARD.into(),
        wording: format!("<p>{AWKWARD}</p>"),
        message_id: format!("<{number}@example.dk>"),
        dated_at: NOON,
        due_at: NOON,
        attempts: 0,
        state: LetterState::Waiting,
        last_reply: None,
        sent_at: None,
        erased_at: None,
    }
}

/// Puts people 1 to 9, procedure 1 and application 1 of its social track into the tables.
pub async fn prepare(site: &Site) {
    site.write((), |db, ()| {
        Box::pin(async move {
            for number in 1..=9 {
                people::ensure(db, &person(number), NOON).await?;
            }
            procedures::keep_workflow(db, digest(WORKFLOW), "harbour-bath", 1, WORKFLOW, NOON).await?;
            procedures::insert(db, &procedure(1), None).await?;
            applications::insert(db, procedure_id(1), &application(1, "social")).await
        })
    })
    .await;
}
