//! A worker process, as its parent sees it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use lab::work::{Line, Site};

/// A running worker.
pub struct Worker {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts one at `site`, with these arguments after the site's.
    pub fn start(site: &Site, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_worker"));
        command.arg(site.folder()).arg(site.region()).args(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// What it says next; none where it has ended. Half a line is none: it was not said.
    pub fn line(&mut self) -> Option<Line> {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        let said = line.strip_suffix('\n')?.parse().unwrap();
        if let Line::Failed(why) = said {
            panic!("the worker failed: {why}");
        }
        Some(said)
    }

    /// Lets it go on.
    pub fn go(&mut self) {
        writeln!(self.child.stdin.as_mut().unwrap()).unwrap();
    }

    /// Kills it (SIGKILL).
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    /// Waits until it has ended.
    pub fn end(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}
