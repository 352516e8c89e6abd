//! The command that was run, so that the commands people are told to run next work as printed.

use std::ffi::OsString;
use std::path::Path;

use crate::app::quoted;

/// The command that was run.
pub struct Invocation {
    /// The program with its keystore, where that was named on the command line.
    pub kms: String,
    /// The whole command. No secret is in it: passphrases are no arguments.
    pub again: String,
    /// The folder for files, where one was named.
    out: Option<OsString>,
    /// The options that name component folders, as they were given.
    component_folders: String,
    words: Vec<OsString>,
}

impl Invocation {
    /// From the arguments after the program's name.
    pub fn new(args: impl IntoIterator<Item = OsString>) -> Self {
        let words: Vec<OsString> = args.into_iter().collect();
        let keystore = values(&words, "--keystore").pop();
        let folders = values(&words, "--component-dir");
        let again = words.iter().map(|word| format!(" {}", quoted(word)));
        Self {
            kms: keystore.map_or_else(
                || "kms".into(),
                |path| format!("kms --keystore {}", quoted(&path)),
            ),
            again: again.fold("kms".into(), |line, word| line + &word),
            out: values(&words, "--out").pop(),
            component_folders: folders
                .iter()
                .map(|folder| format!(" --component-dir {}", quoted(folder)))
                .collect(),
            words,
        }
    }

    /// Whether `word` stands in the command.
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|one| one == word)
    }

    /// The handover that the command is about, as a shell takes it: what stands after `handover` and what is done with
    /// it.
    pub fn handover(&self) -> Option<String> {
        let mut words = self.words.iter().skip_while(|one| *one != "handover");
        let id = words
            .nth(2)
            .filter(|word| !word.as_encoded_bytes().starts_with(b"-"));
        id.map(|word| quoted(word))
    }

    /// Whether the command is about a key application, or answers one.
    pub fn is_of_application(&self) -> bool {
        self.has("application") || self.has("--application")
    }

    /// The last word with this ending, as a shell takes it.
    pub fn ending_with(&self, ending: &str) -> Option<String> {
        let mut words = self.words.iter().rev();
        words
            .find(|word| word.to_string_lossy().ends_with(ending))
            .map(|word| quoted(word))
    }

    /// The command that finishes committed files into the folder of `path`.
    pub fn recover_beside(&self, path: &Path) -> String {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        self.recover_into(folder.unwrap_or(Path::new(".")))
    }

    /// The command that finishes committed files into the folder that was named for them.
    pub fn recover(&self) -> String {
        self.recover_into(self.out.as_ref().map_or(Path::new("."), Path::new))
    }

    fn recover_into(&self, folder: &Path) -> String {
        let (kms, components) = (&self.kms, &self.component_folders);
        format!(
            "{kms} recover --out {}{components}",
            quoted(folder.as_os_str())
        )
    }
}

/// The values of an option, written `--name VALUE` or `--name=VALUE`.
fn values(words: &[OsString], name: &str) -> Vec<OsString> {
    let mut found = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let text = word.to_string_lossy();
        if text == name {
            found.extend(words.next().cloned());
        } else if let Some(value) = text
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('='))
        {
            found.push(value.into());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Invocation;

    fn call(line: &str) -> Invocation {
        Invocation::new(line.split_whitespace().map(Into::into))
    }

    #[test]
    fn the_keystore_is_named_again() {
        assert_eq!(call("status").kms, "kms");
        assert_eq!(call("--keystore a.kms status").kms, "kms --keystore a.kms");
        assert_eq!(call("status --keystore=a.kms").kms, "kms --keystore a.kms");
        assert_eq!(
            Invocation::new(["--keystore".into(), "my keys.kms".into()]).again,
            "kms --keystore 'my keys.kms'"
        );
    }

    #[test]
    fn recovery_goes_to_the_same_folders() {
        let call =
            call("package create --to 410000 --component-dir c1 --component-dir=c2 --out out");
        assert_eq!(
            call.recover(),
            "kms recover --out out --component-dir c1 --component-dir c2"
        );
        assert_eq!(
            call.recover_beside(Path::new("/p/410000-0001.kmspkg")),
            "kms recover --out /p --component-dir c1 --component-dir c2"
        );
    }

    #[test]
    fn a_file_named_alone_lies_here() {
        let call = call("package import x.kmspkg");
        assert_eq!(
            call.recover_beside(Path::new("a.kmsack")),
            "kms recover --out ."
        );
        assert!(call.has("import") && !call.has("export"));
    }

    #[test]
    fn a_handover_is_named_again() {
        let handover = |line| call(line).handover();
        assert_eq!(handover("handover approve HO-1").as_deref(), Some("HO-1"));
        assert_eq!(handover("handover list"), None);
        assert_eq!(handover("carrier list"), None);
    }
}
