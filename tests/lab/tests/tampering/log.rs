//! A real keystore with a long log, and its log as somebody holds it who can write the file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use audit_log::{Checkpoint, Entry, LogKey, Tree, leaf_hash, sign_checkpoint};
use key_derivation::{Algorithm, Catalogue, KeyId};
use keystore::{Head, KeyState, Keystore};
use kms::Session;
use kms::keys;
use lab::{OFFICERS, found, new_key, passphrase, unlock};
use quorum::{EnvelopeContext, OfficerId, SigningKey};
use rusqlite::params;

use crate::behind::tamper;

const REGION: &str = "410000";
/// After so many entries the keystore is closed, and unlocked again with an `attempt`.
const SITTING: u64 = 8;

/// An entry, and the checkpoint that was signed when the log ended with it.
#[derive(Clone)]
pub struct Item {
    pub entry: Vec<u8>,
    pub note: Option<String>,
}

/// A log as of one moment, what became of it later, and copies of the file on the way.
pub struct History {
    /// The file as of that moment.
    pub path: PathBuf,
    pub items: Vec<Item>,
    /// Every checkpoint, also those signed later.
    pub notes: BTreeMap<u64, String>,
    /// Copies of the file from earlier, with the number of entries in each.
    pub snapshots: Vec<(u64, PathBuf)>,
    /// The genuine tree.
    pub tree: Tree,
    /// The state of the key that the log is about.
    pub state: KeyState,
    pub insider: Insider,
}

/// What the passphrase of one officer gives, and nothing more.
pub struct Insider {
    pub officer: OfficerId,
    pub signing: SigningKey,
    log_key: LogKey,
    pub keystore: String,
    origin: String,
}

impl History {
    /// A history of `entries` entries, the last one an attempt that no checkpoint covers; and a few more sittings.
    pub fn of(folder: &Path, entries: u64) -> Self {
        let path = folder.join("whole.kms");
        let key = begin(&path);
        let (mut snapshots, mut moment) = (Vec::new(), None);
        while moment.is_none() || Keystore::open(&path).unwrap().head().size < entries + 20 {
            let size = Keystore::open(&path).unwrap().head().size;
            let copy = folder.join(format!("{size}.kms"));
            fs::copy(&path, &copy).unwrap();
            if size + 1 < entries {
                snapshots.push((size, copy));
            } else {
                moment.get_or_insert(copy);
            }
            sitting(&path, key, size, entries);
        }
        let whole = Keystore::open_read_only(&path).unwrap();
        let path = moment.unwrap();
        let mut short = Keystore::open(&path).unwrap();
        let attempt = keystore::event::Attempt {
            command: "the last one".into(),
            officers: vec![OFFICERS[2].parse().unwrap()],
        };
        short.attempt("2099-01-01T00:00:00Z", attempt).unwrap();
        drop(short);
        let short = Keystore::open_read_only(&path).unwrap();
        let notes: BTreeMap<_, _> = whole.checkpoints().unwrap().collect();
        let held: BTreeMap<_, _> = short.checkpoints().unwrap().collect();
        let item = |(seq, entry): (u64, keystore::Result<Vec<u8>>)| Item {
            entry: entry.unwrap(),
            note: held.get(&seq).cloned(),
        };
        Self {
            items: (1..).zip(short.entries()).map(item).collect(),
            tree: short.tree().clone(),
            state: short.state().keys[&key].state,
            insider: Insider::of(&short),
            notes,
            snapshots,
            path,
        }
    }

    /// The checkpoints that were signed over entry `seq` and whatever came later.
    pub fn newer(&self, seq: u64) -> Vec<String> {
        self.notes
            .range(seq..)
            .map(|(_, note)| note.clone())
            .collect()
    }

    /// Where the genuine log ended after `size` entries.
    pub fn head(&self, size: u64) -> Head {
        let root = self.tree.root_at(size).unwrap();
        Head { size, root }
    }

    /// The file with another log in it: numbered anew, each leaf hash that of its entry.
    pub fn write(&self, items: &[Item], to: &Path) {
        fs::copy(&self.path, to).unwrap();
        tamper(to, |conn| {
            conn.execute_batch("DELETE FROM log_entry; DELETE FROM checkpoint;")?;
            let mut entry = conn.prepare("INSERT INTO log_entry VALUES (?1, ?2, ?3)")?;
            let mut note = conn.prepare("INSERT INTO checkpoint VALUES (?1, ?2)")?;
            for (seq, item) in (1_i64..).zip(items) {
                entry.execute(params![seq, item.entry, leaf_hash(&item.entry)])?;
                if let Some(text) = &item.note {
                    note.execute(params![seq, text])?;
                }
            }
            Ok(())
        });
    }
}

/// Creates the keystore with one active key.
fn begin(path: &Path) -> KeyId {
    let mut session = found(path, REGION, false).unwrap();
    let catalogue = Catalogue::builtin();
    let new = new_key("STK", Algorithm::Aes128);
    keys::generate(&mut session, &catalogue, &new).unwrap()
}

/// Two officers take the key out of use and put it back, again and again, but not beyond `entries` less one.
fn sitting(path: &Path, key: KeyId, size: u64, entries: u64) {
    let mut session: Session = unlock(path, REGION, "key suspend").unwrap();
    let catalogue = Catalogue::builtin();
    let end = if size < entries {
        (size + SITTING).min(entries - 1)
    } else {
        size + SITTING
    };
    while session.keystore().head().size < end {
        let to = match session.state().keys[&key].state {
            KeyState::Active => KeyState::Suspended,
            _ => KeyState::Active,
        };
        let reason = format!("no {}", session.keystore().head().size);
        keys::change_state(&mut session, &catalogue, key, to, &reason, None).unwrap();
    }
}

impl Insider {
    /// Opens the envelope of one officer, which anybody can read who has the file.
    fn of(keystore: &Keystore) -> Self {
        let created = &keystore.state().created;
        let custodian = &created.custodians[0];
        let officer = custodian.officer.id.clone();
        let context = EnvelopeContext {
            suite: 1,
            keystore: created.party.keystore.clone(),
            officer: officer.clone(),
            k: created.k,
            n: OFFICERS.len() as u8,
            index: custodian.officer.share_index,
        };
        let envelope = keystore.attachment(&custodian.envelope).unwrap();
        let phrase = passphrase(REGION, officer.as_str());
        let secrets = quorum::open(&envelope, &phrase, &context).unwrap();
        Self {
            log_key: LogKey::from_seed(secrets.log_seed.expose()),
            signing: secrets.signing,
            officer,
            keystore: created.party.keystore.clone(),
            origin: keystore.state().origin(),
        }
    }

    /// Numbers the entries anew and signs every checkpoint anew, one at the end as well.
    pub fn chain(&self, items: &[Item]) -> Vec<Item> {
        let mut tree = Tree::new();
        let mut chained = Vec::new();
        for (seq, item) in (1..).zip(items) {
            let mut entry = Entry::decode(&item.entry).unwrap();
            entry.seq = seq;
            let entry = entry.encode().unwrap();
            tree.push(leaf_hash(&entry));
            let signs = item.note.is_some() || seq == items.len() as u64;
            let checkpoint = Checkpoint {
                origin: self.origin.clone(),
                size: seq,
                root: tree.root(),
            };
            let note = signs.then(|| sign_checkpoint(&checkpoint, &self.log_key).unwrap());
            chained.push(Item { entry, note });
        }
        chained
    }
}
