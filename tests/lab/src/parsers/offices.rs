//! Two invented offices whose secret keys are constants, so that what they sign is the same in every run, and the
//! scene between them: the province has sent the municipality a package, and the receipt has come back.

use std::sync::LazyLock;

use audit_log::{Approval, Checkpoint, LogKey, Tree, canonical, leaf_hash, sign_checkpoint};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keystore::event::{Created, Custodian, Enrolled, PackageCreated, Party};
use keystore::state::Witnessed;
use keystore::{Digest, Direction, Key, KeyState, Package, PackageState, State, Transport};
use kms::identity::Identity;
use quorum::{Officer, OfficerId, Request, SigningKey, jws, sign_request};
use serde_json::{Value, json};

use super::short_log::Log;

/// Real files, for their shape; they are rehearsal material of the golden demo.
const PACKAGE: &[u8] = include_bytes!("../../../golden/v0.1/package.kmspkg");
const RECEIPT: &[u8] = include_bytes!("../../../golden/v0.1/receipt.kmsack");
/// Keys of the golden package that stay in: each more makes every input longer and shows nothing new.
const KEYS: usize = 2;
/// Size of the province's log when it sent the package, and an earlier one that the municipality has seen.
const SENT: u64 = 19;
const SEEN: u64 = 10;
/// The same of the municipality's log and its receipt.
const ANSWERED: u64 = 4;
const SEEN_BELOW: u64 = 1;

/// A package that the municipality has received and confirmed before.
pub const CLOSED: &str = "0b0f8a52-6c1e-4f0a-9a55-3c6f0f6f7a11";

/// An office with every secret key that it has.
pub struct Office {
    /// Who it is.
    pub party: Party,
    identity: SigningKey,
    log: LogKey,
    officers: Vec<(OfficerId, SigningKey)>,
}

impl Office {
    /// The office whose keys are made from `seed`, three officers, two of whom make a quorum.
    fn new(seed: u8, party: Party) -> Self {
        let key = |number: u8| SigningKey::init(|out| out.fill(seed + number));
        let officer =
            |(name, number): (&str, u8)| (name.parse().expect("a staff code"), key(number));
        Self {
            party,
            identity: key(0),
            log: LogKey::from_seed(&[seed + 1; 32]),
            officers: [("zhang", 2), ("wang", 3), ("li", 4)].map(officer).into(),
        }
    }

    /// Its log key.
    #[must_use]
    pub fn log_key(&self) -> &LogKey {
        &self.log
    }

    /// The event with which its log begins.
    #[must_use]
    pub fn created(&self) -> Created {
        let blob = |what: &str, who: &str| Digest::of(format!("{what} of {who}").as_bytes());
        let custodian = |(index, (id, key)): (usize, &(OfficerId, SigningKey))| Custodian {
            officer: Officer {
                id: id.clone(),
                public_key: key.public(),
                share_index: index as u8,
            },
            person: blob("name", id.as_str()),
            envelope: blob("envelope", id.as_str()),
        };
        Created {
            party: self.party.clone(),
            suite: kms::SUITE,
            rehearsal: true,
            k: 2,
            custodians: self.officers.iter().enumerate().map(custodian).collect(),
            identity_key: hex::encode(self.identity.public()),
            identity: blob("identity", &self.party.keystore),
            log_key: self
                .log
                .verifier(&self.party.origin())
                .expect("a log's name"),
            catalogue: blob("catalogue", "the ministry"),
            regional_catalogue: None,
        }
    }

    /// The state of its keystore right after it was created.
    #[must_use]
    pub fn state(&self) -> State {
        State::begin(self.created()).expect("a sound first event")
    }

    /// Its identity file.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity::of(&self.state())
    }

    fn enrolled(&self) -> Enrolled {
        let identity = self.identity();
        Enrolled {
            fingerprint: identity.fingerprint().expect("it encodes"),
            party: identity.party,
            identity_key: identity.identity_key,
            log_key: identity.log_key,
            k: identity.k,
            officers: identity.officers,
            rehearsal: identity.rehearsal,
            replaces: None,
        }
    }

    /// The identity key's signature over any bytes.
    #[must_use]
    pub fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.identity.sign(message)
    }

    /// The log key's signature over any bytes, checkpoint or not.
    #[must_use]
    pub fn log_signature(&self, message: &[u8]) -> [u8; 64] {
        SigningKey::init(|seed| seed.copy_from_slice(self.log.seed())).sign(message)
    }

    /// A signed file with this payload, whatever it says.
    #[must_use]
    pub fn sign(&self, payload: &[u8], typ: &str) -> Vec<u8> {
        let sign = |input: &[u8]| Ok::<_, quorum::Error>(self.identity.sign(input));
        jws::sign(payload, typ, &self.identity.public(), sign)
            .expect("a short type and this very key")
    }

    /// A file that all officers sign, whatever it says.
    #[must_use]
    pub fn sign_jointly(&self, payload: &[u8], typ: &str) -> Vec<u8> {
        let keys = self.officers.iter().map(|(_, key)| key);
        jws::sign_jointly(payload, typ, keys).expect("a short type and three keys")
    }

    /// The approvals of a request by two officers or by all.
    ///
    /// # Errors
    /// Where the request has no digest.
    pub fn approve(&self, request: &Request, officers: usize) -> quorum::Result<Vec<Approval>> {
        let sign = |(id, key): &(OfficerId, SigningKey)| sign_request(id, key, request);
        self.officers.iter().take(officers).map(sign).collect()
    }

    /// Puts into a package payload what two officers sign who approve it as it stands; leaves it where it has no
    /// place for that, or no digest.
    pub fn approve_package(&self, payload: &mut Value) {
        let mut bare = payload.clone();
        let (Some(members), Value::Object(inside)) = (bare.as_object_mut(), &mut *payload) else {
            return;
        };
        members.insert("request".into(), Value::Null);
        members.insert("approvals".into(), json!([]));
        let Ok(bytes) = canonical::to_vec(&bare) else {
            return;
        };
        let Some(mut request) = inside
            .get("request")
            .cloned()
            .filter(|r| r["request"].is_object())
        else {
            return;
        };
        request["request"]["package_id"] = bare["package_id"].clone();
        request["request"]["payload"] = Digest::of(&bytes).to_string().into();
        let approvals = Request::from_value(&request).and_then(|request| self.approve(&request, 2));
        if let Ok(approvals) = approvals {
            inside.insert("request".into(), request);
            inside.insert("approvals".into(), json!(approvals));
        }
    }

    /// The checkpoint of the first `size` entries of `tree`.
    #[must_use]
    pub fn checkpoint(&self, tree: &Tree, size: u64) -> String {
        let checkpoint = Checkpoint {
            origin: self.party.origin(),
            size,
            root: tree.root_at(size).expect("within the tree"),
        };
        sign_checkpoint(&checkpoint, &self.log).expect("a log's name")
    }
}

/// The two offices, what passed between them, and what each holds.
pub struct Scene {
    /// The province, Henan.
    pub above: Office,
    /// The municipality, Zhengzhou.
    pub below: Office,
    /// The province after it sent the package.
    pub sent: State,
    /// The municipality before it imports the package: the components are joined.
    pub waiting: State,
    /// The municipality when it has seen the province's [`Log::sound`] up to its newest checkpoint, and nothing else.
    pub watching: State,
    /// What the package says.
    pub package: Value,
    /// What the receipt says.
    pub receipt: Value,
    /// A key entry as packages have them, of a key that the municipality holds already.
    pub held: Value,
}

/// The one scene of all tests.
pub fn scene() -> &'static Scene {
    static SCENE: LazyLock<Scene> = LazyLock::new(Scene::set);
    &SCENE
}

impl Scene {
    fn set() -> Self {
        let (package, receipt) = (payload(PACKAGE), payload(RECEIPT));
        let held = package["keys"][KEYS].clone();
        let party = |value: &Value| serde_json::from_value(value.clone()).expect("a party");
        let above = Office::new(0x10, party(&package["from"]));
        let below = Office::new(0x20, party(&package["to"]));
        let (above_log, below_log) = (tree(SENT), tree(ANSWERED));
        let package = package_payload(&above, &above_log, package);
        let file = above.sign(&bytes(&package), "kms-package");
        let receipt = receipt_payload(
            (&above, &below),
            (&above_log, &below_log),
            receipt,
            &package,
            &file,
        );
        let mut sent = above.state();
        enrol(&mut sent, &below, &below_log, SEEN_BELOW);
        let (id, record) = sent_package(&package, &file);
        sent.packages.insert(id, record.clone());
        sent.packages.insert(CLOSED.to_owned(), confirmed(record));
        let mut waiting = below.state();
        enrol(&mut waiting, &above, &above_log, SEEN);
        let (id, transport) = joined_transport(&package);
        waiting.transports.insert(id, transport);
        let key = held_key(&held);
        waiting.keys.insert(key.descriptor.key_id, key);
        let mut watching = below.state();
        let log = Log::sound(&above);
        let newest = log.signed.iter().copied().max().unwrap_or_default();
        enrol(&mut watching, &above, &log.tree(), newest);
        Self {
            watching,
            above,
            below,
            sent,
            waiting,
            package,
            receipt,
            held,
        }
    }

    /// What the municipality's record of a handover says.
    #[must_use]
    pub fn record(&self) -> &'static Value {
        super::records::payload()
    }

    /// What the municipality's key application says.
    #[must_use]
    pub fn application(&self) -> Value {
        super::applications::payload()
    }

    /// The package's file.
    #[must_use]
    pub fn package_file(&self) -> Vec<u8> {
        self.above.sign(&bytes(&self.package), "kms-package")
    }

    /// The receipt's file.
    #[must_use]
    pub fn receipt_file(&self) -> Vec<u8> {
        self.below.sign(&bytes(&self.receipt), "kms-receipt")
    }
}

/// Canonical JSON.
pub(super) fn bytes(value: &Value) -> Vec<u8> {
    canonical::to_vec(value).expect("small numbers only")
}

/// What a signed file says.
fn payload(file: &[u8]) -> Value {
    let outer: Value = serde_json::from_slice(file).expect("a golden file");
    let text = outer["payload"].as_str().unwrap_or_default();
    let payload = URL_SAFE_NO_PAD.decode(text).expect("base64url");
    serde_json::from_slice(&payload).expect("JSON")
}

fn tree(size: u64) -> Tree {
    let mut tree = Tree::new();
    (1..=size).for_each(|seq| tree.push(leaf_hash(&seq.to_be_bytes())));
    tree
}

fn consistency(tree: &Tree, old: u64, new: u64) -> Value {
    let proof = tree.consistency(old, new).expect("within the tree");
    json!([{"size": old, "proof": proof.iter().map(hex::encode).collect::<Vec<_>>()}])
}

fn package_payload(above: &Office, log: &Tree, mut payload: Value) -> Value {
    let keys = payload["keys"].as_array_mut().expect("a list");
    keys.truncate(KEYS);
    payload["checkpoint"] = above.checkpoint(log, SENT).into();
    payload["consistency"] = consistency(log, SEEN, SENT);
    above.approve_package(&mut payload);
    payload
}

fn receipt_payload(
    (above, below): (&Office, &Office),
    (above_log, below_log): (&Tree, &Tree),
    mut payload: Value,
    package: &Value,
    file: &[u8],
) -> Value {
    let found = |key: &Value| json!({"key_id": key["key_id"], "kcv": key["kcv"]});
    let stored = package["keys"]
        .as_array()
        .expect("a list")
        .iter()
        .map(found);
    payload["stored"] = stored.collect();
    payload["package"] = Digest::of(file).to_string().into();
    payload["checkpoint"] = below.checkpoint(below_log, ANSWERED).into();
    payload["consistency"] = consistency(below_log, SEEN_BELOW, ANSWERED);
    let note = above.checkpoint(above_log, SENT);
    let line = audit_log::cosign(&note, &below.log, &below.party.origin(), 1_800_000_000);
    payload["cosignature"] = line.expect("a checkpoint").into();
    payload
}

fn enrol(state: &mut State, peer: &Office, log: &Tree, seen: u64) {
    let witnessed = Witnessed {
        checkpoint: peer.checkpoint(log, seen),
        cosigned: None,
    };
    state
        .witnessed
        .insert((peer.party.origin(), seen), witnessed);
    state.peers.insert(peer.party.region, peer.enrolled());
}

fn sent_package(payload: &Value, file: &[u8]) -> (String, Package) {
    let key = |key: &Value| {
        let mut sub_key = json!({});
        for member in [
            "key_id",
            "parent",
            "kind",
            "algorithm",
            "version",
            "kcv",
            "context",
        ] {
            sub_key[member] = key[member].clone();
        }
        sub_key
    };
    let keys = payload["keys"].as_array().expect("a list").iter().map(key);
    let id = payload["package_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let created: PackageCreated = serde_json::from_value(json!({
        "package_id": id, "counter": payload["counter"], "to": payload["to"],
        "transport_id": payload["transport"]["id"], "digest": Digest::of(file).to_string(),
        "checkpoint_size": SENT, "contents": [], "keys": keys.collect::<Value>(), "replaces": null,
    }))
    .expect("the members of the event");
    let state = PackageState::Written;
    (
        id,
        Package {
            created,
            state,
            receipt: None,
        },
    )
}

fn joined_transport(payload: &Value) -> (String, Transport) {
    let note = &payload["transport"];
    let from = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let transport = Transport {
        direction: Direction::In,
        peer: serde_json::from_value(payload["from"].clone()).expect("a party"),
        kcv: from(&note["kcv"]).parse().expect("a check value"),
        components: serde_json::from_value(note["components"].clone()).expect("digests"),
        blob: Digest::of(b"a sealed transport key"),
        written: true,
        package: None,
        destroyed: false,
    };
    (from(&note["id"]), transport)
}

/// The same package under another id, after its receipt.
fn confirmed(mut record: Package) -> Package {
    record.created.package_id = CLOSED.to_owned();
    record.state = PackageState::Received;
    record.receipt = Some(Digest::of(b"a receipt"));
    record
}

/// The key that an entry of a package becomes.
fn held_key(entry: &Value) -> Key {
    let mut descriptor = entry.clone();
    for member in ["kcv", "mode", "key_block"] {
        descriptor.as_object_mut().map(|entry| entry.remove(member));
    }
    Key {
        descriptor: serde_json::from_value(descriptor).expect("the rest is the descriptor"),
        kcv: serde_json::from_value(entry["kcv"].clone()).expect("a check value"),
        blob: Digest::of(b"a sealed key"),
        state: KeyState::Active,
        reason: String::new(),
        since: "2026-01-01T00:00:00Z".into(),
    }
}
