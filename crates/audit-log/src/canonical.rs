//! Canonical JSON (RFC 8785, JCS): one byte string for each value, so that it can be hashed and signed.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};

use crate::{Error, Result};

/// The largest integer that every JSON implementation carries exactly (RFC 7493 §2.2).
const MAX_EXACT: u64 = (1 << 53) - 1;
/// From here on RFC 8785 (ECMAScript) writes a number with an exponent, never as plain digits.
const EXPONENT_FORM: f64 = 1e21;

/// Encodes a value as RFC 8785 canonical JSON.
///
/// # Errors
/// [`Error::Json`] where the value has no JSON form (NaN, infinity, map keys that are not strings);
/// [`Error::Number`] for a number that would be rounded or read back as an inexact integer.
pub fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    let bytes = serde_json_canonicalizer::to_vec(value).map_err(Error::Json)?;
    // The canonicalizer writes every number through f64 and so rounds large integers without a word. All that can be
    // rounded shows in its output; looking for it there spares most values a second form in memory.
    if has_long_number(&bytes) {
        check_numbers(&serde_json::to_value(value).map_err(Error::Json)?)?;
    }
    Ok(bytes)
}

/// Decodes canonical JSON of at most `cap` bytes.
///
/// The bytes must equal the canonical encoding of what was read from them: unsorted or duplicate members, members
/// that `T` does not know, white space, needless escapes and other spellings of a number are all refused.
///
/// # Errors
/// [`Error::TooLarge`] before anything is parsed; [`Error::Json`], [`Error::Number`] or [`Error::NotCanonical`] after.
pub fn from_slice<T: DeserializeOwned + Serialize>(bytes: &[u8], cap: usize) -> Result<T> {
    if bytes.len() > cap {
        return Err(Error::TooLarge {
            size: bytes.len(),
            cap,
        });
    }
    let value: T = serde_json::from_slice(bytes).map_err(Error::Json)?;
    if to_vec(&value)? != bytes {
        return Err(Error::NotCanonical);
    }
    Ok(value)
}

/// Whether canonical JSON holds a number of [`MAX_EXACT`]'s length or longer, or one with an exponent.
fn has_long_number(json: &[u8]) -> bool {
    let (mut in_string, mut escaped, mut digits) = (false, false, 0);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => (in_string, digits) = (!in_string, 0),
            _ if in_string => {}
            b'0'..=b'9' if digits == MAX_EXACT.ilog10() => return true,
            b'0'..=b'9' => digits += 1,
            // Only a number has a digit before an `e`.
            b'e' if digits > 0 => return true,
            _ => digits = 0,
        }
    }
    false
}

fn check_numbers(value: &Value) -> Result<()> {
    match value {
        Value::Number(number) if !is_exact(number) => Err(Error::Number(number.to_string())),
        Value::Array(items) => items.iter().try_for_each(check_numbers),
        Value::Object(members) => members.values().try_for_each(check_numbers),
        _ => Ok(()),
    }
}

fn is_exact(number: &Number) -> bool {
    if let Some(n) = number.as_u64() {
        return n <= MAX_EXACT;
    }
    if let Some(n) = number.as_i64() {
        return n.unsigned_abs() <= MAX_EXACT;
    }
    // A fraction in this range would be written as plain digits and be read back as an inexact integer.
    number
        .as_f64()
        .is_some_and(|n| n.abs() <= MAX_EXACT as f64 || n.abs() >= EXPONENT_FORM)
}
