//! Whose each command is.

use super::commands::Do;

impl Do {
    /// Whether it is for those who apply, and not for an office.
    pub const fn is_applicants(&self) -> bool {
        matches!(
            self,
            Self::Begin { .. }
                | Self::Save { .. }
                | Self::RemoveFile { .. }
                | Self::Invite { .. }
                | Self::RemoveMember { .. }
                | Self::Sign { .. }
                | Self::Decline { .. }
                | Self::Submit { .. }
                | Self::Confirm { .. }
                | Self::Withdraw { .. }
                | Self::DeclinePlace { .. }
                | Self::KeepPlaces { .. }
                | Self::HandInCure { .. }
                | Self::Complain { .. }
                | Self::SignMandate { .. }
                | Self::NameSignatory { .. }
                | Self::Register { .. }
                | Self::Recommend { .. }
                | Self::Stand { .. }
        )
    }

    /// Whether it is about webhooks, which need no procedure.
    pub const fn is_webhooks(&self) -> bool {
        matches!(
            self,
            Self::MakeWebhook { .. }
                | Self::TryWebhook { .. }
                | Self::RemoveWebhook { .. }
                | Self::CallAgain { .. }
        )
    }

    /// Whether anybody who is known may do it.
    pub const fn is_anybodys(&self) -> bool {
        matches!(self, Self::Follow {} | Self::Unfollow {} | Self::Ask { .. })
    }
}
