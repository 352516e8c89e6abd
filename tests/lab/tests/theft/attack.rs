//! The attack: the whole file and some passphrases, through the library and past the program's checks.
//!
//! The thief reads envelopes and sealed keys, opens what the passphrases open, makes from it every root secret that
//! could be one, and tries each on every sealed key. What was recovered is believed only where its check value is the
//! recorded one. Envelopes and sealed keys are also opened from their published layout, without the library: that
//! gives the bytes that the library never hands out.

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce, Tag};
use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use hsm::{Hsm, Software, StoredKey, TransportDescriptor};
use key_derivation::{KeyBytes, check_value};
use keystore::{Digest, Direction, Keystore, State};
use quorum::{EnvelopeContext, Passphrase, RootSecret, Share};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::field::interpolate;

const SUITE: u16 = 1;
const KEY: &[u8] = b"kms/v1/key-blob";
const TRANSPORT: &[u8] = b"kms/v1/transport-blob";
const IDENTITY: &[u8] = b"kms/v1/identity-blob";
/// What HKDF makes keys for, from the root secret.
pub const PURPOSES: [&[u8]; 3] = [KEY, TRANSPORT, IDENTITY];
/// Guesses at a missing share.
const GUESSES: u8 = 4;

/// 32 bytes that could be the root secret.
pub type Candidate = [u8; 32];

/// A keystore file in the thief's hands.
pub struct Stolen {
    keystore: Keystore,
}

/// What one envelope holds.
pub struct Opened {
    /// Whose it is.
    pub officer: String,
    /// What Argon2id made from the passphrase.
    pub password_key: [u8; 32],
    /// The value of the share.
    pub share: [u8; 32],
    /// Seed of the officer's signing key.
    pub signing: [u8; 32],
    /// Seed of the log key.
    pub log: [u8; 32],
    at: u8,
}

/// What some passphrases open: envelopes by their layout, and the same shares as the library gives them.
#[derive(Default)]
pub struct Haul {
    /// The envelopes.
    pub envelopes: Vec<Opened>,
    shares: Vec<Share>,
}

/// A sealed key in the file.
struct Sealed {
    name: String,
    label: &'static [u8],
    bound_to: Value,
    blob: Vec<u8>,
}

/// A key in the clear.
pub struct Recovered {
    /// Which.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Stolen {
    /// Reads the file; nobody is asked for anything.
    pub fn read(path: &std::path::Path) -> Self {
        let keystore = Keystore::open_read_only(path).expect("the file");
        Self { keystore }
    }

    /// Tries each passphrase on the envelopes until one opens, which must not open as if fewer officers were needed.
    pub fn open(&self, passphrases: &[String]) -> Haul {
        let created = &self.keystore.state().created;
        let mut haul = Haul::default();
        for text in passphrases {
            let passphrase = Passphrase::existing(text.clone()).expect("a passphrase");
            for custodian in &created.custodians {
                let envelope = self.bytes(&custodian.envelope);
                let context = |k| EnvelopeContext {
                    suite: SUITE,
                    keystore: created.party.keystore.clone(),
                    officer: custodian.officer.id.clone(),
                    k,
                    n: u8::try_from(created.custodians.len()).expect("16 at most"),
                    index: custodian.officer.share_index,
                };
                let Ok(secrets) = quorum::open(&envelope, &passphrase, &context(created.k)) else {
                    continue;
                };
                let lowered = quorum::open(&envelope, &passphrase, &context(created.k - 1));
                assert!(lowered.is_err(), "an envelope opened for a smaller quorum");
                let opened = Opened::from(&envelope, text, &context(created.k));
                haul.envelopes.push(opened);
                haul.shares.push(secrets.share);
                break;
            }
        }
        haul
    }

    /// Every root secret that can be made of what was opened.
    fn candidates(opened: &[Opened]) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = opened
            .iter()
            .flat_map(|one| [one.share, one.signing, one.log, one.password_key])
            .collect();
        let alone = candidates.clone();
        for (index, one) in alone.iter().enumerate() {
            candidates.push(Sha256::digest(one).into());
            candidates.extend(alone[..index].iter().map(|other| xor(one, other)));
        }
        candidates.push(
            opened
                .iter()
                .fold([0; 32], |sum, one| xor(&sum, &one.share)),
        );
        let points: Vec<_> = opened.iter().map(|one| (one.at, one.share)).collect();
        candidates.extend([255, 254].map(|x| interpolate(&points, x)));
        let missing = (0..16).filter(|x| points.iter().all(|(at, _)| at != x));
        for x in missing {
            for guess in 0..GUESSES {
                let guessed = match guess {
                    0 => [0; 32],
                    1 => opened.first().map_or([1; 32], |one| one.log),
                    _ => Sha256::digest([x, guess]).into(),
                };
                let more: Vec<_> = points.iter().copied().chain([(x, guessed)]).collect();
                candidates.push(interpolate(&more, 255));
            }
        }
        candidates
    }

    /// The root secrets that the library makes of these shares, whatever number of officers it is told.
    fn combined(&self, shares: &[Share]) -> Vec<Candidate> {
        let n = u8::try_from(self.keystore.state().created.custodians.len()).expect("16 at most");
        (0..=n)
            .filter_map(|k| quorum::combine(shares, k).ok())
            .map(|root| *root.expose())
            .collect()
    }

    /// Tries everything on every sealed key. Each is recovered once at most.
    pub fn attack(&self, haul: &Haul) -> Vec<Recovered> {
        let mut candidates = Self::candidates(&haul.envelopes);
        candidates.extend(self.combined(&haul.shares));
        let library = candidates.iter().any(|root| self.library_opens(root));
        let recovered = self.recover(&candidates);
        let any_key = recovered.iter().any(|one| one.name.starts_with("key "));
        assert_eq!(library, any_key, "the library and the layout disagree");
        self.check(&recovered);
        recovered
    }

    /// The root secret that k shares make.
    pub fn root(&self, haul: &Haul) -> Candidate {
        self.combined(&haul.shares)[0]
    }

    /// Every sealed key that one of `candidates` opens, as the root secret or as the key itself.
    pub fn recover(&self, candidates: &[Candidate]) -> Vec<Recovered> {
        let keystore = &self.keystore.state().home().keystore;
        let open = |one: Sealed| {
            let direct = candidates.iter().find_map(|key| one.open(key));
            direct.or_else(|| {
                let derived = |root: &Candidate| derived_key(root, keystore, one.label);
                candidates.iter().find_map(|root| one.open(&derived(root)))
            })
        };
        self.sealed().into_iter().filter_map(open).collect()
    }

    /// How many sealed keys there are to be had.
    pub fn keys(&self) -> usize {
        self.sealed().len()
    }

    /// Whether the backend opens every key of the keystore under this root secret; it must be all or none.
    fn library_opens(&self, root: &Candidate) -> bool {
        let state = self.keystore.state();
        let root = RootSecret::init(|bytes| bytes.copy_from_slice(root));
        let mut backend = Software::unlock(root, &state.home().keystore).expect("a backend");
        let living = state.keys.values().filter(|key| !self.erased(&key.blob));
        let opens: Vec<bool> = living
            .map(|key| {
                let stored = StoredKey {
                    descriptor: &key.descriptor,
                    blob: &self.bytes(&key.blob),
                    kcv: key.kcv,
                };
                backend.check(&stored).is_ok()
            })
            .collect();
        let all = opens.iter().all(|opens| *opens);
        assert!(
            all || !opens.contains(&true),
            "a root secret opens some keys only"
        );
        all && !opens.is_empty()
    }

    /// Every key that was recovered has the check value on record.
    fn check(&self, recovered: &[Recovered]) {
        for (id, key) in &self.keystore.state().keys {
            let name = format!("key {id}");
            for one in recovered.iter().filter(|one| one.name == name) {
                let bytes = KeyBytes::init(one.bytes.len(), |out| out.copy_from_slice(&one.bytes));
                let bytes = bytes.expect("a key");
                let found = check_value(key.descriptor.algorithm, &bytes).expect("a check value");
                assert_eq!(found, key.kcv, "{name}");
            }
        }
    }

    fn sealed(&self) -> Vec<Sealed> {
        let state = self.keystore.state();
        let home = &state.home().keystore;
        let identity = Sealed {
            name: "identity key".to_owned(),
            label: IDENTITY,
            bound_to: json!({ "format": "kms-identity-blob/1", "suite": SUITE, "keystore": home }),
            blob: self.bytes(&state.created.identity),
        };
        let keys = state.keys.iter().filter(|(_, key)| !self.erased(&key.blob));
        let keys = keys.map(|(id, key)| Sealed {
            name: format!("key {id}"),
            label: KEY,
            bound_to: key.descriptor.aad(SUITE, home),
            blob: self.bytes(&key.blob),
        });
        let transports = state.transports.iter().filter(|(_, one)| !one.destroyed);
        let transports = transports.map(|(id, one)| {
            let peer = one.peer.keystore.clone();
            let (from, to) = match one.direction {
                Direction::Out => (home.clone(), peer),
                Direction::In => (peer, home.clone()),
            };
            let id = id.clone();
            Sealed {
                name: format!("transport key {id}"),
                label: TRANSPORT,
                bound_to: transport_binding(home, &TransportDescriptor { id, from, to }),
                blob: self.bytes(&one.blob),
            }
        });
        std::iter::once(identity)
            .chain(keys)
            .chain(transports)
            .collect()
    }

    fn erased(&self, blob: &Digest) -> bool {
        self.keystore.state().attachments[blob].erased
    }

    fn bytes(&self, blob: &Digest) -> Vec<u8> {
        self.keystore.attachment(blob).expect("an attachment")
    }

    /// What the log adds up to.
    pub fn state(&self) -> &State {
        self.keystore.state()
    }
}

impl Opened {
    fn from(envelope: &[u8], passphrase: &str, context: &EnvelopeContext) -> Self {
        let mut bound_to = serde_json::to_value(context).expect("a context");
        bound_to["format"] = "kms-envelope/1".into();
        let number =
            |at: usize| u32::from_be_bytes(envelope[at..at + 4].try_into().expect("four bytes"));
        let params = Params::new(number(16), number(20), envelope[24].into(), Some(32));
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.expect("a cost"));
        let mut password_key = [0; 32];
        argon2
            .hash_password_into(passphrase.as_bytes(), &envelope[26..42], &mut password_key)
            .expect("a hash");
        let plain = unseal(&password_key, &bound_to, &envelope[42..]).expect("an open envelope");
        let part = |at: usize| plain[at..at + 32].try_into().expect("32 bytes");
        Self {
            officer: context.officer.to_string(),
            password_key,
            share: part(1),
            signing: part(33),
            log: part(65),
            at: plain[0],
        }
    }
}

impl Sealed {
    fn open(&self, key: &[u8; 32]) -> Option<Recovered> {
        let bytes = unseal(key, &self.bound_to, &self.blob[1..])?;
        let name = self.name.clone();
        Some(Recovered { name, bytes })
    }
}

/// The key of a purpose, which HKDF-SHA256 makes from the root secret.
pub fn derived_key(root: &Candidate, keystore: &str, label: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(keystore.as_bytes()), root)
        .expand(label, &mut key)
        .expect("32 bytes");
    key
}

/// AES-256-GCM-SIV: nonce ‖ ciphertext ‖ tag.
fn unseal(key: &[u8; 32], bound_to: &Value, sealed: &[u8]) -> Option<Vec<u8>> {
    let bound_to = audit_log::canonical::to_vec(bound_to).ok()?;
    let (nonce, rest) = sealed.split_first_chunk::<12>()?;
    let (text, tag) = rest.split_last_chunk::<16>()?;
    let mut text = text.to_vec();
    let cipher = Aes256GcmSiv::new_from_slice(key).ok()?;
    let opened = cipher.decrypt_inout_detached(
        &Nonce::from(*nonce),
        &bound_to,
        text.as_mut_slice().into(),
        &Tag::from(*tag),
    );
    opened.ok().map(|()| text)
}

fn transport_binding(keystore: &str, transport: &TransportDescriptor) -> Value {
    json!({
        "format": "kms-transport-blob/1",
        "suite": SUITE,
        "keystore": keystore,
        "id": transport.id,
        "from": transport.from,
        "to": transport.to,
    })
}

fn xor(one: &[u8; 32], other: &[u8; 32]) -> [u8; 32] {
    std::array::from_fn(|at| one[at] ^ other[at])
}
