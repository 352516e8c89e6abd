//! Who may unlock, how often they may try, and what one officer alone may do.

use key_derivation::{Algorithm, Catalogue};
use keystore::KeyState;
use kms::identity::{self, Identity};
use kms::keys::{Confirmation, change_state, rotate};
use kms::{Error, audit, cards, package, transport};
use quorum::{Needs, Passphrase};

use crate::place::{
    HENAN, MINISTRY, Place, Site, ZHENGZHOU, generate, is_refused, new_key, officer, passphrase,
    refusal,
};

fn tries(site: &Site, officers: &[&str], needs: Needs) -> Result<kms::Session, Error> {
    site.unlock(site.credentials(officers), needs)
}

fn wrong() -> Passphrase {
    Passphrase::existing("not the one at all").unwrap()
}

/// Fails if `admit` counts names instead of people, or is called after the attempt is recorded.
#[test]
fn too_few_twice_the_same_and_strangers_are_refused_before_anything_is_recorded() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let before = site.before();
    is_refused(tries(&site, &[], Needs::Quorum), "too-few-officers", 4);
    is_refused(tries(&site, &[], Needs::One), "too-few-officers", 4);
    is_refused(
        tries(&site, &["zhang"], Needs::Quorum),
        "too-few-officers",
        4,
    );
    is_refused(
        tries(&site, &["zhang", "zhang"], Needs::Quorum),
        "same-officer-twice",
        2,
    );
    is_refused(
        tries(&site, &["zhang", "zhang", "wang"], Needs::Quorum),
        "same-officer-twice",
        2,
    );
    is_refused(
        tries(&site, &["zhang", "mallory"], Needs::Quorum),
        "unknown-officer",
        7,
    );
    is_refused(
        tries(&site, &["zhang", "Wang"], Needs::Quorum),
        "unknown-officer",
        7,
    );
    assert_eq!(site.before().entries, before.entries);
}

/// Fails if the attempt is recorded after the passphrase is tried, or if one good passphrase is enough.
#[test]
fn a_wrong_passphrase_is_recorded_and_opens_nothing() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let before = site.before();
    let credentials = vec![
        (officer("zhang"), passphrase(MINISTRY, "zhang")),
        (officer("wang"), wrong()),
    ];
    let error = refusal(site.unlock(credentials, Needs::Quorum));
    assert!(matches!(&error, Error::WrongPassphrase(who) if who.as_str() == "wang"));
    assert_eq!(
        (error.code().as_str(), error.exit_code()),
        ("wrong-passphrase", 5)
    );
    // Somebody else's passphrase, and that of the same officer elsewhere, are wrong as well.
    for other in [passphrase(MINISTRY, "li"), passphrase(HENAN, "wang")] {
        let error = refusal(site.unlock(vec![(officer("wang"), other)], Needs::One));
        assert_eq!(error.exit_code(), 5);
    }
    assert_eq!(
        site.events_since(&before),
        ["attempt", "refused", "attempt", "attempt"]
    );
    site.is_unchanged(&before);
    // Zhang proved who he is, and is not counted for Wang's mistake.
    let state = site.before().state;
    let counted = |name| state.attempts_on(&officer(name)).0;
    assert_eq!((counted("zhang"), counted("wang")), (0, 3));
    assert_eq!(site.before().state.open_attempts.len(), 3);
}

/// Fails if attempts are not counted, counted over all officers, or forgotten when somebody else signs.
#[test]
fn five_wrong_attempts_lock_one_officer_out_and_no_other_signature_frees_him() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    for _ in 0..5 {
        let error = refusal(site.unlock(vec![(officer("wang"), wrong())], Needs::One));
        assert_eq!(error.exit_code(), 5);
    }
    let before = site.before();
    let error = refusal(tries(&site, &["zhang", "wang"], Needs::Quorum));
    assert_eq!(
        (error.code().as_str(), error.exit_code()),
        ("locked-out", 6)
    );
    let Error::LockedOut { officer, until } = error else {
        panic!("another error");
    };
    assert_eq!(officer.as_str(), "wang");
    let (last, _) = before.state.open_attempts.values().nth(4).unwrap();
    let wait = until.parse::<jiff::Timestamp>().unwrap().as_second()
        - last.parse::<jiff::Timestamp>().unwrap().as_second();
    assert_eq!(wait, 15 * 60);
    // A refused officer is not recorded again: the lock ends fifteen minutes after the last attempt.
    assert_eq!(site.before().entries, before.entries);
    // The others are not locked out; what they sign says nothing about who tried wang's passphrase.
    let mut others = tries(&site, &["zhang", "li"], Needs::Quorum).unwrap();
    generate(&mut others, "IRK", Algorithm::Sm4);
    drop(others);
    let error = refusal(tries(&site, &["zhang", "wang"], Needs::Quorum));
    assert_eq!(error.code(), "locked-out");
}

/// Fails if a good unlocking does not count the attempts before it as done.
#[test]
fn four_wrong_attempts_and_a_good_one_begin_the_count_again() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    for round in 0..2 {
        for _ in 0..4 {
            let error = refusal(site.unlock(vec![(officer("li"), wrong())], Needs::One));
            assert_eq!(error.exit_code(), 5, "round {round}");
        }
        let mut alone = site.open_alone();
        let key = *alone.state().keys.keys().next().unwrap();
        let to = [KeyState::Suspended, KeyState::Compromised][round];
        let code = kms::keys::key_code(&Catalogue::builtin(), &alone.state().keys[&key].descriptor);
        let kcv = alone.state().keys[&key].kcv.to_string();
        let typed = Confirmation {
            code: &code,
            kcv: &kcv,
        };
        let catalogue = Catalogue::builtin();
        change_state(&mut alone, &catalogue, key, to, "演练", Some(&typed)).unwrap();
    }
}

/// Fails if an action's number of approvals is not asked, or the backend opens for fewer than k shares.
#[test]
fn one_officer_may_only_make_things_safer() {
    let place = Place::received();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let catalogue = Catalogue::builtin();
    let key = *ministry.state().keys.keys().next().unwrap();
    let package_id = ministry.state().packages.keys().next().unwrap().clone();
    let new = new_key("IRK", Algorithm::Aes256);
    let change = |to| {
        let catalogue = Catalogue::builtin();
        move |session: &mut kms::Session| change_state(session, &catalogue, key, to, "试", None)
    };
    let refused =
        |site: &Site, operation: &mut dyn FnMut(&mut kms::Session) -> Result<(), Error>| {
            let error = site.refuses_in(site.open_alone(), "approval", 4, operation);
            assert!(matches!(
                error,
                Error::Quorum(quorum::Error::NotEnoughApprovals { needed: 2, got: 1 })
            ));
        };
    refused(&ministry, &mut |s| {
        kms::keys::generate(s, &catalogue, &new).map(drop)
    });
    refused(&ministry, &mut |s| {
        let again = new_key("IRK", Algorithm::Aes128);
        rotate(s, &catalogue, &again).map(drop)
    });
    refused(&ministry, &mut change(KeyState::Deactivated));
    refused(&ministry, &mut |s| {
        package::cancel(s, &package_id, "试").map(drop)
    });
    let again = [place.carrier("c"), place.carrier("d")];
    refused(&ministry, &mut |s| {
        package::reissue(s, &package_id, "试", &place.at("out"), &again).map(drop)
    });
    refused(&ministry, &mut |s| {
        transport::create(s, crate::place::region(HENAN), &again).map(drop)
    });
    let other = Place::sent();
    refused(&other.site(HENAN), &mut |s| {
        package::import(s, &other.package(), &other.at("receipts")).map(drop)
    });
    let third = Place::founded();
    let made = third.send();
    refused(&third.site(HENAN), &mut |s| {
        transport::import(s, &made.components).map(drop)
    });
    let stranger = Place::empty();
    let fresh = crate::place::found(&stranger.keystore(HENAN), HENAN, false);
    let theirs = Identity::of(fresh.state());
    let typed = theirs.fingerprint().unwrap();
    refused(&ministry, &mut |s| {
        identity::enrol(s, &theirs, &typed, true).map(drop)
    });
    let city = place.site(ZHENGZHOU);
    let bk = generate(&mut city.open(), "BK", Algorithm::Aes128);
    refused(&city, &mut |s| {
        cards::derive(s, bk, &[vec![1; 8]]).map(drop)
    });

    // What one officer may do.
    let mut alone = ministry.open_alone();
    change(KeyState::Suspended)(&mut alone).unwrap();
    let error = refusal(alone.run(change(KeyState::Active)));
    assert_eq!(error.code(), "approval");
    package::verify_receipt(&mut alone, &place.receipt()).unwrap();
    let row = alone.state().keys[&key].clone();
    let code = kms::keys::key_code(&catalogue, &row.descriptor);
    let typed = Confirmation {
        code: &code,
        kcv: &row.kcv.to_string(),
    };
    let to = KeyState::Compromised;
    change_state(&mut alone, &catalogue, key, to, "试", Some(&typed)).unwrap();
    let mut export = Vec::new();
    audit::export(alone.keystore(), &mut export).unwrap();
    drop(alone);
    audit::cosign(&mut henan.open_alone(), &export, &place.at("cosigned")).unwrap();
}

/// Fails if fewer than k shares make a backend: what one officer holds says nothing about the root.
#[test]
fn one_share_opens_no_backend() {
    let place = Place::sent();
    let henan = place.site(HENAN);
    // `recover` needs one officer's signature, but the receipt's needs the identity key behind the root.
    crate::faults::fail(crate::faults::Call::Sign, 0);
    let receipts = place.at("receipts");
    let error = refusal(package::import(
        &mut henan.open(),
        &place.package(),
        &receipts,
    ));
    assert!(matches!(error, Error::Hsm(hsm::Error::Random)), "{error}");
    let mut alone = henan.open_alone();
    let bytes = place.package();
    let error = refusal(kms::recover::recover(
        &mut alone,
        &receipts,
        &[],
        Some(&bytes),
    ));
    assert_eq!(error.exit_code(), 4, "{error}");
    drop(alone);
    let done = kms::recover::recover(&mut henan.open(), &receipts, &[], Some(&bytes)).unwrap();
    assert_eq!((done.written.len(), done.open.len()), (1, 0));
}

/// Fails if an unlocked session goes on from a head that is not the log's any more.
#[test]
fn a_second_handle_is_told_that_the_log_moved() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let (mut first, mut second) = (site.open(), site.open());
    let catalogue = Catalogue::builtin();
    let new = new_key("IRK", Algorithm::Aes256);
    // The second one's attempt came after the first one's view.
    let error = refusal(first.run(|s| kms::keys::generate(s, &catalogue, &new)));
    assert_eq!((error.code().as_str(), error.exit_code()), ("moved", 8));
    // The refusal is recorded, the view is fresh again, and now the other one is behind.
    kms::keys::generate(&mut first, &catalogue, &new).unwrap();
    let error = refusal(second.run(|s| kms::keys::generate(s, &catalogue, &new)));
    assert_eq!((error.code().as_str(), error.exit_code()), ("moved", 8));
    assert_eq!(site.state().keys.len(), 4);
}
