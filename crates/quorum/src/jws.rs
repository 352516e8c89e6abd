//! Signed files: JWS general JSON (RFC 7515 §7.2.1) in the one narrow shape this system uses.
//!
//! One signature; only a protected header, `{"alg":"Ed25519","kid":…,"typ":…}` (RFC 9864); `kid` is the thumbprint of
//! the key (RFC 7638). The outer JSON and the header must be canonical (RFC 8785), base64url strict and unpadded,
//! signatures strict Ed25519. The payload is any bytes: whoever reads it decides what it must be.

use audit_log::canonical;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::secret::is_signature;
use crate::{Error, Result};

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
    let protected = encode_header(typ, public)?;
    let payload = URL_SAFE_NO_PAD.encode(payload);
    let input = signing_input(&protected, &payload);
    let signature = signer(&input)?;
    if !is_signature(public, &input, &signature) {
        return Err(Error::JwsSignature.into());
    }
    let signature = URL_SAFE_NO_PAD.encode(signature);
    let outer = Outer {
        payload,
        signatures: vec![Signature {
            protected,
            signature,
        }],
    };
    Ok(canonical::to_vec(&outer).map_err(Error::Canonical)?)
}

/// A signed file whose shape is right and whose signature nobody has checked yet.
#[derive(Debug)]
pub struct Unverified {
    kid: String,
    typ: String,
    payload: Vec<u8>,
    input: Vec<u8>,
    signature: [u8; 64],
}

/// Reads a signed file of at most `cap` bytes, without checking its signature.
///
/// # Errors
/// [`Error::JwsOuter`] (also for more than `cap` bytes, before anything is parsed), [`Error::JwsSignatures`],
/// [`Error::JwsEncoding`], [`Error::JwsHeader`], [`Error::JwsCritical`], [`Error::JwsAlgorithm`].
pub fn parse(bytes: &[u8], cap: usize) -> Result<Unverified> {
    let outer: Outer = canonical::from_slice(bytes, cap).map_err(Error::JwsOuter)?;
    let [signed] = outer.signatures.as_slice() else {
        return Err(Error::JwsSignatures(outer.signatures.len()));
    };
    let header = decode_header(&decode("protected", &signed.protected)?)?;
    let signature = decode("signature", &signed.signature)?;
    Ok(Unverified {
        kid: header.kid,
        typ: header.typ,
        payload: decode("payload", &outer.payload)?,
        input: signing_input(&signed.protected, &outer.payload),
        signature: signature
            .try_into()
            .map_err(|_| Error::JwsEncoding("signature"))?,
    })
}

impl Unverified {
    /// The thumbprint of the key that the file says it was signed with.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// What the file says it is.
    #[must_use]
    pub fn typ(&self) -> &str {
        &self.typ
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
        if self.kid != expected {
            return Err(Error::JwsKey {
                expected,
                found: self.kid,
            });
        }
        if !is_signature(public, &self.input, &self.signature) {
            return Err(Error::JwsSignature);
        }
        Ok(self.payload)
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
