//! Identities of keystores that the demo does not create: keys are drawn and thrown away.

use audit_log::VerifierKey;
use key_derivation::{RegionCode, RegionTable};
use keystore::event::Party;
use quorum::{Officer, SigningKey};

use super::{enrol as enrol_identity, identity_of};
use crate::Result;
use crate::session::Session;

/// Enrols an invented keystore for `region`.
pub(super) fn enrol(session: &mut Session, region: RegionCode) -> Result<()> {
    let level = RegionTable::builtin().recipient(region)?.level;
    let party = Party {
        level,
        region,
        keystore: uuid::Uuid::new_v4().to_string(),
    };
    let log_key = VerifierKey::new(&party.origin(), SigningKey::random()?.public())?;
    let officer = |(index, id): (u8, &str)| -> Result<Officer> {
        Ok(Officer {
            id: id.parse()?,
            public_key: SigningKey::random()?.public(),
            share_index: index,
        })
    };
    let officers = (0..)
        .zip(["stand-in-1", "stand-in-2"])
        .map(officer)
        .collect::<Result<_>>()?;
    let mut identity = identity_of(session);
    identity.identity_key = hex::encode(SigningKey::random()?.public());
    identity.party = party;
    identity.log_key = log_key;
    identity.k = 2;
    identity.officers = officers;
    enrol_identity(session, &identity)
}
