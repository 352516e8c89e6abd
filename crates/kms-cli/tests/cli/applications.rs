//! A city applies, its province decides, a package answers, and both sides get their memorandum.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::office::Office;

/// Henan with a key, and Zhengzhou with a machine, that know one another.
fn office() -> Office {
    let office = Office::new();
    office.init("p", "410000");
    office.init("c", "410100");
    office.introduce("p", "c");
    let algorithms = "--algorithm SM4 --algorithm AES-128";
    office.json(&format!(
        "{} key generate --kind STK {algorithms} --activate",
        office.two("p")
    ));
    office.write("report", "assessed\n");
    office.write("courier", "王小明\n虚构证件 0001\n");
    let certificate = "--certificate GM001 --valid-from 2020-01-01 --valid-until 2099-01-01";
    let assessment = "--report report --assessed-on 2026-01-05";
    office.json(&format!(
        "{} machine register HSM-1 --maker M --model S --location R {certificate} {assessment}",
        office.two("c")
    ));
    office
}

/// Zhengzhou applies for the SM4 key; the file.
fn apply(office: &Office) -> String {
    let two = office.two("c");
    let create = "application create APP-1 --key STK/S4 --machine HSM-1 --courier courier";
    office.json(&format!("{two} {create}"));
    let submitted = office.json(&format!("{two} application submit APP-1 --out files"));
    submitted["file"].as_str().unwrap().to_owned()
}

fn shown(office: &Office, name: &str) -> Value {
    let all = office.json(&format!("--keystore {name}.kms application show APP-1"));
    let [one] = all["applications"].as_array().unwrap().as_slice() else {
        panic!("{all}");
    };
    one.clone()
}

#[test]
fn an_application_goes_up_and_a_package_comes_down() {
    let office = office();
    let file = apply(&office);
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it names a person");
    let tried = office.json(&format!(
        "--keystore p.kms application approve {file} --dry-run"
    ));
    assert_eq!(tried["dry_run"], true);
    let approved = office.json(&format!("{} application approve {file}", office.two("p")));
    assert_eq!(approved["signed_there"].as_array().unwrap().len(), 2);
    let received = shown(&office, "p");
    assert_eq!(received["stage"], "approved");
    assert_eq!(received["courier"], "王小明");

    let dirs = "--component-dir a --component-dir b --out out";
    let create = format!(
        "{} package create --to 410100 --application APP-1 {dirs}",
        office.two("p")
    );
    let made = office.json(&create);
    assert_eq!(made["keys"], 1, "AES-128 was not asked for");
    office.refused(&create, 4, "custody-stage");
    let id = made["package_id"].as_str().unwrap();
    assert_eq!(shown(&office, "p")["package"], id);

    let parts = made["components"].as_array().unwrap().iter();
    let parts: Vec<_> = parts.map(|part| part.as_str().unwrap()).collect();
    let two = office.two("c");
    office.json(&format!("{two} transport import {}", parts.join(" ")));
    let package = made["path"].as_str().unwrap();
    office.json(&format!("{two} package import {package} --out back"));
    office.json(&format!(
        "{two} application close APP-1 --package {}",
        &id[..8]
    ));
    let closed = shown(&office, "c");
    assert_eq!(
        (&closed["stage"], &closed["package"]),
        (&"closed".into(), &id.into())
    );
    assert_eq!(closed["timeline"].as_array().unwrap().len(), 3);
    for name in ["p", "c"] {
        let verified = office.json(&format!("--keystore {name}.kms verify"));
        assert_eq!(verified["verified"], true);
    }
}

#[test]
fn the_memorandum_names_what_passed_and_who_came() {
    let office = office();
    let file = apply(&office);
    office.json(&format!("{} application approve {file}", office.two("p")));
    let dirs = "--component-dir a --component-dir b --out out";
    let made = office.json(&format!(
        "{} package create --to 410100 --application APP-1 {dirs}",
        office.two("p")
    ));
    let id = made["package_id"].as_str().unwrap();
    let before = office.json("--keystore p.kms status");
    for (lang, title) in [("zh", "密钥交接备忘录"), ("en", "Key handover memorandum")] {
        let out = format!("memo-{lang}.html");
        office.json(&format!(
            "--keystore p.kms --lang {lang} package memorandum {} --out {out}",
            &id[..8]
        ));
        let page = fs::read_to_string(office.path(&out)).unwrap();
        for text in [title, id, "STK/S4/v1", "APP-1", "王小明", "HSM-1", "GM001"] {
            assert!(page.contains(text), "{text}");
        }
        assert!(!page.contains("STK/A1"), "only what passed");
        let mode = fs::metadata(office.path(&out))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "it names a person");
    }
    office.refused(
        &format!("--keystore p.kms package memorandum {id} --out memo-zh.html"),
        8,
        "file-exists",
    );
    office.refused(
        "--keystore p.kms package memorandum x --out y",
        7,
        "no-package",
    );
    let after = office.json("--keystore p.kms status");
    assert_eq!(before["entries"], after["entries"], "nothing is recorded");

    let erase = "application erase APP-1 --from 410100";
    office.json(&format!("{} {erase}", office.two("p")));
    office.refused(
        &format!("{} {erase}", office.two("p")),
        4,
        "custody-details-erased",
    );
    office.json(&format!(
        "--keystore p.kms package memorandum {id} --out later.html"
    ));
    let later = fs::read_to_string(office.path("later.html")).unwrap();
    assert!(!later.contains("王小明") && later.contains("APP-1"));
}

#[test]
fn what_is_wrong_with_an_application_is_told_before_anybody_types_a_passphrase() {
    let office = office();
    let create = "--keystore c.kms application create APP-1 --courier courier";
    let machine = "--machine HSM-1";
    office.refused(&format!("{create} {machine} --key STK"), 2, "usage");
    office.refused(&format!("{create} {machine} --key STK/S4/v0"), 2, "usage");
    office.refused(
        &format!("{create} {machine} --key NONE/S4"),
        2,
        "unknown-kind",
    );
    let twice = "--key STK/S4 --key STK/S4/v1";
    office.refused(&format!("{create} {machine} {twice}"), 4, "custody-items");
    office.refused(
        &format!("{create} --machine HSM-2 --key STK/S4"),
        7,
        "custody-unknown",
    );
    let submit = "--keystore c.kms application submit APP-9 --out files";
    office.refused(submit, 7, "custody-unknown");

    let file = apply(&office);
    let decide = |name: &str, verb: &str| format!("--keystore {name}.kms application {verb}");
    office.refused(&decide("p", "approve courier"), 3, "application-malformed");
    office.refused(
        &format!("{} {file}", decide("c", "approve")),
        4,
        "region-not-under",
    );
    let close = "--keystore c.kms application close APP-1 --package 0";
    office.refused(close, 7, "no-package");
    let dirs = "--component-dir a --component-dir b --out out";
    let all = format!("--keystore p.kms package create --to all --application APP-1 {dirs}");
    office.refused(&all, 2, "usage");
    let none = all.replace("all", "410100");
    office.refused(&none, 7, "custody-unknown");
    let refuse = format!(
        "{} application refuse {file} --reason unknown-machine",
        office.two("p")
    );
    office.json(&refuse);
    let refused = shown(&office, "p");
    assert_eq!(refused["stage"], "refused");
    assert!(
        refused["courier"].is_null(),
        "nothing of the courier is kept"
    );
}

#[test]
fn a_seal_is_inspected_where_the_carrier_lies() {
    let office = office();
    let two = office.two("c");
    let lot = "carrier lot LOT-1 --kind wash-mother-card --prefix MC- --digits 3 --first 1 --last 9 --notice report";
    office.json(&format!("{two} {lot}"));
    let register = "carrier register MC-001 --lot LOT-1 --place safe-1 --custodian wang";
    office.json(&format!("{two} {register}"));
    office.json(&format!("{two} carrier seal MC-001 --seal S-1"));
    let same = office.json(&format!("{two} carrier inspect MC-001 --seal S-1"));
    assert_eq!(same["incidents"], serde_json::json!([]));
    let other = office.json(&format!("{two} carrier inspect MC-001 --seal S-2"));
    assert_eq!(other["incidents"][0]["kind"], "seal-broken");
    let shown = office.json("--keystore c.kms carrier show MC-001");
    assert_eq!(shown["seal"], "S-1");
    assert_eq!(shown["timeline"].as_array().unwrap().len(), 4);
    assert_eq!(shown["seal_broken"], true);
    let checkout = format!("{two} carrier checkout MC-001 --purpose x");
    office.refused(&checkout, 4, "custody-broken-seal");
}
