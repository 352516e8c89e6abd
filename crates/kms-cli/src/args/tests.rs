//! Every field that text can be given in, for the experiment with hostile text, `tests/cli/hostile.rs`.

use std::fs;
use std::path::Path;

use clap::{Arg, Command};

use super::command;
use crate::lang::Lang;

/// The list that the experiment reads; one of this binary's own tests has to write it, since only it sees the options.
const LIST: &str = "tests/cli/fields.txt";

/// Makes a whole rehearsal of its own, and has nothing but a folder for it.
const LEFT_OUT: [&str; 1] = ["demo"];

/// What a required argument is given where it is not the one tried.
fn sample(path: &str, name: &str) -> &'static str {
    match name {
        "serial" | "carrier" | "confirm-serial" => "MC-000002",
        "handover" => "HO-1",
        "lot" => "LOT-9",
        "machine" => "HSM-1",
        "key" => "BK/S4/v1",
        "kind" if path.starts_with("carrier") => "psam-terminal",
        "kind" => "BK",
        "algorithm" => "SM4",
        "prefix" => "P-",
        "digits" => "4",
        "first" | "last" => "1",
        "threshold" => "2",
        "seal" => "SEAL-9",
        "custodian" | "supervisor" => "li",
        "person" | "receiver" | "reviewer" => "REP-9",
        "agreement" => "AGR-9",
        "review" => "REV-9",
        "verdict" => "passed",
        "item" => "MC-000001=SEAL-1:完好",
        "valid-from" | "valid-until" | "due" | "assessed-on" => "2999-01-01",
        "region" | "to" => "410100",
        "details" => "person.txt",
        "document" | "plan" | "report" => "plan.txt",
        "id" => "00000000-0000-4000-8000-000000000000",
        "out" | "component-dir" | "file" => "nowhere",
        _ => "演练",
    }
}

/// Where hostile text goes in a value: as the whole of it, and as each part of one that has parts.
fn slots(name: &str) -> &'static [&'static str] {
    match name {
        "item" => &[
            "@",
            "@=SEAL-1:完好",
            "MC-000001=@:完好",
            "MC-000001=SEAL-1:@",
        ],
        "recheck" => &[
            "@",
            "@=BK/S4/v1:0000000000",
            "MC-000001=@:0000000000",
            "MC-000001=BK/S4/v1:@",
        ],
        "custodian" => &["@", "@=王芳", "a=@"],
        "passphrase-file" => &["@", "@=c-wang", "wang=@"],
        "passphrase-fd" => &["@", "@=0"],
        _ => &["@"],
    }
}

/// An argument with its value, as words.
fn words(arg: &Arg, value: &str) -> String {
    match arg.get_long() {
        Some(long) => format!("--{long}={value}"),
        None => value.to_owned(),
    }
}

fn has_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

/// A line for each way to put text into a field of the command: its path, the field, the words with `@`.
fn of_command(path: &str, command: &Command, globals: &[Arg], lines: &mut Vec<String>) {
    let own: Vec<_> = command
        .get_arguments()
        .filter(|arg| has_value(arg))
        .collect();
    for tried in own.iter().copied().chain(globals) {
        let name = tried.get_id().as_str();
        for slot in slots(name) {
            let mut line = format!("{path}\t{name}\t{path}");
            let needed = own.iter().filter(|arg| arg.is_required_set());
            for arg in needed.filter(|arg| arg.get_id() != tried.get_id()) {
                line += &format!(" {}", words(arg, sample(path, arg.get_id().as_str())));
            }
            line += &format!(" {}", words(tried, slot));
            if command.get_arguments().any(|arg| arg.get_id() == "dry-run") {
                line += " --dry-run";
            }
            lines.push(line);
        }
    }
}

fn walk(path: &str, command: &Command, lines: &mut Vec<String>) {
    for below in command.get_subcommands() {
        let path = format!("{path} {}", below.get_name());
        let path = path.trim_start();
        if below.has_subcommands() {
            walk(path, below, lines);
        } else if !LEFT_OUT.contains(&path) {
            of_command(path, below, &[], lines);
        }
    }
}

/// Fails where a command or an option is new: `TRYCMD=overwrite` then takes it into the list, and so into the
/// experiment.
#[test]
fn every_field_is_in_the_list() {
    let command = command(Lang::En);
    let mut lines = Vec::new();
    walk("", &command, &mut lines);
    let globals: Vec<_> = command
        .get_arguments()
        .filter(|arg| has_value(arg))
        .cloned()
        .collect();
    let status = command.find_subcommand("status");
    of_command("status", status.unwrap_or(&command), &globals, &mut lines);
    let text = lines.join("\n") + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(LIST);
    if std::env::var("TRYCMD").is_ok_and(|value| value == "overwrite") {
        fs::write(&path, &text).unwrap_or_default();
    }
    let listed = fs::read_to_string(&path).unwrap_or_default();
    for line in &lines {
        assert!(listed.contains(line.as_str()), "{LIST} lacks: {line}");
    }
    assert!(listed == text, "{LIST} has what is no field any more");
}
