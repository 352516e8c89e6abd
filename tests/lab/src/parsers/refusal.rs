//! The class of a refusal: the product's stable code and, where a library refused, which of its variants.

use std::fmt::{self, Debug};

/// Why a parser refused: `package-signature`, `log-export-malformed/root`, `key-block/block-syntax-padding`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal(String);

impl Refusal {
    /// The class with this name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// A code with the variant of a library's error behind it.
    pub(super) fn within(code: &str, error: &impl Debug) -> Self {
        Self(format!("{code}/{}", variant(&format!("{error:?}"))))
    }
}

impl From<kms::Error> for Refusal {
    fn from(error: kms::Error) -> Self {
        Self(error.code())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Variants that tell by what they hold which rule was broken.
const DETAILED: [&str; 2] = ["BlockSyntax", "JwsOuter"];

/// `BlockSyntax(Padding)` becomes `block-syntax-padding`; what an error quotes from the file is left out. An error
/// that only says in which line another one happened gives way to that one.
fn variant(debug: &str) -> String {
    if let Some((_, inner)) = debug
        .split_once("error: ")
        .filter(|_| debug.starts_with("InLine"))
    {
        return variant(inner);
    }
    let end = |text: &str| {
        text.find(|c: char| !c.is_alphanumeric())
            .unwrap_or(text.len())
    };
    let (name, rest) = debug.split_at(end(debug));
    let detail = rest.strip_prefix('(').unwrap_or_default();
    let detail = &detail[..end(detail)];
    if DETAILED.contains(&name) {
        kebab(name) + "-" + &kebab(detail)
    } else {
        kebab(name)
    }
}

fn kebab(name: &str) -> String {
    let mut text = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            text.push('-');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::variant;

    #[test]
    fn a_class_names_the_variant_and_quotes_nothing() {
        for (debug, expected) in [
            ("BlockMac", "block-mac"),
            ("BlockSyntax(Padding)", "block-syntax-padding"),
            ("ContextField { tag: 3 }", "context-field"),
            ("CatalogueSyntax(\"x\")", "catalogue-syntax"),
            ("InLine { line: 3, error: NotCanonical }", "not-canonical"),
            (
                "InLine { line: 3, error: Json(Error(\"EOF\", line: 1)) }",
                "json",
            ),
        ] {
            assert_eq!(variant(debug), expected);
        }
    }
}
