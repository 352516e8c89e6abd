//! What is refused, with which exit code and which stable code.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command as Process, Stdio};

use super::office::Office;

#[test]
fn people() {
    let office = Office::new();
    office.init("m", "000000");
    let generate = "key generate --kind IRK --algorithm SM4";
    let keystore = "--keystore m.kms";
    let wrong = "--passphrase-file wang=m-wang --passphrase-file li=m-zhao";
    office.refused(
        &format!("{keystore} {wrong} {generate}"),
        5,
        "wrong-passphrase",
    );
    office.refused(
        &format!("{} {generate}", office.one("m")),
        4,
        "too-few-officers",
    );
    let twice = "--passphrase-file wang=m-wang --passphrase-file wang=m-wang";
    office.refused(
        &format!("{keystore} {twice} {generate}"),
        2,
        "same-officer-twice",
    );
    let nobody = "--passphrase-file wang=m-wang --passphrase-file sun=m-li";
    office.refused(
        &format!("{keystore} {nobody} {generate}"),
        7,
        "unknown-officer",
    );
    let missing = "--passphrase-file wang=nowhere";
    office.refused(
        &format!("{keystore} {missing} {generate}"),
        2,
        "passphrase-unreadable",
    );
    assert_eq!(
        office.json("--keystore m.kms key list")["keys"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    assert_eq!(office.json("--keystore m.kms verify")["verified"], true);
}

#[test]
fn a_passphrase_that_others_can_read_opens_no_production_keystore() {
    let office = Office::new();
    for person in ["a", "b"] {
        office.write(person, "a long passphrase\n");
    }
    fs::set_permissions(office.path("b"), fs::Permissions::from_mode(0o640)).unwrap();
    let people = "--custodian a=a --custodian b=b --passphrase-file a=a --passphrase-file b=b";
    let init = format!("--keystore x.kms init --region 410000 --threshold 2 {people}");
    office.refused(&init, 4, "passphrase-exposed");
    assert!(!office.path("x.kms").exists());
}

#[test]
fn regions_and_kinds() {
    let office = Office::new();
    office.init("p", "410000");
    let two = office.two("p");
    office.refused("region show 999999", 7, "region-unknown");
    let create = format!("{two} transport create --component-dir a --component-dir b --to");
    office.refused(&format!("{create} 419000"), 4, "region-heading");
    office.refused(&format!("{create} 440100"), 4, "region-not-under");
    office.refused(&format!("{create} 410100"), 4, "not-enrolled");
    office.refused(
        &format!("{two} key generate --kind IRK --algorithm A1"),
        4,
        "kind-of-other-level",
    );
    office.refused(
        &format!("{two} key generate --kind NIX --algorithm A1"),
        2,
        "unknown-kind",
    );
    office.refused("--keystore p.kms key show NIX", 7, "no-key");
}

#[test]
fn command_lines_and_paths() {
    let office = Office::new();
    office.refused("status", 10, "no-keystore");
    office.refused("--keystore nowhere.kms status", 10, "no-keystore");
    for line in [
        "nix",
        "key lst",
        "region show 41",
        "key list --nix",
        "init",
        "status --lang fr",
    ] {
        office.refused(line, 2, "usage");
    }
    office.write("x.kms", "this is no database");
    assert_eq!(office.run("--keystore x.kms verify").status.code(), Some(3));
}

#[test]
fn a_dry_run_writes_nothing_and_asks_nobody() {
    let office = Office::new();
    office.init("m", "000000");
    let before = fs::read(office.path("m.kms")).unwrap();
    let lines = [
        "key generate --kind all --algorithm SM4 --dry-run",
        "identity export --out x --dry-run",
        "recover --dry-run",
    ];
    for line in lines {
        office.json(&format!("--keystore m.kms {line}"));
    }
    assert_eq!(fs::read(office.path("m.kms")).unwrap(), before);
    assert!(!office.path("x").exists());
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut child = Process::new(assert_cmd::cargo::cargo_bin("kms"))
        .args(["region", "show", "000000", "--depth", "3"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
}

#[test]
fn codes_are_the_same_in_both_languages() {
    let office = Office::new();
    office.init("m", "000000");
    let error = |lang: &str| {
        office.refused(
            &format!("--lang {lang} --keystore m.kms key show NIX"),
            7,
            "no-key",
        )
    };
    let (zh, en) = (error("zh"), error("en"));
    assert_ne!(zh["error"]["message"], en["error"]["message"]);
    assert_eq!(
        office.json("--lang zh --keystore m.kms status"),
        office.json("--lang en --keystore m.kms status")
    );
}
