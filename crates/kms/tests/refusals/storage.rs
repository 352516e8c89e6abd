//! Folders that cannot be written to, files that are there already, keystores that are not what they were.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use key_derivation::Algorithm;
use kms::package::{create, import};
use kms::{keys, transport};
use quorum::Needs;

use crate::place::{
    HENAN, MINISTRY, OFFICERS, Place, found, is_refused, new_key, officer, passphrase, refusal,
    region,
};

/// A path on which no folder can be made: there is a file in the way.
fn blocked(place: &Place) -> std::path::PathBuf {
    fs::write(place.at("file"), "in the way").unwrap();
    place.at("file").join("folder")
}

/// Fails if folders are tried after the commit: then a refused package has a counter.
#[test]
fn an_unwritable_folder_is_found_before_anything_happens() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let blocked = blocked(&place);
    let mut order = place.order_named("c", "d", "out2");
    order.selection.algorithms = vec![Algorithm::Sm4];
    let good = order.clone();
    order.folder.clone_from(&blocked);
    ministry.refuses("unwritable", 1, |s| create(s, &order));
    order = good.clone();
    order.component_folders[1].clone_from(&blocked);
    ministry.refuses("unwritable", 1, |s| create(s, &order));
    ministry.refuses("unwritable", 1, |s| {
        transport::create(s, region(HENAN), &order.component_folders)
    });
    let made = create(&mut ministry.open(), &good).unwrap();
    let again = [place.at("e"), place.at("f")];
    ministry.refuses("unwritable", 1, |s| {
        kms::package::reissue(s, &made.package_id, "丢失", &blocked, &again)
    });
    let henan = place.site(HENAN);
    transport::import(&mut henan.open(), &made.components).unwrap();
    let bytes = fs::read(&made.path).unwrap();
    henan.refuses("unwritable", 1, |s| import(s, &bytes, &blocked));
}

/// Fails if components are readable by others.
#[test]
fn components_are_their_owners_alone() {
    let place = Place::founded();
    let made = place.send();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for component in &made.components {
        assert_eq!(mode(component), 0o600);
    }
    assert_eq!(mode(&made.path), 0o644);
    let keystore = Place::empty();
    drop(found(&keystore.keystore(HENAN), HENAN, false));
    assert_eq!(mode(&keystore.keystore(HENAN)), 0o600);
    assert_eq!(fs::read_dir(keystore.folder.path()).unwrap().count(), 1);
}

/// Fails if components of one key may meet, or lie beside their package, under any spelling of a folder.
#[test]
fn in_production_components_never_share_a_folder() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    fs::create_dir_all(place.at("a/inner")).unwrap();
    std::os::unix::fs::symlink(place.at("a"), place.at("link")).unwrap();
    for (a, b, out) in [
        ("a", "a", "out"),
        ("a", "a/../a", "out"),
        ("a", "a/inner/..", "out"),
        ("a", "link", "out"),
        ("a", "b", "a"),
        ("a", "b", "b/../a"),
        ("b", "link", "a"),
    ] {
        let order = place.order_named(a, b, out);
        ministry.refuses("shared-folder", 2, |s| create(s, &order));
        if out == "out" {
            ministry.refuses("shared-folder", 2, |s| {
                transport::create(s, region(HENAN), &order.component_folders)
            });
        }
    }
    assert_eq!(fs::read_dir(place.at("a")).unwrap().count(), 1);
    // A rehearsal may: its keys protect nobody.
    let drill = Place::empty();
    let mut above = found(&drill.keystore(MINISTRY), MINISTRY, true);
    let mut below = found(&drill.keystore(HENAN), HENAN, true);
    crate::place::enrol_each_other(&mut above, &mut below);
    crate::place::generate(&mut above, "IRK", Algorithm::Aes128);
    create(&mut above, &drill.order_named("a", "a", "a")).unwrap();
    assert_eq!(fs::read_dir(drill.at("a")).unwrap().count(), 3);
}

/// Fails if an existing file is written over, or a keystore is made where something stands.
#[test]
fn nothing_is_ever_written_over() {
    let place = Place::founded();
    let bytes = fs::read(place.keystore(HENAN)).unwrap();
    let custodian = |name: &&str| kms::init::NewCustodian {
        officer: officer(name),
        name: "王小明".into(),
        passphrase: passphrase(HENAN, name),
    };
    let new = kms::init::NewKeystore {
        region: region(HENAN),
        k: 2,
        custodians: OFFICERS.iter().map(custodian).collect(),
        rehearsal: false,
        cost: quorum::Cost::FLOOR,
        regional_catalogue: None,
    };
    let made = kms::init::init(&place.keystore(HENAN), new, crate::faults::backend);
    is_refused(made, "keystore-exists", 8);
    assert_eq!(fs::read(place.keystore(HENAN)).unwrap(), bytes);
    // Where a package's name is taken, the file stays and the package can be written elsewhere.
    fs::create_dir(place.at("out")).unwrap();
    let taken = place.at("out/410000-0001.kmspkg");
    fs::write(&taken, "another").unwrap();
    let error = refusal(create(&mut place.site(MINISTRY).open(), &place.order()));
    assert_eq!(
        (error.code().as_str(), error.exit_code()),
        ("file-exists", 8)
    );
    assert_eq!(fs::read(&taken).unwrap(), b"another");
    let left: Vec<_> = fs::read_dir(place.at("out")).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary file is left behind");
}

/// Fails if a keystore is made by opening it, or something else is taken for one.
#[test]
fn what_is_no_keystore_is_not_opened() {
    let place = Place::founded();
    let at = |name: &str| crate::place::Site {
        path: place.at(name),
        region: MINISTRY,
    };
    let missing = at("missing.kms");
    let tried = missing.unlock(missing.credentials(&["zhang", "wang"]), Needs::Quorum);
    is_refused(tried, "no-keystore", 10);
    assert!(!missing.path.exists());
    for (name, content) in [
        ("empty.kms", &b""[..]),
        ("text.kms", b"not a database at all"),
    ] {
        let site = at(name);
        fs::write(&site.path, content).unwrap();
        let error = refusal(site.unlock(site.credentials(&["zhang", "wang"]), Needs::Quorum));
        assert_eq!(error.exit_code(), 3, "{name}: {error}");
        assert_eq!(fs::read(&site.path).unwrap(), content);
    }
    // Half a keystore, and one with a byte of the log altered.
    let whole = fs::read(place.keystore(MINISTRY)).unwrap();
    let site = at("half.kms");
    fs::write(&site.path, &whole[..whole.len() / 2]).unwrap();
    let error = refusal(site.unlock(site.credentials(&["zhang", "wang"]), Needs::Quorum));
    assert_eq!(error.exit_code(), 3, "{error}");
    let needle = br#""type":"key.generated""#;
    let found = whole
        .windows(needle.len())
        .position(|window| window == needle);
    let mut altered = whole.clone();
    altered[found.unwrap() + 9] ^= 1;
    let site = at("altered.kms");
    fs::write(&site.path, &altered).unwrap();
    let tried = site.unlock(site.credentials(&["zhang", "wang"]), Needs::Quorum);
    is_refused(tried, "tampered", 3);
    assert_eq!(fs::read(&site.path).unwrap(), altered);
}

/// Fails if an attempt that cannot be recorded goes on to try the passphrase. Root writes anywhere, so
/// this says something only where the tests run as somebody else.
#[test]
fn a_keystore_that_cannot_be_written_is_not_unlocked() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    fs::set_permissions(&site.path, fs::Permissions::from_mode(0o400)).unwrap();
    if rustix::process::geteuid().is_root() {
        println!("skipped: root writes anywhere");
        return;
    }
    let tried = site.unlock(site.credentials(&["zhang", "wang"]), Needs::Quorum);
    is_refused(tried, "database-unwritable", 12);
    assert_eq!(site.state().open_attempts.len(), 0);
}

/// Fails if a session goes on writing into a file that was put in the keystore's place.
#[test]
fn a_keystore_that_was_replaced_under_a_session_is_left_alone() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let old = place.copy(MINISTRY, "old.kms");
    let mut session = site.open();
    fs::rename(&old.path, &site.path).unwrap();
    let bytes = fs::read(&site.path).unwrap();
    let catalogue = key_derivation::Catalogue::builtin();
    let new = new_key("IRK", Algorithm::Sm4);
    let error = refusal(session.run(|s| keys::generate(s, &catalogue, &new)));
    assert_eq!(
        (error.code().as_str(), error.exit_code()),
        ("keystore-replaced", 8)
    );
    drop(session);
    assert_eq!(fs::read(&site.path).unwrap(), bytes);
}

/// Fails if a carrier that is not mounted is replaced by a folder on the disk.
#[test]
fn outside_rehearsal_a_carrier_is_there_before_anything_is_written_on_it() {
    let place = Place::founded();
    let mut order = place.order();
    order.component_folders[1] = place.at("not/mounted");
    let ministry = place.site(MINISTRY);
    ministry.refuses("unwritable", 1, |s| create(s, &order));
    assert!(!place.at("not").exists());
}
