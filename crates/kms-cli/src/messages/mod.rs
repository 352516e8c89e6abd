//! The one table of texts that people read, in Chinese and in English. A text that is missing in one
//! language, or that leaves out something it was given to say, does not compile.

/// Declares messages: a name, what it says something about, and the sentence in both languages.
macro_rules! messages {
    ($($(#[$doc:meta])* $name:ident($($arg:ident),*) { zh: $zh:literal, en: $en:literal $(,)? })+) => {
        $(
            $(#[$doc])*
            pub fn $name(lang: crate::lang::Lang $(, $arg: impl std::fmt::Display)*) -> String {
                match lang {
                    crate::lang::Lang::Zh => format!($zh $(, $arg = $arg)*),
                    crate::lang::Lang::En => format!($en $(, $arg = $arg)*),
                }
            }
        )+
    };
}

pub mod application;
pub mod codes;
pub mod custody;
pub mod custody_help;
pub mod errors;
pub mod events;
pub mod fails;
pub mod handover;
pub mod handover_help;
pub mod health;
pub mod help;
pub mod options;
pub mod prompts;
pub mod refused;
pub mod reports;
pub mod steps;
pub mod terms;
