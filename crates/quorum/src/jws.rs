//! Signed files: JWS general JSON (RFC 7515 §7.2.1) in the one narrow shape this system uses.
//!
//! One signature, or one of each of several people; only protected headers, `{"alg":"Ed25519","kid":…,"typ":…}` (RFC
//! 9864); `kid` is the thumbprint of the key (RFC 7638). The outer JSON and the headers must be canonical (RFC 8785),
//! base64url strict and unpadded, signatures strict Ed25519. The payload is any bytes: whoever reads it decides what it
//! must be.

use audit_log::canonical;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::secret::is_signature;
use crate::{Error, MAX_OFFICERS, Result, SigningKey};

const ALGORITHM: &str = "Ed25519";
const MAX_HEADER: usize = 1024;
const MAX_TYP: usize = 64;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outer {
    payload: String,
    signatures: Vec<Signature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    protected: String,
    signature: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    kid: String,
    typ: String,
}

/// Signs `payload` and returns the file's bytes. The key may live in a device: `signer` is handed the signing input
/// and returns the Ed25519 signature over it, which is verified with `public` before anything is returned.
///
/// # Errors
/// What `signer` returns; [`Error::JwsHeader`] for a `typ` that is not 1 to 64 printable ASCII characters without
/// spaces; [`Error::JwsSignature`] where the signature is not `public`'s.
pub fn sign<E: From<Error>>(
    payload: &[u8],
    typ: &str,
    public: &[u8; 32],
    signer: impl FnOnce(&[u8]) -> std::result::Result<[u8; 64], E>,
) -> std::result::Result<Vec<u8>, E> {
    let payload = URL_SAFE_NO_PAD.encode(payload);
    let signature = sign_encoded(&payload, typ, public, signer)?;
    encode_outer(payload, vec![signature]).map_err(E::from)
}

/// Signs `payload` with the key of each of several people, and returns the file's bytes. The signatures stand in the
/// order of their keys' thumbprints: the same people over the same payload give the same bytes.
///
/// # Errors
/// [`Error::JwsHeader`] as in [`sign`]; [`Error::JwsSignatures`] for none, a key twice, or more than 16.
pub fn sign_jointly<'a>(
    payload: &[u8],
    typ: &str,
    keys: impl Iterator<Item = &'a SigningKey>,
) -> Result<Vec<u8>> {
    let payload = URL_SAFE_NO_PAD.encode(payload);
    let sign = |key: &SigningKey| -> Result<_> {
        let public = key.public();
        let signature = sign_encoded(&payload, typ, &public, |input| {
            Ok::<_, Error>(key.sign(input))
        })?;
        Ok((thumbprint(&public), signature))
    };
    let mut signed = keys.map(sign).collect::<Result<Vec<_>>>()?;
    signed.sort_by(|one, other| one.0.cmp(&other.0));
    check_people(signed.iter().map(|(kid, _)| kid.as_str()))?;
    let signatures = signed.into_iter().map(|(_, signature)| signature).collect();
    encode_outer(payload, signatures)
}

fn sign_encoded<E: From<Error>>(
    payload: &str,
    typ: &str,
    public: &[u8; 32],
    signer: impl FnOnce(&[u8]) -> std::result::Result<[u8; 64], E>,
) -> std::result::Result<Signature, E> {
    let protected = encode_header(typ, public)?;
    let input = signing_input(&protected, payload);
    let signature = signer(&input)?;
    if !is_signature(public, &input, &signature) {
        return Err(Error::JwsSignature.into());
    }
    Ok(Signature {
        protected,
        signature: URL_SAFE_NO_PAD.encode(signature),
    })
}

fn encode_outer(payload: String, signatures: Vec<Signature>) -> Result<Vec<u8>> {
    let outer = Outer {
        payload,
        signatures,
    };
    canonical::to_vec(&outer).map_err(Error::Canonical)
}

/// One to sixteen keys in the order of their thumbprints, none of them twice.
fn check_people<'a>(kids: impl Iterator<Item = &'a str> + Clone) -> Result<()> {
    let count = kids.clone().count();
    if (1..=MAX_OFFICERS).contains(&count) && kids.clone().zip(kids.skip(1)).all(|(a, b)| a < b) {
        Ok(())
    } else {
        Err(Error::JwsSignatures(count))
    }
}

/// A signed file whose shape is right and whose signature nobody has checked yet.
#[derive(Debug)]
pub struct Unverified {
    payload: Vec<u8>,
    encoded: String,
    signed: Signed,
}

/// A file signed by several people whose shape is right and whose signatures nobody has checked yet.
#[derive(Debug)]
pub struct JointlyUnverified {
    payload: Vec<u8>,
    encoded: String,
    signed: Vec<Signed>,
}

/// One signature, and what its header says.
#[derive(Debug)]
struct Signed {
    kid: String,
    typ: String,
    protected: String,
    signature: [u8; 64],
}

/// Reads a signed file of at most `cap` bytes, without checking its signature.
///
/// # Errors
/// [`Error::JwsOuter`] (also for more than `cap` bytes, before anything is parsed), [`Error::JwsSignatures`],
/// [`Error::JwsEncoding`], [`Error::JwsHeader`], [`Error::JwsCritical`], [`Error::JwsAlgorithm`].
pub fn parse(bytes: &[u8], cap: usize) -> Result<Unverified> {
    let outer: Outer = canonical::from_slice(bytes, cap).map_err(Error::JwsOuter)?;
    let [signature] = outer.signatures.as_slice() else {
        return Err(Error::JwsSignatures(outer.signatures.len()));
    };
    Ok(Unverified {
        signed: decode_signature(signature)?,
        payload: decode("payload", &outer.payload)?,
        encoded: outer.payload,
    })
}

/// Reads a file of at most `cap` bytes that one to sixteen people signed, without checking their signatures.
///
/// # Errors
/// As [`parse`]; [`Error::JwsSignatures`] also where the signatures are not in the order of their thumbprints, or two
/// name one key; [`Error::JwsHeader`] where they do not agree what the file is.
pub fn parse_jointly(bytes: &[u8], cap: usize) -> Result<JointlyUnverified> {
    let outer: Outer = canonical::from_slice(bytes, cap).map_err(Error::JwsOuter)?;
    let signed = outer.signatures.iter().map(decode_signature);
    let signed = signed.collect::<Result<Vec<_>>>()?;
    check_people(signed.iter().map(|one| one.kid.as_str()))?;
    if signed.iter().any(|one| one.typ != signed[0].typ) {
        return Err(Error::JwsHeader);
    }
    Ok(JointlyUnverified {
        signed,
        payload: decode("payload", &outer.payload)?,
        encoded: outer.payload,
    })
}

impl Unverified {
    /// The thumbprint of the key that the file says it was signed with.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.signed.kid
    }

    /// What the file says it is.
    #[must_use]
    pub fn typ(&self) -> &str {
        &self.signed.typ
    }

    /// The payload, with nothing yet to vouch for it: good only for finding out which key to verify with.
    #[must_use]
    pub fn unverified_payload(&self) -> &[u8] {
        &self.payload
    }

    /// Verifies the signature and hands out the payload.
    ///
    /// # Errors
    /// [`Error::JwsKey`] where the file names another key; [`Error::JwsSignature`].
    pub fn verify(self, public: &[u8; 32]) -> Result<Vec<u8>> {
        let expected = thumbprint(public);
        if self.signed.kid != expected {
            return Err(Error::JwsKey {
                expected,
                found: self.signed.kid,
            });
        }
        self.signed.verify(&self.encoded, public)?;
        Ok(self.payload)
    }
}

impl JointlyUnverified {
    /// What the file says it is.
    #[must_use]
    pub fn typ(&self) -> &str {
        &self.signed[0].typ
    }

    /// The payload, with nothing yet to vouch for it: good only for finding out which keys to verify with.
    #[must_use]
    pub fn unverified_payload(&self) -> &[u8] {
        &self.payload
    }

    /// Verifies every signature, each by one of these keys; which of them signed, in the order of the signatures. Who
    /// calls this counts them.
    ///
    /// # Errors
    /// [`Error::JwsSignature`], also where a signature names none of the keys.
    pub fn verify(&self, keys: &[[u8; 32]]) -> Result<Vec<[u8; 32]>> {
        let named: Vec<_> = keys.iter().map(|key| (thumbprint(key), key)).collect();
        let verify = |one: &Signed| {
            let found = named.iter().find(|(kid, _)| *kid == one.kid);
            let (_, key) = found.ok_or(Error::JwsSignature)?;
            one.verify(&self.encoded, key).map(|()| **key)
        };
        self.signed.iter().map(verify).collect()
    }
}

impl Signed {
    fn verify(&self, payload: &str, public: &[u8; 32]) -> Result<()> {
        let input = signing_input(&self.protected, payload);
        if is_signature(public, &input, &self.signature) {
            Ok(())
        } else {
            Err(Error::JwsSignature)
        }
    }
}

/// The RFC 7638 thumbprint (SHA-256, base64url) of an Ed25519 public key as a JWK (RFC 8037 §2).
#[must_use]
pub fn thumbprint(public: &[u8; 32]) -> String {
    let x = URL_SAFE_NO_PAD.encode(public);
    let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(jwk))
}

fn encode_header(typ: &str, public: &[u8; 32]) -> Result<String> {
    check_typ(typ)?;
    let header = Header {
        alg: ALGORITHM.to_owned(),
        kid: thumbprint(public),
        typ: typ.to_owned(),
    };
    Ok(URL_SAFE_NO_PAD.encode(canonical::to_vec(&header)?))
}

fn decode_header(bytes: &[u8]) -> Result<Header> {
    let members: Map<String, Value> =
        canonical::from_slice(bytes, MAX_HEADER).map_err(|_| Error::JwsHeader)?;
    if members.contains_key("crit") {
        return Err(Error::JwsCritical);
    }
    let header: Header =
        serde_json::from_value(Value::Object(members)).map_err(|_| Error::JwsHeader)?;
    if header.alg != ALGORITHM {
        return Err(Error::JwsAlgorithm(header.alg));
    }
    check_typ(&header.typ)?;
    Ok(header)
}

fn decode_signature(signed: &Signature) -> Result<Signed> {
    let header = decode_header(&decode("protected", &signed.protected)?)?;
    let signature = decode("signature", &signed.signature)?;
    Ok(Signed {
        kid: header.kid,
        typ: header.typ,
        protected: signed.protected.clone(),
        signature: signature
            .try_into()
            .map_err(|_| Error::JwsEncoding("signature"))?,
    })
}

fn check_typ(typ: &str) -> Result<()> {
    if (1..=MAX_TYP).contains(&typ.len()) && typ.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(Error::JwsHeader)
    }
}

fn signing_input(protected: &str, payload: &str) -> Vec<u8> {
    format!("{protected}.{payload}").into_bytes()
}

fn decode(part: &'static str, text: &str) -> Result<Vec<u8>> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| Error::JwsEncoding(part))
}
