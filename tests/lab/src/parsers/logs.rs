//! Checkpoints, cosignatures and exported logs.

use audit_log::export::{Line, Lines, verify_export};
use audit_log::{Checkpoint, VerifierKey, canonical, open_checkpoint, verify_cosignature};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keystore::Digest;
use kms::audit::{check_export, verify_log};
use serde_json::Value;

use super::offices::{Office, Scene, scene};
use super::{Refusal, Verdict};

/// A signed note of the province's log, as cosigning and every artefact brings it, with at most one line more: the
/// municipality's cosignature. A note whose first line is a verifier key is read for that.
pub(super) fn checkpoint(bytes: &[u8]) -> Verdict {
    let refused = |error: audit_log::Error| Refusal::within("checkpoint", &error);
    let note = std::str::from_utf8(bytes).map_err(|_| Refusal::named("checkpoint/not-text"))?;
    if let Ok(key) = note.parse::<VerifierKey>() {
        assert_eq!(key.to_string(), note, "one spelling");
    }
    if let Ok(body) = Checkpoint::parse(note) {
        assert_eq!(body.body(), note, "one spelling");
    }
    let (above, below) = (verifier(true), verifier(false));
    let checkpoint = open_checkpoint(note, &above).map_err(refused)?;
    let body = checkpoint.body();
    assert!(
        note.starts_with(&body),
        "what was opened is what stands there"
    );
    for line in note[body.len() + 1..].split_inclusive('\n') {
        match verify_cosignature(&body, line, &below) {
            Ok(_) | Err(audit_log::Error::NotSigned(_)) => {}
            Err(error) => return Err(refused(error)),
        }
    }
    Ok(())
}

/// An exported log, replayed by itself, and then compared with what the municipality of the scene has seen of it.
pub(super) fn log_export(bytes: &[u8]) -> Verdict {
    let code = "log-export-malformed";
    let nobody = |_: &[Value], _: &_| Ok::<_, audit_log::Error>(());
    let mut rest = bytes;
    for line in Lines::new(bytes).map_while(Result::ok) {
        let mut again = Vec::new();
        line.write_to(&mut again)
            .expect("what was read can be written");
        rest = rest.strip_prefix(&again[..]).expect("one spelling");
    }
    let report =
        verify_export(bytes, None, nobody).map_err(|error| Refusal::within(code, &error))?;
    assert_eq!(report.signed + report.unsigned, report.tree.size());
    verify_log(bytes, None)?;
    check_export(&scene().watching, bytes)?;
    Ok(())
}

/// The bytes as the text of a note, signed by the province's log and, if it is a checkpoint, cosigned by the
/// municipality's.
pub(super) fn sealed_note(bytes: &[u8]) -> Option<Vec<u8>> {
    let body = std::str::from_utf8(bytes).ok()?;
    let Scene { above, below, .. } = scene();
    let line = signature_line(above, 1, &above.log_signature(bytes));
    let note = format!("{body}\n{line}");
    let time = bytes.len() as u64;
    let cosignature = audit_log::cosign(&note, below.log_key(), &below.party.origin(), time);
    Some(
        [note, cosignature.unwrap_or_default()]
            .concat()
            .into_bytes(),
    )
}

/// A signature line in the office's name with any value of a type (C2SP signed-note: 1; tlog-cosignature: 4).
#[must_use]
pub fn signature_line(office: &Office, signature_type: u8, value: &[u8]) -> String {
    let (name, key) = (office.party.origin(), office.log_key().public());
    let id = Digest::of(&[name.as_bytes(), &[b'\n', signature_type], &key].concat());
    let value = STANDARD.encode([&id.as_bytes()[..4], value].concat());
    format!("\u{2014} {name} {value}\n")
}

/// The lines of the export with every entry's number put right and one checkpoint over them all, so that an altered
/// entry comes before the replay.
pub(super) fn sealed_log(bytes: &[u8]) -> Option<Vec<u8>> {
    let above = &scene().above;
    let mut sealed = Vec::new();
    let mut tree = audit_log::Tree::new();
    let key = Line::Key(audit_log::export::Key::Log(verifier(true)));
    key.write_to(&mut sealed).ok()?;
    for line in bytes.split(|byte| *byte == b'\n') {
        let Ok(mut value) = serde_json::from_slice::<Value>(line) else {
            continue;
        };
        if value["key"]["log"].is_string() || value["checkpoint"].is_string() {
            continue;
        }
        if let Some(entry) = value.get_mut("entry").and_then(Value::as_object_mut) {
            entry.insert("seq".into(), (tree.size() + 1).into());
            tree.push(audit_log::leaf_hash(&canonical::to_vec(&entry).ok()?));
        }
        sealed.extend(canonical::to_vec(&value).ok()?);
        sealed.push(b'\n');
    }
    let note = above.checkpoint(&tree, tree.size());
    Line::Checkpoint(note).write_to(&mut sealed).ok()?;
    Some(sealed)
}

/// The key of the province's log, or of the municipality's.
fn verifier(above: bool) -> VerifierKey {
    let scene = scene();
    let state = if above { &scene.sent } else { &scene.waiting };
    state.created.log_key.clone()
}
