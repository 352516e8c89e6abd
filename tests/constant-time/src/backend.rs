//! The software backend under a secret root secret: HKDF, sealing and opening with AES-256-GCM-SIV, transport keys,
//! derivation and signatures, through its own front door.

use std::hint::black_box;

use hsm::{Diversified, Hsm, Sealed, Sink, Software, Step, StoredKey, TransportDescriptor};
use key_derivation::{
    Algorithm, Input, KeyBytes, KeyDescriptor, KeyId, KeyVersion, Level, Origin, RegionCode, Scheme,
};
use quorum::{
    Action, Approved, Cost, CustodianSecrets, EnvelopeContext, LogSeed, Officer, Passphrase,
    Request, Rules, SigningKey, seal, sign_request, split,
};

use crate::Path;
use crate::paths::input;
use crate::secrets::{conceal, publish, root};

pub const PATHS: &[Path] = &[
    Path::silent("backend: make, seal, open a key; derive to each sink", keys),
    Path::silent("backend: transport key and its components", transport),
    Path::silent(
        "backend: transport key put together from components",
        receiving,
    ),
    Path::silent("backend: make the identity key and sign", identity),
    Path::silent(
        "envelope: secrets sealed under a known passphrase",
        envelope,
    ),
    Path::reported(
        "exception: Argon2id, second half of the first pass on",
        passphrase,
    ),
];

const HERE: &str = "0f0e0d0c-0b0a-4908-8706-050403020100";
const THERE: &str = "1f0e0d0c-0b0a-4908-8706-050403020100";

fn backend() -> Software {
    Software::unlock(root(), HERE).expect("a backend")
}

/// Two officers of two approve.
fn approved(action: Action) -> Approved {
    let key = |number: u8| SigningKey::init(|seed| seed.fill(number));
    let officer = |number: u8| Officer {
        id: format!("officer-{number}").parse().expect("a staff code"),
        public_key: key(number).public(),
        share_index: number,
    };
    let rules = Rules::new(2, vec![officer(0), officer(1)]).expect("rules");
    let request = Request {
        keystore: HERE.to_owned(),
        op: uuid::Uuid::from_bytes([7; 16]),
        expires: "2030-01-01T00:00:00Z".to_owned(),
        action,
        subject: serde_json::Map::new(),
    };
    let sign = |number| sign_request(&officer(number).id, &key(number), &request);
    let approvals = [sign(0).expect("a signature"), sign(1).expect("a signature")];
    Approved::check(&rules, request, &approvals, "2026-01-01T00:00:00Z").expect("approved")
}

fn master(algorithm: Algorithm) -> KeyDescriptor {
    KeyDescriptor {
        key_id: KeyId::from_bytes([1; 16]),
        level: Level::Ministry,
        region: RegionCode::MINISTRY,
        owner: RegionCode::MINISTRY,
        origin: Origin::Generated,
        kind: "0101".parse().expect("a kind"),
        algorithm,
        version: KeyVersion::FIRST,
        scheme: Scheme::Sp800108Cmac,
        levels_left: 3,
        parent: None,
        parent_kcv: None,
        context: String::new(),
    }
}

fn descriptor() -> TransportDescriptor {
    TransportDescriptor {
        id: "2f0e0d0c-0b0a-4908-8706-050403020100".to_owned(),
        from: HERE.to_owned(),
        to: THERE.to_owned(),
    }
}

/// What a backend returns is for the keystore's file and the log.
fn published(mut sealed: Sealed) -> Sealed {
    publish(sealed.blob.as_mut_slice());
    publish(&mut sealed.kcv);
    sealed
}

fn keys() {
    for algorithm in [Algorithm::Aes128, Algorithm::Aes192, Algorithm::Aes256] {
        derive(algorithm);
    }
}

fn derive(algorithm: Algorithm) {
    let mut hsm = backend();
    let parent = master(algorithm);
    let sealed = hsm
        .generate(&approved(Action::KeyGenerate), &parent)
        .map(published)
        .expect("a key");
    let stored = StoredKey {
        descriptor: &parent,
        blob: &sealed.blob,
        kcv: sealed.kcv,
    };
    hsm.check(&stored).expect("it opens");
    let input = input(Scheme::Sp800108Cmac, algorithm, Level::Municipality, &[]);
    let child = KeyDescriptor {
        key_id: KeyId::from_bytes([2; 16]),
        level: Level::Municipality,
        region: "410100".parse().expect("a code"),
        origin: Origin::Derived,
        levels_left: 2,
        parent: Some(parent.key_id),
        parent_kcv: Some(sealed.kcv),
        context: input.to_hex(),
        ..parent.clone()
    };
    let steps = [Step { input, algorithm }];
    let transport = descriptor();
    let carrier = hsm
        .make_transport(&approved(Action::TransportCreate), &transport, 2)
        .map(published)
        .expect("a transport key");
    let block = Sink::KeyBlock {
        transport: &transport,
        blob: &carrier.blob,
    };
    for sink in [Sink::Keep, block] {
        let ok = approved(Action::PackageCreate);
        let made: Diversified = hsm
            .diversify(&ok, &stored, &steps, &child, sink)
            .expect("a child");
        black_box(made);
    }
    let step = |level| Step {
        input: crate::paths::input(Scheme::Sp800108Cmac, algorithm, level, &[]),
        algorithm,
    };
    let above = [step(Level::Province), step(Level::Municipality)];
    let cards = [[1; 8], [2; 8]].map(|card| card_input(algorithm, &card));
    let ok = approved(Action::KeyDerive);
    black_box(
        hsm.diversify_devices(&ok, &stored, &above, &cards)
            .expect("check values"),
    );
}

fn card_input(algorithm: Algorithm, card: &[u8]) -> Input {
    input(Scheme::Sp800108Cmac, algorithm, Level::Card, card)
}

fn transport() {
    let mut hsm = backend();
    let ok = approved(Action::TransportCreate);
    for parts in [2, 3] {
        let sealed = hsm
            .make_transport(&ok, &descriptor(), parts)
            .map(published)
            .expect("a key");
        black_box(
            hsm.components(&ok, &descriptor(), &sealed.blob)
                .expect("components"),
        );
    }
}

fn receiving() {
    let mut hsm = backend();
    let ok = approved(Action::TransportImport);
    let transport = TransportDescriptor {
        from: THERE.to_owned(),
        to: HERE.to_owned(),
        ..descriptor()
    };
    for parts in [2, 3] {
        let components: Vec<KeyBytes> = (0..parts).map(component).collect();
        black_box(
            hsm.open_transport(&ok, &transport, &components)
                .expect("a key"),
        );
    }
}

/// A secret component, different from those of other numbers.
fn component(number: u8) -> KeyBytes {
    let differing = |bytes: &mut [u8]| {
        conceal(bytes);
        bytes[0] ^= number;
    };
    KeyBytes::init(32, differing).expect("the length of a component")
}

fn identity() {
    let mut hsm = backend();
    let ok = approved(Action::Init);
    let (mut public, mut blob) = hsm.make_identity(&ok).expect("an identity key");
    publish(&mut public);
    publish(blob.as_mut_slice());
    black_box(hsm.sign(&ok, &blob, b"a package").expect("a signature"));
}

fn context() -> EnvelopeContext {
    EnvelopeContext {
        suite: 1,
        keystore: HERE.to_owned(),
        officer: "officer-0".parse().expect("a staff code"),
        k: 2,
        n: 3,
        index: 0,
    }
}

fn custodian() -> CustodianSecrets {
    CustodianSecrets {
        share: split(&root(), 2, 3).expect("shares").swap_remove(0),
        signing: SigningKey::init(|seed| conceal(seed)),
        log_seed: LogSeed::init(|seed| conceal(seed)),
    }
}

fn envelope() {
    let passphrase = Passphrase::new("correct horse battery").expect("a passphrase");
    black_box(seal(&custodian(), &passphrase, &context(), Cost::FLOOR).expect("an envelope"));
}

/// Argon2id looks where the passphrase tells it to from the second half of its first pass on (RFC 9106, 3.4.1.3).
fn passphrase() {
    let known = Passphrase::new("correct horse battery").expect("a passphrase");
    let envelope = seal(&custodian(), &known, &context(), Cost::FLOOR);
    let mut envelope = envelope.expect("an envelope");
    publish(envelope.as_mut_slice());
    let mut secret = b"another one of the same kind".to_vec();
    conceal(&mut secret);
    let secret = Passphrase::existing(secret).expect("a passphrase");
    assert!(quorum::open(&envelope, &secret, &context()).is_err());
}
