//! What a key block's header says about a key of this system.
//!
//! A key with diversifications left is a key derivation key: usage `B3`, mode `X`. A key with none
//! left works in a device; the standard knows no usage for it (the `E` usages are issuer masters, the
//! `M` and `D` ones would allow only a part of what the kind allows), so it carries the proprietary
//! usage `10` with mode `N`, "no restriction beyond the usage": a machine that knows only the
//! standard then refuses to diversify it, which is right. The kind of key is in the label.

use key_derivation::{Algorithm, Kcv, KeyDescriptor};

use crate::error::{Error, Field, Result};
use crate::x9143::Header;

/// Check value of the key in the block (X9.143:2021, 6.3.6.7).
const KEY_CHECK: &str = "KC";
/// Check value of the block protection key.
const PROTECTION_CHECK: &str = "KP";
/// Label.
const LABEL: &str = "LB";

/// The header of the key block that carries the key `key` with check value `kcv` under a transport
/// key with check value `protection`.
#[must_use]
pub fn header_of(key: &KeyDescriptor, kcv: &Kcv, protection: &Kcv) -> Header {
    let (usage, mode) = if key.levels_left > 0 {
        (*b"B3", b'X')
    } else {
        (*b"10", b'N')
    };
    let algorithm = match key.algorithm {
        Algorithm::Aes128 | Algorithm::Aes192 | Algorithm::Aes256 => b'A',
        Algorithm::Tdes2 => b'T',
        Algorithm::Sm4 => b'4',
    };
    let label = format!("{}/{}/v{}", key.kind, key.region, key.version);
    Header {
        usage,
        algorithm,
        mode,
        version: two_digits(key.version.number()),
        exportability: b'N',
        optional: vec![
            (KEY_CHECK.to_owned(), check_data(key.algorithm, kcv)),
            (
                PROTECTION_CHECK.to_owned(),
                check_data(Algorithm::Aes256, protection),
            ),
            (LABEL.to_owned(), label),
        ],
    }
}

/// Compares the header of a received key block with the descriptor that came with it.
pub(crate) fn check_header(
    header: &Header,
    key: &KeyDescriptor,
    kcv: &Kcv,
    protection: &Kcv,
) -> Result<()> {
    let expected = header_of(key, kcv, protection);
    let agreements = [
        (Field::Usage, header.usage == expected.usage),
        (Field::Algorithm, header.algorithm == expected.algorithm),
        (Field::Mode, header.mode == expected.mode),
        (Field::KeyVersion, header.version == expected.version),
        (
            Field::Exportability,
            header.exportability == expected.exportability,
        ),
        (
            Field::Label,
            header.optional(LABEL) == expected.optional(LABEL),
        ),
        (
            Field::CheckValue,
            header.optional(KEY_CHECK) == expected.optional(KEY_CHECK),
        ),
        (
            Field::ProtectionCheckValue,
            header.optional(PROTECTION_CHECK) == expected.optional(PROTECTION_CHECK),
        ),
        (
            Field::OptionalBlock,
            header.optional.len() == expected.optional.len(),
        ),
    ];
    match agreements.iter().find(|(_, agrees)| !agrees) {
        Some((field, _)) => Err(Error::Header(*field)),
        None => Ok(()),
    }
}

/// Data of `KC` and `KP`: the method, `00` legacy (zero block) or `01` CMAC, then the value.
fn check_data(algorithm: Algorithm, kcv: &Kcv) -> String {
    let method = if algorithm == Algorithm::Tdes2 {
        "00"
    } else {
        "01"
    };
    format!("{method}{kcv}")
}

/// Key versions are 1 to 99, so two decimal digits hold every one of them.
fn two_digits(version: u16) -> [u8; 2] {
    let digit = |value: u16| b"0123456789"[usize::from(value % 10)];
    [digit(version / 10), digit(version)]
}
