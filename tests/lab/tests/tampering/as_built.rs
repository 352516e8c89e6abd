//! What the program `kms` says as it is built: its exit code and its JSON about flipped files are those of the library's
//! verdict, finding by finding.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use keystore::Finding;
use lab::{Dice, folder, plan};
use serde_json::Value;

use crate::flips::{class, small};
use crate::oracle;
use crate::verdict::{codes, program};

/// Exit code, stable code, and the codes of the findings.
type Said = (u8, Option<String>, Vec<String>);

/// What `kms verify --json` says.
fn as_built(kms: &Path, path: &Path) -> Said {
    let mut command = Command::new(kms);
    command
        .arg("--keystore")
        .arg(path)
        .args(["verify", "--json"]);
    let output = command.env("RUST_BACKTRACE", "0").output().unwrap();
    let exit = output.status.code().and_then(|exit| exit.try_into().ok());
    let said: Value = if output.stdout.is_empty() {
        let failed: Value = serde_json::from_slice(&output.stderr).unwrap();
        failed["error"].clone()
    } else {
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let findings = said["findings"].as_array().into_iter().flatten();
    let findings = findings.map(|one| one["code"].as_str().unwrap().to_owned());
    let code = said["code"].as_str().map(str::to_owned);
    (exit.unwrap(), code, findings.collect())
}

/// What the library says. A finding's code is its name with hyphens.
fn by_library(path: &Path) -> Said {
    let said = program(path, &[]);
    let findings = said.as_ref().map(|report| report.findings.iter());
    let findings = findings.into_iter().flatten().map(code).collect();
    let (exit, code) = codes(said);
    (exit, code, findings)
}

fn code(finding: &Finding) -> String {
    if matches!(finding, Finding::Container { .. }) {
        return "container-damaged".into();
    }
    let mut code = String::new();
    let name = format!("{finding:?}");
    for letter in name.chars().take_while(char::is_ascii_alphabetic) {
        if letter.is_uppercase() && !code.is_empty() {
            code.push('-');
        }
        code.push(letter.to_ascii_lowercase());
    }
    code
}

/// Flips bits until each class has come up `each` times, and has both speak about each of these files. Gives how often
/// both said the same, by code, and where they did not.
fn compare(
    seed: u64,
    each: u64,
    said: impl Fn(&Path) -> Said,
) -> (BTreeMap<Option<String>, u64>, Vec<String>) {
    let folder = folder();
    let path = small(folder.path());
    let genuine = oracle::read(&path).unwrap();
    let bytes = fs::read(&path).unwrap();
    let mut dice = Dice::new(seed);
    let mut seen: BTreeMap<_, u64> = BTreeMap::new();
    let (mut agreed, mut differ) = (BTreeMap::new(), Vec::new());
    while seen.len() < 3 || seen.values().any(|count| *count < each) {
        let (at, bit) = (dice.below(bytes.len() as u64) as usize, dice.below(8));
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << bit;
        fs::write(&path, flipped).unwrap();
        let count = seen.entry(class(&path, &genuine)).or_default();
        if *count == each {
            continue;
        }
        *count += 1;
        let (found, expected) = (said(&path), by_library(&path));
        if found == expected {
            *agreed.entry(found.1).or_default() += 1;
        } else {
            differ.push(format!("byte {at} bit {bit}: {found:?}, not {expected:?}"));
        }
    }
    (agreed, differ)
}

#[test]
fn the_program_as_built_says_what_the_library_says() {
    let plan = plan("flipped files of each class, as built", 2, 100);
    let kms = lab::program();
    let (agreed, differ) = compare(plan.seed, plan.count, |path| as_built(&kms, path));
    println!(
        "flipped files, as built: the same said by code {agreed:?}, misses {}",
        differ.len()
    );
    assert_eq!(differ, Vec::<String>::new());
}

/// The control: a program that always says that the keystore verifies agrees only about what is sound.
#[test]
fn control_a_program_that_is_content_is_noticed() {
    let (agreed, differ) = compare(1, 1, |_| (0, None, Vec::new()));
    assert_eq!((agreed.into_values().sum::<u64>(), differ.len()), (1, 2));
}
