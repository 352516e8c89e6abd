//! Vectors of derivation, check values and what cards do with their keys.

use key_derivation::sp800_108::{self, Counter};
use key_derivation::{
    Algorithm, Block, BlockCipher, Cmac, Context, Input, KeyBytes, Parent, card_mac_challenge,
    card_mac_session, check_value, legacy_check_value, session_key,
};

use super::inputs::{Failure, Family, Inputs, Result};
use super::{Method, Output};

/// Ten times what GB/T 32907 A.2 asks for.
const MAX_ROUNDS: u64 = 10_000_000;
/// Output of a KDF, in bits; CAVP stays below 1000.
const MAX_KDF_BITS: u64 = 1 << 16;

/// What this module knows, by name.
#[rustfmt::skip]
pub(super) const METHODS: &[(&str, Method)] = &[
    ("AES-CMAC", |inputs| cmac(inputs, Family::Aes)),
    ("SM4-CMAC", |inputs| cmac(inputs, Family::Sm4)),
    ("SM4-ECB", sm4_rounds),
    ("SP800-108-CTR-CMAC_AES128", |inputs| counter_mode(inputs, Algorithm::Aes128)),
    ("SP800-108-CTR-CMAC_AES192", |inputs| counter_mode(inputs, Algorithm::Aes192)),
    ("SP800-108-CTR-CMAC_AES256", |inputs| counter_mode(inputs, Algorithm::Aes256)),
    ("PROFILE-KBKDF-CTR-CMAC-AES-128-CBC", |inputs| profile(inputs, Algorithm::Aes128)),
    ("PROFILE-KBKDF-CTR-CMAC-AES-192-CBC", |inputs| profile(inputs, Algorithm::Aes192)),
    ("PROFILE-KBKDF-CTR-CMAC-AES-256-CBC", |inputs| profile(inputs, Algorithm::Aes256)),
    ("PROFILE-KBKDF-CTR-CMAC-SM4-CBC", |inputs| profile(inputs, Algorithm::Sm4)),
    ("PBOC-diversify-SM4", |inputs| chain(inputs, Family::Sm4)),
    ("PBOC-diversify-TDES", |inputs| chain(inputs, Family::Tdes)),
    ("EMV-optionA-TDES", option_a),
    ("PBOC-session-SM4", |inputs| session(inputs, Family::Sm4)),
    ("PBOC-session-TDES", |inputs| session(inputs, Family::Tdes)),
    ("PBOC-MAC-session-SM4", |inputs| mac_session(inputs, Algorithm::Sm4)),
    ("PBOC-MAC-session-TDES", |inputs| mac_session(inputs, Algorithm::Tdes2)),
    ("PBOC-MAC-challenge-SM4", |inputs| mac_challenge(inputs, Algorithm::Sm4)),
    ("PBOC-MAC-challenge-TDES", |inputs| mac_challenge(inputs, Algorithm::Tdes2)),
    ("KCV-CMAC", kcv_cmac),
    ("KCV-ECB-AES", |inputs| kcv_zero_block(inputs, Family::Aes)),
    ("KCV-ECB-SM4", |inputs| kcv_zero_block(inputs, Family::Sm4)),
    ("KCV-ECB-TDES", |inputs| kcv_zero_block(inputs, Family::Tdes)),
];

fn cmac(inputs: &Inputs, family: Family) -> Result<Output> {
    let (algorithm, key) = inputs.key("key", family)?;
    let message = inputs.bytes("message")?;
    let tag = Cmac::new(algorithm, &key)?.tag(&message);
    Ok(Output::Bytes(tag.to_vec()))
}

fn sm4_rounds(inputs: &Inputs) -> Result<Output> {
    let (algorithm, key) = inputs.key("key", Family::Sm4)?;
    let mut block: Block = inputs.array("plaintext")?;
    let rounds = if inputs.has("rounds") {
        inputs.number("rounds")?
    } else {
        1
    };
    if rounds > MAX_ROUNDS {
        return Err(Failure::Unsupported);
    }
    let cipher = BlockCipher::new(algorithm, &key)?;
    for _ in 0..rounds {
        cipher.encrypt(&mut block);
    }
    Ok(Output::Bytes(block.to_vec()))
}

fn counter_mode(inputs: &Inputs, algorithm: Algorithm) -> Result<Output> {
    let key = inputs.key_of("ki", algorithm)?;
    let fixed_input = inputs.bytes("fixed_input")?;
    let bits = inputs.number("l_bits")?;
    let counter = match (inputs.text("ctr_location")?, inputs.number("rlen_bits")?) {
        ("before_fixed", 8) => Counter::Bits8,
        ("before_fixed", 16) => Counter::Bits16,
        ("before_fixed", 24) => Counter::Bits24,
        ("before_fixed", 32) => Counter::Bits32,
        _ => return Err(Failure::Unsupported),
    };
    if bits == 0 || bits > MAX_KDF_BITS || !bits.is_multiple_of(8) {
        return Err(Failure::Unsupported);
    }
    let mut out = vec![0; usize::try_from(bits / 8).map_err(|_| Failure::Unsupported)?];
    let prf = Cmac::new(algorithm, &key)?;
    sp800_108::counter_mode(&prf, counter, &fixed_input, &mut out)?;
    Ok(Output::Bytes(out))
}

/// Scheme 1 as operations use it: from the context, with the parent's algorithm in the name.
fn profile(inputs: &Inputs, parent: Algorithm) -> Result<Output> {
    let key = inputs.key_of("kin", parent)?;
    let context = inputs.bytes("context")?;
    if inputs.has("label") && inputs.text("label")?.as_bytes() != sp800_108::LABEL {
        return Err(Failure::Unsupported);
    }
    let context = Context::decode(&context)?;
    let child = context.child().algorithm;
    if inputs.has("l_bits") && inputs.number("l_bits")? != child.key_len() as u64 * 8 {
        return Err(Failure::Differs {
            input: "l_bits",
            found: (child.key_len() * 8).to_string(),
        });
    }
    inputs.agrees(
        "fixed_input",
        &sp800_108::fixed_input(&context, child.key_len()),
    )?;
    let child = Parent::new(parent, &key)?.diversify(&Input::Context(context), child)?;
    Ok(output(&child))
}

/// Scheme 2, one factor after the other.
fn chain(inputs: &Inputs, family: Family) -> Result<Output> {
    let (algorithm, mut key) = inputs.key("master", family)?;
    let factors = inputs.byte_strings("factors")?;
    if factors.is_empty() {
        return Err(Failure::Malformed("factors"));
    }
    let mut between = Vec::new();
    for (step, factor) in factors.into_iter().enumerate() {
        if step > 0 {
            between.push(hex::encode(key.expose()));
        }
        let factor = factor
            .try_into()
            .map_err(|_| Failure::Malformed("factors"))?;
        key = Parent::new(algorithm, &key)?.diversify(&Input::Factor(factor), algorithm)?;
    }
    if inputs.has("intermediate") {
        let given = inputs.byte_strings("intermediate")?;
        if given.iter().map(hex::encode).ne(between.iter().cloned()) {
            return Err(Failure::Differs {
                input: "intermediate",
                found: between.join(" "),
            });
        }
    }
    Ok(output(&key))
}

/// EMV Book 2, A1.4.1, from the data `y` on: scheme 2's 3DES with odd parity afterwards, which scheme 2 leaves as it
/// falls. The card number that `y` is made of and the session key are no matter of this program.
fn option_a(inputs: &Inputs) -> Result<Output> {
    let (algorithm, key) = inputs.key("imk", Family::Tdes)?;
    if !inputs.has("y") {
        return Err(Failure::Unsupported);
    }
    let factor = Input::Factor(inputs.array("y")?);
    let child = Parent::new(algorithm, &key)?.diversify(&factor, algorithm)?;
    inputs.agrees("raw_no_parity", child.expose())?;
    let odd = |byte: &u8| byte ^ u8::from(byte.count_ones().is_multiple_of(2));
    Ok(Output::Bytes(child.expose().iter().map(odd).collect()))
}

fn session(inputs: &Inputs, family: Family) -> Result<Output> {
    let (algorithm, key) = inputs.key("key", family)?;
    let random = inputs.array("random")?;
    Ok(output(&session_key(algorithm, &key, &random)?))
}

fn mac_session(inputs: &Inputs, algorithm: Algorithm) -> Result<Output> {
    let key = inputs.secret("session_key")?;
    let mac = card_mac_session(algorithm, &key, &inputs.bytes("command")?)?;
    Ok(Output::Bytes(mac.to_vec()))
}

fn mac_challenge(inputs: &Inputs, algorithm: Algorithm) -> Result<Output> {
    let key = inputs.key_of("key", algorithm)?;
    let challenge = inputs.array("challenge")?;
    let mac = card_mac_challenge(algorithm, &key, &challenge, &inputs.bytes("command")?)?;
    Ok(Output::Bytes(mac.to_vec()))
}

fn kcv_cmac(inputs: &Inputs) -> Result<Output> {
    let family = match inputs.text("alg")? {
        "AES" => Family::Aes,
        "SM4" => Family::Sm4,
        _ => return Err(Failure::Unsupported),
    };
    let (algorithm, key) = inputs.key("key", family)?;
    let kcv = check_value(algorithm, &key)?;
    Ok(Output::Bytes(kcv.as_bytes().to_vec()))
}

fn kcv_zero_block(inputs: &Inputs, family: Family) -> Result<Output> {
    let (algorithm, key) = inputs.key("key", family)?;
    let kcv = legacy_check_value(algorithm, &key)?;
    Ok(Output::Bytes(kcv.as_bytes().to_vec()))
}

fn output(key: &KeyBytes) -> Output {
    Output::Bytes(key.expose().to_vec())
}
