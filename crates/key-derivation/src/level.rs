//! The levels of the national key system.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Where a key stands on the way from the ministry to a card (Article 21 of
/// the Measures). In JSON: its [`name`](Level::name).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The ministry, 部级.
    Ministry,
    /// A province, 省级.
    Province,
    /// A prefecture-level city, 地市级, or a county-level unit directly under
    /// a province.
    Municipality,
    /// A social security card.
    Card,
    /// A secure access module's own control and maintenance keys.
    Psam,
}

impl Level {
    /// Every level, in the order of its number.
    pub const ALL: [Self; 5] = [
        Self::Ministry,
        Self::Province,
        Self::Municipality,
        Self::Card,
        Self::Psam,
    ];

    /// The name people and JSON use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ministry => "ministry",
            Self::Province => "province",
            Self::Municipality => "municipality",
            Self::Card => "card",
            Self::Psam => "psam",
        }
    }

    /// The number of the level, 0 to 4, as it stands in a context.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Ministry => 0,
            Self::Province => 1,
            Self::Municipality => 2,
            Self::Card => 3,
            Self::Psam => 4,
        }
    }

    /// The level of a number.
    ///
    /// # Errors
    /// [`Error::Level`] above 4.
    pub fn from_number(number: u8) -> Result<Self> {
        Self::ALL
            .get(usize::from(number))
            .copied()
            .ok_or_else(|| Error::Level(number.to_string()))
    }

    /// True for a card and a PSAM, which are told apart by a diversifier
    /// within their municipality.
    #[must_use]
    pub const fn is_device(self) -> bool {
        matches!(self, Self::Card | Self::Psam)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Level {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|level| level.name() == name)
            .ok_or_else(|| Error::Level(name.to_owned()))
    }
}
