//! Every secret of some keystores, to be looked for: had by the attack, with enough passphrases.

use std::collections::{BTreeMap, BTreeSet};

use key_derivation::{KeyBytes, Parent};
use sha2::{Digest, Sha512};

use crate::attack::{Candidate, PURPOSES, Stolen, derived_key};
use crate::needles::Needles;
use crate::office::Office;

/// The card that a key is derived for.
pub const CARD: &str = "1122334455667788";

/// The secrets, each once.
#[derive(Default)]
pub struct Secrets {
    roots: BTreeMap<String, Candidate>,
    known: BTreeSet<(String, Vec<u8>)>,
}

impl Secrets {
    fn add(&mut self, name: String, secret: &[u8]) {
        self.known.insert((name, secret.to_vec()));
    }

    /// Adds an Ed25519 seed and the two halves of what RFC 8032 makes from it.
    fn add_seed(&mut self, name: &str, seed: &[u8]) {
        self.add(format!("{name}, seed"), seed);
        let expanded = Sha512::digest(seed);
        // The ends of the first half are overwritten before use.
        self.add(format!("{name}, scalar"), &expanded[1..31]);
        self.add(format!("{name}, prefix"), &expanded[32..]);
    }

    /// Takes in what the keystore `name` of the office holds now.
    pub fn learn(&mut self, office: &Office, name: &str) {
        let stolen = Stolen::read(&office.at(&format!("{name}.kms")));
        let root = match self.roots.get(name) {
            Some(root) => *root,
            None => self.open(office, name, &stolen),
        };
        for one in stolen.recover(&[root]) {
            let title = format!("{name}: {}", one.name.split(' ').next().unwrap_or_default());
            match one.name.as_str() {
                "identity key" => self.add_seed(&title, &one.bytes),
                transport if transport.starts_with("transport") => {
                    self.add_transport(&title, &one.bytes);
                }
                _ => self.add(title, &one.bytes),
            }
            self.add_card(&stolen, name, &one.name, &one.bytes);
        }
    }

    fn open(&mut self, office: &Office, name: &str, stolen: &Stolen) -> Candidate {
        let of_this = office
            .passphrases
            .iter()
            .filter(|(whose, ..)| whose == name);
        let passphrases: Vec<String> = of_this.map(|(_, _, text)| text.clone()).collect();
        let haul = stolen.open(&passphrases);
        for one in &haul.envelopes {
            let title = format!("{name}: {}", one.officer);
            self.add(format!("{title}, Argon2id key"), &one.password_key);
            self.add(format!("{title}, share"), &one.share);
            self.add_seed(&title, &one.signing);
            self.add_seed(&format!("{name}: log key"), &one.log);
        }
        for (index, text) in passphrases.iter().enumerate() {
            self.add(format!("{name}: passphrase {index}"), text.as_bytes());
        }
        let root = stolen.root(&haul);
        let keystore = stolen.state().home().keystore.clone();
        for label in PURPOSES {
            let key = derived_key(&root, &keystore, label);
            self.add(format!("{name}: {}", String::from_utf8_lossy(label)), &key);
        }
        self.add(format!("{name}: root secret"), &root);
        self.roots.insert(name.to_owned(), root);
        root
    }

    /// The components of a transport key, and the key that they make.
    fn add_transport(&mut self, title: &str, components: &[u8]) {
        let mut key = [0; 32];
        for component in components.chunks(32) {
            self.add(format!("{title} component"), component);
            key.iter_mut()
                .zip(component)
                .for_each(|(sum, byte)| *sum ^= byte);
        }
        self.add(format!("{title} key"), &key);
    }

    /// The key of the card, where this key gives one.
    fn add_card(&mut self, stolen: &Stolen, keystore: &str, name: &str, bytes: &[u8]) {
        let named = name.strip_prefix("key ").and_then(|id| id.parse().ok());
        let Some(id) = named else { return };
        let card = hex::decode(CARD).expect("a card");
        let Ok(plan) = kms::cards::plan(stolen.state(), id, &[card]) else {
            return;
        };
        let algorithm = stolen.state().keys[&id].descriptor.algorithm;
        let mut key = KeyBytes::init(bytes.len(), |out| out.copy_from_slice(bytes)).expect("a key");
        let above = plan.above.iter().map(|step| &step.input);
        for input in above.chain(&plan.devices) {
            let parent = Parent::new(algorithm, &key).expect("a parent");
            key = parent.diversify(input, algorithm).expect("a child");
        }
        self.add(format!("{keystore}: card key"), key.expose());
    }

    /// All of them, ready to be looked for.
    pub fn needles(&self) -> Needles {
        let mut needles = Needles::secrets();
        for (name, secret) in &self.known {
            needles.add_secret(name, secret);
        }
        needles
    }
}
