//! What the receiver is asked to sign, and what is said of a record.

use std::fs;
use std::process::Output;

use kms::identity::Identity;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::handover_office::{Office, Texts};

/// A rehearsal office, and its keystore in a folder.
struct Place {
    office: Office,
    folder: TempDir,
}

impl Place {
    fn new(rehearsal: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::found(&folder.path().join("office.kms"), rehearsal);
        Self { office, folder }
    }

    fn run(&self, lang: &str, arguments: &str) -> Output {
        assert_cmd::Command::cargo_bin("kms")
            .unwrap()
            .args(["--lang", lang])
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .env("KMS_KEYSTORE", "office.kms")
            .output()
            .unwrap()
    }

    fn statement(&self) -> String {
        let output = self.run("en", "handover statement H-2 --item MC-0001=S-0001:good");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Issues the record of a handover that is over, as `H-1.kmsrecord`, with the office's identity file.
    fn with_record(rehearsal: bool) -> Self {
        let mut place = Self::new(rehearsal);
        let handover = place.office.whole("H-1", "1", 1, &Texts::default());
        let session = &mut place.office.session;
        let record = kms::record::issue(session, &handover).unwrap();
        let identity = Identity::of(session.state()).to_bytes().unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(place.folder.path().join(name), bytes);
        write("H-1.kmsrecord", &record.bytes).unwrap();
        write("office.identity", &identity).unwrap();
        place
    }

    /// Exit code and text of `handover verify`.
    fn verify(&self, lang: &str, more: &str) -> (i32, String) {
        let output = self.run(lang, &format!("handover verify H-1.kmsrecord {more}"));
        let text = String::from_utf8(output.stdout).unwrap();
        (output.status.code().unwrap(), text)
    }
}

#[test]
fn what_the_receiver_signs_follows_where_the_carriers_are() {
    let mut place = Place::new(true);
    let texts = Texts::default();
    place.office.third_party("1", &texts.organisation);
    place.office.third_party("2", &texts.organisation);
    let items = place.office.carriers(1);
    place.office.draft("H-1", &items, &texts);
    place.office.prepare("H-1", "1");
    place.office.hand_over("H-1", "1", &items, &texts);
    place.office.draft_after("H-2", &items, &texts, Some("H-1"));
    place.office.prepare("H-2", "2");
    let text = place.statement();
    assert!(text.contains("\nsigns passed-on from H-1\n"), "{text}");
    let next = |place: &Place| {
        let output = place.run("en", "handover check H-2");
        String::from_utf8(output.stdout).unwrap()
    };
    let told = next(&place);
    assert!(told.contains("handover transfer H-1 --to H-2 "), "{told}");
    // They come back first: what goes on from here goes on from store.
    let back = json!({ "serial": items[0], "seal": "S-0001", "condition": "完好" });
    place.office.now(json!({ "handover": {
        "type": "returned", "handover": "H-1", "items": [back], "by": "li",
    }}));
    let text = place.statement();
    assert!(text.contains("\nsigns received\n"), "{text}");
    let told = next(&place);
    assert!(told.contains("handover sign H-2 "), "{told}");
}

#[test]
fn a_check_names_a_broken_seal_and_the_command_that_mends_it() {
    let mut place = Place::new(true);
    let texts = Texts::default();
    place.office.third_party("1", &texts.organisation);
    let items = place.office.carriers(1);
    place.office.draft("H-1", &items, &texts);
    place.office.name("H-1", "1");
    let check = |place: &Place, more: &str| {
        let output = place.run("en", &format!("handover check H-1 {more}"));
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let by = ["li", "wang"];
    assert_eq!(check(&place, "").0, 0);
    place.office.now(json!({ "custody": {
        "type": "inspected", "serial": items[0], "seal": "S-9998", "by": by,
    }}));
    let (exit, told) = check(&place, "");
    assert_eq!(exit, 4, "{told}");
    assert!(told.contains("carrier seal MC-0001 --seal "), "{told}");
    let (_, told) = check(&place, "--json");
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["missing"], json!(["broken-seal"]));
    place.office.now(json!({ "custody": {
        "type": "resealed", "serial": items[0], "seal": "S-9999", "by": by,
    }}));
    assert_eq!(check(&place, "").0, 0);
    let out = json!({ "type": "checked-out", "serial": items[0], "purpose": "开箱", "by": by });
    place.office.now(json!({ "custody": out }));
    let (exit, told) = check(&place, "");
    assert_eq!(exit, 4, "{told}");
    assert!(told.contains("carrier checkin MC-0001 --seal "), "{told}");
    place.office.now(json!({ "custody": {
        "type": "checked-in", "serial": items[0], "seal": "S-9999", "by": by,
    }}));
    // Once it is approved the carrier is reserved, and is sealed anew only after that was withdrawn.
    place
        .office
        .now(json!({ "handover": { "type": "approved", "handover": "H-1", "by": by }}));
    place.office.now(json!({ "custody": {
        "type": "inspected", "serial": items[0], "seal": "S-9997", "by": by,
    }}));
    let (exit, told) = check(&place, "");
    assert_eq!(exit, 4, "{told}");
    let next = told.contains("handover withdraw H-1") && !told.contains("carrier seal");
    assert!(next, "{told}");
}

#[test]
fn a_record_without_an_identity_is_whole_and_nobodys() {
    let place = Place::with_record(false);
    for (lang, verifies, whole) in [
        (
            "en",
            "verifies",
            "is whole, but it is not shown whose it is",
        ),
        ("zh", "校验通过", "完整，但没有证明是谁做的"),
    ] {
        let (exit, text) = place.verify(lang, "--identity office.identity");
        let head = text.lines().next().unwrap();
        assert!(exit == 0 && head.contains(verifies), "{text}");
        assert!(!text.contains("REHEARSAL"), "{text}");
        let (exit, text) = place.verify(lang, "");
        let head = text.lines().next().unwrap();
        assert!(exit == 4 && head.contains(whole), "{text}");
        assert!(
            !text.contains(verifies) && text.contains("--identity"),
            "{text}"
        );
    }
    let told = |more: &str| {
        let (_, text) = place.verify("en", &format!("{more} --json"));
        let json: Value = serde_json::from_str(&text).unwrap();
        [&json["verified"], &json["whole"]].map(|one| one.as_bool().unwrap())
    };
    assert_eq!(told("--identity office.identity"), [true, true]);
    assert_eq!(told(""), [false, true]);
}

#[test]
fn a_record_of_a_rehearsal_says_so_at_once() {
    let place = Place::with_record(true);
    for lang in ["en", "zh"] {
        for more in ["", "--identity office.identity"] {
            let (_, text) = place.verify(lang, more);
            let head = text.lines().next().unwrap();
            assert!(head.contains("演练 REHEARSAL"), "{text}");
        }
    }
}
