//! Somebody who has a quorum's passphrases of one keystore and writes what they like with its keys: the
//! only way to reach a check that stands behind a signature.

use audit_log::{Approval, LogKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hsm::{Hsm, Software};
use keystore::{Keystore, State};
use quorum::{
    Action, Approved, EnvelopeContext, OfficerId, Request, SigningKey, combine, jws, sign_request,
};
use serde_json::{Map, Value, json};

use crate::place::{Site, passphrase};

const LATE: &str = "2099-01-01T00:00:00Z";

pub struct Insider {
    pub state: State,
    pub officers: Vec<(OfficerId, SigningKey)>,
    pub log_key: LogKey,
    software: Software,
    identity: Vec<u8>,
}

impl Insider {
    pub fn of(site: &Site) -> Self {
        let keystore = Keystore::open_read_only(&site.path).unwrap();
        let state = keystore.state().clone();
        let (mut officers, mut shares, mut log_key) = (Vec::new(), Vec::new(), None);
        for custodian in &state.created.custodians[..2] {
            let id = custodian.officer.id.clone();
            let context = EnvelopeContext {
                suite: 1,
                keystore: state.home().keystore.clone(),
                officer: id.clone(),
                k: state.created.k,
                n: 3,
                index: custodian.officer.share_index,
            };
            let envelope = keystore.attachment(&custodian.envelope).unwrap();
            let passphrase = passphrase(site.region, id.as_str());
            let secrets = quorum::open(&envelope, &passphrase, &context).unwrap();
            log_key = Some(LogKey::from_seed(secrets.log_seed.expose()));
            shares.push(secrets.share);
            officers.push((id, secrets.signing));
        }
        let root = combine(&shares, state.created.k).unwrap();
        let software = Software::unlock(root, &state.home().keystore).unwrap();
        Self {
            identity: keystore.attachment(&state.created.identity).unwrap(),
            log_key: log_key.unwrap(),
            officers,
            software,
            state,
        }
    }

    /// Signs a payload with the identity key, whatever it says.
    pub fn sign(&mut self, payload: &Value, typ: &str) -> Vec<u8> {
        self.sign_bytes(&audit_log::canonical::to_vec(payload).unwrap(), typ)
    }

    pub fn sign_bytes(&mut self, payload: &[u8], typ: &str) -> Vec<u8> {
        let request = Request {
            keystore: self.state.home().keystore.clone(),
            op: uuid::Uuid::new_v4(),
            expires: LATE.into(),
            action: Action::PackageCreate,
            subject: Map::new(),
        };
        let approvals = self.approvals(&request);
        let now = "2026-01-01T00:00:00Z";
        let approved = Approved::check(&self.state.rules, request, &approvals, now).unwrap();
        let mut public = [0; 32];
        hex::decode_to_slice(&self.state.created.identity_key, &mut public).unwrap();
        jws::sign(payload, typ, &public, |input| {
            let signature = self.software.sign(&approved, &self.identity, input);
            Ok::<_, quorum::Error>(signature.unwrap())
        })
        .unwrap()
    }

    /// The officers' approvals of a request.
    pub fn approvals(&self, request: &Request) -> Vec<Approval> {
        let sign = |(id, key): &(OfficerId, SigningKey)| sign_request(id, key, request).unwrap();
        self.officers.iter().map(sign).collect()
    }

    /// Lets the officers approve what a changed package says now.
    pub fn approve_package(&self, payload: &mut Value) {
        let mut bare = payload.clone();
        bare["request"] = Value::Null;
        bare["approvals"] = json!([]);
        let bare = audit_log::canonical::to_vec(&bare).unwrap();
        let mut request = payload["request"].clone();
        let subject = &mut request["request"];
        subject["package_id"] = payload["package_id"].clone();
        subject["payload"] = keystore::Digest::of(&bare).to_string().into();
        self.approve_request(payload, request);
    }

    /// Puts a request with its approvals into a package.
    pub fn approve_request(&self, payload: &mut Value, request: Value) {
        let approvals = self.approvals(&Request::from_value(&request).unwrap());
        payload["request"] = request;
        payload["approvals"] = serde_json::to_value(approvals).unwrap();
    }

    /// A package altered by `change`, approved and signed again.
    pub fn package(&mut self, original: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
        let mut payload = payload(original);
        change(&mut payload);
        self.approve_package(&mut payload);
        self.sign(&payload, "kms-package")
    }

    /// A receipt altered by `change` and signed again.
    pub fn receipt(&mut self, original: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
        let mut payload = payload(original);
        change(&mut payload);
        self.sign(&payload, "kms-receipt")
    }
}

/// What a signed file says.
pub fn payload(file: &[u8]) -> Value {
    let outer: Value = serde_json::from_slice(file).unwrap();
    let payload = URL_SAFE_NO_PAD.decode(outer["payload"].as_str().unwrap());
    serde_json::from_slice(&payload.unwrap()).unwrap()
}
