//! Destroyed keys: none of their sealed bytes is left in the file or beside it, while it is open and after.

use std::fs;
use std::path::{Path, PathBuf};

use handover_record::{Happening, Mark, PartyEvent};
use key_derivation::{Algorithm, Catalogue, KeyId, RegionCode};
use keystore::{Attachment, Digest, KeyState, Keystore};
use kms::identity::{Identity, enrol};
use kms::keys::{Confirmation, change_state, generate, key_code};
use kms::package::{self, Order, PackageMade, Selection};
use kms::{Credentials, Session, custody, transport};
use lab::{Dice, OFFICERS, backend, folder, found, new_key, passphrase, plan, unlock};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::needles::{Found, Needles};

/// Keys that are destroyed in one keystore; its log grows with each.
const PER_KEYSTORE: u64 = 50;
const MINISTRY: &str = "000000";
const HENAN: &str = "410000";

/// What of the erased bytes is in the keystore's files, whatever they are called.
fn left_over(keystore: &Path, needles: &Needles) -> Found {
    let name = keystore.file_name().expect("a name").to_string_lossy();
    let folder = fs::read_dir(keystore.parent().expect("a folder")).expect("a folder");
    let files = folder.map(|entry| entry.expect("a file").path());
    let ours = |path: &PathBuf| {
        let other = path.file_name().expect("a name").to_string_lossy();
        other.starts_with(&*name)
    };
    let mut found = Found::new();
    for path in files.filter(ours) {
        found.extend(needles.find(&fs::read(path).expect("a file")));
    }
    found
}

fn make(session: &mut Session, algorithm: Algorithm) -> KeyId {
    let key = new_key("IRK", algorithm);
    generate(session, &Catalogue::builtin(), &key).expect("a key")
}

fn destroy(session: &mut Session, key_id: KeyId) {
    let catalogue = Catalogue::builtin();
    let key = &session.state().keys[&key_id];
    let code = key_code(&catalogue, &key.descriptor);
    let kcv = key.kcv.to_string();
    let typed = Confirmation {
        code: &code,
        kcv: &kcv,
    };
    for to in [KeyState::Deactivated, KeyState::Destroyed] {
        change_state(session, &catalogue, key_id, to, "drill", Some(&typed)).expect("a change");
    }
}

fn bytes_of(session: &Session, blob: Digest) -> Vec<u8> {
    session.keystore().attachment(&blob).expect("sealed bytes")
}

/// Adds sealed bytes that are in the file now, which the search must see.
fn expect_there(path: &Path, needles: &mut Needles, name: &str, bytes: &[u8]) {
    needles.add(name, bytes);
    let there = left_over(path, needles);
    let pieces = there.get(name).copied().unwrap_or(0);
    assert!(
        pieces > bytes.len() - 16,
        "{name}: the search does not see what is there"
    );
}

fn expect_gone(path: &Path, needles: &Needles, when: &str) {
    let there = left_over(path, needles);
    assert!(there.is_empty(), "{when}: {there:?}");
}

#[test]
fn nothing_of_a_destroyed_key_is_left() {
    let plan = plan("destroyed keys", 30, 1_000);
    let mut destroyed = 0;
    while destroyed < plan.count {
        let folder = folder();
        let path = folder.path().join("erased.kms");
        let mut session = found(&path, MINISTRY, false).expect("a keystore");
        let mut needles = Needles::sealed();
        for number in 0..PER_KEYSTORE.min(plan.count - destroyed) {
            let algorithm = Algorithm::ALL[(number % 5) as usize];
            let key_id = make(&mut session, algorithm);
            let bytes = bytes_of(&session, session.state().keys[&key_id].blob);
            expect_there(&path, &mut needles, &format!("key {number}"), &bytes);
            destroy(&mut session, key_id);
            assert!(!session.erasure_pending());
            expect_gone(&path, &needles, "open, just destroyed");
            destroyed += 1;
        }
        drop(session);
        expect_gone(&path, &needles, "closed");
    }
    println!("destroyed keys: {destroyed}, 0 pieces of 16 bytes left");
}

/// A representative's name and ID number leave nothing behind either, with or without the salt beside them.
#[test]
fn nothing_of_an_erased_representative_is_left() {
    let plan = plan("erased representatives", 10, 100);
    let mut dice = Dice::new(plan.seed);
    let folder = folder();
    let path = folder.path().join("people.kms");
    let mut session = found(&path, MINISTRY, false).expect("a keystore");
    let mut needles = Needles::sealed();
    let record = |session: &mut Session, event, kept: &[Attachment]| {
        let event = custody::now(Happening::Party(event));
        custody::record(session, vec![event], kept).expect("an entry");
    };
    for number in 0..plan.count {
        let person: Mark = format!("REP-{number}").parse().expect("an id");
        let mut digits = || format!("{:016x}{:016x}", dice.bits(), dice.bits());
        let (name, id) = (digits(), digits());
        let (digest, kept) = custody::details(&format!("{name}\n{id}\n")).expect("details");
        let enrolled = PartyEvent::RepresentativeEnrolled {
            person: person.clone(),
            organisation: "演练制卡厂".parse().expect("words"),
            details: digest,
            key: None,
        };
        record(&mut session, enrolled, &[kept]);
        for text in [&name, &id] {
            expect_there(&path, &mut needles, text, text.as_bytes());
        }
        record(&mut session, PartyEvent::DetailsErased { person }, &[]);
        assert!(!session.erasure_pending());
        expect_gone(&path, &needles, "open, just erased");
    }
    drop(session);
    expect_gone(&path, &needles, "closed");
    println!(
        "erased representatives: {}, 0 pieces of 16 bytes left",
        plan.count
    );
}

/// The search can fail: the same rows deleted without SQLite's overwriting are found again.
#[test]
fn where_sqlite_does_not_overwrite_they_are_found() {
    let folder = folder();
    let path = folder.path().join("control.kms");
    let mut session = found(&path, MINISTRY, false).expect("a keystore");
    let mut needles = Needles::sealed();
    let mut digests = Vec::new();
    for algorithm in Algorithm::ALL {
        let key_id = make(&mut session, algorithm);
        let blob = session.state().keys[&key_id].blob;
        needles.add(&format!("{algorithm:?}"), &bytes_of(&session, blob));
        digests.push(blob.to_string());
    }
    drop(session);
    for secure in [false, true] {
        let copy = folder.path().join(format!("copy-{secure}.kms"));
        fs::copy(&path, &copy).expect("a copy");
        let conn = Connection::open(&copy).expect("the copy");
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)
            .expect("a setting");
        conn.pragma_update_and_check(None, "secure_delete", secure, |_| Ok(()))
            .expect("a setting");
        for digest in &digests {
            let deleted = conn.execute("DELETE FROM attachment WHERE digest = ?1", [digest]);
            assert_eq!(deleted.expect("a deletion"), 1);
        }
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .expect("a checkpoint");
        drop(conn);
        let there = left_over(&copy, &needles);
        println!(
            "control, secure_delete {secure}: {} of {} found",
            there.len(),
            digests.len()
        );
        assert_eq!(there.is_empty(), secure, "{there:?}");
    }
}

/// A folder with a ministry and a province that know one another.
struct Pair {
    folder: tempfile::TempDir,
    upper: Session,
    lower: Session,
}

impl Pair {
    fn new() -> Self {
        let folder = folder();
        let at = |region: &str| folder.path().join(format!("{region}.kms"));
        let mut upper = found(&at(MINISTRY), MINISTRY, true).expect("a ministry");
        let mut lower = found(&at(HENAN), HENAN, true).expect("a province");
        introduce(&mut upper, &lower);
        introduce(&mut lower, &upper);
        Self {
            folder,
            upper,
            lower,
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn send(&mut self, name: &str) -> PackageMade {
        let to: RegionCode = HENAN.parse().expect("a region");
        let order = Order {
            to,
            selection: Selection::default(),
            transport: None,
            component_folders: vec![self.at(&format!("{name}-a")), self.at(&format!("{name}-b"))],
            folder: self.at(name),
        };
        package::create(&mut self.upper, &order).expect("a package")
    }

    /// The sealed bytes of the only living transport key of `session`, which are in its file.
    fn transport(session: &Session, needles: &mut Needles, name: &str) {
        let mut living = session
            .state()
            .transports
            .values()
            .filter(|one| !one.destroyed);
        let blob = living.next().expect("a transport key").blob;
        assert!(living.next().is_none());
        let path = session.keystore().path().to_owned();
        expect_there(&path, needles, name, &bytes_of(session, blob));
    }
}

fn introduce(one: &mut Session, other: &Session) {
    let identity = Identity::of(other.state());
    let digits = identity.fingerprint().expect("a fingerprint");
    enrol(one, &identity, &digits, false).expect("an enrolment");
}

/// Transport keys go when the package was imported, its receipt verified, or it was cancelled or made again.
#[test]
fn nothing_of_a_transport_key_is_left() {
    let plan = plan("transport keys", 1, 25);
    for _ in 0..plan.count {
        let mut pair = Pair::new();
        let (above, below) = (pair.at("000000.kms"), pair.at("410000.kms"));
        let mut needles = Needles::sealed();
        make(&mut pair.upper, Algorithm::Aes128);

        let first = pair.send("first");
        Pair::transport(&pair.upper, &mut needles, "cancelled");
        package::cancel(&mut pair.upper, &first.package_id, "drill").expect("a cancellation");
        expect_gone(&above, &needles, "cancelled");

        let second = pair.send("second");
        Pair::transport(&pair.upper, &mut needles, "reissued");
        let (out, carriers) = (pair.at("third"), [pair.at("third-a"), pair.at("third-b")]);
        let upper = &mut pair.upper;
        let third = package::reissue(upper, &second.package_id, "drill", &out, &carriers);
        let third = third.expect("a package");
        expect_gone(&above, &needles, "reissued");

        Pair::transport(&pair.upper, &mut needles, "sent");
        transport::import(&mut pair.lower, &third.components).expect("a transport key");
        Pair::transport(&pair.lower, &mut needles, "received");
        let bytes = fs::read(&third.path).expect("the package");
        let back = pair.at("back");
        let imported = package::import(&mut pair.lower, &bytes, &back).expect("an import");
        expect_gone(&below, &needles, "imported");
        let receipt = fs::read(imported.receipt).expect("the receipt");
        package::verify_receipt(&mut pair.upper, &receipt).expect("a receipt");
        expect_gone(&above, &needles, "received");
        drop((pair.upper, pair.lower));
        expect_gone(&above, &needles, "closed");
        expect_gone(&below, &needles, "closed");
    }
    println!("transport keys: {} erased, 0 pieces left", 4 * plan.count);
}

fn officers() -> Credentials {
    let one = |name: &&str| {
        let officer = name.parse().expect("a staff code");
        (officer, passphrase(MINISTRY, name))
    };
    OFFICERS[..2].iter().map(one).collect()
}

/// Somebody put the erased bytes back, in the table and as plain rubbish in a free page: the repaired file has neither.
#[test]
fn a_repair_does_not_bring_destroyed_keys_back() {
    let folder = folder();
    let path = folder.path().join("repaired.kms");
    let mut session = found(&path, MINISTRY, false).expect("a keystore");
    let mut needles = Needles::sealed();
    let key_id = make(&mut session, Algorithm::Sm4);
    let blob = session.state().keys[&key_id].blob;
    let bytes = bytes_of(&session, blob);
    expect_there(&path, &mut needles, "key", &bytes);
    destroy(&mut session, key_id);
    drop(session);
    let conn = Connection::open(&path).expect("the file");
    conn.execute(
        "INSERT INTO attachment (digest, content, bytes) VALUES (?1, 'key', ?2)",
        rusqlite::params![blob.to_string(), bytes],
    )
    .expect("a row");
    drop(conn);
    assert!(!left_over(&path, &needles).is_empty());
    assert!(Keystore::open(&path).is_err(), "a destroyed key is back");
    let repaired = kms::repair::repair(&path, &[], officers(), backend).expect("a repair");
    let kept = repaired.kept.expect("the damaged file");
    let there = needles.find(&fs::read(&kept).expect("the damaged file"));
    assert!(!there.is_empty(), "the control: the damaged file has them");
    fs::remove_file(kept).expect("the damaged file");
    expect_gone(&path, &needles, "repaired");
    unlock(&path, MINISTRY, "status").expect("a sound keystore");
    println!("repaired: 0 pieces left; the damaged file that is kept has them");
}
