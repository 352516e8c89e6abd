//! Every command of the program, on three keystores, with success and with failure.

use keystore::{Keystore, PackageState};
use lab::papers;

use crate::office::Office;
use crate::secrets::{CARD, Secrets};

/// How much of it to run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Commands that meet each kind of secret once.
    Short,
    /// Every command.
    Whole,
}

/// Runs the commands; afterwards `office` has what they left, and `secrets` what must not be in it.
pub fn run(office: &mut Office, secrets: &mut Secrets, length: Length) {
    let (m, p) = (&Office::two("m"), &Office::two("p"));
    for (name, region) in [("m", "000000"), ("p", "410000")] {
        office.init(name, region);
        secrets.learn(office, name);
    }
    introduce(office, "m", "p");
    let algorithms = "--algorithm AES-128 --algorithm SM4 --algorithm 3DES";
    office.run(&format!(
        "{m} key generate --kind IRK {algorithms} --activate"
    ));
    secrets.learn(office, "m");
    office.run(&format!(
        "{m} package create --to 410000 --component-dir a --component-dir b --out out"
    ));
    secrets.learn(office, "m");
    let (one, other, package) = (office.only("a"), office.only("b"), office.only("out"));
    office.run(&format!("{p} transport import {one} {other}"));
    secrets.learn(office, "p");
    office.run(&format!("{p} package import {package} --out back"));
    secrets.learn(office, "p");
    let receipt = office.only("back");
    office.run(&format!("{} receipt verify {receipt}", Office::one("m")));
    refusals(office);
    if length == Length::Whole {
        downwards(office, secrets);
        custody(office, secrets);
        packages(office, secrets);
        lives(office, secrets);
        readings(office);
        repairs(office);
    }
    // They are long: a buffer that grew while they were typed would leave pieces of them behind.
    office.type_in("m", "key generate --kind IRK --algorithm AES-192");
}

fn introduce(office: &mut Office, one: &str, other: &str) {
    for (who, whom) in [(one, other), (other, one)] {
        let file = format!("{whom}-for-{who}.identity");
        office.run(&format!(
            "--keystore {whom}.kms identity export --out {file}"
        ));
        let bytes = std::fs::read(office.at(&file)).expect("an identity");
        let identity = kms::identity::Identity::parse(&bytes).expect("an identity");
        let digits = identity
            .fingerprint()
            .expect("a fingerprint")
            .replace(' ', "-");
        office.run(&format!(
            "{} region enroll {file} --fingerprint {digits}",
            Office::two(who)
        ));
    }
}

/// Wrong and half passphrases, other people's files, too few officers, damaged files.
fn refusals(office: &mut Office) {
    let generate = "key generate --kind IRK --algorithm SM4";
    let wrong = "--keystore m.kms --passphrase-file wang=m-li --passphrase-file li=m-wang";
    office.refused(&format!("{wrong} {generate}"));
    let half = "--keystore m.kms --passphrase-file wang=m-wang --passphrase-file li=m-zhao";
    office.refused(&format!("{half} {generate}"));
    office.refused(&format!("{} {generate}", Office::one("m")));
    office.refused(&format!("{} {generate} --kind XYZ", Office::two("m")));
    let descriptor = "--keystore m.kms --passphrase-file wang=m-wang --passphrase-fd li=0";
    office.run_from_descriptor(
        &format!("{descriptor} key rotate --kind IRK --algorithm SM4"),
        "m-li",
    );
    let component = std::fs::read(office.only("a")).expect("a component");
    office.write("cut.json", &component[..component.len() / 2]);
    office.refused(&format!(
        "{} transport import cut.json cut.json",
        Office::two("p")
    ));
}

/// A city below the province, and a card.
fn downwards(office: &mut Office, secrets: &mut Secrets) {
    let (p, c) = (&Office::two("p"), &Office::two("c"));
    office.init("c", "410100");
    secrets.learn(office, "c");
    introduce(office, "p", "c");
    office.refused(&format!(
        "{p} transport create 410100 --component-dir ca --component-dir cb"
    ));
    office.run(&format!(
        "{p} transport create --to 410100 --component-dir ca --component-dir cb --component-dir cc"
    ));
    secrets.learn(office, "p");
    let id = newest_transport(office, "p");
    office.run(&format!(
        "{p} package create --to 410100 --transport {id} --out c-out"
    ));
    let parts = ["ca", "cb", "cc"]
        .map(|folder| office.only(folder))
        .join(" ");
    office.run(&format!("{c} transport import {parts}"));
    secrets.learn(office, "c");
    let package = office.only("c-out");
    office.run(&format!("--keystore c.kms package inspect {package}"));
    office.run(&format!("{c} package import {package} --out c-back"));
    secrets.learn(office, "c");
    let receipt = office.only("c-back");
    office.run(&format!("{} receipt verify {receipt}", Office::one("p")));
    for algorithm in ["A1", "S4", "T2"] {
        office.run(&format!("{c} key derive IRK/{algorithm} --card {CARD}"));
    }
    office.write("cards", format!("{CARD}\n"));
    office.run(&format!("{c} key derive IRK/A1 --cards cards"));
    office.run(&format!("{c} key derive IRK/A1 --card {CARD} --dry-run"));
}

/// Every command of custody and of applications that writes, and those that tell of it.
fn custody(office: &mut Office, secrets: &mut Secrets) {
    let c = &Office::two("c");
    papers::write(&office.at(""));
    office.run(&format!("{c} {}", papers::KEY));
    secrets.learn(office, "c");
    office.refused(&format!("{c} handover approve HO-1"));
    for line in papers::CUSTODY {
        office.run(&format!("{c} {line}"));
    }
    for line in [
        "status",
        "machine list",
        "carrier list",
        "custody holder MC-000001",
        "custody timeline MC-000001",
        "custody overdue",
        "representative list",
        "handover show HO-1",
        "report custody",
    ] {
        office.run(&format!("--keystore c.kms {line}"));
    }
    office.run("handover verify records/HO-1.kmsrecord --identity c-for-p.identity");
    for (keystore, line) in papers::APPLICATION {
        office.run(&format!("{} {line}", Office::two(keystore)));
    }
}

fn state(office: &Office, name: &str) -> keystore::State {
    let path = office.at(&format!("{name}.kms"));
    Keystore::open_read_only(&path)
        .expect("a keystore")
        .state()
        .clone()
}

fn newest_transport(office: &Office, name: &str) -> String {
    let state = state(office, name);
    let mut living = state
        .transports
        .iter()
        .filter(|(_, one)| !one.destroyed && one.package.is_none());
    living.next().expect("a transport key").0.clone()
}

fn open_package(office: &Office, name: &str) -> String {
    let state = state(office, name);
    let mut open = state
        .packages
        .iter()
        .filter(|(_, one)| one.state == PackageState::Written);
    open.next().expect("an open package").0.clone()
}

/// Packages that are made again and cancelled, and what is cut off in between.
fn packages(office: &mut Office, secrets: &mut Secrets) {
    let m = &Office::two("m");
    office.run(&format!(
        "{m} key rotate --kind IRK --algorithm AES-128 --activate"
    ));
    secrets.learn(office, "m");
    office.run(&format!(
        "{m} package create --to 410000 --component-dir d --component-dir e --out out2"
    ));
    secrets.learn(office, "m");
    let id = open_package(office, "m");
    office.run(&format!(
        "{m} package reissue {id} --reason drill --component-dir f --component-dir g --out out3"
    ));
    secrets.learn(office, "m");
    let id = open_package(office, "m");
    office.run(&format!("{m} package cancel {id} --reason drill"));
    office.run(&format!("{m} recover --out out4"));
    office.run("--keystore m.kms package list");
}

/// A key's states, to its end.
fn lives(office: &mut Office, secrets: &mut Secrets) {
    let m = &Office::two("m");
    office.run(&format!(
        "{m} key generate --kind RK1DF03 --algorithm AES-256"
    ));
    secrets.learn(office, "m");
    for command in ["activate", "suspend", "activate", "deactivate"] {
        office.run(&format!("{m} key {command} RK1DF03/A3/v1 --reason drill"));
    }
    let kcv = |office: &Office| {
        let state = state(office, "m");
        let mut keys = state.keys.values();
        let key = keys.find(|key| key.descriptor.algorithm == key_derivation::Algorithm::Aes256);
        key.expect("a key").kcv.to_string()
    };
    let typed = format!("--confirm-code RK1DF03/A3/v1 --confirm-kcv {}", kcv(office));
    office.run(&format!(
        "{m} key compromise RK1DF03/A3/v1 --reason drill {typed}"
    ));
    office.refused(&format!("{m} key destroy RK1DF03/A3/v1 --reason drill"));
    office.run(&format!(
        "{m} key destroy RK1DF03/A3/v1 --reason drill {typed}"
    ));
}

/// Commands that only read.
fn readings(office: &mut Office) {
    office.run("--keystore m.kms audit export --out m.log");
    office.run(&format!(
        "{} audit cosign m.log --out m.note",
        Office::one("p")
    ));
    for line in [
        "audit verify m.log --identity m-for-p.identity",
        "--keystore m.kms verify --witness m.note",
        "--keystore m.kms status",
        "--keystore m.kms audit log",
        "--keystore m.kms key list",
        "--keystore m.kms key show IRK/A1/v1",
        "--keystore m.kms region list",
        "--keystore m.kms region coverage",
        "region show 410000",
        "self-test",
        "doctor",
        "demo --dir demo",
        "--help",
        "--version",
    ] {
        office.run(line);
    }
    office.refused("--keystore nowhere.kms status");
    office.refused("no-such-command");
}

/// A table that does not fit the log.
fn repairs(office: &mut Office) {
    let conn = rusqlite::Connection::open(office.at("m.kms")).expect("the file");
    conn.execute("UPDATE key SET state = 'active'", [])
        .expect("an alteration");
    drop(conn);
    office.refused("--keystore m.kms verify");
    office.refused(&format!(
        "{} key generate --kind IRK --algorithm SM4",
        Office::two("m")
    ));
    office.run(&format!("{} repair", Office::two("m")));
    office.run("--keystore m.kms verify");
}
