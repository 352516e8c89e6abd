//! The canonical context of scheme 1: one child, one byte string.
//!
//! Each field stands exactly once, in this order, as
//! `tag(1) ‖ length(1) ‖ value`, numbers big-endian:
//!
//! | tag | field | length | value |
//! |---|---|---|---|
//! | 01 | scheme | 2 | 1 |
//! | 02 | level of the child | 1 | 1 province, 2 municipality, 3 card, 4 PSAM |
//! | 03 | region; of a card or PSAM its municipality | 6 | ASCII digits |
//! | 04 | kind of key | 2 | from the catalogue |
//! | 05 | algorithm of the child | 2 | ASCII code |
//! | 06 | key version | 2 | 1 to 99 |
//! | 07 | diversifier | 0, or 1 to 16 for a card or PSAM | as given |
//!
//! What varies from card to card stands last.

use crate::{Algorithm, Child, Error, KeyVersion, KindCode, Level, RegionCode, Result, Scheme};

/// Bytes of a context without its diversifier.
pub(crate) const BASE_LEN: usize = 29;
/// The longest diversifier, in bytes.
const MAX_DIVERSIFIER: usize = 16;

/// What names one child key of scheme 1, checked: 29 to 45 bytes encoded.
///
/// Two contexts are equal exactly when their encodings are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Context(Child);

impl Context {
    /// The context of a child.
    ///
    /// # Errors
    /// [`Error::ChildLevel`], [`Error::ChildRegion`],
    /// [`Error::AlgorithmInScheme`], [`Error::Diversifier`].
    pub fn new(child: Child) -> Result<Self> {
        child.check(Scheme::Sp800108Cmac)?;
        let fits = match child.diversifier.len() {
            0 => !child.level.is_device(),
            1..=MAX_DIVERSIFIER => child.level.is_device(),
            _ => false,
        };
        if !fits {
            return Err(child.wrong_diversifier(Scheme::Sp800108Cmac));
        }
        Ok(Self(child))
    }

    /// Whether both name the same child but for the bytes of the diversifier.
    #[must_use]
    pub fn is_sibling(&self, other: &Self) -> bool {
        let Child {
            level,
            region,
            kind,
            algorithm,
            version,
            ref diversifier,
        } = other.0;
        let ours = &self.0;
        (ours.level, ours.region, ours.kind) == (level, region, kind)
            && (ours.algorithm, ours.version) == (algorithm, version)
            && ours.diversifier.len() == diversifier.len()
    }

    /// The child that is named.
    #[must_use]
    pub const fn child(&self) -> &Child {
        &self.0
    }

    /// The canonical bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let child = &self.0;
        let fields: [&[u8]; 7] = [
            &Scheme::Sp800108Cmac.number().to_be_bytes(),
            &[child.level.number()],
            child.region.as_bytes(),
            &child.kind.value().to_be_bytes(),
            child.algorithm.code().as_bytes(),
            &child.version.number().to_be_bytes(),
            &child.diversifier,
        ];
        let mut bytes = Vec::with_capacity(BASE_LEN + child.diversifier.len());
        for (tag, value) in (1..).zip(fields) {
            // No field is longer than the 16 bytes of a diversifier.
            bytes.extend([tag, value.len() as u8]);
            bytes.extend(value);
        }
        bytes
    }

    /// Reads canonical bytes; every other byte string is refused.
    ///
    /// # Errors
    /// [`Error::ContextField`], [`Error::ContextTail`],
    /// [`Error::ContextScheme`] for the form; what the fields' own types and
    /// [`Context::new`] say for the values.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut fields = Fields { rest: bytes };
        let scheme = u16::from_be_bytes(fields.array(1)?);
        if scheme != Scheme::Sp800108Cmac.number() {
            return Err(Error::ContextScheme(scheme));
        }
        let [level] = fields.array(2)?;
        let child = Child {
            level: Level::from_number(level)?,
            region: RegionCode::try_from(&fields.array::<6>(3)?[..])?,
            kind: KindCode::new(u16::from_be_bytes(fields.array(4)?))?,
            algorithm: Algorithm::from_code(&String::from_utf8_lossy(&fields.array::<2>(5)?))?,
            version: KeyVersion::new(u16::from_be_bytes(fields.array(6)?))?,
            diversifier: fields.value(7)?.to_vec(),
        };
        match fields.rest.len() {
            0 => Self::new(child),
            tail => Err(Error::ContextTail(tail)),
        }
    }
}

/// Takes fields off the front, one after the other.
struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    fn value(&mut self, tag: u8) -> Result<&'a [u8]> {
        let [found, len, rest @ ..] = self.rest else {
            return Err(Error::ContextField { tag });
        };
        let (value, rest) = rest
            .split_at_checked(usize::from(*len))
            .filter(|_| *found == tag)
            .ok_or(Error::ContextField { tag })?;
        self.rest = rest;
        Ok(value)
    }

    fn array<const N: usize>(&mut self, tag: u8) -> Result<[u8; N]> {
        let value = self.value(tag)?;
        value.try_into().map_err(|_| Error::ContextField { tag })
    }
}
