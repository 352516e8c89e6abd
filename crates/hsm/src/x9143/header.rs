//! The clear part of a key block: sixteen characters of attributes and the optional blocks.

use crate::error::{Error, Part, Result};

/// Characters of the fixed header.
pub(super) const FIXED: usize = 16;
/// Characters of a whole key block at most: the length field has four digits.
pub(super) const LONGEST: usize = 9999;
/// Header and payload are whole blocks of the cipher, 16 bytes for AES.
const BLOCK: usize = 16;
/// Characters of a short optional block's id and length.
const SHORT_PREFIX: usize = 4;
/// Characters of a long optional block's id, `00`, length of length and length.
const LONG_PREFIX: usize = 10;
/// The longest optional block whose length fits into two hexadecimal digits.
const LONGEST_SHORT: usize = 0xFF;
/// Optional blocks at most: the count has two digits.
const MOST_BLOCKS: usize = 99;
/// The padding block's id.
const PADDING: &str = "PB";

/// The attributes of the key in a block (X9.143:2021, 6.2 and 6.3).
///
/// The padding block `PB` is no attribute: it is added and taken away with the text form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Key usage, characters 5-6, such as `B3`: two upper-case letters or digits.
    pub usage: [u8; 2],
    /// Algorithm of the key, character 7: `A` AES, `T` 3DES; a digit is proprietary.
    pub algorithm: u8,
    /// Mode of use, character 8: `X` derives other keys.
    pub mode: u8,
    /// Key version, characters 9-10; `00` where versions are not used.
    pub version: [u8; 2],
    /// Exportability, character 11: `E`, `N` or `S`.
    pub exportability: u8,
    /// Optional blocks in order: two characters of id, then printable ASCII without id and length.
    pub optional: Vec<(String, String)>,
}

impl Header {
    /// The data of the optional block `id`, if it is there.
    #[must_use]
    pub fn optional(&self, id: &str) -> Option<&str> {
        let found = self.optional.iter().find(|(known, _)| known == id);
        found.map(|(_, data)| data.as_str())
    }

    /// The text of the header in a block whose payload and MAC take `tail` characters.
    pub(super) fn encode(&self, tail: usize) -> Result<String> {
        self.check_attributes()?;
        let mut blocks = String::new();
        for (index, (id, data)) in self.optional.iter().enumerate() {
            let twice = self.optional[..index]
                .iter()
                .any(|(earlier, _)| earlier == id);
            if twice || id == PADDING || !is_block_id(id) || !is_printable(data) {
                return Err(Error::BlockSyntax(Part::OptionalBlock));
            }
            push_block(&mut blocks, id, data)?;
        }
        let mut count = self.optional.len();
        if let Some(fill) = padding_needed(blocks.len()) {
            push_block(&mut blocks, PADDING, &"0".repeat(fill))?;
            count += 1;
        }
        let total = FIXED + blocks.len() + tail;
        if count > MOST_BLOCKS || total > LONGEST {
            return Err(Error::BlockSyntax(Part::Size));
        }
        let attributes = String::from_utf8_lossy(&self.attributes()).into_owned();
        Ok(format!("D{total:04}{attributes}{count:02}00{blocks}"))
    }

    /// Reads the header at the start of `block` and says how many characters it takes.
    pub(super) fn parse(block: &str) -> Result<(Self, usize)> {
        if !is_printable(block) {
            return Err(Error::BlockSyntax(Part::Characters));
        }
        let bytes = block.as_bytes();
        if bytes.len() < FIXED || bytes.len() > LONGEST || !bytes.len().is_multiple_of(BLOCK) {
            return Err(Error::BlockSyntax(Part::Size));
        }
        if bytes[0] != b'D' {
            return Err(Error::BlockVersion(char::from(bytes[0])));
        }
        if decimal(&bytes[1..5]) != Some(bytes.len()) {
            return Err(Error::BlockSyntax(Part::TotalLength));
        }
        if &bytes[14..16] != b"00" {
            return Err(Error::BlockSyntax(Part::Reserved));
        }
        let count = decimal(&bytes[12..14]).ok_or(Error::BlockSyntax(Part::OptionalCount))?;
        let (optional, len) = parse_blocks(block, count)?;
        let header = Self {
            usage: [bytes[5], bytes[6]],
            algorithm: bytes[7],
            mode: bytes[8],
            version: [bytes[9], bytes[10]],
            exportability: bytes[11],
            optional,
        };
        header.check_attributes()?;
        Ok((header, len))
    }

    /// Characters 5 to 11.
    fn attributes(&self) -> [u8; 7] {
        let [u0, u1] = self.usage;
        let [v0, v1] = self.version;
        [
            u0,
            u1,
            self.algorithm,
            self.mode,
            v0,
            v1,
            self.exportability,
        ]
    }

    /// Upper-case letters and digits; a lower-case `c` only where it marks a key component.
    fn check_attributes(&self) -> Result<()> {
        let ok = self.attributes().iter().enumerate().all(|(index, byte)| {
            byte.is_ascii_uppercase() || byte.is_ascii_digit() || (index == 4 && *byte == b'c')
        });
        if ok {
            Ok(())
        } else {
            Err(Error::BlockSyntax(Part::Attributes))
        }
    }
}

fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..=0x7E).contains(&byte))
}

fn is_block_id(id: &str) -> bool {
    id.len() == 2
        && id
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// A number in decimal digits only: no sign, no space.
fn decimal(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + usize::from(byte - b'0'))
    })
}

/// A number in upper-case hexadecimal digits only.
fn hexadecimal(text: &str) -> Option<usize> {
    let canonical = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    if canonical {
        usize::from_str_radix(text, 16).ok()
    } else {
        None
    }
}

/// Fill characters of the padding block, if optional blocks of this length need one.
fn padding_needed(len: usize) -> Option<usize> {
    match len % BLOCK {
        0 => None,
        over if over + SHORT_PREFIX <= BLOCK => Some(BLOCK - SHORT_PREFIX - over),
        over => Some(2 * BLOCK - SHORT_PREFIX - over),
    }
}

/// Appends one optional block, with the long form of the length where two digits are too few.
fn push_block(text: &mut String, id: &str, data: &str) -> Result<()> {
    let short = data.len() + SHORT_PREFIX;
    let prefix = if short <= LONGEST_SHORT {
        format!("{id}{short:02X}")
    } else if data.len() + LONG_PREFIX <= LONGEST {
        format!("{id}0002{:04X}", data.len() + LONG_PREFIX)
    } else {
        return Err(Error::BlockSyntax(Part::Size));
    };
    text.push_str(&prefix);
    text.push_str(data);
    Ok(())
}

/// Reads `count` optional blocks behind the fixed header.
fn parse_blocks(block: &str, count: usize) -> Result<(Vec<(String, String)>, usize)> {
    let mut optional: Vec<(String, String)> = Vec::new();
    let mut at = FIXED;
    for number in 1..=count {
        let (id, data, next) =
            parse_block(block, at).ok_or(Error::BlockSyntax(Part::OptionalBlock))?;
        at = next;
        if id == PADDING {
            if number != count {
                return Err(Error::BlockSyntax(Part::Padding));
            }
        } else if optional.iter().any(|(earlier, _)| earlier == id) {
            return Err(Error::BlockSyntax(Part::OptionalBlock));
        } else {
            optional.push((id.to_owned(), data.to_owned()));
        }
    }
    if !at.is_multiple_of(BLOCK) {
        return Err(Error::BlockSyntax(Part::Padding));
    }
    Ok((optional, at))
}

/// One optional block at `at`: its id, its data, and where the next one starts.
fn parse_block(block: &str, at: usize) -> Option<(&str, &str, usize)> {
    let id = block.get(at..at + 2)?;
    let (prefix, len) = match hexadecimal(block.get(at + 2..at + 4)?)? {
        0 => (LONG_PREFIX, parse_long_length(block, at)?),
        len => (SHORT_PREFIX, len),
    };
    let data = block.get(at + prefix..at.checked_add(len)?)?;
    is_block_id(id).then_some((id, data, at + len))
}

/// The long form of a length, only where the short one would not do.
fn parse_long_length(block: &str, at: usize) -> Option<usize> {
    let two_bytes = block.get(at + 4..at + 6)? == "02";
    let len = hexadecimal(block.get(at + 6..at + 10)?)?;
    let needed = len > LONGEST_SHORT + LONG_PREFIX - SHORT_PREFIX;
    (two_bytes && needed).then_some(len)
}
