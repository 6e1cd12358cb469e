//! Limits across tracks: how many places one applicant, or whoever stands behind several, may hold together.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::calendar::Days;
use super::super::exact::Exact;
use super::super::expr::{Environment, Expr, Memo, Read, Scope, Type, Value};
use super::finding::Finding;
use super::inputs::{Applicant, PlaceGivenUp};
use super::ledger::natural;
use super::outcome::Outcome;
use super::spec::Formula;

/// A limit over the tracks of one procedure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The name.
    pub id: String,
    /// The selection step whose places it counts, in a file of several stages; every selection where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// At most this many places.
    pub max: u32,
    /// Whose: where left out, whoever leads the application (in inputs `holder`, or else the applicant's `id`); or an
    /// attribute such as `facts.owner`, which the model must declare. A list names several holders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Formula>,
    /// The tracks in the order in which an applicant wants them, from its form: `[facts.first, facts.second]`. It counts
    /// where all applications of the holder that have a place say the same, and the holder has not chosen otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefer: Option<Formula>,
    /// How long a holder who has too many places is asked which to keep, from the day after the letter. Without it nobody
    /// is asked, and `on_silence` decides at once, but for `wait`, which has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Days>,
    /// Which tracks are kept where the holder does not choose. A reading: required.
    pub on_silence: OnSilence,
    /// The order of the tracks, for `track_order` and between equally good places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub track_order: Vec<String>,
    /// What becomes of a place that is given up. A reading: required.
    pub vacated: Vacated,
}

/// Which tracks are kept where the holder does not choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnSilence {
    /// Those in which the place is best.
    BestPlace,
    /// The first ones of `track_order`.
    TrackOrder,
    /// None is given up: it waits for the choice.
    Wait,
}

/// What becomes of a place that is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Vacated {
    /// The next of that track moves up, by the rules of the step: of its reserve list, then of those not selected.
    Next,
    /// It stays open.
    Open,
}

/// What a holder chose: exactly one of `keep` and `prefer`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The holder: an applicant's id, or the value of the attribute.
    pub holder: String,
    /// Under which limit; under each where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// The tracks kept; all others are given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<Vec<String>>,
    /// The tracks in the order in which they are wanted: as many of them as the limit allows are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefer: Vec<String>,
}

/// The results of all tracks after the limits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Across {
    /// The chosen, by track.
    pub selected: BTreeMap<String, Vec<String>>,
    /// What the chosen get of a budget, by track; only of tracks that gave some.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub granted: BTreeMap<String, BTreeMap<String, Exact>>,
    /// Places given up, in the order in which it happened.
    pub given_up: Vec<GivenUp>,
    /// Holders whose choice is awaited; their places are still in `selected`.
    pub waiting: Vec<Waiting>,
    /// What is wrong with a choice; with any of these the result is not final.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
}

impl Across {
    /// Whether the result may be announced.
    pub fn is_final(&self) -> bool {
        self.waiting.is_empty() && self.problems.is_empty()
    }
}

/// A place given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenUp {
    /// In which track.
    pub track: String,
    /// By which applicant.
    pub applicant: String,
    /// Under which limit.
    pub limit: String,
    /// Whether the holder chose it; else the rule for silence did.
    pub chosen: bool,
    /// Who moved up.
    pub moved_up: Option<String>,
}

impl Choice {
    /// Whether it is about `limit` and of `holder`.
    fn is_of(&self, limit: &str, holder: &str) -> bool {
        self.holder == holder && self.limit.as_ref().is_none_or(|of| of == limit)
    }
}

/// A holder whose choice is awaited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Under which limit.
    pub limit: String,
    /// Who must choose.
    pub holder: String,
    /// Among which tracks.
    pub tracks: Vec<String>,
    /// The applicants that have these places, in the same order.
    #[serde(default)]
    pub applicants: Vec<String>,
    /// How many may be kept.
    pub max: u32,
}

/// Findings about limits, with paths below `limits`.
pub fn check(limits: &[Limit], tracks: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (i, limit) in limits.iter().enumerate() {
        let path = format!("limits[{i}]");
        for (name, compiled) in [("by", holder_expr(limit)), ("prefer", prefer_expr(limit).map(|_| None))] {
            let Err(e) = compiled else { continue };
            let mut finding = Finding::error("expression", format!("{path}.{name}"), e.message);
            finding.column = Some(e.column);
            finding.hint = e.hint;
            findings.push(finding);
        }
        for unknown in limit.track_order.iter().filter(|track| !tracks.contains(&track.as_str())) {
            findings.push(Finding::error(
                "unknown-track",
                format!("{path}.track_order"),
                format!("there is no track {unknown:?}"),
            ));
        }
        if limit.on_silence == OnSilence::TrackOrder
            && tracks.iter().any(|t| !limit.track_order.iter().any(|o| o == t))
        {
            findings.push(Finding::error(
                "track-order",
                format!("{path}.track_order"),
                "it must name every track",
            ));
        }
        if limit.max as usize >= tracks.len() {
            let message = format!("a limit of {} binds nobody: there are {} tracks", limit.max, tracks.len());
            findings.push(Finding::warning("limit-idle", path, message));
        }
    }
    findings
}

/// Computes a track again after places in it were given up: who moves up is said by the rules of the track.
pub type Again<'a> = dyn FnMut(&str, &[PlaceGivenUp]) -> Outcome + 'a;

/// How things stand while a procedure runs.
#[derive(Clone, Copy)]
pub struct Meanwhile<'a> {
    /// Whether the choice of a holder is still to come under a limit: then silence says nothing yet.
    pub awaited: &'a dyn Fn(&Limit, &str) -> bool,
    /// Tracks whose places were told and are not questioned any more: a holder keeps these.
    pub told: &'a BTreeSet<String>,
}

/// Applies the limits to finished tracks. Every step takes one applicant out of one track for good, so it ends.
///
/// `applicants` gives the facts by track; a track without an outcome plays no part.
pub fn apply(
    limits: &[Limit],
    outcomes: &BTreeMap<String, Outcome>,
    applicants: &BTreeMap<String, &[Applicant]>,
    choices: &[Choice],
    again: &mut Again<'_>,
) -> Across {
    let all_over = Meanwhile { awaited: &|_, _| false, told: &BTreeSet::new() };
    apply_meanwhile(limits, outcomes, applicants, choices, all_over, again)
}

/// The same while some choices are still to come.
pub fn apply_meanwhile(
    limits: &[Limit],
    outcomes: &BTreeMap<String, Outcome>,
    applicants: &BTreeMap<String, &[Applicant]>,
    choices: &[Choice],
    meanwhile: Meanwhile<'_>,
    again: &mut Again<'_>,
) -> Across {
    let mut tracks: Vec<Track<'_>> = outcomes
        .iter()
        .map(|(id, outcome)| {
            let selected = outcome.chosen().to_vec();
            let places =
                selected.iter().chain(&outcome.reserve).chain(&outcome.not_selected).cloned().collect();
            let applicants = applicants.get(id).copied().unwrap_or_default();
            let told = meanwhile.told.contains(id);
            let granted = outcome.granted.clone();
            Track { id, told, selected, granted, places, applicants, given_up: Vec::new() }
        })
        .collect();
    let mut across = Across { problems: problems(outcomes, choices), ..Across::default() };
    for limit in limits {
        let Ok(expr) = holder_expr(limit) else { continue };
        // Who holds too many of what was told: nothing can be taken back.
        let mut settled: Vec<(&str, String)> = Vec::new();
        while let Some((holder, held)) = over(limit, expr.as_ref(), &tracks, &across.waiting, &settled) {
            let made = choices.iter().rfind(|choice| choice.is_of(&limit.id, &holder)).cloned();
            let choice = made.or_else(|| wish(limit, &tracks, &held, &holder));
            let patient = limit.on_silence == OnSilence::Wait || (meanwhile.awaited)(limit, &holder);
            // What was told stays, and the rest of the limit is for the others.
            let (told, open): (Vec<_>, Vec<_>) = held.into_iter().partition(|place| tracks[place.track].told);
            let left = (limit.max as usize).saturating_sub(told.len());
            if open.is_empty() {
                settled.push((limit.id.as_str(), holder));
                continue;
            }
            let found = if left == 0 {
                Some((Vec::new(), false))
            } else {
                kept(limit, left, &tracks, &open, choice.as_ref(), patient)
            };
            let Some((keep, chosen)) = found else {
                across.waiting.push(Waiting {
                    limit: limit.id.clone(),
                    holder,
                    tracks: open.iter().map(|place| tracks[place.track].id.to_owned()).collect(),
                    applicants: open.into_iter().map(|place| place.applicant).collect(),
                    max: u32::try_from(left).unwrap_or(u32::MAX),
                });
                continue;
            };
            for (_, place) in open.into_iter().enumerate().filter(|(at, _)| !keep.contains(at)) {
                let track = &mut tracks[place.track];
                let before = std::mem::take(&mut track.selected);
                track.given_up.push(PlaceGivenUp {
                    applicant: place.applicant.clone(),
                    limit: limit.id.clone(),
                    moves_up: limit.vacated == Vacated::Next,
                });
                let outcome = again(track.id, &track.given_up);
                track.selected = outcome.chosen().to_vec();
                track.granted.clone_from(&outcome.granted);
                if let Some(stopped) = outcome.stopped {
                    across.problems.push(format!("{}: {}", track.id, stopped.why));
                }
                across.given_up.push(GivenUp {
                    track: track.id.to_owned(),
                    applicant: place.applicant,
                    limit: limit.id.clone(),
                    chosen,
                    moved_up: track.selected.iter().find(|id| !before.contains(id)).cloned(),
                });
            }
        }
    }
    for track in tracks.iter().filter(|track| !track.granted.is_empty()) {
        let holds = |(id, _): &(&String, &Exact)| track.selected.contains(id);
        let granted = track.granted.iter().filter(holds).map(|(id, amount)| (id.clone(), amount.clone()));
        across.granted.insert(track.id.to_owned(), granted.collect());
    }
    across.selected = tracks.into_iter().map(|track| (track.id.to_owned(), track.selected)).collect();
    across
}

/// Choices that cannot be meant as they stand.
fn problems(outcomes: &BTreeMap<String, Outcome>, choices: &[Choice]) -> Vec<String> {
    let mut problems = Vec::new();
    for (at, choice) in choices.iter().enumerate() {
        let holder = &choice.holder;
        if choices[..at].iter().any(|other| other.holder == *holder && other.limit == choice.limit) {
            problems.push(format!("{holder} has chosen twice"));
        }
        if choice.keep.is_some() != choice.prefer.is_empty() {
            problems.push(format!("the choice of {holder} says either what is kept or what is preferred"));
        }
        let named = choice.keep.iter().flatten().chain(&choice.prefer);
        for track in named.filter(|track| !outcomes.contains_key(*track)) {
            problems.push(format!("{holder} names {track:?}, and there is no such track"));
        }
    }
    problems
}

struct Track<'a> {
    id: &'a str,
    told: bool,
    selected: Vec<String>,
    granted: BTreeMap<String, Exact>,
    /// Everybody who could hold a place, in the order before any limit: a place does not get better because
    /// somebody else gave theirs up.
    places: Vec<String>,
    applicants: &'a [Applicant],
    given_up: Vec<PlaceGivenUp>,
}

/// A place that somebody holds.
#[derive(Clone, Debug)]
struct Place {
    track: usize,
    applicant: String,
}

/// The first holder, in the natural order of names, who holds too many places, and which.
fn over(
    limit: &Limit,
    expr: Option<&Expr>,
    tracks: &[Track<'_>],
    waiting: &[Waiting],
    settled: &[(&str, String)],
) -> Option<(String, Vec<Place>)> {
    let mut held: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (track, found) in tracks.iter().enumerate() {
        for id in &found.selected {
            let Some(applicant) = found.applicants.iter().find(|a| a.id == *id) else { continue };
            for holder in holders(expr, applicant) {
                held.entry(holder).or_default().push(Place { track, applicant: id.clone() });
            }
        }
    }
    held.into_iter()
        .filter(|(holder, places)| {
            let waits = waiting.iter().any(|w| w.limit == limit.id && w.holder == *holder);
            let done = settled.iter().any(|(of, who)| *of == limit.id && who == holder);
            places.len() > limit.max as usize && !waits && !done
        })
        .min_by(|(a, _), (b, _)| natural(a, b))
}

/// What the forms of the holder's applications say of the tracks that are wanted, where they all say the same.
fn wish(limit: &Limit, tracks: &[Track<'_>], held: &[Place], holder: &str) -> Option<Choice> {
    let expr = prefer_expr(limit).ok()??;
    let mut said = held.iter().map(|place| {
        let found = tracks[place.track].applicants.iter().find(|a| a.id == place.applicant);
        found.map(|applicant| names(&expr, applicant)).unwrap_or_default()
    });
    let first = said.next().filter(|first| !first.is_empty())?;
    let same = said.all(|other| other == first);
    same.then(|| Choice { holder: holder.to_owned(), prefer: first, ..Choice::default() })
}

/// Which of the places held are kept, and whether the holder chose so; nothing where the choice is awaited.
fn kept(
    limit: &Limit,
    max: usize,
    tracks: &[Track<'_>],
    held: &[Place],
    choice: Option<&Choice>,
    patient: bool,
) -> Option<(Vec<usize>, bool)> {
    let named_in = |list: &[String]| -> Vec<usize> {
        let at = |place: &Place| list.iter().position(|track| track == tracks[place.track].id);
        let mut named: Vec<_> =
            held.iter().enumerate().filter_map(|(i, place)| Some((at(place)?, i))).collect();
        named.sort_unstable();
        named.into_iter().map(|(_, i)| i).collect()
    };
    let holds = |track: &String| held.iter().any(|place| tracks[place.track].id == track);
    let (mut keep, chosen) = match choice {
        Some(Choice { keep: Some(list), .. }) => {
            let named = named_in(list);
            if named.len() <= max && list.iter().all(holds) {
                return Some((named, true));
            }
            // Who keeps more tracks than places may be kept has not chosen; who names a track in which they hold no place,
            // only in part. Of several places in one track, the best are kept.
            let best =
                || by_default(limit, tracks, held).into_iter().filter(|at| named.contains(at)).collect();
            match named.len() > max {
                true if list.len() > max => (Vec::new(), false),
                true => (best(), true),
                false => (named, true),
            }
        }
        Some(choice) if !choice.prefer.is_empty() => (named_in(&choice.prefer), true),
        _ => (Vec::new(), false),
    };
    keep.truncate(max);
    if keep.len() < max {
        if patient {
            return None;
        }
        let rest = by_default(limit, tracks, held);
        let rest: Vec<_> = rest.into_iter().filter(|at| !keep.contains(at)).take(max - keep.len()).collect();
        keep.extend(rest);
    }
    Some((keep, chosen))
}

/// The places held, best first by the rule for silence.
fn by_default(limit: &Limit, tracks: &[Track<'_>], held: &[Place]) -> Vec<usize> {
    let in_order =
        |t: usize| limit.track_order.iter().position(|track| track == tracks[t].id).unwrap_or(usize::MAX);
    let mut ranked: Vec<(usize, usize, usize, usize)> = held
        .iter()
        .enumerate()
        .map(|(at, held)| {
            let places = &tracks[held.track].places;
            let place = places.iter().position(|other| *other == held.applicant).unwrap_or(usize::MAX);
            let order = in_order(held.track);
            let (first, then) =
                if limit.on_silence == OnSilence::BestPlace { (place, order) } else { (order, place) };
            (first, then, held.track, at)
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(.., at)| at).collect()
}

/// Who stands behind the limit; nothing where that is whoever leads.
fn holder_expr(limit: &Limit) -> Result<Option<Expr>, super::super::expr::ExprError> {
    limit.by.as_ref().map(compiled).transpose()
}

fn prefer_expr(limit: &Limit) -> Result<Option<Expr>, super::super::expr::ExprError> {
    limit.prefer.as_ref().map(compiled).transpose()
}

fn compiled(formula: &Formula) -> Result<Expr, super::super::expr::ExprError> {
    let environment =
        Environment::default().with("facts", Type::Any).with("applicant", Type::record([("id", Type::Text)]));
    Expr::compile(formula.text(), &environment)
}

/// Whose places those of `applicant` are under `limit`; nobody's where the limit cannot be read.
pub fn holders_of(limit: &Limit, applicant: &Applicant) -> Vec<String> {
    holder_expr(limit).map(|expr| holders(expr.as_ref(), applicant)).unwrap_or_default()
}

fn holders(expr: Option<&Expr>, applicant: &Applicant) -> Vec<String> {
    match expr {
        Some(expr) => names(expr, applicant),
        None => vec![applicant.holder.as_ref().unwrap_or(&applicant.id).clone()],
    }
}

/// What `expr` gives for an applicant, as names; those that it lacks are left out.
fn names(expr: &Expr, applicant: &Applicant) -> Vec<String> {
    struct Only<'a>(&'a Applicant);
    impl Scope for Only<'_> {
        fn read(&self, root: &str, fields: &[String]) -> Read {
            match (root, fields) {
                ("applicant", [id]) if id == "id" => Read::Value(Value::text(&self.0.id)),
                ("facts", fields) => {
                    self.0.facts.at(fields).map_or(Read::Missing, |v| Read::Value(v.clone()))
                }
                _ => Read::Missing,
            }
        }
    }
    let name = |value: &Value| match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    };
    match expr.eval(&Only(applicant), &mut Memo::new()) {
        Ok(Value::List(items)) => items.iter().filter_map(name).collect(),
        Ok(value) => name(&value).into_iter().collect(),
        Err(_) => Vec::new(),
    }
}
