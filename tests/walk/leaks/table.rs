//! Who may see which secret from when on: written down from the rules of the case and of the law, and from
//! nothing that the program says.

use crate::case::{APPLICANTS, Case, MEMBERS, applicant};
use crate::judging::{DAN_REASON, FRIDA_REASON, reason};

/// How far the case has come, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Everybody has a draft, nobody has handed in.
    Draft,
    /// Most have handed in, one has withdrawn, the deadline is to come.
    Before,
    /// The deadline has passed, nothing is opened.
    Closed,
    /// All tracks are opened; the suitability is being checked.
    Opened,
    /// An applicant was asked to correct something, and did.
    Cured,
    /// Who is suitable is settled; the evaluators declare their interests.
    Screened,
    /// The interests are declared; nobody has given a point.
    Scoring,
    /// All sheets are locked, and the chairs look at them.
    Consensus,
    /// The panels agree; the lists are computed.
    Selection,
    /// The lists are decided; nobody has been told.
    BeforeRelease,
    /// The letters are out.
    Released,
    /// One has complained and was answered; the teams are invited.
    Complaint,
    /// A team has recommended something; nothing is published.
    Joint,
    /// The recommendations are published.
    End,
}

/// A kind of secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The name of an applicant.
    Name(&'static str),
    /// The name of a member of Lene's consortium.
    Member(&'static str),
    /// The address of somebody who applies.
    Address(&'static str),
    /// What an application says.
    Contents(&'static str),
    /// The name of a file, or its fingerprint.
    File(&'static str),
    /// The identifier of an application, by which its pages are asked for.
    Identifier(&'static str),
    /// The name of an evaluator.
    Judge(&'static str),
    /// The reason that an evaluator gives for the points of an application.
    Marks(&'static str, &'static str),
    /// What the chair writes where the panel changes the points of Frida.
    Agreed,
    /// Why Dan is not admitted.
    Failed,
    /// Why Eva is tied.
    Tie,
    /// What Lene is asked to correct.
    Cure,
    /// What the owner writes beside a decision.
    Remark,
    /// What Nora complains of.
    Complaint,
    /// What she is answered.
    Ruling,
    /// What a team recommends.
    Recommendation,
    /// Why another team does not agree.
    Dissent,
}

/// Who applies, without the leads: with whom.
const WITH: [(&str, &str); 2] = [("mads", "lene"), ("rikke", "lene")];

/// The evaluators, with the names that nobody outside is told.
const JUDGES: [(&str, &str); 3] =
    [("eva", "Eva Enevold"), ("erik", "Erik Ebbesen"), ("ellen", "Ellen Elkjær")];

/// Every secret of the case: its kind and the text by which it is known.
pub fn marks(case: &Case) -> Vec<(Class, String)> {
    let mut all = vec![
        (Class::Agreed, FRIDA_REASON.to_owned()),
        (Class::Failed, DAN_REASON.to_owned()),
        (Class::Tie, "My brother founded it.".to_owned()),
        (Class::Cure, "The turnover is that of another year".to_owned()),
        (Class::Remark, "Two suitable applicants are enough".to_owned()),
        (Class::Complaint, "Nobody has read our second reference.".to_owned()),
        (Class::Ruling, "All references were read by everybody.".to_owned()),
        (Class::Recommendation, "Let the residents run the common rooms".to_owned()),
        (Class::Dissent, "The rooms are too few for that by far.".to_owned()),
    ];
    for one in APPLICANTS {
        all.push((Class::Name(one.lead), one.name.to_owned()));
        all.push((Class::Address(one.lead), one.email()));
        all.push((Class::Contents(one.lead), one.words()));
        all.push((Class::File(one.lead), one.file()));
        if case.applications.contains_key(one.lead) {
            all.push((Class::Identifier(one.lead), case.id(one.lead).to_owned()));
        }
        for (judge, _) in JUDGES {
            all.push((Class::Marks(judge, one.lead), reason(judge, one.lead, "team")));
        }
    }
    for (who, name, _) in MEMBERS {
        all.push((Class::Member(who), name.to_owned()));
        all.push((Class::Address(who), format!("{who}@example.org")));
    }
    all.extend(JUDGES.map(|(who, name)| (Class::Judge(who), name.to_owned())));
    all
}

/// The lead of the application that somebody is a member of.
pub fn applies_with(who: &str) -> Option<&'static str> {
    let lead = APPLICANTS.iter().map(|one| one.lead).find(|lead| *lead == who);
    lead.or_else(|| WITH.iter().find(|(member, _)| *member == who).map(|(_, lead)| *lead))
}

/// Who works behind the desk and sees what was opened.
fn desk(who: &str) -> bool {
    ["olga", "siri", "anders"].contains(&who)
}

/// Whether somebody evaluates a track.
fn judges(who: &str, track: &str) -> bool {
    who == "eva" || who == "erik" || (who == "ellen" && track == "social")
}

/// Whether somebody sits on a panel, in whichever track.
fn sits(who: &str) -> bool {
    who == "carl" || JUDGES.iter().any(|(judge, _)| *judge == who)
}

/// Whether somebody has declared a tie to an applicant.
fn tied(who: &str, lead: &str) -> bool {
    (who, lead) == ("eva", "bo")
}

/// Handed in and not withdrawn.
fn counts(lead: &str) -> bool {
    !["ea", "gert"].contains(&lead)
}

/// Counted, and found suitable.
fn admitted(lead: &str) -> bool {
    counts(lead) && lead != "dan"
}

/// Among those who go on together.
fn chosen(lead: &str) -> bool {
    admitted(lead) && lead != "nora"
}

/// The phase from which on somebody may see a secret of this kind; `None` for never.
///
/// - Sealed until the opening: directive 2014/24/EU art. 21 and 22(3). Who never handed in stays unknown.
/// - Behind the desk, what was opened is read by the owner, the secretary and the auditor.
/// - Evaluators learn the names to declare their interests (art. 24), and read without names and files' names;
///   a tie closes the application. The chair reads without names for good.
/// - Who applied learns of others what the letters must say: who was chosen in their track (art. 55(2)), and
///   of themselves every reason. Evaluators' names are not told outside.
/// - What the teams publish at the end is read by all who took part, panels too, with the teams' names.
pub fn from(class: Class, who: &str) -> Option<Phase> {
    use Phase::{
        Before, BeforeRelease, Complaint, Consensus, Cured, Draft, End, Joint, Opened, Released, Scoring,
        Screened, Selection,
    };
    let own = applies_with(who);
    let at = |phase: Phase, may: bool| may.then_some(phase);
    let judge_of = |lead: &str| judges(who, applicant(lead).track) && admitted(lead);
    match class {
        Class::Name(lead) if own == Some(lead) => Some(Draft),
        Class::Name(lead) if desk(who) => at(Opened, counts(lead)),
        Class::Name(lead) if judge_of(lead) => Some(Screened),
        Class::Name(lead) => {
            let told = own.is_some_and(|own| counts(own) && applicant(own).track == applicant(lead).track);
            if !chosen(lead) {
                None
            } else if told {
                Some(Released)
            } else if own.is_some_and(chosen) {
                // The teams of all tracks meet.
                Some(Complaint)
            } else {
                at(End, own.is_some_and(counts) || sits(who))
            }
        }
        Class::Member(member) if own == Some("lene") => {
            at(Draft, who == "lene" || who == member).or(Some(Before))
        }
        // A consortium is named with its members, wherever it is named.
        Class::Member(_) => from(Class::Name("lene"), who),
        Class::Address(of) => {
            let of_own = own.is_some() && own == applies_with(of);
            let lead = applies_with(of).expect("somebody who applies");
            if of_own { Some(Draft) } else { at(Opened, desk(who) && counts(lead)) }
        }
        Class::Contents(lead) | Class::File(lead) | Class::Identifier(lead) if own == Some(lead) => {
            Some(Draft)
        }
        Class::Contents(lead) | Class::File(lead) | Class::Identifier(lead) if desk(who) => {
            at(Opened, counts(lead))
        }
        Class::Contents(lead) if judge_of(lead) => at(Scoring, !tied(who, lead)),
        Class::Contents(lead) if who == "carl" => at(Screened, admitted(lead)),
        Class::Identifier(lead) => at(Screened, judge_of(lead) || (who == "carl" && admitted(lead))),
        Class::Contents(_) | Class::File(_) => None,
        // The chair leads the panel and knows who sits on it.
        Class::Judge(judge) => at(Draft, who == judge || who == "carl" || desk(who)),
        Class::Marks(judge, lead) => {
            if tied(who, lead) {
                None
            } else if who == judge {
                at(Scoring, judge_of(lead))
            } else if own == Some(lead) {
                Some(Released)
            } else {
                at(Consensus, desk(who) || who == "carl" || judge_of(lead))
            }
        }
        Class::Agreed if own == Some("frida") => Some(Released),
        Class::Agreed => at(Selection, desk(who) || who == "carl" || judges(who, "social")),
        Class::Failed if own == Some("dan") => Some(Released),
        Class::Failed => at(Screened, desk(who)),
        Class::Tie => at(Scoring, who == "eva" || desk(who)),
        Class::Cure => at(Cured, own == Some("lene") || desk(who)),
        Class::Remark => at(BeforeRelease, desk(who)),
        Class::Complaint | Class::Ruling => at(Complaint, own == Some("nora") || desk(who)),
        Class::Recommendation => {
            at(Joint, desk(who) || own.is_some_and(chosen)).or(at(End, own.is_some_and(counts) || sits(who)))
        }
        Class::Dissent => at(End, desk(who) || own.is_some_and(counts) || sits(who)),
    }
}

/// What nobody may see on one page with it: an application judged without names is not tied to one, nor are points
/// to the colleague who gave them.
pub fn apart(class: Class, who: &str) -> Option<Class> {
    match class {
        Class::Marks(judge, _) if who == "carl" || (who != judge && judges(who, "physical")) => {
            Some(Class::Judge(judge))
        }
        Class::Contents(lead) if judges(who, applicant(lead).track) || who == "carl" => {
            Some(Class::Name(lead))
        }
        _ => None,
    }
}
