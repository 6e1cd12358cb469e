//! What the law asks of keeping and erasing.

use super::{Gate, Severity};
use crate::engine::calendar::{Calendar, Period, WallTime};
use crate::engine::retention::{Keep, Kind, Since};
use crate::engine::rules::pack::{Ask, Pack, Rule};
use crate::engine::workflow::definition::StepSpec;
use crate::engine::workflow::law::Law;

/// What is documentation of the procedure; drafts that nobody handed in are none.
const DOCUMENTATION: [Kind; 4] = [Kind::NotSelected, Kind::Selected, Kind::Scores, Kind::Letters];

impl Gate<'_> {
    pub(super) fn keeping(&mut self, law: &Law, pack: &Pack) {
        let today = self.today;
        let asks = |ask: Ask| pack.asking(ask, law.procedure, today);
        if let Some(rule) = asks(Ask::Retention) {
            self.retained(rule);
        }
        if let Some(rule) = asks(Ask::KeepYears) {
            self.kept(rule);
        }
        if let Some(rule) = asks(Ask::KeepContractYears) {
            self.kept_with_contract(rule);
        }
        if let Some(rule) = asks(Ask::Archive) {
            self.archive(rule);
        }
    }

    /// Every kind of thing has a time and a reason (GDPR art. 5(1)(e), 13(2)(a)).
    fn retained(&mut self, rule: &Rule) {
        let Some(spec) = &self.definition.retention else {
            let message =
                "the file does not say what is kept how long: nothing would ever be erased".to_owned();
            let hint = "write `retention:` with a time and a reason for each kind of thing; \
                        docs/workflow-format.md shows how";
            self.broken("L-RETAIN", rule, "retention", message, hint);
            return;
        };
        let mut missing: Vec<_> =
            Kind::ALL.into_iter().filter(|kind| spec.keep.of(*kind).is_none()).map(Kind::name).collect();
        if spec.keep.journal.is_none() {
            missing.push("journal");
        }
        if !missing.is_empty() {
            let message = format!("nothing says how long these are kept: {}", missing.join(", "));
            self.broken("L-RETAIN", rule, "retention.keep", message, "write a time and a reason for each");
        }
    }

    /// Documentation is kept long enough (2014/24/EU art. 84(2)).
    fn kept(&mut self, rule: &Rule) {
        for kind in DOCUMENTATION {
            self.long_enough(rule, kind);
        }
        if let (Some(years), Some(_), false) = (rule.years, &self.definition.retention, self.contract()) {
            let message = format!(
                "the contract is concluded outside this file: a person judges whether what is kept lasts for \
                 {years} years from the award"
            );
            self.add("L-KEEP", Some(rule), Severity::Note, "retention.keep", message, "");
        }
    }

    /// What was selected is kept as long as its contract must be (2014/24/EU art. 83(6)).
    fn kept_with_contract(&mut self, rule: &Rule) {
        if self.contract() {
            self.long_enough(rule, Kind::Selected);
        }
    }

    fn contract(&self) -> bool {
        self.definition.steps.iter().any(|step| matches!(step.does, StepSpec::Contract(_)))
    }

    fn long_enough(&mut self, rule: &Rule, kind: Kind) {
        let definition = self.definition;
        let (Some(years), Some(keep)) =
            (rule.years, definition.retention.as_ref().and_then(|spec| spec.keep.of(kind)))
        else {
            return;
        };
        let path = format!("retention.keep.{}", kind.name());
        let name = kind.name();
        if self.shorter(keep, years) {
            let message = format!("`{name}` is kept for less than {years} years");
            self.broken("L-KEEP", rule, &path, message, format!("write `years: {years}` or more"));
        } else if keep.from == Since::DecisionFinal && self.contract() {
            let message = format!(
                "`{name}` is counted from a decision that comes before the contract; the {years} years run from the award"
            );
            self.broken("L-KEEP", rule, &format!("{path}.from"), message, "write `from: contract`");
        }
    }

    /// Whether a period that began on the day of the notice would end before so many years.
    fn shorter(&self, keep: &Keep, years: u32) -> bool {
        let from = WallTime::end_of(self.sent);
        let end = |period: Period, calendar: &Calendar| period.end_from(&from, calendar).ok();
        let asked = end(Period::forward(years, crate::engine::calendar::Unit::Years), &self.calendar);
        let said = keep.period().and_then(|period| end(period, &self.calendar));
        match (said, asked) {
            (Some(said), Some(asked)) => said.expires_at < asked.expires_at,
            // What is wrong with the period itself is said by the check of the file.
            _ => false,
        }
    }

    /// The duty to hand over to an archive is said to hold or not.
    fn archive(&mut self, rule: &Rule) {
        if self.definition.retention.as_ref().is_some_and(|spec| spec.archive.is_none()) {
            let message = "the file does not say whether an archive comes before erasing".to_owned();
            let hint = "write `archive: confirm`, or `archive: not_bound` where no such duty holds";
            self.broken("L-ARCHIVE", rule, "retention", message, hint);
        }
    }
}
