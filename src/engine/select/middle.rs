//! Where several values lie: their mean, their middle, and which of them stand apart.

use super::super::exact::Exact;

/// Values from which one can stand apart: of two, neither is nearer to the middle.
const VALUES_MIN: usize = 3;

/// The mean; nothing for no values.
pub fn mean<'v>(values: impl ExactSizeIterator<Item = &'v Exact>) -> Option<Exact> {
    let count = Exact::from_count(values.len());
    values.sum::<Exact>().checked_div(&count)
}

/// The middle value, or the mean of the two in the middle; nothing for no values.
pub fn median<'v>(values: impl Iterator<Item = &'v Exact>) -> Option<Exact> {
    let mut values: Vec<&Exact> = values.collect();
    values.sort();
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        Some((*values.get(middle)?).clone())
    } else {
        mean(values.get(middle.checked_sub(1)?..=middle)?.iter().copied())
    }
}

/// Which of `values` stand apart: those further from the median than twice the median of all distances from it.
///
/// That is the rule by the median absolute deviation, without a factor for the normal distribution, which a handful of
/// points on a scale does not follow. It is a hint to talk, and no rule of any law: nothing is computed from it.
pub fn apart(values: &[&Exact]) -> Vec<bool> {
    let none = || vec![false; values.len()];
    let Some(middle) = median(values.iter().copied()).filter(|_| values.len() >= VALUES_MIN) else {
        return none();
    };
    let distances: Vec<_> = values.iter().map(|value| (*value - &middle).abs()).collect();
    let Some(usual) = median(distances.iter()) else { return none() };
    let limit = &usual + &usual;
    distances.iter().map(|distance| *distance > limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(values: &[i64]) -> Vec<Exact> {
        values.iter().map(|value| Exact::from(*value)).collect()
    }

    fn who(values: &[i64]) -> Vec<bool> {
        apart(&exact(values).iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        let of = |values: &[i64]| median(exact(values).iter()).map(|middle| middle.to_string());
        assert_eq!(of(&[5, 1, 2]).as_deref(), Some("2"));
        assert_eq!(of(&[5, 1, 2, 3]).as_deref(), Some("2.5"));
        assert_eq!(of(&[]), None);
        assert_eq!(mean(exact(&[1, 4, 5]).iter()).map(|mean| mean.to_string()).as_deref(), Some("10/3"));
        assert_eq!(mean(exact(&[]).iter()), None);
    }

    #[test]
    fn one_stands_apart_where_the_others_are_near_one_another() {
        assert_eq!(who(&[1, 4, 5]), [true, false, false]);
        assert_eq!(who(&[3, 3, 4]), [false, false, true]);
        // Twice as far as usual is not yet apart; evenly spread is not either, and two never are.
        assert_eq!(who(&[2, 3, 5]), [false, false, false]);
        assert_eq!(who(&[1, 3, 5]), [false, false, false]);
        assert_eq!(who(&[0, 5]), [false, false]);
    }
}
