//! Who of equals gets what is open: whom people have decided for, whom a lot drew, or all of them.

use super::{Filling, Fit, Lot, Stop};
use crate::engine::select::inputs::DrawRecorded;
use crate::engine::select::outcome::{DrawUsed, StopKind};
use crate::engine::select::spec::{Draw, EdgeRule, Expand};

impl<'a> Filling<'a> {
    /// Takes those of the equals whom people have decided for, where they did and their decision leaves nothing open.
    pub(super) fn as_decided(&mut self, tied: &[usize], goal: Option<&[usize]>) -> bool {
        let Some(decision) = &self.edge.inputs.decision else { return false };
        let index = |id: &String| tied.iter().copied().find(|&i| (self.edge.ids)(i) == id);
        let chosen: Vec<usize> = decision.selected.iter().filter_map(index).collect();
        let mut trial = self.clone();
        for &i in &chosen {
            if trial.closed || trial.supply.places == Some(0) || !trial.wanted(i, goal) {
                // At a floor, the others may have a place of all.
                if goal.is_some() && trial.supply.places != Some(0) {
                    break;
                }
                return false;
            }
            trial.take_if_fits(i, goal);
            if !trial.is_taken[i] {
                return false;
            }
        }
        let open = |i: &usize| !trial.is_taken[*i] && trial.wanted(*i, goal) && trial.fits(*i) == Fit::Yes;
        let leaves_open = !trial.closed && trial.supply.places != Some(0) && tied.iter().any(open);
        if chosen.is_empty() || leaves_open {
            return false;
        }
        let drawn = chosen.into_iter().filter(|&i| trial.is_taken[i]).collect();
        let (among, had) = (tied.to_vec(), self.had());
        trial.drawn.push(Lot { among, drawn, had, for_floor: goal.is_some() });
        trial.settled.push(tied.to_vec());
        *self = trial;
        true
    }

    /// The record of the lot that was drawn among these: of those of this step, the one that names most of them, and of
    /// several such the one that names fewest others, then the first. One that names others whom a floor has taken, and
    /// not all of these, is the lot of that floor.
    fn record_for(&self, tied: &[usize]) -> Option<&'a DrawRecorded> {
        let inputs = self.edge.inputs;
        let here =
            inputs.draws.iter().filter(|draw| draw.step.as_ref().is_none_or(|id| id == self.edge.step));
        let named = |draw: &DrawRecorded| {
            tied.iter().filter(|&&i| draw.order.iter().any(|id| (self.edge.ids)(i) == id)).count()
        };
        let elsewhere = |draw: &DrawRecorded| {
            let mut others = self.equals.iter().filter(|i| !tied.contains(i));
            others.any(|&i| draw.order.iter().any(|id| (self.edge.ids)(i) == id))
        };
        here.filter(|draw| named(draw) > 0 && (named(draw) == tied.len() || !elsewhere(draw)))
            .min_by_key(|draw| (std::cmp::Reverse(named(draw)), draw.order.len()))
    }

    /// Puts these equals in the order of the lot that was drawn among them, where lots decide and one names them all.
    pub fn in_drawn_order(&self, equals: &mut [usize]) -> bool {
        let lots = match self.edge.rule {
            EdgeRule::Draw(draw) | EdgeRule::Expand(_, Some(draw)) => Some(draw),
            _ => None,
        };
        let place =
            |record: &DrawRecorded, i: usize| record.order.iter().position(|id| (self.edge.ids)(i) == id);
        let record = lots.and_then(|draw| {
            let witnessed = |record: &&DrawRecorded| draw.witness.is_none() || record.witness.is_some();
            let names_all = |record: &&DrawRecorded| equals.iter().all(|&i| place(record, i).is_some());
            self.record_for(equals).filter(witnessed).filter(names_all)
        });
        if let Some(record) = record {
            equals.sort_by_key(|&i| place(record, i));
        }
        equals.len() < 2 || record.is_some()
    }

    pub(super) fn by_lot(
        &mut self,
        tied: &[usize],
        rule: &Draw,
        open_places: usize,
        goal: Option<&[usize]>,
    ) -> Result<(), Stop> {
        let names = tied.iter().map(|&i| (self.edge.ids)(i)).collect::<Vec<_>>().join(", ");
        let at_floor = goal.is_some();
        let stop =
            |why: String| Err(Stop { kind: StopKind::Draw, tied: tied.to_vec(), open_places, why, at_floor });
        let Some(record) = self.record_for(tied) else {
            let of = match open_places {
                0 => "what is left".to_owned(),
                1 => "1 place".to_owned(),
                n => format!("{n} places"),
            };
            return stop(format!("lots must be drawn among {names} for {of}"));
        };
        let index = |id: &String| tied.iter().copied().find(|&i| (self.edge.ids)(i) == id);
        let mut order = Vec::new();
        for id in &record.order {
            match index(id) {
                Some(i) if !order.contains(&i) => order.push(i),
                Some(_) => return stop(format!("the recorded draw names {id} twice")),
                // A lot among all equals orders those as well who are left when a floor has taken some.
                None if self.equals.iter().any(|&i| (self.edge.ids)(i) == id) => {}
                None => {
                    return stop(format!("the recorded draw names {id}, who is not among the tied: {names}"));
                }
            }
        }
        if rule.witness.is_some() && record.witness.is_none() {
            return stop("the recorded draw names no witness".to_owned());
        }
        self.draws.push(DrawUsed {
            among: tied.iter().map(|&i| (self.edge.ids)(i).to_owned()).collect(),
            places: open_places,
            order: order.iter().map(|&i| (self.edge.ids)(i).to_owned()).collect(),
            witness: record.witness.clone(),
        });
        let of_equals = |id: &String| self.equals.iter().copied().find(|&i| (self.edge.ids)(i) == id);
        let drawn = record.order.iter().filter_map(of_equals).filter(|&i| !self.is_taken[i]).collect();
        let lot = Lot { among: tied.to_vec(), drawn, had: self.had(), for_floor: at_floor };
        self.drawn.push(lot);
        for &i in &order {
            if self.closed || self.supply.places == Some(0) || !self.wanted(i, goal) {
                break;
            }
            self.take_if_fits(i, goal);
        }
        let left: Vec<usize> =
            tied.iter().copied().filter(|i| !order.contains(i) && self.wanted(*i, goal)).collect();
        if self.closed || self.supply.places == Some(0) || left.is_empty() {
            return Ok(());
        }
        if left.len() == 1 || self.all_fit(&left, goal, true) {
            for &i in &left {
                self.take_if_fits(i, goal);
            }
            return Ok(());
        }
        if left.iter().any(|&i| self.fits(i) == Fit::Yes) {
            let open_places = self.open_places(goal);
            let why = "the recorded draw names too few for the places".to_owned();
            return Err(Stop { kind: StopKind::Draw, tied: left, open_places, why, at_floor });
        }
        Ok(())
    }

    pub(super) fn expand(
        &mut self,
        tied: &[usize],
        (rule, lots): (&Expand, Option<&Draw>),
        open_places: usize,
        goal: Option<&[usize]>,
    ) -> Result<(), Stop> {
        let names = tied.iter().map(|&i| (self.edge.ids)(i)).collect::<Vec<_>>().join(", ");
        let at_floor = goal.is_some();
        let stop =
            |why: String| Err(Stop { kind: StopKind::Tie, tied: tied.to_vec(), open_places, why, at_floor });
        // Those whom a floor takes beyond what it asks for take no place from the others: the number is widened for
        // them as it is at the edge of all.
        let beyond = match (goal, self.supply.places) {
            (Some(_), Some(_)) if open_places > 0 => tied.len().saturating_sub(open_places),
            _ => 0,
        };
        let others = self.supply.places.filter(|_| at_floor).map_or(0, |places| places - open_places);
        let total = self.taken.len() + tied.len() + others;
        let too_many = rule.max.filter(|max| total > *max as usize);
        let has_room = self.all_fit(tied, None, false);
        if let Some(draw) = lots.filter(|_| too_many.is_some() || !has_room) {
            return self.by_lot(tied, draw, open_places, goal);
        }
        if let Some(max) = too_many {
            return stop(format!("taking {names} would make more than {max}"));
        }
        if !has_room {
            return stop(format!("{names} are equal, and a budget or cap has no room for all of them"));
        }
        self.supply.places = self.supply.places.map(|places| places + beyond);
        for &i in tied {
            self.take(i, goal);
        }
        self.expanded.push(tied.to_vec());
        Ok(())
    }
}
