//! Text from logs, files and people on its way to a terminal: nothing in it is obeyed, and all of it is seen.

use std::path::Path;

/// Whether a terminal would act upon a character or not show it as itself: control characters, those that
/// turn the direction of writing, those of no width or no meaning.
pub fn is_hidden(c: char) -> bool {
    !matches!(c, '"' | '\'' | '\\' | '\u{3000}') && c.escape_debug().len() > 1
}

/// One line of text from outside, with everything hidden in it written as an escape: `\u{1b}`.
pub fn visible(text: impl ToString) -> String {
    let mut shown = String::new();
    for c in text.to_string().chars() {
        if is_hidden(c) {
            shown.extend(c.escape_debug());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A path in one line of text.
pub fn path(path: impl AsRef<Path>) -> String {
    visible(path.as_ref().display())
}

/// A whole text just before it is written. What was put together from elsewhere is [`visible`] already; this
/// is the net below. Its line breaks stay, and where the program itself colours, so do its colours.
pub fn screen(text: &str, colours: bool) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let kept = if colours { colour(rest) } else { 0 };
        let (head, tail) = rest.split_at(kept.max(c.len_utf8()));
        if kept > 0 || c == '\n' {
            shown.push_str(head);
        } else {
            shown.push_str(&visible(head));
        }
        rest = tail;
    }
    shown
}

/// How many bytes at the beginning of `text` do nothing but choose a colour or a weight; 0 if none.
fn colour(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("\x1b[") else {
        return 0;
    };
    let numbers = rest.find(|c: char| !c.is_ascii_digit() && c != ';');
    match numbers {
        Some(end) if rest[end..].starts_with('m') => "\x1b[".len() + end + "m".len(),
        _ => 0,
    }
}

/// A JSON document whose strings hold nothing hidden as it is. JSON itself escapes few such characters; the
/// others become `\uXXXX`, which means the same.
pub fn json(document: &str) -> String {
    let mut shown = String::new();
    for c in document.chars() {
        if c == '\n' || !is_hidden(c) {
            shown.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{json, screen, visible};

    #[test]
    fn what_hides_is_shown() {
        assert_eq!(visible("王芳's　\"a\\b\""), "王芳's　\"a\\b\"");
        assert_eq!(visible("a\u{202e}b\u{1b}[1m\n"), r"a\u{202e}b\u{1b}[1m\n");
        assert_eq!(visible("\u{9b}\u{200b}\u{7f}\r"), r"\u{9b}\u{200b}\u{7f}\r");
    }

    #[test]
    fn only_line_breaks_and_colours_reach_the_screen() {
        let text = "\u{1b}[1;31ma\u{1b}[0m\nb\u{1b}[2J\u{1b}]0;x\u{7}\u{1b}[";
        let escaped = r"b\u{1b}[2J\u{1b}]0;x\u{7}\u{1b}[";
        assert_eq!(
            screen(text, true),
            format!("\u{1b}[1;31ma\u{1b}[0m\n{escaped}")
        );
        assert_eq!(
            screen(text, false),
            format!("{}\n{escaped}", r"\u{1b}[1;31ma\u{1b}[0m")
        );
    }

    #[test]
    fn a_document_says_the_same() -> serde_json::Result<()> {
        let text = "王芳\u{202e}\u{9b}2J\u{e0001}\u{1b}\n\t\"";
        let document = json(&serde_json::to_string(text)?);
        assert!(!document.contains(['\u{202e}', '\u{9b}', '\u{e0001}', '\u{1b}']));
        assert_eq!(serde_json::from_str::<String>(&document)?, text);
        Ok(())
    }
}
