//! Files of test vectors and regional catalogues.

use audit_log::canonical;
use serde_json::{Value, json};

use super::base::{catalogue, vectors};
use super::envelopes::remove;
use super::{Failure, base};
use crate::parsers::Format;

type Change = (&'static str, &'static str, fn(&mut Value));
type TextChange = (&'static str, &'static str, fn(&str) -> String);

#[rustfmt::skip]
const VECTORS: [Change; 12] = [
    ("vectors-malformed", "one vector, and no list", |v| *v = v[0].clone()),
    ("vectors/malformed", "a vector names no algorithm", |v| remove(&mut v[0], "algorithm")),
    ("vectors/malformed", "a vector has no output", |v| remove(&mut v[0], "output")),
    ("vectors/malformed", "a vector's inputs are a list", |v| v[0]["inputs"] = json!([])),
    ("vectors/malformed", "an input is missing", |v| remove(&mut v[0]["inputs"], "key")),
    ("vectors/malformed", "an input is no hexadecimal", |v| v[0]["inputs"]["message"] = json!("0g")),
    ("vectors/mismatch", "one digit of an output is another", |v| v[0]["output"] = json!("ab1d6929e95937287fa37d129b756746")),
    ("vectors/mismatch", "an input that follows from the others is another", |v| v[3]["inputs"]["public"] = json!("00".repeat(32))),
    ("vectors/refused", "a key block that does not verify", |v| {
        v[2]["inputs"]["kbpk"] = json!("11".repeat(32));
    }),
    ("vectors/not-used", "an algorithm that the program has no use for", |v| v[0]["algorithm"] = json!("ROT13")),
    ("vectors/malformed", "a length that no computer has", |v| v[1]["inputs"]["length"] = json!(u64::MAX)),
    ("vectors/unsupported-parameters", "the counter stands where the program never puts it", |v| {
        v[4]["inputs"]["ctr_location"] = json!("after_fixed");
    }),
];

#[rustfmt::skip]
const CATALOGUES: [Change; 24] = [
    ("catalogue/catalogue-format", "another format", |c| c["format"] = json!("kms-catalogue/2")),
    ("catalogue/catalogue-kinds", "no kinds", |c| c["kinds"] = json!([])),
    ("catalogue/catalogue-kinds", "a kind more than a file may add", |c| many(c)),
    ("catalogue/catalogue-syntax", "a member more", |c| c["more"] = json!(1)),
    ("catalogue/catalogue-syntax", "a kind has a member more", |c| c["kinds"][0]["more"] = json!(1)),
    ("catalogue/catalogue-syntax", "the member `zh` is missing", |c| remove(&mut c["kinds"][0], "zh")),
    ("catalogue/catalogue-syntax", "an array of values stands for a kind", |c| {
        c["kinds"][0] = json!(["8001", "RK1EF20", "extension-file", "province", 2, 7, "扩充", "read"]);
    }),
    ("catalogue/catalogue-syntax", "the code has three digits", |c| c["kinds"][0]["code"] = json!("801")),
    ("catalogue/region-unknown", "no such region", |c| c["region"] = json!("419999")),
    ("catalogue/region-heading", "a code under which code books print counties", |c| c["region"] = json!("110100")),
    ("catalogue/region-special", "a region that takes no part", |c| c["region"] = json!("810000")),
    ("catalogue/region-abolished", "a code that is in force no more", |c| c["region"] = json!("142200")),
    ("catalogue/region-ministry", "the ministry's own code", |c| c["region"] = json!("000000")),
    ("catalogue/kind-national", "a number of national meaning", |c| c["kinds"][0]["code"] = json!("7FFF")),
    ("catalogue/kind-redefined", "a name that is taken", |c| c["kinds"][0]["name"] = json!("STK")),
    ("catalogue/kind-redefined", "a number stands there twice", |c| {
        let mut kind = c["kinds"][0].clone();
        kind["name"] = json!("OTHER");
        c["kinds"] = json!([c["kinds"][0], kind]);
    }),
    ("catalogue/kind-member", "the name begins with a digit", |c| c["kinds"][0]["name"] = json!("1RK")),
    ("catalogue/kind-member", "a national key of a region", |c| c["kinds"][0]["sort"] = json!("national")),
    ("catalogue/kind-member", "a key that the ministry would have to make", |c| c["kinds"][0]["root"] = json!("ministry")),
    ("catalogue/kind-member", "a key that a card would have to make", |c| c["kinds"][0]["root"] = json!("card")),
    ("catalogue/kind-member", "one diversification too few", |c| c["kinds"][0]["diversifications"] = json!(1)),
    ("catalogue/kind-member", "a usage byte beyond the table", |c| c["kinds"][0]["psam_type"] = json!(9)),
    ("catalogue/kind-member", "the Chinese line turns the direction of writing", |c| c["kinds"][0]["zh"] = json!("密\u{202E}钥")),
    ("catalogue/kind-member", "the English line has an escape sequence", |c| c["kinds"][0]["en"] = json!("a\u{1b}[31m")),
];

#[rustfmt::skip]
const CATALOGUE_TEXTS: [TextChange; 3] = [
    ("catalogue/catalogue-syntax", "a member stands there twice", |t| t.replacen('{', "{\"format\":\"kms-catalogue/1\",", 1)),
    ("catalogue/catalogue-syntax", "the last brace is missing", |t| t[..t.len() - 1].to_owned()),
    ("catalogue/catalogue-syntax", "a number is written with a fraction", |t| t.replacen("\"psam_type\":7", "\"psam_type\":7.0", 1)),
];

pub(super) fn failures() -> Vec<Failure> {
    let of = |format: Format, sound: Value| {
        move |(class, comment, change): Change| {
            let mut changed = sound.clone();
            change(&mut changed);
            // Some have numbers that canonical JSON cannot carry; these two formats need no canonical JSON.
            let bytes =
                canonical::to_vec(&changed).unwrap_or_else(|_| changed.to_string().into_bytes());
            Failure::new(format, class, comment, bytes)
        }
    };
    let entries = format!("[{}0]", "0,".repeat(kms::selftest::MAX_ENTRIES));
    let mut failures = vec![
        Failure::new(
            Format::Vectors,
            "vectors-too-large",
            "one entry more than a file may have",
            entries,
        ),
        Failure::too_large(
            Format::Vectors,
            "vectors-too-large",
            kms::selftest::MAX_VECTORS,
        ),
        Failure::too_large(
            Format::Catalogue,
            "catalogue/catalogue-size",
            key_derivation::Catalogue::MAX_FILE,
        ),
    ];
    failures.extend(VECTORS.map(of(Format::Vectors, vectors())));
    failures.extend(CATALOGUES.map(of(Format::Catalogue, catalogue())));
    let text = String::from_utf8(base(Format::Catalogue)).expect("JSON");
    let reworded = |(class, comment, change): TextChange| {
        Failure::new(Format::Catalogue, class, comment, change(&text))
    };
    failures.extend(CATALOGUE_TEXTS.map(reworded));
    failures
}

/// 257 kinds.
fn many(catalogue: &mut Value) {
    let first = catalogue["kinds"][0].clone();
    let kind = |number: usize| {
        let mut kind = first.clone();
        kind["code"] = format!("{:04X}", 0x8000 + number).into();
        kind["name"] = format!("K{number}").into();
        kind["zh"] = "密钥".into();
        kind["en"] = "a key".into();
        kind
    };
    catalogue["kinds"] = (0..257).map(kind).collect();
}
