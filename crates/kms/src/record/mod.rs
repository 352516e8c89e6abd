//! The record of a handover to a third party (Article 24): signed by officers, checked by anyone.
//!
//! Its format is in `handover-record/RECORD.md`. [`issue()`] makes one, [`verify()`] checks one without any keystore,
//! and [`print()`] makes its printed form.

mod files;
mod issue;
mod print;
mod select;
mod verify;
mod wire;

use std::collections::BTreeSet;

use handover_record::{Account, Mark, Teller};
use key_derivation::KeyId;
use keystore::{Event, Excerpt};

pub use files::{Written, write};
pub use handover_print::{Error as PrintError, Language, Names};
pub use issue::{Record, issue};
pub use print::print;
pub use verify::{KeysFrom, Report, verify};
pub use wire::{EntryProof, KeyNote, MAX_RECORD, RecordPayload};

/// What entries of a log tell of a handover; making and checking a record share this. None where they tell nothing of
/// it.
fn told<'a>(
    excerpt: &mut Excerpt,
    entries: impl Iterator<Item = &'a Vec<u8>>,
    handover: &Mark,
) -> keystore::Result<Option<Account>> {
    let mut teller = Teller::new(handover.clone());
    for entry in entries {
        if let Event::Custody(event) = excerpt.take(entry)? {
            teller.hear(&excerpt.state().register, &event);
        }
    }
    Ok(teller.finish(&excerpt.state().register))
}

/// The keys on a handover's carriers, each once, in order.
fn keys_of(account: &Account) -> BTreeSet<KeyId> {
    let contents = account.items.iter().flat_map(|item| &item.keys);
    contents.map(|content| content.key).collect()
}
