//! Self-test: that this program, on this machine, computes what the standards say it must.
//!
//! [`known_answers`] goes through answers that are built in; [`run_vectors`] through those that an assessor brings.
//! Both call the functions that operations call: derivation, sealing, sharing, log and key blocks, not copies of them.

mod derivation;
mod inputs;
mod known;
mod log;
mod protection;
mod round_trips;

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::Value;

use crate::{Artefact, Error, Flaw, Result};
use inputs::{Failure, Inputs};

/// Bytes that a file of test vectors may have: 16 MiB.
pub const MAX_VECTORS: usize = 16 << 20;
/// Entries that it may have: a report of every one of them fits into memory.
pub const MAX_ENTRIES: usize = 1 << 16;

/// What one algorithm makes of one vector's inputs.
type Method = fn(&Inputs) -> std::result::Result<Output, Failure>;

/// A recomputed output.
enum Output {
    /// Bytes, in vectors hexadecimal of either case.
    Bytes(Vec<u8>),
    /// Text, compared as it stands.
    Text(String),
}

impl Output {
    fn is(&self, expected: &str) -> bool {
        match self {
            Self::Bytes(bytes) => hex::decode(expected).is_ok_and(|wanted| wanted == *bytes),
            Self::Text(text) => text == expected,
        }
    }

    fn into_text(self) -> String {
        match self {
            Self::Bytes(bytes) => hex::encode(bytes),
            Self::Text(text) => text,
        }
    }
}

/// Computes every built-in answer and returns the names of what held, in order.
///
/// # Errors
/// [`Error::SelfTest`] with the name of the first that was not reproduced.
pub fn known_answers() -> Result<Vec<&'static str>> {
    let mut names = Vec::new();
    for known in known::ANSWERS {
        if !reproduces(known) {
            return Err(Error::SelfTest(known.algorithm));
        }
        names.push(known.algorithm);
    }
    for (name, holds) in round_trips::ALL {
        if !holds() {
            return Err(Error::SelfTest(name));
        }
        names.push(name);
    }
    names.dedup();
    Ok(names)
}

fn reproduces(known: &known::Answer) -> bool {
    let inputs: Option<Value> = serde_json::from_str(known.inputs).ok();
    let inputs = inputs.as_ref().and_then(Value::as_object);
    match (method(known.algorithm), inputs) {
        (Some(method), Some(inputs)) => {
            method(&Inputs(inputs)).is_ok_and(|output| output.is(known.output))
        }
        _ => false,
    }
}

fn method(algorithm: &str) -> Option<Method> {
    let all = [derivation::METHODS, protection::METHODS, log::METHODS];
    let mut all = all.iter().copied().flatten();
    all.find_map(|(name, method)| (*name == algorithm).then_some(*method))
}

/// What came of a file of test vectors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VectorReport {
    /// Entries in the file.
    pub total: usize,
    /// Entries whose output was reproduced.
    pub passed: usize,
    /// Entries whose output was not, in the order of the file.
    pub failed: Vec<FailedVector>,
    /// Entries that nothing was computed for, by algorithm.
    pub unknown: Vec<UnknownVectors>,
}

impl VectorReport {
    /// The exit code: 3 where any entry failed, else 2 where any is unknown, else 0.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        if !self.failed.is_empty() {
            3
        } else if !self.unknown.is_empty() {
            2
        } else {
            0
        }
    }
}

/// An entry that failed. Its texts are the file's own: whoever shows them on a terminal must not trust them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailedVector {
    /// Place in the list, from 0.
    pub index: usize,
    /// The entry's `algorithm`; empty where it has none.
    pub algorithm: String,
    /// The entry's `source`; empty where it has none.
    pub source: String,
    /// What kind of failure it is.
    pub reason: Reason,
    /// The member that it shows in: `output`, or `inputs.` and the name of an input.
    pub member: String,
    /// What the file says there; empty for a malformed member.
    pub expected: String,
    /// What was computed instead; empty where nothing was.
    pub found: String,
}

/// Why an entry failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Something else was computed.
    Mismatch,
    /// A member is missing or has another form than the algorithm's vectors have.
    Malformed,
    /// The program's function refused the inputs.
    Refused,
}

/// Entries of one algorithm that nothing was computed for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnknownVectors {
    /// The entries' `algorithm`.
    pub algorithm: String,
    /// Why.
    pub reason: Unknown,
    /// How many there are.
    pub count: usize,
}

/// Why nothing was computed for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// The program does not use this algorithm.
    NotUsed,
    /// The program uses the algorithm, but never so.
    UnsupportedParameters,
}

enum Verdict {
    Passed,
    Failed(FailedVector),
    Unknown(String, Unknown),
}

/// Recomputes each entry of a JSON list of `{algorithm, source, inputs, output}` whose algorithm the program uses.
/// Members beyond these are passed over; an entry of the wrong form is a failed entry.
///
/// # Errors
/// [`Error::Artefact`] for more than [`MAX_VECTORS`] bytes or [`MAX_ENTRIES`] entries and for what is not a JSON list.
pub fn run_vectors(json: &[u8]) -> Result<VectorReport> {
    let flaw = |flaw| Error::Artefact(Artefact::Vectors, flaw);
    if json.len() > MAX_VECTORS {
        return Err(flaw(Flaw::TooLarge));
    }
    let mut judged = Judged::default();
    let mut list = serde_json::Deserializer::from_slice(json);
    let read = list.deserialize_seq(&mut judged).and_then(|()| list.end());
    match read {
        Ok(()) => Ok(judged.report()),
        Err(_) if judged.total > MAX_ENTRIES => Err(flaw(Flaw::TooLarge)),
        Err(_) => Err(flaw(Flaw::Malformed)),
    }
}

/// What came of the entries so far. They are judged as they are read, so that one of them is in memory at a time.
#[derive(Default)]
struct Judged {
    total: usize,
    passed: usize,
    failed: Vec<FailedVector>,
    unknown: BTreeMap<(String, Unknown), usize>,
}

impl<'de> Visitor<'de> for &mut Judged {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of test vectors")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<(), A::Error> {
        while let Some(entry) = list.next_element::<Value>()? {
            let index = self.total;
            self.total += 1;
            if self.total > MAX_ENTRIES {
                return Err(A::Error::custom("too many test vectors"));
            }
            match judge(index, &entry) {
                Verdict::Passed => self.passed += 1,
                Verdict::Failed(entry) => self.failed.push(entry),
                Verdict::Unknown(algorithm, reason) => {
                    *self.unknown.entry((algorithm, reason)).or_default() += 1;
                }
            }
        }
        Ok(())
    }
}

impl Judged {
    fn report(self) -> VectorReport {
        let unknown = self.unknown.into_iter();
        VectorReport {
            total: self.total,
            passed: self.passed,
            failed: self.failed,
            unknown: unknown
                .map(|((algorithm, reason), count)| UnknownVectors {
                    algorithm,
                    reason,
                    count,
                })
                .collect(),
        }
    }
}

fn judge(index: usize, entry: &Value) -> Verdict {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let algorithm = text("algorithm").unwrap_or_default();
    let failed = |reason, member: String, expected: &str, found: String| {
        Verdict::Failed(FailedVector {
            index,
            algorithm: algorithm.to_owned(),
            source: text("source").unwrap_or_default().to_owned(),
            reason,
            member,
            expected: expected.to_owned(),
            found,
        })
    };
    let malformed = |member: &str| failed(Reason::Malformed, member.to_owned(), "", String::new());
    if algorithm.is_empty() {
        return malformed("algorithm");
    }
    let Some(method) = method(algorithm) else {
        return Verdict::Unknown(algorithm.to_owned(), Unknown::NotUsed);
    };
    let Some(inputs) = entry.get("inputs").and_then(Value::as_object) else {
        return malformed("inputs");
    };
    let Some(expected) = text("output") else {
        return malformed("output");
    };
    match method(&Inputs(inputs)) {
        Ok(output) if output.is(expected) => Verdict::Passed,
        Ok(output) => failed(
            Reason::Mismatch,
            "output".to_owned(),
            expected,
            output.into_text(),
        ),
        Err(Failure::Differs { input, found }) => {
            let said = inputs.get(input).map(ToString::to_string);
            let member = format!("inputs.{input}");
            failed(Reason::Mismatch, member, &said.unwrap_or_default(), found)
        }
        Err(Failure::Malformed(input)) => malformed(&format!("inputs.{input}")),
        Err(Failure::Refused) => failed(
            Reason::Refused,
            "output".to_owned(),
            expected,
            String::new(),
        ),
        Err(Failure::Unsupported) => {
            Verdict::Unknown(algorithm.to_owned(), Unknown::UnsupportedParameters)
        }
    }
}

#[cfg(test)]
mod tests;
