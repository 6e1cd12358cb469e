//! The demo: people for every role, a dozen applicants, and helpers who do what the newcomer does not
//! want to do twelve times. It acts through the one door like everybody else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::{App, AppError, random};
use crate::engine::case::{Application, Case, MemberKind};
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, MemberId, PersonId, ProcedureId};
use crate::engine::people::Grant;
use crate::engine::procedure;
use crate::engine::steps::intake::Party;
use crate::engine::steps::{consensus, intake, scoring, screening, selection};
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{FieldKind, Role, StepSpec};
use crate::engine::workflow::form::{Answer, Content, FileRef};
use crate::i18n::Lang;
use crate::store::people::Person;

/// Somebody of the demo.
#[derive(Clone, Copy, Debug)]
pub struct Player {
    /// What they are in the demo, for the reader.
    pub part: &'static str,
    /// Name.
    pub name: &'static str,
    /// Address.
    pub email: &'static str,
    /// Role, where they have one.
    pub role: Option<Role>,
}

/// The people of the demo. All are invented.
pub const PLAYERS: [Player; 8] = [
    Player { part: "owner", name: "Olga Overgaard", email: "olga@example.org", role: Some(Role::Owner) },
    Player {
        part: "secretary",
        name: "Siri Sandager",
        email: "siri@example.org",
        role: Some(Role::Secretary),
    },
    Player { part: "evaluator", name: "Eva Enevold", email: "eva@example.org", role: Some(Role::Evaluator) },
    Player {
        part: "evaluator",
        name: "Erik Ebbesen",
        email: "erik@example.org",
        role: Some(Role::Evaluator),
    },
    Player { part: "chair", name: "Carl Clemmensen", email: "carl@example.org", role: Some(Role::Chair) },
    Player {
        part: "auditor",
        name: "Anders Agerskov",
        email: "anders@example.org",
        role: Some(Role::Auditor),
    },
    Player { part: "applicant", name: "Nina Nymark", email: "nina@example.org", role: None },
    Player { part: "member", name: "Mads Mølgaard", email: "mads@example.org", role: None },
];

/// Applicants: track, name, members, how far they have come.
const APPLICANTS: [(&str, &str, &[&str], Progress); 12] = [
    (
        "social",
        "Fælles Gård",
        &["Naboværkstedet", "Antropologerne på Hjørnet", "Rikke Ravn"],
        Progress::Submitted,
    ),
    ("social", "Byens Samtale", &[], Progress::Submitted),
    ("social", "Kvarterkollektivet", &["Trappeopgangen"], Progress::Submitted),
    ("social", "Lokalt Arbejde", &[], Progress::Submitted),
    ("physical", "Tegnestuen Himmelhøj", &["Ler & Luft Landskab"], Progress::Submitted),
    ("physical", "Blok og Bakke", &[], Progress::Submitted),
    ("physical", "Studio Stræde", &[], Progress::Submitted),
    ("physical", "Plan for Alle", &["Vejvalg Trafik"], Progress::Withdrawn),
    ("organisational", "Ramme & Råd", &["Jonas Juul"], Progress::Submitted),
    ("organisational", "Boligøkonomisk Værksted", &[], Progress::Submitted),
    ("organisational", "Styr på Driften", &[], Progress::Submitted),
    ("organisational", "Foreningen Forandring", &["Kodeks Jura"], Progress::Draft),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Draft,
    Submitted,
    Withdrawn,
}

/// A small PDF with one line of text, for attachments.
fn pdf(line: &str) -> Vec<u8> {
    // Brackets and backslashes end a string in PDF; other than ASCII would need a font of its own.
    let shown: String =
        line.chars().map(|c| if c.is_ascii_alphanumeric() || " .,-".contains(c) { c } else { '-' }).collect();
    let stream = format!("BT /F1 18 Tf 60 760 Td ({shown}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        // Writing to a string does not fail.
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let size = objects.len() + 1;
    let _ = write!(out, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    out.into_bytes()
}

impl App {
    /// Opens the procedure of `source`, moves the clock to `begins`, and stages the people and applicants of
    /// the demo.
    pub async fn stage_demo(
        self: &Arc<Self>,
        source: &str,
        begins: Option<crate::engine::instant::Instant>,
    ) -> Result<ProcedureId, AppError> {
        let owner = self.player(&PLAYERS[0]).await?;
        let procedure = self.open_procedure(source, owner.id, &[]).await?;
        // The notice is sent before Christmas; what is shown begins when applicants are at work.
        if let Some(begins) = begins {
            self.clock.crank(begins);
        }
        for player in &PLAYERS[1..] {
            let person = self.player(player).await?;
            if let Some(role) = player.role {
                let grant = Grant { role, track: None, panel: None };
                let verb = Verb::Procedure(procedure::Command::Grant { person: person.id, grant });
                self.demo_act(procedure, owner.id, verb).await?;
            }
        }
        let asker = self.player(&PLAYERS[6]).await?;
        let question = crate::engine::ids::QuestionId::new(random::id());
        let text = random::prose("Må en forsker fra et universitet være medlem i eget navn?");
        let ask = Verb::Procedure(procedure::Command::Ask { question, text, documents: false });
        self.demo_act(procedure, asker.id, ask).await?;
        for (track, name, members, progress) in APPLICANTS {
            self.stage_applicant(procedure, track, name, members, progress).await?;
        }
        Ok(procedure)
    }

    /// Somebody of the demo as a person who can sign in.
    pub async fn player(self: &Arc<Self>, player: &Player) -> Result<Person, AppError> {
        self.person(player.email, player.name, Lang::Da).await
    }

    async fn demo_act(
        self: &Arc<Self>,
        procedure: ProcedureId,
        actor: PersonId,
        verb: Verb,
    ) -> Result<(), AppError> {
        self.act(procedure, self.receive(), Command { actor, verb }).await.map(|_| ())
    }

    async fn stage_applicant(
        self: &Arc<Self>,
        procedure: ProcedureId,
        track: &str,
        name: &str,
        members: &[&str],
        progress: Progress,
    ) -> Result<(), AppError> {
        let lead = self.person(&address(name), name, Lang::Da).await?;
        let application = ApplicationId::new(random::id());
        let start = intake::Command::Start {
            application,
            track: track.to_owned(),
            member: MemberId::new(random::id()),
            kind: MemberKind::Organisation,
            party: Party { name: name.to_owned(), email: lead.email.clone() },
            others: 0,
            empty: random::prose("{}"),
        };
        self.demo_act(procedure, lead.id, Verb::Intake(start)).await?;
        for member in members {
            let person = self.person(&address(member), member, Lang::Da).await?;
            let kind = if is_person(member) { MemberKind::Person } else { MemberKind::Organisation };
            let invite = intake::Command::Invite {
                application,
                member: MemberId::new(random::id()),
                kind,
                person: person.id,
                party: Party { name: (*member).to_owned(), email: person.email.clone() },
            };
            self.demo_act(procedure, lead.id, Verb::Intake(invite)).await?;
            if progress != Progress::Draft {
                let sign = Verb::Intake(intake::Command::Sign { application });
                self.demo_act(procedure, person.id, sign).await?;
            }
        }
        let loaded = self.definition(procedure).await?;
        let content = self.fill(&loaded.definition, (track, application), name, progress).await?;
        let kept = random::prose(serde_json::to_string(&content).unwrap_or_default());
        let save = intake::Command::SaveDraft { application, seen: 1, content, kept };
        self.demo_act(procedure, lead.id, Verb::Intake(save)).await?;
        if progress != Progress::Draft {
            let submit = Verb::Intake(intake::Command::Submit { application, seen: None });
            self.demo_act(procedure, lead.id, submit).await?;
        }
        if progress == Progress::Withdrawn {
            let withdraw = Verb::Intake(intake::Command::Withdraw { application });
            self.demo_act(procedure, lead.id, withdraw).await?;
        }
        Ok(())
    }

    async fn fill(
        self: &Arc<Self>,
        definition: &Definition,
        (track, application): (&str, ApplicationId),
        name: &str,
        progress: Progress,
    ) -> Result<Content, AppError> {
        let mut content = Content::default();
        for field in definition.form_of(track, None) {
            let answer = match &field.takes {
                FieldKind::Text { .. } => Answer::Text(answer(&field.id).to_owned()),
                FieldKind::Number { .. } => Answer::Text("4.250.000".to_owned()),
                FieldKind::Date { .. } => Answer::Text("2026-01-31".to_owned()),
                FieldKind::YesNo {} => Answer::Text("yes".to_owned()),
                // The demo's file has neither.
                FieldKind::Choices { .. } | FieldKind::Rows { .. } => continue,
                FieldKind::Declaration {} => Answer::Confirmed(true),
                FieldKind::Choice { options } => {
                    Answer::Text(options.first().map(|option| option.id.clone()).unwrap_or_default())
                }
                FieldKind::Files { megabytes_max, types, .. } => {
                    if progress == Progress::Draft {
                        continue;
                    }
                    let mut incoming = self.begin_file(application, *megabytes_max).await?;
                    incoming.write(&pdf(&format!("Reference - {name}"))).await?;
                    let stored = incoming.finish(types).await?;
                    let attachment = crate::store::attachments::Attachment {
                        id: stored.id,
                        application,
                        sha256: stored.sha256,
                        size_bytes: stored.size_bytes,
                        media_type: stored.media_type.clone(),
                    };
                    let now = self.clock.now();
                    self.store
                        .write(move |db| {
                            let attachment = attachment.clone();
                            Box::pin(
                                async move { crate::store::attachments::insert(db, &attachment, now).await },
                            )
                        })
                        .await?;
                    Answer::Files(vec![FileRef {
                        attachment: stored.id,
                        name: format!("reference {name}.pdf"),
                        size_bytes: stored.size_bytes,
                        sha256: stored.sha256,
                        media_type: stored.media_type,
                    }])
                }
            };
            content.answers.insert(field.id.clone(), answer);
        }
        Ok(content)
    }

    /// Lets the others do their part: everything that waits in every track but `own`, up to the
    /// letters, and in `own` the one evaluator whom the newcomer does not play.
    pub async fn play_others(self: &Arc<Self>, procedure: ProcedureId, own: &str) -> Result<(), AppError> {
        let loaded = self.definition(procedure).await?;
        for track in &loaded.definition.tracks {
            // A track has fewer steps than this; each round moves it by one.
            for _ in 0..loaded.definition.steps.len() {
                let standing = self.whole(procedure, Some(&track.id)).await?;
                if !self.play(&loaded.definition, &standing.case, &track.id, track.id == own).await? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Plays what waits in one step; false when nothing more is to be played.
    async fn play(
        self: &Arc<Self>,
        definition: &Definition,
        case: &Case,
        track: &str,
        own: bool,
    ) -> Result<bool, AppError> {
        let procedure = case.procedure.id;
        let Some(line) = case.procedure.lines.get(track).filter(|line| line.running()) else {
            return Ok(false);
        };
        let Some(step) = definition.step(&line.step) else { return Ok(false) };
        let by = |role| case.procedure.holders(role, Some(track)).next();
        let (Some(owner), Some(secretary), Some(chair)) =
            (by(Role::Owner), by(Role::Secretary), by(Role::Chair))
        else {
            return Ok(false);
        };
        let applications: Vec<_> = case.counting(track).collect();
        match &step.does {
            StepSpec::Intake(_) if !own => {
                let closed = intake::state(definition, &case.procedure, track)
                    .is_some_and(|state| state.closed.is_some());
                if !closed {
                    return Ok(false);
                }
                let open = intake::Command::Open { track: track.to_owned() };
                self.demo_act(procedure, owner, Verb::Intake(open)).await?;
            }
            StepSpec::Screening(spec) if !own => {
                for application in applications {
                    self.play_screening(procedure, secretary, application, spec).await?;
                }
                let finish = screening::Command::Finish { track: track.to_owned() };
                self.demo_act(procedure, secretary, Verb::Screening(finish)).await?;
            }
            StepSpec::Scoring(spec) => {
                let evaluators: Vec<_> = spec.panelists(&case.procedure, Role::Evaluator, track).collect();
                let eva = self.player(&PLAYERS[2]).await?.id;
                for evaluator in evaluators {
                    if own && evaluator == eva {
                        continue;
                    }
                    for application in &applications {
                        self.play_judging(definition, case, evaluator, application, &spec.model, &step.id)
                            .await?;
                    }
                }
                if own {
                    return Ok(false);
                }
                let finish = scoring::Command::Finish { track: track.to_owned() };
                self.demo_act(procedure, chair, Verb::Scoring(finish)).await?;
            }
            StepSpec::Consensus(spec) if !own => {
                for application in applications {
                    self.play_agreeing(procedure, chair, application, &spec.of).await?;
                }
                let finish = consensus::Command::Finish { track: track.to_owned() };
                self.demo_act(procedure, chair, Verb::Consensus(finish)).await?;
            }
            StepSpec::Selection(_) if !own => {
                let stage = line.stage.as_deref();
                let computed = selection::state(definition, &case.procedure, track, stage)
                    .and_then(|state| state.computed.clone())
                    .unwrap_or_default();
                let decide = selection::Command::Decide {
                    track: track.to_owned(),
                    selected: selection::ids(&computed.selected),
                    reserve: selection::ids(&computed.reserve),
                    reasons: BTreeMap::new(),
                    remark: Some(random::prose("Det indkomne felt giver tilstrækkelig konkurrence.")),
                };
                self.demo_act(procedure, owner, Verb::Selection(decide)).await?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    async fn play_screening(
        self: &Arc<Self>,
        procedure: ProcedureId,
        by: PersonId,
        application: &Application,
        spec: &screening::Spec,
    ) -> Result<(), AppError> {
        let verdicts = spec
            .checks_of(&application.track)
            .map(|check| {
                let verified = check.min.clone();
                (check.id.clone(), screening::GivenVerdict { met: true, verified, found: None, reason: None })
            })
            .collect();
        let screen = screening::Command::Screen { application: application.id, verdicts };
        self.demo_act(procedure, by, Verb::Screening(screen)).await
    }

    async fn play_judging(
        self: &Arc<Self>,
        definition: &Definition,
        case: &Case,
        by: PersonId,
        application: &Application,
        model: &str,
        step: &str,
    ) -> Result<(), AppError> {
        let panel = scoring::panel(application, step);
        let locked = panel.and_then(|p| p.sheets.get(&by)).is_some_and(|s| s.locked_at.is_some());
        let tie = panel.and_then(|p| p.interests.get(&by)).is_some_and(|interest| interest.tie);
        if locked || tie || !screening::admitted(definition, application) {
            return Ok(());
        }
        let procedure = case.procedure.id;
        let id = application.id;
        let declare = scoring::Command::Declare { application: id, tie: false, reason: None };
        self.demo_act(procedure, by, Verb::Scoring(declare)).await?;
        let Some(model) = definition.model(&application.track, model) else { return Ok(()) };
        let marks = model
            .judged()
            .zip(0_u8..)
            .map(|(criterion, place)| {
                // Points that differ from one application to the next, the same in every demo's shape.
                let digest = crate::engine::digest::Digest::of(&[id.uuid().as_bytes(), &[place]]);
                let points = Exact::from_int(i64::from(2 + digest.bytes()[0] % 4));
                let reason = "Tilgangen er klar, og vejen fra undersøgelse til forslag kan følges.";
                let reason = Some(random::prose(reason));
                (criterion.to_owned(), scoring::GivenMark { points, reason })
            })
            .collect();
        let score = scoring::Command::Score { application: id, marks };
        self.demo_act(procedure, by, Verb::Scoring(score)).await?;
        let lock = scoring::Command::Lock { application: id };
        self.demo_act(procedure, by, Verb::Scoring(lock)).await
    }

    async fn play_agreeing(
        self: &Arc<Self>,
        procedure: ProcedureId,
        by: PersonId,
        application: &Application,
        of: &str,
    ) -> Result<(), AppError> {
        let mut agreed = BTreeMap::new();
        for (_, sheet) in scoring::locked(application, of) {
            for (criterion, mark) in &sheet.marks {
                let reason = "Panelet er enigt om, at begrundelserne svarer til pointene.";
                let reason = Some(random::prose(reason));
                let points = mark.points.clone();
                agreed.insert(criterion.clone(), consensus::GivenAgreed { points, reason });
            }
        }
        if agreed.is_empty() {
            return Ok(());
        }
        let agree = consensus::Command::Agree { application: application.id, agreed };
        self.demo_act(procedure, by, Verb::Consensus(agree)).await
    }
}

fn is_person(name: &str) -> bool {
    matches!(name, "Rikke Ravn" | "Jonas Juul")
}

/// An address at example.org for a name.
fn address(name: &str) -> String {
    let local: String = name
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'æ' | 'å' => 'a',
            'ø' => 'o',
            c if c.is_ascii_alphanumeric() => c,
            _ => '.',
        })
        .collect();
    let parts: Vec<_> = local.split('.').filter(|part| !part.is_empty()).collect();
    format!("{}@example.org", parts.join("."))
}

fn answer(field: &str) -> &'static str {
    match field {
        "approach" => {
            "Vi begynder med at lytte. I tre måneder er vi til stede i området på de tidspunkter, hvor \
             livet leves: ved skoleporten, i vaskeriet, til afdelingsmødet.\n\nDerefter tegner vi \
             sammen med beboerne et kort over, hvad der holder området i ubalance, og hvad der \
             allerede virker. Kortet bliver grundlaget for to eller tre forsøg, som kan prøves af, \
             mens projektet endnu kører."
        }
        _ => {
            "Holdet dækker antropologi, almen boligdrift og proces. To har arbejdet i udsatte \
             boligområder i mere end ti år. Vi mødes ugentligt og skriver en fælles logbog, som \
             bygherren kan læse med i."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pdf_is_one() {
        let bytes = pdf("Reference (1)");
        assert!(infer::get(&bytes).is_some_and(|kind| kind.mime_type() == "application/pdf"));
        let text = String::from_utf8(bytes).unwrap();
        let start: usize = text.lines().rev().nth(1).unwrap().parse().unwrap();
        assert!(text[start..].starts_with("xref"));
    }

    #[test]
    fn addresses_are_plain() {
        assert_eq!(address("Ler & Luft Landskab"), "ler.luft.landskab@example.org");
        assert_eq!(address("Boligøkonomisk Værksted"), "boligokonomisk.varksted@example.org");
    }
}
