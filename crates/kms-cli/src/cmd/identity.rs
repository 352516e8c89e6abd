//! `kms identity export`.

use std::path::PathBuf;

use clap::ArgMatches;
use kms::identity::Identity;
use serde_json::json;

use super::below;
use crate::app::App;
use crate::failure::Result;
use crate::files;
use crate::messages::reports;
use crate::output::{Answer, to_json};
use crate::shown;

/// Runs a command of the group; there is one.
pub fn run(app: &App, matches: &ArgMatches) -> Result<Answer> {
    export(app, below(matches).1)
}

fn export(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let identity = Identity::of(keystore.state());
    let fingerprint = identity.fingerprint()?;
    let out = matches
        .get_one::<PathBuf>("out")
        .cloned()
        .unwrap_or_default();
    let path = out.to_string_lossy();
    let json = json!({ "path": path, "fingerprint": fingerprint, "identity": to_json(&identity) });
    if matches.get_flag("dry-run") {
        let text = format!(
            "{}\n  {}\n",
            reports::would(lang),
            reports::identity_would(lang, shown::path(&out))
        );
        return Ok(Answer::new(text, json).with("dry_run", true));
    }
    app.begin();
    files::write_bytes(lang, &out, &identity.to_bytes()?)?;
    let text = format!(
        "{}\n{}\n\n    {}\n",
        reports::identity_exported(lang, shown::path(&out)),
        reports::identity_fingerprint(lang),
        app.paint.bold(&fingerprint),
    );
    Ok(Answer::new(text, json))
}
