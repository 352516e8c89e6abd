//! Key blocks and derivation inputs.

use super::base::{HEADER, key_payload};
use super::{Failure, base};
use crate::parsers::{Format, seal};

/// A header in place of the sound one, sealed as it stands over the sound payload.
type Header = (&'static str, &'static str, &'static str);
type BytesChange = (&'static str, &'static str, fn(Vec<u8>) -> Vec<u8>);

#[rustfmt::skip]
const HEADERS: [Header; 19] = [
    ("block-version", "version B", "B0176B3AX01N0200LB120101/410000/v1PB0E0000000000"),
    ("block-syntax-total-length", "the length is 16 too small", "D0160B3AX01N0200LB120101/410000/v1PB0E0000000000"),
    ("block-syntax-total-length", "the length has a sign", "D+176B3AX01N0200LB120101/410000/v1PB0E0000000000"),
    ("block-syntax-attributes", "the usage has a lower-case letter", "D0176b3AX01N0200LB120101/410000/v1PB0E0000000000"),
    ("block-syntax-attributes", "the version has a `c` at its second place", "D0176B3AX0cN0200LB120101/410000/v1PB0E0000000000"),
    ("block-syntax-attributes", "the exportability is a space", "D0176B3AX01 0200LB120101/410000/v1PB0E0000000000"),
    ("block-syntax-reserved", "the reserved characters are 01", "D0176B3AX01N0201LB120101/410000/v1PB0E0000000000"),
    ("block-syntax-optional-count", "the number of optional blocks is not decimal", "D0176B3AX01N0A00LB120101/410000/v1PB0E0000000000"),
    ("block-syntax-optional-block", "an id has a lower-case letter", "D0176B3AX01N0200Lb120101/410000/v1PB0E0000000000"),
    ("block-syntax-optional-block", "a length is in lower case", "D0176B3AX01N0200LB120101/410000/v1PB0e0000000000"),
    ("block-syntax-optional-block", "a length is less than id and length take", "D0176B3AX01N0200LB030101/410000/v1PB0E0000000000"),
    ("block-syntax-optional-block", "a length reaches beyond the block", "D0176B3AX01N0200LB120101/410000/v1PBFF0000000000"),
    ("block-syntax-optional-block", "an optional block stands there twice", "D0192B3AX01N0300LB120101/410000/v1LB120101/410000/v1PB0C00000000"),
    ("block-syntax-optional-block", "a short length in the long form", "D0176B3AX01N0200LB000200180101/410000/v1PB080000"),
    ("block-syntax-padding", "the optional blocks do not end on a cipher block", "D0176B3AX01N0100LB120101/410000/v1PB0E0000000000"),
    ("block-syntax-padding", "the padding block is not the last", "D0176B3AX01N0200PB0E0000000000LB120101/410000/v1"),
    ("block-syntax-size", "two characters less than whole cipher blocks", "D0174B3AX01N0200LB120101/410000/v1PB0C00000000"),
    ("block-syntax-characters", "a label with a tabulator", "D0176B3AX01N0200LB120101\t410000/v1PB0E0000000000"),
    ("block-syntax-characters", "a label with a letter beyond ASCII", "D0176B3AX01N0200LB120101/41000/vüPB0E0000000000"),
];

#[rustfmt::skip]
const BLOCKS: [BytesChange; 7] = [
    ("block-mac", "the usage is another", |b| replaced(&b, 5, b"B0")),
    ("block-mac", "the label names another region", |b| replaced(&b, 25, b"42")),
    ("block-mac", "a digit of the payload is another", |b| flipped(b, 48)),
    ("block-mac", "the last digit of the MAC is another", |b| { let last = b.len() - 1; flipped(b, last) }),
    ("block-syntax-payload", "a digit of the payload is in lower case", |mut b| {
        let at = 48 + b[48..].iter().position(u8::is_ascii_uppercase).unwrap_or(0);
        b[at] = b[at].to_ascii_lowercase();
        b
    }),
    ("block-syntax-size", "nothing but the fixed header, a character short", |b| b[..15].to_vec()),
    ("block-syntax-size", "nothing follows the header but one cipher block", |b| {
        [b"D0080", &b[5..48], &b[48..80]].concat()
    }),
];

#[rustfmt::skip]
const CONTEXTS: [BytesChange; 24] = [
    ("context-field", "nothing at all", |_| vec![]),
    ("context-field", "the first tag is 02", |c| replaced(&c, 0, &[2])),
    ("context-field", "the scheme has one byte", |c| [&[1, 1, 1], &c[4..]].concat()),
    ("context-field", "the level has two bytes", |c| [&c[..4], &[2, 2, 0, 3], &c[7..]].concat()),
    ("context-field", "the region has five digits", |c| [&c[..7], &[3, 5], &c[10..]].concat()),
    ("context-field", "kind and algorithm are exchanged", |c| [&c[..15], &c[19..23], &c[15..19], &c[23..]].concat()),
    ("context-field", "the kind is missing", |c| [&c[..15], &c[19..]].concat()),
    ("context-field", "the kind stands there twice", |c| [&c[..19], &c[15..]].concat()),
    ("context-field", "the diversifier is missing", |c| c[..27].to_vec()),
    ("context-field", "the diversifier is a byte shorter than it says", |mut c| { c.pop(); c }),
    ("context-field", "the diversifier's length is in the long form of DER", |c| [&c[..28], &[0x81, 8], &c[29..]].concat()),
    ("context-tail", "a byte follows", |mut c| { c.push(0); c }),
    ("context-tail", "an eighth field follows", |mut c| { c.extend([8, 0]); c }),
    ("context-scheme", "scheme 2", |c| replaced(&c, 2, &[0, 2])),
    ("level", "no level has number 5", |c| replaced(&c, 6, &[5])),
    ("child-level", "the ministry is nobody's child", |c| replaced(&c, 6, &[0])),
    ("region-code", "a letter in the region", |c| replaced(&c, 9, b"A")),
    ("child-region", "a card of region 000000", |c| replaced(&c, 9, b"000000")),
    ("kind-code", "kind 0000", |c| replaced(&c, 17, &[0, 0])),
    ("algorithm", "an unknown algorithm", |c| replaced(&c, 21, b"A4")),
    ("algorithm-in-scheme", "3DES, which scheme 1 does not serve", |c| replaced(&c, 21, b"T2")),
    ("key-version", "version 0", |c| replaced(&c, 25, &[0, 0])),
    ("key-version", "version 100", |c| replaced(&c, 25, &[0, 100])),
    ("diversifier", "a municipality with a diversifier", |c| replaced(&c, 6, &[2])),
];

pub(super) fn failures() -> Vec<Failure> {
    let block = |class: &str, comment: &str, bytes: Vec<u8>| {
        Failure::new(
            Format::KeyBlock,
            &format!("key-block/{class}"),
            comment,
            bytes,
        )
    };
    let sound = base(Format::KeyBlock);
    let mut failures = vec![
        block(
            "not-text",
            "a byte that no text has",
            replaced(&sound, 20, &[0xFF]),
        ),
        Failure::too_large(Format::KeyBlock, "key-block/block-syntax-size", 10_015),
    ];
    for (class, comment, header) in HEADERS {
        let comment = format!("{comment}; sealed so");
        failures.push(block(
            class,
            &comment,
            seal(header.as_bytes(), &key_payload(128)),
        ));
    }
    failures.extend(
        BLOCKS.map(|(class, comment, change)| block(class, comment, change(sound.clone()))),
    );
    for (bits, comment) in [
        (0, "the key inside has no bits; sealed so"),
        (127, "the key inside has 127 bits; sealed so"),
        (264, "the key inside is longer than any; sealed so"),
    ] {
        let sealed = seal(HEADER.as_bytes(), &key_payload(bits));
        failures.push(block("block-syntax-key-length", comment, sealed));
    }
    let context = base(Format::Context);
    let derivation = |(class, comment, change): BytesChange| {
        let class = format!("context/{class}");
        Failure::new(Format::Context, &class, comment, change(context.clone()))
    };
    failures.extend(CONTEXTS.map(derivation));
    let long = [&context[..27], &[7, 17], &[0x31; 17][..]].concat();
    let comment = "a card with a diversifier of 17 bytes";
    failures.push(Failure::new(
        Format::Context,
        "context/diversifier",
        comment,
        long,
    ));
    let none = [&context[..27], &[7, 0][..]].concat();
    let comment = "a card without a diversifier";
    failures.push(Failure::new(
        Format::Context,
        "context/diversifier",
        comment,
        none,
    ));
    failures
}

fn replaced(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    [&bytes[..at], new, &bytes[at + new.len()..]].concat()
}

/// Another hex digit at this place.
fn flipped(bytes: Vec<u8>, at: usize) -> Vec<u8> {
    let digit: &[u8] = if bytes[at] == b'0' { b"1" } else { b"0" };
    replaced(&bytes, at, digit)
}
