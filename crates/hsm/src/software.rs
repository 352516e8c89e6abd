//! The software backend: keys sealed under the shared root secret, used in this program's memory.

use ed25519_dalek::{SECRET_KEY_LENGTH, Signer, SigningKey};
use key_derivation::{
    Algorithm, Input, Kcv, KeyBytes, KeyDescriptor, Parent, Siblings, check_value,
};
use quorum::{Approved, RootSecret, wiping_stack};
use serde_json::{Value, json};

use crate::approval::{Call, authorise, same_keystore};
use crate::clear::Components;
use crate::error::{Error, Field, Kept, Result};
use crate::key_header::{check_header, header_of};
use crate::lineage::{check_child, check_devices, check_generated, check_received};
use crate::sealing::Seals;
use crate::x9143;
use crate::{
    Capabilities, Derives, Diversified, Hsm, Sealed, Sink, Step, StoredKey, TransportDescriptor,
};

/// The suite whose algorithms protect the blobs: 1, international.
const SUITE: u16 = 1;

/// The keys of one keystore, in software. Exists only while the root secret is shared by enough
/// officers; dropping it wipes what it knew.
pub struct Software {
    keystore: String,
    seals: Seals,
}

impl Software {
    /// Opens the backend of the keystore with this id. The root secret is used up here.
    ///
    /// A wrong root secret is not noticed now but at the first blob, which it does not open.
    ///
    /// # Errors
    /// [`Error::Derivation`] where no key memory is to be had.
    pub fn unlock(root: RootSecret, keystore: &str) -> Result<Self> {
        let seals = Seals::derive(&root, keystore)?;
        Ok(Self {
            keystore: keystore.to_owned(),
            seals,
        })
    }

    fn seal_key(&self, descriptor: &KeyDescriptor, key: &KeyBytes) -> Result<Sealed> {
        let kcv = check_value(descriptor.algorithm, key)?;
        let bound_to = descriptor.aad(SUITE, &self.keystore);
        let blob = self.seals.seal(Kept::Key, &bound_to, key.expose())?;
        Ok(Sealed { blob, kcv })
    }

    /// Opens a stored key and compares its check value with the recorded one.
    fn open_key(&self, key: &StoredKey) -> Result<KeyBytes> {
        let bound_to = key.descriptor.aad(SUITE, &self.keystore);
        let secret = self.seals.open(Kept::Key, &bound_to, key.blob)?;
        let opened = KeyBytes::init(secret.len(), |out| out.copy_from_slice(&secret))?;
        let found = check_value(key.descriptor.algorithm, &opened)?;
        if found == key.kcv {
            Ok(opened)
        } else {
            Err(Error::CheckValue {
                expected: key.kcv,
                found,
            })
        }
    }

    fn seal_transport(&self, t: &TransportDescriptor, components: &Components) -> Result<Sealed> {
        let kcv = check_value(Algorithm::Aes256, &components.key()?)?;
        let bound_to = self.transport_binding(t);
        let blob = self
            .seals
            .seal(Kept::Transport, &bound_to, components.to_seal())?;
        Ok(Sealed { blob, kcv })
    }

    fn open_sealed_transport(&self, t: &TransportDescriptor, blob: &[u8]) -> Result<Components> {
        let bound_to = self.transport_binding(t);
        Components::from_sealed(self.seals.open(Kept::Transport, &bound_to, blob)?)
    }

    fn transport_binding(&self, t: &TransportDescriptor) -> Value {
        json!({
            "format": "kms-transport-blob/1",
            "suite": SUITE,
            "keystore": self.keystore,
            "id": t.id,
            "from": t.from,
            "to": t.to,
        })
    }

    fn identity_binding(&self) -> Value {
        json!({ "format": "kms-identity-blob/1", "suite": SUITE, "keystore": self.keystore })
    }

    /// Wraps a child for its recipient. The transport key was made here, for somebody else.
    fn key_block(
        &self,
        child: &KeyDescriptor,
        key: &KeyBytes,
        kcv: &Kcv,
        transport: (&TransportDescriptor, &[u8]),
    ) -> Result<String> {
        let (descriptor, blob) = transport;
        same_keystore(&self.keystore, &descriptor.from)?;
        let protection = self.open_sealed_transport(descriptor, blob)?.key()?;
        let protection_kcv = check_value(Algorithm::Aes256, &protection)?;
        x9143::wrap(&protection, &header_of(child, kcv, &protection_kcv), key)
    }
}

/// Follows the steps; each key between is wiped as soon as its child exists.
fn follow(mut algorithm: Algorithm, mut key: KeyBytes, steps: &[Step]) -> Result<KeyBytes> {
    for step in steps {
        key = Parent::new(algorithm, &key)?.diversify(&step.input, step.algorithm)?;
        algorithm = step.algorithm;
    }
    Ok(key)
}

fn are_siblings(one: &Input, other: &Input) -> bool {
    match (one, other) {
        (Input::Context(one), Input::Context(other)) => one.is_sibling(other),
        (Input::Factor(_), Input::Factor(_)) => true,
        _ => false,
    }
}

/// The check values of a parent's children, which are siblings.
fn check_values(algorithm: Algorithm, parent: &KeyBytes, run: &[Input]) -> Result<Vec<Kcv>> {
    if let [Input::Context(first), ..] = run {
        let siblings = Siblings::new(algorithm, parent, first)?;
        let diversifiers: Vec<u8> = run.iter().flat_map(Input::diversifier).copied().collect();
        let mut batch = siblings.batch(run.len());
        batch.fill(&diversifiers)?;
        let kcv = |key: &[u8]| {
            let key = KeyBytes::init(key.len(), |out| out.copy_from_slice(key))?;
            Ok(check_value(first.child().algorithm, &key)?)
        };
        return batch.iter().map(kcv).collect();
    }
    let parent = Parent::new(algorithm, parent)?;
    let kcv = |input| {
        Ok(check_value(
            algorithm,
            &parent.diversify(input, algorithm)?,
        )?)
    };
    run.iter().map(kcv).collect()
}

fn random_bytes(len: usize) -> Result<KeyBytes> {
    KeyBytes::try_init(len, |out| getrandom::fill(out).map_err(|_| Error::Random))
}

/// The Ed25519 key of a seed; it wipes itself after use.
fn signing_key(seed: &[u8]) -> Result<SigningKey> {
    let seed: &[u8; SECRET_KEY_LENGTH] =
        seed.try_into().map_err(|_| Error::Sealed(Kept::Identity))?;
    Ok(SigningKey::from_bytes(seed))
}

impl Hsm for Software {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            model: "software".to_owned(),
            hardware: false,
            derives: Derives::Inside,
            wraps: true,
            imports: true,
        }
    }

    fn generate(&mut self, ok: &Approved, key: &KeyDescriptor) -> Result<Sealed> {
        authorise(ok, Call::Generate, &self.keystore)?;
        check_generated(key)?;
        self.seal_key(key, &random_bytes(key.algorithm.key_len())?)
    }

    fn diversify(
        &mut self,
        ok: &Approved,
        parent: &StoredKey,
        steps: &[Step],
        child: &KeyDescriptor,
        sink: Sink,
    ) -> Result<Diversified> {
        authorise(ok, Call::Diversify, &self.keystore)?;
        check_child(parent, steps, child)?;
        let key = follow(parent.descriptor.algorithm, self.open_key(parent)?, steps)?;
        let kcv = check_value(child.algorithm, &key)?;
        match sink {
            Sink::Keep => Ok(Diversified::Kept(self.seal_key(child, &key)?)),
            Sink::KeyBlock { transport, blob } => {
                let block = self.key_block(child, &key, &kcv, (transport, blob))?;
                Ok(Diversified::KeyBlock { block, kcv })
            }
        }
    }

    fn diversify_devices(
        &mut self,
        ok: &Approved,
        parent: &StoredKey,
        above: &[Step],
        devices: &[Input],
    ) -> Result<Vec<Kcv>> {
        authorise(ok, Call::DiversifyDevices, &self.keystore)?;
        check_devices(parent, above, devices)?;
        let top = parent.descriptor.algorithm;
        let algorithm = above.last().map_or(top, |step| step.algorithm);
        // Ciphers leave the keys that they make, and those that they are set up with, on the stack.
        wiping_stack(|| {
            let key = follow(top, self.open_key(parent)?, above)?;
            let mut kcvs = Vec::with_capacity(devices.len());
            for run in devices.chunk_by(are_siblings) {
                kcvs.extend(check_values(algorithm, &key, run)?);
            }
            Ok(kcvs)
        })
    }

    fn check(&mut self, key: &StoredKey) -> Result<()> {
        self.open_key(key).map(drop)
    }

    fn make_transport(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        parts: u8,
    ) -> Result<Sealed> {
        authorise(ok, Call::MakeTransport, &self.keystore)?;
        same_keystore(&self.keystore, &transport.from)?;
        self.seal_transport(transport, &Components::draw(parts)?)
    }

    fn components(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        blob: &[u8],
    ) -> Result<Vec<KeyBytes>> {
        authorise(ok, Call::Components, &self.keystore)?;
        self.open_sealed_transport(transport, blob)?.disclose()
    }

    fn open_transport(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        components: &[KeyBytes],
    ) -> Result<Sealed> {
        authorise(ok, Call::OpenTransport, &self.keystore)?;
        same_keystore(&self.keystore, &transport.to)?;
        self.seal_transport(transport, &Components::brought(components)?)
    }

    fn import(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        transport_blob: &[u8],
        key_block: &str,
        key: &KeyDescriptor,
    ) -> Result<Sealed> {
        authorise(ok, Call::Import, &self.keystore)?;
        same_keystore(&self.keystore, &transport.to)?;
        check_received(key)?;
        let protection = self
            .open_sealed_transport(transport, transport_blob)?
            .key()?;
        let (header, opened) = x9143::unwrap(&protection, key_block)?;
        if opened.len() != key.algorithm.key_len() {
            return Err(Error::Header(Field::KeyLength));
        }
        let kcv = check_value(key.algorithm, &opened)?;
        let protection_kcv = check_value(Algorithm::Aes256, &protection)?;
        check_header(&header, key, &kcv, &protection_kcv)?;
        self.seal_key(key, &opened)
    }

    fn make_identity(&mut self, ok: &Approved) -> Result<([u8; 32], Vec<u8>)> {
        authorise(ok, Call::MakeIdentity, &self.keystore)?;
        let seed = random_bytes(SECRET_KEY_LENGTH)?;
        let blob = self
            .seals
            .seal(Kept::Identity, &self.identity_binding(), seed.expose())?;
        Ok((signing_key(seed.expose())?.verifying_key().to_bytes(), blob))
    }

    fn sign(&mut self, ok: &Approved, identity_blob: &[u8], message: &[u8]) -> Result<[u8; 64]> {
        authorise(ok, Call::Sign, &self.keystore)?;
        let seed = self
            .seals
            .open(Kept::Identity, &self.identity_binding(), identity_blob)?;
        Ok(signing_key(&seed)?.sign(message).to_bytes())
    }
}
