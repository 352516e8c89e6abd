//! Entries that nobody signed: whoever can write to the file can plant attempts in its log.

use keystore::Keystore;
use keystore::event::Attempt;

use super::office::Office;

/// Plants more attempts on wang than lock an officer out.
fn plant(office: &Office, time: &str, command: &str) {
    let mut keystore = Keystore::open(&office.path("m.kms")).unwrap();
    for _ in 0..6 {
        let attempt = Attempt {
            command: command.into(),
            officers: vec!["wang".parse().unwrap()],
        };
        keystore.attempt(time, attempt).unwrap();
    }
}

/// Fails if text of the log reaches the terminal as it is, in any form of output.
#[test]
fn the_terminal_does_not_obey_the_log() {
    let office = Office::new();
    office.init("m", "000000");
    let evil = "a\u{1b}[2J\u{1b}]0;x\u{7}b\u{202e}c\u{9b}2Jd\ne\r";
    plant(&office, "2020-01-01T00:00:00Z", evil);
    for arguments in ["audit log", "audit log --json"] {
        let output = office.run(&format!("--keystore m.kms {arguments}"));
        assert!(output.status.success(), "{arguments}");
        let text = String::from_utf8(output.stdout).unwrap();
        let obeyed = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(obeyed), "{arguments}: {text:?}");
        assert!(text.contains("202e"), "{arguments}: {text:?}");
        assert!(!text.contains("\ne"), "{arguments}: {text:?}");
    }
    let shown = office.json("--keystore m.kms audit log --limit 1");
    assert_eq!(shown["entries"][0]["event"]["body"]["command"], evil);
}

/// Fails if attempts dated in the future, or long past, keep an officer out.
#[test]
fn attempts_of_another_time_lock_nobody_out() {
    let office = Office::new();
    office.init("m", "000000");
    let generate = format!("{} key generate --kind IRK --algorithm", office.two("m"));
    plant(&office, "2020-01-01T00:00:00Z", "key generate");
    office.json(&format!("{generate} SM4"));
    plant(&office, "9999-12-30T00:00:00Z", "key generate");
    office.json(&format!("{generate} A1"));
}
