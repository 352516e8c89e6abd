//! The main job, command by command: what each does where nothing fails.

use lab::disk::Shim;
use lab::papers;
use serde_json::Value;

use crate::office::{Office, one, two};

/// One command, and what it does where nothing fails.
pub struct Step {
    /// The folder before it.
    pub before: Office,
    /// The keystore that it changes.
    pub keystore: String,
    /// What is typed.
    pub line: String,
    /// How many entries there were.
    pub known: usize,
    /// The types of the entries that it adds.
    pub events: Vec<String>,
    /// The lengths of the files that it adds, in ascending order, keystores apart.
    pub lengths: Vec<usize>,
    /// How many calls it makes that change something on the disk.
    pub calls: usize,
    /// The command that finishes it.
    pub recover: String,
}

impl Step {
    pub fn is_init(&self) -> bool {
        self.name() == "init"
    }

    pub fn is_repair(&self) -> bool {
        self.name() == "repair"
    }

    /// The command.
    pub fn name(&self) -> String {
        name(&self.line)
    }
}

/// The words of a command, after the options that say who is there.
fn name(line: &str) -> String {
    let mut typed = line.split(' ').peekable();
    while typed.next_if(|word| word.starts_with("--")).is_some() {
        typed.next();
    }
    let words: Vec<_> = typed.take_while(|word| is_word(word)).take(2).collect();
    words.join(" ")
}

fn is_word(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && word
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '-')
}

struct Teller<'a> {
    shim: &'a Shim,
    office: Office,
    steps: Vec<Step>,
}

impl Teller<'_> {
    /// Runs a command and keeps it as a step.
    fn step(&mut self, keystore: &str, line: &str, recover: &str) -> Value {
        let before = self.office.copy();
        let file = format!("{keystore}.kms");
        // A damaged keystore cannot be read; no command but `repair` is run on one, which keeps its entries.
        let known = if name(line) == "repair" {
            self.steps
                .last()
                .map_or(0, |step| step.known + step.events.len())
        } else {
            before.events(&file, 0).map_or(0, |events| events.len())
        };
        let (output, calls) = self.office.faulty(self.shim, line, None);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {said}");
        assert!(!calls.is_empty(), "{line}: nothing was noted");
        let lengths = self.office.lengths_beside(&before);
        self.steps.push(Step {
            keystore: file.clone(),
            line: line.to_owned(),
            known,
            events: self.office.events(&file, known).unwrap(),
            lengths,
            calls: calls.len(),
            recover: format!("{} recover {recover}", two(keystore)),
            before,
        });
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

const CARRIERS: &str = "--component-dir a --component-dir b --out out";

/// Tells the story.
pub fn story(shim: &Shim) -> Vec<Step> {
    let office = Office::new(lab::program());
    let mut tell = Teller {
        shim,
        office,
        steps: Vec::new(),
    };
    begin(&mut tell);
    keys(&mut tell);
    hand_over(&mut tell);
    others(&mut tell);
    custody(&mut tell);
    tell.steps
}

fn begin(tell: &mut Teller<'_>) {
    let init = tell.office.found_line("m", "000000");
    tell.step("m", &init, CARRIERS);
    std::fs::remove_file(tell.office.path("m.kms")).unwrap();
    tell.office.found("m", "000000");
    tell.office.found("p", "410000");
    let enrol = tell.office.enrol_line("m", "p");
    tell.step("m", &enrol, CARRIERS);
    let enrol = tell.office.enrol_line("p", "m");
    tell.office.json(&enrol);
}

fn keys(tell: &mut Teller<'_>) {
    let ministry = two("m");
    let generate = format!("{ministry} key generate --kind IRK --algorithm SM4");
    let made = tell.step("m", &generate, CARRIERS);
    let kcv = made["keys"][0]["kcv"].as_str().unwrap().to_owned();
    let rotate = format!("{ministry} key rotate --kind IRK --algorithm SM4 --activate");
    let second = tell.step("m", &rotate, CARRIERS);
    for change in ["activate", "suspend", "deactivate"] {
        let line = format!("{ministry} key {change} IRK/S4/v1 --reason drill");
        tell.step("m", &line, CARRIERS);
    }
    let destroy = format!(
        "{ministry} key destroy IRK/S4/v1 --reason drill --confirm-code IRK/S4/v1 --confirm-kcv {kcv}"
    );
    tell.step("m", &destroy, CARRIERS);
    let kcv = second["keys"][0]["kcv"].as_str().unwrap();
    let compromise = format!(
        "{} key compromise IRK/S4/v2 --reason drill --confirm-code IRK/S4/v2 --confirm-kcv {kcv}",
        one("m")
    );
    tell.step("m", &compromise, CARRIERS);
    tell.office.json(&format!(
        "{ministry} key generate --kind IRK --algorithm A1 --activate"
    ));
}

fn hand_over(tell: &mut Teller<'_>) {
    let (ministry, province) = (two("m"), two("p"));
    let transport =
        format!("{ministry} transport create --to 410000 --component-dir a --component-dir b");
    tell.step("m", &transport, CARRIERS);
    let create = format!("{ministry} package create --to 410000 {CARRIERS}");
    let made = tell.step("m", &create, CARRIERS);
    let id = made["package_id"].as_str().unwrap();
    let reissue = format!("{ministry} package reissue {id} --reason drill {CARRIERS}");
    let made = tell.step("m", &reissue, CARRIERS);
    let parts = made["components"].as_array().unwrap().iter();
    let parts: Vec<_> = parts.map(|part| below(part, &tell.office)).collect();
    let package = below(&made["path"], &tell.office);
    let import = format!("{province} transport import {}", parts.join(" "));
    tell.step("p", &import, CARRIERS);
    let import = format!("{province} package import {package} --out back");
    let imported = tell.step("p", &import, &format!("--out back --package {package}"));
    let receipt = below(&imported["receipt"], &tell.office);
    let verify = format!("{} receipt verify {receipt}", one("m"));
    tell.step("m", &verify, CARRIERS);
}

fn others(tell: &mut Teller<'_>) {
    let ministry = two("m");
    tell.office.json(&format!(
        "{ministry} key generate --kind IRK --algorithm A3 --activate"
    ));
    let create = format!("{ministry} package create --to 410000 {CARRIERS}");
    let made = tell.office.json(&create);
    let id = made["package_id"].as_str().unwrap();
    tell.step(
        "m",
        &format!("{ministry} package cancel {id} --reason drill"),
        CARRIERS,
    );
    tell.office.found("c", "410100");
    let own = format!(
        "{} key generate --kind BK --algorithm A1 --activate",
        two("c")
    );
    tell.office.json(&own);
    let derive = format!("{} key derive BK/A1 --card 1122334455667788", two("c"));
    tell.step("c", &derive, CARRIERS);
    tell.office
        .json("--keystore p.kms audit export --out p.log");
    tell.step(
        "m",
        &format!("{} audit cosign p.log --out p.note", one("m")),
        CARRIERS,
    );
    interrupted(tell, &create);
    damage(&tell.office);
    tell.step("m", &format!("{ministry} repair"), CARRIERS);
}

/// Every command of custody and of applications that writes, each once.
fn custody(tell: &mut Teller<'_>) {
    papers::write(&tell.office.path(""));
    tell.office.json(&format!("{} {}", two("c"), papers::KEY));
    let enrol = tell.office.enrol_line("p", "c");
    tell.office.json(&enrol);
    let of_city = papers::CUSTODY.map(|line| ("c", line));
    for (keystore, line) in of_city.into_iter().chain(papers::APPLICATION) {
        let line = format!("{} {line}", two(keystore));
        if tell.steps.iter().any(|step| step.name() == name(&line)) {
            tell.office.json(&line);
        } else {
            tell.step(keystore, &line, CARRIERS);
        }
    }
}

/// A package that was committed and not written, for `recover` to finish.
fn interrupted(tell: &mut Teller<'_>, create: &str) {
    let blocked = create.replace("--out out", "--out late");
    let late = tell.office.path("late");
    std::fs::create_dir(&late).unwrap();
    let counter = tell.office.json("--keystore m.kms package list")["made"]
        .as_array()
        .unwrap()
        .len()
        + 1;
    // Something lies under the name of the file that is written first.
    std::fs::create_dir(late.join(format!(".410000-{counter:04}.kmspkg.partial"))).unwrap();
    assert!(!tell.office.run(&blocked).status.success());
    let recover = CARRIERS.replace("--out out", "--out found");
    tell.step("m", &format!("{} recover {recover}", two("m")), &recover);
}

/// Alters a row behind the program's back.
fn damage(office: &Office) {
    let conn = rusqlite::Connection::open(office.path("m.kms")).unwrap();
    let changed = conn
        .execute("UPDATE key SET state = 'suspended'", [])
        .unwrap();
    assert!(changed > 0);
}

fn below(path: &Value, office: &Office) -> String {
    let root = std::fs::canonicalize(office.path("")).unwrap();
    let path = std::path::Path::new(path.as_str().unwrap());
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_str().unwrap().to_owned()
}
