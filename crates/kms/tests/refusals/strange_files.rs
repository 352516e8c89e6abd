//! Files that no honest side writes: far too large, empty, of another kind, or with members twice.

use std::fs::{self, File};

use kms::identity::{Identity, MAX_IDENTITY};
use kms::package::{MAX_PACKAGE, MAX_RECEIPT, check, check_receipt};
use kms::transport::check_components;
use kms::{Artefact, MAX_COMPONENT, audit, read_file};

use crate::place::{HENAN, MINISTRY, Place, is_refused};

/// Fails if a file's length is looked at after reading it; then this takes 500 MB of memory.
#[test]
fn a_file_of_100_megabytes_is_refused_unread() {
    let place = Place::received();
    let path = place.at("huge");
    File::create(&path).unwrap().set_len(100 << 20).unwrap();
    for (artefact, cap) in [
        (Artefact::Package, MAX_PACKAGE),
        (Artefact::Receipt, MAX_RECEIPT),
        (Artefact::Component, MAX_COMPONENT),
        (Artefact::Identity, MAX_IDENTITY),
        (Artefact::Checkpoint, audit::MAX_CHECKPOINT),
    ] {
        let code = format!("{}-too-large", artefact.name());
        is_refused(read_file(&path, artefact, cap), &code, 3);
    }
    let state = place.site(HENAN).state();
    let pair = [path.clone(), path];
    is_refused(check_components(&state, &pair), "component-too-large", 3);
    // Bytes that came another way meet the same caps.
    let zeros = vec![b'0'; usize::try_from(MAX_PACKAGE).unwrap() + 1];
    is_refused(check(&state, &zeros), "package-too-large", 3);
    is_refused(check_receipt(&state, &zeros), "receipt-too-large", 3);
    is_refused(Identity::parse(&zeros), "identity-too-large", 3);
    is_refused(
        audit::check_export(&state, &zeros),
        "log-export-malformed",
        3,
    );
}

/// Fails if one byte more than the cap is let through, or one at the cap is not.
#[test]
fn the_cap_is_where_it_says() {
    let place = Place::empty();
    let path = place.at("file");
    fs::write(&path, [0; 100]).unwrap();
    assert_eq!(read_file(&path, Artefact::Package, 100).unwrap().len(), 100);
    let over = read_file(&path, Artefact::Package, 99);
    is_refused(over, "package-too-large", 3);
    // A file that says it is empty and is not: the cap holds while reading as well.
    let endless = std::path::Path::new("/dev/zero");
    is_refused(
        read_file(endless, Artefact::Package, 99),
        "package-too-large",
        3,
    );
    is_refused(
        read_file(&place.at("missing"), Artefact::Package, 9),
        "unreadable",
        2,
    );
    is_refused(
        read_file(place.folder.path(), Artefact::Package, 1 << 20),
        "unreadable",
        2,
    );
}

/// Fails if artefacts are told apart by their file names.
#[test]
fn each_artefact_is_read_only_as_what_it_is() {
    let place = Place::received();
    let state = place.site(HENAN).state();
    let (package, receipt) = (place.package(), place.receipt());
    is_refused(check(&state, &receipt), "package-unknown-type", 3);
    is_refused(check_receipt(&state, &package), "receipt-unknown-type", 3);
    is_refused(Identity::parse(&package), "identity-malformed", 3);
    is_refused(
        audit::check_export(&state, &package),
        "log-export-malformed",
        3,
    );
    let path = place.at("out/410000-0001.kmspkg");
    let pair = [path.clone(), path];
    is_refused(check_components(&state, &pair), "component-too-large", 3);
    for bytes in [
        &b""[..],
        b"\0",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"{\"payload\":",
    ] {
        is_refused(check(&state, bytes), "package-malformed", 3);
        is_refused(check_receipt(&state, bytes), "receipt-malformed", 3);
        is_refused(Identity::parse(bytes), "identity-malformed", 3);
        is_refused(
            audit::check_export(&state, bytes),
            "log-export-malformed",
            3,
        );
        let path = place.at("bytes");
        fs::write(&path, bytes).unwrap();
        is_refused(check_components(&state, &[path]), "component-malformed", 3);
    }
    // Nesting deep enough to break a parser that recurses without a limit.
    let deep = "[".repeat(100_000);
    is_refused(check(&state, deep.as_bytes()), "package-malformed", 3);
    is_refused(
        Identity::parse(&deep.as_bytes()[..60_000]),
        "identity-malformed",
        3,
    );
    is_refused(
        audit::check_export(&state, deep.as_bytes()),
        "log-export-malformed",
        3,
    );
}

/// Fails if the first or the last of two members of one name is quietly taken.
#[test]
fn members_stand_once() {
    let place = Place::founded();
    let made = place.send().components;
    let twice = |text: String, member: &str| {
        let doubled = text.replacen(member, &format!("{member},{member}"), 1);
        assert_ne!(doubled, text);
        doubled
    };
    let state = place.site(HENAN).state();
    let identity = Identity::of(&state).to_bytes().unwrap();
    let identity = twice(String::from_utf8(identity).unwrap(), r#""k":2"#);
    is_refused(
        Identity::parse(identity.as_bytes()),
        "identity-malformed",
        3,
    );
    let component = fs::read_to_string(&made[0]).unwrap();
    fs::write(&made[0], twice(component, r#""number":1"#)).unwrap();
    is_refused(check_components(&state, &made), "component-malformed", 3);
    let site = place.site(MINISTRY);
    let keystore = keystore::Keystore::open_read_only(&site.path).unwrap();
    let mut export = Vec::new();
    audit::export(&keystore, &mut export).unwrap();
    assert!(audit::check_export(&state, &export).is_ok());
    let export = twice(String::from_utf8(export).unwrap(), r#""seq":3"#);
    is_refused(
        audit::check_export(&state, export.as_bytes()),
        "log-export-malformed",
        3,
    );
}
