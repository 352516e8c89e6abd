//! Components and identity files.

use audit_log::canonical;
use keystore::Digest;
use serde_json::{Value, json};

use super::envelopes::remove;
use super::{Failure, base};
use crate::parsers::Format;

type Change = (&'static str, &'static str, fn(&mut Value));
type TextChange = (&'static str, &'static str, fn(&str) -> String);

/// Changed, and given the check that belongs to it.
#[rustfmt::skip]
const COMPONENTS: [Change; 8] = [
    ("component-unknown-type", "the `type` is another; its check fits", |c| c["type"] = json!("kms-component")),
    ("component-unknown-type", "the `version` is 2; its check fits", |c| c["version"] = json!(2)),
    ("component-unknown-suite", "the `suite` is 2; its check fits", |c| c["suite"] = json!(2)),
    ("component-check", "the component has another check value; the image's check fits", |c| c["kcv"] = json!("0000000000")),
    ("component-malformed", "a member more; its check fits", |c| c["more"] = json!(1)),
    ("component-malformed", "the member `id` is missing; its check fits", |c| remove(c, "id")),
    ("component-malformed", "the `number` is 256; its check fits", |c| c["number"] = json!(256)),
    ("component-malformed", "the component is a byte longer; its check fits", |c| {
        c["component"] = format!("{}00", c["component"].as_str().unwrap_or_default()).into();
    }),
];

#[rustfmt::skip]
const COMPONENT_TEXTS: [TextChange; 6] = [
    ("component-check", "one hex digit of the component is another", |t| {
        let at = t.find("\"component\":\"").unwrap_or(0) + 13;
        let digit = if t[at..].starts_with('0') { "1" } else { "0" };
        format!("{}{digit}{}", &t[..at], &t[at + 1..])
    }),
    ("component-malformed", "a hex digit of the component is in upper case", |t| {
        let at = t.find("\"component\":\"").unwrap_or(0) + 13;
        let letter = at + t[at..].find(|c: char| c.is_ascii_lowercase()).unwrap_or(0);
        format!("{}{}{}", &t[..letter], t[letter..=letter].to_uppercase(), &t[letter + 1..])
    }),
    ("component-malformed", "a second member `component`", |t| t.replacen('{', "{\"component\":\"\",", 1)),
    ("component-malformed", "a line feed at the end", |t| format!("{t}\n")),
    ("component-malformed", "the check is in upper case", |t| {
        let at = t.find("\"check\":\"").unwrap_or(0) + 9;
        format!("{}{}{}", &t[..at], t[at..at + 64].to_uppercase(), &t[at + 64..])
    }),
    ("component-malformed", "the last half is missing", |t| t[..t.len() / 2].to_owned()),
];

#[rustfmt::skip]
const IDENTITIES: [Change; 27] = [
    ("identity-unknown-type", "the `type` is another", |i| i["type"] = json!("kms-package")),
    ("identity-unknown-type", "the `version` is 2", |i| i["version"] = json!(2)),
    ("identity-unknown-suite", "the `suite` is 2", |i| i["suite"] = json!(2)),
    ("identity-malformed", "a member more", |i| i["more"] = json!(1)),
    ("identity-malformed", "the member `k` is missing", |i| remove(i, "k")),
    ("identity-malformed", "an officer has a member more", |i| i["officers"][0]["name"] = json!("x")),
    ("identity-malformed", "a staff code has a space", |i| i["officers"][0]["id"] = json!("li si")),
    ("identity-malformed", "an officer's public key is in upper case", |i| {
        i["officers"][2]["public_key"] = i["officers"][2]["public_key"].as_str().map(str::to_uppercase).into();
    }),
    ("identity-malformed", "the key id in the log key is another", |i| {
        i["log_key"] = i["log_key"].as_str().map(|key| key.replacen("+26e7a681+", "+26e7a682+", 1)).into();
    }),
    ("identity-malformed", "the log key is of small order", |i| {
        let key = i["log_key"].as_str().unwrap_or_default();
        let name = key.split('+').next().unwrap_or_default();
        i["log_key"] = format!("{name}+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").into();
    }),
    ("identity-contradiction", "the log key is named after another region", |i| i["region"] = json!("410200")),
    ("identity-contradiction", "the identity key is in upper case", |i| {
        i["identity_key"] = i["identity_key"].as_str().map(str::to_uppercase).into();
    }),
    ("identity-contradiction", "the identity key is a byte short", |i| {
        i["identity_key"] = i["identity_key"].as_str().map(|key| key[2..].to_owned()).into();
    }),
    ("identity-contradiction", "the threshold is 1", |i| i["k"] = json!(1)),
    ("identity-contradiction", "the threshold is above the number of officers", |i| i["k"] = json!(4)),
    ("identity-contradiction", "two officers with one key", |i| {
        i["officers"][1]["public_key"] = i["officers"][0]["public_key"].clone();
    }),
    ("identity-contradiction", "one officer twice, told apart by letter case", |i| {
        i["officers"][1]["id"] = json!("ZHANG");
    }),
    ("identity-contradiction", "two officers with one share", |i| i["officers"][1]["share_index"] = json!(0)),
    ("identity-contradiction", "a share beyond the sixteenth", |i| i["officers"][1]["share_index"] = json!(16)),
    ("identity-contradiction", "an officer's key is of small order", |i| {
        i["officers"][1]["public_key"] = json!(format!("01{}", "00".repeat(31)));
    }),
    ("rehearsal", "a production identity for a rehearsal keystore", |i| i["rehearsal"] = json!(false)),
    ("region-not-related", "a municipality of another province", |i| moved(i, "municipality", "130100")),
    ("region-not-related", "the level is not that of the region", |i| moved(i, "province", "410100")),
    ("region-unknown", "no such region", |i| moved(i, "municipality", "419999")),
    ("region-heading", "a code under which code books print counties", |i| moved(i, "municipality", "110100")),
    ("region-special", "a region that takes no part", |i| moved(i, "province", "810000")),
    ("region-abolished", "a code that is in force no more", |i| moved(i, "municipality", "142200")),
];

#[rustfmt::skip]
const IDENTITY_TEXTS: [TextChange; 4] = [
    ("identity-malformed", "a space after a colon", |t| t.replacen(':', ": ", 1)),
    ("identity-malformed", "a member stands there twice", |t| t.replacen('{', "{\"k\":2,", 1)),
    ("identity-malformed", "a number is written with a fraction", |t| t.replacen("\"suite\":1", "\"suite\":1.0", 1)),
    ("identity-malformed", "a byte order mark at the beginning", |t| format!("\u{FEFF}{t}")),
];

pub(super) fn failures() -> Vec<Failure> {
    let (component, identity) = (text(Format::Component), text(Format::Identity));
    let of = |format: Format| {
        move |(class, comment, bytes): (&str, &str, Vec<u8>)| {
            Failure::new(format, class, comment, bytes)
        }
    };
    let checked = |(class, comment, change): Change| {
        let mut image = json(&component);
        change(&mut image);
        (class, comment, with_check(image))
    };
    let changed = |(class, comment, change): Change| {
        let mut identity = json(&identity);
        change(&mut identity);
        (class, comment, bytes(&identity))
    };
    let mut failures = vec![
        Failure::too_large(
            Format::Component,
            "component-too-large",
            kms::MAX_COMPONENT as usize,
        ),
        Failure::too_large(
            Format::Identity,
            "identity-too-large",
            kms::identity::MAX_IDENTITY as usize,
        ),
    ];
    let mut unchecked = json(&component);
    remove(&mut unchecked, "check");
    let unchecked = (
        "component-malformed",
        "the member `check` is missing",
        bytes(&unchecked),
    );
    failures.push(of(Format::Component)(unchecked));
    failures.extend(COMPONENTS.map(checked).map(of(Format::Component)));
    let reworded =
        |(class, comment, change): TextChange| (class, comment, change(&component).into_bytes());
    failures.extend(COMPONENT_TEXTS.map(reworded).map(of(Format::Component)));
    failures.extend(IDENTITIES.map(changed).map(of(Format::Identity)));
    let reworded =
        |(class, comment, change): TextChange| (class, comment, change(&identity).into_bytes());
    failures.extend(IDENTITY_TEXTS.map(reworded).map(of(Format::Identity)));
    failures
}

fn text(format: Format) -> String {
    String::from_utf8(base(format)).expect("JSON")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn bytes(value: &Value) -> Vec<u8> {
    canonical::to_vec(value).expect("small numbers only")
}

/// An image with the check over its other members.
fn with_check(mut image: Value) -> Vec<u8> {
    remove(&mut image, "check");
    image["check"] = Digest::of(&bytes(&image)).to_string().into();
    bytes(&image)
}

/// The identity under another level and region, with a log key that is named after them.
fn moved(identity: &mut Value, level: &str, region: &str) {
    identity["level"] = level.into();
    identity["region"] = region.into();
    let keystore = identity["keystore"].as_str().unwrap_or_default();
    let name = format!("kms/{level}/{region}/{keystore}");
    let key: audit_log::VerifierKey =
        serde_json::from_value(identity["log_key"].clone()).expect("a key");
    let key = audit_log::VerifierKey::new(&name, *key.key()).expect("a sound key and name");
    identity["log_key"] = key.to_string().into();
}
