//! People, keys and vectors for the tests; all of it made up.

use audit_log::Approval;
use key_derivation::{
    Algorithm, Child, Input, KeyBytes, KeyDescriptor, KeyId, KeyVersion, KindCode, Level, Origin,
    RegionCode, Scheme,
};
use quorum::{Action, Approved, Officer, Request, Rules, SigningKey, sign_request};

/// Two officers of two approve `action` for `keystore`.
pub fn approved(keystore: &str, action: Action) -> Approved {
    approved_by(2, keystore, action)
}

/// So many officers of two approve `action` for `keystore`.
pub fn approved_by(signers: usize, keystore: &str, action: Action) -> Approved {
    let people: Vec<(Officer, SigningKey)> = (0u8..2)
        .map(|index| {
            let key = SigningKey::init(|seed| seed.fill(index + 1));
            let id = format!("officer-{index}").parse().unwrap();
            (
                Officer {
                    id,
                    public_key: key.public(),
                    share_index: index,
                },
                key,
            )
        })
        .collect();
    let officers = people.iter().map(|(officer, _)| officer.clone()).collect();
    let rules = Rules::new(2, officers).unwrap();
    let request = Request {
        keystore: keystore.to_owned(),
        op: uuid::Uuid::from_bytes([7; 16]),
        expires: "2030-01-01T00:00:00Z".to_owned(),
        action,
        subject: serde_json::Map::new(),
    };
    let sign = |(officer, key): &(Officer, SigningKey)| sign_request(&officer.id, key, &request);
    let approvals: Vec<Approval> = people
        .iter()
        .take(signers)
        .map(|person| sign(person).unwrap())
        .collect();
    Approved::check(&rules, request.clone(), &approvals, "2026-01-01T00:00:00Z").unwrap()
}

pub fn region(code: &str) -> RegionCode {
    code.parse().unwrap()
}

pub fn secret(bytes: &[u8]) -> KeyBytes {
    KeyBytes::init(bytes.len(), |out| out.copy_from_slice(bytes)).unwrap()
}

fn key_id(number: u8) -> KeyId {
    KeyId::from_bytes([number; 16])
}

/// The ministry's master key of kind 0101, with three diversifications.
pub fn master(algorithm: Algorithm, scheme: Scheme) -> KeyDescriptor {
    KeyDescriptor {
        key_id: key_id(1),
        level: Level::Ministry,
        region: RegionCode::MINISTRY,
        owner: RegionCode::MINISTRY,
        origin: Origin::Generated,
        kind: "0101".parse::<KindCode>().unwrap(),
        algorithm,
        version: KeyVersion::new(1).unwrap(),
        scheme,
        levels_left: 3,
        parent: None,
        parent_kcv: None,
        context: String::new(),
    }
}

/// The input that makes `parent`'s child at this place.
pub fn input_for(parent: &KeyDescriptor, level: Level, code: &str, diversifier: &[u8]) -> Input {
    let child = Child {
        level,
        region: region(code),
        kind: parent.kind,
        algorithm: parent.algorithm,
        version: parent.version,
        diversifier: diversifier.to_vec(),
    };
    Input::for_child(parent.scheme, &child).unwrap()
}

/// The descriptor of the child that `steps` steps, the last with `input`, make from `parent`.
pub fn child_of(
    parent: &KeyDescriptor,
    parent_kcv: key_derivation::Kcv,
    (level, code): (Level, &str),
    input: &Input,
    steps: u8,
) -> KeyDescriptor {
    KeyDescriptor {
        key_id: key_id(parent.key_id.as_bytes()[0] + 1),
        level,
        region: region(code),
        origin: Origin::Derived,
        levels_left: parent.levels_left - steps,
        parent: Some(parent.key_id),
        parent_kcv: Some(parent_kcv),
        context: input.to_hex(),
        ..parent.clone()
    }
}

/// One vector of tests/vectors/hsm.json.
#[derive(serde::Deserialize)]
pub struct Vector {
    pub algorithm: String,
    pub source: String,
    pub inputs: VectorInputs,
    pub output: String,
}

#[derive(serde::Deserialize)]
pub struct VectorInputs {
    pub kbpk: String,
    pub key_block: String,
    pub header: String,
}

impl Vector {
    pub fn kbpk(&self) -> KeyBytes {
        secret(&hex::decode(&self.inputs.kbpk).unwrap())
    }
}

pub fn vectors(algorithm: &str) -> Vec<Vector> {
    let all: Vec<Vector> =
        serde_json::from_str(include_str!("../../../../tests/vectors/hsm.json")).unwrap();
    let wanted: Vec<Vector> = all
        .into_iter()
        .filter(|v| v.algorithm == algorithm)
        .collect();
    assert!(!wanted.is_empty());
    wanted
}

/// Every way of flipping one bit of `bytes`.
pub fn one_bit_flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(move |bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    })
}
