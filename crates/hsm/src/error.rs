//! What can fail at the seam, as data. Sentences for people are made elsewhere, from the variant.

use key_derivation::Kcv;

/// One field of a key's descriptor or of a key block's header, named when two sides disagree on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// Where the key comes from: generated, derived or received.
    Origin,
    /// The region whose master it is.
    Owner,
    /// The region whose key it is.
    Region,
    /// The level of that region.
    Level,
    /// The kind of key in the catalogue.
    Kind,
    /// The algorithm of the key; in a header character 7 (`A`, `T`, `4`).
    Algorithm,
    /// The key version; in a header the characters 9-10.
    KeyVersion,
    /// The diversification scheme.
    Scheme,
    /// Diversifications left.
    LevelsLeft,
    /// The id of the parent key.
    Parent,
    /// The check value of the parent key.
    ParentKcv,
    /// The exact input that made the key.
    Context,
    /// Key usage, header characters 5-6.
    Usage,
    /// Mode of use, header character 8.
    Mode,
    /// Exportability, header character 11.
    Exportability,
    /// Optional block `LB`.
    Label,
    /// Optional block `KC`: check value of the key inside.
    CheckValue,
    /// Optional block `KP`: check value of the protection key.
    ProtectionCheckValue,
    /// An optional block that this system neither writes nor understands.
    OptionalBlock,
    /// The length of the key inside the block.
    KeyLength,
}

impl Field {
    /// A stable name of the field, for messages and for machine-readable output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::Owner => "owner",
            Self::Region => "region",
            Self::Level => "level",
            Self::Kind => "kind",
            Self::Algorithm => "algorithm",
            Self::KeyVersion => "version",
            Self::Scheme => "scheme",
            Self::LevelsLeft => "levels_left",
            Self::Parent => "parent",
            Self::ParentKcv => "parent_kcv",
            Self::Context => "context",
            Self::Usage => "usage",
            Self::Mode => "mode",
            Self::Exportability => "exportability",
            Self::Label => "LB",
            Self::CheckValue => "KC",
            Self::ProtectionCheckValue => "KP",
            Self::OptionalBlock => "optional block",
            Self::KeyLength => "key length",
        }
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The place in a key block that does not follow X9.143.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// Characters outside printable ASCII.
    Characters,
    /// Shorter than any key block, longer than four digits can say, or not whole cipher blocks.
    Size,
    /// The length field does not say the length.
    TotalLength,
    /// Usage, algorithm, mode, version or exportability hold a character they may not.
    Attributes,
    /// The reserved characters 14-15 are not `00`.
    Reserved,
    /// The number of optional blocks is not two digits.
    OptionalCount,
    /// An optional block has a bad id or length, appears twice, or overruns the block.
    OptionalBlock,
    /// The optional blocks do not end on a cipher block, or the padding block is not the last.
    Padding,
    /// Encrypted key or MAC is not upper-case hexadecimal of the right size.
    Payload,
    /// The length in front of the key is not that of a key in this payload.
    KeyLength,
}

impl Part {
    /// A stable name of the place.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Size => "size",
            Self::TotalLength => "total length",
            Self::Attributes => "attributes",
            Self::Reserved => "reserved characters",
            Self::OptionalCount => "number of optional blocks",
            Self::OptionalBlock => "optional block",
            Self::Padding => "padding block",
            Self::Payload => "payload",
            Self::KeyLength => "key length",
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// What was sealed in a blob that does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A key.
    Key,
    /// A transport key with its components.
    Transport,
    /// The keystore's identity key.
    Identity,
}

impl std::fmt::Display for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Key => "key",
            Self::Transport => "transport key",
            Self::Identity => "identity key",
        })
    }
}

/// Every way in which a call to a backend can fail.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Random,
    /// What the officers approved is not what was called, or fewer than a quorum approved it.
    #[error("the approval of {action} does not permit {call}")]
    NotApproved {
        /// The call that was refused.
        call: &'static str,
        /// The action that was approved.
        action: &'static str,
    },
    /// An approval, or a transport key, that belongs to another keystore.
    #[error("meant for keystore {found}, this backend serves {expected}")]
    Keystore {
        /// The keystore this backend was unlocked for.
        expected: String,
        /// The keystore named in the approval or in the transport descriptor.
        found: String,
    },
    /// A sealed blob is damaged, or belongs to another keystore, key or root secret.
    #[error("the sealed {0} does not open: damaged, or bound to something else")]
    Sealed(Kept),
    /// A sealed blob has a layout that this version does not know.
    #[error("the sealed {kept} has the unknown layout {layout}")]
    Layout {
        /// What was sealed.
        kept: Kept,
        /// The first byte of the blob.
        layout: u8,
    },
    /// A key has another check value than the one recorded for it.
    #[error("check value {found} found where {expected} is recorded")]
    CheckValue {
        /// The recorded value.
        expected: Kcv,
        /// The value of the key in the blob.
        found: Kcv,
    },
    /// A key's descriptor contradicts the call, its parent or its derivation input.
    #[error("the key's descriptor contradicts the call in: {0}")]
    Descriptor(Field),
    /// A key block's header contradicts the descriptor it came with.
    #[error("the key block's header contradicts the key's descriptor in: {0}")]
    Header(Field),
    /// More diversification steps than the key has left.
    #[error("{asked} diversifications asked of a key with {left} left")]
    LevelsExhausted {
        /// Diversifications the parent has left.
        left: u8,
        /// Steps asked for.
        asked: usize,
    },
    /// A diversification without any step.
    #[error("a diversification needs at least one step")]
    NoSteps,
    /// A key block that is not of version D.
    #[error("key block version {0:?} is not supported, only D")]
    BlockVersion(char),
    /// A key block that does not follow X9.143.
    #[error("malformed key block: {0}")]
    BlockSyntax(Part),
    /// A key block that was altered, or made under another protection key.
    #[error("the key block does not verify: altered, or another protection key")]
    BlockMac,
    /// A key block protection key of a size that is not allowed here.
    #[error("a key block protection key of {0} bytes is not allowed here")]
    ProtectionKey(usize),
    /// A transport key in a number of components that is not 2 or 3.
    #[error("{0} transport key components, 2 or 3 are needed")]
    ComponentCount(usize),
    /// A component of the wrong length, or the same component twice.
    #[error("transport key component {0} has the wrong length or was given twice")]
    Component(usize),
    /// A received transport key: its components are with its custodians, not here.
    #[error("this keystore received the transport key and holds no components of it")]
    NoComponents,
    /// A refusal of the key derivation.
    #[error(transparent)]
    Derivation(#[from] key_derivation::Error),
    /// Associated data that has no canonical form.
    #[error(transparent)]
    Canonical(#[from] audit_log::Error),
}

/// The result of a call to a backend.
pub type Result<T> = std::result::Result<T, Error>;
