//! Vectors of what is signed and logged: canonical JSON, signatures, the Merkle tree and signed notes.

use audit_log::{
    Checkpoint, Hash, LogKey, Tree, VerifierKey, canonical, cosign, leaf_hash, open_note,
    sign_checkpoint, verify_consistency, verify_inclusion,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quorum::{SigningKey, jws, known_answers};
use serde_json::Value;

use super::inputs::{Failure, Inputs, Result};
use super::{Method, Output};

/// What this module knows, by name.
pub(super) const METHODS: &[(&str, Method)] = &[
    ("Ed25519", ed25519),
    ("Ed25519-verify", ed25519_verify),
    ("JCS", jcs),
    ("JWK-thumbprint", thumbprint),
    ("JWS-Ed25519-general-JSON", signed_file),
    ("RFC6962-root", root),
    ("RFC6962-inclusion", inclusion),
    ("RFC6962-consistency", consistency),
    ("C2SP-signed-note", signed_note),
    ("C2SP-tlog-checkpoint", checkpoint),
    ("C2SP-tlog-cosignature", cosignature),
];

/// Signs, and verifies what was signed.
fn ed25519(inputs: &Inputs) -> Result<Output> {
    let key = signing_key(inputs, "secret")?;
    let message = inputs.bytes("message")?;
    let public = key.public();
    inputs.agrees("public", &public)?;
    let signature = key.sign(&message);
    if !known_answers::is_signature(&public, &message, &signature) {
        return Err(Failure::Refused);
    }
    Ok(Output::Bytes(signature.to_vec()))
}

/// Verifies a signature by the strict rule that approvals and signed files are held to.
fn ed25519_verify(inputs: &Inputs) -> Result<Output> {
    let (public, message) = (inputs.array("public")?, inputs.bytes("message")?);
    let signature = inputs.bytes("signature")?.try_into();
    let holds = |signature| known_answers::is_signature(&public, &message, &signature);
    Ok(validity(signature.is_ok_and(holds)))
}

fn signing_key(inputs: &Inputs, name: &'static str) -> Result<SigningKey> {
    let seed = inputs.array(name)?;
    Ok(SigningKey::init(|out| *out = seed))
}

fn jcs(inputs: &Inputs) -> Result<Output> {
    let json: Value =
        serde_json::from_str(inputs.text("json")?).map_err(|_| Failure::Malformed("json"))?;
    match canonical::to_vec(&json) {
        Ok(bytes) => Ok(Output::Bytes(bytes)),
        // Numbers that RFC 8785 rounds and this program does not take.
        Err(audit_log::Error::Number(_)) => Err(Failure::Unsupported),
        Err(_) => Err(Failure::Refused),
    }
}

fn thumbprint(inputs: &Inputs) -> Result<Output> {
    let public = inputs.array("public")?;
    Ok(Output::Text(jws::thumbprint(&public)))
}

fn signed_file(inputs: &Inputs) -> Result<Output> {
    let key = signing_key(inputs, "seed")?;
    inputs.agrees("public", &key.public())?;
    let (payload, typ) = (inputs.bytes("payload")?, inputs.text("typ")?);
    let sign = |input: &[u8]| Ok::<_, quorum::Error>(key.sign(input));
    let file = jws::sign(&payload, typ, &key.public(), sign)?;
    String::from_utf8(file)
        .map(Output::Text)
        .map_err(|_| Failure::Refused)
}

fn root(inputs: &Inputs) -> Result<Output> {
    let mut tree = Tree::new();
    for leaf in inputs.byte_strings("leaves")? {
        tree.push(leaf_hash(&leaf));
    }
    Ok(Output::Bytes(tree.root().to_vec()))
}

fn inclusion(inputs: &Inputs) -> Result<Output> {
    let (leaf, root) = (hash(inputs, "leafHash")?, hash(inputs, "root")?);
    let (index, size) = (inputs.number("leafIdx")?, inputs.number("treeSize")?);
    let proof = proof(inputs)?;
    let checked = verify_inclusion(&leaf, index, size, &proof, &root);
    Ok(validity(checked.is_ok()))
}

fn consistency(inputs: &Inputs) -> Result<Output> {
    let (old, new) = (inputs.number("size1")?, inputs.number("size2")?);
    let (old_root, new_root) = (hash(inputs, "root1")?, hash(inputs, "root2")?);
    let proof = proof(inputs)?;
    let checked = verify_consistency(old, &old_root, new, &new_root, &proof);
    Ok(validity(checked.is_ok()))
}

fn validity(valid: bool) -> Output {
    let word = if valid { "valid" } else { "invalid" };
    Output::Text(word.to_owned())
}

/// A hash in base64, as the vectors of proofs have it.
fn hash(inputs: &Inputs, name: &'static str) -> Result<Hash> {
    decode(inputs.text(name)?).ok_or(Failure::Malformed(name))
}

/// The hashes of a proof; an empty one may be `null`.
fn proof(inputs: &Inputs) -> Result<Vec<Hash>> {
    if !inputs.has("proof") {
        return Ok(Vec::new());
    }
    let hashes = inputs.list("proof")?.iter();
    hashes
        .map(|item| decode(item.as_str()?))
        .collect::<Option<_>>()
        .ok_or(Failure::Malformed("proof"))
}

fn decode(base64: &str) -> Option<Hash> {
    STANDARD.decode(base64).ok()?.try_into().ok()
}

fn signed_note(inputs: &Inputs) -> Result<Output> {
    let key: VerifierKey = inputs
        .text("vkey")?
        .parse()
        .map_err(|_| Failure::Malformed("vkey"))?;
    Ok(validity(open_note(inputs.text("note")?, &key).is_ok()))
}

fn checkpoint(inputs: &Inputs) -> Result<Output> {
    let key = LogKey::from_seed(&inputs.array("secret")?);
    let checkpoint = Checkpoint {
        origin: inputs.text("origin")?.to_owned(),
        size: inputs.number("size")?,
        root: inputs.array("root")?,
    };
    Ok(Output::Text(sign_checkpoint(&checkpoint, &key)?))
}

fn cosignature(inputs: &Inputs) -> Result<Output> {
    let key = LogKey::from_seed(&inputs.array("secret")?);
    let (note, name) = (inputs.text("note")?, inputs.text("name")?);
    Ok(Output::Text(cosign(
        note,
        &key,
        name,
        inputs.number("time")?,
    )?))
}
