//! What a command answers, and how it reaches standard output.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::shown;

/// Version of the JSON documents.
pub const SCHEMA_VERSION: u16 = 1;

/// What a command answers: for people and for programs.
pub struct Answer {
    /// For people.
    pub text: String,
    /// For programs: members of the document.
    pub json: Map<String, Value>,
    /// Exit code.
    pub exit: u8,
    /// Whether the command wrote something before it answered.
    pub wrote: bool,
}

impl Answer {
    /// An answer whose document has the members of `json`, which is an object.
    pub fn new(text: String, json: Value) -> Self {
        let json = match json {
            Value::Object(members) => members,
            other => Map::from_iter([("result".to_owned(), other)]),
        };
        Self {
            text,
            json,
            exit: 0,
            wrote: false,
        }
    }

    /// An answer with nothing more to say: the command wrote to standard output itself.
    pub fn silent() -> Self {
        Self::new(String::new(), Value::Object(Map::new()))
    }

    /// The same answer with another exit code.
    pub fn exit(mut self, code: u8) -> Self {
        self.exit = code;
        self
    }

    /// The same answer with one more member in its document.
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.json.insert(name.to_owned(), to_json(value));
        self
    }

    /// Writes the answer to standard output.
    ///
    /// # Errors
    /// What the system says; a reader that has gone is no error.
    pub fn print(&self, json: bool) -> io::Result<()> {
        if json {
            let mut document =
                Map::from_iter([("schema_version".to_owned(), SCHEMA_VERSION.into())]);
            document.extend(self.json.clone());
            return write(&shown::json(&format!("{:#}\n", Value::Object(document))));
        }
        print(&self.text)
    }
}

/// A value as JSON. What is shown are this program's own structs, which all encode.
pub fn to_json(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// Writes text for people to standard output; a reader that has gone (`kms … | head`) is no error.
///
/// # Errors
/// What the system says.
pub fn print(text: &str) -> io::Result<()> {
    write(&shown::screen(text, Paint::stdout().is_on()))
}

fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes to standard error. Where nobody can read it there is nobody to tell.
pub fn tell(text: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Whether standard output was closed when the program began: the runtime opens `/dev/null` in its place, for
/// reading and writing. Some programs open it so for children whose answer they do not want; so this is
/// asked only where nothing but the answer was wanted.
pub fn is_closed() -> bool {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    let null = std::fs::metadata("/dev/null").ok();
    let here = rustix::fs::fstat(io::stdout()).ok();
    let same = null.zip(here).is_some_and(|(null, here)| {
        null.file_type().is_char_device() && null.rdev() == here.st_rdev
    });
    let mode = rustix::fs::fcntl_getfl(io::stdout()).ok();
    same && mode.is_some_and(|mode| mode.contains(rustix::fs::OFlags::RDWR))
}

/// Colours, where the reader is a person at a terminal who did not refuse them.
#[derive(Clone, Copy)]
pub struct Paint {
    on: bool,
}

impl Paint {
    /// Colours for standard output.
    pub fn stdout() -> Self {
        Self {
            on: io::stdout().is_terminal() && wanted(),
        }
    }

    /// Colours for standard error.
    pub fn stderr() -> Self {
        Self {
            on: io::stderr().is_terminal() && wanted(),
        }
    }

    /// Whether there are any.
    pub fn is_on(self) -> bool {
        self.on
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.on {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// What matters.
    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// What matters less.
    pub fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    /// What is well.
    pub fn good(self, text: &str) -> String {
        self.with("32", text)
    }

    /// What needs attention.
    pub fn warn(self, text: &str) -> String {
        self.with("33", text)
    }

    /// What is wrong.
    pub fn bad(self, text: &str) -> String {
        self.with("1;31", text)
    }
}

/// Whether the environment wants colours (<https://no-color.org>).
fn wanted() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !refused && std::env::var_os("TERM").is_some_and(|term| term != "dumb")
}
