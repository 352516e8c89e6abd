//! The life of a card: registered, loaded, taken out, handed over, returned, lost, destroyed (Articles 22 to 24).

use serde_json::Value;

use super::papers::{APPROVE, City, EQUIPMENT, FACTORY, KEY, PREPARATION, SIGN};
use super::transcript::{compare, section, steady};

/// After the equipment: the day's custody, a draft, and what is refused as long as something is missing.
const BEFORE: [&str; 8] = [
    "machine show HSM-1",
    "carrier list",
    "carrier checkout MC-000001 --purpose 洗卡演练",
    "custody holder MC-000001",
    "carrier checkin MC-000001 --seal SEAL-1",
    PREPARATION[0],
    "handover check HO-1",
    APPROVE,
];

/// From what was missing to the end of the handover.
const AFTER: [&str; 21] = [
    PREPARATION[1],
    PREPARATION[2],
    PREPARATION[3],
    PREPARATION[4],
    "handover check HO-1",
    APPROVE,
    "handover statement HO-1 --item MC-000001=SEAL-1:完好",
    SIGN,
    "custody holder --key BK/S4/v1",
    "custody overdue",
    "custody overdue --on {+32}",
    "handover supervise HO-1 --findings 专人专柜，登记完整",
    "handover return HO-1 --item MC-000001=SEAL-1:完好",
    "handover close HO-1 --scan closing.txt",
    "handover show HO-1",
    "handover print HO-1 --out records",
    "identity export --out c.identity",
    "handover verify records/HO-1.kmsrecord --identity c.identity",
    "custody timeline MC-000001",
    "carrier count --place 一号柜 --found MC-000001 --found MC-000003 --found MC-000009",
    "handover list",
];

/// Loss and destruction.
const END: [&str; 6] = [
    "carrier report-lost MC-000001 --stolen --confirm MC-000001",
    "carrier destroy MC-000003 --confirm MC-000003",
    "carrier list",
    "representative withdraw REP-1",
    "representative erase REP-1 --confirm REP-1",
    "representative list",
];

fn story() -> impl Iterator<Item = &'static str> {
    let parts: [&[&str]; 4] = [&EQUIPMENT, &BEFORE, &AFTER, &END];
    parts.into_iter().flatten().copied()
}

fn told_in(lang: &str) -> String {
    let city = City::new();
    let folder = city.office.path("").canonicalize().unwrap();
    let mut text = String::new();
    for line in story() {
        let output = city.run(&format!("{line} --lang {lang}"));
        text.push_str(&section(&city.dated(line), &output));
    }
    assert_eq!(city.done("verify")["verified"], true);
    steady(&text, city.today(), &folder)
}

/// Transcripts are the program's specification; these have days in them, and are compared by `transcript`.
#[test]
fn told_in_chinese() {
    compare("custody-zh.transcript", &told_in("zh"));
}

#[test]
fn told_in_english() {
    compare("custody-en.transcript", &told_in("en"));
}

/// What a line answers to a program, whatever its exit code.
fn answer(city: &City, line: &str) -> (i32, Value) {
    let output = city.run(&format!("{line} --json"));
    let document = match output.stdout.is_empty() {
        true => output.stderr,
        false => output.stdout,
    };
    let document = serde_json::from_slice(&document).unwrap();
    (output.status.code().unwrap(), document)
}

/// Every line's document, by the line.
struct Told(Vec<(&'static str, i32, Value)>);

impl Told {
    fn all(&self, line: &str) -> Vec<&(&'static str, i32, Value)> {
        let found: Vec<_> = self.0.iter().filter(|one| one.0 == line).collect();
        assert!(!found.is_empty(), "{line}");
        found
    }

    fn of(&self, line: &str) -> &Value {
        &self.all(line)[0].2
    }
}

#[test]
fn told_to_programs() {
    let city = City::new();
    let told = story().map(|line| {
        let (exit, document) = answer(&city, line);
        (line, exit, document)
    });
    let told = Told(told.collect());
    let refused: Vec<_> = told.0.iter().filter(|one| one.1 != 0).collect();
    let lines: Vec<_> = refused.iter().map(|one| (one.0, one.1)).collect();
    assert_eq!(lines, [("handover check HO-1", 4), (APPROVE, 4)]);
    assert_eq!(refused[1].2["error"]["code"], "custody-no-agreement");
    let missing = [
        "no-agreement",
        "no-review",
        "no-deliverer",
        "no-receiver",
        "no-supervisor",
    ];
    let checks = told.all("handover check HO-1");
    assert_eq!(checks[0].2["missing"], serde_json::json!(missing));
    assert_eq!(checks[1].2["missing"], serde_json::json!([]));

    let card = &told.of("custody holder --key BK/S4/v1")["copies"][0];
    assert_eq!(card["held"]["organisation"], FACTORY);
    assert_eq!(card["held"]["due"], city.dated("{+20}"));
    assert_eq!(told.of("custody overdue")["overdue"], serde_json::json!([]));
    let late = told.of("custody overdue --on {+32}")["overdue"]
        .as_array()
        .unwrap();
    let kinds: Vec<_> = late.iter().map(|one| one["type"].as_str()).collect();
    assert_eq!(kinds, [Some("handover"), Some("supervision")]);

    let shown = told.of("handover show HO-1");
    assert_eq!(
        (&shown["stage"], &shown["items"][0]["outcome"]),
        (&"closed".into(), &"returned".into())
    );
    let record = told.of("handover verify records/HO-1.kmsrecord --identity c.identity");
    assert_eq!(record["keys_from"], "identity");
    let printed = told.of("handover print HO-1 --out records");
    assert_eq!(record["digest"], printed["digest"]);
    let life = told.of("custody timeline MC-000001")["timeline"]
        .as_array()
        .unwrap();
    assert_eq!(life.len(), 11, "{life:?}");

    let lost = &told.of(END[0])["notice"];
    assert_eq!(lost["keys"][0]["content"]["levels_left"], 1);
    let count = told
        .of("carrier count --place 一号柜 --found MC-000001 --found MC-000003 --found MC-000009");
    let kinds: Vec<_> = count["incidents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["serial"].as_str(), one["kind"].as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            (Some("MC-000002"), Some("missing")),
            (Some("MC-000009"), Some("unexpected")),
        ]
    );
    assert_eq!(
        told.of("representative list")["representatives"][0]["name"],
        Value::Null
    );
    let month = &city.done("report custody")["figures"];
    let figures = ["stored", "lost", "destroyed", "visits"].map(|one| &month[one]);
    assert_eq!(figures, [1, 1, 1, 1]);
    both_languages_say_the_same(&city);
}

/// Whatever the language, a program reads the same.
fn both_languages_say_the_same(city: &City) {
    let reading = [
        "status",
        "machine list",
        "carrier list",
        "carrier show MC-000001",
        "custody holder MC-000001",
        "custody timeline MC-000001",
        "custody overdue --on {+99}",
        "handover list",
        "handover show HO-1",
        "handover check HO-1",
        "agreement list",
        "review list",
        "report custody",
    ];
    for line in reading {
        let said = |lang| answer(city, &format!("{line} --lang {lang}"));
        assert_eq!(said("zh"), said("en"), "{line}");
    }
    let copies = city.done(&format!("custody holder --key {KEY}"));
    assert_eq!(copies["copies"][0]["held"]["by"], "nobody");
}
