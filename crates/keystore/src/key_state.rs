//! Key states and the transitions between them (NIST SP 800-57 part 1 rev. 5, section 7).

use quorum::Action;
use serde::{Deserialize, Serialize};

/// The state of one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyState {
    /// Made, not yet in use.
    PreActivation,
    /// In use.
    Active,
    /// Taken out of use for a time.
    Suspended,
    /// No longer used to protect anything new.
    Deactivated,
    /// Known or suspected to be known to somebody else.
    Compromised,
    /// Its bytes are erased; only the record remains.
    Destroyed,
}

impl KeyState {
    /// Every state, in the order of a key's life.
    pub const ALL: [Self; 6] = [
        Self::PreActivation,
        Self::Active,
        Self::Suspended,
        Self::Deactivated,
        Self::Compromised,
        Self::Destroyed,
    ];

    /// Stable name, as in events and `--json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PreActivation => "pre-activation",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Deactivated => "deactivated",
            Self::Compromised => "compromised",
            Self::Destroyed => "destroyed",
        }
    }

    /// Whether a key in this state counts as one of a kind's two to four live versions.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::PreActivation | Self::Active | Self::Suspended)
    }

    /// Whether a key may go from this state to `to`. Destruction is stricter than SP 800-57: only a key
    /// that is out of use already can be destroyed.
    #[must_use]
    pub const fn may_become(self, to: Self) -> bool {
        match self {
            Self::PreActivation => matches!(to, Self::Active | Self::Suspended | Self::Compromised),
            Self::Active => matches!(to, Self::Suspended | Self::Deactivated | Self::Compromised),
            Self::Suspended => matches!(to, Self::Active | Self::Deactivated | Self::Compromised),
            Self::Deactivated => matches!(to, Self::Compromised | Self::Destroyed),
            Self::Compromised => matches!(to, Self::Destroyed),
            Self::Destroyed => false,
        }
    }

    /// The action that officers approve to bring a key into this state; none leads back to
    /// pre-activation.
    #[must_use]
    pub const fn action(self) -> Option<Action> {
        match self {
            Self::PreActivation => None,
            Self::Active => Some(Action::KeyActivate),
            Self::Suspended => Some(Action::KeySuspend),
            Self::Deactivated => Some(Action::KeyDeactivate),
            Self::Compromised => Some(Action::KeyCompromise),
            Self::Destroyed => Some(Action::KeyDestroy),
        }
    }
}
