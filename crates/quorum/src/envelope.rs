//! An officer's sealed envelope: share, signing key and log key under a passphrase.
//!
//! Argon2id (RFC 9106) makes an AES-256-GCM-SIV (RFC 8452) key from the passphrase. The associated data is the
//! canonical JSON of [`EnvelopeContext`] with `"format": "kms-envelope/1"`, so an envelope opens only for the
//! keystore, officer and quorum it was made for.
//!
//! # Layout of the 167 bytes (integers big-endian)
//!
//! | offset | bytes | content |
//! |---|---|---|
//! | 0 | 14 | ASCII `kms-envelope/1` |
//! | 14 | 2 | suite |
//! | 16 | 4 | Argon2id memory in KiB |
//! | 20 | 4 | Argon2id passes |
//! | 24 | 1 | Argon2id lanes |
//! | 25 | 1 | Argon2 version, 13 (hex) |
//! | 26 | 16 | salt |
//! | 42 | 12 | nonce |
//! | 54 | 97 | ciphertext of: share index (1) ‖ share (32) ‖ signing seed (32) ‖ log seed (32) |
//! | 151 | 16 | tag |

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce, Tag};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use audit_log::canonical;
use serde::Serialize;
use zeroize::{Zeroize, Zeroizing};

use crate::officer::check_threshold;
use crate::secret::Secret32;
use crate::{Error, LogSeed, OfficerId, Passphrase, Result, Share, SigningKey, wiping_stack};

/// Bytes of an envelope, always.
pub const ENVELOPE_LEN: usize = HEADER_LEN + SECRETS_LEN + TAG_LEN;
const FORMAT: &str = "kms-envelope/1";
const HEADER_LEN: usize = 54;
const SECRETS_LEN: usize = 97;
const TAG_LEN: usize = 16;
const SALT_LEN: usize = 16;
const NONCE_LEN: usize = 12;
const ARGON2_VERSION: u8 = 0x13;
const SUITE_INTERNATIONAL: u16 = 1;

/// What one guess at a passphrase costs: Argon2id parameters.
///
/// [`Cost::FLOOR`] and [`Cost::CAP`] hold for sealing and for opening, before any work and without exception, also in
/// rehearsals and tests: below the floor somebody planted an envelope that is cheap to guess, above the cap one that
/// stops the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub m_kib: u32,
    /// Passes over the memory.
    pub t: u32,
    /// Lanes.
    pub p: u8,
}

impl Cost {
    /// 64 MiB, 3 passes: the memory and passes of RFC 9106 §4, second recommended option, in one lane (this program
    /// fills lanes one after the other, so more lanes would help only the attacker).
    pub const DEFAULT: Self = Self::of(64 * 1024, 3, 1);
    /// 19 MiB, 2 passes: nothing weaker is written or read.
    pub const FLOOR: Self = Self::of(19 * 1024, 2, 1);
    /// 1 GiB, 12 passes, 4 lanes: nothing costlier is written or read.
    pub const CAP: Self = Self::of(1024 * 1024, 12, 4);

    const fn of(m_kib: u32, t: u32, p: u8) -> Self {
        Self { m_kib, t, p }
    }

    fn check(self) -> Result<()> {
        let Self { m_kib, t, p } = self;
        let (floor, cap) = (Self::FLOOR, Self::CAP);
        let accepted = (floor.m_kib..=cap.m_kib).contains(&m_kib)
            && (floor.t..=cap.t).contains(&t)
            && (floor.p..=cap.p).contains(&p);
        if accepted {
            Ok(())
        } else {
            Err(Error::Cost { m_kib, t, p })
        }
    }
}

/// What one officer keeps under a passphrase.
pub struct CustodianSecrets {
    /// The share of the root secret.
    pub share: Share,
    /// The officer's own key for signing requests.
    pub signing: SigningKey,
    /// The seed of the keystore's log key; the same in every officer's envelope.
    pub log_seed: LogSeed,
}

/// What an envelope is bound to; must be known, exactly, to open it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EnvelopeContext {
    /// The cryptographic suite; 1.
    pub suite: u16,
    /// The keystore's id.
    pub keystore: String,
    /// The officer.
    pub officer: OfficerId,
    /// Officers needed for a quorum, 2 to `n`.
    pub k: u8,
    /// Officers enrolled, `k` to 16.
    pub n: u8,
    /// The index of the officer's share, 0 to `n`-1.
    pub index: u8,
}

impl EnvelopeContext {
    fn check(&self) -> Result<()> {
        if self.suite != SUITE_INTERNATIONAL {
            return Err(Error::Suite(self.suite));
        }
        check_threshold(self.k.into(), self.n.into())?;
        if self.index >= self.n {
            return Err(Error::ShareIndex(self.index));
        }
        Ok(())
    }

    fn associated_data(&self) -> Result<Vec<u8>> {
        let mut json = serde_json::to_value(self).map_err(audit_log::Error::Json)?;
        json["format"] = FORMAT.into();
        Ok(canonical::to_vec(&json)?)
    }
}

/// The part of an envelope that is readable by anyone.
struct Header {
    suite: u16,
    cost: Cost,
    salt: [u8; SALT_LEN],
    nonce: [u8; NONCE_LEN],
}

impl Header {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(ENVELOPE_LEN);
        bytes.extend_from_slice(FORMAT.as_bytes());
        bytes.extend_from_slice(&self.suite.to_be_bytes());
        bytes.extend_from_slice(&self.cost.m_kib.to_be_bytes());
        bytes.extend_from_slice(&self.cost.t.to_be_bytes());
        bytes.extend_from_slice(&[self.cost.p, ARGON2_VERSION]);
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(&self.nonce);
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(FORMAT.as_bytes())?;
        let (suite, rest) = rest.split_first_chunk()?;
        let (m_kib, rest) = rest.split_first_chunk()?;
        let (t, rest) = rest.split_first_chunk()?;
        let (&[p, version], rest) = rest.split_first_chunk()?;
        let (&salt, rest) = rest.split_first_chunk()?;
        let (&nonce, rest) = rest.split_first_chunk()?;
        let (m_kib, t) = (u32::from_be_bytes(*m_kib), u32::from_be_bytes(*t));
        (version == ARGON2_VERSION && rest.is_empty()).then_some(Self {
            suite: u16::from_be_bytes(*suite),
            cost: Cost { m_kib, t, p },
            salt,
            nonce,
        })
    }
}

/// Seals an officer's secrets under a passphrase; [`ENVELOPE_LEN`] bytes.
///
/// # Errors
/// [`Error::Suite`], [`Error::Threshold`], [`Error::ShareIndex`], [`Error::EnvelopeContext`] for a context that does
/// not fit; [`Error::Cost`]; the passphrase errors of [`Passphrase::new`]; [`Error::Random`],
/// [`Error::PasswordHash`], [`Error::Seal`].
pub fn seal(
    secrets: &CustodianSecrets,
    passphrase: &Passphrase,
    context: &EnvelopeContext,
    cost: Cost,
) -> Result<Vec<u8>> {
    context.check()?;
    cost.check()?;
    passphrase.check_choice()?;
    if secrets.share.index() != context.index {
        return Err(Error::EnvelopeContext("share index"));
    }
    let (mut salt, mut nonce) = ([0; SALT_LEN], [0; NONCE_LEN]);
    getrandom::fill(&mut salt).map_err(Error::Random)?;
    getrandom::fill(&mut nonce).map_err(Error::Random)?;
    let header = Header {
        suite: context.suite,
        cost,
        salt,
        nonce,
    };
    let mut buffer = encode_secrets(secrets);
    let bound_to = context.associated_data()?;
    let tag = wiping_stack(|| {
        let nonce = Nonce::from(header.nonce);
        cipher(passphrase, &header)?
            .encrypt_inout_detached(&nonce, &bound_to, buffer.as_mut_slice().into())
            .map_err(|_| Error::Seal)
    })?;
    let mut envelope = header.encode();
    envelope.extend_from_slice(buffer.as_slice());
    envelope.extend_from_slice(&tag);
    Ok(envelope)
}

/// Opens an envelope.
///
/// # Errors
/// Before any work: [`Error::EnvelopeLayout`], [`Error::Suite`], [`Error::Cost`], and [`Error::Threshold`] or
/// [`Error::ShareIndex`] for an impossible context. [`Error::WrongPassphrase`] also covers an altered envelope and
/// another context: the cipher cannot tell them apart.
pub fn open(
    envelope: &[u8],
    passphrase: &Passphrase,
    context: &EnvelopeContext,
) -> Result<CustodianSecrets> {
    context.check()?;
    if envelope.len() != ENVELOPE_LEN {
        return Err(Error::EnvelopeLayout);
    }
    let (header, sealed) = envelope.split_at(HEADER_LEN);
    let (ciphertext, tag) = sealed.split_at(SECRETS_LEN);
    let header = Header::decode(header).ok_or(Error::EnvelopeLayout)?;
    if header.suite != context.suite {
        return Err(Error::Suite(header.suite));
    }
    header.cost.check()?;
    let tag = Tag::try_from(tag).map_err(|_| Error::EnvelopeLayout)?;
    let mut buffer = Zeroizing::new([0; SECRETS_LEN]);
    buffer.copy_from_slice(ciphertext);
    let bound_to = context.associated_data()?;
    wiping_stack(|| {
        let nonce = Nonce::from(header.nonce);
        cipher(passphrase, &header)?
            .decrypt_inout_detached(&nonce, &bound_to, buffer.as_mut_slice().into(), &tag)
            .map_err(|_| Error::WrongPassphrase)
    })?;
    decode_secrets(&buffer, context)
}

fn encode_secrets(secrets: &CustodianSecrets) -> Zeroizing<[u8; SECRETS_LEN]> {
    let mut buffer = Zeroizing::new([0; SECRETS_LEN]);
    buffer[0] = secrets.share.index();
    buffer[1..33].copy_from_slice(secrets.share.expose());
    buffer[33..65].copy_from_slice(secrets.signing.seed());
    buffer[65..].copy_from_slice(secrets.log_seed.expose());
    buffer
}

fn decode_secrets(
    buffer: &[u8; SECRETS_LEN],
    context: &EnvelopeContext,
) -> Result<CustodianSecrets> {
    if buffer[0] != context.index {
        return Err(Error::EnvelopeContext("share index"));
    }
    let value = Secret32::init(|out| out.copy_from_slice(&buffer[1..33]));
    Ok(CustodianSecrets {
        share: Share::new(context.index, value)?,
        signing: SigningKey::init(|out| out.copy_from_slice(&buffer[33..65])),
        log_seed: LogSeed::init(|out| out.copy_from_slice(&buffer[65..])),
    })
}

/// The cipher under the key that Argon2id makes from the passphrase and the salt.
fn cipher(passphrase: &Passphrase, header: &Header) -> Result<Aes256GcmSiv> {
    let Cost { m_kib, t, p } = header.cost;
    let params =
        Params::new(m_kib, t, p.into(), Some(32)).map_err(|_| Error::Cost { m_kib, t, p })?;
    let mut key = Zeroizing::new([0; 32]);
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    hash(
        &argon2,
        passphrase.expose(),
        &header.salt,
        key.as_mut_slice(),
    )?;
    Aes256GcmSiv::new_from_slice(key.as_slice()).map_err(|_| Error::PasswordHash)
}

/// Argon2 in its own memory, so that running out of it is an error, and so that it can be wiped: it is as good as the
/// key.
pub(crate) fn hash(argon2: &Argon2, password: &[u8], salt: &[u8], out: &mut [u8]) -> Result<()> {
    let mut memory: Vec<Block> = Vec::new();
    let blocks = argon2.params().block_count();
    memory
        .try_reserve_exact(blocks)
        .map_err(|_| Error::PasswordHash)?;
    memory.resize(blocks, Block::new());
    let hashed = argon2.hash_password_into_with_memory(password, salt, out, &mut memory);
    memory.iter_mut().for_each(Zeroize::zeroize);
    hashed.map_err(|_| Error::PasswordHash)
}
