//! Operations cut off in the middle: `recover` finishes them with the same bytes and no second counter.

use std::fs;
use std::path::PathBuf;

use keystore::{Digest, PackageState};
use kms::package::{create, import, reissue, verify_receipt};
use kms::recover::{Open, open, recover};
use kms::{Error, transport};
use serde_json::json;

use crate::faults::{Call, fail};
use crate::insider::Insider;
use crate::place::{HENAN, MINISTRY, Place, is_refused, refusal, region};

/// A folder that is there and takes no file with a long name: its path is nearly as long as paths may
/// be. What a folder check finds good and a write still fails on.
fn narrow(place: &Place) -> PathBuf {
    let mut path = fs::canonicalize(place.folder.path()).unwrap();
    while path.as_os_str().len() + 200 < 4080 {
        path.push("n".repeat(199));
    }
    path.push("n".repeat(4080 - path.as_os_str().len()));
    fs::create_dir_all(&path).unwrap();
    path
}

/// Fails if a package whose file could not be written is lost, made anew, or given another counter.
#[test]
fn a_package_that_could_not_be_written_is_written_later() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let mut order = place.order();
    order.folder = narrow(&place);
    let before = ministry.before();
    let error = refusal(ministry.open().run(|s| create(s, &order)));
    assert_eq!(error.code(), "unwritable");
    assert_eq!(
        ministry.events_since(&before),
        ["attempt", "transport.created", "package.created", "refused"]
    );
    let state = ministry.state();
    let (id, package) = state.packages.iter().next().unwrap();
    assert_eq!(package.state, PackageState::Prepared);
    let components = 2;
    assert_eq!(
        open(&state),
        [Open::Package {
            id: id.clone(),
            components
        }]
    );
    // Another package of the same keys would take a second counter.
    ministry.refuses("package-open", 8, |s| create(s, &place.order()));
    // Without folders for the components nothing can be finished, and nothing is.
    let folder = place.at("again");
    let before = ministry.before();
    let done = recover(&mut ministry.open(), &folder, &[], None).unwrap();
    assert_eq!((done.written.len(), done.open.len()), (0, 1));
    ministry.is_unchanged(&before);
    // With them it is, and the bytes are those that were committed.
    let folders = [place.carrier("a"), place.carrier("b")];
    let done = recover(&mut ministry.open(), &folder, &folders, None).unwrap();
    assert_eq!((done.written.len(), done.open.len()), (3, 0));
    let bytes = fs::read(folder.join("410000-0001.kmspkg")).unwrap();
    assert_eq!(Digest::of(&bytes), package.created.digest);
    let after = ministry.state();
    assert_eq!(after.packages.len(), 1);
    assert_eq!(after.packages[id].state, PackageState::Written);
    // Once more: nothing is open, nothing is written.
    let done = recover(&mut ministry.open(), &folder, &folders, None).unwrap();
    assert_eq!((done.written.len(), done.open.len()), (0, 0));
    // And it is a good package.
    let mut henan = place.site(HENAN).open();
    transport::import(&mut henan, &place.components()).unwrap();
    import(&mut henan, &bytes, &place.at("receipts")).unwrap();
}

/// Fails if components that could not be written are drawn anew.
#[test]
fn components_that_could_not_be_written_are_written_later() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let narrow = narrow(&place);
    for folders in [
        [place.carrier("a"), narrow.clone()],
        [narrow, place.carrier("a")],
    ] {
        let place = Place::founded();
        let ministry = place.site(MINISTRY);
        let error = refusal(
            ministry
                .open()
                .run(|s| transport::create(s, region(HENAN), &folders)),
        );
        assert_eq!(
            (error.code().as_str(), error.exit_code()),
            ("unwritable", 1)
        );
        let state = ministry.state();
        let (id, made) = state.transports.iter().next().unwrap();
        assert!(!made.written);
        let components = 2;
        assert_eq!(
            open(&state),
            [Open::Transport {
                id: id.clone(),
                components
            }]
        );
        let folders = [place.carrier("c"), place.carrier("d")];
        let done = recover(&mut ministry.open(), &place.at("out"), &folders, None).unwrap();
        assert!(done.open.is_empty());
        let checks: Vec<String> = done
            .written
            .iter()
            .map(|path| {
                let image: serde_json::Value =
                    serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
                image["check"].as_str().unwrap().to_owned()
            })
            .collect();
        let committed: Vec<_> = made.components.iter().map(ToString::to_string).collect();
        assert_eq!(checks, committed);
        transport::import(&mut place.site(HENAN).open(), &done.written).unwrap();
    }
    assert!(ministry.state().transports.is_empty());
}

/// Fails if the backend's failure before the commit leaves anything, or after it loses anything.
#[test]
fn a_backend_that_fails_leaves_nothing_or_something_to_recover() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let order = place.order();
    let refuses = |call, after| {
        fail(call, after);
        ministry.refuses("backend", 14, |s| create(s, &order))
    };
    refuses(Call::Components, 0);
    refuses(Call::Sign, 0);
    // The second time the components are asked for is after the commit.
    fail(Call::Components, 1);
    let error = refusal(ministry.open().run(|s| create(s, &order)));
    assert!(matches!(error, Error::Hsm(hsm::Error::Random)));
    assert_eq!(ministry.state().packages.len(), 1);
    let folders = [place.carrier("a"), place.carrier("b")];
    let done = recover(&mut ministry.open(), &place.at("out"), &folders, None).unwrap();
    assert_eq!((done.written.len(), done.open.len()), (3, 0));
    assert_eq!(
        ministry
            .state()
            .packages
            .values()
            .next()
            .unwrap()
            .created
            .counter,
        1
    );
}

/// Fails if a reissue that is cut off loses the new package, or leaves the old one alive.
#[test]
fn a_reissue_that_was_cut_off_goes_on() {
    let place = Place::sent();
    let ministry = place.site(MINISTRY);
    let id = ministry.state().packages.keys().next().unwrap().clone();
    let folders = [place.carrier("c"), place.carrier("d")];
    let out = place.at("out");
    fail(Call::Sign, 0);
    ministry.refuses("backend", 14, |s| reissue(s, &id, "丢失", &out, &folders));
    fail(Call::Components, 1);
    let error = refusal(
        ministry
            .open()
            .run(|s| reissue(s, &id, "丢失", &out, &folders)),
    );
    assert_eq!(error.exit_code(), 14);
    let state = ministry.state();
    assert_eq!(state.packages[&id].state, PackageState::Cancelled);
    assert_eq!(state.packages.len(), 2);
    let done = recover(&mut ministry.open(), &out, &folders, None).unwrap();
    assert!(done.open.is_empty());
    assert!(out.join("410000-0002.kmspkg").exists());
}

/// Fails if keys that were imported are lost with their receipt, or a receipt is signed twice.
#[test]
fn an_import_that_was_cut_off_gets_its_receipt() {
    let place = Place::sent();
    let henan = place.site(HENAN);
    let (bytes, receipts) = (place.package(), place.at("receipts"));
    fail(Call::Sign, 0);
    let error = refusal(henan.open().run(|s| import(s, &bytes, &receipts)));
    assert_eq!(error.exit_code(), 14);
    let state = henan.state();
    let id = state.imports.keys().next().unwrap().clone();
    assert_eq!(open(&state), [Open::Import { id }]);
    assert_eq!(state.keys.len(), 1 + 3);
    // Importing again is a replay; the package is needed, and no other will do.
    henan.refuses("replay", 8, |s| import(s, &bytes, &receipts));
    let done = recover(&mut henan.open(), &receipts, &[], None).unwrap();
    assert_eq!((done.written.len(), done.open.len()), (0, 1));
    let mut ministry = Insider::of(&place.site(MINISTRY));
    let other_id = ministry.package(&bytes, |p| p["package_id"] = json!("7d9c0f6e"));
    henan.refuses("no-package", 7, |s| {
        recover(s, &receipts, &[], Some(&other_id))
    });
    let other_bytes = ministry.package(&bytes, |p| p["created"] = json!("2026-01-01T00:00:00Z"));
    henan.refuses("package-wrong-answer", 3, |s| {
        recover(s, &receipts, &[], Some(&other_bytes))
    });
    let done = recover(&mut henan.open(), &receipts, &[], Some(&bytes)).unwrap();
    assert_eq!((done.written.len(), done.open.len()), (1, 0));
    let receipt = fs::read(&done.written[0]).unwrap();
    verify_receipt(&mut place.site(MINISTRY).open_alone(), &receipt).unwrap();
}

/// Fails if a receipt that could not be written is made anew with another checkpoint.
#[test]
fn a_receipt_that_could_not_be_written_is_written_later() {
    let place = Place::sent();
    let henan = place.site(HENAN);
    let (bytes, receipts) = (place.package(), place.at("receipts"));
    fs::create_dir_all(receipts.join("410000-0001.kmsack")).unwrap();
    let error = refusal(henan.open().run(|s| import(s, &bytes, &receipts)));
    assert_eq!(error.code(), "file-exists");
    let state = henan.state();
    let (id, imported) = state.imports.iter().next().unwrap();
    assert_eq!(open(&state), [Open::Receipt { id: id.clone() }]);
    let elsewhere = place.at("elsewhere");
    let done = recover(&mut henan.open(), &elsewhere, &[], None).unwrap();
    let written = fs::read(&done.written[0]).unwrap();
    assert_eq!(Some(Digest::of(&written)), imported.receipt);
    verify_receipt(&mut place.site(MINISTRY).open_alone(), &written).unwrap();
    is_refused(
        kms::package::check_receipt(&place.site(MINISTRY).state(), &written),
        "package-closed",
        4,
    );
}

/// Fails if a transport key goes with a package before its components are written: then they never are.
#[test]
fn a_transport_key_that_was_cut_off_is_recovered_before_it_serves() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let folders = [place.carrier("a"), place.carrier("b")];
    fail(Call::Components, 1);
    let made = transport::create(&mut ministry.open(), region(HENAN), &folders);
    assert_eq!(refusal(made).exit_code(), 14);
    let mut order = place.order();
    order.transport = ministry.state().transports.keys().next().cloned();
    ministry.refuses("no-transport", 4, |s| create(s, &order));
    let out = place.at("out");
    recover(&mut ministry.open(), &out, &folders, None).unwrap();
    create(&mut ministry.open(), &order).unwrap();
}
