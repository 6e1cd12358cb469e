//! From several assessors to one value.

use std::collections::BTreeMap;

use super::super::exact::{Exact, RoundingMode};
use super::middle;
use super::outcome::IssueCode;
use super::spec::{
    AmbiguousSpread, Assessors, Combine, Deviation, Direction, Rescale, RescaleKind, Spread, SpreadAction,
    SpreadMeasure,
};

/// The rule of one criterion.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    pub combine: Option<Combine>,
    pub assessors: Assessors,
    pub spread: Option<Spread>,
    pub rescale: Option<Rescale>,
}

/// The values for one applicant, in the order in which they were given, and the agreed one.
#[derive(Clone, Debug, Default)]
pub struct Sheet<'a> {
    pub values: Vec<(&'a str, Exact)>,
    pub consensus: Option<Exact>,
}

/// A value or nothing, and what there is to say about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Combined {
    pub value: Option<Exact>,
    pub notes: Vec<(IssueCode, String)>,
}

impl Combined {
    fn open(code: IssueCode, message: String) -> Self {
        Self { value: None, notes: vec![(code, message)] }
    }
}

impl Rule {
    /// Whether points become places.
    pub fn gives_places(&self) -> bool {
        let ranks = self.rescale.as_ref().is_some_and(|rescale| rescale.kind == RescaleKind::Rank);
        self.combine == Some(Combine::RescaledMean) && ranks
    }
}

/// Combines one applicant's values. `rescaled_mean` is a mean here: [`rescale`] has been over the values.
pub fn combine(rule: &Rule, sheet: &Sheet<'_>) -> Combined {
    let mut values: Vec<&Exact> = sheet.values.iter().map(|(_, value)| value).collect();
    let count = values.len();
    let needed = rule.assessors.min.map_or(1, |n| n as usize).max(if rule.spread.is_some() { 2 } else { 1 });
    if count == 0 && sheet.consensus.is_none() {
        return Combined::open(IssueCode::MissingScore, "no score is given".to_owned());
    }
    // A consensus may stand without individual scores unless the file asks for a number of them.
    if count < needed && (rule.assessors.min.is_some() || sheet.consensus.is_none()) {
        return Combined::open(
            IssueCode::TooFewAssessors,
            format!("{count} of at least {needed} scores are given"),
        );
    }
    let mut notes = Vec::new();
    if let Some(max) = rule.assessors.max.filter(|max| count > *max as usize) {
        notes.push((
            IssueCode::TooManyAssessors,
            format!("{count} scores are given, at most {max} are foreseen"),
        ));
    }
    if rule.combine == Some(Combine::Consensus) {
        return match &sheet.consensus {
            Some(agreed) => Combined { value: Some(agreed.clone()), notes },
            None => Combined::open(IssueCode::MissingConsensus, "no consensus value is given".to_owned()),
        };
    }
    if let Some(spread) = &rule.spread {
        let first: Vec<&Exact> = values.iter().copied().take(needed).collect();
        match (exceeds(spread, &first), spread.action) {
            (Some(difference), SpreadAction::OneMore) => {
                if count <= needed {
                    return Combined::open(
                        IssueCode::AssessorNeeded,
                        format!("the scores differ by {difference}: one more assessor is needed"),
                    );
                }
                return closest_of_called(&values, needed, spread.on_ambiguous);
            }
            (Some(difference), SpreadAction::Consensus) => {
                return match &sheet.consensus {
                    Some(agreed) => Combined { value: Some(agreed.clone()), notes },
                    None => Combined::open(
                        IssueCode::MissingConsensus,
                        format!("the scores differ by {difference}: a consensus is needed"),
                    ),
                };
            }
            (Some(difference), SpreadAction::Report) => {
                notes.push((IssueCode::WideSpread, format!("the scores differ by {difference}")));
            }
            (None, SpreadAction::OneMore) if count > needed => {
                notes.push((
                    IssueCode::ScoreNotCalledFor,
                    format!("the first {needed} scores are close enough; the later ones do not count"),
                ));
                values.truncate(needed);
            }
            (None, _) => {}
        }
    }
    let mean = |values: &[&Exact]| middle::mean(values.iter().copied());
    let value = match rule.combine {
        Some(Combine::Mean | Combine::RescaledMean) => mean(&values),
        Some(Combine::Sum) => Some(values.iter().copied().sum()),
        Some(Combine::Lowest) => values.iter().min().map(|v| (*v).clone()),
        Some(Combine::Highest) => values.iter().max().map(|v| (*v).clone()),
        Some(Combine::Median) => middle::median(values.iter().copied()),
        Some(Combine::TrimmedMean) => {
            values.sort();
            if values.len() < 3 {
                return Combined::open(
                    IssueCode::TooFewAssessors,
                    format!("{} of at least 3 scores are given", values.len()),
                );
            }
            mean(&values[1..values.len() - 1])
        }
        Some(Combine::ClosestTwo) => {
            let mut closest = closest_two(&values, AmbiguousSpread::Stop);
            closest.notes.splice(0..0, notes);
            return closest;
        }
        Some(Combine::Consensus) => None,
        None => match (values.as_slice(), &sheet.consensus) {
            (_, Some(agreed)) => Some(agreed.clone()),
            ([only], None) => Some((*only).clone()),
            _ => {
                return Combined::open(
                    IssueCode::NoCombination,
                    format!("{} scores are given, and no rule makes them one", values.len()),
                );
            }
        },
    };
    Combined { value, notes }
}

/// The closest two of the values that were called for: one more than were asked first, and of the later ones only as
/// many as it takes to tell which two are closest.
fn closest_of_called(values: &[&Exact], needed: usize, on_ambiguous: AmbiguousSpread) -> Combined {
    let mut called = needed + 1;
    let mut combined = closest_two(&values[..called], on_ambiguous);
    while combined.value.is_none() && called < values.len() {
        called += 1;
        combined = closest_two(&values[..called], on_ambiguous);
    }
    if called < values.len() {
        let message = format!("{called} scores were called for; the later ones do not count");
        combined.notes.push((IssueCode::ScoreNotCalledFor, message));
    }
    combined
}

/// The spread where it is too wide, worded.
fn exceeds(spread: &Spread, values: &[&Exact]) -> Option<String> {
    let high = *values.iter().max()?;
    let low = *values.iter().min()?;
    let difference = high - low;
    let (measured, worded) = match spread.measure {
        SpreadMeasure::Points => (difference.clone(), format!("{difference} points")),
        SpreadMeasure::PercentOfHigher => {
            let percent = (&difference * &Exact::from_int(100)).checked_div(high).unwrap_or(Exact::ZERO);
            let worded = format!("{} % of the higher one", percent.display(2, RoundingMode::HalfEven));
            (percent, worded)
        }
    };
    let wide = spread.more_than.as_ref().is_some_and(|limit| measured > *limit)
        || spread.at_least.as_ref().is_some_and(|limit| measured >= *limit);
    wide.then_some(worded)
}

fn closest_two(values: &[&Exact], on_ambiguous: AmbiguousSpread) -> Combined {
    let mut sorted = values.to_vec();
    sorted.sort();
    let half = Exact::from_int(2);
    // In a sorted list the two closest are neighbours.
    let pairs = || sorted.windows(2).map(|pair| (pair[1] - pair[0], (pair[0] + pair[1]).checked_div(&half)));
    let Some(least) = pairs().map(|(distance, _)| distance).min() else {
        return Combined { value: sorted.first().map(|v| (*v).clone()), notes: Vec::new() };
    };
    let mut means: Vec<Exact> =
        pairs().filter(|(distance, _)| *distance == least).filter_map(|(_, mean)| mean).collect();
    means.sort();
    means.dedup();
    if let [only] = means.as_slice() {
        return Combined { value: Some(only.clone()), notes: Vec::new() };
    }
    let value = match on_ambiguous {
        AmbiguousSpread::Stop => None,
        AmbiguousSpread::Higher => means.last().cloned(),
        AmbiguousSpread::Lower => means.first().cloned(),
        AmbiguousSpread::MeanOfAll => {
            sorted.iter().copied().sum::<Exact>().checked_div(&Exact::from_count(sorted.len()))
        }
    };
    let list = sorted.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Combined { value, notes: vec![(IssueCode::AmbiguousSpread, format!("no two of {list} are the closest"))] }
}

/// The decimals to which square roots are taken while rescaling.
const ROOT_PLACES: u32 = 30;
/// The decimals of a rescaled value where the rules name none.
const RESCALED_PLACES: u32 = 12;

/// Brings every assessor to the level of the others, over all the sheets at once. `good` is the better end of the points.
pub fn rescale(rule: &Rescale, good: Direction, sheets: &mut [Sheet<'_>]) {
    let mut by_assessor: BTreeMap<&str, Vec<Exact>> = BTreeMap::new();
    for sheet in sheets.iter() {
        for (assessor, value) in &sheet.values {
            by_assessor.entry(assessor).or_default().push(value.clone());
        }
    }
    let all: Vec<Exact> = by_assessor.values().flatten().cloned().collect();
    let Some((mean, width)) = level(rule, &all) else { return };
    let to_mean = rule.to_mean.clone().unwrap_or(mean);
    let to_width = rule.to_deviation.clone().unwrap_or(width);
    let ranks: BTreeMap<&str, Vec<Exact>> = by_assessor
        .iter()
        .map(|(assessor, values)| {
            let mut sorted = values.clone();
            sorted.sort_by(|a, b| b.cmp(a));
            (*assessor, sorted)
        })
        .collect();
    let levels: BTreeMap<&str, (Exact, Exact)> = by_assessor
        .iter()
        .filter_map(|(assessor, values)| level(rule, values).map(|level| (*assessor, level)))
        .collect();
    let places = rule.places.unwrap_or(RESCALED_PLACES);
    for sheet in sheets {
        for (assessor, value) in &mut sheet.values {
            let Some((own_mean, own_width)) = levels.get(assessor) else { continue };
            let distance = &*value - own_mean;
            *value = match rule.kind {
                RescaleKind::Mean => &to_mean + &distance,
                RescaleKind::Rank => {
                    let sorted = &ranks[assessor];
                    let is_better = |other: &Exact| match good {
                        Direction::High => other > value,
                        Direction::Low => other < value,
                    };
                    let better = sorted.iter().filter(|other| is_better(other)).count();
                    let equal = sorted.iter().filter(|v| *v == value).count();
                    // The mean of the positions better+1 … better+equal.
                    let sum = Exact::from_count(2 * better + equal + 1);
                    sum.checked_div(&Exact::from_int(2)).unwrap_or(sum)
                }
                RescaleKind::MeanAndDeviation | RescaleKind::Range => {
                    // Without any spread there is nothing to stretch: the value is moved to the mean.
                    let share = distance.checked_div(own_width).unwrap_or(match rule.kind {
                        RescaleKind::Range => Exact::ratio(1, 2).unwrap_or_default(),
                        _ => Exact::ZERO,
                    });
                    let moved = &to_mean + &(&share * &to_width);
                    if rule.kind == RescaleKind::MeanAndDeviation {
                        moved.round(places, RoundingMode::HalfEven)
                    } else {
                        moved
                    }
                }
            };
        }
    }
}

/// The mean (or the lower end) and the deviation (or the width) of a list of values.
fn level(rule: &Rescale, values: &[Exact]) -> Option<(Exact, Exact)> {
    let count = Exact::from_count(values.len());
    let mean = values.iter().sum::<Exact>().checked_div(&count)?;
    Some(match rule.kind {
        RescaleKind::Mean | RescaleKind::Rank => (mean, Exact::ZERO),
        RescaleKind::Range => {
            let low = values.iter().min()?.clone();
            let width = values.iter().max()? - &low;
            (low, width)
        }
        RescaleKind::MeanAndDeviation => {
            let squares: Exact = values
                .iter()
                .map(|value| {
                    let d = value - &mean;
                    &d * &d
                })
                .sum();
            let divisor = match rule.deviation {
                Some(Deviation::Sample) => &count - &Exact::ONE,
                _ => count,
            };
            let variance = squares.checked_div(&divisor).unwrap_or(Exact::ZERO);
            (mean, variance.sqrt(ROOT_PLACES)?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(values: &[i64]) -> Sheet<'static> {
        const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];
        Sheet {
            values: NAMES.into_iter().zip(values.iter().map(|v| Exact::from_int(*v))).collect(),
            consensus: None,
        }
    }

    fn with(rule: Combine) -> Rule {
        Rule { combine: Some(rule), ..Rule::default() }
    }

    #[test]
    fn medians_and_trimmed_means() {
        let x = |text: &str| Some(Exact::parse(text).unwrap());
        assert_eq!(combine(&with(Combine::Median), &sheet(&[5, 1, 2])).value, x("2"));
        assert_eq!(combine(&with(Combine::Median), &sheet(&[5, 1, 2, 3])).value, x("2.5"));
        assert_eq!(combine(&with(Combine::TrimmedMean), &sheet(&[0, 5, 4, 10])).value, x("4.5"));
        assert_eq!(combine(&with(Combine::ClosestTwo), &sheet(&[40, 60, 41])).value, x("40.5"));
        assert_eq!(combine(&with(Combine::Mean), &sheet(&[])).value, None);
    }

    #[test]
    fn an_assessor_without_spread_moves_to_the_mean() {
        let rule = Rescale {
            kind: RescaleKind::MeanAndDeviation,
            deviation: Some(Deviation::Population),
            to_mean: Some(Exact::from_int(50)),
            to_deviation: Some(Exact::from_int(10)),
            places: Some(6),
        };
        let mut sheets = [sheet(&[1, 7]), sheet(&[3, 7])];
        rescale(&rule, Direction::High, &mut sheets);
        let values = |s: &Sheet<'_>| s.values.iter().map(|(_, v)| v.to_string()).collect::<Vec<_>>();
        // The first assessor gave 1 and 3: mean 2, deviation 1. The second gave 7 twice.
        assert_eq!(values(&sheets[0]), ["40", "50"]);
        assert_eq!(values(&sheets[1]), ["60", "50"]);
    }
}
