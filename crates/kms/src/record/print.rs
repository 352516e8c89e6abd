//! The printed form of a record.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handover_print::{Anchor, Language, Names, Sheet};
use key_derivation::Catalogue;

use super::verify::Report;
use super::wire::KeyNote;
use crate::{Result, regions};

/// Prints a record that was verified: one HTML file, complete in itself.
///
/// `names` are those of officers and of representatives, as far as they are to be printed: they come from attachments that can be erased, and are in no record. Kinds of keys get their names from `catalogue`.
///
/// # Errors
/// [`crate::Error::Print`].
pub fn print(
    report: &Report,
    language: Language,
    catalogue: &Catalogue,
    names: &Names,
) -> Result<String> {
    let payload = &report.payload;
    let keys = payload.keys.iter();
    let sheet = Sheet {
        language,
        office: regions::titled(payload.keystore.region, language),
        rehearsal: payload.rehearsal,
        account: &payload.handover,
        keys: keys.map(|note| (note.key, key(note, catalogue))).collect(),
        signers: report.signers.iter().map(ToString::to_string).collect(),
        created: payload.created.clone(),
        anchor: Anchor {
            digest: report.digest.to_string(),
            origin: report.checkpoint.origin.clone(),
            size: report.checkpoint.size,
            root: STANDARD.encode(report.checkpoint.root),
        },
        names: names.clone(),
    };
    Ok(handover_print::print(&sheet)?)
}

/// Kind, algorithm and version of a key, as its field says it.
fn key(note: &KeyNote, catalogue: &Catalogue) -> String {
    let kind = catalogue.by_code(note.kind);
    let kind = kind.map_or_else(|| note.kind.to_string(), |kind| kind.name.clone());
    format!(
        "{kind} {} v{}",
        note.algorithm.name(),
        note.version.number()
    )
}
