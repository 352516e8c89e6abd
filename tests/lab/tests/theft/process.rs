//! The program itself: what each command leaves in memory when it ends, and what it prints.

use std::time::Instant;

use lab::plan;

use crate::needles::Needles;
use crate::office::{Office, Run};
use crate::secrets::Secrets;
use crate::story::{self, Length};

/// Languages and forms of the answers.
const STYLES: [&[&str]; 4] = [
    &["--lang", "en"],
    &["--lang", "zh", "--json"],
    &["--lang", "zh"],
    &["--lang", "en", "--json"],
];

/// What was found where, as lines to read.
fn findings(
    runs: &[Run],
    needles: &Needles,
    place: &str,
    bytes: impl Fn(&Run) -> &[u8],
) -> Vec<String> {
    let mut lines = Vec::new();
    for run in runs {
        for (name, pieces) in needles.find(bytes(run)) {
            lines.push(format!(
                "{place} of `{}`: {name} ({pieces} pieces)",
                run.line
            ));
        }
    }
    lines
}

#[test]
fn no_command_leaves_a_secret_in_memory_or_prints_one() {
    let plan = plan(
        "commands in every language and form",
        1,
        STYLES.len() as u64,
    );
    let length = if plan.whole {
        Length::Whole
    } else {
        Length::Short
    };
    let begun = Instant::now();
    let mut lines = Vec::new();
    let (mut commands, mut looked_for, mut bytes) = (0, 0, 0);
    for (number, style) in STYLES.iter().take(plan.count as usize).enumerate() {
        let mut office = Office::new(style, plan.seed + number as u64);
        let mut secrets = Secrets::default();
        story::run(&mut office, &mut secrets, length);
        let needles = secrets.needles();
        commands += office.runs.len();
        looked_for += needles.len();
        bytes += office
            .runs
            .iter()
            .map(|run| run.memory.len())
            .sum::<usize>();
        lines.extend(findings(&office.runs, &needles, "memory", |run| {
            &run.memory
        }));
        lines.extend(findings(&office.runs, &needles, "output", |run| {
            &run.printed
        }));
        control(&mut office, &needles);
    }
    println!(
        "commands: {commands} ended, {} MiB of memory, {looked_for} secrets and printed forms, {} found, {:.0} s",
        bytes >> 20,
        lines.len(),
        begun.elapsed().as_secs_f64()
    );
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

/// The search can fail: a passphrase that was planted as the name of a keystore is found in both places.
fn control(office: &mut Office, needles: &Needles) {
    let (keystore, officer, text) = office.passphrases[0].clone();
    // With its folder, since a passphrase may begin as an option does.
    office.refused(&format!("--keystore ./{text}.kms status"));
    let run = office.runs.last().expect("a run");
    let planted = [("memory", &run.memory), ("output", &run.printed)];
    for (place, bytes) in planted {
        let found = needles.find(bytes);
        let name = format!("{keystore}: passphrase 0");
        assert!(
            found.contains_key(&name),
            "{officer}'s passphrase in the {place}: {found:?}"
        );
    }
}
