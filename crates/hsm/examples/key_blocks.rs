//! Wraps and opens key blocks for a judge: one JSON object a line on standard input, one answer a line on standard
//! output.
//!
//! `{"kbpk", "key_block"}` is opened: `{"key", "usage", "algorithm", "mode", "version", "exportability", "optional"}`.
//! The same members with a `kbpk` are wrapped: `{"key_block"}`. What is refused: `{"error"}`. Keys are in hexadecimal,
//! `optional` is a list of pairs of id and data.

use std::io::{self, BufRead, Write};

use hsm::x9143::{Header, unwrap, wrap};
use key_derivation::KeyBytes;
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line?)?;
        let answer = answer(&asked).unwrap_or_else(|error| json!({ "error": error }));
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

fn answer(asked: &Value) -> Result<Value, String> {
    let kbpk = secret(asked, "kbpk")?;
    if asked.get("key_block").is_none() {
        let block = wrap(&kbpk, &header(asked)?, &secret(asked, "key")?);
        return block
            .map(|block| json!({ "key_block": block }))
            .map_err(|error| format!("{error:?}"));
    }
    let (header, key) =
        unwrap(&kbpk, text(asked, "key_block")?).map_err(|error| format!("{error:?}"))?;
    Ok(json!({
        "key": hex::encode(key.expose()),
        "usage": String::from_utf8_lossy(&header.usage),
        "algorithm": char::from(header.algorithm),
        "mode": char::from(header.mode),
        "version": String::from_utf8_lossy(&header.version),
        "exportability": char::from(header.exportability),
        "optional": header.optional,
    }))
}

fn header(asked: &Value) -> Result<Header, String> {
    let [algorithm] = attribute(asked, "algorithm")?;
    let [mode] = attribute(asked, "mode")?;
    let [exportability] = attribute(asked, "exportability")?;
    let optional = asked.get("optional").cloned().unwrap_or_default();
    Ok(Header {
        usage: attribute(asked, "usage")?,
        algorithm,
        mode,
        version: attribute(asked, "version")?,
        exportability,
        optional: serde_json::from_value(optional).map_err(|error| error.to_string())?,
    })
}

fn text<'a>(asked: &'a Value, name: &str) -> Result<&'a str, String> {
    let value = asked.get(name).and_then(Value::as_str);
    value.ok_or_else(|| format!("no {name}"))
}

fn attribute<const N: usize>(asked: &Value, name: &str) -> Result<[u8; N], String> {
    let bytes = text(asked, name)?.as_bytes();
    bytes
        .try_into()
        .map_err(|_| format!("{name} has another length"))
}

fn secret(asked: &Value, name: &str) -> Result<KeyBytes, String> {
    let bytes = hex::decode(text(asked, name)?).map_err(|error| error.to_string())?;
    KeyBytes::init(bytes.len(), |out| out.copy_from_slice(&bytes))
        .map_err(|error| error.to_string())
}
