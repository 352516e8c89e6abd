//! What custody refuses (Articles 22 to 24): each time with a code, a reason and a next step, and nothing is changed.

use std::fs;
use std::process::Command;

use handover_record::Refusal;

use super::papers::{APPROVE, City, PREPARATION, SIGN};

/// Refuses a line: the same in both languages, and the log shows nothing but who tried.
fn refuse(city: &City, line: &str, code: &str) {
    let exit = match code {
        "unknown" | "unknown-officer" => 7,
        "already-known" => 8,
        "usage" | "confirmation" => 2,
        _ => 4,
    };
    refuse_with(city, line, exit, code);
}

fn refuse_with(city: &City, line: &str, exit: i32, code: &str) {
    let is_rule = Refusal::ALL.iter().any(|one| one.code() == code);
    let code = &if is_rule {
        format!("custody-{code}")
    } else {
        code.to_owned()
    };
    let before = city.log();
    let mut sentences = Vec::new();
    for lang in ["zh", "en"] {
        let line = format!("{} --lang {lang}", city.line(line));
        let error = city.office.refused(&line, exit, code)["error"].clone();
        let said = ["message", "why", "next"].map(|part| error[part].as_str().unwrap().to_owned());
        let needless = |place| place == 1 && exit == 2;
        let is_said = |(place, part): (usize, &String)| needless(place) || !part.is_empty();
        assert!(said.iter().enumerate().all(is_said), "{line}: {error}");
        sentences.push(said);
    }
    for (zh, en) in sentences[0].iter().zip(&sentences[1]) {
        let is_chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
        assert!(zh.is_empty() || is_chinese(zh), "{line}: {zh}");
        assert!(
            zh.is_empty() == en.is_empty() && (zh.is_empty() || zh != en),
            "{line}"
        );
    }
    let after = city.log();
    assert_eq!(after[..before.len()], before);
    let added = &after[before.len()..];
    let tried = |event: &String| event == "attempt" || event == "refused";
    assert!(added.iter().all(tried), "{line}: {added:?}");
    // What is refused before anybody is asked for a passphrase leaves no trace at all.
    let asked = matches!(
        code.as_str(),
        "must-sign" | "not-an-officer" | "too-few-officers"
    );
    assert_eq!(added.is_empty(), !asked, "{line}: {added:?}");
}

#[test]
fn machines() {
    let city = City::new();
    let machine = "--maker 演练厂商 --model DEMO-1 --location 一号机房";
    let certificate = "--certificate GM-0001 --valid-from";
    let assessed = "--report report.txt --assessed-on";
    let register = |serial: &str, rest: &str| format!("machine register {serial} {machine} {rest}");
    for (rest, code) in [
        (
            format!("{certificate} {{+2}} --valid-until {{+1}}"),
            "dates",
        ),
        (format!("{assessed} {{+1}}"), "dates"),
        (format!("{certificate} {{+0}}"), "usage"),
        (
            format!("{certificate} 2026-02-30 --valid-until {{+1}}"),
            "usage",
        ),
    ] {
        refuse(&city, &register("HSM-1", &rest), code);
    }
    let valid = format!("{certificate} {{-9}} --valid-until {{+9}}");
    let past = format!("{certificate} {{-9}} --valid-until {{-1}}");
    let early = format!("{certificate} {{+1}} --valid-until {{+9}}");
    let today = format!("{assessed} {{+0}}");
    city.done("carrier lot LOT-1 --kind psam-terminal --prefix P- --digits 4 --first 1 --last 9 --notice report.txt");
    city.done("carrier register P-0001 --lot LOT-1 --place 一号柜 --custodian wang");
    for (serial, rest, code) in [
        ("HSM-1", String::new(), "no-certificate"),
        ("HSM-2", format!("{past} {today}"), "certificate-not-valid"),
        ("HSM-3", format!("{early} {today}"), "certificate-not-valid"),
        ("HSM-4", valid.clone(), "not-assessed"),
    ] {
        city.done(&register(serial, &rest));
        let load = format!("carrier load P-0001 --machine {serial} --key BK/S4/v1 --seal SEAL-1");
        refuse(&city, &load, code);
    }
    refuse(&city, &register("HSM-1", ""), "already-known");
    city.done("machine retire HSM-1 --confirm HSM-1");
    refuse(&city, "machine retire HSM-1 --confirm HSM-1", "retired");
    refuse(&city, "machine move HSM-1 --location 二号机房", "retired");
    refuse(&city, "machine move HSM-9 --location 二号机房", "unknown");
    let load = "carrier load P-0001 --machine HSM-1 --key BK/S4/v1 --seal SEAL-1";
    refuse(&city, load, "retired");
}

#[test]
fn carriers() {
    let city = City::equipped();
    let lot = "--kind psam-terminal --digits 4";
    refuse(
        &city,
        &format!("carrier lot LOT-2 {lot} --prefix P- --first 2 --last 1 --notice report.txt"),
        "range",
    );
    refuse(
        &city,
        &format!("carrier lot LOT-2 {lot} --prefix P- --first 1 --last 10000 --notice report.txt"),
        "range",
    );
    let overlap = "carrier lot LOT-2 --kind psam-terminal --prefix MC- --digits 6 --first 20 --last 21 --notice report.txt";
    refuse(&city, overlap, "lot-overlap");
    let register = |serial: &str| {
        format!("carrier register {serial} --lot LOT-1 --place 一号柜 --custodian wang")
    };
    for serial in [
        "MC-000021",
        "MC-000000",
        "MC-00004",
        "XC-000004",
        "MC-000004 MC-000021",
    ] {
        refuse(&city, &register(serial), "outside-lot");
    }
    refuse(&city, &register("MC-000001"), "already-known");
    refuse(
        &city,
        &register("MC-000004").replace("wang", "sun"),
        "unknown-officer",
    );
    refuse(
        &city,
        &register("MC-000004").replace("LOT-1", "LOT-9"),
        "unknown",
    );
    refuse(&city, "carrier checkin MC-000002", "not-checked-out");
    refuse(
        &city,
        "carrier checkout MC-000009 --purpose 演练",
        "unknown",
    );
    refuse(
        &city,
        "carrier seal MC-000002 --seal SEAL-1",
        "already-known",
    );
    city.done("carrier checkout MC-000001 --purpose 演练");
    refuse(
        &city,
        "carrier checkout MC-000001 --purpose 演练",
        "checked-out",
    );
    refuse(
        &city,
        "carrier destroy MC-000001 --confirm MC-000001",
        "checked-out",
    );
    refuse(&city, "carrier destroy MC-000002", "confirmation");
    refuse(
        &city,
        "carrier destroy MC-000002 --confirm MC-000003",
        "confirmation",
    );

    let lost = "carrier report-lost MC-000002 --confirm MC-000002";
    city.done(lost);
    refuse(&city, lost, "lost");
    refuse(&city, "carrier move MC-000002 --place 二号柜", "lost");
    city.done("carrier destroy MC-000003 --confirm MC-000003");
    refuse(
        &city,
        "carrier report-lost MC-000003 --confirm MC-000003",
        "destroyed",
    );
    refuse(
        &city,
        "carrier report-lost MC-000009 --confirm MC-000009",
        "unknown",
    );
}

/// One of Article 24's elements that is there, and is not what it must be.
#[test]
fn what_a_draft_names_must_be_what_it_must() {
    let city = City::equipped();
    for line in PREPARATION {
        city.done(line);
    }
    let other = "--organisation 另一家厂";
    city.done(&format!(
        "representative add REP-2 {other} --details colleague.txt"
    ));
    let terms = "--document further.txt --signed-here wang --signed-there";
    let agreement = |id: &str, organisation: &str, days: &str, person: &str| {
        format!("agreement add {id} --organisation {organisation} {days} {terms} {person}")
    };
    let long = "--valid-from {-9} --valid-until {+90}";
    city.done(&agreement("AGR-2", "另一家厂", long, "REP-2"));
    let past = "--valid-from {-9} --valid-until {-1}";
    city.done(&agreement("AGR-3", "演练制卡厂", past, "REP-1"));
    let short = "--valid-from {-9} --valid-until {+19}";
    city.done(&agreement("AGR-4", "演练制卡厂", short, "REP-1"));
    let review = |id: &str, organisation: &str, rest: &str| {
        format!("review add {id} --organisation {organisation} --plan plan.txt {rest}")
    };
    city.done(&review(
        "REV-2",
        "另一家厂",
        "--verdict passed --reviewer OFFICE-1",
    ));
    let mended = PREPARATION[4];
    for (named, code) in [
        ("--agreement AGR-2", "agreement-of-another"),
        ("--agreement AGR-3", "agreement-not-valid"),
        ("--agreement AGR-4", "agreement-not-valid"),
        ("--review REV-2", "review-of-another"),
        ("--receiver REP-2", "not-a-representative"),
        ("--supervisor wang", "supervisor-is-deliverer"),
        ("--deliverer li", "supervisor-is-deliverer"),
    ] {
        city.done(&format!("handover prepare HO-1 {named}"));
        refuse(&city, APPROVE, code);
        refuse(&city, SIGN, "stage");
        city.done(mended);
    }
    // The newest review counts, whichever is named.
    for (id, verdict) in [("REV-3", "failed"), ("REV-6", "passed")] {
        let rest = format!("--verdict {verdict} --reviewer OFFICE-1");
        city.done(&review(id, "演练制卡厂", &rest));
        if verdict == "failed" {
            refuse(&city, APPROVE, "review-failed");
        }
    }
    for (named, code) in [
        ("--agreement AGR-9", "unknown"),
        ("--review REV-9", "unknown"),
        ("--receiver REP-9", "unknown"),
        ("--deliverer sun", "unknown-officer"),
        ("--supervisor sun", "unknown-officer"),
        ("", "nothing-named"),
    ] {
        refuse(&city, &format!("handover prepare HO-1 {named}"), code);
    }
    for (line, code) in [
        (
            agreement(
                "AGR-5",
                "演练制卡厂",
                "--valid-from {+2} --valid-until {+1}",
                "REP-1",
            ),
            "dates",
        ),
        (
            agreement("AGR-5", "演练制卡厂", long, "REP-2"),
            "not-a-representative",
        ),
        (
            agreement("AGR-5", "演练制卡厂", long, "REP-9"),
            "not-a-representative",
        ),
        (
            agreement("AGR-1", "演练制卡厂", long, "REP-1"),
            "already-known",
        ),
        (
            agreement("AGR-5", "演练制卡厂", long, "REP-1").replace("--signed-here wang", ""),
            "not-signed",
        ),
        (
            review("REV-4", "演练制卡厂", "--verdict passed --reviewer REP-1"),
            "reviewed-by-third-party",
        ),
        (
            review("REV-4", "演练制卡厂", "--verdict passed --reviewer REP-2"),
            "reviewed-by-third-party",
        ),
        (
            review(
                "REV-4",
                "演练制卡厂",
                "--verdict perhaps --reviewer OFFICE-1",
            ),
            "usage",
        ),
    ] {
        refuse(&city, &line, code);
    }
    // Who reviewed the plan and then went over to a third party.
    city.done(&format!(
        "representative add OFFICE-1 {other} --details person.txt"
    ));
    refuse(&city, APPROVE, "reviewed-by-third-party");
    city.done(&review(
        "REV-5",
        "演练制卡厂",
        "--verdict passed --reviewer OFFICE-2",
    ));
    city.done("handover prepare HO-1 --review REV-5");
    city.done("representative withdraw REP-1");
    refuse(&city, APPROVE, "not-a-representative");
}

#[test]
fn drafts() {
    let city = City::prepared();
    let draft = |id: &str, rest: &str| {
        format!("handover draft {id} --organisation 另一家厂 --purpose 演练 {rest}")
    };
    for (line, code) in [
        (
            draft("HO-2", "--due {+9} --carrier MC-000001"),
            "in-another-handover",
        ),
        (
            draft("HO-2", "--due {+9} --carrier MC-000002 --carrier MC-000001"),
            "in-another-handover",
        ),
        (
            draft("HO-2", "--due {+9} --carrier MC-000002 --carrier MC-000002"),
            "items",
        ),
        (draft("HO-2", "--due {-1} --carrier MC-000002"), "dates"),
        (draft("HO-2", "--due {+9} --carrier MC-000009"), "unknown"),
        (
            draft("HO-2", "--due {+9} --carrier MC-000002 --continues HO-9"),
            "unknown",
        ),
        (
            draft("HO-2", "--due {+9} --carrier MC-000002 --continues HO-1"),
            "stage",
        ),
        (
            draft("HO-1", "--due {+9} --carrier MC-000002"),
            "already-known",
        ),
        (draft("HO-2", "--due {+9}"), "usage"),
    ] {
        refuse(&city, &line, code);
    }
    city.done(APPROVE);
    for line in [
        "carrier checkout MC-000001 --purpose 演练",
        "carrier move MC-000001 --place 二号柜",
        "carrier seal MC-000001 --seal SEAL-2",
        "carrier destroy MC-000001 --confirm MC-000001",
    ] {
        refuse(&city, line, "reserved");
    }
    refuse(&city, APPROVE, "stage");
    city.done("handover withdraw HO-1");
    refuse(&city, "handover withdraw HO-1", "stage");
}

#[test]
fn changing_hands() {
    let city = City::prepared();
    city.done(APPROVE);
    for (line, code) in [
        ("handover return HO-1 --item MC-000001=SEAL-1:完好", "stage"),
        ("handover supervise HO-1 --findings 演练", "stage"),
        ("handover close HO-1 --scan closing.txt", "stage"),
        ("handover extend HO-1 --due {+30}", "stage"),
        (
            "handover sign HO-1 --item MC-000001=SEAL-2:完好 --scan receipt.txt",
            "seal-differs",
        ),
        (
            "handover sign HO-1 --item MC-000001=:完好 --scan receipt.txt",
            "seal-differs",
        ),
        (
            "handover sign HO-1 --item MC-000002=:完好 --scan receipt.txt",
            "items",
        ),
        (
            "handover sign HO-9 --item MC-000001=SEAL-1:完好 --scan receipt.txt",
            "unknown",
        ),
    ] {
        refuse(&city, line, code);
    }
    let unkeyed = format!(
        "{} --signature {}",
        SIGN.replace(" --scan receipt.txt", ""),
        "0".repeat(128)
    );
    refuse(&city, &unkeyed, "no-key");
    refuse(&city, &SIGN.replace(" --scan receipt.txt", ""), "usage");
    city.done(SIGN);
    for (line, code) in [
        (
            "handover return HO-1 --item MC-000002=:完好",
            "not-handed-over",
        ),
        (
            "handover return HO-1 --item MC-000009=:完好",
            "not-handed-over",
        ),
        ("handover extend HO-1 --due {+20}", "dates"),
        ("handover extend HO-1 --due {+19}", "dates"),
        ("handover extend HO-1 --due {+91}", "agreement-not-valid"),
        ("handover close HO-1 --scan closing.txt", "still-out"),
        ("handover reassign HO-1", "nothing-named"),
        (
            "handover reassign HO-1 --supervisor wang",
            "supervisor-is-deliverer",
        ),
        (
            "handover transfer HO-1 --to HO-9 --item MC-000001=SEAL-1:完好 --scan receipt.txt",
            "unknown",
        ),
        ("carrier checkout MC-000001 --purpose 演练", "handed-over"),
        ("carrier checkin MC-000001", "not-checked-out"),
    ] {
        refuse(&city, line, code);
    }
    // Another seal keeps nobody from taking a card back: it is an incident, and is said.
    let back = city.done("handover return HO-1 --item MC-000001=SEAL-7:封口破损");
    assert_eq!(back["incidents"][0]["kind"], "seal-broken");
    let again = "handover return HO-1 --item MC-000001=SEAL-1:完好";
    refuse(&city, again, "not-handed-over");
    let shown = city.done("handover show HO-1");
    assert_eq!(shown["items"][0]["seal"], "SEAL-7");
    let close =
        |recheck: &str| format!("handover close HO-1 --scan closing.txt --recheck {recheck}");
    let kcv = &city.done("carrier show MC-000001")["contents"][0]["kcv"];
    let kcv = kcv.as_str().unwrap();
    refuse(&city, &close(&format!("MC-000002=BK/S4/v1:{kcv}")), "items");
    refuse(&city, &close("MC-000001=BK/S4/v1:XYZ"), "usage");
}

/// Officers who are not those that the register names cannot sign for them.
#[test]
fn the_wrong_officers_sign() {
    let city = City::prepared();
    city.done(APPROVE);
    let files = |people: [&str; 2]| {
        let file = |one: &str| format!("--passphrase-file {one}=c-{one}");
        format!("--keystore c.kms {}", people.map(file).join(" "))
    };
    for (people, absent) in [(["wang", "zhao"], "li"), (["li", "zhao"], "wang")] {
        let before = city.log();
        let line = format!("{} {SIGN}", files(people));
        let error = city.office.refused(&line, 4, "must-sign");
        let message = error["error"]["message"].as_str().unwrap();
        assert!(message.contains(absent), "{message}");
        assert_eq!(city.log()[before.len()..], ["attempt", "refused"]);
    }
    let alone = "--keystore c.kms --passphrase-file wang=c-wang";
    city.office
        .refused(&format!("{alone} {SIGN}"), 4, "too-few-officers");
    city.done(SIGN);
    let supervise = format!(
        "{} handover supervise HO-1 --findings 演练",
        files(["wang", "zhao"])
    );
    city.office.refused(&supervise, 4, "must-sign");
    // A loss is reported by whoever is there.
    let lost = format!(
        "{} carrier report-lost MC-000001 --confirm MC-000001",
        city.office.one("c")
    );
    city.office.json(&lost);
    assert_eq!(city.done("verify")["verified"], true);
}

/// Each place where a document is named, with the line's other words.
const DOCUMENTS: [&str; 7] = [
    "machine register HSM-9 --maker 演练 --model 演练 --location 演练 --assessed-on {+0} --report",
    "machine assess HSM-1 --assessed-on {+0} --report",
    "agreement add AGR-9 --organisation 演练制卡厂 --valid-from {+0} --valid-until {+9} --signed-here wang \
     --signed-there REP-1 --document",
    "review add REV-9 --organisation 演练制卡厂 --verdict passed --reviewer OFFICE-1 --plan",
    "representative add REP-9 --organisation 演练制卡厂 --details",
    "handover sign HO-1 --item MC-000001=SEAL-1:完好 --scan",
    "handover verify",
];

#[test]
fn documents() {
    let city = City::prepared();
    city.done(APPROVE);
    city.office.write("empty", "");
    let large = fs::File::create(city.office.path("large")).unwrap();
    large.set_len(2 << 30).unwrap();
    fs::create_dir(city.office.path("folder")).unwrap();
    let made = Command::new("mkfifo")
        .arg(city.office.path("pipe"))
        .status();
    assert!(made.unwrap().success());
    let mut cells = 0;
    for line in DOCUMENTS {
        let details = line.ends_with("--details");
        let record = line == "handover verify";
        let (empty, large) = match (details, record) {
            (true, _) => ((2, "name"), (3, "details-too-large")),
            (_, true) => (
                (3, "handover-record-malformed"),
                (3, "handover-record-too-large"),
            ),
            _ => ((2, "document-size"), (2, "document-size")),
        };
        let unreadable = (2, "unreadable");
        for (file, (exit, code)) in [
            ("empty", empty),
            ("large", large),
            ("folder", unreadable),
            ("pipe", unreadable),
            ("nowhere", unreadable),
        ] {
            // Records and people's details may come through a pipe, and whoever names one waits for it.
            if file == "pipe" && (details || record) {
                continue;
            }
            refuse_with(&city, &format!("{line} {file}"), exit, code);
            cells += 1;
        }
    }
    println!("documents: {cells} of {} refused", DOCUMENTS.len() * 5 - 2);
}
