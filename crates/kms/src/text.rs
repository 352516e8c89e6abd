//! Words that people type and others read: only characters that a person can see.

/// Whether `text` is 1 to `max` characters, none of them a control, a line break, a bidirectional or
/// another invisible format character, with no space at either end.
pub(crate) fn is_plain(text: &str, max: usize) -> bool {
    let length = text.chars().count();
    (1..=max).contains(&length) && text.trim() == text && !text.chars().any(is_hidden)
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{13430}'..='\u{1345F}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn what_a_person_can_see_is_plain() {
        for text in ["王芳", "Zhang Wei", "更换到期密钥 (2026)", "<b>&\"'"] {
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
        assert!(!is_plain("四个字符", 3));
    }
}
