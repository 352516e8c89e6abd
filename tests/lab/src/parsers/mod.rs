//! Every parser of outside bytes behind one door: what the fuzzer, its corpus's replay and the failure vectors all
//! call. A parser may accept or refuse; whatever it accepts must also encode to the same bytes again. A broken
//! property panics, which a fuzzer reports as it does a crash.

mod applications;
mod blocks;
mod logs;
mod offices;
mod records;
mod refusal;
mod short_log;
mod signed;

pub use blocks::seal;
pub use logs::signature_line;
pub use offices::{CLOSED, Office, Scene, scene};
pub use refusal::Refusal;
pub use short_log::Log;

/// What a parser says: nothing, or why it refuses.
pub type Verdict = Result<(), Refusal>;

/// One kind of outside bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `.kmspkg`: JWS, payload and every check that its recipient makes before a passphrase.
    Package,
    /// `.kmsack`: JWS, payload and every check that the package's sender makes before a passphrase.
    Receipt,
    /// A transport key's component image.
    Component,
    /// An identity file, and whether it may be enrolled.
    Identity,
    /// A key block of X9.143 under a constant protection key.
    KeyBlock,
    /// The derivation input of scheme 1.
    Context,
    /// A signed note with a checkpoint and, where there are more lines, its cosignature.
    Checkpoint,
    /// An exported audit log, replayed, as whoever cosigns it checks it.
    LogExport,
    /// A file of test vectors for `self-test --vectors`.
    Vectors,
    /// A regional catalogue of key kinds.
    Catalogue,
    /// `.kmsrecord`: a record of a handover, as whoever has its office's identity checks it.
    HandoverRecord,
    /// `.kmsapp`: a key application, as the level above checks it.
    Application,
}

impl Format {
    /// Every one.
    pub const ALL: [Self; 12] = [
        Self::Package,
        Self::Receipt,
        Self::Component,
        Self::Identity,
        Self::KeyBlock,
        Self::Context,
        Self::Checkpoint,
        Self::LogExport,
        Self::Vectors,
        Self::Catalogue,
        Self::HandoverRecord,
        Self::Application,
    ];

    /// Its name: that of its fuzz target and of its folders of seeds and corpus.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Receipt => "receipt",
            Self::Component => "component",
            Self::Identity => "identity",
            Self::KeyBlock => "key_block",
            Self::Context => "context",
            Self::Checkpoint => "checkpoint",
            Self::LogExport => "log_export",
            Self::Vectors => "vectors",
            Self::Catalogue => "catalogue",
            Self::HandoverRecord => "handover_record",
            Self::Application => "application",
        }
    }

    /// Reads `bytes` as a keystore of the [`scene`] does that receives them.
    ///
    /// # Errors
    /// The refusal.
    ///
    /// # Panics
    /// Where something was accepted that has a second spelling.
    pub fn read(self, bytes: &[u8]) -> Verdict {
        match self {
            Self::Package => signed::package(bytes),
            Self::Receipt => signed::receipt(bytes),
            Self::Component => signed::component(bytes),
            Self::Identity => signed::identity(bytes),
            Self::KeyBlock => blocks::key_block(bytes),
            Self::Context => blocks::context(bytes),
            Self::Checkpoint => logs::checkpoint(bytes),
            Self::LogExport => logs::log_export(bytes),
            Self::Vectors => blocks::vectors(bytes),
            Self::Catalogue => blocks::catalogue(bytes),
            Self::HandoverRecord => records::handover_record(bytes),
            Self::Application => applications::application(bytes),
        }
    }

    /// What a fuzzer does with `bytes`: reads them as they stand and, where a signature or a MAC would stop every
    /// altered input at the door, once more as the content that somebody with the key has sealed.
    ///
    /// # Panics
    /// As [`Self::read`].
    pub fn probe(self, bytes: &[u8]) {
        // Acceptance and refusal are both right here; `read` has looked at what was accepted.
        let _ = self.read(bytes);
        let sealed = match self {
            Self::Package => signed::sealed_package(bytes),
            Self::Receipt => signed::sealed_receipt(bytes),
            Self::Component => signed::checked_component(bytes),
            Self::KeyBlock => blocks::sealed_block(bytes),
            Self::Checkpoint => logs::sealed_note(bytes),
            Self::LogExport => logs::sealed_log(bytes),
            Self::HandoverRecord => records::sealed_record(bytes),
            Self::Application => applications::sealed_application(bytes),
            Self::Identity | Self::Context | Self::Vectors | Self::Catalogue => None,
        };
        if let Some(sealed) = sealed {
            let _ = self.read(&sealed);
        }
    }
}
