//! One failure a file, in the manner of age's test kit: for each format a sound artefact, and beside it files that
//! differ from it in one respect and name the class of refusal that this must meet. Where a signature, a MAC or a check
//! would hide the failure, it is made again over the failing content, with the constant keys of the invented offices.
//!
//! The files under `tests/vectors/failures` are what [`all`] makes; `cargo run -p lab --bin make_failures` writes them.

mod applications;
mod base;
mod blocks;
mod envelopes;
mod joint;
mod lists;
mod logs;
mod offices;
mod packages;
mod receipts;
mod records;

use crate::parsers::Format;

pub use base::{base, seeds};

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the bytes claim to be.
    pub format: Format,
    /// The class of refusal that they must meet, or [`ACCEPTED`].
    pub expect: String,
    /// What was done to the sound artefact.
    pub comment: String,
    /// Where not 0: spaces that follow the bytes are not written, and fill them up to this length.
    pub pad: usize,
    /// The artefact.
    pub bytes: Vec<u8>,
}

/// What stands in place of a class in the file with the sound artefact.
pub const ACCEPTED: &str = "accepted";

impl Failure {
    fn new(format: Format, expect: &str, comment: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            format,
            expect: expect.to_owned(),
            comment: comment.to_owned(),
            pad: 0,
            bytes: bytes.into(),
        }
    }

    /// The sound artefact with spaces behind it, one byte more than is read.
    fn too_large(format: Format, expect: &str, cap: usize) -> Self {
        let comment = "spaces follow the artefact, one byte more than the cap";
        let mut failure = Self::new(format, expect, comment, base(format));
        failure.pad = cap + 1;
        failure
    }

    /// The artefact at its full length.
    #[must_use]
    pub fn artefact(&self) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        bytes.resize(bytes.len().max(self.pad), b' ');
        bytes
    }

    /// The file: a header of lines, an empty line, and the bytes as they are or, where they are no text, in hex.
    #[must_use]
    pub fn to_file(&self) -> Vec<u8> {
        let is_text = std::str::from_utf8(&self.bytes).is_ok() && !self.bytes.contains(&0);
        let encoding = if is_text { "raw" } else { "hex" };
        let mut file = format!(
            "format: {}\nexpect: {}\ncomment: {}\nencoding: {encoding}\n",
            self.format.name(),
            self.expect,
            self.comment
        );
        if self.pad > 0 {
            file += &format!("pad: {}\n", self.pad);
        }
        file.push('\n');
        let mut file = file.into_bytes();
        if is_text {
            file.extend(&self.bytes);
        } else {
            file.extend(hex::encode(&self.bytes).into_bytes());
        }
        file
    }

    /// Reads such a file; none where it is not one.
    #[must_use]
    pub fn from_file(file: &[u8]) -> Option<Self> {
        let gap = file.windows(2).position(|pair| pair == b"\n\n")?;
        let header = std::str::from_utf8(&file[..gap]).ok()?;
        let body = &file[gap + 2..];
        let field = |name: &str| {
            let lines = header.lines().filter_map(|line| line.split_once(": "));
            lines
                .filter(|(known, _)| *known == name)
                .map(|(_, value)| value)
                .next()
        };
        let format = field("format")?;
        Some(Self {
            format: *Format::ALL.iter().find(|known| known.name() == format)?,
            expect: field("expect")?.to_owned(),
            comment: field("comment")?.to_owned(),
            pad: field("pad").map_or(Some(0), |pad| pad.parse().ok())?,
            bytes: match field("encoding")? {
                "raw" => body.to_vec(),
                "hex" => hex::decode(body).ok()?,
                _ => return None,
            },
        })
    }
}

/// Every file with its name `<format>-<class>-<nn>.txt`, the sound artefacts among them.
#[must_use]
pub fn all() -> Vec<(String, Failure)> {
    let sound = |format: Format| {
        Failure::new(
            format,
            ACCEPTED,
            "a sound artefact; the others differ from it in one respect",
            base(format),
        )
    };
    let mut failures: Vec<Failure> = Format::ALL.map(sound).into();
    for made in [
        envelopes::failures(),
        packages::failures(),
        receipts::failures(),
        records::failures(),
        applications::failures(),
        joint::failures(),
        offices::failures(),
        blocks::failures(),
        logs::failures(),
        lists::failures(),
    ] {
        failures.extend(made);
    }
    let mut named: Vec<(String, Failure)> = Vec::new();
    for failure in failures {
        let class = failure.expect.replace('/', "-");
        let format = failure.format.name().replace('_', "-");
        let stem = if class.starts_with(&format) {
            class
        } else {
            format!("{format}-{class}")
        };
        let earlier = named
            .iter()
            .filter(|(name, _)| name[..name.len() - 7] == stem);
        let number = earlier.count() + 1;
        named.push((format!("{stem}-{number:02}.txt"), failure));
    }
    named
}
