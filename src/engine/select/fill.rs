//! Filling places and budgets from an order: floors first, then everybody, equals only as the rules allow.

mod equals;

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::inputs::Inputs;
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
    /// In the order drawn; the record may name too few, and others who were equal.
    pub drawn: Vec<usize>,
    /// Those of their equals who had a place before.
    pub had: Vec<usize>,
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
    /// Where it stopped at equals: who comes behind them and is perhaps in all the same, because what they leave of a sum
    /// or under a cap may suffice.
    pub perhaps: Vec<usize>,
    closed: bool,
    /// Those who are equal to whoever is looked at.
    equals: Vec<usize>,
    /// While it is tried whether it matters whom a floor takes of equals: takes them as they come, and which of them.
    trial: Option<Trial>,
}

/// A filling in which floors take of equals whoever comes first, to see whether all of them get in anyway.
#[derive(Clone, Debug, Default)]
struct Trial {
    /// From the last to the first.
    backwards: bool,
    /// The equals at floors.
    equals: Vec<Vec<usize>>,
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
            perhaps: Vec::new(),
            closed: false,
            equals: Vec::new(),
            trial: None,
        }
    }

    /// Floors in the order written, then everybody. Where all of those who are equal at a floor get in whomever the floor
    /// takes, it is no matter whom, and nobody is asked.
    pub fn fill(&mut self, classes: &[Class]) -> Result<(), Stop> {
        if self.supply.groups.iter().any(Group::is_open) {
            let tried = [false, true].map(|backwards| {
                let mut tried = Self { trial: Some(Trial { backwards, ..Trial::default() }), ..self.clone() };
                tried.fill_all(classes).ok()?;
                let equals = std::mem::take(&mut tried.trial)?.equals;
                let all_in = equals.iter().flatten().all(|&i| tried.is_taken[i]);
                (all_in && !equals.is_empty()).then_some(tried)
            });
            if let [Some(one), Some(other)] = tried
                && (&one.is_taken, &one.given) == (&other.is_taken, &other.given)
            {
                *self = one;
                return Ok(());
            }
        }
        self.fill_all(classes)
    }

    fn fill_all(&mut self, classes: &[Class]) -> Result<(), Stop> {
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
        for (at, class) in classes.iter().enumerate() {
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
                _ => self.process(&members, class.wants.as_deref(), goal).inspect_err(|stop| {
                    let behind = classes[at..].iter().flat_map(|class| &class.members).copied();
                    self.perhaps = self.perhaps_after(&stop.tied, behind);
                })?,
            }
        }
        Ok(())
    }

    /// Of those who come `behind` the tied, who may get in whatever comes of the tie: nobody where the tied take all the
    /// places or the last of the money, and else everybody for whom there is enough as it stands.
    fn perhaps_after(&self, tied: &[usize], behind: impl Iterator<Item = usize>) -> Vec<usize> {
        let places = self.supply.places.unwrap_or(usize::MAX).min(tied.len());
        let most = |mut of: Vec<Exact>| -> Exact {
            of.sort();
            of.iter().rev().take(places).sum()
        };
        let caps_bind = self.supply.groups.iter().enumerate().any(|(g, group)| {
            let here = tied.iter().filter(|&&i| group.members[i]);
            let counts = most(here.map(|&i| self.count(g, i)).collect());
            group.cap.as_ref().is_some_and(|cap| &group.got + &counts > *cap)
        });
        let runs_out =
            |limit: &&Limit| most(tied.iter().map(|&i| limit.costs[i].clone()).collect()) > limit.left;
        let short: Vec<&Limit> = self.supply.limits.iter().filter(runs_out).collect();
        let places_go = places < tied.len() || self.supply.places == Some(tied.len());
        let money_goes = short.iter().any(|limit| {
            let all: Exact = tied.iter().map(|&i| &limit.costs[i]).sum();
            limit.at_line != AtLine::Skip && all > limit.left
        });
        let skips = short.iter().any(|limit| limit.at_line == AtLine::Skip);
        if !caps_bind && !skips && (money_goes || (places_go && short.is_empty())) {
            return Vec::new();
        }
        behind.filter(|&i| !self.is_taken[i] && !tied.contains(&i) && self.fits(i) == Fit::Yes).collect()
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
        let sure = if goal.is_none() { self.sure(members) } else { Vec::new() };
        if !sure.is_empty() {
            let rest: Vec<usize> = members.iter().copied().filter(|i| !sure.contains(i)).collect();
            for i in sure {
                self.take(i, goal);
            }
            return self.process(&rest, wants, goal);
        }
        self.resolve(members, wants, goal)
    }

    /// Of these equals, those who get in whatever comes of the others: there is enough for all, and only caps are in the way,
    /// which are not theirs.
    fn sure(&self, members: &[usize]) -> Vec<usize> {
        let short = self.supply.places.is_some_and(|places| members.len() > places)
            || self.supply.limits.iter().any(|limit| {
                let sum: Exact = members.iter().map(|&i| &limit.costs[i]).sum();
                sum > limit.left
            });
        if short {
            return Vec::new();
        }
        let binds = |g: usize| {
            let group = &self.supply.groups[g];
            let here = members.iter().filter(|&&i| group.members[i]);
            let counts: Exact = here.map(|&i| self.count(g, i)).sum();
            group.cap.as_ref().is_some_and(|cap| &group.got + &counts > *cap)
        };
        let binding: Vec<usize> = (0..self.supply.groups.len()).filter(|&g| binds(g)).collect();
        let free = |i: &usize| binding.iter().all(|&g| !self.supply.groups[g].members[*i]);
        members.iter().copied().filter(free).collect()
    }

    fn resolve(&mut self, tied: &[usize], wants: Option<&str>, goal: Option<&[usize]>) -> Result<(), Stop> {
        if let Some(trial) = self.trial.as_mut().filter(|_| goal.is_some()) {
            let mut members = tied.to_vec();
            trial.equals.push(members.clone());
            if trial.backwards {
                members.reverse();
            }
            for i in members {
                if self.closed || self.supply.places == Some(0) || !self.wanted(i, goal) {
                    break;
                }
                self.take_if_fits(i, goal);
            }
            return Ok(());
        }
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

    /// Those of the equals who have a place already.
    fn had(&self) -> Vec<usize> {
        self.equals.iter().copied().filter(|&i| self.is_taken[i]).collect()
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
