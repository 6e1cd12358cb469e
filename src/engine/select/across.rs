//! Limits across tracks: how many places one applicant, or whoever stands behind several, may hold together.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::expr::{Environment, Expr, Memo, Read, Scope, Type, Value};
use super::finding::Finding;
use super::inputs::Applicant;
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
    /// At most this many tracks.
    pub max: u32,
    /// Whose: `applicant.id` where left out, or an attribute such as `facts.owner`, which the model must declare;
    /// a list names several holders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Formula>,
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
    /// The next of that track moves up: of its reserve list, then of those not selected.
    Next,
    /// It stays open.
    Open,
}

/// What a holder chose to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The holder: an applicant's id, or the value of the attribute.
    pub holder: String,
    /// The tracks kept.
    pub keep: Vec<String>,
}

/// The results of all tracks after the limits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Across {
    /// The chosen, by track.
    pub selected: BTreeMap<String, Vec<String>>,
    /// Places given up, in the order in which it happened.
    pub given_up: Vec<GivenUp>,
    /// Holders whose choice is awaited; their places are still in `selected`.
    pub waiting: Vec<Waiting>,
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

/// A holder whose choice is awaited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Under which limit.
    pub limit: String,
    /// Who must choose.
    pub holder: String,
    /// Among which tracks.
    pub tracks: Vec<String>,
    /// How many may be kept.
    pub max: u32,
}

/// Findings about limits, with paths below `limits`.
pub fn check(limits: &[Limit], tracks: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (i, limit) in limits.iter().enumerate() {
        let path = format!("limits[{i}]");
        if let Err(e) = holder_expr(limit) {
            let mut finding = Finding::error("expression", format!("{path}.by"), e.message);
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

/// Applies the limits to finished tracks. Every step takes one applicant out of one track, so it ends.
///
/// `applicants` gives the facts by track; a track without an outcome plays no part.
pub fn apply(
    limits: &[Limit],
    outcomes: &BTreeMap<String, Outcome>,
    applicants: &BTreeMap<String, &[Applicant]>,
    choices: &[Choice],
) -> Across {
    let mut tracks: Vec<Track<'_>> = outcomes
        .iter()
        .map(|(id, outcome)| {
            let selected = outcome.chosen().to_vec();
            let waiting = outcome.reserve.iter().chain(&outcome.not_selected);
            let failed = |id: &&String| !outcome.failed.iter().any(|failed| failed.applicant == **id);
            let queue: Vec<String> =
                waiting.filter(failed).filter(|id| !selected.contains(id)).cloned().collect();
            let places = selected.iter().chain(&queue).cloned().collect();
            Track { id, selected, queue, places, applicants: applicants.get(id).copied().unwrap_or_default() }
        })
        .collect();
    let mut across = Across::default();
    for limit in limits {
        let Ok(expr) = holder_expr(limit) else { continue };
        while let Some((holder, held)) = over(limit, &expr, &tracks, &across.waiting) {
            let choice = choices.iter().rfind(|choice| choice.holder == holder);
            let mut keep: Vec<usize> = held
                .iter()
                .filter(|(t, _)| choice.is_some_and(|choice| choice.keep.contains(&tracks[*t].id.to_owned())))
                .map(|(t, _)| *t)
                .collect();
            // Who chooses only what they do not hold has not chosen.
            let of_theirs = |choice: &Choice| choice.keep.is_empty() || !keep.is_empty();
            let chosen = choice.is_some_and(of_theirs) && keep.len() <= limit.max as usize;
            if !chosen {
                if limit.on_silence == OnSilence::Wait {
                    across.waiting.push(Waiting {
                        limit: limit.id.clone(),
                        holder,
                        tracks: held.iter().map(|(t, _)| tracks[*t].id.to_owned()).collect(),
                        max: limit.max,
                    });
                    continue;
                }
                keep = by_default(limit, &tracks, &held);
            }
            for (t, applicant) in held {
                if keep.contains(&t) {
                    continue;
                }
                let track = &mut tracks[t];
                track.selected.retain(|id| *id != applicant);
                let next = limit.vacated == Vacated::Next && !track.queue.is_empty();
                let moved_up = next.then(|| track.queue.remove(0));
                track.selected.extend(moved_up.clone());
                across.given_up.push(GivenUp {
                    track: track.id.to_owned(),
                    applicant,
                    limit: limit.id.clone(),
                    chosen,
                    moved_up,
                });
            }
        }
    }
    across.selected = tracks.into_iter().map(|track| (track.id.to_owned(), track.selected)).collect();
    across
}

struct Track<'a> {
    id: &'a str,
    selected: Vec<String>,
    queue: Vec<String>,
    /// Everybody who could hold a place, in the order before any limit: a place does not get better because
    /// somebody else gave theirs up.
    places: Vec<String>,
    applicants: &'a [Applicant],
}

/// The first holder, in the natural order of names, who holds too many tracks: which, and as which applicant.
fn over(
    limit: &Limit,
    expr: &Expr,
    tracks: &[Track<'_>],
    waiting: &[Waiting],
) -> Option<(String, Vec<(usize, String)>)> {
    let mut held: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
    for (t, track) in tracks.iter().enumerate() {
        for id in &track.selected {
            let Some(applicant) = track.applicants.iter().find(|a| a.id == *id) else { continue };
            for holder in holders(expr, applicant) {
                held.entry(holder).or_default().push((t, id.clone()));
            }
        }
    }
    held.into_iter()
        .filter(|(holder, places)| {
            let waits = waiting.iter().any(|w| w.limit == limit.id && w.holder == *holder);
            places.len() > limit.max as usize && !waits
        })
        .min_by(|(a, _), (b, _)| natural(a, b))
}

fn by_default(limit: &Limit, tracks: &[Track<'_>], held: &[(usize, String)]) -> Vec<usize> {
    let in_order =
        |t: usize| limit.track_order.iter().position(|track| track == tracks[t].id).unwrap_or(usize::MAX);
    let mut ranked: Vec<(usize, usize, usize)> = held
        .iter()
        .map(|(t, id)| {
            let place = tracks[*t].places.iter().position(|other| other == id).unwrap_or(usize::MAX);
            let first = if limit.on_silence == OnSilence::BestPlace { place } else { in_order(*t) };
            (first, in_order(*t), *t)
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().take(limit.max as usize).map(|(_, _, t)| t).collect()
}

fn holder_expr(limit: &Limit) -> Result<Expr, super::super::expr::ExprError> {
    let environment =
        Environment::default().with("facts", Type::Any).with("applicant", Type::record([("id", Type::Text)]));
    Expr::compile(limit.by.as_ref().map_or("applicant.id", Formula::text), &environment)
}

fn holders(expr: &Expr, applicant: &Applicant) -> Vec<String> {
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
