//! The ways of diversifying, and what they are given.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Algorithm, Context, Error, KeyVersion, KindCode, Level, RegionCode, Result, pboc};

/// How a parent key makes its children. A number, once released, never
/// changes its meaning; a fix is a new number. In JSON: its
/// [`name`](Scheme::name).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scheme {
    /// Scheme 1: SP 800-108r1 counter mode with CMAC. The default.
    #[serde(rename = "sp800-108-cmac")]
    Sp800108Cmac,
    /// Scheme 2: the cipher over an 8-byte factor and its complement, as the
    /// cards in the field have it.
    ///
    /// It separates purposes weakly, since only the factor goes in: the
    /// master of a kind must serve that kind alone, and no factor may repeat
    /// under one parent.
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

    /// True where parents and children of this algorithm fit the scheme:
    /// AES and SM4 in scheme 1, SM4 and 3DES in scheme 2.
    #[must_use]
    pub const fn serves(self, algorithm: Algorithm) -> bool {
        match algorithm {
            Algorithm::Aes128 | Algorithm::Aes192 | Algorithm::Aes256 => {
                matches!(self, Self::Sp800108Cmac)
            }
            Algorithm::Sm4 => true,
            Algorithm::Tdes2 => matches!(self, Self::Pboc),
        }
    }

    /// Refuses an algorithm that the scheme does not serve.
    pub(crate) fn check(self, algorithm: Algorithm) -> Result<()> {
        if self.serves(algorithm) {
            return Ok(());
        }
        Err(Error::AlgorithmInScheme {
            scheme: self,
            algorithm,
        })
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

/// A child key that someone asks for. Whether they may is not decided here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Child {
    /// Where the child will stand.
    pub level: Level,
    /// Whose it will be; of a card or PSAM, its municipality.
    pub region: RegionCode,
    /// What it is for.
    pub kind: KindCode,
    /// The cipher it is for.
    pub algorithm: Algorithm,
    /// Its version, the same as its parent's.
    pub version: KeyVersion,
    /// Which card or PSAM; empty for a region.
    pub diversifier: Vec<u8>,
}

impl Child {
    /// What every scheme asks: a level and a region that something descends
    /// to, and an algorithm of the scheme's own.
    pub(crate) fn check(&self, scheme: Scheme) -> Result<()> {
        if self.level == Level::Ministry {
            return Err(Error::ChildLevel(self.level));
        }
        if self.region == RegionCode::MINISTRY {
            return Err(Error::ChildRegion);
        }
        scheme.check(self.algorithm)
    }

    pub(crate) fn wrong_diversifier(&self, scheme: Scheme) -> Error {
        Error::Diversifier {
            scheme,
            level: self.level,
            found: self.diversifier.len(),
        }
    }
}

/// The exact input that makes a child: with the parent's value, all that is
/// needed to make it again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Input {
    /// Scheme 1.
    Context(Context),
    /// Scheme 2.
    Factor([u8; pboc::FACTOR_LEN]),
}

impl Input {
    /// The input that makes `child` under `scheme`.
    ///
    /// # Errors
    /// What [`Context::new`] says for scheme 1. For scheme 2
    /// [`Error::ChildLevel`], [`Error::ChildRegion`],
    /// [`Error::AlgorithmInScheme`] for AES, [`Error::Diversifier`] unless a
    /// region has none and a card or PSAM one of 8 bytes,
    /// [`Error::DegenerateFactor`].
    pub fn for_child(scheme: Scheme, child: &Child) -> Result<Self> {
        match scheme {
            Scheme::Sp800108Cmac => Context::new(child.clone()).map(Self::Context),
            Scheme::Pboc => pboc::factor(child).map(Self::Factor),
        }
    }

    /// Reads back [`to_bytes`](Self::to_bytes): 8 bytes are a factor, since a
    /// context always has at least 29.
    ///
    /// # Errors
    /// What [`Context::decode`] says.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        match bytes.try_into() {
            Ok(factor) => Ok(Self::Factor(factor)),
            Err(_) => Context::decode(bytes).map(Self::Context),
        }
    }

    /// The encoded context, 29 to 45 bytes, or the factor, 8 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Context(context) => context.encode(),
            Self::Factor(factor) => factor.to_vec(),
        }
    }

    /// [`to_bytes`](Self::to_bytes) in lower-case hexadecimal, as a
    /// descriptor records it.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.to_bytes())
    }

    /// The bytes that name a card or PSAM: the context's diversifier, or the
    /// factor.
    #[must_use]
    pub fn diversifier(&self) -> &[u8] {
        match self {
            Self::Context(context) => &context.child().diversifier,
            Self::Factor(factor) => factor,
        }
    }

    /// The scheme this input belongs to.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        match self {
            Self::Context(_) => Scheme::Sp800108Cmac,
            Self::Factor(_) => Scheme::Pboc,
        }
    }
}
