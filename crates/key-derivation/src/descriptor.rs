//! Everything about a key that never changes, except its value.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    Algorithm, Error, Input, Kcv, KeyId, KeyVersion, KindCode, Level, RegionCode, Result, Scheme,
};

/// How a key came to this keystore. In JSON: lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Drawn at random here: a master key.
    Generated,
    /// Diversified here from a key kept here.
    Derived,
    /// Handed down from the level above.
    Received,
}

/// What a key is, from its making to its destruction.
///
/// The check value is not in it: the backend that holds the key finds it out,
/// and it travels beside. Nor is any state, which changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyDescriptor {
    /// The key's name.
    pub key_id: KeyId,
    /// Where the key stands.
    pub level: Level,
    /// Whose key it is.
    pub region: RegionCode,
    /// Where its master was generated.
    pub owner: RegionCode,
    /// How it came here.
    pub origin: Origin,
    /// What it is for.
    pub kind: KindCode,
    /// The cipher it is for.
    pub algorithm: Algorithm,
    /// Its version, shared by all that descend from one master.
    pub version: KeyVersion,
    /// How it makes its own children.
    pub scheme: Scheme,
    /// How many diversifications are left below it, 0 to 3.
    pub levels_left: u8,
    /// The key it was made from; none for a master.
    pub parent: Option<KeyId>,
    /// The check value of that key.
    pub parent_kcv: Option<Kcv>,
    /// The exact input that made it, as [`Input::to_hex`]; empty for a master.
    pub context: String,
}

impl KeyDescriptor {
    /// The input that made this key, to make it again; none for a master.
    ///
    /// # Errors
    /// [`Error::ContextHex`] unless the recorded text is lower-case
    /// hexadecimal; what [`Input::from_bytes`] says.
    pub fn input(&self) -> Result<Option<Input>> {
        if self.context.is_empty() {
            return Ok(None);
        }
        let bytes = hex::decode(&self.context)
            .ok()
            .filter(|bytes| hex::encode(bytes) == self.context)
            .ok_or(Error::ContextHex)?;
        Input::from_bytes(&bytes).map(Some)
    }

    /// The associated data that binds a sealed key to this descriptor, to its
    /// keystore and to the keystore's suite. To be sealed as canonical JSON
    /// (RFC 8785).
    #[must_use]
    pub fn aad(&self, suite: u16, keystore: &str) -> Value {
        json!({
            "format": "kms-key-blob/1",
            "suite": suite,
            "keystore": keystore,
            "key_id": self.key_id,
            "owner": self.owner,
            "region": self.region,
            "level": self.level,
            "kind": self.kind,
            "algorithm": self.algorithm,
            "version": self.version,
            "scheme": self.scheme,
            "levels_left": self.levels_left,
            "parent": self.parent,
            "context": self.context,
        })
    }
}
