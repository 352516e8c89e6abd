//! What may stand in a text that people will read.

/// Whether a text is fit to be shown: not empty, at most `cap` characters, no
/// space around it, and no character that is invisible, breaks the line or
/// turns the direction of what follows.
pub(crate) fn is_showable(text: &str, cap: usize) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text.chars().count() <= cap
        && !text.chars().any(is_hidden)
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Direction: marks, embeddings, overrides, isolates.
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            // Of no width: soft hyphen, joiners, byte order mark, fillers.
            | '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'
            // Line and paragraph separators.
            | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::is_showable;

    #[test]
    fn plain_text_passes() {
        for text in ["内部认证密钥", "Ürümqi", "a b"] {
            assert!(is_showable(text, 6), "{text:?}");
        }
    }

    #[test]
    fn hidden_characters_spaces_and_excess_do_not() {
        for text in [
            "",
            " a",
            "a ",
            "a\n",
            "a\0b",
            "a\u{85}b",
            "a\u{202E}b",
            "a\u{2066}b",
            "a\u{200B}b",
            "a\u{2028}b",
            "\u{FEFF}a",
            "1234567",
        ] {
            assert!(!is_showable(text, 6), "{text:?}");
        }
    }
}
