//! The order of a pool: classes of equals, best first, refined by the tie chain as far as it reaches.

use std::cmp::Ordering;

use super::super::exact::Exact;
use super::super::expr::{Expr, Value};
use super::compile::{Key, StepRule, TieRule};
use super::ledger::Ledger;
use super::spec::{CoverageMeasure, Direction};

/// Applicants that nothing separates so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    pub members: Vec<usize>,
    /// A further step of the tie chain needs a value that is not given.
    pub wants: Option<String>,
}

/// Orders `pool`, below those of `above`, whom earlier steps took. Those for whom a key of the order has no value come back apart.
pub fn order(
    ledger: &mut Ledger<'_>,
    step: &StepRule,
    pool: &[usize],
    above: &[usize],
) -> (Vec<Class>, Vec<usize>) {
    let mut missing = vec![false; pool.len()];
    let keys: Vec<Vec<Option<Value>>> =
        step.order.iter().map(|key| ledger.eval_each(&key.value, pool, pool, &step.id, true)).collect();
    for values in &keys {
        for (at, value) in values.iter().enumerate() {
            missing[at] |= matches!(value, None | Some(Value::Null));
        }
    }
    let open: Vec<usize> = (0..pool.len()).filter(|&at| missing[at]).map(|at| pool[at]).collect();
    let mut placed: Vec<usize> = (0..pool.len()).filter(|&at| !missing[at]).collect();
    let compare = |a: &usize, b: &usize| {
        step.order
            .iter()
            .zip(&keys)
            .map(|(key, values)| compare(key.direction, values[*a].as_ref(), values[*b].as_ref()))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    // Stable: equals stay in the natural order of their ids.
    placed.sort_by(compare);
    let mut classes: Vec<Class> = Vec::new();
    let mut start = 0;
    while start < placed.len() {
        let mut end = start + 1;
        while end < placed.len() && compare(&placed[start], &placed[end]).is_eq() {
            end += 1;
        }
        let members = placed[start..end].iter().map(|&at| pool[at]).collect();
        classes.push(Class { members, wants: None });
        start = end;
    }
    let mut refiner = Refiner { ledger, rules: &step.ties, pool, above, done: Vec::new() };
    for class in classes {
        refiner.refine(class, 0);
    }
    (refiner.done, open)
}

/// Values compared so that the better one is less.
fn compare(direction: Direction, a: Option<&Value>, b: Option<&Value>) -> Ordering {
    let natural = match (a, b) {
        (Some(Value::Number(a)), Some(Value::Number(b))) => a.cmp(b),
        (Some(Value::Text(a)), Some(Value::Text(b))) => a.cmp(b),
        (Some(Value::Bool(a)), Some(Value::Bool(b))) => a.cmp(b),
        _ => Ordering::Equal,
    };
    match direction {
        Direction::High => natural.reverse(),
        Direction::Low => natural,
    }
}

struct Refiner<'r, 'a> {
    ledger: &'r mut Ledger<'a>,
    rules: &'r [TieRule],
    pool: &'r [usize],
    /// Whom earlier steps took: they stand above everybody here.
    above: &'r [usize],
    done: Vec<Class>,
}

impl Refiner<'_, '_> {
    /// Appends the class, split as far as the tie rules from `from` on can split it.
    fn refine(&mut self, class: Class, from: usize) {
        if class.members.len() < 2 || class.wants.is_some() {
            self.done.push(class);
            return;
        }
        let Some(rule) = self.rules.get(from) else {
            self.done.push(class);
            return;
        };
        match rule {
            TieRule::Key(Key { value, direction }) => self.split(class, from, value, *direction),
            TieRule::Prefer(condition) => self.split(class, from, condition, Direction::High),
            TieRule::Earliest => {
                let times: Vec<_> =
                    class.members.iter().map(|&i| self.ledger.applicants[i].submitted_at).collect();
                let values =
                    times.into_iter().map(|at| at.map(|at| Value::Number(Exact::from_int(at)))).collect();
                self.split_by(class, from, values, Direction::Low, "the time of submission");
            }
            TieRule::Coverage { of, measure } => self.cover(class, from, of, *measure),
        }
    }

    fn split(&mut self, class: Class, from: usize, value: &Expr, direction: Direction) {
        let before = self.ledger.issues.len();
        let values = self.ledger.eval_each(value, &class.members, self.pool, value.source(), false);
        // Whether a missing value matters shows only at the edge, and is said there.
        self.ledger.issues.truncate(before);
        self.split_by(class, from, values, direction, value.source());
    }

    fn split_by(
        &mut self,
        class: Class,
        from: usize,
        values: Vec<Option<Value>>,
        direction: Direction,
        what: &str,
    ) {
        if values.iter().any(|value| matches!(value, None | Some(Value::Null))) {
            self.done.push(Class { wants: Some(what.to_owned()), ..class });
            return;
        }
        let mut order: Vec<usize> = (0..class.members.len()).collect();
        order.sort_by(|a, b| compare(direction, values[*a].as_ref(), values[*b].as_ref()));
        let mut start = 0;
        while start < order.len() {
            let mut end = start + 1;
            while end < order.len()
                && compare(direction, values[order[start]].as_ref(), values[order[end]].as_ref()).is_eq()
            {
                end += 1;
            }
            let members = order[start..end].iter().map(|&at| class.members[at]).collect();
            self.refine(Class { members, wants: None }, from + 1);
            start = end;
        }
    }

    /// Places one after the other: whoever covers most of what nobody above covers, then the rest of the
    /// chain among these; after each placing, what is covered has changed.
    fn cover(&mut self, class: Class, from: usize, of: &Expr, measure: CoverageMeasure) {
        let before = self.ledger.issues.len();
        let mut covered: Vec<Value> = Vec::new();
        let here = self.done.iter().flat_map(|class| class.members.iter().copied());
        let above: Vec<usize> = self.above.iter().copied().chain(here).collect();
        for value in self.ledger.eval_each(of, &above, self.pool, of.source(), false).into_iter().flatten() {
            add_to(&mut covered, &value);
        }
        let lists = self.ledger.eval_each(of, &class.members, self.pool, of.source(), false);
        self.ledger.issues.truncate(before);
        if lists.iter().any(Option::is_none) {
            self.done.push(Class { wants: Some(of.source().to_owned()), ..class });
            return;
        }
        let mut left: Vec<(usize, Value)> =
            class.members.iter().copied().zip(lists.into_iter().flatten()).collect();
        while !left.is_empty() {
            let gains: Vec<usize> = left.iter().map(|(_, list)| gain(list, &covered, measure)).collect();
            let most = gains.iter().copied().max().unwrap_or(0);
            let best: Vec<usize> =
                left.iter().zip(&gains).filter(|(_, gain)| **gain == most).map(|((i, _), _)| *i).collect();
            let placed_from = self.done.len();
            self.refine(Class { members: best, wants: None }, from + 1);
            if most > 0 {
                // Only the first of them is certain: what it covers, the others no longer add.
                self.done.truncate(placed_from + 1);
            }
            for class in &self.done[placed_from..] {
                for member in &class.members {
                    if let Some(at) = left.iter().position(|(i, _)| i == member) {
                        let (_, list) = left.remove(at);
                        add_to(&mut covered, &list);
                    }
                }
            }
        }
    }
}

fn add_to(covered: &mut Vec<Value>, list: &Value) {
    if let Value::List(items) = list {
        for item in items.iter() {
            if !covered.contains(item) {
                covered.push(item.clone());
            }
        }
    }
}

fn gain(list: &Value, covered: &[Value], measure: CoverageMeasure) -> usize {
    let Value::List(items) = list else { return 0 };
    let mut new: Vec<&Value> = Vec::new();
    for item in items.iter() {
        if !covered.contains(item) && !new.contains(&item) {
            new.push(item);
        }
    }
    match measure {
        CoverageMeasure::Any => usize::from(!new.is_empty()),
        CoverageMeasure::Number => new.len(),
    }
}
