//! How long a letter waits before it is tried again.

use std::time::Duration;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// The pause after each failed attempt, the first failure first.
///
/// They grow, because a fault that has lasted long will probably last longer. The first ones are
/// short, because greylisting (a server that refuses a stranger's first attempt) is over within
/// minutes. Together they cover 41 hours and 21 minutes: a server that is down for a whole day is
/// outlasted. RFC 5321, section 4.5.4.1, asks four to five days of a relay. We are none: the server
/// that takes our letter queues it on for days, and an owner must hear of a failure while there is
/// still time to telephone.
pub const PAUSES: [Duration; 7] = [
    MINUTE,
    MINUTE.saturating_mul(5),
    MINUTE.saturating_mul(15),
    HOUR,
    HOUR.saturating_mul(4),
    HOUR.saturating_mul(12),
    HOUR.saturating_mul(24),
];

/// How many times a letter is tried before it is shown to the owner as *not notified*.
#[expect(clippy::cast_possible_truncation, reason = "the table has seven entries")]
pub const ATTEMPTS_MAX: u32 = PAUSES.len() as u32 + 1;

/// The pause before attempt number `attempt`, counted from 1; it is reckoned from the failure before.
///
/// The first attempt waits for nothing. `None` means that there is no such attempt: the letter has
/// failed [`ATTEMPTS_MAX`] times and its recipient is *not notified*. There is no attempt 0 either.
pub fn pause_before_attempt(attempt: u32) -> Option<Duration> {
    match attempt.checked_sub(2) {
        Some(failures_before) => PAUSES.get(usize::try_from(failures_before).ok()?).copied(),
        None if attempt == 1 => Some(Duration::ZERO),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_and_ends() {
        let seconds: Vec<_> =
            (0..=10).map(|attempt| pause_before_attempt(attempt).map(|p| p.as_secs())).collect();
        assert_eq!(
            seconds,
            [
                None,
                Some(0),
                Some(60),
                Some(300),
                Some(900),
                Some(3_600),
                Some(14_400),
                Some(43_200),
                Some(86_400),
                None,
                None
            ]
        );
        assert_eq!(ATTEMPTS_MAX, 8);
        assert_eq!(PAUSES.iter().sum::<Duration>().as_secs() / 60, 41 * 60 + 21);
        assert_eq!(pause_before_attempt(u32::MAX), None);
    }
}
