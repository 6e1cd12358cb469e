//! Filling places and budgets from an order: floors first, then everybody, equals only as the rules allow.

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::inputs::{DrawRecorded, Inputs};
use super::order::Class;
use super::outcome::{DrawUsed, StopKind};
use super::spec::{AtLine, Choose, Draw, EdgeRule, Expand};

/// What there is to give away.
#[derive(Clone, Debug, Default)]
pub struct Supply {
    pub places: Option<usize>,
    pub limits: Vec<Limit>,
    pub groups: Vec<Group>,
}

/// A sum that runs out.
#[derive(Clone, Debug)]
pub struct Limit {
    pub left: Exact,
    /// By applicant.
    pub costs: Vec<Exact>,
    pub at_line: AtLine,
    pub part_min_percent: Option<Exact>,
}

/// One group, or one value of a group with `each`.
#[derive(Clone, Debug)]
pub struct Group {
    /// The rule it comes from; those of one rule are filled together, in the order of the applicants.
    pub rule: usize,
    pub value: Option<String>,
    /// By applicant.
    pub members: Vec<bool>,
    pub floor: Option<Exact>,
    pub cap: Option<Exact>,
    /// Which limit it counts, or places.
    pub counts: Option<usize>,
    pub keep_open: bool,
    pub got: Exact,
    pub reserved: Vec<usize>,
}

impl Group {
    fn is_open(&self) -> bool {
        self.floor.as_ref().is_some_and(|floor| self.got < *floor)
    }
}

/// Why the filling could not go on.
#[derive(Clone, Debug)]
pub struct Stop {
    pub kind: StopKind,
    pub tied: Vec<usize>,
    pub open_places: usize,
    pub why: String,
    /// Whether it is at a floor, so that the places of all are still to be given.
    pub at_floor: bool,
}

/// A lot that decided, or people who did.
#[derive(Clone, Debug)]
pub struct Lot {
    /// Those on the edge.
    pub among: Vec<usize>,
    /// In the order drawn; the record may name too few.
    pub drawn: Vec<usize>,
    /// Whether it was for a floor, and not for the places of all.
    pub for_floor: bool,
}

/// What the filling needs to know of its step.
pub struct Edge<'a> {
    pub step: &'a str,
    pub rule: &'a EdgeRule,
    pub inputs: &'a Inputs,
    /// Ids by applicant.
    pub ids: &'a dyn Fn(usize) -> &'a str,
}

/// The state of one filling.
#[derive(Clone)]
pub struct Filling<'a> {
    pub edge: &'a Edge<'a>,
    pub supply: Supply,
    /// How many places a widened number may exceed, for `unfilled`.
    pub taken: Vec<usize>,
    is_taken: Vec<bool>,
    /// What each who was taken has of every limit.
    pub given: BTreeMap<usize, Vec<Exact>>,
    pub draws: Vec<DrawUsed>,
    pub drawn: Vec<Lot>,
    /// Equals among whom people have decided, where the rules leave it to them.
    pub settled: Vec<Vec<usize>>,
    pub expanded: Vec<Vec<usize>>,
    closed: bool,
    /// Those who are equal to whoever is looked at.
    equals: Vec<usize>,
}

/// Whether somebody can have what they ask for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The whole, or the part that the rules allow.
    Yes,
    /// No, and whoever comes after is looked at.
    Pass,
    /// No, and nobody after them either.
    Line,
}

/// What happens where `asked` is more than is `left` of a sum.
pub fn at_the_line(left: &Exact, asked: &Exact, at_line: AtLine, part_min_percent: Option<&Exact>) -> Fit {
    if asked <= left {
        return Fit::Yes;
    }
    match at_line {
        AtLine::Stop => Fit::Line,
        AtLine::Skip => Fit::Pass,
        AtLine::Part => {
            let percent = part_min_percent.cloned().unwrap_or(Exact::ZERO);
            let least = (asked * &percent).checked_div(&Exact::from_int(100)).unwrap_or(Exact::ZERO);
            if *left <= Exact::ZERO || *left < least { Fit::Line } else { Fit::Yes }
        }
    }
}

impl<'a> Filling<'a> {
    pub fn new(edge: &'a Edge<'a>, supply: Supply, applicants: usize) -> Self {
        Self {
            edge,
            supply,
            taken: Vec::new(),
            is_taken: vec![false; applicants],
            given: BTreeMap::new(),
            draws: Vec::new(),
            drawn: Vec::new(),
            settled: Vec::new(),
            expanded: Vec::new(),
            closed: false,
            equals: Vec::new(),
        }
    }

    /// Floors in the order written, then everybody.
    pub fn fill(&mut self, classes: &[Class]) -> Result<(), Stop> {
        let mut at = 0;
        while at < self.supply.groups.len() {
            let rule = self.supply.groups[at].rule;
            let goal: Vec<usize> =
                (at..self.supply.groups.len()).take_while(|&g| self.supply.groups[g].rule == rule).collect();
            at += goal.len();
            if goal.iter().any(|&g| self.supply.groups[g].is_open()) {
                self.pass(classes, Some(&goal))?;
            }
            for g in goal {
                let group = &self.supply.groups[g];
                if group.keep_open && group.is_open() {
                    let missing = group.floor.as_ref().map(|floor| floor - &group.got).unwrap_or_default();
                    if let Some(limit) = group.counts {
                        self.supply.limits[limit].left = &self.supply.limits[limit].left - &missing;
                    } else {
                        let missing = missing.to_count().unwrap_or(0);
                        self.supply.places = self.supply.places.map(|places| places.saturating_sub(missing));
                    }
                }
            }
        }
        self.pass(classes, None)
    }

    fn pass(&mut self, classes: &[Class], goal: Option<&[usize]>) -> Result<(), Stop> {
        self.closed = false;
        for class in classes {
            if self.closed || self.supply.places == Some(0) {
                break;
            }
            self.equals.clone_from(&class.members);
            let members: Vec<usize> = class
                .members
                .iter()
                .copied()
                .filter(|&i| !self.is_taken[i] && self.wanted(i, goal))
                .collect();
            match goal {
                Some(goal) if goal.len() > 1 && self.enough_for_all(&members, goal) => {
                    for &g in goal {
                        // Who belongs to several groups was perhaps taken for another of them, which counts here too.
                        let of_group: Vec<usize> = (members.iter().copied())
                            .filter(|&i| !self.is_taken[i] && self.wanted(i, Some(&[g])))
                            .collect();
                        self.process(&of_group, class.wants.as_deref(), Some(&[g]))?;
                    }
                }
                _ => self.process(&members, class.wants.as_deref(), goal)?,
            }
        }
        Ok(())
    }

    fn wanted(&self, i: usize, goal: Option<&[usize]>) -> bool {
        goal.is_none_or(|goal| {
            goal.iter().any(|&g| self.supply.groups[g].members[i] && self.supply.groups[g].is_open())
        })
    }

    /// Whether places and money suffice for what every group of the goal still needs of these members: else those of one
    /// group would take from the other what their equals there need.
    fn enough_for_all(&self, members: &[usize], goal: &[usize]) -> bool {
        let asked = |limit: &Limit| members.iter().map(|&i| &limit.costs[i]).sum::<Exact>();
        if self.supply.limits.iter().any(|limit| asked(limit) > limit.left) {
            return false;
        }
        let Some(places) = self.supply.places else { return true };
        let needed: usize = goal
            .iter()
            .map(|&g| {
                let group = &self.supply.groups[g];
                let there = members.iter().filter(|&&i| group.members[i]).count();
                let open = group.floor.as_ref().map(|floor| floor - &group.got).unwrap_or_default();
                if group.counts.is_some() { there } else { there.min(open.to_count().unwrap_or(0)) }
            })
            .sum();
        needed <= places
    }

    /// Takes what can be taken of these equals.
    fn process(
        &mut self,
        members: &[usize],
        wants: Option<&str>,
        goal: Option<&[usize]>,
    ) -> Result<(), Stop> {
        if self.closed || self.supply.places == Some(0) || members.is_empty() {
            return Ok(());
        }
        if let [only] = members {
            self.take_if_fits(*only, goal);
            return Ok(());
        }
        if self.all_fit(members, goal, true) {
            for &i in members {
                self.take(i, goal);
            }
            return Ok(());
        }
        let fitting: Vec<usize> = members.iter().copied().filter(|&i| self.fits(i) == Fit::Yes).collect();
        if fitting.is_empty() {
            self.closed |= members.iter().any(|&i| self.fits(i) == Fit::Line);
            return Ok(());
        }
        // One who fits among several who never could is not tied with them where they are just passed over.
        if fitting.len() < members.len() && members.iter().all(|&i| self.fits(i) != Fit::Line) {
            return self.process(&fitting, wants, goal);
        }
        self.resolve(members, wants, goal)
    }

    fn resolve(&mut self, tied: &[usize], wants: Option<&str>, goal: Option<&[usize]>) -> Result<(), Stop> {
        let open_places = self.open_places(goal);
        let names = tied.iter().map(|&i| (self.edge.ids)(i)).collect::<Vec<_>>().join(", ");
        let at_floor = goal.is_some();
        let stop = |kind, why: String| Err(Stop { kind, tied: tied.to_vec(), open_places, why, at_floor });
        if let Some(what) = wants {
            return stop(
                StopKind::Incomplete,
                format!("{names} are equal, and {what} is not given for all of them"),
            );
        }
        let here = self.edge.step;
        let of_step = |named: &Option<String>| named.as_ref().is_none_or(|id| id == here);
        let left_to_people = match self.edge.rule {
            EdgeRule::Stop => true,
            EdgeRule::Authority(_) => {
                !self.edge.inputs.tie_choices.iter().any(|choice| of_step(&choice.step))
            }
            EdgeRule::Draw(_) | EdgeRule::Expand(..) => false,
        };
        if left_to_people && self.as_decided(tied, goal) {
            return Ok(());
        }
        match self.edge.rule {
            EdgeRule::Stop => stop(
                StopKind::Tie,
                format!("{names} are equal at the edge, and the rules say nothing further"),
            ),
            EdgeRule::Draw(draw) => self.by_lot(tied, draw, open_places, goal),
            EdgeRule::Expand(expand, lots) => self.expand(tied, (expand, lots.as_ref()), open_places, goal),
            EdgeRule::Authority(authority) => {
                let choice = self.edge.inputs.tie_choices.iter().rfind(|choice| of_step(&choice.step));
                match choice.map(|choice| choice.choose) {
                    Some(choose) if !authority.options.contains(&choose) => stop(
                        StopKind::Choice,
                        format!("{names} are equal at the edge, and the way chosen is not among the options"),
                    ),
                    Some(Choose::Expand) => self.expand(tied, (&Expand::default(), None), open_places, goal),
                    Some(Choose::Draw) => self.by_lot(tied, &Draw::default(), open_places, goal),
                    None => stop(
                        StopKind::Choice,
                        format!("{names} are equal at the edge; the authority must choose a way"),
                    ),
                }
            }
        }
    }

    /// Takes those of the equals whom people have decided for, where they did and their decision leaves nothing open.
    fn as_decided(&mut self, tied: &[usize], goal: Option<&[usize]>) -> bool {
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
        trial.drawn.push(Lot { among: tied.to_vec(), drawn, for_floor: goal.is_some() });
        trial.settled.push(tied.to_vec());
        *self = trial;
        true
    }

    fn open_places(&self, goal: Option<&[usize]>) -> usize {
        let reserved = goal.map(|goal| {
            let open =
                goal.iter().map(|&g| &self.supply.groups[g]).filter(|g| g.is_open() && g.counts.is_none());
            open.filter_map(|g| g.floor.as_ref().and_then(|floor| (floor - &g.got).to_count())).sum::<usize>()
        });
        match (self.supply.places, reserved) {
            (Some(places), Some(reserved)) if reserved > 0 => places.min(reserved),
            (Some(places), _) => places,
            (None, reserved) => reserved.unwrap_or(0),
        }
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

    fn by_lot(
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
        self.drawn.push(Lot { among: tied.to_vec(), drawn: order.clone(), for_floor: goal.is_some() });
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

    fn expand(
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

    /// Whether all of them can be taken, whatever their order; and, with a goal, whether all are needed.
    fn all_fit(&self, members: &[usize], goal: Option<&[usize]>, with_places: bool) -> bool {
        if with_places && self.supply.places.is_some_and(|places| members.len() > places) {
            return false;
        }
        let within_limits = self.supply.limits.iter().all(|limit| {
            let sum: Exact = members.iter().map(|&i| &limit.costs[i]).sum();
            sum <= limit.left
        });
        let within_caps = self.supply.groups.iter().enumerate().all(|(g, group)| {
            group.cap.as_ref().is_none_or(|cap| {
                let counts: Exact =
                    members.iter().filter(|&&i| group.members[i]).map(|&i| self.count(g, i)).sum();
                counts.is_zero() || &group.got + &counts <= *cap
            })
        });
        let all_needed = goal.into_iter().flatten().all(|&g| {
            let group = &self.supply.groups[g];
            let counts: Vec<Exact> =
                members.iter().filter(|&&i| group.members[i]).map(|&i| self.count(g, i)).collect();
            let (Some(least), Some(floor)) = (counts.iter().min(), &group.floor) else { return true };
            let without_least = &counts.iter().sum::<Exact>() - least;
            &group.got + &without_least < *floor
        });
        within_limits && within_caps && all_needed
    }

    fn count(&self, g: usize, i: usize) -> Exact {
        match self.supply.groups[g].counts {
            Some(limit) => self.supply.limits[limit].costs[i].clone(),
            None => Exact::ONE,
        }
    }

    fn fits(&self, i: usize) -> Fit {
        for (g, group) in self.supply.groups.iter().enumerate() {
            if group.members[i] && group.cap.as_ref().is_some_and(|cap| &group.got + &self.count(g, i) > *cap)
            {
                return Fit::Pass;
            }
        }
        let limits = self.supply.limits.iter().map(|limit| {
            at_the_line(&limit.left, &limit.costs[i], limit.at_line, limit.part_min_percent.as_ref())
        });
        let limits: Vec<Fit> = limits.collect();
        // Who is passed over for one thing does not end the list for want of another.
        [Fit::Pass, Fit::Line].into_iter().find(|fit| limits.contains(fit)).unwrap_or(Fit::Yes)
    }

    fn take_if_fits(&mut self, i: usize, goal: Option<&[usize]>) {
        match self.fits(i) {
            Fit::Yes => self.take(i, goal),
            Fit::Pass => {}
            Fit::Line => self.closed = true,
        }
    }

    fn take(&mut self, i: usize, goal: Option<&[usize]>) {
        self.is_taken[i] = true;
        self.taken.push(i);
        self.supply.places = self.supply.places.map(|places| places.saturating_sub(1));
        let mut paid = Vec::new();
        for limit in &mut self.supply.limits {
            let cost = limit.costs[i].clone();
            let part = if cost > limit.left && limit.at_line == AtLine::Part {
                self.closed = true;
                limit.left.clone()
            } else {
                cost
            };
            limit.left = &limit.left - &part;
            paid.push(part);
        }
        for (g, group) in self.supply.groups.iter_mut().enumerate() {
            if !group.members[i] {
                continue;
            }
            if goal.is_some_and(|goal| goal.contains(&g)) && group.is_open() {
                group.reserved.push(i);
            }
            group.got += &match group.counts {
                Some(limit) => paid[limit].clone(),
                None => Exact::ONE,
            };
        }
        self.given.insert(i, paid);
    }
}
