//! The ways of diversifying.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How a parent key makes its children. A number, once released, never
/// changes its meaning; a fix is a new number. In JSON: its
/// [`name`](Scheme::name).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scheme {
    /// Scheme 1: SP 800-108r1 counter mode with CMAC. The default.
    #[serde(rename = "sp800-108-cmac")]
    Sp800108Cmac,
    /// Scheme 2: one cipher call over an 8-byte factor and its complement,
    /// as the cards in the field have it.
    #[serde(rename = "pboc")]
    Pboc,
}

impl Scheme {
    /// Every scheme, in the order of its number.
    pub const ALL: [Self; 2] = [Self::Sp800108Cmac, Self::Pboc];

    /// The number of the scheme, 1 or 2.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::Sp800108Cmac => 1,
            Self::Pboc => 2,
        }
    }

    /// The name people and JSON use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sp800108Cmac => "sp800-108-cmac",
            Self::Pboc => "pboc",
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Scheme {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|scheme| scheme.name() == name)
            .ok_or_else(|| Error::Scheme(name.to_owned()))
    }
}
