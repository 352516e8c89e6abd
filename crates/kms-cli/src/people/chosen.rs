//! The passphrases that are chosen when a keystore is created.

use quorum::OfficerId;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::explain::passphrase_flaw;
use crate::failure::Failure;
use crate::lang::Lang;
use crate::messages::errors::people::rule_why;
use crate::messages::fails;

/// The passphrases that were chosen so far: nobody may know another's.
#[derive(Default)]
pub struct Chosen(Vec<(OfficerId, Zeroizing<Vec<u8>>)>);

impl Chosen {
    /// Keeps a passphrase; gives whose it is already.
    pub fn take(&mut self, officer: &OfficerId, bytes: Zeroizing<Vec<u8>>) -> Option<OfficerId> {
        let same = |other: &Zeroizing<Vec<u8>>| bool::from(other.as_slice().ct_eq(&bytes));
        let owner = self.0.iter().find(|(_, other)| same(other));
        if let Some((owner, _)) = owner {
            return Some(owner.clone());
        }
        self.0.push((officer.clone(), bytes));
        None
    }
}

/// Refusal of a passphrase that breaks the rule for choosing one.
pub fn refused(lang: Lang, officer: &OfficerId, error: &quorum::Error) -> Failure {
    let what = fails::passphrase_of(lang, officer, passphrase_flaw(lang, error));
    let (why, next) = (rule_why(lang), fails::passphrase_of_next(lang, officer));
    Failure::said(lang, "passphrase", 2, what, why, next)
}

/// Refusal of a passphrase that another custodian chose too.
pub fn shared(lang: Lang, officer: &OfficerId, other: &OfficerId) -> Failure {
    let what = fails::passphrase_shared(lang, officer, other);
    let why = fails::passphrase_shared_why(lang);
    let next = fails::passphrase_of_next(lang, officer);
    Failure::said(lang, "passphrase-shared", 2, what, why, next)
}
