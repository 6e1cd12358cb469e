//! Tables from values to points: look-up, and the search for overlaps and holes.

use super::super::exact::Exact;
use super::super::expr::Value;
use super::spec::{Band, Overlap, Range};

/// A table as it is used: each row has one range for each value.
#[derive(Clone, Debug)]
pub struct Table {
    pub rows: Vec<Row>,
    pub otherwise: Option<Exact>,
    pub on_overlap: Option<Overlap>,
    pub whole: bool,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub ranges: Vec<Range>,
    pub points: Exact,
}

/// What a table says about one applicant.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup {
    /// The points.
    Points(Exact),
    /// Several rows apply; the points by the declared reading.
    Overlapping { points: Exact, rows: Vec<usize> },
    /// Several rows apply, they differ, and nothing says which counts.
    Ambiguous(Vec<usize>),
    /// No row applies.
    Hole,
}

impl Table {
    /// `names` are those of `values`; a table over one value has one, unnamed.
    pub fn new(
        bands: &[Band],
        names: &[String],
        otherwise: Option<Exact>,
        on_overlap: Option<Overlap>,
        whole: bool,
    ) -> Self {
        let rows = bands
            .iter()
            .map(|band| {
                let ranges = if names.is_empty() {
                    vec![Range {
                        at_least: band.at_least.clone(),
                        more_than: band.more_than.clone(),
                        at_most: band.at_most.clone(),
                        below: band.below.clone(),
                        is: band.is.clone(),
                    }]
                } else {
                    names.iter().map(|name| band.ranges.get(name).cloned().unwrap_or_default()).collect()
                };
                Row { ranges, points: band.points.clone() }
            })
            .collect();
        Self { rows, otherwise, on_overlap, whole }
    }

    pub fn look_up(&self, values: &[Value]) -> Lookup {
        let hits: Vec<usize> = (0..self.rows.len())
            .filter(|&r| self.rows[r].ranges.iter().zip(values).all(|(range, value)| holds(range, value)))
            .collect();
        let points = |r: &usize| self.rows[*r].points.clone();
        match hits.as_slice() {
            [] => self.otherwise.clone().map_or(Lookup::Hole, Lookup::Points),
            [only] => Lookup::Points(points(only)),
            [first, ..] => {
                let chosen = match self.on_overlap {
                    Some(Overlap::First) => Some(points(first)),
                    Some(Overlap::Highest) => hits.iter().map(points).max(),
                    Some(Overlap::Lowest) => hits.iter().map(points).min(),
                    None => None,
                };
                match chosen {
                    Some(points) => Lookup::Overlapping { points, rows: hits },
                    None => Lookup::Ambiguous(hits),
                }
            }
        }
    }

    /// The lowest and the highest points any row gives.
    pub fn extent(&self) -> Option<(Exact, Exact)> {
        let all = || self.rows.iter().map(|row| &row.points).chain(self.otherwise.as_ref());
        Some((all().min()?.clone(), all().max()?.clone()))
    }

    /// The first point where two rows apply, and the first where none does.
    ///
    /// The ends of the rows cut each value's line into points and gaps; one sample of each stands for all of
    /// it, so the search is complete. It gives up on tables with more samples than the limit.
    pub fn faults(&self) -> Faults {
        const SAMPLES_MAX: usize = 200_000;
        let width = self.rows.first().map_or(0, |row| row.ranges.len());
        let samples: Vec<Vec<Value>> = (0..width).map(|v| self.samples(v)).collect();
        let count = samples.iter().try_fold(1_usize, |n, line| n.checked_mul(line.len()));
        let mut faults = Faults::default();
        if count.is_none_or(|n| n > SAMPLES_MAX) || width == 0 {
            return faults;
        }
        let mut at = vec![0; width];
        loop {
            let values: Vec<Value> = at.iter().zip(&samples).map(|(&i, line)| line[i].clone()).collect();
            let hits: Vec<usize> = (0..self.rows.len())
                .filter(|&r| {
                    self.rows[r].ranges.iter().zip(&values).all(|(range, value)| holds(range, value))
                })
                .collect();
            if let [a, b, ..] = hits[..]
                && !faults.overlaps.iter().any(|(x, y, _)| (*x, *y) == (a, b))
            {
                faults.overlaps.push((a, b, values.clone()));
            }
            if hits.is_empty() && self.otherwise.is_none() && faults.hole.is_none() {
                faults.hole = Some(values);
            }
            let mut v = 0;
            loop {
                if v == width {
                    return faults;
                }
                at[v] += 1;
                if at[v] < samples[v].len() {
                    break;
                }
                at[v] = 0;
                v += 1;
            }
        }
    }

    fn samples(&self, v: usize) -> Vec<Value> {
        let ranges = || self.rows.iter().map(move |row| &row.ranges[v]);
        let mut words: Vec<Value> = Vec::new();
        let mut ends: Vec<Exact> = Vec::new();
        for range in ranges() {
            match &range.is {
                Some(Value::Number(n)) => ends.push(n.clone()),
                Some(word) if !words.contains(word) => words.push(word.clone()),
                _ => {}
            }
            ends.extend(
                [&range.at_least, &range.more_than, &range.at_most, &range.below]
                    .into_iter()
                    .flatten()
                    .cloned(),
            );
        }
        if ends.is_empty() {
            // Words alone: a word that no row has stands for all others, except yes/no, which has just two.
            if words.iter().all(|word| matches!(word, Value::Bool(_))) && !words.is_empty() {
                return vec![Value::Bool(false), Value::Bool(true)];
            }
            words.push(Value::text("\u{2026}"));
            return words;
        }
        ends.sort();
        ends.dedup();
        let one = Exact::ONE;
        let mut numbers = vec![&ends[0] - &one];
        for pair in ends.windows(2) {
            numbers.push(pair[0].clone());
            if self.whole {
                let next = &pair[0] + &one;
                if next < pair[1] {
                    numbers.push(next);
                }
            } else if let Some(middle) = (&pair[0] + &pair[1]).checked_div(&Exact::from_int(2)) {
                numbers.push(middle);
            }
        }
        numbers.push(ends[ends.len() - 1].clone());
        numbers.push(&ends[ends.len() - 1] + &one);
        numbers.into_iter().map(Value::Number).chain(words).collect()
    }
}

/// What is wrong with a table.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// Two rows and a point where both apply.
    pub overlaps: Vec<(usize, usize, Vec<Value>)>,
    /// A point where no row applies.
    pub hole: Option<Vec<Value>>,
}

fn holds(range: &Range, value: &Value) -> bool {
    if let Some(is) = &range.is {
        return is == value;
    }
    let limits = [&range.at_least, &range.more_than, &range.at_most, &range.below];
    if limits.iter().all(|limit| limit.is_none()) {
        return true;
    }
    let Value::Number(n) = value else { return false };
    range.at_least.as_ref().is_none_or(|x| n >= x)
        && range.more_than.as_ref().is_none_or(|x| n > x)
        && range.at_most.as_ref().is_none_or(|x| n <= x)
        && range.below.as_ref().is_none_or(|x| n < x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn x(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    fn band(at_least: Option<Exact>, below: Option<Exact>, at_most: Option<Exact>, points: i64) -> Band {
        Band { at_least, below, at_most, points: Exact::from_int(points), ..Band::default() }
    }

    #[test]
    fn finds_overlap_and_hole() {
        let clean = Table::new(
            &[band(Some(x("7")), None, None, 3), band(Some(x("5")), Some(x("7")), None, 2)],
            &[],
            Some(x("0")),
            None,
            false,
        );
        assert!(clean.faults().overlaps.is_empty() && clean.faults().hole.is_none());
        assert_eq!(clean.look_up(&[Value::Number(x("6.9"))]), Lookup::Points(Exact::from_int(2)));

        let touching = Table::new(
            &[band(Some(x("2")), None, Some(x("3")), 2), band(Some(x("1")), None, Some(x("2")), 1)],
            &[],
            Some(x("0")),
            None,
            false,
        );
        assert_eq!(touching.faults().overlaps, [(0, 1, vec![Value::Number(x("2"))])]);

        let open = Table::new(
            &[band(Some(x("7")), None, None, 3), band(None, Some(x("7")), None, 0)],
            &[],
            None,
            None,
            false,
        );
        assert!(open.faults().hole.is_none());
        let holed = Table::new(
            &[band(Some(x("7")), None, None, 3), band(None, Some(x("6")), None, 0)],
            &[],
            None,
            None,
            false,
        );
        assert!(holed.faults().hole.is_some());
        let whole = Table::new(
            &[band(Some(x("7")), None, None, 3), band(None, None, Some(x("6")), 0)],
            &[],
            None,
            None,
            true,
        );
        assert!(whole.faults().hole.is_none());
    }
}
