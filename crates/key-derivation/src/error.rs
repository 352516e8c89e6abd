//! The one error type of this crate.

use crate::{Algorithm, KindCode, Level, RegionCode, Scheme};

/// What this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a name, a context or a derivation was refused.
///
/// No variant ever carries key material.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is not the name or the two-character code of an algorithm.
    #[error("unknown algorithm {0:?}")]
    Algorithm(String),
    /// The text or number names no level.
    #[error("unknown level {0:?}")]
    Level(String),
    /// The text or number names no diversification scheme.
    #[error("unknown diversification scheme {0:?}")]
    Scheme(String),
    /// The text is not six ASCII digits.
    #[error("region code {0:?} is not six ASCII digits")]
    RegionCode(String),
    /// The text is not four upper-case hexadecimal digits, or is `0000`.
    #[error("key kind {0:?} is not four upper-case hexadecimal digits from 0001 to FFFF")]
    KindCode(String),
    /// The number is outside 1 to 99.
    #[error("key version {0} is outside 1 to 99")]
    KeyVersion(u16),
    /// The text is not a version 4 UUID in its canonical lower-case form.
    #[error("key id {0:?} is not a canonical version 4 UUID")]
    KeyId(String),
    /// The text is not a check value of 3 or 5 bytes in upper-case hexadecimal.
    #[error("check value {0:?} is not 6 or 10 upper-case hexadecimal digits")]
    CheckValue(String),
    /// A secret must have 1 to 32 bytes.
    #[error("a secret of {0} bytes is outside 1 to 32")]
    SecretLength(usize),
    /// The key has not the length its algorithm wants.
    #[error("a key of {found} bytes is not a key of {algorithm}")]
    KeyLength {
        /// The algorithm the key was said to be for.
        algorithm: Algorithm,
        /// The length that was found, in bytes.
        found: usize,
    },
    /// The scheme does not serve this algorithm.
    #[error("{algorithm} has no place in scheme {scheme}")]
    AlgorithmInScheme {
        /// The scheme asked for.
        scheme: Scheme,
        /// The algorithm it does not serve.
        algorithm: Algorithm,
    },
    /// The operation needs a cipher with a block of 16 bytes.
    #[error("{0} has no block of 16 bytes")]
    BlockSize(Algorithm),
    /// Nothing is diversified *to* this level: the ministry has no parent.
    #[error("no key of level {0} is the child of another key")]
    ChildLevel(Level),
    /// A child was named for the ministry's own region `000000`.
    #[error("a child key cannot belong to region 000000")]
    ChildRegion,
    /// The diversifier has not the length its level and scheme want.
    #[error("a diversifier of {found} bytes does not fit level {level} in scheme {scheme}")]
    Diversifier {
        /// The scheme asked for.
        scheme: Scheme,
        /// The level of the child.
        level: Level,
        /// The length that was found, in bytes.
        found: usize,
    },
    /// A 3DES factor or session random of all 00 or all FF: the result would
    /// contain the parent's own zero-block check value.
    #[error("a 3DES factor of all 00 or all FF is refused")]
    DegenerateFactor,
    /// A field of the context is missing, out of order or of a wrong length.
    #[error("context: no well-formed field {tag:02X} at its place")]
    ContextField {
        /// The tag that was wanted at this place.
        tag: u8,
    },
    /// Bytes follow the last field of the context.
    #[error("context: {0} bytes follow the last field")]
    ContextTail(usize),
    /// The recorded input is not lower-case hexadecimal.
    #[error("context: not lower-case hexadecimal")]
    ContextHex,
    /// The context is of another scheme than 1.
    #[error("context: scheme number {0} is not 1")]
    ContextScheme(u16),
    /// The child would be stronger than its parent.
    #[error("a child of {child} is stronger than its parent of {parent}")]
    ChildStronger {
        /// The parent's algorithm.
        parent: Algorithm,
        /// The child's algorithm.
        child: Algorithm,
    },
    /// The child asked for is not of the algorithm that the input names.
    #[error("the input makes a key of {named}, not of {asked}")]
    ChildAlgorithm {
        /// The algorithm that follows from the input.
        named: Algorithm,
        /// The algorithm asked for.
        asked: Algorithm,
    },
    /// More output than the counter can number (SP 800-108r1, 4.1, step 2).
    #[error("{0} bytes of output are more than the counter can number")]
    OutputLength(usize),
    /// The region table holds no such code.
    #[error("region {0} is not in the region table")]
    RegionUnknown(RegionCode),
    /// The code is a pseudo code under which code books print counties.
    #[error("region {0} is a heading, not a region")]
    RegionHeading(RegionCode),
    /// Hong Kong, Macao, Taiwan or the Xinjiang Production and Construction
    /// Corps.
    #[error("region {0} takes no part in this key system")]
    RegionSpecial(RegionCode),
    /// The code is not in force any more.
    #[error("region {code} is abolished")]
    RegionAbolished {
        /// The code asked for.
        code: RegionCode,
        /// Who took its territory.
        successors: Vec<RegionCode>,
    },
    /// The ministry stands above all: nobody diversifies keys to it.
    #[error("the ministry receives no sub-keys")]
    RegionMinistry,
    /// The region table is malformed.
    #[error("region table, line {line}: {what}")]
    RegionTable {
        /// The line, from 1; 0 for the table as a whole.
        line: usize,
        /// What is wrong there.
        what: &'static str,
    },
    /// A catalogue file is larger than allowed.
    #[error("a catalogue file of {0} bytes is too large")]
    CatalogueSize(usize),
    /// A catalogue file is not the JSON it should be.
    #[error("catalogue file: {0:?}")]
    CatalogueSyntax(String),
    /// A catalogue file does not say that it is of the format known here.
    #[error("catalogue file: not of format kms-catalogue/1")]
    CatalogueFormat,
    /// A catalogue file has no kinds, or too many.
    #[error("catalogue file: {0} kinds are none or too many")]
    CatalogueKinds(usize),
    /// An application in the built-in catalogue is malformed.
    #[error("catalogue file: application {0:?} is malformed")]
    CatalogueApplication(String),
    /// A region's file may not give a number of national meaning.
    #[error("kind {0} has a number of national meaning, which no region gives")]
    KindNational(KindCode),
    /// The number or the name of the kind is taken.
    #[error("kind {code} {name}: the number or the name is taken")]
    KindRedefined {
        /// The number in the file.
        code: KindCode,
        /// The name in the file.
        name: String,
    },
    /// A member of the kind has a value that is not allowed.
    #[error("kind {code}: member {member} has a value that is not allowed")]
    KindMember {
        /// The kind.
        code: KindCode,
        /// The member's name.
        member: &'static str,
    },
}
