//! The lines that a worker process writes to its standard output.

use std::fmt;
use std::str::FromStr;

use audit_log::Hash;
use keystore::Head;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// An operation of this name begins.
    Begin(String),
    /// It returned, and the log ends here: from now on its effect must never be lost.
    Done(Head),
    /// Something else to tell: a word, and what it is about.
    Note(String, String),
    /// The worker gives up.
    Failed(String),
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begin(name) => write!(f, "begin {name}"),
            Self::Done(head) => write!(f, "done {} {}", head.size, hex::encode(head.root)),
            Self::Note(word, about) => write!(f, "note {word} {about}"),
            Self::Failed(why) => write!(f, "failed {}", why.replace('\n', " ")),
        }
    }
}

impl FromStr for Line {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let unreadable = || format!("no line of a worker: {line}");
        let (word, rest) = line.split_once(' ').ok_or_else(unreadable)?;
        match (word, rest.split_once(' ')) {
            ("begin", None) => Ok(Self::Begin(rest.to_owned())),
            ("done", Some((size, root))) => {
                let mut bytes = Hash::default();
                hex::decode_to_slice(root, &mut bytes).map_err(|_| unreadable())?;
                let size = size.parse().map_err(|_| unreadable())?;
                Ok(Self::Done(Head { size, root: bytes }))
            }
            ("note", Some((word, about))) => Ok(Self::Note(word.to_owned(), about.to_owned())),
            ("failed", _) => Ok(Self::Failed(rest.to_owned())),
            _ => Err(unreadable()),
        }
    }
}
