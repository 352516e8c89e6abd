//! Rehearsal keystores in a folder, the program as officers run it, and the steps of its main job: each with the folder
//! as it was before it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use keystore::Keystore;
use lab::OFFICERS;
use lab::disk::{Asked, Call, Fault, Shim, calls, memory_folder};
use serde_json::Value;
use tempfile::TempDir;

/// A folder with keystores and their custodians' passphrase files.
pub struct Office {
    folder: TempDir,
    program: PathBuf,
}

impl Office {
    pub fn new(program: PathBuf) -> Self {
        Self {
            folder: memory_folder(),
            program,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same folder once more.
    pub fn copy(&self) -> Self {
        let copy = Self::new(self.program.clone());
        copy_folder(self.folder.path(), copy.folder.path());
        copy
    }

    /// Every file below the folder by its path, with its content.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(self.folder.path(), "", &mut files);
        files
    }

    /// The lengths of the files that are here and not in `before`, in ascending order, keystores apart. Of a page to
    /// print, whose QR code is now longer and now shorter, only whether it has its end.
    pub fn lengths_beside(&self, before: &Self) -> Vec<usize> {
        let there = before.files();
        let files = self.files().into_iter();
        let new = files.filter(|(path, _)| !there.contains_key(path) && !is_keystore(path));
        let length = |(path, bytes): (String, Vec<u8>)| {
            let is_page = path.ends_with(".html");
            let has_end = bytes.trim_ascii_end().ends_with(b"</html>");
            if is_page {
                usize::from(has_end)
            } else {
                bytes.len()
            }
        };
        let mut lengths: Vec<_> = new.map(length).collect();
        lengths.sort_unstable();
        lengths
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(line.split_whitespace())
            .arg("--json")
            .current_dir(self.folder.path())
            .env_remove("KMS_KEYSTORE")
            .env("KMS_LANG", "en")
            .env("RUST_BACKTRACE", "0");
        command
    }

    /// Runs the program.
    pub fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    /// Runs the program and expects success.
    pub fn json(&self, line: &str) -> Value {
        let output = self.run(line);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs the program on a disk that may fail once; gives also the calls that change something.
    pub fn faulty(&self, shim: &Shim, line: &str, fault: Option<Fault>) -> (Output, Vec<Call>) {
        let elsewhere = memory_folder();
        let journal = elsewhere.path().join("journal");
        let mut command = self.command(line);
        shim.stand_between(&mut command, self.folder.path(), &journal, fault);
        let output = command.output().unwrap();
        let mut calls = calls(&journal);
        calls.retain(|call| !matches!(call.asked, Asked::Acknowledge(_)));
        (output, calls)
    }

    /// The types of the entries after the first `known`; none where there is no keystore.
    pub fn events(&self, keystore: &str, known: usize) -> Option<Vec<String>> {
        let path = self.path(keystore);
        if !path.exists() {
            return None;
        }
        let keystore = Keystore::open_read_only(&path).unwrap();
        let event = |entry: keystore::Result<Vec<u8>>| {
            let entry: Value = serde_json::from_slice(&entry.unwrap()).unwrap();
            entry["event"]["type"].as_str().unwrap().to_owned()
        };
        Some(keystore.entries().skip(known).map(event).collect())
    }

    /// Custodians' passphrase files for a keystore, as `lab::found` has them.
    fn remember(&self, name: &str, region: &str) {
        for person in OFFICERS {
            let file = self.path(&format!("{name}-{person}"));
            fs::write(&file, format!("{person} of {region} remembers\n")).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }

    /// The line that creates a keystore, and its custodians' passphrase files.
    pub fn found_line(&self, name: &str, region: &str) -> String {
        self.remember(name, region);
        let custodian = |person: &str| {
            format!(" --custodian {person}={person} --passphrase-file {person}={name}-{person}")
        };
        format!("--keystore {name}.kms init --region {region} --threshold 2 --rehearsal")
            + &OFFICERS.map(custodian).concat()
    }

    /// A keystore with the least cost of the password hash, which no disk sees: thousands of commands unlock it.
    pub fn found(&self, name: &str, region: &str) {
        self.remember(name, region);
        lab::found(&self.path(&format!("{name}.kms")), region, true).unwrap();
    }

    /// The line that has `who` enrol `whom`.
    pub fn enrol_line(&self, who: &str, whom: &str) -> String {
        let file = format!("{whom}-for-{who}.identity");
        let shown = self.json(&format!(
            "--keystore {whom}.kms identity export --out {file}"
        ));
        let digits = shown["fingerprint"].as_str().unwrap().replace(' ', "-");
        format!("{} region enroll {file} --fingerprint {digits}", two(who))
    }
}

/// Whether a file is a keystore, or lies beside one for its sake.
pub fn is_keystore(path: &str) -> bool {
    path.ends_with(".kms") || path.contains(".kms-") || path.contains(".kms.")
}

/// Two custodians of a keystore, ready to unlock it.
pub fn two(name: &str) -> String {
    format!("{} --passphrase-file li={name}-li", one(name))
}

/// One custodian of a keystore.
pub fn one(name: &str) -> String {
    format!("--keystore {name}.kms --passphrase-file wang={name}-wang")
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}
