//! Words that people type and others read.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthChar;

use crate::Invalid;

/// Marks that may stand on one character: more than any script needs, and too few to cover the line above.
const MARKS: usize = 8;

/// Whether `text` is 1 to `max` characters that a person can see and tell apart: none of them a control, a line break,
/// a bidirectional or another invisible format character or a noncharacter, with no space at either end, of all spaces
/// only the common one and the ideographic one (王　芳), and no more marks in a row than any script stacks.
#[must_use]
pub fn is_plain(text: &str, max: usize) -> bool {
    let length = text.chars().count();
    (1..=max).contains(&length)
        && text.trim() == text
        && !text.chars().any(|one| is_hidden(one) || is_odd_space(one))
        && !is_stacked(text)
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{70F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{13430}'..='\u{1345F}'
            | '\u{16FE4}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
        || is_noncharacter(character)
}

fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

/// A space that looks like the common one, or like none, and is neither it nor the ideographic one.
fn is_odd_space(character: char) -> bool {
    character.is_whitespace() && !matches!(character, ' ' | '\u{3000}')
}

/// Whether more than [`MARKS`] characters in a row have no width of their own.
fn is_stacked(text: &str) -> bool {
    let mut row = 0;
    text.chars().any(|character| {
        row = if character.width() == Some(0) {
            row + 1
        } else {
            0
        };
        row > MARKS
    })
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $accepts:expr, $refusal:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                let accepts: fn(&str) -> bool = $accepts;
                if accepts(text) { Ok(Self(text.to_owned())) } else { Err(Invalid::$refusal) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text! {
    /// What people read: names of organisations and places, purposes, conditions. 1 to 200 characters that can be seen.
    Words, |text| is_plain(text, 200), Words
}

text! {
    /// What is stamped on a thing or counts it: serials, seal numbers, ids. 1 to 32 of `A-Z`, `0-9` and `-`, beginning
    /// and ending with a letter or digit: it can be read aloud, and is no path, formula or option.
    Mark, is_mark, Mark
}

text! {
    /// What a lot's serials begin with: as a [`Mark`], and it may end with `-`.
    Prefix, is_prefix, Mark
}

fn is_mark(text: &str) -> bool {
    is_prefix(text) && !text.ends_with('-')
}

fn is_prefix(text: &str) -> bool {
    let known = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(known) && !text.starts_with('-')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Mark, Words, is_plain};

    #[test]
    fn what_a_person_can_see_is_plain() {
        let stacked = format!("a{}b", "\u{301}".repeat(8));
        for text in [
            "王芳",
            "王\u{3000}芳",
            "Zhang Wei",
            "更换到期密钥 (2026)",
            "<b>&\"'",
            "ཨོཾ",
            "한글",
            &stacked,
            &stacked.repeat(2),
        ] {
            assert!(is_plain(text, 64), "{text:?}");
        }
    }

    #[test]
    fn what_hides_is_not() {
        for text in [
            "",
            " a",
            "a ",
            "a\nb",
            "a\u{202E}b",
            "a\u{200B}b",
            "a\u{7}b",
            "a\u{2066}b",
            "\u{FEFF}a",
        ] {
            assert!(!is_plain(text, 64), "{text:?}");
        }
        for hidden in [
            '\u{70F}',
            '\u{16FE4}',
            '\u{1BCA0}',
            '\u{1BCA3}',
            '\u{1D159}',
            '\u{1D173}',
            '\u{1D17A}',
            '\u{FDD0}',
            '\u{FFFE}',
            '\u{FFFF}',
            '\u{1FFFE}',
            '\u{10FFFF}',
            '\u{A0}',
            '\u{2003}',
            '\u{202F}',
        ] {
            assert!(!is_plain(&format!("a{hidden}b"), 64), "{hidden:?}");
        }
        assert!(!is_plain(&format!("a{}", "\u{301}".repeat(9)), 64));
        assert!(!is_plain("\u{3000}a", 64));
        assert!(!is_plain("四个字符", 3));
    }

    #[test]
    fn a_mark_is_no_path_formula_or_option() {
        for good in ["PSAM-000123", "0", "A-1"] {
            assert_eq!(good.parse::<Mark>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "-A",
            "A-",
            "a",
            "../A",
            "=1+1",
            "A B",
            "Ａ",
            &"A".repeat(33),
        ] {
            assert!(bad.parse::<Mark>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn json_is_held_to_the_same_rules() {
        assert!(serde_json::from_str::<Words>(r#""第三方制卡厂""#).is_ok());
        assert!(serde_json::from_str::<Words>(r#""a\u202eb""#).is_err());
        assert!(serde_json::from_str::<Mark>(r#""a""#).is_err());
    }
}
