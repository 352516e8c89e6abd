//! A folder with rehearsal keystores and the passphrase files of their custodians.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

/// Custodians of every keystore here; two of them open it.
const PEOPLE: [&str; 3] = ["wang", "li", "zhao"];

/// The folder.
pub struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program in the folder.
    pub fn run(&self, arguments: &str) -> Output {
        self.run_words(arguments.split_whitespace())
    }

    /// Runs the program in the folder with words that may hold anything.
    pub fn run_words(&self, words: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Output {
        Command::cargo_bin("kms")
            .unwrap()
            .args(words)
            .current_dir(self.folder.path())
            .env_remove("KMS_KEYSTORE")
            .env("KMS_LANG", "en")
            .output()
            .unwrap()
    }

    /// Runs the program with `--json` and expects success.
    pub fn json(&self, arguments: &str) -> Value {
        let output = self.run(&format!("{arguments} --json"));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments}: {errors}");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(document["schema_version"], 1);
        document
    }

    /// Runs the program with `--json` and expects this exit code and this error.
    pub fn refused(&self, arguments: &str, exit: i32, code: &str) -> Value {
        let output = self.run(&format!("{arguments} --json"));
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(exit), "{arguments}: {errors}");
        assert!(
            output.stdout.is_empty(),
            "an error writes nothing to standard output"
        );
        let last = errors.lines().last().unwrap_or_default();
        let document: Value = serde_json::from_str(last).unwrap();
        assert_eq!(document["error"]["code"], code, "{arguments}");
        document
    }

    /// Writes a file that only its owner can read.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Creates a rehearsal keystore `NAME.kms` for a region.
    pub fn init(&self, name: &str, region: &str) {
        for person in PEOPLE {
            self.write(
                &format!("{name}-{person}"),
                &format!("a long passphrase of {name} {person}\n"),
            );
        }
        let people: String = PEOPLE
            .iter()
            .map(|one| format!(" --custodian {one}={one} --passphrase-file {one}={name}-{one}"))
            .collect();
        self.json(&format!(
            "--keystore {name}.kms init --region {region} --threshold 2 --rehearsal{people}"
        ));
    }

    /// Two custodians of a keystore, ready to unlock it.
    pub fn two(&self, name: &str) -> String {
        format!(
            "--keystore {name}.kms --passphrase-file wang={name}-wang --passphrase-file li={name}-li"
        )
    }

    /// One custodian of a keystore.
    pub fn one(&self, name: &str) -> String {
        format!("--keystore {name}.kms --passphrase-file zhao={name}-zhao")
    }

    /// Lets two keystores know one another.
    pub fn introduce(&self, one: &str, other: &str) {
        for (who, whom) in [(one, other), (other, one)] {
            let file = format!("{whom}-for-{who}.identity");
            let shown = self.json(&format!(
                "--keystore {whom}.kms identity export --out {file}"
            ));
            let digits = shown["fingerprint"].as_str().unwrap().replace(' ', "-");
            self.json(&format!(
                "{} region enroll {file} --fingerprint {digits}",
                self.two(who)
            ));
        }
    }
}
