//! Three real keystores in which every kind of row is found: what the demo makes, kept in memory, copied for each
//! experiment.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use handover_record::{CustodyEvent, Happening};
use kms::{Credentials, Session, custody};
use lab::{OFFICERS, backend, folder};
use quorum::{Cost, Needs, OfficerId, Passphrase};

/// Whose keystore has machines and carriers.
const CITY: &str = "410100";

/// One keystore and its custodians' passphrases.
pub struct Site {
    bytes: Vec<u8>,
    people: Vec<(OfficerId, Vec<u8>)>,
}

/// The ministry's, the province's and the municipality's keystore.
pub static SITES: LazyLock<Vec<Site>> = LazyLock::new(|| {
    let folder = folder();
    let demo = kms::demo::run(folder.path(), Cost::FLOOR, backend, &mut |_| ()).unwrap();
    let read = |keystore: &kms::demo::DemoKeystore| {
        if keystore.region.to_string() == CITY {
            miscount(&keystore.path, folder.path());
        }
        let person = |officer: &&str| {
            let file = format!("passphrases/{}-{officer}.txt", keystore.region);
            (
                officer.parse().unwrap(),
                fs::read(folder.path().join(file)).unwrap(),
            )
        };
        Site {
            bytes: fs::read(&keystore.path).unwrap(),
            people: OFFICERS.iter().map(person).collect(),
        }
    };
    demo.keystores.iter().map(read).collect()
});

/// The demo's card is not found where it stands: its handover went well, and left no incident.
fn miscount(keystore: &Path, folder: &Path) {
    let credential = |officer: &&str| {
        let file = format!("passphrases/{CITY}-{officer}.txt");
        let phrase = Passphrase::new(fs::read(folder.join(file)).unwrap()).unwrap();
        (officer.parse().unwrap(), phrase)
    };
    let credentials = OFFICERS[..2].iter().map(credential).collect();
    let mut session = Session::unlock(
        keystore,
        "carrier count",
        credentials,
        Needs::Quorum,
        backend,
    )
    .unwrap();
    let place = session
        .state()
        .register
        .carriers()
        .values()
        .next()
        .unwrap()
        .place
        .clone();
    let by = custody::pair(&session.officers()).unwrap();
    let found = vec![];
    let counted = custody::now(Happening::Custody(CustodyEvent::Counted {
        place,
        found,
        by,
    }));
    custody::record(&mut session, vec![counted], &[]).unwrap();
    assert_eq!(session.state().register.incidents().len(), 1);
}

impl Site {
    /// A fresh copy of the keystore in `folder`.
    pub fn copy(&self, folder: &Path) -> PathBuf {
        let path = folder.join("copy.kms");
        fs::write(&path, &self.bytes).unwrap();
        path
    }

    /// Passphrases of two custodians, `absent` not among them.
    pub fn credentials(&self, absent: Option<&str>) -> Credentials {
        let people = self.people.iter();
        let present = people.filter(|(officer, _)| Some(officer.as_str()) != absent);
        present
            .take(2)
            .map(|(officer, phrase)| (officer.clone(), Passphrase::new(phrase.clone()).unwrap()))
            .collect()
    }
}
