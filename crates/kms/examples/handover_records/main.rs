//! Writes records of invented handovers and their printed forms into a folder, for those who judge them:
//! `handover_records FOLDER`.
#![allow(
    clippy::unwrap_used,
    reason = "a tool of the tests says so by panicking"
)]

mod office;

use std::path::{Path, PathBuf};

use key_derivation::Catalogue;
use kms::identity::Identity;
use kms::record::{self, Language, Names};
use office::{Office, Texts};

fn main() {
    let folder: PathBuf = std::env::args_os().nth(1).unwrap().into();
    let mut office = Office::found(&folder.join("office.kms"), true);
    let identity = Identity::of(office.session.state());
    write(&folder, "identity.json", &identity.to_bytes().unwrap());
    let named = |(id, name): (&str, &str)| (id.to_owned(), name.to_owned());
    let names = Names {
        officers: [("zhang", "张演练"), ("wang", "王演练")].map(named).into(),
        representatives: [("R-1", "陈演练")].map(named).into(),
    };
    for (number, count) in [("1", 1), ("2", 10), ("3", 25), ("4", 60)] {
        let handover = office.whole(&format!("H-{number}"), number, count, &Texts::default());
        let record = record::issue(&mut office.session, &handover).unwrap();
        write(&folder, &format!("{count}.kmsrecord"), &record.bytes);
        let report = record::verify(&record.bytes, Some(&identity)).unwrap();
        for (language, end) in [(Language::Chinese, "zh"), (Language::English, "en")] {
            let page = record::print(&report, language, &Catalogue::builtin(), &names).unwrap();
            write(&folder, &format!("{count}.{end}.html"), page.as_bytes());
        }
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    std::fs::write(folder.join(name), bytes).unwrap();
}
