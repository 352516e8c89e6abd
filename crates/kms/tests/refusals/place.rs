//! A folder with three production keystores (ministry, Henan, Zhengzhou) that know one another. Built once
//! for the whole binary and kept in memory; each test works on its own copy.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use audit_log::Entry;
use key_derivation::{Algorithm, Catalogue, KeyId, RegionCode};
use keystore::{Digest, Keystore, State};
use kms::identity::{self, Identity};
use kms::init::{NewCustodian, NewKeystore, init};
use kms::keys::NewKey;
use kms::package::{Order, PackageMade, Selection};
use kms::{Credentials, Error, Session, keys, package, transport};
use quorum::{Cost, Needs, OfficerId, Passphrase};
use tempfile::TempDir;

use crate::faults::backend;

pub const MINISTRY: &str = "000000";
pub const HENAN: &str = "410000";
pub const ZHENGZHOU: &str = "410100";
/// Two of these three open each keystore.
pub const OFFICERS: [&str; 3] = ["zhang", "wang", "li"];

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The keystores as founded: all three enrolled; IRK in AES-128, RK1DF03 in SM4 and RK2DF03 in 3DES at the
/// ministry, STK in AES-128 at Henan.
static FOUNDED: LazyLock<Files> = LazyLock::new(|| {
    let place = Place::empty();
    let mut sessions: Vec<_> = [MINISTRY, HENAN, ZHENGZHOU]
        .iter()
        .map(|region| found(&place.keystore(region), region, false))
        .collect();
    let (upper, lower) = sessions.split_at_mut(1);
    let (middle, lower) = lower.split_at_mut(1);
    enrol_each_other(&mut upper[0], &mut middle[0]);
    enrol_each_other(&mut middle[0], &mut lower[0]);
    generate(&mut upper[0], "IRK", Algorithm::Aes128);
    generate(&mut upper[0], "RK1DF03", Algorithm::Sm4);
    generate(&mut upper[0], "RK2DF03", Algorithm::Tdes2);
    generate(&mut middle[0], "STK", Algorithm::Aes128);
    drop(sessions);
    read_all(place.folder.path())
});

/// As founded, and the ministry's first package for Henan is on its way: Henan has its transport key.
static SENT: LazyLock<Files> = LazyLock::new(|| {
    let place = Place::from(&FOUNDED);
    let made = place.send();
    transport::import(&mut place.site(HENAN).open(), &made.components).unwrap();
    read_all(place.folder.path())
});

/// As sent, and Henan has imported the package and written its receipt.
static RECEIVED: LazyLock<Files> = LazyLock::new(|| {
    let place = Place::from(&SENT);
    let bytes = place.package();
    package::import(&mut place.site(HENAN).open(), &bytes, &place.at("receipts")).unwrap();
    read_all(place.folder.path())
});

/// One test's folder.
pub struct Place {
    pub folder: TempDir,
}

impl Place {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        Self { folder }
    }

    fn from(files: &Files) -> Self {
        let place = Self::empty();
        for (name, bytes) in files {
            let path = place.folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        place
    }

    pub fn founded() -> Self {
        Self::from(&FOUNDED)
    }

    pub fn sent() -> Self {
        Self::from(&SENT)
    }

    pub fn received() -> Self {
        Self::from(&RECEIVED)
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A carrier's folder, which is there before anything is written on it.
    pub fn carrier(&self, name: &str) -> PathBuf {
        let folder = self.at(name);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    pub fn keystore(&self, region: &str) -> PathBuf {
        self.at(&format!("{region}.kms"))
    }

    pub fn site(&self, region: &'static str) -> Site {
        let path = self.keystore(region);
        Site { path, region }
    }

    /// A copy of a keystore file under another name: what a thief or an old backup has.
    pub fn copy(&self, region: &'static str, name: &str) -> Site {
        let path = self.at(name);
        fs::copy(self.keystore(region), &path).unwrap();
        Site { path, region }
    }

    /// Everything that the ministry has, for Henan; components in `a` and `b`, the package in `out`.
    pub fn order(&self) -> Order {
        self.order_named("a", "b", "out")
    }

    pub fn order_named(&self, a: &str, b: &str, out: &str) -> Order {
        Order {
            to: region(HENAN),
            selection: Selection::default(),
            transport: None,
            component_folders: vec![self.carrier(a), self.carrier(b)],
            folder: self.at(out),
        }
    }

    pub fn send(&self) -> PackageMade {
        package::create(&mut self.site(MINISTRY).open(), &self.order()).unwrap()
    }

    /// Makes a package of one algorithm's keys, its folders named after `name`.
    pub fn send_only(&self, from: &Site, algorithm: Algorithm, name: &str) -> PackageMade {
        let mut order = self.order_named(&format!("{name}-a"), &format!("{name}-b"), name);
        order.selection.algorithms = vec![algorithm];
        package::create(&mut from.open(), &order).unwrap()
    }

    /// The bytes of the first package, at [`Place::sent`] and after.
    pub fn package(&self) -> Vec<u8> {
        fs::read(self.at("out/410000-0001.kmspkg")).unwrap()
    }

    /// The bytes of its receipt, at [`Place::received`].
    pub fn receipt(&self) -> Vec<u8> {
        fs::read(self.at("receipts/410000-0001.kmsack")).unwrap()
    }

    /// The component files of one transport key in `a` and `b`, in order.
    pub fn components(&self) -> Vec<PathBuf> {
        let only = |folder: &str| {
            let mut files = fs::read_dir(self.at(folder)).unwrap();
            files.next().unwrap().unwrap().path()
        };
        vec![only("a"), only("b")]
    }
}

fn read_all(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

pub fn region(code: &str) -> RegionCode {
    code.parse().unwrap()
}

pub fn officer(name: &str) -> OfficerId {
    name.parse().unwrap()
}

pub fn passphrase(region: &str, officer: &str) -> Passphrase {
    Passphrase::new(format!("{officer} of {region} remembers")).unwrap()
}

/// A new keystore of `region`, open.
pub fn found(path: &Path, code: &str, rehearsal: bool) -> Session {
    let custodian = |name: &&str| NewCustodian {
        officer: officer(name),
        name: "王小明".into(),
        passphrase: passphrase(code, name),
    };
    let new = NewKeystore {
        region: region(code),
        k: 2,
        custodians: OFFICERS.iter().map(custodian).collect(),
        rehearsal,
        cost: Cost::FLOOR,
        regional_catalogue: None,
    };
    init(path, new, backend).unwrap()
}

pub fn enrol_each_other(one: &mut Session, other: &mut Session) {
    let (first, second) = (Identity::of(one.state()), Identity::of(other.state()));
    enrol(one, &second);
    enrol(other, &first);
}

pub fn enrol(session: &mut Session, identity: &Identity) {
    let fingerprint = identity.fingerprint().unwrap();
    identity::enrol(session, identity, &fingerprint, true).unwrap();
}

pub fn new_key(kind: &str, algorithm: Algorithm) -> NewKey {
    NewKey {
        kind: keys::find_kind(&Catalogue::builtin(), kind).unwrap().code,
        algorithm,
        version: None,
        scheme: None,
        activate: true,
    }
}

pub fn generate(session: &mut Session, kind: &str, algorithm: Algorithm) -> KeyId {
    let catalogue = Catalogue::builtin();
    keys::generate(session, &catalogue, &new_key(kind, algorithm)).unwrap()
}

/// One keystore of a place.
pub struct Site {
    pub path: PathBuf,
    pub region: &'static str,
}

/// What a keystore holds, and how long its log is.
pub struct Before {
    pub state: State,
    pub entries: u64,
}

impl Site {
    pub fn credentials(&self, officers: &[&str]) -> Credentials {
        let one = |name: &&str| (officer(name), passphrase(self.region, name));
        officers.iter().map(one).collect()
    }

    pub fn unlock(&self, credentials: Credentials, needs: Needs) -> Result<Session, Error> {
        Session::unlock(&self.path, "test", credentials, needs, backend)
    }

    /// Unlocked by two officers.
    pub fn open(&self) -> Session {
        let credentials = self.credentials(&["zhang", "wang"]);
        self.unlock(credentials, Needs::Quorum).unwrap()
    }

    /// Unlocked by one officer.
    pub fn open_alone(&self) -> Session {
        self.unlock(self.credentials(&["li"]), Needs::One).unwrap()
    }

    /// What the file holds, verified in full.
    pub fn before(&self) -> Before {
        let keystore = Keystore::open_read_only(&self.path).unwrap();
        Before {
            state: keystore.state().clone(),
            entries: keystore.head().size,
        }
    }

    pub fn state(&self) -> State {
        self.before().state
    }

    /// Types of the entries after `before`.
    pub fn events_since(&self, before: &Before) -> Vec<String> {
        let keystore = Keystore::open_read_only(&self.path).unwrap();
        let name = |seq| {
            let entry = Entry::decode(&keystore.entry(seq).unwrap()).unwrap();
            entry.event.r#type
        };
        (before.entries + 1..=keystore.head().size)
            .map(name)
            .collect()
    }

    /// Nothing happened since `before` but attempts and refusals.
    pub fn is_unchanged(&self, before: &Before) {
        let (was, is) = (&before.state, self.state());
        assert_eq!(was.keys, is.keys);
        assert_eq!(was.peers, is.peers);
        assert_eq!(was.transports, is.transports);
        assert_eq!(was.packages, is.packages);
        assert_eq!(was.imports, is.imports);
        assert_eq!(was.witnessed, is.witnessed);
        assert_eq!(was.cosignatures, is.cosignatures);
        assert_eq!(was.cards, is.cards);
        assert_eq!(was.attachments, is.attachments);
        let events = self.events_since(before);
        let harmless = |name: &String| name == "attempt" || name == "refused";
        assert!(events.iter().all(harmless), "{events:?}");
    }

    /// Two officers try `operation`; it is refused with this code and exit code, and nothing came of it
    /// but the entries that say so.
    pub fn refuses<T>(
        &self,
        code: &str,
        exit: u8,
        operation: impl FnOnce(&mut Session) -> Result<T, Error>,
    ) -> Error {
        let session = self.open();
        self.refuses_in(session, code, exit, operation)
    }

    pub fn refuses_in<T>(
        &self,
        mut session: Session,
        code: &str,
        exit: u8,
        operation: impl FnOnce(&mut Session) -> Result<T, Error>,
    ) -> Error {
        let before = self.before();
        let error = refusal(session.run(operation));
        drop(session);
        assert_eq!((error.code().as_str(), error.exit_code()), (code, exit));
        assert_eq!(self.events_since(&before), ["refused"]);
        self.is_unchanged(&before);
        error
    }
}

/// The error of an operation that must not succeed.
pub fn refusal<T>(result: Result<T, Error>) -> Error {
    match result {
        Ok(_) => panic!("this must be refused"),
        Err(error) => error,
    }
}

/// Asserts the code and the exit code of a check that needs no officer.
pub fn is_refused<T>(result: Result<T, Error>, code: &str, exit: u8) {
    let error = refusal(result);
    assert_eq!((error.code().as_str(), error.exit_code()), (code, exit));
}

/// The digest by which the log names some bytes.
pub fn digest(bytes: &[u8]) -> Digest {
    Digest::of(bytes)
}
