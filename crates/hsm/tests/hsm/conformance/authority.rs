//! Nothing happens without an approval that fits; and the identity key.

use ed25519_dalek::{Signature, VerifyingKey};
use hsm::{Error, Hsm, Kept, Sink, StoredKey};
use key_derivation::{Algorithm, KeyDescriptor, Origin, Scheme};
use quorum::{Action, Approved, Needs};

use super::{HERE, Held, Make, THERE, Way, generate, transport};
use crate::fixtures::{approved, approved_by, master, one_bit_flips, secret};

pub fn run(make: Make) {
    every_call_asks_for_a_fitting_approval(&mut *make(HERE));
    no_call_is_one_officers(&mut *make(HERE));
    the_identity_key_signs(&mut *make(HERE));
    an_identity_serves_only_here(make);
}

/// What permits what, written down a second time.
const PERMITTED: [(&str, &[Action]); 9] = [
    ("generate", &[Action::KeyGenerate, Action::KeyRotate]),
    (
        "diversify",
        &[
            Action::KeyDerive,
            Action::PackageCreate,
            Action::PackageReissue,
        ],
    ),
    ("diversify_devices", &[Action::KeyDerive]),
    (
        "make_transport",
        &[
            Action::TransportCreate,
            Action::PackageCreate,
            Action::PackageReissue,
        ],
    ),
    (
        "components",
        &[
            Action::TransportCreate,
            Action::PackageCreate,
            Action::PackageReissue,
            Action::Recover,
        ],
    ),
    ("open_transport", &[Action::TransportImport]),
    ("import", &[Action::PackageImport]),
    ("make_identity", &[Action::Init]),
    (
        "sign",
        &[
            Action::Init,
            Action::PackageCreate,
            Action::PackageReissue,
            Action::PackageImport,
        ],
    ),
];

/// Everything that the calls need besides an approval.
struct Scene {
    top: Held,
    way: Way,
    identity: Vec<u8>,
}

impl Scene {
    fn set(hsm: &mut dyn Hsm) -> Self {
        let top = generate(hsm, master(Algorithm::Aes128, Scheme::Sp800108Cmac));
        let way = Way::make(hsm, 2);
        let (_, identity) = hsm.make_identity(&approved(HERE, Action::Init)).unwrap();
        Self { top, way, identity }
    }

    /// Makes the call; whether it was refused for want of authority.
    fn refused(&self, hsm: &mut dyn Hsm, call: &str, ok: &Approved) -> Option<Error> {
        let inward = transport(THERE, HERE);
        let parts = [secret(&[1; 32]), secret(&[2; 32])];
        let (steps, child) = self.top.below(1);
        let result = match call {
            "generate" => hsm.generate(ok, &self.top.descriptor).map(drop),
            "diversify" => hsm
                .diversify(ok, &self.top.stored(), &steps, &child, Sink::Keep)
                .map(drop),
            "diversify_devices" => {
                let (above, cards) = self.top.cards(&[b"a card"]);
                hsm.diversify_devices(ok, &self.top.stored(), &above, &cards)
                    .map(drop)
            }
            "make_transport" => hsm.make_transport(ok, &self.way.descriptor, 2).map(drop),
            "components" => hsm
                .components(ok, &self.way.descriptor, &self.way.sealed.blob)
                .map(drop),
            "open_transport" => hsm.open_transport(ok, &inward, &parts).map(drop),
            "import" => {
                let descriptor = KeyDescriptor {
                    origin: Origin::Received,
                    ..child
                };
                let result = hsm.import(ok, &inward, &[], "", &descriptor);
                // Permitted, it stumbles over the transport key that is not there.
                if matches!(result, Err(Error::Sealed(Kept::Transport))) {
                    Ok(())
                } else {
                    result.map(drop)
                }
            }
            "make_identity" => hsm.make_identity(ok).map(drop),
            "sign" => hsm.sign(ok, &self.identity, b"message").map(drop),
            other => panic!("no such call: {other}"),
        };
        result.err()
    }
}

fn no_call_is_one_officers(hsm: &mut dyn Hsm) {
    let scene = Scene::set(hsm);
    for action in Action::ALL {
        if action.needs() != Needs::One {
            continue;
        }
        for (call, _) in PERMITTED {
            let refused = scene.refused(hsm, call, &approved_by(1, HERE, *action));
            let as_expected =
                matches!(refused, Some(Error::NotApproved { call: named, .. }) if named == call);
            assert!(as_expected, "{call} with {action}: {refused:?}");
        }
    }
}

fn every_call_asks_for_a_fitting_approval(hsm: &mut dyn Hsm) {
    let scene = Scene::set(hsm);
    for (call, permitted) in PERMITTED {
        for action in Action::ALL {
            let refused = scene.refused(hsm, call, &approved(HERE, *action));
            if permitted.contains(action) {
                assert!(refused.is_none(), "{call} with {action}: {refused:?}");
            } else {
                let as_expected = matches!(refused, Some(Error::NotApproved { call: named, action: found })
                    if named == call && found == action.name());
                assert!(as_expected, "{call} with {action}: {refused:?}");
            }
        }
        let elsewhere = scene.refused(hsm, call, &approved(THERE, permitted[0]));
        let named = matches!(&elsewhere, Some(Error::Keystore { expected, found })
            if expected == HERE && found == THERE);
        assert!(named, "{call}: {elsewhere:?}");
    }
}

fn verifies(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let key = VerifyingKey::from_bytes(public).unwrap();
    key.verify_strict(message, &Signature::from_bytes(signature))
        .is_ok()
}

fn the_identity_key_signs(hsm: &mut dyn Hsm) {
    let (public, blob) = hsm.make_identity(&approved(HERE, Action::Init)).unwrap();
    let ok = approved(HERE, Action::PackageCreate);
    let signature = hsm.sign(&ok, &blob, b"message").unwrap();
    assert!(verifies(&public, b"message", &signature));
    assert!(!verifies(&public, b"another", &signature));

    let (other, _) = hsm.make_identity(&approved(HERE, Action::Init)).unwrap();
    assert_ne!(public, other);
    for flipped in one_bit_flips(&blob) {
        assert!(hsm.sign(&ok, &flipped, b"message").is_err());
    }
    // A key is no identity, nor an identity a key, though both are 32 sealed bytes.
    let key = generate(hsm, master(Algorithm::Aes256, Scheme::Sp800108Cmac));
    let refused = hsm.sign(&ok, &key.sealed.blob, b"message");
    assert!(matches!(refused, Err(Error::Sealed(Kept::Identity))));
    let refused = hsm.check(&StoredKey {
        blob: &blob,
        ..key.stored()
    });
    assert!(matches!(refused, Err(Error::Sealed(Kept::Key))));
}

fn an_identity_serves_only_here(make: Make) {
    let (_, blob) = make(HERE)
        .make_identity(&approved(HERE, Action::Init))
        .unwrap();
    let refused = make(HERE).sign(&approved(HERE, Action::Init), &blob, b"message");
    assert!(matches!(refused, Err(Error::Sealed(Kept::Identity))));
}
