//! What the program says, as a file keeps it: days as days from the first one, and marks for what is different each
//! time. `TRYCMD=overwrite` writes the files anew, as it does for the other transcripts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use jiff::civil::{Date, Time};

/// A command line with everything that came of it.
pub fn section(line: &str, output: &Output) -> String {
    let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let code = output.status.code().unwrap();
    let exit = match code {
        0 => String::new(),
        code => format!("? {code}\n"),
    };
    let (out, error) = (said(&output.stdout), said(&output.stderr));
    format!("$ kms {line}\n{exit}{error}{out}\n")
}

/// The text without what is different each time.
pub fn steady(text: &str, today: Date, folder: &Path) -> String {
    let text = text.replace(folder.to_str().unwrap(), "FOLDER");
    let mut steady = String::new();
    let mut word = String::new();
    for character in text.chars().chain(['\n']) {
        if character.is_ascii_alphanumeric() || matches!(character, '-' | ':') {
            word.push(character);
            continue;
        }
        let (word_alone, colon) = match word.strip_suffix(':') {
            Some(alone) => (alone, ":"),
            None => (word.as_str(), ""),
        };
        let said = named(word_alone, today);
        steady.push_str(said.as_deref().unwrap_or(word_alone));
        steady.push_str(colon);
        word.clear();
        steady.push(character);
    }
    steady.pop();
    // Who signed a record is told in the order of their keys.
    let steady = steady.replace("SIGNED BY     wang, li", "SIGNED BY     li, wang");
    let steady = steady.replace("签名人  wang、li", "签名人  li、wang");
    // The day of a moment is told where everybody's clock agrees, and need not be that of the office.
    ["DAY-1 TIME", "DAY+0 TIME"]
        .iter()
        .fold(steady, |text, moment| text.replace(moment, "MOMENT"))
}

/// What stands for a word that is different each time.
fn named(word: &str, today: Date) -> Option<String> {
    if let Some(day) = word.parse::<Date>().ok().filter(|_| word.len() == 10) {
        let days = (day - today).get_days();
        return Some(format!("DAY{days:+}"));
    }
    let is_hex = word
        .chars()
        .all(|c| c.is_ascii_hexdigit() || c == '-' || c == ':');
    match word.len() {
        5 if word.bytes().all(|b| b.is_ascii_digit()) => Some("DIGITS".into()),
        5 | 8 if word.contains(':') => word.parse::<Time>().ok().map(|_| "TIME".into()),
        10 if is_hex => Some("CHECKVALUE".into()),
        36 if is_hex => Some("KEY-ID".into()),
        64 if is_hex => Some("SHA256".into()),
        _ => None,
    }
}

/// Compares with the file, or writes it.
pub fn compare(name: &str, text: &str) {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/cmd", name]
        .iter()
        .collect();
    if std::env::var("TRYCMD").is_ok_and(|value| value == "overwrite") {
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    for (number, (found, wanted)) in text.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, wanted, "{name}, line {}", number + 1);
    }
    assert_eq!(text, expected, "{name}");
}
