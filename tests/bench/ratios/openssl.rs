//! OpenSSL's key derivation, in a small C program beside this one: built here, run in the same run.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use key_derivation::sp800_108::LABEL;
use tempfile::TempDir;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ratios/kbkdf.c");

/// The running program.
pub struct Judge {
    process: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    count: usize,
    _folder: TempDir,
}

impl Judge {
    /// Compiles and starts the program for these contexts, all of one length.
    ///
    /// # Errors
    /// Why it cannot be built here, in one line.
    pub fn build(cipher: &str, parent: &[u8], contexts: &[Vec<u8>]) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let program = folder.path().join("kbkdf");
        let built = Command::new("cc")
            .args(["-O2", SOURCE, "-lcrypto", "-o"])
            .arg(&program)
            .output();
        if !built.is_ok_and(|output| output.status.success()) {
            return Err("no C compiler or no libssl-dev (OpenSSL 3)".to_owned());
        }
        let mut process = Command::new(&program)
            .args([
                cipher,
                &hex::encode(parent),
                &String::from_utf8_lossy(LABEL),
            ])
            .args([contexts[0].len().to_string(), contexts.len().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let (orders, answers) = (process.stdin.take(), process.stdout.take());
        let (mut orders, answers) = orders.zip(answers).ok_or("no pipes")?;
        orders
            .write_all(&contexts.concat())
            .map_err(|error| error.to_string())?;
        Ok(Self {
            process,
            orders: Some(orders),
            answers: BufReader::new(answers),
            count: contexts.len(),
            _folder: folder,
        })
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("an answer");
        line.trim_end().to_owned()
    }

    /// The keys; to be asked for once, before anything else.
    pub fn keys(&mut self) -> Vec<Vec<u8>> {
        let lines = (0..self.count).map(|_| self.line());
        lines
            .map(|line| hex::decode(line).expect("hexadecimal"))
            .collect()
    }

    /// Derives all keys again; nanoseconds for each.
    pub fn nanoseconds(&mut self) -> f64 {
        let orders = self.orders.as_mut().expect("open until dropped");
        orders
            .write_all(b"\n")
            .and_then(|()| orders.flush())
            .expect("an order");
        self.line().parse().expect("a number")
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        // It ends where its orders end.
        self.orders = None;
        let _ = self.process.wait();
    }
}
