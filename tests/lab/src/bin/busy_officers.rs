//! Officers of a ministry at work, for a recorder to watch: `busy_officers FOLDER ELSEWHERE`. The ministry's keystore
//! and its files lie in FOLDER, the province's ELSEWHERE. After each operation it says where the log ends: from then
//! on everybody counts on it.
#![allow(clippy::unwrap_used, reason = "an experiment that cannot go on fails")]

use std::env;
use std::path::{Path, PathBuf};

use handover_record::Pair;
use key_derivation::{Algorithm, Catalogue, KeyId, Level};
use keystore::KeyState;
use kms::identity::{self, Identity};
use kms::keys::{self, Confirmation, NewKey};
use kms::package::{self, Order, Selection};
use kms::{Session, custody, transport};
use lab::{Dice, work};

const MINISTRY: &str = "000000";
const PROVINCE: &str = "410000";
/// How many keys are made before the first is destroyed: enough for SQLite to empty its write-ahead log by itself.
const QUIET: usize = 48;
const ROUNDS: usize = 3;
/// What happens to carriers in a round.
const OF_CARRIERS: usize = 8;
const ALGORITHMS: [Algorithm; 4] = [
    Algorithm::Aes128,
    Algorithm::Aes192,
    Algorithm::Aes256,
    Algorithm::Sm4,
];

struct Office {
    folder: PathBuf,
    catalogue: Catalogue,
    session: Session,
    province: Session,
}

fn main() {
    let mut folders = env::args_os().skip(1).map(PathBuf::from);
    let (folder, elsewhere) = (folders.next().unwrap(), folders.next().unwrap());
    let session = lab::found(&folder.join("m.kms"), MINISTRY, true).unwrap();
    acknowledge(&session);
    let province = lab::found(&elsewhere.join("p.kms"), PROVINCE, true).unwrap();
    let mut office = Office {
        folder,
        catalogue: Catalogue::builtin(),
        session,
        province,
    };
    office.introduce();
    for _ in 0..QUIET {
        office.generate();
    }
    for round in 0..ROUNDS {
        let key = office.generate();
        office.hand_over(round, &elsewhere);
        office.retire(key);
        office.keep_carriers(round);
        office = office.come_back();
    }
}

fn acknowledge(session: &Session) {
    let head = session.keystore().head();
    println!("{} {}", head.size, hex::encode(head.root));
}

impl Office {
    fn done(&self) {
        acknowledge(&self.session);
    }

    fn introduce(&mut self) {
        let (here, there) = (&mut self.session, &mut self.province);
        let (ministry, province) = (Identity::of(here.state()), Identity::of(there.state()));
        identity::enrol(here, &province, &province.fingerprint().unwrap(), false).unwrap();
        identity::enrol(there, &ministry, &ministry.fingerprint().unwrap(), false).unwrap();
        self.done();
    }

    fn generate(&mut self) -> KeyId {
        // A kind has only so many versions alive at once.
        let kinds = self.catalogue.kinds().iter();
        let own: Vec<_> = kinds.filter(|kind| kind.root == Level::Ministry).collect();
        let made = self.session.state().keys.len();
        let new = NewKey {
            kind: own[made % own.len()].code,
            algorithm: ALGORITHMS[made / own.len() % ALGORITHMS.len()],
            version: None,
            scheme: None,
            activate: true,
        };
        let key = keys::generate(&mut self.session, &self.catalogue, &new).unwrap();
        self.done();
        key
    }

    /// A transport key, a package and its receipt; another package that is cancelled.
    fn hand_over(&mut self, round: usize, elsewhere: &Path) {
        let to = PROVINCE.parse().unwrap();
        let carriers: Vec<_> = ["one", "two"].map(|name| self.folder.join(name)).to_vec();
        let prepared = transport::create(&mut self.session, to, &carriers).unwrap();
        self.done();
        let mut order = Order {
            to,
            selection: Selection::default(),
            transport: Some(prepared.transport_id),
            component_folders: carriers.clone(),
            folder: self.folder.join(format!("out-{round}")),
        };
        let sent = package::create(&mut self.session, &order).unwrap();
        self.done();
        transport::import(&mut self.province, &prepared.components).unwrap();
        let bytes = std::fs::read(sent.path).unwrap();
        let back = elsewhere.join("back");
        let imported = package::import(&mut self.province, &bytes, &back).unwrap();
        let receipt = std::fs::read(imported.receipt).unwrap();
        package::verify_receipt(&mut self.session, &receipt).unwrap();
        self.done();
        order.transport = None;
        // What the province has does not go again.
        self.generate();
        let second = package::create(&mut self.session, &order).unwrap();
        self.done();
        package::cancel(&mut self.session, &second.package_id, "drill").unwrap();
        self.done();
    }

    fn retire(&mut self, key: KeyId) {
        for to in [
            KeyState::Suspended,
            KeyState::Deactivated,
            KeyState::Destroyed,
        ] {
            let found = &self.session.state().keys[&key];
            let code = keys::key_code(&self.catalogue, &found.descriptor);
            let kcv = found.kcv.to_string();
            let typed = Confirmation {
                code: &code,
                kcv: &kcv,
            };
            keys::change_state(
                &mut self.session,
                &self.catalogue,
                key,
                to,
                "drill",
                Some(&typed),
            )
            .unwrap();
            self.done();
        }
    }

    /// Carriers come, are taken out, come back, are moved and promised.
    fn keep_carriers(&mut self, round: usize) {
        let officers = self.session.officers();
        let by = Pair(officers[0].clone(), officers[1].clone());
        let mut dice = Dice::new(round as u64);
        for _ in 0..OF_CARRIERS {
            let what = work::custody::next(self.session.state(), &by, &mut dice);
            let events = what.into_iter().map(custody::now).collect();
            custody::record(&mut self.session, events, &[]).unwrap();
            self.done();
        }
    }

    /// The officers leave, which closes the keystore, and unlock it again.
    fn come_back(self) -> Self {
        drop(self.session);
        let session = lab::unlock(&self.folder.join("m.kms"), MINISTRY, "key generate").unwrap();
        acknowledge(&session);
        Self { session, ..self }
    }
}
