//! What is printed for people to sign: the form of a handover record (Article 24), and the memorandum of keys that pass
//! from one level to the next. One HTML file each, A4, in Chinese or English.
//!
//! Pure, and the only crate that makes HTML. It knows no keystore, no key and no file: everything that it prints is
//! handed to it. The page has no script and asks for nothing from elsewhere; whatever people typed is escaped, what a
//! person could not see is replaced, and text that runs from right to left stays within itself.

mod labels;
mod memorandum;
mod page;
mod qr;
mod terms;
mod text;

use std::collections::BTreeMap;

use handover_record::Account;
use key_derivation::KeyId;

pub use memorandum::{Applied, Memorandum, PassedKey, memorandum};
pub use page::print;

/// In which language the form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 中文
    Chinese,
    /// English
    English,
}

/// What is printed.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// In which language.
    pub language: Language,
    /// The office that hands over: its name and region code.
    pub office: String,
    /// Marked 演练.
    pub rehearsal: bool,
    /// The handover.
    pub account: &'a Account,
    /// What the keys on its carriers are: kind, algorithm, version.
    pub keys: BTreeMap<KeyId, String>,
    /// Who signed the record, by staff code.
    pub signers: Vec<String>,
    /// When the record was made.
    pub created: String,
    /// What leads from the paper to the record and its log.
    pub anchor: Anchor,
    /// Names, where they are to be printed. They are in no record.
    pub names: Names,
}

/// Names of people. Staff codes and representatives' ids have nothing to do with each other: the same one may be in both.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Of officers, by staff code.
    pub officers: BTreeMap<String, String>,
    /// Of third parties' representatives, by id.
    pub representatives: BTreeMap<String, String>,
}

/// What the QR code says, and the foot of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// SHA-256 of the record's payload, or of the package, lower-case hex.
    pub digest: String,
    /// Origin of the checkpoint.
    pub origin: String,
    /// How many entries it covers.
    pub size: u64,
    /// Its root, base64 as in the checkpoint itself.
    pub root: String,
}

/// Why nothing was printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What the QR code must say does not fit one.
    #[error("too long for a QR code")]
    TooLong,
    /// The template could not be filled.
    #[error("the page could not be made: {0}")]
    Template(#[from] askama::Error),
}
