//! A terminal at which somebody types: `script` of util-linux gives the program one.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

/// A prompt is complete, and the terminal's echo off, when so long nothing more was printed.
const QUIET: Duration = Duration::from_millis(700);
/// A program that asks nothing for so long is stuck.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs a shell command at a terminal in `folder`, types one answer after each prompt, and gives what was on the
/// screen and whether it succeeded.
pub fn type_in(folder: &Path, command: &str, answers: &[&str]) -> (Vec<u8>, bool) {
    let mut script = Command::new("script");
    script
        .args(["-qefc", command, "/dev/null"])
        .current_dir(folder);
    script
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("SHELL", "/bin/sh");
    script.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = script.spawn().expect("script");
    let mut keyboard = child.stdin.take().expect("a keyboard");
    let mut screen = child.stdout.take().expect("a screen");
    let shown = Arc::new(Mutex::new(Vec::new()));
    let writer = Arc::clone(&shown);
    let reader = spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(got @ 1..) = screen.read(&mut buffer) {
            writer
                .lock()
                .expect("the screen")
                .extend_from_slice(&buffer[..got]);
        }
    });
    let length = || shown.lock().expect("the screen").len();
    let mut before = 0;
    for answer in answers {
        let begun = Instant::now();
        loop {
            let now = length();
            sleep(QUIET);
            if now > before && length() == now {
                break;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "nothing was asked for {command}"
            );
        }
        before = length();
        keyboard
            .write_all(format!("{answer}\n").as_bytes())
            .expect("the keyboard");
    }
    let status = child.wait().expect("script");
    drop(keyboard);
    reader.join().expect("the screen");
    let shown = shown.lock().expect("the screen").clone();
    (shown, status.success())
}
