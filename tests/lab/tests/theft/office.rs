//! An office with the program `kms` itself: runs commands, and keeps what each printed and what it left in memory.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use lab::Dice;
use tempfile::TempDir;

use crate::keys::passphrase;
use crate::terminal::type_in;

/// The officers of every keystore here; two of them open it.
pub const OFFICERS: [&str; 3] = ["wang", "li", "zhao"];

/// The program and the library that writes down memory, both built when first needed.
static BUILT: LazyLock<(PathBuf, PathBuf)> = LazyLock::new(|| {
    let kms = lab::program();
    let shim = Path::new(env!("CARGO_TARGET_TMPDIR")).join("memory_at_exit.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/theft/memory_at_exit.c");
    let mut compile = Command::new("cc");
    compile.args(["-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o"]);
    let compiled = compile.arg(&shim).arg(source).status().expect("cc");
    assert!(compiled.success(), "the shim does not build");
    (kms, shim)
});

/// One command that was run.
pub struct Run {
    /// The command line.
    pub line: String,
    /// The writable memory of the process when it ended.
    pub memory: Vec<u8>,
    /// What it printed, to both places.
    pub printed: Vec<u8>,
}

/// A folder with keystores and their officers' passphrase files.
pub struct Office {
    folder: TempDir,
    /// Language and form of the answers.
    style: Vec<&'static str>,
    /// Who remembers what: keystore, officer, passphrase.
    pub passphrases: Vec<(String, String, String)>,
    /// Every command so far.
    pub runs: Vec<Run>,
    dice: Dice,
}

impl Office {
    pub fn new(style: &[&'static str], seed: u64) -> Self {
        Self {
            folder: lab::folder(),
            style: style.to_vec(),
            passphrases: Vec::new(),
            runs: Vec::new(),
            dice: Dice::new(seed),
        }
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The only file in a folder.
    pub fn only(&self, folder: &str) -> String {
        let mut files = fs::read_dir(self.at(folder)).expect("a folder");
        let file = files.next().expect("a file").expect("a file").path();
        assert!(files.next().is_none(), "{folder} has one file");
        file.to_string_lossy().into_owned()
    }

    /// Runs a command, words separated by spaces, which must succeed.
    pub fn run(&mut self, line: &str) {
        self.run_with(line, true, None);
    }

    /// Runs a command that must fail.
    pub fn refused(&mut self, line: &str) {
        self.run_with(line, false, None);
    }

    fn run_with(&mut self, line: &str, succeeds: bool, input: Option<File>) {
        let (kms, shim) = &*BUILT;
        let memory = self.at("memory");
        let mut command = Command::new(kms);
        command.args(line.split_whitespace()).args(&self.style);
        command.current_dir(self.folder.path()).env_clear();
        command.env("LD_PRELOAD", shim).env("LAB_MEMORY", &memory);
        command
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "full");
        command.env("PATH", "/usr/bin:/bin");
        if let Some(input) = input {
            command.stdin(input);
        }
        let output = command.output().expect("the program");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), succeeds, "{line}: {errors}");
        self.keep(line, [&output.stdout[..], &output.stderr].concat());
    }

    /// Keeps what a command printed, and what it left in memory.
    fn keep(&mut self, line: &str, printed: Vec<u8>) {
        let file = self.at("memory");
        let memory = fs::read(&file).expect("the memory");
        assert_eq!(memory.last(), Some(&b'E'), "{line}: incomplete memory");
        fs::remove_file(file).expect("the memory");
        let line = line.to_owned();
        self.runs.push(Run {
            line,
            memory,
            printed,
        });
    }

    /// Runs a command at a terminal, where the first two officers of a keystore type their passphrases.
    pub fn type_in(&mut self, name: &str, line: &str) {
        let (kms, shim) = &*BUILT;
        let command = format!(
            "LD_PRELOAD={} LAB_MEMORY=memory exec {} --keystore {name}.kms {line} --lang en",
            shim.display(),
            kms.display()
        );
        let known = self.passphrases.iter().filter(|(whose, ..)| whose == name);
        let answers: Vec<&str> = known
            .take(2)
            .flat_map(|(_, officer, text)| [officer.as_str(), text])
            .collect();
        let (printed, succeeded) = type_in(self.folder.path(), &command, &answers);
        assert!(succeeded, "{line}: {}", String::from_utf8_lossy(&printed));
        self.keep(&format!("{line} (typed)"), printed);
    }

    /// Runs a command whose officer types passphrases on file descriptor 0.
    pub fn run_from_descriptor(&mut self, line: &str, file: &str) {
        let input = File::open(self.at(file)).expect("a passphrase file");
        self.run_with(line, true, Some(input));
    }

    /// Writes a file that only its owner can read.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.at(name), bytes).expect("a file");
        fs::set_permissions(self.at(name), fs::Permissions::from_mode(0o600)).expect("a file");
    }

    /// Makes a passphrase for each officer of `name` and creates that keystore for a region.
    pub fn init(&mut self, name: &str, region: &str) {
        let mut line =
            format!("--keystore {name}.kms init --region {region} --threshold 2 --rehearsal");
        for officer in OFFICERS {
            let text = passphrase(&mut self.dice);
            self.write(&format!("{name}-{officer}"), format!("{text}\n"));
            self.passphrases
                .push((name.to_owned(), officer.to_owned(), text));
            line += &format!(
                " --custodian {officer}=officer-{officer} --passphrase-file {officer}={name}-{officer}"
            );
        }
        self.run(&line);
    }

    /// Two officers of a keystore, ready to unlock it.
    pub fn two(name: &str) -> String {
        format!(
            "--keystore {name}.kms --passphrase-file wang={name}-wang --passphrase-file li={name}-li"
        )
    }

    /// One officer of a keystore.
    pub fn one(name: &str) -> String {
        format!("--keystore {name}.kms --passphrase-file zhao={name}-zhao")
    }
}
