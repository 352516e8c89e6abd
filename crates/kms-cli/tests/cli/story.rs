//! The main job, command by command, at three levels.

use super::office::Office;

fn passing(office: &Office, from: &str, to: &str, region: &str) -> String {
    let dirs = "--component-dir a --component-dir b --out out";
    let made = office.json(&format!(
        "{} package create --to {region} {dirs}",
        office.two(from)
    ));
    let parts: Vec<_> = made["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part.as_str().unwrap())
        .collect();
    let package = made["path"].as_str().unwrap().to_owned();
    office.json(&format!(
        "{} transport import {}",
        office.two(to),
        parts.join(" ")
    ));
    let inspected = office.json(&format!("--keystore {to}.kms package inspect {package}"));
    assert_eq!(inspected["result"], "ready");
    let imported = office.json(&format!(
        "{} package import {package} --out back",
        office.two(to)
    ));
    let receipt = imported["receipt"].as_str().unwrap();
    office.json(&format!("{} receipt verify {receipt}", office.one(from)));
    package
}

#[test]
fn from_the_ministry_to_a_card() {
    let office = Office::new();
    for (name, region) in [("m", "000000"), ("p", "410000"), ("c", "410100")] {
        office.init(name, region);
    }
    office.introduce("m", "p");
    office.introduce("p", "c");
    let algorithms = "--algorithm AES-128 --algorithm SM4 --algorithm 3DES";
    let made = office.json(&format!(
        "{} key generate --kind IRK {algorithms} --activate",
        office.two("m")
    ));
    assert_eq!(made["keys"].as_array().unwrap().len(), 3);
    passing(&office, "m", "p", "410000");
    passing(&office, "p", "c", "410100");

    let derived = office.json(&format!(
        "{} key derive IRK/A1 --card 1122334455667788",
        office.two("c")
    ));
    assert_eq!(derived["cards"][0]["card"], "1122334455667788");
    let coverage = office.json("--keystore m.kms region coverage");
    let henan = coverage["coverage"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["region"] == "410000");
    assert!(henan.clone().count() == 3 && henan.clone().all(|line| line["progress"] == "in-use"));

    office.json("--keystore m.kms audit export --out m.log");
    office.json(&format!(
        "{} audit cosign m.log --out m.note",
        office.one("p")
    ));
    let checked = office.json("audit verify m.log --identity m-for-p.identity");
    assert_eq!(checked["verified"], true);
    let verified = office.json("--keystore m.kms verify --witness m.note");
    assert_eq!(
        (&verified["verified"], &verified["witnesses"]),
        (&true.into(), &1.into())
    );
    for name in ["p", "c"] {
        assert_eq!(
            office.json(&format!("--keystore {name}.kms verify"))["verified"],
            true
        );
    }
}

#[test]
fn a_key_lives_and_dies_only_with_its_name_typed() {
    let office = Office::new();
    office.init("m", "000000");
    let two = office.two("m");
    let made = office.json(&format!("{two} key generate --kind IRK --algorithm SM4"));
    let kcv = made["keys"][0]["kcv"].as_str().unwrap().to_owned();
    for (command, to) in [
        ("activate", "active"),
        ("suspend", "suspended"),
        ("deactivate", "deactivated"),
    ] {
        office.json(&format!("{two} key {command} IRK/S4/v1 --reason drill"));
        let shown = office.json("--keystore m.kms key show IRK/S4");
        assert_eq!(shown["key"]["state"], to);
    }
    let destroy = format!("{two} key destroy IRK/S4 --reason drill");
    office.refused(&destroy, 2, "confirmation");
    office.refused(
        &format!("{destroy} --confirm-code IRK/S4/v1 --confirm-kcv 0000000000"),
        2,
        "confirmation",
    );
    let destroyed = office.json(&format!(
        "{destroy} --confirm-code IRK/S4/v1 --confirm-kcv {kcv}"
    ));
    assert_eq!(destroyed["erasure_pending"], false);
    assert_eq!(
        office.json("--keystore m.kms key list")["keys"][0]["state"],
        "destroyed"
    );
}

#[test]
fn every_region_below_is_served_once() {
    let office = Office::new();
    office.init("m", "000000");
    office.init("p", "410000");
    office.introduce("m", "p");
    let two = office.two("m");
    office.json(&format!(
        "{two} key generate --kind IRK --algorithm A1 --activate"
    ));
    let all =
        format!("{two} package create --to all --component-dir a --component-dir b --out out");
    let result = |document: &serde_json::Value| {
        let regions = document["regions"].as_array().unwrap().clone();
        assert_eq!(regions.len(), 31);
        regions
            .into_iter()
            .find(|line| line["region"] == "410000")
            .unwrap()["result"]
            .clone()
    };
    assert_eq!(
        result(&office.json(&format!("{all} --dry-run"))),
        "would-make"
    );
    assert_eq!(result(&office.json(&all)), "made");
    assert_eq!(result(&office.json(&all)), "made-before");
    assert_eq!(
        office.json("--keystore m.kms package list")["made"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

/// Fails if a key is reported destroyed, and nothing else, while its bytes are still in the file.
#[test]
fn a_reader_in_the_way_of_an_erasure_is_told() {
    let office = Office::new();
    office.init("m", "000000");
    let two = office.two("m");
    let generate = format!("{two} key generate --kind IRK --algorithm SM4 --activate");
    let made = office.json(&generate);
    let again = office.json(&format!(
        "{two} key rotate --kind IRK --algorithm SM4 --activate"
    ));
    office.json(&format!(
        "{two} key deactivate IRK/S4/v1 IRK/S4/v2 --reason drill"
    ));
    let reader = rusqlite::Connection::open(office.path("m.kms")).unwrap();
    let read = "BEGIN; SELECT count(*) FROM log_entry";
    reader.execute_batch(read).unwrap();
    let destroy = |made: &serde_json::Value, version: u8| {
        let kcv = made["keys"][0]["kcv"].as_str().unwrap();
        format!(
            "{two} key destroy IRK/S4/v{version} --reason drill --confirm-code IRK/S4/v{version} --confirm-kcv {kcv}"
        )
    };
    assert_eq!(office.json(&destroy(&made, 1))["erasure_pending"], true);
    let told = office.run(&destroy(&again, 2));
    assert!(told.status.success(), "{told:?}");
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("may still be in it"), "{told}");
    drop(reader);
    office.json(&format!("{two} key generate --kind IRK --algorithm A1"));
    assert!(!office.path("m.kms-wal").exists());
}
