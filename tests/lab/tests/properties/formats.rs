//! Each format has one encoding: of the strings that differ from a good one in a single place, each is refused, or is
//! itself the one encoding of what it says.

use audit_log::export::Lines;
use audit_log::{
    Checkpoint, Entry, LogKey, VerifierKey, canonical, cosign, open_checkpoint, sign_checkpoint,
    verify_cosignature,
};
use key_derivation::{
    Algorithm, KeyDescriptor, KeyId, KeyVersion, Level, Origin, RegionCode, Scheme,
};
use kms::application::ApplicationPayload;
use kms::identity::Identity;
use kms::package::{PackagePayload, ReceiptPayload};
use kms::record::RecordPayload;
use lab::failures::base;
use lab::parsers::{Format, scene};
use lab::{Dice, plan};
use quorum::{Request, SigningKey, jws};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const CAP: usize = 1 << 20;
const ORIGIN: &str = "kms/province/410000/4904a8db-9023-4e13-8ed8-f5d320ef0d1d";
const WITNESS: &str = "kms/ministry/000000/0f0e0d0c-0b0a-4908-8706-050403020100";

/// Reads bytes, and writes down again what they said; none where they are refused.
type Reread = fn(&[u8]) -> Option<Vec<u8>>;

/// Every string of bytes that differs from `good` in one place: a byte changed, put in, or taken out, an end cut off.
struct Neighbours<'a>(&'a [u8]);

impl Neighbours<'_> {
    fn count(&self) -> u64 {
        let len = self.0.len();
        (255 * len + 256 * (len + 1) + len + len) as u64
    }

    fn at(&self, number: u64) -> Vec<u8> {
        let (good, len) = (self.0, self.0.len());
        let mut bytes = good.to_vec();
        let mut number = number as usize;
        if number < 255 * len {
            // XOR with 1 to 255 gives each other byte.
            bytes[number / 255] ^= (number % 255 + 1) as u8;
            return bytes;
        }
        number -= 255 * len;
        if number < 256 * (len + 1) {
            bytes.insert(number / 256, (number % 256) as u8);
            return bytes;
        }
        number -= 256 * (len + 1);
        if number < len {
            bytes.remove(number);
        } else {
            bytes.truncate(number - len);
        }
        bytes
    }
}

/// How many neighbours were read and were themselves; or the first that was read as something else.
fn one_encoding(name: &str, good: &[u8], reread: Reread) -> Result<u64, String> {
    if reread(good).as_deref() != Some(good) {
        return Err(format!("{name}: the good encoding does not read back"));
    }
    let neighbours = Neighbours(good);
    let all = neighbours.count();
    // A file of 30 kB has 15 million neighbours; a seeded choice of them is the whole experiment then.
    let plan = plan(
        &format!("neighbours of one {name}, {all} in all"),
        1_500,
        all.min(200_000),
    );
    let mut dice = Dice::new(plan.seed);
    let mut accepted = 0;
    for number in 0..plan.count {
        let number = if plan.count == all {
            number
        } else {
            dice.below(all)
        };
        let bytes = neighbours.at(number);
        match reread(&bytes) {
            Some(again) if again == bytes => accepted += 1,
            Some(again) => {
                return Err(format!(
                    "{name}, neighbour {number}: {:?} is read as {:?}",
                    String::from_utf8_lossy(&bytes),
                    String::from_utf8_lossy(&again)
                ));
            }
            None => {}
        }
    }
    Ok(accepted)
}

/// Says of a format how many neighbours mean something of their own; whoever can vouch for none names 0.
fn check(name: &str, good: &[u8], reread: Reread) -> u64 {
    let accepted = one_encoding(name, good, reread).unwrap_or_else(|found| panic!("{found}"));
    println!("{name}: {accepted} neighbours mean something else, the others are refused");
    accepted
}

fn golden(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../golden/v0.1/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn reread_json<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Option<Vec<u8>> {
    let value: T = canonical::from_slice(bytes, CAP).ok()?;
    canonical::to_vec(&value).ok()
}

/// Only a witness that can fail shows anything: a reader of any JSON that says the same must be found out.
#[test]
fn a_reader_that_takes_any_spelling_is_found_out() {
    let lenient: Reread = |bytes| {
        let value: Value = serde_json::from_slice(bytes).ok()?;
        canonical::to_vec(&value).ok()
    };
    let found = one_encoding(
        "identity, read leniently",
        &golden("identity.json"),
        lenient,
    );
    assert!(found.is_err_and(|found| found.contains("is read as")));
}

#[test]
fn a_key_descriptor() {
    let descriptor = json!({
        "key_id": KeyId::from_bytes([1; 16]), "level": Level::Province, "region": "410000",
        "owner": RegionCode::MINISTRY, "origin": Origin::Received, "kind": "0101",
        "algorithm": Algorithm::Aes128, "version": KeyVersion::FIRST,
        "scheme": Scheme::Sp800108Cmac, "levels_left": 2, "parent": KeyId::from_bytes([2; 16]),
        "parent_kcv": "0102030405", "context": "",
    });
    let good = canonical::to_vec(&descriptor).unwrap();
    check("key descriptor", &good, reread_json::<KeyDescriptor>);
}

#[test]
fn a_request() {
    let request = json!({
        "keystore": "4904a8db-9023-4e13-8ed8-f5d320ef0d1d", "op": "0f0e0d0c-0b0a-4908-8706-050403020100",
        "expires": "2026-01-31T08:00:00Z", "request": {"action": "key.generate", "count": 2},
    });
    let good = canonical::to_vec(&request).unwrap();
    check("request", &good, |bytes| {
        let value: Value = canonical::from_slice(bytes, CAP).ok()?;
        let request = Request::from_value(&value).ok()?;
        canonical::to_vec(&request.to_value().ok()?).ok()
    });
}

#[test]
fn an_entry() {
    let log = golden("audit.jsonl");
    let wrapped = log
        .split(|byte| *byte == b'\n')
        .find(|line| line.starts_with(b"{\"entry\":"));
    let wrapped = wrapped.unwrap();
    let good = &wrapped[b"{\"entry\":".len()..wrapped.len() - 1];
    check("entry", good, |bytes| {
        Entry::decode(bytes).ok()?.encode().ok()
    });
}

#[test]
fn an_export() {
    // Its keys, its first entry and its last checkpoint: each kind of line.
    let log = String::from_utf8(golden("audit.jsonl")).unwrap();
    let of_kind = |kind: &'static str| log.lines().filter(move |line| line.starts_with(kind));
    let lines = of_kind("{\"key\"").chain(of_kind("{\"entry\"").take(1));
    let mut good = String::new();
    for line in lines.chain(of_kind("{\"checkpoint\"").next_back()) {
        good += line;
        good.push('\n');
    }
    check("export", good.as_bytes(), |bytes| {
        let mut again = Vec::new();
        for line in Lines::new(bytes) {
            line.ok()?.write_to(&mut again).ok()?;
        }
        Some(again)
    });
}

fn log_key() -> LogKey {
    LogKey::from_seed(&[7; 32])
}

fn note() -> String {
    let checkpoint = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 42,
        root: [9; 32],
    };
    sign_checkpoint(&checkpoint, &log_key()).unwrap()
}

#[test]
fn a_checkpoint() {
    let body = note().split("\n\n").next().unwrap().to_owned() + "\n";
    check("checkpoint", body.as_bytes(), |bytes| {
        Some(Checkpoint::parse(text(bytes)?).ok()?.body().into_bytes())
    });
}

#[test]
fn a_signed_checkpoint() {
    let accepted = check("signed checkpoint", note().as_bytes(), |bytes| {
        let verifier = log_key().verifier(ORIGIN).ok()?;
        let checkpoint = open_checkpoint(text(bytes)?, &verifier).ok()?;
        Some(sign_checkpoint(&checkpoint, &log_key()).ok()?.into_bytes())
    });
    assert_eq!(accepted, 0);
}

#[test]
fn a_cosignature() {
    let line = cosign(&note(), &log_key(), WITNESS, 1_800_000_000).unwrap();
    let accepted = check("cosignature", line.as_bytes(), |bytes| {
        let verifier = log_key().verifier(WITNESS).ok()?;
        let note = note();
        let body = note.split_inclusive("\n\n").next()?.strip_suffix('\n')?;
        let time = verify_cosignature(body, text(bytes)?, &verifier).ok()?;
        Some(cosign(&note, &log_key(), WITNESS, time).ok()?.into_bytes())
    });
    assert_eq!(accepted, 0);
}

#[test]
fn a_verifier_key() {
    let good = log_key().verifier(ORIGIN).unwrap().to_string();
    let accepted = check("verifier key", good.as_bytes(), |bytes| {
        Some(
            text(bytes)?
                .parse::<VerifierKey>()
                .ok()?
                .to_string()
                .into_bytes(),
        )
    });
    assert_eq!(accepted, 0);
}

#[test]
fn an_identity() {
    check("identity", &golden("identity.json"), |bytes| {
        Identity::parse(bytes).ok()?.to_bytes().ok()
    });
}

/// What a JWS file carries.
fn payload(name: &str) -> Vec<u8> {
    let file = jws::parse(&golden(name), CAP).unwrap();
    file.unverified_payload().to_vec()
}

fn signed(payload: &[u8], typ: &str) -> Option<Vec<u8>> {
    let key = SigningKey::init(|seed| seed.fill(3));
    jws::sign(payload, typ, &key.public(), |input| {
        Ok::<_, quorum::Error>(key.sign(input))
    })
    .ok()
}

#[test]
fn a_package_and_a_receipt() {
    check(
        "package payload",
        &payload("package.kmspkg"),
        reread_json::<PackagePayload>,
    );
    check(
        "receipt payload",
        &payload("receipt.kmsack"),
        reread_json::<ReceiptPayload>,
    );
}

#[test]
fn a_key_application_and_a_handover_record() {
    let bytes = |value: &Value| canonical::to_vec(value).unwrap();
    check(
        "application payload",
        &bytes(&scene().application()),
        reread_json::<ApplicationPayload>,
    );
    check(
        "record payload",
        &bytes(scene().record()),
        reread_json::<RecordPayload>,
    );
}

/// The same of a file that several officers signed.
#[test]
fn a_jointly_signed_file() {
    let good = base(Format::Application);
    let accepted = check("signed application", &good, |bytes| {
        let below = &scene().below;
        let file = jws::parse_jointly(bytes, CAP).ok()?;
        let keys = below.created().custodians.into_iter();
        let keys: Vec<_> = keys.map(|one| one.officer.public_key).collect();
        file.verify(&keys).ok()?;
        Some(below.sign_jointly(file.unverified_payload(), file.typ()))
    });
    assert_eq!(accepted, 0);
}

/// Whatever is signed, nothing else opens: Ed25519 makes one signature for each file, and others are refused.
#[test]
fn a_signed_file() {
    let good = signed(&payload("receipt.kmsack"), "kms-receipt").unwrap();
    let accepted = check("signed receipt", &good, |bytes| {
        let public = SigningKey::init(|seed| seed.fill(3)).public();
        let file = jws::parse(bytes, CAP).ok()?;
        let typ = file.typ().to_owned();
        signed(&file.verify(&public).ok()?, &typ)
    });
    assert_eq!(accepted, 0);
}

#[test]
fn a_key_block() {
    use hsm::x9143::{Header, unwrap, wrap};
    use key_derivation::KeyBytes;
    fn kbpk() -> KeyBytes {
        KeyBytes::init(32, |key| key.fill(0x5A)).unwrap()
    }
    let header = Header {
        usage: *b"B3",
        algorithm: b'A',
        mode: b'X',
        version: *b"01",
        exportability: b'N',
        optional: vec![("LB".to_owned(), "0101/410000/v1".to_owned())],
    };
    let key = KeyBytes::init(16, |key| key.fill(1)).unwrap();
    let good = wrap(&kbpk(), &header, &key).unwrap();
    // Its padding is random, so that it is not written again: nothing but itself may open.
    let opens = |text: &str| unwrap(&kbpk(), text).is_ok();
    assert!(opens(&good));
    let neighbours = Neighbours(good.as_bytes());
    let all = neighbours.count();
    let plan = plan(
        &format!("neighbours of one key block, {all} in all"),
        1_500,
        all,
    );
    let mut dice = Dice::new(plan.seed);
    for number in 0..plan.count {
        let number = if plan.whole { number } else { dice.below(all) };
        let bytes = neighbours.at(number);
        let itself = bytes == good.as_bytes();
        assert!(
            itself || !text(&bytes).is_some_and(opens),
            "neighbour {number}"
        );
    }
}
