//! The handover memorandum (密钥交接备忘录) of a package: printed from what the log has already, so nothing is recorded.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handover_print::{Anchor, Applied, Language, Memorandum, PassedKey};
use handover_record::Decision;
use key_derivation::Catalogue;
use keystore::Keystore;

use crate::files::{self, Mode};
use crate::{Error, Result, application, clock, keys, regions};

/// Prints the memorandum of a package that was made here: one HTML file, complete in itself. It says what the package's
/// payload and the log say, and no key; where the package answers an application, it names the courier, as far as that
/// name is still kept.
///
/// # Errors
/// [`Error::NoPackage`]; storage errors; [`Error::Print`].
pub fn memorandum(
    keystore: &Keystore,
    package_id: &str,
    language: Language,
    catalogue: &Catalogue,
) -> Result<String> {
    let state = keystore.state();
    let package = state.packages.get(package_id);
    let package = package.ok_or_else(|| Error::NoPackage(package_id.to_owned()))?;
    let created = &package.created;
    let payload = super::read_package(&keystore.attachment(&created.digest)?)?;
    let checkpoint = audit_log::open_checkpoint(keystore.checkpoint(), &state.created.log_key)?;
    let transport = state.transports.get(&created.transport_id);
    let components = transport.map_or(&[][..], |transport| &transport.components);
    let passed = |key: &keystore::event::SubKey| PassedKey {
        name: keys::code_of(catalogue, key.kind, key.algorithm, key.version),
        id: key.key_id.to_string(),
        kcv: key.kcv.to_string(),
    };
    let sheet = Memorandum {
        language,
        from: regions::titled(state.home().region, language),
        to: regions::titled(created.to.region, language),
        rehearsal: state.created.rehearsal,
        package: created.package_id.clone(),
        counter: created.counter,
        state: package.state.name(),
        made: payload.created.clone(),
        keys: created.keys.iter().map(passed).collect(),
        transport: (
            created.transport_id.clone(),
            payload.transport.kcv.to_string(),
        ),
        components: components.iter().map(ToString::to_string).collect(),
        application: applied(keystore, package_id),
        anchor: Anchor {
            digest: created.digest.to_string(),
            origin: checkpoint.origin,
            size: checkpoint.size,
            root: STANDARD.encode(checkpoint.root),
        },
        printed: clock::now(),
    };
    Ok(handover_print::memorandum(&sheet)?)
}

/// Prints a memorandum into a file. It may name the courier, so only its owner may read it.
///
/// # Errors
/// As [`memorandum()`]; [`Error::FileExists`]; [`Error::Unwritable`].
pub fn write_memorandum(
    keystore: &Keystore,
    package_id: &str,
    path: &Path,
    language: Language,
    catalogue: &Catalogue,
) -> Result<()> {
    files::is_free(path)?;
    let page = memorandum(keystore, package_id, language, catalogue)?;
    files::write(path, page.as_bytes(), Mode::Private)
}

fn applied(keystore: &Keystore, package_id: &str) -> Option<Applied> {
    let (from, id, received) = application::of_package(keystore.state(), package_id)?;
    let Decision::Approved { machine, .. } = &received.decision else {
        return None;
    };
    let courier = application::courier(keystore, Some(from), id);
    let certificate = &machine.certificate;
    Some(Applied {
        application: id.to_string(),
        approved: received.decided_on.to_string(),
        machine: format!("{} {} {}", machine.serial, machine.maker, machine.model),
        certificate: format!("{} → {}", certificate.number, certificate.until),
        courier: courier.map(|one| format!("{} {}", one.name, one.id_number).trim().to_owned()),
    })
}
