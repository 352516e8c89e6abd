//! Key blocks: the standard's vectors, blocks of a second implementation, and everything a strict
//! reader must refuse.

use hsm::x9143::{Header, unwrap, wrap};
use hsm::{Error, Part};
use key_derivation::KeyBytes;
use proptest::prelude::*;

use crate::fixtures::{one_bit_flips, secret, vectors};

fn kbpk() -> KeyBytes {
    secret(&[0x5A; 32])
}

fn header(optional: &[(&str, &str)]) -> Header {
    let owned = |(id, data): &(&str, &str)| ((*id).to_owned(), (*data).to_owned());
    Header {
        usage: *b"B3",
        algorithm: b'A',
        mode: b'X',
        version: *b"01",
        exportability: b'N',
        optional: optional.iter().map(owned).collect(),
    }
}

/// The attributes in the order of the text: characters 5 to 11.
fn attributes(header: &Header) -> String {
    let bytes = [
        &header.usage[..],
        &[header.algorithm, header.mode],
        &header.version,
        &[header.exportability],
    ];
    String::from_utf8(bytes.concat()).unwrap()
}

/// The data of the optional blocks but for padding, read in the plainest way.
fn data_of_blocks(mut text: &str) -> String {
    let mut data = String::new();
    while !text.is_empty() && !text.starts_with("PB") {
        let (prefix, digits) = if &text[2..4] == "00" {
            (10, &text[6..10])
        } else {
            (4, &text[2..4])
        };
        let len = usize::from_str_radix(digits, 16).unwrap();
        data += &text[prefix..len];
        text = &text[len..];
    }
    data
}

#[test]
fn vectors_of_the_standard_and_of_psec_open() {
    for vector in vectors("TR31-D") {
        let (header, key) = unwrap(&vector.kbpk(), &vector.inputs.key_block)
            .unwrap_or_else(|error| panic!("{}: {error}", vector.source));
        assert_eq!(
            hex::encode(key.expose()),
            vector.output,
            "{}",
            vector.source
        );
        assert_eq!(
            attributes(&header),
            vector.inputs.header[5..12],
            "{}",
            vector.source
        );
        let blocks: String = header
            .optional
            .iter()
            .map(|(_, data)| data.as_str())
            .collect();
        assert_eq!(
            blocks,
            data_of_blocks(&vector.inputs.header[16..]),
            "{}",
            vector.source
        );
    }
}

#[test]
fn authentic_blocks_with_an_impossible_key_length_are_refused() {
    for vector in vectors("TR31-D-refused") {
        let refused = unwrap(&vector.kbpk(), &vector.inputs.key_block);
        let named = matches!(refused, Err(Error::BlockSyntax(Part::KeyLength)));
        assert!(named, "{}", vector.source);
    }
}

#[test]
fn wrapped_again_a_vector_keeps_its_header() {
    for vector in vectors("TR31-D") {
        let (header, key) = unwrap(&vector.kbpk(), &vector.inputs.key_block).unwrap();
        let (again, same) = unwrap(&kbpk(), &wrap(&kbpk(), &header, &key).unwrap()).unwrap();
        assert_eq!(again, header);
        assert!(same.ct_eq(&key));
    }
}

#[test]
fn the_length_of_the_key_is_hidden() {
    let lengths = [1, 16, 24, 32].map(|len| {
        wrap(&kbpk(), &header(&[]), &secret(&vec![1; len]))
            .unwrap()
            .len()
    });
    assert_eq!(lengths, [144; 4]);
}

#[test]
fn padding_is_random() {
    let key = secret(&[1; 16]);
    let [one, two] = [(); 2].map(|()| wrap(&kbpk(), &header(&[]), &key).unwrap());
    assert_ne!(one, two);
}

#[test]
fn optional_blocks_end_on_a_cipher_block() {
    for len in 0..40 {
        let data = "x".repeat(len);
        let block = wrap(&kbpk(), &header(&[("LB", &data)]), &secret(&[1; 16])).unwrap();
        assert_eq!(block.len() % 16, 0);
        assert_eq!(&block[1..5], format!("{:04}", block.len()));
        let count = if (len + 4) % 16 == 0 { "01" } else { "02" };
        assert_eq!(&block[12..14], count, "{len}");
    }
}

#[test]
fn one_flipped_bit_anywhere_is_refused() {
    let blocks = [("KC", "010102030405"), ("LB", "0101/410000/v1")];
    let block = wrap(&kbpk(), &header(&blocks), &secret(&[1; 16])).unwrap();
    assert!(unwrap(&kbpk(), &block).is_ok());
    for flipped in one_bit_flips(block.as_bytes()) {
        // A flipped top bit may not even be text; nothing that is text may open.
        if let Ok(text) = String::from_utf8(flipped) {
            assert!(unwrap(&kbpk(), &text).is_err(), "{text}");
        }
    }
}

#[test]
fn every_cut_and_every_addition_is_refused() {
    let block = wrap(&kbpk(), &header(&[("LB", "x")]), &secret(&[1; 16])).unwrap();
    for end in 0..block.len() {
        assert!(unwrap(&kbpk(), &block[..end]).is_err(), "{end}");
    }
    for tail in ["0", "00", "\n", " ", "0000000000000000"] {
        assert!(unwrap(&kbpk(), &format!("{block}{tail}")).is_err());
    }
}

#[test]
fn another_protection_key_does_not_open() {
    let block = wrap(&kbpk(), &header(&[]), &secret(&[1; 16])).unwrap();
    for other in [
        secret(&[0x5B; 32]),
        secret(&[0x5A; 24]),
        secret(&[0x5A; 16]),
    ] {
        assert!(matches!(unwrap(&other, &block), Err(Error::BlockMac)));
    }
    let odd = unwrap(&secret(&[0x5A; 31]), &block);
    assert!(matches!(odd, Err(Error::ProtectionKey(31))));
}

#[test]
fn wrapping_asks_for_aes_256() {
    for len in [1, 16, 24, 31] {
        let refused = wrap(&secret(&vec![1; len]), &header(&[]), &secret(&[1; 16]));
        assert!(matches!(refused, Err(Error::ProtectionKey(found)) if found == len));
    }
}

#[test]
fn headers_without_a_text_form_are_not_wrapped() {
    let key = secret(&[1; 16]);
    let mut bad = vec![
        header(&[("PB", "0000")]),
        header(&[("LB", "a"), ("LB", "b")]),
        header(&[("lb", "a")]),
        header(&[("LBX", "a")]),
        header(&[("LB", "省")]),
        header(&[("LB", "a\n")]),
        header(&[("LB", &"x".repeat(9_990))]),
        header(&[("LB", &"x".repeat(70_000))]),
    ];
    for change in [
        |h: &mut Header| h.usage = *b"b3",
        |h: &mut Header| h.algorithm = b' ',
        |h: &mut Header| h.mode = 0xFF,
        |h: &mut Header| h.version = *b"1c",
        |h: &mut Header| h.exportability = b'n',
    ] {
        let mut changed = header(&[]);
        change(&mut changed);
        bad.push(changed);
    }
    for header in bad {
        assert!(
            matches!(wrap(&kbpk(), &header, &key), Err(Error::BlockSyntax(_))),
            "{header:?}"
        );
    }
}

/// A block that reaches the parser only: everything behind the header is filler.
fn shaped(fixed: &str, optional: &str) -> String {
    let tail = "0".repeat(128);
    let total = 16 + optional.len() + tail.len();
    format!("D{total:04}{fixed}{optional}{tail}")
}

#[test]
fn each_malformed_place_is_named() {
    let well_formed = shaped("B3AX01N0100", "LB100101/410000/");
    assert!(matches!(
        unwrap(&kbpk(), &well_formed),
        Err(Error::BlockMac)
    ));
    let cases = [
        (shaped("b3AX01N0000", ""), Part::Attributes),
        (shaped("B3AX01n0000", ""), Part::Attributes),
        (shaped("B3AX01N0001", ""), Part::Reserved),
        (shaped("B3AX01N0010", ""), Part::Reserved),
        (
            shaped("B3AX01N+100", "LB100101/410000/"),
            Part::OptionalCount,
        ),
        (
            shaped("B3AX01N 100", "LB100101/410000/"),
            Part::OptionalCount,
        ),
        (
            shaped("B3AX01N0200", "LB100101/410000/"),
            Part::OptionalBlock,
        ),
        (
            shaped("B3AX01N9900", "LB100101/410000/"),
            Part::OptionalBlock,
        ),
        (
            shaped("B3AX01N0100", "LB030101/410000/"),
            Part::OptionalBlock,
        ),
        (
            shaped("B3AX01N0100", "LBFF0101/410000/"),
            Part::OptionalBlock,
        ),
        (
            shaped("B3AX01N0100", "LB0g0101/410000/"),
            Part::OptionalBlock,
        ),
        (
            shaped("B3AX01N0100", "LB+F0101/410000/"),
            Part::OptionalBlock,
        ),
        (
            shaped("B3AX01N0100", "LB000101/410000/"),
            Part::OptionalBlock,
        ),
        (
            shaped("B3AX01N0100", "LB00020010abcdef"),
            Part::OptionalBlock,
        ),
        (
            shaped("B3AX01N0100", "lb100101/410000/"),
            Part::OptionalBlock,
        ),
        (shaped("B3AX01N0100", "LB0F0101/410000/"), Part::Padding),
        (
            shaped("B3AX01N0200", "LB08aaaaLB08aaaa"),
            Part::OptionalBlock,
        ),
        (shaped("B3AX01N0200", "PB080000LB08aaaa"), Part::Padding),
        (shaped("B3AX01N0200", "PB080000PB080000"), Part::Padding),
        (
            shaped("B3AX01N0000", "").replace("D0144", "D0160"),
            Part::TotalLength,
        ),
        (
            shaped("B3AX01N0000", "").replace("D0144", "D+144"),
            Part::TotalLength,
        ),
        (
            shaped("B3AX01N0000", "").replace("D0144", "D144 "),
            Part::TotalLength,
        ),
        (
            shaped("B3AX01N0000", "").replace("00000000", "0000省00"),
            Part::Characters,
        ),
        (
            shaped("B3AX01N0000", "").replace("00000000", "0000\t000"),
            Part::Characters,
        ),
        ("D0016B3AX01N0000".to_owned(), Part::Size),
        ("D0032B3AX01N00000123456789ABCDEF".to_owned(), Part::Size),
        (format!("D9999{}", "0".repeat(99_995)), Part::Size),
        (String::new(), Part::Size),
    ];
    for (block, part) in cases {
        match unwrap(&kbpk(), &block) {
            Err(Error::BlockSyntax(named)) => assert_eq!(named, part, "{block:.80}"),
            Err(other) => panic!("{block:.80}: {other}"),
            Ok(_) => panic!("{block:.80}: opened"),
        }
    }
}

#[test]
fn payload_and_mac_have_one_spelling() {
    let block = wrap(&kbpk(), &header(&[]), &secret(&[1; 16])).unwrap();
    let lower = block[..16].to_owned() + &block[16..].to_ascii_lowercase();
    let refused = unwrap(&kbpk(), &lower);
    assert!(matches!(refused, Err(Error::BlockSyntax(Part::Payload))));
}

#[test]
fn other_versions_are_refused_by_name() {
    let block = wrap(&kbpk(), &header(&[]), &secret(&[1; 16])).unwrap();
    for version in ['A', 'B', 'C', 'E', 'd', '0'] {
        let other = format!("{version}{}", &block[1..]);
        let refused = unwrap(&kbpk(), &other);
        assert!(matches!(refused, Err(Error::BlockVersion(found)) if found == version));
    }
}

prop_compose! {
    fn any_header()(
        attributes in "[0-9A-Z]{2}[0-9A-Z]{2}[0-9Ac][0-9A-Z][ENS]",
        ids in proptest::collection::btree_set("[A-OQ-Z0-9][A-Z0-9]", 0..5),
        data in "[ -~]{0,300}",
    ) -> Header {
        let a = attributes.as_bytes();
        Header {
            usage: [a[0], a[1]],
            algorithm: a[2],
            mode: a[3],
            version: [a[4], a[5]],
            exportability: a[6],
            optional: ids.into_iter().map(|id| (id, data.clone())).collect(),
        }
    }
}

proptest! {
    #[test]
    fn what_is_wrapped_comes_out(header in any_header(), key in proptest::collection::vec(any::<u8>(), 1..=32)) {
        let block = wrap(&kbpk(), &header, &secret(&key)).unwrap();
        let (opened, same) = unwrap(&kbpk(), &block).unwrap();
        prop_assert_eq!(opened, header);
        prop_assert_eq!(same.expose(), &key[..]);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(D[0-9]{4})?\\PC{0,200}") {
        prop_assert!(unwrap(&kbpk(), &text).is_err());
    }

    #[test]
    fn no_optional_part_makes_the_reader_panic(optional in "([A-Z]{2}[0-9A-F]{2,10}[ -~]{0,20}){0,4}", count in 0..100u8) {
        let fixed = format!("B3AX01N{count:02}00");
        prop_assert!(unwrap(&kbpk(), &shaped(&fixed, &optional)).is_err());
    }
}
