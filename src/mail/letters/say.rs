//! How a template says a time, a number or a role.

use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::instant::Instant;
use crate::engine::workflow::definition::Role;
use crate::i18n::{Count, Lang, When};

/// Decimals of points. Decisions are made on the exact number; this is for reading.
const POINTS_PLACES: u32 = 2;

/// Words for one reader. The zone was found to be known before.
#[derive(Clone, Copy, Debug)]
pub struct Say<'a> {
    pub lang: Lang,
    pub zone: &'a str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend their values")]
impl Say<'_> {
    /// A deadline, with weekday and zone.
    ///
    /// A period of days ends at the last microsecond before midnight; people call that 24:00.
    pub fn until(&self, deadline: &Instant) -> Result<String, std::fmt::Error> {
        let ends = deadline.plus_micros(1);
        let shown = if ends.micros().rem_euclid(1_000_000) == 0 { ends } else { *deadline };
        let when = When::until(shown, self.zone).map_err(|_| std::fmt::Error)?;
        Ok(self.lang.full(&when))
    }

    /// When something happened, to the microsecond.
    pub fn exact(&self, at: &Instant) -> Result<String, std::fmt::Error> {
        let when = When::at(*at, self.zone).map_err(|_| std::fmt::Error)?;
        Ok(self.lang.exact(&when))
    }

    /// A size: `1.4 MB`.
    pub fn size(&self, bytes: &u64) -> String {
        self.lang.bytes(*bytes)
    }

    /// `1 minute`, `15 minutes`.
    pub fn minutes(&self, minutes: impl Count) -> String {
        self.lang.texts().when_minutes(minutes)
    }

    /// `1 day`, `20 days`.
    pub fn days(&self, days: &u32) -> String {
        self.lang.texts().when_days(days)
    }

    /// Points with at most two decimals: `4`, `3.5`, `66.67`.
    pub fn points(&self, points: &Exact) -> String {
        let rounded = points.display(POINTS_PLACES, RoundingMode::HalfUp);
        let short = if rounded.contains('.') {
            rounded.trim_end_matches('0').trim_end_matches('.')
        } else {
            &rounded
        };
        self.lang.decimal(short)
    }

    /// The name of a role.
    pub fn role(&self, role: &Role) -> &'static str {
        let t = self.lang.texts();
        match role {
            Role::Owner => t.role_owner(),
            Role::Secretary => t.role_secretary(),
            Role::Evaluator => t.role_evaluator(),
            Role::Chair => t.role_chair(),
            Role::Auditor => t.role_auditor(),
        }
    }
}
