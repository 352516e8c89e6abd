//! Packages that are made again, cancelled, lost, or answered late.

use std::fs;

use key_derivation::{Algorithm, KeyVersion};
use keystore::{Digest, PackageState};
use kms::keys::rotate;
use kms::package::{cancel, check, check_receipt, create, import, plan, reissue, verify_receipt};
use kms::{Artefact, Error, Flaw, transport};

use crate::place::{HENAN, MINISTRY, Place, Site, is_refused, new_key, refusal};

fn receive(
    place: &Place,
    made: &kms::package::PackageMade,
) -> Result<kms::package::Imported, Error> {
    let henan = place.site(HENAN);
    let mut session = henan.open();
    transport::import(&mut session, &made.components).unwrap();
    let bytes = fs::read(&made.path).unwrap();
    session.run(|s| import(s, &bytes, &place.at("receipts")))
}

fn erased(site: &Site, blob: &Digest) -> bool {
    let keystore = keystore::Keystore::open_read_only(&site.path).unwrap();
    matches!(keystore.attachment(blob), Err(keystore::Error::Erased(_)))
}

/// Fails if the old transport key survives, the counter is used again, or the new package says nothing of
/// the old one.
#[test]
fn a_reissued_package_takes_the_old_ones_place() {
    let place = Place::sent();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let before = ministry.state();
    let (id, old) = before.packages.iter().next().unwrap();
    let old_blob = before.transports[&old.created.transport_id].blob;
    assert!(!erased(&ministry, &old_blob));
    let folders = [place.carrier("c"), place.carrier("d")];
    let made = reissue(
        &mut ministry.open(),
        id,
        "载体丢失",
        &place.at("out"),
        &folders,
    )
    .unwrap();
    assert_eq!(made.counter, 2);
    let after = ministry.state();
    assert_eq!(after.packages[id].state, PackageState::Cancelled);
    let new = &after.packages[&made.package_id];
    assert_eq!(new.created.replaces.as_ref(), Some(id));
    assert_eq!(new.created.contents, old.created.contents);
    assert_ne!(new.created.transport_id, old.created.transport_id);
    assert!(after.transports[&old.created.transport_id].destroyed);
    assert!(erased(&ministry, &old_blob));
    ministry.refuses("package-closed", 4, |s| {
        reissue(s, id, "再来", &place.at("out"), &folders)
    });
    // The recipient takes the new one, without the old one, and is told of the gap.
    transport::import(&mut henan.open(), &made.components).unwrap();
    let bytes = fs::read(&made.path).unwrap();
    let done = import(&mut henan.open(), &bytes, &place.at("receipts")).unwrap();
    assert_eq!(done.warnings, ["counter-gap"]);
    let parents: Vec<_> = old.created.keys.iter().map(|key| key.kcv).collect();
    let stored: Vec<_> = done.stored.iter().map(|key| key.kcv).collect();
    assert_eq!(parents, stored, "the same keys under another transport key");
    // The old one is a replay now.
    let old_bytes = place.package();
    henan.refuses("replay", 8, |s| {
        import(s, &old_bytes, &place.at("receipts"))
    });
    let receipt = fs::read(done.receipt).unwrap();
    verify_receipt(&mut ministry.open_alone(), &receipt).unwrap();
    let blob = after.transports[&new.created.transport_id].blob;
    assert!(erased(&ministry, &blob), "a receipt ends the transport key");
    let there = henan.state();
    assert!(erased(
        &henan,
        &there.transports[&new.created.transport_id].blob
    ));
}

/// Fails if a cancelled package still keeps its transport key or blocks the next one.
#[test]
fn a_cancelled_package_frees_the_way() {
    let place = Place::sent();
    let ministry = place.site(MINISTRY);
    let state = ministry.state();
    let (id, package) = state.packages.iter().next().unwrap();
    let blob = state.transports[&package.created.transport_id].blob;
    let again = place.order_named("c", "d", "out2");
    let error = ministry.refuses("package-open", 8, |s| create(s, &again));
    assert!(matches!(error, Error::PackageOpen { package, .. } if package == *id));
    cancel(&mut ministry.open(), id, "不再需要").unwrap();
    assert!(erased(&ministry, &blob));
    ministry.refuses("package-closed", 4, |s| cancel(s, id, "再次"));
    let made = create(&mut ministry.open(), &again).unwrap();
    assert_eq!(made.counter, 2);
    assert!(receive(&place, &made).is_ok());
}

/// Fails if keys are reissued that may not be used any more.
#[test]
fn nothing_is_reissued_from_a_key_that_is_out_of_use() {
    let place = Place::sent();
    let ministry = place.site(MINISTRY);
    let id = ministry.state().packages.keys().next().unwrap().clone();
    let key = *ministry.state().keys.keys().next().unwrap();
    let catalogue = key_derivation::Catalogue::builtin();
    let to = keystore::KeyState::Suspended;
    kms::keys::change_state(&mut ministry.open(), &catalogue, key, to, "查", None).unwrap();
    let folders = [place.carrier("c"), place.carrier("d")];
    ministry.refuses("key-state", 4, |s| {
        reissue(s, &id, "丢失", &place.at("out"), &folders)
    });
    assert_eq!(fs::read_dir(place.at("c")).unwrap().count(), 0);
}

/// Fails if a lost receipt stops the next package: continuity then comes from an older checkpoint, or from
/// what the recipient saw, and is shown by the proofs.
#[test]
fn packages_go_on_after_a_lost_receipt() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let first = place.send_only(&ministry, Algorithm::Aes128, "one");
    let one = receive(&place, &first).unwrap();
    let second = place.send_only(&ministry, Algorithm::Sm4, "two");
    let two = receive(&place, &second).unwrap();
    assert!(two.warnings.is_empty());
    let third = place.send_only(&ministry, Algorithm::Tdes2, "three");
    let three = receive(&place, &third).unwrap();
    assert!(three.warnings.is_empty());
    // The receipts arrive late and out of order, one of them never.
    let late = |imported: &kms::package::Imported| fs::read(&imported.receipt).unwrap();
    verify_receipt(&mut ministry.open_alone(), &late(&three)).unwrap();
    verify_receipt(&mut ministry.open_alone(), &late(&one)).unwrap();
    let open: Vec<_> =
        kms::status::status(&keystore::Keystore::open_read_only(&ministry.path).unwrap())
            .unwrap()
            .awaiting_receipt;
    assert_eq!(open, [second.package_id]);
    assert!(keystore::verify(&henan.path).unwrap().is_clean());
}

/// Fails if a sender that went back to an old copy of its keystore is believed again: its counters have
/// served, and then its log has another root at a size that Henan saw.
#[test]
fn a_rolled_back_sender_is_found_out() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let old = place.copy(MINISTRY, "old.kms");
    receive(
        &place,
        &place.send_only(&ministry, Algorithm::Aes128, "one"),
    )
    .unwrap();
    receive(&place, &place.send_only(&ministry, Algorithm::Sm4, "two")).unwrap();
    for (algorithm, folder) in [(Algorithm::Sm4, "again"), (Algorithm::Aes128, "and-again")] {
        let error = refusal(receive(&place, &place.send_only(&old, algorithm, folder)));
        assert_eq!((error.code().as_str(), error.exit_code()), ("replay", 8));
    }
    let before = place.site(HENAN).state();
    let error = refusal(receive(
        &place,
        &place.send_only(&old, Algorithm::Tdes2, "forked"),
    ));
    let continuity = matches!(error, Error::Artefact(Artefact::Package, Flaw::Continuity));
    assert!(continuity, "{error}");
    assert_eq!(place.site(HENAN).state().keys, before.keys);
}

/// Fails if a recipient that went back to an old copy is believed: its receipt does not continue what the
/// ministry has cosigned.
#[test]
fn a_rolled_back_recipient_is_found_by_its_receipt() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let old = place.copy(HENAN, "old.kms");
    let first = place.send_only(&ministry, Algorithm::Aes128, "one");
    let one = receive(&place, &first).unwrap();
    verify_receipt(&mut ministry.open_alone(), &fs::read(one.receipt).unwrap()).unwrap();
    fs::copy(&old.path, &henan.path).unwrap();
    let second = place.send_only(&ministry, Algorithm::Sm4, "two");
    let two = receive(&place, &second).unwrap();
    assert_eq!(two.warnings, ["counter-gap"]);
    let receipt = fs::read(two.receipt).unwrap();
    let found = check_receipt(&ministry.state(), &receipt);
    is_refused(found, "receipt-continuity", 3);
}

/// Fails if a key that was sent on its own cannot follow the first: rotation is the everyday case.
#[test]
fn a_rotated_key_follows_in_a_package_of_its_own() {
    let place = Place::received();
    let ministry = place.site(MINISTRY);
    let catalogue = key_derivation::Catalogue::builtin();
    let new = new_key("IRK", Algorithm::Aes128);
    rotate(&mut ministry.open(), &catalogue, &new).unwrap();
    let mut order = place.order_named("c", "d", "out2");
    order.selection.versions = vec![KeyVersion::new(2).unwrap()];
    let (_, keys) = plan(&ministry.state(), &order).unwrap();
    assert_eq!(keys.len(), 1);
    let made = create(&mut ministry.open(), &order).unwrap();
    assert!(check(&place.site(HENAN).state(), &fs::read(&made.path).unwrap()).is_err());
    assert_eq!(receive(&place, &made).unwrap().stored.len(), 1);
}
