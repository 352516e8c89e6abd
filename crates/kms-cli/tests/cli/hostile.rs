//! Hostile text in every field of every command: refused, or harmless in everything that is shown or written.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::process::Output;

use super::office::Office;
use super::papers::City;

/// Each field: the command, the option, and the words of a line with `@` where the text goes. A test of the program
/// itself, which sees all its options, says when one is missing.
const FIELDS: &str = include_str!("fields.txt");

/// Begins what a line break would forge.
const FORGED: &str = "FORGED";

/// Text with something that a terminal would obey, or that nobody would see.
const HIDDEN: [&str; 14] = [
    "a\u{1b}[2J\u{1b}]0;x\u{7}b",
    "a\u{9b}2Jb",
    "a\u{7f}b",
    "a\tb",
    "a\rFORGED",
    "a\nFORGED",
    "a\u{2028}FORGED",
    "a\u{85}FORGED",
    "a\u{202e}b",
    "a\u{2066}b\u{2069}",
    "a\u{200b}b",
    "\u{feff}a",
    "a\u{e0041}b",
    "👩\u{200d}👩\u{200d}👧",
];

/// Text that anybody can see, and another program could take for something else.
const SEEN: [&str; 14] = [
    "<script>alert(1)</script>x",
    "\"><img src=x onerror=alert(1)>",
    "</td></tr></table><h1>x",
    "&lt;b&gt; &amp; {{7*7}}",
    "=1+1",
    "@SUM(1+1)",
    "+cmd|' /C calc'!A0",
    "=HYPERLINK(\"https://example.invalid\")",
    "../../no-such-folder/passwd",
    "C:\\Windows\\x",
    "$(id) `id` ; id",
    "😀 e\u{301}\u{301}\u{301}",
    "مرحبا אבג",
    "\\u001b[2J %s %n",
];

/// Everything that is tried: also nothing at all, too much, and what is no text.
fn hostile() -> Vec<OsString> {
    let texts = HIDDEN.iter().chain(&SEEN).map(OsString::from);
    let long = [
        "",
        " ",
        &"很".repeat(200),
        &"很".repeat(201),
        &"A".repeat(5000),
    ]
    .map(OsString::from);
    let bytes = [&b"a\xff\xfeb"[..], b"\xc0\x80", b"\xed\xa0\x80"]
        .map(|one| OsString::from_vec(one.to_vec()));
    texts.chain(long).chain(bytes).collect()
}

/// Whether a terminal would obey a character, or nobody would see it.
fn is_hidden(c: char) -> bool {
    let invisible = matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}');
    (c.is_control() && c != '\n') || invisible
}

/// What is not harmless in a text: something hidden, or a line that somebody made up.
fn flaw(text: &[u8]) -> Option<&'static str> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Some("no text");
    };
    if text.contains(is_hidden) {
        return Some("something hidden");
    }
    let is_forged = |line: &str| line.trim_start().starts_with(FORGED);
    text.lines().any(is_forged).then_some("a line made up")
}

/// What is wrong with an answer and an error, of which each may be one JSON document.
fn wrong(json: bool, output: &Output) -> Option<&'static str> {
    // 101: the program panicked.
    if output.status.code().is_none_or(|code| code == 101) {
        return Some("ended by a panic or a signal");
    }
    let parts = [&output.stdout, &output.stderr];
    let is_value = |part: &[u8]| serde_json::from_slice::<serde_json::Value>(part).is_ok();
    // An exported log is a document a line, with and without the option.
    let is_document = |part: &[u8]| {
        is_value(part)
            || part
                .trim_ascii_end()
                .split(|byte| *byte == b'\n')
                .all(is_value)
    };
    if json
        && parts
            .iter()
            .any(|part| !part.is_empty() && !is_document(part))
    {
        return Some("no document");
    }
    parts.into_iter().find_map(|part| flaw(part))
}

/// The words of a line, with the text in its place.
fn filled(line: &str, text: &OsStr) -> Vec<OsString> {
    let fill = |word: &str| match word.split_once('@') {
        None => word.into(),
        Some((before, after)) => {
            OsString::from_vec([before.as_bytes(), text.as_bytes(), after.as_bytes()].concat())
        }
    };
    line.split(' ').map(fill).collect()
}

/// One cell of so many is tried otherwise: it has no factor in common with the numbers of texts and of forms.
const SAMPLE: usize = 17;

const FORMS: [&[&str]; 3] = [
    &["--lang", "zh"],
    &["--lang", "en"],
    &["--lang", "zh", "--json"],
];

/// A cell is a field, a text and a form of output. `KMS_LAB=whole` tries all of them.
#[test]
fn no_field_of_any_command_lets_hostile_text_through() {
    let city = City::prepared();
    let whole = std::env::var("KMS_LAB").is_ok_and(|value| value == "whole");
    let texts = hostile();
    let (mut done, mut all, mut accepted) = (0, 0, 0);
    let mut found = Vec::new();
    for line in FIELDS.lines() {
        let (field, line) = line.rsplit_once('\t').unwrap();
        for text in &texts {
            for form in FORMS {
                all += 1;
                if !whole && all % SAMPLE != 0 {
                    continue;
                }
                let mut words: Vec<OsString> = ["--keystore", "c.kms"].map(Into::into).into();
                words.extend(filled(line, text));
                words.extend(form.iter().map(Into::into));
                let output = city.office.run_words(&words);
                if let Some(wrong) = wrong(form.contains(&"--json"), &output) {
                    found.push(format!("{wrong}: {field} {text:?} {form:?}: {output:?}"));
                }
                done += 1;
                accepted += usize::from(output.status.success());
            }
        }
    }
    println!("hostile text: {done} of {all} cells, {accepted} of them accepted and shown");
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(accepted > 0 && done > 1000);
    assert_eq!(city.done("verify")["verified"], true);
}

/// What people may write down freely: every line in which `@` stands for it, in an order in which all succeed.
const WRITTEN: [&str; 13] = [
    "machine register HSM-# --maker=@ --model=@ --location=@ --certificate=@ --valid-from={-1} --valid-until={+99} \
     --report=report.txt --assessed-on={+0}",
    "machine certify HSM-# --certificate=@ --valid-from={-1} --valid-until={+99}",
    "machine move HSM-# --location=@",
    "carrier register MC-0000# --lot=LOT-1 --place=@ --custodian=wang",
    "carrier move MC-0000# --place=@",
    "carrier checkout MC-0000# --purpose=@",
    "carrier checkin MC-0000#",
    "carrier count --place=@ --found=MC-0000#",
    "representative add REP-# --organisation=@ --details=hostile.txt",
    "agreement add AGR-# --organisation=@ --document=agreement.txt --valid-from={+0} --valid-until={+90} \
     --signed-here=wang --signed-there=REP-#",
    "review add REV-# --organisation=@ --plan=plan.txt --verdict=passed --reviewer=OFFICE-1",
    "handover draft HO-# --organisation=@ --purpose=@ --due={+20} --carrier=MC-0000# --agreement=AGR-# --review=REV-# \
     --deliverer=wang --receiver=REP-# --supervisor=li",
    "handover approve HO-#",
];

/// After the handover: its items are named with a condition that is the text.
const OUT: [&str; 4] = [
    "handover sign HO-# --item=MC-0000#=:@ --scan=receipt.txt",
    "handover supervise HO-# --findings=@",
    "handover return HO-# --item=MC-0000#=:@",
    "handover close HO-# --scan=closing.txt",
];

/// Everything that shows what was written down.
const READING: [&str; 17] = [
    "status",
    "audit log",
    "audit export",
    "machine list",
    "machine show HSM-#",
    "carrier list",
    "carrier show MC-0000#",
    "custody holder MC-0000#",
    "custody timeline MC-0000#",
    "custody overdue --on={+999}",
    "representative list",
    "agreement list",
    "review list",
    "handover list",
    "handover show HO-#",
    "handover check HO-#",
    "handover verify zh-HO-#/HO-#.kmsrecord",
];

fn two(office: &Office) -> Vec<OsString> {
    office.two("c").split(' ').map(Into::into).collect()
}

/// Writes the text down wherever people may write it, and gives the two printed pages.
fn write_down(city: &City, number: &str, text: &str) -> [String; 2] {
    city.office
        .write("hostile.txt", &format!("{text}\n{text}\n"));
    for line in WRITTEN.iter().chain(&OUT) {
        let line = city.dated(line).replace('#', number);
        let words = [two(&city.office), filled(&line, OsStr::new(text))].concat();
        let output = city.office.run_words(&words);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line} {text:?}: {error}");
        assert_eq!(wrong(false, &output), None, "{line} {text:?}");
    }
    ["zh", "en"].map(|lang| {
        let folder = format!("{lang}-HO-{number}");
        city.done(&format!(
            "handover print HO-{number} --out {folder} --lang {lang}"
        ));
        let folder = city.office.path(&folder);
        let names = fs::read_dir(&folder).unwrap();
        let mut names: Vec<_> = names.map(|one| one.unwrap().file_name()).collect();
        names.sort();
        let ends = ["html", "kmsrecord"].map(|end| OsString::from(format!("HO-{number}.{end}")));
        assert_eq!(names, ends);
        fs::read_to_string(folder.join(format!("HO-{number}.html"))).unwrap()
    })
}

/// Every text that a person may write down, everywhere it can stand, in every form in which it comes out again.
#[test]
fn what_is_written_down_is_harmless_wherever_it_is_shown() {
    covers_every_free_field();
    let city = City::equipped();
    let (mut cells, mut pages) = (0, 0);
    // Three cards of the lot are there already.
    for (number, text) in SEEN.iter().enumerate() {
        let number = format!("{:02}", number + 4);
        for page in write_down(&city, &number, text) {
            assert_eq!(flaw(page.as_bytes()), None, "{text:?}");
            assert_no_markup(&page);
            pages += 1;
        }
        for line in READING {
            for form in FORMS {
                let line = format!(
                    "{} {}",
                    city.dated(line).replace('#', &number),
                    form.join(" ")
                );
                let output = city.office.run(&format!("--keystore c.kms {line}"));
                let json = form.contains(&"--json");
                assert_eq!(wrong(json, &output), None, "{line} {text:?}: {output:?}");
                cells += 1;
            }
        }
        let shown = city.done(&format!("handover show HO-{number}"));
        assert_eq!(shown["purpose"], *text);
    }
    println!(
        "hostile text written down: {} texts, {cells} answers and {pages} pages",
        SEEN.len()
    );
    assert_eq!(city.done("verify")["verified"], true);
}

/// No element, attribute or script that the template does not have.
fn assert_no_markup(page: &str) {
    let page = page.to_lowercase();
    for markup in [
        "<script",
        "<img",
        "onerror=alert(1)>",
        "<h1>x",
        "{{7*7}}</h1>",
    ] {
        assert!(!page.contains(markup), "{markup}: {page}");
    }
}

/// Options whose values people choose freely, by the type in which the program reads them.
fn covers_every_free_field() {
    let free = [
        "maker",
        "model",
        "location",
        "certificate",
        "place",
        "purpose",
        "organisation",
        "findings",
        "item",
        "details",
    ];
    let written: Vec<_> = WRITTEN.iter().chain(&OUT).collect();
    for line in FIELDS.lines() {
        let mut parts = line.split('\t');
        let (command, option) = (parts.next().unwrap(), parts.next().unwrap());
        let writes = line.ends_with("--dry-run");
        let is_transfer = command == "handover transfer";
        if writes && free.contains(&option) && !is_transfer {
            let has =
                |one: &&&str| one.starts_with(command) && one.contains(&format!("--{option}="));
            assert!(
                written.iter().any(has),
                "nothing is written down by {command} --{option}"
            );
        }
    }
}
