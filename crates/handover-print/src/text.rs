//! Text from people, made harmless for paper.

use handover_record::is_plain;

/// Stands for a character that a person could not see.
const HIDDEN: char = '\u{FFFD}';

/// The same text with every character that a person could not see replaced. What comes out of a record has none; names
/// come from elsewhere.
pub(crate) fn visible(text: &str) -> String {
    let shown = |character: char| {
        let mut buffer = [0; 4];
        let is_seen = matches!(character, ' ' | '\u{3000}')
            || is_plain(character.encode_utf8(&mut buffer), 1);
        if is_seen { character } else { HIDDEN }
    };
    text.chars().map(shown).collect()
}
