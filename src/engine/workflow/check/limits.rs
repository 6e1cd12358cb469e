//! What limits over the tracks ask of a running procedure.

use super::Check;
use crate::engine::calendar::DAYS_MAX;
use crate::engine::select::across::OnSilence;
use crate::engine::workflow::definition::Definition;

impl Check<'_> {
    /// Whose places are counted, and how long somebody is asked.
    pub(super) fn limits(&mut self, definition: &Definition) {
        for (i, limit) in definition.limits.iter().enumerate() {
            let path = format!("limits[{i}]");
            if limit.by.as_ref().is_some_and(|by| by.text().contains("applicant.id")) {
                let message = "each application has an id of its own: this limits nobody".to_owned();
                let hint = "leave `by` out to count by whoever leads, or name a fact";
                self.error("G-LIMIT", &format!("{path}.by"), message, hint);
            }
            let Some(answer) = limit.answer else { continue };
            if answer.days == 0 || answer.days > DAYS_MAX {
                let message = format!("{} days", answer.days);
                let hint = format!("between 1 and {DAYS_MAX}");
                self.error("G-LIMIT", &format!("{path}.answer.days"), message, hint);
            }
            if limit.on_silence == OnSilence::Wait {
                let message = "whoever says nothing is waited for, so that the days have no end".to_owned();
                let hint = "take `answer` out, or let `on_silence` say what is kept";
                self.error("G-LIMIT", &format!("{path}.answer"), message, hint);
            }
        }
    }
}
