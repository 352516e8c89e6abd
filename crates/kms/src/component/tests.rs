#![allow(clippy::unwrap_used, reason = "a test says so by panicking")]

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use key_derivation::{Algorithm, KeyBytes, Level, check_value};
use keystore::Digest;
use keystore::event::Party;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Common, decode, encode};
use crate::{Artefact, Error, Flaw};

fn party(level: Level, region: &str) -> Party {
    Party {
        level,
        region: region.parse().unwrap(),
        keystore: format!("{region}-a"),
    }
}

fn random() -> KeyBytes {
    KeyBytes::init(32, |bytes| getrandom::fill(bytes).unwrap()).unwrap()
}

fn image_of(bytes: &KeyBytes) -> (Zeroizing<Vec<u8>>, Digest) {
    let common = Common {
        id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        from: &party(Level::Ministry, "000000"),
        to: &party(Level::Province, "410000"),
        key_kcv: check_value(Algorithm::Aes256, &KeyBytes::init(32, |_| ()).unwrap()).unwrap(),
    };
    encode(&common, 1, 2, bytes).unwrap()
}

fn is_malformed(image: &[u8]) -> bool {
    matches!(
        decode(image),
        Err(Error::Artefact(Artefact::Component, Flaw::Malformed))
    )
}

/// Fails if the image is anything but the canonical JSON of its members.
#[test]
fn an_image_is_the_canonical_json_of_its_members() {
    let bytes = random();
    let (image, check) = image_of(&bytes);
    let mut members: Value = serde_json::from_slice(&image).unwrap();
    assert_eq!(audit_log::canonical::to_vec(&members).unwrap(), *image);
    assert_eq!(members["component"], hex::encode(bytes.expose()));
    assert_eq!(members["check"], json!(check.to_string()));
    members.as_object_mut().unwrap().remove("check");
    let unchecked = audit_log::canonical::to_vec(&members).unwrap();
    assert_eq!(Digest::of(&unchecked), check);
    let (component, found) = decode(&image).unwrap();
    assert_eq!(found, check);
    assert!(component.bytes().unwrap().ct_eq(&bytes));
}

/// Fails if a component is read that is written in another way, or twice, or not at all.
#[test]
fn the_component_stands_there_once_in_lower_case() {
    let (image, _) = image_of(&random());
    let text = std::str::from_utf8(&image).unwrap();
    let (before, rest) = text.split_once("\"component\":\"").unwrap();
    let (digits, after) = rest.split_at(64);
    let with = |component: &str| format!("{before}{component}{after}").into_bytes();
    let member = |content: &str| with(&format!("\"component\":\"{content}"));
    assert!(decode(&member(digits)).is_ok());
    assert!(is_malformed(&member(&format!("{}A", &digits[..63]))));
    assert!(is_malformed(&member(&digits[..62])));
    assert!(is_malformed(&member(&format!("{digits}00"))));
    assert!(is_malformed(&member("")));
    assert!(is_malformed(&member(&format!(
        "{digits}\",\"component\":\"{digits}"
    ))));
    assert!(is_malformed(&with(&format!("\"other\":\"{digits}"))));
    assert!(is_malformed(&with(&format!(
        "\"\\u0063omponent\":\"{digits}"
    ))));
}

/// Fails if an image is read that differs from a good one in one place: its check covers every byte.
#[test]
fn no_image_with_a_byte_changed_put_in_or_taken_out_is_read() {
    let (image, _) = image_of(&random());
    let changed = |at: usize, replaced: usize, with: &[u8]| {
        [&image[..at], with, &image[at + replaced..]].concat()
    };
    for (at, byte) in image.iter().enumerate() {
        for bit in 0..8 {
            assert!(
                decode(&changed(at, 1, &[byte ^ (1 << bit)])).is_err(),
                "{at}"
            );
        }
        assert!(decode(&changed(at, 1, b"")).is_err(), "{at}");
        assert!(decode(&image[..at]).is_err(), "{at}");
        for more in [*byte, b' ', b'\n', b'0', b'"', b',', 0] {
            assert!(decode(&changed(at, 0, &[more])).is_err(), "{at}");
        }
    }
    assert!(decode(&changed(image.len(), 0, b"\n")).is_err());
    assert!(decode(&image).is_ok());
}

/// Fails if writing or reading an image leaves its hex digits behind anywhere in the memory of the process.
#[test]
fn nothing_of_a_component_stays_in_memory() {
    let bytes = random();
    let (image, _) = image_of(&bytes);
    assert!(is_in_memory(&bytes), "the search finds what is there");
    let (component, _) = decode(&image).unwrap();
    drop(image);
    assert!(!is_in_memory(&bytes));
    drop(component);
}

/// Whether the middle of the hex digits of `bytes` is anywhere in this process's writable memory. The ends
/// are left out: an allocator writes its own notes over the first bytes of what is given back.
fn is_in_memory(bytes: &KeyBytes) -> bool {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let middle = &bytes.expose()[8..24];
    let is_written_at = |place: &[u8]| {
        place.chunks_exact(2).zip(middle).all(|(pair, byte)| {
            pair[0] == DIGITS[usize::from(byte >> 4)] && pair[1] == DIGITS[usize::from(byte & 15)]
        })
    };
    let memory = File::open("/proc/self/mem").unwrap();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let mut chunk = Zeroizing::new(vec![0; 1 << 16]);
    for line in maps.lines().filter(|line| line.contains(" rw-p ")) {
        let (range, _) = line.split_once(' ').unwrap();
        let (start, end) = range.split_once('-').unwrap();
        let mut at = u64::from_str_radix(start, 16).unwrap();
        let end = u64::from_str_radix(end, 16).unwrap();
        while at < end {
            let want = usize::try_from(end - at).unwrap().min(chunk.len());
            // Memory that another test gave back in the meantime cannot be read.
            let Ok(got @ 1..) = memory.read_at(&mut chunk[..want], at) else {
                break;
            };
            if chunk[..got].windows(32).any(is_written_at) {
                return true;
            }
            // What lies across the end of this chunk is looked for in the next.
            at += if got > 32 && at + (got as u64) < end {
                got as u64 - 31
            } else {
                got as u64
            };
        }
    }
    false
}
