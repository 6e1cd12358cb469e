//! Sample letters: every kind, and the odd cases of each. They are made up.
//!
//! The tests render them all; so can a person who wants to see what applicants will read.

use super::kinds::{
    Amendment, Answer, Complaint, ComplaintFiled, ComplaintSettled, CriterionPoints, CureAsked, CureReceived,
    EvaluationOpens, EvaluationReminder, Excluded, Extension, JointInvitation, JournalPosition, KeyHeld,
    MemberInvitation, MemberLeftOut, NotSelected, NotTold, PublishedDocument, Receipt, ReceivedFile,
    Reminder, RoleGranted, Ruling, Selected, SignInLink, StageInvitation, TrackEnded, UnmetCheck, Withdrawn,
};
use super::{Frame, Letter, Terms};

mod after;
mod network;

use crate::engine::case::LineOutcome;
use crate::engine::digest::Digest;
use crate::engine::exact::Exact;
use crate::engine::instant::Instant;
use crate::engine::workflow::definition::Role;
use crate::i18n::Lang;

/// A letter with made-up contents.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// What is special about it.
    pub name: &'static str,
    /// Around it.
    pub frame: Frame,
    /// The letter.
    pub letter: Letter,
}

/// 2027-02-05T11:00:00Z, twelve o'clock in Copenhagen.
const DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);
/// 2027-04-30T21:59:59.999999Z, the last microsecond of a day in Copenhagen.
const COMPLAINT_UNTIL: Instant = Instant::from_micros(1_809_122_399_999_999);
/// A name as nobody has it.
const ODD_NAME: &str = "# <script>alert(\"æøå\")</script> & Sønner\u{202e}";

/// One sample of each kind and more of those with several forms, as a reader of `lang` would get them.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let say = Made { lang };
    let mut all = say.to_applicants();
    all.extend(say.decisions());
    all.extend(say.after_the_decision());
    all.extend(say.unasked());
    all.extend(say.to_all());
    all
}

fn link() -> String {
    "https://trespor.example/application/0198c2d4-6f1e-7a53-9c4b-2f6a7d8e9b01".into()
}

fn selected_names() -> Vec<String> {
    vec!["Tegnestuen Ærø og Partnere".into(), "Fællesskabet Østerbro".into(), ODD_NAME.into()]
}

/// Makes samples in one language.
#[derive(Clone, Copy)]
struct Made {
    lang: Lang,
}

impl Made {
    /// The words in the reader's language: Danish, English, bokmål.
    fn words(self, da: &str, en: &str, nb: &str) -> String {
        match self.lang {
            Lang::Da => da.to_owned(),
            Lang::En => en.to_owned(),
            Lang::Nb => nb.to_owned(),
        }
    }

    fn frame(self) -> Frame {
        Frame {
            lang: self.lang,
            procedure_title: Some(self.words(
                "Boligliv i balance",
                "Housing life in balance",
                "Boligliv i balanse",
            )),
            sender: "Fonden Eksempel".into(),
            contact: "boligliv@example.org".into(),
            address: "https://trespor.example".into(),
            zone: "Europe/Copenhagen".into(),
        }
    }

    fn sample(self, name: &'static str, letter: impl Into<Letter>) -> Sample {
        Sample { name, frame: self.frame(), letter: letter.into() }
    }

    fn track(self) -> String {
        self.words("Social", "Social", "Sosialt")
    }

    /// Two paragraphs; the first has a line break, the second looks like marks.
    fn long_reason(self) -> String {
        self.words(
            "Ansøgningen beskriver samarbejdet med beboerne grundigt. Den forklarer også, hvordan erfaringerne \
             skal deles med andre boligområder.\nPanelet lægger vægt på, at planen er realistisk.\n\n\
             - Tidsplanen for det andet år mangler.\n# Budgettet er ikke fordelt på år.",
            "The application describes the work with the residents thoroughly. It also explains how the \
             experience will be shared with other housing areas.\nThe panel finds the plan realistic.\n\n\
             - The schedule of the second year is missing.\n# The budget is not divided by year.", "Søknaden beskriver samarbeidet med beboerne grundig. Den forklarer også hvordan erfaringene skal \
             deles med andre boligområder.\nPanelet legger vekt på at planen er realistisk.\n\n\
             - Fremdriftsplanen for det andre året mangler.\n# Budsjettet er ikke fordelt på år.")
    }

    fn receipt(self) -> Receipt {
        let file = |field: String, name: &str, size_bytes: u64| ReceivedFile {
            field,
            name: name.into(),
            size_bytes,
            sha256: Digest::of(&[name.as_bytes()]),
        };
        Receipt {
            applicant: "Tegnestuen Ærø og Partnere".into(),
            track: self.track(),
            code: "S-014".into(),
            received_at: DEADLINE.plus_micros(-1_876_544),
            times_submitted: 1,
            files: vec![
                file(self.words("Ansøgning", "Application", "Søknad"), "ansøgning.pdf", 1_412_345),
                file(self.words("Referencer", "References", "Referanser"), "referencer 2020-2026.pdf", 812),
            ],
            content_digest: Digest::of(&[b"contents"]),
            missing: Vec::new(),
            position: JournalPosition {
                stream: "boligliv-2027/social".into(),
                seq: 1_048,
                hash: Digest::of(&[b"line"]),
            },
            link: link(),
            deadline: DEADLINE,
        }
    }

    fn stage_invitation(self, closes_at: Option<Instant>) -> StageInvitation {
        StageInvitation {
            applicant: "Tegnestuen Ærø og Partnere".into(),
            track: self.track(),
            stage: self.words("Tilbud", "Tender", "Tilbud"),
            code: "S-014".into(),
            closes_at,
            asks: vec![self.words("Løsning", "Solution", "Løsning"), self.words("Pris", "Price", "Pris")],
            link: link(),
        }
    }

    fn reminder(self) -> Reminder {
        Reminder {
            applicant: "Tegnestuen Ærø og Partnere".into(),
            track: self.track(),
            code: "S-014".into(),
            closes_at: DEADLINE,
            confirm: false,
            missing: Vec::new(),
            unsigned: Vec::new(),
            link: link(),
        }
    }

    fn to_applicants(self) -> Vec<Sample> {
        let missing = vec![
            self.words("Svar på »Omsætning«", "Answer to “Turnover”", "Svar på «Omsetning»"),
            self.words(
                "Mindst én fil under »Referencer«",
                "At least one file under “References”",
                "Minst én fil under «Referanser»",
            ),
        ];
        let sign_in = SignInLink {
            link: "https://trespor.example/sign-in/w5fZyQ3mT0kq8sVnR2bXjL7uHc4aEoGd".into(),
            valid_minutes: 15,
        };
        let mut no_procedure = self.sample("no procedure", sign_in);
        no_procedure.frame.procedure_title = None;
        no_procedure.frame.sender = "Trespor".into();
        vec![
            no_procedure,
            self.sample("first", self.receipt()),
            self.sample(
                "replaced, odd names",
                Receipt {
                    applicant: ODD_NAME.into(),
                    times_submitted: 3,
                    files: vec![ReceivedFile {
                        field: "- <b>".into(),
                        name: "a&b\\\n> c.pdf".into(),
                        size_bytes: 0,
                        sha256: Digest::ZERO,
                    }],
                    ..self.receipt()
                },
            ),
            self.sample(
                "incomplete, no files",
                Receipt { missing: missing.clone(), files: Vec::new(), ..self.receipt() },
            ),
            self.sample(
                "withdrawn",
                Withdrawn {
                    applicant: "Tegnestuen Ærø og Partnere".into(),
                    track: self.track(),
                    code: "S-014".into(),
                    at: DEADLINE.plus_seconds(-86_400),
                    link: link(),
                    deadline: DEADLINE,
                },
            ),
            self.sample(
                "not told",
                NotTold {
                    track: self.track(),
                    applicant: "Tegnestuen Ærø og Partnere".into(),
                    code: "S-014".into(),
                    link: link(),
                },
            ),
            self.sample(
                "two fields",
                CureAsked {
                    applicant: "Tegnestuen Ærø og Partnere".into(),
                    track: self.track(),
                    code: "S-014".into(),
                    fields: vec![
                        self.words(
                            "Årlig omsætning i seneste regnskabsår",
                            "Turnover of the last year",
                            "Årlig omsetning i siste regnskapsår",
                        ),
                        self.words("Referencer", "References", "Referanser"),
                    ],
                    reason: self.words(
                        "Omsætningen er ikke et tal, og filen med referencer kan ikke åbnes.",
                        "The turnover is no number, and the file of references cannot be opened.",
                        "Omsetningen er ikke et tall, og filen med referanser kan ikke åpnes.",
                    ),
                    until: DEADLINE.plus_seconds(4 * 86_400),
                    link: link(),
                },
            ),
            self.sample(
                "complete now",
                CureReceived {
                    applicant: "Tegnestuen Ærø og Partnere".into(),
                    track: self.track(),
                    code: "S-014".into(),
                    received_at: DEADLINE.plus_seconds(3 * 86_400),
                    until: DEADLINE.plus_seconds(4 * 86_400),
                    fields: vec![self.words("Referencer", "References", "Referanser")],
                    missing: Vec::new(),
                    content_digest: Digest::of(&[b"mended"]),
                    link: link(),
                },
            ),
            self.sample(
                "something is still missing",
                CureReceived {
                    applicant: "Tegnestuen Ærø og Partnere".into(),
                    track: self.track(),
                    code: "S-014".into(),
                    received_at: DEADLINE.plus_seconds(3 * 86_400),
                    until: DEADLINE.plus_seconds(4 * 86_400),
                    fields: vec![self.words("Referencer", "References", "Referanser")],
                    missing: vec![self.words("Referencer", "References", "Referanser")],
                    content_digest: Digest::of(&[b"mended in part"]),
                    link: link(),
                },
            ),
            self.sample(
                "left out",
                MemberLeftOut {
                    applicant: "Tegnestuen Ærø og Partnere".into(),
                    member: "Boligforeningen Åen".into(),
                    track: self.track(),
                    code: "S-014".into(),
                    submitted_at: DEADLINE.plus_seconds(-86_400),
                    deadline: DEADLINE,
                },
            ),
            self.sample(
                "member",
                MemberInvitation {
                    applicant: "Tegnestuen Ærø og Partnere".into(),
                    member: "Boligforeningen Åen".into(),
                    track: self.track(),
                    link: link(),
                    deadline: DEADLINE,
                },
            ),
            self.sample(
                "odd and long names",
                MemberInvitation {
                    applicant:
                        "Konsortiet for langsigtede, bæredygtige og socialt balancerede boliglaboratorier \
                                i Nordjylland, Vestjylland og på Fyn"
                            .into(),
                    member: ODD_NAME.into(),
                    track: self.track(),
                    link: link(),
                    deadline: DEADLINE,
                },
            ),
            self.sample(
                "missing and unsigned",
                Reminder {
                    missing,
                    unsigned: vec!["Boligforeningen Åen".into(), ODD_NAME.into()],
                    ..self.reminder()
                },
            ),
            self.sample("complete draft", self.reminder()),
            self.sample("to be confirmed", Reminder { confirm: true, ..self.reminder() }),
            self.sample("a later stage", self.stage_invitation(Some(DEADLINE))),
            self.sample("a later stage without a date", self.stage_invitation(None)),
        ]
    }

    fn complaint(self) -> Complaint {
        Complaint {
            body: self.words(
                "Klagenævnet for Udbud",
                "the Complaints Board for Public Procurement",
                "Klagenemnda for offentlige anskaffelser (KOFA)",
            ),
            days: 20,
            until: Some(COMPLAINT_UNTIL),
        }
    }

    fn not_selected(self) -> NotSelected {
        let third = Exact::ratio(200, 3).unwrap_or(Exact::ZERO);
        NotSelected {
            applicant: "Arkitekterne Sø & Skov".into(),
            track: self.track(),
            stage: None,
            code: "S-021".into(),
            selected: selected_names(),
            reasons: vec![
                CriterionPoints {
                    criterion: self.words(
                        "Forståelse af opgaven",
                        "Understanding of the task",
                        "Oppgaveforståelse",
                    ),
                    points: Exact::from_int(4),
                    points_max: Some(Exact::from_int(5)),
                    reasons: vec![self.long_reason()],
                },
                CriterionPoints {
                    criterion: self.words(
                        "Erfaring & <kompetencer>",
                        "Experience & <skills>",
                        "Erfaring & <kompetanse>",
                    ),
                    points: third,
                    points_max: Some(Exact::from_int(100)),
                    reasons: vec![
                        self.words(
                            "Få referencer fra de sidste fem år.",
                            "Few references of the last five years.",
                            "Få referanser fra de siste fem årene.",
                        ),
                        self.words("Holdet er nyt.", "The team is new.", "Teamet er nytt."),
                    ],
                },
            ],
            total: Some(Exact::from_int(61)),
            decision: None,
            departs: false,
            reserve: None,
            complaint: Some(self.complaint()),
            link: link(),
        }
    }

    fn decisions(self) -> Vec<Sample> {
        let selected = Selected {
            applicant: "Tegnestuen Ærø og Partnere".into(),
            track: self.track(),
            stage: None,
            code: "S-014".into(),
            selected: selected_names(),
            next: self.words(
                "Udbudsmaterialet bliver sendt til jer, når klagefristen er udløbet.\n\nI skal ikke gøre noget nu.",
                "We will send you the tender documents when the time limit for complaints has passed.\n\n\
                 You do not need to do anything now.", "Konkurransegrunnlaget blir sendt til dere når klagefristen er ute.\n\nDere trenger ikke gjøre noe nå."),
            terms: Terms::default(),
            complaint: Some(self.complaint()),
            link: link(),
        };
        let excluded = Excluded {
            applicant: "Arkitekterne Sø & Skov".into(),
            track: self.track(),
            code: "S-021".into(),
            selected: selected_names(),
            reasons: vec![UnmetCheck {
                check: self.words(
                    "Omsætning på mindst 5 mio. kr.",
                    "Turnover of at least DKK 5 million",
                    "Omsetning på minst 5 mill. kroner",
                ),
                reason: self.words(
                    "Den oplyste omsætning er 3,2 mio. kr. i det seneste regnskabsår.",
                    "The turnover that was given is DKK 3.2 million in the last financial year.",
                    "Den oppgitte omsetningen er 3,2 mill. kroner i siste regnskapsår.",
                ),
            }],
            complaint: Some(self.complaint()),
            link: link(),
        };
        vec![
            self.sample("selected", selected.clone()),
            self.sample("selected on conditions", Selected { terms: self.terms(), ..selected.clone() }),
            self.sample(
                "nothing next, nowhere to complain",
                Selected { next: String::new(), complaint: None, ..selected.clone() },
            ),
            self.sample(
                "in a stage",
                Selected { stage: Some(self.words("Tilbud", "Tenders", "Tilbud")), ..selected },
            ),
            self.sample(
                "not in a stage",
                NotSelected { stage: Some(self.words("Tilbud", "Tenders", "Tilbud")), ..self.not_selected() },
            ),
            self.sample("with reasons", self.not_selected()),
            self.sample(
                "reserve, departing decision",
                NotSelected {
                    decision: Some(self.long_reason()),
                    departs: true,
                    reserve: Some(2),
                    complaint: Some(Complaint { days: 1, until: None, ..self.complaint() }),
                    ..self.not_selected()
                },
            ),
            self.sample(
                "no reasons, nobody selected",
                NotSelected { selected: Vec::new(), reasons: Vec::new(), ..self.not_selected() },
            ),
            self.sample("one check", excluded.clone()),
            self.sample(
                "two checks, nobody selected",
                Excluded {
                    selected: Vec::new(),
                    reasons: vec![
                        UnmetCheck { check: ODD_NAME.into(), reason: self.long_reason() },
                        excluded.reasons[0].clone(),
                    ],
                    ..excluded
                },
            ),
        ]
    }

    fn to_all(self) -> Vec<Sample> {
        let mut all = Vec::new();
        for role in Role::ALL {
            let track = (role == Role::Evaluator).then(|| self.track());
            let panel = (role == Role::Chair).then(|| ODD_NAME.to_owned());
            all.push(self.sample(role.name(), RoleGranted { role, track, panel, link: link() }));
        }
        all.push(self.sample("holds a key", KeyHeld { wanted: false, link: link() }));
        all.push(self.sample("key wanted", KeyHeld { wanted: true, link: link() }));
        all.push(self.sample("opens", EvaluationOpens { track: self.track(), until: None, link: link() }));
        let opens = EvaluationOpens { track: self.track(), until: Some(DEADLINE), link: link() };
        all.push(self.sample("opens with a target", opens));
        let reminder =
            EvaluationReminder { track: self.track(), until: DEADLINE, over: false, left: 1, link: link() };
        all.push(self.sample("target to come", reminder.clone()));
        all.push(self.sample("target over", EvaluationReminder { over: true, left: 4, ..reminder }));
        all.push(self.sample(
            "extended",
            Extension {
                date_name: self.words("Ansøgningsfrist", "Deadline for applications", "Søknadsfrist"),
                from: DEADLINE,
                to: DEADLINE.plus_seconds(7 * 86_400),
                reason: self.long_reason(),
                link: link(),
            },
        ));
        let amended = Amendment {
            part: self.words("Om udbuddet", "About the procedure", "Om konkurransen"),
            before: self.words(
                "Opgaven begynder i maj.",
                "The work begins in May.",
                "Oppdraget begynner i mai.",
            ),
            after: self.words(
                "Opgaven begynder i juni.",
                "The work begins in June.",
                "Oppdraget begynner i juni.",
            ),
            reason: self.long_reason(),
            tracks: Vec::new(),
            moved: None,
            confirm: None,
            deadline: DEADLINE,
            link: link(),
        };
        all.push(self.sample("amended", amended.clone()));
        let later = DEADLINE.plus_seconds(7 * 86_400);
        all.push(self.sample(
            "to be confirmed",
            Amendment {
                tracks: vec![self.track()],
                moved: Some(later),
                deadline: later,
                confirm: Some("S-014".into()),
                ..amended
            },
        ));
        let document = PublishedDocument {
            title: self.words("Program for byggeriet", "Programme of the building", "Program for bygget"),
            file: ODD_NAME.into(),
            size_bytes: 2_400_000,
            sha256: Digest::of(&[b"programme"]),
            version: 1,
            withdrawn: false,
            reason: None,
            link: link(),
        };
        all.push(self.sample("first version", document.clone()));
        let reason = Some(self.long_reason());
        let second = PublishedDocument { version: 2, reason: reason.clone(), ..document.clone() };
        all.push(self.sample("second version", second));
        all.push(self.sample("withdrawn", PublishedDocument { withdrawn: true, reason, ..document }));
        all.push(self.sample(
            "several paragraphs",
            Answer {
                question: self.words(
                    "Må et konsortium skifte medlem efter fristen?\nOg må lederen skiftes?",
                    "May a consortium change a member after the deadline?\nAnd may the lead be changed?",
                    "Kan et konsortium bytte ut et medlem etter fristen?\nOg kan lederen byttes ut?",
                ),
                answer: self.long_reason(),
                link: link(),
            },
        ));
        for (name, outcome, reason) in [
            ("completed", LineOutcome::Completed, None),
            ("no applications", LineOutcome::NoApplications, None),
            ("none suitable", LineOutcome::NoneSuitable, None),
            ("cancelled", LineOutcome::Cancelled, Some(self.long_reason())),
            ("annulled", LineOutcome::Annulled, None),
        ] {
            let ended = TrackEnded { track: self.track(), outcome, reason, link: link() };
            all.push(self.sample(name, ended));
        }
        all.push(self.sample(
            "filed",
            ComplaintFiled {
                track: self.track(),
                applicant: ODD_NAME.into(),
                text: self.long_reason(),
                link: link(),
            },
        ));
        let step = self.words("Fælles bedømmelse", "Joint assessment", "Felles vurdering");
        for (name, ruling) in [
            ("dismissed", Ruling::Dismissed),
            ("annulled", Ruling::Annulled),
            ("redo", Ruling::Redo { step }),
        ] {
            let reason = match ruling {
                Ruling::Dismissed => self.words(
                    "Bedømmelsen fulgte udbuddet.",
                    "The assessment followed the procedure.",
                    "Evalueringen fulgte konkurransegrunnlaget.",
                ),
                Ruling::Annulled | Ruling::Redo { .. } => self.words(
                    "Kriteriet »Erfaring« blev ikke anvendt ens på alle ansøgere.",
                    "The criterion “Experience” was not applied to all applicants alike.",
                    "Kriteriet «Erfaring» ble ikke brukt likt for alle søkere.",
                ),
            };
            let settled = ComplaintSettled { track: self.track(), ruling, reason, link: link() };
            all.push(self.sample(name, settled));
        }
        let joint = JointInvitation {
            step: self.words("Fælles fase", "Joint phase", "Felles fase"),
            teams: selected_names(),
            link: link(),
        };
        all.push(self.sample("teams", joint.clone()));
        all.push(self.sample("no teams", JointInvitation { teams: Vec::new(), ..joint }));
        all.extend(self.of_networks());
        all
    }
}
