//! What is put to the test: what the program says about a file.

use std::path::Path;

use keystore::{Finding, Report};
use kms::code;

/// What is said about a file, given checkpoints that are kept elsewhere.
pub type Verdict<'a> = &'a (dyn Fn(&Path, &[String]) -> keystore::Result<Report> + Sync);

/// What the program says.
pub fn program(path: &Path, witnesses: &[String]) -> keystore::Result<Report> {
    keystore::verify_with(path, witnesses)
}

/// Says that everything is well, whatever it is.
pub fn credulous(_: &Path, _: &[String]) -> keystore::Result<Report> {
    Ok(Report::default())
}

/// What the program says, without the findings that `overlooked` picks.
pub fn overlooking(
    overlooked: impl Fn(&Finding) -> bool + Sync,
) -> impl Fn(&Path, &[String]) -> keystore::Result<Report> + Sync {
    move |path, witnesses| {
        let mut report = keystore::verify_with(path, witnesses)?;
        report.findings.retain(|finding| !overlooked(finding));
        Ok(report)
    }
}

/// Exit code and stable code, as `kms verify` gives them.
pub fn codes(said: keystore::Result<Report>) -> (u8, Option<String>) {
    match said {
        Ok(report) => {
            let code = code::verification(&report);
            (if code.is_some() { 3 } else { 0 }, code.map(str::to_owned))
        }
        Err(error) => {
            let error = kms::Error::from(error);
            (error.exit_code(), Some(error.code()))
        }
    }
}
