//! Who moves up: the chosen, those who wait behind them, and what binds a place that becomes free.
//!
//! Whoever moves up is taken by the rules of the step in which the place was given: from those who stood in that step
//! (and in the same part of it), within its sums, under its caps, into its floors first, and never before an equal
//! without a lot or a decision.

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::compile::{Compiled, StepRule};
use super::fill::{Fit, at_the_line};
use super::inputs::{Departure, DrawRecorded, Evidence, Inputs};
use super::outcome::{
    Change, DrawUsed, GroupOutcome, Issue, IssueCode, LimitOutcome, Outcome, StepOutcome, StopKind, Stopped,
};
use super::spec::{AtLine, Choose, EdgeRule, OnFailure, Rest, Spec};

/// The name under which missing evidence moves a reserve up.
pub const EVIDENCE: &str = "evidence";

/// Why a place stays open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// What happened is no trigger of the reserve list, which deserves a note.
    NoTrigger,
    /// The rules leave it open on purpose.
    AsTheRulesSay,
}

/// Who may take a place that becomes free.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whom {
    Nobody(Open),
    /// Those of the reserve list.
    Reserve,
    /// They, and then all who were compared.
    Everybody,
}

/// The chosen, and those who wait behind them.
pub struct Queue<'a> {
    /// The chosen.
    pub selected: Vec<String>,
    /// The reserve list.
    pub reserve: Vec<String>,
    /// Those compared and not chosen who stand behind the reserve list, in order.
    others: Vec<String>,
    /// Whether they join the reserve list where it is filled up again.
    refill: bool,
    /// Whether people have put the reserve list in order, so that nobody on it equals another.
    pub in_order: bool,
    /// Whether that order is another one than was computed, so that it goes before the orders of the steps.
    pub by_people: bool,
    /// Those who joined the reserve list beside their equals, which nobody has put in order.
    joined: Vec<String>,
    /// Who left, and who moved up.
    pub changes: Vec<Change>,
    /// What deserves attention.
    pub issues: Vec<Issue>,
    /// What those who moved up get of a budget.
    pub granted: BTreeMap<String, Exact>,
    /// Equals wait for a place that is free, and why.
    pub stopped: Option<(Stopped, Vec<String>)>,
    stands: Vec<Stand>,
    inputs: Option<&'a Inputs>,
}

/// One step, or one part of a step, as it stands.
struct Stand {
    step: String,
    part: Option<String>,
    order: Vec<Vec<String>>,
    taken: Vec<String>,
    sums: Vec<Sum>,
    /// Whether the first of the sums is a budget.
    has_budget: bool,
    /// How many places there are, where that is a number that binds.
    places: Option<usize>,
    /// Whether a tie has widened the number: then more hold a place than there are.
    widened: bool,
    groups: Vec<GroupOutcome>,
    /// By group: whether what its floor lacks stays open for it, and whether it counts the budget.
    kept: Vec<(bool, bool)>,
    rest: Rest,
    /// How many wait on the reserve list at most.
    reserve_max: Option<usize>,
    draws: Vec<DrawUsed>,
    edge: EdgeRule,
}

/// A sum that runs out: what is left of it, what each asks, what happens at its line, and the smallest part in percent.
type Sum = (LimitOutcome, AtLine, Option<Exact>);

/// Who of a list moves up.
enum Next {
    /// This one.
    One(String),
    /// One of these; nothing separates them.
    Tied(Vec<String>),
    /// Nobody; the first who could not, and what is in the way.
    Nobody(Option<(String, Bar)>),
}

/// What keeps somebody from a place that is free.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bar {
    /// A cap; whoever comes after is looked at.
    Cap,
    /// Money or seats; whoever comes after is looked at.
    Means,
    /// Money or seats, and nobody after them either.
    Line,
}

impl Stand {
    /// `handed_on` says that what the step left went to a later one.
    fn new(done: &StepOutcome, rule: &StepRule, handed_on: bool) -> Self {
        let limits = done.limits.iter().cloned().zip(&rule.limits);
        let mut sums: Vec<Sum> =
            limits.map(|(limit, rule)| (limit, rule.at_line, rule.part_min_percent.clone())).collect();
        if let Some(line) = &done.derived {
            let given: BTreeMap<String, Exact> = (done.taken.iter())
                .filter_map(|id| Some((id.clone(), line.asked.get(id)?.clone())))
                .collect();
            let left = &line.ceiling - &given.values().sum::<Exact>();
            sums.push((LimitOutcome { left, asked: line.asked.clone(), given }, AtLine::Stop, None));
        }
        let of_rule = |id: &str| rule.groups.iter().find(|group| group.id == id);
        let kept =
            |group: &GroupOutcome| of_rule(&group.id).map_or((false, false), |g| (g.keep_open, g.in_budget));
        let mut stand = Self {
            step: done.id.clone(),
            part: done.part.clone(),
            order: done.order.clone(),
            taken: done.taken.clone(),
            sums,
            has_budget: done.spent.is_some(),
            places: done.places.filter(|_| rule.number.as_ref().is_none_or(|number| !number.soft)),
            widened: !done.expanded.is_empty(),
            kept: done.groups.iter().map(kept).collect(),
            groups: done.groups.clone(),
            rest: rule.rest,
            reserve_max: rule.reserve_max,
            draws: done.draws.clone(),
            edge: rule.edge.clone(),
        };
        if let Some((limit, ..)) = stand.sums.first_mut().filter(|_| stand.has_budget && handed_on) {
            limit.left = Exact::ZERO;
        }
        // The step has put aside already what floors that keep it lack; here it is looked up each time.
        let lacking = stand.lacking(true);
        if let Some((limit, ..)) = stand.sums.first_mut().filter(|_| stand.has_budget) {
            limit.left = &limit.left + &lacking;
        }
        stand
    }

    fn holds(&self, id: &str) -> bool {
        self.order.iter().flatten().any(|one| one == id)
    }

    fn give_back(&mut self, id: &str) {
        self.taken.retain(|one| one != id);
        for (limit, ..) in &mut self.sums {
            let had = limit.given.remove(id).or_else(|| limit.asked.get(id).cloned()).unwrap_or_default();
            limit.left = &limit.left + &had;
        }
        for group in &mut self.groups {
            if let Some(weight) = group.weighs.get(id) {
                group.got = (&group.got - weight).max(Exact::ZERO);
            }
        }
    }

    /// Takes somebody, and says what they get of a budget.
    fn take(&mut self, id: &str) -> Option<Exact> {
        // What floors keep open goes to nobody else, not as a part either.
        let kept = if self.fills_floor(id) { Exact::ZERO } else { self.lacking(true) };
        self.taken.push(id.to_owned());
        let mut granted = None;
        for (l, (limit, ..)) in self.sums.iter_mut().enumerate() {
            let Some(asked) = limit.asked.get(id).cloned() else { continue };
            let left = if l == 0 && self.has_budget { &limit.left - &kept } else { limit.left.clone() };
            let part = asked.min(left).max(Exact::ZERO);
            limit.left = &limit.left - &part;
            if l == 0 && self.has_budget {
                granted = Some(part.clone());
            }
            limit.given.insert(id.to_owned(), part);
        }
        for group in &mut self.groups {
            if let Some(weight) = group.weighs.get(id) {
                group.got = &group.got + weight;
            }
        }
        granted
    }

    /// What floors that keep their places lack: of the budget, or places.
    fn lacking(&self, of_budget: bool) -> Exact {
        let kept = self.groups.iter().zip(&self.kept).filter(|(_, kept)| **kept == (true, of_budget));
        let lacks = |group: &GroupOutcome| {
            group.at_least.as_ref().map(|floor| (floor - &group.got).max(Exact::ZERO)).unwrap_or_default()
        };
        kept.map(|(group, _)| lacks(group)).sum()
    }

    /// Whether a place is free, for somebody who fills a floor or else for anybody.
    fn has_place(&self, fills_floor: bool) -> bool {
        let kept = if fills_floor { 0 } else { self.lacking(false).to_count().unwrap_or(0) };
        self.places.is_none_or(|places| self.taken.len() + kept < places)
    }

    /// What keeps `id` from what is free here, if anything does. Caps first, as where places are given at first.
    fn bars(&self, id: &str, fills_floor: bool) -> Option<Bar> {
        let over = |group: &GroupOutcome| match (&group.at_most, group.weighs.get(id)) {
            (Some(cap), Some(weight)) => &group.got + weight > *cap,
            _ => false,
        };
        if self.groups.iter().any(over) {
            return Some(Bar::Cap);
        }
        let kept = if fills_floor { Exact::ZERO } else { self.lacking(true) };
        self.sums.iter().enumerate().find_map(|(l, (limit, at_line, part_min))| {
            let left = if l == 0 && self.has_budget { &limit.left - &kept } else { limit.left.clone() };
            match at_the_line(&left, limit.asked.get(id)?, *at_line, part_min.as_ref()) {
                Fit::Yes => None,
                Fit::Pass => Some(Bar::Means),
                Fit::Line => Some(Bar::Line),
            }
        })
    }

    /// Whether `id` belongs to a group whose floor is not reached.
    fn fills_floor(&self, id: &str) -> bool {
        let open = |group: &&GroupOutcome| group.at_least.as_ref().is_some_and(|floor| group.got < *floor);
        self.groups.iter().filter(open).any(|group| group.weighs.contains_key(id))
    }

    /// Who of a list comes next: in the order of this step, or in that which people gave the list. `settled` says of whom
    /// people have said how they stand to their equals.
    fn next(&self, list: &[String], settled: &dyn Fn(&str) -> bool, by_people: bool) -> Next {
        let mut here: Vec<&String> = list.iter().filter(|id| self.holds(id)).collect();
        if !by_people {
            here.sort_by_key(|id| self.class_of(id));
        }
        let (floor, rest): (Vec<_>, Vec<_>) = here.iter().copied().partition(|id| self.fills_floor(id));
        let mut beyond = None;
        for (some, fills_floor) in [(floor, true), (rest, false)] {
            if !self.has_place(fills_floor) {
                continue;
            }
            for (at, id) in some.iter().enumerate() {
                let equal = |other: &&&String| self.class_of(other) == self.class_of(id) && !settled(other);
                let equals: Vec<&String> =
                    if settled(id) { vec![*id] } else { some[at..].iter().filter(equal).copied().collect() };
                let fits = |id: &&String| self.bars(id, fills_floor).is_none();
                // Whom what is free does not suffice for ends the list, if it is their turn: that is for the lot to say.
                let may_end = |id: &&String| self.bars(id, fills_floor) == Some(Bar::Line);
                let bar = self.bars(id, fills_floor);
                if equals.iter().any(fits) && (bar.is_none() || may_end(id)) {
                    let tied: Vec<String> =
                        equals.into_iter().filter(|id| fits(id) || may_end(id)).cloned().collect();
                    return if tied.len() < 2 { Next::One((*id).clone()) } else { Next::Tied(tied) };
                }
                if let Some(bar) = bar {
                    beyond.get_or_insert_with(|| ((*id).clone(), bar));
                    if bar == Bar::Line {
                        break;
                    }
                }
            }
        }
        Next::Nobody(beyond)
    }

    fn class_of(&self, id: &str) -> Option<usize> {
        self.order.iter().position(|class| class.iter().any(|one| one == id))
    }
}

impl<'a> Queue<'a> {
    /// The chosen of an outcome, as computed or as people have decided, and those behind them.
    pub fn new(spec: &Spec, rules: &Compiled, outcome: &Outcome, inputs: Option<&'a Inputs>) -> Self {
        let decided = outcome.decided.as_ref().filter(|decided| decided.valid);
        let selected = decided.map_or(&outcome.selected, |d| &d.selected).clone();
        let mut reserve = decided.map_or(&outcome.reserve, |d| &d.reserve).clone();
        let choosing = || {
            let rule = |id: &str| rules.steps.iter().find(|rule| rule.id == id);
            let steps = outcome.steps.iter().filter_map(move |done| Some((done, rule(&done.id)?)));
            steps.filter(|(_, rule)| !rule.is_stage)
        };
        let mut others: Vec<String> = Vec::new();
        // Whom a step has left out for good does not come back.
        for (done, _) in choosing().filter(|(_, rule)| rule.rest != Rest::Leave) {
            for id in done.order.iter().flatten() {
                let waits = outcome.not_selected.contains(id) && !selected.contains(id);
                if waits && !reserve.contains(id) && !others.contains(id) {
                    others.push(id.clone());
                }
            }
        }
        let has_reserve = rules.steps.iter().any(|step| step.rest == Rest::Reserve);
        let replaces = spec.conditional.as_ref().is_some_and(|c| c.on_failure == OnFailure::Replace);
        if !has_reserve && replaces && reserve.is_empty() {
            // Without a reserve list of its own, a conditional choice falls back on the order.
            reserve = std::mem::take(&mut others);
        }
        let mut queue = Self {
            stands: choosing().map(|(done, rule)| Stand::new(done, rule, rules.hands_on(&rule.id))).collect(),
            selected,
            reserve,
            others,
            refill: rules.steps.iter().any(|step| step.refill),
            in_order: false,
            by_people: false,
            joined: Vec::new(),
            changes: Vec::new(),
            issues: Vec::new(),
            granted: BTreeMap::new(),
            stopped: None,
            inputs,
        };
        queue.fit();
        for stand in queue.stands.iter_mut().filter(|stand| !stand.widened) {
            // What people gave beyond the number that was computed, as far as they may, becomes free as a place does.
            stand.places = stand.places.map(|places| places.max(stand.taken.len()));
        }
        queue
    }

    /// Makes the steps those of the chosen, whom people may have decided otherwise than computed.
    fn fit(&mut self) {
        let taken: Vec<String> = self.stands.iter().flat_map(|stand| &stand.taken).cloned().collect();
        for id in taken.iter().filter(|id| !self.selected.contains(id)) {
            self.stands
                .iter_mut()
                .filter(|stand| stand.taken.contains(id))
                .for_each(|stand| stand.give_back(id));
        }
        for id in self.selected.iter().filter(|id| !taken.contains(id)) {
            let has_room =
                |stand: &Stand| stand.holds(id) && stand.has_place(true) && stand.bars(id, true).is_none();
            let at = self.stands.iter().position(has_room);
            let at = at.or_else(|| self.stands.iter().position(|stand| stand.holds(id)));
            if let Some(stand) = at.and_then(|at| self.stands.get_mut(at)) {
                self.granted.extend(stand.take(id).map(|granted| (id.clone(), granted)));
            }
        }
    }

    /// Lets somebody leave who left.
    pub fn depart(&mut self, rules: &Compiled, departure: &Departure) {
        // The list of the step that gave the place says what lets one move up. A step that keeps none names no trigger,
        // and says nothing of the lists of others.
        let gave = self.stands.iter().find(|stand| stand.taken.contains(&departure.applicant));
        let gave = gave.filter(|stand| stand.rest == Rest::Reserve).map(|stand| stand.step.as_str());
        let lists = || {
            let keeps = |step: &&StepRule| step.rest == Rest::Reserve && gave.is_none_or(|id| step.id == id);
            rules.steps.iter().filter(keeps)
        };
        let names = |trigger: &String| *trigger == departure.trigger;
        let moves = lists().next().is_none()
            || lists().any(|step| step.triggers.is_empty() || step.triggers.iter().any(names));
        let whom = if moves { Whom::Reserve } else { Whom::Nobody(Open::NoTrigger) };
        self.leave(&departure.applicant, &departure.trigger, whom);
    }

    /// Lets somebody give a place up under a limit over the tracks.
    pub fn give_up(&mut self, id: &str, limit: &str, moves_up: bool) {
        let whom = if moves_up { Whom::Everybody } else { Whom::Nobody(Open::AsTheRulesSay) };
        self.leave(id, limit, whom);
    }

    /// Lets those leave who are chosen and whose evidence was not shown. One who moves up may be without evidence too,
    /// so the chosen are looked through again.
    pub fn without(&mut self, spec: &Spec, evidence: &BTreeMap<String, Evidence>) {
        let Some(conditional) = &spec.conditional else { return };
        let replaces = conditional.on_failure == OnFailure::Replace;
        let whom = if replaces { Whom::Reserve } else { Whom::Nobody(Open::AsTheRulesSay) };
        let failed = |id: &&String| evidence.get(*id).is_some_and(|evidence| !evidence.shown);
        while let Some(id) = self.selected.iter().find(failed).cloned() {
            self.leave(&id, EVIDENCE, whom);
        }
    }

    /// Those chosen who have not shown their evidence.
    pub fn unshown(&self, evidence: &BTreeMap<String, Evidence>) -> Vec<String> {
        let open = |id: &&String| !evidence.get(*id).is_some_and(|evidence| evidence.shown);
        self.selected.iter().filter(open).cloned().collect()
    }

    fn leave(&mut self, id: &str, trigger: &str, whom: Whom) {
        let gone = |moved_up| Change { left: id.to_owned(), trigger: trigger.to_owned(), moved_up };
        self.others.retain(|other| other != id);
        if let Some(at) = self.reserve.iter().position(|r| r == id) {
            self.reserve.remove(at);
            self.fill_up(id);
            self.changes.push(gone(None));
            return;
        }
        let Some(at) = self.selected.iter().position(|s| s == id) else {
            self.note(
                IssueCode::DepartureWithoutEffect,
                id,
                format!("{id} left ({trigger}) and had not been chosen"),
            );
            return;
        };
        self.selected.remove(at);
        self.granted.remove(id);
        let stand = self.stands.iter().position(|stand| stand.taken.iter().any(|one| one == id));
        if let Some(stand) = stand {
            self.stands[stand].give_back(id);
        }
        let next = match whom {
            Whom::Nobody(Open::NoTrigger) => {
                let message =
                    format!("{trigger:?} is no trigger that lets a reserve move up; the place stays open");
                self.note(IssueCode::DepartureWithoutEffect, id, message);
                None
            }
            Whom::Nobody(Open::AsTheRulesSay) => None,
            Whom::Reserve => self.next(stand, id, false),
            Whom::Everybody => self.next(stand, id, true),
        };
        self.selected.extend(next.clone());
        self.changes.push(gone(next));
    }

    /// Takes whoever comes next for the place that `left` leaves free in a step.
    fn next(&mut self, stand: Option<usize>, left: &str, everybody: bool) -> Option<String> {
        let Some(s) = stand else {
            return (!self.reserve.is_empty()).then(|| self.reserve.remove(0));
        };
        let settled = |id: &str| self.in_order && !self.joined.iter().any(|joined| joined == id);
        let mut found = self.stands[s].next(&self.reserve, &settled, self.by_people);
        if everybody && matches!(found, Next::Nobody(_)) {
            found = self.stands[s].next(&self.others, &|_| false, false);
        }
        let next = match found {
            Next::One(id) => id,
            Next::Tied(tied) => self.by_lot(s, tied, left)?,
            Next::Nobody(Some((first, Bar::Cap))) => {
                let message = format!("a cap keeps {first} from the place of {left}; it stays open");
                self.note(IssueCode::ReserveBeyondMeans, &first, message);
                return None;
            }
            Next::Nobody(Some((first, _))) => {
                let message = format!("what {left} leaves free does not suffice for {first}; it stays open");
                self.note(IssueCode::ReserveBeyondMeans, &first, message);
                return None;
            }
            Next::Nobody(None) => {
                let stand = &self.stands[s];
                let waits = self.reserve.iter().any(|id| stand.holds(id));
                if let Some(part) = stand.part.as_ref().filter(|_| !waits && !self.reserve.is_empty()) {
                    let message = format!(
                        "nobody on the reserve list stood in the part {part} of {}; the place of {left} stays open",
                        stand.step
                    );
                    self.note(IssueCode::ReserveBeyondMeans, left, message);
                }
                return None;
            }
        };
        let was_on_it = self.reserve.contains(&next);
        self.reserve.retain(|id| *id != next);
        self.others.retain(|id| *id != next);
        if was_on_it {
            self.fill_up(&next);
        }
        let granted = self.stands[s].take(&next);
        self.granted.extend(granted.map(|granted| (next.clone(), granted)));
        Some(next)
    }

    /// The first of the equals by a recorded lot who can have the place; without a lot the selection stops.
    fn by_lot(&mut self, s: usize, tied: Vec<String>, left: &str) -> Option<String> {
        let (by_lot, order) = self.lot(s, &tied);
        let who = tied.join(", ");
        let stand = &self.stands[s];
        if let Some(order) = order {
            let first = order.first()?;
            if stand.bars(first, stand.fills_floor(first)).is_none() {
                return Some(first.clone());
            }
            let message = format!("what {left} leaves free does not suffice for {first}; it stays open");
            let first = first.clone();
            self.note(IssueCode::ReserveBeyondMeans, &first, message);
            return None;
        }
        let (kind, why) = if by_lot {
            (StopKind::Draw, format!("lots must be drawn among {who} for the place of {left}"))
        } else {
            let why = format!(
                "{who} are equal on the reserve list, and the rules do not say who takes the place of {left}"
            );
            (StopKind::Tie, why)
        };
        let stopped = Stopped { kind, step: Some(stand.step.clone()), why: why.clone() };
        if self.inputs.is_none() {
            // A list that was told is not computed again: the place stays open, and it is said why.
            self.note(IssueCode::ReserveTied, left, why);
        }
        self.stopped.get_or_insert((stopped, tied));
        None
    }

    /// Whether lots decide in a step, and these equals in the order of a lot that was drawn.
    fn lot(&self, s: usize, tied: &[String]) -> (bool, Option<Vec<String>>) {
        let stand = &self.stands[s];
        let inputs = self.inputs;
        let of_step = |step: &Option<String>| step.as_ref().is_none_or(|id| *id == stand.step);
        let chosen =
            inputs.and_then(|inputs| inputs.tie_choices.iter().rfind(|choice| of_step(&choice.step)));
        let by_lot = match &stand.edge {
            EdgeRule::Draw(_) | EdgeRule::Expand(_, Some(_)) => true,
            EdgeRule::Authority(authority) => {
                let draw = chosen.is_some_and(|choice| choice.choose == Choose::Draw);
                draw && authority.options.contains(&Choose::Draw)
            }
            EdgeRule::Stop | EdgeRule::Expand(_, None) => false,
        };
        let rule = match &stand.edge {
            EdgeRule::Draw(draw) | EdgeRule::Expand(_, Some(draw)) => Some(draw),
            _ => None,
        };
        let witness = rule.is_some_and(|draw| draw.witness.is_some());
        let named = |draw: &DrawRecorded| tied.iter().filter(|id| draw.order.contains(id)).count();
        let draws = inputs.into_iter().flat_map(|inputs| &inputs.draws).filter(|draw| of_step(&draw.step));
        // One lot may have ordered all who were equal when it was drawn; else it must be a lot among these.
        let all = |among: &[String]| tied.iter().all(|id| among.contains(id));
        let used =
            stand.draws.iter().find(|used| all(&used.among) && used.order.iter().any(|id| tied.contains(id)));
        let among_these =
            |draw: &DrawRecorded| all(&draw.order) || draw.order.iter().all(|id| tied.contains(id));
        let record = draws
            .filter(|draw| named(draw) > 0 && among_these(draw) && (!witness || draw.witness.is_some()))
            .max_by_key(|draw| named(draw));
        let order = used.map(|used| &used.order).or(record.map(|record| &record.order)).filter(|_| by_lot);
        (by_lot, order.map(|order| order.iter().filter(|id| tied.contains(id)).cloned().collect()))
    }

    /// Where `left` waited on a reserve list that is filled up again, the next of the same step and part join it, as many as
    /// it has room for: of equals those whom a lot names first, or else all of them, until a lot or people say who moves up.
    fn fill_up(&mut self, left: &str) {
        let waits =
            |id: &str| self.stands.iter().position(|stand| stand.rest == Rest::Reserve && stand.holds(id));
        let Some(s) = waits(left).filter(|_| self.refill) else { return };
        let max = self.stands[s].reserve_max.unwrap_or(usize::MAX);
        let listed = self.reserve.iter().filter(|id| waits(id) == Some(s)).count();
        let behind: Vec<String> = self.others.iter().filter(|id| waits(id) == Some(s)).cloned().collect();
        let Some(first) = behind.iter().filter_map(|id| self.stands[s].class_of(id)).min() else { return };
        let mut joins: Vec<String> =
            behind.into_iter().filter(|id| self.stands[s].class_of(id) == Some(first)).collect();
        let room = max.saturating_sub(listed);
        if room == 0 {
            return;
        }
        if joins.len() > 1 {
            match self.lot(s, &joins).1.filter(|order| order.len() == joins.len()) {
                Some(order) => joins = order.into_iter().take(room).collect(),
                None => self.joined.extend(joins.iter().cloned()),
            }
        }
        self.others.retain(|id| !joins.contains(id));
        self.reserve.extend(joins);
    }

    fn note(&mut self, code: IssueCode, id: &str, message: String) {
        let applicant = Some(id.to_owned());
        self.issues.push(Issue { code, blocking: false, applicant, subject: None, message });
    }
}
