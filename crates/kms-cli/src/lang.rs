//! The language of everything a person reads.

use std::ffi::OsString;

/// A language that every text is there in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language called `name`, as `--lang` and `KMS_LANG` take it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language to speak before the command line is understood: `--lang` wherever it stands, then
    /// `KMS_LANG`, then the locale.
    pub fn choose(args: &[OsString], env: impl Fn(&str) -> Option<String>) -> Self {
        let by_locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(&env)
            .find(|value| !value.is_empty());
        let chinese = by_locale.is_some_and(|locale| locale.to_lowercase().starts_with("zh"));
        let usual = if chinese { Self::Zh } else { Self::En };
        option(args)
            .or_else(|| env("KMS_LANG"))
            .and_then(|name| Self::named(&name))
            .unwrap_or(usual)
    }
}

/// The value of the last `--lang`.
fn option(args: &[OsString]) -> Option<String> {
    let mut found = None;
    let mut args = args.iter().map(|arg| arg.to_string_lossy());
    while let Some(arg) = args.next() {
        match arg.strip_prefix("--lang") {
            Some("") => found = args.next().map(String::from),
            Some(rest) => found = rest.strip_prefix('=').map(str::to_owned).or(found),
            None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Lang;

    fn choose(args: &[&str], env: &[(&str, &str)]) -> Lang {
        let args: Vec<_> = args.iter().map(Into::into).collect();
        Lang::choose(&args, |name| {
            env.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_option_wins_wherever_it_stands() {
        assert_eq!(
            choose(&["status", "--lang", "zh"], &[("KMS_LANG", "en")]),
            Lang::Zh
        );
        assert_eq!(
            choose(&["--lang=en", "status"], &[("LANG", "zh_CN.UTF-8")]),
            Lang::En
        );
    }

    #[test]
    fn then_the_variable_then_the_locale() {
        assert_eq!(
            choose(&[], &[("KMS_LANG", "en"), ("LANG", "zh_CN.UTF-8")]),
            Lang::En
        );
        assert_eq!(
            choose(&[], &[("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")]),
            Lang::Zh
        );
        assert_eq!(
            choose(&[], &[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]),
            Lang::En
        );
        assert_eq!(choose(&[], &[]), Lang::En);
    }
}
