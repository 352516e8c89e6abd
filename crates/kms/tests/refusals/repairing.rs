//! A damaged file stays where it is until a quorum has signed for its repair.

use std::fs;
use std::path::Path;

use kms::{Credentials, Error};
use quorum::Passphrase;

use crate::faults::backend;
use crate::place::{MINISTRY, OFFICERS, Place, Site, is_refused, officer};

/// Changes tables behind the program's back, and leaves the file in the mode in which a repair reads it.
fn damage(path: &Path, statements: &str) -> Vec<u8> {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch(statements).unwrap();
    let mode = "PRAGMA journal_mode = DELETE";
    let mode: String = conn.query_row(mode, [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "delete");
    drop(conn);
    fs::read(path).unwrap()
}

fn repair(site: &Site, credentials: Credentials) -> Result<kms::repair::Repair, Error> {
    kms::repair::repair(&site.path, &[], credentials, backend)
}

/// Fails if the file is replaced before it is known who asks, or if anything is left behind.
#[test]
fn nothing_is_replaced_before_a_quorum_has_signed() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let sound = site.before();
    let before = damage(&site.path, "DELETE FROM officer; DROP TABLE cards");
    let files = || fs::read_dir(place.folder.path()).unwrap().count();
    let count = files();
    let mut wrong = site.credentials(&OFFICERS[..1]);
    let guess = Passphrase::existing("not the one at all").unwrap();
    wrong.push((officer(OFFICERS[1]), guess));
    let stranger = Passphrase::existing("not the one at all").unwrap();
    let stranger = vec![(officer("mallory"), stranger)];
    let few = site.credentials(&OFFICERS[..1]);
    for (credentials, code, exit) in [
        (vec![], "too-few-officers", 4),
        (few, "too-few-officers", 4),
        (stranger, "unknown-officer", 7),
        (wrong, "wrong-passphrase", 5),
    ] {
        is_refused(repair(&site, credentials), code, exit);
        assert_eq!(fs::read(&site.path).unwrap(), before, "{code}");
        assert_eq!(files(), count, "{code}");
    }
    let done = repair(&site, site.credentials(&OFFICERS[..2])).unwrap();
    assert_eq!(fs::read(done.kept.unwrap()).unwrap(), before);
    assert_eq!((done.rows, done.lost.len()), (OFFICERS.len() as u64, 0));
    assert!(keystore::verify(&site.path).unwrap().is_clean());
    let last = site.events_since(&sound).pop().unwrap();
    assert_eq!(last, "keystore.repaired");
    assert_eq!(files(), count + 1, "the damaged file, and nothing else");
}

/// Fails if what is lost is not told, or is not known as lost afterwards.
#[test]
fn what_a_repair_cannot_give_back_is_recorded_before_the_file_counts() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let key = site.state().keys.keys().next().unwrap().to_string();
    let blob = format!("(SELECT blob FROM key WHERE key_id = '{key}')");
    damage(
        &site.path,
        &format!("DELETE FROM attachment WHERE digest = {blob}"),
    );
    let done = repair(&site, site.credentials(&OFFICERS[..2])).unwrap();
    assert_eq!(done.lost.len(), 1);
    assert_eq!(
        (done.lost[0].content, done.lost[0].of.as_str()),
        ("key", key.as_str())
    );
    assert!(keystore::verify(&site.path).unwrap().is_clean());
    assert!(site.state().attachments[&done.lost[0].digest].erased);
}
