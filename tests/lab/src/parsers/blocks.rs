//! Key blocks, derivation inputs, catalogues and files of test vectors.

use hsm::x9143;
use key_derivation::{Algorithm, Block, BlockCipher, Catalogue, Cmac, Context, KeyBytes};
use kms::selftest::run_vectors;
use serde_json::{Value, json};

use super::{Refusal, Verdict};

/// Files of test vectors beyond this come from nowhere but the experiments here.
const LONGEST_FUZZED: usize = 1 << 17;
/// Bytes of the MAC, and of a cipher block.
const MAC: usize = 16;

/// The key that the key blocks here are protected with.
fn protection_key() -> KeyBytes {
    KeyBytes::init(32, |out| out.fill(0x0B)).expect("32 bytes")
}

/// A key block. Another program's spelling of the same header may differ in its padding block, so what must hold is
/// that our own spelling of what was read opens to the same.
pub(super) fn key_block(bytes: &[u8]) -> Verdict {
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::named("key-block/not-text"))?;
    let kbpk = protection_key();
    let (header, key) =
        x9143::unwrap(&kbpk, text).map_err(|error| Refusal::within("key-block", &error))?;
    let again = match x9143::wrap(&kbpk, &header, &key) {
        Ok(again) => again,
        // Ours pads every key as the longest, which the longest blocks of others leave no room for.
        Err(_) if text.len() > x9143_room() => return Ok(()),
        Err(error) => unreachable!("what was read can be written: {error}"),
    };
    let (header_again, key_again) = x9143::unwrap(&kbpk, &again).expect("our own block opens");
    assert!(
        header_again == header && key_again.ct_eq(&key),
        "our spelling of it says the same"
    );
    Ok(())
}

/// Characters that surely leave room for our own padding.
const fn x9143_room() -> usize {
    9999 - 2 * (48 + MAC) - 32
}

/// A derivation input.
pub(super) fn context(bytes: &[u8]) -> Verdict {
    let context = Context::decode(bytes).map_err(|error| Refusal::within("context", &error))?;
    assert_eq!(context.encode(), bytes, "one spelling");
    assert_eq!(Context::new(context.child().clone()).as_ref(), Ok(&context));
    Ok(())
}

/// A regional catalogue. Its layout is free; what it adds, written down again, adds the same.
pub(super) fn catalogue(bytes: &[u8]) -> Verdict {
    let builtin = Catalogue::builtin();
    let whole = builtin
        .with_regional(bytes)
        .map_err(|error| Refusal::within("catalogue", &error))?;
    let added = || whole.kinds().iter().filter(|kind| kind.region.is_some());
    let mut kinds = serde_json::to_value(added().collect::<Vec<_>>()).expect("it has a JSON form");
    for kind in kinds.as_array_mut().into_iter().flatten() {
        kind.as_object_mut().map(|kind| kind.remove("region"));
    }
    let region = added()
        .next()
        .map(|kind| kind.region)
        .expect("it adds a kind");
    let again = json!({"format": "kms-catalogue/1", "region": region, "kinds": kinds}).to_string();
    let again = builtin
        .with_regional(again.as_bytes())
        .expect("what was read can be written");
    assert_eq!(
        again.digest(),
        whole.digest(),
        "our spelling of it says the same"
    );
    assert!(
        whole.with_regional(bytes).is_err(),
        "what is there is not redefined"
    );
    Ok(())
}

/// A file of test vectors: each is judged, none lost.
pub(super) fn vectors(bytes: &[u8]) -> Verdict {
    if is_costly(bytes) {
        return Err(Refusal::named("vectors/costly"));
    }
    let report = run_vectors(bytes)?;
    let unknown: usize = report.unknown.iter().map(|one| one.count).sum();
    assert_eq!(report.passed + report.failed.len() + unknown, report.total);
    match (report.failed.first(), report.unknown.first()) {
        (Some(failed), _) => Err(Refusal::within("vectors", &failed.reason)),
        (None, Some(unknown)) => Err(Refusal::within("vectors", &unknown.reason)),
        (None, None) => Ok(()),
    }
}

/// Whether a file asks for much honest work: assessors may, up to the product's own caps, and a fuzzer would find
/// nothing else.
fn is_costly(bytes: &[u8]) -> bool {
    if bytes.len() > LONGEST_FUZZED {
        return false;
    }
    let vectors: Vec<Value> = serde_json::from_slice(bytes).unwrap_or_default();
    let above =
        |inputs: &Value, name: &str, most: u64| inputs[name].as_u64().is_some_and(|n| n > most);
    let hashes = vectors
        .iter()
        .filter(|vector| vector["algorithm"] == "Argon2id");
    hashes.count() > 2
        || vectors.iter().any(|vector| {
            let inputs = &vector["inputs"];
            above(inputs, "rounds", 1_000) || above(inputs, "m_kib", 64) || above(inputs, "t", 3)
        })
}

/// The bytes as the clear part of a key block of ours, which they end with a line feed, and as its payload: sealed
/// under the protection key by the book (TR-31:2018, 5.3.2), whatever they say.
pub(super) fn sealed_block(bytes: &[u8]) -> Option<Vec<u8>> {
    let at = bytes.iter().position(|byte| *byte == b'\n')?;
    Some(seal(&bytes[..at], &bytes[at + 1..]))
}

/// Seals a header and a payload, filled up with zeros to whole blocks, as they stand.
#[must_use]
pub fn seal(header: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut payload = payload.to_vec();
    payload.resize(payload.len().next_multiple_of(MAC), 0);
    let authenticated = [header, &payload].concat();
    let mac = *cmac(&block_key(1)).tag(&authenticated);
    let cipher = BlockCipher::new(Algorithm::Aes256, &block_key(0)).expect("32 bytes");
    let mut before = mac;
    for chunk in payload.chunks_exact_mut(MAC) {
        let mut block: Block = std::array::from_fn(|i| chunk[i] ^ before[i]);
        cipher.encrypt(&mut block);
        chunk.copy_from_slice(&block);
        before = block;
    }
    let (payload, mac) = (hex::encode_upper(payload), hex::encode_upper(mac));
    [header, payload.as_bytes(), mac.as_bytes()].concat()
}

fn cmac(key: &KeyBytes) -> Cmac {
    Cmac::new(Algorithm::Aes256, key).expect("32 bytes")
}

/// The key that encrypts (usage 0) or authenticates (1).
fn block_key(usage: u8) -> KeyBytes {
    let prf = cmac(&protection_key());
    let half = |counter| prf.tag(&[counter, 0, usage, 0, 0, 4, 1, 0]);
    KeyBytes::init(32, |out| {
        out[..MAC].copy_from_slice(&*half(1));
        out[MAC..].copy_from_slice(&*half(2));
    })
    .expect("32 bytes")
}
