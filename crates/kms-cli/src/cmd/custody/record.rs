//! `kms handover print`, `kms handover verify`: the signed record of a handover, and its printed form.

use std::path::PathBuf;

use clap::ArgMatches;
use handover_record::Mark;
use kms::Artefact;
use kms::identity::{Identity, MAX_IDENTITY};
use kms::record::{self, KeysFrom, MAX_RECORD};
use quorum::Action;
use serde_json::json;

use super::{find_handover, given, maybe};
use crate::app::App;
use crate::cmd::key_list::moment;
use crate::failure::Result;
use crate::layout::facts;
use crate::messages::{custody as c, handover as t, reports, terms};
use crate::output::{Answer, to_json};
use crate::shown;

/// `kms handover print`.
pub fn print(app: &App, matches: &ArgMatches, handover: &Mark) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    find_handover(&keystore.state().register, handover)?;
    if matches.get_flag("dry-run") {
        let line = t::would_issue(lang, handover);
        let text = format!("{}\n  {line}\n", reports::would(lang));
        let json = json!({ "dry_run": true, "handover": handover });
        return Ok(Answer::new(text, json));
    }
    let folder: PathBuf = given(matches, "out")?;
    let language = super::language(lang);
    let mut session = app.unlock(keystore, Action::CustodyRecord)?;
    let catalogue = app.catalogue();
    let written =
        session.run(|session| record::write(session, handover, &folder, language, catalogue))?;
    let text = format!(
        "  {}\n  {}\n  {}\n",
        t::issued(lang, handover, written.digest),
        t::file_record(lang, shown::path(&written.record)),
        t::file_page(lang, shown::path(&written.page))
    );
    let json = json!({
        "handover": handover, "digest": written.digest, "record": written.record.to_string_lossy(), "page": written.page.to_string_lossy(),
    });
    Ok(Answer::new(text, json))
}

/// `kms handover verify`: exit 0 where the record is whole and shown to be that keystore's, 4 where it is whole and
/// nothing was given that shows whose it is.
pub fn verify(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let file: PathBuf = given(matches, "file")?;
    let bytes = kms::read_file(&file, Artefact::HandoverRecord, MAX_RECORD)?;
    let identity = maybe::<PathBuf>(matches, "identity");
    let identity = identity
        .map(|path| Identity::parse(&kms::read_file(&path, Artefact::Identity, MAX_IDENTITY)?))
        .transpose()?;
    let report = record::verify(&bytes, identity.as_ref())?;
    let payload = &report.payload;
    let handover = &payload.handover;
    let signers: Vec<_> = report.signers.iter().map(ToString::to_string).collect();
    let (id, entries) = (&handover.handover, payload.entries.len());
    // Anybody can make keys and sign a whole record with them: only with the identity file is this an office's.
    let (head, whose, exit) = match report.keys {
        KeysFrom::Identity => (
            app.paint.good(&t::record_good(lang, id, entries)),
            app.paint.good(&t::record_by_identity(lang)),
            0,
        ),
        KeysFrom::Record => (
            app.paint.warn(&t::record_whole(lang, id, entries)),
            app.paint.warn(&t::record_by_itself(lang)),
            4,
        ),
    };
    let mark = match payload.rehearsal {
        true => reports::rehearsal_mark(lang, app.paint.bad(&terms::rehearsal(lang))),
        false => String::new(),
    };
    let facts = facts(
        app.paint,
        &[
            (t::h_keystore(lang), app.region(payload.keystore.region)),
            (t::h_organisation(lang), handover.organisation.to_string()),
            (t::h_purpose(lang), handover.purpose.to_string()),
            (t::h_stage(lang), c::stage(lang, handover.stage)),
            (t::h_signers(lang), signers.join(&reports::gap(lang))),
            (t::h_made(lang), format!("{} UTC", moment(&payload.created))),
            (t::h_digest(lang), report.digest.to_string()),
        ],
    );
    let text = format!("{head}{mark}\n{facts}{whose}\n");
    let json = json!({
        "verified": exit == 0, "whole": true, "digest": report.digest, "signers": report.signers,
        "rehearsal": payload.rehearsal,
        "keys_from": match report.keys { KeysFrom::Identity => "identity", KeysFrom::Record => "record" },
        "keystore": to_json(&payload.keystore), "handover": to_json(handover), "created": payload.created,
    });
    Ok(Answer::new(text, json).exit(exit))
}
