//! What an officer meets: the result that cannot be shown, the wrong file, the option that is missing.

use std::fs;
use std::process::Stdio;

use super::office::Office;

#[test]
fn what_was_done_is_not_denied_where_it_cannot_be_shown() {
    let office = Office::new();
    office.init("m", "000000");
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let line = format!(
        "{} --lang en key generate --kind IRK --algorithm SM4",
        office.two("m")
    );
    let child = std::process::Command::new(assert_cmd::cargo::cargo_bin("kms"))
        .args(line.split_whitespace())
        .current_dir(office.path(""))
        .stdout(Stdio::from(full))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the operation was done") && !said.contains("Nothing was changed"));
    let keys = office.json("--keystore m.kms key list");
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
}

#[test]
fn another_logs_files_are_no_sign_of_tampering() {
    let office = Office::new();
    office.init("m", "000000");
    office.init("p", "410000");
    office.introduce("m", "p");
    office.json("--keystore m.kms audit export --out m.log");
    let one = office.one("p");
    office.json(&format!("{one} audit cosign m.log --out m.note"));
    let again = format!("{one} audit cosign m.log --out m.note");
    office.refused(&again, 8, "file-exists");
    let verify = "--keystore p.kms verify --witness m.note";
    office.refused(verify, 2, "witness-other-log");
    let identity = "audit verify m.log --identity p-for-m.identity";
    office.refused(identity, 2, "identity-other-log");
    let own = format!("{} audit cosign m.log --out own.note", office.one("m"));
    office.refused(&own, 4, "unknown-sender");
}

#[test]
fn what_cannot_be_rebuilt_is_not_promised() {
    let office = Office::new();
    office.init("m", "000000");
    let bytes = fs::read(office.path("m.kms")).unwrap();
    fs::write(office.path("cut.kms"), &bytes[..5000]).unwrap();
    office.write("text.kms", "this is no database");
    for name in ["cut.kms", "text.kms"] {
        let output = office.run(&format!("--keystore {name} repair --dry-run"));
        assert_eq!(output.status.code(), Some(3), "{name}");
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!said.contains("rebuild the tables"), "{said}");
        let output = office.run(&format!("--keystore {name} verify"));
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!said.contains("the log is whole"), "{said}");
    }
}

#[test]
fn nobody_knows_the_passphrase_of_another() {
    let office = Office::new();
    for person in ["a", "b"] {
        office.write(person, "the very same passphrase\n");
    }
    office.write("short", "short\n");
    let people = "--custodian a=a --custodian b=b --passphrase-file a=a --passphrase-file b=";
    let init = format!("--keystore x.kms init --region 410000 --threshold 2 {people}");
    office.refused(&format!("{init}b"), 2, "passphrase-shared");
    let short = office.refused(&format!("{init}short"), 2, "passphrase");
    assert!(short["error"]["message"].as_str().unwrap().contains('b'));
    assert!(!office.path("x.kms").exists());
    let nowhere = init.replace("x.kms", "nowhere/x.kms");
    office.refused(&format!("{nowhere}b"), 10, "no-keystore");
}

#[test]
fn what_has_to_be_typed_is_named_where_nobody_can_be_asked() {
    let office = Office::new();
    office.init("m", "000000");
    office.init("p", "410000");
    office.json("--keystore p.kms identity export --out p.identity");
    let enroll = format!("{} region enroll p.identity", office.two("m"));
    let missing = office.refused(&enroll, 2, "confirmation");
    let message = missing["error"]["message"].as_str().unwrap();
    assert!(message.contains("--fingerprint"), "{message}");
    let cut = format!("{enroll} --fingerprint 12345-67890");
    office.refused(&cut, 2, "confirmation");
    let planned = office.run(&format!("{enroll} --dry-run --json"));
    let shown = office.json("--keystore p.kms identity export --out q.identity");
    let digits = shown["fingerprint"].as_str().unwrap();
    assert!(!String::from_utf8(planned.stdout).unwrap().contains(digits));
}

#[test]
fn a_place_to_fill_in_is_never_recorded() {
    let office = Office::new();
    office.init("m", "000000");
    for place in ["《原因》", "<REASON>"] {
        let line = format!("{} key activate IRK --reason {place}", office.two("m"));
        office.refused(&line, 2, "usage");
    }
}

#[test]
fn a_package_says_what_it_leaves_out() {
    let office = Office::new();
    office.init("m", "000000");
    office.init("p", "410000");
    office.introduce("m", "p");
    let two = office.two("m");
    office.json(&format!(
        "{two} key generate --kind IRK --algorithm SM4 --activate"
    ));
    office.json(&format!("{two} key generate --kind IRK --algorithm SM4"));
    let create =
        format!("{two} package create --to 410000 --component-dir a --component-dir b --out out");
    let made = office.json(&create);
    assert_eq!(made["keys"], 1);
    assert_eq!(made["left_out"][0]["key"], "IRK/S4/v2");
    assert_eq!(made["left_out"][0]["reason"], "pre-activation");
    let coverage = office.json("--keystore m.kms region coverage --to 410000 --kind IRK");
    assert_eq!(coverage["coverage"].as_array().unwrap().len(), 2);
    assert_eq!(coverage["coverage"][1]["key_state"], "pre-activation");
}

/// Fails if programs cannot tell a damaged container from altered content, or take it for a fault of the program.
#[test]
fn a_damaged_container_has_a_code_of_its_own() {
    let office = Office::new();
    office.init("m", "000000");
    let clean = office.json("--keystore m.kms verify");
    assert_eq!(clean["code"], serde_json::Value::Null);
    let bytes = fs::read(office.path("m.kms")).unwrap();
    // In SQLite's header: how many pages are free, and a file format that it does not know.
    for (place, name) in [(39, "free.kms"), (47, "format.kms")] {
        let mut damaged = bytes.clone();
        damaged[place] ^= 16;
        fs::write(office.path(name), damaged).unwrap();
        let output = office.run(&format!("--keystore {name} verify --json"));
        assert_eq!(output.status.code(), Some(3), "{name}");
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(document["code"], "container-damaged");
        assert_eq!(document["findings"][0]["code"], "container-damaged");
        office.refused(
            &format!("--keystore {name} key list"),
            3,
            "container-damaged",
        );
    }
    let altered = rusqlite::Connection::open(office.path("m.kms")).unwrap();
    altered.execute("DELETE FROM officer", []).unwrap();
    altered.close().unwrap();
    let output = office.run("--keystore m.kms verify --json");
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), document["code"].as_str()),
        (Some(3), Some("tampered"))
    );
}
