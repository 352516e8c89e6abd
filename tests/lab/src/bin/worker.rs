//! A process that works in a keystore until it is killed: it says on its standard output before each operation which
//! one, and after it where the log ends.
//!
//! `worker FOLDER REGION SEED`: random operations without end. `worker FOLDER REGION cards NUMBER COUNT`: waits for a
//! line on its standard input, then COUNT derivations beside other such workers.

use std::path::Path;
use std::process::ExitCode;
use std::{env, io};

use keystore::{Digest, Key, KeyState};
use kms::{Error, Session, cards, recover};
use lab::Dice;
use lab::work::{Line, Site, Task};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let end = match args.as_slice() {
        [folder, region, seed] => work(folder, region, seed),
        [folder, region, "cards", number, count] => derive_cards(folder, region, number, count),
        _ => Err("arguments".to_owned()),
    };
    match end {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            say(&Line::Failed(why));
            ExitCode::FAILURE
        }
    }
}

fn say(line: &Line) {
    println!("{line}");
}

fn unlock(folder: &str, region: &str) -> Result<(Site, Session), String> {
    let site = Site::at(Path::new(folder), region).ok_or("no such site")?;
    say(&Line::Begin("unlock".into()));
    let session = site.unlock().map_err(|error| format!("unlock: {error}"))?;
    say(&Line::Done(session.keystore().head()));
    Ok((site, session))
}

fn work(folder: &str, region: &str, seed: &str) -> Result<(), String> {
    let mut dice = Dice::new(seed.parse().map_err(|_| "a seed is a number")?);
    let (site, mut session) = unlock(folder, region)?;
    let mut task = Task::Recover;
    loop {
        say(&Line::Begin(task.name().into()));
        task.perform(&mut session, &site)
            .map_err(|error| format!("{task:?}: {error}"))?;
        say(&Line::Done(session.keystore().head()));
        let open = recover::open(session.state());
        if !open.is_empty() {
            return Err(format!("{task:?} left open {open:?}"));
        }
        let next = Task::choose(session.state(), &site, &mut dice);
        task = next.ok_or("nothing can be done")?;
    }
}

fn derive_cards(folder: &str, region: &str, worker: &str, count: &str) -> Result<(), String> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| "a number".to_owned());
    let (worker, count) = (number(worker)?, number(count)?);
    let (_, mut session) = unlock(folder, region)?;
    let serves = |key: &Key| key.descriptor.levels_left == 1 && key.state == KeyState::Active;
    let mut keys = session.state().keys.iter();
    let key_id = keys.find_map(|(id, key)| serves(key).then_some(*id));
    let key_id = key_id.ok_or("no key for cards")?;
    io::stdin()
        .read_line(&mut String::new())
        .map_err(|error| error.to_string())?;
    for at in 0..count {
        let card = (u64::from(worker) << 32 | u64::from(at)).to_be_bytes();
        let derived = loop {
            match cards::derive(&mut session, key_id, &[card.to_vec()]) {
                Ok(derived) => break derived,
                // What the program tells its user at both: nothing was done, try again.
                Err(Error::Keystore(keystore::Error::Moved { .. })) => say_note("again", "moved"),
                Err(Error::Keystore(keystore::Error::Busy)) => say_note("again", "busy"),
                Err(error) => return Err(error.to_string()),
            }
        };
        let list = audit_log::canonical::to_vec(&derived).map_err(|error| error.to_string())?;
        say_note("manifest", &Digest::of(&list).to_string());
    }
    Ok(())
}

fn say_note(word: &str, about: &str) {
    say(&Line::Note(word.to_owned(), about.to_owned()));
}
